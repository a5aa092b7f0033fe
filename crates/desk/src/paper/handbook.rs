//! A handbook's rules for a person to read.

use std::fmt::Write;

use programme::Handbook;
use programme::day::in_words;
use serde_json::Value;

use super::{BOLD, DIM, WIDTH, YELLOW, heading, styled};
use crate::look::Rules;

/// Writes the rules in force on a day.
pub fn write(handbook: &Handbook, rules: &Rules<'_>) -> String {
    let mut out = String::new();
    let _ = writeln!(out, "{}", heading(&format!("{} · rules as of {}", handbook.body.name, in_words(rules.on))));
    for clause in &rules.clauses {
        let ids = if clause.rules.is_empty() { String::new() } else { format!(" ({})", clause.rules.join(", ")) };
        let _ = writeln!(out, "{}  {}", styled(BOLD, clause.title), styled(DIM, format!("{}{ids}", clause.clause)));
        let Some(version) = clause.version else {
            let _ = writeln!(out, "  {}\n", styled(YELLOW, "Nothing is written down for this day."));
            continue;
        };
        for line in wrap(&version.text, WIDTH - 2) {
            let _ = writeln!(out, "  {line}");
        }
        for (key, value) in &version.figures {
            write_figure(&mut out, key, value);
        }
        let reading = match &version.our_reading {
            Some(part) => styled(YELLOW, format!("our reading: {part} · ")),
            None if version.reading => styled(YELLOW, "our reading · "),
            None => String::new(),
        };
        let through = clause.through.map_or(String::new(), |t| format!(" through {t}"));
        let holds = format!(
            "[{} · holds from {}{through}, by the {}]",
            version.citation,
            version.from,
            clause.governed_by.replace('-', " ")
        );
        let _ = writeln!(out, "  {reading}{}\n", styled(DIM, holds));
    }
    out
}

fn write_figure(out: &mut String, key: &str, value: &Value) {
    let label = key.replace('_', " ");
    match value {
        Value::Array(rows) if rows.iter().any(Value::is_object) => {
            let _ = writeln!(out, "    {label}:");
            for row in rows {
                let _ = writeln!(out, "      – {}", plain(row));
            }
        }
        value => {
            let _ = writeln!(out, "    {label}: {}", plain(value));
        }
    }
}

/// A figure in plain words.
pub fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Bool(true) => "yes".to_owned(),
        Value::Bool(false) => "no".to_owned(),
        Value::Array(items) => items.iter().map(plain).collect::<Vec<_>>().join(", "),
        Value::Object(map) => {
            map.iter().map(|(k, v)| format!("{} {}", k.replace('_', " "), plain(v))).collect::<Vec<_>>().join(", ")
        }
        other => other.to_string(),
    }
}

fn wrap(text: &str, width: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in text.split_whitespace() {
        let last = lines.last_mut();
        match last {
            Some(line) if line.is_empty() => line.push_str(word),
            Some(line) if line.chars().count() + 1 + word.chars().count() <= width => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}
