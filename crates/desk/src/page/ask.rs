//! Small pages of one form, or of one thing said: for what is done to accounts.

use maud::{Markup, html};

use super::parts::{self, Field, Problem};

/// A page of one form.
#[derive(Debug, Clone, Copy)]
pub struct Asked<'a> {
    /// The heading.
    pub heading: &'a str,
    /// What it is about, under the heading.
    pub lead: &'a str,
    /// Where it is sent.
    pub action: &'a str,
    /// The token of whoever is signed in; nothing for those who are not.
    pub csrf: Option<&'a str>,
    /// What is sent along unseen.
    pub hidden: &'a [(&'a str, &'a str)],
    /// The fields.
    pub fields: &'a [Field<'a>],
    /// What the buttons say; each further one sends `what` with its word.
    pub buttons: &'a [(&'a str, &'a str)],
    /// The way back: where, and what it is called.
    pub back: (&'a str, &'a str),
}

/// The page, with what was wrong with it when it was sent.
pub fn asked(asked: &Asked<'_>, problems: &[Problem<'_>]) -> Markup {
    html! {
        header class="head" {
            h1 { (asked.heading) }
            @if !asked.lead.is_empty() { p class="as-of" { (asked.lead) } }
        }
        (parts::error_summary(problems))
        form class="narrow" method="post" action=(asked.action) novalidate {
            @if let Some(token) = asked.csrf { (parts::csrf(token)) }
            @for (name, value) in asked.hidden { input type="hidden" name=(name) value=(value); }
            @for field in asked.fields { (parts::field(field, problems)) }
            @for (nth, (word, label)) in asked.buttons.iter().enumerate() {
                button class=[(nth > 0).then_some("second")] type="submit" name="what" value=(word) { (label) }
            }
        }
        p { a href=(asked.back.0) { (asked.back.1) } }
    }
}

/// A page that says something, and where to go on.
pub fn said(heading: &str, sentences: &[&str], on: (&str, &str)) -> Markup {
    html! {
        header class="head" { h1 { (heading) } }
        @for sentence in sentences { p { (sentence) } }
        p { a href=(on.0) { (on.1) } }
    }
}
