//! How many passed, published by programme and window (D5): as a page, a table for spreadsheets, and JSON. What is left
//! out, `programme::pass_rates` says.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use programme::pass_rates::{Count, PassRates, published};
use serde::Deserialize;
use serde_json::{Value, json};
use store::{Failure, pass_rates};

use crate::page::rates::Rates;
use crate::page::{self, Area};
use crate::sheet;
use crate::web::api::answered;
use crate::web::guard::{Refused, failed};
use crate::web::house::House;
use crate::web::list::as_file;
use crate::web::public::{Seen, framed};

/// Which programme; every one where none is named.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Of {
    programme: String,
}

/// How many passed, by programme and period.
type Counts = BTreeMap<String, BTreeMap<String, Count>>;

/// The counts of what was asked for.
async fn counts(house: &Arc<House>, of: &str, api: bool) -> Result<Counts, Response> {
    let known = house.bodies.all().flat_map(|h| &h.programmes).map(|p| p.id.clone());
    let asked: Vec<String> = known.filter(|id| of.is_empty() || id == of).collect();
    if asked.is_empty() {
        return Err(Refused::new(StatusCode::NOT_FOUND, api).into_response());
    }
    let read = house.read(move |_, tx| {
        let one = |id: String| pass_rates::counts(tx, &id).map(|counts| (id, counts));
        asked.into_iter().map(one).collect::<Result<Counts, Failure>>()
    });
    read.await.map_err(|failure| failed(&failure, api))
}

/// What is published today of the programmes that were counted.
fn told<'h>(house: &'h House, counts: &Counts) -> Vec<Rates<'h>> {
    let of = |id: &String| {
        let handbook = house.bodies.of_programme(id)?;
        let rates = of_programme(house, id, counts)?;
        Some(Rates { programme: handbook.programme(id)?, body: &handbook.body.name, rates })
    };
    counts.keys().filter_map(of).collect()
}

fn of_programme<'h>(house: &'h House, id: &str, counts: &Counts) -> Option<PassRates<'h>> {
    let count = |period: &str| counts.get(id).and_then(|of| of.get(period)).copied().unwrap_or_default();
    published(house.bodies.of_programme(id)?, house.today(), count)
}

/// What is published today of one programme.
pub(super) async fn published_of<'h>(house: &'h Arc<House>, id: &str) -> Result<Option<PassRates<'h>>, Response> {
    let counts = counts(house, id, false).await?;
    Ok(of_programme(house, id, &counts))
}

/// `/pass-rates`: the page.
pub async fn rates(State(house): State<Arc<House>>, viewer: Seen, Query(of): Query<Of>) -> Response {
    match counts(&house, &of.programme, false).await {
        Ok(counts) => {
            let main = page::rates::rates(&told(&house, &counts));
            framed(&house, viewer.as_ref(), "Pass rates", Area::Public, main)
        }
        Err(refused) => refused,
    }
}

/// `/pass-rates.csv`: the same as a table.
pub async fn csv(State(house): State<Arc<House>>, Query(of): Query<Of>) -> Response {
    let counts = match counts(&house, &of.programme, false).await {
        Ok(counts) => counts,
        Err(refused) => return refused,
    };
    let told = told(&house, &counts);
    let row = |of: &Rates<'_>, period: &str, count: Option<Count>| -> Vec<Cow<'static, str>> {
        let number = |n: fn(Count) -> u64| count.map_or(String::new(), |count| n(count).to_string());
        let share = count.map_or("left out".to_owned(), page::rates::percent);
        let texts = [of.body.to_owned(), of.programme.designation.clone(), period.to_owned()];
        let numbers = [number(Count::all), number(|c| c.passed), number(|c| c.failed), share];
        texts.into_iter().chain(numbers).map(Cow::Owned).collect()
    };
    let rows =
        told.iter().flat_map(|of| of.rates.rows.iter().map(move |(period, count)| row(of, &period.name, *count)));
    let head = ["Body", "Designation", "Window", "Results", "Passed", "Did not pass", "Percent passed"];
    as_file("pass-rates.csv", sheet::csv(&head, rows))
}

/// `/api/v1/pass-rates`: the same for programs.
pub async fn api(State(house): State<Arc<House>>, Query(of): Query<Of>) -> Response {
    let counts = match counts(&house, &of.programme, true).await {
        Ok(counts) => counts,
        Err(refused) => return refused,
    };
    let figures = |count: Count| json!({ "results": count.all(), "passed": count.passed, "failed": count.failed, "percent": page::rates::percent(count) });
    let of = |of: &Rates<'_>| {
        let row = |(period, count): &(programme::pass_rates::Period, Option<Count>)| json!({ "window": period.id, "closes": period.closes.to_string(), "figures": count.map(figures) });
        json!({
            "programme": of.programme.id,
            "suppressed_below": of.rates.below,
            "citation": of.rates.source.citation,
            "windows": of.rates.rows.iter().map(row).collect::<Value>(),
            "together": (of.rates.together.all() > 0).then(|| figures(of.rates.together)),
        })
    };
    answered(json!({ "programmes": told(&house, &counts).iter().map(of).collect::<Value>() }).to_string())
}
