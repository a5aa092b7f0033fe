//! Completions that programs tell: a list of ours, and statements of learning systems.

use axum::http::{Request, StatusCode, header};
use base64ct::{Base64, Encoding};
use desk::account::key::Scope;
use serde_json::{Value, json};
use store::completions::State;

use super::super::tokens::token;
use super::super::{Answer, Session, Town};
use super::{of_state, posted, registrar};

const API: &str = "/api/v1/completions";
const XAPI: &str = "/api/v1/xapi/statements";

async fn tell(town: &Town, token: &str, body: &Value) -> Answer {
    let request = Request::post(API)
        .header(header::CONTENT_TYPE, "application/json")
        .header(header::AUTHORIZATION, format!("Bearer {token}"));
    town.ask(request, &Session::default(), body.to_string()).await
}

async fn state(town: &Town, token: &str, body: &Value) -> Answer {
    // As learning systems come in: by a name of theirs, and the token as password.
    let pair = Base64::encode_string(format!("zone:{token}").as_bytes());
    let request = Request::post(XAPI)
        .header(header::CONTENT_TYPE, "application/json")
        .header("X-Experience-API-Version", "1.0.3")
        .header(header::AUTHORIZATION, format!("Basic {pair}"));
    town.ask(request, &Session::default(), body.to_string()).await
}

fn json_of(answer: &Answer) -> Value {
    serde_json::from_str(&answer.text).unwrap_or_else(|e| panic!("{e}: {}", answer.text))
}

#[tokio::test]
async fn f17_a_program_tells_completions_and_learns_nothing_of_who_is_known() {
    let town = Town::new();
    registrar(&town).await;
    let token = token(&town, &[Scope::Completions]);
    let list = json!([
        { "course": "zone-101", "completed": "2025-03-01", "email": "maya@example.org", "name": "Maya Lindqvist", "id": "1" },
        { "course": "zone-101", "completed": "2025-03-01", "email": "nobody@example.org", "id": "2" },
        { "course": "zone-101", "completed": "2025-03-01", "email": "lena@example.org", "name": "Somebody Else", "id": "3" },
        { "course": "zone-999", "completed": "2025-03-01", "email": "lena@example.org", "id": "4" },
        { "course": "zone-101", "completed": "2025-02-30", "email": "lena@example.org", "id": "5" },
        { "course": "zone-101", "completed": "2025-03-04", "person": "lena" },
        { "course": "zone-101", "completed": "2024-12-31", "person": "lena" },
    ]);
    let answer = tell(&town, &token, &list).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
    let became = |answer: &Answer| -> Vec<String> {
        let results = json_of(answer)["results"].as_array().unwrap().clone();
        results.iter().map(|one| one["became"].as_str().unwrap().to_owned()).collect()
    };
    let aside = "set aside";
    assert_eq!(became(&answer), ["taken", aside, aside, aside, aside, "taken", aside]);
    assert_eq!(json_of(&answer)["results"][0]["id"], "1");
    assert!(!answer.text.contains("Nobody") && !answer.text.contains("Lena"), "{}", answer.text);
    assert_eq!((posted(&town, "maya").len(), posted(&town, "lena").len()), (1, 1));
    assert_eq!(posted(&town, "maya")[0]["by"], "api: A hospital");
    assert_eq!((of_state(&town, State::LeftOver).len(), of_state(&town, State::NotPosted).len()), (4, 1));
    let heads = town.heads();
    assert_eq!(became(&tell(&town, &token, &list).await), ["told before"; 7]);
    assert_eq!(town.heads(), heads);
}

#[tokio::test]
async fn what_is_wrong_with_a_list_is_told_with_its_place_and_nothing_is_taken() {
    let town = Town::new();
    registrar(&town).await;
    let own = token(&town, &[Scope::Completions]);
    let good = json!({ "course": "zone-101", "completed": "2025-03-01", "email": "maya@example.org", "id": "1" });
    let table = [
        (json!({}), "Send a list"),
        (json!([good, "a"]), "#/1"),
        (json!([good, good]), "#/1/id"),
        (json!([{ "course": "zone-101", "completed": "2025-03-01" }]), "says whose it is"),
        (json!([{ "course": "zone-101", "email": "a@b" }]), "#/0/completed"),
        (json!([{ "course": 7, "completed": "2025-03-01", "email": "a@b" }]), "#/0/course"),
        (json!([{ "curse": "a", "completed": "2025-03-01", "email": "a@b" }]), "did you mean `course`"),
        (json!(vec![&good; 501]), "send at most 500"),
    ];
    for (body, said) in table {
        let answer = tell(&town, &own, &body).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{body}");
        assert!(answer.text.contains(said) && answer.text.contains("nothing was taken"), "{said}: {}", answer.text);
    }
    assert_eq!(posted(&town, "maya").len(), 0);
    let other = token(&town, &[Scope::Bulk]);
    assert_eq!(tell(&town, &other, &json!([good])).await.status, StatusCode::FORBIDDEN);
    assert_eq!(tell(&town, "assay_none", &json!([good])).await.status, StatusCode::UNAUTHORIZED);
    assert_eq!(state(&town, "assay_none", &statement(1, json!({}))).await.status, StatusCode::UNAUTHORIZED);
}

/// A statement that Maya completed a course, but for what `with` says otherwise.
fn statement(nth: u32, with: Value) -> Value {
    let mut statement = json!({
        "id": format!("7ccd3322-e1a5-411a-a67d-6a735c76{nth:04}"),
        "actor": { "objectType": "Agent", "name": "Maya Lindqvist", "mbox": "mailto:maya@example.org" },
        "verb": { "id": "http://adlnet.gov/expapi/verbs/completed", "display": { "en-US": "completed" } },
        "object": { "id": "https://zone.example/courses/101" },
        "timestamp": "2025-03-02T03:30:00Z",
    });
    for (name, value) in with.as_object().unwrap() {
        match value {
            Value::Null => drop(statement.as_object_mut().unwrap().remove(name)),
            value => statement[name] = value.clone(),
        }
    }
    statement
}

#[tokio::test]
async fn f17_statements_are_taken_set_aside_or_noted_and_each_once() {
    let town = Town::new();
    registrar(&town).await;
    let token = token(&town, &[Scope::Completions]);
    let verb = |word: &str| json!({ "id": format!("http://adlnet.gov/expapi/verbs/{word}") });
    let account = |page: &str, name: &str| json!({ "account": { "homePage": page, "name": name } });
    let table: [(Value, State); 15] = [
        // Half past nine in the evening of the day before, where the body is.
        (json!({}), State::Posted),
        (
            json!({ "verb": verb("passed"), "timestamp": "2025-04-01T12:00:00-05:00", "object": { "id": "https://zone.example/courses/101", "objectType": "Activity" } }),
            State::Posted,
        ),
        (
            json!({ "timestamp": "2025-04-02T12:00:00Z", "result": { "success": true, "completion": true, "score": { "scaled": 0.9 } } }),
            State::Posted,
        ),
        (
            json!({ "timestamp": "2025-04-03T12:00:00Z", "actor": account("http://localhost:8080/", "maya") }),
            State::Posted,
        ),
        (json!({ "timestamp": "2025-04-04T12:00:00Z", "result": { "success": false } }), State::NoCredit),
        (json!({ "timestamp": "2025-04-04T12:00:00Z", "result": { "completion": false } }), State::NoCredit),
        (json!({ "verb": verb("attempted") }), State::NoCredit),
        (json!({ "object": { "objectType": "Agent", "mbox": "mailto:a@b.c" } }), State::NoCredit),
        (json!({ "actor": { "objectType": "Group", "mbox": "mailto:all@b.c" } }), State::NoCredit),
        (
            json!({ "verb": verb("voided"), "object": { "objectType": "StatementRef", "id": "7ccd3322-e1a5-411a-a67d-6a735c769999" } }),
            State::NoCredit,
        ),
        (
            json!({ "verb": verb("voided"), "object": { "objectType": "StatementRef", "id": "7ccd3322-e1a5-411a-a67d-6a735c760000" } }),
            State::LeftOver,
        ),
        (json!({ "actor": { "mbox_sha1sum": "ebd31e95054c018b10727ccffd2ef2ec3a016ee9" } }), State::LeftOver),
        (json!({ "actor": account("https://elsewhere.example", "maya") }), State::LeftOver),
        (json!({ "actor": { "mbox": "mailto:nobody@example.org" } }), State::LeftOver),
        (json!({ "object": { "id": "https://zone.example/courses/999" } }), State::LeftOver),
    ];
    let statements: Vec<Value> = (0..).zip(&table).map(|(nth, (with, _))| statement(nth, with.clone())).collect();
    let answer = state(&town, &token, &json!(statements)).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
    assert_eq!(answer.headers["x-experience-api-version"], "1.0.3");
    let ids: Vec<Value> = statements.iter().map(|statement| statement["id"].clone()).collect();
    assert_eq!(json_of(&answer), json!(ids));
    for (at, (with, stands)) in table.iter().enumerate() {
        let found = of_state(&town, *stands);
        assert!(found.iter().any(|one| one.told_id == ids[at].as_str().unwrap()), "{with}: {stands:?}");
    }
    let days: Vec<Value> = posted(&town, "maya").into_iter().map(|credit| credit["at"].clone()).collect();
    assert_eq!(days, ["2025-03-01", "2025-04-01", "2025-04-02", "2025-04-03"]);
    // Of what tells of no credit, nothing of whom it is about is kept.
    assert!(of_state(&town, State::NoCredit).iter().all(|one| one.told == store::completions::Told::default()));
    let heads = town.heads();
    assert_eq!(json_of(&state(&town, &token, &json!(statements)).await), json!(ids), "told again, it is the same");
    // What a store adds makes no other statement of it.
    let mut stored = statements[0].clone();
    (stored["stored"], stored["version"]) = (json!("2025-03-02T04:00:00Z"), json!("1.0.3"));
    assert_eq!(state(&town, &token, &stored).await.status, StatusCode::OK);
    let otherwise = statement(0, json!({ "timestamp": "2025-03-09T10:00:00Z" }));
    let conflict = state(&town, &token, &json!([statement(50, json!({})), otherwise])).await;
    assert!(
        conflict.status == StatusCode::CONFLICT && conflict.text.contains("Nothing was taken"),
        "{}",
        conflict.text
    );
    assert_eq!(town.heads(), heads);
}

#[tokio::test]
async fn what_is_wrong_with_a_statement_is_told_with_its_place() {
    let town = Town::new();
    registrar(&town).await;
    let token = token(&town, &[Scope::Completions]);
    let table = [
        (json!({ "id": "7" }), "#/1/id"),
        (json!({ "actor": null }), "#/1/actor"),
        (json!({ "actor": { "name": "Maya" } }), "#/1/actor"),
        (json!({ "actor": { "mbox": "maya@example.org" } }), "#/1/actor/mbox"),
        (json!({ "actor": { "mbox": "mailto:a@b.c", "openid": "https://a.b" } }), "#/1/actor"),
        (json!({ "actor": { "objectType": "Robot", "mbox": "mailto:a@b.c" } }), "#/1/actor/objectType"),
        (json!({ "actor": { "account": { "name": "maya" } } }), "#/1/actor/account/homePage"),
        (json!({ "verb": null }), "#/1/verb/id"),
        (json!({ "verb": { "id": "completed" } }), "#/1/verb/id"),
        (json!({ "object": {} }), "#/1/object/id"),
        (json!({ "object": { "id": "urn:a", "objectType": "Course" } }), "#/1/object/objectType"),
        (json!({ "timestamp": "yesterday" }), "#/1/timestamp"),
        (json!({ "timestamp": "2025-03-02T03:30:00" }), "#/1/timestamp"),
        (json!({ "result": { "success": "yes" } }), "#/1/result/success"),
        (json!({ "result": true }), "#/1/result"),
    ];
    for (with, place) in table {
        let answer = state(&town, &token, &json!([statement(0, json!({})), statement(1, with.clone())])).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{with}");
        assert!(answer.text.contains(&format!("\"{place}\"")), "{with}: {place}: {}", answer.text);
        assert_eq!(json_of(&answer)["status"], 400);
    }
    let all = state(&town, &token, &json!([statement(0, json!({ "id": 1, "verb": null })), "a"])).await;
    assert_eq!(json_of(&all)["errors"].as_array().map(Vec::len), Some(3), "{}", all.text);
    let twice = state(&town, &token, &json!([statement(0, json!({})), statement(0, json!({}))])).await;
    assert!(twice.status == StatusCode::BAD_REQUEST && twice.text.contains("#/1/id"), "{}", twice.text);
    assert_eq!(posted(&town, "maya").len(), 0, "nothing was taken");
    let none = Request::post(XAPI)
        .header(header::CONTENT_TYPE, "application/json")
        .header(header::AUTHORIZATION, format!("Bearer {token}"));
    let silent = town.ask(none, &Session::default(), statement(0, json!({})).to_string()).await;
    assert!(
        silent.status == StatusCode::BAD_REQUEST && silent.text.contains("X-Experience-API-Version"),
        "{}",
        silent.text
    );
}

#[tokio::test]
async fn a_statement_is_put_under_its_id() {
    let town = Town::new();
    registrar(&town).await;
    let token = token(&town, &[Scope::Completions]);
    let put = async |query: &str, body: &Value| {
        let request = Request::put(format!("{XAPI}{query}"))
            .header(header::CONTENT_TYPE, "application/json; charset=utf-8")
            .header("X-Experience-API-Version", "1.0.1")
            .header(header::AUTHORIZATION, format!("Bearer {token}"));
        town.ask(request, &Session::default(), body.to_string()).await.status
    };
    let own = "?statementId=7ccd3322-e1a5-411a-a67d-6a735c760001";
    assert_eq!(put(own, &statement(1, json!({}))).await, StatusCode::NO_CONTENT);
    assert_eq!(put(own, &statement(1, json!({ "id": null }))).await, StatusCode::NO_CONTENT, "the same");
    assert_eq!(put(own, &statement(1, json!({ "timestamp": "2025-03-05T10:00:00Z" }))).await, StatusCode::CONFLICT);
    assert_eq!(put(own, &statement(2, json!({}))).await, StatusCode::BAD_REQUEST);
    assert_eq!(put(own, &json!([statement(1, json!({}))])).await, StatusCode::BAD_REQUEST);
    assert_eq!(put("", &statement(3, json!({}))).await, StatusCode::BAD_REQUEST);
    assert_eq!(posted(&town, "maya").len(), 1);
}
