//! What is around every request: a number to quote, one line in the log, and an answer even where a handler panics.
//!
//! The line names the route and not the path, the kind of whoever asked and not who they are.

use std::future::{Future, poll_fn};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::pin;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, Ordering};
use std::task::Poll;
use std::time::{Duration, Instant};

use axum::extract::{MatchedPath, Request};
use axum::http::{HeaderName, HeaderValue, Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use crate::account::Viewer;
use crate::web::guard::Refused;
use crate::web::measure;

const HEADER: HeaderName = HeaderName::from_static("x-request-id");

tokio::task_local! {
    static NUMBER: String;
}

/// The number of the request that is being answered, if one is.
pub fn number() -> Option<String> {
    NUMBER.try_with(Clone::clone).ok()
}

/// What whoever asked is in this house: their roles, and nothing of who they are.
#[derive(Debug, Clone)]
pub struct Kind(String);

impl Kind {
    /// Of whoever is signed in.
    pub fn of(viewer: &Viewer) -> Kind {
        let roles: Vec<&str> = viewer.roles.iter().map(|role| role.word()).collect();
        Kind(if roles.is_empty() { "none".to_owned() } else { roles.join("+") })
    }
}

/// Gives a request its number, and tells of it once it is answered.
pub async fn told(request: Request, next: Next) -> Response {
    let number = new_number();
    let mut line = Line {
        began: Instant::now(),
        method: method(request.method()),
        route: request.extensions().get::<MatchedPath>().cloned(),
        number: number.clone(),
        kind: None,
        status: None,
    };
    let mut response = NUMBER.scope(number, next.run(request)).await;
    line.kind = response.extensions_mut().remove();
    line.status = Some(response.status());
    response.headers_mut().extend(HeaderValue::try_from(&line.number).ok().map(|value| (HEADER, value)));
    response
}

/// A request as it is told of, once it is over: where there is no status, whoever asked was gone before the answer.
struct Line {
    began: Instant,
    method: &'static str,
    route: Option<MatchedPath>,
    number: String,
    kind: Option<Kind>,
    status: Option<StatusCode>,
}

impl Drop for Line {
    fn drop(&mut self) {
        let took = self.began.elapsed();
        let route = self.route.as_ref().map_or("none", MatchedPath::as_str);
        let status = self.status.map_or(0, |status| status.as_u16());
        let who = self.kind.as_ref().map_or("nobody", |kind| kind.0.as_str());
        tracing::info!(
            method = self.method,
            route,
            status,
            ms = milliseconds(took),
            request = self.number,
            who,
            "request"
        );
        measure::count(self.method, route, status, took);
    }
}

fn milliseconds(took: Duration) -> f64 {
    (took.as_secs_f64() * 1e5).round() / 100.0
}

/// Answers in the place of a handler that panics.
pub async fn caught(request: Request, next: Next) -> Response {
    let api = request.uri().path().starts_with("/api/");
    let mut answering = pin!(next.run(request));
    poll_fn(|context| match catch_unwind(AssertUnwindSafe(|| answering.as_mut().poll(context))) {
        Ok(poll) => poll,
        Err(_) => Poll::Ready(Refused::new(StatusCode::INTERNAL_SERVER_ERROR, api).into_response()),
    })
    .await
}

/// A method by its name; one that nobody knows may be spelt in any way.
fn method(method: &Method) -> &'static str {
    const KNOWN: [&str; 7] = ["GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH"];
    KNOWN.into_iter().find(|known| *known == method.as_str()).unwrap_or("other")
}

/// A number that is no other request's: which start of the program, and which request since.
fn new_number() -> String {
    static START: OnceLock<String> = OnceLock::new();
    static NEXT: AtomicU64 = AtomicU64::new(1);
    let start = START.get_or_init(|| written(getrandom::u64().unwrap_or_default() >> 29));
    format!("{start}-{}", written(NEXT.fetch_add(1, Ordering::Relaxed)))
}

/// A number in letters and digits that are not mistaken for each other (Crockford's).
fn written(mut number: u64) -> String {
    const SIGNS: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";
    let mut signs = Vec::new();
    loop {
        signs.push(char::from(SIGNS[(number % 32) as usize]));
        number /= 32;
        if number == 0 {
            return signs.into_iter().rev().collect();
        }
    }
}

#[cfg(test)]
mod tests {
    use axum::body::{Body, to_bytes};
    use axum::routing::get;
    use axum::{Router, middleware};
    use tower::util::Oneshot;

    use super::*;

    #[tokio::test]
    async fn a_handler_that_panics_is_answered_for_and_its_words_are_not_told() {
        let panics = async || -> &'static str { panic!("somebody's secret is {}", 42) };
        let router = Router::new()
            .route("/page/{id}", get(panics))
            .layer(middleware::from_fn(caught))
            .layer(middleware::from_fn(told));
        let request = Request::get("/page/1").body(Body::empty()).unwrap();
        let response = Oneshot::new(router, request).await.unwrap();
        assert_eq!(response.status(), StatusCode::INTERNAL_SERVER_ERROR);
        let number = response.headers()[HEADER].to_str().unwrap().to_owned();
        let page = to_bytes(response.into_body(), 100_000).await.unwrap();
        let page = String::from_utf8(page.to_vec()).unwrap();
        assert!(page.contains(&format!("<code>{number}</code>")) && !page.contains("secret"), "{page}");
    }

    #[test]
    fn numbers_are_written_without_signs_that_are_mistaken() {
        let table = [(0, "0"), (31, "z"), (32, "10"), (u64::from(u32::MAX), "3zzzzzz")];
        for (number, expected) in table {
            assert_eq!(written(number), expected);
        }
        let made: std::collections::BTreeSet<String> = (0..1000).map(|_| new_number()).collect();
        assert_eq!(made.len(), 1000);
    }
}
