//! Jobs: each is put once, taken by one node at a time, tried again, and its effect happens once.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use jiff::{SignedDuration, Timestamp};
use store::jobs::{self, Job};
use store::{Failure, Store, backup, settings};

use crate::engines::{Ground, on_both};

on_both!(
    a_job_is_put_once,
    a_lease_keeps_a_job_from_others_until_it_ends,
    whoever_lost_a_job_does_not_finish_it,
    what_failed_is_tried_again_and_given_up_with_its_error,
    what_is_put_off_has_not_failed,
    the_effect_of_every_job_happens_once_on_many_nodes,
    old_jobs_are_swept_and_others_are_in_a_backup,
);

fn at(minutes: i64) -> Timestamp {
    let noon: Timestamp = "2026-03-01T12:00:00Z".parse().unwrap();
    noon + SignedDuration::from_mins(minutes)
}

fn put(store: &Store, key: &str, minutes: i64) -> bool {
    let key = key.to_owned();
    store.write(move |tx| jobs::put(tx, &key, "count", "n", at(minutes))).unwrap()
}

fn take(store: &Store, now: i64, until: i64) -> Option<Job> {
    store.write(move |tx| jobs::take(tx, at(now), at(until))).unwrap()
}

fn finish(store: &Store, job: &Job, minutes: i64) -> Result<(), Failure> {
    let job = job.clone();
    store.write(move |tx| jobs::finish(tx, &job, at(minutes)))
}

fn a_job_is_put_once(ground: &Ground) {
    let (one, other) = (ground.open(), ground.open());
    assert!(put(&one, "a", 0) && !put(&other, "a", 1) && put(&other, "b", 1));
    let all = one.read(|tx| jobs::list(tx, None, 10)).unwrap();
    assert_eq!(all.iter().map(|j| (&*j.key, j.due_at)).collect::<Vec<_>>(), [("b", at(1)), ("a", at(0))]);
    // What its unit does not keep is no job.
    let undone: Result<(), Failure> = one.write(|tx| {
        jobs::put(tx, "c", "count", "n", at(0))?;
        Err(Failure::Missing("something else".to_owned()))
    });
    assert!(undone.is_err());
    assert_eq!(one.read(jobs::counts).unwrap(), (2, 0, 0));
    // One that was done is not put again.
    let a = take(&one, 1, 9).unwrap();
    finish(&one, &a, 2).unwrap();
    assert!(!put(&one, "a", 3));
}

fn a_lease_keeps_a_job_from_others_until_it_ends(ground: &Ground) {
    let (one, other) = (ground.open(), ground.open());
    put(&one, "a", 0);
    assert_eq!(take(&one, -1, 9), None, "it is not due yet");
    assert_eq!(take(&one, 0, 10).map(|j| j.tries), Some(1));
    assert_eq!(take(&other, 9, 19), None);
    assert_eq!(take(&other, 10, 20).map(|j| j.tries), Some(2), "its node is gone by then");
}

fn whoever_lost_a_job_does_not_finish_it(ground: &Ground) {
    let (one, other) = (ground.open(), ground.open());
    put(&one, "a", 0);
    let slow = take(&one, 0, 10).unwrap();
    let quick = take(&other, 10, 20).unwrap();
    let lost = slow.clone();
    let late = one.write(move |tx| {
        settings::set(tx, "effect", "of the slow one")?;
        jobs::finish(tx, &lost, at(11))
    });
    assert!(matches!(late, Err(Failure::Taken(_))), "{late:?}");
    assert_eq!(one.read(|tx| settings::get(tx, "effect")).unwrap(), None, "its effect is undone with it");
    one.write(move |tx| jobs::failed(tx, &slow, at(12), "too late", None)).unwrap();
    finish(&other, &quick, 13).unwrap();
    let done = one.read(|tx| jobs::list(tx, None, 1)).unwrap().remove(0);
    assert_eq!((done.done_at, done.given_up, done.error, done.tries), (Some(at(13)), None, None, 2));
    assert!(finish(&other, &quick, 14).is_err(), "it is done once");
}

fn what_failed_is_tried_again_and_given_up_with_its_error(ground: &Ground) {
    let store = ground.open();
    put(&store, "a", 0);
    let first = take(&store, 0, 30).unwrap();
    store.write(move |tx| jobs::failed(tx, &first, at(1), "no room", Some(at(5)))).unwrap();
    assert_eq!(store.read(jobs::counts).unwrap(), (1, 1, 0));
    assert_eq!(take(&store, 4, 30), None);
    let second = take(&store, 5, 30).unwrap();
    assert_eq!((second.tries, second.error.as_deref()), (2, Some("no room")));
    store.write(move |tx| jobs::failed(tx, &second, at(6), "still no room", None)).unwrap();
    assert_eq!(take(&store, 1000, 2000), None);
    assert_eq!(store.read(jobs::counts).unwrap(), (0, 0, 1));
    let kept = store.read(|tx| jobs::list(tx, None, 1)).unwrap().remove(0);
    assert_eq!((kept.given_up, kept.error.as_deref()), (Some(at(6)), Some("still no room")));
}

fn what_is_put_off_has_not_failed(ground: &Ground) {
    let store = ground.open();
    put(&store, "a", 0);
    let first = take(&store, 0, 30).unwrap();
    store.write(move |tx| jobs::failed(tx, &first, at(1), "no answer", Some(at(5)))).unwrap();
    let second = take(&store, 5, 30).unwrap();
    let lost = second.clone();
    store.write(move |tx| jobs::later(tx, &second, at(20))).unwrap();
    assert_eq!(store.read(jobs::counts).unwrap(), (1, 0, 0));
    assert_eq!(take(&store, 19, 30), None);
    let third = take(&store, 20, 60).unwrap();
    assert_eq!((third.tries, third.error), (3, None));
    store.write(move |tx| jobs::later(tx, &lost, at(21))).unwrap();
    assert_eq!(take(&store, 30, 60), None, "whoever lost it puts nothing off");
}

fn the_effect_of_every_job_happens_once_on_many_nodes(ground: &Ground) {
    const JOBS: usize = 60;
    let nodes = [ground.open(), ground.open()];
    for n in 0..JOBS {
        put(&nodes[n % 2], &n.to_string(), 0);
    }
    let lost = AtomicUsize::new(0);
    thread::scope(|scope| {
        for worker in 0..4 {
            let (store, lost) = (&nodes[worker % 2], &lost);
            scope.spawn(move || {
                // The first of every few leases ends at once, so that two workers have the same job.
                for round in 0.. {
                    let until = if round % 3 == 0 { 1 } else { 60 };
                    let Some(job) = take(store, 1, until) else { break };
                    let done = store.write(move |tx| {
                        let before = settings::get(tx, &format!("effect {}", job.key))?.unwrap_or_default();
                        settings::set(tx, &format!("effect {}", job.key), &format!("{before}x"))?;
                        jobs::finish(tx, &job, at(2))
                    });
                    lost.fetch_add(usize::from(done.is_err()), Ordering::Relaxed);
                }
            });
        }
    });
    for n in 0..JOBS {
        let effect = nodes[0].read(|tx| settings::get(tx, &format!("effect {n}"))).unwrap();
        assert_eq!(effect.as_deref(), Some("x"), "job {n}, where {lost:?} were lost");
    }
    assert_eq!(nodes[1].read(jobs::counts).unwrap(), (0, 0, 0));
}

fn old_jobs_are_swept_and_others_are_in_a_backup(ground: &Ground) {
    let (store, other) = (ground.open(), ground.another());
    for key in ["done", "given up", "waits"] {
        put(&store, key, 0);
    }
    let (first, second) = (take(&store, 0, 60).unwrap(), take(&store, 0, 60).unwrap());
    finish(&store, &first, 1).unwrap();
    store.write(move |tx| jobs::failed(tx, &second, at(9), "no", None)).unwrap();
    let mut copy = Vec::new();
    backup::backup(&store, &mut copy).unwrap();
    let restored = other.open();
    backup::restore(&restored, move || Ok(Box::new(std::io::Cursor::new(copy.clone())))).unwrap();
    let list = |store: &Store| store.read(|tx| jobs::list(tx, None, 10)).unwrap();
    assert_eq!(list(&restored), list(&store));
    assert_eq!(store.write(|tx| jobs::sweep(tx, at(5))).unwrap(), 1);
    assert_eq!(store.write(|tx| jobs::sweep(tx, at(100))).unwrap(), 1);
    assert_eq!(list(&store).len(), 1, "what waits stays");
}
