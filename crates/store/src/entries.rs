//! The record: appending entries, and reading them back.

use jiff::Timestamp;
use programme::Bodies;
use programme::record::{Line, Refusal, Text};
use programme::review::Case;
use sha2::{Digest, Sha256};

use crate::engine::{Failure, Row, Tx};
use crate::{files, people, standings, waiting};

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
        stored_at: Timestamp::from_microsecond(row.integer(5)).unwrap_or_default(),
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

/// Appends to a person's record; all of it or nothing. In the same unit, what follows from the record is brought up to
/// date: who the person is, and the timelines of their credentials. Answers how many entries the record has now.
///
/// # Errors
/// [`Failure::Stale`] where the record has grown meanwhile, [`Failure::Taken`] where an id is used already,
/// [`Failure::Refused`] where the record cannot hold an event.
pub fn append(tx: &mut Tx<'_>, bodies: &Bodies, append: &Append, at: Timestamp) -> Result<i64, Failure> {
    // The body before the person, always: nodes that took them either way round would wait for each other.
    let head = head(tx, &append.body)?;
    let found = seq(tx, &append.person)?;
    if found != append.expected {
        return Err(Failure::Stale { person: append.person.clone(), expected: append.expected, found });
    }
    let mut lines = lines(tx, &append.person)?;
    lines.extend(append.events.iter().map(|(_, line)| line.clone()));
    let lines = numbered(&lines);
    let case = Case::open(bodies, Text::Borrowed(&append.person), &lines, None);
    let new = |r: &&Refusal| r.line > found as usize;
    let mut refused = unfit(append);
    refused.extend(case.refused().iter().filter(new).map(|r| Refusal { line: r.line - found as usize, ..r.clone() }));
    if !refused.is_empty() {
        return Err(Failure::Refused(refused));
    }
    chain(tx, append, head, found, at)?;
    people::keep(tx, &case)?;
    standings::keep(tx, &case)?;
    waiting::keep(tx, &case)?;
    Ok(found + append.events.len() as i64)
}

/// Events that cannot be kept, whatever they say: on more than one line, or under an id that is not their own.
fn unfit(append: &Append) -> Vec<Refusal> {
    let mut refused = Vec::new();
    for (at, (id, text)) in append.events.iter().enumerate() {
        let line = Line { number: at + 1, text };
        let mut refuse = |key, wrong, remedy| refused.push(Refusal::at(line, Some(id), key, wrong, remedy));
        if text.contains(['\n', '\r']) {
            refuse("", "there is a line break in this event".to_owned(), "write each event on one line");
        }
        if id.contains('\0') {
            refuse(
                "id",
                "U+0000 stands in the id of this event".to_owned(),
                "write an id of letters, digits and signs",
            );
        }
        if let Ok(event) = programme::record::Entry::read(line)
            && event.id != id.as_str()
        {
            refuse("id", format!("the id of this event is `{}`, not `{id}`", event.id), "append it under its own id");
        }
    }
    refused
}

/// How many entries a person's record has; nobody else changes it until this unit ends.
fn seq(tx: &mut Tx<'_>, person: &str) -> Result<i64, Failure> {
    tx.execute(
        "INSERT INTO person (id, seq, name, email) VALUES ($1, 0, '', '') ON CONFLICT (id) DO NOTHING",
        &[person.into()],
    )?;
    let row = tx.one("SELECT seq FROM person WHERE id = $1 {for_update}", &[person.into()])?;
    Ok(row.map_or(0, |row| row.integer(0)))
}

/// Where a body's chain ends, and the hash there; nobody else adds to it until this unit ends.
fn head(tx: &mut Tx<'_>, body: &str) -> Result<(i64, String), Failure> {
    tx.execute("INSERT INTO body (id, position, hash) VALUES ($1, 0, '') ON CONFLICT (id) DO NOTHING", &[body.into()])?;
    let head = tx.one("SELECT position, hash FROM body WHERE id = $1 {for_update}", &[body.into()])?;
    head.map(|row| (row.integer(0), row.text(1).to_owned())).ok_or_else(|| Failure::Missing("body".to_owned()))
}

/// Adds the events to the body's chain.
fn chain(tx: &mut Tx<'_>, append: &Append, head: (i64, String), found: i64, at: Timestamp) -> Result<(), Failure> {
    let ((mut position, mut hash), mut seq) = (head, found);
    for (id, line) in &append.events {
        (position, seq) = (position + 1, seq + 1);
        let mut entry = Entry {
            body: append.body.clone(),
            position,
            person: append.person.clone(),
            seq,
            id: id.clone(),
            stored_at: at,
            line: line.clone(),
            hash: String::new(),
        };
        hash = entry.hash_after(&hash);
        entry.hash.clone_from(&hash);
        insert(tx, &entry)?;
        files::note(tx, &entry.person, &entry.line, at)?;
    }
    tx.execute(
        "UPDATE body SET position = $2, hash = $3 WHERE id = $1",
        &[(&append.body).into(), position.into(), hash.into()],
    )?;
    tx.execute("UPDATE person SET seq = $2 WHERE id = $1", &[(&append.person).into(), seq.into()])?;
    Ok(())
}

fn insert(tx: &mut Tx<'_>, entry: &Entry) -> Result<(), Failure> {
    let taken = |failure| match failure {
        Failure::Taken(_) => Failure::Taken(format!("the id `{}`", entry.id)),
        other => other,
    };
    tx.execute(
        "INSERT INTO entry (body, position, person, seq, id, stored_at, line, hash) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        &[
            (&entry.body).into(),
            entry.position.into(),
            (&entry.person).into(),
            entry.seq.into(),
            (&entry.id).into(),
            entry.stored_at.as_microsecond().into(),
            (&entry.line).into(),
            (&entry.hash).into(),
        ],
    )
    .map_err(taken)?;
    Ok(())
}

/// A person's events, in the order of their record, each as it was written.
///
/// # Errors
/// Where the database fails.
pub fn lines(tx: &mut Tx<'_>, person: &str) -> Result<Vec<String>, Failure> {
    let rows = tx.query("SELECT line FROM entry WHERE person = $1 ORDER BY seq", &[person.into()])?;
    Ok(rows.iter().map(|row| row.text(0).to_owned()).collect())
}

/// A person's entries, in the order of their record.
///
/// # Errors
/// Where the database fails.
pub fn of_person(tx: &mut Tx<'_>, person: &str) -> Result<Vec<Entry>, Failure> {
    let rows = tx.query(
        "SELECT body, position, person, seq, id, stored_at, line, hash FROM entry WHERE person = $1 ORDER BY seq",
        &[person.into()],
    )?;
    Ok(rows.iter().map(entry_of).collect())
}

/// Whose record holds an event.
///
/// # Errors
/// Where the database fails.
pub fn person_of(tx: &mut Tx<'_>, event: &str) -> Result<Option<String>, Failure> {
    let row = tx.one("SELECT person FROM entry WHERE id = $1", &[event.into()])?;
    Ok(row.map(|row| row.text(0).to_owned()))
}

/// Events as lines of a record, each with its number: that of the entry in the record.
pub fn numbered(lines: &[String]) -> Vec<Line<'_>> {
    lines.iter().enumerate().map(|(at, text)| Line { number: at + 1, text }).collect()
}
