//! Stripe Checkout: asked by form-encoded requests, and telling what happened by signed ones.
//!
//! Of an event only what is needed is read: nobody's name, address or card. An order carries nothing personal either;
//! whose it is stands in our store, under the checkout's id.

use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use programme::amount::Money;
use serde_json::Value;
use store::payments::{Notice, Told};
use ureq::Agent;
use ureq::tls::{Certificate, RootCerts, TlsConfig};

use super::settings::Keys;
use super::{Became, Order, Place, Provider, Unavailable, Unread, signature};

/// Where Stripe is asked.
const STRIPE: &str = "https://api.stripe.com";

/// The version of its interface that this was written for.
const VERSION: &str = "2024-06-20";

/// How often something is asked that was not answered.
const TRIES: u32 = 3;

/// Currencies whose smallest unit is not a hundredth, as Stripe counts them: amounts here are in hundredths, and these
/// are not taken by card.
const OTHER_UNITS: [&str; 24] = [
    "BHD", "BIF", "CLP", "DJF", "GNF", "HUF", "ISK", "JOD", "JPY", "KMF", "KRW", "KWD", "MGA", "OMR", "PYG", "RWF",
    "TND", "TWD", "UGX", "VND", "VUV", "XAF", "XOF", "XPF",
];

/// How long is waited: for one answer, and between two tries.
#[derive(Debug, Clone, Copy)]
pub struct Waits {
    /// For an answer.
    pub answer: Duration,
    /// Before the second try; the third waits twice as long.
    pub between: Duration,
    /// The longest that the provider may ask us to wait: somebody is looking at a page meanwhile.
    pub longest: Duration,
}

impl Default for Waits {
    fn default() -> Waits {
        let seconds = Duration::from_secs;
        Waits { answer: seconds(10), between: Duration::from_millis(500), longest: seconds(3) }
    }
}

/// The way to Stripe.
pub struct Stripe {
    keys: Keys,
    base: String,
    waits: Waits,
    agent: Agent,
}

/// What is asked: that something be done, under a key by which it is done once; or what is the case.
#[derive(Clone, Copy)]
enum Asked<'a> {
    Do { key: &'a str, form: &'a [(String, String)] },
    Tell,
}

/// What one try came to: an answer, or whether another try may help, and when.
enum Tried {
    Answered(Value),
    Refused(Unavailable),
    Later(Unavailable, Option<Duration>),
}

impl Stripe {
    /// Stripe itself. Its certificate is checked against those of the system, as that of the mail server is.
    ///
    /// # Errors
    /// Where the system has no certificates to check against.
    pub fn new(keys: Keys) -> Result<Stripe, Unavailable> {
        let failed = |why: String| Unavailable { why, answered: false };
        let found = rustls_native_certs::load_native_certs();
        let roots: Vec<Certificate<'static>> =
            found.certs.iter().map(|c| Certificate::from_der(c.as_ref()).to_owned()).collect();
        if roots.is_empty() {
            return Err(failed("this machine has no certificates to know a server by".to_owned()));
        }
        let tls = TlsConfig::builder()
            .root_certs(RootCerts::Specific(Arc::new(roots)))
            .unversioned_rustls_crypto_provider(Arc::new(rustls::crypto::ring::default_provider()))
            .build();
        let waits = Waits::default();
        let config = Agent::config_builder().tls_config(tls).https_only(true);
        let config = config.timeout_global(Some(waits.answer)).http_status_as_error(false).max_redirects(0);
        Ok(Stripe { keys, base: STRIPE.to_owned(), waits, agent: config.build().into() })
    }

    /// A stand-in on this machine, by its own address and without encryption.
    pub fn on_this_machine(keys: Keys, port: u16, waits: Waits) -> Stripe {
        let config = Agent::config_builder().proxy(None);
        let config = config.timeout_global(Some(waits.answer)).http_status_as_error(false).max_redirects(0);
        Stripe { keys, base: format!("http://127.0.0.1:{port}"), waits, agent: config.build().into() }
    }

    /// Asks, again where no answer comes: under one key, so that what was done already is not done twice.
    fn ask(&self, path: &str, key: &str, form: &[(String, String)]) -> Result<Value, Unavailable> {
        let what = Asked::Do { key, form };
        let mut wait = self.waits.between;
        let mut last = Unavailable { why: "nothing was asked".to_owned(), answered: false };
        for nth in 0..TRIES {
            if nth > 0 {
                std::thread::sleep(wait);
                wait *= 2;
            }
            match self.once(path, what) {
                Tried::Answered(answer) => return Ok(answer),
                Tried::Refused(why) => return Err(why),
                Tried::Later(why, asked) => {
                    last = why;
                    match asked {
                        Some(asked) if asked > self.waits.longest => break,
                        Some(asked) => wait = asked.max(wait),
                        None => {}
                    }
                }
            }
        }
        Err(last)
    }

    fn once(&self, path: &str, what: Asked<'_>) -> Tried {
        let (address, bearer) = (format!("{}{path}", self.base), format!("Bearer {}", self.keys.secret_key.as_str()));
        let sent = match what {
            Asked::Do { key, form } => {
                let request =
                    self.agent.post(address).header("Authorization", bearer).header("Stripe-Version", VERSION);
                let form = form.iter().map(|(name, value)| (name.as_str(), value.as_str()));
                request.header("Idempotency-Key", key).send_form(form)
            }
            Asked::Tell => {
                self.agent.get(address).header("Authorization", bearer).header("Stripe-Version", VERSION).call()
            }
        };
        let mut response = match sent {
            Ok(response) => response,
            Err(error) => {
                let why = format!("the card provider cannot be reached: {error}");
                return Tried::Later(Unavailable { why, answered: false }, None);
            }
        };
        let status = response.status().as_u16();
        let asked = response.headers().get("retry-after").and_then(|v| v.to_str().ok()?.parse().ok());
        let body = response.body_mut().with_config().limit(1 << 20).read_to_string();
        let answer: Option<Value> = body.ok().and_then(|text| serde_json::from_str(&text).ok());
        match (status, answer) {
            (200, Some(answer)) => Tried::Answered(answer),
            // 409: the same is being asked at this moment, by us.
            (200 | 409 | 429 | 500.., _) => {
                // A failure of theirs is kept under the key; being too early is not.
                let why = format!("the card provider answered {status}");
                Tried::Later(Unavailable { why, answered: status >= 500 }, asked.map(Duration::from_secs))
            }
            (_, answer) => {
                // Of what it says only words of a closed list: a sentence of its might quote what we sent.
                let word = |key: &str| answer.as_ref().and_then(|a| a["error"][key].as_str()).unwrap_or("?").to_owned();
                let why = format!("the card provider refused with {status} ({}, {})", word("type"), word("code"));
                Tried::Refused(Unavailable { why, answered: true })
            }
        }
    }
}

impl Provider for Stripe {
    fn begin(&self, order: &Order<'_>) -> Result<Place, Unavailable> {
        let answer = self.ask("/v1/checkout/sessions", &order.checkout.id, &form(order))?;
        let text = |key: &str| answer[key].as_str().filter(|text| !text.is_empty()).map(str::to_owned);
        match (text("id"), text("url")) {
            (Some(session), Some(address)) => Ok(Place { session, address }),
            _ => Err(Unavailable { why: "the card provider named no page to pay at".to_owned(), answered: true }),
        }
    }

    fn end(&self, session: &str) -> Result<(), Unavailable> {
        self.ask(&format!("{}/expire", path_of(session)?), &format!("{session}-end"), &[]).map(drop)
    }

    fn became(&self, session: &str) -> Result<Became, Unavailable> {
        // When the money came stands with the charge alone.
        let path = format!("{}?expand%5B%5D=payment_intent.latest_charge", path_of(session)?);
        match self.once(&path, Asked::Tell) {
            Tried::Answered(answer) => became(&answer, session).ok_or_else(|| Unavailable {
                why: "what the card provider says of a payment cannot be read".to_owned(),
                answered: true,
            }),
            Tried::Refused(why) | Tried::Later(why, _) => Err(why),
        }
    }

    fn read(&self, signature: Option<&str>, body: &[u8], now: Timestamp) -> Result<Option<Notice>, Unread> {
        signature::check(&self.keys.webhook_secrets, signature, body, now)?;
        let event: Value = serde_json::from_slice(body).map_err(|_| Unread::Malformed)?;
        notice(&event).ok_or(Unread::Malformed)
    }

    fn takes(&self, currency: &str) -> bool {
        !OTHER_UNITS.contains(&currency)
    }
}

/// Where a session is asked about.
fn path_of(session: &str) -> Result<String, Unavailable> {
    let plain = !session.is_empty() && session.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_');
    match plain {
        true => Ok(format!("/v1/checkout/sessions/{session}")),
        false => Err(Unavailable { why: "this is no session of the card provider's".to_owned(), answered: true }),
    }
}

/// What a session as it is kept at Stripe says; nothing where it cannot be read, or is another one.
fn became(session: &Value, id: &str) -> Option<Became> {
    if session["id"].as_str() != Some(id) {
        return None;
    }
    match (session["status"].as_str()?, session["payment_status"].as_str()?) {
        // A session can be completed while the money is still on its way.
        ("open", _) | ("complete", "unpaid") => Some(Became::Open),
        ("expired", "unpaid") => Some(Became::Expired),
        ("complete", "paid" | "no_payment_required") => {
            let money = &session["payment_intent"];
            let at = [&money["latest_charge"]["created"], &money["created"]].into_iter().find_map(Value::as_i64);
            Some(Became::Paid {
                amount: session["amount_total"].as_i64().map(Money::from_minor)?,
                currency: session["currency"].as_str()?.to_uppercase(),
                payment: money["id"].as_str().or(money.as_str()).map(str::to_owned),
                at: at.and_then(|seconds| Timestamp::from_second(seconds).ok()),
            })
        }
        _ => None,
    }
}

/// The order as Stripe's interface writes it.
fn form(order: &Order<'_>) -> Vec<(String, String)> {
    let checkout = order.checkout;
    let one = |key: &str, value: &str| (key.to_owned(), value.to_owned());
    let mut form = vec![
        one("mode", "payment"),
        one("payment_method_types[0]", "card"),
        one("client_reference_id", &checkout.id),
        one("metadata[checkout]", &checkout.id),
        // Refunds tell of the money, not of the session: it bears our id, too.
        one("payment_intent_data[metadata][checkout]", &checkout.id),
        one("success_url", &format!("{}?back=yes", order.back)),
        one("cancel_url", order.back),
        one("expires_at", &checkout.ends_at.as_second().to_string()),
    ];
    for (nth, (item, name)) in checkout.items.iter().zip(order.names).enumerate() {
        let key = |rest: &str| format!("line_items[{nth}]{rest}");
        form.extend([
            (key("[quantity]"), "1".to_owned()),
            (key("[price_data][currency]"), checkout.currency.to_lowercase()),
            (key("[price_data][unit_amount]"), item.amount.minor().to_string()),
            (key("[price_data][product_data][name]"), name.clone()),
        ]);
    }
    form
}

/// What an event tells: nothing within where it is one that we do not ask to know; nothing at all where it cannot be
/// read.
fn notice(event: &Value) -> Option<Option<Notice>> {
    let id = event["id"].as_str().filter(|id| !id.is_empty())?;
    let (kind, object) = (event["type"].as_str()?, event["data"].get("object")?);
    let at = Timestamp::from_second(event["created"].as_i64()?).ok()?;
    let text = |key: &str| object[key].as_str().filter(|text| !text.is_empty()).map(str::to_owned);
    let money = |key: &str| object[key].as_i64().map(Money::from_minor);
    let own = object["metadata"]["checkout"].as_str().map(str::to_owned);
    // Elsewhere a charge may be sent whole, in place of its id.
    let payment = text("payment_intent").or_else(|| object["payment_intent"]["id"].as_str().map(str::to_owned));
    let paid = object["payment_status"].as_str() == Some("paid");
    let (told, amount) = match kind {
        // A session can be completed while the money is still on its way.
        "checkout.session.completed" if !paid => return Some(None),
        "checkout.session.completed" | "checkout.session.async_payment_succeeded" => {
            (Told::Paid, money("amount_total"))
        }
        "checkout.session.async_payment_failed" => (Told::Failed, None),
        "checkout.session.expired" => (Told::Expired, None),
        "charge.refunded" => (Told::Refunded, money("amount_refunded")),
        "charge.dispute.created" => (Told::Disputed, money("amount")),
        "charge.dispute.closed" if object["status"] == "lost" => (Told::DisputeLost, money("amount")),
        "charge.dispute.closed" => (Told::DisputeWon, money("amount")),
        _ => return Some(None),
    };
    if matches!(told, Told::Paid | Told::Refunded) && amount.is_none() {
        return None;
    }
    Some(Some(Notice {
        id: id.to_owned(),
        checkout: own.or_else(|| text("client_reference_id")),
        payment,
        told,
        amount,
        currency: text("currency").unwrap_or_default().to_uppercase(),
        dispute: if kind.starts_with("charge.dispute") { text("id").unwrap_or_default() } else { String::new() },
        at,
    }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn events_are_read_for_what_they_tell() {
        let session = |status: &str| {
            json!({ "id": "cs_1", "client_reference_id": "c", "payment_intent": "pi_1",
            "payment_status": status, "amount_total": 25_000, "currency": "usd" })
        };
        let charge = json!({ "id": "ch_1", "payment_intent": "pi_1", "amount": 25_000, "amount_refunded": 5_000,
            "currency": "usd", "metadata": { "checkout": "c" } });
        let dispute =
            |status: &str| json!({ "id": "dp_1", "payment_intent": "pi_1", "amount": 25_000, "status": status });
        let table = [
            ("checkout.session.completed", session("paid"), Some((Told::Paid, Some(25_000), "c"))),
            ("checkout.session.completed", session("unpaid"), None),
            ("checkout.session.async_payment_succeeded", session("paid"), Some((Told::Paid, Some(25_000), "c"))),
            ("checkout.session.async_payment_failed", session("unpaid"), Some((Told::Failed, None, "c"))),
            ("checkout.session.expired", session("unpaid"), Some((Told::Expired, None, "c"))),
            ("charge.refunded", charge, Some((Told::Refunded, Some(5_000), "c"))),
            ("charge.dispute.created", dispute("needs_response"), Some((Told::Disputed, Some(25_000), ""))),
            ("charge.dispute.closed", dispute("lost"), Some((Told::DisputeLost, Some(25_000), ""))),
            ("charge.dispute.closed", dispute("won"), Some((Told::DisputeWon, Some(25_000), ""))),
            ("charge.dispute.closed", dispute("warning_closed"), Some((Told::DisputeWon, Some(25_000), ""))),
            ("customer.created", json!({ "id": "cus_1" }), None),
        ];
        for (kind, object, expected) in table {
            let event = json!({ "id": "evt_1", "type": kind, "created": 1_765_800_000, "data": { "object": object } });
            let read = notice(&event).unwrap();
            let told = read.as_ref().map(|n| (n.told, n.amount.map(Money::minor), n.checkout.as_deref().unwrap_or("")));
            assert_eq!(told, expected, "{kind}");
            assert!(read.is_none_or(|n| n.payment.as_deref() == Some("pi_1")));
        }
    }

    #[test]
    fn a_session_says_what_became_of_it_or_nothing() {
        let paid = |payment: Option<&str>, at: Option<i64>| {
            let at = at.and_then(|at| Timestamp::from_second(at).ok());
            let (amount, payment) = (Money::from_minor(25_000), payment.map(str::to_owned));
            Some(Became::Paid { amount, currency: "USD".to_owned(), payment, at })
        };
        let whole = json!({ "id": "pi_1", "created": 5, "latest_charge": { "created": 7 } });
        let table = [
            ("open", "unpaid", json!(null), Some(Became::Open)),
            ("complete", "unpaid", json!("pi_1"), Some(Became::Open)),
            ("expired", "unpaid", json!(null), Some(Became::Expired)),
            ("complete", "paid", whole, paid(Some("pi_1"), Some(7))),
            (
                "complete",
                "paid",
                json!({ "id": "pi_1", "created": 5, "latest_charge": null }),
                paid(Some("pi_1"), Some(5)),
            ),
            ("complete", "paid", json!("pi_1"), paid(Some("pi_1"), None)),
            ("complete", "no_payment_required", json!(null), paid(None, None)),
            ("expired", "paid", json!("pi_1"), None),
            ("complete", "perhaps", json!("pi_1"), None),
            ("gone", "paid", json!("pi_1"), None),
        ];
        for (status, payment, money, expected) in table {
            let session = json!({ "id": "cs_1", "status": status, "payment_status": payment, "amount_total": 25_000,
                "currency": "usd", "payment_intent": money });
            assert_eq!(became(&session, "cs_1"), expected, "{session}");
            assert_eq!(became(&session, "cs_2"), None, "it is another one's");
        }
        let bare = json!({ "id": "cs_1", "status": "complete", "payment_status": "paid" });
        for session in [json!({}), json!([]), bare] {
            assert_eq!(became(&session, "cs_1"), None, "{session}");
        }
    }

    #[test]
    fn only_a_session_is_asked_about() {
        assert_eq!(path_of("cs_live_1A").unwrap(), "/v1/checkout/sessions/cs_live_1A");
        for other in ["", "cs_1/expire", "../customers", "cs_1?limit=100", "cs 1"] {
            assert!(path_of(other).is_err(), "{other}");
        }
    }

    #[test]
    fn what_is_no_event_is_not_taken_as_one() {
        let bare = json!({ "id": "evt_1", "type": "checkout.session.completed", "created": 1, "data": { "object": { "payment_status": "paid" } } });
        for event in [json!({}), json!([]), json!({ "id": "evt_1", "type": "charge.refunded" }), bare] {
            assert!(notice(&event).is_none(), "{event}");
        }
    }
}
