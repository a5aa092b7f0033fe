//! Opening a store: it is made once, brought up to date once, and left alone where a newer program made it.

use std::thread;

use store::engine::migrate::NEWEST;
use store::{Failure, Store};

use crate::engines::{Ground, contents, on_both, rows};
use crate::people::{add, registered};

on_both!(
    opening_again_changes_nothing,
    what_a_newer_program_made_is_refused,
    several_may_open_at_once,
    a_store_outlives_its_connections,
);

const MIGRATIONS: &str = "SELECT number, name FROM migration ORDER BY number";

fn opening_again_changes_nothing(ground: &Ground) {
    let first = ground.open();
    add(&first, "p", 0, &[registered("p", 1, "Pia Olsen")]).unwrap();
    let (migrations, before) = (rows(&first, MIGRATIONS), contents(&first));
    // Zero is the lock.
    let numbers: Vec<i64> = migrations.iter().map(|row| row.integer(0)).collect();
    assert_eq!(numbers, (0..=NEWEST).collect::<Vec<_>>());
    let second = ground.open();
    drop(first);
    let third = ground.open();
    for store in [&second, &third] {
        assert_eq!(rows(store, MIGRATIONS), migrations);
        assert_eq!(contents(store), before);
    }
    add(&third, "q", 0, &[registered("q", 1, "Quentin Olsen")]).unwrap();
    assert_eq!(contents(&second), contents(&third));
}

fn what_a_newer_program_made_is_refused(ground: &Ground) {
    let store = ground.open();
    add(&store, "p", 0, &[registered("p", 1, "Pia Olsen")]).unwrap();
    drop(store);
    let newer = NEWEST + 1;
    let mut door = ground.door();
    door.run(&format!("INSERT INTO migration (number, name) VALUES ({newer}, 'of tomorrow')")).unwrap();
    for _ in 0..2 {
        let failure = Store::open(ground.place.clone()).err();
        assert_eq!(failure, Some(Failure::Newer { found: newer, known: NEWEST }));
    }
    door.run(&format!("DELETE FROM migration WHERE number = {newer}")).unwrap();
    let store = ground.open();
    assert_eq!(store.read(|tx| store::people::by_id(tx, "p")).unwrap().unwrap().name, "Pia Olsen");
}

fn several_may_open_at_once(ground: &Ground) {
    for round in 0..6 {
        let own = (round > 0).then(|| ground.another());
        let ground = own.as_ref().unwrap_or(ground);
        thread::scope(|scope| {
            for at in 0..4 {
                scope.spawn(move || {
                    let store = Store::open(ground.place.clone()).unwrap_or_else(|failure| panic!("{failure}"));
                    let person = format!("p{at}");
                    assert_eq!(add(&store, &person, 0, &[registered(&person, 1, "Pia Olsen")]), Ok(1));
                });
            }
        });
        let store = ground.open();
        assert_eq!(rows(&store, MIGRATIONS).len() as i64, NEWEST + 1);
        assert_eq!(store::verify::verify(&store, |_| {}).unwrap().entries, 4);
    }
}

/// Ends every other connection to a database, as a server does that is started again.
fn cut(ground: &Ground) {
    const OTHERS: &str = "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity
                           WHERE datname = current_database() AND pid <> pg_backend_pid()";
    if !ground.is_sqlite() {
        ground.door().run(OTHERS).unwrap();
    }
}

fn a_store_outlives_its_connections(ground: &Ground) {
    let store = ground.open();
    // Several connections to read by, all of them idle in the end.
    let lines = || {
        thread::scope(|scope| {
            let read =
                |_| scope.spawn(|| store.read(|tx| tx.query("SELECT id FROM person", &[])).map(|rows| rows.len()));
            let reads: Vec<_> = (0..8).map(read).collect();
            reads.into_iter().map(|read| read.join().unwrap()).collect::<Vec<_>>()
        })
    };
    for round in 0..3 {
        let person = format!("p{round}");
        assert_eq!(add(&store, &person, 0, &[registered(&person, 1, "Pia Olsen")]), Ok(1));
        assert_eq!(lines(), vec![Ok(round + 1); 8]);
        cut(ground);
    }
    // One that goes while a unit is under way fails that unit, and keeps nothing of it.
    let place = ground.is_sqlite();
    let before = contents(&store);
    let answer = store.write(move |tx| {
        tx.execute("UPDATE person SET name = 'lost'", &[])?;
        if place {
            return Err(Failure::Gone("as if".to_owned()));
        }
        tx.query("SELECT pg_terminate_backend(pg_backend_pid())", &[])
    });
    assert!(matches!(answer, Err(Failure::Gone(_))), "{answer:?}");
    assert_eq!(contents(&store), before);
    assert_eq!(add(&store, "q", 0, &[registered("q", 1, "Quentin Olsen")]), Ok(1));
}
