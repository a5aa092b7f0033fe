//! Changing one's own password, address and one-time codes.

use axum::http::StatusCode;
use desk::account::Role;
use store::{accounts, people};

use super::{PASSWORD, Session, Town};

const NEW: &str = "several rare words";

#[tokio::test]
async fn a_password_is_changed_with_the_present_one() {
    let town = Town::new();
    let here = town.signed_in("maya@test.example", Role::Certificant, Some("maya")).await;
    let there = town.sign_in("maya@test.example").await;
    let send = |present: &'static str, password: &'static str| {
        let (town, here) = (&town, &here);
        async move { town.post("/account/password", here, &[("present", present), ("password", password)]).await }
    };
    let table = [("wrong wrong wrong", NEW, "present-error"), (PASSWORD, "short", "password-error")];
    for (present, password, said) in table {
        let answer = send(present, password).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{said}");
        assert!(answer.text.contains(said) && !answer.text.contains(present), "{}", answer.text);
    }
    let bare = Session { csrf: String::new(), ..here.clone() };
    let refused = town.post("/account/password", &bare, &[("present", PASSWORD), ("password", NEW)]).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN, "not without the form's token");
    assert!(send(PASSWORD, NEW).await.text.contains("Your password is changed"));
    assert_eq!(town.get("/account", &here).await.status, StatusCode::OK, "signed in here");
    assert_eq!(town.get("/account", &there).await.location(), "/sign-in?next=/account", "and nowhere else");
    assert!(town.letters()[0].1.contains("Your password was changed"));
}

#[tokio::test]
async fn another_address_holds_for_the_account_and_the_record_once_it_was_confirmed() {
    let town = Town::new();
    let maya = town.signed_in("maya@test.example", Role::Certificant, Some("maya")).await;
    let on_record = || town.house.store.read(|tx| people::by_id(tx, "maya")).unwrap().unwrap();
    let before = on_record();
    let table = [
        ("wrong wrong wrong", "stone@test.example", "present-error"),
        (PASSWORD, "nowhere", "email-error"),
        (PASSWORD, "maya@test.example", "email-error"),
    ];
    for (present, email, said) in table {
        let answer = town.post("/account/address", &maya, &[("present", present), ("email", email)]).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{email}");
        assert!(answer.text.contains(said) && answer.text.contains(email), "{}", answer.text);
    }
    let sent = town.post("/account/address", &maya, &[("present", PASSWORD), ("email", "stone@test.example")]).await;
    assert!(sent.text.contains("Look at your mail"), "{}", sent.text);
    assert!(town.get("/account", &maya).await.text.contains("stone@test.example waits to be confirmed"));
    let link = town.link();
    assert!(town.get(&link, &Session::default()).await.text.contains("This address is mine"));
    assert_eq!((on_record(), town.account("maya@test.example").email.as_str()), (before.clone(), "maya@test.example"));
    let token = link.split("token=").nth(1).unwrap();
    let done = town.post("/confirm-address", &Session::default(), &[("token", token)]).await;
    assert!(done.text.contains("stone@test.example"), "{}", done.text);
    let after = on_record();
    assert_eq!((after.email.as_str(), after.entries), ("stone@test.example", before.entries + 1));
    assert_eq!((&after.name, after.born), (&before.name, before.born));
    town.sign_in("stone@test.example").await;
    let again = town.post("/confirm-address", &Session::default(), &[("token", token)]).await;
    assert_eq!(again.status, StatusCode::NOT_FOUND, "once");
    assert!(again.text.contains("does not work any more"));
    let told = town.letters();
    assert!(told.iter().any(|(to, text)| to == "maya@test.example" && text.contains("another e-mail address")));
    let log = town.get("/account", &maya).await.text;
    assert!(log.contains("maya@test.example → stone@test.example"), "{log}");
}

#[tokio::test]
async fn an_address_that_somebody_else_took_meanwhile_is_refused() {
    let town = Town::new();
    let maya = town.signed_in("maya@test.example", Role::Certificant, Some("maya")).await;
    town.post("/account/address", &maya, &[("present", PASSWORD), ("email", "stone@test.example")]).await;
    let link = town.link();
    town.signed_in("stone@test.example", Role::Certificant, None).await;
    let heads = town.heads();
    let token = link.split("token=").nth(1).unwrap();
    let answer = town.post("/confirm-address", &Session::default(), &[("token", token)]).await;
    assert_eq!(answer.status, StatusCode::CONFLICT);
    assert!(answer.text.contains("This address is taken"), "{}", answer.text);
    assert_eq!((town.heads(), town.account("maya@test.example").email.as_str()), (heads, "maya@test.example"));
}

#[tokio::test]
async fn one_time_codes_ask_for_the_password_and_a_session_alone_sees_no_secret() {
    let town = Town::new();
    let staff = town.signed_in("r@test.example", Role::Registrar, None).await;
    assert!(town.get("/account/code/new", &staff).await.text.contains("Your present password"));
    let wrong = town.post("/account/code/new", &staff, &[("present", "wrong wrong wrong"), ("what", "new")]).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(!wrong.text.contains("The secret:"));
    let shown = town.post("/account/code/new", &staff, &[("present", PASSWORD), ("what", "new")]).await;
    assert!(shown.text.contains("The secret:"), "{}", shown.text);
    let again = town.post("/account/code", &staff, &[("code", "12345")]).await;
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(!again.text.contains("The secret:") && again.text.contains("/account/code/new"), "{}", again.text);
    let off = town.post("/account/code/new", &staff, &[("present", PASSWORD), ("what", "off")]).await;
    assert_eq!(off.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(off.text.contains("can be replaced, but not turned off"), "{}", off.text);
}

#[tokio::test]
async fn whoever_is_no_staff_turns_codes_off_with_the_password() {
    let town = Town::new();
    let maya = town.signed_in("maya@test.example", Role::Certificant, Some("maya")).await;
    let id = town.account("maya@test.example").id;
    town.house
        .store
        .write(move |tx| {
            let secret = accounts::Hidden::new("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
            accounts::propose_totp(tx, &id, &secret)?;
            accounts::accept_totp(tx, &id, &secret, 1)
        })
        .unwrap();
    assert!(town.get("/account/code/new", &maya).await.text.contains("Turn one-time codes off"));
    let wrong = town.post("/account/code/new", &maya, &[("present", "wrong"), ("what", "off")]).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(town.account("maya@test.example").totp_secret.is_some());
    let off = town.post("/account/code/new", &maya, &[("present", PASSWORD), ("what", "off")]).await;
    assert_eq!(off.location(), "/account");
    assert_eq!(town.account("maya@test.example").totp_secret, None);
}

#[tokio::test]
async fn one_sees_from_where_one_signed_in() {
    let town = Town::new();
    let maya = town.signed_in("maya@test.example", Role::Certificant, Some("maya")).await;
    let page = town.get("/account", &maya).await.text;
    assert!(page.contains("When you signed in") && page.contains("127.0.0.1"), "{page}");
}
