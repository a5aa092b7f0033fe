//! Mail that was written to people, for staff to see; and the calendar of one's own deadlines, by a secret address.

use std::sync::Arc;

use axum::Extension;
use axum::extract::{Path, Query, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use programme::Handbook;
use programme::record::Text;
use programme::review::Case;
use serde::Deserialize;
use store::{entries, outbox, settings};

use crate::account::{self, Right, Viewer};
use crate::notice::Kind;
use crate::page::mail::MailRow;
use crate::page::{self, Area};
use crate::web::form::Posted;
use crate::web::guard::{Refused, failed};
use crate::web::house::House;
use crate::web::public::{PAGE, encoded, framed};
use crate::web::sign_in::Nothing;

/// Where in the list.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct After {
    pub(super) after: String,
}

/// `/staff/mail`: what was written to whom, and what became of it.
pub async fn mail(
    State(house): State<Arc<House>>,
    Extension(viewer): Extension<Viewer>,
    Query(from): Query<After>,
) -> Response {
    let after = from.after.clone();
    let found = house.read(move |_, tx| outbox::list(tx, Some(after.as_str()).filter(|a| !a.is_empty()), PAGE + 1));
    let mut found = match found.await {
        Ok(found) => found,
        Err(failure) => return failed(&failure, false),
    };
    let more = found.len() > PAGE as usize;
    found.truncate(PAGE as usize);
    let next = found.last().filter(|_| more).map(|last| format!("/staff/mail?{}", encoded(&[("after", &last.id)])));
    let zone = house.bodies.all().next().map_or(jiff::tz::TimeZone::UTC, |h| h.body.zone.clone());
    let said = |at: jiff::Timestamp| at.to_zoned(zone.clone()).strftime("%-d %B %Y, %H:%M").to_string();
    let decides = viewer.may(Right::DecideAccommodations);
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
    let first = (!from.after.is_empty()).then_some("/staff/mail");
    let main = page::mail::mail(&rows, next.as_deref(), first);
    framed(&house, Some(&Extension(viewer)), "Mail", Area::Staff, main)
}

/// `POST /account/calendar`: a new secret address for one's calendar; the one before stops working.
pub async fn renew(
    State(house): State<Arc<House>>,
    Extension(viewer): Extension<Viewer>,
    Posted(Nothing {}): Posted<Nothing>,
) -> Response {
    let own = viewer.clone();
    let made = house.apart(move |house| {
        let token = account::token()?;
        let (hash, person) = (account::token_hash(token.as_str()), own.person.clone().unwrap_or_default());
        house.store.write(move |tx| {
            let of_account = format!("calendar of {}", own.account);
            if let Some(before) = settings::get(tx, &of_account)? {
                settings::clear(tx, &format!("calendar {before}"))?;
            }
            settings::set(tx, &format!("calendar {hash}"), &person)?;
            settings::set(tx, &of_account, &hash)
        })?;
        Ok(format!("{}/calendar/{}.ics", house.public_url, token.as_str()))
    });
    match made.await {
        Ok(url) => framed(&house, Some(&Extension(viewer)), "Account", Area::Own, page::mail::calendar(&url)),
        Err(failure) => failed(&failure, false),
    }
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
