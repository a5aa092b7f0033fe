//! Releasing results: one person proposes, another releases.

use std::time::{Duration, Instant};

use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use programme::decision::Met;
use programme::record::Text;
use programme::results::judge_release;
use programme::review::Case;
use store::releases::{self, Proposal};
use store::sittings::{self, Sitting};
use store::{Failure, entries};

use crate::account::Viewer;
use crate::act::new_id;
use crate::page;
use crate::page::parts::path;
use crate::results::release as releasing;
use crate::web::answer::{Became, RESULTS, Sent, Visit, Wrong, amiss, answered, doer, value, words};
use crate::web::form::Posted;
use crate::web::house::House;
use crate::web::results::{Of, name, ready, shown, unusual};
use crate::web::sign_in::Nothing;

/// For how long one press releases; what is left then is released by the next.
const AT_ONCE: Duration = Duration::from_secs(8);
/// How many are released between two looks at the clock.
const BETWEEN: usize = 20;

/// `POST /results/{programme}/{window}/propose`: proposes to release what is ready.
pub async fn propose(visit: Visit, Path(of): Path<Of>, Posted(sent): Posted<Sent>) -> Response {
    answered(visit, RESULTS, move |house, viewer| {
        let mut wrong: Vec<Wrong> = Vec::new();
        let note = words(&sent, "note", &mut wrong);
        let reason = value(&sent, "reason").to_owned();
        if let Some(said) = against(house, &of, !reason.is_empty())? {
            wrong.push(amiss("reason", said, "Say why on this day, or propose it on another."));
        }
        if reason.len() > 4000 {
            wrong.push(amiss("reason", "This is longer than 4,000 letters.", "Say it in fewer words."));
        }
        if !wrong.is_empty() {
            return shown(house, viewer, &of, "", (&sent, &wrong), None);
        }
        let (now, (_, body)) = ((house.clock)(), name(house, &of)?);
        let new = Proposal {
            id: new_id(now),
            body,
            programme: of.0.clone(),
            window: of.1.clone(),
            proposed_by: viewer.email.clone(),
            proposed_at: now,
            note,
            reason,
            ..Proposal::default()
        };
        let to = path(&["results", "proposals", &new.id]);
        let said = match house.store.write(move |tx| releases::propose(tx, &new)) {
            Ok(_) => return Became::gone(to),
            Err(Failure::Taken(_)) => "A proposal for this window waits already.",
            Err(Failure::Missing(_)) => "Nothing of this window is ready to be released.",
            Err(other) => return Err(other),
        };
        let wrong = [amiss("note", said, "Look at the window again.")];
        shown(house, viewer, &of, "", (&sent, &wrong), None)
    })
    .await
}

/// What the rules say against releasing a window's results today: of the first sitting that they speak against.
fn against(house: &House, of: &Of, explained: bool) -> Result<Option<String>, Failure> {
    let on = house.today();
    let mut seen: Vec<jiff::civil::Date> = Vec::new();
    for sitting in ready(house, of)? {
        // Sittings of one day of one window are judged alike.
        if seen.contains(&sitting.day) {
            continue;
        }
        seen.push(sitting.day);
        if let Some(said) = judged(house, &sitting, (on, explained))? {
            return Ok(Some(said));
        }
    }
    Ok(None)
}

fn judged(
    house: &House,
    sitting: &Sitting,
    (on, explained): (jiff::civil::Date, bool),
) -> Result<Option<String>, Failure> {
    let found = house.store.read(|tx| {
        let Some((_, person)) = sittings::of_exam(tx, &sitting.exam)? else { return Ok(None) };
        Ok(Some((entries::lines(tx, &person)?, person)))
    })?;
    let Some((lines, person)) = found else { return Ok(None) };
    let numbered = entries::numbered(&lines);
    let case = Case::open(&house.bodies, Text::Borrowed(&person), &numbered, None);
    for (handbook, record) in case.records() {
        if let Some(fact) = record.facts.iter().find(|f| f.entry.id == sitting.exam) {
            let judged = judge_release(handbook, fact, on, explained);
            return Ok(judged.filter(|r| r.met == Met::No).map(|r| r.to_string()));
        }
    }
    Ok(None)
}

/// `/results/proposals/{proposal}`: what was proposed, and how far its release has got.
pub async fn proposal(visit: Visit, Path(id): Path<String>) -> Response {
    answered(visit, RESULTS, move |house, viewer| drawn(house, viewer, &id, StatusCode::OK)).await
}

fn drawn(house: &House, viewer: &Viewer, id: &str, status: StatusCode) -> Result<Became, Failure> {
    let missing = || Failure::Missing("such proposal".to_owned());
    let (own, doer) = (id.to_owned(), doer(viewer));
    let (proposal, progress, items, hindered, held) = house.store.read(|tx| {
        let proposal = releases::by_id(tx, &own)?.ok_or_else(missing)?;
        let hindered = releasing::hindered(tx, &proposal, &doer)?;
        let held = releases::held_back(tx, &proposal.programme, &proposal.window)?;
        Ok((proposal, releases::progress(tx, &own)?, releases::items(tx, &own)?, hindered, held))
    })?;
    let of = (proposal.programme.clone(), proposal.window.clone());
    let sittings = house.store.read(|tx| sittings::of_window(tx, (&of.0, &of.1), "", "", 100_000))?;
    let own: Vec<Sitting> =
        sittings.into_iter().filter(|s| items.iter().any(|(number, _)| *number == s.number)).collect();
    let left_out: Vec<(String, String)> = items
        .into_iter()
        .filter(|(_, item)| !item.wrong.is_empty())
        .map(|(number, item)| (number, item.wrong))
        .collect();
    let title = name(house, &of)?.0;
    let main = page::results::proposal(&page::results::Proposed {
        name: &title,
        proposal: &proposal,
        progress,
        passed: (own.len(), own.iter().filter(|s| s.passed).count()),
        unusual: &unusual(house.bodies.body(&proposal.body), &own),
        left_out: &left_out,
        held_back: &held,
        hindered: hindered.as_deref(),
        csrf: &viewer.csrf,
    });
    Ok(Became::Page(main, status))
}

/// `POST /results/proposals/{proposal}/release`: begins the release, or goes on with it.
pub async fn release(visit: Visit, Path(id): Path<String>, Posted(Nothing {}): Posted<Nothing>) -> Response {
    answered(visit, RESULTS, move |house, viewer| {
        let begun = Instant::now();
        if releasing::begin(&house.store, &id, &doer(viewer), (house.clock)())?.is_err() {
            return drawn(house, viewer, &id, StatusCode::UNPROCESSABLE_ENTITY);
        }
        while begun.elapsed() < AT_ONCE
            && releasing::go_on(&house.store, &house.bodies, &id, (house.clock)(), BETWEEN)? > 0
        {}
        Became::gone(path(&["results", "proposals", &id]))
    })
    .await
}

/// `POST /results/proposals/{proposal}/withdraw`: takes a proposal back that was not released.
pub async fn withdraw(visit: Visit, Path(id): Path<String>, Posted(Nothing {}): Posted<Nothing>) -> Response {
    answered(visit, RESULTS, move |house, viewer| {
        let (own, by, now) = (id.clone(), viewer.email.clone(), (house.clock)());
        house.store.write(move |tx| releases::withdraw(tx, &own, &by, now))?;
        Became::gone(path(&["results", "proposals", &id]))
    })
    .await
}
