//! Beginning to pay: one checkout at a time for a person and a body, begun once however often the button is pressed.

use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use programme::Handbook;
use store::payments::{self, Checkout, State};
use store::{Failure, Store};

use super::{Due, Order, Provider, Unavailable};
use crate::act;

/// How long a checkout may be paid. Stripe's least is thirty minutes.
const OPEN_FOR: SignedDuration = SignedDuration::from_mins(45);

/// What became of a wish to pay.
#[derive(Debug)]
pub enum Begun {
    /// It may be paid: the checkout's id.
    Open(String),
    /// The provider did not answer: nothing was paid, and it can be tried again.
    Unavailable(Unavailable),
}

/// Begins to pay what is due, or goes on with what was begun for the very same. A checkout for something else is given
/// up first, here and at the provider's. The checkout is kept before the provider is asked: where its answer is lost,
/// the next try asks under the same key, and finds the same page.
///
/// # Errors
/// Where the database fails.
pub fn begin(
    store: &Store,
    provider: &dyn Provider,
    (person, handbook): (&str, &Handbook),
    (due, on): (&Due, Date),
    public_url: &str,
    now: Timestamp,
) -> Result<Begun, Failure> {
    let before = store.read(|tx| payments::open(tx, person, &due.body))?;
    let same = |checkout: &Checkout| checkout.items == due.items && checkout.ends_at > now;
    let checkout = match before {
        Some(open) if same(&open) => open,
        other => {
            if let Some(old) = other {
                give_up(store, provider, &old, now)?;
            }
            match anew(store, (person, handbook), (due, on), now) {
                // Somebody pressed twice, or on two nodes: theirs will do.
                Err(Failure::Taken(_)) => store
                    .read(|tx| payments::open(tx, person, &due.body))?
                    .ok_or_else(|| Failure::Again("somebody else begins to pay".to_owned()))?,
                other => other?,
            }
        }
    };
    if !checkout.address.is_empty() {
        return Ok(Begun::Open(checkout.id));
    }
    let name =
        |item: &payments::Item| handbook.fee(&item.item).map_or(item.item.clone(), |fee| fee.clause.title.clone());
    let names: Vec<String> =
        checkout.items.iter().map(|item| format!("{}: {}", handbook.body.short, name(item))).collect();
    let back = format!("{public_url}/home/pay/{}", checkout.id);
    match provider.begin(&Order { checkout: &checkout, names: &names, back: &back }) {
        Ok(place) => {
            let id = checkout.id.clone();
            store.write(move |tx| payments::answered(tx, &id, &place.session, &place.address))?;
            Ok(Begun::Open(checkout.id))
        }
        Err(unavailable) => {
            // What was answered once is answered so again under its key: the next try begins anew. Nobody has seen the
            // page of this one, so nobody pays it.
            if unavailable.answered {
                let id = checkout.id;
                store.write(move |tx| payments::leave(tx, &id, now))?;
            }
            Ok(Begun::Unavailable(unavailable))
        }
    }
}

/// Gives up a checkout. At the provider's it is ended as well; where that fails it may still be paid, and what comes is
/// looked at then.
fn give_up(store: &Store, provider: &dyn Provider, old: &Checkout, now: Timestamp) -> Result<(), Failure> {
    if let (Some(session), true) = (&old.session, old.ends_at > now) {
        let _ = provider.end(session);
    }
    let id = old.id.clone();
    store.write(move |tx| payments::leave(tx, &id, now)).map(drop)
}

fn anew(
    store: &Store,
    (person, handbook): (&str, &Handbook),
    (due, on): (&Due, Date),
    now: Timestamp,
) -> Result<Checkout, Failure> {
    let new = Checkout {
        id: act::new_id(now),
        person: person.to_owned(),
        body: due.body.clone(),
        currency: handbook.body.currency.clone(),
        amount: due.total(),
        quoted_on: on,
        state: State::Begun,
        session: None,
        payment: None,
        address: String::new(),
        begun_at: now,
        ends_at: now + OPEN_FOR,
        changed_at: now,
        items: due.items.clone(),
    };
    let kept = new.clone();
    store.write(move |tx| payments::begin(tx, &kept))?;
    Ok(new)
}
