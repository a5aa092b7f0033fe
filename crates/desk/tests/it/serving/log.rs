//! The log and the measures tell how the house runs, and nothing of those in it: every route is asked with marked data.

use std::collections::BTreeSet;
use std::io::Read;
use std::net::{TcpListener, TcpStream};

use axum::http::Method;
use desk::web::routes::doors;
use serde_json::Value;
use store::Store;

use crate::program::{Answer, Ground, Program, csrf};

/// What stands in every name, address, id, token and password that is sent.
const MARK: &str = "zqx";

const QUERY: &str = "name=zqx&q=zqx&place=zqx&token=zqx-token&key=zqx-key&next=/zqx&after=zqx~zqx&body=zqx&cursor=zqx";

/// What a line may say.
const FIELDS: [&str; 21] = [
    "timestamp",
    "level",
    "message",
    "method",
    "route",
    "status",
    "ms",
    "request",
    "who",
    "engine",
    "number",
    "name",
    "migration",
    "version",
    "address",
    "cause",
    "sent",
    "later",
    "given_up",
    "done",
    "job",
];

/// Every field that any form has, each with marked data.
fn form(csrf: &str) -> Vec<(&'static str, String)> {
    let fields = [
        "name",
        "email",
        "password",
        "token",
        "key",
        "next",
        "note",
        "reason",
        "event",
        "session",
        "title",
        "where",
        "place",
        "number",
        "code",
        "item",
        "amount",
        "seating",
        "site",
        "starts",
        "evidence",
        "programme",
        "measure",
    ];
    let marked = |name: &&'static str| match *name {
        "email" => (*name, "zqx@zqx.example".to_owned()),
        name => (name, format!("zqx the {name} of somebody")),
    };
    let mut form: Vec<_> = fields.iter().map(marked).collect();
    form.push(("csrf", csrf.to_owned()));
    form
}

/// Asks every route as somebody; answers how many requests that were.
fn everywhere(program: &Program, cookie: &str, csrf: &str) -> usize {
    let form = form(csrf);
    let form: Vec<(&str, &str)> = form.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let mut asked = 0;
    for row in doors().rows().iter().filter(|row| row.path != "/sign-out") {
        let parts = row.path.split('/').map(|part| if part.starts_with('{') { "zqx-5f%20%C3%B8" } else { part });
        let path = parts.collect::<Vec<_>>().join("/");
        let path = format!("{path}?{QUERY}");
        let answer =
            if row.method == Method::POST { program.post(&path, cookie, &form) } else { program.get(&path, cookie) };
        assert!((200..500).contains(&answer.status), "{path}: {}", answer.text);
        assert!(answer.header("x-request-id").is_some(), "{path}");
        asked += 1;
    }
    asked
}

fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

/// What is told of requests that went wrong: the number on the page is the one in the log, with the cause.
fn broken(program: &Program, ground: &Ground, staff: &str) -> Answer {
    let store = Store::in_folder(&ground.folder).unwrap();
    store.write(|tx| tx.execute("ALTER TABLE waiting RENAME TO elsewhere", &[])).unwrap();
    let answer = program.get("/staff/queues/applications", staff);
    assert_eq!(answer.status, 500);
    let number = answer.header("x-request-id").unwrap();
    assert!(answer.text.contains(&format!("<code>{number}</code>")), "{}", answer.text);
    assert!(!answer.text.contains("no such table"), "the cause is not for whoever looks");
    store.write(|tx| tx.execute("ALTER TABLE elsewhere RENAME TO waiting", &[])).unwrap();
    answer
}

#[test]
fn nothing_of_anybody_is_told() {
    let ground = Ground::sqlite();
    let metrics = format!("127.0.0.1:{}", free_port());
    let words = ["--demo", "--demo-people", "60", "--log", "json", "--metrics", &metrics];
    let program = Program::start(&ground, &words);
    let mut secrets: Vec<String> = Vec::new();
    let mut asked = 0;
    for email in ["registrar@demo.example", "administrator@demo.example", "cpcs.active@demo.example"] {
        let cookie = program.sign_in(email, "only for looking");
        let page = program.get("/account", &cookie).text;
        let csrf = csrf(&page).to_owned();
        asked += 2 + everywhere(&program, &cookie, &csrf);
        let home = program.get("/home", &cookie).text;
        let name = home.split("<h1>").nth(1).and_then(|h| h.split('<').next()).unwrap_or("only for looking");
        asked += 1;
        secrets.extend([cookie.split('=').nth(1).unwrap().to_owned(), csrf, email.to_owned(), name.to_owned()]);
    }
    asked += everywhere(&program, "", "");
    for (method, path) in [("ZQX", "/standing"), ("HEAD", "/standing?name=zqx"), ("GET", "/zqx/zqx@zqx.example")] {
        program.by(method, path);
        asked += 1;
    }
    let staff = program.sign_in("registrar@demo.example", "only for looking");
    let failed = broken(&program, &ground, &staff);
    asked += 2;
    let measured = scraped(&metrics);
    assert!(
        measured.contains("route=\"/staff/people/{person}\"") && measured.contains("method=\"other\""),
        "{measured}"
    );
    program.terminate();
    let (_, _, logged) = program.ended();
    held(&logged, asked);
    for told in [&logged, &measured] {
        let told = told.to_lowercase();
        assert!(!told.contains(MARK), "{}", told.lines().find(|line| line.contains(MARK)).unwrap());
        let secret = secrets.iter().find(|secret| told.contains(&secret.to_lowercase()));
        assert_eq!(secret, None);
    }
    let number = failed.header("x-request-id").unwrap();
    let cause = logged.lines().find(|line| line.contains(number) && line.contains("\"ERROR\"")).unwrap();
    assert!(cause.contains("no such table: waiting"), "{cause}");
}

/// Every line is JSON, says only what a line may say, and there is one a request.
fn held(logged: &str, asked: usize) {
    let routes: BTreeSet<&str> = doors().rows().iter().map(|row| row.path).chain(["none"]).collect();
    let mut requests = 0;
    for line in logged.lines() {
        let line: Value = serde_json::from_str(line).unwrap();
        let strange: Vec<&String> =
            line.as_object().unwrap().keys().filter(|key| !FIELDS.contains(&key.as_str())).collect();
        assert!(strange.is_empty(), "{strange:?} in {line}");
        if line["message"] == "request" {
            requests += 1;
            assert!(routes.contains(line["route"].as_str().unwrap()), "{line}");
            assert!(["nobody", "registrar", "administrator", "certificant"].contains(&line["who"].as_str().unwrap()));
        }
    }
    assert_eq!(requests, asked);
    for said in ["migrated", "store opened", "started", "stopping", "stopped"] {
        assert!(logged.contains(&format!("\"message\":\"{said}\"")), "{said}: {logged}");
    }
}

fn scraped(address: &str) -> String {
    use std::io::Write;
    let mut stream = TcpStream::connect(address).unwrap();
    write!(stream, "GET /metrics HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n").unwrap();
    let mut text = String::new();
    stream.read_to_string(&mut text).unwrap();
    text
}
