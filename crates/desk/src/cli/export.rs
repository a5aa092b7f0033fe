//! `assay export`: what the store holds, as a record file.

use std::io::{BufWriter, Write};

use clap::Args;

use crate::cli::place::At;
use crate::failure::{Failure, Outcome};

/// Writes the records in the store as a record file, on standard output.
#[derive(Debug, Args)]
pub struct Export {
    /// Only this person.
    #[arg(long, value_name = "ID")]
    person: Option<String>,
    #[command(flatten)]
    at: At,
}

impl Export {
    /// Carries the command out.
    pub fn run(self) -> Result<Outcome, Failure> {
        let store = self.at.open()?;
        let mut out = BufWriter::with_capacity(1 << 20, std::io::stdout().lock());
        let mut lines = 0u64;
        store::export::lines(&store, self.person.as_deref(), |line| {
            lines += 1;
            writeln!(out, "{line}").map_err(|e| store::Failure::Engine(e.to_string()))
        })?;
        out.flush()?;
        match &self.person {
            Some(person) if lines == 0 => Err(Failure::Missing(format!("nobody in the store is called `{person}`"))),
            _ => Ok(Outcome::Done),
        }
    }
}
