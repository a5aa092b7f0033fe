//! What evidence shows of what a route asks for.

use jiff::civil::Date;

use crate::amount::Units;
use crate::experience::Amount;

/// What an application's evidence shows of what a route asks for, in figures.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Shown<'a> {
    /// Whether an employment in the field holds on the day (B4).
    EmployedNow {
        /// Whether such an employment is shown.
        employed: bool,
        /// The day.
        on: Date,
    },
    /// Whether every day from `from` through `through` was worked; the first gap, if there is one (B4).
    EmployedThroughout {
        /// First day.
        from: Date,
        /// Last day.
        through: Date,
        /// The first day on which nothing was worked.
        gap: Option<Date>,
    },
    /// How much experience lies in the look-back, and how many years are asked for (B2, B3, B4, B6).
    Experience {
        /// What there is.
        has: Amount,
        /// Years asked for.
        years: u16,
        /// Years that the look-back reaches.
        within_years: u16,
        /// First day.
        since: Date,
        /// Whether shares of full time count.
        full_time: bool,
    },
    /// No education of the kind asked for is shown (B1).
    NoProgramme,
    /// The programme is not shown to be accredited (B1).
    NotAccredited,
    /// Hours of one kind in the programme, and how many are needed (B1).
    ProgrammeHours {
        /// Which hours: didactic or externship.
        kind: &'static str,
        /// What there is.
        has: Option<Units>,
        /// What is asked for.
        needs: u16,
    },
    /// The day of graduation, and the earliest that counts as recent (B1, B7).
    Graduated {
        /// The day.
        on: Date,
        /// First day.
        since: Date,
    },
    /// The day for which graduation is scheduled (B7).
    GraduationScheduled {
        /// The day.
        on: Date,
    },
    /// Graduation was scheduled for a day that has passed, and is not shown (B7).
    GraduationPast {
        /// The day for which it was scheduled.
        scheduled: Date,
    },
    /// Neither a graduation nor its schedule is shown (B1).
    GraduationUnknown,
    /// The schooling found of those asked for, if any (B3).
    Schooling {
        /// What was found of what was asked for.
        found: Option<&'a str>,
    },
    /// The credential found of those accepted, if any (B2).
    HoldsCredential {
        /// What was found of what was asked for.
        found: Option<&'a str>,
    },
}
