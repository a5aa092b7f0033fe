//! What a record says of who somebody is: the name, and where they are. Who has moved or bears another name is registered
//! again by a further entry, which says everything that holds from then on; what held before stays on record.

use std::sync::Arc;

use jiff::Timestamp;
use programme::Bodies;
use programme::record::event::LONGEST_PLACE;
use serde_json::Value;
use store::people::Person;
use store::{Failure, Store, Tx, accounts, entries, merging, people};

use super::letter::{self, Kind};
use super::{Viewer, What};
use crate::act::{self, Change};

/// The longest name that is taken.
const LONGEST_NAME: usize = 200;

/// What is wrong with an answer: the field, what, and what would be right.
pub type Wrong = (&'static str, String, String);

/// What is wrong with a name.
pub fn wrong_name(name: &str) -> Option<Wrong> {
    let name = name.trim();
    let fits = !name.is_empty() && name.len() <= LONGEST_NAME && !name.chars().any(char::is_control);
    let wrong = format!("Your name is missing, or longer than {LONGEST_NAME} letters.");
    (!fits).then_some(("name", wrong, "Write it as on your papers.".to_owned()))
}

/// What is wrong with where somebody is.
pub fn wrong_place(place: &str) -> Option<Wrong> {
    let place = place.trim();
    let fits = place.chars().count() <= LONGEST_PLACE && !place.chars().any(char::is_control);
    let wrong = format!("This is longer than {LONGEST_PLACE} letters.");
    (!fits).then_some(("place", wrong, "Write town and state, or leave it empty.".to_owned()))
}

/// Somebody as their record has them, whoever they were merged into; and the body in whose chain they were registered
/// last.
///
/// # Errors
/// Where the database fails.
pub fn registered(tx: &mut Tx<'_>, person: &str) -> Result<Option<(Person, String)>, Failure> {
    let id = &merging::survivor(tx, person)?;
    let Some(found) = people::by_id(tx, id)? else { return Ok(None) };
    let kept = entries::of_person(tx, id)?;
    let registers = |line: &str| {
        let event: Value = serde_json::from_str(line).unwrap_or_default();
        event.get("kind").and_then(Value::as_str) == Some("person_registered")
    };
    let last = kept.iter().rev().find(|entry| registers(&entry.line)).or(kept.last());
    Ok(last.map(|entry| (found, entry.body.clone())))
}

/// The entry by which somebody is registered again, as `person` says: all of it.
pub fn again(person: Person, body: String) -> Change {
    let mut fields = vec![("name", Value::from(person.name)), ("email", person.email.into())];
    fields.extend(person.born.map(|born| ("born", born.to_string().into())));
    fields.extend((!person.place.is_empty()).then(|| ("place", person.place.into())));
    let (seen, by) = (Some(person.entries), "self".to_owned());
    Change { person: person.id, body, seen, by, kind: "person_registered", day: None, fields }
}

/// Name and place: as they are wanted, or as a page showed them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Details {
    /// The name.
    pub name: String,
    /// Town and state; empty where that is not said.
    pub place: String,
}

/// What became of a wish to have other details.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Became {
    /// They are on record.
    Kept,
    /// The record has been changed since it was looked at, and says this by now.
    Meanwhile(Details),
}

/// Puts somebody's own name and place on record, where it still says what they saw; and tells them by mail. What is on
/// record already is not entered again.
///
/// # Errors
/// [`Failure::Missing`] where there is no record, [`Failure::Refused`] where it cannot hold this.
pub fn change(
    store: &Store,
    bodies: &Arc<Bodies>,
    viewer: &Viewer,
    (wanted, seen): (Details, Details),
    now: Timestamp,
) -> Result<Became, Failure> {
    let (viewer, bodies, entry) = (viewer.clone(), Arc::clone(bodies), act::new_id(now));
    store.write(move |tx| {
        let missing = || Failure::Missing("record of one's own".to_owned());
        let (person, body) = registered(tx, viewer.person.as_deref().unwrap_or_default())?.ok_or_else(missing)?;
        let there = Details { name: person.name.clone(), place: person.place.clone() };
        if there == wanted {
            return Ok(Became::Kept);
        }
        if there != seen {
            return Ok(Became::Meanwhile(there));
        }
        let new = Person { name: wanted.name.clone(), place: wanted.place.clone(), ..person };
        act::put(tx, &bodies, &[(entry.clone(), again(new, body))], now)?;
        accounts::set_name(tx, &viewer.account, &wanted.name)?;
        What::DetailsChanged.note(tx, &viewer.account, "", &viewer.account, now)?;
        let place = if wanted.place.is_empty() { "not said".to_owned() } else { wanted.place.clone() };
        let places = [("name", there.name), ("new_name", wanted.name.clone()), ("place", place)];
        letter::put(tx, Kind::DetailsChanged, &viewer.account, &viewer.email, &places, now)?;
        Ok(Became::Kept)
    })
}
