//! Draws of who is audited: looked at before they are made, made once, and given to whoever wants to repeat them.

use std::sync::Arc;

use axum::extract::{Path, Query, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use programme::Handbook;
use programme::audit::draw::{LONGEST_SEED, Take, seed};
use programme::audit::may_draw;
use programme::decision::{Reason, Ruling, ruling};
use serde::Deserialize;
use store::draws::{self, Draw};
use store::{Failure, people, waiting};

use crate::account::{Right, Viewer};
use crate::audits;
use crate::page;
use crate::page::audits::{Drawn, Preview, Scheme};
use crate::page::parts::path;
use crate::web::answer::{Became, STAFF, Sent, Visit, Wrong, amiss, answered, problems, value};
use crate::web::form::Posted;
use crate::web::guard::failed;
use crate::web::house::House;
use crate::web::matter;
use crate::web::public::encoded;

/// How many draws stand on one page.
const PAGE: i64 = 50;

/// Where in the list.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct After {
    after: String,
}

/// `/staff/audits`: the draws made so far, and the form for another.
pub async fn draws(visit: Visit, Query(from): Query<After>) -> Response {
    answered(visit, STAFF, move |house, viewer| shown(house, viewer, &from.after, (&Sent::new(), &[]))).await
}

fn shown(house: &House, viewer: &Viewer, after: &str, (sent, wrong): (&Sent, &[Wrong])) -> Result<Became, Failure> {
    let from = after.split_once('~').and_then(|(at, id)| Some((at.parse().ok()?, id)));
    let mut found = house.store.read(|tx| draws::list(tx, from, PAGE + 1))?;
    let more = found.len() > PAGE as usize;
    found.truncate(PAGE as usize);
    let next = found
        .last()
        .filter(|_| more)
        .map(|last| format!("/staff/audits?{}", encoded(&[("after", &format!("{}~{}", last.made_at, last.id))])));
    let own: Vec<(&Handbook, Vec<Reason<'_>>)> = audited(house).map(|h| (h, may_draw(h, house.today()))).collect();
    let schemes: Vec<Scheme<'_, '_>> = own
        .iter()
        .filter_map(|(handbook, because)| {
            let id = &handbook.scheme.as_ref()?.id;
            Some(Scheme { id, handbook, because })
        })
        .collect();
    let rows: Vec<(&Draw, String)> = found.iter().map(|draw| (draw, house.told(draw.made_at))).collect();
    let view = page::audits::Draws {
        rows: &rows,
        schemes: &schemes,
        next: next.as_deref(),
        csrf: viewer.may(Right::DecideRenewals).then_some(viewer.csrf.as_str()),
        sent: [value(sent, "scheme"), value(sent, "share"), value(sent, "seed")],
        problems: &problems(wrong),
    };
    Became::page(page::audits::draws(&view), wrong)
}

/// The handbooks of bodies that have audits.
fn audited(house: &House) -> impl Iterator<Item = &Handbook> {
    house.bodies.all().filter(|h| h.scheme.as_ref().is_some_and(|s| s.audit.is_some()))
}

/// `POST /staff/audits`: what would be drawn; and once that was looked at, draws it.
pub async fn draw(visit: Visit, Posted(sent): Posted<Sent>) -> Response {
    answered(visit, STAFF, move |house, viewer| {
        let today = house.today();
        let (handbook, take, seed) = match asked(house, &sent) {
            Ok(asked) => asked,
            Err(wrong) => return shown(house, viewer, "", (&sent, &wrong)),
        };
        let found = || audits::population(&house.store, &house.bodies, handbook, today);
        let mut of = found()?;
        if of.population.ids().is_empty() {
            let said = "Nobody is among those of whom is drawn today.";
            let wrong = [amiss("scheme", said, "Draw once somebody is; whom the rule means stands beside it.")];
            return shown(house, viewer, "", (&sent, &wrong));
        }
        let looked_at = value(&sent, "population");
        if value(&sent, "confirmed") == "yes" && looked_at == of.population.hash() {
            let asked = audits::Asked { handbook, take, seed: &seed, by: &viewer.email };
            match audits::draw(&house.store, &house.bodies, &asked, &of, (today, (house.clock)()))? {
                Some(id) => return Became::gone(path(&["staff", "audits", &id])),
                // Something was entered at this very moment: the numbers are shown anew.
                None => of = found()?,
            }
        }
        let reasons = may_draw(handbook, today);
        let preview = Preview {
            handbook,
            scheme: value(&sent, "scheme"),
            because: &reasons,
            share: &take.to_string(),
            seed: &seed,
            count: of.population.ids().len(),
            hash: of.population.hash(),
            drawn: take.of(of.population.ids().len()),
            changed: !looked_at.is_empty(),
            csrf: &viewer.csrf,
        };
        let main = page::audits::preview(&preview);
        if preview.changed { Became::refused(main) } else { Became::shown(main) }
    })
    .await
}

/// What was asked for, or all that is wrong with it.
fn asked<'h>(house: &'h House, sent: &Sent) -> Result<(&'h Handbook, Take, String), Vec<Wrong>> {
    let mut wrong: Vec<Wrong> = Vec::new();
    let chosen = value(sent, "scheme");
    let handbook = audited(house).find(|h| h.scheme.as_ref().is_some_and(|s| s.id == chosen));
    match handbook.map(|h| may_draw(h, house.today())) {
        None => wrong.push(amiss("scheme", "No scheme is chosen.", "Choose one of the list.")),
        Some(reasons) if ruling(&reasons) != Ruling::Allowed => {
            let said: Vec<String> = reasons.iter().map(|r| format!("{r} ({})", r.source.clause)).collect();
            let today = programme::day::in_words(house.today());
            wrong.push(amiss(
                "scheme",
                format!("Nothing is drawn on {today}: {}", said.join(" ")),
                "Draw when the rule says so.",
            ));
        }
        Some(_) => {}
    }
    let take = Take::parse(value(sent, "share"));
    if take.is_none() {
        let said = "This is neither a percentage nor a number of people.";
        wrong.push(amiss("share", said, "Write it like 5% or 12: at least somebody, and at most 100%."));
    }
    let seed = seed(value(sent, "seed"));
    if seed.is_none() {
        let said = format!("The seed is empty, not one line, or longer than {LONGEST_SEED} letters.");
        wrong.push(amiss("seed", said, "Write the published figure that was named before, with its day."));
    }
    match (handbook, take, seed) {
        (Some(handbook), Some(take), Some(seed)) if wrong.is_empty() => Ok((handbook, take, seed.to_owned())),
        _ => Err(wrong),
    }
}

/// `/staff/audits/{draw}`: a draw, who was drawn, and what became of each audit.
pub async fn one(visit: Visit, Path(id): Path<String>) -> Response {
    answered(visit, STAFF, move |house, _| {
        let (draw, drawn) = house.store.read(|tx| {
            let draw = draws::by_id(tx, &id)?.ok_or_else(missing)?;
            let mut drawn = Vec::with_capacity(draw.drawn.len());
            for person in &draw.drawn {
                let event = audits::event(&draw.id, person);
                let name = people::counting_as(tx, person)?.map_or_else(|| person.clone(), |p| p.name);
                let open = waiting::waits(tx, &event)?;
                drawn.push(Drawn { href: matter::href(waiting::Queue::Audits, &event, person), name, open });
            }
            Ok((draw, drawn))
        })?;
        let body = house.bodies.body(&draw.body);
        let told = house.told(draw.made_at);
        Became::shown(page::audits::draw(&draw, &told, body, &drawn))
    })
    .await
}

fn missing() -> Failure {
    Failure::Missing("such draw".to_owned())
}

/// `/staff/audits/{draw}/population.txt`: of whom was drawn, one id a line.
pub async fn population(State(house): State<Arc<House>>, Path(id): Path<String>) -> Response {
    file(house, id, ("population.txt", "text/plain; charset=utf-8"), |draw| draw.population.join("\n") + "\n").await
}

/// `/staff/audits/{draw}/draw.json`: all that it takes to repeat it.
pub async fn json(State(house): State<Arc<House>>, Path(id): Path<String>) -> Response {
    file(house, id, ("draw.json", "application/json"), audits::written).await
}

async fn file(
    house: Arc<House>,
    id: String,
    (name, media_type): (&'static str, &'static str),
    write: fn(&Draw) -> String,
) -> Response {
    match house.read(move |_, tx| draws::by_id(tx, &id)?.ok_or_else(missing)).await {
        Ok(draw) => {
            let kept = format!("attachment; filename=\"audit-{}-{name}\"", draw.id);
            let headers = [(header::CONTENT_TYPE, media_type), (header::CONTENT_DISPOSITION, kept.as_str())];
            (headers, write(&draw)).into_response()
        }
        Err(failure) => failed(&failure, false),
    }
}
