//! The post: letters to a mail server, or, where there is none, into a folder; and what became of each.

use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use jiff::{SignedDuration, Timestamp};
use lettre::message::Mailbox;
use lettre::message::header::{ContentType, HeaderName, HeaderValue};
use lettre::transport::smtp::Error;
use lettre::{Address, Message, SmtpTransport, Transport};
use store::Store;
use store::outbox::{self, Mail};

use crate::account::letter;
use crate::failure::Failure;

/// How letters leave the house, and in whose name.
pub struct Post {
    way: Way,
    from: Mailbox,
}

enum Way {
    Smtp(SmtpTransport),
    Folder(PathBuf),
}

impl fmt::Debug for Post {
    /// Says which way alone: a server's URL may hold a password.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.way {
            Way::Smtp(_) => "Post by SMTP",
            Way::Folder(_) => "Post into a folder",
        })
    }
}

/// What was delivered.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Delivered {
    /// Letters that the server took, or that were written into the folder.
    pub sent: u64,
    /// Letters that are tried again later.
    pub later: u64,
    /// Letters that were given up.
    pub given_up: u64,
    /// Why the server could not be used at all, where that is so.
    pub unreachable: Option<String>,
}

/// What became of one letter.
enum Outcome {
    /// It was taken.
    Sent(String),
    /// It was not, for now.
    Later(String),
    /// It never will be.
    Never(String),
    /// The server itself is the trouble: no other letter would fare better.
    Closed(String),
}

/// Letters taken at once.
const TOGETHER: i64 = 16;

/// How long they are ours.
const LEASE: SignedDuration = SignedDuration::from_mins(20);

/// After how much of that no further one is begun.
const BEGIN_WITHIN: Duration = Duration::from_secs(5 * 60);

/// How long one answer of the server is waited for.
const PATIENCE: Duration = Duration::from_secs(30);

/// Minutes from each failed try to the next: close to five days in all, as RFC 5321 (4.5.4.1) asks; then a letter is given
/// up.
const WAITS: [i64; 11] = [1, 5, 15, 30, 60, 180, 360, 720, 1440, 1440, 2880];

impl Post {
    /// By a mail server: `smtp://host:port`, `smtps://user:password@host`, or `smtp://host:587?tls=required`.
    ///
    /// # Errors
    /// Where the URL or the sender's address cannot be read.
    pub fn smtp(url: &str, from: &str) -> Result<Post, Failure> {
        let builder = SmtpTransport::from_url(url).map_err(|e| {
            Failure::usage(
                format!("this SMTP URL cannot be used: {e}"),
                "write it like smtp://host:25 or smtps://user:password@host",
            )
        })?;
        Ok(Post { way: Way::Smtp(builder.timeout(Some(PATIENCE)).build()), from: mailbox(from)? })
    }

    /// Into a folder, one file a letter.
    ///
    /// # Errors
    /// Where the sender's address cannot be read.
    pub fn folder(folder: &Path, from: &str) -> Result<Post, Failure> {
        Ok(Post { way: Way::Folder(folder.to_owned()), from: mailbox(from)? })
    }

    /// Delivers what waits, until nothing is left that is due.
    ///
    /// # Errors
    /// Where the store fails.
    pub fn deliver(&self, store: &Store, now: Timestamp) -> Result<Delivered, Failure> {
        let began = Instant::now();
        let time = || now.checked_add(began.elapsed()).unwrap_or(now);
        let mut done = Delivered::default();
        let mut asked = false;
        loop {
            let at = time();
            let until = at.checked_add(LEASE).unwrap_or(Timestamp::MAX);
            let taken = store.write(move |tx| outbox::take(tx, at, until, TOGETHER))?;
            if taken.is_empty() {
                return Ok(done);
            }
            if !asked && let Err(why) = self.ready() {
                give_back(store, &taken, &why, at)?;
                done.later += taken.len() as u64;
                done.unreachable = Some(why);
                return Ok(done);
            }
            asked = true;
            let round = Instant::now();
            for (nth, mail) in taken.iter().enumerate() {
                if round.elapsed() > BEGIN_WITHIN {
                    give_back(store, &taken[nth..], "there was no time for it yet", time())?;
                    break;
                }
                let whole = letter::complete(store, mail, time())?;
                if let Some(why) = note(store, mail, self.send(&whole), time(), &mut done)? {
                    give_back(store, &taken[nth + 1..], &why, time())?;
                    done.later += (taken.len() - nth - 1) as u64;
                    done.unreachable = Some(why);
                    return Ok(done);
                }
            }
        }
    }

    /// Whether the server lets us in at all. A wrong password, say, is no fault of any letter's.
    fn ready(&self) -> Result<(), String> {
        match &self.way {
            Way::Folder(folder) => fs::create_dir_all(folder).map_err(|e| format!("{}: {e}", folder.display())),
            Way::Smtp(transport) => match transport.test_connection() {
                Ok(true) => Ok(()),
                Ok(false) => Err("the mail server does not answer".to_owned()),
                Err(error) => Err(format!("{UNUSABLE}{}", said(&error))),
            },
        }
    }

    fn send(&self, mail: &Mail) -> Outcome {
        let message = match self.message(mail) {
            Ok(message) => message,
            Err(why) => return Outcome::Never(why),
        };
        match &self.way {
            Way::Folder(folder) => match keep(folder, &mail.id, &message.formatted()) {
                Ok(name) => Outcome::Sent(format!("kept in the folder as {name}")),
                Err(error) => Outcome::Closed(format!("{}: {error}", folder.display())),
            },
            Way::Smtp(transport) => match transport.send(&message) {
                Ok(response) => {
                    let lines: Vec<&str> = response.message().collect();
                    Outcome::Sent(format!("{} {}", response.code(), lines.join(" ")))
                }
                Err(error) => refused(&error),
            },
        }
    }

    fn message(&self, mail: &Mail) -> Result<Message, String> {
        let wrong = |e: &dyn fmt::Display| format!("this cannot be sent to that address: {e}");
        let to: Address = mail.draft.to_address.parse().map_err(|e: lettre::address::AddressError| wrong(&e))?;
        Message::builder()
            .from(self.from.clone())
            .to(Mailbox::new(None, to))
            .subject(mail.draft.subject.clone())
            .date(mail.created_at.into())
            // A letter that is sent twice can be told by this.
            .message_id(Some(format!("<{}@{}>", mail.id, self.from.email.domain())))
            // So that no machine answers (RFC 3834).
            .raw_header(HeaderValue::new(HeaderName::new_from_ascii_str("Auto-Submitted"), "auto-generated".to_owned()))
            .header(ContentType::TEXT_PLAIN)
            .body(mail.draft.body.clone())
            .map_err(|e| wrong(&e))
    }
}

fn mailbox(from: &str) -> Result<Mailbox, Failure> {
    from.parse().map_err(|e| {
        Failure::usage(
            format!("`{from}` is no address to send from: {e}"),
            "write it like notices@example.org, or Name <notices@example.org>",
        )
    })
}

/// Writes a letter whole or not at all.
fn keep(folder: &Path, id: &str, text: &[u8]) -> std::io::Result<String> {
    let name = format!("{id}.eml");
    let begun = folder.join(format!("{name}.part"));
    fs::write(&begun, text)?;
    fs::rename(begun, folder.join(&name))?;
    Ok(name)
}

/// What stands before a server's words where it cannot be used at all.
const UNUSABLE: &str = "the mail server cannot be used: ";

/// What the server said, or why nothing came from it.
fn said(error: &Error) -> String {
    let source = std::error::Error::source(error).map(ToString::to_string);
    match (error.status(), source) {
        (Some(code), Some(text)) => format!("{code} {text}"),
        (Some(code), None) => code.to_string(),
        (None, _) => error.to_string(),
    }
}

/// Why a server could not be used, without its own words: they may name somebody.
pub fn impersonal(why: &str) -> String {
    let answer = why.strip_prefix(UNUSABLE).unwrap_or(why);
    let code = answer.get(..3).filter(|code| code.bytes().all(|b| b.is_ascii_digit()));
    code.map_or_else(|| why.to_owned(), |code| format!("the mail server answered {code}"))
}

fn refused(error: &Error) -> Outcome {
    let why = said(error);
    // These say that the server does not know us, or that it closes (RFC 5321, RFC 4954).
    const CLOSED: [u16; 5] = [421, 530, 534, 535, 538];
    match error.status().map(u16::from) {
        None => Outcome::Closed(why),
        Some(code) if CLOSED.contains(&code) => Outcome::Closed(why),
        Some(_) if error.is_permanent() => Outcome::Never(why),
        Some(_) => Outcome::Later(why),
    }
}

/// When a letter is tried again after so many tries, if ever.
fn retry_at(tries: i64, at: Timestamp) -> Option<Timestamp> {
    let wait = usize::try_from(tries - 1).ok().and_then(|n| WAITS.get(n))?;
    at.checked_add(SignedDuration::from_mins(*wait)).ok()
}

/// Notes what became of a letter; answers why no other need be tried, where that is so.
fn note(
    store: &Store,
    mail: &Mail,
    outcome: Outcome,
    at: Timestamp,
    done: &mut Delivered,
) -> Result<Option<String>, Failure> {
    let id = mail.id.clone();
    let (why, again, closed) = match outcome {
        Outcome::Sent(answer) => {
            store.write(move |tx| outbox::sent(tx, &id, at, &answer))?;
            done.sent += 1;
            return Ok(None);
        }
        Outcome::Later(why) => (why, retry_at(mail.tries, at), false),
        Outcome::Closed(why) => (why, retry_at(mail.tries, at), true),
        Outcome::Never(why) => (why, None, false),
    };
    let answer = why.clone();
    store.write(move |tx| outbox::failed(tx, &id, at, &answer, again))?;
    match again {
        Some(_) => done.later += 1,
        None => done.given_up += 1,
    }
    // The server's words may name whom the letter is to: they stand beside that letter alone.
    let code = why.get(..3).filter(|code| code.bytes().all(|b| b.is_ascii_digit()));
    let told = code.map_or_else(|| why.clone(), |code| format!("the mail server takes no more for now ({code})"));
    Ok(closed.then_some(told))
}

/// Gives back letters that were not tried: soon somebody tries them anew.
fn give_back(store: &Store, mails: &[Mail], why: &str, at: Timestamp) -> Result<(), Failure> {
    let ids: Vec<String> = mails.iter().map(|m| m.id.clone()).collect();
    let soon = at.checked_add(SignedDuration::from_mins(WAITS[0])).unwrap_or(at);
    let why = why.to_owned();
    store.write(move |tx| ids.iter().try_for_each(|id| outbox::give_back(tx, id, soon, &why)))?;
    Ok(())
}
