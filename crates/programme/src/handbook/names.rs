//! Every name in a handbook must stand for something in it: sources, fees, programmes, categories.
//!
//! What counts is that a name is written in its file. Who misspells a fee's amount has still named the fee, and is told
//! of the amount only.

use std::collections::HashSet;

use super::reader::{Name, Table};
use super::{Handbook, Shelf};

/// Notes every name that stands for nothing.
pub(super) fn check(handbook: &Handbook, shelf: &Shelf<'_>) {
    let whole = |stem| shelf.table(stem).filter(|t: &Table<'_>| !shelf.report.is_broken(&t.file.name));
    let missing = |stem| shelf.table(stem).is_none();
    if let Some(sources) = whole("sources") {
        let known = keys(&sources);
        let cited = handbook.printed.iter().flat_map(|p| &p.versions).map(|v| &v.cited);
        unknown(shelf, "source", &known, cited);
        unknown(shelf, "source", &known, handbook.sources.iter().filter_map(|(_, d)| d.supersedes.as_ref()));
        superseded_in_a_circle(handbook, shelf);
    }
    let Some(scheme) = &handbook.scheme else { return };
    if let Some(programmes) = whole("programmes") {
        unknown(shelf, "programme", &keys(&programmes), &scheme.programmes);
    }
    let fees = whole("fees").map(|t| keys(&t));
    if let Some(mut known) = fees.or(missing("fees").then(Vec::new)) {
        known.retain(|key| !super::NO_FEES.contains(key));
        unknown(shelf, "fee", &known, fees_named(handbook));
    }
    let categories = whole("credits").map(|t| t.table("categories").map(|t| keys(&t)).unwrap_or_default());
    if let Some(known) = categories.or(missing("credits").then(Vec::new)) {
        let least = scheme.required.versions.iter().flat_map(|v| v.figures.categories.iter().flatten());
        unknown(shelf, "category of credit", &known, least.map(|c| &c.category));
    }
    named_twice(shelf, &scheme.programmes);
}

fn keys<'a>(table: &Table<'a>) -> Vec<&'a str> {
    table.entries().into_iter().map(|(key, _)| key).collect()
}

fn unknown<'n>(shelf: &Shelf<'_>, what: &str, known: &[&str], named: impl IntoIterator<Item = &'n Name>) {
    for name in named.into_iter().filter(|name| !known.contains(&name.id.as_str())) {
        shelf.report.note(name.unknown(what, known.iter().copied()));
    }
}

fn named_twice(shelf: &Shelf<'_>, names: &[Name]) {
    let mut seen = HashSet::new();
    for name in names.iter().filter(|name| !seen.insert(&name.id)) {
        shelf.report.note(name.problem(format!("`{}` is named twice", name.id), "name each programme once"));
    }
}

/// Every fee that a rule on renewal names.
fn fees_named(handbook: &Handbook) -> Vec<&Name> {
    let Some(scheme) = &handbook.scheme else { return Vec::new() };
    let mut named: Vec<&Name> = Vec::new();
    for version in scheme.submission.iter().flat_map(|c| &c.versions) {
        named.push(&version.figures.fee);
        named.extend(&version.figures.late_fee);
    }
    named.extend(scheme.extension.iter().flat_map(|c| &c.versions).map(|v| &v.figures.fee));
    named.extend(scheme.reinstatement.iter().flat_map(|c| &c.versions).map(|v| &v.figures.fee));
    named.extend(scheme.annual_fee.iter().flat_map(|c| &c.versions).map(|v| &v.figures.fee));
    named
}

fn superseded_in_a_circle(handbook: &Handbook, shelf: &Shelf<'_>) {
    let supersedes = |id: &str| {
        let document = handbook.sources.iter().find(|(source, _)| source == id).map(|(_, document)| document);
        document.and_then(|document| document.supersedes.as_ref())
    };
    let mut told: HashSet<&str> = HashSet::new();
    for (id, _) in &handbook.sources {
        let mut circle: Vec<&str> = vec![id];
        let mut next = supersedes(id);
        while let Some(name) = next.filter(|name| !circle.contains(&name.id.as_str())) {
            circle.push(&name.id);
            next = supersedes(&name.id);
        }
        // Who closes the circle is named; a source that only leads into it is not at fault.
        let (Some(closing), Some(name)) = (next.filter(|name| name.id == *id), supersedes(id)) else { continue };
        if circle.iter().any(|id| told.contains(id)) {
            continue;
        }
        told.extend(&circle);
        let wrong = match circle.len() {
            1 => format!("`{}` supersedes itself", closing.id),
            _ => format!("`{id}` supersedes `{}`, which in the end supersedes `{id}`", name.id),
        };
        shelf.report.note(name.problem(wrong, "let only the newer document supersede the older one"));
    }
}
