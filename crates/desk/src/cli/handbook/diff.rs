//! `assay handbook diff`: who is affected by a changed rule, before it is adopted.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufWriter, Write};
use std::path::PathBuf;

use clap::Args;
use jiff::Timestamp;
use jiff::civil::Date;
use programme::Bodies;
use rayon::prelude::*;
use serde::Serialize;

use crate::cli::day;
use crate::cli::review::report;
use crate::compare::{self, Change, ClauseChange, Subject};
use crate::failure::{Failure, Outcome};
use crate::journal::{Batch, Journal, Person};
use crate::look::{self, AsOf};
use crate::reviewing::{BATCH, in_batches};
use crate::{paper, progress, shelf};

/// Says whose standing, fees, deadlines or permitted actions would change.
#[derive(Debug, Args)]
pub struct Diff {
    /// The handbook, or directory of handbooks, in force.
    old: PathBuf,
    /// The one proposed.
    new: PathBuf,
    /// The record file of the people to try it on.
    #[arg(long, value_name = "FILE")]
    records: PathBuf,
    /// As of this day (default: today where the body is at home).
    #[arg(long, value_name = "DATE", value_parser = day)]
    on: Option<Date>,
    /// One JSON document.
    #[arg(long)]
    json: bool,
}

/// A person for whom something would change.
#[derive(Debug, Serialize)]
pub struct Affected {
    /// The person.
    pub person: String,
    /// What would change.
    pub changes: Vec<Change>,
}

/// How many people are affected, and in what.
#[derive(Debug, Default)]
pub struct Counts {
    /// People whose record was tried.
    pub checked: usize,
    /// Of these, people for whom something would change.
    pub affected: usize,
    /// By subject.
    pub by_subject: BTreeMap<Subject, usize>,
}

impl Counts {
    fn add(&mut self, affected: &Affected) {
        self.affected += 1;
        let subjects: BTreeSet<Subject> = affected.changes.iter().map(|c| c.what).collect();
        for subject in subjects {
            *self.by_subject.entry(subject).or_default() += 1;
        }
    }
}

impl Diff {
    /// Carries the command out.
    pub fn run(self) -> Result<Outcome, Failure> {
        let (old, new) = (shelf::bodies(Some(&self.old))?, shelf::bodies(Some(&self.new))?);
        let journal = Journal::open(&self.records)?;
        report(&journal, journal.orphans());
        let clauses = changed_clauses(&old, &new);
        let bar = progress::bar(journal.len() as u64, "people");
        let now = Timestamp::now();
        let answer = |batch: &Batch| -> Vec<Affected> {
            journal
                .people(batch)
                .with_max_len(16)
                .filter_map(|person| self.affected(&old, &new, &person, now))
                .collect()
        };
        let mut counts = Counts { checked: journal.len(), ..Counts::default() };
        let mut shown = Vec::new();
        let mut out = BufWriter::new(std::io::stdout().lock());
        if self.json {
            write!(out, "{{\"clauses\":{},\"by_person\":[", json(&clauses)?)?;
        }
        in_batches(&journal, 0..journal.len(), answer, |affected| {
            bar.set_position((bar.position() + BATCH as u64).min(journal.len() as u64));
            for one in affected {
                counts.add(&one);
                if self.json {
                    let comma = if counts.affected > 1 { "," } else { "" };
                    write!(out, "{comma}{}", json(&one)?)?;
                } else if shown.len() < paper::diff::SHOWN {
                    shown.push(one);
                }
            }
            Ok(())
        })?;
        bar.finish_and_clear();
        if self.json {
            let (checked, affected) = (counts.checked, counts.affected);
            writeln!(
                out,
                "],\"checked\":{checked},\"affected\":{affected},\"counts\":{}}}",
                json(&counts.by_subject)?
            )?;
        } else {
            drop(out);
            anstream::print!("{}", paper::diff::write(&clauses, &counts, &shown));
            return Ok(Outcome::Done);
        }
        out.flush()?;
        Ok(Outcome::Done)
    }

    fn affected(&self, old: &Bodies, new: &Bodies, person: &Person<'_>, now: Timestamp) -> Option<Affected> {
        let as_of = AsOf { on: self.on, known_on: None };
        let (before, after) = (look::case(old, person, as_of), look::case(new, person, as_of));
        // Whoever was merged into another is looked at with them.
        if before.asked.is_some() {
            return None;
        }
        let on = as_of.day(&before, now);
        let changes = compare::reviews(&before.review(on), &after.review(on));
        (!changes.is_empty()).then(|| Affected { person: person.id.clone(), changes })
    }
}

fn json(value: &impl Serialize) -> Result<String, Failure> {
    Ok(serde_json::to_string(value).map_err(std::io::Error::from)?)
}

/// The clauses that differ, body by body.
fn changed_clauses(old: &Bodies, new: &Bodies) -> Vec<ClauseChange> {
    let bodies: BTreeSet<&str> = old.all().chain(new.all()).map(|h| h.body.id.as_str()).collect();
    bodies.into_iter().flat_map(|body| compare::clauses(old.body(body), new.body(body))).collect()
}
