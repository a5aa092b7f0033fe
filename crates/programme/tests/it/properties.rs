//! Properties over random records and random handbooks.

use std::sync::LazyLock;

use jiff::civil::{Date, date};
use jiff::{Span, ToSpan};
use programme::decision::{Met, Ruling};
use programme::handbook::reader::SourceFile;
use programme::record::{Line, Text};
use programme::review::{Case, Review};
use programme::{Bodies, Handbook};
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::handbooks::{self, files};

static BODIES: LazyLock<Bodies> = LazyLock::new(handbooks::bodies);

const FIRST: Date = date(2018, 1, 1);

fn day(n: i64) -> Date {
    FIRST + Span::new().days(n)
}

/// A day between 2018 and 2030.
fn days() -> impl Strategy<Value = i64> {
    0..4400i64
}

/// One event, its references pointing at ids e0 to e29, of which some exist and fit.
fn event() -> impl Strategy<Value = Value> {
    let scheme = prop::sample::select(vec!["namss-recertification", "amt-cmas"]);
    let programme = prop::sample::select(vec!["cpcs", "cpmsm", "cmas"]);
    let namss = vec!["sponsored", "non_approved", "teaching", "college_course", "wellness", "book"];
    let amt = vec!["education", "authorship"];
    let outcome = prop::sample::select(vec!["approved", "returned", "refused"]);
    let granted = prop::sample::select(vec!["approved", "refused"]);
    let measure = prop::sample::select(vec![
        "credential_suspended",
        "credential_restored",
        "credential_revoked",
        "credential_surrendered",
    ]);
    let other = (0..30usize).prop_map(|n| format!("e{n}"));
    let units = (1..40u32).prop_map(|n| format!("{}.{}", n / 2, n % 2 * 5));
    prop_oneof![
        3 => programme.clone().prop_map(|p| json!({"kind": "credential_awarded", "programme": p})),
        6 => (prop::sample::select(namss), units.clone(), any::<bool>(), prop::option::of(0..4u8)).prop_map(|(c, u, cert, a)| {
            json!({"kind": "credit_logged", "scheme": "namss-recertification", "category": c, "units": u, "title": "t", "certificate": cert, "activity": a.map(|a| format!("a{a}"))})
        }),
        4 => (prop::sample::select(amt), units).prop_map(|(c, u)| {
            json!({"kind": "credit_logged", "scheme": "amt-cmas", "category": c, "units": u, "title": "t", "certificate": true})
        }),
        4 => (prop::sample::select(vec!["recertification", "late", "extension", "reinstatement"]), prop::sample::select(vec!["50.00", "150.00", "200.00", "375.00"]), days()).prop_map(|(i, a, d)| {
            json!({"kind": "payment_received", "item": i, "amount": a, "method": "check", "dated": day(d).to_string(), "body": "namss"})
        }),
        2 => Just(json!({"kind": "payment_received", "item": "annual", "amount": "75.00", "method": "card", "body": "amt"})),
        1 => other.clone().prop_map(|p| json!({"kind": "payment_reversed", "payment": p})),
        1 => other.clone().prop_map(|c| json!({"kind": "credit_disallowed", "credit": c, "reason": "r"})),
        3 => scheme.clone().prop_map(|s| json!({"kind": "renewal_submitted", "scheme": s})),
        3 => (other.clone(), outcome).prop_map(|(r, o)| json!({"kind": "renewal_decided", "renewal": r, "outcome": o})),
        1 => (scheme.clone(), any::<bool>()).prop_map(|(s, w)| json!({"kind": "extension_requested", "scheme": s, "in_writing": w, "with": "certificates"})),
        1 => (other.clone(), granted.clone()).prop_map(|(e, o)| json!({"kind": "extension_decided", "extension": e, "outcome": o})),
        1 => scheme.clone().prop_map(|s| json!({"kind": "reinstatement_requested", "scheme": s})),
        1 => (other.clone(), granted).prop_map(|(r, o)| json!({"kind": "reinstatement_decided", "reinstatement": r, "outcome": o})),
        1 => scheme.clone().prop_map(|s| json!({"kind": "audit_opened", "scheme": s})),
        1 => (scheme, prop::sample::select(vec!["passed", "failed"])).prop_map(|(s, o)| json!({"kind": "audit_closed", "scheme": s, "outcome": o})),
        1 => (measure, programme.clone()).prop_map(|(m, p)| json!({"kind": m, "programme": p})),
        1 => (programme.clone(), prop::sample::select(vec!["completed", "no_show", "voided"])).prop_map(|(p, o)| json!({"kind": "exam_sat", "programme": p, "outcome": o})),
        1 => (other.clone(), any::<bool>()).prop_map(|(e, p)| json!({"kind": "exam_scored", "exam": e, "raw": 100, "scaled": 400, "passed": p})),
        1 => programme.prop_map(|p| json!({"kind": "application_submitted", "programme": p})),
        1 => other.clone().prop_map(|e| json!({"kind": "corrected", "event": e, "retracted": true})),
        1 => (other, days()).prop_map(|(e, d)| json!({"kind": "corrected", "event": e, "with": {"at": day(d).to_string()}})),
    ]
}

/// A record: an award first, then whatever happens, oldest first.
fn record() -> impl Strategy<Value = Vec<Value>> {
    let rest = prop::collection::vec((days(), 0..60i64, event()), 0..28);
    (prop::sample::select(vec!["cpcs", "cpmsm", "cmas"]), 0..1500i64, rest).prop_map(|(programme, at, mut rest)| {
        rest.push((at, 0, json!({"kind": "credential_awarded", "programme": programme})));
        rest.sort_by_key(|(at, ..)| *at);
        let entry = |(n, (at, later, event)): (usize, (i64, i64, Value))| {
            let Value::Object(mut event) = event else { unreachable!() };
            event.retain(|_, v| !v.is_null());
            event.insert("id".into(), format!("e{n}").into());
            event.insert("person".into(), "p".into());
            event.insert("at".into(), day(at).to_string().into());
            if later > 50 {
                event.insert("recorded_at".into(), day(at + later).to_string().into());
            }
            Value::Object(event)
        };
        rest.into_iter().enumerate().map(entry).collect()
    })
}

/// Asks of a record, and hands the review on.
fn ask<T>(bodies: &Bodies, events: &[Value], on: Date, known_on: Option<Date>, of: impl FnOnce(&Review<'_>) -> T) -> T {
    let texts: Vec<String> = events.iter().map(ToString::to_string).collect();
    let lines: Vec<Line<'_>> = texts.iter().enumerate().map(|(n, text)| Line { number: n + 1, text }).collect();
    let case = Case::open(bodies, Text::Borrowed("p"), &lines, known_on);
    of(&case.review(on))
}

/// Everything a review answers, refusals aside: they name lines, which move when others are added.
fn answer(review: &Review<'_>) -> String {
    let mut answer = serde_json::from_str::<Value>(&review.json()).unwrap();
    answer["refused"] = Value::Null;
    answer.to_string()
}

/// Everything that is answered of one person among several, but whom and by which merges.
fn asked(bodies: &Bodies, events: &[Value], person: &str, on: Date, known_on: Option<Date>) -> Value {
    let texts: Vec<String> = events.iter().map(ToString::to_string).collect();
    let lines: Vec<Line<'_>> = texts.iter().enumerate().map(|(n, text)| Line { number: n + 1, text }).collect();
    let case = Case::open(bodies, Text::Borrowed(person), &lines, known_on);
    let mut answer = serde_json::from_str::<Value>(&answer(&case.review(on))).unwrap();
    for key in ["person", "merged"] {
        answer.as_object_mut().unwrap().remove(key);
    }
    answer
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_timeline_covers_every_day_from_the_award(events in record(), on in days()) {
        ask(&BODIES, &events, day(on), None, |review| {
            for credential in &review.credentials {
                let stretches: Vec<_> = credential.timeline.stretches().collect();
                prop_assert_eq!(stretches[0].from, credential.awarded);
                for pair in stretches.windows(2) {
                    prop_assert_eq!(pair[0].to.map(|d| d + 1.day()), Some(pair[1].from));
                    prop_assert_ne!(pair[0].standing, pair[1].standing);
                }
                prop_assert_eq!(stretches.last().unwrap().to, None);
            }
            Ok(())
        })?;
    }

    #[test]
    fn a_review_on_a_day_is_the_timeline_on_that_day(events in record(), on in days(), later in days()) {
        let seen_later = ask(&BODIES, &events, day(on.max(later)), None, |review| {
            let at = |c: &programme::review::Credential<'_>| (c.programme.id.clone(), c.awarded, c.timeline.on(day(on)));
            review.credentials.iter().map(at).filter(|c| c.2.is_some()).collect::<Vec<_>>()
        });
        let then = ask(&BODIES, &events, day(on), None, |review| {
            let at = |c: &programme::review::Credential<'_>| (c.programme.id.clone(), c.awarded, Some(c.standing));
            review.credentials.iter().map(at).collect::<Vec<_>>()
        });
        prop_assert_eq!(then, seen_later);
    }

    #[test]
    fn what_was_not_known_changes_nothing(events in record(), on in days(), later in event()) {
        let before = ask(&BODIES, &events, day(on), Some(day(on)), answer);
        let mut more = events.clone();
        let mut later = later.as_object().unwrap().clone();
        later.retain(|_, v| !v.is_null());
        later.insert("id".into(), "later".into());
        later.insert("person".into(), "p".into());
        later.insert("at".into(), day(on + 1).to_string().into());
        // A cheque dated earlier, or a fact recorded late, is still not known before it is recorded.
        later.insert("recorded_at".into(), day(on + 3).to_string().into());
        more.push(Value::Object(later));
        prop_assert_eq!(before, ask(&BODIES, &more, day(on), Some(day(on)), answer));
    }

    #[test]
    fn the_order_of_one_days_independent_entries_does_not_matter(events in record(), on in days(), seed in any::<u64>()) {
        let free = |e: &Value| matches!(e["kind"].as_str(), Some("credit_logged" | "payment_received" | "exam_sat"));
        let mut shuffled = events.clone();
        let mut state = seed | 1;
        for at in 1..shuffled.len() {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            let (a, b) = (&shuffled[at - 1], &shuffled[at]);
            if a["at"] == b["at"] && free(a) && free(b) && state >> 63 == 1 {
                shuffled.swap(at - 1, at);
            }
        }
        let of = |review: &Review<'_>| {
            let standings: Vec<_> = review.credentials.iter().map(|c| c.timeline.clone()).collect();
            let earned: Vec<_> = review.cycles.iter().map(|c| (c.earned, c.required)).collect();
            let rulings: Vec<_> = review.actions.iter().map(|a| (a.action, a.ruling(), a.from, a.to)).collect();
            (standings, earned, rulings)
        };
        prop_assert_eq!(ask(&BODIES, &events, day(on), None, of), ask(&BODIES, &shuffled, day(on), None, of));
    }

    #[test]
    fn two_records_merged_and_taken_apart_answer_as_before(mut events in record(), whose in any::<u64>(), at in 0..4400i64, on in days()) {
        // Each entry is one of two people's, one at least the other's; what refers to the other's is refused, before as after.
        let others = whose as usize % events.len();
        for (n, event) in events.iter_mut().enumerate() {
            if n == others || whose >> (n % 64) & 1 == 1 {
                event["person"] = "q".into();
            }
        }
        let (merge, back) = (day(at), day(at + 9));
        let own = |person: &str| events.iter().filter(|e| e["person"] == *person).cloned().collect::<Vec<Value>>();
        let mut all = events.clone();
        all.push(json!({"id": "m", "person": "p", "kind": "person_merged", "at": merge.to_string(), "merged": "q"}));
        let as_one: Vec<Value> = all.iter().cloned().map(|mut e| { e["person"] = "p".into(); e }).filter(|e| e["id"] != "m").collect();
        let together = asked(&BODIES, &all, "p", day(on), None);
        prop_assert_eq!(&together, &asked(&BODIES, &as_one, "p", day(on), None));
        prop_assert_eq!(&together, &asked(&BODIES, &all, "q", day(on), None));
        all.push(json!({"id": "t", "person": "p", "kind": "corrected", "at": back.to_string(), "event": "m", "retracted": true}));
        for person in ["p", "q"] {
            let alone = asked(&BODIES, &own(person), person, day(on), None);
            prop_assert_eq!(&asked(&BODIES, &all, person, day(on), None), &alone);
        }
    }

    #[test]
    fn a_ruling_follows_from_its_findings(events in record(), on in days()) {
        ask(&BODIES, &events, day(on), None, |review| {
            for decision in &review.actions {
                let any = |met| decision.reasons.iter().any(|r| r.met == met);
                let expected = if any(Met::No) { Ruling::Refused } else if any(Met::Unknown) { Ruling::Unsettled } else { Ruling::Allowed };
                prop_assert_eq!(decision.ruling(), expected);
                prop_assert!(!decision.reasons.is_empty(), "{:?} has no reason", decision.action);
                if decision.ruling() == Ruling::Allowed {
                    prop_assert!(decision.from.is_none_or(|d| d <= day(on)) && decision.to.is_none_or(|d| d >= day(on)), "{decision:?}");
                }
            }
            Ok(())
        })?;
    }

    #[test]
    fn nothing_panics_on_any_line(text in "[\\PC]{0,80}", kind in prop::sample::select(programme::record::event::KINDS.to_vec()), extra in "[a-z_]{1,8}") {
        let junk = [text.clone(), format!("{{\"id\":\"x\",\"person\":\"p\",\"kind\":\"{kind}\",\"at\":\"9999-12-31\",\"{extra}\":{text:?}}}")];
        let lines: Vec<Line<'_>> = junk.iter().enumerate().map(|(n, text)| Line { number: n + 1, text }).collect();
        let case = Case::open(&BODIES, Text::Borrowed("p"), &lines, None);
        let _ = case.review(date(2025, 1, 1)).json();
    }

    #[test]
    fn nothing_panics_on_any_handbook(which in 0..64usize, at in any::<prop::sample::Index>(), put in "[-0-9a-z\"\\[\\]={}. \n]{0,6}", events in record(), on in days()) {
        let names = handbooks::names();
        let mut files: Vec<SourceFile> = files(&format!("handbooks/{}", names[which % names.len()]));
        let file = at.index(files.len());
        let text = &mut files[file].text;
        let mut place = at.index(text.len().max(1));
        while !text.is_char_boundary(place) {
            place -= 1;
        }
        text.insert_str(place, &put);
        if let Ok(handbook) = Handbook::read(&files) {
            let bodies = Bodies::new(vec![handbook]);
            ask(&bodies, &events, day(on), None, |review| review.json());
        }
    }
}
