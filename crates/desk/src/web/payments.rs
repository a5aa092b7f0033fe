//! Payments by card, for staff: the list and its table to download, and what must be looked at.

use std::sync::Arc;

use axum::extract::{Path, Query, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use jiff::Timestamp;
use jiff::civil::Date;
use serde::Deserialize;
use store::payments::{self, Checkout, Issue, Outcome, Search, State as Stands};
use store::{Failure, Tx, people};

use crate::account::{Right, Viewer};
use crate::page;
use crate::page::parts;
use crate::page::payments::{Deciding, Look, Row, Shown};
use crate::pay;
use crate::web::answer::{Became, STAFF, Visit, Wrong, amiss, answered, problems};
use crate::web::form::Posted;
use crate::web::guard::{Refused, failed};
use crate::web::house::House;
use crate::web::public::{PAGE, encoded};

/// How many rows a table to download has at most.
const MOST: i64 = 100_000;

/// Which payments are asked for.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    from: String,
    through: String,
    state: String,
    after: String,
}

impl Asked {
    /// The search, or everything that is wrong with it.
    fn search(&self, house: &House, most: i64) -> Result<Search, Vec<Wrong>> {
        let mut wrong: Vec<Wrong> = Vec::new();
        let mut day = |field: &'static str, text: &str, without: Date| match text.trim() {
            "" => without,
            text => text.parse().unwrap_or_else(|_| {
                wrong.push(amiss(
                    field,
                    "This is no day of the calendar.",
                    "Write it like 2025-12-01, or leave it out.",
                ));
                without
            }),
        };
        let (from, through) = (day("from", &self.from, Date::MIN), day("through", &self.through, Date::MAX));
        let state = Stands::named(&self.state);
        if state.is_none() && !self.state.is_empty() {
            wrong.push(amiss("state", "There is no such state.", "Choose one of the list."));
        }
        if !wrong.is_empty() {
            return Err(wrong);
        }
        let begins = |day: Date| day.to_zoned(house.zone()).map(|zoned| zoned.timestamp());
        let to = through.tomorrow().ok().and_then(|day| begins(day).ok());
        Ok(Search {
            from: begins(from).unwrap_or(Timestamp::MIN),
            to: to.unwrap_or(Timestamp::MAX),
            state,
            after: Some(self.after.clone()).filter(|after| !after.is_empty()),
            most,
        })
    }

    fn pairs(&self) -> [(&str, &str); 3] {
        [("from", self.from.as_str()), ("through", &self.through), ("state", &self.state)]
    }
}

/// The fees of a checkout, by their titles.
fn fees(house: &House, checkout: &Checkout) -> String {
    let handbook = house.bodies.body(&checkout.body);
    let name = |item: &payments::Item| {
        handbook.and_then(|h| h.fee(&item.item)).map_or(item.item.clone(), |fee| fee.clause.title.clone())
    };
    checkout.items.iter().map(name).collect::<Vec<_>>().join(" + ")
}

/// A moment as people at the body say it.
fn said(house: &House, at: Timestamp) -> String {
    at.to_zoned(house.zone()).strftime("%-d %B %Y, %H:%M").to_string()
}

fn name_of(tx: &mut Tx<'_>, person: &str) -> Result<String, Failure> {
    Ok(people::by_id(tx, person)?.map_or(String::new(), |p| p.name))
}

/// `/staff/payments`: what was begun, and how it stands.
pub async fn list(visit: Visit, Query(asked): Query<Asked>) -> Response {
    answered(visit, STAFF, move |house, _| house.store.read(|tx| listed(house, tx, &asked))).await
}

fn listed(house: &House, tx: &mut Tx<'_>, asked: &Asked) -> Result<Became, Failure> {
    let (mut found, wrong) = match asked.search(house, PAGE + 1) {
        Ok(search) => (payments::search(tx, &search)?, Vec::new()),
        Err(wrong) => (Vec::new(), wrong),
    };
    let more = found.len() > PAGE as usize;
    found.truncate(PAGE as usize);
    let address = |path: &str, after: &str| format!("{path}?{}&after={after}", encoded(&asked.pairs()));
    let next = found.last().filter(|_| more).map(|last| address("/staff/payments", &last.id));
    let csv = format!("/staff/payments.csv?{}", encoded(&asked.pairs()));
    let mut rows = Vec::with_capacity(found.len());
    for checkout in &found {
        rows.push(Row {
            begun: said(house, checkout.begun_at),
            person: &checkout.person,
            name: name_of(tx, &checkout.person)?,
            body: house.bodies.body(&checkout.body).map_or(&checkout.body, |h| &h.body.short),
            fees: fees(house, checkout),
            amount: parts::money(checkout.amount, &checkout.currency),
            state: checkout.state,
            session: checkout.session.as_deref().unwrap_or("none yet"),
        });
    }
    let shown = Shown {
        from: &asked.from,
        through: &asked.through,
        state: &asked.state,
        problems: &problems(&wrong),
        csv: &csv,
        next: next.as_deref(),
    };
    Became::page(page::payments::list(&rows, &shown, payments::waiting(tx)?.0), &wrong)
}

/// `/staff/payments.csv`: the same, as a table to download.
pub async fn csv(State(house): State<Arc<House>>, Query(asked): Query<Asked>) -> Response {
    let search = match asked.search(&house, MOST) {
        Ok(search) => search,
        Err(_) => {
            let wrong = "A day or the state cannot be read; write days like 2025-12-01.";
            return Refused::saying(StatusCode::BAD_REQUEST, false, wrong).into_response();
        }
    };
    let written = house.read(move |house, tx| {
        let mut out = String::from(
            "checkout,person,body,begun,changed,state,item,amount,currency,total,clause,session,payment,entry\r\n",
        );
        for checkout in payments::search(tx, &search)? {
            let recorded = pay::is_recorded(tx, &checkout)?;
            for (nth, item) in checkout.items.iter().enumerate() {
                let entry = if recorded { pay::entry_id(&checkout.id, nth) } else { String::new() };
                let time = |at: Timestamp| at.to_zoned(house.zone()).strftime("%Y-%m-%dT%H:%M:%S%:z").to_string();
                let cells = [
                    checkout.id.clone(),
                    checkout.person.clone(),
                    checkout.body.clone(),
                    time(checkout.begun_at),
                    time(checkout.changed_at),
                    checkout.state.word().to_owned(),
                    item.item.clone(),
                    item.amount.to_string(),
                    checkout.currency.clone(),
                    checkout.amount.to_string(),
                    item.clause.clone(),
                    checkout.session.clone().unwrap_or_default(),
                    checkout.payment.clone().unwrap_or_default(),
                    entry,
                ];
                out += &cells.map(|cell| quoted(&cell)).join(",");
                out += "\r\n";
            }
        }
        Ok(out)
    });
    match written.await {
        Ok(text) => {
            let kind = (header::CONTENT_TYPE, "text/csv; charset=utf-8");
            let name = (header::CONTENT_DISPOSITION, "attachment; filename=\"payments.csv\"");
            ([kind, name], text).into_response()
        }
        Err(failure) => failed(&failure, false),
    }
}

/// A cell of a table to download (RFC 4180). What a spreadsheet would take for a formula is kept from being one.
fn quoted(cell: &str) -> String {
    let guard = if cell.starts_with(['=', '+', '-', '@', '\t', '\r']) { "'" } else { "" };
    match guard.is_empty() && !cell.contains([',', '"', '\n', '\r']) {
        true => cell.to_owned(),
        false => format!("\"{guard}{}\"", cell.replace('"', "\"\"")),
    }
}

/// Where in the queue.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct After {
    after: String,
}

/// What is known of an issue, for a page; and whether its payment is on record.
fn look<'l>(
    house: &House,
    tx: &mut Tx<'_>,
    issue: &'l Issue,
    checkout: Option<&'l Checkout>,
) -> Result<Look<'l>, Failure> {
    let person = match checkout {
        Some(checkout) => Some((checkout.person.as_str(), name_of(tx, &checkout.person)?)),
        None => None,
    };
    let ids = |c: &'l Checkout| [c.session.as_deref(), c.payment.as_deref()].into_iter().flatten();
    Ok(Look {
        issue,
        since: said(house, issue.since),
        person,
        quoted: checkout.map(|c| (fees(house, c), parts::money(c.amount, &c.currency))),
        state: checkout.map(|c| c.state),
        ids: checkout.map_or_else(|| vec![issue.about.as_str()], |c| ids(c).collect()),
    })
}

fn checkout_of(tx: &mut Tx<'_>, issue: &Issue) -> Result<Option<Checkout>, Failure> {
    Ok(issue.checkout.as_deref().map(|id| payments::by_id(tx, id)).transpose()?.flatten())
}

/// `/staff/payments/issues`: what must be looked at.
pub async fn issues(visit: Visit, Query(from): Query<After>) -> Response {
    answered(visit, STAFF, move |house, _| house.store.read(|tx| unsettled(house, tx, &from))).await
}

fn unsettled(house: &House, tx: &mut Tx<'_>, from: &After) -> Result<Became, Failure> {
    let mut found = payments::unsettled(tx, &from.after, PAGE + 1)?;
    let more = found.len() > PAGE as usize;
    found.truncate(PAGE as usize);
    let next = found.last().filter(|_| more).map(|last| format!("/staff/payments/issues?after={}", last.id));
    let checkouts: Vec<Option<Checkout>> =
        found.iter().map(|issue| checkout_of(tx, issue)).collect::<Result<_, _>>()?;
    let mut rows = Vec::with_capacity(found.len());
    for (issue, checkout) in found.iter().zip(&checkouts) {
        rows.push(look(house, tx, issue, checkout.as_ref())?);
    }
    Became::shown(page::payments::issues(&rows, next.as_deref()))
}

/// What is decided about one.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Decided {
    outcome: String,
    note: String,
}

/// `/staff/payments/issues/{event}`: one of them.
pub async fn issue(visit: Visit, Path(id): Path<String>) -> Response {
    answered(visit, STAFF, move |house, viewer| shown(house, viewer, &id, &Decided::default(), &[])).await
}

/// One of them: with its checkout, where there is one, and whether that is on record.
fn found(tx: &mut Tx<'_>, id: &str) -> Result<(Issue, Option<Checkout>, bool), Failure> {
    let issue = payments::issue(tx, id)?.ok_or_else(|| Failure::Missing(format!("payment to look at `{id}`")))?;
    let checkout = checkout_of(tx, &issue)?;
    let recorded = checkout.as_ref().map(|c| pay::is_recorded(tx, c)).transpose()?.unwrap_or(false);
    Ok((issue, checkout, recorded))
}

fn shown(house: &House, viewer: &Viewer, id: &str, sent: &Decided, wrong: &[Wrong]) -> Result<Became, Failure> {
    house.store.read(|tx| {
        let (issue, checkout, recorded) = found(tx, id)?;
        let look = look(house, tx, &issue, checkout.as_ref())?;
        let deciding = Deciding {
            choices: pay::choices(&issue, recorded),
            csrf: &viewer.csrf,
            sent: (&sent.outcome, &sent.note),
            problems: &problems(wrong),
        };
        let may = viewer.may(Right::RecordPayments);
        Became::page(page::payments::issue(&look, may.then_some(&deciding)), wrong)
    })
}

/// `POST /staff/payments/issues/{event}/decide`.
pub async fn decide(visit: Visit, Path(id): Path<String>, Posted(sent): Posted<Decided>) -> Response {
    answered(visit, STAFF, move |house, viewer| {
        let (issue, checkout, recorded) = house.store.read(|tx| found(tx, &id))?;
        let note = sent.note.trim().to_owned();
        if issue.settled.is_some() {
            return Err(Failure::Taken("a decision on this payment".to_owned()));
        }
        let chosen = Outcome::named(&sent.outcome).filter(|o| pay::choices(&issue, recorded).contains(o));
        let mut wrong: Vec<Wrong> = Vec::new();
        if checkout.is_some_and(|c| viewer.is(&c.person)) {
            wrong.push(amiss(
                "outcome",
                "Nobody decides on their own payment.",
                "Somebody else has to decide this one.",
            ));
        }
        if chosen.is_none() {
            wrong.push(amiss("outcome", "Nothing is chosen that can be done now.", "Choose one of the list."));
        }
        if note.is_empty() || note.len() > 4000 {
            wrong.push(amiss("note", "There is no reason, or one of more than 4,000 letters.", "Say why."));
        }
        let Some(outcome) = chosen.filter(|_| wrong.is_empty()) else {
            return shown(house, viewer, &id, &sent, &wrong);
        };
        let (bodies, by, now) = (Arc::clone(&house.bodies), viewer.email.clone(), (house.clock)());
        match house.store.write(move |tx| pay::decide(tx, &bodies, &id, (&by, outcome, &note), now))? {
            true => Became::gone("/staff/payments/issues"),
            false => Err(Failure::Taken("a decision on this payment".to_owned())),
        }
    })
    .await
}

#[cfg(test)]
mod tests {
    use super::quoted;

    #[test]
    fn a_cell_stays_one_cell_and_no_formula() {
        let table = [
            ("plain", "plain"),
            ("a,b", "\"a,b\""),
            ("say \"so\"", "\"say \"\"so\"\"\""),
            ("=1+1", "\"'=1+1\""),
            ("@SUM(A1)", "\"'@SUM(A1)\""),
            ("", ""),
        ];
        for (cell, expected) in table {
            assert_eq!(quoted(cell), expected, "{cell}");
        }
    }
}
