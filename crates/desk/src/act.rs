//! Acting: every change of a record goes through here, whichever door it was asked at.

use std::sync::Arc;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use programme::Bodies;
use programme::record::{Entry, Event, Line};
use serde_json::{Map, Value};
use store::entries::{Append, append, length};
use store::{Failure, Store, Tx, entries, merging};
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
    let survivor = merging::survivor(tx, &first.person)?;
    let mut events = Vec::with_capacity(changes.len());
    for (id, change) in changes {
        let mut line = line(id, &survivor, change, now, &zone);
        let under = written_under(tx, bodies, &survivor, &line)?;
        if under != survivor {
            line = self::line(id, &under, change, now, &zone);
        }
        events.push((id.clone(), line));
    }
    let mut add = Append { person: survivor, body: first.body.clone(), expected: 0, events };
    add.expected = match first.seen {
        Some(seen) => seen,
        None => length(tx, &add)?,
    };
    append(tx, bodies, &add, now).map(drop)
}

/// Under whom an event is written where several records are of one person: whoever has what it speaks of. So it stays
/// with that, should they turn out to be two people after all.
fn written_under(tx: &mut Tx<'_>, bodies: &Bodies, survivor: &str, line: &str) -> Result<String, Failure> {
    let people = merging::under(tx, survivor)?;
    let Ok(new) = Entry::read(Line { number: 1, text: line }) else { return Ok(survivor.to_owned()) };
    if people.len() < 2 {
        return Ok(survivor.to_owned());
    }
    let lines = entries::lines(tx, survivor)?;
    let lines = entries::numbered(&lines);
    let earlier = lines.iter().rev().filter_map(|line| Entry::read(*line).ok());
    let spoken_of = earlier
        .into_iter()
        .find(|entry| speaks_of(bodies, &new.event, entry) && people.iter().any(|p| entry.person == *p));
    Ok(spoken_of.map_or_else(|| survivor.to_owned(), |entry| entry.person.into_owned()))
}

/// Whether an event is about an earlier entry: answers it, mends it, or goes on from it.
fn speaks_of(bodies: &Bodies, event: &Event<'_>, earlier: &Entry<'_>) -> bool {
    if let Some((_, id)) = event.reference() {
        return earlier.id == id;
    }
    match event {
        Event::Corrected { event, .. } => earlier.id == *event,
        Event::Conduct { programme, .. } => {
            matches!(&earlier.event, Event::CredentialAwarded { programme: own } if own == programme)
        }
        Event::AuditClosed { scheme, .. } => {
            matches!(&earlier.event, Event::AuditOpened { scheme: own } if own == scheme)
        }
        Event::AppointmentBooked { programme, .. } | Event::ExamSat { programme, .. } => {
            matches!(&earlier.event, Event::ApplicationSubmitted { programme: own, .. } if own == programme)
        }
        Event::CreditLogged { scheme, .. }
        | Event::RenewalSubmitted { scheme }
        | Event::ExtensionRequested { scheme, .. }
        | Event::ReinstatementRequested { scheme }
        | Event::AuditOpened { scheme } => {
            let renews = |own: &str| {
                let scheme = bodies.of_scheme(scheme).and_then(|h| h.scheme.as_ref());
                scheme.is_some_and(|scheme| scheme.renews(own))
            };
            matches!(&earlier.event, Event::CredentialAwarded { programme } if renews(programme))
        }
        _ => false,
    }
}

/// Several changes of one record inside a unit that does more, each under an id of its own; answers those.
///
/// # Errors
/// As [`change`].
pub fn together(tx: &mut Tx<'_>, bodies: &Bodies, changes: &[Change], now: Timestamp) -> Result<Vec<String>, Failure> {
    let changes: Vec<(String, Change)> = changes.iter().map(|change| (new_id(now), change.clone())).collect();
    put(tx, bodies, &changes, now)?;
    Ok(changes.into_iter().map(|(id, _)| id).collect())
}

/// The event of a change, as the record would write it: for looking at what it comes to before it is made.
pub fn written(bodies: &Bodies, change: &Change, now: Timestamp) -> String {
    let zone = bodies.body(&change.body).map_or(TimeZone::UTC, |h| h.body.zone.clone());
    line(&new_id(now), &change.person, change, now, &zone)
}

/// The event as the record writes it.
fn line(id: &str, person: &str, change: &Change, now: Timestamp, zone: &TimeZone) -> String {
    let moment = now.to_zoned(zone.clone()).strftime("%Y-%m-%dT%H:%M:%S%:z").to_string();
    let at = change.day.map_or_else(|| moment.clone(), |day| day.to_string());
    let common = [("id", id), ("person", person), ("kind", change.kind), ("at", &at), ("by", &change.by)];
    let later = change.day.map(|_| ("recorded_at", moment.as_str()));
    let mut event: Map<String, Value> =
        common.into_iter().chain(later).map(|(key, text)| (key.to_owned(), Value::from(text))).collect();
    event.extend(change.fields.iter().map(|(key, value)| ((*key).to_owned(), value.clone())));
    Value::Object(event).to_string()
}
