//! `assay handbook`: check, show, compare.

use clap::Subcommand;

use crate::failure::{Failure, Outcome};

mod check;
mod diff;
mod scenarios;
mod show;

pub use diff::{Affected, Counts};

/// Reads, shows and compares handbooks.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Reads every handbook under the directories and names all that is wrong.
    Check(check::Check),
    /// Prints the rules in force on a day, clause by clause, with citations.
    Show(show::Show),
    /// Says whose standing, fees, deadlines or permitted actions would change.
    Diff(diff::Diff),
    /// Plays the scenarios that stand beside handbooks.
    Scenarios(scenarios::Scenarios),
}

impl Command {
    /// Carries the command out.
    pub fn run(self) -> Result<Outcome, Failure> {
        match self {
            Command::Check(check) => check.run(),
            Command::Show(show) => show.run(),
            Command::Diff(diff) => diff.run(),
            Command::Scenarios(scenarios) => scenarios.run(),
        }
    }
}
