//! Pages of an education provider: their activities, one with its agenda and what it comes to, and who attended.

use maud::{Markup, html};
use programme::decision::Ruling;
use programme::recertification::agenda::Kind;
use store::activities::roster::Attendee;
use store::activities::{Activity, State};

use super::activity::{agenda, days, facts, kind, place, state};
use super::parts::{self, Choice, Field, Input, Problem, path};
use crate::activities::{Judged, writable};

/// The first page: who one acts for, which is asked for once.
pub fn organisation(name: &str, csrf: &str, problems: &[Problem<'_>]) -> Markup {
    let hint = "As it is to stand on the list of approved activities. The body's office can correct it later.";
    html! {
        header class="head" { h1 { "Your organisation" } }
        (parts::error_summary(problems))
        p { "Before your first activity, say for whom you act." }
        form class="narrow" method="post" action="/provider/organisation" novalidate {
            (parts::csrf(csrf))
            (parts::field(&Field { name: "name", label: "Name of your organisation", hint, input: Input::Text("organization"), value: name, required: true }, problems))
            button type="submit" { "Go on" }
        }
    }
}

/// The activities of a provider, and where each stands.
pub fn list(provider: &str, activities: &[Activity]) -> Markup {
    let row = |a: &Activity| {
        vec![
            html! { a href=(at(a)) { (a.content.title) } },
            state(a.state),
            days(a),
            html! { (place(a)) },
            html! { (a.number.as_deref().unwrap_or_default()) },
            html! { span class="sum" { (a.credit) } },
        ]
    };
    let rows: Vec<Vec<Markup>> = activities.iter().map(row).collect();
    html! {
        header class="head" {
            h1 { "Your activities" }
            p class="as-of" { (provider) }
        }
        @if rows.is_empty() {
            (parts::empty("There is no activity yet.", "Write down the first one with its agenda: you see at once how many credits it comes to."))
        } @else {
            (parts::table("Your activities", &["Activity", "Where it stands", "When", "Where", "Number", "Credits"], &rows))
        }
        p { a class="button" href="/provider/new" { "Write down an activity" } }
    }
}

/// Where an activity of one's own is.
pub fn at(activity: &Activity) -> String {
    path(&["provider", "activities", &activity.id])
}

/// The form of an activity.
#[derive(Debug)]
pub struct Form<'a> {
    /// Where it is sent.
    pub action: &'a str,
    /// Whether it is there already.
    pub known: bool,
    /// The bodies that approve activities: id and name.
    pub bodies: &'a [(&'a str, &'a str)],
    /// How many rows of the agenda are shown.
    pub rows: usize,
    /// How many changes there were when it was looked at.
    pub seen: i64,
    /// What stands in each field.
    pub sent: &'a [(String, String)],
    /// The token of the form.
    pub csrf: &'a str,
    /// What is wrong.
    pub problems: &'a [Problem<'a>],
}

impl Form<'_> {
    fn asked(&self, name: &str, label: &str, hint: &str, input: Input<'_>) -> Markup {
        let value = self.sent.iter().find(|(own, _)| own == name).map_or("", |(_, value)| value.as_str());
        parts::field(&Field { name, label, hint, input, value, required: false }, self.problems)
    }
}

/// The page of that form.
pub fn form(view: &Form<'_>) -> Markup {
    let bodies: Vec<Choice<'_>> = view.bodies.iter().map(|(value, label)| Choice { value, label }).collect();
    let places = [
        Choice { value: "", label: "Choose …" },
        Choice { value: "place", label: "In a place" },
        Choice { value: "online", label: "Online" },
    ];
    let about = "Who it is for, and what is learnt. It stands on the public list.";
    html! {
        header class="head" { h1 { @if view.known { "Change the activity" } @else { "Write down an activity" } } }
        (parts::error_summary(view.problems))
        form class="narrow" method="post" action=(view.action) novalidate {
            (parts::csrf(view.csrf))
            input type="hidden" name="seen" value=(view.seen);
            input type="hidden" name="rows" value=(view.rows);
            @if !view.known && bodies.len() > 1 {
                (view.asked("body", "Who is to approve it", "", Input::Select(&bodies)))
            }
            (view.asked("title", "What it is called", "", Input::Text("")))
            (view.asked("about", "What it is about", about, Input::Lines))
            (view.asked("where", "How it is held", "", Input::Select(&places)))
            (view.asked("place", "Where", "City and state. Leave it out for one held online.", Input::Text("")))
            @for n in 0..view.rows { (row(view, n)) }
            div class="buttons" {
                button type="submit" name="go" value="keep" { "Keep it, and see what it comes to" }
                button class="second" type="submit" name="go" value="more" { "More rows for the agenda" }
            }
        }
        p { a href="/provider" { "Back to your activities" } }
    }
}

/// One row of the agenda.
fn row(view: &Form<'_>, n: usize) -> Markup {
    let mut kinds = vec![Choice { value: "", label: "Choose …" }];
    kinds.extend(Kind::WORDS.iter().map(|(value, of)| Choice { value, label: kind(*of) }));
    html! {
        fieldset {
            legend { "Agenda, part " (n + 1) }
            (view.asked(&format!("day-{n}"), "Day", if n > 0 { "Empty: as in the part above." } else { "" }, Input::Date))
            (view.asked(&format!("from-{n}"), "From", "Like 09:00.", Input::Text("")))
            (view.asked(&format!("to-{n}"), "To", "Like 10:30.", Input::Text("")))
            (view.asked(&format!("kind-{n}"), "Kind", "", Input::Select(&kinds)))
            (view.asked(&format!("part-{n}"), "What it is about", "", Input::Text("")))
        }
    }
}

/// An activity of one's own.
#[derive(Debug)]
pub struct Own<'a, 'h> {
    /// The activity.
    pub activity: &'a Activity,
    /// How the handbook judges it.
    pub judged: Option<&'a Judged<'h>>,
    /// Who attended, as was sent.
    pub roster: &'a [Attendee],
    /// How many rows were new, of how many sent just now.
    pub kept: Option<(usize, usize)>,
    /// The rows that were sent.
    pub pasted: &'a str,
    /// Whether its first day has come.
    pub begun: bool,
    /// The token of the forms.
    pub csrf: &'a str,
    /// What is wrong.
    pub problems: &'a [Problem<'a>],
}

/// The page of an activity of one's own.
pub fn own(view: &Own<'_, '_>) -> Markup {
    let activity = view.activity;
    html! {
        header class="head" {
            h1 { (activity.content.title) }
            p class="as-of" { (state(activity.state)) }
        }
        (parts::error_summary(view.problems))
        @if !activity.reason.is_empty() { p { "The reason given: " (activity.reason) } }
        @if activity.state == State::Approved && !activity.tagline.is_empty() {
            (parts::part("tagline", "To be printed with it", html! { p { strong { (activity.tagline) } } }))
        }
        (parts::part("about", "What it is", facts(activity)))
        @if let Some(judged) = view.judged { (agenda(judged)) }
        @if writable(activity) { (submitting(view)) }
        @if activity.state == State::Approved { (attendance(view)) }
        @if !matches!(activity.state, State::Refused | State::Withdrawn) { (withdrawing(view)) }
        p { a href="/provider" { "Back to your activities" } }
    }
}

fn submitting(view: &Own<'_, '_>) -> Markup {
    let allowed = view.judged.is_some_and(|judged| judged.decision.ruling() == Ruling::Allowed);
    parts::part(
        "submit",
        "Submit it",
        html! {
            @if let Some(judged) = view.judged {
                @if !allowed { p { "It cannot be submitted on this day." } }
                (parts::because_by(&judged.decision.reasons, Some(judged.handbook)))
            }
            p { a href=(format!("{}/change", at(view.activity))) { "Change it" } }
            @if allowed {
                form method="post" action=(format!("{}/submit", at(view.activity))) {
                    (parts::csrf(view.csrf))
                    input type="hidden" name="seen" value=(view.activity.changes);
                    p { "While it waits for its decision, it cannot be changed." }
                    button type="submit" { "Submit it for approval" }
                }
            }
        },
    )
}

fn withdrawing(view: &Own<'_, '_>) -> Markup {
    let note = match view.activity.state {
        State::Approved => {
            "It is taken off the list, and its number is not used again. What was logged for it stays on record."
        }
        _ => "It goes no further. You can write down another at any time.",
    };
    parts::part(
        "withdraw",
        "Withdraw it",
        html! {
            form method="post" action=(format!("{}/withdraw", at(view.activity))) {
                (parts::csrf(view.csrf))
                input type="hidden" name="seen" value=(view.activity.changes);
                p { (note) }
                div class="choice" {
                    input type="checkbox" id="sure" name="sure" value="yes" required;
                    label for="sure" { "Yes, withdraw this activity" }
                }
                button class="second" type="submit" { "Withdraw it" }
            }
        },
    )
}

fn attendance(view: &Own<'_, '_>) -> Markup {
    let row = |a: &Attendee| [&a.name, &a.email, &a.certificate, &a.credit].map(|cell| html! { (cell) }).to_vec();
    let rows: Vec<Vec<Markup>> = view.roster.iter().map(row).collect();
    let columns = "name,email,certificate,credit. Either the e-mail address or the certificate's number may be left empty; \
                   without a credit, all of it was earned.";
    parts::wide(
        "roster",
        "Who attended",
        html! {
            @if let Some((new, sent)) = view.kept {
                p role="status" { strong { (new) " of " (sent) " rows are new" } ", the others were here before." }
            }
            @if rows.is_empty() { p { "You have not sent who attended yet." } }
            @else { (parts::table("As you have sent it", &["Name", "E-mail", "Certificate", "Credits"], &rows)) }
            @if view.begun {
                form class="narrow" method="post" action=(format!("{}/roster", at(view.activity))) enctype="multipart/form-data" novalidate {
                    (parts::csrf(view.csrf))
                    (super::results::table_of(columns, view.pasted, view.problems))
                    button type="submit" { "Send who attended" }
                }
            } @else {
                p { "Send this from its first day on." }
            }
        },
    )
}
