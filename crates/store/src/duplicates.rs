//! Who may be the same person as whom: found by what two records have in common, never by comparing everybody with
//! everybody, and never decided here.
//!
//! Each record leaves traces: every address it was ever under, every two words of a name, a birth date with each word. A
//! registration is looked up by its own traces as it is kept, and those who share one are scored. A trace that many
//! share says nothing, and is passed over.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use jiff::civil::Date;
use programme::record::{Entry, Event, Line};
use programme::review::Case;

use crate::cells::moment;
use crate::engine::{Failure, Row, Tx};
use crate::merging;
use crate::people::{self, Person, registrations, words};
use crate::standings::day_of;

/// A trace that more people than this share tells nobody apart.
const COMMON: i64 = 50;

/// The least score with which a pair is shown.
const LEAST: i64 = 35;

/// How two names go together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Names {
    /// The same words, in whatever order.
    Same,
    /// The same but for an initial that one of them lacks.
    ButInitial,
    /// The same where an initial of one stands for a word of the other.
    Initials,
    /// The words of one are all in the other: a maiden name, a second surname.
    Within,
    /// Not as they are, but one was once called as the other is or was.
    Once,
    /// The same but for an initial that is another.
    OtherInitial,
    /// Some word, and no initials that differ.
    Some,
    /// Nothing that would tell.
    Different,
}

impl Names {
    fn score(self) -> i64 {
        match self {
            Names::Same => 40,
            Names::ButInitial => 35,
            Names::Initials | Names::Within | Names::Once => 30,
            Names::OtherInitial => 10,
            Names::Some => 0,
            Names::Different => -20,
        }
    }

    /// How two names go together as they are.
    pub fn of(one: &str, other: &str) -> Names {
        let split = |name: &str| -> (BTreeSet<String>, BTreeSet<String>) {
            words(name).into_iter().partition(|word| word.chars().nth(1).is_some())
        };
        let ((one, own), (other, others)) = (split(one), split(other));
        let common = one.intersection(&other).count();
        if common == 0 {
            return Names::Different;
        }
        if one == other {
            return match (own == others, own.is_subset(&others) || others.is_subset(&own)) {
                (true, _) => Names::Same,
                (false, true) => Names::ButInitial,
                (false, false) => Names::OtherInitial,
            };
        }
        let unmet = |words: &BTreeSet<String>, with: &BTreeSet<String>, initials: &BTreeSet<String>| {
            let stands = |word: &&String| !initials.iter().any(|initial| word.starts_with(initial.as_str()));
            words.difference(with).filter(stands).count()
        };
        match (unmet(&one, &other, &others), unmet(&other, &one, &own)) {
            (0, 0) => Names::Initials,
            (0, _) | (_, 0) if common > 1 => Names::Within,
            _ if !own.is_empty() && !others.is_empty() && own.is_disjoint(&others) => Names::Different,
            _ => Names::Some,
        }
    }
}

/// What two records have in common.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Likeness {
    /// How their names go together.
    pub names: Names,
    /// Whether the birth dates are the same; none where one of them is not on file.
    pub born: Option<bool>,
    /// Addresses that both were ever under.
    pub addresses: Vec<String>,
}

impl Likeness {
    /// How much speaks for one person: what is rare counts more, and another birth date against it.
    pub fn score(&self) -> i64 {
        let born = self.born.map_or(0, |same| if same { 50 } else { -60 });
        self.names.score() + born + if self.addresses.is_empty() { 0 } else { 60 }
    }
}

/// Two records that may be of one person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pair {
    /// The one whose id sorts first.
    pub one: Person,
    /// The other.
    pub other: Person,
    /// What they have in common.
    pub likeness: Likeness,
    /// How much speaks for one person.
    pub score: i64,
}

/// That two records are of two people, as somebody found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Apart {
    /// Who said so.
    pub by: String,
    /// When.
    pub at: Timestamp,
}

/// The trace of an address.
pub(crate) fn of_address(address: &str) -> String {
    format!("e {}", address.trim().to_lowercase().replace('\0', ""))
}

/// The traces that registrations leave.
fn traces<'r>(registered: impl Iterator<Item = (&'r str, &'r str, Option<Date>)>) -> BTreeSet<String> {
    let mut traces = BTreeSet::new();
    for (name, email, born) in registered {
        if !email.trim().is_empty() {
            traces.insert(of_address(email));
        }
        // More words than these make no name, and every two of them a trace.
        let mut full: Vec<String> = words(&name.replace('\0', ""));
        full.retain(|word| word.chars().nth(1).is_some());
        full.truncate(6);
        full.sort();
        for (at, word) in full.iter().enumerate() {
            traces.extend(full[at + 1..].iter().map(|other| format!("n {word} {other}")));
            traces.extend(born.map(|born| format!("b {born} {word}")));
        }
    }
    traces
}

/// Keeps the traces of some people, and whom each may be.
pub(crate) fn keep(
    tx: &mut Tx<'_>,
    household: &BTreeSet<String>,
    cases: &[Case<'_>],
    lines: &[Line<'_>],
) -> Result<(), Failure> {
    for person in household {
        tx.execute("DELETE FROM trace WHERE person = $1", &[person.into()])?;
        tx.execute("DELETE FROM alike WHERE one = $1 OR other = $1", &[person.into()])?;
    }
    for case in cases {
        // As corrected, and as first written: an address that was once on file was somebody's.
        let ids: BTreeSet<&str> = registrations(case).map(|entry| entry.id.as_ref()).collect();
        let written: Vec<Entry<'_>> = lines
            .iter()
            .filter(|line| line.text.contains("person_registered"))
            .filter_map(|line| Entry::read(*line).ok())
            .filter(|entry| ids.contains(entry.id.as_ref()))
            .collect();
        let registered = registrations(case).chain(&written).filter_map(|entry| match &entry.event {
            Event::PersonRegistered { name, email, born, .. } => Some((name.as_ref(), email.as_ref(), *born)),
            _ => None,
        });
        let traces = traces(registered);
        for trace in &traces {
            tx.execute("INSERT INTO trace (value, person) VALUES ($1, $2)", &[trace.into(), (&*case.person).into()])?;
        }
        look_up(tx, &case.person, &traces)?;
    }
    Ok(())
}

/// Keeps whom a person may be, of those who share a trace with them.
fn look_up(tx: &mut Tx<'_>, person: &str, traces: &BTreeSet<String>) -> Result<(), Failure> {
    let mut sharing: BTreeMap<String, Vec<&str>> = BTreeMap::new();
    for trace in traces {
        let rows = tx.query(
            "SELECT person FROM trace WHERE value = $1 AND person <> $2 LIMIT $3",
            &[trace.into(), person.into(), (COMMON + 1).into()],
        )?;
        if rows.len() as i64 <= COMMON {
            rows.iter().for_each(|row| sharing.entry(row.text(0).to_owned()).or_default().push(trace));
        }
    }
    if sharing.is_empty() {
        return Ok(());
    }
    let Some(own) = who(tx, person)? else { return Ok(()) };
    for (other, shared) in sharing {
        let Some(theirs) = who(tx, &other)? else { continue };
        let likeness = likeness(&own, &theirs, &shared);
        if likeness.score() < LEAST || said_apart(tx, person, &other)?.is_some() {
            continue;
        }
        let (one, two) = in_order(person, &other);
        tx.execute(
            "INSERT INTO alike (one, other, score) VALUES ($1, $2, $3)
             ON CONFLICT (one, other) DO UPDATE SET score = excluded.score",
            &[one.into(), two.into(), likeness.score().into()],
        )?;
    }
    Ok(())
}

/// A name and a birth date, as they stand.
type Who = (String, Option<Date>);

fn who(tx: &mut Tx<'_>, person: &str) -> Result<Option<Who>, Failure> {
    let row = tx.one("SELECT name, born FROM person WHERE id = $1", &[person.into()])?;
    Ok(row.map(|row| (row.text(0).to_owned(), row.integer_if_any(1).map(day_of))))
}

fn likeness(one: &Who, other: &Who, shared: &[&str]) -> Likeness {
    let names = Names::of(&one.0, &other.0);
    let once = matches!(names, Names::Some | Names::Different) && shared.iter().any(|t| t.starts_with("n "));
    Likeness {
        names: if once { Names::Once } else { names },
        born: one.1.zip(other.1).map(|(one, other)| one == other),
        addresses: shared.iter().filter_map(|t| t.strip_prefix("e ")).map(str::to_owned).collect(),
    }
}

fn in_order<'t>(one: &'t str, other: &'t str) -> (&'t str, &'t str) {
    if one < other { (one, other) } else { (other, one) }
}

/// What two people's records have in common.
///
/// # Errors
/// [`Failure::Missing`] where one of them is nobody; where the database fails.
pub fn between(tx: &mut Tx<'_>, one: &str, other: &str) -> Result<Likeness, Failure> {
    let missing = |id: &str| Failure::Missing(format!("person `{id}`"));
    let (first, second) = (who(tx, one)?.ok_or_else(|| missing(one))?, who(tx, other)?.ok_or_else(|| missing(other))?);
    let shared = tx.query(
        "SELECT a.value FROM trace a JOIN trace b ON b.value = a.value WHERE a.person = $1 AND b.person = $2",
        &[one.into(), other.into()],
    )?;
    let shared: Vec<&str> = shared.iter().map(|row| row.text(0)).collect();
    Ok(likeness(&first, &second, &shared))
}

/// Where a page of pairs begins: after a score and two ids.
pub type After = (i64, String, String);

/// Pairs that may be one person, the strongest first, after a pair; at most `most`.
///
/// # Errors
/// Where the database fails.
pub fn pairs(tx: &mut Tx<'_>, after: Option<After>, most: i64) -> Result<Vec<Pair>, Failure> {
    let (score, one, other) = after.unwrap_or((i64::MAX, String::new(), String::new()));
    let rows = tx.query(PAIRS, &[score.into(), one.into(), other.into(), most.into()])?;
    read(tx, &rows)
}

/// Pairs of one person and somebody who may be the same, the strongest first; at most `most`.
///
/// # Errors
/// Where the database fails.
pub fn of_person(tx: &mut Tx<'_>, person: &str, most: i64) -> Result<Vec<Pair>, Failure> {
    let rows = tx.query(
        "SELECT one, other, score FROM alike WHERE one = $1 OR other = $1 ORDER BY score DESC, one, other LIMIT $2",
        &[person.into(), most.into()],
    )?;
    read(tx, &rows)
}

fn read(tx: &mut Tx<'_>, rows: &[Row]) -> Result<Vec<Pair>, Failure> {
    let mut pairs = Vec::with_capacity(rows.len());
    for row in rows {
        let (Some(one), Some(other)) = (people::by_id(tx, row.text(0))?, people::by_id(tx, row.text(1))?) else {
            continue;
        };
        let likeness = between(tx, &one.id, &other.id)?;
        pairs.push(Pair { one, other, likeness, score: row.integer(2) });
    }
    Ok(pairs)
}

/// The walk through pairs, in the index's own order.
pub const PAIRS: &str = "SELECT one, other, score FROM alike WHERE (score, one, other) < ($1, $2, $3)
 ORDER BY score DESC, one DESC, other DESC LIMIT $4";

/// How many pairs wait to be looked at.
///
/// # Errors
/// Where the database fails.
pub fn count(tx: &mut Tx<'_>) -> Result<i64, Failure> {
    let row = tx.one("SELECT count(*) FROM alike", &[])?;
    Ok(row.map_or(0, |row| row.integer(0)))
}

/// Keeps that two records are of two people: the pair is not shown again.
///
/// # Errors
/// [`Failure::Missing`] where one of them is nobody; where the database fails.
pub fn set_apart(tx: &mut Tx<'_>, one: &str, other: &str, by: &str, at: Timestamp) -> Result<(), Failure> {
    for id in [one, other] {
        who(tx, id)?.ok_or_else(|| Failure::Missing(format!("person `{id}`")))?;
    }
    let (one, other) = in_order(one, other);
    tx.execute(
        "INSERT INTO apart (one, other, said_by, said_at) VALUES ($1, $2, $3, $4)
         ON CONFLICT (one, other) DO UPDATE SET said_by = excluded.said_by, said_at = excluded.said_at",
        &[one.into(), other.into(), by.into(), at.as_microsecond().into()],
    )?;
    tx.execute("DELETE FROM alike WHERE one = $1 AND other = $2", &[one.into(), other.into()])?;
    Ok(())
}

/// Whether somebody said that two people are two: of either, or of whoever was merged into them.
///
/// # Errors
/// Where the database fails.
pub fn said_apart(tx: &mut Tx<'_>, one: &str, other: &str) -> Result<Option<Apart>, Failure> {
    let others = merging::under(tx, other)?;
    for one in merging::under(tx, one)? {
        for other in &others {
            let (first, second) = in_order(&one, other);
            let row = tx.one(
                "SELECT said_by, said_at FROM apart WHERE one = $1 AND other = $2",
                &[first.into(), second.into()],
            )?;
            if let Some(row) = row {
                let at = moment(row.integer(1));
                return Ok(Some(Apart { by: row.text(0).to_owned(), at }));
            }
        }
    }
    Ok(None)
}
