//! Logging an approved activity of another provider, picked from the list; and what its reviewer sees (F15, F17, F18).

use axum::http::StatusCode;
use desk::account::Role;
use jiff::SignedDuration;
use serde_json::Value;
use store::entries;

use super::providers::approved;
use super::{Town, now};

const LOG: &str = "/home/act/log_credit?scheme=namss-recertification";

/// Each field's name, and what is written in it.
type Answers<'a> = &'a [(&'a str, &'a str)];

/// The answers that log the approved activity, with some in place of its own.
fn logged<'a>(other: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let own = [
        ("activity", "NAMSS-2025-0001"),
        ("title", "Privileging in a day"),
        ("category", "approved"),
        ("earned", "2025-11-20"),
        ("units", "2.166"),
        ("place", "Tucson, AZ"),
        ("certificate", "yes"),
    ];
    let kept = own.into_iter().filter(|(name, _)| !other.iter().any(|(own, _)| own == name));
    kept.chain(other.iter().copied()).collect()
}

fn last_credit(town: &Town) -> Value {
    let lines = town.house.store.read(|tx| entries::lines(tx, "maya")).unwrap();
    let read = |line: &String| serde_json::from_str::<Value>(line).unwrap();
    lines.iter().map(read).rfind(|event| event["kind"] == "credit_logged").unwrap()
}

#[tokio::test]
async fn f17_a_third_party_activity_is_picked_from_the_list() {
    let (mut town, _) = approved(&[]).await;
    let maya = town.signed_in("maya@test.example", Role::Certificant, Some("maya")).await;
    assert!(town.get(LOG, &maya).await.text.contains("Pick from the approved activities"));
    let list = town.get("/activities?to=2025-12-31", &maya).await.text;
    let link = format!("{LOG}&amp;activity=NAMSS-2025-0001");
    assert!(list.contains(&link), "{list}");
    let begun = town.get(&format!("{LOG}&activity=NAMSS-2025-0001"), &maya).await.text;
    for value in ["Privileging in a day", "2.166", "2025-11-20", "Tucson, AZ", "NAMSS-2025-0001"] {
        assert!(begun.contains(&format!("value=\"{value}\"")), "{value}: {begun}");
    }
    assert!(begun.contains("<option value=\"approved\" selected"), "{begun}");
    let unlisted = town.get(&format!("{LOG}&activity=NAMSS-2025-0007"), &maya).await;
    assert!(unlisted.text.contains("This number is not on the list of approved activities."));

    let before = town.heads();
    let table: [(Answers<'_>, &str, &str); 6] = [
        (&[("activity", "NAMSS-2025-0007")], "activity", "not on the list"),
        (&[("activity", "")], "activity", "are picked from the list"),
        (&[("units", "2.167")], "units", "It was approved for 2.166."),
        (&[("category", "sponsored")], "category", "logged as what it was approved as"),
        (&[("earned", "2025-11-19")], "earned", "It took place from 2025-11-20"),
        (&[("earned", "2025-11-21")], "earned", "It took place from 2025-11-20"),
    ];
    for (other, field, said) in table {
        let answer = town.post(LOG, &maya, &logged(&[other, &[("confirmed", "yes")]].concat())).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{other:?}");
        assert!(
            answer.text.contains(&format!("href=\"#{field}\"")) && answer.text.contains(said),
            "{said}: {}",
            answer.text
        );
    }
    assert_eq!(town.heads(), before, "nothing was kept");
    let check = town.post(LOG, &maya, &logged(&[])).await;
    assert!(
        check.status == StatusCode::OK && check.text.contains("name=\"activity\" value=\"NAMSS-2025-0001\""),
        "{}",
        check.text
    );
    let done = town.post(LOG, &maya, &logged(&[("confirmed", "yes"), ("activity", "namss-2025-0001")])).await;
    assert_eq!(done.location(), "/home/done/log_credit", "{}", done.text);
    let credit = last_credit(&town);
    let said = ["activity", "category", "units", "place", "at"].map(|name| credit[name].as_str().unwrap().to_owned());
    assert_eq!(said, ["NAMSS-2025-0001", "approved", "2.166", "Tucson, AZ", "2025-11-20"]);
    // The same activity counts once; and it is not changed into more than was approved.
    // Of two credits of one day and amount the one logged first counts, and ids tell which that was.
    town.later(|| now() + SignedDuration::from_mins(1));
    let twice = town.post(LOG, &maya, &logged(&[])).await;
    assert!(twice.text.contains("The same activity is counted already."), "{}", twice.text);
    let own = format!("/home/credits/{}", credit["id"].as_str().unwrap());
    let more = town.post(&own, &maya, &logged(&[("units", "3")])).await;
    assert!(
        more.status == StatusCode::UNPROCESSABLE_ENTITY && more.text.contains("It was approved for 2.166."),
        "{}",
        more.text
    );
    // What is no approved activity is logged as ever.
    let free = town.post(LOG, &maya, &logged(&[("activity", ""), ("category", "non_approved")])).await;
    assert_eq!(free.status, StatusCode::OK, "{}", free.text);
}

#[tokio::test]
async fn f18_the_place_of_a_virtual_activity_is_where_it_was_attended_from() {
    let (town, _) = approved(&[("where", "online"), ("place", "")]).await;
    let maya = town.signed_in("maya@test.example", Role::Certificant, Some("maya")).await;
    let begun = town.get(&format!("{LOG}&activity=NAMSS-2025-0001"), &maya).await.text;
    assert!(begun.contains("value=\"Privileging in a day\"") && !begun.contains("value=\"Online\""), "{begun}");
    let without = town.post(LOG, &maya, &logged(&[("place", ""), ("confirmed", "yes")])).await;
    assert_eq!(without.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        without.text.contains("href=\"#place\"") && without.text.contains("the city and state from which you attended")
    );
    let with = town.post(LOG, &maya, &logged(&[("place", "Fargo, ND"), ("confirmed", "yes")])).await;
    assert_eq!(with.location(), "/home/done/log_credit", "{}", with.text);
    assert_eq!(last_credit(&town)["place"], "Fargo, ND");
}

#[tokio::test]
async fn a_reviewer_sees_the_activity_and_whether_its_roster_names_the_person() {
    let (town, at) = approved(&[]).await;
    let maya = town.signed_in("maya@test.example", Role::Certificant, Some("maya")).await;
    town.post(LOG, &maya, &logged(&[("confirmed", "yes")])).await;
    let submitted = r#"{"id":"maya-renewal","person":"maya","kind":"renewal_submitted","at":"2025-12-14","scheme":"namss-recertification"}"#;
    town.take_in(&format!("{submitted}\n"));
    let reviewer = town.sign_in("rita@test.example").await;
    let page = town.get("/staff/requests/maya-renewal", &reviewer).await.text;
    assert!(page.contains("Approved activity <a href=\"/activities/NAMSS-2025-0001\">"), "{page}");
    assert!(page.contains("Not named on its provider's roster."));
    let session = town.sign_in("harbor@provider.example").await;
    let email = town.house.store.read(|tx| store::people::by_id(tx, "maya")).unwrap().unwrap().email;
    let rows = format!("name,email,certificate,credit\nMaya,{email},,1.5\n");
    town.post(&format!("{at}/roster"), &session, &[("rows", &rows)]).await;
    let page = town.get("/staff/requests/maya-renewal", &reviewer).await.text;
    assert!(page.contains("On its provider's roster, with 1.5 credits."), "{page}");
}
