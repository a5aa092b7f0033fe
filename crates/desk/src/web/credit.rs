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
use programme::decision::{Action, Decision, Finding, Ruling};
use programme::recertification::Scheme;
use programme::recertification::amending::SELF;
use programme::record::file::Attached;
use programme::record::{Entry, Event, Text};
use programme::review::Case;
use serde_json::{Map, Value, json};
use store::{Failure, entries, files};

use crate::account::Viewer;
use crate::act::{self, Change};
use crate::arriving::alike;
use crate::page;
use crate::page::parts::attached;
use crate::web::answer::{Became, HOME, Visit, Wrong, amiss, answered, problems, sheet_file};
use crate::web::files::there;
use crate::web::house::House;
use crate::web::picked;
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
    // Whoever keeps a credit as it is was asked on their home page.
    let mut facts = case.records().flat_map(|(_, record)| &record.facts);
    let new = facts.find(|fact| credit.is_none() && fact.entry.line == after.len());
    let mut pairs = alike::of_case(&case);
    pairs.retain(|pair| new.is_some_and(|fact| fact.entry.id == pair.logged.event));
    maud::html! {
        (page::alike::warned(&pairs))
        (page::credit::counts(&page::credit::Counts { handbook, found }))
    }
}

/// `/home/credits/{event}`: the credit, and what may be done with it.
pub async fn form(visit: Visit, Path(event): Path<String>) -> Response {
    answered(visit, HOME, move |house, viewer| step(house, viewer, &event, None)).await
}

/// `POST /home/credits/{event}`: the answers, first to be checked, then confirmed.
pub async fn send(visit: Visit, Path(event): Path<String>, Uploaded(sent): Uploaded) -> Response {
    answered(visit, HOME, move |house, viewer| step(house, viewer, &event, Some(&sent))).await
}

/// A credit that its holder looks at, as it stands on their record.
struct Own<'a> {
    house: &'a House,
    viewer: &'a Viewer,
    person: &'a str,
    entry: &'a Entry<'a>,
    handbook: &'a Handbook,
    scheme: &'a Scheme,
    decision: Decision<'a>,
    lines: &'a [String],
    there: &'a BTreeSet<String>,
    /// What was logged, as the form writes it.
    was: [String; 6],
}

/// What was logged, as the form writes it.
fn was(event: &Event<'_>, earned: Date) -> [String; 6] {
    let Event::CreditLogged { category, units, title, place, certificate, .. } = event else {
        return Default::default();
    };
    let place = place.as_deref().unwrap_or_default();
    let certificate = if *certificate { "yes" } else { "no" };
    [&**title, category, &earned.to_string(), &units.to_string(), place, certificate].map(str::to_owned)
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
    let (entry, was) = (&fact.entry, was(&fact.entry.event, fact.day));
    let own =
        Own { house, viewer, person: &person, entry, handbook, scheme, decision, lines: &lines, there: &there, was };
    match sent {
        Some(sent) if sent.fields.contains_key("documents") => own.document(sent),
        Some(sent) if !own.allowed() => Became::refused(own.shown(Some(sent), &[])),
        Some(sent) if sent.fields.contains_key("withdraw") => own.withdraw(sent),
        Some(sent) => own.change(sent),
        None => Became::shown(own.shown(None, &[])),
    }
}

impl Own<'_> {
    /// Whether it may be changed and withdrawn.
    fn allowed(&self) -> bool {
        self.decision.ruling() == Ruling::Allowed
    }

    /// Whether documents may be added: to a credit of one's own that was not disallowed, also while a renewal rests on it,
    /// as an audit asks for them.
    fn takes_documents(&self) -> bool {
        !self.decision.reasons.iter().any(|r| matches!(r.finding, Finding::Disallowed { .. } | Finding::PostedByBody))
    }

    /// The answers of the form: those sent, or what was logged.
    fn answers<'s>(&'s self, sent: Option<&'s Sent>) -> Vec<(&'static str, &'s str)> {
        let sent = sent.filter(|sent| sent.fields.contains_key("title"));
        let of = |(name, was): (&&'static str, &'s String)| {
            (*name, sent.map_or(was.as_str(), |sent| sent.fields.get(*name).map_or("", |value| value.trim())))
        };
        ANSWERS.iter().zip(&self.was).map(of).collect()
    }

    /// The page of the credit, with what was sent or else what was logged.
    fn shown(&self, sent: Option<&Sent>, wrong: &[Wrong]) -> maud::Markup {
        let pairs = self.answers(sent);
        let mut told = problems(wrong);
        told.extend(problems(sent.map_or(&[][..], |sent| &sent.wrong)));
        let held = sent.map(Sent::held).unwrap_or_default();
        let (handbook, scheme) = (self.handbook, self.scheme);
        page::credit::own(&page::credit::Own {
            id: &self.entry.id,
            title: &self.was[0],
            asking: page::act::Asking { handbook, scheme, sent: &pairs, held: &held, problems: &told },
            decision: &self.decision,
            allowed: self.allowed(),
            documents: self.takes_documents(),
            files: &attached(self.entry, self.there),
            csrf: &self.viewer.csrf,
            problems: &told,
        })
    }

    fn change(&self, sent: &Sent) -> Result<Became, Failure> {
        let pairs = self.answers(Some(sent));
        let value = |name: &str| pairs.iter().find(|(own, _)| *own == name).map_or("", |(_, value)| value);
        let made = logged(self.handbook, self.scheme, value, self.house.today());
        let mut wrong: Vec<Wrong> = made.as_ref().err().cloned().unwrap_or_default();
        wrong.extend(unlike_its_file(Some(sent), value("certificate")));
        wrong.extend(picked::amended(self.house, self.scheme, &self.entry.event, value)?);
        if !self.was[4].is_empty() && value("place").is_empty() {
            // To log it anew for that would make it come in later than it did.
            wrong.push(amiss("place", "A place that was logged is not left out again.", "Write where it was."));
        }
        let changes = made.map(|made| self.changes(made, sent)).unwrap_or_default();
        if wrong.is_empty() && changes.is_empty() {
            wrong.push(amiss("title", "Nothing is another than it was.", "Change what is wrong, or go back."));
        }
        if !wrong.is_empty() || !sent.wrong.is_empty() {
            return Became::refused(self.shown(Some(sent), &wrong));
        }
        if sent.fields.contains_key("change") {
            return Became::shown(self.shown(Some(sent), &[]));
        }
        if sent.fields.contains_key("confirmed") {
            return self.keep(changes, sent.ids());
        }
        let checked = page::act::Step {
            decision: &self.decision,
            handbook: self.handbook,
            scheme: self.scheme,
            credit: Some(&self.entry.id),
            on: self.house.today(),
            csrf: &self.viewer.csrf,
            sent: &pairs,
            held: &sent.held(),
            problems: &[],
        };
        let credit = (changes.len() == 1).then_some(&*self.entry.id);
        let counts = counts(self.house, self.lines, &changes, credit, self.handbook);
        Became::shown(page::act::check(&checked, &counts))
    }

    fn withdraw(&self, sent: &Sent) -> Result<Became, Failure> {
        if sent.fields.contains_key("confirmed") {
            return self.keep(vec![self.corrected(("retracted", true.into()))], Vec::new());
        }
        Became::shown(page::credit::withdraw(&self.entry.id, &self.was[0], self.handbook, &self.viewer.csrf))
    }

    /// Adds documents to what stays as it is.
    fn document(&self, sent: &Sent) -> Result<Became, Failure> {
        let none = || amiss("files", "No file came with this.", "Choose the certificate, a PDF or a picture.");
        let wrong: Vec<Wrong> = (sent.files.is_empty() && sent.wrong.is_empty()).then(none).into_iter().collect();
        if !self.takes_documents() || !wrong.is_empty() || !sent.wrong.is_empty() {
            return Became::refused(self.shown(Some(sent), &wrong));
        }
        let with = json!({ "certificate": true, "files": self.files(sent) });
        self.keep(vec![self.corrected(("with", with))], sent.ids())
    }

    /// What goes on record where the answers become `made`: nothing where they are what stands there.
    fn changes(&self, (kind, day, mut fields): Made, sent: &Sent) -> Vec<Change> {
        let files = self.files(sent);
        let more = files.len() > self.entry.files.len();
        let [title, category, earned, units, place, certificate] = &self.was;
        let now = |name: &str| fields.iter().find(|(own, _)| *own == name).map(|(_, value)| value.clone());
        let text = |name: &str| now(name).and_then(|value| value.as_str().map(str::to_owned)).unwrap_or_default();
        let same_units = Units::parse(units) == Units::parse(&text("units"));
        if text("category") != *category || !same_units || day.map(|d| d.to_string()).as_ref() != Some(earned) {
            fields.extend((!files.is_empty()).then(|| ("files", files.into())));
            // What tells that it is the same activity as another stays with it.
            if let Event::CreditLogged { activity: Some(activity), .. } = &self.entry.event {
                fields.push(("activity", activity.as_ref().into()));
            }
            let withdrawn = self.corrected(("retracted", true.into()));
            return vec![withdrawn.clone(), Change { kind, day, fields, ..withdrawn }];
        }
        let words = [("title", title), ("place", place)].map(|(name, was)| (name, was, text(name)));
        let words = words.into_iter().filter(|(_, was, now)| *was != now);
        let mut with: Map<String, Value> = words.map(|(name, _, now)| (name.to_owned(), now.into())).collect();
        let has = now("certificate").filter(|has| *has != (certificate == "yes"));
        with.extend(has.map(|has| ("certificate".to_owned(), has)));
        with.extend(more.then(|| ("files".to_owned(), files.into())));
        if with.is_empty() { Vec::new() } else { vec![self.corrected(("with", with.into()))] }
    }

    /// A change of this record that corrects the credit's entry.
    fn corrected(&self, with: (&'static str, Value)) -> Change {
        Change {
            person: self.person.to_owned(),
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
        for file in new.as_ref().and_then(Value::as_array).into_iter().flatten() {
            if !files.iter().any(|own| own["file"] == file["file"]) {
                files.push(file.clone());
            }
        }
        files
    }

    /// Puts changes on record, all of them or none, with the files that came with them.
    fn keep(&self, changes: Vec<Change>, ids: Vec<String>) -> Result<Became, Failure> {
        let (bodies, person, now) = (self.house.bodies.clone(), self.person.to_owned(), (self.house.clock)());
        self.house.store.write(move |tx| {
            act::together(tx, &bodies, &changes, now)?;
            files::hold(tx, &person, &ids)
        })?;
        Became::gone(format!("/home/done/{}", Action::AmendCredit.word()))
    }
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
        let cycles = case.cycles(house.today());
        let mut rows: Vec<Vec<String>> = Vec::new();
        for (cycle, worth) in cycles.iter().flat_map(|c| c.credits.iter().map(move |w| (c, w))) {
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
