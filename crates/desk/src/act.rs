//! Acting: every change of a record goes through here, whichever door it was asked at.

use std::sync::Arc;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use programme::Bodies;
use serde_json::{Map, Value};
use store::entries::{Append, append};
use store::{Failure, Store, Tx, people};
use uuid::Uuid;

/// A change of a person's record: one event.
#[derive(Debug, Clone)]
pub struct Change {
    /// Whose record.
    pub person: String,
    /// Which body's.
    pub body: String,
    /// How many entries the record had when it was looked at; none where that does not matter.
    pub seen: Option<i64>,
    /// Who changes it, as the record names them.
    pub by: String,
    /// The kind of event.
    pub kind: &'static str,
    /// The day on which it happened, where that is not now.
    pub day: Option<Date>,
    /// The event's own fields.
    pub fields: Vec<(&'static str, Value)>,
}

/// An id of its own for an event, that sorts by time.
pub fn new_id(now: Timestamp) -> String {
    let seconds = u64::try_from(now.as_second()).unwrap_or_default();
    let nanoseconds = u32::try_from(now.subsec_nanosecond()).unwrap_or_default();
    Uuid::new_v7(uuid::Timestamp::from_unix(uuid::NoContext, seconds, nanoseconds)).to_string()
}

/// Makes a change; answers the new event's id once it is durable.
///
/// # Errors
/// [`Failure::Stale`] where the record has grown since it was looked at, [`Failure::Refused`] where it cannot hold the
/// event.
pub fn change(store: &Store, bodies: &Arc<Bodies>, change: Change, now: Timestamp) -> Result<String, Failure> {
    change_with(store, bodies, change, now, |_, _| Ok(()))
}

/// The same, with something done beside it in the same unit, given the new event's id: both, or neither.
///
/// # Errors
/// As [`change`], and what `beside` answers.
pub fn change_with(
    store: &Store,
    bodies: &Arc<Bodies>,
    change: Change,
    now: Timestamp,
    mut beside: impl FnMut(&mut Tx<'_>, &str) -> Result<(), Failure> + Send + 'static,
) -> Result<String, Failure> {
    let id = new_id(now);
    let (bodies, own) = (Arc::clone(bodies), [(id.clone(), change)]);
    store.write(move |tx| {
        put(tx, &bodies, &own, now)?;
        beside(tx, &own[0].0)
    })?;
    Ok(id)
}

/// Several changes of one record inside a unit that does more, each under an id that the caller gives: all of them, or
/// none. An id is taken once, so whoever derives it from what the event follows from puts that on record once.
///
/// # Errors
/// As [`change`], and [`Failure::Taken`] where an id is used already.
pub fn put(tx: &mut Tx<'_>, bodies: &Bodies, changes: &[(String, Change)], now: Timestamp) -> Result<(), Failure> {
    let Some((_, first)) = changes.first() else { return Ok(()) };
    let zone = bodies.body(&first.body).map_or(TimeZone::UTC, |h| h.body.zone.clone());
    let there = people::by_id(tx, &first.person)?.map_or(0, |p| p.entries);
    let add = Append {
        person: first.person.clone(),
        body: first.body.clone(),
        expected: first.seen.unwrap_or(there),
        events: changes.iter().map(|(id, change)| (id.clone(), line(id, change, now, &zone))).collect(),
    };
    append(tx, bodies, &add, now).map(drop)
}

/// The event as the record writes it.
fn line(id: &str, change: &Change, now: Timestamp, zone: &TimeZone) -> String {
    let moment = now.to_zoned(zone.clone()).strftime("%Y-%m-%dT%H:%M:%S%:z").to_string();
    let at = change.day.map_or_else(|| moment.clone(), |day| day.to_string());
    let common = [("id", id), ("person", &change.person), ("kind", change.kind), ("at", &at), ("by", &change.by)];
    let later = change.day.map(|_| ("recorded_at", moment.as_str()));
    let mut event: Map<String, Value> =
        common.into_iter().chain(later).map(|(key, text)| (key.to_owned(), Value::from(text))).collect();
    event.extend(change.fields.iter().map(|(key, value)| ((*key).to_owned(), value.clone())));
    Value::Object(event).to_string()
}
