//! The one cookie: who is signed in.

use axum::http::{HeaderMap, HeaderValue, header};

/// The cookie's name. The prefix makes browsers insist that it is ours alone, by https, for the whole site.
fn name(secure: bool) -> &'static str {
    if secure { "__Host-assay" } else { "assay" }
}

/// The token of a request.
pub fn token(headers: &HeaderMap, secure: bool) -> Option<String> {
    let cookies = headers.get_all(header::COOKIE).iter().filter_map(|v| v.to_str().ok());
    cookies
        .flat_map(|text| text.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(key, _)| *key == name(secure))
        .map(|(_, token)| token.to_owned())
}

/// The header that hands out a token; an empty one takes it back.
pub fn set(token: &str, secure: bool) -> Option<HeaderValue> {
    let age = if token.is_empty() { "; Max-Age=0" } else { "" };
    let secure_only = if secure { "; Secure" } else { "" };
    let text = format!("{}={token}; Path=/; HttpOnly; SameSite=Lax{secure_only}{age}", name(secure));
    HeaderValue::from_str(&text).ok()
}
