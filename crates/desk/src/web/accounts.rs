//! Accounts, for whoever keeps them; and the log of what became of them.

use axum::extract::{Path, Query};
use axum::response::Response;
use serde::Deserialize;
use store::accounts::{self, Account, Came, Listed, Sought};
use store::{Failure, Tx};

use crate::account::{self, Invited, NotKept, Role, Viewer, What, keeping, role};
use crate::page::accounts::{AccountRow, CameRow, ChangeRow, HeldRow, One, Search};
use crate::page::parts::{Choice, path};
use crate::page::person::kind;
use crate::page::{self, Area};
use crate::web::answer::{ACCOUNTS, Became, Sent, Visit, Wrong, amiss, answered, problems, value};
use crate::web::form::Posted;
use crate::web::house::House;
use crate::web::public::{PAGE, encoded};

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
pub async fn list(visit: Visit, Query(asked): Query<Asked>) -> Response {
    answered(visit, ACCOUNTS, move |house, _| listed(house, &asked)).await
}

fn listed(house: &House, asked: &Asked) -> Result<Became, Failure> {
    let of = if asked.of.is_empty() { STAFF } else { asked.of.as_str() };
    let roles: Vec<&'static str> = match of {
        STAFF => Role::ALL.iter().filter(|role| role.is_staff()).map(|role| role.word()).collect(),
        word => Role::parse(word).map(Role::word).into_iter().collect(),
    };
    let sought = Sought { text: asked.q.clone(), roles, after: asked.after.clone(), most: PAGE + 1 };
    let mut found: Vec<Listed> = house.store.read(|tx| accounts::search(tx, &sought))?;
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
    Became::shown(page::accounts::list(&search, &rows, next.as_deref()))
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
pub async fn log(visit: Visit, Query(Before { before }): Query<Before>) -> Response {
    answered(visit, ("Changes to accounts", Area::Staff), move |house, viewer| {
        let mut found = house.store.read(|tx| accounts::log(tx, &before, PAGE + 1))?;
        let more = found.len() > PAGE as usize;
        found.truncate(PAGE as usize);
        let address = |c: &accounts::Change| format!("/staff/accounts/log?{}", encoded(&[("before", &c.id)]));
        let next = found.last().filter(|_| more).map(address);
        let mut rows = change_rows(house, &found, None);
        if !viewer.may(account::Right::KeepAccounts) {
            rows.iter_mut().for_each(|row| row.whose.1 = "");
        }
        let first = (!before.is_empty()).then_some("/staff/accounts/log");
        Became::shown(page::accounts::log(&rows, next.as_deref(), first))
    })
    .await
}

/// `/staff/accounts/{account}`: one account.
pub async fn one(visit: Visit, Path(id): Path<String>) -> Response {
    answered(visit, ACCOUNTS, move |house, viewer| shown(house, viewer, &id, "", &[])).await
}

/// The page; `wrong` is what was wrong with a change, and at which of its parts.
fn shown(house: &House, viewer: &Viewer, id: &str, asked: &str, wrong: &[Wrong]) -> Result<Became, Failure> {
    house.store.read(|tx| {
        let held = accounts::by_id(tx, id)?.ok_or_else(|| Failure::Missing(format!("account `{id}`")))?;
        draw(house, tx, viewer, &held, (asked, wrong))
    })
}

fn draw(
    house: &House,
    tx: &mut Tx<'_>,
    viewer: &Viewer,
    account: &Account,
    (asked, wrong): (&str, &[Wrong]),
) -> Result<Became, Failure> {
    let now = (house.clock)();
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
    Became::page(page::accounts::one(&one, &problems(wrong)), wrong)
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
    visit: Visit,
    Path((id, change)): Path<(String, String)>,
    Posted(named): Posted<Named>,
) -> Response {
    answered(visit, ACCOUNTS, move |house, viewer| changed(house, viewer, (&id, &change), &named.role)).await
}

fn changed(house: &House, viewer: &Viewer, (id, change): (&str, &str), named: &str) -> Result<Became, Failure> {
    let again = |asked, field, said: &str| shown(house, viewer, id, asked, &[amiss(field, said, "")]);
    let (store, by, now, role) = (&house.store, &*viewer.account, (house.clock)(), Role::parse(named));
    let done = match (change, role) {
        ("give" | "withdraw", None) => return again(named, "role", "No role is chosen. Choose one."),
        ("give", Some(role)) => keeping::give_role(store, id, role, by, now),
        ("withdraw", Some(role)) => keeping::take_role(store, id, role, by, now),
        ("disable", _) => keeping::disable(store, id, by, now),
        ("enable", _) => keeping::enable(store, id, by, now),
        ("end-sessions", _) => keeping::end_sessions(store, id, by, now),
        ("reset-codes", _) => keeping::reset_codes(store, id, by, now),
        ("invite-again", _) => keeping::invite_again(store, id, by, &house.public_url, now),
        _ => return Err(Failure::Missing(format!("change `{change}`"))),
    };
    let field = match change {
        "give" => "role",
        "withdraw" => "roles",
        _ => "state",
    };
    match done {
        Ok(()) => Became::gone(path(&["staff", "accounts", id])),
        Err(NotKept::Failed(Failure::Taken(_))) => again("", "state", "The invitation was taken up already."),
        Err(NotKept::Failed(failure)) => Err(failure),
        Err(not) => again(named, field, &sentence(&not.to_string())),
    }
}

/// `/staff/accounts/invite`: the form.
pub async fn invite(visit: Visit) -> Response {
    answered(visit, ACCOUNTS, |_, viewer| inviting(viewer, &Sent::new(), &[])).await
}

fn inviting(viewer: &Viewer, sent: &Sent, wrong: &[Wrong]) -> Result<Became, Failure> {
    let names = named(Role::ALL.iter().copied());
    let mut roles = vec![Choice { value: "", label: "Choose …" }];
    roles.extend(names.iter().map(|(value, label)| Choice { value, label }));
    let sent: Vec<(&str, &str)> = sent.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    Became::page(page::accounts::invite(&viewer.csrf, &sent, &roles, &problems(wrong)), wrong)
}

/// `POST /staff/accounts/invite`.
pub async fn send_invitation(visit: Visit, Posted(sent): Posted<Sent>) -> Response {
    answered(visit, ACCOUNTS, move |house, viewer| invited(house, viewer, &sent)).await
}

fn invited(house: &House, viewer: &Viewer, sent: &Sent) -> Result<Became, Failure> {
    let (name, email) = (value(sent, "name"), value(sent, "email"));
    let mut roles: Vec<Role> = ["role", "more"].iter().filter_map(|field| Role::parse(value(sent, field))).collect();
    roles.dedup();
    let mut wrong: Vec<Wrong> = Vec::new();
    if name.is_empty() || name.len() > 200 {
        wrong.push(amiss(
            "name",
            "The name is missing, or longer than 200 letters. Write it as they sign letters.",
            "",
        ));
    }
    if account::address(email).is_none() {
        wrong.push(amiss("email", "This is no e-mail address. Write it like name@example.org.", ""));
    }
    if Role::parse(value(sent, "role")).is_none() {
        wrong.push(amiss("role", "No role is chosen. Choose one.", ""));
    }
    if let Err(together) = account::together(&roles) {
        wrong.push(amiss("more", sentence(&together.to_string()), ""));
    }
    if !wrong.is_empty() {
        return inviting(viewer, sent, &wrong);
    }
    let invited = Invited { email, name, roles: &roles, by: &viewer.account };
    match account::invite(&house.store, invited, &house.public_url, (house.clock)()) {
        Ok(id) => Became::gone(path(&["staff", "accounts", &id])),
        Err(NotKept::Failed(Failure::Taken(_))) => {
            let there =
                "There is an account with this address already. Find it among everybody's, and give it the role.";
            inviting(viewer, sent, &[amiss("email", there, "")])
        }
        Err(NotKept::Failed(failure)) => Err(failure),
        Err(not) => inviting(viewer, sent, &[amiss("email", sentence(&not.to_string()), "")]),
    }
}
