//! Told to stop: first it says so, then nobody new is answered, and whoever was being answered still is.

use std::io::Write;
use std::net::TcpStream;
use std::thread;
use std::time::{Duration, Instant};

use crate::program::{Ground, Program, answer};

#[test]
fn requests_under_way_are_finished() {
    let ground = Ground::sqlite();
    let program = Program::start(&ground, &["--demo", "--demo-people", "20", "--drain", "2", "--log", "json"]);
    let body = "email=registrar%40demo.example&password=only+for+looking&next=%2Fstaff";
    let (first, rest) = body.split_at(20);
    let mut slow = program.begin("POST", "/sign-in", "", body.len());
    slow.write_all(first.as_bytes()).unwrap();
    assert_eq!(program.get("/readyz", "").status, 200);

    program.terminate();
    let begun = Instant::now();
    let ready = loop {
        let ready = program.get("/readyz", "");
        if ready.status != 200 || begun.elapsed() > Duration::from_secs(1) {
            break ready;
        }
    };
    assert_eq!((ready.status, ready.text.as_str()), (503, "closing\n"));
    assert_eq!(program.get("/healthz", "").status, 200, "it is alive, and still answers");
    assert_eq!(program.get("/standing?name=a", "").status, 200);

    while TcpStream::connect(&program.address).is_ok() {
        assert!(begun.elapsed() < Duration::from_secs(20), "new connections are still taken");
        thread::sleep(Duration::from_millis(50));
    }
    slow.write_all(rest.as_bytes()).unwrap();
    let slow = answer(slow);
    assert_eq!((slow.status, slow.header("location")), (303, Some("/staff")), "{}", slow.text);
    let (status, _, logged) = program.ended();
    assert_eq!(status.code(), Some(0), "{logged}");
    let said =
        |what: &str| logged.find(&format!("\"message\":\"{what}\"")).unwrap_or_else(|| panic!("{what}: {logged}"));
    assert!(said("started") < said("stopping") && said("stopping") < said("stopped"));
    assert!(logged.rfind("/sign-in").unwrap() > said("stopping"), "the slow request is told of, too");
}

#[test]
fn whoever_never_ends_a_request_is_not_waited_for_for_ever() {
    let ground = Ground::sqlite();
    let program = Program::start(&ground, &["--demo", "--demo-people", "5", "--drain", "0", "--patience", "1"]);
    let mut stuck = program.begin("POST", "/sign-in", "", 100);
    stuck.write_all(b"email=").unwrap();
    program.get("/healthz", "");
    program.terminate();
    let (status, took, logged) = program.ended();
    assert_eq!(status.code(), Some(0), "{logged}");
    assert!(took < Duration::from_secs(20), "it took {took:?}");
    assert!(logged.contains("requests were cut off"), "{logged}");
}
