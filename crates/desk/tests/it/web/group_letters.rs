//! A letter to a group: looked at with its count, sent once, refused where it is wrong.

use axum::http::StatusCode;
use desk::account::Role;
use store::outbox;

use super::{Answer, Session, Town};

const GROUP: [(&str, &str); 3] = [("scheme", "namss-recertification"), ("year", "2025"), ("state", "all")];
const SUBJECT: (&str, &str) = ("subject", "Your renewal, {name}");
const TEXT: (&str, &str) = (
    "text",
    "Dear {name},\r\n\r\nyour {credential} was due on {day}. Missing:\r\n\r\n{missing}\r\n\r\nCosts:\r\n\r\n{costs}\r\n\r\nYou lapse on {lapses}. {body}",
);

async fn registrar(town: &Town) -> Session {
    town.signed_in("registrar@test.example", Role::Registrar, None).await
}

fn form<'f>(more: &[(&'f str, &'f str)]) -> Vec<(&'f str, &'f str)> {
    GROUP.iter().chain(more).copied().collect()
}

fn hidden(page: &str, name: &str) -> String {
    page.split(&format!("name=\"{name}\" value=\"")).nth(1).unwrap().split('"').next().unwrap().to_owned()
}

/// What a page that is looked at holds on to: the letter, how many, and who.
fn looked(page: &Answer) -> (String, String, String) {
    (hidden(&page.text, "id"), hidden(&page.text, "people"), hidden(&page.text, "members"))
}

/// Somebody who is due in 2025.
fn due(person: &str) -> String {
    format!(
        r#"{{"id":"{person}-1","person":"{person}","kind":"person_registered","at":"2022-01-10","name":"Una {person}","email":"{person}@people.example"}}
{{"id":"{person}-2","person":"{person}","kind":"credential_awarded","at":"2022-04-30","programme":"cpcs"}}
"#
    )
}

/// The letters to groups in the outbox: to whom, the subject, the text, and whether there was an address.
fn written(town: &Town) -> Vec<(String, String, String, bool)> {
    let all = town.house.store.read(|tx| outbox::list(tx, None, 1_000)).unwrap();
    let own = all.into_iter().filter(|mail| mail.draft.kind == "group_letter");
    own.map(|mail| (mail.draft.person, mail.draft.subject, mail.draft.body, mail.given_up.is_none())).collect()
}

#[tokio::test]
async fn a_letter_is_looked_at_first_and_sent_once() {
    let town = Town::new();
    let session = registrar(&town).await;
    let empty = town.get("/staff/year/letter?scheme=namss-recertification&year=2025&state=all", &session).await;
    assert_eq!(empty.status, StatusCode::OK, "{}", empty.text);
    assert!(empty.text.contains("{missing}") || empty.text.contains("{</"), "{}", empty.text);

    let look = town.post("/staff/year/letter", &session, &form(&[SUBJECT, TEXT])).await;
    assert_eq!(look.status, StatusCode::OK, "{}", look.text);
    let (id, people, members) = looked(&look);
    assert!(look.text.contains(&format!("Send it to {people} people")), "{}", look.text);
    assert!(look.text.contains("without an address on file"), "{}", look.text);
    assert_eq!(written(&town), [], "looking sends nothing");

    let sending = form(&[SUBJECT, TEXT, ("id", &id), ("people", &people), ("members", &members)]);
    for time in 1..=3 {
        let sent = town.post("/staff/year/letter/send", &session, &sending).await;
        assert_eq!((sent.status, sent.location()), (StatusCode::SEE_OTHER, "/staff/mail"), "{}", sent.text);
        assert_eq!(written(&town).len().to_string(), people, "sent {time} times");
    }
    let letters = written(&town);
    let maya = letters.iter().find(|(person, ..)| person == "maya").unwrap();
    assert_eq!(maya.1, "Your renewal, Maya Lindqvist");
    for said in ["Dear Maya Lindqvist,", "your CPCS was due on 1 December 2025.", "You lapse on 1 January 2026."] {
        assert!(maya.2.contains(said), "{said}: {}", maya.2);
    }
    assert!(maya.3 && letters.iter().any(|(.., address)| !address), "who has no address is told apart");
    let mail = town.get("/staff/mail", &session).await;
    assert!(mail.text.contains("Your renewal, Maya Lindqvist"), "{}", mail.text);
}

#[tokio::test]
async fn what_is_wrong_is_said_beside_its_field_and_what_was_typed_stays() {
    let town = Town::new();
    let session = registrar(&town).await;
    let typed = [("subject", "For {nmae}"), ("text", "You owe {fee} and {tax}")];
    for path in ["/staff/year/letter", "/staff/year/letter/send"] {
        let wrong = town.post(path, &session, &form(&typed)).await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY, "{path}");
        for said in [
            "Nothing is known for {nmae}.",
            "Nothing is known for {fee}. Nothing is known for {tax}.",
            "value=\"For {nmae}\"",
            "You owe {fee} and {tax}</textarea>",
        ] {
            assert!(wrong.text.contains(said), "{said}: {}", wrong.text);
        }
    }
    let nothing = town.post("/staff/year/letter", &session, &form(&[])).await;
    assert_eq!(nothing.text.matches("There is nothing here.").count(), 4, "{}", nothing.text);
    let unknown = [("scheme", "namss-recertification"), ("year", "2025"), ("state", "often"), SUBJECT, TEXT];
    assert_eq!(town.post("/staff/year/letter", &session, &unknown).await.status, StatusCode::NOT_FOUND);
    assert_eq!(written(&town), []);
}

#[tokio::test]
async fn a_group_that_changed_or_is_empty_gets_nothing() {
    let town = Town::new();
    let session = registrar(&town).await;
    let look = town.post("/staff/year/letter", &session, &form(&[SUBJECT, TEXT])).await;
    let id = hidden(&look.text, "id");
    let changed = form(&[SUBJECT, TEXT, ("id", &id), ("people", "1")]);
    let again = town.post("/staff/year/letter/send", &session, &changed).await;
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(again.text.contains("The group has changed: 1 when you looked,"), "{}", again.text);
    assert_eq!(hidden(&again.text, "id"), id, "it is the same letter");

    let without = town.post("/staff/year/letter/send", &session, &form(&[SUBJECT, TEXT, ("people", "1")])).await;
    assert!(without.text.contains("Look at it before it goes"), "{}", without.text);

    let nobody = [("scheme", "namss-recertification"), ("year", "1950"), ("state", "paid"), SUBJECT, TEXT];
    let empty = town.post("/staff/year/letter", &session, &nobody).await;
    assert!(empty.text.contains("Nobody is in this group now."), "{}", empty.text);
    assert_eq!(written(&town), []);
    // As many as were looked at, and others.
    let (_, people, _) = looked(&look);
    let others = form(&[SUBJECT, TEXT, ("id", &id), ("people", &people), ("members", "00ff")]);
    let refused = town.post("/staff/year/letter/send", &session, &others).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    let said = format!("The group has changed: {people} when you looked, and {people} now who are not the same.");
    assert!(refused.text.contains(&said), "{}", refused.text);
    assert_eq!((written(&town), looked(&refused).2), (vec![], looked(&look).2));
}

#[tokio::test]
async fn who_sent_which_letter_to_how_many_stands_with_the_year() {
    let town = Town::new();
    let session = registrar(&town).await;
    let year = "/staff/year?scheme=namss-recertification&year=2025";
    assert!(!town.get(year, &session).await.text.contains("Letters sent"));
    let look = town.post("/staff/year/letter", &session, &form(&[SUBJECT, TEXT])).await;
    let (id, people, members) = looked(&look);
    // Somebody comes in between the look and the click: nothing is sent, and the new number is shown.
    town.take_in(&due("una"));
    let sending = form(&[SUBJECT, TEXT, ("id", &id), ("people", &people), ("members", &members)]);
    let refused = town.post("/staff/year/letter/send", &session, &sending).await;
    let (same, more, members) = looked(&refused);
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!((same.as_str(), more.parse()), (id.as_str(), people.parse::<usize>().map(|n| n + 1)));
    let said = format!("The group has changed: {people} when you looked, {more} now.");
    assert!(refused.text.contains(&said) && refused.text.contains(&format!("Send it to {more} people")), "{said}");
    assert_eq!(written(&town), []);
    assert!(!town.get(year, &session).await.text.contains("Letters sent"));

    let sending = form(&[SUBJECT, TEXT, ("id", &id), ("people", &more), ("members", &members)]);
    assert_eq!(town.post("/staff/year/letter/send", &session, &sending).await.location(), "/staff/mail");
    // Sent once more it goes to nobody, not even to who came since.
    town.take_in(&due("vigdis"));
    assert_eq!(town.post("/staff/year/letter/send", &session, &sending).await.location(), "/staff/mail");
    assert_eq!(written(&town).len().to_string(), more);
    let page = town.get(year, &session).await.text;
    let (_, part) = page.split_once("Letters sent").unwrap();
    let row = part.split("<tbody>").nth(1).unwrap().split("</tbody>").next().unwrap();
    let said = [
        "15 December 2025, 09:00",
        "registrar@test.example",
        "All who are due",
        "Your renewal, {name}",
        &format!(">{more}<"),
    ];
    let places: Vec<usize> =
        said.iter().map(|said| row.find(said).unwrap_or_else(|| panic!("{said}: {row}"))).collect();
    assert!(places.is_sorted() && row.matches("<tr").count() == 1, "{row}");
    // It was about that year alone; whoever sees the year sees it.
    assert!(!town.get(&year.replace("2025", "2026"), &session).await.text.contains("Letters sent"));
    let auditor = town.signed_in("auditor@test.example", Role::Auditor, None).await;
    assert!(town.get(year, &auditor).await.text.contains("Letters sent"));
}

#[tokio::test]
async fn others_see_the_year_and_write_to_nobody() {
    let town = Town::new();
    for (email, role) in [("reviewer@test.example", Role::Reviewer), ("auditor@test.example", Role::Auditor)] {
        let session = town.signed_in(email, role, None).await;
        let year = town.get("/staff/year?scheme=namss-recertification&year=2025", &session).await;
        assert_eq!(year.status, StatusCode::OK);
        assert!(!year.text.contains("Write to them"), "{}", year.text);
        let letter = town.post("/staff/year/letter", &session, &form(&[SUBJECT, TEXT])).await;
        assert_eq!(letter.status, StatusCode::FORBIDDEN);
    }
}
