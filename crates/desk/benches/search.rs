//! The public's search over many certificants, and a look at a person with 100 entries, over HTTP/1.1 that is kept alive:
//! how long an answer takes, and how many a second there are beside a static page of the same size, on the same server,
//! in the same run. The bars: p99 under 20 ms; half of the static page's rate for a search, a quarter for a look.
//!
//! ```sh
//! cargo bench -p desk --bench search -- --people 1000000 --database both
//! ```
//!
//! The certificants come in by the very import that a body uses; into PostgreSQL, by a copy of that store (`backup`,
//! `restore`). Requests are drawn by lot, each kind from many names.

// Whatever fails in a bench ends it.
#![allow(clippy::unwrap_used, clippy::panic)]

#[path = "search/asking.rs"]
mod asking;
#[path = "search/filling.rs"]
mod filling;
#[path = "../../store/tests/it/engines/server.rs"]
mod server;

use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use asking::{Draw, Measured, measure};
use axum::Router;
use axum::http::header;
use axum::routing::get;
use desk::account::{Role, hashed};
use desk::shelf;
use desk::web::{House, Lately, Limits, Payments, Who, router_of, routes};
use filling::{BUSY, Names};
use jiff::Timestamp;
use programme::Bodies;
use store::accounts::{self, New};
use store::engine::Place;
use store::register::Register;
use store::{Failure, Store};

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// How many ask at once where it is counted how many answers there are a second.
const TOGETHER: usize = 8;

/// In how many rounds.
const ROUNDS: u32 = 5;

/// What is measured, and with how many certificants.
struct Asked {
    people: usize,
    sqlite: bool,
    postgresql: bool,
    each: Duration,
    /// What the kinds of question that are asked have in their names.
    only: String,
}

/// Reads the words after `--`; cargo adds one of its own.
fn asked() -> Asked {
    let words: Vec<String> = std::env::args().collect();
    let value = |name: &str| words.iter().position(|word| word == name).and_then(|at| words.get(at + 1));
    let number = |name: &str, usual: u64| value(name).map_or(usual, |n| n.parse().expect("a number"));
    let database = value("--database").map_or("both", String::as_str);
    assert!(["sqlite", "postgres", "both"].contains(&database), "--database sqlite, postgres or both");
    Asked {
        people: number("--people", 100_000) as usize,
        sqlite: database != "postgres",
        postgresql: database != "sqlite",
        each: Duration::from_secs(number("--seconds", 5)),
        only: value("--only").cloned().unwrap_or_default(),
    }
}

fn main() {
    let asked = asked();
    let handbooks = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../handbooks");
    let bodies =
        Arc::new(shelf::bodies(Some(&handbooks)).unwrap_or_else(|_| unreachable!("the handbooks do not load")));
    let folder = server::fresh_folder("bench");
    let filled = filling::sqlite(&folder, &bodies, asked.people);
    if asked.postgresql {
        let url = server::fresh_database(true);
        let other = filling::postgresql(&filled, &folder, &url);
        if asked.sqlite {
            serve_and_ask("SQLite", filled, &bodies, &asked);
        }
        serve_and_ask("PostgreSQL", other, &bodies, &asked);
    } else {
        serve_and_ask("SQLite", filled, &bodies, &asked);
    }
    let _ = std::fs::remove_dir_all(&folder);
}

const PASSWORD: &str = "a bench's own password";

/// An account of the person with 100 entries.
fn account(store: &Store) -> Result<(), Failure> {
    let new = New {
        email: "busy@people.example".to_owned(),
        password: hashed(PASSWORD)?,
        person: Some(BUSY.to_owned()),
        name: "Busy".to_owned(),
        verified_at: Some(Timestamp::now()),
    };
    store.write(move |tx| {
        let id = accounts::add(tx, &new, Timestamp::now())?;
        accounts::give_role(tx, &id, Role::Certificant.word(), "bench", Timestamp::now())
    })
}

/// What serves, and where. A store is closed after the threads that wait for the network.
struct Serving {
    address: SocketAddr,
    runtime: tokio::runtime::Runtime,
    _house: Arc<House>,
}

/// Serves on a port of its own, in this process. There are two fixed pages: one with nothing around it, and one as every
/// other page is answered here, with a number, headers and a line in the log.
fn serving(store: Store, bodies: &Arc<Bodies>, page: &'static str) -> Serving {
    let house = Arc::new(House {
        store,
        register: Register::default(),
        lately: Lately::default(),
        bodies: Arc::clone(bodies),
        public_url: "http://localhost".to_owned(),
        demo: false,
        set_up: None,
        payments: Payments::default(),
        clock: Timestamp::now,
        limits: Limits::new(Timestamp::now),
    });
    let fixed = move || async move { ([(header::CONTENT_TYPE, "text/html")], page) };
    let doors = routes::doors().get("/fixed", Who::Anyone, fixed);
    let app = router_of(doors, Arc::clone(&house)).merge(Router::new().route("/bare", get(fixed)));
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("a runtime");
    let listener = runtime.block_on(tokio::net::TcpListener::bind("127.0.0.1:0")).expect("a port");
    let address = listener.local_addr().expect("an address");
    let app = app.into_make_service_with_connect_info::<SocketAddr>();
    runtime.spawn(async move { axum::serve(listener, app).await });
    Serving { address, runtime, _house: house }
}

fn serve_and_ask(engine: &str, store: Store, bodies: &Arc<Bodies>, asked: &Asked) {
    if matches!(store.place(), Place::File(_)) || asked.postgresql {
        account(&store).expect("an account");
    }
    let names = Names::new(asked.people);
    // A page as large as that of a search which finds a page full.
    let page: &'static str = "x".repeat(asking::TYPICAL).leak();
    let Serving { address, runtime, _house } = serving(store, bodies, page);
    let cookie = asking::sign_in(address, "busy@people.example", PASSWORD);
    println!("\n{engine}, {} certificants; one asks at a time for times, {TOGETHER} for rates", asked.people);
    println!(
        "  {:<30} {:>8} {:>9} {:>9} {:>9} {:>10} {:>9}",
        "", "bytes", "p50 ms", "p99 ms", "max ms", "a second", "of static"
    );
    let draw = |of: fn(&Names, &mut u64) -> String| -> Draw {
        Arc::new({
            let names = names.clone();
            move |lot: &mut u64| of(&names, lot)
        })
    };
    let fixed: Draw = Arc::new(|_| "/fixed".to_owned());
    let run = |what: &str, draw: &Draw, cookie: &str| {
        measure(address, draw, cookie, 1, Duration::from_millis(500));
        let alone = measure(address, draw, cookie, 1, asked.each);
        // In turn with the static page: a machine is not as fast in one second as in another.
        let shares = (0..ROUNDS).map(|_| {
            let fixed = measure(address, &fixed, "", TOGETHER, asked.each / ROUNDS);
            (measure(address, draw, cookie, TOGETHER, asked.each / ROUNDS).rate(), fixed.rate())
        });
        row(what, &alone, shares.collect());
    };
    run("a static page", &fixed, "");
    let bare: Draw = Arc::new(|_| "/bare".to_owned());
    run("the same with nothing around it", &bare, "");
    for (what, of) in filling::KINDS.iter().filter(|(what, _)| what.contains(&asked.only)) {
        run(what, &draw(*of), "");
    }
    let look: Draw = Arc::new(|_| format!("/api/v1/people/{BUSY}/review"));
    run("a look, 100 entries, as JSON", &look, &cookie);
    let home: Draw = Arc::new(|_| "/home".to_owned());
    run("a look, 100 entries, as home", &home, &cookie);
    runtime.shutdown_timeout(Duration::from_secs(5));
}

/// One line: the median of the rates, and of their shares of the static page's in the same round.
fn row(what: &str, alone: &Measured, rounds: Vec<(f64, f64)>) {
    println!(
        "  {what:<30} {:>8} {:>9.2} {:>9.2} {:>9.2} {:>10.0} {:>8.0} %",
        alone.bytes(),
        alone.at(0.5),
        alone.at(0.99),
        alone.at(1.0),
        median(rounds.iter().map(|(rate, _)| *rate)),
        median(rounds.iter().map(|(rate, fixed)| 100.0 * rate / fixed)),
    );
}

fn median(of: impl Iterator<Item = f64>) -> f64 {
    let mut all: Vec<f64> = of.collect();
    all.sort_by(f64::total_cmp);
    all[all.len() / 2]
}
