//! An audit: the credits that it looks at with their documents, as whoever closes it and as their holder sees it.

use jiff::civil::Date;
use maud::{Markup, html};
use programme::Handbook;
use programme::amount::Units;
use programme::decision::Reason;
use programme::recertification::timeline::Standing;

use super::parts::{self, Attachment};

/// A credit of the audited cycle.
#[derive(Debug, Clone)]
pub struct CreditRow {
    /// The entry.
    pub event: String,
    /// What it was.
    pub title: String,
    /// Its category.
    pub category: String,
    /// When it was earned.
    pub earned: Date,
    /// What it counts.
    pub counted: Units,
    /// Whether its certificate is there.
    pub certificate: bool,
    /// Its documents.
    pub files: Vec<Attachment>,
}

/// The audited cycle.
#[derive(Debug, Clone, Copy)]
pub struct Cycle<'a> {
    /// First day.
    pub from: Date,
    /// Last day.
    pub to: Date,
    /// Credits that it takes.
    pub required: Option<Units>,
    /// What the documented ones add up to.
    pub documented: Units,
    /// Its credits.
    pub rows: &'a [CreditRow],
}

/// What follows from an outcome: each credential with its standing before and after, and why.
#[derive(Debug, Clone)]
pub struct Follows {
    /// The outcome's word.
    pub outcome: &'static str,
    /// The letters, the standing now, the standing then, the reasons.
    pub becomes: Vec<(String, Standing, Standing, Vec<String>)>,
}

/// What whoever closes it sees.
pub fn staff(cycle: &Cycle<'_>, follows: &[Follows], renewal: Option<&str>) -> Markup {
    html! {
        (parts::wide("audited", "What is looked at", html! {
            (sums(cycle))
            (table(cycle.rows, false))
        }))
        (parts::part("follows", "What follows", html! {
            @for one in follows {
                h3 { "Closed as " (one.outcome) }
                ul {
                    @for (letters, was, becomes, because) in &one.becomes {
                        li {
                            strong { (letters) } ": "
                            @if was == becomes { "stays " (parts::tag(*becomes)) } @else { (parts::tag(*was)) " becomes " (parts::tag(*becomes)) }
                            " " (because.join(" "))
                        }
                    }
                }
            }
            @if let Some(renewal) = renewal {
                p { a href=(renewal) { "The renewal waits for its decision" } ": that one says what becomes of it." }
            }
        }))
    }
}

fn sums(cycle: &Cycle<'_>) -> Markup {
    html! {
        p {
            "Credits of " (parts::day(cycle.from)) " to " (parts::day(cycle.to)) ". Documented: "
            strong { (cycle.documented.with_decimal()) }
            @if let Some(required) = cycle.required { " of the " (required.with_decimal()) " that the cycle takes" }
            "."
        }
    }
}

fn table(rows: &[CreditRow], own: bool) -> Markup {
    let cells = rows.iter().map(|row| {
        let add = parts::path(&["home", "credits", &row.event]);
        vec![
            html! { (row.title) br; span class="aside" { (row.category) } },
            parts::day(row.earned),
            html! { span class="sum" { (row.counted.with_decimal()) } },
            html! {
                @if row.certificate { (parts::word("good", "Documented")) } @else { (parts::word("soon", "No certificate")) }
            },
            html! {
                @if row.files.is_empty() { "None here" } @else { (parts::attachments(&row.files)) }
                @if own { " " a href=(add) { "Add documents" span class="unseen" { " to " (row.title) } } }
            },
        ]
    });
    let cells: Vec<Vec<Markup>> = cells.collect();
    html! {
        @if cells.is_empty() {
            (parts::empty("No credit counts for this cycle.", "What is logged for it stands here."))
        } @else {
            (parts::table("Credits that count", &["Activity", "Earned", "Counts", "Certificate", "Documents"], &cells))
        }
    }
}

/// What its holder sees on their home page.
pub fn own(cycle: &Cycle<'_>, since: Date, because: &[Reason<'_>], (handbook, follows): (&Handbook, &str)) -> Markup {
    let lacking = cycle.rows.iter().filter(|row| !row.certificate).count();
    parts::wide(
        "audit",
        "Your audit",
        html! {
            p {
                (parts::word("soon", "Under audit")) " since " (parts::day(since)) ". "
                @match lacking {
                    0 => "Every credit that counts has its document: the office looks at them, and you need do nothing.",
                    1 => { strong { "One credit lacks its document." } " Add it here." },
                    n => { strong { (n) " credits lack their documents." } " Add them here." },
                }
            }
            p { "No day is published by which they have to be there; the audit is closed by what is there. " (follows) }
            (sums(cycle))
            (table(cycle.rows, true))
            (parts::because_by(because, Some(handbook)))
        },
    )
}
