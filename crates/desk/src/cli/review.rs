//! `assay review`: where people stand.

use std::io::{BufWriter, Write};
use std::path::PathBuf;

use clap::Args;
use indicatif::ProgressBar;
use jiff::Timestamp;
use jiff::civil::Date;
use programme::Bodies;
use rayon::prelude::*;

use crate::failure::{Failure, Outcome};
use crate::journal::{Batch, Journal};
use crate::look::{self, AsOf};
use crate::{paper, progress, shelf};

/// Says where people stand on a day, what they owe and what they may do.
#[derive(Debug, Args)]
pub struct Review {
    /// The record file: JSON Lines, one event a line.
    file: PathBuf,
    /// Only this person.
    #[arg(long, value_name = "ID")]
    person: Option<String>,
    /// As of this day (default: today where the body is at home).
    #[arg(long, value_name = "DATE")]
    on: Option<Date>,
    /// With what was known by the end of this day (default: everything).
    #[arg(long, value_name = "DATE")]
    known_on: Option<Date>,
    /// The directory of handbooks (default: ./handbooks, else the samples carried along).
    #[arg(long, value_name = "DIR")]
    handbooks: Option<PathBuf>,
    /// One JSON object a person, one a line.
    #[arg(long)]
    json: bool,
}

/// How many people are read and answered at once.
pub(super) const BATCH: usize = 2048;

impl Review {
    /// Carries the command out.
    pub fn run(self) -> Result<Outcome, Failure> {
        let bodies = shelf::bodies(self.handbooks.as_deref())?;
        let journal = Journal::open(&self.file)?;
        let (from, to) = match &self.person {
            None => (0, journal.len()),
            Some(person) => {
                let at = journal.position(person).ok_or_else(|| {
                    Failure::usage(
                        format!("nobody in {} is called `{person}`", self.file.display()),
                        "name a person as the file does",
                    )
                })?;
                (at, at + 1)
            }
        };
        let mut refused = report_orphans(&journal);
        let bar = progress::bar((to - from) as u64, "people");
        // Colours reach a terminal only.
        let mut out = BufWriter::with_capacity(1 << 20, anstream::AutoStream::auto(std::io::stdout().lock()));
        let now = Timestamp::now();
        let answers = |batch: &Batch| self.answer(&bodies, &journal, batch, now);
        in_batches(&journal, from, to, answers, |answer| {
            refused |= answer.print(&mut out, &bar)?;
            bar.inc(answer.people);
            Ok(())
        })?;
        out.flush()?;
        bar.finish_and_clear();
        Ok(if refused { Outcome::Refused } else { Outcome::Done })
    }

    fn answer(&self, bodies: &Bodies, journal: &Journal, batch: &Batch, now: Timestamp) -> Answer {
        let as_of = AsOf { on: self.on, known_on: self.known_on };
        let one = |mut answer: Answer, person: crate::journal::Person<'_>| {
            let case = look::case(bodies, &person, as_of);
            let review = case.review(as_of.day(&case, now));
            for refusal in &review.refused {
                answer.refused.push(format!(
                    "{}:{}:{}: error: {}; {}",
                    journal.name.display(),
                    refusal.line,
                    refusal.column,
                    refusal.wrong,
                    refusal.remedy
                ));
            }
            if self.json {
                // Writing to memory cannot fail.
                let _ = serde_json::to_writer(&mut answer.text, &review);
                answer.text.push(b'\n');
            } else {
                answer.text.extend(paper::review::write(&case, &review).into_bytes());
            }
            answer.people += 1;
            answer
        };
        let parts: Vec<Answer> = journal.people(batch).fold(Answer::default, one).collect();
        parts.into_iter().fold(Answer::default(), Answer::and)
    }
}

/// Reads people in batches, answers each on all cores while the next is being read, and hands the answers on in order.
pub(super) fn in_batches<A: Send>(
    journal: &Journal,
    from: usize,
    to: usize,
    answer: impl Fn(&Batch) -> A + Sync,
    mut take: impl FnMut(A) -> Result<(), Failure>,
) -> Result<(), Failure> {
    let failed = |e: std::io::Error| Failure::reading(&journal.name, &e);
    let mut at = from;
    let mut batch = Some(journal.read(at, (at + BATCH).min(to)).map_err(failed)?);
    while let Some(now) = batch.take() {
        at = (at + BATCH).min(to);
        let (answered, next) =
            rayon::join(|| answer(&now), || if at < to { Some(journal.read(at, (at + BATCH).min(to))) } else { None });
        take(answered)?;
        batch = next.transpose().map_err(failed)?;
    }
    Ok(())
}

/// Names the lines that belong to nobody; whether there were any.
pub(super) fn report_orphans(journal: &Journal) -> bool {
    for refusal in journal.orphans() {
        anstream::eprintln!(
            "{}:{}:{}: error: {}; {}",
            journal.name.display(),
            refusal.line,
            refusal.column,
            refusal.wrong,
            refusal.remedy
        );
    }
    !journal.orphans().is_empty()
}

/// What some people's reviews print.
#[derive(Default)]
struct Answer {
    text: Vec<u8>,
    refused: Vec<String>,
    people: u64,
}

impl Answer {
    fn and(mut self, other: Answer) -> Answer {
        self.text.extend(other.text);
        self.refused.extend(other.refused);
        self.people += other.people;
        self
    }

    /// Prints; whether something was refused.
    fn print(&self, out: &mut impl Write, bar: &ProgressBar) -> Result<bool, Failure> {
        out.write_all(&self.text)?;
        bar.suspend(|| self.refused.iter().for_each(|line| anstream::eprintln!("{line}")));
        Ok(!self.refused.is_empty())
    }
}
