//! Taking records into the store from a file: what `assay import` does, and what a demonstration begins with.

use std::collections::BTreeSet;
use std::sync::Arc;

use jiff::Timestamp;
use programme::Bodies;
use programme::record::{Entry, Event, Refusal};
use store::entries::{Append, append, length};
use store::{Failure as Stored, Store, Tx};

use crate::failure::Failure;
use crate::journal::{Journal, Person};

/// How many people are taken in by one unit of work.
const TOGETHER: usize = 64;

/// What was taken in.
#[derive(Debug, Default)]
pub struct Taken {
    /// People.
    pub people: u64,
    /// Entries.
    pub entries: u64,
    /// Lines that were not.
    pub refused: Vec<Refusal>,
}

/// One person's events on their way in, with those of everybody whom a line merges with them.
#[derive(Clone)]
struct Incoming {
    person: String,
    body: String,
    events: Vec<Arriving>,
}

/// An event: the line of the file it stood on, whose it is, whom it merges, its id and its text.
#[derive(Clone)]
struct Arriving {
    line: usize,
    person: String,
    merges: Option<String>,
    id: String,
    text: String,
}

/// Takes in everybody of a file. `body` is the body whose record it is; without one, each person's is that of the
/// first body that their events name.
///
/// # Errors
/// Where the file cannot be read, or the store fails; what was taken in by then stays.
pub fn take_in(
    store: &Store,
    bodies: &Arc<Bodies>,
    journal: &Journal,
    body: Option<&str>,
    at: Timestamp,
    mut progress: impl FnMut(u64),
) -> Result<Taken, Failure> {
    let mut taken = Taken { refused: journal.orphans().to_vec(), ..Taken::default() };
    let mut from = 0;
    while from < journal.len() {
        let to = (from + TOGETHER).min(journal.len());
        let batch = journal.read(from, to, Default::default()).map_err(|e| Failure::reading(&journal.name, &e))?;
        // Whoever is merged with others is taken in with the first of them.
        let first = |(at, person)| journal.begins(from + at).then_some(person);
        let people: Vec<Incoming> = journal
            .every(&batch)
            .enumerate()
            .filter_map(first)
            .filter_map(|person: Person<'_>| incoming(bodies, &person, body, &mut taken.refused))
            .collect();
        for (entries, refused) in together(store, bodies, &people, at)? {
            taken.entries += entries;
            taken.people += u64::from(entries > 0);
            taken.refused.extend(refused);
        }
        progress((to - from) as u64);
        from = to;
    }
    taken.refused.sort_by_key(|r| (r.line, r.column));
    Ok(taken)
}

fn incoming(bodies: &Bodies, person: &Person<'_>, body: Option<&str>, refused: &mut Vec<Refusal>) -> Option<Incoming> {
    refused.extend_from_slice(&person.refused);
    let mut entries: Vec<Entry<'_>> = Vec::with_capacity(person.lines.len());
    let mut events = Vec::with_capacity(person.lines.len());
    for line in &person.lines {
        match Entry::read(*line) {
            Ok(entry) => {
                events.push(Arriving {
                    line: line.number,
                    person: entry.person.to_string(),
                    merges: match &entry.event {
                        Event::PersonMerged { merged, .. } => Some(merged.to_string()),
                        _ => None,
                    },
                    id: entry.id.to_string(),
                    text: line.text.to_owned(),
                });
                entries.push(entry);
            }
            Err(found) => refused.extend(found),
        }
    }
    let named = || bodies.concerned(&entries, None).first().or(bodies.all().next().as_ref()).map(|h| h.body.id.clone());
    let body = body.map(str::to_owned).or_else(named)?;
    Some(Incoming { person: person.id.clone(), body, events }).filter(|i| !i.events.is_empty())
}

/// What became of one person's events: how many were taken in, and which were not.
type Done = (u64, Vec<Refusal>);

/// Takes some people in by one unit of work; where that fails, each by one of their own, so that one who cannot be
/// taken in keeps nobody else out.
fn together(store: &Store, bodies: &Arc<Bodies>, people: &[Incoming], at: Timestamp) -> Result<Vec<Done>, Failure> {
    match unit(store, bodies, people.to_vec(), at) {
        Ok(done) => Ok(done),
        Err(Stored::Taken(_)) => people
            .iter()
            .map(|one| match unit(store, bodies, vec![one.clone()], at) {
                Ok(mut done) => Ok(done.pop().unwrap_or_default()),
                Err(Stored::Taken(what)) => Ok((0, vec![taken_already(one, &what)])),
                Err(failure) => Err(failed(&failure)),
            })
            .collect(),
        Err(failure) => Err(failed(&failure)),
    }
}

fn taken_already(one: &Incoming, what: &str) -> Refusal {
    Refusal {
        line: one.events[0].line,
        column: 1,
        event: None,
        wrong: format!("the record of `{}` cannot be taken in: {what} is in the store already", one.person),
        remedy: "give every event an id of its own; what was imported before need not be imported again".to_owned(),
    }
}

fn failed(failure: &Stored) -> Failure {
    Failure::environment(failure, "nothing of what was being written then was kept; mend that and import again")
}

fn unit(store: &Store, bodies: &Arc<Bodies>, people: Vec<Incoming>, at: Timestamp) -> Result<Vec<Done>, Stored> {
    let bodies = Arc::clone(bodies);
    store.write(move |tx| people.iter().map(|person| one(tx, &bodies, person, at)).collect())
}

/// Appends one person's events; those that the record cannot hold are left out by name.
fn one(tx: &mut Tx<'_>, bodies: &Bodies, person: &Incoming, at: Timestamp) -> Result<Done, Stored> {
    let mut done = (0, Vec::new());
    // A merge that is refused leaves people who have nothing to do with each other.
    let mut groups = vec![person.clone()];
    while let Some(mut group) = groups.pop() {
        let others = part(&mut group);
        groups.extend(others);
        let mut add = Append {
            person: group.person.clone(),
            body: group.body.clone(),
            expected: 0,
            events: group.events.iter().map(|event| (event.id.clone(), event.text.clone())).collect(),
        };
        add.expected = length(tx, &add)?;
        match append(tx, bodies, &add, at) {
            Ok(_) => done.0 += group.events.len() as u64,
            Err(Stored::Refused(found)) => {
                let out: Vec<usize> = found.iter().map(|r| r.line - 1).collect();
                done.1.extend(found.into_iter().map(|r| Refusal { line: group.events[r.line - 1].line, ..r }));
                let mut at = 0;
                group.events.retain(|_| {
                    at += 1;
                    !out.contains(&(at - 1))
                });
                groups.extend(Some(group).filter(|group| !group.events.is_empty()));
            }
            Err(failure) => return Err(failure),
        }
    }
    Ok(done)
}

/// Leaves in a group whoever its merges join to the person of its first event; hands on the others, if any.
fn part(group: &mut Incoming) -> Option<Incoming> {
    let mut joined = BTreeSet::from([group.events[0].person.clone()]);
    loop {
        let before = joined.len();
        for event in &group.events {
            let Some(merged) = &event.merges else { continue };
            if joined.contains(&event.person) || joined.contains(merged) {
                joined.extend([event.person.clone(), merged.clone()]);
            }
        }
        if joined.len() == before {
            break;
        }
    }
    let (own, others): (Vec<Arriving>, Vec<Arriving>) =
        std::mem::take(&mut group.events).into_iter().partition(|event| joined.contains(&event.person));
    (group.person, group.events) = (own[0].person.clone(), own);
    let first = others.first()?.person.clone();
    Some(Incoming { person: first, body: group.body.clone(), events: others })
}
