//! How many passed, by programme and period: kept beside the record in the unit that changes it. Which results count is
//! for `programme::pass_rates` to say, and so is what of them may be published.

use std::collections::{BTreeMap, BTreeSet};

use programme::pass_rates::{Count, Counted, counted};
use programme::review::Case;

use crate::engine::{Failure, Tx};

/// A counted result: the sitting, the programme, the period, and whether it was passed.
type Row = (String, String, String, bool);

/// Keeps which results of some people count, whose records are of one person or were, and how many there are.
pub(crate) fn keep(tx: &mut Tx<'_>, people: &BTreeSet<String>, cases: &[Case<'_>]) -> Result<(), Failure> {
    let mut before: Vec<(String, Row)> = Vec::new();
    for person in people {
        let sql = "SELECT exam, programme, period, passed FROM counted_result WHERE person = $1";
        let text = |row: &crate::Row, at: usize| row.text(at).to_owned();
        let kept = tx.query(sql, &[person.into()])?;
        before.extend(kept.iter().map(|r| (person.clone(), (text(r, 0), text(r, 1), text(r, 2), r.flag(3)))));
    }
    let mut after: Vec<(String, Row)> = Vec::new();
    for case in cases {
        for (handbook, record) in case.records() {
            let row = |c: Counted<'_>| (c.exam.to_owned(), c.programme.to_owned(), c.period, c.passed);
            let counted = counted(handbook, &record.facts).into_iter();
            after.extend(counted.map(|c| (case.person.to_string(), row(c))));
        }
    }
    before.sort();
    after.sort();
    if before == after {
        return Ok(());
    }
    for person in people {
        tx.execute("DELETE FROM counted_result WHERE person = $1", &[person.into()])?;
    }
    for (person, (exam, programme, period, passed)) in &after {
        tx.execute(
            "INSERT INTO counted_result (exam, person, programme, period, passed) VALUES ($1, $2, $3, $4, $5)",
            &[exam.into(), person.into(), programme.into(), period.into(), (*passed).into()],
        )?;
    }
    // In the order of programmes and periods, always: nodes that took them otherwise would wait for each other.
    let mut changes: BTreeMap<(&str, &str), (i64, i64)> = BTreeMap::new();
    for (rows, sign) in [(&before, -1), (&after, 1)] {
        for (_, (_, programme, period, passed)) in rows {
            let change = changes.entry((programme, period)).or_default();
            *(if *passed { &mut change.0 } else { &mut change.1 }) += sign;
        }
    }
    changes.retain(|_, change| *change != (0, 0));
    changes.into_iter().try_for_each(|(of, change)| add(tx, of, change))
}

fn add(tx: &mut Tx<'_>, of: (&str, &str), change: (i64, i64)) -> Result<(), Failure> {
    tx.execute(
        "INSERT INTO pass_count (programme, period, passed, failed) VALUES ($1, $2, $3, $4)
         ON CONFLICT (programme, period) DO UPDATE
            SET passed = pass_count.passed + excluded.passed, failed = pass_count.failed + excluded.failed",
        &[of.0.into(), of.1.into(), change.0.into(), change.1.into()],
    )?;
    tx.execute(
        "DELETE FROM pass_count WHERE programme = $1 AND period = $2 AND passed = 0 AND failed = 0",
        &[of.0.into(), of.1.into()],
    )?;
    Ok(())
}

/// Counts everything anew from the rows that are kept.
pub(crate) fn recount(tx: &mut Tx<'_>) -> Result<(), Failure> {
    tx.execute("DELETE FROM pass_count", &[])?;
    tx.execute(
        "INSERT INTO pass_count (programme, period, passed, failed)
         SELECT programme, period, CAST(sum(CASE WHEN passed THEN 1 ELSE 0 END) AS BIGINT),
                CAST(sum(CASE WHEN passed THEN 0 ELSE 1 END) AS BIGINT)
           FROM counted_result GROUP BY programme, period",
        &[],
    )?;
    Ok(())
}

/// How many passed and how many did not, by period of a programme. What of it may be published is another question.
///
/// # Errors
/// Where the database fails.
pub fn counts(tx: &mut Tx<'_>, programme: &str) -> Result<BTreeMap<String, Count>, Failure> {
    let sql = "SELECT period, passed, failed FROM pass_count WHERE programme = $1";
    let number = |n: i64| u64::try_from(n).unwrap_or_default();
    let rows = tx.query(sql, &[programme.into()])?;
    let count = |row: &crate::Row| Count { passed: number(row.integer(1)), failed: number(row.integer(2)) };
    Ok(rows.iter().map(|row| (row.text(0).to_owned(), count(row))).collect())
}
