//! Accounts, for whoever keeps them; and the log of what became of them.

use std::collections::HashMap;
use std::sync::Arc;

use axum::Extension;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;
use store::accounts::{self, Account, Came, Listed, Sought};
use store::{Failure, Tx};

use crate::account::{self, Invited, NotKept, Role, Viewer, What, keeping, role};
use crate::page::accounts::{AccountRow, CameRow, ChangeRow, HeldRow, One, Search};
use crate::page::parts::{Choice, Problem, path};
use crate::page::person::kind;
use crate::page::{self, Area};
use crate::web::form::Posted;
use crate::web::guard::failed;
use crate::web::house::House;
use crate::web::public::{PAGE, encoded, framed};

/// How many sign-ins and changes an account's page shows.
pub(super) const CHANGES: i64 = 20;

/// What the list shows where nothing is asked for.
const STAFF: &str = "staff";
const EVERYBODY: &str = "everybody";

/// Which accounts are looked for.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    q: String,
    of: String,
    after: String,
}

/// How an account stands, as a tone and a word.
fn state(disabled: bool, taken_up: bool) -> (&'static str, &'static str) {
    match (disabled, taken_up) {
        (true, _) => ("gone", "Shut"),
        (false, false) => ("soon", "Invited"),
        (false, true) => ("good", "Open"),
    }
}

fn named(roles: impl Iterator<Item = Role>) -> Vec<(&'static str, String)> {
    roles.map(|role| (role.word(), kind(role.word()))).collect()
}

/// `/staff/accounts`: the list, of staff where nothing else is asked for.
pub async fn list(
    State(house): State<Arc<House>>,
    Extension(viewer): Extension<Viewer>,
    Query(asked): Query<Asked>,
) -> Response {
    let of = if asked.of.is_empty() { STAFF } else { asked.of.as_str() };
    let roles: Vec<&'static str> = match of {
        STAFF => Role::ALL.iter().filter(|role| role.is_staff()).map(|role| role.word()).collect(),
        word => Role::parse(word).map(Role::word).into_iter().collect(),
    };
    let sought = Sought { text: asked.q.clone(), roles, after: asked.after.clone(), most: PAGE + 1 };
    let mut found: Vec<Listed> = match house.read(move |_, tx| accounts::search(tx, &sought)).await {
        Ok(found) => found,
        Err(failure) => return failed(&failure, false),
    };
    let more = found.len() > PAGE as usize;
    found.truncate(PAGE as usize);
    let next = found
        .last()
        .filter(|_| more)
        .map(|last| format!("/staff/accounts?{}", encoded(&[("q", &asked.q), ("of", of), ("after", &last.email)])));
    let rows: Vec<AccountRow<'_>> = found
        .iter()
        .map(|one| AccountRow {
            id: &one.id,
            name: &one.name,
            email: &one.email,
            roles: one.roles.iter().map(String::as_str).collect(),
            state: state(one.disabled, one.taken_up),
            last: one.last.map(|at| house.told(at)),
        })
        .collect();
    let names = named(Role::ALL.iter().copied());
    let mut choices = vec![Choice { value: STAFF, label: "Staff" }, Choice { value: EVERYBODY, label: "Everybody" }];
    choices.extend(names.iter().map(|(value, label)| Choice { value, label }));
    let search = Search { q: &asked.q, of, choices: &choices };
    let main = page::accounts::list(&search, &rows, next.as_deref());
    framed(&house, Some(&Extension(viewer)), "Accounts", Area::Staff, main)
}

/// Where somebody came in from, as a page shows it.
pub(super) fn came_rows<'c>(house: &House, came: &'c [Came]) -> Vec<CameRow<'c>> {
    came.iter().map(|c| CameRow { at: house.told(c.at), address: &c.address, agent: &c.agent }).collect()
}

/// Changes, as a page shows them: to the owner of an account it says who did it without naming them.
pub(super) fn change_rows<'c>(
    house: &House,
    changes: &'c [accounts::Change],
    owner: Option<&str>,
) -> Vec<ChangeRow<'c>> {
    let row = |c: &'c accounts::Change| ChangeRow {
        at: house.told(c.at),
        whose: (if c.email.is_empty() { c.account.as_str() } else { c.email.as_str() }, c.account.as_str()),
        what: What::parse(&c.what).map_or(c.what.as_str(), |what| what.says()),
        detail: Role::parse(&c.detail).map_or_else(|| c.detail.clone(), |role| kind(role.word())),
        by: match (&c.by_email, owner) {
            (Some(_), Some(own)) if c.by == own => "You",
            (Some(_), Some(_)) => "An administrator",
            (Some(email), None) => email.as_str(),
            (None, _) => c.by.as_str(),
        },
    };
    changes.iter().map(row).collect()
}

/// Where in the log.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Before {
    before: String,
}

/// `/staff/accounts/log`: every change.
pub async fn log(
    State(house): State<Arc<House>>,
    Extension(viewer): Extension<Viewer>,
    Query(Before { before }): Query<Before>,
) -> Response {
    let from = before.clone();
    let mut found = match house.read(move |_, tx| accounts::log(tx, &from, PAGE + 1)).await {
        Ok(found) => found,
        Err(failure) => return failed(&failure, false),
    };
    let more = found.len() > PAGE as usize;
    found.truncate(PAGE as usize);
    let next = found.last().filter(|_| more).map(|c| format!("/staff/accounts/log?{}", encoded(&[("before", &c.id)])));
    let mut rows = change_rows(&house, &found, None);
    if !viewer.may(account::Right::KeepAccounts) {
        rows.iter_mut().for_each(|row| row.whose.1 = "");
    }
    let first = (!before.is_empty()).then_some("/staff/accounts/log");
    let main = page::accounts::log(&rows, next.as_deref(), first);
    framed(&house, Some(&Extension(viewer)), "Changes to accounts", Area::Staff, main)
}

/// `/staff/accounts/{account}`: one account.
pub async fn one(
    State(house): State<Arc<House>>,
    Extension(viewer): Extension<Viewer>,
    Path(id): Path<String>,
) -> Response {
    shown(&house, viewer, id, String::new(), None).await
}

/// The page; `wrong` is what was wrong with a change, and at which of its parts.
async fn shown(
    house: &Arc<House>,
    viewer: Viewer,
    id: String,
    asked: String,
    wrong: Option<(&'static str, String)>,
) -> Response {
    let (own, refused, now) = (viewer.clone(), wrong.is_some(), (house.clock)());
    let drawn = house.read(move |house, tx| {
        let held = accounts::by_id(tx, &id)?.ok_or_else(|| Failure::Missing(format!("account `{id}`")))?;
        draw(house, tx, &own, &held, &asked, wrong.as_ref(), now)
    });
    match drawn.await {
        Ok(main) => {
            let mut response = framed(house, Some(&Extension(viewer)), "Accounts", Area::Staff, main);
            if refused {
                *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
            }
            response
        }
        Err(failure) => failed(&failure, false),
    }
}

fn draw(
    house: &House,
    tx: &mut Tx<'_>,
    viewer: &Viewer,
    account: &Account,
    asked: &str,
    wrong: Option<&(&'static str, String)>,
    now: jiff::Timestamp,
) -> Result<maud::Markup, Failure> {
    let held = accounts::roles(tx, &account.id)?;
    let mut givers: Vec<String> = Vec::with_capacity(held.len());
    for role in &held {
        let giver = accounts::by_id(tx, &role.given_by)?;
        givers.push(giver.map_or_else(|| role.given_by.clone(), |giver| giver.email));
    }
    let rows: Vec<HeldRow<'_>> = held
        .iter()
        .zip(&givers)
        .map(|(held, by)| HeldRow {
            role: &held.role,
            says: Role::parse(&held.role).map_or("A role of another version of this program.", Role::says),
            by,
            at: house.told(held.given_at),
        })
        .collect();
    let holds = |role: &Role| held.iter().any(|held| held.role == role.word());
    let names = named(Role::ALL.iter().copied().filter(|role| !holds(role)));
    let mut others = vec![Choice { value: "", label: "Choose …" }];
    others.extend(names.iter().map(|(value, label)| Choice { value, label }));
    let came = accounts::sign_ins_of(tx, &account.id, now, CHANGES)?;
    let changes = accounts::changes_of(tx, &account.id, CHANGES)?;
    let last = accounts::last_sign_in(tx, &account.id)?.map(|at| house.told(at));
    let problems: Vec<Problem<'_>> = wrong.iter().map(|(field, wrong)| Problem { field, wrong, remedy: "" }).collect();
    let taken_up = !account.password.is_empty();
    let one = One {
        csrf: &viewer.csrf,
        id: &account.id,
        name: &account.name,
        email: &account.email,
        state: state(account.disabled, taken_up),
        disabled: account.disabled,
        taken_up,
        codes: account.totp_secret.is_some(),
        last: last.as_deref(),
        own: viewer.account == account.id,
        apart: role::apart(held.iter().map(|held| held.role.as_str())),
        held: &rows,
        others: &others,
        asked,
        came: &came_rows(house, &came),
        changes: &change_rows(house, &changes, None),
    };
    Ok(page::accounts::one(&one, &problems))
}

/// Which role a change is about.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Named {
    role: String,
}

/// A sentence as a page says it: with a great letter, and a full stop.
fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    let great: String = letters.next().map(|c| c.to_uppercase().chain(letters).collect()).unwrap_or_default();
    if great.ends_with('.') { great } else { great + "." }
}

/// `POST /staff/accounts/{account}/{change}`: gives or withdraws a role, shuts, opens, ends sessions, resets, invites again.
pub async fn change(
    State(house): State<Arc<House>>,
    Extension(viewer): Extension<Viewer>,
    Path((id, change)): Path<(String, String)>,
    Posted(named): Posted<Named>,
) -> Response {
    let about_role = matches!(change.as_str(), "give" | "withdraw");
    let role = Role::parse(&named.role);
    if about_role && role.is_none() {
        let wrong = Some(("role", "No role is chosen. Choose one.".to_owned()));
        return shown(&house, viewer, id, named.role, wrong).await;
    }
    let (by, now, account, word) = (viewer.account.clone(), (house.clock)(), id.clone(), change.clone());
    let done = house.apart(move |house| {
        let store = &house.store;
        let done = match (word.as_str(), role) {
            ("give", Some(role)) => keeping::give_role(store, &account, role, &by, now),
            ("withdraw", Some(role)) => keeping::take_role(store, &account, role, &by, now),
            ("disable", _) => keeping::disable(store, &account, &by, now),
            ("enable", _) => keeping::enable(store, &account, &by, now),
            ("end-sessions", _) => keeping::end_sessions(store, &account, &by, now),
            ("reset-codes", _) => keeping::reset_codes(store, &account, &by, now),
            ("invite-again", _) => keeping::invite_again(store, &account, &by, &house.public_url, now),
            _ => return Err(Failure::Missing(format!("change `{word}`"))),
        };
        Ok(done)
    });
    match done.await {
        Ok(Ok(())) => Redirect::to(&path(&["staff", "accounts", &id])).into_response(),
        Ok(Err(NotKept::Failed(Failure::Taken(_)))) => {
            let wrong = Some(("state", "The invitation was taken up already.".to_owned()));
            shown(&house, viewer, id, String::new(), wrong).await
        }
        Ok(Err(NotKept::Failed(failure))) | Err(failure) => failed(&failure, false),
        Ok(Err(not)) => {
            let field = match change.as_str() {
                "give" => "role",
                "withdraw" => "roles",
                _ => "state",
            };
            shown(&house, viewer, id, named.role, Some((field, sentence(&not.to_string())))).await
        }
    }
}

/// A form's answers.
type Sent = HashMap<String, String>;

/// `/staff/accounts/invite`: the form.
pub async fn invite(State(house): State<Arc<House>>, Extension(viewer): Extension<Viewer>) -> Response {
    inviting(&house, &viewer, &Sent::new(), &[])
}

fn inviting(house: &House, viewer: &Viewer, sent: &Sent, wrong: &[(&'static str, String)]) -> Response {
    let names = named(Role::ALL.iter().copied());
    let mut roles = vec![Choice { value: "", label: "Choose …" }];
    roles.extend(names.iter().map(|(value, label)| Choice { value, label }));
    let sent: Vec<(&str, &str)> = sent.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let problems: Vec<Problem<'_>> = wrong.iter().map(|(field, wrong)| Problem { field, wrong, remedy: "" }).collect();
    let main = page::accounts::invite(&viewer.csrf, &sent, &roles, &problems);
    let mut response = framed(house, Some(&Extension(viewer.clone())), "Accounts", Area::Staff, main);
    if !wrong.is_empty() {
        *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
    }
    response
}

/// `POST /staff/accounts/invite`.
pub async fn send_invitation(
    State(house): State<Arc<House>>,
    Extension(viewer): Extension<Viewer>,
    Posted(sent): Posted<Sent>,
) -> Response {
    let text = |name: &str| sent.get(name).map_or("", |text| text.trim()).to_owned();
    let (name, email) = (text("name"), text("email"));
    let mut roles: Vec<Role> = ["role", "more"].iter().filter_map(|field| Role::parse(&text(field))).collect();
    roles.dedup();
    let mut wrong: Vec<(&'static str, String)> = Vec::new();
    if name.is_empty() || name.len() > 200 {
        wrong.push((
            "name",
            "The name is missing, or longer than 200 letters. Write it as they sign letters.".to_owned(),
        ));
    }
    if account::address(&email).is_none() {
        wrong.push(("email", "This is no e-mail address. Write it like name@example.org.".to_owned()));
    }
    if Role::parse(&text("role")).is_none() {
        wrong.push(("role", "No role is chosen. Choose one.".to_owned()));
    }
    if let Err(together) = account::together(&roles) {
        wrong.push(("more", sentence(&together.to_string())));
    }
    if !wrong.is_empty() {
        return inviting(&house, &viewer, &sent, &wrong);
    }
    let (by, now) = (viewer.account.clone(), (house.clock)());
    let made = house.apart(move |house| {
        let invited = Invited { email: &email, name: &name, roles: &roles, by: &by };
        Ok(account::invite(&house.store, invited, &house.public_url, now))
    });
    match made.await {
        Ok(Ok(id)) => Redirect::to(&path(&["staff", "accounts", &id])).into_response(),
        Ok(Err(NotKept::Failed(Failure::Taken(_)))) => {
            let there =
                "There is an account with this address already. Find it among everybody's, and give it the role.";
            inviting(&house, &viewer, &sent, &[("email", there.to_owned())])
        }
        Ok(Err(NotKept::Failed(failure))) | Err(failure) => failed(&failure, false),
        Ok(Err(not)) => inviting(&house, &viewer, &sent, &[("email", sentence(&not.to_string()))]),
    }
}
