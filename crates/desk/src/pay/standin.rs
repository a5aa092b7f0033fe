//! A stand-in for Stripe: speaks as much of its HTTP as we use, refuses what Stripe refuses, and signs what it tells. It
//! moves no money. The tests ask it over a port of its own, and a demonstration lets people pay with a pretend card.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use axum::extract::{Path, RawQuery, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Form, Json, Router};
use jiff::Timestamp;
use serde_json::{Value, json};
use store::accounts::Hidden;

use super::settings::Keys;
use super::signature;
use crate::account;

/// What the pretend page knows of a session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// Its id.
    pub id: String,
    /// Our id of the checkout.
    pub checkout: String,
    /// The amount in the currency's smallest unit.
    pub amount: i64,
    /// The currency, in small letters.
    pub currency: String,
    /// What is paid.
    pub names: Vec<String>,
    /// Where the browser goes back to.
    pub back: String,
    /// Until when it can be paid, in seconds.
    pub expires_at: i64,
    /// `open`, `complete` or `expired`.
    pub status: &'static str,
    /// When the money came, in seconds, where it did.
    pub paid_at: Option<i64>,
}

/// What happens to a session's money.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Happens {
    /// It is paid.
    Paid,
    /// It is completed, and the money comes later.
    Completed,
    /// The money that was to come later came.
    Arrived,
    /// The money that was to come later did not come.
    Failed,
    /// Its time runs out.
    Expired,
    /// So much has gone back in all.
    Refunded(i64),
    /// The cardholder's bank asks for it back.
    Disputed,
    /// That is settled, as `won` or `lost`.
    Settled(&'static str),
}

#[derive(Default)]
struct Kept {
    sessions: BTreeMap<String, Session>,
    /// What was answered under an idempotency key: what was sent, and the session.
    keys: BTreeMap<String, (Vec<(String, String)>, String)>,
    told: u64,
}

/// The stand-in.
pub struct Standin {
    keys: Keys,
    /// Where its pages are, without a slash at the end.
    pages: String,
    clock: fn() -> Timestamp,
    kept: Mutex<Kept>,
}

/// How long a session may be open, in seconds; as Stripe has it.
const SPAN: std::ops::RangeInclusive<i64> = 1_800..=86_400;

type Sent = Vec<(String, String)>;

fn value<'s>(sent: &'s Sent, key: &str) -> &'s str {
    sent.iter().find(|(own, _)| own == key).map_or("", |(_, value)| value)
}

impl Standin {
    /// One with secrets of its own, whose pages are at an address.
    ///
    /// # Errors
    /// Where the machine has no random bytes.
    pub fn new(pages: &str, clock: fn() -> Timestamp) -> Result<Standin, store::Failure> {
        let secret = || account::token().map(|token| Hidden::new(format!("pretend_{}", token.as_str())));
        let keys = Keys { secret_key: secret()?, webhook_secrets: vec![secret()?] };
        Ok(Standin { keys, pages: pages.to_owned(), clock, kept: Mutex::default() })
    }

    /// The secrets by which it is asked and known.
    pub fn keys(&self) -> Keys {
        self.keys.clone()
    }

    /// What it answers, as Stripe does.
    pub fn router(self: Arc<Self>) -> Router {
        Router::new()
            .route("/v1/checkout/sessions", post(begin))
            .route("/v1/checkout/sessions/{id}", get(became))
            .route("/v1/checkout/sessions/{id}/expire", post(expire))
            .with_state(self)
    }

    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A session.
    pub fn session(&self, id: &str) -> Option<Session> {
        self.kept().sessions.get(id).cloned()
    }

    /// A session as it stands now: its time may have run out since anybody looked.
    fn seen(&self, id: &str) -> Option<Session> {
        let now = (self.clock)().as_second();
        let mut kept = self.kept();
        let session = kept.sessions.get_mut(id)?;
        if session.status == "open" && now >= session.expires_at {
            session.status = "expired";
        }
        Some(session.clone())
    }

    /// Every session of a checkout.
    pub fn sessions_of(&self, checkout: &str) -> Vec<Session> {
        self.kept().sessions.values().filter(|s| s.checkout == checkout).cloned().collect()
    }

    /// Lets something happen to a session, where it can; answers the event that tells of it.
    pub fn happens(&self, id: &str, what: Happens) -> Option<Value> {
        let now = (self.clock)().as_second();
        let mut kept = self.kept();
        kept.told += 1;
        let nth = kept.told;
        let session = kept.sessions.get_mut(id)?;
        let ends = matches!(what, Happens::Paid | Happens::Completed | Happens::Expired);
        if ends && session.status != "open" {
            return None;
        }
        match what {
            Happens::Paid | Happens::Completed => session.status = "complete",
            Happens::Expired => session.status = "expired",
            _ => {}
        }
        if let Happens::Paid | Happens::Arrived = what {
            session.paid_at = Some(now);
        }
        let (kind, object) = told(session, what);
        Some(json!({ "id": format!("evt_{nth}_{id}"), "object": "event", "created": now, "type": kind,
            "livemode": false, "data": { "object": object } }))
    }

    /// The header by which it signs a body now.
    pub fn signature(&self, body: &[u8]) -> String {
        let seconds = (self.clock)().as_second();
        self.keys.webhook_secrets.first().map_or(String::new(), |secret| signature::signed(secret, seconds, body))
    }

    /// Tells an address of an event, a few times where it does not answer.
    pub fn tell(&self, address: &str, event: &Value) {
        let body = event.to_string();
        let config = ureq::Agent::config_builder().proxy(None).timeout_global(Some(Duration::from_secs(10)));
        let agent: ureq::Agent = config.build().into();
        for nth in 0..4 {
            let request = agent.post(address).header("Stripe-Signature", self.signature(body.as_bytes()));
            if request.content_type("application/json").send(body.as_str()).is_ok() {
                return;
            }
            std::thread::sleep(Duration::from_secs(1 << nth));
        }
    }
}

/// What an event is called, and the object that it is about.
fn told(session: &Session, what: Happens) -> (&'static str, Value) {
    let metadata = json!({ "checkout": session.checkout });
    let payment = format!("pi_{}", session.id);
    let of_session = |paid: bool| {
        json!({ "id": session.id, "object": "checkout.session", "client_reference_id": session.checkout,
            "metadata": metadata, "payment_intent": payment, "amount_total": session.amount,
            "currency": session.currency, "status": session.status,
            "payment_status": if paid { "paid" } else { "unpaid" } })
    };
    let charge = |back: i64| {
        json!({ "id": format!("ch_{}", session.id), "object": "charge", "metadata": metadata, "payment_intent": payment,
            "amount": session.amount, "amount_refunded": back, "refunded": back >= session.amount,
            "currency": session.currency })
    };
    let dispute = |status: &str| {
        json!({ "id": format!("dp_{}", session.id), "object": "dispute", "metadata": {}, "payment_intent": payment,
            "amount": session.amount, "currency": session.currency, "status": status })
    };
    match what {
        Happens::Paid => ("checkout.session.completed", of_session(true)),
        Happens::Completed => ("checkout.session.completed", of_session(false)),
        Happens::Arrived => ("checkout.session.async_payment_succeeded", of_session(true)),
        Happens::Failed => ("checkout.session.async_payment_failed", of_session(false)),
        Happens::Expired => ("checkout.session.expired", of_session(false)),
        Happens::Refunded(back) => ("charge.refunded", charge(back)),
        Happens::Disputed => ("charge.dispute.created", dispute("needs_response")),
        Happens::Settled(status) => ("charge.dispute.closed", dispute(status)),
    }
}

fn refusal(status: StatusCode, kind: &str, message: &str) -> Response {
    (status, Json(json!({ "error": { "type": kind, "code": "pretend", "message": message } }))).into_response()
}

impl Standin {
    /// Whether somebody asks who may.
    fn knows(&self, headers: &HeaderMap) -> bool {
        let given = headers.get("authorization").and_then(|v| v.to_str().ok());
        given == Some(&format!("Bearer {}", self.keys.secret_key.as_str()))
    }

    /// The session that an order asks for, or what is wrong with it.
    fn made(&self, id: &str, sent: &Sent) -> Result<Session, &'static str> {
        let now = (self.clock)().as_second();
        let lines = || {
            (0..).map_while(|nth| {
                let of = |rest: &str| value(sent, &format!("line_items[{nth}]{rest}")).to_owned();
                let amount = of("[price_data][unit_amount]");
                (!amount.is_empty()).then(|| {
                    (amount, of("[quantity]"), of("[price_data][currency]"), of("[price_data][product_data][name]"))
                })
            })
        };
        let amounts: Option<Vec<i64>> = lines()
            .map(|(amount, quantity, ..)| Some(amount.parse::<i64>().ok()? * quantity.parse::<i64>().ok()?))
            .collect();
        let expires_at: i64 = value(sent, "expires_at").parse().map_err(|_| "expires_at")?;
        let currency = lines().next().ok_or("line_items")?.2;
        let checks = [
            (value(sent, "mode") == "payment", "mode"),
            (SPAN.contains(&(expires_at - now)), "expires_at"),
            (currency.len() == 3 && lines().all(|(.., own, _)| own == currency), "currency"),
            (lines().all(|(.., name)| !name.is_empty()), "product_data[name]"),
            (value(sent, "success_url").starts_with("http"), "success_url"),
        ];
        if let Some((_, wrong)) = checks.into_iter().find(|(right, _)| !right) {
            return Err(wrong);
        }
        Ok(Session {
            id: id.to_owned(),
            checkout: value(sent, "client_reference_id").to_owned(),
            amount: amounts.ok_or("unit_amount")?.into_iter().sum(),
            currency,
            names: lines().map(|(.., name)| name).collect(),
            back: value(sent, "success_url").to_owned(),
            expires_at,
            status: "open",
            paid_at: None,
        })
    }
}

fn answer(standin: &Standin, session: &Session) -> Response {
    let url = format!("{}/{}", standin.pages, session.id);
    Json(json!({ "id": session.id, "object": "checkout.session", "url": url, "status": session.status }))
        .into_response()
}

async fn begin(State(standin): State<Arc<Standin>>, headers: HeaderMap, Form(sent): Form<Sent>) -> Response {
    if !standin.knows(&headers) {
        return refusal(StatusCode::UNAUTHORIZED, "invalid_request_error", "no such key");
    }
    let key = headers.get("idempotency-key").and_then(|v| v.to_str().ok()).unwrap_or_default().to_owned();
    let known = standin.kept().keys.get(&key).filter(|_| !key.is_empty()).cloned();
    if let Some((before, id)) = known {
        return match standin.session(&id) {
            Some(session) if before == sent => answer(&standin, &session),
            _ => refusal(StatusCode::BAD_REQUEST, "idempotency_error", "the key was used for something else"),
        };
    }
    let Ok(token) = account::token() else {
        return refusal(StatusCode::INTERNAL_SERVER_ERROR, "api_error", "no random bytes");
    };
    let letters: String = token.as_str().chars().filter(char::is_ascii_alphanumeric).take(24).collect();
    match standin.made(&format!("cs_pretend_{letters}"), &sent) {
        Ok(session) => {
            let mut kept = standin.kept();
            kept.keys.insert(key, (sent, session.id.clone()));
            kept.sessions.insert(session.id.clone(), session.clone());
            drop(kept);
            answer(&standin, &session)
        }
        Err(wrong) => refusal(StatusCode::BAD_REQUEST, "invalid_request_error", wrong),
    }
}

async fn expire(State(standin): State<Arc<Standin>>, headers: HeaderMap, Path(id): Path<String>) -> Response {
    if !standin.knows(&headers) {
        return refusal(StatusCode::UNAUTHORIZED, "invalid_request_error", "no such key");
    }
    match standin.happens(&id, Happens::Expired) {
        Some(_) => standin.session(&id).map_or_else(|| StatusCode::NOT_FOUND.into_response(), |s| answer(&standin, &s)),
        None => refusal(StatusCode::BAD_REQUEST, "invalid_request_error", "it is not open"),
    }
}

/// What became of a session; the money whole where that is asked for, else by its id.
async fn became(
    State(standin): State<Arc<Standin>>,
    headers: HeaderMap,
    Path(id): Path<String>,
    RawQuery(query): RawQuery,
) -> Response {
    if !standin.knows(&headers) {
        return refusal(StatusCode::UNAUTHORIZED, "invalid_request_error", "no such key");
    }
    let Some(session) = standin.seen(&id) else {
        return refusal(StatusCode::NOT_FOUND, "invalid_request_error", "no such session");
    };
    let (_, mut object) = told(&session, if session.paid_at.is_some() { Happens::Paid } else { Happens::Expired });
    object["payment_intent"] = match session.paid_at {
        Some(at) if query.is_some_and(|asked| asked.ends_with("=payment_intent.latest_charge")) => {
            json!({ "id": object["payment_intent"], "created": at, "latest_charge": { "created": at } })
        }
        Some(_) => object["payment_intent"].clone(),
        None => Value::Null,
    };
    Json(object).into_response()
}
