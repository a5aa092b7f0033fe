//! A person's record: entries that are only ever appended, and what it holds as of a day's knowledge.

pub mod admit;
pub mod correction;
pub mod event;
mod evidence;
pub mod file;
pub mod json;
pub mod merging;
mod reading;
mod syntax;

use std::cell::RefCell;

use jiff::civil::Date;

pub use event::{Event, Text};
pub use file::Attached;
use json::{Fields, Json, Mistake, Pair};

use crate::day::When;
use crate::problem::did_you_mean;

/// One line of a record file: its number and its text.
#[derive(Debug, Clone, Copy)]
pub struct Line<'a> {
    /// From 1.
    pub number: usize,
    /// Without the line break.
    pub text: &'a str,
}

/// One entry of a record.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry<'a> {
    /// Unique in its file.
    pub id: Text<'a>,
    /// Whose record it belongs to.
    pub person: Text<'a>,
    /// When it happened.
    pub at: When,
    /// When the body learned of it.
    pub recorded_at: When,
    /// Who entered it.
    pub by: Option<Text<'a>>,
    /// Whatever was noted beside it.
    pub note: Option<Text<'a>>,
    /// The files that came with it. No rule looks at them.
    pub files: Vec<Attached<'a>>,
    /// What happened.
    pub event: Event<'a>,
    /// The line it was read from.
    pub line: usize,
}

/// Why a line or an event was not taken into the record. The rest of the file is still read.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Refusal {
    /// Line in the file, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
    /// The event's id, where it could be read.
    pub event: Option<String>,
    /// What is wrong.
    pub wrong: String,
    /// What to do.
    pub remedy: String,
}

impl Refusal {
    /// A refusal of a line, at the place where its field `key` stands; without one, at its beginning.
    pub fn at(
        line: Line<'_>,
        event: Option<&str>,
        key: &str,
        wrong: impl Into<String>,
        remedy: impl Into<String>,
    ) -> Refusal {
        Self::near(line, event, key_in(line, key), wrong, remedy)
    }

    /// A refusal of a line near a key that is a part of it.
    fn near(
        line: Line<'_>,
        event: Option<&str>,
        key: Option<&str>,
        wrong: impl Into<String>,
        remedy: impl Into<String>,
    ) -> Refusal {
        Refusal {
            line: line.number,
            column: key.and_then(|key| offset(line, key)).map_or(1, |at| line.text[..at].chars().count()),
            event: event.map(str::to_owned),
            wrong: wrong.into(),
            remedy: remedy.into(),
        }
    }
}

impl<'a> Line<'a> {
    /// The text of a field of the line's object, where the line can be read and has it.
    pub(crate) fn text_of(&self, key: &str) -> Option<Text<'a>> {
        pairs(*self).ok()?.into_iter().find_map(|(k, value)| match value {
            Json::Text(text) if k == key => Some(text),
            _ => None,
        })
    }
}

/// The offset of a part of a line, by its place in memory.
fn offset(line: Line<'_>, part: &str) -> Option<usize> {
    let at = (part.as_ptr() as usize).checked_sub(line.text.as_ptr() as usize)?;
    (at + part.len() <= line.text.len()).then_some(at)
}

/// The field of a line's object that bears a name, as a part of the line.
fn key_in<'a>(line: Line<'a>, key: &str) -> Option<&'a str> {
    if key.is_empty() {
        return None;
    }
    let pairs = pairs(line).ok()?;
    pairs.iter().find(|(k, _)| k == key).and_then(|(k, _)| json::as_written(k))
}

impl<'a> Entry<'a> {
    /// Reads a line; every mistake in it is named.
    pub fn read(line: Line<'a>) -> Result<Entry<'a>, Vec<Refusal>> {
        let pairs = pairs(line)?;
        Self::from_pairs(line, &pairs).map_err(|(id, mistakes)| {
            let refuse = |m: Mistake<'_>| Refusal::near(line, id.as_deref(), m.key, m.wrong, m.remedy);
            mistakes.into_iter().map(refuse).collect()
        })
    }

    /// The entry, or its id, where it can be read, and every mistake.
    fn from_pairs(line: Line<'a>, pairs: &[Pair<'a>]) -> Result<Entry<'a>, (Option<Text<'a>>, Vec<Mistake<'a>>)> {
        let mistakes = RefCell::default();
        let fields = Fields::new(pairs, &mistakes);
        let id = fields.text("id");
        let entry = Self::from_fields(line, &fields, id.clone());
        drop(fields);
        let mut mistakes: Vec<Mistake<'a>> = mistakes.into_inner();
        match entry {
            Some(entry) if mistakes.is_empty() => Ok(entry),
            _ => {
                if mistakes.is_empty() {
                    mistakes.push(Mistake {
                        key: None,
                        wrong: "the event cannot be read".into(),
                        remedy: "compare it with the contract".into(),
                    });
                }
                Err((id, mistakes))
            }
        }
    }

    fn from_fields(line: Line<'a>, f: &Fields<'_, 'a>, id: Option<Text<'a>>) -> Option<Entry<'a>> {
        let (person, kind, at) = (f.text("person"), f.text("kind"), f.when("at"));
        let (recorded_at, by, note) = (f.when_if_any("recorded_at"), f.text_if_any("by"), f.text_if_any("note"));
        let files = f.objects("files", "file", file::attached);
        let kind = kind?;
        if !event::KINDS.contains(&kind.as_ref()) {
            let hint = did_you_mean(&kind, event::KINDS.iter().copied());
            return f.wrong("kind", format!("there is no kind of event `{kind}`"), hint);
        }
        let event = Event::read(&kind, f);
        f.finish();
        let at = at?;
        Some(Entry {
            id: id?,
            person: person?,
            at,
            recorded_at: recorded_at?.unwrap_or(at),
            by: by?,
            note: note?,
            files: files?,
            event: event?,
            line: line.number,
        })
    }
}

/// The top-level pairs of a line's object.
fn pairs(line: Line<'_>) -> Result<Vec<Pair<'_>>, Vec<Refusal>> {
    match serde_json::from_str::<Json<'_>>(line.text) {
        Ok(Json::Object(pairs)) => Ok(pairs),
        Ok(_) => {
            Err(vec![Refusal::near(line, None, None, "this line is no JSON object", "write one event, {…}, a line")])
        }
        Err(error) => Err(vec![syntax::refusal(line, &error)]),
    }
}

/// An entry as one body counts it: the days on which it takes effect and on which the body had it.
#[derive(Debug, Clone)]
pub struct Fact<'a> {
    /// The entry, as corrected.
    pub entry: Entry<'a>,
    /// The day on which it takes effect, in the body's zone: for a cheque the date on it, where the body says so.
    pub day: Date,
    /// The day on which the body had it.
    pub received: Date,
}

/// What a body knows of one person: facts that hold together, by day.
#[derive(Debug, Clone)]
pub struct Record<'a> {
    /// The person.
    pub person: Text<'a>,
    /// Earliest first; those of one day in the file's order.
    pub facts: Vec<Fact<'a>>,
}

impl<'a> Record<'a> {
    /// The facts that took effect by the end of `day`.
    pub fn until(&self, day: Date) -> &[Fact<'a>] {
        let end = self.facts.partition_point(|fact| fact.day <= day);
        &self.facts[..end]
    }
}

/// The fact that bears an id.
pub fn by_id<'r, 'a>(facts: &'r [Fact<'a>], id: &str) -> Option<&'r Fact<'a>> {
    facts.iter().find(|fact| fact.entry.id == id)
}
