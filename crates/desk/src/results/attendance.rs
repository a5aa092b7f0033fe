//! Who sat, who did not appear: from a roster, or from a delivery partner's file.

use std::sync::Arc;

use jiff::Timestamp;
use programme::Bodies;
use programme::record::event::Sitting as Outcome;
use serde_json::Value;
use store::seats::{self, Seating};
use store::{Failure, Store, Tx, sittings};

use super::{Became, Doer, Taken, Unread, refused, take};
use crate::act::{self, Change};

/// The columns of a file of attendance.
pub const COLUMNS: [&str; 3] = ["appointment", "person", "outcome"];

/// Puts the attendance of a file on record; the rows that match nobody or contradict the record are left over.
///
/// # Errors
/// Where the database fails. A file that cannot be read as a whole is said inside.
pub fn load(
    store: &Store,
    bodies: &Arc<Bodies>,
    doer: &Doer,
    text: &str,
    now: Timestamp,
) -> Result<Result<Taken, Unread>, Failure> {
    take(store, ("attendance", &doer.by), (text, COLUMNS), now, |[appointment, person, outcome]| {
        record(store, bodies, doer, (appointment, Some(person)), outcome, now)
    })
}

/// Records how one appointment ended.
///
/// # Errors
/// Where the database fails.
pub fn record(
    store: &Store,
    bodies: &Arc<Bodies>,
    doer: &Doer,
    (appointment, person): (&str, Option<&str>),
    outcome: &str,
    now: Timestamp,
) -> Result<Became, Failure> {
    let word = outcome.to_lowercase().replace([' ', '-'], "_");
    let Some((word, _)) = Outcome::WORDS.iter().find(|(own, _)| *own == word) else {
        return Ok(Became::Wrong(format!("`{outcome}` is no outcome. Write completed, no_show or voided.")));
    };
    let (bodies, doer, person) = (Arc::clone(bodies), doer.clone(), person.map(str::to_owned));
    let appointment = appointment.to_owned();
    let done = store.write(move |tx| one(tx, &bodies, &doer, (&appointment, person.as_deref()), word, now));
    done.or_else(|failure| refused(failure).map(Became::Wrong))
}

fn one(
    tx: &mut Tx<'_>,
    bodies: &Bodies,
    doer: &Doer,
    (appointment, person): (&str, Option<&str>),
    outcome: &'static str,
    now: Timestamp,
) -> Result<Became, Failure> {
    let wrong = |said: &str| Ok(Became::Wrong(said.to_owned()));
    let Some((sitting, whose)) = sittings::find(tx, appointment)? else {
        return wrong("No appointment is called so, or its seat was given back. Compare it with the roster.");
    };
    if person.is_some_and(|person| person != whose) {
        return wrong("This appointment is another person's. Compare both with the roster.");
    }
    if doer.own.contains(&whose) {
        return wrong("This is your own sitting. Somebody else has to record it.");
    }
    match sitting.outcome.as_str() {
        "" => {}
        same if same == outcome => return Ok(Became::Already),
        other => {
            let said = format!(
                "By the record this ended otherwise ({}). If that is wrong, correct it there.",
                other.replace('_', " ")
            );
            return Ok(Became::Wrong(said));
        }
    }
    let Some(seating) = seats::of_appointment(tx, appointment)? else {
        return wrong("This appointment has no seat here. Put it on the person's record by import.");
    };
    if seating.starts_at > now {
        return wrong("This sitting is still to come.");
    }
    let exam = put(tx, bodies, &seating, (whose, doer.by.clone()), outcome, now)?;
    seats::use_up(tx, appointment, &exam)?;
    Ok(Became::Kept)
}

fn put(
    tx: &mut Tx<'_>,
    bodies: &Bodies,
    seating: &Seating,
    (person, by): (String, String),
    outcome: &str,
    now: Timestamp,
) -> Result<String, Failure> {
    let handbook = bodies.body(&seating.body).ok_or_else(|| Failure::Missing("handbook of this body".to_owned()))?;
    let mut fields = vec![("programme", Value::from(seating.programme.as_str())), ("outcome", outcome.into())];
    fields.extend((!seating.window.is_empty()).then(|| ("window", seating.window.as_str().into())));
    let day = Some(handbook.body.zone.to_datetime(seating.starts_at).date());
    let change = Change { person, body: seating.body.clone(), seen: None, by, kind: "exam_sat", day, fields };
    Ok(act::together(tx, bodies, &[change], now)?.remove(0))
}
