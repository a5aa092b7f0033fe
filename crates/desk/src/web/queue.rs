//! Working through what waits: queues, applications with their evidence, decisions.

use std::collections::HashMap;
use std::sync::Arc;

use axum::Extension;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use programme::decision::Met;
use programme::eligibility;
use programme::record::{Event, Fact, Text};
use programme::review::Case;
use programme::{Bodies, Handbook};
use serde::Deserialize;
use serde_json::{Map, Value};
use store::waiting::{self, Queue};
use store::{Failure, Tx, entries, people};

use crate::account::{Right, Viewer};
use crate::act::{self, Change};
use crate::page::parts::{Problem, path};
use crate::page::{self, Area};
use crate::web::form::{Posted, Tried};
use crate::web::guard::{Refused, failed};
use crate::web::house::House;
use crate::web::public::{PAGE, encoded, framed};
use crate::web::staff::title;

/// Where in a queue.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct After {
    after: String,
}

/// `/staff/queues/{queue}`: what waits in it.
pub async fn queue(
    State(house): State<Arc<House>>,
    Extension(viewer): Extension<Viewer>,
    Path(word): Path<String>,
    Query(from): Query<After>,
) -> Response {
    let Some(queue) = Queue::named(&word) else { return Refused::new(StatusCode::NOT_FOUND, false).into_response() };
    let after = from.after.clone();
    let found = house.read(move |_, tx| {
        let (day, event) = after.split_once('~').unwrap_or_default();
        waiting::of_queue(tx, queue, (day.parse().ok(), event), PAGE + 1)
    });
    let mut found = match found.await {
        Ok(found) => found,
        Err(failure) => return failed(&failure, false),
    };
    let more = found.len() > PAGE as usize;
    found.truncate(PAGE as usize);
    let next = found.last().filter(|_| more).map(|last| {
        format!("/staff/queues/{word}?{}", encoded(&[("after", &format!("{}~{}", last.since, last.event))]))
    });
    let first = (!from.after.is_empty()).then(|| format!("/staff/queues/{word}"));
    let about = |id: &str| {
        let programme = house.bodies.of_programme(id).and_then(|h| h.programme(id));
        let scheme = || house.bodies.of_scheme(id).map(|h| h.body.short.clone());
        programme.map(|p| p.designation.clone()).or_else(scheme).unwrap_or_else(|| id.to_owned())
    };
    let abouts: Vec<String> = found.iter().map(|w| about(&w.programme)).collect();
    let href = |w: &waiting::Waiting| match queue {
        Queue::Applications => path(&["staff", "applications", &w.event]),
        Queue::Renewals | Queue::Extensions | Queue::Reinstatements => path(&["staff", "requests", &w.event]),
        Queue::Audits | Queue::Results => path(&["staff", "people", &w.person]),
    };
    let rows: Vec<page::queue::Waiting<'_>> = found
        .iter()
        .zip(&abouts)
        .map(|(w, about)| page::queue::Waiting { href: href(w), name: &w.name, about, since: w.since })
        .collect();
    let main = page::queue::queue(title(queue), &rows, house.today(), next.as_deref(), first.as_deref());
    framed(&house, Some(&Extension(viewer)), "Staff", Area::Staff, main)
}

/// An application in its record, ready to be looked at.
struct Found {
    person: people::Person,
    lines: Vec<String>,
}

fn find(tx: &mut Tx<'_>, event: &str) -> Result<Found, Failure> {
    let missing = || Failure::Missing(format!("application `{event}`"));
    let person = entries::person_of(tx, event)?.ok_or_else(missing)?;
    let person = people::by_id(tx, &person)?.ok_or_else(missing)?;
    let lines = entries::lines(tx, &person.id)?;
    Ok(Found { person, lines })
}

/// Looks at an application: hands it on with its handbook, or says that there is none.
fn with<T>(
    bodies: &Bodies,
    found: &Found,
    event: &str,
    look: impl FnOnce(&Handbook, &Fact<'_>, &eligibility::Eligibility<'_>, bool) -> T,
) -> Result<T, Failure> {
    let missing = || Failure::Missing(format!("application `{event}`"));
    let lines = entries::numbered(&found.lines);
    let case = Case::open(bodies, Text::Borrowed(&found.person.id), &lines, None);
    let held = case.records().find_map(|(h, r)| Some((h, r, r.facts.iter().find(|f| f.entry.id == event)?)));
    let (handbook, record, fact) = held.ok_or_else(missing)?;
    let Event::ApplicationSubmitted { programme, .. } = &fact.entry.event else { return Err(missing()) };
    let programme = handbook.programme(programme).ok_or_else(missing)?;
    let decided = record
        .facts
        .iter()
        .any(|f| matches!(&f.entry.event, Event::ApplicationDecided { application, .. } if application == event));
    Ok(look(handbook, fact, &eligibility::judge_application(programme, fact), decided))
}

/// The evidence of an application, each piece as names and values.
fn pieces(lines: &[String], event: &str) -> Vec<Vec<(String, String)>> {
    let read = |line: &String| serde_json::from_str::<Map<String, Value>>(line).ok();
    let own = lines.iter().filter_map(read).find(|e| e.get("id").and_then(Value::as_str) == Some(event));
    let evidence = own.and_then(|e| e.get("evidence").and_then(Value::as_array).cloned()).unwrap_or_default();
    let said = |(key, value): (&String, &Value)| {
        let value = value.as_str().map_or_else(|| value.to_string(), |text| text.replace('_', " "));
        (key.replace('_', " "), value)
    };
    evidence.iter().filter_map(Value::as_object).map(|piece| piece.iter().map(said).collect()).collect()
}

/// `/staff/applications/{event}`: an application with its evidence beside what it must meet.
pub async fn application(
    State(house): State<Arc<House>>,
    Extension(viewer): Extension<Viewer>,
    Path(event): Path<String>,
) -> Response {
    shown(&house, viewer, event, Tried::default()).await
}

type Wrong = (&'static str, String, &'static str);

async fn shown(house: &Arc<House>, viewer: Viewer, event: String, tried: Tried) -> Response {
    let own = viewer.clone();
    let status = if tried.wrong.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let drawn = house.read(move |house, tx| {
        let found = find(tx, &event)?;
        let problems: Vec<Problem<'_>> =
            tried.wrong.iter().map(|(field, wrong, remedy)| Problem { field, wrong, remedy }).collect();
        let sent: Vec<(&str, &str)> = tried.sent.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        with(&house.bodies, &found, &event, |handbook, fact, eligibility, decided| {
            let hindered = hindered(&own, &found.person.id, decided);
            let Event::ApplicationSubmitted { programme, .. } = &fact.entry.event else { return maud::html! {} };
            page::queue::application(&page::queue::Application {
                event: &event,
                person: &found.person.id,
                name: &found.person.name,
                designation: handbook.programme(programme).map_or("", |p| &p.designation),
                on: fact.day,
                evidence: pieces(&found.lines, &event),
                eligibility,
                handbook,
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

/// Why somebody may not decide an application, if that is so.
fn hindered(viewer: &Viewer, person: &str, decided: bool) -> Option<&'static str> {
    if decided {
        Some("This application was decided already. A decision that was wrong is corrected on the record.")
    } else if !viewer.may(Right::DecideApplications) {
        Some("Your role may look at applications, and does not decide them.")
    } else if viewer.person.as_deref() == Some(person) {
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
    /// The findings chosen: `finding-0`, `finding-1` …
    #[serde(flatten)]
    findings: HashMap<String, String>,
}

impl Decision {
    /// What was sent, as the form shows it once more.
    fn kept(&self) -> Vec<(String, String)> {
        let own = [("outcome".to_owned(), self.outcome.clone()), ("reason".to_owned(), self.reason.clone())];
        own.into_iter().chain(self.findings.clone()).collect()
    }

    /// The reason in words: the findings that were chosen, then what was written.
    fn reason(&self, eligibility: &eligibility::Eligibility<'_>) -> String {
        let chosen = |at: usize| self.findings.contains_key(&format!("finding-{at}"));
        let findings = page::queue::unmet(eligibility).enumerate().filter(|(at, _)| chosen(*at));
        let said = findings.map(|(_, requirement)| requirement.reason.to_string());
        let own = Some(self.reason.trim().to_owned()).filter(|reason| !reason.is_empty());
        said.chain(own).collect::<Vec<_>>().join(" ")
    }
}

/// `POST /staff/applications/{event}/decide`.
pub async fn decide(
    State(house): State<Arc<House>>,
    Extension(viewer): Extension<Viewer>,
    Path(event): Path<String>,
    Posted(sent): Posted<Decision>,
) -> Response {
    let (own, now, about) = (viewer.clone(), (house.clock)(), event.clone());
    let kept = sent.kept();
    let bodies = Arc::clone(&house.bodies);
    let done = house.apart(move |house| {
        let found = house.store.read(|tx| find(tx, &about))?;
        let (body, met, reason, decided) = with(&bodies, &found, &about, |handbook, _, eligibility, decided| {
            let met = eligibility.routes.iter().any(|r| r.requirements.iter().all(|q| q.reason.met != Met::No));
            (handbook.body.id.clone(), met, sent.reason(eligibility), decided)
        })?;
        if let Some(hindered) = hindered(&own, &found.person.id, decided) {
            return Ok(Err(vec![("outcome", hindered.to_owned(), "")]));
        }
        let wrong = wrong_with(&sent.outcome, &reason, met);
        if !wrong.is_empty() {
            return Ok(Err(wrong));
        }
        let mut fields = vec![("application", Value::from(about)), ("outcome", Value::from(sent.outcome))];
        fields.extend((!reason.is_empty()).then(|| ("reason", Value::from(reason))));
        let change = Change {
            person: found.person.id,
            body,
            seen: sent.seen.parse().ok(),
            by: own.email.clone(),
            kind: "application_decided",
            day: None,
            fields,
        };
        act::change(&house.store, &bodies, change, now).map(Ok)
    });
    match done.await {
        Ok(Ok(_)) => Redirect::to(&path(&["staff", "applications", &event])).into_response(),
        Ok(Err(wrong)) => shown(&house, viewer, event, Tried { wrong, sent: kept }).await,
        Err(failure) => failed(&failure, false),
    }
}

/// What is wrong with a decision, all at once.
fn wrong_with(outcome: &str, reason: &str, met: bool) -> Vec<Wrong> {
    let mut wrong: Vec<Wrong> = Vec::new();
    if !["approved", "refused"].contains(&outcome) {
        wrong.push(("outcome", "No decision is chosen.".to_owned(), "Choose to approve or to refuse."));
    } else if reason.is_empty() && (outcome == "approved") != met {
        let handbook = if met { "meets" } else { "does not meet" };
        let said = format!("By the handbook the evidence {handbook} what is asked for, and you decide otherwise.");
        wrong.push(("reason", said, "Say why: the candidate reads it, and the record keeps it."));
    }
    if reason.len() > 4000 {
        wrong.push(("reason", "The reason is longer than 4,000 letters.".to_owned(), "Say it in fewer words."));
    }
    wrong
}
