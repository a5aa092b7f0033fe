//! Signing up: by mail, once, without telling strangers who has an account.

use axum::http::StatusCode;
use store::outbox::{self, Mail};

use super::{Session, Town};

fn form<'a>(email: &'a str, password: &'a str) -> [(&'a str, &'a str); 5] {
    [("name", "Ola Nordmann"), ("email", email), ("born", "1990-05-17"), ("body", "namss"), ("password", password)]
}

fn mails(town: &Town) -> Vec<Mail> {
    town.house.store.read(|tx| outbox::list(tx, None, 20)).unwrap()
}

#[tokio::test]
async fn whoever_shows_that_the_address_is_theirs_has_an_account_and_a_record() {
    let town = Town::new();
    let nobody = Session::default();
    let asked = town.post("/sign-up", &nobody, &form("ola@people.example", super::PASSWORD)).await;
    assert!(asked.text.contains("Look at your mail"), "{}", asked.text);
    let before = town.heads();
    let page = town.link();
    assert!(town.get(&page, &nobody).await.text.contains("This address is mine"));
    assert_eq!(town.heads(), before, "a look changes nothing");
    let token = page.split("token=").nth(1).unwrap();
    let made = town.post("/confirm", &nobody, &[("token", token)]).await;
    assert_eq!(made.location(), "/sign-in?next=/home", "{}", made.text);
    let again = town.post("/confirm", &nobody, &[("token", token)]).await;
    assert_eq!(again.status, StatusCode::NOT_FOUND, "once");
    let ola = town.sign_in("ola@people.example").await;
    let home = town.get("/home", &ola).await;
    assert!(home.text.contains("Ola Nordmann"), "{}", home.text);
    assert_eq!(town.get("/home/apply/cpcs", &ola).await.status, StatusCode::OK);
    let kept = mails(&town).remove(0).draft.body;
    assert!(kept.contains("{token}") && !kept.contains(token), "what is in the store opens nothing: {kept}");
}

#[tokio::test]
async fn where_somebody_is_goes_on_their_record_if_they_say_so() {
    let town = Town::new();
    let nobody = Session::default();
    let long = "é".repeat(101);
    let with = |place: &'static str| form("ola@people.example", super::PASSWORD).into_iter().chain([("place", place)]);
    let fields: Vec<(&str, &str)> = with("").take(5).chain([("place", long.as_str())]).collect();
    let wrong = town.post("/sign-up", &nobody, &fields).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.text.contains("longer than 100 letters") && wrong.text.contains(&long), "{}", wrong.text);
    let fields: Vec<(&str, &str)> = with(" Tucson, AZ ").collect();
    town.post("/sign-up", &nobody, &fields).await;
    let page = town.link();
    town.post("/confirm", &nobody, &[("token", page.split("token=").nth(1).unwrap())]).await;
    let found = town.house.store.read(|tx| store::people::by_name(tx, "ola nordmann", ("", ""), 2)).unwrap();
    assert_eq!(found[0].1.place, "Tucson, AZ");
}

#[tokio::test]
async fn a_stranger_learns_nothing_of_who_has_an_account() {
    let town = Town::new();
    let nobody = Session::default();
    town.signed_in("known@people.example", desk::account::Role::Registrar, None).await;
    let known = town.post("/sign-up", &nobody, &form("known@people.example", super::PASSWORD)).await;
    let unknown = town.post("/sign-up", &nobody, &form("new@people.example", super::PASSWORD)).await;
    assert_eq!((known.status, known.text), (unknown.status, unknown.text));
    let mut kinds: Vec<String> = mails(&town).into_iter().map(|m| m.draft.kind).collect();
    kinds.sort();
    assert_eq!(kinds, ["sign_up", "sign_up_again"], "its owner is told, by mail");
}

#[tokio::test]
async fn everything_that_is_wrong_is_said_at_once() {
    let town = Town::new();
    let form = [("name", ""), ("email", "nowhere"), ("born", "2030-01-01"), ("body", "x"), ("password", "hunter2")];
    let answer = town.post("/sign-up", &Session::default(), &form).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    for said in ["Your name is missing", "no e-mail address", "no day that has been", "Nothing is chosen", "12"] {
        assert!(answer.text.contains(said), "{said}: {}", answer.text);
    }
    assert!(!answer.text.contains("hunter2"), "a password is not sent back");
    assert!(mails(&town).is_empty());
}
