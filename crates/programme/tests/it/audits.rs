//! Audits: the draw that anybody can repeat, when it may be made, whom it meets, and what an audit looks at.

use jiff::civil::{Date, date};
use programme::audit::draw::{Population, Take, seed};
use programme::audit::{ask_office, audited, may_draw, may_meet, open};
use programme::decision::{Ruling, ruling};
use programme::record::{Line, Text};
use programme::review::Case;
use proptest::prelude::*;

use crate::handbooks::bodies;

fn of(ids: &[&str]) -> Population {
    Population::of(ids.iter().map(|id| (*id).to_owned()).collect()).unwrap()
}

const SEED: &str = "S&P 500 close 2027-01-04: 7123.45";

/// Worked with `sha256sum` and `sort`, as docs/audit-draw.md says.
#[test]
fn a_draw_is_the_one_that_was_worked_by_hand() {
    let population = of(&["otto", "ada", "nils", "maya", "bo", "ada"]);
    assert_eq!(population.ids(), ["ada", "bo", "maya", "nils", "otto"]);
    assert_eq!(population.hash(), "9071edae1299ace79a010c53e8e9afd4d5ab136131500e165dec6f991dc31094");
    assert_eq!(population.draw(SEED, Take::Count(5)), ["nils", "maya", "bo", "ada", "otto"]);
    for (id, ticket) in [
        ("nils", "08938ebe70b8be1efbca372f7fab45479b12d26fc0b95bc5e680709477fbebd7"),
        ("otto", "733534e2163474ae6a9c31f7a7dc13e4f52581e4410d947987d06b8698424495"),
    ] {
        assert_eq!(population.ticket(SEED, id), ticket);
    }
}

#[test]
fn how_many_are_drawn() {
    for (written, population, drawn) in [
        ("5%", 100, Some(5)),
        ("5%", 101, Some(6)),
        ("5%", 1, Some(1)),
        ("0.01%", 3, Some(1)),
        ("2.5 %", 80, Some(2)),
        ("100%", 7, Some(7)),
        ("5%", 0, Some(0)),
        ("12", 100, Some(12)),
        ("12", 5, Some(5)),
        ("12", 0, Some(0)),
        ("0", 9, None),
        ("0%", 9, None),
        ("100.01%", 9, None),
        ("-3", 9, None),
        ("+3", 9, None),
        ("2.125%", 9, None),
        (".5%", 9, None),
        ("a few", 9, None),
        ("", 9, None),
        ("%", 9, None),
        ("99999999999999", 9, None),
    ] {
        let take = Take::parse(written);
        assert_eq!(take.map(|take| take.of(population)), drawn, "{written} of {population}");
        if let Some(take) = take {
            assert_eq!(Take::parse(&take.to_string()), Some(take), "{written} is written so that it reads back");
        }
    }
}

#[test]
fn what_could_be_read_in_two_ways_is_refused() {
    assert_eq!(Population::of(vec!["a".to_owned(), "b\nc".to_owned()]), Err("b\nc".to_owned()));
    assert_eq!(Population::of(vec![String::new()]), Err(String::new()));
    for (written, taken) in [(" a figure ", Some("a figure")), ("", None), ("  ", None), ("a\nb", None)] {
        assert_eq!(seed(written), taken, "{written:?}");
    }
    assert_eq!(seed(&"x".repeat(201)), None);
}

proptest! {
    #[test]
    fn the_same_is_drawn_again_and_nobody_else(
        ids in prop::collection::btree_set("[a-z0-9-]{1,8}", 0..40),
        seed in "[ -~]{1,20}",
        count in 1u32..60,
    ) {
        let mut turned: Vec<String> = ids.iter().cloned().collect();
        let population = Population::of(turned.clone()).unwrap();
        turned.reverse();
        let again = Population::of(turned).unwrap();
        let drawn = population.draw(&seed, Take::Count(count));
        prop_assert_eq!(&drawn, &again.draw(&seed, Take::Count(count)), "whatever order they are named in");
        prop_assert_eq!(drawn.len(), ids.len().min(count as usize), "never more than there are");
        prop_assert!(drawn.iter().all(|id| ids.contains(*id)));
        let mut one_more: Vec<String> = ids.iter().cloned().collect();
        one_more.push("somebody-else".to_owned());
        prop_assert_ne!(population.hash(), Population::of(one_more).unwrap().hash().to_owned());
        // Of a larger number, the smaller one is the beginning.
        let more = population.draw(&seed, Take::Count(count + 1));
        prop_assert!(more.starts_with(&drawn));
    }
}

#[test]
fn a_draw_has_the_month_that_the_handbook_gives_it() {
    let bodies = bodies();
    for (scheme, on, says) in [
        ("amt-cmas", date(2027, 1, 1), Ruling::Allowed),
        ("amt-cmas", date(2027, 1, 31), Ruling::Allowed),
        ("amt-cmas", date(2027, 2, 1), Ruling::Refused),
        ("amt-cmas", date(2026, 12, 31), Ruling::Refused),
        ("amt-cmas", date(2005, 1, 15), Ruling::Unsettled),
        ("namss-recertification", date(2025, 8, 15), Ruling::Allowed),
    ] {
        let reasons = may_draw(bodies.of_scheme(scheme).unwrap(), on);
        assert_eq!(ruling(&reasons), says, "{scheme} on {on}: {reasons:?}");
    }
    let reasons = may_draw(bodies.of_scheme("amt-cmas").unwrap(), date(2027, 2, 1));
    assert_eq!(reasons[0].source.clause, "recertification.audit");
    assert_eq!(reasons[0].to_string(), "Audits are drawn in January.");
}

/// Certified on 10 May 2023; thirty points and every fee are there, so the next cycle begins on 10 May 2026.
const CMAS: [&str; 6] = [
    r#"{"id":"a","person":"p","kind":"credential_awarded","at":"2023-05-10","programme":"cmas"}"#,
    r#"{"id":"c1","person":"p","kind":"credit_logged","at":"2023-06-01","scheme":"amt-cmas","category":"education","units":"20","title":"Courses","certificate":false}"#,
    r#"{"id":"c2","person":"p","kind":"credit_logged","at":"2024-06-01","scheme":"amt-cmas","category":"education","units":"10","title":"More","certificate":true}"#,
    r#"{"id":"f1","person":"p","kind":"payment_received","at":"2024-05-10","item":"annual","amount":"75.00","method":"card"}"#,
    r#"{"id":"f2","person":"p","kind":"payment_received","at":"2025-05-10","item":"annual","amount":"75.00","method":"card"}"#,
    r#"{"id":"f3","person":"p","kind":"payment_received","at":"2026-05-10","item":"annual","amount":"75.00","method":"card"}"#,
];
const OPENED: &str = r#"{"id":"o","person":"p","kind":"audit_opened","at":"2027-01-12","scheme":"amt-cmas"}"#;
const PASSED: &str =
    r#"{"id":"z","person":"p","kind":"audit_closed","at":"2027-01-20","scheme":"amt-cmas","outcome":"passed"}"#;
const REVOKED: &str =
    r#"{"id":"r","person":"p","kind":"credential_revoked","at":"2026-08-01","programme":"cmas","reason":"Conduct"}"#;
const CORRECTED: &str =
    r#"{"id":"m","person":"p","kind":"corrected","at":"2027-01-15","event":"c1","with":{"certificate":true}}"#;

/// Complete on 20 November 2025, and decided on 10 December.
const CPCS: [&str; 4] = [
    r#"{"id":"a","person":"p","kind":"credential_awarded","at":"2022-04-30","programme":"cpcs"}"#,
    r#"{"id":"c","person":"p","kind":"credit_logged","at":"2024-03-01","scheme":"namss-recertification","category":"sponsored","units":"30","title":"Conferences","certificate":true}"#,
    r#"{"id":"s","person":"p","kind":"renewal_submitted","at":"2025-11-18","scheme":"namss-recertification"}"#,
    r#"{"id":"f","person":"p","kind":"payment_received","at":"2025-11-20","item":"recertification","amount":"375.00","method":"card"}"#,
];
const DECIDED: &str =
    r#"{"id":"d","person":"p","kind":"renewal_decided","at":"2025-12-10","renewal":"s","outcome":"approved"}"#;
const NAMSS_OPENED: &str =
    r#"{"id":"o","person":"p","kind":"audit_opened","at":"2025-11-25","scheme":"namss-recertification"}"#;
const NAMSS_PASSED: &str = r#"{"id":"z","person":"p","kind":"audit_closed","at":"2025-11-28","scheme":"namss-recertification","outcome":"passed"}"#;

/// Whether a record is one of those of whom is drawn.
fn meets(scheme: &str, lines: &[&str], more: &[&str], on: Date) -> bool {
    let bodies = bodies();
    let lines: Vec<Line<'_>> =
        lines.iter().chain(more).enumerate().map(|(at, text)| Line { number: at + 1, text }).collect();
    let case = Case::open(&bodies, Text::Borrowed("p"), &lines, None);
    assert_eq!(case.refused(), []);
    let own = bodies.of_scheme(scheme).unwrap();
    case.records().any(|(handbook, record)| handbook.body.id == own.body.id && may_meet(handbook, record, on))
}

#[test]
fn who_entered_a_new_cycle_in_the_year_before_is_drawn_of() {
    for (more, on, is) in [
        (&[][..], date(2026, 1, 15), false),
        (&[], date(2027, 1, 1), true),
        (&[], date(2027, 1, 31), true),
        (&[], date(2028, 1, 15), false),
        (&[OPENED], date(2027, 1, 11), true),
        (&[OPENED], date(2027, 1, 12), false),
        (&[OPENED, PASSED], date(2027, 1, 25), false),
        (&[REVOKED], date(2027, 1, 15), false),
    ] {
        assert_eq!(meets("amt-cmas", &CMAS, more, on), is, "{more:?} on {on}");
    }
    assert!(!meets("amt-cmas", &[CMAS[0], CMAS[1]], &[], date(2027, 1, 15)), "who fell short entered no new cycle");
    assert!(!meets("namss-recertification", &CMAS, &[], date(2027, 1, 15)), "nor is this another body's matter");
}

#[test]
fn whose_renewal_is_in_review_is_drawn_of() {
    for (more, on, is) in [
        (&[][..], date(2025, 11, 19), false),
        (&[], date(2025, 11, 20), true),
        (&[], date(2026, 2, 1), true),
        (&[DECIDED], date(2025, 12, 9), true),
        (&[DECIDED], date(2025, 12, 11), false),
        (&[NAMSS_OPENED], date(2025, 11, 26), false),
        (&[NAMSS_OPENED, NAMSS_PASSED], date(2025, 11, 29), false),
    ] {
        assert_eq!(meets("namss-recertification", &CPCS, more, on), is, "{more:?} on {on}");
    }
}

/// A record and what is further on it, a day; the audited cycle, its credits with whether each is documented, and what
/// is said of them.
type Looked<'l> = (&'l [&'l str], &'l [&'l str], Date, (Date, Date), &'l [(&'l str, bool)], &'l str);

#[test]
fn an_audit_looks_at_the_cycle_that_was_claimed() {
    let bodies = bodies();
    let table: [Looked<'_>; 3] = [
        (
            &CMAS,
            &[OPENED],
            date(2027, 1, 14),
            (date(2023, 5, 10), date(2026, 5, 9)),
            &[("c1", false), ("c2", true)],
            "One credit that counts lacks its certificate.",
        ),
        (
            &CMAS,
            &[OPENED, CORRECTED],
            date(2027, 1, 15),
            (date(2023, 5, 10), date(2026, 5, 9)),
            &[("c1", true), ("c2", true)],
            "Every credit that counts has its certificate.",
        ),
        (
            &CPCS,
            &[NAMSS_OPENED],
            date(2025, 11, 26),
            (date(2022, 4, 30), date(2025, 12, 1)),
            &[("c", true)],
            "Every credit that counts has its certificate.",
        ),
    ];
    for (lines, more, on, (from, to), credits, says) in table {
        let lines: Vec<Line<'_>> =
            lines.iter().chain(more).enumerate().map(|(at, text)| Line { number: at + 1, text }).collect();
        let case = Case::open(&bodies, Text::Borrowed("p"), &lines, None);
        let (handbook, record) = case.records().next().unwrap();
        let opened = open(handbook, &record.facts, on).unwrap();
        let audit = audited(handbook, &record.facts, opened).unwrap();
        assert_eq!((audit.from, audit.to), (from, to));
        let found: Vec<(&str, bool)> =
            audit.credits.iter().map(|w| (w.fact.entry.id.as_ref(), w.certificate)).collect();
        assert_eq!(found, credits);
        assert_eq!(audit.because[0].to_string(), says);
        assert_eq!(audit.failed.is_some(), handbook.body.id == "amt", "what failing does is the handbook's to say");
    }
}

#[test]
fn an_employer_is_told_to_ask_while_an_audit_is_open_where_the_handbook_says_so() {
    let bodies = bodies();
    let forever = Date::MAX;
    for (lines, more, told) in [
        (&CPCS[..], &[][..], &[][..]),
        (&CPCS, &[NAMSS_OPENED], &[(date(2025, 11, 25), forever)]),
        (&CPCS, &[NAMSS_OPENED, NAMSS_PASSED], &[(date(2025, 11, 25), date(2025, 11, 27))]),
        (&CMAS, &[OPENED], &[]),
    ] {
        let lines: Vec<Line<'_>> =
            lines.iter().chain(more).enumerate().map(|(at, text)| Line { number: at + 1, text }).collect();
        let case = Case::open(&bodies, Text::Borrowed("p"), &lines, None);
        let days: Vec<(Date, Date)> = case
            .records()
            .flat_map(|(handbook, record)| ask_office(handbook, &record.facts))
            .map(|days| (days.from, days.to))
            .collect();
        assert_eq!(days, told, "{more:?}");
    }
}
