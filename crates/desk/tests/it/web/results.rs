//! From a score to its release: loaded without names, proposed by one person, released by another, each once.

use std::fmt::Write as _;

use axum::http::StatusCode;
use desk::account::Role;
use desk::results::release;
use store::{entries, releases, sittings};

use super::{Session, Town};

/// A day on which results of fall 2025 are due: six weeks after its close.
fn in_november() -> jiff::Timestamp {
    "2025-11-10T10:00:00-05:00".parse().unwrap()
}

/// A day before the window closes.
fn in_september() -> jiff::Timestamp {
    "2025-09-20T10:00:00-05:00".parse().unwrap()
}

const WINDOW: &str = "/results/cpcs/fall-2025";

/// Takes in `count` people who sat in fall 2025, the last `unscored` of them without a score; every third failed.
fn sat(town: &Town, count: usize, unscored: usize) {
    let mut text = String::new();
    for n in 0..count {
        let p = format!("secret-person-{n:03}");
        writeln!(text, r#"{{"id":"{p}-1","person":"{p}","kind":"person_registered","at":"2025-05-01","name":"Verity Hidden{n}","email":"{p}@people.example"}}"#).unwrap();
        writeln!(text, r#"{{"id":"{p}-2","person":"{p}","kind":"exam_sat","at":"2025-09-10","programme":"cpcs","window":"fall-2025","outcome":"completed"}}"#).unwrap();
        if n < count - unscored {
            let (scaled, passed) = if n % 3 == 2 { (380, false) } else { (450, true) };
            writeln!(text, r#"{{"id":"{p}-3","person":"{p}","kind":"exam_scored","at":"2025-09-15","exam":"{p}-2","raw":"110","scaled":"{scaled}","passed":{passed},"by":"loader@test.example"}}"#).unwrap();
        }
    }
    assert_eq!(town.take_in(&text), (3 * count - unscored) as u64);
}

/// How often an event of a kind stands on everybody's records.
fn events(town: &Town, kind: &str) -> Vec<usize> {
    let of = |n: usize| {
        let lines = town.house.store.read(|tx| entries::lines(tx, &format!("secret-person-{n:03}"))).unwrap();
        lines.iter().filter(|line| line.contains(&format!("\"kind\":\"{kind}\""))).count()
    };
    (0..1000).map(of).collect()
}

async fn psychometricians(town: &Town) -> [Session; 3] {
    let mut sessions = Vec::new();
    for name in ["loader", "proposer", "releaser"] {
        sessions.push(town.signed_in(&format!("{name}@test.example"), Role::Psychometrician, None).await);
    }
    sessions.try_into().ok().unwrap()
}

async fn proposed(town: &Town, session: &Session) -> String {
    let answer = town.post(&format!("{WINDOW}/propose"), session, &[("note", "Key validation was done.")]).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
    answer.location().to_owned()
}

#[tokio::test]
async fn scores_are_loaded_by_number_and_rows_that_do_not_fit_are_kept_aside() {
    let town = Town::at(in_november);
    sat(&town, 4, 3);
    let [loader, ..] = psychometricians(&town).await;
    let sheet = town.get(&format!("{WINDOW}/sheet.csv"), &loader).await.text;
    let numbers: Vec<&str> = sheet.lines().skip(1).map(|line| line.split(',').next().unwrap()).collect();
    assert_eq!(numbers.len(), 3, "{sheet}");

    let unread = town.post(&format!("{WINDOW}/scores"), &loader, &[("rows", "candidate,raw,scaled,pass\n")]).await;
    assert_eq!(unread.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        unread.text.contains("missing: passed") && unread.text.contains("stand for nothing: pass"),
        "{}",
        unread.text
    );

    let file: &[(&str, &str, &[u8])] = &[("file", "scores.csv", b"candidate,raw\n")];
    let unread = town.upload(&format!("{WINDOW}/scores"), &loader, &[("rows", "")], file).await;
    assert!(unread.text.contains("missing: scaled, passed") && unread.text.contains("id=\"file-error\""));

    let rows = format!(
        "candidate,raw,scaled,passed\n{},120,430,yes\n{},100,390,yes\n{},151,500,yes\nC-9999999,1,1,no\n{0},x,1,no\n{0},120,430,maybe\n{0},120,431,yes\n{0},120.0,430,yes\n",
        numbers[0], numbers[1], numbers[2]
    );
    let file: &[(&str, &str, &[u8])] = &[("file", "scores.csv", rows.as_bytes())];
    let page = town.upload(&format!("{WINDOW}/scores"), &loader, &[("rows", "")], file).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.text);
    assert!(page.text.contains("1 are on record now</strong>, 1 were before, 6 are left over"), "{}", page.text);
    let table = [
        (3, "390 is recorded as passed"),
        (4, "above the 150 scored questions"),
        (5, "No sitting has this candidate number"),
        (6, "is no number"),
        (7, "not said whether this is a pass"),
        (8, "Another score is on record"),
    ];
    let left = town.get("/results/left-over", &loader).await.text;
    for (line, said) in table {
        assert!(left.contains(&format!("Line {line}<")) && left.contains(said), "{line}: {said}: {left}");
    }
    // Each stays until somebody says what was done.
    let row = left.split("/results/left-over/").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let silent = town.post(&format!("/results/left-over/{row}"), &loader, &[]).await;
    assert_eq!(silent.status, StatusCode::UNPROCESSABLE_ENTITY);
    let note = format!("note-{row}");
    town.post(&format!("/results/left-over/{row}"), &loader, &[(&note, "Sent back to the scorer.")]).await;
    let after = town.get("/results/left-over", &loader).await.text;
    assert_eq!(after.matches("Dealt with").count(), 5);
}

#[tokio::test]
async fn releasing_takes_two_people_and_neither_loaded_the_scores() {
    let town = Town::at(in_november);
    sat(&town, 5, 1);
    let [loader, proposer, releaser] = psychometricians(&town).await;
    let silent = town.post(&format!("{WINDOW}/propose"), &proposer, &[("note", " ")]).await;
    assert_eq!(silent.status, StatusCode::UNPROCESSABLE_ENTITY);
    let at = proposed(&town, &proposer).await;
    let again = town.post(&format!("{WINDOW}/propose"), &releaser, &[("note", "Me, too.")]).await;
    assert!(again.status == StatusCode::UNPROCESSABLE_ENTITY && again.text.contains("waits already"), "{}", again.text);

    assert!(town.get(&at, &releaser).await.text.contains("4 results; 3 of them are passes (75.0 %)."));
    for (who, said) in [(&proposer, "You proposed this"), (&loader, "Whoever entered the scores")] {
        assert!(town.get(&at, who).await.text.contains(said));
        let refused = town.post(&format!("{at}/release"), who, &[]).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{said}");
    }
    assert_eq!(events(&town, "results_released").iter().sum::<usize>(), 0);
    let done = town.post(&format!("{at}/release"), &releaser, &[]).await;
    assert_eq!(done.location(), at, "{}", done.text);
    assert_eq!(&events(&town, "results_released")[..6], [1, 1, 1, 1, 0, 0]);
    assert_eq!(&events(&town, "credential_awarded")[..6], [1, 1, 0, 1, 0, 0], "who passed holds the credential");
    let page = town.get(&at, &releaser).await.text;
    assert!(page.contains("4 of 4 are released"), "{page}");
    // Pressed once more, by anybody who may: nothing happens twice.
    town.post(&format!("{at}/release"), &releaser, &[]).await;
    assert_eq!(events(&town, "results_released").iter().sum::<usize>(), 4);
    // It cannot be withdrawn any more.
    town.post(&format!("{at}/withdraw"), &proposer, &[]).await;
    assert!(town.get(&at, &releaser).await.text.contains("4 of 4 are released"));
}

#[tokio::test]
async fn a_result_is_held_back_and_released_later() {
    let town = Town::at(in_november);
    sat(&town, 3, 0);
    let [_, proposer, releaser] = psychometricians(&town).await;
    let number = town.house.store.read(|tx| sittings::of_exam(tx, "secret-person-001-2")).unwrap().unwrap().0.number;
    for (form, said) in [
        ([("number", "C-77"), ("held_for", "An appeal.")], "could be held back"),
        ([("number", &*number), ("held_for", "")], "There is nothing here"),
    ] {
        let refused = town.post(&format!("{WINDOW}/hold"), &proposer, &form).await;
        assert!(refused.status == StatusCode::UNPROCESSABLE_ENTITY && refused.text.contains(said), "{}", refused.text);
    }
    let form = [("number", &*number), ("held_for", "An irregularity at the site is looked into.")];
    assert_eq!(town.post(&format!("{WINDOW}/hold"), &proposer, &form).await.status, StatusCode::SEE_OTHER);
    let at = proposed(&town, &proposer).await;
    assert!(town.get(&at, &releaser).await.text.contains("An irregularity at the site"));
    town.post(&format!("{at}/release"), &releaser, &[]).await;
    assert_eq!(&events(&town, "results_released")[..3], [1, 0, 1]);
    town.post(&format!("{WINDOW}/let-go"), &proposer, &[("exam", "secret-person-001-2")]).await;
    let at = proposed(&town, &proposer).await;
    town.post(&format!("{at}/release"), &releaser, &[]).await;
    assert_eq!(&events(&town, "results_released")[..3], [1, 1, 1]);
}

#[tokio::test]
async fn no_result_goes_out_before_its_window_has_closed_and_another_day_needs_a_reason() {
    let town = Town::at(in_september);
    sat(&town, 2, 0);
    let [_, proposer, _] = psychometricians(&town).await;
    let form = [("note", "Done."), ("reason", "We are quick.")];
    let early = town.post(&format!("{WINDOW}/propose"), &proposer, &form).await;
    assert_eq!(early.status, StatusCode::UNPROCESSABLE_ENTITY, "a reason does not help while the window is open");

    let town = Town::new();
    sat(&town, 2, 0);
    let [_, proposer, releaser] = psychometricians(&town).await;
    let late = town.post(&format!("{WINDOW}/propose"), &proposer, &[("note", "Done.")]).await;
    assert_eq!(late.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", late.text);
    let form = [("note", "Done."), ("reason", "Equating was repeated.")];
    let at = town.post(&format!("{WINDOW}/propose"), &proposer, &form).await.location().to_owned();
    town.post(&format!("{at}/release"), &releaser, &[]).await;
    let lines = town.house.store.read(|tx| entries::lines(tx, "secret-person-000")).unwrap();
    assert!(lines.iter().any(|l| l.contains("results_released") && l.contains("Equating was repeated.")), "{lines:?}");
}

#[tokio::test]
async fn a_score_that_was_changed_since_is_left_out() {
    let town = Town::at(in_november);
    sat(&town, 2, 0);
    let [_, proposer, releaser] = psychometricians(&town).await;
    let at = proposed(&town, &proposer).await;
    let line = r#"{"id":"later","person":"secret-person-001","kind":"exam_scored","at":"2025-11-09","exam":"secret-person-001-2","raw":"90","scaled":"350","passed":false}"#;
    let (append, bodies) = (
        entries::Append {
            person: "secret-person-001".to_owned(),
            body: "namss".to_owned(),
            expected: 3,
            events: vec![("later".to_owned(), line.to_owned())],
        },
        std::sync::Arc::clone(&town.house.bodies),
    );
    town.house.store.write(move |tx| entries::append(tx, &bodies, &append, in_november())).unwrap();
    town.post(&format!("{at}/release"), &releaser, &[]).await;
    assert_eq!(&events(&town, "results_released")[..2], [1, 0]);
    assert!(town.get(&at, &releaser).await.text.contains("changed since this was proposed"));
}

#[tokio::test]
async fn five_hundred_results_come_out_once_each_though_the_release_was_cut_off() {
    let town = Town::at(in_november);
    sat(&town, 500, 0);
    let [_, proposer, releaser] = psychometricians(&town).await;
    let at = proposed(&town, &proposer).await;
    let id = at.rsplit('/').next().unwrap().to_owned();
    let doer = desk::results::Doer { by: "releaser@test.example".to_owned(), own: Vec::new() };
    let (store, bodies) = (&town.house.store, &town.house.bodies);
    // As far as it came before the machine stopped.
    release::begin(store, &id, &doer, in_november()).unwrap().unwrap();
    assert_eq!(release::go_on(store, bodies, &id, in_november(), 187).unwrap(), 187);
    let page = town.get(&at, &releaser).await.text;
    assert!(page.contains("187 of 500 are released") && page.contains("Go on"), "{page}");
    // Two press at once.
    let (one, two) = (format!("{at}/release"), format!("{at}/release"));
    let (one, two) = tokio::join!(town.post(&one, &releaser, &[]), town.post(&two, &releaser, &[]));
    assert_eq!((one.status, two.status), (StatusCode::SEE_OTHER, StatusCode::SEE_OTHER));
    while store.read(|tx| releases::progress(tx, &id)).unwrap().open > 0 {
        town.post(&format!("{at}/release"), &releaser, &[]).await;
    }
    let released = events(&town, "results_released");
    assert!(released[..500].iter().all(|n| *n == 1) && released[500..].iter().all(|n| *n == 0));
    assert_eq!(events(&town, "credential_awarded").iter().sum::<usize>(), 334);
}

#[tokio::test]
async fn a_psychometricians_pages_say_nothing_of_whose_a_result_is() {
    let town = Town::at(in_november);
    sat(&town, 6, 2);
    let [loader, proposer, releaser] = psychometricians(&town).await;
    let number = town.house.store.read(|tx| sittings::of_exam(tx, "secret-person-001-2")).unwrap().unwrap().0.number;
    town.post(&format!("{WINDOW}/scores"), &loader, &[("rows", "candidate,raw,scaled,passed\nsomebody,1,1,no\n")])
        .await;
    town.post(&format!("{WINDOW}/hold"), &proposer, &[("number", &number), ("held_for", "A question.")]).await;
    let at = proposed(&town, &proposer).await;
    let mut pages = Vec::new();
    let paths = ["/results", WINDOW, "/results/left-over", &format!("{WINDOW}/sheet.csv"), &at];
    for path in paths {
        for who in [&loader, &proposer, &releaser] {
            pages.push((path.to_owned(), town.get(path, who).await));
        }
    }
    pages.push(("release".to_owned(), town.post(&format!("{at}/release"), &releaser, &[]).await));
    for path in paths {
        pages.push((path.to_owned(), town.get(path, &releaser).await));
    }
    for (path, page) in pages {
        assert!(!page.status.is_client_error() && !page.status.is_server_error(), "{path}: {}", page.status);
        for hidden in ["Verity", "Hidden", "people.example"] {
            assert!(!page.text.contains(hidden), "{path} shows {hidden}: {}", page.text);
        }
        // Ids of entries may hold a person's: none is shown as a text.
        let shown =
            page.text.split('>').filter_map(|part| part.split('<').next()).any(|text| text.contains("secret-person"));
        assert!(!shown, "{path} shows an id");
    }
    for path in ["/staff", "/staff/queues/results", "/staff/people", "/staff/people/secret-person-001"] {
        assert_eq!(town.get(path, &loader).await.status, StatusCode::FORBIDDEN, "{path}");
    }
}
