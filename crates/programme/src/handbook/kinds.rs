//! The kinds of figures that a handbook is written with, and the macros that declare sets and lists of them.

use jiff::civil::{Date, Time};
use jiff::tz::{TimeZone, TimeZoneDatabase};
use toml::de::DeValue;

use super::reader::{Figure, Value};
use super::syntax;
use crate::amount::{Money, Units};
use crate::day::{Length, Mark};
use crate::problem::nearest;

impl Figure for bool {
    const EXAMPLE: &'static str = "true";
    fn read(value: Value<'_>) -> Option<Self> {
        match value.value.get_ref() {
            DeValue::Boolean(b) => Some(*b),
            other => value.other_than("true or false", other, "true"),
        }
    }
}

impl Figure for u16 {
    const EXAMPLE: &'static str = "3";
    fn read(value: Value<'_>) -> Option<Self> {
        match value.value.get_ref() {
            DeValue::Integer(n) if n.radix() == 10 => match n.as_str().parse() {
                Ok(n) if n <= 10_000 => Some(n),
                _ => value.wrong(
                    format!("{} is {}, out of range", value.name(), n.as_str()),
                    "write a whole number from 0 to 10000",
                ),
            },
            other => value.other_than("a whole number", other, Self::EXAMPLE),
        }
    }
}

impl Figure for Date {
    const EXAMPLE: &'static str = "2025-12-01";
    fn read(value: Value<'_>) -> Option<Self> {
        let DeValue::Datetime(found) = value.value.get_ref() else {
            return value.other_than("a day", value.value.get_ref(), &format!("{}, without quotes", Self::EXAMPLE));
        };
        let day = found.date.and_then(|d| Date::new(d.year as i16, d.month as i8, d.day as i8).ok());
        match day {
            // The parser has said so already, in the same words at the same place.
            None => value.wrong(syntax::no_such_day(value.written()), syntax::WRITE_A_DAY),
            Some(day) if found.time.is_some() => value.wrong(
                format!("{} has a time of day, where a day is asked for", value.name()),
                format!("write {day} alone"),
            ),
            Some(day) => Some(day),
        }
    }
}

impl Figure for Time {
    const EXAMPLE: &'static str = "\"17:00\"";
    fn read(value: Value<'_>) -> Option<Self> {
        value.parsed("a time of day", Self::EXAMPLE, |text| {
            let (h, m) = text.split_once(':')?;
            Time::new(h.parse().ok()?, m.parse().ok().filter(|_| m.len() == 2)?, 0, 0).ok()
        })
    }
}

impl Figure for TimeZone {
    const EXAMPLE: &'static str = "\"America/New_York\"";
    fn read(value: Value<'_>) -> Option<Self> {
        let (name, zones) = (value.string(Self::EXAMPLE)?, TimeZoneDatabase::bundled());
        if let Ok(zone) = zones.get(name) {
            return Some(zone);
        }
        let known: Vec<_> = zones.available().collect();
        let hint = match nearest(name, known.iter().map(|zone| zone.as_str())) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("write it like {}", Self::EXAMPLE),
        };
        value.wrong(format!("\"{name}\" is no time zone of the IANA database"), hint)
    }
}

impl Figure for Money {
    const EXAMPLE: &'static str = "\"225.00\"";
    fn read(value: Value<'_>) -> Option<Self> {
        let money = value.parsed("an amount of money", Self::EXAMPLE, Money::parse)?;
        if value.written().contains('.') {
            return Some(money);
        }
        value.wrong(format!("{} is written without cents", value.name()), format!("write \"{money}\""))
    }
}

impl Figure for Units {
    const EXAMPLE: &'static str = "\"1.5\"";
    fn read(value: Value<'_>) -> Option<Self> {
        value.parsed("a number of credits", Self::EXAMPLE, Units::parse)
    }
}

impl Figure for Length {
    const EXAMPLE: &'static str = "\"6 months\"";
    fn read(value: Value<'_>) -> Option<Self> {
        value.parsed("a length of time", Self::EXAMPLE, Length::parse)
    }
}

impl Figure for Mark {
    const EXAMPLE: &'static str = "\"Aug 1\", \"Jun 30 of the next year\" or \"1 year after the end\"";
    fn read(value: Value<'_>) -> Option<Self> {
        value.parsed("a day around a cycle's end", Self::EXAMPLE, Mark::parse)
    }
}

/// Declares a set of figures: a struct, its documentation, and how it is read from a handbook's table.
#[macro_export]
macro_rules! figures {
    ($(#[$meta:meta])* $vis:vis struct $name:ident { $( $(#[$fmeta:meta])* $field:ident : $ty:ty ),* $(,)? }) => {
        $(#[$meta])*
        #[derive(Debug, Clone)]
        $vis struct $name { $( $(#[$fmeta])* pub $field: $ty ),* }

        impl $name {
            /// Reads the figures out of a table.
            pub fn from_table(table: &$crate::handbook::reader::Table<'_>) -> Option<Self> {
                $( let $field = table.field::<$ty>(stringify!($field)); )*
                Some($name { $( $field: $field? ),* })
            }
        }

        impl $crate::handbook::reader::Figure for $name {
            const EXAMPLE: &'static str = concat!("{ ", $( stringify!($field), " = …, ", )* "… }");
            fn read(value: $crate::handbook::reader::Value<'_>) -> Option<Self> {
                let table = value.table()?;
                let read = Self::from_table(&table);
                table.finish();
                read
            }
        }
    };
}

/// Declares a closed list of words: an enum and how each is written in a handbook.
#[macro_export]
macro_rules! words {
    ($(#[$meta:meta])* pub enum $name:ident { $( $(#[$vmeta:meta])* $variant:ident = $word:literal ),* $(,)? }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum $name { $( $(#[$vmeta])* $variant ),* }

        impl $name {
            /// Every word of the list, with what it means.
            pub const WORDS: &'static [(&'static str, $name)] = &[ $( ($word, $name::$variant) ),* ];

            /// The word as it is written.
            pub fn word(self) -> &'static str {
                match self { $( $name::$variant => $word ),* }
            }
        }

        impl $crate::handbook::reader::Figure for $name {
            const EXAMPLE: &'static str = "\"…\"";
            fn read(value: $crate::handbook::reader::Value<'_>) -> Option<Self> {
                value.word(Self::WORDS)
            }
            fn missing(table: &$crate::handbook::reader::Table<'_>, key: &str) -> Option<Self> {
                let words: Vec<&str> = Self::WORDS.iter().map(|(word, _)| *word).collect();
                table.missing(key, format!("write {key} = \"…\" with one of {}", $crate::problem::list(&words)))
            }
        }
    };
}
