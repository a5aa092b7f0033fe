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
    let home = super::home::home(&name, &review, &handbooks, &lists);
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
            files: vec![super::parts::Attachment { id: Some("f1".to_owned()), name: "a.pdf".to_owned(), piece: None }],
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

/// What a person has to pay, with a receipt.
fn of_paying(review: &Review<'_>, handbooks: &[&Handbook], pages: &mut Vec<(String, String)>) {
    let receipt = super::pay::Receipt {
        event: "p-1",
        handbook: handbooks[0],
        item: "recertification",
        amount: programme::amount::Money::from_minor(20_000),
        method: "card",
        counts: ON,
        received: ON,
        reversed: None,
    };
    let owed: Vec<(crate::pay::Due, bool)> = crate::pay::owed(review).into_iter().map(|due| (due, true)).collect();
    let page = super::pay::pay(&super::pay::Pay {
        review,
        handbooks,
        owed: &owed,
        send_to: &[("namss".to_owned(), "PO Box 1".to_owned())].into(),
        paid: std::slice::from_ref(&receipt),
        csrf: "0123",
        problems: &[],
    });
    pages.push((format!("pay-{}", review.person), frame("Home", Area::Own, &["certificant"], page)));
    let receipt = super::pay::receipt(&receipt, "Maya Lindqvist");
    pages.push((format!("receipt-{}", review.person), frame("Home", Area::Own, &["certificant"], receipt)));
}

/// The form by which a credit is logged, with something wrong in it.
fn of_step(review: &Review<'_>, handbooks: &[&Handbook], pages: &mut Vec<(String, String)>) {
    let log = review.actions.iter().find(|a| a.action == Action::LogCredit);
    let (Some(decision), Some(handbook)) = (log, handbooks.first()) else { return };
    let problems = [super::parts::Problem { field: "units", wrong: "This is no number.", remedy: "Write 1.5." }];
    let step = super::act::Step {
        decision,
        handbook,
        scheme: handbook.scheme.as_ref().unwrap(),
        on: ON,
        csrf: "0123",
        sent: &[("title", "State meeting"), ("units", "one")],
        held: &[super::parts::Held {
            field: "files",
            id: "f1",
            name: "a.pdf",
            media_type: "application/pdf",
            size: 90_000,
        }],
        problems: &problems,
    };
    let (form, check) = (super::act::step(&step), super::act::check(&step));
    pages.push((format!("act-{}", review.person), frame("Home", Area::Own, &["certificant"], form)));
    pages.push((format!("check-{}", review.person), frame("Home", Area::Own, &["certificant"], check)));
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
}

fn of_staff(pages: &mut Vec<(String, String)>) {
    let queue = |title, count, oldest_days| Queue { title, href: "/staff/queue", count, oldest_days };
    let queues = [
        queue("Applications to decide", 14, Some(9)),
        queue("Accommodations", 2, Some(1)),
        queue("Renewals to decide", 131, Some(17)),
        queue("Extensions", 3, Some(0)),
        queue("Audits", 0, None),
    ];
    pages
        .push(("staff".to_owned(), frame("Staff", Area::Staff, &["registrar"], super::staff::staff(&queues, Some(3)))));
    let job = |done: Option<&str>, given_up, error| JobRow {
        what: "Remove what counts no more",
        about: "2025-12-15",
        put: "15 December 2025, 00:01".to_owned(),
        done: done.map(str::to_owned),
        given_up,
        tries: 2,
        next: "15 December 2025, 00:06".to_owned(),
        error,
    };
    let rows = [job(Some("now"), false, ""), job(None, false, "No room."), job(None, true, "No room.")];
    let jobs = super::jobs::jobs((1, 1, 1), &rows, Some("?after=1"), None);
    pages.push(("jobs".to_owned(), frame("Mail", Area::Staff, &["registrar"], jobs)));
    let row = |id, name, standings| PersonRow { id, name, email: "maya@example.org", born: None, standings };
    let rows = [
        row("maya", "Maya Lindqvist", vec![("CPCS", Standing::Late), ("CPMSM", Standing::Active)]),
        row("jonas", "Jonas Abara", vec![]),
    ];
    of_merging(pages);
    let people = super::people::people("a", &rows, Some("?after=jonas"));
    pages.push(("people".to_owned(), frame("People", Area::Staff, &["registrar"], people)));
    let viewer =
        Viewer { name: "Maya Lindqvist", roles: &["certificant", "item_writer"], csrf: "0123", own_record: true };
    let session = |id, agent, current| SessionRow { id, began: "1 December 2025, 09:12", seen: "now", agent, current };
    let sessions = [session("1", "Firefox on Linux", true), session("2", "Safari on iPhone", false)];
    let came = [CameRow { at: "1 December 2025, 09:12".to_owned(), address: "192.0.2.7", agent: "Firefox on Linux" }];
    let what = "A role was given.";
    let changes = [ChangeRow {
        at: "1 December 2025, 09:12".to_owned(),
        whose: ("maya@example.org", "1"),
        what,
        detail: "registrar".to_owned(),
        by: "ada@example.org",
    }];
    let own = super::account::Own {
        email: "maya@example.org",
        wanted: Some("stone@example.org"),
        code_missing: false,
        codes: true,
        apart: None,
        sessions: &sessions,
        came: &came,
        changes: &changes,
    };
    let account = super::account::account(&viewer, &own);
    pages.push(("account".to_owned(), frame("Account", Area::Own, &["certificant", "registrar"], account)));
    of_accounts(pages, &came, &changes);
}

fn of_accounts(pages: &mut Vec<(String, String)>, came: &[CameRow<'_>], changes: &[ChangeRow<'_>]) {
    let choices = [Choice { value: "staff", label: "Staff" }, Choice { value: "registrar", label: "Registrar" }];
    let row = AccountRow {
        id: "1",
        name: "Maya Lindqvist",
        email: "maya@example.org",
        roles: vec!["registrar", "reviewer"],
        state: ("good", "Open"),
        last: Some("1 December 2025, 09:12".to_owned()),
    };
    let rows = [row.clone(), AccountRow { name: "", state: ("soon", "Invited"), last: None, ..row }];
    let search = super::accounts::Search { q: "maya", of: "staff", choices: &choices };
    let held = [HeldRow {
        role: "registrar",
        says: "Takes applications and payments.",
        by: "ada@example.org",
        at: "1 December 2025, 09:12".to_owned(),
    }];
    let one = One {
        csrf: "0123",
        id: "1",
        name: "Maya Lindqvist",
        email: "maya@example.org",
        state: ("good", "Open"),
        disabled: false,
        taken_up: false,
        codes: true,
        last: None,
        own: false,
        apart: Some("An auditor looks at the work of others, and so has no part in it."),
        held: &held,
        others: &choices,
        asked: "registrar",
        came,
        changes,
    };
    let problems = [Problem { field: "role", wrong: "Nobody may be both.", remedy: "" }];
    let ask = Asked {
        heading: "Forgotten your password?",
        lead: "We send you a link.",
        action: "/forgotten",
        csrf: None,
        hidden: &[],
        fields: &[],
        buttons: &[("send", "Send the link"), ("off", "Something else")],
        back: ("/sign-in", "Back to signing in"),
    };
    let drawn = [
        ("accounts", super::accounts::list(&search, &rows, Some("?after=b"))),
        ("one-account", super::accounts::one(&one, &problems)),
        ("own-of-accounts", super::accounts::one(&One { own: true, ..one }, &[])),
        ("shut-account", super::accounts::one(&One { disabled: true, ..one }, &[])),
        ("invite", super::accounts::invite("0123", &[("name", "Maya")], &choices, &problems)),
        ("log", super::accounts::log(changes, Some("?before=1"), Some("/staff/accounts/log"))),
        ("forgotten", super::ask::asked(&ask, &problems)),
        ("said", super::ask::said("Look at your mail", &["We are writing."], ("/sign-in", "Back"))),
        ("code", super::set_up::code("0123", "GEZDGNBV", "<svg></svg>")),
        ("code-again", super::set_up::code_again("0123")),
    ];
    for (name, main) in drawn {
        pages.push((name.to_owned(), frame("Accounts", Area::Staff, &["administrator"], main)));
    }
}

/// A candidate who asks for more time: the form, the answers to be checked, what those who decide read, and the notice.
fn of_accommodation(pages: &mut Vec<(String, String)>) {
    use super::accommodation::{Asked, Step, before, check, step};
    let bodies = shelf::bodies(Some(&root().join("handbooks"))).unwrap();
    let line = Line { number: 1, text: HELD[0] };
    let case = Case::open(&bodies, Text::Borrowed("h"), std::slice::from_ref(&line), None);
    let (handbook, review) = (bodies.body("namss").unwrap(), case.review(ON));
    let decision = review.actions.iter().find(|a| a.action == Action::RequestAccommodation);
    // The sample application names no window: the first that is still open to requests is taken.
    let (decision, window) = (decision.unwrap(), handbook.calendar.window("spring-2026").unwrap());
    let offered = [("extra_time:1.5".to_owned(), "Half as much time again".to_owned())];
    let sent = [("adjust-extra_time:1.5".to_owned(), "yes".to_owned()), ("letterhead".to_owned(), "yes".to_owned())];
    let problems = [Problem { field: "adjustments", wrong: "Nothing is asked for.", remedy: "Choose." }];
    let view = Step {
        handbook,
        programme: "cpcs",
        designation: "CPCS",
        decision,
        window: ("spring-2026", window.opens, window.closes),
        instead: Some("summer-2026"),
        offered: &offered,
        sent: &sent,
        problems: &problems,
        on: ON,
        csrf: "0123",
    };
    let asked = Asked {
        on: ON,
        window: "Spring 2026".to_owned(),
        adjustments: vec!["Half as much time again".to_owned()],
        words: "My hands tremble",
        letterhead: true,
        granted: vec!["Half as much time again".to_owned()],
    };
    let notice = super::notice::notice(&super::notice::Notice {
        handbook,
        programme: handbook.programme("cpcs").unwrap(),
        name: "Maya Lindqvist",
        window: Some(("spring-2026".to_owned(), window.opens, window.closes)),
        seat: None,
        minutes: Some((180, Some(270))),
        granted: asked.granted.clone(),
        changes: vec![("The next window", Some(ON))],
        fees: Vec::new(),
        on: ON,
    });
    let matter = html! { h1 { "Accommodations" } (before(&asked, html! {})) };
    for (name, main) in [
        ("accommodation", step(&view)),
        ("accommodation-check", check(&view, &decision.reasons)),
        ("accommodation-matter", matter),
        ("notice", notice),
    ] {
        pages.push((name.to_owned(), frame("Home", Area::Own, &["certificant"], main)));
    }
}

/// Two records that may be of one person, found, compared and taken apart.
fn of_merging(pages: &mut Vec<(String, String)>) {
    let who = |id: &str, name: &str, email: &str| store::people::Person {
        id: id.to_owned(),
        name: name.to_owned(),
        email: email.to_owned(),
        born: Some(date(1984, 3, 2)),
        entries: 12,
        place: String::new(),
    };
    let (one, other) =
        (who("maya", "Maya Lindqvist", "maya@example.org"), who("p2", "Lindqvist, Maya", "ml@old.example"));
    let likeness = store::duplicates::Likeness {
        names: store::duplicates::Names::Same,
        born: Some(true),
        addresses: vec!["maya@example.org".to_owned()],
    };
    let why = super::duplicates::reasons(&one, &other, &likeness);
    assert_eq!(why, "Same birth date; same name; p2 was once under the address of maya, maya@example.org");
    let score = likeness.score();
    let pairs = [store::duplicates::Pair { one: one.clone(), other: other.clone(), likeness, score }];
    let list = super::duplicates::duplicates(&pairs, Some("?after=2"), None, "0123");
    let found = [other.clone()];
    let search = super::merging::Search { person: &one, query: "lindqvist", found: &found, alike: &pairs };
    let change = crate::compare::Together {
        what: crate::compare::Subject::Credits,
        about: "namss-recertification".to_owned(),
        one: "22 of 30, approved 10 of 15".to_owned(),
        other: "nothing".to_owned(),
        together: "28 of 30, approved 16 of 15".to_owned(),
    };
    let line = |day: &str, merged| super::merging::Line {
        day: day.to_owned(),
        kind: "credit_logged".to_owned(),
        details: "category: approved; units: 6".to_owned(),
        merged,
    };
    let problems =
        [super::parts::Problem { field: "reason", wrong: "There is no reason.", remedy: "Say how you know." }];
    let compared = |hindered: &[String]| {
        super::merging::compared(&super::merging::Compared {
            into: &one,
            merged: &other,
            why: &why,
            said_apart: Some(("office@example.org".to_owned(), "1 December 2025".to_owned())),
            changes: std::slice::from_ref(&change),
            hindered,
            lines: &[line("2025-03-01", false), line("2025-03-02", true)],
            seen: 24,
            reason: "",
            problems: if hindered.is_empty() { &problems } else { &[] },
            csrf: "0123",
        })
    };
    let apart = super::merging::apart(&super::merging::Apart {
        person: &one,
        merged: &other,
        event: "m",
        seen: 25,
        reason: "",
        problems: &[],
        csrf: "0123",
    });
    for (name, main) in [
        ("duplicates", list),
        ("merge-search", super::merging::search(&search)),
        ("merge-compared", compared(&[])),
        ("merge-hindered", compared(&["As one record, e7 could not be held: `cpcs` is held already".to_owned()])),
        ("merge-apart", apart),
    ] {
        pages.push((name.to_owned(), frame("People", Area::Staff, &["registrar"], main)));
    }
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
    let home = super::home::home("H", &review, &handbooks, &[]).into_string();
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
    of_accommodation(&mut pages);
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
