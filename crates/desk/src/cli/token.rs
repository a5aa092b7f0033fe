//! `assay user token`: keys by which programs come in, from the machine itself.

use clap::{Args, Subcommand};
use jiff::Timestamp;
use serde_json::json;
use store::tokens;

use crate::account::key::{Asked, LONGEST_DAYS, NoToken, Scope};
use crate::cli::place::At;
use crate::failure::{Failure, Outcome};

/// Keeps tokens.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Makes a token, and prints it once.
    Add(Add),
    /// Lists every token there ever was; none of them is shown.
    List(List),
    /// Revokes a token, for good.
    Revoke(Revoke),
}

/// The token to make.
#[derive(Debug, Args)]
pub struct Add {
    /// Who gets it.
    #[arg(long, value_name = "N")]
    name: String,
    /// What it opens: standing.bulk or standing.download. May be given more than once.
    #[arg(long = "scope", value_name = "S", required = true, value_parser = scope)]
    scopes: Vec<Scope>,
    /// For how many days.
    #[arg(long, value_name = "D", default_value_t = 365)]
    days: u16,
    #[command(flatten)]
    at: At,
}

/// Which store.
#[derive(Debug, Args)]
pub struct List {
    /// One JSON document.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    at: At,
}

/// The token to revoke.
#[derive(Debug, Args)]
pub struct Revoke {
    /// Its id, as it is listed.
    id: String,
    #[command(flatten)]
    at: At,
}

fn scope(word: &str) -> Result<Scope, String> {
    let known = || Scope::ALL.iter().map(|scope| scope.word()).collect::<Vec<_>>().join(" or ");
    Scope::parse(word).ok_or_else(|| format!("a token opens {}", known()))
}

impl Command {
    /// Carries the command out.
    pub fn run(self) -> Result<Outcome, Failure> {
        match self {
            Command::Add(add) => add.run(),
            Command::List(list) => list.run(),
            Command::Revoke(revoke) => revoke.run(),
        }
    }
}

impl Add {
    fn run(self) -> Result<Outcome, Failure> {
        let store = self.at.open()?;
        let asked = Asked { name: &self.name, scopes: &self.scopes, days: self.days, by: "command line" };
        let (id, token) = asked.make(&store, Timestamp::now()).map_err(|no| match no {
            NoToken::Failed(failure) => Failure::from(failure),
            NoToken::Days => Failure::usage(no, format!("name one to {LONGEST_DAYS} with --days")),
            other => Failure::Usage(other.to_string()),
        })?;
        println!("token {id} of {}", self.name.trim());
        println!("shown this once: {}", token.as_str());
        Ok(Outcome::Done)
    }
}

impl List {
    fn run(self) -> Result<Outcome, Failure> {
        let (tokens, now) = (self.at.open()?.read(tokens::list)?, Timestamp::now());
        if self.json {
            let one = |t: &tokens::Token| {
                json!({
                    "id": t.id, "name": t.name, "scopes": t.scopes, "made_at": t.made_at.to_string(),
                    "ends_at": t.ends_at.to_string(), "used_at": t.used_at.map(|at| at.to_string()),
                    "revoked_at": t.revoked_at.map(|at| at.to_string()), "open": t.is_open(now),
                })
            };
            println!("{}", tokens.iter().map(one).collect::<serde_json::Value>());
            return Ok(Outcome::Done);
        }
        for t in &tokens {
            let state = if t.is_open(now) { "open" } else { "shut" };
            let day = |at: Timestamp| at.strftime("%Y-%m-%d").to_string();
            let used = t.used_at.map_or("never used".to_owned(), |at| format!("last used {}", day(at)));
            println!("{} {state} {}: {}, until {}, {used}", t.id, t.name, t.scopes.join(" "), day(t.ends_at));
        }
        Ok(Outcome::Done)
    }
}

impl Revoke {
    fn run(self) -> Result<Outcome, Failure> {
        let now = Timestamp::now();
        let id = self.id.clone();
        match self.at.open()?.write(move |tx| tokens::revoke(tx, &id, now))? {
            true => println!("token {} opens nothing any more", self.id),
            false => return Err(Failure::Missing(format!("no open token is called `{}`; list them first", self.id))),
        }
        Ok(Outcome::Done)
    }
}
