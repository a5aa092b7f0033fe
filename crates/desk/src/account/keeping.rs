//! Keeping the accounts of others: inviting, giving and withdrawing roles, shutting, resetting. What is changed counts
//! from the next request of an open session on, and stands in the log.

use jiff::Timestamp;
use store::accounts::{self, Account, Hidden, New};
use store::{Failure, Store, Tx};

use super::letter::{self, Kind};
use super::{NotKept, Role, What, address, known, role, together, two_people};

/// Somebody to be invited.
#[derive(Debug, Clone, Copy)]
pub struct Invited<'a> {
    /// The e-mail address.
    pub email: &'a str,
    /// The name.
    pub name: &'a str,
    /// What they are to be.
    pub roles: &'a [Role],
    /// Who invites them: an account's id, or a word for what is none.
    pub by: &'a str,
}

/// Whoever does something to an account: an account's id, or a word for what is none.
pub type By<'a> = &'a str;

/// Makes an account without a password, and writes to its owner, who chooses one by the link; answers its id.
///
/// # Errors
/// [`NotKept::Address`], [`NotKept::Together`]; [`NotKept::Failed`] with [`Failure::Taken`] where there is an account with
/// the address already.
pub fn invite(store: &Store, invited: Invited<'_>, public_url: &str, now: Timestamp) -> Result<String, NotKept> {
    let email = address(invited.email).ok_or(NotKept::Address)?;
    together(invited.roles)?;
    let new = New {
        email: email.clone(),
        password: Hidden::new(""),
        person: None,
        name: invited.name.to_owned(),
        verified_at: None,
    };
    let (roles, by, url) = (invited.roles.to_vec(), invited.by.to_owned(), public_url.to_owned());
    Ok(store.write(move |tx| {
        let id = accounts::add(tx, &new, now)?;
        What::Made.note(tx, &id, "", &by, now)?;
        super::give_all(tx, &id, &roles, &by, now)?;
        write_to(tx, &id, (&email, &new.name), &url, &by, now)?;
        Ok(id)
    })?)
}

fn write_to(
    tx: &mut Tx<'_>,
    id: &str,
    (email, name): (&str, &str),
    url: &str,
    by: &str,
    now: Timestamp,
) -> Result<(), Failure> {
    let link = ("url", format!("{url}{}", letter::opening("/choose-password")));
    letter::put(tx, Kind::Invitation, id, email, &[("name", name.to_owned()), link], now)?;
    What::Invited.note(tx, id, email, by, now)
}

/// Does something to somebody else's account in one unit of work; `check` says first why it may not be done.
fn change(
    store: &Store,
    account: &str,
    by: By<'_>,
    mut check: impl FnMut(&mut Tx<'_>, &Account) -> Result<Result<(), NotKept>, Failure> + Send + 'static,
    mut done: impl FnMut(&mut Tx<'_>, &Account, &str) -> Result<(), Failure> + Send + 'static,
) -> Result<(), NotKept> {
    if !two_people(account, by) {
        return Err(NotKept::Own);
    }
    let (id, by) = (account.to_owned(), by.to_owned());
    store.write(move |tx| {
        let held = accounts::hold(tx, &id)?;
        if let Err(not) = check(tx, &held)? {
            return Ok(Err(not));
        }
        done(tx, &held, &by).map(Ok)
    })?
}

fn anybody(_: &mut Tx<'_>, _: &Account) -> Result<Result<(), NotKept>, Failure> {
    Ok(Ok(()))
}

/// Whether somebody else could still come in as an administrator.
fn not_the_last(tx: &mut Tx<'_>, account: &Account) -> Result<Result<(), NotKept>, Failure> {
    let able = accounts::able(tx, Role::Administrator.word())?;
    Ok(if able == [account.id.as_str()] { Err(NotKept::Last) } else { Ok(()) })
}

/// Writes an invitation once more, for whoever has not taken up the account; the link sent before works no more.
///
/// # Errors
/// [`NotKept::Own`]; [`NotKept::Failed`] where there is no such account, or the account was taken up.
pub fn invite_again(store: &Store, account: &str, by: By<'_>, public_url: &str, now: Timestamp) -> Result<(), NotKept> {
    let url = public_url.to_owned();
    change(store, account, by, anybody, move |tx, held, by| {
        if !held.password.is_empty() {
            return Err(Failure::Taken("a password of this account".to_owned()));
        }
        write_to(tx, &held.id, (&held.email, &held.name), &url, by, now)
    })
}

/// Gives an account a role; `by` is whose doing it is.
///
/// # Errors
/// [`NotKept::Together`] where it does not go with one that is held, [`NotKept::Own`] where they give it to themselves;
/// [`NotKept::Failed`] where there is no such account, or the database fails.
pub fn give_role(store: &Store, account: &str, given: Role, by: By<'_>, now: Timestamp) -> Result<(), NotKept> {
    let clash = move |tx: &mut Tx<'_>, held: &Account| {
        let roles = held_roles(tx, &held.id)?;
        Ok(role::clash(&roles, given).map_or(Ok(()), |together| Err(together.into())))
    };
    change(store, account, by, clash, move |tx, held, by| {
        if held_roles(tx, &held.id)?.contains(&given) {
            return Ok(());
        }
        accounts::give_role(tx, &held.id, given.word(), by, now)?;
        What::RoleGiven.note(tx, &held.id, given.word(), by, now)
    })
}

fn held_roles(tx: &mut Tx<'_>, account: &str) -> Result<Vec<Role>, Failure> {
    Ok(known(accounts::roles(tx, account)?.iter().map(|held| held.role.as_str())))
}

/// Takes a role away, from the next look on.
///
/// # Errors
/// [`NotKept::Own`] where it is their own, [`NotKept::Last`] where nobody could give roles any more;
/// [`NotKept::Failed`] where there is no such account, or the database fails.
pub fn take_role(store: &Store, account: &str, taken: Role, by: By<'_>, now: Timestamp) -> Result<(), NotKept> {
    let last = move |tx: &mut Tx<'_>, held: &Account| match taken {
        Role::Administrator => not_the_last(tx, held),
        _ => Ok(Ok(())),
    };
    change(store, account, by, last, move |tx, held, by| {
        if accounts::take_role(tx, &held.id, taken.word())? {
            What::RoleWithdrawn.note(tx, &held.id, taken.word(), by, now)?;
        }
        Ok(())
    })
}

/// Shuts an account: its sessions end, and what was sent to its owner opens nothing.
///
/// # Errors
/// [`NotKept::Own`], [`NotKept::Last`]; [`NotKept::Failed`] where there is no such account, or the database fails.
pub fn disable(store: &Store, account: &str, by: By<'_>, now: Timestamp) -> Result<(), NotKept> {
    change(store, account, by, not_the_last, move |tx, held, by| {
        accounts::set_disabled(tx, &held.id, true)?;
        super::recovery::ends_with_a_password(tx, held, None)?;
        if !held.disabled {
            What::Disabled.note(tx, &held.id, "", by, now)?;
        }
        Ok(())
    })
}

/// Opens an account again.
///
/// # Errors
/// [`NotKept::Own`]; [`NotKept::Failed`] where there is no such account, or the database fails.
pub fn enable(store: &Store, account: &str, by: By<'_>, now: Timestamp) -> Result<(), NotKept> {
    change(store, account, by, anybody, move |tx, held, by| {
        accounts::set_disabled(tx, &held.id, false)?;
        if held.disabled {
            What::Enabled.note(tx, &held.id, "", by, now)?;
        }
        Ok(())
    })
}

/// Ends every session of an account.
///
/// # Errors
/// [`NotKept::Own`]; [`NotKept::Failed`] where there is no such account, or the database fails.
pub fn end_sessions(store: &Store, account: &str, by: By<'_>, now: Timestamp) -> Result<(), NotKept> {
    change(store, account, by, anybody, move |tx, held, by| {
        accounts::end_all(tx, &held.id, None)?;
        What::SessionsEnded.note(tx, &held.id, "", by, now)
    })
}

/// Forgets the one-time codes of whoever lost what shows them: their sessions end, they are told, and staff set up others
/// before their roles count again.
///
/// # Errors
/// [`NotKept::Own`]; [`NotKept::Failed`] where there is no such account, or the database fails.
pub fn reset_codes(store: &Store, account: &str, by: By<'_>, now: Timestamp) -> Result<(), NotKept> {
    change(store, account, by, anybody, move |tx, held, by| {
        accounts::forget_totp(tx, &held.id)?;
        accounts::end_all(tx, &held.id, None)?;
        What::CodesReset.note(tx, &held.id, "", by, now)?;
        letter::put(tx, Kind::CodesChanged, &held.id, &held.email, &[("name", held.name.clone())], now)
    })
}
