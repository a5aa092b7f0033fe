//! Chance, reproducibly: ChaCha8 keyed by the seed, one stream a person, so that anybody can be made up alone.
//!
//! Numbers are drawn by our own arithmetic on the generator's words: a later version of a library that draws ranges
//! another way would change every file otherwise.

use jiff::ToSpan;
use jiff::civil::{Date, Weekday};
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

/// What happens to one person.
pub struct Chance(ChaCha8Rng);

impl Chance {
    /// The chance of the person at `index` under a seed.
    pub fn of(seed: u64, index: u64) -> Chance {
        let mut generator = ChaCha8Rng::seed_from_u64(seed);
        generator.set_stream(index);
        Chance(generator)
    }

    /// A number from 0 up to and without `n`; 0 where `n` is 0.
    pub fn below(&mut self, n: u32) -> u32 {
        ((u64::from(self.0.next_u32()) * u64::from(n)) >> 32) as u32
    }

    /// A number from `low` through `high`.
    pub fn between(&mut self, low: u32, high: u32) -> u32 {
        low + self.below(high.saturating_sub(low) + 1)
    }

    /// True so many times in a thousand.
    pub fn once(&mut self, in_thousand: u32) -> bool {
        self.below(1000) < in_thousand
    }

    /// One of some things.
    pub fn pick<T: Copy>(&mut self, things: &[T]) -> Option<T> {
        things.get(self.below(things.len() as u32) as usize).copied()
    }

    /// One of a list of words that is never empty.
    pub fn word(&mut self, words: &[&'static str]) -> &'static str {
        self.pick(words).unwrap_or_default()
    }

    /// A place in a list of weights; none where all are 0.
    pub fn weighted(&mut self, weights: impl Iterator<Item = u32> + Clone) -> Option<usize> {
        let mut at = self.below(weights.clone().sum());
        weights.into_iter().position(|weight| {
            let here = at < weight;
            at = at.saturating_sub(weight);
            here
        })
    }

    /// A day from the first through the last; the first where they are the wrong way round.
    pub fn day(&mut self, first: Date, last: Date) -> Date {
        let days = days_between(first, last).max(0);
        plus(first, self.below(days as u32 + 1))
    }

    /// So many days after a day.
    pub fn after(&mut self, day: Date, least: u32, most: u32) -> Date {
        let days = self.between(least, most);
        plus(day, days)
    }

    /// The same, but a day on which offices work.
    pub fn office_day(&mut self, day: Date, least: u32, most: u32) -> Date {
        working(self.after(day, least, most))
    }
}

/// A day so many days later.
pub fn plus(day: Date, days: u32) -> Date {
    day.saturating_add(i64::from(days).days())
}

/// A day so many days earlier.
pub fn minus(day: Date, days: u32) -> Date {
    day.saturating_sub(i64::from(days).days())
}

/// Days from one day to another; negative where the other comes first.
pub fn days_between(first: Date, last: Date) -> i32 {
    first.until(last).map_or(0, |span| span.get_days())
}

/// The day itself, or the Monday after a weekend.
pub fn working(day: Date) -> Date {
    match day.weekday() {
        Weekday::Saturday => plus(day, 2),
        Weekday::Sunday => plus(day, 1),
        _ => day,
    }
}
