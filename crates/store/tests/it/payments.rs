//! Payments by card: one open at a time, each notice once, each issue once, and all of it in a copy.

use std::io::BufReader;
use std::thread;

use jiff::{SignedDuration, Timestamp};
use programme::amount::Money;
use store::backup::{backup, restore};
use store::payments::{self, Checkout, Issue, Item, Kind, Notice, Outcome, Search, State, Told};
use store::{Failure, Store};

use crate::engines::{Ground, on_both};
use crate::people::now;

on_both!(
    one_is_open_at_a_time,
    a_notice_is_kept_once,
    an_issue_is_settled_once,
    lists_are_cut,
    what_was_not_heard_of_is_found,
    a_copy_holds_it_all,
);

fn at(minutes: i64) -> Timestamp {
    now() + SignedDuration::from_mins(minutes)
}

fn checkout(id: &str, person: &str, begun: i64) -> Checkout {
    let item = |item: &str, minor| Item {
        item: item.to_owned(),
        amount: Money::from_minor(minor),
        clause: format!("fees.{item}"),
        citation: "fees · page 1".to_owned(),
    };
    Checkout {
        id: id.to_owned(),
        person: person.to_owned(),
        body: "namss".to_owned(),
        currency: "USD".to_owned(),
        amount: Money::from_minor(25_000),
        quoted_on: "2025-12-04".parse().unwrap(),
        state: State::Begun,
        session: None,
        payment: None,
        address: String::new(),
        begun_at: at(begun),
        ends_at: at(begun + 45),
        changed_at: at(begun),
        items: vec![item("recertification", 20_000), item("late", 5_000)],
    }
}

fn begin(store: &Store, new: &Checkout) -> Result<(), Failure> {
    let new = new.clone();
    store.write(move |tx| payments::begin(tx, &new))
}

fn notice(id: &str) -> Notice {
    Notice {
        id: id.to_owned(),
        checkout: Some("c1".to_owned()),
        payment: Some("pi_1".to_owned()),
        told: Told::Paid,
        amount: Some(Money::from_minor(25_000)),
        currency: "USD".to_owned(),
        dispute: String::new(),
        at: at(1),
    }
}

fn issue(id: &str) -> Issue {
    Issue {
        id: id.to_owned(),
        about: "c1".to_owned(),
        checkout: Some("c1".to_owned()),
        kind: Kind::NotOwed,
        amount: Some(Money::from_minor(25_000)),
        currency: "USD".to_owned(),
        said: String::new(),
        since: at(2),
        settled: None,
    }
}

fn one_is_open_at_a_time(ground: &Ground) {
    let (one, other) = (ground.open(), ground.open());
    let begun: usize = thread::scope(|scope| {
        let nodes = [&one, &other];
        let all: Vec<_> =
            (0..12).map(|n| scope.spawn(move || begin(nodes[n % 2], &checkout(&format!("c{n}"), "p", 0)))).collect();
        all.into_iter().map(|one| usize::from(one.join().unwrap().is_ok())).sum()
    });
    assert_eq!(begun, 1);
    let open = one.read(|tx| payments::open(tx, "p", "namss")).unwrap().unwrap();
    assert_eq!(open.items, checkout("c", "p", 0).items);
    assert!(matches!(begin(&one, &checkout("again", "p", 1)), Err(Failure::Taken(_))));
    let id = open.id.clone();
    assert!(one.write(move |tx| payments::leave(tx, &id, at(1))).unwrap());
    begin(&one, &checkout("again", "p", 1)).unwrap();
    // What was left can still turn out to be paid; what is paid is not left.
    let paid = open.id.clone();
    one.write(move |tx| payments::stands(tx, &paid, State::Paid, Some("pi_1"), at(2))).unwrap();
    let id = open.id.clone();
    assert!(!one.write(move |tx| payments::leave(tx, &id, at(3))).unwrap());
    let twice = one.write(move |tx| payments::stands(tx, "again", State::Paid, Some("pi_1"), at(2)));
    assert!(matches!(twice, Err(Failure::Taken(_))), "money pays one thing: {twice:?}");
}

fn a_notice_is_kept_once(ground: &Ground) {
    let (one, other) = (ground.open(), ground.open());
    begin(&one, &checkout("c1", "p", 0)).unwrap();
    let new: usize = thread::scope(|scope| {
        let nodes = [&one, &other];
        let hear = |store: &Store, n: usize| {
            let notice = notice(&format!("evt_{}", n / 8));
            store.write(move |tx| payments::hear(tx, &notice, at(1))).unwrap()
        };
        let all: Vec<_> = (0..16).map(|n| scope.spawn(move || hear(nodes[n % 2], n))).collect();
        all.into_iter().map(|one| usize::from(one.join().unwrap())).sum()
    });
    assert_eq!(new, 2);
    assert_eq!(one.read(|tx| payments::heard(tx, "c1", None)).unwrap(), [notice("evt_0"), notice("evt_1")]);
    assert_eq!(one.read(|tx| payments::heard(tx, "other", Some("pi_1"))).unwrap().len(), 2, "by the money");
    assert_eq!(one.read(|tx| payments::heard(tx, "other", None)).unwrap(), []);
    let unnamed = Notice { checkout: None, ..notice("evt_2") };
    assert_eq!(one.read(|tx| payments::about(tx, &unnamed)).unwrap(), None, "nobody knows that money yet");
    one.write(|tx| payments::stands(tx, "c1", State::Paid, Some("pi_1"), at(2))).unwrap();
    assert_eq!(one.read(|tx| payments::about(tx, &unnamed)).unwrap().unwrap().id, "c1");
}

fn an_issue_is_settled_once(ground: &Ground) {
    let store = ground.open();
    let raise = |id: &'static str| store.write(move |tx| payments::raise(tx, &issue(id))).unwrap();
    assert!(raise("i1") && !raise("i2"), "once for a checkout and a kind");
    assert_eq!(store.read(payments::waiting).unwrap(), (1, Some(at(2))));
    let settle = || store.write(|tx| payments::settle(tx, "i1", ("r", Outcome::Leave, "Why"), at(3))).unwrap();
    assert!(settle() && !settle());
    assert_eq!(store.read(payments::waiting).unwrap(), (0, None));
    assert!(!raise("i3"), "what was settled is not raised again");
    let kept = store.read(|tx| payments::issue(tx, "i1")).unwrap().unwrap();
    assert_eq!(kept.settled, Some((at(3), "r".to_owned(), Some(Outcome::Leave), "Why".to_owned())));
}

fn lists_are_cut(ground: &Ground) {
    let store = ground.open();
    for n in 0..5 {
        begin(&store, &checkout(&format!("c{n}"), &format!("p{n}"), n * 10)).unwrap();
    }
    store.write(|tx| payments::stands(tx, "c3", State::Paid, None, at(50))).unwrap();
    let ids = |from, to, state, after: Option<&str>, most| {
        let search = Search { from: at(from), to: at(to), state, after: after.map(str::to_owned), most };
        let found = store.read(|tx| payments::search(tx, &search)).unwrap();
        found.into_iter().map(|c| c.id).collect::<Vec<_>>().join(" ")
    };
    assert_eq!(ids(0, 100, None, None, 9), "c4 c3 c2 c1 c0");
    assert_eq!(ids(10, 40, None, None, 9), "c3 c2 c1");
    assert_eq!(ids(0, 100, None, Some("c3"), 2), "c2 c1");
    assert_eq!(ids(0, 100, Some(State::Paid), None, 9), "c3");
    assert_eq!(store.read(|tx| payments::of_person(tx, "p3", 9)).unwrap().len(), 1);
}

fn what_was_not_heard_of_is_found(ground: &Ground) {
    let store = ground.open();
    for n in 0..8 {
        begin(&store, &checkout(&format!("c{n}"), &format!("p{n}"), n * 10)).unwrap();
    }
    store
        .write(|tx| {
            // The provider has not answered for the last one: nobody knows where it could be asked after.
            for n in 0..7 {
                payments::answered(tx, &format!("c{n}"), &format!("cs_{n}"), "https://pay.example")?;
            }
            for (id, state) in [("c1", State::Paid), ("c2", State::Expired), ("c3", State::Failed), ("c4", State::Left)]
            {
                payments::stands(tx, id, state, None, at(80))?;
            }
            Ok(())
        })
        .unwrap();
    let found = |from, to, most| {
        let found = store.read(|tx| payments::unheard(tx, (at(from), at(to)), most)).unwrap();
        found.into_iter().map(|(id, _)| id).collect::<Vec<_>>().join(" ")
    };
    assert_eq!(found(0, 100, 9), "c0 c4 c5 c6");
    assert_eq!(found(1, 60, 9), "c4 c5");
    assert_eq!(found(0, 100, 2), "c0 c4");
}

fn a_copy_holds_it_all(ground: &Ground) {
    let store = ground.open();
    begin(&store, &checkout("c1", "p", 0)).unwrap();
    store
        .write(|tx| {
            payments::answered(tx, "c1", "cs_1", "https://pay.example/cs_1")?;
            payments::hear(tx, &notice("evt_1"), at(1))?;
            payments::stands(tx, "c1", State::Paid, Some("pi_1"), at(1))?;
            payments::raise(tx, &issue("i1")).map(drop)
        })
        .unwrap();
    let mut copy = Vec::new();
    backup(&store, &mut copy).unwrap();
    let other = ground.another();
    let restored = other.open();
    restore(&restored, move || Ok(Box::new(BufReader::new(std::io::Cursor::new(copy.clone()))))).unwrap();
    let all = |store: &Store| {
        store
            .read(|tx| {
                let one = payments::by_id(tx, "c1")?;
                Ok((one, payments::heard(tx, "c1", None)?, payments::issues(tx, "c1")?))
            })
            .unwrap()
    };
    assert_eq!(all(&restored), all(&store));
    assert_eq!(all(&store).0.unwrap().state, State::Paid);
}
