//! A fresh database for each test, on either engine.

pub mod encrypting;
pub mod server;

use std::fs;
use std::path::PathBuf;

use store::engine::Place;
use store::{Row, Store};

use server::fresh_folder;

/// Makes two tests of each function: one on SQLite, one on PostgreSQL.
macro_rules! on_both {
    ($($name:ident),+ $(,)?) => {
        mod sqlite {
            $(#[test] fn $name() { super::$name(&crate::engines::Ground::sqlite()); })+
        }
        mod postgresql {
            $(#[test] fn $name() { super::$name(&crate::engines::Ground::postgresql()); })+
        }
    };
}
pub(crate) use on_both;

/// Where a test has its database: nothing is there yet, and nothing is left.
pub struct Ground {
    /// What a store is opened by.
    pub place: Place,
    folder: Option<PathBuf>,
    durable: bool,
}

impl Ground {
    /// A file of SQLite's.
    pub fn sqlite() -> Ground {
        let folder = fresh_folder("sqlite");
        Ground { place: Place::File(folder.join("assay.sqlite")), folder: Some(folder), durable: true }
    }

    /// A database of PostgreSQL's, on a server that does not wait for the disk.
    pub fn postgresql() -> Ground {
        Ground { place: Place::Url(server::fresh_database(false)), folder: None, durable: false }
    }

    /// A database of PostgreSQL's, on a server that waits for the disk, as it does where Assay is used.
    pub fn durable_postgresql() -> Ground {
        Ground { place: Place::Url(server::fresh_database(true)), folder: None, durable: true }
    }

    /// Another one of the same kind.
    pub fn another(&self) -> Ground {
        match (&self.place, self.durable) {
            (Place::File(_), _) => Ground::sqlite(),
            (Place::Url(_), true) => Ground::durable_postgresql(),
            (Place::Url(_), false) => Ground::postgresql(),
        }
    }

    /// Whether this is SQLite's.
    pub fn is_sqlite(&self) -> bool {
        self.folder.is_some()
    }

    /// Opens a store on it.
    pub fn open(&self) -> Store {
        Store::open(self.place.clone()).unwrap_or_else(|failure| panic!("the store does not open: {failure}"))
    }

    /// A door of its own into the database, past the store.
    pub fn door(&self) -> Door {
        match &self.place {
            Place::File(path) => {
                let connection = rusqlite::Connection::open(path).unwrap();
                connection.busy_timeout(std::time::Duration::from_secs(10)).unwrap();
                // Nobody asks whether what a test breaks would outlive a power cut.
                connection.execute_batch("PRAGMA synchronous = OFF").unwrap();
                Door::Sqlite(connection)
            }
            Place::Url(url) => Door::Postgresql(postgres::Client::connect(url, postgres::NoTls).unwrap()),
        }
    }
}

impl Drop for Ground {
    fn drop(&mut self) {
        if let Some(folder) = &self.folder {
            let _ = fs::remove_dir_all(folder);
        }
    }
}

/// A connection of the test's own.
pub enum Door {
    /// To a file of SQLite's.
    Sqlite(rusqlite::Connection),
    /// To a database of PostgreSQL's.
    Postgresql(postgres::Client),
}

impl Door {
    /// Runs statements; what the engine says where it refuses.
    pub fn run(&mut self, sql: &str) -> Result<(), String> {
        match self {
            Door::Sqlite(connection) => connection.execute_batch(sql).map_err(|e| e.to_string()),
            Door::Postgresql(client) => client.batch_execute(sql).map_err(|e| e.to_string()),
        }
    }
}

/// Asks for rows, by a statement made for the occasion.
pub fn rows(store: &Store, sql: &str) -> Vec<Row> {
    let sql: &'static str = Box::leak(sql.to_owned().into_boxed_str());
    store.read(|tx| tx.query(sql, &[])).unwrap()
}

/// Every table, and in what order to read it.
const TABLES: [(&str, &str); 14] = [
    ("body", "SELECT id, position, hash FROM body ORDER BY id"),
    ("person", "SELECT id, seq, name, email, born, place FROM person ORDER BY id"),
    ("entry", "SELECT body, position, person, seq, id, stored_at, line, hash FROM entry ORDER BY body, position"),
    ("counter", "SELECT name, value FROM counter WHERE name <> 'rebuilt' ORDER BY name"),
    ("credential", "SELECT number, person, award, body, programme, awarded FROM credential ORDER BY number"),
    ("standing", "SELECT number, from_day, to_day, standing, good FROM standing ORDER BY number, from_day"),
    ("ask_office", "SELECT number, from_day, to_day FROM ask_office ORDER BY number, from_day"),
    ("known_as", "SELECT word, person FROM known_as ORDER BY word, person"),
    ("merged", "SELECT event, person, into_person, day, holds FROM merged ORDER BY event"),
    ("trace", "SELECT value, person FROM trace ORDER BY value, person"),
    ("alike", "SELECT one, other, score FROM alike ORDER BY one, other"),
    ("waiting", "SELECT event, body, queue, person, programme, since, last_day FROM waiting ORDER BY event"),
    ("counted_result", "SELECT exam, person, programme, period, passed FROM counted_result ORDER BY exam"),
    ("pass_count", "SELECT programme, period, passed, failed FROM pass_count ORDER BY programme, period"),
];

/// Everything that the record and what follows from it keep, table by table.
pub fn contents(store: &Store) -> Vec<(&'static str, Vec<Row>)> {
    TABLES.iter().map(|(table, sql)| (*table, rows(store, sql))).collect()
}
