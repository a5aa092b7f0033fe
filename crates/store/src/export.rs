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
    store.read(|tx| {
        if let Some(person) = person {
            return crate::entries::lines(tx, person)?.iter().try_for_each(|line| take(line));
        }
        // Records that a merge names together stand together, at the end, in the order in which they were recorded.
        let mut merged = crate::merging::named(tx)?;
        tx.each("SELECT person, line FROM entry ORDER BY person, seq", &[], |row| {
            if merged.contains(row.text(0)) { Ok(()) } else { take(row.text(1)) }
        })?;
        while let Some(one) = merged.pop_first() {
            let household = crate::merging::household(tx, &[one])?;
            crate::entries::of_several(tx, &household)?.iter().try_for_each(|entry| take(&entry.line))?;
            merged.retain(|person| !household.contains(person));
        }
        Ok(())
    })
}
