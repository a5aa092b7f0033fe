//! What certificants and staff put on a record by the pages.

use axum::http::StatusCode;
use desk::account::Role;

use super::Town;

const LOG: &str = "/home/act/log_credit?scheme=namss-recertification";

fn credit<'a>(title: &'a str, earned: &'a str, units: &'a str) -> Vec<(&'a str, &'a str)> {
    vec![
        ("title", title),
        ("category", "sponsored"),
        ("earned", earned),
        ("units", units),
        ("place", ""),
        ("certificate", "yes"),
    ]
}

#[tokio::test]
async fn a_credit_is_filled_in_checked_and_logged() {
    let town = Town::new();
    let maya = town.signed_in("maya@test.example", Role::Certificant, Some("maya")).await;
    let table: [(&str, &str, &str, &[&str]); 4] = [
        ("", "2025-11-01", "2", &["It has no name"]),
        ("A course", "2025-11-31", "2", &["no day of the calendar"]),
        ("A course", "2025-12-16", "2", &["still to come"]),
        ("A course", "", "two", &["no day of the calendar", "no amount"]),
    ];
    let before = town.heads();
    for (title, earned, units, said) in table {
        let answer = town.post(LOG, &maya, &credit(title, earned, units)).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{title} {earned} {units}");
        for said in said {
            // At the top, and beside the field.
            assert_eq!(answer.text.matches(said).count(), 2, "{said}: {}", answer.text);
        }
        assert!(answer.text.contains(&format!("value=\"{units}\"")), "what was written is kept");
        assert!(answer.text.contains("<title>Error: Log a credit – Assay</title>"), "{}", answer.text);
    }
    let mut form = credit("A course in credentialing", "2025-11-01", "2");
    let check = town.post(LOG, &maya, &form).await;
    assert_eq!(check.status, StatusCode::OK);
    assert!(check.text.contains("Check your answers"), "{}", check.text);
    assert_eq!(town.heads(), before, "nothing is on record before it was confirmed");
    form.push(("confirmed", "yes"));
    let done = town.post(LOG, &maya, &form).await;
    assert_eq!(done.location(), "/home/done/log_credit", "{}", done.text);
    assert_eq!(town.heads()[1].1, before[1].1 + 1, "one entry more");
    assert!(town.get("/home", &maya).await.text.contains("A course in credentialing"));
}

#[tokio::test]
async fn a_step_that_the_rules_refuse_is_refused_with_its_reasons() {
    let town = Town::new();
    let maya = town.signed_in("maya@test.example", Role::Certificant, Some("maya")).await;
    let before = town.heads();
    let path = "/home/act/request_reinstatement?scheme=namss-recertification";
    let answer = town.post(path, &maya, &[("confirmed", "yes")]).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.text.contains("The credential has not lapsed."), "{}", answer.text);
    for path in ["/home/act/log_credit?scheme=amt-cmas", "/home/act/release_results", "/home/act/log_credit"] {
        assert_eq!(town.post(path, &maya, &[("confirmed", "yes")]).await.status, StatusCode::NOT_FOUND, "{path}");
    }
    assert_eq!(town.heads(), before);
}

#[tokio::test]
async fn a_cheque_counts_from_the_date_on_it() {
    let town = Town::new();
    let registrar = town.signed_in("r@test.example", Role::Registrar, None).await;
    let page = town.get("/staff/people/maya/payment", &registrar).await;
    let seen = page.text.split("name=\"seen\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let form = |amount: &'static str, seen: String| {
        [
            ("item", "recertification".to_owned()),
            ("amount", amount.to_owned()),
            ("method", "check".to_owned()),
            ("dated", "2025-11-29".to_owned()),
            ("received", "2025-12-04".to_owned()),
            ("seen", seen),
        ]
    };
    let pay = async |amount: &'static str| {
        let form = form(amount, seen.clone());
        let pairs: Vec<(&str, &str)> = form.iter().map(|(key, value)| (*key, value.as_str())).collect();
        town.post("/staff/people/maya/payment", &registrar, &pairs).await
    };
    let wrong = pay("two hundred").await;
    assert!(wrong.text.contains("This is no amount of money."), "{}", wrong.text);
    assert_eq!(pay("200.00").await.location(), "/staff/people/maya");
    let review = town.get("/api/v1/people/maya/review?on=2025-12-15", &registrar).await;
    let review: serde_json::Value = serde_json::from_str(&review.text).unwrap();
    let payments = review["payments"].as_array().unwrap();
    // It counts from its date; that the body knew of it is true from the day of the entry on.
    assert!(payments.iter().any(|p| p["counts_on"] == "2025-11-29" && p["received"] == "2025-12-15"), "{payments:?}");
    assert!(!review["fees"].as_array().unwrap().iter().any(|f| f["item"] == "recertification"));
}

#[tokio::test]
async fn a_suspension_shows_to_the_public_at_once_and_is_taken_back_by_a_further_entry() {
    let town = Town::new();
    let reviewer = town.signed_in("v@test.example", Role::Reviewer, None).await;
    let nobody = super::Session::default();
    let seen = async |path: &str| {
        let page = town.get(path, &reviewer).await;
        page.text.split("name=\"seen\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned()
    };
    // The page was asked for before, and is remembered.
    let page = async || town.get("/standing?name=maya", &nobody).await.text;
    for _ in 0..3 {
        assert!(page().await.contains("In good standing"));
    }
    let path = "/staff/people/maya/measure";
    let at = seen(path).await;
    let form = [("programme", "cpcs"), ("measure", "credential_suspended"), ("reason", "A complaint."), ("seen", &at)];
    // What it comes to is shown before it is kept.
    let preview = town.post(path, &reviewer, &form).await;
    assert_eq!(preview.status, StatusCode::OK);
    assert!(preview.text.contains("What the public sees of CPCS from 2025-12-15"), "{}", preview.text);
    assert!(preview.text.contains("Suspended, not in good standing"), "{}", preview.text);
    let form = [form.as_slice(), &[("previewed", "yes")]].concat();
    assert_eq!(town.post(path, &reviewer, &form).await.location(), "/staff/people/maya");
    let good = async || {
        let found = town.get("/api/v1/standing?name=maya&on=2025-12-15", &nobody).await;
        let found: serde_json::Value = serde_json::from_str(&found.text).unwrap();
        found["items"][0]["good_standing"].as_bool().unwrap()
    };
    assert!(!good().await);
    assert!(page().await.contains("Not in good standing"));
    assert!(!page().await.contains("complaint"), "why is nobody's business");
    let record = town.get("/staff/people/maya", &reviewer).await.text;
    assert!(record.contains("A complaint."));

    let event = town.house.store.read(|tx| store::entries::lines(tx, "maya")).unwrap().pop().unwrap();
    let event: serde_json::Value = serde_json::from_str(&event).unwrap();
    let path = "/staff/people/maya/correction";
    let at = seen(path).await;
    let event = event["id"].as_str().unwrap();
    let form = [("event", event), ("how", "retract"), ("note", "It was somebody else."), ("seen", at.as_str())];
    let preview = town.post(path, &reviewer, &form).await;
    assert!(preview.text.contains("Suspended, not in good standing") && !good().await, "{}", preview.text);
    let form = [form.as_slice(), &[("previewed", "yes")]].concat();
    assert_eq!(town.post(path, &reviewer, &form).await.location(), "/staff/people/maya");
    assert!(good().await);
}

#[tokio::test]
async fn any_kind_of_entry_is_mended_with_its_fields_in_sight() {
    let town = Town::new();
    let reviewer = town.signed_in("v@test.example", Role::Reviewer, None).await;
    let page = town.get("/staff/people/maya", &reviewer).await.text;
    let path = "/staff/people/maya/correction";
    let lines = town.house.store.read(|tx| store::entries::lines(tx, "maya")).unwrap();
    let mut kinds: Vec<String> = Vec::new();
    for line in &lines {
        let event: serde_json::Value = serde_json::from_str(line).unwrap();
        let (id, kind) = (event["id"].as_str().unwrap(), event["kind"].as_str().unwrap().to_owned());
        if kind == "corrected" || kinds.contains(&kind) {
            continue;
        }
        kinds.push(kind);
        assert!(page.contains(&format!("{path}?event={id}")), "{id}");
        let form = town.get(&format!("{path}?event={id}"), &reviewer).await.text;
        for (name, value) in event.as_object().unwrap() {
            if !["id", "person", "kind", "recorded_at", "by"].contains(&name.as_str()) {
                assert!(form.contains(&format!("name=\"field-{name}\"")), "{id} {name}: {value}");
            }
        }
        let nothing = town.post(path, &reviewer, &[("event", id), ("how", "mend"), ("note", "x")]).await;
        assert!(nothing.status == StatusCode::UNPROCESSABLE_ENTITY && nothing.text.contains("No field differs"));
        let later = [("event", id), ("how", "mend"), ("note", "A slip."), ("field-at", "never")];
        let refused = town.post(path, &reviewer, &later).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{id}: {}", refused.text);
    }
    assert!(kinds.len() > 3, "{kinds:?}");
    let form = [
        ("event", "maya-5"),
        ("how", "mend"),
        ("note", "A slip."),
        ("field-units", "6"),
        ("field-certificate", "true"),
    ];
    for (missing, said) in [("note", "There is no reason"), ("how", "Nothing is chosen"), ("event", "no such entry")] {
        let less: Vec<(&str, &str)> = form.iter().copied().filter(|(name, _)| *name != missing).collect();
        let refused = town.post(path, &reviewer, &less).await;
        assert!(refused.status == StatusCode::UNPROCESSABLE_ENTITY && refused.text.contains(said), "{}", refused.text);
    }
    let preview = town.post(path, &reviewer, &form).await.text;
    assert!(preview.contains("Credits: namss-recertification"), "{preview}");
    let form = [form.as_slice(), &[("previewed", "yes")]].concat();
    assert_eq!(town.post(path, &reviewer, &form).await.location(), "/staff/people/maya");
    let last = town.house.store.read(|tx| store::entries::lines(tx, "maya")).unwrap().pop().unwrap();
    assert!(last.contains(r#""with":{"units":"6"}"#), "only what differs is written: {last}");
}

#[tokio::test]
async fn a_renewal_that_waits_is_decided() {
    let town = Town::new();
    let maya = town.signed_in("maya@test.example", Role::Certificant, Some("maya")).await;
    let reviewer = town.signed_in("v@test.example", Role::Reviewer, None).await;
    let submit = "/home/act/submit_renewal?scheme=namss-recertification";
    let waits = async || town.get("/staff/queues/renewals", &reviewer).await.text;
    if !waits().await.contains("/staff/requests/") {
        let done = town.post(submit, &maya, &[("confirmed", "yes")]).await;
        assert_eq!(done.location(), "/home/done/submit_renewal", "{}", done.text);
    }
    let queue = waits().await;
    let event = queue.split("/staff/requests/").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let path = format!("/staff/requests/{event}");
    let page = town.get(&path, &reviewer).await.text;
    assert!(page.contains("How the rules judge it"), "{page}");
    let seen = page.split("name=\"seen\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let decide = format!("{path}/decide");
    let nothing = town.post(&decide, &reviewer, &[("outcome", "maybe"), ("seen", &seen)]).await;
    assert_eq!(nothing.status, StatusCode::UNPROCESSABLE_ENTITY);
    let form = [("outcome", "returned"), ("reason", "Credits are missing."), ("seen", seen.as_str())];
    assert_eq!(town.post(&decide, &reviewer, &form).await.location(), "/staff/queues/renewals");
    assert!(!waits().await.contains(&event));
}
