//! Courses: the list, one of them, and a file.

use axum::extract::{Path, Query};
use axum::response::Response;
use jiff::civil::Date;
use store::courses::{self, Course};
use store::{Failure, Tx};

use crate::account::{Right, Viewer};
use crate::arriving::courses::{ANSWERS, made, posting, read};
use crate::page;
use crate::page::courses::{Form, Loaded};
use crate::page::parts::path;
use crate::web::answer::{Became, STAFF, Sent, Visit, Wrong, amiss, answered, problems, value};
use crate::web::delivered::Delivered;
use crate::web::form::Posted;
use crate::web::house::House;
use crate::web::mail::After;
use crate::web::public::{PAGE, encoded};

/// `/staff/courses`: every course, by its code.
pub async fn list(visit: Visit, Query(from): Query<After>) -> Response {
    answered(visit, STAFF, move |house, viewer| listed(house, viewer, &from.after, &Sent::new(), &[], None)).await
}

fn listed(
    house: &House,
    viewer: &Viewer,
    after: &str,
    sent: &Sent,
    wrong: &[Wrong],
    loaded: Option<&Loaded>,
) -> Result<Became, Failure> {
    let mut found = house.store.read(|tx| courses::list(tx, after, PAGE + 1))?;
    let more = found.len() > PAGE as usize;
    found.truncate(PAGE as usize);
    let next = found.last().filter(|_| more).map(|c| format!("/staff/courses?{}", encoded(&[("after", &c.code)])));
    let pages = (next.as_deref(), (!after.is_empty()).then_some("/staff/courses"));
    let answers =
        ANSWERS.into_iter().chain(["rows"]).map(|name| (name, value(sent, name).to_owned())).collect::<Vec<_>>();
    let main = drawn(house, viewer, &answers, wrong, |form| page::courses::courses(&found, pages, form, loaded));
    Became::page(main, wrong)
}

/// A page with the form of a course.
fn drawn(
    house: &House,
    viewer: &Viewer,
    sent: &[(&str, String)],
    wrong: &[Wrong],
    draw: impl FnOnce(&Form<'_>) -> maud::Markup,
) -> maud::Markup {
    let bodies: Vec<(&str, &str)> =
        posting(&house.bodies).map(|h| (h.body.id.as_str(), h.body.short.as_str())).collect();
    let schemes = posting(&house.bodies).filter_map(|h| h.scheme.as_ref());
    let categories: Vec<(&str, &str)> =
        schemes.flat_map(|s| &s.categories).map(|c| (c.id.as_str(), c.clause.title.as_str())).collect();
    let csrf = viewer.may(Right::PostCredits).then_some(viewer.csrf.as_str());
    draw(&Form { bodies: &bodies, categories: &categories, sent, problems: &problems(wrong), csrf })
}

/// `POST /staff/courses`: adds a course.
pub async fn add(visit: Visit, Posted(sent): Posted<Sent>) -> Response {
    answered(visit, STAFF, move |house, viewer| {
        let again = |wrong: &[Wrong]| listed(house, viewer, "", &sent, wrong, None);
        let course = match made(&house.bodies, |name| value(&sent, name)) {
            Ok(course) => course,
            Err(wrong) => return again(&wrong),
        };
        if house.store.read(|tx| courses::by_code(tx, &course.code))?.is_some() {
            return again(&[amiss(
                "code",
                "There is a course of this code already.",
                "Change that one, or write another code.",
            )]);
        }
        Became::unless_taken(kept(house, viewer, course), "/staff/courses", || again(&[elsewhere()]))
    })
    .await
}

fn elsewhere() -> Wrong {
    amiss("iri", "Another course has this address.", "Change that one, or leave it empty.")
}

fn kept(house: &House, viewer: &Viewer, course: Course) -> Result<bool, Failure> {
    let (by, now) = (viewer.email.clone(), (house.clock)());
    house.store.write(move |tx| courses::put(tx, &course, &by, now))
}

fn find(tx: &mut Tx<'_>, code: &str) -> Result<Course, Failure> {
    courses::by_code(tx, code)?.ok_or_else(|| Failure::Missing("such course".to_owned()))
}

/// `/staff/courses/{course}`: one course.
pub async fn one(visit: Visit, Path(code): Path<String>) -> Response {
    answered(visit, STAFF, move |house, viewer| {
        let course = house.store.read(|tx| find(tx, &code))?;
        let day = |day: Option<Date>| day.map_or_else(String::new, |day| day.to_string());
        let sent = [
            ("code", course.code.clone()),
            ("title", course.title),
            ("category", course.category),
            ("units", course.units),
            ("kind", course.kind.word().to_owned()),
            ("evaluated_by", day(course.evaluated_by)),
            ("from", day(course.from)),
            ("to", day(course.to)),
            ("iri", course.iri),
            ("body", course.body),
        ];
        Became::shown(drawn(house, viewer, &sent, &[], |form| page::courses::course(&course.code, form)))
    })
    .await
}

/// `POST /staff/courses/{course}`: changes it. What is posted stays as it was.
pub async fn change(visit: Visit, Path(code): Path<String>, Posted(sent): Posted<Sent>) -> Response {
    answered(visit, STAFF, move |house, viewer| {
        let was = house.store.read(|tx| find(tx, &code))?;
        let own = |name: &str| match name {
            "code" => was.code.as_str(),
            "body" if value(&sent, "body").is_empty() => was.body.as_str(),
            name => value(&sent, name),
        };
        let again = |wrong: &[Wrong]| {
            let sent: Vec<(&str, String)> = ANSWERS.into_iter().map(|name| (name, own(name).to_owned())).collect();
            Became::page(drawn(house, viewer, &sent, wrong, |form| page::courses::course(&was.code, form)), wrong)
        };
        match made(&house.bodies, own) {
            Ok(course) => {
                let to = path(&["staff", "courses", &course.code]);
                Became::unless_taken(kept(house, viewer, course), to, || again(&[elsewhere()]))
            }
            Err(wrong) => again(&wrong),
        }
    })
    .await
}

/// `POST /staff/courses/file`: adds the courses of a file, and changes those that are known.
pub async fn load(visit: Visit, delivered: Delivered) -> Response {
    answered(visit, STAFF, move |house, viewer| {
        let again = |wrong: Wrong| listed(house, viewer, "", &delivered.sent, &[wrong], None);
        let (field, text) = match delivered.table() {
            Ok(table) => table,
            Err(wrong) => return again(wrong),
        };
        let (courses, mut wrong) = match read(&house.bodies, text) {
            Ok(read) => read,
            Err((said, remedy)) => return again((field, said, remedy)),
        };
        let (mut new, mut changed) = (0, 0);
        for (line, course) in courses {
            match kept(house, viewer, course) {
                Ok(true) => new += 1,
                Ok(false) => changed += 1,
                Err(Failure::Taken(_)) => {
                    let (field, said, remedy) = elsewhere();
                    wrong.push((line, format!("{field}: {said} {remedy}")));
                }
                Err(other) => return Err(other),
            }
        }
        wrong.sort();
        listed(house, viewer, "", &Sent::new(), &[], Some(&(new, changed, wrong)))
    })
    .await
}
