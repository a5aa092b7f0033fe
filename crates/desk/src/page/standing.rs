//! The public Good Standing Report: whether a designation may be used on a day. It reveals nothing else.

use jiff::civil::Date;
use maud::{Markup, PreEscaped, html};

use super::parts::{self, Choice, Drawn, Field, Input, Plain, Time};

/// What is looked for.
#[derive(Debug, Clone, Copy)]
pub struct Search<'a> {
    /// A name, or its beginning.
    pub name: &'a str,
    /// The id of a programme; empty for any.
    pub programme: &'a str,
    /// A city or state; empty for any.
    pub place: &'a str,
    /// The day asked about.
    pub on: Date,
}

/// One credential as the public may see it.
#[derive(Debug, Clone, Copy)]
pub struct Listed<'a> {
    /// Who holds it.
    pub name: &'a str,
    /// City and state; empty where none is published.
    pub place: &'a str,
    /// The programme's name.
    pub programme: &'a str,
    /// The letters.
    pub designation: &'a str,
    /// The body that awarded it.
    pub body: &'a str,
    /// Since when.
    pub since: Date,
    /// Through when, where that is known.
    pub through: Option<Date>,
    /// Whether it is in good standing on the day.
    pub good_standing: bool,
    /// Whether an employer is told to ask the office on that day.
    pub asks: bool,
}

impl Listed<'_> {
    /// How it stands, as its tag says it: the tone and the words.
    pub fn tag(&self) -> (&'static str, &'static str) {
        match (self.good_standing, self.asks) {
            (true, true) => ("soon", "Ask the office"),
            (true, false) => ("good", "In good standing"),
            (false, _) => ("gone", "Not in good standing"),
        }
    }
}

/// Where one may go from what was found.
#[derive(Debug, Clone, Copy, Default)]
pub struct Ways<'a> {
    /// The next page.
    pub next: Option<&'a str>,
    /// The same page as a file.
    pub file: Option<&'a str>,
}

/// The whole page: the form, and once something was looked for, what was found.
pub fn standing(
    search: &Search<'_>,
    programmes: &[(&str, &str)],
    found: Option<&[Listed<'_>]>,
    ways: Ways<'_>,
) -> Markup {
    html! {
        header class="head" {
            h1 { "Good Standing Report" }
            p class="as-of" {
                "See whether somebody may use a designation on a day. "
                a href="/standing/list" { "Look up a whole list" }
                "."
            }
        }
        (search_form(search, programmes))
        @if let Some(found) = found { (Drawn(&results(search, found, ways))) }
    }
}

/// The form that looks somebody up.
pub fn search_form(search: &Search<'_>, programmes: &[(&str, &str)]) -> Markup {
    let on = search.on.to_string();
    let mut choices = vec![Choice { value: "", label: "Any" }];
    choices.extend(programmes.iter().map(|(value, label)| Choice { value, label }));
    let text = |name, label, hint, value| Field { name, label, hint, input: Input::Text(""), value, required: false };
    html! {
        form class="search" method="get" action="/standing" role="search" aria-label="Good standing" {
            (parts::field(&Field { required: true, ..text("name", "Name", "Last name, or the whole name", search.name) }, &[]))
            (parts::field(
                &Field {
                    input: Input::Select(&choices),
                    ..text("programme", "Designation", "", search.programme)
                },
                &[],
            ))
            (parts::field(&text("place", "City or state", "", search.place), &[]))
            (parts::field(&Field { input: Input::Date, ..text("on", "On the day", "", &on) }, &[]))
            button type="submit" { "Look up" }
        }
    }
}

const HEADINGS: [&str; 6] = ["Name", "Standing", "Designation", "Since", "Through", "Awarded by"];

/// About how many bytes a row has.
const ROW: usize = 600;

fn row(listed: &Listed<'_>, on: Date) -> Markup {
    html! {
        tr {
            th scope="row" {
                (Plain(listed.name))
                @if !listed.place.is_empty() { br; span class="aside" { (Plain(listed.place)) } }
            }
            td {
                @match listed.tag() { (tone, said) => span class={ "tag " (Plain(tone)) } { (Plain(said)) } }
            }
            td { strong { (Plain(listed.designation)) } br; span class="aside" { (Plain(listed.programme)) } }
            td { (Time { day: listed.since, from: None }) }
            td { @match listed.through { Some(through) => (Time { day: through, from: Some(on) }), None => "–" } }
            td { (Plain(listed.body)) }
        }
    }
}

/// What was found.
pub fn results(search: &Search<'_>, found: &[Listed<'_>], ways: Ways<'_>) -> Markup {
    let mut rows = String::with_capacity(found.len() * ROW);
    found.iter().for_each(|listed| rows.push_str(&row(listed, search.on).0));
    let rows = PreEscaped(rows);
    let caption = format!("Good standing on {}", programme::day::in_words(search.on));
    let content = html! {
        @if found.is_empty() {
            (parts::empty(
                "Nobody was found.",
                "Check the spelling, try the last name alone, or ask the body: a name may have changed.",
            ))
        } @else {
            (Drawn(&parts::table_of(&caption, &HEADINGS, &rows)))
        }
        @if let Some(file) = ways.file { p { a href=(file) { "This page as CSV" } } }
        (parts::pager(ways.next, None))
    };
    parts::wide("found", "Found", content)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn the_public_is_told_one_of_three_things() {
        let on = date(2025, 12, 15);
        let search = Search { name: "Lindqvist", programme: "", place: "", on };
        let one = Listed {
            name: "Maya Lindqvist",
            place: "Tucson, AZ",
            programme: "Specialist",
            designation: "CPCS",
            body: "NAMSS",
            since: date(2022, 4, 30),
            through: None,
            good_standing: false,
            asks: false,
        };
        let said = standing(&search, &[("cpcs", "CPCS")], Some(&[one]), Ways::default()).into_string();
        assert!(said.contains("Not in good standing"));
        assert!(!said.contains("lapsed") && !said.contains("csrf"));
        for (good_standing, asks, says) in
            [(true, true, "Ask the office"), (true, false, "In good standing"), (false, true, "Not in good standing")]
        {
            let said = Listed { good_standing, asks, ..one };
            let said = standing(&search, &[], Some(&[said]), Ways::default()).into_string();
            assert!(said.contains(&format!("\">{says}</span>")), "{said}");
            assert!(!said.contains("audit"), "why is nobody else's to know");
        }
        assert!(standing(&search, &[], Some(&[]), Ways::default()).into_string().contains("Nobody was found"));
    }
}
