//! The forecast of a year: how far who is due is on which day, when they lapse, and what they still pay.

use jiff::civil::Date;
use programme::amount::Money;
use programme::recertification::forecast::{Due, Progress, Sum};
use programme::record::{Line, Text};
use programme::review::Case;

use crate::handbooks::bodies;

const NAMSS: &str = "namss-recertification";
const AMT: &str = "amt-cmas";

/// A record of one person, each entry as `kind at rest`.
fn due(entries: &[(&str, &str, &str)], scheme: &str, year: i16) -> Option<Due> {
    let bodies = bodies();
    let line = |(at, (kind, day, rest)): (usize, &(&str, &str, &str))| {
        let rest = if rest.is_empty() { String::new() } else { format!(",{rest}") };
        format!(r#"{{"id":"e{at}","person":"p","kind":"{kind}","at":"{day}"{rest}}}"#)
    };
    let texts: Vec<String> = entries.iter().enumerate().map(line).collect();
    let lines: Vec<Line<'_>> = texts.iter().enumerate().map(|(at, text)| Line { number: at + 1, text }).collect();
    let case = Case::open(&bodies, Text::Borrowed("p"), &lines, None);
    assert_eq!(case.refused(), []);
    case.due(scheme, year)
}

/// What stands in a table of a day: how far, and what paying comes to.
fn on(due: &Due, day: &str) -> String {
    let day: Date = day.parse().unwrap();
    let bill: Vec<String> = due.bill(day).iter().map(|(fee, amount)| format!("{fee} {amount}")).collect();
    format!("{} {}", due.progress(day).word(), bill.join(" + ")).trim_end().to_owned()
}

fn holds(due: &Due, table: &[(&str, &str)]) {
    for (day, expected) in table {
        assert_eq!(on(due, day), *expected, "on {day}");
    }
}

const CPCS: &str = r#""programme":"cpcs""#;
const CPMSM: &str = r#""programme":"cpmsm""#;
const CMAS: &str = r#""programme":"cmas""#;
const RENEWAL: &str = r#""scheme":"namss-recertification""#;
const MEMBER: &str = r#""body":"namss","from":"2020-01-01""#;
const ALL_CREDITS: &str =
    r#""scheme":"namss-recertification","category":"sponsored","units":"30","title":"Conference","certificate":true"#;
const SOME_CREDITS: &str =
    r#""scheme":"namss-recertification","category":"sponsored","units":"14.5","title":"Conference","certificate":true"#;

fn paid(item: &str, amount: &str) -> String {
    format!(r#""item":"{item}","amount":"{amount}","method":"card""#)
}

#[test]
fn a_year_has_those_who_are_due_in_it_by_the_year_of_their_award() {
    // F1.
    for (awarded, years) in [
        ("2021-12-31", [(2023, false), (2024, true), (2025, false), (2027, false)]),
        ("2022-01-01", [(2024, false), (2025, true), (2026, false), (2028, false)]),
        ("2022-12-15", [(2024, false), (2025, true), (2026, false), (2028, false)]),
        ("2023-01-01", [(2024, false), (2025, false), (2026, true), (2029, false)]),
    ] {
        for (year, is_due) in years {
            let found = due(&[("credential_awarded", awarded, CPCS)], NAMSS, year);
            assert_eq!(found.is_some(), is_due, "awarded {awarded}, in {year}");
        }
    }
}

#[test]
fn fees_are_those_of_the_year_and_rise_with_each_deadline() {
    // F6, F7, F11: who does nothing.
    let single = due(&[("credential_awarded", "2022-04-30", CPCS)], NAMSS, 2025).unwrap();
    assert_eq!(single.lapses, Some("2026-01-01".parse().unwrap()));
    holds(
        &single,
        &[
            ("2025-07-31", "nothing_logged recertification 375.00"),
            ("2025-08-01", "nothing_logged recertification 375.00"),
            ("2025-12-01", "nothing_logged recertification 375.00"),
            ("2025-12-02", "nothing_logged recertification 375.00 + late 50.00"),
            ("2025-12-31", "nothing_logged recertification 375.00 + late 50.00"),
            ("2026-01-01", "lapsed recertification 375.00 + reinstatement 150.00"),
            ("2026-06-30", "lapsed recertification 375.00 + reinstatement 150.00"),
            ("2026-07-01", "gone"),
        ],
    );
    // F6: until 2024, member or not; one credential or two.
    let member = ("membership", "2020-01-01", MEMBER);
    let both = [("credential_awarded", "2021-04-30", CPCS), ("credential_awarded", "2021-05-30", CPMSM)];
    for (record, year, expected) in [
        (vec![("credential_awarded", "2021-04-30", CPCS)], 2024, "325.00"),
        (vec![member, ("credential_awarded", "2021-04-30", CPCS)], 2024, "175.00"),
        (both.to_vec(), 2024, "350.00"),
        (vec![member, both[0], both[1]], 2024, "200.00"),
        (vec![member, ("credential_awarded", "2022-04-30", CPCS)], 2025, "200.00"),
    ] {
        let due = due(&record, NAMSS, year).unwrap();
        assert_eq!(on(&due, &format!("{year}-12-01")), format!("nothing_logged recertification {expected}"));
    }
}

#[test]
fn a_membership_that_ends_makes_it_dearer_from_the_next_day_on() {
    let member = r#""body":"namss","from":"2020-01-01","to":"2025-10-31""#;
    let record = [("membership", "2020-01-01", member), ("credential_awarded", "2022-04-30", CPCS)];
    let due = due(&record, NAMSS, 2025).unwrap();
    holds(
        &due,
        &[
            ("2025-10-31", "nothing_logged recertification 200.00"),
            ("2025-11-01", "nothing_logged recertification 375.00"),
        ],
    );
}

#[test]
fn a_renewal_goes_from_nothing_to_approved() {
    let (awarded, fee) = (("credential_awarded", "2022-04-30", CPCS), paid("recertification", "375.00"));
    let some = due(&[awarded, ("credit_logged", "2024-05-01", SOME_CREDITS)], NAMSS, 2025).unwrap();
    assert_eq!(on(&some, "2025-09-01"), "some_credits recertification 375.00");
    assert_eq!(some.credits.missing().0.to_string(), "15.5");
    assert_eq!(some.credits.missing().1.to_string(), "0.5");

    let credits = ("credit_logged", "2024-05-01", ALL_CREDITS);
    assert_eq!(
        on(&due(&[awarded, credits], NAMSS, 2025).unwrap(), "2025-09-01"),
        "credits_enough recertification 375.00"
    );

    let payment = ("payment_received", "2025-09-02", fee.as_str());
    let paid_up = due(&[awarded, credits, payment], NAMSS, 2025).unwrap();
    holds(&paid_up, &[("2025-09-01", "credits_enough"), ("2025-09-02", "paid"), ("2025-12-31", "paid late 50.00")]);
    assert_eq!(paid_up.lapses, Some("2026-01-01".parse().unwrap()));

    let sent = ("renewal_submitted", "2025-09-05", RENEWAL);
    let unpaid = due(&[awarded, credits, sent], NAMSS, 2025).unwrap();
    assert_eq!(on(&unpaid, "2025-09-05"), "submitted recertification 375.00");
    assert_eq!(unpaid.lapses, Some("2026-01-01".parse().unwrap()));

    // F11: received complete and waiting has not lapsed.
    let waiting = due(&[awarded, credits, payment, sent], NAMSS, 2025).unwrap();
    holds(&waiting, &[("2025-09-04", "paid"), ("2025-09-05", "in_review"), ("2026-01-01", "in_review")]);
    assert_eq!(waiting.lapses, None);

    let yes = ("renewal_decided", "2025-09-30", r#""renewal":"e3","outcome":"approved""#);
    let renewed = due(&[awarded, credits, payment, sent, yes], NAMSS, 2025).unwrap();
    holds(&renewed, &[("2025-09-29", "in_review"), ("2025-09-30", "approved"), ("2026-01-01", "approved")]);
    assert_eq!(renewed.lapses, None);
}

#[test]
fn an_extension_puts_the_lapse_off() {
    let sixteen = ALL_CREDITS.replace("30", "16");
    let record = [
        ("credential_awarded", "2022-04-30", CPCS),
        ("credit_logged", "2024-05-01", sixteen.as_str()),
        (
            "extension_requested",
            "2025-11-20",
            r#""scheme":"namss-recertification","in_writing":true,"with":"certificates""#,
        ),
        ("extension_decided", "2025-11-25", r#""extension":"e2","outcome":"approved""#),
    ];
    let extended = due(&record, NAMSS, 2025).unwrap();
    assert_eq!(extended.lapses, Some("2026-06-02".parse().unwrap()));
    holds(
        &extended,
        &[
            ("2025-11-24", "some_credits recertification 375.00"),
            ("2025-11-25", "extended recertification 375.00 + extension 50.00"),
            ("2026-06-01", "extended recertification 375.00 + extension 50.00"),
            ("2026-06-02", "lapsed recertification 375.00 + reinstatement 150.00"),
        ],
    );
}

#[test]
fn a_yearly_fee_is_due_on_each_anniversary_and_a_cycle_ends_on_its_eve() {
    // G1, G2, G3.
    let awarded = ("credential_awarded", "2023-05-10", CMAS);
    assert_eq!(due(&[awarded], AMT, 2023), None);
    let second = due(&[awarded], AMT, 2024).unwrap();
    assert_eq!((second.day.to_string(), second.ends, second.lapses), ("2024-05-10".to_owned(), false, None));
    holds(&second, &[("2024-05-09", "nothing_logged annual 75.00"), ("2024-05-10", "nothing_logged annual 75.00")]);

    let fee = paid("annual", "75.00");
    let payment = ("payment_received", "2024-05-01", fee.as_str());
    let settled = due(&[awarded, payment], AMT, 2024).unwrap();
    assert_eq!(on(&settled, "2024-05-10"), "paid");

    let ends = due(&[awarded, payment], AMT, 2026).unwrap();
    assert_eq!((ends.day.to_string(), ends.ends), ("2026-05-09".to_owned(), true));
    assert_eq!(ends.lapses, Some("2026-05-10".parse().unwrap()));
    holds(&ends, &[("2026-05-09", "nothing_logged annual 150.00"), ("2026-05-10", "lapsed annual 150.00")]);

    // With points and fees there it renews by itself, and the next fee falls due.
    let points = r#""scheme":"amt-cmas","category":"education","units":"30","title":"Course","certificate":true"#;
    let again = ("payment_received", "2025-05-01", fee.as_str());
    let ready = due(&[awarded, payment, ("credit_logged", "2024-06-01", points), again], AMT, 2026).unwrap();
    assert_eq!(ready.lapses, None);
    holds(&ready, &[("2026-05-09", "credits_enough annual 75.00"), ("2026-05-10", "approved annual 75.00")]);
}

#[test]
fn a_credential_that_was_revoked_neither_lapses_nor_pays() {
    let record =
        [("credential_awarded", "2022-04-30", CPCS), ("credential_revoked", "2025-06-01", r#""programme":"cpcs""#)];
    let due = due(&record, NAMSS, 2025).unwrap();
    let mut sum = Sum::default();
    assert_eq!(sum.add(&due, "2025-06-01".parse().unwrap()), Progress::Gone);
    assert_eq!((sum.lapses.len(), sum.income.len()), (0, 0));
}

#[test]
fn many_are_counted_by_state_and_day_and_their_fees_added_up() {
    let day: Date = "2025-11-01".parse().unwrap();
    let fee = paid("recertification", "375.00");
    let mut sum = Sum::default();
    for record in [
        vec![("credential_awarded", "2022-04-30", CPCS)],
        vec![("membership", "2020-01-01", MEMBER), ("credential_awarded", "2022-05-30", CPMSM)],
        vec![("credential_awarded", "2022-04-30", CPCS), ("payment_received", "2025-10-01", fee.as_str())],
    ] {
        sum.add(&due(&record, NAMSS, 2025).unwrap(), day);
    }
    assert_eq!((sum.all(), sum.count(Progress::Nothing), sum.count(Progress::Paid)), (3, 2, 1));
    assert_eq!(
        sum.lapses.into_iter().collect::<Vec<_>>(),
        [("2026-01-01".parse().unwrap(), (3, Money::from_minor(57_500)))]
    );
    let expected = [("recertification".to_owned(), (2, Money::from_minor(57_500)))];
    assert_eq!(sum.income.into_iter().collect::<Vec<_>>(), expected);
}
