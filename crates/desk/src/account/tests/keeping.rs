//! Keeping the accounts of others: who may not do what to whom, and what is kept of it.

use store::accounts::Change;

use super::*;
use crate::account::keeping::{disable, enable, end_sessions, invite_again, reset_codes};

const URL: &str = "https://assay.example";
const BOSS: &str = "boss@example.org";

impl House {
    /// What became of an account, the oldest first, with who did it; of one moment in the order of the words.
    fn became(&self, id: &str) -> Vec<(String, String, String)> {
        let changes = self.0.read(|tx| accounts::changes_of(tx, id, 50)).unwrap();
        let mut rows: Vec<Change> = changes;
        rows.sort_by(|a, b| (a.at, &a.what, &a.detail).cmp(&(b.at, &b.what, &b.detail)));
        rows.into_iter().map(|c| (c.what, c.detail, c.by)).collect()
    }

    fn invite(&self, email: &str, roles: &[Role], by: &str) -> Result<String, NotKept> {
        invite(&self.0, Invited { email, name: "New One", roles, by }, URL, noon())
    }
}

#[test]
fn the_last_administrator_who_can_sign_in_keeps_account_and_role() {
    let house = house();
    let one = house.add(BOSS, &[Role::Administrator]);
    let asked = |id: &str| {
        [
            disable(&house.0, id, "command line", noon()),
            take_role(&house.0, id, Role::Administrator, "command line", noon()),
        ]
    };
    assert_eq!(asked(&one), [Err(NotKept::Last), Err(NotKept::Last)]);
    // One who was invited cannot sign in yet, and one who is shut cannot any more.
    let invited = house.invite("invited@example.org", &[Role::Administrator], &one).unwrap();
    assert_eq!(asked(&one), [Err(NotKept::Last), Err(NotKept::Last)]);
    disable(&house.0, &invited, &one, noon()).unwrap();
    let two = house.add("two@example.org", &[Role::Administrator]);
    disable(&house.0, &two, &one, noon()).unwrap();
    assert_eq!(asked(&one), [Err(NotKept::Last), Err(NotKept::Last)]);
    enable(&house.0, &two, &one, noon()).unwrap();
    take_role(&house.0, &one, Role::Administrator, &two, noon()).unwrap();
    assert_eq!(asked(&two), [Err(NotKept::Last), Err(NotKept::Last)]);
}

#[test]
fn of_two_administrators_who_shut_each_other_at_once_one_is_left() {
    let house = house();
    let ids = [house.add(BOSS, &[Role::Administrator]), house.add("two@example.org", &[Role::Administrator])];
    let shut: usize = std::thread::scope(|scope| {
        let tries = [(0, 1), (1, 0)].map(|(by, whom)| {
            let (house, ids) = (&house, &ids);
            scope.spawn(move || disable(&house.0, &ids[whom], &ids[by], noon()))
        });
        tries.into_iter().map(|t| usize::from(t.join().unwrap().is_ok())).sum()
    });
    assert_eq!(shut, 1);
}

#[test]
fn nobody_does_it_to_themselves() {
    let house = house();
    let boss = house.add(BOSS, &[Role::Administrator]);
    house.add("two@example.org", &[Role::Administrator]);
    let tried = [
        give_role(&house.0, &boss, Role::Provider, &boss, noon()),
        take_role(&house.0, &boss, Role::Administrator, &boss, noon()),
        disable(&house.0, &boss, &boss, noon()),
        enable(&house.0, &boss, &boss, noon()),
        end_sessions(&house.0, &boss, &boss, noon()),
        reset_codes(&house.0, &boss, &boss, noon()),
        invite_again(&house.0, &boss, &boss, URL, noon()),
    ];
    assert_eq!(tried, [const { Err(NotKept::Own) }; 7]);
}

#[test]
fn whoever_is_invited_chooses_a_password_by_the_link_within_a_week() {
    let house = house();
    let boss = house.add(BOSS, &[Role::Administrator]);
    let clash = house.invite(MAYA, &[Role::Registrar, Role::ItemWriter], &boss);
    assert!(matches!(clash, Err(NotKept::Together(_))), "{clash:?}");
    assert_eq!(house.invite("nowhere", &[Role::Registrar], &boss), Err(NotKept::Address));
    let taken = house.invite(BOSS, &[Role::Registrar], &boss);
    assert!(matches!(taken, Err(NotKept::Failed(Failure::Taken(_)))), "{taken:?}");
    let id = house.invite(MAYA, &[Role::Registrar], &boss).unwrap();
    assert_eq!(house.tries(MAYA, "", None, noon()), Err(Refused::Wrong), "no password is none");
    let secret = house.secret("invitation", noon());
    let late = house.chooses(&secret, "several rare words", after(7 * 24 * 60));
    assert_eq!(late, Err(NotKept::Link));
    invite_again(&house.0, &id, &boss, URL, noon()).unwrap();
    let newer = house.secret("invitation", noon());
    assert_eq!(house.chooses(&secret, "several rare words", noon()), Err(NotKept::Link), "the newest works");
    house.chooses(&newer, "several rare words", noon()).unwrap();
    assert!(house.tries(MAYA, "several rare words", None, noon()).unwrap().code_missing, "codes are set up next");
    let again = invite_again(&house.0, &id, &boss, URL, noon());
    assert!(matches!(again, Err(NotKept::Failed(Failure::Taken(_)))), "{again:?}");
}

#[test]
fn a_shut_account_is_out_at_once_and_its_links_open_nothing() {
    let house = house();
    let id = house.add(MAYA, &[Role::Certificant]);
    let token = house.tries(MAYA, PASSWORD, None, noon()).unwrap().token;
    crate::account::recovery::ask(&house.0, MAYA, "192.0.2.7", URL, noon()).unwrap();
    let secret = house.secret("forgotten", noon());
    disable(&house.0, &id, "boss", noon()).unwrap();
    assert_eq!(house.seen(&token, noon()), None);
    assert_eq!(house.tries(MAYA, PASSWORD, None, noon()), Err(Refused::Wrong));
    assert_eq!(house.chooses(&secret, "several rare words", noon()), Err(NotKept::Link));
    enable(&house.0, &id, "boss", noon()).unwrap();
    assert!(house.tries(MAYA, PASSWORD, None, noon()).is_ok());
    assert_eq!(house.chooses(&secret, "several rare words", noon()), Err(NotKept::Link), "nor afterwards");
}

#[test]
fn reset_codes_are_set_up_anew_before_roles_count() {
    let house = house();
    let id = house.add(MAYA, &[Role::Reviewer]);
    let token = house.tries(MAYA, PASSWORD, None, noon()).unwrap().token;
    let secret = enrol(&house.0, &id, PASSWORD, noon(), Cost::CHEAP).unwrap().secret;
    assert_eq!(confirm(&house.0, &id, &session::token_hash(&token), &code_at(&secret, noon()), noon()), Ok(true));
    assert_eq!(house.tries(MAYA, PASSWORD, None, after(1)), Err(Refused::NeedsCode));
    reset_codes(&house.0, &id, "boss", after(1)).unwrap();
    assert_eq!(house.seen(&token, after(1)), None, "signed out");
    let bare = house.tries(MAYA, PASSWORD, None, after(1)).unwrap();
    assert!(bare.code_missing && bare.roles.is_empty());
}

#[test]
fn roles_that_came_to_be_held_together_count_neither() {
    let mut house = house();
    house.2.demo = true;
    let id = house.add(MAYA, &[Role::Certificant, Role::Registrar]);
    let token = house.tries(MAYA, PASSWORD, None, noon()).unwrap().token;
    // As a restored copy of older rules might have it.
    house.0.write(move |tx| accounts::give_role(tx, &id, Role::ItemWriter.word(), "restored", noon())).unwrap();
    let seen = house.seen(&token, noon()).unwrap();
    assert_eq!((seen.roles.as_slice(), seen.code_missing), ([Role::Certificant].as_slice(), false));
    assert_eq!(house.tries(MAYA, PASSWORD, None, noon()).unwrap().roles, [Role::Certificant]);
}

#[test]
fn what_was_done_to_an_account_stands_in_the_log_with_who_did_it() {
    let house = house();
    let boss = house.add(BOSS, &[Role::Administrator]);
    let id = house.invite(MAYA, &[Role::Provider], &boss).unwrap();
    type Step = fn(&House, &str, &str, Timestamp) -> Result<(), NotKept>;
    let steps: [Step; 6] = [
        |house, id, boss, now| give_role(&house.0, id, Role::Instructor, boss, now),
        |house, id, boss, now| take_role(&house.0, id, Role::Provider, boss, now),
        |house, id, boss, now| disable(&house.0, id, boss, now),
        |house, id, boss, now| enable(&house.0, id, boss, now),
        |house, id, boss, now| end_sessions(&house.0, id, boss, now),
        |house, id, boss, now| reset_codes(&house.0, id, boss, now),
    ];
    for (minute, step) in (1..).zip(steps) {
        step(&house, &id, &boss, after(minute)).unwrap();
        // What is so already is not noted twice.
        if minute < 5 {
            step(&house, &id, &boss, after(minute)).unwrap();
        }
    }
    let expected = [
        ("invited", MAYA),
        ("made", ""),
        ("role_given", "provider"),
        ("role_given", "instructor"),
        ("role_withdrawn", "provider"),
        ("disabled", ""),
        ("enabled", ""),
        ("sessions_ended", ""),
        ("codes_reset", ""),
    ];
    let expected: Vec<(String, String, String)> =
        expected.iter().map(|(what, detail)| ((*what).to_owned(), (*detail).to_owned(), boss.clone())).collect();
    assert_eq!(house.became(&id), expected);
}

#[test]
fn from_where_somebody_signed_in_is_kept_for_ninety_days() {
    let house = house();
    let id = house.add(MAYA, &[]);
    house.tries_from("2001:db8::1", MAYA, PASSWORD, None, noon()).unwrap();
    let _ = house.tries_from("192.0.2.9", MAYA, "wrong wrong wrong", None, noon());
    let kept = |days: i64| house.0.read(|tx| accounts::sign_ins_of(tx, &id, after(days * 24 * 60), 10)).unwrap();
    let came = kept(90);
    assert_eq!(came.len(), 1, "who did not come in was not here");
    assert_eq!((&*came[0].address, &*came[0].agent), ("2001:db8::1", "Firefox"));
    assert_eq!(kept(91), []);
    house.tries(MAYA, PASSWORD, None, after(91 * 24 * 60)).unwrap();
    assert_eq!(kept(0).len(), 1, "the next sign-in forgot the one of long ago");
    assert_eq!(house.0.read(|tx| accounts::last_sign_in(tx, &id)).unwrap(), Some(after(91 * 24 * 60)));
}
