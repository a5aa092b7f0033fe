//! A forgotten password: asking for a link, and choosing another by it.

use jiff::{SignedDuration, Timestamp};
use store::accounts::{self, Account, Lockout, Noted, Purpose};
use store::{Failure, Store, Tx};

use super::letter::{self, Kind};
use super::password::{self, Cost};
use super::session::{counted, token_hash};
use super::{NotKept, What};

/// How many letters one e-mail address gets: three an hour, then none for a while. Nobody is told of it, and what was sent
/// before still works.
pub const TO_ADDRESS: Lockout = Lockout {
    failures: 3,
    within: SignedDuration::from_hours(1),
    first: SignedDuration::from_hours(1),
    longest: SignedDuration::from_hours(24),
    forgotten_after: SignedDuration::from_hours(24),
};

/// How often one place may ask.
pub const FROM_PLACE: Lockout =
    Lockout { failures: 20, within: SignedDuration::from_mins(15), first: SignedDuration::from_mins(15), ..TO_ADDRESS };

/// By which of a letter's links a password is chosen.
const CHOOSING: [Purpose; 2] = [Purpose::Reset, Purpose::Invite];

/// Writes to whoever forgot a password, at a folded address. Nothing here asks whether there is an account with it: that
/// is found out when the letter is sent, so the same is done for everybody.
///
/// # Errors
/// [`NotKept::Locked`] where too much was asked for from this place; where the database fails.
pub fn ask(store: &Store, email: &str, from: &str, public_url: &str, now: Timestamp) -> Result<(), NotKept> {
    let (email, from, url) = (email.to_owned(), counted(from), public_url.to_owned());
    let locked = store.write(move |tx| {
        if let Noted::Locked(until) = accounts::note_failure(tx, &format!("forgotten {from}"), now, &FROM_PLACE)? {
            return Ok(Some(until));
        }
        let noted = accounts::note_failure(tx, &format!("forgotten {email}"), now, &TO_ADDRESS)?;
        if !matches!(noted, Noted::Locked(_)) {
            letter::put_forgotten(tx, &email, &url, now)?;
        }
        Ok(None)
    })?;
    locked.map_or(Ok(()), |until| Err(NotKept::Locked { until }))
}

/// Whose password may be chosen by the link of this token; looking uses it not.
///
/// # Errors
/// Where the database fails.
pub fn whose(tx: &mut Tx<'_>, token: &str, now: Timestamp) -> Result<Option<Account>, Failure> {
    let hash = token_hash(token);
    for purpose in CHOOSING {
        if let Some(id) = accounts::owner_of(tx, &hash, purpose, now)? {
            return Ok(accounts::by_id(tx, &id)?.filter(|account| !account.disabled));
        }
    }
    Ok(None)
}

/// Chooses a password by the link of this token, which works once. Every session of the account ends, every other link
/// sent to its owner works no more, and the owner is told. One-time codes are asked for as before.
///
/// # Errors
/// [`NotKept::Link`] where the link does not work, [`NotKept::Unfit`] where the password will not do: the link works on
/// then; where the database fails.
pub fn choose(store: &Store, token: &str, password: &str, now: Timestamp, cost: Cost) -> Result<(), NotKept> {
    let found = store.read(|tx| whose(tx, token, now))?.ok_or(NotKept::Link)?;
    password::check(password, &found.email, &found.name)?;
    let (new, hash) = (password::hash(password, cost)?, token_hash(token));
    let chosen = store.write(move |tx| {
        let Some(id) = take(tx, &hash, now)? else { return Ok(false) };
        let account = accounts::hold(tx, &id)?;
        if account.disabled {
            return Ok(false);
        }
        accounts::set_password(tx, &id, &new)?;
        // Whoever opened the letter has shown that the address is theirs.
        accounts::set_verified(tx, &id, now)?;
        ends_with_a_password(tx, &account, None)?;
        accounts::clear_failures(tx, &format!("account:{}", account.email))?;
        What::PasswordChosen.note(tx, &id, "", &id, now)?;
        letter::put(tx, Kind::PasswordChanged, &id, &account.email, &[("name", account.name.clone())], now)?;
        Ok(true)
    })?;
    if chosen { Ok(()) } else { Err(NotKept::Link) }
}

fn take(tx: &mut Tx<'_>, hash: &str, now: Timestamp) -> Result<Option<String>, Failure> {
    for purpose in CHOOSING {
        if let Some(id) = accounts::take_email_token(tx, hash, purpose, now)? {
            return Ok(Some(id));
        }
    }
    Ok(None)
}

/// What ends once an account has another password: its sessions but `except`, and whatever was asked for with the old one.
pub(super) fn ends_with_a_password(tx: &mut Tx<'_>, account: &Account, except: Option<&str>) -> Result<(), Failure> {
    for purpose in [Purpose::Reset, Purpose::Invite, Purpose::Verify] {
        accounts::drop_email_tokens(tx, &account.id, purpose)?;
    }
    accounts::drop_wanted(tx, &account.id)?;
    accounts::end_all(tx, &account.id, except).map(drop)
}
