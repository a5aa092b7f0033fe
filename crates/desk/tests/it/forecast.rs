//! The forecast of a year agrees with the reviews of its people on every day to come; and what follows the record is what is
//! read afresh, on both engines.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use desk::demo::World;
use desk::forecast::Forecasts;
use desk::shelf;
use jiff::civil::{Date, date};
use programme::Bodies;
use programme::amount::Money;
use programme::record::{Event, Line, Text};
use programme::review::{Case, Review};
use serde_json::Value;
use store::Store;
use store::entries::{Append, append, length};

use crate::engines::on_both;

const SCHEMES: [&str; 2] = ["namss-recertification", "amt-cmas"];

fn bodies() -> Arc<Bodies> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    Arc::new(shelf::bodies(Some(&root.join("handbooks"))).unwrap())
}

/// A made-up population: each person's lines.
fn population(bodies: &Bodies, people: u64) -> Vec<(String, Vec<String>)> {
    let mut all: Vec<(String, Vec<String>)> = Vec::new();
    for piece in World::new(bodies, 7).records(0, people) {
        for line in String::from_utf8(piece).unwrap().lines() {
            let event: Value = serde_json::from_str(line).unwrap();
            let person = event["person"].as_str().unwrap().to_owned();
            match all.last_mut() {
                Some((last, lines)) if *last == person => lines.push(line.to_owned()),
                _ => all.push((person, vec![line.to_owned()])),
            }
        }
    }
    all
}

/// Whether some credential of a scheme is in good standing.
fn good(bodies: &Bodies, review: &Review<'_>, scheme: &str) -> bool {
    let own = bodies.of_scheme(scheme).unwrap().scheme.as_ref().unwrap();
    review.credentials.iter().any(|c| own.renews(&c.programme.id) && c.standing.good())
}

#[test]
fn what_is_foreseen_is_what_a_review_says_on_the_day() {
    let bodies = bodies();
    let today = date(2026, 11, 22);
    let days = [today, date(2026, 12, 1), date(2026, 12, 2), date(2026, 12, 31), date(2027, 1, 1), date(2027, 6, 30)];
    let (mut lapsing, mut paying) = (0, 0);
    for (person, lines) in population(&bodies, 1_500) {
        let lines: Vec<Line<'_>> = lines.iter().enumerate().map(|(at, text)| Line { number: at + 1, text }).collect();
        let case = Case::open(&bodies, Text::Borrowed(&person), &lines, None);
        let mut facts = case.records().flat_map(|(_, record)| &record.facts);
        // A review looks at what had taken effect, and a suspension is no lapse.
        if facts.any(|f| f.day > today || matches!(f.entry.event, Event::Conduct { .. } | Event::AuditClosed { .. })) {
            continue;
        }
        for scheme in SCHEMES {
            let Some(due) = case.due(scheme, 2026) else { continue };
            if let Some(lapses) = due.lapses {
                lapsing += 1;
                assert!(!good(&bodies, &case.review(lapses), scheme), "{person} on {lapses}");
                assert!(
                    good(&bodies, &case.review(lapses.yesterday().unwrap()), scheme),
                    "{person}, the day before {lapses}"
                );
            }
            for day in days.into_iter().filter(|_| due.applies) {
                let review = case.review(day);
                assert_eq!(
                    due.progress(day).is_open() || due.is_done(day),
                    good(&bodies, &review, scheme),
                    "{person} on {day}: {due:?}"
                );
                let own: Money = review
                    .fees
                    .iter()
                    .filter(|f| f.body == "namss" && f.from <= day && f.item != "application")
                    .map(|f| f.amount)
                    .sum();
                let foreseen: Money = due.bill(day).iter().map(|(_, amount)| *amount).sum();
                paying += u32::from(own > Money::ZERO);
                // Once it is renewed, the review is of the next cycle.
                if !due.is_done(day) {
                    assert_eq!(foreseen, own, "{person} on {day}: {due:?}");
                }
            }
        }
    }
    assert!(lapsing > 20 && paying > 60, "{lapsing} lapse, {paying} pay: too few to tell");
}

fn add(store: &Store, bodies: &Arc<Bodies>, person: &str, lines: &[String]) {
    let event = |line: &String| {
        let event: Value = serde_json::from_str(line).unwrap();
        (event["id"].as_str().unwrap().to_owned(), line.clone())
    };
    let (events, person, bodies) = (lines.iter().map(event).collect(), person.to_owned(), Arc::clone(bodies));
    let add = Append { person, body: "namss".to_owned(), expected: 0, events };
    let written = store.write(move |tx| {
        let add = Append { expected: length(tx, &add)?, ..add.clone() };
        append(tx, &bodies, &add, "2026-11-22T12:00:00Z".parse().unwrap()).map(drop)
    });
    written.unwrap();
}

fn told(forecasts: &Forecasts, store: &Store, bodies: &Bodies) -> BTreeMap<String, Vec<String>> {
    let of = |scheme: &str, year: i16| {
        let year = forecasts.of(store, bodies, scheme, year).unwrap().unwrap();
        year.rows().map(|row| format!("{row:?}")).collect()
    };
    let asked = SCHEMES.iter().flat_map(|scheme| [(*scheme, 2025), (*scheme, 2026)]);
    asked.map(|(scheme, year)| (format!("{scheme} {year}"), of(scheme, year))).collect()
}

#[test]
fn one_that_follows_is_one_read_afresh() {
    let bodies = bodies();
    let people: Vec<(String, Vec<String>)> = population(&bodies, 120)
        .into_iter()
        .filter(|(_, lines)| lines.iter().any(|l| l.contains("credential_awarded")))
        .collect();
    on_both(|place| {
        let store = Store::open(place.clone()).unwrap();
        let following = Forecasts::default();
        let agree = |what: &str| {
            let now = told(&following, &store, &bodies);
            assert_eq!(now, told(&Forecasts::default(), &store, &bodies), "{what}");
            now.values().map(Vec::len).sum::<usize>()
        };
        let mut seen = 0;
        for (nth, (person, lines)) in people.iter().take(40).enumerate() {
            let middle = lines.len() / 2;
            add(&store, &bodies, person, &lines[..middle]);
            add(&store, &bodies, person, &lines[middle..]);
            if nth % 8 == 0 {
                seen = agree(person);
            }
        }
        assert!(seen > 5, "{seen} are due: too few to tell");
        // Two records are one person, and then two again.
        let [(one, _), (other, _)] = &people[..2] else { unreachable!() };
        let merge =
            format!(r#"{{"id":"m","person":"{one}","kind":"person_merged","at":"2026-11-01","merged":"{other}"}}"#);
        add(&store, &bodies, one, &[merge]);
        agree("merged");
        let apart = format!(
            r#"{{"id":"t","person":"{one}","kind":"corrected","at":"2026-11-02","event":"m","retracted":true}}"#
        );
        add(&store, &bodies, one, &[apart]);
        agree("taken apart");
    });
}

/// A day that no handbook knows is no reason to fall over.
#[test]
fn a_scheme_that_nobody_has_and_a_year_far_off_are_answered() {
    let bodies = bodies();
    on_both(|place| {
        let store = Store::open(place.clone()).unwrap();
        let forecasts = Forecasts::default();
        assert!(forecasts.of(&store, &bodies, "nothing", 2026).unwrap().is_none());
        let far = forecasts.of(&store, &bodies, SCHEMES[0], 9000).unwrap().unwrap();
        assert_eq!(far.sum(Date::MAX).all(), 0);
    });
}
