//! The credit meter of each cycle, and every credit behind it.

use maud::{Markup, html};
use programme::amount::Units;
use programme::recertification::credits::Worth;
use programme::record::Event;
use programme::review::CycleView;

use super::Sight;
use crate::page::{parts, picture};

pub(super) fn section(sight: &Sight<'_, '_>) -> Markup {
    if sight.review.cycles.is_empty() {
        return html! {};
    }
    let content = html! {
        @for cycle in &sight.review.cycles { (one(sight, cycle)) }
        p {
            @if sight.own { a href="/home/credits.csv" { "All your credits as CSV" } ", " }
            @for (at, handbook) in sight.review.cycles.iter().filter_map(|c| sight.of_scheme(c.scheme)).enumerate() {
                @if at > 0 { ", " }
                a href=(sight.paper(&["transcript", &handbook.body.id])) { "Transcript of " (handbook.body.short) " as PDF" }
            }
        }
    };
    parts::part("credits", "Credits", content)
}

fn one(sight: &Sight<'_, '_>, cycle: &CycleView<'_>) -> Markup {
    let on = sight.review.on;
    let handbook = sight.of_scheme(cycle.scheme);
    html! {
        article class="cycle" {
            h3 {
                "Cycle " (parts::day(cycle.from)) " to " (parts::when(cycle.to, on))
                @if let Some(renewed) = cycle.renewed { " " (parts::word("good", "Renewed")) " on " (parts::day(renewed)) }
            }
            div class="meters" {
                (picture::meter("Total", cycle.earned.0, cycle.required.0))
                @if cycle.required.1 > Units::ZERO {
                    (picture::meter("Approved", cycle.earned.1, cycle.required.1))
                }
                @for (category, needs, has) in &cycle.categories {
                    (picture::meter(category_name(handbook, category), *has, *needs))
                }
                @for (days, needs, has, _) in cycle.years.iter().filter(|y| y.0.from <= on) {
                    (picture::meter(&format!("Year to {}", programme::day::in_words(days.to)), *has, *needs))
                }
            }
            (parts::because_by(&cycle.because, handbook))
            @if cycle.credits.is_empty() {
                (parts::empty("No credit is logged for this cycle.", sight.you("Log the first one with its certificate.", "")))
            } @else {
                details class="more" {
                    summary { "Each credit and what it counts (" (cycle.credits.len()) ")" }
                    (table(handbook, &cycle.credits, sight.own))
                }
            }
        }
    }
}

fn table(handbook: Option<&programme::Handbook>, credits: &[Worth<'_>], own: bool) -> Markup {
    let rows: Vec<Vec<Markup>> = credits
        .iter()
        .map(|worth| {
            let title = match &worth.fact.entry.event {
                Event::CreditLogged { title, .. } => title.as_ref(),
                _ => "",
            };
            vec![
                html! {
                    @if own { a href=(parts::path(&["home", "credits", &worth.fact.entry.id])) { (title) } } @else { (title) }
                    br;
                    span class="aside" {
                        (category_name(handbook, &worth.category.id))
                        @if !worth.certificate { " " (parts::word("soon", "No certificate")) }
                    }
                },
                parts::day(worth.fact.day),
                html! { span class="sum" { (worth.counted.with_decimal()) } },
                html! { span class="sum" { (worth.approved.with_decimal()) } },
                html! {
                    (parts::because_by(&worth.reasons(), handbook))
                    @if let Some(reason) = against(worth) { p class="aside" { (reason) } }
                },
            ]
        })
        .collect();
    parts::table("Credits of this cycle", &["Activity", "Earned", "Counts", "Approved", "Why"], &rows)
}

/// What was said where a credit was disallowed.
pub(in crate::page) fn against<'w>(worth: &'w Worth<'_>) -> Option<&'w str> {
    match &worth.disallowed?.entry.event {
        Event::CreditDisallowed { reason, .. } => Some(reason),
        _ => None,
    }
}

fn category_name<'n>(handbook: Option<&'n programme::Handbook>, id: &'n str) -> &'n str {
    let scheme = handbook.and_then(|h| h.scheme.as_ref());
    let category = scheme.and_then(|s| s.categories.iter().find(|c| c.id == id));
    category.map_or(id, |c| &c.clause.title)
}
