//! Credits that arrive: completions of the education zone and of conferences, by a file, posted as the handbook says (F17).

mod alike;
mod programs;

use axum::http::StatusCode;
use desk::account::Role;
use desk::jobs::{self, Office};
use jiff::Timestamp;
use serde_json::{Value, json};
use store::completions::{self, Completion, Stands, State, Told};
use store::entries;

use super::{Answer, Session, Town};

pub const AT: &str = "/staff/completions";
const LEFT: &str = "/staff/completions/left-over";

/// Two courses of the zone, and a session of a conference evaluated by 20 November 2025.
pub const COURSES: &str = "code,title,category,units,kind,evaluated_by,from,to,iri
zone-101,Credentialing basics,sponsored,2,zone,,,,https://zone.example/courses/101
zone-102,Hospital law in practice,sponsored,1.5,zone,,2025-06-01,2025-11-30,
conf-25-7,Conference session 7,sponsored,3,conference,2025-11-20,,,
";

pub async fn registrar(town: &Town) -> Session {
    let registrar = town.signed_in("registrar@test.example", Role::Registrar, None).await;
    let taken =
        town.upload("/staff/courses/file", &registrar, &[], &[("file", "courses.csv", COURSES.as_bytes())]).await;
    assert!(taken.text.contains("3 courses are new"), "{}", taken.text);
    registrar
}

/// Takes a file: looks first, then confirms; answers the second page.
async fn take(town: &Town, registrar: &Session, rows: &str) -> Answer {
    let heads = town.heads();
    let preview = town.upload(AT, registrar, &[], &[("file", "zone.csv", rows.as_bytes())]).await;
    assert_eq!(preview.status, StatusCode::OK, "{}", preview.text);
    assert!(preview.text.contains("Nothing is taken yet.") && preview.text.contains("Take these"), "{}", preview.text);
    assert_eq!(town.heads(), heads, "a look changes nothing");
    let taken = town.upload(AT, registrar, &[("confirmed", "yes"), ("rows", rows)], &[]).await;
    assert!(taken.text.contains("The file is taken."), "{}", taken.text);
    taken
}

fn of_state(town: &Town, state: State) -> Vec<completions::Completion> {
    town.house.store.read(|tx| completions::list(tx, state, (i64::MIN, 0, ""), 5_000)).unwrap()
}

/// Credits on somebody's record that bear an activity.
pub fn posted(town: &Town, person: &str) -> Vec<Value> {
    let lines = town.house.store.read(|tx| entries::lines(tx, person)).unwrap();
    let events = lines.iter().map(|line| serde_json::from_str::<Value>(line).unwrap());
    events.filter(|event| event["kind"] == "credit_logged" && !event["activity"].is_null()).collect()
}

/// The day's work of a node.
fn work(town: &Town) {
    let office = Office { store: &town.house.store, bodies: &town.house.bodies, provider: None };
    jobs::plan(office, (town.house.clock)()).unwrap();
    let done = jobs::work(office, town.house.clock).unwrap();
    assert!(done.failed.is_empty(), "{:?}", done.failed);
}

#[tokio::test]
async fn f17_a_completion_is_posted_from_2025_on_and_not_before() {
    let town = Town::new();
    let registrar = registrar(&town).await;
    let taken = take(&town, &registrar, "course,completed,email\nzone-101,2024-12-31,maya@example.org\n").await;
    assert!(taken.text.contains("0 taken</strong>") && taken.text.contains("1 not posted"), "{}", taken.text);
    assert!(taken.text.contains("What was completed before 1 January 2025 is logged by whoever completed it."));
    assert_eq!(posted(&town, "maya"), Vec::<Value>::new());
    let taken = take(&town, &registrar, "course,completed,email\nzone-101,2025-01-01,maya@example.org\n").await;
    assert!(taken.text.contains("1 taken</strong>"), "{}", taken.text);
    let posted = posted(&town, "maya");
    assert_eq!(posted.len(), 1);
    let said = json!({ "at": "2025-01-01", "activity": "zone-101", "title": "Credentialing basics", "units": "2",
        "category": "sponsored", "certificate": true, "by": "registrar@test.example" });
    for (field, value) in said.as_object().unwrap() {
        assert_eq!(&posted[0][field], value, "{field}");
    }
    // The certificant is told which one is theirs to log, and that the other came of itself.
    let maya = town.signed_in("maya@test.example", Role::Certificant, Some("maya")).await;
    let own = town.get(&format!("/home/credits/{}", posted[0]["id"].as_str().unwrap()), &maya).await;
    assert!(own.status == StatusCode::OK && !own.text.contains("Withdraw this credit"), "{}", own.text);
}

fn on_the_deadline() -> Timestamp {
    "2025-11-20T23:30:00-05:00".parse().unwrap()
}

fn the_day_after() -> Timestamp {
    "2025-11-21T00:30:00-05:00".parse().unwrap()
}

#[tokio::test]
async fn f17_a_conferences_sessions_are_posted_once_their_evaluations_are_in() {
    let mut town = Town::at(on_the_deadline);
    let session = registrar(&town).await;
    take(&town, &session, "course,completed,person,name\nconf-25-7,2025-11-05,maya,Maya Lindqvist\n").await;
    work(&town);
    assert_eq!(posted(&town, "maya"), Vec::<Value>::new(), "on the deadline");
    let page = town.get(AT, &session).await.text;
    // Seven to ten business days after 20 November, of which Thanksgiving is none.
    assert!(page.contains("2 December 2025") && page.contains("5 December 2025"), "{page}");
    assert!(page.contains("Posted from") && page.contains("credits.posting") && !page.contains("Late"), "{page}");
    town.later(the_day_after);
    work(&town);
    let posted = posted(&town, "maya");
    assert_eq!((posted.len(), &posted[0]["at"]), (1, &json!("2025-11-05")), "the day after");
    work(&town);
    assert_eq!(self::posted(&town, "maya").len(), 1, "once");
}

#[tokio::test]
async fn f17_what_waits_past_its_published_days_is_late() {
    // A session of October, told late in the year; its deadline is put off, so it waits.
    let town = Town::new();
    let registrar = registrar(&town).await;
    for (by, late) in [("2025-12-31", false), ("2025-11-20", true)] {
        let form = [
            ("title", "Conference session 7"),
            ("category", "sponsored"),
            ("units", "3"),
            ("kind", "conference"),
            ("evaluated_by", by),
        ];
        let changed = town.post("/staff/courses/conf-25-7", &registrar, &form).await;
        assert_eq!(changed.status, StatusCode::SEE_OTHER, "{}", changed.text);
        if !late {
            take(&town, &registrar, "course,completed,person\nconf-25-7,2025-11-05,maya\n").await;
        }
        let page = town.get(AT, &registrar).await.text;
        assert_eq!(page.contains(">Late<"), late, "{page}");
    }
    work(&town);
    assert_eq!(posted(&town, "maya").len(), 1);
}

#[tokio::test]
async fn f17_of_a_thousand_rows_none_is_dropped_and_the_same_file_changes_nothing() {
    let town = Town::new();
    let registrar = registrar(&town).await;
    let mut records = String::new();
    for nth in 0..50 {
        records += &format!(
            r#"{{"id":"s{nth}-1","person":"s{nth}","kind":"person_registered","at":"2024-01-01","name":"Sasha Tester","email":"s{nth}@people.example"}}"#
        );
        records.push('\n');
    }
    town.take_in(&records);
    let mut rows = "course,completed,email,id\n".to_owned();
    for nth in 0..1_000 {
        // A third matches nobody; the others are fourteen days of each of fifty people, one course a day.
        let (who, day) = (nth % 50, 1 + (nth / 50) % 28);
        match nth % 3 {
            0 => rows += &format!("zone-101,2025-03-{day:02},nobody-{nth}@people.example,r{nth}\n"),
            _ => rows += &format!("zone-101,2025-03-{day:02},s{who}@people.example,r{nth}\n"),
        }
    }
    let taken = take(&town, &registrar, &rows).await;
    assert!(taken.text.contains("1000 rows: <strong>666 taken</strong>"), "{}", &taken.text[..3_000]);
    assert!(taken.text.contains("334 left over."));
    let counts = town.house.store.read(completions::counts).unwrap();
    assert_eq!(counts.iter().map(|(_, count)| count).sum::<i64>(), 1_000);
    assert_eq!(of_state(&town, State::Posted).len(), 666);
    assert_eq!((0..50).map(|nth| posted(&town, &format!("s{nth}")).len()).sum::<usize>(), 666);
    let heads = town.heads();
    let again = take(&town, &registrar, &rows).await;
    assert!(again.text.contains("<strong>0 taken</strong>, 1000 told before, 0 not posted, 0 left over."));
    work(&town);
    assert_eq!((town.heads(), town.house.store.read(completions::counts).unwrap()), (heads, counts));
}

#[tokio::test]
async fn what_is_wrong_with_a_row_is_said_and_it_can_be_put_right_or_dismissed() {
    let town = Town::new();
    let registrar = registrar(&town).await;
    let head = "course,completed,email,person,certificate,name,id";
    let table = [
        ("zone-999,2025-03-01,maya@example.org,,,,", "No course is called `zone-999`."),
        ("zone-101,2025-02-30,maya@example.org,,,,", "`2025-02-30` is no day of the calendar."),
        ("zone-101,2025-12-16,maya@example.org,,,,", "16 December 2025 is still to come."),
        ("zone-102,2025-05-31,maya@example.org,,,,", "This course began on 1 June 2025"),
        ("zone-102,2025-12-01,maya@example.org,,,,", "This course ended on 30 November 2025"),
        ("zone-101,2025-03-01,nobody@example.org,,,,", "Nobody is or was under nobody@example.org."),
        ("zone-101,2025-03-01,,noone,,,", "Nobody has the id `noone`."),
        ("zone-101,2025-03-01,,,XX-1,,", "No certificate has the number `XX-1`."),
        ("zone-101,2025-03-01,,,,Maya Lindqvist,", "It names nobody"),
        ("zone-101,2025-03-01,maya@example.org,lena,,,", "of different people"),
        ("zone-101,2025-03-01,maya@example.org,,,Mia Stone,", "The record is of Maya Lindqvist"),
        (
            "zone-998,2025-02-31,nobody@example.org,,,,",
            "No course is called `zone-998`. Add it to the courses, and try again. `2025-02-31`",
        ),
    ];
    let rows: Vec<&str> = table.iter().map(|(row, _)| *row).collect();
    let heads = town.heads();
    take(&town, &registrar, &format!("{head}\n{}\n", rows.join("\n"))).await;
    assert_eq!(town.heads(), heads, "nothing is posted");
    let left = of_state(&town, State::LeftOver);
    assert_eq!(left.len(), table.len());
    for (one, (row, said)) in left.iter().zip(table) {
        assert!(one.at.wrong.contains(said), "{row}: {}", one.at.wrong);
    }
    let page = town.get(LEFT, &registrar).await.text;
    assert!(page.contains("zone-999") && page.contains("The record is of Maya Lindqvist"), "{page}");
    assert!(town.get("/staff", &registrar).await.text.contains("Completions left over"));

    // The name that differs: somebody looks, and chooses whose it is.
    let id = &left[10].id;
    let whose = format!("whose-{id}");
    let wrong = town.post(&format!("{LEFT}/{id}/again"), &registrar, &[(&whose, "noone")]).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        wrong.text.contains("Nobody has the id `noone`.") && wrong.text.contains("value=\"noone\""),
        "{}",
        wrong.text
    );
    let done = town.post(&format!("{LEFT}/{id}/again"), &registrar, &[(&whose, "maya")]).await;
    assert_eq!(done.location(), LEFT, "{}", done.text);
    assert_eq!(posted(&town, "maya").len(), 1);
    // Or by an address.
    let whose = format!("whose-{}", left[5].id);
    town.post(&format!("{LEFT}/{}/again", left[5].id), &registrar, &[(&whose, "lena@example.org")]).await;
    assert_eq!(posted(&town, "lena").len(), 1);
    // The course exists now.
    let form = [("code", "zone-999"), ("title", "New"), ("category", "sponsored"), ("units", "1"), ("kind", "zone")];
    assert_eq!(town.post("/staff/courses", &registrar, &form).await.status, StatusCode::SEE_OTHER);
    town.post(&format!("{LEFT}/{}/again", left[0].id), &registrar, &[]).await;
    assert_eq!(posted(&town, "maya").len(), 2);
    // And what is nothing is dismissed, with a word.
    let (id, note) = (&left[6].id, format!("note-{}", left[6].id));
    let silent = town.post(&format!("{LEFT}/{id}/dismiss"), &registrar, &[(&note, "")]).await;
    assert!(silent.status == StatusCode::UNPROCESSABLE_ENTITY && silent.text.contains("It is not said why."));
    town.post(&format!("{LEFT}/{id}/dismiss"), &registrar, &[(&note, "A test of the zone's.")]).await;
    assert_eq!(of_state(&town, State::Dismissed)[0].at.note, "A test of the zone's.");
    assert_eq!(of_state(&town, State::LeftOver).len(), table.len() - 4);
    assert_eq!(
        town.post(&format!("{LEFT}/{id}/dismiss"), &registrar, &[(&note, "Again")]).await.status,
        StatusCode::NOT_FOUND
    );
}

#[tokio::test]
async fn a_file_that_cannot_be_read_as_a_whole_is_refused_with_what_to_do() {
    let town = Town::new();
    let registrar = registrar(&town).await;
    for (rows, said) in [
        ("course,email\n", "Columns that are missing: completed."),
        ("course,completed,mail\n", "Columns that stand for nothing: mail."),
        ("course,completed,email,email\n", "The column email is there twice."),
        ("course,completed,name\nzone-101,2025-01-01,Maya\n", "No column says whose each completion is."),
        ("course,completed,email\n\"zone", "A quotation mark on line 2 is not closed."),
    ] {
        let answer = town.upload(AT, &registrar, &[], &[("file", "zone.csv", rows.as_bytes())]).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{rows}");
        assert!(answer.text.contains(said), "{rows}: {}", answer.text);
    }
    // And of courses: every row that is none is said, with everything that is wrong with it.
    let rows = "code,title,category,units,kind,evaluated_by\na b,,spons,none,hall,soon\nc-1,One,sponsored,1,conference,\nc-2,Two,sponsored,1,zone,2025-01-01\nc-3,Three,sponsored,1,zone,\n";
    let page = town.upload("/staff/courses/file", &registrar, &[], &[("file", "c.csv", rows.as_bytes())]).await.text;
    assert!(page.contains("1 courses are new") && page.contains("3 rows are not taken"), "{page}");
    for said in
        ["code: It has no code", "title:", "did you mean `sponsored`?", "units:", "kind:", "evaluated_by: `soon`"]
    {
        assert!(page.contains(said), "{said}: {page}");
    }
    assert!(page.contains("are evaluated by a day, and none is given") && page.contains("Only a conference"), "{page}");
}

#[tokio::test]
async fn f17_the_same_completion_told_in_two_ways_counts_once_and_an_id_is_not_used_for_another() {
    let town = Town::new();
    let registrar = registrar(&town).await;
    take(&town, &registrar, "course,completed,email,id\nzone-101,2025-03-01,maya@example.org,7\n").await;
    let otherwise = take(&town, &registrar, "course,completed,person\nZONE-101,2025-03-01,maya\n").await;
    assert!(otherwise.text.contains("told before by another way"), "{}", otherwise.text);
    let changed = take(&town, &registrar, "course,completed,email,id\nzone-101,2025-03-02,maya@example.org,7\n").await;
    assert!(changed.text.contains("Something else was told before under the id 7."), "{}", changed.text);
    let again = take(&town, &registrar, "course,completed,email,id\nzone-101,2025-03-02,maya@example.org,7\n").await;
    assert!(again.text.contains("1 told before"), "{}", again.text);
    assert_eq!(posted(&town, "maya").len(), 1);
}

#[tokio::test]
async fn f17_a_node_that_dies_between_taking_and_posting_loses_nothing_and_two_post_once() {
    let town = Town::new();
    registrar(&town).await;
    // As a node left it that had answered for the rows and had not posted them.
    for nth in 0..20 {
        let told = Told { course: "zone-101".to_owned(), person: "maya".to_owned(), ..Told::default() };
        let one = Completion {
            id: format!("left-{nth}"),
            source: "file".to_owned(),
            told_id: nth.to_string(),
            hash: String::new(),
            told,
            came_by: "registrar@test.example".to_owned(),
            came_at: super::now(),
            line: nth,
            at: Stands {
                course: "zone-101".to_owned(),
                person: "maya".to_owned(),
                day: Some(jiff::civil::date(2025, 3, 1 + nth as i8)),
                ..Stands::only(State::Waiting, "")
            },
        };
        town.house.store.write(move |tx| completions::keep(tx, &one)).unwrap();
    }
    std::thread::scope(|nodes| {
        nodes.spawn(|| work(&town));
        nodes.spawn(|| work(&town));
    });
    work(&town);
    assert_eq!(posted(&town, "maya").len(), 20);
    assert_eq!(of_state(&town, State::Posted).len(), 20);
    town.heads();
}

#[tokio::test]
async fn f17_a_completion_of_a_merged_record_goes_to_whom_it_was_merged_into() {
    let town = Town::new();
    let registrar = registrar(&town).await;
    town.take_in(
        r#"{"id":"mia-1","person":"mia","kind":"person_registered","at":"2024-01-01","name":"Maya Lindqvist","email":"mia@people.example"}
"#,
    );
    let rows = "course,completed,email\nzone-101,2025-03-01,mia@people.example\n";
    take(&town, &registrar, rows).await;
    assert_eq!(posted(&town, "mia").len(), 1);
    town.take_in(
        r#"{"id":"m-1","person":"maya","kind":"person_merged","at":"2025-12-15","merged":"mia","reason":"The same person."}
"#,
    );
    let rows = "course,completed,person\nzone-101,2025-03-01,maya\nzone-101,2025-03-02,mia\n";
    let taken = take(&town, &registrar, rows).await;
    assert!(
        taken.text.contains("1 taken</strong>") && taken.text.contains("told before by another way"),
        "{}",
        taken.text
    );
}
