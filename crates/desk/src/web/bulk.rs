//! The Good Standing Report for programs with a token: many names at once, and everybody page by page. It answers what the
//! public report answers, and nothing else.

use std::sync::Arc;

use axum::Extension;
use axum::body::to_bytes;
use axum::extract::{Query, Request, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use jiff::civil::Date;
use programme::problem::did_you_mean;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use store::register::Search;

use crate::account::key::Bearer;
use crate::web::api::{Item, Page, answered, items, written};
use crate::web::guard::{Refused, failed};
use crate::web::house::House;
use crate::web::public::{Asked, LONGEST, PAGE};

/// The most questions of one request.
pub(super) const MOST: usize = 1_000;

/// The most bytes of one request.
const BIGGEST: usize = 1 << 20;

/// How many are on one page of a download.
const OF_DOWNLOAD: usize = 1_000;

/// How many mistakes are named at once.
const MOST_WRONG: usize = 100;

/// A mistake: where it is (RFC 6901), and what is wrong there.
pub(super) type Wrong = (String, String);

/// The day that is asked about, and every question with its own.
type Questions = (Date, Vec<(Search, Date)>);

/// `POST /api/v1/standing/bulk`: answers to a list of questions, in its order.
pub async fn bulk(State(house): State<Arc<House>>, Extension(bearer): Extension<Bearer>, request: Request) -> Response {
    if let Err(early) = house.limits.of_token(&bearer.id) {
        return early.answered(true);
    }
    let sent = match json_of(request, &format!("Send at most {MOST} questions at a time.")).await {
        Ok(sent) => sent,
        Err(refused) => return refused,
    };
    let (on, questions) = match questions(&sent, house.today()) {
        Ok(questions) => questions,
        Err(wrong) => return unfit(StatusCode::UNPROCESSABLE_ENTITY, wrong, "nothing was answered"),
    };
    let answer = house.listing_for_long(move |house, listing| {
        let answer = |(search, on): &(Search, Date)| {
            let mut found = listing.search(search, *on);
            let next = Asked::beyond(&mut found);
            Answer { items: items(house, &found), next }
        };
        written(&Answers { on, answers: questions.iter().map(answer).collect() })
    });
    match answer.await {
        Ok(answer) => answered(answer),
        Err(failure) => failed(&failure, true),
    }
}

/// Answers to questions, in their order.
#[derive(Debug, Serialize)]
struct Answers<'l> {
    on: Date,
    answers: Vec<Answer<'l>>,
}

/// The answer to one question.
#[derive(Debug, Serialize)]
struct Answer<'l> {
    items: Vec<Item<'l>>,
    next: Option<String>,
}

/// The JSON that a program sends, or why it cannot be read.
pub(super) async fn json_of(request: Request, fewer: &str) -> Result<Value, Response> {
    let refuse = |status, said: String| Refused::saying(status, true, said).into_response();
    let kind = request.headers().get(header::CONTENT_TYPE).and_then(|v| v.to_str().ok()).unwrap_or_default();
    if kind.split(';').next().is_none_or(|kind| !kind.trim().eq_ignore_ascii_case("application/json")) {
        let said = "Send JSON, with the content type application/json.".to_owned();
        return Err(refuse(StatusCode::UNSUPPORTED_MEDIA_TYPE, said));
    }
    let Ok(bytes) = to_bytes(request.into_body(), BIGGEST).await else {
        return Err(refuse(StatusCode::PAYLOAD_TOO_LARGE, format!("More than {BIGGEST} bytes came. {fewer}")));
    };
    serde_json::from_slice(&bytes)
        .map_err(|wrong| refuse(StatusCode::BAD_REQUEST, format!("This is no JSON: {wrong}.")))
}

/// Everything that is wrong with a request, and what became of it.
pub(super) fn unfit(status: StatusCode, mut wrong: Vec<Wrong>, so: &str) -> Response {
    let said = match wrong.len() {
        1 => format!("One thing in the request is wrong; {so}."),
        many => format!("{many} things in the request are wrong; {so}."),
    };
    wrong.truncate(MOST_WRONG);
    let one = |(pointer, detail): &Wrong| json!({ "pointer": format!("#{pointer}"), "detail": detail });
    let errors: Value = wrong.iter().map(one).collect();
    Refused::saying(status, true, said).with("errors", errors).into_response()
}

/// The day, and every question with its own; or everything that is wrong.
fn questions(sent: &Value, today: Date) -> Result<Questions, Vec<Wrong>> {
    let mut wrong: Vec<Wrong> = Vec::new();
    let Value::Object(fields) = sent else {
        return Err(vec![(String::new(), "Send an object: {\"queries\":[{\"name\":\"…\"}]}.".to_owned())]);
    };
    known(fields, &["on", "queries"], "", &mut wrong);
    let on = day(fields, today, "", &mut wrong);
    let questions = match fields.get("queries") {
        Some(Value::Array(list)) if list.len() <= MOST => {
            let one = |(at, query): (usize, &Value)| question(query, on, &format!("/queries/{at}"), &mut wrong);
            list.iter().enumerate().filter_map(one).collect()
        }
        Some(Value::Array(list)) => {
            wrong.push(("/queries".to_owned(), format!("There are {} questions; send at most {MOST}.", list.len())));
            Vec::new()
        }
        _ => {
            wrong.push(("/queries".to_owned(), "A list of questions is missing.".to_owned()));
            Vec::new()
        }
    };
    if wrong.is_empty() { Ok((on, questions)) } else { Err(wrong) }
}

fn question(query: &Value, on: Date, at: &str, wrong: &mut Vec<Wrong>) -> Option<(Search, Date)> {
    let Value::Object(fields) = query else {
        wrong.push((at.to_owned(), "A question is an object: {\"name\":\"…\"}.".to_owned()));
        return None;
    };
    known(fields, &["name", "programme", "place", "on"], at, wrong);
    let on = day(fields, on, at, wrong);
    let mut text = |key: &str| match fields.get(key) {
        None | Some(Value::Null) => String::new(),
        Some(Value::String(text)) if text.len() <= LONGEST => text.trim().to_owned(),
        Some(_) => {
            wrong.push((format!("{at}/{key}"), format!("`{key}` is a text of at most {LONGEST} letters.")));
            String::new()
        }
    };
    let (name, programme, place) = (text("name"), text("programme"), text("place"));
    if matches!(fields.get("name"), None | Some(Value::Null)) {
        wrong.push((format!("{at}/name"), "`name` is missing.".to_owned()));
    }
    Some((Search { name, programme, place, after: Default::default(), most: PAGE as usize + 1 }, on))
}

/// The day that is asked about; the one given where none is named.
fn day(fields: &Map<String, Value>, otherwise: Date, at: &str, wrong: &mut Vec<Wrong>) -> Date {
    match fields.get("on") {
        None | Some(Value::Null) => otherwise,
        Some(Value::String(text)) if text.parse::<Date>().is_ok() => text.parse().unwrap_or(otherwise),
        Some(other) => {
            wrong.push((
                format!("{at}/on"),
                format!("{other} is no day of the calendar; write it like \"2025-12-01\"."),
            ));
            otherwise
        }
    }
}

/// Names every field that stands for nothing.
pub(super) fn known(fields: &Map<String, Value>, names: &[&'static str], at: &str, wrong: &mut Vec<Wrong>) {
    for key in fields.keys().filter(|key| !names.contains(&key.as_str())) {
        let hint = did_you_mean(key, names.iter().copied());
        // As RFC 6901 writes a name that has its own signs in it.
        let pointer = format!("{at}/{}", key.replace('~', "~0").replace('/', "~1"));
        wrong.push((pointer, format!("`{key}` stands for nothing here; {hint}.")));
    }
}

/// Which page of everybody.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct From {
    on: String,
    cursor: String,
}

/// `/api/v1/standing/download`: everybody who is published, by the number of the certificate.
pub async fn download(
    State(house): State<Arc<House>>,
    Extension(bearer): Extension<Bearer>,
    Query(from): Query<From>,
) -> Response {
    if let Err(early) = house.limits.of_token(&bearer.id) {
        return early.answered(true);
    }
    let on: Date = match from.on.trim() {
        "" => house.today(),
        text => match text.parse() {
            Ok(day) => day,
            Err(_) => {
                let said = format!("`{text}` is no day of the calendar; write it like 2025-12-01.");
                return Refused::saying(StatusCode::BAD_REQUEST, true, said).into_response();
            }
        },
    };
    let after = from.cursor.trim().replace('\0', "");
    let answer = house.listing_for_long(move |house, listing| {
        let mut found = listing.everybody(&after, on, OF_DOWNLOAD + 1);
        let more = found.len() > OF_DOWNLOAD;
        found.truncate(OF_DOWNLOAD);
        let next = found.last().filter(|_| more).map(|last| last.number.to_owned());
        written(&Page { on, items: items(house, &found), next })
    });
    match answer.await {
        Ok(answer) => answered(answer),
        Err(failure) => failed(&failure, true),
    }
}
