//! Answers for programs: JSON, the fields of the contract.

use std::sync::Arc;

use axum::Extension;
use axum::extract::{Path, Query, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use jiff::civil::Date;
use programme::record::Text;
use programme::review::Case;
use serde::Deserialize;
use serde_json::{Value, json};
use store::register::Listed;
use store::{Failure, entries};

use crate::account::{Right, Viewer};
use crate::look::AsOf;
use crate::web::guard::{Refused, failed};
use crate::web::house::House;
use crate::web::limit::Searching;
use crate::web::public::Asked;

pub(super) fn answered(body: String) -> Response {
    ([(header::CONTENT_TYPE, "application/json")], body).into_response()
}

/// `/api/v1/standing`: the Good Standing Report.
pub async fn standing(State(house): State<Arc<House>>, _: Searching, Query(asked): Query<Asked>) -> Response {
    let (search, on) = match asked.search(house.today()) {
        Ok(search) => search,
        Err(wrong) => return Refused::saying(StatusCode::BAD_REQUEST, true, wrong).into_response(),
    };
    let mut found = match house.listing(|listing| listing.search(&search, on)).await {
        Ok(found) => found,
        Err(failure) => return failed(&failure, true),
    };
    let next = Asked::beyond(&mut found);
    let items: Vec<_> = found.iter().map(|l| item(&house, l)).collect();
    answered(json!({ "on": on.to_string(), "items": items, "next": next }).to_string())
}

/// One credential as every answer to the public has it.
pub(super) fn item(house: &House, l: &Listed) -> Value {
    let programme = house.bodies.of_programme(&l.programme).and_then(|h| h.programme(&l.programme));
    json!({
        "name": &*l.name, "body": &*l.body, "programme": &*l.programme,
        "designation": programme.map(|p| p.designation.as_str()),
        "since": l.since.to_string(), "through": l.through.map(|d| d.to_string()),
        "good_standing": l.good, "certificate_number": &*l.number,
    })
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
    let answer = house.read(move |house, tx| {
        let lines = entries::lines(tx, &person)?;
        if lines.is_empty() {
            return Err(Failure::Missing(format!("person `{person}`")));
        }
        let lines = entries::numbered(&lines);
        let case = Case::open(&house.bodies, Text::Borrowed(&person), &lines, as_of.known_on);
        let review = case.review(as_of.day(&case, now));
        // Staff see what they work on; nobody sees their own result before it is released.
        let own = viewer.is(&person) || !viewer.may(Right::SeePeople);
        Ok(if own { review.withholding().json() } else { review.json() })
    });
    match answer.await {
        Ok(json) => answered(json),
        Err(failure) => failed(&failure, true),
    }
}
