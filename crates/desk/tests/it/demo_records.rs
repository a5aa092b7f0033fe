//! `assay demo-records`: a made-up population that every record can hold, the same for the same seed.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::Value;

/// The binary, run where the sample handbooks are.
fn assay() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_assay"));
    command.current_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("../.."));
    command
}

fn records(people: u32, seed: u32) -> Vec<u8> {
    let made =
        assay().args(["demo-records", "--people", &people.to_string(), "--seed", &seed.to_string()]).output().unwrap();
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    made.stdout
}

fn file_of(people: u32, seed: u32) -> PathBuf {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("demo-{people}-{seed}.jsonl"));
    std::fs::write(&path, records(people, seed)).unwrap();
    path
}

#[test]
fn nothing_in_a_made_up_population_is_refused() {
    for seed in [1, 2026] {
        let file = file_of(2000, seed);
        let reviewed = assay()
            .args(["review", "--json", "--on", "2026-11-20"])
            .arg(&file)
            .stdout(Stdio::piped())
            .output()
            .unwrap();
        assert_eq!(String::from_utf8_lossy(&reviewed.stderr), "", "seed {seed}");
        assert_eq!(reviewed.status.code(), Some(0), "seed {seed}");
        assert_eq!(reviewed.stdout.split(|b| *b == b'\n').filter(|l| !l.is_empty()).count(), 2000);
    }
}

#[test]
fn nor_by_other_handbooks() {
    let handbooks = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../handbooks");
    for dir in
        std::fs::read_dir(handbooks).unwrap().map(|d| d.unwrap().path()).filter(|d| d.join("body.toml").is_file())
    {
        let name = dir.file_name().unwrap().to_str().unwrap();
        let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("demo-of-{name}.jsonl"));
        let made = assay()
            .args(["demo-records", "--people", "300", "--handbooks"])
            .arg(&dir)
            .stdout(File::create(&path).unwrap())
            .status()
            .unwrap();
        assert!(made.success(), "{name}");
        let reviewed =
            assay().args(["review", "--on", "2026-11-20", "--handbooks"]).arg(&dir).arg(&path).output().unwrap();
        assert_eq!(String::from_utf8_lossy(&reviewed.stderr), "", "{name}");
        assert_eq!(reviewed.status.code(), Some(0), "{name}");
    }
}

#[test]
fn the_same_seed_makes_the_same_people_whoever_follows_them() {
    let (few, many) = (records(100, 7), records(900, 7));
    assert_eq!(few, records(100, 7));
    assert!(many.starts_with(&few), "the first hundred of nine hundred are the hundred");
    assert_ne!(few, records(100, 8));
    assert_eq!(records(0, 7), b"");
}

#[test]
fn records_are_oldest_first_person_by_person_and_end_when_they_should() {
    let text = String::from_utf8(records(2000, 3)).unwrap();
    let mut ids = std::collections::HashSet::new();
    let mut people: Vec<String> = Vec::new();
    let mut before = (String::new(), String::new());
    for line in text.lines() {
        let event: Value = serde_json::from_str(line).unwrap();
        let word = |key: &str| event[key].as_str().unwrap_or_default().to_owned();
        assert!(ids.insert(word("id")), "{line}");
        let (person, day) = (word("person"), word("at")[..10].to_owned());
        if person == before.0 {
            assert!(before.1 <= day, "{line}");
        } else {
            people.push(person.clone());
        }
        assert!("1992-01-01" <= day.as_str() && day.as_str() <= "2026-11-20", "{line}");
        assert!(word("recorded_at").is_empty() || word("recorded_at").as_str() <= "2026-11-20", "{line}");
        before = (person, day);
    }
    assert_eq!(people, (1..=2000).map(|n| format!("p{n}")).collect::<Vec<_>>());
    let average = ids.len() as f64 / 2000.0;
    assert!((9.0..16.0).contains(&average), "{average} events a person");
}

#[test]
fn every_kind_of_event_and_every_category_occurs() {
    let text = String::from_utf8(records(4000, 5)).unwrap();
    let occurs = |key: &str, word: &str| assert!(text.contains(&format!("\"{key}\":\"{word}\"")), "no {key} {word}");
    // Which records are of one person is no part of anybody's own story: staff merge those, in the filled house.
    let kinds = programme::record::event::KINDS.iter().filter(|kind| **kind != "person_merged");
    kinds.for_each(|kind| occurs("kind", kind));
    for programme in ["cpcs", "cpmsm", "cmas"] {
        occurs("programme", programme);
    }
    for outcome in ["approved", "returned", "refused", "completed", "no_show", "voided", "passed", "failed"] {
        occurs("outcome", outcome);
    }
    for method in ["card", "check", "purchase_order", "waiver"] {
        occurs("method", method);
    }
    for category in
        ["sponsored", "college_course", "volunteer_state", "wellness", "internal_meeting", "formal_education"]
    {
        occurs("category", category);
    }
    assert!(text.contains("\"retracted\":true"));
}
