//! Accounts, for whoever keeps them: the list, one account, an invitation, and the log of changes.

use maud::{Markup, html};

use super::parts::{self, Choice, Field, Input, Problem};
use super::person::kind;

/// An account in the list.
#[derive(Debug, Clone)]
pub struct AccountRow<'a> {
    /// The id.
    pub id: &'a str,
    /// The name.
    pub name: &'a str,
    /// The e-mail address.
    pub email: &'a str,
    /// The words of the roles.
    pub roles: Vec<&'a str>,
    /// How it stands: a tone and a word.
    pub state: (&'a str, &'a str),
    /// When its owner last signed in, in words.
    pub last: Option<String>,
}

/// A time that somebody came in.
#[derive(Debug, Clone)]
pub struct CameRow<'a> {
    /// When, in words.
    pub at: String,
    /// From which IP address.
    pub address: &'a str,
    /// By which browser.
    pub agent: &'a str,
}

/// A change of an account.
#[derive(Debug, Clone)]
pub struct ChangeRow<'a> {
    /// When, in words.
    pub at: String,
    /// Whose account, by its address, and its id.
    pub whose: (&'a str, &'a str),
    /// What was done, in a sentence.
    pub what: &'a str,
    /// Which role, which address.
    pub detail: String,
    /// Who did it.
    pub by: &'a str,
}

/// What the list was asked for.
#[derive(Debug, Clone, Copy)]
pub struct Search<'a> {
    /// A part of a name or address.
    pub q: &'a str,
    /// Which accounts: `staff`, `everybody`, or a role's word.
    pub of: &'a str,
    /// The choices of that.
    pub choices: &'a [Choice<'a>],
}

/// The list.
pub fn list(search: &Search<'_>, rows: &[AccountRow<'_>], next: Option<&str>) -> Markup {
    let field = |name, label, input, value| Field { name, label, hint: "", input, value, required: false };
    let cells: Vec<Vec<Markup>> = rows.iter().map(row).collect();
    html! {
        header class="head" { h1 { "Accounts" } }
        form class="travel" method="get" action="/staff/accounts" role="search" aria-label="Accounts" {
            (parts::field(&field("q", "Name or e-mail", Input::Text(""), search.q), &[]))
            (parts::field(&field("of", "Whose", Input::Select(search.choices), search.of), &[]))
            button type="submit" { "Find" }
        }
        p { a href="/staff/accounts/invite" { "Invite somebody" } }
        p { a href="/staff/accounts/log" { "Every change to accounts" } }
        @if rows.is_empty() {
            (parts::empty("No account was found.", "Try a part of the address, or look among everybody's."))
        } @else {
            (parts::table("Accounts found", &["Name", "E-mail", "Roles", "How it stands", "Last signed in"], &cells))
        }
        (parts::pager(next, None))
    }
}

fn row(row: &AccountRow<'_>) -> Vec<Markup> {
    let name = if row.name.is_empty() { row.email } else { row.name };
    vec![
        html! { a href=(parts::path(&["staff", "accounts", row.id])) { (name) } },
        html! { (row.email) },
        html! { (row.roles.iter().map(|role| kind(role)).collect::<Vec<_>>().join(", ")) },
        parts::word(row.state.0, row.state.1),
        html! { @match &row.last { Some(at) => { (at) } None => "Never" } },
    ]
}

/// Where somebody came in from.
pub(super) fn came(rows: &[CameRow<'_>], none: &str) -> Markup {
    let cells: Vec<Vec<Markup>> =
        rows.iter().map(|r| vec![html! { (r.at) }, html! { (r.address) }, html! { (r.agent) }]).collect();
    html! {
        @if rows.is_empty() { p { (none) } }
        @else { (parts::table("Sign-ins", &["When", "From", "Browser"], &cells)) }
        p class="hint" { "Kept for " (store::accounts::SIGN_INS_KEPT.as_hours() / 24) " days." }
    }
}

/// Changes; with whose account it is, where that differs.
pub(super) fn changes(rows: &[ChangeRow<'_>], whose: bool) -> Markup {
    let cell = |r: &ChangeRow<'_>| {
        let mut cells = vec![html! { (r.at) }];
        if whose {
            cells.push(html! {
                @if r.whose.1.is_empty() { (r.whose.0) }
                @else { a href=(parts::path(&["staff", "accounts", r.whose.1])) { (r.whose.0) } }
            });
        }
        cells.extend([html! { (r.what) }, html! { (r.detail) }, html! { (r.by) }]);
        cells
    };
    let cells: Vec<Vec<Markup>> = rows.iter().map(cell).collect();
    let headings: &[&str] =
        if whose { &["When", "Whose account", "What", "Which", "By"] } else { &["When", "What", "Which", "By"] };
    html! {
        @if rows.is_empty() { p { "Nothing yet." } }
        @else { (parts::table("Changes", headings, &cells)) }
    }
}

/// The log of every change.
pub fn log(rows: &[ChangeRow<'_>], next: Option<&str>, first: Option<&str>) -> Markup {
    html! {
        header class="head" {
            h1 { "Changes to accounts" }
            p class="as-of" { "Who did what to whose account, the newest first. Nothing is ever taken off." }
        }
        (changes(rows, true))
        (parts::pager(next, first))
    }
}

/// A role that an account holds.
#[derive(Debug, Clone)]
pub struct HeldRow<'a> {
    /// Its word.
    pub role: &'a str,
    /// What it is, in a sentence.
    pub says: &'a str,
    /// Who gave it.
    pub by: &'a str,
    /// When, in words.
    pub at: String,
}

/// One account, as whoever keeps the accounts sees it.
#[derive(Debug, Clone, Copy)]
pub struct One<'a> {
    /// The token of the forms.
    pub csrf: &'a str,
    /// The id.
    pub id: &'a str,
    /// The name.
    pub name: &'a str,
    /// The e-mail address.
    pub email: &'a str,
    /// How it stands: a tone and a word.
    pub state: (&'a str, &'a str),
    /// Whether it is shut.
    pub disabled: bool,
    /// Whether its owner chose a password.
    pub taken_up: bool,
    /// Whether one-time codes are set up.
    pub codes: bool,
    /// When its owner last signed in, in words.
    pub last: Option<&'a str>,
    /// Whether it is the account of whoever looks.
    pub own: bool,
    /// Why roles that are held do not count.
    pub apart: Option<&'a str>,
    /// The roles.
    pub held: &'a [HeldRow<'a>],
    /// The roles that are not held.
    pub others: &'a [Choice<'a>],
    /// The role that was asked for.
    pub asked: &'a str,
    /// From where it was signed in to.
    pub came: &'a [CameRow<'a>],
    /// What became of it.
    pub changes: &'a [ChangeRow<'a>],
}

/// One account.
pub fn one(one: &One<'_>, problems: &[Problem<'_>]) -> Markup {
    let fact = |name: &str, value: Markup| html! { div { dt { (name) } dd { (value) } } };
    html! {
        header class="head" {
            h1 { (if one.name.is_empty() { one.email } else { one.name }) }
            dl class="facts-of" {
                (fact("E-mail", html! { (one.email) }))
                (fact("How it stands", parts::word(one.state.0, one.state.1)))
                (fact("One-time codes", html! { @if one.codes { "Set up" } @else { "Not set up" } }))
                (fact("Last signed in", html! { (one.last.unwrap_or("Never")) }))
            }
        }
        (parts::error_summary(problems))
        (parts::part("roles", "Roles", roles(one, problems)))
        (parts::part("state", "Signing in", state(one)))
        (parts::part("came", "Where from", came(one.came, "Nobody has signed in to it lately.")))
        (parts::part("changes", "What became of it", changes(one.changes, false)))
    }
}

fn roles(one: &One<'_>, problems: &[Problem<'_>]) -> Markup {
    let row = |held: &HeldRow<'_>| {
        let mut cells =
            vec![html! { (kind(held.role)) p class="hint" { (held.says) } }, html! { (held.by) }, html! { (held.at) }];
        if !one.own {
            cells.push(button(
                one,
                "withdraw",
                held.role,
                html! { "Withdraw" span class="unseen" { " " (kind(held.role)) } },
            ));
        }
        cells
    };
    let rows: Vec<Vec<Markup>> = one.held.iter().map(row).collect();
    let headings: &[&str] = &["Role", "Given by", "When", "Withdraw it"];
    let field = Field {
        name: "role",
        label: "A further role",
        hint: "It counts from their next request on.",
        input: Input::Select(one.others),
        value: one.asked,
        required: true,
    };
    html! {
        @if let Some(why) = one.apart {
            p class="error" { "Two of these roles do not go together, so neither counts. Withdraw one. " (why) }
        }
        @if rows.is_empty() { p { "None." } }
        @else { (parts::table("Roles held", &headings[..if one.own { 3 } else { 4 }], &rows)) }
        @if one.own {
            p { "Your own roles are given and withdrawn by another administrator." }
        } @else {
            form class="narrow" method="post" action=(action(one, "give")) novalidate {
                (parts::csrf(one.csrf))
                (parts::field(&field, problems))
                button type="submit" { "Give the role" }
            }
        }
    }
}

fn action(one: &One<'_>, change: &str) -> String {
    parts::path(&["staff", "accounts", one.id, change])
}

fn button(one: &One<'_>, change: &str, role: &str, label: Markup) -> Markup {
    html! {
        form method="post" action=(action(one, change)) {
            (parts::csrf(one.csrf))
            @if !role.is_empty() { input type="hidden" name="role" value=(role); }
            button class="second" type="submit" { (label) }
        }
    }
}

fn state(one: &One<'_>) -> Markup {
    if one.own {
        return html! { p { "What you may do to your own account stands on " a href="/account" { "your account's page" } "." } };
    }
    html! {
        @if !one.taken_up && !one.disabled {
            p { "The invitation was not taken up yet. Another one ends the link of the one before." }
            (button(one, "invite-again", "", html! { "Send the invitation again" }))
        }
        @if one.disabled {
            p { "Nobody can sign in to it. What was done with it stays as it is." }
            (button(one, "enable", "", html! { "Open the account again" }))
        } @else {
            p { "Shutting the account signs its owner out at once, and nobody can sign in to it until it is opened again." }
            (button(one, "disable", "", html! { "Shut the account" }))
            (button(one, "end-sessions", "", html! { "End every session" }))
        }
        @if one.codes {
            p { "For whoever lost what shows the codes, and has shown you who they are. They are told by mail." }
            (button(one, "reset-codes", "", html! { "Reset the one-time codes" }))
        }
    }
}

/// The form of an invitation.
pub fn invite(csrf: &str, sent: &[(&str, &str)], roles: &[Choice<'_>], problems: &[Problem<'_>]) -> Markup {
    let value = |name: &str| sent.iter().find(|(own, _)| *own == name).map_or("", |(_, value)| *value);
    let field = |name, label, hint, input, required| Field { name, label, hint, input, value: value(name), required };
    let fields = [
        field("name", "Name", "", Input::Text("off"), true),
        field("email", "E-mail", "They sign in with it.", Input::Text("off"), true),
        field("role", "Role", "", Input::Select(roles), true),
        field("more", "A second role", "Further ones are given on the account's page.", Input::Select(roles), false),
    ];
    html! {
        header class="head" {
            h1 { "Invite somebody" }
            p class="as-of" { "They choose a password by a link that we send, and set up one-time codes where their roles ask for them." }
        }
        (parts::error_summary(problems))
        form class="narrow" method="post" action="/staff/accounts/invite" novalidate {
            (parts::csrf(csrf))
            @for field in &fields { (parts::field(field, problems)) }
            button type="submit" { "Send the invitation" }
        }
        p { a href="/staff/accounts" { "Back to the accounts" } }
    }
}
