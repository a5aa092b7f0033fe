//! Task lists: each step of an application or a renewal, with where it stands in words.

use jiff::civil::Date;
use maud::{Markup, html};
use programme::Handbook;
use programme::tasks::{State, Step, Task, Tasks};

use super::parts;

/// A task list as it is drawn.
#[derive(Debug, Clone)]
pub struct List<'a> {
    /// The handbook.
    pub handbook: &'a Handbook,
    /// The steps.
    pub tasks: Tasks<'a>,
    /// What was begun and not sent: since when it was not touched, and until when it is kept.
    pub begun: Option<(Date, Date)>,
}

/// The lists, one a section.
pub fn lists(lists: &[List<'_>], on: Date) -> Markup {
    html! { @for (at, list) in lists.iter().enumerate() { (one(list, at, on)) } }
}

fn one(list: &List<'_>, at: usize, on: Date) -> Markup {
    let programme = list.tasks.programme.and_then(|id| list.handbook.programme(id));
    let heading = match programme {
        Some(programme) => format!("Your way to {}, step by step", programme.designation),
        None => format!("Your renewal with {}, step by step", list.handbook.body.short),
    };
    let content = html! {
        ol class="steps" { @for task in &list.tasks.steps { (step(list, task, on)) } }
        @if let Some((since, until)) = list.begun {
            p class="hint" {
                "What you filled in on " (parts::day(since)) " is kept for you until " (parts::day(until))
                ". It is no application yet: only one that you send is looked at."
            }
        }
    };
    parts::part(&format!("tasks-{at}"), &heading, content)
}

fn step(list: &List<'_>, task: &Task<'_>, on: Date) -> Markup {
    let (tone, said) = state(&task.state, on);
    html! {
        li {
            div class="step" {
                strong { (name(task.step)) } " " (parts::word(tone, word(&task.state))) " " (said)
                @if let Some(reason) = task.reasons.first() { " " (parts::why(reason, Some(list.handbook))) }
            }
            @if let Some((href, label)) = link(list, task) { p { a class="second button" href=(href) { (label) } } }
        }
    }
}

/// What a step is called.
pub fn name(step: Step) -> &'static str {
    match step {
        Step::Evidence => "Evidence of work, schooling or another credential",
        Step::Attestation => "Your word that it is true",
        Step::Application => "Sending the application",
        Step::Accommodation => "Testing accommodations, if you need any",
        Step::Fee => "The fee",
        Step::Decision => "The body's decision",
        Step::Notice => "Notice to Schedule",
        Step::Seat => "A seat",
        Step::Exam => "The exam",
        Step::Result => "Your result",
        Step::Award => "The credential",
        Step::Credits => "Credits",
        Step::Name => "Your name, as it goes on the certificate",
        Step::Renewal => "Sending the renewal",
    }
}

/// Where a step stands, as a tag.
fn word(state: &State) -> &'static str {
    match state {
        State::Done(_) => "Done",
        State::ToDo { .. } => "To do",
        State::Optional { .. } => "Optional",
        State::Waits { .. } => "Waits for the office",
        State::Comes(_) => "Comes by itself",
        State::After(_) => "Cannot start yet",
        State::Not(_) => "No",
        State::Over => "No longer possible",
    }
}

/// The colour beside the word, and the rest of the sentence.
fn state(state: &State, on: Date) -> (&'static str, Markup) {
    let by = |by: &Option<Date>| html! { @if let Some(by) = by { "by " (parts::when(*by, on)) } };
    match state {
        State::Done(day) => ("good", html! { @if let Some(day) = day { "on " (parts::day(*day)) } }),
        State::ToDo { from: Some(from), by: Some(to) } => {
            ("soon", html! { "from " (parts::when(*from, on)) " through " (parts::when(*to, on)) })
        }
        State::ToDo { from: Some(from), by: None } => ("soon", html! { "from " (parts::when(*from, on)) }),
        State::ToDo { from: None, by: to } => ("soon", by(to)),
        State::Optional { by: to } => ("gone", by(to)),
        State::Waits { since, due } => (
            "soon",
            html! {
                "since " (parts::when(*since, on))
                @if let Some((from, to)) = due { "; due between " (parts::when(*from, on)) " and " (parts::when(*to, on)) }
            },
        ),
        State::Comes(day) => ("gone", html! { "on " (parts::when(*day, on)) }),
        State::After(step) => ("gone", html! { "because this comes first: " (name(*step)) }),
        State::Not(day) => ("shut", html! { "as of " (parts::day(*day)) }),
        State::Over => ("shut", html! {}),
    }
}

/// Where a step is taken or looked at.
fn link(list: &List<'_>, task: &Task<'_>) -> Option<(String, &'static str)> {
    let Some(programme) = list.tasks.programme else {
        if matches!((task.step, task.state), (Step::Name, State::Optional { .. })) {
            return Some(("/home/details".to_owned(), "Check it"));
        }
        let scheme = list.tasks.scheme.filter(|_| matches!(task.state, State::ToDo { from: None, .. }))?;
        return match task.step {
            Step::Credits => Some((format!("/home/act/log_credit?scheme={scheme}"), "Log a credit")),
            _ => None,
        };
    };
    let exam = list.tasks.steps.iter().find(|t| t.step == Step::Exam).map(|t| t.state);
    let ahead = matches!(exam, Some(State::After(_) | State::Comes(_)));
    match (task.step, task.state) {
        (Step::Evidence, State::ToDo { .. }) => {
            Some((format!("/home/apply/{programme}"), "Go on with your application"))
        }
        (Step::Accommodation, State::Optional { .. } | State::Not(_) | State::Over) => {
            Some((format!("/home/accommodation/{programme}"), "Ask for accommodations"))
        }
        (Step::Notice, State::Done(_)) if ahead => Some((format!("/home/notice/{programme}"), "Read and print it")),
        (Step::Exam, State::Comes(_)) => {
            Some((format!("/home/notice/{programme}"), "What you need there, for printing"))
        }
        (Step::Seat, State::ToDo { .. }) => Some((format!("/home/book/{programme}"), "Book a seat")),
        _ => None,
    }
}
