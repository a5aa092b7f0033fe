//! One's own account: who one is here, the sessions that are open, and what became of it.

use maud::{Markup, html};

use super::accounts::{CameRow, ChangeRow, came, changes};
use super::{Viewer, parts, person};

/// A session that is open.
#[derive(Debug, Clone, Copy)]
pub struct SessionRow<'a> {
    /// Its id, as the form sends it: not the secret itself.
    pub id: &'a str,
    /// When it began, in words.
    pub began: &'a str,
    /// When it was last used, in words.
    pub seen: &'a str,
    /// The browser, as it names itself.
    pub agent: &'a str,
    /// Whether it is the one this page is read in.
    pub current: bool,
}

/// How an account stands, as its owner sees it.
#[derive(Debug, Clone, Copy)]
pub struct Own<'a> {
    /// The e-mail address.
    pub email: &'a str,
    /// An address that waits to be confirmed.
    pub wanted: Option<&'a str>,
    /// Whether roles wait for one-time codes.
    pub code_missing: bool,
    /// Whether one-time codes are set up.
    pub codes: bool,
    /// Why roles that are held do not count, where two do not go together.
    pub apart: Option<&'a str>,
    /// The open sessions.
    pub sessions: &'a [SessionRow<'a>],
    /// From where the account was signed in to.
    pub came: &'a [CameRow<'a>],
    /// What became of it.
    pub changes: &'a [ChangeRow<'a>],
}

/// The account of whoever looks.
pub fn account(viewer: &Viewer<'_>, own: &Own<'_>) -> Markup {
    let roles: Vec<String> = viewer.roles.iter().map(|role| person::kind(role)).collect();
    html! {
        header class="head" {
            h1 { "Account" }
            dl class="facts-of" {
                div { dt { "Name" } dd { (viewer.name) } }
                div { dt { "E-mail" } dd { (own.email) } }
                div { dt { "Roles" } dd { @if roles.is_empty() { "None" } @else { (roles.join(", ")) } } }
            }
            @if let Some(why) = own.apart {
                p class="error" { "Two of your roles do not go together, so neither counts: " (why) " Ask an administrator." }
            }
        }
        (parts::part("password", "Password and address", secrets(viewer, own)))
        (parts::part("codes", "One-time codes", codes(own)))
        @if viewer.own_record { (parts::part("calendar", "Your calendar", calendar(viewer))) }
        (parts::part("sessions", "Where you are signed in", open(viewer, own.sessions)))
        (parts::part("came", "When you signed in", came(own.came, "You have not signed in lately.")))
        (parts::part("changes", "What became of your account", changes(own.changes, false)))
    }
}

fn secrets(viewer: &Viewer<'_>, own: &Own<'_>) -> Markup {
    html! {
        p { a href="/account/password" { "Change your password" } }
        p { a href="/account/address" { "Change your e-mail address" } }
        @if let Some(wanted) = own.wanted {
            p class="hint" { (wanted) " waits to be confirmed by the link that we sent to it." }
        }
        @if viewer.own_record { p { a href="/home/details" { "Change your name, or where you are" } } }
    }
}

fn calendar(viewer: &Viewer<'_>) -> Markup {
    html! {
        p { "Your deadlines, in the calendar program that you use anyway." }
        form method="post" action="/account/calendar" {
            (parts::csrf(viewer.csrf))
            button class="second" type="submit" { "Make a calendar address" }
        }
    }
}

fn codes(own: &Own<'_>) -> Markup {
    html! {
        @if own.code_missing {
            p { strong { "Your staff roles wait for this." } " They count once you sign in with a one-time code." }
        } @else if own.codes {
            p { "An app on your telephone shows a new code every half minute, and nobody comes in without it." }
        } @else {
            p { "Where they are set up, an app shows a new code every half minute, and nobody comes in without it." }
        }
        p {
            a href="/account/code/new" {
                @if own.codes { "Replace your one-time codes" } @else { "Set up one-time codes" }
            }
        }
    }
}

fn open(viewer: &Viewer<'_>, sessions: &[SessionRow<'_>]) -> Markup {
    let row = |session: &SessionRow<'_>| {
        vec![
            html! { (session.agent) @if session.current { " " (parts::word("good", "This one")) } },
            html! { (session.began) },
            html! { (session.seen) },
            html! {
                form method="post" action="/account/sessions/end" {
                    (parts::csrf(viewer.csrf))
                    input type="hidden" name="session" value=(session.id);
                    button class="second" type="submit" {
                        "End" span class="unseen" { " the session of " (session.agent) ", begun " (session.began) }
                    }
                }
            },
        ]
    };
    let rows: Vec<Vec<Markup>> = sessions.iter().map(row).collect();
    html! {
        p { "End a session that you do not know. Ending this one signs you out." }
        (parts::table("Open sessions", &["Browser", "Began", "Last used", "End it"], &rows))
    }
}
