//! Verification finds every alteration made past the store, and names what it touched.

mod alterations;

use std::fmt::Write;

use store::entries::Entry;
use store::verify::{Amiss, verify};
use store::{Store, Tx};

use self::alterations::{Alteration, all};
use crate::engines::{Door, Ground, on_both};
use crate::people::{add_to, credit, demo, field};

on_both!(
    a_record_as_it_was_written_is_clean,
    every_alteration_is_found_and_named,
    a_chain_rewritten_to_its_end_differs_from_a_head_kept_elsewhere,
    a_long_chain_is_read_in_pieces,
);

/// How many entries each of the two chains has.
pub const LENGTH: i64 = 20;

/// A small record: four people, each with ten entries, in two bodies' chains that grew in turn.
pub fn small(store: &Store) {
    let people: Vec<_> = demo().into_iter().filter(|(_, lines)| lines.len() >= 10).take(4).collect();
    for from in [0, 3, 5, 9] {
        for (at, (person, lines)) in people.iter().enumerate() {
            let to = [3, 5, 9, 10][[0, 3, 5, 9].iter().position(|f| *f == from).unwrap()];
            let body = ["amt", "namss"][(at + from) % 2];
            add_to(store, body, person, from as i64, &lines[from..to]).unwrap();
        }
    }
}

/// A store with the small record, and a door to it. The record is kept a second time, to be put back.
pub fn opened(ground: &Ground) -> (Store, Door) {
    let store = ground.open();
    small(&store);
    let mut door = ground.door();
    for table in ["entry", "body", "person"] {
        door.run(&format!("CREATE TABLE kept_{table} AS SELECT * FROM {table}")).unwrap();
    }
    (store, door)
}

/// Puts back what was altered.
pub const PUT_BACK: &str = "BEGIN; DELETE FROM entry; DELETE FROM body; DELETE FROM person;
    INSERT INTO entry SELECT * FROM kept_entry; INSERT INTO body SELECT * FROM kept_body;
    INSERT INTO person SELECT * FROM kept_person; COMMIT";

fn a_record_as_it_was_written_is_clean(ground: &Ground) {
    let (store, mut door) = opened(ground);
    let mut seen = Vec::new();
    let verified = verify(&store, |entries| seen.push(entries)).unwrap();
    assert_eq!((verified.entries, verified.amiss, seen), (40, Vec::new(), vec![20, 40]));
    for (body, (head, position, hash)) in ["amt", "namss"].into_iter().zip(&verified.heads) {
        assert_eq!((head.as_str(), *position), (body, LENGTH));
        assert_eq!((hash.len(), &entry(&store, body, LENGTH).hash), (64, hash));
    }
    door.run(PUT_BACK).unwrap();
    assert_eq!(verify(&store, |_| {}).unwrap().amiss, []);
    // There is nothing amiss where there is nothing.
    assert_eq!(verify(&ground.another().open(), |_| {}).unwrap(), store::verify::Verified::default());
}

/// The entry at a place of a chain.
pub fn entry(store: &Store, body: &str, position: i64) -> Entry {
    let of = |tx: &mut Tx<'_>| {
        let person =
            tx.one("SELECT person, seq FROM entry WHERE body = $1 AND position = $2", &[body.into(), position.into()])?;
        let person = person.unwrap();
        let mut all = store::entries::of_person(tx, person.text(0))?;
        Ok(all.swap_remove(person.integer(1) as usize - 1))
    };
    store.read(of).unwrap()
}

/// A text as SQL writes it.
pub fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

fn every_alteration_is_found_and_named(ground: &Ground) {
    let (store, mut door) = opened(ground);
    let of = |position: i64| entry(&store, "namss", position);
    for Alteration { what, sql, said } in all(&of) {
        door.run(&format!("BEGIN; {sql}; COMMIT")).unwrap_or_else(|failure| panic!("{what}: {failure}"));
        let amiss = verify(&store, |_| {}).unwrap().amiss;
        let named = |(body, position, words): &(&str, i64, String)| {
            amiss.iter().any(|a: &Amiss| a.body == *body && a.position == *position && a.what.contains(words))
        };
        assert!(said.iter().all(named) && said.len() == amiss.len(), "{what}: expected {said:#?}, found {amiss:#?}");
        door.run(PUT_BACK).unwrap();
        assert_eq!(verify(&store, |_| {}).unwrap().amiss, [], "{what} was not put back");
    }
}

fn a_chain_rewritten_to_its_end_differs_from_a_head_kept_elsewhere(ground: &Ground) {
    let (store, mut door) = opened(ground);
    let noted = verify(&store, |_| {}).unwrap().heads;
    let mut before = entry(&store, "namss", 6).hash;
    let mut sql = String::new();
    for position in 7..=LENGTH {
        let mut entry = entry(&store, "namss", position);
        if position == 7 {
            entry.line = entry.line.replace("\"kind\"", "\"Kind\"");
        }
        before = entry.hash_after(&before);
        let (line, hash) = (quoted(&entry.line), quoted(&before));
        write!(sql, "UPDATE entry SET line = {line}, hash = {hash} WHERE body = 'namss' AND position = {position};")
            .unwrap();
    }
    door.run(&format!("{sql} UPDATE body SET hash = {} WHERE id = 'namss'", quoted(&before))).unwrap();
    // By itself, nothing is amiss: whoever may write everything may forge everything but what is kept elsewhere.
    let verified = verify(&store, |_| {}).unwrap();
    assert_eq!(verified.amiss, []);
    assert_eq!(verified.heads[0], noted[0]);
    assert_ne!(verified.heads[1], noted[1]);
}

fn a_long_chain_is_read_in_pieces(ground: &Ground) {
    // Ten thousand are read at a time.
    let (people, each) = (101, 100);
    let (store, length) = (ground.open(), people * each);
    for person in 0..people {
        let person = format!("p{person}");
        let lines: Vec<String> = (0..each).map(|at| credit(&person, &at.to_string())).collect();
        add_to(&store, "namss", &person, 0, &lines).unwrap();
    }
    let verify_now = || {
        let mut seen = Vec::new();
        let verified = verify(&store, |entries| seen.push(entries)).unwrap();
        (verified.entries, verified.amiss, seen)
    };
    assert_eq!(verify_now(), (length as u64, Vec::new(), vec![10_000, length as u64]));
    let (mut lines, mut people_seen) = (0, std::collections::BTreeSet::new());
    store::export::lines(&store, None, |line| {
        lines += 1;
        people_seen.insert(field(line, "person"));
        Ok(())
    })
    .unwrap();
    assert_eq!((lines, people_seen.len()), (length, people));
    let mut door = ground.door();
    for (sql, place) in [
        ("UPDATE entry SET line = line || ' ' WHERE position = 10000", 10_000),
        ("UPDATE entry SET stored_at = 0 WHERE position = 10001", 10_001),
        ("UPDATE entry SET position = position + 1 WHERE position = 10100", 10_100),
    ] {
        door.run(sql).unwrap();
        let (entries, amiss, _) = verify_now();
        assert_eq!(entries, length as u64);
        assert!(amiss.iter().any(|a| a.body == "namss" && a.position == place), "{sql}: {amiss:#?}");
    }
}
