//! Appending: what the record cannot hold is refused, and what follows from it is brought up to date in the same unit.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use programme::Bodies;
use programme::record::merging::Merges;
use programme::record::{self, Event, Line, Refusal, Text};
use programme::review::Case;

use super::{Append, Entry, lines_of, numbered};
use crate::engine::{Failure, Tx};
use crate::{duplicates, files, merging, pass_rates, people, seats, sittings, standings, waiting};

/// Appends to a person's record; all of it or nothing. In the same unit, what follows from the record is brought up to
/// date: who the person is, the timelines of their credentials, what waits, and which records are of one person. An event
/// may stand on any record that is of one person with theirs, or is merged with it here. Answers how many entries there
/// are now, on all of these.
///
/// # Errors
/// [`Failure::Stale`] where the record has grown meanwhile, [`Failure::Taken`] where an id is used already,
/// [`Failure::Refused`] where the record cannot hold an event.
pub fn append(tx: &mut Tx<'_>, bodies: &Bodies, append: &Append, at: Timestamp) -> Result<i64, Failure> {
    // The body before the people, always: nodes that took them either way round would wait for each other.
    let head = head(tx, &append.body)?;
    let events = Read::of(append);
    let places = hold(tx, &events.people)?;
    let found: i64 = places.values().sum();
    if found != append.expected {
        return Err(Failure::Stale { person: append.person.clone(), expected: append.expected, found });
    }
    let household: BTreeSet<String> = places.keys().cloned().collect();
    let mut lines = lines_of(tx, &household)?;
    lines.extend(append.events.iter().map(|(_, line)| line.clone()));
    let lines = numbered(&lines);
    let merges =
        if household.len() > 1 || events.merge { Merges::read(bodies, &lines, None) } else { Merges::default() };
    let alone = BTreeSet::from([append.person.clone()]);
    let cases = cases(bodies, if merges.all.is_empty() { &alone } else { &household }, &merges, &lines);
    let new = |r: &&Refusal| r.line > found as usize;
    let mut refused = unfit(append);
    refused.extend(events.strangers(append, &merges));
    for case in &cases {
        refused
            .extend(case.refused().iter().filter(new).map(|r| Refusal { line: r.line - found as usize, ..r.clone() }));
    }
    if refused.is_empty() && events.merge {
        refused.extend(spoilt(bodies, &household, &lines[..found as usize], &cases, append));
        refused.extend(seats::held_twice(tx, &household, &merges)?.map(|what| of_merge(append, &what, GIVE_BACK)));
    }
    if !refused.is_empty() {
        refused.sort_by_key(|r| (r.line, r.column));
        refused.dedup();
        return Err(Failure::Refused(refused));
    }
    chain(tx, append, &events, head, places, at)?;
    keep(tx, (&household, &merges), &cases, events.identity.then_some(&lines))?;
    Ok(found + append.events.len() as i64)
}

/// How many entries there are on all records that an append concerns: what it must expect.
///
/// # Errors
/// Where the database fails.
pub fn length(tx: &mut Tx<'_>, append: &Append) -> Result<i64, Failure> {
    let mut length = 0;
    for person in merging::household(tx, &Read::of(append).people)? {
        let row = tx.one("SELECT seq FROM person WHERE id = $1", &[person.into()])?;
        length += row.map_or(0, |row| row.integer(0));
    }
    Ok(length)
}

/// What the events of an append say of themselves.
struct Read {
    /// Everybody whom they name: under whom they stand, and whom they merge.
    people: Vec<String>,
    /// The person under whom each stands.
    of: Vec<String>,
    /// Whether two records are merged.
    merge: bool,
    /// Whether what somebody is known by may change.
    identity: bool,
}

impl Read {
    fn of(append: &Append) -> Read {
        let mut read = Read { people: vec![append.person.clone()], of: Vec::new(), merge: false, identity: false };
        for (at, (_, text)) in append.events.iter().enumerate() {
            let event = record::Entry::read(Line { number: at + 1, text }).ok();
            let person = event.as_ref().map_or(append.person.as_str(), |e| e.person.as_ref()).to_owned();
            match event.map(|e| e.event) {
                Some(Event::PersonMerged { merged, .. }) => {
                    read.people.push(merged.into_owned());
                    (read.merge, read.identity) = (true, true);
                }
                Some(Event::PersonRegistered { .. } | Event::Corrected { .. }) => read.identity = true,
                _ => {}
            }
            if read.people.last() != Some(&person) {
                read.people.push(person.clone());
            }
            read.of.push(person);
        }
        read.people.sort();
        read.people.dedup();
        read
    }
}

impl Read {
    /// Events that stand under people who have nothing to do with whoever's record is appended to.
    fn strangers(&self, append: &Append, merges: &Merges<'_>) -> Vec<Refusal> {
        let together = merges.together(&append.person);
        let strange = self.of.iter().enumerate().filter(|(_, person)| !together.contains(&person.as_str()));
        let refuse = |(at, person): (usize, &String)| {
            let (id, text) = &append.events[at];
            let wrong = format!("this line is about `{person}`, not about `{}`", append.person);
            let line = Line { number: at + 1, text };
            Refusal::at(line, Some(id), "person", wrong, "append it to that person's own record")
        };
        // Where nothing is merged, the case itself refuses them.
        if merges.all.is_empty() { Vec::new() } else { strange.map(refuse).collect() }
    }
}

/// Everybody concerned, with how many entries each one's record has; nobody else changes them until this unit ends.
fn hold(tx: &mut Tx<'_>, people: &[String]) -> Result<BTreeMap<String, i64>, Failure> {
    let mut household = merging::household(tx, people)?;
    loop {
        let mut places = BTreeMap::new();
        for person in &household {
            places.insert(person.clone(), seq(tx, person)?);
        }
        // While this unit waited, somebody may have merged one of them with somebody else.
        let now = merging::household(tx, people)?;
        if now == household {
            return Ok(places);
        }
        household = now;
    }
}

/// The cases of some people, of whom some may be one: each of the lines of everybody whom a merge names with them.
fn cases<'a>(bodies: &'a Bodies, people: &BTreeSet<String>, merges: &Merges<'a>, lines: &[Line<'a>]) -> Vec<Case<'a>> {
    let survivors: BTreeSet<&str> = people.iter().map(|person| merges.survivor(person)).collect();
    let case = |person: &str| {
        let together = merges.together(person);
        let stranger =
            |line: &Line<'a>| record::Entry::read(*line).is_ok_and(|e| !together.iter().any(|one| *one == e.person));
        let mut lines = lines.to_vec();
        if people.len() > 1 || !merges.all.is_empty() {
            lines.retain(|line| !stranger(line));
        }
        Case::open(bodies, Text::Owned(person.to_owned()), &lines, None)
    };
    survivors.into_iter().map(case).collect()
}

/// Entries that were held before two records were merged and cannot be now: the merge is refused for them, since nobody
/// could say which of the two the body meant.
fn spoilt(
    bodies: &Bodies,
    household: &BTreeSet<String>,
    before: &[Line<'_>],
    after: &[Case<'_>],
    append: &Append,
) -> Vec<Refusal> {
    let merges = Merges::read(bodies, before, None);
    let cases = cases(bodies, household, &merges, before);
    let known: BTreeSet<usize> = cases.iter().flat_map(Case::amiss).map(|r| r.line).collect();
    let now = after.iter().flat_map(Case::amiss).filter(|r| r.line <= before.len() && !known.contains(&r.line));
    now.map(|r| {
        let what = format!("as one record, `{}` could not be held: {}", r.event.unwrap_or_default(), r.wrong);
        of_merge(append, &what, "take back the entry that is wrong, then merge")
    })
    .collect()
}

const GIVE_BACK: &str = "give one of the seats back, then merge";

/// A refusal of the merge among the events.
fn of_merge(append: &Append, what: &str, remedy: &str) -> Refusal {
    let merge = |(_, text): &(String, String)| text.contains("person_merged");
    let at = append.events.iter().position(merge).unwrap_or(0);
    let (id, text) = append.events.get(at).map_or(("", ""), |(id, text)| (id, text));
    Refusal::at(Line { number: at + 1, text }, Some(id), "merged", what, remedy)
}

/// Brings up to date what follows from the record.
fn keep(
    tx: &mut Tx<'_>,
    (household, merges): (&BTreeSet<String>, &Merges<'_>),
    cases: &[Case<'_>],
    identity: Option<&Vec<Line<'_>>>,
) -> Result<(), Failure> {
    if !merges.all.is_empty() {
        merging::keep(tx, household, merges)?;
        seats::keep(tx, household)?;
    }
    let several = household.len() > 1;
    if several {
        people::clear(tx, household)?;
    }
    let known = standings::clear(tx, household)?;
    waiting::clear(tx, household)?;
    let numbers = sittings::clear(tx, household)?;
    for case in cases {
        people::keep(tx, case, several)?;
        standings::keep(tx, case, &known)?;
        waiting::keep(tx, case)?;
        sittings::keep(tx, case, &numbers)?;
    }
    pass_rates::keep(tx, household, cases)?;
    if let Some(lines) = identity {
        duplicates::keep(tx, household, cases, lines)?;
    }
    Ok(())
}

/// Brings up to date what follows from somebody's record, and from those that are of one person with it.
pub(crate) fn anew(tx: &mut Tx<'_>, bodies: &Bodies, person: &str) -> Result<(), Failure> {
    let alone = BTreeSet::from([person.to_owned()]);
    let household: BTreeSet<String> = hold(tx, &[person.to_owned()])?.into_keys().collect();
    let lines = lines_of(tx, &household)?;
    let lines = numbered(&lines);
    let merges = if household.len() > 1 { Merges::read(bodies, &lines, None) } else { Merges::default() };
    let cases = cases(bodies, if merges.all.is_empty() { &alone } else { &household }, &merges, &lines);
    keep(tx, (&household, &merges), &cases, Some(&lines))
}

/// Events that cannot be kept, whatever they say: on more than one line, or under an id that is not their own.
fn unfit(append: &Append) -> Vec<Refusal> {
    let mut refused = Vec::new();
    for (at, (id, text)) in append.events.iter().enumerate() {
        let line = Line { number: at + 1, text };
        let mut refuse = |key, wrong, remedy| refused.push(Refusal::at(line, Some(id), key, wrong, remedy));
        if text.contains(['\n', '\r']) {
            refuse("", "there is a line break in this event".to_owned(), "write each event on one line");
        }
        if id.contains('\0') {
            refuse(
                "id",
                "U+0000 stands in the id of this event".to_owned(),
                "write an id of letters, digits and signs",
            );
        }
        if let Ok(event) = record::Entry::read(line)
            && event.id != id.as_str()
        {
            refuse("id", format!("the id of this event is `{}`, not `{id}`", event.id), "append it under its own id");
        }
    }
    refused
}

/// How many entries a person's record has; nobody else changes it until this unit ends.
fn seq(tx: &mut Tx<'_>, person: &str) -> Result<i64, Failure> {
    tx.execute(
        "INSERT INTO person (id, seq, name, email) VALUES ($1, 0, '', '') ON CONFLICT (id) DO NOTHING",
        &[person.into()],
    )?;
    let row = tx.one("SELECT seq FROM person WHERE id = $1 {for_update}", &[person.into()])?;
    Ok(row.map_or(0, |row| row.integer(0)))
}

/// Where a body's chain ends, and the hash there; nobody else adds to it until this unit ends.
fn head(tx: &mut Tx<'_>, body: &str) -> Result<(i64, String), Failure> {
    tx.execute("INSERT INTO body (id, position, hash) VALUES ($1, 0, '') ON CONFLICT (id) DO NOTHING", &[body.into()])?;
    let head = tx.one("SELECT position, hash FROM body WHERE id = $1 {for_update}", &[body.into()])?;
    head.map(|row| (row.integer(0), row.text(1).to_owned())).ok_or_else(|| Failure::Missing("body".to_owned()))
}

/// Adds the events to the body's chain, each on the record of the person under whom it stands.
fn chain(
    tx: &mut Tx<'_>,
    append: &Append,
    events: &Read,
    (mut position, mut hash): (i64, String),
    mut places: BTreeMap<String, i64>,
    at: Timestamp,
) -> Result<(), Failure> {
    for ((id, line), person) in append.events.iter().zip(&events.of) {
        position += 1;
        let seq = places.entry(person.clone()).or_insert(0);
        *seq += 1;
        let mut entry = Entry {
            body: append.body.clone(),
            position,
            person: person.clone(),
            seq: *seq,
            id: id.clone(),
            stored_at: at,
            line: line.clone(),
            hash: String::new(),
        };
        hash = entry.hash_after(&hash);
        entry.hash.clone_from(&hash);
        insert(tx, &entry)?;
        files::note(tx, &entry.person, &entry.line, at)?;
    }
    tx.execute(
        "UPDATE body SET position = $2, hash = $3 WHERE id = $1",
        &[(&append.body).into(), position.into(), hash.into()],
    )?;
    for (person, seq) in &places {
        tx.execute("UPDATE person SET seq = $2 WHERE id = $1", &[person.into(), (*seq).into()])?;
    }
    Ok(())
}

fn insert(tx: &mut Tx<'_>, entry: &Entry) -> Result<(), Failure> {
    let taken = |failure| match failure {
        Failure::Taken(_) => Failure::Taken(format!("the id `{}`", entry.id)),
        other => other,
    };
    tx.execute(
        "INSERT INTO entry (body, position, person, seq, id, stored_at, line, hash) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        &[
            (&entry.body).into(),
            entry.position.into(),
            (&entry.person).into(),
            entry.seq.into(),
            (&entry.id).into(),
            entry.stored_at.as_microsecond().into(),
            (&entry.line).into(),
            (&entry.hash).into(),
        ],
    )
    .map_err(taken)?;
    Ok(())
}
