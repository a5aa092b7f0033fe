//! Notices from the store to a mail server that speaks SMTP over a real connection.

use std::collections::HashMap;
use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;

use desk::journal::Journal;
use desk::notice::{Delivered, Post, run, tick};
use desk::{act, intake, shelf};
use jiff::civil::{Date, date};
use jiff::{SignedDuration, Timestamp};
use programme::Bodies;
use serde_json::json;
use store::Store;
use store::outbox::{self, Draft, Mail};

/// A store with the people of the sample records, and the folder to be removed after it.
struct Ground {
    store: Store,
    bodies: Arc<Bodies>,
    folder: PathBuf,
}

impl Drop for Ground {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.folder);
    }
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn ground() -> Ground {
    static FOLDERS: AtomicUsize = AtomicUsize::new(0);
    let at = FOLDERS.fetch_add(1, Ordering::Relaxed);
    let folder = std::env::temp_dir().join(format!("assay-notices-{}-{at}", std::process::id()));
    let store = Store::in_folder(&folder).unwrap();
    let bodies = Arc::new(shelf::bodies(Some(&root().join("handbooks"))).unwrap());
    let journal = Journal::open(&root().join("samples/records.jsonl")).unwrap();
    let taken = intake::take_in(&store, &bodies, &journal, None, noon(date(2025, 6, 1)), |_| {}).unwrap();
    assert_eq!((taken.people, taken.refused.len()), (8, 0));
    Ground { store, bodies, folder }
}

/// Noon in the office.
fn noon(day: Date) -> Timestamp {
    day.at(17, 0, 0, 0).to_zoned(jiff::tz::TimeZone::UTC).unwrap().timestamp()
}

impl Ground {
    fn run(&self, day: Date) -> run::Run {
        run::run(&self.store, &self.bodies, day, noon(day)).unwrap()
    }

    fn letters(&self) -> Vec<Mail> {
        self.store.read(|tx| outbox::list(tx, None, 1000)).unwrap()
    }

    fn keys(&self) -> Vec<String> {
        let mut keys: Vec<String> = self.letters().into_iter().map(|m| m.draft.key).collect();
        keys.sort();
        keys
    }

    fn letter(&self, address: &str) -> Mail {
        self.letters().into_iter().find(|m| m.draft.to_address == address).unwrap()
    }

    /// Something entered by staff now.
    fn enter(&self, person: &str, kind: &'static str, field: (&'static str, &str), day: Option<Date>, now: Timestamp) {
        let change = act::Change {
            person: person.to_owned(),
            body: "namss".to_owned(),
            seen: None,
            by: "staff:e".to_owned(),
            kind,
            day,
            fields: vec![(field.0, json!(field.1)), ("outcome", json!("approved"))],
        };
        act::change(&self.store, &self.bodies, change, now).unwrap();
    }

    /// A letter to each address, without a record behind it.
    fn put(&self, addresses: &[&str], now: Timestamp) {
        for address in addresses {
            let draft = Draft {
                key: format!("k {address}"),
                person: "p".to_owned(),
                to_address: (*address).to_owned(),
                kind: "deadline".to_owned(),
                subject: "Ein Tag kommt näher".to_owned(),
                body: ".A line that begins with a dot\n\nDays hold.\n".to_owned(),
            };
            assert!(self.store.write(move |tx| outbox::put(tx, &draft, now)).unwrap());
        }
    }
}

#[test]
fn a_day_run_twice_tells_nothing_twice() {
    let ground = ground();
    let first = ground.run(date(2025, 11, 30));
    assert_eq!((first.people, first.written, first.nowhere), (8, 3, 1));
    let keys = ground.keys();
    for _ in 0..2 {
        assert_eq!(ground.run(date(2025, 11, 30)).written, 0);
    }
    // A day before it is run anew for everybody, and adds its own alone.
    assert_eq!(ground.run(date(2025, 11, 24)).people, 8);
    assert_eq!(ground.run(date(2025, 11, 24)).written, 0);
    assert!(keys.iter().all(|key| ground.keys().contains(key)));
    assert!(keys.contains(&"deadline|namss|2025-12-01 1|maya".to_owned()), "{keys:?}");
    // Whoever has no address on file is not forgotten: staff see why nothing went out.
    let nowhere: Vec<Mail> = ground.letters().into_iter().filter(|m| m.draft.to_address.is_empty()).collect();
    assert!(nowhere.iter().all(|m| m.given_up.is_some() && m.answer.as_deref() == Some(outbox::NO_ADDRESS)));
}

#[test]
fn every_day_since_the_last_run_is_told_of() {
    let (daily, gap) = (ground(), ground());
    let mut day = date(2025, 12, 1);
    daily.run(day);
    gap.run(day);
    while day < date(2026, 1, 2) {
        day = day.tomorrow().unwrap();
        daily.run(day);
    }
    gap.run(day);
    let (daily, gap) = (daily.keys(), gap.keys());
    assert!(daily.contains(&"late|namss|2025-12-02|maya".to_owned()));
    assert!(daily.contains(&"lapsed|namss|2026-01-01|maya".to_owned()));
    // After a gap nobody is reminded of days that have passed; everything else is told.
    let missing: Vec<&String> = daily.iter().filter(|key| !gap.contains(key)).collect();
    assert!(missing.iter().all(|key| key.starts_with("deadline|") || key.starts_with("late|")), "{missing:?}");
    assert!(gap.iter().all(|key| daily.contains(key)));
    assert!(gap.contains(&"extension_decided|namss|lena-6|lena".to_owned()), "{gap:?}");
    assert!(gap.contains(&"application_decided|namss|jonas-4|jonas".to_owned()), "{gap:?}");
}

#[test]
fn two_runs_at_once_put_nothing_twice() {
    let ground = ground();
    // Two threads of one node, and another node on the same file.
    let other = Store::in_folder(&ground.folder).unwrap();
    let day = date(2025, 12, 1);
    let written: u64 = thread::scope(|scope| {
        let runs: Vec<_> = [&ground.store, &ground.store, &other]
            .into_iter()
            .map(|store| scope.spawn(|| run::run(store, &ground.bodies, day, noon(day)).unwrap().written))
            .collect();
        runs.into_iter().map(|run| run.join().unwrap()).sum()
    });
    assert_eq!(written as usize, ground.letters().len());
    assert_eq!(ground.run(day).written, 0);
}

#[test]
fn what_is_entered_after_the_run_is_told_of_by_the_next() {
    let ground = ground();
    let (monday, tuesday) = (date(2025, 12, 1), date(2025, 12, 2));
    ground.run(monday);
    // Ruth's renewal is decided after Monday's run; nothing else is looked at again.
    ground.enter("ruth", "renewal_decided", ("renewal", "ruth-7"), None, noon(monday));
    let run = ground.run(monday);
    assert_eq!((run.people, run.written), (1, 1));
    assert_eq!(ground.run(monday).written, 0);
    // Entered late on Monday, after its last run, and entered on Tuesday for Friday before.
    ground.enter(
        "lena",
        "extension_decided",
        ("extension", "lena-5"),
        None,
        noon(monday) + SignedDuration::from_hours(9),
    );
    ground.enter("jonas", "application_decided", ("application", "jonas-2"), Some(date(2025, 11, 28)), noon(tuesday));
    ground.run(tuesday);
    let keys = ground.keys();
    for (kind, person) in [("renewal_decided", "ruth"), ("extension_decided", "lena"), ("application_decided", "jonas")]
    {
        let of = |key: &&String| key.starts_with(&format!("{kind}|")) && key.ends_with(&format!("|{person}"));
        assert_eq!(keys.iter().filter(of).count(), 1, "{kind} {person}: {keys:?}");
    }
    assert_eq!(ground.run(tuesday).written, 0);
}

#[test]
fn without_a_server_letters_lie_in_a_folder() {
    let ground = ground();
    let post = Post::folder(&ground.folder.join("mail"), "Certification <notices@example.org>").unwrap();
    let day = date(2026, 1, 1);
    let done = tick(&ground.store, &ground.bodies, noon(day), &post).unwrap();
    assert_eq!(done.delivered, Delivered { sent: done.run.written - done.run.nowhere, ..Delivered::default() });
    assert!(done.delivered.sent > 0);
    let letter = ground.letter("maya@example.org");
    let name = format!("{}.eml", letter.id);
    let text = fs::read_to_string(ground.folder.join("mail").join(&name)).unwrap();
    for part in [
        "From: Certification <notices@example.org>\r\n",
        "To: maya@example.org\r\n",
        "Subject: CPCS: your credential has lapsed\r\n",
        &format!("Message-ID: <{}@example.org>\r\n", letter.id),
        "Auto-Submitted: auto-generated\r\n",
    ] {
        assert!(text.contains(part), "`{part}` is not in\n{text}");
    }
    assert_eq!(letter.answer, Some(format!("kept in the folder as {name}")));
    assert!(letter.sent_at.is_some());
    // Nothing waits any more.
    let again = tick(&ground.store, &ground.bodies, noon(day), &post).unwrap();
    assert_eq!((again.run.written, again.delivered), (0, Delivered::default()));
}

/// A mail server of the test's own: for each recipient its answers, one a try; then 250.
struct Peer {
    url: String,
    letters: Arc<Mutex<Vec<(String, String)>>>,
}

/// What a peer answers: to a recipient, or under `DATA` and `HELO` to a letter or a greeting.
type Table = HashMap<&'static str, Vec<&'static str>>;

impl Peer {
    fn start(table: Table) -> Peer {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("smtp://{}", listener.local_addr().unwrap());
        let letters: Arc<Mutex<Vec<(String, String)>>> = Arc::default();
        let (kept, table) = (Arc::clone(&letters), Arc::new(Mutex::new(table)));
        thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                let (kept, table) = (Arc::clone(&kept), Arc::clone(&table));
                thread::spawn(move || converse(&stream, &kept, &table));
            }
        });
        Peer { url, letters }
    }

    fn post(&self) -> Post {
        Post::smtp(&self.url, "notices@example.org").unwrap()
    }

    fn received(&self) -> Vec<(String, String)> {
        self.letters.lock().unwrap().clone()
    }
}

fn converse(stream: &TcpStream, kept: &Mutex<Vec<(String, String)>>, table: &Mutex<Table>) {
    let mut out = stream;
    let mut say = |line: &str| out.write_all(format!("{line}\r\n").as_bytes());
    let answer = |key: &str| {
        let mut table = table.lock().unwrap();
        let answers = table.get_mut(key).filter(|answers| !answers.is_empty());
        answers.map_or("250 2.0.0 queued as 4711", |answers| answers.remove(0))
    };
    let (mut lines, mut to) = (BufReader::new(stream).lines().map_while(Result::ok), String::new());
    let mut go = || -> std::io::Result<()> {
        say("220 peer.example.org ready")?;
        while let Some(line) = lines.next() {
            let (word, rest) = line.split_at(line.len().min(4));
            match word {
                "EHLO" | "HELO" => say(answer("HELO"))?,
                "MAIL" | "RSET" | "NOOP" => say("250 ok")?,
                "RCPT" => {
                    to = rest.trim_start_matches(" TO:<").split('>').next().unwrap_or_default().to_owned();
                    say(answer(&to))?;
                }
                "DATA" => {
                    say("354 go on")?;
                    let text: Vec<String> = lines.by_ref().take_while(|line| line != ".").collect();
                    let said = answer("DATA");
                    if said.starts_with('2') {
                        kept.lock().unwrap().push((to.clone(), text.join("\n")));
                    }
                    say(said)?;
                }
                "QUIT" => return say("221 bye"),
                _ => say("500 what?")?,
            }
        }
        Ok(())
    };
    let _ = go();
}

#[test]
fn a_server_takes_puts_off_and_refuses_and_each_is_noted() {
    let ground = ground();
    let now = noon(date(2026, 3, 2));
    let peer = Peer::start(HashMap::from([
        ("later@example.org", vec!["451 4.7.1 come back", "451 4.7.1 and again"]),
        ("never@example.org", vec!["550 5.1.1 nobody of that name here"]),
    ]));
    let post = peer.post();
    ground.put(&["taken@example.org", "later@example.org", "never@example.org", "no address"], now);
    let first = post.deliver(&ground.store, now).unwrap();
    assert_eq!(first, Delivered { sent: 1, later: 1, given_up: 2, unreachable: None });
    let taken = ground.letter("taken@example.org");
    assert_eq!(taken.answer.as_deref(), Some("250 2.0.0 queued as 4711"));
    assert!(taken.sent_at.is_some_and(|at| at >= now && at < now + SignedDuration::from_mins(1)));
    let later = ground.letter("later@example.org");
    assert_eq!((later.answer.as_deref(), later.tries, later.given_up), (Some("451 4.7.1 come back"), 1, None));
    let never = ground.letter("never@example.org");
    assert_eq!(never.answer.as_deref(), Some("550 5.1.1 nobody of that name here"));
    assert!(never.given_up.is_some() && never.sent_at.is_none());
    let nonsense = ground.letter("no address");
    assert!(nonsense.given_up.is_some_and(|_| nonsense.answer.unwrap().starts_with("this cannot be sent")));
    // Too early for another try; then the waits grow.
    let at = |minutes: i64| now + SignedDuration::from_secs(60 * minutes + 30);
    assert_eq!(post.deliver(&ground.store, now).unwrap(), Delivered::default());
    assert_eq!(post.deliver(&ground.store, at(1)).unwrap().later, 1);
    assert_eq!(post.deliver(&ground.store, at(2)).unwrap(), Delivered::default());
    assert_eq!(post.deliver(&ground.store, at(7)).unwrap().sent, 1);
    assert_eq!(ground.letter("later@example.org").tries, 3);
    let received = peer.received();
    assert_eq!(
        received.iter().map(|(to, _)| to.as_str()).collect::<Vec<_>>(),
        ["taken@example.org", "later@example.org"]
    );
    let text = &received[0].1;
    assert!(
        text.contains("Subject: Ein Tag kommt =?utf-8?") && text.contains("\n..A line that begins with a dot"),
        "{text}"
    );
    assert!(text.contains(&format!("Message-ID: <{}@example.org>", taken.id)), "{text}");
}

#[test]
fn a_letter_put_off_for_days_is_given_up_with_what_the_server_said() {
    let ground = ground();
    let mut now = noon(date(2026, 3, 2));
    let began = now;
    let peer = Peer::start(HashMap::from([("full@example.org", vec!["452 4.2.2 mailbox full"; 40])]));
    ground.put(&["full@example.org"], now);
    let post = peer.post();
    let mut tries = 0;
    while ground.letter("full@example.org").given_up.is_none() {
        let done = post.deliver(&ground.store, now).unwrap();
        tries += done.later + done.given_up;
        now += SignedDuration::from_mins(10);
        assert!(now < began + SignedDuration::from_hours(24 * 14), "it is never given up");
    }
    assert!(now > began + SignedDuration::from_hours(24 * 4), "it was given up too early");
    let letter = ground.letter("full@example.org");
    assert_eq!((letter.tries as u64, letter.answer.as_deref()), (tries, Some("452 4.2.2 mailbox full")));
}

#[test]
fn a_server_that_does_not_let_us_in_is_no_fault_of_a_letters() {
    let ground = ground();
    let now = noon(date(2026, 3, 2));
    ground.put(&["a@example.org", "b@example.org"], now);
    // Nobody listens there.
    let free = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let nobody = Post::smtp(&format!("smtp://{free}"), "notices@example.org").unwrap();
    let done = nobody.deliver(&ground.store, now).unwrap();
    assert_eq!((done.sent, done.later, done.given_up), (0, 2, 0));
    assert!(done.unreachable.unwrap().starts_with("the mail server cannot be used"));
    // It refuses everybody at the door, for good as it says; and it closes in the middle.
    let shut = Peer::start(HashMap::from([
        ("HELO", vec!["554 5.7.1 no service for you"]),
        ("DATA", vec!["421 4.3.2 closing"]),
    ]));
    let at = |minutes: i64| now + SignedDuration::from_secs(60 * minutes + 30);
    let done = shut.post().deliver(&ground.store, at(2)).unwrap();
    assert!(done.unreachable.unwrap().contains("554"), "it was let in");
    assert_eq!(ground.letters().iter().map(|m| (m.tries, m.given_up)).collect::<Vec<_>>(), [(0, None), (0, None)]);
    let done = shut.post().deliver(&ground.store, at(4)).unwrap();
    assert_eq!(
        (done.sent, done.later, done.unreachable.as_deref()),
        (0, 2, Some("the mail server takes no more for now (421)"))
    );
    let done = shut.post().deliver(&ground.store, at(20)).unwrap();
    assert_eq!((done.sent, done.later), (2, 0));
}

#[test]
fn two_senders_at_once_send_nothing_twice() {
    let ground = ground();
    let now = noon(date(2026, 3, 2));
    let addresses: Vec<String> = (0..40).map(|n| format!("p{n}@example.org")).collect();
    ground.put(&addresses.iter().map(String::as_str).collect::<Vec<_>>(), now);
    let peer = Peer::start(HashMap::new());
    let other = Store::in_folder(&ground.folder).unwrap();
    let sent: u64 = thread::scope(|scope| {
        let senders: Vec<_> = [&ground.store, &other]
            .into_iter()
            .map(|store| scope.spawn(|| peer.post().deliver(store, now).unwrap().sent))
            .collect();
        senders.into_iter().map(|sender| sender.join().unwrap()).sum()
    });
    let mut received: Vec<String> = peer.received().into_iter().map(|(to, _)| to).collect();
    received.sort();
    received.dedup();
    assert_eq!((sent, received.len(), peer.received().len()), (40, 40, 40));
}

#[test]
fn a_url_that_is_none_is_refused_without_being_told() {
    for url in ["http://user:secret@example.org", "smtp:", "secret"] {
        let failure = Post::smtp(url, "notices@example.org").unwrap_err();
        assert!(!format!("{failure:?}").contains("secret"), "{failure:?}");
    }
    assert!(Post::smtp("smtps://user:secret@example.org", "nobody").is_err());
    let post = Post::smtp("smtps://user:secret@example.org", "notices@example.org").unwrap();
    assert_eq!(format!("{post:?}"), "Post by SMTP");
}
