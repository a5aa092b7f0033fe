//! What a changed handbook would change, for a person to read.

use std::fmt::Write;

use super::{BOLD, DIM, GREEN, RED, YELLOW, heading, styled};
use crate::cli::{Affected, Counts};
use crate::compare::{ClauseChange, Subject};

/// How many people are shown; the JSON has them all.
pub const SHOWN: usize = 20;

/// Writes the changed clauses, how many people they touch, and the first of these.
pub fn write(clauses: &[ClauseChange], counts: &Counts, shown: &[Affected]) -> String {
    let mut out = heading("What the proposed handbook would change");
    if clauses.is_empty() {
        let _ = writeln!(out, "\nNo clause says anything else than before.");
    }
    for change in clauses {
        let _ = writeln!(out, "\n{}", styled(BOLD, &change.clause));
        for line in change.before.iter().filter(|l| !change.after.contains(l)) {
            let _ = writeln!(out, "  {} {line}", styled(RED, "–"));
        }
        for line in change.after.iter().filter(|l| !change.before.contains(l)) {
            let _ = writeln!(out, "  {} {line}", styled(GREEN, "+"));
        }
    }
    let share = if counts.checked == 0 { 0.0 } else { counts.affected as f64 * 100.0 / counts.checked as f64 };
    let _ = writeln!(out, "\n{} of {} people affected ({share:.1} %)", counts.affected, counts.checked);
    for (subject, n) in &counts.by_subject {
        let bar = "█".repeat((n * 40).div_ceil(counts.affected.max(1)));
        let _ = writeln!(out, "  {:<10} {n:>8}  {}", name(*subject), styled(YELLOW, bar));
    }
    for person in shown {
        let _ = writeln!(out, "\n{}", styled(BOLD, &person.person));
        for change in &person.changes {
            let _ = writeln!(
                out,
                "  {:<10} {}: {} → {}",
                styled(DIM, name(change.what)),
                change.about,
                styled(RED, &change.before),
                styled(GREEN, &change.after)
            );
        }
    }
    if counts.affected > shown.len() {
        let _ = writeln!(out, "\n… and {} more; --json lists everybody with reasons.", counts.affected - shown.len());
    }
    out
}

fn name(subject: Subject) -> &'static str {
    match subject {
        Subject::Standing => "standing",
        Subject::Fees => "fees",
        Subject::Deadlines => "deadlines",
        Subject::Actions => "actions",
        Subject::Credits => "credits",
    }
}
