//! `assay review`: where people stand.

use std::io::{BufWriter, Write};
use std::path::PathBuf;

use clap::Args;
use jiff::civil::Date;
use programme::record::Refusal;

use crate::cli::day;
use crate::failure::{Failure, Outcome};
use crate::journal::Journal;
use crate::reviewing::Reviewing;
use crate::{progress, shelf};

/// Says where people stand on a day, what they owe and what they may do.
#[derive(Debug, Args)]
pub struct Review {
    /// The record file: JSON Lines, one event a line.
    file: PathBuf,
    /// Only this person.
    #[arg(long, value_name = "ID")]
    person: Option<String>,
    /// As of this day (default: today where the body is at home).
    #[arg(long, value_name = "DATE", value_parser = day)]
    on: Option<Date>,
    /// With what was known by the end of this day (default: everything).
    #[arg(long, value_name = "DATE", value_parser = day)]
    known_on: Option<Date>,
    /// The directory of handbooks (default: ./handbooks, else the samples carried along).
    #[arg(long, value_name = "DIR", env = "ASSAY_HANDBOOKS")]
    handbooks: Option<PathBuf>,
    /// One JSON object a person, one a line.
    #[arg(long)]
    json: bool,
}

impl Review {
    /// Carries the command out.
    pub fn run(self) -> Result<Outcome, Failure> {
        let bodies = shelf::bodies(self.handbooks.as_deref())?;
        let journal = Journal::open(&self.file)?;
        let range = match &self.person {
            None => 0..journal.len(),
            Some(person) => {
                let at = journal.position(person).ok_or_else(|| Failure::nobody(&self.file, person))?;
                at..at + 1
            }
        };
        let mut refused = report(&journal, journal.orphans());
        let bar = progress::bar(range.len() as u64, "people");
        let stdout = std::io::stdout().lock();
        // Colours reach a terminal only, and JSON has none.
        let stdout: Box<dyn Write> =
            if self.json { Box::new(stdout) } else { Box::new(anstream::AutoStream::auto(stdout)) };
        let mut out = BufWriter::with_capacity(1 << 20, stdout);
        let reviewing = Reviewing { on: self.on, known_on: self.known_on, json: self.json };
        reviewing.everybody(&bodies, &journal, range, |text, answers| {
            out.write_all(text)?;
            bar.inc(answers.people);
            if let Some(instead) = &answers.instead {
                bar.suspend(|| anstream::eprintln!("{instead}"));
            }
            refused |= bar.suspend(|| report(&journal, &answers.refused));
            Ok(())
        })?;
        out.flush()?;
        bar.finish_and_clear();
        Ok(if refused { Outcome::Refused } else { Outcome::Done })
    }
}

/// Names what was refused, with its place; whether there was any.
pub(super) fn report(journal: &Journal, refused: &[Refusal]) -> bool {
    for Refusal { line, column, wrong, remedy, .. } in refused {
        anstream::eprintln!("{}:{line}:{column}: error: {wrong}; {remedy}", journal.name.display());
    }
    !refused.is_empty()
}
