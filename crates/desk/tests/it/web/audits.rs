//! Audits: drawn by a lot that anybody can repeat, documented by their holders, closed with what follows.

use std::fs;

use axum::http::StatusCode;
use desk::account::Role;
use desk::audits::{self, Asked, Difference, Found, repeat};
use desk::journal::Journal;
use desk::{intake, notice};
use jiff::Timestamp;
use programme::audit::draw::Take;
use serde_json::Value;
use store::waiting::Queue;
use store::{draws, entries};

use super::uploads::PDF;
use super::{Answer, Session, Town};

/// Somebody whose renewal is in review on 15 December 2025.
fn renewing(person: &str, name: &str, certificate: bool) -> String {
    format!(
        r#"{{"id":"{person}-1","person":"{person}","kind":"person_registered","at":"2022-01-10","name":"{name}","email":"{person}@people.example"}}
{{"id":"{person}-2","person":"{person}","kind":"credential_awarded","at":"2022-04-30","programme":"cpcs"}}
{{"id":"{person}-3","person":"{person}","kind":"credit_logged","at":"2024-03-01","scheme":"namss-recertification","category":"sponsored","units":"30","title":"Conferences","certificate":{certificate}}}
{{"id":"{person}-4","person":"{person}","kind":"renewal_submitted","at":"2025-11-18","scheme":"namss-recertification"}}
{{"id":"{person}-5","person":"{person}","kind":"payment_received","at":"2025-11-20","item":"recertification","amount":"375.00","method":"card"}}
"#
    )
}

/// Three of them, the last one's without a certificate.
fn in_review() -> String {
    [
        renewing("wanda", "Wanda Keel", true),
        renewing("yusuf", "Yusuf Demir", true),
        renewing("zora", "Zora Vale", false),
    ]
    .concat()
}

/// Somebody whose new cycle began on 10 May 2026, with points that are not documented.
const CMAS: &str = r#"{"id":"cleo-1","person":"cleo","kind":"person_registered","at":"2023-01-10","name":"Cleo Marsh","email":"cleo@people.example"}
{"id":"cleo-2","person":"cleo","kind":"credential_awarded","at":"2023-05-10","programme":"cmas"}
{"id":"cleo-3","person":"cleo","kind":"credit_logged","at":"2023-06-01","scheme":"amt-cmas","category":"education","units":"30","title":"Courses","certificate":false}
{"id":"cleo-4","person":"cleo","kind":"payment_received","at":"2024-05-10","item":"annual","amount":"75.00","method":"card"}
{"id":"cleo-5","person":"cleo","kind":"payment_received","at":"2025-05-10","item":"annual","amount":"75.00","method":"card"}
{"id":"cleo-6","person":"cleo","kind":"payment_received","at":"2026-05-10","item":"annual","amount":"75.00","method":"card"}
"#;

fn january() -> Timestamp {
    "2027-01-12T10:00:00-06:00".parse().unwrap()
}

/// A town with further records.
fn town(clock: fn() -> Timestamp, records: &str) -> Town {
    let town = Town::at(clock);
    let file = town.folder.join("audited.jsonl");
    fs::write(&file, records).unwrap();
    let journal = Journal::open(&file).unwrap();
    let taken = intake::take_in(&town.house.store, &town.house.bodies, &journal, None, clock(), |_| {}).unwrap();
    assert_eq!(taken.refused, []);
    notice::tick(
        &town.house.store,
        &town.house.bodies,
        clock(),
        &desk::notice::Post::folder(&town.folder.join("before"), "house@body.example").unwrap(),
    )
    .unwrap();
    town
}

async fn reviewer(town: &Town) -> Session {
    town.signed_in("reviewer@test.example", Role::Reviewer, None).await
}

fn asked<'a>(scheme: &'a str, share: &'a str, seed: &'a str) -> Vec<(&'static str, &'a str)> {
    vec![("scheme", scheme), ("share", share), ("seed", seed)]
}

/// The value of a hidden field.
fn hidden(page: &str, name: &str) -> String {
    page.split(&format!("name=\"{name}\" value=\"")).nth(1).unwrap().split('"').next().unwrap().to_owned()
}

/// Looks at a draw and confirms it.
async fn drawn(town: &Town, who: &Session, form: &[(&'static str, &str)]) -> Answer {
    let preview = town.post("/staff/audits", who, form).await;
    assert_eq!(preview.status, StatusCode::OK, "{}", preview.text);
    let hash = hidden(&preview.text, "population");
    let mut form = form.to_vec();
    form.extend([("population", hash.as_str()), ("confirmed", "yes")]);
    town.post("/staff/audits", who, &form).await
}

/// Holds a letter to what it says, wherever its lines break.
fn says(letter: &str, said: &[&str]) {
    let words = letter.split_whitespace().collect::<Vec<_>>().join(" ");
    for said in said {
        assert!(words.contains(said), "{said}: {letter}");
    }
}

/// Everybody under audit: the entry and whose it is.
fn under_audit(town: &Town) -> Vec<(String, String)> {
    let today = town.house.today();
    let waiting = town.house.store.read(|tx| store::waiting::of_queue(tx, (Queue::Audits, today), (None, ""), 99));
    waiting.unwrap().into_iter().map(|w| (w.event, w.person)).collect()
}

/// What is sent, and what is said of it.
type Wrong<'w> = (&'w [(&'w str, &'w str)], &'w [&'w str]);

#[tokio::test]
async fn what_is_wrong_with_a_draw_is_said_at_once_and_nothing_is_drawn() {
    let town = town(super::now, &in_review());
    let reviewer = reviewer(&town).await;
    let before = town.heads();
    let table: [Wrong<'_>; 5] = [
        (&[], &["No scheme is chosen.", "This is neither a percentage nor a number of people.", "The seed is empty"]),
        (&asked("no-such", "0", "a\nb"), &["No scheme is chosen.", "neither a percentage", "not one line"]),
        (
            &asked("amt-cmas", "5%", "a figure"),
            &["Nothing is drawn on 15 December 2025: Audits are drawn in January. (recertification.audit)"],
        ),
        (&asked("namss-recertification", "101%", "a figure"), &["neither a percentage"]),
        (&asked("namss-recertification", "many", "a figure"), &["neither a percentage"]),
    ];
    for (form, said) in table {
        let answer = town.post("/staff/audits", &reviewer, form).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{form:?}");
        for said in said {
            // At the top, and beside the field.
            assert_eq!(answer.text.matches(said).count(), 2, "{said}: {}", answer.text);
        }
    }
    // A confirmation of other numbers than those that were looked at.
    let mut form = asked("namss-recertification", "1", "a figure");
    form.extend([("population", "another"), ("confirmed", "yes")]);
    let answer = town.post("/staff/audits", &reviewer, &form).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.text.contains("have changed since you looked"), "{}", answer.text);
    assert_eq!((town.heads(), under_audit(&town).len()), (before, 0));
}

#[tokio::test]
async fn a_draw_is_looked_at_made_once_and_can_be_repeated() {
    let town = town(super::now, &in_review());
    let reviewer = reviewer(&town).await;
    let form = asked("namss-recertification", "50%", "S&P 500 close 2025-12-12: 6827.41");
    let preview = town.post("/staff/audits", &reviewer, &form).await;
    assert_eq!(preview.status, StatusCode::OK);
    for name in ["Wanda", "Yusuf", "Zora", "wanda", "zora"] {
        assert!(!preview.text.contains(name), "who is drawn is not known before");
    }
    assert_eq!(under_audit(&town), [], "looking opens nothing");
    let done = drawn(&town, &reviewer, &form).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text);
    let page = town.get(done.location(), &reviewer).await;
    let draw = town.house.store.read(|tx| draws::list(tx, None, 9)).unwrap().pop().unwrap();
    assert!(page.text.contains(&draw.hash) && page.text.contains("S&amp;P 500"), "{}", page.text);
    // Ruth's renewal is in review, too.
    assert_eq!((draw.counted, draw.drawn.len()), (4, 2));
    let mut audited: Vec<String> = under_audit(&town).into_iter().map(|(_, person)| person).collect();
    let mut named = draw.drawn.clone();
    audited.sort();
    named.sort();
    assert_eq!(audited, named);
    for person in &draw.drawn {
        let last: Value =
            serde_json::from_str(town.house.store.read(|tx| entries::lines(tx, person)).unwrap().last().unwrap())
                .unwrap();
        assert_eq!((&last["kind"], &last["by"]), (&"audit_opened".into(), &"reviewer@test.example".into()));
    }
    // Sent once more, it would be another draw: of those who are left.
    let mut again = form.clone();
    again.extend([("population", draw.hash.as_str()), ("confirmed", "yes")]);
    let again = town.post("/staff/audits", &reviewer, &again).await;
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(under_audit(&town).len(), 2);
    // Whoever is given the files can draw again.
    let text = town.get(&format!("{}/population.txt", done.location()), &reviewer).await.text;
    assert_eq!(text, "ruth\nwanda\nyusuf\nzora\n");
    let json = town.get(&format!("{}/draw.json", done.location()), &reviewer).await.text;
    let repeated = repeat(&json).unwrap();
    assert!(repeated.same && repeated.drawn == draw.drawn, "{repeated:?}");
    assert_eq!(town.get("/staff/audits/no-such/draw.json", &reviewer).await.status, StatusCode::NOT_FOUND);
    assert_eq!(town.get("/staff/audits/no-such", &reviewer).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn whoever_comes_or_goes_between_the_look_and_the_draw_stops_it() {
    let town = town(super::now, &in_review());
    let (store, bodies, today) = (&town.house.store, &town.house.bodies, town.house.today());
    let handbook = bodies.body("namss").unwrap();
    let found = || audits::population(store, bodies, handbook, today).unwrap();
    let draw = |found: &Found| {
        let asked = Asked { handbook, take: Take::Count(1), seed: "a figure", by: "reviewer@test.example" };
        audits::draw(store, bodies, &asked, found, (today, super::now())).unwrap()
    };
    let registered = r#"{"id":"una-1","person":"una","kind":"person_registered","at":"2025-12-15","name":"Una Roth","email":"una@people.example"}"#;
    let decided = r#"{"id":"ruth-9","person":"ruth","kind":"renewal_decided","at":"2025-12-15","renewal":"ruth-4","outcome":"returned","reason":"One credit is doubtful."}"#;
    let renewal = town.house.store.read(|tx| entries::lines(tx, "ruth")).unwrap();
    let renewal = renewal.iter().find(|line| line.contains("renewal_submitted")).unwrap();
    let renewal: Value = serde_json::from_str(renewal).unwrap();
    let decided = decided.replace("ruth-4", renewal["id"].as_str().unwrap());
    // What is entered after the look, and whether it is still drawn of those who were looked at.
    for (entered, said) in
        [(renewing("vera", "Vera Lund", true), false), (decided, false), (registered.to_owned(), true)]
    {
        let looked_at = found();
        town.take_in(&entered);
        let id = draw(&looked_at);
        assert_eq!(id.is_some(), said, "{entered}");
        assert_eq!(under_audit(&town).len(), usize::from(said), "{entered}");
        assert_eq!(draw(&looked_at), id, "the same draw is made once");
    }
    let drawn = store.read(|tx| draws::list(tx, None, 9)).unwrap();
    assert_eq!((drawn.len(), drawn[0].counted), (1, 4), "of Vera, Wanda, Yusuf and Zora");
}

#[tokio::test]
async fn a_file_that_was_altered_does_not_repeat() {
    let town = town(super::now, &in_review());
    let reviewer = reviewer(&town).await;
    let done = drawn(&town, &reviewer, &asked("namss-recertification", "2", "a figure")).await;
    let json = town.get(&format!("{}/draw.json", done.location()), &reviewer).await.text;
    let whole: Value = serde_json::from_str(&json).unwrap();
    let altered = |change: &dyn Fn(&mut Value)| {
        let mut whole = whole.clone();
        change(&mut whole);
        repeat(&whole.to_string())
    };
    let seed = altered(&|draw| draw["seed"] = "another figure".into()).unwrap();
    let hash = altered(&|draw| draw["population"]["sha256"] = "00".into()).unwrap();
    assert!(!hash.same && hash.differences == [Difference::Hash { said: "00".to_owned() }]);
    let other = altered(&|draw| draw["drawn"] = serde_json::json!(["ruth", "nobody"])).unwrap();
    assert!(other.differences.contains(&Difference::NotDrawn { id: "nobody".to_owned() }), "{other:?}");
    let order = altered(&|draw| draw["drawn"].as_array_mut().unwrap().reverse()).unwrap();
    assert_eq!(order.differences, [Difference::Order]);
    let one_less = altered(&|draw| drop(draw["population"]["ids"].as_array_mut().unwrap().pop())).unwrap();
    assert!(!one_less.same && one_less.differences.len() >= 2, "{one_less:?}");
    assert!(!seed.same || seed.drawn == hash.drawn);
    for (change, said) in [
        (&(|draw: &mut Value| draw["algorithm"] = "dice".into()) as &dyn Fn(&mut Value), "`dice` is no way of drawing"),
        (&|draw: &mut Value| draw["share"] = "some".into(), "`some` is no number"),
        (&|draw: &mut Value| draw["seed"] = "".into(), "the seed is empty"),
        (&|draw: &mut Value| draw["sead"] = "x".into(), "unknown field `sead`"),
        (&|draw: &mut Value| drop(draw.as_object_mut().unwrap().remove("seed")), "missing field `seed`"),
        (&|draw: &mut Value| draw["population"]["ids"][0] = "a\nb".into(), "breaks its line"),
    ] {
        let (line, column, wrong, remedy) = altered(change).unwrap_err();
        assert!(wrong.contains(said) && line >= 1 && column >= 1 && !remedy.is_empty(), "{said}: {wrong}");
    }
}

/// What the button sends that adds documents to a credit.
const DOCUMENTS: [(&str, &str); 1] = [("documents", "yes")];

#[tokio::test]
async fn who_is_under_audit_is_told_and_adds_what_is_missing() {
    let town = town(super::now, &in_review());
    let reviewer = reviewer(&town).await;
    let zora = town.signed_in("zora@people.example", Role::Certificant, Some("zora")).await;
    assert!(!town.get("/home", &zora).await.text.contains("Your audit"));
    drawn(&town, &reviewer, &asked("namss-recertification", "100%", "a figure")).await;
    let home = town.get("/home", &zora).await.text;
    for said in [
        "Your audit",
        "One credit lacks its document.",
        "/home/credits/zora-3",
        "The decision on your renewal says what follows.",
    ] {
        assert!(home.contains(said), "{said}: {home}");
    }
    let now = super::now();
    let post = notice::Post::folder(&town.folder.join("mail"), "house@body.example").unwrap();
    notice::tick(&town.house.store, &town.house.bodies, now, &post).unwrap();
    let letters = town.letters();
    let letter = &letters.iter().find(|(to, _)| to.contains("zora@")).unwrap().1;
    for said in ["Your audit with NAMSS", "- Conferences, 1 March 2024", "told to ask the", "recertification.audit"] {
        assert!(letter.contains(said), "{said}: {letter}");
    }
    notice::tick(&town.house.store, &town.house.bodies, now, &post).unwrap();
    assert_eq!(town.letters().len(), 0, "nobody is told twice");
    // Nothing chosen, no document, somebody else's credit; then a document.
    let path = "/home/credits/zora-3";
    let nothing = town.upload(path, &zora, &DOCUMENTS, &[]).await;
    assert!(nothing.status == StatusCode::UNPROCESSABLE_ENTITY && nothing.text.contains("No file came with this."));
    let words = town.upload(path, &zora, &DOCUMENTS, &[("files", "words.pdf", b"just words")]).await;
    assert!(words.status == StatusCode::UNPROCESSABLE_ENTITY && words.text.contains("is no PDF, PNG or JPEG"));
    let other = town.upload("/home/credits/wanda-3", &zora, &DOCUMENTS, &[("files", "a.pdf", PDF)]).await;
    assert_eq!(other.status, StatusCode::NOT_FOUND);
    let added = town.upload(path, &zora, &DOCUMENTS, &[("files", "conference.pdf", PDF)]).await;
    assert_eq!(added.location(), "/home/done/amend_credit", "{}", added.text);
    let home = town.get("/home", &zora).await.text;
    assert!(home.contains("Every credit that counts has its document") && home.contains("conference.pdf"), "{home}");
    // A second one leaves the first where it is; whoever closes the audit reads both.
    let more = town.upload(path, &zora, &DOCUMENTS, &[("files", "more.pdf", &[PDF, b" "].concat())]).await;
    assert_eq!(more.location(), "/home/done/amend_credit");
    let event = under_audit(&town).into_iter().find(|(_, person)| person == "zora").unwrap().0;
    let page = town.get(&format!("/staff/requests/{event}"), &reviewer).await.text;
    assert!(page.contains("conference.pdf") && page.contains("more.pdf"), "{page}");
    let file = page.split("href=\"/files/").nth(1).unwrap().split('"').next().unwrap();
    assert_eq!(town.get(&format!("/files/{file}"), &reviewer).await.bytes, PDF);
    assert!(town.heads().len() > 1, "every chain holds");
}

#[tokio::test]
async fn closing_shows_what_follows_and_then_it_follows() {
    let town = town(january, CMAS);
    let reviewer = reviewer(&town).await;
    let cleo = town.signed_in("cleo@people.example", Role::Certificant, Some("cleo")).await;
    let done = drawn(&town, &reviewer, &asked("amt-cmas", "100%", "a figure of January")).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text);
    let event = under_audit(&town).into_iter().find(|(_, person)| person == "cleo").unwrap().0;
    let path = format!("/staff/requests/{event}");
    let page = town.get(&path, &reviewer).await.text;
    for said in [
        "Audit of Cleo Marsh",
        "Opened on",
        "No certificate",
        "One credit that counts lacks",
        "Closed as failed",
        "Revoked",
        "Documented: <strong>0.0</strong> of the 30.0",
    ] {
        assert!(page.contains(said), "{said}: {page}");
    }
    assert!(town.get("/home", &cleo).await.text.contains("loses the credential"));
    let seen = hidden(&page, "seen");
    let decide = format!("{path}/decide");
    // Against what the rules say, a reason is needed.
    let passed = town.post(&decide, &reviewer, &[("outcome", "passed"), ("seen", &seen)]).await;
    assert_eq!(passed.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        passed.text.contains("Credits that count lack their certificates, and you close it as passed."),
        "{}",
        passed.text
    );
    let failed =
        town.post(&decide, &reviewer, &[("outcome", "failed"), ("seen", &seen), ("reason", "No word came.")]).await;
    assert_eq!(failed.location(), "/staff/queues/audits", "{}", failed.text);
    assert!(town.get("/home", &cleo).await.text.contains("Revoked"));
    assert!(under_audit(&town).iter().all(|(_, person)| person != "cleo"));
    let post = notice::Post::folder(&town.folder.join("mail"), "house@body.example").unwrap();
    notice::tick(&town.house.store, &town.house.bodies, january(), &post).unwrap();
    let letters = town.letters();
    let letter = &letters.iter().find(|(to, text)| to.contains("cleo@") && text.contains(": failed")).unwrap().1;
    says(
        letter,
        &[
            "Subject: Your audit with AMT: failed",
            "Your audit, opened on 12 January 2027, was closed on 12 January 2027: it is failed, because something that \
             you claimed is not documented. The reason given: No word came. Where you stand: - CMAS:",
            "recertification.audit",
        ],
    );
    // Nobody is left of whom could be drawn.
    let none = town.post("/staff/audits", &reviewer, &asked("amt-cmas", "5%", "another")).await;
    assert!(none.text.contains("Nobody is among those of whom is drawn today."), "{}", none.text);
}

#[tokio::test]
async fn an_employer_is_told_to_ask_the_office_and_nothing_else() {
    let town = town(super::now, &in_review());
    let reviewer = reviewer(&town).await;
    let found = async |on: &str| {
        let answer = town.get(&format!("/api/v1/standing?name=zora&on={on}"), &Session::default()).await;
        let json: Value = serde_json::from_str(&answer.text).unwrap();
        let item = json["items"][0].clone();
        (item["good_standing"].as_bool().unwrap(), item["ask_office"].as_bool().unwrap())
    };
    assert_eq!(found("2025-12-15").await, (true, false));
    drawn(&town, &reviewer, &asked("namss-recertification", "100%", "a figure")).await;
    assert_eq!(found("2025-12-15").await, (true, true));
    assert_eq!(found("2025-12-14").await, (true, false), "as of a day before it was opened");
    let page = town.get("/standing?name=zora", &Session::default()).await.text;
    assert!(page.contains("Ask the office") && !page.contains("In good standing</span>"), "{page}");
    assert!(!page.to_lowercase().contains("under audit") && !page.contains("n audit"), "why is nobody else's to know");
    let sheet = town.get("/standing.csv?name=zora", &Session::default()).await.text;
    assert!(sheet.contains("Ask the office") && sheet.trim_end().ends_with(",yes"), "{sheet}");
    let event = under_audit(&town).into_iter().find(|(_, person)| person == "zora").unwrap().0;
    let path = format!("/staff/requests/{event}");
    let page = town.get(&path, &reviewer).await.text;
    let form = [("outcome", "passed"), ("reason", "Seen on paper."), ("seen", &hidden(&page, "seen"))];
    let closed = town.post(&format!("{path}/decide"), &reviewer, &form).await;
    assert_eq!(closed.location(), "/staff/queues/audits", "{}", closed.text);
    assert_eq!(found("2025-12-15").await, (true, false));
    // And its holder is told that it is passed, and nothing of what would have followed.
    let post = notice::Post::folder(&town.folder.join("mail"), "house@body.example").unwrap();
    notice::tick(&town.house.store, &town.house.bodies, super::now(), &post).unwrap();
    let letters = town.letters();
    let passed = letters.iter().find(|(to, text)| to.contains("zora@") && text.contains(": passed"));
    let letter = &passed.unwrap_or_else(|| panic!("{letters:?}")).1;
    says(
        letter,
        &[
            "Subject: Your audit with NAMSS: passed",
            "Your audit, opened on 15 December 2025, was closed on 15 December 2025: it is passed. \
             The reason given: Seen on paper. Where you stand: - CPCS:",
            "recertification.audit",
        ],
    );
    for said in ["failed", "suspended", "loses", "says what follows", "{", "\r\n\r\n\r\n"] {
        assert!(!letter.contains(said), "{said}: {letter}");
    }
}
