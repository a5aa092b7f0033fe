//! Recertification: a scheme's rules, the cycles that a certificant goes through, and what they may do in each
//! (sections F and G). `ledger` sorts the facts, `cycle` runs the cycles with `annual` fees and what was `submitted`,
//! `credits` counts, `agenda` says what other providers' activities come to, `amending` says which may be changed, `draw` draws the `timeline`, `owed` says what is to be paid, `requests` what may be asked for.

pub mod agenda;
pub mod amending;
pub mod annual;
pub mod credits;
pub mod cycle;
mod draw;
pub mod forecast;
pub mod ledger;
pub mod owed;
pub mod posting;
pub mod requests;
pub mod submitted;
pub mod timeline;

use jiff::civil::Date;

use crate::amount::Units;
use crate::day::{Length, Mark};
use crate::examination::Month;
use crate::handbook::clause::{Clause, Principle};
use crate::handbook::reader::Name;
use crate::{figures, governs, words};
use timeline::Standing;

figures! {
    /// How long a cycle is and when it ends (F1, F2, G1).
    pub struct CycleLength {
        /// Years from one cycle's end to the next.
        years: u16,
        /// The day on which cycles end, in the calendar year of the award plus so many years; without it a cycle ends
        /// on the eve of the award's anniversary.
        ends: Option<Mark>,
    }
}
governs!(CycleLength by CycleEnd);

figures! {
    /// Credits needed by who holds so many credentials of the scheme.
    pub struct RequiredRow {
        /// How many credentials; the row holds for that many and more, up to the next row.
        credentials: u16,
        /// Credits in all.
        total: Units,
        /// Of these, approved ones at least.
        approved: Option<Units>,
    }
}

figures! {
    /// Credits that suffice at the first renewal together.
    pub struct FirstTogether {
        /// Credits in all.
        total: Units,
        /// Of these, approved ones at least.
        approved: Option<Units>,
    }
}

figures! {
    /// The least number of credits in one category.
    pub struct CategoryLeast {
        /// The category.
        category: Name,
        /// How many at least.
        least: Units,
    }
}

figures! {
    /// The credits that a renewal takes (F4, F5, G3).
    pub struct Required {
        /// By number of credentials held.
        holding: Vec<RequiredRow>,
        /// Where a further credential was awarded during the cycle.
        first_together: Option<FirstTogether>,
        /// Least numbers in single categories.
        categories: Option<Vec<CategoryLeast>>,
    }
}
governs!(Required by CycleEnd);

figures! {
    /// When the renewal application is taken and what it costs (F7).
    pub struct Submission {
        /// First day.
        opens: Mark,
        /// Last day on time.
        due: Mark,
        /// Last day at all.
        late_until: Mark,
        /// The renewal fee.
        fee: Name,
        /// The fee for being late.
        late_fee: Option<Name>,
    }
}
governs!(Submission by CycleEnd);

figures! {
    /// What a credential is for some time after its cycle ended without renewal.
    pub struct Stage {
        /// Its standing.
        standing: Standing,
        /// Last day; none for the stage that lasts.
        through: Option<Mark>,
        /// Whether credits earned meanwhile still count for the cycle that ended.
        earning: Option<bool>,
    }
}

figures! {
    /// What becomes of a credential that is not renewed (F11, F13).
    pub struct AfterEnd {
        /// The stages in their order, the first from the day after the cycle's end.
        stages: Vec<Stage>,
    }
}
governs!(AfterEnd by CycleEnd);

figures! {
    /// Credits for each year of the cycle (G3).
    pub struct Yearly {
        /// How many.
        units: Units,
        /// Whether a year that falls short has a consequence, or is a pace that warns.
        decides: bool,
        /// The standing from the day after a year that fell short until what was missing has come in.
        short: Option<Standing>,
    }
}
governs!(Yearly by CycleEnd);

figures! {
    /// The yearly fee, due on each anniversary of the award (G2).
    pub struct AnnualFee {
        /// The fee.
        fee: Name,
        /// The first anniversary on which it is due; earlier years are inside the application fee.
        from_anniversary: u16,
        /// How long after the anniversary it may still be paid without consequence.
        grace: Option<Length>,
        /// The standing while it is unpaid after that.
        unpaid: Standing,
    }
}
governs!(AnnualFee by DueDate);

figures! {
    /// Credits that must have been earned already.
    pub struct LeastRow {
        /// How many credentials; the row holds for that many and more, up to the next row.
        credentials: u16,
        /// Credits in all.
        total: Units,
    }
}

figures! {
    /// More time for who asks for it (F9, F10).
    pub struct Extension {
        /// Last day for asking, by close of business.
        asked_by: Mark,
        /// Credits already earned.
        least: Vec<LeastRow>,
        /// Whether certificates must come with the request.
        certificates: bool,
        /// Whether it must be asked for in writing.
        in_writing: bool,
        /// How long it lasts, from the day after the cycle's end.
        lasts: Length,
        /// The fee.
        fee: Name,
    }
}
governs!(Extension by CycleEnd);

figures! {
    /// The way back after a lapse (F12).
    pub struct Reinstatement {
        /// First day.
        opens: Mark,
        /// Last day for finishing it.
        until: Mark,
        /// The fee that reopens the application.
        fee: Name,
        /// Whether every credit needs its certificate.
        documented: bool,
    }
}
governs!(Reinstatement by CycleEnd);

words! {
    /// Of whom is drawn who is audited.
    pub enum Whom {
        /// Those whose renewal is in, complete and not decided (F20).
        InReview = "in_review",
        /// Those who entered a new cycle in the calendar year before; the cycle that ended then is audited (G4).
        NewCycle = "new_cycle",
        /// Everybody who holds a credential, once in a cycle.
        Holders = "holders",
    }
}

figures! {
    /// Whom audits meet, and what a failed one does (F20, G4).
    pub struct Audit {
        /// The month in which it is drawn, where it has one.
        drawn_in: Option<Month>,
        /// Of whom is drawn; none where nothing says so.
        whom: Option<Whom>,
        /// Whether an employer is told to ask the office while one is open.
        ask_office: Option<bool>,
        /// The standing after an audit that was failed; none where the renewal's decision says what follows.
        failed: Option<Standing>,
    }
}
governs!(Audit by Day);

figures! {
    /// How long the answer to a renewal takes, from the day its fee is in (F20).
    pub struct ReviewTime {
        /// At the least.
        earliest: Length,
        /// At the most.
        latest: Length,
    }
}
governs!(ReviewTime by Request);

figures! {
    /// In how many business days a completion is posted automatically (F17).
    pub struct Posting {
        /// At the least.
        business_days_from: u16,
        /// At the most.
        business_days_to: u16,
    }
}
governs!(Posting by Activity);

figures! {
    /// In how many business days after the cycle's end badge and certificate are there (E2).
    pub struct Availability {
        /// Business days.
        business_days: u16,
    }
}
governs!(Availability by CycleEnd);

figures! {
    /// What an hour of education is (F14).
    pub struct CreditHour {
        /// Minutes that make one credit.
        minutes: u16,
        /// Of these, minutes of housekeeping at most.
        housekeeping_minutes: u16,
    }
}
governs!(CreditHour by Activity);

figures! {
    /// What a category of activity counts (F15, F16).
    pub struct CategoryRule {
        /// Whether it counts at all.
        counts: bool,
        /// Credits for one unit: an hour, a position and year, a course credit, a piece.
        credits_per_unit: Option<Units>,
        /// Whether its credits are approved ones.
        approved: Option<bool>,
        /// How many entries count in one cycle, where that is limited.
        entries_per_cycle: Option<u16>,
        /// How many credits count in one cycle, where that is limited.
        credits_per_cycle: Option<Units>,
    }
}
governs!(CategoryRule by Activity);

/// A category of credit.
#[derive(Debug, Clone)]
pub struct Category {
    /// As the record names it: `sponsored`.
    pub id: String,
    /// Its rule.
    pub clause: Clause<CategoryRule>,
}

/// A renewal scheme: the programmes that it renews together, and its rules. Without `submission` it renews by itself
/// when credits and fees are there.
#[derive(Debug, Clone)]
pub struct Scheme {
    /// As the record names it: `namss-recertification`.
    pub id: String,
    /// The programmes renewed.
    pub programmes: Vec<Name>,
    /// How long a cycle is.
    pub cycle: Clause<CycleLength>,
    /// What it takes.
    pub required: Clause<Required>,
    /// When an application is taken.
    pub submission: Option<Clause<Submission>>,
    /// What follows where there is none to take: renewal by itself.
    pub automatic: Option<Clause<Principle>>,
    /// What follows without renewal.
    pub after_end: Clause<AfterEnd>,
    /// Credits for each year.
    pub yearly: Option<Clause<Yearly>>,
    /// The yearly fee.
    pub annual_fee: Option<Clause<AnnualFee>>,
    /// More time.
    pub extension: Option<Clause<Extension>>,
    /// The way back.
    pub reinstatement: Option<Clause<Reinstatement>>,
    /// Audits.
    pub audit: Option<Clause<Audit>>,
    /// How long an answer takes.
    pub review: Option<Clause<ReviewTime>>,
    /// Automatic posting of credits.
    pub posting: Option<Clause<Posting>>,
    /// When badge and certificate are there.
    pub availability: Option<Clause<Availability>>,
    /// Logging credits at any time of the cycle.
    pub logging: Option<Clause<Principle>>,
    /// When other providers' activities are approved.
    pub providers: Option<Clause<Principle>>,
    /// What an hour is.
    pub hour: Option<Clause<CreditHour>>,
    /// The categories of credit.
    pub categories: Vec<Category>,
}

impl Scheme {
    /// Whether the scheme renews a programme.
    pub fn renews(&self, programme: &str) -> bool {
        self.programmes.iter().any(|p| p.id == programme)
    }

    /// The category that bears a name.
    pub fn category(&self, id: &str) -> Option<&Category> {
        self.categories.iter().find(|c| c.id == id)
    }

    /// The last day of the cycle numbered `index` (from 0) for an award on `awarded`; `true` where the rule on cycles
    /// is written for that day.
    pub fn cycle_end(&self, awarded: Date, index: u16) -> (Date, bool) {
        let end = |length: &CycleLength| {
            let years = length.years.saturating_mul(index + 1);
            match length.ends {
                Some(mark) => {
                    let year = awarded.year().saturating_add(i16::try_from(years).unwrap_or(i16::MAX)).min(9998);
                    mark.of(Date::constant(year, 1, 1))
                }
                None => crate::day::previous(Length { count: years, unit: crate::day::Unit::Year }.after(awarded)),
            }
        };
        let versions = &self.cycle.versions;
        match versions.iter().rev().map(|v| (end(&v.figures), v.from)).find(|(end, from)| end >= from) {
            Some((end, _)) => (end, true),
            None => (end(&versions[0].figures), false),
        }
    }
}
