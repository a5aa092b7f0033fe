//! How many passed, as it may be published: by programme and window, and never so that anybody could be found in it
//! (D3, D5).
//!
//! Only results that went out in time count, and a window is told of once that time is over: figures that grew by one
//! from one day to the next would tell how one person did. Where fewer than the body's figure passed, or fewer did not,
//! the whole row is left out: how many passed can be counted in the public list of who is certified, and what is left
//! would be how many did not. Totals are of the rows told, so that nothing left out follows from them.

use jiff::civil::Date;

use crate::handbook::Handbook;
use crate::handbook::clause::Source;
use crate::record::Fact;
use crate::record::event::{Event, Sitting};

/// A testing window; or a year, where a body tests all year.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Period {
    /// Its id: `fall-2026`, or `2026`.
    pub id: String,
    /// What it is called.
    pub name: String,
    /// The last day of testing.
    pub closes: Date,
    /// The last day on which results of it go out in time; from then on it may be told of.
    pub results_by: Date,
}

/// A result that counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Counted<'a> {
    /// The id of the sitting.
    pub exam: &'a str,
    /// The programme.
    pub programme: &'a str,
    /// The id of the period.
    pub period: String,
    /// Whether it was passed.
    pub passed: bool,
}

/// How many passed, and how many did not.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Count {
    /// Results that were passed.
    pub passed: u64,
    /// Results that were not.
    pub failed: u64,
}

impl Count {
    /// Both together.
    pub fn all(self) -> u64 {
        self.passed + self.failed
    }

    /// The share that passed, in tenths of a percent, rounded half up.
    pub fn per_mille(self) -> u64 {
        match self.all() {
            0 => 0,
            all => (2 * 1_000 * self.passed + all) / (2 * all),
        }
    }

    fn tells_of_nobody(self, below: u16) -> bool {
        self.passed.min(self.failed) >= u64::from(below)
    }
}

/// What is published of one programme.
#[derive(Debug)]
pub struct PassRates<'h> {
    /// Counts of fewer people than this are left out.
    pub below: u16,
    /// The clause that says so.
    pub source: Source<'h>,
    /// Every period that may be told of, the latest first; without a count where that is left out.
    pub rows: Vec<(Period, Option<Count>)>,
    /// The rows that have a count, together.
    pub together: Count,
}

/// The results of a record that count, each in its period.
pub fn counted<'a>(handbook: &Handbook, facts: &'a [Fact<'a>]) -> Vec<Counted<'a>> {
    facts.iter().filter_map(|fact| one(handbook, facts, fact)).collect()
}

fn one<'a>(handbook: &Handbook, facts: &'a [Fact<'a>], exam: &'a Fact<'a>) -> Option<Counted<'a>> {
    let Event::ExamSat { programme, window, outcome: Sitting::Completed, .. } = &exam.entry.event else { return None };
    handbook.programme(programme)?;
    let period = match window.as_deref().and_then(|w| handbook.calendar.window(w)) {
        Some(window) => of_window(handbook, &window.id(), window.closes)?,
        None if handbook.calendar.all().next().is_some() => return None,
        None => of_year(handbook, exam.day.year())?,
    };
    let id = exam.entry.id.as_ref();
    let released = |f: &&Fact<'_>| matches!(&f.entry.event, Event::ResultsReleased { exam } if exam == id);
    facts.iter().find(released).filter(|f| f.day <= period.results_by)?;
    let passed = facts.iter().rev().find_map(|f| match &f.entry.event {
        Event::ExamScored { exam, passed, .. } if exam == id => Some(*passed),
        _ => None,
    })?;
    Some(Counted { exam: id, programme, period: period.id, passed })
}

fn of_window(handbook: &Handbook, id: &str, closes: Date) -> Option<Period> {
    let release = handbook.results.release.as_ref()?.on(closes)?;
    let (season, year) = id.split_once('-').unwrap_or((id, ""));
    let mut letters = season.chars();
    let season = letters.next().map(|first| first.to_uppercase().chain(letters).collect::<String>());
    let name = format!("{} {year}", season.unwrap_or_default());
    Some(Period { id: id.to_owned(), name, closes, results_by: release.latest.after(closes) })
}

fn of_year(handbook: &Handbook, year: i16) -> Option<Period> {
    let closes = Date::new(year, 12, 31).ok()?;
    let release = handbook.results.release.as_ref()?.on(closes)?;
    Some(Period { id: year.to_string(), name: year.to_string(), closes, results_by: release.latest.after(closes) })
}

/// Every period whose results are out on a day, the latest first; whether anybody sat an exam in it or not.
fn periods(handbook: &Handbook, on: Date) -> Vec<Period> {
    let mut periods: Vec<Period> =
        handbook.calendar.all().filter_map(|w| of_window(handbook, &w.id(), w.closes)).collect();
    if periods.is_empty() {
        let first = handbook.results.release.iter().flat_map(|c| &c.versions).map(|v| v.from.year()).min();
        periods = first
            .map_or_else(Vec::new, |first| (first..=on.year()).filter_map(|year| of_year(handbook, year)).collect());
    }
    periods.retain(|period| period.results_by < on);
    periods.sort_by_key(|period| std::cmp::Reverse(period.closes));
    periods
}

/// What may be published of a programme on a day; nothing where the handbook does not say what is left out. `count` is
/// how many passed in a period, by its id.
pub fn published<'h>(handbook: &'h Handbook, on: Date, count: impl Fn(&str) -> Count) -> Option<PassRates<'h>> {
    let edition = handbook.results.disclosure.as_ref()?.on(on)?;
    let below = edition.suppress_below;
    let told = |period: Period| {
        let count = count(&period.id);
        (period, Some(count).filter(|count| count.tells_of_nobody(below)))
    };
    let rows: Vec<(Period, Option<Count>)> = periods(handbook, on).into_iter().map(told).collect();
    let add = |sum: Count, one: Count| Count { passed: sum.passed + one.passed, failed: sum.failed + one.failed };
    let together = rows.iter().filter_map(|(_, count)| *count).fold(Count::default(), add);
    Some(PassRates { below, source: edition.source(), rows, together })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_is_rounded_half_up() {
        for (passed, failed, share) in [(1, 1, 500), (1, 2, 333), (2, 1, 667), (0, 0, 0), (7, 0, 1_000), (1, 15, 63)] {
            assert_eq!(Count { passed, failed }.per_mille(), share, "{passed} of {}", passed + failed);
        }
    }

    #[test]
    fn a_row_needs_enough_on_either_side() {
        for (passed, failed, told) in [(10, 10, true), (9, 500, false), (500, 9, false), (30, 0, false), (0, 0, false)]
        {
            assert_eq!(Count { passed, failed }.tells_of_nobody(10), told, "{passed} and {failed}");
        }
    }
}
