//! How often the public may search, and a token may ask: in memory, by this node alone. Where several nodes serve, each
//! counts for itself.
//!
//! What is counted is asking, whatever is found. A visitor is the address that the request comes from, as `proxy` made it
//! out. What the machine itself asks is not counted.

use std::net::{IpAddr, Ipv6Addr, SocketAddr};
use std::num::NonZeroU32;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use axum::extract::{ConnectInfo, FromRequestParts};
use axum::http::request::Parts;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use governor::clock::Clock;
use governor::middleware::NoOpMiddleware;
use governor::state::keyed::HashMapStateStore;
use governor::{Quota, RateLimiter};
use jiff::Timestamp;

use crate::web::guard::Refused;
use crate::web::house::House;

/// Searches of one visitor: ten a second for as long as they like, and some at once.
const SEARCHES: Quota = Quota::per_second(TEN).allow_burst(SIXTY);

/// Lists of one visitor, each of up to a thousand names.
const LISTS: Quota = Quota::per_minute(TEN);

/// Requests of one token, each for up to a thousand people.
const OF_TOKEN: Quota = Quota::per_second(TWO).allow_burst(SIXTY);

/// Times that the card provider is asked after one payment because its page is looked at: a few at once, as when the
/// browser comes back, then every ten seconds.
const AFTER_PAYMENT: Quota = Quota::per_minute(SIX).allow_burst(TEN);

const SIX: NonZeroU32 = NonZeroU32::MIN.saturating_add(5);
const TWO: NonZeroU32 = NonZeroU32::MIN.saturating_add(1);
const TEN: NonZeroU32 = NonZeroU32::MIN.saturating_add(9);
const SIXTY: NonZeroU32 = NonZeroU32::MIN.saturating_add(59);

/// After so many requests, visitors who have not come for a while are forgotten.
const FORGOTTEN_EVERY: u32 = 1_024;

/// The house's clock, as the limits read it.
#[derive(Debug, Clone, Copy)]
struct OfHouse(fn() -> Timestamp);

impl Clock for OfHouse {
    type Instant = Duration;

    fn now(&self) -> Duration {
        Duration::from_micros(u64::try_from((self.0)().as_microsecond()).unwrap_or_default())
    }
}

type Counter<K> = RateLimiter<K, HashMapStateStore<K>, OfHouse, NoOpMiddleware<Duration>>;

/// Who has asked how often.
pub struct Limits {
    searches: Counter<IpAddr>,
    lists: Counter<IpAddr>,
    tokens: Counter<String>,
    payments: Counter<String>,
    asked: AtomicU32,
}

impl Limits {
    /// Nobody has asked yet.
    pub fn new(clock: fn() -> Timestamp) -> Limits {
        let clock = OfHouse(clock);
        Limits {
            searches: Counter::new(SEARCHES, HashMapStateStore::default(), clock),
            lists: Counter::new(LISTS, HashMapStateStore::default(), clock),
            tokens: Counter::new(OF_TOKEN, HashMapStateStore::default(), clock),
            payments: Counter::new(AFTER_PAYMENT, HashMapStateStore::default(), clock),
            asked: AtomicU32::new(0),
        }
    }

    /// Counts a request of a token's; in how many seconds it may ask again, where that was too many.
    pub(super) fn of_token(&self, id: &str) -> Result<(), TooOften> {
        self.forget();
        counted(&self.tokens, id.to_owned())
    }

    /// Counts that a payment is asked after; whether it may be.
    pub(super) fn after_payment(&self, id: &str) -> bool {
        self.forget();
        counted(&self.payments, id.to_owned()).is_ok()
    }

    fn forget(&self) {
        if self.asked.fetch_add(1, Ordering::Relaxed) % FORGOTTEN_EVERY == FORGOTTEN_EVERY - 1 {
            self.searches.retain_recent();
            self.lists.retain_recent();
            self.tokens.retain_recent();
            self.payments.retain_recent();
        }
    }
}

/// One request too many: in how many seconds there may be another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct TooOften(u64);

impl TooOften {
    /// What is answered to it.
    pub(super) fn answered(self, api: bool) -> Response {
        let said = format!("This is asked too often from where you are. Ask again in {} seconds.", self.0);
        let mut response = Refused::saying(StatusCode::TOO_MANY_REQUESTS, api, said).into_response();
        response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(self.0));
        response
    }
}

fn counted<K: Clone + Eq + std::hash::Hash>(counter: &Counter<K>, who: K) -> Result<(), TooOften> {
    let early = counter.check_key(&who).map_err(|early| early.wait_time_from(OfHouse::now(counter.clock())));
    early.map_err(|wait| TooOften(wait.as_secs() + 1))
}

/// A visitor's search that was counted, and was not one too many.
pub struct Searching;

impl FromRequestParts<Arc<House>> for Searching {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, house: &Arc<House>) -> Result<Self, Response> {
        house.limits.forget();
        let api = parts.uri.path().starts_with("/api/");
        let who = visitor(parts).await;
        who.map_or(Ok(()), |who| counted(&house.limits.searches, who)).map_err(|e| e.answered(api)).map(|()| Searching)
    }
}

/// A visitor's list that was counted, and was not one too many.
pub struct Listing;

impl FromRequestParts<Arc<House>> for Listing {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, house: &Arc<House>) -> Result<Self, Response> {
        house.limits.forget();
        let who = visitor(parts).await;
        who.map_or(Ok(()), |who| counted(&house.limits.lists, who)).map_err(|e| e.answered(false)).map(|()| Listing)
    }
}

/// Who asks; nobody who is counted, where it is the machine itself.
async fn visitor(parts: &mut Parts) -> Option<IpAddr> {
    let ConnectInfo(from) = ConnectInfo::<SocketAddr>::from_request_parts(parts, &()).await.ok()?;
    let address = from.ip().to_canonical();
    (!address.is_loopback()).then(|| household(address))
}

/// An address as it is counted: of those that one line has many of, their common part.
fn household(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V6(long) => {
            let [a, b, c, d, ..] = long.segments();
            IpAddr::V6(Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0))
        }
        short => short,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::Request;

    async fn visitor_of(from: &str) -> Option<String> {
        let (mut parts, ()) = Request::get("/standing").body(()).unwrap().into_parts();
        parts.extensions.insert(ConnectInfo::<SocketAddr>(from.parse().unwrap()));
        visitor(&mut parts).await.map(|who| who.to_string())
    }

    #[tokio::test]
    async fn a_visitor_is_where_the_request_comes_from() {
        for (from, expected) in [
            ("203.0.113.7:1", Some("203.0.113.7")),
            ("127.0.0.1:1", None),
            ("[::1]:1", None),
            ("[2001:db8:1:2:3:4:5:6]:1", Some("2001:db8:1:2::")),
            ("[::ffff:203.0.113.7]:1", Some("203.0.113.7")),
            ("[::ffff:127.0.0.1]:1", None),
        ] {
            assert_eq!(visitor_of(from).await.as_deref(), expected, "{from}");
        }
    }
}
