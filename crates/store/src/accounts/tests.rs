//! Run on SQLite in a folder of its own; with `ASSAY_TEST_DATABASE`, a URL, on that PostgreSQL database instead.

use std::path::PathBuf;

use jiff::{SignedDuration, Timestamp};
use uuid::Uuid;

use super::*;
use crate::engine::{Place, Store};

/// A store, and the folder to be removed after it.
struct Opened(Store, PathBuf);

impl Drop for Opened {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.1);
    }
}

fn opened() -> Opened {
    let folder = std::env::temp_dir().join(format!("assay-accounts-{}", Uuid::now_v7()));
    let place = match std::env::var("ASSAY_TEST_DATABASE") {
        Ok(url) => Place::Url(url),
        Err(_) => Place::File(folder.join("assay.sqlite")),
    };
    Opened(Store::open(place).unwrap(), folder)
}

/// An e-mail address that no other test has.
fn somebody() -> String {
    format!("{}@example.org", Uuid::now_v7())
}

fn noon() -> Timestamp {
    "2026-03-01T12:00:00Z".parse().unwrap()
}

fn after(minutes: i64) -> Timestamp {
    noon() + SignedDuration::from_mins(minutes)
}

fn new(email: &str) -> New {
    New {
        email: email.to_owned(),
        password: Hidden::new("$argon2id$…"),
        person: Some("maya".to_owned()),
        name: "Maya Stone".to_owned(),
        verified_at: None,
    }
}

impl Opened {
    fn add(&self, email: &str) -> String {
        let new = new(email);
        self.0.write(move |tx| add(tx, &new, noon())).unwrap()
    }

    fn begin(&self, account: &str, hash: &str, ends_at: Timestamp) {
        let begin = Begin {
            token_hash: hash.to_owned(),
            account: account.to_owned(),
            csrf: Hidden::new("csrf"),
            code_given: false,
            ends_at,
            agent: "Firefox".to_owned(),
        };
        self.0.write(move |tx| begin_session(tx, &begin, noon())).unwrap();
    }

    fn found(&self, hash: &str, now: Timestamp) -> Option<Found> {
        self.0.read(|tx| session_by_hash(tx, hash, now)).unwrap()
    }

    fn fails(&self, what: &str, now: Timestamp) -> Option<Timestamp> {
        let what = what.to_owned();
        self.0.write(move |tx| note_failure(tx, &what, now, &TEN)).unwrap().until()
    }
}

const TEN: Lockout = Lockout {
    failures: 10,
    within: SignedDuration::from_mins(15),
    first: SignedDuration::from_mins(1),
    longest: SignedDuration::from_mins(60),
    forgotten_after: SignedDuration::from_hours(24),
};

#[test]
fn an_account_is_found_by_its_address_however_that_is_written_and_made_once() {
    let store = opened();
    let email = somebody();
    let id = store.add(&format!("  {} ", email.to_uppercase()));
    let found = store.0.read(|tx| by_email(tx, &email.to_uppercase())).unwrap().unwrap();
    assert_eq!((&found.id, &found.email, found.person.as_deref()), (&id, &email, Some("maya")));
    assert_eq!((found.created_at, found.verified_at, found.disabled), (noon(), None, false));
    assert_eq!(store.0.read(|tx| by_id(tx, &id)).unwrap().unwrap(), found);
    let again = new(&email);
    let again = store.0.write(move |tx| add(tx, &again, noon()));
    assert!(matches!(again, Err(Failure::Taken(_))), "{again:?}");
    assert_eq!(store.0.read(|tx| by_email(tx, "nobody@example.org")).unwrap(), None);
}

#[test]
fn what_is_hidden_is_not_printed() {
    let account = Account {
        id: "1".to_owned(),
        email: String::new(),
        password: Hidden::new("geheim"),
        person: None,
        name: String::new(),
        verified_at: None,
        totp_secret: Some(Hidden::new("geheim")),
        totp_proposed: Some(Hidden::new("geheim")),
        disabled: false,
        created_at: noon(),
    };
    assert!(!format!("{account:?}").contains("geheim"));
    let differs = ["gehein", "geheim!", "gehei", ""].map(|other| account.password == other.to_owned());
    assert!(account.password == "geheim".to_owned() && differs == [false; 4]);
}

#[test]
fn roles_are_given_once_and_taken() {
    let store = opened();
    let id = store.add(&somebody());
    let given = |role: &'static str, by: &'static str| {
        let id = id.clone();
        store.0.write(move |tx| give_role(tx, &id, role, by, noon()))
    };
    given("reviewer", "the first").unwrap();
    given("reviewer", "the second").unwrap();
    given("certificant", "the first").unwrap();
    let held = store.0.read(|tx| roles(tx, &id)).unwrap();
    let words: Vec<(&str, &str)> = held.iter().map(|h| (&*h.role, &*h.given_by)).collect();
    assert_eq!(words, [("certificant", "the first"), ("reviewer", "the first")]);
    let (one, two) = (id.clone(), id.clone());
    assert!(store.0.write(move |tx| take_role(tx, &one, "reviewer")).unwrap());
    assert!(!store.0.write(move |tx| take_role(tx, &two, "reviewer")).unwrap());
    assert!(matches!(store.0.write(|tx| give_role(tx, "nobody", "reviewer", "x", noon())), Err(Failure::Missing(_))));
}

#[test]
fn a_session_lasts_until_it_ends_or_its_account_is_shut() {
    let store = opened();
    let id = store.add(&somebody());
    let (hash, other) = (format!("a{id}"), format!("b{id}"));
    store.begin(&id, &hash, after(60));
    store.begin(&id, &other, after(90));
    let given = id.clone();
    store.0.write(move |tx| give_role(tx, &given, "registrar", "x", noon())).unwrap();
    let found = store.found(&hash, after(59)).unwrap();
    assert_eq!((&found.account.id, found.roles.as_slice()), (&id, ["registrar".to_owned()].as_slice()));
    assert_eq!((found.session.seen_at, found.session.ends_at), (noon(), after(60)));
    assert_eq!(store.found(&hash, after(60)), None, "ended to the microsecond");
    assert_eq!(store.found("no such token", noon()), None);
    assert_eq!(store.0.read(|tx| sessions_of(tx, &id, after(70))).unwrap().len(), 1);

    let shut = |disabled: bool| {
        let id = id.clone();
        store.0.write(move |tx| set_disabled(tx, &id, disabled)).unwrap();
    };
    shut(true);
    assert_eq!(store.found(&hash, noon()), None);
    shut(false);
    assert!(store.found(&hash, noon()).is_some());

    let (mine, theirs) = (hash.clone(), hash.clone());
    assert!(!store.0.write(move |tx| end_session(tx, &theirs, Some("somebody else"))).unwrap());
    let account = id.clone();
    assert!(store.0.write(move |tx| end_session(tx, &mine, Some(&account))).unwrap());
    assert_eq!(store.found(&hash, noon()), None);
    store.begin(&id, &hash, after(60));
    let (account, kept) = (id.clone(), other.clone());
    assert_eq!(store.0.write(move |tx| end_all(tx, &account, Some(&kept))).unwrap(), 1);
    assert_eq!((store.found(&hash, noon()), store.found(&other, noon()).is_some()), (None, true));
}

#[test]
fn a_session_is_written_to_once_in_five_minutes() {
    let store = opened();
    let id = store.add(&somebody());
    let hash = format!("t{id}");
    store.begin(&id, &hash, after(600));
    let touched = |minutes: i64| {
        let hash = hash.clone();
        store.0.write(move |tx| touch(tx, &hash, after(minutes))).unwrap()
    };
    assert_eq!([touched(4), touched(5), touched(6), touched(7), touched(12)], [false, false, true, false, true]);
    assert_eq!(store.found(&hash, noon()).unwrap().session.seen_at, after(12));
}

#[test]
fn a_code_is_given_in_ones_own_session_which_lasts_no_longer_for_it() {
    let store = opened();
    let id = store.add(&somebody());
    let hash = format!("c{id}");
    store.begin(&id, &hash, after(600));
    let given = |account: &str, ends: i64| {
        let (here, account) = (hash.clone(), account.to_owned());
        store.0.write(move |tx| code_given(tx, &here, &account, after(ends))).unwrap();
        let session = store.found(&hash, noon()).unwrap().session;
        (session.code_given, session.ends_at)
    };
    assert_eq!(given("somebody else", 60), (false, after(600)));
    assert_eq!(given(&id, 480), (true, after(480)));
    assert_eq!(given(&id, 500), (true, after(480)));
}

#[test]
fn ten_failures_lock_and_each_lock_is_twice_as_long_up_to_an_hour() {
    let store = opened();
    let what = format!("account:{}", somebody());
    let mut now = noon();
    let mut minutes = Vec::new();
    for _ in 0..9 {
        for _ in 0..9 {
            assert_eq!(store.fails(&what, now), None);
        }
        let until = store.fails(&what, now).unwrap();
        minutes.push((until - now).get_seconds() / 60);
        let inside = until - SignedDuration::from_micros(1);
        assert_eq!(store.fails(&what, inside), Some(until), "a failure inside a lock makes it no longer");
        assert_eq!(store.0.read(|tx| locked_until(tx, &what, inside)).unwrap(), Some(until));
        assert_eq!(store.0.read(|tx| locked_until(tx, &what, until)).unwrap(), None, "never for ever");
        now = until;
    }
    assert_eq!(minutes, [1, 2, 4, 8, 16, 32, 60, 60, 60]);

    let day_later = now + SignedDuration::from_hours(24);
    for _ in 0..9 {
        assert_eq!(store.fails(&what, day_later), None);
    }
    assert_eq!(
        store.fails(&what, day_later),
        Some(day_later + SignedDuration::from_mins(1)),
        "earlier locks forgotten"
    );
}

#[test]
fn failures_further_apart_do_not_lock_and_coming_in_clears_them() {
    let store = opened();
    let what = format!("account:{}", somebody());
    for minute in 0..40 {
        assert_eq!(store.fails(&what, after(minute * 2)), None, "eight in any window at most");
    }
    let cleared = what.clone();
    store.0.write(move |tx| clear_failures(tx, &cleared)).unwrap();
    for _ in 0..9 {
        assert_eq!(store.fails(&what, after(80)), None);
    }
    assert!(store.fails(&what, after(80)).is_some());
}

#[test]
fn an_emailed_token_is_taken_once_for_its_purpose_before_it_ends() {
    let store = opened();
    let id = store.add(&somebody());
    let put = |hash: &str, purpose: Purpose| {
        let (hash, id) = (hash.to_owned(), id.clone());
        store.0.write(move |tx| put_email_token(tx, &hash, &id, purpose, after(30))).unwrap();
    };
    let take = |hash: &str, purpose: Purpose, now: Timestamp| {
        let hash = hash.to_owned();
        store.0.write(move |tx| take_email_token(tx, &hash, purpose, now)).unwrap()
    };
    let (first, second) = (format!("1{id}"), format!("2{id}"));
    put(&first, Purpose::Reset);
    assert_eq!(take(&first, Purpose::Verify, noon()), None);
    assert_eq!(take(&first, Purpose::Reset, after(30)), None);
    put(&second, Purpose::Reset);
    assert_eq!(take(&first, Purpose::Reset, noon()), None, "a later one replaced it");
    assert_eq!(take(&second, Purpose::Reset, noon()).as_ref(), Some(&id));
    assert_eq!(take(&second, Purpose::Reset, noon()), None);
}

#[test]
fn a_step_is_used_once_and_never_after_a_later_one() {
    let store = opened();
    let id = store.add(&somebody());
    let used = |step: i64| {
        let id = id.clone();
        store.0.write(move |tx| use_totp_step(tx, &id, step)).unwrap()
    };
    assert_eq!([used(7), used(7), used(6), used(8)], [true, false, false, true]);
}

#[test]
fn a_secret_is_in_use_once_a_code_was_given_for_it() {
    let store = opened();
    let id = store.add(&somebody());
    let propose = |secret: &str| {
        let (id, secret) = (id.clone(), Hidden::new(secret));
        store.0.write(move |tx| propose_totp(tx, &id, &secret)).unwrap();
    };
    let accept = |secret: &str, step: i64| {
        let (id, secret) = (id.clone(), Hidden::new(secret));
        store.0.write(move |tx| accept_totp(tx, &id, &secret, step))
    };
    let in_use = || store.0.read(|tx| by_id(tx, &id)).unwrap().unwrap().totp_secret;
    propose("ONE");
    assert_eq!(in_use(), None);
    accept("ONE", 5).unwrap();
    propose("TWO");
    assert_eq!(in_use(), Some(Hidden::new("ONE")));
    assert!(accept("ONE", 6).is_err(), "another was proposed meanwhile");
    accept("TWO", 6).unwrap();
    assert_eq!(in_use(), Some(Hidden::new("TWO")));
    assert!(accept("TWO", 7).is_err());
}

#[test]
fn what_ended_is_swept_away() {
    // Long before what other tests keep, which may be in the same database.
    let then = |minutes: i64| after(minutes) - SignedDuration::from_hours(24 * 365 * 6);
    let store = opened();
    let id = store.add(&somebody());
    let (hash, what) = (format!("s{id}"), format!("account:{id}"));
    store.begin(&id, &hash, then(60));
    for _ in 0..10 {
        store.fails(&what, then(0));
    }
    let swept = |now: Timestamp, days: i64| store.0.write(move |tx| sweep(tx, now, days)).unwrap();
    swept(then(59), 2);
    assert!(store.found(&hash, then(0)).is_some());
    assert!(swept(then(60), 2) >= 1);
    assert_eq!(store.found(&hash, then(0)), None);
    swept(then(0), -1);
    assert_eq!(store.0.read(|tx| locked_until(tx, &what, then(0))).unwrap(), Some(then(1)), "a lock stays");
    assert!(swept(then(60 * 48 + 1), 2) >= 1, "the attempts");
    assert_eq!(store.0.read(|tx| locked_until(tx, &what, then(0))).unwrap(), None);
}
