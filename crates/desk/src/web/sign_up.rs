//! Signing up: an account and a record of one's own, once the address was shown to be one's own.
//!
//! The page says the same whether there is an account with the address or not; only its owner is told, by mail.

use std::sync::Arc;

use axum::Form;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use serde::Deserialize;
use serde_json::json;
use store::accounts::{self, New, SignUp};
use store::entries::{Append, append};
use store::{Failure, people};

use crate::account::details;
use crate::account::letter::{self, Kind};
use crate::account::{self, Cost, Role, What, password};
use crate::act;
use crate::page::{self, Area};
use crate::web::answer::{Became, Place, Wrong, amiss, answer, problems};
use crate::web::draft;
use crate::web::guard::{Refused, failed};
use crate::web::house::House;
use crate::web::sign_in::TURNS;

/// How long the page in the mail opens.
const OPEN_FOR: SignedDuration = SignedDuration::from_hours(72);

const SIGN_UP: Place = ("Sign up", Area::Public);

/// What the form sends.
#[derive(Debug, Default, Clone, Deserialize)]
#[serde(default)]
pub struct Sent {
    name: String,
    email: String,
    born: String,
    body: String,
    place: String,
    password: String,
    /// The evidence of a self-check, to be kept as the draft of an application.
    carried: String,
}

/// What a self-check brings along.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Brought {
    carried: String,
}

/// `/sign-up`: the form.
pub async fn form(State(house): State<Arc<House>>, Query(brought): Query<Brought>) -> Response {
    let body = draft::unpacked(&house.bodies, &brought.carried).map(|(handbook, ..)| handbook.body.id.clone());
    let carried = body.as_ref().map_or(String::new(), |_| brought.carried);
    shown(&house, &Sent { body: body.unwrap_or_default(), carried, ..Sent::default() }, &[])
}

fn shown(house: &House, sent: &Sent, wrong: &[Wrong]) -> Response {
    let bodies: Vec<(&str, &str)> = house.bodies.all().map(|h| (h.body.id.as_str(), h.body.name.as_str())).collect();
    let pairs = [
        ("name", &*sent.name),
        ("email", &sent.email),
        ("born", &sent.born),
        ("body", &sent.body),
        ("carried", &sent.carried),
        ("place", &sent.place),
    ];
    let main = page::sign_up::sign_up(&bodies, &pairs, &problems(wrong));
    answer(house, None, SIGN_UP, Became::page(main, wrong))
}

/// `POST /sign-up`: writes to the address.
pub async fn send(State(house): State<Arc<House>>, Form(sent): Form<Sent>) -> Response {
    let wrong = wrong_with(&house, &sent);
    if !wrong.is_empty() {
        return shown(&house, &sent, &wrong);
    }
    let turn = TURNS.acquire().await;
    let now = (house.clock)();
    let done = house.apart(move |house| ask(house, &sent, now)).await;
    drop(turn);
    answer(&house, None, SIGN_UP, done.and_then(|()| Became::shown(page::sign_up::look_at_your_mail())))
}

/// What is wrong with a sign-up, all at once; nothing of it depends on who has an account.
fn wrong_with(house: &House, sent: &Sent) -> Vec<Wrong> {
    let mut wrong: Vec<Wrong> = Vec::new();
    wrong.extend(details::wrong_name(&sent.name));
    let email = account::address(&sent.email);
    if email.is_none() {
        wrong.push(amiss("email", "This is no e-mail address.", "Write it like name@example.org."));
    }
    let born: Option<Date> = sent.born.trim().parse().ok().filter(|day| *day < house.today());
    if born.is_none() {
        wrong.push(amiss("born", "This is no day that has been.", "Write it like 1985-04-30."));
    }
    if house.bodies.body(&sent.body).is_none() {
        wrong.push(amiss("body", "Nothing is chosen.", "Choose who awards the credential."));
    }
    wrong.extend(details::wrong_place(&sent.place));
    if let Err(unfit) = password::check(&sent.password, email.as_deref().unwrap_or_default(), &sent.name) {
        wrong.push(amiss("password", unfit.to_string(), ""));
    }
    wrong
}

fn ask(house: &House, sent: &Sent, now: Timestamp) -> Result<(), Failure> {
    let email = account::address(&sent.email).unwrap_or_default();
    // Hashed whether it is needed or not: how long this takes tells nobody anything.
    let hashed = password::hash(&sent.password, Cost::OWASP)?;
    // What the letter opens is made when it is sent.
    let hash = account::token_hash(&letter::nobodys()?);
    let sign_up = SignUp {
        email: email.clone(),
        name: sent.name.trim().to_owned(),
        born: sent.born.trim().parse().ok(),
        password: hashed,
        body: sent.body.clone(),
        place: sent.place.trim().to_owned(),
    };
    let carried = draft::unpacked(&house.bodies, &sent.carried);
    let carried = carried.map(|(_, programme, answers)| (programme.id.clone(), answers));
    let public_url = house.public_url.clone();
    house.store.write(move |tx| {
        let own = |path: &str| ("url", format!("{public_url}{path}"));
        if accounts::by_email(tx, &email)?.is_some() {
            return letter::put(tx, Kind::SignUpAgain, &hash, &email, &[own("/sign-in")], now);
        }
        accounts::put_sign_up(tx, &hash, &sign_up, now, now + OPEN_FOR)?;
        if let Some((programme, answers)) = &carried {
            draft::keep_for_sign_up(tx, &sign_up, (programme, answers), now, now + OPEN_FOR)?;
        }
        let places = [("name", sign_up.name.clone()), own(&letter::opening("/confirm"))];
        letter::put(tx, Kind::SignUp, &hash, &email, &places, now)
    })
}

/// The token of the mail.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Token {
    token: String,
}

/// `/confirm`: a button, since a look at a page changes nothing.
pub async fn confirm(State(house): State<Arc<House>>, Query(token): Query<Token>) -> Response {
    answer(&house, None, SIGN_UP, Became::shown(page::sign_up::confirm(&token.token)))
}

/// `POST /confirm`: makes the account and the record.
pub async fn confirmed(State(house): State<Arc<House>>, Form(token): Form<Token>) -> Response {
    let now = (house.clock)();
    match house.apart(move |house| make(house, &token.token, now)).await {
        Ok(true) => Redirect::to("/sign-in?next=/home").into_response(),
        Ok(false) => {
            let said = "This page opens once, and for three days. Sign up again if you have no account yet.";
            Refused::saying(StatusCode::NOT_FOUND, false, said).into_response()
        }
        Err(failure) => failed(&failure, false),
    }
}

fn make(house: &House, token: &str, now: Timestamp) -> Result<bool, Failure> {
    let (hash, bodies) = (account::token_hash(token), Arc::clone(&house.bodies));
    let (person, event) = (act::new_id(now), act::new_id(now));
    house.store.write(move |tx| {
        let Some(sign_up) = accounts::take_sign_up(tx, &hash, now)? else { return Ok(false) };
        if accounts::by_email(tx, &sign_up.email)?.is_some() {
            return Ok(false);
        }
        // Whose record this address is on already has to be found out by staff: an address alone proves no identity.
        let zone = bodies.body(&sign_up.body).map_or(jiff::tz::TimeZone::UTC, |h| h.body.zone.clone());
        let mut line = json!({
            "id": event, "person": person, "kind": "person_registered",
            "at": now.to_zoned(zone).strftime("%Y-%m-%dT%H:%M:%S%:z").to_string(), "by": "self",
            "name": sign_up.name, "email": sign_up.email,
        });
        if let Some(born) = sign_up.born {
            line["born"] = born.to_string().into();
        }
        if !sign_up.place.is_empty() {
            line["place"] = sign_up.place.clone().into();
        }
        let expected = people::by_id(tx, &person)?.map_or(0, |p| p.entries);
        let events = vec![(event.clone(), line.to_string())];
        append(tx, &bodies, &Append { person: person.clone(), body: sign_up.body.clone(), expected, events }, now)?;
        draft::hand_over(tx, &sign_up, &person, now)?;
        let new = New {
            email: sign_up.email,
            password: sign_up.password,
            person: Some(person.clone()),
            name: sign_up.name,
            verified_at: Some(now),
        };
        let id = accounts::add(tx, &new, now)?;
        What::Made.note(tx, &id, "", "sign-up", now)?;
        accounts::give_role(tx, &id, Role::Certificant.word(), "sign-up", now)?;
        What::RoleGiven.note(tx, &id, Role::Certificant.word(), "sign-up", now)?;
        Ok(true)
    })
}
