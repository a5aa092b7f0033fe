//! What the parts of an activity's agenda count, and whether it came in time.

use jiff::civil::Date;

use crate::amount::Units;
use crate::recertification::agenda::Kind;

/// What an agenda's parts count, and whether it came in time, in figures.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum OfAgenda {
    /// Education counts whole (F14).
    Education {
        /// Its minutes.
        minutes: i64,
    },
    /// Housekeeping counts as far as the education around it carries it (F14).
    Housekeeping {
        /// Its minutes.
        minutes: i64,
        /// Of these, minutes that count.
        counted: Units,
        /// Minutes of housekeeping at most, in each so many.
        most: (u16, u16),
    },
    /// A part of this kind earns nothing (F14).
    EarnsNothing(Kind),
    /// What the whole agenda comes to (F14).
    ComesTo {
        /// Minutes that count.
        minutes: Units,
        /// Credits.
        credit: Units,
    },
    /// There is no agenda yet, so nothing begins on any day.
    Empty,
    /// Whether it was submitted on a day before it begins (F25).
    Submitted {
        /// The day of submission.
        on: Date,
        /// The first day of the activity.
        begins: Date,
    },
}
