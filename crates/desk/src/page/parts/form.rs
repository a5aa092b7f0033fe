//! Forms: fields with label, hint and error, and the summary of errors at the top.

use jiff::civil::Date;
use maud::{Markup, html};

/// What is wrong with one field of a form.
#[derive(Debug, Clone, Copy)]
pub struct Problem<'a> {
    /// The field's name.
    pub field: &'a str,
    /// What is wrong.
    pub wrong: &'a str,
    /// What to do about it.
    pub remedy: &'a str,
}

/// One choice of a list: the value sent, and the words shown.
#[derive(Debug, Clone, Copy)]
pub struct Choice<'a> {
    /// What is sent.
    pub value: &'a str,
    /// What is shown.
    pub label: &'a str,
}

/// How a field is filled in.
#[derive(Debug, Clone, Copy)]
pub enum Input<'a> {
    /// A line of text; the word is what `autocomplete` says, empty for none.
    Text(&'a str),
    /// An e-mail address.
    Email,
    /// The password of an account.
    Password,
    /// A password that is being chosen.
    NewPassword,
    /// A calendar day.
    Date,
    /// Several lines.
    Lines,
    /// A file; the word is which kinds are meant.
    File(&'a str),
    /// One of a list.
    Select(&'a [Choice<'a>]),
}

/// A field of a form.
#[derive(Debug, Clone, Copy)]
pub struct Field<'a> {
    /// The name sent; also the element's id.
    pub name: &'a str,
    /// What it is called.
    pub label: &'a str,
    /// A hint, or nothing.
    pub hint: &'a str,
    /// How it is filled in.
    pub input: Input<'a>,
    /// What stands in it.
    pub value: &'a str,
    /// Whether it must be filled in.
    pub required: bool,
}

/// The token without which no form that changes anything is taken.
pub fn csrf(token: &str) -> Markup {
    html! { input type="hidden" name="csrf" value=(token); }
}

/// What is wrong with a form, each problem linked to its field. Nothing where nothing is.
pub fn error_summary(problems: &[Problem<'_>]) -> Markup {
    if problems.is_empty() {
        return html! {};
    }
    html! {
        div class="errors" role="alert" aria-labelledby="errors" tabindex="-1" {
            h2 id="errors" { "There is a problem" }
            ul {
                @for problem in problems {
                    li { a href=(format!("#{}", problem.field)) { (problem.wrong) } " " (problem.remedy) }
                }
            }
        }
    }
}

/// A field with its label, its hint, and its error repeated beside it.
pub fn field(field: &Field<'_>, problems: &[Problem<'_>]) -> Markup {
    let problem = problems.iter().find(|p| p.field == field.name);
    let hint = (!field.hint.is_empty()).then(|| format!("{}-hint", field.name));
    let error = problem.map(|_| format!("{}-error", field.name));
    let described: Vec<&str> = [&hint, &error].into_iter().filter_map(|id| id.as_deref()).collect();
    let described = (!described.is_empty()).then(|| described.join(" "));
    html! {
        div class=(if problem.is_some() { "field wrong" } else { "field" }) {
            label for=(field.name) { (field.label) }
            @if let Some(id) = &hint { p class="hint" id=(id) { (field.hint) } }
            @if let (Some(id), Some(problem)) = (&error, problem) {
                p class="error" id=(id) { span class="unseen" { "Error: " } (problem.wrong) " " (problem.remedy) }
            }
            (input(field, described.as_deref(), problem.is_some()))
        }
    }
}

fn input(field: &Field<'_>, described: Option<&str>, wrong: bool) -> Markup {
    let invalid = wrong.then_some("true");
    let (kind, complete) = match field.input {
        Input::Text(complete) => ("text", (!complete.is_empty()).then_some(complete)),
        Input::Email => ("email", Some("username")),
        Input::Password => ("password", Some("current-password")),
        Input::NewPassword => ("password", Some("new-password")),
        // A browser would drop what is no day from a field of days, and with it what somebody typed.
        Input::Date if !field.value.is_empty() && field.value.parse::<Date>().is_err() => ("text", None),
        Input::Date => ("date", None),
        Input::File(kinds) => {
            return html! {
                input type="file" id=(field.name) name=(field.name) accept=(kinds) required[field.required]
                    aria-describedby=[described] aria-invalid=[invalid];
            };
        }
        Input::Lines => {
            return html! {
                textarea id=(field.name) name=(field.name) rows="5" required[field.required]
                    aria-describedby=[described] aria-invalid=[invalid] { (field.value) }
            };
        }
        Input::Select(choices) => {
            return html! {
                select id=(field.name) name=(field.name) required[field.required]
                    aria-describedby=[described] aria-invalid=[invalid] {
                    @for choice in choices {
                        option value=(choice.value) selected[choice.value == field.value] { (choice.label) }
                    }
                }
            };
        }
    };
    let value = (kind != "password" && !field.value.is_empty()).then_some(field.value);
    html! {
        input type=(kind) id=(field.name) name=(field.name) value=[value] autocomplete=[complete]
            required[field.required] aria-describedby=[described] aria-invalid=[invalid];
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_stands_in_the_summary_and_at_its_field() {
        let problems = [Problem { field: "born", wrong: "This day does not exist.", remedy: "Write another." }];
        let born =
            Field { name: "born", label: "Born", hint: "A day.", input: Input::Date, value: "", required: false };
        let (top, there) = (error_summary(&problems).into_string(), field(&born, &problems).into_string());
        assert!(top.contains("href=\"#born\""));
        assert!(there.contains("aria-describedby=\"born-hint born-error\""), "{there}");
        assert!(there.contains("This day does not exist."));
    }
}
