//! A few courses and who completed them: some posted, one that waits, one that may have been logged as well, and one that
//! matches nobody.

use std::sync::Arc;

use jiff::civil::Date;
use jiff::{Span, Timestamp};
use programme::{Bodies, Handbook};
use serde_json::json;
use store::completions::Told;
use store::courses::{self, Course, Kind};
use store::entries::{self, Append, append};
use store::{Failure as Stored, Store, Tx, standings};

use crate::arriving::courses::posting;
use crate::arriving::{self, Brought, FILE, Row};
use crate::failure::Failure;

/// The courses of the education zone: code, title and hours.
const ZONE: [(&str, &str, &str); 3] = [
    ("zone-101", "Credentialing basics", "2"),
    ("zone-102", "Hospital law in practice", "1.5"),
    ("zone-203", "Peer review, step by step", "3"),
];

/// A session of a conference.
const SESSION: (&str, &str, &str) = ("conf-7", "Annual conference, session 7", "1");

/// Adds the courses, takes the completions, and logs one of them as its holder would.
pub(super) fn make(store: &Store, bodies: &Arc<Bodies>, now: Timestamp) -> Result<(), Failure> {
    let Some(handbook) = posting(bodies).next() else { return Ok(()) };
    let today = handbook.body.zone.to_datetime(now).date();
    let ago = move |days: i64| today.saturating_sub(Span::new().days(days));
    let courses = made(handbook, today);
    let by = "registrar@demo.example";
    let scheme = handbook.scheme.as_ref();
    let programme = scheme.and_then(|s| s.programmes.first()).map_or_else(String::new, |p| p.id.clone());
    let (own, with) = (Arc::clone(bodies), handbook.body.id.clone());
    let people = store.write(move |tx| {
        for course in &courses {
            courses::put(tx, course, by, now)?;
        }
        let mut people = Vec::new();
        for standing in ["active", "renewal_open"] {
            people.extend(standings::somebody(tx, &programme, standing, today)?);
        }
        if let (Some(person), Some(course)) = (people.first(), courses.first()) {
            logged(tx, &own, (person, &with), course, ago(18), now)?;
        }
        Ok(people)
    })?;
    let told = |course: &str, days: i64, person: &str| Told {
        course: course.to_owned(),
        completed: ago(days).to_string(),
        person: person.to_owned(),
        ..Told::default()
    };
    let mut rows = Vec::new();
    if let (Some(one), Some(other)) = (people.first(), people.last()) {
        rows.extend([told(ZONE[0].0, 20, one), told(ZONE[1].0, 9, other), told(SESSION.0, 4, other)]);
    }
    let (email, name) = ("sam.somebody@example.org".to_owned(), "Sam Somebody".to_owned());
    rows.push(Told { email, name, ..told(ZONE[2].0, 6, "") });
    let row = |(at, told): (usize, Told)| Row { line: at + 2, id: format!("demo-{at}"), told, ..Row::default() };
    let rows = rows.into_iter().enumerate().map(row).collect();
    let brought = Brought { source: FILE.to_owned(), by: by.to_owned(), own: Vec::new() };
    arriving::take(store, bodies, &brought, rows, now)?;
    Ok(())
}

/// The courses, each of the first kind of credit that counts and is approved.
fn made(handbook: &Handbook, today: Date) -> Vec<Course> {
    let categories = handbook.scheme.iter().flat_map(|s| &s.categories);
    let counts = |c: &&programme::recertification::Category| {
        c.clause.on(today).is_some_and(|rule| rule.counts && rule.approved == Some(true))
    };
    let category = categories.into_iter().find(counts).map_or_else(String::new, |c| c.id.clone());
    let course = |(code, title, units): (&str, &str, &str), evaluated_by: Option<Date>| Course {
        code: code.to_owned(),
        body: handbook.body.id.clone(),
        title: title.to_owned(),
        category: category.clone(),
        units: units.to_owned(),
        kind: if evaluated_by.is_some() { Kind::Conference } else { Kind::Zone },
        evaluated_by,
        from: None,
        to: None,
        iri: if evaluated_by.is_some() { String::new() } else { format!("https://zone.example/courses/{code}") },
    };
    let evaluated = today.saturating_add(Span::new().days(10));
    ZONE.into_iter().map(|of| course(of, None)).chain([course(SESSION, Some(evaluated))]).collect()
}

/// Logs a course as whoever completed it would: by another name, a few days later.
fn logged(
    tx: &mut Tx<'_>,
    bodies: &Bodies,
    (person, body): (&str, &str),
    course: &Course,
    day: Date,
    now: Timestamp,
) -> Result<(), Stored> {
    let Some(scheme) = bodies.body(body).and_then(|h| h.scheme.as_ref()) else { return Ok(()) };
    let id = format!("{person}-demo-logged");
    let event = json!({
        "id": id, "person": person, "kind": "credit_logged", "at": day.to_string(), "by": "self", "scheme": scheme.id,
        "category": course.category, "units": course.units, "title": format!("{} (webinar)", course.title), "certificate": true,
    });
    let mut add =
        Append { person: person.to_owned(), body: body.to_owned(), expected: 0, events: vec![(id, event.to_string())] };
    add.expected = entries::length(tx, &add)?;
    append(tx, bodies, &add, now).map(drop)
}
