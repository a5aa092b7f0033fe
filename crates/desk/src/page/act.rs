//! Doing something about one's own record: the form, the answers to be checked, and what happens next.

use jiff::civil::Date;
use maud::{Markup, html};
use programme::Handbook;
use programme::decision::{Action, Decision, Ruling};
use programme::recertification::Scheme;

use super::parts::{self, Choice, Field, Input, Problem};

/// What is sent: each field's name and value.
pub type Sent<'a> = [(&'a str, &'a str)];

/// A step that somebody is about to take.
#[derive(Debug)]
pub struct Step<'a, 'd> {
    /// The decision from which the button was drawn, and which judges the click.
    pub decision: &'a Decision<'d>,
    /// The handbook.
    pub handbook: &'a Handbook,
    /// The renewal scheme.
    pub scheme: &'a Scheme,
    /// Today.
    pub on: Date,
    /// The token of the form.
    pub csrf: &'a str,
    /// What was sent so far.
    pub sent: &'a Sent<'a>,
    /// What is wrong with it.
    pub problems: &'a [Problem<'a>],
}

/// Whether a step is taken on these pages.
pub fn is_here(action: Action) -> bool {
    title(action).is_some()
}

/// What the page of a step is called.
pub fn title(action: Action) -> Option<&'static str> {
    Some(match action {
        Action::LogCredit => "Log a credit",
        Action::SubmitRenewal => "Submit your renewal",
        Action::RequestExtension => "Ask for more time",
        Action::RequestReinstatement => "Ask to be reinstated",
        _ => return None,
    })
}

/// What happens next once a step was taken.
pub fn next(action: Action) -> &'static str {
    match action {
        Action::LogCredit => {
            "It counts from now on as your home page shows, and may be reviewed at your renewal or in an audit."
        }
        Action::SubmitRenewal => {
            "Your renewal is looked at once credits and payment are complete; your home page says what is still missing."
        }
        Action::RequestExtension => {
            "Your request waits for the body's decision. Until then your deadlines are as they were."
        }
        _ => "Your request waits for the body's decision; your home page says what must be in by when.",
    }
}

/// The page of a step: its form, or why it cannot be taken.
pub fn step(step: &Step<'_, '_>) -> Markup {
    let allowed = step.decision.ruling() == Ruling::Allowed;
    html! {
        (head(step))
        (parts::error_summary(step.problems))
        @if allowed {
            form method="post" action=(path(step)) {
                (parts::csrf(step.csrf))
                (fields(step))
                button type="submit" { "Go on" }
            }
        } @else {
            p { "This cannot be done on this day." }
        }
        (parts::because_by(&step.decision.reasons, Some(step.handbook)))
        p { a href="/home" { "Back to your home page" } }
    }
}

/// The answers once more, before anything is done.
pub fn check(step: &Step<'_, '_>) -> Markup {
    let answers = step.sent.iter().filter(|(_, value)| !value.is_empty());
    html! {
        (head(step))
        (parts::part("answers", "Check your answers", html! {
            dl class="facts-of" {
                @for (name, value) in answers.clone() { div { dt { (name.replace('_', " ")) } dd { (value.replace('_', " ")) } } }
            }
        }))
        form method="post" action=(path(step)) {
            (parts::csrf(step.csrf))
            input type="hidden" name="confirmed" value="yes";
            @for (name, value) in answers { input type="hidden" name=(name) value=(value); }
            p { "By going on you declare that this is true and that you can document it." }
            button type="submit" { (title(step.decision.action).unwrap_or_default()) }
        }
        p { a href=(path(step)) { "Change something" } }
    }
}

/// What was done, and what happens next.
pub fn done(action: Action) -> Markup {
    html! {
        header class="head" { h1 { "Done" } }
        p { (next(action)) }
        p { a href="/home" { "Back to your home page" } }
    }
}

fn head(step: &Step<'_, '_>) -> Markup {
    html! {
        header class="head" {
            h1 { (title(step.decision.action).unwrap_or_default()) }
            p class="as-of" { (step.handbook.body.name) ", as of " (parts::day(step.on)) }
        }
    }
}

fn path(step: &Step<'_, '_>) -> String {
    format!("/home/act/{}?scheme={}", step.decision.action.word(), step.scheme.id)
}

fn fields(step: &Step<'_, '_>) -> Markup {
    match step.decision.action {
        Action::LogCredit => credit(step),
        Action::RequestExtension => extension(step),
        _ => html! { p { "There is nothing to fill in: what the rules look at is on your record already." } },
    }
}

/// One field, with what was sent.
fn asked(step: &Step<'_, '_>, (name, label, hint): (&str, &str, &str), input: Input<'_>, required: bool) -> Markup {
    let value = step.sent.iter().find(|(own, _)| *own == name).map_or("", |(_, value)| value);
    parts::field(&Field { name, label, hint, input, value, required }, step.problems)
}

fn credit(step: &Step<'_, '_>) -> Markup {
    let titles: Vec<(&str, String)> =
        step.scheme.categories.iter().map(|c| (c.id.as_str(), c.clause.title.clone())).collect();
    let mut categories = vec![Choice { value: "", label: "Choose …" }];
    categories.extend(titles.iter().map(|(value, label)| Choice { value, label }));
    let yes_or_no = [
        Choice { value: "", label: "Choose …" },
        Choice { value: "yes", label: "Yes" },
        Choice { value: "no", label: "No, not yet" },
    ];
    html! {
        (asked(step, ("title", "What it was", "As its certificate names it."), Input::Text(""), true))
        (asked(step, ("category", "Kind of credit", ""), Input::Select(&categories), true))
        (asked(step, ("earned", "Day on which it was earned", "The last day, where it took several."), Input::Date, true))
        (asked(step, ("units", "How much", "Hours; for service, positions; for a course, its credits; for publications, pieces."), Input::Text(""), true))
        (asked(step, ("place", "Where it took place", "For something online: where you were."), Input::Text(""), false))
        (asked(step, ("certificate", "Do you have its certificate?", ""), Input::Select(&yes_or_no), true))
    }
}

fn extension(step: &Step<'_, '_>) -> Markup {
    let with = [
        Choice { value: "", label: "Choose …" },
        Choice { value: "certificates", label: "The certificates of the credits earned so far" },
        Choice { value: "tracking_table", label: "A table that lists the credits earned so far" },
    ];
    asked(step, ("with", "What comes with your request", ""), Input::Select(&with), true)
}
