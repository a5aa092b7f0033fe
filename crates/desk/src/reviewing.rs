//! Answering for everybody in a record file, on all cores, in the file's order, a batch at a time.

use std::ops::Range;

use jiff::Timestamp;
use jiff::civil::Date;
use programme::Bodies;
use programme::record::Refusal;
use rayon::prelude::*;

use crate::failure::Failure;
use crate::journal::{Batch, Journal, Person};
use crate::look::{self, AsOf};
use crate::paper;

/// How many people are read and answered at once.
pub const BATCH: usize = 2048;

/// How many people's answers are written into one buffer.
const TOGETHER: usize = 64;

/// What is asked about everybody.
#[derive(Debug, Clone, Copy)]
pub struct Reviewing {
    /// As of which day; by default today where the body is at home.
    pub on: Option<Date>,
    /// With what was known by which day; by default everything.
    pub known_on: Option<Date>,
    /// Whether the answers are JSON Lines, or for a person to read.
    pub json: bool,
}

/// The answers of some people.
#[derive(Debug, Default)]
pub struct Answers {
    /// As they are printed.
    pub text: Vec<u8>,
    /// What was refused in their records.
    pub refused: Vec<Refusal>,
    /// How many people these are.
    pub people: u64,
}

impl Reviewing {
    /// Reviews the people of a range of the file, and hands the answers on in order: their text, and all there is.
    ///
    /// # Errors
    /// Where the file cannot be read any more, or `take` fails.
    pub fn everybody(
        &self,
        bodies: &Bodies,
        journal: &Journal,
        range: Range<usize>,
        mut take: impl FnMut(&[u8], &Answers) -> Result<(), Failure>,
    ) -> Result<(), Failure> {
        let now = Timestamp::now();
        let one = |mut answers: Answers, person: Person<'_>| {
            self.one(bodies, &person, now, &mut answers);
            answers
        };
        let answer = |batch: &Batch| -> Vec<Answers> {
            journal.people(batch).fold_chunks(TOGETHER, Answers::default, one).collect()
        };
        in_batches(journal, range, answer, |answers| answers.iter().try_for_each(|a| take(&a.text, a)))
    }

    fn one(&self, bodies: &Bodies, person: &Person<'_>, now: Timestamp, answers: &mut Answers) {
        let as_of = AsOf { on: self.on, known_on: self.known_on };
        let case = look::case(bodies, person, as_of);
        let review = case.review(as_of.day(&case, now));
        answers.refused.extend_from_slice(&review.refused);
        if self.json {
            // Writing to memory cannot fail.
            let _ = serde_json::to_writer(&mut answers.text, &review);
            answers.text.push(b'\n');
        } else {
            answers.text.extend(paper::review::write(&case, &review).into_bytes());
        }
        answers.people += 1;
    }
}

/// Reads people in batches, answers each on all cores while the next is being read, and hands the answers on in order.
///
/// # Errors
/// Where the file cannot be read any more, or `take` fails.
pub fn in_batches<A: Send>(
    journal: &Journal,
    range: Range<usize>,
    answer: impl Fn(&Batch) -> A + Sync,
    mut take: impl FnMut(A) -> Result<(), Failure>,
) -> Result<(), Failure> {
    let failed = |e: std::io::Error| Failure::reading(&journal.name, &e);
    let read = |at: usize| journal.read(at, (at + BATCH).min(range.end));
    let mut at = range.start;
    let mut batch = Some(read(at).map_err(failed)?);
    while let Some(now) = batch.take() {
        at = (at + BATCH).min(range.end);
        let next = || if at < range.end { Some(read(at)) } else { None };
        let (answered, next) = rayon::join(|| answer(&now), next);
        take(answered)?;
        batch = next.transpose().map_err(failed)?;
    }
    Ok(())
}
