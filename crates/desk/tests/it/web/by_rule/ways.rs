//! Whole ways: more time and the way back, each asked for, decided, paid and finished by the pages (F9, F10, F12), and a
//! cycle that goes on by itself (G2, G3).

use super::*;

impl Years {
    async fn reviewer(&self, moment: &str) -> Session {
        self.set(moment);
        static NTH: AtomicI64 = AtomicI64::new(0);
        let email = format!("reviewer-{}@test.example", NTH.fetch_add(1, Ordering::Relaxed));
        self.town.signed_in(&email, Role::Reviewer, None).await
    }

    /// Decides on what waits of somebody's in a queue.
    async fn decided(&self, moment: &str, queue: &str, person: &str, outcome: &str) {
        let reviewer = self.reviewer(moment).await;
        let waiting = self.town.get(&format!("/staff/queues/{queue}"), &reviewer).await.text;
        let row = waiting.split("<tr>").find(|row| row.contains(&format!("Somebody {person}<"))).expect(&waiting);
        let path = row.split("href=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
        let page = self.town.get(&path, &reviewer).await.text;
        let seen = page.split("name=\"seen\" value=\"").nth(1).expect(&page).split('"').next().unwrap().to_owned();
        let form = [("outcome", outcome), ("reason", "The sheets were unreadable."), ("seen", seen.as_str())];
        let answer = self.town.post(&format!("{path}/decide"), &reviewer, &form).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{moment} {person}: {}", answer.text);
    }

    /// Puts a payment on record.
    async fn paid(&self, day: &str, person: &str, item: &str, amount: &str) {
        self.set(day);
        static NTH: AtomicI64 = AtomicI64::new(0);
        let email = format!("registrar-{}@test.example", NTH.fetch_add(1, Ordering::Relaxed));
        let registrar = self.town.signed_in(&email, Role::Registrar, None).await;
        let path = format!("/staff/people/{person}/payment");
        let form = self.town.get(&path, &registrar).await.text;
        let seen = form.split("name=\"seen\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
        let cheque = [
            ("item", item),
            ("amount", amount),
            ("method", "check"),
            ("dated", day),
            ("received", day),
            ("seen", &seen),
        ];
        let kept = self.town.post(&path, &registrar, &cheque).await;
        assert_eq!(kept.status, StatusCode::SEE_OTHER, "{item}: {}", kept.text);
    }

    /// The days in somebody's calendar.
    async fn calendar(&self, moment: &str, person: &str) -> String {
        let own = self.at(moment, person).await;
        let page = self.town.post("/account/calendar", &own, &[]).await.text;
        let address = page.split("http://localhost:8080").nth(1).unwrap().split(".ics").next().unwrap();
        self.town.get(&format!("{address}.ics"), &Session::default()).await.text
    }
}

const SECOND_HALF: [(&str, &str); 5] = [
    ("title", "More sessions"),
    ("category", "sponsored"),
    ("earned", "2025-11-30"),
    ("units", "15"),
    ("certificate", "yes"),
];

#[tokio::test]
async fn f9_f10_an_extension_is_asked_for_granted_paid_and_finished() {
    let of = |person| records(person, &[CPCS_2022, FIFTEEN]);
    let years = years!([of("a"), of("b")].concat());
    for person in ["a", "b"] {
        assert!(years.takes("2025-11-20", person, "request_extension", &[("with", "certificates")]).await);
    }
    years.decided("2025-11-25", "extensions", "a", "approved").await;
    years.decided("2025-11-25", "extensions", "b", "refused").await;
    // Refused, the request and the reason stay on record, for its person and for staff.
    let reviewer = years.reviewer("2026-03-01").await;
    let own = years.at("2026-03-01", "b").await;
    for page in [years.town.get("/home", &own).await, years.town.get("/staff/people/b", &reviewer).await] {
        assert!(
            page.text.contains("Not approved") && page.text.contains("The sheets were unreadable."),
            "{}",
            page.text.split("<main").nth(1).unwrap()
        );
    }
    assert_eq!(years.standing("2026-03-01", "b").await, "lapsed");
    // Granted, June 1 is in the calendar, and the fees of then are owed.
    assert!(years.calendar("2025-12-02", "a").await.contains("20260601"));
    assert_eq!(years.standing("2025-12-02", "a").await, "extended");
    assert_eq!(years.fees("2026-05-30", "a").await, ["recertification 375.00", "extension 50.00"]);
    assert!(years.takes("2026-05-30", "a", "log_credit", &SECOND_HALF).await);
    assert!(years.takes("2026-05-31", "a", "submit_renewal", &[]).await);
    years.paid("2026-05-31", "a", "recertification", "375.00").await;
    years.paid("2026-06-01", "a", "extension", "50.00").await;
    assert_eq!(years.standing("2026-06-02", "a").await, "in_review");
    years.decided("2026-06-10", "renewals", "a", "approved").await;
    assert_eq!(years.standing("2026-06-10", "a").await, "active");
    assert_eq!(years.review("2026-06-10", "a").await["cycles"][0]["to"], "2028-12-01");
}

#[tokio::test]
async fn f10_an_extension_that_is_not_paid_by_june_1_is_over() {
    let years = years!(records("a", &[CPCS_2022, THIRTY]));
    assert!(years.takes("2025-11-20", "a", "request_extension", &[("with", "certificates")]).await);
    years.decided("2025-11-25", "extensions", "a", "approved").await;
    assert!(years.takes("2026-05-31", "a", "submit_renewal", &[]).await);
    years.paid("2026-05-31", "a", "recertification", "375.00").await;
    assert_eq!(years.standing("2026-06-02", "a").await, "lapsed", "the extension's own fee is not in");
}

#[tokio::test]
async fn f12_a_reinstatement_is_asked_for_paid_and_finished_by_june_30() {
    let of = |person| records(person, &[CPCS_2022, FIFTEEN]);
    let years = years!([of("in-time"), of("too-late")].concat());
    for person in ["in-time", "too-late"] {
        assert_eq!(years.standing("2026-01-15", person).await, "lapsed");
        assert!(years.takes("2026-01-15", person, "request_reinstatement", &[]).await);
        let calendar = years.calendar("2026-01-21", person).await;
        assert!(calendar.contains("20260630"), "{calendar}");
        assert_eq!(years.fees("2026-01-21", person).await, ["recertification 375.00", "reinstatement 150.00"]);
        years.paid("2026-01-25", person, "reinstatement", "150.00").await;
        years.paid("2026-01-25", person, "recertification", "375.00").await;
        assert_eq!(years.standing("2026-02-01", person).await, "lapsed", "credits are still missing");
    }
    assert!(years.takes("2026-06-30", "in-time", "log_credit", &SECOND_HALF).await);
    years.decided("2026-07-10", "reinstatements", "in-time", "approved").await;
    assert_eq!(years.standing("2026-07-10", "in-time").await, "active");
    assert!(!years.takes("2026-07-01", "too-late", "log_credit", &SECOND_HALF).await);
    assert_eq!(years.standing("2026-07-10", "too-late").await, "expired");
}

#[tokio::test]
async fn g2_g3_the_next_cycle_begins_by_itself_when_points_and_fees_are_there() {
    let points = |units: &str| {
        format!(
            r#""kind":"credit_logged","at":"2025-02-01","scheme":"amt-cmas","category":"education","units":"{units}","title":"Course","certificate":true"#
        )
    };
    let years = years!(
        [
            records("cmas-whole", &[CMAS_2023, &points("30")]),
            records("cmas-short", &[CMAS_2023, &points("29")]),
            records("cmas-owes", &[CMAS_2023, &points("30")]),
        ]
        .concat()
    );
    for person in ["cmas-whole", "cmas-short", "cmas-owes"] {
        let days = ["2024-05-10", "2025-05-10", "2026-05-10"];
        for day in &days[..if person == "cmas-owes" { 1 } else { 3 }] {
            years.paid(day, person, "annual", "75.00").await;
        }
    }
    let mut next = Vec::new();
    for person in ["cmas-whole", "cmas-short", "cmas-owes"] {
        let review = years.review("2026-05-11", person).await;
        let cycle = review["cycles"][0]["from"].as_str().unwrap();
        let own = years.at("2026-05-11", person).await;
        let pay = years.town.get("/home/pay", &own).await.text;
        next.push((person, cycle.to_owned(), pay.contains("AMT-20270510-")));
    }
    let expected = [
        ("cmas-whole", "2026-05-10".to_owned(), true),
        ("cmas-short", "2023-05-10".to_owned(), false),
        ("cmas-owes", "2023-05-10".to_owned(), false),
    ];
    assert_eq!(next, expected, "who goes on, and has an invoice for the next fee");
}

#[tokio::test]
async fn f20_an_answer_is_to_be_expected_three_to_four_weeks_after_the_fee() {
    let years = years!(records("a", &[CPCS_2022, THIRTY]));
    assert!(years.takes("2025-11-20", "a", "submit_renewal", &[]).await);
    let mut told = Vec::new();
    for day in ["2025-11-24", "2025-11-26"] {
        if day == "2025-11-26" {
            years.paid("2025-11-25", "a", "recertification", "375.00").await;
        }
        let own = years.at(day, "a").await;
        let home = years.town.get("/home", &own).await.text;
        told.push(["due between", "16 December 2025", "23 December 2025"].map(|said| home.contains(said)));
    }
    assert_eq!(told, [[false; 3], [true; 3]], "nothing is promised before the fee is in");
}
