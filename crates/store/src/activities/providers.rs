//! Organisations that give continuing education, and who acts for each.

use jiff::Timestamp;

use crate::cells::new_id;
use crate::engine::{Failure, Row, Tx};
use crate::people;

/// An organisation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Provider {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
}

/// An account that acts for a provider.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Actor {
    /// The provider's id.
    pub provider: String,
    /// The account's id.
    pub account: String,
    /// Its owner's name.
    pub name: String,
    /// Its e-mail address.
    pub email: String,
}

fn provider_of(row: &Row) -> Provider {
    Provider { id: row.text(0).to_owned(), name: row.text(1).to_owned() }
}

/// A name as it is compared: two that only look alike are taken for one.
fn folded(name: &str) -> String {
    people::words(name).join(" ")
}

/// A provider by id.
///
/// # Errors
/// Where the database fails.
pub fn by_id(tx: &mut Tx<'_>, id: &str) -> Result<Option<Provider>, Failure> {
    Ok(tx.one("SELECT id, name FROM provider WHERE id = $1", &[id.into()])?.as_ref().map(provider_of))
}

/// For which provider an account acts, if for any.
///
/// # Errors
/// Where the database fails.
pub fn of_account(tx: &mut Tx<'_>, account: &str) -> Result<Option<Provider>, Failure> {
    let row = tx.one(
        "SELECT p.id, p.name FROM provider_account a JOIN provider p ON p.id = a.provider WHERE a.account = $1",
        &[account.into()],
    )?;
    Ok(row.as_ref().map(provider_of))
}

/// Every provider, by name.
///
/// # Errors
/// Where the database fails.
pub fn all(tx: &mut Tx<'_>) -> Result<Vec<Provider>, Failure> {
    Ok(tx.query("SELECT id, name FROM provider ORDER BY folded, id", &[])?.iter().map(provider_of).collect())
}

/// Everybody who acts for a provider, by name.
///
/// # Errors
/// Where the database fails.
pub fn actors(tx: &mut Tx<'_>) -> Result<Vec<Actor>, Failure> {
    let rows = tx.query(
        "SELECT a.provider, c.id, c.name, c.email FROM provider_account a JOIN account c ON c.id = a.account
          ORDER BY c.name, c.id",
        &[],
    )?;
    let text = |row: &Row, at: usize| row.text(at).to_owned();
    let actor =
        |row: &Row| Actor { provider: text(row, 0), account: text(row, 1), name: text(row, 2), email: text(row, 3) };
    Ok(rows.iter().map(actor).collect())
}

/// The addresses of those who act for a provider and may come in.
///
/// # Errors
/// Where the database fails.
pub fn addresses(tx: &mut Tx<'_>, provider: &str) -> Result<Vec<String>, Failure> {
    let rows = tx.query(
        "SELECT c.email FROM provider_account a JOIN account c ON c.id = a.account AND c.disabled = FALSE
          WHERE a.provider = $1 ORDER BY c.email",
        &[provider.into()],
    )?;
    Ok(rows.iter().map(|row| row.text(0).to_owned()).collect())
}

/// Makes a provider for which an account acts; answers its id.
///
/// # Errors
/// [`Failure::Taken`] where there is one of that name, or the account acts for one; where the database fails.
pub fn make(tx: &mut Tx<'_>, account: &str, name: &str, now: Timestamp) -> Result<String, Failure> {
    if of_account(tx, account)?.is_some() {
        return Err(Failure::Taken("a provider of this account".to_owned()));
    }
    let id = new_id(now);
    let made = tx.execute(
        "INSERT INTO provider (id, name, folded, made_at) VALUES ($1, $2, $3, $4) ON CONFLICT (folded) DO NOTHING",
        &[(&id).into(), name.into(), folded(name).into(), now.as_microsecond().into()],
    )?;
    if made == 0 {
        return Err(Failure::Taken("a provider of this name".to_owned()));
    }
    join(tx, account, &id, now)?;
    Ok(id)
}

/// Lets an account act for a provider, and for no other.
///
/// # Errors
/// Where either is not there, or the database fails.
pub fn join(tx: &mut Tx<'_>, account: &str, provider: &str, now: Timestamp) -> Result<(), Failure> {
    tx.execute(
        "INSERT INTO provider_account (account, provider, joined_at) VALUES ($1, $2, $3)
         ON CONFLICT (account) DO UPDATE SET provider = excluded.provider, joined_at = excluded.joined_at",
        &[account.into(), provider.into(), now.as_microsecond().into()],
    )?;
    Ok(())
}

/// Writes a provider's name otherwise.
///
/// # Errors
/// [`Failure::Taken`] where another bears it; where the database fails.
pub fn rename(tx: &mut Tx<'_>, id: &str, name: &str) -> Result<(), Failure> {
    let folded = folded(name);
    let other = "SELECT 1 FROM provider WHERE folded = $1 AND id <> $2";
    if tx.one(other, &[(&folded).into(), id.into()])?.is_some() {
        return Err(Failure::Taken("a provider of this name".to_owned()));
    }
    tx.execute("UPDATE provider SET name = $2, folded = $3 WHERE id = $1", &[id.into(), name.into(), folded.into()])?;
    Ok(())
}
