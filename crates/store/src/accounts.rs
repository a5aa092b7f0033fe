//! Accounts: who may come in, and as what. Passwords, tokens and codes are judged elsewhere; here stand only hashes of
//! them, and what was used already.

mod attempt;
mod changes;
mod listing;
mod session;
mod sign_up;
#[cfg(test)]
mod tests;
mod token;
mod wanted;

use std::fmt;

use jiff::Timestamp;

use crate::cells::{moment, new_id};
use crate::engine::{Failure, Row, Tx, Value};

pub use attempt::{Lockout, Noted, clear_failures, locked_until, note_failure};
pub use changes::{
    Came, Change, SIGN_INS_KEPT, came_in, changes_of, forget_sign_ins, last_sign_in, log, note_change, sign_ins_of,
};
pub use listing::{Listed, Sought, able, search};
pub use session::{
    Begin, Found, Session, TOUCHED_EVERY, begin_session, code_given, end_all, end_session, session_by_hash,
    sessions_of, touch,
};
pub use sign_up::{SignUp, copy_sign_up, put_sign_up, take_sign_up};
pub use token::{Purpose, drop_email_tokens, owner_of, put_email_token, take_email_token};
pub use wanted::{drop_wanted, set_email, want_address, wanted_address};

/// A text that must not come to light by accident: where it would be printed for debugging, three dots are. Two are
/// compared in a time that says nothing of where they differ.
#[derive(Clone, Eq)]
pub struct Hidden(String);

impl Hidden {
    /// Hides a text.
    pub fn new(text: impl Into<String>) -> Hidden {
        Hidden(text.into())
    }

    /// The text itself.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    fn same(&self, other: &str) -> bool {
        let differing = self.0.bytes().zip(other.bytes()).fold(0, |seen, (a, b)| seen | (a ^ b));
        (std::hint::black_box(differing) == 0) & (self.0.len() == other.len())
    }
}

impl fmt::Debug for Hidden {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("…")
    }
}

impl std::ops::Deref for Hidden {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl PartialEq for Hidden {
    fn eq(&self, other: &Hidden) -> bool {
        self.same(&other.0)
    }
}

impl PartialEq<String> for Hidden {
    fn eq(&self, other: &String) -> bool {
        self.same(other)
    }
}

/// An account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// The id.
    pub id: String,
    /// The e-mail address, folded.
    pub email: String,
    /// The hash of the password, with its salt and parameters; empty where there is none yet.
    pub password: Hidden,
    /// Whose record is their own, if any is.
    pub person: Option<String>,
    /// The name.
    pub name: String,
    /// When the e-mail address was shown to be theirs.
    pub verified_at: Option<Timestamp>,
    /// The secret of the one-time codes, in base 32.
    pub totp_secret: Option<Hidden>,
    /// A secret that no code was given for yet.
    pub totp_proposed: Option<Hidden>,
    /// Whether nobody may come in by it.
    pub disabled: bool,
    /// When it was made.
    pub created_at: Timestamp,
}

/// An account to be made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct New {
    /// The e-mail address, folded or not.
    pub email: String,
    /// The hash of the password; empty where there is none yet.
    pub password: Hidden,
    /// Whose record is their own, if any is.
    pub person: Option<String>,
    /// The name.
    pub name: String,
    /// When the e-mail address was shown to be theirs.
    pub verified_at: Option<Timestamp>,
}

/// A role that an account holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Held {
    /// The role's word.
    pub role: String,
    /// Who gave it: an account's id, or a word for what is none.
    pub given_by: String,
    /// When.
    pub given_at: Timestamp,
}

/// An e-mail address as it is compared and kept: without spaces around it, in small letters.
pub fn folded(email: &str) -> String {
    email.trim().to_lowercase()
}

fn account_of(row: &Row) -> Account {
    Account {
        id: row.text(0).to_owned(),
        email: row.text(1).to_owned(),
        password: Hidden::new(row.text(2)),
        person: row.text_if_any(3).map(str::to_owned),
        name: row.text(4).to_owned(),
        verified_at: row.integer_if_any(5).map(moment),
        totp_secret: row.text_if_any(6).map(Hidden::new),
        totp_proposed: row.text_if_any(7).map(Hidden::new),
        disabled: row.flag(8),
        created_at: moment(row.integer(9)),
    }
}

/// Makes an account, and answers its id.
///
/// # Errors
/// [`Failure::Taken`] where there is one with the e-mail address already.
pub fn add(tx: &mut Tx<'_>, new: &New, now: Timestamp) -> Result<String, Failure> {
    let id = new_id(now);
    let added = tx.execute(
        "INSERT INTO account (id, email, password, person, name, verified_at, created_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (email) DO NOTHING",
        &[
            (&id).into(),
            folded(&new.email).into(),
            new.password.as_str().into(),
            new.person.clone().into(),
            (&new.name).into(),
            new.verified_at.map(Timestamp::as_microsecond).into(),
            now.as_microsecond().into(),
        ],
    )?;
    if added == 0 { Err(Failure::Taken("an account with this e-mail address".to_owned())) } else { Ok(id) }
}

/// The account with an e-mail address.
///
/// # Errors
/// Where the database fails.
pub fn by_email(tx: &mut Tx<'_>, email: &str) -> Result<Option<Account>, Failure> {
    let row = tx.one(
        "SELECT id, email, password, person, name, verified_at, totp_secret, totp_proposed, disabled, created_at
         FROM account WHERE email = $1",
        &[folded(email).into()],
    )?;
    Ok(row.as_ref().map(account_of))
}

/// The account with an id.
///
/// # Errors
/// Where the database fails.
pub fn by_id(tx: &mut Tx<'_>, id: &str) -> Result<Option<Account>, Failure> {
    let row = tx.one(
        "SELECT id, email, password, person, name, verified_at, totp_secret, totp_proposed, disabled, created_at
         FROM account WHERE id = $1",
        &[id.into()],
    )?;
    Ok(row.as_ref().map(account_of))
}

/// The account with an id, which nobody else changes until this unit ends.
///
/// # Errors
/// [`Failure::Missing`] where there is none.
pub fn hold(tx: &mut Tx<'_>, id: &str) -> Result<Account, Failure> {
    tx.one("SELECT id FROM account WHERE id = $1 {for_update}", &[id.into()])?;
    by_id(tx, id)?.ok_or_else(missing)
}

/// Accounts by e-mail address, from the one after `after` on; at most `most`.
///
/// # Errors
/// Where the database fails.
pub fn list(tx: &mut Tx<'_>, after: &str, most: i64) -> Result<Vec<Account>, Failure> {
    let rows = tx.query(
        "SELECT id, email, password, person, name, verified_at, totp_secret, totp_proposed, disabled, created_at
         FROM account WHERE email > $1 ORDER BY email LIMIT $2",
        &[after.into(), most.into()],
    )?;
    Ok(rows.iter().map(account_of).collect())
}

/// Keeps another hash of a password.
///
/// # Errors
/// [`Failure::Missing`] where there is no such account.
pub fn set_password(tx: &mut Tx<'_>, id: &str, hash: &Hidden) -> Result<(), Failure> {
    one(tx.execute("UPDATE account SET password = $2 WHERE id = $1", &[id.into(), hash.as_str().into()])?)
}

/// Keeps that the e-mail address was shown to be theirs; the first time counts.
///
/// # Errors
/// [`Failure::Missing`] where there is no such account.
pub fn set_verified(tx: &mut Tx<'_>, id: &str, now: Timestamp) -> Result<(), Failure> {
    one(tx.execute(
        "UPDATE account SET verified_at = COALESCE(verified_at, $2) WHERE id = $1",
        &[id.into(), now.as_microsecond().into()],
    )?)
}

/// Keeps another name.
///
/// # Errors
/// [`Failure::Missing`] where there is no such account.
pub fn set_name(tx: &mut Tx<'_>, id: &str, name: &str) -> Result<(), Failure> {
    one(tx.execute("UPDATE account SET name = $2 WHERE id = $1", &[id.into(), name.into()])?)
}

/// Keeps whose record is their own.
///
/// # Errors
/// [`Failure::Missing`] where there is no such account.
pub fn set_person(tx: &mut Tx<'_>, id: &str, person: Option<&str>) -> Result<(), Failure> {
    one(tx.execute("UPDATE account SET person = $2 WHERE id = $1", &[id.into(), person.into()])?)
}

/// Shuts an account, or opens it again. Its sessions count no more from the next look on.
///
/// # Errors
/// [`Failure::Missing`] where there is no such account.
pub fn set_disabled(tx: &mut Tx<'_>, id: &str, disabled: bool) -> Result<(), Failure> {
    one(tx.execute("UPDATE account SET disabled = $2 WHERE id = $1", &[id.into(), disabled.into()])?)
}

/// Gives a role; one that is held already stays as it was given. Which roles go together is not asked here.
///
/// # Errors
/// [`Failure::Missing`] where there is no such account.
pub fn give_role(tx: &mut Tx<'_>, account: &str, role: &str, given_by: &str, now: Timestamp) -> Result<(), Failure> {
    if by_id(tx, account)?.is_none() {
        return Err(missing());
    }
    tx.execute(
        "INSERT INTO account_role (account, role, given_by, given_at) VALUES ($1, $2, $3, $4)
         ON CONFLICT (account, role) DO NOTHING",
        &[account.into(), role.into(), given_by.into(), now.as_microsecond().into()],
    )?;
    Ok(())
}

/// Takes a role away, and says whether it was held.
///
/// # Errors
/// Where the database fails.
pub fn take_role(tx: &mut Tx<'_>, account: &str, role: &str) -> Result<bool, Failure> {
    let taken =
        tx.execute("DELETE FROM account_role WHERE account = $1 AND role = $2", &[account.into(), role.into()])?;
    Ok(taken > 0)
}

/// The roles that an account holds, by their words.
///
/// # Errors
/// Where the database fails.
pub fn roles(tx: &mut Tx<'_>, account: &str) -> Result<Vec<Held>, Failure> {
    let rows = tx.query(
        "SELECT role, given_by, given_at FROM account_role WHERE account = $1 ORDER BY role",
        &[account.into()],
    )?;
    let held = |row: &Row| Held {
        role: row.text(0).to_owned(),
        given_by: row.text(1).to_owned(),
        given_at: moment(row.integer(2)),
    };
    Ok(rows.iter().map(held).collect())
}

/// Proposes a secret for one-time codes. The one in use, if any, stays in use until a code was given for this.
///
/// # Errors
/// [`Failure::Missing`] where there is no such account.
pub fn propose_totp(tx: &mut Tx<'_>, id: &str, secret: &Hidden) -> Result<(), Failure> {
    one(tx.execute("UPDATE account SET totp_proposed = $2 WHERE id = $1", &[id.into(), secret.as_str().into()])?)
}

/// Takes the proposed secret in use, with the step whose code was given for it.
///
/// # Errors
/// [`Failure::Missing`] where there is no such account, or none was proposed.
pub fn accept_totp(tx: &mut Tx<'_>, id: &str, secret: &Hidden, step: i64) -> Result<(), Failure> {
    one(tx.execute(
        "UPDATE account SET totp_secret = totp_proposed, totp_proposed = NULL, totp_step = $3
         WHERE id = $1 AND totp_proposed = $2",
        &[id.into(), secret.as_str().into(), step.into()],
    )?)
}

/// Forgets the secret of one-time codes, for whoever lost what shows them.
///
/// # Errors
/// [`Failure::Missing`] where there is no such account.
pub fn forget_totp(tx: &mut Tx<'_>, id: &str) -> Result<(), Failure> {
    one(tx.execute("UPDATE account SET totp_secret = NULL, totp_proposed = NULL WHERE id = $1", &[id.into()])?)
}

/// Uses the code of a step. Answers false, and changes nothing, where that step or a later one was used already.
///
/// # Errors
/// Where the database fails.
pub fn use_totp_step(tx: &mut Tx<'_>, id: &str, step: i64) -> Result<bool, Failure> {
    let used =
        tx.execute("UPDATE account SET totp_step = $2 WHERE id = $1 AND totp_step < $2", &[id.into(), step.into()])?;
    Ok(used == 1)
}

/// Removes what counts no more: sessions, e-mailed tokens and sign-ups that ended, attempts of more than `days` days ago,
/// and from where people signed in longer ago than that is kept. Answers how many rows.
///
/// # Errors
/// Where the database fails.
pub fn sweep(tx: &mut Tx<'_>, now: Timestamp, days: i64) -> Result<u64, Failure> {
    let places = forget_sign_ins(tx, now)?;
    let now = now.as_microsecond();
    let before: Value = now.saturating_sub(days.saturating_mul(DAY)).into();
    let now: Value = now.into();
    let sessions = tx.execute("DELETE FROM session WHERE ends_at <= $1", std::slice::from_ref(&now))?;
    let tokens = tx.execute("DELETE FROM email_token WHERE ends_at <= $1", std::slice::from_ref(&now))?;
    let sign_ups = tx.execute("DELETE FROM sign_up WHERE ends_at <= $1", std::slice::from_ref(&now))?;
    let attempts = tx.execute(
        "DELETE FROM attempt WHERE last_at < $1 AND (locked_until IS NULL OR locked_until <= $2)",
        &[before, now],
    )?;
    Ok(places + sessions + tokens + sign_ups + attempts)
}

const DAY: i64 = 24 * 60 * 60 * 1_000_000;

fn missing() -> Failure {
    Failure::Missing("such account".to_owned())
}

fn one(touched: u64) -> Result<(), Failure> {
    if touched == 1 { Ok(()) } else { Err(missing()) }
}
