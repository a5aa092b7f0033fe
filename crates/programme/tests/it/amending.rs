//! Until when a certificant changes or withdraws a credit that they logged (F19, F20).

use jiff::civil::{Date, date};
use programme::decision::Ruling;
use programme::record::{Line, Text};
use programme::review::Case;

use crate::handbooks::bodies;

/// A certificant due on 1 December 2025, with a credit of 2024 and one that the body posted.
const RECORD: [&str; 3] = [
    r#"{"id":"w","person":"p","kind":"credential_awarded","at":"2022-04-30","programme":"cpcs"}"#,
    r#"{"id":"c","person":"p","kind":"credit_logged","at":"2024-03-01","by":"self","scheme":"namss-recertification","category":"sponsored","units":"40","title":"Own","certificate":true}"#,
    r#"{"id":"z","person":"p","kind":"credit_logged","at":"2025-02-01","by":"education-zone","scheme":"namss-recertification","category":"sponsored","units":"1","title":"Posted","certificate":true}"#,
];
const PAID: &str = r#"{"id":"m","person":"p","kind":"payment_received","at":"2025-11-02","item":"recertification","amount":"375.00","method":"card"}"#;
const SUBMITTED: &str =
    r#"{"id":"s","person":"p","kind":"renewal_submitted","at":"2025-11-03","scheme":"namss-recertification"}"#;
const TOO_EARLY: &str =
    r#"{"id":"s","person":"p","kind":"renewal_submitted","at":"2025-07-31","scheme":"namss-recertification"}"#;
const RETURNED: &str = r#"{"id":"d","person":"p","kind":"renewal_decided","at":"2025-11-20","renewal":"s","outcome":"returned","reason":"x"}"#;
const APPROVED: &str =
    r#"{"id":"d","person":"p","kind":"renewal_decided","at":"2025-11-20","renewal":"s","outcome":"approved"}"#;
const DISALLOWED: &str =
    r#"{"id":"x","person":"p","kind":"credit_disallowed","at":"2025-11-19","credit":"c","reason":"x"}"#;

#[test]
fn a_credit_is_ones_own_until_a_renewal_rests_on_it() {
    let bodies = bodies();
    let rests = "The renewal of 3 November 2025 rests on this credit.";
    // What else is on the record, about which credit, on which day; and what stands against changing it.
    let table: [(&[&str], &str, Date, &[&str]); 9] = [
        (&[], "c", date(2025, 11, 2), &[]),
        (&[], "z", date(2025, 11, 2), &["The body entered this credit, and mends it where it is wrong."]),
        (&[PAID, TOO_EARLY], "c", date(2025, 8, 1), &[]),
        (&[SUBMITTED], "c", date(2025, 11, 3), &[rests]),
        (&[PAID, SUBMITTED], "c", date(2025, 11, 3), &[rests]),
        (&[PAID, SUBMITTED, RETURNED], "c", date(2025, 11, 20), &[]),
        (&[PAID, SUBMITTED, APPROVED], "c", date(2025, 11, 20), &[rests]),
        (&[DISALLOWED], "c", date(2025, 11, 19), &["Disallowed on 19 November 2025."]),
        (&[PAID, SUBMITTED, DISALLOWED], "c", date(2025, 11, 19), &["Disallowed on 19 November 2025.", rests]),
    ];
    for (further, credit, on, against) in table {
        let lines: Vec<Line<'_>> =
            RECORD.iter().chain(further).enumerate().map(|(at, text)| Line { number: at + 1, text }).collect();
        let case = Case::open(&bodies, Text::Borrowed("p"), &lines, None);
        assert_eq!(case.refused(), []);
        let (_, decision) = case.amend(credit, on).unwrap();
        let said: Vec<String> = decision.reasons.iter().map(|r| r.to_string()).collect();
        let expected = if against.is_empty() {
            &["No renewal rests on this credit yet, so you may change or withdraw it."]
        } else {
            against
        };
        assert_eq!(said, expected, "{further:?}");
        assert_eq!(decision.ruling() == Ruling::Allowed, against.is_empty());
        assert!(decision.reasons.iter().all(|r| !r.facts.is_empty() && !r.source.citation.is_empty()));
    }
}

#[test]
fn nobody_changes_what_is_no_credit() {
    let bodies = bodies();
    let lines: Vec<Line<'_>> = RECORD.iter().enumerate().map(|(at, text)| Line { number: at + 1, text }).collect();
    let case = Case::open(&bodies, Text::Borrowed("p"), &lines, None);
    assert!(case.amend("w", date(2025, 11, 2)).is_none() && case.amend("nothing", date(2025, 11, 2)).is_none());
}
