//! Rows of files that matched nobody or contradicted the record: kept until somebody has dealt with them.

use jiff::Timestamp;

use crate::cells::moment;
use crate::engine::{Failure, Row, Tx};

/// A row that is left over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeftOver {
    /// Its id.
    pub id: String,
    /// What the file was about: `attendance` or `scores`.
    pub what: String,
    /// Who brought the file.
    pub came_by: String,
    /// When.
    pub came_at: Timestamp,
    /// The line of the file.
    pub line: i64,
    /// The row as it was written.
    pub row: String,
    /// What is wrong with it, and what to do.
    pub wrong: String,
    /// Who dealt with it.
    pub dealt_by: Option<String>,
    /// What was done about it.
    pub note: String,
}

/// Keeps a row.
///
/// # Errors
/// [`Failure::Taken`] where the id is used already; where the database fails.
pub fn keep(tx: &mut Tx<'_>, row: &LeftOver) -> Result<(), Failure> {
    tx.execute(
        "INSERT INTO left_over (id, what, came_by, came_at, line, row_text, wrong, note)
         VALUES ($1, $2, $3, $4, $5, $6, $7, '')",
        &[
            (&row.id).into(),
            (&row.what).into(),
            (&row.came_by).into(),
            row.came_at.as_microsecond().into(),
            row.line.into(),
            row.row.replace('\0', "").into(),
            (&row.wrong).into(),
        ],
    )?;
    Ok(())
}

/// Rows that nobody has dealt with, the oldest first; at most `most`.
///
/// # Errors
/// Where the database fails.
pub fn open(tx: &mut Tx<'_>, what: &str, most: i64) -> Result<Vec<LeftOver>, Failure> {
    let rows = tx.query(
        "SELECT id, what, came_by, came_at, line, row_text, wrong, dealt_by, note FROM left_over
          WHERE what = $1 AND dealt_at IS NULL ORDER BY came_at, line, id LIMIT $2",
        &[what.into(), most.into()],
    )?;
    let of = |row: &Row| LeftOver {
        id: row.text(0).to_owned(),
        what: row.text(1).to_owned(),
        came_by: row.text(2).to_owned(),
        came_at: moment(row.integer(3)),
        line: row.integer(4),
        row: row.text(5).to_owned(),
        wrong: row.text(6).to_owned(),
        dealt_by: row.text_if_any(7).map(str::to_owned),
        note: row.text(8).to_owned(),
    };
    Ok(rows.iter().map(of).collect())
}

/// Notes that somebody has dealt with a row, and how; says whether it was open.
///
/// # Errors
/// Where the database fails.
pub fn dealt_with(
    tx: &mut Tx<'_>,
    (what, id): (&str, &str),
    (by, note): (&str, &str),
    now: Timestamp,
) -> Result<bool, Failure> {
    let done = tx.execute(
        "UPDATE left_over SET dealt_by = $3, dealt_at = $4, note = $5 WHERE id = $1 AND what = $2 AND dealt_at IS NULL",
        &[id.into(), what.into(), by.into(), now.as_microsecond().into(), note.into()],
    )?;
    Ok(done > 0)
}
