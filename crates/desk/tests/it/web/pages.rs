//! Pages of whoever is signed in.

use axum::http::StatusCode;
use desk::account::Role;
use serde_json::Value;

use super::{Session, Town};

#[tokio::test]
async fn the_api_answers_as_the_command_line_does() {
    let town = Town::new();
    let owner = town.signed_in("maya@test.example", Role::Certificant, Some("maya")).await;
    let answer = town.get("/api/v1/people/maya/review?on=2025-12-15", &owner).await;
    let own: Value = serde_json::from_str(&answer.text).unwrap();
    let output = std::process::Command::new(env!("CARGO_BIN_EXE_assay"))
        .current_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."))
        .args(["review", "samples/records.jsonl", "--person", "maya", "--on", "2025-12-15", "--json"])
        .output()
        .unwrap();
    let told: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(own["credentials"], told["credentials"]);
    assert_eq!(own["fees"], told["fees"]);
    assert_eq!(own["actions"], told["actions"]);
    assert_eq!(town.get("/api/v1/people/nobody-at-all/review", &owner).await.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn a_held_result_is_kept_from_its_candidate_by_whichever_door() {
    let town = Town::new();
    let otto = town.signed_in("otto@test.example", Role::Certificant, Some("otto")).await;
    let staff = town.signed_in("r@test.example", Role::Registrar, None).await;
    let api = "/api/v1/people/otto/review?on=2025-12-15";
    let known = town.get(api, &staff).await.text;
    assert!(known.contains("\"action\":\"retake\""), "staff see what follows: {known}");
    for path in [api, "/home"] {
        let told = town.get(path, &otto).await.text;
        for given_away in ["retake", "Sit the exam again", ">64<", "\"64\"", "fail", "passed"] {
            assert!(!told.contains(given_away), "{path} says {given_away}: {told}");
        }
    }
}

#[tokio::test]
async fn home_says_where_one_stands_and_what_to_do() {
    let town = Town::new();
    let owner = town.signed_in("maya@test.example", Role::Certificant, Some("maya")).await;
    let page = town.get("/home", &owner).await;
    assert_eq!(page.status, StatusCode::OK);
    for said in ["31 December 2025", "CPCS", "$200.00", "$50.00"] {
        assert!(page.text.contains(said), "{said} is missing");
    }
}

#[tokio::test]
async fn staff_look_at_a_record_as_of_any_day_and_any_knowledge() {
    let town = Town::new();
    let registrar = town.signed_in("r@test.example", Role::Registrar, None).await;
    let found = town.get("/staff/people?q=maya", &registrar).await;
    assert!(found.text.contains("/staff/people/maya"), "{}", found.text);
    let page = town.get("/staff/people/maya?on=2026-02-01&known_on=2025-12-15", &registrar).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.text.contains("1 February 2026") && page.text.contains("Lapsed"), "{}", page.text);
    assert_eq!(town.get("/staff/people/nobody", &registrar).await.status, StatusCode::NOT_FOUND);
    assert_eq!(town.get("/staff/people/maya?on=2026-02-30", &registrar).await.status, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn a_calendar_is_read_by_its_secret_address_until_there_is_another() {
    let town = Town::new();
    let nobody = Session::default();
    let maya = town.signed_in("maya@test.example", Role::Certificant, Some("maya")).await;
    let address = async || {
        let page = town.post("/account/calendar", &maya, &[]).await.text;
        let url = page.split("http://localhost:8080").nth(1).unwrap();
        url.split(".ics").next().unwrap().to_owned() + ".ics"
    };
    let first = address().await;
    let told = town.get(&first, &nobody).await;
    assert_eq!(told.status, StatusCode::OK);
    assert!(told.text.starts_with("BEGIN:VCALENDAR") && told.text.contains("20251231"), "{}", told.text);
    let second = address().await;
    assert_eq!(town.get(&first, &nobody).await.status, StatusCode::NOT_FOUND);
    assert_eq!(town.get(&second, &nobody).await.status, StatusCode::OK);
    assert_eq!(town.get("/calendar/x.ics", &nobody).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn ids_and_names_of_any_signs_lead_where_they_should() {
    let town = Town::new();
    let reviewer = town.signed_in("v@test.example", Role::Reviewer, None).await;
    let found = town.get("/staff/people?q=oddny", &reviewer).await.text;
    assert!(found.contains("Oddný &lt;b&gt;"), "{found}");
    let path = found.split("href=\"/staff/people/").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let path = format!("/staff/people/{path}");
    assert_eq!(town.get(&path, &reviewer).await.status, StatusCode::OK, "{path}");
    let queue = town.get("/staff/queues/applications", &reviewer).await.text;
    let event = queue.split("href=\"/staff/applications/odd").nth(1).unwrap().split('"').next().unwrap().to_owned();
    assert_eq!(town.get(&format!("/staff/applications/odd{event}"), &reviewer).await.status, StatusCode::OK);
    let form = [("event", "nothing"), ("note", "x"), ("seen", "2")];
    let answer = town.post(&format!("{path}/correction"), &reviewer, &form).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", answer.text);
}

#[tokio::test]
async fn an_ended_session_is_over() {
    let town = Town::new();
    let session = town.signed_in("r@test.example", Role::Registrar, None).await;
    assert_eq!(town.get("/staff", &session).await.status, StatusCode::OK);
    assert_eq!(town.post("/sign-out", &session, &[]).await.status, StatusCode::SEE_OTHER);
    let after = town.get("/staff", &session).await;
    assert_eq!(after.location(), "/sign-in?next=/staff");
    assert_eq!(town.get("/staff", &Session::default()).await.location(), "/sign-in?next=/staff");
}
