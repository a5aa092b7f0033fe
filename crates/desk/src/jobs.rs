//! Jobs: what is done by the day or after a change, with nobody waiting for it. Any node puts what the clock asks for, under
//! a key that makes it one job however many nodes there are, and takes what is due.
//!
//! Each job may be done twice, where a node dies in the middle of it. Letters are written once by their own keys, and what
//! else a job changes is committed in the unit that finishes it.

use jiff::{SignedDuration, Timestamp};
use programme::Bodies;
use store::jobs::{self, Job};
use store::{Failure as Stored, Store, Tx, accounts, files};

use crate::failure::Failure;
use crate::notice::run;

/// What is to be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Tell everybody what a day brings.
    Remind,
    /// Tell people what was entered since.
    Tell,
    /// Remove what counts no more.
    Sweep,
}

impl Kind {
    /// Every one there is.
    pub const ALL: [Kind; 3] = [Kind::Remind, Kind::Tell, Kind::Sweep];

    /// The word it is kept by.
    pub fn word(self) -> &'static str {
        match self {
            Kind::Remind => "remind",
            Kind::Tell => "tell",
            Kind::Sweep => "sweep",
        }
    }

    /// What it is, in plain words.
    pub fn says(self) -> &'static str {
        match self {
            Kind::Remind => "Write to everybody about the day's deadlines",
            Kind::Tell => "Write to people about what was entered",
            Kind::Sweep => "Remove what counts no more",
        }
    }
}

/// What was done with jobs.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Done {
    /// Jobs that were done.
    pub done: u64,
    /// Why others failed, each with its key.
    pub failed: Vec<(String, String)>,
}

/// How long a job is a node's own: longer than any takes that does not fail.
const LEASE: SignedDuration = SignedDuration::from_hours(1);

/// Minutes from each failed try to the next; then a job is given up.
const WAITS: [i64; 7] = [1, 5, 15, 60, 180, 360, 720];

/// Days after which an upload that no entry names is removed.
const UPLOADS: i64 = 7;

/// Days after which a failed attempt at signing in is forgotten.
const ATTEMPTS: i64 = 30;

/// Days for which it can be seen what jobs there were.
const JOBS: i64 = 30;

/// Puts what the clock and the record ask for: the day's jobs, once a day where the first body is at home, and one where
/// the record has grown since people were last told.
///
/// # Errors
/// Where the store fails.
pub fn plan(store: &Store, bodies: &Bodies, now: Timestamp) -> Result<(), Failure> {
    let day = run::today(bodies, now).to_string();
    let grown = store.read(run::grown)?;
    let there = store.read(|tx| jobs::any_of(tx, &[&key(Kind::Remind, &day), &key(Kind::Sweep, &day)]))?;
    if there == 2 && grown.is_none() {
        return Ok(());
    }
    store.write(move |tx| {
        for kind in [Kind::Remind, Kind::Sweep] {
            put(tx, kind, &day, now)?;
        }
        grown.iter().try_for_each(|grown| put(tx, Kind::Tell, grown, now))
    })?;
    Ok(())
}

fn key(kind: Kind, about: &str) -> String {
    format!("{} {about}", kind.word())
}

fn put(tx: &mut Tx<'_>, kind: Kind, about: &str, now: Timestamp) -> Result<(), Stored> {
    jobs::put(tx, &key(kind, about), kind.word(), about, now).map(drop)
}

/// Does what is due, one job after the other, until nothing is. A job that fails is noted, and tried again later.
///
/// # Errors
/// Where the store fails.
pub fn work(store: &Store, bodies: &Bodies, clock: impl Fn() -> Timestamp) -> Result<Done, Failure> {
    let mut done = Done::default();
    loop {
        let now = clock();
        let until = now.checked_add(LEASE).unwrap_or(Timestamp::MAX);
        let Some(job) = store.write(move |tx| jobs::take(tx, now, until))? else { return Ok(done) };
        match one(store, bodies, &job, &clock) {
            Ok(()) => done.done += 1,
            // Another node has it, or did it.
            Err(Trouble::Lost) => {}
            Err(Trouble::Failed(why)) => {
                let (own, at, why_kept) = (job.clone(), clock(), why.clone());
                store.write(move |tx| jobs::failed(tx, &own, at, &why_kept, retry_at(own.tries, at)))?;
                done.failed.push((job.key, why));
            }
        }
    }
}

/// Why a job was not done.
enum Trouble {
    Lost,
    Failed(String),
}

impl From<Stored> for Trouble {
    fn from(failure: Stored) -> Trouble {
        Trouble::Failed(crate::log::cause(&failure))
    }
}

fn one(store: &Store, bodies: &Bodies, job: &Job, clock: &impl Fn() -> Timestamp) -> Result<(), Trouble> {
    let kind = Kind::ALL.into_iter().find(|kind| kind.word() == job.kind);
    let kind = kind.ok_or_else(|| Trouble::Failed(format!("there is no job of the kind `{}`", job.kind)))?;
    let now = clock();
    if let Kind::Remind | Kind::Tell = kind {
        let day = match kind {
            Kind::Remind => {
                job.about.parse().map_err(|e| Trouble::Failed(format!("`{}` is no day: {e}", job.about)))?
            }
            _ => run::today(bodies, now),
        };
        run::run(store, bodies, day, now).map_err(|failure| Trouble::Failed(failure.said()))?;
    }
    let (job, at) = (job.clone(), clock());
    let finished = store.write(move |tx| {
        if kind == Kind::Sweep {
            swept(tx, at)?;
        }
        jobs::finish(tx, &job, at)
    });
    finished.map_err(|failure| match failure {
        Stored::Taken(_) => Trouble::Lost,
        other => other.into(),
    })
}

/// Removes what counts no more.
fn swept(tx: &mut Tx<'_>, at: Timestamp) -> Result<(), Stored> {
    let before = |days: i64| at.checked_sub(SignedDuration::from_hours(24 * days)).unwrap_or(Timestamp::MIN);
    accounts::sweep(tx, at, ATTEMPTS)?;
    files::sweep(tx, before(UPLOADS))?;
    jobs::sweep(tx, before(JOBS)).map(drop)
}

/// When a job is tried again after so many tries, if ever.
fn retry_at(tries: i64, at: Timestamp) -> Option<Timestamp> {
    let wait = usize::try_from(tries - 1).ok().and_then(|n| WAITS.get(n))?;
    at.checked_add(SignedDuration::from_mins(*wait)).ok()
}
