//! Looking: every answer that reads the rules goes through here, whichever door it was asked at.

use jiff::civil::Date;
use programme::day::in_words;
use programme::handbook::Programme;
use programme::handbook::clause::{Printed, PrintedVersion};
use programme::record::Text;
use programme::record::merging::Merge;
use programme::review::Case;
use programme::{Bodies, Handbook};

use crate::journal::Person;

/// The question of a review: as of which day, and with what was known when.
#[derive(Debug, Clone, Copy, Default)]
pub struct AsOf {
    /// The day; by default today in the body's zone.
    pub on: Option<Date>,
    /// The day by which facts had to be known; by default everything counts.
    pub known_on: Option<Date>,
}

impl AsOf {
    /// The day looked at, for a case: the one asked for, or today where the first body concerned is at home.
    pub fn day(self, case: &Case<'_>, now: jiff::Timestamp) -> Date {
        self.on.unwrap_or_else(|| {
            let zone =
                case.records().next().map_or(jiff::tz::TimeZone::UTC, |(h, _): (&Handbook, _)| h.body.zone.clone());
            zone.to_datetime(now).date()
        })
    }
}

/// One person's case, with what the record could not hold.
pub fn case<'a>(bodies: &'a Bodies, person: &'a Person<'a>, as_of: AsOf) -> Case<'a> {
    Case::open(bodies, Text::Borrowed(&person.id), &person.lines, as_of.known_on).refusing(&person.refused)
}

/// What tells that somebody was asked about whose record is another's.
pub fn instead(merge: &Merge<'_>, survivor: &str) -> String {
    let (merged, day) = (&merge.merged, in_words(merge.day));
    format!("`{merged}` was merged into `{}` on {day}; everything recorded of them is told of `{survivor}`", merge.into)
}

/// A body's rules as they stand on a day.
#[derive(Debug, serde::Serialize)]
pub struct Rules<'h> {
    body: &'h str,
    name: &'h str,
    /// The day.
    pub on: Date,
    programmes: Vec<ProgrammeName<'h>>,
    scheme: Option<&'h str>,
    /// Ids of fees, as payments name them.
    fees: Vec<&'h str>,
    /// Ids of categories of credit, as credits name them.
    categories: Vec<&'h str>,
    /// Testing windows: id, first and last day.
    windows: Vec<Window>,
    /// Every clause, in the order of the handbook's files.
    pub clauses: Vec<ClauseOn<'h>>,
}

#[derive(Debug, serde::Serialize)]
struct ProgrammeName<'h> {
    programme: &'h str,
    name: &'h str,
    designation: &'h str,
    routes: Vec<&'h str>,
}

#[derive(Debug, serde::Serialize)]
struct Window {
    window: String,
    opens: Date,
    closes: Date,
}

/// A clause as it stands on a day.
#[derive(Debug, serde::Serialize)]
pub struct ClauseOn<'h> {
    /// Its id.
    pub clause: &'h str,
    /// A short name.
    pub title: &'h str,
    /// Ids of the rules catalogue.
    pub rules: &'h [String],
    /// Which day picks its version.
    pub governed_by: &'h str,
    /// The version whose time includes the day; none where nothing is written for it.
    #[serde(flatten)]
    pub version: Option<&'h PrintedVersion>,
    /// The last day of that version, where a later one is written already.
    pub through: Option<Date>,
}

/// The rules of a handbook as they stand on a day.
pub fn rules(handbook: &Handbook, on: Date) -> Rules<'_> {
    let clause = |printed: &'_ Printed| {
        let at = printed.versions.iter().rposition(|v| v.from <= on);
        let later = printed.versions.get(at.map_or(0, |at| at + 1));
        (at, later.and_then(|v| v.from.yesterday().ok()))
    };
    let clauses = handbook.printed.iter().map(|printed| {
        let (at, through) = clause(printed);
        ClauseOn {
            clause: &printed.clause,
            title: &printed.title,
            rules: &printed.rules,
            governed_by: printed.governed_by,
            version: at.map(|at| &printed.versions[at]),
            through,
        }
    });
    Rules {
        body: &handbook.body.id,
        name: &handbook.body.name,
        on,
        programmes: handbook.programmes.iter().map(name_of).collect(),
        scheme: handbook.scheme.as_ref().map(|s| s.id.as_str()),
        fees: handbook.fees.iter().map(|f| f.id.as_str()).collect(),
        categories: handbook.scheme.iter().flat_map(|s| &s.categories).map(|c| c.id.as_str()).collect(),
        windows: handbook.calendar.all().map(|w| Window { window: w.id(), opens: w.opens, closes: w.closes }).collect(),
        clauses: clauses.collect(),
    }
}

fn name_of(programme: &Programme) -> ProgrammeName<'_> {
    ProgrammeName {
        programme: &programme.id,
        name: &programme.name,
        designation: &programme.designation,
        routes: programme.routes.iter().map(|(id, _)| id.as_str()).collect(),
    }
}
