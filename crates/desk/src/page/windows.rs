//! The windows of each programme with how many candidates are where; sites; and opening several seatings at once.

use jiff::civil::Date;
use maud::{Markup, html};
use store::sites::Site;

use super::parts::{self, Choice, Field, Input, Problem};

/// A window of a programme, its days where it is a window, and how many are in each state.
pub type WindowRow = (String, Option<(Date, Date)>, Vec<i64>);

/// The states that are counted, and what they are called.
pub const STATES: [(&str, &str); 11] = [
    ("waiting", "Waiting"),
    ("approved", "Approved"),
    ("refused", "Refused"),
    ("without_seat", "Without seat"),
    ("booked", "Booked"),
    ("transferred", "Moved away"),
    ("completed", "Sat"),
    ("no_show", "No-show"),
    ("voided", "Voided"),
    ("held", "Scored and held"),
    ("released", "Released"),
];

/// The windows, a page at a time.
pub fn windows(rows: &[WindowRow], next: Option<&str>, first: Option<&str>) -> Markup {
    let cells: Vec<Vec<Markup>> = rows
        .iter()
        .map(|(name, days, counts)| {
            let days =
                html! { @if let Some((opens, closes)) = days { (parts::day(*opens)) " to " (parts::day(*closes)) } };
            let counts = counts.iter().map(|n| html! { span class="sum" { (n) } });
            [html! { (name) }, days].into_iter().chain(counts).collect()
        })
        .collect();
    let headings: Vec<&str> = ["Window", "Days"].into_iter().chain(STATES.map(|(_, says)| says)).collect();
    html! {
        header class="head" {
            h1 { "Windows" }
            p class="as-of" { "Days are the handbook's: " a href="/rules" { "the rules" } ". " a href="/staff/seats" { "Seats" } }
        }
        @if cells.is_empty() {
            (parts::empty("Nobody has applied yet.", "Windows stand here once the handbook has some, or somebody applies."))
        } @else {
            (parts::table("Windows, and how many are where", &headings, &cells))
            (parts::pager(next, first))
        }
    }
}

/// The sites, with a form that adds one where there is a token for it.
pub fn sites(sites: &[Site], csrf: Option<&str>, sent: &str, problems: &[Problem<'_>]) -> Markup {
    let row = |site: &Site| {
        vec![
            html! { a href=(parts::path(&["staff", "sites", &site.id])) { (site.name) } },
            html! { (site.address) },
            html! { @if site.closed_at.is_some() { (parts::word("gone", "Closed")) } @else { (parts::word("good", "Open")) } },
        ]
    };
    let rows: Vec<Vec<Markup>> = sites.iter().map(row).collect();
    html! {
        header class="head" { h1 { "Sites" } }
        (parts::error_summary(problems))
        @if rows.is_empty() { (parts::empty("No site is known.", "Add one below.")) }
        @else { (parts::table("Sites", &["Name", "Address", "State"], &rows)) }
        @if let Some(csrf) = csrf {
            (parts::part("add", "Add a site", html! {
                form class="narrow" method="post" novalidate action="/staff/sites" {
                    (parts::csrf(csrf))
                    (parts::field(&Field { name: "name", label: "Name and town", hint: "As candidates find it.", input: Input::Text(""), value: sent, required: true }, problems))
                    button type="submit" { "Add it" }
                }
            }))
        }
    }
}

/// A site, with a form that changes it where there is a token for it.
pub fn site(site: &Site, csrf: Option<&str>, problems: &[Problem<'_>]) -> Markup {
    let path = parts::path(&["staff", "sites", &site.id]);
    let field = |name, label, hint, input, value, required| {
        parts::field(&Field { name, label, hint, input, value, required }, problems)
    };
    html! {
        header class="head" {
            h1 { (site.name) }
            p class="as-of" { a href="/staff/sites" { "All sites" } }
        }
        (parts::error_summary(problems))
        @match csrf {
            None => dl class="facts-of" {
                div { dt { "Address" } dd { (site.address) } }
                div { dt { "Time zone" } dd { (site.zone) } }
                div { dt { "Closed on" } dd { (site.closed_days) } }
                div { dt { "Accommodations" } dd { (site.accommodations) } }
            },
            Some(csrf) => {
                form class="narrow" method="post" novalidate action=(path) {
                    (parts::csrf(csrf))
                    (field("name", "Name and town", "As candidates find it.", Input::Text(""), &site.name, true))
                    (field("address", "Address", "", Input::Lines, &site.address, false))
                    (field("zone", "Time zone", "Like America/Chicago; empty for the body's own.", Input::Text(""), &site.zone, false))
                    (field("closed_days", "Days on which it is closed", "One a line, like 2026-03-17.", Input::Lines, &site.closed_days, false))
                    (field("accommodations", "What it can do for accommodations", "In words.", Input::Lines, &site.accommodations, false))
                    button type="submit" { "Change it" }
                }
                form method="post" action=(format!("{path}/close")) {
                    (parts::csrf(csrf))
                    @if site.closed_at.is_none() { input type="hidden" name="closed" value="yes"; }
                    button class="second" type="submit" { @if site.closed_at.is_some() { "Open it again" } @else { "Close this site" } }
                }
            }
        }
    }
}

/// The names of the days of a week, as the form sends them.
pub const WEEKDAYS: [&str; 7] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

/// Opening several seatings at once.
#[derive(Debug)]
pub struct Several<'a> {
    /// Programmes: id and letters.
    pub programmes: &'a [(&'a str, &'a str)],
    /// Sites that are open: id and name.
    pub sites: &'a [(&'a str, &'a str)],
    /// What was sent.
    pub sent: &'a [(&'a str, &'a str)],
    /// What is wrong with it.
    pub problems: &'a [Problem<'a>],
    /// The seatings that it comes to, in words; none before it was asked.
    pub preview: Option<&'a [String]>,
    /// Days left out, because the site is closed.
    pub left_out: &'a [Date],
    /// The token of the form.
    pub csrf: &'a str,
}

/// The page that opens several seatings.
pub fn several(view: &Several<'_>) -> Markup {
    let value = |name: &str| view.sent.iter().find(|(own, _)| *own == name).map_or("", |(_, value)| value);
    let list = |known: &[(&'_ str, &'_ str)]| -> Vec<(String, String)> {
        known.iter().map(|(value, label)| ((*value).to_owned(), (*label).to_owned())).collect()
    };
    let (programmes, sites) = (list(view.programmes), list(view.sites));
    let choose = |name, label, known: &[(String, String)]| {
        let mut choices = vec![Choice { value: "", label: "Choose …" }];
        choices.extend(known.iter().map(|(value, label)| Choice { value, label }));
        parts::field(
            &Field { name, label, hint: "", input: Input::Select(&choices), value: value(name), required: true },
            view.problems,
        )
    };
    let asked = |name, label, hint, input| {
        parts::field(&Field { name, label, hint, input, value: value(name), required: true }, view.problems)
    };
    html! {
        header class="head" {
            h1 { "Open several seatings" }
            p class="as-of" { a href="/staff/seats" { "Seats" } }
        }
        (parts::error_summary(view.problems))
        @if let Some(preview) = view.preview {
            p role="status" { strong { (preview.len()) " seatings would be opened." } }
            @for day in view.left_out { p { "The site is closed on " (parts::day(*day)) ": nothing is opened then." } }
            ul { @for says in preview { li { (says) } } }
            form method="post" action="/staff/seats/several" {
                (parts::csrf(view.csrf))
                @for (name, value) in view.sent { input type="hidden" name=(name) value=(value); }
                input type="hidden" name="previewed" value=(preview.len());
                button type="submit" { "Open these " (preview.len()) }
            }
        }
        form class="narrow" method="post" novalidate action="/staff/seats/several" {
            (parts::csrf(view.csrf))
            (choose("programme", "Programme", &programmes))
            (choose("site", "Site", &sites))
            (asked("from", "First day", "", Input::Date))
            (asked("to", "Last day", "", Input::Date))
            fieldset id="days" {
                legend { "On these days of the week" }
                @for day in WEEKDAYS {
                    div class="choice" {
                        input type="checkbox" id=(day) name=(day) value="yes" checked[!value(day).is_empty()];
                        label for=(day) { (day) }
                    }
                }
            }
            (asked("times", "Times of day", "In the site's own time, like 09:00, 13:30.", Input::Text("")))
            (asked("seats", "Seats at each", "", Input::Text("")))
            button type="submit" { "See what this comes to" }
        }
    }
}
