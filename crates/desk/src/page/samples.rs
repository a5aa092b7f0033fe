//! The main pages, made from the sample record: checked for what no page may hold, and written out to be looked at
//! where `ASSAY_PAGES` is set.

use std::path::{Path, PathBuf};

use jiff::civil::{Date, date};
use maud::{Markup, html};
use programme::Handbook;
use programme::decision::Action;
use programme::pass_rates::{Count, published};
use programme::recertification::timeline::Standing;
use programme::record::{Entry, Event, Line, Text};
use programme::review::{Case, Review};

use super::account::SessionRow;
use super::accounts::{AccountRow, CameRow, ChangeRow, HeldRow, One};
use super::ask::Asked;
use super::jobs::JobRow;
use super::list::{Outcome, Row, Shown};
use super::parts::{Choice, Problem};
use super::people::PersonRow;
use super::person::{EntryRow, PersonPage};
use super::rates::Rates;
use super::staff::Queue;
use super::standing::{Listed, Search, Ways};
use super::tokens::{Form, TokenRow, Wanted};
use super::{Area, Frame, Viewer};
use crate::journal::{Batch, Journal, Person};
use crate::look::{AsOf, case};
use crate::shelf;

mod activities;
mod arriving;
mod candidates;
mod sittings;
mod staff;
mod years;

use activities::of_activities;
use arriving::of_arriving;
use candidates::{of_accommodation, of_paying, of_step};
use sittings::of_sittings;
use staff::of_staff;
use years::of_years;

const ON: Date = date(2025, 12, 15);
const BIGGEST: usize = 100_000;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn frame(title: &str, area: Area, roles: &'static [&'static str], main: Markup) -> String {
    let name = "Maya Lindqvist";
    let viewer = Viewer { name, roles, csrf: "0123", own_record: roles.contains(&"certificant") };
    let viewer = (area != Area::Public).then_some(viewer);
    Frame { title, area, viewer, demo: true }.page(main).into_string()
}

fn name_of(case: &Case<'_>) -> String {
    let facts = case.records().flat_map(|(_, record)| &record.facts);
    let named = facts.filter_map(|f| match &f.entry.event {
        Event::PersonRegistered { name, .. } => Some(name.to_string()),
        _ => None,
    });
    named.last().unwrap_or_else(|| case.person.to_string())
}

/// The home of a person, and their page for staff.
fn of_person(person: &Person<'_>, on: Date, pages: &mut Vec<(String, String)>) {
    let bodies = shelf::bodies(Some(&root().join("handbooks"))).unwrap();
    let case = case(&bodies, person, AsOf::default());
    let review = case.review(on);
    let handbooks: Vec<&Handbook> = case.records().map(|(h, _)| h).collect();
    let name = name_of(&case);
    let lists = crate::web::tasks::lists(&bodies, &case, &review, &[]);
    let home = super::home::home(&name, (&review, &handbooks), Default::default(), &lists, &["f1".to_owned()].into());
    pages.push((format!("home-{}", person.id), frame("Home", Area::Own, &["certificant"], home)));
    of_step(&review, &handbooks, pages);
    of_paying(&review, &handbooks, pages);
    let entries: Vec<(i64, Entry<'_>)> =
        person.lines.iter().map(|line| (line.number as i64, Entry::read(*line).unwrap())).collect();
    let rows: Vec<EntryRow<'_>> = entries
        .iter()
        .zip(&person.lines)
        .map(|((seq, entry), line)| EntryRow {
            seq: *seq,
            day: entry.at.day(&handbooks[0].body.zone).to_string(),
            recorded: "2025-12-15 09:14".to_owned(),
            kind: if line.text.contains("credit_logged") { "credit_logged" } else { "person_registered" },
            by: "office",
            details: line.text.chars().skip(60).collect(),
            correction: None,
            files: vec![super::parts::Attachment {
                entry: entry.id.to_string(),
                id: Some("f1".to_owned()),
                name: "a.pdf".to_owned(),
                piece: None,
            }],
        })
        .collect();
    let view = PersonPage {
        entering: &[],
        name: &name,
        id: &person.id,
        email: Some("maya@example.org"),
        born: Some(date(1984, 3, 2)),
        review: &review,
        handbooks: &handbooks,
        entries: &rows,
        known_on: None,
        merged: &[],
        taking_apart: true,
        asked: None,
    };
    let page = super::person::person(&view);
    pages.push((format!("person-{}", person.id), frame(&name, Area::Staff, &["registrar"], page)));
}

fn of_public(pages: &mut Vec<(String, String)>) {
    let bodies = shelf::bodies(Some(&root().join("handbooks"))).unwrap();
    let handbooks: Vec<&Handbook> = bodies.all().collect();
    for handbook in &handbooks {
        let rules = super::rules::rules(&handbooks, handbook, ON);
        pages.push((format!("rules-{}", handbook.body.id), frame("Fees and rules", Area::Public, &[], rules)));
    }
    let search = Search { name: "Lindqvist", programme: "", place: "", on: ON };
    let listed = Listed {
        name: "Maya Lindqvist",
        place: "Tucson, AZ",
        programme: "Certified Provider Credentialing Specialist",
        designation: "CPCS",
        body: "NAMSS",
        since: date(2022, 4, 30),
        through: Some(date(2025, 12, 31)),
        good_standing: true,
        asks: false,
    };
    let not = Listed { name: "Omar Lindqvist", good_standing: false, through: None, ..listed };
    let found = super::standing::standing(
        &search,
        &[("cpcs", "CPCS")],
        Some(&[listed, not]),
        Ways { next: Some("?after=2"), file: Some("/standing.csv") },
    );
    pages.push(("standing".to_owned(), frame("Good standing", Area::Public, &[], found)));
    of_lists(listed, pages);
    for (handbook, programme) in handbooks.iter().flat_map(|h| h.programmes.iter().map(move |p| (*h, p))) {
        let count = |period: &str| Count { passed: 20 + period.len() as u64, failed: 15 };
        let rates = published(handbook, ON, count);
        let case = super::employers::case(handbook, programme, ON, rates.as_ref());
        pages.push((format!("employers-{}", programme.id), frame("Fees and rules", Area::Public, &[], case)));
        let told: Vec<Rates<'_>> =
            rates.into_iter().map(|rates| Rates { programme, body: &handbook.body.name, rates }).collect();
        let rates = super::rates::rates(&told);
        pages.push((format!("rates-{}", programme.id), frame("Pass rates", Area::Public, &[], rates)));
    }
    let accounts = [("maya@example.org", "demo-maya", "Maya, whose renewal is late")];
    let sign_in = super::sign_in::sign_in(
        "/home",
        Some(("maya@example.org", "That e-mail and password do not fit together.")),
        &accounts,
    );
    pages.push(("sign-in".to_owned(), frame("Sign in", Area::Public, &[], sign_in)));
    let problem = super::problem::problem(
        404,
        "There is no such page",
        "Check the address, or begin at the start.",
        Some("7k2mq9-1f"),
    );
    pages.push(("problem".to_owned(), frame("Not found", Area::Public, &[], problem)));
}

fn of_lists(listed: Listed<'static>, pages: &mut Vec<(String, String)>) {
    let row = |line, written, outcome, listed: Option<Listed<'static>>| Row {
        line,
        written,
        outcome,
        listed,
        number: "CPCS-000123",
    };
    let not = Listed { name: "Omar Lindqvist", good_standing: false, through: None, ..listed };
    let rows = [
        row(1, "Maya Lindqvist", Outcome::One, Some(listed)),
        row(2, "Lindqvist", Outcome::Several { more: true }, Some(not)),
        row(3, "Nobody Known", Outcome::Nobody, None),
        row(4, "", Outcome::Wrong("There is no name on this line."), None),
    ];
    let shown = Shown {
        names: "Maya Lindqvist\nLindqvist",
        on: "2025-12-15",
        rows: Some(&rows),
        total: 4,
        from: 1,
        next: Some(101),
    };
    let problems = [super::parts::Problem { field: "file", wrong: "This is a workbook.", remedy: "Save it as CSV." }];
    let list = super::list::list(&shown, &problems);
    pages.push(("list".to_owned(), frame("Good standing", Area::Public, &[], list)));
    let token = TokenRow {
        id: "1",
        name: "Mercy Hospital",
        opens: vec!["Look up many names at once"],
        made_by: "ada@example.org",
        made: ON,
        ends: date(2026, 12, 15),
        used: Some(ON),
        revoked: None,
        open: true,
    };
    let sent = Wanted { name: "", opens: "", days: "" };
    let form = Form { csrf: "0123", sent, choices: &[("standing.bulk", "Look up many names at once")], longest: 730 };
    let tokens = super::tokens::tokens(&form, &[token], ON, &[]);
    pages.push(("tokens".to_owned(), frame("Tokens", Area::Staff, &["administrator"], tokens)));
    let made = super::tokens::made("Mercy Hospital", "assay_0123");
    pages.push(("token-made".to_owned(), frame("Tokens", Area::Staff, &["administrator"], made)));
}

/// Somebody who passed, and is not told yet.
const HELD: [&str; 5] = [
    r#"{"id":"h-1","person":"h","kind":"application_submitted","at":"2025-11-20","programme":"cpcs"}"#,
    r#"{"id":"h-2","person":"h","kind":"application_decided","at":"2025-12-05","application":"h-1","outcome":"approved"}"#,
    r#"{"id":"h-3","person":"h","kind":"exam_sat","at":"2026-03-10","programme":"cpcs","window":"spring-2026","outcome":"completed"}"#,
    r#"{"id":"h-4","person":"h","kind":"exam_scored","at":"2026-03-11","exam":"h-3","raw":"120","scaled":"700","passed":true}"#,
    r#"{"id":"h-5","person":"h","kind":"payment_received","at":"2026-03-12","item":"practice-exam","amount":"50.00","method":"card"}"#,
];

#[test]
fn a_held_result_is_not_given_away() {
    let bodies = shelf::bodies(Some(&root().join("handbooks"))).unwrap();
    let lines: Vec<Line<'_>> = HELD.iter().enumerate().map(|(at, text)| Line { number: at + 1, text }).collect();
    let case = Case::open(&bodies, Text::Borrowed("h"), &lines, None);
    let review = case.review(date(2026, 3, 20));
    let handbooks: Vec<&Handbook> = case.records().map(|(h, _)| h).collect();
    assert!(review.actions.iter().flat_map(|a| &a.reasons).any(|r| r.to_string().contains("passed")));
    let home = super::home::home("H", (&review, &handbooks), Default::default(), &[], &[].into()).into_string();
    assert!(!home.contains("passed") && home.contains("Exam taken: result held"), "{home}");
}

#[test]
fn every_page_keeps_the_rules_of_the_house() {
    let journal = Journal::open(&root().join("samples/records.jsonl")).unwrap();
    let batch = journal.read(0, journal.len(), Batch::default()).unwrap();
    let mut pages = Vec::new();
    for person in journal.every(&batch) {
        of_person(&person, ON, &mut pages);
    }
    of_public(&mut pages);
    of_staff(&mut pages);
    of_sittings(&mut pages);
    of_accommodation(&mut pages);
    of_years(&mut pages);
    of_activities(&mut pages);
    of_arriving(&mut pages);
    let open = frame("Empty", Area::Public, &[], html! { h1 { "Nothing" } (super::parts::empty("Nothing.", "Wait.")) });
    pages.push(("empty".to_owned(), open));
    let css = include_str!("../../assets/assay.css");
    for (name, page) in &pages {
        assert!(page.len() + css.len() < BIGGEST, "{name} has {} bytes", page.len());
        assert!(!page.contains("style=") && !page.contains("<style") && !page.contains("<script"), "{name}");
        assert_eq!(page.matches("<h1").count(), 1, "{name}");
        for form in page.split("<form").skip(1).map(|rest| rest.split("</form>").next().unwrap()) {
            let by_anyone = ["/sign-in", "/forgotten", "/standing/list"];
            let by_anyone = by_anyone.iter().any(|to| form.contains(&format!("action=\"{to}\"")));
            let changes = form.contains("method=\"post\"") && !by_anyone;
            assert!(!changes || form.contains("name=\"csrf\""), "{name}: {form}");
        }
    }
    if std::env::var_os("ASSAY_PAGES").is_some() {
        let dir = std::env::temp_dir().join("assay-pages");
        std::fs::create_dir_all(&dir).unwrap();
        std::fs::write(dir.join("assay.css"), css).unwrap();
        for (name, page) in pages {
            std::fs::write(dir.join(name + ".html"), page.replace("/assets/assay.", "assay.")).unwrap();
        }
    }
}
