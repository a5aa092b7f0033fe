//! Draws of who is audited are kept as they were made; while an audit is open the register says to ask the office.

use jiff::SignedDuration;
use jiff::civil::date;
use store::draws::{self, Draw};
use store::register::Register;
use store::waiting::Queue;
use store::{Failure, Store, backup};

use crate::engines::{Ground, on_both};
use crate::people::{add, awarded, now, registered};

on_both!(a_draw_is_kept_once_and_is_in_a_backup, while_an_audit_is_open_the_register_says_to_ask);

fn draw(id: &str, minutes: i64) -> Draw {
    let ids = |ids: &[&str]| ids.iter().map(|id| (*id).to_owned()).collect();
    Draw {
        id: id.to_owned(),
        body: "namss".to_owned(),
        scheme: "namss-recertification".to_owned(),
        made_at: now() + SignedDuration::from_mins(minutes),
        made_by: "reviewer@body.example".to_owned(),
        algorithm: "sha256-rank-1".to_owned(),
        seed: "Ørsted & 'søn'".to_owned(),
        share: "5%".to_owned(),
        clause: "recertification.audit".to_owned(),
        citation: "ccn-recert-2025 · audits".to_owned(),
        counted: 3,
        hash: "00ff".to_owned(),
        population: ids(&["a", "b", "ø"]),
        drawn: ids(&["ø", "a"]),
    }
}

fn keep(store: &Store, draw: &Draw) -> Result<(), Failure> {
    let draw = draw.clone();
    store.write(move |tx| draws::keep(tx, &draw))
}

fn a_draw_is_kept_once_and_is_in_a_backup(ground: &Ground) {
    let store = ground.open();
    let all = [draw("a", 0), draw("b", 1), draw("c", 1)];
    for draw in &all {
        keep(&store, draw).unwrap();
    }
    assert!(matches!(keep(&store, &all[0]), Err(Failure::Taken(_))), "the same draw is made once");
    let one = store.read(|tx| draws::by_id(tx, "b")).unwrap();
    assert_eq!(one.as_ref(), Some(&all[1]));
    assert_eq!(store.read(|tx| draws::by_id(tx, "none")).unwrap(), None);
    let list = |after: Option<(jiff::Timestamp, &str)>, most| {
        let found = store.read(|tx| draws::list(tx, after, most)).unwrap();
        assert!(found.iter().all(|draw| draw.population.is_empty() && draw.counted == 3));
        found.into_iter().map(|draw| draw.id).collect::<Vec<_>>()
    };
    assert_eq!(list(None, 9), ["c", "b", "a"]);
    assert_eq!(list(None, 1), ["c"]);
    assert_eq!(list(Some((all[2].made_at, "c")), 9), ["b", "a"]);
    let mut copy = Vec::new();
    backup::backup(&store, &mut copy).unwrap();
    let elsewhere = ground.another();
    let other = elsewhere.open();
    backup::restore(&other, move || Ok(Box::new(std::io::Cursor::new(copy.clone())))).unwrap();
    assert_eq!(other.read(|tx| draws::by_id(tx, "b")).unwrap(), one);
}

fn while_an_audit_is_open_the_register_says_to_ask(ground: &Ground) {
    let store = ground.open();
    let event = |nth: i64, kind: &str, at: &str, rest: &str| {
        format!(r#"{{"id":"a-{nth}","person":"a","kind":"{kind}","at":"{at}","scheme":"namss-recertification"{rest}}}"#)
    };
    add(&store, "a", 0, &[registered("a", 1, "Ada Ames"), awarded("a", 2, "cpcs", "2022-02-01")]).unwrap();
    add(&store, "a", 2, &[event(3, "audit_opened", "2023-03-01", "")]).unwrap();
    let register = Register::default();
    let told = |days: &[(i8, bool)]| {
        register.follow(&store, now()).unwrap();
        let afresh = Register::default();
        afresh.follow(&store, now()).unwrap();
        for (month, asks) in days {
            let on = date(2023, *month, 10);
            for register in [&register, &afresh] {
                let listing = register.listing();
                let found = listing.everybody("", on, 9);
                assert_eq!(found.iter().map(|l| (l.good, l.asks)).collect::<Vec<_>>(), [(true, *asks)], "{on}");
            }
        }
    };
    told(&[(2, false), (3, true), (9, true)]);
    let waiting = store.read(|tx| draws::waiting(tx, Queue::Audits, "namss-recertification")).unwrap();
    assert_eq!(waiting, ["a"]);
    assert_eq!(store.read(|tx| draws::awarded(tx, "cpcs")).unwrap(), ["a"]);
    assert_eq!(store.read(|tx| draws::awarded(tx, "cmas")).unwrap(), Vec::<String>::new());
    add(&store, "a", 3, &[event(4, "audit_closed", "2023-05-01", r#","outcome":"passed""#)]).unwrap();
    told(&[(2, false), (3, true), (4, true), (5, false)]);
    // Taken back, it never was.
    let back = r#"{"id":"a-5","person":"a","kind":"corrected","at":"2023-06-01","event":"a-4","retracted":true}"#;
    add(&store, "a", 4, &[back.to_owned()]).unwrap();
    told(&[(5, true)]);
}
