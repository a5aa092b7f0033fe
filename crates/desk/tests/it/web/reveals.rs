//! Whoever looks from outside cannot tell a candidate, an applicant, somebody who failed or somebody who is only
//! registered from a name that nobody has: not by a word, a count, a status, a header, a size, or a limit.

use axum::extract::connect_info::MockConnectInfo;
use axum::http::{Request, StatusCode, header};
use desk::account::key::Scope;
use desk::web::router;
use std::net::SocketAddr;
use std::sync::Arc;
use tower::util::Oneshot;

use super::lists::send;
use super::tokens::{bulk, token};
use super::{Answer, Session, Town};

/// A candidate, an applicant who waits, one whose result is held, one who is registered, one whose applying was approved;
/// and a name that nobody has.
const UNSEEN: [&str; 5] = ["jonas%20abara", "petra%20nov", "otto%20brandt", "nils%20holm", "ada%20winter"];
const STRANGER: &str = "zebed%20quill";

/// Everything that an answer shows, with the name itself and the number of the request taken out.
fn seen(answer: &Answer, name: &str) -> (StatusCode, Vec<(String, String)>, String) {
    let number = answer.headers.get("x-request-id").map_or("", |number| number.to_str().unwrap());
    let mut headers: Vec<(String, String)> = answer
        .headers
        .iter()
        .filter(|(key, _)| *key != header::CONTENT_LENGTH && *key != "x-request-id")
        .map(|(key, value)| (key.to_string(), value.to_str().unwrap().to_owned()))
        .collect();
    headers.sort();
    let text = if number.is_empty() { answer.text.clone() } else { answer.text.replace(number, "?") };
    let text = text.replace(name, "?").replace(&name.replace("%20", " "), "?");
    (answer.status, headers, text)
}

/// Every answer that can be got about a name.
async fn everything(town: &Town, token: &str, name: &str) -> Vec<(StatusCode, Vec<(String, String)>, String)> {
    let nobody = Session::default();
    let mut all = Vec::new();
    for query in [
        "",
        "&on=2024-01-01",
        "&on=2030-01-01",
        "&programme=cpcs",
        "&programme=none",
        "&place=o",
        "&place=nowhere",
        "&after=a~CPCS-000001",
        "&after=zz~",
        "&on=never",
        "&after=nonsense",
    ] {
        for path in ["/standing", "/standing.csv", "/api/v1/standing"] {
            all.push(seen(&town.get(&format!("{path}?name={name}{query}"), &nobody).await, name));
        }
    }
    // What is no address is sent as it is typed.
    let typed = name.replace("%20", " ");
    let name = typed.as_str();
    let list = format!("{name}\n{name},CPCS\n{name},,Oslo\n{name},XYZ\nMaya Lindqvist\n");
    for fields in
        [&[("names", list.as_str())][..], &[("names", &list), ("as", "csv")], &[("names", &list), ("on", "x")]]
    {
        all.push(seen(&send(town, fields, None).await, name));
    }
    for rest in ["", r#","programme":"cpcs""#, r#","place":"o""#, r#","on":"2024-01-01""#, r#","x":1"#] {
        let body = format!(r#"{{"queries":[{{"name":"{name}"{rest}}},{{"name":"maya"}}]}}"#);
        all.push(seen(&bulk(town, token, &body).await, name));
    }
    all
}

#[tokio::test]
async fn no_answer_tells_somebody_unseen_from_nobody() {
    let town = Town::new();
    let token = token(&town, &[Scope::Bulk, Scope::Download]);
    let stranger = everything(&town, &token, STRANGER).await;
    assert!(stranger.len() > 40 && stranger.iter().any(|(status, ..)| *status == StatusCode::OK));
    for name in UNSEEN {
        for (at, (unseen, nobody)) in everything(&town, &token, name).await.iter().zip(&stranger).enumerate() {
            assert_eq!(unseen, nobody, "answer {at} about {name}");
        }
    }
}

#[tokio::test]
async fn no_list_of_everybody_has_them() {
    let town = Town::new();
    let token = token(&town, &[Scope::Download]);
    let request = Request::get("/api/v1/standing/download").header(header::AUTHORIZATION, format!("Bearer {token}"));
    let nobody = Session::default();
    let mut texts = vec![town.ask(request, &nobody, String::new()).await.text];
    for path in ["/pass-rates", "/pass-rates.csv", "/api/v1/pass-rates", "/for-employers/cpcs", "/for-employers/cmas"] {
        texts.push(town.get(path, &nobody).await.text);
    }
    for letter in 'a'..='z' {
        for path in ["/standing", "/standing.csv", "/api/v1/standing"] {
            texts.push(town.get(&format!("{path}?name={letter}"), &nobody).await.text);
        }
    }
    for text in texts {
        for said in ["Abara", "Novák", "Brandt", "Holm", "Winter", "people.example", "example.org"] {
            assert!(!text.contains(said), "{said}: {text}");
        }
    }
}

#[tokio::test]
async fn a_number_of_a_certificate_finds_nobody() {
    let town = Town::new();
    let nobody = Session::default();
    for (known, unknown) in [("CPCS-000001", "CPCS-000999"), ("000001", "000999"), ("CPMSM-000001", "CPMSM-009999")] {
        for path in ["/standing", "/api/v1/standing"] {
            let (one, other) = (
                town.get(&format!("{path}?name={known}"), &nobody).await,
                town.get(&format!("{path}?name={unknown}"), &nobody).await,
            );
            assert_eq!(seen(&one, known), seen(&other, unknown), "{path}");
        }
    }
}

/// Asks from elsewhere until it is refused; answers how often it was answered, and the refusal.
async fn exhausted(town: &Town, from: &str, name: &str) -> (usize, Answer) {
    let from: SocketAddr = from.parse().unwrap();
    let router = router(Arc::clone(&town.house)).layer(MockConnectInfo(from));
    for asked in 0..1_000 {
        let request = Request::get(format!("/api/v1/standing?name={name}")).body(axum::body::Body::empty()).unwrap();
        let response = Oneshot::new(router.clone(), request).await.unwrap();
        if response.status() != StatusCode::OK {
            let (status, headers) = (response.status(), response.headers().clone());
            let bytes = axum::body::to_bytes(response.into_body(), 1 << 20).await.unwrap();
            let text = String::from_utf8(bytes.to_vec()).unwrap();
            return (asked, Answer { status, headers, text, bytes: bytes.to_vec() });
        }
    }
    panic!("nobody is refused");
}

#[tokio::test]
async fn who_asks_too_often_is_told_to_wait_whomever_they_ask_about() {
    let town = Town::new();
    let (candidate, told) = exhausted(&town, "203.0.113.1:1", "jonas").await;
    assert_eq!(told.status, StatusCode::TOO_MANY_REQUESTS);
    assert!(
        told.headers[header::RETRY_AFTER] == "1" && told.headers[header::CONTENT_TYPE] == "application/problem+json"
    );
    for (from, name) in [("203.0.113.2:1", STRANGER), ("203.0.113.3:1", "maya")] {
        let (asked, refused) = exhausted(&town, from, name).await;
        assert_eq!((asked, seen(&refused, name)), (candidate, seen(&told, "jonas")), "{name}");
    }
    // Others, and the machine itself, are served meanwhile.
    assert_eq!(town.get("/standing?name=maya", &Session::default()).await.status, StatusCode::OK);
    let token = token(&town, &[Scope::Bulk]);
    let mut refused = None;
    for _ in 0..100 {
        refused =
            refused.or(Some(bulk(&town, &token, r#"{"queries":[]}"#).await).filter(|a| a.status != StatusCode::OK));
    }
    assert_eq!(refused.map(|a| a.status), Some(StatusCode::TOO_MANY_REQUESTS));
}
