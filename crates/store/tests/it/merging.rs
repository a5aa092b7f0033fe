//! Two records of one person: what follows from both is kept as one's, and as two people's again.

use std::sync::Arc;
use std::thread;

use store::entries::{self, Append};
use store::rebuild::rebuild;
use store::verify::verify;
use store::{Failure, Store, merging, outbox, people, seats, standings};

use crate::engines::{Ground, contents, on_both, rows};
use crate::people::{BODIES, add, add_to, awarded, credit, events, now, registered};

on_both!(
    what_follows_is_one_persons_and_then_two_peoples_again,
    working_it_out_anew_changes_nothing,
    what_cannot_be_merged_is_refused_by_name,
    whoever_looked_at_an_older_record_is_stale,
    merging_is_safe_while_both_records_grow,
    a_chain_of_merges_leads_to_its_end,
    seats_go_with_their_people,
    a_store_made_anew_from_what_it_exports_is_the_same,
    many_records_asked_for_at_once_are_those_asked_for_one_by_one,
);

fn merge(into: &str, id: &str, merged: &str) -> String {
    format!(r#"{{"id":"{id}","person":"{into}","kind":"person_merged","at":"2025-02-03","merged":"{merged}"}}"#)
}

fn taken_back(person: &str, id: &str, event: &str) -> String {
    format!(
        r#"{{"id":"{id}","person":"{person}","kind":"corrected","at":"2025-02-04","event":"{event}","retracted":true}}"#
    )
}

fn renewal(person: &str, number: usize) -> String {
    format!(
        r#"{{"id":"{person}-{number}","person":"{person}","kind":"renewal_submitted","at":"2025-09-01","scheme":"namss-recertification"}}"#
    )
}

/// Two people, of whom each holds something and waits for something.
fn two(store: &Store) {
    let p = [registered("p", 1, "Pia Olsen"), awarded("p", 2, "cpcs", "2022-02-01"), renewal("p", 3)];
    let q = [registered("q", 1, "Pia Borg"), awarded("q", 2, "cpmsm", "2022-03-01"), renewal("q", 3)];
    assert_eq!(add(store, "p", 0, &p), Ok(3));
    assert_eq!(add_to(store, "amt", "q", 0, &q), Ok(3));
}

/// What follows from the record, but how long each is and what hangs on the order of entries.
fn following(store: &Store) -> Vec<(&'static str, Vec<store::Row>)> {
    let mut all = contents(store);
    all.retain(|(table, _)| !["entry", "body", "person", "merged"].contains(table));
    all
}

fn texts(store: &Store, sql: &str) -> Vec<String> {
    rows(store, sql).iter().map(|row| row.text(0).to_owned()).collect()
}

fn what_follows_is_one_persons_and_then_two_peoples_again(ground: &Ground) {
    let store = ground.open();
    two(&store);
    let before = following(&store);
    let numbers = "SELECT number FROM credential ORDER BY number";
    let (held, owners) = (texts(&store, numbers), "SELECT DISTINCT person FROM credential ORDER BY person");
    assert_eq!(add(&store, "p", 6, &[merge("p", "m", "q")]), Ok(7));
    assert_eq!((texts(&store, numbers), texts(&store, owners)), (held.clone(), vec!["p".to_owned()]));
    assert_eq!(texts(&store, "SELECT DISTINCT person FROM waiting"), ["p"]);
    assert_eq!(texts(&store, "SELECT word FROM known_as WHERE person = 'p' ORDER BY word"), ["borg", "olsen", "pia"]);
    assert_eq!(texts(&store, "SELECT word FROM known_as WHERE person = 'q'"), [""; 0]);
    store
        .read(|tx| {
            assert_eq!(merging::survivor(tx, "q")?, "p");
            assert_eq!(merging::under(tx, "p")?, ["p", "q"]);
            assert_eq!(entries::person_of(tx, "q-3")?.as_deref(), Some("p"));
            assert_eq!(people::by_email(tx, "q@example.org")?.iter().map(|p| &*p.id).collect::<Vec<_>>(), ["p"]);
            assert_eq!(people::by_name(tx, "borg", ("", ""), 9)?.len(), 1);
            assert_eq!(people::by_id(tx, "p")?.map(|p| (p.name, p.entries)), Some(("Pia Olsen".to_owned(), 7)));
            assert_eq!(outbox::grown(tx, "amt", 0)?.into_iter().collect::<Vec<_>>(), ["p", "q"]);
            let on = "2025-10-01".parse().unwrap();
            assert_eq!(standings::of_person(tx, "p", on)?.len(), 2);
            assert_eq!(standings::of_person(tx, "q", on)?.len(), 0);
            Ok(())
        })
        .unwrap();
    // What comes under the old id counts for the one person.
    assert_eq!(add(&store, "q", 7, &[credit("q", "late")]), Ok(8));
    assert_eq!(add(&store, "p", 8, &[taken_back("p", "t", "m")]), Ok(9));
    assert_eq!(following(&store), before);
    assert_eq!(store.read(|tx| merging::survivor(tx, "q")), Ok("q".to_owned()));
    assert_eq!(verify(&store, |_| {}).unwrap().amiss, []);
}

fn working_it_out_anew_changes_nothing(ground: &Ground) {
    let store = ground.open();
    let bodies = Arc::new(crate::shelf::bodies(|text| text));
    two(&store);
    let lines = [registered("r", 1, "Olsen, Pia"), awarded("r", 2, "cmas", "2022-04-01")];
    assert_eq!(add(&store, "r", 0, &lines), Ok(2));
    for (person, expected, line) in
        [("p", 6, merge("p", "m", "q")), ("p", 9, merge("p", "n", "r")), ("p", 10, taken_back("p", "t", "m"))]
    {
        assert_eq!(add(&store, person, expected, &[line]), Ok(expected + 1));
        let before = contents(&store);
        assert_eq!(rebuild(&store, &bodies, |_| {}), Ok(3));
        assert_eq!(contents(&store), before);
    }
}

fn what_cannot_be_merged_is_refused_by_name(ground: &Ground) {
    let store = ground.open();
    two(&store);
    assert_eq!(add(&store, "r", 0, &[registered("r", 1, "Rut Berg"), awarded("r", 2, "cpcs", "2022-04-01")]), Ok(2));
    let before = contents(&store);
    for (into, line, expected, said) in [
        ("p", merge("p", "m", "p"), 3, "`p` cannot be merged into themself"),
        ("p", merge("p", "m", "nobody"), 3, "nobody on record is called `nobody`"),
        ("p", merge("p", "m", "r"), 5, "as one record, `r-2` could not be held: `cpcs` is held already on 2022-04-01"),
        ("p", taken_back("q", "t", "q-1"), 6, "this line is about `q`"),
    ] {
        let refused = add(&store, into, expected, std::slice::from_ref(&line)).unwrap_err();
        let Failure::Refused(refused) = refused else { panic!("{refused:?}") };
        assert!(refused[0].wrong.starts_with(said), "{line}: {refused:?}");
        assert_eq!(contents(&store), before, "{line}");
    }
    assert_eq!(add(&store, "p", 6, &[merge("p", "m", "q")]), Ok(7));
    for (into, line, expected, said) in [
        ("p", merge("p", "n", "q"), 7, "`q` was merged into `p` by `m` already"),
        ("r", merge("r", "n", "q"), 9, "`q` was merged into `p` by `m` already"),
        ("q", merge("q", "n", "p"), 7, "`q` counts as `p` already"),
    ] {
        let refused = add(&store, into, expected, std::slice::from_ref(&line)).unwrap_err();
        let Failure::Refused(refused) = refused else { panic!("{refused:?}") };
        assert!(refused[0].wrong.starts_with(said), "{line}: {refused:?}");
    }
    // A third may be merged only once what stands against it was taken back.
    assert_eq!(add(&store, "r", 2, &[taken_back("r", "u", "r-2")]), Ok(3));
    assert_eq!(add(&store, "p", 10, &[merge("p", "n", "r")]), Ok(11));
    assert_eq!(verify(&store, |_| {}).unwrap().amiss, []);
}

fn whoever_looked_at_an_older_record_is_stale(ground: &Ground) {
    let store = ground.open();
    two(&store);
    let planned = |line: String| Append {
        person: "p".to_owned(),
        body: "namss".to_owned(),
        expected: 0,
        events: events(&[line]),
    };
    assert_eq!(store.read(|tx| entries::length(tx, &planned(merge("p", "m", "q")))), Ok(6));
    // The other record has grown since the two were compared.
    assert_eq!(add(&store, "q", 3, &[credit("q", "new")]), Ok(4));
    let stale = |found, expected| Err(Failure::Stale { person: "p".to_owned(), expected, found });
    assert_eq!(add(&store, "p", 6, &[merge("p", "m", "q")]), stale(7, 6));
    assert_eq!(add(&store, "p", 7, &[merge("p", "m", "q")]), Ok(8));
    // Whoever looked at one of them before it was a part of the other has not seen all of it.
    assert_eq!(add(&store, "p", 3, &[credit("p", "new")]), stale(8, 3));
    assert_eq!(store.read(|tx| entries::length(tx, &planned(credit("p", "new")))), Ok(8));
}

/// Appends lines one after the other, each as soon as it may; every one of them gets in.
fn in_turn(store: &Store, body: &str, person: &str, lines: impl Iterator<Item = String>) {
    for line in lines {
        let mut expected = 0;
        loop {
            match add_to(store, body, person, expected, std::slice::from_ref(&line)) {
                Ok(_) => break,
                Err(Failure::Stale { found, .. }) => expected = found,
                Err(other) => panic!("{line}: {other:?}"),
            }
        }
    }
}

fn merging_is_safe_while_both_records_grow(ground: &Ground) {
    const TIMES: usize = 12;
    let store = ground.open();
    two(&store);
    let before = following(&store);
    thread::scope(|scope| {
        for (person, body) in [("p", "namss"), ("q", "amt"), ("q", "namss")] {
            let store = &store;
            let lines = move |at| credit(person, &format!("{body}-{at}"));
            scope.spawn(move || in_turn(store, body, person, (0..TIMES).map(lines)));
        }
        let store = &store;
        let merges = (0..TIMES)
            .flat_map(|at| [merge("p", &format!("m{at}"), "q"), taken_back("p", &format!("t{at}"), &format!("m{at}"))]);
        scope.spawn(move || in_turn(store, "namss", "p", merges));
    });
    assert_eq!(verify(&store, |_| {}).unwrap().amiss, []);
    assert_eq!(following(&store), before, "all was taken back");
    let all = store.read(|tx| entries::of_person(tx, "q")).unwrap();
    assert_eq!(all.len(), 6 + 3 * TIMES + 2 * TIMES);
    let of = |person: &str| all.iter().filter(|e| e.person == person).map(|e| e.seq).collect::<Vec<_>>();
    assert_eq!(of("q"), (1..=3 + 2 * TIMES as i64).collect::<Vec<_>>());
    assert_eq!(of("p"), (1..=3 + 3 * TIMES as i64).collect::<Vec<_>>());
}

fn a_chain_of_merges_leads_to_its_end(ground: &Ground) {
    let store = ground.open();
    two(&store);
    assert_eq!(add(&store, "r", 0, &[registered("r", 1, "Rut Berg")]), Ok(1));
    assert_eq!(add(&store, "q", 4, &[merge("q", "m", "r")]), Ok(5));
    assert_eq!(add(&store, "p", 8, &[merge("p", "n", "q")]), Ok(9));
    store
        .read(|tx| {
            for id in ["p", "q", "r"] {
                assert_eq!(merging::survivor(tx, id)?, "p");
                assert_eq!(entries::lines(tx, id)?.len(), 9);
            }
            assert_eq!(merging::under(tx, "p")?, ["p", "q", "r"]);
            Ok(())
        })
        .unwrap();
    // The middle is taken out, with what hangs on it.
    assert_eq!(add(&store, "p", 9, &[taken_back("p", "t", "n")]), Ok(10));
    assert_eq!(store.read(|tx| merging::survivor(tx, "r")), Ok("q".to_owned()));
    assert_eq!(store.read(|tx| merging::under(tx, "p")), Ok(vec!["p".to_owned()]));
}

fn booked(person: &str, number: usize) -> String {
    format!(
        r#"{{"id":"{person}-{number}","person":"{person}","kind":"appointment_booked","at":"2024-05-05","programme":"cpcs","starts":"2026-03-10T09:00:00-05:00"}}"#
    )
}

fn seats_go_with_their_people(ground: &Ground) {
    let store = ground.open();
    let seating = |id: &str| seats::Seating {
        id: id.to_owned(),
        body: "namss".to_owned(),
        programme: "cpcs".to_owned(),
        window: String::new(),
        site: "Tucson".to_owned(),
        starts_at: now(),
        seats: 2,
        taken: 0,
    };
    for person in ["p", "q"] {
        assert_eq!(add(&store, person, 0, &[registered(person, 1, "Pia Olsen"), booked(person, 2)]), Ok(2));
    }
    store.write(move |tx| seats::open(tx, &seating("s"))).unwrap();
    store.write(|tx| seats::take(tx, "s", "q", "q-2")).unwrap();
    let held = |person: &'static str| store.read(move |tx| seats::held(tx, person, "cpcs")).unwrap().map(|(id, _)| id);
    assert_eq!(add(&store, "p", 4, &[merge("p", "m", "q")]), Ok(5));
    assert_eq!((held("p").as_deref(), held("q")), (Some("q-2"), None));
    assert_eq!(add(&store, "p", 5, &[taken_back("p", "t", "m")]), Ok(6));
    assert_eq!((held("p"), held("q").as_deref()), (None, Some("q-2")));
    store.write(|tx| seats::take(tx, "s", "p", "p-2")).unwrap();
    let Err(Failure::Refused(refused)) = add(&store, "p", 6, &[merge("p", "n", "q")]) else { panic!("two seats") };
    assert_eq!(refused[0].wrong, "each of the two records holds a seat for `cpcs`");
}

fn a_store_made_anew_from_what_it_exports_is_the_same(ground: &Ground) {
    let store = ground.open();
    two(&store);
    assert_eq!(add(&store, "z", 0, &[registered("z", 1, "Zoe Quist")]), Ok(1));
    assert_eq!(add(&store, "p", 6, &[merge("p", "m", "q")]), Ok(7));
    assert_eq!(add(&store, "q", 7, &[credit("q", "late")]), Ok(8));
    let mut lines = Vec::new();
    let take = |line: &str| {
        lines.push(line.to_owned());
        Ok(())
    };
    store::export::lines(&store, None, take).unwrap();
    assert_eq!(lines.len(), 9);
    assert_eq!(lines[1..], store.read(|tx| entries::lines(tx, "q")).unwrap()[..]);
    let other = ground.another();
    let afresh = other.open();
    assert_eq!(add(&afresh, "z", 0, &lines[..1]), Ok(1));
    let append = Append { person: "p".to_owned(), body: "namss".to_owned(), expected: 0, events: events(&lines[1..]) };
    assert_eq!(afresh.write(move |tx| entries::append(tx, &BODIES, &append, now())), Ok(8));
    for table in ["merged", "known_as", "standing", "waiting", "trace", "alike", "person"] {
        let of = |store: &Store| contents(store).into_iter().find(|(name, _)| *name == table).unwrap().1;
        assert_eq!(of(&afresh), of(&store), "{table}");
    }
    assert_eq!(afresh.read(|tx| entries::lines(tx, "p")), store.read(|tx| entries::lines(tx, "p")));
    assert_eq!(verify(&afresh, |_| {}).unwrap().amiss, []);
}

/// More people than one statement asks for, some merged, one unknown, one twice.
fn many_records_asked_for_at_once_are_those_asked_for_one_by_one(ground: &Ground) {
    let store = ground.open();
    two(&store);
    for at in 0..300 {
        let id = format!("r{at:03}");
        assert_eq!(add(&store, &id, 0, &[registered(&id, 1, "Rosa Berg")]), Ok(1));
    }
    add(&store, "p", 6, &[merge("p", "p-4", "q")]).unwrap();
    let mut asked: Vec<String> = (0..300).map(|at| format!("r{at:03}")).collect();
    asked.extend(["nobody", "p", "q"].map(str::to_owned));
    for some in [&asked[..], &asked[..256], &asked[..257], &asked[299..], &asked[300..301], &[]] {
        let mut sorted = some.to_vec();
        sorted.sort();
        let each = store.read(|tx| sorted.iter().filter_map(|id| outbox::record(tx, id).transpose()).collect());
        let each: Vec<outbox::Record> = each.unwrap();
        assert_eq!(store.read(|tx| outbox::records_of(tx, &sorted)).unwrap(), each, "{} people", some.len());
    }
}
