//! A certificant's or candidate's home: where I stand, what I must do next and what it costs, how far my credits go.

use std::collections::BTreeSet;

use maud::{Markup, html};
use programme::Handbook;
use programme::review::Review;

use super::drawn::Sight;
use super::parts;
use super::tasks::{self, List};

/// The home of a person, under their name, with what is told of an audit and asked of their credits, and their files
/// that are here.
pub fn home(
    name: &str,
    (review, handbooks): (&Review<'_>, &[&Handbook]),
    (audit, alike): (Markup, Markup),
    lists: &[List<'_>],
    there: &BTreeSet<String>,
) -> Markup {
    html! {
        header class="head" {
            h1 { (name) }
            p class="as-of" { "As of " (parts::day(review.on)) ". " a href="/home/details" { "Your name and place" } }
        }
        (audit)
        (tasks::lists(lists, review.on))
        (alike)
        (Sight { review, handbooks, own: true, there: Some(there) }.all())
    }
}
