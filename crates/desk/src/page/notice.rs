//! The Notice to Schedule, for printing: everything that is needed at the test centre.

use jiff::civil::Date;
use maud::{Markup, html};
use programme::Handbook;
use programme::handbook::Programme;
use programme::handbook::clause::Printed;

use super::{accommodation, parts};

/// What the notice says.
#[derive(Debug)]
pub struct Notice<'a> {
    /// The handbook.
    pub handbook: &'a Handbook,
    /// The programme.
    pub programme: &'a Programme,
    /// The name as registered.
    pub name: &'a str,
    /// The window: its id and its days; none where the body tests all year.
    pub window: Option<(String, Date, Date)>,
    /// The seat, in words; none where none is booked.
    pub seat: Option<String>,
    /// How many minutes the exam takes, as for everybody and with what was granted.
    pub minutes: Option<(u16, Option<u32>)>,
    /// Accommodations granted, by title.
    pub granted: Vec<String>,
    /// Through which day a change is possible: what it is, and the day where there is one.
    pub changes: Vec<(&'static str, Option<Date>)>,
    /// What changes cost: the fee's name, and what it comes to.
    pub fees: Vec<(&'a str, String)>,
    /// Today.
    pub on: Date,
}

/// Rules of the catalogue that a notice tells: whose name is on the identification; where an exam may be moved to.
const IDENTITY: &str = "B9";
const CHANGES: [&str; 2] = ["scheduling.reschedule", "scheduling.transfer"];

/// The page.
pub fn notice(view: &Notice<'_>) -> Markup {
    let of_identity = view.handbook.printed.iter().filter(|p| p.rules.iter().any(|rule| rule == IDENTITY));
    let conduct = view.handbook.printed.iter().filter(|p| p.clause.starts_with("conduct."));
    let changes = view.handbook.printed.iter().filter(|p| CHANGES.contains(&p.clause.as_str()));
    html! {
        header class="head" {
            h1 { "Notice to Schedule" }
            p class="as-of" {
                (view.programme.name) " (" (view.programme.designation) "), " (view.handbook.body.name)
                ". As of " (parts::day(view.on)) "."
            }
        }
        (parts::part("who", "Who and when", facts(view)))
        (parts::part("identity", "What to bring", html! {
            p { "Identification that bears the name above. If it does not, write to " (view.handbook.body.name) " before the exam." }
            (rules(of_identity, view.on))
        }))
        (parts::part("conduct", "Rules of conduct", html! {
            (rules(conduct, view.on))
        }))
        (parts::part("changes", "If you have to change something", html! {
            ul class="plain" {
                @for (what, to) in &view.changes {
                    li { (what) @if let Some(to) = to { " through " (parts::when(*to, view.on)) } "." }
                }
            }
            @if view.fees.is_empty() { p { "The handbook names no fee for a change." } }
            @for (name, amount) in &view.fees { p { (name) ": " (amount) } }
            (rules(changes, view.on))
        }))
        p { a href="/home" { "Back to your home page" } }
    }
}

fn facts(view: &Notice<'_>) -> Markup {
    html! {
        dl class="answers" {
            div { dt { "Name, as registered" } dd { (view.name) } }
            @if let Some((window, opens, closes)) = &view.window {
                div { dt { "Testing window" } dd {
                    (accommodation::season(window)) ", " (parts::day(*opens)) " to " (parts::day(*closes))
                } }
            }
            div { dt { "Your seat" } dd {
                @match &view.seat {
                    Some(seat) => { strong { (seat) } },
                    None => { "None yet. " a href=(format!("/home/book/{}", view.programme.id)) { "Book a seat" } },
                }
            } }
            @if let Some((usual, longer)) = view.minutes {
                div { dt { "The exam takes" } dd {
                    @match longer {
                        Some(longer) => { strong { (hours(longer)) } " with the time you were granted (" (hours(u32::from(usual))) " without)" },
                        None => { (hours(u32::from(usual))) },
                    }
                } }
            }
            div { dt { "Accommodations granted" } dd {
                @if view.granted.is_empty() { "None" } @else { (accommodation::list(&view.granted)) }
            } }
        }
    }
}

/// Minutes as people say them: `4 hours 30 minutes`.
pub fn hours(minutes: u32) -> String {
    let said = |n: u32, one: &str| match n {
        0 => String::new(),
        1 => format!("1 {one}"),
        n => format!("{n} {one}s"),
    };
    let (hours, rest) = (said(minutes / 60, "hour"), said(minutes % 60, "minute"));
    [hours, rest].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
}

/// Rules in words, as they stand on a day, each with where it is written.
fn rules<'p>(printed: impl Iterator<Item = &'p Printed>, on: Date) -> Markup {
    let standing = printed.filter_map(|p| Some((p, p.versions.iter().rfind(|v| v.from <= on)?)));
    html! {
        @for (printed, version) in standing {
            h3 { (printed.title) }
            p { (version.text) }
            (parts::cited(&version.citation, version.reading))
        }
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn minutes_are_said_in_hours() {
        let table = [
            (45, "45 minutes"),
            (60, "1 hour"),
            (180, "3 hours"),
            (270, "4 hours 30 minutes"),
            (61, "1 hour 1 minute"),
        ];
        for (minutes, said) in table {
            assert_eq!(super::hours(minutes), said);
        }
    }
}
