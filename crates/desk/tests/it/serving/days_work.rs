//! A day's work: filled, looked at, changed by a form, told to stop, started again with everything still there.

use std::time::Duration;

use crate::program::{Ground, Program, csrf, value_of};

const DEMO: [&str; 3] = ["--demo", "--demo-people", "60"];

/// Pages that anybody may look at, and what each says.
const OPEN: [(&str, u16, &str); 7] = [
    ("/healthz", 200, "alive"),
    ("/readyz", 200, "ready"),
    ("/standing?name=s", 200, "good standing"),
    ("/rules", 200, "Fees"),
    ("/assets/assay.css", 200, "@layer"),
    ("/api/v1/standing?name=s", 200, "designation"),
    ("/no-such-page", 404, "There is nothing here"),
];

#[test]
fn on_sqlite() {
    worked(&Ground::sqlite());
}

#[test]
fn on_postgresql() {
    worked(&Ground::postgresql());
}

fn worked(ground: &Ground) {
    let program = Program::start(ground, &DEMO);
    assert!(program.said().contains("filling the store with 60 made-up people"));
    for (path, status, said) in OPEN {
        let answer = program.get(path, "");
        assert_eq!(answer.status, status, "{path}: {}", answer.text);
        assert!(answer.text.contains(said), "{path}: {}", answer.text);
    }
    let registrar = program.sign_in("registrar@demo.example", "only for looking");
    let person = first_person(&program, &registrar);
    let form = program.get(&format!("{person}/payment"), &registrar).text;
    let mut payment = vec![
        ("csrf", csrf(&form)),
        ("seen", value_of(&form, "seen")),
        ("item", "recertification"),
        ("amount", "241.00"),
        ("method", "check"),
        ("dated", "2026-01-05"),
        ("received", "2026-01-06"),
    ];
    payment[3].1 = "two hundred";
    let refused = program.post(&format!("{person}/payment"), &registrar, &payment);
    assert_eq!(refused.status, 422);
    assert!(refused.text.contains("two hundred"), "what was typed is still there");
    payment[3].1 = "241.00";
    let made = program.post(&format!("{person}/payment"), &registrar, &payment);
    assert_eq!((made.status, made.header("location")), (303, Some(&*person)), "{}", made.text);
    let again = program.post(&format!("{person}/payment"), &registrar, &payment);
    assert_eq!(again.status, 409, "the record has grown since that form was looked at");
    assert!(program.get(&person, &registrar).text.contains("241.00"));
    stopped(program);

    let program = Program::start(ground, &DEMO);
    assert!(!program.said().contains("filling"), "a demonstration is filled once");
    assert!(program.get(&person, &registrar).text.contains("241.00"), "the payment and the session are still there");
    stopped(program);
    assert!(ground.done(&["store", "verify"]).contains(" 0 things amiss"));
}

/// The path of the first whom staff find.
fn first_person(program: &Program, staff: &str) -> String {
    let found = program.get("/staff/people?q=m", staff).text;
    let link = found.split("href=\"/staff/people/").nth(1).unwrap_or_else(|| panic!("nobody was found: {found}"));
    format!("/staff/people/{}", link.split('"').next().unwrap())
}

fn stopped(program: Program) {
    program.terminate();
    let (status, took, logged) = program.ended();
    assert_eq!(status.code(), Some(0), "{logged}");
    assert!(logged.lines().last().is_some_and(|line| line.ends_with(" stopped")), "{logged}");
    assert!(took < Duration::from_secs(10), "it took {took:?} to stop");
}
