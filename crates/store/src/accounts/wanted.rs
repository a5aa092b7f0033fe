//! Another address for an account, wanted until it was shown to be its owner's.

use super::{folded, one};
use crate::engine::{Failure, Tx};

/// Keeps the address that an account is to have; one wanted before is wanted no more.
///
/// # Errors
/// Where the database fails.
pub fn want_address(tx: &mut Tx<'_>, account: &str, email: &str) -> Result<(), Failure> {
    tx.execute(
        "INSERT INTO address_wanted (account, email) VALUES ($1, $2)
         ON CONFLICT (account) DO UPDATE SET email = excluded.email",
        &[account.into(), folded(email).into()],
    )?;
    Ok(())
}

/// The address that an account is to have.
///
/// # Errors
/// Where the database fails.
pub fn wanted_address(tx: &mut Tx<'_>, account: &str) -> Result<Option<String>, Failure> {
    let row = tx.one("SELECT email FROM address_wanted WHERE account = $1", &[account.into()])?;
    Ok(row.map(|row| row.text(0).to_owned()))
}

/// Forgets the address that an account was to have.
///
/// # Errors
/// Where the database fails.
pub fn drop_wanted(tx: &mut Tx<'_>, account: &str) -> Result<(), Failure> {
    tx.execute("DELETE FROM address_wanted WHERE account = $1", &[account.into()])?;
    Ok(())
}

/// Gives an account another address.
///
/// # Errors
/// [`Failure::Taken`] where another account has it; [`Failure::Missing`] where there is no such account.
pub fn set_email(tx: &mut Tx<'_>, account: &str, email: &str) -> Result<(), Failure> {
    let email = folded(email);
    let other = super::by_email(tx, &email)?.filter(|other| other.id != account);
    if other.is_some() {
        return Err(Failure::Taken("an account with this e-mail address".to_owned()));
    }
    one(tx.execute("UPDATE account SET email = $2 WHERE id = $1", &[account.into(), email.into()])?)
}
