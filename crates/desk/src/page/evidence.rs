//! The evidence of an application: its form, and how it stands by the handbook.

use jiff::civil::Date;
use maud::{Markup, html};
use programme::Handbook;
use programme::decision::Met;
use programme::eligibility::Eligibility;
use programme::handbook::Programme;

use super::parts::{self, Choice, Field, Input, Problem};

/// What the form of a programme's evidence shows.
#[derive(Debug, Clone, Copy)]
pub struct Evidence<'a> {
    /// The handbook.
    pub handbook: &'a Handbook,
    /// The programme.
    pub programme: &'a Programme,
    /// Today.
    pub on: Date,
    /// How many employments are asked for; none where no route looks at them.
    pub employments: usize,
    /// The kinds of schooling there are to choose from.
    pub awards: &'a [&'a str],
    /// Whether other credentials are asked for.
    pub credential: bool,
    /// What was sent so far.
    pub sent: &'a [(String, String)],
    /// What is wrong with it.
    pub problems: &'a [Problem<'a>],
}

impl Evidence<'_> {
    fn asked(&self, name: &str, label: &str, hint: &str, input: Input<'_>) -> Markup {
        let value = self.sent.iter().find(|(own, _)| own == name).map_or("", |(_, value)| value);
        parts::field(&Field { name, label, hint, input, value, required: false }, self.problems)
    }
}

/// The self-check: the form, and what it comes to; never a decision.
pub fn check(view: &Evidence<'_>, eligibility: Option<&Eligibility<'_>>) -> Markup {
    html! {
        (head(view, "Could you sit the exam?", "A check for yourself, and no decision: that follows an application."))
        @if let Some(eligibility) = eligibility { (stands(view, eligibility)) }
        form method="get" novalidate action=(format!("/check/{}", view.programme.id)) {
            input type="hidden" name="asked" value="yes";
            (fields(view))
            button type="submit" { "Check" }
        }
        p { "Nothing that you write here is kept." }
    }
}

/// The application: the form, then, once it is whole, everything to be checked.
pub fn apply(view: &Evidence<'_>, csrf: &str, windows: &[String], eligibility: Option<&Eligibility<'_>>) -> Markup {
    let path = format!("/home/apply/{}", view.programme.id);
    let names: Vec<Choice<'_>> = std::iter::once(Choice { value: "", label: "Choose …" })
        .chain(windows.iter().map(|w| Choice { value: w, label: w }))
        .collect();
    let Some(eligibility) = eligibility else {
        return html! {
            (head(view, "Apply for the exam", "You check everything before it is sent."))
            form method="post" novalidate action=(path) {
                (parts::csrf(csrf))
                (fields(view))
                @if !windows.is_empty() {
                    (view.asked("window", "Testing window", "When you would like to sit the exam.", Input::Select(&names)))
                }
                button type="submit" { "Go on" }
            }
        };
    };
    html! {
        (head(view, "Check your application", "Nothing is sent yet."))
        (parts::part("answers", "Your answers", html! {
            dl class="facts-of" {
                @for (name, value) in view.sent.iter().filter(|(_, value)| !value.is_empty()) {
                    div { dt { (named(name)) } dd { (value.replace('_', " ")) } }
                }
            }
        }))
        (stands(view, eligibility))
        form method="post" novalidate action=(path) {
            (parts::csrf(csrf))
            @for (name, value) in view.sent { input type="hidden" name=(name) value=(value); }
            div class="choice" {
                input type="checkbox" id="attested" name="attested" value="yes" required;
                label for="attested" { "This is true and complete, and I can document it." }
            }
            button type="submit" { "Send the application" }
        }
        p { a href=(path) { "Begin again" } }
    }
}

/// The name of a field as it is read back.
fn named(name: &str) -> String {
    match name.rsplit_once('_') {
        Some((key, n)) if n.parse::<usize>().is_ok() => {
            format!("{} (work {})", key.replace('_', " "), n.parse::<usize>().map_or(1, |n| n + 1))
        }
        _ => name.replace('_', " "),
    }
}

fn head(view: &Evidence<'_>, title: &str, about: &str) -> Markup {
    html! {
        header class="head" {
            h1 { (title) }
            p class="as-of" { (view.programme.designation) ", " (view.programme.name) ". " (about) }
        }
        (parts::error_summary(view.problems))
    }
}

/// How the evidence stands, route by route.
fn stands(view: &Evidence<'_>, eligibility: &Eligibility<'_>) -> Markup {
    let title = if eligibility.eligible() { "It would do" } else { "It would not do yet" };
    parts::part(
        "stands",
        "How this stands by the handbook",
        html! {
            p { strong { (title) } " on " (parts::day(view.on)) "." }
            @for route in &eligibility.routes {
                h3 { "By " (route.route) }
                ul class="reasons" {
                    @for requirement in &route.requirements {
                        li {
                            @match requirement.reason.met {
                                Met::Yes | Met::Note => (parts::word("good", "Met")),
                                Met::No => (parts::word("shut", "Not met")),
                                Met::Unknown => (parts::word("soon", "Unknown")),
                            }
                            " " (requirement.reason) " " (parts::why(&requirement.reason, Some(view.handbook)))
                        }
                    }
                }
            }
        },
    )
}

fn fields(view: &Evidence<'_>) -> Markup {
    let awards: Vec<(String, &str)> = view.awards.iter().map(|a| (a.replace('_', " "), *a)).collect();
    let none = std::iter::once(Choice { value: "", label: "None" });
    let awards: Vec<Choice<'_>> = none.chain(awards.iter().map(|(label, value)| Choice { value, label })).collect();
    let yes_or_no = [
        Choice { value: "", label: "Choose …" },
        Choice { value: "yes", label: "Yes" },
        Choice { value: "no", label: "No, or I do not know" },
    ];
    html! {
        @for n in 0..view.employments {
            fieldset {
                legend { "Work " (n + 1) @if n > 0 { ", if there was more" } }
                (view.asked(&format!("role_{n}"), "Post", "What you worked as.", Input::Text("")))
                (view.asked(&format!("from_{n}"), "First day", "", Input::Date))
                (view.asked(&format!("to_{n}"), "Last day", "Leave it out where you still work there.", Input::Date))
                (view.asked(&format!("share_{n}"), "Share of full time", "Full time is 1, half is 0.5. Leave it out for full time.", Input::Text("")))
            }
        }
        @if awards.len() > 1 {
            fieldset {
                legend { "Schooling" }
                (view.asked("award", "What was or will be awarded", "", Input::Select(&awards)))
                (view.asked("accredited", "Is the programme or its institution accredited?", "", Input::Select(&yes_or_no)))
                (view.asked("didactic_hours", "Hours of instruction", "", Input::Text("")))
                (view.asked("externship_hours", "Hours of externship", "", Input::Text("")))
                (view.asked("graduated", "Day of graduation", "", Input::Date))
                (view.asked("scheduled", "Or the day for which it is scheduled", "", Input::Date))
            }
        }
        @if view.credential {
            fieldset {
                legend { "A credential of another body" }
                (view.asked("designation", "Designation", "Its letters.", Input::Text("")))
                (view.asked("held_from", "Held since", "", Input::Date))
                (view.asked("held_to", "Held through", "Leave it out where you still hold it.", Input::Date))
            }
        }
    }
}
