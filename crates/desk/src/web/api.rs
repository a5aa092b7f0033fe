//! Answers for programs: JSON, the fields of the contract.

use std::sync::Arc;

use axum::Extension;
use axum::body::Bytes;
use axum::extract::{Path, Query, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use jiff::civil::Date;
use programme::record::Text;
use programme::review::Case;
use serde::{Deserialize, Serialize};
use store::register::Listed;
use store::{Failure, entries};

use crate::account::{Right, Viewer};
use crate::look::AsOf;
use crate::web::guard::{Refused, failed};
use crate::web::house::House;
use crate::web::limit::Searching;
use crate::web::public::Asked;

/// A quarter of an hour, in seconds.
const QUARTER: i64 = 15 * 60;

pub(super) fn answered(body: impl Into<Bytes>) -> Response {
    ([(header::CONTENT_TYPE, "application/json")], body.into()).into_response()
}

/// `/api/v1/standing`: the Good Standing Report.
pub async fn standing(State(house): State<Arc<House>>, _: Searching, Query(asked): Query<Asked>) -> Response {
    let (search, on) = match asked.search(house.today()) {
        Ok(search) => search,
        Err(wrong) => return Refused::saying(StatusCode::BAD_REQUEST, true, wrong).into_response(),
    };
    let answer = house.listing(|listing| {
        let mut found = listing.search(&search, on);
        let next = Asked::beyond(&mut found);
        written(&Page { on, items: items(&house, &found), next })
    });
    match answer.await {
        Ok(answer) => answered(answer),
        Err(failure) => failed(&failure, true),
    }
}

/// A page of what was found.
#[derive(Debug, Serialize)]
pub(super) struct Page<'l> {
    pub(super) on: Date,
    pub(super) items: Vec<Item<'l>>,
    pub(super) next: Option<String>,
}

/// One credential as every answer to the public has it.
#[derive(Debug, Serialize)]
pub(super) struct Item<'l> {
    name: &'l str,
    body: &'l str,
    programme: &'l str,
    designation: Option<&'l str>,
    since: Date,
    through: Option<Date>,
    good_standing: bool,
    certificate_number: &'l str,
    ask_office: bool,
}

/// Credentials as every answer to the public has them.
pub(super) fn items<'l>(house: &'l House, found: &[Listed<'l>]) -> Vec<Item<'l>> {
    let item = |l: &Listed<'l>| Item {
        name: l.name,
        body: l.body,
        programme: l.programme,
        designation: house
            .bodies
            .of_programme(l.programme)
            .and_then(|h| h.programme(l.programme))
            .map(|p| &*p.designation),
        since: l.since,
        through: l.through,
        good_standing: l.good,
        certificate_number: l.number,
        ask_office: l.asks,
    };
    found.iter().map(item).collect()
}

/// An answer as JSON.
pub(super) fn written(answer: &impl Serialize) -> String {
    serde_json::to_string(answer).unwrap_or_default()
}

/// As of which day, with what was known when.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Days {
    on: String,
    known_on: String,
}

impl Days {
    /// The question, or what is wrong with it.
    pub(super) fn as_of(&self) -> Result<AsOf, String> {
        let day = |text: &str| -> Result<Option<Date>, String> {
            let wrong = || format!("`{text}` is no day of the calendar; write it like 2025-12-01.");
            if text.trim().is_empty() { Ok(None) } else { text.trim().parse().map(Some).map_err(|_| wrong()) }
        };
        Ok(AsOf { on: day(&self.on)?, known_on: day(&self.known_on)? })
    }
}

/// `/api/v1/people/{person}/review`: where one person stands.
pub async fn review(
    State(house): State<Arc<House>>,
    Extension(viewer): Extension<Viewer>,
    Path(person): Path<String>,
    Query(days): Query<Days>,
) -> Response {
    let as_of = match days.as_of() {
        Ok(as_of) => as_of,
        Err(wrong) => return Refused::saying(StatusCode::BAD_REQUEST, true, wrong).into_response(),
    };
    let now = (house.clock)();
    // Staff see what they work on; nobody sees their own result before it is released.
    let own = viewer.is(&person) || !viewer.may(Right::SeePeople);
    if let Err(failure) = house.follow().await {
        return failed(&failure, true);
    }
    let question = format!("{own} {:?} {:?} {person}", as_of.on, as_of.known_on);
    let mark = (house.register.mark(&person), now.as_second().div_euclid(QUARTER));
    if let Some(review) = house.lately.reviews.answer(&question, &mark) {
        return answered(review);
    }
    let answer = house.read(move |house, tx| {
        let lines = entries::lines(tx, &person)?;
        if lines.is_empty() {
            return Err(Failure::Missing(format!("person `{person}`")));
        }
        let lines = entries::numbered(&lines);
        let case = Case::open(&house.bodies, Text::Borrowed(&person), &lines, as_of.known_on);
        let review = case.review(as_of.day(&case, now));
        Ok(Bytes::from(if own { review.withholding().json() } else { review.json() }))
    });
    match answer.await {
        Ok(json) => {
            house.lately.reviews.keep(question, mark, json.clone());
            answered(json)
        }
        Err(failure) => failed(&failure, true),
    }
}
