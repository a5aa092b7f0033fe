//! Paying by card: the quote, the way there and back, and everything that fails.

use std::sync::atomic::{AtomicI64, Ordering};

use axum::http::{Request as Asked, StatusCode};
use desk::account::Role;
use desk::pay::signature;
use desk::pay::standin::Happens;
use jiff::Timestamp;
use serde_json::{Value, json};
use store::accounts::Hidden;

use super::bank::{Bank, Fault};
use super::{Session, Town, now};

#[tokio::test]
async fn the_page_quotes_what_the_review_says() {
    let bank = Bank::at(now).await;
    let registrar = bank.town.signed_in("r@test.example", Role::Registrar, None).await;
    let mut quoted = 0;
    for person in ["maya", "ruth", "lena", "tomas", "omar", "priya", "sam", "jonas", "petra", "otto"] {
        let own = bank.town.signed_in(&format!("{person}@test.example"), Role::Certificant, Some(person)).await;
        let page = bank.town.get("/home/pay", &own).await.text;
        let review = bank.town.get(&format!("/api/v1/people/{person}/review"), &registrar).await.text;
        let review: Value = serde_json::from_str(&review).unwrap();
        let today = review["on"].as_str().unwrap();
        let due: Vec<&Value> = review["fees"]
            .as_array()
            .unwrap()
            .iter()
            .filter(|f| f["from"].as_str().unwrap() <= today && f["to"].as_str().is_none_or(|to| today <= to))
            .collect();
        for fee in review["fees"].as_array().unwrap() {
            assert!(page.contains(&format!("${}", fee["amount"].as_str().unwrap())), "{person}: {fee}");
            for reason in fee["because"].as_array().unwrap() {
                assert!(page.contains(&format!("#{}", reason["clause"].as_str().unwrap())), "{person}: {reason}");
            }
        }
        let cents = |fee: &&Value| fee["amount"].as_str().unwrap().replace('.', "").parse::<i64>().unwrap();
        let total: i64 = due.iter().map(cents).sum();
        let button = format!("Pay ${}.{:02} by card", total / 100, total % 100);
        assert_eq!(page.contains(&button), total > 0, "{person}: {total}\n{page}");
        assert_eq!(page.contains("by card</button>"), total > 0, "{person}");
        quoted += usize::from(total > 0);
    }
    assert!(quoted >= 2, "some of them owe something");
}

#[tokio::test]
async fn a_fee_is_paid_and_the_bank_alone_says_so() {
    let bank = Bank::at(now).await;
    let maya = bank.maya().await;
    let (page, session) = bank.begin(&maya).await;
    assert_eq!((session.amount, session.currency.as_str()), (25_000, "usd"));
    let event = bank.standin.happens(&session.id, Happens::Paid).unwrap();
    // The browser is back before the bank has spoken, and it does not answer either: nothing is on record, and the page
    // looks again by itself.
    bank.next(&[Fault::Status(500, None)]);
    let waits = bank.town.get(&format!("{page}?back=yes"), &maya).await;
    assert!(waits.text.contains("Waiting for the bank") && waits.headers.contains_key("refresh"), "{}", waits.text);
    assert_eq!(bank.entries("maya", "payment"), Vec::<Value>::new());
    for nth in 0..3 {
        let answer = bank.tell(&event).await;
        assert_eq!((answer.status, answer.text.as_str()), (StatusCode::OK, "taken\n"), "delivery {nth}");
    }
    let entries = bank.entries("maya", "payment_received");
    let said: Vec<[&str; 4]> =
        entries.iter().map(|e| ["item", "amount", "method", "body"].map(|key| e[key].as_str().unwrap())).collect();
    assert_eq!(said, [["recertification", "200.00", "card", "namss"], ["late", "50.00", "card", "namss"]]);
    let back = bank.town.get(&format!("{page}?back=yes"), &maya).await;
    assert!(back.text.contains("<h1>Paid</h1>") && !back.headers.contains_key("refresh"), "{}", back.text);
    let receipt = back.text.split("href=\"/home/receipts/").nth(1).unwrap().split('"').next().unwrap();
    let receipt = bank.town.get(&format!("/home/receipts/{receipt}"), &maya).await.text;
    assert!(receipt.contains("$200.00") && receipt.contains("Maya Lindqvist") && receipt.contains("Card"), "{receipt}");
    let quote = bank.town.get("/home/pay", &maya).await.text;
    assert!(!quote.contains("by card</button>"), "it is paid: {quote}");
    assert_eq!(bank.waiting(), 0);
}

#[tokio::test]
async fn the_bank_may_speak_first_or_late_or_never() {
    static CLOCK: AtomicI64 = AtomicI64::new(0);
    fn clock() -> Timestamp {
        now() + jiff::SignedDuration::from_mins(CLOCK.load(Ordering::SeqCst))
    }
    let bank = Bank::at(clock).await;
    let maya = bank.maya().await;
    let (page, session) = bank.begin(&maya).await;
    // Never, and it does not answer: after a while the page says so, and stops looking.
    bank.next(&[Fault::Status(500, None), Fault::Status(500, None)]);
    CLOCK.store(90, Ordering::SeqCst);
    let late = bank.town.get(&format!("{page}?back=yes"), &maya).await;
    assert!(late.text.contains("The bank has told us nothing so far"), "{}", late.text);
    assert!(!late.headers.contains_key("refresh"));
    let over = bank.town.get(&page, &maya).await.text;
    assert!(over.contains("This payment was not made"), "{over}");
    // Expired, and then somebody begins anew: the bank speaks before the browser is back.
    let event = bank.standin.happens(&session.id, Happens::Expired).unwrap();
    assert_eq!(bank.tell(&event).await.status, StatusCode::OK);
    let (page, session) = bank.begin(&maya).await;
    bank.tell(&bank.standin.happens(&session.id, Happens::Paid).unwrap()).await;
    let back = bank.town.get(&format!("{page}?back=yes"), &maya).await.text;
    assert!(back.contains("<h1>Paid</h1>"), "{back}");
    assert_eq!(bank.entries("maya", "payment_received").len(), 2);
}

#[tokio::test]
async fn a_provider_that_fails_loses_nothing_and_charges_nobody_twice() {
    let (busy, soon, long) = (Fault::Status(429, Some(0)), Fault::Status(429, Some(1)), Fault::Status(429, Some(600)));
    let down = Fault::Status(500, None);
    // What goes wrong, whether it works in spite of it, how often the button must be pressed, sessions made in all.
    let table: [(&str, &[Fault], usize, usize); 8] = [
        ("the answer comes too late once", &[Fault::Late], 1, 1),
        ("the answers never come in time", &[Fault::Late, Fault::Late, Fault::Late], 2, 1),
        ("it fails twice", &[down, down], 1, 1),
        ("it is down", &[down, down, down], 2, 1),
        ("it is busy for a moment", &[busy, busy], 1, 1),
        ("it asks for a second", &[soon], 1, 1),
        ("it asks for ten minutes", &[long], 2, 1),
        ("it does not like the order", &[Fault::Status(400, None)], 2, 1),
    ];
    for (what, faults, presses, sessions) in table {
        let bank = Bank::at(now).await;
        let maya = bank.maya().await;
        bank.next(faults);
        for nth in 1..presses {
            let answer = bank.press(&maya).await;
            assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{what}, press {nth}");
            assert!(answer.text.contains("does not answer at the moment. Nothing was paid."), "{what}");
            assert!(!answer.text.contains("pretend_"), "{what}: no secret is shown");
        }
        let (page, session) = bank.begin(&maya).await;
        assert!(bank.faults.lock().unwrap().is_empty(), "{what}");
        assert_eq!(bank.standin.sessions_of(&session.checkout).len(), sessions, "{what}");
        bank.tell(&bank.standin.happens(&session.id, Happens::Paid).unwrap()).await;
        assert_eq!(bank.entries("maya", "payment_received").len(), 2, "{what}");
        assert!(bank.town.get(&page, &maya).await.text.contains("<h1>Paid</h1>"), "{what}");
    }
}

#[tokio::test]
async fn what_is_not_the_providers_word_is_refused_and_changes_nothing() {
    let bank = Bank::at(now).await;
    let maya = bank.maya().await;
    let (_, session) = bank.begin(&maya).await;
    let event = bank.standin.happens(&session.id, Happens::Paid).unwrap();
    let (body, before) = (event.to_string(), bank.town.heads());
    let right = bank.standin.signature(body.as_bytes());
    let strange = signature::signed(&Hidden::new("another"), now().as_second(), body.as_bytes());
    let secret = &bank.standin.keys().webhook_secrets[0];
    let stale = signature::signed(secret, now().as_second() - 301, body.as_bytes());
    let garbage = signature::signed(secret, now().as_second(), b"no event");
    let table = [
        ("another secret", body.clone(), Some(strange.as_str()), 400, "does not fit"),
        ("too old", body.clone(), Some(stale.as_str()), 400, "another time"),
        ("tampered", body.replace("25000", "1"), Some(right.as_str()), 400, "does not fit"),
        ("unsigned", body.clone(), None, 400, "no signature"),
        ("nonsense", body.clone(), Some("t=now,v1=zz"), 400, "no signature"),
        ("no event", "no event".to_owned(), Some(garbage.as_str()), 400, "cannot be read"),
        ("too long", "x".repeat(300_000), Some(right.as_str()), 413, "longer"),
    ];
    for (what, body, signature, status, said) in table {
        let answer = bank.deliver(body, signature).await;
        assert_eq!(answer.status.as_u16(), status, "{what}");
        assert!(answer.text.contains(said), "{what}: {}", answer.text);
    }
    assert_eq!(bank.town.heads(), before);
    assert_eq!(bank.deliver(body, Some(&right)).await.status, StatusCode::OK, "and the right one is taken");
    let other = json!({ "id": "evt_x", "type": "customer.created", "created": 1, "data": { "object": {} } });
    assert_eq!(bank.tell(&other).await.status, StatusCode::OK, "what we do not ask to know is passed over");
}

#[tokio::test]
async fn money_for_a_quote_that_no_longer_holds_waits_for_staff() {
    for (outcome, recorded) in [("record", 2), ("leave", 0)] {
        let bank = Bank::at(now).await;
        let maya = bank.maya().await;
        let registrar = bank.town.signed_in("r@test.example", Role::Registrar, None).await;
        let auditor = bank.town.signed_in("a@test.example", Role::Auditor, None).await;
        let (page, session) = bank.begin(&maya).await;
        // Meanwhile a cheque for the same is put on record.
        let form = bank.town.get("/staff/people/maya/payment", &registrar).await.text;
        let seen = form.split("name=\"seen\" value=\"").nth(1).unwrap().split('"').next().unwrap();
        let cheque = [
            ("item", "recertification"),
            ("amount", "200.00"),
            ("method", "check"),
            ("dated", "2025-11-29"),
            ("received", "2025-12-15"),
            ("seen", seen),
        ];
        bank.town.post("/staff/people/maya/payment", &registrar, &cheque).await;
        bank.tell(&bank.standin.happens(&session.id, Happens::Paid).unwrap()).await;
        assert_eq!(bank.entries("maya", "payment_received").len(), 1, "the cheque alone");
        assert!(bank.town.get(&page, &maya).await.text.contains("Your money has come"));
        let queue = bank.town.get("/staff/payments/issues", &registrar).await.text;
        assert!(queue.contains("No longer owed as quoted") && queue.contains("Maya Lindqvist"), "{queue}");
        let home = bank.town.get("/staff", &registrar).await.text;
        assert!(home.contains("Payments to look at"));
        let id = queue.split("/staff/payments/issues/").nth(1).unwrap().split('"').next().unwrap().to_owned();
        let path = format!("/staff/payments/issues/{id}");
        assert!(bank.town.get(&path, &auditor).await.text.contains("does not decide it"));
        let decide = format!("{path}/decide");
        for wrong in [[("outcome", "reverse"), ("note", "x")], [("outcome", outcome), ("note", " ")]] {
            let answer = bank.town.post(&decide, &registrar, &wrong).await;
            assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{wrong:?}");
        }
        let form = [("outcome", outcome), ("note", "As agreed by telephone.")];
        assert_eq!(bank.town.post(&decide, &registrar, &form).await.location(), "/staff/payments/issues");
        assert_eq!(bank.town.post(&decide, &registrar, &form).await.status, StatusCode::CONFLICT, "once");
        assert_eq!(bank.entries("maya", "payment_received").len(), 1 + recorded);
        assert_eq!(bank.waiting(), 0);
        // Sent back afterwards, the record follows where it had it.
        bank.tell(&bank.standin.happens(&session.id, Happens::Refunded(25_000)).unwrap()).await;
        assert_eq!(bank.entries("maya", "payment_reversed").len(), recorded);
    }
}

#[tokio::test]
async fn the_day_on_which_it_was_paid_counts() {
    static CLOCK: AtomicI64 = AtomicI64::new(0);
    fn clock() -> Timestamp {
        "2025-12-31T23:50:00-05:00".parse::<Timestamp>().unwrap()
            + jiff::SignedDuration::from_mins(CLOCK.load(Ordering::SeqCst))
    }
    // Paid so many minutes before or after midnight, and heard of after it: on record, with that day, or for staff.
    for (paid, recorded) in [(5, Some("2025-12-31")), (12, None)] {
        CLOCK.store(0, Ordering::SeqCst);
        let bank = Bank::at(clock).await;
        let maya = bank.maya().await;
        let (_, session) = bank.begin(&maya).await;
        CLOCK.store(paid, Ordering::SeqCst);
        let event = bank.standin.happens(&session.id, Happens::Paid).unwrap();
        CLOCK.store(20, Ordering::SeqCst);
        bank.tell(&event).await;
        let entries = bank.entries("maya", "payment_received");
        assert_eq!(entries.first().map(|e| e["at"].as_str().unwrap()), recorded, "paid after {paid} minutes");
        assert_eq!(bank.waiting(), i64::from(recorded.is_none()));
    }
}

#[tokio::test]
async fn another_amount_or_currency_is_for_staff_to_look_at() {
    for (key, value) in [("amount_total", json!(1)), ("currency", json!("eur"))] {
        let bank = Bank::at(now).await;
        let maya = bank.maya().await;
        let (_, session) = bank.begin(&maya).await;
        let mut event = bank.standin.happens(&session.id, Happens::Paid).unwrap();
        event["data"]["object"][key] = value;
        bank.tell(&event).await;
        assert_eq!(bank.entries("maya", "payment"), Vec::<Value>::new(), "{key}");
        let registrar = bank.town.signed_in("r@test.example", Role::Registrar, None).await;
        let queue = bank.town.get("/staff/payments/issues", &registrar).await.text;
        assert!(queue.contains("Another amount than quoted"), "{key}: {queue}");
    }
    // For a checkout that is not in this store.
    let bank = Bank::at(now).await;
    let lost = json!({ "id": "evt_l", "type": "checkout.session.completed", "created": now().as_second(), "data": {
        "object": { "id": "cs_l", "client_reference_id": "gone", "payment_intent": "pi_l", "payment_status": "paid",
            "amount_total": 100, "currency": "usd" } } });
    bank.tell(&lost).await;
    assert_eq!(bank.waiting(), 1);
}

#[tokio::test]
async fn what_goes_back_comes_off_the_record() {
    use Happens::{Arrived, Completed, Disputed, Failed, Paid, Refunded, Settled};
    // What happens, entries of money received and sent back, what waits for staff, what the payer reads.
    type Case = (&'static str, &'static [Happens], [usize; 2], i64, &'static str);
    let table: [Case; 8] = [
        ("all of it is refunded", &[Paid, Refunded(25_000)], [2, 2], 0, "The money went back"),
        ("in two parts", &[Paid, Refunded(5_000), Refunded(25_000)], [2, 2], 0, "The money went back"),
        ("a part is refunded", &[Paid, Refunded(5_000)], [2, 0], 1, "<h1>Paid</h1>"),
        ("it is disputed", &[Paid, Disputed], [2, 0], 1, "<h1>Paid</h1>"),
        ("the dispute is won", &[Paid, Disputed, Settled("won")], [2, 0], 0, "<h1>Paid</h1>"),
        ("the dispute is lost", &[Paid, Disputed, Settled("lost")], [2, 2], 0, "The money went back"),
        ("the money comes later", &[Completed, Arrived], [2, 0], 0, "<h1>Paid</h1>"),
        ("the money does not come", &[Completed, Failed], [0, 0], 0, "The payment did not come"),
    ];
    for (what, happens, entries, waits, said) in table {
        let bank = Bank::at(now).await;
        let maya = bank.maya().await;
        let (page, session) = bank.begin(&maya).await;
        for happens in happens {
            let event = bank.standin.happens(&session.id, *happens).unwrap();
            assert_eq!(bank.tell(&event).await.status, StatusCode::OK, "{what}");
        }
        let found = ["payment_received", "payment_reversed"].map(|kind| bank.entries("maya", kind).len());
        assert_eq!((found, bank.waiting()), (entries, waits), "{what}");
        let page = bank.town.get(&page, &maya).await.text;
        assert!(page.contains(said), "{what}: {page}");
    }
}

#[tokio::test]
async fn one_pays_one_thing_at_a_time_and_only_ones_own() {
    let bank = Bank::at(now).await;
    let maya = bank.maya().await;
    let jonas = bank.town.signed_in("jonas@test.example", Role::Certificant, Some("jonas")).await;
    let (page, session) = bank.begin(&maya).await;
    assert_eq!(bank.begin(&maya).await, (page.clone(), session.clone()), "pressed again, it is the same");
    assert_eq!(bank.town.get(&page, &jonas).await.status, StatusCode::NOT_FOUND);
    let table = [
        (&maya, "namss", "249.00", "What you owe has changed since you looked."),
        (&maya, "amt", "250.00", "Nothing is owed there today."),
        (&jonas, "namss", "250.00", "Nothing is owed there today."),
    ];
    for (who, body, total, said) in table {
        let answer = bank.town.post("/home/pay", who, &[("body", body), ("total", total)]).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{said}");
        assert!(answer.text.contains(said), "{said}: {}", answer.text);
    }
    bank.tell(&bank.standin.happens(&session.id, Happens::Paid).unwrap()).await;
    let receipt = format!("/home/receipts/{}.1", session.checkout);
    assert_eq!(bank.town.get(&receipt, &maya).await.status, StatusCode::OK);
    assert_eq!(bank.town.get(&receipt, &jonas).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn what_was_begun_for_other_fees_is_ended_first() {
    let bank = Bank::at(now).await;
    let (maya, registrar) = (bank.maya().await, bank.town.signed_in("r@test.example", Role::Registrar, None).await);
    let (_, old) = bank.begin(&maya).await;
    let form = bank.town.get("/staff/people/maya/payment", &registrar).await.text;
    let seen = form.split("name=\"seen\" value=\"").nth(1).unwrap().split('"').next().unwrap();
    let late =
        [("item", "late"), ("amount", "50.00"), ("method", "waiver"), ("received", "2025-12-15"), ("seen", seen)];
    bank.town.post("/staff/people/maya/payment", &registrar, &late).await;
    let pressed = bank.town.post("/home/pay", &maya, &[("body", "namss"), ("total", "200.00")]).await;
    let new = bank.session(pressed.location());
    assert_eq!(new.amount, 20_000);
    assert_eq!(bank.standin.session(&old.id).unwrap().status, "expired", "nobody pays both");
}

#[tokio::test]
async fn without_a_card_company_the_page_says_how_else() {
    let town = Town::new();
    let maya = town.signed_in("maya@test.example", Role::Certificant, Some("maya")).await;
    let page = town.get("/home/pay", &maya).await.text;
    assert!(!page.contains("by card</button>") && page.contains("Cards are not taken here."), "{page}");
    assert!(page.contains("National Association Medical Staff"));
    assert!(page.contains("The date written on a cheque counts, whenever it arrives."), "{page}");
    let pressed = town.post("/home/pay", &maya, &[("body", "namss"), ("total", "250.00")]).await;
    assert_eq!(pressed.status, StatusCode::UNPROCESSABLE_ENTITY);
    let told = town.ask(Asked::post("/webhooks/stripe"), &Session::default(), "{}".to_owned()).await;
    assert_eq!(told.status, StatusCode::NOT_FOUND);
    // There is no pretend card where nothing pretends.
    assert_eq!(town.get("/demo/card/cs_1", &maya).await.status, StatusCode::NOT_FOUND);
    assert_eq!(town.post("/demo/card/cs_1", &maya, &[("outcome", "pay")]).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_pretend_card_pays_in_a_demonstration() {
    let bank = Bank::at(now).await;
    let maya = bank.maya().await;
    let (page, session) = bank.begin(&maya).await;
    let card = format!("/demo/card/{}", session.id);
    let shown = bank.town.get(&card, &maya).await.text;
    assert!(shown.contains("A pretend card page") && shown.contains("$250.00"), "{shown}");
    let left = bank.town.post(&card, &maya, &[("outcome", "leave")]).await;
    assert_eq!((left.location(), bank.standin.session(&session.id).unwrap().status), (page.as_str(), "open"));
    let paid = bank.town.post(&card, &maya, &[("outcome", "pay")]).await;
    assert_eq!(paid.location(), format!("{page}?back=yes"));
    assert_eq!(bank.standin.session(&session.id).unwrap().status, "complete");
}

#[tokio::test]
async fn staff_see_every_payment_by_card_and_take_it_along() {
    let bank = Bank::at(now).await;
    let (maya, registrar) = (bank.maya().await, bank.town.signed_in("r@test.example", Role::Registrar, None).await);
    let (_, session) = bank.begin(&maya).await;
    bank.tell(&bank.standin.happens(&session.id, Happens::Paid).unwrap()).await;
    let table = [
        ("", true),
        ("?from=2025-12-15&through=2025-12-15", true),
        ("?from=2025-12-16", false),
        ("?through=2025-12-14", false),
        ("?state=paid", true),
        ("?state=reversed", false),
    ];
    for (query, found) in table {
        let list = bank.town.get(&format!("/staff/payments{query}"), &registrar).await.text;
        assert_eq!(list.contains("Maya Lindqvist"), found, "{query}: {list}");
        let csv = bank.town.get(&format!("/staff/payments.csv{query}"), &registrar).await;
        assert_eq!(csv.text.lines().count(), if found { 3 } else { 1 }, "{query}: {}", csv.text);
        assert!(csv.headers["content-type"].to_str().unwrap().starts_with("text/csv"));
    }
    let wrong = bank.town.get("/staff/payments?from=yesterday&state=lost", &registrar).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.text.contains("no day of the calendar") && wrong.text.contains("no such state"), "{}", wrong.text);
    assert_eq!(bank.town.get("/staff/payments.csv?from=x", &registrar).await.status, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn staff_take_a_payment_back_with_a_reason() {
    let town = Town::new();
    let registrar = town.signed_in("r@test.example", Role::Registrar, None).await;
    let path = "/staff/people/ruth/reversal";
    let form = town.get(path, &registrar).await.text;
    assert!(form.contains("$375.00 for recertification"), "{form}");
    let seen = form.split("name=\"seen\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let send = async |payment: &'static str, note: &'static str| {
        town.post(path, &registrar, &[("payment", payment), ("note", note), ("seen", &seen)]).await
    };
    let empty = send("ruth-7", "").await;
    assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
    for said in ["No payment is chosen", "There is no reason"] {
        assert_eq!(empty.text.matches(said).count(), 2, "{said}: {}", empty.text);
    }
    assert_eq!(send("ruth-8", "The cheque was returned.").await.location(), "/staff/people/ruth");
    let again = town.get(path, &registrar).await.text;
    assert!(!again.contains("$375.00 for recertification"), "it is taken back once");
    let record = town.get("/staff/people/ruth", &registrar).await.text;
    assert!(record.contains("Payment reversed") && record.contains("The cheque was returned."), "{record}");
}
