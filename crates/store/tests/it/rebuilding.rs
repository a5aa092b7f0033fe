//! What follows from the record can be worked out anew, and is the same then.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use programme::pass_rates;
use programme::review::Case;
use sha2::{Digest, Sha256};
use store::{Store, backup, entries, rebuild};

use crate::engines::{Ground, contents, on_both};
use crate::people::{BODIES, add, awarded, demo_in_stages, registered};
use crate::shelf;

on_both!(
    working_it_out_anew_changes_nothing,
    whatever_was_spoilt_is_right_again,
    results_are_counted_as_the_record_says,
    an_older_copy_is_read_and_waits_for_what_was_not_kept_then,
);

fn remembered(ground: &Ground) -> Store {
    let store = ground.open();
    for (person, lines) in demo_in_stages(3) {
        add(&store, &person, 0, &lines).unwrap();
    }
    let opened =
        r#"{"id":"o-3","person":"o","kind":"audit_opened","at":"2023-03-01","scheme":"namss-recertification"}"#;
    let lines = [registered("o", 1, "Otto Ames"), awarded("o", 2, "cpcs", "2022-02-01"), opened.to_owned()];
    add(&store, "o", 0, &lines).unwrap();
    store
}

fn anew(store: &Store) -> u64 {
    rebuild::rebuild(store, &Arc::new(shelf::bodies(|text| text)), |_| {}).unwrap()
}

fn working_it_out_anew_changes_nothing(ground: &Ground) {
    let store = remembered(ground);
    let before = contents(&store);
    // Nobody among them has two records.
    let empty: Vec<&str> = before.iter().filter(|(_, rows)| rows.is_empty()).map(|(table, _)| *table).collect();
    assert_eq!(empty, ["merged"]);
    assert_eq!(anew(&store), 181);
    assert_eq!(contents(&store), before);
}

fn whatever_was_spoilt_is_right_again(ground: &Ground) {
    let store = remembered(ground);
    let before = contents(&store);
    let mut door = ground.door();
    for spoilt in [
        "DELETE FROM counted_result",
        "UPDATE pass_count SET passed = passed + 7",
        "INSERT INTO pass_count (programme, period, passed, failed) VALUES ('cpcs', 'never', 3, 4)",
        "DELETE FROM standing",
        "DELETE FROM ask_office",
        "DELETE FROM waiting",
        "UPDATE person SET place = '', email = ''",
    ] {
        door.run(spoilt).unwrap();
        anew(&store);
        for ((table, rows), (_, expected)) in contents(&store).into_iter().zip(&before) {
            assert_eq!(&rows, expected, "{table} after {spoilt}");
        }
    }
}

fn results_are_counted_as_the_record_says(ground: &Ground) {
    let store = remembered(ground);
    let mut counts: BTreeMap<(String, String), (u64, u64)> = BTreeMap::new();
    for (person, lines) in demo_in_stages(3) {
        let numbered = entries::numbered(&lines);
        let case = Case::open(&BODIES, person.as_str().into(), &numbered, None);
        for (handbook, record) in case.records() {
            for counted in pass_rates::counted(handbook, &record.facts) {
                let count = counts.entry((counted.programme.to_owned(), counted.period)).or_default();
                *(if counted.passed { &mut count.0 } else { &mut count.1 }) += 1;
            }
        }
    }
    let mut kept = BTreeMap::new();
    for programme in ["cpcs", "cpmsm", "cmas"] {
        for (period, count) in store.read(|tx| store::pass_rates::counts(tx, programme)).unwrap() {
            kept.insert((programme.to_owned(), period), (count.passed, count.failed));
        }
    }
    assert_eq!(kept, counts);
    assert!(kept.values().any(|c| c.0 > 0) && kept.values().any(|c| c.1 > 0), "{kept:?}");
}

/// A copy as a program of migration 6 wrote it.
fn older(copy: &str) -> String {
    let mut lines: Vec<String> = Vec::new();
    for line in copy.lines().take(copy.lines().count() - 1) {
        let mut row: serde_json::Value = serde_json::from_str(line).unwrap();
        match row[0].as_str().unwrap_or_default() {
            "counted_result" | "pass_count" | "api_token" => continue,
            // What was kept for the public's search then.
            "credential" => lines.push(serde_json::json!(["listed", ["olsen", row[1][0]]]).to_string()),
            // Through when it stays as good, or as bad.
            "standing" => row[1].as_array_mut().unwrap().push(20_000.into()),
            "" => row["migration"] = 6.into(),
            _ => {}
        }
        lines.push(row.to_string());
    }
    let text: String = lines.iter().map(|line| format!("{line}\n")).collect();
    let hash: String = Sha256::digest(text.as_bytes()).iter().map(|b| format!("{b:02x}")).collect();
    format!("{text}{}\n", serde_json::json!({ "lines": lines.len(), "sha256": hash }))
}

fn an_older_copy_is_read_and_waits_for_what_was_not_kept_then(ground: &Ground) {
    let store = remembered(ground);
    let mut copy = Vec::new();
    backup::backup(&store, &mut copy).unwrap();
    let copy = older(std::str::from_utf8(&copy).unwrap());
    let other = ground.another();
    let restored = other.open();
    let copied = Mutex::new(copy.into_bytes());
    let from = move || -> std::io::Result<Box<dyn std::io::BufRead>> {
        Ok(Box::new(std::io::Cursor::new(copied.lock().unwrap().clone())))
    };
    backup::restore(&restored, from).unwrap();
    assert!(restored.read(rebuild::is_due).unwrap());
    anew(&restored);
    assert!(!restored.read(rebuild::is_due).unwrap());
    assert_eq!(contents(&restored), contents(&store));
    // A new store has nothing to wait for.
    assert!(!store.read(rebuild::is_due).unwrap());
    add(&store, "p", 0, &[registered("p", 1, "Pia Olsen")]).unwrap();
    assert!(!store.read(rebuild::is_due).unwrap());
}
