//! A few made-up people who signed up once more under another address: records to be found and merged.

use std::sync::Arc;

use jiff::{Span, Timestamp};
use programme::Bodies;
use serde_json::json;
use store::entries::{Append, append};
use store::people::Person;
use store::{Failure as Stored, Store, Tx, people, standings};

use crate::failure::Failure;

/// How many of them there are.
const SO_MANY: usize = 3;

/// How many people are looked at to find them.
const AMONG: u64 = 400;

/// Registers a few people once more, each with a credit under the other record.
pub(super) fn make(store: &Store, bodies: &Arc<Bodies>, now: Timestamp) -> Result<(), Failure> {
    let bodies = Arc::clone(bodies);
    store.write(move |tx| {
        let mut made = 0;
        for number in 1..=AMONG {
            let Some(person) = people::by_id(tx, &format!("p{number}"))? else { break };
            if made < SO_MANY && double(tx, &bodies, &person, now)? {
                made += 1;
            }
        }
        Ok(())
    })?;
    Ok(())
}

/// Registers somebody once more, where it is somebody to be found again: by their birth date and name.
fn double(tx: &mut Tx<'_>, bodies: &Bodies, person: &Person, now: Timestamp) -> Result<bool, Stored> {
    let words: Vec<&str> = person.name.split(' ').filter(|word| !word.ends_with('.')).collect();
    let (Some(born), [first, .., last]) = (person.born, &words[..]) else { return Ok(false) };
    let Some(handbook) = bodies.all().next() else { return Ok(false) };
    let today = handbook.body.zone.to_datetime(now).date();
    let held = standings::of_person(tx, &person.id, today)?;
    let Some((programme, _)) = held.iter().find(|(_, standing)| standing == "active") else { return Ok(false) };
    let handbook = bodies.of_programme(programme).unwrap_or(handbook);
    let day = today.saturating_sub(Span::new().days(90)).to_string();
    let id = format!("{}-again", person.id);
    let email = format!("{}.{}@again.example.org", first.to_lowercase(), person.id);
    let mut events = vec![json!({
        "id": format!("{id}-1"), "person": id, "kind": "person_registered", "at": day, "by": "self",
        "name": format!("{first} {last}"), "email": email, "born": born.to_string(),
    })];
    if let Some((scheme, category)) = handbook.scheme.as_ref().and_then(|s| Some((&s.id, s.categories.first()?))) {
        events.push(json!({
            "id": format!("{id}-2"), "person": id, "kind": "credit_logged", "at": day, "by": "self", "scheme": scheme,
            "category": category.id, "units": "2", "title": "Logged under another address", "certificate": true,
        }));
    }
    let events = events.iter().map(|e| (e["id"].as_str().unwrap_or_default().to_owned(), e.to_string())).collect();
    append(tx, bodies, &Append { person: id, body: handbook.body.id.clone(), expected: 0, events }, now)?;
    Ok(true)
}
