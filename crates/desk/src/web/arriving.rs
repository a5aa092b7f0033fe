//! Completions that programs tell: a list of our own, and statements of learning systems. Neither learns why something is
//! set aside: that may say who is known here.

use std::sync::Arc;

use axum::Extension;
use axum::extract::{Query, Request, State};
use axum::http::{HeaderName, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use serde_json::{Map, Value, json};
use store::completions::Told;

use crate::account::key::Bearer;
use crate::arriving::xapi::{self, XAPI};
use crate::arriving::{self, Became, Brought, Row};
use crate::web::api::answered;
use crate::web::bulk::{Wrong, json_of, known, unfit};
use crate::web::guard::{Refused, failed};
use crate::web::house::House;

/// The most completions of one request.
const MOST: usize = 500;

/// The longest text of one.
const LONGEST: usize = 300;

/// The fields of a completion.
const FIELDS: [&str; 7] = ["course", "completed", "email", "person", "certificate", "name", "id"];

/// Who brings what a token's bearer sends.
fn brought(bearer: &Bearer, way: &str) -> Brought {
    let by = format!("{way}: {}", bearer.name);
    // Statements have ids that nobody else gives; those of our own list are the sender's own.
    let source = if way == XAPI { way.to_owned() } else { by.clone() };
    Brought { source, by, own: Vec::new() }
}

/// `POST /api/v1/completions`: takes completions; what became of each, in their order.
pub async fn completions(
    State(house): State<Arc<House>>,
    Extension(bearer): Extension<Bearer>,
    request: Request,
) -> Response {
    if let Err(early) = house.limits.of_token(&bearer.id) {
        return early.answered(true);
    }
    let sent = match json_of(request, &format!("Send at most {MOST} completions at a time.")).await {
        Ok(sent) => sent,
        Err(refused) => return refused,
    };
    let rows = match rows(&sent) {
        Ok(rows) => rows,
        Err(wrong) => return unfit(StatusCode::UNPROCESSABLE_ENTITY, wrong, "nothing was taken"),
    };
    let ids: Vec<String> = rows.iter().map(|row| row.id.clone()).collect();
    let taken = house.apart(move |house| {
        arriving::take(&house.store, &house.bodies, &brought(&bearer, "api"), rows, (house.clock)())
    });
    match taken.await {
        Ok(taken) => {
            let one = |(id, (_, became)): (&String, &(usize, Became))| match id.is_empty() {
                true => json!({ "became": said(became) }),
                false => json!({ "id": id, "became": said(became) }),
            };
            let results: Vec<Value> = ids.iter().zip(&taken).map(one).collect();
            answered(json!({ "results": results }).to_string())
        }
        Err(failure) => failed(&failure, true),
    }
}

/// What became of a completion, as its sender is told.
fn said(became: &Became) -> &'static str {
    match became {
        Became::Taken => "taken",
        Became::Before => "told before",
        Became::NotPosted(_) | Became::Aside(_) => "set aside",
    }
}

/// The completions of a request, or everything that is wrong with it.
fn rows(sent: &Value) -> Result<Vec<Row>, Vec<Wrong>> {
    let list = match sent {
        Value::Array(list) if list.len() <= MOST => list,
        Value::Array(list) => {
            return Err(vec![(String::new(), format!("There are {} completions; send at most {MOST}.", list.len()))]);
        }
        _ => {
            let said = "Send a list: [{\"course\":\"…\",\"completed\":\"2025-12-01\",\"email\":\"…\"}].";
            return Err(vec![(String::new(), said.to_owned())]);
        }
    };
    let mut wrong: Vec<Wrong> = Vec::new();
    let mut rows: Vec<Row> = Vec::with_capacity(list.len());
    for (at, one) in list.iter().enumerate() {
        let row = row(at, one, &mut wrong);
        let again = !row.id.is_empty() && rows.iter().any(|other| other.id == row.id);
        if again {
            wrong.push((format!("/{at}/id"), "Another completion of this list has the same id.".to_owned()));
        }
        rows.push(row);
    }
    if wrong.is_empty() { Ok(rows) } else { Err(wrong) }
}

fn row(at: usize, one: &Value, wrong: &mut Vec<Wrong>) -> Row {
    let empty = Map::new();
    let fields = one.as_object().unwrap_or_else(|| {
        wrong.push((format!("/{at}"), "A completion is an object.".to_owned()));
        &empty
    });
    known(fields, &FIELDS, &format!("/{at}"), wrong);
    let mut text = |name: &str| match fields.get(name) {
        None | Some(Value::Null) => String::new(),
        Some(Value::String(text)) if text.len() <= LONGEST => text.trim().to_owned(),
        Some(_) => {
            wrong.push((format!("/{at}/{name}"), format!("`{name}` is a text of at most {LONGEST} letters.")));
            String::new()
        }
    };
    let [course, completed, email, person, certificate, name, id] = FIELDS.map(&mut text);
    if one.is_object() {
        let asked = [("course", course.is_empty()), ("completed", completed.is_empty())];
        for (name, _) in asked.iter().filter(|(name, empty)| *empty && !fields.contains_key(*name)) {
            wrong.push((format!("/{at}/{name}"), format!("`{name}` is missing.")));
        }
        if email.is_empty() && person.is_empty() && certificate.is_empty() {
            wrong.push((format!("/{at}"), "One of email, person and certificate says whose it is.".to_owned()));
        }
    }
    Row { line: at + 1, id, told: Told { course, completed, email, person, certificate, name }, ..Row::default() }
}

const VERSION: HeaderName = HeaderName::from_static("x-experience-api-version");

/// The version that is spoken here.
const SPOKEN: &str = "1.0.3";

fn versioned(mut response: Response) -> Response {
    response.headers_mut().insert(VERSION, HeaderValue::from_static(SPOKEN));
    response
}

/// Which statement.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Which {
    #[serde(rename = "statementId")]
    statement: Option<String>,
}

/// `POST /api/v1/xapi/statements`: takes a statement, or a list; their ids.
pub async fn statements(
    State(house): State<Arc<House>>,
    Extension(bearer): Extension<Bearer>,
    request: Request,
) -> Response {
    versioned(match stated(&house, bearer, request, None).await {
        Ok(ids) => answered(json!(ids).to_string()),
        Err(refused) => refused,
    })
}

/// `PUT /api/v1/xapi/statements?statementId=…`: takes the statement of that id.
pub async fn statement(
    State(house): State<Arc<House>>,
    Extension(bearer): Extension<Bearer>,
    Query(which): Query<Which>,
    request: Request,
) -> Response {
    let Some(id) = which.statement else {
        let said = "Say which statement it is: `?statementId=` and its id.";
        return versioned(Refused::saying(StatusCode::BAD_REQUEST, true, said).into_response());
    };
    versioned(match stated(&house, bearer, request, Some(id)).await {
        Ok(_) => StatusCode::NO_CONTENT.into_response(),
        Err(refused) => refused,
    })
}

async fn stated(
    house: &Arc<House>,
    bearer: Bearer,
    request: Request,
    id: Option<String>,
) -> Result<Vec<String>, Response> {
    let refuse = |status, said: String| Refused::saying(status, true, said).into_response();
    house.limits.of_token(&bearer.id).map_err(|early| early.answered(true))?;
    let version = request.headers().get(VERSION).and_then(|value| value.to_str().ok()).unwrap_or_default();
    if version != "1.0" && !version.starts_with("1.0.") {
        let said =
            format!("Say which version this is: `X-Experience-API-Version: {SPOKEN}`. Versions 1.0.x are taken.");
        return Err(refuse(StatusCode::BAD_REQUEST, said));
    }
    let mut sent = json_of(request, &format!("Send at most {MOST} statements at a time.")).await?;
    if let Some(id) = &id {
        match sent.as_object_mut() {
            None => return Err(refuse(StatusCode::BAD_REQUEST, "Put one statement, an object.".to_owned())),
            Some(fields) => match fields.get("id").and_then(Value::as_str) {
                Some(own) if !own.eq_ignore_ascii_case(id) => {
                    return Err(refuse(
                        StatusCode::BAD_REQUEST,
                        "The statement has another id than `statementId`.".to_owned(),
                    ));
                }
                Some(_) => {}
                None => drop(fields.insert("id".to_owned(), id.as_str().into())),
            },
        }
    }
    if sent.as_array().is_some_and(|list| list.len() > MOST) {
        return Err(refuse(StatusCode::PAYLOAD_TOO_LARGE, format!("Send at most {MOST} statements at a time.")));
    }
    let read = xapi::read(&sent, &house.public_url, (house.clock)());
    // As the specification has it, and not 422.
    let read = read.map_err(|wrong| unfit(StatusCode::BAD_REQUEST, wrong, "nothing was taken"))?;
    let taken = house.apart(move |house| {
        let rows = match house.store.read(|tx| xapi::rows(tx, read))? {
            Ok(rows) => rows,
            Err(id) => return Ok(Err(id)),
        };
        let ids: Vec<String> = rows.iter().map(|row| row.id.clone()).collect();
        arriving::take(&house.store, &house.bodies, &brought(&bearer, XAPI), rows, (house.clock)())?;
        Ok(Ok(ids))
    });
    match taken.await {
        Ok(Ok(ids)) => Ok(ids),
        Ok(Err(id)) => {
            let said = format!("Another statement came before under the id {id}. Nothing was taken.");
            Err(refuse(StatusCode::CONFLICT, said))
        }
        Err(failure) => Err(failed(&failure, true)),
    }
}
