//! What somebody has begun to fill in and not sent yet, with its files: one a person and step, gone once it is sent or has
//! grown old. Never a part of the record.
//!
//! Where records were merged, nothing moves: what was begun under a merged record is found under the survivor's, unless
//! they have begun the same step themself; should the merge be taken back, each has their own again.

use std::cmp::Reverse;

use jiff::Timestamp;

use crate::cells::moment;
use crate::engine::{Failure, Row, Tx};
use crate::merging;

/// What was begun.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    /// What is filled in: `apply cpcs`.
    pub step: String,
    /// The answers so far, as JSON.
    pub answers: String,
    /// The files that came with them: each one's field, and its id.
    pub files: Vec<(String, String)>,
    /// When they were last changed.
    pub changed_at: Timestamp,
    /// Until when they are kept.
    pub ends_at: Timestamp,
}

fn draft_of(row: &Row) -> Draft {
    Draft {
        step: row.text(0).to_owned(),
        answers: row.text(1).to_owned(),
        files: Vec::new(),
        changed_at: moment(row.integer(2)),
        ends_at: moment(row.integer(3)),
    }
}

/// Keeps a draft and its files in place of what was there before; whatever has ended by its change is forgotten, whosever
/// it was.
///
/// # Errors
/// Where the database fails.
pub fn put(tx: &mut Tx<'_>, owner: &str, draft: &Draft) -> Result<(), Failure> {
    sweep(tx, draft.changed_at)?;
    tx.execute(
        "INSERT INTO draft (owner, step, answers, changed_at, ends_at) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (owner, step) DO UPDATE
         SET answers = excluded.answers, changed_at = excluded.changed_at, ends_at = excluded.ends_at",
        &[
            owner.into(),
            (&draft.step).into(),
            (&draft.answers).into(),
            draft.changed_at.as_microsecond().into(),
            draft.ends_at.as_microsecond().into(),
        ],
    )?;
    tx.execute("DELETE FROM draft_file WHERE owner = $1 AND step = $2", &[owner.into(), (&draft.step).into()])?;
    for (field, file) in &draft.files {
        tx.execute(
            "INSERT INTO draft_file (owner, step, field, file) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING",
            &[owner.into(), (&draft.step).into(), field.into(), file.into()],
        )?;
    }
    Ok(())
}

/// What somebody has begun and not sent, the latest first.
///
/// # Errors
/// Where the database fails.
pub fn of(tx: &mut Tx<'_>, owner: &str, now: Timestamp) -> Result<Vec<Draft>, Failure> {
    let mut found: Vec<Draft> = Vec::new();
    for one in merging::under(tx, owner)? {
        let rows = tx.query(
            "SELECT step, answers, changed_at, ends_at FROM draft WHERE owner = $1 AND ends_at > $2
              ORDER BY changed_at DESC, step",
            &[(&one).into(), now.as_microsecond().into()],
        )?;
        for mut draft in rows.iter().map(draft_of) {
            if !found.iter().any(|own| own.step == draft.step) {
                draft.files = files_of(tx, &one, &draft.step)?;
                found.push(draft);
            }
        }
    }
    found.sort_by(|a, b| (Reverse(a.changed_at), &a.step).cmp(&(Reverse(b.changed_at), &b.step)));
    Ok(found)
}

fn files_of(tx: &mut Tx<'_>, owner: &str, step: &str) -> Result<Vec<(String, String)>, Failure> {
    let rows = tx.query(
        "SELECT field, file FROM draft_file WHERE owner = $1 AND step = $2 ORDER BY field, file",
        &[owner.into(), step.into()],
    )?;
    Ok(rows.iter().map(|row| (row.text(0).to_owned(), row.text(1).to_owned())).collect())
}

/// One of them.
///
/// # Errors
/// Where the database fails.
pub fn one(tx: &mut Tx<'_>, owner: &str, step: &str, now: Timestamp) -> Result<Option<Draft>, Failure> {
    Ok(of(tx, owner, now)?.into_iter().find(|draft| draft.step == step))
}

/// Throws a draft away: it was sent, or is not wanted any more. Its files stay until the next sweep that finds nothing else
/// which names them.
///
/// # Errors
/// Where the database fails.
pub fn discard(tx: &mut Tx<'_>, owner: &str, step: &str) -> Result<(), Failure> {
    for one in merging::under(tx, owner)? {
        tx.execute("DELETE FROM draft WHERE owner = $1 AND step = $2", &[one.into(), step.into()])?;
    }
    Ok(())
}

/// Gives everything that one owner has begun to another, to be kept until a moment: what was begun before signing up.
///
/// # Errors
/// Where the database fails.
pub fn hand_over(tx: &mut Tx<'_>, from: &str, to: &str, ends_at: Timestamp) -> Result<(), Failure> {
    tx.execute(
        "UPDATE draft SET owner = $2, ends_at = $3 WHERE owner = $1",
        &[from.into(), to.into(), ends_at.as_microsecond().into()],
    )?;
    Ok(())
}

/// Removes what has ended by a moment; answers how many.
///
/// # Errors
/// Where the database fails.
pub fn sweep(tx: &mut Tx<'_>, at: Timestamp) -> Result<u64, Failure> {
    tx.execute("DELETE FROM draft WHERE ends_at <= $1", &[at.as_microsecond().into()])
}
