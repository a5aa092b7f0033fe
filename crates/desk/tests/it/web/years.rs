//! The year of renewals: counts, lists, and the table agree with the record, and follow it.

use axum::http::StatusCode;
use desk::account::Role;
use programme::recertification::forecast::Progress;
use serde_json::json;
use store::entries::{Append, append, length};

use super::{Session, Town};

const YEAR: &str = "/staff/year?scheme=namss-recertification&year=2025";

async fn registrar(town: &Town) -> Session {
    town.signed_in("registrar@test.example", Role::Registrar, None).await
}

/// The rows of the table: who, and how far they are.
async fn table(town: &Town, session: &Session) -> Vec<(String, String)> {
    rows(town, session).await.into_iter().map(|(person, _, state)| (person, state)).collect()
}

/// The same with their credentials.
async fn rows(town: &Town, session: &Session) -> Vec<(String, String, String)> {
    let csv = town.get(&YEAR.replace("/staff/year?", "/staff/year.csv?"), session).await;
    assert_eq!(csv.status, StatusCode::OK, "{}", csv.text);
    let cells = |line: &str| line.split(',').map(str::to_owned).collect::<Vec<_>>();
    let mut lines = csv.text.lines();
    let state = cells(lines.next().unwrap()).iter().position(|head| head == "state").unwrap();
    // Names and addresses of the samples have no commas; credentials may, and stand before the state.
    let row = |line: &str| {
        let cells = cells(&line.replace("\"CPCS, CPMSM\"", "both"));
        (cells[1].clone(), cells[3].clone(), cells[state].clone())
    };
    lines.map(row).collect()
}

fn add(town: &Town, person: &str, id: &str, kind: &str, fields: serde_json::Value) {
    let mut event = json!({ "id": id, "person": person, "kind": kind, "at": "2025-12-15" });
    event.as_object_mut().unwrap().extend(fields.as_object().unwrap().clone());
    let bodies = std::sync::Arc::clone(&town.house.bodies);
    let (person, id) = (person.to_owned(), id.to_owned());
    let written = town.house.store.write(move |tx| {
        let events = vec![(id.clone(), event.to_string())];
        let mut add = Append { person: person.clone(), body: "namss".to_owned(), expected: 0, events };
        add.expected = length(tx, &add)?;
        append(tx, &bodies, &add, super::now()).map(drop)
    });
    written.unwrap();
}

#[tokio::test]
async fn the_page_the_lists_and_the_table_count_alike() {
    let town = Town::new();
    let session = registrar(&town).await;
    let page = town.get(YEAR, &session).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.text);
    for said in ["How far they are", "Who lapses if nothing happens", "1 January 2026", "Recertification fee", ".00"] {
        assert!(page.text.contains(said), "{said}: {}", page.text);
    }
    let rows = table(&town, &session).await;
    assert!(rows.len() > 1, "{rows:?}");
    for (word, _) in Progress::WORDS {
        let there = rows.iter().filter(|(_, state)| state == word).count();
        let list = town.get(&format!("{YEAR}&state={word}"), &session).await;
        let people = if there == 1 { "1 person.".to_owned() } else { format!("{there} people.") };
        assert!(list.text.contains(&people), "{word}, {there}: {}", list.text);
    }
    let all = town.get(&format!("{YEAR}&state=all"), &session).await;
    assert!(all.text.contains(&format!("{} people.", rows.len())));
    assert!(all.text.contains("Maya Lindqvist") && all.text.contains("the renewal application"), "{}", all.text);
}

#[tokio::test]
async fn what_is_entered_is_counted_at_once() {
    let town = Town::new();
    let session = registrar(&town).await;
    let of = |rows: &[(String, String)], person: &str| rows.iter().find(|(id, _)| id == person).map(|(_, s)| s.clone());
    let before = rows(&town, &session).await;
    let short = |state: &str| state == "some_credits" || state == "nothing_logged";
    let (person, credential, _) = before.iter().find(|(_, held, state)| short(state) && held != "both").unwrap();
    let more = json!({ "scheme": "namss-recertification", "category": "sponsored", "units": "45", "title": "A week of sessions", "certificate": true, "at": "2025-11-20", "recorded_at": "2025-12-15" });
    add(&town, person, "more-1", "credit_logged", more);
    let after = table(&town, &session).await;
    assert_eq!(of(&after, person).as_deref(), Some("credits_enough"));
    assert_eq!(after.len(), before.len());

    add(&town, person, "more-2", "credential_revoked", json!({ "programme": credential.to_lowercase() }));
    assert_eq!(of(&table(&town, &session).await, person).as_deref(), Some("gone"));
}

#[tokio::test]
async fn what_cannot_be_asked_is_said_all_at_once() {
    let town = Town::new();
    let session = registrar(&town).await;
    let wrong = town.get("/staff/year?scheme=nothing&year=soon&state=often", &session).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    for said in ["There is no such scheme.", "This is no year.", "value=\"soon\""] {
        assert!(wrong.text.contains(said), "{said}: {}", wrong.text);
    }
    let csv = town.get("/staff/year.csv?scheme=nothing&year=soon", &session).await;
    assert_eq!(csv.status, StatusCode::BAD_REQUEST);
    assert!(csv.text.contains("no such scheme") && csv.text.contains("no year"), "{}", csv.text);
    let nobody = town.get("/staff/year?scheme=namss-recertification&year=1950", &session).await;
    assert!(nobody.text.contains("Nobody is due."), "{}", nobody.text);
}

#[tokio::test]
async fn without_a_year_it_is_this_one_and_the_first_scheme() {
    let town = Town::new();
    let page = town.get("/staff/year", &registrar(&town).await).await;
    assert!(page.text.contains("<h1>The year 2025</h1>"), "{}", page.text);
}
