//! One's own account: how it stands, and changing password, address and one-time codes.

use std::sync::Arc;

use axum::Form;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use fast_qr::QRBuilder;
use fast_qr::convert::svg::SvgBuilder;
use maud::Markup;
use serde::Deserialize;
use store::{Failure, accounts};

use crate::account::{self, Cost, Enrolment, NotKept, Viewer, own, role};
use crate::page::account::{Own, SessionRow};
use crate::page::ask::{Asked, asked, said};
use crate::page::parts::{Field, Input, Problem};
use crate::page::{self, Area};
use crate::web::accounts::{CHANGES, came_rows, change_rows};
use crate::web::answer::{ACCOUNT, Became, Place, Visit, answer, answered};
use crate::web::forgotten::Token;
use crate::web::form::Posted;
use crate::web::guard::failed;
use crate::web::house::House;
use crate::web::sign_in::TURNS;

const PUBLIC: Place = ("Account", Area::Public);

/// `/account`: who I am here, where I am signed in, and what became of my account.
pub async fn account(visit: Visit) -> Response {
    answered(visit, ACCOUNT, |house, own| {
        let now = (house.clock)();
        let sessions = account::list(&house.store, &own.account, now)?;
        let times: Vec<(String, String)> = sessions.iter().map(|s| (house.told(s.began), house.told(s.seen))).collect();
        let rows: Vec<SessionRow<'_>> = sessions
            .iter()
            .zip(&times)
            .map(|(s, (began, seen))| SessionRow {
                id: &s.id,
                began,
                seen,
                agent: &s.agent,
                current: s.id == own.session,
            })
            .collect();
        house.store.read(|tx| {
            let held = accounts::by_id(tx, &own.account)?;
            let roles = accounts::roles(tx, &own.account)?;
            let wanted = accounts::wanted_address(tx, &own.account)?;
            let came = accounts::sign_ins_of(tx, &own.account, now, CHANGES)?;
            let changes = accounts::changes_of(tx, &own.account, CHANGES)?;
            let apart = role::apart(roles.iter().map(|held| held.role.as_str()));
            let words: Vec<&str> = own.roles.iter().map(|r| r.word()).collect();
            let seen =
                page::Viewer { name: &own.name, roles: &words, csrf: &own.csrf, own_record: own.person.is_some() };
            Became::shown(page::account::account(
                &seen,
                &Own {
                    email: &own.email,
                    wanted: wanted.as_deref(),
                    code_missing: own.code_missing,
                    codes: held.is_some_and(|held| held.totp_secret.is_some()),
                    apart,
                    sessions: &rows,
                    came: &came_rows(house, &came),
                    changes: &change_rows(house, &changes, Some(&own.account)),
                },
            ))
        })
    })
    .await
}

/// Which session is to end.
#[derive(Deserialize)]
pub struct Ended {
    session: String,
}

/// `POST /account/sessions/end`.
pub async fn end(visit: Visit, Posted(ended): Posted<Ended>) -> Response {
    answered(visit, ACCOUNT, move |house, viewer| {
        account::end(&house.store, &viewer.account, &ended.session)?;
        Became::gone("/account")
    })
    .await
}

/// Which of the forms.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Change {
    Password,
    Address,
    Codes,
}

/// What the forms send.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Sent {
    present: String,
    password: String,
    email: String,
    what: String,
}

impl Change {
    fn shown(self, viewer: &Viewer, codes: bool, email: &str, not: Option<&NotKept>) -> Result<Became, Failure> {
        let told = not.map(ToString::to_string).unwrap_or_default();
        let problem = not.map(|not| match not {
            NotKept::Address => Problem {
                field: "email",
                wrong: "This is no e-mail address.",
                remedy: "Write it like name@example.org.",
            },
            NotKept::Same => Problem { field: "email", wrong: &told, remedy: "Write the new one." },
            NotKept::Unfit(_) => Problem { field: "password", wrong: &told, remedy: "" },
            _ => Problem { field: "present", wrong: &told, remedy: "" },
        });
        let field = |name, label, hint, input| Field { name, label, hint, input, value: "", required: true };
        let present = field("present", "Your present password", "", Input::Password);
        let new =
            field("password", "The new password", "At least 12 characters; a few words do well.", Input::NewPassword);
        let address = Field { value: email, ..field("email", "The new address", "", Input::Text("email")) };
        let off = codes && !viewer.is_staff() && !viewer.code_missing;
        let both = [("new", "Show me new codes"), ("off", "Turn one-time codes off")];
        let (heading, lead, action, fields, buttons): (_, _, _, &[Field<'_>], &[(&str, &str)]) = match self {
            Change::Password => (
                "Change your password",
                "Wherever else you are signed in, you are signed out.",
                "/account/password",
                &[present, new],
                &[("change", "Change the password")],
            ),
            Change::Address => (
                "Change your e-mail address",
                "It holds, for signing in and for every letter, once you open the link that we send to it.",
                "/account/address",
                &[address, present],
                &[("change", "Send the link")],
            ),
            Change::Codes => (
                "One-time codes",
                "What keeps others out of your account is changed with its password alone.",
                "/account/code/new",
                &[present],
                if off { &both } else { &both[..1] },
            ),
        };
        let page = Asked {
            heading,
            lead,
            action,
            csrf: Some(&viewer.csrf),
            hidden: &[],
            fields,
            buttons,
            back: ("/account", "Back to your account"),
        };
        Became::page(asked(&page, problem.as_slice()), problem.as_slice())
    }

    fn form(self, house: &House, viewer: &Viewer) -> Result<Became, Failure> {
        let held = house.store.read(|tx| accounts::by_id(tx, &viewer.account))?;
        self.shown(viewer, held.is_some_and(|held| held.totp_secret.is_some()), "", None)
    }

    fn take(self, house: &House, viewer: &Viewer, sent: &Sent) -> Result<Became, Failure> {
        match self.done(house, viewer, sent) {
            Ok(Made::Page(main)) => Became::shown(main),
            Ok(Made::Nothing) => Became::gone("/account"),
            Err(NotKept::Failed(failure)) => Err(failure),
            Err(not) => self.shown(viewer, false, &sent.email, Some(&not)),
        }
    }

    fn done(self, house: &House, viewer: &Viewer, sent: &Sent) -> Result<Made, NotKept> {
        let (store, id, cost, now) = (&house.store, viewer.account.as_str(), Cost::OWASP, (house.clock)());
        let back = ("/account", "Back to your account");
        match self {
            Change::Password => {
                own::change_password(store, (id, &viewer.session), (&sent.present, &sent.password), now, cost)?;
                let told = ["You are signed in here alone now. We have told you so by mail as well."];
                Ok(Made::Page(said("Your password is changed", &told, back)))
            }
            Change::Address => {
                own::want_address(store, id, (&sent.present, &sent.email), &house.public_url, now, cost)?;
                let told = [
                    "We are writing to the new address. Open the link in that letter within a day; until then nothing changes.",
                    "The old address is told as well.",
                ];
                Ok(Made::Page(said("Look at your mail", &told, back)))
            }
            Change::Codes if sent.what == "off" => {
                account::turn_off(store, id, &sent.present, now, cost)?;
                Ok(Made::Nothing)
            }
            Change::Codes => Ok(Made::Page(enrolling(viewer, &account::enrol(store, id, &sent.present, now, cost)?))),
        }
    }
}

/// What came of a form.
enum Made {
    Page(Markup),
    Nothing,
}

macro_rules! doors {
    ($($get:ident, $post:ident, $change:expr;)*) => {$(
        /// The form.
        pub async fn $get(visit: Visit) -> Response {
            answered(visit, ACCOUNT, |house, viewer| $change.form(house, viewer)).await
        }

        /// What it sends.
        pub async fn $post(visit: Visit, Posted(sent): Posted<Sent>) -> Response {
            // Passwords are hashed in turn.
            let turn = TURNS.acquire().await;
            let response = answered(visit, ACCOUNT, move |house, viewer| $change.take(house, viewer, &sent)).await;
            drop(turn);
            response
        }
    )*};
}

doors! {
    password, change_password, Change::Password;
    address, want_address, Change::Address;
    codes, change_codes, Change::Codes;
}

fn enrolling(viewer: &Viewer, enrolment: &Enrolment) -> Markup {
    let picture = QRBuilder::new(enrolment.url.as_str()).build().map(|qr| SvgBuilder::default().to_str(&qr));
    page::set_up::code(&viewer.csrf, enrolment.secret.as_str(), &picture.unwrap_or_default())
}

/// What proves that the app is there.
#[derive(Deserialize)]
pub struct Shown {
    code: String,
}

/// `POST /account/code`: takes the proposed secret in use. After a wrong code the secret is not shown again: whoever has
/// only the session, and not the password, would see it by guessing.
pub async fn confirm(visit: Visit, Posted(shown): Posted<Shown>) -> Response {
    answered(visit, ACCOUNT, move |house, own| {
        match account::confirm(&house.store, &own.account, &own.session, &shown.code, (house.clock)())? {
            true => Became::gone("/account"),
            false => Became::refused(page::set_up::code_again(&own.csrf)),
        }
    })
    .await
}

/// `/confirm-address`: a button, since a look at a page changes nothing.
pub async fn confirming(State(house): State<Arc<House>>, Query(Token { token }): Query<Token>) -> Response {
    let (now, own) = ((house.clock)(), token.clone());
    match house.read(move |_, tx| own::confirming(tx, &own, now)).await {
        Ok(Some((_, email))) => {
            let lead = format!("{email} is to be the address of your account, and of your record if you have one.");
            let page = Asked {
                heading: "Confirm your new e-mail address",
                lead: &lead,
                action: "/confirm-address",
                csrf: None,
                hidden: &[("token", &token)],
                fields: &[],
                buttons: &[("confirm", "This address is mine")],
                back: ("/account", "Back to your account"),
            };
            answer(&house, None, PUBLIC, Became::shown(asked(&page, &[])))
        }
        Ok(None) => confirms_no_more(&house),
        Err(failure) => failed(&failure, false),
    }
}

fn confirms_no_more(house: &House) -> Response {
    let sentences = [
        "A link to confirm an address works once, and for a day. Another address that was asked for later, or a new \
         password, ends it.",
        "Sign in, and look on your account's page which address holds. If it is not the one you want, ask for it again.",
    ];
    let main = said("This link does not work any more", &sentences, ("/account", "Your account"));
    answer(house, None, PUBLIC, Ok(Became::Page(main, StatusCode::NOT_FOUND)))
}

/// `POST /confirm-address`.
pub async fn confirmed(State(house): State<Arc<House>>, Form(Token { token }): Form<Token>) -> Response {
    let now = (house.clock)();
    let done = house.apart(move |house| Ok(own::confirm_address(&house.store, &house.bodies, &token, now))).await;
    match done {
        Ok(Ok(email)) => {
            let told = format!("You sign in with {email} from now on, and are written to there.");
            let main = said("Your e-mail address is changed", &[&told], ("/account", "Your account"));
            answer(&house, None, PUBLIC, Became::shown(main))
        }
        Ok(Err(NotKept::Failed(Failure::Taken(_)))) => {
            let told = ["Another account has this address by now, and two cannot have the same. Ask for another one."];
            let main = said("This address is taken", &told, ("/account/address", "Ask for another address"));
            answer(&house, None, PUBLIC, Ok(Became::Page(main, StatusCode::CONFLICT)))
        }
        Ok(Err(NotKept::Failed(failure))) | Err(failure) => failed(&failure, false),
        Ok(Err(_)) => confirms_no_more(&house),
    }
}
