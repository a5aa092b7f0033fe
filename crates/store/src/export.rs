//! Everything that the record holds, as a record file holds it.

use crate::engine::{Failure, Store};

/// Hands on every event as it was written, or those of one person: each person's in the order of their record.
///
/// # Errors
/// What `take` answers, and where the database fails.
pub fn lines(
    store: &Store,
    person: Option<&str>,
    mut take: impl FnMut(&str) -> Result<(), Failure>,
) -> Result<(), Failure> {
    if let Some(person) = person {
        for line in store.read(|tx| crate::entries::lines(tx, person))? {
            take(&line)?;
        }
        return Ok(());
    }
    store.read(|tx| tx.each("SELECT line FROM entry ORDER BY person, seq", &[], |row| take(row.text(0))))
}
