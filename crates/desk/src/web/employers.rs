//! A short case for certification, for somebody's employer (I3): everything in it is the handbook's, or published.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};

use crate::page::{self, Area};
use crate::web::guard::Refused;
use crate::web::house::House;
use crate::web::public::{Seen, framed};
use crate::web::rates::published_of;

/// `/for-employers/{programme}`: the case.
pub async fn case(State(house): State<Arc<House>>, viewer: Seen, Path(id): Path<String>) -> Response {
    let found = house.bodies.of_programme(&id).and_then(|handbook| Some((handbook, handbook.programme(&id)?)));
    let Some((handbook, programme)) = found else {
        return Refused::new(StatusCode::NOT_FOUND, false).into_response();
    };
    match published_of(&house, &id).await {
        Ok(rates) => {
            let main = page::employers::case(handbook, programme, house.today(), rates.as_ref());
            framed(&house, viewer.as_ref(), "Fees and rules", Area::Public, main)
        }
        Err(refused) => refused,
    }
}
