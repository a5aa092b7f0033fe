//! Accounts: who may come in, how they show who they are, and what they may do then.
//!
//! What is remembered stands in [`store::accounts`]; here stands what is asked of it. Time is always an argument.

pub mod code;
pub mod password;
pub mod role;
pub mod session;
#[cfg(test)]
mod tests;

use std::fmt;

use jiff::Timestamp;
use store::accounts::{self, Hidden, New, Purpose};
use store::{Failure, Store, Tx};

pub use code::{Enrolment, confirm, enrol, needs_code};
pub use password::{Cost, Unfit, Unhashed};
pub use role::{Right, Role, Together, may, two_people};
pub use session::{
    Open, Refused, SignIn, SignInRules, SignedIn, Viewer, end, end_all, list, sign_in, sign_out, token, token_hash,
    viewer,
};

/// Hashes a password at the cost of every house's.
///
/// # Errors
/// Where the machine has no memory or no random bytes left.
pub fn hashed(password: &str) -> Result<Hidden, Unhashed> {
    password::hash(password, Cost::OWASP)
}

/// A password that nobody chose: 256 random bits.
///
/// # Errors
/// Where the machine has no random bytes.
pub fn generated() -> Result<Hidden, Failure> {
    session::token()
}

/// The longest e-mail address there is (RFC 5321, 4.5.3.1.3).
const LONGEST_ADDRESS: usize = 254;

/// An e-mail address as it is compared and kept; nothing where it cannot be one.
pub fn address(email: &str) -> Option<String> {
    let email = accounts::folded(email);
    let (local, domain) = email.rsplit_once('@')?;
    let plain = !email.chars().any(|c| c.is_whitespace() || c.is_control());
    (plain && email.len() <= LONGEST_ADDRESS && !local.is_empty() && !domain.is_empty()).then_some(email)
}

/// The roles that these words stand for; one of a newer program stands for none.
fn known<'w>(words: impl Iterator<Item = &'w str>) -> Vec<Role> {
    words.filter_map(Role::parse).collect()
}

/// Why an account was not made or changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NotKept {
    /// This is no e-mail address.
    Address,
    /// The password will not do.
    Unfit(Unfit),
    /// Two roles do not go together.
    Together(Together),
    /// Nobody gives a role to themselves.
    Own,
    /// There is one already, there is none, or something failed on our side.
    Failed(Failure),
}

impl fmt::Display for NotKept {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            NotKept::Address => f.write_str("this is no e-mail address"),
            NotKept::Unfit(unfit) => unfit.fmt(f),
            NotKept::Together(together) => together.fmt(f),
            NotKept::Own => f.write_str("nobody gives a role to themselves: another administrator does"),
            NotKept::Failed(failure) => failure.fmt(f),
        }
    }
}

impl std::error::Error for NotKept {}

impl From<Failure> for NotKept {
    fn from(failure: Failure) -> NotKept {
        NotKept::Failed(failure)
    }
}

impl From<Unfit> for NotKept {
    fn from(unfit: Unfit) -> NotKept {
        NotKept::Unfit(unfit)
    }
}

impl From<Unhashed> for NotKept {
    fn from(unhashed: Unhashed) -> NotKept {
        NotKept::Failed(unhashed.into())
    }
}

impl From<Together> for NotKept {
    fn from(together: Together) -> NotKept {
        NotKept::Together(together)
    }
}

/// An account to be made by somebody who vouches for its e-mail address.
#[derive(Clone, Copy)]
pub struct Vouched<'a> {
    /// The e-mail address.
    pub email: &'a str,
    /// The name.
    pub name: &'a str,
    /// Whose record is their own, if any is.
    pub person: Option<&'a str>,
    /// The password.
    pub password: &'a str,
    /// What they are to be.
    pub roles: &'a [Role],
    /// Who makes it: an account's id, or a word for what is none.
    pub by: &'a str,
}

/// Makes an account with its roles, and answers its id.
///
/// # Errors
/// [`NotKept::Failed`] with [`Failure::Taken`] where there is one with the e-mail address already; why else not.
pub fn add(store: &Store, vouched: Vouched<'_>, now: Timestamp, cost: Cost) -> Result<String, NotKept> {
    let email = address(vouched.email).ok_or(NotKept::Address)?;
    for (n, role) in vouched.roles.iter().enumerate() {
        role::clash(&vouched.roles[..n], *role).map_or(Ok(()), Err)?;
    }
    password::check(vouched.password, &email, vouched.name)?;
    let new = New {
        email,
        password: password::hash(vouched.password, cost)?,
        person: vouched.person.map(str::to_owned),
        name: vouched.name.to_owned(),
        verified_at: Some(now),
    };
    let (roles, by) = (vouched.roles.to_vec(), vouched.by.to_owned());
    Ok(store.write(move |tx| {
        let id = accounts::add(tx, &new, now)?;
        for role in &roles {
            accounts::give_role(tx, &id, role.word(), &by, now)?;
        }
        Ok(id)
    })?)
}

/// Gives an account a role; `by` is whose doing it is.
///
/// # Errors
/// [`NotKept::Together`] where it does not go with one that is held, [`NotKept::Own`] where they give it to themselves;
/// [`NotKept::Failed`] where there is no such account, or the database fails.
pub fn give_role(store: &Store, account: &str, role: Role, by: &str, now: Timestamp) -> Result<(), NotKept> {
    if !two_people(account, by) {
        return Err(NotKept::Own);
    }
    let (account, by) = (account.to_owned(), by.to_owned());
    let given = store.write(move |tx| given(tx, &account, role, &by, now))?;
    Ok(given?)
}

fn given(
    tx: &mut Tx<'_>,
    account: &str,
    role: Role,
    by: &str,
    now: Timestamp,
) -> Result<Result<(), Together>, Failure> {
    accounts::hold(tx, account)?;
    let held = known(accounts::roles(tx, account)?.iter().map(|held| held.role.as_str()));
    if let Some(together) = role::clash(&held, role) {
        return Ok(Err(together));
    }
    accounts::give_role(tx, account, role.word(), by, now)?;
    Ok(Ok(()))
}

/// Takes a role away, from the next look on; says whether it was held.
///
/// # Errors
/// Where the database fails.
pub fn take_role(store: &Store, account: &str, role: Role) -> Result<bool, Failure> {
    let account = account.to_owned();
    store.write(move |tx| accounts::take_role(tx, &account, role.word()))
}

/// Keeps another password. Every session but `except`, a session's id, ends, and what was e-mailed for setting one counts
/// no more.
///
/// # Errors
/// [`NotKept::Unfit`] where it will not do; [`NotKept::Failed`] where there is no such account, or the database fails.
pub fn set_password(
    store: &Store,
    account: &str,
    password: &str,
    except: Option<&str>,
    cost: Cost,
) -> Result<(), NotKept> {
    let found = store.read(|tx| accounts::by_id(tx, account))?;
    let found = found.ok_or_else(|| Failure::Missing("such account".to_owned()))?;
    password::check(password, &found.email, &found.name)?;
    let hash = password::hash(password, cost)?;
    let (id, except) = (account.to_owned(), except.map(str::to_owned));
    Ok(store.write(move |tx| {
        accounts::set_password(tx, &id, &hash)?;
        accounts::drop_email_tokens(tx, &id, Purpose::Reset)?;
        accounts::end_all(tx, &id, except.as_deref()).map(drop)
    })?)
}
