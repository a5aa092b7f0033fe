//! What must be done next, by when, and where.

use jiff::civil::Date;
use maud::{Markup, html};
use programme::Handbook;
use programme::amount::Units;
use programme::decision::{Action, Decision, Finding, Met, Reason, Ruling};
use programme::review::CycleView;

use super::{Sight, href, label};
use crate::page::{act, parts};
use crate::pay;

/// One thing to do or to wait for.
struct Step {
    what: String,
    /// The last day for it.
    by: Option<Date>,
    /// The first day on which it can be done, where that is still ahead.
    from: Option<Date>,
    /// The rule that its day or number rests on, folded away.
    rests: Markup,
    /// What to know about it.
    note: Option<Markup>,
    /// Where it is done, and what its button says.
    act: Option<(String, &'static str)>,
}

impl Step {
    fn new(what: impl Into<String>) -> Step {
        Step { what: what.into(), by: None, from: None, rests: html! {}, note: None, act: None }
    }

    /// One that a reason says all about.
    fn said(what: &str, reason: &Reason<'_>, handbook: Option<&Handbook>) -> Step {
        Step { rests: parts::why(reason, handbook), note: Some(html! { (reason) }), ..Step::new(what) }
    }
}

pub(super) fn section(sight: &Sight<'_, '_>) -> Markup {
    let mut steps: Vec<Step> = sight.review.cycles.iter().flat_map(|cycle| of_cycle(sight, cycle)).collect();
    steps.extend(of_measures(sight));
    steps.extend(of_candidacy(sight));
    steps.extend(of_fees(sight));
    steps.extend(of_results(sight));
    let on = sight.review.on;
    let heading = sight.you("What to do next", "What comes next");
    let content = html! {
        @if steps.is_empty() {
            (parts::empty("Nothing is asked for now.", sight.you("What you may do is listed below.", "")))
        } @else {
            ol class="steps" {
                @for step in &steps { (one(step, on, sight.own)) }
            }
        }
    };
    parts::part("next", heading, content)
}

fn one(step: &Step, on: Date, own: bool) -> Markup {
    html! {
        li {
            div class="step" {
                strong { (step.what) }
                @match (step.from, step.by) {
                    (Some(from), Some(by)) => { " from " (parts::when(from, on)) " through " (parts::when(by, on)) }
                    (Some(from), None) => { " from " (parts::when(from, on)) }
                    (None, Some(by)) => { " by " (parts::when(by, on)) }
                    (None, None) => "",
                }
                " "
                (step.rests)
            }
            @if let Some(note) = &step.note { div class="step-note" { (note) } }
            @if let (true, Some((href, label))) = (own, &step.act) {
                p { a class="button" href=(href) { (label) } }
            }
        }
    }
}

fn of_cycle(sight: &Sight<'_, '_>, cycle: &CycleView<'_>) -> Vec<Step> {
    let act = |action: Action| sight.actions().find(|a| a.action == action && a.scheme == Some(cycle.scheme));
    let (submit, reinstate) = (act(Action::SubmitRenewal), act(Action::RequestReinstatement));
    let mut steps = Vec::new();
    let handbook = sight.of_scheme(cycle.scheme);
    let waits = |f: Finding<'_>| matches!(f, Finding::InReview { .. });
    if let Some(wait) = submit.and_then(|d| found(d, waits)) {
        return vec![Step::said("Wait for the decision on the renewal", wait, handbook)];
    }
    let by_itself = |f: Finding<'_>| matches!(f, Finding::Automatic { .. } | Finding::Renewed { .. });
    let ways: Vec<&Decision<'_>> = [submit, reinstate].into_iter().flatten().collect();
    let open = ways.iter().find(|d| d.ruling() == Ruling::Allowed);
    let ahead = ways.iter().find(|d| d.from.is_some_and(|from| from > sight.review.on));
    let way = open.or(ahead).copied();
    if cycle.renewed.is_none() {
        steps.extend(credits(sight, cycle, way, act(Action::LogCredit)));
    }
    if let Some(way) = way {
        let mut step = Step::new(label(way.action));
        (step.from, step.by) = (way.from.filter(|from| *from > sight.review.on), way.to);
        step.act = button(way);
        step.rests = rests(way, handbook);
        let notes = way.reasons.iter().filter(|r| r.met == Met::Note && matches!(r.finding, Finding::AfterDue { .. }));
        let notes: Vec<String> = notes.map(ToString::to_string).collect();
        step.note = (!notes.is_empty()).then(|| html! { (notes.join(" ")) });
        steps.push(step);
    } else if let Some(reason) = submit.and_then(|d| found(d, by_itself)) {
        steps.push(Step::said("Nothing to hand in", reason, handbook));
    }
    steps
}

/// Where an allowed step is taken, where these pages take it.
fn button(decision: &Decision<'_>) -> Option<(String, &'static str)> {
    let here = decision.ruling() == Ruling::Allowed && act::is_here(decision.action);
    here.then(|| (href(decision), label(decision.action)))
}

/// The credits that a renewal still lacks.
fn credits(
    sight: &Sight<'_, '_>,
    cycle: &CycleView<'_>,
    way: Option<&Decision<'_>>,
    log: Option<&Decision<'_>>,
) -> Option<Step> {
    let (total, approved) = (cycle.required.0.less(cycle.earned.0), cycle.required.1.less(cycle.earned.1));
    if total == Units::ZERO && approved == Units::ZERO {
        return None;
    }
    let what = if approved >= total {
        format!("Log {approved} more approved credits")
    } else if approved > Units::ZERO {
        format!("Log {total} more credits, {approved} of them approved")
    } else {
        format!("Log {total} more credits")
    };
    let mut step = Step::new(what);
    step.by = way.and_then(|d| d.to);
    let short = cycle.because.iter().find(|r| matches!(r.finding, Finding::Missing { .. }));
    step.rests = html! { @if let Some(reason) = short { (parts::why(reason, sight.of_scheme(cycle.scheme))) } };
    step.act = log.and_then(button);
    let end = log.into_iter().flat_map(|d| &d.reasons).find_map(|r| match r.finding {
        Finding::InForce { cycle_end } => Some(cycle_end),
        _ => None,
    });
    step.note = Some(html! {
        "Credits count for this cycle when they were earned from " (parts::day(cycle.from)) " through "
        (parts::when(end.unwrap_or(cycle.to), sight.review.on)) "."
    });
    Some(step)
}

/// The first reason whose finding is looked for.
fn found<'d, 'a>(decision: &'d Decision<'a>, which: impl Fn(Finding<'_>) -> bool) -> Option<&'d Reason<'a>> {
    decision.reasons.iter().find(|r| which(r.finding))
}

/// What a step rests on: the reason for its days, which opens and closes it, or else the one that decides.
fn rests(decision: &Decision<'_>, handbook: Option<&Handbook>) -> Markup {
    let open = found(decision, |f| matches!(f, Finding::Open { .. }));
    html! { @if let Some(reason) = open.or(decision.deciding_first().next()) { (parts::why(reason, handbook)) } }
}

/// Measures that may still be appealed against.
fn of_measures(sight: &Sight<'_, '_>) -> Vec<Step> {
    let open = sight.actions().filter(|a| a.action == Action::Appeal && a.ruling() == Ruling::Allowed);
    open.map(|decision| {
        let mut step = Step::new(format!("You may appeal against the measure on {}", sight.about(decision)));
        step.by = decision.to;
        step.act = button(decision);
        step.rests = rests(decision, sight.of(decision));
        step
    })
    .collect()
}

/// What a candidate does next: apply, book, sit again.
fn of_candidacy(sight: &Sight<'_, '_>) -> Vec<Step> {
    let review = sight.review;
    let seats = sight.actions().filter(|a| matches!(a.action, Action::Book | Action::Retake));
    let mut steps: Vec<Step> = seats.filter_map(|decision| seat(sight, decision)).collect();
    let applied = review.requests.iter().any(|r| r.kind == "application_submitted");
    if steps.is_empty() && review.credentials.is_empty() {
        let apply = |a: &&Decision<'_>| a.action == Action::Apply && a.ruling() == Ruling::Allowed;
        if applied {
            let waits = sight
                .actions()
                .flat_map(|a| &a.reasons)
                .find(|r| matches!(r.finding, Finding::ApplicationApproved { decided: None, .. }));
            let handbook = sight.handbooks.first().copied().filter(|_| sight.handbooks.len() == 1);
            steps.extend(waits.map(|reason| Step::said("Wait for the decision on the application", reason, handbook)));
        } else {
            steps.extend(sight.actions().filter(apply).map(|decision| {
                let mut step = Step::new(format!("Apply for the {} exam", sight.about(decision)));
                step.act = button(decision);
                step.rests = rests(decision, sight.of(decision));
                step
            }));
        }
    }
    steps
}

fn seat(sight: &Sight<'_, '_>, decision: &Decision<'_>) -> Option<Step> {
    let on = sight.review.on;
    let allowed = decision.ruling() == Ruling::Allowed;
    // What only opens later is worth waiting for; what is refused for another reason is listed with the actions.
    let only_early = |r: &Reason<'_>| match r.finding {
        Finding::Open { from, .. } => from > on,
        Finding::RetakeWait { .. } | Finding::SameWindow { .. } => true,
        _ => false,
    };
    let ahead = decision.from.is_some_and(|from| from > on)
        && decision.reasons.iter().filter(|r| matches!(r.met, Met::No | Met::Unknown)).all(only_early);
    (allowed || ahead).then(|| {
        let mut step = Step::new(format!("{} for {}", label(decision.action), sight.about(decision)));
        (step.from, step.by) = (decision.from.filter(|from| *from > on), decision.to);
        step.act = button(decision);
        step.rests = rests(decision, sight.of(decision));
        step
    })
}

/// What is to be paid now, to each body, by the first day on which one of its fees ends.
fn of_fees(sight: &Sight<'_, '_>) -> Vec<Step> {
    let step = |due: pay::Due| {
        let fees = sight.review.fees.iter().filter(|f| f.body == due.body && f.from <= sight.review.on);
        let first = fees.clone().min_by_key(|f| f.to.unwrap_or(Date::MAX));
        let handbook = sight.of_body(&due.body);
        let to = handbook.map_or(due.body.as_str(), |h| h.body.short.as_str());
        let mut step = Step::new(format!("Pay {} to {to}", parts::money(due.total(), sight.currency(&due.body))));
        step.by = fees.filter_map(|f| f.to).min();
        let reason = first.and_then(|f| f.because.first());
        step.rests = html! { @if let Some(reason) = reason { (parts::why(reason, handbook)) } };
        step.act = Some(("/home/pay".to_owned(), "See what to pay, and how"));
        step
    };
    pay::owed(sight.review).into_iter().map(step).collect()
}

/// Results that are held, and when they are due.
fn of_results(sight: &Sight<'_, '_>) -> Vec<Step> {
    let held = sight.review.results.iter().filter(|r| r.released.is_none());
    held.map(|result| {
        let mut step = Step::new(format!("Wait for the {} result", sight.designation(result.programme)));
        step.note = result.due.map(|(from, to)| {
            html! {
                "It goes out between " (parts::when(from, sight.review.on)) " and "
                (parts::when(to, sight.review.on)) "."
            }
        });
        let due = result.reasons.iter().find(|r| matches!(r.finding, Finding::ResultsDue { .. }));
        let handbook = sight.of_programme(result.programme);
        step.rests = html! { @if let Some(reason) = due { (parts::why(reason, handbook)) } };
        step
    })
    .collect()
}
