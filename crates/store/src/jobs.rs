//! Work that nobody waits for: put once by its key, taken by one node at a time, done at least once.
//!
//! A job that follows from a change is put in the unit of that change. Whoever takes one has it for a time; where they are
//! gone by then, somebody else takes it. What a job changes in the store is committed in the unit that finishes it, which
//! is refused to whoever has it no longer: so its effect happens once.

use jiff::Timestamp;

use crate::cells::{moment, new_id};
use crate::engine::{Failure, Row, Tx};

/// A job.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Job {
    /// Its id.
    pub id: String,
    /// What makes it the same job.
    pub key: String,
    /// What is to be done.
    pub kind: String,
    /// To what.
    pub about: String,
    /// When it was put.
    pub created_at: Timestamp,
    /// From when on it may be taken.
    pub due_at: Timestamp,
    /// How often it was taken.
    pub tries: i64,
    /// When it was last taken.
    pub tried_at: Option<Timestamp>,
    /// When it was done.
    pub done_at: Option<Timestamp>,
    /// Why it failed last.
    pub error: Option<String>,
    /// When it was given up.
    pub given_up: Option<Timestamp>,
}

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT id, key, kind, about, created_at, lease_until, tries, tried_at, done_at, error, given_up FROM job ",
            $rest
        )
    };
}

fn job_of(row: &Row) -> Job {
    let text = |at| row.text(at).to_owned();
    let time = |at| row.integer_if_any(at).map(moment);
    Job {
        id: text(0),
        key: text(1),
        kind: text(2),
        about: text(3),
        created_at: time(4).unwrap_or_default(),
        due_at: time(5).unwrap_or_default(),
        tries: row.integer(6),
        tried_at: time(7),
        done_at: time(8),
        error: row.text_if_any(9).map(str::to_owned),
        given_up: time(10),
    }
}

/// Puts a job, to be done from `at` on, unless it was put before; answers whether it was not.
///
/// # Errors
/// Where the database fails.
pub fn put(tx: &mut Tx<'_>, key: &str, kind: &str, about: &str, at: Timestamp) -> Result<bool, Failure> {
    let rows = tx.execute(
        "INSERT INTO job (id, key, kind, about, created_at, lease_until, tries) VALUES ($1, $2, $3, $4, $5, $5, 0)
         ON CONFLICT (key) DO NOTHING",
        &[new_id(at).into(), key.into(), kind.into(), about.into(), at.as_microsecond().into()],
    )?;
    Ok(rows > 0)
}

/// How many of some jobs there are, whatever became of them.
///
/// # Errors
/// Where the database fails.
pub fn any_of(tx: &mut Tx<'_>, keys: &[&str]) -> Result<usize, Failure> {
    let mut there = 0;
    for key in keys {
        there += tx.query("SELECT 1 FROM job WHERE key = $1", &[(*key).into()])?.len();
    }
    Ok(there)
}

/// Takes the job that is due the longest, if any is: nobody else takes it until `until`.
///
/// # Errors
/// Where the database fails.
pub fn take(tx: &mut Tx<'_>, now: Timestamp, until: Timestamp) -> Result<Option<Job>, Failure> {
    let row = tx.one(
        select!(
            "WHERE done_at IS NULL AND given_up IS NULL AND lease_until <= $1 ORDER BY lease_until, id LIMIT 1
             {skip_locked}"
        ),
        &[now.as_microsecond().into()],
    )?;
    let Some(mut job) = row.as_ref().map(job_of) else { return Ok(None) };
    (job.tries, job.due_at, job.tried_at) = (job.tries + 1, until, Some(now));
    tx.execute(
        "UPDATE job SET lease_until = $2, tries = $3, tried_at = $4 WHERE id = $1",
        &[(&job.id).into(), until.as_microsecond().into(), job.tries.into(), now.as_microsecond().into()],
    )?;
    Ok(Some(job))
}

/// Notes that a job was done: in the unit that keeps what it did.
///
/// # Errors
/// [`Failure::Taken`] where somebody else took it meanwhile, or did it: what was done in this unit is undone then.
pub fn finish(tx: &mut Tx<'_>, job: &Job, at: Timestamp) -> Result<(), Failure> {
    let done = tx.execute(
        "UPDATE job SET done_at = $3, error = NULL WHERE id = $1 AND tries = $2 AND done_at IS NULL AND given_up IS NULL",
        &[(&job.id).into(), job.tries.into(), at.as_microsecond().into()],
    )?;
    if done == 1 { Ok(()) } else { Err(Failure::Taken(format!("job `{}`, by another node", job.key))) }
}

/// Notes that a job failed, why, and when it is tried again; without such a time it is given up. Where somebody else has
/// it by now, nothing is noted.
///
/// # Errors
/// Where the database fails.
pub fn failed(
    tx: &mut Tx<'_>,
    job: &Job,
    at: Timestamp,
    error: &str,
    retry_at: Option<Timestamp>,
) -> Result<(), Failure> {
    tx.execute(
        "UPDATE job SET error = $3, lease_until = $4, given_up = $5
          WHERE id = $1 AND tries = $2 AND done_at IS NULL AND given_up IS NULL",
        &[
            (&job.id).into(),
            job.tries.into(),
            error.into(),
            retry_at.unwrap_or(at).as_microsecond().into(),
            retry_at.is_none().then_some(at.as_microsecond()).into(),
        ],
    )?;
    Ok(())
}

/// Puts a job off that found nothing to do yet: it has not failed. Where somebody else has it by now, nothing is noted.
///
/// # Errors
/// Where the database fails.
pub fn later(tx: &mut Tx<'_>, job: &Job, due: Timestamp) -> Result<(), Failure> {
    tx.execute(
        "UPDATE job SET error = NULL, lease_until = $3
          WHERE id = $1 AND tries = $2 AND done_at IS NULL AND given_up IS NULL",
        &[(&job.id).into(), job.tries.into(), due.as_microsecond().into()],
    )?;
    Ok(())
}

/// Jobs, the newest first, after one's id; at most `most`.
///
/// # Errors
/// Where the database fails.
pub fn list(tx: &mut Tx<'_>, after: Option<&str>, most: i64) -> Result<Vec<Job>, Failure> {
    // `~` sorts after every id.
    let rows =
        tx.query(select!("WHERE id < $1 ORDER BY id DESC LIMIT $2"), &[after.unwrap_or("~").into(), most.into()])?;
    Ok(rows.iter().map(job_of).collect())
}

/// How many jobs wait, how many of them have failed before, and how many were given up.
///
/// # Errors
/// Where the database fails.
pub fn counts(tx: &mut Tx<'_>) -> Result<(i64, i64, i64), Failure> {
    let row = tx.one(
        "SELECT count(CASE WHEN done_at IS NULL AND given_up IS NULL THEN 1 END),
                count(CASE WHEN done_at IS NULL AND given_up IS NULL AND error IS NOT NULL THEN 1 END),
                count(given_up)
           FROM job",
        &[],
    )?;
    Ok(row.map_or((0, 0, 0), |row| (row.integer(0), row.integer(1), row.integer(2))))
}

/// Removes jobs that were done or given up before a moment; answers how many.
///
/// # Errors
/// Where the database fails.
pub fn sweep(tx: &mut Tx<'_>, before: Timestamp) -> Result<u64, Failure> {
    tx.execute("DELETE FROM job WHERE done_at < $1 OR given_up < $1", &[before.as_microsecond().into()])
}
