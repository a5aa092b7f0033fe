//! Sittings, booked and taken, each under a number that says nothing of whose it is; and where candidates stand, by
//! testing window. Both follow from the record, and are kept in the unit that changes it.

use std::collections::BTreeSet;

use jiff::civil::Date;
use programme::decision::{Ruling, ruling};
use programme::record::event::Outcome;
use programme::record::{Event, Fact, by_id};
use programme::review::Case;
use programme::scheduling::{Candidacy, judge_transfer};
use programme::{Bodies, Handbook};

use crate::engine::{Failure, Row, Store, Tx, Value};
use crate::standings::{day_of, number_of};
use crate::{entries, settings};

/// A sitting as those see it who must not know whose it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sitting {
    /// The candidate number.
    pub number: String,
    /// The entry that says who sat; empty until there is one.
    pub exam: String,
    /// The body.
    pub body: String,
    /// The programme.
    pub programme: String,
    /// The testing window, or the year where there is none.
    pub window: String,
    /// The day.
    pub day: Date,
    /// How it ended; empty until it is recorded.
    pub outcome: String,
    /// The form taken; empty where none is on record.
    pub form: String,
    /// The entry that scores it; empty until there is one.
    pub score: String,
    /// Who entered the score.
    pub scored_by: String,
    /// Raw score.
    pub raw: String,
    /// Scaled score.
    pub scaled: String,
    /// Whether it was passed.
    pub passed: bool,
    /// The day on which its result was released.
    pub released: Option<Date>,
}

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT s.number, s.exam, s.body, s.programme, s.testing_window, s.day, s.outcome, s.form, s.score, s.scored_by,
                    s.raw, s.scaled, s.passed, s.released FROM sitting s ",
            $rest
        )
    };
}

fn sitting_of(row: &Row) -> Sitting {
    let text = |at: usize| row.text(at).to_owned();
    Sitting {
        number: text(0),
        exam: text(1),
        body: text(2),
        programme: text(3),
        window: text(4),
        day: day_of(row.integer(5)),
        outcome: text(6),
        form: text(7),
        score: text(8),
        scored_by: text(9),
        raw: text(10),
        scaled: text(11),
        passed: row.flag(12),
        released: row.integer_if_any(13).map(day_of),
    }
}

/// The sittings of a window that are another person's than `own`, by number, after one; at most `most`.
///
/// # Errors
/// Where the database fails.
pub fn of_window(
    tx: &mut Tx<'_>,
    (programme, window): (&str, &str),
    own: &str,
    after: &str,
    most: i64,
) -> Result<Vec<Sitting>, Failure> {
    let rows = tx.query(
        select!("WHERE s.programme = $1 AND s.testing_window = $2 AND s.person <> $3 AND s.number > $4 ORDER BY s.number LIMIT $5"),
        &[programme.into(), window.into(), own.into(), after.into(), most.into()],
    )?;
    Ok(rows.iter().map(sitting_of).collect())
}

/// The sitting that a number or an appointment stands for, and whose it is.
///
/// # Errors
/// Where the database fails.
pub fn find(tx: &mut Tx<'_>, number_or_appointment: &str) -> Result<Option<(Sitting, String)>, Failure> {
    let of = [number_or_appointment.into()];
    let Some(row) = tx.one(select!("WHERE s.number = $1 OR s.key = $1"), &of)? else { return Ok(None) };
    let sitting = sitting_of(&row);
    let person = tx.one("SELECT person FROM sitting WHERE number = $1", &[(&sitting.number).into()])?;
    Ok(person.map(|row| (sitting, row.text(0).to_owned())))
}

/// The sitting that an entry records, and whose it is.
///
/// # Errors
/// Where the database fails.
pub fn of_exam(tx: &mut Tx<'_>, exam: &str) -> Result<Option<(Sitting, String)>, Failure> {
    let row = tx.one("SELECT number FROM sitting WHERE exam = $1", &[exam.into()])?;
    row.map_or(Ok(None), |row| find(tx, row.text(0)))
}

/// How many sittings and candidacies there are: programme, window, what, how many.
///
/// # Errors
/// Where the database fails.
pub fn counts(tx: &mut Tx<'_>) -> Result<Vec<(String, String, String, i64)>, Failure> {
    let rows = tx.query(
        "SELECT programme, testing_window, state, count(*) FROM candidacy GROUP BY programme, testing_window, state
         UNION ALL
         SELECT programme, testing_window, CASE outcome WHEN '' THEN 'booked' ELSE outcome END, count(*) FROM sitting
          GROUP BY programme, testing_window, outcome
         UNION ALL
         SELECT programme, testing_window, CASE WHEN released IS NULL THEN 'held' ELSE 'released' END, count(*)
           FROM sitting WHERE score <> '' AND outcome = 'completed'
          GROUP BY programme, testing_window, CASE WHEN released IS NULL THEN 'held' ELSE 'released' END",
        &[],
    )?;
    let text = |row: &Row, at: usize| row.text(at).to_owned();
    Ok(rows.iter().map(|row| (text(row, 0), text(row, 1), text(row, 2), row.integer(3))).collect())
}

/// The name by which a window is counted: its own, or the year where there is none.
fn window_of(handbook: &Handbook, window: Option<&str>, day: Date) -> String {
    match window {
        Some(name) => handbook.calendar.window(name).map_or_else(|| name.to_owned(), |w| w.id()),
        None => day.year().to_string(),
    }
}

/// One row of `candidacy`: the event, the state, the programme, the window.
type State<'a> = (&'a str, &'static str, &'a str, String);

fn states<'a>(handbook: &'a Handbook, facts: &'a [Fact<'a>]) -> Vec<State<'a>> {
    let mut states: Vec<State<'a>> = Vec::new();
    let mut programmes: Vec<&'a str> = Vec::new();
    for fact in facts {
        match &fact.entry.event {
            Event::ApplicationSubmitted { programme, window, .. } => {
                let decided = facts.iter().rev().find_map(|f| match &f.entry.event {
                    Event::ApplicationDecided { application, outcome, .. } if *application == fact.entry.id => {
                        Some(*outcome)
                    }
                    _ => None,
                });
                let state = match decided {
                    None => "waiting",
                    Some(Outcome::Approved) => "approved",
                    Some(_) => "refused",
                };
                states.push((&fact.entry.id, state, programme, window_of(handbook, window.as_deref(), fact.day)));
                if !programmes.contains(&programme.as_ref()) {
                    programmes.push(programme);
                }
            }
            Event::TransferRequested { appointment, .. } => {
                let Some(appointment) = by_id(facts, appointment) else { continue };
                let Event::AppointmentBooked { programme, window, .. } = &appointment.entry.event else { continue };
                let judged = judge_transfer(handbook, appointment, fact);
                if judged.is_none_or(|reasons| ruling(&reasons) != Ruling::Refused) {
                    let window = window_of(handbook, window.as_deref(), appointment.day);
                    states.push((&fact.entry.id, "transferred", programme, window));
                }
            }
            _ => {}
        }
    }
    for programme in programmes {
        let candidacy = Candidacy::of(handbook, programme, facts);
        let approved = candidacy.decided.is_some_and(|(_, outcome)| outcome == Outcome::Approved);
        if let (Some(application), None, true) = (candidacy.application, candidacy.appointment, approved) {
            let window = window_of(handbook, candidacy.window, application.day);
            states.push((&application.entry.id, "without_seat", programme, window));
        }
    }
    states
}

/// A sitting that the record shows: its key, and what is kept of it.
struct Shown<'a> {
    key: &'a str,
    exam: Option<&'a Fact<'a>>,
    programme: &'a str,
    window: String,
    day: Date,
    outcome: &'a str,
    form: &'a str,
}

fn shown<'a>(handbook: &'a Handbook, facts: &'a [Fact<'a>]) -> Vec<Shown<'a>> {
    let mut all: Vec<Shown<'a>> = Vec::new();
    let mut booked: Vec<&'a str> = Vec::new();
    for (at, fact) in facts.iter().enumerate() {
        match &fact.entry.event {
            Event::ExamSat { programme, window, form, outcome, .. } => {
                let appointment = Candidacy::of(handbook, programme, &facts[..at]).appointment;
                all.push(Shown {
                    key: appointment.map_or(&fact.entry.id, |a| &a.entry.id),
                    exam: Some(fact),
                    programme,
                    window: window_of(handbook, window.as_deref(), fact.day),
                    day: fact.day,
                    outcome: outcome.word(),
                    form: form.as_deref().unwrap_or_default(),
                });
            }
            Event::AppointmentBooked { programme, .. } if !booked.contains(&programme.as_ref()) => {
                booked.push(programme);
            }
            _ => {}
        }
    }
    for programme in booked {
        let Some(fact) = Candidacy::of(handbook, programme, facts).appointment else { continue };
        let Event::AppointmentBooked { window, starts, .. } = &fact.entry.event else { continue };
        let day = starts.day(&handbook.body.zone);
        let window = window_of(handbook, window.as_deref(), day);
        all.push(Shown { key: &fact.entry.id, exam: None, programme, window, day, outcome: "", form: "" });
    }
    all
}

/// Takes away where some people stand and their sittings, to be kept anew; answers each sitting's key with its number,
/// which it keeps.
pub(crate) fn clear(tx: &mut Tx<'_>, people: &BTreeSet<String>) -> Result<Vec<(String, String)>, Failure> {
    let mut known = Vec::new();
    for person in people {
        let own = [person.into()];
        tx.execute("DELETE FROM candidacy WHERE person = $1", &own)?;
        let rows = tx.query("SELECT key, number FROM sitting WHERE person = $1", &own)?;
        if !rows.is_empty() {
            tx.execute("DELETE FROM sitting WHERE person = $1", &own)?;
        }
        known.extend(rows.iter().map(|row| (row.text(0).to_owned(), row.text(1).to_owned())));
    }
    Ok(known)
}

/// Keeps where a candidate stands, and the sittings of theirs.
pub(crate) fn keep(tx: &mut Tx<'_>, case: &Case<'_>, known: &[(String, String)]) -> Result<(), Failure> {
    let person = Value::from(&*case.person);
    for (handbook, record) in case.records() {
        for (event, state, programme, window) in states(handbook, &record.facts) {
            tx.execute(
                "INSERT INTO candidacy (event, state, person, programme, testing_window) VALUES ($1, $2, $3, $4, $5)
                 ON CONFLICT (event, state) DO NOTHING",
                &[event.into(), state.into(), person.clone(), programme.into(), window.into()],
            )?;
        }
        for sitting in shown(handbook, &record.facts) {
            let number = match known.iter().find(|(key, _)| key == sitting.key) {
                Some((_, number)) => number.clone(),
                None => new_number(tx)?,
            };
            put(tx, &person, handbook, &record.facts, &sitting, number)?;
        }
    }
    Ok(())
}

fn put(
    tx: &mut Tx<'_>,
    person: &Value,
    handbook: &Handbook,
    facts: &[Fact<'_>],
    sitting: &Shown<'_>,
    number: String,
) -> Result<(), Failure> {
    let exam = sitting.exam.map_or("", |fact| fact.entry.id.as_ref());
    let scored = facts.iter().rfind(|f| matches!(&f.entry.event, Event::ExamScored { exam: of, .. } if of == exam));
    let (raw, scaled, passed) = match scored.map(|f| &f.entry.event) {
        Some(Event::ExamScored { raw, scaled, passed, .. }) => (raw.to_string(), scaled.to_string(), *passed),
        _ => (String::new(), String::new(), false),
    };
    let released = |f: &&Fact<'_>| match &f.entry.event {
        Event::ResultsReleased { exam: of } => of == exam,
        // A result that was told with the award.
        Event::CredentialAwarded { programme } => programme == sitting.programme && f.day >= sitting.day,
        _ => false,
    };
    let released = facts.iter().find(released).filter(|_| !exam.is_empty()).map(|f| number_of(f.day));
    tx.execute(
        "INSERT INTO sitting (number, key, exam, person, body, programme, testing_window, day, outcome, form, score, scored_by,
                              raw, scaled, passed, released)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16) ON CONFLICT (key) DO NOTHING",
        &[
            number.into(),
            sitting.key.into(),
            exam.into(),
            person.clone(),
            (&handbook.body.id).into(),
            sitting.programme.into(),
            (&sitting.window).into(),
            number_of(sitting.day).into(),
            sitting.outcome.into(),
            sitting.form.into(),
            scored.map_or("", |f| f.entry.id.as_ref()).into(),
            scored.and_then(|f| f.entry.by.as_deref()).unwrap_or_default().into(),
            raw.into(),
            scaled.into(),
            passed.into(),
            released.map_or(Value::Null, Value::Integer),
        ],
    )?;
    Ok(())
}

/// The next candidate number. None is used twice.
fn new_number(tx: &mut Tx<'_>) -> Result<String, Failure> {
    let row = tx.one(
        "INSERT INTO counter (name, value) VALUES ('candidate', 1)
         ON CONFLICT (name) DO UPDATE SET value = counter.value + 1 RETURNING value",
        &[],
    )?;
    Ok(format!("C-{:07}", row.map_or(0, |row| row.integer(0))))
}

/// Keeps the sittings of everybody whose record is older than this table; once for a store.
///
/// # Errors
/// Where the database fails.
pub fn catch_up(store: &Store, bodies: &std::sync::Arc<Bodies>) -> Result<(), Failure> {
    const DONE: &str = "sittings";
    if store.read(|tx| settings::get(tx, DONE))?.is_some() {
        return Ok(());
    }
    let mut after = String::new();
    loop {
        let (bodies, from) = (std::sync::Arc::clone(bodies), after.clone());
        let last = store.write(move |tx| {
            let rows = tx.query("SELECT id FROM person WHERE id > $1 ORDER BY id LIMIT 200", &[(&from).into()])?;
            for row in &rows {
                entries::anew(tx, &bodies, row.text(0))?;
            }
            Ok(rows.last().map(|row| row.text(0).to_owned()))
        })?;
        match last {
            Some(last) => after = last,
            None => return store.write(|tx| settings::set(tx, DONE, "kept")),
        }
    }
}
