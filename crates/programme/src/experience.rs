//! How much experience a set of employments comes to (B6).
//!
//! Time counts once, however many posts fill it; part-time counts by its share of full time where a route says
//! full-time, two half posts at once making a whole one. Lengths are measured by the calendar: a stretch is its whole
//! months, and what is left over as a part of the month it falls in. So 2020-03-01 to 2025-02-28 is five years exactly.

use std::fmt;

use jiff::civil::Date;
use jiff::{ToSpan, Unit};

use crate::amount::Units;
use crate::day::next;

/// One employment: its first and last day, and its share of full time.
#[derive(Debug, Clone, Copy)]
pub struct Work {
    /// First day.
    pub from: Date,
    /// Last day worked.
    pub through: Date,
    /// Share of full time, in thousandths.
    pub share: Units,
}

/// Stretches of time without overlap, each with the share of full time worked in it.
#[derive(Debug)]
pub struct Experience {
    /// Earliest first; the second day is the first day no longer worked.
    stretches: Vec<(Date, Date, i64)>,
}

/// The least common multiple of 28, 29, 30 and 31: every part of a month is a whole number of these.
const PARTS: i64 = 377_580;

/// Thousandths of full time.
const FULL: i64 = 1000;

/// A length of experience in whole months, and parts of one, weighted by share.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Amount(i64);

impl Experience {
    /// What `work` comes to from `since` through the day before `day`; shares count only where `full_time` is asked for.
    pub fn of(work: &[Work], since: Date, day: Date, full_time: bool) -> Experience {
        let clipped: Vec<(Date, Date, i64)> = work
            .iter()
            .map(|w| {
                let share = if full_time { w.share.thousandths() } else { FULL };
                (w.from.max(since), next(w.through).min(day), share)
            })
            .filter(|(from, until, _)| from < until)
            .collect();
        let mut edges: Vec<Date> = clipped.iter().flat_map(|(from, until, _)| [*from, *until]).collect();
        edges.sort_unstable();
        edges.dedup();
        let mut stretches: Vec<(Date, Date, i64)> = Vec::new();
        for edge in edges.windows(2) {
            let (from, until) = (edge[0], edge[1]);
            let worked = clipped.iter().filter(|(f, u, _)| *f <= from && until <= *u);
            let share = worked.map(|(_, _, share)| share).sum::<i64>().min(FULL);
            match stretches.last_mut() {
                _ if share == 0 => {}
                Some(last) if last.1 == from && last.2 == share => last.1 = until,
                _ => stretches.push((from, until, share)),
            }
        }
        Experience { stretches }
    }

    /// The whole of it.
    pub fn length(&self) -> Amount {
        Amount(self.stretches.iter().map(|(from, until, share)| parts(*from, *until) * share).sum())
    }

    /// Whether it is at least so many years.
    pub fn is_at_least_years(&self, years: u16) -> bool {
        self.length() >= Amount(i64::from(years) * 12 * PARTS * FULL)
    }

    /// The first day from `from` through `through` on which nothing was worked.
    pub fn first_gap(&self, from: Date, through: Date) -> Option<Date> {
        let mut day = from;
        for (begins, until, _) in &self.stretches {
            if *begins > day {
                break;
            }
            day = day.max(*until);
        }
        (day <= through).then_some(day)
    }
}

/// A stretch in parts of a month.
fn parts(from: Date, until: Date) -> i64 {
    let months = from.until((Unit::Month, until)).map_or(0, |span| span.get_months());
    let begin = from.saturating_add(months.months());
    let month = days_between(begin, from.saturating_add((months + 1).months()));
    let left = days_between(begin, until);
    i64::from(months) * PARTS + if month == 0 { 0 } else { left * PARTS / month }
}

fn days_between(a: Date, b: Date) -> i64 {
    a.until(b).map_or(0, |span| i64::from(span.get_days()))
}

impl fmt::Display for Amount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let months = self.0 / (PARTS * FULL);
        let days = (self.0 % (PARTS * FULL) * 30 + PARTS * FULL / 2) / (PARTS * FULL);
        let mut said = Vec::new();
        for (n, what) in [(months / 12, "year"), (months % 12, "month"), (days, "day")] {
            if n > 0 {
                said.push(format!("{n} {what}{}", if n == 1 { "" } else { "s" }));
            }
        }
        if said.is_empty() {
            return f.write_str(if self.0 == 0 { "none" } else { "less than a day" });
        }
        f.write_str(&said.join(" "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn work(from: (i16, i8, i8), to: (i16, i8, i8), share: &str) -> Work {
        let day = |(y, m, d)| date(y, m, d);
        Work { from: day(from), through: day(to), share: Units::parse(share).unwrap() }
    }

    fn amount(work: &[Work], full_time: bool) -> String {
        Experience::of(work, date(2000, 1, 1), date(2030, 1, 1), full_time).length().to_string()
    }

    #[test]
    fn lengths_go_by_the_calendar() {
        assert_eq!(amount(&[work((2020, 3, 1), (2025, 2, 28), "1")], false), "5 years");
        assert_eq!(amount(&[work((2020, 3, 1), (2025, 2, 27), "1")], false), "4 years 11 months 29 days");
        assert_eq!(amount(&[work((2021, 2, 15), (2024, 2, 14), "1")], false), "3 years");
        assert_eq!(amount(&[work((2024, 2, 29), (2025, 2, 27), "1")], false), "1 year");
        assert_eq!(amount(&[], false), "none");
    }

    #[test]
    fn time_counts_once_and_part_time_by_its_share() {
        let twice = [work((2020, 1, 1), (2020, 12, 31), "1"), work((2020, 7, 1), (2021, 6, 30), "1")];
        assert_eq!(amount(&twice, false), "1 year 6 months");
        let end_to_end = [work((2020, 3, 1), (2021, 8, 14), "1"), work((2021, 8, 15), (2025, 2, 28), "1")];
        assert_eq!(amount(&end_to_end, false), "5 years");
        let half = [work((2020, 1, 1), (2021, 12, 31), "0.5")];
        assert_eq!(amount(&half, true), "1 year");
        assert_eq!(amount(&half, false), "2 years");
        let two_halves = [half[0], half[0]];
        assert_eq!(amount(&two_halves, true), "2 years");
    }

    #[test]
    fn a_gap_is_found_on_its_first_day() {
        let work = [work((2024, 1, 1), (2024, 6, 30), "1"), work((2024, 7, 2), (2025, 1, 1), "1")];
        let experience = Experience::of(&work, date(2024, 1, 1), date(2025, 1, 1), false);
        assert_eq!(experience.first_gap(date(2024, 1, 1), date(2024, 12, 31)), Some(date(2024, 7, 1)));
        assert_eq!(experience.first_gap(date(2024, 7, 2), date(2024, 12, 31)), None);
    }
}
