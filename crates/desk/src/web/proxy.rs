//! Behind a proxy: whose address a request comes from. What a header says of that is believed of proxies that are named,
//! or on this machine; anybody else could write anything there.

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use axum::Router;
use axum::extract::{ConnectInfo, Request, State};
use axum::middleware::{self, Next};
use axum::response::Response;

const FORWARDED: &str = "x-forwarded-for";

/// The proxies whose word is taken, beside those on this machine.
#[derive(Debug, Clone, Default)]
pub struct Proxies(Arc<[IpAddr]>);

impl Proxies {
    /// Those at some addresses.
    pub fn at(addresses: &[IpAddr]) -> Proxies {
        Proxies(addresses.into())
    }

    /// A router behind these: it is told where each request comes from.
    pub fn before(self, app: Router) -> Router {
        app.layer(middleware::from_fn_with_state(self, seen))
    }

    /// Where a request comes from: the last address of the list that is no proxy of ours. What stands before it was
    /// written by whoever asked.
    fn origin<'h>(&self, peer: IpAddr, headers: impl DoubleEndedIterator<Item = &'h str>) -> IpAddr {
        let mut from = peer.to_canonical();
        let mut before = headers.rev().flat_map(|header| header.rsplit(','));
        while (from.is_loopback() || self.0.contains(&from))
            && let Some(said) = before.next().and_then(|word| word.trim().parse::<IpAddr>().ok())
        {
            from = said.to_canonical();
        }
        from
    }
}

/// Gives a request the address that it comes from.
async fn seen(State(proxies): State<Proxies>, mut request: Request, next: Next) -> Response {
    if let Some(ConnectInfo(peer)) = request.extensions().get::<ConnectInfo<SocketAddr>>().copied() {
        let said = request.headers().get_all(FORWARDED).iter().map(|value| value.to_str().unwrap_or_default());
        let from = proxies.origin(peer.ip(), said);
        request.extensions_mut().insert(ConnectInfo(SocketAddr::new(from, peer.port())));
    }
    next.run(request).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_named_proxy_is_believed() {
        let ip = |text: &str| text.parse::<IpAddr>().unwrap();
        let proxies = Proxies::at(&[ip("10.0.0.1"), ip("10.0.0.2")]);
        let table: [(&str, &[&str], &str); 15] = [
            ("198.51.100.7", &[], "198.51.100.7"),
            ("198.51.100.7", &["203.0.113.9"], "198.51.100.7"),
            ("10.0.0.1", &[], "10.0.0.1"),
            ("10.0.0.1", &["203.0.113.9"], "203.0.113.9"),
            ("10.0.0.1", &["192.0.2.1, 203.0.113.9"], "203.0.113.9"),
            ("10.0.0.1", &["192.0.2.1", "203.0.113.9, 10.0.0.2"], "203.0.113.9"),
            ("10.0.0.1", &["not an address"], "10.0.0.1"),
            ("::ffff:10.0.0.1", &["2001:db8::1"], "2001:db8::1"),
            ("10.0.0.1", &["203.0.113.9, "], "10.0.0.1"),
            ("127.0.0.1", &[], "127.0.0.1"),
            ("127.0.0.1", &["made up"], "127.0.0.1"),
            ("127.0.0.1", &["203.0.113.9"], "203.0.113.9"),
            ("127.0.0.1", &["10.9.9.9, 203.0.113.9"], "203.0.113.9"),
            ("::1", &["203.0.113.9"], "203.0.113.9"),
            ("127.0.0.1", &["203.0.113.9, 10.0.0.1"], "203.0.113.9"),
        ];
        for (peer, said, expected) in table {
            assert_eq!(proxies.origin(ip(peer), said.iter().copied()), ip(expected), "{peer} {said:?}");
        }
    }
}
