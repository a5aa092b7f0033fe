//! A town that takes cards from a stand-in for the card provider, asked over real HTTP, with faults on the way.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::body::to_bytes;
use axum::extract::{Request, State};
use axum::http::{Request as Asked, StatusCode};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use desk::account::Role;
use desk::pay::standin::{Session as Paid, Standin};
use desk::pay::{Stripe, Waits};
use desk::web::{Listening, Payments};
use jiff::Timestamp;
use serde_json::Value;

use super::{Answer, Session, Town};

/// What goes wrong with one request to the provider.
#[derive(Debug, Clone, Copy)]
pub enum Fault {
    /// It is refused with a status, and how long to wait in seconds.
    Status(u16, Option<u64>),
    /// It is done, and the answer comes too late.
    Late,
    /// It is answered with something else in place of a word.
    Swapped(&'static str, &'static str),
    /// It is answered with what is no answer.
    Nonsense,
}

pub type Faults = Arc<Mutex<VecDeque<Fault>>>;

/// A town that takes cards, and the stand-in that it asks over a port of its own.
pub struct Bank {
    pub town: Town,
    pub standin: Arc<Standin>,
    pub faults: Faults,
}

async fn faulty(State(faults): State<Faults>, request: Request, next: Next) -> Response {
    let fault = faults.lock().unwrap().pop_front();
    match fault {
        None => next.run(request).await,
        Some(Fault::Status(status, wait)) => {
            let wait = wait.map(|seconds| [("retry-after", seconds.to_string())]);
            let status = StatusCode::from_u16(status).unwrap();
            (status, wait.unwrap_or([("x-no-wait", String::new())]), "{\"error\":{}}").into_response()
        }
        Some(Fault::Nonsense) => "<h1>It works!</h1>".into_response(),
        Some(Fault::Swapped(word, other)) => {
            let answer = to_bytes(next.run(request).await.into_body(), usize::MAX).await.unwrap();
            let answer = String::from_utf8(answer.to_vec()).unwrap();
            assert!(answer.contains(word), "{answer}");
            answer.replace(word, other).into_response()
        }
        Some(Fault::Late) => {
            let response = next.run(request).await;
            tokio::time::sleep(Duration::from_millis(700)).await;
            response
        }
    }
}

impl Bank {
    pub async fn at(clock: fn() -> Timestamp) -> Bank {
        let standin = Arc::new(Standin::new("http://localhost:8080/demo/card", clock).unwrap());
        let faults = Faults::default();
        let layer = middleware::from_fn_with_state(Arc::clone(&faults), faulty);
        let listening = Listening::on("127.0.0.1:0").await.unwrap();
        let port = listening.address.port();
        tokio::spawn(listening.serve(Arc::clone(&standin).router().layer(layer)));
        let millis = Duration::from_millis;
        let waits = Waits { answer: millis(300), between: millis(5), longest: Duration::from_secs(1) };
        let provider = Stripe::on_this_machine(standin.keys(), port, waits);
        let pretend = Some((Arc::clone(&standin), "http://127.0.0.1:9/webhooks/stripe".to_owned()));
        let payments = Payments { provider: Some(Box::new(provider)), pretend, ..Payments::default() };
        Bank { town: Town::taking(clock, payments), standin, faults }
    }

    pub async fn maya(&self) -> Session {
        self.town.signed_in("maya@test.example", Role::Certificant, Some("maya")).await
    }

    pub fn next(&self, faults: &[Fault]) {
        self.faults.lock().unwrap().extend(faults.iter().copied());
    }

    /// Presses the button.
    pub async fn press(&self, who: &Session) -> Answer {
        self.town.post("/home/pay", who, &[("body", "namss"), ("total", "250.00")]).await
    }

    /// Presses it, and goes on to the card page.
    pub async fn begin(&self, who: &Session) -> (String, Paid) {
        let pressed = self.press(who).await;
        assert_eq!(pressed.status, StatusCode::SEE_OTHER, "{}", pressed.text);
        let page = pressed.location().to_owned();
        let shown = self.town.get(&page, who).await.text;
        let session = self.session(&page);
        assert!(shown.contains(&format!("/demo/card/{}", session.id)), "{shown}");
        (page, session)
    }

    /// The session that can still be paid of the checkout whose page this is.
    pub fn session(&self, page: &str) -> Paid {
        let sessions = self.standin.sessions_of(page.rsplit('/').next().unwrap());
        assert_eq!(sessions.len(), 1, "one session a checkout");
        sessions.into_iter().next().unwrap()
    }

    /// Delivers an event, signed as the stand-in signs.
    pub async fn tell(&self, event: &Value) -> Answer {
        let body = event.to_string();
        let signature = self.standin.signature(body.as_bytes());
        self.deliver(body, Some(&signature)).await
    }

    pub async fn deliver(&self, body: String, signature: Option<&str>) -> Answer {
        let mut request = Asked::post("/webhooks/stripe");
        if let Some(signature) = signature {
            request = request.header("stripe-signature", signature);
        }
        self.town.ask(request, &Session::default(), body).await
    }

    /// The events on somebody's record whose kind begins so.
    pub fn entries(&self, person: &str, kind: &str) -> Vec<Value> {
        let lines = self.town.house.store.read(|tx| store::entries::lines(tx, person)).unwrap();
        let events = lines.iter().map(|line| serde_json::from_str::<Value>(line).unwrap());
        events.filter(|e| e["kind"].as_str().unwrap().starts_with(kind)).collect()
    }

    /// Does what is due, as the program does every minute; why what failed did.
    pub fn minute(&self) -> Vec<String> {
        let house = &self.town.house;
        let provider = house.payments.provider.as_deref();
        let office = desk::jobs::Office { store: &house.store, bodies: &house.bodies, provider };
        desk::jobs::plan(office, (house.clock)()).unwrap();
        let failed = desk::jobs::work(office, house.clock).unwrap().failed;
        failed.into_iter().map(|(_, why)| why).collect()
    }

    pub fn waiting(&self) -> i64 {
        self.town.house.store.read(store::payments::waiting).unwrap().0
    }
}
