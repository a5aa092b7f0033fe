//! Deciding: the button, the click and the record agree.

use axum::http::StatusCode;
use desk::account::Role;

use super::Town;

/// Jonas's application, as the sample records have it.
async fn application(town: &Town, session: &super::Session) -> String {
    let queue = town.get("/staff/queues/applications", session).await;
    let path = queue.text.split("href=\"/staff/applications/").nth(1).expect("an application waits");
    format!("/staff/applications/{}", path.split('"').next().unwrap())
}

fn seen(page: &str) -> String {
    page.split("name=\"seen\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned()
}

#[tokio::test]
async fn a_decision_goes_on_record_and_out_of_the_queue() {
    let town = Town::new();
    let reviewer = town.signed_in("reviewer@test.example", Role::Reviewer, None).await;
    let path = application(&town, &reviewer).await;
    let page = town.get(&path, &reviewer).await;
    assert!(page.text.contains("What it must meet"), "{}", page.text);
    let decide = format!("{path}/decide");
    let seen = seen(&page.text);

    let nothing = town.post(&decide, &reviewer, &[("outcome", ""), ("seen", &seen)]).await;
    assert_eq!(nothing.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(nothing.text.contains("No decision is chosen."), "{}", nothing.text);

    let before = town.heads();
    let form = [("outcome", "approved"), ("reason", "The originals were seen."), ("seen", seen.as_str())];
    let done = town.post(&decide, &reviewer, &form).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text);
    assert_ne!(town.heads(), before);
    let after = town.get(&path, &reviewer).await;
    assert!(after.text.contains("decided already"), "{}", after.text);

    let again = town.post(&decide, &reviewer, &form).await;
    assert_ne!(again.status, StatusCode::SEE_OTHER, "one decision is enough");
}

#[tokio::test]
async fn a_record_that_has_grown_meanwhile_is_looked_at_again() {
    let town = Town::new();
    let reviewer = town.signed_in("reviewer@test.example", Role::Reviewer, None).await;
    let path = application(&town, &reviewer).await;
    let form = [("outcome", "approved"), ("reason", "As agreed."), ("seen", "1")];
    let stale = town.post(&format!("{path}/decide"), &reviewer, &form).await;
    assert_eq!(stale.status, StatusCode::CONFLICT, "{}", stale.text);
}

#[tokio::test]
async fn nobody_decides_on_themself() {
    let town = Town::new();
    let other = town.signed_in("other@test.example", Role::Reviewer, None).await;
    let path = application(&town, &other).await;
    let page = town.get(&path, &other).await;
    let person = page.text.split("href=\"/staff/people/").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let own = town.signed_in("own@test.example", Role::Reviewer, Some(&person)).await;
    assert!(town.get(&path, &own).await.text.contains("Nobody decides on themself"));
    let before = town.heads();
    let seen = seen(&page.text);
    let form = [("outcome", "approved"), ("reason", "It is me."), ("seen", seen.as_str())];
    let refused = town.post(&format!("{path}/decide"), &own, &form).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(town.heads(), before);
}
