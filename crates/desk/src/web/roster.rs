//! A seating and its roster: who has a seat, who sat; seats changed, closed, and people moved.

use std::sync::Arc;

use axum::extract::{Path, Query, State};
use axum::response::Response;
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use programme::Handbook;
use programme::record::{Event, Text};
use programme::review::Case;
use serde::Deserialize;
use serde_json::Value;
use store::outbox::{self, Draft};
use store::seats::{self, Rostered, Seating};
use store::{Failure, Tx, entries, left_over as rest, people, sites};

use crate::account::{Right, Viewer};
use crate::act::{self, Change};
use crate::page;
use crate::page::parts::path;
use crate::page::roster::{Attendance, Roster, Seated};
use crate::results::{self, Taken, attendance as recording};
use crate::web::answer::{
    Became, SEATS, Sent, Visit, Wrong, amiss, answered, doer, file_of, problems, sheet_file as file, value,
};
use crate::web::delivered::Delivered;
use crate::web::form::Posted;
use crate::web::house::House;
use crate::web::results::{Left, rows_left, settle};
use crate::web::seats::said;

/// Rows of files of attendance.
const ATTENDANCE: Left = Left {
    what: "attendance",
    title: "Attendance left over",
    back: "/staff/attendance",
    at: "/staff/attendance/left-over",
};

fn find(house: &House, id: &str) -> Result<(Seating, Vec<Seated>), Failure> {
    let missing = || Failure::Missing("such seating".to_owned());
    house.store.read(|tx| {
        let seating = seats::by_id(tx, id)?.ok_or_else(missing)?;
        let mut seated = Vec::new();
        for seat in seats::roster(tx, id)? {
            let ask = asks(tx, house, &seating, &seat)?;
            seated.push(Seated { seat, ask });
        }
        Ok((seating, seated))
    })
}

/// Whether somebody has asked for accommodations in the seating's window.
fn asks(tx: &mut Tx<'_>, house: &House, seating: &Seating, seat: &Rostered) -> Result<bool, Failure> {
    let lines = entries::lines(tx, &seat.person)?;
    let lines = entries::numbered(&lines);
    let case = Case::open(&house.bodies, Text::Borrowed(&seat.person), &lines, None);
    let asked =
        |event: &Event<'_>| matches!(event, Event::AccommodationRequested { window, .. } if *window == seating.window);
    Ok(case.records().any(|(_, record)| record.facts.iter().any(|f| asked(&f.entry.event))))
}

fn handbook<'h>(house: &'h House, seating: &Seating) -> Result<&'h Handbook, Failure> {
    house.bodies.body(&seating.body).ok_or_else(|| Failure::Missing("handbook of this body".to_owned()))
}

fn at(seating: &str) -> String {
    path(&["staff", "seats", seating])
}

/// `/staff/seats/{seating}`: who has a seat, and what can be done about it.
pub async fn roster(visit: Visit, Path(id): Path<String>) -> Response {
    answered(visit, SEATS, move |house, viewer| shown(house, viewer, &id, &Sent::new(), &[])).await
}

fn shown(house: &House, viewer: &Viewer, id: &str, sent: &Sent, wrong: &[Wrong]) -> Result<Became, Failure> {
    let (seating, seated) = find(house, id)?;
    let (now, handbook) = ((house.clock)(), handbook(house, &seating)?);
    let open = house.store.read(|tx| seats::from(tx, &seating.programme, now, 200))?;
    let others: Vec<(String, String)> = open
        .into_iter()
        .filter(|s| s.id != seating.id && s.window == seating.window && s.taken < s.seats)
        .map(|s| (s.id, format!("{} · {} ({} left)", said(handbook, s.starts_at), s.site, s.seats - s.taken)))
        .collect();
    let sent: Vec<(&str, &str)> = sent.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let letters = handbook.programme(&seating.programme).map_or(&seating.programme, |p| &p.designation);
    let may = |right| viewer.may(right).then_some(viewer.csrf.as_str());
    let main = page::roster::roster(&Roster {
        path: at(id),
        when: said(handbook, seating.starts_at),
        what: format!("{letters} · {}", seating.site),
        seats: (seating.seats, seating.taken),
        begun: seating.starts_at <= now,
        seated: &seated,
        others: &others,
        recording: may(Right::RecordSittings),
        keeping: may(Right::KeepWindows),
        sent: &sent,
        problems: &problems(wrong),
    });
    Became::page(main, wrong)
}

/// `/staff/seats/{seating}/roster.csv`: the roster, as a test centre needs it and no more.
pub async fn sheet(State(house): State<Arc<House>>, Path(id): Path<String>) -> Response {
    let text = house.apart(move |house| {
        let (seating, seated) = find(house, &id)?;
        let when = said(handbook(house, &seating)?, seating.starts_at);
        let row = |s: Seated| {
            let ask = if s.ask { "ask the office" } else { "" };
            vec![s.seat.name, s.seat.number, when.clone(), ask.to_owned(), s.seat.appointment]
        };
        let headings = ["name", "candidate", "starts", "accommodations", "appointment"];
        Ok(file_of(&headings, seated.into_iter().map(row)))
    });
    file("roster", text.await)
}

/// `POST /staff/seats/{seating}/attendance`: records who sat. What is not answered stays so.
pub async fn attendance(visit: Visit, Path(id): Path<String>, Posted(sent): Posted<Sent>) -> Response {
    answered(visit, SEATS, move |house, viewer| {
        let (_, seated) = find(house, &id)?;
        let (now, doer) = ((house.clock)(), doer(viewer));
        let mut wrong: Vec<Wrong> = Vec::new();
        for Seated { seat, .. } in seated {
            let name = format!("outcome-{}", seat.appointment);
            let Some(outcome) = sent.get(&name).filter(|outcome| !outcome.is_empty()) else { continue };
            let of = (seat.appointment.as_str(), Some(seat.person.as_str()));
            let became = recording::record(&house.store, &house.bodies, &doer, of, outcome, now)?;
            if let results::Became::Wrong(said) = became {
                wrong.push(amiss("attendance", format!("{}: {said}", seat.name), ""));
            }
        }
        if wrong.is_empty() { Became::gone(at(&id)) } else { shown(house, viewer, &id, &sent, &wrong) }
    })
    .await
}

/// `POST /staff/seats/{seating}/size`: more seats, or fewer.
pub async fn size(visit: Visit, Path(id): Path<String>, Posted(sent): Posted<Sent>) -> Response {
    answered(visit, SEATS, move |house, viewer| {
        find(house, &id)?;
        let again = |said, remedy| shown(house, viewer, &id, &sent, &[amiss("seats", said, remedy)]);
        let seats: Option<i64> = value(&sent, "seats").parse().ok().filter(|n| (1..=10_000).contains(n));
        let Some(seats) = seats else {
            return again("This is no number of seats.", "Write a number from 1 to 10,000.");
        };
        let own = id.clone();
        let done = house.store.write(move |tx| seats::resize(tx, &own, seats));
        Became::unless_taken(done, at(&id), || {
            again("More seats than that are taken.", "Move people first, or leave as many.")
        })
    })
    .await
}

/// `POST /staff/seats/{seating}/close`: closes a seating that nobody holds a seat of.
pub async fn close(visit: Visit, Path(id): Path<String>, Posted(_): Posted<Sent>) -> Response {
    answered(visit, SEATS, move |house, viewer| {
        let (own, now) = (id.clone(), (house.clock)());
        let done = house.store.write(move |tx| seats::close(tx, &own, now));
        Became::unless_taken(done, "/staff/seats", || {
            let (said, remedy) = ("People hold seats here.", "Move each of them first, or give their seat back.");
            shown(house, viewer, &id, &Sent::new(), &[amiss("appointment", said, remedy)])
        })
    })
    .await
}

/// `POST /staff/seats/{seating}/move`: moves somebody to another seating, or gives their seat back with a letter.
pub async fn move_on(visit: Visit, Path(id): Path<String>, Posted(sent): Posted<Sent>) -> Response {
    answered(visit, SEATS, move |house, viewer| {
        let (seating, seated) = find(house, &id)?;
        let who = seated.into_iter().map(|s| s.seat).find(|s| s.appointment == value(&sent, "appointment"));
        let who = who.filter(|s| s.outcome.is_empty());
        let to = house.store.read(|tx| seats::by_id(tx, value(&sent, "to")))?;
        let to = to.filter(|s| s.programme == seating.programme && s.window == seating.window && s.id != seating.id);
        let (back, why) = (value(&sent, "to") == "none", value(&sent, "why").to_owned());
        let mut wrong: Vec<Wrong> = Vec::new();
        let mut refuse = |field, said: &str, remedy: &str| wrong.push(amiss(field, said, remedy));
        if who.is_none() {
            refuse("appointment", "Nobody is chosen.", "Choose one of the list.");
        } else if who.as_ref().is_some_and(|s| viewer.is(&s.person)) {
            refuse("appointment", "This is your own seat.", "Somebody else has to move it.");
        }
        if to.is_none() && !back {
            refuse("to", "Nothing is chosen.", "Choose one of the list.");
        }
        if (back && why.is_empty()) || why.len() > 4000 {
            refuse(
                "why",
                "There is no reason, or one of more than 4,000 letters.",
                "Say why: it stands in the letter.",
            );
        }
        let Some(who) = who.filter(|_| wrong.is_empty()) else { return shown(house, viewer, &id, &sent, &wrong) };
        Became::unless_taken(moved(house, viewer, &seating, who, to, why), at(&id), || {
            let said = "Somebody has taken the last seat there meanwhile.";
            shown(house, viewer, &id, &sent, &[amiss("to", said, "Choose another.")])
        })
    })
    .await
}

fn moved(
    house: &House,
    viewer: &Viewer,
    from: &Seating,
    who: Rostered,
    to: Option<Seating>,
    why: String,
) -> Result<(), Failure> {
    let (now, by) = ((house.clock)(), viewer.email.clone());
    let handbook = handbook(house, from)?;
    let change = |kind, fields| {
        let (person, body, by) = (who.person.clone(), from.body.clone(), by.clone());
        Change { person, body, seen: None, by, kind, day: None, fields }
    };
    let held = who.appointment.clone();
    let Some(to) = to else {
        let letter = letter(house, handbook, from, &who, &why, now)?;
        let fields =
            vec![("event", Value::from(held.as_str())), ("retracted", true.into()), ("note", why.as_str().into())];
        let work = move |tx: &mut Tx<'_>, _: &str| {
            give_back(tx, &held, now)?;
            outbox::put(tx, &letter, now).map(drop)
        };
        return act::change_with(&house.store, &house.bodies, change("corrected", fields), now, work).map(drop);
    };
    let fields = super::seats::appointment(handbook, &to);
    let (person, id) = (who.person.clone(), to.id);
    let work = move |tx: &mut Tx<'_>, event: &str| {
        give_back(tx, &held, now)?;
        seats::take(tx, &id, &person, event)
    };
    act::change_with(&house.store, &house.bodies, change("appointment_booked", fields), now, work).map(drop)
}

/// Gives a seat back that is still held: whoever was quicker has moved it.
fn give_back(tx: &mut Tx<'_>, appointment: &str, now: Timestamp) -> Result<(), Failure> {
    if seats::give_back(tx, appointment, now)? { Ok(()) } else { Err(Failure::Missing("seat that is held".to_owned())) }
}

const LETTER: &str = include_str!("../../assets/letters/seat_given_back.txt");

fn letter(
    house: &House,
    handbook: &Handbook,
    seating: &Seating,
    who: &Rostered,
    why: &str,
    now: Timestamp,
) -> Result<Draft, Failure> {
    let programme = handbook.programme(&seating.programme);
    let person = house.store.read(|tx| people::by_id(tx, &who.person))?;
    let day = handbook.body.zone.to_datetime(seating.starts_at).date();
    let places = vec![
        ("designation", programme.map_or_else(String::new, |p| p.designation.clone())),
        ("programme", programme.map_or_else(String::new, |p| p.name.clone())),
        ("greeting", if who.name.is_empty() { "Hello,".to_owned() } else { format!("Dear {},", who.name) }),
        ("exam_day", programme::day::in_words(day).to_string()),
        ("when", said(handbook, seating.starts_at)),
        ("site", format!(", {}", seating.site)),
        ("why", why.to_owned()),
        ("body", handbook.body.name.clone()),
    ];
    let letter = crate::notice::letters::fill(LETTER, &places).map_err(|e| Failure::Engine(e.to_string()))?;
    Ok(Draft {
        key: format!("seat_given_back|{}|{}", who.appointment, now.as_microsecond()),
        person: who.person.clone(),
        to_address: person.map_or_else(String::new, |p| p.email),
        kind: "seat_given_back".to_owned(),
        subject: letter.subject,
        body: letter.body,
    })
}

/// Which roster.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    site: String,
    day: String,
}

/// `/staff/roster`: everybody at a site on a day, to be printed.
pub async fn day(visit: Visit, Query(asked): Query<Asked>) -> Response {
    answered(visit, SEATS, move |house, _| {
        let day: Date = asked.day.parse().unwrap_or_else(|_| house.today());
        let sites: Vec<(String, String)> =
            house.store.read(sites::all)?.into_iter().map(|site| (site.id, site.name)).collect();
        let site = sites.iter().find(|(id, _)| *id == asked.site).or(sites.first()).map_or("", |(id, _)| id).to_owned();
        let mut rows: Vec<[String; 4]> = Vec::new();
        // A day at the bodies lies within a day and a half around it in the world's time.
        let noon = day.at(12, 0, 0, 0).to_zoned(TimeZone::UTC).map_or((house.clock)(), |zoned| zoned.timestamp());
        let around = jiff::SignedDuration::from_hours(36);
        for seating in house.store.read(|tx| seats::between(tx, &site, noon - around, noon + around))? {
            let own = handbook(house, &seating)?;
            if own.body.zone.to_datetime(seating.starts_at).date() != day {
                continue;
            }
            for Seated { seat, ask } in find(house, &seating.id)?.1 {
                let ask = if ask { "Ask the office" } else { "" };
                rows.push([seat.name, said(own, seating.starts_at), seat.number, ask.to_owned()]);
            }
        }
        Became::shown(page::roster::day(&site, day, &sites, &rows))
    })
    .await
}

/// `/staff/attendance`: seatings that have begun and are not answered for.
pub async fn open(visit: Visit) -> Response {
    answered(visit, SEATS, |house, viewer| listed(house, viewer, "", &[], None)).await
}

fn listed(
    house: &House,
    viewer: &Viewer,
    sent: &str,
    wrong: &[Wrong],
    taken: Option<&Taken>,
) -> Result<Became, Failure> {
    let now = (house.clock)();
    let (open, left) = house.store.read(|tx| Ok((seats::unanswered(tx, now)?, rest::open(tx, "attendance", 1000)?)))?;
    let row = |(seating, open): (Seating, i64)| {
        let handbook = house.bodies.body(&seating.body)?;
        Some((at(&seating.id), format!("{} · {}", said(handbook, seating.starts_at), seating.site), open))
    };
    let rows: Vec<(String, String, i64)> = open.into_iter().filter_map(row).collect();
    let main = page::roster::attendance_page(&Attendance {
        rows: &rows,
        left_over: left.len(),
        taken,
        sent,
        problems: &problems(wrong),
        csrf: viewer.may(Right::RecordSittings).then_some(viewer.csrf.as_str()),
    });
    Became::page(main, wrong)
}

/// `POST /staff/attendance`: records what a delivery partner's file says.
pub async fn load(visit: Visit, delivered: Delivered) -> Response {
    answered(visit, SEATS, move |house, viewer| {
        let pasted = value(&delivered.sent, "rows");
        let (field, text) = match delivered.table() {
            Ok(table) => table,
            Err(wrong) => return listed(house, viewer, pasted, &[wrong], None),
        };
        match recording::load(&house.store, &house.bodies, &doer(viewer), text, (house.clock)())? {
            Ok(taken) => listed(house, viewer, "", &[], Some(&taken)),
            Err((wrong, remedy)) => listed(house, viewer, pasted, &[(field, wrong, remedy)], None),
        }
    })
    .await
}

/// `/staff/attendance/left-over`: rows of files that nobody has dealt with.
pub async fn left_over(visit: Visit) -> Response {
    answered(visit, SEATS, |house, viewer| rows_left(house, viewer, ATTENDANCE, None)).await
}

/// `POST /staff/attendance/left-over/{row}`: somebody has dealt with one.
pub async fn dealt_with(visit: Visit, Path(row): Path<String>, Posted(sent): Posted<Sent>) -> Response {
    answered(visit, SEATS, move |house, viewer| settle(house, viewer, ATTENDANCE, &row, &sent)).await
}
