//! A forgotten password, another address, and codes: what a link opens, and what it does not.

use store::accounts::Purpose;
use store::outbox::{self, Mail};

use super::*;
use crate::account::{letter, own, recovery};

const URL: &str = "https://assay.example";
const OTHER: &str = "several rare words";

impl House {
    fn asks(&self, email: &str, now: Timestamp) -> Result<(), NotKept> {
        recovery::ask(&self.0, email, "192.0.2.7", URL, now)
    }

    /// The letters that wait, as they are sent at a moment; each once.
    fn letters(&self, now: Timestamp) -> Vec<Mail> {
        let taken = self.0.write(move |tx| outbox::take(tx, now, now, 50)).unwrap();
        let whole: Vec<Mail> = taken.iter().map(|mail| letter::complete(&self.0, mail, now).unwrap()).collect();
        for mail in taken {
            self.0.write(move |tx| outbox::sent(tx, &mail.id, now, "")).unwrap();
        }
        whole
    }

    /// The secret in the one letter of a kind that is sent at a moment.
    pub(super) fn secret(&self, kind: &str, now: Timestamp) -> String {
        let letters = self.letters(now);
        let of_kind: Vec<&Mail> = letters.iter().filter(|mail| mail.draft.kind == kind).collect();
        assert_eq!(of_kind.len(), 1, "{letters:?}");
        secret_in(&of_kind[0].draft.body)
    }

    pub(super) fn chooses(&self, token: &str, password: &str, now: Timestamp) -> Result<(), NotKept> {
        recovery::choose(&self.0, token, password, now, Cost::CHEAP)
    }
}

fn secret_in(body: &str) -> String {
    body.split("token=").nth(1).unwrap().split_whitespace().next().unwrap().to_owned()
}

#[test]
fn a_link_to_choose_a_password_works_once_and_for_an_hour_from_its_sending() {
    let house = house();
    house.add(MAYA, &[]);
    house.asks(MAYA, noon()).unwrap();
    // The mail server was away for two hours.
    let secret = house.secret("forgotten", after(120));
    assert_eq!(house.chooses(&secret, OTHER, after(180)), Err(NotKept::Link), "an hour is over");
    assert_eq!(house.chooses(&secret, "short", after(179)), Err(NotKept::Unfit(Unfit::Short)));
    let (last, all) = secret.split_at(42);
    let altered = format!("{last}{}", if all == "A" { "B" } else { "A" });
    assert_eq!(house.chooses(&altered, OTHER, after(179)), Err(NotKept::Link), "altered");
    house.chooses(&secret, OTHER, after(179)).unwrap();
    assert_eq!(house.chooses(&secret, "several other words", after(179)), Err(NotKept::Link), "used");
    assert!(house.tries(MAYA, OTHER, None, after(179)).is_ok());
    assert_eq!(house.tries(MAYA, PASSWORD, None, after(179)), Err(Refused::Wrong));
    let told: Vec<String> = house.letters(after(180)).into_iter().map(|m| m.draft.kind).collect();
    assert_eq!(told, ["password_changed"], "the owner is told");
}

#[test]
fn of_two_letters_the_link_of_the_newest_works() {
    let house = house();
    house.add(MAYA, &[]);
    house.asks(MAYA, noon()).unwrap();
    let first = house.secret("forgotten", noon());
    house.asks(MAYA, after(1)).unwrap();
    let second = house.secret("forgotten", after(1));
    assert_eq!(house.chooses(&first, OTHER, after(2)), Err(NotKept::Link));
    house.chooses(&second, OTHER, after(2)).unwrap();
}

#[test]
fn a_password_chosen_by_a_link_ends_every_session_and_leaves_the_codes() {
    let house = house();
    let id = house.add(MAYA, &[Role::Reviewer]);
    let token = house.tries(MAYA, PASSWORD, None, noon()).unwrap().token;
    let codes = enrol(&house.0, &id, PASSWORD, noon(), Cost::CHEAP).unwrap().secret;
    assert_eq!(confirm(&house.0, &id, &session::token_hash(&token), &code_at(&codes, noon()), noon()), Ok(true));
    house.asks(MAYA, noon()).unwrap();
    house.chooses(&house.secret("forgotten", noon()), OTHER, noon()).unwrap();
    assert_eq!(house.seen(&token, noon()), None);
    assert_eq!(house.tries(MAYA, OTHER, None, after(1)), Err(Refused::NeedsCode));
    assert!(house.tries(MAYA, OTHER, Some(&code_at(&codes, after(1))), after(1)).is_ok());
}

#[test]
fn the_secret_of_a_link_is_in_its_letter_and_nowhere_else() {
    let house = house();
    house.add(MAYA, &[]);
    house.asks(MAYA, noon()).unwrap();
    let secret = house.secret("forgotten", noon());
    let kept = house.0.read(|tx| outbox::list(tx, None, 10)).unwrap();
    assert!(kept[0].draft.body.contains("/choose-password?token={token}"), "{}", kept[0].draft.body);
    let files = ["assay.sqlite", "assay.sqlite-wal"].map(|file| std::fs::read(house.1.join(file)).unwrap_or_default());
    let holds = |text: &str| files.iter().any(|file| file.windows(text.len()).any(|w| w == text.as_bytes()));
    assert!(holds(&session::token_hash(&secret)) && !holds(&secret));
}

#[test]
fn the_same_is_done_for_an_address_that_nobody_has() {
    let house = house();
    house.add(MAYA, &[]);
    let shut = house.add("shut@example.org", &[]);
    house.0.write(move |tx| accounts::set_disabled(tx, &shut, true)).unwrap();
    let mut done = Vec::new();
    for email in [MAYA, "none@example.org", "shut@example.org"] {
        house.asks(email, noon()).unwrap();
        let letters = house.0.read(|tx| outbox::list(tx, None, 10)).unwrap();
        let letter = letters.into_iter().map(|m| m.draft).find(|draft| draft.to_address == email).unwrap();
        done.push((letter.kind, letter.subject, letter.body, letter.person, letter.key.len()));
    }
    assert_eq!(done[0], done[1], "what is written differs by the address alone");
    assert_eq!(done[0], done[2]);
    let mut subjects: Vec<String> = house.letters(noon()).into_iter().map(|m| m.draft.subject).collect();
    subjects.sort();
    let expected = ["Choose a new password", "There is no account with this address", "Your account is shut"];
    assert_eq!(subjects, expected, "only the letters say");
}

#[test]
fn letters_to_one_address_and_from_one_place_come_to_an_end() {
    let house = house();
    house.add(MAYA, &[]);
    for _ in 0..6 {
        house.asks(MAYA, noon()).unwrap();
    }
    assert_eq!(house.letters(noon()).len(), 3, "nobody is told that no more are sent");
    house.asks(MAYA, after(61)).unwrap();
    assert_eq!(house.letters(after(61)).len(), 1, "an hour later they are again");
    for n in 0..20 {
        let _ = recovery::ask(&house.0, &format!("{n}@example.org"), "198.51.100.1", URL, after(90));
    }
    let locked = recovery::ask(&house.0, MAYA, "198.51.100.1", URL, after(90));
    assert_eq!(locked, Err(NotKept::Locked { until: after(105) }));
}

#[test]
fn a_link_does_only_what_it_was_sent_for() {
    let house = house();
    let id = house.add(MAYA, &[]);
    own::want_address(&house.0, &id, (PASSWORD, "stone@example.org"), URL, noon(), Cost::CHEAP).unwrap();
    let confirms = house.secret("new_address", noon());
    house.asks(MAYA, noon()).unwrap();
    let resets = house.secret("forgotten", noon());
    assert_eq!(house.chooses(&confirms, OTHER, noon()), Err(NotKept::Link), "one that confirms resets nothing");
    let bodies = std::sync::Arc::new(programme::Bodies::new(Vec::new()));
    let confirm = |token: &str| own::confirm_address(&house.0, &bodies, token, noon());
    assert_eq!(confirm(&resets), Err(NotKept::Link), "one that resets confirms nothing");
    for (token, purpose) in [(&confirms, Purpose::Verify), (&resets, Purpose::Reset)] {
        let hash = session::token_hash(token);
        assert_eq!(house.0.read(|tx| accounts::owner_of(tx, &hash, purpose, noon())).unwrap(), Some(id.clone()));
    }
    house.chooses(&resets, OTHER, noon()).unwrap();
    assert_eq!(confirm(&confirms), Err(NotKept::Link), "another password ends what was asked for with the old one");
}

#[test]
fn another_address_holds_once_it_was_confirmed_and_the_old_one_is_told() {
    let house = house();
    let id = house.add(MAYA, &[]);
    let wants = |password: &str, email: &str, now: Timestamp| {
        own::want_address(&house.0, &id, (password, email), URL, now, Cost::CHEAP)
    };
    assert_eq!(wants("wrong wrong wrong", "stone@example.org", noon()), Err(NotKept::Password));
    assert_eq!(wants(PASSWORD, "nowhere", noon()), Err(NotKept::Address));
    assert_eq!(wants(PASSWORD, " MAYA@example.org ", noon()), Err(NotKept::Same));
    wants(PASSWORD, "stone@example.org", noon()).unwrap();
    let letters = house.letters(noon());
    let to: Vec<(&str, &str)> = letters.iter().map(|m| (&*m.draft.kind, &*m.draft.to_address)).collect();
    assert_eq!(to.len(), 2);
    assert!(to.contains(&("new_address", "stone@example.org")) && to.contains(&("address_wanted", MAYA)), "{to:?}");
    assert_eq!(house.account(&id).email, MAYA, "not yet");
    let secret = secret_in(&letters.iter().find(|m| m.draft.kind == "new_address").unwrap().draft.body);
    let bodies = std::sync::Arc::new(programme::Bodies::new(Vec::new()));
    let confirm = |now: Timestamp| own::confirm_address(&house.0, &bodies, &secret, now);
    assert_eq!(confirm(after(24 * 60)), Err(NotKept::Link), "a day is over");
    assert_eq!(confirm(after(24 * 60 - 1)), Ok("stone@example.org".to_owned()));
    assert_eq!(confirm(after(24 * 60 - 1)), Err(NotKept::Link), "once");
    assert!(house.tries("stone@example.org", PASSWORD, None, noon()).is_ok());
    let told = &house.letters(after(24 * 60))[0].draft;
    assert_eq!((&*told.kind, &*told.to_address), ("address_changed", MAYA));
}

#[test]
fn whether_another_account_has_an_address_is_told_to_its_owner_alone() {
    let house = house();
    let id = house.add(MAYA, &[]);
    let other = house.add("other@example.org", &[]);
    let wants = |id: &str, email: &str| own::want_address(&house.0, id, (PASSWORD, email), URL, noon(), Cost::CHEAP);
    assert_eq!(wants(&id, "other@example.org"), wants(&id, "nobody@example.org"));
    assert!(house.letters(noon()).iter().any(|m| m.draft.kind == "new_address_taken"));
    // Two want the same: whoever confirms first has it.
    wants(&id, "third@example.org").unwrap();
    let first = house.secret("new_address", noon());
    wants(&other, "third@example.org").unwrap();
    let second = house.secret("new_address", noon());
    let bodies = std::sync::Arc::new(programme::Bodies::new(Vec::new()));
    own::confirm_address(&house.0, &bodies, &first, noon()).unwrap();
    let taken = own::confirm_address(&house.0, &bodies, &second, noon());
    assert!(matches!(taken, Err(NotKept::Failed(Failure::Taken(_)))), "{taken:?}");
}

#[test]
fn whoever_guesses_a_present_password_is_locked_out_of_guessing() {
    let house = house();
    let id = house.add(MAYA, &[]);
    let tries = |password: &str| own::with_password(&house.0, &id, password, noon(), Cost::CHEAP).map(drop);
    for _ in 0..9 {
        assert_eq!(tries("wrong wrong wrong"), Err(NotKept::Password));
    }
    assert_eq!(tries("wrong wrong wrong"), Err(NotKept::Locked { until: after(1) }));
    assert_eq!(tries(PASSWORD), Err(NotKept::Locked { until: after(1) }));
    assert!(house.tries(MAYA, PASSWORD, None, noon()).is_ok(), "signing in is counted by itself");
}

#[test]
fn codes_are_set_up_replaced_and_turned_off_with_the_password_alone() {
    let house = house();
    let id = house.add(MAYA, &[]);
    let off = |password: &str| turn_off(&house.0, &id, password, noon(), Cost::CHEAP);
    assert_eq!(enrol(&house.0, &id, "wrong wrong wrong", noon(), Cost::CHEAP), Err(NotKept::Password));
    assert_eq!(house.account(&id).totp_proposed, None);
    let secret = enrol(&house.0, &id, PASSWORD, noon(), Cost::CHEAP).unwrap().secret;
    assert_eq!(confirm(&house.0, &id, "", &code_at(&secret, noon()), noon()), Ok(true));
    assert_eq!(off("wrong wrong wrong"), Err(NotKept::Password));
    assert!(house.account(&id).totp_secret.is_some());
    give_role(&house.0, &id, Role::Registrar, "boss", noon()).unwrap();
    assert_eq!(off(PASSWORD), Err(NotKept::Needed), "staff replace them");
    take_role(&house.0, &id, Role::Registrar, "boss", noon()).unwrap();
    off(PASSWORD).unwrap();
    assert_eq!(house.account(&id).totp_secret, None);
    let told: Vec<String> = house.letters(noon()).into_iter().map(|m| m.draft.kind).collect();
    assert_eq!(told, ["codes_changed", "codes_changed"]);
}
