//! Finding people, for staff.

use jiff::civil::Date;
use maud::{Markup, html};
use programme::recertification::timeline::Standing;

use super::parts::{self, Field, Input};

/// One person found.
#[derive(Debug, Clone)]
pub struct PersonRow<'a> {
    /// The id.
    pub id: &'a str,
    /// The name on file.
    pub name: &'a str,
    /// The address on file; empty where there is none.
    pub email: &'a str,
    /// Day of birth, where it is on file.
    pub born: Option<Date>,
    /// Where each credential stands: designation and standing.
    pub standings: Vec<(&'a str, Standing)>,
}

/// The search and what it found.
pub fn people(query: &str, rows: &[PersonRow<'_>], next: Option<&str>) -> Markup {
    let search = Field {
        name: "q",
        label: "Name, e-mail or id",
        hint: "",
        input: Input::Text(""),
        value: query,
        required: false,
    };
    let cells: Vec<Vec<Markup>> = rows.iter().map(row).collect();
    let (none, what) = if query.is_empty() {
        ("Nobody is on record yet.", "Import a record file, or register the first person.")
    } else {
        ("Nobody was found.", "Try the last name alone, part of the address, or the id.")
    };
    html! {
        header class="head" { h1 { "People" } }
        form class="travel" method="get" action="/staff/people" role="search" aria-label="People" {
            (parts::field(&search, &[]))
            button type="submit" { "Find" }
        }
        @if rows.is_empty() {
            (parts::empty(none, what))
        } @else {
            (parts::table("People found", &["Name", "Standing", "E-mail", "Born", "Id"], &cells))
        }
        (parts::pager(next, None))
    }
}

fn row(row: &PersonRow<'_>) -> Vec<Markup> {
    vec![
        html! { a href=(parts::path(&["staff", "people", row.id])) { (row.name) } },
        html! {
            @if row.standings.is_empty() { "No credential" }
            @else {
                ul class="plain" {
                    @for (designation, standing) in &row.standings { li { (designation) " " (parts::tag(*standing)) } }
                }
            }
        },
        html! { (row.email) },
        html! { @match row.born { Some(born) => (parts::day(born)), None => "–" } },
        html! { code { (row.id) } },
    ]
}
