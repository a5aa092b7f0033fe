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
    let mut wrong: Vec<Wrong> = words(&value);
    let handbook = of_body(bodies, value("body")).map_err(|said| wrong.push(said)).ok();
    if let Some(scheme) = handbook.and_then(|h| h.scheme.as_ref())
        && scheme.category(value("category")).is_none()
    {
        let hint = did_you_mean(value("category"), scheme.categories.iter().map(|c| c.id.as_str()));
        let said = format!("`{}` is no kind of credit; {hint}.", value("category"));
        wrong.push(amiss("category", &said, "Choose one of the list."));
    }
    let kind = Kind::named(value("kind"));
    let [evaluated_by, from, to] = days(&value, kind, &mut wrong);
    let (Some(handbook), Some(kind), true) = (handbook, kind, wrong.is_empty()) else { return Err(wrong) };
    let text = |name: &str| value(name).to_owned();
    Ok(Course {
        code: text("code"),
        body: handbook.body.id.clone(),
        title: text("title"),
        category: text("category"),
        units: text("units"),
        kind,
        evaluated_by,
        from,
        to,
        iri: text("iri"),
    })
}

fn amiss(field: &'static str, said: &str, remedy: &str) -> Wrong {
    (field, said.to_owned(), remedy.to_owned())
}

/// The body that is named, or the only one.
fn of_body<'b>(bodies: &'b Bodies, named: &str) -> Result<&'b Handbook, Wrong> {
    let mut own = posting(bodies).filter(|h| named.is_empty() || h.body.id == named);
    match (own.next(), own.next()) {
        (Some(handbook), None) => Ok(handbook),
        (None, _) => Err(amiss("body", "No such body posts credits itself.", "Choose one of the list.")),
        (Some(_), Some(_)) => Err(amiss("body", "Several bodies post credits.", "Say of which it is.")),
    }
}

/// What is wrong with the answers that are words and amounts.
fn words<'v>(value: impl Fn(&str) -> &'v str) -> Vec<Wrong> {
    let mut wrong: Vec<Wrong> = Vec::new();
    let (code, title, iri) = (value("code"), value("title"), value("iri"));
    if code.is_empty() || code.len() > LONGEST_CODE || code.chars().any(|c| c.is_whitespace() || c.is_control()) {
        let said = format!("It has no code, or one with spaces or of more than {LONGEST_CODE} letters.");
        wrong.push(amiss("code", &said, "Write it as the files will: zone-101."));
    }
    if title.is_empty() || title.len() > 300 {
        let said = "It has no name, or one of more than 300 letters.";
        wrong.push(amiss("title", said, "Write it as its certificate does."));
    }
    if Units::parse(value("units")).is_none_or(|units| units == Units::ZERO) {
        wrong.push(amiss("units", "This is no amount.", "Write it like 2 or 1.5."));
    }
    if Kind::named(value("kind")).is_none() {
        let remedy = "It is of the education zone (zone), or of a conference (conference).";
        wrong.push(amiss("kind", "Nothing is chosen.", remedy));
    }
    if iri.len() > 500 || iri.chars().any(char::is_whitespace) || (!iri.is_empty() && !iri.contains(':')) {
        let remedy = "Write it as the statements do, like https://education.example/courses/101.";
        wrong.push(amiss("iri", "This is no address.", remedy));
    }
    wrong
}

/// The days of a course: by which it is evaluated, from when and until when it is completed.
fn days<'v>(value: impl Fn(&str) -> &'v str, kind: Option<Kind>, wrong: &mut Vec<Wrong>) -> [Option<Date>; 3] {
    let days = ["evaluated_by", "from", "to"].map(|field| {
        let text = value(field);
        let day: Option<Date> = text.parse().ok();
        if !text.is_empty() && day.is_none() {
            let said = format!("`{text}` is no day of the calendar.");
            wrong.push(amiss(field, &said, "Write it like 2025-12-01, or leave it empty."));
        }
        day
    });
    match kind {
        Some(Kind::Conference) if value("evaluated_by").is_empty() => {
            let said = "A conference's sessions are evaluated by a day, and none is given.";
            let remedy = "Write the last day for evaluating it: its credits are posted after that.";
            wrong.push(amiss("evaluated_by", said, remedy));
        }
        Some(Kind::Zone) if days[0].is_some() => {
            let said = "Only a conference's sessions are evaluated by a day.";
            wrong.push(amiss("evaluated_by", said, "Leave it empty, or say that it is of a conference."));
        }
        _ => {}
    }
    if days[1].zip(days[2]).is_some_and(|(from, to)| to < from) {
        wrong.push(amiss("to", "It ends before it begins.", "Write a later day, or leave it empty."));
    }
    days
}

/// A row of a file that makes no course: its line, and everything that is wrong with it.
pub type Amiss = (usize, String);

/// The courses of a file, each with its line, and its other rows.
pub type Rows = (Vec<(usize, Course)>, Vec<Amiss>);

/// Reads a file of courses: those that are one, each with its line, and what is wrong with the other rows.
///
/// # Errors
/// What is wrong with the whole of it.
pub fn read(bodies: &Bodies, text: &str) -> Result<Rows, Unread> {
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
