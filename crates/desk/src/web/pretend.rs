//! The pretend card page of a demonstration. Without `--demo` there is none, and its addresses lead nowhere.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;
use serde_json::Value;

use crate::page;
use crate::pay::standin::{Happens, Standin};
use crate::web::answer::{Became, HOME, Visit, answered};
use crate::web::form::Posted;
use crate::web::guard::Refused;
use crate::web::house::House;

/// How long a bank takes that is no bank: long enough for the page that waits to be seen.
const TAKES: Duration = Duration::from_secs(3);

fn nowhere() -> Response {
    Refused::new(StatusCode::NOT_FOUND, false).into_response()
}

/// The stand-in, in a demonstration alone.
fn pretend(house: &House) -> Option<&(Arc<Standin>, String)> {
    house.payments.pretend.as_ref().filter(|_| house.demo)
}

/// `/demo/card/{event}`: where a pretend card is used.
pub async fn card(visit: Visit, Path(id): Path<String>) -> Response {
    let Some(session) = pretend(&visit.house).and_then(|(standin, _)| standin.session(&id)) else { return nowhere() };
    answered(visit, HOME, move |_, viewer| Became::shown(page::pay::pretend(&session, &viewer.csrf))).await
}

/// What is done with the pretend card.
#[derive(Deserialize)]
pub struct Used {
    #[serde(default)]
    outcome: String,
}

/// `POST /demo/card/{event}`: uses it.
pub async fn used(State(house): State<Arc<House>>, Path(id): Path<String>, Posted(used): Posted<Used>) -> Response {
    let Some((standin, told_at)) = pretend(&house).cloned() else { return nowhere() };
    let Some(session) = standin.session(&id) else { return nowhere() };
    let happens = match used.outcome.as_str() {
        "pay" => Some(Happens::Paid),
        "late" => Some(Happens::Expired),
        _ => None,
    };
    if let Some(event) = happens.and_then(|happens| standin.happens(&id, happens)) {
        tokio::task::spawn_blocking(move || tell(&standin, &told_at, &event));
    }
    // Back where Stripe would send the browser: on paths of ours alone.
    let back = session.back.strip_prefix(house.public_url.as_str()).unwrap_or("/home/pay");
    let back = if happens == Some(Happens::Paid) { back } else { back.split('?').next().unwrap_or(back) };
    Redirect::to(back).into_response()
}

fn tell(standin: &Standin, address: &str, event: &Value) {
    std::thread::sleep(TAKES);
    standin.tell(address, event);
}
