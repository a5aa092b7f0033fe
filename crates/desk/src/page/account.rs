//! One's own account: who one is here, and the sessions that are open.

use maud::{Markup, html};

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

/// The account of whoever looks.
pub fn account(viewer: &Viewer<'_>, email: &str, code_missing: bool, sessions: &[SessionRow<'_>]) -> Markup {
    let roles: Vec<String> = viewer.roles.iter().map(|role| person::kind(role)).collect();
    html! {
        header class="head" {
            h1 { "Account" }
            dl class="facts-of" {
                div { dt { "Name" } dd { (viewer.name) } }
                div { dt { "E-mail" } dd { (email) } }
                div { dt { "Roles" } dd { @if roles.is_empty() { "None" } @else { (roles.join(", ")) } } }
            }
        }
        (parts::part("codes", "One-time codes", codes(viewer, code_missing)))
        @if viewer.own_record { (parts::part("calendar", "Your calendar", calendar(viewer))) }
        (parts::part("sessions", "Where you are signed in", open(viewer, sessions)))
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

fn codes(viewer: &Viewer<'_>, missing: bool) -> Markup {
    html! {
        @if missing {
            p { strong { "Your staff roles wait for this." } " They count once you sign in with a one-time code." }
        } @else {
            p { "An app on your telephone shows a new code every half minute, and nobody comes in without it." }
        }
        form method="post" action="/account/code/new" {
            (parts::csrf(viewer.csrf))
            button class="second" type="submit" { "Set up one-time codes" }
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
