//! Renewals as the office reviews them: evidence beside each credit, credits disallowed, many approved at once (F20, F23).

use axum::http::StatusCode;
use desk::account::Role;

use super::uploads::last;
use super::{Session, Town};

const RENEWAL: &str = "/home/act/submit_renewal?scheme=namss-recertification";

/// Maya's renewal, submitted; and where it waits.
async fn submitted(town: &Town, reviewer: &Session) -> (Session, String) {
    let maya = town.signed_in("maya@test.example", Role::Certificant, Some("maya")).await;
    let sent = town.post(RENEWAL, &maya, &[("confirmed", "yes")]).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.text);
    let queue = town.get("/staff/queues/renewals", reviewer).await.text;
    let row = queue.split("<tr>").find(|row| row.contains("Maya Lindqvist")).unwrap();
    let path = row.split("href=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    (maya, path)
}

#[tokio::test]
async fn f20_each_credit_stands_beside_its_documents_and_rule() {
    let town = Town::new();
    let reviewer = town.signed_in("v@test.example", Role::Reviewer, None).await;
    let (_, path) = submitted(&town, &reviewer).await;
    let page = town.get(&path, &reviewer).await.text;
    for said in ["Conference sessions", "No certificate", "Said to be there", "Disallow", "<strong>22</strong> of 30"] {
        assert!(page.contains(said), "{said}: {page}");
    }
    // A registrar sees them too, and disallows none.
    let registrar = town.signed_in("r@test.example", Role::Registrar, None).await;
    let seen = town.get(&path, &registrar).await.text;
    assert!(seen.contains("Conference sessions") && !seen.contains("/disallowance"), "{seen}");
}

#[tokio::test]
async fn f20_a_credit_is_disallowed_with_a_reason_that_its_holder_reads() {
    let town = Town::new();
    let reviewer = town.signed_in("v@test.example", Role::Reviewer, None).await;
    let (maya, path) = submitted(&town, &reviewer).await;
    let page = town.get(&path, &reviewer).await.text;
    let row = page.split("<tr>").find(|row| row.contains("Hospital law seminar")).unwrap();
    let link = row.split("href=\"").find(|rest| rest.contains("/disallowance")).unwrap();
    let link = link.split('"').next().unwrap().replace("&amp;", "&");
    let form = town.get(&link, &reviewer).await.text;
    assert!(form.contains("<option value=\"maya-5\" selected>"), "{form}");
    let request = path.rsplit('/').next().unwrap().to_owned();
    let (to, before) = ("/staff/people/maya/disallowance", town.heads());
    let table: [(&str, &str, &str); 3] = [
        ("", "A seminar of a vendor.", "No credit is chosen"),
        ("maya-3", "A seminar of a vendor.", "No credit is chosen"),
        ("maya-5", "", "There is no reason"),
    ];
    for (credit, reason, said) in table {
        let answer = town.post(to, &reviewer, &[("credit", credit), ("reason", reason)]).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(answer.text.contains(said), "{said}: {}", answer.text);
    }
    let answers = [("credit", "maya-5"), ("reason", "A seminar of a vendor."), ("request", request.as_str())];
    let preview = town.post(to, &reviewer, &answers).await;
    assert!(preview.status == StatusCode::OK && preview.text.contains("What would change"), "{}", preview.text);
    assert_eq!(town.heads(), before, "not before it was seen what it changes");
    let done = town.post(to, &reviewer, &[&answers[..], &[("previewed", "yes")]].concat()).await;
    assert_eq!(done.location(), path, "{}", done.text);
    assert_eq!(last(&town, "maya")["kind"], "credit_disallowed");
    assert_eq!(last(&town, "maya")["reason"], "A seminar of a vendor.");
    let page = town.get(&path, &reviewer).await.text;
    assert!(page.contains("Disallowed on 15 December 2025.") && page.contains("<strong>15</strong> of 30"), "{page}");
    // It is disallowed once; and its holder is told why.
    let again = town.post(to, &reviewer, &answers).await;
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
    let own = town.get("/home", &maya).await.text;
    assert!(own.contains("Disallowed on 15 December 2025.") && own.contains("A seminar of a vendor."), "{own}");
}

#[tokio::test]
async fn nobody_disallows_a_credit_of_their_own() {
    let town = Town::new();
    let own = town.signed_in("maya-v@test.example", Role::Reviewer, Some("maya")).await;
    let before = town.heads();
    let answers = [("credit", "maya-5"), ("reason", "x"), ("previewed", "yes")];
    let answer = town.post("/staff/people/maya/disallowance", &own, &answers).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", answer.text);
    assert_eq!(town.heads(), before);
}

/// Certificants due on 1 December 2025 whose renewals wait, paid: what each one's credits are, and what the office is told.
const WAITING: [(&str, &str, &str); 6] = [
    (
        "whole",
        r#""category":"sponsored","units":"30","certificate":true"#,
        "<span class=\"sum\">30.0</span></td><td><span class=\"sum\">30.0</span>",
    ),
    (
        "short",
        r#""category":"sponsored","units":"29","certificate":true"#,
        "Your credits are 1 short of the 30 you need.",
    ),
    (
        "bare",
        r#""category":"sponsored","units":"30","certificate":false"#,
        "1 of the credits that count came without a document.",
    ),
    (
        "own",
        r#""category":"sponsored","units":"30","certificate":true,"by":"self""#,
        "1 of the credits that count came without a document.",
    ),
    ("audited", r#""category":"sponsored","units":"30","certificate":true"#, "An audit is open."),
    ("mixed", r#""category":"sponsored","units":"20","certificate":true"#, "<span class=\"sum\">12.0</span> <a"),
];

fn waiting() -> String {
    let mut lines = String::new();
    for (person, credit, _) in WAITING {
        let mut add = |id: &str, rest: &str| {
            lines.push_str(&format!("{{\"id\":\"{person}-{id}\",\"person\":\"{person}\",{rest}}}\n"))
        };
        add(
            "1",
            &format!(
                r#""kind":"person_registered","at":"2022-01-01","name":"Somebody {person}","email":"{person}@people.example""#
            ),
        );
        add("2", r#""kind":"credential_awarded","at":"2022-04-30","programme":"cpcs""#);
        add(
            "3",
            &format!(
                r#""kind":"credit_logged","at":"2024-05-01","scheme":"namss-recertification","title":"Sessions",{credit}"#
            ),
        );
        if person == "mixed" {
            add(
                "4",
                r#""kind":"credit_logged","at":"2024-06-01","scheme":"namss-recertification","title":"Law","category":"non_approved","units":"12","certificate":true"#,
            );
        }
        add(
            "5",
            r#""kind":"payment_received","at":"2025-11-01","item":"recertification","amount":"375.00","method":"card""#,
        );
        add("6", r#""kind":"renewal_submitted","at":"2025-11-02","scheme":"namss-recertification""#);
        if person == "audited" {
            add("7", r#""kind":"audit_opened","at":"2025-11-05","scheme":"namss-recertification""#);
        }
    }
    lines
}

#[tokio::test]
async fn f20_f23_those_that_every_rule_allows_are_approved_at_once() {
    let town = Town::new();
    town.take_in(&waiting());
    let reviewer = town.signed_in("v@test.example", Role::Reviewer, None).await;
    assert!(town.get("/staff/queues/renewals", &reviewer).await.text.contains("href=\"/staff/renewals\""));
    let page = town.get("/staff/renewals", &reviewer).await.text;
    for (person, _, said) in WAITING {
        let name = format!("Somebody {person}");
        let row = page.split("<tr>").find(|row| row.contains(&name));
        assert!(row.is_some_and(|row| row.contains(said)), "{person}: {said}: {row:?}");
    }
    // What has been approved ahead is chosen; what is to be judged is not; the others cannot be.
    assert!(page.contains("name=\"approve-whole-6\" value=\"5\" checked"), "{page}");
    assert!(page.contains("name=\"approve-mixed-6\" value=\"6\">"), "{page}");
    for person in ["short", "bare", "own", "audited"] {
        assert!(!page.contains(&format!("approve-{person}-6")), "{person}");
    }
    let before = town.heads();
    // Also who sends what the page does not offer; and who looked at it before something came in.
    let sent =
        [("approve-whole-6", "5"), ("approve-audited-6", "6"), ("approve-short-6", "5"), ("approve-mixed-6", "5")];
    let done = town.post("/staff/renewals", &reviewer, &sent).await;
    assert!(done.status == StatusCode::OK && done.text.contains("1 renewal approved"), "{}", done.text);
    for said in ["An audit is open.", "Something came in meanwhile.", "Somebody short"] {
        assert!(done.text.contains(said), "{said}: {}", done.text);
    }
    assert_eq!(town.heads()[1].1, before[1].1 + 1, "one decision");
    assert_eq!(last(&town, "whole")["outcome"], "approved");
    assert_eq!(last(&town, "whole")["by"], "v@test.example");
    let again = town.post("/staff/renewals", &reviewer, &[("approve-whole-6", "6"), ("approve-maya-3", "9")]).await;
    assert!(again.text.contains("0 renewals approved") && again.text.contains("decided already"), "{}", again.text);
    let judged = town.post("/staff/renewals", &reviewer, &[("approve-mixed-6", "6")]).await;
    assert!(judged.text.contains("1 renewal approved"), "{}", judged.text);
}
