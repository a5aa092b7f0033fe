//! Keys by which programs come in. A token is known by its hash alone, and is shown once, when it is made.

use jiff::{SignedDuration, Timestamp};
use uuid::Uuid;

use crate::cells::moment;
use crate::engine::{Failure, Row, Tx};

/// A token, as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    /// Its id.
    pub id: String,
    /// Who has it.
    pub name: String,
    /// What it opens, as words.
    pub scopes: Vec<String>,
    /// Who made it: an account's id, or a word for what is none.
    pub made_by: String,
    /// When it was made.
    pub made_at: Timestamp,
    /// When it ends.
    pub ends_at: Timestamp,
    /// When it was last used, to the minute.
    pub used_at: Option<Timestamp>,
    /// When it was revoked.
    pub revoked_at: Option<Timestamp>,
}

impl Token {
    /// Whether it opens anything at a moment.
    pub fn is_open(&self, now: Timestamp) -> bool {
        self.revoked_at.is_none() && now < self.ends_at
    }
}

/// A token to be made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct New {
    /// The hash of the token.
    pub hash: String,
    /// Who gets it.
    pub name: String,
    /// What it opens, as words.
    pub scopes: Vec<String>,
    /// Who makes it: an account's id, or a word for what is none.
    pub made_by: String,
    /// When it ends.
    pub ends_at: Timestamp,
}

/// How exactly it is kept when a token was last used: a write for each use would be many.
const USED_EVERY: SignedDuration = SignedDuration::from_mins(1);

/// What every query for tokens asks for, in this order.
macro_rules! select {
    ($rest:literal) => {
        concat!("SELECT id, name, scopes, made_by, made_at, ends_at, used_at, revoked_at FROM api_token", $rest)
    };
}

fn token_of(row: &Row) -> Token {
    Token {
        id: row.text(0).to_owned(),
        name: row.text(1).to_owned(),
        scopes: row.text(2).split_whitespace().map(str::to_owned).collect(),
        made_by: row.text(3).to_owned(),
        made_at: moment(row.integer(4)),
        ends_at: moment(row.integer(5)),
        used_at: row.integer_if_any(6).map(moment),
        revoked_at: row.integer_if_any(7).map(moment),
    }
}

/// Keeps a token; answers its id.
///
/// # Errors
/// [`Failure::Taken`] where there is one of that hash.
pub fn add(tx: &mut Tx<'_>, new: &New, now: Timestamp) -> Result<String, Failure> {
    let id = Uuid::now_v7().to_string();
    tx.execute(
        "INSERT INTO api_token (id, hash, name, scopes, made_by, made_at, ends_at) VALUES ($1, $2, $3, $4, $5, $6, $7)",
        &[
            (&id).into(),
            (&new.hash).into(),
            (&new.name).into(),
            new.scopes.join(" ").into(),
            (&new.made_by).into(),
            now.as_microsecond().into(),
            new.ends_at.as_microsecond().into(),
        ],
    )?;
    Ok(id)
}

/// The token of a hash, open or not.
///
/// # Errors
/// Where the database fails.
pub fn by_hash(tx: &mut Tx<'_>, hash: &str) -> Result<Option<Token>, Failure> {
    let row = tx.one(select!(" WHERE hash = $1"), &[hash.into()])?;
    Ok(row.as_ref().map(token_of))
}

/// Every token there ever was, the newest first.
///
/// # Errors
/// Where the database fails.
pub fn list(tx: &mut Tx<'_>) -> Result<Vec<Token>, Failure> {
    Ok(tx.query(select!(" ORDER BY id DESC LIMIT 1000"), &[])?.iter().map(token_of).collect())
}

/// Whether its use is worth a note.
pub fn to_be_noted(token: &Token, now: Timestamp) -> bool {
    token.used_at.is_none_or(|used| used + USED_EVERY <= now)
}

/// Notes that a token was used.
///
/// # Errors
/// Where the database fails.
pub fn used(tx: &mut Tx<'_>, id: &str, now: Timestamp) -> Result<(), Failure> {
    let sql = "UPDATE api_token SET used_at = $2 WHERE id = $1 AND (used_at IS NULL OR used_at < $2)";
    tx.execute(sql, &[id.into(), now.as_microsecond().into()])?;
    Ok(())
}

/// Revokes a token, for good; says whether it was open until then.
///
/// # Errors
/// Where the database fails.
pub fn revoke(tx: &mut Tx<'_>, id: &str, now: Timestamp) -> Result<bool, Failure> {
    let sql = "UPDATE api_token SET revoked_at = $2 WHERE id = $1 AND revoked_at IS NULL";
    Ok(tx.execute(sql, &[id.into(), now.as_microsecond().into()])? > 0)
}
