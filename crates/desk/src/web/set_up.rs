//! The first set-up of an empty house.

use std::sync::Arc;

use axum::Form;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;
use store::{Failure, accounts};

use crate::account::{self, Cost, NotKept, Role, Vouched};
use crate::page::parts::Problem;
use crate::page::{self, Area};
use crate::web::answer::{Became, Place, answer};
use crate::web::guard::{Refused, failed};
use crate::web::house::House;

const SET_UP: Place = ("Set-up", Area::Public);

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
        Ok(true) => answer(&house, None, SET_UP, Became::shown(page::set_up::set_up(&key.key, "", "", &[]))),
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
    answer(&house, None, SET_UP, Became::refused(main))
}
