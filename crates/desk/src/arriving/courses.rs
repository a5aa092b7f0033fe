//! What a course must be: by a form, or by a row of a file.

use jiff::civil::Date;
use programme::amount::Units;
use programme::problem::did_you_mean;
use programme::{Bodies, Handbook};
use store::courses::{Course, Kind};

use super::table;
use crate::results::Unread;

/// The answers that make a course, in the order of its form and of the columns of a file.
pub const ANSWERS: [&str; 10] =
    ["code", "title", "category", "units", "kind", "evaluated_by", "from", "to", "iri", "body"];

/// How many of them every file must have.
const NEEDED: usize = 5;

/// The longest code: it stands in tables, and in each entry.
const LONGEST_CODE: usize = 60;

/// What is wrong with a course: the field, what, and what to do.
pub type Wrong = (&'static str, String, String);

/// The bodies that post credits.
pub fn posting(bodies: &Bodies) -> impl Iterator<Item = &Handbook> {
    bodies.all().filter(|h| h.scheme.as_ref().is_some_and(|scheme| scheme.posting.is_some()))
}

/// The course that answers make, or everything that is wrong with them. Where no body is named, it is the only one that
/// posts credits.
///
/// # Errors
/// Everything that is wrong.
pub fn made<'v>(bodies: &Bodies, value: impl Fn(&str) -> &'v str) -> Result<Course, Vec<Wrong>> {
    let mut wrong: Vec<Wrong> = Vec::new();
    let mut amiss = |field, said: String, remedy: &str| wrong.push((field, said, remedy.to_owned()));
    let (code, title, iri) = (value("code"), value("title"), value("iri"));
    if code.is_empty() || code.len() > LONGEST_CODE || code.chars().any(|c| c.is_whitespace() || c.is_control()) {
        let said = format!("It has no code, or one with spaces or of more than {LONGEST_CODE} letters.");
        amiss("code", said, "Write it as the files will: zone-101.");
    }
    if title.is_empty() || title.len() > 300 {
        amiss(
            "title",
            "It has no name, or one of more than 300 letters.".to_owned(),
            "Write it as its certificate does.",
        );
    }
    let mut own = posting(bodies).filter(|h| value("body").is_empty() || h.body.id == value("body"));
    let handbook = own.next();
    match (&handbook, own.next()) {
        (None, _) => amiss("body", "No such body posts credits itself.".to_owned(), "Choose one of the list."),
        (Some(_), Some(_)) => amiss("body", "Several bodies post credits.".to_owned(), "Say of which it is."),
        _ => {}
    }
    if let Some(scheme) = handbook.and_then(|h| h.scheme.as_ref())
        && scheme.category(value("category")).is_none()
    {
        let hint = did_you_mean(value("category"), scheme.categories.iter().map(|c| c.id.as_str()));
        amiss("category", format!("`{}` is no kind of credit; {hint}.", value("category")), "Choose one of the list.");
    }
    if Units::parse(value("units")).is_none_or(|units| units == Units::ZERO) {
        amiss("units", "This is no amount.".to_owned(), "Write it like 2 or 1.5.");
    }
    let kind = Kind::named(value("kind"));
    if kind.is_none() {
        amiss(
            "kind",
            "Nothing is chosen.".to_owned(),
            "It is of the education zone (zone), or of a conference (conference).",
        );
    }
    let mut day = |field: &'static str| -> Option<Date> {
        let text = value(field);
        let day = text.parse().ok();
        if !text.is_empty() && day.is_none() {
            amiss(
                field,
                format!("`{text}` is no day of the calendar."),
                "Write it like 2025-12-01, or leave it empty.",
            );
        }
        day
    };
    let (evaluated_by, from, to) = (day("evaluated_by"), day("from"), day("to"));
    match kind {
        Some(Kind::Conference) if value("evaluated_by").is_empty() => {
            let remedy = "Write the last day for evaluating it: its credits are posted after that.";
            amiss(
                "evaluated_by",
                "A conference's sessions are evaluated by a day, and none is given.".to_owned(),
                remedy,
            );
        }
        Some(Kind::Zone) if evaluated_by.is_some() => {
            let remedy = "Leave it empty, or say that it is of a conference.";
            amiss("evaluated_by", "Only a conference's sessions are evaluated by a day.".to_owned(), remedy);
        }
        _ => {}
    }
    if from.zip(to).is_some_and(|(from, to)| to < from) {
        amiss("to", "It ends before it begins.".to_owned(), "Write a later day, or leave it empty.");
    }
    if iri.len() > 500 || iri.chars().any(char::is_whitespace) || (!iri.is_empty() && !iri.contains(':')) {
        let remedy = "Write it as the statements do, like https://education.example/courses/101.";
        amiss("iri", "This is no address.".to_owned(), remedy);
    }
    let (Some(handbook), Some(kind), true) = (handbook, kind, wrong.is_empty()) else { return Err(wrong) };
    let text = str::to_owned;
    Ok(Course {
        code: text(code),
        body: handbook.body.id.clone(),
        title: text(title),
        category: text(value("category")),
        units: text(value("units")),
        kind,
        evaluated_by,
        from,
        to,
        iri: text(iri),
    })
}

/// A row of a file that makes no course: its line, and everything that is wrong with it.
pub type Amiss = (usize, String);

/// Reads a file of courses: those that are one, each with its line, and what is wrong with the other rows.
///
/// # Errors
/// What is wrong with the whole of it.
pub fn read(bodies: &Bodies, text: &str) -> Result<(Vec<(usize, Course)>, Vec<Amiss>), Unread> {
    let (mut found, mut amiss) = (Vec::new(), Vec::new());
    for (line, cells) in table::read(text, ANSWERS, NEEDED)? {
        let value = |name: &str| ANSWERS.iter().position(|own| *own == name).map_or("", |at| cells[at].as_str());
        match made(bodies, value) {
            Ok(course) => found.push((line, course)),
            Err(wrong) => {
                let said: Vec<String> =
                    wrong.iter().map(|(field, said, todo)| format!("{field}: {said} {todo}")).collect();
                amiss.push((line, said.join(" ")));
            }
        }
    }
    Ok((found, amiss))
}
