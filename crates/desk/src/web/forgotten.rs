//! A forgotten password, and choosing one by a link from a letter.

use std::net::SocketAddr;
use std::sync::Arc;

use axum::Form;
use axum::extract::{ConnectInfo, Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;

use crate::account::{self, Cost, NotKept, recovery};
use crate::page::Area;
use crate::page::ask::{Asked, asked, said};
use crate::page::parts::{Field, Input, Problem};
use crate::web::answer::{Became, Place, answer};
use crate::web::guard::failed;
use crate::web::house::House;
use crate::web::sign_in::TURNS;

const SIGN_IN: Place = ("Sign in", Area::Public);

/// The address.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Address {
    email: String,
}

/// `/forgotten`: the form.
pub async fn form(State(house): State<Arc<House>>) -> Response {
    shown(&house, "", None)
}

fn shown(house: &House, email: &str, wrong: Option<(&str, &str)>) -> Response {
    let problem = wrong.map(|(wrong, remedy)| Problem { field: "email", wrong, remedy });
    let email = Field {
        name: "email",
        label: "E-mail",
        hint: "The address that you sign in with.",
        input: Input::Email,
        value: email,
        required: true,
    };
    let page = Asked {
        heading: "Forgotten your password?",
        lead: "We send you a link by which you choose a new one.",
        action: "/forgotten",
        csrf: None,
        hidden: &[],
        fields: &[email],
        buttons: &[("send", "Send the link")],
        back: ("/sign-in", "Back to signing in"),
    };
    answer(house, None, SIGN_IN, Became::page(asked(&page, problem.as_slice()), problem.as_slice()))
}

/// `POST /forgotten`: writes to the address. What is answered, and what is done for it, is the same for every address.
pub async fn send(
    State(house): State<Arc<House>>,
    ConnectInfo(from): ConnectInfo<SocketAddr>,
    Form(sent): Form<Address>,
) -> Response {
    let Some(email) = account::address(&sent.email) else {
        return shown(&house, &sent.email, Some(("This is no e-mail address.", "Write it like name@example.org.")));
    };
    let now = (house.clock)();
    let done = house
        .apart(move |house| Ok(recovery::ask(&house.store, &email, &from.ip().to_string(), &house.public_url, now)));
    match done.await {
        Ok(Ok(())) => {
            let sentences = [
                "We are writing to the address that you gave. Open the link in that letter within an hour of its coming.",
                "It may take a few minutes. Nothing came? Look among unwanted mail, and check that the address is the one \
                 that you sign in with. After three letters within an hour we send no more for a while; the last one works.",
            ];
            let main = said("Look at your mail", &sentences, ("/sign-in", "Back to signing in"));
            answer(&house, None, SIGN_IN, Became::shown(main))
        }
        Ok(Err(NotKept::Failed(failure))) | Err(failure) => failed(&failure, false),
        Ok(Err(not)) => shown(&house, &sent.email, Some((&not.to_string(), ""))),
    }
}

/// The token of a letter.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Token {
    /// The token.
    pub(super) token: String,
}

/// `/choose-password`: the form, for whoever has a link that works. Looking at it uses nothing up.
pub async fn choose(State(house): State<Arc<House>>, Query(Token { token }): Query<Token>) -> Response {
    let (now, own) = ((house.clock)(), token.clone());
    match house.read(move |_, tx| recovery::whose(tx, &own, now)).await {
        Ok(Some(account)) => choosing(&house, &account.email, &token, None),
        Ok(None) => works_no_more(&house),
        Err(failure) => failed(&failure, false),
    }
}

fn choosing(house: &House, email: &str, token: &str, wrong: Option<&str>) -> Response {
    let problem = wrong.map(|wrong| Problem { field: "password", wrong, remedy: "" });
    let password = Field {
        name: "password",
        label: "Password",
        hint: "At least 12 characters; a few words do well.",
        input: Input::NewPassword,
        value: "",
        required: true,
    };
    let lead = format!("For the account of {email}. Wherever you are signed in, you are signed out.");
    let page = Asked {
        heading: "Choose a password",
        lead: &lead,
        action: "/choose-password",
        csrf: None,
        hidden: &[("token", token)],
        fields: &[password],
        buttons: &[("choose", "Use this password")],
        back: ("/sign-in", "Back to signing in"),
    };
    answer(house, None, SIGN_IN, Became::page(asked(&page, problem.as_slice()), problem.as_slice()))
}

fn works_no_more(house: &House) -> Response {
    let sentences = [
        "A link to choose a password works once, and for a time: an hour where a password was forgotten, a week where you \
         were invited. Of several letters the link of the newest works.",
        "If you have just chosen a password, sign in with it. Else ask for another link; if you were invited and chose no \
         password yet, that works too.",
    ];
    let main = said("This link does not work any more", &sentences, ("/forgotten", "Ask for another link"));
    answer(house, None, SIGN_IN, Ok(Became::Page(main, StatusCode::NOT_FOUND)))
}

/// What the form sends.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Chosen {
    token: String,
    password: String,
}

/// `POST /choose-password`.
pub async fn chosen(State(house): State<Arc<House>>, Form(sent): Form<Chosen>) -> Response {
    let turn = TURNS.acquire().await;
    let (now, token) = ((house.clock)(), sent.token.clone());
    let done = house.apart(move |house| {
        let whose = house.store.read(|tx| recovery::whose(tx, &sent.token, now))?;
        let email = whose.map(|account| account.email).unwrap_or_default();
        Ok((recovery::choose(&house.store, &sent.token, &sent.password, now, Cost::OWASP), email))
    });
    let done = done.await;
    drop(turn);
    match done {
        Ok((Ok(()), _)) => {
            let sentences =
                ["You have a new password, and are signed out everywhere. We have told you so by mail as well."];
            let main = said("Your password is chosen", &sentences, ("/sign-in", "Sign in"));
            answer(&house, None, SIGN_IN, Became::shown(main))
        }
        Ok((Err(NotKept::Link), _)) => works_no_more(&house),
        Ok((Err(NotKept::Failed(failure)), _)) | Err(failure) => failed(&failure, false),
        Ok((Err(not), email)) => choosing(&house, &email, &token, Some(&not.to_string())),
    }
}
