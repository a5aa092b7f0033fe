//! Pages of those who run the body: what waits, and people with their whole record.

use std::collections::BTreeSet;

use axum::extract::{Path, Query};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use jiff::civil::Date;
use programme::Handbook;
use programme::recertification::timeline::Standing;
use programme::record::{Entry, Line, Text};
use programme::review::Case;
use serde::Deserialize;
use serde_json::{Map, Value};
use store::people::Person;
use store::waiting::Queue;
use store::{Failure, Tx, completions, duplicates, entries, merging, people as kept, standings, waiting};

use crate::account::{Right, Viewer};
use crate::look::AsOf;
use crate::page;
use crate::page::parts::{Attachment, attached, path};
use crate::page::people::PersonRow;
use crate::page::person::{EntryRow, MergedRow, PersonPage};
use crate::web::answer::{Became, PEOPLE, STAFF, Visit, answered};
use crate::web::api::Days;
use crate::web::few;
use crate::web::files;
use crate::web::guard::Refused;
use crate::web::house::House;
use crate::web::public::{PAGE, encoded};

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
        Queue::Awards => "To award",
        Queue::Appeals => "Appeals",
    }
}

/// `/staff`: what waits for whom.
pub async fn queues(visit: Visit) -> Response {
    answered(visit, STAFF, waits).await
}

fn waits(house: &House, viewer: &Viewer) -> Result<Became, Failure> {
    let merges = viewer.may(Right::MergePeople);
    let (lengths, (payments, oldest), (activities, since), (left, left_since), alike) = house.store.read(|tx| {
        let alike = if merges { Some(duplicates::count(tx)?) } else { None };
        let (activities, left) = (store::activities::queue(tx)?, completions::left_over(tx)?);
        Ok((waiting::lengths(tx, house.today())?, store::payments::waiting(tx)?, activities, left, alike))
    })?;
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
        title: "Activities of providers",
        href: "/staff/activities",
        count: activities as usize,
        oldest_days: since.map(|at| i64::from((today - house.day(at)).get_days())),
    });
    rows.push(page::staff::Queue {
        title: "Payments to look at",
        href: "/staff/payments/issues",
        count: payments as usize,
        oldest_days: oldest.map(|at| i64::from((today - house.day(at)).get_days())),
    });
    rows.push(page::staff::Queue {
        title: "Completions left over",
        href: "/staff/completions/left-over",
        count: left as usize,
        oldest_days: left_since.map(|at| i64::from((today - house.day(at)).get_days())),
    });
    Became::shown(page::staff::staff(&rows, alike))
}

/// Whom staff look for.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Sought {
    q: String,
    after: String,
}

/// Where one was sent here from.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct From {
    merged: String,
}

/// `/staff/people`: finding people by name, e-mail or id.
pub async fn people(visit: Visit, Query(sought): Query<Sought>) -> Response {
    answered(visit, PEOPLE, move |house, _| listed(house, &sought)).await
}

fn listed(house: &House, sought: &Sought) -> Result<Became, Failure> {
    let found = house.store.read(|tx| find(tx, sought.q.trim(), &sought.after, house.today()))?;
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
    Became::shown(page::people::people(&sought.q, &rows, next.as_deref()))
}

type Found = (String, Person, Vec<(String, Standing)>);

fn find(tx: &mut Tx<'_>, q: &str, after: &str, today: Date) -> Result<Vec<Found>, Failure> {
    let mut people: Vec<(String, Person)> = Vec::new();
    if after.is_empty() {
        people.extend(named(tx, q)?.into_iter().map(|person| (String::new(), person)));
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

/// People by what names them exactly: an id, a certificate's number, or an address, now or once theirs.
pub(super) fn named(tx: &mut Tx<'_>, q: &str) -> Result<Vec<Person>, Failure> {
    let mut people: Vec<Person> = kept::counting_as(tx, q)?.into_iter().collect();
    let holder = standings::holder(tx, q)?;
    if let Some(holder) = holder {
        people.extend(kept::counting_as(tx, &holder)?);
    }
    people.extend(kept::by_email(tx, q)?);
    let mut seen: BTreeSet<String> = BTreeSet::new();
    people.retain(|person| seen.insert(person.id.clone()));
    Ok(people)
}

/// `/staff/people/{person}`: one person, with the whole record, as of any day and any day's knowledge.
pub async fn person(
    visit: Visit,
    Path(id): Path<String>,
    (Query(days), Query(from)): (Query<Days>, Query<From>),
) -> Response {
    let as_of = match days.as_of() {
        Ok(as_of) => as_of,
        Err(wrong) => return Refused::saying(StatusCode::BAD_REQUEST, false, wrong).into_response(),
    };
    answered(visit, PEOPLE, move |house, viewer| {
        house.store.read(|tx| record(house, tx, viewer, &id, (&as_of, &from.merged)))
    })
    .await
}

/// One person's page; who asks for their own is led to it as its owner reads it.
fn record(
    house: &House,
    tx: &mut Tx<'_>,
    own: &Viewer,
    id: &str,
    (as_of, asked): (&AsOf, &str),
) -> Result<Became, Failure> {
    if own.is(id) {
        return Became::gone("/home");
    }
    // The old id leads to the record that it is a part of now.
    let survivor = merging::survivor(tx, id)?;
    if survivor != id {
        return Became::gone(format!("{}?{}", path(&["staff", "people", &survivor]), encoded(&[("merged", id)])));
    }
    let person = kept::by_id(tx, id)?.ok_or_else(|| Failure::Missing(format!("person `{id}`")))?;
    let merged = merged_into(tx, id)?;
    let kept = entries::of_person(tx, id)?;
    let lines: Vec<String> = kept.iter().map(|e| e.line.clone()).collect();
    let lines = entries::numbered(&lines);
    let case = Case::open(&house.bodies, Text::Borrowed(id), &lines, as_of.known_on);
    let review = case.review(as_of.day(&case, (house.clock)()));
    let handbooks: Vec<&Handbook> = case.records().map(|(handbook, _)| handbook).collect();
    let events: Vec<Map<String, Value>> = kept.iter().map(|e| few::event_of(&e.line)).collect();
    let mending = own.may(Right::CorrectRecords);
    let at = |event: &str| format!("{}?{}", path(&["staff", "people", id, "correction"]), encoded(&[("event", event)]));
    let there = files::there(tx, id)?;
    let closed = few::closed_to(own, &events);
    let came = |line: &Line<'_>| Entry::read(*line).map(|e| attached(&e, &there)).unwrap_or_default();
    // Of people who were taken for one, each has their own entries.
    let own_entry = |person: &str| person == id || case.merged.iter().any(|merge| merge.merged == person);
    let both = kept.iter().zip(&events).zip(&lines).filter(|((e, _), _)| own_entry(&e.person));
    let rows: Vec<EntryRow<'_>> = both
        .map(|((e, event), line)| {
            let under = Some(e.person.as_str()).filter(|person| *person != id);
            let correction = mending.then(|| at(&e.id));
            EntryRow { correction, ..row(line.number as i64, event, under, came(line), &closed) }
        })
        .collect();
    let entering = super::entry::open_to(own, &person.id);
    Became::shown(page::person::person(&PersonPage {
        name: &person.name,
        id: &person.id,
        email: Some(person.email.as_str()).filter(|e| !e.is_empty()),
        born: person.born,
        review: &review,
        handbooks: &handbooks,
        entries: &rows,
        known_on: as_of.known_on,
        entering: &entering,
        merged: &merged,
        taking_apart: own.may(Right::MergePeople),
        asked: Some(asked).filter(|asked| merged.iter().any(|m| m.id == **asked)),
    }))
}

/// What a closed entry says all the same.
const OPEN_OF_CLOSED: [&str; 5] = ["application", "window", "accommodation", "outcome", "event"];

/// The records that were merged into a person's.
fn merged_into(tx: &mut Tx<'_>, id: &str) -> Result<Vec<MergedRow>, Failure> {
    let mut merged = Vec::new();
    for id in merging::under(tx, id)?.into_iter().skip(1) {
        let (Some(merge), Some(person)) = (merging::of_merged(tx, &id)?, kept::by_id(tx, &id)?) else { continue };
        merged.push(MergedRow { id, name: person.name, day: merge.day, event: merge.event });
    }
    Ok(merged)
}

/// An event of the record as a row of a table.
fn row<'e>(
    seq: i64,
    event: &'e Map<String, Value>,
    under: Option<&str>,
    files: Vec<Attachment>,
    closed: &BTreeSet<String>,
) -> EntryRow<'e> {
    let text = |key: &str| event.get(key).and_then(Value::as_str).unwrap_or_default();
    let said = Some(details(event, closed)).filter(|said| !said.is_empty());
    let mut details: Vec<String> =
        said.into_iter().chain(under.map(|person| format!("recorded under {person}"))).collect();
    let shut = closed.contains(text("id")) && !files.is_empty();
    details.extend(shut.then(|| "documents came with it, which only those who decide on it may read".to_owned()));
    let files = if shut { Vec::new() } else { files };
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
        correction: None,
    }
}

/// What an event says beside when, of whom and by whom; of a closed one, what it says all the same.
pub(super) fn details(event: &Map<String, Value>, closed: &BTreeSet<String>) -> String {
    let common = ["id", "person", "kind", "at", "recorded_at", "by", "files"];
    let closed = event.get("id").and_then(Value::as_str).is_some_and(|id| closed.contains(id));
    let details: Vec<String> = event
        .iter()
        .filter(|(key, _)| !common.contains(&key.as_str()) && (!closed || OPEN_OF_CLOSED.contains(&key.as_str())))
        .map(|(key, value)| {
            format!("{}: {}", key.replace('_', " "), value.as_str().map_or(value.to_string(), str::to_owned))
        })
        .collect();
    details.join("; ")
}
