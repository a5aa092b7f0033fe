//! Sessions: who is signed in. A token is known by its hash alone.

use jiff::Timestamp;

use super::{Account, Hidden, account_of};
use crate::cells::moment;
use crate::engine::{Failure, Row, Tx};

/// How old the moment must be at which a session was last seen before another one is written, in microseconds: so a page
/// costs no write, and a session may end this much too early for idleness, never too late.
pub const TOUCHED_EVERY: i64 = 5 * 60 * 1_000_000;

/// A session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// SHA-256 of the token, in hexadecimal: the session's name, by which nobody comes in.
    pub token_hash: String,
    /// Whose it is.
    pub account: String,
    /// What every form of it carries.
    pub csrf: Hidden,
    /// Whether a one-time code was given, or none is asked for in this house.
    pub code_given: bool,
    /// When it began.
    pub began_at: Timestamp,
    /// When it was last seen, to five minutes.
    pub seen_at: Timestamp,
    /// When it ends, whatever happens.
    pub ends_at: Timestamp,
    /// The browser, as it names itself.
    pub agent: String,
}

/// A session to begin.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Begin {
    /// SHA-256 of the token, in hexadecimal.
    pub token_hash: String,
    /// Whose it is.
    pub account: String,
    /// What every form of it will carry.
    pub csrf: Hidden,
    /// Whether a one-time code was given, or none is asked for in this house.
    pub code_given: bool,
    /// When it ends, whatever happens.
    pub ends_at: Timestamp,
    /// The browser, as it names itself.
    pub agent: String,
}

/// A session as found, with whose it is and what they may do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// The session.
    pub session: Session,
    /// Whose it is.
    pub account: Account,
    /// The words of their roles.
    pub roles: Vec<String>,
}

/// Reads a session whose first column is at `at`.
fn session_of(row: &Row, at: usize) -> Session {
    Session {
        token_hash: row.text(at).to_owned(),
        account: row.text(at + 1).to_owned(),
        csrf: Hidden::new(row.text(at + 2)),
        code_given: row.flag(at + 3),
        began_at: moment(row.integer(at + 4)),
        seen_at: moment(row.integer(at + 5)),
        ends_at: moment(row.integer(at + 6)),
        agent: row.text(at + 7).to_owned(),
    }
}

/// Begins a session.
///
/// # Errors
/// [`Failure::Taken`] where its token is used already.
pub fn begin_session(tx: &mut Tx<'_>, begin: &Begin, now: Timestamp) -> Result<(), Failure> {
    tx.execute(
        "INSERT INTO session (token_hash, account, csrf, code_given, began_at, seen_at, ends_at, agent)
         VALUES ($1, $2, $3, $4, $5, $5, $6, $7)",
        &[
            (&begin.token_hash).into(),
            (&begin.account).into(),
            begin.csrf.as_str().into(),
            begin.code_given.into(),
            now.as_microsecond().into(),
            begin.ends_at.as_microsecond().into(),
            (&begin.agent).into(),
        ],
    )?;
    Ok(())
}

/// The session of a token's hash, where it has not ended and its account is not shut.
///
/// # Errors
/// Where the database fails.
pub fn session_by_hash(tx: &mut Tx<'_>, hash: &str, now: Timestamp) -> Result<Option<Found>, Failure> {
    let rows = tx.query(
        "SELECT a.id, a.email, a.password, a.person, a.name, a.verified_at, a.totp_secret, a.totp_proposed, a.disabled,
                a.created_at,
                s.token_hash, s.account, s.csrf, s.code_given, s.began_at, s.seen_at, s.ends_at, s.agent, r.role
         FROM session s JOIN account a ON a.id = s.account LEFT JOIN account_role r ON r.account = a.id
         WHERE s.token_hash = $1 AND s.ends_at > $2 AND NOT a.disabled
         ORDER BY r.role",
        &[hash.into(), now.as_microsecond().into()],
    )?;
    Ok(rows.first().map(|first| Found {
        session: session_of(first, 10),
        account: account_of(first),
        roles: rows.iter().filter_map(|row| row.text_if_any(18)).map(str::to_owned).collect(),
    }))
}

/// Keeps that a session was seen, where that was last kept more than five minutes ago; says whether it was.
///
/// # Errors
/// Where the database fails.
pub fn touch(tx: &mut Tx<'_>, hash: &str, now: Timestamp) -> Result<bool, Failure> {
    let now = now.as_microsecond();
    let touched = tx.execute(
        "UPDATE session SET seen_at = $2 WHERE token_hash = $1 AND seen_at < $3",
        &[hash.into(), now.into(), now.saturating_sub(TOUCHED_EVERY).into()],
    )?;
    Ok(touched > 0)
}

/// Keeps that a one-time code was given in a session of an account's; it ends at `ends_at` then, or earlier if it did.
///
/// # Errors
/// Where the database fails.
pub fn code_given(tx: &mut Tx<'_>, hash: &str, account: &str, ends_at: Timestamp) -> Result<(), Failure> {
    tx.execute(
        "UPDATE session SET code_given = TRUE, ends_at = CASE WHEN ends_at < $3 THEN ends_at ELSE $3 END
         WHERE token_hash = $1 AND account = $2",
        &[hash.into(), account.into(), ends_at.as_microsecond().into()],
    )?;
    Ok(())
}

/// Ends a session of an account's, or of whomever it is; says whether there was one.
///
/// # Errors
/// Where the database fails.
pub fn end_session(tx: &mut Tx<'_>, hash: &str, account: Option<&str>) -> Result<bool, Failure> {
    let ended = match account {
        Some(account) => {
            tx.execute("DELETE FROM session WHERE token_hash = $1 AND account = $2", &[hash.into(), account.into()])?
        }
        None => tx.execute("DELETE FROM session WHERE token_hash = $1", &[hash.into()])?,
    };
    Ok(ended > 0)
}

/// Ends every session of an account's but `except`; says how many.
///
/// # Errors
/// Where the database fails.
pub fn end_all(tx: &mut Tx<'_>, account: &str, except: Option<&str>) -> Result<u64, Failure> {
    tx.execute(
        "DELETE FROM session WHERE account = $1 AND token_hash <> $2",
        &[account.into(), except.unwrap_or_default().into()],
    )
}

/// The sessions of an account that have not ended, the one last seen first.
///
/// # Errors
/// Where the database fails.
pub fn sessions_of(tx: &mut Tx<'_>, account: &str, now: Timestamp) -> Result<Vec<Session>, Failure> {
    let rows = tx.query(
        "SELECT token_hash, account, csrf, code_given, began_at, seen_at, ends_at, agent FROM session
         WHERE account = $1 AND ends_at > $2 ORDER BY seen_at DESC, token_hash",
        &[account.into(), now.as_microsecond().into()],
    )?;
    Ok(rows.iter().map(|row| session_of(row, 0)).collect())
}
