//! Work that nobody waits for, for staff to see.

use maud::{Markup, html};

use super::parts;

/// A job and what became of it.
#[derive(Debug, Clone)]
pub struct JobRow<'a> {
    /// What is to be done.
    pub what: &'a str,
    /// To what.
    pub about: &'a str,
    /// When it was put.
    pub put: String,
    /// When it was done.
    pub done: Option<String>,
    /// Whether nobody tries any more.
    pub given_up: bool,
    /// How often it was tried.
    pub tries: i64,
    /// When it is tried next.
    pub next: String,
    /// Why it failed last.
    pub error: &'a str,
}

/// The jobs, the newest first.
pub fn jobs(counts: (i64, i64, i64), rows: &[JobRow<'_>], next: Option<&str>, first: Option<&str>) -> Markup {
    let (waiting, failed, given_up) = counts;
    let row = |j: &JobRow<'_>| {
        vec![
            html! { (j.what) },
            html! { (j.about) },
            html! { (j.put) },
            html! {
                @match (&j.done, j.given_up, j.error.is_empty()) {
                    (Some(done), ..) => { (parts::word("good", "Done")) " " (done) }
                    (None, true, _) => (parts::word("shut", "Given up")),
                    (None, false, false) => { (parts::word("soon", "Failed")) " Tried again on " (j.next) }
                    (None, false, true) => (parts::word("soon", "Waits")),
                }
                @if !j.error.is_empty() {
                    p class="hint" { (j.error) @if j.tries > 1 { " Tried " (j.tries) " times." } }
                }
            },
        ]
    };
    let rows: Vec<Vec<Markup>> = rows.iter().map(row).collect();
    html! {
        header class="head" {
            h1 { "Jobs" }
            p class="as-of" {
                (waiting) " wait, " (failed) " of them failed before, " (given_up) " were given up. "
                a href="/staff/mail" { "Mail" }
            }
        }
        @if rows.is_empty() {
            (parts::empty("Nothing was done yet.", "Jobs follow from the day and from what is entered, by themselves."))
        } @else {
            (parts::table("Jobs", &["What", "About", "Put", "What became of it"], &rows))
            (parts::pager(next, first))
        }
    }
}
