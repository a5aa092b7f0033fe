//! The evidence of an application: its form, and how it stands by the handbook.

use jiff::civil::Date;
use maud::{Markup, html};
use programme::Handbook;
use programme::decision::Met;
use programme::eligibility::Eligibility;
use programme::handbook::Programme;

use super::parts::{self, Choice, Field, Held, Input, Problem};

/// The field by which the files about schooling come.
pub const FILES_OF_SCHOOLING: &str = "files_schooling";

/// The field by which the files about another credential come.
pub const FILES_OF_CREDENTIAL: &str = "files_credential";

/// The field by which the files about one employment come.
pub fn files_of_work(n: usize) -> String {
    format!("files_{n}")
}

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
    /// The files that came with it; nothing where none are asked for.
    pub held: Option<&'a [Held<'a>]>,
    /// What is wrong with it.
    pub problems: &'a [Problem<'a>],
}

impl Evidence<'_> {
    fn asked(&self, name: &str, label: &str, hint: &str, input: Input<'_>) -> Markup {
        let value = self.sent.iter().find(|(own, _)| own == name).map_or("", |(_, value)| value);
        parts::field(&Field { name, label, hint, input, value, required: false }, self.problems)
    }

    /// Asks for the files about one piece.
    fn files(&self, name: &str, hint: &str) -> Markup {
        self.held.map_or(html! {}, |held| parts::choose_files(name, "Files that show it", hint, held, self.problems))
    }
}

/// How a self-check goes over into an application.
#[derive(Debug, Clone, Copy)]
pub enum Start<'a> {
    /// For whoever is signed in with a record of their own: the token of the form.
    Own {
        /// The token.
        csrf: &'a str,
    },
    /// For everybody else: what signing up carries along, and the form that signing in leads to.
    SignUp {
        /// The answers, packed.
        carried: &'a str,
        /// The path of the form with the answers in it.
        from: &'a str,
    },
}

/// The self-check: the form, and what it comes to; never a decision.
pub fn check(view: &Evidence<'_>, eligibility: Option<&Eligibility<'_>>, begin: Start<'_>) -> Markup {
    html! {
        (head(view, "Could you sit the exam?", "A check for yourself, and no decision: that follows an application."))
        @if let Some(eligibility) = eligibility { (stands(view, eligibility)) (start(view, begin)) }
        form method="get" novalidate action=(format!("/check/{}", view.programme.id)) {
            input type="hidden" name="asked" value="yes";
            (fields(view))
            button type="submit" { "Check" }
        }
        p { "Nothing that you write here is kept, unless you start an application with it." }
    }
}

/// From the self-check to an application with the same evidence.
fn start(view: &Evidence<'_>, begin: Start<'_>) -> Markup {
    let content = match begin {
        Start::Own { csrf } => html! {
            form method="post" novalidate action=(format!("/home/apply/{}", view.programme.id)) {
                (parts::csrf(csrf))
                @for (name, value) in view.sent { input type="hidden" name=(name) value=(value); }
                button type="submit" name="begin" value="yes" { "Start an application with this evidence" }
            }
        },
        Start::SignUp { carried, from } => html! {
            form method="get" action="/sign-up" {
                input type="hidden" name="carried" value=(carried);
                button type="submit" { "Sign up, and start an application with this evidence" }
            }
            form method="get" action="/sign-in" {
                input type="hidden" name="next" value=(from);
                button class="second" type="submit" { "Sign in, and start it" }
            }
        },
    };
    parts::part(
        "start",
        "What comes next",
        html! {
            p {
                "This was a check for yourself and no decision. The body decides once you have sent an application, by the "
                "rules of the day on which you send it."
            }
            (content)
        },
    )
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
            form method="post" enctype="multipart/form-data" novalidate action=(path) {
                (parts::csrf(csrf))
                (fields(view))
                @if !windows.is_empty() {
                    (view.asked("window", "Testing window", "When you would like to sit the exam.", Input::Select(&names)))
                }
                div class="buttons" {
                    button type="submit" { "Go on" }
                    button class="second" type="submit" name="later" value="yes" { "Keep it, and go on later" }
                }
            }
            p class="hint" { "What you fill in and the files you choose are kept for you whenever you press a button, and are no application before you send it." }
        };
    };
    let held = view.held.unwrap_or_default();
    html! {
        (head(view, "Check your application", "Nothing is sent yet."))
        (parts::part("answers", "Your answers", html! {
            dl class="facts-of" {
                @for (name, value) in view.sent.iter().filter(|(_, value)| !value.is_empty()) {
                    div { dt { (named(name)) } dd { (value.replace('_', " ")) } }
                }
                @for name in fields_of(held) {
                    div { dt { (named(name)) } dd { (parts::held_files(held.iter().filter(|h| h.field == name))) } }
                }
            }
        }))
        (stands(view, eligibility))
        form method="post" novalidate action=(path) {
            (parts::csrf(csrf))
            @for (name, value) in view.sent { input type="hidden" name=(name) value=(value); }
            (parts::hold_files(held))
            div class="choice" {
                input type="checkbox" id="attested" name="attested" value="yes" required;
                label for="attested" { "This is true and complete, and I can document it." }
            }
            p {
                "Once it is sent it waits for the office: nobody decides before that. You are written to when it is decided, and "
                "your home page says step by step what has been done, what waits for whom, and by when you have to do what."
            }
            div class="buttons" {
                button type="submit" { "Send the application" }
                button class="second" type="submit" name="change" value="yes" { "Change something" }
            }
        }
    }
}

/// The fields by which files came, each once.
fn fields_of<'h>(held: &[Held<'h>]) -> Vec<&'h str> {
    let mut fields: Vec<&str> = held.iter().map(|h| h.field).collect();
    fields.sort_unstable();
    fields.dedup();
    fields
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
                (view.files(&files_of_work(n), "A letter of the employer, or a contract."))
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
                (view.files(FILES_OF_SCHOOLING, "A diploma or transcript."))
            }
        }
        @if view.credential {
            fieldset {
                legend { "A credential of another body" }
                (view.asked("designation", "Designation", "Its letters.", Input::Text("")))
                (view.asked("held_from", "Held since", "", Input::Date))
                (view.asked("held_to", "Held through", "Leave it out where you still hold it.", Input::Date))
                (view.files(FILES_OF_CREDENTIAL, "The certificate, or a letter of the body that gave it."))
            }
        }
    }
}
