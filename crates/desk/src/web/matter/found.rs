//! A matter as it is found on somebody's record: what it is about, how the rules judge it, and what a decision comes to.

use jiff::civil::Date;
use programme::Handbook;
use programme::accommodation;
use programme::conduct;
use programme::decision::{Action, Finding, Met, Reason, Ruling, ruling};
use programme::eligibility::{self, Eligibility};
use programme::record::{Event, Fact, Text, by_id};
use programme::review::{Case, CycleView, Review};
use serde_json::Value;
use store::waiting::{Queue, Waiting};
use store::{Failure, Tx, entries, people, waiting};

use super::audit::{Looked, looked};
use super::kinds::{Kind, kind_of};
use crate::account::Viewer;
use crate::web::few;
use crate::web::house::House;

/// A matter on somebody's record, as it was found.
pub struct Found {
    /// The entry.
    pub event: String,
    /// Whose it is.
    pub person: people::Person,
    /// Their record.
    pub lines: Vec<String>,
    /// The body for which it waits; empty where it does not.
    pub body: String,
    /// What comes after it in its queue, its place there, and how many wait; nothing where it does not wait.
    pub waits: Option<(Option<Waiting>, i64, i64)>,
}

fn missing(event: &str) -> Failure {
    Failure::Missing(format!("`{event}` among what waits for a decision"))
}

/// Finds a matter as it is on a day.
///
/// # Errors
/// Where there is none; where the database fails.
pub fn find(tx: &mut Tx<'_>, event: &str, on: Date) -> Result<Found, Failure> {
    let person = entries::person_of(tx, event)?.ok_or_else(|| missing(event))?;
    let person = people::by_id(tx, &person)?.ok_or_else(|| missing(event))?;
    let lines = entries::lines(tx, &person.id)?;
    let body = waiting::body_of(tx, event)?.unwrap_or_default();
    Ok(Found { event: event.to_owned(), person, lines, body, waits: waiting::beside(tx, event, on)? })
}

/// How the rules judge a matter.
pub enum Judged<'a> {
    /// By the routes that its evidence meets.
    Routes(Eligibility<'a>),
    /// By reasons.
    Reasons(Vec<Reason<'a>>),
}

impl Judged<'_> {
    /// Whether nothing of the handbook stands against it.
    pub fn in_order(&self) -> bool {
        match self {
            Judged::Routes(e) => e.routes.iter().any(|r| r.requirements.iter().all(|q| q.reason.met != Met::No)),
            Judged::Reasons(because) => ruling(because) == Ruling::Allowed,
        }
    }

    /// What stands against it, as reasons that a refusal may rest on.
    pub fn findings(&self) -> Vec<String> {
        match self {
            Judged::Routes(e) if e.eligible() => Vec::new(),
            Judged::Routes(e) => {
                let requirements = e.routes.iter().flat_map(|r| &r.requirements);
                requirements.filter(|r| r.reason.met != Met::Yes).map(|r| r.reason.to_string()).collect()
            }
            Judged::Reasons(because) => {
                because.iter().filter(|r| matches!(r.met, Met::No | Met::Unknown)).map(Reason::to_string).collect()
            }
        }
    }
}

/// A matter, read and judged.
pub struct Matter<'a> {
    /// How it is decided.
    pub kind: Kind,
    /// The handbook.
    pub handbook: &'a Handbook,
    /// The entry.
    pub fact: &'a Fact<'a>,
    /// The programme that it is about, where it is about one.
    pub programme: Option<&'a str>,
    /// How the rules judge it.
    pub judged: Judged<'a>,
    /// What an appeal is against.
    pub measure: Option<&'a Fact<'a>>,
    /// Whether nothing can come of it any more, decided or not.
    pub over: bool,
    /// The cycles that a request about renewal is about: those that were not renewed.
    pub cycles: Vec<CycleView<'a>>,
    /// Whether an audit of the scheme that it is about is open.
    pub audited: bool,
    /// What an audit looks at, and what closing it either way comes to.
    pub looked: Option<Looked<'a>>,
    /// Whether an appeal that is upheld restores the credential: no later measure is on it.
    pub restores: bool,
}

/// Reads and judges what was found, and hands it on; or says that there is nothing which this viewer may look at here.
///
/// # Errors
/// Where there is nothing of the kind.
pub fn with<T>(
    house: &House,
    viewer: &Viewer,
    found: &Found,
    look: impl FnOnce(&Matter<'_>) -> T,
) -> Result<T, Failure> {
    let missing = || missing(&found.event);
    let lines = entries::numbered(&found.lines);
    let case = Case::open(&house.bodies, Text::Borrowed(&found.person.id), &lines, None);
    let own = |h: &Handbook| found.body.is_empty() || h.body.id == found.body;
    let records = case.records().filter(|(h, _)| own(h));
    let held =
        records.into_iter().find_map(|(h, r)| Some((h, &r.facts, r.facts.iter().find(|f| f.entry.id == found.event)?)));
    let (handbook, facts, fact) = held.ok_or_else(missing)?;
    let kind = kind_of(&fact.entry.event).ok_or_else(missing)?;
    if kind.queue == Queue::Accommodations && !few::reads(viewer) {
        return Err(missing());
    }
    let judged = Judged::Reasons(Vec::new());
    let mut matter = Matter {
        kind,
        handbook,
        fact,
        programme: applied_for(fact),
        judged,
        measure: None,
        looked: None,
        over: false,
        cycles: Vec::new(),
        audited: false,
        restores: false,
    };
    match &fact.entry.event {
        Event::ApplicationSubmitted { programme, .. } => {
            let programme = handbook.programme(programme).ok_or_else(missing)?;
            matter.judged = Judged::Routes(eligibility::judge_application(programme, fact));
            return Ok(look(&matter));
        }
        Event::AccommodationRequested { application, .. } => {
            matter.programme = by_id(facts, application).and_then(applied_for);
            let asked = accommodation::of(facts, fact);
            matter.over = asked.is_some_and(|asked| asked.over(handbook, facts, house.today()).is_some());
        }
        Event::AppealFiled { of, .. } => {
            let programme = conduct::judge_appeal(handbook, facts, fact).ok_or_else(missing)?.0;
            matter.programme = Some(programme);
            matter.measure = by_id(facts, of);
            matter.restores = conduct::in_force(facts, programme).is_some_and(|m| m.entry.id == *of);
        }
        Event::ExamSat { programme, .. } => matter.programme = Some(programme),
        _ => {}
    }
    let mut review = case.review(house.today());
    if let Some(scheme) = renewing(&fact.entry.event) {
        let cycles = std::mem::take(&mut review.cycles).into_iter();
        matter.audited = audited(facts, scheme);
        matter.cycles = cycles.filter(|cycle| cycle.scheme == scheme && cycle.renewed.is_none()).collect();
    }
    if kind.queue == Queue::Audits {
        let looked = looked(house, found, (handbook, facts, fact), &review).ok_or_else(missing)?;
        (matter.judged, matter.looked) = (Judged::Reasons(looked.audited.because.clone()), Some(looked));
        return Ok(look(&matter));
    }
    if kind.queue == Queue::Awards {
        matter.judged = Judged::Reasons(to_award(&case, &review, &matter, house.today()).ok_or_else(missing)?);
        return Ok(look(&matter));
    }
    let because = review.requests.into_iter().find(|r| r.fact.entry.id == found.event).map(|r| r.because);
    matter.judged = Judged::Reasons(because.unwrap_or_default());
    Ok(look(&matter))
}

/// Whether the last word on audits of a scheme is that one was opened.
fn audited(facts: &[Fact<'_>], scheme: &str) -> bool {
    let of_audits = facts.iter().rev().find_map(|fact| match &fact.entry.event {
        Event::AuditOpened { scheme: own } => (own == scheme).then_some(true),
        Event::AuditClosed { scheme: own, .. } => (own == scheme).then_some(false),
        _ => None,
    });
    of_audits == Some(true)
}

/// The scheme of a request about renewal.
fn renewing<'e>(event: &'e Event<'_>) -> Option<&'e str> {
    match event {
        Event::RenewalSubmitted { scheme }
        | Event::ExtensionRequested { scheme, .. }
        | Event::ReinstatementRequested { scheme } => Some(scheme),
        _ => None,
    }
}

/// The programme that an application is for.
fn applied_for<'f>(fact: &'f Fact<'_>) -> Option<&'f str> {
    match &fact.entry.event {
        Event::ApplicationSubmitted { programme, .. } => Some(programme),
        _ => None,
    }
}

/// What the record says of awarding the credential of a passed sitting; nothing where its result was not released.
fn to_award<'a>(case: &'a Case<'a>, review: &Review<'a>, matter: &Matter<'_>, on: Date) -> Option<Vec<Reason<'a>>> {
    let result = review.results.iter().find(|r| r.exam.entry.id == matter.fact.entry.id && r.released.is_some())?;
    let mut because: Vec<Reason<'a>> = result.reasons.clone();
    let apply = review.actions.iter().filter(|a| a.action == Action::Apply && a.programme == matter.programme);
    let held = |r: &&Reason<'a>| matches!(r.finding, Finding::AlreadyHeld { .. });
    because.extend(apply.flat_map(|a| &a.reasons).filter(held).cloned());
    let eligible = case.eligible(matter.programme?, on).filter(|e| e.decision);
    let waits = eligible.into_iter().flat_map(|e| e.award_waits);
    because.extend(waits.map(|r| Reason { met: Met::No, ..r }));
    Some(because)
}

/// An event's own fields.
pub type Fields = Vec<(&'static str, Value)>;

/// The events that a decision comes to: itself, and what follows from it in the same unit.
pub fn follows(
    matter: &Matter<'_>,
    about: &str,
    outcome: &str,
    granted: Option<Vec<String>>,
    reason: &str,
) -> Vec<(&'static str, Fields)> {
    let (decided, reference, why) = matter.kind.decided;
    let reasoned = |why| (!reason.is_empty()).then(|| (why, Value::from(reason)));
    let programme = Value::from(matter.programme.unwrap_or_default());
    if matter.kind.queue == Queue::Awards {
        return vec![(decided, std::iter::once((reference, programme)).chain(reasoned(why)).collect())];
    }
    // An audit is closed by its scheme's name: one of a scheme is open at a time.
    let about = matter.looked.as_ref().map_or(about, |looked| &looked.audited.scheme.id);
    let mut fields = vec![(reference, Value::from(about)), ("outcome", Value::from(outcome))];
    fields.extend(granted.filter(|_| outcome == "approved").map(|granted| ("adjustments", Value::from(granted))));
    fields.extend(reasoned(why));
    let mut events = vec![(decided, fields)];
    if outcome == "upheld" && matter.restores {
        let restored = std::iter::once(("programme", programme)).chain(reasoned("reason"));
        events.push(("credential_restored", restored.collect()));
    }
    events
}
