//! A fresh database on either engine; PostgreSQL is started as the store's own tests start it.

#[path = "../../../store/tests/it/engines/server.rs"]
mod server;

use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};

use store::engine::Place;

/// An empty folder of its own.
fn fresh_folder(what: &str) -> PathBuf {
    static FOLDERS: AtomicUsize = AtomicUsize::new(0);
    loop {
        let at = FOLDERS.fetch_add(1, Ordering::Relaxed);
        let folder = std::env::temp_dir().join(format!("assay-desk-{what}-{}-{at}", std::process::id()));
        if std::fs::create_dir(&folder).is_ok() {
            return folder;
        }
    }
}

/// Asks the same of an empty database on each engine.
pub fn on_both(ask: impl Fn(&Place)) {
    let folder = fresh_folder("sqlite");
    ask(&Place::File(folder.join("assay.sqlite")));
    std::fs::remove_dir_all(&folder).unwrap();
    ask(&Place::Url(server::fresh_database(false)));
}
