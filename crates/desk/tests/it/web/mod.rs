//! The web, asked in process: the real router on a real store, with nothing but the network left out.

mod accommodations;
mod appeals;
mod applying;
mod arriving;
mod asking;
mod audits;
mod bank;
mod by_rule;
mod crediting;
mod decisions;
mod delivered;
mod details;
mod documents;
mod drafts;
mod files;
mod forgotten;
mod group_letters;
mod guards;
mod hundreds;
mod keeping;
mod lists;
mod merging;
mod own;
mod pages;
mod paying;
mod picking;
mod printed;
mod providers;
mod proxies;
mod public;
mod rates;
mod renewing;
mod results;
mod reveals;
mod roster;
mod routes;
mod seats;
mod set_up;
mod signing_up;
mod sites;
mod steps;
mod tokens;
mod uploads;
mod whole_way;
mod years;

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::connect_info::MockConnectInfo;
use axum::http::{HeaderMap, Request, StatusCode, header};
use desk::account::{Role, hashed};
use desk::journal::Journal;
use desk::notice::Post;
use desk::web::{House, Lately, Limits, Payments, router};
use desk::{intake, shelf};
use jiff::Timestamp;
use store::accounts::{self, New};
use store::register::Register;
use store::{Store, verify};
use tower::util::Oneshot;

/// What time it is in these tests: the morning of the day that the contract's example is told on.
fn now() -> Timestamp {
    "2025-12-15T10:00:00-05:00".parse().unwrap()
}

/// Somebody whose application waits, with work enough for it; and somebody whose result is held.
const MORE: &str = r#"{"id":"petra-1","person":"petra","kind":"person_registered","at":"2025-12-01","name":"Petra Novák","email":"petra@people.example"}
{"id":"petra-2","person":"petra","kind":"application_submitted","at":"2025-12-02","programme":"cpcs","evidence":[{"type":"employment","role":"Coordinator","field":"medical_services","from":"2019-01-01"}]}
{"id":"nils-1","person":"nils","kind":"person_registered","at":"2025-12-01","name":"Nils Holm","email":"nils@people.example"}
{"id":"ada-1","person":"ada","kind":"person_registered","at":"2025-10-01","name":"Ada Winter","email":"ada@people.example"}
{"id":"ada-2","person":"ada","kind":"application_submitted","at":"2025-10-02","programme":"cpcs","window":"spring-2026","evidence":[{"type":"employment","role":"Coordinator","field":"medical_services","from":"2019-01-01"}]}
{"id":"ada-3","person":"ada","kind":"application_decided","at":"2025-10-20","application":"ada-2","outcome":"approved"}
{"id":"odd 1/2?","person":"o/dd #1 ø","kind":"person_registered","at":"2025-06-01","name":"Oddný <b>Þór</b>","email":"odd@people.example"}
{"id":"odd 2","person":"o/dd #1 ø","kind":"application_submitted","at":"2025-12-10","programme":"cmas","evidence":[]}
{"id":"otto-1","person":"otto","kind":"person_registered","at":"2025-06-01","name":"Otto Brandt","email":"otto@people.example"}
{"id":"otto-2","person":"otto","kind":"exam_sat","at":"2025-12-10","programme":"cmas","outcome":"completed"}
{"id":"otto-3","person":"otto","kind":"exam_scored","at":"2025-12-11","exam":"otto-2","raw":"61","scaled":"64","passed":false}
"#;

const PASSWORD: &str = "correct horse battery";

/// A house with the sample records in it, in a folder of its own.
pub struct Town {
    pub house: Arc<House>,
    pub router: Router,
    folder: PathBuf,
}

impl Drop for Town {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

/// An answer.
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub text: String,
    pub bytes: Vec<u8>,
}

impl Answer {
    pub fn location(&self) -> &str {
        self.headers.get(header::LOCATION).map_or("", |v| v.to_str().unwrap())
    }
}

/// Somebody who may be signed in.
#[derive(Clone, Default)]
pub struct Session {
    pub cookie: String,
    pub csrf: String,
}

impl Town {
    pub fn new() -> Town {
        Town::at(now)
    }

    /// The same at another time.
    pub fn at(clock: fn() -> Timestamp) -> Town {
        Town::taking(clock, Payments::default())
    }

    /// The same, with ways to pay.
    pub fn taking(clock: fn() -> Timestamp, payments: Payments) -> Town {
        static NTH: std::sync::atomic::AtomicUsize = std::sync::atomic::AtomicUsize::new(0);
        let nth = NTH.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("town-{}-{nth}", std::process::id()));
        let _ = std::fs::remove_dir_all(&folder);
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
        let bodies = Arc::new(shelf::bodies(Some(&root.join("handbooks"))).unwrap());
        let store = Store::in_folder(&folder).unwrap();
        let more = folder.join("more.jsonl");
        std::fs::write(&more, MORE).unwrap();
        for file in [root.join("samples/records.jsonl"), more] {
            let journal = Journal::open(&file).unwrap();
            let taken = intake::take_in(&store, &bodies, &journal, None, now(), |_| {}).unwrap();
            assert!(taken.people > 0, "{:?}", taken.refused);
        }
        let house = Arc::new(House {
            store,
            register: Register::default(),
            lately: Lately::default(),
            bodies,
            public_url: "http://localhost:8080".to_owned(),
            demo: true,
            set_up: None,
            payments,
            clock,
            limits: Limits::new(clock),
        });
        let from: SocketAddr = "127.0.0.1:4711".parse().unwrap();
        let router = router(Arc::clone(&house)).layer(MockConnectInfo(from));
        Town { house, router, folder }
    }

    /// The same house at another time.
    pub fn later(&mut self, clock: fn() -> Timestamp) {
        let now = &self.house;
        let house = Arc::new(House {
            store: Store::in_folder(&self.folder).unwrap(),
            register: Register::default(),
            lately: Lately::default(),
            bodies: Arc::clone(&now.bodies),
            public_url: now.public_url.clone(),
            demo: now.demo,
            set_up: None,
            payments: Payments::default(),
            clock,
            limits: Limits::new(clock),
        });
        let from: SocketAddr = "127.0.0.1:4711".parse().unwrap();
        (self.router, self.house) = (router(Arc::clone(&house)).layer(MockConnectInfo(from)), house);
    }

    /// Makes an account, and signs in by the form as a browser does.
    pub async fn signed_in(&self, email: &str, role: Role, person: Option<&str>) -> Session {
        let password = hashed(PASSWORD).unwrap();
        let (own, of) = (email.to_owned(), person.map(str::to_owned));
        let new = New {
            email: own.clone(),
            password,
            person: of,
            name: email.split('@').next().unwrap().to_owned(),
            verified_at: Some(now()),
        };
        self.house
            .store
            .write(move |tx| {
                let id = accounts::add(tx, &new, now())?;
                accounts::give_role(tx, &id, role.word(), "test", now())
            })
            .unwrap();
        self.sign_in(email).await
    }

    pub async fn sign_in(&self, email: &str) -> Session {
        let form = [("email", email), ("password", PASSWORD), ("next", "/account")];
        let answer = self.post("/sign-in", &Session::default(), &form).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
        let cookie = answer.headers[header::SET_COOKIE].to_str().unwrap().split(';').next().unwrap().to_owned();
        let page = self.get("/account", &Session { cookie: cookie.clone(), csrf: String::new() }).await;
        let csrf = page.text.split("name=\"csrf\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
        Session { cookie, csrf }
    }

    pub async fn get(&self, path: &str, session: &Session) -> Answer {
        self.ask(Request::get(path), session, String::new()).await
    }

    pub async fn post(&self, path: &str, session: &Session, form: &[(&str, &str)]) -> Answer {
        let mut pairs: Vec<(&str, &str)> = form.to_vec();
        if !session.csrf.is_empty() {
            pairs.push(("csrf", &session.csrf));
        }
        let body: Vec<String> = pairs.iter().map(|(k, v)| format!("{k}={}", escaped(v))).collect();
        let request = Request::post(path)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header("sec-fetch-site", "same-origin");
        self.ask(request, session, body.join("&")).await
    }

    /// Posts a form with files as a browser does: each file's field, name and bytes.
    pub async fn upload(
        &self,
        path: &str,
        session: &Session,
        form: &[(&str, &str)],
        files: &[(&str, &str, &[u8])],
    ) -> Answer {
        let mut body = Vec::new();
        let mut part = |head: String, content: &[u8]| {
            body.extend(format!("--line-between\r\nContent-Disposition: form-data; {head}\r\n\r\n").as_bytes());
            body.extend(content);
            body.extend(b"\r\n");
        };
        let token = ("csrf", session.csrf.as_str());
        for (name, value) in std::iter::once(token).chain(form.iter().copied()) {
            part(format!("name=\"{name}\""), value.as_bytes());
        }
        for (field, name, content) in files {
            // What a browser says of the kind is not believed.
            part(format!("name=\"{field}\"; filename=\"{name}\"\r\nContent-Type: application/pdf"), content);
        }
        body.extend(b"--line-between--\r\n");
        let request = Request::post(path)
            .header(header::CONTENT_TYPE, "multipart/form-data; boundary=line-between")
            .header("sec-fetch-site", "same-origin");
        self.ask(request, session, body).await
    }

    pub async fn ask(&self, request: axum::http::request::Builder, session: &Session, body: impl Into<Body>) -> Answer {
        let request = request.header(header::COOKIE, &session.cookie).body(body.into()).unwrap();
        let response = Oneshot::new(self.router.clone(), request).await.unwrap();
        let (status, headers) = (response.status(), response.headers().clone());
        let bytes = to_bytes(response.into_body(), 10 << 20).await.unwrap();
        Answer { status, headers, text: String::from_utf8_lossy(&bytes).into_owned(), bytes: bytes.to_vec() }
    }

    /// Sends what waits, and answers the letters as they came, by whom they are to.
    pub fn letters(&self) -> Vec<(String, String)> {
        let folder = self.folder.join("mail");
        let post = Post::folder(&folder, "house@body.example").unwrap();
        post.deliver(&self.house.store, (self.house.clock)()).unwrap();
        let mut letters = Vec::new();
        for file in std::fs::read_dir(&folder).into_iter().flatten().flatten() {
            let text = std::fs::read_to_string(file.path()).unwrap();
            // As a mail program shows it: quoted-printable breaks long lines (RFC 2045, 6.7).
            let text = text.replace("=\r\n", "").replace("=3D", "=");
            let to = text.lines().find_map(|line| line.strip_prefix("To: ")).unwrap().to_owned();
            letters.push((to, text));
            std::fs::remove_file(file.path()).unwrap();
        }
        letters
    }

    /// The path that the one letter with a link leads to, of those sent now.
    pub fn link(&self) -> String {
        let letters = self.letters();
        let mut links = letters.iter().filter_map(|(_, text)| {
            let url = text.split_whitespace().find(|word| word.starts_with("http://") && word.contains("token="))?;
            Some(url.strip_prefix(&self.house.public_url)?.to_owned())
        });
        let link = links.next().unwrap_or_else(|| panic!("no link: {letters:?}"));
        assert_eq!(links.next(), None);
        link
    }

    /// Somebody's account.
    pub fn account(&self, email: &str) -> accounts::Account {
        self.house.store.read(|tx| accounts::by_email(tx, email)).unwrap().unwrap()
    }

    /// Takes in more records, all of them; how many entries.
    pub fn take_in(&self, records: &str) -> u64 {
        let file = self.folder.join("taken-in.jsonl");
        std::fs::write(&file, records).unwrap();
        let journal = Journal::open(&file).unwrap();
        let clock = (self.house.clock)();
        let taken = intake::take_in(&self.house.store, &self.house.bodies, &journal, None, clock, |_| {}).unwrap();
        assert!(taken.refused.is_empty(), "{:?}", taken.refused);
        taken.entries
    }

    /// The last hash of every chain: what there is on record.
    pub fn heads(&self) -> Vec<(String, i64, String)> {
        let verified = verify::verify(&self.house.store, |_| {}).unwrap();
        assert_eq!(verified.amiss, []);
        verified.heads
    }
}

fn escaped(text: &str) -> String {
    text.bytes()
        .map(|b| if b.is_ascii_alphanumeric() { char::from(b).to_string() } else { format!("%{b:02X}") })
        .collect()
}
