//! What the public learns, and what it does not.

use axum::http::StatusCode;
use serde_json::Value;

use super::{Session, Town};

async fn found(town: &Town, query: &str) -> Vec<Value> {
    let answer = town.get(&format!("/api/v1/standing?{query}"), &Session::default()).await;
    assert_eq!(answer.status, StatusCode::OK, "{query}: {}", answer.text);
    let json: Value = serde_json::from_str(&answer.text).unwrap();
    json["items"].as_array().unwrap().clone()
}

#[tokio::test]
async fn a_certificant_is_found_with_their_standing_on_any_day() {
    let town = Town::new();
    for (on, good) in [("2025-12-15", true), ("2026-01-01", false), ("2022-04-30", true)] {
        let items = found(&town, &format!("name=maya&on={on}")).await;
        assert_eq!(items.len(), 1, "{on}");
        assert_eq!(items[0]["good_standing"], good, "{on}");
        assert_eq!(items[0]["designation"], "CPCS");
        assert_eq!(items[0]["since"], "2022-04-30");
    }
    assert!(found(&town, "name=maya&on=2022-04-29").await.is_empty(), "before the award nobody is listed");
}

#[tokio::test]
async fn candidates_contact_data_and_scores_stay_within() {
    let town = Town::new();
    let listed = [
        "name",
        "body",
        "programme",
        "designation",
        "since",
        "through",
        "good_standing",
        "certificate_number",
        "ask_office",
    ];
    let mut seen = 0;
    for letter in 'a'..='z' {
        for item in found(&town, &format!("name={letter}&on=2025-12-15")).await {
            let keys: Vec<&str> = item.as_object().unwrap().keys().map(String::as_str).collect();
            assert_eq!(keys, listed);
            seen += 1;
        }
        let page = town.get(&format!("/standing?name={letter}"), &Session::default()).await;
        assert!(!page.text.contains('@'), "an address on the public page for {letter}");
    }
    assert!(seen > 0);
    // Jonas has applied, and holds nothing: whatever is asked, he is not there.
    for query in
        ["name=jonas", "name=jonas&programme=cpcs", "name=jonas&place=", "name=jonas&on=2030-01-01", "name=%25"]
    {
        assert!(found(&town, query).await.is_empty(), "{query}");
    }
    let (known, unknown) = (
        town.get("/standing?name=jonas", &Session::default()).await.text,
        town.get("/standing?name=zebed", &Session::default()).await.text,
    );
    assert_eq!(known.replace("jonas", "?"), unknown.replace("zebed", "?"), "a candidate looks like nobody at all");
}

#[tokio::test]
async fn wrong_questions_are_answered_plainly() {
    let town = Town::new();
    let long = "x".repeat(500);
    let table = [
        ("name=maya&on=2025-02-30", "2025-02-30"),
        ("name=maya&on=yesterday", "yesterday"),
        ("name=maya&cursor=nonsense", "place in the list"),
        (&format!("name={long}"), "200 letters"),
    ];
    for (query, said) in table {
        let answer = town.get(&format!("/api/v1/standing?{query}"), &Session::default()).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{query}");
        assert_eq!(answer.headers["content-type"], "application/problem+json");
        assert!(answer.text.contains(said), "{query}: {}", answer.text);
    }
    for query in ["name=%00", "name=%27%20OR%201%3D1", "name=maya&after=a~'", "name=%F0%9F%A6%93"] {
        assert_eq!(
            town.get(&format!("/standing?{query}"), &Session::default()).await.status,
            StatusCode::OK,
            "{query}"
        );
    }
}
