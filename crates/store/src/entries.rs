//! The record: appending entries, and reading them back.

mod appending;

use std::collections::BTreeSet;

use jiff::Timestamp;
use programme::record::Line;
use sha2::{Digest, Sha256};

pub(crate) use appending::anew;
pub use appending::{append, length};

use crate::cells::moment;
use crate::engine::{Failure, Row, Tx};
use crate::merging;

/// One entry as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The body whose chain it stands in.
    pub body: String,
    /// Its place in that chain, from 1.
    pub position: i64,
    /// Whose record it belongs to.
    pub person: String,
    /// Its place in that record, from 1.
    pub seq: i64,
    /// The event's own id.
    pub id: String,
    /// When it was stored.
    pub stored_at: Timestamp,
    /// The event as it was written.
    pub line: String,
    /// The hash of this entry and of the one before it in the chain, as 64 hexadecimal digits.
    pub hash: String,
}

/// What every query for entries asks for, in this order.
pub(crate) fn entry_of(row: &Row) -> Entry {
    Entry {
        body: row.text(0).to_owned(),
        position: row.integer(1),
        person: row.text(2).to_owned(),
        seq: row.integer(3),
        id: row.text(4).to_owned(),
        stored_at: moment(row.integer(5)),
        line: row.text(6).to_owned(),
        hash: row.text(7).to_owned(),
    }
}

impl Entry {
    /// The hash that the entry must have where the one before it in the chain has `before`: SHA-256 over that and every
    /// field, each with its length, so that no two entries read alike.
    pub fn hash_after(&self, before: &str) -> String {
        let mut hasher = Sha256::new();
        let mut take = |text: &str| {
            hasher.update((text.len() as u64).to_be_bytes());
            hasher.update(text.as_bytes());
        };
        [before, &self.body, &self.person, &self.id, &self.line].into_iter().for_each(&mut take);
        for number in [self.position, self.seq, self.stored_at.as_microsecond()] {
            hasher.update(number.to_be_bytes());
        }
        hex(&hasher.finalize())
    }
}

/// Bytes as hexadecimal digits.
pub(crate) fn hex(bytes: &[u8]) -> String {
    let digit = |n: u8| char::from_digit(u32::from(n), 16).unwrap_or('0');
    bytes.iter().flat_map(|b| [digit(b >> 4), digit(b & 15)]).collect()
}

/// Entries to be appended to a person's record.
#[derive(Debug, Clone)]
pub struct Append {
    /// The person.
    pub person: String,
    /// The body that appends.
    pub body: String,
    /// How many entries the record had when it was looked at.
    pub expected: i64,
    /// The events: each one's id, and its JSON on one line.
    pub events: Vec<(String, String)>,
}

/// A person's events, in the order of their record, each as it was written; where records were merged, those of everybody
/// whom a merge names with them, in the order in which they were recorded.
///
/// # Errors
/// Where the database fails.
pub fn lines(tx: &mut Tx<'_>, person: &str) -> Result<Vec<String>, Failure> {
    lines_with(tx, &[person])
}

/// The events of some people and of everybody whom a merge names with them, as they were recorded one after the other.
///
/// # Errors
/// Where the database fails.
pub fn lines_with(tx: &mut Tx<'_>, people: &[&str]) -> Result<Vec<String>, Failure> {
    let everybody = merging::household(tx, people)?;
    lines_of(tx, &everybody)
}

/// The events of some people, as they were recorded one after the other.
fn lines_of(tx: &mut Tx<'_>, people: &BTreeSet<String>) -> Result<Vec<String>, Failure> {
    if people.len() > 1 {
        return Ok(of_several(tx, people)?.into_iter().map(|entry| entry.line).collect());
    }
    let mut lines = Vec::new();
    for person in people {
        let rows = tx.query("SELECT line FROM entry WHERE person = $1 ORDER BY seq", &[person.into()])?;
        lines.extend(rows.iter().map(|row| row.text(0).to_owned()));
    }
    Ok(lines)
}

/// A person's entries, in the same order as their lines.
///
/// # Errors
/// Where the database fails.
pub fn of_person(tx: &mut Tx<'_>, person: &str) -> Result<Vec<Entry>, Failure> {
    let everybody = merging::household(tx, &[person])?;
    of_several(tx, &everybody)
}

/// The entries of some people, as they were recorded one after the other: each record keeps its own order.
pub(crate) fn of_several<P: AsRef<str>>(
    tx: &mut Tx<'_>,
    people: impl IntoIterator<Item = P>,
) -> Result<Vec<Entry>, Failure> {
    let mut records = Vec::new();
    for person in people {
        records.push(of_one(tx, person.as_ref())?.into_iter().peekable());
    }
    let mut all = Vec::new();
    loop {
        let next = |record: &mut std::iter::Peekable<std::vec::IntoIter<Entry>>| {
            record.peek().map(|entry| (entry.stored_at, entry.position))
        };
        let earliest = records.iter_mut().enumerate().filter_map(|(at, record)| Some((next(record)?, at))).min();
        let Some((_, at)) = earliest else { return Ok(all) };
        all.extend(records[at].next());
    }
}

fn of_one(tx: &mut Tx<'_>, person: &str) -> Result<Vec<Entry>, Failure> {
    let rows = tx.query(
        "SELECT body, position, person, seq, id, stored_at, line, hash FROM entry WHERE person = $1 ORDER BY seq",
        &[person.into()],
    )?;
    Ok(rows.iter().map(entry_of).collect())
}

/// Whose record holds an event: of whoever was merged into another, that other.
///
/// # Errors
/// Where the database fails.
pub fn person_of(tx: &mut Tx<'_>, event: &str) -> Result<Option<String>, Failure> {
    let person = written_for(tx, event)?;
    person.map(|person| merging::survivor(tx, &person)).transpose()
}

/// The person under whom an event was written.
///
/// # Errors
/// Where the database fails.
pub fn written_for(tx: &mut Tx<'_>, event: &str) -> Result<Option<String>, Failure> {
    let row = tx.one("SELECT person FROM entry WHERE id = $1", &[event.into()])?;
    Ok(row.map(|row| row.text(0).to_owned()))
}

/// The body in whose chain an event stands.
///
/// # Errors
/// Where the database fails.
pub fn body_of(tx: &mut Tx<'_>, event: &str) -> Result<Option<String>, Failure> {
    let row = tx.one("SELECT body FROM entry WHERE id = $1", &[event.into()])?;
    Ok(row.map(|row| row.text(0).to_owned()))
}

/// Events as lines of a record, each with its number: that of the entry in the record.
pub fn numbered(lines: &[String]) -> Vec<Line<'_>> {
    lines.iter().enumerate().map(|(at, text)| Line { number: at + 1, text }).collect()
}
