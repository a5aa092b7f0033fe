//! Courses of the education zone and sessions of conferences: what a completion of each counts.

use jiff::Timestamp;
use jiff::civil::Date;

use crate::cells::words;
use crate::engine::{Failure, Row, Tx};
use crate::standings::{day_of, number_of};

words! {
    /// What a course is a part of.
    pub enum Kind {
        /// The association's education zone: posted once it is completed.
        Zone = "zone",
        /// A conference: posted once its evaluations are in.
        Conference = "conference",
    }
}

/// A course.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Course {
    /// What files and programs call it.
    pub code: String,
    /// Whose it is.
    pub body: String,
    /// What it is called.
    pub title: String,
    /// The category of its credits.
    pub category: String,
    /// How much of it there is, as the handbook counts: hours.
    pub units: String,
    /// What it is a part of.
    pub kind: Kind,
    /// The last day for evaluating it, where it is of a conference.
    pub evaluated_by: Option<Date>,
    /// The first day on which it can be completed.
    pub from: Option<Date>,
    /// The last day on which it can be completed.
    pub to: Option<Date>,
    /// The address by which statements call it; empty where they call it by its code.
    pub iri: String,
}

/// A code as it is looked up: without regard to case.
pub fn key(code: &str) -> String {
    code.trim().to_lowercase()
}

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT code, body, title, category, units, kind, evaluated_by, from_day, to_day, iri FROM course ",
            $rest
        )
    };
}

fn course_of(row: &Row) -> Course {
    let text = |at: usize| row.text(at).to_owned();
    let day = |at: usize| row.integer_if_any(at).map(day_of);
    Course {
        code: text(0),
        body: text(1),
        title: text(2),
        category: text(3),
        units: text(4),
        kind: Kind::named(row.text(5)).unwrap_or(Kind::Zone),
        evaluated_by: day(6),
        from: day(7),
        to: day(8),
        iri: text(9),
    }
}

/// Courses by code, after one; at most `most`.
///
/// # Errors
/// Where the database fails.
pub fn list(tx: &mut Tx<'_>, after: &str, most: i64) -> Result<Vec<Course>, Failure> {
    let rows = tx.query(select!("WHERE key > $1 ORDER BY key LIMIT $2"), &[key(after).into(), most.into()])?;
    Ok(rows.iter().map(course_of).collect())
}

/// A course by its code.
///
/// # Errors
/// Where the database fails.
pub fn by_code(tx: &mut Tx<'_>, code: &str) -> Result<Option<Course>, Failure> {
    Ok(tx.one(select!("WHERE key = $1"), &[key(code).into()])?.as_ref().map(course_of))
}

/// The course that a code or an address stands for.
///
/// # Errors
/// Where the database fails.
pub fn called(tx: &mut Tx<'_>, name: &str) -> Result<Option<Course>, Failure> {
    if let Some(course) = by_code(tx, name)? {
        return Ok(Some(course));
    }
    let named = select!("WHERE iri = $1 AND iri <> '' ORDER BY key LIMIT 1");
    Ok(tx.one(named, &[name.trim().into()])?.as_ref().map(course_of))
}

/// Keeps a course; one of the same code is changed. Says whether it was new.
///
/// # Errors
/// [`Failure::Taken`] where another course has its address; where the database fails.
pub fn put(tx: &mut Tx<'_>, course: &Course, by: &str, now: Timestamp) -> Result<bool, Failure> {
    let own = key(&course.code);
    let other = "SELECT 1 FROM course WHERE iri = $1 AND iri <> '' AND key <> $2";
    if tx.one(other, &[(&course.iri).into(), (&own).into()])?.is_some() {
        return Err(Failure::Taken(format!("another course at `{}`", course.iri)));
    }
    let new = by_code(tx, &own)?.is_none();
    let day = |day: Option<Date>| day.map(number_of).into();
    tx.execute(
        "INSERT INTO course (key, code, body, title, category, units, kind, evaluated_by, from_day, to_day, iri,
                             changed_by, changed_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
         ON CONFLICT (key) DO UPDATE SET code = $2, body = $3, title = $4, category = $5, units = $6, kind = $7,
                evaluated_by = $8, from_day = $9, to_day = $10, iri = $11, changed_by = $12, changed_at = $13",
        &[
            own.into(),
            course.code.trim().into(),
            (&course.body).into(),
            (&course.title).into(),
            (&course.category).into(),
            (&course.units).into(),
            course.kind.word().into(),
            day(course.evaluated_by),
            day(course.from),
            day(course.to),
            (&course.iri).into(),
            by.into(),
            now.as_microsecond().into(),
        ],
    )?;
    Ok(new)
}
