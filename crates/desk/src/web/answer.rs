//! What became of a click, and the answer to it.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::Arc;

use axum::Extension;
use axum::extract::FromRequestParts;
use axum::extract::rejection::ExtensionRejection;
use axum::http::request::Parts;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use maud::Markup;
use store::Failure;

use crate::account::Viewer;
use crate::page::Area;
use crate::page::parts::Problem;
use crate::results::Doer;
use crate::sheet;
use crate::web::guard::failed;
use crate::web::house::House;
use crate::web::public::framed;

/// A form's answers.
pub type Sent = HashMap<String, String>;
/// What is wrong with an answer: the field, what, and what would be right.
pub type Wrong = (&'static str, String, String);

/// Where a page stands: its entry of the navigation, and the part of the house.
pub type Place = (&'static str, Area);

/// Pages of one's own record.
pub const HOME: Place = ("Home", Area::Own);
/// Pages of one's own account.
pub const ACCOUNT: Place = ("Account", Area::Own);
/// Queues, and what waits in them.
pub const STAFF: Place = ("Staff", Area::Staff);
/// People and their records.
pub const PEOPLE: Place = ("People", Area::Staff);
/// Seatings, sites, and who sat.
pub const SEATS: Place = ("Seats", Area::Staff);
/// Letters, and other work that nobody waits for.
pub const MAIL: Place = ("Mail", Area::Staff);
/// Scores and results, by candidate number.
pub const RESULTS: Place = ("Results", Area::Staff);
/// Other people's accounts.
pub const ACCOUNTS: Place = ("Accounts", Area::Staff);
/// Tokens of programs.
pub const TOKENS: Place = ("Tokens", Area::Staff);

/// A page, or where to go on.
pub enum Became {
    /// A page.
    Page(Markup, StatusCode),
    /// Somewhere else.
    Gone(String),
}

impl Became {
    /// A page.
    pub fn shown(main: Markup) -> Result<Became, Failure> {
        Ok(Became::Page(main, StatusCode::OK))
    }

    /// A page that says why nothing was done.
    pub fn refused(main: Markup) -> Result<Became, Failure> {
        Ok(Became::Page(main, StatusCode::UNPROCESSABLE_ENTITY))
    }

    /// A page: with problems, where there are any.
    pub fn page<T>(main: Markup, wrong: &[T]) -> Result<Became, Failure> {
        if wrong.is_empty() { Became::shown(main) } else { Became::refused(main) }
    }

    /// Somewhere else.
    pub fn gone(to: impl Into<String>) -> Result<Became, Failure> {
        Ok(Became::Gone(to.into()))
    }

    /// Somewhere else, where something was done; the form once more, where somebody was quicker.
    pub fn unless_taken<T>(
        done: Result<T, Failure>,
        to: impl Into<String>,
        again: impl FnOnce() -> Result<Became, Failure>,
    ) -> Result<Became, Failure> {
        match done {
            Ok(_) => Became::gone(to),
            Err(Failure::Taken(_)) => again(),
            Err(other) => Err(other),
        }
    }
}

/// Somebody who is signed in, and the house that they ask.
pub struct Visit {
    /// The house.
    pub house: Arc<House>,
    /// Who asks.
    pub viewer: Viewer,
}

impl FromRequestParts<Arc<House>> for Visit {
    type Rejection = ExtensionRejection;

    async fn from_request_parts(parts: &mut Parts, house: &Arc<House>) -> Result<Self, ExtensionRejection> {
        let Extension(viewer) = Extension::from_request_parts(parts, house).await?;
        Ok(Visit { house: Arc::clone(house), viewer })
    }
}

/// Answers by what `work` says, off the threads that wait for the network.
pub async fn answered(
    Visit { house, viewer }: Visit,
    place: Place,
    work: impl FnOnce(&House, &Viewer) -> Result<Became, Failure> + Send + 'static,
) -> Response {
    let own = viewer.clone();
    let became = house.apart(move |house| work(house, &own)).await;
    answer(&house, Some(&Extension(viewer)), place, became)
}

/// What something became, as whoever looks sees it.
pub fn answer(
    house: &House,
    viewer: Option<&Extension<Viewer>>,
    (title, area): Place,
    became: Result<Became, Failure>,
) -> Response {
    match became {
        Ok(Became::Gone(to)) => Redirect::to(&to).into_response(),
        Ok(Became::Page(main, status)) => (status, framed(house, viewer, title, area, main)).into_response(),
        Err(failure) => failed(&failure, false),
    }
}

/// A table as a file to be kept.
pub fn sheet_file(name: &str, text: Result<String, Failure>) -> Response {
    match text {
        Ok(text) => {
            let disposition = format!("attachment; filename=\"{name}.csv\"");
            let headers =
                [(header::CONTENT_TYPE, "text/csv; charset=utf-8"), (header::CONTENT_DISPOSITION, &disposition)];
            (headers, text).into_response()
        }
        Err(failure) => failed(&failure, false),
    }
}

/// A table as a file: its headings, then its rows.
pub fn file_of(headings: &[&str], rows: impl IntoIterator<Item = Vec<String>>) -> String {
    sheet::csv(headings, rows.into_iter().map(|row| row.into_iter().map(Cow::Owned).collect()))
}

/// What is wrong with an answer.
pub fn amiss(field: &'static str, said: impl Into<String>, remedy: impl Into<String>) -> Wrong {
    (field, said.into(), remedy.into())
}

/// Problems as pages show them.
pub fn problems(wrong: &[(impl AsRef<str>, impl AsRef<str>, impl AsRef<str>)]) -> Vec<Problem<'_>> {
    wrong
        .iter()
        .map(|(field, wrong, remedy)| Problem { field: field.as_ref(), wrong: wrong.as_ref(), remedy: remedy.as_ref() })
        .collect()
}

/// An answer without spaces around it; empty where nothing was sent.
pub fn value<'s>(sent: &'s Sent, name: &str) -> &'s str {
    sent.get(name).map_or("", |value| value.trim())
}

/// The longest text that a form takes.
const LONGEST: usize = 4000;

/// A text that must be there, and not too long.
pub fn words(sent: &Sent, name: &'static str, wrong: &mut Vec<Wrong>) -> String {
    let text = value(sent, name);
    if text.is_empty() || text.len() > LONGEST {
        wrong.push(amiss(name, "There is nothing here, or more than 4,000 letters.", "Say it in a few words."));
    }
    text.to_owned()
}

/// Whoever does something.
pub fn doer(viewer: &Viewer) -> Doer {
    let own = viewer.person.iter().chain(&viewer.merged).cloned().collect();
    Doer { by: viewer.email.clone(), own }
}
