//! Record files in which records are merged: reviewed, taken in, and written out again.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::run::{Folder, assay, done};

/// The reviews of a file, by person; refusals name lines, which move, so that only whether there are any is kept.
fn reviews(file: &str, more: &[&str]) -> BTreeMap<String, Value> {
    let args = [&["review", file, "--on", "2026-11-20", "--json"], more].concat();
    let read = |line: &str| {
        let mut review: Value = serde_json::from_str(line).unwrap();
        let refused = review["refused"].as_array().unwrap().iter().map(|r| r["event"].clone()).collect();
        review["refused"] = Value::Array(refused);
        (review["person"].as_str().unwrap().to_owned(), review)
    };
    let told = String::from_utf8(assay(&args).stdout).unwrap();
    told.lines().map(read).collect()
}

fn person_of(line: &str) -> String {
    serde_json::from_str::<Value>(line).unwrap()["person"].as_str().unwrap().to_owned()
}

/// A population in which every two neighbours of the first forty are one person, their lines by turns; of some, that was
/// taken back. Answers the text, and the pairs that are one.
fn population() -> (String, Vec<(String, String)>) {
    let mut people: Vec<(String, Vec<String>)> = Vec::new();
    for line in done(&["demo-records", "--people", "120", "--seed", "9"]).lines() {
        let person = person_of(line);
        match people.last_mut() {
            Some((last, lines)) if *last == person => lines.push(line.to_owned()),
            _ => people.push((person, vec![line.to_owned()])),
        }
    }
    let (mut text, mut pairs) = (Vec::new(), Vec::new());
    for (at, pair) in people.chunks(2).enumerate() {
        let [(one, ours), (other, theirs)] = pair else { continue };
        let (mut ours, mut theirs) = (ours.iter(), theirs.iter());
        loop {
            let (our, their) = (ours.next(), theirs.next());
            text.extend([our, their].into_iter().flatten().cloned());
            if our.is_none() && their.is_none() {
                break;
            }
        }
        if at < 20 {
            text.push(format!(
                r#"{{"id":"m{at}","person":"{one}","kind":"person_merged","at":"2026-10-01","merged":"{other}"}}"#
            ));
        }
        if at % 5 == 4 && at < 20 {
            text.push(format!(r#"{{"id":"t{at}","person":"{one}","kind":"corrected","at":"2026-11-01","event":"m{at}","retracted":true}}"#));
        } else if at < 20 {
            pairs.push((one.clone(), other.clone()));
        }
    }
    (text.join("\n") + "\n", pairs)
}

#[test]
fn an_export_of_merged_records_taken_in_again_gives_the_same_reviews() {
    let folder = Folder::new("merged-round");
    let (file, out, data) = (folder.path("people.jsonl"), folder.path("out.jsonl"), folder.path("a"));
    let (text, pairs) = population();
    std::fs::write(&file, &text).unwrap();
    let told_of = reviews(&file, &[]);
    assert_eq!(told_of.len(), 120 - pairs.len(), "one review a person");
    for (one, other) in &pairs {
        assert!(!told_of.contains_key(other));
        assert_eq!(told_of[one]["merged"][0]["person"], **other);
    }
    let taken = assay(&["import", &file, "--data", &data]);
    assert_eq!(taken.status.code(), Some(0), "{}", String::from_utf8_lossy(&taken.stderr));
    std::fs::write(&out, done(&["export", "--data", &data])).unwrap();
    let sorted = |path: &str| {
        let text = std::fs::read_to_string(path).unwrap();
        let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
        lines.sort();
        lines
    };
    assert_eq!(sorted(&out), sorted(&file), "nothing is lost, and nothing rewritten");
    for more in [&[][..], &["--known-on", "2026-10-15"], &["--known-on", "2026-09-30"]] {
        assert_eq!(reviews(&out, more), reviews(&file, more), "{more:?}");
    }
    let again = folder.path("b");
    assert_eq!(assay(&["import", &out, "--data", &again]).status.code(), Some(0));
    assert_eq!(done(&["export", "--data", &again]), std::fs::read_to_string(&out).unwrap());
    assert_eq!(assay(&["store", "verify", "--data", &again]).status.code(), Some(0));
    // A copy restored is the same store.
    let (copy, third) = (folder.path("copy"), folder.path("c"));
    assert_eq!(assay(&["backup", &copy, "--data", &data]).status.code(), Some(0));
    assert_eq!(assay(&["restore", &copy, "--data", &third]).status.code(), Some(0));
    assert_eq!(done(&["export", "--data", &third]), std::fs::read_to_string(&out).unwrap());
}

#[test]
fn merging_and_taking_it_back_leaves_every_review_as_it_was() {
    let folder = Folder::new("merged-back");
    let (apart, back) = (folder.path("apart.jsonl"), folder.path("back.jsonl"));
    let (text, _) = population();
    let of_merging = |line: &&str| line.contains("person_merged") || line.contains(r#"{"id":"t"#);
    let without: Vec<&str> = text.lines().filter(|line| !of_merging(line)).collect();
    std::fs::write(&apart, without.join("\n")).unwrap();
    let merges: Vec<String> = text.lines().filter(|line| line.contains("person_merged")).map(str::to_owned).collect();
    let backs = merges.iter().map(|line| {
        let event: Value = serde_json::from_str(line).unwrap();
        format!(
            r#"{{"id":"back-{}","person":{},"kind":"corrected","at":"2026-10-20","event":{},"retracted":true}}"#,
            event["id"].as_str().unwrap(),
            event["person"],
            event["id"]
        )
    });
    let all: Vec<String> =
        without.iter().map(|line| (*line).to_owned()).chain(merges.iter().cloned()).chain(backs).collect();
    std::fs::write(&back, all.join("\n")).unwrap();
    assert_eq!(reviews(&back, &[]), reviews(&apart, &[]));
    assert!(reviews(&back, &["--known-on", "2026-10-10"]).len() < 120);
}

#[test]
fn whoever_asks_by_the_old_id_is_told() {
    let folder = Folder::new("merged-told");
    let file = folder.path("people.jsonl");
    let registered = |person: &str, name: &str| {
        format!(
            r#"{{"id":"{person}-1","person":"{person}","kind":"person_registered","at":"2024-01-02","name":"{name}","email":"x@people.example"}}"#
        )
    };
    // The word may be written with an escape, and the merged stand before whom they are merged into.
    let merge = r#"{"id":"m","person":"p1","kind":"person\u005fmerged","at":"2025-03-04","merged":"p2","reason":"The same passport"}"#;
    let text =
        [registered("p2", "Ana M. Ruiz"), registered("p1", "Ana Ruiz"), registered("p3", "Ben Holm"), merge.to_owned()];
    std::fs::write(&file, text.join("\n")).unwrap();
    let output = assay(&["review", &file, "--person", "p2", "--on", "2025-12-01"]);
    let (said, page) = (String::from_utf8(output.stderr).unwrap(), String::from_utf8(output.stdout).unwrap());
    assert_eq!(output.status.code(), Some(0), "{said}");
    assert!(said.contains("`p2` was merged into `p1` on 4 March 2025"), "{said}");
    assert!(page.contains("Ana Ruiz · p1") && page.contains("Everything recorded of p2 counts here"), "{page}");
    let by_person = |args: &[&str]| reviews(&file, args).into_keys().collect::<Vec<_>>();
    assert_eq!(by_person(&[]), ["p1", "p3"]);
    assert_eq!(by_person(&["--person", "p2"]), ["p1"]);
    assert_eq!(by_person(&["--person", "p2", "--known-on", "2025-03-03"]), ["p2"]);
    assert_eq!(by_person(&["--known-on", "2025-03-03"]), ["p1", "p2", "p3"]);
    let eligible = assay(&["eligible", &file, "--person", "p2", "--programme", "cpcs"]);
    assert!(String::from_utf8(eligible.stderr).unwrap().contains("was merged into `p1`"));
}
