//! Opening the house: the address, the layers around every answer, and closing without dropping anybody.

use std::future::Future;
use std::net::SocketAddr;
use std::sync::Arc;

use axum::Router;
use axum::middleware;
use tokio::net::TcpListener;

use crate::failure::Failure;
use crate::web::house::House;
use crate::web::{door, guard, measure, public, routes};

/// An address that is being listened on.
pub struct Listening {
    listener: TcpListener,
    /// The address, with the port that was given.
    pub address: SocketAddr,
}

impl Listening {
    /// Listens on an address.
    ///
    /// # Errors
    /// Where it is taken, or not ours to take.
    pub async fn on(address: &str) -> Result<Listening, Failure> {
        let failed = |e: std::io::Error| {
            Failure::environment(format!("cannot listen on {address}: {e}"), "choose another with --listen ADDR:PORT")
        };
        let listener = TcpListener::bind(address).await.map_err(failed)?;
        let address = listener.local_addr().map_err(failed)?;
        Ok(Listening { listener, address })
    }

    /// Answers by a router of its own, for ever.
    ///
    /// # Errors
    /// Where the network fails.
    pub async fn serve(self, app: Router) -> Result<(), Failure> {
        axum::serve(self.listener, app).await.map_err(Failure::from)
    }
}

/// The router with everything around it.
pub fn router(house: Arc<House>) -> Router {
    routes::doors()
        .router()
        .fallback(public::nothing)
        .layer(middleware::from_fn(measure::counted))
        .layer(middleware::from_fn_with_state(Arc::clone(&house), guard::same_origin))
        .layer(middleware::from_fn_with_state(Arc::clone(&house), guard::headers))
        .layer(middleware::from_fn_with_state(Arc::clone(&house), door::recognise))
        .with_state(house)
}

/// Answers until `until` ends; whoever is being answered then still gets their answer.
///
/// # Errors
/// Where the network fails.
pub async fn serve(
    house: Arc<House>,
    listening: Listening,
    until: impl Future<Output = ()> + Send + 'static,
) -> Result<(), Failure> {
    let app = router(house).into_make_service_with_connect_info::<SocketAddr>();
    axum::serve(listening.listener, app).with_graceful_shutdown(until).await.map_err(Failure::from)
}
