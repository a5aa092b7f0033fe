//! SQLite: one file, one writer, readers beside it.

use std::collections::HashMap;
use std::path::Path;
use std::time::{Duration, Instant};

use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{CachedStatement, Connection, OpenFlags, params_from_iter};

use super::{Engine, Failure, Row, Take, Value};

/// How long a statement waits for another process that holds the file.
const PATIENCE: Duration = Duration::from_secs(10);

pub(super) struct Sqlite {
    connection: Connection,
    /// Statements as SQLite writes them, by where their text is: it is the program's own, and stays there.
    translated: HashMap<(usize, usize), String>,
}

impl Sqlite {
    /// Opens a file to write, making it where there is none.
    pub(super) fn writer(path: &Path) -> Result<Sqlite, Failure> {
        let connection = Connection::open(path)?;
        connection.busy_timeout(PATIENCE)?;
        write_ahead(&connection)?;
        // A commit is answered only once it is on the disk.
        connection.execute_batch("PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA temp_store = MEMORY")?;
        connection.set_prepared_statement_cache_capacity(256);
        Ok(Sqlite::on(connection))
    }

    /// Opens a file to read only.
    pub(super) fn reader(path: &Path) -> Result<Sqlite, Failure> {
        let connection = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
        connection.busy_timeout(PATIENCE)?;
        connection
            .execute_batch("PRAGMA query_only = ON; PRAGMA temp_store = MEMORY; PRAGMA mmap_size = 1073741824")?;
        connection.set_prepared_statement_cache_capacity(256);
        Ok(Sqlite::on(connection))
    }

    fn on(connection: Connection) -> Sqlite {
        Sqlite { connection, translated: HashMap::new() }
    }

    fn prepare(&mut self, sql: &'static str) -> Result<CachedStatement<'_>, Failure> {
        let text = self.translated.entry((sql.as_ptr() as usize, sql.len())).or_insert_with(|| translated(sql));
        Ok(self.connection.prepare_cached(text)?)
    }
}

/// Gives the file a log written ahead, which readers need not wait for. This takes the whole file for a moment, and
/// SQLite itself does not wait for that where several programs open a new file at once.
fn write_ahead(connection: &Connection) -> Result<(), Failure> {
    let begun = Instant::now();
    loop {
        match connection.execute_batch("PRAGMA journal_mode = WAL") {
            Err(error)
                if error.sqlite_error_code() == Some(rusqlite::ErrorCode::DatabaseBusy)
                    && begun.elapsed() < PATIENCE =>
            {
                std::thread::sleep(Duration::from_millis(10));
            }
            done => return Ok(done?),
        }
    }
}

/// The same statement as SQLite writes it: places are counted by `?`, and one writer needs no locks.
fn translated(sql: &str) -> String {
    super::marked(sql, "", "", "").replace('$', "?")
}

impl Engine for Sqlite {
    fn batch(&mut self, sql: &str) -> Result<(), Failure> {
        Ok(self.connection.execute_batch(&translated(sql))?)
    }

    fn execute(&mut self, sql: &'static str, values: &[Value]) -> Result<u64, Failure> {
        let mut statement = self.prepare(sql)?;
        Ok(statement.execute(params_from_iter(values))? as u64)
    }

    fn each(&mut self, sql: &'static str, values: &[Value], take: &mut Take<'_>) -> Result<(), Failure> {
        let mut statement = self.prepare(sql)?;
        let columns = statement.column_count();
        let mut rows = statement.query(params_from_iter(values))?;
        while let Some(row) = rows.next()? {
            let values: Result<Vec<Value>, rusqlite::Error> =
                (0..columns).map(|at| row.get_ref(at).map(held)).collect();
            take(Row(values?))?;
        }
        Ok(())
    }

    fn broken(&mut self, tables: &[&str]) -> Result<Vec<String>, Failure> {
        let mut found: Vec<String> = Vec::new();
        for table in tables {
            let mut statement = self.connection.prepare(&format!("PRAGMA integrity_check({table})"))?;
            let said = statement.query_map([], |row| row.get(0))?;
            found.extend(said.collect::<Result<Vec<String>, _>>()?);
        }
        found.retain(|said| said != "ok");
        Ok(found)
    }

    fn begin(&self, writes: bool) -> &'static str {
        if writes { "BEGIN IMMEDIATE" } else { "BEGIN" }
    }

    fn survives_failed_commit(&self) -> bool {
        false
    }
}

fn held(value: ValueRef<'_>) -> Value {
    match value {
        ValueRef::Integer(n) => Value::Integer(n),
        ValueRef::Text(text) => Value::Text(String::from_utf8_lossy(text).into_owned()),
        ValueRef::Blob(bytes) => Value::Bytes(bytes.to_vec()),
        ValueRef::Null | ValueRef::Real(_) => Value::Null,
    }
}

impl rusqlite::ToSql for Value {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self {
            Value::Null => ValueRef::Null,
            Value::Integer(n) => ValueRef::Integer(*n),
            Value::Text(text) => ValueRef::Text(text.as_bytes()),
            Value::Bytes(bytes) => ValueRef::Blob(bytes),
            Value::Flag(flag) => ValueRef::Integer(i64::from(*flag)),
        }))
    }
}

impl From<rusqlite::Error> for Failure {
    fn from(error: rusqlite::Error) -> Failure {
        match error.sqlite_error_code() {
            Some(rusqlite::ErrorCode::ConstraintViolation) => Failure::Taken(error.to_string()),
            _ => Failure::Engine(error.to_string()),
        }
    }
}
