//! A made-up population: people of every kind the bodies know, for trying things out on.
//!
//! Amounts, windows, routes, categories and deadlines are read from the handbooks, so that a changed handbook still
//! gets a file that it accepts. How often people pay late or fail is this module's own.
//!
//! Each person is made from the seed and their number alone: any of them can be made by themselves, and a larger
//! population begins with the smaller one.

pub mod accounts;
mod audits;
mod candidacy;
mod career;
mod chance;
mod completions;
mod conduct;
mod credits;
mod doubles;
mod dues;
mod evidence;
mod filling;
mod json;
mod money;
mod person;
mod providing;
mod renewal;
mod rescue;
mod sitting;
mod story;
mod words;

use jiff::civil::Date;
use programme::handbook::clause::Clause;
use programme::{Bodies, Handbook};
use rayon::prelude::*;

use chance::Chance;
pub use filling::{fill, is_demo};
use person::Person;

/// The bodies that the made-up people deal with.
pub struct World<'h> {
    bodies: &'h Bodies,
    /// Those whose programmes they go in for.
    houses: Vec<&'h Handbook>,
    seed: u64,
}

/// The programmes that the population is of; where the handbooks have none of them, it is of all that they have.
const PROGRAMMES: [&str; 3] = ["cpcs", "cpmsm", "cmas"];

/// People made as one piece of work.
const AT_ONCE: u64 = 64;

impl<'h> World<'h> {
    /// The world of some handbooks under a seed.
    pub fn new(bodies: &'h Bodies, seed: u64) -> World<'h> {
        let known = |h: &&Handbook| PROGRAMMES.iter().any(|id| h.programme(id).is_some());
        let mut houses: Vec<&Handbook> = bodies.all().filter(known).collect();
        if houses.is_empty() {
            houses = bodies.all().filter(|h| !h.programmes.is_empty()).collect();
        }
        World { bodies, houses, seed }
    }

    /// The records of people `from..to` (from 0), as JSON Lines in their order; made on all cores.
    pub fn records(&self, from: u64, to: u64) -> Vec<Vec<u8>> {
        let pieces = (to.saturating_sub(from)).div_ceil(AT_ONCE);
        let piece = |nth: u64| {
            let first = from + nth * AT_ONCE;
            let mut out = Vec::with_capacity(AT_ONCE as usize * 3000);
            (first..to.min(first + AT_ONCE)).for_each(|index| self.record(index, &mut out));
            out
        };
        (0..pieces).into_par_iter().map(piece).collect()
    }

    /// The record of one person.
    fn record(&self, index: u64, out: &mut Vec<u8>) {
        let mut person = Person::new(self, Chance::of(self.seed, index), index + 1);
        person.live();
        person.story.write(index + 1, out);
    }
}

/// The figures that held on a day, or the earliest ones: people were certified before anything was written down.
fn figures<F>(clause: &Clause<F>, day: Date) -> Option<&F> {
    let version = clause.versions.iter().rev().find(|v| v.from <= day).or(clause.versions.first())?;
    Some(&version.figures)
}
