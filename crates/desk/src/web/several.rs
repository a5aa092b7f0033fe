//! Many renewals decided at once: those that every rule allows and that are whole, chosen by somebody who answers for it.
//! Each is judged anew at the click, by itself; what has changed meanwhile is left and said.

use std::sync::Arc;

use axum::extract::Query;
use axum::response::Response;
use jiff::civil::Date;
use programme::amount::Units;
use programme::recertification::amending::SELF;
use programme::recertification::credits::Worth;
use serde::Deserialize;
use store::waiting::{self, Queue, Waiting};
use store::{Failure, Tx};

use crate::account::Viewer;
use crate::act::{self, Change};
use crate::page;
use crate::page::several::{Ready, Whole};
use crate::web::answer::{Became, STAFF, Sent, Visit, answered};
use crate::web::form::Posted;
use crate::web::house::House;
use crate::web::matter::{Found, Matter, find, follows, hindered, href, with};
use crate::web::public::encoded;

/// How many are shown, and decided, at once.
const TOGETHER: i64 = 50;

/// Where in the queue.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct After {
    after: String,
}

/// `/staff/renewals`: which of those that wait can be approved, and what the others lack.
pub async fn form(visit: Visit, Query(from): Query<After>) -> Response {
    answered(visit, STAFF, move |house, viewer| {
        let (day, event) = from.after.split_once('~').unwrap_or_default();
        let (rows, next) = house.store.read(|tx| looked_at(tx, house, viewer, (day.parse().ok(), event)))?;
        let next = next.map(|last| {
            format!("/staff/renewals?{}", encoded(&[("after", &format!("{}~{}", last.since, last.event))]))
        });
        Became::shown(page::several::form(&rows, next.as_deref(), &viewer.csrf, house.today()))
    })
    .await
}

/// A page of the queue, each judged; and the last of them, where more wait.
fn looked_at(
    tx: &mut Tx<'_>,
    house: &House,
    viewer: &Viewer,
    after: (Option<Date>, &str),
) -> Result<(Vec<Ready>, Option<Waiting>), Failure> {
    let today = house.today();
    let mut waiting = waiting::of_queue(tx, (Queue::Renewals, today), after, TOGETHER + 1)?;
    let more = waiting.len() as i64 > TOGETHER;
    waiting.truncate(TOGETHER as usize);
    let mut rows = Vec::with_capacity(waiting.len());
    for w in &waiting {
        let found = find(tx, &w.event, today)?;
        let whole = with(house, viewer, &found, |matter| judged(viewer, &found, matter))?;
        let href = href(Queue::Renewals, &w.event, &w.person);
        rows.push(Ready {
            event: w.event.clone(),
            href,
            name: w.name.clone(),
            since: w.since,
            seen: found.person.entries,
            whole,
        });
    }
    Ok((rows, waiting.pop().filter(|_| more)))
}

/// How whole a renewal is, and everything that keeps it from being approved with others.
fn judged(viewer: &Viewer, found: &Found, matter: &Matter<'_>) -> Whole {
    let mut lacks: Vec<String> = hindered(viewer, found, matter).map(str::to_owned).into_iter().collect();
    if !matter.judged.in_order() {
        lacks.extend(matter.judged.findings());
    }
    if matter.audited {
        lacks.push("An audit is open.".to_owned());
    }
    let counting = || matter.cycles.iter().flat_map(|c| &c.credits).filter(|w| w.counted > Units::ZERO);
    let bare = counting().filter(|worth| !documented(worth)).count();
    if bare > 0 {
        lacks.push(format!("{bare} of the credits that count came without a document."));
    }
    let total = counting().map(|w| w.counted).sum();
    let approved = counting().map(|w| w.approved).sum();
    Whole { lacks, total, approved }
}

/// Whether a credit's document is here, or the body entered it itself.
fn documented(worth: &Worth<'_>) -> bool {
    let entry = &worth.fact.entry;
    !entry.files.is_empty() || (worth.certificate && entry.by.as_deref() != Some(SELF))
}

/// `POST /staff/renewals`: those that were chosen, each judged anew.
pub async fn approve(visit: Visit, Posted(sent): Posted<Sent>) -> Response {
    answered(visit, STAFF, move |house, viewer| {
        let chosen: Vec<(&str, &str)> = sent
            .iter()
            .filter_map(|(name, seen)| Some((name.strip_prefix(page::several::CHOSEN)?, seen.as_str())))
            .take(TOGETHER as usize)
            .collect();
        let (mut approved, mut left) = (0, Vec::new());
        for (event, seen) in chosen {
            match one(house, viewer, event, seen) {
                Ok(None) => approved += 1,
                Ok(Some((name, why))) => left.push((href(Queue::Renewals, event, ""), name, why)),
                Err(Failure::Stale { .. } | Failure::Missing(_)) => {
                    let why = "Something came in meanwhile.".to_owned();
                    left.push((href(Queue::Renewals, event, ""), "A renewal".to_owned(), why));
                }
                Err(other) => return Err(other),
            }
        }
        Became::shown(page::several::done(approved, &left))
    })
    .await
}

/// Approves one; or says whose it is, and why it was left.
fn one(house: &House, viewer: &Viewer, event: &str, seen: &str) -> Result<Option<(String, String)>, Failure> {
    let found = house.store.read(|tx| find(tx, event, house.today()))?;
    let (whole, body, events, queue) = with(house, viewer, &found, |matter| {
        let events = follows(matter, event, "approved", None, "");
        (judged(viewer, &found, matter), matter.handbook.body.id.clone(), events, matter.kind.queue)
    })?;
    if queue != Queue::Renewals {
        return Err(Failure::Missing(format!("renewal `{event}`")));
    }
    if !whole.lacks.is_empty() {
        return Ok(Some((found.person.name.clone(), whole.lacks.join(" "))));
    }
    let (person, by, now) = (found.person.id.clone(), viewer.email.clone(), (house.clock)());
    let seen = seen.parse().ok().or(Some(-1));
    let change = |(kind, fields)| {
        let (person, body, by) = (person.clone(), body.clone(), by.clone());
        Change { person, body, seen, by, kind, day: None, fields }
    };
    let (changes, bodies) = (events.into_iter().map(change).collect::<Vec<_>>(), Arc::clone(&house.bodies));
    house.store.write(move |tx| act::together(tx, &bodies, &changes, now))?;
    Ok(None)
}
