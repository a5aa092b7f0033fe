//! Credits that arrive: completions told by a file, by a program or by a statement, each matched to a person and a course
//! and posted as the handbook says (F17).
//!
//! Whatever is told is kept. What is told twice is taken once; what matches nobody waits for somebody to look.

pub mod alike;
pub mod courses;
pub mod matching;
pub mod posting;
pub mod table;
pub mod xapi;

use std::collections::BTreeSet;
use std::sync::Arc;

use jiff::Timestamp;
use programme::Bodies;
use sha2::{Digest, Sha256};
use store::completions::{self, Completion, Stands, State, Told};
use store::{Failure, Store, Tx};

use crate::act::new_id;

/// The way by which a file comes.
pub const FILE: &str = "file";

/// Who brings completions, and by which way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Brought {
    /// The way: within it an id is told once.
    pub source: String,
    /// Who brings them, as the record names them.
    pub by: String,
    /// Whose records are the bringer's own.
    pub own: Vec<String>,
}

/// One completion as it is told.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Row {
    /// The line of the file, or its place in the list.
    pub line: usize,
    /// Its id where it comes from; empty where it has none.
    pub id: String,
    /// What is told.
    pub told: Told,
    /// The hash of it, where more came than is kept.
    pub hash: Option<String>,
    /// Where it stands, where that is known without a look at the record.
    pub stands: Option<Stands>,
}

/// What became of one completion.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Became {
    /// It is taken: posted, or it waits for its day.
    Taken,
    /// It is kept, and not posted by the body: why.
    NotPosted(String),
    /// It was told before, word for word.
    Before,
    /// It is set aside: what is wrong.
    Aside(String),
}

/// What became of each, in their order.
pub type Taken = Vec<(usize, Became)>;

/// How many completions are kept by one unit of work: others wait no longer than for these.
const TOGETHER: usize = 100;

/// Takes completions, and posts those whose day has come.
///
/// # Errors
/// Where the database fails; what was answered for by then is kept, and to send everything again changes nothing of it.
pub fn take(
    store: &Store,
    bodies: &Arc<Bodies>,
    brought: &Brought,
    rows: Vec<Row>,
    now: Timestamp,
) -> Result<Taken, Failure> {
    let mut taken = Taken::with_capacity(rows.len());
    for some in rows.chunks(TOGETHER) {
        let (some, bodies, brought) = (some.to_vec(), Arc::clone(bodies), brought.clone());
        taken.extend(store.write(move |tx| {
            let mut became = Taken::new();
            for row in &some {
                let judged = judge(tx, &bodies, &brought, row, now)?;
                if let Judged::New(one) = &judged {
                    completions::keep(tx, one)?;
                }
                became.push((row.line, judged.became()));
            }
            Ok(became)
        })?);
    }
    posting::due(store, bodies, now)?;
    Ok(taken)
}

/// What would become of completions, of which nothing is kept.
///
/// # Errors
/// Where the database fails.
pub fn look(
    tx: &mut Tx<'_>,
    bodies: &Bodies,
    brought: &Brought,
    rows: &[Row],
    now: Timestamp,
) -> Result<Taken, Failure> {
    let mut told: BTreeSet<String> = BTreeSet::new();
    let mut taken = Taken::with_capacity(rows.len());
    for row in rows {
        let judged = judge(tx, bodies, brought, row, now)?;
        let again = matches!(&judged, Judged::New(one) if !told.insert(one.told_id.clone()));
        taken.push((row.line, if again { Became::Before } else { judged.became() }));
    }
    Ok(taken)
}

/// How one completion is judged.
enum Judged {
    New(Box<Completion>),
    Before,
}

impl Judged {
    fn became(&self) -> Became {
        match self {
            Judged::Before => Became::Before,
            Judged::New(one) => match one.at.state {
                State::LeftOver => Became::Aside(one.at.wrong.clone()),
                State::NotPosted => Became::NotPosted(one.at.wrong.clone()),
                _ => Became::Taken,
            },
        }
    }
}

fn judge(tx: &mut Tx<'_>, bodies: &Bodies, brought: &Brought, row: &Row, now: Timestamp) -> Result<Judged, Failure> {
    let hash = row.hash.clone().unwrap_or_else(|| hash(&row.told));
    let told_id = if row.id.is_empty() { format!("row {hash}") } else { row.id.clone() };
    let before = completions::told(tx, &brought.source, &told_id)?;
    let one = |told_id: String, at: Stands| Completion {
        id: new_id(now),
        source: brought.source.clone(),
        told_id,
        hash: hash.clone(),
        told: row.told.clone(),
        came_by: brought.by.clone(),
        came_at: now,
        line: i64::try_from(row.line).unwrap_or(i64::MAX),
        at,
    };
    match before {
        Some(before) if before.hash == hash => Ok(Judged::Before),
        // What is told under the id of something else is neither taken for it nor dropped.
        Some(_) => {
            let told_id = format!("{told_id} {hash}");
            if completions::told(tx, &brought.source, &told_id)?.is_some() {
                return Ok(Judged::Before);
            }
            let said =
                format!("Something else was told before under the id {}. Ask whoever sent it which is right.", row.id);
            Ok(Judged::New(Box::new(one(told_id, Stands::only(State::LeftOver, &said)))))
        }
        None => {
            let at = match &row.stands {
                Some(at) => at.clone(),
                None => matching::stands(tx, bodies, &row.told, (None, &brought.own), now)?,
            };
            Ok(Judged::New(Box::new(one(told_id, at))))
        }
    }
}

/// The hash of what is told.
pub fn hash(told: &Told) -> String {
    let mut hasher = Sha256::new();
    for text in [&told.course, &told.completed, &told.email, &told.person, &told.certificate, &told.name] {
        hasher.update((text.len() as u64).to_be_bytes());
        hasher.update(text.as_bytes());
    }
    hasher.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}
