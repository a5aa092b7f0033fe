//! Signing in, as a whole, on SQLite in a folder of its own.

use std::path::PathBuf;

use jiff::{SignedDuration, Timestamp};
use store::accounts::{self, Account, Hidden, New};
use store::{Failure, Store};

use super::*;

mod keeping;
mod recovery;

const PASSWORD: &str = "rain harp owl";
const MAYA: &str = "maya@example.org";

/// A store, and the folder to be removed after it.
struct House(Store, PathBuf, SignInRules);

impl Drop for House {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.1);
    }
}

fn noon() -> Timestamp {
    "2026-03-01T12:00:00Z".parse().unwrap()
}

fn after(minutes: i64) -> Timestamp {
    noon() + SignedDuration::from_mins(minutes)
}

fn house() -> House {
    let folder = std::env::temp_dir().join(format!("assay-account-{}", session::token().unwrap().as_str()));
    House(Store::in_folder(&folder).unwrap(), folder, SignInRules { cost: Cost::CHEAP, demo: false })
}

impl House {
    fn add(&self, email: &str, roles: &[Role]) -> String {
        let vouched =
            Vouched { email, name: "Maya Stone", person: Some("maya"), password: PASSWORD, roles, by: "command line" };
        add(&self.0, vouched, noon(), Cost::CHEAP).unwrap()
    }

    fn tries(&self, email: &str, password: &str, code: Option<&str>, now: Timestamp) -> Result<SignedIn, Refused> {
        self.tries_from("192.0.2.7", email, password, code, now)
    }

    fn tries_from(
        &self,
        address: &str,
        email: &str,
        password: &str,
        code: Option<&str>,
        now: Timestamp,
    ) -> Result<SignedIn, Refused> {
        sign_in(&self.0, SignIn { email, password, code, agent: "Firefox\n", address }, now, &self.2)
    }

    fn seen(&self, token: &str, now: Timestamp) -> Option<Viewer> {
        viewer(&self.0, token, now).unwrap()
    }

    fn account(&self, id: &str) -> Account {
        self.0.read(|tx| accounts::by_id(tx, id)).unwrap().unwrap()
    }
}

/// The code of a secret at a moment, as an app shows it.
fn code_at(secret: &Hidden, now: Timestamp) -> String {
    let secret = totp_rs::Secret::try_from_base32(secret.as_str()).unwrap();
    let app = totp_rs::Builder::new().with_secret(secret).build().unwrap();
    app.generate(u64::try_from(now.as_second()).unwrap()).to_string()
}

#[test]
fn whoever_knows_the_password_comes_in_and_is_seen_until_they_sign_out() {
    let house = house();
    let id = house.add(MAYA, &[Role::Certificant]);
    let signed_in = house.tries(" Maya@Example.ORG ", PASSWORD, None, noon()).unwrap();
    assert_eq!((signed_in.roles.as_slice(), signed_in.code_missing), ([Role::Certificant].as_slice(), false));
    let seen = house.seen(&signed_in.token, after(1)).unwrap();
    assert_eq!(
        (&seen.account, seen.person.as_deref(), &*seen.name, &*seen.email),
        (&id, Some("maya"), "Maya Stone", MAYA)
    );
    assert!(seen.may(Right::SeeOwn) && !seen.may(Right::SeePeople) && !seen.is_staff());
    assert_eq!(seen.csrf, signed_in.csrf);
    assert_eq!(seen.session, session::token_hash(&signed_in.token));
    assert_eq!(house.seen(&seen.session, after(1)), None, "nobody comes in by the session's id");
    assert_eq!(house.seen("", noon()), None);
    sign_out(&house.0, &signed_in.token).unwrap();
    assert_eq!(house.seen(&signed_in.token, after(1)), None);
}

#[test]
fn a_token_is_256_random_bits_and_only_its_hash_is_kept() {
    let house = house();
    let id = house.add(MAYA, &[]);
    let (one, two) =
        (house.tries(MAYA, PASSWORD, None, noon()).unwrap(), house.tries(MAYA, PASSWORD, None, noon()).unwrap());
    assert_eq!((one.token.len(), one.csrf.len()), (43, 43));
    assert!(one.token != two.token && one.csrf != two.csrf && one.token != one.csrf);
    assert!(one.token.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_'));
    let ids: Vec<String> = list(&house.0, &id, noon()).unwrap().into_iter().map(|open| open.id).collect();
    assert!(ids.contains(&session::token_hash(&one.token)) && ids.len() == 2);
    // The SHA-256 of "abc", FIPS 180-2.
    assert_eq!(session::token_hash("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    let kept = std::fs::read(house.1.join("assay.sqlite-wal")).unwrap();
    let holds = |text: &str| kept.windows(text.len()).any(|w| w == text.as_bytes());
    assert!(holds(&ids[0]), "the hash is there");
    assert!(!holds(&one.token) && !holds(PASSWORD), "neither token nor password is");
}

#[test]
fn nothing_secret_is_printed() {
    let house = house();
    house.add(MAYA, &[]);
    let request = SignIn { email: MAYA, password: PASSWORD, code: Some("123456"), agent: "", address: "" };
    let signed_in = house.tries(MAYA, PASSWORD, None, noon()).unwrap();
    let seen = house.seen(&signed_in.token, noon()).unwrap();
    let printed = format!("{request:?} {signed_in:?} {seen:?}");
    for secret in [PASSWORD, "123456", &signed_in.token, &signed_in.csrf] {
        assert!(!printed.contains(secret), "{printed}");
    }
}

#[test]
fn a_refusal_does_not_tell_whether_there_is_an_account() {
    let house = house();
    house.add(MAYA, &[Role::Registrar]);
    let shut = house.add("shut@example.org", &[]);
    house.0.write(move |tx| accounts::set_disabled(tx, &shut, true)).unwrap();
    let mut answers = Vec::new();
    for (n, email) in [MAYA, "nobody@example.org", "shut@example.org"].into_iter().enumerate() {
        let from = format!("192.0.2.{n}");
        let answer = |password: &str| house.tries_from(&from, email, password, None, noon()).unwrap_err();
        let mut said: Vec<Refused> = (0..12).map(|_| answer("wrong wrong wrong")).collect();
        said.push(answer(PASSWORD));
        answers.push(said);
    }
    assert_eq!(answers[0], answers[1]);
    assert_eq!(answers[0], answers[2]);
    assert_eq!(answers[0][0], Refused::Wrong);
    assert_eq!(answers[0][9], Refused::Locked { until: after(1) });
    assert_eq!(house.tries("shut@example.org", PASSWORD, None, after(1)), Err(Refused::Wrong), "even then");
    assert_eq!(house.tries("no address", PASSWORD, None, noon()), Err(Refused::Wrong));
    assert_eq!(house.tries("\0@example.org", PASSWORD, None, noon()), Err(Refused::Wrong));
}

#[test]
fn ten_failures_lock_an_account_and_coming_in_clears_them() {
    let house = house();
    house.add(MAYA, &[]);
    for _ in 0..9 {
        assert_eq!(house.tries(MAYA, "wrong wrong wrong", None, noon()), Err(Refused::Wrong));
    }
    let signed_in = house.tries(MAYA, PASSWORD, None, noon()).unwrap();
    for _ in 0..9 {
        assert_eq!(house.tries(MAYA, "wrong wrong wrong", None, noon()), Err(Refused::Wrong), "counted from nothing");
    }
    let locked = Err(Refused::Locked { until: after(1) });
    assert_eq!(house.tries(MAYA, "wrong wrong wrong", None, noon()), locked);
    assert_eq!(house.tries(MAYA, PASSWORD, None, noon()), locked, "the right one too");
    assert_eq!(house.tries_from("198.51.100.1", MAYA, PASSWORD, None, noon()), locked, "from anywhere");
    assert!(house.seen(&signed_in.token, noon()).is_some(), "whoever is in stays in");
    assert!(house.tries(MAYA, PASSWORD, None, after(1)).is_ok());
}

#[test]
fn attempts_side_by_side_count_before_they_are_judged() {
    let house = house();
    house.add(MAYA, &[]);
    let judged: usize = std::thread::scope(|scope| {
        let tries: Vec<_> = (0..40)
            .map(|n| {
                let house = &house;
                // A house where a guess takes a while, and addresses that do not lock.
                let rules = SignInRules { cost: Cost { memory: 1024, passes: 2, lanes: 1 }, demo: false };
                scope.spawn(move || {
                    let address = format!("192.0.2.{n}");
                    let request =
                        SignIn { email: MAYA, password: "wrong wrong wrong", code: None, agent: "", address: &address };
                    sign_in(&house.0, request, noon(), &rules)
                })
            })
            .collect();
        let answers: Vec<_> = tries.into_iter().map(|t| t.join().unwrap()).collect();
        answers.iter().filter(|a| matches!(a, Err(Refused::Wrong))).count()
    });
    assert_eq!(judged, 9, "the tenth locks, and none after it is looked at");
}

#[test]
fn fifty_failures_lock_an_address_however_many_accounts_they_are_for() {
    let house = house();
    house.add(MAYA, &[]);
    let fails = |n: usize, address: &str| {
        house.tries_from(address, &format!("{n}@example.org"), "wrong wrong wrong", None, noon()).unwrap_err()
    };
    for n in 0..49 {
        assert_eq!(fails(n, &format!("2001:db8::{n:x}")), Refused::Wrong, "one network of IPv6");
    }
    assert!(house.tries_from("2001:db8::1", MAYA, PASSWORD, None, noon()).is_ok(), "no failure: not counted");
    let locked = Refused::Locked { until: after(1) };
    assert_eq!(fails(49, "2001:db8::ffff"), locked);
    assert_eq!(house.tries_from("2001:db8::1", MAYA, PASSWORD, None, noon()), Err(locked));
    assert!(house.tries_from("2001:db8:0:1::1", MAYA, PASSWORD, None, noon()).is_ok());
    assert!(house.tries_from("2001:db8::1", MAYA, PASSWORD, None, after(1)).is_ok());
}

#[test]
fn staff_without_codes_come_in_without_their_roles_until_they_set_them_up() {
    let house = house();
    let id = house.add(MAYA, &[Role::Certificant, Role::Registrar]);
    let bare = house.tries(MAYA, PASSWORD, None, noon()).unwrap();
    let other = house.tries(MAYA, PASSWORD, None, noon()).unwrap();
    assert_eq!((bare.roles.as_slice(), bare.code_missing), ([Role::Certificant].as_slice(), true));
    let seen = house.seen(&bare.token, noon()).unwrap();
    assert!(seen.code_missing && !seen.may(Right::SeePeople) && seen.may(Right::SeeOwn));

    let enrolment = enrol(&house.0, &id, PASSWORD, noon(), Cost::CHEAP).unwrap();
    assert_eq!(enrolment.secret.len(), 32, "160 bits");
    assert!(enrolment.url.starts_with("otpauth://totp/Assay:maya%40example.org?secret="));
    assert_eq!(
        confirm(&house.0, &id, &seen.session, "000000", noon()),
        Ok(code_at(&enrolment.secret, noon()) == "000000")
    );
    assert!(house.tries(MAYA, PASSWORD, None, noon()).is_ok(), "not asked for before one was given");
    let code = code_at(&enrolment.secret, noon());
    assert_eq!(confirm(&house.0, &id, &seen.session, &code, noon()), Ok(true));
    let seen = house.seen(&bare.token, noon()).unwrap();
    assert!(!seen.code_missing && seen.may(Right::SeePeople));
    assert_eq!(house.seen(&other.token, noon()), None, "the other sessions ended");
    assert_eq!(house.seen(&bare.token, after(59)).map(|v| v.is_staff()), Some(true));
    assert_eq!(house.seen(&bare.token, after(8 * 60)), None, "and this one lasts no longer than staff's do");
}

#[test]
fn a_code_is_asked_for_taken_once_and_refused_when_wrong() {
    let house = house();
    let id = house.add(MAYA, &[Role::Reviewer]);
    let first = house.tries(MAYA, PASSWORD, None, noon()).unwrap();
    let secret = enrol(&house.0, &id, PASSWORD, noon(), Cost::CHEAP).unwrap().secret;
    let session = session::token_hash(&first.token);
    assert_eq!(confirm(&house.0, &id, &session, &code_at(&secret, noon()), noon()), Ok(true));

    let tries = |code: Option<&str>, now: Timestamp| house.tries(MAYA, PASSWORD, code, now);
    assert_eq!(tries(None, noon()), Err(Refused::NeedsCode));
    assert_eq!(
        house.tries(MAYA, "wrong wrong wrong", None, noon()),
        Err(Refused::Wrong),
        "not told without the password"
    );
    assert_eq!(tries(Some(&code_at(&secret, noon())), noon()), Err(Refused::WrongCode), "used when it was set up");
    let code = code_at(&secret, after(1));
    assert_eq!(tries(Some(&code), after(1)).unwrap().roles, [Role::Reviewer]);
    assert_eq!(tries(Some(&code), after(1)), Err(Refused::WrongCode), "used already");
    assert_eq!(tries(Some("12345"), after(1)), Err(Refused::WrongCode));
    // Only wrong ones, so that no guess is right by chance.
    let right: Vec<String> = (-1..=1).map(|n| code_at(&secret, after(9) + SignedDuration::from_secs(30 * n))).collect();
    let wrong = (0..).map(|n| format!("{n:06}")).find(|n| !right.contains(n)).unwrap();
    let answers: Vec<Refused> = (0..10).map(|_| tries(Some(&wrong), after(9)).unwrap_err()).collect();
    assert!(matches!(answers[9], Refused::Locked { .. }), "guessing codes locks: {answers:?}");
}

#[test]
fn one_code_given_twice_at_once_lets_one_in() {
    let house = house();
    let id = house.add(MAYA, &[Role::Reviewer]);
    let secret = enrol(&house.0, &id, PASSWORD, noon(), Cost::CHEAP).unwrap().secret;
    assert_eq!(confirm(&house.0, &id, "", &code_at(&secret, noon()), noon()), Ok(true));
    let code = code_at(&secret, after(1));
    let came_in: usize = std::thread::scope(|scope| {
        let tries: Vec<_> =
            (0..8).map(|_| scope.spawn(|| house.tries(MAYA, PASSWORD, Some(&code), after(1)))).collect();
        tries.into_iter().map(|t| usize::from(t.join().unwrap().is_ok())).sum()
    });
    assert_eq!(came_in, 1);
}

#[test]
fn in_a_demonstration_no_code_is_asked_for() {
    let mut house = house();
    house.2.demo = true;
    house.add(MAYA, &[Role::Auditor]);
    let signed_in = house.tries(MAYA, PASSWORD, None, noon()).unwrap();
    assert_eq!((signed_in.roles.as_slice(), signed_in.code_missing), ([Role::Auditor].as_slice(), false));
    assert!(house.seen(&signed_in.token, noon()).unwrap().may(Right::SeeAuditTrail));
}

#[test]
fn sessions_end_when_idle_and_after_their_time() {
    let mut house = house();
    house.2.demo = true;
    house.add(MAYA, &[Role::Certificant]);
    house.add("staff@example.org", &[Role::Registrar]);
    let token = |email: &str| house.tries(email, PASSWORD, None, noon()).unwrap().token;
    let (idle, used) = (token(MAYA), token(MAYA));
    assert!(house.seen(&idle, after(12 * 60 - 1)).is_some(), "seen once more, which keeps it up");
    assert!(house.seen(&idle, after(24 * 60 - 2)).is_some());
    assert_eq!(house.seen(&used, after(12 * 60)), None);
    let mut last = 0;
    let kept = token(MAYA);
    while house.seen(&kept, after(last)).is_some() {
        last += 11 * 60;
    }
    assert!((30 * 24 * 60..30 * 24 * 60 + 11 * 60).contains(&last), "thirty days at most: {last}");

    let staff = token("staff@example.org");
    let minutes: Vec<i64> = (0..=480).step_by(30).take_while(|m| house.seen(&staff, after(*m)).is_some()).collect();
    assert_eq!(minutes.last(), Some(&450), "eight hours at most");
    assert_eq!(house.seen(&token("staff@example.org"), after(60)), None, "an hour idle");
}

#[test]
fn a_role_given_or_taken_counts_from_the_next_look_on() {
    let mut house = house();
    house.2.demo = true;
    let id = house.add(MAYA, &[]);
    let token = house.tries(MAYA, PASSWORD, None, noon()).unwrap().token;
    give_role(&house.0, &id, Role::Registrar, "boss", noon()).unwrap();
    assert!(house.seen(&token, noon()).unwrap().may(Right::SeePeople));
    take_role(&house.0, &id, Role::Registrar, "boss", noon()).unwrap();
    assert!(!house.seen(&token, noon()).unwrap().may(Right::SeePeople));
    give_role(&house.0, &id, Role::Registrar, "boss", noon()).unwrap();
    assert_eq!(house.seen(&token, after(8 * 60)), None, "as staff from then on");
}

#[test]
fn roles_that_do_not_go_together_are_not_given() {
    let house = house();
    let id = house.add(MAYA, &[Role::Certificant, Role::Registrar]);
    let refused = give_role(&house.0, &id, Role::ItemWriter, "boss", noon()).unwrap_err();
    assert!(matches!(refused, NotKept::Together(Together { held: Role::Registrar, role: Role::ItemWriter, .. })));
    assert!(refused.to_string().contains("must not know who the candidates are"), "{refused}");
    assert_eq!(give_role(&house.0, &id, Role::Reviewer, &id, noon()), Err(NotKept::Own));
    assert!(matches!(
        give_role(&house.0, "x", Role::Reviewer, "boss", noon()),
        Err(NotKept::Failed(Failure::Missing(_)))
    ));
    give_role(&house.0, &id, Role::Reviewer, "boss", noon()).unwrap();
    let both = Vouched {
        email: "both@example.org",
        name: "",
        person: None,
        password: PASSWORD,
        roles: &[Role::Instructor, Role::ItemReviewer],
        by: "command line",
    };
    assert!(matches!(add(&house.0, both, noon(), Cost::CHEAP), Err(NotKept::Together(_))));
    let none = house.0.read(|tx| accounts::by_email(tx, "both@example.org")).unwrap();
    assert_eq!(none, None, "nothing was kept");
}

#[test]
fn who_was_not_shown_to_own_the_address_does_not_come_in() {
    let house = house();
    let new = New {
        email: MAYA.to_owned(),
        password: password::hash(PASSWORD, Cost::CHEAP).unwrap(),
        person: None,
        name: "Maya".to_owned(),
        verified_at: None,
    };
    let id = house.0.write(move |tx| accounts::add(tx, &new, noon())).unwrap();
    assert_eq!(house.tries(MAYA, PASSWORD, None, noon()), Err(Refused::Unverified));
    assert_eq!(house.tries(MAYA, "wrong wrong wrong", None, noon()), Err(Refused::Wrong));
    house.0.write(move |tx| accounts::set_verified(tx, &id, noon())).unwrap();
    assert!(house.tries(MAYA, PASSWORD, None, noon()).is_ok());
}

#[test]
fn another_password_ends_the_other_sessions() {
    let house = house();
    let id = house.add(MAYA, &[]);
    let token = || house.tries(MAYA, PASSWORD, None, noon()).unwrap().token;
    let (here, there) = (token(), token());
    let kept = session::token_hash(&here);
    let change =
        |present: &str, new: &str| own::change_password(&house.0, (&id, &kept), (present, new), noon(), Cost::CHEAP);
    assert_eq!(change("wrong wrong wrong", "a further good one"), Err(NotKept::Password));
    let unfit = change(PASSWORD, "maya@example.org");
    assert_eq!(unfit, Err(NotKept::Unfit(Unfit::Own)));
    assert!(house.seen(&there, noon()).is_some());
    change(PASSWORD, "a further good one").unwrap();
    assert_eq!((house.seen(&here, noon()).is_some(), house.seen(&there, noon())), (true, None));
    assert_eq!(house.tries(MAYA, PASSWORD, None, noon()), Err(Refused::Wrong));
    assert!(house.tries(MAYA, "a further good one", None, noon()).is_ok());
}

#[test]
fn a_hash_of_another_cost_is_made_again_at_sign_in() {
    let mut house = house();
    let id = house.add(MAYA, &[]);
    house.2.cost = Cost { memory: 16, passes: 2, lanes: 1 };
    assert!(house.tries(MAYA, PASSWORD, None, noon()).is_ok());
    assert!(house.account(&id).password.starts_with("$argon2id$v=19$m=16,t=2,p=1$"));
    assert!(house.tries(MAYA, PASSWORD, None, noon()).is_ok());
}

#[test]
fn ones_own_sessions_are_listed_and_ended_and_nobody_elses() {
    let house = house();
    let (id, other) = (house.add(MAYA, &[]), house.add("other@example.org", &[]));
    let token = house.tries(MAYA, PASSWORD, None, noon()).unwrap().token;
    let open = list(&house.0, &id, noon()).unwrap();
    assert_eq!(open.len(), 1);
    assert_eq!((open[0].began, open[0].seen, &*open[0].agent), (noon(), noon(), "Firefox"));
    end(&house.0, &other, &open[0].id).unwrap();
    assert!(house.seen(&token, noon()).is_some());
    end(&house.0, &id, &open[0].id).unwrap();
    assert_eq!(house.seen(&token, noon()), None);
    house.tries(MAYA, PASSWORD, None, noon()).unwrap();
    assert_eq!(list(&house.0, &id, after(12 * 60)).unwrap(), [], "one that is idle is open no more");
    assert_eq!(end_all(&house.0, &id, None), Ok(1));
}

#[test]
fn every_refusal_says_so_in_a_sentence() {
    let refusals = [
        Refused::Wrong,
        Refused::NeedsCode,
        Refused::WrongCode,
        Refused::Locked { until: after(1) },
        Refused::Unverified,
        Refused::Failed(Failure::Engine("the disk is on fire".to_owned())),
    ];
    for refused in refusals {
        let said = refused.to_string();
        assert!(said.ends_with('.') && !said.contains("fire"), "{said}");
    }
    assert_eq!(
        Refused::Locked { until: after(1) }.to_string(),
        "There were too many attempts; try again at 12:01 UTC."
    );
}

#[test]
fn addresses_are_folded_and_what_is_none_is_not_taken() {
    assert_eq!(address(" Maya@Example.org "), Some(MAYA.to_owned()));
    for wrong in ["", "maya", "@example.org", "maya@", "ma ya@example.org", "maya@exam\0ple.org"] {
        assert_eq!(address(wrong), None, "{wrong}");
    }
    assert_eq!(address(&format!("{}@example.org", "m".repeat(243))), None);
}
