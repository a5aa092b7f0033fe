//! Tokens of programs: an administrator makes them, sees when they were last used, and revokes them.

use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use jiff::Timestamp;
use serde::Deserialize;
use store::{Failure, accounts, tokens};

use crate::account::Viewer;
use crate::account::key::{Asked, LONGEST_DAYS, NoToken, Scope};
use crate::page;
use crate::page::tokens::TokenRow;
use crate::web::answer::{Became, TOKENS, Visit, Wrong, amiss, answered, problems};
use crate::web::form::Posted;
use crate::web::guard::{Refused, failed};
use crate::web::house::House;

/// `/staff/tokens`: every token there ever was, and the form for another.
pub async fn tokens(visit: Visit) -> Response {
    answered(visit, TOKENS, |house, viewer| shown(house, viewer, &Wanted::default(), &[])).await
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
pub async fn make(visit: Visit, Posted(wanted): Posted<Wanted>) -> Response {
    answered(visit, TOKENS, move |house, viewer| {
        let scopes: Vec<Scope> = match wanted.opens.as_str() {
            "all" => Scope::ALL.to_vec(),
            word => Scope::parse(word).into_iter().collect(),
        };
        let days: u16 = wanted.days.trim().parse().unwrap_or(0);
        let asked = Asked { name: &wanted.name, scopes: &scopes, days, by: &viewer.account };
        let again = |wrong: &[NoToken]| {
            let wrong: Vec<Wrong> = wrong.iter().map(|w| amiss(field(w), w.to_string(), "")).collect();
            shown(house, viewer, &wanted, &wrong)
        };
        let wrong = asked.wrong();
        if !wrong.is_empty() {
            return again(&wrong);
        }
        match asked.make(&house.store, (house.clock)()) {
            Ok((_, token)) => Became::shown(page::tokens::made(wanted.name.trim(), token.as_str())),
            Err(NoToken::Failed(failure)) => Err(failure),
            Err(wrong) => again(&[wrong]),
        }
    })
    .await
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
pub async fn revoke(Visit { house, .. }: Visit, Posted(of): Posted<Of>) -> Response {
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

fn shown(house: &House, viewer: &Viewer, wanted: &Wanted, wrong: &[Wrong]) -> Result<Became, Failure> {
    let found = house.store.read(|tx| {
        let kept = tokens::list(tx)?;
        kept.into_iter()
            .map(|token| {
                let by = accounts::by_id(tx, &token.made_by)?.map_or_else(|| token.made_by.clone(), |a| a.email);
                Ok((token, by))
            })
            .collect::<Result<Vec<(tokens::Token, String)>, Failure>>()
    })?;
    let now = (house.clock)();
    let day = |at: Timestamp| house.day(at);
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
    let sent = page::tokens::Wanted { name: &wanted.name, opens: &wanted.opens, days: &wanted.days };
    let choices: Vec<_> = Scope::ALL.iter().map(|scope| (scope.word(), scope.says())).collect();
    let form = page::tokens::Form { csrf: &viewer.csrf, sent, choices: &choices, longest: LONGEST_DAYS };
    Became::page(page::tokens::tokens(&form, &rows, day(now), &problems(wrong)), wrong)
}
