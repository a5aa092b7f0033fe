//! Signing in.

use maud::{Markup, html};

use super::parts::{self, Field, Input};

/// The form; the address of the last try and what was wrong with it; in a demonstration the accounts there are (e-mail, password, who).
pub fn sign_in(next: &str, tried: Option<(&str, &str)>, demo_accounts: &[(&str, &str, &str)]) -> Markup {
    let field = |name, label, input, value| Field { name, label, hint: "", input, value, required: true };
    let email = tried.map_or("", |(email, _)| email);
    let problems: Vec<parts::Problem<'_>> =
        tried.iter().map(|(_, wrong)| parts::Problem { field: "email", wrong, remedy: "" }).collect();
    html! {
        header class="head" { h1 { "Sign in" } }
        (parts::error_summary(&problems))
        form class="narrow" method="post" action="/sign-in" novalidate {
            input type="hidden" name="next" value=(next);
            (parts::field(&field("email", "E-mail", Input::Email, email), &problems))
            (parts::field(&field("password", "Password", Input::Password, ""), &[]))
            @if demo_accounts.is_empty() { (parts::field(&code(), &[])) }
            button type="submit" { "Sign in" }
        }
        p { a href="/forgotten" { "Forgotten your password?" } }
        p { "No account yet? " a href="/sign-up" { "Sign up" } "." }
        @if !demo_accounts.is_empty() { (accounts(demo_accounts)) }
    }
}

fn code() -> Field<'static> {
    Field {
        name: "code",
        label: "One-time code",
        hint: "Only where you have set one up.",
        input: Input::Text("one-time-code"),
        value: "",
        required: false,
    }
}

fn accounts(accounts: &[(&str, &str, &str)]) -> Markup {
    let rows: Vec<Vec<Markup>> = accounts
        .iter()
        .map(|(email, password, who)| vec![html! { (who) }, html! { code { (email) } }, html! { code { (password) } }])
        .collect();
    let table = parts::table("Accounts of this demonstration", &["Who", "E-mail", "Password"], &rows);
    parts::part("accounts", "Who to sign in as", table)
}
