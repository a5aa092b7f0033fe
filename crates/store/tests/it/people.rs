//! People to remember: those of `people.jsonl`, a population made by `assay demo-records --people 60 --seed 3`, and
//! others made up for the occasion.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use jiff::Timestamp;
use programme::Bodies;
use store::entries::Append;
use store::{Failure, Store, entries};

/// The handbooks of the house.
pub static BODIES: LazyLock<Bodies> = LazyLock::new(|| crate::shelf::bodies(|text| text));

/// A person and their events, in the order of their record.
pub type Person = (String, Vec<String>);

/// The people of the fixture.
pub fn demo() -> Vec<Person> {
    let mut people: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for line in include_str!("../people.jsonl").lines() {
        people.entry(field(line, "person")).or_default().push(line.to_owned());
    }
    people.into_iter().collect()
}

/// The people of the fixture, as they were at `stages` times of their lives: each stage under a name of its own, with so
/// many of the events as there were by then.
pub fn demo_in_stages(stages: usize) -> Vec<Person> {
    let of = |stage: usize, (person, lines): &Person| {
        let (old, new) = (format!("\"{person}"), format!("\"s{stage}{person}"));
        let renamed = |line: &String| {
            line.replace(&format!("{old}\""), &format!("{new}\"")).replace(&format!("{old}-"), &format!("{new}-"))
        };
        (format!("s{stage}{person}"), lines[..(lines.len() * stage).div_ceil(stages)].iter().map(renamed).collect())
    };
    let people = demo();
    (1..=stages).flat_map(|stage| people.iter().map(move |person| of(stage, person)).collect::<Vec<_>>()).collect()
}

/// A text of an event.
pub fn field(line: &str, key: &str) -> String {
    let event: serde_json::Value = serde_json::from_str(line).unwrap();
    event[key].as_str().unwrap_or_else(|| panic!("{line} has no {key}")).to_owned()
}

/// Events as they are appended: each with its id.
pub fn events(lines: &[String]) -> Vec<(String, String)> {
    lines.iter().map(|line| (field(line, "id"), line.clone())).collect()
}

/// The moment at which everything is stored in these tests.
pub fn now() -> Timestamp {
    Timestamp::from_microsecond(1_764_849_600_123_456).unwrap()
}

/// Appends to the chain of `namss`.
pub fn add(store: &Store, person: &str, expected: i64, lines: &[String]) -> Result<i64, Failure> {
    add_to(store, "namss", person, expected, lines)
}

/// Appends to the chain of a body.
pub fn add_to(store: &Store, body: &str, person: &str, expected: i64, lines: &[String]) -> Result<i64, Failure> {
    let append = Append { person: person.to_owned(), body: body.to_owned(), expected, events: events(lines) };
    write(store, append)
}

/// Appends in a unit of its own.
pub fn write(store: &Store, append: Append) -> Result<i64, Failure> {
    store.write(move |tx| entries::append(tx, &BODIES, &append, now()))
}

/// The event that registers a person.
pub fn registered(person: &str, number: usize, name: &str) -> String {
    let name = serde_json::Value::from(name);
    format!(
        r#"{{"id":"{person}-{number}","person":"{person}","kind":"person_registered","at":"2024-01-02","name":{name},"email":"{person}@example.org"}}"#
    )
}

/// The same with a place.
pub fn registered_at(person: &str, number: usize, name: &str, place: &str) -> String {
    let line = registered(person, number, name);
    match place {
        "" => line,
        place => line.replace(r#","email""#, &format!(r#","place":"{place}","email""#)),
    }
}

/// The event that awards a credential.
pub fn awarded(person: &str, number: usize, programme: &str, day: &str) -> String {
    format!(
        r#"{{"id":"{person}-{number}","person":"{person}","kind":"credential_awarded","at":"{day}","programme":"{programme}"}}"#
    )
}

/// An event that may be repeated without end.
pub fn credit(person: &str, number: &str) -> String {
    format!(
        r#"{{"id":"{person}-{number}","person":"{person}","kind":"credit_logged","at":"2024-03-04","scheme":"namss-recertification","category":"approved","units":"1","title":"An hour","certificate":true}}"#
    )
}
