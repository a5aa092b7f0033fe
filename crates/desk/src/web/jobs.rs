//! Work that nobody waits for, for staff to see.

use std::sync::Arc;

use axum::Extension;
use axum::extract::{Query, State};
use axum::response::Response;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use store::jobs as kept;

use crate::account::Viewer;
use crate::jobs::Kind;
use crate::page::jobs::JobRow;
use crate::page::{self, Area};
use crate::web::guard::failed;
use crate::web::house::House;
use crate::web::mail::After;
use crate::web::public::{PAGE, encoded, framed};

/// `/staff/jobs`: what was done, what waits, and what failed.
pub async fn jobs(
    State(house): State<Arc<House>>,
    Extension(viewer): Extension<Viewer>,
    Query(from): Query<After>,
) -> Response {
    let after = from.after.clone();
    let found = house.read(move |_, tx| {
        let found = kept::list(tx, Some(after.as_str()).filter(|a| !a.is_empty()), PAGE + 1)?;
        Ok((kept::counts(tx)?, found))
    });
    let (counts, mut found) = match found.await {
        Ok(found) => found,
        Err(failure) => return failed(&failure, false),
    };
    let more = found.len() > PAGE as usize;
    found.truncate(PAGE as usize);
    let next = found.last().filter(|_| more).map(|last| format!("/staff/jobs?{}", encoded(&[("after", &last.id)])));
    let zone = house.bodies.all().next().map_or(TimeZone::UTC, |h| h.body.zone.clone());
    let said = |at: Timestamp| at.to_zoned(zone.clone()).strftime("%-d %B %Y, %H:%M").to_string();
    let what = |word: &str| Kind::ALL.into_iter().find(|kind| kind.word() == word).map(Kind::says);
    let rows: Vec<JobRow<'_>> = found
        .iter()
        .map(|job| JobRow {
            what: what(&job.kind).unwrap_or(&job.kind),
            about: &job.about,
            put: said(job.created_at),
            done: job.done_at.map(said),
            given_up: job.given_up.is_some(),
            tries: job.tries,
            next: said(job.due_at),
            error: job.error.as_deref().unwrap_or_default(),
        })
        .collect();
    let first = (!from.after.is_empty()).then_some("/staff/jobs");
    let main = page::jobs::jobs(counts, &rows, next.as_deref(), first);
    framed(&house, Some(&Extension(viewer)), "Mail", Area::Staff, main)
}
