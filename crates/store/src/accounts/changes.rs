//! What became of accounts, only ever added to; and from where people came in, kept for a time.

use jiff::{SignedDuration, Timestamp};

use crate::cells::{moment, new_id};
use crate::engine::{Failure, Row, Tx};

/// How long it is kept from where somebody came in: long enough to look into what went wrong last quarter.
pub const SIGN_INS_KEPT: SignedDuration = SignedDuration::from_hours(90 * 24);

/// A change of an account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// Its id; ids sort by time.
    pub id: String,
    /// When it was made.
    pub at: Timestamp,
    /// Whose account.
    pub account: String,
    /// The account's e-mail address today; empty where there is no such account any more.
    pub email: String,
    /// The change's word.
    pub what: String,
    /// Which role, which address; empty where there is nothing to say.
    pub detail: String,
    /// Who made it: an account's id, or a word for what is none.
    pub by: String,
    /// The e-mail address of who made it, where that is an account.
    pub by_email: Option<String>,
}

/// Somebody who came in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Came {
    /// When.
    pub at: Timestamp,
    /// From which IP address.
    pub address: String,
    /// By which browser, as it names itself.
    pub agent: String,
}

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT c.id, c.at, c.account, coalesce(a.email, ''), c.what, c.detail, c.by_whom, b.email
               FROM account_change c LEFT JOIN account a ON a.id = c.account LEFT JOIN account b ON b.id = c.by_whom ",
            $rest
        )
    };
}

fn change_of(row: &Row) -> Change {
    Change {
        id: row.text(0).to_owned(),
        at: moment(row.integer(1)),
        account: row.text(2).to_owned(),
        email: row.text(3).to_owned(),
        what: row.text(4).to_owned(),
        detail: row.text(5).to_owned(),
        by: row.text(6).to_owned(),
        by_email: row.text_if_any(7).map(str::to_owned),
    }
}

/// Notes a change.
///
/// # Errors
/// Where the database fails.
pub fn note_change(
    tx: &mut Tx<'_>,
    account: &str,
    what: &str,
    detail: &str,
    by: &str,
    now: Timestamp,
) -> Result<(), Failure> {
    tx.execute(
        "INSERT INTO account_change (id, at, account, what, detail, by_whom) VALUES ($1, $2, $3, $4, $5, $6)",
        &[new_id(now).into(), now.as_microsecond().into(), account.into(), what.into(), detail.into(), by.into()],
    )?;
    Ok(())
}

/// A text that sorts after every id.
const BEYOND: &str = "~";

/// Every change, the newest first, from the one before `before` on, where that is not empty; at most `most`.
///
/// # Errors
/// Where the database fails.
pub fn log(tx: &mut Tx<'_>, before: &str, most: i64) -> Result<Vec<Change>, Failure> {
    let before = if before.is_empty() { BEYOND } else { before };
    let rows = tx.query(select!("WHERE c.id < $1 ORDER BY c.id DESC LIMIT $2"), &[before.into(), most.into()])?;
    Ok(rows.iter().map(change_of).collect())
}

/// The changes of one account, the newest first; at most `most`.
///
/// # Errors
/// Where the database fails.
pub fn changes_of(tx: &mut Tx<'_>, account: &str, most: i64) -> Result<Vec<Change>, Failure> {
    let rows = tx.query(select!("WHERE c.account = $1 ORDER BY c.id DESC LIMIT $2"), &[account.into(), most.into()])?;
    Ok(rows.iter().map(change_of).collect())
}

/// Keeps from where somebody came in, and forgets what was kept long enough.
///
/// # Errors
/// Where the database fails.
pub fn came_in(tx: &mut Tx<'_>, account: &str, address: &str, agent: &str, now: Timestamp) -> Result<(), Failure> {
    forget_sign_ins(tx, now)?;
    let at = now.as_microsecond();
    tx.execute(
        "INSERT INTO sign_in (id, at, account, address, agent) VALUES ($1, $2, $3, $4, $5)",
        &[new_id(now).into(), at.into(), account.into(), address.into(), agent.into()],
    )?;
    tx.execute(
        "INSERT INTO last_sign_in (account, at) VALUES ($1, $2) ON CONFLICT (account) DO UPDATE SET at = excluded.at",
        &[account.into(), at.into()],
    )?;
    Ok(())
}

fn kept_from(now: Timestamp) -> i64 {
    now.saturating_sub(SIGN_INS_KEPT).unwrap_or(Timestamp::MIN).as_microsecond()
}

/// Forgets from where people came in longer ago than that is kept; says of how many times.
///
/// # Errors
/// Where the database fails.
pub fn forget_sign_ins(tx: &mut Tx<'_>, now: Timestamp) -> Result<u64, Failure> {
    tx.execute("DELETE FROM sign_in WHERE at < $1", &[kept_from(now).into()])
}

/// From where somebody came in, the last time first; at most `most`, and none from longer ago than that is kept.
///
/// # Errors
/// Where the database fails.
pub fn sign_ins_of(tx: &mut Tx<'_>, account: &str, now: Timestamp, most: i64) -> Result<Vec<Came>, Failure> {
    let rows = tx.query(
        "SELECT at, address, agent FROM sign_in WHERE account = $1 AND at >= $2 ORDER BY id DESC LIMIT $3",
        &[account.into(), kept_from(now).into(), most.into()],
    )?;
    let came =
        |row: &Row| Came { at: moment(row.integer(0)), address: row.text(1).to_owned(), agent: row.text(2).to_owned() };
    Ok(rows.iter().map(came).collect())
}

/// When somebody last came in.
///
/// # Errors
/// Where the database fails.
pub fn last_sign_in(tx: &mut Tx<'_>, account: &str) -> Result<Option<Timestamp>, Failure> {
    let row = tx.one("SELECT at FROM last_sign_in WHERE account = $1", &[account.into()])?;
    Ok(row.map(|row| moment(row.integer(0))))
}
