//! A person as staff see them: the same review, the whole record behind it, and the question asked of another day.

use jiff::civil::Date;
use maud::{Markup, html};
use programme::Handbook;
use programme::record::Refusal;
use programme::review::Review;

use super::drawn::Sight;
use super::parts::{self, Attachment, Field, Input};

/// One entry of the record, in words.
#[derive(Debug, Clone)]
pub struct EntryRow<'a> {
    /// Its number in the order of entry.
    pub seq: i64,
    /// The day on which it takes effect.
    pub day: String,
    /// When it was recorded.
    pub recorded: String,
    /// Its kind, as the record writes it: `credit_logged`.
    pub kind: &'a str,
    /// Who entered it.
    pub by: &'a str,
    /// What it says, in words.
    pub details: String,
    /// Where it is corrected; none where the viewer may not.
    pub correction: Option<String>,
    /// The files that came with it.
    pub files: Vec<Attachment>,
}

/// A record that was merged into another.
#[derive(Debug, Clone)]
pub struct MergedRow {
    /// The id under which it stands.
    pub id: String,
    /// The name on it.
    pub name: String,
    /// The day on which it was merged.
    pub day: Date,
    /// The entry that says so.
    pub event: String,
}

/// What staff see of a person.
#[derive(Debug, Clone, Copy)]
pub struct PersonPage<'a, 'r> {
    /// The name on file.
    pub name: &'a str,
    /// The id.
    pub id: &'a str,
    /// The address on file, where there is one.
    pub email: Option<&'a str>,
    /// Day of birth, where it is on file.
    pub born: Option<Date>,
    /// Where they stand.
    pub review: &'a Review<'r>,
    /// The handbooks it was judged by.
    pub handbooks: &'a [&'a Handbook],
    /// The whole record.
    pub entries: &'a [EntryRow<'a>],
    /// The day by which facts had to be known; none where everything counts.
    pub known_on: Option<Date>,
    /// What the viewer may put on the record: where, and what it is called.
    pub entering: &'a [(String, &'a str)],
    /// The records merged into this one.
    pub merged: &'a [MergedRow],
    /// Whether the viewer may take such a merge back.
    pub taking_apart: bool,
    /// The id that was asked for, where it is that of a merged record.
    pub asked: Option<&'a str>,
}

/// The page of a person.
pub fn person(view: &PersonPage<'_, '_>) -> Markup {
    let sight = Sight { review: view.review, handbooks: view.handbooks, own: false, there: None };
    html! {
        header class="head" {
            h1 { (view.name) }
            p class="as-of" {
                "As of " (parts::day(view.review.on))
                @if let Some(known) = view.known_on { ", by what was known on " (parts::day(known)) }
            }
            dl class="facts-of" {
                div { dt { "Id" } dd { code { (view.id) } } }
                @if let Some(email) = view.email { div { dt { "E-mail" } dd { (email) } } }
                @if let Some(born) = view.born { div { dt { "Born" } dd { (parts::day(born)) } } }
            }
        }
        @if let Some(asked) = view.asked {
            p role="status" { "You asked for " code { (asked) } ", whose record was merged into this one." }
        }
        (travel(view))
        @if !view.entering.is_empty() {
            nav class="entering" aria-label="Put something on this record" {
                @for (href, title) in view.entering { a class="button second" href=(href) { (title) } " " }
            }
        }
        (merged(view))
        (sight.all())
        (record(view.entries))
        (refused(&view.review.refused))
    }
}

/// The same question for another day, or with less known.
fn travel(view: &PersonPage<'_, '_>) -> Markup {
    let (on, known) = (view.review.on.to_string(), view.known_on.map_or(String::new(), |day| day.to_string()));
    let day = |name, label, hint, value| Field { name, label, hint, input: Input::Date, value, required: false };
    html! {
        form class="travel" method="get" aria-label="Ask for another day" {
            (parts::field(&day("on", "Standing on", "", &on), &[]))
            (parts::field(&day("known_on", "By what was known on", "", &known), &[]))
            button class="second" type="submit" { "Show" }
        }
    }
}

/// The records that are a part of this one, and how to take them out again.
fn merged(view: &PersonPage<'_, '_>) -> Markup {
    if view.merged.is_empty() {
        return html! {};
    }
    let apart = |row: &MergedRow| {
        let event = percent_encoding::utf8_percent_encode(&row.event, percent_encoding::NON_ALPHANUMERIC);
        format!("{}?event={event}", parts::path(&["staff", "people", view.id, "take-apart"]))
    };
    let content = html! {
        ul class="plain" {
            @for row in view.merged {
                li {
                    (row.name) " (" code { (row.id) } "), merged on " (parts::day(row.day)) "."
                    @if view.taking_apart {
                        " " a href=(apart(row)) { "They are two people" span class="unseen" { ": " (row.id) } }
                    }
                }
            }
        }
    };
    parts::part("merged", "Merged into this record", content)
}

fn record(entries: &[EntryRow<'_>]) -> Markup {
    let rows: Vec<Vec<Markup>> = entries
        .iter()
        .map(|e| {
            vec![
                html! { span class="sum" { (e.seq) } },
                html! { span class="sum" { (e.day) } },
                html! { span class="sum" { (e.recorded) } },
                html! { (kind(e.kind)) },
                html! {
                    (e.details) (parts::attachments(&e.files))
                    @if let Some(href) = &e.correction { " " a href=(href) { "Correct" span class="unseen" { " entry " (e.seq) } } }
                },
                html! { (e.by) },
            ]
        })
        .collect();
    let headings = ["No.", "Day", "Recorded", "What happened", "Details", "Entered by"];
    let content = html! {
        @if rows.is_empty() {
            (parts::empty("Nothing is on record.", "The first entry registers the person."))
        } @else {
            (parts::table("Every entry of the record", &headings, &rows))
        }
    };
    parts::wide("record", "The record", content)
}

/// A kind of entry as a sentence begins: `Credit logged`.
pub fn kind(kind: &str) -> String {
    let words = kind.replace('_', " ");
    let mut letters = words.chars();
    letters.next().map_or(String::new(), |first| first.to_uppercase().chain(letters).collect())
}

fn refused(refused: &[Refusal]) -> Markup {
    if refused.is_empty() {
        return html! {};
    }
    let content = html! {
        p { "These lines contradict the rest of the record or cannot be read. They count for nothing until they are mended." }
        ul class="refused" {
            @for refusal in refused {
                li {
                    strong { "Line " (refusal.line) @if let Some(event) = &refusal.event { " (" (event) ")" } }
                    ": " (refusal.wrong) ". To mend it: " (refusal.remedy) "."
                }
            }
        }
    };
    parts::part("refused", "Not taken into the record", content)
}
