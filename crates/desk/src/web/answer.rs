//! What became of a click, and the answer to it.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::Arc;

use axum::Extension;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
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

/// A page, or where to go on.
pub enum Became {
    /// A page.
    Page(maud::Markup, StatusCode),
    /// Somewhere else.
    Gone(String),
}

impl Became {
    /// A page: with problems, where there are any.
    pub fn page(main: maud::Markup, wrong: &[Wrong]) -> Result<Became, Failure> {
        Ok(Became::Page(main, if wrong.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY }))
    }
}

/// Answers by what `work` says, off the threads that wait for the network.
pub async fn answered(
    house: Arc<House>,
    viewer: Viewer,
    title: &'static str,
    work: impl FnOnce(&House, &Viewer) -> Result<Became, Failure> + Send + 'static,
) -> Response {
    answered_in(house, viewer, (title, Area::Staff), work).await
}

/// The same in a part of the house.
pub async fn answered_in(
    house: Arc<House>,
    viewer: Viewer,
    (title, area): (&'static str, Area),
    work: impl FnOnce(&House, &Viewer) -> Result<Became, Failure> + Send + 'static,
) -> Response {
    let own = viewer.clone();
    match house.apart(move |house| work(house, &own)).await {
        Ok(Became::Gone(to)) => Redirect::to(&to).into_response(),
        Ok(Became::Page(main, status)) => {
            let mut response = framed(&house, Some(&Extension(viewer)), title, area, main);
            *response.status_mut() = status;
            response
        }
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

/// Problems as pages show them.
pub fn problems(wrong: &[Wrong]) -> Vec<Problem<'_>> {
    wrong.iter().map(|(field, wrong, remedy)| Problem { field, wrong, remedy }).collect()
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
        let said = "There is nothing here, or more than 4,000 letters.";
        wrong.push((name, said.to_owned(), "Say it in a few words.".to_owned()));
    }
    text.to_owned()
}

/// Whoever does something.
pub fn doer(viewer: &Viewer) -> Doer {
    let own = viewer.person.iter().chain(&viewer.merged).cloned().collect();
    Doer { by: viewer.email.clone(), own }
}
