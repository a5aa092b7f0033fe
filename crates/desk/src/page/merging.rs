//! Merging two records of one person: finding the other, comparing both, saying so; and taking it back.

use maud::{Markup, html};
use store::duplicates::Pair;
use store::people::Person;

use super::duplicates::{compare, reasons, two_people};
use super::parts::{self, Field, Input, Problem};
use super::person::kind;
use crate::compare::{Subject, Together};

/// Looking for the record to merge with.
#[derive(Debug)]
pub struct Search<'a> {
    /// Whose record it would be merged into.
    pub person: &'a Person,
    /// What was looked for.
    pub query: &'a str,
    /// Who was found.
    pub found: &'a [Person],
    /// Records that look alike.
    pub alike: &'a [Pair],
}

/// The page on which the other record is found.
pub fn search(view: &Search<'_>) -> Markup {
    let own = &view.person.id;
    let query = Field {
        name: "q",
        label: "Name, e-mail, id or number of a certificate",
        hint: "An address that was given up long ago is found, too.",
        input: Input::Text(""),
        value: view.query,
        required: false,
    };
    let found: Vec<Vec<Markup>> = view.found.iter().map(|person| candidate(own, person, "")).collect();
    let alike: Vec<Vec<Markup>> = view
        .alike
        .iter()
        .map(|pair| {
            let other = if pair.one.id == *own { &pair.other } else { &pair.one };
            candidate(own, other, &reasons(&pair.one, &pair.other, &pair.likeness))
        })
        .collect();
    html! {
        (head(html! { "Merge with another record" }, view.person))
        form class="travel" method="get" action=(parts::path(&["staff", "people", own, "merge"])) role="search" aria-label="The other record" {
            (parts::field(&query, &[]))
            button type="submit" { "Find" }
        }
        @if !view.query.is_empty() && found.is_empty() {
            (parts::empty("Nobody else was found.", "Try the last name alone, an address, the id, or the number of a certificate."))
        }
        @if !found.is_empty() { (parts::table("People found", &HEADINGS, &found)) }
        @if !alike.is_empty() { (parts::part("alike", "Records that look alike", parts::table("Records that look alike", &HEADINGS, &alike))) }
    }
}

const HEADINGS: [&str; 5] = ["Name", "Born", "E-mail", "Id", "What speaks for it"];

fn candidate(into: &str, person: &Person, why: &str) -> Vec<Markup> {
    vec![
        html! { a href=(compare(into, &person.id)) { "Compare with " (person.name) } },
        html! { @match person.born { Some(born) => (parts::day(born)), None => "–" } },
        html! { (person.email) },
        html! { code { (person.id) } },
        html! { (why) },
    ]
}

fn head(title: Markup, person: &Person) -> Markup {
    html! {
        header class="head" {
            h1 { (title) }
            p class="as-of" { "On the record of " a href=(parts::path(&["staff", "people", &person.id])) { (person.name) } }
        }
    }
}

/// An entry as it stands in the comparison.
#[derive(Debug)]
pub struct Line {
    /// Its day.
    pub day: String,
    /// Its kind, as the record writes it.
    pub kind: String,
    /// What it says.
    pub details: String,
    /// Whether it stands on the record that would be merged.
    pub merged: bool,
}

/// Two records beside each other.
#[derive(Debug)]
pub struct Compared<'a> {
    /// The one that would go on.
    pub into: &'a Person,
    /// The one that would be merged into it.
    pub merged: &'a Person,
    /// What they have in common.
    pub why: &'a str,
    /// Who said that these are two people, and on which day, where somebody did.
    pub said_apart: Option<(String, String)>,
    /// What would be answered otherwise.
    pub changes: &'a [Together],
    /// Why they cannot be merged as they are.
    pub hindered: &'a [String],
    /// Every entry of both, by day.
    pub lines: &'a [Line],
    /// How many entries there are.
    pub seen: i64,
    /// The reason that was typed.
    pub reason: &'a str,
    /// What is wrong with what was sent.
    pub problems: &'a [Problem<'a>],
    /// The token of the form.
    pub csrf: &'a str,
}

/// The page on which two records are compared.
pub fn compared(view: &Compared<'_>) -> Markup {
    let (into, merged) = (view.into, view.merged);
    html! {
        (head(html! { "Merge " (merged.name) " into " (into.name) }, into))
        (parts::error_summary(view.problems))
        (parts::part("who", "Who they are", who(view)))
        (parts::wide("changes", "What would change", changes(view)))
        (parts::wide("records", "The two records", records(view)))
        (parts::part("merge", "Say that they are one person", form(view)))
        (parts::part("apart", "Or that they are not", two_people(&into.id, &merged.id, view.csrf)))
    }
}

fn who(view: &Compared<'_>) -> Markup {
    let (into, merged) = (view.into, view.merged);
    let born =
        |person: &Person| html! { @match person.born { Some(born) => (parts::day(born)), None => "not on file" } };
    let link =
        |person: &Person| html! { a href=(parts::path(&["staff", "people", &person.id])) { code { (person.id) } } };
    let rows = vec![
        vec![html! { "Name" }, html! { (into.name) }, html! { (merged.name) }],
        vec![html! { "Born" }, born(into), born(merged)],
        vec![html! { "E-mail" }, html! { (into.email) }, html! { (merged.email) }],
        vec![html! { "Id" }, link(into), link(merged)],
    ];
    html! {
        (parts::table("The two people", &["", "The record that goes on", "The record merged into it"], &rows))
        p { (view.why) "." }
        @if let Some((by, day)) = &view.said_apart { p { strong { (by) " said on " (day) " that these are two people." } } }
        p { a href=(compare(&merged.id, &into.id)) { "Let the other record go on instead" } }
    }
}

fn changes(view: &Compared<'_>) -> Markup {
    let subject = |what| match what {
        Subject::Standing => "Standing",
        Subject::Fees => "Fees",
        Subject::Deadlines => "Days",
        Subject::Actions => "May be done",
        Subject::Credits => "Credits",
    };
    let plain = |text: &str| text.replace('_', " ");
    let row = |change: &Together| {
        vec![
            html! { (subject(change.what)) ": " (plain(&change.about)) },
            html! { (plain(&change.one)) },
            html! { (plain(&change.other)) },
            html! { strong { (plain(&change.together)) } },
        ]
    };
    let rows: Vec<Vec<Markup>> = view.changes.iter().map(row).collect();
    let headings = ["What is asked", "The record that goes on", "The record merged into it", "As one person"];
    html! {
        @if rows.is_empty() {
            (parts::empty("Nothing would be answered otherwise.", ""))
        } @else {
            (parts::table("Answers of today, by themselves and as one person", &headings, &rows))
        }
    }
}

fn records(view: &Compared<'_>) -> Markup {
    let entry = |line: &Line, merged: bool| {
        html! { @if line.merged == merged { strong { (kind(&line.kind)) } @if !line.details.is_empty() { br; (line.details) } } }
    };
    let row = |line: &Line| vec![html! { span class="sum" { (line.day) } }, entry(line, false), entry(line, true)];
    let rows: Vec<Vec<Markup>> = view.lines.iter().map(row).collect();
    parts::table("Every entry of both, by day", &["Day", "The record that goes on", "The record merged into it"], &rows)
}

fn form(view: &Compared<'_>) -> Markup {
    if !view.hindered.is_empty() {
        return html! {
            p { "These two records cannot be merged as they are:" }
            ul class="refused" { @for what in view.hindered { li { (what) "." } } }
            p { "Take back the entry that is wrong on the record on which it stands, then come here again." }
        };
    }
    let reason = Field {
        name: "reason",
        label: "How you know that they are one person",
        hint: "It stays on the record: the document you saw, the call you made.",
        input: Input::Lines,
        value: view.reason,
        required: true,
    };
    html! {
        form method="post" action=(parts::path(&["staff", "people", &view.into.id, "merge"])) novalidate {
            (parts::csrf(view.csrf))
            input type="hidden" name="with" value=(view.merged.id);
            input type="hidden" name="seen" value=(view.seen);
            (parts::field(&reason, view.problems))
            ul {
                li { "Nothing is moved or rewritten, and it can be taken back." }
                li { "Whoever signs in to either account sees the whole record and acts on it." }
                li {
                    @if view.into.email.is_empty() { "No address is on file for letters." }
                    @else { "Letters go to " (view.into.email) "." }
                }
                li { "Numbers of certificates stay as they are." }
            }
            button type="submit" { "Merge the two records" }
        }
    }
}

/// Taking a merge back.
#[derive(Debug)]
pub struct Apart<'a> {
    /// The record that went on.
    pub person: &'a Person,
    /// The one that was merged into it.
    pub merged: &'a Person,
    /// The entry that says so.
    pub event: &'a str,
    /// How many entries there are.
    pub seen: i64,
    /// The reason that was typed.
    pub reason: &'a str,
    /// What is wrong with what was sent.
    pub problems: &'a [Problem<'a>],
    /// The token of the form.
    pub csrf: &'a str,
}

/// The page on which a merge is taken back.
pub fn apart(view: &Apart<'_>) -> Markup {
    let reason = Field {
        name: "reason",
        label: "How you know that they are two people",
        hint: "",
        input: Input::Lines,
        value: view.reason,
        required: true,
    };
    html! {
        (head(html! { "Take apart " (view.person.name) " and " (view.merged.name) }, view.person))
        (parts::error_summary(view.problems))
        form class="narrow" method="post" action=(parts::path(&["staff", "people", &view.person.id, "take-apart"])) novalidate {
            (parts::csrf(view.csrf))
            input type="hidden" name="event" value=(view.event);
            input type="hidden" name="seen" value=(view.seen);
            p { "Each has their own history again: what was recorded under " code { (view.merged.id) } " is theirs, the rest stays here." }
            (parts::field(&reason, view.problems))
            button type="submit" { "They are two people" }
        }
    }
}
