//! Records that may be of one person: the list, and that two are not.

use axum::extract::Query;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use store::{Failure, duplicates};

use crate::account::Viewer;
use crate::page;
use crate::web::answer::{Became, STAFF, Visit, answered};
use crate::web::form::Posted;
use crate::web::guard::Refused;
use crate::web::house::House;
use crate::web::public::{PAGE, encoded};

/// Where in the list: after which pair.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct After {
    score: String,
    one: String,
    other: String,
}

/// `/staff/duplicates`: the pairs, the strongest first.
pub async fn list(visit: Visit, Query(after): Query<After>) -> Response {
    answered(visit, STAFF, move |house, viewer| listed(house, viewer, after)).await
}

fn listed(house: &House, viewer: &Viewer, after: After) -> Result<Became, Failure> {
    let from = after.score.parse().ok().map(|score| (score, after.one, after.other));
    let begins = from.is_none();
    let mut pairs = house.store.read(|tx| duplicates::pairs(tx, from, PAGE + 1))?;
    let more = pairs.len() > PAGE as usize;
    pairs.truncate(PAGE as usize);
    let next = pairs.last().filter(|_| more).map(|last| {
        let place = [("score", &*last.score.to_string()), ("one", &last.one.id), ("other", &last.other.id)];
        format!("/staff/duplicates?{}", encoded(&place))
    });
    let first = (!begins).then_some("/staff/duplicates");
    Became::shown(page::duplicates::duplicates(&pairs, next.as_deref(), first, &viewer.csrf))
}

/// Two people.
#[derive(Debug, Deserialize)]
pub struct Two {
    one: String,
    other: String,
}

/// `POST /staff/duplicates/apart`: they are two people, and the pair is not shown again.
pub async fn apart(visit: Visit, Posted(Two { one, other }): Posted<Two>) -> Response {
    let viewer = &visit.viewer;
    if viewer.is(&one) || viewer.is(&other) {
        let said = "Whether a record is yours is for somebody else to say.";
        return Refused::saying(StatusCode::FORBIDDEN, false, said).into_response();
    }
    answered(visit, STAFF, move |house, viewer| {
        let (by, now) = (viewer.email.clone(), (house.clock)());
        house.store.write(move |tx| duplicates::set_apart(tx, &one, &other, &by, now))?;
        Became::gone("/staff/duplicates")
    })
    .await
}
