//! Looking people and credentials up: by the beginnings of words, whatever the accents, page by page, as of any day.

use std::collections::BTreeSet;
use std::sync::Arc;

use jiff::civil::{Date, date};
use store::register::{Listed, Listing, Register, Search};
use store::{Store, people, rebuild};

use crate::engines::{Ground, on_both};
use crate::people::{add, awarded, now, registered, registered_at};

on_both!(
    names_are_found_by_their_words,
    pages_give_every_one_once,
    a_programme_and_a_place_narrow_a_search,
    a_place_follows_its_registration,
    an_earlier_name_finds_somebody_for_staff_alone,
    everybody_is_whoever_can_be_found,
    a_search_is_of_a_day,
);

const DAY: Date = date(2024, 6, 1);

/// What a register says that was read just now. It is kept for as long as the test runs.
fn read(store: &Store) -> &'static Listing {
    let register = Box::leak(Box::new(Register::default()));
    register.follow(store, now()).unwrap();
    Box::leak(Box::new(register.listing()))
}

/// Whom a search finds on a day.
fn found(store: &Store, search: &Search, on: Date) -> Vec<Listed<'static>> {
    read(store).search(search, on)
}

/// Names as people have them, with the words by which they are told in the tables below.
const NAMES: [(&str, &str); 14] = [
    ("jose", "José Núñez"),
    ("jose2", "Jose Nunez"),
    // Accents that stand behind their letters.
    ("jose3", "Jose\u{301} Nu\u{301}n\u{303}ez"),
    ("godel", "Kurt Go\u{308}del"),
    ("goedel", "Kurt GÖDEL"),
    ("istanbul", "İstanbul Işık"),
    ("obrien", "Siobhán O'Brien-O\u{2019}Neill"),
    ("anna", "Anna Annabel Annand"),
    ("anne", "Anne Marie von der Leyen"),
    ("annie", "Annie Leyden"),
    ("zoe", "Zoë 3rd"),
    ("stefan", "Ștefan Țepeș"),
    ("li", "李 小龙"),
    ("olga", "Ольга Иванова"),
];

fn named(ground: &Ground) -> Store {
    let store = ground.open();
    for (person, name) in NAMES {
        let lines = [registered(person, 1, name), awarded(person, 2, "cpcs", "2024-02-01")];
        add(&store, person, 0, &lines).unwrap();
    }
    store
}

/// What is looked for, and who is found.
const ASKED: [(&str, &str); 32] = [
    ("", ""),
    (" -'. ", ""),
    ("jose", "jose jose2 jose3"),
    ("JOSÉ", "jose jose2 jose3"),
    ("jose\u{301}", "jose jose2 jose3"),
    ("jos nun", "jose jose2 jose3"),
    ("nuñ jó", "jose jose2 jose3"),
    ("ose", ""),
    ("josef", ""),
    ("godel", "godel goedel"),
    ("Gödel kurt", "godel goedel"),
    ("istanbul", "istanbul"),
    ("ISIK", "istanbul"),
    ("brien", "obrien"),
    ("o'brien", "obrien"),
    ("O\u{2019}Neill, Siobhan", "obrien"),
    ("ann", "anna anne annie"),
    ("anna", "anna"),
    ("annand annabel anna", "anna"),
    ("ann ann", "anna anne annie"),
    ("ann ley", "anne annie"),
    ("von der leyen", "anne"),
    ("von der leyen marie", "anne"),
    ("leyd", "annie"),
    ("ann von kurt", ""),
    ("3", "zoe"),
    ("zoe 3rd", "zoe"),
    ("stefan tepes", "stefan"),
    ("李", "li"),
    ("小", "li"),
    ("ольга", "olga"),
    ("ИВАН", "olga"),
];

fn names_are_found_by_their_words(ground: &Ground) {
    let store = named(ground);
    let listing = read(&store);
    for (name, expected) in ASKED {
        let expected: BTreeSet<&str> = expected.split_whitespace().collect();
        let found = store.read(|tx| people::by_name(tx, name, ("", ""), 100)).unwrap();
        let ids: BTreeSet<&str> = found.iter().map(|(_, person)| person.id.as_str()).collect();
        assert_eq!(ids, expected, "people named {name:?}");
        assert_eq!(found.len(), expected.len(), "{name:?} finds somebody twice");
        let asked = Search { name: name.to_owned(), most: 100, ..Search::default() };
        let listed = listing.search(&asked, DAY);
        let full = |id: &&str| NAMES.iter().find(|(person, _)| person == id).unwrap().1.to_owned();
        let names: BTreeSet<String> = listed.iter().map(|l| l.name.to_string()).collect();
        assert_eq!(names, expected.iter().map(full).collect(), "credentials of {name:?}");
        assert_eq!(listed.len(), expected.len(), "{name:?} finds a credential twice");
    }
}

/// Sixty people whose names begin alike, some of them in several words.
fn crowd(ground: &Ground) -> Store {
    crowd_at(ground, |_| "")
}

/// The same, each at a place.
fn crowd_at(ground: &Ground, place: impl Fn(usize) -> &'static str) -> Store {
    let store = ground.open();
    let (first, last) = (["Mara", "Marc", "Márcia", "Marek", "Maria"], ["Marsh", "Berg", "Maron", "Chen"]);
    for at in 0..60 {
        let person = format!("m{at:02}");
        let name = format!("{} {}{}", first[at % 5], last[at / 5 % 4], ["", " Mary", "-Marsh"][at / 20]);
        let lines = [
            registered_at(&person, 1, &name, place(at)),
            awarded(&person, 2, ["cpcs", "cpmsm"][at % 2], "2024-02-01"),
            awarded(&person, 3, "cmas", "2024-03-01"),
        ];
        add(&store, &person, 0, &lines).unwrap();
    }
    store
}

fn page_through(listing: &'static Listing, search: &Search, most: usize) -> Vec<Listed<'static>> {
    let mut found: Vec<Listed<'_>> = Vec::new();
    loop {
        let after = found.last().map_or_else(Default::default, |last| (last.word.to_string(), last.number.to_string()));
        let asked = Search { after, most, ..search.clone() };
        let page = listing.search(&asked, DAY);
        assert!(page.len() <= most);
        if page.is_empty() {
            return found;
        }
        found.extend(page);
    }
}

fn pages_give_every_one_once(ground: &Ground) {
    let store = crowd(ground);
    let listing = read(&store);
    for (name, listed, named) in
        [("mar", 120, 60), ("m", 120, 60), ("mar mar", 120, 60), ("ber mar", 30, 15), ("x", 0, 0)]
    {
        let search = Search { name: name.to_owned(), ..Search::default() };
        let whole = page_through(listing, &search, 1_000);
        assert_eq!(whole.len(), listed, "{name}");
        let order: Vec<(&str, &str)> = whole.iter().map(|l| (l.word, l.number)).collect();
        assert!(order.windows(2).all(|pair| pair[0] < pair[1]), "{name} is not in order: {order:?}");
        let numbers: BTreeSet<&str> = whole.iter().map(|l| l.number).collect();
        assert_eq!(numbers.len(), listed, "{name}");
        for most in [1, 7, 50] {
            assert_eq!(page_through(listing, &search, most), whole, "{name} by {most}");
        }
        for most in [1, 7, 50] {
            let mut found: Vec<(String, people::Person)> = Vec::new();
            loop {
                let after = found.last().map_or(("", ""), |(word, person)| (word, &person.id));
                let page = store.read(|tx| people::by_name(tx, name, after, most)).unwrap();
                if page.is_empty() {
                    break;
                }
                found.extend(page);
            }
            let ids: BTreeSet<&str> = found.iter().map(|(_, person)| person.id.as_str()).collect();
            assert_eq!((found.len(), ids.len()), (named, named), "{name} by {most}");
        }
    }
}

fn a_programme_and_a_place_narrow_a_search(ground: &Ground) {
    let store = crowd_at(ground, |at| ["Oslo", "oslo Øst", "Oakland, CA", "", "", ""][at / 10]);
    let listing = read(&store);
    for (programme, place, expected) in [
        ("", "", 120),
        ("cpcs", "", 30),
        ("cmas", "", 60),
        ("none", "", 0),
        ("", "os", 40),
        ("", "OSLO", 40),
        ("", "oslo ", 40),
        ("", "oslo o", 20),
        ("", "ØST", 0),
        ("", "o", 60),
        ("", "oakland, ca", 20),
        ("", "Oakland CA", 20),
        ("", "ca", 20),
        ("", "akland", 0),
        ("", "%", 0),
        ("", "o%", 60),
        ("cpmsm", "oak", 5),
        ("cmas", "oak", 10),
    ] {
        let search = Search {
            name: "mar".to_owned(),
            programme: programme.to_owned(),
            place: place.to_owned(),
            ..Search::default()
        };
        let found = page_through(listing, &search, 9);
        assert_eq!(found.len(), expected, "{programme:?} in {place:?}");
        assert!(found.iter().all(|l| programme.is_empty() || *l.programme == *programme));
        assert!(found.iter().all(|l| place.is_empty() || !l.place.is_empty()));
    }
}

/// Where somebody is follows their registration and its corrections; a word of the name in another place leads nowhere.
fn a_place_follows_its_registration(ground: &Ground) {
    let store = ground.open();
    let correct = |number: usize, rest: &str| {
        format!(r#"{{"id":"p-{number}","person":"p","kind":"corrected","at":"2024-03-0{number}",{rest}}}"#)
    };
    let steps = [
        (registered_at("p", 1, "Pia Olsen", "Tucson, AZ"), "tucson", false),
        (awarded("p", 2, "cpcs", "2024-02-01"), "tucson", true),
        (correct(3, r#""event":"p-1","with":{"place":"Reno, NV"}"#), "tucson", false),
        (correct(4, r#""event":"p-3","retracted":true"#), "reno", false),
        (correct(5, r#""event":"p-1","with":{"place":null}"#), "tucson", false),
        (correct(6, r#""event":"p-1","with":{"place":"Núñez, CA"}"#), "nunez", true),
        (correct(7, r#""event":"p-2","retracted":true"#), "nunez", false),
    ];
    for (at, (line, place, seen)) in steps.into_iter().enumerate() {
        add(&store, "p", at as i64, &[line]).unwrap();
        let search = |name: &str| Search { name: name.into(), place: place.into(), most: 9, ..Search::default() };
        for name in ["pia", "o", "olsen pia"] {
            let listed = found(&store, &search(name), DAY);
            assert_eq!(listed.len(), usize::from(seen), "{name} at {place} after {} entries", at + 1);
        }
    }
}

fn an_earlier_name_finds_somebody_for_staff_alone(ground: &Ground) {
    let store = ground.open();
    let names = ["Maya Lindqvist", "Maya Stone", "Maya Stone", "Maya Abara"];
    let mut there = 0;
    for (nth, name) in names.iter().enumerate() {
        there = add(&store, "m", there, &[registered("m", nth + 1, name)]).unwrap();
    }
    add(&store, "m", there, &[awarded("m", 9, "cpcs", "2024-02-01")]).unwrap();
    let by_name = |name: &str| store.read(|tx| people::by_name(tx, name, ("", ""), 9)).unwrap();
    let listed = |name: &str| found(&store, &Search { name: name.to_owned(), most: 9, ..Search::default() }, DAY).len();
    let look = || {
        for (name, public) in [("lindqvist", 0), ("stone", 0), ("abara", 1), ("maya", 1), ("maya lindqvist", 0)] {
            let people = by_name(name);
            let names: Vec<&str> = people.iter().map(|(_, person)| person.name.as_str()).collect();
            assert_eq!(names, ["Maya Abara"], "{name}");
            assert_eq!(listed(name), public, "{name}");
        }
    };
    look();
    rebuild::rebuild(&store, &Arc::new(crate::shelf::bodies(|text| text)), |_| {}).unwrap();
    look();
    // What was wrong from the beginning is no earlier name.
    let line =
        r#"{"id":"m-10","person":"m","kind":"corrected","at":"2024-03-01","event":"m-1","with":{"name":"Maya Lind"}}"#;
    add(&store, "m", there + 1, &[line.to_owned()]).unwrap();
    assert_eq!((by_name("lindqvist").len(), by_name("lind").len()), (0, 1));
}

fn everybody_is_whoever_can_be_found(ground: &Ground) {
    let store = crowd_at(ground, |at| ["Oslo", "Reno, NV"][at % 2]);
    add(&store, "c", 0, &[registered("c", 1, "Mark Candidate")]).unwrap();
    let unnamed = [registered("u", 1, "Mara Gone"), awarded("u", 2, "cpcs", "2024-02-01")];
    add(&store, "u", 0, &unnamed).unwrap();
    let taken = r#"{"id":"u-3","person":"u","kind":"corrected","at":"2024-03-01","event":"u-1","retracted":true}"#;
    add(&store, "u", 2, &[taken.to_owned()]).unwrap();
    let numbers = |listed: &[Listed<'_>]| listed.iter().map(|l| l.number.to_owned()).collect::<BTreeSet<String>>();
    let listing = read(&store);
    let searched = page_through(listing, &Search { name: "m".to_owned(), ..Search::default() }, 50);
    let mut all: Vec<Listed<'_>> = Vec::new();
    loop {
        let after = all.last().map_or("", |last| last.number).to_owned();
        let page = listing.everybody(&after, DAY, 7);
        if page.is_empty() {
            break;
        }
        all.extend(page);
    }
    assert_eq!((all.len(), numbers(&all)), (120, numbers(&searched)));
    assert!(all.windows(2).all(|pair| pair[0].number < pair[1].number));
    assert!(listing.everybody("", date(2024, 1, 31), 7).is_empty());
}

fn a_search_is_of_a_day(ground: &Ground) {
    let store = ground.open();
    let event = |number: usize, kind: &str, at: &str| {
        format!(r#"{{"id":"p-{number}","person":"p","kind":"{kind}","at":"{at}","programme":"cpcs"}}"#)
    };
    let lines = [
        registered("p", 1, "Pia Olsen"),
        awarded("p", 2, "cpcs", "2023-02-01"),
        event(3, "credential_suspended", "2024-03-01"),
        event(4, "credential_restored", "2024-05-01"),
        event(5, "credential_revoked", "2024-09-01"),
    ];
    add(&store, "p", 0, &lines).unwrap();
    let search = Search { name: "pia".to_owned(), most: 9, ..Search::default() };
    for (on, expected) in [
        (date(2023, 1, 31), None),
        (date(2023, 2, 1), Some((true, Some(date(2024, 2, 29))))),
        (date(2024, 2, 29), Some((true, Some(date(2024, 2, 29))))),
        (date(2024, 3, 1), Some((false, Some(date(2024, 4, 30))))),
        (date(2024, 4, 30), Some((false, Some(date(2024, 4, 30))))),
        (date(2024, 5, 1), Some((true, Some(date(2024, 8, 31))))),
        (date(2024, 8, 31), Some((true, Some(date(2024, 8, 31))))),
        (date(2024, 9, 1), Some((false, None))),
        (date(2090, 1, 1), Some((false, None))),
        (Date::MAX, Some((false, None))),
    ] {
        let found = found(&store, &search, on);
        let said = found.first().map(|l| (l.good, l.through));
        assert_eq!((said, found.len()), (expected, usize::from(expected.is_some())), "on {on}");
        assert!(
            found.iter().all(|l| l.since == date(2023, 2, 1) && *l.number == *"CPCS-000001" && *l.body == *"namss")
        );
    }
}
