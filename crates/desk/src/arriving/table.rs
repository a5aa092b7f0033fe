//! Tables whose columns stand in any order, some of them left out.

use store::completions::Told;

use super::Row;
use crate::results::Unread;
use crate::sheet;

/// The columns of a file of completions that must be there.
pub const NEEDED: [&str; 2] = ["course", "completed"];

/// Those that say whose it is: one of them must be there.
const WHO: [&str; 3] = ["email", "person", "certificate"];

/// Those that may be there.
pub const MORE: [&str; 5] = ["email", "person", "certificate", "name", "id"];

/// A row: the line on which it begins, and its cells in the order of the columns asked for.
pub type Cells<const N: usize> = (usize, [String; N]);

/// Reads a table. The first `needed` of the columns must be there.
///
/// # Errors
/// What is wrong with the whole of it.
pub fn read<const N: usize>(text: &str, names: [&str; N], needed: usize) -> Result<Vec<Cells<N>>, Unread> {
    let said = |wrong: String| {
        let (needed, more) = names.split_at(needed.min(N));
        let more =
            if more.is_empty() { String::new() } else { format!("; these may be there, too: {}", more.join(",")) };
        (wrong, format!("The first line names the columns: {}{more}.", needed.join(",")))
    };
    let mut rows = Vec::new();
    for sheet::Row { line, cells } in sheet::rows(text.trim_start_matches('\u{feff}')) {
        let unclosed = |_| said(format!("A quotation mark on line {line} is not closed."));
        rows.push((line, cells.map_err(unclosed)?));
    }
    let mut rows = rows.into_iter();
    let (_, head) = rows.next().ok_or_else(|| said("There is nothing in it.".to_owned()))?;
    let head: Vec<String> = head.iter().map(|cell| cell.to_lowercase()).collect();
    let at = names.map(|name| head.iter().position(|cell| cell == name));
    let mut wrong: Vec<String> = Vec::new();
    let missing = names.iter().zip(at).take(needed).filter(|(_, at)| at.is_none()).map(|(name, _)| *name);
    let missing: Vec<&str> = missing.collect();
    if !missing.is_empty() {
        wrong.push(format!("Columns that are missing: {}.", missing.join(", ")));
    }
    let unknown: Vec<&str> = head.iter().map(String::as_str).filter(|cell| !names.contains(cell)).collect();
    if !unknown.is_empty() {
        wrong.push(format!("Columns that stand for nothing: {}.", unknown.join(", ")));
    }
    if let Some(twice) = head.iter().enumerate().find(|(nth, cell)| head[..*nth].contains(cell)) {
        wrong.push(format!("The column {} is there twice.", twice.1));
    }
    if !wrong.is_empty() {
        return Err(said(wrong.join(" ")));
    }
    let row = |(line, cells): (usize, Vec<String>)| {
        (line, at.map(|at| at.and_then(|at| cells.get(at)).cloned().unwrap_or_default()))
    };
    Ok(rows.map(row).collect())
}

/// Reads a file of completions.
///
/// # Errors
/// What is wrong with the whole of it.
pub fn completions(text: &str) -> Result<Vec<Row>, Unread> {
    let [course, completed] = NEEDED;
    let [email, person, certificate, name, id] = MORE;
    let rows = read(text, [course, completed, email, person, certificate, name, id], NEEDED.len())?;
    let head = text.trim_start_matches('\u{feff}').lines().next().unwrap_or_default().to_lowercase();
    if !WHO.iter().any(|name| head.contains(name)) {
        let wrong = "No column says whose each completion is.".to_owned();
        return Err((wrong, format!("Add one of these columns: {}.", WHO.join(", "))));
    }
    let row = |(line, [course, completed, email, person, certificate, name, id]): Cells<7>| Row {
        line,
        id,
        told: Told { course, completed, email, person, certificate, name },
        ..Row::default()
    };
    Ok(rows.into_iter().map(row).collect())
}
