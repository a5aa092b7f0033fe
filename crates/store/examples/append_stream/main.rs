//! Appends to a store as fast as it can, from several threads, and says what was acknowledged. Tests start it and kill
//! it: what it said must be there afterwards.
//!
//! `append_stream PLACE NAME`: a folder or a URL, and what the people's names begin with. Each line it writes is a
//! person and how many entries their record has.
#![allow(clippy::panic)]

#[path = "../../tests/it/shelf.rs"]
mod shelf;

use std::path::Path;
use std::sync::Arc;

use jiff::Timestamp;
use programme::Bodies;
use store::engine::Place;
use store::entries::{self, Append};
use store::{Failure, Store};

/// How many append at once.
const THREADS: usize = 4;

/// How many units a person's record grows by; each unit appends two entries.
const UNITS: usize = 6;

fn main() -> Result<(), Failure> {
    let words: Vec<String> = std::env::args().collect();
    let [_, place, name] = words.as_slice() else {
        return Err(Failure::Missing("place and name: append_stream PLACE NAME".to_owned()));
    };
    let store = if place.contains("://") {
        Store::open(Place::Url(place.clone()))?
    } else {
        Store::in_folder(Path::new(place))?
    };
    let bodies = Arc::new(shelf::bodies(|text| text));
    std::thread::scope(|scope| {
        let threads: Vec<_> = (0..THREADS)
            .map(|at| {
                scope.spawn({
                    let (store, bodies) = (&store, &bodies);
                    move || stream(store, bodies, name, at)
                })
            })
            .collect();
        threads.into_iter().try_for_each(|thread| {
            thread.join().unwrap_or_else(|_| Err(Failure::Engine("a thread panicked".to_owned())))
        })
    })
}

/// Appends for one person after another, without end.
fn stream(store: &Store, bodies: &Arc<Bodies>, name: &str, at: usize) -> Result<(), Failure> {
    for number in 0.. {
        let person = format!("{name}-{at}-{number}");
        for unit in 0..UNITS {
            let append = Append {
                person: person.clone(),
                body: ["namss", "amt"][at % 2].to_owned(),
                expected: 2 * unit as i64,
                events: events(&person, unit),
            };
            let bodies = Arc::clone(bodies);
            let seq = store.write(move |tx| entries::append(tx, &bodies, &append, Timestamp::now()))?;
            println!("{person} {seq}");
        }
    }
    Ok(())
}

/// What a unit appends: a registration and an award; then each time a suspension and its end.
fn events(person: &str, unit: usize) -> Vec<(String, String)> {
    let kinds = match unit {
        0 => [
            format!(
                r#""kind":"person_registered","at":"2020-01-01","name":"Person {person}","email":"{person}@example.org""#
            ),
            r#""kind":"credential_awarded","at":"2020-02-01","programme":"cpcs""#.to_owned(),
        ],
        _ => ["01", "15"].map(|day| {
            let what = if day == "01" { "suspended" } else { "restored" };
            format!(r#""kind":"credential_{what}","at":"2020-{:02}-{day}","programme":"cpcs""#, unit + 2)
        }),
    };
    let event = |(at, said): (usize, &String)| {
        let id = format!("{person}-{}", 2 * unit + at);
        let line = format!(r#"{{"id":"{id}","person":"{person}",{said}}}"#);
        (id, line)
    };
    kinds.iter().enumerate().map(event).collect()
}
