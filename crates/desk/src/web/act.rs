//! Steps that certificants take about their own record.

use std::collections::HashMap;

use axum::extract::{Path, Query};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use jiff::civil::Date;
use programme::Handbook;
use programme::amount::Units;
use programme::decision::{Action, Ruling};
use programme::recertification::Scheme;
use programme::record::Text;
use programme::review::Case;
use serde::Deserialize;
use serde_json::Value;
use store::{Failure, Tx, entries, files};

use crate::account::Viewer;
use crate::act::{self, Change};
use crate::page;
use crate::page::parts::Problem;
use crate::web::answer::{Became, HOME, Visit, Wrong, amiss, answered, problems};
use crate::web::guard::Refused;
use crate::web::house::House;
use crate::web::tasks;
use crate::web::upload::{Sent, Uploaded};

/// Which scheme a step is about.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct About {
    scheme: String,
}

/// An event of a step that may be taken: its kind, its day where it is not now, and its own fields.
type Event = (&'static str, Option<Date>, Vec<(&'static str, Value)>);

fn action_of(word: &str) -> Option<Action> {
    let action = Action::WORDS.iter().find(|(own, _)| *own == word).map(|(_, action)| *action);
    action.filter(|action| page::act::is_here(*action))
}

/// The step of a scheme's that a word names; those of a programme's have pages of their own.
fn of_scheme(word: &str) -> Option<Action> {
    let own = [
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
    answered(visit, HOME, move |house, viewer| step(house, viewer, action, &about.scheme, sent.as_ref())).await
}

/// The decision that draws the button is computed anew, and judges the click.
fn step(house: &House, viewer: &Viewer, action: Action, scheme: &str, sent: Option<&Sent>) -> Result<Became, Failure> {
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
    let pairs = answers(action, sent.map(|sent| &sent.fields));
    let event = event(action, handbook, own_scheme, &pairs, on);
    let wrong: &[Wrong] = if sent.is_some() { event.as_ref().err().map_or(&[], Vec::as_slice) } else { &[] };
    let mut told = problems(wrong);
    told.extend(problems(sent.map_or(&[][..], |sent| &sent.wrong)));
    let held = sent.map(Sent::held).unwrap_or_default();
    let held = if action == Action::LogCredit { &held[..] } else { &[] };
    if !held.is_empty() && pairs.contains(&("certificate", "no")) {
        let wrong = "You say that you do not have it, and a file came with this.";
        told.push(Problem { field: "certificate", wrong, remedy: "Say that you have it, or leave the file out." });
    }
    let shown = page::act::Step {
        decision,
        handbook,
        scheme: own_scheme,
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
        (Some(sent), Ok((kind, day, fields))) if sent.fields.contains_key("confirmed") => {
            let seen = Some(lines.len() as i64);
            let body = handbook.body.id.clone();
            let (day, mut fields, by) = (*day, fields.clone(), "self".to_owned());
            let ids = if held.is_empty() { Vec::new() } else { sent.ids() };
            fields.extend(sent.named(|_| None).filter(|_| !ids.is_empty()).map(|files| ("files", files)));
            let change = Change { person: person.clone(), body, seen, by, kind, day, fields };
            let own = person.clone();
            let hold = move |tx: &mut Tx<'_>, _: &str| files::hold(tx, &own, &ids);
            act::change_with(&house.store, &house.bodies, change, (house.clock)(), hold)?;
            Became::gone(format!("/home/done/{}", action.word()))
        }
        (Some(_), _) => Became::shown(page::act::check(&shown)),
        (None, _) => Became::shown(page::act::step(&shown)),
    }
}

/// The answers that a step asks for, of those sent, in the order of its form.
fn answers(action: Action, sent: Option<&HashMap<String, String>>) -> Vec<(&'static str, &str)> {
    let names: &[&'static str] = match action {
        Action::LogCredit => &["title", "category", "earned", "units", "place", "certificate"],
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
) -> Result<Event, Vec<Wrong>> {
    let of_scheme = ("scheme", Value::from(scheme.id.as_str()));
    let value = |name: &str| answers.iter().find(|(own, _)| *own == name).map_or("", |(_, value)| value);
    match action {
        Action::LogCredit => credit(handbook, scheme, value, today),
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

fn credit<'v>(
    handbook: &Handbook,
    scheme: &Scheme,
    value: impl Fn(&str) -> &'v str,
    today: Date,
) -> Result<Event, Vec<Wrong>> {
    let mut wrong: Vec<Wrong> = Vec::new();
    let (title, category, place) = (value("title"), value("category"), value("place"));
    if title.is_empty() || title.len() > 300 {
        wrong.push(amiss(
            "title",
            "It has no name, or one of more than 300 letters.",
            "Write it as its certificate does.",
        ));
    }
    if scheme.category(category).is_none() {
        let said = format!("{} knows no such kind of credit.", handbook.body.short);
        wrong.push(amiss("category", said, "Choose one of the list."));
    }
    let earned: Option<Date> = value("earned").parse().ok();
    match earned {
        None => wrong.push(amiss("earned", "This is no day of the calendar.", "Write it like 2025-12-01.")),
        Some(day) if day > today => {
            wrong.push(amiss("earned", "This day is still to come.", "Log the credit once it is earned."));
        }
        Some(_) => {}
    }
    if Units::parse(value("units")).is_none_or(|units| units == Units::ZERO) {
        wrong.push(amiss("units", "This is no amount.", "Write it like 2 or 1.5."));
    }
    if place.len() > 300 {
        wrong.push(amiss("place", "The place has more than 300 letters.", "Say it in fewer."));
    }
    if !["yes", "no"].contains(&value("certificate")) {
        wrong.push(amiss("certificate", "Nothing is chosen.", "Say whether you have the certificate."));
    }
    if !wrong.is_empty() {
        return Err(wrong);
    }
    let mut fields = vec![
        ("scheme", Value::from(scheme.id.as_str())),
        ("category", category.into()),
        ("units", value("units").into()),
        ("title", title.into()),
        ("certificate", (value("certificate") == "yes").into()),
    ];
    fields.extend((!place.is_empty()).then(|| ("place", place.into())));
    Ok(("credit_logged", earned, fields))
}
