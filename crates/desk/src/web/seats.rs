//! Seats: opened by staff, booked, changed and given back by candidates.

use axum::extract::Path;
use axum::response::Response;
use jiff::Timestamp;
use jiff::civil::{Date, Time};
use programme::accommodation;
use programme::decision::{Action, Ruling};
use programme::handbook::Programme;
use programme::record::{Record, Text};
use programme::review::Case;
use programme::scheduling::Candidacy;
use programme::{Bodies, Handbook};
use serde_json::Value;
use store::seats::{self, Seating};
use store::{Failure, entries};

use crate::account::{Right, Viewer};
use crate::act::{self, Change};
use crate::page;
use crate::page::parts::Problem;
use crate::page::seats::{Booking, Moving, SeatRow};
use crate::web::answer::{Became, HOME, SEATS, Sent, Visit, Wrong, amiss, answered, problems, value};
use crate::web::form::Posted;
use crate::web::house::House;

/// How many seatings are shown.
const SHOWN: i64 = 200;

/// A moment as people at the body say it.
pub(super) fn said(handbook: &Handbook, at: Timestamp) -> String {
    at.to_zoned(handbook.body.zone.clone()).strftime("%-d %B %Y, %H:%M %Z").to_string()
}

/// `/home/book/{programme}`: the seats there are.
pub async fn book(visit: Visit, Path(programme): Path<String>) -> Response {
    answered(visit, HOME, move |house, viewer| booked(house, viewer, &programme, None)).await
}

/// `POST /home/book/{programme}`: takes one, in place of the one held.
pub async fn take(visit: Visit, Path(programme): Path<String>, Posted(sent): Posted<Sent>) -> Response {
    answered(visit, HOME, move |house, viewer| booked(house, viewer, &programme, Some(&sent))).await
}

/// A candidate's own record, looked at for one programme.
fn with<T>(
    house: &House,
    viewer: &Viewer,
    programme: &str,
    look: impl FnOnce(&Handbook, &Programme, &Case<'_>, &Record<'_>, i64) -> Result<T, Failure>,
) -> Result<T, Failure> {
    let missing = || Failure::Missing(format!("programme `{programme}` on this record"));
    let handbook = house.bodies.of_programme(programme).ok_or_else(missing)?;
    let own = handbook.programme(programme).ok_or_else(missing)?;
    let person = viewer.person.clone().unwrap_or_default();
    let lines = house.store.read(|tx| entries::lines(tx, &person))?;
    let numbered = entries::numbered(&lines);
    let case = Case::open(&house.bodies, Text::Borrowed(&person), &numbered, None);
    let record = case.records().find(|(h, _)| h.body.id == handbook.body.id).map(|(_, record)| record);
    look(handbook, own, &case, record.ok_or_else(missing)?, lines.len() as i64)
}

fn booked(house: &House, viewer: &Viewer, programme: &str, sent: Option<&Sent>) -> Result<Became, Failure> {
    with(house, viewer, programme, |handbook, programme, case, record, seen| {
        let on = house.today();
        let review = case.review(on).withholding();
        let of = |action| review.actions.iter().find(|a| a.action == action && a.programme == Some(&*programme.id));
        let booking = of(Action::Book).filter(|a| a.ruling() == Ruling::Allowed);
        let moving = of(Action::Reschedule).filter(|a| a.ruling() == Ruling::Allowed);
        let Some(decision) = booking.or(moving) else {
            let reasons = of(Action::Reschedule).or(of(Action::Book)).map_or(&[][..], |a| a.reasons.as_slice());
            let main = page::act::shut("Book a seat", reasons, handbook);
            return Became::refused(main);
        };
        let candidacy = Candidacy::of(handbook, &programme.id, &record.facts);
        let days = candidacy.window.and_then(|name| handbook.calendar.window(name));
        let takes = candidacy.application.zip(days).and_then(|(application, days)| {
            let granted = accommodation::granted(handbook, &record.facts, &application.entry.id, days);
            super::notice::minutes(programme, granted, days.opens)?.1.map(page::notice::hours)
        });
        let window = days.map_or(String::new(), |w| w.id());
        let open = house.store.read(|tx| seats::from(tx, &programme.id, (house.clock)(), SHOWN))?;
        let open: Vec<Seating> = open.into_iter().filter(|s| s.taken < s.seats && s.window == window).collect();
        let person = viewer.person.clone().unwrap_or_default();
        let held = house.store.read(|tx| seats::held(tx, &person, &programme.id))?;
        let chosen = sent.and_then(|sent| open.iter().find(|s| Some(&s.id) == sent.get("seating")));
        let given_back = held.as_ref().map(|(appointment, _)| appointment.clone());
        if let Some(seating) = chosen
            && appoint(house, handbook, seating, (&person, seen), given_back)?
        {
            return Became::gone("/home/done/book");
        }
        let wrong = "Nothing is chosen, or somebody else has taken the last seat there meanwhile.";
        let problems = [Problem { field: "seating", wrong, remedy: "Choose one of those that are left." }];
        let rows: Vec<SeatRow<'_>> = open
            .iter()
            .map(|s| SeatRow { id: &s.id, when: said(handbook, s.starts_at), site: &s.site, left: s.seats - s.taken })
            .collect();
        let main = page::seats::book(&Booking {
            designation: &programme.designation,
            path: format!("/home/book/{}", programme.id),
            held: held.map(|(_, s)| format!("{} · {}", said(handbook, s.starts_at), s.site)),
            takes,
            decision,
            handbook,
            rows: &rows,
            csrf: &viewer.csrf,
            problems: if sent.is_some() { &problems } else { &[] },
        });
        if sent.is_some() { Became::refused(main) } else { Became::shown(main) }
    })
}

/// Takes a seat and puts the appointment on record, in place of the one given back; answers whether a seat was left.
fn appoint(
    house: &House,
    handbook: &Handbook,
    seating: &Seating,
    (person, seen): (&str, i64),
    given_back: Option<String>,
) -> Result<bool, Failure> {
    let now = (house.clock)();
    let change = own_change(handbook, person, seen, "appointment_booked", appointment(handbook, seating));
    let (id, person) = (seating.id.clone(), person.to_owned());
    let taken = act::change_with(&house.store, &house.bodies, change, now, move |tx, event| {
        if let Some(appointment) = &given_back {
            seats::give_back(tx, appointment, now)?;
        }
        seats::take(tx, &id, &person, event)
    });
    match taken {
        Ok(_) => Ok(true),
        Err(Failure::Taken(_)) => Ok(false),
        Err(other) => Err(other),
    }
}

/// The fields of the entry that books a seat.
pub(super) fn appointment(handbook: &Handbook, seating: &Seating) -> Vec<(&'static str, Value)> {
    let at = seating.starts_at.to_zoned(handbook.body.zone.clone());
    let mut fields = vec![
        ("programme", Value::from(seating.programme.as_str())),
        ("starts", at.strftime("%Y-%m-%dT%H:%M:%S%:z").to_string().into()),
        ("site", seating.site.as_str().into()),
    ];
    fields.extend((!seating.window.is_empty()).then(|| ("window", seating.window.as_str().into())));
    fields
}

fn own_change(
    handbook: &Handbook,
    person: &str,
    seen: i64,
    kind: &'static str,
    fields: Vec<(&'static str, Value)>,
) -> Change {
    Change {
        person: person.to_owned(),
        body: handbook.body.id.clone(),
        seen: Some(seen),
        by: "self".to_owned(),
        kind,
        day: None,
        fields,
    }
}

/// `/home/transfer/{programme}`: moving to the next window.
pub async fn transfer(visit: Visit, Path(programme): Path<String>) -> Response {
    answered(visit, HOME, move |house, viewer| transferred(house, viewer, &programme, false)).await
}

/// `POST /home/transfer/{programme}`: gives the seat back, and goes on in the next window.
pub async fn move_on(visit: Visit, Path(programme): Path<String>, Posted(_): Posted<Sent>) -> Response {
    answered(visit, HOME, move |house, viewer| transferred(house, viewer, &programme, true)).await
}

fn transferred(house: &House, viewer: &Viewer, programme: &str, posted: bool) -> Result<Became, Failure> {
    with(house, viewer, programme, |handbook, programme, case, record, seen| {
        let review = case.review(house.today()).withholding();
        let of = |a: &&programme::decision::Decision<'_>| {
            a.action == Action::Transfer && a.programme == Some(&*programme.id)
        };
        let missing = || Failure::Missing("appointment to move".to_owned());
        let decision = review.actions.iter().find(of).ok_or_else(missing)?;
        let candidacy = Candidacy::of(handbook, &programme.id, &record.facts);
        let window = candidacy.window.and_then(|name| handbook.calendar.window(name));
        let next = window.and_then(|w| handbook.calendar.after(w)).map(|w| w.id());
        let (Some(appointment), Some(next)) = (candidacy.appointment, next) else { return Err(missing()) };
        if decision.ruling() != Ruling::Allowed {
            let main = page::act::shut("Move to the next window", &decision.reasons, handbook);
            return Became::refused(main);
        }
        if !posted {
            let view = Moving {
                path: format!("/home/transfer/{}", programme.id),
                window: &next,
                decision,
                handbook,
                csrf: &viewer.csrf,
            };
            return Became::shown(page::seats::transfer(&view));
        }
        let held = appointment.entry.id.to_string();
        let fields = vec![("appointment", Value::from(held.as_str())), ("to_window", next.into())];
        let person = viewer.person.clone().unwrap_or_default();
        let change = own_change(handbook, &person, seen, "transfer_requested", fields);
        let now = (house.clock)();
        act::change_with(&house.store, &house.bodies, change, now, move |tx, _| {
            seats::give_back(tx, &held, now).map(drop)
        })?;
        Became::gone("/home/done/transfer")
    })
}

/// `/staff/seats`: the seats there are.
pub async fn seats(visit: Visit) -> Response {
    answered(visit, SEATS, |house, viewer| shown(house, viewer, &Sent::new(), &[])).await
}

fn shown(house: &House, viewer: &Viewer, sent: &Sent, wrong: &[Wrong]) -> Result<Became, Failure> {
    let open = house.store.read(|tx| seats::from(tx, "", (house.clock)(), SHOWN))?;
    let programme = |id: &str| {
        let handbook = house.bodies.of_programme(id)?;
        Some((handbook, handbook.programme(id)?))
    };
    let rows: Vec<[String; 5]> = open
        .iter()
        .filter_map(|s| {
            let (handbook, programme) = programme(&s.programme)?;
            let left = format!("{} of {}", s.taken, s.seats);
            let href = page::parts::path(&["staff", "seats", &s.id]);
            Some([href, said(handbook, s.starts_at), s.site.clone(), programme.designation.clone(), left])
        })
        .collect();
    let programmes: Vec<(&str, &str)> =
        house.bodies.all().flat_map(|h| &h.programmes).map(|p| (p.id.as_str(), p.designation.as_str())).collect();
    let value = |name: &str| sent.get(name).map_or("", String::as_str);
    let sent = ["programme", "site", "day", "time", "seats"].map(|name| (name, value(name)));
    let csrf = viewer.may(Right::KeepWindows).then_some(viewer.csrf.as_str());
    let main = page::seats::seats(&rows, &programmes, csrf, &sent, &problems(wrong));
    Became::page(main, wrong)
}

/// `POST /staff/seats`: opens a seating.
pub async fn open(visit: Visit, Posted(sent): Posted<Sent>) -> Response {
    answered(visit, SEATS, move |house, viewer| {
        let now = (house.clock)();
        match seating(&house.bodies, &sent, now).and_then(|new| at_open_site(house, new)) {
            Ok(new) => {
                // A site that is new here is added by its name.
                house.store.write(move |tx| {
                    store::sites::add(tx, &new.site)?;
                    seats::open(tx, &new)
                })?;
                Became::gone("/staff/seats")
            }
            Err(wrong) => shown(house, viewer, &sent, &wrong),
        }
    })
    .await
}

/// The seating, where its site is known and open on that day, or is not known yet.
fn at_open_site(house: &House, new: Seating) -> Result<Seating, Vec<Wrong>> {
    let site = house.store.read(|tx| store::sites::by_id(tx, &new.site)).ok().flatten();
    let Some(site) = site else { return Ok(new) };
    if site.closed_at.is_some() {
        return Err(vec![amiss("site", "This site is closed.", "Choose another, or open it again.")]);
    }
    let zone = house.bodies.body(&new.body).map(|h| h.body.zone.clone()).unwrap_or(jiff::tz::TimeZone::UTC);
    let day = zone.to_datetime(new.starts_at).date();
    match site.closed_days.lines().any(|line| line.trim().parse::<Date>().ok() == Some(day)) {
        true => Err(vec![amiss("day", "The site is closed on that day.", "Choose another day.")]),
        false => Ok(new),
    }
}

/// The seating that a form describes, or everything that is wrong with it.
fn seating(bodies: &Bodies, sent: &Sent, now: Timestamp) -> Result<Seating, Vec<Wrong>> {
    let value = |name: &str| value(sent, name);
    let mut wrong: Vec<Wrong> = Vec::new();
    let handbook = bodies.of_programme(value("programme"));
    if handbook.is_none() {
        wrong.push(amiss("programme", "No programme is chosen.", "Choose one of the list."));
    }
    if value("site").is_empty() || value("site").len() > 200 {
        wrong.push(amiss("site", "There is no site, or one of more than 200 letters.", "Write its name and town."));
    }
    let day: Option<Date> = value("day").parse().ok();
    if day.is_none() {
        wrong.push(amiss("day", "This is no day of the calendar.", "Write it like 2026-03-02."));
    }
    let time: Option<Time> = format!("{}:00", value("time")).parse().ok();
    if time.is_none() {
        wrong.push(amiss("time", "This is no time of day.", "Write it like 09:00."));
    }
    let seats: Option<i64> = value("seats").parse().ok().filter(|n| (1..=10_000).contains(n));
    if seats.is_none() {
        wrong.push(amiss("seats", "This is no number of seats.", "Write a number from 1 to 10,000."));
    }
    let (Some(handbook), Some(day), Some(time), Some(seats)) = (handbook, day, time, seats) else { return Err(wrong) };
    let windows = handbook.calendar.windows.is_some();
    let window = handbook.calendar.all().find(|w| w.opens <= day && day <= w.closes).map(|w| w.id());
    if windows && window.is_none() {
        let said = format!("{} does not test on that day.", handbook.body.short);
        wrong.push(amiss("day", said, "Choose a day inside a testing window."));
    }
    let starts_at = day.to_datetime(time).to_zoned(handbook.body.zone.clone()).map(|zoned| zoned.timestamp()).ok();
    if starts_at.is_none_or(|at| at <= now) {
        wrong.push(amiss("day", "This moment has passed.", "Choose one that is still to come."));
    }
    match starts_at {
        Some(starts_at) if wrong.is_empty() => Ok(Seating {
            id: act::new_id(now),
            body: handbook.body.id.clone(),
            programme: value("programme").to_owned(),
            window: window.unwrap_or_default(),
            site: value("site").to_owned(),
            starts_at,
            seats,
            taken: 0,
        }),
        _ => Err(wrong),
    }
}
