//! From wondering to an application that waits for its reviewer.

use axum::http::StatusCode;
use desk::account::Role;

use super::{Session, Town};

/// A programme, what is filled in, how that is answered, and what is said.
type Asked<'a> = (&'a str, &'a [(&'a str, &'a str)], StatusCode, &'a [&'a str]);

/// Work enough for CPCS.
const ENOUGH: [(&str, &str); 2] = [("role_0", "Coordinator"), ("from_0", "2019-01-01")];

fn query(pairs: &[(&str, &str)]) -> String {
    pairs.iter().map(|(key, value)| format!("&{key}={value}")).collect()
}

#[tokio::test]
async fn anybody_may_check_and_nothing_is_decided_or_kept() {
    let town = Town::new();
    let nobody = Session::default();
    let before = town.heads();
    let table: [Asked<'_>; 6] = [
        ("cpcs", &ENOUGH, StatusCode::OK, &["It would do", "no decision"]),
        ("cpcs", &[("role_0", "Coordinator"), ("from_0", "2025-10-01")], StatusCode::OK, &["It would not do yet"]),
        ("cpcs", &[], StatusCode::UNPROCESSABLE_ENTITY, &["Nothing is filled in."]),
        (
            "cpcs",
            &[("role_0", ""), ("from_0", "2025-02-30"), ("to_0", "x"), ("share_0", "2")],
            StatusCode::UNPROCESSABLE_ENTITY,
            &["The post is missing.", "`2025-02-30` is no day", "`x` is no day", "at most 1"],
        ),
        (
            "cmas",
            &[("award", "medical_administrative_specialist"), ("accredited", "yes"), ("didactic_hours", "lots")],
            StatusCode::UNPROCESSABLE_ENTITY,
            &["`lots` is no number."],
        ),
        ("cpxx", &[], StatusCode::NOT_FOUND, &[]),
    ];
    for (programme, sent, status, said) in table {
        let answer = town.get(&format!("/check/{programme}?asked=yes{}", query(sent)), &nobody).await;
        assert_eq!(answer.status, status, "{programme} {sent:?}");
        for said in said {
            assert!(answer.text.contains(said), "{programme} {sent:?}: {said} is not said: {}", answer.text);
        }
    }
    assert_eq!(town.heads(), before);
}

#[tokio::test]
async fn an_application_is_checked_attested_sent_and_waits() {
    let town = Town::new();
    let nils = town.signed_in("nils@test.example", Role::Certificant, Some("nils")).await;
    let reviewer = town.signed_in("v@test.example", Role::Reviewer, None).await;
    let path = "/home/apply/cpcs";
    assert_eq!(town.get(path, &nils).await.status, StatusCode::OK);
    let before = town.heads();
    let without = town.post(path, &nils, &ENOUGH).await;
    assert!(without.text.contains("No testing window is chosen."), "{}", without.text);
    let mut form = ENOUGH.to_vec();
    form.push(("window", "fall-2026"));
    let check = town.post(path, &nils, &form).await;
    assert!(check.text.contains("Check your application") && check.text.contains("It would do"), "{}", check.text);
    assert_eq!(town.heads(), before, "nothing is sent before it was attested");
    form.push(("attested", "yes"));
    let done = town.post(path, &nils, &form).await;
    assert_eq!(done.location(), "/home/done/apply?programme=cpcs", "{}", done.text);
    let queue = town.get("/staff/queues/applications", &reviewer).await.text;
    assert!(queue.contains("Nils Holm"), "{queue}");
    let again = town.post(path, &nils, &form).await;
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY, "one application at a time: {}", again.text);
}
