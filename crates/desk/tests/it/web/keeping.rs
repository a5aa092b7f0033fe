//! Accounts as pages: inviting, giving roles, shutting; what is refused, and what is kept of it.

use axum::http::StatusCode;
use desk::account::Role;

use super::{Answer, Session, Town};

/// An administrator, and a second one, so that neither is the last.
async fn two(town: &Town) -> Session {
    town.signed_in("two@test.example", Role::Administrator, None).await;
    town.signed_in("boss@test.example", Role::Administrator, None).await
}

async fn change(town: &Town, by: &Session, email: &str, what: &str, role: &str) -> Answer {
    let path = format!("/staff/accounts/{}/{what}", town.account(email).id);
    town.post(&path, by, &[("role", role)]).await
}

fn refused(answer: &Answer, said: &str) {
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{said}");
    assert!(answer.text.contains("There is a problem") && answer.text.contains(said), "{said}: {}", answer.text);
}

#[tokio::test]
async fn staff_are_found_and_everybody_where_that_is_asked() {
    let town = Town::new();
    let boss = two(&town).await;
    town.signed_in("maya@test.example", Role::Certificant, Some("maya")).await;
    let list = async |query: &str| town.get(&format!("/staff/accounts{query}"), &boss).await.text;
    let staff = list("").await;
    assert!(staff.contains("boss@test.example") && !staff.contains("maya@test.example"), "{staff}");
    assert!(staff.contains("15 December 2025, 09:00"), "when they last signed in: {staff}");
    assert!(list("?q=MAYA&of=everybody").await.contains("maya@test.example"));
    assert!(list("?of=certificant").await.contains("maya@test.example"));
    assert!(list("?q=nobody-of-this-name").await.contains("No account was found"));
    let wild = list("?q=%25&of=everybody").await;
    assert!(wild.contains("No account was found"), "a sign of the engine's own stands for itself: {wild}");
    let answer = town.get("/staff/accounts/nobody", &boss).await;
    assert_eq!(answer.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn somebody_invited_chooses_a_password_and_comes_in() {
    let town = Town::new();
    let boss = two(&town).await;
    let form = [("name", "Rosa Lind"), ("email", "rosa@test.example"), ("role", "registrar"), ("more", "reviewer")];
    let made = town.post("/staff/accounts/invite", &boss, &form).await;
    let page = town.get(made.location(), &boss).await.text;
    assert!(page.contains("Rosa Lind") && page.contains("Invited") && page.contains("Send the invitation again"));
    let link = town.link();
    let token = link.split("token=").nth(1).unwrap();
    assert!(town.get(&link, &Session::default()).await.text.contains("rosa@test.example"));
    let chosen = [("token", token), ("password", super::PASSWORD)];
    town.post("/choose-password", &Session::default(), &chosen).await;
    let rosa = town.sign_in("rosa@test.example").await;
    assert_eq!(town.get("/staff", &rosa).await.status, StatusCode::OK);
    refused(&change(&town, &boss, "rosa@test.example", "invite-again", "").await, "taken up already");
}

#[tokio::test]
async fn everything_wrong_with_an_invitation_is_said_at_once() {
    let town = Town::new();
    let boss = two(&town).await;
    let invite = async |name: &str, email: &str, role: &str, more: &str| {
        let form = [("name", name), ("email", email), ("role", role), ("more", more)];
        town.post("/staff/accounts/invite", &boss, &form).await
    };
    let answer = invite("", "rosa(at)body", "", "").await;
    for said in ["The name is missing", "no e-mail address", "No role is chosen", "rosa(at)body"] {
        refused(&answer, said);
    }
    let clash = invite("Rosa", "rosa@test.example", "registrar", "item_writer").await;
    refused(&clash, "must not know who the candidates are");
    refused(
        &invite("Rosa", "two@test.example", "registrar", "").await,
        "There is an account with this address already",
    );
    assert!(town.letters().is_empty());
}

#[tokio::test]
async fn what_is_given_or_withdrawn_counts_from_the_next_request() {
    let town = Town::new();
    let boss = two(&town).await;
    let open = town.signed_in("maya@test.example", Role::Provider, None).await;
    let seen = async |path: &str| town.get(path, &open).await.status;
    assert_eq!(seen("/staff").await, StatusCode::FORBIDDEN);
    assert!(
        change(&town, &boss, "maya@test.example", "give", "registrar").await.location().contains("/staff/accounts/")
    );
    assert_eq!(seen("/staff").await, StatusCode::OK);
    change(&town, &boss, "maya@test.example", "withdraw", "registrar").await;
    assert_eq!(seen("/staff").await, StatusCode::FORBIDDEN);
    change(&town, &boss, "maya@test.example", "disable", "").await;
    assert_eq!(town.get("/account", &open).await.location(), "/sign-in?next=/account");
    let form = [("email", "maya@test.example"), ("password", super::PASSWORD)];
    assert_eq!(town.post("/sign-in", &Session::default(), &form).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    change(&town, &boss, "maya@test.example", "enable", "").await;
    let again = town.sign_in("maya@test.example").await;
    change(&town, &boss, "maya@test.example", "end-sessions", "").await;
    assert_eq!(town.get("/account", &again).await.location(), "/sign-in?next=/account");
}

#[tokio::test]
async fn what_may_not_be_done_is_refused_with_the_reason() {
    let town = Town::new();
    let boss = town.signed_in("boss@test.example", Role::Administrator, None).await;
    town.signed_in("writer@test.example", Role::ItemWriter, None).await;
    let own = "boss@test.example";
    for what in ["give", "withdraw", "disable", "enable", "end-sessions", "reset-codes", "invite-again"] {
        refused(&change(&town, &boss, own, what, "provider").await, "another administrator does");
    }
    let page = town.get(&format!("/staff/accounts/{}", town.account(own).id), &boss).await.text;
    assert!(!page.contains("Withdraw") && !page.contains("Shut the account"), "nor offered: {page}");
    let writer = async |what: &str, role: &str| change(&town, &boss, "writer@test.example", what, role).await;
    for role in ["registrar", "reviewer", "provider", "administrator"] {
        refused(&writer("give", role).await, "must not know who the candidates are");
    }
    refused(&writer("give", "auditor").await, "An auditor looks at the work of others");
    refused(&writer("give", "").await, "No role is chosen");
    refused(&writer("withdraw", "king").await, "No role is chosen");
    assert_eq!(writer("crown", "").await.status, StatusCode::NOT_FOUND);
    let nobody = town.post("/staff/accounts/nobody/disable", &boss, &[]).await;
    assert_eq!(nobody.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn the_last_administrator_is_neither_shut_nor_stripped_of_the_role() {
    let town = Town::new();
    let boss = two(&town).await;
    let other = town.sign_in("two@test.example").await;
    // A second window of the one who is about to go.
    change(&town, &boss, "two@test.example", "withdraw", "administrator").await;
    let late = change(&town, &other, "boss@test.example", "disable", "").await;
    assert_eq!(late.status, StatusCode::FORBIDDEN, "the right is gone at once");
    let id = town.account("boss@test.example").id;
    let said = desk::account::keeping::disable(&town.house.store, &id, "command line", super::now()).unwrap_err();
    assert!(said.to_string().contains("the last administrator who can sign in"), "{said}");
}

#[tokio::test]
async fn every_change_stands_in_the_log() {
    let town = Town::new();
    let boss = two(&town).await;
    town.signed_in("maya@test.example", Role::Certificant, Some("maya")).await;
    let auditor = town.signed_in("auditor@test.example", Role::Auditor, None).await;
    change(&town, &boss, "maya@test.example", "give", "instructor").await;
    change(&town, &boss, "maya@test.example", "reset-codes", "").await;
    let log = town.get("/staff/accounts/log", &boss).await.text;
    for said in ["A role was given.", "Instructor", "were reset", "maya@test.example", "boss@test.example"] {
        assert!(log.contains(said), "{said}: {log}");
    }
    let link = format!("/staff/accounts/{}", town.account("maya@test.example").id);
    assert!(log.contains(&link));
    let seen = town.get("/staff/accounts/log", &auditor).await.text;
    assert!(seen.contains("A role was given.") && !seen.contains(&link), "an auditor keeps no accounts");
    let maya = town.sign_in("maya@test.example").await;
    let own = town.get("/account", &maya).await.text;
    assert!(own.contains("A role was given.") && own.contains("An administrator"), "{own}");
    assert!(!own.contains("boss@test.example"), "who that is, is no matter of hers");
}
