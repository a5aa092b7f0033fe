//! A certificant's or candidate's home: where I stand, what I must do next and what it costs, how far my credits go.

use maud::{Markup, html};
use programme::Handbook;
use programme::review::Review;

use super::drawn::Sight;
use super::parts;

/// The home of a person, under their name.
pub fn home(name: &str, review: &Review<'_>, handbooks: &[&Handbook]) -> Markup {
    html! {
        header class="head" {
            h1 { (name) }
            p class="as-of" { "As of " (parts::day(review.on)) }
        }
        (Sight { review, handbooks, own: true }.all())
    }
}
