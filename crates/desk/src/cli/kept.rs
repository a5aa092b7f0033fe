//! `assay store`: whether what is kept is as it was written.

use std::path::PathBuf;
use std::sync::Arc;

use clap::{Args, Subcommand};
use programme::Bodies;
use serde_json::json;
use store::Store;
use store::rebuild::rebuild;
use store::verify::{Verified, verify};

use crate::cli::place::At;
use crate::failure::{Failure, Outcome};
use crate::shelf;

/// Looks after the store.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Says whether any entry of the record was altered, removed or put out of order.
    Verify(Verify),
    /// Works out anew what follows from the record: timelines, queues, names, counts.
    Rebuild(Rebuild),
}

/// Reads everybody's record, and works out what follows from it. Others may read and write meanwhile.
#[derive(Debug, Args)]
pub struct Rebuild {
    /// The directory of handbooks (default: ./handbooks, else the samples carried along).
    #[arg(long, value_name = "DIR")]
    handbooks: Option<PathBuf>,
    #[command(flatten)]
    at: At,
}

/// Reads every entry, and follows the chain of hashes.
#[derive(Debug, Args)]
pub struct Verify {
    /// One JSON document.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    at: At,
}

impl Command {
    /// Carries the command out.
    pub fn run(self) -> Result<Outcome, Failure> {
        match self {
            Command::Verify(verify) => verify.run(),
            Command::Rebuild(rebuild) => rebuild.run(),
        }
    }
}

impl Rebuild {
    fn run(self) -> Result<Outcome, Failure> {
        let bodies = Arc::new(shelf::bodies(self.handbooks.as_deref())?);
        println!("{} people worked out anew", rebuilt(&self.at.open()?, &bodies)?);
        Ok(Outcome::Done)
    }
}

/// Works everything out anew, with a bar.
pub fn rebuilt(store: &Store, bodies: &Arc<Bodies>) -> Result<u64, Failure> {
    let bar = crate::progress::bar(0, "people");
    let people = rebuild(store, bodies, |n| bar.inc(n))?;
    bar.finish_and_clear();
    Ok(people)
}

impl Verify {
    fn run(self) -> Result<Outcome, Failure> {
        let store = self.at.open()?;
        let bar = crate::progress::bar(0, "entries");
        let verified = verify(&store, |entries| bar.set_position(entries))?;
        bar.finish_and_clear();
        if self.json {
            println!("{}", as_json(&verified))
        } else {
            said(&verified)
        }
        Ok(if verified.amiss.is_empty() { Outcome::Done } else { Outcome::Refused })
    }
}

fn said(verified: &Verified) {
    for amiss in &verified.amiss {
        anstream::eprintln!("{} entry {}: error: {}", amiss.body, amiss.position, amiss.what);
    }
    println!("{} entries looked at, {} things amiss", verified.entries, verified.amiss.len());
    if verified.files + verified.absent > 0 {
        println!("{} files looked at, {} more are named and not here", verified.files, verified.absent);
    }
    for (body, position, hash) in &verified.heads {
        println!("  {body}: {position} entries, the last {hash}");
    }
    if verified.amiss.is_empty() {
        println!("Note the last hashes elsewhere: they prove later that these entries are still what they are today.");
    }
}

fn as_json(verified: &Verified) -> serde_json::Value {
    let amiss = |a: &store::verify::Amiss| json!({ "body": a.body, "position": a.position, "what": a.what });
    let head =
        |(body, position, hash): &(String, i64, String)| json!({ "body": body, "entries": position, "hash": hash });
    json!({
        "entries": verified.entries,
        "files": verified.files,
        "absent_files": verified.absent,
        "clean": verified.amiss.is_empty(),
        "amiss": verified.amiss.iter().map(amiss).collect::<Vec<_>>(),
        "heads": verified.heads.iter().map(head).collect::<Vec<_>>(),
    })
}
