//! Days, lengths of time, and the marks by which a handbook names a day.

use std::fmt;

use jiff::civil::{Date, Time};
use jiff::tz::TimeZone;
use jiff::{Span, Timestamp, ToSpan};

/// When something happened: a day, or a moment with its offset.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum When {
    /// A calendar day, the body's own.
    Day(Date),
    /// A moment; which day that is depends on the body's zone.
    Moment(Timestamp),
}

impl When {
    /// The calendar day in the body's zone.
    pub fn day(self, zone: &TimeZone) -> Date {
        match self {
            When::Day(day) => day,
            When::Moment(moment) => zone.to_datetime(moment).date(),
        }
    }

    /// Whether this is after close of business `closes` on `day`. A bare date is taken to be within that day.
    pub fn is_after(self, day: Date, closes: Time, zone: &TimeZone) -> bool {
        match self {
            When::Day(own) => own > day,
            When::Moment(moment) => zone.to_datetime(moment) > day.to_datetime(closes),
        }
    }

    /// Whether this certainly precedes `other`: earlier day, or earlier moment where both are moments.
    pub fn precedes(self, other: When, zone: &TimeZone) -> bool {
        match (self, other) {
            (When::Moment(a), When::Moment(b)) => a < b,
            _ => self.day(zone) < other.day(zone),
        }
    }
}

/// A unit of a [`Length`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// Calendar days.
    Day,
    /// Weeks of seven days.
    Week,
    /// Calendar months.
    Month,
    /// Calendar years.
    Year,
}

/// A length of time as handbooks write it: `"6 months"`, `"1 year"`, `"45 days"`, `"8 weeks"`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Length {
    /// How many.
    pub count: u16,
    /// Of what.
    pub unit: Unit,
}

/// Lengths above this are typing errors.
const LONGEST: u16 = 2000;

impl Length {
    /// Reads `"45 days"`.
    pub fn parse(text: &str) -> Option<Length> {
        let (count, unit) = text.split_once(' ')?;
        let unit = match unit.strip_suffix('s').unwrap_or(unit) {
            "day" => Unit::Day,
            "week" => Unit::Week,
            "month" => Unit::Month,
            "year" => Unit::Year,
            _ => return None,
        };
        let count = count.parse().ok().filter(|n| *n <= LONGEST)?;
        Some(Length { count, unit })
    }

    fn span(self) -> Span {
        let n = i64::from(self.count);
        match self.unit {
            Unit::Day => n.days(),
            Unit::Week => n.weeks(),
            Unit::Month => n.months(),
            Unit::Year => n.years(),
        }
    }

    /// `day` plus this length; a day that does not exist becomes the month's last (29 February + 1 year = 28 February).
    pub fn after(self, day: Date) -> Date {
        day.saturating_add(self.span())
    }

    /// `day` less this length.
    pub fn before(self, day: Date) -> Date {
        day.saturating_sub(self.span())
    }
}

impl fmt::Display for Length {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let unit = match self.unit {
            Unit::Day => "day",
            Unit::Week => "week",
            Unit::Month => "month",
            Unit::Year => "year",
        };
        write!(f, "{} {unit}{}", self.count, if self.count == 1 { "" } else { "s" })
    }
}

/// A day named by its relation to the end of a cycle.
///
/// `"Aug 1"` (of the year in which the cycle ends), `"Jun 30 of the next year"`, `"1 year after the end"`,
/// `"90 days before the end"`, `"the end"`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mark {
    /// A month and a day, in the year of the cycle's end or the one after.
    MonthDay {
        /// 1 to 12.
        month: i8,
        /// 1 to 31; always a day that exists every year.
        day: i8,
        /// Whether the year after the cycle's end is meant.
        next_year: bool,
    },
    /// So long after the cycle's last day.
    After(Length),
    /// So long before the cycle's last day.
    Before(Length),
}

const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

impl Mark {
    /// Reads one of the forms above.
    pub fn parse(text: &str) -> Option<Mark> {
        if text == "the end" {
            return Some(Mark::After(Length { count: 0, unit: Unit::Day }));
        }
        if let Some(length) = text.strip_suffix(" after the end") {
            return Length::parse(length).map(Mark::After);
        }
        if let Some(length) = text.strip_suffix(" before the end") {
            return Length::parse(length).map(Mark::Before);
        }
        let (text, next_year) = match text.strip_suffix(" of the next year") {
            Some(rest) => (rest, true),
            None => (text, false),
        };
        let (month, day) = text.split_once(' ')?;
        let month = MONTHS.iter().position(|m| *m == month)? as i8 + 1;
        let day: i8 = day.parse().ok()?;
        // 2023 is no leap year: 29 February is not a day of every year.
        Date::new(2023, month, day).ok()?;
        Some(Mark::MonthDay { month, day, next_year })
    }

    /// The day meant for a cycle that ends on `end`.
    pub fn of(self, end: Date) -> Date {
        match self {
            Mark::MonthDay { month, day, next_year } => {
                let year = end.year().saturating_add(i16::from(next_year));
                Date::new(year, month, day).unwrap_or(end)
            }
            Mark::After(length) => length.after(end),
            Mark::Before(length) => length.before(end),
        }
    }
}

/// The day after `day`.
pub fn next(day: Date) -> Date {
    day.tomorrow().unwrap_or(day)
}

/// The day before `day`.
pub fn previous(day: Date) -> Date {
    day.yesterday().unwrap_or(day)
}

/// A day as people read it: `1 December 2025`.
#[derive(Debug, Clone, Copy)]
pub struct InWords(pub Date);

/// A day as people read it: `1 December 2025`.
pub fn in_words(day: Date) -> InWords {
    InWords(day)
}

impl InWords {
    /// Writes it.
    ///
    /// # Errors
    /// Where `out` cannot be written.
    pub fn write_to(self, out: &mut impl fmt::Write) -> fmt::Result {
        const NAMES: [&str; 12] = [
            " January ",
            " February ",
            " March ",
            " April ",
            " May ",
            " June ",
            " July ",
            " August ",
            " September ",
            " October ",
            " November ",
            " December ",
        ];
        let (mut day, mut year) = (Digits::default(), Digits::default());
        out.write_str(day.write(self.0.day().unsigned_abs().into(), 1))?;
        out.write_str(NAMES[(self.0.month() - 1) as usize])?;
        if self.0.year() < 0 {
            out.write_str("-")?;
        }
        out.write_str(year.write(self.0.year().unsigned_abs().into(), 1))
    }
}

impl fmt::Display for InWords {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.write_to(f)
    }
}

/// Writes a day as machines read it: `2025-12-01`.
///
/// # Errors
/// Where `out` cannot be written.
pub fn write_iso(day: Date, out: &mut impl fmt::Write) -> fmt::Result {
    let Ok(year) = u16::try_from(day.year()) else { return write!(out, "{day}") };
    let digit = |n: u16| b'0' + (n % 10) as u8;
    let [month, day] = [day.month(), day.day()].map(|part| u16::from(part.unsigned_abs()));
    let [thousands, hundreds, tens, ones] = [1000, 100, 10, 1].map(|place| digit(year / place));
    let text =
        [thousands, hundreds, tens, ones, b'-', digit(month / 10), digit(month), b'-', digit(day / 10), digit(day)];
    out.write_str(std::str::from_utf8(&text).unwrap_or_default())
}

/// Room for the digits of a number.
#[derive(Default)]
pub(crate) struct Digits([u8; 20]);

impl Digits {
    /// Writes a number with at least so many digits.
    pub(crate) fn write(&mut self, mut n: u64, least: usize) -> &str {
        let mut at = self.0.len();
        while n > 0 || self.0.len() - at < least {
            at -= 1;
            self.0[at] = b'0' + (n % 10) as u8;
            n /= 10;
        }
        std::str::from_utf8(&self.0[at..]).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn marks_name_days_around_a_cycle_end() {
        let end = date(2025, 12, 1);
        let of = |text: &str| Mark::parse(text).map(|m| m.of(end));
        assert_eq!(of("Aug 1"), Some(date(2025, 8, 1)));
        assert_eq!(of("Jun 30 of the next year"), Some(date(2026, 6, 30)));
        assert_eq!(of("1 year after the end"), Some(date(2026, 12, 1)));
        assert_eq!(of("90 days before the end"), Some(date(2025, 9, 2)));
        assert_eq!(of("the end"), Some(end));
        for wrong in ["Feb 29", "Feb 30", "August 1", "1 Aug", "Aug 0", "Aug", ""] {
            assert_eq!(of(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn close_of_business_is_a_moment_in_the_bodys_zone() {
        let zone = jiff::tz::TimeZoneDatabase::bundled().get("America/New_York").unwrap();
        let closes = Time::constant(17, 0, 0, 0);
        let at = |text: &str| When::Moment(text.parse().unwrap());
        let due = date(2025, 12, 1);
        assert!(!at("2025-12-01T16:59:00-05:00").is_after(due, closes, &zone));
        assert!(!at("2025-12-01T17:00:00-05:00").is_after(due, closes, &zone));
        assert!(at("2025-12-01T17:00:01-05:00").is_after(due, closes, &zone));
        assert!(!at("2025-12-01T21:30:00Z").is_after(due, closes, &zone));
        assert!(!When::Day(due).is_after(due, closes, &zone));
    }
}
