//! Tokens: keys by which programs come in, made and revoked by an administrator, shown once.

use jiff::{SignedDuration, Timestamp};
use store::accounts::Hidden;
use store::tokens::{self, New};
use store::{Failure, Store};

use super::role::said;
use super::session;

said! {
    /// What a token opens.
    pub enum Scope {
        Bulk = "standing.bulk", "Look up many names at once";
        Download = "standing.download", "Download everybody who is published";
        Completions = "completions.tell", "Tell who completed which course";
    }
}

/// A program that came in by a token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bearer {
    /// The token's id.
    pub id: String,
    /// Who has it.
    pub name: String,
    /// What it opens.
    pub scopes: Vec<Scope>,
}

/// What every token begins with, so that one that got lost is known for what it is.
const BEGINS: &str = "assay_";

/// The longest name of whoever has a token.
const LONGEST_NAME: usize = 100;

/// The longest that a token opens anything.
pub const LONGEST_DAYS: u16 = 730;

/// Why no token was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NoToken {
    /// There is no name, or too long a one.
    Name,
    /// It would open nothing.
    Scopes,
    /// It would end too late, or at once.
    Days,
    /// Something failed on our side.
    Failed(Failure),
}

impl std::fmt::Display for NoToken {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            NoToken::Name => write!(f, "The name is missing, or longer than {LONGEST_NAME} letters."),
            NoToken::Scopes => f.write_str("Nothing is chosen that it opens."),
            NoToken::Days => write!(f, "A token ends after a day at least, and {LONGEST_DAYS} at most."),
            NoToken::Failed(failure) => failure.fmt(f),
        }
    }
}

impl From<Failure> for NoToken {
    fn from(failure: Failure) -> NoToken {
        NoToken::Failed(failure)
    }
}

/// A token to be made.
#[derive(Debug, Clone, Copy)]
pub struct Asked<'a> {
    /// Who gets it.
    pub name: &'a str,
    /// What it opens.
    pub scopes: &'a [Scope],
    /// For how many days.
    pub days: u16,
    /// Who makes it: an account's id, or a word for what is none.
    pub by: &'a str,
}

impl Asked<'_> {
    /// Everything that is wrong with it.
    pub fn wrong(&self) -> Vec<NoToken> {
        let name = self.name.trim();
        let mut wrong = Vec::new();
        if name.is_empty() || name.chars().count() > LONGEST_NAME {
            wrong.push(NoToken::Name);
        }
        if self.scopes.is_empty() {
            wrong.push(NoToken::Scopes);
        }
        if self.days == 0 || self.days > LONGEST_DAYS {
            wrong.push(NoToken::Days);
        }
        wrong
    }

    /// Makes the token; answers its id, and the token itself, which is kept nowhere.
    ///
    /// # Errors
    /// Why there is none: the first reason.
    pub fn make(&self, store: &Store, now: Timestamp) -> Result<(String, Hidden), NoToken> {
        if let Some(wrong) = self.wrong().into_iter().next() {
            return Err(wrong);
        }
        let token = Hidden::new(format!("{BEGINS}{}", session::token()?.as_str()));
        let new = New {
            hash: session::token_hash(token.as_str()),
            name: self.name.trim().to_owned(),
            scopes: self.scopes.iter().map(|scope| scope.word().to_owned()).collect(),
            made_by: self.by.to_owned(),
            ends_at: now + SignedDuration::from_hours(24 * i64::from(self.days)),
        };
        let id = store.write(move |tx| tokens::add(tx, &new, now))?;
        Ok((id, token))
    }
}

/// Whoever has a token, where it opens anything yet; that it was used is noted.
///
/// # Errors
/// Where the database fails.
pub fn bearer(store: &Store, token: &str, now: Timestamp) -> Result<Option<Bearer>, Failure> {
    let hash = session::token_hash(token);
    let found = store.read(|tx| tokens::by_hash(tx, &hash))?;
    let Some(token) = found.filter(|token| token.is_open(now)) else { return Ok(None) };
    if tokens::to_be_noted(&token, now) {
        let id = token.id.clone();
        store.write(move |tx| tokens::used(tx, &id, now))?;
    }
    let scopes = token.scopes.iter().filter_map(|word| Scope::parse(word)).collect();
    Ok(Some(Bearer { id: token.id, name: token.name, scopes }))
}
