//! What a card provider tells, in every order and from many sides at once: the record has it once.

use std::path::Path;
use std::sync::Arc;
use std::thread;

use desk::pay::{self, Heard};
use desk::shelf;
use jiff::Timestamp;
use programme::Bodies;
use programme::amount::Money;
use store::engine::Place;
use store::entries::{self, Append};
use store::payments::{self, Checkout, Item, Notice, State, Told};
use store::{Store, verify};

use crate::engines::on_both;

pub fn now() -> Timestamp {
    "2025-12-15T10:00:00-05:00".parse().unwrap()
}

pub fn bodies() -> Arc<Bodies> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    Arc::new(shelf::bodies(Some(&root.join("handbooks"))).unwrap())
}

/// A certificant whose renewal is late, on a store of its own.
const LATE: [&str; 3] = [
    r#"{"id":"e1","person":"p","kind":"person_registered","at":"2022-02-10","name":"P","email":"p@people.example"}"#,
    r#"{"id":"e2","person":"p","kind":"membership","at":"2022-02-10","body":"namss","from":"2022-02-10"}"#,
    r#"{"id":"e3","person":"p","kind":"credential_awarded","at":"2022-04-30","programme":"cpcs"}"#,
];

pub fn open(place: &Place) -> Store {
    Store::open(place.clone()).unwrap()
}

/// Puts the person on record, with a checkout for what they owe.
pub fn begun(store: &Store, bodies: &Arc<Bodies>, id: &str) {
    let (own, id) = (Arc::clone(bodies), id.to_owned());
    store
        .write(move |tx| {
            let events =
                LATE.iter().enumerate().map(|(nth, line)| (format!("e{}", nth + 1), (*line).to_owned())).collect();
            let add = Append { person: "p".into(), body: "namss".into(), expected: 0, events };
            entries::append(tx, &own, &add, now())?;
            let item = |item: &str, minor| Item {
                item: item.to_owned(),
                amount: Money::from_minor(minor),
                clause: format!("fees.{item}"),
                citation: "somewhere".to_owned(),
            };
            let new = Checkout {
                id: id.clone(),
                person: "p".into(),
                body: "namss".into(),
                currency: "USD".into(),
                amount: Money::from_minor(25_000),
                quoted_on: "2025-12-15".parse().unwrap(),
                state: State::Begun,
                session: Some("cs_1".into()),
                payment: None,
                address: "https://pay.example/cs_1".into(),
                begun_at: now(),
                ends_at: now() + jiff::SignedDuration::from_mins(45),
                changed_at: now(),
                items: vec![item("recertification", 20_000), item("late", 5_000)],
            };
            payments::begin(tx, &new)
        })
        .unwrap();
}

pub fn notice(id: &str, told: Told, minor: i64, after: i64) -> Notice {
    Notice {
        id: id.to_owned(),
        checkout: (told != Told::Disputed && told != Told::DisputeLost).then(|| "c".to_owned()),
        payment: Some("pi_1".to_owned()),
        told,
        amount: Some(Money::from_minor(minor)),
        currency: "USD".to_owned(),
        dispute: "dp_1".to_owned(),
        at: now() + jiff::SignedDuration::from_secs(after),
    }
}

pub fn take(store: &Store, bodies: &Arc<Bodies>, notice: &Notice) -> bool {
    let (bodies, notice) = (Arc::clone(bodies), notice.clone());
    let later = now() + jiff::SignedDuration::from_mins(10);
    store.write(move |tx| pay::take(tx, &bodies, &notice, later)).unwrap()
}

/// The kinds of entries that the record has beyond the first three, and where the checkout stands.
pub fn told(store: &Store) -> (Vec<String>, State) {
    store
        .read(|tx| {
            let lines = entries::lines(tx, "p")?;
            let kind = |line: &String| {
                let event: serde_json::Value = serde_json::from_str(line).unwrap();
                format!("{} {}", event["kind"].as_str().unwrap(), event["id"].as_str().unwrap())
            };
            let state = payments::by_id(tx, "c")?.unwrap().state;
            Ok((lines[LATE.len()..].iter().map(kind).collect(), state))
        })
        .unwrap()
}

pub const RECEIVED: [&str; 2] = ["payment_received c.1", "payment_received c.2"];
const BACK: [&str; 2] = ["payment_reversed c.1.back", "payment_reversed c.2.back"];

#[test]
fn sixteen_deliveries_at_once_on_two_nodes_make_one_entry_a_fee() {
    let bodies = bodies();
    on_both(|place| {
        let nodes = [open(place), open(place)];
        begun(&nodes[0], &bodies, "c");
        // Two events may tell of the same money, too.
        let events = [notice("evt_1", Told::Paid, 25_000, 60), notice("evt_2", Told::Paid, 25_000, 61)];
        let (nodes, bodies, events) = (&nodes, &bodies, &events);
        let new: usize = thread::scope(|scope| {
            let all: Vec<_> =
                (0..16).map(|n| scope.spawn(move || take(&nodes[n % 2], bodies, &events[n / 2 % 2]))).collect();
            all.into_iter().map(|one| usize::from(one.join().unwrap())).sum()
        });
        assert_eq!(new, 2, "each event is new once");
        assert_eq!(told(&nodes[0]), (RECEIVED.map(str::to_owned).to_vec(), State::Paid));
        assert_eq!(verify::verify(&nodes[1], |_| {}).unwrap().amiss, []);
    });
}

#[test]
fn sixteen_reversals_at_once_take_it_back_once() {
    let bodies = bodies();
    on_both(|place| {
        let nodes = [open(place), open(place)];
        begun(&nodes[0], &bodies, "c");
        take(&nodes[0], &bodies, &notice("evt_1", Told::Paid, 25_000, 60));
        let (nodes, bodies) = (&nodes, &bodies);
        thread::scope(|scope| {
            for n in 0..16 {
                let event = notice(&format!("evt_b{}", n / 4), Told::Refunded, 25_000, 120 + n / 4);
                scope.spawn(move || take(&nodes[n as usize % 2], bodies, &event));
            }
        });
        assert_eq!(
            told(&nodes[0]),
            ([RECEIVED, BACK].concat().iter().map(|s| (*s).to_owned()).collect(), State::Reversed)
        );
    });
}

/// Every order of some things.
fn orders<T: Clone>(of: &[T]) -> Vec<Vec<T>> {
    if of.is_empty() {
        return vec![Vec::new()];
    }
    let without =
        |at: usize| of.iter().enumerate().filter(|(n, _)| *n != at).map(|(_, t)| t.clone()).collect::<Vec<T>>();
    let with_first = |at: usize| {
        orders(&without(at)).into_iter().map(move |rest| [vec![of[at].clone()], rest].concat()).collect::<Vec<_>>()
    };
    (0..of.len()).flat_map(with_first).collect()
}

#[test]
fn whatever_the_order_the_weighing_is_the_same() {
    let told = [
        notice("a", Told::Paid, 25_000, 60),
        notice("b", Told::Expired, 0, 50),
        notice("c", Told::Refunded, 5_000, 100),
        notice("d", Told::Refunded, 9_000, 110),
        notice("e", Told::Disputed, 25_000, 120),
        notice("f", Told::DisputeLost, 25_000, 130),
    ];
    let mut weighed: Vec<Heard> = orders(&told).iter().map(|order| pay::weigh(order)).collect();
    weighed.dedup();
    assert_eq!(weighed.len(), 1, "{weighed:?}");
    assert_eq!(weighed[0].state(State::Begun), State::Reversed);
    assert_eq!(pay::weigh(&told[..4]).state(State::Begun), State::Paid);
    assert_eq!(pay::weigh(&told[..5]).state(State::Begun), State::Disputed);
    assert_eq!(pay::weigh(&told[1..2]).state(State::Begun), State::Expired);
    assert_eq!(pay::weigh(&[]).state(State::Left), State::Left);
}

#[test]
fn whatever_the_order_the_record_is_the_same() {
    let bodies = bodies();
    let all = [
        notice("a", Told::Paid, 25_000, 60),
        notice("b", Told::Expired, 0, 50),
        notice("e", Told::Disputed, 25_000, 120),
        notice("f", Told::DisputeLost, 25_000, 130),
    ];
    for order in orders(&all) {
        let folder = std::env::temp_dir().join(format!("assay-orders-{}", std::process::id()));
        let _ = std::fs::remove_dir_all(&folder);
        let store = Store::in_folder(&folder).unwrap();
        begun(&store, &bodies, "c");
        order.iter().for_each(|notice| assert!(take(&store, &bodies, notice)));
        order.iter().for_each(|notice| assert!(!take(&store, &bodies, notice), "told twice"));
        let ids: Vec<&str> = order.iter().map(|n| n.id.as_str()).collect();
        let expected: Vec<String> = [RECEIVED, BACK].concat().iter().map(|s| (*s).to_owned()).collect();
        assert_eq!(told(&store), (expected, State::Reversed), "{ids:?}");
        assert_eq!(store.read(payments::waiting).unwrap().0, 0, "{ids:?}: nobody has to look");
        drop(store);
        std::fs::remove_dir_all(&folder).unwrap();
    }
}

#[test]
fn money_of_somebody_who_was_merged_meanwhile_goes_to_whom_they_are() {
    let bodies = bodies();
    on_both(|place| {
        let store = open(place);
        begun(&store, &bodies, "c");
        let own = Arc::clone(&bodies);
        // Whoever merges has looked at both records: their entries are counted together.
        store
            .write(move |tx| {
                for (expected, id, line) in [
                    (0, "q1", r#"{"id":"q1","person":"q","kind":"person_registered","at":"2025-01-01","name":"P","email":"q@people.example"}"#),
                    (4, "q2", r#"{"id":"q2","person":"q","kind":"person_merged","at":"2025-12-15","merged":"p"}"#),
                ] {
                    let events = vec![(id.to_owned(), line.to_owned())];
                    let add = Append { person: "q".into(), body: "namss".into(), expected, events };
                    entries::append(tx, &own, &add, now())?;
                }
                Ok(())
            })
            .unwrap();
        assert!(take(&store, &bodies, &notice("evt_1", Told::Paid, 25_000, 60)));
        assert_eq!(store.read(payments::waiting).unwrap().0, 0, "it is owed as quoted, whatever the record is called");
        let whose = store.read(|tx| entries::person_of(tx, "c.1")).unwrap();
        assert_eq!(whose.as_deref(), Some("q"));
        take(&store, &bodies, &notice("evt_2", Told::Refunded, 25_000, 120));
        assert!(store.read(|tx| entries::person_of(tx, "c.2.back")).unwrap().is_some());
    });
}
