//! Numbers drawn by lot, the same ones for the same seed.

use std::ops::Range;

/// SplitMix64.
pub struct Chance(u64);

impl Chance {
    /// Draws of a seed.
    pub fn new(seed: u64) -> Chance {
        Chance(seed)
    }

    /// Any number.
    pub fn number(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number of a range.
    pub fn of(&mut self, range: Range<usize>) -> usize {
        range.start + (self.number() % (range.end - range.start) as u64) as usize
    }

    /// One of several.
    pub fn one<'t, T>(&mut self, of: &'t [T]) -> &'t T {
        &of[self.of(0..of.len())]
    }
}

/// So many in the usual run, so many where `ASSAY_LONG=1`.
pub fn rounds(usual: usize, long: usize) -> usize {
    if std::env::var_os("ASSAY_LONG").is_some_and(|value| value == "1") { long } else { usual }
}
