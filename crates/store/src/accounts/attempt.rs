//! Failed attempts, and how long nobody may try again.

use jiff::{SignedDuration, Timestamp};

use crate::cells::moment;
use crate::engine::{Failure, Tx};

/// When failures lock, and for how long. The first lock takes `first`, each further one twice as long as the one before,
/// none longer than `longest`. After a lock the failures are counted from nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lockout {
    /// So many failures lock …
    pub failures: i64,
    /// … where they happen within this time.
    pub within: SignedDuration,
    /// How long the first lock takes.
    pub first: SignedDuration,
    /// How long any takes at most.
    pub longest: SignedDuration,
    /// After so long without a failure, earlier locks are forgotten.
    pub forgotten_after: SignedDuration,
}

/// What became of a failure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Noted {
    /// It was counted, and one may go on trying.
    Counted,
    /// It was counted, and is one too many: nobody may try until then.
    Locks(Timestamp),
    /// Nobody may try until then, as before; it was not counted, so that a lock ends however often somebody tries.
    Locked(Timestamp),
}

impl Noted {
    /// Until when nobody may try, where that is so.
    pub fn until(self) -> Option<Timestamp> {
        match self {
            Noted::Counted => None,
            Noted::Locks(until) | Noted::Locked(until) => Some(until),
        }
    }
}

fn microseconds(duration: SignedDuration) -> i64 {
    i64::try_from(duration.as_micros()).unwrap_or(i64::MAX)
}

/// Notes a failure, and says what became of it. Who notes one before they look at a password can be sure that no more are
/// looked at than may be, however many come at once.
///
/// # Errors
/// Where the database fails.
pub fn note_failure(tx: &mut Tx<'_>, what: &str, now: Timestamp, rule: &Lockout) -> Result<Noted, Failure> {
    let at = now.as_microsecond();
    tx.execute(
        "INSERT INTO attempt (what, failures, began_at, last_at, locks) VALUES ($1, 0, $2, $2, 0)
         ON CONFLICT (what) DO NOTHING",
        &[what.into(), at.into()],
    )?;
    let row = tx.one(
        "SELECT failures, began_at, last_at, locks, locked_until FROM attempt WHERE what = $1 {for_update}",
        &[what.into()],
    )?;
    let Some(row) = row else { return Ok(Noted::Counted) };
    if let Some(until) = row.integer_if_any(4).filter(|until| *until > at) {
        return Ok(Noted::Locked(moment(until)));
    }
    let (mut failures, mut began, mut locks) = (row.integer(0), row.integer(1), row.integer(3));
    let since = |then: i64| at.saturating_sub(then);
    if since(row.integer(2)) >= microseconds(rule.forgotten_after) {
        locks = 0;
    }
    if failures == 0 || since(began) >= microseconds(rule.within) {
        (failures, began) = (0, at);
    }
    failures += 1;
    let mut locked = None;
    if failures >= rule.failures {
        let doubled = microseconds(rule.first).saturating_mul(1 << locks.clamp(0, 30));
        locked = Some(at.saturating_add(doubled.min(microseconds(rule.longest))));
        (failures, locks) = (0, locks + 1);
    }
    tx.execute(
        "UPDATE attempt SET failures = $2, began_at = $3, last_at = $4, locks = $5, locked_until = $6 WHERE what = $1",
        &[what.into(), failures.into(), began.into(), at.into(), locks.into(), locked.into()],
    )?;
    Ok(locked.map_or(Noted::Counted, |until| Noted::Locks(moment(until))))
}

/// Forgets failures and locks: somebody came in.
///
/// # Errors
/// Where the database fails.
pub fn clear_failures(tx: &mut Tx<'_>, what: &str) -> Result<(), Failure> {
    tx.execute("DELETE FROM attempt WHERE what = $1", &[what.into()])?;
    Ok(())
}

/// Until when nobody may try, if it is locked now.
///
/// # Errors
/// Where the database fails.
pub fn locked_until(tx: &mut Tx<'_>, what: &str, now: Timestamp) -> Result<Option<Timestamp>, Failure> {
    let row = tx.one("SELECT locked_until FROM attempt WHERE what = $1", &[what.into()])?;
    Ok(row.and_then(|row| row.integer_if_any(0)).filter(|until| *until > now.as_microsecond()).map(moment))
}
