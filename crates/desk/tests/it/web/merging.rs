//! Records that may be of one person: found, compared, merged, taken apart; and what the old id leads to.

use axum::http::StatusCode;
use desk::account::Role;
use serde_json::Value;

use super::{Session, Town, now};

/// Maya under another address: some credits, and another registration.
const OTHER: &str = r#"{"id":"maja-1","person":"maja","kind":"person_registered","at":"2023-05-01","name":"Lindqvist, Maya","email":"maya.l@old.example"}
{"id":"maja-2","person":"maja","kind":"credit_logged","at":"2025-03-01","scheme":"namss-recertification","category":"approved","units":"6","title":"Under the old address","certificate":true}
{"id":"mia-1","person":"mia","kind":"person_registered","at":"2023-05-01","name":"Mia Lindqvist","email":"mia@people.example"}
{"id":"mia-2","person":"mia","kind":"credential_awarded","at":"2022-06-01","programme":"cpcs"}
"#;

/// The town, with them in it, and a registrar.
async fn town() -> (Town, Session) {
    let town = Town::new();
    assert_eq!(town.take_in(OTHER), 4);
    let registrar = town.signed_in("r@test.example", Role::Registrar, None).await;
    (town, registrar)
}

const MERGE: &str = "/staff/people/maya/merge";

/// How many entries the form was drawn with.
fn seen(page: &str) -> String {
    let rest = page.split("name=\"seen\" value=\"").nth(1).unwrap_or_else(|| panic!("{page}"));
    rest.split('"').next().unwrap().to_owned()
}

async fn earned(town: &Town, session: &Session, person: &str) -> Value {
    let answer = town.get(&format!("/api/v1/people/{person}/review?on=2025-12-15"), session).await;
    let review: Value = serde_json::from_str(&answer.text).unwrap_or_else(|_| panic!("{}", answer.text));
    serde_json::json!([review["person"], review["cycles"][0]["earned"]["total"], review["merged"][0]["person"]])
}

#[tokio::test]
async fn two_records_are_found_compared_merged_and_taken_apart() {
    let (town, staff) = town().await;
    let list = town.get("/staff/duplicates", &staff).await;
    assert!(list.text.contains("/staff/people/maja/merge?with=maya"), "{}", list.text);
    assert!(list.text.contains("Same name"), "{}", list.text);
    assert!(town.get("/staff", &staff).await.text.contains("one pair"));
    // Found by an address, a number, a name; nobody is found as themself.
    let number = town.get("/api/v1/standing?name=maya", &staff).await.text;
    let number: Value = serde_json::from_str(&number).unwrap();
    let number = number["items"][0]["certificate_number"].as_str().unwrap().to_owned();
    for (from, q, found) in [
        ("maya", "maya.l@old.example", "maja"),
        ("maya", "lindqvist", "maja"),
        ("maya", "maja", "maja"),
        ("maja", number.as_str(), "maya"),
    ] {
        let page = town.get(&format!("/staff/people/{from}/merge?q={q}"), &staff).await.text;
        assert!(page.contains(&format!("/staff/people/{from}/merge?with={found}")), "{q}: {page}");
        assert!(!page.contains(&format!("merge?with={from}\"")), "{q}: {page}");
    }
    let before = [earned(&town, &staff, "maya").await, earned(&town, &staff, "maja").await];
    let page = town.get(&format!("{MERGE}?with=maja"), &staff).await;
    assert_eq!(page.status, StatusCode::OK);
    for said in
        ["Under the old address", "Credits: namss-recertification", "Let the other record go on instead", "Same name"]
    {
        assert!(page.text.contains(said), "{said} is missing: {}", page.text);
    }
    let seen = seen(&page.text);
    let form = |reason: &'static str| vec![("with", "maja"), ("seen", seen.as_str()), ("reason", reason)];
    let empty = town.post(MERGE, &staff, &form(" ")).await;
    assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(empty.text.contains("href=\"#reason\""), "{}", empty.text);
    let done = town.post(MERGE, &staff, &form("The same passport")).await;
    assert_eq!((done.status, done.location()), (StatusCode::SEE_OTHER, "/staff/people/maya"));
    let again = town.post(MERGE, &staff, &form("The same passport")).await;
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", again.text);
    assert!(again.text.contains("They are one person already"), "{}", again.text);

    let after = earned(&town, &staff, "maya").await;
    assert_eq!(after, earned(&town, &staff, "maja").await, "the old id leads to the survivor, and says so");
    assert_eq!((&after[0], &after[2]), (&Value::from("maya"), &Value::from("maja")));
    assert_ne!(after[1], before[0][1]);
    let old = town.get("/staff/people/maja", &staff).await;
    assert_eq!((old.status, old.location()), (StatusCode::SEE_OTHER, "/staff/people/maya?merged=maja"));
    let page = town.get(old.location(), &staff).await.text;
    for said in
        ["You asked for", "Merged into this record", "recorded under maja", "The same passport", "take-apart?event="]
    {
        assert!(page.contains(said), "{said} is missing: {page}");
    }
    let people = town.get("/staff/people?q=maya.l%40old.example", &staff).await.text;
    assert!(people.contains("/staff/people/maya\"") && !people.contains("/staff/people/maja\""), "{people}");

    let event = page.split("take-apart?event=").nth(1).unwrap().split('"').next().unwrap().replace("%2D", "-");
    let apart = "/staff/people/maya/take-apart";
    let form = town.get(&format!("{apart}?event={event}"), &staff).await.text;
    let seen = self::seen(&form);
    let sent = |reason: &'static str| [("event", event.clone()), ("seen", seen.clone()), ("reason", reason.to_owned())];
    let post = |reason: &'static str| {
        let sent = sent(reason);
        let (town, staff) = (&town, &staff);
        async move {
            let fields: Vec<(&str, &str)> = sent.iter().map(|(key, value)| (*key, value.as_str())).collect();
            town.post(apart, staff, &fields).await
        }
    };
    assert_eq!(post("").await.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(post("Two passports").await.location(), "/staff/people/maya");
    let again = [earned(&town, &staff, "maya").await, earned(&town, &staff, "maja").await];
    assert_eq!(again, before);
    assert_eq!(post("Two passports").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn what_stands_against_a_merge_is_said_before_it_is_tried() {
    let (town, staff) = town().await;
    let page = town.get(&format!("{MERGE}?with=mia"), &staff).await.text;
    assert!(page.contains("could not be held") && page.contains("held already"), "{page}");
    assert!(!page.contains("name=\"reason\""), "{page}");
    let sent = [("with", "mia"), ("reason", "The same passport")];
    let refused = town.post(MERGE, &staff, &sent).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.text.contains("take back the entry that is wrong"), "{}", refused.text);
    for with in ["nobody-at-all", ""] {
        let answer = town.post(MERGE, &staff, &[("with", with), ("reason", "x")]).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{with}");
    }
    assert_eq!(town.get("/staff/people/nobody/merge", &staff).await.status, StatusCode::NOT_FOUND);
    let own = town.get(&format!("{MERGE}?with=maya"), &staff).await.text;
    assert!(own.contains("They are one person already"), "{own}");
    // Looked at before one of the records grew.
    let stale = [("with", "maja"), ("reason", "The same passport"), ("seen", "1")];
    assert_eq!(town.post(MERGE, &staff, &stale).await.status, StatusCode::CONFLICT);
}

#[tokio::test]
async fn nobody_merges_themself() {
    let (town, _) = town().await;
    let own = town.signed_in("maja@test.example", Role::Registrar, Some("maja")).await;
    let page = town.get(&format!("{MERGE}?with=maja"), &own).await.text;
    assert!(page.contains("for somebody else to say"), "{page}");
    let sent = [("with", "maja"), ("reason", "It is me")];
    assert_eq!(town.post(MERGE, &own, &sent).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    let apart = [("one", "maja"), ("other", "maya")];
    assert_eq!(town.post("/staff/duplicates/apart", &own, &apart).await.status, StatusCode::FORBIDDEN);
    let reviewer = town.signed_in("v@test.example", Role::Reviewer, None).await;
    assert_eq!(town.post(MERGE, &reviewer, &sent).await.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn two_people_are_not_shown_again() {
    let (town, staff) = town().await;
    let sent = [("one", "maya"), ("other", "maja")];
    assert_eq!(town.post("/staff/duplicates/apart", &staff, &sent).await.location(), "/staff/duplicates");
    assert!(town.get("/staff/duplicates", &staff).await.text.contains("No two records look alike"));
    let page = town.get(&format!("{MERGE}?with=maja"), &staff).await.text;
    assert!(page.contains("r@test.example said on 15 December 2025"), "{page}");
    let nobody = [("one", "maya"), ("other", "nobody")];
    assert_eq!(town.post("/staff/duplicates/apart", &staff, &nobody).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn either_account_leads_to_the_one_record() {
    let (town, staff) = town().await;
    let other = town.signed_in("maja@test.example", Role::Certificant, Some("maja")).await;
    assert!(!town.get("/home", &other).await.text.contains("$200.00"));
    let alone = town.get("/api/v1/people/maya/review", &other).await;
    assert_eq!(alone.status, StatusCode::FORBIDDEN);
    let page = town.get(&format!("{MERGE}?with=maja"), &staff).await;
    let seen = seen(&page.text);
    let sent = [("with", "maja"), ("seen", seen.as_str()), ("reason", "The same passport")];
    assert_eq!(town.post(MERGE, &staff, &sent).await.status, StatusCode::SEE_OTHER);
    assert!(town.get("/home", &other).await.text.contains("$200.00"));
    for id in ["maya", "maja"] {
        assert_eq!(town.get(&format!("/api/v1/people/{id}/review"), &other).await.status, StatusCode::OK);
    }
    // The public sees one person.
    let found: Value =
        serde_json::from_str(&town.get("/api/v1/standing?name=lindqvist&on=2025-12-15", &other).await.text).unwrap();
    let names: Vec<&str> = found["items"].as_array().unwrap().iter().map(|i| i["name"].as_str().unwrap()).collect();
    assert_eq!(
        names.iter().filter(|name| name.contains("Maya")).count(),
        names.iter().filter(|n| **n == "Maya Lindqvist").count()
    );
}

#[tokio::test]
async fn a_decision_stands_on_the_record_of_what_it_decides() {
    let (town, staff) = town().await;
    // Nils, under whose other record an application waits: Petra's.
    let page = town.get("/staff/people/nils/merge?with=petra", &staff).await;
    let seen = seen(&page.text);
    let sent = [("with", "petra"), ("seen", seen.as_str()), ("reason", "The same passport")];
    assert_eq!(town.post("/staff/people/nils/merge", &staff, &sent).await.status, StatusCode::SEE_OTHER);
    let page = town.get("/staff/applications/petra-2", &staff).await;
    assert!(page.text.contains("Nils Holm"), "{}", page.text);
    let written = act(&town);
    assert_eq!(written, "petra");
    let kept = town.house.store.read(|tx| store::entries::of_person(tx, "nils")).unwrap();
    assert_eq!(kept.last().unwrap().person, "petra");
}

/// Decides on Petra's application as the office; whose record it was written on.
fn act(town: &Town) -> String {
    let change = desk::act::Change {
        person: "nils".to_owned(),
        body: "namss".to_owned(),
        seen: None,
        by: "office".to_owned(),
        kind: "application_decided",
        day: None,
        fields: vec![("application", "petra-2".into()), ("outcome", "approved".into())],
    };
    let id = desk::act::change(&town.house.store, &town.house.bodies, change, now()).unwrap();
    town.house.store.read(|tx| store::entries::written_for(tx, &id)).unwrap().unwrap()
}

#[tokio::test]
async fn whoever_was_merged_changes_the_address_of_the_record_that_goes_on() {
    let (town, staff) = town().await;
    let maja = town.signed_in("maja@test.example", Role::Certificant, Some("maja")).await;
    let page = town.get(&format!("{MERGE}?with=maja"), &staff).await.text;
    let form = [("with", "maja"), ("seen", &*seen(&page)), ("reason", "The same passport")];
    assert_eq!(town.post(MERGE, &staff, &form).await.status, StatusCode::SEE_OTHER);
    let wanted = [("present", super::PASSWORD), ("email", "maya@new.example")];
    town.post("/account/address", &maja, &wanted).await;
    let link = town.link();
    let token = link.split("token=").nth(1).unwrap();
    let done = town.post("/confirm-address", &Session::default(), &[("token", token)]).await;
    assert_eq!(done.status, StatusCode::OK, "{}", done.text);
    let on_record = town.house.store.read(|tx| store::people::by_id(tx, "maya")).unwrap().unwrap();
    assert_eq!(on_record.email, "maya@new.example");
}
