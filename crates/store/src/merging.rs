//! Which records are of one person, as the merges on record say: kept beside the record, in the unit that changes it.

use std::collections::BTreeSet;

use jiff::civil::Date;
use programme::record::merging::Merges;

use crate::engine::{Failure, Tx};
use crate::standings::{day_of, number_of};

/// A record merged into another, where that holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Merged {
    /// The person under whom the record stands.
    pub person: String,
    /// The person into whom they were merged.
    pub into: String,
    /// The day on which that was recorded.
    pub day: Date,
    /// The entry that says so.
    pub event: String,
}

/// Everybody whom merges name together with some people, those people included. A merge that was taken back counts, too:
/// what was known on an earlier day is read from all of their lines.
///
/// # Errors
/// Where the database fails.
pub fn household<P: AsRef<str>>(tx: &mut Tx<'_>, people: &[P]) -> Result<BTreeSet<String>, Failure> {
    let mut found: BTreeSet<String> = people.iter().map(|p| p.as_ref().to_owned()).collect();
    let mut ahead: Vec<String> = found.iter().cloned().collect();
    while let Some(person) = ahead.pop() {
        let rows = tx.query(
            "SELECT person, into_person FROM merged WHERE person = $1 OR into_person = $1",
            &[person.as_str().into()],
        )?;
        for named in rows.iter().flat_map(|row| [row.text(0), row.text(1)]) {
            if found.insert(named.to_owned()) {
                ahead.push(named.to_owned());
            }
        }
    }
    Ok(found)
}

/// The merge by which somebody was merged into another, where it holds.
///
/// # Errors
/// Where the database fails.
pub fn of_merged(tx: &mut Tx<'_>, person: &str) -> Result<Option<Merged>, Failure> {
    let row = tx.one("SELECT into_person, day, event FROM merged WHERE person = $1 AND holds", &[person.into()])?;
    Ok(row.map(|row| Merged {
        person: person.to_owned(),
        into: row.text(0).to_owned(),
        day: day_of(row.integer(1)),
        event: row.text(2).to_owned(),
    }))
}

/// The person whose record somebody's is: the survivor, or they themself.
///
/// # Errors
/// Where the database fails.
pub fn survivor(tx: &mut Tx<'_>, person: &str) -> Result<String, Failure> {
    let mut at = person.to_owned();
    // Merges that hold make no circle; one could only stand here by a hand in the database.
    for _ in 0..1_000 {
        match of_merged(tx, &at)? {
            Some(merge) => at = merge.into,
            None => return Ok(at),
        }
    }
    Err(Failure::Engine(format!("the merges of `{person}` go in a circle: verify the store")))
}

/// Everybody who is one person with a survivor, by the merges that hold; the survivor first.
///
/// # Errors
/// Where the database fails.
pub fn under(tx: &mut Tx<'_>, survivor: &str) -> Result<Vec<String>, Failure> {
    let mut found = vec![survivor.to_owned()];
    let mut at = 0;
    while let Some(person) = found.get(at).cloned() {
        let rows =
            tx.query("SELECT person FROM merged WHERE into_person = $1 AND holds ORDER BY event", &[person.into()])?;
        for row in &rows {
            if !found.iter().any(|own| own == row.text(0)) {
                found.push(row.text(0).to_owned());
            }
        }
        at += 1;
    }
    Ok(found)
}

/// Everybody whom any merge names.
pub(crate) fn named(tx: &mut Tx<'_>) -> Result<BTreeSet<String>, Failure> {
    let rows = tx.query("SELECT person, into_person FROM merged", &[])?;
    Ok(rows.iter().flat_map(|row| [row.text(0).to_owned(), row.text(1).to_owned()]).collect())
}

/// Keeps the merges of everybody in a household.
pub(crate) fn keep(tx: &mut Tx<'_>, household: &BTreeSet<String>, merges: &Merges<'_>) -> Result<(), Failure> {
    for person in household {
        tx.execute("DELETE FROM merged WHERE person = $1 OR into_person = $1", &[person.as_str().into()])?;
    }
    for merge in &merges.all {
        tx.execute(
            "INSERT INTO merged (event, person, into_person, day, holds) VALUES ($1, $2, $3, $4, $5)",
            &[
                merge.event.as_ref().into(),
                merge.merged.as_ref().into(),
                merge.into.as_ref().into(),
                number_of(merge.day).into(),
                merge.holds.into(),
            ],
        )?;
    }
    Ok(())
}
