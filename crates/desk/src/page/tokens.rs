//! Tokens of programs.

use jiff::civil::Date;
use maud::{Markup, html};

use super::parts::{self, Choice, Field, Input, Problem};

/// A token and what became of it; never the token itself.
#[derive(Debug, Clone)]
pub struct TokenRow<'a> {
    /// Its id.
    pub id: &'a str,
    /// Who has it.
    pub name: &'a str,
    /// What it opens, in words.
    pub opens: Vec<&'a str>,
    /// Who made it.
    pub made_by: &'a str,
    /// When.
    pub made: Date,
    /// When it ends.
    pub ends: Date,
    /// When it was last used.
    pub used: Option<Date>,
    /// When it was revoked.
    pub revoked: Option<Date>,
    /// Whether it opens anything.
    pub open: bool,
}

/// What was asked for.
#[derive(Debug, Clone, Copy)]
pub struct Wanted<'a> {
    /// Who gets it.
    pub name: &'a str,
    /// What it opens.
    pub opens: &'a str,
    /// For how many days.
    pub days: &'a str,
}

/// The form for another one.
#[derive(Debug, Clone, Copy)]
pub struct Form<'a> {
    /// The token of the form itself.
    pub csrf: &'a str,
    /// What was sent before.
    pub sent: Wanted<'a>,
    /// What a token may open: the word, and what it says.
    pub choices: &'a [(&'a str, &'a str)],
    /// The most days.
    pub longest: u16,
}

/// Every token, and the form for another.
pub fn tokens(form: &Form<'_>, rows: &[TokenRow<'_>], on: Date, problems: &[Problem<'_>]) -> Markup {
    let cells: Vec<Vec<Markup>> = rows.iter().map(|row| cells(form.csrf, row, on)).collect();
    html! {
        header class="head" {
            h1 { "Tokens" }
            p class="as-of" { "Keys by which programs of others look up the Good Standing Report. They open nothing else." }
        }
        (parts::error_summary(problems))
        (parts::part("new", "A new token", fields(form, problems)))
        (parts::wide("made", "Tokens made", html! {
            @if rows.is_empty() {
                (parts::empty("No token was made yet.", "Make one for each program, so that each can be revoked alone."))
            } @else {
                (parts::table("Tokens, the newest first", &["Whose", "State", "Opens", "Made", "Last used", "Ends", "Revoke"], &cells))
            }
        }))
    }
}

fn fields(form: &Form<'_>, problems: &[Problem<'_>]) -> Markup {
    let mut choices = vec![Choice { value: "", label: "Choose …" }];
    choices.extend(form.choices.iter().map(|(value, label)| Choice { value, label }));
    choices.push(Choice { value: "all", label: "All of these" });
    let field = |name, label, hint, input, value| {
        parts::field(&Field { name, label, hint, input, value, required: true }, problems)
    };
    let most = format!("How many days it opens that: {} at most.", form.longest);
    html! {
        form method="post" action="/staff/tokens" novalidate {
            (parts::csrf(form.csrf))
            (field("name", "Whose it is", "The employer or program, so that you know it again.", Input::Text(""), form.sent.name))
            (field("opens", "What it opens", "", Input::Select(&choices), form.sent.opens))
            (field("days", "For how long", &most, Input::Text(""), if form.sent.days.is_empty() { "365" } else { form.sent.days }))
            button type="submit" { "Make the token" }
        }
    }
}

fn cells(csrf: &str, row: &TokenRow<'_>, on: Date) -> Vec<Markup> {
    let state = match (row.revoked, row.open) {
        (Some(day), _) => html! { (parts::word("gone", "Revoked")) " " (parts::day(day)) },
        (None, true) => parts::word("good", "Open"),
        (None, false) => parts::word("shut", "Ended"),
    };
    let revoke = html! {
        @if row.open {
            form method="post" action="/staff/tokens/revoke" {
                (parts::csrf(csrf))
                button class="quiet" type="submit" name="token" value=(row.id) { "Revoke" span class="unseen" { " that of " (row.name) } }
            }
        } @else { "–" }
    };
    vec![
        html! { (row.name) },
        state,
        html! { @for (at, opens) in row.opens.iter().enumerate() { @if at > 0 { br; } (opens) } },
        html! { (parts::day(row.made)) br; span class="aside" { (row.made_by) } },
        html! { @match row.used { Some(day) => (parts::when(day, on)), None => "Never" } },
        parts::when(row.ends, on),
        revoke,
    ]
}

/// A token that was just made: shown this once.
pub fn made(name: &str, token: &str) -> Markup {
    html! {
        header class="head" {
            h1 { "The token is made" }
            p class="as-of" { "It belongs to " (name) "." }
        }
        p { "Copy it now. It is kept nowhere, and cannot be shown again; whoever has it can use it." }
        p { code { (token) } }
        p { "A program sends it as " code { "Authorization: Bearer …" } "." }
        p { a href="/staff/tokens" { "Back to the tokens" } }
    }
}
