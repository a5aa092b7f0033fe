//! Who may be the same person as whom: by what two records have in common.

use store::duplicates::{Names, count, of_person, pairs, said_apart, set_apart};
use store::{Store, people};

use crate::engines::{Ground, on_both};
use crate::people::{add, now};

on_both!(pairs_are_found_by_what_they_share, two_people_are_not_shown_again, a_trace_that_many_share_says_nothing,);

#[test]
fn names_go_together_as_a_registrar_would_say() {
    for (one, other, expected) in [
        ("Ana Ruiz", "Ruiz, Ana", Names::Same),
        ("José Ibáñez", "Jose Ibanez", Names::Same),
        ("Ana M. Ruiz", "Ana Ruiz", Names::ButInitial),
        ("Ana M. Ruiz", "Ana K. Ruiz", Names::OtherInitial),
        ("A. Ruiz", "Ana Ruiz", Names::Initials),
        ("Ana Maria Ruiz", "Ana M. Ruiz", Names::Initials),
        ("Ana Ruiz-Gomez", "Ana Ruiz", Names::Within),
        ("Ana Gomez", "Ana Ruiz", Names::Some),
        ("Ben Ruiz", "Ana Ruiz", Names::Some),
        ("Ana B. Ruiz", "Ana K. Holm", Names::Different),
        ("Ben Holm", "Ana Ruiz", Names::Different),
        ("", "Ana Ruiz", Names::Different),
    ] {
        assert_eq!(Names::of(one, other), expected, "{one} and {other}");
        assert_eq!(Names::of(other, one), expected, "{other} and {one}");
    }
}

fn register(store: &Store, person: &str, number: usize, name: &str, email: &str, born: &str) {
    let born = if born.is_empty() { String::new() } else { format!(r#","born":"{born}""#) };
    let line = format!(
        r#"{{"id":"{person}-{number}","person":"{person}","kind":"person_registered","at":"2024-01-02","name":"{name}","email":"{email}"{born}}}"#
    );
    assert!(add(store, person, number as i64 - 1, &[line]).is_ok());
}

/// The pairs that are shown, each with its score.
fn shown(store: &Store) -> Vec<(String, i64)> {
    let pairs = store.read(|tx| pairs(tx, None, 100)).unwrap();
    pairs.into_iter().map(|p| (format!("{} {}", p.one.id, p.other.id), p.score)).collect()
}

fn pairs_are_found_by_what_they_share(ground: &Ground) {
    for (one, other, score) in [
        (["Ana Ruiz", "a@x.example", "1980-02-03"], ["Ruiz Ana", "b@x.example", "1980-02-03"], 90),
        (["Ana Ruiz", "a@x.example", "1980-02-03"], ["Ana M. Ruiz", "A@x.example ", "1980-02-03"], 145),
        (["Ana Ruiz", "a@x.example", ""], ["Ana Ruiz", "b@x.example", "1980-02-03"], 40),
        (["Ana Ruiz", "a@x.example", "1980-02-03"], ["Ana Gomez", "b@x.example", "1980-02-03"], 50),
        (["Ana Ruiz", "a@x.example", ""], ["Ben Holm", "a@x.example", ""], 40),
        (["Ana Ruiz", "a@x.example", "1980-02-03"], ["Ana Ruiz", "b@x.example", "1981-02-03"], 0),
        (["Ana Ruiz", "a@x.example", "1980-02-03"], ["Ben Holm", "b@x.example", "1980-02-03"], 0),
        (["Ana M. Ruiz", "a@x.example", ""], ["Ana K. Ruiz", "b@x.example", ""], 0),
        // Of one household, but born on other days and called otherwise.
        (["Ana Ruiz", "a@x.example", "1980-02-03"], ["Ben Ruiz", "a@x.example", "1981-02-03"], 0),
    ] {
        let other_ground = ground.another();
        let store = other_ground.open();
        register(&store, "p", 1, one[0], one[1], one[2]);
        register(&store, "q", 1, other[0], other[1], other[2]);
        let expected = if score == 0 { Vec::new() } else { vec![("p q".to_owned(), score)] };
        assert_eq!(shown(&store), expected, "{one:?} {other:?}");
    }
    // An address that one of them has given up, and a name that one of them has no more.
    let store = ground.open();
    register(&store, "p", 1, "Ana Ruiz", "ana@x.example", "");
    register(&store, "p", 2, "Ana Holm", "holm@x.example", "");
    register(&store, "q", 1, "Ana Ruiz", "ana@x.example", "");
    assert_eq!(shown(&store), [("p q".to_owned(), 70 + 20)]);
    let found = store.read(|tx| people::by_email(tx, "ana@x.example")).unwrap();
    assert_eq!(found.iter().map(|p| &*p.id).collect::<Vec<_>>(), ["q", "p"]);
    // What was said of them changes with what is on record.
    let line = r#"{"id":"c","person":"q","kind":"corrected","at":"2024-02-02","event":"q-1","retracted":true}"#;
    assert!(add(&store, "q", 1, &[line.to_owned()]).is_ok());
    assert_eq!(shown(&store), []);
}

fn two_people_are_not_shown_again(ground: &Ground) {
    let store = ground.open();
    for person in ["p", "q", "r"] {
        register(&store, person, 1, "Ana Ruiz", &format!("{person}@x.example"), "1980-02-03");
    }
    assert_eq!(shown(&store).len(), 3);
    store.write(|tx| set_apart(tx, "q", "p", "office@x.example", now())).unwrap();
    let said = store.read(|tx| said_apart(tx, "p", "q")).unwrap().unwrap();
    assert_eq!((&*said.by, said.at), ("office@x.example", now()));
    // Not when somebody registers anew, nor when one of them is merged with somebody else.
    register(&store, "p", 2, "Ana Ruiz", "new@x.example", "1980-02-03");
    assert_eq!(shown(&store).iter().map(|(pair, _)| &**pair).collect::<Vec<_>>(), ["q r", "p r"]);
    let merge = r#"{"id":"m","person":"r","kind":"person_merged","at":"2025-02-03","merged":"p"}"#;
    assert!(add(&store, "r", 3, &[merge.to_owned()]).is_ok());
    assert_eq!(shown(&store), []);
    assert_eq!(store.read(count), Ok(0));
    let back = r#"{"id":"t","person":"r","kind":"corrected","at":"2025-02-04","event":"m","retracted":true}"#;
    assert!(add(&store, "r", 4, &[back.to_owned()]).is_ok());
    assert_eq!(store.read(|tx| of_person(tx, "r", 9)).unwrap().len(), 2);
    assert!(store.write(|tx| set_apart(tx, "p", "nobody", "x", now())).is_err());
}

fn a_trace_that_many_share_says_nothing(ground: &Ground) {
    let store = ground.open();
    for at in 0..60 {
        register(&store, &format!("p{at:02}"), 1, "Maria Garcia", &format!("{at}@x.example"), "");
    }
    let before = store.read(count).unwrap();
    register(&store, "q", 1, "Maria Garcia", "q@x.example", "");
    assert_eq!(store.read(count), Ok(before), "nobody is compared with everybody");
}
