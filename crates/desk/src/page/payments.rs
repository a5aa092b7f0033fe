//! Payments by card as staff see them: the list to reconcile with the bank's, and what must be looked at.

use maud::{Markup, html};
use programme::amount::Money;
use store::payments::{Issue, Kind, Outcome, State};

use super::parts::{self, Choice, Field, Input, Problem};

/// A payment by card.
#[derive(Debug)]
pub struct Row<'a> {
    /// When it was begun, in words.
    pub begun: String,
    /// Whose.
    pub person: &'a str,
    /// Their name.
    pub name: String,
    /// To whom.
    pub body: &'a str,
    /// The fees.
    pub fees: String,
    /// The amount, in words.
    pub amount: String,
    /// Where it stands.
    pub state: State,
    /// The provider's id.
    pub session: &'a str,
}

/// Which payments are shown.
#[derive(Debug)]
pub struct Shown<'a> {
    /// Begun from this day on, as it was written.
    pub from: &'a str,
    /// Through this day.
    pub through: &'a str,
    /// The state; empty for all.
    pub state: &'a str,
    /// What is wrong with it.
    pub problems: &'a [Problem<'a>],
    /// The address of the same list as a file.
    pub csv: &'a str,
    /// The next page.
    pub next: Option<&'a str>,
}

/// A state as a tag.
pub fn tag(state: State) -> Markup {
    let (tone, word) = named(state);
    parts::word(tone, word)
}

fn named(state: State) -> (&'static str, &'static str) {
    match state {
        State::Begun => ("soon", "Begun"),
        State::Left => ("gone", "Given up"),
        State::Expired => ("gone", "Ran out"),
        State::Failed => ("shut", "Did not come"),
        State::Paid => ("good", "Paid"),
        State::Disputed => ("soon", "Disputed"),
        State::Reversed => ("shut", "Went back"),
    }
}

/// The list.
pub fn list(rows: &[Row<'_>], shown: &Shown<'_>, waiting: i64) -> Markup {
    let mut choices = vec![Choice { value: "", label: "Any" }];
    choices.extend(State::ALL.iter().map(|s| Choice { value: s.word(), label: named(*s).1 }));
    let day = |name, label, value| Field { name, label, hint: "", input: Input::Date, value, required: false };
    let state = Field {
        name: "state",
        label: "State",
        hint: "",
        input: Input::Select(&choices),
        value: shown.state,
        required: false,
    };
    let cells: Vec<Vec<Markup>> = rows
        .iter()
        .map(|r| {
            vec![
                html! { (r.begun) },
                html! { a href=(parts::path(&["staff", "people", r.person])) { @if r.name.is_empty() { (r.person) } @else { (r.name) } } },
                html! { (r.body) ": " (r.fees) },
                html! { span class="sum" { (r.amount) } },
                tag(r.state),
                html! { code { (r.session) } },
            ]
        })
        .collect();
    html! {
        header class="head" {
            h1 { "Payments by card" }
            p class="as-of" { "What was begun, and what the card company told of it, the newest first." }
        }
        (parts::error_summary(shown.problems))
        p { a href="/staff/payments/issues" { @match waiting { 0 => "Nothing waits to be looked at", 1 => "1 payment to look at", n => { (n) " payments to look at" } } } }
        form class="travel" method="get" aria-label="Which payments" {
            (parts::field(&day("from", "Begun from", shown.from), shown.problems))
            (parts::field(&day("through", "Through", shown.through), shown.problems))
            (parts::field(&state, shown.problems))
            button class="second" type="submit" { "Show" }
        }
        @if rows.is_empty() {
            (parts::empty("No payment by card was begun in these days.", "Choose other days or another state."))
        } @else {
            (parts::table("Payments by card", &["Begun", "By", "For", "Amount", "State", "The card company's id"], &cells))
            p { a href=(shown.csv) { "The same as a table to download (CSV)" } }
            (parts::pager(shown.next, None))
        }
    }
}

/// Something to look at.
#[derive(Debug)]
pub struct Look<'a> {
    /// The issue.
    pub issue: &'a Issue,
    /// Since when it waits, in words.
    pub since: String,
    /// Whose payment, and their name; none where it names none of ours.
    pub person: Option<(&'a str, String)>,
    /// What was quoted: the fees and the amount.
    pub quoted: Option<(String, String)>,
    /// The state of the payment.
    pub state: Option<State>,
    /// The provider's ids, as far as they are known.
    pub ids: Vec<&'a str>,
}

/// What is wrong, in a few words.
pub fn heading(kind: Kind) -> &'static str {
    match kind {
        Kind::NotOwed => "No longer owed as quoted",
        Kind::OtherAmount => "Another amount than quoted",
        Kind::Unfit => "The record cannot hold it",
        Kind::Unknown => "For nothing that we know",
        Kind::PartBack => "A part went back",
        Kind::Disputed => "The cardholder's bank asks for it back",
        Kind::Unanswered => "The card company does not say what became of it",
    }
}

/// What is wrong, and what staff may want to do about it.
fn explained(kind: Kind) -> &'static str {
    match kind {
        Kind::NotOwed => {
            "The money came, and by then the fee was paid otherwise, or a deadline had passed. Put it on record, or give it \
             back at the card company's and leave the record as it is."
        }
        Kind::OtherAmount => {
            "The money came in another amount or currency than was quoted. Put it on record as it was quoted, or record \
             what came by hand and leave this as it is."
        }
        Kind::Unfit => {
            "The money moved, and the record refused the entry for the reason below. Mend the record, or leave it."
        }
        Kind::Unknown => {
            "The card company tells of money for a payment that is not in this store, as after a restored backup. Find out \
             whose it is, record it by hand, and note here what you did."
        }
        Kind::PartBack => {
            "A part of the money was given back, and nobody can tell which fee that is. Take the whole payment off the \
             record and record the rest by hand, or leave it."
        }
        Kind::Unanswered => {
            "It was asked for days, and says nothing final. Look the payment up at the card company's by the id below; where \
             the money came, record it by hand, and note here what you found. If its word comes after all, this is settled \
             by itself."
        }
        Kind::Disputed => {
            "The money is held back until it is settled. The record stays as it is meanwhile; if the bank decides for the \
             cardholder, the payment is taken off it by itself. Answer at the card company's."
        }
    }
}

/// The queue.
pub fn issues(rows: &[Look<'_>], next: Option<&str>) -> Markup {
    let cells: Vec<Vec<Markup>> = rows
        .iter()
        .map(|look| {
            vec![
                html! { a href=(parts::path(&["staff", "payments", "issues", &look.issue.id])) { (heading(look.issue.kind)) } },
                html! { (look.since) },
                html! { (look.person.as_ref().map_or("Unknown", |(id, name)| if name.is_empty() { id } else { name })) },
                html! { span class="sum" { (told(look.issue)) } },
            ]
        })
        .collect();
    html! {
        header class="head" {
            h1 { "Payments to look at" }
            p class="as-of" { "Money that could not go on the record as it was quoted, or of which the card company says nothing; the longest waiting first." }
        }
        @if rows.is_empty() {
            (parts::empty("Nothing waits.", "Payments that fit what was quoted go on the record by themselves."))
        } @else {
            (parts::table("Payments to look at", &["What", "Since", "Whose", "Amount told"], &cells))
            (parts::pager(next, None))
        }
        p { a href="/staff/payments" { "All payments by card" } }
    }
}

/// The amount that the card company told.
fn told(issue: &Issue) -> String {
    issue.amount.map_or(String::new(), |amount: Money| parts::money(amount, &issue.currency))
}

fn choice(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Record => "Put it on record as it was quoted",
        Outcome::Reverse => "Take the payment off the record",
        Outcome::Leave => "Leave the record as it is",
        Outcome::Itself => "It came right by itself",
    }
}

/// What may be decided, and what was sent so far.
#[derive(Debug)]
pub struct Deciding<'a> {
    /// What may be decided.
    pub choices: &'a [Outcome],
    /// The token of the form.
    pub csrf: &'a str,
    /// The outcome and the note that were sent.
    pub sent: (&'a str, &'a str),
    /// What is wrong with them.
    pub problems: &'a [Problem<'a>],
}

/// One to look at, with what may be decided about it where somebody may.
pub fn issue(look: &Look<'_>, deciding: Option<&Deciding<'_>>) -> Markup {
    let row = |label: &str, value: Markup| html! { div { dt { (label) } dd { (value) } } };
    html! {
        header class="head" {
            h1 { (heading(look.issue.kind)) }
            p class="as-of" { "Waits since " (look.since) }
        }
        @if let Some(deciding) = deciding { (parts::error_summary(deciding.problems)) }
        p class="lead" { (explained(look.issue.kind)) }
        dl class="answers" {
            @if let Some((id, name)) = &look.person {
                (row("Whose", html! { a href=(parts::path(&["staff", "people", id])) { @if name.is_empty() { (id) } @else { (name) } } }))
            }
            @if let Some((fees, amount)) = &look.quoted {
                (row("Quoted for", html! { (fees) }))
                (row("Quoted", html! { (amount) }))
            }
            @if look.issue.amount.is_some() { (row("Told by the card company", html! { (told(look.issue)) })) }
            @if let Some(state) = look.state { (row("State", tag(state))) }
            @for id in &look.ids { (row("The card company's id", html! { code { (id) } })) }
            @if !look.issue.said.is_empty() { (row("What the record says", html! { (look.issue.said) })) }
        }
        @match (&look.issue.settled, deciding) {
            (Some((_, by, outcome, note)), _) => {
                p { strong { "Settled by " (by) ": " (outcome.map_or("", choice)) "." } " " (note) }
            }
            (None, Some(deciding)) => (form(look.issue, deciding)),
            (None, None) => p { "Your role may look at this, and does not decide it." },
        }
        p { a href="/staff/payments/issues" { "Back to the payments to look at" } }
    }
}

fn form(issue: &Issue, deciding: &Deciding<'_>) -> Markup {
    let mut choices = vec![Choice { value: "", label: "Choose …" }];
    choices.extend(deciding.choices.iter().map(|o| Choice { value: o.word(), label: choice(*o) }));
    let field = |name, label, hint, input, value| {
        parts::field(&Field { name, label, hint, input, value, required: true }, deciding.problems)
    };
    html! {
        form class="narrow" method="post" novalidate action=(parts::path(&["staff", "payments", "issues", &issue.id, "decide"])) {
            (parts::csrf(deciding.csrf))
            (field("outcome", "What is to be done", "", Input::Select(&choices), deciding.sent.0))
            (field("note", "Why", "Kept with the payment.", Input::Lines, deciding.sent.1))
            button type="submit" { "Decide" }
        }
    }
}
