//! A measure, the appeal against it, and the decision by somebody who had no part in the measure.

use axum::http::StatusCode;
use desk::account::Role;
use store::entries;

use super::{Session, Town};

const REASON: &str = "False documents were handed in.";

/// A reviewer who has revoked Maya's credential, another one, and Maya.
async fn revoked(town: &Town) -> [Session; 3] {
    let taker = town.signed_in("taker@test.example", Role::Reviewer, None).await;
    let other = town.signed_in("other@test.example", Role::Reviewer, None).await;
    let maya = town.signed_in("maya@test.example", Role::Certificant, Some("maya")).await;
    let form = [("programme", "cpcs"), ("measure", "credential_revoked"), ("reason", REASON), ("previewed", "yes")];
    let taken = town.post("/staff/people/maya/measure", &taker, &form).await;
    assert_eq!(taken.status, StatusCode::SEE_OTHER, "{}", taken.text);
    [taker, other, maya]
}

fn record(town: &Town) -> String {
    town.house.store.read(|tx| entries::lines(tx, "maya")).unwrap().join("\n")
}

/// Where the appeal is decided.
async fn appeal(town: &Town, session: &Session) -> String {
    let queue = town.get("/staff/queues/appeals", session).await.text;
    let event = queue.split("href=\"/staff/requests/").nth(1).expect("an appeal waits").split('"').next().unwrap();
    format!("/staff/requests/{event}")
}

async fn decided(town: &Town, session: &Session, at: &str, outcome: &str, reason: &str) -> super::Answer {
    let page = town.get(at, session).await.text;
    let seen =
        page.split("name=\"seen\" value=\"").nth(1).map_or("0", |rest| rest.split('"').next().unwrap()).to_owned();
    let form = [("outcome", outcome), ("reason", reason), ("seen", &seen)];
    town.post(&format!("{at}/decide"), session, &form).await
}

#[tokio::test]
async fn an_appeal_is_decided_by_somebody_else_and_restores_the_credential() {
    let town = Town::new();
    let [taker, other, maya] = revoked(&town).await;
    let home = town.get("/home", &maya).await.text;
    assert!(home.contains("You may appeal against the measure") && home.contains("14 January 2026"), "{home}");
    let form = town.get("/home/appeal/cpcs", &maya).await.text;
    assert!(form.contains(REASON), "{form}");
    let empty = town.post("/home/appeal/cpcs", &maya, &[("grounds", " ")]).await;
    assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
    let filed = town.post("/home/appeal/cpcs", &maya, &[("grounds", "They are genuine.")]).await;
    assert_eq!(filed.location(), "/home/done/appeal", "{}", filed.text);
    assert_eq!(town.post("/home/appeal/cpcs", &maya, &[("grounds", "Once more.")]).await.status, StatusCode::NOT_FOUND);

    let at = appeal(&town, &other).await;
    assert!(town.get(&at, &taker).await.text.contains("You took the measure."));
    let own = decided(&town, &taker, &at, "dismissed", "I was right.").await;
    assert_eq!(own.status, StatusCode::UNPROCESSABLE_ENTITY);
    let page = town.get(&at, &other).await.text;
    assert!(
        page.contains("They are genuine.") && page.contains(REASON) && page.contains("taker@test.example"),
        "{page}"
    );
    for (outcome, reason, said) in
        [("", "x", "No decision is chosen"), ("upheld", "", "gives its reason"), ("dismissed", "", "gives its reason")]
    {
        let refused = decided(&town, &other, &at, outcome, reason).await;
        assert!(refused.status == StatusCode::UNPROCESSABLE_ENTITY && refused.text.contains(said), "{}", refused.text);
    }
    let done = decided(&town, &other, &at, "upheld", "They are.").await;
    assert_eq!(done.location(), "/staff/queues/appeals", "{}", done.text);
    assert!(record(&town).contains("appeal_decided") && record(&town).contains("credential_restored"));
    assert!(town.get("/standing?name=maya", &Session::default()).await.text.contains("Good"));
    assert!(town.get(&at, &other).await.text.contains("decided already"));
}

#[tokio::test]
async fn an_appeal_that_is_dismissed_leaves_the_measure() {
    let town = Town::new();
    let [_, other, maya] = revoked(&town).await;
    town.post("/home/appeal/cpcs", &maya, &[("grounds", "They are genuine.")]).await;
    let at = appeal(&town, &other).await;
    decided(&town, &other, &at, "dismissed", "They are not.").await;
    assert!(record(&town).contains("appeal_decided") && !record(&town).contains("credential_restored"));
}

#[tokio::test]
async fn nobody_decides_their_own_appeal() {
    let town = Town::new();
    let [_, other, maya] = revoked(&town).await;
    town.post("/home/appeal/cpcs", &maya, &[("grounds", "They are genuine.")]).await;
    let at = appeal(&town, &other).await;
    let own = town.signed_in("maya.at.work@test.example", Role::Reviewer, Some("maya")).await;
    assert!(town.get(&at, &own).await.text.contains("Nobody decides on themself"));
    assert_eq!(decided(&town, &own, &at, "upheld", "I am right.").await.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn a_queue_is_worked_through_one_after_the_other() {
    let town = Town::new();
    let reviewer = town.signed_in("reviewer@test.example", Role::Reviewer, None).await;
    let queue = town.get("/staff/queues/applications", &reviewer).await.text;
    let first = queue.split("href=\"/staff/applications/").nth(1).unwrap().split('"').next().unwrap();
    let count = queue.matches("href=\"/staff/applications/").count();
    assert!(count > 1);
    let at = format!("/staff/applications/{first}");
    let page = town.get(&at, &reviewer).await.text;
    assert!(page.contains(&format!("1 of {count} in the queue")), "{page}");
    let seen = page.split("name=\"seen\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let of = count.to_string();
    let form =
        [("outcome", "refused"), ("reason", "No."), ("seen", &*seen), ("next", "yes"), ("nth", "1"), ("of", &*of)];
    let on = town.post(&format!("{at}/decide"), &reviewer, &form).await;
    assert!(on.location().starts_with("/staff/applications/") && !on.location().contains(first), "{}", on.location());
    let next = town.get(on.location(), &reviewer).await.text;
    assert!(next.contains(&format!("2 of {count} in the queue")), "{next}");
    assert!(next.contains("name=\"next\" value=\"yes\" checked") || count == 2, "{next}");
}
