//! The first set-up of an empty house, and setting up one-time codes.

use std::sync::Arc;

use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum::{Extension, Form};
use fast_qr::QRBuilder;
use fast_qr::convert::svg::SvgBuilder;
use serde::Deserialize;
use store::{Failure, accounts};

use crate::account::{self, Cost, NotKept, Role, Viewer, Vouched};
use crate::page::parts::Problem;
use crate::page::{self, Area};
use crate::web::form::Posted;
use crate::web::guard::{Refused, failed};
use crate::web::house::House;
use crate::web::public::framed;
use crate::web::sign_in::Nothing;

/// The key that the program printed when it found nobody.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Key {
    key: String,
}

/// Whether this house is still to be set up, and by this key.
async fn open(house: &Arc<House>, key: &str) -> Result<bool, Failure> {
    let right = house.set_up.as_deref().is_some_and(|hash| hash == account::token_hash(key));
    Ok(right && house.read(|_, tx| accounts::list(tx, "", 1)).await?.is_empty())
}

fn closed() -> Response {
    let said = "This house is set up already, or the key is not the one that the program printed when it started.";
    Refused::saying(StatusCode::NOT_FOUND, false, said).into_response()
}

/// `/set-up`: the form.
pub async fn form(State(house): State<Arc<House>>, Query(key): Query<Key>) -> Response {
    match open(&house, &key.key).await {
        Ok(true) => framed(&house, None, "Set-up", Area::Public, page::set_up::set_up(&key.key, "", "", &[])),
        Ok(false) => closed(),
        Err(failure) => failed(&failure, false),
    }
}

/// What the form sends.
#[derive(Deserialize)]
pub struct First {
    key: String,
    name: String,
    email: String,
    password: String,
}

/// `POST /set-up`: makes the first account.
pub async fn make(State(house): State<Arc<House>>, Form(first): Form<First>) -> Response {
    match open(&house, &first.key).await {
        Ok(true) => {}
        Ok(false) => return closed(),
        Err(failure) => return failed(&failure, false),
    }
    let now = (house.clock)();
    let made = house.apart(move |house| {
        let vouched = Vouched {
            email: &first.email,
            name: first.name.trim(),
            person: None,
            password: &first.password,
            roles: &[Role::Administrator],
            by: "set-up",
        };
        let made = account::add(&house.store, vouched, now, Cost::OWASP);
        Ok((made, first))
    });
    let (made, first) = match made.await {
        Ok(made) => made,
        Err(failure) => return failed(&failure, false),
    };
    let (field, wrong) = match made {
        Ok(_) => return Redirect::to("/sign-in").into_response(),
        Err(NotKept::Failed(failure)) => return failed(&failure, false),
        Err(wrong @ NotKept::Address) => ("email", wrong.to_string()),
        Err(wrong) => ("password", wrong.to_string()),
    };
    let problems = [Problem { field, wrong: &wrong, remedy: "" }];
    let main = page::set_up::set_up(&first.key, &first.name, &first.email, &problems);
    let mut response = framed(&house, None, "Set-up", Area::Public, main);
    *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
    response
}

/// `POST /account/code/new`: proposes a new secret.
pub async fn propose(
    State(house): State<Arc<House>>,
    Extension(viewer): Extension<Viewer>,
    Posted(Nothing {}): Posted<Nothing>,
) -> Response {
    proposed(&house, viewer, None).await
}

async fn proposed(house: &Arc<House>, viewer: Viewer, wrong: Option<&str>) -> Response {
    let own = viewer.account.clone();
    let enrolment = match house.apart(move |house| account::enrol(&house.store, &own)).await {
        Ok(enrolment) => enrolment,
        Err(failure) => return failed(&failure, false),
    };
    let picture = QRBuilder::new(enrolment.url.as_str()).build().map(|qr| SvgBuilder::default().to_str(&qr));
    let problems: Vec<Problem<'_>> = wrong
        .iter()
        .map(|wrong| Problem { field: "code", wrong, remedy: "Scan the new picture, and try again." })
        .collect();
    let main = page::set_up::code(&viewer.csrf, enrolment.secret.as_str(), &picture.unwrap_or_default(), &problems);
    let mut response = framed(house, Some(&Extension(viewer)), "Account", Area::Own, main);
    if wrong.is_some() {
        *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
    }
    response
}

/// What proves that the app is there.
#[derive(Deserialize)]
pub struct Shown {
    code: String,
}

/// `POST /account/code`: takes the proposed secret in use.
pub async fn confirm(
    State(house): State<Arc<House>>,
    Extension(viewer): Extension<Viewer>,
    Posted(shown): Posted<Shown>,
) -> Response {
    let (own, now) = (viewer.clone(), (house.clock)());
    let right =
        house.apart(move |house| account::confirm(&house.store, &own.account, &own.session, &shown.code, now)).await;
    match right {
        Ok(true) => Redirect::to("/account").into_response(),
        Ok(false) => proposed(&house, viewer, Some("The code is not one of this secret's.")).await,
        Err(failure) => failed(&failure, false),
    }
}
