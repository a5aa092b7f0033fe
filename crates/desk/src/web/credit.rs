//! A credit of one's own: what it would count before it is kept, and changing or withdrawing it afterwards (F19).
//!
//! Where a change leaves kind, amount and day as they were, it mends the entry; else the credit is withdrawn and logged
//! anew, so that nothing counts as if the body had known of it earlier.

use std::collections::BTreeSet;

use axum::extract::Path;
use axum::response::Response;
use jiff::civil::Date;
use programme::Handbook;
use programme::amount::Units;
use programme::decision::{Action, Decision, Ruling};
use programme::recertification::Scheme;
use programme::recertification::amending::SELF;
use programme::record::file::Attached;
use programme::record::{Entry, Event, Text};
use programme::review::Case;
use serde_json::{Value, json};
use store::{Failure, entries, files};

use crate::account::Viewer;
use crate::act::{self, Change};
use crate::page;
use crate::page::parts::attached;
use crate::web::answer::{Became, HOME, Visit, Wrong, amiss, answered, problems, sheet_file};
use crate::web::files::there;
use crate::web::house::House;
use crate::web::upload::{Sent, Uploaded};

/// The answers that make a credit, in the order of its form.
pub(super) const ANSWERS: [&str; 6] = ["title", "category", "earned", "units", "place", "certificate"];

/// An event that answers make: its kind, its day where it is not now, and its own fields.
pub(super) type Made = (&'static str, Option<Date>, Vec<(&'static str, Value)>);

/// The entry that logs a credit, or everything that is wrong with the answers.
pub(super) fn logged<'v>(
    handbook: &Handbook,
    scheme: &Scheme,
    value: impl Fn(&str) -> &'v str,
    today: Date,
) -> Result<Made, Vec<Wrong>> {
    let mut wrong: Vec<Wrong> = Vec::new();
    let (title, category, place) = (value("title"), value("category"), value("place"));
    if title.is_empty() || title.len() > 300 {
        wrong.push(amiss(
            "title",
            "It has no name, or one of more than 300 letters.",
            "Write it as its certificate does.",
        ));
    }
    if scheme.category(category).is_none() {
        let said = format!("{} knows no such kind of credit.", handbook.body.short);
        wrong.push(amiss("category", said, "Choose one of the list."));
    }
    let earned: Option<Date> = value("earned").parse().ok();
    match earned {
        None => wrong.push(amiss("earned", "This is no day of the calendar.", "Write it like 2025-12-01.")),
        Some(day) if day > today => {
            wrong.push(amiss("earned", "This day is still to come.", "Log the credit once it is earned."));
        }
        Some(_) => {}
    }
    if Units::parse(value("units")).is_none_or(|units| units == Units::ZERO) {
        wrong.push(amiss("units", "This is no amount.", "Write it like 2 or 1.5."));
    }
    if place.len() > 300 {
        wrong.push(amiss("place", "The place has more than 300 letters.", "Say it in fewer."));
    }
    if !["yes", "no"].contains(&value("certificate")) {
        wrong.push(amiss("certificate", "Nothing is chosen.", "Say whether you have the certificate."));
    }
    if !wrong.is_empty() {
        return Err(wrong);
    }
    let mut fields = vec![
        ("scheme", Value::from(scheme.id.as_str())),
        ("category", category.into()),
        ("units", value("units").into()),
        ("title", title.into()),
        ("certificate", (value("certificate") == "yes").into()),
    ];
    fields.extend((!place.is_empty()).then(|| ("place", place.into())));
    Ok(("credit_logged", earned, fields))
}

/// What stands against a file that comes with the answers.
pub(super) fn unlike_its_file(sent: Option<&Sent>, certificate: &str) -> Option<Wrong> {
    let came = sent.is_some_and(|sent| !sent.files.is_empty());
    (came && certificate == "no").then(|| {
        let wrong = "You say that you do not have it, and a file came with this.";
        amiss("certificate", wrong, "Say that you have it, or leave the file out.")
    })
}

/// What a credit would count once these changes are on the record: the credit of an id, or else the last one.
pub(super) fn counts(
    house: &House,
    lines: &[String],
    changes: &[Change],
    credit: Option<&str>,
    handbook: &Handbook,
) -> maud::Markup {
    let Some(person) = changes.first().map(|change| change.person.as_str()) else { return maud::html! {} };
    let mut after = lines.to_vec();
    after.extend(changes.iter().map(|change| act::written(&house.bodies, change, (house.clock)())));
    let numbered = entries::numbered(&after);
    let case = Case::open(&house.bodies, Text::Borrowed(person), &numbered, None);
    let review = case.review(house.today());
    let own = |entry: &Entry<'_>| credit.map_or(entry.line == after.len(), |id| entry.id == id);
    let each = review.cycles.iter().flat_map(|cycle| cycle.credits.iter().map(move |worth| (worth, cycle)));
    let found = each.filter(|(worth, _)| own(&worth.fact.entry)).max_by_key(|(worth, _)| worth.counted);
    page::credit::counts(&page::credit::Counts { handbook, found })
}

/// `/home/credits/{event}`: the credit, and what may be done with it.
pub async fn form(visit: Visit, Path(event): Path<String>) -> Response {
    answered(visit, HOME, move |house, viewer| step(house, viewer, &event, None)).await
}

/// `POST /home/credits/{event}`: the answers, first to be checked, then confirmed.
pub async fn send(visit: Visit, Path(event): Path<String>, Uploaded(sent): Uploaded) -> Response {
    answered(visit, HOME, move |house, viewer| step(house, viewer, &event, Some(&sent))).await
}

/// A credit that somebody looks at, as it stands on their record.
struct Own<'a> {
    entry: &'a Entry<'a>,
    handbook: &'a Handbook,
    scheme: &'a Scheme,
    decision: Decision<'a>,
    lines: &'a [String],
}

impl Own<'_> {
    /// What was logged, as the form writes it.
    fn was(&self, on: Date) -> [String; 6] {
        let Event::CreditLogged { category, units, title, place, certificate, .. } = &self.entry.event else {
            return Default::default();
        };
        let place = place.as_deref().unwrap_or_default();
        let certificate = if *certificate { "yes" } else { "no" };
        let day = on.to_string();
        [&**title, category, &day, &units.to_string(), place, certificate].map(str::to_owned)
    }

    /// A change of this record that corrects the credit's entry.
    fn corrected(&self, person: &str, with: (&'static str, Value)) -> Change {
        Change {
            person: person.to_owned(),
            body: self.handbook.body.id.clone(),
            seen: Some(self.lines.len() as i64),
            by: SELF.to_owned(),
            kind: "corrected",
            day: None,
            fields: vec![("event", self.entry.id.as_ref().into()), with],
        }
    }

    /// The credit's files with those that came now.
    fn files(&self, sent: &Sent) -> Vec<Value> {
        let one = |file: &Attached<'_>| json!({ "file": file.file, "name": file.name, "sha256": file.sha256 });
        let mut files: Vec<Value> = self.entry.files.iter().map(one).collect();
        let new = sent.named(|_| None);
        let new = new.as_ref().and_then(Value::as_array).into_iter().flatten();
        for file in new {
            if !files.iter().any(|own| own["file"] == file["file"]) {
                files.push(file.clone());
            }
        }
        files
    }

    /// What goes on record where the answers become `made`: nothing where they are what stands there.
    fn changes(&self, person: &str, was: &[String; 6], (kind, day, fields): Made, sent: &Sent) -> Vec<Change> {
        let files = self.files(sent);
        let more = files.len() > self.entry.files.len();
        let now = |name: &str| fields.iter().find(|(own, _)| *own == name).map(|(_, value)| value);
        let [title, category, earned, units, place, certificate] = was;
        let same_units = Units::parse(units) == now("units").and_then(Value::as_str).and_then(Units::parse);
        let placeless = !place.is_empty() && now("place").is_none();
        let said = |name: &str, was: &str| now(name).and_then(Value::as_str).unwrap_or_default() == was;
        let substance = said("category", category) && same_units && day.map(|d| d.to_string()).as_ref() == Some(earned);
        if !substance || placeless {
            let mut fields = fields;
            fields.extend((!files.is_empty()).then(|| ("files", files.into())));
            let anew = Change { kind, day, fields, ..self.corrected(person, ("retracted", true.into())) };
            return vec![self.corrected(person, ("retracted", true.into())), anew];
        }
        let mut with = serde_json::Map::new();
        for (name, was) in [("title", title), ("place", place)] {
            with.extend(now(name).filter(|_| !said(name, was)).map(|value| (name.to_owned(), value.clone())));
        }
        let has = now("certificate").filter(|has| **has != (certificate == "yes"));
        with.extend(has.map(|has| ("certificate".to_owned(), has.clone())));
        with.extend(more.then(|| ("files".to_owned(), files.into())));
        if with.is_empty() { Vec::new() } else { vec![self.corrected(person, ("with", with.into()))] }
    }
}

fn step(house: &House, viewer: &Viewer, event: &str, sent: Option<&Sent>) -> Result<Became, Failure> {
    let missing = || Failure::Missing(format!("credit `{event}` on this record"));
    let person = viewer.person.clone().unwrap_or_default();
    let (lines, there) = house.store.read(|tx| Ok((entries::lines(tx, &person)?, there(tx, &person)?)))?;
    let numbered = entries::numbered(&lines);
    let case = Case::open(&house.bodies, Text::Borrowed(&person), &numbered, None);
    let (handbook, decision) = case.amend(event, house.today()).ok_or_else(missing)?;
    let scheme = handbook.scheme.as_ref().ok_or_else(missing)?;
    let mut facts = case.records().flat_map(|(_, record)| &record.facts);
    let fact = facts.find(|fact| fact.entry.id == event).ok_or_else(missing)?;
    let own = Own { entry: &fact.entry, handbook, scheme, decision, lines: &lines };
    let was = own.was(fact.day);
    match sent {
        Some(sent) if sent.fields.contains_key("withdraw") => withdraw(house, viewer, &own, &was, sent),
        Some(sent) if sent.fields.contains_key("documents") => documents(house, viewer, &own, &was, sent, &there),
        Some(sent) if own.decision.ruling() == Ruling::Allowed => change(house, viewer, &own, &was, sent, &there),
        Some(sent) => Became::refused(shown(viewer, &own, &was, Some(sent), &there, &[])),
        None => Became::shown(shown(viewer, &own, &was, None, &there, &[])),
    }
}

/// The page of the credit, with what was sent or else what was logged.
fn shown(
    viewer: &Viewer,
    own: &Own<'_>,
    was: &[String; 6],
    sent: Option<&Sent>,
    there: &BTreeSet<String>,
    wrong: &[Wrong],
) -> maud::Markup {
    let pairs = answers(was, sent);
    let mut told = problems(wrong);
    told.extend(problems(sent.map_or(&[][..], |sent| &sent.wrong)));
    let held = sent.map(Sent::held).unwrap_or_default();
    let asking =
        page::act::Asking { handbook: own.handbook, scheme: own.scheme, sent: &pairs, held: &held, problems: &told };
    page::credit::own(&page::credit::Own {
        id: &own.entry.id,
        title: &was[0],
        asking,
        decision: &own.decision,
        allowed: own.decision.ruling() == Ruling::Allowed,
        documents: documented(own),
        files: &attached(own.entry, there),
        csrf: &viewer.csrf,
        problems: &told,
    })
}

/// The answers of the form: those sent, or what was logged.
fn answers<'s>(was: &'s [String; 6], sent: Option<&'s Sent>) -> Vec<(&'static str, &'s str)> {
    let of = |(name, was): (&&'static str, &'s String)| {
        let sent = sent.filter(|sent| sent.fields.contains_key("title"));
        (*name, sent.map_or(was.as_str(), |sent| sent.fields.get(*name).map_or("", |value| value.trim())))
    };
    ANSWERS.iter().zip(was).map(of).collect()
}

/// Whether documents may be added: to a credit of one's own that was not disallowed, also while a renewal rests on it, as
/// an audit asks for them.
fn documented(own: &Own<'_>) -> bool {
    use programme::decision::Finding::{Disallowed, PostedByBody};
    !own.decision.reasons.iter().any(|r| matches!(r.finding, Disallowed { .. } | PostedByBody))
}

fn change(
    house: &House,
    viewer: &Viewer,
    own: &Own<'_>,
    was: &[String; 6],
    sent: &Sent,
    there: &BTreeSet<String>,
) -> Result<Became, Failure> {
    let person = viewer.person.clone().unwrap_or_default();
    let pairs = answers(was, Some(sent));
    let value = |name: &str| pairs.iter().find(|(own, _)| *own == name).map_or("", |(_, value)| value);
    let made = logged(own.handbook, own.scheme, value, house.today());
    let mut wrong: Vec<Wrong> = made.as_ref().err().cloned().unwrap_or_default();
    wrong.extend(unlike_its_file(Some(sent), value("certificate")));
    let changes = made.map(|made| own.changes(&person, was, made, sent)).unwrap_or_default();
    if wrong.is_empty() && changes.is_empty() {
        wrong.push(amiss("title", "Nothing is another than it was.", "Change what is wrong, or go back."));
    }
    if !wrong.is_empty() || !sent.wrong.is_empty() {
        return Became::refused(shown(viewer, own, was, Some(sent), there, &wrong));
    }
    if sent.fields.contains_key("change") {
        return Became::shown(shown(viewer, own, was, Some(sent), there, &[]));
    }
    if sent.fields.contains_key("confirmed") {
        return keep(house, &person, changes, sent.ids());
    }
    let held = sent.held();
    let checked = page::act::Step {
        decision: &own.decision,
        handbook: own.handbook,
        scheme: own.scheme,
        credit: Some(&own.entry.id),
        on: house.today(),
        csrf: &viewer.csrf,
        sent: &pairs,
        held: &held,
        problems: &[],
    };
    let credit = (changes.len() == 1).then_some(&*own.entry.id);
    let counts = counts(house, own.lines, &changes, credit, own.handbook);
    Became::shown(page::act::check(&checked, &counts))
}

fn withdraw(house: &House, viewer: &Viewer, own: &Own<'_>, was: &[String; 6], sent: &Sent) -> Result<Became, Failure> {
    if own.decision.ruling() != Ruling::Allowed {
        return Became::refused(shown(viewer, own, was, None, &BTreeSet::new(), &[]));
    }
    if !sent.fields.contains_key("confirmed") {
        return Became::shown(page::credit::withdraw(&own.entry.id, &was[0], own.handbook, &viewer.csrf));
    }
    let person = viewer.person.clone().unwrap_or_default();
    let change = own.corrected(&person, ("retracted", true.into()));
    keep(house, &person, vec![change], Vec::new())
}

/// Documents added to what stays as it is.
fn documents(
    house: &House,
    viewer: &Viewer,
    own: &Own<'_>,
    was: &[String; 6],
    sent: &Sent,
    there: &BTreeSet<String>,
) -> Result<Became, Failure> {
    let none = || amiss("files", "No file came with this.", "Choose the certificate, a PDF or a picture.");
    let wrong: Vec<Wrong> = (sent.files.is_empty() && sent.wrong.is_empty()).then(none).into_iter().collect();
    if !documented(own) || !wrong.is_empty() || !sent.wrong.is_empty() {
        return Became::refused(shown(viewer, own, was, Some(sent), there, &wrong));
    }
    let person = viewer.person.clone().unwrap_or_default();
    let with = json!({ "certificate": true, "files": own.files(sent) });
    keep(house, &person, vec![own.corrected(&person, ("with", with))], sent.ids())
}

/// Puts changes on record, all of them or none, with the files that came with them.
fn keep(house: &House, person: &str, changes: Vec<Change>, ids: Vec<String>) -> Result<Became, Failure> {
    let (bodies, person, now) = (house.bodies.clone(), person.to_owned(), (house.clock)());
    house.store.write(move |tx| {
        act::together(tx, &bodies, &changes, now)?;
        files::hold(tx, &person, &ids)
    })?;
    Became::gone(format!("/home/done/{}", Action::AmendCredit.word()))
}

const HEADINGS: [&str; 10] =
    ["Scheme", "Cycle", "Earned", "Activity", "Kind", "Units", "Place", "Certificate", "Counts", "Approved"];

/// `/home/credits.csv`: every credit of one's own, and what it counts.
pub async fn sheet(visit: Visit) -> Response {
    let person = visit.viewer.person.clone().unwrap_or_default();
    let rows = visit.house.apart(move |house| {
        let lines = house.store.read(|tx| entries::lines(tx, &person))?;
        let numbered = entries::numbered(&lines);
        let case = Case::open(&house.bodies, Text::Borrowed(&person), &numbered, None);
        let review = case.review(house.today());
        let mut rows: Vec<Vec<String>> = Vec::new();
        for (cycle, worth) in review.cycles.iter().flat_map(|c| c.credits.iter().map(move |w| (c, w))) {
            let Event::CreditLogged { title, units, place, .. } = &worth.fact.entry.event else { continue };
            rows.push(vec![
                cycle.scheme.to_owned(),
                format!("{} to {}", cycle.from, cycle.to),
                worth.fact.day.to_string(),
                title.to_string(),
                worth.category.clause.title.clone(),
                units.to_string(),
                place.as_deref().unwrap_or_default().to_owned(),
                if worth.certificate { "yes" } else { "no" }.to_owned(),
                worth.counted.with_decimal().to_string(),
                worth.approved.with_decimal().to_string(),
            ]);
        }
        Ok(crate::web::answer::file_of(&HEADINGS, rows))
    });
    sheet_file("credits", rows.await)
}
