//! One's own name, and where one is: seen, and said anew.

use axum::response::Response;
use serde::Deserialize;
use store::Failure;

use crate::account::Viewer;
use crate::account::details::{self, Details};
use crate::page;
use crate::page::ask::said;
use crate::web::answer::{Became, HOME, Visit, Wrong, amiss, answered, problems};
use crate::web::form::Posted;

/// What the form sends: what is wanted, and what the page showed.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Sent {
    name: String,
    place: String,
    seen_name: String,
    seen_place: String,
}

/// `/home/details`: how one's record has one.
pub async fn form(visit: Visit) -> Response {
    answered(visit, HOME, |house, viewer| {
        let own = viewer.person.clone().unwrap_or_default();
        let found = house.store.read(|tx| details::registered(tx, &own))?;
        let (person, _) = found.ok_or_else(|| Failure::Missing("record of one's own".to_owned()))?;
        let there = Details { name: person.name, place: person.place };
        shown(viewer, &there, &there, &[])
    })
    .await
}

/// The form, with what is wanted and what is on record.
fn shown(viewer: &Viewer, wanted: &Details, there: &Details, wrong: &[Wrong]) -> Result<Became, Failure> {
    Became::page(page::details::details((wanted, there), &viewer.csrf, &problems(wrong)), wrong)
}

/// `POST /home/details`: puts it on record.
pub async fn send(visit: Visit, Posted(sent): Posted<Sent>) -> Response {
    answered(visit, HOME, move |house, viewer| {
        let wanted = Details { name: sent.name.trim().to_owned(), place: sent.place.trim().to_owned() };
        let seen = Details { name: sent.seen_name, place: sent.seen_place };
        let wrong: Vec<Wrong> =
            details::wrong_name(&wanted.name).into_iter().chain(details::wrong_place(&wanted.place)).collect();
        if !wrong.is_empty() {
            return shown(viewer, &wanted, &seen, &wrong);
        }
        let ask = (wanted.clone(), seen);
        match details::change(&house.store, &house.bodies, viewer, ask, (house.clock)())? {
            details::Became::Kept => {
                let name = format!("Your name is {}.", wanted.name);
                let place = match wanted.place.as_str() {
                    "" => "Where you are is not said.".to_owned(),
                    place => format!("You are in {place}."),
                };
                Became::shown(said("It is on your record", &[&name, &place], ("/home", "Back to your home page")))
            }
            details::Became::Meanwhile(there) => {
                let place = if there.place.is_empty() { "no place" } else { &there.place };
                let changed =
                    format!("Your record has been changed since you opened this page: {}, {place}.", there.name);
                let remedy = "Look whether what stands here is right, then press the button again.";
                shown(viewer, &wanted, &there, &[amiss("name", changed, remedy)])
            }
        }
    })
    .await
}
