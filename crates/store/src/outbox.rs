//! Letters on their way: written once, taken by one sender at a time, and kept with what became of them.
//!
//! A letter has a key that makes it the same notice: writing it again adds nothing, whoever does it. A sender takes
//! letters for a time; where it is gone by then, somebody else takes them. So a letter may reach the server twice, where
//! a sender died between the server's answer and noting it; it bears the same id then.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use jiff::Timestamp;

use crate::cells::{moment, new_id};
use crate::engine::{Failure, Row, Tx, Value};
use crate::{entries, merging};

/// A letter to be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    /// What makes it the same notice.
    pub key: String,
    /// To whom.
    pub person: String,
    /// To which address; empty where none is on file: the letter is kept then, and given up at once.
    pub to_address: String,
    /// The kind of notice.
    pub kind: String,
    /// The subject.
    pub subject: String,
    /// The text.
    pub body: String,
}

/// A letter, and what became of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mail {
    /// Its id.
    pub id: String,
    /// What is written in it.
    pub draft: Draft,
    /// When it was written.
    pub created_at: Timestamp,
    /// How often it was taken to be sent.
    pub tries: i64,
    /// When it was last tried.
    pub tried_at: Option<Timestamp>,
    /// When the server took it.
    pub sent_at: Option<Timestamp>,
    /// What the server said last.
    pub answer: Option<String>,
    /// When it was given up.
    pub given_up: Option<Timestamp>,
}

/// What is said of a letter to somebody who has no address on file.
pub const NO_ADDRESS: &str = "no e-mail address is on file";

/// What every query for letters asks for, in the order of [`mail_of`].
macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT id, key, person, to_address, kind, subject, body, created_at, tries, tried_at, sent_at, answer, \
             given_up FROM mail ",
            $rest
        )
    };
}

fn mail_of(row: &Row) -> Mail {
    let time = |at| row.integer_if_any(at).map(moment);
    Mail {
        id: row.text(0).to_owned(),
        draft: Draft {
            key: row.text(1).to_owned(),
            person: row.text(2).to_owned(),
            to_address: row.text(3).to_owned(),
            kind: row.text(4).to_owned(),
            subject: row.text(5).to_owned(),
            body: row.text(6).to_owned(),
        },
        created_at: time(7).unwrap_or_default(),
        tries: row.integer(8),
        tried_at: time(9),
        sent_at: time(10),
        answer: row.text_if_any(11).map(str::to_owned),
        given_up: time(12),
    }
}

/// Writes a letter, unless it was written before; answers whether it was not.
///
/// # Errors
/// Where the database fails.
pub fn put(tx: &mut Tx<'_>, draft: &Draft, at: Timestamp) -> Result<bool, Failure> {
    let nowhere = draft.to_address.is_empty();
    // What is about nobody's record was asked for by somebody who waits for it: it goes before a day's thousand notices.
    let first = if draft.person.is_empty() { 0 } else { at.as_microsecond() };
    let rows = tx.execute(
        "INSERT INTO mail (id, key, person, to_address, kind, subject, body, created_at, lease_until, tries, answer, given_up)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $11, 0, $9, $10) ON CONFLICT (key) DO NOTHING",
        &[
            new_id(at).into(),
            (&draft.key).into(),
            (&draft.person).into(),
            (&draft.to_address).into(),
            (&draft.kind).into(),
            (&draft.subject).into(),
            (&draft.body).into(),
            at.as_microsecond().into(),
            nowhere.then_some(NO_ADDRESS).into(),
            nowhere.then_some(at.as_microsecond()).into(),
            first.into(),
        ],
    )?;
    Ok(rows > 0)
}

/// Takes letters that are due, the longest waiting first: nobody else takes them until `until`. At most `most`.
///
/// # Errors
/// Where the database fails.
pub fn take(tx: &mut Tx<'_>, now: Timestamp, until: Timestamp, most: i64) -> Result<Vec<Mail>, Failure> {
    // The rows are held by the first statement, so the second touches no others: one statement for both could be planned
    // so that it holds more rows than it answers.
    let rows = tx.query(
        select!(
            "WHERE sent_at IS NULL AND given_up IS NULL AND lease_until <= $1 ORDER BY lease_until, id LIMIT $2
             {skip_locked}"
        ),
        &[now.as_microsecond().into(), most.into()],
    )?;
    let mut taken: Vec<Mail> = rows.iter().map(mail_of).collect();
    for mail in &mut taken {
        mail.tries += 1;
        tx.execute(
            "UPDATE mail SET lease_until = $2, tries = $3 WHERE id = $1",
            &[(&mail.id).into(), until.as_microsecond().into(), mail.tries.into()],
        )?;
    }
    Ok(taken)
}

/// Puts other words into a letter that is on its way.
///
/// # Errors
/// Where the database fails.
pub fn rewrite(tx: &mut Tx<'_>, id: &str, subject: &str, body: &str) -> Result<(), Failure> {
    tx.execute(
        "UPDATE mail SET subject = $2, body = $3 WHERE id = $1 AND sent_at IS NULL AND given_up IS NULL",
        &[id.into(), subject.into(), body.into()],
    )?;
    Ok(())
}

/// Notes that the server took a letter, and what it said.
///
/// # Errors
/// Where the database fails.
pub fn sent(tx: &mut Tx<'_>, id: &str, at: Timestamp, answer: &str) -> Result<(), Failure> {
    tx.execute(
        "UPDATE mail SET sent_at = $2, tried_at = $2, answer = $3 WHERE id = $1 AND sent_at IS NULL",
        &[id.into(), at.as_microsecond().into(), answer.into()],
    )?;
    Ok(())
}

/// Notes that a letter was not taken, why, and when it is tried again; without such a time it is given up.
///
/// # Errors
/// Where the database fails.
pub fn failed(
    tx: &mut Tx<'_>,
    id: &str,
    at: Timestamp,
    answer: &str,
    retry_at: Option<Timestamp>,
) -> Result<(), Failure> {
    let values: [Value; 4] =
        [id.into(), at.as_microsecond().into(), answer.into(), retry_at.unwrap_or(at).as_microsecond().into()];
    // What another sender has delivered meanwhile stays delivered.
    tx.execute(
        "UPDATE mail SET tried_at = $2, answer = $3, lease_until = $4 WHERE id = $1 AND sent_at IS NULL",
        &values,
    )?;
    if retry_at.is_none() {
        tx.execute("UPDATE mail SET given_up = $2 WHERE id = $1 AND sent_at IS NULL", &values[..2])?;
    }
    Ok(())
}

/// Gives back a letter that was taken and not tried, with the reason: it is taken again from `at` on.
///
/// # Errors
/// Where the database fails.
pub fn give_back(tx: &mut Tx<'_>, id: &str, at: Timestamp, why: &str) -> Result<(), Failure> {
    tx.execute(
        "UPDATE mail SET lease_until = $2, tries = tries - 1, answer = $3
          WHERE id = $1 AND sent_at IS NULL AND given_up IS NULL",
        &[id.into(), at.as_microsecond().into(), why.into()],
    )?;
    Ok(())
}

/// A text that sorts after every id.
const BEYOND: &str = "~";

/// Letters, the newest first, after one's id; at most `most`.
///
/// # Errors
/// Where the database fails.
pub fn list(tx: &mut Tx<'_>, after: Option<&str>, most: i64) -> Result<Vec<Mail>, Failure> {
    let rows =
        tx.query(select!("WHERE id < $1 ORDER BY id DESC LIMIT $2"), &[after.unwrap_or(BEYOND).into(), most.into()])?;
    Ok(rows.iter().map(mail_of).collect())
}

/// Letters to a person, and to whoever was merged into them, the newest first, after one's id; at most `most`.
///
/// # Errors
/// Where the database fails.
pub fn of_person(tx: &mut Tx<'_>, person: &str, after: Option<&str>, most: i64) -> Result<Vec<Mail>, Failure> {
    let mut letters = Vec::new();
    for one in merging::under(tx, person)? {
        let rows = tx.query(
            select!("WHERE person = $1 AND id < $2 ORDER BY id DESC LIMIT $3"),
            &[one.into(), after.unwrap_or(BEYOND).into(), most.into()],
        )?;
        letters.extend(rows.iter().map(mail_of));
    }
    letters.sort_by(|a, b| b.id.cmp(&a.id));
    letters.truncate(usize::try_from(most).unwrap_or_default());
    Ok(letters)
}

/// How many letters wait, were sent, and were given up.
///
/// # Errors
/// Where the database fails.
pub fn counts(tx: &mut Tx<'_>) -> Result<(i64, i64, i64), Failure> {
    let row = tx.one(
        "SELECT count(CASE WHEN sent_at IS NULL AND given_up IS NULL THEN 1 END), count(sent_at), count(given_up)
           FROM mail",
        &[],
    )?;
    Ok(row.map_or((0, 0, 0), |row| (row.integer(0), row.integer(1), row.integer(2))))
}

/// A person's whole record, with where each entry stands in its body's chain: what notices are drawn from.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Record {
    /// The person.
    pub person: String,
    /// Their name, as last registered.
    pub name: String,
    /// Their e-mail address, as last registered.
    pub email: String,
    /// The entries in the order of the record: body, place in its chain, and the event as it was written.
    pub entries: Vec<(String, i64, String)>,
}

fn entry_of(row: &Row) -> (String, i64, String) {
    (row.text(1).to_owned(), row.integer(2), row.text(3).to_owned())
}

/// How many people are asked for at once.
const AT_ONCE: usize = 256;

static PEOPLE_OF: LazyLock<String> =
    LazyLock::new(|| format!("SELECT id, name, email FROM person WHERE id IN ({}) ORDER BY id", places()));

static ENTRIES_OF: LazyLock<String> = LazyLock::new(|| {
    format!("SELECT person, body, position, line FROM entry WHERE person IN ({}) ORDER BY person, seq", places())
});

fn places() -> String {
    (1..=AT_ONCE).map(|n| format!("${n}")).collect::<Vec<_>>().join(", ")
}

/// Everybody's records, by id after `after`; at most `most` people. Where records were merged, each has the entries of all
/// whom a merge names with them.
///
/// # Errors
/// Where the database fails.
pub fn records(tx: &mut Tx<'_>, after: &str, most: i64) -> Result<Vec<Record>, Failure> {
    let people = tx
        .query("SELECT id, name, email FROM person WHERE id > $1 ORDER BY id LIMIT $2", &[after.into(), most.into()])?;
    let Some(last) = people.last().map(|row| row.text(0).to_owned()) else { return Ok(Vec::new()) };
    let entries =
        "SELECT person, body, position, line FROM entry WHERE person > $1 AND person <= $2 ORDER BY person, seq";
    filled(tx, &people, entries, &[after.into(), last.into()])
}

/// The records of some people, by id; whoever is not on record is left out. Asking for many at once takes a fraction of
/// asking for each.
///
/// # Errors
/// Where the database fails.
pub fn records_of(tx: &mut Tx<'_>, people: &[String]) -> Result<Vec<Record>, Failure> {
    let mut records = Vec::with_capacity(people.len());
    for some in people.chunks(AT_ONCE) {
        // There is one statement, for as many as fit into it: the last of fewer stands in the places that are left.
        let ids: Vec<Value> = (0..AT_ONCE).filter_map(|at| some.get(at).or(some.last()).map(Value::from)).collect();
        let found = tx.query(&PEOPLE_OF, &ids)?;
        records.extend(filled(tx, &found, &ENTRIES_OF, &ids)?);
    }
    Ok(records)
}

/// People with the entries that a query finds of them, both in the order of their ids.
fn filled(tx: &mut Tx<'_>, people: &[Row], entries: &'static str, of: &[Value]) -> Result<Vec<Record>, Failure> {
    let mut records: Vec<Record> = people.iter().map(record_of).collect();
    let mut at = 0;
    tx.each(entries, of, |row| {
        while records.get(at).is_some_and(|r| r.person != row.text(0)) {
            at += 1;
        }
        if let Some(record) = records.get_mut(at) {
            record.entries.push(entry_of(&row));
        }
        Ok(())
    })?;
    let merged = merging::named(tx)?;
    for record in records.iter_mut().filter(|record| merged.contains(&record.person)) {
        record.entries = entries_with(tx, &record.person)?;
    }
    Ok(records)
}

/// The entries of a person and of everybody whom a merge names with them.
fn entries_with(tx: &mut Tx<'_>, person: &str) -> Result<Vec<(String, i64, String)>, Failure> {
    let entries = entries::of_person(tx, person)?;
    Ok(entries.into_iter().map(|entry| (entry.body, entry.position, entry.line)).collect())
}

fn record_of(row: &Row) -> Record {
    let text = |at| row.text(at).to_owned();
    Record { person: text(0), name: text(1), email: text(2), entries: Vec::new() }
}

/// One person's record.
///
/// # Errors
/// Where the database fails.
pub fn record(tx: &mut Tx<'_>, person: &str) -> Result<Option<Record>, Failure> {
    let row = tx.one("SELECT id, name, email FROM person WHERE id = $1", &[person.into()])?;
    let Some(mut record) = row.as_ref().map(record_of) else { return Ok(None) };
    record.entries = entries_with(tx, person)?;
    Ok(Some(record))
}

/// How long each body's chain is.
///
/// # Errors
/// Where the database fails.
pub fn lengths(tx: &mut Tx<'_>) -> Result<Vec<(String, i64)>, Failure> {
    let rows = tx.query("SELECT id, position FROM body ORDER BY id", &[])?;
    Ok(rows.iter().map(|row| (row.text(0).to_owned(), row.integer(1))).collect())
}

/// Whose records grew after a place in a body's chain; with them, everybody whom a merge names with them.
///
/// # Errors
/// Where the database fails.
pub fn grown(tx: &mut Tx<'_>, body: &str, after: i64) -> Result<BTreeSet<String>, Failure> {
    let rows =
        tx.query("SELECT DISTINCT person FROM entry WHERE body = $1 AND position > $2", &[body.into(), after.into()])?;
    let mut grown: BTreeSet<String> = rows.iter().map(|row| row.text(0).to_owned()).collect();
    let merged: Vec<String> = merging::named(tx)?.intersection(&grown).cloned().collect();
    grown.extend(merging::household(tx, &merged)?);
    Ok(grown)
}
