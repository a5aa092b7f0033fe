//! What may be done: buttons, and for what may not be done every reason.

use maud::{Markup, html};
use programme::decision::{Decision, Ruling};

use super::{Sight, href, label};
use crate::page::{act, parts};

pub(super) fn section(sight: &Sight<'_, '_>) -> Markup {
    let (open, shut): (Vec<&Decision<'_>>, Vec<&Decision<'_>>) =
        sight.actions().partition(|a| a.ruling() == Ruling::Allowed);
    if open.is_empty() && shut.is_empty() {
        return html! {};
    }
    let content = html! {
        @for programme in sight.withheld() {
            p { "What you may do next for " (sight.designation(programme)) " is shown once your result is out." }
        }
        @if open.is_empty() {
            (parts::empty("Nothing can be done on this day.", "What stands against each step is listed below."))
        } @else {
            ul class="acts" { @for decision in open { li { (allowed(sight, decision)) } } }
        }
        @if !shut.is_empty() {
            h3 { "Not possible on this day" }
            ul class="acts" { @for decision in shut { li { (refused(sight, decision)) } } }
        }
    };
    parts::part("actions", sight.you("What you can do", "What they can do"), content)
}

fn allowed(sight: &Sight<'_, '_>, decision: &Decision<'_>) -> Markup {
    html! {
        div class="act" {
            @if sight.own && act::is_here(decision.action) {
                a class="button second" href=(href(decision)) { (name(sight, decision)) }
            } @else {
                p class="act-name" { (name(sight, decision)) " " (parts::word("good", "Possible")) }
            }
            (span(sight, decision))
        }
        (parts::because_by(&decision.reasons, sight.of(decision)))
    }
}

fn refused(sight: &Sight<'_, '_>, decision: &Decision<'_>) -> Markup {
    let open = decision.ruling() == Ruling::Unsettled;
    html! {
        div class="act" {
            p class="act-name" { (name(sight, decision)) @if open { " " (parts::word("soon", "Not settled yet")) } }
            (span(sight, decision))
        }
        (parts::because_by(&decision.reasons, sight.of(decision)))
    }
}

fn name(sight: &Sight<'_, '_>, decision: &Decision<'_>) -> Markup {
    let about = sight.about(decision);
    html! { (label(decision.action)) @if !about.is_empty() { " · " (about) } }
}

/// From when to when, as seen from the day looked at.
fn span(sight: &Sight<'_, '_>, decision: &Decision<'_>) -> Markup {
    let on = sight.review.on;
    let from = decision.from.filter(|from| *from > on);
    html! {
        @if from.is_some() || decision.to.is_some() {
            p class="act-when" {
                @if let Some(from) = from { "From " (parts::when(from, on)) " " }
                @match decision.to {
                    Some(to) if to < on => { "Was possible through " (parts::when(to, on)) }
                    Some(to) if from.is_some() => { "through " (parts::when(to, on)) }
                    Some(to) => { "Through " (parts::when(to, on)) }
                    None => "",
                }
            }
        }
    }
}
