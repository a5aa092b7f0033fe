//! Windows and how many are where; sites; and several seatings opened at once.

use axum::extract::{Path, Query};
use axum::response::Response;
use jiff::civil::{Date, Time};
use jiff::tz::TimeZone;
use programme::Handbook;
use store::seats::{self, Seating};
use store::sites::{self, Site};
use store::{Failure, sittings};

use crate::account::{Right, Viewer};
use crate::act::new_id;
use crate::page::parts::path;
use crate::page::windows::{self as drawn, STATES, Several, WEEKDAYS};
use crate::web::answer::{Became, SEATS, Sent, Visit, Wrong, amiss, answered, problems, value};
use crate::web::form::Posted;
use crate::web::house::House;
use crate::web::mail::After;
use crate::web::public::{PAGE, encoded};
use crate::web::seats::said;

/// A window in the list: the day by which it is sorted, by what a page goes on after it, and what is said of it.
type Listed = (Option<Date>, String, drawn::WindowRow);

/// `/staff/windows`: the windows of each programme, and how many are where; the newest first.
pub async fn windows(visit: Visit, Query(from): Query<After>) -> Response {
    answered(visit, SEATS, move |house, _| {
        let all = every_window(house)?;
        // What is not there any more is no place to go on from: then it is the first page.
        let start = all.iter().position(|(_, key, _)| *key == from.after).map_or(0, |at| at + 1);
        let end = all.len().min(start + PAGE as usize);
        let last = all[start..end].last().filter(|_| end < all.len());
        let next = last.map(|(_, key, _)| format!("/staff/windows?{}", encoded(&[("after", key)])));
        let first = (start > 0).then_some("/staff/windows");
        let rows: Vec<drawn::WindowRow> = all[start..end].iter().map(|(.., row)| row.clone()).collect();
        Became::shown(drawn::windows(&rows, next.as_deref(), first))
    })
    .await
}

fn every_window(house: &House) -> Result<Vec<Listed>, Failure> {
    let counts = house.store.read(sittings::counts)?;
    let mut rows: Vec<Listed> = Vec::new();
    for (handbook, programme) in house.bodies.all().flat_map(|h| h.programmes.iter().map(move |p| (h, p))) {
        let own: Vec<_> = counts.iter().filter(|(p, ..)| *p == programme.id).collect();
        let mut names: Vec<String> = handbook.calendar.all().map(|w| w.id()).collect();
        names.extend(own.iter().map(|(_, window, ..)| window.clone()));
        names.sort();
        names.dedup();
        for name in names {
            let of = |state: &str| own.iter().find(|(_, w, s, _)| *w == name && s == state).map_or(0, |row| row.3);
            let window = handbook.calendar.window(&name);
            let year = || name.parse().ok().and_then(|year| Date::new(year, 12, 31).ok());
            let title = format!("{}, {}", programme.designation, name.replace('-', " "));
            let row = (title, window.map(|w| (w.opens, w.closes)), STATES.map(|(state, _)| of(state)).to_vec());
            let key = format!("{}/{name}", programme.id);
            rows.push((window.map(|w| w.opens).or_else(year), key, row));
        }
    }
    rows.sort_by(|(one, at, _), (other, behind, _)| other.cmp(one).then_with(|| at.cmp(behind)));
    Ok(rows)
}

fn keeper(viewer: &Viewer) -> Option<&str> {
    viewer.may(Right::KeepWindows).then_some(viewer.csrf.as_str())
}

/// `/staff/sites`: where exams are taken.
pub async fn all(visit: Visit) -> Response {
    answered(visit, SEATS, |house, viewer| listed(house, viewer, "", &[])).await
}

fn listed(house: &House, viewer: &Viewer, sent: &str, wrong: &[Wrong]) -> Result<Became, Failure> {
    let all = house.store.read(sites::all)?;
    Became::page(drawn::sites(&all, keeper(viewer), sent, &problems(wrong)), wrong)
}

/// `POST /staff/sites`: adds a site.
pub async fn add(visit: Visit, Posted(sent): Posted<Sent>) -> Response {
    answered(visit, SEATS, move |house, viewer| {
        let name = value(&sent, "name").to_owned();
        let refuse = |said, remedy| listed(house, viewer, value(&sent, "name"), &[amiss("name", said, remedy)]);
        if name.is_empty() || name.len() > 200 {
            return refuse("There is no name, or one of more than 200 letters.", "Write its name and town.");
        }
        let own = name.clone();
        match house.store.write(move |tx| sites::add(tx, &own))? {
            true => Became::gone(path(&["staff", "sites", &name])),
            false => refuse("There is a site of this name already.", "Change that one, or write another name."),
        }
    })
    .await
}

/// `/staff/sites/{site}`: one site.
pub async fn site(visit: Visit, Path(id): Path<String>) -> Response {
    answered(visit, SEATS, move |house, viewer| {
        let site = find(house, &id)?;
        Became::shown(drawn::site(&site, keeper(viewer), &[]))
    })
    .await
}

fn find(house: &House, id: &str) -> Result<Site, Failure> {
    house.store.read(|tx| sites::by_id(tx, id))?.ok_or_else(|| Failure::Missing("such site".to_owned()))
}

/// `POST /staff/sites/{site}`: changes what is known of a site.
pub async fn change(visit: Visit, Path(id): Path<String>, Posted(sent): Posted<Sent>) -> Response {
    answered(visit, SEATS, move |house, viewer| {
        let text = |name: &str| value(&sent, name).to_owned();
        let site = Site {
            name: text("name"),
            address: text("address"),
            zone: text("zone"),
            closed_days: text("closed_days"),
            accommodations: text("accommodations"),
            ..find(house, &id)?
        };
        let mut wrong: Vec<Wrong> = Vec::new();
        if site.name.is_empty() || site.name.len() > 200 {
            let said = "There is no name, or one of more than 200 letters.";
            wrong.push(amiss("name", said, "Write its name and town."));
        }
        for name in ["address", "closed_days", "accommodations"] {
            if value(&sent, name).len() > 4000 {
                wrong.push(amiss(name, "This is longer than 4,000 letters.", "Say it in fewer words."));
            }
        }
        if !site.zone.is_empty() && TimeZone::get(&site.zone).is_err() {
            wrong.push(amiss("zone", "There is no such time zone.", "Write it like America/Chicago."));
        }
        if let Some(day) =
            site.closed_days.lines().map(str::trim).find(|day| !day.is_empty() && day.parse::<Date>().is_err())
        {
            wrong.push(amiss(
                "closed_days",
                format!("`{day}` is no day of the calendar."),
                "Write each like 2026-03-17, one a line.",
            ));
        }
        if !wrong.is_empty() {
            return Became::page(drawn::site(&site, keeper(viewer), &problems(&wrong)), &wrong);
        }
        house.store.write(move |tx| sites::change(tx, &site))?;
        Became::gone(path(&["staff", "sites", &id]))
    })
    .await
}

/// `POST /staff/sites/{site}/close`: closes a site, or opens it again.
pub async fn close(visit: Visit, Path(id): Path<String>, Posted(sent): Posted<Sent>) -> Response {
    answered(visit, SEATS, move |house, viewer| {
        let site = find(house, &id)?;
        let (own, now, closed) = (id.clone(), (house.clock)(), !value(&sent, "closed").is_empty());
        let done = house.store.write(move |tx| sites::close(tx, &own, closed, now));
        Became::unless_taken(done, path(&["staff", "sites", &id]), || {
            let wrong = [amiss("name", "Seats to come are open at this site.", "Close those seatings first.")];
            Became::page(drawn::site(&site, keeper(viewer), &problems(&wrong)), &wrong)
        })
    })
    .await
}

/// `/staff/seats/several`: the form.
pub async fn several(visit: Visit) -> Response {
    answered(visit, SEATS, |house, viewer| asked(house, viewer, &Sent::new(), &[], None)).await
}

/// What a form comes to: the seatings, and the days that are left out.
type Planned = (Vec<Seating>, Vec<Date>);

fn asked(
    house: &House,
    viewer: &Viewer,
    sent: &Sent,
    wrong: &[Wrong],
    planned: Option<&Planned>,
) -> Result<Became, Failure> {
    let all = house.store.read(sites::all)?;
    let sites: Vec<(&str, &str)> =
        all.iter().filter(|s| s.closed_at.is_none()).map(|s| (s.id.as_str(), s.name.as_str())).collect();
    let programmes: Vec<(&str, &str)> =
        house.bodies.all().flat_map(|h| &h.programmes).map(|p| (p.id.as_str(), p.designation.as_str())).collect();
    let fields = ["programme", "site", "from", "to", "times", "seats"].into_iter().chain(WEEKDAYS);
    let fields: Vec<(&str, &str)> =
        fields.map(|name| (name, value(sent, name))).filter(|(_, v)| !v.is_empty()).collect();
    let says = |s: &Seating| {
        let when = house.bodies.body(&s.body).map_or_else(String::new, |h| said(h, s.starts_at));
        format!("{when} · {} · {} seats", s.site, s.seats)
    };
    let preview: Option<Vec<String>> = planned.map(|(seatings, _)| seatings.iter().map(says).collect());
    let main = drawn::several(&Several {
        programmes: &programmes,
        sites: &sites,
        sent: &fields,
        problems: &problems(wrong),
        preview: preview.as_deref(),
        left_out: planned.map_or(&[], |(_, days)| days),
        csrf: &viewer.csrf,
    });
    Became::page(main, wrong)
}

/// `POST /staff/seats/several`: shows what a pattern comes to, then opens it.
pub async fn open(visit: Visit, Posted(sent): Posted<Sent>) -> Response {
    answered(visit, SEATS, move |house, viewer| {
        let planned = match plan(house, &sent)? {
            Ok(planned) => planned,
            Err(wrong) => return asked(house, viewer, &sent, &wrong, None),
        };
        // What is opened is what was counted on the page before.
        if value(&sent, "previewed") != planned.0.len().to_string() {
            return asked(house, viewer, &sent, &[], Some(&planned));
        }
        house.store.write(move |tx| planned.0.iter().try_for_each(|seating| seats::open(tx, seating)))?;
        Became::gone("/staff/seats")
    })
    .await
}

/// The most seatings that are opened at once.
const MOST: usize = 500;

fn plan(house: &House, sent: &Sent) -> Result<Result<Planned, Vec<Wrong>>, Failure> {
    let mut wrong: Vec<Wrong> = Vec::new();
    let mut refuse = |field, said: &str, remedy: &str| wrong.push(amiss(field, said, remedy));
    let handbook = house.bodies.of_programme(value(sent, "programme"));
    if handbook.is_none() {
        refuse("programme", "No programme is chosen.", "Choose one of the list.");
    }
    let site = house.store.read(|tx| sites::by_id(tx, value(sent, "site")))?.filter(|s| s.closed_at.is_none());
    if site.is_none() {
        refuse("site", "No open site is chosen.", "Choose one of the list, or add it to the sites first.");
    }
    let day = |name: &str| value(sent, name).parse::<Date>().ok();
    let (from, to) = (day("from"), day("to"));
    if from.is_none() {
        refuse("from", "This is no day of the calendar.", "Write it like 2026-03-02.");
    }
    if to.is_none() || to < from {
        refuse("to", "This is no day of the calendar, or one before the first.", "Write it like 2026-03-20.");
    }
    if !WEEKDAYS.iter().any(|day| !value(sent, day).is_empty()) {
        refuse("days", "No day of the week is chosen.", "Choose one or more.");
    }
    let times: Option<Vec<Time>> = value(sent, "times")
        .split([',', ' '])
        .filter(|t| !t.is_empty())
        .map(|t| format!("{t}:00").parse().ok())
        .collect();
    let times = times.filter(|times| !times.is_empty());
    if times.is_none() {
        refuse("times", "These are no times of day.", "Write them like 09:00, 13:30.");
    }
    let seats = value(sent, "seats").parse::<i64>().ok().filter(|n| (1..=10_000).contains(n));
    if seats.is_none() {
        refuse("seats", "This is no number of seats.", "Write a number from 1 to 10,000.");
    }
    let (Some(handbook), Some(site), Some(from), Some(to)) = (handbook, site, from, to) else { return Ok(Err(wrong)) };
    let (Some(times), Some(seats), true) = (times, seats, wrong.is_empty()) else { return Ok(Err(wrong)) };
    let new = (value(sent, "programme"), times.as_slice(), seats);
    Ok(seatings(house, handbook, &site, (from, to), sent, new))
}

fn seatings(
    house: &House,
    handbook: &Handbook,
    site: &Site,
    (from, to): (Date, Date),
    sent: &Sent,
    (programme, times, seats): (&str, &[Time], i64),
) -> Result<Planned, Vec<Wrong>> {
    let now = (house.clock)();
    let zone = Some(&site.zone).filter(|z| !z.is_empty()).and_then(|z| TimeZone::get(z).ok());
    let zone = zone.unwrap_or_else(|| handbook.body.zone.clone());
    let closed: Vec<Date> = site.closed_days.lines().filter_map(|day| day.trim().parse().ok()).collect();
    let (mut planned, mut left_out) = (Vec::new(), Vec::new());
    let days = from.series(jiff::Span::new().days(1)).take_while(|day| *day <= to).take(3 * 366);
    for day in days {
        let name = WEEKDAYS[usize::from(day.weekday().to_monday_zero_offset().unsigned_abs())];
        let window = handbook.calendar.all().find(|w| w.opens <= day && day <= w.closes).map(|w| w.id());
        if value(sent, name).is_empty() || (handbook.calendar.windows.is_some() && window.is_none()) {
            continue;
        }
        if closed.contains(&day) {
            left_out.push(day);
            continue;
        }
        for time in times {
            let Ok(starts) = day.to_datetime(*time).to_zoned(zone.clone()) else { continue };
            if starts.timestamp() > now && planned.len() <= MOST {
                planned.push(Seating {
                    id: new_id(now),
                    body: handbook.body.id.clone(),
                    programme: programme.to_owned(),
                    window: window.clone().unwrap_or_default(),
                    site: site.id.clone(),
                    starts_at: starts.timestamp(),
                    seats,
                    taken: 0,
                });
            }
        }
    }
    let refuse = |said: String, remedy| Err(vec![amiss("from", said, remedy)]);
    match planned.len() {
        0 => refuse(
            format!("{} does not test on any of these days, or they have passed.", handbook.body.short),
            "Choose days inside a testing window.",
        ),
        n if n > MOST => refuse(format!("This comes to more than {MOST} seatings."), "Open fewer at once."),
        _ => Ok((planned, left_out)),
    }
}
