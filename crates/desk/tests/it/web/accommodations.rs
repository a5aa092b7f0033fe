//! Accommodations: asked for beside an application, decided by those who may, and seen by nobody else.

use axum::http::StatusCode;
use desk::account::Role;
use desk::act::{self, Change};
use desk::web::routes::doors;
use serde_json::json;

use super::uploads::PDF;
use super::{Session, Town};

/// The day after the last on which spring 2026 can be asked for, at least.
fn in_february() -> jiff::Timestamp {
    "2026-02-20T10:00:00-05:00".parse().unwrap()
}

/// What is sent, and what is said of it.
type Sent<'a> = (&'a [(&'a str, &'a str)], &'a [&'a str]);

const PATH: &str = "/home/accommodation/cpcs";
/// Half as much time, a reason in one's own words, and documented.
const ASKED: [(&str, &str); 4] =
    [("adjust-extra_time:1.5", "yes"), ("words", "My hands tremble"), ("letterhead", "yes"), ("window", "spring-2026")];

pub fn field(page: &str, name: &str) -> String {
    let marked = format!("name=\"{name}\" value=\"");
    page.split(&marked).nth(1).unwrap_or_else(|| panic!("{name}: {page}")).split('"').next().unwrap().to_owned()
}

/// The request of somebody's that waits.
pub async fn waiting(town: &Town, session: &Session, name: &str) -> String {
    let queue = town.get("/staff/queues/accommodations", session).await.text;
    let row = queue.split("<tr>").find(|row| row.contains(name)).unwrap_or_else(|| panic!("{queue}"));
    row.split("href=\"").nth(1).unwrap().split('"').next().unwrap().to_owned()
}

async fn asked(town: &Town) -> Session {
    let ada = town.signed_in("ada@test.example", Role::Certificant, Some("ada")).await;
    let form = [&ASKED[..], &[("attested", "yes")]].concat();
    let done = town.upload(PATH, &ada, &form, &[("files", "Letter of Dr. Weiss.pdf", PDF)]).await;
    assert_eq!(done.location(), "/home/done/request_accommodation?programme=cpcs", "{}", done.text);
    ada
}

#[tokio::test]
async fn everything_that_is_wrong_with_a_request_is_said_and_nothing_is_lost() {
    let town = Town::new();
    let ada = town.signed_in("ada@test.example", Role::Certificant, Some("ada")).await;
    let before = town.heads();
    let table: [Sent<'_>; 3] = [
        (&[], &["Nothing is asked for.", "Say whether it is documented."]),
        (
            &[("adjust-extra_time:1.5", "yes"), ("adjust-extra_time:2", "yes"), ("letterhead", "yes")],
            &["More time is chosen more than once."],
        ),
        (&[("words", "A lamp & a chair"), ("letterhead", "maybe")], &["Nothing is chosen.", "A lamp &amp; a chair"]),
    ];
    for (sent, said) in table {
        let answer = town.post(PATH, &ada, sent).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{sent:?}");
        for said in said {
            assert!(answer.text.contains(said), "{sent:?}: {said}: {}", answer.text);
        }
    }
    let check = town.post(PATH, &ada, &ASKED).await;
    assert_eq!(check.status, StatusCode::OK);
    for said in ["Check your request", "Half as much time again", "My hands tremble", "In order"] {
        assert!(check.text.contains(said), "{said}: {}", check.text);
    }
    let change = town.post(PATH, &ada, &[&ASKED[..], &[("change", "yes")]].concat()).await;
    assert!(change.text.contains("My hands tremble</textarea>"), "{}", change.text);
    assert_eq!(town.heads(), before, "nothing is sent before it was attested");
    // Whoever has no application has nothing that accommodations could go with.
    let nils = town.signed_in("nils@test.example", Role::Certificant, Some("nils")).await;
    for path in [PATH, "/home/accommodation/cmas", "/home/accommodation/nothing"] {
        assert_eq!(town.get(path, &nils).await.status, StatusCode::NOT_FOUND, "{path}");
    }
    let odd = town.get(&format!("{PATH}?window=fall-1999"), &ada).await;
    assert_eq!(odd.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_request_is_granted_in_part_and_shown_to_its_candidate() {
    let town = Town::new();
    let ada = asked(&town).await;
    let again = town.post(PATH, &ada, &ASKED).await;
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(again.text.contains("waits for its decision"), "{}", again.text);
    let reviewer = town.signed_in("v@test.example", Role::Reviewer, None).await;
    let path = waiting(&town, &reviewer, "Ada Winter").await;
    let page = town.get(&path, &reviewer).await.text;
    for said in ["Half as much time again (asked for)", "My hands tremble", "CPCS accommodations of Ada Winter"] {
        assert!(page.contains(said), "{said}: {page}");
    }
    let (decide, seen) = (format!("{path}/decide"), field(&page, "seen"));
    let before = town.heads();
    let nothing = town.post(&decide, &reviewer, &[("outcome", "approved"), ("seen", &seen)]).await;
    assert_eq!(nothing.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(nothing.text.contains("Nothing is granted."), "{}", nothing.text);
    let why = town.post(&decide, &reviewer, &[("outcome", "refused"), ("seen", &seen)]).await;
    assert!(why.text.contains("Say why: the candidate reads it"), "{}", why.text);
    assert_eq!(town.heads(), before);
    let form = [
        ("outcome", "approved"),
        ("grant-extra_time:1.25", "yes"),
        ("grant-made_up", "yes"),
        ("reason", "A quarter is what the letter says."),
        ("seen", seen.as_str()),
    ];
    assert_eq!(town.post(&decide, &reviewer, &form).await.location(), "/staff/queues/accommodations");
    let home = town.get("/home", &ada).await.text;
    for said in ["A quarter more time", "Half as much time again", "A quarter is what the letter says."] {
        assert!(home.contains(said), "{said}: {home}");
    }
    assert!(!home.contains("made_up") && !home.contains("Made up"));
    let twice = town.post(&decide, &reviewer, &form).await;
    assert_eq!(twice.status, StatusCode::UNPROCESSABLE_ENTITY, "one decision is enough");
}

#[tokio::test]
async fn nobody_else_sees_what_was_asked_for_or_why_by_any_door() {
    let town = Town::new();
    let ada = asked(&town).await;
    let reviewer = town.signed_in("v@test.example", Role::Reviewer, None).await;
    let path = waiting(&town, &reviewer, "Ada Winter").await;
    let seen = field(&town.get(&path, &reviewer).await.text, "seen");
    let form = [("outcome", "approved"), ("grant-reader", "yes"), ("reason", "As documented"), ("seen", seen.as_str())];
    town.post(&format!("{path}/decide"), &reviewer, &form).await;
    let event = path.rsplit('/').next().unwrap().to_owned();
    // A correction says what it corrects.
    let fields = vec![("event", json!(event)), ("with", json!({ "adjustments": ["large_print"] }))];
    act::change(&town.house.store, &town.house.bodies, change("corrected", fields), (town.house.clock)()).unwrap();
    desk::notice::run::run(&town.house.store, &town.house.bodies, town.house.today(), (town.house.clock)()).unwrap();
    let secret = [
        "Half as much",
        "extra_time:",
        "extra time:",
        "My hands tremble",
        "read the questions",
        "reads the questions",
        "reader",
        "As documented",
        "Dr. Weiss",
        "large_print",
        "large print",
        "Larger letters",
    ];
    for role in Role::ALL.iter().copied().filter(|r| *r != Role::Reviewer) {
        let own = (role == Role::Certificant).then_some("nils");
        let session = town.signed_in(&format!("{}@others.example", role.word()), role, own).await;
        for row in doors().rows() {
            let fill = |event: &str| {
                row.path
                    .replace("{person}", "ada")
                    .replace("{queue}", "accommodations")
                    .replace("{event}", event)
                    .replace("{programme}", "cpcs")
                    .replace("{action}", "request_accommodation")
                    .replace("{file}", "assay.css")
            };
            // Two records beside each other, where the path compares them.
            for path in [fill(&event), fill("ada-2"), format!("{}?with=nils&q=ada", fill(&event))] {
                if row.path == "/sign-out" || row.path == "/check/{programme}" {
                    continue;
                }
                let answer = match row.method.as_str() {
                    "GET" => town.get(&path, &session).await,
                    _ => {
                        town.post(&path, &session, &[("outcome", "refused"), ("seen", &seen), ("event", &event)]).await
                    }
                };
                // What the handbook offers to everybody stands in the rules and says nothing of anybody.
                for secret in secret.iter().filter(|_| !path.starts_with("/rules") && !path.starts_with("/assets")) {
                    assert!(!answer.text.contains(secret), "{role:?} {path} says {secret}: {}", answer.text);
                }
            }
        }
    }
    // Those who decide read it, and so does the candidate.
    let record = town.get("/staff/people/ada", &reviewer).await.text;
    assert!(record.contains("My hands tremble") && record.contains("extra_time:1.5"), "{record}");
    assert!(town.get("/staff/mail", &reviewer).await.text.contains("As documented"));
    assert!(town.get("/home", &ada).await.text.contains("As documented"));
}

fn change(kind: &'static str, fields: Vec<(&'static str, serde_json::Value)>) -> Change {
    Change {
        person: "ada".to_owned(),
        body: "namss".to_owned(),
        seen: None,
        by: "test".to_owned(),
        kind,
        day: None,
        fields,
    }
}

#[tokio::test]
async fn what_comes_too_late_is_refused_and_the_next_window_offered_by_name() {
    let town = Town::at(in_february);
    let ada = town.signed_in("ada@test.example", Role::Certificant, Some("ada")).await;
    let before = town.heads();
    let late = town.get(PATH, &ada).await.text;
    for said in ["that time is over", "Ask for Summer 2026", "/home/accommodation/cpcs?window=summer-2026"] {
        assert!(late.contains(said), "{said}: {late}");
    }
    let forced = town.post(PATH, &ada, &[&ASKED[..], &[("attested", "yes")]].concat()).await;
    assert_eq!(forced.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(town.heads(), before);
    let open = town.get(&format!("{PATH}?window=summer-2026"), &ada).await;
    assert_eq!(field(&open.text, "window"), "summer-2026");
    let mut form = ASKED.to_vec();
    form[3] = ("window", "summer-2026");
    form.push(("attested", "yes"));
    let done = town.post(PATH, &ada, &form).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text);
}

#[tokio::test]
async fn a_finding_chosen_as_the_reason_stands_on_record_in_the_letter_and_on_the_page() {
    let town = Town::at(in_february);
    let ada = town.signed_in("ada@test.example", Role::Certificant, Some("ada")).await;
    // By post, and late: what came in is put on record as it came.
    let fields = vec![
        ("application", json!("ada-2")),
        ("window", json!("spring-2026")),
        ("adjustments", json!(["breaks"])),
        ("letterhead", json!(true)),
    ];
    act::change(&town.house.store, &town.house.bodies, change("accommodation_requested", fields), in_february())
        .unwrap();
    let reviewer = town.signed_in("v@test.example", Role::Reviewer, None).await;
    let path = waiting(&town, &reviewer, "Ada Winter").await;
    let page = town.get(&path, &reviewer).await.text;
    let finding = page.split("<label for=\"finding-0\">").nth(1).expect("a finding").split('<').next().unwrap();
    assert!(finding.contains("20 February 2026"), "{finding}");
    let seen = field(&page, "seen");
    // A choice that is no finding's gives no reason.
    let none = [("outcome", "approved"), ("grant-breaks", "yes"), ("finding-7", "yes"), ("seen", seen.as_str())];
    let answer = town.post(&format!("{path}/decide"), &reviewer, &none).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "against the handbook a reason is needed");
    let form = [("outcome", "refused"), ("finding-0", "yes"), ("reason", "Summer is open."), ("seen", seen.as_str())];
    let done = town.post(&format!("{path}/decide"), &reviewer, &form).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text);
    let said = format!("{finding} Summer is open.");
    let line = town.house.store.read(|tx| store::entries::lines(tx, "ada")).unwrap().pop().unwrap();
    let event: serde_json::Value = serde_json::from_str(&line).unwrap();
    assert_eq!(event["reason"], said);
    assert_eq!((&event["kind"], event.get("adjustments")), (&json!("accommodation_decided"), None));
    let home = town.get("/home", &ada).await.text;
    assert!(home.contains(&said) && home.contains("Summer 2026"), "{home}");
    desk::notice::run::run(&town.house.store, &town.house.bodies, town.house.today(), in_february()).unwrap();
    let letters = town.house.store.read(|tx| store::outbox::list(tx, None, 50)).unwrap();
    let letter = letters.iter().find(|m| m.draft.kind == "accommodation_decided").expect("a letter");
    let flat = letter.draft.body.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(flat.contains(&said), "{flat}");
    assert!(!letter.draft.subject.to_lowercase().contains("accommodation"), "{}", letter.draft.subject);
}

/// The day after the spring window, of which nobody decided the request.
fn after_spring() -> jiff::Timestamp {
    "2026-03-29T10:00:00-05:00".parse().unwrap()
}

#[tokio::test]
async fn a_request_that_nobody_decided_leaves_the_queue_with_its_window_and_another_may_follow() {
    let mut town = Town::new();
    asked(&town).await;
    let reviewer = town.signed_in("v@test.example", Role::Reviewer, None).await;
    let path = waiting(&town, &reviewer, "Ada Winter").await;
    let seen = field(&town.get(&path, &reviewer).await.text, "seen");
    town.later(after_spring);
    let (reviewer, ada) = (town.sign_in("v@test.example").await, town.sign_in("ada@test.example").await);
    for door in ["/staff/queues/accommodations", "/staff/queues/accommodations/sheet.csv"] {
        assert!(!town.get(door, &reviewer).await.text.contains("Ada Winter"), "{door}");
    }
    let page = town.get(&path, &reviewer).await.text;
    assert!(page.contains("nothing can come of it any more") && !page.contains("name=\"outcome\""), "{page}");
    let before = town.heads();
    let form = [("outcome", "refused"), ("reason", "Too late."), ("seen", seen.as_str())];
    let late = town.post(&format!("{path}/decide"), &reviewer, &form).await;
    assert_eq!((late.status, town.heads()), (StatusCode::UNPROCESSABLE_ENTITY, before), "{}", late.text);
    // Nobody is left to think that it still waits.
    let home = town.get("/home", &ada).await.text;
    for said in ["Not decided", "The exam it was for is over since", "29 March 2026"] {
        assert!(home.contains(said), "{said}: {home}");
    }
    assert!(!home.contains("Waits for the office"), "{home}");
    let mut form = ASKED.to_vec();
    form[3] = ("window", "fall-2026");
    form.push(("attested", "yes"));
    let done = town.post(PATH, &ada, &form).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text);
    assert!(town.get("/staff/queues/accommodations", &reviewer).await.text.contains("Ada Winter"));
    assert!(town.get("/home", &ada).await.text.contains("Waits for the office"));
}
