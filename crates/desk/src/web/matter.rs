//! What waits for a decision, whatever it is: shown beside how the rules judge it, and decided with its reasons.

mod audit;
mod found;
mod kinds;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use axum::extract::{Path, Query};
use axum::response::Response;
use programme::record::{Event, Fact};
use serde::Deserialize;
use store::Failure;
use store::waiting::Queue;

use crate::account::Viewer;
use crate::act::{self, Change};
use crate::arriving::alike::{self, Alike};
use crate::page;
use crate::page::matter::{self as drawn, Deciding};
use crate::page::parts::{attached, path};
use crate::web::accommodation;
use crate::web::answer::{Became, STAFF, Sent, Visit, Wrong, amiss, answered, problems};
use crate::web::files;
use crate::web::form::Posted;
use crate::web::house::House;
use crate::web::picked;
use crate::web::queue::pieces;
pub(super) use audit::rows;
use found::Judged;
pub use found::{Found, Matter, find, follows, with};
pub use kinds::href;

/// Which of how many, where a queue is worked through.
#[derive(Debug, Clone, Copy, Default, Deserialize)]
#[serde(default)]
pub struct Worked {
    nth: i64,
    of: i64,
}

/// `/staff/applications/{event}`, `/staff/requests/{event}`: what waits, beside how the rules judge it.
pub async fn matter(visit: Visit, Path(event): Path<String>, Query(worked): Query<Worked>) -> Response {
    answered(visit, STAFF, move |house, viewer| shown(house, viewer, &event, (&Sent::new(), &[]), worked)).await
}

fn shown(
    house: &House,
    viewer: &Viewer,
    event: &str,
    (sent, wrong): (&Sent, &[Wrong]),
    worked: Worked,
) -> Result<Became, Failure> {
    let main = house.store.read(|tx| {
        let found = find(tx, event, house.today())?;
        let there = files::there(tx, &found.person.id)?;
        let listed = picked::listed(tx, &found.lines, &found.person.id)?;
        let pairs = alike::of_lines(tx, &house.bodies, &found.person.id, &found.lines)?;
        with(house, viewer, &found, |matter| {
            draw(&found, matter, viewer, (sent, wrong, worked), (&there, &listed, &pairs))
        })
    })?;
    Became::page(main, wrong)
}

fn draw(
    found: &Found,
    matter: &Matter<'_>,
    viewer: &Viewer,
    (sent, wrong, worked): (&Sent, &[Wrong], Worked),
    (there, listed, pairs): (&BTreeSet<String>, &BTreeMap<String, drawn::Listed>, &[Alike]),
) -> maud::Markup {
    let files = &attached(&matter.fact.entry, there);
    let answers: Vec<(&str, &str)> = sent.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let hindered = hindered(viewer, found, matter);
    let about = matter.programme.and_then(|id| matter.handbook.programme(id));
    let (place, of) = found.waits.as_ref().map_or((0, 0), |(_, place, all)| (*place, *all));
    let head = drawn::Head {
        person: &found.person.id,
        name: &found.person.name,
        asked: matter.kind.asked,
        came: if matter.looked.is_some() { "Opened" } else { "Submitted" },
        designation: about.map(|p| p.designation.as_str()),
        on: matter.fact.day,
    };
    let deciding = Deciding {
        action: format!("{}/decide", href(matter.kind.queue, &found.event, &found.person.id)),
        outcomes: matter.kind.outcomes,
        hint: hint(&matter.judged),
        findings: &matter.judged.findings(),
        granting: &accommodation::offered(matter.handbook, &matter.fact.entry.event).unwrap_or_default(),
        seen: found.person.entries,
        csrf: hindered.is_none().then_some(viewer.csrf.as_str()),
        hindered,
        working: worked.of > 0 && sent.is_empty(),
        queue: if worked.of > 0 { (worked.nth, worked.of) } else { (place, of) },
        further: found.waits.as_ref().is_some_and(|(next, ..)| next.is_some()),
        sent: &answers,
        problems: &problems(wrong),
    };
    let judged = match &matter.judged {
        Judged::Routes(eligibility) => {
            let pieces = pieces(&found.lines, &found.event);
            let evidence = page::queue::Evidence { pieces: &pieces, files };
            page::queue::application(&evidence, eligibility, matter.handbook)
        }
        Judged::Reasons(because) => drawn::judged(because, matter.handbook),
    };
    let judged = match accommodation::view(matter.handbook, matter.fact, files) {
        Some(asked) => page::accommodation::before(&asked, judged),
        None => judged,
    };
    let credits = page::matter::Credits {
        person: &found.person.id,
        request: &found.event,
        handbook: matter.handbook,
        there,
        listed,
        disallows: deciding.csrf.is_some(),
        alike: pairs,
    };
    let looked = matter.looked.as_ref().map(|looked| drawn_audit(looked, there));
    let judged = maud::html! {
        @if let Some(measure) = matter.measure { (appealed(matter, measure)) }
        (judged)
        @if let Some(looked) = looked { (looked) }
        @if !matter.cycles.is_empty() { (page::alike::reviewed(pairs, &found.person.id, &found.event, deciding.csrf)) }
        @for cycle in &matter.cycles { (drawn::credits(&credits, cycle)) }
    };
    drawn::matter(&head, judged, &deciding)
}

/// What the handbook says, in a sentence beside the decision.
fn hint(judged: &Judged<'_>) -> &'static str {
    match (judged, judged.in_order()) {
        (Judged::Routes(e), _) if e.eligible() => "By the handbook, a route is met.",
        (Judged::Routes(_), _) => "By the handbook, no route is met.",
        (Judged::Reasons(_), true) => "By the handbook nothing stands against it.",
        (Judged::Reasons(_), false) => "By the handbook something stands against it.",
    }
}

/// What an audit looks at, and what either outcome comes to.
fn drawn_audit(looked: &audit::Looked<'_>, there: &BTreeSet<String>) -> maud::Markup {
    let (audited, rows) = (&looked.audited, rows(&looked.audited, there));
    let cycle = page::audited::Cycle {
        from: audited.from,
        to: audited.to,
        required: audited.required,
        documented: audited.documented(),
        rows: &rows,
    };
    page::audited::staff(&cycle, &looked.follows, looked.renewal.as_deref())
}

/// An appeal's grounds, beside what was said of the measure.
fn appealed(matter: &Matter<'_>, measure: &Fact<'_>) -> maud::Markup {
    let (reason, kind) = match &measure.entry.event {
        Event::Conduct { reason, measure, .. } => (reason.as_deref().unwrap_or("None was given."), measure.word()),
        _ => ("", ""),
    };
    let grounds = match &matter.fact.entry.event {
        Event::AppealFiled { grounds, .. } => grounds,
        _ => "",
    };
    let by = measure.entry.by.as_deref().unwrap_or("somebody who is not named");
    drawn::appealed((&page::person::kind(kind), measure.day), (by, reason), grounds, matter.restores)
}

/// Why somebody may not decide it, if that is so.
pub fn hindered(viewer: &Viewer, found: &Found, matter: &Matter<'_>) -> Option<&'static str> {
    let by_own_hand = || matter.measure.is_some_and(|m| m.entry.by.as_deref() == Some(&*viewer.email));
    if matter.over {
        Some("The exam that this was asked for is over: nothing can come of it any more.")
    } else if found.waits.is_none() {
        Some("This was decided already. A decision that was wrong is corrected on the record.")
    } else if !viewer.may(matter.kind.right) {
        Some("Your role may look at this, and does not decide it.")
    } else if viewer.is(&found.person.id) {
        Some("Nobody decides on themself: somebody else has to decide this one.")
    } else if by_own_hand() {
        Some("You took the measure. Somebody else has to decide the appeal against it.")
    } else if matter.kind.queue == Queue::Awards && !matter.judged.in_order() {
        Some("By the record the credential cannot be awarded. Once nothing stands against it, this page can.")
    } else {
        None
    }
}

/// What a decision sends.
#[derive(Deserialize)]
pub struct Decision {
    outcome: String,
    #[serde(default)]
    reason: String,
    seen: String,
    /// What was chosen: findings as `finding-0`, `finding-1` …, adjustments as `grant-extra_time:1.5`.
    #[serde(flatten)]
    chosen: Sent,
}

impl Decision {
    /// What was sent, as the form shows it once more.
    fn kept(&self) -> Sent {
        let own = [("outcome".to_owned(), self.outcome.clone()), ("reason".to_owned(), self.reason.clone())];
        own.into_iter().chain(self.chosen.clone()).collect()
    }

    /// The reason in words: the findings that were chosen, then what was written.
    fn reason(&self, findings: Vec<String>) -> String {
        let chosen = |at: &usize| self.chosen.contains_key(&drawn::finding(*at));
        let findings = findings.into_iter().enumerate().filter(|(at, _)| chosen(at)).map(|(_, said)| said);
        let own = Some(self.reason.trim().to_owned()).filter(|reason| !reason.is_empty());
        findings.chain(own).collect::<Vec<_>>().join(" ")
    }
}

impl Decision {
    fn number(&self, name: &str) -> i64 {
        self.chosen.get(name).and_then(|n| n.parse().ok()).unwrap_or(0)
    }

    /// The adjustments that were chosen to be granted, of those there are; nothing for a matter that has none.
    fn granted(&self, matter: &Matter<'_>) -> Option<Vec<String>> {
        let offered = accommodation::offered(matter.handbook, &matter.fact.entry.event)?;
        let chosen = |id: &String| self.chosen.contains_key(&drawn::grant(id));
        Some(offered.into_iter().map(|(id, ..)| id).filter(chosen).collect())
    }
}

/// `POST /staff/applications/{event}/decide`, `POST /staff/requests/{event}/decide`.
pub async fn decide(visit: Visit, Path(event): Path<String>, Posted(sent): Posted<Decision>) -> Response {
    answered(visit, STAFF, move |house, viewer| {
        let (worked, now) = (Worked { nth: sent.number("nth"), of: sent.number("of") }, (house.clock)());
        let found = house.store.read(|tx| find(tx, &event, house.today()))?;
        let (body, queue, events, wrong) = with(house, viewer, &found, |matter| {
            let (reason, granted) = (sent.reason(matter.judged.findings()), sent.granted(matter));
            let wrong = match hindered(viewer, &found, matter) {
                Some(hindered) => vec![amiss("outcome", hindered, "")],
                None => wrong_with(&sent.outcome, &reason, granted.as_deref(), matter),
            };
            let events = follows(matter, &event, &sent.outcome, granted, &reason);
            (matter.handbook.body.id.clone(), matter.kind.queue, events, wrong)
        })?;
        if !wrong.is_empty() {
            return shown(house, viewer, &event, (&sent.kept(), &wrong), worked);
        }
        let (seen, person, by) = (sent.seen.parse().ok(), found.person.id.clone(), viewer.email.clone());
        let change = |(kind, fields)| {
            let (person, body, by) = (person.clone(), body.clone(), by.clone());
            Change { person, body, seen, by, kind, day: None, fields }
        };
        let (changes, bodies) = (events.into_iter().map(change).collect::<Vec<_>>(), Arc::clone(&house.bodies));
        house.store.write(move |tx| act::together(tx, &bodies, &changes, now))?;
        let next = sent.chosen.contains_key("next").then(|| on_to(queue, &found, worked)).flatten();
        Became::gone(next.unwrap_or_else(|| match queue {
            Queue::Applications => path(&["staff", "applications", &event]),
            queue => path(&["staff", "queues", queue.word()]),
        }))
    })
    .await
}

/// The next one of the queue, and which of how many it is; none after the last.
fn on_to(queue: Queue, found: &Found, worked: Worked) -> Option<String> {
    if worked.nth >= worked.of {
        return None;
    }
    let next = found.waits.as_ref()?.0.as_ref()?;
    Some(format!("{}?nth={}&of={}", href(queue, &next.event, &next.person), worked.nth + 1, worked.of))
}

/// What is wrong with a decision, all at once.
fn wrong_with(outcome: &str, reason: &str, granted: Option<&[String]>, matter: &Matter<'_>) -> Vec<Wrong> {
    let mut wrong: Vec<Wrong> = Vec::new();
    let in_order = matter.judged.in_order();
    if !matter.kind.outcomes.iter().any(|(word, _)| *word == outcome) {
        wrong.push(amiss("outcome", "No decision is chosen.", "Choose one of the list."));
    } else if reason.is_empty() && (matter.kind.always_reasoned || grants(outcome) != in_order) {
        let said = matter.kind.otherwise[usize::from(!in_order)];
        wrong.push(amiss("reason", said, matter.kind.reader));
    }
    if outcome == "approved" && granted.is_some_and(<[String]>::is_empty) {
        wrong.push(amiss("granted", "Nothing is granted.", "Choose what is, or refuse the request."));
    }
    if reason.len() > 4000 {
        wrong.push(amiss("reason", "The reason is longer than 4,000 letters.", "Say it in fewer words."));
    }
    wrong
}

/// Whether a decision gives what was asked for.
fn grants(outcome: &str) -> bool {
    ["approved", "upheld", "awarded", "passed"].contains(&outcome)
}
