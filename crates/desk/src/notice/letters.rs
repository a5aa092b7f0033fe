//! Letters: a template with places, filled strictly, and wrapped as plain text is read.

use std::fmt;

use programme::Handbook;

use super::due::{Cited, Notice};

/// A letter as it is sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Letter {
    /// The subject.
    pub subject: String,
    /// The text.
    pub body: String,
}

/// Why a template cannot be filled: it is wrong, and a test says so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unfilled {
    /// It has a place that nothing is known for.
    Unknown(String),
    /// A brace is not closed.
    Open,
    /// Its first line is no subject.
    NoSubject,
}

impl fmt::Display for Unfilled {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Unfilled::Unknown(place) => write!(f, "the letter has a place {{{place}}} that nothing is known for"),
            Unfilled::Open => f.write_str("the letter has a place whose brace is not closed"),
            Unfilled::NoSubject => f.write_str("the letter does not begin with `Subject: `"),
        }
    }
}

impl std::error::Error for Unfilled {}

/// What stands in a letter's places, by name.
pub type Places = Vec<(&'static str, String)>;

/// The places that every letter may have.
pub const COMMON: &[&str] = &["greeting", "body", "short", "rules"];

/// The names of a template's places, in its order.
///
/// # Errors
/// Where a brace is not closed.
pub fn places(template: &str) -> Result<Vec<&str>, Unfilled> {
    let mut names = Vec::new();
    let mut rest = template;
    while let Some((_, after)) = rest.split_once('{') {
        let (name, after) = after.split_once('}').ok_or(Unfilled::Open)?;
        names.push(name);
        rest = after;
    }
    Ok(names)
}

/// Fills a template. What is put in is never read for places again.
///
/// # Errors
/// Where the template is wrong.
pub fn fill(template: &str, places: &[(&'static str, String)]) -> Result<Letter, Unfilled> {
    let (subject, body) = template.split_once('\n').ok_or(Unfilled::NoSubject)?;
    let subject = subject.strip_prefix("Subject: ").ok_or(Unfilled::NoSubject)?;
    let subject = filled(subject, places)?;
    Ok(Letter {
        subject: subject.split_whitespace().collect::<Vec<_>>().join(" "),
        body: wrapped(&filled(body, places)?),
    })
}

fn filled(template: &str, places: &[(&'static str, String)]) -> Result<String, Unfilled> {
    let mut out = String::with_capacity(template.len() * 2);
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        let (name, after) = after.split_once('}').ok_or(Unfilled::Open)?;
        let value = places.iter().find(|(own, _)| *own == name).map(|(_, value)| value);
        out.push_str(before);
        out.push_str(value.ok_or_else(|| Unfilled::Unknown(name.to_owned()))?);
        rest = after;
    }
    out.push_str(rest);
    Ok(out)
}

/// The longest line of a letter, in letters.
const WIDTH: usize = 76;

/// Breaks long lines, those of a list further in; several empty lines become one.
fn wrapped(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 64);
    let mut empty = true;
    for line in text.lines() {
        if line.trim().is_empty() {
            if !empty {
                out.push('\n');
            }
            empty = true;
            continue;
        }
        empty = false;
        let further = if line.starts_with("- ") { "  " } else { "" };
        let mut column = 0;
        for word in line.split_whitespace() {
            let length = word.chars().count();
            if column > 0 && column + 1 + length > WIDTH {
                out.push('\n');
                out.push_str(further);
                column = further.len();
            } else if column > 0 {
                out.push(' ');
                column += 1;
            }
            out.push_str(word);
            column += length;
        }
        out.push('\n');
    }
    out.truncate(out.trim_end().len());
    out.push('\n');
    out
}

/// The letter of a notice, to somebody of that name.
///
/// # Errors
/// Where the template is wrong.
pub fn write(notice: &Notice<'_>, name: &str) -> Result<Letter, Unfilled> {
    let body = &notice.handbook.body;
    let name = name.trim();
    let mut places = notice.places.clone();
    places.extend([
        ("greeting", if name.is_empty() { "Hello,".to_owned() } else { format!("Dear {name},") }),
        ("body", body.name.clone()),
        ("short", body.short.clone()),
        ("rules", rules(notice.handbook, &notice.cited)),
    ]);
    fill(notice.kind.template(), &places)
}

/// The rules that a letter's days rest on, each with where it is written.
fn rules(handbook: &Handbook, cited: &[Cited]) -> String {
    let mut lines: Vec<String> = Vec::new();
    for Cited { clause, citation } in cited {
        let title = handbook.printed.iter().find(|p| p.clause == *clause).map_or(clause.as_str(), |p| &p.title);
        let line = format!("- {title}: {} [{clause}]", written(handbook, citation));
        if !lines.contains(&line) {
            lines.push(line);
        }
    }
    if lines.is_empty() { String::new() } else { format!("The rules that this rests on:\n\n{}", lines.join("\n")) }
}

fn written(handbook: &Handbook, citation: &str) -> String {
    let Some((id, place)) = citation.split_once(" · ") else { return "not written down for this day".to_owned() };
    match handbook.sources.iter().find(|(own, _)| own == id) {
        Some((_, document)) if document.reading == Some(true) => format!("our reading, {place}"),
        Some((_, document)) => format!("{}, {place}", document.title),
        None if id == "reading" => format!("our reading, {place}"),
        None => citation.to_owned(),
    }
}
