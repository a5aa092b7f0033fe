//! Papers to be kept, as PDF: the transcript of one's credits, and invoices.

use std::sync::Arc;

use axum::extract::{Path, Query, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use press::Unprintable;
use programme::record::Text;
use programme::review::Case;
use store::{Failure, entries, people};

use crate::look::AsOf;
use crate::web::answer::Visit;
use crate::web::api::Days;
use crate::web::guard::{Refused, failed};
use crate::web::house::House;
use crate::web::request;
use crate::{pay, printed};

/// `/home/transcript/{body}`: every credit of one's own with a body.
pub async fn own_transcript(visit: Visit, Path(body): Path<String>) -> Response {
    let person = visit.viewer.person.clone().unwrap_or_default();
    transcript(visit.house, person, body, AsOf::default()).await
}

/// `/staff/people/{person}/transcript/{body}`: the same of somebody else, on any day.
pub async fn transcript_of(
    State(house): State<Arc<House>>,
    Path((person, body)): Path<(String, String)>,
    Query(days): Query<Days>,
) -> Response {
    match days.as_of() {
        Ok(as_of) => transcript(house, person, body, as_of).await,
        Err(said) => Refused::saying(StatusCode::BAD_REQUEST, false, said).into_response(),
    }
}

async fn transcript(house: Arc<House>, person: String, body: String, as_of: AsOf) -> Response {
    let name = format!("transcript-{body}");
    let paper = house.apart(move |house| {
        let missing = || Failure::Missing("transcript without a cycle of renewal".to_owned());
        let handbook = house.bodies.body(&body).ok_or_else(missing)?;
        let (who, lines) = house.store.read(|tx| Ok((people::by_id(tx, &person)?, entries::lines(tx, &person)?)))?;
        let numbered = entries::numbered(&lines);
        let case = Case::open(&house.bodies, Text::Borrowed(&person), &numbered, as_of.known_on);
        let name = who.map(|who| who.name).ok_or_else(missing)?;
        let paper =
            printed::transcript(&case, handbook, &name, as_of.day(&case, (house.clock)())).ok_or_else(missing)?;
        Ok(paper.print())
    });
    as_file(&name, paper.await)
}

/// `/home/invoices/{number}`: the invoice for a fee that one owes.
pub async fn own_invoice(visit: Visit, Path(number): Path<String>) -> Response {
    let person = visit.viewer.person.clone().unwrap_or_default();
    invoice(visit.house, person, number, AsOf::default()).await
}

/// `/staff/people/{person}/invoices/{number}`: the same of somebody else, as on any day.
pub async fn invoice_of(
    State(house): State<Arc<House>>,
    Path((person, number)): Path<(String, String)>,
    Query(days): Query<Days>,
) -> Response {
    match days.as_of() {
        Ok(as_of) => invoice(house, person, number, as_of).await,
        Err(said) => Refused::saying(StatusCode::BAD_REQUEST, false, said).into_response(),
    }
}

async fn invoice(house: Arc<House>, person: String, number: String, as_of: AsOf) -> Response {
    let name = format!("invoice-{number}");
    let paper = house.apart(move |house| {
        let missing = || Failure::Missing(format!("invoice `{number}` for a fee that is still owed"));
        let (who, lines) = house.store.read(|tx| Ok((people::by_id(tx, &person)?, entries::lines(tx, &person)?)))?;
        let numbered = entries::numbered(&lines);
        let case = Case::open(&house.bodies, Text::Borrowed(&person), &numbered, as_of.known_on);
        let review = case.review(as_of.day(&case, (house.clock)()));
        let name = who.map(|who| who.name).ok_or_else(missing)?;
        let found = case.records().find_map(|(handbook, _)| {
            let invoice = pay::invoices(&review, handbook).into_iter().find(|own| own.number == number)?;
            let send_to = house.payments.send_to.get(&handbook.body.id).map(String::as_str);
            let card = house.takes_cards(&handbook.body.id);
            Some(printed::invoice(&invoice, handbook, (&name, send_to, card), review.on).print())
        });
        found.ok_or_else(missing)
    });
    as_file(&name, paper.await)
}

/// A paper as a file to be kept.
fn as_file(name: &str, paper: Result<Result<Vec<u8>, Unprintable>, Failure>) -> Response {
    match paper {
        Ok(Ok(bytes)) => {
            let plain = |c: char| if c.is_ascii_alphanumeric() { c } else { '-' };
            let name: String = name.chars().map(plain).collect();
            let disposition = format!("attachment; filename=\"{name}.pdf\"");
            let headers = [(header::CONTENT_TYPE, "application/pdf"), (header::CONTENT_DISPOSITION, &disposition)];
            (headers, bytes).into_response()
        }
        Ok(Err(unprintable)) => {
            // What the template says may hold what it was given: only its places are told.
            tracing::error!(request = request::number(), lines = ?unprintable.lines(), "a paper was not printed");
            Refused::new(StatusCode::INTERNAL_SERVER_ERROR, false).into_response()
        }
        Err(failure) => failed(&failure, false),
    }
}
