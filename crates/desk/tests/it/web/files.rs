//! Who may fetch a file, and how it is handed out.

use axum::http::{StatusCode, header};
use desk::account::Role;
use desk::act::{self, Change};
use serde_json::json;
use store::files::{self, New};

use super::uploads::PDF;
use super::{Session, Town, now};

/// A file of Maya's, that came with a credit.
fn kept(town: &Town) -> String {
    let new = New {
        person: "maya".to_owned(),
        name: "Diplom \"für\" Maya.pdf".to_owned(),
        media_type: "application/pdf".to_owned(),
        bytes: PDF.to_vec(),
        by: "maya".to_owned(),
    };
    let file = town.house.store.write(move |tx| files::put(tx, &new, now())).unwrap();
    let named = json!([{ "file": file.id, "name": "Diplom.pdf", "sha256": file.sha256 }]);
    let fields =
        [("scheme", "namss-recertification"), ("category", "sponsored"), ("units", "1.5"), ("title", "Meeting")];
    let mut fields: Vec<_> = fields.into_iter().map(|(name, value)| (name, json!(value))).collect();
    fields.extend([("certificate", json!(true)), ("files", named)]);
    let (person, body, by) = ("maya".to_owned(), "namss".to_owned(), "test".to_owned());
    let change = Change { person, body, seen: None, by, kind: "credit_logged", day: None, fields };
    act::change(&town.house.store, &town.house.bodies, change, now()).unwrap();
    file.id
}

#[tokio::test]
async fn its_owner_and_staff_who_see_people_fetch_a_file_and_to_others_there_is_none() {
    let town = Town::new();
    let path = format!("/files/{}", kept(&town));
    let nobody = town.get(&path, &Session::default()).await;
    assert!(nobody.location().starts_with("/sign-in?"), "{}", nobody.text);
    let may = [Role::Registrar, Role::Reviewer, Role::Auditor];
    for role in Role::ALL.iter().copied() {
        let person = (role == Role::Certificant).then_some("jonas");
        let session = town.signed_in(&format!("{}@test.example", role.word()), role, person).await;
        let answer = town.get(&path, &session).await;
        let nothing = town.get("/files/no-such-file", &session).await;
        if may.contains(&role) {
            assert_eq!((answer.status, &*answer.bytes), (StatusCode::OK, PDF), "{role:?}");
        } else {
            let said = |a: &super::Answer| (a.status, a.text.clone());
            assert_eq!(said(&answer), said(&nothing), "{role:?} learns that there is something");
            assert_eq!(answer.status, StatusCode::NOT_FOUND, "{role:?}");
        }
    }
    let maya = town.signed_in("maya@test.example", Role::Certificant, Some("maya")).await;
    assert_eq!(town.get(&path, &maya).await.bytes, PDF);
}

#[tokio::test]
async fn a_file_is_kept_by_a_browser_and_never_run() {
    let town = Town::new();
    let path = format!("/files/{}", kept(&town));
    let maya = town.signed_in("maya@test.example", Role::Certificant, Some("maya")).await;
    let headers = town.get(&path, &maya).await.headers;
    let said = |name: header::HeaderName| headers[name].to_str().unwrap().to_owned();
    assert_eq!(said(header::CONTENT_TYPE), "application/pdf");
    assert_eq!(
        said(header::CONTENT_DISPOSITION),
        "attachment; filename=\"Diplom _f_r_ Maya.pdf\"; filename*=UTF-8''Diplom%20%22f%C3%BCr%22%20Maya.pdf"
    );
    assert_eq!(said(header::X_CONTENT_TYPE_OPTIONS), "nosniff");
    assert_eq!(said(header::CACHE_CONTROL), "no-store");
    let policy = said(header::CONTENT_SECURITY_POLICY);
    assert!(policy.contains("sandbox") && policy.starts_with("default-src 'none'"), "{policy}");
}
