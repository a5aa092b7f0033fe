//! Documents that come with a request for accommodations: read by whose they are and by those who decide, by no door else.

use axum::http::StatusCode;
use desk::account::Role;
use desk::act::{self, Change};
use serde_json::json;
use store::files;

use super::accommodations::{field, waiting};
use super::uploads::{PDF, held, last};
use super::{Session, Town};

const PATH: &str = "/home/accommodation/cpcs";
const ASKED: [(&str, &str); 4] =
    [("adjust-breaks", "yes"), ("words", "My hands tremble"), ("letterhead", "yes"), ("window", "spring-2026")];
const LETTER: &str = "Letter of Dr. Weiß.pdf";

async fn ada(town: &Town) -> Session {
    town.signed_in("ada@test.example", Role::Certificant, Some("ada")).await
}

/// Asks with a letter; answers the request's id and the file's.
async fn asked(town: &Town, ada: &Session) -> (String, String) {
    let done = town.upload(PATH, ada, &[&ASKED[..], &[("attested", "yes")]].concat(), &[("files", LETTER, PDF)]).await;
    assert_eq!(done.location(), "/home/done/request_accommodation?programme=cpcs", "{}", done.text);
    let event = last(town, "ada");
    let text = |value: &serde_json::Value| value.as_str().unwrap().to_owned();
    (text(&event["id"]), text(&event["files"][0]["file"]))
}

/// Puts an event on Ada's record, as the office would; answers its id.
fn entered(town: &Town, kind: &'static str, fields: Vec<(&'static str, serde_json::Value)>) -> String {
    let (person, body, by) = ("ada".to_owned(), "namss".to_owned(), "test".to_owned());
    let change = Change { person, body, seen: None, by, kind, day: None, fields };
    act::change(&town.house.store, &town.house.bodies, change, (town.house.clock)()).unwrap()
}

fn named(town: &Town, id: &str) -> serde_json::Value {
    let file = town.house.store.read(|tx| files::by_id(tx, id)).unwrap().unwrap();
    json!([{ "file": file.id, "name": file.name, "sha256": file.sha256 }])
}

#[tokio::test]
async fn a_refused_document_is_told_at_its_field_and_what_was_typed_and_uploaded_is_kept() {
    let town = Town::new();
    let ada = ada(&town).await;
    let form = town.get(PATH, &ada).await.text;
    assert!(form.contains("multipart/form-data") && form.contains("type=\"file\""), "{form}");
    let before = town.heads();
    let both: [(&str, &str, &[u8]); 2] = [("files", LETTER, PDF), ("files", "notes.doc", b"\xd0\xcf\x11\xe0")];
    let answer = town.upload(PATH, &ada, &[&ASKED[..], &[("attested", "yes")]].concat(), &both).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    for said in
        ["`notes.doc` is no PDF", "href=\"#files\"", "id=\"files-error\"", "My hands tremble</textarea>", LETTER]
    {
        assert!(answer.text.contains(said), "{said}: {}", answer.text);
    }
    let ids = held(&answer.text, "files");
    let kept = [("kept_files", ids[0].as_str())];
    // What is wrong elsewhere loses no file, either.
    let nothing = town.upload(PATH, &ada, &[&kept[..], &[("letterhead", "yes")]].concat(), &[]).await;
    assert!(nothing.text.contains("Nothing is asked for."), "{}", nothing.text);
    assert_eq!(held(&nothing.text, "files"), ids);
    let check = town.upload(PATH, &ada, &[&ASKED[..], &kept].concat(), &[]).await;
    assert!(check.text.contains("Check your request") && check.text.contains(LETTER), "{}", check.text);
    assert_eq!(held(&check.text, "files"), ids);
    let change = town.post(PATH, &ada, &[&ASKED[..], &kept, &[("change", "yes")]].concat()).await;
    assert_eq!(held(&change.text, "files"), ids);
    assert_eq!(town.heads(), before);
    // Somebody else's file is not taken along.
    let maya = town.signed_in("maya@test.example", Role::Certificant, Some("maya")).await;
    town.upload("/home/act/log_credit?scheme=namss-recertification", &maya, &[], &[("files", "m.pdf", PDF)]).await;
    let theirs = town.house.store.read(|tx| files::of_person(tx, "maya")).unwrap()[0].id.clone();
    let stolen = [&ASKED[..], &[("kept_files", theirs.as_str()), ("attested", "yes")]].concat();
    let answer = town.post(PATH, &ada, &stolen).await;
    assert!(answer.text.contains("no longer kept") && !answer.text.contains("m.pdf"), "{}", answer.text);
    assert_eq!(town.heads(), before);
    let done = town.post(PATH, &ada, &[&ASKED[..], &kept, &[("attested", "yes")]].concat()).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text);
    assert_eq!(last(&town, "ada")["files"], named(&town, &ids[0]));
}

#[tokio::test]
async fn those_who_decide_and_the_candidate_find_the_documents_beside_the_request() {
    let town = Town::new();
    let ada = ada(&town).await;
    let (request, file) = asked(&town, &ada).await;
    let reviewer = town.signed_in("v@test.example", Role::Reviewer, None).await;
    let path = waiting(&town, &reviewer, "Ada Winter").await;
    let link = format!("/files/{file}?entry={request}");
    for (whose, page) in [
        (&reviewer, town.get(&path, &reviewer).await.text),
        (&reviewer, town.get("/staff/people/ada", &reviewer).await.text),
        (&ada, town.get("/home", &ada).await.text),
    ] {
        assert!(page.contains(&format!("href=\"{link}\"")) && page.contains(LETTER), "{page}");
        assert_eq!(town.get(&link, whose).await.bytes, PDF);
    }
    let page = town.get(&path, &reviewer).await.text;
    let (asked, rules) = (page.find(LETTER).unwrap(), page.find("How the rules judge it").unwrap());
    assert!(asked < rules && !field(&page, "seen").is_empty(), "beside what is asked for");
}

#[tokio::test]
async fn nobody_else_reads_a_document_or_its_name_by_page_or_by_guessing() {
    let town = Town::new();
    let ada = ada(&town).await;
    let (request, file) = asked(&town, &ada).await;
    // The same named once more by a correction, and one that was uploaded and not sent.
    let with = vec![("event", json!(request)), ("with", json!({ "files": named(&town, &file) }))];
    let corrected = entered(&town, "corrected", with);
    let more = [PDF, b"more"].concat();
    town.upload(PATH, &ada, &ASKED, &[("files", "unsent.pdf", &more)]).await;
    let own = town.house.store.read(|tx| files::of_person(tx, "ada")).unwrap();
    let unsent = &own.iter().find(|file| file.name == "unsent.pdf").unwrap().id;
    let doors = [
        format!("/files/{file}"),
        format!("/files/{file}?entry={request}"),
        format!("/files/{file}?entry={corrected}"),
        format!("/files/{file}?entry=ada-2"),
        format!("/files/{file}?entry=no-such-entry"),
    ];
    for role in Role::ALL.iter().copied() {
        let own = (role == Role::Certificant).then_some("nils");
        let session = town.signed_in(&format!("{}@others.example", role.word()), role, own).await;
        let nothing = town.get("/files/no-such-file", &session).await;
        let said = |a: &super::Answer| (a.status, a.text.clone());
        for (at, door) in doors.iter().enumerate() {
            let answer = town.get(door, &session).await;
            if role == Role::Reviewer && at < 3 {
                assert_eq!((answer.status, &*answer.bytes), (StatusCode::OK, PDF), "{door}");
            } else {
                assert_eq!(said(&answer), said(&nothing), "{role:?} {door}");
            }
        }
        for door in [format!("/files/{unsent}"), format!("/files/{unsent}?entry={request}")] {
            assert_eq!(said(&town.get(&door, &session).await), said(&nothing), "{role:?} {door}");
        }
        let (record, application) = (
            town.get("/staff/people/ada", &session).await.text,
            town.get("/staff/applications/ada-2", &session).await.text,
        );
        let reads = role == Role::Reviewer;
        assert_eq!(record.contains(LETTER) && record.contains(&file), reads, "{role:?}: {record}");
        assert!(!application.contains(LETTER) && !application.contains(&file), "{role:?}: {application}");
        let tells = "documents came with it, which only those who decide on it may read";
        assert_eq!(record.contains(tells), [Role::Registrar, Role::Auditor].contains(&role), "{role:?}: {record}");
    }
    for door in &doors {
        assert_eq!(town.get(door, &ada).await.bytes, PDF, "{door}: her own, whichever way");
    }
    assert_eq!(town.get(&format!("/files/{unsent}"), &ada).await.bytes, more);
}

#[tokio::test]
async fn bytes_that_came_with_an_open_entry_too_are_read_by_that_entry_alone() {
    let town = Town::new();
    let ada = ada(&town).await;
    let (request, file) = asked(&town, &ada).await;
    // The same letter with an application: kept once, named by both.
    let fields = vec![("programme", json!("cmas")), ("evidence", json!([])), ("files", named(&town, &file))];
    let application = entered(&town, "application_submitted", fields);
    let by = |entry: &str| format!("/files/{file}?entry={entry}");
    let reviewer = town.signed_in("v@test.example", Role::Reviewer, None).await;
    for door in [by(&application), by(&request), format!("/files/{file}")] {
        assert_eq!(town.get(&door, &reviewer).await.bytes, PDF, "{door}");
    }
    for role in [Role::Registrar, Role::Auditor] {
        let session = town.signed_in(&format!("{}@test.example", role.word()), role, None).await;
        assert_eq!(town.get(&by(&application), &session).await.bytes, PDF, "{role:?}: an application's evidence");
        // By no entry in particular, it is as closed as the most closed of them.
        for door in [by(&request), format!("/files/{file}")] {
            assert_eq!(town.get(&door, &session).await.status, StatusCode::NOT_FOUND, "{role:?} {door}");
        }
        let page = town.get(&format!("/staff/applications/{application}"), &session).await.text;
        assert!(page.contains(&by(&application)), "{role:?}: {page}");
    }
}
