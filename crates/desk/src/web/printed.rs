//! Papers to be kept, as PDF: the transcript of one's credits, and invoices.

use std::sync::Arc;

use axum::extract::{Path, Query, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use jiff::civil::Date;
use press::Unprintable;
use programme::record::Text;
use programme::review::Case;
use store::{Failure, entries, people};

use crate::pay;
use crate::printed::{self, Paper};
use crate::web::answer::Visit;
use crate::web::api::Days;
use crate::web::guard::{Refused, failed};
use crate::web::house::House;
use crate::web::request;

/// `/home/transcript/{body}`: every credit of one's own with a body.
pub async fn own_transcript(visit: Visit, Path(body): Path<String>) -> Response {
    let person = visit.viewer.person.clone().unwrap_or_default();
    let name = format!("transcript-{body}");
    paper(visit.house, person, Days::default(), &name, move |asked| transcript(asked, &body)).await
}

/// `/staff/people/{person}/transcript/{body}`: the same of somebody else, on any day.
pub async fn transcript_of(
    State(house): State<Arc<House>>,
    Path((person, body)): Path<(String, String)>,
    Query(days): Query<Days>,
) -> Response {
    let name = format!("transcript-{body}");
    paper(house, person, days, &name, move |asked| transcript(asked, &body)).await
}

fn transcript(asked: &Asked<'_, '_>, body: &str) -> Option<Paper> {
    printed::transcript(asked.case, asked.house.bodies.body(body)?, asked.name, asked.on)
}

/// `/home/invoices/{number}`: the invoice for a fee that one owes.
pub async fn own_invoice(visit: Visit, Path(number): Path<String>) -> Response {
    let person = visit.viewer.person.clone().unwrap_or_default();
    let name = format!("invoice-{number}");
    paper(visit.house, person, Days::default(), &name, move |asked| invoice(asked, &number)).await
}

/// `/staff/people/{person}/invoices/{number}`: the same of somebody else, as on any day.
pub async fn invoice_of(
    State(house): State<Arc<House>>,
    Path((person, number)): Path<(String, String)>,
    Query(days): Query<Days>,
) -> Response {
    let name = format!("invoice-{number}");
    paper(house, person, days, &name, move |asked| invoice(asked, &number)).await
}

fn invoice(asked: &Asked<'_, '_>, number: &str) -> Option<Paper> {
    let review = asked.case.review(asked.on);
    asked.case.records().find_map(|(handbook, _)| {
        let invoice = pay::invoices(&review, handbook).into_iter().find(|own| own.number == number)?;
        let send_to = asked.house.payments.send_to.get(&handbook.body.id).map(String::as_str);
        let card = asked.house.takes_cards(&handbook.body.id);
        Some(printed::invoice(&invoice, handbook, (asked.name, send_to, card), asked.on))
    })
}

/// Of whom a paper is asked for, and as of which day.
struct Asked<'a, 'c> {
    house: &'a House,
    case: &'a Case<'c>,
    name: &'a str,
    on: Date,
}

/// Prints what is drawn of somebody's record; what is not there to be printed is not found.
async fn paper(
    house: Arc<House>,
    person: String,
    days: Days,
    name: &str,
    drawn: impl FnOnce(&Asked<'_, '_>) -> Option<Paper> + Send + 'static,
) -> Response {
    let as_of = match days.as_of() {
        Ok(as_of) => as_of,
        Err(said) => return Refused::saying(StatusCode::BAD_REQUEST, false, said).into_response(),
    };
    let paper = house.apart(move |house| {
        let missing = || Failure::Missing("such paper on this record".to_owned());
        let (who, lines) = house.store.read(|tx| Ok((people::by_id(tx, &person)?, entries::lines(tx, &person)?)))?;
        let numbered = entries::numbered(&lines);
        let case = Case::open(&house.bodies, Text::Borrowed(&person), &numbered, as_of.known_on);
        let (name, on) = (who.ok_or_else(missing)?.name, as_of.day(&case, (house.clock)()));
        let paper = drawn(&Asked { house, case: &case, name: &name, on }).ok_or_else(missing)?;
        Ok(paper.print())
    });
    as_file(name, paper.await)
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
