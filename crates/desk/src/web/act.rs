//! Steps that certificants take about their own record.

use std::collections::HashMap;

use axum::extract::{Path, Query};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use jiff::civil::Date;
use programme::Handbook;
use programme::decision::{Action, Ruling};
use programme::recertification::Scheme;
use programme::recertification::amending::SELF;
use programme::record::Text;
use programme::review::Case;
use serde::Deserialize;
use serde_json::Value;
use store::{Failure, Tx, entries, files, people};

use crate::account::Viewer;
use crate::act::{self, Change};
use crate::page;
use crate::web::answer::{Became, HOME, Visit, Wrong, amiss, answered, problems};
use crate::web::credit::{self, Made};
use crate::web::guard::Refused;
use crate::web::house::House;
use crate::web::picked::{ACTIVITY, Picked};
use crate::web::tasks;
use crate::web::upload::{Sent, Uploaded};

/// Which scheme a step is about.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct About {
    scheme: String,
    /// The number of an approved activity that was picked.
    activity: String,
}

fn action_of(word: &str) -> Option<Action> {
    let action = Action::WORDS.iter().find(|(own, _)| *own == word).map(|(_, action)| *action);
    action.filter(|action| page::act::is_here(*action))
}

/// The step of a scheme's that a word names; those of a programme's have pages of their own.
fn of_scheme(word: &str) -> Option<Action> {
    let own = [
        Action::AmendCredit,
        Action::Apply,
        Action::Book,
        Action::Reschedule,
        Action::Transfer,
        Action::RequestAccommodation,
        Action::Appeal,
    ];
    action_of(word).filter(|action| !own.contains(action))
}

/// `/home/act/{action}`: the form of a step.
pub async fn form(visit: Visit, Path(word): Path<String>, Query(about): Query<About>) -> Response {
    take(visit, &word, about, None).await
}

/// `POST /home/act/{action}`: the answers, first to be checked, then confirmed.
pub async fn send(
    visit: Visit,
    Path(word): Path<String>,
    Query(about): Query<About>,
    Uploaded(sent): Uploaded,
) -> Response {
    take(visit, &word, about, Some(sent)).await
}

/// `/home/done/{action}`: what happens next.
pub async fn done(visit: Visit, Path(word): Path<String>, Query(about): Query<Done>) -> Response {
    let Some(action) = action_of(&word) else { return Refused::new(StatusCode::NOT_FOUND, false).into_response() };
    answered(visit, HOME, move |house, viewer| {
        let (id, on) = (viewer.person.clone().unwrap_or_default(), house.today());
        let lines = house.store.read(|tx| entries::lines(tx, &id))?;
        let lines = entries::numbered(&lines);
        let case = Case::open(&house.bodies, Text::Borrowed(&id), &lines, None);
        let review = case.review(on).withholding();
        let mut lists = tasks::lists(&house.bodies, &case, &review, &[]);
        let own = |list: &page::tasks::List<'_>| match list.tasks.programme {
            Some(programme) => programme == about.programme,
            None => about.programme.is_empty() && action == Action::SubmitRenewal,
        };
        lists.retain(own);
        Became::shown(page::act::done(action, page::tasks::lists(&lists, on)))
    })
    .await
}

/// What a step was about, where it was an application's.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Done {
    programme: String,
}

async fn take(visit: Visit, word: &str, about: About, sent: Option<Sent>) -> Response {
    let Some(action) = of_scheme(word) else { return Refused::new(StatusCode::NOT_FOUND, false).into_response() };
    answered(visit, HOME, move |house, viewer| step(house, viewer, action, &about, sent.as_ref())).await
}

/// The decision that draws the button is computed anew, and judges the click.
fn step(house: &House, viewer: &Viewer, action: Action, about: &About, sent: Option<&Sent>) -> Result<Became, Failure> {
    let scheme = about.scheme.as_str();
    let missing = || Failure::Missing(format!("scheme `{scheme}` on this record"));
    let person = viewer.person.clone().unwrap_or_default();
    let lines = house.store.read(|tx| entries::lines(tx, &person))?;
    let numbered = entries::numbered(&lines);
    let case = Case::open(&house.bodies, Text::Borrowed(&person), &numbered, None);
    let on = house.today();
    let review = case.review(on);
    let decision =
        review.actions.iter().find(|a| a.action == action && a.scheme == Some(scheme)).ok_or_else(missing)?;
    let handbook = house.bodies.of_scheme(scheme).ok_or_else(missing)?;
    let own_scheme = handbook.scheme.as_ref().ok_or_else(missing)?;
    let picked = Picked::of(house, action, sent.map(|sent| &sent.fields), &about.activity)?;
    let pairs = answers(action, picked.answers(sent.map(|sent| &sent.fields)));
    let value = |name: &str| pairs.iter().find(|(own, _)| *own == name).map_or("", |(_, value)| *value);
    let unlisted = picked.wrong((handbook, own_scheme), value, sent.is_some());
    let mut event = event(action, handbook, own_scheme, &pairs, on);
    event.iter_mut().for_each(|made| picked.put(made));
    let wrong: &[Wrong] = if sent.is_some() { event.as_ref().err().map_or(&[], Vec::as_slice) } else { &[] };
    let mut told = problems(wrong);
    told.extend(problems(sent.map_or(&[][..], |sent| &sent.wrong)));
    let held = sent.map(Sent::held).unwrap_or_default();
    let held = if action == Action::LogCredit { &held[..] } else { &[] };
    let unlike: Vec<Wrong> = credit::unlike_its_file(sent, value("certificate")).into_iter().chain(unlisted).collect();
    told.extend(problems(&unlike));
    let shown = page::act::Step {
        decision,
        handbook,
        scheme: own_scheme,
        credit: None,
        on,
        csrf: &viewer.csrf,
        sent: &pairs,
        held,
        problems: &told,
    };
    let allowed = decision.ruling() == Ruling::Allowed;
    match (sent, &event) {
        (Some(_), _) if !allowed || !told.is_empty() => Became::refused(page::act::step(&shown)),
        (Some(sent), Ok(_)) if sent.fields.contains_key("change") => Became::shown(page::act::step(&shown)),
        (Some(sent), Ok(made)) => {
            let ids = if held.is_empty() { Vec::new() } else { sent.ids() };
            let change = change(&person, handbook, &lines, made, sent.named(|_| None).filter(|_| !ids.is_empty()));
            if sent.fields.contains_key("confirmed") {
                let own = person.clone();
                let hold = move |tx: &mut Tx<'_>, _: &str| files::hold(tx, &own, &ids);
                act::change_with(&house.store, &house.bodies, change, (house.clock)(), hold)?;
                return Became::gone(format!("/home/done/{}", action.word()));
            }
            let counts = match action {
                Action::LogCredit => credit::counts(house, &lines, &[change], None, handbook),
                Action::SubmitRenewal => named(house, &person)?,
                _ => maud::html! {},
            };
            Became::shown(page::act::check(&shown, &counts))
        }
        (Some(_), Err(_)) => Became::refused(page::act::step(&shown)),
        (None, _) => Became::shown(page::act::step(&shown)),
    }
}

/// The name that the certificate will bear.
fn named(house: &House, person: &str) -> Result<maud::Markup, Failure> {
    let who = house.store.read(|tx| people::by_id(tx, person))?;
    Ok(who.map_or_else(|| maud::html! {}, |who| page::act::named(&who.name, &who.place)))
}

/// What goes on record for a step, with the files that came with it.
fn change(person: &str, handbook: &Handbook, lines: &[String], made: &Made, files: Option<Value>) -> Change {
    let (kind, day, mut fields) = made.clone();
    fields.extend(files.map(|files| ("files", files)));
    let (person, body) = (person.to_owned(), handbook.body.id.clone());
    Change { person, body, seen: Some(lines.len() as i64), by: SELF.to_owned(), kind, day, fields }
}

/// The answers that a step asks for, of those sent, in the order of its form.
fn answers(action: Action, sent: Option<&HashMap<String, String>>) -> Vec<(&'static str, &str)> {
    let own = [ACTIVITY].into_iter().chain(credit::ANSWERS);
    let logged: Vec<&'static str> = own.collect();
    let names: &[&'static str] = match action {
        Action::LogCredit => &logged,
        Action::RequestExtension => &["with"],
        _ => &[],
    };
    let value = |name: &str| sent.and_then(|s| s.get(name)).map_or("", |v| v.trim());
    names.iter().map(|name| (*name, value(name))).collect()
}

/// The event that the answers make, or everything that is wrong with them.
fn event(
    action: Action,
    handbook: &Handbook,
    scheme: &Scheme,
    answers: &[(&'static str, &str)],
    today: Date,
) -> Result<Made, Vec<Wrong>> {
    let of_scheme = ("scheme", Value::from(scheme.id.as_str()));
    let value = |name: &str| answers.iter().find(|(own, _)| *own == name).map_or("", |(_, value)| value);
    match action {
        Action::LogCredit => credit::logged(handbook, scheme, value, today),
        Action::RequestExtension => match value("with") {
            with @ ("certificates" | "tracking_table") => {
                Ok(("extension_requested", None, vec![of_scheme, ("in_writing", true.into()), ("with", with.into())]))
            }
            _ => Err(vec![amiss("with", "Nothing is chosen.", "Choose what comes with your request.")]),
        },
        Action::SubmitRenewal => Ok(("renewal_submitted", None, vec![of_scheme])),
        _ => Ok(("reinstatement_requested", None, vec![of_scheme])),
    }
}
