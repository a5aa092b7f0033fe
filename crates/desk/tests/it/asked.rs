//! One payment asked after by two nodes while its webhook arrives: the record has it once, on either engine.

use std::sync::Arc;
use std::thread;

use desk::jobs::{self, Office};
use desk::pay::{self, Became, Order, Place as At, Provider, Unavailable, Unread, ask};
use jiff::{SignedDuration, Timestamp};
use programme::Bodies;
use programme::amount::Money;
use store::payments::{self, Kind, Notice, State, Told};
use store::{Store, verify};

use crate::engines::on_both;
use crate::settling::{RECEIVED, begun, bodies, notice, now, open, take, told};

/// A card company that says always the same.
struct Says(Result<Became, Unavailable>);

impl Provider for Says {
    fn begin(&self, _: &Order<'_>) -> Result<At, Unavailable> {
        unreachable!("nobody begins")
    }

    fn end(&self, _: &str) -> Result<(), Unavailable> {
        unreachable!("nobody ends")
    }

    fn became(&self, session: &str) -> Result<Became, Unavailable> {
        assert_eq!(session, "cs_1");
        self.0.clone()
    }

    fn read(&self, _: Option<&str>, _: &[u8], _: Timestamp) -> Result<Option<Notice>, Unread> {
        Ok(None)
    }

    fn takes(&self, _: &str) -> bool {
        true
    }
}

fn paid(minor: i64, currency: &str) -> Says {
    Says(Ok(Became::Paid {
        amount: Money::from_minor(minor),
        currency: currency.to_owned(),
        payment: Some("pi_1".to_owned()),
        at: Some(now() + SignedDuration::from_secs(60)),
    }))
}

/// What a node does every minute, so many minutes after the payment was begun.
fn minute(store: &Store, bodies: &Arc<Bodies>, says: &Says, minutes: i64) {
    let office = Office { store, bodies, provider: Some(says) };
    let at = now() + SignedDuration::from_mins(minutes);
    jobs::plan(office, at).unwrap();
    jobs::work(office, || at).unwrap();
}

/// What the page does that its payer comes back to.
fn page(store: &Store, bodies: &Arc<Bodies>, says: &Says) {
    let at = now() + SignedDuration::from_mins(10);
    let checkout = store.read(|tx| payments::by_id(tx, "c")).unwrap().unwrap();
    if let Some(notice) = ask::word(says, &checkout, || at).unwrap() {
        let bodies = Arc::clone(bodies);
        store.write(move |tx| pay::take(tx, &bodies, &notice, at)).unwrap();
    }
}

fn received() -> (Vec<String>, State) {
    (RECEIVED.map(str::to_owned).to_vec(), State::Paid)
}

#[test]
fn asked_by_two_nodes_and_told_at_once_it_is_on_record_once() {
    let bodies = bodies();
    on_both(|place| {
        let nodes = [open(place), open(place)];
        begun(&nodes[0], &bodies, "c");
        let (nodes, bodies, says) = (&nodes, &bodies, &paid(25_000, "USD"));
        thread::scope(|scope| {
            for n in 0..12 {
                let store = &nodes[n % 2];
                scope.spawn(move || match n / 2 % 3 {
                    0 => minute(store, bodies, says, 10),
                    1 => page(store, bodies, says),
                    _ => drop(take(store, bodies, &notice("evt_1", Told::Paid, 25_000, 60))),
                });
            }
        });
        assert_eq!(told(&nodes[0]), received());
        assert_eq!(nodes[0].read(payments::waiting).unwrap().0, 0);
        assert_eq!(verify::verify(&nodes[1], |_| {}).unwrap().amiss, []);
    });
}

#[test]
fn asked_first_or_told_first_it_comes_to_the_same() {
    let bodies = bodies();
    for asked_first in [true, false] {
        on_both(|place| {
            let store = open(place);
            begun(&store, &bodies, "c");
            let tell = || take(&store, &bodies, &notice("evt_1", Told::Paid, 25_000, 60));
            if !asked_first {
                assert!(tell());
            }
            minute(&store, &bodies, &paid(25_000, "USD"), 10);
            if asked_first {
                assert_eq!(told(&store), received());
                assert!(tell(), "the webhook is a notice of its own");
            }
            assert_eq!(told(&store), received());
            // Both are of the same money: sent back, it goes off the record once.
            take(&store, &bodies, &notice("evt_2", Told::Refunded, 25_000, 120));
            assert_eq!(told(&store).1, State::Reversed);
        });
    }
}

#[test]
fn what_was_given_up_here_and_paid_all_the_same_is_found() {
    let bodies = bodies();
    on_both(|place| {
        let store = open(place);
        begun(&store, &bodies, "c");
        store.write(|tx| payments::leave(tx, "c", now())).unwrap();
        minute(&store, &bodies, &paid(25_000, "USD"), 10);
        assert_eq!(told(&store), received());
    });
}

#[test]
fn what_does_not_fit_and_what_is_never_said_is_put_before_staff_once() {
    let bodies = bodies();
    let silent = || Says(Err(Unavailable { why: "it is down".to_owned(), answered: false }));
    let table = [
        (paid(1, "USD"), Some(Kind::OtherAmount), State::Paid),
        (paid(25_000, "EUR"), Some(Kind::OtherAmount), State::Paid),
        (silent(), Some(Kind::Unanswered), State::Begun),
        (Says(Ok(Became::Open)), Some(Kind::Unanswered), State::Begun),
        (Says(Ok(Became::Expired)), None, State::Expired),
    ];
    for (says, kind, state) in table {
        on_both(|place| {
            let store = open(place);
            begun(&store, &bodies, "c");
            for minutes in (0..6 * 1_440).step_by(30) {
                minute(&store, &bodies, &says, minutes);
            }
            let kinds: Vec<Kind> = store.read(|tx| payments::issues(tx, "c")).unwrap().iter().map(|i| i.kind).collect();
            assert_eq!(kinds, kind.into_iter().collect::<Vec<_>>(), "{:?}", says.0);
            assert_eq!(told(&store), (Vec::new(), state), "{:?}", says.0);
        });
    }
}
