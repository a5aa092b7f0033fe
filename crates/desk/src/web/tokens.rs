//! Tokens of programs: an administrator makes them, sees when they were last used, and revokes them.

use std::sync::Arc;

use axum::Extension;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde::Deserialize;
use store::{Failure, accounts, tokens};

use crate::account::Viewer;
use crate::account::key::{Asked, LONGEST_DAYS, NoToken, Scope};
use crate::page::parts::Problem;
use crate::page::tokens::TokenRow;
use crate::page::{self, Area};
use crate::web::form::Posted;
use crate::web::guard::{Refused, failed};
use crate::web::house::House;
use crate::web::public::framed;

/// `/staff/tokens`: every token there ever was, and the form for another.
pub async fn tokens(State(house): State<Arc<House>>, Extension(viewer): Extension<Viewer>) -> Response {
    shown(&house, viewer, &Wanted::default(), &[]).await
}

/// What the form sends.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Wanted {
    name: String,
    opens: String,
    days: String,
}

/// `POST /staff/tokens`: makes one, and shows it this once.
pub async fn make(
    State(house): State<Arc<House>>,
    Extension(viewer): Extension<Viewer>,
    Posted(wanted): Posted<Wanted>,
) -> Response {
    let scopes: Vec<Scope> = match wanted.opens.as_str() {
        "all" => Scope::ALL.to_vec(),
        word => Scope::parse(word).into_iter().collect(),
    };
    let days: u16 = wanted.days.trim().parse().unwrap_or(0);
    let (name, by, now) = (wanted.name.clone(), viewer.account.clone(), (house.clock)());
    let made = house.apart(move |house| {
        let asked = Asked { name: &name, scopes: &scopes, days, by: &by };
        let wrong = asked.wrong();
        if !wrong.is_empty() {
            return Ok(Err(wrong));
        }
        match asked.make(&house.store, now) {
            Ok((_, token)) => Ok(Ok(token)),
            Err(NoToken::Failed(failure)) => Err(failure),
            Err(wrong) => Ok(Err(vec![wrong])),
        }
    });
    match made.await {
        Ok(Ok(token)) => {
            let main = page::tokens::made(wanted.name.trim(), token.as_str());
            framed(&house, Some(&Extension(viewer)), "Tokens", Area::Staff, main)
        }
        Ok(Err(wrong)) => {
            let said: Vec<(&'static str, String)> = wrong.iter().map(|w| (field(w), w.to_string())).collect();
            let mut response = shown(&house, viewer, &wanted, &said).await;
            *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
            response
        }
        Err(failure) => failed(&failure, false),
    }
}

fn field(wrong: &NoToken) -> &'static str {
    match wrong {
        NoToken::Scopes => "opens",
        NoToken::Days => "days",
        NoToken::Name | NoToken::Failed(_) => "name",
    }
}

/// Which token.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Of {
    token: String,
}

/// `POST /staff/tokens/revoke`: it opens nothing any more.
pub async fn revoke(
    State(house): State<Arc<House>>,
    Extension(_): Extension<Viewer>,
    Posted(of): Posted<Of>,
) -> Response {
    let now = (house.clock)();
    match house.apart(move |house| house.store.write(move |tx| tokens::revoke(tx, &of.token, now))).await {
        Ok(true) => Redirect::to("/staff/tokens").into_response(),
        Ok(false) => {
            let said = "There is no such token, or it was revoked before.";
            Refused::saying(StatusCode::NOT_FOUND, false, said).into_response()
        }
        Err(failure) => failed(&failure, false),
    }
}

async fn shown(house: &Arc<House>, viewer: Viewer, wanted: &Wanted, wrong: &[(&'static str, String)]) -> Response {
    let found = house.read(|_, tx| {
        let kept = tokens::list(tx)?;
        kept.into_iter()
            .map(|token| {
                let by = accounts::by_id(tx, &token.made_by)?.map_or_else(|| token.made_by.clone(), |a| a.email);
                Ok((token, by))
            })
            .collect::<Result<Vec<(tokens::Token, String)>, Failure>>()
    });
    let found = match found.await {
        Ok(found) => found,
        Err(failure) => return failed(&failure, false),
    };
    let now = (house.clock)();
    let zone = house.bodies.all().next().map_or(TimeZone::UTC, |h| h.body.zone.clone());
    let day = |at: Timestamp| zone.to_datetime(at).date();
    let rows: Vec<TokenRow<'_>> = found
        .iter()
        .map(|(token, by)| TokenRow {
            id: &token.id,
            name: &token.name,
            opens: token.scopes.iter().filter_map(|word| Scope::parse(word)).map(Scope::says).collect(),
            made_by: by,
            made: day(token.made_at),
            ends: day(token.ends_at),
            used: token.used_at.map(day),
            revoked: token.revoked_at.map(day),
            open: token.is_open(now),
        })
        .collect();
    let problems: Vec<Problem<'_>> = wrong.iter().map(|(field, wrong)| Problem { field, wrong, remedy: "" }).collect();
    let sent = page::tokens::Wanted { name: &wanted.name, opens: &wanted.opens, days: &wanted.days };
    let choices = Scope::ALL.map(|scope| (scope.word(), scope.says()));
    let form = page::tokens::Form { csrf: &viewer.csrf, sent, choices: &choices, longest: LONGEST_DAYS };
    let main = page::tokens::tokens(&form, &rows, day(now), &problems);
    framed(house, Some(&Extension(viewer.clone())), "Tokens", Area::Staff, main)
}
