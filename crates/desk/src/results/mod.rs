//! From the sitting to the result: who sat, what they scored, and releasing it.
//!
//! A file is taken row by row. What matches nobody or contradicts the record is kept aside, to be dealt with: nothing is
//! dropped, and nothing is guessed.

pub mod attendance;
pub mod release;
pub mod scores;

use jiff::Timestamp;
use store::left_over::{self, LeftOver};
use store::{Failure, Store};

use crate::act::new_id;
use crate::sheet;

/// Who does something, as the record names them; and whose record is their own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Doer {
    /// Their e-mail address.
    pub by: String,
    /// Whose records are their own.
    pub own: Vec<String>,
}

/// What became of a file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Taken {
    /// Rows that are on record now.
    pub kept: usize,
    /// Rows that were on record already, word for word.
    pub already: usize,
    /// Rows that are left over: the line, and what is wrong.
    pub left_over: Vec<(usize, String)>,
}

/// What is wrong with a whole file: what, and what to do.
pub type Unread = (String, String);

/// What became of one row, or of one answer in a form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Became {
    /// It is on record.
    Kept,
    /// It was on record.
    Already,
    /// It was not taken, and why.
    Wrong(String),
}

/// Takes a file row by row; the rows that are wrong are left over. `what` says of what the file is, and who brought it.
fn take<const N: usize>(
    store: &Store,
    what: (&str, &str),
    (text, names): (&str, [&str; N]),
    now: Timestamp,
    mut one: impl FnMut(&[String; N]) -> Result<Became, Failure>,
) -> Result<Result<Taken, Unread>, Failure> {
    let rows = match rows(text, names, &["form"]) {
        Ok(rows) => rows,
        Err(unread) => return Ok(Err(unread)),
    };
    let mut taken = Taken::default();
    for (row, cells) in rows {
        match one(&cells)? {
            Became::Kept => taken.kept += 1,
            Became::Already => taken.already += 1,
            Became::Wrong(wrong) => aside(store, &mut taken, what, &row, wrong, now)?,
        }
    }
    Ok(Ok(taken))
}

/// The rows of a file with these columns, without its head.
pub(crate) fn rows<const N: usize>(
    text: &str,
    names: [&str; N],
    optional: &[&str],
) -> Result<Vec<(Row, [String; N])>, Unread> {
    let said = |wrong: String| (wrong, format!("The first line names the columns: {}.", names.join(",")));
    let text = text.trim_start_matches('\u{feff}');
    let mut rows = Vec::new();
    for sheet::Row { line, cells } in sheet::rows(text) {
        let unclosed = |_| said(format!("A quotation mark on line {line} is not closed."));
        rows.push(Row { line, cells: cells.map_err(unclosed)? });
    }
    let mut rows = rows.into_iter();
    let head = rows.next().ok_or_else(|| said("There is nothing in it.".to_owned()))?;
    let at = columns(&head, names, optional).map_err(|(missing, unknown)| {
        let of = |what: &str, names: &[String]| match names.is_empty() {
            true => String::new(),
            false => format!("{what}: {}. ", names.join(", ")),
        };
        said(
            format!("{}{}", of("Columns that are missing", &missing), of("Columns that stand for nothing", &unknown))
                .trim()
                .to_owned(),
        )
    })?;
    let row = |row: Row| {
        let cells = at.map(|at| row.cells.get(at).cloned().unwrap_or_default());
        (row, cells)
    };
    Ok(rows.map(row).collect())
}

/// A row of a file.
pub(crate) struct Row {
    /// The line on which it begins.
    pub line: usize,
    cells: Vec<String>,
}

/// Where each of the columns asked for stands; or the names that are missing, and those that stand for nothing.
fn columns<const N: usize>(
    head: &Row,
    names: [&str; N],
    optional: &[&str],
) -> Result<[usize; N], (Vec<String>, Vec<String>)> {
    let found: Vec<String> = head.cells.iter().map(|cell| cell.to_lowercase()).collect();
    let at = names.map(|name| found.iter().position(|cell| cell == name));
    let missing: Vec<String> =
        names.iter().zip(at).filter(|(_, at)| at.is_none()).map(|(name, _)| (*name).to_owned()).collect();
    let known = |cell: &String| names.contains(&cell.as_str()) || optional.contains(&cell.as_str());
    let unknown: Vec<String> = found.iter().filter(|cell| !known(cell)).cloned().collect();
    if missing.is_empty() && unknown.is_empty() { Ok(at.map(|at| at.unwrap_or(0))) } else { Err((missing, unknown)) }
}

/// Keeps a row aside.
fn aside(
    store: &Store,
    taken: &mut Taken,
    (what, by): (&str, &str),
    row: &Row,
    wrong: String,
    now: Timestamp,
) -> Result<(), Failure> {
    let left = LeftOver {
        id: new_id(now),
        what: what.to_owned(),
        came_by: by.to_owned(),
        came_at: now,
        line: i64::try_from(row.line).unwrap_or(i64::MAX),
        row: row.cells.join(","),
        wrong: wrong.clone(),
        dealt_by: None,
        note: String::new(),
    };
    store.write(move |tx| left_over::keep(tx, &left))?;
    taken.left_over.push((row.line, wrong));
    Ok(())
}

/// What the record says against an entry, in words.
fn refused(failure: Failure) -> Result<String, Failure> {
    match failure {
        Failure::Refused(refused) => {
            let said: Vec<String> = refused.iter().map(|r| format!("{}; {}", r.wrong, r.remedy)).collect();
            Ok(said.join(". "))
        }
        other => Err(other),
    }
}
