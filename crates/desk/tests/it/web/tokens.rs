//! Tokens of programs, and what they open: many names at once, and everybody.

use axum::http::{Request, StatusCode, header};
use desk::account::Role;
use desk::account::key::{Asked, Scope};
use serde_json::{Value, json};

use super::{Answer, Session, Town, now};

/// A token that opens something.
pub fn token(town: &Town, scopes: &[Scope]) -> String {
    let asked = Asked { name: "A hospital", scopes, days: 30, by: "test" };
    asked.make(&town.house.store, now()).unwrap().1.as_str().to_owned()
}

pub async fn bulk(town: &Town, token: &str, body: &str) -> Answer {
    let request = Request::post("/api/v1/standing/bulk")
        .header(header::CONTENT_TYPE, "application/json")
        .header(header::AUTHORIZATION, format!("Bearer {token}"));
    town.ask(request, &Session::default(), body.to_owned()).await
}

async fn download(town: &Town, token: &str, query: &str) -> Answer {
    let request = Request::get(format!("/api/v1/standing/download{query}"));
    let request = request.header(header::AUTHORIZATION, format!("Bearer {token}"));
    town.ask(request, &Session::default(), String::new()).await
}

fn json_of(answer: &Answer) -> Value {
    serde_json::from_str(&answer.text).unwrap_or_else(|e| panic!("{e}: {}", answer.text))
}

#[tokio::test]
async fn many_questions_are_answered_in_their_order_as_the_report_answers_each() {
    let town = Town::new();
    let token = token(&town, &[Scope::Bulk]);
    let body = json!({ "on": "2025-12-15", "queries": [
        { "name": "maya" }, { "name": "jonas" }, { "name": "maya", "on": "2026-02-01" },
        { "name": "priya", "programme": "cpmsm" }, { "name": "p" }, { "name": "maya", "place": "Tucson" }, { "name": " " },
    ]});
    let answer = bulk(&town, &token, &body.to_string()).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
    let answers = json_of(&answer)["answers"].clone();
    let asked = [
        "name=maya",
        "name=jonas",
        "name=maya&on=2026-02-01",
        "name=priya&programme=cpmsm",
        "name=p",
        "name=maya&place=Tucson",
        "name=",
    ];
    assert_eq!(answers.as_array().unwrap().len(), asked.len());
    for (at, query) in asked.iter().enumerate() {
        let query = if query.contains("&on=") { (*query).to_owned() } else { format!("{query}&on=2025-12-15") };
        let told = json_of(&town.get(&format!("/api/v1/standing?{query}"), &Session::default()).await);
        assert_eq!(answers[at]["items"], told["items"], "{query}");
        assert_eq!(answers[at]["next"], told["next"], "{query}");
    }
    assert_eq!(
        (&answers[0]["items"][0]["good_standing"], &answers[2]["items"][0]["good_standing"]),
        (&json!(true), &json!(false))
    );
}

#[tokio::test]
async fn what_is_wrong_is_a_problem_with_its_place() {
    let town = Town::new();
    let token = token(&town, &[Scope::Bulk]);
    let many = json!({ "queries": vec![json!({ "name": "a" }); 1_001] }).to_string();
    let big = format!("{{\"queries\":[{{\"name\":\"{}\"}}]}}", "x".repeat(1 << 20));
    for (body, status, said) in [
        ("{", 400, "no JSON"),
        ("[]", 422, "Send an object"),
        ("{}", 422, "#/queries"),
        (r#"{"queries":[{"nmae":"a"}]}"#, 422, "#/queries/0/nmae"),
        (r#"{"queries":[{"nmae":"a"}]}"#, 422, "did you mean `name`"),
        (r#"{"queries":[{"name":"a"},{"name":7}]}"#, 422, "#/queries/1/name"),
        (r#"{"queries":["a"]}"#, 422, "#/queries/0"),
        (r#"{"queries":[{"name":"a","on":"2025-02-30"}],"on":"soon"}"#, 422, "#/queries/0/on"),
        (r#"{"queries":[],"on":"soon"}"#, 422, "#/on"),
        (&many, 422, "There are 1001 questions"),
        (&big, 413, "bytes came"),
    ] {
        let answer = bulk(&town, &token, body).await;
        assert_eq!(answer.status.as_u16(), status, "{}: {}", &body[..body.len().min(60)], answer.text);
        assert_eq!(answer.headers[header::CONTENT_TYPE], "application/problem+json");
        assert_eq!(json_of(&answer)["status"], status);
        assert!(answer.text.contains(said), "{said}: {}", answer.text);
    }
    let form = Request::post("/api/v1/standing/bulk").header(header::AUTHORIZATION, format!("Bearer {token}"));
    let answer = town.ask(form, &Session::default(), "name=a".to_owned()).await;
    assert_eq!(answer.status, StatusCode::UNSUPPORTED_MEDIA_TYPE);
}

#[tokio::test]
async fn a_token_opens_what_it_says_until_it_ends_or_is_revoked() {
    let town = Town::new();
    let only = token(&town, &[Scope::Bulk]);
    let body = r#"{"queries":[{"name":"maya"}]}"#;
    assert_eq!(bulk(&town, &only, body).await.status, StatusCode::OK);
    let refused = download(&town, &only, "").await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    assert!(
        refused.text.contains("standing.download")
            && refused.headers[header::CONTENT_TYPE] == "application/problem+json"
    );
    for wrong in ["", "assay_", &format!("{only}x"), &only.to_uppercase()] {
        let answer = bulk(&town, wrong, body).await;
        assert_eq!(
            (answer.status, &answer.headers[header::WWW_AUTHENTICATE]),
            (StatusCode::UNAUTHORIZED, &"Bearer".parse().unwrap())
        );
    }
    let later = Town::at(|| "2026-01-15T10:00:00-05:00".parse().unwrap());
    let ended = token(&later, &[Scope::Bulk]);
    assert_eq!(bulk(&later, &ended, body).await.status, StatusCode::UNAUTHORIZED, "it ended the day before");
    let kept = town.house.store.read(store::tokens::list).unwrap();
    assert!(kept[0].used_at.is_some() && !format!("{kept:?}").contains(&only));
    let id = kept[0].id.clone();
    assert!(town.house.store.write(move |tx| store::tokens::revoke(tx, &id, now())).unwrap());
    assert_eq!(bulk(&town, &only, body).await.status, StatusCode::UNAUTHORIZED);
    // A session of whomever opens nothing of this.
    let session = town.signed_in("a@test.example", Role::Administrator, None).await;
    assert_eq!(town.get("/api/v1/standing/download", &session).await.status, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn a_download_is_everybody_whom_the_report_finds() {
    let town = Town::new();
    let token = token(&town, &[Scope::Download]);
    let answer = download(&town, &token, "?on=2025-12-15").await;
    let all = json_of(&answer);
    let mut searched: Vec<Value> = Vec::new();
    for letter in 'a'..='z' {
        let path = format!("/api/v1/standing?name={letter}&on=2025-12-15");
        for item in json_of(&town.get(&path, &Session::default()).await)["items"].as_array().unwrap() {
            if !searched.contains(item) {
                searched.push(item.clone());
            }
        }
    }
    searched.sort_by_key(|item| item["certificate_number"].as_str().unwrap().to_owned());
    assert_eq!(all["items"], Value::from(searched));
    assert_eq!(all["next"], Value::Null);
    let after = json_of(&download(&town, &token, "?on=2025-12-15&cursor=CPCS-000002").await);
    assert!(
        after["items"].as_array().unwrap().iter().all(|i| i["certificate_number"].as_str().unwrap() > "CPCS-000002")
    );
    for (query, said) in [("?on=soon", 400), ("?cursor=%00", 200), ("?cursor=zzz", 200)] {
        assert_eq!(download(&town, &token, query).await.status.as_u16(), said, "{query}");
    }
}

#[tokio::test]
async fn an_administrator_makes_and_revokes_tokens_and_each_is_shown_once() {
    let town = Town::new();
    let admin = town.signed_in("a@test.example", Role::Administrator, None).await;
    let wrong = town.post("/staff/tokens", &admin, &[("name", ""), ("opens", ""), ("days", "9999")]).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    for said in ["name is missing", "Nothing is chosen", "730 at most", "9999", "href=\"#days\""] {
        assert!(wrong.text.contains(said), "{said}: {}", wrong.text);
    }
    let made =
        town.post("/staff/tokens", &admin, &[("name", "Mercy <Hospital>"), ("opens", "all"), ("days", "90")]).await;
    let token = made.text.split("<code>").nth(1).unwrap().split('<').next().unwrap().to_owned();
    assert!(token.starts_with("assay_") && made.text.contains("Mercy &lt;Hospital&gt;"), "{}", made.text);
    assert_eq!(made.headers[header::CACHE_CONTROL], "no-store");
    assert_eq!(download(&town, &token, "").await.status, StatusCode::OK);
    let listed = town.get("/staff/tokens", &admin).await.text;
    assert!(listed.contains("Mercy &lt;Hospital&gt;") && listed.contains("a@test.example") && !listed.contains(&token));
    let id = listed.split("name=\"token\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let gone = town.post("/staff/tokens/revoke", &admin, &[("token", &id)]).await;
    assert_eq!(gone.location(), "/staff/tokens");
    assert_eq!(download(&town, &token, "").await.status, StatusCode::UNAUTHORIZED);
    let again = town.post("/staff/tokens/revoke", &admin, &[("token", &id)]).await;
    assert_eq!(again.status, StatusCode::NOT_FOUND);
    assert!(town.get("/staff/tokens", &admin).await.text.contains("Revoked"));
}
