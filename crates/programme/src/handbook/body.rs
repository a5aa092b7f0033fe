//! The body itself: its name, money, zone, and the days on which its office works.

use jiff::civil::{Date, Time, Weekday};
use jiff::tz::TimeZone;

use super::clause::{Clause, Edition};
use super::reader::{Figure, Name, Value};
use crate::day::{next, previous};
use crate::{figures, governs};

figures! {
    /// By which clock the body's days and closes of business are told.
    pub struct Clock {
        /// The zone of the IANA database.
        zone: TimeZone,
        /// When the office closes.
        close_of_business: Time,
    }
}
governs!(Clock by Day);

/// The code of a body's money, as ISO 4217 writes it: `"USD"`.
#[derive(Debug, Clone)]
pub struct Currency(pub String);

impl Figure for Currency {
    const EXAMPLE: &'static str = "\"USD\"";
    fn read(value: Value<'_>) -> Option<Self> {
        let code = |text: &str| text.len() == 3 && text.bytes().all(|b| b.is_ascii_uppercase());
        value.parsed("a currency's code of three capital letters", Self::EXAMPLE, |text| {
            code(text).then(|| Currency(text.to_owned()))
        })
    }
}

figures! {
    /// A day on which the office is closed.
    pub struct Holiday {
        /// The day.
        on: Date,
        /// What is kept on it.
        name: String,
    }
}

/// A day of the week, as handbooks write it: `"Saturday"`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WeekDay(pub Weekday);

impl Figure for WeekDay {
    const EXAMPLE: &'static str = "\"Saturday\"";
    fn read(value: Value<'_>) -> Option<Self> {
        use Weekday::{Friday, Monday, Saturday, Sunday, Thursday, Tuesday, Wednesday};
        value.word(&[
            ("Monday", WeekDay(Monday)),
            ("Tuesday", WeekDay(Tuesday)),
            ("Wednesday", WeekDay(Wednesday)),
            ("Thursday", WeekDay(Thursday)),
            ("Friday", WeekDay(Friday)),
            ("Saturday", WeekDay(Saturday)),
            ("Sunday", WeekDay(Sunday)),
        ])
    }
}

figures! {
    /// On which days the office is closed (C2).
    pub struct BusinessDays {
        /// Days of every week on which it is closed.
        closed_on: Vec<WeekDay>,
        /// The last day for which holidays are written down here.
        through: Date,
        /// The holidays, in order.
        holidays: Vec<Holiday>,
    }
}
governs!(BusinessDays by Day);

figures! {
    /// One document that a handbook cites.
    pub struct SourceDocument {
        /// What it is called.
        title: String,
        /// Who publishes it.
        publisher: String,
        /// Whether it is published, or our own reading where no document decides.
        reading: Option<bool>,
        /// The id of an earlier document that it takes the place of.
        supersedes: Option<Name>,
        /// Which edition of it was read.
        edition: Option<String>,
    }
}

/// The body that certifies.
#[derive(Debug, Clone)]
pub struct Body {
    /// Its id in the record: `namss`.
    pub id: String,
    /// Its name.
    pub name: String,
    /// What it is called for short.
    pub short: String,
    /// Who decides on certification within it, where that has a name.
    pub commission: Option<String>,
    /// ISO 4217 code of its money.
    pub currency: String,
    /// Its zone and close of business.
    pub clock: Clause<Clock>,
    /// The zone of its latest clock: by it every moment of a record is given its day.
    pub zone: TimeZone,
    /// Its working days.
    pub business: Option<Clause<BusinessDays>>,
}

/// A count of business days, or why there is none.
#[derive(Debug)]
pub enum Counted<'h> {
    /// The day reached, and the clause by which business days are told.
    Day(Date, Edition<'h, BusinessDays>),
    /// Holidays are not written down for some day on the way.
    NotWritten(&'h Clause<BusinessDays>, Date),
    /// The body has no rule on business days.
    NoRule,
}

impl Body {
    /// What stands in for a body that could not be read.
    pub(super) fn unread() -> Body {
        let text = String::new;
        Body {
            id: text(),
            name: text(),
            short: text(),
            commission: None,
            currency: text(),
            clock: Clause::unread(),
            zone: TimeZone::UTC,
            business: None,
        }
    }

    /// The `n`th business day before `day`, that day itself not counted (C2).
    pub fn business_days_before(&self, day: Date, n: u16) -> Counted<'_> {
        self.count(day, n, previous)
    }

    /// The `n`th business day after `day`, that day itself not counted (E2).
    pub fn business_days_after(&self, day: Date, n: u16) -> Counted<'_> {
        self.count(day, n, next)
    }

    fn count(&self, day: Date, n: u16, step: fn(Date) -> Date) -> Counted<'_> {
        let Some(clause) = &self.business else { return Counted::NoRule };
        let (mut at, mut left) = (day, n);
        loop {
            let Some(edition) = clause.on(at).filter(|e| at <= e.through) else {
                return Counted::NotWritten(clause, at);
            };
            if left == 0 {
                return Counted::Day(at, edition);
            }
            at = step(at);
            if clause.on(at).is_some_and(|e| e.is_open(at)) {
                left -= 1;
            }
        }
    }
}

impl BusinessDays {
    /// Whether the office works on a day.
    pub fn is_open(&self, day: Date) -> bool {
        !self.closed_on.iter().any(|w| w.0 == day.weekday()) && !self.holidays.iter().any(|h| h.on == day)
    }
}
