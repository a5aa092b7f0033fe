//! A clause: one published rule, in dated versions, each with its citation.

use std::ops::Deref;

use jiff::civil::Date;

use super::reader::{Figure, Name, Table, Value};
use crate::json::Json;
use crate::words;

words! {
    /// Which day picks the version of a clause that holds.
    pub enum GovernedBy {
        /// The last day of the renewal cycle.
        CycleEnd = "cycle-end",
        /// The day on which the application is submitted.
        Application = "application",
        /// The day on which the activity took place.
        Activity = "activity",
        /// The day of the examination, or of its testing window's opening.
        Exam = "exam",
        /// The day on which the exam's form is assembled.
        FormAssembly = "form-assembly",
        /// The day on which something is asked for.
        Request = "request",
        /// The day on which an amount falls due.
        DueDate = "due-date",
        /// The day one looks at.
        Day = "day",
    }
}

/// What a clause's version says besides its date, citation and words.
pub trait Figures: Sized {
    /// The days that may pick the version; the handbook names one of them.
    const GOVERNED_BY: &'static [GovernedBy];

    /// Reads the figures out of a version's table.
    fn figures(table: &Table<'_>) -> Option<Self>;
}

/// Makes a `figures!` struct the content of a clause, picked by one of the days named.
#[macro_export]
macro_rules! governs {
    ($name:ident by $($day:ident)|+) => {
        impl $crate::handbook::clause::Figures for $name {
            const GOVERNED_BY: &'static [$crate::handbook::clause::GovernedBy] =
                &[$($crate::handbook::clause::GovernedBy::$day),+];
            fn figures(table: &$crate::handbook::reader::Table<'_>) -> Option<Self> {
                Self::from_table(table)
            }
        }
    };
}

/// A rule that has words but no figures.
#[derive(Debug, Clone)]
pub struct Principle;

impl Figures for Principle {
    const GOVERNED_BY: &'static [GovernedBy] = &[
        GovernedBy::Day,
        GovernedBy::CycleEnd,
        GovernedBy::Application,
        GovernedBy::Activity,
        GovernedBy::Exam,
        GovernedBy::Request,
    ];
    fn figures(_: &Table<'_>) -> Option<Self> {
        Some(Principle)
    }
}

/// Where a version is written: a document of `sources.toml` and the place in it.
#[derive(Debug, Clone)]
pub struct Citation {
    /// The whole citation as written: `ccn-recert-2025 · deadlines`.
    pub text: String,
    /// The document: what stands before ` · `.
    pub source: Name,
}

impl Figure for Citation {
    const EXAMPLE: &'static str = "\"ccn-recert-2025 · deadlines\"";
    fn read(value: Value<'_>) -> Option<Self> {
        value.parsed("a citation (a source, ` · `, a place in it)", Self::EXAMPLE, |text| {
            let (source, place) = text.split_once(" · ")?;
            let whole = !source.trim().is_empty() && !place.trim().is_empty();
            whole.then(|| Citation { text: text.to_owned(), source: Name::at(source, value) })
        })
    }
}

/// One published rule in its dated versions.
#[derive(Debug, Clone)]
pub struct Clause<F> {
    /// File and place: `recertification.submission`.
    pub id: String,
    /// A short name.
    pub title: String,
    /// Which day picks the version.
    pub governed_by: GovernedBy,
    /// Earliest first; each holds until the next begins.
    pub versions: Vec<Version<F>>,
    /// The clause without a citation as the fields of a JSON object.
    fields: String,
}

/// A clause as it holds from a day on.
#[derive(Debug, Clone)]
pub struct Version<F> {
    /// The first day on which it holds.
    pub from: Date,
    /// Where it is written.
    pub cite: Citation,
    /// The rule in plain words of our own.
    pub text: String,
    /// Its figures.
    pub figures: F,
    /// The clause and citation as the fields of a JSON object.
    fields: String,
}

/// A version of a clause that holds on the governing day. Dereferences to the figures.
#[derive(Debug)]
pub struct Edition<'h, F> {
    clause: &'h Clause<F>,
    version: &'h Version<F>,
}

/// The words a reason rests on: a clause and the citation of the version that held.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Source<'h> {
    /// The clause's id.
    pub clause: &'h str,
    /// The citation as written; empty where the clause is not written down for the governing day.
    pub citation: &'h str,
    /// Both as the fields of a JSON object, made once: a review names a hundred sources.
    pub fields: &'h str,
}

impl<F> Clause<F> {
    /// The version that holds on the governing `day`; `None` before the first.
    pub fn on(&self, day: Date) -> Option<Edition<'_, F>> {
        let version = self.versions.iter().rev().find(|v| v.from <= day)?;
        Some(Edition { clause: self, version })
    }

    /// What stands in for a clause that could not be read.
    pub(super) fn unread() -> Clause<F> {
        let (id, title, fields) = Default::default();
        Clause { id, title, governed_by: GovernedBy::Day, versions: Vec::new(), fields }
    }

    /// The clause without a version: what a reason rests on where nothing is written for the day.
    pub fn unwritten(&self) -> Source<'_> {
        Source { clause: &self.id, citation: "", fields: &self.fields }
    }
}

impl<'h, F> Edition<'h, F> {
    /// What a reason drawn from this edition rests on.
    pub fn source(&self) -> Source<'h> {
        Source { clause: &self.clause.id, citation: &self.version.cite.text, fields: &self.version.fields }
    }

    /// The figures, for as long as the handbook lives.
    pub fn figures(&self) -> &'h F {
        &self.version.figures
    }
}

impl<F> Clone for Edition<'_, F> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<F> Copy for Edition<'_, F> {}

impl<F> Deref for Edition<'_, F> {
    type Target = F;
    fn deref(&self) -> &F {
        &self.version.figures
    }
}

/// A clause as anybody may read it, its figures as written: for pages, comparisons and the table of rules.
#[derive(Debug, Clone, serde::Serialize)]
pub struct Printed {
    /// File and place: `recertification.submission`.
    pub clause: String,
    /// A short name.
    pub title: String,
    /// Ids of the rules catalogue that it holds.
    pub rules: Vec<String>,
    /// Which day picks the version.
    pub governed_by: &'static str,
    /// Earliest first.
    pub versions: Vec<PrintedVersion>,
    /// Where it begins in its file.
    #[serde(skip)]
    pub place: Name,
}

/// A version of a [`Printed`] clause.
#[derive(Debug, Clone, serde::Serialize)]
pub struct PrintedVersion {
    /// The first day on which it holds.
    pub from: Date,
    /// Where it is written.
    pub citation: String,
    /// Whether it is, at least in part, our own reading rather than what a document says.
    pub reading: bool,
    /// Which part of it is our own reading, where a document says the rest.
    pub our_reading: Option<String>,
    /// The rule in plain words.
    pub text: String,
    /// The figures as the file has them.
    pub figures: serde_json::Map<String, serde_json::Value>,
    /// The document cited.
    #[serde(skip)]
    pub cited: Name,
}

/// Reads the clause that `value` is, and prints it into `printed`.
pub fn read<F: Figures>(id: String, value: Value<'_>, printed: &mut Vec<Printed>) -> Option<Clause<F>> {
    let table = value.table()?;
    let title = table.field::<String>("title");
    let rules = table.field::<Option<Vec<String>>>("rules");
    let days: Vec<(&str, GovernedBy)> = F::GOVERNED_BY.iter().map(|d| (d.word(), *d)).collect();
    let governed_by = match table.value("governed_by") {
        Some(value) => value.word(&days),
        None if days.len() == 1 => Some(days[0].1),
        None => {
            let words: Vec<&str> = days.iter().map(|d| d.0).collect();
            table.wrong(
                format!("`{id}` does not say which day picks its version"),
                format!("write governed_by = \"…\" with one of {}", crate::problem::list(&words)),
            );
            None
        }
    };
    let mut prints = Vec::new();
    let found = table.value("version").map_or(Some(Vec::new()), |versions| versions.items());
    table.finish();
    let found = found?;
    let versions: Vec<_> = found.iter().map(|v| version::<F>(*v, &mut prints)).collect();
    let mut versions: Vec<Version<F>> = in_order(&id, value, &found, versions.into_iter().collect::<Option<_>>()?)?;
    for version in &mut versions {
        version.fields = fields(&id, &version.cite.text);
    }
    let clause = Clause { fields: fields(&id, ""), id, title: title?, governed_by: governed_by?, versions };
    printed.push(Printed {
        clause: clause.id.clone(),
        title: clause.title.clone(),
        rules: rules?.unwrap_or_default(),
        governed_by: clause.governed_by.word(),
        versions: prints,
        place: Name::at(&clause.id, value),
    });
    Some(clause)
}

fn version<F: Figures>(value: Value<'_>, prints: &mut Vec<PrintedVersion>) -> Option<Version<F>> {
    let table = value.table()?;
    let from = table.field::<Date>("from");
    let cite = table.field::<Citation>("cite");
    let text = table.field::<String>("text");
    let our_reading = table.field::<Option<String>>("reading");
    let figures = F::figures(&table);
    let as_written = table.as_json(&["from", "cite", "text", "reading"]);
    table.finish();
    let our_reading = our_reading?;
    let version = Version { from: from?, cite: cite?, text: text?, figures: figures?, fields: String::new() };
    prints.push(PrintedVersion {
        from: version.from,
        citation: version.cite.text.clone(),
        reading: our_reading.is_some(),
        our_reading,
        text: version.text.clone(),
        figures: as_written,
        cited: version.cite.source.clone(),
    });
    Some(version)
}

/// The head of a clause's version in its file: `[[submission.version]]`.
fn head(clause: &str) -> String {
    format!("[[{}.version]]", clause.split_once('.').map_or(clause, |(_, inside)| inside))
}

/// A clause and its citation as the fields of a JSON object, without its braces.
fn fields(clause: &str, citation: &str) -> String {
    let mut json = Json::default();
    json.text("clause", clause);
    json.text("citation", citation);
    String::from_utf8(json.into_bytes()).unwrap_or_default()
}

/// Versions stand earliest first, no two from one day: so gaps and overlaps cannot be written.
fn in_order<F>(id: &str, clause: Value<'_>, found: &[Value<'_>], versions: Vec<Version<F>>) -> Option<Vec<Version<F>>> {
    for (pair, value) in versions.windows(2).zip(found.iter().skip(1)) {
        let (a, b) = (&pair[0], &pair[1]);
        if a.from == b.from {
            return value.wrong(
                format!("two versions of `{id}` begin on {}", a.from),
                "keep one of them, or change the day from which one holds",
            );
        }
        if a.from > b.from {
            return value.wrong(
                format!("the version of `{id}` from {} stands after the one from {}", b.from, a.from),
                "write versions with the earliest first",
            );
        }
    }
    if versions.is_empty() {
        return clause.wrong(format!("`{id}` has no version"), format!("write {} with from, cite and text", head(id)));
    }
    Some(versions)
}
