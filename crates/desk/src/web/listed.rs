//! The public list of approved activities: searched, in pages, as a table and as a calendar.

use std::sync::Arc;

use axum::Extension;
use axum::body::Bytes;
use axum::extract::{Path, Query, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use jiff::civil::Date;
use serde::Deserialize;
use store::Failure;
use store::activities::listing::{Search, approved};
use store::activities::{Activity, State as Stands, by_number};

use crate::account::Viewer;
use crate::activities::{agenda, approving, calendar, judged};
use crate::page::listed::{Search as Shown, Ways, list as drawn, log_one, one as page_of};
use crate::page::{self, Area};
use crate::web::answer::{Wrong, amiss, file_of, problems};
use crate::web::guard::{Refused, as_html, failed};
use crate::web::house::House;
use crate::web::limit::Searching;
use crate::web::list::as_file;
use crate::web::public::{LONGEST, PAGE, Seen, encoded, framed};

/// What these pages are called.
const TITLE: &str = "Activities";

/// The most that a table or a calendar holds.
const WHOLE: usize = 2_000;

/// What is looked for.
#[derive(Debug, Default, Clone, Deserialize)]
#[serde(default)]
pub struct Asked {
    q: String,
    from: String,
    to: String,
    held: String,
    after: String,
}

impl Asked {
    /// The question, or everything that is wrong with it.
    fn search(&self, today: Date, most: usize) -> Result<Search, Vec<Wrong>> {
        let mut wrong: Vec<Wrong> = Vec::new();
        let mut day = |field, text: &str| -> Option<Date> {
            let day = text.trim().parse().ok();
            if day.is_none() && !text.trim().is_empty() {
                wrong.push(amiss(field, "This is no day of the calendar.", "Write it like 2026-05-04."));
            }
            day
        };
        let (from, to) = (day("from", &self.from), day("to", &self.to));
        if self.q.len() > LONGEST {
            let said = format!("These are more than {LONGEST} letters.");
            wrong.push(amiss("q", said, "Look for a few words."));
        }
        let online = match self.held.as_str() {
            "online" => Some(true),
            "place" => Some(false),
            _ => None,
        };
        if !wrong.is_empty() {
            return Err(wrong);
        }
        // Without any day what is over is left out: most look for what they can still attend.
        let from = if self.from.trim().is_empty() && self.to.trim().is_empty() { Some(today) } else { from };
        let after = self.after.split_once('~').and_then(|(day, number)| Some((day.parse().ok()?, number.to_owned())));
        Ok(Search { words: self.q.clone(), from, to, online, after, most })
    }

    fn address(&self, path: &str, after: &str) -> String {
        let pairs = [("q", &*self.q), ("from", &self.from), ("to", &self.to), ("held", &self.held), ("after", after)];
        let pairs: Vec<(&str, &str)> = pairs.into_iter().filter(|(_, value)| !value.is_empty()).collect();
        if pairs.is_empty() { path.to_owned() } else { format!("{path}?{}", encoded(&pairs)) }
    }
}

/// `/activities`: what is approved.
pub async fn list(State(house): State<Arc<House>>, viewer: Seen, _: Searching, Query(asked): Query<Asked>) -> Response {
    // The same question within a second, while nothing is written, has the same answer.
    let question = format!("{} {asked:?}", house.today());
    let mark = (house.store.written(), (house.clock)().as_second());
    if let Some(page) = viewer.is_none().then(|| house.lately.activities.answer(&question, &mark)).flatten() {
        return as_html(page);
    }
    let (search, wrong) = match asked.search(house.today(), PAGE as usize + 1) {
        Ok(search) => (Some(search), Vec::new()),
        Err(wrong) => (None, wrong),
    };
    let found = match search {
        Some(search) => house.read(move |_, tx| approved(tx, &search)).await,
        None => Ok(Vec::new()),
    };
    let mut found = match found {
        Ok(found) => found,
        Err(failure) => return failed(&failure, false),
    };
    let more = found.len() > PAGE as usize;
    found.truncate(PAGE as usize);
    let next = found.last().filter(|_| more).and_then(|last| {
        let (first, _) = last.content.days?;
        Some(asked.address("/activities", &format!("{first}~{}", last.number.as_deref()?)))
    });
    let (csv, ics) = (asked.address("/activities.csv", ""), asked.address("/activities.ics", ""));
    let shown = Shown { q: &asked.q, from: &asked.from, to: &asked.to, held: &asked.held };
    let ways = Ways { next: next.as_deref(), csv: &csv, ics: &ics };
    let main = drawn(&shown, &found, ways, |a| log(&house, viewer.as_ref(), a), &problems(&wrong));
    if !wrong.is_empty() {
        let page = framed(&house, viewer.as_ref(), TITLE, Area::Public, main);
        return (StatusCode::UNPROCESSABLE_ENTITY, page).into_response();
    }
    if viewer.is_some() {
        return framed(&house, viewer.as_ref(), TITLE, Area::Public, main);
    }
    let frame = page::Frame { title: TITLE, area: Area::Public, viewer: None, demo: house.demo };
    let page = Bytes::from(frame.page(main).into_string());
    house.lately.activities.keep_if_asked_again(question, mark, page.clone());
    as_html(page)
}

/// Where whoever looks may log an activity: their own record, once it has begun.
fn log(house: &House, viewer: Option<&Extension<Viewer>>, activity: &Activity) -> Option<String> {
    viewer.filter(|viewer| viewer.person.is_some())?;
    let (first, _) = activity.content.days?;
    let (_, scheme) = approving(&house.bodies).find(|(handbook, _)| handbook.body.id == activity.body)?;
    (activity.state == Stands::Approved && first <= house.today()).then(|| log_one(&scheme.id, activity))
}

/// `/activities/{number}`: one of them. What was withdrawn says so.
pub async fn one(State(house): State<Arc<House>>, viewer: Seen, _: Searching, Path(number): Path<String>) -> Response {
    let found = house.read(move |_, tx| by_number(tx, &number)).await;
    let main = match found {
        Ok(Some(activity)) => {
            let judged = judged(&house.bodies, &activity, (house.clock)());
            page_of(&activity, judged.as_ref(), log(&house, viewer.as_ref(), &activity).as_deref())
        }
        Ok(None) => return Refused::new(StatusCode::NOT_FOUND, false).into_response(),
        Err(failure) => return failed(&failure, false),
    };
    framed(&house, viewer.as_ref(), TITLE, Area::Public, main)
}

/// Everything that a question finds, up to a limit.
async fn whole(house: &Arc<House>, asked: &Asked) -> Result<Vec<Activity>, Response> {
    let search = asked.search(house.today(), WHOLE).map_err(|wrong| {
        let said: Vec<String> = wrong.iter().map(|(_, said, remedy)| format!("{said} {remedy}")).collect();
        Refused::saying(StatusCode::UNPROCESSABLE_ENTITY, false, said.join(" ")).into_response()
    })?;
    let found: Result<Vec<Activity>, Failure> = house.read(move |_, tx| approved(tx, &search)).await;
    found.map_err(|failure| failed(&failure, false))
}

/// `/activities.csv`: the same as a table for a spreadsheet.
pub async fn csv(State(house): State<Arc<House>>, _: Searching, Query(asked): Query<Asked>) -> Response {
    const HEAD: [&str; 9] = ["Number", "Activity", "Provider", "From", "To", "Where", "Credits", "Parts", "About"];
    let row = |a: Activity| {
        let (first, last) = a.content.days.map_or_else(Default::default, |(f, l)| (f.to_string(), l.to_string()));
        let place = page::activity::place(&a).to_owned();
        let parts = agenda(&a.content.agenda).items().len().to_string();
        let number = a.number.unwrap_or_default();
        vec![number, a.content.title, a.provider_name, first, last, place, a.credit, parts, a.content.about]
    };
    match whole(&house, &asked).await {
        Ok(found) => as_file("approved-activities.csv", file_of(&HEAD, found.into_iter().map(row))),
        Err(refused) => refused,
    }
}

/// `/activities.ics`: the same as a calendar.
pub async fn ics(State(house): State<Arc<House>>, _: Searching, Query(asked): Query<Asked>) -> Response {
    match whole(&house, &asked).await {
        Ok(found) => {
            let address = format!("{}/activities", house.public_url);
            let text = calendar::calendar(&found, &address, (house.clock)());
            ([(header::CONTENT_TYPE, "text/calendar; charset=utf-8")], text).into_response()
        }
        Err(refused) => refused,
    }
}
