//! Signing up.

use maud::{Markup, html};

use super::parts::{self, Choice, Field, Input, Problem};

/// The form.
pub fn sign_up(bodies: &[(&str, &str)], sent: &[(&str, &str)], problems: &[Problem<'_>]) -> Markup {
    let mut choices = vec![Choice { value: "", label: "Choose …" }];
    choices.extend(bodies.iter().map(|(value, label)| Choice { value, label }));
    let carried = sent.iter().find(|(own, _)| *own == "carried").map_or("", |(_, value)| value);
    let asked = |name, label, hint, input| {
        let value = sent.iter().find(|(own, _)| *own == name).map_or("", |(_, value)| value);
        parts::field(&Field { name, label, hint, input, value, required: name != "place" }, problems)
    };
    html! {
        header class="head" {
            h1 { "Sign up" }
            p class="as-of" { "For whoever wants to apply for a credential." }
        }
        (parts::error_summary(problems))
        @if !carried.is_empty() {
            p { "The evidence from your check comes along: it waits for you as the draft of an application." }
        }
        form class="narrow" method="post" action="/sign-up" novalidate {
            @if !carried.is_empty() { input type="hidden" name="carried" value=(carried); }
            (asked("name", "Your name", "As on the papers that you show at the exam.", Input::Text("name")))
            (asked("email", "E-mail", "You confirm it by a mail that we send.", Input::Email))
            (asked("born", "Day of birth", "It tells you from others of your name.", Input::Date))
            (asked("place", "Town and state, if you like", PLACE, Input::Text("")))
            (asked("body", "Who awards the credential", "", Input::Select(&choices)))
            (asked("password", "Password", "At least 12 characters; a few words do well.", Input::NewPassword))
            button type="submit" { "Sign up" }
        }
        p { "You have an account? " a href="/sign-in" { "Sign in" } "." }
    }
}

const PLACE: &str = "Like Tucson, AZ. Published with your name once you hold a credential, so that employers can tell you \
                     from others of your name.";

/// What happens next.
pub fn look_at_your_mail() -> Markup {
    html! {
        header class="head" { h1 { "Look at your mail" } }
        p { "We have written to the address that you gave. Open the page in that mail within three days." }
        p { "Nothing came? Look among unwanted mail, and check that the address was right." }
    }
}

/// The page that the mail leads to.
pub fn confirm(token: &str) -> Markup {
    html! {
        header class="head" { h1 { "Confirm your e-mail address" } }
        form method="post" action="/confirm" {
            input type="hidden" name="token" value=(token);
            button type="submit" { "This address is mine" }
        }
    }
}
