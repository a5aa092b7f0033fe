//! Pages for everybody: the first page, the Good Standing Report, fees and rules.

use std::borrow::Cow;
use std::sync::Arc;

use axum::Extension;
use axum::body::Bytes;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use jiff::civil::Date;
use percent_encoding::utf8_percent_encode;
use serde::Deserialize;
use store::register::{Listed, Search};

use crate::account::Viewer;
use crate::page::{self, Area};
use crate::sheet;
use crate::web::guard::{Refused, as_html, failed, html};
use crate::web::house::House;
use crate::web::limit::Searching;
use crate::web::list::as_file;

/// How many are shown on one page.
pub(super) const PAGE: i64 = 25;

/// Whoever is signed in, if anybody is.
pub(super) type Seen = Option<Extension<Viewer>>;

/// What the Good Standing Report is asked.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    name: String,
    programme: String,
    place: String,
    on: String,
    #[serde(alias = "cursor")]
    after: String,
}

/// The longest name that is looked for.
pub(super) const LONGEST: usize = 200;

impl Asked {
    /// The question, and the day it is asked about; or what is wrong with it.
    pub(super) fn search(&self, today: Date) -> Result<(Search, Date), String> {
        let on = match self.on.trim() {
            "" => today,
            text => {
                text.parse().map_err(|_| format!("`{text}` is no day of the calendar; write it like 2025-12-01."))?
            }
        };
        let no_place = || "This is no place in the list; begin at its first page.".to_owned();
        if self.name.len() > LONGEST || self.place.len() > LONGEST {
            return Err(format!("Names and places have at most {LONGEST} letters here."));
        }
        let after = match self.after.split_once('~') {
            Some((word, number)) => (word.to_owned(), number.to_owned()),
            None if self.after.is_empty() => Default::default(),
            None => return Err(no_place()),
        };
        let search = Search {
            name: self.name.clone(),
            programme: self.programme.clone(),
            place: self.place.trim().to_owned(),
            after,
            most: PAGE as usize + 1,
        };
        Ok((search, on))
    }

    /// Where the list goes on after what was found, if it does; what is beyond the page is taken off.
    pub(super) fn beyond(found: &mut Vec<Listed<'_>>) -> Option<String> {
        let more = found.len() > PAGE as usize;
        found.truncate(PAGE as usize);
        found.last().filter(|_| more).map(|last| format!("{}~{}", last.word, last.number))
    }
}

/// `/`: where everybody begins.
pub async fn front(viewer: Seen) -> Redirect {
    match viewer {
        Some(Extension(v)) if v.person.is_some() => Redirect::to("/home"),
        Some(Extension(v)) if v.may(crate::account::Right::SeePeople) => Redirect::to("/staff"),
        Some(Extension(v)) if v.may(crate::account::Right::KeepAccounts) => Redirect::to("/staff/accounts"),
        Some(Extension(v)) if v.may(crate::account::Right::ReportCredits) => Redirect::to("/provider"),
        Some(_) => Redirect::to("/account"),
        None => Redirect::to("/standing"),
    }
}

/// What is made of a page of what was found, of the way to the next one, and of the day that is asked about.
async fn page_of<T>(
    house: &Arc<House>,
    asked: &Asked,
    make: impl FnOnce(&[Listed<'_>], Option<String>, Date) -> T,
) -> Result<T, Response> {
    let (search, on) = asked
        .search(house.today())
        .map_err(|wrong| Refused::saying(StatusCode::BAD_REQUEST, false, wrong).into_response())?;
    let made = house.listing(|listing| {
        let mut found = listing.search(&search, on);
        let next = Asked::beyond(&mut found);
        make(&found, next, on)
    });
    made.await.map_err(|failure| failed(&failure, false))
}

/// `/standing`: the Good Standing Report.
pub async fn standing(
    State(house): State<Arc<House>>,
    viewer: Seen,
    _: Searching,
    Query(asked): Query<Asked>,
) -> Response {
    // The same question of the same edition, on the same day, has the same answer.
    let question = format!("{} {asked:?}", house.today());
    if let Err(failure) = house.follow().await {
        return failed(&failure, false);
    }
    let edition = house.register.edition();
    let known = || house.lately.searches.answer(&question, &edition);
    if let Some(page) = viewer.is_none().then(known).flatten() {
        return as_html(page);
    }
    let main = match page_of(&house, &asked, |found, next, on| drawn(&house, &asked, found, next, on)).await {
        Ok(main) => main,
        Err(refused) => return refused,
    };
    if viewer.is_some() {
        return framed(&house, viewer.as_ref(), "Good standing", Area::Public, main);
    }
    let frame = page::Frame { title: "Good standing", area: Area::Public, viewer: None, demo: house.demo };
    let page = Bytes::from(frame.page(main).into_string());
    house.lately.searches.keep_if_asked_again(question, edition, page.clone());
    as_html(page)
}

/// What was found, with the ways to go on from there.
fn drawn(house: &House, asked: &Asked, found: &[Listed<'_>], next: Option<String>, on: Date) -> maud::Markup {
    let programmes: Vec<(&str, &str)> =
        house.bodies.all().flat_map(|h| &h.programmes).map(|p| (p.id.as_str(), p.designation.as_str())).collect();
    let address = |path: &str, after: &str| {
        let pairs =
            [("name", &*asked.name), ("programme", &asked.programme), ("place", &asked.place), ("after", after)];
        let pairs: Vec<(&str, &str)> = pairs.into_iter().filter(|(_, value)| !value.is_empty()).collect();
        format!("{path}?on={on}&{}", encoded(&pairs))
    };
    let next = next.map(|after| address("/standing", &after));
    let file = (!found.is_empty()).then(|| address("/standing.csv", &asked.after));
    let rows: Vec<page::standing::Listed<'_>> = found.iter().map(|l| titled(house, l)).collect();
    let shown = page::standing::Search { name: &asked.name, programme: &asked.programme, place: &asked.place, on };
    let looked = !asked.name.trim().is_empty();
    let ways = page::standing::Ways { next: next.as_deref(), file: file.as_deref() };
    page::standing::standing(&shown, &programmes, looked.then_some(&rows), ways)
}

/// `/standing.csv`: the same page as a table for a spreadsheet.
pub async fn standing_csv(State(house): State<Arc<House>>, _: Searching, Query(asked): Query<Asked>) -> Response {
    const HEAD: [&str; 11] = [
        "Name",
        "Place",
        "Designation",
        "Programme",
        "Awarded by",
        "Since",
        "Through",
        "On",
        "Good standing",
        "Certificate number",
        "Ask the office",
    ];
    let table = page_of(&house, &asked, |found, _, on| {
        let row = |l: &Listed<'_>| -> Vec<Cow<'static, str>> {
            let shown = titled(&house, l);
            let through = l.through.map_or(String::new(), |day| day.to_string());
            let texts = [shown.name, shown.place, shown.designation, shown.programme, shown.body].map(str::to_owned);
            let good = if l.good { "yes" } else { "no" }.to_owned();
            let asks = if l.asks { "yes" } else { "" }.to_owned();
            let rest = [l.since.to_string(), through, on.to_string(), good, l.number.to_owned(), asks];
            texts.into_iter().chain(rest).map(Cow::Owned).collect()
        };
        sheet::csv(&HEAD, found.iter().map(row))
    });
    match table.await {
        Ok(table) => as_file("good-standing.csv", table),
        Err(refused) => refused,
    }
}

/// A credential with the names of its body and programme.
pub(super) fn titled<'l>(house: &'l House, l: &Listed<'l>) -> page::standing::Listed<'l> {
    let programme = house.bodies.of_programme(l.programme).and_then(|h| h.programme(l.programme));
    page::standing::Listed {
        name: l.name,
        place: l.place,
        programme: programme.map_or(l.programme, |p| &p.name),
        designation: programme.map_or(l.programme, |p| &p.designation),
        body: house.bodies.body(l.body).map_or(l.body, |h| &h.body.name),
        since: l.since,
        through: l.through,
        good_standing: l.good,
        asks: l.asks,
    }
}

/// Which body's rules, on which day.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Ruled {
    body: String,
    on: String,
}

/// `/rules`: fees, deadlines and requirements, from the handbook.
pub async fn rules(State(house): State<Arc<House>>, viewer: Seen, Query(asked): Query<Ruled>) -> Response {
    let on: Option<Date> = if asked.on.is_empty() { Some(house.today()) } else { asked.on.parse().ok() };
    let shown = house.bodies.all().find(|h| asked.body.is_empty() || h.body.id == asked.body);
    let (Some(on), Some(shown)) = (on, shown) else {
        return Refused::new(StatusCode::NOT_FOUND, false).into_response();
    };
    let handbooks: Vec<_> = house.bodies.all().collect();
    framed(&house, viewer.as_ref(), "Fees and rules", Area::Public, page::rules::rules(&handbooks, shown, on))
}

/// Whatever no other door leads to.
pub async fn nothing(request: axum::extract::Request) -> Response {
    Refused::new(StatusCode::NOT_FOUND, request.uri().path().starts_with("/api/")).into_response()
}

/// A whole page, as its viewer sees it.
pub(super) fn framed(
    house: &House,
    viewer: Option<&Extension<Viewer>>,
    title: &str,
    area: Area,
    main: maud::Markup,
) -> Response {
    let roles: Vec<&str> = viewer.map(|v| v.roles.iter().map(|r| r.word()).collect()).unwrap_or_default();
    let viewer =
        viewer.map(|v| page::Viewer { name: &v.name, roles: &roles, csrf: &v.csrf, own_record: v.person.is_some() });
    html(&page::Frame { title, area, viewer, demo: house.demo }, main)
}

/// Names and values as an address writes them.
pub(super) fn encoded(pairs: &[(&str, &str)]) -> String {
    let one = |(key, value): &(&str, &str)| format!("{key}={}", utf8_percent_encode(value, page::parts::UNRESERVED));
    pairs.iter().map(one).collect::<Vec<_>>().join("&")
}
