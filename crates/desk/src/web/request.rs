//! Deciding what certificants asked for: renewals, extensions, reinstatements.

use std::sync::Arc;

use axum::Extension;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use programme::Handbook;
use programme::decision::{Ruling, ruling};
use programme::record::{Event, Fact, Text};
use programme::review::{Case, Request, Review};
use serde::Deserialize;
use serde_json::Value;
use store::waiting::Queue;
use store::{Failure, Tx, entries, people, waiting};

use crate::account::{Right, Viewer};
use crate::act::{self, Change};
use crate::page::parts::Problem;
use crate::page::{self, Area};
use crate::web::form::{Posted, Tried};
use crate::web::guard::failed;
use crate::web::house::House;
use crate::web::public::framed;

/// What is wrong with a decision: the field, what, and what would be right.
type Wrong = (&'static str, String, &'static str);

/// How a kind of request is decided: the queue it waits in, the event that decides it, and the outcomes there are.
#[derive(Clone, Copy)]
struct Kind {
    asked: &'static str,
    queue: Queue,
    decided: &'static str,
    reference: &'static str,
    outcomes: &'static [(&'static str, &'static str)],
}

const GRANTED_OR_NOT: &[(&str, &str)] = &[("approved", "Approve"), ("refused", "Refuse")];
const RENEWAL: &[(&str, &str)] =
    &[("approved", "Approve"), ("returned", "Return, to be completed"), ("refused", "Refuse")];

fn kind_of(event: &Event<'_>) -> Option<Kind> {
    Some(match event {
        Event::RenewalSubmitted { .. } => Kind {
            asked: "Renewal",
            queue: Queue::Renewals,
            decided: "renewal_decided",
            reference: "renewal",
            outcomes: RENEWAL,
        },
        Event::ExtensionRequested { .. } => Kind {
            asked: "Extension",
            queue: Queue::Extensions,
            decided: "extension_decided",
            reference: "extension",
            outcomes: GRANTED_OR_NOT,
        },
        Event::ReinstatementRequested { .. } => Kind {
            asked: "Reinstatement",
            queue: Queue::Reinstatements,
            decided: "reinstatement_decided",
            reference: "reinstatement",
            outcomes: GRANTED_OR_NOT,
        },
        _ => return None,
    })
}

/// A request on somebody's record.
struct Found {
    person: people::Person,
    lines: Vec<String>,
    waits: bool,
}

fn find(tx: &mut Tx<'_>, event: &str) -> Result<Found, Failure> {
    let missing = || Failure::Missing(format!("request `{event}`"));
    let person = entries::person_of(tx, event)?.ok_or_else(missing)?;
    let person = people::by_id(tx, &person)?.ok_or_else(missing)?;
    let lines = entries::lines(tx, &person.id)?;
    let waits = waiting::waits(tx, event)?;
    Ok(Found { person, lines, waits })
}

/// Looks at a request: hands it on with how the rules judge it, or says that there is none.
fn with<T>(
    house: &House,
    found: &Found,
    event: &str,
    look: impl FnOnce(&Handbook, &Fact<'_>, Kind, Option<&Request<'_>>) -> T,
) -> Result<T, Failure> {
    let missing = || Failure::Missing(format!("request `{event}`"));
    let lines = entries::numbered(&found.lines);
    let case = Case::open(&house.bodies, Text::Borrowed(&found.person.id), &lines, None);
    let review: Review<'_> = case.review(house.today());
    let held = case.records().find_map(|(h, r)| Some((h, r.facts.iter().find(|f| f.entry.id == event)?)));
    let (handbook, fact) = held.ok_or_else(missing)?;
    let kind = kind_of(&fact.entry.event).ok_or_else(missing)?;
    let judged = review.requests.iter().find(|r| r.fact.entry.id == event);
    Ok(look(handbook, fact, kind, judged))
}

/// `/staff/requests/{event}`: what was asked for, beside how the rules judge it.
pub async fn request(
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
        let problems: Vec<Problem<'_>> =
            tried.wrong.iter().map(|(field, wrong, remedy)| Problem { field, wrong, remedy }).collect();
        let sent: Vec<(&str, &str)> = tried.sent.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        with(house, &found, &event, |handbook, fact, kind, judged| {
            let hindered = hindered(&own, &found);
            page::queue::request(&page::queue::Asked {
                event: &event,
                person: &found.person.id,
                name: &found.person.name,
                asked: kind.asked,
                on: fact.day,
                because: judged.map_or(&[], |j| j.because.as_slice()),
                handbook,
                outcomes: kind.outcomes,
                seen: found.person.entries,
                csrf: hindered.is_none().then_some(own.csrf.as_str()),
                hindered,
                sent: &sent,
                problems: &problems,
            })
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

/// Why somebody may not decide a request, if that is so.
fn hindered(viewer: &Viewer, found: &Found) -> Option<&'static str> {
    if !found.waits {
        Some("This was decided already. A decision that was wrong is corrected on the record.")
    } else if !viewer.may(Right::DecideRenewals) {
        Some("Your role may look at requests, and does not decide them.")
    } else if viewer.person.as_deref() == Some(&*found.person.id) {
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
}

impl Decision {
    /// What was sent, as the form shows it once more.
    fn kept(&self) -> Vec<(String, String)> {
        vec![("outcome".to_owned(), self.outcome.clone()), ("reason".to_owned(), self.reason.clone())]
    }
}

/// `POST /staff/requests/{event}/decide`.
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
        let (body, kind, ruled) = with(house, &found, &about, |handbook, _, kind, judged| {
            (handbook.body.id.clone(), kind, judged.map(|j| ruling(&j.because)))
        })?;
        let wrong = match hindered(&own, &found) {
            Some(hindered) => vec![("outcome", hindered.to_owned(), "")],
            None => wrong_with(&sent, kind, ruled),
        };
        if !wrong.is_empty() {
            return Ok(Err((kind, wrong)));
        }
        let mut fields = vec![(kind.reference, Value::from(about)), ("outcome", Value::from(sent.outcome))];
        // Only the decision on a renewal has a reason of its own; any event has a note.
        let key = if kind.reference == "renewal" { "reason" } else { "note" };
        fields.extend((!sent.reason.trim().is_empty()).then(|| (key, Value::from(sent.reason.trim()))));
        let change = Change {
            person: found.person.id,
            body,
            seen: sent.seen.parse().ok(),
            by: own.email.clone(),
            kind: kind.decided,
            day: None,
            fields,
        };
        act::change(&house.store, &house.bodies, change, now).map(|_| Ok(kind))
    });
    match done.await {
        Ok(Ok(kind)) => Redirect::to(&format!("/staff/queues/{}", kind.queue.word())).into_response(),
        Ok(Err((_, wrong))) => shown(&house, viewer, event, Tried { wrong, sent: kept }).await,
        Err(failure) => failed(&failure, false),
    }
}

/// What is wrong with a decision, all at once.
fn wrong_with(sent: &Decision, kind: Kind, ruled: Option<Ruling>) -> Vec<Wrong> {
    let mut wrong: Vec<Wrong> = Vec::new();
    let reason = sent.reason.trim();
    if !kind.outcomes.iter().any(|(word, _)| *word == sent.outcome) {
        wrong.push(("outcome", "No decision is chosen.".to_owned(), "Choose one of the list."));
    } else if reason.is_empty() && (sent.outcome == "approved") != (ruled == Some(Ruling::Allowed)) {
        let said = "By the handbook this would be decided otherwise.".to_owned();
        wrong.push(("reason", said, "Say why: the certificant reads it, and the record keeps it."));
    }
    if reason.len() > 4000 {
        wrong.push(("reason", "The reason is longer than 4,000 letters.".to_owned(), "Say it in fewer words."));
    }
    wrong
}
