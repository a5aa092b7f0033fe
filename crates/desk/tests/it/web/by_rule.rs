//! The rules of recertification as people meet them, each on both sides of its boundary (rules F and G): somebody acts by the
//! pages on one day and on the next, and is answered as the rule says. The names of the tests are the rules' ids.

use std::sync::atomic::{AtomicI64, Ordering};

use axum::http::StatusCode;
use desk::account::Role;
use jiff::Timestamp;
use serde_json::Value;

use super::{Session, Town};

/// A town whose clock stands where the test puts it.
struct Years {
    town: Town,
    now: &'static AtomicI64,
}

/// Every test has a clock of its own.
macro_rules! years {
    ($records:expr) => {{
        static NOW: AtomicI64 = AtomicI64::new(1_700_000_000);
        let town = Town::at(|| Timestamp::from_second(NOW.load(Ordering::Relaxed)).unwrap());
        town.take_in(&$records);
        Years { town, now: &NOW }
    }};
}

mod office;
mod ways;

impl Years {
    /// Ten in the morning of a day, in the body's zone; or the time given.
    fn set(&self, moment: &str) {
        let text = if moment.contains('T') { moment.to_owned() } else { format!("{moment}T10:00:00-05:00") };
        self.now.store(text.parse::<Timestamp>().unwrap().as_second(), Ordering::Relaxed);
    }

    /// Somebody, signed in at a moment.
    async fn at(&self, moment: &str, person: &str) -> Session {
        self.set(moment);
        static NTH: AtomicI64 = AtomicI64::new(0);
        let email = format!("{person}-{}@test.example", NTH.fetch_add(1, Ordering::Relaxed));
        self.town.signed_in(&email, Role::Certificant, Some(person)).await
    }

    /// What they click, and whether it is taken.
    async fn takes(&self, moment: &str, person: &str, step: &str, answers: &[(&str, &str)]) -> bool {
        let own = self.at(moment, person).await;
        let path = format!("/home/act/{step}?scheme={}", scheme(person));
        let answer = self.town.post(&path, &own, &[answers, &[("confirmed", "yes")]].concat()).await;
        match answer.status {
            StatusCode::SEE_OTHER => true,
            StatusCode::UNPROCESSABLE_ENTITY => false,
            other => panic!("{moment} {person} {step}: {other}: {}", answer.text),
        }
    }

    async fn review(&self, moment: &str, person: &str) -> Value {
        let own = self.at(moment, person).await;
        let answer = self.town.get(&format!("/api/v1/people/{person}/review"), &own).await;
        serde_json::from_str(&answer.text).unwrap_or_else(|_| panic!("{}", answer.text))
    }

    async fn standing(&self, moment: &str, person: &str) -> String {
        self.review(moment, person).await["credentials"][0]["standing"].as_str().unwrap().to_owned()
    }

    /// What is owed at a moment, fee by fee.
    async fn fees(&self, moment: &str, person: &str) -> Vec<String> {
        let day = moment.split('T').next().unwrap().to_owned();
        let review = self.review(moment, person).await;
        let fees = review["fees"].as_array().unwrap().iter();
        let due = fees.filter(|fee| fee["from"].as_str().unwrap() <= day.as_str());
        due.map(|fee| format!("{} {}", fee["item"].as_str().unwrap(), fee["amount"].as_str().unwrap())).collect()
    }
}

fn scheme(person: &str) -> &'static str {
    if person.starts_with("cmas") { "amt-cmas" } else { "namss-recertification" }
}

/// The entries of somebody, each without its id and person.
fn records(person: &str, entries: &[&str]) -> String {
    let name = format!(
        r#""kind":"person_registered","at":"2015-01-01","name":"Somebody {person}","email":"{person}@people.example""#
    );
    let all = std::iter::once(name.as_str()).chain(entries.iter().copied());
    all.enumerate().map(|(n, rest)| format!("{{\"id\":\"{person}-{n}\",\"person\":\"{person}\",{rest}}}\n")).collect()
}

const CPCS_2022: &str = r#""kind":"credential_awarded","at":"2022-04-30","programme":"cpcs""#;
const CPMSM_2022: &str = r#""kind":"credential_awarded","at":"2022-10-15","programme":"cpmsm""#;
const CMAS_2023: &str = r#""kind":"credential_awarded","at":"2023-05-10","programme":"cmas""#;
const MEMBER: &str = r#""kind":"membership","at":"2015-01-01","body":"namss","from":"2015-01-01""#;
const THIRTY: &str = r#""kind":"credit_logged","at":"2024-05-01","scheme":"namss-recertification","category":"sponsored","units":"30","title":"Sessions","certificate":true"#;
const FIFTEEN: &str = r#""kind":"credit_logged","at":"2024-05-01","scheme":"namss-recertification","category":"sponsored","units":"15","title":"Sessions","certificate":true"#;
const FOURTEEN: &str = r#""kind":"credit_logged","at":"2024-05-01","scheme":"namss-recertification","category":"sponsored","units":"14.5","title":"Sessions","certificate":true"#;
const SUBMITTED_ON_TIME: &str = r#""kind":"renewal_submitted","at":"2025-11-20","scheme":"namss-recertification""#;
const PAID: &str =
    r#""kind":"payment_received","at":"2025-11-20","item":"recertification","amount":"375.00","method":"card""#;

#[tokio::test]
async fn f1_f2_every_three_years_by_calendar_year_through_december_1() {
    let renewed = [
        r#""kind":"credential_awarded","at":"2019-03-01","programme":"cpcs""#,
        r#""kind":"renewal_submitted","at":"2022-09-01","scheme":"namss-recertification""#,
        r#""kind":"renewal_decided","at":"2022-10-01","renewal":"old-2","outcome":"approved""#,
    ];
    let years = years!([records("old", &renewed), records("new", &[CPCS_2022])].concat());
    let cycle = |review: &Value, nth: usize| {
        let cycle = &review["cycles"][nth];
        format!("{} {}", cycle["from"].as_str().unwrap(), cycle["to"].as_str().unwrap())
    };
    let old = years.review("2025-06-01", "old").await;
    let last = old["cycles"].as_array().unwrap().len() - 1;
    assert_eq!(cycle(&old, last), "2022-12-02 2025-12-01");
    assert_eq!(cycle(&years.review("2025-06-01", "new").await, 0), "2022-04-30 2025-12-01");
}

#[tokio::test]
async fn f3_f4_f5_who_holds_two_renews_both_together() {
    let first = r#""kind":"credential_awarded","at":"2019-05-01","programme":"cpcs""#;
    let renewed = [
        first,
        r#""kind":"credential_awarded","at":"2019-06-01","programme":"cpmsm""#,
        r#""kind":"renewal_submitted","at":"2022-09-01","scheme":"namss-recertification""#,
        r#""kind":"renewal_decided","at":"2022-10-01","renewal":"dual-3","outcome":"approved""#,
    ];
    let records =
        [records("dual", &renewed), records("became", &[CPCS_2022, CPMSM_2022]), records("one", &[CPCS_2022])];
    let years = years!(records.concat());
    for (person, total, approved) in [("one", "30", "15"), ("became", "30", "15"), ("dual", "45", "25")] {
        let review = years.review("2025-06-01", person).await;
        let cycle = review["cycles"].as_array().unwrap().last().unwrap();
        assert_eq!(
            (&cycle["required"]["total"], &cycle["required"]["approved"]),
            (&total.into(), &approved.into()),
            "{person}"
        );
        assert_eq!(cycle["to"], "2025-12-01", "{person}");
    }
}

#[tokio::test]
async fn f6_f7_fees_by_year_of_renewal_membership_and_number_and_when_it_is_late() {
    let in_2021 = r#""kind":"credential_awarded","at":"2021-05-01","programme":"cpcs""#;
    let in_2021_too = r#""kind":"credential_awarded","at":"2021-06-01","programme":"cpmsm""#;
    let records = [
        records("a", &[in_2021]),
        records("am", &[in_2021, MEMBER]),
        records("ad", &[in_2021, in_2021_too]),
        records("b", &[CPCS_2022]),
        records("bm", &[CPCS_2022, MEMBER]),
        records("bd", &[CPCS_2022, CPMSM_2022]),
        records("bdm", &[CPCS_2022, CPMSM_2022, MEMBER]),
    ];
    let years = years!(records.concat());
    let table: [(&str, &str, &[&str]); 10] = [
        ("2024-11-01", "a", &["recertification 325.00"]),
        ("2024-11-01", "am", &["recertification 175.00"]),
        ("2024-11-01", "ad", &["recertification 350.00"]),
        ("2025-07-31", "b", &[]),
        ("2025-08-01", "b", &["recertification 375.00"]),
        ("2025-12-01", "bm", &["recertification 200.00"]),
        ("2025-12-02", "bm", &["recertification 200.00", "late 50.00"]),
        ("2025-12-31", "bm", &["recertification 200.00", "late 50.00"]),
        ("2025-11-01", "bd", &["recertification 400.00"]),
        ("2025-11-01", "bdm", &["recertification 225.00"]),
    ];
    for (moment, person, expected) in table {
        assert_eq!(years.fees(moment, person).await, expected, "{moment} {person}");
    }
}

#[tokio::test]
async fn f7_a_renewal_is_taken_from_august_1_through_december_31() {
    let people: String = ["a", "b", "c", "d"].map(|p| records(p, &[CPCS_2022, THIRTY])).concat();
    let years = years!(people);
    let table =
        [("2025-07-31", "a", false), ("2025-08-01", "b", true), ("2025-12-31", "c", true), ("2026-01-01", "d", false)];
    for (moment, person, taken) in table {
        assert_eq!(years.takes(moment, person, "submit_renewal", &[]).await, taken, "{moment}");
    }
}

#[tokio::test]
async fn f8_f26_a_cheque_is_on_time_by_the_date_on_it_and_is_seen_to_have_arrived() {
    let people: String = ["a", "b"].map(|p| records(p, &[CPCS_2022, THIRTY])).concat();
    let years = years!(people);
    for (person, dated, owed) in [("a", "2025-12-01", &[][..]), ("b", "2025-12-02", &["late 50.00"][..])] {
        assert!(years.takes("2025-12-01", person, "submit_renewal", &[]).await);
        years.set("2025-12-10");
        let registrar = years.town.signed_in(&format!("r-{person}@test.example"), Role::Registrar, None).await;
        let cheque = [
            ("item", "recertification"),
            ("amount", "375.00"),
            ("method", "check"),
            ("dated", dated),
            ("received", "2025-12-10"),
        ];
        let kept = years.town.post(&format!("/staff/people/{person}/payment"), &registrar, &cheque).await;
        assert_eq!(kept.status, StatusCode::SEE_OTHER, "{}", kept.text);
        assert_eq!(years.fees("2025-12-11", person).await, owed, "{dated}");
        let own = years.at("2025-12-12", person).await;
        let home = years.town.get("/home", &own).await.text;
        assert!(home.contains("$375.00") && home.contains("heque"), "{home}");
    }
}

#[tokio::test]
async fn f9_an_extension_is_asked_for_by_five_with_half_the_credits_and_certificates() {
    let of = |p: &str, credits: &str| records(p, &[CPCS_2022, credits]);
    let years = years!([of("a", FIFTEEN), of("b", FIFTEEN), of("c", FOURTEEN), of("d", FIFTEEN)].concat());
    let (certificates, table) = ([("with", "certificates")], [("with", "tracking_table")]);
    // Whether it is taken, or else how the rules judge what was asked for, shows on the request.
    let requests = [
        ("2025-12-01T16:59:00-05:00", "a", &certificates, true),
        ("2025-12-01T17:01:00-05:00", "b", &certificates, false),
        ("2025-12-01T12:00:00-05:00", "c", &certificates, false),
        ("2025-12-01T12:00:00-05:00", "d", &table, false),
    ];
    for (moment, person, with, in_order) in requests {
        let taken = years.takes(moment, person, "request_extension", with).await;
        let queue = match taken {
            false => String::new(),
            true => {
                years.set("2025-12-01T18:00:00-05:00");
                let reviewer = years.town.signed_in(&format!("v-{person}@test.example"), Role::Reviewer, None).await;
                let queue = years.town.get("/staff/queues/extensions", &reviewer).await.text;
                let row = queue.split("<tr>").find(|row| row.contains(&format!("Somebody {person}"))).unwrap();
                let path = row.split("href=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
                years.town.get(&path, &reviewer).await.text
            }
        };
        assert_eq!(taken && queue.contains("In order"), in_order, "{moment} {person}: {queue}");
    }
}

#[tokio::test]
async fn f10_an_extension_runs_through_june_1() {
    let granted = [
        CPCS_2022,
        FIFTEEN,
        r#""kind":"extension_requested","at":"2025-11-20","scheme":"namss-recertification","in_writing":true,"with":"certificates""#,
        r#""kind":"extension_decided","at":"2025-11-25","extension":"a-3","outcome":"approved""#,
    ];
    let years = years!(records("a", &granted));
    for (day, standing) in
        [("2025-12-02", "extended"), ("2026-06-01", "extended"), ("2026-06-02", "lapsed"), ("2026-07-01", "expired")]
    {
        assert_eq!(years.standing(day, "a").await, standing, "{day}");
    }
}

#[tokio::test]
async fn f11_f13_lapsed_from_january_1_and_expired_from_july_1_unless_it_waits_complete() {
    let years = years!(
        [
            records("short", &[CPCS_2022, FIFTEEN]),
            records("waits", &[CPCS_2022, THIRTY, SUBMITTED_ON_TIME, PAID]),
            records("unpaid", &[CPCS_2022, THIRTY, SUBMITTED_ON_TIME]),
        ]
        .concat()
    );
    let table = [
        ("2025-12-31", "short", "late"),
        ("2026-01-01", "short", "lapsed"),
        ("2026-06-30", "short", "lapsed"),
        ("2026-07-01", "short", "expired"),
        ("2026-01-01", "waits", "in_review"),
        ("2026-07-01", "waits", "in_review"),
        ("2026-01-01", "unpaid", "lapsed"),
    ];
    for (day, person, standing) in table {
        assert_eq!(years.standing(day, person).await, standing, "{day} {person}");
        let public = years.town.get(&format!("/standing?name=Somebody+{person}"), &Session::default()).await.text;
        let good = !["lapsed", "expired"].contains(&standing);
        assert_eq!(public.contains(">In good standing<"), good, "{day} {person}");
        assert!(!public.contains("apsed"), "the public is told one of two things");
    }
}

#[tokio::test]
async fn f12_f13_reinstatement_is_asked_for_from_january_1_through_june_30() {
    let people: String = ["a", "b", "c", "d"].map(|p| records(p, &[CPCS_2022, THIRTY])).concat();
    let years = years!(people);
    let table =
        [("2025-12-31", "a", false), ("2026-01-01", "b", true), ("2026-06-30", "c", true), ("2026-07-01", "d", false)];
    for (moment, person, taken) in table {
        assert_eq!(years.takes(moment, person, "request_reinstatement", &[]).await, taken, "{moment}");
    }
    assert!(years.fees("2026-02-01", "b").await.contains(&"reinstatement 150.00".to_owned()));
    // F13: who let it expire applies like anybody new, and nobody else does.
    let may_apply = |review: &Value| {
        let actions = review["actions"].as_array().unwrap().iter();
        actions.filter(|a| a["action"] == "apply" && a["programme"] == "cpcs").any(|a| {
            !a["because"]
                .as_array()
                .unwrap()
                .iter()
                .any(|r| r["text"].as_str().unwrap().contains("You hold this credential"))
        })
    };
    assert!(!may_apply(&years.review("2025-12-31", "d").await));
    assert!(may_apply(&years.review("2026-07-02", "d").await));
}

#[tokio::test]
async fn f19_credits_are_logged_on_any_day_of_the_cycle() {
    let years = years!([records("a", &[CPCS_2022]), records("b", &[CPCS_2022])].concat());
    let credit = |earned: &'static str| {
        [("title", "A course"), ("category", "sponsored"), ("earned", earned), ("units", "2"), ("certificate", "no")]
    };
    assert!(years.takes("2022-05-01", "a", "log_credit", &credit("2022-04-30")).await);
    assert!(years.takes("2025-07-31", "a", "log_credit", &credit("2025-07-31")).await, "also before August 1");
    // While it may be reinstated; and once it has expired no more.
    assert!(years.takes("2026-06-30", "a", "log_credit", &credit("2025-11-30")).await);
    assert!(!years.takes("2026-07-01", "b", "log_credit", &credit("2025-11-30")).await);
}

#[tokio::test]
async fn f24_who_is_no_member_is_in_good_standing_all_the_same() {
    let years = years!([records("a", &[CPCS_2022]), records("m", &[CPCS_2022, MEMBER])].concat());
    for person in ["a", "m"] {
        assert_eq!(years.review("2025-06-01", person).await["credentials"][0]["good_standing"], true);
        let public = years.town.get(&format!("/standing?name=Somebody+{person}"), &Session::default()).await.text;
        assert!(public.contains(">In good standing<") && !public.contains("Member"), "{public}");
    }
}

#[tokio::test]
async fn g1_g2_g3_a_cycle_from_the_day_of_certification_its_yearly_fee_and_its_points() {
    let points = r#""kind":"credit_logged","at":"2024-02-01","scheme":"amt-cmas","category":"education","units":"10","title":"Course","certificate":true"#;
    let years = years!([records("cmas-a", &[CMAS_2023]), records("cmas-b", &[CMAS_2023, points])].concat());
    let review = years.review("2024-05-09", "cmas-a").await;
    let cycle = &review["cycles"][0];
    assert_eq!((&cycle["from"], &cycle["to"]), (&"2023-05-10".into(), &"2026-05-09".into()));
    assert_eq!(cycle["required"]["total"], "30");
    // G2: the first fee is on the first anniversary.
    assert_eq!(years.fees("2024-05-09", "cmas-a").await, Vec::<String>::new());
    assert_eq!(years.fees("2024-05-10", "cmas-a").await, ["annual 75.00"]);
    // G3: who is behind the pace is warned, and nothing else follows.
    let warned =
        |review: &Value| review["cycles"][0].to_string().contains("pace") || review.to_string().contains("pace");
    assert!(
        warned(&years.review("2024-05-11", "cmas-a").await) && !warned(&years.review("2024-05-12", "cmas-b").await)
    );
}
