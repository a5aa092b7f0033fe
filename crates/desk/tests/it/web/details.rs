//! Saying one's own name and place anew: what is on record then, and who finds whom by what.

use axum::http::StatusCode;
use desk::account::Role;
use serde_json::Value;
use store::{entries, people};

use super::{PASSWORD, Session, Town};

const PATH: &str = "/home/details";

async fn maya(town: &Town) -> Session {
    town.signed_in("maya@test.example", Role::Certificant, Some("maya")).await
}

/// What Maya's record says of her.
fn on_record(town: &Town) -> people::Person {
    town.house.store.read(|tx| people::by_id(tx, "maya")).unwrap().unwrap()
}

fn last(town: &Town) -> Value {
    let line = town.house.store.read(|tx| entries::lines(tx, "maya")).unwrap().pop().unwrap();
    serde_json::from_str(&line).unwrap()
}

/// How many credentials the public finds by a search.
async fn found(town: &Town, query: &str) -> usize {
    let answer = town.get(&format!("/api/v1/standing?{query}"), &Session::default()).await;
    let json: Value = serde_json::from_str(&answer.text).unwrap();
    json["items"].as_array().unwrap().len()
}

fn form<'f>(name: &'f str, place: &'f str) -> [(&'f str, &'f str); 4] {
    [("name", name), ("place", place), ("seen_name", "Maya Lindqvist"), ("seen_place", "")]
}

#[tokio::test]
async fn a_new_name_and_place_hold_at_once_and_the_old_name_still_finds_her_for_staff() {
    let town = Town::new();
    let maya = maya(&town).await;
    let registrar = town.signed_in("r@test.example", Role::Registrar, None).await;
    assert!(town.get("/home", &maya).await.text.contains("href=\"/home/details\""));
    assert!(town.get("/account", &maya).await.text.contains("href=\"/home/details\""));
    let page = town.get(PATH, &maya).await.text;
    assert!(page.contains("name=\"name\" value=\"Maya Lindqvist\""), "{page}");
    let before = on_record(&town);
    let said = town.post(PATH, &maya, &form(" Maya Stone-Abara ", "Reno, NV")).await;
    assert!(said.status == StatusCode::OK && said.text.contains("You are in Reno, NV."), "{}", said.text);

    let after = on_record(&town);
    assert_eq!((after.name.as_str(), after.place.as_str()), ("Maya Stone-Abara", "Reno, NV"));
    assert_eq!((after.email, after.born, after.entries), (before.email, before.born, before.entries + 1));
    let entry = last(&town);
    assert_eq!((entry["kind"].as_str(), entry["by"].as_str()), (Some("person_registered"), Some("self")));
    // The public finds the new name and the place, staff the old name, too.
    for (query, expected) in
        [("name=abara", 1), ("name=maya&place=reno", 1), ("name=maya&place=nv", 1), ("name=lindqvist", 0)]
    {
        assert_eq!(found(&town, query).await, expected, "{query}");
    }
    for name in ["lindqvist", "abara", "maya"] {
        let list = town.get(&format!("/staff/people?q={name}"), &registrar).await.text;
        assert!(list.contains("Maya Stone-Abara"), "{name}: {list}");
    }
    let person = town.get("/staff/people/maya", &registrar).await.text;
    assert!(person.contains("<h1>Maya Stone-Abara") && person.contains("Maya Lindqvist"), "both stand on her record");
    assert!(town.get("/account", &maya).await.text.contains("</span>Maya Stone-Abara"), "her account bears it");
    // She is told by mail, and the log says so.
    let told = town.letters();
    let letter = told.iter().find(|(to, _)| to == "maya@test.example").unwrap();
    assert!(letter.1.contains("Hello Maya Lindqvist") && letter.1.contains("Name: Maya Stone-Abara"), "{}", letter.1);
    assert!(town.get("/account", &maya).await.text.contains("The name or place on the record was changed."));
    let now = town.get(PATH, &maya).await.text;
    assert!(now.contains("name=\"seen_name\" value=\"Maya Stone-Abara\""), "{now}");
}

#[tokio::test]
async fn what_is_wrong_is_said_beside_its_field_and_nothing_typed_is_lost() {
    let town = Town::new();
    let maya = maya(&town).await;
    let (before, long, far) = (town.heads(), "x".repeat(201), "y".repeat(101));
    let table: [(&str, &str, &[&str]); 5] = [
        ("", "Reno, NV", &["name"]),
        (&long, "Reno, NV", &["name"]),
        ("Maya\u{7}", "Reno, NV", &["name"]),
        ("Maya Stone", &far, &["place"]),
        (" ", &far, &["name", "place"]),
    ];
    for (name, place, fields) in table {
        let refused = town.post(PATH, &maya, &form(name, place)).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{name:?} {place:?}");
        for field in ["name", "place"] {
            let beside = refused.text.contains(&format!("id=\"{field}-error\""));
            assert_eq!(beside, fields.contains(&field), "{name:?} {place:?}: {field}");
        }
        assert!(refused.text.contains(place), "what was typed stays");
    }
    let bare = Session { csrf: String::new(), ..maya.clone() };
    assert_eq!(town.post(PATH, &bare, &form("Maya Stone", "")).await.status, StatusCode::FORBIDDEN);
    let staff = town.signed_in("r@test.example", Role::Registrar, None).await;
    assert_ne!(town.get(PATH, &staff).await.status, StatusCode::OK, "who has no record has no such page");
    assert_eq!(town.heads(), before);
}

#[tokio::test]
async fn sent_twice_it_is_entered_once_and_an_older_page_overwrites_nothing() {
    let town = Town::new();
    let maya = maya(&town).await;
    let new = form("Maya Lindqvist", "Reno, NV");
    let length = || on_record(&town).entries;
    let before = length();
    for _ in 0..2 {
        assert_eq!(town.post(PATH, &maya, &new).await.status, StatusCode::OK);
    }
    assert_eq!(length(), before + 1);
    // A page that was opened before still says that there is no place.
    let older = town.post(PATH, &maya, &form("Maya Stone", "")).await;
    assert_eq!(older.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(older.text.contains("has been changed since you opened this page: Maya Lindqvist, Reno, NV."));
    assert!(older.text.contains("value=\"Maya Stone\""), "what was typed stays");
    assert_eq!(length(), before + 1);
    let seen = [("name", "Maya Stone"), ("place", ""), ("seen_name", "Maya Lindqvist"), ("seen_place", "Reno, NV")];
    assert!(town.post(PATH, &maya, &seen).await.text.contains("Where you are is not said."));
    assert_eq!((on_record(&town).name.as_str(), on_record(&town).place.as_str()), ("Maya Stone", ""));
}

#[tokio::test]
async fn another_address_leaves_the_place_as_it_is() {
    let town = Town::new();
    let maya = maya(&town).await;
    town.post(PATH, &maya, &form("Maya Lindqvist", "Reno, NV")).await;
    town.letters();
    town.post("/account/address", &maya, &[("present", PASSWORD), ("email", "stone@test.example")]).await;
    let link = town.link();
    let token = link.split("token=").nth(1).unwrap();
    town.post("/confirm-address", &Session::default(), &[("token", token)]).await;
    let after = on_record(&town);
    assert_eq!((after.email.as_str(), after.place.as_str()), ("stone@test.example", "Reno, NV"));
    assert_eq!(found(&town, "name=maya&place=reno").await, 1);
}
