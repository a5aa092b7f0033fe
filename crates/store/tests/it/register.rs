//! The public's register is what the record says, at every step, on every node; and its search is what reading through
//! everybody would find.

use jiff::civil::{Date, date};
use jiff::{SignedDuration, ToSpan};
use store::register::{LATEST, Listed, Register, Search};
use store::{Store, people, rebuild};

use crate::chance::Chance;
use crate::engines::{Ground, on_both};
use crate::people::{add, add_to, awarded, demo_in_stages, now, registered, registered_at};
use std::sync::Arc;

on_both!(
    one_that_follows_is_one_read_afresh,
    what_this_node_wrote_is_there_at_once,
    what_another_node_wrote_is_there_a_second_later,
    a_search_finds_whom_reading_through_everybody_finds,
);

const DAYS: [Date; 4] = [date(2018, 6, 1), date(2022, 1, 1), date(2024, 6, 1), date(2027, 3, 3)];

/// Everybody, as of some days.
fn everybody(register: &Register) -> Vec<Vec<String>> {
    let listing = register.listing();
    let on = |day: &Date| listing.everybody("", *day, usize::MAX).iter().map(|listed| format!("{listed:?}")).collect();
    DAYS.iter().map(on).collect()
}

fn afresh(store: &Store) -> Register {
    let register = Register::default();
    register.follow(store, now()).unwrap();
    register
}

fn one_that_follows_is_one_read_afresh(ground: &Ground) {
    let store = ground.open();
    let register = afresh(&store);
    let mut seen = 0;
    for (nth, (person, lines)) in demo_in_stages(2).iter().enumerate() {
        let body = ["namss", "amt"][nth % 2];
        let middle = lines.len() / 2;
        add_to(&store, body, person, 0, &lines[..middle]).unwrap();
        add_to(&store, body, person, middle as i64, &lines[middle..]).unwrap();
        if nth % 9 == 0 {
            register.follow(&store, now()).unwrap();
            seen = everybody(&register).iter().map(Vec::len).sum();
            assert_eq!(everybody(&register), everybody(&afresh(&store)), "after {person}");
        }
    }
    assert!(seen > 40, "{seen}");
    // Two records of one person, merged and taken apart again; a name that changes; an award that is taken back.
    let event = |id: &str, person: &str, kind: &str, rest: &str| {
        format!(r#"{{"id":"{id}","person":"{person}","kind":"{kind}","at":"2024-04-01",{rest}}}"#)
    };
    let steps = [
        ("a", registered_at("a", 1, "Ada Ames", "Oslo"), 0),
        ("a", awarded("a", 2, "cpcs", "2022-02-01"), 1),
        ("b", registered("b", 1, "Ada Byron"), 0),
        ("b", awarded("b", 2, "cmas", "2022-02-01"), 1),
        ("a", event("m", "a", "person_merged", r#""merged":"b""#), 4),
        ("a", event("t", "a", "corrected", r#""event":"m","retracted":true"#), 5),
        ("a", event("n", "a", "corrected", r#""event":"a-1","with":{"name":"Ada Lovelace","place":"Rena"}"#), 6),
        ("b", event("r", "b", "corrected", r#""event":"b-2","retracted":true"#), 7),
    ];
    let mut names: Vec<Vec<String>> = Vec::new();
    for (person, line, expected) in steps {
        add(&store, person, expected, &[line]).unwrap();
        register.follow(&store, now()).unwrap();
        assert_eq!(everybody(&register), everybody(&afresh(&store)));
        let search = Search { name: "ada".to_owned(), most: 9, ..Search::default() };
        let listing = register.listing();
        let found = listing.search(&search, DAYS[2]);
        names.push(found.iter().map(|l| format!("{} {}", l.name, l.programme)).collect());
    }
    let expected: [&[&str]; 8] = [
        &[],
        &["Ada Ames cpcs"],
        &["Ada Ames cpcs"],
        &["Ada Byron cmas", "Ada Ames cpcs"],
        &["Ada Ames cmas", "Ada Ames cpcs"],
        &["Ada Byron cmas", "Ada Ames cpcs"],
        &["Ada Byron cmas", "Ada Lovelace cpcs"],
        &["Ada Lovelace cpcs"],
    ];
    assert_eq!(names, expected);
}

fn what_this_node_wrote_is_there_at_once(ground: &Ground) {
    let store = ground.open();
    let register = afresh(&store);
    assert!(register.is_current(&store, now()));
    add(&store, "p", 0, &[registered("p", 1, "Pia Olsen"), awarded("p", 2, "cpcs", "2022-02-01")]).unwrap();
    assert!(!register.is_current(&store, now()));
    register.follow(&store, now()).unwrap();
    assert!(register.is_current(&store, now()));
    assert_eq!(register.listing().len(), 1);
    // A record's mark is another with every entry, a candidate's too, and nobody else's is.
    let (mark, candidate, edition) = (register.mark("p"), register.mark("c"), register.edition());
    add(&store, "c", 0, &[registered("c", 1, "Cleo Candidate")]).unwrap();
    register.follow(&store, now()).unwrap();
    assert_eq!(register.mark("p"), mark);
    assert_ne!(register.mark("c"), candidate);
    // The edition of what is published is another for certificants alone.
    assert_eq!(register.edition(), edition);
    add(&store, "p", 2, &[awarded("p", 3, "cpmsm", "2023-02-01")]).unwrap();
    register.follow(&store, now()).unwrap();
    assert_ne!(register.edition(), edition);
    // What was spoilt by a hand in the database is right again once all was worked out anew.
    ground.door().run("DELETE FROM standing").unwrap();
    rebuild::rebuild(&store, &Arc::new(crate::shelf::bodies(|text| text)), |_| {}).unwrap();
    register.follow(&store, now()).unwrap();
    assert_eq!(everybody(&register), everybody(&afresh(&store)));
}

fn what_another_node_wrote_is_there_a_second_later(ground: &Ground) {
    let (store, other) = (ground.open(), ground.open());
    let register = afresh(&store);
    add(&other, "p", 0, &[registered("p", 1, "Pia Olsen"), awarded("p", 2, "cpcs", "2022-02-01")]).unwrap();
    let later = now() + LATEST;
    assert!(register.is_current(&store, later - SignedDuration::from_micros(1)));
    assert!(!register.is_current(&store, later));
    register.follow(&store, later).unwrap();
    assert_eq!(register.listing().len(), 1);
    // A clock that was put back is no reason to believe what is here.
    assert!(!register.is_current(&store, now()));
}

/// A search the slow way: everybody on a day, each by the first of their words that begins as asked.
fn read_through(all: &[Listed<'_>], search: &Search) -> Vec<(String, String)> {
    let mut sought = people::words(&search.name);
    sought.sort_by_key(|word| std::cmp::Reverse(word.len()));
    let Some(first) = sought.first() else { return Vec::new() };
    let fits = |listed: &Listed<'_>| {
        let mut words = people::words(listed.name);
        words.sort();
        let has = |beginning: &String| words.iter().any(|word| word.starts_with(beginning.as_str()));
        let place = people::spelt(&search.place);
        let at =
            place.is_empty() || people::place_words(listed.place).iter().any(|words| words.starts_with(place.as_str()));
        let of = search.programme.is_empty() || *search.programme == *listed.programme;
        let all = sought.iter().take(3).all(has) && at && of;
        let word = words.into_iter().find(|word| word.starts_with(first.as_str()));
        word.filter(|_| all).map(|word| (word, listed.number.to_string()))
    };
    let mut found: Vec<(String, String)> = all.iter().filter_map(fits).collect();
    found.sort();
    found
}

fn a_search_finds_whom_reading_through_everybody_finds(ground: &Ground) {
    let store = ground.open();
    let (first, last) = (["Ann", "Anna", "Bo", "Bob", "Cy", "Ban"], ["Anker", "Bobin", "Bond", "Cyan", "Anna", "Ban"]);
    let places = ["", "Oslo", "Bond, AN", "Anker, BO"];
    let mut chance = Chance::new(7);
    let mut one = |of: &[&'static str]| of[chance.of(0..of.len())];
    for at in 0..120 {
        let (person, name) = (format!("p{at}"), format!("{} {} {}", one(&first), one(&last), one(&first)));
        let awarded_on = date(2021, 1, 1) + (at as i64 * 11).days();
        let lines = [
            registered_at(&person, 1, &name, one(&places)),
            awarded(&person, 2, one(&["cpcs", "cpmsm", "cmas"]), &awarded_on.to_string()),
        ];
        add(&store, &person, 0, &lines).unwrap();
    }
    let register = afresh(&store);
    let listing = register.listing();
    let (mut asked, mut several) = (0, 0);
    let beginnings = ["", "a", "an", "ann", "anna", "b", "bo", "bob", "c", "cyan", "x"];
    for day in DAYS {
        let all = listing.everybody("", day, usize::MAX);
        for _ in 0..400 {
            let name = format!("{} {} {}", one(&beginnings), one(&beginnings), one(&beginnings));
            let (programme, place) = (one(&["", "", "cpcs", "cmas"]), one(&["", "", "o", "an", "bo", "bond a", "zz"]));
            let search = Search {
                name,
                programme: programme.to_owned(),
                place: place.to_owned(),
                most: usize::MAX,
                ..Search::default()
            };
            let expected = read_through(&all, &search);
            let found = |search: &Search| -> Vec<(String, String)> {
                let found = listing.search(search, day);
                found.iter().map(|l| (l.word.to_string(), l.number.to_string())).collect()
            };
            assert_eq!(found(&search), expected, "{search:?} on {day}");
            // From anywhere in the list it goes on with the rest.
            let after = expected.len() / 2;
            if after > 0 {
                let search = Search { after: expected[after - 1].clone(), most: 5, ..search };
                assert_eq!(found(&search), expected[after..expected.len().min(after + 5)], "{search:?} on {day}");
                several += 1;
            }
            asked += 1;
        }
    }
    assert!(asked == 1_600 && several > 400, "{several} of {asked}");
}
