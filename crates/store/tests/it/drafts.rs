//! Drafts: one a person and step, gone once sent or grown old, handed over at sign-up.

use jiff::{SignedDuration, Timestamp};
use store::drafts::{self, Draft};
use store::files::{self, New};
use store::{Store, backup};

use crate::engines::{Ground, on_both};
use crate::people::{add, now, registered};

on_both!(
    one_a_person_and_step,
    what_has_grown_old_is_forgotten,
    a_draft_is_handed_over,
    files_are_kept_as_long_as_a_draft_holds_them,
    files_of_a_draft_are_in_a_backup,
    what_a_merged_person_began_is_the_survivors_unless_they_began_it_too,
);

fn hours(n: i64) -> SignedDuration {
    SignedDuration::from_hours(n)
}

fn put(store: &Store, owner: &str, step: &str, answers: &str, at: Timestamp) {
    put_with(store, owner, step, (answers, &[]), at);
}

fn put_with(store: &Store, owner: &str, step: &str, (answers, files): (&str, &[(&str, &str)]), at: Timestamp) {
    let (owner, step, answers) = (owner.to_owned(), step.to_owned(), answers.to_owned());
    let files = said(files);
    let draft = Draft { step, answers, files, changed_at: at, ends_at: at + hours(24) };
    store.write(move |tx| drafts::put(tx, &owner, &draft)).unwrap();
}

fn of(store: &Store, owner: &str, at: Timestamp) -> Vec<(String, String)> {
    let found = store.read(|tx| drafts::of(tx, owner, at)).unwrap();
    found.into_iter().map(|d| (d.step, d.answers)).collect()
}

fn said(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    pairs.iter().map(|(step, answers)| ((*step).to_owned(), (*answers).to_owned())).collect()
}

fn one_a_person_and_step(ground: &Ground) {
    let store = ground.open();
    put(&store, "pia", "apply cpcs", "{}", now());
    put(&store, "pia", "apply cpcs", r#"{"role_0":"Coordinator"}"#, now());
    put(&store, "pia", "apply cpmsm", "{}", now() + hours(1));
    put(&store, "quentin", "apply cpcs", "{}", now());
    let own = r#"{"role_0":"Coordinator"}"#;
    assert_eq!(of(&store, "pia", now()), said(&[("apply cpmsm", "{}"), ("apply cpcs", own)]));
    store.write(|tx| drafts::discard(tx, "pia", "apply cpcs")).unwrap();
    assert_eq!(of(&store, "pia", now()), said(&[("apply cpmsm", "{}")]));
    assert_eq!(of(&store, "quentin", now()), said(&[("apply cpcs", "{}")]));
}

fn what_has_grown_old_is_forgotten(ground: &Ground) {
    let store = ground.open();
    put(&store, "pia", "apply cpcs", "{}", now());
    let one = |at| store.read(|tx| drafts::one(tx, "pia", "apply cpcs", at)).unwrap();
    assert!(one(now() + hours(23)).is_some());
    assert!(one(now() + hours(24)).is_none(), "not shown any more");
    put(&store, "quentin", "apply cpcs", "{}", now() + hours(24));
    assert!(one(now()).is_none(), "nor there");
}

fn a_draft_is_handed_over(ground: &Ground) {
    let store = ground.open();
    put(&store, "sign-up 1", "apply cpcs", "{}", now());
    let until = now() + hours(99);
    store.write(move |tx| drafts::hand_over(tx, "sign-up 1", "pia", until)).unwrap();
    assert!(of(&store, "sign-up 1", now()).is_empty());
    assert_eq!(of(&store, "pia", now() + hours(98)), said(&[("apply cpcs", "{}")]));
}

/// Uploads a file at a time; answers its id.
fn uploaded(store: &Store, person: &str, name: &str, at: Timestamp) -> String {
    let (person, bytes) = (person.to_owned(), name.as_bytes().to_vec());
    let (name, media_type, by) = (name.to_owned(), "application/pdf".to_owned(), "an account".to_owned());
    let new = New { person, name, media_type, bytes, by };
    store.write(move |tx| files::put(tx, &new, at)).unwrap().id
}

/// Sweeps as the daily job does; answers which of some files are still here.
fn swept<'i>(store: &Store, ids: &[&'i str], at: Timestamp) -> Vec<&'i str> {
    store
        .write(move |tx| {
            drafts::sweep(tx, at)?;
            files::sweep(tx, at)
        })
        .unwrap();
    ids.iter().copied().filter(|id| store.read(|tx| files::by_id(tx, id)).unwrap().is_some()).collect()
}

fn files_are_kept_as_long_as_a_draft_holds_them(ground: &Ground) {
    let store = ground.open();
    let ids = ["letter", "diploma", "alone"].map(|name| uploaded(&store, "pia", name, now()));
    let [letter, diploma, alone] = ids.each_ref().map(String::as_str);
    let files = |at| store.read(|tx| drafts::one(tx, "pia", "apply cpcs", at)).unwrap().map(|d| d.files);
    let both = [("files_0", letter), ("files_schooling", diploma)];
    put_with(&store, "pia", "apply cpcs", ("{}", &both), now());
    assert_eq!(files(now()), Some(said(&both)));
    let all = [letter, diploma, alone];
    assert_eq!(swept(&store, &all, now() + hours(1)), [letter, diploma], "nothing holds the third");
    // The same file, about two pieces; the other is left out.
    put_with(&store, "pia", "apply cpcs", ("{}", &[("files_0", letter), ("files_1", letter)]), now() + hours(1));
    put_with(&store, "pia", "apply cpmsm", ("{}", &[("files_0", letter)]), now() + hours(2));
    assert_eq!(swept(&store, &all, now() + hours(2)), [letter]);
    store.write(|tx| drafts::discard(tx, "pia", "apply cpcs")).unwrap();
    assert_eq!(swept(&store, &all, now() + hours(25)), [letter], "the other draft holds it");
    assert_eq!(swept(&store, &all, now() + hours(26)), [""; 0], "that one has ended, too");
    assert_eq!(of(&store, "pia", now()), []);
    // What was sent is an entry's, and stays.
    let sent = uploaded(&store, "pia", "sent", now());
    put_with(&store, "pia", "apply cpcs", ("{}", &[("files_0", &sent)]), now());
    let sha256 = store.read(|tx| files::by_id(tx, &sent)).unwrap().unwrap().sha256;
    let file = serde_json::json!([{ "file": sent, "name": "sent", "sha256": sha256 }]);
    let applied = serde_json::json!({ "id": "pia-2", "person": "pia", "kind": "application_submitted",
        "at": "2025-03-01", "programme": "cpcs", "evidence": [], "files": file });
    add(&store, "pia", 0, &[registered("pia", 1, "Pia Olsen"), applied.to_string()]).unwrap();
    store.write(|tx| drafts::discard(tx, "pia", "apply cpcs")).unwrap();
    assert_eq!(swept(&store, &[&sent], now() + hours(99)), [sent.as_str()]);
}

fn files_of_a_draft_are_in_a_backup(ground: &Ground) {
    let store = ground.open();
    let letter = uploaded(&store, "pia", "letter", now());
    put_with(&store, "pia", "apply cpcs", ("{}", &[("files_0", &letter)]), now());
    let mut copy = Vec::new();
    backup::backup(&store, &mut copy).unwrap();
    let another = ground.another();
    let restored = another.open();
    let read = move || Ok(Box::new(std::io::Cursor::new(copy.clone())) as Box<dyn std::io::BufRead>);
    backup::restore(&restored, read).unwrap();
    let files = restored.read(|tx| drafts::of(tx, "pia", now())).unwrap().remove(0).files;
    assert_eq!(files, said(&[("files_0", &letter)]));
    assert_eq!(swept(&restored, &[&letter], now() + hours(1)), [letter.as_str()]);
}

fn what_a_merged_person_began_is_the_survivors_unless_they_began_it_too(ground: &Ground) {
    let store = ground.open();
    add(&store, "p", 0, &[registered("p", 1, "Pia Olsen")]).unwrap();
    add(&store, "q", 0, &[registered("q", 1, "Pia Borg")]).unwrap();
    let letter = uploaded(&store, "q", "letter", now());
    put(&store, "p", "apply cpcs", "survivor's", now());
    put(&store, "q", "apply cpcs", "merged one's", now() + hours(1));
    put_with(&store, "q", "apply cpmsm", ("merged one's", &[("files_0", &letter)]), now() + hours(2));
    let merge = r#"{"id":"m","person":"p","kind":"person_merged","at":"2025-02-03","merged":"q"}"#;
    add(&store, "p", 2, &[merge.to_owned()]).unwrap();
    let later = now() + hours(3);
    let both = said(&[("apply cpmsm", "merged one's"), ("apply cpcs", "survivor's")]);
    assert_eq!(of(&store, "p", later), both);
    let found = store.read(|tx| drafts::one(tx, "p", "apply cpmsm", later)).unwrap().unwrap();
    assert_eq!(found.files, said(&[("files_0", &letter)]));
    // Going on with it makes it the survivor's own.
    put_with(&store, "p", "apply cpmsm", ("gone on", &[("files_0", &letter)]), later);
    assert_eq!(of(&store, "p", later)[0].1, "gone on");
    // Once it was sent, none of the two is left to come up again.
    store.write(|tx| drafts::discard(tx, "p", "apply cpcs")).unwrap();
    assert_eq!(of(&store, "p", later), said(&[("apply cpmsm", "gone on")]));
    // Two people after all: each has what they began.
    let apart = r#"{"id":"a","person":"p","kind":"corrected","at":"2025-02-04","event":"m","retracted":true}"#;
    add(&store, "p", 3, &[apart.to_owned()]).unwrap();
    assert_eq!(of(&store, "q", later), said(&[("apply cpmsm", "merged one's")]));
    assert_eq!(of(&store, "p", later), said(&[("apply cpmsm", "gone on")]));
}
