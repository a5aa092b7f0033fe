//! What guards every answer: headers, where a change may come from, and how a refusal is said.

use std::sync::Arc;

use axum::Json;
use axum::body::Bytes;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use store::Failure;

use crate::account::Viewer;
use crate::log;
use crate::page::{self, Area, Frame};
use crate::web::house::House;
use crate::web::request;

/// No script, nothing from elsewhere, no frame around it.
const POLICY: &str = "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; frame-ancestors 'none'; \
                      base-uri 'none'";

const HEADERS: [(header::HeaderName, &str); 6] = [
    (header::CONTENT_SECURITY_POLICY, POLICY),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::REFERRER_POLICY, "same-origin"),
    (header::HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    (header::HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    (header::HeaderName::from_static("permissions-policy"), "camera=(), microphone=(), geolocation=()"),
];

/// Sets the headers of every answer. What is for somebody signed in is kept by nobody else.
pub async fn headers(State(house): State<Arc<House>>, request: Request, next: Next) -> Response {
    let signed_in = request.extensions().get::<Viewer>().is_some();
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    for (name, value) in HEADERS {
        // Where an answer says more of itself, that holds.
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    }
    if house.public_url.starts_with("https://") {
        headers
            .insert(header::STRICT_TRANSPORT_SECURITY, HeaderValue::from_static("max-age=63072000; includeSubDomains"));
    }
    if signed_in || !headers.contains_key(header::CACHE_CONTROL) {
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
    response
}

/// Refuses a change that another site's page asks for.
pub async fn same_origin(State(house): State<Arc<House>>, request: Request, next: Next) -> Response {
    if request.method() == Method::GET || request.method() == Method::HEAD || is_own(request.headers(), &house) {
        return next.run(request).await;
    }
    Refused::new(StatusCode::FORBIDDEN, false).into_response()
}

/// Whether the browser says that the request comes from a page of ours. One that says nothing is no browser: it has no
/// cookie of ours that it could be made to send.
fn is_own(headers: &HeaderMap, house: &House) -> bool {
    let text = |name: &str| headers.get(name).and_then(|v| v.to_str().ok());
    match (text("sec-fetch-site"), text("origin")) {
        (Some(site), _) => site == "same-origin" || site == "none",
        (None, Some(origin)) => {
            let host = text("host").unwrap_or_default();
            origin == house.public_url || origin.split_once("://").is_some_and(|(_, own)| own == host)
        }
        (None, None) => true,
    }
}

/// A refusal, as a page or, where a program asks, as Problem Details (RFC 9457).
pub struct Refused {
    status: StatusCode,
    api: bool,
    said: Option<String>,
    more: Option<(&'static str, serde_json::Value)>,
}

impl Refused {
    /// A refusal in the words that go with its status.
    pub fn new(status: StatusCode, api: bool) -> Refused {
        Refused { status, api, said: None, more: None }
    }

    /// A refusal in words of its own.
    pub fn saying(status: StatusCode, api: bool, said: impl Into<String>) -> Refused {
        Refused { status, api, said: Some(said.into()), more: None }
    }

    /// The same with a further member, which a program reads.
    pub fn with(self, name: &'static str, value: serde_json::Value) -> Refused {
        Refused { more: Some((name, value)), ..self }
    }
}

fn words(status: StatusCode) -> (&'static str, &'static str) {
    match status {
        StatusCode::UNAUTHORIZED => ("Please sign in", "This is for people who are signed in."),
        StatusCode::FORBIDDEN => ("This is not open to you", "Your account does not have the role that this asks for."),
        StatusCode::NOT_FOUND => ("There is nothing here", "Check the address, or start from the first page."),
        StatusCode::BAD_REQUEST => ("This cannot be read", "Something in what was sent is not as it must be."),
        StatusCode::CONFLICT => {
            ("Somebody was quicker", "What you looked at has changed meanwhile. Look again, then decide.")
        }
        StatusCode::PAYLOAD_TOO_LARGE => ("This is too much", "Send less at a time."),
        StatusCode::UNSUPPORTED_MEDIA_TYPE => ("This is of another kind", "Send what is asked for."),
        StatusCode::UNPROCESSABLE_ENTITY => ("There is a problem", "Something in what was sent is not as it must be."),
        StatusCode::TOO_MANY_REQUESTS => ("Too many requests", "Wait a little, then ask again."),
        _ => ("Something failed here", "It is not your doing. Nothing was changed; please try again in a while."),
    }
}

impl IntoResponse for Refused {
    fn into_response(self) -> Response {
        let (title, text) = words(self.status);
        let text = self.said.as_deref().unwrap_or(text);
        let number = request::number();
        if self.api {
            let mut body = serde_json::json!({ "title": title, "status": self.status.as_u16(), "detail": text });
            if let Some((name, value)) = self.more {
                body[name] = value;
            }
            if let Some(number) = number {
                body["request_id"] = number.into();
            }
            return (self.status, [(header::CONTENT_TYPE, "application/problem+json")], Json(body)).into_response();
        }
        let frame = Frame { title, area: Area::Public, viewer: None, demo: false };
        // Whoever did nothing wrong may want to write to us about it.
        let quoted = number.filter(|_| self.status.is_server_error());
        let main = page::problem::problem(self.status.as_u16(), title, text, quoted.as_deref());
        (self.status, html(&frame, main)).into_response()
    }
}

/// What is answered when the store failed or refused.
pub fn failed(failure: &Failure, api: bool) -> Response {
    let status = match failure {
        Failure::Stale { .. } | Failure::Taken(_) => StatusCode::CONFLICT,
        Failure::Missing(_) => StatusCode::NOT_FOUND,
        Failure::Refused(refused) => {
            let said: Vec<String> = refused.iter().map(|r| format!("{}; {}", r.wrong, r.remedy)).collect();
            return Refused::saying(StatusCode::BAD_REQUEST, api, said.join(" ")).into_response();
        }
        _ => {
            tracing::error!(request = request::number(), cause = log::cause(failure), "failed");
            StatusCode::INTERNAL_SERVER_ERROR
        }
    };
    Refused::new(status, api).into_response()
}

/// A whole page.
pub fn html(frame: &Frame<'_>, main: maud::Markup) -> Response {
    as_html(frame.page(main).into_string())
}

/// The same of a page that is drawn already.
pub fn as_html(page: impl Into<Bytes>) -> Response {
    ([(header::CONTENT_TYPE, "text/html; charset=utf-8")], page.into()).into_response()
}
