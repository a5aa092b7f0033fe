//! Posting: a completion whose day has come goes on record as a credit, in one unit with its state.

use std::sync::Arc;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use programme::Bodies;
use programme::recertification::posting::{Days, Posts};
use serde_json::Value;
use store::completions::{self, Completion, Stands, State, event_of};
use store::courses::{self, Course};
use store::{Failure, Store, Tx};

use crate::act::{self, Change};

/// How many are looked up at a time.
const AT_A_TIME: i64 = 200;

/// Today, by the clock of a body.
fn today(bodies: &Bodies, body: &str, now: Timestamp) -> Date {
    bodies.body(body).map_or(TimeZone::UTC, |h| h.body.zone.clone()).to_datetime(now).date()
}

/// The day until which something may be due anywhere: no body's clock is further ahead.
fn latest(bodies: &Bodies, now: Timestamp) -> Date {
    bodies.all().map(|h| h.body.zone.to_datetime(now).date()).max().unwrap_or_else(|| today(bodies, "", now))
}

/// The first completion that may be posted now, if any.
///
/// # Errors
/// Where the database fails.
pub fn first_due(tx: &mut Tx<'_>, bodies: &Bodies, now: Timestamp) -> Result<Option<String>, Failure> {
    for one in completions::due(tx, latest(bodies, now), AT_A_TIME)? {
        if is_due(tx, bodies, &one, now)?.is_some() {
            return Ok(Some(one.id));
        }
    }
    Ok(None)
}

/// Posts every completion whose day has come; answers how many.
///
/// # Errors
/// Where the database fails. What was posted by then stays so, and the others wait.
pub fn due(store: &Store, bodies: &Arc<Bodies>, now: Timestamp) -> Result<usize, Failure> {
    let mut posted = 0;
    loop {
        let some = store.read(|tx| completions::due(tx, latest(bodies, now), AT_A_TIME))?;
        let before = posted;
        for one in &some {
            posted += usize::from(post(store, bodies, one, now)?);
        }
        if posted == before || some.len() < AT_A_TIME as usize {
            return Ok(posted);
        }
    }
}

/// The course of a completion that may be posted now.
fn is_due(tx: &mut Tx<'_>, bodies: &Bodies, one: &Completion, now: Timestamp) -> Result<Option<Course>, Failure> {
    let course = courses::by_code(tx, &one.at.course)?;
    Ok(course.filter(|course| {
        let days = days(bodies, course, one);
        one.at.state == State::Waiting && days.is_some_and(|days| days.from <= today(bodies, &course.body, now))
    }))
}

/// When a completion is posted, by the handbook.
pub fn days<'b>(bodies: &'b Bodies, course: &Course, one: &Completion) -> Option<Days<'b>> {
    let handbook = bodies.body(&course.body)?;
    match handbook.scheme.as_ref()?.posts(&handbook.body, one.at.day?, course.evaluated_by) {
        Posts::Due(days) => Some(days),
        Posts::Unwritten(_) | Posts::NoRule => None,
    }
}

/// Posts one, where it still waits; what the record cannot hold is set aside. Says whether it waits no longer.
fn post(store: &Store, bodies: &Arc<Bodies>, one: &Completion, now: Timestamp) -> Result<bool, Failure> {
    let (own, with) = (one.id.clone(), Arc::clone(bodies));
    let done = store.write(move |tx| {
        let found = completions::by_id(tx, &own)?;
        let Some(one) = found else { return Ok(false) };
        let Some(course) = is_due(tx, &with, &one, now)? else { return Ok(false) };
        let event = event_of(&one.id);
        let at = Stands { state: State::Posted, event: Some(event.clone()), ..one.at.clone() };
        if !completions::move_on(tx, &one.id, State::Waiting, &at, now)? {
            return Ok(false);
        }
        act::put(tx, &with, &[(event, credit(&with, &course, &one))], now)?;
        Ok(true)
    });
    match done {
        Err(Failure::Refused(refused)) => {
            let said: Vec<String> = refused.iter().map(|r| format!("{}; {}", r.wrong, r.remedy)).collect();
            let at = Stands { state: State::LeftOver, wrong: said.join(". "), ..one.at.clone() };
            let id = one.id.clone();
            store.write(move |tx| completions::move_on(tx, &id, State::Waiting, &at, now))
        }
        other => other,
    }
}

/// The entry of a completion. It bears the course's code, by which the rule tells that another is the same activity.
fn credit(bodies: &Bodies, course: &Course, one: &Completion) -> Change {
    let scheme = bodies.body(&course.body).and_then(|h| h.scheme.as_ref()).map_or("", |scheme| scheme.id.as_str());
    Change {
        person: one.at.person.clone(),
        body: course.body.clone(),
        seen: None,
        by: one.came_by.clone(),
        kind: "credit_logged",
        day: one.at.day,
        fields: vec![
            ("scheme", Value::from(scheme)),
            ("category", course.category.as_str().into()),
            ("units", course.units.as_str().into()),
            ("title", course.title.as_str().into()),
            ("certificate", true.into()),
            ("activity", course.code.as_str().into()),
        ],
    }
}
