//! PostgreSQL, and what speaks its language.

use std::collections::HashMap;
use std::error::Error;

use postgres::error::SqlState;
use postgres::fallible_iterator::FallibleIterator;
use postgres::types::{ToSql, Type};
use postgres::{Client, Statement};

use super::{Engine, Failure, Row, Take, Value};

pub(super) struct Postgresql {
    client: Client,
    prepared: HashMap<&'static str, Statement>,
}

impl Postgresql {
    /// Connects to a database by its URL.
    pub(super) fn open(url: &str) -> Result<Postgresql, Failure> {
        Ok(Postgresql { client: super::tls::connect(url)?, prepared: HashMap::new() })
    }

    fn prepare(&mut self, sql: &'static str) -> Result<Statement, Failure> {
        if let Some(statement) = self.prepared.get(sql) {
            return Ok(statement.clone());
        }
        let statement = self.client.prepare(&translated(sql))?;
        self.prepared.insert(sql, statement.clone());
        Ok(statement)
    }
}

fn translated(sql: &str) -> String {
    super::marked(sql, "FOR UPDATE", "FOR UPDATE SKIP LOCKED", "COLLATE \"C\"")
}

fn parameters(values: &[Value]) -> Vec<&(dyn ToSql + Sync)> {
    values.iter().map(|value| value as &(dyn ToSql + Sync)).collect()
}

impl Engine for Postgresql {
    fn batch(&mut self, sql: &str) -> Result<(), Failure> {
        Ok(self.client.batch_execute(&translated(sql))?)
    }

    fn execute(&mut self, sql: &'static str, values: &[Value]) -> Result<u64, Failure> {
        let statement = self.prepare(sql)?;
        Ok(self.client.execute(&statement, &parameters(values))?)
    }

    fn each(&mut self, sql: &'static str, values: &[Value], take: &mut Take<'_>) -> Result<(), Failure> {
        let statement = self.prepare(sql)?;
        let mut rows = self.client.query_raw(&statement, parameters(values))?;
        while let Some(row) = rows.next()? {
            take(Row((0..row.len()).map(|at| held(&row, at)).collect::<Result<_, _>>()?))?;
        }
        Ok(())
    }

    fn broken(&mut self, _: &[&str]) -> Result<Vec<String>, Failure> {
        Ok(Vec::new())
    }

    fn begin(&self, writes: bool) -> &'static str {
        if writes { "BEGIN" } else { "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY" }
    }

    fn survives_failed_commit(&self) -> bool {
        true
    }
}

fn held(row: &postgres::Row, at: usize) -> Result<Value, Failure> {
    let of = row.columns()[at].type_();
    Ok(match *of {
        Type::INT8 => row.try_get::<_, Option<i64>>(at)?.into(),
        Type::INT4 => row.try_get::<_, Option<i32>>(at)?.map(i64::from).into(),
        Type::BOOL => row.try_get::<_, Option<bool>>(at)?.into(),
        Type::BYTEA => row.try_get::<_, Option<Vec<u8>>>(at)?.into(),
        _ => row.try_get::<_, Option<String>>(at)?.into(),
    })
}

impl From<postgres::Error> for Failure {
    fn from(error: postgres::Error) -> Failure {
        let cause = error.source().map_or(String::new(), |cause| format!(": {cause}"));
        let said = error.as_db_error().map_or_else(|| format!("{error}{cause}"), |e| e.message().to_owned());
        match error.code() {
            Some(&SqlState::UNIQUE_VIOLATION) => Failure::Taken(said),
            Some(&SqlState::T_R_SERIALIZATION_FAILURE | &SqlState::T_R_DEADLOCK_DETECTED) => Failure::Again(said),
            Some(&SqlState::ADMIN_SHUTDOWN | &SqlState::CRASH_SHUTDOWN | &SqlState::CANNOT_CONNECT_NOW) => {
                Failure::Gone(said)
            }
            _ if error.is_closed() || error.source().is_some_and(|cause| cause.is::<std::io::Error>()) => {
                Failure::Gone(said)
            }
            _ => Failure::Engine(said),
        }
    }
}
