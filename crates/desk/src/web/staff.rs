//! Pages of those who run the body: what waits, and people with their whole record.

use std::sync::Arc;

use axum::Extension;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use jiff::civil::Date;
use programme::Handbook;
use programme::recertification::timeline::Standing;
use programme::record::{Entry, Line, Text};
use programme::review::Case;
use serde::Deserialize;
use serde_json::{Map, Value};
use store::people::Person;
use store::waiting::Queue;
use store::{Failure, Tx, entries, people as kept, standings, waiting};

use crate::account::{Right, Viewer};
use crate::page::parts::Attachment;
use crate::page::people::PersonRow;
use crate::page::person::{EntryRow, PersonPage};
use crate::page::{self, Area};
use crate::web::api::Days;
use crate::web::files;
use crate::web::guard::{Refused, failed};
use crate::web::house::House;
use crate::web::public::{PAGE, encoded, framed};

/// What a queue is called.
pub(super) fn title(queue: Queue) -> &'static str {
    match queue {
        Queue::Applications => "Applications",
        Queue::Accommodations => "Accommodations",
        Queue::Renewals => "Renewals",
        Queue::Audits => "Audits",
        Queue::Extensions => "Extensions",
        Queue::Reinstatements => "Reinstatements",
        Queue::Results => "Results to release",
    }
}

/// `/staff`: what waits for whom.
pub async fn queues(State(house): State<Arc<House>>, Extension(viewer): Extension<Viewer>) -> Response {
    let read = house.read(|_, tx| Ok((waiting::lengths(tx)?, store::payments::waiting(tx)?))).await;
    let (lengths, (payments, oldest)) = match read {
        Ok(read) => read,
        Err(failure) => return failed(&failure, false),
    };
    let today = house.today();
    let hrefs: Vec<String> = Queue::ALL.iter().map(|q| format!("/staff/queues/{}", q.word())).collect();
    let mut rows: Vec<page::staff::Queue<'_>> = lengths
        .iter()
        .zip(&hrefs)
        .map(|((queue, count, oldest), href)| page::staff::Queue {
            title: title(*queue),
            href,
            count: *count as usize,
            oldest_days: oldest.map(|day| i64::from((today - day).get_days())),
        })
        .collect();
    rows.push(page::staff::Queue {
        title: "Payments to look at",
        href: "/staff/payments/issues",
        count: payments as usize,
        oldest_days: oldest.map(|at| i64::from((today - house.day(at)).get_days())),
    });
    framed(&house, Some(&Extension(viewer)), "Staff", Area::Staff, page::staff::staff(&rows))
}

/// Whom staff look for.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Sought {
    q: String,
    after: String,
}

/// `/staff/people`: finding people by name, e-mail or id.
pub async fn people(
    State(house): State<Arc<House>>,
    Extension(viewer): Extension<Viewer>,
    Query(sought): Query<Sought>,
) -> Response {
    let (q, after, today) = (sought.q.trim().to_owned(), sought.after.clone(), house.today());
    let found = match house.read(move |_, tx| find(tx, &q, &after, today)).await {
        Ok(found) => found,
        Err(failure) => return failed(&failure, false),
    };
    let more = found.len() > PAGE as usize;
    let shown = &found[..found.len().min(PAGE as usize)];
    let next = shown.last().filter(|_| more).map(|(word, person, _)| {
        format!("/staff/people?{}", encoded(&[("q", &sought.q), ("after", &format!("{word}~{}", person.id))]))
    });
    let designation =
        |id: &str| house.bodies.of_programme(id).and_then(|h| h.programme(id)).map_or("", |p| p.designation.as_str());
    let rows: Vec<PersonRow<'_>> = shown
        .iter()
        .map(|(_, person, stands)| PersonRow {
            id: &person.id,
            name: &person.name,
            email: &person.email,
            born: person.born,
            standings: stands.iter().map(|(programme, standing)| (designation(programme), *standing)).collect(),
        })
        .collect();
    framed(
        &house,
        Some(&Extension(viewer)),
        "People",
        Area::Staff,
        page::people::people(&sought.q, &rows, next.as_deref()),
    )
}

type Found = (String, Person, Vec<(String, Standing)>);

fn find(tx: &mut Tx<'_>, q: &str, after: &str, today: Date) -> Result<Vec<Found>, Failure> {
    let mut people: Vec<(String, Person)> = Vec::new();
    if after.is_empty() {
        let exactly = kept::by_id(tx, q)?.into_iter().chain(kept::by_email(tx, q)?);
        people.extend(exactly.map(|person| (String::new(), person)));
    }
    let after = after.split_once('~').unwrap_or_default();
    people.extend(kept::by_name(tx, q, after, PAGE + 1)?);
    let mut found: Vec<Found> = Vec::with_capacity(people.len());
    for (word, person) in people {
        let word_of = |word: &str| Standing::WORDS.iter().find(|(own, _)| *own == word).map(|(_, standing)| *standing);
        let stands = standings::of_person(tx, &person.id, today)?;
        let stands = stands.into_iter().filter_map(|(programme, word)| Some((programme, word_of(&word)?))).collect();
        found.push((word, person, stands));
    }
    Ok(found)
}

/// `/staff/people/{person}`: one person, with the whole record, as of any day and any day's knowledge.
pub async fn person(
    State(house): State<Arc<House>>,
    Extension(viewer): Extension<Viewer>,
    Path(id): Path<String>,
    Query(days): Query<Days>,
) -> Response {
    let as_of = match days.as_of() {
        Ok(as_of) => as_of,
        Err(wrong) => return Refused::saying(StatusCode::BAD_REQUEST, false, wrong).into_response(),
    };
    // One's own record is read as everybody's is read by its owner.
    if viewer.is(&id) {
        return Redirect::to("/home").into_response();
    }
    let (now, own) = ((house.clock)(), viewer.clone());
    let drawn = house.read(move |house, tx| {
        let person = kept::by_id(tx, &id)?.ok_or_else(|| Failure::Missing(format!("person `{id}`")))?;
        let kept = entries::of_person(tx, &id)?;
        let lines: Vec<String> = kept.iter().map(|e| e.line.clone()).collect();
        let lines = entries::numbered(&lines);
        let case = Case::open(&house.bodies, Text::Borrowed(&id), &lines, as_of.known_on);
        let review = case.review(as_of.day(&case, now));
        let handbooks: Vec<&Handbook> = case.records().map(|(handbook, _)| handbook).collect();
        let events: Vec<Map<String, Value>> =
            kept.iter().map(|e| serde_json::from_str(&e.line).unwrap_or_default()).collect();
        let there = files::there(tx, &id)?;
        let closed = closed_to(&own, &events);
        let came =
            |line: &Line<'_>| Entry::read(*line).map(|e| files::attachments(&e.files, &there)).unwrap_or_default();
        let both = kept.iter().zip(&events).zip(&lines);
        let rows: Vec<EntryRow<'_>> = both.map(|((e, event), line)| row(e.seq, event, came(line), &closed)).collect();
        let entering = super::entry::open_to(&own, &person.id);
        Ok(page::person::person(&PersonPage {
            name: &person.name,
            id: &person.id,
            email: Some(person.email.as_str()).filter(|e| !e.is_empty()),
            born: person.born,
            review: &review,
            handbooks: &handbooks,
            entries: &rows,
            known_on: as_of.known_on,
            entering: &entering,
        }))
    });
    match drawn.await {
        Ok(main) => framed(&house, Some(&Extension(viewer)), "People", Area::Staff, main),
        Err(failure) => failed(&failure, false),
    }
}

/// The entries whose details somebody may not read: what accommodations somebody needs, and why, is for those who decide
/// on them.
fn closed_to(viewer: &Viewer, events: &[Map<String, Value>]) -> Vec<String> {
    let text =
        |event: &Map<String, Value>, key: &str| event.get(key).and_then(Value::as_str).unwrap_or_default().to_owned();
    if viewer.may(Right::DecideAccommodations) {
        return Vec::new();
    }
    let of_kind = |e: &&Map<String, Value>| text(e, "kind").starts_with("accommodation_");
    let mut closed: Vec<String> = events.iter().filter(of_kind).map(|e| text(e, "id")).collect();
    // A correction says what it corrects, whenever it came.
    let corrections = events.iter().filter(|e| closed.contains(&text(e, "event"))).map(|e| text(e, "id"));
    let corrections: Vec<String> = corrections.collect();
    closed.extend(corrections);
    closed
}

/// What a closed entry says all the same.
const OPEN_OF_CLOSED: [&str; 5] = ["application", "window", "accommodation", "outcome", "event"];

/// An event of the record as a row of a table.
fn row<'e>(seq: i64, event: &'e Map<String, Value>, files: Vec<Attachment>, closed: &[String]) -> EntryRow<'e> {
    let text = |key: &str| event.get(key).and_then(Value::as_str).unwrap_or_default();
    let common = ["id", "person", "kind", "at", "recorded_at", "by", "files"];
    let closed = closed.iter().any(|id| id == text("id"));
    let files = if closed { Vec::new() } else { files };
    let details: Vec<String> = event
        .iter()
        .filter(|(key, _)| !common.contains(&key.as_str()) && (!closed || OPEN_OF_CLOSED.contains(&key.as_str())))
        .map(|(key, value)| {
            format!("{}: {}", key.replace('_', " "), value.as_str().map_or(value.to_string(), str::to_owned))
        })
        .collect();
    let at = text("at");
    let recorded = if text("recorded_at").is_empty() { at } else { text("recorded_at") };
    EntryRow {
        seq,
        day: at.chars().take(10).collect(),
        recorded: recorded.chars().take(10).collect(),
        kind: text("kind"),
        by: text("by"),
        details: details.join("; "),
        files,
    }
}
