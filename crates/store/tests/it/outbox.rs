//! Letters: each is written once, taken by one sender at a time, and kept with what became of it.

use std::collections::BTreeSet;
use std::thread;

use jiff::{SignedDuration, Timestamp};
use store::outbox::{self, Draft, Mail};
use store::{Store, backup};

use crate::engines::{Ground, on_both};

on_both!(
    a_letter_is_written_once,
    a_letter_to_nobody_is_kept_and_given_up,
    a_lease_keeps_a_letter_from_others_until_it_ends,
    what_somebody_waits_for_goes_before_notices,
    many_senders_never_take_the_same_letter,
    what_became_of_a_letter_is_kept,
    letters_are_in_a_backup,
);

fn at(minutes: i64) -> Timestamp {
    let noon: Timestamp = "2026-03-01T12:00:00Z".parse().unwrap();
    noon + SignedDuration::from_mins(minutes)
}

fn draft(key: &str) -> Draft {
    Draft {
        key: key.to_owned(),
        person: "p".to_owned(),
        to_address: "p@example.org".to_owned(),
        kind: "deadline".to_owned(),
        subject: "A day comes near".to_owned(),
        body: "Dear P,\n\nit does.\n".to_owned(),
    }
}

fn put(store: &Store, draft: Draft, minutes: i64) -> bool {
    store.write(move |tx| outbox::put(tx, &draft, at(minutes))).unwrap()
}

fn take(store: &Store, now: i64, until: i64, most: i64) -> Vec<Mail> {
    store.write(move |tx| outbox::take(tx, at(now), at(until), most)).unwrap()
}

fn list(store: &Store) -> Vec<Mail> {
    store.read(|tx| outbox::list(tx, None, 1000)).unwrap()
}

fn a_letter_is_written_once(ground: &Ground) {
    let (one, other) = (ground.open(), ground.open());
    assert!(put(&one, draft("k"), 0));
    assert!(!put(&one, draft("k"), 1));
    assert!(!put(&other, Draft { body: "other".to_owned(), ..draft("k") }, 2));
    // Four nodes at once, each with the same letters.
    let written: usize = thread::scope(|scope| {
        let nodes: Vec<_> = (0..4)
            .map(|_| scope.spawn(|| (0..25).filter(|n| put(&ground.open(), draft(&n.to_string()), 3)).count()))
            .collect();
        nodes.into_iter().map(|node| node.join().unwrap()).sum()
    });
    assert_eq!(written, 25);
    assert_eq!(list(&one).len(), 26);
    let first = list(&one).pop().unwrap();
    assert_eq!((first.draft, first.created_at, first.tries), (draft("k"), at(0), 0));
}

fn a_letter_to_nobody_is_kept_and_given_up(ground: &Ground) {
    let store = ground.open();
    assert!(put(&store, Draft { to_address: String::new(), ..draft("k") }, 0));
    assert_eq!(take(&store, 10, 20, 5), []);
    let kept = &list(&store)[0];
    assert_eq!((kept.given_up, kept.answer.as_deref()), (Some(at(0)), Some(outbox::NO_ADDRESS)));
    assert_eq!(store.read(outbox::counts).unwrap(), (0, 0, 1));
}

fn a_lease_keeps_a_letter_from_others_until_it_ends(ground: &Ground) {
    let (one, other) = (ground.open(), ground.open());
    put(&one, draft("a"), 0);
    put(&one, draft("b"), 1);
    // Not before it was written, the longest waiting first, and as many as asked for.
    assert_eq!(take(&one, -1, 9, 5), []);
    let taken = take(&one, 2, 10, 1);
    assert_eq!(taken.iter().map(|m| (m.draft.key.as_str(), m.tries)).collect::<Vec<_>>(), [("a", 1)]);
    assert_eq!(take(&other, 3, 11, 5).iter().map(|m| m.draft.key.clone()).collect::<Vec<_>>(), ["b"]);
    assert_eq!(take(&other, 9, 19, 5), []);
    // Its sender is gone by then: somebody else takes it.
    let again = take(&other, 10, 20, 5);
    assert_eq!(again.iter().map(|m| (m.draft.key.as_str(), m.tries)).collect::<Vec<_>>(), [("a", 2)]);
}

fn what_somebody_waits_for_goes_before_notices(ground: &Ground) {
    let store = ground.open();
    for (n, key) in ["a", "b"].into_iter().enumerate() {
        put(&store, Draft { person: "p".to_owned(), ..draft(key) }, n as i64);
    }
    put(&store, Draft { person: String::new(), ..draft("sign-up") }, 2);
    let taken = take(&store, 10, 20, 2);
    assert_eq!(taken.iter().map(|m| m.draft.key.as_str()).collect::<Vec<_>>(), ["sign-up", "a"]);
}

fn many_senders_never_take_the_same_letter(ground: &Ground) {
    const LETTERS: usize = 120;
    let store = ground.open();
    store
        .write(|tx| (0..LETTERS).try_for_each(|n| outbox::put(tx, &draft(&n.to_string()), at(0)).map(|_| ())))
        .unwrap();
    // Threads of one node, and other nodes.
    let nodes = [ground.open(), ground.open()];
    let taken: Vec<String> = thread::scope(|scope| {
        let senders: Vec<_> = (0..6)
            .map(|n| {
                let store = &nodes[n % nodes.len()];
                scope.spawn(move || {
                    let mut own = Vec::new();
                    loop {
                        let some = take(store, 1, 60, 7);
                        if some.is_empty() {
                            return own;
                        }
                        own.extend(some.into_iter().map(|m| m.id));
                    }
                })
            })
            .collect();
        senders.into_iter().flat_map(|sender| sender.join().unwrap()).collect()
    });
    assert_eq!(taken.iter().collect::<BTreeSet<_>>().len(), taken.len(), "a letter was taken twice");
    // A sender that found every letter held may have stopped early, but none is lost.
    let rest = take(&store, 1, 60, 1000).len();
    assert_eq!(taken.len() + rest, LETTERS);
}

fn what_became_of_a_letter_is_kept(ground: &Ground) {
    let store = ground.open();
    for (n, key) in ["sent", "later", "never", "back"].into_iter().enumerate() {
        put(&store, draft(key), n as i64);
    }
    let taken = take(&store, 10, 30, 10);
    let id = |key: &str| taken.iter().find(|m| m.draft.key == key).unwrap().id.clone();
    let (sent, later, never, back) = (id("sent"), id("later"), id("never"), id("back"));
    let own = sent.clone();
    store
        .write(move |tx| {
            outbox::sent(tx, &sent, at(11), "250 queued")?;
            outbox::failed(tx, &later, at(12), "451 wait", Some(at(20)))?;
            outbox::failed(tx, &never, at(13), "550 nobody here", None)?;
            outbox::give_back(tx, &back, at(15), "no answer")
        })
        .unwrap();
    let of = |key: &str| list(&store).into_iter().find(|m| m.draft.key == key).unwrap();
    let told = |m: &Mail| (m.tries, m.tried_at, m.sent_at, m.answer.clone().unwrap_or_default(), m.given_up);
    assert_eq!(told(&of("sent")), (1, Some(at(11)), Some(at(11)), "250 queued".to_owned(), None));
    assert_eq!(told(&of("later")), (1, Some(at(12)), None, "451 wait".to_owned(), None));
    assert_eq!(told(&of("never")), (1, Some(at(13)), None, "550 nobody here".to_owned(), Some(at(13))));
    assert_eq!(told(&of("back")), (0, None, None, "no answer".to_owned(), None));
    assert_eq!(store.read(outbox::counts).unwrap(), (2, 1, 1));
    assert_eq!(take(&store, 16, 40, 10).iter().map(|m| m.draft.key.clone()).collect::<Vec<_>>(), ["back"]);
    assert_eq!(take(&store, 20, 40, 10).iter().map(|m| m.draft.key.clone()).collect::<Vec<_>>(), ["later"]);
    // A slow sender's failure does not undo what another delivered.
    store.write(move |tx| outbox::failed(tx, &own, at(21), "too late", None)).unwrap();
    assert_eq!(told(&of("sent")).3, "250 queued");
    // The newest first, a page at a time.
    let page = store.read(|tx| outbox::list(tx, None, 3)).unwrap();
    assert_eq!(page.iter().map(|m| m.draft.key.as_str()).collect::<Vec<_>>(), ["back", "never", "later"]);
    let after = page[2].id.clone();
    let next = store.read(|tx| outbox::of_person(tx, "p", Some(&after), 3)).unwrap();
    assert_eq!(next.iter().map(|m| m.draft.key.as_str()).collect::<Vec<_>>(), ["sent"]);
    assert_eq!(store.read(|tx| outbox::of_person(tx, "q", None, 3)).unwrap(), []);
}

fn letters_are_in_a_backup(ground: &Ground) {
    let (store, other) = (ground.open(), ground.another());
    put(&store, draft("a"), 0);
    put(&store, Draft { to_address: String::new(), ..draft("b") }, 1);
    let id = take(&store, 2, 30, 1)[0].id.clone();
    store.write(move |tx| outbox::sent(tx, &id, at(3), "250 queued")).unwrap();
    let mut copy = Vec::new();
    backup::backup(&store, &mut copy).unwrap();
    let restored = other.open();
    backup::restore(&restored, move || Ok(Box::new(std::io::Cursor::new(copy.clone())))).unwrap();
    assert_eq!(list(&restored), list(&store));
    assert!(!put(&restored, draft("a"), 9), "what was told is told again");
}
