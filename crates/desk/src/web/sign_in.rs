//! Signing in and out.

use std::net::SocketAddr;
use std::sync::Arc;

use axum::extract::{ConnectInfo, Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use axum::{Extension, Form};
use serde::Deserialize;

use crate::account::{self, Refused as NotIn, SignIn, SignInRules, Viewer};
use crate::page::{self, Area};
use crate::web::cookie;
use crate::web::form::Posted;
use crate::web::guard::failed;
use crate::web::house::House;
use crate::web::public::{Seen, framed};
use tokio::sync::Semaphore;

/// Where to go once signed in: a path of ours, or the first page.
fn own_path(next: &str) -> &str {
    let ours = next.starts_with('/') && !next.starts_with("//") && !next.contains(['\\', '\r', '\n']);
    if ours { next } else { "/" }
}

/// Where one was going.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Going {
    next: String,
}

/// `/sign-in`: the form.
pub async fn form(State(house): State<Arc<House>>, viewer: Seen, Query(going): Query<Going>) -> Response {
    shown(&house, viewer.as_ref(), own_path(&going.next), None).await
}

/// The form; `tried` is the address of the last try, and what was wrong with it.
async fn shown(
    house: &Arc<House>,
    viewer: Option<&Extension<Viewer>>,
    next: &str,
    tried: Option<(&str, &str)>,
) -> Response {
    let accounts = match house.demo {
        true => house.read(|_, tx| crate::demo::accounts::listed(tx)).await,
        false => Ok(Vec::new()),
    };
    let accounts = match accounts {
        Ok(accounts) => accounts,
        Err(failure) => return failed(&failure, false),
    };
    let rows: Vec<(&str, &str, &str)> =
        accounts.iter().map(|(email, who)| (email.as_str(), crate::demo::accounts::PASSWORD, who.as_str())).collect();
    framed(house, viewer, "Sign in", Area::Public, page::sign_in::sign_in(next, tried, &rows))
}

/// What the form sends.
#[derive(Deserialize)]
pub struct Sent {
    email: String,
    password: String,
    #[serde(default)]
    code: String,
    #[serde(default)]
    next: String,
}

/// How many passwords are tried at once: each takes 19 MiB and a core for a while, and others are served meanwhile.
pub(super) static TURNS: Semaphore = Semaphore::const_new(4);

/// `POST /sign-in`.
pub async fn sign_in(
    State(house): State<Arc<House>>,
    ConnectInfo(from): ConnectInfo<SocketAddr>,
    headers: HeaderMap,
    Form(sent): Form<Sent>,
) -> Response {
    let agent = headers.get(header::USER_AGENT).and_then(|v| v.to_str().ok()).unwrap_or_default().to_owned();
    let (now, next, email) = ((house.clock)(), own_path(&sent.next).to_owned(), sent.email.clone());
    let turn = TURNS.acquire().await;
    let done = house.apart(move |house| {
        let request = SignIn {
            email: &sent.email,
            password: &sent.password,
            code: Some(sent.code.trim()).filter(|code| !code.is_empty()),
            agent: &agent,
            address: &from.ip().to_string(),
        };
        Ok(account::sign_in(&house.store, request, now, &SignInRules::of_house(house.demo)))
    });
    let done = done.await;
    drop(turn);
    match done {
        Ok(Ok(signed_in)) => {
            let mut response = Redirect::to(&next).into_response();
            let value = cookie::set(signed_in.token.as_str(), house.secure());
            response.headers_mut().extend(value.map(|v| (header::SET_COOKIE, v)));
            response
        }
        Ok(Err(NotIn::Failed(failure))) | Err(failure) => failed(&failure, false),
        Ok(Err(refused)) => {
            let again = shown(&house, None, &next, Some((&email, &refused.to_string()))).await;
            (StatusCode::UNPROCESSABLE_ENTITY, again).into_response()
        }
    }
}

/// A form without fields of its own.
#[derive(Deserialize)]
pub struct Nothing {}

/// `POST /sign-out`.
pub async fn sign_out(
    State(house): State<Arc<House>>,
    Extension(viewer): Extension<Viewer>,
    Posted(Nothing {}): Posted<Nothing>,
) -> Response {
    let ended = house.apart(move |house| account::end(&house.store, &viewer.account, &viewer.session)).await;
    if let Err(failure) = ended {
        return failed(&failure, false);
    }
    let mut response = Redirect::to("/").into_response();
    response.headers_mut().extend(cookie::set("", house.secure()).map(|v| (header::SET_COOKIE, v)));
    response
}
