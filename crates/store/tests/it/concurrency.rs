//! Many at once: one wins each place, one that fails fails alone, and a reader sees one state.

use std::sync::mpsc::channel;
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use store::entries::{self, Append};
use store::verify::verify;
use store::{Failure, Store};

use crate::engines::{Ground, contents, on_both};
use crate::people::{BODIES, add, add_to, credit, events, now, registered};

on_both!(
    one_wins_each_place_of_a_record,
    many_people_make_one_chain_without_gaps,
    one_that_fails_fails_alone,
    two_nodes_on_one_database_take_turns,
    a_reader_sees_one_state,
    a_panic_stops_nobody_else,
);

/// Appends until the record has `until` entries; answers the places that were won.
fn race(store: &Store, person: &str, racer: &str, until: i64) -> Vec<i64> {
    let (mut won, mut expected) = (Vec::new(), 0);
    while expected < until {
        let line = credit(person, &format!("{racer}-{expected}"));
        match add(store, person, expected, &[line]) {
            Ok(seq) => {
                won.push(seq);
                expected = seq;
            }
            Err(Failure::Stale { found, .. }) => {
                assert!(found > expected, "the record cannot have shrunk");
                expected = found;
            }
            Err(other) => panic!("{other}"),
        }
    }
    won
}

fn one_wins_each_place_of_a_record(ground: &Ground) {
    const LENGTH: i64 = 120;
    let store = ground.open();
    let mut won: Vec<i64> = thread::scope(|scope| {
        let racers: Vec<_> = (0..8)
            .map(|racer| {
                scope.spawn({
                    let store = &store;
                    move || race(store, "p", &racer.to_string(), LENGTH)
                })
            })
            .collect();
        racers.into_iter().flat_map(|racer| racer.join().unwrap()).collect()
    });
    won.sort_unstable();
    assert_eq!(won, (1..=LENGTH).collect::<Vec<_>>());
    let entries = store.read(|tx| entries::of_person(tx, "p")).unwrap();
    assert_eq!(entries.iter().map(|e| e.seq).collect::<Vec<_>>(), won);
    assert_eq!(entries.iter().map(|e| e.position).collect::<Vec<_>>(), won);
    assert_eq!(store.read(|tx| store::people::by_id(tx, "p")).unwrap().unwrap().entries, LENGTH);
    assert_eq!(verify(&store, |_| {}).unwrap().amiss, []);
}

fn many_people_make_one_chain_without_gaps(ground: &Ground) {
    let store = ground.open();
    let bodies = ["namss", "amt"];
    thread::scope(|scope| {
        for racer in 0..8 {
            let store = &store;
            scope.spawn(move || {
                for at in 0..20 {
                    let (person, body) = (format!("p{racer}-{at}"), bodies[(racer + at) % 2]);
                    let lines: Vec<String> = (0..3).map(|n| credit(&person, &n.to_string())).collect();
                    assert_eq!(add_to(store, body, &person, 0, &lines[..2]), Ok(2));
                    assert_eq!(add_to(store, body, &person, 2, &lines[2..]), Ok(3));
                }
            });
        }
    });
    let verified = verify(&store, |_| {}).unwrap();
    assert_eq!((verified.entries, verified.amiss), (480, Vec::new()));
    assert_eq!(
        verified.heads.iter().map(|(body, at, _)| (body.as_str(), *at)).collect::<Vec<_>>(),
        [("amt", 240), ("namss", 240)]
    );
    // What one unit appended stands together.
    let store = &store;
    for racer in 0..8 {
        let person = format!("p{racer}-0");
        let entries = store.read(|tx| entries::of_person(tx, &person)).unwrap();
        assert_eq!(entries[1].position, entries[0].position + 1, "{person}");
    }
}

/// A unit that keeps the writer busy until it is told to go on: whoever comes meanwhile shares one commit.
fn held_up<T>(store: &Store, meanwhile: impl FnOnce() -> T) -> T {
    let ((go, told), (begin, begun)) = (channel::<()>(), channel());
    thread::scope(|scope| {
        scope.spawn(move || {
            store.write(move |_| {
                let _ = begin.send(());
                let _ = told.recv();
                Ok(())
            })
        });
        begun.recv().unwrap();
        let answer = meanwhile();
        drop(go);
        answer
    })
}

/// Units of one commit: whose, how many entries they expect, their event, and whether they stand.
fn orders() -> Vec<(&'static str, i64, String, bool)> {
    let mut orders = Vec::new();
    for (at, person) in ["a", "b", "c", "d", "e", "f"].into_iter().enumerate() {
        orders.push((person, 0, registered(person, 1, "Some Body"), true));
        orders.push(match at % 3 {
            0 => (person, 5, credit(person, "stale"), false),
            1 => ("z", 0, credit("z", "x").replace("z-x", &format!("{person}-1")), false),
            _ => (person, 1, credit(person, "bad").replace("\"approved\"", "\"no such\""), false),
        });
        orders.push((person, 1, credit(person, "2"), true));
    }
    orders
}

fn one_that_fails_fails_alone(ground: &Ground) {
    let (store, alone) = (ground.open(), ground.another());
    let transactions = Arc::new(Mutex::new(Vec::new()));
    let is_sqlite = ground.is_sqlite();
    thread::scope(|scope| {
        let asked: Vec<_> = held_up(&store, || {
            let ask = |(person, expected, line, stands): (&'static str, i64, String, bool)| {
                let append =
                    Append { person: person.to_owned(), body: "namss".to_owned(), expected, events: events(&[line]) };
                let (store, transactions) = (&store, Arc::clone(&transactions));
                let (going, gone) = channel();
                let asked = scope.spawn(move || {
                    let _ = going.send(());
                    store.write(move |tx| {
                        if !is_sqlite {
                            let number = tx.one("SELECT CAST(pg_current_xact_id() AS TEXT)", &[])?;
                            transactions.lock().unwrap().push(number.unwrap().text(0).to_owned());
                        }
                        entries::append(tx, &BODIES, &append, now())
                    })
                });
                // Each one queues before the next, however long a busy machine takes to begin a thread.
                let _ = gone.recv();
                thread::sleep(Duration::from_millis(20));
                (asked, stands)
            };
            orders().into_iter().map(ask).collect()
        });
        for (asked, stands) in asked {
            let answer = asked.join().unwrap();
            assert_eq!(answer.is_ok(), stands, "{answer:?}");
        }
    });
    let mut transactions = transactions.lock().unwrap().clone();
    let units = transactions.len();
    transactions.dedup();
    assert!(is_sqlite || (units == 18 && transactions.len() == 1), "{units} units in {} commits", transactions.len());
    // As if those that failed had never been tried.
    let apart = alone.open();
    for (person, expected, line, _) in orders().into_iter().filter(|(.., stands)| *stands) {
        add(&apart, person, expected, &[line]).unwrap();
    }
    assert_eq!(contents(&store), contents(&apart));
    assert_eq!(verify(&store, |_| {}).unwrap().amiss, []);
}

fn two_nodes_on_one_database_take_turns(ground: &Ground) {
    const LENGTH: i64 = 12;
    let nodes = [ground.open(), ground.open()];
    let begun = std::time::Instant::now();
    thread::scope(|scope| {
        for racer in 0..8 {
            let node = &nodes[racer % 2];
            scope.spawn(move || {
                // Each begins with another person, and each person is everybody's.
                for at in 0..8 {
                    race(node, &format!("p{}", (racer * 3 + at) % 8), &racer.to_string(), LENGTH);
                }
            });
        }
    });
    println!("two nodes, {} entries: {:?}", LENGTH * 8, begun.elapsed());
    // Nobody waits for somebody who waits for them: heads of chains are always taken first.
    if !ground.is_sqlite() {
        let sql = "SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()";
        assert_eq!(crate::engines::rows(&nodes[0], sql)[0].integer(0), 0);
    }
    for node in &nodes {
        let verified = verify(node, |_| {}).unwrap();
        assert_eq!((verified.entries, verified.amiss), (LENGTH as u64 * 8, Vec::new()));
    }
}

fn a_reader_sees_one_state(ground: &Ground) {
    let store = ground.open();
    let lengths = |tx: &mut store::Tx<'_>| -> Result<(i64, i64), Failure> {
        let people = tx.one("SELECT CAST(coalesce(sum(seq), 0) AS BIGINT) FROM person", &[])?.unwrap().integer(0);
        Ok((people, tx.one("SELECT count(*) FROM entry", &[])?.unwrap().integer(0)))
    };
    for round in 0..5 {
        let before = (2 * round, 2 * round);
        let seen = store.read(|tx| {
            let first = lengths(tx)?;
            // Two units are committed while this one reads.
            thread::scope(|scope| {
                scope.spawn(|| {
                    for person in ["p", "q"] {
                        add(&store, person, round, &[credit(person, &round.to_string())]).unwrap();
                    }
                });
            });
            Ok((first, lengths(tx)?))
        });
        assert_eq!(seen, Ok((before, before)));
        assert_eq!(store.read(lengths), Ok((2 * round + 2, 2 * round + 2)));
    }
}

fn a_panic_stops_nobody_else(ground: &Ground) {
    let store = ground.open();
    let panics = |_: &mut store::Tx<'_>| -> Result<(), Failure> { panic!("meant") };
    // More often than there are connections to read by.
    for _ in 0..20 {
        assert!(std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| store.read(panics))).is_err());
        assert!(store.write(panics).is_err());
    }
    assert_eq!(add(&store, "p", 0, &[registered("p", 1, "Pia Olsen")]), Ok(1));
    let half = store.write(|tx| -> Result<(), Failure> {
        tx.execute("DELETE FROM person", &[])?;
        panic!("meant")
    });
    assert!(half.is_err());
    assert_eq!(verify(&store, |_| {}).unwrap().amiss, []);
    assert_eq!(add(&store, "p", 1, &[credit("p", "2")]), Ok(2));
}
