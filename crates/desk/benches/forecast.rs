//! The year of renewals with many who are due: how long its pages take, server side, at first, when nothing changed, and
//! after somebody's record grew; and the run that reminds them all. The bars: a page p99 under 300 ms and the run under 60 s
//! with 20,000 due; and the run done again writes nothing.
//!
//! ```sh
//! cargo bench -p desk --bench forecast -- --people 20000
//! ```
//!
//! The certificants come in by the very import that a body uses.

// Whatever fails in a bench ends it.
#![allow(clippy::unwrap_used, clippy::panic)]

use std::fmt::Write as _;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::connect_info::MockConnectInfo;
use axum::http::{Request, StatusCode, header};
use desk::account::{Role, hashed};
use desk::journal::Journal;
use desk::notice::run;
use desk::web::{House, Lately, Limits, Payments, router};
use desk::{intake, shelf};
use jiff::Timestamp;
use jiff::civil::date;
use programme::Bodies;
use store::Store;
use store::accounts::{self, New};
use store::entries::{Append, append, length};
use store::register::Register;
use tower::util::Oneshot;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Thirty days before the last day on time: everybody who is due is reminded.
fn now() -> Timestamp {
    "2026-11-01T09:00:00-05:00".parse().unwrap()
}

const PASSWORD: &str = "a bench's own password";
const EMAIL: &str = "registrar@body.example";
const YEAR: &str = "scheme=namss-recertification&year=2026";

fn number(name: &str, usual: usize) -> usize {
    let words: Vec<String> = std::env::args().collect();
    let value = words.iter().position(|word| word == name).and_then(|at| words.get(at + 1));
    value.map_or(usual, |n| n.parse().expect("a number"))
}

fn main() {
    let (people, times) = (number("--people", 20_000), number("--times", 200));
    let handbooks = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../handbooks");
    let bodies =
        Arc::new(shelf::bodies(Some(&handbooks)).unwrap_or_else(|_| unreachable!("the handbooks do not load")));
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("forecast-{}", std::process::id()));
    let _ = std::fs::remove_dir_all(&folder);
    let store = filled(&folder, &bodies, people);
    println!("\n{people} due in 2026, SQLite");
    pages(store, &bodies, people, times);
    reminders(&Store::in_folder(&folder).unwrap(), &bodies);
    let _ = std::fs::remove_dir_all(&folder);
}

/// One certificant who is due in 2026: a few credits or enough, every third with their fee paid.
fn record(nth: usize, out: &mut String) {
    let person = format!("c{nth:06}");
    let mut at = 0;
    let mut event = |day: jiff::civil::Date, rest: &str| {
        at += 1;
        let _ = writeln!(out, r#"{{"id":"{person}-{at}","person":"{person}","at":"{day}",{rest}}}"#);
    };
    let day = |first: jiff::civil::Date, days: usize| first.saturating_add(jiff::Span::new().days(days as i64));
    let name = format!(r#""kind":"person_registered","name":"Person {nth}","email":"c{nth}@people.example""#);
    event(date(2022, 6, 1), &name);
    event(day(date(2023, 1, 1), nth % 365), r#""kind":"credential_awarded","programme":"cpcs""#);
    for credit in 0..nth % 16 {
        let rest = format!(
            r#""kind":"credit_logged","scheme":"namss-recertification","category":"sponsored","units":"2","title":"Session {credit}","certificate":true"#
        );
        event(day(date(2024, 3, 1), credit * 30), &rest);
    }
    if nth.is_multiple_of(3) {
        event(
            date(2026, 9, 1),
            r#""kind":"payment_received","item":"recertification","amount":"375.00","method":"card""#,
        );
    }
}

fn filled(folder: &Path, bodies: &Arc<Bodies>, people: usize) -> Store {
    let began = Instant::now();
    std::fs::create_dir_all(folder).unwrap();
    let file: PathBuf = folder.join("people.jsonl");
    let mut text = String::new();
    (0..people).for_each(|nth| record(nth, &mut text));
    std::fs::write(&file, text).unwrap();
    let journal = Journal::open(&file).unwrap_or_else(|_| unreachable!("the records"));
    let store = Store::in_folder(folder).unwrap();
    let taken = intake::take_in(&store, bodies, &journal, None, now(), |_| {}).unwrap_or_else(|e| panic!("{e:?}"));
    assert_eq!((taken.people, taken.refused.len()), (people as u64, 0), "{:?}", taken.refused.first());
    eprintln!("imported: {:.1} s", began.elapsed().as_secs_f64());
    store
}

fn registrar(store: &Store) {
    let new = New {
        email: EMAIL.to_owned(),
        password: hashed(PASSWORD).unwrap(),
        person: None,
        name: "Registrar".to_owned(),
        verified_at: Some(now()),
    };
    let made = store.write(move |tx| {
        let id = accounts::add(tx, &new, now())?;
        accounts::give_role(tx, &id, Role::Registrar.word(), "bench", now())
    });
    made.unwrap();
}

/// Asks a page in this process, as a browser would, without the network.
async fn ask(router: &Router, path: &str, cookie: &str) -> usize {
    let request = Request::get(path).header(header::COOKIE, cookie).body(Body::empty()).unwrap();
    let response = Oneshot::new(router.clone(), request).await.unwrap();
    assert_eq!(response.status(), StatusCode::OK, "{path}");
    to_bytes(response.into_body(), usize::MAX).await.unwrap().len()
}

async fn sign_in(router: &Router) -> String {
    let body = format!("email={EMAIL}&password={}", PASSWORD.replace(' ', "+").replace('\'', "%27"));
    let request = Request::post("/sign-in")
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .header("sec-fetch-site", "same-origin")
        .body(Body::from(body))
        .unwrap();
    let response = Oneshot::new(router.clone(), request).await.unwrap();
    let cookie = response.headers()[header::SET_COOKIE].to_str().unwrap();
    cookie.split(';').next().unwrap().to_owned()
}

fn pages(store: Store, bodies: &Arc<Bodies>, people: usize, times: usize) {
    registrar(&store);
    let house = Arc::new(House {
        store,
        register: Register::default(),
        lately: Lately::default(),
        bodies: Arc::clone(bodies),
        public_url: "http://localhost".to_owned(),
        // Staff need no codes there.
        demo: true,
        set_up: None,
        payments: Payments::default(),
        clock: now,
        limits: Limits::new(now),
    });
    let from: SocketAddr = "127.0.0.1:4711".parse().unwrap();
    let router = router(Arc::clone(&house)).layer(MockConnectInfo(from));
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    let cookie = runtime.block_on(sign_in(&router));
    let page = |path: &str| {
        let began = Instant::now();
        let bytes = runtime.block_on(ask(&router, &format!("{path}?{YEAR}"), &cookie));
        (began.elapsed(), bytes)
    };
    let first = page("/staff/year");
    println!("  {:<44} {:>9.1} ms", "the year, asked for the first time", first.0.as_secs_f64() * 1e3);
    for (what, path) in [("the year", "/staff/year"), ("everybody as a table (CSV)", "/staff/year.csv")] {
        row(what, (0..times).map(|_| page(path)).collect());
    }
    let list = (0..times).map(|_| {
        let began = Instant::now();
        let bytes = runtime.block_on(ask(&router, &format!("/staff/year?{YEAR}&state=some_credits"), &cookie));
        (began.elapsed(), bytes)
    });
    row("a list of those who are so far", list.collect());
    let grown = (0..times).map(|nth| {
        credit(&house.store, bodies, &format!("c{:06}", nth * 7919 % people), nth);
        page("/staff/year")
    });
    row("the year, after a record grew", grown.collect());
    runtime.shutdown_timeout(Duration::from_secs(5));
}

fn credit(store: &Store, bodies: &Arc<Bodies>, person: &str, nth: usize) {
    let id = format!("grown-{nth}");
    let event = format!(
        r#"{{"id":"{id}","person":"{person}","at":"2026-10-30","kind":"credit_logged","scheme":"namss-recertification","category":"sponsored","units":"1","title":"Late session","certificate":true}}"#
    );
    let (bodies, person) = (Arc::clone(bodies), person.to_owned());
    let written = store.write(move |tx| {
        let mut add = Append {
            person: person.clone(),
            body: "namss".to_owned(),
            expected: 0,
            events: vec![(id.clone(), event.clone())],
        };
        add.expected = length(tx, &add)?;
        append(tx, &bodies, &add, now()).map(drop)
    });
    written.unwrap();
}

fn row(what: &str, mut times: Vec<(Duration, usize)>) {
    times.sort();
    let at = |share: f64| times[((times.len() - 1) as f64 * share).round() as usize];
    let ms = |share: f64| at(share).0.as_secs_f64() * 1e3;
    println!(
        "  {what:<44} {:>9.1} ms p50 {:>9.1} ms p99 {:>9.1} ms max, {} bytes",
        ms(0.5),
        ms(0.99),
        ms(1.0),
        at(0.5).1
    );
}

fn reminders(store: &Store, bodies: &Bodies) {
    for what in ["the run that reminds everybody", "the same run again"] {
        let began = Instant::now();
        let done = run::run(store, bodies, run::today(bodies, now()), now()).unwrap_or_else(|e| panic!("{e:?}"));
        println!(
            "  {what:<44} {:>9.1} s, {} people looked at, {} letters",
            began.elapsed().as_secs_f64(),
            done.people,
            done.written
        );
    }
}
