//! Appending to a person's record: all of it or nothing, each entry once, each line as it was written.

use store::entries::{self, Append};
use store::{Failure, Store, export};

use crate::engines::{Ground, contents, on_both};
use crate::people::{add, awarded, credit, demo, registered, write};

on_both!(
    the_length_must_be_the_one_expected,
    what_is_refused_leaves_nothing_behind,
    an_id_is_used_once,
    lines_come_back_as_they_were_written,
    no_name_stops_an_engine,
    an_append_of_nothing_changes_nothing_of_the_record,
);

fn anna(store: &Store) {
    let lines = [registered("anna", 1, "Anna Berg"), awarded("anna", 2, "cpcs", "2024-02-01")];
    assert_eq!(add(store, "anna", 0, &lines), Ok(2));
}

fn the_length_must_be_the_one_expected(ground: &Ground) {
    let store = ground.open();
    anna(&store);
    let stale = |person: &str, expected, found| Err(Failure::Stale { person: person.to_owned(), expected, found });
    for (person, expected, answer) in [
        ("anna", 0, stale("anna", 0, 2)),
        ("anna", 1, stale("anna", 1, 2)),
        ("anna", 3, stale("anna", 3, 2)),
        ("anna", -1, stale("anna", -1, 2)),
        ("anna", 2, Ok(3)),
        ("anna", 2, stale("anna", 2, 3)),
        ("anna", 3, Ok(4)),
        ("ben", 1, stale("ben", 1, 0)),
        ("ben", 0, Ok(1)),
    ] {
        let line = credit(person, &format!("c{expected}"));
        assert_eq!(add(&store, person, expected, &[line]), answer, "{person} expecting {expected}");
    }
    let lengths = |person: &'static str| store.read(move |tx| entries::of_person(tx, person)).unwrap().len();
    assert_eq!((lengths("anna"), lengths("ben")), (4, 1));
}

/// What cannot be appended to the record of `anna`, who has two entries: the events, and a word of why.
fn refused() -> Vec<(Vec<(String, String)>, &'static str)> {
    let event = |line: String| (crate::people::field(&line, "id"), line);
    let good = || event(credit("anna", "good"));
    let of_nobody = awarded("anna", 9, "cpxx", "2024-03-01");
    let twice = credit("anna", "2");
    let renewal = r#"{"id":"anna-r","person":"anna","kind":"renewal_decided","at":"2024-05-01","renewal":"none","outcome":"approved"}"#;
    vec![
        (vec![good(), event(of_nobody)], "no programme `cpxx`"),
        (vec![event(renewal.to_owned()), good()], "no renewal `none`"),
        (vec![good(), ("broken".to_owned(), r#"{"id":"broken","person":"#.to_owned())], "line"),
        (vec![good(), event(credit("ben", "1"))], "this line is about `ben`"),
        (vec![good(), event(twice)], "the id `anna-2` is used already"),
        (vec![good(), good()], "the id `anna-good` is used already"),
        (vec![good(), ("another".to_owned(), credit("anna", "own"))], "another"),
        (vec![(good().0, good().1.replace(",\"at\"", ",\n\"at\""))], "line break"),
        (vec![(good().0, good().1.replace(",\"at\"", ",\r\"at\""))], "line break"),
        (vec![event(credit("anna", "a\\u0000b"))], "U+0000"),
    ]
}

fn what_is_refused_leaves_nothing_behind(ground: &Ground) {
    let store = ground.open();
    anna(&store);
    let before = contents(&store);
    for (events, why) in refused() {
        let wrong = events.len();
        let append = Append { person: "anna".to_owned(), body: "amt".to_owned(), expected: 2, events };
        let Err(Failure::Refused(refusals)) = write(&store, append) else { panic!("not refused: {why}") };
        assert!(refusals.iter().any(|r| r.wrong.contains(why)), "{why}: {refusals:?}");
        // Lines are counted from the first one that was to be appended.
        assert!(refusals.iter().all(|r| (1..=wrong).contains(&r.line)), "{why}: {refusals:?}");
        assert_eq!(contents(&store), before, "{why}");
    }
    assert!(matches!(add(&store, "anna", 7, &[credit("anna", "1")]), Err(Failure::Stale { .. })));
    assert!(matches!(add(&store, "clara", 7, &[credit("clara", "1")]), Err(Failure::Stale { .. })));
    assert_eq!(contents(&store), before);
}

fn an_id_is_used_once(ground: &Ground) {
    let store = ground.open();
    anna(&store);
    let before = contents(&store);
    // The same id in another person's record, and in that of another body's chain.
    let line = credit("ben", "1").replace("ben-1", "anna-2");
    for body in ["namss", "amt"] {
        let lines = [registered("ben", 1, "Ben Anders"), line.clone()];
        let failure = crate::people::add_to(&store, body, "ben", 0, &lines);
        assert_eq!(failure, Err(Failure::Taken("the id `anna-2`".to_owned())), "{body}");
        assert_eq!(contents(&store), before, "{body}");
    }
    assert_eq!(add(&store, "ben", 0, &[registered("ben", 1, "Ben Anders")]), Ok(1));
}

/// Lines that an engine, a driver or a writer of SQL might be tempted to change.
fn odd_lines() -> Vec<String> {
    let noted = |number: usize, note: &str| {
        credit("odd", &number.to_string()).replace("\"certificate\"", &format!("\"note\":{note},\"certificate\""))
    };
    let long = format!("\"{}\"", "0123456789abcdef ".repeat(20_000));
    let notes = [
        r#""plain""#,
        r#""$1 ?1 :a @b {for_update} {binary} %s 100%""#,
        r#""it's \"said\"; DROP TABLE entry; --""#,
        r#""\u0000 \u001f \ud83d\ude00 \/ \\ \t\n""#,
        r#""Ünïcödé 漢字 🦀 e\u0301 é ﷽ \u200b""#,
        "\"\u{feff}\u{2028}\u{2029}\u{85}\u{a0}\u{7f}\"",
        &long,
    ];
    let mut lines: Vec<String> = notes.iter().enumerate().map(|(at, note)| noted(at + 1, note)).collect();
    lines.push(credit("odd", "20").replace(',', " ,\t ").replace(':', "  :").replace('}', " }  "));
    lines.push(format!("  \t{}\t ", credit("odd", "21")));
    lines
}

fn lines_come_back_as_they_were_written(ground: &Ground) {
    let store = ground.open();
    let mut kept = vec![("odd".to_owned(), odd_lines())];
    kept.extend(demo().into_iter().take(20));
    for (person, lines) in &kept {
        assert_eq!(add(&store, person, 0, lines), Ok(lines.len() as i64));
    }
    let all = |store: &Store, person: Option<&str>| {
        let mut found = Vec::new();
        export::lines(store, person, |line| {
            found.push(line.to_owned());
            Ok(())
        })
        .unwrap();
        found
    };
    for store in [&store, &ground.open()] {
        for (person, lines) in &kept {
            assert_eq!(&store.read(|tx| entries::lines(tx, person)).unwrap(), lines, "{person}");
            assert_eq!(&all(store, Some(person)), lines, "{person}");
            let entries = store.read(|tx| entries::of_person(tx, person)).unwrap();
            assert_eq!(entries.iter().map(|e| e.seq).collect::<Vec<_>>(), (1..=lines.len() as i64).collect::<Vec<_>>());
            assert!(entries.iter().zip(lines).all(|(e, line)| e.line == *line && e.stored_at == crate::people::now()));
        }
        // Everything at once: each person's in the order of their record.
        let everything = all(store, None);
        assert_eq!(everything.len(), kept.iter().map(|(_, lines)| lines.len()).sum::<usize>());
        for (person, lines) in &kept {
            let own: Vec<&String> =
                everything.iter().filter(|l| crate::people::field(l, "person") == *person).collect();
            assert_eq!(own, lines.iter().collect::<Vec<_>>());
        }
    }
}

fn no_name_stops_an_engine(ground: &Ground) {
    let store = ground.open();
    for (at, name) in ["Nul\0l Zero", "\0", "Tab\tNew\nLine", "Ω \u{1f980}", "'; --", "\u{10ffff}"].iter().enumerate()
    {
        let person = format!("n{at}");
        assert_eq!(add(&store, &person, 0, &[registered(&person, 1, name)]), Ok(1), "{name:?}");
    }
    // One sign is left out of names: PostgreSQL cannot hold it.
    let found = store.read(|tx| store::people::by_name(tx, "null zero", ("", ""), 9)).unwrap();
    assert_eq!(found.iter().map(|(_, p)| (p.id.as_str(), p.name.as_str())).collect::<Vec<_>>(), [("n0", "Null Zero")]);
}

fn an_append_of_nothing_changes_nothing_of_the_record(ground: &Ground) {
    let store = ground.open();
    anna(&store);
    assert_eq!(add(&store, "anna", 2, &[]), Ok(2));
    assert_eq!(add(&store, "nobody", 0, &[]), Ok(0));
    let verified = store::verify::verify(&store, |_| {}).unwrap();
    assert_eq!((verified.entries, verified.amiss), (2, Vec::new()));
}
