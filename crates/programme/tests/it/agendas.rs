//! What an activity's agenda comes to, part by part, and until when it may be submitted (F14, F25).

use std::sync::LazyLock;

use jiff::civil::{Date, Time, date, time};
use programme::amount::Units;
use programme::decision::Ruling;
use programme::recertification::Scheme;
use programme::recertification::agenda::{Agenda, Amiss, Item, Kind};
use programme::{Bodies, Handbook};
use proptest::prelude::*;

use crate::handbooks;

static BODIES: LazyLock<Bodies> = LazyLock::new(handbooks::bodies);

const DAY: Date = date(2025, 10, 4);

fn scheme(body: &str) -> &'static Scheme {
    BODIES.body(body).and_then(|handbook: &Handbook| handbook.scheme.as_ref()).unwrap()
}

fn at(minute: i64) -> Time {
    time((minute / 60) as i8, (minute % 60) as i8, 0, 0)
}

fn item(day: Date, from: i64, to: i64, kind: Kind) -> Item {
    Item { day, from: at(from), to: at(to), kind, title: String::new() }
}

/// Parts of a day, one after the other from nine on: how long each takes, and what it is.
fn one_after_the_other(parts: &[(i64, Kind)]) -> Agenda {
    let mut from = 540;
    let mut items = Vec::new();
    for (minutes, kind) in parts {
        items.push(item(DAY, from, from + minutes, *kind));
        from += minutes;
    }
    Agenda::of(items).unwrap()
}

fn credit(agenda: &Agenda) -> Units {
    agenda.worth(scheme("namss").hour.as_ref().unwrap()).map_or(Units::ZERO, |worth| worth.credit)
}

#[test]
fn f14_each_part_says_what_it_counts_and_why() {
    let agenda = one_after_the_other(&[
        (15, Kind::Housekeeping),
        (50, Kind::Education),
        (15, Kind::Break),
        (25, Kind::Education),
        (10, Kind::Housekeeping),
        (30, Kind::Meal),
        (20, Kind::Networking),
        (20, Kind::Business),
    ]);
    let worth = agenda.worth(scheme("namss").hour.as_ref().unwrap()).unwrap();
    let said: Vec<(String, String)> =
        worth.parts.iter().map(|(counted, reason)| (counted.to_string(), reason.to_string())).collect();
    let housekeeping = |minutes, counted| {
        format!(
            "Of {minutes} minutes of housekeeping {counted} count: at most 10 in every 60 that count may be housekeeping."
        )
    };
    let expected = [
        // 75 minutes of education carry 15 of housekeeping.
        ("15", housekeeping(15, 15)),
        ("50", "All 50 minutes of education count.".to_owned()),
        ("0", "Breaks earn no credit.".to_owned()),
        ("25", "All 25 minutes of education count.".to_owned()),
        ("0", housekeeping(10, 0)),
        ("0", "Meals earn no credit.".to_owned()),
        ("0", "Networking earns no credit.".to_owned()),
        ("0", "Business and administrative meetings earn no credit.".to_owned()),
    ];
    assert_eq!(said, expected.map(|(counted, why)| (counted.to_owned(), why)));
    assert_eq!(worth.reason.to_string(), "90 minutes count, which makes 1.5 credits.");
    assert!(worth.parts.iter().all(|(_, reason)| !reason.source.citation.is_empty()));
}

#[test]
fn f14_ten_minutes_an_hour_and_not_one_more() {
    use Kind::{Education, Housekeeping};
    let table: [(&[(i64, Kind)], &str); 8] = [
        (&[(50, Education), (9, Housekeeping)], "0.983"),
        (&[(50, Education), (10, Housekeeping)], "1"),
        (&[(50, Education), (11, Housekeeping)], "1"),
        (&[(60, Education)], "1"),
        (&[(1, Education)], "0.016"),
        (&[(300, Education), (60, Housekeeping)], "6"),
        (&[(299, Education), (60, Housekeeping)], "5.98"),
        (&[(60, Housekeeping)], "0"),
    ];
    for (parts, expected) in table {
        assert_eq!(credit(&one_after_the_other(parts)).to_string(), expected, "{parts:?}");
    }
}

#[test]
fn a_part_that_cannot_be_held_is_named_with_its_place() {
    let parts = vec![
        item(DAY, 540, 600, Kind::Education),
        item(DAY, 599, 630, Kind::Break),
        item(DAY, 700, 700, Kind::Education),
        item(DAY, 800, 700, Kind::Education),
        item(date(2025, 10, 5), 540, 600, Kind::Education),
        item(DAY, 600, 610, Kind::Meal),
    ];
    let amiss = vec![(1, Amiss::Overlaps(0)), (2, Amiss::Reversed), (3, Amiss::Reversed), (5, Amiss::Overlaps(1))];
    assert_eq!(Agenda::of(parts), Err(amiss));
    // One after the other is no overlap, in whatever order they are written.
    let parts = vec![item(DAY, 600, 660, Kind::Break), item(DAY, 540, 600, Kind::Education)];
    let agenda = Agenda::of(parts).unwrap();
    assert_eq!(agenda.items()[0].kind, Kind::Education);
}

#[test]
fn f25_it_is_submitted_on_an_earlier_day_than_it_begins() {
    let agenda = one_after_the_other(&[(60, Kind::Education)]);
    let table = [
        (
            date(2025, 10, 3),
            Ruling::Allowed,
            "It takes place from 4 October 2025 on, and is submitted before that, on 3 October 2025.",
        ),
        (
            DAY,
            Ruling::Refused,
            "It takes place from 4 October 2025 on, and had to be submitted on an earlier day than that; this is 4 October 2025.",
        ),
    ];
    for (on, ruling, said) in table {
        let decision = scheme("namss").submit_activity(&agenda, on).unwrap();
        assert_eq!(decision.ruling(), ruling);
        assert_eq!(decision.to, Some(date(2025, 10, 3)));
        assert_eq!(decision.reasons[0].to_string(), said);
        assert_eq!(decision.reasons[0].source.clause, "credits.principles.provider_programmes");
    }
    // Nothing to look at, a time that no rule was written for, and a body that takes none.
    let none = Agenda::of(Vec::new()).unwrap();
    let decision = scheme("namss").submit_activity(&none, DAY).unwrap();
    assert!(decision.ruling() == Ruling::Refused && decision.reasons[0].to_string().contains("no agenda yet"));
    let early = Agenda::of(vec![item(date(1990, 1, 2), 540, 600, Kind::Education)]).unwrap();
    assert_eq!(scheme("namss").submit_activity(&early, date(1990, 1, 1)).unwrap().ruling(), Ruling::Unsettled);
    assert!(scheme("amt").submit_activity(&agenda, date(2025, 10, 3)).is_none());
}

fn parts() -> impl Strategy<Value = Vec<(i64, Kind)>> {
    let kinds: Vec<Kind> = Kind::WORDS.iter().map(|(_, kind)| *kind).collect();
    prop::collection::vec((1..120i64, prop::sample::select(kinds)), 0..7)
}

proptest! {
    #[test]
    fn credit_never_exceeds_the_time_it_takes(parts in parts()) {
        let agenda = one_after_the_other(&parts);
        let minutes: i64 = parts.iter().map(|(minutes, _)| minutes).sum();
        prop_assert!(credit(&agenda).thousandths() <= minutes * 1000 / 60);
    }

    #[test]
    fn a_break_changes_nothing(parts in parts(), at in 0..7usize) {
        let mut with = parts.clone();
        with.insert(at.min(parts.len()), (20, Kind::Break));
        prop_assert_eq!(credit(&one_after_the_other(&parts)), credit(&one_after_the_other(&with)));
    }

    #[test]
    fn what_its_parts_count_adds_up_to_its_credit(parts in parts()) {
        let agenda = one_after_the_other(&parts);
        let Some(worth) = agenda.worth(scheme("namss").hour.as_ref().unwrap()) else { return Ok(()) };
        let minutes: Units = worth.parts.iter().map(|(counted, _)| *counted).sum();
        // Minutes are rounded to the thousandth, and so is the credit.
        prop_assert!((minutes.thousandths() / 60 - worth.credit.thousandths()).abs() <= 1);
    }
}
