//! Staff's pages of activities: what waits, one to be decided, and the organisations that offer them.

use jiff::Timestamp;
use jiff::civil::Date;
use maud::{Markup, html};
use programme::decision::{Ruling, ruling};
use store::activities::providers::{Actor, Provider};
use store::activities::roster::Attendee;
use store::activities::{Activity, Change, State};

use super::activity::{agenda, days, facts, state};
use super::parts::{self, Choice, Field, Input, Problem, path};
use crate::activities::Judged;

/// What waits, the oldest first, each with the day on which it was submitted.
pub fn queue(rows: &[(Activity, Date)], today: Date, left_over: usize, reviews: bool) -> Markup {
    let row = |(a, since): &(Activity, Date)| {
        vec![
            html! { a href=(path(&["staff", "activities", &a.id])) { (a.content.title) } },
            html! { (a.provider_name) },
            days(a),
            parts::when(*since, today),
        ]
    };
    let rows: Vec<Vec<Markup>> = rows.iter().map(row).collect();
    html! {
        header class="head" {
            h1 { "Activities of providers" }
            p class="as-of" { "The oldest first. " a href="/staff" { "All queues" } }
        }
        @if rows.is_empty() {
            (parts::empty("Nothing waits here.", "What providers submit will stand here, the oldest first."))
        } @else {
            (parts::table("Submitted activities", &["Activity", "Provider", "Takes place", "Waits since"], &rows))
        }
        @if reviews {
            p {
                a href="/staff/activities/left-over" { "Rows of rosters that matched nobody" }
                @match left_over { 0 => ": none.", 1 => ": one.", n => { ": " (n) "." } }
            }
            p { a href="/staff/providers" { "Organisations, and who acts for them" } }
        }
        p { a href="/activities" { "The public list of approved activities" } }
    }
}

/// An activity to be decided.
#[derive(Debug)]
pub struct Deciding<'a, 'h> {
    /// The activity.
    pub activity: &'a Activity,
    /// How the handbook judges it.
    pub judged: Option<&'a Judged<'h>>,
    /// Every change of it: when in words, and the change.
    pub history: &'a [(String, Change)],
    /// Who attended, as the provider says.
    pub roster: &'a [Attendee],
    /// What was sent: outcome, credits, reason.
    pub sent: [&'a str; 3],
    /// The token of the form; none where the viewer does not decide.
    pub csrf: Option<&'a str>,
    /// Why the viewer does not decide.
    pub hindered: Option<&'a str>,
    /// What is wrong.
    pub problems: &'a [Problem<'a>],
}

/// The page of that activity.
pub fn one(view: &Deciding<'_, '_>) -> Markup {
    let activity = view.activity;
    html! {
        header class="head" {
            h1 { (activity.content.title) }
            p class="as-of" { (state(activity.state)) " " a href="/staff/activities" { "All that wait" } }
        }
        (parts::error_summary(view.problems))
        (parts::part("about", "What it is", facts(activity)))
        @if let Some(judged) = view.judged {
            (agenda(judged))
            (parts::part("rules", "How the rules judge it", html! {
                (parts::ruled(ruling(&judged.decision.reasons)))
                (parts::because_by(&judged.decision.reasons, Some(judged.handbook)))
            }))
        }
        @if let Some(hindered) = view.hindered { (parts::part("decide", "Decide", html! { p { (hindered) } })) }
        @if let Some(csrf) = view.csrf { (parts::part("decide", "Decide", form(view, csrf))) }
        @if activity.state == State::Approved { (attended(view.roster)) }
        (parts::wide("history", "What became of it", changes(view.history)))
    }
}

fn form(view: &Deciding<'_, '_>, csrf: &str) -> Markup {
    let outcomes = [
        Choice { value: "", label: "Choose …" },
        Choice { value: "approved", label: "Approve it" },
        Choice { value: "returned", label: "Send it back to be completed" },
        Choice { value: "refused", label: "Refuse it" },
    ];
    let hint = match view.judged.map(|judged| judged.decision.ruling()) {
        Some(Ruling::Allowed) => "By the handbook nothing stands against it.",
        _ => "By the handbook something stands against it: it can be sent back or refused.",
    };
    let [outcome, credit, reason] = view.sent;
    let field = |name, label, hint, input, value, required| {
        parts::field(&Field { name, label, hint, input, value, required }, view.problems)
    };
    let fewer = "As its agenda comes to, or fewer with a reason. Needed where you approve it.";
    let told = "The provider reads it. Needed unless you approve it for all that its agenda comes to.";
    html! {
        form class="narrow" method="post" novalidate action=(format!("{}/decide", path(&["staff", "activities", &view.activity.id]))) {
            (parts::csrf(csrf))
            input type="hidden" name="seen" value=(view.activity.changes);
            (field("outcome", "Decision", hint, Input::Select(&outcomes), outcome, true))
            (field("credit", "Credits", fewer, Input::Text(""), credit, false))
            (field("reason", "Reason", told, Input::Lines, reason, false))
            button type="submit" { "Decide" }
        }
    }
}

fn attended(roster: &[Attendee]) -> Markup {
    let row = |a: &Attendee| {
        vec![
            html! { (a.name) },
            html! { (a.email) },
            html! { (a.certificate) },
            html! { span class="sum" { (a.credit) } },
            html! {
                @if a.person.is_empty() { "Nobody for certain" }
                @else { a href=(path(&["staff", "people", &a.person])) { "The record" span class="unseen" { " of " (a.name) } } }
            },
        ]
    };
    let rows: Vec<Vec<Markup>> = roster.iter().map(row).collect();
    parts::wide(
        "roster",
        "Who attended",
        html! {
            @if rows.is_empty() { p { "Its provider has not said yet." } }
            @else { (parts::table("As its provider says", &["Name", "E-mail", "Certificate", "Credits", "Matches"], &rows)) }
        },
    )
}

fn changes(history: &[(String, Change)]) -> Markup {
    let row = |(at, change): &(String, Change)| {
        vec![html! { (at) }, html! { (change.by) }, state(change.state), html! { (change.reason) }]
    };
    let rows: Vec<Vec<Markup>> = history.iter().map(row).collect();
    parts::table("Every change of it", &["When", "By", "Where it stood then", "Reason"], &rows)
}

/// The organisations, and who acts for each.
pub fn providers(
    providers: &[Provider],
    actors: &[Actor],
    csrf: &str,
    sent: (&str, &str),
    problems: &[Problem<'_>],
) -> Markup {
    let one = |provider: &Provider| {
        let at = path(&["staff", "providers", &provider.id]);
        let (name, join) = (format!("name-{}", provider.id), format!("email-{}", provider.id));
        let own = |field: &str| if sent.0 == field { Some(sent.1) } else { None };
        let names: Vec<String> = actors
            .iter()
            .filter(|actor| actor.provider == provider.id)
            .map(|actor| format!("{} ({})", actor.name, actor.email))
            .collect();
        parts::part(
            &format!("provider-{}", provider.id),
            &provider.name,
            html! {
                p { "Acting for it: " @if names.is_empty() { "nobody" } @else { (names.join(", ")) } "." }
                form class="narrow" method="post" action=(format!("{at}/name")) novalidate {
                    (parts::csrf(csrf))
                    (parts::field(&Field { name: &name, label: "Its name", hint: "", input: Input::Text(""), value: own(&name).unwrap_or(&provider.name), required: true }, problems))
                    button class="second" type="submit" { "Correct the name" span class="unseen" { " of " (provider.name) } }
                }
                form class="narrow" method="post" action=(format!("{at}/join")) novalidate {
                    (parts::csrf(csrf))
                    (parts::field(&Field { name: &join, label: "E-mail of a further account", hint: "Of a provider's account. It acts for this organisation then, and for no other.", input: Input::Text(""), value: own(&join).unwrap_or(""), required: true }, problems))
                    button class="second" type="submit" { "Let it act for it" span class="unseen" { ": " (provider.name) } }
                }
            },
        )
    };
    html! {
        header class="head" {
            h1 { "Organisations" }
            p class="as-of" { "Who offers continuing education. " a href="/staff/activities" { "Their activities" } }
        }
        (parts::error_summary(problems))
        @if providers.is_empty() {
            (parts::empty("There is no organisation yet.", "Invite an account as a provider: its owner names theirs on their first visit."))
        }
        @for provider in providers { (one(provider)) }
    }
}

/// A moment of a history in words, by how the house tells them.
pub fn told(history: Vec<Change>, tell: impl Fn(Timestamp) -> String) -> Vec<(String, Change)> {
    history.into_iter().map(|change| (tell(change.at), change)).collect()
}
