//! Who is counted behind a proxy: the router as `serve` puts it behind one named by `--proxy`.

use std::net::SocketAddr;
use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::{Request, StatusCode};
use desk::web::{Proxies, router};
use tower::util::Oneshot;

use super::Town;

/// More searches than anybody may make at once.
const MANY: usize = 1_000;

/// What a search is answered that comes over a connection from `peer`, with what a header says of whom it is from.
async fn searched(router: &Router, peer: &str, said: Option<&str>) -> StatusCode {
    let peer: SocketAddr = format!("{peer}:4711").parse().unwrap();
    let request = Request::get("/standing?name=maya").extension(ConnectInfo(peer));
    let request = said.into_iter().fold(request, |request, said| request.header("x-forwarded-for", said));
    Oneshot::new(router.clone(), request.body(Body::empty()).unwrap()).await.unwrap().status()
}

#[tokio::test]
async fn behind_a_proxy_everybody_is_counted_by_themself() {
    let town = Town::new();
    let router = Proxies::at(&["10.0.0.1".parse().unwrap()]).before(router(Arc::clone(&town.house)));
    let (mut asked, own) = (0, Some("203.0.113.1"));
    while searched(&router, "10.0.0.1", own).await == StatusCode::OK {
        asked += 1;
        assert!(asked < MANY, "nobody is refused");
    }
    let (open, shut) = (StatusCode::OK, StatusCode::TOO_MANY_REQUESTS);
    for (peer, said, expected, why) in [
        ("10.0.0.1", own, shut, "they asked too often"),
        ("10.0.0.1", Some("203.0.113.2"), open, "somebody else, by the same proxy"),
        ("10.0.0.1", Some("203.0.113.2, 203.0.113.1"), shut, "what stands first was written by whoever asked"),
        ("127.0.0.1", own, shut, "by a proxy on this machine"),
        ("203.0.113.1", None, shut, "by no proxy"),
        ("203.0.113.3", own, open, "whoever is no proxy is not believed"),
        ("10.0.0.1", Some("made up"), open, "the proxy itself, where it does not say"),
        ("127.0.0.1", None, open, "the machine itself"),
    ] {
        assert_eq!(searched(&router, peer, said).await, expected, "{peer} {said:?}: {why}");
    }
}

#[tokio::test]
async fn nobody_is_many_by_writing_a_header() {
    let town = Town::new();
    let router = Proxies::at(&["10.0.0.1".parse().unwrap()]).before(router(Arc::clone(&town.house)));
    for nth in 0..MANY {
        if searched(&router, "203.0.113.1", Some(&format!("198.51.100.{}", nth % 256))).await != StatusCode::OK {
            return;
        }
    }
    panic!("nobody is refused");
}
