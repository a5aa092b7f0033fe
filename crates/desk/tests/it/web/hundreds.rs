//! A queue of hundreds of renewals, as in December: looked at and approved page by page. The long run has 500, and says
//! how long each click takes.

use std::time::{Duration, Instant};

use axum::http::StatusCode;
use desk::account::Role;
use store::waiting::{self, Queue};

use super::{Session, Town};
use crate::chance::rounds;

/// So many renewals, each complete, with what was said by the body of every credit.
fn renewals(count: usize) -> String {
    let one = |nth: usize| {
        let person = format!("q{nth:03}");
        let rest = [
            format!(
                r#""kind":"person_registered","at":"2022-01-10","name":"Quincy {nth:03}","email":"{person}@people.example""#
            ),
            r#""kind":"credential_awarded","at":"2022-04-30","programme":"cpcs""#.to_owned(),
            r#""kind":"credit_logged","at":"2024-03-01","scheme":"namss-recertification","category":"sponsored","units":"30","title":"Conferences","certificate":true"#.to_owned(),
            r#""kind":"renewal_submitted","at":"2025-11-18","scheme":"namss-recertification""#.to_owned(),
            r#""kind":"payment_received","at":"2025-11-20","item":"recertification","amount":"375.00","method":"card""#.to_owned(),
        ];
        let line =
            |(at, rest): (usize, &String)| format!("{{\"id\":\"{person}-{at}\",\"person\":\"{person}\",{rest}}}\n");
        rest.iter().enumerate().map(line).collect::<String>()
    };
    (0..count).map(one).collect()
}

/// What a page has chosen: the field of each, and how long its record was when it was looked at.
fn chosen(page: &str) -> Vec<(String, String)> {
    let fields = page.split("name=\"approve-").skip(1).filter_map(|rest| {
        let (name, rest) = rest.split_once("\" value=\"")?;
        let (seen, rest) = rest.split_once('"')?;
        rest.starts_with(" checked").then(|| (format!("approve-{name}"), seen.to_owned()))
    });
    fields.collect()
}

/// Looks at the first page of the queue and approves what is chosen on it; how many, and how long the look and the click
/// took.
async fn click(town: &Town, reviewer: &Session) -> (usize, Duration, Duration) {
    let begun = Instant::now();
    let page = town.get("/staff/renewals", reviewer).await.text;
    let looked = begun.elapsed();
    let chosen = chosen(&page);
    let form: Vec<(&str, &str)> = chosen.iter().map(|(name, seen)| (name.as_str(), seen.as_str())).collect();
    let begun = Instant::now();
    let done = town.post("/staff/renewals", reviewer, &form).await;
    assert_eq!(done.status, StatusCode::OK, "{}", done.text);
    assert!(done.text.contains(&format!("{} renewals approved", chosen.len())), "{}", done.text);
    (chosen.len(), looked, begun.elapsed())
}

#[tokio::test]
async fn f20_f23_a_hundred_renewals_of_hundreds_are_approved_page_by_page() {
    let count = rounds(120, 500);
    let town = Town::new();
    town.take_in(&renewals(count));
    let reviewer = town.signed_in("v@test.example", Role::Reviewer, None).await;
    let waits = || {
        let today = town.house.today();
        let found = town.house.store.read(|tx| waiting::of_queue(tx, (Queue::Renewals, today), (None, ""), 1_000));
        found.unwrap().len()
    };
    let entries = || town.heads().iter().map(|(_, entries, _)| entries).sum::<i64>();
    let (waited, before) = (waits(), entries());
    let (mut approved, mut looked, mut clicked) = (0, Duration::ZERO, Duration::ZERO);
    while approved < 100 {
        let (n, look, took) = click(&town, &reviewer).await;
        assert!(n > 0, "nothing is chosen");
        (approved, looked, clicked) = (approved + n, looked + look, clicked + took);
    }
    // One decision each, on one record each; nobody else's renewal is touched.
    assert_eq!((waits(), entries()), (waited - approved, before + approved as i64));
    println!("{approved} of {waited} renewals approved, one entry each, in {clicked:.2?}; looked at in {looked:.2?}");
}
