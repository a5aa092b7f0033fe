//! What follows from the record, worked out anew for everybody: after a program that keeps more of it came in, or a
//! handbook was changed. Others read and write meanwhile.

use std::sync::Arc;

use programme::Bodies;

use crate::engine::{Failure, Store, Tx};
use crate::{entries, growth, pass_rates};

/// How many people are worked out in one unit.
const TOGETHER: i64 = 64;

/// Whether something is kept now that was not when the record was written.
///
/// # Errors
/// Where the database fails.
pub fn is_due(tx: &mut Tx<'_>) -> Result<bool, Failure> {
    Ok(tx.one("SELECT 1 FROM due WHERE what = 'rebuild'", &[])?.is_some())
}

/// Says that it has to be done.
pub(crate) fn set_due(tx: &mut Tx<'_>) -> Result<(), Failure> {
    tx.execute("INSERT INTO due (what) VALUES ('rebuild') ON CONFLICT (what) DO NOTHING", &[]).map(drop)
}

/// Works everything out anew, person by person; `progress` is told how many were done. Answers how many people there are.
///
/// # Errors
/// Where the database fails; what was done by then stays, and the rest is as it was.
pub fn rebuild(store: &Store, bodies: &Arc<Bodies>, mut progress: impl FnMut(u64)) -> Result<u64, Failure> {
    let (mut after, mut people) = (String::new(), 0);
    loop {
        let (from, bodies) = (after.clone(), Arc::clone(bodies));
        let done = store.write(move |tx| some(tx, &bodies, &from))?;
        let Some(last) = done.last() else { break };
        after.clone_from(last);
        people += done.len() as u64;
        progress(done.len() as u64);
    }
    store.write(|tx| {
        pass_rates::recount(tx)?;
        // Every node's register is read anew.
        tx.execute(
            "INSERT INTO counter (name, value) VALUES ($1, 1) ON CONFLICT (name) DO UPDATE SET value = counter.value + 1",
            &[growth::REBUILT.into()],
        )?;
        tx.execute("DELETE FROM due WHERE what = 'rebuild'", &[]).map(drop)
    })?;
    Ok(people)
}

/// Works out the next people after one; answers who they were.
fn some(tx: &mut Tx<'_>, bodies: &Bodies, after: &str) -> Result<Vec<String>, Failure> {
    let rows =
        tx.query("SELECT id FROM person WHERE id > $1 ORDER BY id LIMIT $2", &[after.into(), TOGETHER.into()])?;
    let people: Vec<String> = rows.iter().map(|row| row.text(0).to_owned()).collect();
    for person in &people {
        entries::anew(tx, bodies, person)?;
    }
    Ok(people)
}
