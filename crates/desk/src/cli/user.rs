//! `assay user`: accounts, from the machine itself.

use std::io::{BufRead, IsTerminal};

use clap::{Args, Subcommand};
use jiff::Timestamp;
use store::accounts::Hidden;
use store::people;

use crate::account::{self, Cost, NotKept, Role, Vouched};
use crate::cli::place::At;
use crate::failure::{Failure, Outcome};

/// Keeps accounts.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Makes an account. The password is asked for at a terminal, else read from the first line of standard input; it is
    /// never an argument, which others on the machine could see.
    Add(Add),
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
        }
    }
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
        NotKept::Own => Failure::Usage(not.to_string()),
    }
}
