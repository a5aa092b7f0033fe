//! What this store is for: one word for each question about it.

use crate::engine::{Failure, Tx};

/// A setting's value.
///
/// # Errors
/// Where the database fails.
pub fn get(tx: &mut Tx<'_>, name: &str) -> Result<Option<String>, Failure> {
    let row = tx.one("SELECT value FROM setting WHERE name = $1", &[name.into()])?;
    Ok(row.map(|row| row.text(0).to_owned()))
}

/// Takes a setting away.
///
/// # Errors
/// Where the database fails.
pub fn clear(tx: &mut Tx<'_>, name: &str) -> Result<(), Failure> {
    tx.execute("DELETE FROM setting WHERE name = $1", &[name.into()])?;
    Ok(())
}

/// Gives a setting a value.
///
/// # Errors
/// Where the database fails.
pub fn set(tx: &mut Tx<'_>, name: &str, value: &str) -> Result<(), Failure> {
    tx.execute(
        "INSERT INTO setting (name, value) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
        &[name.into(), value.into()],
    )?;
    Ok(())
}
