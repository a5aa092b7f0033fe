//! A seating: who has a seat, moving them, and recording who sat.

use std::sync::atomic::{AtomicBool, Ordering};

use axum::http::StatusCode;
use desk::account::Role;
use store::{entries, outbox, seats};

use super::{Session, Town};

/// Whether the day of the exam has passed.
static PAST: AtomicBool = AtomicBool::new(false);

/// In February, and once it is said, the day after the exam.
fn before_and_after() -> jiff::Timestamp {
    let day = if PAST.load(Ordering::Relaxed) { "2026-03-11T10:00:00-04:00" } else { "2026-02-20T10:00:00-05:00" };
    day.parse().unwrap()
}

fn in_february() -> jiff::Timestamp {
    "2026-02-20T10:00:00-05:00".parse().unwrap()
}

async fn opened(town: &Town, registrar: &Session, days: &[&str]) -> Vec<String> {
    for day in days {
        let form =
            [("programme", "cpcs"), ("site", "Test Centre, Ulm"), ("day", day), ("time", "09:00"), ("seats", "1")];
        town.post("/staff/seats", registrar, &form).await;
    }
    let open = town.house.store.read(|tx| seats::from(tx, "cpcs", in_february(), 10)).unwrap();
    open.into_iter().map(|s| s.id).collect()
}

async fn booked(town: &Town, seating: &str) -> (Session, String) {
    let ada = town.signed_in("ada@test.example", Role::Certificant, Some("ada")).await;
    town.post("/home/book/cpcs", &ada, &[("seating", seating)]).await;
    let held = town.house.store.read(|tx| seats::held(tx, "ada", "cpcs")).unwrap().unwrap();
    assert_eq!(held.1.id, seating);
    (ada, held.0)
}

fn record(town: &Town) -> String {
    town.house.store.read(|tx| entries::lines(tx, "ada")).unwrap().join("\n")
}

fn taken(town: &Town) -> Vec<(i64, i64)> {
    let all = town.house.store.read(|tx| seats::from(tx, "cpcs", in_february(), 10)).unwrap();
    all.iter().map(|s| (s.taken, s.seats)).collect()
}

#[tokio::test]
async fn a_seating_with_people_is_closed_only_once_each_was_moved_or_written_to() {
    let town = Town::at(in_february);
    let registrar = town.signed_in("r@test.example", Role::Registrar, None).await;
    let open = opened(&town, &registrar, &["2026-03-10", "2026-03-11"]).await;
    let (_, appointment) = booked(&town, &open[0]).await;
    let at = format!("/staff/seats/{}", open[0]);
    let shut = town.post(&format!("{at}/close"), &registrar, &[]).await;
    assert!(shut.status == StatusCode::UNPROCESSABLE_ENTITY && shut.text.contains("People hold seats here"));
    for (seats, said) in [("0", "no number of seats"), ("x", "no number of seats")] {
        let refused = town.post(&format!("{at}/size"), &registrar, &[("seats", seats)]).await;
        assert!(refused.text.contains(said), "{}", refused.text);
    }
    for (form, said) in [
        ([("appointment", ""), ("to", &*open[1]), ("why", "")], "Nobody is chosen"),
        ([("appointment", &*appointment), ("to", "elsewhere"), ("why", "")], "Nothing is chosen"),
        ([("appointment", &*appointment), ("to", "none"), ("why", " ")], "There is no reason"),
    ] {
        let refused = town.post(&format!("{at}/move"), &registrar, &form).await;
        assert!(refused.status == StatusCode::UNPROCESSABLE_ENTITY && refused.text.contains(said), "{}", refused.text);
    }
    let form = [("appointment", &*appointment), ("to", &*open[1])];
    assert_eq!(town.post(&format!("{at}/move"), &registrar, &form).await.location(), at);
    assert_eq!(taken(&town), [(0, 1), (1, 1)]);
    // The same form once more: that seat is no longer there.
    assert_eq!(town.post(&format!("{at}/move"), &registrar, &form).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(town.post(&format!("{at}/close"), &registrar, &[]).await.location(), "/staff/seats");
    assert_eq!(taken(&town), [(1, 1)]);
    // From the other, the seat is given back, and a letter says so.
    let (at, held) = (
        format!("/staff/seats/{}", open[1]),
        town.house.store.read(|tx| seats::held(tx, "ada", "cpcs")).unwrap().unwrap(),
    );
    let form = [("appointment", &*held.0), ("to", "none"), ("why", "The centre is flooded.")];
    assert_eq!(town.post(&format!("{at}/move"), &registrar, &form).await.location(), at);
    assert_eq!(taken(&town), [(0, 1)]);
    let mail = town.house.store.read(|tx| outbox::list(tx, None, 10)).unwrap();
    assert!(mail.iter().any(|m| m.draft.kind == "seat_given_back" && m.draft.body.contains("The centre is flooded.")));
    assert!(record(&town).contains("The centre is flooded."));
}

#[tokio::test]
async fn attendance_is_recorded_from_the_roster_or_a_file_and_nothing_is_assumed() {
    let town = Town::at(before_and_after);
    let registrar = town.signed_in("r@test.example", Role::Registrar, None).await;
    let open = opened(&town, &registrar, &["2026-03-10"]).await;
    let (_, appointment) = booked(&town, &open[0]).await;
    let at = format!("/staff/seats/{}", open[0]);
    let name = format!("outcome-{appointment}");
    let early = town.post(&format!("{at}/attendance"), &registrar, &[(&name, "no_show")]).await;
    assert!(early.status == StatusCode::UNPROCESSABLE_ENTITY && early.text.contains("still to come"), "{}", early.text);
    PAST.store(true, Ordering::Relaxed);
    let registrar = town.sign_in("r@test.example").await;
    let sheet = town.get(&format!("{at}/roster.csv"), &registrar).await.text;
    assert!(sheet.contains("Ada Winter") && sheet.contains(&appointment) && !sheet.contains("@"), "{sheet}");

    // What is not answered stays so, and is counted.
    town.post(&format!("{at}/attendance"), &registrar, &[(&name, "")]).await;
    assert!(town.get("/staff/attendance", &registrar).await.text.contains("One seat is not answered for."));
    let unread = town.post("/staff/attendance", &registrar, &[("rows", "appointment,outcome\n")]).await;
    assert!(unread.status == StatusCode::UNPROCESSABLE_ENTITY && unread.text.contains("missing: person"));
    let rows = format!(
        "appointment,person,outcome\nnobody,ada,completed\n{0},petra,completed\n{0},ada,came\n{0},ada,no-show\n{0},ada,no_show\n{0},ada,completed\n",
        appointment
    );
    let page = town.post("/staff/attendance", &registrar, &[("rows", &rows)]).await.text;
    assert!(page.contains("1 are on record now</strong>, 1 were before, 4 are left over"), "{page}");
    let left = town.get("/staff/attendance/left-over", &registrar).await.text;
    for said in ["No appointment is called so", "another person&#39;s", "is no outcome", "ended otherwise (no show)"] {
        assert!(left.contains(said) || left.contains(&said.replace("&#39;", "'")), "{said}: {left}");
    }
    assert!(town.get("/staff/attendance", &registrar).await.text.contains("Everybody is answered for."));
    // A no-show uses the fee, and not an attempt.
    assert!(town.get(&at, &registrar).await.text.contains("The fee is used, an attempt is not."));
    assert_eq!(record(&town).matches("\"outcome\":\"no_show\"").count(), 1);
    assert_eq!(town.house.store.read(|tx| seats::held(tx, "ada", "cpcs")).unwrap(), None, "another seat can be booked");
}
