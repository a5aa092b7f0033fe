//! Asking for testing accommodations, beside an application.

use std::sync::Arc;

use axum::Extension;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use programme::accommodation;
use programme::decision::{Action, Reason, Ruling};
use programme::examination::WindowDays;
use programme::handbook::Handbook;
use programme::record::{Entry, Event, Fact, Line, Text};
use programme::review::Case;
use programme::scheduling::Candidacy;
use serde::Deserialize;
use serde_json::{Value, json};
use store::{Failure, Tx, entries, files};

use crate::account::Viewer;
use crate::act::{self, Change};
use crate::page::accommodation::{self as drawn, Asked};
use crate::page::matter::Grant;
use crate::page::parts::Attachment;
use crate::web::answer::{Became, HOME, Visit, Wrong, amiss, answered, problems};
use crate::web::house::House;
use crate::web::upload::{Sent, Uploaded};

/// The most letters of what is said in one's own words.
const LONGEST: usize = 2000;

/// For which window, where not for the application's own.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct About {
    window: String,
}

/// `/home/accommodation/{programme}`: the form.
pub async fn form(
    State(house): State<Arc<House>>,
    Extension(viewer): Extension<Viewer>,
    Path(programme): Path<String>,
    Query(about): Query<About>,
) -> Response {
    take(house, viewer, programme, about.window, None).await
}

/// `POST /home/accommodation/{programme}`: the answers, first to be checked, then attested and sent.
pub async fn send(
    State(house): State<Arc<House>>,
    Extension(viewer): Extension<Viewer>,
    Path(programme): Path<String>,
    Uploaded(sent): Uploaded,
) -> Response {
    let window = sent.fields.get("window").cloned().unwrap_or_default();
    take(house, viewer, programme, window, Some(sent)).await
}

async fn take(house: Arc<House>, viewer: Viewer, programme: String, window: String, sent: Option<Sent>) -> Response {
    answered(Visit { house, viewer }, HOME, move |house, viewer| {
        step(house, viewer, &programme, &window, sent.as_ref())
    })
    .await
}

fn step(house: &House, viewer: &Viewer, programme: &str, window: &str, sent: Option<&Sent>) -> Result<Became, Failure> {
    let missing = || Failure::Missing(format!("application for `{programme}` that accommodations could go with"));
    let handbook = house.bodies.of_programme(programme).ok_or_else(missing)?;
    let own = handbook.programme(programme).ok_or_else(missing)?;
    let person = viewer.person.clone().unwrap_or_default();
    let lines = house.store.read(|tx| entries::lines(tx, &person))?;
    let numbered = entries::numbered(&lines);
    let case = Case::open(&house.bodies, Text::Borrowed(&person), &numbered, None);
    let on = house.today();
    let record = case.records().find(|(h, _)| h.body.id == handbook.body.id).map(|(_, record)| record);
    let facts = record.ok_or_else(missing)?.until(on);
    let candidacy = Candidacy::of(handbook, programme, facts);
    let application = candidacy.application.ok_or_else(missing)?;
    let window = asked_window(handbook, &candidacy, window, on).ok_or_else(missing)?;
    let decision = accommodation::may_ask(handbook, (own, &candidacy), facts, Some(window), on).ok_or_else(missing)?;
    let later = accommodation::still_open(handbook, window, on).filter(|w| w.opens != window.opens);
    let waits = accommodation::asked(facts, &application.entry.id).iter().any(|a| a.waits(handbook, facts, on));
    let (id, instead) = (window.id(), later.filter(|_| !waits).map(WindowDays::id));
    let offered = known(handbook, window);
    let pairs = answers(&offered, &id, sent);
    let wrong = sent.map_or(Vec::new(), |_| wrong_with(&offered, &pairs));
    let mut told = problems(&wrong);
    told.extend(problems(sent.map_or(&[][..], |sent| &sent.wrong)));
    let held = sent.map(Sent::held).unwrap_or_default();
    let view = drawn::Step {
        handbook,
        programme,
        designation: &own.designation,
        decision: &decision,
        window: (&id, window.opens, window.closes),
        instead: instead.as_deref(),
        offered: &offered,
        sent: &pairs,
        held: &held,
        problems: &told,
        on,
        csrf: &viewer.csrf,
    };
    let shut = decision.ruling() != Ruling::Allowed;
    match sent {
        None => Became::shown(drawn::step(&view)),
        Some(_) if shut || !told.is_empty() => Became::refused(drawn::step(&view)),
        Some(sent) if sent.fields.contains_key("change") => Became::shown(drawn::step(&view)),
        Some(sent) if sent.fields.contains_key("attested") => {
            let change = Change {
                person: person.clone(),
                body: handbook.body.id.clone(),
                seen: Some(lines.len() as i64),
                by: "self".to_owned(),
                kind: "accommodation_requested",
                day: None,
                fields: fields(&application.entry.id, &offered, &pairs),
            };
            put(house, change, sent)?;
            Became::gone(format!("/home/done/{}?programme={programme}", Action::RequestAccommodation.word()))
        }
        Some(_) => {
            let fields = fields(&application.entry.id, &offered, &pairs);
            judged(handbook, &fields, on, |because| drawn::check(&view, because)).and_then(Became::shown)
        }
    }
}

/// Puts a request on record, with its documents: both, or neither.
fn put(house: &House, mut change: Change, sent: &Sent) -> Result<(), Failure> {
    change.fields.extend(sent.named(|_| None).map(|files| ("files", files)));
    let (own, ids) = (change.person.clone(), sent.ids());
    let hold = move |tx: &mut Tx<'_>, _: &str| files::hold(tx, &own, &ids);
    act::change_with(&house.store, &house.bodies, change, (house.clock)(), hold).map(drop)
}

/// The window asked for: the one named, if it is the application's or a later one; else the application's; else the
/// first that is still open to requests.
fn asked_window<'h>(
    handbook: &'h Handbook,
    candidacy: &Candidacy<'_>,
    named: &str,
    on: jiff::civil::Date,
) -> Option<&'h WindowDays> {
    let own = candidacy.window.and_then(|name| handbook.calendar.window(name));
    if !named.is_empty() {
        let from = own.map_or(on, |w| w.opens);
        return handbook.calendar.window(named).filter(|w| w.opens >= from);
    }
    own.or_else(|| accommodation::still_open(handbook, handbook.calendar.all().find(|w| w.opens > on)?, on))
}

/// What the handbook offers for a window: the word of the record, and what it is called.
fn known(handbook: &Handbook, window: &WindowDays) -> Vec<(String, String)> {
    let edition = handbook.adjustments.as_ref().and_then(|clause| clause.on(window.opens));
    let known = edition.iter().flat_map(|e| &e.known);
    known.map(|k| (k.id.clone(), k.title.clone())).collect()
}

/// The answers of the form, of those sent, in its order; what is empty is left out.
fn answers(offered: &[(String, String)], window: &str, sent: Option<&Sent>) -> Vec<(String, String)> {
    let names = offered.iter().map(|(id, _)| drawn::field(id)).chain(["words", "letterhead"].map(str::to_owned));
    let value = |name: &str| sent.and_then(|s| s.fields.get(name)).map_or("", |v| v.trim()).to_owned();
    let answers = names.map(|name| (value(&name), name)).filter(|(value, _)| !value.is_empty());
    let own = ("window".to_owned(), window.to_owned());
    answers.map(|(value, name)| (name, value)).chain([own]).collect()
}

fn answer<'p>(pairs: &'p [(String, String)], name: &str) -> &'p str {
    pairs.iter().find(|(own, _)| own == name).map_or("", |(_, value)| value)
}

fn chosen<'o>(offered: &'o [(String, String)], pairs: &[(String, String)]) -> Vec<&'o str> {
    let is = |id: &&str| !answer(pairs, &drawn::field(id)).is_empty();
    offered.iter().map(|(id, _)| id.as_str()).filter(is).collect()
}

/// What is wrong with the answers, all at once.
fn wrong_with(offered: &[(String, String)], pairs: &[(String, String)]) -> Vec<Wrong> {
    let mut wrong: Vec<Wrong> = Vec::new();
    let (chosen, words) = (chosen(offered, pairs), answer(pairs, "words"));
    if chosen.is_empty() && words.is_empty() {
        let remedy = "Choose what you need, or say it in your own words.";
        wrong.push(amiss("adjustments", "Nothing is asked for.", remedy));
    }
    if chosen.iter().filter(|id| accommodation::times(id).is_some()).count() > 1 {
        wrong.push(amiss("adjustments", "More time is chosen more than once.", "Choose how much you need."));
    }
    if words.chars().count() > LONGEST {
        let said = format!("This has more than {LONGEST} letters.");
        wrong.push(amiss("words", said, "Say the most important in fewer; the rest goes with the documents."));
    }
    if !["yes", "no"].contains(&answer(pairs, "letterhead")) {
        wrong.push(amiss("letterhead", "Nothing is chosen.", "Say whether it is documented."));
    }
    wrong
}

/// The request's own fields.
fn fields(application: &str, offered: &[(String, String)], pairs: &[(String, String)]) -> Vec<(&'static str, Value)> {
    let (mut adjustments, words) = (chosen(offered, pairs), answer(pairs, "words"));
    if adjustments.is_empty() {
        adjustments.push("other");
    }
    let mut fields = vec![
        ("application", Value::from(application)),
        ("window", answer(pairs, "window").into()),
        ("adjustments", adjustments.into()),
        ("letterhead", (answer(pairs, "letterhead") == "yes").into()),
    ];
    fields.extend((!words.is_empty()).then(|| ("note", words.into())));
    fields
}

/// Judges a request as one of that day would be.
fn judged<T>(
    handbook: &Handbook,
    fields: &[(&'static str, Value)],
    on: jiff::civil::Date,
    look: impl FnOnce(&[Reason<'_>]) -> T,
) -> Result<T, Failure> {
    let mut event =
        json!({ "id": "asked", "person": "nobody", "kind": "accommodation_requested", "at": on.to_string() });
    for (key, value) in fields {
        event[*key] = value.clone();
    }
    let text = event.to_string();
    let entry = Entry::read(Line { number: 1, text: &text }).map_err(Failure::Refused)?;
    let fact = Fact { entry, day: on, received: on };
    Ok(look(&accommodation::judge(handbook, &fact).map_or(Vec::new(), |judged| judged.reasons)))
}

/// What may be granted of a request: what the handbook offers, and whatever else was asked for; `None` for another event.
pub fn offered(handbook: &Handbook, event: &Event<'_>) -> Option<Vec<Grant>> {
    let Event::AccommodationRequested { window, adjustments, .. } = event else { return None };
    let window = handbook.calendar.window(window)?;
    let mut offered: Vec<Grant> = known(handbook, window).into_iter().map(|(id, title)| (id, title, false)).collect();
    for (id, title) in adjustments.iter().zip(drawn::titles(handbook, window.opens, adjustments)) {
        match offered.iter_mut().find(|(own, ..)| own == id) {
            Some((.., asked)) => *asked = true,
            None => offered.push((id.to_string(), title, true)),
        }
    }
    Some(offered)
}

/// A request as it is shown to those who decide, with its documents; `None` for another event.
pub fn view<'f>(handbook: &Handbook, fact: &'f Fact<'_>, documents: &[Attachment]) -> Option<Asked<'f>> {
    let Event::AccommodationRequested { window, adjustments, letterhead, .. } = &fact.entry.event else {
        return None;
    };
    let opens = handbook.calendar.window(window)?.opens;
    Some(Asked {
        on: fact.day,
        window: drawn::season(window),
        adjustments: drawn::titles(handbook, opens, adjustments),
        words: fact.entry.note.as_deref().unwrap_or_default(),
        letterhead: *letterhead,
        documents: documents.to_vec(),
    })
}
