//! Files: kept once, named by entries, and the same bytes years later.

use jiff::{SignedDuration, Timestamp};
use serde_json::json;
use store::files::{self, File, New};
use store::verify::verify;
use store::{Failure, Store, backup};

use crate::engines::{Ground, on_both};
use crate::people::{add, registered};

on_both!(
    the_same_bytes_of_a_person_are_kept_once,
    an_entry_names_its_files_and_they_stay,
    what_no_entry_names_is_swept,
    a_file_that_is_gone_is_not_named_by_ours,
    a_record_is_taken_in_without_its_files,
    files_are_in_a_backup_byte_for_byte,
    a_file_that_was_altered_is_found,
);

fn at(days: i64) -> Timestamp {
    let noon: Timestamp = "2026-03-01T12:00:00Z".parse().unwrap();
    noon + SignedDuration::from_hours(24 * days)
}

/// Bytes of every value, as no text has them.
fn bytes(n: u8) -> Vec<u8> {
    (0..=255).map(|b: u8| b.wrapping_add(n)).chain([0, 0, n]).collect()
}

fn put(store: &Store, person: &str, name: &str, n: u8, days: i64) -> File {
    let new = New {
        person: person.to_owned(),
        name: name.to_owned(),
        media_type: "application/pdf".to_owned(),
        bytes: bytes(n),
        by: "an account".to_owned(),
    };
    store.write(move |tx| files::put(tx, &new, at(days))).unwrap()
}

/// An application that comes with a file.
fn applied(person: &str, file: &str, sha256: &str) -> String {
    json!({
        "id": format!("{person}-2"), "person": person, "kind": "application_submitted", "at": "2025-03-01",
        "programme": "cpcs", "evidence": [], "files": [{ "file": file, "name": "a.pdf", "sha256": sha256 }],
    })
    .to_string()
}

fn found(store: &Store, id: &str) -> Option<File> {
    store.read(|tx| files::by_id(tx, id)).unwrap()
}

fn the_same_bytes_of_a_person_are_kept_once(ground: &Ground) {
    let store = ground.open();
    let first = put(&store, "p", "scan.pdf", 1, 0);
    assert_eq!((first.size, first.sha256.len(), first.used_at), (259, 64, None));
    let again = put(&store, "p", "diploma.pdf", 1, 1);
    assert_eq!((&again.id, &*again.name, again.uploaded_at), (&first.id, "diploma.pdf", at(1)));
    assert_ne!(put(&store, "p", "scan.pdf", 2, 0).id, first.id);
    assert_ne!(put(&store, "q", "scan.pdf", 1, 0).id, first.id, "another person's is theirs");
    let mut own = store.read(|tx| files::of_person(tx, "p")).unwrap();
    own.sort_by(|a, b| a.name.cmp(&b.name));
    assert_eq!(own.iter().map(|f| &*f.name).collect::<Vec<_>>(), ["diploma.pdf", "scan.pdf"]);
    assert_eq!(store.read(|tx| files::unused(tx, "p")).unwrap(), (2, 518));
    assert_eq!(store.read(|tx| files::bytes(tx, &first.id)).unwrap(), Some(bytes(1)));
    assert_eq!(store.read(|tx| files::bytes(tx, "no such file")).unwrap(), None);
}

fn an_entry_names_its_files_and_they_stay(ground: &Ground) {
    let store = ground.open();
    let file = put(&store, "p", "a.pdf", 1, 0);
    add(&store, "p", 0, &[registered("p", 1, "Pia Olsen"), applied("p", &file.id, &file.sha256)]).unwrap();
    assert!(found(&store, &file.id).unwrap().used_at.is_some());
    // What an entry names keeps the name it was given.
    assert_eq!(put(&store, "p", "another.pdf", 1, 1).name, "a.pdf");
    assert_eq!(store.write(|tx| files::sweep(tx, at(1000))).unwrap(), 0);
    let verified = verify(&store, |_| {}).unwrap();
    assert_eq!((verified.amiss, verified.files, verified.absent), (vec![], 1, 0));
}

fn what_no_entry_names_is_swept(ground: &Ground) {
    let store = ground.open();
    let (old, new) = (put(&store, "p", "a.pdf", 1, 0), put(&store, "p", "b.pdf", 2, 5));
    assert_eq!(store.write(|tx| files::sweep(tx, at(3))).unwrap(), 1);
    assert_eq!((found(&store, &old.id), found(&store, &new.id).is_some()), (None, true));
}

fn a_file_that_is_gone_is_not_named_by_ours(ground: &Ground) {
    let store = ground.open();
    let file = put(&store, "p", "a.pdf", 1, 0);
    let hold = |person: &'static str, id: &str| {
        let ids = vec![id.to_owned()];
        store.write(move |tx| files::hold(tx, person, &ids))
    };
    assert!(matches!(hold("p", &file.id), Err(Failure::Missing(_))), "no entry names it");
    add(&store, "p", 0, &[registered("p", 1, "Pia Olsen"), applied("p", &file.id, &file.sha256)]).unwrap();
    assert_eq!(hold("p", &file.id), Ok(()));
    assert!(matches!(hold("q", &file.id), Err(Failure::Missing(_))), "it is another's");
    assert!(matches!(hold("p", "gone"), Err(Failure::Missing(_))));
}

fn a_record_is_taken_in_without_its_files(ground: &Ground) {
    let store = ground.open();
    let line = applied("p", "elsewhere", &"0".repeat(64));
    add(&store, "p", 0, &[registered("p", 1, "Pia Olsen"), line.clone()]).unwrap();
    assert_eq!(store.read(|tx| store::entries::lines(tx, "p")).unwrap()[1], line, "word for word");
    let verified = verify(&store, |_| {}).unwrap();
    assert_eq!((verified.amiss, verified.files, verified.absent), (vec![], 0, 1));
}

fn files_are_in_a_backup_byte_for_byte(ground: &Ground) {
    // Onto the other engine, too.
    let other = if ground.is_sqlite() { Ground::postgresql() } else { Ground::sqlite() };
    let store = ground.open();
    let file = put(&store, "p", "Zeugnis für P.pdf", 7, 0);
    add(&store, "p", 0, &[registered("p", 1, "Pia Olsen"), applied("p", &file.id, &file.sha256)]).unwrap();
    let waits = put(&store, "p", "b.pdf", 8, 1);
    let mut copy = Vec::new();
    backup::backup(&store, &mut copy).unwrap();
    let copy = std::sync::Arc::new(copy);
    for ground in [ground.another(), other] {
        let (restored, copy) = (ground.open(), copy.clone());
        let read = move || Ok(Box::new(std::io::Cursor::new(copy.to_vec())) as Box<dyn std::io::BufRead>);
        backup::restore(&restored, read).unwrap();
        for (id, n) in [(&file.id, 7), (&waits.id, 8)] {
            assert_eq!(found(&restored, id), found(&store, id));
            assert_eq!(restored.read(|tx| files::bytes(tx, id)).unwrap(), Some(bytes(n)));
        }
        assert_eq!(verify(&restored, |_| {}).unwrap(), verify(&store, |_| {}).unwrap());
    }
}

fn a_file_that_was_altered_is_found(ground: &Ground) {
    let store = ground.open();
    let file = put(&store, "p", "a.pdf", 1, 0);
    add(&store, "p", 0, &[registered("p", 1, "Pia Olsen"), applied("p", &file.id, &file.sha256)]).unwrap();
    let amiss = || verify(&store, |_| {}).unwrap().amiss.into_iter().map(|a| a.what).collect::<Vec<_>>();
    let other = put(&store, "q", "b.pdf", 2, 0);
    // Its bytes alone, then with a hash that fits them.
    let theirs = format!("(SELECT bytes FROM file WHERE id = '{}')", other.id);
    ground.door().run(&format!("UPDATE file SET bytes = {theirs} WHERE id = '{}'", file.id)).unwrap();
    assert_eq!(amiss(), [format!("the file `{}` of `p` is not what was uploaded", file.id)]);
    ground.door().run(&format!("UPDATE file SET sha256 = '{}' WHERE id = '{}'", other.sha256, file.id)).unwrap();
    assert_eq!(amiss(), [format!("`p-2` names the file `{}` by another hash than it has", file.id)]);
}
