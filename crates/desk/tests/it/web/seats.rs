//! Seats, from the day they are opened to the day they are given back.

use axum::http::StatusCode;
use desk::account::Role;
use store::seats;

use super::{Session, Town};

/// A moment at which the notice to schedule of spring 2026 has gone out.
fn in_february() -> jiff::Timestamp {
    "2026-02-20T10:00:00-05:00".parse().unwrap()
}

fn seating<'a>(day: &'a str, seats: &'a str) -> [(&'a str, &'a str); 5] {
    [("programme", "cpcs"), ("site", "Test Centre, Ulm"), ("day", day), ("time", "09:00"), ("seats", seats)]
}

fn taken(town: &Town) -> Vec<(i64, i64)> {
    let all = town.house.store.read(|tx| seats::from(tx, "cpcs", in_february(), 10)).unwrap();
    all.iter().map(|s| (s.taken, s.seats)).collect()
}

async fn choices(town: &Town, session: &Session) -> Vec<String> {
    let page = town.get("/home/book/cpcs", session).await.text;
    page.split("name=\"seating\" value=\"").skip(1).map(|rest| rest.split('"').next().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn seats_are_opened_inside_a_window_or_refused_by_name() {
    let town = Town::new();
    let registrar = town.signed_in("r@test.example", Role::Registrar, None).await;
    let table = [
        (seating("2026-07-01", "3"), "does not test on that day"),
        (seating("2026-03-32", "3"), "no day of the calendar"),
        (seating("2026-03-10", "0"), "no number of seats"),
        (seating("2025-03-10", "3"), "has passed"),
    ];
    for (form, said) in table {
        let answer = town.post("/staff/seats", &registrar, &form).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{said}");
        assert!(answer.text.contains(said), "{said}: {}", answer.text);
    }
    let opened = town.post("/staff/seats", &registrar, &seating("2026-03-10", "3")).await;
    assert_eq!(opened.location(), "/staff/seats", "{}", opened.text);
    assert!(town.get("/staff/seats", &registrar).await.text.contains("Test Centre, Ulm"));
}

#[tokio::test]
async fn a_candidate_books_changes_and_moves_on() {
    let town = Town::at(in_february);
    let registrar = town.signed_in("r@test.example", Role::Registrar, None).await;
    let ada = town.signed_in("ada@test.example", Role::Certificant, Some("ada")).await;
    for day in ["2026-03-10", "2026-03-11"] {
        town.post("/staff/seats", &registrar, &seating(day, "1")).await;
    }
    let open = choices(&town, &ada).await;
    assert_eq!(open.len(), 2);
    let nothing = town.post("/home/book/cpcs", &ada, &[("seating", "none")]).await;
    assert_eq!(nothing.status, StatusCode::UNPROCESSABLE_ENTITY);
    let booked = town.post("/home/book/cpcs", &ada, &[("seating", &open[0])]).await;
    assert_eq!(booked.location(), "/home/done/book", "{}", booked.text);
    assert_eq!(taken(&town), [(1, 1), (0, 1)]);
    // Another seat takes the place of the first.
    assert_eq!(choices(&town, &ada).await, [open[1].clone()]);
    let changed = town.post("/home/book/cpcs", &ada, &[("seating", &open[1])]).await;
    assert_eq!(changed.location(), "/home/done/book", "{}", changed.text);
    assert_eq!(taken(&town), [(0, 1), (1, 1)]);
    // On to the next window: the seat is free again.
    let page = town.get("/home/transfer/cpcs", &ada).await.text;
    assert!(page.contains("summer 2026"), "{page}");
    let moved = town.post("/home/transfer/cpcs", &ada, &[]).await;
    assert_eq!(moved.location(), "/home/done/transfer", "{}", moved.text);
    assert_eq!(taken(&town), [(0, 1), (0, 1)]);
    let shut = town.post("/home/book/cpcs", &ada, &[("seating", &open[0])]).await;
    assert_eq!(shut.status, StatusCode::UNPROCESSABLE_ENTITY, "not before the next notice to schedule");
}

#[tokio::test]
async fn nobody_books_without_an_approved_application() {
    let town = Town::at(in_february);
    let registrar = town.signed_in("r@test.example", Role::Registrar, None).await;
    let petra = town.signed_in("petra@test.example", Role::Certificant, Some("petra")).await;
    town.post("/staff/seats", &registrar, &seating("2026-03-10", "1")).await;
    let answer = town.get("/home/book/cpcs", &petra).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(choices(&town, &petra).await.is_empty());
    assert_eq!(taken(&town), [(0, 1)]);
}
