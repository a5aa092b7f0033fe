//! Answering for everybody in a record file, on all cores, in the file's order, a batch at a time.

use std::ops::Range;
use std::sync::Mutex;

use jiff::Timestamp;
use jiff::civil::Date;
use programme::Bodies;
use programme::record::Refusal;
use programme::review::{Case, Review};
use rayon::prelude::*;

use crate::failure::Failure;
use crate::journal::{Batch, Journal, Person};
use crate::look::{self, AsOf};
use crate::paper;

/// How many people are read and answered at once.
pub const BATCH: usize = 4096;

/// How many people's answers are written into one buffer.
const TOGETHER: usize = 32;

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
    /// Of whoever was asked about alone and is one with somebody else: what tells whose review this is.
    pub instead: Option<String>,
}

impl Answers {
    fn clear(&mut self) {
        self.text.clear();
        self.refused.clear();
        self.people = 0;
        self.instead = None;
    }
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
        // Buffers go round: fresh ones cost more than what is written into them.
        let spare: Mutex<Vec<Answers>> = Mutex::default();
        let taken = || spare.lock().map_or_else(|_| Answers::default(), |mut s| s.pop().unwrap_or_default());
        // Whoever was merged into another is answered for with them, unless asked about alone.
        let alone = range.len() == 1;
        let some = |people: Vec<Person<'_>>| self.some(bodies, &people, (now, alone), taken());
        let answer = |batch: &Batch| -> Vec<Answers> {
            // Split to the last piece: a core that is done early takes what is left.
            journal.people(batch).chunks(TOGETHER).with_max_len(1).map(some).collect()
        };
        in_batches(journal, range, answer, |answers| {
            for mut answer in answers {
                take(&answer.text, &answer)?;
                answer.clear();
                spare.lock().map(|mut spare| spare.push(answer)).unwrap_or_default();
            }
            Ok(())
        })
    }

    /// Answers for some people, one step for all of them before the next: a processor keeps each step's code at hand.
    fn some(
        &self,
        bodies: &Bodies,
        people: &[Person<'_>],
        (now, alone): (Timestamp, bool),
        mut answers: Answers,
    ) -> Answers {
        let as_of = AsOf { on: self.on, known_on: self.known_on };
        let cases = people.iter().map(|person| look::case(bodies, person, as_of));
        let cases: Vec<Case<'_>> = cases.filter(|case| alone || case.asked.is_none()).collect();
        let reviews: Vec<Review<'_>> = cases.iter().map(|case| case.review(as_of.day(case, now))).collect();
        for (case, review) in cases.iter().zip(&reviews) {
            answers.refused.extend_from_slice(&review.refused);
            answers.instead = case.instead().map(|merge| look::instead(merge, &case.person));
            if self.json {
                review.write(&mut answers.text);
                answers.text.push(b'\n');
            } else {
                answers.text.extend(paper::review::write(case, review).into_bytes());
            }
        }
        answers.people += people.len() as u64;
        answers
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
    let read = |at: usize, into: Batch| journal.read(at, (at + BATCH).min(range.end), into);
    let mut at = range.start;
    let mut batch = Some(read(at, Batch::default()).map_err(failed)?);
    let mut spare = Batch::default();
    while let Some(now) = batch.take() {
        at = (at + BATCH).min(range.end);
        let into = std::mem::take(&mut spare);
        let next = || if at < range.end { Some(read(at, into)) } else { None };
        let (answered, next) = rayon::join(|| answer(&now), next);
        take(answered)?;
        batch = next.transpose().map_err(failed)?;
        spare = now;
    }
    Ok(())
}
