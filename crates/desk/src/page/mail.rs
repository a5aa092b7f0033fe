//! Mail that was written to people; and the address of one's calendar.

use maud::{Markup, html};

use super::parts;

/// A letter and what became of it.
#[derive(Debug, Clone)]
pub struct MailRow<'a> {
    /// Whose record it is about; empty where it is about an account.
    pub person: &'a str,
    /// The address; empty where there is none.
    pub to: &'a str,
    /// What it is about.
    pub subject: &'a str,
    /// The letter.
    pub body: &'a str,
    /// When it was written.
    pub written: String,
    /// When it was sent.
    pub sent: Option<String>,
    /// Whether nobody tries any more.
    pub given_up: bool,
    /// What the mail server said.
    pub answer: &'a str,
}

/// The letters, the newest first.
pub fn mail(rows: &[MailRow<'_>], next: Option<&str>, first: Option<&str>) -> Markup {
    let row = |m: &MailRow<'_>| {
        vec![
            html! { details { summary { (m.subject) } pre class="letter" { (m.body) } } },
            html! {
                @if m.person.is_empty() { (m.to) }
                @else {
                    a href=(parts::path(&["staff", "people", m.person])) {
                        @if m.to.is_empty() { "No address on file" } @else { (m.to) }
                    }
                }
            },
            html! { (m.written) },
            html! {
                @match (&m.sent, m.given_up) {
                    (Some(sent), _) => { (parts::word("good", "Sent")) " " (sent) }
                    (None, true) => (parts::word("shut", "Given up")),
                    (None, false) => (parts::word("soon", "Waits")),
                }
                @if !m.answer.is_empty() { p class="hint" { (m.answer) } }
            },
        ]
    };
    let rows: Vec<Vec<Markup>> = rows.iter().map(row).collect();
    html! {
        header class="head" {
            h1 { "Mail" }
            p class="as-of" { "What people were written to about, the newest first. " a href="/staff/jobs" { "Jobs" } }
        }
        @if rows.is_empty() {
            (parts::empty("Nothing was written yet.", "Letters follow decisions, deadlines and lapses by themselves."))
        } @else {
            (parts::table("Letters", &["About", "To", "Written", "What became of it"], &rows))
            (parts::pager(next, first))
        }
    }
}

/// The secret address of a calendar, shown once.
pub fn calendar(url: &str) -> Markup {
    html! {
        header class="head" { h1 { "Your calendar" } }
        p { "Add this address to your calendar program: your deadlines stand in it, and move as they move here." }
        p { code class="url" { (url) } }
        p { "Whoever has the address sees your deadlines. It is shown here once; make a new one to end the old." }
        p { a href="/account" { "Back to your account" } }
    }
}
