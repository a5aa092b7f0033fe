//! A body's fees, deadlines and requirements, published from its handbook as they stand on a day.

use jiff::civil::Date;
use maud::{Markup, html};
use programme::Handbook;
use programme::handbook::clause::PrintedVersion;
use serde_json::Value;

use super::parts::{self, Choice, Field, Input};
use crate::look::{self, ClauseOn};
use crate::paper::handbook::plain;

/// How many rows of figures stand open.
const MOST_ROWS: usize = 8;

/// The rules of one body on a day, with the way to those of the others.
pub fn rules(handbooks: &[&Handbook], shown: &Handbook, on: Date) -> Markup {
    let rules = look::rules(shown, on);
    let chapters = chapters(&rules.clauses);
    html! {
        header class="head" {
            h1 { "Fees and rules" }
            p class="as-of" { (shown.body.name) ", as of " (parts::day(on)) }
        }
        (question(handbooks, shown, on))
        @if !shown.programmes.is_empty() {
            p {
                "Could you sit the exam? Check for yourself: "
                @for (n, programme) in shown.programmes.iter().enumerate() {
                    @if n > 0 { ", " }
                    a href=(format!("/check/{}", programme.id)) { (programme.designation) }
                }
                "."
            }
        }
        nav class="contents" aria-label="On this page" {
            ul { @for (id, clauses) in &chapters { li { a href=(format!("#chapter-{id}")) { (chapter(id)) " (" (clauses.len()) ")" } } } }
        }
        @for (id, clauses) in &chapters {
            (parts::part(&format!("chapter-{id}"), &chapter(id), html! { @for clause in clauses { (one(clause, &shown.body.currency)) } }))
        }
        (sources(shown))
    }
}

fn question(handbooks: &[&Handbook], shown: &Handbook, on: Date) -> Markup {
    let choices: Vec<Choice<'_>> =
        handbooks.iter().map(|h| Choice { value: &h.body.id, label: &h.body.name }).collect();
    let day = on.to_string();
    let field = |name, label, input, value| Field { name, label, hint: "", input, value, required: false };
    html! {
        form class="travel" method="get" action="/rules" aria-label="Body and day" {
            @if choices.len() > 1 { (parts::field(&field("body", "Body", Input::Select(&choices), &shown.body.id), &[])) }
            (parts::field(&field("on", "On the day", Input::Date, &day), &[]))
            button class="second" type="submit" { "Show" }
        }
    }
}

/// Clauses by the file they stand in, what people look for first at the front.
fn chapters<'r, 'h>(clauses: &'r [ClauseOn<'h>]) -> Vec<(&'h str, Vec<&'r ClauseOn<'h>>)> {
    let mut chapters: Vec<(&'h str, Vec<&'r ClauseOn<'h>>)> = Vec::new();
    for clause in clauses {
        let file = clause.clause.split('.').next().unwrap_or_default();
        match chapters.iter_mut().find(|(id, _)| *id == file) {
            Some((_, held)) => held.push(clause),
            None => chapters.push((file, vec![clause])),
        }
    }
    let first = ["fees", "recertification", "credits", "eligibility", "examination", "scheduling"];
    chapters.sort_by_key(|(id, _)| first.iter().position(|f| f == id).unwrap_or(first.len()));
    chapters
}

/// The name of a chapter: `Fees`.
fn chapter(id: &str) -> String {
    super::person::kind(id)
}

/// One clause as it stands: its words, its figures, and where it is written.
pub(super) fn one(clause: &ClauseOn<'_>, currency: &str) -> Markup {
    html! {
        article class="clause" id=(clause.clause) {
            h3 { (clause.title) }
            @match clause.version {
                None => p { "Nothing is written down for this day." },
                Some(version) => (held(clause, version, currency)),
            }
        }
    }
}

fn held(clause: &ClauseOn<'_>, version: &PrintedVersion, currency: &str) -> Markup {
    let (lists, single): (Vec<_>, Vec<_>) = version.figures.iter().partition(|(_, value)| rows_of(value).is_some());
    html! {
        p { (version.text) }
        @if !single.is_empty() {
            dl class="figures" {
                @for (key, value) in single {
                    div { dt { (super::person::kind(key)) } dd { (amount(key, value, currency)) } }
                }
            }
        }
        @for (key, value) in lists { (list(clause, key, rows_of(value).unwrap_or_default(), currency)) }
        (written(clause, version))
    }
}

/// One clause in its words alone.
pub(super) fn brief(clause: &ClauseOn<'_>) -> Markup {
    html! {
        article class="clause" id=(clause.clause) {
            h3 { (clause.title) }
            @if let Some(version) = clause.version { p { (version.text) } (written(clause, version)) }
        }
    }
}

/// Where a clause is written, folded away.
fn written(clause: &ClauseOn<'_>, version: &PrintedVersion) -> Markup {
    html! {
        details class="why" {
            summary { "Where it is written" span class="unseen" { ": " (clause.title) } }
            div class="rule" {
                (parts::cited(&version.citation, version.reading))
                @if let Some(part) = &version.our_reading { p { span class="reading" { "Our reading" } " " (part) } }
                p {
                    "Holds from " (parts::day(version.from))
                    @if let Some(through) = clause.through { " through " (parts::day(through)) }
                    ", by the " (clause.governed_by.replace('-', " ")) "."
                }
                p class="facts" { (clause.clause) }
            }
        }
    }
}

/// The rows of a figure that is a table of figures.
fn rows_of(value: &Value) -> Option<&[Value]> {
    value.as_array().filter(|rows| !rows.is_empty() && rows.iter().all(Value::is_object)).map(Vec::as_slice)
}

/// A table of figures; a long one is folded away.
fn list(clause: &ClauseOn<'_>, key: &str, rows: &[Value], currency: &str) -> Markup {
    let objects = || rows.iter().filter_map(Value::as_object);
    let mut keys: Vec<&str> = Vec::new();
    for key in objects().flat_map(|row| row.keys()) {
        if !keys.contains(&key.as_str()) {
            keys.push(key);
        }
    }
    let cell =
        |key: &str, value: Option<&Value>| html! { (value.map_or("–".to_owned(), |v| amount(key, v, currency))) };
    let cells: Vec<Vec<Markup>> =
        objects().map(|row| keys.iter().map(|key| cell(key, row.get(*key))).collect()).collect();
    let headings: Vec<String> = keys.iter().map(|key| super::person::kind(key)).collect();
    let headings: Vec<&str> = headings.iter().map(String::as_str).collect();
    let name = super::person::kind(key);
    let table = parts::table(&format!("{}: {}", clause.title, name.to_lowercase()), &headings, &cells);
    html! {
        @if rows.len() > MOST_ROWS {
            details class="more" { summary { (name) " (" (rows.len()) ")" } (table) }
        } @else {
            div class="amounts" { (table) }
        }
    }
}

fn amount(key: &str, value: &Value, currency: &str) -> String {
    let money = matches!(key, "amount" | "member" | "non_member");
    let amount = value.as_str().filter(|_| money).and_then(programme::amount::Money::parse);
    amount.map_or_else(|| plain(value), |amount| parts::money(amount, currency))
}

fn sources(handbook: &Handbook) -> Markup {
    let rows: Vec<Vec<Markup>> = handbook
        .sources
        .iter()
        .map(|(id, source)| {
            let edition = source.edition.as_deref().unwrap_or("–");
            vec![html! { (id) }, html! { (source.title) }, html! { (source.publisher) }, html! { (edition) }]
        })
        .collect();
    let table = parts::table("Documents cited above", &["Cited as", "Title", "Published by", "Edition"], &rows);
    parts::part("sources", "Sources", table)
}
