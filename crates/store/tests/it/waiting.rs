//! What waits, by queue, as of a day: what was asked for a window waits until that is over.

use std::sync::Arc;

use jiff::civil::Date;
use store::waiting::{self, Queue, Waiting};
use store::{Store, rebuild};

use crate::engines::{Ground, on_both};
use crate::people::{add, registered};
use crate::shelf;

on_both!(
    what_was_asked_for_a_window_waits_through_its_last_day,
    a_request_is_over_with_the_exam,
    what_waited_before_is_worked_out_once,
);

/// The last day of the window, and the one after.
const LAST: &str = "2026-03-28";
const AFTER: &str = "2026-03-29";

fn applied(person: &str) -> [String; 2] {
    let application = format!(
        r#"{{"id":"{person}-2","person":"{person}","kind":"application_submitted","at":"2025-10-02","programme":"cpcs","window":"spring-2026","evidence":[]}}"#
    );
    [registered(person, 1, "Pia Olsen"), application]
}

fn asked(person: &str, n: usize, on: &str) -> String {
    format!(
        r#"{{"id":"{person}-{n}","person":"{person}","kind":"accommodation_requested","at":"{on}","application":"{person}-2","window":"spring-2026","adjustments":["breaks"],"letterhead":true}}"#
    )
}

fn day(day: &str) -> Date {
    day.parse().unwrap()
}

fn waits(store: &Store, on: &str) -> Vec<String> {
    let on = day(on);
    store
        .read(|tx| {
            let found: Vec<Waiting> = waiting::of_queue(tx, (Queue::Accommodations, on), (None, ""), 9)?;
            let (_, count, oldest) = waiting::lengths(tx, on)?.into_iter().nth(1).unwrap();
            assert_eq!((count, oldest), (found.len() as i64, found.first().map(|w| w.since)), "{on}");
            for (at, one) in found.iter().enumerate() {
                let (next, place, all) = waiting::beside(tx, &one.event, on)?.unwrap();
                let after = found.get((at + 1) % found.len()).filter(|w| w.event != one.event);
                assert_eq!((next.as_ref(), place, all), (after, at as i64 + 1, count), "{on}");
            }
            Ok(found.into_iter().map(|w| w.event).collect())
        })
        .unwrap()
}

fn what_was_asked_for_a_window_waits_through_its_last_day(ground: &Ground) {
    let store = ground.open();
    for (person, on) in [("p", "2025-12-01"), ("q", "2025-12-02")] {
        let [first, second] = applied(person);
        add(&store, person, 0, &[first, second, asked(person, 3, on)]).unwrap();
    }
    assert_eq!(waits(&store, LAST), ["p-3", "q-3"]);
    assert_eq!(waits(&store, AFTER), [""; 0]);
    assert_eq!(store.read(|tx| waiting::beside(tx, "p-3", day(AFTER))).unwrap(), None);
    // What is for no window waits for as long as it takes.
    let applications = |on| store.read(|tx| waiting::of_queue(tx, (Queue::Applications, on), (None, ""), 9)).unwrap();
    assert_eq!(applications(day("2030-01-01")).len(), 2);
}

fn a_request_is_over_with_the_exam(ground: &Ground) {
    let store = ground.open();
    let [first, second] = applied("p");
    add(&store, "p", 0, &[first, second, asked("p", 3, "2025-12-01")]).unwrap();
    let sat = |id: &str, programme: &str| {
        format!(
            r#"{{"id":"{id}","person":"p","kind":"exam_sat","at":"2026-03-10","programme":"{programme}","outcome":"completed"}}"#
        )
    };
    add(&store, "p", 3, &[sat("p-4", "cpmsm")]).unwrap();
    assert_eq!(waits(&store, "2026-03-11"), ["p-3"], "another exam");
    add(&store, "p", 4, &[sat("p-5", "cpcs")]).unwrap();
    assert_eq!(waits(&store, "2026-03-11"), [""; 0]);
}

fn what_waited_before_is_worked_out_once(ground: &Ground) {
    let store = ground.open();
    let [first, second] = applied("p");
    add(&store, "p", 0, &[first, second, asked("p", 3, "2025-12-01")]).unwrap();
    // As a program left it that did not know of last days.
    ground.door().run("UPDATE waiting SET last_day = NULL").unwrap();
    assert_eq!(waits(&store, AFTER), ["p-3"]);
    rebuild::rebuild(&store, &Arc::new(shelf::bodies(|text| text)), |_| {}).unwrap();
    assert_eq!((waits(&store, LAST), waits(&store, AFTER)), (vec!["p-3".to_owned()], Vec::new()));
}
