//! Which notices follow, drawn from the sample records; letters; calendars.

use std::collections::BTreeSet;
use std::path::Path;
use std::str::FromStr;
use std::sync::LazyLock;

use icalendar::{Component, DatePerhapsTime};
use jiff::civil::{Date, date};
use programme::Bodies;
use programme::record::{Line, Text};
use programme::review::Case;

use super::due::{Answer, due};
use super::letters::{self, COMMON, Letter, Unfilled};
use super::{Kind, calendar};

static BODIES: LazyLock<Bodies> = LazyLock::new(|| {
    let shelf = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../handbooks");
    crate::shelf::bodies(Some(&shelf)).unwrap()
});

const SAMPLES: &str = include_str!("../../../../samples/records.jsonl");

fn lines_of(person: &str) -> Vec<Line<'static>> {
    let own = format!("\"person\":\"{person}\"");
    let lines = SAMPLES.lines().filter(|line| line.contains(&own)).enumerate();
    lines.map(|(at, text)| Line { number: at + 1, text }).collect()
}

/// A notice as a test names it: kind and what of it; and its letter.
fn told(person: &str, lines: &[Line<'_>], from: Date, to: Date) -> Vec<(String, Letter)> {
    let case = |day| Case::open(&BODIES, Text::Borrowed(person), lines, Some(day));
    let (before, after) = (case(from), case(to));
    assert_eq!(after.refused(), []);
    let notices = due(&Answer::of(&before, from), &Answer::of(&after, to));
    let letter = |n: &super::due::Notice<'_>| letters::write(n, "Maya Lindqvist").unwrap();
    notices.iter().map(|n| (format!("{} {}", n.kind.word(), n.about), letter(n))).collect()
}

fn between(person: &str, from: Date, to: Date) -> Vec<String> {
    told(person, &lines_of(person), from, to).into_iter().map(|(named, _)| named).collect()
}

fn on(person: &str, day: Date) -> Vec<String> {
    between(person, day.yesterday().unwrap(), day)
}

#[test]
fn a_certificant_is_reminded_and_told_of_what_happened() {
    let table: &[(Date, &[&str])] = &[
        (date(2025, 10, 1), &[]),
        (date(2025, 10, 2), &["deadline 2025-12-01 60"]),
        (date(2025, 10, 3), &[]),
        (date(2025, 11, 1), &["deadline 2025-12-01 30"]),
        (date(2025, 11, 24), &["deadline 2025-12-01 7"]),
        (date(2025, 11, 30), &["deadline 2025-12-01 1"]),
        (date(2025, 12, 1), &["deadline 2025-12-31 30"]),
        (date(2025, 12, 2), &["late 2025-12-02"]),
        (date(2025, 12, 24), &["deadline 2025-12-31 7"]),
        (date(2025, 12, 30), &["deadline 2025-12-31 1"]),
        (date(2025, 12, 31), &[]),
        (date(2026, 1, 1), &["lapsed 2026-01-01"]),
        (date(2026, 5, 1), &["deadline 2026-06-30 60"]),
        (date(2026, 6, 30), &[]),
        (date(2026, 7, 1), &["expired 2026-07-01"]),
        (date(2026, 7, 2), &[]),
    ];
    for (day, expected) in table {
        assert_eq!(on("maya", *day), *expected, "{day}");
    }
}

#[test]
fn after_days_without_a_run_what_holds_now_is_told_once() {
    let told = |from, to| between("maya", from, to);
    // The nearest mark alone.
    assert_eq!(told(date(2025, 9, 1), date(2025, 11, 28)), ["deadline 2025-12-01 7"]);
    // What has passed meanwhile is no reminder any more.
    assert_eq!(told(date(2025, 11, 20), date(2025, 12, 5)), ["late 2025-12-02", "deadline 2025-12-31 30"]);
    assert_eq!(told(date(2025, 11, 20), date(2026, 1, 3)), ["lapsed 2026-01-01"]);
    // The same answer twice says nothing.
    for day in [date(2025, 12, 1), date(2026, 1, 1)] {
        assert_eq!(told(day, day), [""; 0]);
    }
}

#[test]
fn requests_are_told_of_when_they_come_and_when_they_are_decided() {
    assert_eq!(on("jonas", date(2025, 11, 20)), ["application_received jonas-2"]);
    assert_eq!(on("jonas", date(2025, 12, 5)), ["application_decided jonas-4"]);
    assert_eq!(on("jonas", date(2026, 2, 7)), ["notice_to_schedule jonas-2 2026-03-28"]);
    assert_eq!(on("priya", date(2025, 10, 27)), ["renewal_decided priya-12"]);
    assert_eq!(on("lena", date(2025, 12, 3)), ["extension_decided lena-6"]);
    // What is renewed has no deadlines left.
    for day in [date(2025, 11, 1), date(2025, 11, 24), date(2025, 12, 2)] {
        assert_eq!(on("priya", day), [""; 0], "{day}");
    }
}

#[test]
fn day_by_day_no_notice_is_found_twice() {
    for person in ["maya", "priya", "lena", "ruth", "omar", "jonas", "tomas", "sam"] {
        let mut seen = BTreeSet::new();
        let mut day = date(2025, 9, 1);
        while day < date(2026, 8, 1) {
            for named in on(person, day) {
                assert!(seen.insert(named.clone()), "{person}: {named} again on {day}");
            }
            day = day.tomorrow().unwrap();
        }
    }
}

const SITTING: [&str; 6] = [
    r#"{"id":"c1","person":"c","kind":"application_submitted","at":"2025-06-01","programme":"cpcs","route":"experience","window":"summer-2025"}"#,
    r#"{"id":"c2","person":"c","kind":"application_decided","at":"2025-06-05","application":"c1","outcome":"approved"}"#,
    r#"{"id":"c3","person":"c","kind":"appointment_booked","at":"2025-06-20","programme":"cpcs","window":"summer-2025","starts":"2025-07-16T09:00:00-04:00","site":"Centre 12"}"#,
    r#"{"id":"c4","person":"c","kind":"exam_sat","at":"2025-07-16","programme":"cpcs","window":"summer-2025","outcome":"completed"}"#,
    r#"{"id":"c5","person":"c","kind":"exam_scored","at":"2025-07-20","exam":"c4","raw":"80","scaled":"540","passed":false}"#,
    r#"{"id":"c6","person":"c","kind":"results_released","at":"2025-09-12","exam":"c4"}"#,
];

#[test]
fn a_result_is_told_of_once_it_is_released_and_which_it_is_does_not_go_by_mail() {
    let lines: Vec<Line<'_>> = SITTING.iter().enumerate().map(|(at, text)| Line { number: at + 1, text }).collect();
    let on = |day: Date| told("c", &lines, day.yesterday().unwrap(), day);
    let names = |day: Date| on(day).into_iter().map(|(named, _)| named).collect::<Vec<_>>();
    let booked = on(date(2025, 6, 20));
    assert_eq!(booked[0].0, "appointment c3");
    assert!(booked[0].1.body.contains("16 July 2025 at 09:00 (America/New_York), Centre 12."), "{}", booked[0].1.body);
    // From the score to its release nothing is said, however near a day comes.
    let mut day = date(2025, 7, 17);
    while day < date(2025, 9, 12) {
        assert_eq!(names(day), [""; 0], "{day}");
        day = day.tomorrow().unwrap();
    }
    let released = on(date(2025, 9, 12));
    assert_eq!(released[0].0, "results_released c6");
    let text = released[0].1.body.to_lowercase();
    for word in ["pass", "fail", "540", "score"] {
        assert!(!text.contains(word), "the letter says `{word}`: {text}");
    }
}

#[test]
fn what_comes_in_late_is_told_of_on_the_day_it_comes() {
    let late = r#"{"id":"l1","person":"l","kind":"application_submitted","at":"2025-06-01","recorded_at":"2025-06-20","programme":"cpcs","route":"experience"}"#;
    let lines = [Line { number: 1, text: late }];
    let names = |day: Date| told("l", &lines, day.yesterday().unwrap(), day).into_iter().map(|(named, _)| named);
    assert_eq!(names(date(2025, 6, 1)).count(), 0);
    assert_eq!(names(date(2025, 6, 20)).collect::<Vec<_>>(), ["application_received l1"]);
    assert_eq!(names(date(2025, 6, 21)).count(), 0);
}

#[test]
fn every_letter_has_its_places_and_no_other() {
    for kind in Kind::ALL {
        let found: BTreeSet<&str> = letters::places(kind.template()).unwrap().into_iter().collect();
        let own: BTreeSet<&str> = kind.places().iter().copied().collect();
        let missing: Vec<_> = own.difference(&found).collect();
        assert!(missing.is_empty(), "{}: nothing stands for {missing:?}", kind.word());
        let unknown: Vec<_> = found.iter().filter(|p| !own.contains(*p) && !COMMON.contains(*p)).collect();
        assert!(unknown.is_empty(), "{}: nothing is known for {unknown:?}", kind.word());
        assert!(found.contains("greeting") && found.contains("rules"), "{}", kind.word());
        assert_eq!(Kind::named(kind.word()), Some(*kind));
    }
}

#[test]
fn a_letter_is_filled_strictly() {
    let fill = |template: &str, places: &[(&'static str, &str)]| {
        let places: Vec<_> = places.iter().map(|(name, value)| (*name, (*value).to_owned())).collect();
        letters::fill(template, &places)
    };
    assert_eq!(fill("Subject: a\n\n{b}\n", &[]), Err(Unfilled::Unknown("b".to_owned())));
    assert_eq!(fill("Subject: a\n\n{b\n", &[]), Err(Unfilled::Open));
    assert_eq!(fill("Dear {b}\n", &[("b", "x")]), Err(Unfilled::NoSubject));
    // What is put in is no template, and breaks no line of the subject.
    let letter = fill("Subject: to {b}\n\n{b}\n\n\n{c}\n\nend\n", &[("b", "{x}\r\nBcc: y"), ("c", "")]).unwrap();
    assert_eq!(letter.subject, "to {x} Bcc: y");
    assert_eq!(letter.body, "{x}\nBcc: y\n\nend\n");
    let long = "word ".repeat(40);
    let letter = fill("Subject: a\n\n- {b}\n", &[("b", &long)]).unwrap();
    assert!(letter.body.lines().all(|line| line.len() <= 76), "{}", letter.body);
    assert!(letter.body.lines().skip(1).all(|line| line.starts_with("  word")), "{}", letter.body);
}

#[test]
fn a_notice_of_lapse_says_what_is_lost_and_the_way_back() {
    let told = told("maya", &lines_of("maya"), date(2025, 12, 31), date(2026, 1, 1));
    let body = &told[0].1.body;
    for part in [
        "Dear Maya Lindqvist,",
        "Since 1 January 2026 your CPCS is lapsed.",
        "please do not use the\ndesignation",
        "- Ask for reinstatement, through 30 June 2026",
        "- $350.00 through 30 June 2026 (Recertification fee, Reinstatement fee)",
        "[recertification.after_end]",
        "[recertification.reinstatement]",
    ] {
        assert!(body.contains(part), "`{part}` is not in\n{body}");
    }
    assert_eq!(told[0].1.subject, "CPCS: your credential has lapsed");
}

fn drawn(person: &str, day: Date, stamp: &str) -> String {
    let lines = lines_of(person);
    let case = Case::open(&BODIES, Text::Borrowed(person), &lines, None);
    let answer = Answer::of(&case, day);
    calendar(&answer.review, &answer.handbooks(), stamp.parse().unwrap())
}

#[test]
fn a_calendar_reads_back_as_the_deadlines_it_was_drawn_from() {
    let text = drawn("maya", date(2025, 10, 2), "2025-10-02T12:00:00Z");
    assert!(text.lines().all(|line| line.len() <= 75), "a line is not folded: {text}");
    let read = icalendar::Calendar::from_str(&text).unwrap();
    let events: Vec<_> = read.events().collect();
    let days: Vec<String> = events
        .iter()
        .map(|event| {
            let day = |at| match at {
                Some(DatePerhapsTime::Date(day)) => day.to_string(),
                other => panic!("no whole day: {other:?}"),
            };
            format!("{} {}", day(event.get_start()), day(event.get_end()))
        })
        .collect();
    assert_eq!(days, ["2025-12-01 2025-12-02", "2025-12-31 2026-01-01"]);
    assert_eq!(
        events[0].get_summary(),
        Some("NAMSS: Submit your renewal and pay for it without the late fee (and 2 more)")
    );
    let told = events[0].get_description().unwrap();
    assert!(told.contains("Ask for an extension [recertification.extension · ccn-recert-2025 · extensions]"), "{told}");
    for event in &events {
        assert_eq!(event.property_value("DTSTAMP"), Some("20251002T120000Z"));
        assert!(!text.contains("maya"), "an id says whose it is");
    }
    // Drawn again on another day, an event keeps its id, and two people's differ.
    let uids = |text: &str| {
        let read = icalendar::Calendar::from_str(text).unwrap();
        read.events().map(|e| e.get_uid().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(uids(&text), uids(&drawn("maya", date(2025, 11, 5), "2025-11-05T12:00:00Z")));
    assert_ne!(uids(&text)[0], uids(&drawn("lena", date(2025, 10, 2), "2025-10-02T12:00:00Z"))[0]);
    assert_eq!(text, drawn("maya", date(2025, 10, 2), "2025-10-02T12:00:00Z"));
}
