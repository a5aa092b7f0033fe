//! Completions as staff see them: what waits to be posted and by when, files of them, and the rows that match nobody.

use jiff::civil::Date;
use maud::{Markup, html};
use store::completions::{Completion, State};

use super::parts::{self, Field, Input, Problem};
use crate::arriving::{Became, Taken};

/// A completion in the list.
#[derive(Debug)]
pub struct Row {
    /// What was told, and where it stands.
    pub one: Completion,
    /// Whose it is.
    pub name: String,
    /// What the course is called.
    pub title: String,
    /// The first day on which it may be posted.
    pub from: Option<Date>,
    /// The published days between which it is to be posted.
    pub published: Option<(Date, Date)>,
    /// Whether those are past.
    pub late: bool,
}

/// The completions of a state.
#[derive(Debug)]
pub struct Listing<'a> {
    /// How many are in each state.
    pub counts: &'a [(State, i64)],
    /// The state that is listed.
    pub state: State,
    /// The completions.
    pub rows: &'a [Row],
    /// The rule by which they are posted.
    pub rule: Markup,
    /// The next page, and the first.
    pub pages: (Option<&'a str>, Option<&'a str>),
    /// What a file would come to, with its lines.
    pub preview: Option<(&'a Taken, &'a str)>,
    /// What became of a file.
    pub taken: Option<&'a Taken>,
    /// What was pasted.
    pub sent: &'a str,
    /// What is wrong with it.
    pub problems: &'a [Problem<'a>],
    /// The token of the forms; none where the viewer may not post.
    pub csrf: Option<&'a str>,
    /// The day.
    pub on: Date,
}

/// A state, as its list is called.
pub fn title(state: State) -> &'static str {
    match state {
        State::Waiting => "Waiting",
        State::Posted => "Posted",
        State::NotPosted => "Not posted",
        State::LeftOver => "Left over",
        State::Dismissed => "Dismissed",
        State::NoCredit => "No credit",
    }
}

/// The page of completions.
pub fn completions(view: &Listing<'_>) -> Markup {
    let count = |state| view.counts.iter().find(|(own, _)| *own == state).map_or(0, |(_, count)| *count);
    html! {
        header class="head" {
            h1 { "Completions" }
            p class="as-of" { "What the education zone and conferences tell. " a href="/staff/courses" { "Courses" } }
        }
        (parts::error_summary(view.problems))
        @if let Some((taken, lines)) = view.preview { (preview(taken, lines, view.csrf.unwrap_or_default())) }
        @if let Some(taken) = view.taken { div role="status" { p { strong { "The file is taken." } } (counted(taken)) } }
        @if count(State::LeftOver) > 0 {
            p { a href="/staff/completions/left-over" { (count(State::LeftOver)) " left over" } ": somebody has to look at them." }
        }
        nav class="pager" aria-label="Which completions" {
            @for state in State::ALL.iter().copied().filter(|state| *state != State::LeftOver) {
                a href=(format!("/staff/completions?state={}", state.word())) aria-current=[(state == view.state).then_some("page")] {
                    (title(state)) ": " (count(state))
                }
            }
        }
        @if view.rows.is_empty() {
            (parts::empty("None stands here.", if view.state == State::Waiting { "What is told and not posted yet will." } else { "" }))
        } @else {
            (listed(view))
            (parts::pager(view.pages.0, view.pages.1))
        }
        @if let Some(csrf) = view.csrf {
            (parts::part("delivered", "From a file", html! {
                form class="narrow" method="post" novalidate action="/staff/completions" enctype="multipart/form-data" {
                    (parts::csrf(csrf))
                    (super::results::table_of("course, completed, and one of email, person, certificate. Also name and id.", view.sent, view.problems))
                    button type="submit" { "See what this comes to" }
                }
            }))
        }
    }
}

fn listed(view: &Listing<'_>) -> Markup {
    let waits = view.state == State::Waiting;
    let row = |row: &Row| {
        let at = &row.one.at;
        vec![
            html! {
                @if at.person.is_empty() { (row.one.told.email) (row.one.told.person) }
                @else { a href=(parts::path(&["staff", "people", &at.person])) { (row.name) } }
            },
            html! { (row.title) @if !at.course.is_empty() { br; span class="aside" { (row.one.told.course) } } },
            html! { @if let Some(day) = at.day { (parts::day(day)) } @else { (row.one.told.completed) } },
            html! {
                @if waits { (due(row, view.on)) }
                @else if let Some(by) = &at.dealt_by { (at.note) " (" (by) ")" }
                @else { (at.wrong) @if view.state == State::Posted { (parts::word("good", "Posted")) } }
            },
            html! { (row.one.came_by) },
        ]
    };
    let rows: Vec<Vec<Markup>> = view.rows.iter().map(row).collect();
    let fourth = if waits { "To be posted" } else { "What became of it" };
    html! {
        (parts::table(title(view.state), &["Whose", "Course", "Completed", fourth, "Told by"], &rows))
        @if waits || view.state == State::NotPosted { (view.rule) }
    }
}

/// By when one is to be posted.
fn due(row: &Row, on: Date) -> Markup {
    html! {
        @match row.published {
            Some((earliest, latest)) => { (parts::day(earliest)) " to " (parts::when(latest, on)) },
            None => { "The office's holidays are not written down that far." },
        }
        @if row.late { " " (parts::word("shut", "Late")) }
        @if let Some(from) = row.from.filter(|from| *from > on) {
            br; span class="aside" { "Posted from " (parts::day(from)) " on, once evaluations are in." }
        }
    }
}

/// What a file comes to, in numbers; and what is wrong with its rows.
fn counted(taken: &Taken) -> Markup {
    /// How many rows are told one by one.
    const MOST: usize = 100;
    let of = |is: fn(&Became) -> bool| taken.iter().filter(|(_, became)| is(became)).count();
    let aside: Vec<Vec<Markup>> = taken
        .iter()
        .filter_map(|(line, became)| match became {
            Became::Aside(why) => Some(vec![html! { (line) }, html! { "Left over" }, html! { (why) }]),
            Became::NotPosted(why) => Some(vec![html! { (line) }, html! { "Not posted" }, html! { (why) }]),
            Became::Taken | Became::Before => None,
        })
        .collect();
    let shown = &aside[..aside.len().min(MOST)];
    html! {
        p {
            (taken.len()) " rows: "
            strong { (of(|b| matches!(b, Became::Taken))) " taken" } ", "
            (of(|b| matches!(b, Became::Before))) " told before, "
            (of(|b| matches!(b, Became::NotPosted(_)))) " not posted, "
            (of(|b| matches!(b, Became::Aside(_)))) " left over."
        }
        @if !shown.is_empty() { (parts::table("Rows to look at", &["Line", "What becomes of it", "Why"], shown)) }
        @if aside.len() > MOST { p { "And " (aside.len() - MOST) " more." } }
    }
}

fn preview(taken: &Taken, lines: &str, csrf: &str) -> Markup {
    html! {
        div role="status" { p { strong { "This is what the file comes to. Nothing is taken yet." } } (counted(taken)) }
        form method="post" action="/staff/completions" enctype="multipart/form-data" {
            (parts::csrf(csrf))
            input type="hidden" name="confirmed" value="yes";
            input type="hidden" name="rows" value=(lines);
            button type="submit" { "Take these" }
        }
    }
}

/// A completion that somebody has to look at, with what was typed where it was wrong.
#[derive(Debug)]
pub struct LeftOver<'a> {
    /// The completions.
    pub rows: &'a [Completion],
    /// The next page, and the first.
    pub pages: (Option<&'a str>, Option<&'a str>),
    /// What was sent: the field and its value.
    pub sent: (&'a str, &'a str),
    /// What is wrong with it.
    pub problems: &'a [Problem<'a>],
    /// The token of the forms; none where the viewer may not post.
    pub csrf: Option<&'a str>,
}

/// The page of what is left over.
pub fn left_over(view: &LeftOver<'_>) -> Markup {
    html! {
        header class="head" {
            h1 { "Completions left over" }
            p class="as-of" { a href="/staff/completions" { "All completions" } " " a href="/staff/courses" { "Courses" } }
        }
        (parts::error_summary(view.problems))
        @if view.rows.is_empty() { (parts::empty("Nothing is left over.", "What matches nobody, or no course, will stand here.")) }
        @for one in view.rows { (left(one, view)) }
        (parts::pager(view.pages.0, view.pages.1))
    }
}

fn left(one: &Completion, view: &LeftOver<'_>) -> Markup {
    let (whose, note) = (format!("whose-{}", one.id), format!("note-{}", one.id));
    let value = |name: &str| if view.sent.0 == name { view.sent.1 } else { "" };
    let path = parts::path(&["staff", "completions", "left-over", &one.id]);
    let told = [
        ("Course", &one.told.course),
        ("Completed", &one.told.completed),
        ("Address", &one.told.email),
        ("Person", &one.told.person),
        ("Certificate", &one.told.certificate),
        ("Name", &one.told.name),
    ];
    let heading = format!("{} {}", one.told.course, one.told.completed);
    parts::part(
        &format!("row-{}", one.id),
        heading.trim(),
        html! {
            p { strong { (one.at.wrong) } }
            dl class="facts-of" {
                @for (name, value) in told.iter().filter(|(_, value)| !value.is_empty()) { div { dt { (name) } dd { (value) } } }
                div { dt { "Told by" } dd { (one.came_by) ", line " (one.line) } }
            }
            @if let Some(csrf) = view.csrf {
                form class="narrow" method="post" novalidate action=(format!("{path}/again")) {
                    (parts::csrf(csrf))
                    (parts::field(&Field {
                        name: &whose, label: "Whose it is", hint: "Their address, id or certificate number. Empty: as it was told.",
                        input: Input::Text(""), value: value(&whose), required: false,
                    }, view.problems))
                    button type="submit" { "Try again" span class="unseen" { ": " (heading) } }
                }
                form class="narrow" method="post" novalidate action=(format!("{path}/dismiss")) {
                    (parts::csrf(csrf))
                    (parts::field(&Field {
                        name: &note, label: "Or why it is nothing", hint: "", input: Input::Text(""), value: value(&note), required: true,
                    }, view.problems))
                    button class="second" type="submit" { "Dismiss" span class="unseen" { ": " (heading) } }
                }
            }
        },
    )
}
