//! The rules that people and the office meet together: where a credit was earned (F18), audits and how long an answer takes
//! (F20, G4), letters (F21), and records under another address (F22).

use desk::notice::{self, Post};
use serde_json::json;
use store::entries;

use super::*;

impl Years {
    /// Somebody of the office, signed in at a moment.
    async fn staff(&self, moment: &str, role: Role) -> Session {
        self.set(moment);
        static NTH: AtomicI64 = AtomicI64::new(0);
        let email = format!("staff-{}@test.example", NTH.fetch_add(1, Ordering::Relaxed));
        self.town.signed_in(&email, role, None).await
    }

    /// What is on record of somebody, of a kind.
    fn events(&self, person: &str, kind: &str) -> Vec<Value> {
        let lines = self.town.house.store.read(|tx| entries::lines(tx, person)).unwrap();
        let read = |line: &String| serde_json::from_str::<Value>(line).unwrap();
        lines.iter().map(read).filter(|event| event["kind"] == kind).collect()
    }

    /// Does what a day brings of letters; those that were sent, by whom they are to.
    fn letters(&self, moment: &str) -> Vec<(String, String)> {
        self.set(moment);
        let house = &self.town.house;
        let post = Post::folder(&self.town.folder.join("mail"), "house@body.example").unwrap();
        notice::tick(&house.store, &house.bodies, (house.clock)(), &post).unwrap();
        self.town.letters()
    }

    /// Everything that staff see of what was written, page after page.
    async fn mail(&self, registrar: &Session) -> String {
        let (mut all, mut path) = (String::new(), "/staff/mail".to_owned());
        loop {
            let page = self.town.get(&path, registrar).await.text;
            let next = page.split("href=\"/staff/mail?after=").nth(1).and_then(|rest| rest.split('"').next());
            path = format!("/staff/mail?after={}", next.unwrap_or_default());
            all += &page;
            if next.is_none() {
                return all;
            }
        }
    }

    /// Asks for a draw, first to look at it, then to make it; where it leads, or what is said against it.
    async fn draws(&self, moment: &str, form: &[(&str, &str)]) -> Result<String, String> {
        let reviewer = self.staff(moment, Role::Reviewer).await;
        let look = self.town.post("/staff/audits", &reviewer, form).await;
        if look.status != StatusCode::OK {
            return Err(look.text);
        }
        let population = hidden(&look.text, "population");
        let form = [form, &[("population", population.as_str()), ("confirmed", "yes")]].concat();
        let made = self.town.post("/staff/audits", &reviewer, &form).await;
        assert_eq!(made.status, StatusCode::SEE_OTHER, "{}", made.text);
        Ok(made.location().to_owned())
    }

    /// Closes the audit of somebody.
    async fn closes(&self, moment: &str, person: &str, outcome: &str) {
        let opened = self.events(person, "audit_opened");
        let path = format!("/staff/requests/{}", opened.last().unwrap()["id"].as_str().unwrap());
        let reviewer = self.staff(moment, Role::Reviewer).await;
        let page = self.town.get(&path, &reviewer).await.text;
        let form = [("outcome", outcome), ("reason", "As the papers show."), ("seen", &hidden(&page, "seen"))];
        let closed = self.town.post(&format!("{path}/decide"), &reviewer, &form).await;
        assert_eq!(closed.location(), "/staff/queues/audits", "{}", closed.text);
    }
}

/// The value of a page's hidden field.
fn hidden(page: &str, name: &str) -> String {
    let after = page.split(&format!("name=\"{name}\" value=\"")).nth(1).unwrap_or_else(|| panic!("{name}: {page}"));
    after.split('"').next().unwrap().to_owned()
}

#[tokio::test]
async fn f18_the_place_of_something_online_is_where_it_was_attended() {
    let years = years!(records("a", &[CPCS_2022, THIRTY, PAID]));
    let own = years.at("2025-11-20", "a").await;
    let log = "/home/act/log_credit?scheme=namss-recertification";
    assert!(years.town.get(log, &own).await.text.contains("For something online: where you were."));
    let webinar = |place: &str, units: &str| {
        let answers = [
            ("title", "A webinar"),
            ("category", "sponsored"),
            ("earned", "2025-03-01"),
            ("units", units),
            ("place", place),
            ("certificate", "yes"),
            ("confirmed", "yes"),
        ];
        answers.map(|(name, value)| (name, value.to_owned()))
    };
    let post = async |path: &str, form: [(&str, String); 7]| {
        let form: Vec<(&str, &str)> = form.iter().map(|(name, value)| (*name, value.as_str())).collect();
        years.town.post(path, &own, &form).await
    };
    // It may be left out, and then none is made up; it may be 300 letters long, and not 301.
    assert_eq!(post(log, webinar("", "1")).await.status, StatusCode::SEE_OTHER);
    assert_eq!(years.events("a", "credit_logged")[1].get("place"), None);
    let long = post(log, webinar(&"x".repeat(301), "1")).await;
    assert!(long.status == StatusCode::UNPROCESSABLE_ENTITY && long.text.contains("more than 300 letters"));
    assert_eq!(post(log, webinar(&"x".repeat(300), "1")).await.status, StatusCode::SEE_OTHER);

    assert_eq!(post(log, webinar("Tucson, AZ", "2")).await.status, StatusCode::SEE_OTHER);
    let logged = years.events("a", "credit_logged").pop().unwrap();
    assert_eq!(logged["place"], "Tucson, AZ");
    let path = format!("/home/credits/{}", logged["id"].as_str().unwrap());
    assert!(years.town.get(&path, &own).await.text.contains("value=\"Tucson, AZ\""));
    // More hours log it anew, and it stays where it was attended; another place mends the entry and logs nothing.
    assert_eq!(post(&path, webinar("Tucson, AZ", "3")).await.status, StatusCode::SEE_OTHER);
    let anew = years.events("a", "credit_logged").pop().unwrap();
    assert_eq!((&anew["units"], &anew["place"]), (&json!("3"), &json!("Tucson, AZ")));
    let path = format!("/home/credits/{}", anew["id"].as_str().unwrap());
    let before = years.events("a", "credit_logged").len();
    assert_eq!(post(&path, webinar("Reno, NV", "3")).await.status, StatusCode::SEE_OTHER);
    assert_eq!(years.events("a", "credit_logged").len(), before);
    assert_eq!(years.events("a", "corrected").pop().unwrap()["with"], json!({ "place": "Reno, NV" }));

    // Whoever reviews the renewal reads it beside the credit.
    assert!(years.takes("2025-11-20", "a", "submit_renewal", &[]).await);
    let renewal = years.events("a", "renewal_submitted").pop().unwrap();
    let reviewer = years.staff("2025-11-21", Role::Reviewer).await;
    let page = years.town.get(&format!("/staff/requests/{}", renewal["id"].as_str().unwrap()), &reviewer).await.text;
    assert!(page.contains(", Reno, NV") && !page.contains("Tucson, AZ"), "{page}");
}

#[tokio::test]
async fn f20_while_an_audit_is_open_an_employer_is_told_to_ask_the_office() {
    let years = years!(
        [records("a", &[CPCS_2022, THIRTY, SUBMITTED_ON_TIME, PAID]), records("b", &[CPCS_2022, THIRTY])].concat()
    );
    // Of those whose renewal is in review: of one who has sent none, nobody draws.
    let draw =
        years.draws("2025-11-25", &[("scheme", "namss-recertification"), ("share", "100%"), ("seed", "7123.45")]);
    let path = draw.await.unwrap();
    let auditor = years.staff("2025-11-25", Role::Auditor).await;
    let population = years.town.get(&format!("{path}/population.txt"), &auditor).await.text;
    assert!(population.lines().any(|id| id == "a") && !population.lines().any(|id| id == "b"), "{population}");
    years.closes("2026-01-20", "a", "passed").await;
    for (on, standing, asks) in [
        ("2025-11-24", "in_review", false),
        ("2025-11-25", "in_review", true),
        // Also past the end of the year, when it would have lapsed without a renewal.
        ("2026-01-19", "in_review", true),
        ("2026-01-20", "in_review", false),
    ] {
        let found = years.town.get(&format!("/api/v1/standing?name=Somebody+a&on={on}"), &Session::default()).await;
        let item = serde_json::from_str::<Value>(&found.text).unwrap()["items"][0].clone();
        assert_eq!((&item["good_standing"], &item["ask_office"]), (&json!(true), &json!(asks)), "{on}");
        assert_eq!(years.standing(on, "a").await, standing, "{on}");
    }
}

#[tokio::test]
async fn f21_what_was_sent_where_is_shown_and_whether_it_came_changes_nothing() {
    // Of somebody who was never registered no address is known, and nothing is sent to them.
    let unregistered = records("b", &[CPCS_2022, FIFTEEN]);
    let unregistered = unregistered.split_once('\n').unwrap().1;
    let all = [&records("a", &[CPCS_2022, FIFTEEN]), unregistered].concat();
    let (told, untold) = (years!(all), years!(all));
    let days = ["2025-08-01", "2025-11-01", "2025-11-24", "2025-12-01", "2025-12-02", "2025-12-31", "2026-01-01"];
    let mut letters = Vec::new();
    for day in days {
        letters.extend(told.letters(day).into_iter().filter(|(to, _)| to.contains("a@people.example")));
    }
    assert!(letters.len() >= 3, "{letters:?}");
    assert!(untold.town.letters().is_empty());
    // Before each deadline and after it: the same standing, fees, deadlines and steps, told or not, reached or not.
    for day in ["2025-12-01", "2025-12-02", "2025-12-31", "2026-01-01", "2026-06-30", "2026-07-01"] {
        for person in ["a", "b"] {
            assert_eq!(told.review(day, person).await, untold.review(day, person).await, "{person} on {day}");
        }
    }
    // To which address, what, and what became of it.
    let registrar = told.staff("2026-01-02", Role::Registrar).await;
    let mail = told.mail(&registrar).await;
    let row = |subject: &str, to: &str| {
        let rows = mail.split("<tr>").filter(|row| row.contains(subject) && row.contains(to));
        rows.map(str::to_owned).collect::<Vec<_>>()
    };
    for (_, letter) in &letters {
        let subject = letter.lines().find_map(|line| line.strip_prefix("Subject: ")).unwrap();
        let rows = row(subject.trim(), "a@people.example");
        assert!(!rows.is_empty() && rows.iter().all(|row| row.contains(">Sent<")), "{subject}: {rows:?}");
    }
    let nowhere = row("renewal", "No address on file");
    assert!(nowhere.iter().any(|row| row.contains("/staff/people/b\"") && row.contains(">Given up<")), "{nowhere:?}");
    let registrar = untold.staff("2026-01-02", Role::Registrar).await;
    assert!(untold.town.get("/staff/mail", &registrar).await.text.contains("Nothing was written yet."));
}

#[tokio::test]
async fn f22_credits_under_another_account_count_once_the_two_are_one_person() {
    let credits = |person: &str, entry: &str| {
        let renewing = records(person, &[CPCS_2022, FIFTEEN, SUBMITTED_ON_TIME, PAID]);
        // The other account: another address, and credits of one's own.
        renewing + &records(&format!("{person}-again"), &[&entry.replace("Sessions", "Under the old address")])
    };
    let years = years!([credits("enough", FIFTEEN), credits("short", FOURTEEN)].concat());
    let before = [years.review("2025-12-15", "enough").await, years.review("2025-12-15", "enough-again").await];
    for (person, total, standing) in [("enough", "30", "in_review"), ("short", "29.5", "late")] {
        assert_eq!(years.standing("2025-12-15", person).await, "late", "15 credits are not enough");
        let history = years.events(&format!("{person}-again"), "credit_logged");
        let registrar = years.staff("2025-12-15", Role::Registrar).await;
        let path = format!("/staff/people/{person}/merge");
        let other = format!("{person}-again");
        let page = years.town.get(&format!("{path}?with={other}"), &registrar).await.text;
        let seen = hidden(&page, "seen");
        let form = [("with", other.as_str()), ("seen", seen.as_str()), ("reason", "The same passport")];
        let merged = years.town.post(&path, &registrar, &form).await;
        assert_eq!(merged.status, StatusCode::SEE_OTHER, "{}", merged.text);
        let review = years.review("2025-12-15", person).await;
        assert_eq!(review["cycles"][0]["earned"]["total"], total, "{review}");
        assert_eq!(years.standing("2025-12-15", person).await, standing);
        assert_eq!(years.review("2025-12-15", &other).await["person"], *person, "the old id leads there");
        // What was logged there stands as it was, and says where.
        assert!(history.iter().all(|old| years.events(person, "credit_logged").contains(old)));
        let page = years.town.get(&format!("/staff/people/{person}"), &registrar).await.text;
        assert!(page.contains(&format!("recorded under {other}")) && page.contains("Under the old address"), "{page}");
    }
    // Taken apart again, each stands as before.
    let registrar = years.staff("2025-12-15", Role::Registrar).await;
    let page = years.town.get("/staff/people/enough", &registrar).await.text;
    let event = page.split("take-apart?event=").nth(1).unwrap().split('"').next().unwrap().replace("%2D", "-");
    let apart = "/staff/people/enough/take-apart";
    let page = years.town.get(&format!("{apart}?event={event}"), &registrar).await.text;
    let (event, seen) = (hidden(&page, "event"), hidden(&page, "seen"));
    let form = [("event", event.as_str()), ("seen", seen.as_str()), ("reason", "Two passports")];
    let done = years.town.post(apart, &registrar, &form).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text);
    assert_eq!([years.review("2025-12-15", "enough").await, years.review("2025-12-15", "enough-again").await], before);
    assert_eq!(years.events("enough", "person_merged").len(), 1, "that they were one is history, too");
}

#[tokio::test]
async fn g4_audits_are_drawn_in_january_of_those_whose_cycle_began_in_the_year_before() {
    let holder = |person: &str, awarded: &str| {
        let year = |n: i16| {
            let day: jiff::civil::Date = awarded.parse().unwrap();
            day.with().year(day.year() + n).build().unwrap().to_string()
        };
        let paid = |n| {
            format!(r#""kind":"payment_received","at":"{}","item":"annual","amount":"75.00","method":"card""#, year(n))
        };
        let award = format!(r#""kind":"credential_awarded","at":"{awarded}","programme":"cmas""#);
        let points = format!(
            r#""kind":"credit_logged","at":"{}","scheme":"amt-cmas","category":"education","units":"30","title":"Courses","certificate":false"#,
            year(1)
        );
        let entries = [award, points, paid(1), paid(2), paid(3), paid(4)];
        records(person, &entries.each_ref().map(String::as_str))
    };
    let years = years!(
        [
            holder("cmas-before", "2022-12-31"),
            holder("cmas-first", "2023-01-01"),
            holder("cmas-last", "2023-12-31"),
            holder("cmas-after", "2024-01-01"),
        ]
        .concat()
    );
    let form = [("scheme", "amt-cmas"), ("share", "100%"), ("seed", "S&P 500 close 2027-01-04: 7123.45")];
    for day in ["2026-12-31", "2027-02-01"] {
        let refused = years.draws(day, &form).await.unwrap_err();
        assert!(refused.contains("Audits are drawn in January."), "{day}: {refused}");
    }
    // Looked at on the last day of January it could be drawn, too; it is drawn on the first.
    let reviewer = years.staff("2027-01-31", Role::Reviewer).await;
    assert_eq!(years.town.post("/staff/audits", &reviewer, &form).await.status, StatusCode::OK);
    let path = years.draws("2027-01-01", &form).await.unwrap();
    let auditor = years.staff("2027-01-02", Role::Auditor).await;
    let population = years.town.get(&format!("{path}/population.txt"), &auditor).await.text;
    let drawn: Vec<&str> = population.lines().filter(|id| id.starts_with("cmas-")).collect();
    assert_eq!(drawn, ["cmas-first", "cmas-last"]);
    // Documented or not, as whoever closes it finds: who is not documented is decertified that day, the other stays.
    years.closes("2027-01-20", "cmas-first", "failed").await;
    years.closes("2027-01-20", "cmas-last", "passed").await;
    let auditor = years.staff("2027-01-21", Role::Auditor).await;
    for (person, on, standing) in [
        ("cmas-first", "2027-01-19", "active"),
        ("cmas-first", "2027-01-20", "revoked"),
        ("cmas-last", "2027-01-20", "active"),
        ("cmas-before", "2027-01-20", "active"),
    ] {
        let review = years.town.get(&format!("/api/v1/people/{person}/review?on={on}"), &auditor).await;
        let review: Value = serde_json::from_str(&review.text).unwrap();
        assert_eq!(review["credentials"][0]["standing"], standing, "{person} on {on}");
    }
}
