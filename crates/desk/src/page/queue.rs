//! A queue of staff's, and an application with its evidence beside what it must meet.

use jiff::civil::Date;
use maud::{Markup, html};
use programme::Handbook;
use programme::decision::Met;
use programme::eligibility::Eligibility;

use super::parts::{self, Attachment};

/// Something that waits.
#[derive(Debug, Clone)]
pub struct Waiting<'a> {
    /// Where it is dealt with.
    pub href: String,
    /// Whose it is.
    pub name: &'a str,
    /// The programme's letters, or the scheme.
    pub about: &'a str,
    /// Since when it waits.
    pub since: Date,
}

/// A queue, the oldest first; `several` is where many of them are decided at once.
pub fn queue(
    (title, word): (&str, &str),
    rows: &[Waiting<'_>],
    today: Date,
    next: Option<&str>,
    first: Option<&str>,
    several: Option<&str>,
) -> Markup {
    let row = |w: &Waiting<'_>| {
        vec![html! { a href=(w.href) { (w.name) } }, html! { (w.about) }, parts::when(w.since, today)]
    };
    let rows: Vec<Vec<Markup>> = rows.iter().map(row).collect();
    html! {
        header class="head" {
            h1 { (title) }
            p class="as-of" { "The oldest first. " a href="/staff" { "All queues" } }
        }
        @if rows.is_empty() {
            (parts::empty("Nothing waits here.", "What comes in will stand here, the oldest first."))
        } @else {
            @if let Some(several) = several { p { a href=(several) { "Approve several at once" } } }
            (parts::table(title, &["Who", "What", "Waits since"], &rows))
            (parts::pager(next, first))
            p { a href=(format!("/staff/queues/{word}/sheet.csv")) { "All of them (CSV)" } }
        }
    }
}

/// The evidence of an application.
#[derive(Debug)]
pub struct Evidence<'a> {
    /// Each piece as names and values.
    pub pieces: &'a [Vec<(String, String)>],
    /// The files that came with it.
    pub files: &'a [Attachment],
}

/// An application: its evidence, and what it must meet.
pub fn application(shown: &Evidence<'_>, eligibility: &Eligibility<'_>, handbook: &Handbook) -> Markup {
    html! {
        (parts::part("evidence", "The evidence", evidence(shown)))
        (parts::part("requirements", "What it must meet", requirements(eligibility, handbook)))
    }
}

fn evidence(shown: &Evidence<'_>) -> Markup {
    let Evidence { pieces, files } = shown;
    if pieces.is_empty() && files.is_empty() {
        return parts::empty("No evidence came with it.", "Ask the candidate for it before you decide.");
    }
    html! {
        @for (n, piece) in pieces.iter().enumerate() {
            dl class="facts-of" { @for (key, value) in piece { div { dt { (key) } dd { (value) } } } }
            (parts::attachments(files.iter().filter(|f| f.piece == Some(n + 1))))
        }
        (parts::attachments(files.iter().filter(|f| f.piece.is_none_or(|n| n > pieces.len()))))
    }
}

fn requirements(eligibility: &Eligibility<'_>, handbook: &Handbook) -> Markup {
    let title = |met: Met| match met {
        Met::Yes | Met::Note => parts::word("good", "Met"),
        Met::No => parts::word("shut", "Not met"),
        Met::Unknown => parts::word("soon", "Unknown"),
    };
    html! {
        @for route in &eligibility.routes {
            h3 { "By " (route.route) @if route.met() { " " (parts::word("good", "Route met")) } }
            ul class="reasons" {
                @for requirement in &route.requirements {
                    li {
                        p { (title(requirement.reason.met)) " " (requirement.reason) }
                        p class="hint" {
                            "Needed: " (requirement.needs()) "."
                            @if !requirement.has().is_empty() { " Shown: " (requirement.has()) "." }
                        }
                        (parts::why(&requirement.reason, Some(handbook)))
                    }
                }
            }
        }
    }
}

/// What a reader is told once something was done.
pub fn done(title: &str, text: &str, on: (&str, &str)) -> Markup {
    html! {
        header class="head" { h1 { (title) } }
        p { (text) }
        p { a href=(on.0) { (on.1) } }
    }
}
