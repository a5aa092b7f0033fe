//! Reading a handbook's TOML so that every mistake is reported at once, each with its place.
//!
//! A [`Table`] hands out typed fields and notes what was asked for; [`Table::finish`] names what was not. A field
//! that is wrong is noted and answers `None`, and the reading goes on.

use std::borrow::Cow;
use std::cell::RefCell;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::problem::{Problem, did_you_mean, nearest};

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
    /// Files that could be read in part only: what else is found in them would follow from that.
    broken: RefCell<Vec<String>>,
}

impl Report {
    /// Notes a problem.
    pub fn note(&self, problem: Problem) {
        if !self.broken.borrow().contains(&problem.file) {
            self.problems.borrow_mut().push(problem);
        }
    }

    /// Takes no further problem of a file, since it could be read in part only.
    pub fn set_aside(&self, file: &str) {
        self.broken.borrow_mut().push(file.to_owned());
    }

    /// Whether a file could be read in part only.
    pub fn is_broken(&self, file: &str) -> bool {
        self.broken.borrow().iter().any(|broken| file == broken)
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
    /// Its key, or that of the list it stands in.
    key: &'a str,
    /// Whether it stands in a list.
    listed: bool,
    pub(super) value: &'a Spanned<DeValue<'a>>,
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
    /// Keys that are missing, with what is said of each unless it turns out to be there under a wrong name.
    lacking: RefCell<Vec<(String, Problem)>>,
}

/// Something that can stand as a figure in a handbook.
pub trait Figure: Sized {
    /// An example, for messages.
    const EXAMPLE: &'static str;

    /// Reads it, or notes what is wrong.
    fn read(value: Value<'_>) -> Option<Self>;

    /// What to do where it is missing: by default that is a problem.
    fn missing(table: &Table<'_>, key: &str) -> Option<Self> {
        table.missing(key, format!("write {key} = {}", Self::EXAMPLE))
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

    /// What messages call it.
    pub(super) fn name(&self) -> String {
        if self.listed { format!("what stands in `{}`", self.key) } else { format!("`{}`", self.key) }
    }

    /// It as the file has it.
    pub(super) fn written(&self) -> &'a str {
        self.file.text.get(self.value.span()).unwrap_or_default()
    }

    /// The problem that it is `found`, not `wanted`; `example` shows what to write.
    pub(super) fn other_than<T>(&self, wanted: &str, found: &DeValue<'_>, example: &str) -> Option<T> {
        let wrong = format!("{} is {}, not {wanted}", self.name(), name_of(found));
        match self.listed {
            true => self.wrong(wrong, format!("write {example}")),
            false => self.wrong(wrong, format!("write {} = {example}", self.key)),
        }
    }

    /// The text of a string.
    pub fn string(&self, example: &str) -> Option<&'a str> {
        match self.value.get_ref() {
            DeValue::String(text) => Some(text.as_ref()),
            other => self.other_than("text in quotes", other, example),
        }
    }

    /// The items of an array.
    pub fn items(&self) -> Option<Vec<Value<'a>>> {
        match self.value.get_ref() {
            DeValue::Array(items) => Some(items.iter().map(|value| Value { value, listed: true, ..*self }).collect()),
            DeValue::Table(_) if !self.written().starts_with('{') => {
                let remedy = format!("write its head in double brackets: [[….{}]]", self.key);
                self.wrong(format!("{} is a table, not a list of tables", self.name()), remedy)
            }
            other => self.other_than("a list", other, "[ … ]"),
        }
    }

    /// The table this value is.
    pub fn table(&self) -> Option<Table<'a>> {
        match self.value.get_ref() {
            DeValue::Table(map) => Some(Table::new(self.file, map, self.offset(), self.report)),
            DeValue::Array(_) if self.written().starts_with("[[") => {
                let remedy = format!("write its head in single brackets: [{}]", self.key);
                self.wrong(format!("{} is a list, not a table", self.name()), remedy)
            }
            other => self.other_than("a table", other, "{ … }"),
        }
    }

    /// What it holds: a table's entries by their keys, a list's items by their numbers from 0.
    pub(super) fn entries(&self) -> Vec<(Cow<'a, str>, Value<'a>)> {
        match self.value.get_ref() {
            DeValue::Table(map) => {
                let table = Table::new(self.file, map, self.offset(), self.report);
                table.entries().into_iter().map(|(key, value)| (key.into(), value)).collect()
            }
            DeValue::Array(_) => {
                let items = self.items().unwrap_or_default().into_iter().enumerate();
                items.map(|(number, value)| (number.to_string().into(), value)).collect()
            }
            _ => Vec::new(),
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
        self.wrong(format!("{} cannot be \"{text}\"", self.name()), hint)
    }
}

impl<'a> Table<'a> {
    /// A table at a place of a file.
    pub fn new(file: &'a SourceFile, map: &'a DeTable<'a>, offset: usize, report: &'a Report) -> Table<'a> {
        Table { file, map, offset, report, asked: RefCell::default(), lacking: RefCell::default() }
    }

    /// Notes a problem at the table's beginning.
    pub fn wrong(&self, wrong: impl Into<String>, remedy: impl Into<String>) {
        self.report.note(self.file.problem(self.offset, wrong, remedy));
    }

    /// Notes that a key is missing.
    pub fn missing<T>(&self, key: &str, remedy: impl Into<String>) -> Option<T> {
        let problem = self.file.problem(self.offset, format!("`{key}` is missing"), remedy);
        self.lacking.borrow_mut().push((key.to_owned(), problem));
        None
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
            (key.as_ref(), Value { file: self.file, key, listed: false, value, report: self.report })
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
            let meant = nearest(key.get_ref(), asked.iter().map(String::as_str));
            self.lacking.borrow_mut().retain(|(lacking, _)| Some(lacking.as_str()) != meant);
            let hint = did_you_mean(key.get_ref(), asked.iter().map(String::as_str));
            self.report.note(self.file.problem(
                key.span().start,
                format!("`{}` is no key that stands here", key.get_ref()),
                hint,
            ));
        }
    }
}

impl Drop for Table<'_> {
    fn drop(&mut self) {
        self.lacking.take().into_iter().for_each(|(_, problem)| self.report.note(problem));
    }
}

/// What kind of thing a TOML value is.
fn name_of(value: &DeValue<'_>) -> &'static str {
    match value {
        DeValue::String(_) => "text in quotes",
        DeValue::Integer(_) => "a whole number",
        DeValue::Float(_) => "a number with decimals",
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
    fn missing(table: &Table<'_>, key: &str) -> Option<Self> {
        table.missing(key, format!("write {key} = [{}]", T::EXAMPLE))
    }
}

impl Figure for String {
    const EXAMPLE: &'static str = "\"…\"";
    fn read(value: Value<'_>) -> Option<Self> {
        let text = value.string(Self::EXAMPLE)?;
        if text.trim().is_empty() {
            return value.wrong(format!("{} is empty", value.name()), "say it in words");
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
