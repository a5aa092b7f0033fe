//! Credits that were posted and logged, and may be the same: their holder says, or whoever reviews them.

use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use programme::day::in_words;
use programme::recertification::amending::SELF;
use programme::recertification::posting::Posts;
use programme::review::Case;
use store::completions::{self, State};
use store::{Failure, Tx, courses, entries};

use crate::account::Viewer;
use crate::act;
use crate::arriving::alike;
use crate::page;
use crate::page::parts::path;
use crate::web::answer::{Became, HOME, STAFF, Sent, Visit, answered, value};
use crate::web::form::Posted;
use crate::web::guard::Refused;
use crate::web::house::House;

/// The part of a home page that asks which are the same, and tells what was not posted.
pub(super) fn section(
    house: &House,
    tx: &mut Tx<'_>,
    viewer: &Viewer,
    case: &Case<'_>,
) -> Result<maud::Markup, Failure> {
    let pairs = alike::open(tx, case)?;
    let mut not_posted = Vec::new();
    for person in viewer.person.iter().chain(&viewer.merged) {
        for one in completions::of_person(tx, person, State::NotPosted)? {
            let Some(course) = courses::by_code(tx, &one.at.course)? else { continue };
            let handbook = house.bodies.body(&course.body);
            let day = one.at.day.unwrap_or_default();
            let posts = handbook.and_then(|h| Some(h.scheme.as_ref()?.posts(&h.body, day, course.evaluated_by)));
            // What was told twice is posted once, and is nothing to tell of.
            if matches!(posts, Some(Posts::Unwritten(_))) && !alike::is_logged(tx, case, &one)? {
                not_posted.push((format!("{}, {}", course.title, in_words(day)), one.at.wrong));
            }
        }
    }
    Ok(page::alike::own(&pairs, &not_posted, &viewer.csrf))
}

/// `POST /home/same-credit`: whether what one logged is what was posted.
pub async fn own(visit: Visit, Posted(sent): Posted<Sent>) -> Response {
    answered(visit, HOME, move |house, viewer| {
        let person = viewer.person.clone().unwrap_or_default();
        say(house, &person, (&sent, SELF), (house.clock)())?;
        Became::gone("/home")
    })
    .await
}

/// `POST /staff/people/{person}/same-credit`: the same, said by whoever reviews it.
pub async fn reviewed(visit: Visit, Path(person): Path<String>, Posted(sent): Posted<Sent>) -> Response {
    if visit.viewer.is(&person) {
        let said =
            "What is the same on your own record is for somebody else to say here; you can say it on your home page.";
        return Refused::saying(StatusCode::FORBIDDEN, false, said).into_response();
    }
    answered(visit, STAFF, move |house, viewer| {
        say(house, &person, (&sent, &viewer.email), (house.clock)())?;
        Became::gone(match value(&sent, "request") {
            "" => path(&["staff", "people", &person]),
            request => path(&["staff", "requests", request]),
        })
    })
    .await
}

/// Keeps what was said of a pair, where it is one: the same by a correction, two activities by a note.
fn say(house: &House, person: &str, (sent, by): (&Sent, &str), now: jiff::Timestamp) -> Result<(), Failure> {
    let (posted, logged) = (value(sent, "posted").to_owned(), value(sent, "logged").to_owned());
    let missing = || Failure::Missing("such pair of credits".to_owned());
    let (bodies, person, by) = (house.bodies.clone(), person.to_owned(), by.to_owned());
    let same = match value(sent, "answer") {
        "same" => true,
        "two" => false,
        _ => return Err(missing()),
    };
    house.store.write(move |tx| {
        let lines = entries::lines(tx, &person)?;
        let pairs = alike::of_lines(tx, &bodies, &person, &lines)?;
        let pair = pairs.iter().find(|pair| pair.posted.event == posted && pair.logged.event == logged);
        let pair = pair.ok_or_else(missing)?;
        match same {
            true => act::together(tx, &bodies, &[pair.same(&person, &by, lines.len() as i64)], now).map(drop),
            false => completions::set_apart(tx, &posted, &logged, &by, now),
        }
    })
}
