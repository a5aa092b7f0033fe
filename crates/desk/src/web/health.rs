//! Whether this is alive, and able to serve.

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;

use crate::web::house::House;

/// `/healthz`: it answers.
pub async fn alive() -> &'static str {
    "alive\n"
}

/// `/readyz`: the store answers, too.
pub async fn ready(State(house): State<Arc<House>>) -> (StatusCode, &'static str) {
    match house.read(|_, tx| tx.one("SELECT 1", &[]).map(drop)).await {
        Ok(()) => (StatusCode::OK, "ready\n"),
        Err(_) => (StatusCode::SERVICE_UNAVAILABLE, "the store does not answer\n"),
    }
}
