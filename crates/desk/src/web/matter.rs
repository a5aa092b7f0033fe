//! What waits for a decision, whatever it is: shown beside how the rules judge it, and decided with its reasons.

use std::collections::HashMap;
use std::sync::Arc;

use axum::Extension;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use programme::Handbook;
use programme::decision::{Met, Reason, Ruling, ruling};
use programme::eligibility::{self, Eligibility};
use programme::record::{Event, Fact, Text, by_id};
use programme::review::Case;
use serde::Deserialize;
use serde_json::Value;
use store::waiting::Queue;
use store::{Failure, Tx, entries, people, waiting};

use crate::account::{Right, Viewer};
use crate::act::{self, Change};
use crate::page::matter::{self as drawn, Deciding, Outcome};
use crate::page::parts::{Attachment, Problem, path};
use crate::page::{self, Area};
use crate::web::accommodation;
use crate::web::files;
use crate::web::form::{Posted, Tried};
use crate::web::guard::failed;
use crate::web::house::House;
use crate::web::public::framed;
use crate::web::queue::pieces;

/// What is wrong with a decision: the field, what, and what would be right.
type Wrong = (&'static str, String, &'static str);

/// How a kind of matter is decided.
#[derive(Clone, Copy)]
struct Kind {
    /// What was asked for.
    asked: &'static str,
    /// The queue in which it waits.
    queue: Queue,
    /// Who may decide it.
    right: Right,
    /// The event that decides it, the field that names what it decides, and the one that holds the reason.
    decided: (&'static str, &'static str, &'static str),
    /// How it may be decided.
    outcomes: &'static [Outcome<'static>],
    /// What is said where a decision is not the handbook's and gives no reason: where the handbook would approve, and
    /// where it would not.
    otherwise: [&'static str; 2],
    /// Who reads the reason.
    reader: &'static str,
}

const GRANTED_OR_NOT: &[Outcome<'_>] = &[("approved", "Approve"), ("refused", "Refuse")];
const RENEWAL: &[Outcome<'_>] =
    &[("approved", "Approve"), ("returned", "Return, to be completed"), ("refused", "Refuse")];
const OTHERWISE: [&str; 2] = ["By the handbook this would be decided otherwise."; 2];
const CERTIFICANT: &str = "Say why: the certificant reads it, and the record keeps it.";

const APPLICATION: Kind = Kind {
    asked: "Application",
    queue: Queue::Applications,
    right: Right::DecideApplications,
    decided: ("application_decided", "application", "reason"),
    outcomes: GRANTED_OR_NOT,
    otherwise: [
        "By the handbook the evidence meets what is asked for, and you decide otherwise.",
        "By the handbook the evidence does not meet what is asked for, and you decide otherwise.",
    ],
    reader: "Say why: the candidate reads it, and the record keeps it.",
};

/// Adjustments say something of somebody's health: no other matter is closed to who does not decide it.
const ACCOMMODATION: Kind = Kind {
    asked: "Accommodations",
    queue: Queue::Accommodations,
    right: Right::DecideAccommodations,
    decided: ("accommodation_decided", "accommodation", "reason"),
    outcomes: GRANTED_OR_NOT,
    otherwise: OTHERWISE,
    reader: "Say why: the candidate reads it, and the record keeps it.",
};

/// A kind of request of a certificant's. Only the decision on a renewal has a reason of its own; any event has a note.
const fn request(
    asked: &'static str,
    queue: Queue,
    decided: (&'static str, &'static str, &'static str),
    outcomes: &'static [Outcome<'static>],
) -> Kind {
    let right = Right::DecideRenewals;
    Kind { asked, queue, right, decided, outcomes, otherwise: OTHERWISE, reader: CERTIFICANT }
}

fn kind_of(event: &Event<'_>) -> Option<Kind> {
    Some(match event {
        Event::ApplicationSubmitted { .. } => APPLICATION,
        Event::AccommodationRequested { .. } => ACCOMMODATION,
        Event::RenewalSubmitted { .. } => {
            request("Renewal", Queue::Renewals, ("renewal_decided", "renewal", "reason"), RENEWAL)
        }
        Event::ExtensionRequested { .. } => {
            request("Extension", Queue::Extensions, ("extension_decided", "extension", "note"), GRANTED_OR_NOT)
        }
        Event::ReinstatementRequested { .. } => {
            let decided = ("reinstatement_decided", "reinstatement", "note");
            request("Reinstatement", Queue::Reinstatements, decided, GRANTED_OR_NOT)
        }
        _ => return None,
    })
}

/// Where a matter of a queue is dealt with.
pub fn href(queue: Queue, event: &str, person: &str) -> String {
    match queue {
        Queue::Applications => path(&["staff", "applications", event]),
        Queue::Accommodations => path(&["staff", "accommodations", event]),
        Queue::Renewals | Queue::Extensions | Queue::Reinstatements => path(&["staff", "requests", event]),
        Queue::Audits | Queue::Results => path(&["staff", "people", person]),
    }
}

/// A matter on somebody's record, as it was found.
struct Found {
    event: String,
    person: people::Person,
    lines: Vec<String>,
    waits: bool,
}

fn missing(event: &str) -> Failure {
    Failure::Missing(format!("`{event}` among what waits for a decision"))
}

fn find(tx: &mut Tx<'_>, event: &str) -> Result<Found, Failure> {
    let person = entries::person_of(tx, event)?.ok_or_else(|| missing(event))?;
    let person = people::by_id(tx, &person)?.ok_or_else(|| missing(event))?;
    let lines = entries::lines(tx, &person.id)?;
    Ok(Found { event: event.to_owned(), person, lines, waits: waiting::waits(tx, event)? })
}

/// How the rules judge a matter.
enum Judged<'a> {
    /// By the routes that its evidence meets.
    Routes(Eligibility<'a>),
    /// By reasons.
    Reasons(Vec<Reason<'a>>),
}

impl Judged<'_> {
    /// Whether nothing of the handbook stands against it.
    fn in_order(&self) -> bool {
        match self {
            Judged::Routes(e) => e.routes.iter().any(|r| r.requirements.iter().all(|q| q.reason.met != Met::No)),
            Judged::Reasons(because) => ruling(because) == Ruling::Allowed,
        }
    }

    /// What stands against it, as reasons that a refusal may rest on.
    fn findings(&self) -> Vec<String> {
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
struct Matter<'a> {
    kind: Kind,
    handbook: &'a Handbook,
    fact: &'a Fact<'a>,
    /// The programme that it is about, where it is about one.
    programme: Option<&'a str>,
    judged: Judged<'a>,
}

/// Reads and judges what was found, and hands it on; or says that there is nothing which this viewer may look at here.
fn with<T>(house: &House, viewer: &Viewer, found: &Found, look: impl FnOnce(&Matter<'_>) -> T) -> Result<T, Failure> {
    let missing = || missing(&found.event);
    let lines = entries::numbered(&found.lines);
    let case = Case::open(&house.bodies, Text::Borrowed(&found.person.id), &lines, None);
    let held = case.records().find_map(|(h, r)| Some((h, r.facts.iter().find(|f| f.entry.id == found.event)?)));
    let (handbook, fact) = held.ok_or_else(missing)?;
    let facts = case.records().find(|(h, _)| h.body.id == handbook.body.id).map_or(&[][..], |(_, r)| &r.facts);
    let programme = match &fact.entry.event {
        Event::AccommodationRequested { application, .. } => by_id(facts, application).and_then(applied_for),
        _ => applied_for(fact),
    };
    let kind = kind_of(&fact.entry.event).ok_or_else(missing)?;
    if kind.queue == Queue::Accommodations && !viewer.may(kind.right) {
        return Err(missing());
    }
    if let Event::ApplicationSubmitted { programme, .. } = &fact.entry.event {
        let programme = handbook.programme(programme).ok_or_else(missing)?;
        let judged = Judged::Routes(eligibility::judge_application(programme, fact));
        return Ok(look(&Matter { kind, handbook, fact, programme: Some(&programme.id), judged }));
    }
    let review = case.review(house.today());
    let because = review.requests.into_iter().find(|r| r.fact.entry.id == found.event).map(|r| r.because);
    let judged = Judged::Reasons(because.unwrap_or_default());
    Ok(look(&Matter { kind, handbook, fact, programme, judged }))
}

/// The programme that an application is for.
fn applied_for<'f>(fact: &'f Fact<'_>) -> Option<&'f str> {
    match &fact.entry.event {
        Event::ApplicationSubmitted { programme, .. } => Some(programme),
        _ => None,
    }
}

/// `/staff/applications/{event}`, `/staff/requests/{event}`: what waits, beside how the rules judge it.
pub async fn matter(
    State(house): State<Arc<House>>,
    Extension(viewer): Extension<Viewer>,
    Path(event): Path<String>,
) -> Response {
    shown(&house, viewer, event, Tried::default()).await
}

async fn shown(house: &Arc<House>, viewer: Viewer, event: String, tried: Tried) -> Response {
    let own = viewer.clone();
    let status = if tried.wrong.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let drawn = house.read(move |house, tx| {
        let found = find(tx, &event)?;
        let there = files::there(tx, &found.person.id)?;
        with(house, &own, &found, |matter| {
            let files = files::attachments(&matter.fact.entry.files, &there);
            draw(&found, matter, &own, &tried, &files)
        })
    });
    match drawn.await {
        Ok(main) => {
            let mut response = framed(house, Some(&Extension(viewer)), "Staff", Area::Staff, main);
            *response.status_mut() = status;
            response
        }
        Err(failure) => failed(&failure, false),
    }
}

fn draw(found: &Found, matter: &Matter<'_>, viewer: &Viewer, tried: &Tried, files: &[Attachment]) -> maud::Markup {
    let problems: Vec<Problem<'_>> =
        tried.wrong.iter().map(|(field, wrong, remedy)| Problem { field, wrong, remedy }).collect();
    let sent: Vec<(&str, &str)> = tried.sent.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let hindered = hindered(viewer, found, &matter.kind);
    let about = matter.programme.and_then(|id| matter.handbook.programme(id));
    let head = drawn::Head {
        person: &found.person.id,
        name: &found.person.name,
        asked: matter.kind.asked,
        designation: about.map(|p| p.designation.as_str()),
        on: matter.fact.day,
    };
    let hint = match (&matter.judged, matter.judged.in_order()) {
        (Judged::Routes(e), _) if e.eligible() => "By the handbook, a route is met.",
        (Judged::Routes(_), _) => "By the handbook, no route is met.",
        (Judged::Reasons(_), true) => "By the handbook nothing stands against it.",
        (Judged::Reasons(_), false) => "By the handbook something stands against it.",
    };
    let deciding = Deciding {
        action: format!("{}/decide", href(matter.kind.queue, &found.event, &found.person.id)),
        outcomes: matter.kind.outcomes,
        hint,
        findings: &matter.judged.findings(),
        granting: &accommodation::offered(matter.handbook, &matter.fact.entry.event).unwrap_or_default(),
        seen: found.person.entries,
        csrf: hindered.is_none().then_some(viewer.csrf.as_str()),
        hindered,
        sent: &sent,
        problems: &problems,
    };
    let judged = match &matter.judged {
        Judged::Routes(eligibility) => {
            let pieces = pieces(&found.lines, &found.event);
            let evidence = page::queue::Evidence { pieces: &pieces, files };
            page::queue::application(&evidence, eligibility, matter.handbook)
        }
        Judged::Reasons(because) => drawn::judged(because, matter.handbook),
    };
    let judged = match accommodation::view(matter.handbook, matter.fact, None) {
        Some(asked) => page::accommodation::before(&asked, judged),
        None => judged,
    };
    drawn::matter(&head, judged, &deciding)
}

/// Why somebody may not decide it, if that is so.
fn hindered(viewer: &Viewer, found: &Found, kind: &Kind) -> Option<&'static str> {
    if !found.waits {
        Some("This was decided already. A decision that was wrong is corrected on the record.")
    } else if !viewer.may(kind.right) {
        Some("Your role may look at this, and does not decide it.")
    } else if viewer.is(&found.person.id) {
        Some("Nobody decides on themself: somebody else has to decide this one.")
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
    chosen: HashMap<String, String>,
}

impl Decision {
    /// What was sent, as the form shows it once more.
    fn kept(&self) -> Vec<(String, String)> {
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
    /// The adjustments that were chosen to be granted, of those there are; nothing for a matter that has none.
    fn granted(&self, matter: &Matter<'_>) -> Option<Vec<String>> {
        let offered = accommodation::offered(matter.handbook, &matter.fact.entry.event)?;
        let chosen = |id: &String| self.chosen.contains_key(&drawn::grant(id));
        Some(offered.into_iter().map(|(id, ..)| id).filter(chosen).collect())
    }
}

/// `POST /staff/applications/{event}/decide`, `POST /staff/requests/{event}/decide`.
pub async fn decide(
    State(house): State<Arc<House>>,
    Extension(viewer): Extension<Viewer>,
    Path(event): Path<String>,
    Posted(sent): Posted<Decision>,
) -> Response {
    let (own, now, about) = (viewer.clone(), (house.clock)(), event.clone());
    let kept = sent.kept();
    let done = house.apart(move |house| {
        let found = house.store.read(|tx| find(tx, &about))?;
        let (body, kind, reason, granted, wrong) = with(house, &own, &found, |matter| {
            let (reason, granted) = (sent.reason(matter.judged.findings()), sent.granted(matter));
            let wrong = match hindered(&own, &found, &matter.kind) {
                Some(hindered) => vec![("outcome", hindered.to_owned(), "")],
                None => wrong_with(&sent.outcome, &reason, granted.as_deref(), matter),
            };
            (matter.handbook.body.id.clone(), matter.kind, reason, granted, wrong)
        })?;
        if !wrong.is_empty() {
            return Ok(Err(wrong));
        }
        let (decided, reference, why) = kind.decided;
        let granted = granted.filter(|_| sent.outcome == "approved");
        let mut fields = vec![(reference, Value::from(about)), ("outcome", Value::from(sent.outcome))];
        fields.extend(granted.map(|granted| ("adjustments", Value::from(granted))));
        fields.extend((!reason.is_empty()).then(|| (why, Value::from(reason))));
        let person = found.person.id;
        let seen = sent.seen.parse().ok();
        let by = own.email.clone();
        let change = Change { person, body, seen, by, kind: decided, day: None, fields };
        act::change(&house.store, &house.bodies, change, now).map(|_| Ok(kind.queue))
    });
    match done.await {
        Ok(Ok(Queue::Applications)) => Redirect::to(&path(&["staff", "applications", &event])).into_response(),
        Ok(Ok(queue)) => Redirect::to(&path(&["staff", "queues", queue.word()])).into_response(),
        Ok(Err(wrong)) => shown(&house, viewer, event, Tried { wrong, sent: kept }).await,
        Err(failure) => failed(&failure, false),
    }
}

/// What is wrong with a decision, all at once.
fn wrong_with(outcome: &str, reason: &str, granted: Option<&[String]>, matter: &Matter<'_>) -> Vec<Wrong> {
    let mut wrong: Vec<Wrong> = Vec::new();
    let in_order = matter.judged.in_order();
    if !matter.kind.outcomes.iter().any(|(word, _)| *word == outcome) {
        wrong.push(("outcome", "No decision is chosen.".to_owned(), "Choose one of the list."));
    } else if reason.is_empty() && (outcome == "approved") != in_order {
        let said = matter.kind.otherwise[usize::from(!in_order)];
        wrong.push(("reason", said.to_owned(), matter.kind.reader));
    }
    if outcome == "approved" && granted.is_some_and(<[String]>::is_empty) {
        wrong.push(("granted", "Nothing is granted.".to_owned(), "Choose what is, or refuse the request."));
    }
    if reason.len() > 4000 {
        wrong.push(("reason", "The reason is longer than 4,000 letters.".to_owned(), "Say it in fewer words."));
    }
    wrong
}
