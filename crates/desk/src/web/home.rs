//! The home of whoever has a record here.

use std::sync::Arc;

use axum::Extension;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use programme::Handbook;
use programme::record::Text;
use programme::review::Case;
use store::{drafts, entries, people};

use crate::account::Viewer;
use crate::page::{self, Area};
use crate::web::api::Days;
use crate::web::guard::{Refused, failed};
use crate::web::house::House;
use crate::web::public::framed;
use crate::web::tasks;

/// `/home`: where I stand, what I must do, what I may do.
pub async fn home(
    State(house): State<Arc<House>>,
    Extension(viewer): Extension<Viewer>,
    Query(days): Query<Days>,
) -> Response {
    let as_of = match days.as_of() {
        Ok(as_of) => as_of,
        Err(wrong) => return Refused::saying(StatusCode::BAD_REQUEST, false, wrong).into_response(),
    };
    let (now, id) = ((house.clock)(), viewer.person.clone().unwrap_or_default());
    let drawn = house.read(move |house, tx| {
        let lines = entries::lines(tx, &id)?;
        let name = people::by_id(tx, &id)?.map_or(String::new(), |p| p.name);
        let lines = entries::numbered(&lines);
        let case = Case::open(&house.bodies, Text::Borrowed(&id), &lines, as_of.known_on);
        let review = case.review(as_of.day(&case, now)).withholding();
        let handbooks: Vec<&Handbook> = case.records().map(|(handbook, _)| handbook).collect();
        let drafts = drafts::of(tx, &id, now)?;
        let lists = tasks::lists(&house.bodies, &case, &review, &drafts);
        Ok(page::home::home(&name, &review, &handbooks, &lists))
    });
    match drawn.await {
        Ok(main) => framed(&house, Some(&Extension(viewer)), "Home", Area::Own, main),
        Err(failure) => failed(&failure, false),
    }
}
