//! A payment by card whose webhook never comes: asked after by the payer, and by a job.

use std::sync::atomic::{AtomicI64, Ordering};

use axum::http::{StatusCode, header};
use desk::account::Role;
use desk::pay::standin::Happens;
use jiff::{SignedDuration, Timestamp};
use serde_json::Value;
use store::jobs;

use super::bank::{Bank, Fault};
use super::{Answer, Session, now};

/// A clock of a test's own, in minutes after [`now`].
macro_rules! clock {
    () => {{
        static CLOCK: AtomicI64 = AtomicI64::new(0);
        fn clock() -> Timestamp {
            now() + SignedDuration::from_mins(CLOCK.load(Ordering::SeqCst))
        }
        (clock as fn() -> Timestamp, |minutes: i64| CLOCK.store(minutes, Ordering::SeqCst))
    }};
}

/// What the page says once the card company was asked, by the button on it.
async fn ask_now(bank: &Bank, page: &str, who: &Session) -> Answer {
    let asked = bank.town.post(page, who, &[]).await;
    assert_eq!(asked.status, StatusCode::SEE_OTHER, "{}", asked.text);
    bank.town.get(asked.headers[header::LOCATION].to_str().unwrap(), who).await
}

#[tokio::test]
async fn whoever_asks_sees_it_paid_though_no_webhook_came() {
    let bank = Bank::at(now).await;
    let (maya, jonas) =
        (bank.maya().await, bank.town.signed_in("j@test.example", Role::Certificant, Some("jonas")).await);
    let (page, session) = bank.begin(&maya).await;
    let event = bank.standin.happens(&session.id, Happens::Paid).unwrap();
    // Somebody else asks nobody, and looking changes nothing.
    assert_eq!(ask_now(&bank, &page, &jonas).await.status, StatusCode::NOT_FOUND);
    let looked = bank.town.get(&format!("{page}?back=yes"), &maya).await;
    assert!(looked.text.contains("Ask the card company now") && looked.text.contains("Waiting for the bank"));
    assert_eq!(bank.entries("maya", "payment"), Vec::<Value>::new());
    let back = ask_now(&bank, &page, &maya).await;
    assert!(back.text.contains("<h1>Paid</h1>") && !back.headers.contains_key("refresh"), "{}", back.text);
    let entries = bank.entries("maya", "payment_received");
    assert_eq!(entries.len(), 2);
    // The webhook comes after all, twice.
    for _ in 0..2 {
        assert_eq!(bank.tell(&event).await.status, StatusCode::OK);
    }
    ask_now(&bank, &page, &maya).await;
    assert_eq!(bank.entries("maya", "payment"), entries);
    assert_eq!(bank.waiting(), 0);
}

#[tokio::test]
async fn the_other_way_round_it_counts_once_too() {
    let bank = Bank::at(now).await;
    let maya = bank.maya().await;
    let (page, session) = bank.begin(&maya).await;
    bank.tell(&bank.standin.happens(&session.id, Happens::Paid).unwrap()).await;
    // Nobody is asked about what was told: a fault would be used up.
    bank.next(&[Fault::Nonsense]);
    assert!(ask_now(&bank, &page, &maya).await.text.contains("<h1>Paid</h1>"));
    assert_eq!(bank.faults.lock().unwrap().len(), 1);
    assert_eq!(bank.entries("maya", "payment_received").len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_comes_back_and_the_job_asks() {
    let (clock, at) = clock!();
    let bank = Bank::at(clock).await;
    let (page, session) = bank.begin(&bank.maya().await).await;
    let asked = || {
        let jobs = bank.town.house.store.read(|tx| jobs::list(tx, None, 100)).unwrap();
        jobs.into_iter().find(|job| job.kind == "ask").map(|job| (job.tries, job.done_at.is_some()))
    };
    // How many minutes after it was begun, how often it was asked after by then, and whether that is over.
    for (minutes, expected) in
        [(0, None), (4, None), (6, Some((1, false))), (10, Some((1, false))), (17, Some((2, false)))]
    {
        at(minutes);
        assert_eq!(bank.minute(), Vec::<String>::new());
        assert_eq!(asked(), expected, "after {minutes} minutes");
    }
    assert_eq!(bank.entries("maya", "payment"), Vec::<Value>::new());
    at(20);
    bank.standin.happens(&session.id, Happens::Paid).unwrap();
    at(40);
    assert_eq!(bank.minute(), Vec::<String>::new());
    assert_eq!(asked(), Some((3, true)));
    assert_eq!(bank.entries("maya", "payment_received").len(), 2);
    // It is over: nobody asks any more, whatever would be answered.
    at(600);
    bank.next(&[Fault::Nonsense]);
    assert_eq!(bank.minute(), Vec::<String>::new());
    let maya = bank.town.sign_in("maya@test.example").await;
    assert!(bank.town.get(&page, &maya).await.text.contains("<h1>Paid</h1>"));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_nobody_paid_is_over_with_its_session() {
    let (clock, at) = clock!();
    let bank = Bank::at(clock).await;
    let maya = bank.maya().await;
    let (page, _) = bank.begin(&maya).await;
    for minutes in [6, 20, 50] {
        at(minutes);
        bank.minute();
    }
    let registrar = bank.town.signed_in("r@test.example", Role::Registrar, None).await;
    let list = bank.town.get("/staff/payments?state=expired", &registrar).await.text;
    assert!(list.contains("Maya Lindqvist"), "{list}");
    assert!(bank.town.get(&page, &maya).await.text.contains("This payment was not made"));
    assert_eq!(bank.waiting(), 0);
    bank.begin(&maya).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_fails_while_asking_is_asked_again() {
    let table: [(&str, Fault); 6] = [
        ("no answer in time", Fault::Late),
        ("it is down", Fault::Status(500, None)),
        ("it is busy", Fault::Status(429, Some(600))),
        ("it refuses", Fault::Status(403, None)),
        ("it answers nonsense", Fault::Nonsense),
        ("it answers about another session", Fault::Swapped("cs_pretend_", "cs_other_")),
    ];
    for (what, fault) in table {
        let (clock, at) = clock!();
        at(0);
        let bank = Bank::at(clock).await;
        let maya = bank.maya().await;
        let (page, session) = bank.begin(&maya).await;
        bank.standin.happens(&session.id, Happens::Paid).unwrap();
        bank.next(&[fault, fault]);
        let waits = ask_now(&bank, &page, &maya).await;
        assert!(waits.text.contains("Waiting for the bank") && waits.headers.contains_key("refresh"), "{what}");
        at(6);
        let failed = bank.minute();
        assert_eq!(failed.len(), 1, "{what}: {failed:?}");
        assert!(!failed[0].contains("pretend_"), "{what}: no secret is told: {failed:?}");
        assert_eq!(bank.entries("maya", "payment"), Vec::<Value>::new(), "{what}");
        at(17);
        assert_eq!(bank.minute(), Vec::<String>::new(), "{what}");
        assert_eq!(bank.entries("maya", "payment_received").len(), 2, "{what}");
        assert_eq!(bank.waiting(), 0, "{what}");
    }
}

#[tokio::test]
async fn another_amount_or_currency_is_for_staff_to_look_at() {
    for fault in [Fault::Swapped("25000", "1"), Fault::Swapped("\"usd\"", "\"eur\"")] {
        let bank = Bank::at(now).await;
        let maya = bank.maya().await;
        let (page, session) = bank.begin(&maya).await;
        let event = bank.standin.happens(&session.id, Happens::Paid).unwrap();
        bank.next(&[fault]);
        let back = ask_now(&bank, &page, &maya).await.text;
        assert!(back.contains("Your money has come"), "{fault:?}: {back}");
        // The same money told of by a webhook is not put before them once more, nor put on record past them.
        bank.tell(&event).await;
        assert_eq!(bank.entries("maya", "payment"), Vec::<Value>::new(), "{fault:?}");
        let registrar = bank.town.signed_in("r@test.example", Role::Registrar, None).await;
        let queue = bank.town.get("/staff/payments/issues", &registrar).await.text;
        assert_eq!(queue.matches("Another amount than quoted").count(), 1, "{fault:?}: {queue}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_never_answered_is_put_before_staff() {
    let (clock, at) = clock!();
    let bank = Bank::at(clock).await;
    let (_, session) = bank.begin(&bank.maya().await).await;
    let event = bank.standin.happens(&session.id, Happens::Paid).unwrap();
    bank.next(&[Fault::Nonsense; 11]);
    let mut times = 0;
    for minutes in (0..8 * 1_440).step_by(5) {
        at(minutes);
        times += bank.minute().len();
    }
    assert_eq!((times, bank.faults.lock().unwrap().len()), (11, 0), "then it is given up");
    let registrar = bank.town.signed_in("r@test.example", Role::Registrar, None).await;
    let queue = bank.town.get("/staff/payments/issues", &registrar).await.text;
    assert!(queue.contains("does not say what became of it") && queue.contains("Maya Lindqvist"), "{queue}");
    let id = queue.split("/staff/payments/issues/").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let issue = bank.town.get(&format!("/staff/payments/issues/{id}"), &registrar).await.text;
    assert!(issue.contains(&session.id) && !issue.contains("Put it on record"), "{issue}");
    // Its word comes after all: on record, with the day on which it was paid, and nobody has to look.
    bank.tell(&event).await;
    assert_eq!(bank.entries("maya", "payment_received").len(), 2);
    assert_eq!(bank.waiting(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_day_on_which_it_was_paid_counts_whenever_it_is_asked() {
    static CLOCK: AtomicI64 = AtomicI64::new(0);
    fn clock() -> Timestamp {
        let before: Timestamp = "2025-12-31T23:50:00-05:00".parse().unwrap();
        before + SignedDuration::from_mins(CLOCK.load(Ordering::SeqCst))
    }
    for (paid, recorded) in [(5, Some("2025-12-31")), (12, None)] {
        CLOCK.store(0, Ordering::SeqCst);
        let bank = Bank::at(clock).await;
        let (_, session) = bank.begin(&bank.maya().await).await;
        CLOCK.store(paid, Ordering::SeqCst);
        bank.standin.happens(&session.id, Happens::Paid).unwrap();
        CLOCK.store(20, Ordering::SeqCst);
        bank.minute();
        let entries = bank.entries("maya", "payment_received");
        assert_eq!(entries.first().map(|e| e["at"].as_str().unwrap()), recorded, "paid after {paid} minutes");
        assert_eq!(bank.waiting(), i64::from(recorded.is_none()));
    }
}

#[tokio::test]
async fn whoever_asks_over_and_over_asks_in_measure() {
    let bank = Bank::at(now).await;
    let maya = bank.maya().await;
    let (page, _) = bank.begin(&maya).await;
    bank.next(&[Fault::Status(500, None); 40]);
    for _ in 0..40 {
        ask_now(&bank, &page, &maya).await;
    }
    assert_eq!(bank.faults.lock().unwrap().len(), 30);
    // One that was just begun is not offered to be asked after where the browser comes from us.
    assert!(!bank.town.get(&page, &maya).await.text.contains("Ask the card company"));
}
