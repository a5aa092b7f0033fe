//! Whole runs on a store: import, export, verify, backup, restore; and the record file in between.

use crate::run::{Folder, assay, done};

/// The reviews of a record file, as JSON Lines, without the numbers of its lines.
fn reviews(file: &str) -> Vec<String> {
    let text = done(&["review", file, "--on", "2026-11-20", "--json"]);
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    lines.sort();
    lines
}

#[test]
fn an_export_taken_in_again_gives_the_same_reviews() {
    let folder = Folder::new("kept-round");
    let (people, out) = (folder.path("people.jsonl"), folder.path("out.jsonl"));
    std::fs::write(&people, done(&["demo-records", "--people", "300", "--seed", "5"])).unwrap();
    done(&["import", &people, "--data", &folder.path("a")]);
    std::fs::write(&out, done(&["export", "--data", &folder.path("a")])).unwrap();
    assert_eq!(reviews(&people), reviews(&out));
    done(&["import", &out, "--data", &folder.path("b")]);
    assert_eq!(done(&["export", "--data", &folder.path("b")]), std::fs::read_to_string(&out).unwrap());
    done(&["store", "verify", "--data", &folder.path("b")]);
}

#[test]
fn what_cannot_be_taken_in_is_named_and_the_rest_is_kept() {
    let folder = Folder::new("kept-refused");
    let file = folder.path("people.jsonl");
    let person = |n: u32, rest: &str| format!("{{\"id\":\"x-{n}\",\"person\":\"x\",\"at\":\"2025-01-0{n}\",{rest}}}\n");
    let text = [
        person(1, r#""kind":"person_registered","name":"X","email":"x@people.example""#),
        person(2, r#""kind":"exam_scored","exam":"nowhere","raw":"1","scaled":"1","passed":true"#),
        "not json\n".to_owned(),
        person(4, r#""kind":"application_submitted","programme":"cpcs","evidence":[]"#),
    ];
    std::fs::write(&file, text.concat()).unwrap();
    let output = assay(&["import", &file, "--data", &folder.path("a")]);
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(said.contains(":2:") && said.contains(":3:"), "{said}");
    assert_eq!(done(&["export", "--data", &folder.path("a")]).lines().count(), 2);
    // The same once more: nothing is doubled.
    let again = assay(&["import", &file, "--data", &folder.path("a")]);
    assert_eq!(again.status.code(), Some(1));
    assert_eq!(done(&["export", "--data", &folder.path("a")]).lines().count(), 2);
    let unknown = assay(&["import", &file, "--body", "nams", "--data", &folder.path("a")]);
    assert_eq!(unknown.status.code(), Some(2));
    assert!(String::from_utf8(unknown.stderr).unwrap().contains("namss"), "the nearest is named");
}

#[test]
fn a_backup_is_whole_or_refused_and_restores_into_an_empty_store_alone() {
    let folder = Folder::new("kept-backup");
    let copy = folder.path("copy.jsonl");
    done(&["import", "samples/records.jsonl", "--data", &folder.path("a")]);
    done(&["backup", &copy, "--data", &folder.path("a")]);
    assert_eq!(assay(&["backup", &copy, "--data", &folder.path("a")]).status.code(), Some(2), "never written over");
    done(&["restore", &copy, "--data", &folder.path("b")]);
    let verified = |of: &str| done(&["store", "verify", "--json", "--data", &folder.path(of)]);
    assert_eq!(verified("a"), verified("b"));
    assert_eq!(assay(&["restore", &copy, "--data", &folder.path("b")]).status.code(), Some(3), "not empty");
    let text = std::fs::read_to_string(&copy).unwrap();
    let cut = text.lines().count() / 2;
    let table = [
        ("changed", text.replacen("maya", "mayo", 1)),
        ("cut", text.lines().take(cut).map(|l| format!("{l}\n")).collect()),
        (
            "without a line",
            text.lines().enumerate().filter(|(n, _)| *n != cut).map(|(_, l)| format!("{l}\n")).collect(),
        ),
        ("empty", String::new()),
        ("something else", "{}\n".to_owned()),
    ];
    for (what, text) in table {
        let damaged = folder.path("damaged.jsonl");
        std::fs::write(&damaged, text).unwrap();
        let output = assay(&["restore", &damaged, "--data", &folder.path("c")]);
        assert!(!output.status.success(), "{what}");
        assert_eq!(done(&["export", "--data", &folder.path("c")]), "", "{what}: nothing was written");
    }
}

#[test]
fn the_same_words_for_what_is_missing() {
    let folder = Folder::new("kept-missing");
    let table: [(&[&str], i32); 3] =
        [(&["export", "--person", "nobody"], 1), (&["restore", "no-such-file"], 3), (&["import", "no-such-file"], 3)];
    for (args, code) in table {
        let data = folder.path("a");
        let args = [args, &["--data", &data]].concat();
        let output = assay(&args);
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(code), "{args:?}: {said}");
        assert!(said.starts_with("assay: error: "), "{said}");
    }
}
