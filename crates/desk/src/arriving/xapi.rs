//! Statements as learning systems send them (xAPI 1.0.3): of these, who completed or passed what is a completion.
//!
//! This is a receiver and no learning record store: a statement cannot be asked for again. Of one that tells of no credit,
//! its id and the hash of it are kept, so that it is known again, and nothing of whom it is about.

use jiff::Timestamp;
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};
use store::completions::{self, Stands, State, Told};
use store::{Failure, Tx};
use uuid::Uuid;

use super::Row;

/// The way by which statements come.
pub const XAPI: &str = "xapi";

/// What is wrong with a statement: where (RFC 6901), and what.
pub type Wrong = (String, String);

const COMPLETED: &str = "http://adlnet.gov/expapi/verbs/completed";
const PASSED: &str = "http://adlnet.gov/expapi/verbs/passed";
const VOIDED: &str = "http://adlnet.gov/expapi/verbs/voided";

/// The ways to name somebody; a statement uses one of them.
const NAMES: [&str; 4] = ["mbox", "mbox_sha1sum", "openid", "account"];

/// The longest text that is read of a statement.
const LONGEST: usize = 500;

/// A statement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statement {
    /// Its id, where it came with one.
    pub id: Option<String>,
    /// The hash of it, without what a store adds.
    hash: String,
    means: Means,
}

/// What a statement means here.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Means {
    /// Somebody completed something.
    Completion(Told),
    /// It is right, and needs somebody to look: why.
    Unclear(Told, String),
    /// It takes another back.
    Voids(String),
    /// It tells of no credit: why.
    Nothing(&'static str),
}

/// Reads a list of statements, or a single one. `home` is our own address: accounts of it are ids of people here.
///
/// # Errors
/// Everything that is wrong, each with its place.
pub fn read(sent: &Value, home: &str, now: Timestamp) -> Result<Vec<Statement>, Vec<Wrong>> {
    let mut wrong: Vec<Wrong> = Vec::new();
    let one = match sent {
        Value::Array(list) => list.iter().enumerate().map(|(at, one)| (format!("/{at}"), one)).collect(),
        one => vec![(String::new(), one)],
    };
    let mut found: Vec<Statement> = Vec::new();
    for (at, one) in one {
        let mut reading = Reading { at: &at, home, now, wrong: &mut wrong };
        let Some(statement) = reading.statement(one) else { continue };
        if statement.id.is_some() && found.iter().any(|other| other.id == statement.id) {
            wrong.push((format!("{at}/id"), "Another statement of this list has the same id.".to_owned()));
        }
        found.push(statement);
    }
    if wrong.is_empty() { Ok(found) } else { Err(wrong) }
}

/// The rows that statements make, each under its id; or the id under which another statement came before.
///
/// # Errors
/// Where the database fails.
pub fn rows(tx: &mut Tx<'_>, statements: Vec<Statement>) -> Result<Result<Vec<Row>, String>, Failure> {
    let mut rows = Vec::with_capacity(statements.len());
    for (at, statement) in statements.into_iter().enumerate() {
        let id = statement.id.unwrap_or_else(|| Uuid::now_v7().to_string());
        if completions::told(tx, XAPI, &id)?.is_some_and(|before| before.hash != statement.hash) {
            return Ok(Err(id));
        }
        let (told, stands) = match statement.means {
            Means::Completion(told) => (told, None),
            Means::Unclear(told, why) => (told, Some(Stands::only(State::LeftOver, &why))),
            Means::Nothing(why) => (Told::default(), Some(Stands::only(State::NoCredit, why))),
            Means::Voids(target) => (Told::default(), Some(voided(tx, &target, &rows)?)),
        };
        rows.push(Row { line: at + 1, id, told, hash: Some(statement.hash), stands });
    }
    Ok(Ok(rows))
}

/// Where a statement stands that takes another back, known already or earlier in the list: what was posted is for somebody
/// to look at.
fn voided(tx: &mut Tx<'_>, target: &str, earlier: &[Row]) -> Result<Stands, Failure> {
    let known = completions::told(tx, XAPI, target)?;
    let known = known.filter(|one| matches!(one.at.state, State::Waiting | State::Posted | State::LeftOver));
    let now = earlier.iter().find(|row| row.id == target);
    let now = now.filter(|row| row.stands.as_ref().is_none_or(|at| at.state == State::LeftOver));
    let told = known.map(|one| one.told).or_else(|| now.map(|row| row.told.clone()));
    let Some(told) = told else {
        return Ok(Stands::only(State::NoCredit, "It takes back a statement that told of no credit."));
    };
    let said = format!(
        "It takes back the statement {target}, a completion of {} on {}. Look whether that is on record, correct it there, \
         and dismiss both.",
        told.course, told.completed
    );
    Ok(Stands::only(State::LeftOver, &said))
}

/// Reading one statement.
struct Reading<'r> {
    at: &'r str,
    home: &'r str,
    now: Timestamp,
    wrong: &'r mut Vec<Wrong>,
}

impl Reading<'_> {
    fn amiss(&mut self, place: &str, said: impl Into<String>) {
        self.wrong.push((format!("{}{place}", self.at), said.into()));
    }

    fn statement(&mut self, sent: &Value) -> Option<Statement> {
        let before = self.wrong.len();
        let Value::Object(fields) = sent else {
            self.amiss("", "A statement is an object with actor, verb and object.");
            return None;
        };
        let id = self.id(fields);
        let verb = self.iri(fields, "verb");
        let who = self.actor(fields);
        let kind = fields.get("object").and_then(|o| o.get("objectType")).and_then(Value::as_str).unwrap_or("Activity");
        let (kind, object) = match kind {
            "Activity" => (kind, self.iri(fields, "object")),
            "StatementRef" => (kind, self.reference(fields)),
            "Agent" | "Group" | "SubStatement" => (kind, None),
            other => {
                self.amiss("/object/objectType", format!("`{other}` is no kind of object."));
                (other, None)
            }
        };
        let completed = self.timestamp(fields);
        let failed = self.failed(fields);
        if self.wrong.len() > before {
            return None;
        }
        let (who, verb, object) = (who?, verb?, object.unwrap_or_default());
        let told = Told { course: object.clone(), completed, ..who.told };
        let means = match verb.as_str() {
            VOIDED => Means::Voids(object),
            COMPLETED | PASSED if kind != "Activity" => Means::Nothing("It is of no activity."),
            COMPLETED | PASSED if failed => Means::Nothing("It says that it was not completed, or not passed."),
            COMPLETED | PASSED if who.group => Means::Nothing("It is of a group, and credits are of one person."),
            COMPLETED | PASSED => match who.unclear {
                Some(why) => Means::Unclear(told, why),
                None => Means::Completion(told),
            },
            _ => Means::Nothing("Its verb tells of no credit."),
        };
        Some(Statement { id, hash: hash(fields), means })
    }

    fn id(&mut self, fields: &Map<String, Value>) -> Option<String> {
        let id = fields.get("id")?;
        match id.as_str().and_then(|id| Uuid::parse_str(id).ok()) {
            Some(id) => Some(id.to_string()),
            None => {
                self.amiss("/id", "An id is a UUID.");
                None
            }
        }
    }

    /// The `id` of the verb or of the object: an address.
    fn iri(&mut self, fields: &Map<String, Value>, of: &str) -> Option<String> {
        match fields.get(of).and_then(|value| value.get("id")).map(|id| (id.as_str(), id)) {
            Some((Some(id), _)) if id.contains(':') && id.len() <= LONGEST && !id.contains(char::is_whitespace) => {
                Some(id.to_owned())
            }
            Some(_) => {
                self.amiss(&format!("/{of}/id"), format!("This is an address (IRI) of at most {LONGEST} letters."));
                None
            }
            None => {
                self.amiss(&format!("/{of}/id"), format!("The {of} has no id."));
                None
            }
        }
    }

    /// The id of the statement that the object refers to.
    fn reference(&mut self, fields: &Map<String, Value>) -> Option<String> {
        let id = fields.get("object").and_then(|object| object.get("id")).and_then(Value::as_str);
        let id = id.and_then(|id| Uuid::parse_str(id).ok());
        if id.is_none() {
            self.amiss("/object/id", "A statement is referred to by its id, a UUID.");
        }
        id.map(|id| id.to_string())
    }

    fn actor(&mut self, fields: &Map<String, Value>) -> Option<Who> {
        let Some(Value::Object(actor)) = fields.get("actor") else {
            self.amiss("/actor", "There is no actor.");
            return None;
        };
        let group = match actor.get("objectType").map(|kind| kind.as_str()) {
            None | Some(Some("Agent")) => false,
            Some(Some("Group")) => true,
            Some(_) => {
                self.amiss("/actor/objectType", "An actor is an Agent or a Group.");
                return None;
            }
        };
        let mut told = Told::default();
        match actor.get("name") {
            None => {}
            Some(Value::String(name)) if name.len() <= LONGEST => told.name = name.trim().to_owned(),
            Some(_) => self.amiss("/actor/name", format!("A name is a text of at most {LONGEST} letters.")),
        }
        let named: Vec<&str> = NAMES.into_iter().filter(|name| actor.contains_key(*name)).collect();
        let unclear = match named.as_slice() {
            [] if group => None,
            ["mbox"] => self.mailbox(actor, &mut told),
            ["account"] => self.account(actor, &mut told),
            [name] => {
                Some(format!("It names its actor by `{name}` alone, which leads to nobody here. Choose whose it is."))
            }
            _ => {
                self.amiss("/actor", format!("An actor is named by one of {}.", NAMES.join(", ")));
                None
            }
        };
        Some(Who { told, unclear, group })
    }

    fn mailbox(&mut self, actor: &Map<String, Value>, told: &mut Told) -> Option<String> {
        let address = actor.get("mbox").and_then(Value::as_str).and_then(|mbox| mbox.strip_prefix("mailto:"));
        match address.filter(|address| address.contains('@') && address.len() <= LONGEST) {
            Some(address) => told.email = address.to_owned(),
            None => self.amiss("/actor/mbox", "An mbox is written like mailto:somebody@example.org."),
        }
        None
    }

    /// An account of ours is the id of a person, or the number of a certificate; another's has to come with a name.
    fn account(&mut self, actor: &Map<String, Value>, told: &mut Told) -> Option<String> {
        let text = |name: &str| {
            let value = actor.get("account").and_then(|account| account.get(name)).and_then(Value::as_str);
            value.filter(|value| !value.trim().is_empty() && value.len() <= LONGEST)
        };
        let (page, name) = (text("homePage"), text("name"));
        for (field, value) in [("homePage", page), ("name", name)] {
            if value.is_none() {
                self.amiss(&format!("/actor/account/{field}"), format!("An account has a {field}."));
            }
        }
        let (page, name) = (page?, name?);
        let ours = page.trim_end_matches('/') == self.home;
        if ours || !told.name.is_empty() {
            told.person = name.trim().to_owned();
            return None;
        }
        // Tried again, it must lead to nobody who happens to have that id here.
        told.person = format!("{} at {page}", name.trim());
        Some("It names its actor by an account elsewhere, without a name to compare. Choose whose it is.".to_owned())
    }

    /// When it happened: by its own word, or else now.
    fn timestamp(&mut self, fields: &Map<String, Value>) -> String {
        match fields.get("timestamp") {
            None => self.now.to_string(),
            Some(Value::String(text)) if text.parse::<Timestamp>().is_ok() => text.clone(),
            Some(_) => {
                self.amiss("/timestamp", "A timestamp is written like 2025-12-01T10:00:00Z, with its offset.");
                String::new()
            }
        }
    }

    /// Whether its result says that it was not completed, or not passed.
    fn failed(&mut self, fields: &Map<String, Value>) -> bool {
        let result = match fields.get("result") {
            None => return false,
            Some(Value::Object(result)) => result,
            Some(_) => {
                self.amiss("/result", "A result is an object.");
                return false;
            }
        };
        let mut failed = false;
        for name in ["success", "completion"] {
            match result.get(name) {
                None | Some(Value::Bool(true)) => {}
                Some(Value::Bool(false)) => failed = true,
                Some(_) => self.amiss(&format!("/result/{name}"), format!("`{name}` is true or false.")),
            }
        }
        failed
    }
}

/// Whom a statement is about.
struct Who {
    told: Told,
    /// Why it leads to nobody, where that is so.
    unclear: Option<String>,
    group: bool,
}

/// The hash of a statement, without its id and what a store adds, whatever the order of its fields.
fn hash(fields: &Map<String, Value>) -> String {
    let mut text = String::new();
    let own = fields.iter().filter(|(name, _)| !["id", "stored", "authority", "version"].contains(&name.as_str()));
    in_order(own, &mut text);
    Sha256::digest(text.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Writes fields by their names.
fn in_order<'f>(fields: impl Iterator<Item = (&'f String, &'f Value)>, text: &mut String) {
    let mut fields: Vec<_> = fields.collect();
    fields.sort_by_key(|(name, _)| *name);
    text.push('{');
    for (name, value) in fields {
        text.push_str(&format!("{name:?}:"));
        written(value, text);
        text.push(',');
    }
    text.push('}');
}

fn written(value: &Value, text: &mut String) {
    match value {
        Value::Object(fields) => in_order(fields.iter(), text),
        Value::Array(list) => {
            text.push('[');
            for value in list {
                written(value, text);
                text.push(',');
            }
            text.push(']');
        }
        plain => text.push_str(&plain.to_string()),
    }
}
