//! What is sent by e-mail to be sent back once. A token is known by its hash alone.

use jiff::Timestamp;

use crate::cells::words;
use crate::engine::{Failure, Tx};

words! {
    /// What a token is for.
    pub enum Purpose {
        /// To show that the address they want is theirs.
        Verify = "verify",
        /// To set another password.
        Reset = "reset",
        /// To take up an account that somebody made for them.
        Invite = "invite",
    }
}

/// Keeps a token's hash; an earlier one of the account's for the same purpose counts no more.
///
/// # Errors
/// [`Failure::Taken`] where it is used already.
pub fn put_email_token(
    tx: &mut Tx<'_>,
    hash: &str,
    account: &str,
    purpose: Purpose,
    ends_at: Timestamp,
) -> Result<(), Failure> {
    drop_email_tokens(tx, account, purpose)?;
    tx.execute(
        "INSERT INTO email_token (hash, account, purpose, ends_at) VALUES ($1, $2, $3, $4)",
        &[hash.into(), account.into(), purpose.word().into(), ends_at.as_microsecond().into()],
    )?;
    Ok(())
}

/// Whose a token is that could be used now; looking uses it not.
///
/// # Errors
/// Where the database fails.
pub fn owner_of(tx: &mut Tx<'_>, hash: &str, purpose: Purpose, now: Timestamp) -> Result<Option<String>, Failure> {
    let row = tx.one(
        "SELECT account FROM email_token WHERE hash = $1 AND purpose = $2 AND used_at IS NULL AND ends_at > $3",
        &[hash.into(), purpose.word().into(), now.as_microsecond().into()],
    )?;
    Ok(row.map(|row| row.text(0).to_owned()))
}

/// Uses a token: answers whose it is, once, before it ends.
///
/// # Errors
/// Where the database fails.
pub fn take_email_token(
    tx: &mut Tx<'_>,
    hash: &str,
    purpose: Purpose,
    now: Timestamp,
) -> Result<Option<String>, Failure> {
    let row = tx.one(
        "UPDATE email_token SET used_at = $3 WHERE hash = $1 AND purpose = $2 AND used_at IS NULL AND ends_at > $3
         RETURNING account",
        &[hash.into(), purpose.word().into(), now.as_microsecond().into()],
    )?;
    Ok(row.map(|row| row.text(0).to_owned()))
}

/// Drops the unused tokens of an account's for a purpose.
///
/// # Errors
/// Where the database fails.
pub fn drop_email_tokens(tx: &mut Tx<'_>, account: &str, purpose: Purpose) -> Result<(), Failure> {
    tx.execute(
        "DELETE FROM email_token WHERE account = $1 AND purpose = $2 AND used_at IS NULL",
        &[account.into(), purpose.word().into()],
    )?;
    Ok(())
}
