//! The Notice to Schedule as a page.

use axum::extract::Path;
use axum::response::Response;
use jiff::civil::Date;
use programme::accommodation;
use programme::decision::{Action, Ruling};
use programme::examination::WindowDays;
use programme::handbook::{Handbook, Programme};
use programme::record::event::{Event, Outcome};
use programme::record::{Fact, Text};
use programme::review::{Case, Review};
use programme::scheduling::Candidacy;
use store::{Failure, entries, people};

use crate::page::notice::Notice;
use crate::page::{self, accommodation::titles};
use crate::web::answer::{Became, HOME, Visit, answered};
use crate::web::house::House;
use crate::web::seats::said;

/// Fees that a change of a seat may cost, where a handbook names them.
const FEES: [&str; 2] = ["reschedule", "transfer"];

/// `/home/notice/{programme}`: everything that is needed at the test centre.
pub async fn notice(visit: Visit, Path(programme): Path<String>) -> Response {
    answered(visit, HOME, move |house, viewer| {
        let id = viewer.person.clone().unwrap_or_default();
        let (person, lines) = house.store.read(|tx| Ok((people::by_id(tx, &id)?, entries::lines(tx, &id)?)))?;
        let numbered = entries::numbered(&lines);
        let case = Case::open(&house.bodies, Text::Borrowed(&id), &numbered, None);
        draw(house, &case, &person.map_or(String::new(), |p| p.name), &programme)
    })
    .await
}

fn draw(house: &House, case: &Case<'_>, name: &str, programme: &str) -> Result<Became, Failure> {
    let missing = || Failure::Missing(format!("application for `{programme}` on this record"));
    let on = house.today();
    let handbook = house.bodies.of_programme(programme).ok_or_else(missing)?;
    let own = handbook.programme(programme).ok_or_else(missing)?;
    let record = case.records().find(|(h, _)| h.body.id == handbook.body.id).map(|(_, record)| record);
    let facts = record.ok_or_else(missing)?.until(on);
    let candidacy = Candidacy::of(handbook, programme, facts);
    let application = candidacy.application.ok_or_else(missing)?;
    let review = case.review(on).withholding();
    let window = candidacy.window.and_then(|name| handbook.calendar.window(name));
    let approved = matches!(candidacy.decided, Some((_, Outcome::Approved)));
    if !approved || window.is_some_and(|w| !has_gone_out(handbook, w, on)) {
        let of = |d: &&programme::decision::Decision<'_>| d.action == Action::Book && d.programme == Some(programme);
        let reasons = review.actions.iter().find(of).map_or(&[][..], |d| d.reasons.as_slice());
        return Became::refused(page::act::shut("Notice to Schedule", reasons, handbook));
    }
    let granted = window.map_or(&[][..], |w| accommodation::granted(handbook, facts, &application.entry.id, w));
    let day = window.map_or(on, |w| w.opens);
    let view = Notice {
        handbook,
        programme: own,
        name,
        window: window.map(|w| (w.id(), w.opens, w.closes)),
        seat: candidacy.appointment.and_then(|fact| seat(handbook, fact)),
        minutes: minutes(own, granted, day),
        granted: titles(handbook, day, granted),
        changes: changes(&review, programme),
        fees: fees(handbook, on),
        on,
    };
    Became::shown(page::notice::notice(&view))
}

/// Whether the notice for a window has gone out by a day (B14).
fn has_gone_out(handbook: &Handbook, window: &WindowDays, on: Date) -> bool {
    let Some(clause) = &handbook.calendar.notice else { return true };
    clause.on(window.opens).is_some_and(|edition| edition.before_opening.before(window.opens) <= on)
}

/// How long the exam takes, as for everybody and with what was granted.
pub fn minutes(programme: &Programme, granted: &[Text<'_>], day: Date) -> Option<(u16, Option<u32>)> {
    let usual = programme.examination.exam.as_ref()?.on(day)?.minutes;
    Some((usual, accommodation::minutes(usual, granted)))
}

fn seat(handbook: &Handbook, appointment: &Fact<'_>) -> Option<String> {
    let Event::AppointmentBooked { starts, site, .. } = &appointment.entry.event else { return None };
    let when = match starts {
        programme::day::When::Moment(moment) => said(handbook, *moment),
        programme::day::When::Day(day) => programme::day::in_words(*day).to_string(),
    };
    Some(site.as_ref().map_or_else(|| when.clone(), |site| format!("{when} · {site}")))
}

fn changes(review: &Review<'_>, programme: &str) -> Vec<(&'static str, Option<Date>)> {
    let known = [(Action::Reschedule, "Another day, time or place"), (Action::Transfer, "The next window")];
    let of = |action: Action| {
        let open = review.actions.iter().find(|d| d.action == action && d.programme == Some(programme));
        open.filter(|d| d.ruling() == Ruling::Allowed)
    };
    known.into_iter().filter_map(|(action, said)| Some((said, of(action)?.to))).collect()
}

fn fees(handbook: &Handbook, on: Date) -> Vec<(&str, String)> {
    let quote = |id: &str| {
        let fee = handbook.fee(id)?;
        let amount = fee.quote(on, 1, false)?.amount;
        Some((fee.clause.title.as_str(), page::parts::money(amount, &handbook.body.currency)))
    };
    FEES.into_iter().filter_map(quote).collect()
}
