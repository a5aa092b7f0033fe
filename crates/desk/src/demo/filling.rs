//! Filling an empty store with the made-up population.

use std::io::{BufWriter, Write};
use std::sync::Arc;

use jiff::Timestamp;
use programme::Bodies;
use store::{Store, people, settings};

use super::{World, accounts};
use crate::failure::Failure;
use crate::journal::Journal;
use crate::{intake, progress};

/// The seed of every demonstration: everybody sees the same people.
const SEED: u64 = 1;

/// Whether everybody in a store is made up.
///
/// # Errors
/// Where the database fails.
pub fn is_demo(store: &Store) -> Result<bool, Failure> {
    Ok(store.read(|tx| settings::get(tx, "demo"))?.is_some())
}

/// Fills an empty store; one that was filled so before is left as it is.
///
/// # Errors
/// Where the store holds real people, or cannot be written.
pub fn fill(store: &Store, bodies: &Arc<Bodies>, count: u64, now: Timestamp) -> Result<(), Failure> {
    if is_demo(store)? {
        return Ok(());
    }
    if store.read(people::any)? {
        return Err(Failure::usage(
            "this store holds people already, and a demonstration would mix made-up ones with them",
            "serve it without --demo, or name an empty folder with --data",
        ));
    }
    store.write(|tx| settings::set(tx, "demo", "begun"))?;
    eprintln!("filling the store with {count} made-up people …");
    let name = std::env::temp_dir().join(format!("assay-demo-{}.jsonl", std::process::id()));
    let done = from_file(store, bodies, count, now, &name);
    let _ = std::fs::remove_file(&name);
    done?;
    accounts::make(store, bodies, now)?;
    Ok(store.write(|tx| settings::set(tx, "demo", "filled"))?)
}

fn from_file(
    store: &Store,
    bodies: &Arc<Bodies>,
    count: u64,
    now: Timestamp,
    name: &std::path::Path,
) -> Result<(), Failure> {
    let mut out = BufWriter::new(std::fs::File::create(name)?);
    for piece in World::new(bodies, SEED).records(0, count) {
        out.write_all(&piece)?;
    }
    out.flush()?;
    let journal = Journal::open(name)?;
    let bar = progress::bar(journal.len() as u64, "people");
    let taken = intake::take_in(store, bodies, &journal, None, now, |n| bar.inc(n))?;
    bar.finish_and_clear();
    match taken.refused.first() {
        Some(r) => Err(Failure::environment(format!("line {} of the made-up records: {}", r.line, r.wrong), &r.remedy)),
        None => Ok(()),
    }
}
