//! Results by candidate number: loading scores, and holding single results back. Nothing here says whose they are.

use std::sync::Arc;

use axum::Extension;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use programme::Handbook;
use serde::Deserialize;
use store::releases;
use store::sittings::{self, Sitting};
use store::{Failure, left_over as rest};

use crate::account::Viewer;
use crate::page;
use crate::page::parts::{Problem, path};
use crate::page::results::{Window, WindowRow};
use crate::results::{Taken, scores as loading};
use crate::web::answer::{
    Became, RESULTS, Sent, Visit, Wrong, amiss, answered, doer, file_of, problems, sheet_file as file, value, words,
};
use crate::web::delivered::Delivered;
use crate::web::form::Posted;
use crate::web::house::House;
use crate::web::public::encoded;

/// How many sittings stand on a page.
const SHOWN: i64 = 100;
/// How many are looked through for what is ready.
const ALL: i64 = 100_000;

/// A window of a programme: the programme's id, and the window's or the year.
pub(super) type Of = (String, String);

/// Where in the list.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct After {
    after: String,
}

/// What a window is called: `CPCS, spring 2026`.
pub(super) fn name(house: &House, (programme, window): &Of) -> Result<(String, String), Failure> {
    let missing = || Failure::Missing(format!("programme `{programme}`"));
    let handbook = house.bodies.of_programme(programme).ok_or_else(missing)?;
    let own = handbook.programme(programme).ok_or_else(missing)?;
    Ok((format!("{}, {}", own.designation, window.replace('-', " ")), handbook.body.id.clone()))
}

fn at((programme, window): &Of) -> String {
    path(&["results", programme, window])
}

/// `/results`: the windows that have sittings.
pub async fn windows(visit: Visit) -> Response {
    answered(visit, RESULTS, |house, _| {
        let (counts, left) =
            house.store.read(|tx| Ok((sittings::counts(tx)?, rest::open(tx, "scores", 1000)?.len())))?;
        let mut rows: Vec<(Of, [i64; 3])> = Vec::new();
        for (programme, window, state, count) in counts {
            let Some(at) = ["completed", "held", "released"].iter().position(|own| *own == state) else { continue };
            let of = (programme, window);
            match rows.iter_mut().find(|(own, _)| *own == of) {
                Some((_, counts)) => counts[at] = count,
                None => {
                    let mut counts = [0; 3];
                    counts[at] = count;
                    rows.push((of, counts));
                }
            }
        }
        // What waits stands first, then the newest.
        rows.sort_by_key(|((programme, window), counts)| {
            let year: i64 = window.rsplit('-').next().and_then(|year| year.parse().ok()).unwrap_or(0);
            (counts[1] == 0, -year, window.clone(), programme.clone())
        });
        rows.truncate(200);
        let row =
            |(of, counts): (Of, [i64; 3])| Some(WindowRow { href: at(&of), name: name(house, &of).ok()?.0, counts });
        let rows: Vec<WindowRow> = rows.into_iter().filter_map(row).collect();
        Became::shown(page::results::windows(&rows, left))
    })
    .await
}

/// `/results/{programme}/{window}`: its sittings, and what can be done about them.
pub async fn window(visit: Visit, Path(of): Path<Of>, Query(from): Query<After>) -> Response {
    answered(visit, RESULTS, move |house, viewer| shown(house, viewer, &of, &from.after, (&Sent::new(), &[]), None))
        .await
}

/// What a window has that is scored, not released and not held back.
pub(super) fn ready(house: &House, of: &Of) -> Result<Vec<Sitting>, Failure> {
    house.store.read(|tx| {
        let all = sittings::of_window(tx, (&of.0, &of.1), "", "", ALL)?;
        let held = releases::held_back(tx, &of.0, &of.1)?;
        let ready = |s: &Sitting| {
            s.outcome == "completed"
                && !s.score.is_empty()
                && s.released.is_none()
                && !held.iter().any(|(_, exam, _)| *exam == s.exam)
        };
        Ok(all.into_iter().filter(ready).collect())
    })
}

/// What is unusual about some sittings, by number.
pub(super) fn unusual(handbook: Option<&Handbook>, sittings: &[Sitting]) -> Vec<(String, String)> {
    let of = |s: &Sitting| {
        let said = handbook.map_or_else(Vec::new, |h| loading::unusual(h, s));
        (!said.is_empty()).then(|| (s.number.clone(), said.join(" ")))
    };
    sittings.iter().filter_map(of).collect()
}

/// The page of a window, with what was sent, and what became of it.
pub(super) fn shown(
    house: &House,
    viewer: &Viewer,
    of: &Of,
    after: &str,
    (sent, wrong): (&Sent, &[Wrong]),
    taken: Option<&Taken>,
) -> Result<Became, Failure> {
    let (title, body) = name(house, of)?;
    let own = doer(viewer).own.into_iter().next().unwrap_or_default();
    let (mut sittings, held_back, proposals) = house.store.read(|tx| {
        let mut proposals = Vec::new();
        for proposal in releases::of_window(tx, &of.0, &of.1)? {
            let progress = releases::progress(tx, &proposal.id)?;
            proposals.push((proposal, progress));
        }
        let sittings = sittings::of_window(tx, (&of.0, &of.1), &own, after, SHOWN + 1)?;
        Ok((sittings, releases::held_back(tx, &of.0, &of.1)?, proposals))
    })?;
    let more = sittings.len() > SHOWN as usize;
    sittings.truncate(SHOWN as usize);
    let path = at(of);
    let last = sittings.last().filter(|_| more);
    let next = last.map(|last| format!("{path}?{}", encoded(&[("after", &last.number)])));
    let (handbook, ready) = (house.bodies.body(&body), ready(house, of)?);
    let fields = ["rows", "number", "held_for", "note", "reason"].map(|name| (name, value(sent, name)));
    let main = page::results::window(&Window {
        path,
        name: &title,
        sittings: &sittings,
        held_back: &held_back,
        proposals: &proposals,
        ready: (ready.len(), ready.iter().filter(|s| s.passed).count()),
        unusual: &unusual(handbook, &ready),
        due: handbook.and_then(|h| due(h, &of.1)),
        today: house.today(),
        next: next.as_deref(),
        taken,
        sent: &fields,
        problems: &problems(wrong),
        csrf: &viewer.csrf,
    });
    Became::page(main, wrong)
}

/// The first and the last day on which the results of a window are due.
fn due(handbook: &Handbook, window: &str) -> Option<(jiff::civil::Date, jiff::civil::Date)> {
    let closes = handbook.calendar.window(window)?.closes;
    let rule = handbook.results.release.as_ref()?.on(closes)?;
    Some((rule.earliest.after(closes), rule.latest.after(closes)))
}

/// `/results/{programme}/{window}/sheet.csv`: the sittings that wait for a score.
pub async fn sheet(
    State(house): State<Arc<House>>,
    Extension(viewer): Extension<Viewer>,
    Path(of): Path<Of>,
) -> Response {
    let (own, title) = (doer(&viewer).own.into_iter().next().unwrap_or_default(), format!("{}-{}", of.0, of.1));
    let text = house.read(move |_, tx| {
        let waits = |s: &Sitting| s.outcome == "completed" && s.score.is_empty();
        let all = sittings::of_window(tx, (&of.0, &of.1), &own, "", ALL)?;
        let rows =
            all.into_iter().filter(waits).map(|s| vec![s.number, String::new(), String::new(), String::new(), s.form]);
        Ok(file_of(&["candidate", "raw", "scaled", "passed", "form"], rows))
    });
    let plain: String = title.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '-').collect();
    file(&plain, text.await)
}

/// `POST /results/{programme}/{window}/scores`: loads scores.
pub async fn scores(visit: Visit, Path(of): Path<Of>, delivered: Delivered) -> Response {
    answered(visit, RESULTS, move |house, viewer| {
        let (now, sent) = ((house.clock)(), &delivered.sent);
        let (field, text) = match delivered.table() {
            Ok(table) => table,
            Err(wrong) => return shown(house, viewer, &of, "", (sent, &[wrong]), None),
        };
        match loading::load(&house.store, &house.bodies, &doer(viewer), (&of.0, &of.1), text, now)? {
            Ok(taken) => shown(house, viewer, &of, "", (&Sent::new(), &[]), Some(&taken)),
            Err((wrong, remedy)) => shown(house, viewer, &of, "", (sent, &[(field, wrong, remedy)]), None),
        }
    })
    .await
}

/// `POST /results/{programme}/{window}/hold`: holds one result back.
pub async fn hold(visit: Visit, Path(of): Path<Of>, Posted(sent): Posted<Sent>) -> Response {
    answered(visit, RESULTS, move |house, viewer| {
        let (now, doer) = ((house.clock)(), doer(viewer));
        let mut wrong: Vec<Wrong> = Vec::new();
        let number = value(&sent, "number").to_owned();
        let found = house.store.read(|tx| sittings::find(tx, &number))?;
        let own = found.as_ref().is_some_and(|(_, person)| doer.own.contains(person));
        let found = found.map(|(sitting, _)| sitting).filter(|s| (&s.programme, &s.window) == (&of.0, &of.1));
        let exam = found.filter(|s| s.released.is_none() && !s.exam.is_empty() && !own).map(|s| s.exam);
        if exam.is_none() {
            let said = "No result of this window that could be held back has this number.";
            wrong.push(amiss("number", said, "Write it as the table shows it: C-0000001."));
        }
        let reason = words(&sent, "held_for", &mut wrong);
        match exam.filter(|_| wrong.is_empty()) {
            None => shown(house, viewer, &of, "", (&sent, &wrong), None),
            Some(exam) => {
                house.store.write(move |tx| releases::hold_back(tx, &exam, (&doer.by, &reason), now))?;
                Became::gone(at(&of))
            }
        }
    })
    .await
}

/// `POST /results/{programme}/{window}/let-go`: lets one go that was held back.
pub async fn let_go(visit: Visit, Path(of): Path<Of>, Posted(sent): Posted<Sent>) -> Response {
    answered(visit, RESULTS, move |house, viewer| {
        let (now, by, exam) = ((house.clock)(), viewer.email.clone(), value(&sent, "exam").to_owned());
        let own = doer(viewer).own;
        let whose = house.store.read(|tx| sittings::of_exam(tx, &exam))?;
        if whose.is_none_or(|(_, person)| own.contains(&person)) {
            return Err(Failure::Missing("result that is held back".to_owned()));
        }
        house.store.write(move |tx| releases::let_go(tx, &exam, &by, now))?;
        Became::gone(at(&of))
    })
    .await
}

/// A list of rows of files that nobody has dealt with.
#[derive(Clone, Copy)]
pub(super) struct Left {
    /// What the files are of.
    pub what: &'static str,
    /// What the list is called.
    pub title: &'static str,
    /// The page that leads to it.
    pub back: &'static str,
    /// Where it is.
    pub at: &'static str,
}

/// Rows of files of scores.
const SCORES: Left = Left { what: "scores", title: "Scores left over", back: "/results", at: "/results/left-over" };

/// `/results/left-over`: rows of files of scores that nobody has dealt with.
pub async fn left_over(visit: Visit) -> Response {
    answered(visit, RESULTS, |house, viewer| rows_left(house, viewer, SCORES, None)).await
}

/// `POST /results/left-over/{row}`: somebody has dealt with one.
pub async fn dealt_with(visit: Visit, Path(row): Path<String>, Posted(sent): Posted<Sent>) -> Response {
    answered(visit, RESULTS, move |house, viewer| settle(house, viewer, SCORES, &row, &sent)).await
}

/// The rows that are left; with the field of one of which nothing was said.
pub(super) fn rows_left(house: &House, viewer: &Viewer, of: Left, unsaid: Option<&str>) -> Result<Became, Failure> {
    let rows = house.store.read(|tx| rest::open(tx, of.what, SHOWN))?;
    let remedy = "Write it in a few words, for whoever looks later.";
    let problem = unsaid.map(|field| Problem { field, wrong: "It is not said what was done.", remedy });
    let problems = problem.as_slice();
    Became::page(page::results::left_over(of.title, of.back, of.at, &rows, Some(&viewer.csrf), problems), problems)
}

/// Notes what was done about a row that was left over; asks again where nothing is said.
pub(super) fn settle(house: &House, viewer: &Viewer, of: Left, row: &str, sent: &Sent) -> Result<Became, Failure> {
    let field = format!("note-{row}");
    let note = value(sent, &field).to_owned();
    if note.is_empty() || note.len() > 4000 {
        return rows_left(house, viewer, of, Some(&field));
    }
    let (id, by, now) = (row.to_owned(), viewer.email.clone(), (house.clock)());
    house.store.write(move |tx| rest::dealt_with(tx, (of.what, &id), (&by, &note), now))?;
    Became::gone(of.at)
}
