//! Pages that say what went wrong.

use maud::{Markup, html};

/// What went wrong, and what to do about it.
pub fn problem(status: u16, title: &str, text: &str) -> Markup {
    html! {
        div class="problem" {
            p class="status" { (status) }
            h1 { (title) }
            p class="lead" { (text) }
            p { a href="/" { "Go to the start" } }
        }
    }
}
