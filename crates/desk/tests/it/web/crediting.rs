//! A credit of one's own: what it would count before it is kept, and changing, documenting and withdrawing it (F15–F19).

use axum::http::StatusCode;
use desk::account::Role;
use serde_json::{Value, json};
use store::entries;

use super::uploads::{PDF, held, last};
use super::{Session, Town};

const LOG: &str = "/home/act/log_credit?scheme=namss-recertification";
/// Five hours of conference sessions; a data privacy course of four.
const SESSIONS: &str = "/home/credits/maya-4";

async fn maya(town: &Town) -> Session {
    town.signed_in("maya@test.example", Role::Certificant, Some("maya")).await
}

fn form<'a>(category: &'a str, units: &'a str, earned: &'a str) -> [(&'a str, &'a str); 6] {
    [
        ("title", "Conference sessions"),
        ("category", category),
        ("earned", earned),
        ("units", units),
        ("place", ""),
        ("certificate", "yes"),
    ]
}

/// What a record has of a kind, the latest last.
fn of_kind(town: &Town, kind: &str) -> Vec<Value> {
    let lines = town.house.store.read(|tx| entries::lines(tx, "maya")).unwrap();
    let read = |line: &String| serde_json::from_str::<Value>(line).unwrap();
    lines.iter().map(read).filter(|event| event["kind"] == kind).collect()
}

#[tokio::test]
async fn f15_f16_what_a_credit_counts_is_shown_before_it_is_kept() {
    let town = Town::new();
    let maya = maya(&town).await;
    let before = town.heads();
    // Kind, amount and day; and what is said before anything is kept.
    let table: [(&str, &str, &str, &[&str]); 7] = [
        ("sponsored", "2", "2025-11-01", &["<strong>2.0</strong> credits", "<strong>2.0</strong> approved"]),
        ("non_approved", "2", "2025-11-01", &["<strong>2.0</strong> credits", "<strong>0.0</strong> approved"]),
        ("teaching", "2", "2025-11-01", &["<strong>4.0</strong> credits", "<strong>4.0</strong> approved"]),
        // F16: what never counts is said to, and may be kept all the same.
        ("wellness", "2", "2025-11-01", &["It will not count", "You can keep it"]),
        ("exhibit_viewing", "1", "2025-11-01", &["It will not count", "You can keep it"]),
        // F2: on the last day of the cycle, and on the first of the next.
        ("sponsored", "2", "2025-12-01", &["<strong>2.0</strong> credits"]),
        ("sponsored", "2", "2025-12-02", &["It will not count", "outside the cycle"]),
    ];
    for (category, units, earned, said) in table {
        let check = town.post(LOG, &maya, &form(category, units, earned)).await;
        assert_eq!(check.status, StatusCode::OK, "{category}");
        for said in said {
            assert!(check.text.contains(said), "{category} {earned}: {said}: {}", check.text);
        }
        assert!(check.text.contains("href=\"/rules") || check.text.contains("class=\"cite\""), "with its clause");
    }
    assert_eq!(town.heads(), before);
}

#[tokio::test]
async fn f19_a_change_of_words_mends_the_entry_and_one_of_substance_logs_it_anew() {
    let town = Town::new();
    let maya = maya(&town).await;
    let page = town.get(SESSIONS, &maya).await;
    for said in ["value=\"Conference sessions\"", "value=\"2022-10-04\"", "Withdraw this credit"] {
        assert!(page.text.contains(said), "{said}: {}", page.text);
    }
    let same = form("sponsored", "5", "2022-10-04");
    let nothing = town.post(SESSIONS, &maya, &same).await;
    assert_eq!(nothing.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(nothing.text.contains("Nothing is another than it was."), "{}", nothing.text);

    let mut words = same;
    words[0].1 = "Sessions of the conference";
    assert_eq!(town.post(SESSIONS, &maya, &words).await.status, StatusCode::OK);
    let done = town.post(SESSIONS, &maya, &[&words[..], &[("confirmed", "yes")]].concat()).await;
    assert_eq!(done.location(), "/home/done/amend_credit", "{}", done.text);
    assert_eq!(last(&town, "maya")["with"], json!({ "title": "Sessions of the conference" }));
    assert_eq!(last(&town, "maya")["by"], "self");

    let mut more_units = words;
    more_units[3].1 = "6.5";
    let check = town.post(SESSIONS, &maya, &more_units).await;
    assert!(check.text.contains("<strong>6.5</strong> credits"), "{}", check.text);
    town.post(SESSIONS, &maya, &[&more_units[..], &[("confirmed", "yes")]].concat()).await;
    let corrected = of_kind(&town, "corrected");
    assert_eq!((corrected.len(), &corrected[1]["retracted"]), (2, &json!(true)));
    let anew = last(&town, "maya");
    assert_eq!(
        (&anew["kind"], &anew["units"], &anew["at"]),
        (&json!("credit_logged"), &json!("6.5"), &json!("2022-10-04"))
    );
    // The body knows of the larger amount since today, not since 2022.
    assert!(anew["recorded_at"].as_str().unwrap().starts_with("2025-12-15"), "{anew}");
    let home = town.get("/home", &maya).await.text;
    assert!(home.contains("23.5") && !home.contains("href=\"/home/credits/maya-4\""), "{home}");
}

#[tokio::test]
async fn f19_a_credit_is_withdrawn_and_the_record_keeps_that_it_was() {
    let town = Town::new();
    let maya = maya(&town).await;
    let before = town.heads();
    let asked = town.post(SESSIONS, &maya, &[("withdraw", "yes")]).await;
    assert!(asked.text.contains("It will count no more."), "{}", asked.text);
    assert_eq!(town.heads(), before, "not before it was confirmed");
    let done = town.post(SESSIONS, &maya, &[("withdraw", "yes"), ("confirmed", "yes")]).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text);
    assert_eq!(last(&town, "maya")["retracted"], true);
    assert_eq!(town.get(SESSIONS, &maya).await.status, StatusCode::NOT_FOUND);
    assert_eq!(town.post(SESSIONS, &maya, &[("withdraw", "yes")]).await.status, StatusCode::NOT_FOUND);
    let lines = town.house.store.read(|tx| entries::lines(tx, "maya")).unwrap();
    assert!(lines.iter().any(|line| line.contains("\"maya-4\"") && line.contains("Conference sessions")));
}

#[tokio::test]
async fn f20_once_a_renewal_rests_on_it_a_credit_takes_documents_alone() {
    let town = Town::new();
    let maya = maya(&town).await;
    let renewal = "/home/act/submit_renewal?scheme=namss-recertification";
    let submitted = town.post(renewal, &maya, &[("confirmed", "yes")]).await;
    assert_eq!(submitted.status, StatusCode::SEE_OTHER, "{}", submitted.text);
    let page = town.get(SESSIONS, &maya).await;
    assert!(page.text.contains("The renewal of 15 December 2025 rests on this credit."), "{}", page.text);
    assert!(!page.text.contains("Withdraw this credit") && page.text.contains("Add its certificate"));
    let before = town.heads();
    let refused: [&[(&str, &str)]; 3] = [
        &[("withdraw", "yes"), ("confirmed", "yes")],
        &[("title", "Another"), ("units", "9"), ("confirmed", "yes")],
        &[("documents", "yes")],
    ];
    for form in refused {
        assert_eq!(town.post(SESSIONS, &maya, form).await.status, StatusCode::UNPROCESSABLE_ENTITY, "{form:?}");
    }
    assert_eq!(town.heads(), before);
    let done = town.upload(SESSIONS, &maya, &[("documents", "yes")], &[("files", "sessions.pdf", PDF)]).await;
    assert_eq!(done.location(), "/home/done/amend_credit", "{}", done.text);
    let with = &last(&town, "maya")["with"];
    assert_eq!((&with["certificate"], &with["files"][0]["name"]), (&json!(true), &json!("sessions.pdf")));
    // A further page of it is added to the first.
    town.upload(SESSIONS, &maya, &[("documents", "yes")], &[("files", "page-2.pdf", &[PDF, b"2"].concat())]).await;
    assert_eq!(last(&town, "maya")["with"]["files"].as_array().map(Vec::len), Some(2));
    let page = town.get(SESSIONS, &maya).await.text;
    assert!(page.contains("sessions.pdf") && page.contains("page-2.pdf"), "{page}");
}

#[tokio::test]
async fn files_that_come_with_a_change_stay_with_it_to_the_end() {
    let town = Town::new();
    let maya = maya(&town).await;
    let answers = form("sponsored", "6", "2022-10-04");
    let check = town.upload(SESSIONS, &maya, &answers, &[("files", "six.pdf", PDF)]).await;
    let ids = held(&check.text, "files");
    assert_eq!(ids.len(), 1, "{}", check.text);
    let kept = [("kept_files", ids[0].as_str()), ("confirmed", "yes")];
    town.post(SESSIONS, &maya, &[&answers[..], &kept].concat()).await;
    assert_eq!(last(&town, "maya")["files"][0]["file"], ids[0].as_str());
    let wrong = form("sponsored", "none", "2022-10-04");
    let other = town.post("/home/credits/maya-5", &maya, &wrong).await;
    assert!(other.status == StatusCode::UNPROCESSABLE_ENTITY && other.text.contains("This is no amount."));
    assert!(other.text.contains("value=\"none\""), "what was typed is kept");
}

#[tokio::test]
async fn nobody_comes_near_a_credit_of_somebody_elses() {
    let town = Town::new();
    let ada = town.signed_in("ada@test.example", Role::Certificant, Some("ada")).await;
    let before = town.heads();
    for path in [SESSIONS, "/home/credits/maya-3", "/home/credits/nothing"] {
        assert_eq!(town.get(path, &ada).await.status, StatusCode::NOT_FOUND, "{path}");
        let post = town.post(path, &ada, &[("withdraw", "yes"), ("confirmed", "yes")]).await;
        assert_eq!(post.status, StatusCode::NOT_FOUND, "{path}");
    }
    assert_eq!(town.heads(), before);
}

#[tokio::test]
async fn f19_the_credits_come_as_a_file() {
    let town = Town::new();
    let maya = maya(&town).await;
    let sheet = town.get("/home/credits.csv", &maya).await;
    let rows: Vec<&str> = sheet.text.lines().collect();
    assert_eq!(rows[0].trim_start_matches('\u{feff}').split(',').count(), 10, "{}", rows[0]);
    assert_eq!(rows.iter().filter(|row| row.contains("2022-04-30 to 2025-12-01")).count(), 7, "{}", sheet.text);
    assert!(sheet.text.contains("Mindful mornings") && sheet.text.contains(",no,0.0,0.0"), "{}", sheet.text);
}

#[tokio::test]
async fn f17_a_credit_that_is_logged_anew_stays_the_same_activity() {
    let town = Town::new();
    let of = |id: &str, day: &str| {
        format!(
            r#"{{"id":"{id}","person":"maya","kind":"credit_logged","at":"{day}","scheme":"namss-recertification","category":"sponsored","units":"3","title":"Webinar","certificate":true,"activity":"zone-77","place":"Tucson, AZ"}}"#
        ) + "\n"
    };
    town.take_in(&(of("maya-z1", "2025-03-01") + &of("maya-z2", "2025-03-02")));
    let maya = maya(&town).await;
    let answers = |earned, units, place| {
        [
            ("title", "Webinar"),
            ("category", "sponsored"),
            ("earned", earned),
            ("units", units),
            ("place", place),
            ("certificate", "yes"),
            ("confirmed", "yes"),
        ]
    };
    let more = answers("2025-03-02", "4", "Tucson, AZ");
    let check = town.post("/home/credits/maya-z2", &maya, &more[..6]).await;
    assert!(check.text.contains("The same activity is counted already."), "{}", check.text);
    town.post("/home/credits/maya-z2", &maya, &more).await;
    assert_eq!(last(&town, "maya")["activity"], "zone-77");
    // A place that was logged is written otherwise, and not left out: to log the credit anew would make it come in late.
    let without = town.post("/home/credits/maya-z1", &maya, &answers("2025-03-01", "3", "")).await;
    assert!(without.text.contains("A place that was logged is not left out again."), "{}", without.text);
    let done = town.post("/home/credits/maya-z1", &maya, &answers("2025-03-01", "3", "Reno, NV")).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text);
    assert_eq!(last(&town, "maya")["with"], json!({ "place": "Reno, NV" }));
}
