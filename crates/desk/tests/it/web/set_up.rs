//! The first set-up of an empty house, by the program itself.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use store::{Store, accounts};

/// A house that serves from an empty folder, until the test is over.
struct Serving {
    child: Child,
    folder: std::path::PathBuf,
    said: BufReader<std::process::ChildStderr>,
}

impl Drop for Serving {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

impl Serving {
    fn new() -> Serving {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("set-up-{}", std::process::id()));
        let _ = std::fs::remove_dir_all(&folder);
        let mut child = Command::new(env!("CARGO_BIN_EXE_assay"))
            .args(["serve", "--listen", "127.0.0.1:0", "--data"])
            .arg(&folder)
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let said = BufReader::new(child.stderr.take().unwrap());
        Serving { child, folder, said }
    }

    /// The next line that holds `text`.
    fn line(&mut self, text: &str) -> String {
        let mut line = String::new();
        while !line.contains(text) {
            line.clear();
            assert!(self.said.read_line(&mut line).unwrap() > 0, "the program ended before it said `{text}`");
        }
        line
    }
}

/// A request as a browser on that page would send it; answers status line and text.
fn asked(address: &str, method: &str, path: &str, body: &str) -> String {
    use std::io::{Read, Write};
    let mut stream = std::net::TcpStream::connect(address).unwrap();
    write!(
        stream,
        "{method} {path} HTTP/1.1\r\nHost: {address}\r\nSec-Fetch-Site: same-origin\r\nConnection: close\r\n\
         Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    )
    .unwrap();
    let mut text = String::new();
    stream.read_to_string(&mut text).unwrap();
    text
}

#[test]
fn an_empty_house_is_set_up_once_by_whoever_has_its_key() {
    let mut serving = Serving::new();
    let said = serving.line("/set-up?key=");
    let key = said.trim().split("key=").nth(1).unwrap().to_owned();
    let listening = serving.line("listening on ");
    let address = listening.trim().split("http://").nth(1).unwrap().replace("localhost", "127.0.0.1");
    let form = |key: &str, password: &str| format!("key={key}&name=Ada&email=ada%40body.example&password={password}");
    assert!(asked(&address, "GET", "/set-up?key=wrong", "").starts_with("HTTP/1.1 404"));
    assert!(asked(&address, "POST", "/set-up", &form("wrong", "a+long+enough+word")).starts_with("HTTP/1.1 404"));
    assert!(asked(&address, "GET", &format!("/set-up?key={key}"), "").contains("Make the account"));
    let short = asked(&address, "POST", "/set-up", &form(&key, "short"));
    assert!(short.starts_with("HTTP/1.1 422") && short.contains("ada@body.example"), "{short}");
    let made = asked(&address, "POST", "/set-up", &form(&key, "quite+a+long+sentence"));
    assert!(made.starts_with("HTTP/1.1 303"), "{made}");
    let again = asked(&address, "POST", "/set-up", &form(&key, "quite+a+long+sentence"));
    assert!(again.starts_with("HTTP/1.1 404"), "once: {again}");
    let store = Store::in_folder(&serving.folder).unwrap();
    let account = store.read(|tx| accounts::by_email(tx, "ada@body.example")).unwrap().unwrap();
    let roles = store.read(|tx| accounts::roles(tx, &account.id)).unwrap();
    assert_eq!(roles.iter().map(|r| r.role.as_str()).collect::<Vec<_>>(), ["administrator"]);
}
