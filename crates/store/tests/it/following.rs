//! What follows from the record is kept beside it: it must always be what the record says.

use std::collections::BTreeSet;
use std::thread;

use jiff::civil::{Date, date};
use jiff::{ToSpan, Unit};
use programme::handbook::Handbook;
use programme::recertification::timeline::Timeline;
use programme::record::Event;
use programme::review::Case;
use store::standings::{day_of, number_of};
use store::{Store, Tx, Value, entries, people, standings};

use crate::chance::Chance;
use crate::engines::{Ground, contents, on_both};
use crate::people::{BODIES, Person, add, awarded, demo_in_stages, registered};

on_both!(
    what_is_kept_is_what_the_record_says,
    a_day_has_one_number,
    a_name_follows_its_registration,
    numbers_of_certificates_are_used_once,
);

/// One stretch of a credential: first and last day, standing, and whether it is good.
type Stretch = (i64, i64, String, bool);

/// Everything that follows from a person's record.
#[derive(Debug, PartialEq, Eq)]
pub struct Follows {
    /// Name, address, day of birth, and how many entries.
    who: (String, String, Option<i64>, i64),
    /// Where they are.
    place: String,
    /// Words by which they are found.
    words: BTreeSet<String>,
    /// By award: body, programme, day, and the stretches.
    credentials: Vec<(String, String, String, i64, Vec<Stretch>)>,
}

/// What the rows say.
pub fn kept(tx: &mut Tx<'_>, person: &str) -> Follows {
    let id: [Value; 1] = [person.into()];
    let set = |rows: Vec<store::Row>| rows.iter().map(|row| row.text(0).to_owned()).collect::<BTreeSet<String>>();
    let who = tx.one("SELECT name, email, born, seq, place FROM person WHERE id = $1", &id).unwrap().unwrap();
    let words = set(tx.query("SELECT word FROM known_as WHERE person = $1", &id).unwrap());
    let credentials = tx
        .query("SELECT award, body, programme, awarded, number FROM credential WHERE person = $1 ORDER BY award", &id)
        .unwrap();
    let mut found = Vec::new();
    for row in credentials {
        let number: [Value; 1] = [row.text(4).into()];
        let stretches = tx.query(
            "SELECT from_day, to_day, standing, good FROM standing WHERE number = $1 ORDER BY from_day",
            &number,
        );
        let stretches: Vec<Stretch> =
            stretches.unwrap().iter().map(|s| (s.integer(0), s.integer(1), s.text(2).to_owned(), s.flag(3))).collect();
        // The number of an award that was retracted is kept, and stands nowhere.
        if !stretches.is_empty() {
            let text = |at: usize| row.text(at).to_owned();
            found.push((text(0), text(1), text(2), row.integer(3), stretches));
        }
    }
    let text = |at: usize| who.text(at).to_owned();
    let (place, who) = (text(4), (text(0), text(1), who.integer_if_any(2), who.integer(3)));
    Follows { who, place, words, credentials: found }
}

fn stretches(timeline: &Timeline) -> Vec<Stretch> {
    let last = |to: Option<Date>| number_of(to.unwrap_or(Date::MAX));
    timeline
        .stretches()
        .map(|s| (number_of(s.from), last(s.to), s.standing.word().to_owned(), s.standing.good()))
        .collect()
}

/// What a person's lines say, worked out afresh.
pub fn worked_out(person: &str, lines: &[String]) -> Follows {
    let numbered = entries::numbered(lines);
    let case = Case::open(&BODIES, person.into(), &numbered, None);
    assert_eq!(case.refused(), [], "{person}");
    let facts = || case.records().flat_map(|(_, record)| &record.facts);
    let last = facts().filter(|f| matches!(f.entry.event, Event::PersonRegistered { .. })).max_by_key(|f| f.entry.line);
    let (name, email, born, place) = match last.map(|fact| &fact.entry.event) {
        Some(Event::PersonRegistered { name, email, born, place }) => {
            let place = place.as_deref().unwrap_or_default();
            (name.to_string(), email.to_string(), born.map(number_of), place.to_owned())
        }
        _ => Default::default(),
    };
    // Staff find somebody by every name that they were registered by.
    let mut words = BTreeSet::new();
    for fact in facts() {
        if let Event::PersonRegistered { name, .. } = &fact.entry.event {
            words.extend(people::words(name));
        }
    }
    let credential = |(handbook, award, timeline): (&Handbook, &programme::record::Fact<'_>, Timeline)| {
        let Event::CredentialAwarded { programme } = &award.entry.event else { panic!("no award") };
        let id = award.entry.id.to_string();
        (id, handbook.body.id.clone(), programme.to_string(), number_of(award.day), stretches(&timeline))
    };
    let mut credentials: Vec<_> = case.timelines().into_iter().map(credential).collect();
    credentials.sort();
    Follows { who: (name, email, born, lines.len() as i64), place, words, credentials }
}

/// Appends people's records in pieces of at most `longest` entries, several people at a time.
fn remember(store: &Store, people: &[Person], longest: usize) {
    thread::scope(|scope| {
        for part in people.chunks(people.len().div_ceil(8)) {
            scope.spawn(move || {
                let mut chance = Chance::new(part.len() as u64);
                for (person, lines) in part {
                    let mut done = 0;
                    while done < lines.len() {
                        let to = (done + chance.of(longest / 2..longest)).min(lines.len());
                        assert_eq!(add(store, person, done as i64, &lines[done..to]), Ok(to as i64), "{person}");
                        done = to;
                    }
                }
            });
        }
    });
}

fn what_is_kept_is_what_the_record_says(ground: &Ground) {
    let store = ground.open();
    let people = demo_in_stages(5);
    remember(&store, &people, 12);
    let mut chance = Chance::new(40);
    let span = date(2017, 1, 1).until((Unit::Day, date(2033, 1, 1))).unwrap().get_days() as usize;
    let days: Vec<Date> = (0..40).map(|_| date(2017, 1, 1) + (chance.of(0..span) as i64).days()).collect();
    let (mut rows, mut stood) = (0, 0);
    store
        .read(|tx| {
            for (person, lines) in &people {
                let kept = kept(tx, person);
                rows += kept.credentials.iter().map(|c| c.4.len()).sum::<usize>();
                assert_eq!(kept, worked_out(person, lines), "{person}");
                let numbered = entries::numbered(lines);
                let case = Case::open(&BODIES, person.as_str().into(), &numbered, None);
                for day in &days {
                    let review = case.review(*day);
                    let standing = |c: &programme::review::Credential<'_>| {
                        (c.awarded, c.programme.id.clone(), c.standing.word().to_owned())
                    };
                    let mut said: Vec<_> = review.credentials.iter().map(standing).collect();
                    said.sort();
                    let said: Vec<_> = said.into_iter().map(|(_, programme, standing)| (programme, standing)).collect();
                    assert_eq!(standings::of_person(tx, person, *day)?, said, "{person} on {day}");
                    stood += said.len();
                }
            }
            Ok(())
        })
        .unwrap();
    println!("{} people, {rows} stretches, {stood} standings on 40 days", people.len());
    assert!(people.len() >= 300 && rows > 500 && stood > 2_000, "{rows} {stood}");
    // Numbers of certificates and places in a chain depend on the order in which records grow; nothing else does.
    let other = ground.another();
    let afresh = other.open();
    remember(&afresh, &people, 100);
    for ((table, kept), (_, made)) in contents(&store).into_iter().zip(contents(&afresh)) {
        if ["person", "known_as", "waiting", "merged", "trace", "alike", "counted_result", "pass_count"]
            .contains(&table)
        {
            assert_eq!(kept.iter().zip(&made).find(|(kept, made)| kept != made), None, "{table}");
            assert_eq!(kept.len(), made.len(), "{table}");
        }
    }
}

fn a_day_has_one_number(_: &Ground) {
    for (day, number) in [
        (date(1970, 1, 1), 0),
        (date(1969, 12, 31), -1),
        (date(2000, 2, 29), 11_016),
        (date(2025, 12, 1), 20_423),
        (Date::MAX, 2_932_896),
        (Date::MIN, -4_371_587),
    ] {
        assert_eq!((number_of(day), day_of(number)), (number, day));
    }
    assert_eq!(day_of(i64::MAX), Date::MAX);
}

fn a_name_follows_its_registration(ground: &Ground) {
    let store = ground.open();
    let correct = |number: usize, rest: &str| {
        format!(r#"{{"id":"p-{number}","person":"p","kind":"corrected","at":"2024-03-0{number}",{rest}}}"#)
    };
    let steps: [(String, &str, &str); 7] = [
        (awarded("p", 1, "cpcs", "2024-02-01"), "", ""),
        (registered("p", 2, "Pía Åkesson"), "Pía Åkesson", "akesson pia"),
        (registered("p", 3, "Pia Borg Borg"), "Pia Borg Borg", "akesson borg pia"),
        (correct(4, r#""event":"p-3","with":{"name":"Pia Corp"}"#), "Pia Corp", "akesson corp pia"),
        (correct(5, r#""event":"p-3","retracted":true"#), "Pía Åkesson", "akesson pia"),
        (correct(6, r#""event":"p-2","retracted":true"#), "", ""),
        (correct(7, r#""event":"p-1","retracted":true"#), "", ""),
    ];
    let mut lines = Vec::new();
    for (line, name, words) in steps {
        assert_eq!(add(&store, "p", lines.len() as i64, std::slice::from_ref(&line)), Ok(lines.len() as i64 + 1));
        lines.push(line);
        let kept = store.read(|tx| Ok(kept(tx, "p"))).unwrap();
        assert_eq!(kept, worked_out("p", &lines), "{} entries", lines.len());
        assert_eq!(kept.who.0, name);
        assert_eq!(kept.words.iter().map(String::as_str).collect::<Vec<_>>().join(" "), words);
        assert_eq!(kept.credentials.len(), usize::from(lines.len() < 7));
    }
}

fn numbers_of_certificates_are_used_once(ground: &Ground) {
    let store = ground.open();
    // Two bodies that call their credentials alike, but for a sign.
    let alike = |text: String| text.replace("designation = \"EIA\"", "designation = \"E.P.C.\"");
    let bodies: &'static programme::Bodies = Box::leak(Box::new(crate::shelf::bodies(alike)));
    let mut awards = Vec::new();
    for handbook in bodies.all() {
        let renewed = |id: &str| handbook.scheme.as_ref().is_some_and(|scheme| scheme.renews(id));
        awards.extend(handbook.programmes.iter().filter(|p| renewed(&p.id)).map(|p| p.id.clone()));
    }
    assert!(awards.len() >= 5, "{awards:?}");
    let mut people = 0;
    for programme in awards.iter().cycle().take(awards.len() * 3) {
        people += 1;
        let person = format!("p{people}");
        let lines = [registered(&person, 1, "Pia Olsen"), awarded(&person, 2, programme, "2024-02-01")];
        let events = crate::people::events(&lines);
        let append = entries::Append { person: person.clone(), body: "namss".to_owned(), expected: 0, events };
        assert_eq!(
            store.write(move |tx| entries::append(tx, bodies, &append, crate::people::now())),
            Ok(2),
            "{programme}"
        );
    }
    let rows = crate::engines::rows(&store, "SELECT number, person, programme FROM credential ORDER BY number");
    let numbers: BTreeSet<&str> = rows.iter().map(|row| row.text(0)).collect();
    let owners: BTreeSet<&str> = rows.iter().map(|row| row.text(1)).collect();
    assert_eq!((rows.len(), numbers.len(), owners.len()), (people, people, people));
    assert!(numbers.contains("EPC-000006"), "{numbers:?}");
}
