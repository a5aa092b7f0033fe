//! A year of renewals: who is due, how far they are, who lapses, and what comes in; as pages and as a table.

use std::sync::Arc;

use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use programme::Handbook;
use programme::recertification::forecast::Progress;
use serde::Deserialize;
use store::Failure;
use store::group_letters::{self, GroupLetter};

use crate::account::{Right, Viewer};
use crate::forecast::{Row, Year};
use crate::page;
use crate::page::parts::Problem;
use crate::page::year::{Person, Shown, address};
use crate::web::answer::{Became, STAFF, Visit, Wrong, amiss, answered, file_of, problems, sheet_file};
use crate::web::guard::Refused;
use crate::web::house::House;
use crate::web::public::PAGE;

/// What is asked for.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    pub(super) scheme: String,
    pub(super) year: String,
    pub(super) state: String,
    after: String,
}

/// How many of the letters that were sent are shown.
const LETTERS: i64 = 50;

/// What was asked for, understood.
pub(super) struct Meant<'h> {
    pub(super) handbook: &'h Handbook,
    pub(super) scheme: String,
    pub(super) year: i16,
    /// Those who are so far; nothing where nobody is asked for by that.
    pub(super) state: Option<Progress>,
}

/// The word that asks for everybody, whatever their state.
const ALL: &str = page::year::ALL;

impl Asked {
    /// Those who are so far in a year.
    pub(super) fn naming(scheme: String, year: String, state: String) -> Asked {
        Asked { scheme, year, state, after: String::new() }
    }

    /// With what goes without saying: the first scheme, and the year of today.
    pub(super) fn whole(mut self, house: &House) -> Asked {
        if self.scheme.is_empty() {
            self.scheme = schemes(house).into_iter().next().map(|(id, _)| id).unwrap_or_default();
        }
        if self.year.trim().is_empty() {
            self.year = house.today().year().to_string();
        }
        self
    }

    /// What is meant, or everything that is wrong with it.
    pub(super) fn meant<'h>(&self, house: &'h House) -> Result<Meant<'h>, Vec<Wrong>> {
        let mut wrong = Vec::new();
        let handbook = house.bodies.of_scheme(&self.scheme);
        if handbook.is_none() {
            wrong.push(amiss("scheme", "There is no such scheme.", "Choose one of the list."));
        }
        let year = self.year.trim().parse::<i16>().ok().filter(|year| (1900..=9000).contains(year));
        if year.is_none() {
            wrong.push(amiss("year", "This is no year.", "Write it with four digits, like 2026."));
        }
        let state = Progress::WORDS.iter().find(|(word, _)| *word == self.state).map(|(_, state)| *state);
        if state.is_none() && !self.state.is_empty() && self.state != ALL {
            wrong.push(amiss("state", "There is no such state.", "Choose one from the year's table."));
        }
        match (handbook, year) {
            (Some(handbook), Some(year)) if wrong.is_empty() => {
                Ok(Meant { handbook, scheme: self.scheme.clone(), year, state })
            }
            _ => Err(wrong),
        }
    }

    fn address(&self, path: &str) -> String {
        address(path, &self.scheme, &self.year, &self.state)
    }
}

impl Meant<'_> {
    /// Everybody who is due, as the record has them now.
    pub(super) fn read(&self, house: &House) -> Result<Arc<Year>, Failure> {
        let year = house.lately.forecasts.of(&house.store, &house.bodies, &self.scheme, self.year)?;
        Ok(year.unwrap_or_default())
    }
}

/// The schemes there are: id and name.
fn schemes(house: &House) -> Vec<(String, String)> {
    let named = |handbook: &Handbook| {
        let scheme = handbook.scheme.as_ref()?;
        let letters = |id: &str| handbook.programme(id).map_or(id.to_owned(), |p| p.designation.clone());
        let programmes: Vec<String> = scheme.programmes.iter().map(|p| letters(&p.id)).collect();
        Some((scheme.id.clone(), format!("{}: {}", handbook.body.short, programmes.join(", "))))
    };
    house.bodies.all().filter_map(named).collect()
}

/// The letters of somebody's programmes.
pub(super) fn designations(handbook: &Handbook, row: &Row) -> String {
    let letters = row.due.programmes.iter().map(|id| handbook.programme(id).map_or(id.as_str(), |p| &p.designation));
    letters.collect::<Vec<_>>().join(", ")
}

/// `/staff/year`: the year as a whole, or those who are so far.
pub async fn year(visit: Visit, Query(asked): Query<Asked>) -> Response {
    answered(visit, STAFF, move |house, viewer| {
        let asked = asked.whole(house);
        match asked.meant(house) {
            Ok(meant) if asked.state.is_empty() => {
                let sum = meant.read(house)?.sum(house.today());
                let (schemes, letters) = (schemes(house), letters(house, &meant)?);
                let shown = shown(house, viewer, (&asked, meant.handbook), &schemes, &[]);
                Became::shown(page::year::year(&Shown { letters: &letters, ..shown }, Some(&sum)))
            }
            Ok(meant) => listed(house, viewer, &asked, &meant),
            Err(wrong) => {
                let Some(handbook) = house.bodies.all().next() else {
                    return Err(Failure::Missing("a handbook".into()));
                };
                let (schemes, problems) = (schemes(house), problems(&wrong));
                Became::page(
                    page::year::year(&shown(house, viewer, (&asked, handbook), &schemes, &problems), None),
                    &wrong,
                )
            }
        }
    })
    .await
}

fn shown<'a>(
    house: &House,
    viewer: &Viewer,
    (asked, handbook): (&'a Asked, &'a Handbook),
    schemes: &'a [(String, String)],
    problems: &'a [Problem<'a>],
) -> Shown<'a> {
    let writes = viewer.may(Right::SendLetters);
    let (scheme, year, on) = (asked.scheme.as_str(), asked.year.trim(), house.today());
    Shown { handbook, schemes, scheme, year, on, problems, writes, letters: &[] }
}

/// The letters that were sent to groups of a year, as the house tells the time.
fn letters(house: &House, meant: &Meant<'_>) -> Result<Vec<(GroupLetter, String)>, Failure> {
    let sent = house.store.read(|tx| group_letters::of_year(tx, &meant.scheme, i64::from(meant.year), LETTERS))?;
    let told = |letter: GroupLetter| {
        let told = house.told(letter.sent_at);
        (letter, told)
    };
    Ok(sent.into_iter().map(told).collect())
}

fn listed(house: &House, viewer: &Viewer, asked: &Asked, meant: &Meant<'_>) -> Result<Became, Failure> {
    let (all, on) = (meant.read(house)?, house.today());
    let rows = all.at(meant.state, on);
    // Whoever stood last on the page before may be in another state by now: their name still says where to go on.
    let from = match all.row(&asked.after) {
        Some(last) => rows.partition_point(|row| (&row.name, &row.person) <= (&last.name, &last.person)),
        None => 0,
    };
    let page = &rows[from..rows.len().min(from + PAGE as usize)];
    let base = asked.address("/staff/year");
    let more = from + page.len() < rows.len();
    let last = page.last().filter(|_| more);
    let next = last.map(|last| format!("{base}&{}", super::public::encoded(&[("after", &last.person)])));
    let people: Vec<Person<'_>> = page
        .iter()
        .map(|row| Person {
            id: &row.person,
            name: &row.name,
            reachable: !row.email.is_empty(),
            designations: designations(meant.handbook, row),
            due: &row.due,
        })
        .collect();
    let shown = shown(house, viewer, (asked, meant.handbook), &[], &[]);
    let first = (from > 0).then_some(base.as_str());
    Became::shown(page::year::list(&shown, meant.state, (&people, rows.len()), next.as_deref(), first))
}

/// Reads this year and the next of every scheme before somebody asks for them: the first look at many people takes longest.
pub async fn read_ahead(house: Arc<House>) {
    let read = house.apart(|house| {
        let year = house.today().year();
        let schemes = schemes(house);
        let asked = [year, year.saturating_add(1)].into_iter().flat_map(|year| schemes.iter().map(move |s| (s, year)));
        let one = |((scheme, _), year): (&(String, String), i16)| {
            house.lately.forecasts.of(&house.store, &house.bodies, scheme, year).map(drop)
        };
        asked.into_iter().try_for_each(one)
    });
    if let Err(failure) = read.await {
        tracing::warn!(cause = crate::log::cause(&failure), "this year was not read ahead");
    }
}

/// `/staff/year.csv`: the list, all of it.
pub async fn csv(State(house): State<Arc<House>>, Query(asked): Query<Asked>) -> Response {
    let asked = asked.whole(&house);
    if let Err(wrong) = asked.meant(&house) {
        let said: Vec<String> = wrong.iter().map(|(_, wrong, remedy)| format!("{wrong} {remedy}")).collect();
        return Refused::saying(StatusCode::BAD_REQUEST, false, said.join(" ")).into_response();
    }
    let name = format!("due-{}", asked.year.trim());
    let text = house.apart(move |house| match asked.meant(house) {
        Ok(meant) => Ok(table(house, &meant, meant.read(house)?.as_ref())),
        Err(_) => Ok(String::new()),
    });
    sheet_file(&name, text.await)
}

const HEADINGS: [&str; 18] = [
    "name",
    "person",
    "email",
    "credentials",
    "cycle from",
    "cycle to",
    "due",
    "state",
    "credits required",
    "credits earned",
    "approved required",
    "approved earned",
    "missing",
    "lapses",
    "pays",
    "pays through",
    "then pays",
    "currency",
];

fn table(house: &House, meant: &Meant<'_>, year: &Year) -> String {
    let (on, currency) = (house.today(), meant.handbook.body.currency.as_str());
    let row = |row: &Row| {
        let due = &row.due;
        let bills = due.bills_from(on);
        let day = |day: Option<jiff::civil::Date>| day.map_or(String::new(), |day| day.to_string());
        let (required, earned) = (due.credits.required, due.credits.earned);
        vec![
            row.name.clone(),
            row.person.clone(),
            row.email.clone(),
            designations(meant.handbook, row),
            due.cycle.0.to_string(),
            due.cycle.1.to_string(),
            due.day.to_string(),
            due.progress(on).word().to_owned(),
            required.0.to_string(),
            earned.0.to_string(),
            required.1.to_string(),
            earned.1.to_string(),
            page::year::missing(due, on, currency).join("; "),
            day(due.lapses),
            bills.first().map_or(String::new(), |(.., amount)| amount.to_string()),
            day(bills.first().and_then(|(_, to, _)| *to)),
            bills.get(1).map_or(String::new(), |(.., amount)| amount.to_string()),
            currency.to_owned(),
        ]
    };
    file_of(&HEADINGS, year.at(meant.state, on).into_iter().map(row))
}
