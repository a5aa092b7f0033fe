//! What waits for a decision, as whoever decides it sees it: how the rules judge it, and the form that decides.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use maud::{Markup, html};
use percent_encoding::utf8_percent_encode;
use programme::Handbook;
use programme::amount::Units;
use programme::day::in_words;
use programme::decision::{Reason, Ruling, ruling};
use programme::recertification::credits::Worth;
use programme::record::Event;
use programme::review::CycleView;

use super::drawn::credits::against;
use super::parts::{self, Choice, Field, Input, Problem};
use super::picture;
use crate::arriving::alike::Alike;

/// How something may be decided: the word, and what it says.
pub type Outcome<'a> = (&'a str, &'a str);

/// What may be granted: the word of the record, what it is called, and whether it was asked for.
pub type Grant = (String, String, bool);

/// Whose matter it is, and what it is about.
#[derive(Debug)]
pub struct Head<'a> {
    /// Whose it is.
    pub person: &'a str,
    /// Their name.
    pub name: &'a str,
    /// What was asked for: "Renewal".
    pub asked: &'a str,
    /// How it came: "Submitted".
    pub came: &'a str,
    /// The programme's letters, where it is about one.
    pub designation: Option<&'a str>,
    /// The day.
    pub on: Date,
}

/// The form of a decision.
#[derive(Debug)]
pub struct Deciding<'a> {
    /// Where it is sent.
    pub action: String,
    /// How it may be decided.
    pub outcomes: &'a [Outcome<'a>],
    /// What the handbook says of it.
    pub hint: &'a str,
    /// What stands against it, to be chosen as reasons of a refusal.
    pub findings: &'a [String],
    /// What may be granted of it: the word, what it is called, and whether it was asked for. Empty where it is whole.
    pub granting: &'a [Grant],
    /// How many entries the record has.
    pub seen: i64,
    /// The token of the form; none where the viewer may not decide.
    pub csrf: Option<&'a str>,
    /// Why the viewer may not decide, where that is so.
    pub hindered: Option<&'a str>,
    /// Whether its decider came here from the one before it in the queue.
    pub working: bool,
    /// Its place in the queue, and how many wait there; noughts where it does not wait.
    pub queue: (i64, i64),
    /// Whether another comes after it.
    pub further: bool,
    /// A decision sent before: each field's name and value.
    pub sent: &'a [(&'a str, &'a str)],
    /// What was wrong with it.
    pub problems: &'a [Problem<'a>],
}

/// The page of a matter.
pub fn matter(head: &Head<'_>, judged: Markup, deciding: &Deciding<'_>) -> Markup {
    html! {
        header class="head" {
            h1 {
                @match head.designation {
                    Some(letters) => { (letters) " " (head.asked.to_lowercase()) },
                    None => { (head.asked) },
                }
                " of " (head.name)
            }
            p class="as-of" {
                (head.came) " on " (parts::day(head.on)) ". "
                a href=(parts::path(&["staff", "people", head.person])) { "The whole record" }
                @if deciding.queue.1 > 0 { " " (deciding.queue.0) " of " (deciding.queue.1) " in the queue." }
            }
        }
        (parts::error_summary(deciding.problems))
        (judged)
        @if let Some(hindered) = deciding.hindered { (parts::part("decide", "Decide", html! { p { (hindered) } })) }
        @if let Some(csrf) = deciding.csrf { (parts::part("decide", "Decide", form(deciding, csrf))) }
    }
}

/// What an appeal is against, who took that measure and why, and the grounds of the appeal.
pub fn appealed((measure, on): (&str, Date), (by, reason): (&str, &str), grounds: &str, restores: bool) -> Markup {
    parts::part(
        "appeal",
        "The appeal",
        html! {
            dl class="facts-of" {
                div { dt { "Against" } dd { (measure) ", " (parts::day(on)) } }
                div { dt { "Taken by" } dd { (by) } }
                div { dt { "Reason given" } dd { (reason) } }
                div { dt { "Grounds" } dd { (grounds) } }
            }
            @if !restores { p { "Another measure was taken since: upholding this appeal does not restore the credential." } }
        },
    )
}

/// How the rules judge a matter.
pub fn judged(because: &[Reason<'_>], handbook: &Handbook) -> Markup {
    let allowed = ruling(because) == Ruling::Allowed;
    parts::part(
        "rules",
        "How the rules judge it",
        html! {
            (parts::word(if allowed { "good" } else { "shut" }, if allowed { "In order" } else { "Not in order" }))
            (parts::because_by(because, Some(handbook)))
        },
    )
}

/// An approved activity that a credit was logged for.
#[derive(Debug)]
pub struct Listed {
    /// Its provider.
    pub provider: String,
    /// Credits as approved.
    pub credit: String,
    /// For how many credits the provider's roster names this person, where it does.
    pub attended: Option<String>,
}

/// How the credits of a request about renewal are shown.
#[derive(Debug, Clone, Copy)]
pub struct Credits<'a> {
    /// Whose they are.
    pub person: &'a str,
    /// The request.
    pub request: &'a str,
    /// The handbook.
    pub handbook: &'a Handbook,
    /// The person's files that are here.
    pub there: &'a BTreeSet<String>,
    /// The approved activities that credits were logged for, by number.
    pub listed: &'a BTreeMap<String, Listed>,
    /// Whether whoever looks may disallow them.
    pub disallows: bool,
    /// Credits that were posted and logged, and may be the same.
    pub alike: &'a [Alike],
}

/// Each credit of a cycle with its documents, beside the rule by which it counts.
pub fn credits(view: &Credits<'_>, cycle: &CycleView<'_>) -> Markup {
    let row = |worth: &Worth<'_>| {
        let entry = &worth.fact.entry;
        let (title, place, activity) = match &entry.event {
            Event::CreditLogged { title, place, activity, .. } => {
                (title.as_ref(), place.as_deref(), activity.as_deref())
            }
            _ => ("", None, None),
        };
        let listed = activity.and_then(|number| Some((number, view.listed.get(number)?)));
        let files = parts::attached(entry, view.there);
        let disallow = parts::path(&["staff", "people", view.person, "disallowance"]);
        let about = [("credit", entry.id.as_ref()), ("request", view.request)];
        let about = about.map(|(name, value)| format!("{name}={}", utf8_percent_encode(value, parts::UNRESERVED)));
        let mut cells = vec![
            html! {
                (title) br;
                span class="aside" { (worth.category.clause.title) @if let Some(place) = place { ", " (place) } }
                @if let Some((number, listed)) = listed { br; (approved(number, listed)) }
                (super::alike::beside(view.alike, &entry.id))
            },
            parts::day(worth.fact.day),
            html! {
                @if !files.is_empty() { (parts::attachments(&files)) }
                @else if worth.certificate { "Said to be there" }
                @else { (parts::word("soon", "No certificate")) }
            },
            html! { span class="sum" { (worth.counted.with_decimal()) } },
            html! { span class="sum" { (worth.approved.with_decimal()) } },
            html! {
                (parts::because_by(&worth.reasons(), Some(view.handbook)))
                @if let Some(reason) = against(worth) { p class="aside" { (reason) } }
            },
        ];
        if view.disallows {
            cells.push(html! {
                @if worth.disallowed.is_none() {
                    a href=(format!("{disallow}?{}", about.join("&"))) { "Disallow" span class="unseen" { " " (title) } }
                }
            });
        }
        cells
    };
    let rows: Vec<Vec<Markup>> = cycle.credits.iter().map(row).collect();
    let caption = format!("Credits of {} to {}", in_words(cycle.from), in_words(cycle.to));
    let mut headings = vec!["Activity", "Earned", "Documents", "Counts", "Approved", "Why"];
    headings.extend(view.disallows.then_some("Review"));
    parts::wide(
        "credits",
        "Credits",
        html! {
            div class="meters" {
                (picture::meter("Total", cycle.earned.0, cycle.required.0))
                @if cycle.required.1 > Units::ZERO { (picture::meter("Approved", cycle.earned.1, cycle.required.1)) }
            }
            @if rows.is_empty() { (parts::empty("No credit is logged for this cycle.", "")) }
            @else { (parts::table(&caption, &headings, &rows)) }
        },
    )
}

/// The approved activity that a credit was logged for, and what its provider says of who attended.
fn approved(number: &str, listed: &Listed) -> Markup {
    html! {
        span class="aside" {
            "Approved activity " a href=(parts::path(&["activities", number])) { (number) } " of " (listed.provider) ", "
            (listed.credit) " credits. "
            @match &listed.attended {
                Some(credit) => { "On its provider's roster, with " (credit) " credits." }
                None => { "Not named on its provider's roster." }
            }
        }
    }
}

fn form(deciding: &Deciding<'_>, csrf: &str) -> Markup {
    let mut outcomes = vec![Choice { value: "", label: "Choose …" }];
    outcomes.extend(deciding.outcomes.iter().map(|(value, label)| Choice { value, label }));
    let outcome = Field {
        name: "outcome",
        label: "Decision",
        hint: deciding.hint,
        input: Input::Select(&outcomes),
        value: deciding.before("outcome"),
        required: true,
    };
    let reason = Field {
        name: "reason",
        label: "Reason",
        hint: "Whoever asked reads this. Needed where your decision is not the handbook's.",
        input: Input::Lines,
        value: deciding.before("reason"),
        required: false,
    };
    html! {
        form method="post" action=(deciding.action) novalidate {
            (parts::csrf(csrf))
            input type="hidden" name="seen" value=(deciding.seen);
            (parts::field(&outcome, deciding.problems))
            @if !deciding.granting.is_empty() { (granting(deciding)) }
            @if !deciding.findings.is_empty() { (findings(deciding)) }
            (parts::field(&reason, deciding.problems))
            @if deciding.further {
                div class="choice" {
                    input type="checkbox" id="next" name="next" value="yes"
                        checked[deciding.working || !deciding.before("next").is_empty()];
                    label for="next" { "and open the next one" }
                }
                input type="hidden" name="nth" value=(deciding.queue.0);
                input type="hidden" name="of" value=(deciding.queue.1);
            }
            button type="submit" { "Decide" }
        }
    }
}

/// What is granted, to be chosen; what was asked for is chosen already.
fn granting(deciding: &Deciding<'_>) -> Markup {
    let problem = deciding.problems.iter().find(|p| p.field == "granted");
    html! {
        fieldset id="granted" aria-describedby=[problem.map(|_| "granted-error")] {
            legend { "What is granted, if it is approved" }
            @if let Some(problem) = problem {
                p class="error" id="granted-error" {
                    span class="unseen" { "Error: " } (problem.wrong) " " (problem.remedy)
                }
            }
            @for (id, title, asked) in deciding.granting {
                @let name = grant(id);
                @let chosen = if deciding.sent.is_empty() { *asked } else { !deciding.before(&name).is_empty() };
                div class="choice" {
                    input type="checkbox" id=(name) name=(name) value="yes" checked[chosen];
                    label for=(name) { (title) @if *asked { " (asked for)" } }
                }
            }
        }
    }
}

/// The field of something that may be granted.
pub fn grant(id: &str) -> String {
    format!("grant-{id}")
}

/// What stands against it, to be chosen as reasons of a refusal.
fn findings(deciding: &Deciding<'_>) -> Markup {
    html! {
        fieldset {
            legend { "Reasons of a refusal, from the handbook" }
            @for (at, said) in deciding.findings.iter().enumerate() {
                @let name = finding(at);
                div class="choice" {
                    input type="checkbox" id=(name) name=(name) value="yes"
                        checked[!deciding.before(&name).is_empty()];
                    label for=(name) { (said) }
                }
            }
        }
    }
}

/// The field of a finding.
pub fn finding(at: usize) -> String {
    format!("finding-{at}")
}

impl Deciding<'_> {
    /// What was sent for a field before.
    fn before(&self, name: &str) -> &str {
        self.sent.iter().find(|(own, _)| *own == name).map_or("", |(_, value)| value)
    }
}
