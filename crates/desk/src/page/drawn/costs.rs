//! What it costs today, and after each deadline.

use std::collections::BTreeSet;

use jiff::civil::Date;
use maud::{Markup, html};
use programme::Handbook;
use programme::amount::Money;
use programme::day::next;
use programme::decision::Reason;
use programme::review::FeeView;

use super::Sight;
use crate::page::parts;
use crate::pay::{self, Invoice};

/// Days through which one sum is owed.
struct Stage<'r, 'a> {
    from: Date,
    through: Option<Date>,
    due: Vec<&'r FeeView<'a>>,
}

pub(super) fn section(sight: &Sight<'_, '_>) -> Markup {
    let review = sight.review;
    let fees: Vec<&FeeView<'_>> = review.fees.iter().chain(&review.fees_later).collect();
    let mut bodies: Vec<&str> = fees.iter().map(|f| f.body).collect();
    bodies.sort_unstable();
    bodies.dedup();
    let content = html! {
        @if bodies.is_empty() { (parts::empty("Nothing is owed, now or by a deadline ahead.", "")) }
        @for body in &bodies {
            (of_body(sight, body, &fees.iter().filter(|f| f.body == *body).copied().collect::<Vec<_>>()))
        }
        @if !sight.own { @for handbook in sight.handbooks { (invoices(sight, handbook)) } }
        @if sight.own && !bodies.is_empty() { p { a class="button second" href="/home/pay" { "Pay, or see how" } } }
    };
    parts::part("costs", "What it costs, and until when", content)
}

fn of_body(sight: &Sight<'_, '_>, body: &str, fees: &[&FeeView<'_>]) -> Markup {
    let handbook = sight.of_body(body);
    let mut reasons: Vec<Reason<'_>> = Vec::new();
    for reason in fees.iter().flat_map(|f| &f.because) {
        if !reasons.contains(reason) {
            reasons.push(reason.clone());
        }
    }
    let stages = stages(fees, sight.review.on);
    html! {
        h3 { "To " (handbook.map_or(body, |h| h.body.name.as_str())) }
        @if stages.first().is_some_and(|s| s.from > sight.review.on) { p { "Nothing is owed today." } }
        ol class="costs" {
            @for stage in &stages { li { (one(sight, stage, sight.currency(body), None)) } }
        }
        details class="more" {
            summary { "Why it costs that" }
            (parts::because_by(&reasons, handbook))
        }
    }
}

/// What is owed to a body today and after each deadline, every amount opened to the clause it rests on; nothing where
/// nothing is owed or will be.
pub(super) fn opened(sight: &Sight<'_, '_>, handbook: &Handbook) -> Option<Markup> {
    let review = sight.review;
    let of = |f: &&FeeView<'_>| f.body == handbook.body.id;
    let fees: Vec<&FeeView<'_>> = review.fees.iter().chain(&review.fees_later).filter(of).collect();
    let stages = stages(&fees, review.on);
    let later = stages.first()?.from > review.on;
    Some(html! {
        @if later { p { "Nothing is owed today." } }
        ol class="costs" {
            @for stage in &stages { li { (one(sight, stage, &handbook.body.currency, Some(handbook))) } }
        }
    })
}

/// An invoice for each fee, for whoever has to show one.
pub(super) fn invoices(sight: &Sight<'_, '_>, handbook: &Handbook) -> Markup {
    let invoices = pay::invoices(sight.review, handbook);
    html! {
        @if !invoices.is_empty() {
            h3 { "Invoices" }
            ul {
                @for Invoice { number, fee, due } in &invoices {
                    li {
                        a href=(sight.paper(&["invoices", number])) { (number) ", PDF" }
                        ": " (sight.fee_name(fee.body, fee.item))
                        ", " (parts::money(fee.amount, &handbook.body.currency))
                        @if let Some(due) = due { ", due on " (parts::when(*due, sight.review.on)) }
                    }
                }
            }
        }
    }
}

fn one(sight: &Sight<'_, '_>, stage: &Stage<'_, '_>, currency: &str, opened: Option<&Handbook>) -> Markup {
    let on = sight.review.on;
    let total: Money = stage.due.iter().map(|f| f.amount).sum();
    html! {
        p class="total" { (parts::money(total, currency)) }
        div {
            p {
                @if stage.from == on { "Today" } @else { "From " (parts::when(stage.from, on)) }
                @match stage.through {
                    Some(through) => { " through " (parts::when(through, on)) }
                    None => @if stage.from == on { " and later" } @else { " on" },
                }
            }
            @if let Some(handbook) = opened {
                @for fee in &stage.due {
                    p { (sight.fee_name(fee.body, fee.item)) " " span class="sum" { (parts::money(fee.amount, currency)) } }
                    (parts::because_by(&fee.because, Some(handbook)))
                }
            } @else {
                ul class="items" {
                    @for fee in &stage.due {
                        li {
                            (sight.fee_name(fee.body, fee.item)) " "
                            span class="sum" { (parts::money(fee.amount, currency)) }
                        }
                    }
                }
            }
        }
    }
}

/// The days cut where a fee begins or ends, each with what is owed on it.
fn stages<'r, 'a>(fees: &[&'r FeeView<'a>], on: Date) -> Vec<Stage<'r, 'a>> {
    let mut days: BTreeSet<Date> = BTreeSet::from([on]);
    for fee in fees {
        days.insert(fee.from.max(on));
        days.extend(fee.to.filter(|to| *to >= on).map(next));
    }
    let days: Vec<Date> = days.into_iter().collect();
    let stage = |(at, day): (usize, &Date)| {
        let owed = |f: &&&'r FeeView<'a>| f.from <= *day && f.to.is_none_or(|to| *day <= to);
        let due: Vec<&'r FeeView<'a>> = fees.iter().filter(owed).copied().collect();
        let through = days.get(at + 1).and_then(|next| next.yesterday().ok());
        (!due.is_empty()).then_some(Stage { from: *day, through, due })
    };
    days.iter().enumerate().filter_map(stage).collect()
}
