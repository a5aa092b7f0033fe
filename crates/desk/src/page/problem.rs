//! Pages that say what went wrong.

use maud::{Markup, html};

/// What went wrong, and what to do about it; and the number of the request, where somebody may want to quote it.
pub fn problem(status: u16, title: &str, text: &str, quoted: Option<&str>) -> Markup {
    html! {
        div class="problem" {
            p class="status" { (status) }
            h1 { (title) }
            p class="lead" { (text) }
            @if let Some(number) = quoted {
                p { "If it keeps failing, tell the body, and quote " code { (number) } "." }
            }
            p { a href="/" { "Go to the start" } }
        }
    }
}
