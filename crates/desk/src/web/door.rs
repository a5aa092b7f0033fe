//! The doors: a path, who may come in by it, and what is behind it, said in one place.

use std::sync::Arc;

use axum::Router;
use axum::extract::{Path, Request, State};
use axum::handler::Handler;
use axum::http::{HeaderValue, Method, StatusCode, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::MethodFilter;
use base64ct::{Base64, Encoding};
use jiff::Timestamp;
use store::Failure;

use crate::account::key::{Bearer, Scope};
use crate::account::{Right, Viewer, token_hash};
use crate::web::guard::Refused;
use crate::web::house::House;
use crate::web::request::Kind;

/// Who may come in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Who {
    /// Anybody.
    Anyone,
    /// Whoever is signed in.
    SignedIn,
    /// Whoever is signed in and has a record of their own.
    Own,
    /// Whoever has a right.
    Having(Right),
    /// Whoever the path's `{person}` is, and whoever has a right.
    OwnOr(Right),
    /// Whoever has a token that opens this; who is signed in has no part in it.
    Bearing(Scope),
}

impl Who {
    /// Whether somebody may come in; `person` is the one whom the path names.
    pub fn admits(self, viewer: Option<&Viewer>, person: Option<&str>) -> bool {
        let own = |v: &Viewer| v.person.is_some();
        match self {
            Who::Anyone => true,
            Who::Bearing(_) => false,
            Who::SignedIn => viewer.is_some(),
            Who::Own => viewer.is_some_and(own),
            Who::Having(right) => viewer.is_some_and(|v| v.may(right)),
            Who::OwnOr(right) => viewer.is_some_and(|v| v.may(right) || person.is_some_and(|person| v.is(person))),
        }
    }
}

/// One row of the table of routes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// The method.
    pub method: Method,
    /// The path, with its parts in braces.
    pub path: &'static str,
    /// Who may come in.
    pub who: Who,
}

/// The router as it is built, and the table of what is in it.
pub struct Doors {
    router: Router<Arc<House>>,
    rows: Vec<Row>,
}

impl Doors {
    /// No doors yet.
    pub fn new() -> Doors {
        Doors { router: Router::new(), rows: Vec::new() }
    }

    /// A page, or an answer that changes nothing.
    pub fn get<H, T>(self, path: &'static str, who: Who, handler: H) -> Doors
    where
        H: Handler<T, Arc<House>>,
        T: 'static,
    {
        self.on(Method::GET, MethodFilter::GET, path, who, handler)
    }

    /// A change.
    pub fn post<H, T>(self, path: &'static str, who: Who, handler: H) -> Doors
    where
        H: Handler<T, Arc<House>>,
        T: 'static,
    {
        self.on(Method::POST, MethodFilter::POST, path, who, handler)
    }

    /// A change that puts something at its own address.
    pub fn put<H, T>(self, path: &'static str, who: Who, handler: H) -> Doors
    where
        H: Handler<T, Arc<House>>,
        T: 'static,
    {
        self.on(Method::PUT, MethodFilter::PUT, path, who, handler)
    }

    fn on<H, T>(mut self, method: Method, filter: MethodFilter, path: &'static str, who: Who, handler: H) -> Doors
    where
        H: Handler<T, Arc<House>>,
        T: 'static,
    {
        let door = axum::routing::on(filter, handler)
            .layer(middleware::from_fn(move |request, next| admit(who, request, next)));
        self.router = self.router.route(path, door);
        self.rows.push(Row { method, path, who });
        self
    }

    /// The table of routes.
    pub fn rows(&self) -> &[Row] {
        &self.rows
    }

    /// The router.
    pub fn router(self) -> Router<Arc<House>> {
        self.router
    }
}

/// Lets in whoever may come in; sends others to sign in, or away.
async fn admit(who: Who, mut request: Request, next: Next) -> Response {
    if let Who::Bearing(scope) = who {
        return match request.extensions().get::<Bearer>() {
            Some(bearer) if bearer.scopes.contains(&scope) => next.run(request).await,
            Some(_) => {
                let said = format!("This token does not open `{}`. Ask an administrator of the body.", scope.word());
                Refused::saying(StatusCode::FORBIDDEN, true, said).into_response()
            }
            None => without_token(),
        };
    }
    let viewer = request.extensions().get::<Viewer>().cloned();
    let person = match who {
        Who::OwnOr(_) => named(&mut request).await,
        _ => None,
    };
    if who.admits(viewer.as_ref(), person.as_deref()) {
        return next.run(request).await;
    }
    let api = request.uri().path().starts_with("/api/");
    match viewer {
        None if !api && request.method() == Method::GET => {
            let from = request.uri().path_and_query().map_or("/", |p| p.as_str());
            let next = form_urlencoded(from);
            Redirect::to(&format!("/sign-in?next={next}")).into_response()
        }
        None => Refused::new(StatusCode::UNAUTHORIZED, api).into_response(),
        Some(_) => Refused::new(StatusCode::FORBIDDEN, api).into_response(),
    }
}

/// What is answered where a token is asked for, and none that opens anything came.
fn without_token() -> Response {
    let said = "This takes a token that has not ended and was not revoked: `Authorization: Bearer …`.";
    let mut response = Refused::saying(StatusCode::UNAUTHORIZED, true, said).into_response();
    response.headers_mut().insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
    response
}

/// The token that a program sends: by itself, or as a password, since learning systems know no other way.
fn sent_token(request: &Request) -> Option<String> {
    let text = request.headers().get(header::AUTHORIZATION)?.to_str().ok()?;
    let (kind, token) = text.split_once(' ')?;
    if kind.eq_ignore_ascii_case("basic") {
        let pair = String::from_utf8(Base64::decode_vec(token.trim()).ok()?).ok()?;
        return pair.split_once(':').map(|(_, password)| password.to_owned());
    }
    kind.eq_ignore_ascii_case("bearer").then(|| token.trim().to_owned())
}

/// The person whom the path names.
async fn named(request: &mut Request) -> Option<String> {
    use axum::RequestExt;
    let path: Result<Path<std::collections::HashMap<String, String>>, _> = request.extract_parts().await;
    path.ok().and_then(|Path(mut parts)| parts.remove("person"))
}

fn form_urlencoded(text: &str) -> String {
    let plain = |b: u8| b.is_ascii_alphanumeric() || b"-_.~/".contains(&b);
    text.bytes().map(|b| if plain(b) { char::from(b).to_string() } else { format!("%{b:02X}") }).collect()
}

/// Whose token it is; as it was lately, where nothing can have changed since.
async fn viewer(house: &Arc<House>, token: String, now: Timestamp) -> Result<Option<Viewer>, Failure> {
    let (hash, mark) = (token_hash(&token), (house.store.written(), now.as_second()));
    if let Some(viewer) = house.lately.viewers.answer(&hash, &mark) {
        return Ok(Some(viewer));
    }
    let viewer = house.apart(move |house| crate::account::viewer(&house.store, &token, now)).await?;
    if let Some(viewer) = &viewer {
        house.lately.viewers.keep(hash, mark, viewer.clone());
    }
    Ok(viewer)
}

/// Whoever is signed in, for pages that look different then.
pub async fn recognise(State(house): State<Arc<House>>, mut request: Request, next: Next) -> Response {
    let api = request.uri().path().starts_with("/api/");
    let now = (house.clock)();
    let mut kind = None;
    if let Some(token) = super::cookie::token(request.headers(), house.secure()) {
        match viewer(&house, token, now).await {
            Ok(Some(viewer)) => {
                kind = Some(Kind::of(&viewer));
                request.extensions_mut().insert(viewer);
            }
            Ok(None) => {}
            Err(failure) => return super::guard::failed(&failure, api),
        }
    }
    if let Some(token) = sent_token(&request).filter(|_| api) {
        match house.apart(move |house| crate::account::key::bearer(&house.store, &token, now)).await {
            Ok(Some(bearer)) => drop(request.extensions_mut().insert(bearer)),
            Ok(None) => {}
            Err(failure) => return super::guard::failed(&failure, true),
        }
    }
    let mut response = next.run(request).await;
    if let Some(kind) = kind {
        response.extensions_mut().insert(kind);
    }
    response
}
