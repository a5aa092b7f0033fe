//! The public list of approved activities, and the page of one.

use maud::{Markup, html};
use store::activities::{Activity, State};

use super::activity::{agenda, days, facts, place, state};
use super::parts::{self, Choice, Field, Input, Problem, path};
use crate::activities::Judged;

/// What was looked for, as it was written.
#[derive(Debug, Clone, Copy)]
pub struct Search<'a> {
    /// Words.
    pub q: &'a str,
    /// Not over before this day.
    pub from: &'a str,
    /// Begun by this day.
    pub to: &'a str,
    /// `online`, `place`, or nothing.
    pub held: &'a str,
}

/// The ways on from a page of the list.
#[derive(Debug, Clone, Copy)]
pub struct Ways<'a> {
    /// The next page.
    pub next: Option<&'a str>,
    /// The same as a table for a spreadsheet.
    pub csv: &'a str,
    /// The same as a calendar.
    pub ics: &'a str,
}

/// Where a certificant logs an activity that was picked, where they may.
pub fn log_one(scheme: &str, activity: &Activity) -> String {
    let number = activity.number.as_deref().unwrap_or_default();
    format!("/home/act/log_credit?scheme={scheme}&activity={number}")
}

/// The list; `logs` says of an activity where whoever looks may log it.
pub fn list(
    search: &Search<'_>,
    found: &[Activity],
    ways: Ways<'_>,
    logs: impl Fn(&Activity) -> Option<String>,
    problems: &[Problem<'_>],
) -> Markup {
    let row = |a: &Activity| {
        let number = a.number.as_deref().unwrap_or_default();
        vec![
            html! { a href=(path(&["activities", number])) { (a.content.title) } },
            days(a),
            html! { (place(a)) },
            html! { (a.provider_name) },
            html! { span class="sum" { (a.credit) } },
            html! {
                (number)
                @if let Some(log) = logs(a) {
                    br; a href=(log) { "Log this one" span class="unseen" { ": " (a.content.title) } }
                }
            },
        ]
    };
    let rows: Vec<Vec<Markup>> = found.iter().map(row).collect();
    html! {
        header class="head" {
            h1 { "Approved activities" }
            p class="as-of" { "Continuing education of other providers that was approved before it took place." }
        }
        (parts::error_summary(problems))
        (form(search, problems))
        @if rows.is_empty() {
            (parts::empty("No approved activity is found.", "Try fewer words, or other days."))
        } @else {
            (parts::table("Approved activities", &["Activity", "When", "Where", "Provider", "Credits", "Number"], &rows))
            (parts::pager(ways.next, None))
            p { a href=(ways.csv) { "As a table (CSV)" } " · " a href=(ways.ics) { "As a calendar (iCalendar)" } }
        }
    }
}

fn form(search: &Search<'_>, problems: &[Problem<'_>]) -> Markup {
    let held = [
        Choice { value: "", label: "Online or in a place" },
        Choice { value: "online", label: "Online" },
        Choice { value: "place", label: "In a place" },
    ];
    let field = |name, label, hint, input, value| {
        parts::field(&Field { name, label, hint, input, value, required: false }, problems)
    };
    html! {
        form class="travel" method="get" action="/activities" role="search" {
            (field("q", "Words", "Of its name, its provider or its place.", Input::Text(""), search.q))
            (field("from", "From", "", Input::Date, search.from))
            (field("to", "To", "", Input::Date, search.to))
            (field("held", "How it is held", "", Input::Select(&held), search.held))
            button type="submit" { "Find" }
        }
    }
}

/// The page of an approved activity, or of one that was.
pub fn one(activity: &Activity, judged: Option<&Judged<'_>>, log: Option<&str>) -> Markup {
    html! {
        header class="head" {
            h1 { (activity.content.title) }
            p class="as-of" { (state(activity.state)) }
        }
        @if activity.state == State::Withdrawn {
            p { "Its provider has withdrawn it: it is not on the list any more." }
        }
        (parts::part("about", "What it is", facts(activity)))
        @if let Some(judged) = judged { (agenda(judged)) }
        @if let Some(log) = log { p { a class="button" href=(log) { "Log this one" } } }
        p { a href="/activities" { "All approved activities" } }
    }
}
