//! Releasing results: proposed by one person, released by another, each result in a unit of its own. Whoever is
//! interrupted goes on where they stopped, and nothing is released twice.

use std::sync::Arc;

use jiff::Timestamp;
use jiff::civil::Date;
use programme::decision::Met;
use programme::record::{Event, Text};
use programme::results::judge_release;
use programme::review::Case;
use programme::{Bodies, Handbook};
use serde_json::Value;
use store::releases::{self, Proposal};
use store::sittings::{self, Sitting};
use store::{Failure, Store, Tx, entries};

use super::{Doer, refused};
use crate::account::{Right, two_people};
use crate::act::{self, Change};

/// Why somebody may not release what was proposed, if that is so.
///
/// # Errors
/// Where the database fails.
pub fn hindered(tx: &mut Tx<'_>, proposal: &Proposal, doer: &Doer) -> Result<Option<String>, Failure> {
    if !two_people(&proposal.proposed_by, &doer.by) {
        return Ok(Some("You proposed this. Somebody else has to release it.".to_owned()));
    }
    let (scored_by, own) = releases::hands(tx, &proposal.id, doer.own.first().map_or("", String::as_str))?;
    if scored_by.contains(&doer.by) {
        let why = Right::ReleaseResults.apart_from().find(|(right, _)| *right == Right::LoadScores);
        return Ok(Some(why.map_or_else(String::new, |(_, why)| why.to_owned())));
    }
    Ok(own.then(|| "One of these results is your own. Somebody else has to release them.".to_owned()))
}

/// Begins a release.
///
/// # Errors
/// Where the database fails. Why it may not begin is said inside.
pub fn begin(store: &Store, id: &str, doer: &Doer, now: Timestamp) -> Result<Result<(), String>, Failure> {
    let (id, doer) = (id.to_owned(), doer.clone());
    store.write(move |tx| {
        let proposal = releases::by_id(tx, &id)?.ok_or_else(|| Failure::Missing("such proposal".to_owned()))?;
        if proposal.withdrawn_by.is_some() {
            return Ok(Err("This proposal was withdrawn.".to_owned()));
        }
        if let Some(why) = hindered(tx, &proposal, &doer)? {
            return Ok(Err(why));
        }
        // Somebody else may have begun: then both go on.
        releases::begin(tx, &id, &doer.by, now)?;
        Ok(Ok(()))
    })
}

/// Releases what is still to be released of a proposal that was begun, at most `most` results; answers how many of them
/// are dealt with.
///
/// # Errors
/// Where the database fails; what was released until then stays released.
pub fn go_on(store: &Store, bodies: &Arc<Bodies>, id: &str, now: Timestamp, most: usize) -> Result<usize, Failure> {
    let proposal = store.read(|tx| releases::by_id(tx, id))?;
    let missing = || Failure::Missing("release that was begun".to_owned());
    let proposal = Arc::new(proposal.filter(|p| p.released_by.is_some()).ok_or_else(missing)?);
    let items = store.read(|tx| releases::items(tx, id))?;
    let open = items.into_iter().map(|(_, item)| item).filter(|item| !item.done && item.wrong.is_empty());
    let mut dealt_with = 0;
    for item in open.take(most) {
        let (bodies, own) = (Arc::clone(bodies), Arc::clone(&proposal));
        let (exam, score) = (item.exam.clone(), item.score);
        let released = store.write(move |tx| one(tx, &bodies, &own, (&exam, &score), now));
        match released {
            Ok(()) => {}
            // Somebody else was at this record: it stays open, and is come to again.
            Err(Failure::Stale { .. } | Failure::Again(_)) => continue,
            Err(failure) => {
                let (own, why) = (id.to_owned(), refused(failure)?);
                store.write(move |tx| releases::leave_out(tx, &own, &item.exam, &why))?;
            }
        }
        dealt_with += 1;
    }
    Ok(dealt_with)
}

/// Releases one result, and awards the credential where nothing is missing for it: one unit.
fn one(
    tx: &mut Tx<'_>,
    bodies: &Bodies,
    proposal: &Proposal,
    (exam, score): (&str, &str),
    now: Timestamp,
) -> Result<(), Failure> {
    // The row is held from here on: whoever releases at the same time waits, and finds it done.
    if !releases::done(tx, &proposal.id, exam, now)? {
        return Ok(());
    }
    let said = |why: &str| Failure::Refused(vec![refusal(why)]);
    let (sitting, person) = sittings::of_exam(tx, exam)?.ok_or_else(|| said("The sitting is no longer on record"))?;
    if sitting.released.is_some() {
        return Ok(());
    }
    if sitting.score != score {
        return Err(said("Its score was changed since this was proposed"));
    }
    if releases::is_held_back(tx, exam)? {
        return Err(said("It is held back since this was proposed"));
    }
    let lines = entries::lines(tx, &person)?;
    let numbered = entries::numbered(&lines);
    let case = Case::open(bodies, Text::Borrowed(&person), &numbered, None);
    let handbook = bodies.body(&sitting.body).ok_or_else(|| said("Its body has no handbook here"))?;
    let on = handbook.body.zone.to_datetime(now).date();
    if let Some(why) = too_early(&case, handbook, exam, (on, !proposal.reason.is_empty())) {
        return Err(said(&why));
    }
    let by = proposal.released_by.clone().unwrap_or_default();
    let change = |kind, fields| {
        let (person, body, by) = (person.clone(), sitting.body.clone(), by.clone());
        Change { person, body, seen: Some(lines.len() as i64), by, kind, day: None, fields }
    };
    let mut fields = vec![("exam", Value::from(exam))];
    fields.extend((!proposal.reason.is_empty()).then(|| ("note", proposal.reason.as_str().into())));
    let mut changes = vec![change("results_released", fields)];
    if sitting.passed && against_award(&case, handbook, &sitting, on).is_empty() {
        changes.push(change("credential_awarded", vec![("programme", sitting.programme.as_str().into())]));
    }
    act::together(tx, bodies, &changes, now).map(drop)
}

fn refusal(why: &str) -> programme::record::Refusal {
    let (wrong, remedy) = (why.to_owned(), "propose it again once that is settled".to_owned());
    programme::record::Refusal { line: 1, column: 1, event: None, wrong, remedy }
}

/// What the rules say against releasing a result on a day.
fn too_early(case: &Case<'_>, handbook: &Handbook, exam: &str, (on, explained): (Date, bool)) -> Option<String> {
    let record = case.records().find(|(own, _)| own.body.id == handbook.body.id).map(|(_, record)| record)?;
    let fact = record.facts.iter().find(|f| f.entry.id == exam)?;
    judge_release(handbook, fact, on, explained).filter(|r| r.met == Met::No).map(|r| r.to_string())
}

/// What stands against awarding the credential for a passed sitting on a day: nothing, where nothing is said.
pub fn against_award(case: &Case<'_>, handbook: &Handbook, sitting: &Sitting, on: Date) -> Vec<String> {
    let review = case.review(on);
    let held = review.credentials.iter().find(|c| c.programme.id == sitting.programme && c.standing.held());
    let mut said: Vec<String> = Vec::new();
    said.extend(held.map(|c| format!("{} is held already.", c.programme.designation)));
    let eligible = case.eligible(&sitting.programme, on).filter(|e| e.decision);
    said.extend(eligible.iter().flat_map(|e| &e.award_waits).map(ToString::to_string));
    let record = case.records().find(|(own, _)| own.body.id == handbook.body.id).map(|(_, record)| record);
    let ended =
        record.into_iter().flat_map(|r| &r.facts).any(|f| f.day > on && ends(&f.entry.event, &sitting.programme));
    said.extend(ended.then(|| "A later entry of the record is about this credential.".to_owned()));
    said
}

/// Whether an entry awards a programme's credential, or takes a measure on it.
fn ends(event: &Event<'_>, of: &str) -> bool {
    matches!(event, Event::CredentialAwarded { programme } | Event::Conduct { programme, .. } if programme == of)
}
