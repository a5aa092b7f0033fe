//! `assay handbook show`: the rules in force on a day.

use std::path::PathBuf;

use clap::Args;
use jiff::Timestamp;
use jiff::civil::Date;
use programme::problem::did_you_mean;

use crate::cli::day;
use crate::failure::{Failure, Outcome};
use crate::{look, paper, shelf};

/// Prints the rules in force on a day, clause by clause, with citations.
#[derive(Debug, Args)]
pub struct Show {
    /// The body, such as namss.
    body: String,
    /// The day (default: today where the body is at home).
    #[arg(long, value_name = "DATE", value_parser = day)]
    on: Option<Date>,
    /// The directory of handbooks (default: ./handbooks, else the samples carried along).
    #[arg(long, value_name = "DIR")]
    handbooks: Option<PathBuf>,
    /// One JSON document.
    #[arg(long)]
    json: bool,
}

impl Show {
    /// Carries the command out.
    pub fn run(self) -> Result<Outcome, Failure> {
        let bodies = shelf::bodies(self.handbooks.as_deref())?;
        let Some(handbook) = bodies.body(&self.body) else {
            let hint = did_you_mean(&self.body, bodies.all().map(|h| h.body.id.as_str()));
            return Err(Failure::usage(format!("there is no body `{}`", self.body), hint));
        };
        let on = self.on.unwrap_or_else(|| handbook.body.zone.to_datetime(Timestamp::now()).date());
        let rules = look::rules(handbook, on);
        if self.json {
            println!("{}", serde_json::to_string(&rules).map_err(std::io::Error::from)?);
        } else {
            anstream::print!("{}", paper::handbook::write(handbook, &rules));
        }
        Ok(Outcome::Done)
    }
}
