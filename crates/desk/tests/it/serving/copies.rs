//! A copy taken while people go on working holds everything that was acknowledged before it began.

use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use crate::program::{Ground, Program, csrf};

#[test]
fn from_sqlite_into_postgresql() {
    copied(&Ground::sqlite(), &Ground::postgresql());
}

#[test]
fn from_postgresql_into_sqlite() {
    copied(&Ground::postgresql(), &Ground::sqlite());
}

fn copied(from: &Ground, into: &Ground) {
    let program = Program::start(from, &["--demo", "--demo-people", "30"]);
    let registrar = program.sign_in("registrar@demo.example", "only for looking");
    let csrf = csrf(&program.get("/account", &registrar).text).to_owned();
    let found = program.get("/staff/people?q=m", &registrar).text;
    let people: Vec<&str> =
        found.split("href=\"/staff/people/").skip(1).map(|rest| rest.split('"').next().unwrap()).collect();
    assert!(people.len() >= 2, "{found}");
    let (acknowledged, over) = (Mutex::new(Vec::new()), AtomicBool::new(false));
    let copy = into.folder.join("copy.jsonl");
    let before = thread::scope(|scope| {
        for writer in 0..3 {
            let (program, registrar, csrf, acknowledged, over) = (&program, &registrar, &csrf, &acknowledged, &over);
            let path = format!("/staff/people/{}/payment", people[writer % people.len()]);
            scope.spawn(move || {
                for nth in 0.. {
                    if over.load(Ordering::Relaxed) {
                        return;
                    }
                    let amount = format!("{}.{:02}", 1000 * (writer + 1) + nth / 100, nth % 100);
                    if pay(program, &path, registrar, csrf, &amount) {
                        acknowledged.lock().unwrap().push(amount);
                    }
                }
            });
        }
        let begun = Instant::now();
        while acknowledged.lock().unwrap().len() < 20 && begun.elapsed() < Duration::from_secs(60) {
            thread::sleep(Duration::from_millis(20));
        }
        let before = acknowledged.lock().unwrap().clone();
        from.done(&["backup", &copy.display().to_string()]);
        let during = acknowledged.lock().unwrap().len() - before.len();
        over.store(true, Ordering::Relaxed);
        assert!(before.len() >= 20 && during > 0, "{} before, {during} meanwhile", before.len());
        before
    });
    into.done(&["restore", &copy.display().to_string()]);
    assert!(into.done(&["store", "verify"]).contains(" 0 things amiss"));
    let held = into.done(&["export"]);
    let missing: Vec<&String> = before.iter().filter(|amount| !held.contains(&format!("\"{amount}\""))).collect();
    assert!(missing.is_empty(), "acknowledged before the copy began, and not in it: {missing:?}");

    // And it serves.
    let restored = Program::start(into, &["--demo"]);
    let registrar = restored.sign_in("registrar@demo.example", "only for looking");
    assert_eq!(restored.get(&format!("/staff/people/{}", people[0]), &registrar).status, 200);
}

/// Enters a payment; whether it was acknowledged.
fn pay(program: &Program, path: &str, registrar: &str, csrf: &str, amount: &str) -> bool {
    let form = [
        ("csrf", csrf),
        ("item", "recertification"),
        ("amount", amount),
        ("method", "check"),
        ("dated", "2026-01-05"),
        ("received", "2026-01-06"),
    ];
    let answer = program.post(path, registrar, &form);
    assert!([303, 409].contains(&answer.status), "{}", answer.text);
    answer.status == 303
}
