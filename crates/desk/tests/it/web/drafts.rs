//! An application that was begun remembers its files: in another browser, under a merged record, and no longer than it is
//! kept itself.

use axum::http::StatusCode;
use desk::account::Role;
use desk::act::{self, Change};
use desk::jobs;
use jiff::SignedDuration;
use serde_json::json;
use store::files;

use super::uploads::{PDF, held, last};
use super::{Session, Town, now};

const APPLY: &str = "/home/apply/cpcs";
const WORK: [(&str, &str); 2] = [("role_0", "Coordinator"), ("from_0", "2019-01-01")];

async fn begun(town: &Town, session: &Session) -> String {
    let later = [&WORK[..], &[("later", "yes")]].concat();
    let answer = town.upload(APPLY, session, &later, &[("files_0", "contract.pdf", PDF)]).await;
    assert_eq!(answer.location(), "/home", "{}", answer.text);
    let form = town.get(APPLY, session).await.text;
    assert!(form.contains("value=\"Coordinator\"") && form.contains("Send contract.pdf, PDF, 1 KB"), "{form}");
    held(&form, "files_0").remove(0)
}

/// How many files somebody has after the daily sweep of a later day.
fn swept(town: &Town, person: &str, days: i64) -> usize {
    let then = now() + SignedDuration::from_hours(24 * days);
    let office = || jobs::Office { store: &town.house.store, bodies: &town.house.bodies, provider: None };
    jobs::plan(office(), then).unwrap();
    assert_eq!(jobs::work(office(), || then).unwrap().failed, []);
    town.house.store.read(|tx| files::of_person(tx, person)).unwrap().len()
}

#[tokio::test]
async fn what_was_uploaded_is_found_again_and_sent_without_choosing_it_once_more() {
    let town = Town::new();
    let nils = town.signed_in("nils@test.example", Role::Certificant, Some("nils")).await;
    let before = town.heads();
    let id = begun(&town, &nils).await;
    assert_eq!(town.heads(), before, "a draft is no part of the record");
    assert_eq!(swept(&town, "nils", 30), 1, "kept as long as what was begun");
    // Old sessions were swept, too.
    let elsewhere = town.sign_in("nils@test.example").await;
    // What a self-check brings takes the place of answers, and loses no file.
    let brought = town.get(&format!("{APPLY}?role_0=Director"), &elsewhere).await.text;
    assert!(brought.contains("value=\"Director\""), "{brought}");
    assert_eq!(held(&brought, "files_0"), [id.as_str()]);
    // A file that is refused changes nothing about the one before.
    let kept = [&WORK[..], &[("window", "fall-2026"), ("kept_files_0", &id)]].concat();
    let wrong = town.upload(APPLY, &elsewhere, &kept, &[("files_0", "more.txt", b"words")]).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    let form = town.get(APPLY, &elsewhere).await.text;
    assert_eq!(held(&form, "files_0"), [id.as_str()]);
    let registrar = town.signed_in("r@test.example", Role::Registrar, None).await;
    assert_eq!(
        town.get(&format!("/files/{id}"), &registrar).await.status,
        StatusCode::NOT_FOUND,
        "nothing is sent yet"
    );
    let sent = [&kept[..], &[("attested", "yes")]].concat();
    assert_eq!(town.post(APPLY, &elsewhere, &sent).await.status, StatusCode::SEE_OTHER);
    assert_eq!(last(&town, "nils")["files"][0]["file"], id);
    assert_eq!(swept(&town, "nils", 200), 1, "an entry names it");
}

#[tokio::test]
async fn a_draft_that_is_thrown_away_or_ends_leaves_no_bytes_behind() {
    let town = Town::new();
    let nils = town.signed_in("nils@test.example", Role::Certificant, Some("nils")).await;
    begun(&town, &nils).await;
    // Everything is emptied, the file left out.
    let emptied = town.post(APPLY, &nils, &[("role_0", ""), ("later", "yes")]).await;
    assert_eq!(emptied.location(), "/home");
    assert!(!town.get("/home", &nils).await.text.contains("Go on with your application"));
    assert_eq!(held(&town.get(APPLY, &nils).await.text, "files_0"), [""; 0]);
    assert_eq!(swept(&town, "nils", 8), 0);
    // The file alone is a draft, too, and ends when it has grown old.
    town.upload(APPLY, &nils, &[("later", "yes")], &[("files_0", "contract.pdf", PDF)]).await;
    assert_eq!(held(&town.get(APPLY, &nils).await.text, "files_0").len(), 1);
    assert_eq!(swept(&town, "nils", 89), 1);
    assert_eq!(swept(&town, "nils", 91), 0);
}

#[tokio::test]
async fn what_was_begun_under_a_merged_record_goes_on_with_its_files() {
    let town = Town::new();
    let nils = town.signed_in("nils@test.example", Role::Certificant, Some("nils")).await;
    let id = begun(&town, &nils).await;
    let otto = town.signed_in("otto@test.example", Role::Certificant, Some("otto")).await;
    let (person, body, by) = ("otto".to_owned(), "namss".to_owned(), "test".to_owned());
    let fields = vec![("merged", json!("nils")), ("reason", json!("One person."))];
    let merge = Change { person, body, seen: None, by, kind: "person_merged", day: None, fields };
    act::change(&town.house.store, &town.house.bodies, merge, now()).unwrap();
    for session in [&otto, &nils] {
        let form = town.get(APPLY, session).await.text;
        assert!(form.contains("value=\"Coordinator\""), "{form}");
        assert_eq!(held(&form, "files_0"), [id.as_str()]);
    }
    let sent = [&WORK[..], &[("window", "fall-2026"), ("kept_files_0", &id), ("attested", "yes")]].concat();
    let done = town.post(APPLY, &otto, &sent).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text);
    assert_eq!(last(&town, "otto")["files"][0]["file"], id);
    assert!(!town.get("/home", &nils).await.text.contains("Go on with your application"));
}
