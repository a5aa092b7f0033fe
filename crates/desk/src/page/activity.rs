//! An activity, as every page shows it: what it is, its agenda with what each part counts, and where it stands.

use maud::{Markup, html};
use programme::recertification::agenda::{Item, Kind};
use store::activities::{Activity, State};

use super::parts;
use crate::activities::{Judged, TIME};

/// Where an activity stands, as a tag.
pub fn state(state: State) -> Markup {
    match state {
        State::Draft => parts::word("gone", "Draft"),
        State::Submitted => parts::word("soon", "Submitted"),
        State::Returned => parts::word("soon", "To be completed"),
        State::Approved => parts::word("good", "Approved"),
        State::Refused => parts::word("shut", "Not approved"),
        State::Withdrawn => parts::word("gone", "Withdrawn"),
    }
}

/// A kind of part, as it is read.
pub fn kind(kind: Kind) -> &'static str {
    match kind {
        Kind::Education => "Education",
        Kind::Housekeeping => "Housekeeping (welcome, introductions, evaluation)",
        Kind::Break => "Break",
        Kind::Meal => "Meal",
        Kind::Networking => "Networking",
        Kind::Business => "Business or administrative meeting",
    }
}

/// Where it takes place.
pub fn place(activity: &Activity) -> &str {
    if activity.content.online { "Online" } else { activity.content.place.as_str() }
}

/// The days of an activity.
pub fn days(activity: &Activity) -> Markup {
    match activity.content.days {
        None => html! { "No days yet" },
        Some((first, last)) if first == last => parts::day(first),
        Some((first, last)) => html! { (parts::day(first)) " to " (parts::day(last)) },
    }
}

/// What it is, in a few facts.
pub fn facts(activity: &Activity) -> Markup {
    html! {
        dl class="facts-of" {
            div { dt { "Provider" } dd { (activity.provider_name) } }
            div { dt { "When" } dd { (days(activity)) } }
            div { dt { "Where" } dd { (place(activity)) } }
            @if !activity.content.about.is_empty() { div { dt { "About" } dd { (activity.content.about) } } }
            @if let Some(number) = &activity.number { div { dt { "Number" } dd { (number) } } }
            @if !activity.credit.is_empty() { div { dt { "Approved for" } dd { (activity.credit) " credits" } } }
        }
    }
}

/// The agenda, with what each part counts and why.
pub fn agenda(judged: &Judged<'_>) -> Markup {
    let Some(worth) = &judged.worth else {
        return parts::part("agenda", "Agenda", parts::empty("There is no agenda yet.", ""));
    };
    let row = |(item, (counted, reason)): (&Item, &(programme::amount::Units, programme::decision::Reason<'_>))| {
        vec![
            html! { (parts::day(item.day)) ", " (item.from.strftime(TIME).to_string()) " to " (item.to.strftime(TIME).to_string()) },
            html! { (item.title) },
            html! { (kind(item.kind)) },
            html! { span class="sum" { (counted) } },
            html! { (reason) },
        ]
    };
    let rows: Vec<Vec<Markup>> = judged.agenda.items().iter().zip(&worth.parts).map(row).collect();
    parts::wide(
        "agenda",
        "Agenda",
        html! {
            (parts::table("The agenda, and what each part counts", &["When", "What", "Kind", "Minutes that count", "Why"], &rows))
            p { "It comes to " strong { (worth.credit.with_decimal()) } " credits." }
            (parts::because_by(std::slice::from_ref(&worth.reason), Some(judged.handbook)))
        },
    )
}
