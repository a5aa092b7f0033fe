//! Reading a handbook's TOML so that every mistake is reported at once, each with its place.
//!
//! A [`Table`] hands out typed fields and notes what was asked for; [`Table::finish`] names what was not. A field
//! that is wrong is noted and answers `None`, and the reading goes on.

use std::cell::RefCell;

use jiff::civil::{Date, Time};
use jiff::tz::{TimeZone, TimeZoneDatabase};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::amount::{Money, Units};
use crate::day::{Length, Mark};
use crate::problem::{Problem, did_you_mean};

/// One file of a handbook: its name as messages show it, and its text.
#[derive(Debug, Clone)]
pub struct SourceFile {
    /// The name with its path, as messages show it. What stands after the last `/` says which file it is.
    pub name: String,
    /// The whole text.
    pub text: String,
}

impl SourceFile {
    /// `recertification` for `handbooks/namss/recertification.toml`.
    pub fn stem(&self) -> &str {
        let base = self.name.rsplit(['/', '\\']).next().unwrap_or(&self.name);
        base.strip_suffix(".toml").unwrap_or(base)
    }

    /// A problem at a byte offset of this file.
    pub fn problem(&self, offset: usize, wrong: impl Into<String>, remedy: impl Into<String>) -> Problem {
        Problem::at(&self.name, &self.text, offset, wrong, remedy)
    }
}

/// Where problems gather while a handbook is read.
#[derive(Debug, Default)]
pub struct Report {
    problems: RefCell<Vec<Problem>>,
}

impl Report {
    /// Notes a problem.
    pub fn note(&self, problem: Problem) {
        self.problems.borrow_mut().push(problem);
    }

    /// All problems, by file and place.
    pub fn into_problems(self) -> Vec<Problem> {
        let mut problems = self.problems.into_inner();
        problems.sort();
        problems.dedup();
        problems
    }
}

/// A value of a handbook file, with its place.
#[derive(Clone, Copy)]
pub struct Value<'a> {
    /// The file it stands in.
    pub file: &'a SourceFile,
    /// Its dotted name, for messages: `submission.opens`.
    key: &'a str,
    value: &'a Spanned<DeValue<'a>>,
    report: &'a Report,
}

/// A table of a handbook file. Fields are asked for by name; [`finish`](Table::finish) names the rest.
pub struct Table<'a> {
    /// The file it stands in.
    pub file: &'a SourceFile,
    map: &'a DeTable<'a>,
    offset: usize,
    report: &'a Report,
    asked: RefCell<Vec<String>>,
}

/// Something that can stand as a figure in a handbook.
pub trait Figure: Sized {
    /// An example, for messages.
    const EXAMPLE: &'static str;

    /// Reads it, or notes what is wrong.
    fn read(value: Value<'_>) -> Option<Self>;

    /// What to do where it is missing: by default that is a problem.
    fn missing(table: &Table<'_>, key: &str) -> Option<Self> {
        table.wrong(format!("`{key}` is missing"), format!("write {key} = {}", Self::EXAMPLE));
        None
    }
}

impl<'a> Value<'a> {
    /// Notes a problem at this value.
    pub fn wrong<T>(&self, wrong: impl Into<String>, remedy: impl Into<String>) -> Option<T> {
        self.report.note(self.file.problem(self.offset(), wrong, remedy));
        None
    }

    /// The byte offset at which the value begins.
    pub fn offset(&self) -> usize {
        self.value.span().start
    }

    /// The text of a string.
    pub fn string(&self, example: &str) -> Option<&'a str> {
        match self.value.get_ref() {
            DeValue::String(text) => Some(text.as_ref()),
            other => self.wrong(
                format!("`{}` is {}, not a string", self.key, name_of(other)),
                format!("write {} = {example}", self.key),
            ),
        }
    }

    /// The items of an array.
    pub fn items(&self) -> Option<Vec<Value<'a>>> {
        match self.value.get_ref() {
            DeValue::Array(items) => Some(items.iter().map(|value| Value { value, ..*self }).collect()),
            other => self.wrong(
                format!("`{}` is {}, not a list", self.key, name_of(other)),
                format!("write {} = [ … ]", self.key),
            ),
        }
    }

    /// The table this value is.
    pub fn table(&self) -> Option<Table<'a>> {
        match self.value.get_ref() {
            DeValue::Table(map) => Some(Table::new(self.file, map, self.offset(), self.report)),
            other => self.wrong(
                format!("`{}` is {}, not a table", self.key, name_of(other)),
                format!("write {} = {{ … }} or [{}]", self.key, self.key),
            ),
        }
    }

    /// The table this value is, if it is one.
    pub fn table_if_any(&self) -> Option<Table<'a>> {
        if matches!(self.value.get_ref(), DeValue::Table(_)) { self.table() } else { None }
    }

    /// A plain value as text: a string itself, a number, day or yes-or-no as it is written.
    pub fn said(&self) -> Option<String> {
        match self.as_json() {
            serde_json::Value::String(text) => Some(text),
            other if other.is_array() || other.is_object() => None,
            other => Some(other.to_string()),
        }
    }

    /// The value as JSON; dates become ISO strings.
    pub fn as_json(&self) -> serde_json::Value {
        to_json(self.value.get_ref())
    }

    /// Reads a string by `parse`, or says what was expected.
    pub fn parsed<T>(&self, what: &str, example: &str, parse: impl FnOnce(&str) -> Option<T>) -> Option<T> {
        let text = self.string(example)?;
        parse(text).or_else(|| self.wrong(format!("\"{text}\" is not {what}"), format!("write it like {example}")))
    }

    /// Reads one word of a closed list.
    pub fn word<T: Copy>(&self, words: &[(&str, T)]) -> Option<T> {
        let text = self.string(&format!("\"{}\"", words.first().map_or("", |w| w.0)))?;
        if let Some((_, meant)) = words.iter().find(|(w, _)| *w == text) {
            return Some(*meant);
        }
        let hint = did_you_mean(text, words.iter().map(|w| w.0));
        self.wrong(format!("`{}` cannot be \"{text}\"", self.key), hint)
    }
}

impl<'a> Table<'a> {
    /// A table at a place of a file.
    pub fn new(file: &'a SourceFile, map: &'a DeTable<'a>, offset: usize, report: &'a Report) -> Table<'a> {
        Table { file, map, offset, report, asked: RefCell::default() }
    }

    /// Notes a problem at the table's beginning.
    pub fn wrong(&self, wrong: impl Into<String>, remedy: impl Into<String>) {
        self.report.note(self.file.problem(self.offset, wrong, remedy));
    }

    /// The value under a key, if there is one.
    pub fn value(&self, key: &str) -> Option<Value<'a>> {
        self.asked.borrow_mut().push(key.to_owned());
        self.entries().into_iter().find(|(k, _)| *k == key).map(|(_, value)| value)
    }

    /// A figure under a key.
    pub fn field<T: Figure>(&self, key: &str) -> Option<T> {
        match self.value(key) {
            Some(value) => T::read(value),
            None => T::missing(self, key),
        }
    }

    /// The table under a key, if there is one.
    pub fn table(&self, key: &str) -> Option<Table<'a>> {
        self.value(key)?.table()
    }

    /// Every entry, in the file's order, as names and values.
    pub fn entries(&self) -> Vec<(&'a str, Value<'a>)> {
        let value = |(key, value): (&'a Spanned<_>, &'a Spanned<DeValue<'a>>)| {
            let key: &'a std::borrow::Cow<'a, str> = key.get_ref();
            (key.as_ref(), Value { file: self.file, key, value, report: self.report })
        };
        self.map.iter().map(value).collect()
    }

    /// The keys in the file's order with the text of their values, those in `but` left out.
    pub fn as_json(&self, but: &[&str]) -> serde_json::Map<String, serde_json::Value> {
        let kept = self.map.iter().filter(|(k, _)| !but.contains(&k.get_ref().as_ref()));
        kept.map(|(k, v)| (k.get_ref().to_string(), to_json(v.get_ref()))).collect()
    }

    /// Names every key that nobody asked for.
    pub fn finish(self) {
        let asked = self.asked.borrow();
        for (key, _) in self.map.iter().filter(|(k, _)| !asked.iter().any(|a| a == k.get_ref())) {
            let hint = did_you_mean(key.get_ref(), asked.iter().map(String::as_str));
            self.report.note(self.file.problem(
                key.span().start,
                format!("`{}` is no key of this table", key.get_ref()),
                hint,
            ));
        }
    }
}

/// What kind of thing a TOML value is.
fn name_of(value: &DeValue<'_>) -> &'static str {
    match value {
        DeValue::String(_) => "a string",
        DeValue::Integer(_) => "a whole number",
        DeValue::Float(_) => "a float",
        DeValue::Boolean(_) => "true or false",
        DeValue::Datetime(_) => "a date",
        DeValue::Array(_) => "a list",
        DeValue::Table(_) => "a table",
    }
}

/// A TOML value as JSON; dates become ISO strings.
fn to_json(value: &DeValue<'_>) -> serde_json::Value {
    match value {
        DeValue::String(text) => text.as_ref().into(),
        DeValue::Integer(n) => n.as_str().parse::<i64>().map_or(n.as_str().into(), Into::into),
        DeValue::Float(n) => n.as_str().into(),
        DeValue::Boolean(b) => (*b).into(),
        DeValue::Datetime(moment) => moment.to_string().into(),
        DeValue::Array(items) => items.iter().map(|v| to_json(v.get_ref())).collect(),
        DeValue::Table(map) => serde_json::Value::Object(
            map.iter().map(|(k, v)| (k.get_ref().to_string(), to_json(v.get_ref()))).collect(),
        ),
    }
}

impl<T: Figure> Figure for Option<T> {
    const EXAMPLE: &'static str = T::EXAMPLE;
    fn read(value: Value<'_>) -> Option<Self> {
        T::read(value).map(Some)
    }
    fn missing(_: &Table<'_>, _: &str) -> Option<Self> {
        Some(None)
    }
}

impl<T: Figure> Figure for Vec<T> {
    const EXAMPLE: &'static str = "[ … ]";
    fn read(value: Value<'_>) -> Option<Self> {
        // Every item is read, so that all that is wrong is named; one wrong item makes the list unusable.
        let items: Vec<Option<T>> = value.items()?.into_iter().map(T::read).collect();
        items.into_iter().collect()
    }
}

impl Figure for String {
    const EXAMPLE: &'static str = "\"…\"";
    fn read(value: Value<'_>) -> Option<Self> {
        let text = value.string(Self::EXAMPLE)?;
        if text.trim().is_empty() {
            return value.wrong(format!("`{}` is empty", value.key), "say it in words");
        }
        Some(text.to_owned())
    }
}

/// A name that must stand somewhere else too: a fee, a programme, a category. It keeps its place for messages.
#[derive(Debug, Clone)]
pub struct Name {
    /// The name.
    pub id: String,
    /// The file it stands in.
    pub file: String,
    /// Its line, from 1.
    pub line: usize,
    /// Its column, from 1.
    pub column: usize,
}

impl Name {
    /// A name that stands at the value `value`.
    pub fn at(id: &str, value: Value<'_>) -> Name {
        let Problem { file, line, column, .. } = value.file.problem(value.offset(), "", "");
        Name { id: id.to_owned(), file, line, column }
    }

    /// A problem at the name's place.
    pub fn problem(&self, wrong: impl Into<String>, remedy: impl Into<String>) -> Problem {
        let (wrong, remedy) = (wrong.into(), remedy.into());
        Problem { file: self.file.clone(), line: self.line, column: self.column, wrong, remedy }
    }

    /// The problem that nothing of the kind `what` bears this name.
    pub fn unknown<'k>(&self, what: &str, known: impl IntoIterator<Item = &'k str>) -> Problem {
        self.problem(format!("there is no {what} `{}`", self.id), did_you_mean(&self.id, known))
    }
}

impl Figure for Name {
    const EXAMPLE: &'static str = "\"…\"";
    fn read(value: Value<'_>) -> Option<Self> {
        String::read(value).map(|id| Name::at(&id, value))
    }
}

impl Figure for bool {
    const EXAMPLE: &'static str = "true";
    fn read(value: Value<'_>) -> Option<Self> {
        match value.value.get_ref() {
            DeValue::Boolean(b) => Some(*b),
            other => value.wrong(
                format!("`{}` is {}, not true or false", value.key, name_of(other)),
                format!("write {} = true", value.key),
            ),
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
                    format!("`{}` is {}, out of range", value.key, n.as_str()),
                    "write a number from 0 to 10000",
                ),
            },
            other => value.wrong(
                format!("`{}` is {}, not a whole number", value.key, name_of(other)),
                format!("write {} = {}", value.key, Self::EXAMPLE),
            ),
        }
    }
}

impl Figure for Date {
    const EXAMPLE: &'static str = "2025-12-01";
    fn read(value: Value<'_>) -> Option<Self> {
        let found = match value.value.get_ref() {
            DeValue::Datetime(found) if found.time.is_none() && found.offset.is_none() => found.date,
            _ => None,
        };
        let Some(found) = found else {
            return value.wrong(
                format!("`{}` is {}, not a day", value.key, name_of(value.value.get_ref())),
                format!("write {} = {}, without quotes", value.key, Self::EXAMPLE),
            );
        };
        match Date::new(found.year as i16, found.month as i8, found.day as i8) {
            Ok(day) => Some(day),
            Err(_) => value.wrong(format!("{found} is no day of the calendar"), "write a day that exists"),
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
        value.parsed("a time zone of the IANA database", Self::EXAMPLE, |text| {
            TimeZoneDatabase::bundled().get(text).ok()
        })
    }
}

impl Figure for Money {
    const EXAMPLE: &'static str = "\"225.00\"";
    fn read(value: Value<'_>) -> Option<Self> {
        value.parsed("an amount of money", Self::EXAMPLE, |text| Money::parse(text).filter(|_| text.contains('.')))
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
            const EXAMPLE: &'static str = concat!("{ ", $( stringify!($field), " = …, ", )* "}");
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
            const EXAMPLE: &'static str = concat!($( "\"", $word, "\" " ),*);
            fn read(value: $crate::handbook::reader::Value<'_>) -> Option<Self> {
                value.word(Self::WORDS)
            }
        }
    };
}
