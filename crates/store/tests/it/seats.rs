//! Seats: as many as there are, one a person, however many reach for them at once.

use std::thread;

use jiff::Timestamp;
use store::seats::{self, Seating};
use store::{Failure, Store};

use crate::engines::{Ground, on_both};
use crate::people::now;

on_both!(
    moving_oversells_nothing,
    a_closed_seating_is_not_sold,
    a_seating_is_never_oversold,
    one_seat_a_person,
    a_move_keeps_the_count,
    two_nodes_sell_no_seat_twice
);

fn seating(id: &str, seats: i64) -> Seating {
    Seating {
        id: id.to_owned(),
        body: "namss".to_owned(),
        programme: "cpcs".to_owned(),
        window: "spring-2026".to_owned(),
        site: "Centre".to_owned(),
        starts_at: "2026-03-02T14:00:00Z".parse().unwrap(),
        seats,
        taken: 0,
    }
}

fn opened(store: &Store, id: &str, seats: i64) {
    let new = seating(id, seats);
    store.write(move |tx| seats::open(tx, &new)).unwrap();
}

fn take(store: &Store, seating: &str, person: &str) -> Result<(), Failure> {
    let (seating, person) = (seating.to_owned(), person.to_owned());
    store.write(move |tx| seats::take(tx, &seating, &person, &format!("{person} at {seating}")))
}

fn taken(store: &Store, id: &str) -> i64 {
    store.read(|tx| seats::by_id(tx, id)).unwrap().unwrap().taken
}

/// Lets 40 people reach for a seating's seats at once, through whichever of the stores; answers how many got one.
fn reached_for(stores: &[&Store], id: &str) -> usize {
    thread::scope(|scope| {
        let reaching: Vec<_> = (0..40)
            .map(|n| {
                let store = stores[n % stores.len()];
                scope.spawn(move || take(store, id, &format!("p{n}")))
            })
            .collect();
        let answers: Vec<Result<(), Failure>> = reaching.into_iter().map(|r| r.join().unwrap()).collect();
        for refused in answers.iter().filter_map(|a| a.as_ref().err()) {
            assert_eq!(*refused, Failure::Taken("the last seat at that time".to_owned()));
        }
        answers.iter().filter(|a| a.is_ok()).count()
    })
}

fn a_seating_is_never_oversold(ground: &Ground) {
    let store = ground.open();
    opened(&store, "s", 7);
    assert_eq!(reached_for(&[&store], "s"), 7);
    assert_eq!(taken(&store, "s"), 7);
}

fn two_nodes_sell_no_seat_twice(ground: &Ground) {
    let (one, other) = (ground.open(), ground.open());
    opened(&one, "s", 9);
    assert_eq!(reached_for(&[&one, &other], "s"), 9);
    assert_eq!(taken(&other, "s"), 9);
}

fn one_seat_a_person(ground: &Ground) {
    let store = ground.open();
    opened(&store, "morning", 5);
    opened(&store, "noon", 5);
    take(&store, "morning", "p").unwrap();
    assert_eq!(take(&store, "noon", "p"), Err(Failure::Taken("a seat of this person's".to_owned())));
    assert_eq!((taken(&store, "morning"), taken(&store, "noon")), (1, 0), "what failed left nothing behind");
    assert_eq!(take(&store, "evening", "q"), Err(Failure::Missing("seating `evening`".to_owned())));
}

fn a_move_keeps_the_count(ground: &Ground) {
    let store = ground.open();
    opened(&store, "morning", 1);
    opened(&store, "noon", 1);
    take(&store, "morning", "p").unwrap();
    let give_back =
        |appointment: &'static str| store.write(move |tx| seats::give_back(tx, appointment, now())).unwrap();
    assert!(give_back("p at morning"));
    assert!(!give_back("p at morning"), "a seat is given back once");
    take(&store, "noon", "p").unwrap();
    take(&store, "morning", "q").unwrap();
    assert_eq!((taken(&store, "morning"), taken(&store, "noon")), (1, 1));
    let held = store.read(|tx| seats::held(tx, "p", "cpcs")).unwrap().unwrap();
    assert_eq!((held.0.as_str(), held.1.id.as_str()), ("p at noon", "noon"));
    let from: Timestamp = "2026-03-02T14:00:01Z".parse().unwrap();
    assert_eq!(store.read(|tx| seats::from(tx, "cpcs", from, 10)).unwrap(), [], "what has begun is not shown");
}

fn moving_oversells_nothing(ground: &Ground) {
    let store = ground.open();
    opened(&store, "closing", 20);
    opened(&store, "other", 7);
    (0..20).for_each(|n| take(&store, "closing", &format!("p{n}")).unwrap());
    // Staff move everybody at once; those for whom no seat is left keep theirs.
    let moved = thread::scope(|scope| {
        let moving: Vec<_> = (0..20)
            .map(|n| {
                let store = &store;
                scope.spawn(move || {
                    store.write(move |tx| {
                        assert!(seats::give_back(tx, &format!("p{n} at closing"), now())?);
                        seats::take(tx, "other", &format!("p{n}"), &format!("p{n} moved"))
                    })
                })
            })
            .collect();
        moving.into_iter().map(|m| m.join().unwrap()).filter(Result::is_ok).count()
    });
    assert_eq!((moved, taken(&store, "closing"), taken(&store, "other")), (7, 13, 7));
    assert_eq!(store.read(|tx| seats::roster(tx, "closing")).unwrap().len(), 0, "nobody of them is a person here");
}

fn a_closed_seating_is_not_sold(ground: &Ground) {
    let store = ground.open();
    opened(&store, "s", 5);
    take(&store, "s", "p").unwrap();
    let held = Err(Failure::Taken("seats that people hold".to_owned()));
    assert_eq!(store.write(|tx| seats::close(tx, "s", now())), held);
    assert_eq!(
        store.write(|tx| seats::resize(tx, "s", 0)),
        Err(Failure::Taken("more seats than that".to_owned())),
        "no seat is taken from under somebody"
    );
    store.write(|tx| seats::resize(tx, "s", 1)).unwrap();
    assert!(take(&store, "s", "q").is_err());
    store.write(|tx| seats::give_back(tx, "p at s", now())).unwrap();
    store.write(|tx| seats::close(tx, "s", now())).unwrap();
    assert_eq!(take(&store, "s", "q"), Err(Failure::Taken("the last seat at that time".to_owned())));
    let from: Timestamp = "2026-01-01T00:00:00Z".parse().unwrap();
    assert_eq!(store.read(|tx| seats::from(tx, "cpcs", from, 10)).unwrap(), [], "nor is it shown");
}
