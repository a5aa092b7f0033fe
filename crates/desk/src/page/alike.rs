//! Credits that were posted and logged, and may be the same: asked of their holder, and of whoever reviews them.

use maud::{Markup, html};
use programme::day::in_words;

use super::parts;
use crate::arriving::alike::{Alike, Side};

/// The part of a home page that asks which credits are the same, and tells what was not posted.
pub fn own(pairs: &[Alike], not_posted: &[(String, String)], csrf: &str) -> Markup {
    html! {
        @if !pairs.is_empty() {
            (parts::part("alike", "The same activity?", html! {
                p { "What is the same counts once. Your documents stay with it." }
                @for pair in pairs {
                    p {
                        "You logged " (said(&pair.logged)) "; " (pair.short) " posted " (said(&pair.posted)) ". Are both the same?"
                    }
                    (answers("/home/same-credit", pair, "", csrf))
                }
            }))
        }
        @if !not_posted.is_empty() {
            (parts::part("not-posted", "Not posted for you", html! {
                ul { @for (what, why) in not_posted { li { strong { (what) } ". " (why) } } }
                p { "Log these yourself, with their certificates, if you have not." }
            }))
        }
    }
}

/// The part of the page of a request that asks whoever reviews it.
pub fn reviewed(pairs: &[Alike], person: &str, request: &str, csrf: Option<&str>) -> Markup {
    if pairs.is_empty() {
        return html! {};
    }
    let action = parts::path(&["staff", "people", person, "same-credit"]);
    parts::part(
        "alike",
        "Maybe the same activity",
        html! {
            p { "What is the same counts once: that of the earlier day. Documents stay with each." }
            @for pair in pairs {
                p { "Logged: " (said(&pair.logged)) ". Posted: " (said(&pair.posted)) "." }
                @if let Some(csrf) = csrf { (answers(&action, pair, request, csrf)) }
            }
        },
    )
}

/// What stands beside a credit that may be the same as another.
pub fn beside(pairs: &[Alike], event: &str) -> Markup {
    let found = pairs.iter().find_map(|pair| match event {
        event if event == pair.logged.event => Some((&pair.posted, "posted")),
        event if event == pair.posted.event => Some((&pair.logged, "logged")),
        _ => None,
    });
    html! {
        @if let Some((other, how)) = found {
            p class="aside" { a href="#alike" { "Maybe the same" } " as " (said(other)) ", " (how) "." }
        }
    }
}

/// What is said before a credit is kept that may be there already.
pub fn warned(pairs: &[Alike]) -> Markup {
    html! {
        @for pair in pairs {
            (parts::part("alike", "Maybe it is there already", html! {
                p { (parts::word("soon", "Look first")) " " (pair.short) " posted " (said(&pair.posted)) " for you." }
                p { "If this is the same, leave it: it counts already. If you keep both, your home page asks whether they are the same." }
            }))
        }
    }
}

fn said(side: &Side) -> Markup {
    html! { strong { (side.title) } " (" (in_words(side.day).to_string()) ", " (side.units.with_decimal()) ")" }
}

fn answers(action: &str, pair: &Alike, request: &str, csrf: &str) -> Markup {
    html! {
        form method="post" action=(action) {
            (parts::csrf(csrf))
            input type="hidden" name="posted" value=(pair.posted.event);
            input type="hidden" name="logged" value=(pair.logged.event);
            @if !request.is_empty() { input type="hidden" name="request" value=(request); }
            div class="buttons" {
                button type="submit" name="answer" value="same" { "The same" span class="unseen" { ": " (pair.logged.title) } }
                button class="second" type="submit" name="answer" value="two" { "Not the same" span class="unseen" { ": " (pair.logged.title) } }
            }
        }
    }
}
