//! What is measured while this serves, as Prometheus reads it: how many requests were answered, how, and how fast. By
//! route, never by person.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use axum::Router;
use axum::routing::get;
use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusHandle};

use store::{Store, jobs, outbox};

use crate::failure::Failure;
use crate::web::serve::Listening;

/// Seconds at which answers are counted as slow.
const STEPS: [f64; 9] = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.5, 2.5];

/// Whether anybody measures: labels are not made for nobody.
static MEASURED: AtomicBool = AtomicBool::new(false);

/// Counts a request that is over.
pub(super) fn count(method: &'static str, route: &str, status: u16, took: Duration) {
    if !MEASURED.load(Ordering::Relaxed) {
        return;
    }
    let labels = [("method", method.to_owned()), ("route", route.to_owned()), ("status", status.to_string())];
    metrics::counter!("assay_requests_total", &labels).increment(1);
    metrics::histogram!("assay_request_seconds", &labels).record(took.as_secs_f64());
}

/// Tells how many jobs and letters wait, and how many were given up.
///
/// # Errors
/// Where the store fails.
pub fn waiting(store: &Store) -> Result<(), Failure> {
    let ((jobs, failed, given_up), (letters, _, lost)) =
        store.read(|tx| Ok((jobs::counts(tx)?, outbox::counts(tx)?)))?;
    for (state, count) in [("waiting", jobs), ("failed", failed), ("given_up", given_up)] {
        metrics::gauge!("assay_jobs", "state" => state).set(count as f64);
    }
    for (state, count) in [("waiting", letters), ("given_up", lost)] {
        metrics::gauge!("assay_letters", "state" => state).set(count as f64);
    }
    Ok(())
}

/// Begins to measure.
///
/// # Errors
/// Where something else measures already.
pub fn begin() -> Result<PrometheusHandle, Failure> {
    let failed = |e: metrics_exporter_prometheus::BuildError| Failure::environment(e, "start without --metrics");
    let of = Matcher::Full("assay_request_seconds".to_owned());
    let builder = PrometheusBuilder::new().set_buckets_for_metric(of, &STEPS).map_err(failed)?;
    let handle = builder.install_recorder().map_err(failed)?;
    MEASURED.store(true, Ordering::Relaxed);
    Ok(handle)
}

/// Tells what was measured, on an address of its own, for ever.
///
/// # Errors
/// Where the address is taken.
pub async fn tell(handle: PrometheusHandle, address: SocketAddr) -> Result<(), Failure> {
    let app = Router::new().route("/metrics", get(move || std::future::ready(handle.render())));
    Listening::on(&address.to_string()).await?.serve(app).await
}
