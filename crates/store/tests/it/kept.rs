//! A database of each release is kept in `tests/kept`, as its program made it: it opens in today's, and answers as it did.
//!
//! Beside `0.1.0.sqlite` stand `0.1.0.sql`, the same for PostgreSQL, and `0.1.0.jsonl`: the ends of the chains, how many
//! rows each table had, and what the people's records come to. CONTRIBUTING says how the next release's are added.

use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;

use jiff::civil::{Date, date};
use programme::record::Text;
use programme::review::Case;
use serde_json::{Value, json};
use store::backup::{backup, restore};
use store::engine::Place;
use store::engine::migrate::NEWEST;
use store::verify::verify;
use store::{Store, entries, rebuild, standings};

use crate::engines::{Ground, on_both, rows};
use crate::people::BODIES;

on_both!(every_release_opens_in_todays_program);

/// The day as of which everybody is reviewed.
const ON: Date = date(2026, 11, 20);

/// What a release's database has rows in. Later tables are empty in it.
const TABLES: [&str; 11] = [
    "account",
    "account_role",
    "credential",
    "entry",
    "known_as",
    "mail",
    "person",
    "seat",
    "seating",
    "setting",
    "waiting",
];

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/kept")
}

/// The releases whose databases are kept, by what is before the ending.
fn releases() -> Vec<PathBuf> {
    let files = fs::read_dir(folder()).unwrap().map(|entry| entry.unwrap().path());
    let mut releases: Vec<PathBuf> = files.filter(|path| path.extension().is_some_and(|e| e == "sqlite")).collect();
    releases.sort();
    releases
}

/// Puts a release's database where a test has its own.
fn put(release: &Path, ground: &Ground) {
    match &ground.place {
        Place::File(path) => drop(fs::copy(release, path).unwrap()),
        Place::Url(_) => {
            let dump = fs::read_to_string(release.with_extension("sql")).unwrap();
            ground.door().run(&dump).unwrap_or_else(|e| panic!("{}: {e}", release.display()));
        }
    }
}

fn every_release_opens_in_todays_program(ground: &Ground) {
    for release in releases() {
        let ground = ground.another();
        put(&release, &ground);
        let store = ground.open();
        let newest = rows(&store, "SELECT max(number) FROM migration")[0].integer(0);
        assert_eq!(newest, NEWEST, "{}", release.display());
        let told = told(&store);
        let reference = release.with_extension("jsonl");
        if std::env::var_os("UPDATE_EXPECT").is_some() && ground.is_sqlite() {
            fs::write(&reference, &told).unwrap();
        }
        let expected = fs::read_to_string(&reference).unwrap_or_default();
        let differs = told.lines().zip(expected.lines()).find(|(told, expected)| told != expected);
        assert_eq!(differs, None, "{}", reference.display());
        assert_eq!(told.lines().count(), expected.lines().count());
        // What it did not keep beside the record is worked out once, and what it kept is the same then.
        assert!(store.read(rebuild::is_due).unwrap(), "{}", release.display());
        rebuild::rebuild(&store, &Arc::new(crate::shelf::bodies(|text| text)), |_| {}).unwrap();
        assert!(!store.read(rebuild::is_due).unwrap());
        assert_eq!(self::told(&store), told);
        assert!(!rows(&store, "SELECT 1 FROM counted_result").is_empty());
    }
}

/// What a database comes to, line by line: chains, tables, standings as the public finds them, reviews.
fn told(store: &Store) -> String {
    let verified = verify(store, |_| {}).unwrap();
    assert_eq!(verified.amiss, []);
    let mut told = String::new();
    let mut say = |line: Value| writeln!(told, "{line}").unwrap();
    verified
        .heads
        .iter()
        .for_each(|(body, length, hash)| say(json!({ "body": body, "entries": length, "last": hash })));
    for table in TABLES {
        let count = rows(store, &format!("SELECT count(*) FROM {table}"))[0].integer(0);
        say(json!({ "table": table, "rows": count }));
    }
    for person in rows(store, "SELECT id FROM person ORDER BY id") {
        let id = person.text(0);
        let (lines, stands) =
            store.read(|tx| Ok((entries::lines(tx, id)?, standings::of_person(tx, id, ON)?))).unwrap();
        let lines = entries::numbered(&lines);
        let case = Case::open(&BODIES, Text::Borrowed(id), &lines, None);
        let stands: Vec<String> =
            stands.iter().map(|(programme, standing)| format!("{programme}: {standing}")).collect();
        let mut review: Value = serde_json::from_str(&case.review(ON).json()).unwrap();
        without_words(&mut review);
        say(json!({ "person": id, "kept": stands, "review": review }));
    }
    told
}

/// Takes the sentences away: how something is said may change between releases.
fn without_words(json: &mut Value) {
    match json {
        Value::Object(fields) => {
            fields.remove("text");
            fields.values_mut().for_each(without_words);
        }
        Value::Array(items) => items.iter_mut().for_each(without_words),
        _ => {}
    }
}

#[test]
fn there_is_one_for_each_release() {
    let kept: Vec<PathBuf> = releases();
    let own = folder().join(concat!(env!("CARGO_PKG_VERSION"), ".sqlite"));
    assert!(kept.contains(&own), "no database of this release is kept: CONTRIBUTING says how one is made");
    assert!(kept.iter().all(|release| release.with_extension("sql").exists()), "{kept:?}");
}

/// Writes this release's database as PostgreSQL holds it, where that was not done yet.
#[test]
#[ignore = "made once, at a release"]
fn the_same_is_kept_for_postgresql() {
    let release = folder().join(concat!(env!("CARGO_PKG_VERSION"), ".sqlite"));
    let dump = release.with_extension("sql");
    assert!(!dump.exists(), "this release's dump is kept already: {}", dump.display());
    let (from, to) = (Ground::sqlite(), Ground::postgresql());
    put(&release, &from);
    let mut copy = Vec::new();
    backup(&from.open(), &mut copy).unwrap();
    restore(&to.open(), move || Ok(Box::new(std::io::Cursor::new(copy.clone())))).unwrap();
    let Place::Url(url) = &to.place else { panic!("no server") };
    let out = Command::new("pg_dump").args(["--inserts", "--no-owner", "--no-privileges", url]).output().unwrap();
    assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
    let text = String::from_utf8(out.stdout).unwrap();
    // What comes before is about one version of the server, and lines that begin so are for `psql` alone.
    let begins = text.find("\nCREATE TABLE").unwrap();
    let lines = text[begins + 1..].lines().filter(|line| !line.starts_with('\\'));
    fs::write(dump, lines.map(|line| format!("{line}\n")).collect::<String>()).unwrap();
}
