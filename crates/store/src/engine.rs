//! The two engines, behind one unit of work.

pub mod migrate;
mod postgresql;
mod sqlite;
mod tls;
mod value;
mod writer;

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::{Condvar, Mutex};

pub use value::{Row, Value};
use writer::Writer;

use postgresql::Postgresql;
use sqlite::Sqlite;

/// Why a unit of work was not carried out; nothing of it was kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Failure {
    /// A person's record has grown since it was looked at.
    Stale {
        /// The person.
        person: String,
        /// Entries that were expected.
        expected: i64,
        /// Entries that there are.
        found: i64,
    },
    /// Something that must be unique is there already.
    Taken(String),
    /// What was asked for is not there.
    Missing(String),
    /// The record cannot hold an entry; each one by name.
    Refused(Vec<programme::record::Refusal>),
    /// The database was made by a newer program.
    Newer {
        /// Its newest migration.
        found: i64,
        /// Ours.
        known: i64,
    },
    /// Somebody else did something at the same time: to be tried again.
    Again(String),
    /// The connection is gone.
    Gone(String),
    /// The engine failed.
    Engine(String),
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Failure::Stale { person, expected, found } => {
                write!(f, "the record of `{person}` has {found} entries by now, not {expected}: look again")
            }
            Failure::Taken(what) => write!(f, "this is there already: {what}"),
            Failure::Missing(what) => write!(f, "there is no {what}"),
            Failure::Refused(refused) => write!(f, "{} entries cannot be held by the record", refused.len()),
            Failure::Newer { found, known } => {
                write!(f, "the database is at migration {found}, and this program knows {known}: use the newer program")
            }
            Failure::Again(what) | Failure::Gone(what) | Failure::Engine(what) => {
                write!(f, "the database failed: {what}")
            }
        }
    }
}

impl std::error::Error for Failure {}

/// Takes a row.
type Take<'f> = dyn FnMut(Row) -> Result<(), Failure> + 'f;

/// What an engine can do; the same words for both.
trait Engine: Send {
    /// Runs statements that take no values.
    fn batch(&mut self, sql: &str) -> Result<(), Failure>;
    /// Runs a statement, and says how many rows it touched.
    fn execute(&mut self, sql: &'static str, values: &[Value]) -> Result<u64, Failure>;
    /// Asks, and hands on one row after the other.
    fn each(&mut self, sql: &'static str, values: &[Value], take: &mut Take<'_>) -> Result<(), Failure>;
    /// What the engine itself finds wrong with how it keeps some tables and their indexes.
    fn broken(&mut self, tables: &[&str]) -> Result<Vec<String>, Failure>;
    /// How a transaction begins.
    fn begin(&self, writes: bool) -> &'static str;
    /// Whether work may go on after a commit failed. After a failed sync of a file it may not: what is on the disk is
    /// unknown.
    fn survives_failed_commit(&self) -> bool;
}

/// Puts in what differs between the engines: `{for_update}`, `{skip_locked}`, and `{binary}` for texts that sort by
/// their bytes.
fn marked(sql: &str, for_update: &str, skip_locked: &str, binary: &str) -> String {
    sql.replace("{for_update}", for_update).replace("{skip_locked}", skip_locked).replace("{binary}", binary)
}

/// A unit of work: statements that hold together.
pub struct Tx<'t>(&'t mut dyn Engine);

impl Tx<'_> {
    /// Runs a statement with values for `$1`, `$2` …, and says how many rows it touched.
    ///
    /// # Errors
    /// Where the engine refuses it.
    pub fn execute(&mut self, sql: &'static str, values: &[Value]) -> Result<u64, Failure> {
        self.0.execute(sql, values)
    }

    /// Asks for rows.
    ///
    /// # Errors
    /// Where the engine refuses it.
    pub fn query(&mut self, sql: &'static str, values: &[Value]) -> Result<Vec<Row>, Failure> {
        let mut rows = Vec::new();
        self.0.each(sql, values, &mut |row| {
            rows.push(row);
            Ok(())
        })?;
        Ok(rows)
    }

    /// Asks for rows that may be more than memory holds: each is handed on as it comes.
    ///
    /// # Errors
    /// What `take` answers, and where the engine refuses the statement.
    pub fn each(
        &mut self,
        sql: &'static str,
        values: &[Value],
        mut take: impl FnMut(Row) -> Result<(), Failure>,
    ) -> Result<(), Failure> {
        self.0.each(sql, values, &mut take)
    }

    /// What the engine finds wrong with how it keeps some tables and their indexes. SQLite looks; PostgreSQL has
    /// checksums of its own, and `pg_amcheck`.
    ///
    /// # Errors
    /// Where it cannot be asked.
    pub fn broken(&mut self, tables: &[&str]) -> Result<Vec<String>, Failure> {
        self.0.broken(tables)
    }

    /// Asks for one row, if there is one.
    ///
    /// # Errors
    /// Where the engine refuses it.
    pub fn one(&mut self, sql: &'static str, values: &[Value]) -> Result<Option<Row>, Failure> {
        Ok(self.query(sql, values)?.into_iter().next())
    }
}

/// Where the database is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// A file of SQLite's.
    File(PathBuf),
    /// A database of PostgreSQL's, by URL.
    Url(String),
}

impl Place {
    fn open(&self, writes: bool) -> Result<Box<dyn Engine>, Failure> {
        Ok(match self {
            Place::File(path) if writes => Box::new(Sqlite::writer(path)?),
            Place::File(path) => Box::new(Sqlite::reader(path)?),
            Place::Url(url) => Box::new(Postgresql::open(url)?),
        })
    }
}

/// The store: everything that is remembered.
pub struct Store {
    place: Place,
    migrated: Vec<migrate::Applied>,
    writer: Writer,
    readers: Mutex<Readers>,
    back: Condvar,
}

#[derive(Default)]
struct Readers {
    idle: Vec<Box<dyn Engine>>,
    open: usize,
}

/// How many units may read at once.
const READERS: usize = 16;

/// A connection while somebody reads on it.
struct Lease<'s> {
    store: &'s Store,
    engine: Option<Box<dyn Engine>>,
}

impl Drop for Lease<'_> {
    /// Gives the connection back, or its place. One in an unknown state is not used again.
    fn drop(&mut self) {
        let engine = self.engine.take().filter(|_| !std::thread::panicking());
        let ended = engine.and_then(|mut engine| engine.batch("ROLLBACK").is_ok().then_some(engine));
        if let Ok(mut readers) = self.store.readers.lock() {
            match ended {
                Some(engine) => readers.idle.push(engine),
                None => readers.open -= 1,
            }
        }
        self.store.back.notify_one();
    }
}

impl Store {
    /// Opens a store, making it where there is none, and brings it up to date.
    ///
    /// # Errors
    /// Where the database cannot be reached, or is of a newer program.
    pub fn open(place: Place) -> Result<Store, Failure> {
        if let Place::File(path) = &place
            && let Some(folder) = path.parent()
        {
            std::fs::create_dir_all(folder).map_err(|e| Failure::Engine(format!("{}: {e}", folder.display())))?;
        }
        let mut engine = place.open(true)?;
        let migrated = migrate::migrate(&mut *engine)?;
        let writer = Writer::start(place.clone(), engine);
        Ok(Store { place, migrated, writer, readers: Mutex::default(), back: Condvar::new() })
    }

    /// Opens a store in a folder.
    ///
    /// # Errors
    /// As [`Store::open`].
    pub fn in_folder(folder: &Path) -> Result<Store, Failure> {
        Store::open(Place::File(folder.join("assay.sqlite")))
    }

    /// Where the database is.
    pub fn place(&self) -> &Place {
        &self.place
    }

    /// The migrations that were applied when this was opened.
    pub fn migrated(&self) -> &[migrate::Applied] {
        &self.migrated
    }

    /// How often something was written by this node: whoever was answered that their work is durable, is counted.
    pub fn written(&self) -> u64 {
        self.writer.written()
    }

    /// Reads, on a state of the database that does not change meanwhile.
    ///
    /// # Errors
    /// What `work` answers, and where the database cannot be reached.
    pub fn read<T>(&self, work: impl FnOnce(&mut Tx<'_>) -> Result<T, Failure>) -> Result<T, Failure> {
        let mut lease = self.lease()?;
        let engine = lease.engine.as_mut().ok_or_else(|| Failure::Gone("no connection".to_owned()))?;
        work(&mut Tx(&mut **engine))
    }

    /// A connection on which a transaction to read has begun. One that went while it was idle is passed over.
    fn lease(&self) -> Result<Lease<'_>, Failure> {
        loop {
            let readers = self.readers.lock().map_err(|_| Failure::Engine("a reader died".to_owned()))?;
            let full = |readers: &mut Readers| readers.idle.is_empty() && readers.open >= READERS;
            let mut readers =
                self.back.wait_while(readers, full).map_err(|_| Failure::Engine("a reader died".to_owned()))?;
            let idle = readers.idle.pop();
            let fresh = idle.is_none();
            readers.open += usize::from(fresh);
            drop(readers);
            // From here on, the lease gives back whatever becomes of it.
            let mut lease = Lease { store: self, engine: idle };
            let mut engine = match lease.engine.take() {
                Some(engine) => engine,
                None => self.place.open(false)?,
            };
            match engine.batch(engine.begin(false)) {
                Ok(()) => {
                    lease.engine = Some(engine);
                    return Ok(lease);
                }
                Err(failure) if fresh => return Err(failure),
                Err(_) => {}
            }
        }
    }

    /// Writes: all of `work`, or nothing. Answers once it is durable. The work may be run again where another node
    /// was in the way, so it must do nothing but work on the [`Tx`].
    ///
    /// # Errors
    /// What `work` answers, and where the database cannot be reached.
    pub fn write<T: Send + 'static>(
        &self,
        work: impl FnMut(&mut Tx<'_>) -> Result<T, Failure> + Send + 'static,
    ) -> Result<T, Failure> {
        self.writer.write(work)
    }
}
