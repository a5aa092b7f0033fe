//! `assay user`: accounts, from the machine itself.

use std::io::{BufRead, IsTerminal};

use clap::{Args, Subcommand};
use jiff::Timestamp;
use serde_json::json;
use store::accounts::{self, Hidden, Listed, Sought};
use store::{Store, people};

use crate::account::{self, Cost, NotKept, Role, Vouched, keeping};
use crate::cli::place::At;
use crate::failure::{Failure, Outcome};

/// Keeps accounts.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Makes an account. The password is asked for at a terminal, else read from the first line of standard input; it is
    /// never an argument, which others on the machine could see.
    Add(Add),
    /// Lists accounts with their roles, and when their owners last signed in.
    List(List),
    /// Gives a role, or withdraws one.
    Role(OneRole),
    /// Forgets the one-time codes of whoever lost what shows them; they set up others when they next sign in.
    ResetCode(One),
    /// Shuts an account: its owner is signed out, and nobody signs in to it.
    Disable(One),
    /// Opens an account that was shut.
    Enable(One),
    /// Keeps tokens: keys by which programs come in.
    #[command(subcommand)]
    Token(super::token::Command),
}

/// Which accounts.
#[derive(Debug, Args)]
pub struct List {
    /// Only those that hold this role. May be given more than once.
    #[arg(long = "role", value_name = "R", value_parser = role)]
    roles: Vec<Role>,
    /// One JSON document.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    at: At,
}

/// Whose account.
#[derive(Debug, Args)]
pub struct One {
    /// The e-mail address of the account.
    #[arg(long, value_name = "E")]
    email: String,
    #[command(flatten)]
    at: At,
}

/// Whose account, and which role.
#[derive(Debug, Args)]
#[group(id = "change", required = true, multiple = false, args = ["give", "withdraw"])]
pub struct OneRole {
    /// The role to give.
    #[arg(long, value_name = "R", value_parser = role)]
    give: Option<Role>,
    /// The role to withdraw.
    #[arg(long, value_name = "R", value_parser = role)]
    withdraw: Option<Role>,
    #[command(flatten)]
    one: One,
}

/// The account to make.
#[derive(Debug, Args)]
pub struct Add {
    /// The e-mail address, by which they sign in.
    #[arg(long, value_name = "E")]
    email: String,
    /// What they are: certificant, registrar, reviewer, psychometrician, item_writer, item_reviewer, instructor,
    /// provider, auditor or administrator. May be given more than once.
    #[arg(long = "role", value_name = "R", required = true, value_parser = role)]
    roles: Vec<Role>,
    /// Their name (default: the e-mail address).
    #[arg(long, value_name = "N")]
    name: Option<String>,
    /// Whose record is their own: an id of a person in the store.
    #[arg(long, value_name = "ID")]
    person: Option<String>,
    /// Make up a password, and print it once.
    #[arg(long)]
    generate: bool,
    #[command(flatten)]
    at: At,
}

/// Who gave the roles, where it was done here.
const BY: &str = "command line";

fn role(word: &str) -> Result<Role, String> {
    Role::parse(word).ok_or_else(|| {
        let words: Vec<&str> = Role::ALL.iter().map(|role| role.word()).collect();
        format!("there is no such role; take one of {}", words.join(", "))
    })
}

impl Command {
    /// Carries the command out.
    ///
    /// # Errors
    /// Where the words do not fit, or the store failed.
    pub fn run(self) -> Result<Outcome, Failure> {
        match self {
            Command::Add(add) => add.run(),
            Command::List(list) => list.run(),
            Command::Role(OneRole { give, withdraw, one }) => one.change(|store, id, now| {
                if let Some(role) = give {
                    keeping::give_role(store, id, role, BY, now)?;
                    return Ok(format!("{} given", role.word()));
                }
                match withdraw {
                    Some(role) => {
                        keeping::take_role(store, id, role, BY, now).map(|()| format!("{} withdrawn", role.word()))
                    }
                    None => Ok(String::new()),
                }
            }),
            Command::ResetCode(one) => {
                one.change(|store, id, now| keeping::reset_codes(store, id, BY, now).map(|()| "codes reset".to_owned()))
            }
            Command::Disable(one) => {
                one.change(|store, id, now| keeping::disable(store, id, BY, now).map(|()| "shut".to_owned()))
            }
            Command::Enable(one) => {
                one.change(|store, id, now| keeping::enable(store, id, BY, now).map(|()| "open".to_owned()))
            }
            Command::Token(command) => command.run(),
        }
    }
}

impl One {
    /// Does something to the account, by the checks of every door, and says what.
    fn change(self, done: impl FnOnce(&Store, &str, Timestamp) -> Result<String, NotKept>) -> Result<Outcome, Failure> {
        let store = self.at.open().map_err(failed)?;
        let found = store.read(|tx| accounts::by_email(tx, &self.email)).map_err(failed)?;
        let account = found.ok_or_else(|| {
            Failure::Missing(format!(
                "there is no account with the address `{}`; `assay user list` names all",
                self.email
            ))
        })?;
        let what = done(&store, &account.id, Timestamp::now()).map_err(said)?;
        println!("account {} of {}: {what}", account.id, account.email);
        Ok(Outcome::Done)
    }
}

impl List {
    fn run(self) -> Result<Outcome, Failure> {
        let store = self.at.open().map_err(failed)?;
        let roles: Vec<&'static str> = self.roles.iter().map(|role| role.word()).collect();
        let sought = |after: String| Sought { text: String::new(), roles: roles.clone(), after, most: TOGETHER };
        let mut shown = Vec::new();
        let mut after = String::new();
        loop {
            let found = store.read(|tx| accounts::search(tx, &sought(after.clone()))).map_err(failed)?;
            let Some(last) = found.last() else { break };
            after.clone_from(&last.email);
            for one in &found {
                if self.json { shown.push(as_json(one)) } else { println!("{}", as_line(one)) }
            }
        }
        if self.json {
            println!("{}", json!({ "accounts": shown }));
        }
        Ok(Outcome::Done)
    }
}

/// How many accounts are read at once.
const TOGETHER: i64 = 500;

fn as_json(one: &Listed) -> serde_json::Value {
    json!({
        "id": one.id, "email": one.email, "name": one.name, "roles": one.roles, "disabled": one.disabled,
        "password_chosen": one.taken_up, "codes": one.codes, "last_sign_in": one.last.map(|at| at.to_string()),
    })
}

fn as_line(one: &Listed) -> String {
    let roles = if one.roles.is_empty() { "no role".to_owned() } else { one.roles.join(", ") };
    let last = one.last.map_or_else(|| "never signed in".to_owned(), |at| format!("signed in {at:.0}"));
    let codes = if one.codes { "codes set up" } else { "no codes" };
    let state = match (one.disabled, one.taken_up) {
        (true, _) => ", shut",
        (false, false) => ", invited",
        (false, true) => "",
    };
    format!("{}: {roles}; {last}; {codes}{state}", one.email)
}

impl Add {
    fn run(self) -> Result<Outcome, Failure> {
        let email = account::address(&self.email).ok_or_else(|| said(NotKept::Address))?;
        let store = self.at.open().map_err(failed)?;
        if let Some(person) = &self.person
            && store.read(|tx| people::by_id(tx, person)).map_err(failed)?.is_none()
        {
            return Err(Failure::Missing(format!(
                "nobody in the store is called `{person}`; import their record first"
            )));
        }
        let password = if self.generate { account::generated().map_err(failed)? } else { typed(&email)? };
        let vouched = Vouched {
            email: &email,
            name: self.name.as_deref().unwrap_or(&email),
            person: self.person.as_deref(),
            password: &password,
            roles: &self.roles,
            by: BY,
        };
        let id = account::add(&store, vouched, Timestamp::now(), Cost::OWASP).map_err(said)?;
        let roles: Vec<&str> = self.roles.iter().map(|role| role.word()).collect();
        println!("account {id} of {email}: {}", roles.join(", "));
        if let Some(person) = &self.person {
            println!("their own record is that of {person}");
        }
        if self.generate {
            println!("password, shown this once: {}", password.as_str());
        }
        if account::needs_code(&self.roles) {
            println!("they are asked to set up one-time codes when they first sign in, and are no staff before that");
        }
        Ok(Outcome::Done)
    }
}

/// The password, from a terminal twice and unseen, else from the first line of standard input.
fn typed(email: &str) -> Result<Hidden, Failure> {
    if std::io::stdin().is_terminal() {
        let first = Hidden::new(rpassword::prompt_password(format!("Password of {email}: "))?);
        let again = Hidden::new(rpassword::prompt_password("The same again: ")?);
        return if first == again {
            Ok(first)
        } else {
            Err(Failure::usage("the two passwords differ", "run the command again"))
        };
    }
    let mut line = String::new();
    std::io::stdin().lock().read_line(&mut line)?;
    let line = line.strip_suffix('\n').unwrap_or(&line);
    Ok(Hidden::new(line.strip_suffix('\r').unwrap_or(line)))
}

fn failed(failure: store::Failure) -> Failure {
    Failure::environment(failure, "check where the store is, with --data or --database")
}

fn said(not: NotKept) -> Failure {
    match not {
        NotKept::Address => Failure::usage(not, "write it like maya@example.org"),
        NotKept::Unfit(unfit) => Failure::Usage(unfit.to_string()),
        NotKept::Together(_) => Failure::usage(not.to_string().trim_end_matches('.'), "give the roles to two people"),
        NotKept::Failed(store::Failure::Taken(what)) => {
            Failure::usage(format!("there is {what} already"), "take another")
        }
        NotKept::Failed(failure) => failed(failure),
        not => Failure::Missing(not.to_string().trim_end_matches('.').to_owned()),
    }
}
