//! Work that nobody waits for, for staff to see.

use axum::extract::Query;
use axum::response::Response;
use jiff::Timestamp;
use store::{Failure, jobs as kept};

use crate::jobs::Kind;
use crate::page;
use crate::page::jobs::JobRow;
use crate::web::answer::{Became, MAIL, Visit, answered};
use crate::web::house::House;
use crate::web::mail::After;
use crate::web::public::{PAGE, encoded};

/// `/staff/jobs`: what was done, what waits, and what failed.
pub async fn jobs(visit: Visit, Query(from): Query<After>) -> Response {
    answered(visit, MAIL, move |house, _| listed(house, &from.after)).await
}

fn listed(house: &House, after: &str) -> Result<Became, Failure> {
    let (counts, mut found) = house.store.read(|tx| {
        let found = kept::list(tx, Some(after).filter(|a| !a.is_empty()), PAGE + 1)?;
        Ok((kept::counts(tx)?, found))
    })?;
    let more = found.len() > PAGE as usize;
    found.truncate(PAGE as usize);
    let next = found.last().filter(|_| more).map(|last| format!("/staff/jobs?{}", encoded(&[("after", &last.id)])));
    let said = |at: Timestamp| house.told(at);
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
    let first = (!after.is_empty()).then_some("/staff/jobs");
    Became::shown(page::jobs::jobs(counts, &rows, next.as_deref(), first))
}
