//! Files that come with a form: what is taken, what is refused, and that nothing typed or chosen is lost on the way.

use axum::http::{StatusCode, header};
use desk::account::Role;
use serde_json::Value;
use store::{entries, files};

use super::{Answer, Session, Town};

pub const PDF: &[u8] = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n\0\r\n--not-the-line\r\n%%EOF";
const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x06";
const JPEG: &[u8] = b"\xff\xd8\xff\xe0\0\x10JFIF";

const CREDIT: &str = "/home/act/log_credit?scheme=namss-recertification";

/// A credit that may be logged.
pub const ANSWERS: [(&str, &str); 5] = [
    ("title", "State meeting in Ürümqi"),
    ("category", "sponsored"),
    ("earned", "2025-12-01"),
    ("units", "1.5"),
    ("certificate", "yes"),
];

const APPLY: &str = "/home/apply/cpcs";

/// Work enough for CPCS, in two places.
const WORK: [(&str, &str); 6] = [
    ("role_0", "Coordinator"),
    ("from_0", "2021-01-01"),
    ("role_2", "Assistant"),
    ("from_2", "2016-01-01"),
    ("to_2", "2020-12-31"),
    ("window", "fall-2026"),
];

/// The ids that a page holds on to, for a field.
pub fn held(page: &str, field: &str) -> Vec<String> {
    let name = format!("name=\"kept_{field}\" value=\"");
    page.split(&name).skip(1).map(|rest| rest.split('"').next().unwrap().to_owned()).collect()
}

/// The last event of a record.
pub fn last(town: &Town, person: &str) -> Value {
    let line = town.house.store.read(|tx| entries::lines(tx, person)).unwrap().pop().unwrap();
    serde_json::from_str(&line).unwrap()
}

async fn maya(town: &Town) -> Session {
    town.signed_in("maya@test.example", Role::Certificant, Some("maya")).await
}

fn refused(answer: &Answer, said: &str) {
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{said}: {}", answer.text);
    assert!(answer.text.contains(said), "{said}: {}", answer.text);
    // At the top, linked to its field, and beside it.
    assert!(answer.text.contains("href=\"#files\"") && answer.text.contains("id=\"files-error\""), "{said}");
    assert!(answer.text.contains("State meeting in Ürümqi"), "{said}: what was typed is lost");
}

#[tokio::test]
async fn what_is_no_document_is_refused_at_its_field_and_nothing_typed_is_lost() {
    let town = Town::new();
    let maya = maya(&town).await;
    let (large, long) = ([PDF, &[b' '; 10_000_001]].concat(), format!("{}.pdf", "x".repeat(147)));
    let table: [(&str, &[u8], &str); 14] = [
        ("empty.pdf", b"", "`empty.pdf` is empty."),
        ("large.pdf", &large, "`large.pdf` is larger than 10 MB."),
        ("page.pdf", b"<!doctype html><script>alert(1)</script>", "`page.pdf` is no PDF, PNG or JPEG"),
        ("drawing.png", b"<svg xmlns='http://www.w3.org/2000/svg'/>", "`drawing.png` is no PDF, PNG or JPEG"),
        ("drawing.png", b"<?xml version='1.0'?><svg/>", "`drawing.png` is no PDF"),
        ("two-faced.pdf", b"<html>\n%PDF-1.7\n%%EOF", "`two-faced.pdf` is no PDF"),
        ("two-faced.pdf", b"GIF89a%PDF-1.7", "`two-faced.pdf` is no PDF"),
        ("shifted.pdf", b"\n%PDF-1.7\n", "`shifted.pdf` is no PDF"),
        ("archive.pdf", b"PK\x03\x04%PDF-1.7", "`archive.pdf` is no PDF"),
        ("words.pdf", b"just words", "`words.pdf` is no PDF"),
        ("../../etc/passwd.pdf", PDF, "holds a path."),
        ("C:\\Users\\maya\\diploma.pdf", PDF, "holds a path."),
        (&long, PDF, "has more than 150 letters."),
        ("\u{202e}fdp.exe", PDF, "no name that can be shown"),
    ];
    let before = town.heads();
    for (name, bytes, said) in table {
        refused(&town.upload(CREDIT, &maya, &ANSWERS, &[("files", name, bytes)]).await, said);
    }
    let eleven: Vec<Vec<u8>> = (0..11).map(|n: u8| [PDF, &[n]].concat()).collect();
    let eleven: Vec<(&str, &str, &[u8])> = eleven.iter().map(|bytes| ("files", "a.pdf", &**bytes)).collect();
    let answer = town.upload(CREDIT, &maya, &ANSWERS, &eleven).await;
    refused(&answer, "More than 10 files came at once.");
    assert_eq!(held(&answer.text, "files").len(), 10, "the first ten are held on to");
    assert_eq!(town.heads(), before);
}

#[tokio::test]
async fn every_mistake_is_told_at_once_and_the_good_file_is_kept() {
    let town = Town::new();
    let maya = maya(&town).await;
    let answers = [("title", "State meeting in Ürümqi"), ("units", "lots"), ("certificate", "no")];
    let files: [(&str, &str, &[u8]); 3] =
        [("files", "good.pdf", PDF), ("files", "bad.pdf", b"MZ"), ("files", "empty.png", b"")];
    let answer = town.upload(CREDIT, &maya, &answers, &files).await;
    for said in ["`bad.pdf` is no PDF", "`empty.png` is empty.", "This is no amount.", "a file came with this"] {
        refused(&answer, said);
    }
    assert!(answer.text.contains("Send good.pdf, PDF, 1 KB"), "{}", answer.text);
}

#[tokio::test]
async fn a_certificate_goes_from_the_form_over_the_check_into_the_record() {
    let town = Town::new();
    let maya = maya(&town).await;
    let form = town.get(CREDIT, &maya).await.text;
    assert!(form.contains("multipart/form-data") && form.contains("type=\"file\""), "{form}");
    let before = town.heads();
    let files: [(&str, &str, &[u8]); 3] =
        [("files", "Zertifikat für Ö.pdf", PDF), ("files", "page 2.png", PNG), ("files", "", b"")];
    let check = town.upload(CREDIT, &maya, &ANSWERS, &files).await;
    assert!(check.text.contains("Check your answers"), "{}", check.text);
    assert!(check.text.contains("Zertifikat für Ö.pdf") && check.text.contains("page 2.png"), "{}", check.text);
    let ids = held(&check.text, "files");
    assert_eq!((ids.len(), town.heads()), (2, before));

    // Back to the form, where one is left out; then as the page that checks sends it.
    let first = [("kept_files", ids[0].as_str())];
    let both = [first[0], ("kept_files", ids[1].as_str()), ("change", "yes")];
    let form = town.post(CREDIT, &maya, &[&ANSWERS[..], &both].concat()).await;
    assert_eq!(held(&form.text, "files"), ids, "{}", form.text);
    let check = town.upload(CREDIT, &maya, &[&ANSWERS[..], &first].concat(), &[("files", "", b"")]).await;
    assert_eq!(held(&check.text, "files"), ids[..1]);
    let done = town.post(CREDIT, &maya, &[&ANSWERS[..], &first, &[("confirmed", "yes")]].concat()).await;
    assert_eq!(done.location(), "/home/done/log_credit", "{}", done.text);

    let event = last(&town, "maya");
    let file = town.house.store.read(|tx| files::by_id(tx, &ids[0])).unwrap().unwrap();
    let named = serde_json::json!([{ "file": ids[0], "name": "Zertifikat für Ö.pdf", "sha256": file.sha256 }]);
    assert_eq!(event["files"], named);
    assert!(file.used_at.is_some());
    let other = town.house.store.read(|tx| files::by_id(tx, &ids[1])).unwrap().unwrap();
    assert_eq!(other.used_at, None, "what was left out is named by nothing");

    let registrar = town.signed_in("r@test.example", Role::Registrar, None).await;
    let record = town.get("/staff/people/maya", &registrar).await.text;
    assert!(
        record.contains(&format!("href=\"/files/{}?entry={}\"", ids[0], event["id"].as_str().unwrap())),
        "{record}"
    );
    assert_eq!(town.get(&format!("/files/{}", ids[0]), &registrar).await.bytes, PDF);
}

#[tokio::test]
async fn evidence_comes_with_its_files_and_staff_see_them_beside_it() {
    let town = Town::new();
    let nils = town.signed_in("nils@test.example", Role::Certificant, Some("nils")).await;
    let files: [(&str, &str, &[u8]); 3] =
        [("files_0", "now.pdf", PDF), ("files_2", "then.jpg", JPEG), ("files_2", "then.png", PNG)];
    let alone = town.upload(APPLY, &nils, &[WORK[0], WORK[1], WORK[5]], &files).await;
    assert_eq!(alone.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(alone.text.contains("`then.jpg` came with nothing that it shows."), "{}", alone.text);
    let ids = [&held(&alone.text, "files_0")[..], &held(&alone.text, "files_2")].concat();
    assert_eq!(ids.len(), 3, "what was chosen is held on to: {}", alone.text);
    let kept = [("kept_files_0", &*ids[0]), ("kept_files_2", &*ids[1]), ("kept_files_2", &*ids[2])];
    let form = [&WORK[..], &kept].concat();
    let check = town.upload(APPLY, &nils, &form, &[]).await;
    assert!(check.text.contains("Check your application") && check.text.contains("then.jpg"), "{}", check.text);
    let change = town.post(APPLY, &nils, &[&form[..], &[("change", "yes")]].concat()).await;
    assert!(change.text.contains("value=\"Assistant\""), "{}", change.text);
    assert_eq!(held(&change.text, "files_2").len(), 2);
    let done = town.post(APPLY, &nils, &[&form[..], &[("attested", "yes")]].concat()).await;
    assert_eq!(done.location(), "/home/done/apply?programme=cpcs", "{}", done.text);

    let event = last(&town, "nils");
    let named: Vec<(&str, u64)> = event["files"]
        .as_array()
        .unwrap()
        .iter()
        .map(|f| (f["name"].as_str().unwrap(), f["piece"].as_u64().unwrap()))
        .collect();
    assert_eq!(named, [("now.pdf", 1), ("then.jpg", 2), ("then.png", 2)], "the third field is the second piece");
    let reviewer = town.signed_in("v@test.example", Role::Reviewer, None).await;
    let page = town.get(&format!("/staff/applications/{}", event["id"].as_str().unwrap()), &reviewer).await.text;
    let places = ["Coordinator", "now.pdf", "Assistant", "then.jpg", "then.png", "What it must meet"];
    let found: Vec<usize> =
        places.iter().map(|text| page.find(text).unwrap_or_else(|| panic!("{text}: {page}"))).collect();
    assert!(found.is_sorted(), "each beside its piece: {found:?}");
}

#[tokio::test]
async fn nothing_is_kept_of_what_comes_without_its_token_or_is_anothers() {
    let town = Town::new();
    let maya = maya(&town).await;
    let kept = |person: &'static str| town.house.store.read(|tx| files::of_person(tx, person)).unwrap();
    for csrf in ["", "x"] {
        let other = Session { cookie: maya.cookie.clone(), csrf: csrf.to_owned() };
        let answer = town.upload(CREDIT, &other, &ANSWERS, &[("files", "a.pdf", PDF)]).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN);
    }
    assert_eq!(kept("maya"), []);
    town.upload(CREDIT, &maya, &ANSWERS, &[("files", "a.pdf", PDF)]).await;
    let id = kept("maya")[0].id.clone();
    // The same bytes once more are no second file.
    town.upload(CREDIT, &maya, &ANSWERS, &[("files", "b.pdf", PDF)]).await;
    assert_eq!(kept("maya").iter().map(|f| &*f.name).collect::<Vec<_>>(), ["b.pdf"]);
    let nils = town.signed_in("nils@test.example", Role::Certificant, Some("nils")).await;
    let form = [&WORK[..], &[("kept_files_0", &*id), ("attested", "yes")]].concat();
    let before = town.heads();
    let answer = town.post(APPLY, &nils, &form).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.text.contains("no longer kept") && !answer.text.contains("b.pdf"), "{}", answer.text);
    assert_eq!(town.heads(), before);
}

#[tokio::test]
async fn a_form_that_cannot_be_read_is_refused_and_nothing_is_kept() {
    let town = Town::new();
    let maya = maya(&town).await;
    let kinds = ["multipart/form-data", "multipart/form-data; boundary=x", "text/plain"];
    for (kind, body) in kinds.iter().flat_map(|kind| [(kind, ""), (kind, "--x\r\nnonsense"), (kind, "\0\u{1}")]) {
        let request = axum::http::Request::post(CREDIT).header(header::CONTENT_TYPE, *kind);
        let answer = town.ask(request, &maya, body).await;
        assert!([StatusCode::BAD_REQUEST, StatusCode::FORBIDDEN].contains(&answer.status), "{kind} {body:?}");
    }
}
