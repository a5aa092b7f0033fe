//! The certificants, by the import and the copy that a body uses; and what is asked about them.

use std::fs::File;
use std::io::{BufReader, BufWriter, Write};
use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

use desk::intake;
use desk::journal::Journal;
use jiff::Timestamp;
use jiff::civil::date;
use programme::Bodies;
use store::Store;
use store::engine::Place;

use super::asking::next;

/// The person with 100 entries.
pub const BUSY: &str = "busy";

const FIRST: [&str; 24] = [
    "Abigail", "Amanda", "Anna", "Carlos", "Carmen", "Daniel", "Elena", "Emily", "Fatima", "Grace", "Heather", "Jamal",
    "Jennifer", "José", "Karen", "Lakshmi", "Linda", "Maria", "Mei", "Nadia", "Patricia", "Renée", "Susan", "Zoë",
];

/// Family names that many have.
const COMMON: [&str; 12] = [
    "Smith", "Johnson", "Williams", "Brown", "Jones", "Garcia", "Miller", "Davis", "Martinez", "Nguyen", "Lee", "Patel",
];

const PLACES: [&str; 8] =
    ["Albany, NY", "Boston, MA", "Chicago, IL", "Denver, CO", "Houston, TX", "Miami, FL", "Phoenix, AZ", "Seattle, WA"];

const BEGINNINGS: [&str; 20] = [
    "Al", "Ber", "Cal", "Dor", "El", "Fen", "Gar", "Hol", "Iv", "Jan", "Kor", "Lin", "Mar", "Nor", "Ol", "Per", "Ros",
    "San", "Tor", "Wil",
];
const MIDDLES: [&str; 20] = [
    "ba", "den", "fi", "gor", "ha", "ki", "lan", "mo", "na", "pe", "qui", "ra", "se", "ta", "ul", "va", "we", "xi",
    "yor", "ze",
];
const ENDS: [&str; 20] = [
    "berg", "by", "dale", "der", "ez", "feld", "ford", "ham", "ic", "ini", "ley", "lund", "man", "nen", "off", "sen",
    "ska", "son", "ton", "wick",
];

/// Names by their number: one in three people has a common family name, the others one of 8,000 or, among many people,
/// 160,000.
#[derive(Clone)]
pub struct Names {
    people: usize,
}

impl Names {
    /// Of so many people.
    pub fn new(people: usize) -> Names {
        Names { people }
    }

    fn rare(nth: usize) -> String {
        let of = |parts: &[&'static str; 20], at: usize| parts[at % 20];
        let middle = if (nth / 8000).is_multiple_of(20) { "" } else { of(&MIDDLES, nth / 8000) };
        format!("{}{}{middle}{}", of(&BEGINNINGS, nth), of(&MIDDLES, nth / 20), of(&ENDS, nth / 400))
    }

    /// The first and the family name of somebody.
    fn of(nth: usize) -> (&'static str, String) {
        let mut lot = nth as u64 * 0x9e37_79b9 + 88_172_645;
        let draw = |of: usize, lot: &mut u64| (next(lot) >> 20) as usize % of;
        next(&mut lot);
        let first = FIRST[draw(FIRST.len(), &mut lot)];
        match draw(3, &mut lot) {
            0 => (first, COMMON[draw(COMMON.len(), &mut lot)].to_owned()),
            _ => (first, Names::rare(draw(160_000, &mut lot))),
        }
    }

    fn somebody(&self, lot: &mut u64) -> (&'static str, String) {
        Names::of((next(lot) >> 20) as usize % self.people)
    }
}

fn one<T: Copy>(of: &[T], lot: &mut u64) -> T {
    of[(next(lot) >> 20) as usize % of.len()]
}

/// What is asked: what it is called, and how it is drawn.
pub type Kind = (&'static str, fn(&Names, &mut u64) -> String);

/// Every kind of question.
pub const KINDS: &[Kind] = &[
    ("a rare family name", |_, lot| format!("/standing?name={}", Names::rare((next(lot) >> 20) as usize % 160_000))),
    ("a common family name", |_, lot| format!("/standing?name={}", one(&COMMON, lot))),
    ("a whole name", |names, lot| {
        let (first, last) = names.somebody(lot);
        format!("/standing?name={}+{last}", first.replace('é', "%C3%A9").replace('ë', "%C3%AB"))
    }),
    ("one letter", |_, lot| format!("/standing?name={}", one(b"abcdefghijklmnoprstwz", lot) as char)),
    ("two letters, of two words", |_, lot| {
        format!("/standing?name={}+{}", one(b"acdefghjklmnpsz", lot) as char, one(b"abcdefghijklmnoprstw", lot) as char)
    }),
    ("a letter and a rare name", |_, lot| {
        format!(
            "/standing?name={}+{}",
            one(b"acdefghjklmnpsz", lot) as char,
            Names::rare((next(lot) >> 20) as usize % 160_000)
        )
    }),
    ("a name and a designation", |_, lot| {
        format!("/standing?name={}&programme={}", one(&COMMON, lot), one(&["cpcs", "cpmsm", "cmas"], lot))
    }),
    ("a name and a place", |_, lot| {
        format!(
            "/standing?name={}&place={}",
            one(&COMMON, lot),
            one(&PLACES, lot).split(',').next().unwrap_or_default()
        )
    }),
    ("a name and no such place", |_, lot| format!("/standing?name={}&place=Nowhere", one(&COMMON, lot))),
    ("a letter and no such place", |_, lot| {
        format!("/standing?name={}&place=Nowhere", one(b"abcdefghijklmnoprstwz", lot) as char)
    }),
    ("nobody", |_, lot| format!("/standing?name=xqz{}", next(lot) % 100_000)),
    ("a common name, any past day", |_, lot| {
        let day = date(2016, 1, 1).saturating_add(jiff::Span::new().days((next(lot) >> 20) as i64 % 3_000));
        format!("/standing?name={}&on={day}", one(&COMMON, lot))
    }),
    ("the fortieth page", |_, lot| {
        format!("/standing?name={}&after=smith~CPCS-{:06}", one(&["s", "sm", "smith"], lot), next(lot) % 100_000)
    }),
    ("the API, a common name", |_, lot| format!("/api/v1/standing?name={}", one(&COMMON, lot))),
];

/// Writes everybody's records: registered, and awarded a credential some years later.
fn records(people: usize, out: &mut impl Write) -> std::io::Result<()> {
    let first = date(2012, 1, 1);
    for nth in 0..people {
        let (given, family) = Names::of(nth);
        let day = first.saturating_add(jiff::Span::new().days((nth * 37 % 5_000) as i64));
        let programme = ["cpcs", "cpmsm", "cmas"][nth % 3];
        // Half of them say where they are.
        let place = PLACES.get(nth / 3 % 16).map_or(String::new(), |place| format!(r#","place":"{place}""#));
        writeln!(
            out,
            r#"{{"id":"c{nth:07}-1","person":"c{nth:07}","kind":"person_registered","at":"{day}","name":"{given} {family}","email":"c{nth}@people.example"{place}}}"#
        )?;
        writeln!(
            out,
            r#"{{"id":"c{nth:07}-2","person":"c{nth:07}","kind":"credential_awarded","at":"{day}","programme":"{programme}"}}"#
        )?;
    }
    busy(out)
}

/// Somebody with 100 entries: two cycles of credits, a renewal between them.
fn busy(out: &mut impl Write) -> std::io::Result<()> {
    let mut nth = 0;
    let mut event = |day: jiff::civil::Date, rest: String| {
        nth += 1;
        writeln!(out, r#"{{"id":"{BUSY}-{nth}","person":"{BUSY}","at":"{day}",{rest}}}"#)
    };
    event(
        date(2020, 1, 2),
        r#""kind":"person_registered","name":"Busy Bee","email":"busy@people.example""#.to_owned(),
    )?;
    event(date(2020, 4, 1), r#""kind":"credential_awarded","programme":"cpcs""#.to_owned())?;
    for credit in 0..98 {
        let day = date(2020, 5, 1).saturating_add(jiff::Span::new().days(credit * 24));
        event(
            day,
            format!(
                r#""kind":"credit_logged","scheme":"namss-recertification","category":"sponsored","units":"1","title":"Session {credit}","certificate":true"#
            ),
        )?;
    }
    Ok(())
}

fn told(what: &str, began: Instant) {
    eprintln!("{what}: {:.1} s", began.elapsed().as_secs_f64());
}

/// A store on SQLite with so many certificants in it, taken in by the import.
pub fn sqlite(folder: &Path, bodies: &Arc<Bodies>, people: usize) -> Store {
    let began = Instant::now();
    let file = folder.join("people.jsonl");
    let mut out = BufWriter::with_capacity(1 << 20, File::create(&file).expect("a file"));
    records(people, &mut out).and_then(|()| out.flush()).expect("a file");
    let journal = Journal::open(&file).unwrap_or_else(|_| unreachable!("the records"));
    let store = Store::in_folder(folder).expect("a store");
    let taken = intake::take_in(&store, bodies, &journal, None, Timestamp::now(), |_| {});
    let taken = taken.unwrap_or_else(|failure| panic!("the import failed: {failure:?}"));
    assert_eq!((taken.people, taken.refused.len()), (people as u64 + 1, 0), "{:?}", taken.refused.first());
    let _ = std::fs::remove_file(&file);
    told("imported into SQLite", began);
    store
}

/// The same on PostgreSQL, by a copy.
pub fn postgresql(filled: &Store, folder: &Path, url: &str) -> Store {
    let began = Instant::now();
    let file = folder.join("copy.jsonl");
    let mut out = BufWriter::with_capacity(1 << 20, File::create(&file).expect("a file"));
    store::backup::backup(filled, &mut out).expect("a copy");
    out.flush().expect("a file");
    told("copied out of SQLite", began);
    let began = Instant::now();
    let other = Store::open(Place::Url(url.to_owned())).expect("a store");
    let from = file.clone();
    store::backup::restore(&other, move || Ok(Box::new(BufReader::with_capacity(1 << 20, File::open(&from)?))))
        .expect("a store");
    let _ = std::fs::remove_file(&file);
    // As autovacuum does on a server that stands.
    postgres::Client::connect(url, postgres::NoTls).expect("a server").batch_execute("ANALYZE").expect("statistics");
    told("restored into PostgreSQL", began);
    other
}
