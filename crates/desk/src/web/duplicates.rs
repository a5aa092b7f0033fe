//! Records that may be of one person: the list, and that two are not.

use std::sync::Arc;

use axum::Extension;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;
use store::duplicates;

use crate::account::Viewer;
use crate::page::{self, Area};
use crate::web::form::Posted;
use crate::web::guard::{Refused, failed};
use crate::web::house::House;
use crate::web::public::{PAGE, encoded, framed};

/// Where in the list: after which pair.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct After {
    score: String,
    one: String,
    other: String,
}

/// `/staff/duplicates`: the pairs, the strongest first.
pub async fn list(
    State(house): State<Arc<House>>,
    Extension(viewer): Extension<Viewer>,
    Query(after): Query<After>,
) -> Response {
    let from = after.score.parse().ok().map(|score| (score, after.one, after.other));
    let begins = from.is_none();
    let mut pairs = match house.read(move |_, tx| duplicates::pairs(tx, from, PAGE + 1)).await {
        Ok(pairs) => pairs,
        Err(failure) => return failed(&failure, false),
    };
    let more = pairs.len() > PAGE as usize;
    pairs.truncate(PAGE as usize);
    let next = pairs.last().filter(|_| more).map(|last| {
        let place = [("score", &*last.score.to_string()), ("one", &last.one.id), ("other", &last.other.id)];
        format!("/staff/duplicates?{}", encoded(&place))
    });
    let first = (!begins).then_some("/staff/duplicates");
    let main = page::duplicates::duplicates(&pairs, next.as_deref(), first, &viewer.csrf);
    framed(&house, Some(&Extension(viewer)), "Staff", Area::Staff, main)
}

/// Two people.
#[derive(Debug, Deserialize)]
pub struct Two {
    one: String,
    other: String,
}

/// `POST /staff/duplicates/apart`: they are two people, and the pair is not shown again.
pub async fn apart(
    State(house): State<Arc<House>>,
    Extension(viewer): Extension<Viewer>,
    Posted(Two { one, other }): Posted<Two>,
) -> Response {
    if viewer.is(&one) || viewer.is(&other) {
        let said = "Whether a record is yours is for somebody else to say.";
        return Refused::saying(StatusCode::FORBIDDEN, false, said).into_response();
    }
    let (by, now) = (viewer.email.clone(), (house.clock)());
    let said = house.apart(move |house| house.store.write(move |tx| duplicates::set_apart(tx, &one, &other, &by, now)));
    match said.await {
        Ok(()) => Redirect::to("/staff/duplicates").into_response(),
        Err(failure) => failed(&failure, false),
    }
}
