//! Mail that was written to people, for staff to see; and the calendar of one's own deadlines, by a secret address.

use std::sync::Arc;

use axum::extract::{Path, Query, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use programme::Handbook;
use programme::record::Text;
use programme::review::Case;
use serde::Deserialize;
use store::{Failure, entries, outbox, settings};

use crate::account::{self, Viewer};
use crate::notice::Kind;
use crate::page;
use crate::page::mail::MailRow;
use crate::web::answer::{ACCOUNT, Became, MAIL, Visit, answered};
use crate::web::few;
use crate::web::form::Posted;
use crate::web::guard::{Refused, failed};
use crate::web::house::House;
use crate::web::public::{PAGE, encoded};
use crate::web::sign_in::Nothing;

/// Where in the list.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct After {
    pub(super) after: String,
}

/// `/staff/mail`: what was written to whom, and what became of it.
pub async fn mail(visit: Visit, Query(from): Query<After>) -> Response {
    answered(visit, MAIL, move |house, viewer| listed(house, viewer, &from.after)).await
}

fn listed(house: &House, viewer: &Viewer, after: &str) -> Result<Became, Failure> {
    let mut found = house.store.read(|tx| outbox::list(tx, Some(after).filter(|a| !a.is_empty()), PAGE + 1))?;
    let more = found.len() > PAGE as usize;
    found.truncate(PAGE as usize);
    let next = found.last().filter(|_| more).map(|last| format!("/staff/mail?{}", encoded(&[("after", &last.id)])));
    let said = |at: jiff::Timestamp| house.told(at);
    let decides = few::reads(viewer);
    let rows: Vec<MailRow<'_>> = found
        .iter()
        .map(|mail| MailRow {
            person: &mail.draft.person,
            to: &mail.draft.to_address,
            subject: &mail.draft.subject,
            body: match mail.draft.kind == Kind::AccommodationDecided.word() && !decides {
                true => "What this letter says is for those who decide on accommodations.",
                false => &mail.draft.body,
            },
            written: said(mail.created_at),
            sent: mail.sent_at.map(said),
            given_up: mail.given_up.is_some(),
            answer: mail.answer.as_deref().unwrap_or_default(),
        })
        .collect();
    let first = (!after.is_empty()).then_some("/staff/mail");
    Became::shown(page::mail::mail(&rows, next.as_deref(), first))
}

/// `POST /account/calendar`: a new secret address for one's calendar; the one before stops working.
pub async fn renew(visit: Visit, Posted(Nothing {}): Posted<Nothing>) -> Response {
    answered(visit, ACCOUNT, |house, own| {
        let token = account::token()?;
        let (hash, person) = (account::token_hash(token.as_str()), own.person.clone().unwrap_or_default());
        let of_account = format!("calendar of {}", own.account);
        house.store.write(move |tx| {
            if let Some(before) = settings::get(tx, &of_account)? {
                settings::clear(tx, &format!("calendar {before}"))?;
            }
            settings::set(tx, &format!("calendar {hash}"), &person)?;
            settings::set(tx, &of_account, &hash)
        })?;
        Became::shown(page::mail::calendar(&format!("{}/calendar/{}.ics", house.public_url, token.as_str())))
    })
    .await
}

/// `/calendar/{file}`: the deadlines of whoever has the secret address.
pub async fn calendar(State(house): State<Arc<House>>, Path(file): Path<String>) -> Response {
    let Some(token) = file.strip_suffix(".ics").map(account::token_hash) else {
        return Refused::new(StatusCode::NOT_FOUND, false).into_response();
    };
    let (now, on) = ((house.clock)(), house.today());
    let drawn = house.read(move |house, tx| {
        let Some(person) = settings::get(tx, &format!("calendar {token}"))? else { return Ok(None) };
        let lines = entries::lines(tx, &person)?;
        let lines = entries::numbered(&lines);
        let case = Case::open(&house.bodies, Text::Borrowed(&person), &lines, None);
        let review = case.review(on).withholding();
        let handbooks: Vec<&Handbook> = case.records().map(|(handbook, _)| handbook).collect();
        Ok(Some(crate::notice::calendar(&review, &handbooks, now)))
    });
    match drawn.await {
        Ok(Some(text)) => ([(header::CONTENT_TYPE, "text/calendar; charset=utf-8")], text).into_response(),
        Ok(None) => Refused::new(StatusCode::NOT_FOUND, false).into_response(),
        Err(failure) => failed(&failure, false),
    }
}
