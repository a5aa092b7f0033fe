//! What was posted and logged may be the same: asked, never merged by itself (F17).

use axum::http::StatusCode;
use desk::account::Role;
use serde_json::json;

use super::super::uploads::last;
use super::super::{Session, Town};
use super::{AT, posted, registrar};

const LOGGED: &str = r#"{"id":"maya-l","person":"maya","kind":"credit_logged","at":"2025-03-03","by":"self","scheme":"namss-recertification","category":"sponsored","units":"2","title":"Credentialing Basics (webinar)","certificate":true}
"#;

/// A house in which a completion of 1 March is posted for Maya, and perhaps a credit of 3 March logged by her.
async fn town(logged: bool) -> (Town, Session, String) {
    let town = Town::new();
    if logged {
        town.take_in(LOGGED);
    }
    let registrar = registrar(&town).await;
    let rows = "course,completed,email\nzone-101,2025-03-01,maya@example.org\n";
    town.upload(AT, &registrar, &[("confirmed", "yes"), ("rows", rows)], &[]).await;
    let id = posted(&town, "maya")[0]["id"].as_str().unwrap().to_owned();
    let maya = town.signed_in("maya@test.example", Role::Certificant, Some("maya")).await;
    (town, maya, id)
}

/// How many of somebody's credits a review does not count since they are the same as another.
async fn doubles(town: &Town, maya: &Session) -> usize {
    town.get("/home", maya).await.text.matches("The same activity is counted already.").count()
}

#[tokio::test]
async fn f17_what_its_holder_says_is_the_same_counts_once_and_keeps_its_documents() {
    let (town, maya, id) = town(true).await;
    let home = town.get("/home", &maya).await.text;
    assert!(home.contains("The same activity?") && home.contains("Credentialing Basics (webinar)"), "{home}");
    assert_eq!(doubles(&town, &maya).await, 0, "nothing is merged by itself");
    let heads = town.heads();
    let wrong = [
        [("posted", id.as_str()), ("logged", "maya-4"), ("answer", "same")],
        [("posted", "maya-4"), ("logged", "maya-l"), ("answer", "same")],
        [("posted", &id), ("logged", "maya-l"), ("answer", "perhaps")],
    ];
    for form in wrong {
        assert_eq!(town.post("/home/same-credit", &maya, &form).await.status, StatusCode::NOT_FOUND, "{form:?}");
    }
    let lena = town.signed_in("lena@test.example", Role::Certificant, Some("lena")).await;
    let same = [("posted", id.as_str()), ("logged", "maya-l"), ("answer", "same")];
    assert_eq!(town.post("/home/same-credit", &lena, &same).await.status, StatusCode::NOT_FOUND);
    assert_eq!(town.heads(), heads);

    let done = town.post("/home/same-credit", &maya, &same).await;
    assert_eq!(done.location(), "/home", "{}", done.text);
    let said = last(&town, "maya");
    assert_eq!((&said["kind"], &said["event"], &said["by"]), (&json!("corrected"), &json!("maya-l"), &json!("self")));
    assert_eq!(said["with"], json!({ "activity": "zone-101" }), "nothing else of it changes");
    assert_eq!(doubles(&town, &maya).await, 1);
    assert!(!town.get("/home", &maya).await.text.contains("The same activity?"));
    assert_eq!(town.post("/home/same-credit", &maya, &same).await.status, StatusCode::NOT_FOUND, "it is said once");

    // Taken back, it is asked anew.
    let back = format!(
        r#"{{"id":"back","person":"maya","kind":"corrected","at":"2025-12-15","event":"{}","retracted":true,"by":"r@test.example"}}"#,
        said["id"].as_str().unwrap()
    );
    town.take_in(&(back + "\n"));
    assert_eq!(doubles(&town, &maya).await, 0);
    assert!(town.get("/home", &maya).await.text.contains("The same activity?"));
}

#[tokio::test]
async fn f17_what_is_not_the_same_is_not_asked_again() {
    let (town, maya, id) = town(true).await;
    let heads = town.heads();
    let two = [("posted", id.as_str()), ("logged", "maya-l"), ("answer", "two")];
    assert_eq!(town.post("/home/same-credit", &maya, &two).await.location(), "/home");
    assert_eq!(town.heads(), heads, "nothing of the record changes");
    assert!(!town.get("/home", &maya).await.text.contains("The same activity?"));
}

#[tokio::test]
async fn f17_who_logs_what_was_posted_is_told_before_it_is_kept() {
    let (town, maya, _) = town(false).await;
    let form = |title, earned| {
        [
            ("title", title),
            ("category", "non_approved"),
            ("earned", earned),
            ("units", "2"),
            ("place", ""),
            ("certificate", "yes"),
        ]
    };
    let log = "/home/act/log_credit?scheme=namss-recertification";
    for (title, earned, warned) in [
        ("Basics of credentialing", "2025-03-08", true),
        ("Basics of credentialing", "2025-03-09", false),
        ("Peer review", "2025-03-01", false),
    ] {
        let check = town.post(log, &maya, &form(title, earned)).await;
        assert_eq!(check.text.contains("Maybe it is there already"), warned, "{title} {earned}: {}", check.text);
    }
    let kept = [&form("Basics of credentialing", "2025-03-08")[..], &[("confirmed", "yes")]].concat();
    assert_eq!(town.post(log, &maya, &kept).await.status, StatusCode::SEE_OTHER);
    assert!(town.get("/home", &maya).await.text.contains("The same activity?"));
}

#[tokio::test]
async fn f17_whoever_reviews_a_renewal_sees_it_and_may_say_so() {
    let (town, maya, id) = town(true).await;
    town.post("/home/act/submit_renewal?scheme=namss-recertification", &maya, &[("confirmed", "yes")]).await;
    let request = last(&town, "maya")["id"].as_str().unwrap().to_owned();
    let reviewer = town.signed_in("reviewer@test.example", Role::Reviewer, None).await;
    let page = town.get(&format!("/staff/requests/{request}"), &reviewer).await.text;
    assert!(page.contains("Maybe the same activity") && page.contains("href=\"#alike\""), "{page}");
    let form = [("posted", id.as_str()), ("logged", "maya-l"), ("answer", "same"), ("request", &request)];
    let own = town.signed_in("own@test.example", Role::Reviewer, Some("maya")).await;
    assert_eq!(town.post("/staff/people/maya/same-credit", &own, &form).await.status, StatusCode::FORBIDDEN);
    let done = town.post("/staff/people/maya/same-credit", &reviewer, &form).await;
    assert_eq!(done.location(), format!("/staff/requests/{request}"), "{}", done.text);
    assert_eq!(last(&town, "maya")["by"], "reviewer@test.example");
    assert_eq!(doubles(&town, &maya).await, 1);
}

#[tokio::test]
async fn f17_what_is_not_posted_is_told_to_its_holder_until_it_is_logged() {
    let (town, maya, _) = town(false).await;
    let registrar = town.sign_in("registrar@test.example").await;
    let rows = "course,completed,email\nzone-101,2024-12-31,maya@example.org\nZONE-101,2025-03-01,maya@example.org\n";
    town.upload(AT, &registrar, &[("confirmed", "yes"), ("rows", rows)], &[]).await;
    let home = town.get("/home", &maya).await.text;
    assert!(home.contains("Not posted for you") && home.contains("Credentialing basics, 31 December 2024"), "{home}");
    assert!(!home.contains("Credentialing basics, 1 March 2025"), "what was told twice is posted once");
    town.take_in(&LOGGED.replace("2025-03-03", "2024-12-30"));
    assert!(!town.get("/home", &maya).await.text.contains("Not posted for you"));
}
