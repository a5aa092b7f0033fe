//! A program that appends is killed at any moment: whatever it was told is kept is there, and nothing is half there.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{ChildStdout, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use store::engine::Place;
use store::verify::verify;
use store::{Store, entries};

use crate::chance::{Chance, rounds};
use crate::engines::Ground;
use crate::following::{kept, worked_out};

#[test]
fn sqlite_keeps_what_it_acknowledged() {
    drill(&Ground::sqlite());
}

#[test]
fn postgresql_keeps_what_it_acknowledged() {
    drill(&Ground::durable_postgresql());
}

/// The program, which cargo builds beside the tests.
fn program() -> PathBuf {
    let tests = std::env::current_exe().unwrap();
    let program = tests.parent().unwrap().parent().unwrap().join("examples/append_stream");
    assert!(program.exists(), "{} is not built: run `cargo build -p store --examples`", program.display());
    program
}

/// How many entries each person is known to have, from what the program wrote. A last line that it could not finish
/// says nothing.
fn acknowledged(said: ChildStdout) -> BTreeMap<String, i64> {
    let (mut said, mut known) = (BufReader::new(said), BTreeMap::new());
    let mut line = String::new();
    while said.read_line(&mut line).unwrap() > 0 {
        if let Some((person, seq)) = line.strip_suffix('\n').and_then(|line| line.split_once(' ')) {
            known.insert(person.to_owned(), seq.parse().unwrap());
        }
        line.clear();
    }
    known
}

fn drill(ground: &Ground) {
    let place = match &ground.place {
        Place::File(path) => path.parent().unwrap().display().to_string(),
        Place::Url(url) => url.clone(),
    };
    let mut chance = Chance::new(9);
    let (mut known, mut units, mut slowest, mut more) = (BTreeMap::new(), 0, Duration::ZERO, 0);
    let kills = rounds(5, 50);
    for kill in 0..kills {
        let mut child = Command::new(program())
            .args([&place, &format!("k{kill}")])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let said = child.stdout.take().unwrap();
        let reading = thread::spawn(move || acknowledged(said));
        thread::sleep(Duration::from_millis(chance.of(20..400) as u64));
        let still_ran = child.try_wait().unwrap().is_none();
        child.kill().unwrap();
        child.wait().unwrap();
        assert!(still_ran, "the program ended by itself");
        let said = reading.join().unwrap();
        units += said.values().map(|seq| seq / 2).sum::<i64>();
        known.extend(said);
        let begun = Instant::now();
        let store = ground.open();
        slowest = slowest.max(begun.elapsed());
        more = judge(&store, &known, &mut chance);
    }
    println!(
        "{kills} kills: {units} units acknowledged for {} people, none lost; {more} more units were kept; \
         open again in {slowest:?} at most",
        known.len()
    );
    assert!(units > 0, "nothing was acknowledged before any kill");
}

/// Holds the store to what is known; answers how many units it has beyond that.
fn judge(store: &Store, known: &BTreeMap<String, i64>, chance: &mut Chance) -> i64 {
    // What was under way on a server when the program died may still be on its way: first see it end.
    store.write(|tx| tx.query("SELECT id FROM body {for_update}", &[])).unwrap();
    let verified = verify(store, |_| {}).unwrap();
    assert_eq!(verified.amiss, []);
    let people: Vec<&String> = known.keys().collect();
    let mut more = 0;
    store
        .read(|tx| {
            let lengths = tx.query("SELECT id, seq FROM person", &[])?;
            let lengths: BTreeMap<&str, i64> = lengths.iter().map(|row| (row.text(0), row.integer(1))).collect();
            for (person, seq) in known {
                let found = lengths.get(person.as_str()).copied().unwrap_or_default();
                assert!(found >= *seq, "{person} has {found} entries, and {seq} were acknowledged");
            }
            // A unit is two entries: it is there, or it is not.
            assert!(lengths.values().all(|seq| seq % 2 == 0 && *seq > 0), "{lengths:?}");
            assert_eq!(lengths.values().sum::<i64>() as u64, verified.entries);
            more = (verified.entries as i64 - known.values().sum::<i64>()) / 2;
            let last = lengths.keys().rev().take(8).map(|person| (*person).to_owned());
            let some: Vec<String> =
                last.chain((0..12).filter(|_| !people.is_empty()).map(|_| (*chance.one(&people)).clone())).collect();
            for person in some {
                let lines = entries::lines(tx, &person)?;
                assert_eq!(kept(tx, &person), worked_out(&person, &lines), "{person}");
            }
            Ok(())
        })
        .unwrap();
    more
}
