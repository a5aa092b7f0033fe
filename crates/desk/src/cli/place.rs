//! Where the store is, as every command that needs one asks for it.

use std::path::{Path, PathBuf};

use clap::Args;
use store::engine::Place;
use store::{Failure, Store};

/// The folder taken where neither `--data` nor `--database` is given.
const FOLDER: &str = "data";

/// Where the store is: a folder with a file of SQLite's, or a database of PostgreSQL's.
#[derive(Clone, Args)]
pub struct At {
    /// The folder of the data; made where there is none.
    #[arg(long, value_name = "DIR", env = "ASSAY_DATA", default_value = FOLDER)]
    data: PathBuf,
    /// A PostgreSQL database instead of a file in the folder, like postgres://user@host/name. One with a password is
    /// better given by the environment, where other people of the machine do not see it.
    #[arg(long, value_name = "URL", env = "ASSAY_DATABASE", hide_env_values = true)]
    database: Option<String>,
}

impl At {
    /// The folder of the data.
    pub fn folder(&self) -> &Path {
        &self.data
    }

    /// Opens the store, making it where there is none.
    ///
    /// # Errors
    /// Where the database cannot be reached, or was made by a newer program.
    pub fn open(&self) -> Result<Store, Failure> {
        match &self.database {
            Some(url) => Store::open(Place::Url(url.clone())),
            None => Store::in_folder(&self.data),
        }
    }
}

impl std::fmt::Debug for At {
    /// Says which folder, and of a database only that there is one: its URL may hold a password.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let database = self.database.as_ref().map(|_| "…");
        f.debug_struct("At").field("data", &self.data).field("database", &database).finish()
    }
}
