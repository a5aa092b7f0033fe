//! Task lists: what stands done, what is to be done by when, what waits for whom.

use jiff::civil::{Date, date};
use programme::record::{Line, Text};
use programme::review::Case;
use programme::tasks::{State, Tasks, of_application, of_renewal};

use crate::handbooks::bodies;

const APPLIED: &str = r#"{"id":"a","person":"p","kind":"application_submitted","at":"2025-12-01","programme":"cpcs","window":"spring-2026","evidence":[]}"#;
const ASKED: &str = r#"{"id":"r","person":"p","kind":"accommodation_requested","at":"2025-12-02","application":"a","window":"spring-2026","adjustments":["breaks"],"letterhead":true}"#;
const GRANTED: &str = r#"{"id":"g","person":"p","kind":"accommodation_decided","at":"2025-12-09","accommodation":"r","outcome":"approved"}"#;
const NOT_GRANTED: &str = r#"{"id":"g","person":"p","kind":"accommodation_decided","at":"2025-12-09","accommodation":"r","outcome":"refused"}"#;
const APPROVED: &str =
    r#"{"id":"d","person":"p","kind":"application_decided","at":"2025-12-10","application":"a","outcome":"approved"}"#;
const REFUSED: &str =
    r#"{"id":"d","person":"p","kind":"application_decided","at":"2025-12-10","application":"a","outcome":"refused"}"#;
const BOOKED: &str = r#"{"id":"s","person":"p","kind":"appointment_booked","at":"2026-02-20","programme":"cpcs","window":"spring-2026","starts":"2026-03-10T09:00:00-04:00"}"#;
const SAT: &str = r#"{"id":"x","person":"p","kind":"exam_sat","at":"2026-03-10","programme":"cpcs","window":"spring-2026","outcome":"completed"}"#;
const MISSED: &str = r#"{"id":"x","person":"p","kind":"exam_sat","at":"2026-03-10","programme":"cpcs","window":"spring-2026","outcome":"no_show"}"#;
const PASSED: &str = r#"{"id":"y","person":"p","kind":"exam_scored","at":"2026-03-20","exam":"x","raw":"120","scaled":"500","passed":true}"#;
const FAILED: &str = r#"{"id":"y","person":"p","kind":"exam_scored","at":"2026-03-20","exam":"x","raw":"60","scaled":"300","passed":false}"#;
const TOLD: &str = r#"{"id":"z","person":"p","kind":"results_released","at":"2026-05-12","exam":"x"}"#;
const AWARDED: &str = r#"{"id":"w","person":"p","kind":"credential_awarded","at":"2026-05-20","programme":"cpcs"}"#;

/// A state as the tables write it.
fn said(state: State) -> String {
    let day = |day: Option<Date>| day.map_or(String::new(), |d| format!(" {d}"));
    match state {
        State::Done(on) => format!("done{}", day(on)),
        State::ToDo { from, by } => format!("to do{}{}", day(from), day(by)),
        State::Optional { by } => format!("optional{}", day(by)),
        State::Waits { since, due } => format!("waits {since}{}", day(due.map(|d| d.1))),
        State::Comes(on) => format!("comes {on}"),
        State::After(step) => format!("after {step:?}"),
        State::Not(on) => format!("not {on}"),
        State::Over => "over".to_owned(),
    }
}

fn steps(tasks: Option<Tasks<'_>>) -> Vec<String> {
    let tasks = tasks.map_or(Vec::new(), |t| t.steps);
    tasks.iter().map(|t| format!("{:?}: {}", t.step, said(t.state))).collect()
}

fn on(lines: &[&str], day: Date, renewal: bool) -> Vec<String> {
    let bodies = bodies();
    let lines: Vec<Line<'_>> = lines.iter().enumerate().map(|(at, text)| Line { number: at + 1, text }).collect();
    let case = Case::open(&bodies, Text::Borrowed("p"), &lines, None);
    assert_eq!(case.refused(), []);
    let review = case.review(day);
    let (handbook, record) = case.records().next().unwrap();
    if renewal {
        return steps(of_renewal(handbook, &review));
    }
    steps(of_application(handbook, handbook.programme("cpcs").unwrap(), record.until(day), &review))
}

#[test]
fn an_application_from_its_day_to_the_award() {
    let mut lines = vec![APPLIED];
    let first = on(&lines, date(2025, 12, 1), false);
    let expected = [
        "Evidence: done 2025-12-01",
        "Attestation: done 2025-12-01",
        "Application: done 2025-12-01",
        "Accommodation: optional 2026-01-10",
        "Decision: waits 2025-12-01",
        "Notice: after Decision",
        "Seat: after Decision",
        "Exam: after Seat",
        "Result: after Exam",
    ];
    assert_eq!(first, expected);
    // A further entry, a day, and what the steps from the fourth on say then.
    let table: [(&str, Date, &[&str]); 7] = [
        (ASKED, date(2025, 12, 3), &["Accommodation: waits 2025-12-02", "Decision: waits 2025-12-01"]),
        (GRANTED, date(2025, 12, 9), &["Accommodation: done 2025-12-09", "Decision: waits 2025-12-01"]),
        (
            APPROVED,
            date(2025, 12, 15),
            &[
                "Accommodation: done 2025-12-09",
                "Decision: done 2025-12-10",
                "Notice: comes 2026-02-07",
                "Seat: after Notice",
                "Exam: after Seat",
            ],
        ),
        (
            BOOKED,
            date(2026, 2, 20),
            &[
                "Accommodation: done 2025-12-09",
                "Decision: done 2025-12-10",
                "Notice: done",
                "Seat: done 2026-02-20",
                "Exam: comes 2026-03-10",
                "Result: after Exam",
            ],
        ),
        (
            SAT,
            date(2026, 3, 10),
            &["Accommodation: done 2025-12-09", "Decision: done 2025-12-10", "Notice: done", "Seat: done 2026-02-20"],
        ),
        (PASSED, date(2026, 4, 1), &["Accommodation: done 2025-12-09", "Decision: done 2025-12-10"]),
        (TOLD, date(2026, 5, 12), &["Accommodation: done 2025-12-09", "Decision: done 2025-12-10"]),
    ];
    for (line, day, expected) in table {
        lines.push(line);
        let found = on(&lines, day, false);
        assert_eq!(&found[3..3 + expected.len()], expected, "{day}: {found:?}");
    }
    let held = on(&lines[..6], date(2026, 4, 1), false);
    assert_eq!(held[7..], ["Exam: done 2026-03-10", "Result: waits 2026-03-10 2026-05-23"]);
    let told = on(&lines, date(2026, 5, 12), false);
    assert_eq!(told[8..], ["Result: done 2026-05-12", "Award: waits 2026-05-12"]);
    lines.push(AWARDED);
    assert_eq!(on(&lines, date(2026, 5, 20), false), [""; 0], "what is reached needs no list");
}

#[test]
fn what_is_refused_missed_or_failed_is_said_or_ends_the_list() {
    let last = |lines: &[&str], day| on(lines, day, false).pop().unwrap_or_default();
    let table: [(&[&str], Date, &str); 5] = [
        (&[APPLIED, REFUSED], date(2025, 12, 11), "Decision: not 2025-12-10"),
        (&[APPLIED, APPROVED, BOOKED, MISSED], date(2026, 3, 11), "Exam: not 2026-03-10"),
        (&[APPLIED, APPROVED, SAT, FAILED], date(2026, 4, 1), "Result: waits 2026-03-10 2026-05-23"),
        (&[APPLIED, APPROVED, SAT, FAILED, TOLD], date(2026, 5, 12), ""),
        (&[APPLIED, APPROVED], date(2026, 4, 20), "Result: after Exam"),
    ];
    for (lines, day, expected) in table {
        assert_eq!(last(lines, day), expected, "{day} {lines:?}");
    }
    let missed = on(&[APPLIED, APPROVED], date(2026, 4, 20), false);
    assert!(missed.contains(&"Seat: over".to_owned()), "{missed:?}");
    assert!(missed.contains(&"Accommodation: over".to_owned()), "{missed:?}");
    let refused = on(&[APPLIED, ASKED, NOT_GRANTED], date(2025, 12, 9), false);
    assert!(refused.contains(&"Accommodation: not 2025-12-09".to_owned()), "{refused:?}");
}

/// Until a result is released, passed and failed read the same.
#[test]
fn a_held_result_is_not_given_away_by_the_list() {
    for day in [date(2026, 3, 20), date(2026, 4, 1), date(2026, 5, 11)] {
        let of = |score| on(&[APPLIED, APPROVED, BOOKED, SAT, score], day, false);
        assert_eq!(of(PASSED), of(FAILED), "{day}");
    }
}

#[test]
fn a_renewal_from_its_credits_to_its_decision() {
    let award = r#"{"id":"a","person":"p","kind":"credential_awarded","at":"2022-04-30","programme":"cpcs"}"#;
    let credit = r#"{"id":"c","person":"p","kind":"credit_logged","at":"2024-05-01","scheme":"namss-recertification","category":"sponsored","units":"40","title":"T","certificate":true}"#;
    let paid = r#"{"id":"m","person":"p","kind":"payment_received","at":"2025-09-01","item":"recertification","amount":"375.00","method":"card"}"#;
    let sent =
        r#"{"id":"s","person":"p","kind":"renewal_submitted","at":"2025-09-02","scheme":"namss-recertification"}"#;
    let table: [(&[&str], Date, &[&str]); 4] = [
        (
            &[award],
            date(2025, 9, 3),
            &[
                "Credits: to do 2025-12-31",
                "Name: optional 2025-12-31",
                "Fee: to do 2025-12-31",
                "Renewal: to do 2025-12-31",
                "Decision: after Renewal",
            ],
        ),
        (
            &[award, credit, paid, sent],
            date(2025, 9, 3),
            &[
                "Credits: done",
                "Name: done 2025-09-02",
                "Fee: done",
                "Renewal: done 2025-09-02",
                "Decision: waits 2025-09-02 2025-09-30",
            ],
        ),
        (
            &[award, credit, sent],
            date(2025, 9, 3),
            &[
                "Credits: done",
                "Name: done 2025-09-02",
                "Fee: to do 2025-12-31",
                "Renewal: done 2025-09-02",
                "Decision: after Fee",
            ],
        ),
        (&[award], date(2026, 8, 1), &[]),
    ];
    for (lines, day, expected) in table {
        assert_eq!(on(lines, day, true), expected, "{day} {lines:?}");
    }
}
