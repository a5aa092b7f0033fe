//! `assay import`: records of a file into the store.

use std::path::PathBuf;
use std::sync::Arc;

use clap::Args;
use jiff::Timestamp;

use crate::cli::place::At;
use crate::failure::{Failure, Outcome};
use crate::journal::Journal;
use crate::{intake, progress, shelf};

/// Appends the events of a record file to the records in the store.
#[derive(Debug, Args)]
pub struct Import {
    /// The record file: JSON Lines, one event a line; - for standard input.
    file: PathBuf,
    /// The body whose record it is (default: for each person the first that their events name).
    #[arg(long, value_name = "BODY")]
    body: Option<String>,
    /// The directory of handbooks (default: ./handbooks, else the samples carried along).
    #[arg(long, value_name = "DIR", env = "ASSAY_HANDBOOKS")]
    handbooks: Option<PathBuf>,
    #[command(flatten)]
    at: At,
}

impl Import {
    /// Carries the command out.
    pub fn run(self) -> Result<Outcome, Failure> {
        let bodies = Arc::new(shelf::bodies(self.handbooks.as_deref())?);
        if let Some(body) = &self.body
            && bodies.body(body).is_none()
        {
            let known = bodies.all().map(|h| h.body.id.as_str());
            return Err(Failure::usage(
                format!("there is no body `{body}`"),
                programme::problem::did_you_mean(body, known),
            ));
        }
        let store = self.at.open()?;
        let journal = Journal::open(&self.file)?;
        let bar = progress::bar(journal.len() as u64, "people");
        let taken = intake::take_in(&store, &bodies, &journal, self.body.as_deref(), Timestamp::now(), |n| bar.inc(n))?;
        bar.finish_and_clear();
        for r in &taken.refused {
            anstream::eprintln!("{}:{}:{}: error: {}; {}", self.file.display(), r.line, r.column, r.wrong, r.remedy);
        }
        println!("{} entries of {} people taken in, {} refused", taken.entries, taken.people, taken.refused.len());
        Ok(if taken.refused.is_empty() { Outcome::Done } else { Outcome::Refused })
    }
}
