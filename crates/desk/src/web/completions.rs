//! Completions: the list of what waits and what became of the others, files, and what is left over.

use axum::extract::{Path, Query};
use axum::response::Response;
use jiff::tz::TimeZone;
use serde::Deserialize;
use store::completions::{self, Completion, Stands, State};
use store::{Failure, Tx, courses, people};

use crate::account::{Right, Viewer};
use crate::arriving::courses::posting as bodies_that_post;
use crate::arriving::{self, Brought, FILE, Taken, matching, posting, table};
use crate::page;
use crate::page::completions::{LeftOver, Listing, Row};
use crate::page::parts;
use crate::web::answer::{Became, STAFF, Sent, Visit, Wrong, amiss, answered, doer, problems, value};
use crate::web::delivered::Delivered;
use crate::web::form::Posted;
use crate::web::house::House;
use crate::web::public::{PAGE, encoded};

const AT: &str = "/staff/completions";
const LEFT: &str = "/staff/completions/left-over";

/// Which completions.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    state: String,
    at: String,
    line: String,
    id: String,
}

impl Asked {
    fn after(&self) -> completions::After<'_> {
        (self.at.parse().unwrap_or(i64::MIN), self.line.parse().unwrap_or(i64::MIN), &self.id)
    }
}

/// The page after some rows, where there is another; the rows are cut to what one page holds.
fn next(rows: &mut Vec<Completion>, at: &str, state: &str) -> Option<String> {
    let more = rows.len() > PAGE as usize;
    rows.truncate(PAGE as usize);
    let last = rows.last().filter(|_| more)?;
    let (moment, line) = (last.came_at.as_microsecond().to_string(), last.line.to_string());
    Some(format!("{at}?{}", encoded(&[("state", state), ("at", &moment), ("line", &line), ("id", &last.id)])))
}

fn poster(viewer: &Viewer) -> Option<&str> {
    viewer.may(Right::PostCredits).then_some(viewer.csrf.as_str())
}

/// `/staff/completions`: what waits, and what became of the others.
pub async fn list(visit: Visit, Query(asked): Query<Asked>) -> Response {
    answered(visit, STAFF, move |house, viewer| listed(house, viewer, &asked, &Came::default(), &[])).await
}

/// What came of a file.
#[derive(Default)]
struct Came<'a> {
    sent: &'a str,
    preview: Option<(&'a Taken, &'a str)>,
    taken: Option<&'a Taken>,
}

fn listed(house: &House, viewer: &Viewer, asked: &Asked, came: &Came<'_>, wrong: &[Wrong]) -> Result<Became, Failure> {
    let state = State::named(&asked.state).filter(|state| *state != State::LeftOver).unwrap_or(State::Waiting);
    let (counts, rows, next) = house.store.read(|tx| {
        let mut found = completions::list(tx, state, asked.after(), PAGE + 1)?;
        let next = next(&mut found, AT, state.word());
        let rows = found.into_iter().map(|one| row(house, tx, one)).collect::<Result<Vec<Row>, Failure>>()?;
        Ok((completions::counts(tx)?, rows, next))
    })?;
    let first = (!asked.id.is_empty()).then(|| format!("{AT}?state={}", state.word()));
    let on = house.today();
    let handbook = bodies_that_post(&house.bodies).next();
    let main = page::completions::completions(&Listing {
        counts: &counts,
        state,
        rows: &rows,
        rule: handbook.map_or_else(Default::default, |handbook| parts::rule(handbook, "credits.posting", on)),
        pages: (next.as_deref(), first.as_deref()),
        preview: came.preview,
        taken: came.taken,
        sent: came.sent,
        problems: &problems(wrong),
        csrf: poster(viewer),
        on,
    });
    Became::page(main, wrong)
}

fn row(house: &House, tx: &mut Tx<'_>, one: Completion) -> Result<Row, Failure> {
    let course = courses::by_code(tx, &one.at.course)?.filter(|_| !one.at.course.is_empty());
    let name = people::counting_as(tx, &one.at.person)?.map_or_else(String::new, |person| person.name);
    let days = course.as_ref().and_then(|course| posting::days(&house.bodies, course, &one));
    let zone = course.as_ref().and_then(|c| house.bodies.body(&c.body)).map_or(TimeZone::UTC, |h| h.body.zone.clone());
    let today = zone.to_datetime((house.clock)()).date();
    let published = days.as_ref().and_then(|days| days.published);
    Ok(Row {
        name,
        title: course.map_or_else(|| one.told.course.clone(), |course| course.title),
        from: days.map(|days| days.from),
        published,
        late: published.is_some_and(|(_, latest)| latest < today),
        one,
    })
}

/// `POST /staff/completions`: what a file comes to; then, confirmed, takes it.
pub async fn load(visit: Visit, delivered: Delivered) -> Response {
    answered(visit, STAFF, move |house, viewer| {
        let pasted = value(&delivered.sent, "rows");
        let again = |wrong: Wrong| {
            listed(house, viewer, &Asked::default(), &Came { sent: pasted, ..Came::default() }, &[wrong])
        };
        let (field, text) = match delivered.table() {
            Ok(table) => table,
            Err(wrong) => return again(wrong),
        };
        let rows = match table::completions(text) {
            Ok(rows) => rows,
            Err((wrong, remedy)) => return again((field, wrong, remedy)),
        };
        let (now, doer) = ((house.clock)(), doer(viewer));
        let brought = Brought { source: FILE.to_owned(), by: doer.by, own: doer.own };
        if value(&delivered.sent, "confirmed").is_empty() {
            let taken = house.store.read(|tx| arriving::look(tx, &house.bodies, &brought, &rows, now))?;
            let came = Came { preview: Some((&taken, text)), ..Came::default() };
            return listed(house, viewer, &Asked::default(), &came, &[]);
        }
        let taken = arriving::take(&house.store, &house.bodies, &brought, rows, now)?;
        let came = Came { taken: Some(&taken), ..Came::default() };
        listed(house, viewer, &Asked::default(), &came, &[])
    })
    .await
}

/// `/staff/completions/left-over`: what somebody has to look at.
pub async fn left_over(visit: Visit, Query(asked): Query<Asked>) -> Response {
    answered(visit, STAFF, move |house, viewer| left(house, viewer, &asked, ("", ""), &[])).await
}

fn left(
    house: &House,
    viewer: &Viewer,
    asked: &Asked,
    sent: (&str, &str),
    wrong: &[(String, String, String)],
) -> Result<Became, Failure> {
    let mut rows = house.store.read(|tx| completions::list(tx, State::LeftOver, asked.after(), PAGE + 1))?;
    let next = next(&mut rows, LEFT, "");
    let pages = (next.as_deref(), (!asked.id.is_empty()).then_some(LEFT));
    let problems = problems(wrong);
    let view = LeftOver { rows: &rows, pages, sent, problems: &problems, csrf: poster(viewer) };
    Became::page(page::completions::left_over(&view), wrong)
}

/// One that is left over.
fn open(house: &House, id: &str) -> Result<Completion, Failure> {
    let found = house.store.read(|tx| completions::by_id(tx, id))?;
    let found = found.filter(|one| one.at.state == State::LeftOver);
    found.ok_or_else(|| Failure::Missing("such completion that is left over".to_owned()))
}

/// `POST /staff/completions/left-over/{row}/again`: matches it once more, to whoever was chosen.
pub async fn again(visit: Visit, Path(id): Path<String>, Posted(sent): Posted<Sent>) -> Response {
    answered(visit, STAFF, move |house, viewer| {
        let (one, now, doer) = (open(house, &id)?, (house.clock)(), doer(viewer));
        let field = format!("whose-{id}");
        let chosen = value(&sent, &field);
        let (bodies, told, own, whose) = (house.bodies.clone(), one.told.clone(), id.clone(), chosen.to_owned());
        let at = house.store.write(move |tx| {
            let chosen = (!whose.is_empty()).then_some(whose.as_str());
            let mut at = matching::stands(tx, &bodies, &told, (chosen, &doer.own), now)?;
            let note = chosen.map(|id| format!("{id} was chosen."));
            (at.dealt_by, at.note) = (note.is_some().then(|| doer.by.clone()), note.unwrap_or_default());
            completions::move_on(tx, &own, State::LeftOver, &at, now)?;
            Ok(at)
        })?;
        if at.state == State::LeftOver {
            let wrong = [(field.clone(), at.wrong, String::new())];
            return left(house, viewer, &Asked::default(), (&field, chosen), &wrong);
        }
        posting::due(&house.store, &house.bodies, now)?;
        Became::gone(LEFT)
    })
    .await
}

/// `POST /staff/completions/left-over/{row}/dismiss`: it is nothing, and why.
pub async fn dismiss(visit: Visit, Path(id): Path<String>, Posted(sent): Posted<Sent>) -> Response {
    answered(visit, STAFF, move |house, viewer| {
        let (one, now) = (open(house, &id)?, (house.clock)());
        let field = format!("note-{id}");
        let note = value(&sent, &field);
        if note.is_empty() || note.len() > 4000 {
            let (_, said, remedy) =
                amiss("note", "It is not said why.", "Write it in a few words, for whoever looks later.");
            return left(house, viewer, &Asked::default(), (&field, note), &[(field.clone(), said, remedy)]);
        }
        let (by, note) = (Some(viewer.email.clone()), note.to_owned());
        let at = Stands { state: State::Dismissed, dealt_by: by, note, ..one.at };
        house.store.write(move |tx| completions::move_on(tx, &id, State::LeftOver, &at, now))?;
        Became::gone(LEFT)
    })
    .await
}
