//! What waits, queue by queue.

use std::sync::Arc;

use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use serde_json::{Map, Value};
use store::Failure;
use store::waiting::{self, Queue};

use crate::account::{Right, Viewer};
use crate::page;
use crate::page::parts::path;
use crate::web::answer::{Became, STAFF, Visit, answered, file_of, sheet_file};
use crate::web::few;
use crate::web::guard::Refused;
use crate::web::house::House;
use crate::web::matter;
use crate::web::public::{PAGE, encoded};
use crate::web::staff::title;

/// Where in a queue.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct After {
    after: String,
}

/// `/staff/queues/{queue}`: what waits in it.
pub async fn queue(visit: Visit, Path(word): Path<String>, Query(from): Query<After>) -> Response {
    let Some(queue) = Queue::named(&word) else { return Refused::new(StatusCode::NOT_FOUND, false).into_response() };
    answered(visit, STAFF, move |house, viewer| listed(house, viewer, queue, &from.after)).await
}

fn listed(house: &House, viewer: &Viewer, queue: Queue, after: &str) -> Result<Became, Failure> {
    let word = queue.word();
    let (day, event) = after.split_once('~').unwrap_or_default();
    let mut found =
        house.store.read(|tx| waiting::of_queue(tx, (queue, house.today()), (day.parse().ok(), event), PAGE + 1))?;
    let more = found.len() > PAGE as usize;
    found.truncate(PAGE as usize);
    let next = found.last().filter(|_| more).map(|last| {
        format!("/staff/queues/{word}?{}", encoded(&[("after", &format!("{}~{}", last.since, last.event))]))
    });
    let first = (!after.is_empty()).then(|| format!("/staff/queues/{word}"));
    let about = |id: &str| {
        let programme = house.bodies.of_programme(id).and_then(|h| h.programme(id));
        let scheme = || house.bodies.of_scheme(id).map(|h| h.body.short.clone());
        programme.map(|p| p.designation.clone()).or_else(scheme).unwrap_or_else(|| id.to_owned())
    };
    let abouts: Vec<String> = found.iter().map(|w| about(&w.programme)).collect();
    // What somebody may not look at is not linked to: the record stands in its place.
    let closed = queue == Queue::Accommodations && !few::reads(viewer);
    let rows: Vec<page::queue::Waiting<'_>> = found
        .iter()
        .zip(&abouts)
        .map(|(w, about)| page::queue::Waiting {
            href: match closed {
                true => path(&["staff", "people", &w.person]),
                false => matter::href(queue, &w.event, &w.person),
            },
            name: &w.name,
            about,
            since: w.since,
        })
        .collect();
    let named = (title(queue), word);
    let several = queue == Queue::Renewals && viewer.may(Right::DecideRenewals);
    let several = several.then_some("/staff/renewals");
    Became::shown(page::queue::queue(named, &rows, house.today(), next.as_deref(), first.as_deref(), several))
}

/// `/staff/queues/{queue}/sheet.csv`: what waits in it, all of it.
pub async fn sheet(State(house): State<Arc<House>>, Path(word): Path<String>) -> Response {
    let Some(queue) = Queue::named(&word) else { return Refused::new(StatusCode::NOT_FOUND, false).into_response() };
    let text = house.read(move |house, tx| {
        let today = house.today();
        let row = |w: waiting::Waiting| {
            let days = (today - w.since).get_days().to_string();
            vec![w.name, w.person, w.programme, w.since.to_string(), days, w.event]
        };
        let rows = waiting::of_queue(tx, (queue, today), (None, ""), i64::MAX)?.into_iter().map(row);
        Ok(file_of(&["name", "person", "about", "since", "days", "event"], rows))
    });
    sheet_file(queue.word(), text.await)
}

/// The evidence of an application, each piece as names and values.
pub fn pieces(lines: &[String], event: &str) -> Vec<Vec<(String, String)>> {
    let read = |line: &String| serde_json::from_str::<Map<String, Value>>(line).ok();
    let own = lines.iter().filter_map(read).find(|e| e.get("id").and_then(Value::as_str) == Some(event));
    let evidence = own.and_then(|e| e.get("evidence").and_then(Value::as_array).cloned()).unwrap_or_default();
    let said = |(key, value): (&String, &Value)| {
        let value = value.as_str().map_or_else(|| value.to_string(), |text| text.replace('_', " "));
        (key.replace('_', " "), value)
    };
    evidence.iter().filter_map(Value::as_object).map(|piece| piece.iter().map(said).collect()).collect()
}
