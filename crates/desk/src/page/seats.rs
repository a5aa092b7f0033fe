//! Seats, for those who open them and those who book them.

use maud::{Markup, html};
use programme::Handbook;
use programme::decision::Decision;

use super::parts::{self, Choice, Field, Input, Problem};

/// A seating that has seats left.
#[derive(Debug, Clone)]
pub struct SeatRow<'a> {
    /// Its id.
    pub id: &'a str,
    /// When, in words.
    pub when: String,
    /// Where.
    pub site: &'a str,
    /// How many are left.
    pub left: i64,
}

/// Booking a seat, or another one.
#[derive(Debug)]
pub struct Booking<'a, 'd> {
    /// The programme's letters.
    pub designation: &'a str,
    /// Where the form goes.
    pub path: String,
    /// The seat that is held already, in words.
    pub held: Option<String>,
    /// How long the exam takes with the time that was granted, where more of it was.
    pub takes: Option<String>,
    /// The decision that allows it.
    pub decision: &'a Decision<'d>,
    /// The handbook.
    pub handbook: &'a Handbook,
    /// What there is.
    pub rows: &'a [SeatRow<'a>],
    /// The token of the form.
    pub csrf: &'a str,
    /// What is wrong.
    pub problems: &'a [Problem<'a>],
}

/// The page for booking a seat.
pub fn book(view: &Booking<'_, '_>) -> Markup {
    let title = if view.held.is_some() { "Change day, time or place" } else { "Book a seat" };
    html! {
        header class="head" {
            h1 { (title) }
            p class="as-of" { (view.designation) ", " (view.handbook.body.name) }
        }
        (parts::error_summary(view.problems))
        @if let Some(held) = &view.held {
            p { "You hold this seat: " strong { (held) } ". It is given back once you have another." }
        }
        @if let Some(takes) = &view.takes {
            p { "With the accommodations you were granted the exam takes " strong { (takes) } " from when it begins. The test centre learns of it from your Notice to Schedule." }
        }
        @if view.rows.is_empty() {
            (parts::empty("No seat is open at the moment.", "Look again in a few days, or write to the body."))
        } @else {
            form method="post" novalidate action=(view.path) {
                (parts::csrf(view.csrf))
                fieldset id="seating" {
                    legend { "When and where" }
                    @for row in view.rows {
                        div class="choice" {
                            input type="radio" id=(format!("seating-{}", row.id)) name="seating" value=(row.id) required;
                            label for=(format!("seating-{}", row.id)) { (row.when) " · " (row.site) " (" (row.left) " left)" }
                        }
                    }
                }
                button type="submit" { "Book this seat" }
            }
        }
        (parts::because_by(&view.decision.reasons, Some(view.handbook)))
        p { a href="/home" { "Back to your home page" } }
    }
}

/// Moving to the next window.
#[derive(Debug)]
pub struct Moving<'a, 'd> {
    /// Where the form goes.
    pub path: String,
    /// The next window.
    pub window: &'a str,
    /// The decision that allows it.
    pub decision: &'a Decision<'d>,
    /// The handbook.
    pub handbook: &'a Handbook,
    /// The token of the form.
    pub csrf: &'a str,
}

/// The page for moving to the next window.
pub fn transfer(view: &Moving<'_, '_>) -> Markup {
    html! {
        header class="head" {
            h1 { "Move to the next window" }
            p class="as-of" { (view.handbook.body.name) }
        }
        p { "Your seat is given back, and your application goes on in " strong { (view.window.replace('-', " ")) } "." }
        (parts::because_by(&view.decision.reasons, Some(view.handbook)))
        form method="post" novalidate action=(view.path) {
            (parts::csrf(view.csrf))
            button type="submit" { "Move to " (view.window.replace('-', " ")) }
        }
        p { a href="/home" { "Back to your home page" } }
    }
}

/// The seats there are, for staff; with a form that opens more where there is a token for it.
pub fn seats(
    rows: &[[String; 5]],
    programmes: &[(&str, &str)],
    csrf: Option<&str>,
    sent: &[(&str, &str)],
    problems: &[Problem<'_>],
) -> Markup {
    let row = |[href, when, rest @ ..]: &[String; 5]| {
        let rest = rest.iter().map(|cell| html! { (cell) });
        std::iter::once(html! { a href=(href) { (when) } }).chain(rest).collect()
    };
    let cells: Vec<Vec<Markup>> = rows.iter().map(row).collect();
    html! {
        header class="head" {
            h1 { "Seats" }
            p class="as-of" {
                a href="/staff/windows" { "Windows" } " "
                a href="/staff/sites" { "Sites" } " "
                @if csrf.is_some() { a href="/staff/seats/several" { "Open several" } " " }
                a href="/staff/roster" { "A day's roster" } " "
                a href="/staff/attendance" { "Attendance" }
            }
        }
        (parts::error_summary(problems))
        @if cells.is_empty() {
            (parts::empty("No seat is open.", "Open some below: a site, a day and time, and how many."))
        } @else {
            (parts::table("Seats to come", &["When", "Where", "For", "Taken"], &cells))
        }
        @if let Some(csrf) = csrf { (parts::part("open", "Open seats", form(programmes, csrf, sent, problems))) }
    }
}

fn form(programmes: &[(&str, &str)], csrf: &str, sent: &[(&str, &str)], problems: &[Problem<'_>]) -> Markup {
    let mut choices = vec![Choice { value: "", label: "Choose …" }];
    choices.extend(programmes.iter().map(|(value, label)| Choice { value, label }));
    let asked = |name, label, hint, input| {
        let value = sent.iter().find(|(own, _)| *own == name).map_or("", |(_, value)| value);
        parts::field(&Field { name, label, hint, input, value, required: true }, problems)
    };
    html! {
        form class="narrow" method="post" novalidate action="/staff/seats" {
            (parts::csrf(csrf))
            (asked("programme", "Programme", "", Input::Select(&choices)))
            (asked("site", "Site", "Its name and town, as candidates find it.", Input::Text("")))
            (asked("day", "Day", "", Input::Date))
            (asked("time", "Time", "In the body's own time, like 09:00.", Input::Text("")))
            (asked("seats", "Seats", "", Input::Text("")))
            button type="submit" { "Open these seats" }
        }
    }
}
