//! `assay eligible`: whether a person may sit a programme's exam.

use std::path::PathBuf;

use clap::Args;
use jiff::Timestamp;
use jiff::civil::Date;
use programme::problem::did_you_mean;
use rayon::prelude::*;

use crate::cli::day;
use crate::cli::review::report;
use crate::failure::{Failure, Outcome};
use crate::journal::{Batch, Journal};
use crate::look::{self, AsOf};
use crate::{paper, shelf};

/// Says whether a person may sit a programme's exam, requirement by requirement.
#[derive(Debug, Args)]
pub struct Eligible {
    /// The record file: JSON Lines, one event a line.
    file: PathBuf,
    /// The person.
    #[arg(long, value_name = "ID")]
    person: String,
    /// The programme, such as cpcs.
    #[arg(long, value_name = "P")]
    programme: String,
    /// As of this day (default: today where the body is at home).
    #[arg(long, value_name = "DATE", value_parser = day)]
    on: Option<Date>,
    /// With what was known by the end of this day (default: everything).
    #[arg(long, value_name = "DATE", value_parser = day)]
    known_on: Option<Date>,
    /// The directory of handbooks (default: ./handbooks, else the samples carried along).
    #[arg(long, value_name = "DIR", env = "ASSAY_HANDBOOKS")]
    handbooks: Option<PathBuf>,
    /// One JSON document.
    #[arg(long)]
    json: bool,
}

impl Eligible {
    /// Carries the command out.
    pub fn run(self) -> Result<Outcome, Failure> {
        let bodies = shelf::bodies(self.handbooks.as_deref())?;
        let known = || bodies.all().flat_map(|h| &h.programmes).map(|p| p.id.as_str());
        let Some(handbook) = bodies.of_programme(&self.programme) else {
            return Err(Failure::usage(
                format!("there is no programme `{}`", self.programme),
                did_you_mean(&self.programme, known()),
            ));
        };
        let journal = Journal::open(&self.file)?;
        let Some(at) = journal.position(&self.person) else {
            return Err(Failure::nobody(&self.file, &self.person));
        };
        let batch = journal.read(at, at + 1, Batch::default())?;
        let people: Vec<_> = journal.people(&batch).collect();
        let Some(person) = people.first() else { return Ok(Outcome::Refused) };
        let case = look::case(&bodies, person, AsOf { on: self.on, known_on: self.known_on });
        if let Some(merge) = case.instead() {
            anstream::eprintln!("{}", look::instead(merge, &case.person));
        }
        report(&journal, case.refused());
        let on = self.on.unwrap_or_else(|| handbook.body.zone.to_datetime(Timestamp::now()).date());
        let Some(eligibility) = case.eligible(&self.programme, on) else {
            let wrong = format!("`{}` has nothing on record with {}", self.person, handbook.body.short);
            return Err(Failure::usage(wrong, "name a programme of the body that the record is about"));
        };
        if self.json {
            println!("{}", eligibility.json(&case.person, &self.programme));
        } else {
            anstream::print!("{}", paper::eligible::write(&case.person, &self.programme, &eligibility));
        }
        let all_well = eligibility.eligible() && case.refused().is_empty();
        Ok(if all_well { Outcome::Done } else { Outcome::Refused })
    }
}
