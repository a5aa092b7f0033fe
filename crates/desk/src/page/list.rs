//! A list of names, and what the Good Standing Report says of each.

use jiff::civil::Date;
use maud::{Markup, html};

use super::parts::{self, Field, Input, Problem};
use super::standing::Listed;

/// What became of one name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome<'a> {
    /// One credential.
    One,
    /// One of several.
    Several {
        /// Whether there are more than are named.
        more: bool,
    },
    /// None.
    Nobody,
    /// The line could not be read: what is wrong with it.
    Wrong(&'a str),
}

impl Outcome<'_> {
    /// In words, as a file says it.
    pub fn in_words(&self) -> String {
        match self {
            Outcome::One => "one".to_owned(),
            Outcome::Several { more: false } => "several".to_owned(),
            Outcome::Several { more: true } => "several, and more than are named here".to_owned(),
            Outcome::Nobody => "none".to_owned(),
            Outcome::Wrong(wrong) => format!("line not read: {wrong}"),
        }
    }
}

/// One row.
#[derive(Debug)]
pub struct Row<'a> {
    /// The line of the list.
    pub line: usize,
    /// The name as it was written.
    pub written: &'a str,
    /// What became of it.
    pub outcome: Outcome<'a>,
    /// Who was found.
    pub listed: Option<Listed<'a>>,
    /// The number of the certificate.
    pub number: &'a str,
}

/// The page.
#[derive(Debug)]
pub struct Shown<'a> {
    /// The names as they were sent.
    pub names: &'a str,
    /// The day asked about, as it was sent.
    pub on: &'a str,
    /// What was found, once something was asked.
    pub rows: Option<&'a [Row<'a>]>,
    /// How many names there are.
    pub total: usize,
    /// Which of them these rows begin with.
    pub from: usize,
    /// Which the next ones begin with.
    pub next: Option<usize>,
}

const HINT: &str = "Up to 1,000 names, one on each line. A designation and a place may follow, with commas between: \
                    Maya Lindqvist, CPCS, \"Tucson, AZ\".";
const FILE: &str = "Instead of names above: a sheet saved as CSV, or a plain text.";

/// The form, and below it what was found.
pub fn list(shown: &Shown<'_>, problems: &[Problem<'_>]) -> Markup {
    let field = |name, label, hint, input, value| {
        parts::field(&Field { name, label, hint, input, value, required: false }, problems)
    };
    html! {
        header class="head" {
            h1 { "Good standing of a list" }
            p class="as-of" { "What the " a href="/standing" { "Good Standing Report" } " says of each name that you have. Nothing of it is kept." }
        }
        (parts::error_summary(problems))
        form method="post" action="/standing/list" enctype="multipart/form-data" {
            @if let Some(rows) = shown.rows { (found(shown, rows)) }
            (field("names", "Names", HINT, Input::Lines, shown.names))
            (field("file", "A file", FILE, Input::File(".csv,.txt,text/csv,text/plain"), ""))
            (field("on", "On the day", "", Input::Date, shown.on))
            div class="buttons" {
                button type="submit" name="as" value="page" { "Look up" }
                button class="second" type="submit" name="as" value="csv" { "Get the answers as CSV" }
            }
        }
    }
}

fn found(shown: &Shown<'_>, rows: &[Row<'_>]) -> Markup {
    let on: Option<Date> = shown.on.parse().ok();
    let caption = on.map_or(String::new(), |on| format!("Good standing on {}", programme::day::in_words(on)));
    let cells: Vec<Vec<Markup>> = rows.iter().map(cells).collect();
    let headings = ["Name asked", "Found", "Standing", "Designation", "Since", "Through", "Certificate"];
    html! {
        p {
            "Of " (shown.total) @if shown.total == 1 { " name" } @else { " names" } ", from number " (shown.from) "."
        }
        (parts::table(&caption, &headings, &cells))
        @if let Some(next) = shown.next {
            div class="buttons" { button class="second" type="submit" name="from" value=(next) { "Go on from number " (next) } }
        }
    }
}

fn cells(row: &Row<'_>) -> Vec<Markup> {
    let asked = html! { (row.written) br; span class="aside" { "Line " (row.line) } };
    let Some(listed) = &row.listed else {
        let said = match row.outcome {
            Outcome::Wrong(wrong) => html! { (parts::word("shut", "Not read")) " " (wrong) },
            _ => html! { "Nobody" },
        };
        return [asked, said].into_iter().chain((0..5).map(|_| html! { "–" })).collect();
    };
    let (tone, said) = listed.tag();
    let standing = parts::word(tone, said);
    let found = html! {
        (listed.name)
        @if !listed.place.is_empty() { br; span class="aside" { (listed.place) } }
        @if let Outcome::Several { more } = row.outcome {
            br;
            span class="aside" { "One of several" @if more { ", and there are more: add a designation or a place" } }
        }
    };
    vec![
        asked,
        found,
        standing,
        html! { (listed.designation) },
        parts::day(listed.since),
        html! { @match listed.through { Some(day) => (parts::day(day)), None => "–" } },
        html! { (row.number) },
    ]
}
