//! The first set-up of an empty house, and setting up one-time codes.

use maud::{Markup, PreEscaped, html};

use super::parts::{self, Field, Input, Problem};

/// The form by which the first administrator's account is made.
pub fn set_up(key: &str, name: &str, email: &str, problems: &[Problem<'_>]) -> Markup {
    let field = |name, label, hint, input, value| Field { name, label, hint, input, value, required: true };
    html! {
        header class="head" {
            h1 { "Welcome" }
            p class="as-of" { "Nobody has an account here yet. Make the first: an administrator's." }
        }
        (parts::error_summary(problems))
        form class="narrow" method="post" action="/set-up" novalidate {
            input type="hidden" name="key" value=(key);
            (parts::field(&field("name", "Your name", "", Input::Text("name"), name), problems))
            (parts::field(&field("email", "E-mail", "You sign in with it.", Input::Email, email), problems))
            (parts::field(&field("password", "Password", "At least 12 characters; a few words do well.", Input::NewPassword, ""), problems))
            button type="submit" { "Make the account" }
        }
        (parts::part("next", "What comes next", html! {
            ol {
                li { "Sign in, and set up one-time codes on your account's page: staff roles ask for them." }
                li { "Invite staff on the page of accounts." }
                li { "Take your records in with " code { "assay import FILE --body …" } "." }
            }
        }))
    }
}

/// A new secret for an app that shows codes, and the form that proves it is there.
pub fn code(csrf: &str, secret: &str, picture: &str) -> Markup {
    let grouped: Vec<String> =
        secret.as_bytes().chunks(4).map(|four| String::from_utf8_lossy(four).into_owned()).collect();
    html! {
        header class="head" { h1 { "One-time codes" } }
        p { "Scan this with an app that shows one-time codes, or type the secret into it." }
        div class="qr" role="img" aria-label="The secret below, as a picture for an app" { (PreEscaped(picture)) }
        p { "The secret: " code { (grouped.join(" ")) } }
        (proof(csrf, &[]))
        p { a href="/account" { "Back to your account" } }
    }
}

/// The form that proves that the app is there, after a wrong code.
pub fn code_again(csrf: &str) -> Markup {
    let wrong = "The code is not one of this secret's.";
    let problems = [Problem { field: "code", wrong, remedy: "Write the one that the app shows now." }];
    html! {
        header class="head" { h1 { "One-time codes" } }
        (parts::error_summary(&problems))
        (proof(csrf, &problems))
        p { "The secret is not in your app? " a href="/account/code/new" { "Begin anew" } "." }
        p { a href="/account" { "Back to your account" } }
    }
}

fn proof(csrf: &str, problems: &[Problem<'_>]) -> Markup {
    let field = Field {
        name: "code",
        label: "The six digits that the app shows now",
        hint: "",
        input: Input::Text("one-time-code"),
        value: "",
        required: true,
    };
    html! {
        form class="narrow" method="post" action="/account/code" novalidate {
            (parts::csrf(csrf))
            (parts::field(&field, problems))
            button type="submit" { "Use these codes from now on" }
        }
    }
}
