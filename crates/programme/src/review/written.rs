//! Reviews and eligibility as the contract writes them: names of fields, forms of values.

use super::{Credential, CycleView, FeeView, Request, Review};
use crate::amount::Units;
use crate::decision::{Decision, Met, Reason, Ruling, deciding_first, ruling};
use crate::eligibility::{Eligibility, RouteStands};
use crate::json::Json;
use crate::recertification::credits::Worth;
use crate::recertification::timeline::Timeline;
use crate::record::event::Event;
use crate::record::merging::Merge;
use crate::record::{Fact, Refusal};
use crate::results::ResultDue;

/// Reasons, the deciding one first.
fn because(json: &mut Json, reasons: &[Reason<'_>]) {
    json.list("because", deciding_first(reasons), reason);
}

fn reason(json: &mut Json, reason: &Reason<'_>) {
    json.object(|o| {
        o.fields(reason.source.fields);
        o.said("text", reason);
        o.list("facts", &reason.facts, |o, id| o.string(id));
    });
}

/// Reasons as a JSON list, the deciding one first.
pub fn reasons(reasons: &[Reason<'_>]) -> String {
    let mut json = Json::default();
    json.items(deciding_first(reasons), reason);
    String::from_utf8(json.into_bytes()).unwrap_or_default()
}

impl Review<'_> {
    /// Writes the review as one JSON object after what `out` holds.
    pub fn write(&self, out: &mut Vec<u8>) {
        let mut json = Json::onto(std::mem::take(out));
        json.object(|o| {
            o.text("person", self.person);
            // Almost nobody was ever two people: the field is there where it says something.
            if !self.merged.is_empty() {
                o.list("merged", self.merged, merge);
            }
            o.day("on", self.on);
            o.list("credentials", &self.credentials, credential);
            o.list("cycles", &self.cycles, cycle);
            o.list("fees", &self.fees, fee);
            o.list("fees_later", &self.fees_later, fee);
            o.list("actions", &self.actions, action);
            o.list("requests", &self.requests, request);
            o.list("results", &self.results, result);
            o.list("payments", &self.payments, |o, fact| payment(o, fact));
            o.list("refused", &self.refused, refusal);
        });
        *out = json.into_bytes();
    }

    /// The review as one JSON object.
    pub fn json(&self) -> String {
        let mut out = Vec::new();
        self.write(&mut out);
        String::from_utf8(out).unwrap_or_default()
    }
}

fn merge(json: &mut Json, merge: &Merge<'_>) {
    json.object(|o| {
        o.text("person", &merge.merged);
        o.text("into", &merge.into);
        o.day("on", merge.day);
        o.text("event", &merge.event);
    });
}

fn credential(json: &mut Json, credential: &Credential<'_>) {
    json.object(|o| {
        o.text("programme", &credential.programme.id);
        o.day("awarded", credential.awarded);
        o.word("standing", credential.standing.word());
        o.flag("good_standing", credential.standing.good());
        timeline(o, &credential.timeline);
        o.flag("under_audit", credential.audit.is_some());
        because(o, &credential.because);
    });
}

fn timeline(json: &mut Json, timeline: &Timeline) {
    json.list("timeline", timeline.stretches(), |o, stretch| {
        o.object(|o| {
            o.day("from", stretch.from);
            o.day_or_null("to", stretch.to);
            o.word("standing", stretch.standing.word());
        });
    });
}

fn pair(json: &mut Json, key: &str, (total, approved): (Units, Units)) {
    json.key(key);
    json.object(|o| {
        o.amount("total", total);
        o.amount("approved", approved);
    });
}

fn cycle(json: &mut Json, cycle: &CycleView<'_>) {
    let missing = (cycle.required.0.less(cycle.earned.0), cycle.required.1.less(cycle.earned.1));
    json.object(|o| {
        o.text("scheme", cycle.scheme);
        o.day("from", cycle.from);
        o.day("to", cycle.to);
        pair(o, "required", cycle.required);
        pair(o, "earned", cycle.earned);
        pair(o, "missing", missing);
        o.list("credits", &cycle.credits, worth);
        o.list("categories", &cycle.categories, |o, (id, required, earned)| {
            o.object(|o| {
                o.text("category", id);
                o.amount("required", required);
                o.amount("earned", earned);
                o.amount("missing", required.less(*earned));
            });
        });
        o.list("years", &cycle.years, |o, (days, required, earned, decides)| {
            o.object(|o| {
                o.day("from", days.from);
                o.day("to", days.to);
                o.amount("required", required);
                o.amount("earned", earned);
                o.flag("decides", *decides);
            });
        });
        o.day_or_null("renewed", cycle.renewed);
        o.day_or_null("certificate_by", cycle.certificate_by);
        because(o, &cycle.because);
    });
}

fn worth(json: &mut Json, worth: &Worth<'_>) {
    json.object(|o| {
        o.text("event", &worth.fact.entry.id);
        o.text("category", &worth.category.id);
        o.amount("counted", worth.counted.with_decimal());
        o.amount("approved", worth.approved.with_decimal());
        o.flag("certificate", worth.certificate);
        because(o, &worth.reasons());
    });
}

fn fee(json: &mut Json, fee: &FeeView<'_>) {
    json.object(|o| {
        o.text("body", fee.body);
        o.text("item", fee.item);
        o.amount("amount", fee.amount);
        o.day("from", fee.from);
        o.day_or_null("to", fee.to);
        because(o, &fee.because);
    });
}

fn action(json: &mut Json, decision: &Decision<'_>) {
    let ruling = decision.ruling();
    json.object(|o| {
        o.word("action", decision.action.word());
        o.text_or_null("programme", decision.programme);
        o.text_or_null("scheme", decision.scheme);
        o.flag("allowed", ruling == Ruling::Allowed);
        o.word("ruling", ruling.word());
        o.day_or_null("from", decision.from);
        o.day_or_null("to", decision.to);
        because(o, &decision.reasons);
    });
}

fn request(json: &mut Json, request: &Request<'_>) {
    json.object(|o| {
        o.text("event", &request.fact.entry.id);
        o.word("kind", request.kind);
        o.day("on", request.fact.day);
        o.word("ruling", ruling(&request.because).word());
        o.text_or_null("instead", request.instead.as_deref());
        because(o, &request.because);
    });
}

fn result(json: &mut Json, result: &ResultDue<'_>) {
    json.object(|o| {
        o.text("exam", &result.exam.entry.id);
        o.text("programme", result.programme);
        o.day_or_null("from", result.due.map(|d| d.0));
        o.day_or_null("to", result.due.map(|d| d.1));
        o.day_or_null("released", result.released.map(|f| f.day));
        because(o, &result.reasons);
    });
}

/// A payment as whoever paid may see it (F26).
fn payment(json: &mut Json, fact: &Fact<'_>) {
    let Event::PaymentReceived { item, amount, method, .. } = &fact.entry.event else { return };
    json.object(|o| {
        o.text("event", &fact.entry.id);
        o.text("item", item);
        o.amount("amount", amount);
        o.word("method", method.word());
        o.day("counts_on", fact.day);
        o.day("received", fact.received);
    });
}

fn refusal(json: &mut Json, refusal: &Refusal) {
    json.object(|o| {
        o.number("line", refusal.line);
        o.number("column", refusal.column);
        o.text_or_null("event", refusal.event.as_deref());
        o.text("wrong", &refusal.wrong);
        o.text("remedy", &refusal.remedy);
    });
}

impl Eligibility<'_> {
    /// The answer as one JSON object, for a person and a programme.
    pub fn json(&self, person: &str, programme: &str) -> String {
        let mut json = Json::default();
        json.object(|o| {
            o.text("person", person);
            o.text("programme", programme);
            o.day("on", self.day);
            o.flag("decision", self.decision);
            o.flag("eligible", self.eligible());
            o.text_or_null("route", self.route());
            o.list("routes", &self.routes, route);
            o.list("award_waits", deciding_first(&self.award_waits), reason);
        });
        String::from_utf8(json.into_bytes()).unwrap_or_default()
    }
}

fn route(json: &mut Json, route: &RouteStands<'_>) {
    json.object(|o| {
        o.text("route", route.route);
        o.flag("met", route.met());
        o.list("requirements", &route.requirements, |o, requirement| {
            o.object(|o| {
                o.text("clause", requirement.reason.source.clause);
                o.flag("met", requirement.reason.met == Met::Yes);
                o.text("has", &requirement.has());
                o.text("needs", &requirement.needs());
                because(o, std::slice::from_ref(&requirement.reason));
            });
        });
    });
}
