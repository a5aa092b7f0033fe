//! Filling an empty store with the made-up population.

use std::io::{BufWriter, Write};
use std::sync::Arc;

use jiff::Timestamp;
use jiff::civil::Date;
use programme::Bodies;
use programme::decision::{Action, Ruling};
use store::seats::{self, Seating};
use store::{Store, people, settings};

use super::{World, accounts};
use crate::failure::Failure;
use crate::journal::Journal;
use crate::look::{self, AsOf};
use crate::{intake, progress};

/// The seed of every demonstration: everybody sees the same people.
const SEED: u64 = 1;

/// Whether everybody in a store is made up.
///
/// # Errors
/// Where the database fails.
pub fn is_demo(store: &Store) -> Result<bool, Failure> {
    Ok(store.read(|tx| settings::get(tx, "demo"))?.is_some())
}

/// Fills an empty store; one that was filled so before is left as it is.
///
/// # Errors
/// Where the store holds real people, or cannot be written.
pub fn fill(store: &Store, bodies: &Arc<Bodies>, count: u64, now: Timestamp) -> Result<(), Failure> {
    if is_demo(store)? {
        return Ok(());
    }
    if store.read(people::any)? {
        return Err(Failure::usage(
            "this store holds people already, and a demonstration would mix made-up ones with them",
            "serve it without --demo, or name an empty folder with --data",
        ));
    }
    store.write(|tx| settings::set(tx, "demo", "begun"))?;
    eprintln!("filling the store with {count} made-up people …");
    let name = std::env::temp_dir().join(format!("assay-demo-{}.jsonl", std::process::id()));
    let candidates = from_file(store, bodies, count, now, &name);
    let _ = std::fs::remove_file(&name);
    let candidates = candidates?;
    let audited = super::audits::make(store, bodies, now)?;
    accounts::make(store, bodies, (&candidates, &audited), now)?;
    super::doubles::make(store, bodies, now)?;
    let provider = format!("{}{}", super::providing::PROVIDER.0, accounts::DOMAIN);
    super::providing::make(store, bodies, &provider, now)?;
    super::completions::make(store, bodies, now)?;
    open_seats(store, bodies, now)?;
    Ok(store.write(|tx| settings::set(tx, "demo", "filled"))?)
}

fn from_file(
    store: &Store,
    bodies: &Arc<Bodies>,
    count: u64,
    now: Timestamp,
    name: &std::path::Path,
) -> Result<Vec<Candidate>, Failure> {
    let mut out = BufWriter::new(std::fs::File::create(name)?);
    for piece in World::new(bodies, SEED).records(0, count) {
        out.write_all(&piece)?;
    }
    out.flush()?;
    let journal = Journal::open(name)?;
    let bar = progress::bar(journal.len() as u64, "people");
    let taken = intake::take_in(store, bodies, &journal, None, now, |n| bar.inc(n))?;
    bar.finish_and_clear();
    match taken.refused.first() {
        Some(r) => Err(Failure::environment(format!("line {} of the made-up records: {}", r.line, r.wrong), &r.remedy)),
        None => candidates(bodies, &journal, now),
    }
}

/// Somebody on the way to a credential, and what is worth a look.
pub(super) type Candidate = (String, &'static str);

/// The first who may book a seat, whose application waits, and whose result is held.
fn candidates(bodies: &Bodies, journal: &Journal, now: Timestamp) -> Result<Vec<Candidate>, Failure> {
    let mut found: Vec<Candidate> = Vec::new();
    let mut from = 0;
    while from < journal.len() && found.len() < 3 {
        let to = (from + 256).min(journal.len());
        let batch = journal.read(from, to, Default::default()).map_err(|e| Failure::reading(&journal.name, &e))?;
        for person in journal.every(&batch) {
            let case = look::case(bodies, &person, AsOf::default());
            let on = AsOf::default().day(&case, now);
            let last = case.records().flat_map(|(_, record)| &record.facts).map(|f| f.day).max();
            if last.is_none_or(|last| last < on.saturating_sub(jiff::Span::new().days(200))) {
                continue;
            }
            let review = case.review(on);
            let allowed = |action| review.actions.iter().any(|a| a.action == action && a.ruling() == Ruling::Allowed);
            let waits = review.requests.iter().any(|r| r.kind == "application_submitted");
            let undecided =
                waits && review.actions.iter().any(|a| a.action == Action::Book && a.ruling() == Ruling::Unsettled);
            let kinds = [
                ("may book a seat", allowed(Action::Book)),
                ("application waits", undecided),
                ("result held", review.results.iter().any(|r| r.released.is_none()) && review.credentials.is_empty()),
            ];
            for (kind, is) in kinds {
                if is && !found.iter().any(|(own, known)| *known == kind || *own == person.id) {
                    found.push((person.id.clone(), kind));
                }
            }
        }
        from = to;
    }
    Ok(found)
}

/// Where a demonstration's exams are taken.
const SITES: [&str; 3] =
    ["Testing Centre North, Minneapolis", "Testing Centre South, Atlanta", "Testing Centre West, Tacoma"];

/// Opens some seats of every programme: in the next two windows, or in the next weeks where a body tests all year.
fn open_seats(store: &Store, bodies: &Bodies, now: Timestamp) -> Result<(), Failure> {
    let mut seatings: Vec<Seating> = Vec::new();
    for handbook in bodies.all() {
        let today = handbook.body.zone.to_datetime(now).date();
        let windows: Vec<(String, Date)> =
            handbook.calendar.all().filter(|w| w.opens > today).take(2).map(|w| (w.id(), w.opens)).collect();
        let windows = if windows.is_empty() { vec![(String::new(), today)] } else { windows };
        for (programme, (window, opens)) in handbook.programmes.iter().flat_map(|p| windows.iter().map(move |w| (p, w)))
        {
            for (n, site) in SITES.into_iter().enumerate() {
                let day = opens.saturating_add(jiff::Span::new().days(3 + 2 * n as i64));
                let Ok(starts) = day.at(9, 0, 0, 0).to_zoned(handbook.body.zone.clone()) else { continue };
                seatings.push(Seating {
                    id: format!("{}-{}-{n}", programme.id, if window.is_empty() { "next" } else { window }),
                    body: handbook.body.id.clone(),
                    programme: programme.id.clone(),
                    window: window.clone(),
                    site: site.to_owned(),
                    starts_at: starts.timestamp(),
                    seats: 12,
                    taken: 0,
                });
            }
        }
    }
    Ok(store.write(move |tx| {
        SITES.iter().try_for_each(|site| store::sites::add(tx, site).map(drop))?;
        seatings.iter().try_for_each(|seating| seats::open(tx, seating))
    })?)
}
