//! Completions of courses, as files and programs told them: each taken once, and none dropped.

use jiff::Timestamp;
use jiff::civil::Date;

use crate::cells::{moment, words};
use crate::courses;
use crate::engine::{Failure, Row, Tx};
use crate::standings::{day_of, number_of};

words! {
    /// Where a completion stands.
    pub enum State {
        /// It is posted on its day.
        Waiting = "waiting",
        /// It is on record as a credit.
        Posted = "posted",
        /// It is not posted, and it is said why.
        NotPosted = "not_posted",
        /// It matches nobody, or no course, or cannot be: somebody must look.
        LeftOver = "left_over",
        /// Somebody has looked, and said why it is nothing.
        Dismissed = "dismissed",
        /// It is a statement that tells of no credit.
        NoCredit = "no_credit",
    }
}

/// What was told, word for word.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Told {
    /// The course, by code or address.
    pub course: String,
    /// The day, or the moment.
    pub completed: String,
    /// Whose it is, by e-mail address.
    pub email: String,
    /// By id.
    pub person: String,
    /// By the number of a certificate.
    pub certificate: String,
    /// And their name.
    pub name: String,
}

/// A completion.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Completion {
    /// Its id.
    pub id: String,
    /// By which way it came.
    pub source: String,
    /// Its id there.
    pub told_id: String,
    /// The hash of what was told.
    pub hash: String,
    /// What was told.
    pub told: Told,
    /// Who brought it.
    pub came_by: String,
    /// When.
    pub came_at: Timestamp,
    /// The line of the file, or its place in the list.
    pub line: i64,
    /// Where it stands.
    pub at: Stands,
}

/// Where a completion stands, and what is known of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stands {
    /// The state.
    pub state: State,
    /// What is wrong with it, or why it is not posted.
    pub wrong: String,
    /// The code of its course; empty until there is one.
    pub course: String,
    /// Whose it is; empty until that is known.
    pub person: String,
    /// The day.
    pub day: Option<Date>,
    /// The entry by which it is on record.
    pub event: Option<String>,
    /// Who dealt with it.
    pub dealt_by: Option<String>,
    /// What they said.
    pub note: String,
}

impl Stands {
    /// Something of which nothing else is known.
    pub fn only(state: State, wrong: &str) -> Stands {
        let (wrong, course, person, note) = (wrong.to_owned(), String::new(), String::new(), String::new());
        Stands { state, wrong, course, person, day: None, event: None, dealt_by: None, note }
    }
}

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT c.id, c.source, c.told_id, c.hash, c.told_course, c.told_day, c.email, c.told_person, c.certificate, ",
            "c.name, c.came_by, c.came_at, c.line, c.state, c.wrong, c.course, c.person, c.day, c.event, c.dealt_by, ",
            "c.note FROM completion c ",
            $rest
        )
    };
}

fn completion_of(row: &Row) -> Completion {
    let text = |at: usize| row.text(at).to_owned();
    Completion {
        id: text(0),
        source: text(1),
        told_id: text(2),
        hash: text(3),
        told: Told {
            course: text(4),
            completed: text(5),
            email: text(6),
            person: text(7),
            certificate: text(8),
            name: text(9),
        },
        came_by: text(10),
        came_at: moment(row.integer(11)),
        line: row.integer(12),
        at: Stands {
            state: State::named(row.text(13)).unwrap_or(State::LeftOver),
            wrong: text(14),
            course: text(15),
            person: text(16),
            day: row.integer_if_any(17).map(day_of),
            event: row.text_if_any(18).map(str::to_owned),
            dealt_by: row.text_if_any(19).map(str::to_owned),
            note: text(20),
        },
    }
}

/// Keeps a completion that was told.
///
/// # Errors
/// [`Failure::Taken`] where it was told before; where the database fails.
pub fn keep(tx: &mut Tx<'_>, one: &Completion) -> Result<(), Failure> {
    let plain = |text: &str| text.replace('\0', "");
    let (told, at) = (&one.told, &one.at);
    tx.execute(
        "INSERT INTO completion (id, source, told_id, hash, told_course, told_day, email, told_person, certificate, name,
                                 came_by, came_at, line, state, wrong, course, person, day, event, note)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20)",
        &[
            (&one.id).into(),
            plain(&one.source).into(),
            plain(&one.told_id).into(),
            (&one.hash).into(),
            plain(&told.course).into(),
            plain(&told.completed).into(),
            plain(&told.email).into(),
            plain(&told.person).into(),
            plain(&told.certificate).into(),
            plain(&told.name).into(),
            (&one.came_by).into(),
            one.came_at.as_microsecond().into(),
            one.line.into(),
            at.state.word().into(),
            plain(&at.wrong).into(),
            courses::key(&at.course).into(),
            (&at.person).into(),
            at.day.map(number_of).into(),
            at.event.as_deref().into(),
            (&at.note).into(),
        ],
    )?;
    Ok(())
}

/// Says where a completion stands from now on, if it still stands where it was seen; says whether it did.
///
/// # Errors
/// Where the database fails.
pub fn move_on(tx: &mut Tx<'_>, id: &str, seen: State, to: &Stands, now: Timestamp) -> Result<bool, Failure> {
    let done = tx.execute(
        "UPDATE completion SET state = $3, wrong = $4, course = $5, person = $6, day = $7, event = $8, dealt_by = $9,
                dealt_at = $10, note = $11 WHERE id = $1 AND state = $2",
        &[
            id.into(),
            seen.word().into(),
            to.state.word().into(),
            to.wrong.replace('\0', "").into(),
            courses::key(&to.course).into(),
            (&to.person).into(),
            to.day.map(number_of).into(),
            to.event.as_deref().into(),
            to.dealt_by.as_deref().into(),
            now.as_microsecond().into(),
            (&to.note).into(),
        ],
    )?;
    Ok(done > 0)
}

/// What was told under an id, by a way.
///
/// # Errors
/// Where the database fails.
pub fn told(tx: &mut Tx<'_>, source: &str, id: &str) -> Result<Option<Completion>, Failure> {
    let plain = |text: &str| text.replace('\0', "");
    let found = tx.one(select!("WHERE c.source = $1 AND c.told_id = $2"), &[plain(source).into(), plain(id).into()])?;
    Ok(found.as_ref().map(completion_of))
}

/// A completion by its own id.
///
/// # Errors
/// Where the database fails.
pub fn by_id(tx: &mut Tx<'_>, id: &str) -> Result<Option<Completion>, Failure> {
    Ok(tx.one(select!("WHERE c.id = $1"), &[id.into()])?.as_ref().map(completion_of))
}

/// The completion that an entry put on record.
///
/// # Errors
/// Where the database fails.
pub fn of_event(tx: &mut Tx<'_>, event: &str) -> Result<Option<Completion>, Failure> {
    match event.strip_prefix(EVENT) {
        Some(id) => Ok(by_id(tx, id)?.filter(|one| one.at.event.as_deref() == Some(event))),
        None => Ok(None),
    }
}

/// What the id of an entry begins with that puts a completion on record.
const EVENT: &str = "completion-";

/// The id of the entry that puts a completion on record: one, however often that is tried.
pub fn event_of(id: &str) -> String {
    format!("{EVENT}{id}")
}

/// Whether the same completion is waiting or posted already, by whichever way it was told.
///
/// # Errors
/// Where the database fails.
pub fn there(tx: &mut Tx<'_>, person: &str, course: &str, day: Date) -> Result<bool, Failure> {
    let found = tx.one(
        "SELECT 1 FROM completion WHERE person = $1 AND course = $2 AND day = $3 AND state IN ('waiting', 'posted') LIMIT 1",
        &[person.into(), courses::key(course).into(), number_of(day).into()],
    )?;
    Ok(found.is_some())
}

/// How many are in each state.
///
/// # Errors
/// Where the database fails.
pub fn counts(tx: &mut Tx<'_>) -> Result<Vec<(State, i64)>, Failure> {
    let rows = tx.query("SELECT state, count(*) FROM completion GROUP BY state", &[])?;
    Ok(rows.iter().filter_map(|row| Some((State::named(row.text(0))?, row.integer(1)))).collect())
}

/// How many are left over, and since when the oldest is.
///
/// # Errors
/// Where the database fails.
pub fn left_over(tx: &mut Tx<'_>) -> Result<(i64, Option<Timestamp>), Failure> {
    let row = tx.one("SELECT count(*), min(came_at) FROM completion WHERE state = 'left_over'", &[])?;
    Ok(row.map_or((0, None), |row| (row.integer(0), row.integer_if_any(1).map(moment))))
}

/// Where a page of completions goes on: after a moment, a line and an id.
pub type After<'a> = (i64, i64, &'a str);

/// Completions in a state, the oldest first, after one; at most `most`.
///
/// # Errors
/// Where the database fails.
pub fn list(tx: &mut Tx<'_>, state: State, after: After<'_>, most: i64) -> Result<Vec<Completion>, Failure> {
    let rows = tx.query(
        select!(
            "WHERE c.state = $1 AND (c.came_at, c.line, c.id) > ($2, $3, $4) ORDER BY c.came_at, c.line, c.id LIMIT $5"
        ),
        &[state.word().into(), after.0.into(), after.1.into(), after.2.into(), most.into()],
    )?;
    Ok(rows.iter().map(completion_of).collect())
}

/// Completions that wait and may be posted by a day: of a conference those whose evaluations were due before it.
///
/// # Errors
/// Where the database fails.
pub fn due(tx: &mut Tx<'_>, today: Date, most: i64) -> Result<Vec<Completion>, Failure> {
    let rows = tx.query(
        select!(
            "JOIN course k ON k.key = c.course
              WHERE c.state = 'waiting' AND (k.evaluated_by IS NULL OR k.evaluated_by < $1)
              ORDER BY c.came_at, c.line, c.id LIMIT $2"
        ),
        &[number_of(today).into(), most.into()],
    )?;
    Ok(rows.iter().map(completion_of).collect())
}

/// Somebody's completions in a state.
///
/// # Errors
/// Where the database fails.
pub fn of_person(tx: &mut Tx<'_>, person: &str, state: State) -> Result<Vec<Completion>, Failure> {
    let rows = tx.query(
        select!("WHERE c.person = $1 AND c.state = $2 ORDER BY c.day, c.id LIMIT 200"),
        &[person.into(), state.word().into()],
    )?;
    Ok(rows.iter().map(completion_of).collect())
}

/// Notes that a credit that was posted and one that was logged are two activities.
///
/// # Errors
/// Where the database fails.
pub fn set_apart(tx: &mut Tx<'_>, posted: &str, logged: &str, by: &str, now: Timestamp) -> Result<(), Failure> {
    tx.execute(
        "INSERT INTO two_activities (posted, logged, said_by, said_at) VALUES ($1, $2, $3, $4)
         ON CONFLICT (posted, logged) DO NOTHING",
        &[posted.into(), logged.into(), by.into(), now.as_microsecond().into()],
    )?;
    Ok(())
}

/// Whether somebody said that they are two activities.
///
/// # Errors
/// Where the database fails.
pub fn are_apart(tx: &mut Tx<'_>, posted: &str, logged: &str) -> Result<bool, Failure> {
    let sql = "SELECT 1 FROM two_activities WHERE posted = $1 AND logged = $2";
    Ok(tx.one(sql, &[posted.into(), logged.into()])?.is_some())
}
