//! What somebody has begun to fill in and not sent yet: one a person and step, gone once it is sent or has grown old.
//! Never a part of the record.

use jiff::Timestamp;

use crate::cells::moment;
use crate::engine::{Failure, Row, Tx};

/// What was begun.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    /// What is filled in: `apply cpcs`.
    pub step: String,
    /// The answers so far, as JSON.
    pub answers: String,
    /// When they were last changed.
    pub changed_at: Timestamp,
    /// Until when they are kept.
    pub ends_at: Timestamp,
}

fn draft_of(row: &Row) -> Draft {
    Draft {
        step: row.text(0).to_owned(),
        answers: row.text(1).to_owned(),
        changed_at: moment(row.integer(2)),
        ends_at: moment(row.integer(3)),
    }
}

/// Keeps a draft in place of the one before; whatever has ended by its change is forgotten, whosever it was.
///
/// # Errors
/// Where the database fails.
pub fn put(tx: &mut Tx<'_>, owner: &str, draft: &Draft) -> Result<(), Failure> {
    tx.execute("DELETE FROM draft WHERE ends_at <= $1", &[draft.changed_at.as_microsecond().into()])?;
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
    Ok(())
}

/// What somebody has begun and not sent, the latest first.
///
/// # Errors
/// Where the database fails.
pub fn of(tx: &mut Tx<'_>, owner: &str, now: Timestamp) -> Result<Vec<Draft>, Failure> {
    let rows = tx.query(
        "SELECT step, answers, changed_at, ends_at FROM draft WHERE owner = $1 AND ends_at > $2
          ORDER BY changed_at DESC, step",
        &[owner.into(), now.as_microsecond().into()],
    )?;
    Ok(rows.iter().map(draft_of).collect())
}

/// One of them.
///
/// # Errors
/// Where the database fails.
pub fn one(tx: &mut Tx<'_>, owner: &str, step: &str, now: Timestamp) -> Result<Option<Draft>, Failure> {
    let row = tx.one(
        "SELECT step, answers, changed_at, ends_at FROM draft WHERE owner = $1 AND step = $2 AND ends_at > $3",
        &[owner.into(), step.into(), now.as_microsecond().into()],
    )?;
    Ok(row.as_ref().map(draft_of))
}

/// Throws a draft away: it was sent, or is not wanted any more.
///
/// # Errors
/// Where the database fails.
pub fn discard(tx: &mut Tx<'_>, owner: &str, step: &str) -> Result<(), Failure> {
    tx.execute("DELETE FROM draft WHERE owner = $1 AND step = $2", &[owner.into(), step.into()])?;
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
