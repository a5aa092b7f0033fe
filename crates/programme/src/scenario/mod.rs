//! Scenarios: what a handbook must decide, told in its own words beside it.
//!
//! A scenario is a short record and a table of days: on each day certain standings, fees, actions are expected. Beside
//! scenarios stand plain tables of figures, of the days on which clauses begin, of business days, and of forms' service.
//! They are data like the handbook, so a registrar can read them, and a changed figure that no scenario notices can be
//! found by machine.

mod expect;
mod tables;

use toml::de::DeTable;

use crate::handbook::Handbook;
use crate::handbook::reader::{Report, SourceFile, Table, Value};
use crate::problem::Problem;
use crate::record::Line;
use crate::{Bodies, figures};

/// One scenario, as the table of rules lists it.
#[derive(Debug, Clone)]
pub struct Told {
    /// What it tells.
    pub title: String,
    /// Ids of the rules catalogue that it exercises.
    pub rules: Vec<String>,
    /// The file and line at which it stands.
    pub file: String,
    /// See `file`.
    pub line: usize,
}

/// What came of playing a file of scenarios.
#[derive(Debug, Default)]
pub struct Played {
    /// The scenarios and tables, in the file's order.
    pub told: Vec<Told>,
    /// How many single expectations were held against the handbook.
    pub expectations: usize,
    /// Those that were not met, and what is wrong with the file itself.
    pub failures: Vec<Problem>,
}

figures! {
    /// The head of a scenario.
    struct Head {
        /// What it tells.
        title: String,
        /// The rules exercised.
        rules: Option<Vec<String>>,
    }
}

/// Plays a file of scenarios against a handbook, alone on its shelf.
pub fn play(bodies: &Bodies, handbook: &Handbook, file: &SourceFile) -> Played {
    let report = Report::default();
    let mut played = Played::default();
    let (table, errors) = DeTable::parse_recoverable(&file.text);
    for error in errors {
        let at = error.span().map_or(0, |s| s.start);
        report.note(file.problem(at, format!("this is no TOML: {}", error.message()), "mend the syntax here"));
    }
    let table = table.into_inner();
    let table = Table::new(file, &table, 0, &report);
    let list = |key: &str| table.value(key).and_then(|v| v.items()).unwrap_or_default();
    let mut stage = Stage { bodies, handbook, played: &mut played };
    for value in list("scenario") {
        stage.scenario(value);
    }
    for value in list("figures") {
        stage.figures(value);
    }
    for value in list("business_days") {
        stage.business_days(value);
    }
    for value in list("forms") {
        stage.forms(value);
    }
    for value in list("agenda") {
        stage.agenda(value);
    }
    if let Some(editions) = table.value("editions").and_then(|v| v.table()) {
        stage.editions(&editions);
    }
    table.finish();
    played.failures = report.into_problems();
    played
}

/// A handbook on which scenarios are played, and what came of it so far.
struct Stage<'s> {
    bodies: &'s Bodies,
    handbook: &'s Handbook,
    played: &'s mut Played,
}

impl Stage<'_> {
    /// Notes the head of a scenario or table for the table of rules.
    fn tell(&mut self, table: &Table<'_>, value: Value<'_>) -> Option<()> {
        let head = Head::from_table(table)?;
        let place = value.file.problem(value.offset(), "", "");
        let told =
            Told { title: head.title, rules: head.rules.unwrap_or_default(), file: place.file, line: place.line };
        self.played.told.push(told);
        Some(())
    }

    /// Holds one expectation against what was found.
    fn expect(&mut self, value: Value<'_>, what: &str, expected: &str, found: &str) {
        self.played.expectations += 1;
        if expected != found {
            value.wrong::<()>(
                format!("{what}: expected {expected}, found {found}"),
                "mend the handbook, or what is expected of it",
            );
        }
    }

    /// The record of a scenario as the lines of a record file; entries without an id are called e1, e2 … by their place.
    fn lines(&self, value: Value<'_>) -> Vec<String> {
        let line = |(at, value): (usize, Value<'_>)| {
            let mut event = value.table()?.as_json(&[]);
            event.entry("id").or_insert_with(|| format!("e{}", at + 1).into());
            event.entry("person").or_insert_with(|| "p".into());
            Some(serde_json::Value::Object(event).to_string())
        };
        value.items().unwrap_or_default().into_iter().enumerate().filter_map(line).collect()
    }

    fn scenario(&mut self, value: Value<'_>) {
        let Some(table) = value.table() else { return };
        let _ = self.tell(&table, value);
        let texts = table.value("record").map(|v| self.lines(v)).unwrap_or_default();
        let lines: Vec<Line<'_>> = texts.iter().enumerate().map(|(at, text)| Line { number: at + 1, text }).collect();
        match table.value("then") {
            Some(rows) => {
                for row in rows.items().unwrap_or_default() {
                    self.row(&lines, row);
                }
            }
            None => table.wrong("this scenario expects nothing", "write then = [{ on = …, … }]"),
        }
        table.finish();
    }
}

/// Adds up what came of several files.
pub fn together(files: impl IntoIterator<Item = Played>) -> Played {
    files.into_iter().fold(Played::default(), |mut all, played| {
        all.told.extend(played.told);
        all.expectations += played.expectations;
        all.failures.extend(played.failures);
        all
    })
}
