//! Files go up from several connections while the program is killed: whatever was acknowledged is whole, what nothing
//! names is swept in its time, and nothing else is lost. In the long run 10,000 files of 1 to 10 MB, a round of some at a
//! time, since they would not fit on the disk at once.

use std::fs;
use std::io::{self, Read, Write};
use std::net::TcpStream;
use std::ops::Range;
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use desk::{jobs, shelf};
use jiff::{SignedDuration, Timestamp};
use sha2::{Digest, Sha256};
use store::engine::Place;
use store::{Store, entries, files};

use crate::chance::{Chance, rounds};
use crate::program::{Ground, Program, csrf};

/// How many send at once, each for somebody of their own.
const WRITERS: usize = 4;

const PASSWORD: &str = "several rare words";
const FORM: &str = "/home/act/log_credit?scheme=namss-recertification";

/// How much is sent.
struct Bar {
    /// How many rounds, each on a store of its own, where none is cut short.
    rounds: usize,
    /// How many files are acknowledged in each.
    files: usize,
    /// How large a file is.
    bytes: Range<usize>,
    /// How many milliseconds the program lives.
    lives: Range<usize>,
}

impl Bar {
    /// A few small files; in the long run large ones, in so many rounds.
    fn of(long: usize) -> Bar {
        if rounds(0, 1) == 0 {
            return Bar { rounds: 2, files: 40, bytes: 1_000..60_000, lives: 20..160 };
        }
        Bar { rounds: long, files: 250, bytes: 1_000_000..10_000_000, lives: 300..6_000 }
    }
}

#[test]
fn uploads_under_kill_on_sqlite() {
    drill(Ground::sqlite, &Bar::of(40));
}

#[test]
fn uploads_under_kill_on_postgresql() {
    // The server of the tests keeps every database until it ends: no more than fit.
    drill(Ground::postgresql, &Bar::of(2));
}

/// Somebody who sends.
struct Writer {
    person: String,
    cookie: String,
    csrf: String,
}

/// A file that was acknowledged.
#[derive(Clone)]
struct Kept {
    writer: usize,
    name: String,
    sha256: String,
    /// Whether it came with a credit that was logged, and not only shown to be checked.
    logged: bool,
}

fn drill(ground: fn() -> Ground, bar: &Bar) {
    let (begun, mut chance) = (Instant::now(), Chance::new(77));
    let (mut kept, mut kills, mut orphans, mut bytes) = (0, 0, 0, 0);
    let mut nth = 0;
    while kept < bar.rounds * bar.files {
        nth += 1;
        let told = round(&ground(), bar, &mut chance);
        (kept, kills, orphans, bytes) = (kept + told.0, kills + told.1, orphans + told.2, bytes + told.3);
        eprintln!(
            "round {nth}: {kept} of {} uploads acknowledged and whole, {} MB; {kills} kills; {orphans} files that nothing \
             names swept; {:.0?}",
            bar.rounds * bar.files,
            bytes / 1_000_000,
            begun.elapsed()
        );
    }
    assert!(kept >= bar.rounds * bar.files && kills >= bar.rounds && orphans > 0);
}

/// A round: how many files were acknowledged, how often the program was killed, how many files were swept, how many
/// bytes were kept.
fn round(ground: &Ground, bar: &Bar, chance: &mut Chance) -> (usize, usize, usize, u64) {
    people(ground);
    let mut program = Program::start(ground, &[]);
    let writers: Vec<Writer> = (0..WRITERS).map(|nth| signed_in(&program, nth)).collect();
    let (mut kept, mut kills, next): (Vec<Kept>, usize, AtomicU64) = (Vec::new(), 0, AtomicU64::new(chance.number()));
    // On a busy machine more is cut off than acknowledged, and whoever has too much here that nothing names is refused:
    // then it is time to sweep.
    while kept.len() < bar.files && !crowded(ground, &writers) {
        let life = Duration::from_millis(chance.of(bar.lives.clone()) as u64);
        let new = life_of(&program, &writers, life, (&next, &bar.bytes));
        kills += 1;
        program = Program::start(ground, &[]);
        // Those of this life, and one of those before.
        let earlier = if kept.is_empty() { Vec::new() } else { vec![chance.one(&kept).clone()] };
        read_back(&program, ground, &writers, new.iter().chain(&earlier));
        kept.extend(new);
    }
    read_back(&program, ground, &writers, kept.iter());
    program.kill();
    drop(program);
    let (orphans, bytes) = judged(ground, &writers, &kept);
    (kept.len(), kills, orphans, bytes)
}

/// Puts writers into an empty store, each with a record and an account.
fn people(ground: &Ground) {
    let ago = |days: i64| (Timestamp::now() - SignedDuration::from_hours(24 * days)).strftime("%F").to_string();
    let (registered, awarded) = (ago(60), ago(40));
    let of = |nth: usize| {
        format!(
            r#"{{"id":"w{nth}-1","person":"w{nth}","kind":"person_registered","at":"{registered}","name":"Wanda {nth}","email":"w{nth}@people.example"}}
{{"id":"w{nth}-2","person":"w{nth}","kind":"credential_awarded","at":"{awarded}","programme":"cpcs"}}
"#
        )
    };
    let records = ground.folder.join("writers.jsonl");
    fs::write(&records, (0..WRITERS).map(of).collect::<String>()).unwrap();
    ground.done(&["import", &records.display().to_string(), "--body", "namss"]);
    for nth in 0..WRITERS {
        let (email, person) = (format!("w{nth}@people.example"), format!("w{nth}"));
        let mut child = Command::new(env!("CARGO_BIN_EXE_assay"))
            .args(["user", "add", "--email", &email, "--role", "certificant", "--person", &person])
            .args(ground.args())
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .spawn()
            .unwrap();
        writeln!(child.stdin.take().unwrap(), "{PASSWORD}").unwrap();
        assert!(child.wait().unwrap().success());
    }
}

fn signed_in(program: &Program, nth: usize) -> Writer {
    let cookie = program.sign_in(&format!("w{nth}@people.example"), PASSWORD);
    let csrf = csrf(&program.get(FORM, &cookie).text).to_owned();
    Writer { person: format!("w{nth}"), cookie, csrf }
}

/// Lets everybody send until the program is killed; what was acknowledged.
fn life_of(
    program: &Program,
    writers: &[Writer],
    life: Duration,
    (next, bytes): (&AtomicU64, &Range<usize>),
) -> Vec<Kept> {
    let kept = Mutex::new(Vec::new());
    thread::scope(|scope| {
        for (nth, writer) in writers.iter().enumerate() {
            let kept = &kept;
            scope.spawn(move || {
                loop {
                    let seed = next.fetch_add(1, Ordering::Relaxed);
                    // One of six is shown to be checked, and left at that.
                    let (content, logged) = (content(seed, bytes), !seed.is_multiple_of(6));
                    let name = format!("certificate-{seed:x}.pdf");
                    // Cut off: whether it was kept is not known.
                    let Ok((status, text)) = sent(program, writer, (&name, &content), logged) else { return };
                    let text = String::from_utf8_lossy(&text);
                    assert_eq!(status, if logged { 303 } else { 200 }, "{name}: {text}");
                    let sha256 = hash(&content);
                    kept.lock().unwrap().push(Kept { writer: nth, name, sha256, logged });
                }
            });
        }
        thread::sleep(life);
        program.kill();
    });
    kept.into_inner().unwrap()
}

/// The bytes of a file, the same ones for the same seed.
fn content(seed: u64, bytes: &Range<usize>) -> Vec<u8> {
    let mut chance = Chance::new(seed);
    let length = chance.of(bytes.clone());
    let mut content = b"%PDF-1.7\n".to_vec();
    while content.len() < length {
        content.extend_from_slice(&chance.number().to_le_bytes());
    }
    content
}

fn hash(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Sends a credit with its certificate as a browser does; what came back.
fn sent(
    program: &Program,
    writer: &Writer,
    (name, content): (&str, &[u8]),
    logged: bool,
) -> io::Result<(u16, Vec<u8>)> {
    let earned = (Timestamp::now() - SignedDuration::from_hours(72)).strftime("%F").to_string();
    let mut fields = vec![
        ("csrf", writer.csrf.as_str()),
        ("title", name),
        ("category", "sponsored"),
        ("earned", &earned),
        ("units", "1"),
        ("certificate", "yes"),
    ];
    fields.extend(logged.then_some(("confirmed", "yes")));
    let mut body: Vec<u8> = Vec::with_capacity(content.len() + 2_000);
    for (field, value) in fields {
        let part = format!("--between\r\nContent-Disposition: form-data; name=\"{field}\"\r\n\r\n{value}\r\n");
        body.extend_from_slice(part.as_bytes());
    }
    let head = format!("--between\r\nContent-Disposition: form-data; name=\"files\"; filename=\"{name}\"\r\n\r\n");
    body.extend_from_slice(head.as_bytes());
    body.extend_from_slice(content);
    body.extend_from_slice(b"\r\n--between--\r\n");
    let kind = "Content-Type: multipart/form-data; boundary=between\r\n";
    asked(program, &format!("POST {FORM}"), &writer.cookie, kind, &body)
}

/// Asks; the status and what came. An answer whose head is not whole is none.
fn asked(program: &Program, line: &str, cookie: &str, kind: &str, body: &[u8]) -> io::Result<(u16, Vec<u8>)> {
    let mut stream = TcpStream::connect(&program.address)?;
    stream.set_read_timeout(Some(Duration::from_secs(120)))?;
    let head = format!(
        "{line} HTTP/1.1\r\nHost: {}\r\nSec-Fetch-Site: same-origin\r\nCookie: {cookie}\r\nConnection: close\r\n\
         {kind}Content-Length: {}\r\n\r\n",
        program.address,
        body.len()
    );
    stream.write_all(head.as_bytes())?;
    stream.write_all(body)?;
    let mut answer = Vec::new();
    let came = stream.read_to_end(&mut answer);
    let Some(end) = answer.windows(4).position(|four| four == b"\r\n\r\n") else {
        return Err(came.err().unwrap_or_else(|| io::ErrorKind::UnexpectedEof.into()));
    };
    let head = String::from_utf8_lossy(&answer[..end]).into_owned();
    let status = head.split(' ').nth(1).and_then(|word| word.parse().ok()).unwrap_or(0);
    Ok((status, answer.split_off(end + 4)))
}

/// Whether somebody has nearly as much here that nothing names as anybody may have.
fn crowded(ground: &Ground, writers: &[Writer]) -> bool {
    let store = opened(ground);
    let unused = |writer: &Writer| store.read(|tx| files::unused(tx, &writer.person)).unwrap();
    writers.iter().map(unused).any(|(count, bytes)| count >= 25 || bytes >= 100_000_000)
}

/// Fetches files as their owners do, and holds each to what was sent.
fn read_back<'k>(program: &Program, ground: &Ground, writers: &[Writer], kept: impl Iterator<Item = &'k Kept>) {
    let store = opened(ground);
    let of = |writer: &Writer| store.read(|tx| files::of_person(tx, &writer.person)).unwrap();
    let there: Vec<Vec<files::File>> = writers.iter().map(of).collect();
    for one in kept {
        let file = there[one.writer].iter().find(|file| file.sha256 == one.sha256);
        let file = file.unwrap_or_else(|| panic!("{} was acknowledged, and is lost", one.name));
        assert_eq!((&file.name, file.used_at.is_some()), (&one.name, one.logged), "{}", one.name);
        let cookie = &writers[one.writer].cookie;
        let (status, bytes) = asked(program, &format!("GET /files/{}", file.id), cookie, "", b"").unwrap();
        assert_eq!((status, hash(&bytes)), (200, one.sha256.clone()), "{} came back otherwise", one.name);
    }
}

/// Holds what is there in the end to what was acknowledged; how many files were swept, and how many bytes are left.
fn judged(ground: &Ground, writers: &[Writer], kept: &[Kept]) -> (usize, u64) {
    assert!(ground.done(&["store", "verify"]).contains(" 0 things amiss"));
    let store = opened(ground);
    let all = || -> Vec<files::File> {
        let of = |writer: &Writer| store.read(|tx| files::of_person(tx, &writer.person)).unwrap();
        writers.iter().flat_map(of).collect()
    };
    let lines: Vec<String> = store
        .read(|tx| writers.iter().map(|writer| entries::lines(tx, &writer.person)).collect::<Result<Vec<_>, _>>())
        .unwrap()
        .concat();
    let mut named: Vec<(String, String)> = lines.iter().flat_map(|line| files::named(line)).collect();
    named.sort();
    for one in kept {
        let times = named.iter().filter(|(_, sha256)| *sha256 == one.sha256).count();
        assert_eq!(times, usize::from(one.logged), "{} is named by so many entries", one.name);
    }
    let before = all();
    work(&store, 6);
    assert_eq!(all(), before, "nothing is swept before its time");
    work(&store, 9);
    let mut left: Vec<(String, String)> = all().into_iter().map(|file| (file.id, file.sha256)).collect();
    left.sort();
    assert_eq!(left, named, "what entries name is left, and nothing else");
    drop(store);
    assert!(ground.done(&["store", "verify"]).contains(" 0 things amiss"));
    let bytes = before.iter().map(|file| file.size as u64).sum();
    (before.len() - left.len(), bytes)
}

/// Does the jobs of a day so many days from now, the sweeping among them.
fn work(store: &Store, days: i64) {
    let handbooks = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../handbooks");
    let bodies = Arc::new(shelf::bodies(Some(&handbooks)).unwrap());
    let office = jobs::Office { store, bodies: &bodies, provider: None };
    let then = Timestamp::now() + SignedDuration::from_hours(24 * days);
    jobs::plan(office, then).unwrap();
    assert_eq!(jobs::work(office, || then).unwrap().failed, []);
}

fn opened(ground: &Ground) -> Store {
    match &ground.database {
        Some(url) => Store::open(Place::Url(url.clone())).unwrap(),
        None => Store::in_folder(&ground.folder).unwrap(),
    }
}
