//! Papers to be kept: the transcript of one's credits (F19), the invoice for a fee (G2), and the name that a certificate
//! will bear (E1).

use axum::http::StatusCode;
use desk::account::Role;
use desk::{pay, printed};
use programme::record::Text;
use programme::review::Case;
use store::entries;

use super::Town;

/// What stands on somebody's transcript with a body, as of a day.
fn on_transcript(town: &Town, person: &str, body: &str, on: &str) -> Option<serde_json::Value> {
    let lines = town.house.store.read(|tx| entries::lines(tx, person)).unwrap();
    let numbered = entries::numbered(&lines);
    let case = Case::open(&town.house.bodies, Text::Borrowed(person), &numbered, None);
    let handbook = town.house.bodies.body(body).unwrap();
    printed::transcript(&case, handbook, "Maya Ortiz", on.parse().unwrap()).map(|paper| paper.values)
}

#[tokio::test]
async fn f19_a_transcript_has_every_credit_what_it_counts_and_why_not() {
    let town = Town::new();
    let paper = on_transcript(&town, "maya", "namss", "2025-11-20").unwrap();
    let cycle = &paper["cycles"][0];
    assert_eq!(cycle["days"], "30 April 2022 to 1 December 2025");
    let credits = cycle["credits"].as_array().unwrap();
    assert_eq!(credits.len(), 7, "{credits:#?}");
    for credit in credits {
        let nothing = credit["counted"] == "0.0";
        assert_eq!(nothing, credit["why"] != "", "what does not count says why, and nothing else does: {credit}");
    }
    let wellness = credits.iter().find(|c| c["title"].as_str().unwrap().contains("Mindful mornings")).unwrap();
    assert_eq!((&wellness["counted"], &wellness["document"]), (&"0.0".into(), &"none".into()));
    assert!(paper["rules"].as_array().unwrap().iter().any(|rule| rule["clause"] == "credits.categories.sponsored"));
    // Before the first cycle there is none, nor with a body that certified nothing.
    assert!(on_transcript(&town, "maya", "namss", "2022-04-29").is_none());
    assert!(on_transcript(&town, "maya", "amt", "2025-11-20").is_none());
}

#[tokio::test]
async fn f19_the_transcript_is_printed_for_its_owner_and_for_staff() {
    let town = Town::new();
    let maya = town.signed_in("maya@test.example", Role::Certificant, Some("maya")).await;
    let ada = town.signed_in("ada@test.example", Role::Certificant, Some("ada")).await;
    let staff = town.signed_in("staff@test.example", Role::Reviewer, None).await;
    let own = town.get("/home/transcript/namss", &maya).await;
    assert_eq!(own.status, StatusCode::OK);
    assert!(own.headers["content-type"] == "application/pdf" && own.text.starts_with("%PDF-"), "{}", own.text);
    let again = town.get("/staff/people/maya/transcript/namss", &staff).await;
    assert!(again.bytes == own.bytes, "the same paper has the same bytes");
    let table = [
        ("/home/transcript/amt", &maya, StatusCode::NOT_FOUND),
        ("/home/transcript/nobody", &maya, StatusCode::NOT_FOUND),
        ("/home/transcript/namss", &ada, StatusCode::NOT_FOUND),
        ("/staff/people/maya/transcript/namss", &ada, StatusCode::FORBIDDEN),
        ("/staff/people/unknown/transcript/namss", &staff, StatusCode::NOT_FOUND),
        // On the day before the award, and on no day.
        ("/staff/people/maya/transcript/namss?on=2022-04-29", &staff, StatusCode::NOT_FOUND),
        ("/staff/people/maya/transcript/namss?on=2022-04-30", &staff, StatusCode::OK),
        ("/staff/people/maya/transcript/namss?on=today", &staff, StatusCode::BAD_REQUEST),
    ];
    for (path, who, status) in table {
        assert_eq!(town.get(path, who).await.status, status, "{path}");
    }
}

const CMAS: &str = r#"{"id":"c-1","person":"cora","kind":"person_registered","at":"2023-01-05","name":"Cora Diaz","email":"cora@test.example"}
{"id":"c-2","person":"cora","kind":"credential_awarded","at":"2023-05-10","programme":"cmas"}
"#;

#[tokio::test]
async fn g2_a_yearly_fee_has_an_invoice_until_it_is_paid() {
    let town = Town::new();
    town.take_in(CMAS);
    let cora = town.signed_in("cora@test.example", Role::Certificant, Some("cora")).await;
    let staff = town.signed_in("staff@test.example", Role::Reviewer, None).await;
    let numbers = || {
        let lines = town.house.store.read(|tx| entries::lines(tx, "cora")).unwrap();
        let numbered = entries::numbered(&lines);
        let case = Case::open(&town.house.bodies, Text::Borrowed("cora"), &numbered, None);
        let review = case.review(town.house.today());
        let handbook = town.house.bodies.body("amt").unwrap();
        let invoices = pay::invoices(&review, handbook);
        invoices.iter().map(|i| (i.number.clone(), i.fee.amount.to_string())).collect::<Vec<_>>()
    };
    let owed = numbers();
    let days: Vec<&str> = owed.iter().map(|(number, _)| &number[..13]).collect();
    let expected = ["AMT-20240510-", "AMT-20250510-", "AMT-20260510-"];
    assert_eq!(days, expected, "one for each anniversary that has come, and for the next: {owed:?}");
    assert!(owed.iter().all(|(_, sum)| sum == "75.00"), "{owed:?}");
    let page = town.get("/home/pay", &cora).await;
    for (number, _) in &owed {
        assert!(page.text.contains(&format!("/home/invoices/{number}")), "{number}");
        let paper = town.get(&format!("/home/invoices/{number}"), &cora).await;
        assert!(paper.status == StatusCode::OK && paper.text.starts_with("%PDF-"));
        let same = town.get(&format!("/staff/people/cora/invoices/{number}"), &staff).await;
        assert!(same.bytes == paper.bytes);
    }
    // Paid, the earliest is owed no more; the other keeps its number.
    town.take_in(r#"{"id":"c-3","person":"cora","kind":"payment_received","at":"2025-06-01","body":"amt","item":"annual","amount":"75.00","method":"card"}"#);
    assert_eq!(numbers(), owed[1..]);
    let gone = town.get(&format!("/home/invoices/{}", owed[0].0), &cora).await;
    assert_eq!(gone.status, StatusCode::NOT_FOUND);
    // Staff still see it as of a day on which it was owed.
    let then = format!("/staff/people/cora/invoices/{}?on=2025-05-31", owed[0].0);
    assert_eq!(town.get(&then, &staff).await.status, StatusCode::OK);
    // Nobody opens another's.
    let maya = town.signed_in("maya@test.example", Role::Certificant, Some("maya")).await;
    assert_eq!(town.get(&format!("/home/invoices/{}", owed[1].0), &maya).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn e1_whoever_sends_a_renewal_sees_the_name_that_the_certificate_will_bear() {
    let town = Town::new();
    let maya = town.signed_in("maya@test.example", Role::Certificant, Some("maya")).await;
    let home = town.get("/home", &maya).await;
    assert!(home.text.contains("Your name, as it goes on the certificate"), "it is a step of the renewal");
    let path = "/home/act/submit_renewal?scheme=namss-recertification";
    let check = town.post(path, &maya, &[]).await;
    assert_eq!(check.status, StatusCode::OK, "{}", check.text);
    assert!(check.text.contains("It will bear this name: <strong>Maya") && check.text.contains("/home/details"));
}
