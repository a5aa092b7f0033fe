//! Jobs: what is done by the day or after a change, with nobody waiting for it. Any node puts what the clock asks for, under
//! a key that makes it one job however many nodes there are, and takes what is due.
//!
//! Each job may be done twice, where a node dies in the middle of it. Letters are written once by their own keys, and what
//! else a job changes is committed in the unit that finishes it.

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use programme::Bodies;
use store::jobs::{self, Job};
use store::payments::{self, Notice};
use store::{Failure as Stored, Store, Tx, accounts, drafts, files};

use crate::arriving::posting;
use crate::failure::Failure;
use crate::notice::run;
use crate::pay::{self, Provider, ask};

/// What is to be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Tell everybody what a day brings.
    Remind,
    /// Tell people what was entered since.
    Tell,
    /// Remove what counts no more.
    Sweep,
    /// Ask what became of a payment by card of which nothing was told.
    Ask,
    /// Post the completions whose day has come.
    Post,
}

impl Kind {
    /// Every one there is.
    pub const ALL: [Kind; 5] = [Kind::Remind, Kind::Tell, Kind::Sweep, Kind::Ask, Kind::Post];

    /// The word it is kept by.
    pub fn word(self) -> &'static str {
        match self {
            Kind::Remind => "remind",
            Kind::Tell => "tell",
            Kind::Sweep => "sweep",
            Kind::Ask => "ask",
            Kind::Post => "post",
        }
    }

    /// What it is, in plain words.
    pub fn says(self) -> &'static str {
        match self {
            Kind::Remind => "Write to everybody about the day's deadlines",
            Kind::Tell => "Write to people about what was entered",
            Kind::Sweep => "Remove what counts no more",
            Kind::Ask => "Ask the card company what became of a payment",
            Kind::Post => "Post completions as credits",
        }
    }
}

/// What jobs are done with.
#[derive(Clone, Copy)]
pub struct Office<'o> {
    /// What is remembered.
    pub store: &'o Store,
    /// The handbooks.
    pub bodies: &'o Arc<Bodies>,
    /// Who takes cards, where somebody does.
    pub provider: Option<&'o dyn Provider>,
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

/// Puts what the clock and the record ask for: the day's jobs, once a day where the first body is at home, one where the
/// record has grown since people were last told, one for each payment of which nothing was told, and one where completions
/// are to be posted: named by the first, so that there is another where a node died before it had posted that.
///
/// # Errors
/// Where the store fails.
pub fn plan(office: Office<'_>, now: Timestamp) -> Result<(), Failure> {
    let day = run::today(office.bodies, now).to_string();
    let grown = office.store.read(run::grown)?;
    let mut wanted = vec![(Kind::Remind, day.clone()), (Kind::Sweep, day.clone())];
    if office.provider.is_some() {
        let unheard = office.store.read(|tx| ask::unheard(tx, now))?;
        wanted.extend(unheard.into_iter().map(|id| (Kind::Ask, id)));
    }
    wanted.extend(grown.map(|grown| (Kind::Tell, grown)));
    let first = office.store.read(|tx| posting::first_due(tx, office.bodies, now))?;
    wanted.extend(first.map(|first| (Kind::Post, format!("{first} {day}"))));
    let new = office.store.read(|tx| {
        let mut new = Vec::new();
        for (kind, about) in wanted {
            if jobs::any_of(tx, &[&key(kind, &about)])? == 0 {
                new.push((kind, about));
            }
        }
        Ok(new)
    })?;
    if !new.is_empty() {
        office.store.write(move |tx| new.iter().try_for_each(|(kind, about)| put(tx, *kind, about, now)))?;
    }
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
pub fn work(office: Office<'_>, clock: impl Fn() -> Timestamp) -> Result<Done, Failure> {
    let mut done = Done::default();
    // Why the card company gave no answer: it is not asked for each payment in turn while others wait for their letters.
    let mut silent: Option<String> = None;
    loop {
        let now = clock();
        let until = now.checked_add(LEASE).unwrap_or(Timestamp::MAX);
        let Some(job) = office.store.write(move |tx| jobs::take(tx, now, until))? else { return Ok(done) };
        match one(office, &job, &clock, &mut silent) {
            Ok(()) => done.done += 1,
            // Another node has it, or did it.
            Err(Trouble::Lost) => {}
            Err(Trouble::Early) => early(office.store, &job, clock())?,
            Err(Trouble::Failed(why)) => {
                failed(office.store, &job, &why, clock())?;
                done.failed.push((job.key, why));
            }
        }
    }
}

/// Why a job was not done.
enum Trouble {
    Lost,
    /// There is nothing to do yet.
    Early,
    Failed(String),
}

impl From<Stored> for Trouble {
    fn from(failure: Stored) -> Trouble {
        match failure {
            Stored::Taken(_) => Trouble::Lost,
            other => Trouble::Failed(crate::log::cause(&other)),
        }
    }
}

/// Puts a job off that has nothing to do yet; one for which there is no later is given up.
fn early(store: &Store, job: &Job, at: Timestamp) -> Result<(), Failure> {
    let (own, due) = (job.clone(), ask::again(job.tries, at));
    match due {
        Some(due) => Ok(store.write(move |tx| jobs::later(tx, &own, due))?),
        None => failed(store, job, "the card provider says nothing final", at),
    }
}

/// Notes why a job failed, and when it is tried again. Where a payment is not asked after any more, staff are told.
fn failed(store: &Store, job: &Job, why: &str, at: Timestamp) -> Result<(), Failure> {
    let (own, why) = (job.clone(), why.to_owned());
    let asks = job.kind == Kind::Ask.word();
    let next = if asks { ask::again(job.tries, at) } else { retry_at(job.tries, at) };
    store.write(move |tx| {
        jobs::failed(tx, &own, at, &why, next)?;
        if asks && next.is_none() { ask::unanswered(tx, &own.about, at) } else { Ok(()) }
    })?;
    Ok(())
}

fn one(
    office: Office<'_>,
    job: &Job,
    clock: &impl Fn() -> Timestamp,
    silent: &mut Option<String>,
) -> Result<(), Trouble> {
    let kind = Kind::ALL.into_iter().find(|kind| kind.word() == job.kind);
    let kind = kind.ok_or_else(|| Trouble::Failed(format!("there is no job of the kind `{}`", job.kind)))?;
    let now = clock();
    let mut word = None;
    match kind {
        Kind::Remind => {
            let day = job.about.parse();
            let day = day.map_err(|e| Trouble::Failed(format!("`{}` is no day: {e}", job.about)))?;
            told(office, day, now)?;
        }
        Kind::Tell => told(office, run::today(office.bodies, now), now)?,
        Kind::Ask => word = asked(office, &job.about, clock, silent)?,
        Kind::Post => drop(posting::due(office.store, office.bodies, now)?),
        Kind::Sweep => {}
    }
    let (bodies, job, at) = (Arc::clone(office.bodies), job.clone(), clock());
    office.store.write(move |tx| {
        if kind == Kind::Sweep {
            swept(tx, at)?;
        }
        // What is taken there is no job: that one is still this node's, and failed.
        let heard = |notice| pay::take(tx, &bodies, notice, at).map(drop);
        word.iter().try_for_each(heard).map_err(|failure| match failure {
            Stored::Taken(what) => Stored::Engine(what),
            other => other,
        })?;
        jobs::finish(tx, &job, at)
    })?;
    Ok(())
}

fn told(office: Office<'_>, day: jiff::civil::Date, now: Timestamp) -> Result<(), Trouble> {
    run::run(office.store, office.bodies, day, now).map(drop).map_err(|failure| Trouble::Failed(failure.said()))
}

/// Asks what became of a payment: the provider's word, or nothing where it was heard meanwhile.
fn asked(
    office: Office<'_>,
    id: &str,
    clock: &impl Fn() -> Timestamp,
    silent: &mut Option<String>,
) -> Result<Option<Notice>, Trouble> {
    let found = office.store.read(|tx| payments::by_id(tx, id))?.filter(ask::is_unheard);
    let Some(checkout) = found else { return Ok(None) };
    let provider = office.provider.ok_or_else(|| Trouble::Failed("cards are not taken here any more".to_owned()))?;
    if let Some(why) = silent {
        return Err(Trouble::Failed(why.clone()));
    }
    match ask::word(provider, &checkout, clock) {
        Ok(Some(notice)) => Ok(Some(notice)),
        Ok(None) => Err(Trouble::Early),
        Err(unavailable) => {
            if !unavailable.answered {
                *silent = Some(unavailable.why.clone());
            }
            Err(Trouble::Failed(unavailable.why))
        }
    }
}

/// Removes what counts no more.
fn swept(tx: &mut Tx<'_>, at: Timestamp) -> Result<(), Stored> {
    let before = |days: i64| at.checked_sub(SignedDuration::from_hours(24 * days)).unwrap_or(Timestamp::MIN);
    accounts::sweep(tx, at, ATTEMPTS)?;
    drafts::sweep(tx, at)?;
    files::sweep(tx, before(UPLOADS))?;
    jobs::sweep(tx, before(JOBS)).map(drop)
}

/// When a job is tried again after so many tries, if ever.
fn retry_at(tries: i64, at: Timestamp) -> Option<Timestamp> {
    let wait = usize::try_from(tries - 1).ok().and_then(|n| WAITS.get(n))?;
    at.checked_add(SignedDuration::from_mins(*wait)).ok()
}
