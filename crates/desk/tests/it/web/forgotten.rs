//! A forgotten password: the same answer for everybody, and a link that works once.

use axum::http::StatusCode;
use desk::account::Role;
use store::accounts;
use store::outbox;

use super::{Answer, PASSWORD, Session, Town};

const NEW: &str = "several rare words";

async fn ask(town: &Town, email: &str) -> Answer {
    town.post("/forgotten", &Session::default(), &[("email", email)]).await
}

async fn choose(town: &Town, token: &str, password: &str) -> Answer {
    town.post("/choose-password", &Session::default(), &[("token", token), ("password", password)]).await
}

fn token(link: &str) -> String {
    link.split("token=").nth(1).unwrap().to_owned()
}

#[tokio::test]
async fn the_answer_is_the_same_whether_there_is_an_account_or_not() {
    let town = Town::new();
    town.signed_in("known@test.example", Role::Registrar, None).await;
    town.signed_in("shut@test.example", Role::Registrar, None).await;
    let shut = town.account("shut@test.example").id;
    town.house.store.write(move |tx| accounts::set_disabled(tx, &shut, true)).unwrap();
    let mut answers = Vec::new();
    for email in ["known@test.example", "new@test.example", "shut@test.example"] {
        let answer = ask(&town, email).await;
        let letters = town.house.store.read(|tx| outbox::list(tx, None, 20)).unwrap();
        let mut done: Vec<(String, String, String)> = Vec::new();
        for mail in letters.into_iter().filter(|mail| mail.draft.to_address == email) {
            done.push((mail.draft.kind, mail.draft.subject, mail.draft.body));
        }
        answers.push((answer.status, answer.text, done));
    }
    assert_eq!(answers[0].2.len(), 1);
    assert_eq!(answers[0], answers[1], "the page byte for byte, and what was written for it");
    assert_eq!(answers[0], answers[2]);
    assert!(answers[0].1.contains("Look at your mail"), "{}", answers[0].1);
    // Once too many letters were asked for, too.
    let mut later = Vec::new();
    for email in ["known@test.example", "new@test.example"] {
        for _ in 0..5 {
            later.push(ask(&town, email).await.text);
        }
    }
    assert!(later.iter().all(|text| *text == answers[0].1));
    let letters = town.letters();
    let to = |email: &str| letters.iter().filter(|(to, _)| to == email).count();
    assert_eq!((to("known@test.example"), to("new@test.example")), (3, 3));
    let text = |email: &str| &letters.iter().find(|(to, _)| to == email).unwrap().1;
    assert!(text("new@test.example").contains("There is no account"), "only the letter says so");
    assert!(text("shut@test.example").contains("is shut") && !text("shut@test.example").contains("token="));
}

#[tokio::test]
async fn what_is_no_address_is_said_and_kept() {
    let town = Town::new();
    let answer = ask(&town, "maya(at)test").await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.text.contains("no e-mail address") && answer.text.contains("maya(at)test"), "{}", answer.text);
}

#[tokio::test]
async fn one_place_asks_so_often_and_not_more() {
    let town = Town::new();
    for n in 0..20 {
        assert_eq!(ask(&town, &format!("{n}@test.example")).await.status, StatusCode::OK);
    }
    let answer = ask(&town, "one@test.example").await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.text.contains("too many attempts"), "{}", answer.text);
    assert_eq!(town.letters().len(), 20);
}

#[tokio::test]
async fn the_link_leads_to_a_new_password_once() {
    let town = Town::new();
    let session = town.signed_in("maya@test.example", Role::Certificant, Some("maya")).await;
    ask(&town, "maya@test.example").await;
    let link = town.link();
    for _ in 0..2 {
        let page = town.get(&link, &Session::default()).await;
        assert!(page.status == StatusCode::OK && page.text.contains("Choose a password"), "{}", page.text);
    }
    let token = token(&link);
    let short = choose(&town, &token, "short").await;
    assert_eq!(short.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(short.text.contains("too short") && short.text.contains(&token), "the link works on: {}", short.text);
    let chosen = choose(&town, &token, NEW).await;
    assert!(chosen.text.contains("Your password is chosen"), "{}", chosen.text);
    assert_eq!(town.get("/account", &session).await.location(), "/sign-in?next=/account", "signed out");
    let form = |password| [("email", "maya@test.example"), ("password", password)];
    let old = town.post("/sign-in", &Session::default(), &form(PASSWORD)).await;
    assert_eq!(old.status, StatusCode::UNPROCESSABLE_ENTITY);
    let new = town.post("/sign-in", &Session::default(), &form(NEW)).await;
    assert_eq!(new.status, StatusCode::SEE_OTHER);
    for again in [town.get(&link, &Session::default()).await, choose(&town, &token, "other rare words").await] {
        assert_eq!(again.status, StatusCode::NOT_FOUND);
        assert!(again.text.contains("does not work any more") && again.text.contains("href=\"/forgotten\""));
    }
    let told = town.letters();
    assert!(told.len() == 1 && told[0].1.contains("Your password was changed"), "{told:?}");
}

#[tokio::test]
async fn a_link_that_was_altered_or_is_for_something_else_opens_nothing() {
    let town = Town::new();
    let session = town.signed_in("maya@test.example", Role::Certificant, Some("maya")).await;
    let wanted = [("present", PASSWORD), ("email", "other@test.example")];
    town.post("/account/address", &session, &wanted).await;
    let confirms = token(&town.link());
    ask(&town, "maya@test.example").await;
    let resets = token(&town.link());
    let altered = resets.chars().rev().collect::<String>();
    for wrong in ["", "x", &altered, &confirms] {
        let page = town.get(&format!("/choose-password?token={wrong}"), &Session::default()).await;
        assert_eq!(page.status, StatusCode::NOT_FOUND, "{wrong}");
        assert_eq!(choose(&town, wrong, NEW).await.status, StatusCode::NOT_FOUND, "{wrong}");
    }
    let page = town.get(&format!("/confirm-address?token={resets}"), &Session::default()).await;
    assert_eq!(page.status, StatusCode::NOT_FOUND);
    let answer = town.post("/confirm-address", &Session::default(), &[("token", &resets)]).await;
    assert_eq!(answer.status, StatusCode::NOT_FOUND);
    assert_eq!(town.get("/account", &session).await.status, StatusCode::OK, "nothing happened");
}

#[tokio::test]
async fn staff_who_see_letters_see_no_link_that_opens() {
    let town = Town::new();
    let registrar = town.signed_in("r@test.example", Role::Registrar, None).await;
    ask(&town, "r@test.example").await;
    let token = token(&town.link());
    let page = town.get("/staff/mail", &registrar).await.text;
    assert!(page.contains("Choose a new password") && page.contains("{token}") && !page.contains(&token), "{page}");
}
