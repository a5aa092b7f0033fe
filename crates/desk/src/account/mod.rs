//! Accounts: who may come in, how they show who they are, and what they may do then.
//!
//! What is remembered stands in [`store::accounts`]; here stands what is asked of it. Time is always an argument.

pub mod change;
pub mod code;
pub mod details;
pub mod keeping;
pub mod key;
pub mod letter;
mod not_kept;
pub mod own;
pub mod password;
pub mod recovery;
pub mod role;
pub mod session;
#[cfg(test)]
mod tests;

use jiff::Timestamp;
use store::accounts::{self, Hidden, New};
use store::{Failure, Store, Tx};

pub use change::What;
pub use code::{Enrolment, confirm, enrol, needs_code, turn_off};
pub use keeping::{Invited, give_role, invite, take_role};
pub use not_kept::NotKept;
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
    together(vouched.roles)?;
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
        What::Made.note(tx, &id, "", &by, now)?;
        give_all(tx, &id, &roles, &by, now)?;
        Ok(id)
    })?)
}

/// Gives roles that go together to an account that holds none.
fn give_all(tx: &mut Tx<'_>, account: &str, roles: &[Role], by: &str, now: Timestamp) -> Result<(), Failure> {
    for role in roles {
        accounts::give_role(tx, account, role.word(), by, now)?;
        What::RoleGiven.note(tx, account, role.word(), by, now)?;
    }
    Ok(())
}

/// Whether roles go together, one with all the others.
///
/// # Errors
/// The two that do not, and why.
pub(crate) fn together(roles: &[Role]) -> Result<(), Together> {
    for (n, role) in roles.iter().enumerate() {
        role::clash(&roles[..n], *role).map_or(Ok(()), Err)?;
    }
    Ok(())
}
