//! Merging two records of one person, and taking that back.

use axum::extract::{Path, Query};
use axum::response::Response;
use maud::Markup;
use programme::Bodies;
use programme::day::in_words;
use programme::record::{self, Entry, Refusal, Text};
use programme::review::Case;
use serde::Deserialize;
use serde_json::{Map, Value, json};
use store::entries::{self, Append};
use store::people::{self, Person};
use store::{Failure, Tx, duplicates, merging};

use crate::account::Viewer;
use crate::act::{self, Change};
use crate::compare;
use crate::page::duplicates::reasons;
use crate::page::merging::{self as pages, Compared, Line};
use crate::page::parts::path;
use crate::web::answer::{Became, PEOPLE, Visit, Wrong, amiss, answered, problems};
use crate::web::few;
use crate::web::form::Posted;
use crate::web::house::House;
use crate::web::staff;

/// What is asked or sent.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Sent {
    q: String,
    with: String,
    event: String,
    seen: String,
    reason: String,
}

/// `/staff/people/{person}/merge`: finding the other record, or comparing it.
pub async fn form(visit: Visit, Path(person): Path<String>, Query(sent): Query<Sent>) -> Response {
    answered(visit, PEOPLE, move |house, viewer| {
        house.store.read(|tx| {
            let survivor = known(tx, &person)?;
            if sent.with.is_empty() {
                return Became::shown(search(tx, &survivor, sent.q.trim())?);
            }
            let other = known(tx, &sent.with)?;
            comparison(house, tx, viewer, (&survivor, &other), "", &[])
        })
    })
    .await
}

/// What the form sends: the two are one person.
pub async fn merge(visit: Visit, Path(person): Path<String>, Posted(sent): Posted<Sent>) -> Response {
    answered(visit, PEOPLE, move |house, viewer| merged(house, viewer, &person, &sent)).await
}

/// `/staff/people/{person}/take-apart`: they are two people after all.
pub async fn apart_form(visit: Visit, Path(person): Path<String>, Query(sent): Query<Sent>) -> Response {
    answered(visit, PEOPLE, move |house, viewer| house.store.read(|tx| apart(tx, viewer, &person, &sent, &[]))).await
}

/// What that form sends.
pub async fn take_apart(visit: Visit, Path(person): Path<String>, Posted(sent): Posted<Sent>) -> Response {
    answered(visit, PEOPLE, move |house, viewer| taken_apart(house, viewer, &person, &sent)).await
}

fn missing(id: &str) -> Failure {
    Failure::Missing(format!("person `{id}`"))
}

/// Whoever an id stands for.
fn known(tx: &mut Tx<'_>, id: &str) -> Result<Person, Failure> {
    people::counting_as(tx, id)?.ok_or_else(|| missing(id))
}

fn search(tx: &mut Tx<'_>, person: &Person, q: &str) -> Result<Markup, Failure> {
    let mut found = Vec::new();
    if !q.is_empty() {
        found = staff::named(tx, q)?;
        let by_name = people::by_name(tx, q, ("", ""), 25)?;
        found.extend(by_name.into_iter().map(|(_, person)| person));
    }
    let mut seen = vec![person.id.clone()];
    found.retain(|one| {
        let new = !seen.contains(&one.id);
        seen.push(one.id.clone());
        new
    });
    let alike = duplicates::of_person(tx, &person.id, 10)?;
    Ok(pages::search(&pages::Search { person, query: q, found: &found, alike: &alike }))
}

/// The id of a merge that is looked at and not made.
const PLANNED: &str = "(not on record)";

/// The merge as the record would write it.
fn append(into: &str, merged: &str) -> Append {
    let line = json!({"id": PLANNED, "person": into, "kind": "person_merged", "at": "9999-12-31", "merged": merged,
        "recorded_at": "9999-12-31"});
    let events = vec![(PLANNED.to_owned(), line.to_string())];
    Append { person: into.to_owned(), body: String::new(), expected: 0, events }
}

/// The two records beside each other: what each answers today, and what they would answer as one.
fn comparison(
    house: &House,
    tx: &mut Tx<'_>,
    viewer: &Viewer,
    (into, merged): (&Person, &Person),
    reason: &str,
    wrong: &[Wrong],
) -> Result<Became, Failure> {
    let planned = append(&into.id, &merged.id);
    let seen = entries::length(tx, &planned)?;
    let (ours, theirs) = (entries::lines(tx, &into.id)?, entries::lines(tx, &merged.id)?);
    let texts = entries::lines_with(tx, &[&into.id, &merged.id])?;
    let as_one: Vec<String> = texts.iter().chain(planned.events.iter().map(|(_, line)| line)).cloned().collect();
    let (ours, theirs, as_one) = (entries::numbered(&ours), entries::numbered(&theirs), entries::numbered(&as_one));
    let one = opened(&house.bodies, &into.id, &ours);
    let other = opened(&house.bodies, &merged.id, &theirs);
    let both = opened(&house.bodies, &into.id, &as_one);
    let on = house.today();
    let changes = compare::together(&one.review(on), &other.review(on), &both.review(on));
    let mut hindered: Vec<String> = wrong_of(viewer, into, merged).into_iter().collect();
    if hindered.is_empty() {
        hindered = spoilt(&one, &other, &both);
    }
    let likeness = duplicates::between(tx, &into.id, &merged.id)?;
    let zone = house.bodies.all().next().map_or(jiff::tz::TimeZone::UTC, |h| h.body.zone.clone());
    let said_apart = duplicates::said_apart(tx, &into.id, &merged.id)?
        .map(|said| (said.by, in_words(said.at.to_zoned(zone.clone()).date()).to_string()));
    let under: Vec<String> = merging::under(tx, &merged.id)?;
    let main = pages::compared(&Compared {
        into,
        merged,
        why: &reasons(into, merged, &likeness),
        said_apart,
        changes: &changes,
        hindered: &hindered,
        lines: &beside(viewer, &texts, &under, &zone),
        seen,
        reason,
        problems: &problems(wrong),
        csrf: &viewer.csrf,
    });
    Became::page(main, wrong)
}

fn opened<'a>(bodies: &'a Bodies, person: &str, lines: &[record::Line<'a>]) -> Case<'a> {
    Case::open(bodies, Text::Owned(person.to_owned()), lines, None)
}

/// What could not be held any more if two records were one.
fn spoilt(one: &Case<'_>, other: &Case<'_>, both: &Case<'_>) -> Vec<String> {
    let known: Vec<Refusal> = one.amiss().into_iter().chain(other.amiss()).collect();
    let new = |r: &Refusal| !known.iter().any(|known| known.event == r.event && known.wrong == r.wrong);
    let said = |r: Refusal| match r.event.as_deref() {
        Some(PLANNED) | None => r.wrong,
        Some(event) => format!("As one record, {event} could not be held: {}", r.wrong),
    };
    both.amiss().into_iter().filter(new).map(said).collect()
}

/// What speaks against a merge whatever the records say.
fn wrong_of(viewer: &Viewer, into: &Person, merged: &Person) -> Option<String> {
    if into.id == merged.id {
        return Some("They are one person already".to_owned());
    }
    let own = viewer.is(&into.id) || viewer.is(&merged.id);
    own.then(|| "One of them is your own, and whether a record is yours is for somebody else to say".to_owned())
}

/// Every entry of both, by day.
fn beside(viewer: &Viewer, texts: &[String], merged: &[String], zone: &jiff::tz::TimeZone) -> Vec<Line> {
    let events: Vec<Map<String, Value>> = texts.iter().map(|text| few::event_of(text)).collect();
    let closed = few::closed_to(viewer, &events);
    let read = |(at, (text, event)): (usize, (&String, &Map<String, Value>))| {
        let line = record::Line { number: at + 1, text };
        let entry = Entry::read(line).ok()?;
        Some(Line {
            day: entry.at.day(zone).to_string(),
            details: staff::details(event, &closed),
            kind: event.get("kind").and_then(Value::as_str).unwrap_or_default().to_owned(),
            merged: merged.iter().any(|id| entry.person == *id),
        })
    };
    let mut lines: Vec<Line> = texts.iter().zip(&events).enumerate().filter_map(read).collect();
    lines.sort_by(|a, b| a.day.cmp(&b.day));
    lines
}

fn no_reason(reason: &str, hint: &'static str) -> Option<Wrong> {
    let wrong = "There is no reason, or one of more than 4,000 letters.";
    (reason.is_empty() || reason.chars().count() > 4000).then(|| amiss("reason", wrong, hint))
}

fn merged(house: &House, viewer: &Viewer, person: &str, sent: &Sent) -> Result<Became, Failure> {
    let (into, merged) = house.store.read(|tx| Ok((known(tx, person)?, known(tx, &sent.with)?)))?;
    let reason = sent.reason.trim();
    let mut wrong: Vec<Wrong> = no_reason(reason, "Say how you know that they are one person.").into_iter().collect();
    wrong.extend(wrong_of(viewer, &into, &merged).map(|why| amiss("merge", format!("{why}."), "")));
    if wrong.is_empty() {
        let body = house.store.read(|tx| {
            let lines = entries::lines(tx, &into.id)?;
            let lines = entries::numbered(&lines);
            let case = Case::open(&house.bodies, Text::Borrowed(&into.id), &lines, None);
            Ok(case.records().next().map_or(String::new(), |(h, _)| h.body.id.clone()))
        })?;
        let change = Change {
            person: into.id.clone(),
            body,
            seen: sent.seen.parse().ok(),
            by: viewer.email.clone(),
            kind: "person_merged",
            day: None,
            fields: vec![("merged", Value::from(merged.id.as_str())), ("reason", reason.into())],
        };
        match act::change(&house.store, &house.bodies, change, (house.clock)()) {
            Ok(_) => return Became::gone(path(&["staff", "people", &into.id])),
            Err(Failure::Refused(refused)) => {
                wrong.extend(refused.into_iter().map(|r| amiss("merge", format!("{}; {}.", r.wrong, r.remedy), "")));
            }
            Err(failure) => return Err(failure),
        }
    }
    house.store.read(|tx| comparison(house, tx, viewer, (&into, &merged), reason, &wrong))
}

/// The merge that an address or a form names, on a person's record.
fn merge_named(tx: &mut Tx<'_>, person: &str, event: &str) -> Result<(Person, Person), Failure> {
    let into = known(tx, person)?;
    for id in merging::under(tx, &into.id)?.into_iter().skip(1) {
        if merging::of_merged(tx, &id)?.is_some_and(|merge| merge.event == event) {
            let merged = people::by_id(tx, &id)?.ok_or_else(|| missing(&id))?;
            return Ok((into, merged));
        }
    }
    Err(Failure::Missing(format!("merge `{event}` on the record of `{person}`")))
}

fn apart(tx: &mut Tx<'_>, viewer: &Viewer, person: &str, sent: &Sent, wrong: &[Wrong]) -> Result<Became, Failure> {
    let (into, merged) = merge_named(tx, person, &sent.event)?;
    let main = pages::apart(&pages::Apart {
        person: &into,
        merged: &merged,
        event: &sent.event,
        seen: into.entries,
        reason: sent.reason.trim(),
        problems: &problems(wrong),
        csrf: &viewer.csrf,
    });
    Became::page(main, wrong)
}

fn taken_apart(house: &House, viewer: &Viewer, person: &str, sent: &Sent) -> Result<Became, Failure> {
    let (into, merged) = house.store.read(|tx| merge_named(tx, person, &sent.event))?;
    let reason = sent.reason.trim();
    let mut wrong: Vec<Wrong> = no_reason(reason, "Say how you know that they are two people.").into_iter().collect();
    if viewer.is(&into.id) || viewer.is(&merged.id) {
        let own = "Whether a record is yours is for somebody else to say.";
        wrong.push(amiss("reason", own, "Ask a colleague."));
    }
    if wrong.is_empty() {
        let body = house.store.read(|tx| entries::body_of(tx, &sent.event))?.unwrap_or_default();
        let change = Change {
            person: into.id.clone(),
            body,
            seen: sent.seen.parse().ok(),
            by: viewer.email.clone(),
            kind: "corrected",
            day: None,
            fields: vec![("event", sent.event.as_str().into()), ("retracted", true.into()), ("note", reason.into())],
        };
        act::change(&house.store, &house.bodies, change, (house.clock)())?;
        return Became::gone(path(&["staff", "people", &into.id]));
    }
    house.store.read(|tx| apart(tx, viewer, person, sent, &wrong))
}
