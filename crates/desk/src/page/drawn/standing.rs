//! Where the person stands and through when; the credentials held.

use jiff::civil::Date;
use maud::{Markup, html};
use programme::decision::{Action, Ruling, ruling};
use programme::recertification::timeline::{Standing, Timeline};
use programme::record::Event;
use programme::review::{Credential, Review};

use super::Sight;
use crate::page::{parts, picture};

/// How long a good standing lasts as things are, and what comes after.
struct Lasting {
    through: Option<Date>,
    then: Option<Standing>,
}

pub(super) fn section(sight: &Sight<'_, '_>) -> Markup {
    let review = sight.review;
    let heading = sight.you("Where you stand", "Where they stand");
    if review.credentials.is_empty() {
        return parts::part("standing", heading, candidate(sight));
    }
    let content = html! { @for credential in &review.credentials { (one(sight, credential)) } };
    parts::part("standing", heading, content)
}

fn one(sight: &Sight<'_, '_>, credential: &Credential<'_>) -> Markup {
    let on = sight.review.on;
    let handbook = sight.of_programme(&credential.programme.id);
    html! {
        article class="stand" {
            h3 class="stand-head" {
                span class="letters" { (credential.programme.designation) }
                " "
                (parts::tag(credential.standing))
                @if credential.audit.is_some() { " " (parts::word("soon", "Under audit")) }
            }
            p class="lead" { (lasts(credential, on)) }
            (picture::timeline(&credential.programme.designation, &credential.timeline, on, until(&credential.timeline, on)))
            (parts::because_by(&credential.because, handbook))
        }
    }
}

fn lasts(credential: &Credential<'_>, on: Date) -> Markup {
    let timeline = &credential.timeline;
    if !credential.standing.good() {
        let stretch = timeline.stretch(on);
        let (from, to) = stretch.map_or((on, None), |s| (s.from, s.to));
        return html! {
            "Not in good standing, since " (parts::day(from)) "."
            @if let (true, Some(to)) = (credential.standing.held(), to) {
                " It can still be won back through " (parts::when(to, on)) "."
            }
        };
    }
    match lasting(timeline, on) {
        Lasting { through: None, .. } if credential.standing == Standing::InReview => html! {
            "In good standing until the renewal is decided."
        },
        Lasting { through: None, .. } => html! { "In good standing." },
        Lasting { through: Some(through), then } => html! {
            "In good standing through " strong { (parts::when(through, on)) } "."
            (before(timeline, on, through))
            @if let Some(then) = then {
                " From " (parts::day(programme::day::next(through)))
                @if matches!(then, Standing::Lapsed | Standing::Expired) { ", without renewal," }
                " it is " (programme::explain::adjective(then)) "."
            }
        },
    }
}

/// The next change, where the credential stays in good standing beyond it.
fn before(timeline: &Timeline, on: Date, through: Date) -> Markup {
    let change = timeline.stretch(on).and_then(|now| Some((now, now.to.filter(|to| *to < through)?)));
    let Some((now, to)) = change else { return html! {} };
    let after = timeline.on(programme::day::next(to)).unwrap_or(now.standing);
    html! {
        " It is " (programme::explain::adjective(now.standing)) " through " (parts::when(to, on)) ", then "
        (programme::explain::adjective(after)) "."
    }
}

/// The end of the good standing that holds on a day.
fn lasting(timeline: &Timeline, on: Date) -> Lasting {
    let mut through = None;
    for stretch in timeline.stretches().filter(|s| s.to.is_none_or(|to| to >= on)) {
        if !stretch.standing.good() {
            return Lasting { through, then: Some(stretch.standing) };
        }
        through = stretch.to;
    }
    Lasting { through, then: None }
}

/// How far a picture reaches: past the last change, yet no more than five years on.
fn until(timeline: &Timeline, on: Date) -> Date {
    let year = jiff::Span::new().days(365);
    let last = timeline.stretches().last().map_or(on, |s| s.from);
    last.max(on).saturating_add(year).min(on.saturating_add(year.days(365 * 5)))
}

/// Someone without a credential: where their application is, and what it waits for.
fn candidate(sight: &Sight<'_, '_>) -> Markup {
    let review = sight.review;
    let applications: Vec<_> = review.requests.iter().filter(|r| r.kind == "application_submitted").collect();
    let (none, what) = (
        sight.you("You hold no credential and have no application.", "No credential and no application is on record."),
        sight.you("Apply for an exam below: the evidence that each route asks for is listed there.", ""),
    );
    html! {
        @if applications.is_empty() { (parts::empty(none, what)) }
        @for request in applications {
            @if let Event::ApplicationSubmitted { programme, .. } = &request.fact.entry.event {
                article class="stand" {
                    h3 class="stand-head" {
                        span class="letters" { (sight.designation(programme)) }
                        " "
                        (waits(review, programme))
                    }
                    p class="lead" { "Application of " (parts::when(request.fact.day, review.on)) "." }
                    @if ruling(&request.because) != Ruling::Allowed {
                        p { "As the rules read, the evidence that came with it does not meet a route yet:" }
                    }
                    (parts::because_by(&request.because, sight.of_programme(programme)))
                }
            }
        }
    }
}

/// The stage an application has reached, told from what may be done next.
fn waits(review: &Review<'_>, programme: &str) -> Markup {
    use programme::decision::{Finding, Met};
    let reasons = || review.actions.iter().filter(|a| a.programme == Some(programme)).flat_map(|a| &a.reasons);
    let found = |which: &dyn Fn(Finding<'_>, Met) -> bool| reasons().any(|r| which(r.finding, r.met));
    let result = review.results.iter().rev().find(|r| r.programme == programme);
    let acts = |action: Action| review.actions.iter().any(|a| a.programme == Some(programme) && a.action == action);
    if result.is_some_and(|r| r.released.is_none()) {
        parts::word("soon", "Exam taken: result held")
    } else if found(&|f, _| matches!(f, Finding::AlreadyPassed { .. })) {
        parts::word("good", "Passed: award under way")
    } else if result.is_some() {
        parts::word("gone", "Result released")
    } else if found(&|f, _| matches!(f, Finding::AlreadyBooked { .. })) || acts(Action::Reschedule) {
        parts::word("good", "Seat booked")
    } else if found(&|f, m| m == Met::Yes && matches!(f, Finding::ApplicationApproved { .. })) {
        parts::word("good", "Application approved")
    } else {
        parts::word("soon", "Waits for the body's decision")
    }
}

/// The credentials held, to show to others.
pub(super) fn credentials(sight: &Sight<'_, '_>) -> Markup {
    let review = sight.review;
    if review.credentials.is_empty() {
        return html! {};
    }
    let rows: Vec<Vec<Markup>> = review
        .credentials
        .iter()
        .map(|c| {
            let body = sight.of_programme(&c.programme.id).map_or("", |h| h.body.name.as_str());
            vec![
                html! { strong { (c.programme.designation) } br; (c.programme.name) },
                parts::tag(c.standing),
                parts::day(c.awarded),
                html! { (body) },
            ]
        })
        .collect();
    let heading = sight.you("Your credentials", "Credentials");
    let by: Vec<Date> = review.cycles.iter().filter_map(|c| c.certificate_by).filter(|by| *by >= review.on).collect();
    let content = html! {
        (parts::table("Credentials awarded", &["Credential", "Standing", "Awarded on", "Awarded by"], &rows))
        @for by in by { p { "Badge and certificate of the renewal are there by " (parts::when(by, review.on)) "." } }
    };
    parts::part("credentials", heading, content)
}
