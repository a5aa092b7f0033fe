//! A copy of a thousand people, put into either engine, holds exactly the same rows; and one taken while others write
//! holds whatever was acknowledged before it began.

use std::io::BufReader;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::thread;

use store::backup::{backup, restore};
use store::entries::{self, Append};
use store::verify::verify;
use store::{Row, Store, Value};

use crate::engines::{Ground, contents, on_both};
use crate::people::{BODIES, add, awarded, credit, events, now, registered};

on_both!(a_copy_has_the_same_rows_on_either_engine, what_was_acknowledged_is_in_a_copy_taken_meanwhile);

/// A copy of a store, put into another.
fn copied(store: &Store, into: &Store) -> u64 {
    let mut bytes = Vec::new();
    let rows = backup(store, &mut bytes).unwrap();
    let put = restore(into, move || Ok(Box::new(BufReader::new(std::io::Cursor::new(bytes.clone()))))).unwrap();
    assert_eq!(put, rows);
    rows
}

/// Everything in a store, in words that do not hang on the engine: SQLite keeps a flag as a number, and each sorts texts
/// in its own way.
fn alike(store: &Store) -> Vec<(&'static str, Vec<String>)> {
    let said = |value: &Value| match value {
        Value::Flag(flag) => format!("{:?}", Value::Integer(i64::from(*flag))),
        other => format!("{other:?}"),
    };
    let rows = |rows: Vec<Row>| {
        let mut rows: Vec<String> =
            rows.iter().map(|row| row.0.iter().map(said).collect::<Vec<_>>().join(" · ")).collect();
        rows.sort();
        rows
    };
    contents(store).into_iter().map(|(table, found)| (table, rows(found))).collect()
}

fn a_copy_has_the_same_rows_on_either_engine(ground: &Ground) {
    let store = ground.open();
    let programmes = ["cpcs", "cpmsm", "cmas"];
    let appends: Vec<Append> = (0..1000)
        .map(|nth| {
            let person = format!("p{nth:04}");
            let day = format!("20{:02}-0{}-1{}", 12 + nth % 12, 1 + nth % 9, nth % 10);
            let name = format!("Ida O'Berg{nth} Søn");
            let lines = [registered(&person, 1, &name), awarded(&person, 2, programmes[nth % 3], &day)];
            Append { person, body: "namss".to_owned(), expected: 0, events: events(&lines) }
        })
        .collect();
    store
        .write(move |tx| appends.iter().try_for_each(|one| entries::append(tx, &BODIES, one, now()).map(drop)))
        .unwrap();
    let before = alike(&store);
    for other in [Ground::sqlite(), Ground::postgresql()] {
        let into = other.open();
        assert!(copied(&store, &into) > 5_000);
        for (here, there) in before.iter().zip(alike(&into)) {
            assert!(*here == there, "`{}` has other rows in the copy", here.0);
        }
        assert_eq!(verify(&into, |_| {}).unwrap(), verify(&store, |_| {}).unwrap());
        // The chains go on where they were.
        add(&into, "later", 0, &[registered("later", 1, "Lena Later"), awarded("later", 2, "cpcs", "2024-01-01")])
            .unwrap();
        assert_eq!(verify(&into, |_| {}).unwrap().amiss, []);
    }
}

fn what_was_acknowledged_is_in_a_copy_taken_meanwhile(ground: &Ground) {
    let store = ground.open();
    let writers = 4;
    for writer in 0..writers {
        let person = format!("w{writer}");
        add(&store, &person, 0, &[registered(&person, 1, "Wanda Writer"), awarded(&person, 2, "cpcs", "2023-01-01")])
            .unwrap();
    }
    let acknowledged: Vec<AtomicI64> = (0..writers).map(|_| AtomicI64::new(2)).collect();
    let over = AtomicBool::new(false);
    let other = ground.another();
    thread::scope(|scope| {
        for (writer, own) in acknowledged.iter().enumerate() {
            let (store, over) = (&store, &over);
            scope.spawn(move || {
                let person = format!("w{writer}");
                for seq in 2.. {
                    if over.load(Ordering::Relaxed) {
                        return;
                    }
                    let line = credit(&person, &(seq + 1).to_string());
                    own.store(add(store, &person, seq, &[line]).unwrap(), Ordering::SeqCst);
                }
            });
        }
        for _ in 0..3 {
            thread::sleep(std::time::Duration::from_millis(100));
            let known: Vec<i64> = acknowledged.iter().map(|own| own.load(Ordering::SeqCst)).collect();
            let another = other.another();
            let into = another.open();
            copied(&store, &into);
            assert_eq!(verify(&into, |_| {}).unwrap().amiss, []);
            for (writer, known) in known.iter().enumerate() {
                let found = into.read(|tx| store::people::by_id(tx, &format!("w{writer}"))).unwrap().unwrap().entries;
                assert!(
                    found >= *known,
                    "w{writer} has {found} entries in the copy; {known} were acknowledged before it"
                );
            }
        }
        over.store(true, Ordering::Relaxed);
    });
    assert!(acknowledged.iter().all(|own| own.load(Ordering::SeqCst) > 2), "somebody wrote nothing meanwhile");
}
