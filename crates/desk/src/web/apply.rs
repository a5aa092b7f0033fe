//! Could I sit the exam? And: applying for it.

use std::collections::HashMap;
use std::sync::Arc;

use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use jiff::civil::Date;
use programme::decision::{Action, Ruling};
use programme::eligibility::{Eligibility, judge_application};
use programme::handbook::Programme;
use programme::record::{Entry, Fact, Line, Text};
use programme::review::Case;
use programme::{Bodies, Handbook};
use serde_json::{Value, json};
use store::{Failure, Tx, drafts, entries, files};

use crate::account::Viewer;
use crate::act::{self, Change};
use crate::page::evidence::Start;
use crate::page::parts::Held;
use crate::page::{self, Area};
use crate::web::answer::{Became, HOME, Visit, answer, answered, problems};
use crate::web::draft;
use crate::web::evidence::{Answers, EMPLOYMENTS, Wrong, asks, awards};
use crate::web::guard::Refused;
use crate::web::house::House;
use crate::web::public::{Seen, encoded};
use crate::web::upload::{Sent, Uploaded};

/// Fields that are no answers.
const NO_ANSWERS: [&str; 6] = ["asked", "attested", "csrf", "begin", "later", "change"];

fn found<'b>(bodies: &'b Bodies, programme: &str) -> Option<(&'b Handbook, &'b Programme)> {
    let handbook = bodies.of_programme(programme)?;
    Some((handbook, handbook.programme(programme)?))
}

/// Draws the form with what was sent.
fn drawn(
    (handbook, programme): (&Handbook, &Programme),
    on: Date,
    (sent, held): (&HashMap<String, String>, Option<&[Held<'_>]>),
    wrong: &[Wrong],
    draw: impl FnOnce(&page::evidence::Evidence<'_>) -> maud::Markup,
) -> maud::Markup {
    let asks = asks(programme);
    let awards = awards(programme);
    let mut pairs: Vec<(String, String)> = sent
        .iter()
        .filter(|(key, value)| !NO_ANSWERS.contains(&key.as_str()) && !value.trim().is_empty())
        .map(|(key, value)| (key.clone(), value.trim().to_owned()))
        .collect();
    pairs.sort();
    draw(&page::evidence::Evidence {
        handbook,
        programme,
        on,
        employments: if asks.field.is_some() { EMPLOYMENTS } else { 0 },
        awards: if asks.education { &awards } else { &[] },
        credential: asks.credential,
        sent: &pairs,
        held,
        problems: &problems(wrong),
    })
}

/// Judges evidence as an application of that day would be.
fn judged<T>(
    programme: &Programme,
    evidence: &[Value],
    on: Date,
    look: impl FnOnce(&Eligibility<'_>) -> T,
) -> Result<T, Failure> {
    let event = json!({
        "id": "asked", "person": "nobody", "kind": "application_submitted", "at": on.to_string(),
        "programme": programme.id, "evidence": evidence,
    });
    let text = event.to_string();
    let entry = Entry::read(Line { number: 1, text: &text }).map_err(Failure::Refused)?;
    let fact = Fact { entry, day: on, received: on };
    Ok(look(&judge_application(programme, &fact)))
}

/// `/check/{programme}`: could I sit the exam? Nothing is kept.
pub async fn check(
    State(house): State<Arc<House>>,
    viewer: Seen,
    Path(programme): Path<String>,
    Query(sent): Query<HashMap<String, String>>,
) -> Response {
    let Some(found) = found(&house.bodies, &programme) else {
        return Refused::new(StatusCode::NOT_FOUND, false).into_response();
    };
    let on = house.today();
    let answers = draft::answers(found.1, &sent);
    let carried = draft::packed(&programme, &answers);
    let own = viewer.as_ref().filter(|v| v.person.is_some()).map(|v| v.csrf.clone());
    let start = match &own {
        Some(csrf) => Start::Own { csrf },
        None => Start::SignUp { carried: &carried, from: &format!("/home/apply/{programme}?{}", asked(&answers)) },
    };
    let show = |wrong: &[Wrong], eligibility: Option<&Eligibility<'_>>| {
        drawn(found, on, (&sent, None), wrong, |view| page::evidence::check(view, eligibility, start))
    };
    let became = match sent.contains_key("asked").then(|| Answers(&sent).evidence(found.1, on)) {
        None => Became::shown(show(&[], None)),
        Some(Err(wrong)) => Became::refused(show(&wrong, None)),
        Some(Ok(evidence)) => judged(found.1, &values(evidence), on, |e| show(&[], Some(e))).and_then(Became::shown),
    };
    answer(&house, viewer.as_ref(), ("Could you sit the exam?", Area::Public), became)
}

/// Answers as an address carries them.
fn asked(answers: &draft::Answers) -> String {
    encoded(&answers.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect::<Vec<_>>())
}

/// `/home/apply/{programme}`: the form, with what was begun, or what the address brings from a self-check.
pub async fn form(
    visit: Visit,
    Path(programme): Path<String>,
    Query(brought): Query<HashMap<String, String>>,
) -> Response {
    let sent = Sent { fields: brought, ..Sent::default() };
    answered(visit, HOME, move |house, viewer| step(house, viewer, &programme, sent, false)).await
}

/// `POST /home/apply/{programme}`: the answers, first to be checked, then attested and sent.
pub async fn send(visit: Visit, Path(programme): Path<String>, Uploaded(sent): Uploaded) -> Response {
    answered(visit, HOME, move |house, viewer| step(house, viewer, &programme, sent, true)).await
}

fn step(house: &House, viewer: &Viewer, programme: &str, sent: Sent, posted: bool) -> Result<Became, Failure> {
    let missing = || Failure::Missing(format!("programme `{programme}`"));
    let (handbook, programme) = found(&house.bodies, programme).ok_or_else(missing)?;
    let person = viewer.person.clone().unwrap_or_default();
    let lines = house.store.read(|tx| entries::lines(tx, &person))?;
    let on = house.today();
    if let Some(refusal) = refused(house, &person, &lines, handbook, programme, on)? {
        return Became::refused(refusal);
    }
    let windows: Vec<String> =
        handbook.calendar.all().filter(|w| w.opens > on).take(4).map(|window| window.id()).collect();
    let sent = remembered(house, &person, programme, sent, posted)?;
    let show = |wrong: &[Wrong], eligibility: Option<&Eligibility<'_>>| {
        let draw =
            |view: &page::evidence::Evidence<'_>| page::evidence::apply(view, &viewer.csrf, &windows, eligibility);
        drawn((handbook, programme), on, (&sent.fields, Some(&sent.held())), wrong, draw)
    };
    let own = format!("/home/apply/{}", programme.id);
    let wants = |word: &str| posted && sent.fields.contains_key(word);
    if !posted || wants("change") {
        return Became::shown(show(&[], None));
    } else if wants("begin") {
        return Became::gone(own);
    } else if wants("later") {
        return Became::gone("/home");
    }
    let evidence = match evidence_of(&sent, programme, &windows, on) {
        Ok(evidence) => evidence,
        Err(wrong) => return Became::refused(show(&wrong, None)),
    };
    let files = sent.named(|field| evidence.iter().position(|(own, _)| own == field).map(|at| at + 1));
    let evidence = values(evidence);
    if !wants("attested") {
        return judged(programme, &evidence, on, |e| show(&[], Some(e))).and_then(Became::shown);
    }
    let mut fields = vec![("programme", Value::from(programme.id.as_str())), ("evidence", Value::from(evidence))];
    fields.extend((!windows.is_empty()).then(|| ("window", Value::from(window(&sent)))));
    fields.extend(files.map(|files| ("files", files)));
    let ids = sent.ids();
    let change = Change {
        person: person.clone(),
        body: handbook.body.id.clone(),
        seen: Some(lines.len() as i64),
        by: "self".to_owned(),
        kind: "application_submitted",
        day: None,
        fields,
    };
    // What was sent is no draft any more.
    let begun = draft::applying(&programme.id);
    act::change_with(&house.store, &house.bodies, change, (house.clock)(), move |tx: &mut Tx<'_>, _| {
        files::hold(tx, &person, &ids)?;
        drafts::discard(tx, &person, &begun)
    })?;
    Became::gone(format!("/home/done/apply?programme={}", programme.id))
}

fn values(evidence: Vec<(String, Value)>) -> Vec<Value> {
    evidence.into_iter().map(|(_, piece)| piece).collect()
}

fn window(sent: &Sent) -> &str {
    sent.fields.get("window").map_or("", |w| w.trim())
}

/// The evidence, each piece with the field of its files; or everything that is wrong with what was sent.
fn evidence_of(
    sent: &Sent,
    programme: &Programme,
    windows: &[String],
    on: Date,
) -> Result<Vec<(String, Value)>, Vec<Wrong>> {
    let evidence = Answers(&sent.fields).evidence(programme, on);
    let mut wrong = sent.wrong.clone();
    if let Ok(pieces) = &evidence {
        let alone = sent.files.iter().filter(|(field, _)| !pieces.iter().any(|(own, _)| own == field));
        wrong.extend(alone.map(|(field, file)| {
            let said = format!("`{}` came with nothing that it shows.", file.name);
            (field.clone(), said, "Fill in what it is about, or leave it out.")
        }));
    }
    if !windows.is_empty() && !windows.iter().any(|w| w == window(sent)) {
        wrong.push(("window".to_owned(), "No testing window is chosen.".to_owned(), "Choose one of the list."));
    }
    match evidence {
        Ok(evidence) if wrong.is_empty() => Ok(evidence),
        other => Err(other.err().unwrap_or_default().into_iter().chain(wrong).collect()),
    }
}

/// The answers and files so far: those sent, which are kept until the application is sent, and forgotten where nothing is
/// filled in any more; else what was begun, unless the address brings answers. A look at the form keeps nothing.
fn remembered(house: &House, person: &str, programme: &Programme, sent: Sent, posted: bool) -> Result<Sent, Failure> {
    let now = (house.clock)();
    if posted {
        let (person, id, begun) = (person.to_owned(), programme.id.clone(), draft::begun(programme, &sent));
        house.store.write(move |tx| match begun.0.is_empty() && begun.1.is_empty() {
            true => drafts::discard(tx, &person, &draft::applying(&id)),
            false => draft::keep(tx, &person, &id, &begun, now, None),
        })?;
        return Ok(sent);
    }
    let mut kept = house.store.read(|tx| draft::kept(tx, person, &programme.id, now))?;
    let brought = draft::answers(programme, &sent.fields);
    if !brought.is_empty() {
        kept.fields = brought.into_iter().collect();
    }
    Ok(kept)
}

/// Why nobody may apply now, where that is so: the very decision from which the button is drawn.
fn refused(
    house: &House,
    person: &str,
    lines: &[String],
    handbook: &Handbook,
    programme: &Programme,
    on: Date,
) -> Result<Option<maud::Markup>, Failure> {
    let numbered = entries::numbered(lines);
    let case = Case::open(&house.bodies, Text::Borrowed(person), &numbered, None);
    let review = case.review(on).withholding();
    let missing = || Failure::Missing("way to apply now: a result is held, or nothing is known of it".to_owned());
    let of = |a: &&programme::decision::Decision<'_>| a.action == Action::Apply && a.programme == Some(&*programme.id);
    // Whoever deals with no body yet is asked nothing but eligibility.
    let Some(decision) = review.actions.iter().find(of) else {
        return if review.actions.is_empty() { Ok(None) } else { Err(missing()) };
    };
    let shut = decision.ruling() != Ruling::Allowed;
    Ok(shut.then(|| page::act::shut("Apply for the exam", &decision.reasons, handbook)))
}
