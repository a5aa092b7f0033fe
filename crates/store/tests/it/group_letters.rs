//! Letters to groups are noted once each, found by the year they were about, and carried by a backup.

use jiff::SignedDuration;
use store::group_letters::{self, GroupLetter};
use store::{Store, backup};

use crate::engines::{Ground, on_both};
use crate::people::now;

on_both!(a_letter_is_noted_once_and_is_in_a_backup);

fn letter(id: &str, year: i64, minutes: i64) -> GroupLetter {
    GroupLetter {
        id: id.to_owned(),
        scheme: "namss-recertification".to_owned(),
        year,
        state: "some_credits".to_owned(),
        subject: "Your renewal, {name}".to_owned(),
        people: 40,
        sent_by: "registrar@body.example".to_owned(),
        sent_at: now() + SignedDuration::from_mins(minutes),
    }
}

fn note(store: &Store, letter: &GroupLetter) -> bool {
    let letter = letter.clone();
    store.write(move |tx| group_letters::note(tx, &letter)).unwrap()
}

fn a_letter_is_noted_once_and_is_in_a_backup(ground: &Ground) {
    let store = ground.open();
    let all = [letter("a", 2025, 0), letter("b", 2025, 2), letter("c", 2026, 1)];
    assert!(all.iter().all(|letter| note(&store, letter)));
    let other = GroupLetter { people: 41, subject: "Another".to_owned(), ..all[0].clone() };
    assert!(!note(&store, &other), "it was sent already");
    let of_year = |store: &Store, year, most| {
        store.read(|tx| group_letters::of_year(tx, "namss-recertification", year, most)).unwrap()
    };
    assert_eq!(of_year(&store, 2025, 9), [all[1].clone(), all[0].clone()]);
    assert_eq!(of_year(&store, 2025, 1), [all[1].clone()]);
    assert_eq!(of_year(&store, 2024, 9), []);
    assert_eq!(store.read(|tx| group_letters::of_year(tx, "amt-cmas", 2025, 9)).unwrap(), []);
    let sent = |id: &str| store.read(|tx| group_letters::was_sent(tx, id)).unwrap();
    assert!(sent("c") && !sent("d"));
    let mut copy = Vec::new();
    backup::backup(&store, &mut copy).unwrap();
    let elsewhere = ground.another();
    let restored = elsewhere.open();
    backup::restore(&restored, move || Ok(Box::new(std::io::Cursor::new(copy.clone())))).unwrap();
    assert_eq!(of_year(&restored, 2025, 9), of_year(&store, 2025, 9));
}
