//! A letter to a group of those who are due: typing it, and looking at it before it goes.

use maud::{Markup, html};

use super::parts::{self, Field, Input, Problem};
use super::year::{ALL, address, title};
use crate::notice::group::{PLACES, Typed};
use crate::notice::letters::Letter;
use programme::recertification::forecast::Progress;
use store::group_letters::GroupLetter;

/// Those who are due, however far they are.
pub const EVERYBODY: &str = "All who are due";

/// A letter to a group, and the group.
#[derive(Debug)]
pub struct Group<'a> {
    /// The scheme.
    pub scheme: &'a str,
    /// The year.
    pub year: &'a str,
    /// How far those are whom it goes to, as the address says it.
    pub state: &'a str,
    /// The same as a heading says it.
    pub called: &'a str,
    /// How many they are.
    pub people: usize,
    /// Who they are: a hash of their ids.
    pub members: &'a str,
    /// How many of them have no address on file.
    pub nowhere: usize,
    /// The letter.
    pub typed: &'a Typed,
    /// What is wrong with it.
    pub problems: &'a [Problem<'a>],
    /// The token of the forms.
    pub csrf: &'a str,
}

impl Group<'_> {
    fn hidden(&self) -> Markup {
        html! {
            (parts::csrf(self.csrf))
            @for (name, value) in [("scheme", self.scheme), ("year", self.year), ("state", self.state)] {
                input type="hidden" name=(name) value=(value);
            }
        }
    }

    fn typed(&self) -> Markup {
        html! {
            @for (name, value) in [("subject", &self.typed.subject), ("text", &self.typed.text)] {
                input type="hidden" name=(name) value=(value);
            }
        }
    }

    fn whom(&self) -> Markup {
        html! {
            p class="as-of" {
                (self.called) ", " (self.year) ": " (self.people) @if self.people == 1 { " person" } @else { " people" }
                ", " (self.nowhere) " without an address on file. "
                a href=(address("/staff/year", self.scheme, self.year, self.state)) { "Who they are" }
            }
        }
    }
}

/// The letters that were sent to groups of a year, each with the time as it is told.
pub fn sent(letters: &[(GroupLetter, String)]) -> Markup {
    let row = |(letter, told): &(GroupLetter, String)| {
        let (year, state) = (letter.year.to_string(), if letter.state.is_empty() { ALL } else { &letter.state });
        let known = Progress::WORDS.iter().find(|(word, _)| *word == letter.state);
        let called = known.map_or(EVERYBODY, |(_, progress)| title(*progress));
        vec![
            html! { (told) },
            html! { (letter.sent_by) },
            html! { a href=(address("/staff/year", &letter.scheme, &year, state)) { (called) } },
            html! { (letter.subject) },
            html! { (letter.people) },
        ]
    };
    let rows: Vec<Vec<Markup>> = letters.iter().map(row).collect();
    html! {
        (parts::table("Letters sent to groups of this year", &["Sent", "By", "To whom", "Subject", "How many"], &rows))
        p class="hint" { "Whoever is in a group today may be others than those who were written to. Each letter stands under " a href="/staff/mail" { "Mail" } "." }
    }
}

/// The form.
pub fn form(group: &Group<'_>) -> Markup {
    let field = |name, label, hint, input, value| Field { name, label, hint, input, value, required: true };
    let subject = field("subject", "Subject", "", Input::Text(""), &group.typed.subject);
    let text = field(
        "text",
        "Text",
        "Plain text. The places below are filled for each of them.",
        Input::Lines,
        &group.typed.text,
    );
    let place = |(place, says): &(&str, &str)| vec![html! { code { "{" (place) "}" } }, html! { (says) }];
    let places: Vec<Vec<Markup>> = PLACES.iter().map(place).collect();
    html! {
        header class="head" { h1 { "Letter to a group" } (group.whom()) }
        (parts::error_summary(group.problems))
        @if group.people == 0 {
            (parts::empty("Nobody is in this group now.", "Go back to the year and choose another."))
        } @else {
            form method="post" action="/staff/year/letter" novalidate {
                (group.hidden())
                (parts::field(&subject, group.problems))
                (parts::field(&text, group.problems))
                button type="submit" { "Look at it first" }
            }
            (parts::wide("places", "Places of the letter", parts::table("What fills each place", &["Place", "Filled with"], &places)))
        }
    }
}

/// The letter before it goes: to how many, and as one of them will read it.
pub fn preview(group: &Group<'_>, id: &str, (name, to, example): (&str, &str, &Letter)) -> Markup {
    html! {
        header class="head" { h1 { "Look at it before it goes" } (group.whom()) }
        (parts::error_summary(group.problems))
        section class="part wide" aria-labelledby="example" {
            h2 id="example" { "As " (name) " will read it" }
            div class="part-in" {
                p { "To: " @if to.is_empty() { "no address on file" } @else { (to) } }
                p { "Subject: " strong { (example.subject) } }
                pre class="letter" { (example.body) }
            }
        }
        form id="people" method="post" action="/staff/year/letter/send" {
            (group.hidden())
            (group.typed())
            input type="hidden" name="id" value=(id);
            input type="hidden" name="people" value=(group.people);
            input type="hidden" name="members" value=(group.members);
            button type="submit" { "Send it to " (group.people) @if group.people == 1 { " person" } @else { " people" } }
        }
        form method="post" action="/staff/year/letter" {
            (group.hidden())
            (group.typed())
            input type="hidden" name="change" value="yes";
            button class="second" type="submit" { "Change it" }
        }
        p class="hint" {
            "Each of them gets it once, however often this page is sent. Whoever has no address gets nothing: their letter "
            "stands under " a href="/staff/mail" { "Mail" } " as given up."
        }
    }
}
