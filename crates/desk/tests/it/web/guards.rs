//! What guards every answer.

use axum::http::{Request, StatusCode, header};
use desk::account::Role;
use desk::web::routes::doors;

use super::{Session, Town};

#[tokio::test]
async fn every_answer_has_the_headers() {
    let town = Town::new();
    for path in ["/standing", "/assets/assay.css", "/nothing-here", "/api/v1/standing?name=a", "/staff", "/healthz"] {
        let answer = town.get(path, &Session::default()).await;
        let policy = answer.headers[header::CONTENT_SECURITY_POLICY].to_str().unwrap();
        assert!(policy.starts_with("default-src 'none'") && !policy.contains("unsafe"), "{path}: {policy}");
        assert_eq!(answer.headers[header::X_CONTENT_TYPE_OPTIONS], "nosniff", "{path}");
        assert!(!answer.text.contains("<script") && !answer.text.contains(" style="), "{path}");
    }
}

#[tokio::test]
async fn the_cookie_is_out_of_reach() {
    let town = Town::new();
    town.signed_in("a@test.example", Role::Registrar, None).await;
    let form = [("email", "a@test.example"), ("password", super::PASSWORD)];
    let answer = town.post("/sign-in", &Session::default(), &form).await;
    let cookie = answer.headers[header::SET_COOKIE].to_str().unwrap();
    for part in ["__Host-assay=", "; Secure", "; HttpOnly", "; SameSite=Lax", "; Path=/"] {
        assert!(cookie.contains(part), "{cookie}");
    }
}

#[tokio::test]
async fn a_post_without_its_token_or_from_elsewhere_changes_nothing() {
    let town = Town::new();
    let session = town.signed_in("a@test.example", Role::Registrar, None).await;
    let bare = Session { cookie: session.cookie.clone(), csrf: String::new() };
    let wrong = Session { cookie: session.cookie.clone(), csrf: "x".repeat(43) };
    for session in [&bare, &wrong] {
        assert_eq!(town.post("/sign-out", session, &[]).await.status, StatusCode::FORBIDDEN, "without its token");
    }
    let elsewhere =
        [("sec-fetch-site", "cross-site"), ("sec-fetch-site", "same-site"), ("origin", "https://evil.example")];
    for (name, value) in elsewhere {
        let request = Request::post("/sign-out")
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header(name, value)
            .header(header::HOST, "localhost:8080");
        let answer = town.ask(request, &session, format!("csrf={}", session.csrf)).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{name}: {value}");
    }
    assert_eq!(town.get("/account", &session).await.status, StatusCode::OK, "still signed in");
}

#[tokio::test]
async fn no_get_changes_the_record() {
    let town = Town::new();
    let session = town.signed_in("a@test.example", Role::Administrator, None).await;
    let before = town.heads();
    for row in doors().rows().iter().filter(|row| row.method == "GET") {
        let path = row.path.replace("{person}", "maya").replace("{queue}", "renewals").replace("{event}", "x");
        town.get(&path.replace("{file}", "assay.css"), &session).await;
    }
    assert_eq!(town.heads(), before);
}

#[tokio::test]
async fn one_is_sent_on_to_paths_of_ours_alone() {
    let town = Town::new();
    town.signed_in("a@test.example", Role::Registrar, None).await;
    let table = [
        ("/staff/people?q=maya", "/staff/people?q=maya"),
        ("https://evil.example", "/"),
        ("//evil.example", "/"),
        ("/\\evil.example", "/"),
        ("", "/"),
    ];
    for (next, expected) in table {
        let form = [("email", "a@test.example"), ("password", super::PASSWORD), ("next", next)];
        let answer = town.post("/sign-in", &Session::default(), &form).await;
        assert_eq!(answer.location(), expected, "{next}");
    }
}

#[tokio::test]
async fn a_wrong_password_says_the_same_as_an_unknown_address() {
    let town = Town::new();
    town.signed_in("a@test.example", Role::Registrar, None).await;
    let answer = |email: &'static str| {
        let town = &town;
        async move {
            let form = [("email", email), ("password", "wrong but long enough")];
            town.post("/sign-in", &Session::default(), &form).await
        }
    };
    let (known, unknown) = (answer("a@test.example").await, answer("b@test.example").await);
    assert_eq!(
        (known.status, known.text.replace("a@test", "?")),
        (unknown.status, unknown.text.replace("b@test", "?"))
    );
    assert_eq!(known.status, StatusCode::UNPROCESSABLE_ENTITY);
}
