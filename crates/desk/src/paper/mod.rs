//! Answers for a person to read: what the terminal shows.

pub mod diff;
pub mod eligible;
pub mod handbook;
pub mod review;

use std::fmt::Write;

use anstyle::{AnsiColor, Style};
use jiff::civil::Date;
use programme::decision::{Met, Reason, deciding_first};
use programme::explain::day_seen_from;
use programme::recertification::timeline::{Standing, Timeline};

/// How wide the paper is, in characters.
pub const WIDTH: usize = 96;

/// For headings.
pub const BOLD: Style = Style::new().bold();
/// For citations and what is past.
pub const DIM: Style = Style::new().dimmed();
/// For what is well.
pub const GREEN: Style = AnsiColor::Green.on_default();
/// For what wants attention.
pub const YELLOW: Style = AnsiColor::Yellow.on_default();
/// For what stands against something.
pub const RED: Style = AnsiColor::Red.on_default();

/// Text in a style.
pub fn styled(style: Style, text: impl std::fmt::Display) -> String {
    format!("{style}{text}{style:#}")
}

/// A heading with a rule under it.
pub fn heading(text: &str) -> String {
    format!("{}\n{}\n", styled(BOLD, text), styled(DIM, "─".repeat(text.chars().count())))
}

/// Reasons, one a line, each with its clause and citation, the deciding one first.
pub fn reasons(out: &mut String, indent: &str, reasons: &[Reason<'_>]) {
    for reason in deciding_first(reasons) {
        let mark = match reason.met {
            Met::Yes => styled(GREEN, "✓"),
            Met::No => styled(RED, "✗"),
            Met::Unknown => styled(YELLOW, "?"),
            Met::Note => styled(DIM, "·"),
        };
        let facts = if reason.facts.is_empty() { String::new() } else { format!("  ← {}", reason.facts.join(", ")) };
        let citation = if reason.source.citation.is_empty() { "not written down" } else { reason.source.citation };
        let _ = writeln!(out, "{indent}{mark} {reason}");
        let _ = writeln!(out, "{indent}  {}", styled(DIM, format!("[{} · {citation}]{facts}", reason.source.clause)));
    }
}

/// The colour of a standing.
pub fn of_standing(standing: Standing) -> Style {
    match standing {
        Standing::Active | Standing::InReview | Standing::Extended => GREEN,
        Standing::RenewalOpen | Standing::Late => YELLOW,
        _ => RED,
    }
}

fn stroke(standing: Standing) -> char {
    match standing {
        Standing::Active => '█',
        Standing::RenewalOpen => '▓',
        Standing::Late => '▒',
        Standing::InReview => '◆',
        Standing::Extended => '▚',
        Standing::Lapsed => '░',
        Standing::Suspended => '╳',
        Standing::Expired | Standing::Revoked | Standing::Surrendered => '·',
    }
}

/// A timeline as a bar around a day, with that day marked and every stretch named beneath.
pub fn timeline(timeline: &Timeline, on: Date, indent: &str) -> String {
    const CELLS: usize = 72;
    let stretches: Vec<_> = timeline.stretches().collect();
    let first = timeline.first();
    let last_change = stretches.last().map_or(first, |s| s.from);
    let year = jiff::Span::new().days(365);
    let from = first.max(on.saturating_sub(year.days(365 * 4)));
    let to = last_change.max(on).saturating_add(year).min(on.saturating_add(year.days(365 * 5)));
    let days = from.until(to).map_or(1, |s| i64::from(s.get_days()).max(1));
    let day_of = |cell: usize| from.saturating_add(jiff::Span::new().days(days * cell as i64 / CELLS as i64));
    let mut out = String::from(indent);
    for cell in 0..CELLS {
        let standing = timeline.on(day_of(cell)).unwrap_or(Standing::Active);
        out.push_str(&styled(of_standing(standing), stroke(standing)));
    }
    let at = from.until(on).map_or(0, |s| i64::from(s.get_days()).max(0)) * CELLS as i64 / days;
    let at = (at as usize).min(CELLS - 1);
    // Today's mark keeps its place; the days at either end give way where it needs the room.
    let mut under = vec![' '; CELLS + 14];
    let mut put = |at: usize, text: &str| {
        let room = at..at + text.chars().count();
        if room.end <= under.len() && under[room.start.saturating_sub(1)..room.end].iter().all(|c| *c == ' ') {
            under[room].iter_mut().zip(text.chars()).for_each(|(cell, c)| *cell = c);
        }
    };
    put(at, &format!("▲ {on} "));
    put(0, &format!("{from} "));
    put(CELLS - 10, &to.to_string());
    let _ = writeln!(out, "\n{indent}{}", under.into_iter().collect::<String>().trim_end());
    let shown = stretches.iter().filter(|s| s.to.is_none_or(|t| t >= from));
    for stretch in shown {
        let now = stretch.from <= on && stretch.to.is_none_or(|t| on <= t);
        let to = stretch.to.map_or("            ".to_owned(), |t| format!("– {t}"));
        let line = format!("{} {} {to}  {}", stroke(stretch.standing), stretch.from, said(stretch.standing));
        let line = if now {
            styled(BOLD, format!("{line}  ← on {on}"))
        } else {
            styled(of_standing(stretch.standing), line)
        };
        let _ = writeln!(out, "{indent}{line}");
    }
    out
}

/// A standing in words: `renewal open`.
pub fn said(standing: Standing) -> String {
    standing.word().replace('_', " ")
}

/// A period as people read it, seen from a day.
pub fn period(from: Option<Date>, to: Option<Date>, on: Date) -> String {
    match (from, to) {
        (Some(from), Some(to)) if from > on => format!("from {} through {to}", day_seen_from(from, on)),
        (_, Some(to)) if to >= on => format!("through {}", day_seen_from(to, on)),
        (_, Some(to)) => format!("was possible through {}", day_seen_from(to, on)),
        (Some(from), None) if from > on => format!("from {}", day_seen_from(from, on)),
        _ => String::new(),
    }
}

/// A meter: `████████░░░░  22 of 30  8 short`.
pub fn meter(label: &str, has: programme::amount::Units, needs: programme::amount::Units) -> String {
    const CELLS: i64 = 30;
    let filled =
        if needs.thousandths() == 0 { CELLS } else { (has.thousandths() * CELLS / needs.thousandths()).min(CELLS) };
    let short = needs.less(has);
    let enough = short.thousandths() == 0;
    let bar = format!("{}{}", "█".repeat(filled as usize), "░".repeat((CELLS - filled) as usize));
    let rest = if enough { styled(GREEN, "enough") } else { styled(YELLOW, format!("{short} short")) };
    let bar = styled(if enough { GREEN } else { YELLOW }, bar);
    format!("{label:<10} {bar}  {has} of {needs}  {rest}")
}
