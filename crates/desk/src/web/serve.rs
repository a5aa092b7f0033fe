//! Opening the house: the address, the layers around every answer, and closing without dropping anybody.

use std::future::Future;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::{Extension, Router, middleware};
use tokio::net::TcpListener;
use tokio::sync::Notify;

use crate::failure::Failure;
use crate::web::door::Doors;
use crate::web::house::House;
use crate::web::proxy::Proxies;
use crate::web::{door, guard, health, public, request, routes};

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
    router_of(routes::doors(), house)
}

/// The same with doors of one's own.
pub fn router_of(doors: Doors, house: Arc<House>) -> Router {
    doors
        .router()
        .fallback(public::nothing)
        .layer(middleware::from_fn(request::caught))
        .layer(middleware::from_fn_with_state(Arc::clone(&house), guard::same_origin))
        .layer(middleware::from_fn_with_state(Arc::clone(&house), guard::headers))
        .layer(middleware::from_fn_with_state(Arc::clone(&house), door::recognise))
        .layer(middleware::from_fn(request::told))
        .with_state(house)
}

/// How this closes.
#[derive(Debug, Clone, Copy)]
pub struct Ending {
    /// How long everybody is still answered, while `/readyz` says that this is closing.
    pub notice: Duration,
    /// How long requests that are under way are waited for after that.
    pub patience: Duration,
}

/// Answers until `until` ends. Then `/readyz` says that this is closing, while everybody is still answered for a while;
/// then nobody new is, and whoever is being answered still gets their answer.
///
/// # Errors
/// Where the network fails.
pub async fn serve(
    house: Arc<House>,
    listening: Listening,
    proxies: Proxies,
    ending: Ending,
    until: impl Future<Output = ()> + Send + 'static,
) -> Result<(), Failure> {
    let (closing, closed) = (health::Closing::default(), Arc::new(Notify::new()));
    let app = proxies.before(router(house).layer(Extension(closing.clone())));
    let app = app.into_make_service_with_connect_info::<SocketAddr>();
    let told = Arc::clone(&closed);
    let until = async move {
        until.await;
        tracing::info!("stopping");
        closing.begin();
        tokio::time::sleep(ending.notice).await;
        told.notify_one();
    };
    let late = async {
        closed.notified().await;
        tokio::time::sleep(ending.patience).await;
    };
    let serving = axum::serve(listening.listener, app).with_graceful_shutdown(until);
    tokio::select! {
        served = serving => served.map_err(Failure::from),
        () = late => {
            tracing::warn!(seconds = ending.patience.as_secs(), "requests were cut off that did not end");
            Ok(())
        }
    }
}
