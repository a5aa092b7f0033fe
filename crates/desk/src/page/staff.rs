//! Staff's home: what waits, how many, how long.

use maud::{Markup, html};

use super::parts;

/// A queue of things that wait for somebody.
#[derive(Debug, Clone, Copy)]
pub struct Queue<'a> {
    /// What waits in it.
    pub title: &'a str,
    /// Where it is worked through.
    pub href: &'a str,
    /// How many wait.
    pub count: usize,
    /// For how many days the oldest has waited.
    pub oldest_days: Option<i64>,
}

/// The queues; and how many pairs of records may be of one person, for whoever may say so.
pub fn staff(queues: &[Queue<'_>], alike: Option<i64>) -> Markup {
    let waiting: usize = queues.iter().map(|q| q.count).sum();
    html! {
        header class="head" {
            h1 { "Staff" }
            p class="as-of" {
                @match waiting { 0 => "Nothing waits.", 1 => "One thing waits.", n => { (n) " things wait." } }
            }
        }
        @if queues.is_empty() {
            (parts::empty("You work no queue.", "Ask an administrator for the roles you need."))
        } @else {
            ul class="queues" { @for queue in queues { li { (one(queue)) } } }
        }
        p { a href="/staff/people" { "Find a person" } }
        p { a href="/staff/year" { "Who is due this year" } ", how far they are, and who lapses." }
        p { a href="/staff/audits" { "Draw who is audited" } }
        p { a href="/staff/completions" { "Completions and courses" } " of the education zone and of conferences." }
        @if let Some(alike) = alike {
            p {
                a href="/staff/duplicates" { "Records that may be of one person" }
                @match alike { 0 => ": none.", 1 => ": one pair.", n => { ": " (n) " pairs." } }
            }
        }
    }
}

fn one(queue: &Queue<'_>) -> Markup {
    html! {
        a class=(if queue.count == 0 { "queue idle" } else { "queue" }) href=(queue.href) {
            span class="queue-name" { (queue.title) }
            " "
            span class="queue-count" { (queue.count) span class="unseen" { " waiting" } }
            " "
            span class="queue-age" {
                @match queue.oldest_days {
                    None => "Nothing waits",
                    Some(0) => "Oldest came today",
                    Some(1) => "Oldest waits 1 day",
                    Some(days) => { "Oldest waits " (days) " days" }
                }
            }
        }
    }
}
