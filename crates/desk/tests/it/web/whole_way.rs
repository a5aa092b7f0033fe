//! A candidate's whole way, from wondering to a seat; and what is remembered on it.

use axum::http::StatusCode;
use desk::account::Role;

use super::accommodations::{field, waiting};
use super::{Session, Town};

/// Work enough for CPCS.
const ENOUGH: [(&str, &str); 2] = [("role_0", "Coordinator & more"), ("from_0", "2019-01-01")];

/// What the page's form with that button would send, of its hidden fields.
fn hidden(page: &str, name: &str) -> String {
    let value = field(page, name);
    value.replace("&quot;", "\"").replace("&lt;", "<").replace("&amp;", "&")
}

/// The moment at which these tests go on: the notice of spring 2026 has gone out.
fn in_february() -> jiff::Timestamp {
    "2026-02-20T10:00:00-05:00".parse().unwrap()
}

/// Signs up with what a self-check brought along; the session of whoever confirmed.
async fn signed_up(town: &Town, carried: &str) -> Session {
    let nobody = Session::default();
    let form = [
        ("name", "Ola Nordmann"),
        ("email", "ola@people.example"),
        ("born", "1990-05-17"),
        ("body", "namss"),
        ("password", super::PASSWORD),
        ("carried", carried),
    ];
    let asked = town.post("/sign-up", &nobody, &form).await;
    assert!(asked.text.contains("Look at your mail"), "{}", asked.text);
    let page = town.link();
    let token = page.split("token=").nth(1).unwrap().to_owned();
    let made = town.post("/confirm", &nobody, &[("token", &token)]).await;
    assert_eq!(made.location(), "/sign-in?next=/home", "{}", made.text);
    town.sign_in("ola@people.example").await
}

async fn decided(town: &Town, reviewer: &Session, path: &str, more: &[(&str, &str)]) {
    let page = town.get(path, reviewer).await.text;
    let seen = field(&page, "seen");
    let form = [&[("outcome", "approved"), ("seen", seen.as_str())][..], more].concat();
    let done = town.post(&format!("{path}/decide"), reviewer, &form).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text);
}

#[tokio::test]
async fn from_the_check_to_a_seat_with_more_time() {
    let mut town = Town::new();
    let nobody = Session::default();
    // The check: no decision, nothing lost, and on with it.
    let check = town.get("/check/cpcs?asked=yes&role_0=Coordinator+%26+more&from_0=2019-01-01", &nobody).await.text;
    assert!(check.contains("It would do") && check.contains("no decision"), "{check}");
    assert!(check.contains("value=\"Coordinator &amp; more\""), "what was typed stands there still: {check}");
    let carried = hidden(&check, "carried");
    let page = town.get(&format!("/sign-up?carried={}", super::escaped(&carried)), &nobody).await.text;
    assert!(page.contains("The evidence from your check comes along"), "{page}");
    assert!(page.contains("<option value=\"namss\" selected>"), "{page}");
    let ola = signed_up(&town, &carried).await;

    // The draft waits, in another browser, too.
    let home = town.get("/home", &ola).await.text;
    assert!(home.contains("Your way to CPCS, step by step") && home.contains("Go on with your application"), "{home}");
    let ola = town.sign_in("ola@people.example").await;
    let before = town.heads();
    let form = town.get("/home/apply/cpcs", &ola).await.text;
    assert!(form.contains("value=\"Coordinator &amp; more\""), "{form}");
    assert_eq!(town.heads(), before, "a draft is no part of the record");

    // The application, attested and sent: the draft is gone, and the list goes on.
    let sent = [&ENOUGH[..], &[("window", "spring-2026"), ("attested", "yes")]].concat();
    let done = town.post("/home/apply/cpcs", &ola, &sent).await;
    assert_eq!(done.location(), "/home/done/apply?programme=cpcs", "{}", done.text);
    let next = town.get(done.location(), &ola).await.text;
    for said in ["Waits for the office", "15 December 2025", "Notice to Schedule", "Cannot start yet"] {
        assert!(next.contains(said), "{said}: {next}");
    }
    assert!(!town.get("/home", &ola).await.text.contains("Go on with your application"));

    // Accommodations, and the cheque, which staff record.
    let asked = [("adjust-extra_time:1.5", "yes"), ("letterhead", "yes"), ("attested", "yes")];
    let done = town.post("/home/accommodation/cpcs", &ola, &asked).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text);
    let reviewer = town.signed_in("v@test.example", Role::Reviewer, None).await;
    let registrar = town.signed_in("r@test.example", Role::Registrar, None).await;
    let path = waiting(&town, &reviewer, "Ola Nordmann").await;
    decided(&town, &reviewer, &path, &[("grant-extra_time:1.5", "yes")]).await;
    let found = town.get("/staff/people?q=nordmann", &registrar).await.text;
    let person = found.split("href=\"/staff/people/").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let pay = format!("/staff/people/{person}/payment");
    let seen = field(&town.get(&pay, &registrar).await.text, "seen");
    let cheque = [
        ("item", "practice_exam"),
        ("amount", "50.00"),
        ("method", "check"),
        ("dated", "2025-12-12"),
        ("received", "2025-12-15"),
        ("seen", seen.as_str()),
    ];
    let paid = town.post(&pay, &registrar, &cheque).await;
    assert_eq!(paid.location(), format!("/staff/people/{person}"), "{}", paid.text);

    // The decision.
    let queue = town.get("/staff/queues/applications", &reviewer).await.text;
    let row = queue.split("<tr>").find(|row| row.contains("Ola Nordmann")).expect("the application waits");
    let path = row.split("href=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    decided(&town, &reviewer, &path, &[]).await;
    let early = town.get("/home/notice/cpcs", &ola).await;
    assert_eq!(early.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", early.text);
    assert!(early.text.contains("7 February 2026"), "{}", early.text);

    // In February the notice is there, and seats are booked.
    town.later(in_february);
    let (ola, registrar) = (town.sign_in("ola@people.example").await, town.sign_in("r@test.example").await);
    let seating =
        [("programme", "cpcs"), ("site", "Test Centre, Ulm"), ("day", "2026-03-10"), ("time", "09:00"), ("seats", "1")];
    town.post("/staff/seats", &registrar, &seating).await;
    let book = town.get("/home/book/cpcs", &ola).await.text;
    assert!(book.contains("4 hours 30 minutes"), "half as much again as three hours: {book}");
    let seat = field(&book, "seating");
    let booked = town.post("/home/book/cpcs", &ola, &[("seating", &seat)]).await;
    assert_eq!(booked.location(), "/home/done/book", "{}", booked.text);
    let notice = town.get("/home/notice/cpcs", &ola).await.text;
    for said in [
        "Ola Nordmann",
        "Spring 2026",
        "10 March 2026, 09:00",
        "Test Centre, Ulm",
        "Half as much time again",
        "4 hours 30 minutes",
        "The name on the account is the name on the identification.",
        "Questions and answers stay closed",
        "it may be moved to the next window",
        "namss-faq",
    ] {
        assert!(notice.contains(said), "{said}: {notice}");
    }
    let home = town.get("/home", &ola).await.text;
    assert!(home.contains("Read and print it"), "{home}");
}

#[tokio::test]
async fn what_was_begun_is_kept_for_its_owner_alone_and_thrown_away_when_old() {
    let mut town = Town::new();
    let nils = town.signed_in("nils@test.example", Role::Certificant, Some("nils")).await;
    let petra = town.signed_in("petra@test.example", Role::Certificant, Some("petra")).await;
    let path = "/home/apply/cpmsm";
    let later = town.post(path, &nils, &[("role_0", "Lead"), ("from_0", "soon"), ("later", "yes")]).await;
    assert_eq!(later.location(), "/home");
    let form = town.get(path, &nils).await.text;
    assert!(form.contains("value=\"Lead\""), "{form}");
    assert!(!town.get(path, &petra).await.text.contains("Lead"), "it is nobody else's");
    // The address of a self-check brings its answers, and keeps nothing.
    let brought = town.get(&format!("{path}?role_0=Director"), &nils).await.text;
    assert!(brought.contains("value=\"Director\""), "{brought}");
    assert!(town.get(path, &nils).await.text.contains("value=\"Lead\""));
    let begun = town.post(path, &nils, &[("role_0", "Director"), ("begin", "yes")]).await;
    assert_eq!(begun.location(), path);
    assert!(town.get(path, &nils).await.text.contains("value=\"Director\""));
    town.later(|| "2026-04-20T10:00:00-04:00".parse().unwrap());
    let nils = town.sign_in("nils@test.example").await;
    assert!(!town.get(path, &nils).await.text.contains("Director"));
}

#[tokio::test]
async fn what_is_carried_and_not_ours_is_left_aside() {
    let town = Town::new();
    let nobody = Session::default();
    for odd in ["%7B%7D", "x", "%7B%22programme%22%3A%22nothing%22%7D", "%5B1%5D"] {
        let page = town.get(&format!("/sign-up?carried={odd}"), &nobody).await;
        assert_eq!(page.status, StatusCode::OK, "{odd}");
        assert!(!page.text.contains("comes along"), "{odd}");
    }
    let ola = signed_up(&town, "{\"programme\":\"cpcs\",\"role_0\":\"Clerk\",\"evil\":\"x\"}").await;
    let form = town.get("/home/apply/cpcs", &ola).await.text;
    assert!(form.contains("value=\"Clerk\"") && !form.contains("evil"), "{form}");
}
