//! Who is due in a year, kept in memory and as current as the record: filled when a year is first asked for, then renewed for
//! those alone whose record grew. What is kept of a person holds days, so that another day changes only what is summed.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, PoisonError};

use jiff::civil::Date;
use programme::Bodies;
use programme::handbook::Handbook;
use programme::recertification::Scheme;
use programme::recertification::forecast::{Due, Progress, Sum};
use programme::record::{Line, Text};
use programme::review::Case;
use rayon::prelude::*;
use store::growth::Heads;
use store::outbox::{self, Record};
use store::{Failure, Store, Tx, standings};

/// How many years are kept at most: schemes count apart.
const MOST: usize = 16;

/// How many records are read before they are answered on all cores.
const TOGETHER: usize = 2_048;

/// A certificant who is due.
#[derive(Debug, Clone)]
pub struct Row {
    /// Their id.
    pub person: String,
    /// Their name, or their id where none is on file.
    pub name: String,
    /// Their e-mail address; empty where none is on file.
    pub email: String,
    /// What is due of them.
    pub due: Due,
}

/// Everybody who is due under a scheme in a year, by id.
#[derive(Debug, Clone, Default)]
pub struct Year(BTreeMap<String, Row>);

impl Year {
    /// Everybody, in the order of their ids.
    pub fn rows(&self) -> impl Iterator<Item = &Row> {
        self.0.values()
    }

    /// Somebody.
    pub fn row(&self, person: &str) -> Option<&Row> {
        self.0.get(person)
    }

    /// All of it together, as of a day.
    pub fn sum(&self, on: Date) -> Sum {
        let mut sum = Sum::default();
        for row in self.rows() {
            sum.add(&row.due, on);
        }
        sum
    }

    /// Those who are so far on a day, everybody where no state is named: by name.
    pub fn at(&self, progress: Option<Progress>, on: Date) -> Vec<&Row> {
        let asked = |row: &&Row| progress.is_none_or(|progress| row.due.progress(on) == progress);
        let mut rows: Vec<&Row> = self.rows().filter(asked).collect();
        rows.sort_unstable_by(|a, b| (&a.name, &a.person).cmp(&(&b.name, &b.person)));
        rows
    }
}

/// A scheme, and a year.
type Asked = (String, i16);

/// The years that were asked for.
#[derive(Debug, Default)]
pub struct Forecasts {
    kept: Mutex<Kept>,
}

#[derive(Debug, Default)]
struct Kept {
    /// How far the record is known; nothing before it was first read, or where reading it failed.
    heads: Option<Heads>,
    years: BTreeMap<Asked, Arc<Year>>,
}

impl Forecasts {
    /// A year under a scheme, as the record has it now; nothing where no body has the scheme.
    ///
    /// # Errors
    /// Where the database fails.
    pub fn of(&self, store: &Store, bodies: &Bodies, scheme: &str, year: i16) -> Result<Option<Arc<Year>>, Failure> {
        let Some(rules) = bodies.of_scheme(scheme).and_then(|h: &Handbook| h.scheme.as_ref()) else { return Ok(None) };
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let before = kept.heads.take();
        let asked = (scheme.to_owned(), year);
        let found = store.read(|tx| {
            let now = Heads::now(tx)?;
            match before.as_ref().map_or(Ok(None), |before| now.grown(tx, before))? {
                None => kept.years.clear(),
                Some(people) => renew(tx, bodies, &people, &mut kept.years)?,
            }
            if !kept.years.contains_key(&asked) {
                if kept.years.len() >= MOST {
                    kept.years.clear();
                }
                let all = everybody(tx, bodies, rules, &asked)?;
                kept.years.insert(asked.clone(), Arc::new(all));
            }
            Ok((now, kept.years.get(&asked).cloned()))
        });
        let (now, year) = found?;
        kept.heads = Some(now);
        Ok(year)
    }
}

/// Looks again at those whose record grew.
fn renew(
    tx: &mut Tx<'_>,
    bodies: &Bodies,
    people: &BTreeSet<String>,
    years: &mut BTreeMap<Asked, Arc<Year>>,
) -> Result<(), Failure> {
    if years.is_empty() {
        return Ok(());
    }
    for person in people {
        let record = outbox::record(tx, person)?;
        for (asked, year) in years.iter_mut() {
            match record.as_ref().and_then(|record| row_of(bodies, record, asked)) {
                Some(row) => drop(Arc::make_mut(year).0.insert(person.clone(), row)),
                None if year.0.contains_key(person) => drop(Arc::make_mut(year).0.remove(person)),
                None => {}
            }
        }
    }
    Ok(())
}

/// Reads everybody who may be due.
fn everybody(tx: &mut Tx<'_>, bodies: &Bodies, scheme: &Scheme, asked: &Asked) -> Result<Year, Failure> {
    let mut people: BTreeSet<String> = BTreeSet::new();
    for programme in &scheme.programmes {
        let awards = standings::awards(tx, &programme.id)?;
        people
            .extend(awards.into_iter().filter(|(_, day)| may_be_due(scheme, *day, asked.1)).map(|(person, _)| person));
    }
    let people: Vec<String> = people.into_iter().collect();
    let mut year = Year::default();
    for some in people.chunks(TOGETHER) {
        let records = outbox::records_of(tx, some)?;
        let rows: Vec<Row> = records.par_iter().filter_map(|record| row_of(bodies, record, asked)).collect();
        year.0.extend(rows.into_iter().map(|row| (row.person.clone(), row)));
    }
    Ok(year)
}

/// Whether somebody who was awarded a credential on a day may have something due in a year, were it the first of those
/// that renew together. The first of them sets the cycle, so that nobody is missed.
fn may_be_due(scheme: &Scheme, awarded: Date, year: i16) -> bool {
    if awarded.year() > year {
        return false;
    }
    let mut ends = (0u16..400).map(|index| scheme.cycle_end(awarded, index).0.year()).skip_while(|end| *end < year);
    scheme.annual_fee.is_some() || ends.next() == Some(year)
}

fn row_of(bodies: &Bodies, record: &Record, (scheme, year): &Asked) -> Option<Row> {
    let lines = record.entries.iter().enumerate();
    let lines: Vec<Line<'_>> = lines.map(|(at, (_, _, text))| Line { number: at + 1, text }).collect();
    let case = Case::open(bodies, Text::Borrowed(&record.person), &lines, None);
    // Whoever was merged into another is due as that other.
    let due = if case.asked.is_none() { case.due(scheme, *year) } else { None }?;
    let name = Some(record.name.trim()).filter(|name| !name.is_empty()).unwrap_or(&record.person);
    Some(Row { person: record.person.clone(), name: name.to_owned(), email: record.email.trim().to_owned(), due })
}
