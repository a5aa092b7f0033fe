//! What was asked for, sat and paid since the cycle that matters began.

use maud::{Markup, html};
use programme::decision::{Finding, Reason, ruling};
use programme::record::event::Outcome;
use programme::record::{Event, Fact};
use programme::results::ResultDue;
use programme::review::Request;

use super::Sight;
use crate::page::pay::paid_by;
use crate::page::{accommodation, parts};

pub(super) fn requests(sight: &Sight<'_, '_>) -> Markup {
    let review = sight.review;
    // A candidate's applications stand at the top already.
    let shown = |r: &&Request<'_>| !(review.credentials.is_empty() && r.kind == "application_submitted");
    let requests: Vec<&Request<'_>> = review.requests.iter().filter(shown).collect();
    if requests.is_empty() {
        return html! {};
    }
    let content = html! {
        @for request in requests {
            article class="request" {
                h3 { (kind(request.kind)) ", " (parts::day(request.fact.day)) " " (parts::ruled(ruling(&request.because))) }
                (decided(sight, request))
                @if let Some(window) = &request.instead { p { "Offered instead: " strong { (accommodation::season(window)) } "." } }
                (asked_for(sight, request))
                (parts::because_by(&request.because, handbook(sight, request)))
            }
        }
    };
    parts::part("requests", sight.you("What you asked for", "What they asked for"), content)
}

/// What was decided. The reason is for whoever asked; what accommodations were granted and why is for nobody else here.
fn decided(sight: &Sight<'_, '_>, request: &Request<'_>) -> Markup {
    if let Some(over) = request.over {
        return html! {
            p { (parts::word("shut", "Not decided")) " The exam it was for is over since " (parts::day(over)) "." }
        };
    }
    let Some((fact, (outcome, reason))) = request.decided.and_then(|f| Some((f, f.entry.event.decides()?))) else {
        return html! {};
    };
    let (tone, said) = match outcome {
        Outcome::Approved => ("good", "Approved"),
        Outcome::Returned => ("soon", "To be completed"),
        Outcome::Refused => ("shut", "Not approved"),
    };
    let open = sight.own || request.kind != "accommodation_requested";
    let reason = reason.or(fact.entry.note.as_deref()).filter(|_| open);
    html! {
        p {
            (parts::word(tone, said)) " on " (parts::day(fact.day)) "."
            @if let Some(reason) = reason { " The reason given: " (reason) }
        }
    }
}

/// The accommodations of a request, for its own candidate alone.
fn asked_for(sight: &Sight<'_, '_>, request: &Request<'_>) -> Markup {
    let Event::AccommodationRequested { window, adjustments, .. } = &request.fact.entry.event else { return html! {} };
    let handbook = sight.handbooks.iter().find(|h| h.calendar.window(window).is_some());
    let (true, Some(handbook)) = (sight.own, handbook) else { return html! {} };
    let Some(days) = handbook.calendar.window(window) else { return html! {} };
    let granted = match request.decided.map(|f| &f.entry.event) {
        Some(Event::AccommodationDecided { outcome: Outcome::Approved, adjustments: granted, .. }) => {
            granted.as_deref().unwrap_or(adjustments)
        }
        _ => &[],
    };
    let documents = sight.there.map_or_else(Vec::new, |there| parts::attached(&request.fact.entry, there));
    html! {
        p { "For " (accommodation::season(window)) ". You asked for:" }
        (accommodation::list(&accommodation::titles(handbook, days.opens, adjustments)))
        @if !granted.is_empty() {
            p { "Granted:" }
            (accommodation::list(&accommodation::titles(handbook, days.opens, granted)))
        }
        @if !documents.is_empty() {
            p { "Your documents, which only you and those who decide on this read:" }
            (parts::attachments(&documents))
        }
    }
}

fn handbook<'s>(sight: &Sight<'s, '_>, request: &Request<'_>) -> Option<&'s programme::Handbook> {
    match &request.fact.entry.event {
        Event::ApplicationSubmitted { programme, .. } => sight.of_programme(programme),
        Event::RenewalSubmitted { scheme }
        | Event::ExtensionRequested { scheme, .. }
        | Event::ReinstatementRequested { scheme } => sight.of_scheme(scheme),
        // Requests about an application or a seat name neither; with one body there is no doubt.
        _ => sight.handbooks.first().copied().filter(|_| sight.handbooks.len() == 1),
    }
}

fn kind(kind: &str) -> &str {
    match kind {
        "renewal_submitted" => "Renewal",
        "extension_requested" => "Extension",
        "reinstatement_requested" => "Reinstatement",
        "application_submitted" => "Application",
        "accommodation_requested" => "Testing accommodations",
        "transfer_requested" => "Move to another window",
        other => other,
    }
}

pub(super) fn results(sight: &Sight<'_, '_>) -> Markup {
    let review = sight.review;
    if review.results.is_empty() {
        return html! {};
    }
    let content = html! {
        @for result in &review.results {
            article class="request" {
                h3 {
                    (sight.designation(result.programme)) ", sat on " (parts::day(result.exam.day)) " "
                    @if result.released.is_some() { (parts::word("good", "Released")) }
                    @else { (parts::word("soon", "Held")) }
                }
                @if let (None, Some((from, to))) = (result.released, result.due) {
                    p { "Due between " (parts::when(from, review.on)) " and " (parts::when(to, review.on)) "." }
                }
                (parts::because_by(&shown(sight, result), sight.of_programme(result.programme)))
            }
        }
    };
    parts::part("results", "Results", content)
}

/// A score that is held is not shown to its candidate, whatever is said of how it was recorded.
fn shown<'r>(sight: &Sight<'_, '_>, result: &ResultDue<'r>) -> Vec<Reason<'r>> {
    let held = sight.own && result.released.is_none();
    let hidden = |r: &&Reason<'r>| held && matches!(r.finding, Finding::ScoreAndPass { .. });
    result.reasons.iter().filter(|r| !hidden(r)).cloned().collect()
}

pub(super) fn payments(sight: &Sight<'_, '_>) -> Markup {
    if sight.review.payments.is_empty() {
        return html! {};
    }
    let rows: Vec<Vec<Markup>> = sight.review.payments.iter().filter_map(|fact| payment(sight, fact)).collect();
    let table = parts::table("Payments received", &["Counts on", "Received", "For", "Amount", "By"], &rows);
    parts::part("payments", "Payments", table)
}

fn payment(sight: &Sight<'_, '_>, fact: &Fact<'_>) -> Option<Vec<Markup>> {
    let Event::PaymentReceived { item, amount, method, body, currency, .. } = &fact.entry.event else { return None };
    let bears = |h: &&&programme::Handbook| body.as_deref().map_or(h.fee(item).is_some(), |id| h.body.id == id);
    let mut bearing = sight.handbooks.iter().filter(bears);
    // Fees of two bodies may share a name; then neither's currency is guessed.
    let of = bearing.next().filter(|_| bearing.next().is_none()).map(|h| &h.body);
    let code = currency.as_deref().or(of.map(|b| b.currency.as_str())).unwrap_or("");
    let name = of.map_or(item.as_ref(), |b| sight.fee_name(&b.id, item));
    Some(vec![
        parts::day(fact.day),
        parts::day(fact.received),
        html! { (name) },
        html! { span class="sum" { (parts::money(*amount, code)) } },
        html! { (paid_by(method.word())) },
    ])
}
