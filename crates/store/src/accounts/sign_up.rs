//! People who signed up and have not shown yet that the address is theirs.

use jiff::Timestamp;
use jiff::civil::Date;

use super::Hidden;
use crate::engine::{Failure, Tx};
use crate::standings::{day_of, number_of};

/// What somebody signed up with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignUp {
    /// The e-mail address, folded.
    pub email: String,
    /// The name.
    pub name: String,
    /// The day of birth.
    pub born: Option<Date>,
    /// The hash of the password.
    pub password: Hidden,
    /// The body they want to deal with.
    pub body: String,
    /// Town and state; empty where none is given.
    pub place: String,
}

/// Keeps a sign-up under the hash of its token until a moment; what has ended by `now` is forgotten.
///
/// # Errors
/// Where the database fails.
pub fn put_sign_up(
    tx: &mut Tx<'_>,
    hash: &str,
    sign_up: &SignUp,
    now: Timestamp,
    ends_at: Timestamp,
) -> Result<(), Failure> {
    tx.execute("DELETE FROM sign_up WHERE ends_at <= $1", &[now.as_microsecond().into()])?;
    tx.execute(
        "INSERT INTO sign_up (hash, email, name, born, password, body, ends_at, place) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        &[
            hash.into(),
            (&sign_up.email).into(),
            (&sign_up.name).into(),
            sign_up.born.map(number_of).into(),
            sign_up.password.as_str().into(),
            (&sign_up.body).into(),
            ends_at.as_microsecond().into(),
            (&sign_up.place).into(),
        ],
    )?;
    Ok(())
}

/// Keeps a sign-up under another token's hash as well, for as long.
///
/// # Errors
/// Where the database fails.
pub fn copy_sign_up(tx: &mut Tx<'_>, from: &str, to: &str) -> Result<(), Failure> {
    tx.execute(
        "INSERT INTO sign_up (hash, email, name, born, password, body, ends_at, place)
         SELECT $2, email, name, born, password, body, ends_at, place FROM sign_up WHERE hash = $1",
        &[from.into(), to.into()],
    )?;
    Ok(())
}

/// The sign-up of a token, once: it is taken away with whatever else was asked for by that address.
///
/// # Errors
/// Where the database fails.
pub fn take_sign_up(tx: &mut Tx<'_>, hash: &str, now: Timestamp) -> Result<Option<SignUp>, Failure> {
    let row = tx.one(
        "DELETE FROM sign_up WHERE hash = $1 AND ends_at > $2 RETURNING email, name, born, password, body, place",
        &[hash.into(), now.as_microsecond().into()],
    )?;
    let Some(row) = row else { return Ok(None) };
    tx.execute("DELETE FROM sign_up WHERE email = $1", &[row.text(0).into()])?;
    Ok(Some(SignUp {
        email: row.text(0).to_owned(),
        name: row.text(1).to_owned(),
        born: row.integer_if_any(2).map(day_of),
        password: Hidden::new(row.text(3)),
        body: row.text(4).to_owned(),
        place: row.text(5).to_owned(),
    }))
}
