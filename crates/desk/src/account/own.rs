//! Changing one's own password and e-mail address: each asks for the present password.

use std::sync::Arc;

use jiff::Timestamp;
use programme::Bodies;
use store::accounts::{self, Account, Lockout, Noted, Purpose};
use store::people::Person;
use store::{Failure, Store, Tx};

use super::letter::{self, Kind};
use super::password::{self, Cost};
use super::recovery::{TO_ADDRESS, ends_with_a_password};
use super::session::{OF_ACCOUNT, token_hash};
use super::{NotKept, What, details};
use crate::act::{self, Change};

/// How many addresses an account may ask for in an hour: whoever has one cannot write to strangers with it.
const ADDRESSES: Lockout = Lockout { failures: 5, ..TO_ADDRESS };

/// The account, for whoever knows its password; who guesses is locked out of this, though not of their session.
///
/// # Errors
/// [`NotKept::Password`], [`NotKept::Locked`]; where the database fails.
pub fn with_password(
    store: &Store,
    account: &str,
    password: &str,
    now: Timestamp,
    cost: Cost,
) -> Result<Account, NotKept> {
    let (id, counted) = (account.to_owned(), format!("password of {account}"));
    let what = counted.clone();
    let (noted, found) = store.write(move |tx| {
        let noted = accounts::note_failure(tx, &what, now, &OF_ACCOUNT)?;
        Ok((noted, accounts::by_id(tx, &id)?))
    })?;
    if let Noted::Locked(until) = noted {
        return Err(NotKept::Locked { until });
    }
    let found = found.ok_or_else(|| Failure::Missing("such account".to_owned()))?;
    if !password::verify(password, Some(&found.password), cost)? {
        return Err(noted.until().map_or(NotKept::Password, |until| NotKept::Locked { until }));
    }
    store.write(move |tx| accounts::clear_failures(tx, &counted))?;
    Ok(found)
}

/// Changes a password; every session but `session` ends, and the owner is told.
///
/// # Errors
/// As [`with_password`]; [`NotKept::Unfit`] where the new one will not do.
pub fn change_password(
    store: &Store,
    (account, session): (&str, &str),
    (present, new): (&str, &str),
    now: Timestamp,
    cost: Cost,
) -> Result<(), NotKept> {
    let found = with_password(store, account, present, now, cost)?;
    password::check(new, &found.email, &found.name)?;
    let (hash, session) = (password::hash(new, cost)?, session.to_owned());
    let changed = store.write(move |tx| {
        // Whoever changed it meanwhile knew better.
        if accounts::hold(tx, &found.id)?.password != found.password {
            return Ok(false);
        }
        accounts::set_password(tx, &found.id, &hash)?;
        ends_with_a_password(tx, &found, Some(&session))?;
        What::PasswordChanged.note(tx, &found.id, "", &found.id, now)?;
        letter::put(tx, Kind::PasswordChanged, &found.id, &found.email, &[("name", found.name.clone())], now)?;
        Ok(true)
    })?;
    if changed { Ok(()) } else { Err(NotKept::Password) }
}

/// Asks for another address: a link is sent to it, and the old address is told. The answer is the same where another
/// account has that address: only its owner is told, by mail.
///
/// # Errors
/// As [`with_password`]; [`NotKept::Address`], [`NotKept::Same`].
pub fn want_address(
    store: &Store,
    account: &str,
    (present, email): (&str, &str),
    public_url: &str,
    now: Timestamp,
    cost: Cost,
) -> Result<(), NotKept> {
    let found = with_password(store, account, present, now, cost)?;
    let email = super::address(email).ok_or(NotKept::Address)?;
    if email == found.email {
        return Err(NotKept::Same);
    }
    let url = public_url.to_owned();
    let locked = store.write(move |tx| {
        let noted = accounts::note_failure(tx, &format!("address of {}", found.id), now, &ADDRESSES)?;
        if let Noted::Locked(until) = noted {
            return Ok(Some(until));
        }
        accounts::want_address(tx, &found.id, &email)?;
        accounts::drop_email_tokens(tx, &found.id, Purpose::Verify)?;
        What::AddressWanted.note(tx, &found.id, &email, &found.id, now)?;
        let name = ("name", found.name.clone());
        if accounts::by_email(tx, &email)?.is_some() {
            letter::put(tx, Kind::NewAddressTaken, &found.id, &email, &[("url", format!("{url}/sign-in"))], now)?;
        } else {
            let link = ("url", format!("{url}{}", letter::opening("/confirm-address")));
            letter::put(tx, Kind::NewAddress, &found.id, &email, &[name.clone(), link], now)?;
        }
        letter::put(tx, Kind::AddressWanted, &found.id, &found.email, &[name, ("address", email.clone())], now)?;
        Ok(None)
    })?;
    locked.map_or(Ok(()), |until| Err(NotKept::Locked { until }))
}

/// The account of a link that confirms an address, and that address; looking uses it not.
///
/// # Errors
/// Where the database fails.
pub fn confirming(tx: &mut Tx<'_>, token: &str, now: Timestamp) -> Result<Option<(Account, String)>, Failure> {
    let Some(id) = accounts::owner_of(tx, &token_hash(token), Purpose::Verify, now)? else { return Ok(None) };
    let account = accounts::by_id(tx, &id)?.filter(|account| !account.disabled);
    Ok(account.zip(accounts::wanted_address(tx, &id)?))
}

/// The address holds from now on, for signing in and on the record alike: one unit does both, or neither.
///
/// # Errors
/// [`NotKept::Link`] where the link does not work; [`NotKept::Failed`] with [`Failure::Taken`] where another account has
/// the address by now, with [`Failure::Stale`] where the record has grown meanwhile.
pub fn confirm_address(store: &Store, bodies: &Arc<Bodies>, token: &str, now: Timestamp) -> Result<String, NotKept> {
    let found = store.read(|tx| match confirming(tx, token, now)? {
        Some((account, email)) => {
            let record = on_record(tx, &account, &email)?;
            Ok(Some((account, email, record)))
        }
        None => Ok(None),
    })?;
    let (account, email, record) = found.ok_or(NotKept::Link)?;
    let (hash, wanted) = (token_hash(token), email.clone());
    let holds = move |tx: &mut Tx<'_>| -> Result<(), Failure> {
        let gone = || Failure::Missing("such link".to_owned());
        let id = accounts::take_email_token(tx, &hash, Purpose::Verify, now)?.ok_or_else(gone)?;
        let held = accounts::hold(tx, &id)?;
        let same = accounts::wanted_address(tx, &id)?.is_some_and(|there| there == wanted);
        if held.disabled || !same || held.person != account.person {
            return Err(gone());
        }
        accounts::set_email(tx, &id, &wanted)?;
        accounts::drop_wanted(tx, &id)?;
        // A link to the old address opens nothing any more.
        accounts::drop_email_tokens(tx, &id, Purpose::Reset)?;
        What::AddressChanged.note(tx, &id, &format!("{} → {wanted}", held.email), &id, now)?;
        let places = [("name", held.name), ("address", wanted.clone())];
        letter::put(tx, Kind::AddressChanged, &id, &held.email, &places, now)
    };
    let done = match record {
        Some(change) => act::change_with(store, bodies, change, now, move |tx, _| holds(tx)).map(drop),
        None => store.write(move |tx| holds(tx)),
    };
    match done {
        Ok(()) => Ok(email),
        Err(Failure::Missing(_)) => Err(NotKept::Link),
        Err(failure) => Err(failure.into()),
    }
}

/// The entry by which the record has the address, where there is a record that has not.
fn on_record(tx: &mut Tx<'_>, account: &Account, email: &str) -> Result<Option<Change>, Failure> {
    let Some(own) = &account.person else { return Ok(None) };
    let found = details::registered(tx, own)?.filter(|(person, _)| person.email != email);
    Ok(found.map(|(person, body)| details::again(Person { email: email.to_owned(), ..person }, body)))
}
