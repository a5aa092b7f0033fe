//! Pages of an education provider. Each sees the activities of the organisation that they act for, and nothing of any
//! other, nor of any certificant.

use axum::extract::Path;
use axum::response::Response;
use programme::decision::Ruling;
use store::activities::providers::Provider;
use store::activities::roster::of as roster_of;
use store::activities::{self as kept, Activity, Content, State, providers};
use store::{Failure, Store};

use crate::account::Viewer;
use crate::activities::{self, agenda, judged, roster, writable, written};
use crate::page;
use crate::page::parts::path;
use crate::page::provider::{Form, Own};
use crate::web::agenda::{MOST, ROWS, Read, Wrongs, as_sent, read, rows_of};
use crate::web::answer::{Became, Place, Sent, Visit, Wrong, amiss, answered, problems, value};
use crate::web::delivered::Delivered;
use crate::web::form::Posted;
use crate::web::house::House;

/// Where these pages stand.
const PROVIDER: Place = ("Your activities", page::Area::Own);

/// The longest name of an organisation.
const LONGEST_NAME: usize = 200;

fn acting_for(store: &Store, viewer: &Viewer) -> Result<Option<Provider>, Failure> {
    store.read(|tx| providers::of_account(tx, &viewer.account))
}

/// An activity of the viewer's own organisation; what is another's is not there.
fn find(house: &House, viewer: &Viewer, id: &str) -> Result<Activity, Failure> {
    let missing = || Failure::Missing("activity of this name".to_owned());
    let provider = acting_for(&house.store, viewer)?.ok_or_else(missing)?;
    let found = house.store.read(|tx| kept::by_id(tx, id))?;
    found.filter(|activity| activity.provider == provider.id).ok_or_else(missing)
}

/// `/provider`: one's activities, and where each stands.
pub async fn list(visit: Visit) -> Response {
    answered(visit, PROVIDER, |house, viewer| match acting_for(&house.store, viewer)? {
        None => Became::shown(page::provider::organisation("", &viewer.csrf, &[])),
        Some(provider) => {
            let own = house.store.read(|tx| kept::of_provider(tx, &provider.id))?;
            Became::shown(page::provider::list(&provider.name, &own))
        }
    })
    .await
}

/// `POST /provider/organisation`: for whom one acts, said once.
pub async fn organisation(visit: Visit, Posted(sent): Posted<Sent>) -> Response {
    answered(visit, PROVIDER, move |house, viewer| {
        let name = value(&sent, "name").to_owned();
        let again = |wrong: Wrong| {
            let wrong = [wrong];
            Became::refused(page::provider::organisation(&name, &viewer.csrf, &problems(&wrong)))
        };
        if !name.chars().any(char::is_alphanumeric) || name.len() > LONGEST_NAME {
            let said = format!("There is no name here, or one of more than {LONGEST_NAME} letters.");
            return again(amiss("name", said, "Write the name of your organisation."));
        }
        if acting_for(&house.store, viewer)?.is_some() {
            return Became::gone("/provider");
        }
        let (account, own, now) = (viewer.account.clone(), name.clone(), (house.clock)());
        let made = house.store.write(move |tx| providers::make(tx, &account, &own, now));
        Became::unless_taken(made, "/provider", || {
            let remedy = "Ask the body's office to let you act for it, or write the name in which yours differs.";
            again(amiss("name", "An organisation of this name is here already.", remedy))
        })
    })
    .await
}

/// `/provider/new`: the form of a new activity.
pub async fn new(visit: Visit) -> Response {
    answered(visit, PROVIDER, |house, viewer| {
        if acting_for(&house.store, viewer)?.is_none() {
            return Became::gone("/provider");
        }
        Became::shown(drawn(house, viewer, None, (&[], ROWS), &[]))
    })
    .await
}

/// `POST /provider/new`: begins an activity.
pub async fn make(visit: Visit, Posted(sent): Posted<Sent>) -> Response {
    answered(visit, PROVIDER, move |house, viewer| {
        let Some(provider) = acting_for(&house.store, viewer)? else { return Became::gone("/provider") };
        let mut bodies = activities::approving(&house.bodies).map(|(handbook, _)| handbook.body.id.clone());
        let chosen = value(&sent, "body");
        let body = bodies.find(|id| chosen.is_empty() || id == chosen);
        let (content, wrong) = understood(&sent);
        match (content, body) {
            _ if value(&sent, "go") == "more" => more(house, viewer, None, &sent),
            (Some(content), Some(body)) => {
                let (by, now) = (viewer.email.clone(), (house.clock)());
                let add = move |tx: &mut store::Tx<'_>| kept::add(tx, (&body, &provider.id), content.clone(), &by, now);
                let id = house.store.write(add)?;
                Became::gone(path(&["provider", "activities", &id]))
            }
            _ => Became::refused(drawn(house, viewer, None, (&pairs(&sent), rows_of(&sent)), &wrong)),
        }
    })
    .await
}

/// The form once more, with more rows for the agenda.
fn more(house: &House, viewer: &Viewer, known: Option<&Activity>, sent: &Sent) -> Result<Became, Failure> {
    let rows = (rows_of(sent) + ROWS).min(MOST);
    Became::shown(drawn(house, viewer, known, (&pairs(sent), rows), &[]))
}

fn pairs(sent: &Sent) -> Vec<(String, String)> {
    sent.iter().map(|(name, value)| (name.clone(), value.clone())).collect()
}

fn drawn(
    house: &House,
    viewer: &Viewer,
    known: Option<&Activity>,
    (sent, rows): (&[(String, String)], usize),
    wrong: &Wrongs,
) -> maud::Markup {
    let bodies: Vec<(&str, &str)> =
        activities::approving(&house.bodies).map(|(h, _)| (h.body.id.as_str(), h.body.name.as_str())).collect();
    let action = known.map_or("/provider/new".to_owned(), |own| format!("{}/change", page::provider::at(own)));
    page::provider::form(&Form {
        action: &action,
        known: known.is_some(),
        bodies: &bodies,
        rows,
        seen: known.map_or(0, |own| own.changes),
        sent,
        csrf: &viewer.csrf,
        problems: &problems(wrong),
    })
}

/// What a form says, or everything that is wrong with it.
fn understood(sent: &Sent) -> (Option<Content>, Vec<(String, String, String)>) {
    let mut wrong: Vec<(String, String, String)> = Vec::new();
    let mut say = |field: &str, said: &str, remedy: &str| {
        wrong.push((field.to_owned(), said.to_owned(), remedy.to_owned()));
    };
    let (title, about, place) = (value(sent, "title"), value(sent, "about"), value(sent, "place"));
    if title.is_empty() || title.len() > 300 {
        say("title", "It has no name, or one of more than 300 letters.", "Write it as it is announced.");
    }
    if about.len() > 4000 {
        say("about", "This is more than 4,000 letters.", "Say it in fewer.");
    }
    let online = value(sent, "where") == "online";
    match value(sent, "where") {
        "online" if !place.is_empty() => {
            say(
                "place",
                "It is held online, and a place is written.",
                "Leave the place out, or choose that it is held in one.",
            );
        }
        "place" if place.is_empty() || place.len() > 300 => {
            say("place", "There is no place, or one of more than 300 letters.", "Write city and state.");
        }
        "online" | "place" => {}
        _ => say("where", "Nothing is chosen.", "Say whether it is held in a place or online."),
    }
    let Read { agenda, wrong: of_agenda } = read(sent);
    wrong.extend(of_agenda);
    let content = agenda.filter(|_| wrong.is_empty()).map(|agenda| Content {
        title: title.to_owned(),
        about: about.to_owned(),
        place: place.to_owned(),
        online,
        agenda: written(&agenda),
        days: agenda.days(),
    });
    (content, wrong)
}

/// `/provider/activities/{activity}/change`: the form with what stands there.
pub async fn form(visit: Visit, Path(id): Path<String>) -> Response {
    answered(visit, PROVIDER, move |house, viewer| {
        let activity = find(house, viewer, &id)?;
        if !writable(&activity) {
            return Became::gone(page::provider::at(&activity));
        }
        let content = &activity.content;
        let own = [
            ("title", content.title.as_str()),
            ("about", &content.about),
            ("where", if content.online { "online" } else { "place" }),
            ("place", &content.place),
        ];
        let mut sent: Vec<(String, String)> =
            own.into_iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
        let agenda = agenda(&content.agenda);
        sent.extend(as_sent(&agenda));
        let rows = (agenda.items().len() + 1).max(ROWS);
        Became::shown(drawn(house, viewer, Some(&activity), (&sent, rows), &[]))
    })
    .await
}

/// `POST /provider/activities/{activity}/change`: says it otherwise.
pub async fn change(visit: Visit, Path(id): Path<String>, Posted(sent): Posted<Sent>) -> Response {
    answered(visit, PROVIDER, move |house, viewer| {
        let activity = find(house, viewer, &id)?;
        if value(&sent, "go") == "more" {
            return more(house, viewer, Some(&activity), &sent);
        }
        let (content, mut wrong) = understood(&sent);
        let Some(content) = content else {
            return Became::refused(drawn(house, viewer, Some(&activity), (&pairs(&sent), rows_of(&sent)), &wrong));
        };
        let (by, now, seen) = (viewer.email.clone(), (house.clock)(), seen(&sent));
        let own = id.clone();
        let done = house.store.write(move |tx| kept::write(tx, (&own, seen), content.clone(), &by, now));
        Became::unless_taken(done, page::provider::at(&activity), || {
            let remedy = "Open it once more to see how it stands now.";
            wrong.push(("title".to_owned(), "Somebody has changed it meanwhile.".to_owned(), remedy.to_owned()));
            Became::refused(drawn(house, viewer, Some(&activity), (&pairs(&sent), rows_of(&sent)), &wrong))
        })
    })
    .await
}

fn seen(sent: &Sent) -> i64 {
    value(sent, "seen").parse().unwrap_or(-1)
}

/// `/provider/activities/{activity}`: an activity, what it comes to, and what can be done with it.
pub async fn one(visit: Visit, Path(id): Path<String>) -> Response {
    answered(visit, PROVIDER, move |house, viewer| shown(house, viewer, &id, ("", None), &[])).await
}

fn shown(
    house: &House,
    viewer: &Viewer,
    id: &str,
    (pasted, kept): (&str, Option<(usize, usize)>),
    wrong: &[Wrong],
) -> Result<Became, Failure> {
    let activity = find(house, viewer, id)?;
    let roster = house.store.read(|tx| roster_of(tx, &activity.id))?;
    let judged = judged(&house.bodies, &activity, (house.clock)());
    let main = page::provider::own(&Own {
        activity: &activity,
        judged: judged.as_ref(),
        roster: &roster,
        kept,
        pasted,
        begun: begun(house, &activity),
        csrf: &viewer.csrf,
        problems: &problems(wrong),
    });
    Became::page(main, wrong)
}

/// Whether its first day has come, by the body's clock.
fn begun(house: &House, activity: &Activity) -> bool {
    let zone = house.bodies.body(&activity.body).map_or_else(|| house.zone(), |handbook| handbook.body.zone.clone());
    let today = zone.to_datetime((house.clock)()).date();
    activity.content.days.is_some_and(|(first, _)| first <= today)
}

/// `POST /provider/activities/{activity}/submit`: judged by the very decision that draws the button.
pub async fn submit(visit: Visit, Path(id): Path<String>, Posted(sent): Posted<Sent>) -> Response {
    answered(visit, PROVIDER, move |house, viewer| {
        let activity = find(house, viewer, &id)?;
        let now = (house.clock)();
        let allowed = writable(&activity)
            && judged(&house.bodies, &activity, now).is_some_and(|j| j.decision.ruling() == Ruling::Allowed);
        let again = |said: &str, remedy: &str| shown(house, viewer, &id, ("", None), &[amiss("submit", said, remedy)]);
        if !allowed {
            return again("It cannot be submitted.", "The reasons stand below.");
        }
        let (own, by, seen) = (id.clone(), viewer.email.clone(), seen(&sent));
        let done = house.store.write(move |tx| kept::submit(tx, (&own, seen), &by, now));
        Became::unless_taken(done, page::provider::at(&activity), || {
            again("Somebody has changed it meanwhile.", "See how it stands now, and submit it then.")
        })
    })
    .await
}

/// `POST /provider/activities/{activity}/withdraw`: takes it back.
pub async fn withdraw(visit: Visit, Path(id): Path<String>, Posted(sent): Posted<Sent>) -> Response {
    answered(visit, PROVIDER, move |house, viewer| {
        let activity = find(house, viewer, &id)?;
        let again =
            |field, said: &str, remedy: &str| shown(house, viewer, &id, ("", None), &[amiss(field, said, remedy)]);
        if value(&sent, "sure").is_empty() {
            return again("sure", "It is not said that you mean it.", "Choose that it is to be withdrawn.");
        }
        let (own, by, seen, now) = (id.clone(), viewer.email.clone(), seen(&sent), (house.clock)());
        let done = house.store.write(move |tx| kept::withdraw(tx, (&own, seen), "", &by, now));
        Became::unless_taken(done, page::provider::at(&activity), || {
            again("sure", "Somebody has changed it meanwhile.", "See how it stands now.")
        })
    })
    .await
}

/// `POST /provider/activities/{activity}/roster`: who attended. Whether somebody of them is known here is not told.
pub async fn attended(visit: Visit, Path(id): Path<String>, delivered: Delivered) -> Response {
    answered(visit, PROVIDER, move |house, viewer| {
        let activity = find(house, viewer, &id)?;
        let pasted = value(&delivered.sent, "rows");
        let again = |wrong: Wrong| shown(house, viewer, &id, (pasted, None), &[wrong]);
        if activity.state != State::Approved || !begun(house, &activity) {
            let said = "Who attended is sent once an approved activity has begun.";
            return again(amiss("file", said, "Come back on its first day."));
        }
        let (field, text) = match delivered.table() {
            Ok(table) => table,
            Err(wrong) => return again(wrong),
        };
        match roster::read(text, &activity, &viewer.email, (house.clock)()) {
            Err((said, remedy)) => again((field, said, remedy)),
            Ok(rows) => {
                let sent = rows.len();
                let new = house.store.write(move |tx| roster::keep(tx, &activity, &rows))?;
                shown(house, viewer, &id, ("", Some((new, sent))), &[])
            }
        }
    })
    .await
}
