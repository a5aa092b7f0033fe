//! Many renewals decided at once: which are whole, and what the others lack.

use jiff::civil::Date;
use maud::{Markup, html};
use programme::amount::Units;

use super::parts;

/// What the name of a chosen renewal's box begins with; its value is how many entries the record had.
pub const CHOSEN: &str = "approve-";

/// How whole a renewal is.
#[derive(Debug, Clone)]
pub struct Whole {
    /// Everything that keeps it from being approved with others.
    pub lacks: Vec<String>,
    /// The credits that count.
    pub total: Units,
    /// Of these, approved.
    pub approved: Units,
}

/// A renewal that waits.
#[derive(Debug, Clone)]
pub struct Ready {
    /// Its entry's id.
    pub event: String,
    /// Where it is decided by itself.
    pub href: String,
    /// Whose it is.
    pub name: String,
    /// Since when it waits.
    pub since: Date,
    /// How many entries the record has.
    pub seen: i64,
    /// How whole it is.
    pub whole: Whole,
}

impl Ready {
    /// Whether it may be approved with others.
    fn may(&self) -> bool {
        self.whole.lacks.is_empty()
    }

    /// Credits that nobody approved ahead: they are judged when the renewal is (F23).
    fn to_judge(&self) -> Units {
        self.whole.total.less(self.whole.approved)
    }
}

/// The page of what waits: boxes for those that may be approved, and what the others lack.
pub fn form(rows: &[Ready], next: Option<&str>, csrf: &str, today: Date) -> Markup {
    let ready: Vec<&Ready> = rows.iter().filter(|row| row.may()).collect();
    let others: Vec<Vec<Markup>> = rows
        .iter()
        .filter(|row| !row.may())
        .map(|row| {
            let lacks = html! { ul { @for lack in &row.whole.lacks { li { (lack) } } } };
            vec![html! { a href=(row.href) { (row.name) } }, parts::when(row.since, today), lacks]
        })
        .collect();
    html! {
        header class="head" {
            h1 { "Approve renewals" }
            p class="as-of" {
                "Those that every rule allows, with a document for each credit that counts. "
                a href="/staff/queues/renewals" { "The whole queue" }
            }
        }
        @if rows.is_empty() {
            (parts::empty("Nothing waits here.", "What comes in will stand here, the oldest first."))
        }
        @if !ready.is_empty() {
            (parts::wide("ready", &format!("Ready ({})", ready.len()), html! {
                p { "Where education counts that nobody approved ahead, look at it before you choose it." }
                form method="post" action="/staff/renewals" {
                    (parts::csrf(csrf))
                    (parts::table("Renewals that can be approved with others", &HEADINGS, &chosen(&ready, today)))
                    button type="submit" { "Approve those chosen" }
                }
            }))
        }
        @if !others.is_empty() {
            (parts::wide("others", "To be looked at one by one", parts::table(
                "Renewals that cannot be approved with others",
                &["Who", "Waits since", "What it lacks"],
                &others,
            )))
        }
        (parts::pager(next, None))
    }
}

const HEADINGS: [&str; 5] = ["Who", "Waits since", "Credits", "Approved", "To judge"];

/// A box for each, chosen where nothing is left to judge.
fn chosen(ready: &[&Ready], today: Date) -> Vec<Vec<Markup>> {
    let sum = |units: Units| html! { span class="sum" { (units.with_decimal()) } };
    let row = |row: &&Ready| {
        let (name, judge) = (format!("{CHOSEN}{}", row.event), row.to_judge() > Units::ZERO);
        vec![
            html! {
                div class="choice" {
                    input type="checkbox" id=(name) name=(name) value=(row.seen) checked[!judge];
                    label for=(name) { (row.name) }
                }
            },
            parts::when(row.since, today),
            sum(row.whole.total),
            sum(row.whole.approved),
            html! {
                @if judge { (sum(row.to_judge())) " " }
                a href=(row.href) { "Look" span class="unseen" { " at the renewal of " (row.name) } }
            },
        ]
    };
    ready.iter().map(row).collect()
}

/// What became of them; those that were left, each with its place, name and reason.
pub fn done(approved: usize, left: &[(String, String, String)]) -> Markup {
    let rows: Vec<Vec<Markup>> =
        left.iter().map(|(href, name, why)| vec![html! { a href=(href) { (name) } }, html! { (why) }]).collect();
    html! {
        header class="head" {
            h1 { (approved) @if approved == 1 { " renewal approved" } @else { " renewals approved" } }
        }
        p { "Each certificant is told. What was decided stands on each record with your name." }
        @if !rows.is_empty() { (parts::table("Left as they were", &["Who", "Why"], &rows)) }
        p { a href="/staff/renewals" { "The next ones" } }
    }
}
