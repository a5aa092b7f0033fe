//! Whether this is alive, and able to serve.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use axum::Extension;
use axum::extract::State;
use axum::http::StatusCode;

use crate::web::house::House;

/// Whether this was told to stop: whoever sends people here should send them elsewhere.
#[derive(Debug, Clone, Default)]
pub struct Closing(Arc<AtomicBool>);

impl Closing {
    /// It was.
    pub fn begin(&self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

/// `/healthz`: it answers.
pub async fn alive() -> &'static str {
    "alive\n"
}

/// `/readyz`: the store answers, too, and this is not closing.
pub async fn ready(State(house): State<Arc<House>>, closing: Option<Extension<Closing>>) -> (StatusCode, &'static str) {
    if closing.is_some_and(|closing| closing.0.0.load(Ordering::Relaxed)) {
        return (StatusCode::SERVICE_UNAVAILABLE, "closing\n");
    }
    match house.read(|_, tx| tx.one("SELECT 1", &[]).map(drop)).await {
        Ok(()) => (StatusCode::OK, "ready\n"),
        Err(_) => (StatusCode::SERVICE_UNAVAILABLE, "the store does not answer\n"),
    }
}
