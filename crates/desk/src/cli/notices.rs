//! `assay notices`: telling people what they should know.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use jiff::Timestamp;
use jiff::civil::Date;

use crate::cli::place::At;
use crate::failure::{Failure, Outcome};
use crate::notice::{Delivered, Post, Run, run};
use crate::shelf;

/// Tells people what they should know.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Writes every notice that is due, and delivers what waits. Doing so twice tells nobody anything twice.
    Run(RunNow),
}

/// Writes every notice that is due, and delivers what waits.
#[derive(Args)]
pub struct RunNow {
    /// The day (default: today, and every day since the last run).
    #[arg(long, value_name = "DATE", value_parser = super::day)]
    on: Option<Date>,
    /// The mail server, like smtp://host:25 or smtps://user:password@host (default: a folder `mail` beside the data).
    #[arg(long, value_name = "URL", env = "ASSAY_SMTP", hide_env_values = true)]
    smtp: Option<String>,
    /// Whose name letters bear.
    #[arg(long, value_name = "ADDRESS", env = "ASSAY_FROM", default_value = "notices@localhost.localdomain")]
    from: String,
    /// The directory of handbooks (default: ./handbooks, else the samples carried along).
    #[arg(long, value_name = "DIR", env = "ASSAY_HANDBOOKS")]
    handbooks: Option<PathBuf>,
    #[command(flatten)]
    at: At,
}

impl std::fmt::Debug for RunNow {
    /// Says of a mail server only that there is one: its URL may hold a password.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let smtp = self.smtp.as_ref().map(|_| "…");
        f.debug_struct("RunNow").field("on", &self.on).field("smtp", &smtp).field("at", &self.at).finish()
    }
}

impl Command {
    /// Carries the command out.
    pub fn run(self) -> Result<Outcome, Failure> {
        match self {
            Command::Run(now) => now.run(),
        }
    }
}

impl RunNow {
    fn run(self) -> Result<Outcome, Failure> {
        let bodies = shelf::bodies(self.handbooks.as_deref())?;
        let post = match &self.smtp {
            Some(url) => Post::smtp(url, &self.from)?,
            None => Post::folder(&self.at.folder().join("mail"), &self.from)?,
        };
        let now = Timestamp::now();
        let today = run::today(&bodies, now);
        let on = self.on.unwrap_or(today);
        if on > today {
            return Err(Failure::usage(format!("{on} is still to come"), "notices are told by today, or a day before"));
        }
        let store = self.at.open()?;
        said(&run::run(&store, &bodies, on, now)?);
        let delivered = post.deliver(&store, now)?;
        told(&delivered);
        Ok(if delivered.unreachable.is_some() { Outcome::Refused } else { Outcome::Done })
    }
}

/// One, or several.
fn count(n: u64, what: &str) -> String {
    if n == 1 { format!("1 {what}") } else { format!("{n} {what}s") }
}

fn said(run: &Run) {
    println!("{}: {} looked at, {} written", run.on, count(run.people, "record"), count(run.written, "letter"));
    if run.nowhere > 0 {
        println!("{} to people without an e-mail address on file", count(run.nowhere, "letter"));
    }
}

fn told(delivered: &Delivered) {
    let Delivered { sent, later, given_up, unreachable } = delivered;
    println!("{} sent, {later} to be tried again, {given_up} given up", count(*sent, "letter"));
    if let Some(why) = unreachable {
        anstream::eprintln!("assay: error: {why}; nothing is lost: run this again once it answers");
    }
}
