//! Results as those see them who must not know whose they are: by candidate number, window by window.

use jiff::civil::Date;
use maud::{Markup, html};
use store::left_over::LeftOver;
use store::releases::{HeldBack, Progress, Proposal};
use store::sittings::Sitting;

use super::parts::{self, Field, Input, Problem};

/// A window of a programme, and how many sittings it has.
#[derive(Debug, Clone)]
pub struct WindowRow {
    /// Where its sittings are listed.
    pub href: String,
    /// The programme's letters and the window.
    pub name: String,
    /// How many sittings were completed, are held, and are released.
    pub counts: [i64; 3],
}

/// The windows that have results.
pub fn windows(rows: &[WindowRow], left_over: usize) -> Markup {
    let cells: Vec<Vec<Markup>> = rows
        .iter()
        .map(|row| {
            let counts = row.counts.iter().map(|n| html! { span class="sum" { (n) } });
            std::iter::once(html! { a href=(row.href) { (row.name) } }).chain(counts).collect()
        })
        .collect();
    html! {
        header class="head" {
            h1 { "Results" }
            p class="as-of" { "By candidate number: nothing here says whose a result is." }
        }
        @if cells.is_empty() {
            (parts::empty("No exam was taken yet.", "Windows stand here once somebody has sat in them."))
        } @else {
            (parts::table("Windows", &["Window", "Completed", "Scored and held", "Released"], &cells))
        }
        @if left_over > 0 {
            p { a href="/results/left-over" { (left_over) " rows of files of scores are left over" } }
        }
    }
}

/// A window's sittings.
#[derive(Debug)]
pub struct Window<'a> {
    /// The path of this page.
    pub path: String,
    /// The programme's letters and the window.
    pub name: &'a str,
    /// The sittings of this page.
    pub sittings: &'a [Sitting],
    /// Results that are held back.
    pub held_back: &'a [HeldBack],
    /// Proposals, the newest first, each with how far it has got.
    pub proposals: &'a [(Proposal, Progress)],
    /// What may be released now: how many, and how many of them passed.
    pub ready: (usize, usize),
    /// What is unusual: the number, and what.
    pub unusual: &'a [(String, String)],
    /// The first and last day on which results are due; none where that is not written.
    pub due: Option<(Date, Date)>,
    /// Today.
    pub today: Date,
    /// The next page.
    pub next: Option<&'a str>,
    /// What became of a file.
    pub taken: Option<&'a crate::results::Taken>,
    /// What was sent.
    pub sent: &'a [(&'a str, &'a str)],
    /// What is wrong with it.
    pub problems: &'a [Problem<'a>],
    /// The token of the forms.
    pub csrf: &'a str,
}

impl Window<'_> {
    fn asked(&self, name: &'static str, label: &str, hint: &str, input: Input<'_>) -> Markup {
        let value = self.sent.iter().find(|(own, _)| *own == name).map_or("", |(_, value)| value);
        parts::field(&Field { name, label, hint, input, value, required: true }, self.problems)
    }

    fn form(&self, to: &str, fields: Markup, button: &str) -> Markup {
        html! {
            form class="narrow" method="post" novalidate action=(format!("{}/{to}", self.path)) {
                (parts::csrf(self.csrf))
                (fields)
                button type="submit" { (button) }
            }
        }
    }
}

/// The page of a window.
pub fn window(view: &Window<'_>) -> Markup {
    html! {
        header class="head" {
            h1 { "Results of " (view.name) }
            p class="as-of" { a href="/results" { "All windows" } }
        }
        (parts::error_summary(view.problems))
        @if let Some(taken) = view.taken { (became(taken)) }
        @if view.sittings.is_empty() {
            (parts::empty("No sitting stands here.", "Sittings come once seats are booked."))
        } @else {
            (parts::wide("sittings", "Sittings", listed(view)))
        }
        (parts::part("scores", "Load scores", scores(view)))
        (parts::part("hold", "Hold a result back", held(view)))
        (parts::part("propose", "Propose the release", propose(view)))
    }
}

/// What became of a file.
pub(super) fn became(taken: &crate::results::Taken) -> Markup {
    let rows: Vec<Vec<Markup>> =
        taken.left_over.iter().map(|(line, wrong)| vec![html! { (line) }, html! { (wrong) }]).collect();
    html! {
        div role="status" {
            p { strong { (taken.kept) " are on record now" } ", " (taken.already) " were before, " (taken.left_over.len()) " are left over." }
            @if !rows.is_empty() { (parts::table("Rows left over", &["Line", "What is wrong"], &rows)) }
        }
    }
}

fn listed(view: &Window<'_>) -> Markup {
    let state = |s: &Sitting| match (&*s.outcome, s.released, view.held_back.iter().any(|(_, exam, _)| *exam == s.exam))
    {
        ("", ..) => parts::word("gone", "Not recorded"),
        (_, Some(_), _) => parts::word("good", "Released"),
        ("no_show", ..) => html! { (parts::word("gone", "No-show")) " The fee is used, an attempt is not." },
        ("voided", ..) => parts::word("gone", "Voided"),
        (_, None, true) => parts::word("shut", "Held back"),
        _ if s.score.is_empty() => parts::word("soon", "Waits for its score"),
        _ => parts::word("soon", "Held"),
    };
    let rows: Vec<Vec<Markup>> = view
        .sittings
        .iter()
        .map(|s| {
            let pass = if s.score.is_empty() {
                ""
            } else if s.passed {
                "yes"
            } else {
                "no"
            };
            vec![
                html! { span class="sum" { (s.number) } },
                parts::day(s.day),
                html! { (s.form) },
                html! { span class="sum" { (s.raw) } },
                html! { span class="sum" { (s.scaled) } },
                html! { (pass) },
                state(s),
            ]
        })
        .collect();
    html! {
        (parts::table("Sittings", &["Candidate", "Day", "Form", "Raw", "Scaled", "Passed", "State"], &rows))
        (parts::pager(view.next, None))
        p { a href=(format!("{}/sheet.csv", view.path)) { "The sheet of those that wait for a score (CSV)" } }
    }
}

fn scores(view: &Window<'_>) -> Markup {
    let pasted = view.sent.iter().find(|(own, _)| *own == "rows").map_or("", |(_, value)| value);
    html! {
        form class="narrow" method="post" novalidate action=(format!("{}/scores", view.path)) enctype="multipart/form-data" {
            (parts::csrf(view.csrf))
            (table_of("candidate,raw,scaled,passed.", pasted, view.problems))
            button type="submit" { "Load these scores" }
        }
    }
}

/// The fields by which a partner's table comes: chosen as a file, or pasted. `columns` says what its first line names.
pub(super) fn table_of(columns: &str, pasted: &str, problems: &[Problem<'_>]) -> Markup {
    let field = |name, label, hint: &str, input, value| {
        parts::field(&Field { name, label, hint, input, value, required: false }, problems)
    };
    let hint = format!("A sheet saved as CSV. Its first line names the columns: {columns}");
    html! {
        (field("file", "The partner's file", &hint, Input::File(".csv,.txt,text/csv,text/plain"), ""))
        (field("rows", "Or its lines, pasted", "The line that names the columns stands first here, too.", Input::Lines, pasted))
    }
}

fn held(view: &Window<'_>) -> Markup {
    html! {
        @for (number, exam, reason) in view.held_back {
            form method="post" action=(format!("{}/let-go", view.path)) {
                (parts::csrf(view.csrf))
                input type="hidden" name="exam" value=(exam);
                p { strong { (number) } ": " (reason) " " button class="second" type="submit" { "Let it go" span class="unseen" { " " (number) } } }
            }
        }
        (view.form("hold", html! {
            (view.asked("number", "Candidate number", "", Input::Text("")))
            (view.asked("held_for", "Why it is held back", "Kept, and seen by whoever releases.", Input::Lines))
        }, "Hold it back"))
    }
}

fn propose(view: &Window<'_>) -> Markup {
    let (count, passed) = view.ready;
    html! {
        @for (proposal, progress) in view.proposals {
            p {
                a href=(parts::path(&["results", "proposals", &proposal.id])) { "Proposal of " (proposal.proposed_by) }
                " " (state_of(proposal, progress))
            }
        }
        @if count == 0 {
            (parts::empty("Nothing is ready to be released.", "Results are, once they are scored and not held back."))
        } @else {
            p { (checked(count, passed)) }
            (unusual(view.unusual))
            @if let Some((from, to)) = view.due {
                p { "Results are due from " (parts::when(from, view.today)) " through " (parts::when(to, view.today)) "." }
            }
            (view.form("propose", html! {
                (view.asked("note", "What you checked", "Whoever releases reads it.", Input::Lines))
                (parts::field(&Field {
                    name: "reason", label: "Why on another day", hint: "Needed where results are not due today; the record keeps it.",
                    input: Input::Lines, value: view.sent.iter().find(|(own, _)| *own == "reason").map_or("", |(_, v)| v), required: false,
                }, view.problems))
            }, "Propose to release them"))
        }
    }
}

/// How many, and how many of them passed.
pub fn checked(count: usize, passed: usize) -> String {
    let rate = (passed * 1000 + count / 2).checked_div(count).unwrap_or(0);
    format!("{count} results; {passed} of them are passes ({}.{} %).", rate / 10, rate % 10)
}

fn unusual(unusual: &[(String, String)]) -> Markup {
    html! {
        @if unusual.is_empty() {
            p { "Nothing unusual was found." }
        } @else {
            p { strong { (unusual.len()) " unusual entries:" } }
            ul { @for (number, what) in unusual { li { (number) ": " (what) } } }
        }
    }
}

fn state_of(proposal: &Proposal, progress: &Progress) -> Markup {
    match (proposal.withdrawn_by.is_some(), proposal.released_by.is_some(), progress.open) {
        (true, ..) => parts::word("gone", "Withdrawn"),
        (_, true, 0) => parts::word("good", "Released"),
        (_, true, _) => parts::word("soon", "Being released"),
        _ => parts::word("soon", "Waits for a second person"),
    }
}

/// A proposal, as whoever releases it sees it.
#[derive(Debug)]
pub struct Proposed<'a> {
    /// The programme's letters and the window.
    pub name: &'a str,
    /// The proposal.
    pub proposal: &'a Proposal,
    /// How far it has got.
    pub progress: Progress,
    /// How many there are, and how many of them passed.
    pub passed: (usize, usize),
    /// What is unusual.
    pub unusual: &'a [(String, String)],
    /// What was left out, and why: by candidate number.
    pub left_out: &'a [(String, String)],
    /// Results that are held back.
    pub held_back: &'a [HeldBack],
    /// Why the viewer may not release it.
    pub hindered: Option<&'a str>,
    /// The token of the forms.
    pub csrf: &'a str,
}

/// The page of a proposal.
pub fn proposal(view: &Proposed<'_>) -> Markup {
    let Progress { done, left_out, open } = view.progress;
    let path = parts::path(&["results", "proposals", &view.proposal.id]);
    let button = |to: &str, class: &str, says: &str| {
        html! {
            form method="post" action=(format!("{path}/{to}")) {
                (parts::csrf(view.csrf))
                button class=[(!class.is_empty()).then_some(class)] type="submit" { (says) }
            }
        }
    };
    let window = parts::path(&["results", &view.proposal.programme, &view.proposal.window]);
    html! {
        header class="head" {
            h1 { "Release of " (view.name) }
            p class="as-of" { (state_of(view.proposal, &view.progress)) " " a href=(window) { "The window" } }
        }
        (parts::part("checked", "What was checked", html! {
            p { (checked(view.passed.0, view.passed.1)) }
            (unusual(view.unusual))
            p { strong { (view.proposal.proposed_by) } ": " (view.proposal.note) }
            @if !view.proposal.reason.is_empty() { p { "Why on another day: " (view.proposal.reason) } }
            @for (number, _, why) in view.held_back { p { (number) " is held back: " (why) } }
        }))
        (parts::part("release", "Release", html! {
            @if view.proposal.released_by.is_some() {
                p role="status" { strong { (done) " of " (done + left_out + open) " are released" } @if left_out > 0 { ", " (left_out) " were left out" } "." }
                @for (number, why) in view.left_out { p { (number) ": " (why) } }
                @if open > 0 {
                    p { "The release was interrupted. What is released stays so." }
                    (button("release", "", "Go on"))
                }
            } @else if view.proposal.is_open() {
                @match view.hindered {
                    Some(why) => p { (why) },
                    None => {
                        p { "Candidates are written to, and see their results at once. This cannot be taken back." }
                        (button("release", "", "Release these results"))
                    }
                }
                (button("withdraw", "second", "Withdraw the proposal"))
            } @else {
                p { "This proposal was withdrawn. Nothing of it was released." }
            }
        }))
    }
}

/// Rows that are left over, with a form for each that says what was done about it.
pub fn left_over(
    title: &str,
    back: &str,
    action: &str,
    rows: &[LeftOver],
    csrf: Option<&str>,
    problems: &[Problem<'_>],
) -> Markup {
    html! {
        header class="head" {
            h1 { (title) }
            p class="as-of" { a href=(back) { "Back" } }
        }
        (parts::error_summary(problems))
        @if rows.is_empty() { (parts::empty("No row is left over.", "Rows that match nobody will stand here.")) }
        @for row in rows {
            (parts::part(&format!("row-{}", row.id), &format!("Line {}", row.line), html! {
                p { code { (row.row) } }
                p { (row.wrong) }
                p class="hint" { "Brought by " (row.came_by) "." }
                @if let Some(csrf) = csrf {
                    form class="narrow" method="post" novalidate action=(format!("{action}/{}", row.id)) {
                        (parts::csrf(csrf))
                        (parts::field(&Field {
                            name: &format!("note-{}", row.id), label: "What was done about it", hint: "", input: Input::Text(""), value: "", required: true,
                        }, problems))
                        button class="second" type="submit" { "Dealt with" }
                    }
                }
            }))
        }
    }
}
