//! A fresh database on either engine; PostgreSQL is started as the store's own tests start it.

#[path = "../../../store/tests/it/engines/server.rs"]
pub mod server;

use store::engine::Place;

/// Asks the same of an empty database on each engine.
pub fn on_both(ask: impl Fn(&Place)) {
    let folder = server::fresh_folder("sqlite");
    ask(&Place::File(folder.join("assay.sqlite")));
    std::fs::remove_dir_all(&folder).unwrap();
    ask(&Place::Url(server::fresh_database(false)));
}
