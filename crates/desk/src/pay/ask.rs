//! Asking after a checkout of which nothing was told. What the provider answers is made into the notice that it would have
//! sent, and taken as that is: whichever of the two comes first, twice or on another node, it counts once.

use jiff::{SignedDuration, Timestamp};
use store::payments::{self, Checkout, Issue, Kind, Notice, State, Told};
use store::{Failure, Tx};

use super::{Became, Provider, Unavailable};
use crate::act;

/// Minutes after its beginning at which a checkout is first asked after: most are told of by then.
const FIRST: i64 = 5;

/// Minutes from each time of asking to the next. A checkout's own time is over after the third; what says nothing final
/// after the last is put before staff.
const PAUSES: [i64; 10] = [10, 20, 30, 60, 180, 360, 720, 1_440, 1_440, 1_440];

/// Days for which a checkout that nobody has asked after yet is found: it may have been begun before anybody did.
const DAYS: i64 = 7;

/// The most that are found at once.
const MOST: i64 = 500;

/// The checkouts that are to be asked after by now.
///
/// # Errors
/// Where the database fails.
pub fn unheard(tx: &mut Tx<'_>, now: Timestamp) -> Result<Vec<String>, Failure> {
    let before = |span: SignedDuration| now.checked_sub(span).unwrap_or(Timestamp::MIN);
    let between = (before(SignedDuration::from_hours(24 * DAYS)), before(SignedDuration::from_mins(FIRST)));
    Ok(payments::unheard(tx, between, MOST)?.into_iter().map(|(id, _)| id).collect())
}

/// When a checkout is asked after again that was asked after so often, if ever.
pub fn again(asked: i64, now: Timestamp) -> Option<Timestamp> {
    let pause = usize::try_from(asked - 1).ok().and_then(|nth| PAUSES.get(nth))?;
    now.checked_add(SignedDuration::from_mins(*pause)).ok()
}

/// Whether nothing was told of a checkout that ends it, and the provider can be asked.
pub fn is_unheard(checkout: &Checkout) -> bool {
    matches!(checkout.state, State::Begun | State::Left) && checkout.session.is_some()
}

/// What the provider says of a checkout, as the notice that it would have sent; nothing where nothing is decided.
///
/// # Errors
/// Where the provider does not answer, refuses, or says what nobody can read.
pub fn word(
    provider: &dyn Provider,
    checkout: &Checkout,
    clock: impl Fn() -> Timestamp,
) -> Result<Option<Notice>, Unavailable> {
    let Some(session) = checkout.session.as_deref() else { return Ok(None) };
    let bare = |told: Told, at: Timestamp| Notice {
        // The same answer bears the same id, whoever asked.
        id: format!("asked {session} {}", told.word()),
        checkout: Some(checkout.id.clone()),
        payment: None,
        told,
        amount: None,
        currency: String::new(),
        dispute: String::new(),
        at,
    };
    // Nobody pays after the end: where the day on which the money came is not said, it came by then.
    let latest = || clock().min(checkout.ends_at);
    Ok(match provider.became(session)? {
        Became::Open => None,
        Became::Expired => Some(bare(Told::Expired, latest())),
        Became::Paid { amount, currency, payment, at } => {
            let paid = bare(Told::Paid, at.unwrap_or_else(latest));
            Some(Notice { amount: Some(amount), currency, payment, ..paid })
        }
    })
}

/// Puts before staff that the provider does not say what became of a checkout.
///
/// # Errors
/// Where the database fails.
pub fn unanswered(tx: &mut Tx<'_>, id: &str, now: Timestamp) -> Result<(), Failure> {
    let Some(checkout) = payments::by_id(tx, id)?.filter(is_unheard) else { return Ok(()) };
    let issue = Issue {
        id: act::new_id(now),
        about: checkout.id.clone(),
        checkout: Some(checkout.id),
        kind: Kind::Unanswered,
        amount: None,
        currency: String::new(),
        said: String::new(),
        since: now,
        settled: None,
    };
    payments::raise(tx, &issue).map(drop)
}
