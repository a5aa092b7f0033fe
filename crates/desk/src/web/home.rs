//! The home of whoever has a record here.

use axum::extract::Query;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use programme::Handbook;
use programme::record::Text;
use programme::review::Case;
use store::{Failure, Tx, drafts, entries, people};

use crate::account::Viewer;
use crate::look::AsOf;
use crate::page;
use crate::web::alike;
use crate::web::answer::{Became, HOME, Visit, answered};
use crate::web::api::Days;
use crate::web::audited;
use crate::web::files;
use crate::web::guard::Refused;
use crate::web::house::House;
use crate::web::tasks;

/// `/home`: where I stand, what I must do, what I may do.
pub async fn home(visit: Visit, Query(days): Query<Days>) -> Response {
    let as_of = match days.as_of() {
        Ok(as_of) => as_of,
        Err(wrong) => return Refused::saying(StatusCode::BAD_REQUEST, false, wrong).into_response(),
    };
    answered(visit, HOME, move |house, viewer| house.store.read(|tx| draw(house, tx, viewer, &as_of))).await
}

fn draw(house: &House, tx: &mut Tx<'_>, viewer: &Viewer, as_of: &AsOf) -> Result<Became, Failure> {
    let (now, id) = ((house.clock)(), viewer.person.clone().unwrap_or_default());
    let lines = entries::lines(tx, &id)?;
    let name = people::by_id(tx, &id)?.map_or(String::new(), |p| p.name);
    let lines = entries::numbered(&lines);
    let case = Case::open(&house.bodies, Text::Borrowed(&id), &lines, as_of.known_on);
    let review = case.review(as_of.day(&case, now)).withholding();
    let handbooks: Vec<&Handbook> = case.records().map(|(handbook, _)| handbook).collect();
    let drafts = drafts::of(tx, &id, now)?;
    let lists = tasks::lists(&house.bodies, &case, &review, &drafts);
    let there = files::there(tx, &id)?;
    let audit = audited::section(&case, review.on, &there);
    let alike = alike::section(house, tx, viewer, &case)?;
    Became::shown(page::home::home(&name, (&review, &handbooks), (audit, alike), &lists, &there))
}
