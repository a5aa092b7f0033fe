//! The run: what is due to everybody, written into the outbox.
//!
//! A day is run once for everybody: as of the last day run and as of this one, each with what was known then. After that,
//! only records that have grown are looked at again, as they were and as they are. So whatever is entered is told of soon
//! after, and exactly once: nothing is told by a job that may be missed.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use programme::Bodies;
use programme::day::previous;
use programme::record::{Line, Text};
use programme::review::Case;
use rayon::prelude::*;
use store::outbox::{self, Draft, Record};
use store::{Store, Tx, settings};

use super::due::{Answer, due};
use super::letters;
use crate::failure::Failure;

/// The setting that holds the last day run.
pub const THROUGH: &str = "notices through";

/// What stands before a body's id in the setting that says how far its chain was read.
const READ: &str = "notices read ";

/// How many people are looked at by one unit of work.
const TOGETHER: i64 = 256;

/// What a run did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Run {
    /// The day.
    pub on: Date,
    /// How many records were looked at.
    pub people: u64,
    /// How many letters were written.
    pub written: u64,
    /// How many of them are to people without an e-mail address on file.
    pub nowhere: u64,
}

/// How far the record has grown since people were last told, in words that are the same for the same growth; nothing where
/// it has not, or where no day was run yet.
///
/// # Errors
/// Where the database fails.
pub fn grown(tx: &mut Tx<'_>) -> Result<Option<String>, store::Failure> {
    if settings::get(tx, THROUGH)?.is_none() {
        return Ok(None);
    }
    let (mut grown, mut ends) = (false, Vec::new());
    for (body, end) in outbox::lengths(tx)? {
        let mark = settings::get(tx, &format!("{READ}{body}"))?.and_then(|n| n.parse().ok()).unwrap_or(0);
        grown |= end > mark;
        ends.push(format!("{body}:{end}"));
    }
    Ok(grown.then(|| ends.join(" ")))
}

/// Today, where the first body is at home.
pub fn today(bodies: &Bodies, now: Timestamp) -> Date {
    let zone = bodies.all().next().map_or(TimeZone::UTC, |h| h.body.zone.clone());
    zone.to_datetime(now).date()
}

/// How far each body's chain was read.
type Marks = BTreeMap<String, i64>;

/// Two looks at a record: at what was known by the end of one day, and of another; the first, where there are marks, at no
/// entry behind them.
#[derive(Clone, Copy)]
struct Looks<'m> {
    from: Date,
    to: Date,
    marks: Option<&'m Marks>,
}

/// Writes what is due to everybody by the end of `on`, since the last day run. A day that was run already is run again:
/// that writes nothing twice.
///
/// # Errors
/// Where the store fails; what was written by then stays, and the next run goes on.
pub fn run(store: &Store, bodies: &Bodies, on: Date, now: Timestamp) -> Result<Run, Failure> {
    let (through, marks, lengths) = store.read(|tx| {
        let lengths = outbox::lengths(tx)?;
        let mut marks = Marks::new();
        for (body, _) in &lengths {
            let mark = settings::get(tx, &format!("{READ}{body}"))?;
            marks.insert(body.clone(), mark.and_then(|n| n.parse().ok()).unwrap_or(0));
        }
        let through = settings::get(tx, THROUGH)?.and_then(|day| day.parse::<Date>().ok());
        Ok((through, marks, lengths))
    })?;
    let mut work = Work { store, bodies, now, done: Run { on, people: 0, written: 0, nowhere: 0 } };
    match through {
        Some(last) if on < last => {
            work.everybody(Looks { from: previous(on), to: on, marks: None })?;
            return Ok(work.done);
        }
        Some(last) => {
            work.grown(Looks { from: last, to: last, marks: Some(&marks) })?;
            if on > last {
                work.everybody(Looks { from: last, to: on, marks: None })?;
            }
        }
        None => work.everybody(Looks { from: previous(on), to: on, marks: None })?,
    }
    store.write(move |tx| {
        settings::set(tx, THROUGH, &on.to_string())?;
        for (body, position) in &lengths {
            settings::set(tx, &format!("{READ}{body}"), &position.to_string())?;
        }
        Ok(())
    })?;
    Ok(work.done)
}

struct Work<'w> {
    store: &'w Store,
    bodies: &'w Bodies,
    now: Timestamp,
    done: Run,
}

impl Work<'_> {
    /// Looks at everybody's record.
    fn everybody(&mut self, looks: Looks<'_>) -> Result<(), Failure> {
        let mut after = String::new();
        loop {
            let page = self.store.read(|tx| outbox::records(tx, &after, TOGETHER))?;
            let Some(last) = page.last() else { return Ok(()) };
            after.clone_from(&last.person);
            self.page(&page, looks)?;
        }
    }

    /// Looks at the records that have grown behind the marks.
    fn grown(&mut self, looks: Looks<'_>) -> Result<(), Failure> {
        let Some(marks) = looks.marks else { return Ok(()) };
        let people = self.store.read(|tx| {
            let mut people = BTreeSet::new();
            for (body, position) in marks {
                people.append(&mut outbox::grown(tx, body, *position)?);
            }
            Ok(people)
        })?;
        let people: Vec<String> = people.into_iter().collect();
        for some in people.chunks(TOGETHER as usize) {
            let page = self.store.read(|tx| {
                let found = some.iter().filter_map(|person| outbox::record(tx, person).transpose());
                found.collect::<Result<Vec<Record>, store::Failure>>()
            })?;
            self.page(&page, looks)?;
        }
        Ok(())
    }

    fn page(&mut self, page: &[Record], looks: Looks<'_>) -> Result<(), Failure> {
        let drafts: Result<Vec<Vec<Draft>>, Failure> =
            page.par_iter().map(|record| drafts(self.bodies, record, looks)).collect();
        let drafts: Vec<Draft> = drafts?.into_iter().flatten().collect();
        self.done.people += page.len() as u64;
        if drafts.is_empty() {
            return Ok(());
        }
        let now = self.now;
        let (written, nowhere) = self.store.write(move |tx| {
            let (mut written, mut nowhere) = (0, 0);
            for draft in &drafts {
                let new = outbox::put(tx, draft, now)?;
                written += u64::from(new);
                nowhere += u64::from(new && draft.to_address.is_empty());
            }
            Ok((written, nowhere))
        })?;
        self.done.written += written;
        self.done.nowhere += nowhere;
        Ok(())
    }
}

/// A record as it was known by the end of a day, without what stands behind the marks.
fn case<'a>(bodies: &'a Bodies, record: &'a Record, day: Date, marks: Option<&Marks>) -> Case<'a> {
    of(bodies, record, &record.person, day, marks)
}

/// The same of somebody among those whose entries the record has.
fn of<'a>(bodies: &'a Bodies, record: &'a Record, person: &str, day: Date, marks: Option<&Marks>) -> Case<'a> {
    let inside =
        |(body, at, _): &&(String, i64, String)| marks.is_none_or(|m| *at <= m.get(body).copied().unwrap_or(0));
    let lines = record.entries.iter().filter(inside).enumerate();
    let lines: Vec<Line<'a>> = lines.map(|(at, (_, _, text))| Line { number: at + 1, text }).collect();
    Case::open(bodies, Text::Owned(person.to_owned()), &lines, Some(day))
}

/// The letters that are due to one person.
fn drafts(bodies: &Bodies, record: &Record, looks: Looks<'_>) -> Result<Vec<Draft>, Failure> {
    let before = case(bodies, record, looks.from, looks.marks);
    let after = case(bodies, record, looks.to, None);
    // Whoever was merged into another is written to as that other.
    if after.asked.is_some() {
        return Ok(Vec::new());
    }
    // What was known of somebody before they were merged was told of then.
    let told: Vec<Case<'_>> = after
        .merged
        .iter()
        .filter(|merge| !before.merged.iter().any(|known| known.event == merge.event))
        .map(|merge| of(bodies, record, &merge.merged, looks.from, looks.marks))
        .collect();
    let (mut before, after) = (Answer::of(&before, looks.from), Answer::of(&after, looks.to));
    before.also = told.iter().flat_map(Case::records).flat_map(|(_, r)| r.until(looks.from)).collect();
    let draft = |notice: super::due::Notice<'_>| {
        let letter = letters::write(&notice, &record.name)
            .map_err(|e| Failure::environment(format!("{}: {e}", notice.kind.word()), "report this"))?;
        Ok(Draft {
            key: notice.key(&record.person),
            person: record.person.clone(),
            to_address: record.email.trim().to_owned(),
            kind: notice.kind.word().to_owned(),
            subject: letter.subject,
            body: letter.body,
        })
    };
    due(&before, &after).into_iter().map(draft).collect()
}
