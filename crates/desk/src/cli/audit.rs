//! `assay audit`: repeats a draw, from the file that its page gives.

use std::fs;
use std::path::PathBuf;

use clap::{Args, Subcommand};

use crate::audits::repeat;
use crate::failure::{Failure, Outcome};

/// Looks at draws of who is audited.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Draws again, and says whether the same people come out.
    Rerun(Rerun),
}

/// The draw to repeat.
#[derive(Debug, Args)]
pub struct Rerun {
    /// The draw, as its page gives it.
    file: PathBuf,
    /// One JSON document.
    #[arg(long)]
    json: bool,
}

impl Command {
    /// Carries the command out.
    pub fn run(self) -> Result<Outcome, Failure> {
        match self {
            Command::Rerun(rerun) => rerun.run(),
        }
    }
}

impl Rerun {
    fn run(self) -> Result<Outcome, Failure> {
        let text = fs::read_to_string(&self.file).map_err(|e| Failure::reading(&self.file, &e))?;
        let repeated = match repeat(&text) {
            Ok(repeated) => repeated,
            Err((line, column, wrong, remedy)) => {
                anstream::eprintln!("{}:{line}:{column}: error: {wrong}; {remedy}", self.file.display());
                return Ok(Outcome::Refused);
            }
        };
        if self.json {
            println!("{}", serde_json::to_string(&repeated).unwrap_or_default());
        } else {
            println!("draw {}: {} of {} people", repeated.draw, repeated.drawn.len(), repeated.count);
            println!("population {}", repeated.sha256);
            repeated.differences.iter().for_each(|difference| println!("differs: {difference}"));
            println!(
                "{}",
                if repeated.same { "The same people come out." } else { "It does not come out as the file says." }
            );
        }
        Ok(if repeated.same { Outcome::Done } else { Outcome::Refused })
    }
}
