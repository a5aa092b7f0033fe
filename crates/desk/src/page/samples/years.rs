//! A year of renewals, its lists, and a letter to a group.

use super::*;
use crate::forecast::Row as DueRow;
use crate::notice::group::Typed;
use crate::page::group_letter::{self, Group};
use crate::page::year::{self, Person as DuePerson, Shown as ShownYear};
use programme::recertification::forecast::{Progress, Sum};
use store::group_letters::GroupLetter;

const RECORD: [&str; 3] = [
    r#"{"id":"1","person":"maya","kind":"person_registered","at":"2022-02-10","name":"Maya Lindqvist","email":"maya@example.org"}"#,
    r#"{"id":"2","person":"maya","kind":"credential_awarded","at":"2022-04-30","programme":"cpcs"}"#,
    r#"{"id":"3","person":"maya","kind":"credit_logged","at":"2024-05-01","scheme":"namss-recertification","category":"sponsored","units":"12.5","title":"Conference","certificate":true}"#,
];

/// A letter that was sent to some, and one that was sent to everybody.
fn written() -> [(GroupLetter, String); 2] {
    let letter = |state: &str, people| GroupLetter {
        id: "1".to_owned(),
        scheme: "namss-recertification".to_owned(),
        year: 2025,
        state: state.to_owned(),
        subject: "Your renewal, {name} <b>".to_owned(),
        people,
        sent_by: "registrar@body.example".to_owned(),
        sent_at: jiff::Timestamp::UNIX_EPOCH,
    };
    [("some_credits", 40), ("", 1)].map(|(state, n)| (letter(state, n), "1 December 2025, 10:00".to_owned()))
}

pub(super) fn of_years(pages: &mut Vec<(String, String)>) {
    let bodies = shelf::bodies(Some(&root().join("handbooks"))).unwrap();
    let lines: Vec<Line<'_>> = RECORD.iter().enumerate().map(|(at, text)| Line { number: at + 1, text }).collect();
    let case = Case::open(&bodies, Text::Borrowed("maya"), &lines, None);
    let due = case.due("namss-recertification", 2025).unwrap();
    let handbook = bodies.of_scheme("namss-recertification").unwrap();
    let schemes = [("namss-recertification".to_owned(), "NAMSS: CPCS, CPMSM".to_owned())];
    let problems = [Problem { field: "year", wrong: "This is no year.", remedy: "Write it with four digits." }];
    let shown = |year, writes, problems| ShownYear {
        handbook,
        schemes: &schemes,
        scheme: "namss-recertification",
        year,
        on: ON,
        problems,
        writes,
        letters: &[],
    };
    let letters = written();
    let wrote = ShownYear { letters: &letters, ..shown("2025", true, &[]) };
    let mut sum = Sum::default();
    for _ in 0..40 {
        sum.add(&due, ON);
    }
    let person = |name| DuePerson { id: "maya", name, reachable: true, designations: "CPCS".to_owned(), due: &due };
    let people = [person("Maya Lindqvist"), DuePerson { reachable: false, ..person("Maya O’Neill <b>") }];
    let row = DueRow {
        person: "maya".to_owned(),
        name: "Maya Lindqvist".to_owned(),
        email: "maya@example.org".to_owned(),
        due: due.clone(),
    };
    let typed =
        Typed { subject: "Your renewal, {name}".to_owned(), text: "Dear {name},\n\n{missing}\n\n{costs}".to_owned() };
    let wrong = [Problem { field: "text", wrong: "Nothing is known for {nmae}.", remedy: "Mend it." }];
    let group = |people, problems| Group {
        scheme: "namss-recertification",
        year: "2025",
        state: "some_credits",
        called: year::title(Progress::Some),
        people,
        members: "00ff",
        nowhere: 1,
        typed: &typed,
        problems,
        csrf: "0123",
    };
    let letter = typed.to(&row, handbook, ON).unwrap();
    assert!(
        letter.body.contains("- 17.5 credits, 2.5 of them approved\n- the renewal application\n"),
        "{}",
        letter.body
    );
    let list = |rows: &[DuePerson<'_>]| {
        year::list(&shown("2025", true, &[]), Some(Progress::Some), (rows, 40), Some("?after=maya"), Some("?"))
    };
    for (name, main) in [
        ("year", year::year(&shown("2025", true, &[]), Some(&sum))),
        ("year-of-letters", year::year(&wrote, Some(&sum))),
        ("year-of-others", year::year(&shown("2025", false, &[]), Some(&sum))),
        ("year-empty", year::year(&shown("2025", true, &[]), Some(&Sum::default()))),
        ("year-wrong", year::year(&shown("soon", true, &problems), None)),
        ("year-list", list(&people)),
        ("year-list-empty", list(&[])),
        ("group-letter", group_letter::form(&group(40, &wrong))),
        ("group-letter-nobody", group_letter::form(&group(0, &[]))),
        ("group-letter-look", group_letter::preview(&group(40, &[]), "1", (&row.name, &row.email, &letter))),
    ] {
        pages.push((name.to_owned(), frame("Staff", Area::Staff, &["registrar"], main)));
    }
}
