//! Education providers: activities with their agendas, submitted, reviewed, listed, attended (F14, F25).

use axum::http::StatusCode;
use desk::account::Role;
use jiff::Timestamp;
use store::activities::{self, Activity};
use store::left_over;

use super::{Answer, Session, Town};

/// The first of the days on which things happen here: weeks before the activity.
fn before() -> Timestamp {
    "2025-11-01T10:00:00-04:00".parse().unwrap()
}

/// The last moment in which it is submitted before it takes place, by the body's clock.
fn eve() -> Timestamp {
    "2025-11-19T23:59:00-05:00".parse().unwrap()
}

/// The first moment of its day.
fn first_day() -> Timestamp {
    "2025-11-20T00:01:00-05:00".parse().unwrap()
}

/// After it.
fn after() -> Timestamp {
    super::now()
}

/// An activity in a place on 20 November 2025: two hours of education, a break, ten minutes of housekeeping.
const FORM: [(&str, &str); 21] = [
    ("title", "Privileging in a day"),
    ("about", "For coordinators"),
    ("where", "place"),
    ("place", "Tucson, AZ"),
    ("rows", "4"),
    ("go", "keep"),
    ("day-0", "2025-11-20"),
    ("from-0", "09:00"),
    ("to-0", "10:00"),
    ("kind-0", "education"),
    ("part-0", "Standards"),
    ("day-1", ""),
    ("from-1", "10:00"),
    ("to-1", "10:15"),
    ("kind-1", "break"),
    ("day-3", "2025-11-20"),
    ("from-3", "10:15"),
    ("to-3", "11:25"),
    ("kind-3", "education"),
    ("part-3", "Cases"),
    ("seen", "0"),
];

/// The form with some answers in place of its own.
fn form<'a>(other: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let mut form: Vec<(&str, &str)> = FORM.to_vec();
    form.retain(|(name, _)| !other.iter().any(|(own, _)| own == name));
    form.extend(other);
    form
}

/// A provider's account that has named its organisation.
async fn provider(town: &Town, name: &str) -> Session {
    let email = format!("{}@provider.example", name.to_lowercase());
    let session = town.signed_in(&email, Role::Provider, None).await;
    assert!(town.get("/provider", &session).await.text.contains("Your organisation"));
    let answer = town.post("/provider/organisation", &session, &[("name", name)]).await;
    assert_eq!(answer.location(), "/provider", "{}", answer.text);
    session
}

/// Writes an activity down; answers where it is.
async fn written(town: &Town, session: &Session, other: &[(&str, &str)]) -> String {
    let answer = town.post("/provider/new", session, &form(other)).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
    answer.location().to_owned()
}

fn kept(town: &Town, at: &str) -> Activity {
    let id = at.rsplit('/').next().unwrap();
    town.house.store.read(|tx| activities::by_id(tx, id)).unwrap().unwrap()
}

async fn post(town: &Town, at: &str, session: &Session, word: &str) -> Answer {
    let seen = kept(town, at).changes.to_string();
    town.post(&format!("{at}/{word}"), session, &[("seen", &seen), ("sure", "yes")]).await
}

/// Decides on an activity as a reviewer; answers what they are shown.
async fn decided(town: &Town, at: &str, reviewer: &Session, how: [&str; 3]) -> Answer {
    let activity = kept(town, at);
    let seen = activity.changes.to_string();
    let sent = [("seen", seen.as_str()), ("outcome", how[0]), ("credit", how[1]), ("reason", how[2])];
    town.post(&format!("/staff/activities/{}/decide", activity.id), reviewer, &sent).await
}

/// A town in which an activity was approved before it took place, looked at after it; the provider, and where it is.
pub(super) async fn approved(other: &[(&str, &str)]) -> (Town, String) {
    let mut town = Town::at(before);
    let session = provider(&town, "Harbor").await;
    let at = written(&town, &session, other).await;
    assert_eq!(post(&town, &at, &session, "submit").await.location(), at);
    let reviewer = town.signed_in("rita@test.example", Role::Reviewer, None).await;
    let credit = "2.166";
    let answer = decided(&town, &at, &reviewer, ["approved", credit, ""]).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
    town.later(after);
    (town, at)
}

#[tokio::test]
async fn f14_the_credit_is_computed_from_the_agenda_and_each_part_says_why() {
    let town = Town::at(before);
    let session = provider(&town, "Harbor").await;
    let at = written(&town, &session, &[]).await;
    let page = town.get(&at, &session).await.text;
    for said in [
        "All 60 minutes of education count.",
        "Breaks earn no credit.",
        "130 minutes count, which makes 2.166 credits.",
        "<strong>2.166</strong> credits",
        "Submit it for approval",
    ] {
        assert!(page.contains(said), "{said}: {page}");
    }
    // Ten minutes of housekeeping in each hour, and not one more.
    for (to, credit) in [("10:09", "0.983"), ("10:10", "1.0"), ("10:11", "1.0")] {
        let hour = [
            ("from-0", "09:10"),
            ("to-0", "10:00"),
            ("from-1", "10:00"),
            ("to-1", to),
            ("kind-1", "housekeeping"),
            ("kind-3", "meal"),
            ("part-3", ""),
        ];
        let at = written(&town, &session, &hour).await;
        let page = town.get(&at, &session).await.text;
        assert!(page.contains(&format!("<strong>{credit}</strong> credits")), "{to}: {page}");
    }
}

#[tokio::test]
async fn everything_wrong_with_an_activity_is_said_at_once_and_what_was_typed_is_kept() {
    let town = Town::at(before);
    let session = provider(&town, "Harbor").await;
    let wrong = [
        ("title", ""),
        ("where", "online"),
        ("to-0", "08:00"),
        ("from-3", "10:14"),
        ("day-2", "30 February"),
        ("from-2", "nine"),
        ("part-3", ""),
    ];
    let answer = town.post("/provider/new", &session, &form(&wrong)).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    for (field, said) in [
        ("title", "It has no name"),
        ("place", "held online, and a place"),
        ("day-2", "Part 3: this is no day"),
        ("from-2", "Part 3: this is no time"),
        ("to-2", "Part 3: this is no time"),
        ("kind-2", "Part 3: nothing is chosen"),
        ("part-3", "does not say what is taught"),
        ("to-0", "Part 1: it does not end after it begins."),
        ("from-3", "Part 4: it begins before part 2 is over."),
    ] {
        assert!(answer.text.contains(&format!("href=\"#{field}\"")), "{field}: {}", answer.text);
        assert!(answer.text.contains(said), "{said}: {}", answer.text);
    }
    assert!(answer.text.contains("value=\"30 February\"") && answer.text.contains("value=\"nine\""));
    // More rows keep what was typed, and judge nothing.
    let more = town.post("/provider/new", &session, &form(&[("go", "more"), ("title", "")])).await;
    assert_eq!(more.status, StatusCode::OK);
    assert!(more.text.contains("name=\"day-7\"") && !more.text.contains("name=\"day-8\""));
    assert!(more.text.contains("value=\"Tucson, AZ\"") && !more.text.contains("There is a problem"));
    assert!(town.get("/provider", &session).await.text.contains("There is no activity yet."));
}

#[tokio::test]
async fn f25_an_activity_is_submitted_before_it_takes_place_and_refused_from_its_first_day_on() {
    for (clock, taken) in [(eve as fn() -> Timestamp, true), (first_day, false), (after, false)] {
        let town = Town::at(clock);
        let session = provider(&town, "Harbor").await;
        let at = written(&town, &session, &[]).await;
        let page = town.get(&at, &session).await.text;
        assert_eq!(page.contains("Submit it for approval"), taken, "the button and the click agree");
        let answer = post(&town, &at, &session, "submit").await;
        let (status, state) =
            if taken { (StatusCode::SEE_OTHER, "submitted") } else { (StatusCode::UNPROCESSABLE_ENTITY, "draft") };
        assert_eq!((answer.status, kept(&town, &at).state.word()), (status, state));
        let said = "It takes place from 20 November 2025 on, and had to be submitted on an earlier day than that";
        assert_eq!(answer.text.contains(said), !taken);
        assert_eq!(page.contains(said), !taken, "the same reason before and at the click");
    }
    // What came in time is decided afterwards all the same.
    let mut town = Town::at(eve);
    let session = provider(&town, "Harbor").await;
    let at = written(&town, &session, &[]).await;
    post(&town, &at, &session, "submit").await;
    town.later(after);
    let reviewer = town.signed_in("rita@test.example", Role::Reviewer, None).await;
    let answer = decided(&town, &at, &reviewer, ["approved", "2.166", ""]).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
    // What was sent back is submitted anew, and that too before it takes place.
    let mut town = Town::at(eve);
    let session = provider(&town, "Harbor").await;
    let at = written(&town, &session, &[]).await;
    post(&town, &at, &session, "submit").await;
    let reviewer = town.signed_in("rita@test.example", Role::Reviewer, None).await;
    decided(&town, &at, &reviewer, ["returned", "", "Say who teaches."]).await;
    town.later(first_day);
    let session = town.sign_in("harbor@provider.example").await;
    assert!(town.get(&at, &session).await.text.contains("Say who teaches."));
    assert_eq!(post(&town, &at, &session, "submit").await.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn each_outcome_of_a_review_is_told_to_the_provider() {
    let mut town = Town::at(before);
    let session = provider(&town, "Harbor").await;
    let reviewer = town.signed_in("rita@test.example", Role::Reviewer, None).await;
    let registrar = town.signed_in("rosa@test.example", Role::Registrar, None).await;
    let at = written(&town, &session, &[]).await;
    let staffs = format!("/staff/activities/{}", kept(&town, &at).id);
    assert_eq!(town.get(&staffs, &reviewer).await.status, StatusCode::NOT_FOUND, "a draft is its provider's own");
    post(&town, &at, &session, "submit").await;
    let changed = town.post(&format!("{at}/change"), &session, &form(&[("seen", "2")])).await;
    assert_eq!(changed.status, StatusCode::UNPROCESSABLE_ENTITY, "nothing changes while it waits");
    assert!(town.get("/staff", &registrar).await.text.contains("Activities of providers"));
    assert!(town.get("/staff/activities", &registrar).await.text.contains("Privileging in a day"));
    let page = town.get(&staffs, &reviewer).await.text;
    assert!(page.contains("and is submitted before that, on 1 November 2025.") && page.contains("value=\"2.166\""));
    assert!(town.get(&staffs, &registrar).await.text.contains("does not decide it"));
    let table: [([&str; 3], &str); 6] = [
        (["", "2.166", ""], "No decision is chosen."),
        (["approved", "2.167", "more"], "no number of credits from above 0 to the 2.166"),
        (["approved", "0", "none"], "no number of credits"),
        (["approved", "2", ""], "There is no reason."),
        (["returned", "", ""], "There is no reason."),
        (["refused", "", ""], "There is no reason."),
    ];
    for (how, said) in table {
        let answer = decided(&town, &at, &reviewer, how).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{how:?}");
        assert!(answer.text.contains(said), "{how:?}: {}", answer.text);
    }
    decided(&town, &at, &reviewer, ["returned", "", "Say who teaches."]).await;
    let again = town.get(&format!("{at}/change"), &session).await.text;
    assert!(again.contains("value=\"Cases\"") && again.contains("value=\"10:15\""), "{again}");
    let seen = kept(&town, &at).changes.to_string();
    let told = [("about", "Taught by Ida Berg"), ("seen", &seen)];
    assert_eq!(town.post(&format!("{at}/change"), &session, &form(&told)).await.location(), at);
    post(&town, &at, &session, "submit").await;
    decided(&town, &at, &reviewer, ["approved", "2", "One session is not in the field."]).await;
    let page = town.get(&at, &session).await.text;
    let tagline = "has been approved by";
    for said in [
        tagline,
        "NAMSS-2025-0001",
        "2 continuing education credits",
        "CPCS and CPMSM",
        "Send this from its first day on.",
    ] {
        assert!(page.contains(said), "{said}: {page}");
    }
    let other = written(&town, &session, &[("title", "Another")]).await;
    post(&town, &other, &session, "submit").await;
    decided(&town, &other, &reviewer, ["refused", "", "It is product training."]).await;
    assert!(!town.get(&other, &session).await.text.contains("Withdraw it"));
    let letters = town.letters();
    let outcomes =
        ["to be completed", "approved for 2 credits, under the number NAMSS-2025-0001", "It is not approved."];
    for (said, why) in outcomes.iter().zip(["Say who teaches.", "One session is not in the field.", "product training"])
    {
        let flat = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
        let letter = letters.iter().find(|(_, text)| flat(text).contains(said));
        assert!(
            letter.is_some_and(|(to, text)| to.contains("harbor@") && flat(text).contains(why)),
            "{said}: {letters:?}"
        );
    }
    assert_eq!(letters.len(), 3);
    town.later(after);
}

#[tokio::test]
async fn nobody_approves_what_their_own_organisation_offers() {
    let town = Town::at(before);
    let session = provider(&town, "Harbor").await;
    let at = written(&town, &session, &[]).await;
    post(&town, &at, &session, "submit").await;
    let account = town.account("harbor@provider.example").id;
    let give =
        move |tx: &mut store::Tx<'_>| store::accounts::give_role(tx, &account, Role::Reviewer.word(), "test", before());
    town.house.store.write(give).unwrap();
    let both = town.sign_in("harbor@provider.example").await;
    let answer = decided(&town, &at, &both, ["approved", "2.166", ""]).await;
    assert_ne!(answer.status, StatusCode::SEE_OTHER);
    assert_eq!(kept(&town, &at).state.word(), "submitted");
}

#[tokio::test]
async fn a_provider_sees_its_own_activities_and_nobody_elses() {
    let town = Town::at(before);
    let (harbor, school) = (provider(&town, "Harbor").await, provider(&town, "School").await);
    let at = written(&town, &harbor, &[]).await;
    assert!(!town.get("/provider", &school).await.text.contains("Privileging"));
    for path in [at.clone(), format!("{at}/change")] {
        assert_eq!(town.get(&path, &school).await.status, StatusCode::NOT_FOUND, "{path}");
    }
    for word in ["submit", "withdraw", "change", "roster"] {
        let sent = form(&[("seen", "1"), ("sure", "yes"), ("rows", "name,email,certificate,credit\nA,a@x,,1")]);
        let answer = town.post(&format!("{at}/{word}"), &school, &sent).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{word}");
    }
    assert_eq!(kept(&town, &at).changes, 1);
    // A name that is taken opens nothing: staff let a colleague in.
    let second = town.signed_in("second@provider.example", Role::Provider, None).await;
    let taken = town.post("/provider/organisation", &second, &[("name", "HARBOR")]).await;
    assert!(taken.status == StatusCode::UNPROCESSABLE_ENTITY && taken.text.contains("is here already"));
    let reviewer = town.signed_in("rita@test.example", Role::Reviewer, None).await;
    let organisation = kept(&town, &at).provider;
    let join = format!("/staff/providers/{organisation}/join");
    let field = format!("email-{organisation}");
    let nobody = town.post(&join, &reviewer, &[(&field, "rita@test.example")]).await;
    assert!(
        nobody.status == StatusCode::UNPROCESSABLE_ENTITY && nobody.text.contains("No provider's account"),
        "{}",
        nobody.text
    );
    let joined = town.post(&join, &reviewer, &[(&field, "second@provider.example")]).await;
    assert_eq!(joined.location(), "/staff/providers", "{}", joined.text);
    assert!(town.get(&at, &second).await.text.contains("Privileging in a day"));
    let name = format!("name-{organisation}");
    let rename = format!("/staff/providers/{organisation}/name");
    assert_eq!(town.post(&rename, &reviewer, &[(&name, "school")]).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    town.post(&rename, &reviewer, &[(&name, "Harbor Learning")]).await;
    assert!(town.get("/provider", &harbor).await.text.contains("Harbor Learning"));
}

#[tokio::test]
async fn a_roster_is_kept_whole_and_tells_its_provider_nothing_of_anybody() {
    let (town, at) = approved(&[]).await;
    let session = town.sign_in("harbor@provider.example").await;
    let roster = format!("{at}/roster");
    let wrong = "name,email,certificate,credit\nNobody,,,1\nMaya,maya.lindqvist@example.org,,3\n";
    let answer = town.post(&roster, &session, &[("rows", wrong)]).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        answer.text.contains("Line 2: there is neither") && answer.text.contains("Line 3: `3` is no number of credits"),
        "{}",
        answer.text
    );
    assert!(answer.text.contains("nothing was kept") && answer.text.contains("Nobody,,,1"), "what was pasted is kept");
    let email = town.house.store.read(|tx| store::people::by_id(tx, "maya")).unwrap().unwrap().email;
    let rows = format!(
        "name,email,certificate,credit\nMaya Lindqvist,{email},,2\nNo One,no.one@nowhere.example,,\nOdd,,CPCS-999999,1\n"
    );
    let answer = town.post(&roster, &session, &[("rows", &rows)]).await;
    assert!(answer.text.contains("3 of 3 rows are new"), "{}", answer.text);
    // Each is shown as it was sent, whether there is such a person or not.
    for said in ["match", "left over", "No record", "maya\""] {
        assert!(!answer.text.contains(said), "{said}: {}", answer.text);
    }
    assert!(answer.text.contains("no.one@nowhere.example"));
    let again = town.post(&roster, &session, &[("rows", &rows)]).await;
    assert!(again.text.contains("0 of 3 rows are new"));
    let left = town.house.store.read(|tx| left_over::open(tx, "roster", 10)).unwrap();
    let rows: Vec<&str> = left.iter().map(|row| row.row.as_str()).collect();
    assert_eq!(rows, ["NAMSS-2025-0001: No One,no.one@nowhere.example,,2.166", "NAMSS-2025-0001: Odd,,CPCS-999999,1"]);
    let reviewer = town.sign_in("rita@test.example").await;
    assert!(town.get("/staff/activities", &reviewer).await.text.contains("matched nobody"));
    let listed = town.get("/staff/activities/left-over", &reviewer).await.text;
    assert!(listed.contains("No record has this address.") && listed.contains("No certificate bears this number."));
    let note = format!("note-{}", left[0].id);
    town.post(&format!("/staff/activities/left-over/{}", left[0].id), &reviewer, &[(&note, "Wrote to them")]).await;
    assert_eq!(town.house.store.read(|tx| left_over::open(tx, "roster", 10)).unwrap().len(), 1);
    let staffs = town.get(&format!("/staff/activities/{}", kept(&town, &at).id), &reviewer).await.text;
    assert!(staffs.contains("/staff/people/maya") && staffs.contains("Nobody for certain"));
}

#[tokio::test]
async fn the_public_list_is_searched_and_fed_and_shows_only_what_is_approved() {
    let (town, at) = approved(&[]).await;
    let nobody = Session::default();
    let session = town.sign_in("harbor@provider.example").await;
    written(&town, &session, &[("title", "A draft of ours")]).await;
    let table = [
        ("/activities", false),
        ("/activities?from=2025-11-20", true),
        ("/activities?from=2025-11-21", false),
        ("/activities?to=2025-11-20", true),
        ("/activities?to=2025-11-19", false),
        ("/activities?to=2025-12-31&q=tucson+PRIVIL", true),
        ("/activities?to=2025-12-31&q=harbor", true),
        ("/activities?to=2025-12-31&q=draft", false),
        ("/activities?to=2025-12-31&held=online", false),
        ("/activities?to=2025-12-31&held=place", true),
    ];
    for (path, found) in table {
        for path in [
            path.to_owned(),
            path.replace("/activities", "/activities.csv"),
            path.replace("/activities", "/activities.ics"),
        ] {
            let answer = town.get(&path, &nobody).await;
            assert_eq!(answer.status, StatusCode::OK, "{path}");
            assert_eq!(answer.text.contains("Privileging in a day"), found, "{path}: {}", answer.text);
            assert!(!answer.text.contains("A draft of ours") && !answer.text.contains("@provider"));
        }
    }
    let wrong = town.get("/activities?from=soon&to=never", &nobody).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        wrong.text.contains("href=\"#from\"")
            && wrong.text.contains("href=\"#to\"")
            && wrong.text.contains("value=\"soon\"")
    );
    let feed = town.get("/activities.ics?to=2025-12-31", &nobody).await.text;
    for line in [
        "BEGIN:VEVENT",
        "UID:NAMSS-2025-0001@assay",
        "DTSTART;VALUE=DATE:20251120",
        "DTEND;VALUE=DATE:20251121",
        "LOCATION:Tucson\\, AZ",
    ] {
        assert!(feed.contains(line), "{line}: {feed}");
    }
    let page = town.get("/activities/namss-2025-0001", &nobody).await;
    assert!(page.status == StatusCode::OK && page.text.contains("All 60 minutes of education count."), "{}", page.text);
    assert!(!page.text.contains("Log this one"), "nobody is signed in");
    assert_eq!(town.get("/activities/NAMSS-2025-0002", &nobody).await.status, StatusCode::NOT_FOUND);
    // Withdrawn, it is off the list, and its number says so.
    post(&town, &at, &session, "withdraw").await;
    assert!(!town.get("/activities?to=2025-12-31", &nobody).await.text.contains("Privileging in a day"));
    assert!(town.get("/activities/NAMSS-2025-0001", &nobody).await.text.contains("Its provider has withdrawn it"));
}
