//! The command line: one command a file.

mod audit;
mod backup;
mod demo_records;
mod eligible;
mod export;
mod handbook;
mod import;
mod kept;
mod notices;
mod place;
mod review;
mod serve;
mod token;
mod user;

use std::process::ExitCode;

use clap::{Parser, Subcommand};
use jiff::civil::Date;

use crate::failure::{Failure, Outcome};

pub use handbook::{Affected, Counts};

/// Runs a certification body by its own handbook, and gives the reasons of every answer.
#[derive(Debug, Parser)]
#[command(name = "assay", version, max_term_width = 100)]
struct Assay {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Reads, shows and compares handbooks.
    #[command(subcommand)]
    Handbook(handbook::Command),
    /// Says where people stand on a day, what they owe and what they may do.
    Review(review::Review),
    /// Says whether a person may sit a programme's exam.
    Eligible(eligible::Eligible),
    /// Looks at draws of who is audited.
    #[command(subcommand)]
    Audit(audit::Command),
    /// Serves the pages and the API.
    Serve(serve::Serve),
    /// Takes the records of a file into the store.
    Import(import::Import),
    /// Writes the records in the store as a record file.
    Export(export::Export),
    /// Writes a copy of everything in the store to a file.
    Backup(backup::Backup),
    /// Puts a copy into an empty store.
    Restore(backup::Restore),
    /// Looks after the store.
    #[command(subcommand)]
    Store(kept::Command),
    /// Tells people what they should know.
    #[command(subcommand)]
    Notices(notices::Command),
    /// Keeps accounts.
    #[command(subcommand)]
    User(user::Command),
    /// Writes a made-up population's records, for trying things out.
    DemoRecords(demo_records::DemoRecords),
}

/// Reads the command line and carries it out.
pub fn run() -> ExitCode {
    let assay = Assay::parse();
    let done: Result<Outcome, Failure> = match assay.command {
        Command::Handbook(command) => command.run(),
        Command::Review(review) => review.run(),
        Command::Eligible(eligible) => eligible.run(),
        Command::Audit(command) => command.run(),
        Command::Serve(serve) => serve.run(),
        Command::Import(import) => import.run(),
        Command::Export(export) => export.run(),
        Command::Backup(backup) => backup.run(),
        Command::Restore(restore) => restore.run(),
        Command::Store(command) => command.run(),
        Command::Notices(command) => command.run(),
        Command::User(command) => command.run(),
        Command::DemoRecords(demo) => demo.run(),
    };
    match done {
        Ok(outcome) => outcome.into(),
        Err(failure) => failure.report(),
    }
}

/// Reads a day of the command line.
fn day(text: &str) -> Result<Date, String> {
    text.parse()
        .ok()
        .filter(|_| text.len() == 10)
        .ok_or_else(|| "no day of the calendar; write it like 2025-12-01".to_owned())
}
