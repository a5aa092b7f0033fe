//! Pass rates: what is told, what is left out, and that nothing left out can be worked out.

use axum::http::StatusCode;
use serde_json::Value;
use store::entries::{Append, append};

use super::{Session, Town, now};

/// Puts somebody's exam on record: taken on a day, scored, and its result sent on another, if it was.
fn sat(town: &Town, person: &str, (programme, window): (&str, &str), on: &str, passed: bool, sent: Option<&str>) {
    let window = if window.is_empty() { String::new() } else { format!(r#","window":"{window}""#) };
    let scaled = if passed { 700 } else { 1 };
    let mut lines = vec![
        format!(
            r#""kind":"person_registered","at":"2024-01-02","name":"X {person}","email":"{person}@people.example""#
        ),
        format!(r#""kind":"exam_sat","at":"{on}","programme":"{programme}","outcome":"completed"{window}"#),
        format!(
            r#""kind":"exam_scored","at":"{on}","exam":"{person}-2","raw":"9","scaled":"{scaled}","passed":{passed}"#
        ),
    ];
    lines.extend(sent.map(|day| format!(r#""kind":"results_released","at":"{day}","exam":"{person}-2""#)));
    let event = |(at, rest): (usize, &String)| {
        let id = format!("{person}-{}", at + 1);
        (id.clone(), format!(r#"{{"id":"{id}","person":"{person}",{rest}}}"#))
    };
    let events = lines.iter().enumerate().map(event).collect();
    let (bodies, person) = (town.house.bodies.clone(), person.to_owned());
    let add = Append { person, body: "namss".to_owned(), expected: 0, events };
    town.house.store.write(move |tx| append(tx, &bodies, &add, now())).unwrap();
}

fn some(town: &Town, who: &str, window: (&str, &str), on: &str, (passed, failed): (usize, usize), sent: &str) {
    for at in 0..passed + failed {
        sat(town, &format!("{who}{at}"), window, on, at < passed, Some(sent));
    }
}

fn crowd() -> Town {
    let town = Town::new();
    some(&town, "a", ("cpcs", "spring-2025"), "2025-03-10", (12, 10), "2025-05-10");
    some(&town, "b", ("cpcs", "summer-2025"), "2025-06-10", (30, 9), "2025-08-15");
    some(&town, "c", ("cpcs", "fall-2025"), "2025-09-10", (11, 14), "2025-11-15");
    some(&town, "d", ("cpmsm", "fall-2025"), "2025-09-10", (40, 0), "2025-11-15");
    some(&town, "e", ("cmas", ""), "2024-05-10", (20, 11), "2024-05-12");
    some(&town, "f", ("cmas", ""), "2025-05-10", (20, 20), "2025-05-12");
    town
}

async fn told(town: &Town) -> (Value, String, String) {
    let nobody = Session::default();
    let json = town.get("/api/v1/pass-rates", &nobody).await;
    assert_eq!(json.status, StatusCode::OK, "{}", json.text);
    let page = town.get("/pass-rates", &nobody).await.text;
    (serde_json::from_str(&json.text).unwrap(), page, town.get("/pass-rates.csv", &nobody).await.text)
}

fn of<'j>(json: &'j Value, programme: &str) -> &'j Value {
    json["programmes"].as_array().unwrap().iter().find(|p| p["programme"] == programme).unwrap()
}

fn figures<'j>(json: &'j Value, programme: &str, window: &str) -> &'j Value {
    let windows = of(json, programme)["windows"].as_array().unwrap();
    &windows.iter().find(|w| w["window"] == window).unwrap()["figures"]
}

#[tokio::test]
async fn rates_are_told_by_programme_and_window_and_small_counts_are_left_out() {
    let (json, page, csv) = told(&crowd()).await;
    for (programme, window, expected) in [
        ("cpcs", "spring-2025", Some((22, 12, "54.5"))),
        ("cpcs", "summer-2025", None),
        ("cpcs", "fall-2025", Some((25, 11, "44.0"))),
        ("cpcs", "spring-2024", None),
        ("cpmsm", "fall-2025", None),
        ("cmas", "2024", Some((31, 20, "64.5"))),
    ] {
        let figures = figures(&json, programme, window);
        match expected {
            None => assert!(figures.is_null(), "{programme} {window}: {figures}"),
            Some((all, passed, percent)) => {
                assert_eq!(
                    (&figures["results"], &figures["passed"]),
                    (&all.into(), &passed.into()),
                    "{programme} {window}"
                );
                assert_eq!(figures["percent"], percent);
                assert!(page.contains(&format!("{percent} %")) && csv.contains(&format!(",{all},{passed},")));
            }
        }
    }
    // The year is not over, and a window to come is no row.
    assert!(of(&json, "cmas")["windows"].as_array().unwrap().iter().all(|w| w["window"] != "2025"));
    assert!(of(&json, "cpcs")["windows"].as_array().unwrap().iter().all(|w| w["window"] != "spring-2026"));
    // Together stands what is told alone.
    assert_eq!(of(&json, "cpcs")["together"]["results"], 47);
    assert!(of(&json, "cpmsm")["together"].is_null());
    assert!(
        page.contains("<svg") && page.contains("Spring 2025: 54.5 percent passed.") && page.contains("Our reading")
    );
    assert!(csv.contains("CPCS,Summer 2025,,,,left out\r\n"), "{csv}");
}

#[tokio::test]
async fn whatever_is_left_out_changes_nothing() {
    let town = crowd();
    let before = told(&town).await;
    // One more who failed, and one who passed, where the window is left out; in windows that nobody sat in.
    sat(&town, "x1", ("cpcs", "summer-2025"), "2025-06-11", true, Some("2025-08-15"));
    sat(&town, "x2", ("cpmsm", "fall-2025"), "2025-09-11", false, Some("2025-11-15"));
    sat(&town, "x3", ("cpmsm", "spring-2024"), "2024-03-11", false, Some("2024-05-15"));
    // Results that are held, went out too late to count, or belong to a year that is not over.
    sat(&town, "x4", ("cpcs", "spring-2025"), "2025-03-11", false, None);
    sat(&town, "x5", ("cpcs", "spring-2025"), "2025-03-11", false, Some("2025-06-30"));
    sat(&town, "x6", ("cmas", ""), "2025-12-01", false, Some("2025-12-02"));
    // A window that the handbook does not know, and a candidate of another body's.
    sat(&town, "x7", ("cpcs", "winter-1999"), "2025-03-11", false, Some("2025-05-15"));
    assert_eq!(told(&town).await, before);
    // The tenth who failed makes the window one that is told of.
    sat(&town, "y1", ("cpcs", "summer-2025"), "2025-06-11", false, Some("2025-08-15"));
    let (json, ..) = told(&town).await;
    assert_eq!(figures(&json, "cpcs", "summer-2025")["failed"], 10);
}

#[tokio::test]
async fn a_programme_that_is_none_has_no_rates() {
    let town = Town::new();
    for path in [
        "/pass-rates?programme=none",
        "/api/v1/pass-rates?programme=none",
        "/pass-rates.csv?programme=x",
        "/for-employers/none",
    ] {
        assert_eq!(town.get(path, &Session::default()).await.status, StatusCode::NOT_FOUND, "{path}");
    }
    let one = town.get("/api/v1/pass-rates?programme=cmas", &Session::default()).await;
    assert!(one.text.contains("\"cmas\"") && !one.text.contains("\"cpcs\""));
}

#[tokio::test]
async fn the_case_for_an_employer_is_the_handbooks() {
    let town = crowd();
    for (programme, said) in [
        ("cpcs", ["Certified Provider Credentialing Specialist", "54.5 %", "$200.00", "150", "How it is kept", "30"]),
        ("cmas", ["64.5 %", "$125.00", "200", "$75.00", "How many pass", "2024"]),
        (
            "project_coordinator",
            ["What it attests", "What it costs", "How it is kept", "The examination", "Where it is written", "head"],
        ),
    ] {
        let page = town.get(&format!("/for-employers/{programme}"), &Session::default()).await;
        assert_eq!(page.status, StatusCode::OK);
        for said in said {
            assert!(page.text.contains(said), "{programme}: {said} is missing");
        }
        assert!(!page.text.contains("<form method=\"post\""), "{programme}");
    }
}
