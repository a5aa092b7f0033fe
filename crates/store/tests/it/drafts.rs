//! Drafts: one a person and step, gone once sent or grown old, handed over at sign-up.

use jiff::{SignedDuration, Timestamp};
use store::Store;
use store::drafts::{self, Draft};

use crate::engines::{Ground, on_both};
use crate::people::now;

on_both!(one_a_person_and_step, what_has_grown_old_is_forgotten, a_draft_is_handed_over);

fn hours(n: i64) -> SignedDuration {
    SignedDuration::from_hours(n)
}

fn put(store: &Store, owner: &str, step: &str, answers: &str, at: Timestamp) {
    let draft = Draft { step: step.to_owned(), answers: answers.to_owned(), changed_at: at, ends_at: at + hours(24) };
    let owner = owner.to_owned();
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
