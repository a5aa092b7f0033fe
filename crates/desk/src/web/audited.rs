//! Somebody under audit: what is looked at, and documents added to what they claimed.
//!
//! A credit that a renewal rests on is changed by the body alone. Its documents are what an audit asks for, so those are
//! added all the same; nothing else of the credit is touched, and what was there stays.

use axum::extract::Path;
use axum::response::Response;
use jiff::civil::Date;
use programme::Handbook;
use programme::audit::{Audited, audited, open};
use programme::record::file::Attached;
use programme::record::{Fact, Text};
use programme::review::Case;
use serde_json::{Value, json};
use store::{Failure, Tx, entries, files};

use crate::account::Viewer;
use crate::act::{self, Change};
use crate::notice;
use crate::page;
use crate::page::audited::{Adding, Cycle};
use crate::page::parts::Problem;
use crate::web::answer::{Became, HOME, Visit, answered, problems};
use crate::web::files::there;
use crate::web::house::House;
use crate::web::matter::rows;
use crate::web::upload::{Sent, Uploaded};

/// The audit of a case that is open on a day, with its body, and since when.
fn found<'c>(case: &'c Case<'_>, on: Date) -> impl Iterator<Item = (&'c Handbook, &'c Fact<'c>, Audited<'c>)> {
    case.records().filter_map(move |(handbook, record)| {
        let handbook: &'c Handbook = handbook;
        let facts: &'c [Fact<'c>] = &record.facts;
        let opened = open(handbook, facts, on)?;
        Some((handbook, opened, audited(handbook, facts, opened)?))
    })
}

/// The part of a home page that tells of audits that are open.
pub(super) fn section(case: &Case<'_>, on: Date, there: &std::collections::BTreeSet<String>) -> maud::Markup {
    let one = |(handbook, opened, audited): (&Handbook, &Fact<'_>, Audited<'_>)| {
        let rows = rows(&audited, there);
        let (required, documented) = (audited.required, audited.documented());
        let cycle = Cycle { from: audited.from, to: audited.to, required, documented, rows: &rows };
        page::audited::own(&cycle, opened.day, &audited.because, (handbook, notice::follows(audited.failed)))
    };
    maud::html! { @for audit in found(case, on) { (one(audit)) } }
}

/// `/home/audit/{event}`: the form by which documents are added to a credit under audit.
pub async fn form(visit: Visit, Path(event): Path<String>) -> Response {
    answered(visit, HOME, move |house, viewer| step(house, viewer, &event, None)).await
}

/// `POST /home/audit/{event}`: adds them.
pub async fn send(visit: Visit, Path(event): Path<String>, Uploaded(sent): Uploaded) -> Response {
    answered(visit, HOME, move |house, viewer| step(house, viewer, &event, Some(&sent))).await
}

fn step(house: &House, viewer: &Viewer, event: &str, sent: Option<&Sent>) -> Result<Became, Failure> {
    let missing = || Failure::Missing(format!("credit `{event}` that is under audit"));
    let person = viewer.person.clone().unwrap_or_default();
    let (lines, there) = house.store.read(|tx| Ok((entries::lines(tx, &person)?, there(tx, &person)?)))?;
    let numbered = entries::numbered(&lines);
    let case = Case::open(&house.bodies, Text::Borrowed(&person), &numbered, None);
    let own = found(&case, house.today()).find_map(|(handbook, _, audited)| {
        let row = rows(&audited, &there).into_iter().find(|row| row.event == event)?;
        let named = audited.credits.iter().find(|w| w.fact.entry.id == event)?.fact.entry.files.iter().map(named);
        Some((handbook.body.id.clone(), row, named.collect::<Vec<Value>>()))
    });
    let (body, row, mut named) = own.ok_or_else(missing)?;
    let held = sent.map(Sent::held).unwrap_or_default();
    let mut told = problems(sent.map_or(&[][..], |sent| &sent.wrong));
    if sent.is_some_and(|sent| sent.files.is_empty()) && told.is_empty() {
        told.push(Problem {
            field: "files",
            wrong: "Nothing is chosen.",
            remedy: "Choose the document, or go back home.",
        });
    }
    let view = Adding { row: &row, held: &held, problems: &told, csrf: &viewer.csrf };
    let Some(sent) = sent.filter(|_| told.is_empty()) else {
        return Became::page(page::audited::adding(&view), &told);
    };
    named.extend(sent.named(|_| None).and_then(|files| files.as_array().cloned()).unwrap_or_default());
    let with = json!({ "certificate": true, "files": named });
    let change = Change {
        person: person.clone(),
        body,
        seen: Some(lines.len() as i64),
        by: "self".to_owned(),
        kind: "corrected",
        day: None,
        fields: vec![("event", event.into()), ("with", with)],
    };
    let ids = sent.ids();
    let hold = move |tx: &mut Tx<'_>, _: &str| files::hold(tx, &person, &ids);
    act::change_with(&house.store, &house.bodies, change, (house.clock)(), hold)?;
    Became::gone("/home#audit")
}

/// A file as an entry names it.
fn named(file: &Attached<'_>) -> Value {
    json!({ "file": file.file, "name": file.name, "sha256": file.sha256 })
}
