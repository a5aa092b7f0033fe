//! A small database of this release, made by the program itself and kept for those that come after: `store` opens it in
//! its tests (`crates/store/tests/it/kept.rs`). It is made once, at a release, and never again.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use desk::account::token_hash;
use desk::act::{self, Change};
use desk::notice::{self, Post};
use desk::{demo, shelf};
use jiff::{SignedDuration, Timestamp};
use programme::Bodies;
use serde_json::json;
use store::accounts::{self, Begin, Hidden, Lockout, Purpose, SignUp};
use store::{Failure, Store, Tx, seats};

/// What time it is in it.
const NOW: &str = "2026-11-20T15:00:00Z";

/// How many people are in it.
const PEOPLE: u64 = 12;

#[test]
#[ignore = "made once, at a release"]
fn a_database_of_this_release_is_kept() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let to = root.join(concat!("crates/store/tests/kept/", env!("CARGO_PKG_VERSION"), ".sqlite"));
    assert!(!to.exists(), "this release's database is kept already: {}", to.display());
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("keep-{}", std::process::id()));
    let _ = fs::remove_dir_all(&folder);
    let now: Timestamp = NOW.parse().unwrap();
    let bodies = Arc::new(shelf::bodies(Some(&root.join("handbooks"))).unwrap());
    let store = Store::in_folder(&folder).unwrap();
    demo::fill(&store, &bodies, PEOPLE, now).unwrap();
    // Letters of two years, the first year's sent.
    let post = Post::folder(&folder.join("mail"), "notices@demo.example").unwrap();
    for (days, sent) in [(730, false), (365, true), (0, false)] {
        let then = now - SignedDuration::from_hours(24 * days);
        notice::run::run(&store, &bodies, notice::run::today(&bodies, then), then).unwrap();
        if sent {
            post.deliver(&store, then).unwrap();
        }
    }
    store.write(move |tx| rest(tx, now)).unwrap();
    waits(&store, &bodies, now);
    // Nothing is left in the log that is written ahead once the last connection is closed.
    drop(store);
    fs::create_dir_all(to.parent().unwrap()).unwrap();
    fs::copy(folder.join("assay.sqlite"), &to).unwrap();
    fs::remove_dir_all(folder).unwrap();
}

/// An application that waits.
fn waits(store: &Store, bodies: &Arc<Bodies>, now: Timestamp) {
    let change = |kind, fields| Change {
        person: "wanda".to_owned(),
        body: "namss".to_owned(),
        seen: None,
        by: "self".to_owned(),
        kind,
        day: None,
        fields,
    };
    let registered = vec![("name", "Wanda Waits".into()), ("email", "wanda@demo.example".into())];
    act::change(store, bodies, change("person_registered", registered), now).unwrap();
    let work =
        json!([{"type": "employment", "role": "Coordinator", "field": "medical_services", "from": "2019-01-01"}]);
    let applied = vec![("programme", "cpcs".into()), ("window", "spring-2027".into()), ("evidence", work)];
    act::change(store, bodies, change("application_submitted", applied), now).unwrap();
}

/// Something in every table that has nothing yet.
fn rest(tx: &mut Tx<'_>, now: Timestamp) -> Result<(), Failure> {
    let later = now + SignedDuration::from_hours(12);
    let registrar = accounts::by_email(tx, "registrar@demo.example")?.unwrap();
    let begin = Begin {
        token_hash: token_hash("kept"),
        account: registrar.id.clone(),
        csrf: Hidden::new("kept"),
        code_given: true,
        ends_at: later,
        agent: "a browser".to_owned(),
    };
    accounts::begin_session(tx, &begin, now)?;
    accounts::put_email_token(tx, &token_hash("reset"), &registrar.id, Purpose::Reset, later)?;
    let rule = Lockout {
        failures: 5,
        within: SignedDuration::from_mins(15),
        first: SignedDuration::from_mins(1),
        longest: SignedDuration::from_hours(1),
        forgotten_after: SignedDuration::from_hours(24),
    };
    accounts::note_failure(tx, "account:registrar@demo.example", now, &rule)?;
    let sign_up = SignUp {
        email: "new@demo.example".to_owned(),
        name: "Nina New".to_owned(),
        born: Some(jiff::civil::date(1990, 2, 28)),
        password: registrar.password.clone(),
        body: "namss".to_owned(),
        place: "Tucson, AZ".to_owned(),
    };
    accounts::put_sign_up(tx, &token_hash("sign up"), &sign_up, now, later)?;
    let seating = seats::from(tx, "cpcs", now, 1)?.remove(0);
    seats::take(tx, &seating.id, "a person", "an appointment")?;
    seats::take(tx, &seating.id, "another person", "another appointment")?;
    seats::give_back(tx, "another appointment", later)?;
    Ok(())
}
