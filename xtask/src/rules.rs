//! The table of rules: each id of the catalogue, the clauses that hold it, the scenarios that exercise it.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

use crate::volume::{self, Volume};

/// The catalogue's sections that handbooks hold, and how many rules each has.
const SECTIONS: [(char, usize); 7] = [('A', 13), ('B', 14), ('C', 6), ('D', 6), ('E', 3), ('F', 26), ('G', 4)];

/// Rules that bind people or later pages and that no answer of the rules can go wrong on: they have words only.
const WORDS_ONLY: [&str; 14] =
    ["A3", "A11", "A12", "B9", "D2", "D4", "D5", "D6", "E1", "F18", "F21", "F22", "F25", "F26"];

#[derive(Default)]
struct Row {
    clauses: Vec<String>,
    scenarios: Vec<String>,
}

/// Writes `docs/rules.md`.
pub fn write(root: &Path) -> Result<String, String> {
    let table = table(root)?;
    fs::write(path(root), &table).map_err(|e| e.to_string())?;
    Ok(format!("wrote {}", path(root).strip_prefix(root).unwrap_or(Path::new("docs/rules.md")).display()))
}

/// Says whether `docs/rules.md` is current.
pub fn check(root: &Path) -> Result<String, String> {
    let table = table(root)?;
    match fs::read_to_string(path(root)) {
        Ok(text) if text == table => Ok("docs/rules.md is current".to_owned()),
        _ => Err("docs/rules.md is not current; run cargo xtask rules".to_owned()),
    }
}

fn path(root: &Path) -> PathBuf {
    root.join("docs/rules.md")
}

fn table(root: &Path) -> Result<String, String> {
    let mut rows: BTreeMap<String, Row> = BTreeMap::new();
    for volume in volume::all(root)? {
        let Some((handbook, played)) = Volume::play(&volume.files, &volume.scenarios) else {
            return Err(format!("{} does not load", volume.name));
        };
        for printed in &handbook.printed {
            for id in &printed.rules {
                rows.entry(id.clone()).or_default().clauses.push(format!("{} `{}`", volume.name, printed.clause));
            }
        }
        for told in &played.told {
            for id in &told.rules {
                let file = told.file.strip_prefix("handbooks/").unwrap_or(&told.file);
                rows.entry(id.clone()).or_default().scenarios.push(format!("{} ({file})", told.title));
            }
        }
    }
    let mut out = String::from(
        "# Rules, clauses, scenarios\n\nWritten by `cargo xtask rules`; do not edit. For each rule of the catalogue: the clauses that hold it, and the\nscenarios that exercise it. *Words only*: the rule binds people or pages, and no answer of the rules can go wrong on it.\n\n| rule | clauses | scenarios |\n| --- | --- | --- |\n",
    );
    let mut missing = Vec::new();
    for id in SECTIONS.iter().flat_map(|(letter, n)| (1..=*n).map(move |n| format!("{letter}{n}"))) {
        let row = rows.remove(&id).unwrap_or_default();
        if row.clauses.is_empty() || (row.scenarios.is_empty() && !WORDS_ONLY.contains(&id.as_str())) {
            missing.push(id.clone());
        }
        let scenarios = if row.scenarios.is_empty() { "*words only*".to_owned() } else { row.scenarios.join("<br>") };
        let _ = writeln!(out, "| {id} | {} | {scenarios} |", row.clauses.join("<br>"));
    }
    if !rows.is_empty() {
        return Err(format!("no rule of the catalogue is called {}", rows.into_keys().collect::<Vec<_>>().join(", ")));
    }
    if !missing.is_empty() {
        return Err(format!("without a clause, or without a scenario: {}", missing.join(", ")));
    }
    Ok(out)
}
