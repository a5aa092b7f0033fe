//! A queue of staff's, and an application with its evidence beside what it must meet.

use jiff::civil::Date;
use maud::{Markup, html};
use programme::Handbook;
use programme::decision::{Met, Reason, Ruling, ruling};
use programme::eligibility::{Eligibility, RequirementStands};

use super::parts::{self, Choice, Field, Input, Problem};

/// Something that waits.
#[derive(Debug, Clone)]
pub struct Waiting<'a> {
    /// Where it is dealt with.
    pub href: String,
    /// Whose it is.
    pub name: &'a str,
    /// The programme's letters, or the scheme.
    pub about: &'a str,
    /// Since when it waits.
    pub since: Date,
}

/// A queue, the oldest first.
pub fn queue(title: &str, rows: &[Waiting<'_>], today: Date, next: Option<&str>, first: Option<&str>) -> Markup {
    let row = |w: &Waiting<'_>| {
        vec![html! { a href=(w.href) { (w.name) } }, html! { (w.about) }, parts::when(w.since, today)]
    };
    let rows: Vec<Vec<Markup>> = rows.iter().map(row).collect();
    html! {
        header class="head" {
            h1 { (title) }
            p class="as-of" { "The oldest first. " a href="/staff" { "All queues" } }
        }
        @if rows.is_empty() {
            (parts::empty("Nothing waits here.", "What comes in will stand here, the oldest first."))
        } @else {
            (parts::table(title, &["Who", "What", "Waits since"], &rows))
            (parts::pager(next, first))
        }
    }
}

/// An application as its reviewer sees it.
#[derive(Debug)]
pub struct Application<'a, 'e> {
    /// The id of the application.
    pub event: &'a str,
    /// Whose it is.
    pub person: &'a str,
    /// Their name.
    pub name: &'a str,
    /// The programme's letters.
    pub designation: &'a str,
    /// The day of application.
    pub on: Date,
    /// The evidence, each piece as names and values.
    pub evidence: Vec<Vec<(String, String)>>,
    /// How it stands by the handbook.
    pub eligibility: &'a Eligibility<'e>,
    /// The handbook.
    pub handbook: &'a Handbook,
    /// How many entries the record has.
    pub seen: i64,
    /// The token of the form; none where the viewer may not decide.
    pub csrf: Option<&'a str>,
    /// Why the viewer may not decide, where that is so.
    pub hindered: Option<&'a str>,
    /// A decision sent before: each field's name and value.
    pub sent: &'a [(&'a str, &'a str)],
    /// What was wrong with it.
    pub problems: &'a [Problem<'a>],
}

/// The page of an application.
pub fn application(view: &Application<'_, '_>) -> Markup {
    html! {
        header class="head" {
            h1 { (view.designation) " application of " (view.name) }
            p class="as-of" {
                "Submitted on " (parts::day(view.on)) ". "
                a href=(parts::path(&["staff", "people", view.person])) { "The whole record" }
            }
        }
        (parts::error_summary(view.problems))
        (parts::part("evidence", "The evidence", evidence(view)))
        (parts::part("requirements", "What it must meet", requirements(view)))
        @if let Some(csrf) = view.csrf { (parts::part("decide", "Decide", decide(view, csrf))) }
        @if let Some(hindered) = view.hindered { (parts::part("decide", "Decide", html! { p { (hindered) } })) }
    }
}

fn evidence(view: &Application<'_, '_>) -> Markup {
    if view.evidence.is_empty() {
        return parts::empty("No evidence came with it.", "Ask the candidate for it before you decide.");
    }
    html! {
        @for piece in &view.evidence {
            dl class="facts-of" { @for (key, value) in piece { div { dt { (key) } dd { (value) } } } }
        }
    }
}

fn requirements(view: &Application<'_, '_>) -> Markup {
    let title = |met: Met| match met {
        Met::Yes | Met::Note => parts::word("good", "Met"),
        Met::No => parts::word("shut", "Not met"),
        Met::Unknown => parts::word("soon", "Unknown"),
    };
    html! {
        @for route in &view.eligibility.routes {
            h3 { "By " (route.route) @if route.met() { " " (parts::word("good", "Route met")) } }
            ul class="reasons" {
                @for requirement in &route.requirements {
                    li {
                        p { (title(requirement.reason.met)) " " (requirement.reason) }
                        p class="hint" {
                            "Needed: " (requirement.needs()) "."
                            @if !requirement.has().is_empty() { " Shown: " (requirement.has()) "." }
                        }
                        (parts::why(&requirement.reason, Some(view.handbook)))
                    }
                }
            }
        }
    }
}

fn decide(view: &Application<'_, '_>, csrf: &str) -> Markup {
    let met = view.eligibility.eligible();
    let outcomes = [
        Choice { value: "", label: "Choose …" },
        Choice { value: "approved", label: "Approve" },
        Choice { value: "refused", label: "Refuse" },
    ];
    let outcome = Field {
        name: "outcome",
        label: "Decision",
        hint: if met { "By the handbook, a route is met." } else { "By the handbook, no route is met." },
        input: Input::Select(&outcomes),
        value: sent_before(view.sent, "outcome"),
        required: true,
    };
    html! {
        form method="post" action=(parts::path(&["staff", "applications", view.event, "decide"])) novalidate {
            (parts::csrf(csrf))
            input type="hidden" name="seen" value=(view.seen);
            (parts::field(&outcome, view.problems))
            @if !met { (findings(view)) }
            (parts::field(&reason(view.sent), view.problems))
            button type="submit" { "Decide" }
        }
    }
}

/// What is not met, to be chosen as reasons of a refusal.
fn findings(view: &Application<'_, '_>) -> Markup {
    html! {
        fieldset {
            legend { "Reasons of a refusal, from the handbook" }
            @for (at, requirement) in unmet(view.eligibility).enumerate() {
                div class="choice" {
                    input type="checkbox" id=(format!("finding-{at}")) name=(format!("finding-{at}")) value="yes"
                        checked[!sent_before(view.sent, &format!("finding-{at}")).is_empty()];
                    label for=(format!("finding-{at}")) { (requirement.reason) }
                }
            }
        }
    }
}

/// What is not met, on whichever route: the findings that a refusal may rest on, in the order in which they are shown.
pub fn unmet<'e, 'a>(eligibility: &'e Eligibility<'a>) -> impl Iterator<Item = &'e RequirementStands<'a>> {
    eligibility.routes.iter().flat_map(|r| &r.requirements).filter(|r| r.reason.met != Met::Yes)
}

/// What a reader is told once something was done.
pub fn done(title: &str, text: &str, on: (&str, &str)) -> Markup {
    html! {
        header class="head" { h1 { (title) } }
        p { (text) }
        p { a href=(on.0) { (on.1) } }
    }
}

/// A request as whoever decides it sees it.
#[derive(Debug)]
pub struct Asked<'a, 'r> {
    /// The id of the request.
    pub event: &'a str,
    /// Whose it is.
    pub person: &'a str,
    /// Their name.
    pub name: &'a str,
    /// What was asked for: "Renewal".
    pub asked: &'a str,
    /// The day.
    pub on: Date,
    /// How the rules judge it.
    pub because: &'a [Reason<'r>],
    /// The handbook.
    pub handbook: &'a Handbook,
    /// How it may be decided: the word, and what it says.
    pub outcomes: &'a [(&'a str, &'a str)],
    /// How many entries the record has.
    pub seen: i64,
    /// The token of the form; none where the viewer may not decide.
    pub csrf: Option<&'a str>,
    /// Why the viewer may not decide, where that is so.
    pub hindered: Option<&'a str>,
    /// A decision sent before: each field's name and value.
    pub sent: &'a [(&'a str, &'a str)],
    /// What was wrong with it.
    pub problems: &'a [Problem<'a>],
}

/// The page of a request.
pub fn request(view: &Asked<'_, '_>) -> Markup {
    let mut outcomes = vec![Choice { value: "", label: "Choose …" }];
    outcomes.extend(view.outcomes.iter().map(|(value, label)| Choice { value, label }));
    let allowed = ruling(view.because) == Ruling::Allowed;
    let outcome = Field {
        name: "outcome",
        label: "Decision",
        hint: if allowed {
            "By the handbook nothing stands against it."
        } else {
            "By the handbook something stands against it."
        },
        input: Input::Select(&outcomes),
        value: sent_before(view.sent, "outcome"),
        required: true,
    };
    html! {
        header class="head" {
            h1 { (view.asked) " of " (view.name) }
            p class="as-of" {
                "Of " (parts::day(view.on)) ". " a href=(parts::path(&["staff", "people", view.person])) { "The whole record" }
            }
        }
        (parts::error_summary(view.problems))
        (parts::part("rules", "How the rules judge it", html! {
            (parts::word(if allowed { "good" } else { "shut" }, if allowed { "In order" } else { "Not in order" }))
            (parts::because_by(view.because, Some(view.handbook)))
        }))
        @if let Some(hindered) = view.hindered { (parts::part("decide", "Decide", html! { p { (hindered) } })) }
        @if let Some(csrf) = view.csrf {
            (parts::part("decide", "Decide", html! {
                form method="post" action=(parts::path(&["staff", "requests", view.event, "decide"])) novalidate {
                    (parts::csrf(csrf))
                    input type="hidden" name="seen" value=(view.seen);
                    (parts::field(&outcome, view.problems))
                    (parts::field(&reason(view.sent), view.problems))
                    button type="submit" { "Decide" }
                }
            }))
        }
    }
}

/// Why something is decided so.
fn reason<'a>(sent: &[(&'a str, &'a str)]) -> Field<'a> {
    Field {
        name: "reason",
        label: "Reason",
        hint: "Whoever asked reads this. Needed where your decision is not the handbook's.",
        input: Input::Lines,
        value: sent_before(sent, "reason"),
        required: false,
    }
}

/// What was sent for a field before.
fn sent_before<'a>(sent: &[(&'a str, &'a str)], name: &str) -> &'a str {
    sent.iter().find(|(own, _)| *own == name).map_or("", |(_, value)| value)
}
