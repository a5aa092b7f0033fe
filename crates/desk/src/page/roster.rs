//! A seating: who has a seat, who sat, and what can be done about it.

use maud::{Markup, html};
use store::seats::Rostered;

use super::parts::{self, Choice, Field, Input, Problem};
use crate::results::Taken;

/// Somebody on the roster, and whether the office is to be asked about accommodations.
#[derive(Debug, Clone)]
pub struct Seated {
    /// The seat, and whose it is.
    pub seat: Rostered,
    /// Whether accommodations were asked for.
    pub ask: bool,
}

/// A seating.
#[derive(Debug)]
pub struct Roster<'a> {
    /// The path of this page.
    pub path: String,
    /// When it begins, in words.
    pub when: String,
    /// Where, and what it is for.
    pub what: String,
    /// How many seats there are, and how many are taken.
    pub seats: (i64, i64),
    /// Whether it has begun.
    pub begun: bool,
    /// Who has a seat.
    pub seated: &'a [Seated],
    /// Other seatings that people can be moved to: id, and when and where.
    pub others: &'a [(String, String)],
    /// The token of the forms that record attendance; none where the viewer may not.
    pub recording: Option<&'a str>,
    /// The token of the forms that keep seats; none where the viewer may not.
    pub keeping: Option<&'a str>,
    /// What was sent.
    pub sent: &'a [(&'a str, &'a str)],
    /// What is wrong with it.
    pub problems: &'a [Problem<'a>],
}

impl Roster<'_> {
    fn value(&self, name: &str) -> &str {
        self.sent.iter().find(|(own, _)| *own == name).map_or("", |(_, value)| value)
    }
}

/// How a sitting ended, as people say it.
fn ended(outcome: &str) -> Markup {
    match outcome {
        "completed" => parts::word("good", "Sat"),
        "no_show" => html! { (parts::word("gone", "Did not appear")) " The fee is used, an attempt is not." },
        "voided" => parts::word("shut", "Voided"),
        _ => parts::word("soon", "Not answered"),
    }
}

/// The page of a seating.
pub fn roster(view: &Roster<'_>) -> Markup {
    let open = view.seated.iter().filter(|s| s.seat.outcome.is_empty()).count();
    let rows: Vec<Vec<Markup>> = view
        .seated
        .iter()
        .map(|s| {
            let ask = if s.ask { "Ask the office" } else { "" };
            vec![
                html! { a href=(parts::path(&["staff", "people", &s.seat.person])) { (s.seat.name) } },
                html! { span class="sum" { (s.seat.number) } },
                html! { (ask) },
                ended(&s.seat.outcome),
            ]
        })
        .collect();
    html! {
        header class="head" {
            h1 { (view.when) }
            p class="as-of" { (view.what) ". " (view.seats.1) " of " (view.seats.0) " seats are taken. " a href="/staff/seats" { "All seats" } }
        }
        (parts::error_summary(view.problems))
        @if rows.is_empty() {
            (parts::empty("Nobody has a seat here.", ""))
        } @else {
            (parts::table("Roster", &["Name", "Candidate", "Accommodations", "Outcome"], &rows))
            p { a href=(format!("{}/roster.csv", view.path)) { "The roster (CSV)" } }
        }
        @if view.begun && !view.seated.is_empty() {
            (parts::part("attendance", "Who sat", html! {
                p { @if open == 0 { "Everybody is answered for." } @else { (open) " of " (view.seated.len()) " are not answered for." } }
                @if let (Some(csrf), true) = (view.recording, open > 0) { (attendance(view, csrf)) }
            }))
        }
        @if let (Some(csrf), false) = (view.keeping, view.begun) { (keeping(view, csrf)) }
    }
}

/// One question for each seat that is not answered for. Nothing is assumed: what is left open stays open.
fn attendance(view: &Roster<'_>, csrf: &str) -> Markup {
    let open = view.seated.iter().filter(|s| s.seat.outcome.is_empty());
    html! {
        form method="post" action=(format!("{}/attendance", view.path)) {
            (parts::csrf(csrf))
            @for seated in open {
                @let name = format!("outcome-{}", seated.seat.appointment);
                fieldset id=(name) {
                    legend { (seated.seat.name) " · " (seated.seat.number) }
                    @for (word, label) in [("completed", "Sat"), ("no_show", "Did not appear"), ("voided", "Voided")] {
                        div class="choice" {
                            input type="radio" id=(format!("{name}-{word}")) name=(name) value=(word) checked[view.value(&name) == word];
                            label for=(format!("{name}-{word}")) { (label) }
                        }
                    }
                }
            }
            button type="submit" { "Record these" }
        }
    }
}

fn keeping(view: &Roster<'_>, csrf: &str) -> Markup {
    let seats = view.seats.0.to_string();
    let size = match view.value("seats") {
        "" => seats.as_str(),
        sent => sent,
    };
    html! {
        (parts::part("size", "How many seats", html! {
            form class="narrow" method="post" novalidate action=(format!("{}/size", view.path)) {
                (parts::csrf(csrf))
                (parts::field(&Field { name: "seats", label: "Seats", hint: "Never fewer than are taken.", input: Input::Text(""), value: size, required: true }, view.problems))
                button type="submit" { "Change" }
            }
        }))
        @if view.seated.is_empty() {
            (parts::part("close", "Close it", html! {
                form method="post" action=(format!("{}/close", view.path)) {
                    (parts::csrf(csrf))
                    p { "Nobody holds a seat here. Closed, it is offered no more." }
                    button class="second" type="submit" { "Close this seating" }
                }
            }))
        } @else {
            (parts::part("move", "Move people, or give seats back", moving(view, csrf)))
        }
    }
}

fn moving(view: &Roster<'_>, csrf: &str) -> Markup {
    let mut who = vec![Choice { value: "", label: "Choose …" }];
    who.extend(view.seated.iter().map(|s| Choice { value: &s.seat.appointment, label: &s.seat.name }));
    let mut to =
        vec![Choice { value: "", label: "Choose …" }, Choice { value: "none", label: "No other: give the seat back" }];
    to.extend(view.others.iter().map(|(id, says)| Choice { value: id, label: says }));
    let field = |name, label, hint, input, required| {
        parts::field(&Field { name, label, hint, input, value: view.value(name), required }, view.problems)
    };
    html! {
        p { "Before a seating can be closed, everybody is moved or has their seat given back. Each is written to." }
        form class="narrow" method="post" novalidate action=(format!("{}/move", view.path)) {
            (parts::csrf(csrf))
            (field("appointment", "Who", "", Input::Select(&who), true))
            (field("to", "Where to", "", Input::Select(&to), true))
            (field("why", "Why", "Needed where a seat is given back: it stands in the letter.", Input::Lines, false))
            button type="submit" { "Move" }
        }
    }
}

/// A day's roster of one site: when, who, and whether to ask the office. To be printed for the test centre.
pub fn day(site: &str, day: jiff::civil::Date, sites: &[(String, String)], rows: &[[String; 4]]) -> Markup {
    let choices: Vec<Choice<'_>> = sites.iter().map(|(value, label)| Choice { value, label }).collect();
    let cells: Vec<Vec<Markup>> = rows.iter().map(|row| row.iter().map(|cell| html! { (cell) }).collect()).collect();
    let value = day.to_string();
    html! {
        header class="head" {
            h1 { "Roster of " (parts::day(day)) }
            p class="as-of" { (sites.iter().find(|(id, _)| id == site).map_or("", |(_, name)| name)) }
        }
        @if cells.is_empty() { (parts::empty("Nobody has a seat there on that day.", "Choose another site or day.")) }
        @else { (parts::table("Roster", &["Name", "Starts", "Candidate", "Accommodations"], &cells)) }
        form class="travel" method="get" aria-label="Ask for another site or day" {
            (parts::field(&Field { name: "site", label: "Site", hint: "", input: Input::Select(&choices), value: site, required: true }, &[]))
            (parts::field(&Field { name: "day", label: "Day", hint: "", input: Input::Date, value: &value, required: true }, &[]))
            button class="second" type="submit" { "Show" }
        }
    }
}

/// Seatings whose attendance is not recorded.
#[derive(Debug)]
pub struct Attendance<'a> {
    /// Where each is, when and where, and how many are not answered for.
    pub rows: &'a [(String, String, i64)],
    /// How many rows of files are left over.
    pub left_over: usize,
    /// What became of a file.
    pub taken: Option<&'a Taken>,
    /// What was sent.
    pub sent: &'a str,
    /// What is wrong with it.
    pub problems: &'a [Problem<'a>],
    /// The token of the form; none where the viewer may not record.
    pub csrf: Option<&'a str>,
}

/// The page of attendance.
pub fn attendance_page(view: &Attendance<'_>) -> Markup {
    let open: i64 = view.rows.iter().map(|(.., open)| open).sum();
    let rows: Vec<Vec<Markup>> =
        view.rows.iter().map(|(href, says, open)| vec![html! { a href=(href) { (says) } }, html! { (open) }]).collect();
    html! {
        header class="head" {
            h1 { "Attendance" }
            p class="as-of" { @match open { 0 => "Everybody is answered for.", 1 => "One seat is not answered for.", n => { (n) " seats are not answered for." } } }
        }
        (parts::error_summary(view.problems))
        @if let Some(taken) = view.taken { (super::results::became(taken)) }
        @if !rows.is_empty() { (parts::table("Seatings that have begun", &["Seating", "Not answered"], &rows)) }
        @if view.left_over > 0 { p { a href="/staff/attendance/left-over" { (view.left_over) " rows of files are left over" } } }
        @if let Some(csrf) = view.csrf {
            (parts::part("delivered", "From a delivery partner's file", html! {
                form class="narrow" method="post" novalidate action="/staff/attendance" enctype="multipart/form-data" {
                    (parts::csrf(csrf))
                    (super::results::table_of("appointment,person,outcome. Outcomes are completed, no_show and voided.", view.sent, view.problems))
                    button type="submit" { "Record these" }
                }
            }))
        }
    }
}
