//! The program itself, serving on an engine, asked over the network as a browser asks.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Shutdown, TcpStream};
use std::path::PathBuf;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::{Arc, Condvar, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use crate::engines::server;

/// How long the program may take for anything on a busy machine.
const PATIENCE: Duration = Duration::from_secs(120);

/// Where a program keeps what it remembers: nothing is there yet, and nothing is left.
pub struct Ground {
    /// The folder of its data.
    pub folder: PathBuf,
    /// The database, where it is none of SQLite's.
    pub database: Option<String>,
}

impl Ground {
    /// A file of SQLite's.
    pub fn sqlite() -> Ground {
        Ground { folder: server::fresh_folder("serving"), database: None }
    }

    /// A database of PostgreSQL's.
    pub fn postgresql() -> Ground {
        Ground { folder: server::fresh_folder("serving"), database: Some(server::fresh_database(false)) }
    }

    /// What every command is told of it.
    pub fn args(&self) -> Vec<String> {
        let mut args = vec!["--data".to_owned(), self.folder.display().to_string()];
        if let Some(url) = &self.database {
            args.extend(["--database".to_owned(), url.clone()]);
        }
        args
    }

    /// A command that ends by itself; what it says on standard output.
    pub fn done(&self, words: &[&str]) -> String {
        let output = Command::new(env!("CARGO_BIN_EXE_assay")).args(words).args(self.args()).output().unwrap();
        assert!(output.status.success(), "{words:?}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    }
}

impl Drop for Ground {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

/// What the program said so far, and whether it has ended saying.
#[derive(Default)]
struct Said {
    text: String,
    over: bool,
}

type Heard = Arc<(Mutex<Said>, Condvar)>;

/// A program that serves, until the test is over.
pub struct Program {
    child: Child,
    said: Heard,
    logged: Heard,
    /// Where it listens.
    pub address: String,
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// An answer.
#[derive(Debug)]
pub struct Answer {
    /// The status.
    pub status: u16,
    /// Everything before the text, as it came.
    pub head: String,
    /// The text.
    pub text: String,
}

impl Answer {
    /// A header, by its name in small letters.
    pub fn header(&self, name: &str) -> Option<&str> {
        let named = |line: &str| line.split_once(": ").is_some_and(|(own, _)| own.eq_ignore_ascii_case(name));
        self.head.lines().find(|line| named(line)).and_then(|line| line.split_once(": ")).map(|(_, value)| value)
    }
}

impl Program {
    /// Starts it, and waits until it listens.
    pub fn start(ground: &Ground, words: &[&str]) -> Program {
        let mut child = Command::new(env!("CARGO_BIN_EXE_assay"))
            .args(["serve", "--listen", "127.0.0.1:0"])
            .args(words)
            .args(ground.args())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let said = listened(child.stderr.take().unwrap());
        let logged = listened(child.stdout.take().unwrap());
        let mut program = Program { child, said, logged, address: String::new() };
        program.address = program.after("listening on http://").replace("localhost", "127.0.0.1");
        program
    }

    /// Everything it has said so far.
    pub fn said(&self) -> String {
        self.said.0.lock().unwrap().text.clone()
    }

    /// The word after a text, once the program has said it.
    pub fn after(&self, text: &str) -> String {
        let begun = Instant::now();
        let (said, more) = &*self.said;
        let mut said = said.lock().unwrap();
        loop {
            if let Some((_, rest)) = said.text.split_once(text)
                && rest.contains('\n')
            {
                return rest.split(['\n', ' ', '"']).next().unwrap().to_owned();
            }
            assert!(!said.over && begun.elapsed() < PATIENCE, "it did not say `{text}`: {}", said.text);
            said = more.wait_timeout(said, Duration::from_millis(200)).unwrap().0;
        }
    }

    /// Asks for a page.
    pub fn get(&self, path: &str, cookie: &str) -> Answer {
        self.ask("GET", path, cookie, "")
    }

    /// Asks by another method.
    pub fn by(&self, method: &str, path: &str) -> Answer {
        self.ask(method, path, "", "")
    }

    /// Sends a form, as the page of ours would that holds it.
    pub fn post(&self, path: &str, cookie: &str, form: &[(&str, &str)]) -> Answer {
        let pairs: Vec<String> = form.iter().map(|(name, value)| format!("{name}={}", escaped(value))).collect();
        self.ask("POST", path, cookie, &pairs.join("&"))
    }

    /// Begins a request, and leaves the last of its text unsent.
    pub fn begin(&self, method: &str, path: &str, cookie: &str, length: usize) -> TcpStream {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        let head = format!(
            "{method} {path} HTTP/1.1\r\nHost: {}\r\nSec-Fetch-Site: same-origin\r\nCookie: {cookie}\r\n\
             Connection: close\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: {length}\r\n\r\n",
            self.address
        );
        stream.write_all(head.as_bytes()).unwrap();
        stream
    }

    fn ask(&self, method: &str, path: &str, cookie: &str, body: &str) -> Answer {
        let mut stream = self.begin(method, path, cookie, body.len());
        stream.write_all(body.as_bytes()).unwrap();
        answer(stream)
    }

    /// Signs somebody in by the form; answers the cookie.
    pub fn sign_in(&self, email: &str, password: &str) -> String {
        let answer = self.post("/sign-in", "", &[("email", email), ("password", password), ("next", "/account")]);
        assert_eq!(answer.status, 303, "{}", answer.text);
        answer.header("set-cookie").unwrap().split(';').next().unwrap().to_owned()
    }

    /// Tells it to stop, as whoever runs it does.
    pub fn terminate(&self) {
        let told = Command::new("kill").args(["-TERM", &self.child.id().to_string()]).status().unwrap();
        assert!(told.success());
    }

    /// Ends it at once, with no word to it.
    pub fn kill(&self) {
        let told = Command::new("kill").args(["-KILL", &self.child.id().to_string()]).status().unwrap();
        assert!(told.success());
    }

    /// Waits until it has ended: how, how long that took, and everything it logged.
    pub fn ended(mut self) -> (ExitStatus, Duration, String) {
        let begun = Instant::now();
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                let took = begun.elapsed();
                let (logged, more) = &*self.logged;
                let logged = more.wait_while(logged.lock().unwrap(), |logged| !logged.over).unwrap();
                return (status, took, logged.text.clone());
            }
            assert!(begun.elapsed() < PATIENCE, "it does not end: {}", self.said());
            thread::sleep(Duration::from_millis(10));
        }
    }
}

/// Hears what comes, line by line, until nothing more does.
fn listened(from: impl Read + Send + 'static) -> Heard {
    let heard = Heard::default();
    let own = Arc::clone(&heard);
    thread::spawn(move || {
        let mut from = BufReader::new(from);
        loop {
            let mut line = String::new();
            let more = from.read_line(&mut line).unwrap_or(0) > 0;
            let mut said = own.0.lock().unwrap();
            said.text += &line;
            said.over = !more;
            own.1.notify_all();
            if !more {
                return;
            }
        }
    });
    heard
}

/// What comes back once everything was sent.
pub fn answer(mut stream: TcpStream) -> Answer {
    let mut bytes = Vec::new();
    stream.read_to_end(&mut bytes).unwrap();
    let _ = stream.shutdown(Shutdown::Both);
    let text = String::from_utf8_lossy(&bytes).into_owned();
    let (head, text) = text.split_once("\r\n\r\n").unwrap_or((&text, ""));
    let status = head.split(' ').nth(1).and_then(|word| word.parse().ok()).unwrap_or(0);
    Answer { status, head: head.to_owned(), text: text.to_owned() }
}

/// The token that a page's forms hold.
pub fn csrf(page: &str) -> &str {
    value_of(page, "csrf")
}

/// The value of a page's hidden field.
pub fn value_of<'p>(page: &'p str, name: &str) -> &'p str {
    let after = page.split(&format!("name=\"{name}\" value=\"")).nth(1);
    after.unwrap_or_else(|| panic!("there is no `{name}` in {page}")).split('"').next().unwrap()
}

fn escaped(text: &str) -> String {
    let plain = |b: u8| b.is_ascii_alphanumeric();
    text.bytes().map(|b| if plain(b) { char::from(b).to_string() } else { format!("%{b:02X}") }).collect()
}
