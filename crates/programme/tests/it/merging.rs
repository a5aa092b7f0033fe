//! Two records of one person: nothing moves, nothing is lost, and what was taken back is as if it had never been.

use jiff::civil::{Date, date};
use programme::record::{Line, Text};
use programme::review::Case;
use serde_json::{Value, json};

use crate::handbooks;

/// A line of a record: whose, its id, its kind, its day, and the rest.
fn line(person: &str, id: &str, kind: &str, at: &str, rest: Value) -> String {
    let mut event = json!({"id": id, "person": person, "kind": kind, "at": at});
    for (key, value) in rest.as_object().unwrap() {
        event[key] = value.clone();
    }
    event.to_string()
}

/// Who the review is of, what they hold and have earned, and what was refused: how each is asked about.
fn asked(texts: &[String], person: &str, on: Date, known_on: Option<Date>) -> String {
    let bodies = handbooks::bodies();
    // Whom no line names in a merge is read by themself.
    let named = |who: &str| {
        let names = |text: &&String| text.contains("person_merged") && text.contains(&format!("\"{who}\""));
        texts.iter().any(|text| names(&text))
    };
    let read = |text: &str| named(person) || text.contains(&format!("\"person\":\"{person}\""));
    let lines = texts.iter().enumerate().filter(|(_, text)| read(text));
    let lines: Vec<Line<'_>> = lines.map(|(n, text)| Line { number: n + 1, text }).collect();
    let case = Case::open(&bodies, Text::Borrowed(person), &lines, known_on);
    let review = case.review(on);
    let held: Vec<&str> = review.credentials.iter().map(|c| c.programme.id.as_str()).collect();
    let earned: Vec<String> = review.cycles.iter().map(|c| c.earned.0.to_string()).collect();
    let refused: Vec<&str> = review.refused.iter().filter_map(|r| r.event.as_deref()).collect();
    let merged: Vec<String> = review.merged.iter().map(|m| format!("{}>{}", m.merged, m.into)).collect();
    format!("{} {} {} {} {}", review.person, held.join("+"), earned.join("+"), merged.join("+"), refused.join("+"))
}

fn merge(into: &str, id: &str, at: &str, merged: &str) -> String {
    line(into, id, "person_merged", at, json!({ "merged": merged }))
}

fn taken_back(person: &str, id: &str, at: &str, event: &str) -> String {
    line(person, id, "corrected", at, json!({"event": event, "retracted": true}))
}

fn credit(person: &str, id: &str, at: &str, units: &str) -> String {
    let fields = json!({"scheme": "namss-recertification", "category": "approved", "units": units, "title": "t",
        "certificate": true});
    line(person, id, "credit_logged", at, fields)
}

fn award(person: &str, id: &str, at: &str, programme: &str) -> String {
    line(person, id, "credential_awarded", at, json!({ "programme": programme }))
}

/// Three records, of which each holds something.
fn three() -> Vec<String> {
    vec![
        award("a", "a1", "2023-04-30", "cpcs"),
        credit("b", "b1", "2024-02-01", "5"),
        award("c", "c1", "2023-05-30", "cpmsm"),
        credit("a", "a2", "2024-03-01", "2"),
    ]
}

const ON: Date = date(2025, 6, 1);

#[test]
fn everything_of_the_merged_is_the_survivors_before_and_after() {
    let mut lines = three();
    lines.push(merge("a", "m", "2025-01-01", "b"));
    lines.push(credit("b", "b2", "2025-02-01", "3"));
    for (person, known_on, expected) in [
        ("a", None, "a cpcs 10 b>a "),
        ("b", None, "a cpcs 10 b>a "),
        ("c", None, "c cpmsm 0  "),
        ("a", Some(date(2025, 1, 1)), "a cpcs 7 b>a "),
        ("a", Some(date(2024, 12, 31)), "a cpcs 2  "),
        ("b", Some(date(2024, 12, 31)), "b    "),
    ] {
        assert_eq!(asked(&lines, person, ON, known_on), expected, "{person} {known_on:?}");
    }
}

#[test]
fn a_chain_leads_to_its_end_in_whichever_order_it_was_made() {
    let (first, second) = (merge("b", "m", "2025-01-01", "c"), merge("a", "n", "2025-01-02", "b"));
    for pair in [[first.clone(), second.clone()], [second, first]] {
        let mut lines = three();
        lines.extend(pair);
        let told: Vec<String> = ["a", "b", "c"].iter().map(|p| asked(&lines, p, ON, None)).collect();
        assert!(told.iter().all(|one| one.starts_with("a cpcs+cpmsm 7") && one == &told[0]), "{told:?}");
        // Taking back the middle leaves one pair, and lets the other go.
        lines.push(taken_back("a", "t", "2025-01-03", "n"));
        assert_eq!(asked(&lines, "a", ON, None), "a cpcs 2  ");
        assert_eq!(asked(&lines, "c", ON, None), "b cpmsm 5 c>b ");
    }
}

#[test]
fn what_was_taken_back_is_as_if_it_had_never_been() {
    let apart = three();
    let mut lines = three();
    lines.push(merge("a", "m", "2025-01-01", "b"));
    lines.push(taken_back("a", "t", "2025-02-01", "m"));
    for person in ["a", "b", "c"] {
        assert_eq!(asked(&lines, person, ON, None), asked(&apart, person, ON, None));
    }
    assert_eq!(asked(&lines, "b", ON, Some(date(2025, 1, 31))), "a cpcs 7 b>a ");
    // A retraction may itself be taken back; and then be made again.
    lines.push(taken_back("a", "u", "2025-03-01", "t"));
    assert_eq!(asked(&lines, "b", ON, None), "a cpcs 7 b>a ");
    lines.push(taken_back("a", "v", "2025-04-01", "m"));
    assert_eq!(asked(&lines, "a", ON, None), "a cpcs 2  ");
    lines.push(merge("b", "w", "2025-05-01", "a"));
    assert_eq!(asked(&lines, "a", ON, None), "b cpcs 7 a>b ");
}

#[test]
fn what_cannot_be_merged_changes_nothing() {
    for (wrong, by) in [
        (vec![merge("a", "m", "2025-01-01", "a")], "a"),
        (vec![merge("a", "m", "2025-01-01", "nobody")], "a"),
        (vec![merge("a", "n", "2025-01-01", "b"), merge("c", "m", "2025-01-02", "b")], "c"),
        (vec![merge("a", "n", "2025-01-01", "b"), merge("b", "m", "2025-01-02", "a")], "a"),
        (vec![merge("a", "n", "2025-01-01", "b"), merge("a", "m", "2025-01-02", "b")], "a"),
    ] {
        let mut lines = three();
        lines.extend(wrong[..wrong.len() - 1].iter().cloned());
        let before: Vec<String> = ["a", "b", "c"].iter().map(|p| asked(&lines, p, ON, None)).collect();
        lines.push(wrong.last().unwrap().clone());
        let survivor = |p: &str| asked(&lines, p, ON, None);
        for (person, before) in ["a", "b", "c"].iter().zip(before) {
            let expected = if survivor(person).starts_with(by) { format!("{before}m") } else { before };
            assert_eq!(asked(&lines, person, ON, None), expected, "{wrong:?} {person}");
        }
    }
}

#[test]
fn an_entry_may_answer_one_on_the_other_record() {
    let asked_for = line(
        "b",
        "r",
        "extension_requested",
        "2025-01-01",
        json!({"scheme": "namss-recertification", "in_writing": true, "with": "certificates"}),
    );
    let decided = line("a", "d", "extension_decided", "2025-03-01", json!({"extension": "r", "outcome": "approved"}));
    let mut lines = three();
    lines.extend([asked_for, merge("a", "m", "2025-02-01", "b"), decided]);
    assert_eq!(asked(&lines, "a", ON, None), "a cpcs 7 b>a ");
    // As of a day on which neither was known, neither is missed.
    assert_eq!(asked(&lines, "a", ON, Some(date(2025, 1, 31))), "a cpcs 2  ");
    lines.push(taken_back("a", "t", "2025-04-01", "m"));
    assert_eq!(asked(&lines, "a", ON, None), "a cpcs 2  d");
}

#[test]
fn a_credential_held_twice_is_told_of() {
    let mut lines = three();
    lines.push(award("b", "b9", "2023-06-01", "cpcs"));
    lines.push(merge("a", "m", "2025-02-01", "b"));
    assert_eq!(asked(&lines, "a", ON, None), "a cpcs 7 b>a b9");
}

#[test]
fn the_name_is_the_survivors() {
    let registered = |person: &str, id: &str, name: &str| {
        line(person, id, "person_registered", "2025-01-05", json!({"name": name, "email": "x@people.example"}))
    };
    let bodies = handbooks::bodies();
    let texts = [
        registered("a", "a1", "Ana Ruiz"),
        registered("b", "b1", "A. Ruiz"),
        merge("a", "m", "2025-02-01", "b"),
        registered("b", "b2", "Ana R."),
    ];
    let lines: Vec<Line<'_>> = texts.iter().enumerate().map(|(n, text)| Line { number: n + 1, text }).collect();
    let case = Case::open(&bodies, Text::Borrowed("b"), &lines, None);
    assert_eq!(case.registration().unwrap().id, "a1");
    assert_eq!((case.person.as_ref(), case.asked.as_deref()), ("a", Some("b")));
    assert_eq!(case.instead().map(|merge| merge.event.as_ref()), Some("m"));
    let case = Case::open(&bodies, Text::Borrowed("b"), &lines[1..2], None);
    assert_eq!((case.registration().unwrap().id.as_ref(), case.instead()), ("b1", None));
}
