//! A handbook: what one body publishes, as dated and cited data.

pub mod body;
mod checks;
pub mod clause;
pub mod kinds;
mod names;
pub mod reader;
mod syntax;

use std::borrow::Cow;

use toml::de::DeTable;

use crate::accommodation::{Accommodation, Adjustments};
use crate::conduct::Appeal;
use crate::eligibility::Route;
use crate::examination::{Calendar, Examination};
use crate::fees::{Cheque, FeeItem};
use crate::problem::Problem;
use crate::recertification::{Category, Scheme};
use crate::results::Results;
use crate::scheduling::Scheduling;
use body::{Body, Clock, Currency, SourceDocument};
use clause::{Clause, Figures, Principle, Printed};
use reader::{Figure, Name, Report, SourceFile, Table, Value};

/// A programme: an examination, and the credential it leads to.
#[derive(Debug, Clone)]
pub struct Programme {
    /// Its id in the record: `cpcs`.
    pub id: String,
    /// Its name.
    pub name: String,
    /// The letters its certificants may use.
    pub designation: String,
    /// The ways to become eligible, with the route's id.
    pub routes: Vec<(String, Clause<Route>)>,
    /// The examination.
    pub examination: Examination,
}

/// Everything one body publishes.
#[derive(Debug, Clone)]
pub struct Handbook {
    /// The body.
    pub body: Body,
    /// The documents cited, with their ids.
    pub sources: Vec<(String, SourceDocument)>,
    /// Its programmes.
    pub programmes: Vec<Programme>,
    /// Testing windows, forms, notice to schedule.
    pub calendar: Calendar,
    /// Booking, moving, sitting again.
    pub scheduling: Scheduling,
    /// Testing accommodations.
    pub accommodation: Option<Clause<Accommodation>>,
    /// What may be asked for as an accommodation.
    pub adjustments: Option<Clause<Adjustments>>,
    /// Release and disclosure of results.
    pub results: Results,
    /// What is owed.
    pub fees: Vec<FeeItem>,
    /// Which day of a cheque counts.
    pub cheque: Option<Clause<Cheque>>,
    /// Appeals against suspension and revocation.
    pub appeal: Option<Clause<Appeal>>,
    /// How its credentials are renewed.
    pub scheme: Option<Scheme>,
    /// Every clause as anybody may read it.
    pub printed: Vec<Printed>,
}

/// The files a handbook may have. The first three it must.
pub const FILES: [&str; 13] = [
    "body",
    "sources",
    "programmes",
    "eligibility",
    "examination",
    "scheduling",
    "accommodation",
    "results",
    "fees",
    "recertification",
    "credits",
    "credential",
    "conduct",
];

/// What stands in fees.toml and is no fee.
const NO_FEES: [&str; 2] = ["cheque", "principles"];

/// The clause by which a body approves activities of other providers.
const PROVIDERS: &str = "credits.principles.provider_programmes";

impl Handbook {
    /// Reads a handbook from its files, or names everything that is wrong in them.
    ///
    /// # Errors
    /// All problems found, in the order of files and lines.
    pub fn read(files: &[SourceFile]) -> Result<Handbook, Vec<Problem>> {
        let report = Report::default();
        let parsed: Vec<(&SourceFile, DeTable<'_>)> =
            files.iter().map(|file| (file, syntax::parse(file, &report))).collect();
        let shelf = Shelf { files: &parsed, report: &report };
        let handbook = read(&shelf);
        checks::check(&handbook, &shelf);
        names::check(&handbook, &shelf);
        let problems = report.into_problems();
        if problems.is_empty() { Ok(handbook) } else { Err(problems) }
    }

    /// The programme that bears an id.
    pub fn programme(&self, id: &str) -> Option<&Programme> {
        self.programmes.iter().find(|p| p.id == id)
    }
}

/// The files of one handbook, by name.
struct Shelf<'a> {
    files: &'a [(&'a SourceFile, DeTable<'a>)],
    report: &'a Report,
}

impl<'a> Shelf<'a> {
    fn table(&self, stem: &str) -> Option<Table<'a>> {
        let (file, map) = self.files.iter().find(|(f, _)| f.stem() == stem)?;
        Some(Table::new(file, map, 0, self.report))
    }

    /// A table that must be there, and whole.
    fn must(&self, stem: &str) -> Option<Table<'a>> {
        let table = self.table(stem);
        if table.is_none() {
            let file = self.files.first().map_or("", |(f, _)| f.name.as_str());
            let folder = file.rsplit_once('/').map_or(String::new(), |(folder, _)| format!("{folder}/"));
            let (wrong, remedy) = (format!("{stem}.toml is missing"), "every handbook has this file: add it");
            self.report.note(Problem::at(&format!("{folder}{stem}.toml"), "", 0, wrong, remedy));
        }
        table.filter(|t| !self.report.is_broken(&t.file.name))
    }

    /// The file of a clause and the offset of a value in one of its versions, as deep as `path` can be followed.
    fn place(&self, clause: &str, version: usize, path: &str) -> Option<(&'a SourceFile, usize)> {
        let (stem, rest) = clause.split_once('.')?;
        let mut at: Vec<(Cow<'a, str>, Value<'a>)> =
            self.table(stem)?.entries().into_iter().map(|(key, value)| (key.into(), value)).collect();
        let (file, version) = (self.files.iter().find(|(f, _)| f.stem() == stem)?.0, version.to_string());
        let mut found = None;
        for step in rest.split('.').chain(["version", &version]).chain(path.split('.')) {
            let Some((_, value)) = at.into_iter().find(|(key, _)| *key == step) else { break };
            found = Some(value.offset());
            at = value.entries();
        }
        Some((file, found?))
    }
}

/// A file's tables on the way to clauses, printed as they are read.
struct Chapter<'a, 'p> {
    table: Table<'a>,
    prefix: String,
    printed: &'p mut Vec<Printed>,
}

impl<'a> Chapter<'a, '_> {
    fn of<'p>(shelf: &Shelf<'a>, stem: &str, printed: &'p mut Vec<Printed>) -> Option<Chapter<'a, 'p>> {
        Some(Chapter { table: shelf.table(stem)?, prefix: stem.to_owned(), printed })
    }

    /// The clause under a key, if there is one. A clause that is wrong has been reported and counts as absent.
    fn clause<F: Figures>(&mut self, key: &str) -> Option<Clause<F>> {
        let value = self.table.value(key)?;
        clause::read(format!("{}.{key}", self.prefix), value, self.printed)
    }

    /// A clause that must be there.
    fn must<F: Figures>(&mut self, key: &str) -> Option<Clause<F>> {
        if self.table.value(key).is_none() {
            self.table.wrong(
                format!("{}.toml has no [{key}]", self.prefix),
                format!("write [{key}] with a title and [[{key}.version]]"),
            );
        }
        self.clause(key)
    }

    /// The chapter inside a table of this one.
    fn inside(&mut self, key: &str) -> Option<Chapter<'a, '_>> {
        let table = self.table.table(key)?;
        Some(Chapter { table, prefix: format!("{}.{key}", self.prefix), printed: self.printed })
    }

    /// Rules that have words only, under names of the body's own choosing.
    fn principles(&mut self) -> Vec<Clause<Principle>> {
        let Some(mut inside) = self.inside("principles") else { return Vec::new() };
        inside.table.entries().into_iter().filter_map(|(key, _)| inside.clause(key)).collect()
    }

    /// Reads what is left, and answers the rules that have words only.
    fn finish(mut self) -> Vec<Clause<Principle>> {
        let principles = self.principles();
        self.table.finish();
        principles
    }
}

/// Reads everything. Where something is wrong that has been noted, and nobody gets the handbook; what stands in for it
/// lets the rest be checked all the same.
fn read(shelf: &Shelf<'_>) -> Handbook {
    let mut printed = Vec::new();
    let body = read_body(shelf, &mut printed);
    let sources = read_sources(shelf);
    let mut programmes = Vec::new();
    let mut calendar = Calendar::default();
    if let Some(read) = read_programmes(shelf) {
        programmes = read;
        read_eligibility(shelf, &mut programmes, &mut printed);
        calendar = read_examination(shelf, &mut programmes, &mut printed);
    }
    let scheduling = read_scheduling(shelf, &mut printed);
    let (mut accommodation, mut adjustments) = (None, None);
    if let Some(mut chapter) = Chapter::of(shelf, "accommodation", &mut printed) {
        (accommodation, adjustments) = (chapter.clause("request"), chapter.clause("adjustments"));
        chapter.finish();
    }
    let mut results = Results::default();
    if let Some(mut chapter) = Chapter::of(shelf, "results", &mut printed) {
        (results.release, results.disclosure) = (chapter.clause("release"), chapter.clause("disclosure"));
        chapter.finish();
    }
    let (fees, cheque) = read_fees(shelf, &mut printed);
    let scheme = read_recertification(shelf, &mut printed);
    let mut appeal = None;
    if let Some(mut chapter) = Chapter::of(shelf, "conduct", &mut printed) {
        appeal = chapter.clause("appeal");
        chapter.finish();
    }
    for version in printed.iter_mut().flat_map(|p| &mut p.versions) {
        let id = version.citation.split(" · ").next().unwrap_or_default();
        version.reading |= sources.iter().any(|(s, document)| s == id && document.reading == Some(true));
    }
    Handbook {
        body,
        sources,
        programmes,
        calendar,
        scheduling,
        accommodation,
        adjustments,
        results,
        fees,
        cheque,
        appeal,
        scheme,
        printed,
    }
}

fn read_body(shelf: &Shelf<'_>, printed: &mut Vec<Printed>) -> Body {
    let Some(table) = shelf.must("body") else { return Body::unread() };
    let mut chapter = Chapter { table, prefix: "body".to_owned(), printed };
    let (id, name) = (chapter.table.field::<String>("id"), chapter.table.field::<String>("name"));
    let (short, commission) =
        (chapter.table.field::<String>("short"), chapter.table.field::<Option<String>>("commission"));
    let currency = chapter.table.field::<Currency>("currency");
    let clock: Option<Clause<Clock>> = chapter.must("clock");
    let business = chapter.clause("business_days");
    chapter.finish();
    let unread = Body::unread();
    let clock = clock.unwrap_or(unread.clock);
    let zone = clock.versions.last().map_or(unread.zone, |version| version.figures.zone.clone());
    Body {
        id: id.unwrap_or_default(),
        name: name.unwrap_or_default(),
        short: short.unwrap_or_default(),
        commission: commission.flatten(),
        currency: currency.map_or_else(String::new, |c| c.0),
        clock,
        zone,
        business,
    }
}

fn read_sources(shelf: &Shelf<'_>) -> Vec<(String, SourceDocument)> {
    let entries = shelf.must("sources").map(|table| table.entries()).unwrap_or_default();
    let document = |(id, value): (&str, Value<'_>)| Some((id.to_owned(), SourceDocument::read(value)?));
    entries.into_iter().filter_map(document).collect()
}

fn read_programmes(shelf: &Shelf<'_>) -> Option<Vec<Programme>> {
    let mut programmes = Vec::new();
    for (id, value) in shelf.must("programmes")?.entries() {
        let Some(table) = value.table() else { continue };
        let (name, designation) = (table.field::<String>("name"), table.field::<String>("designation"));
        table.finish();
        programmes.push(Programme {
            id: id.to_owned(),
            name: name.unwrap_or_default(),
            designation: designation.unwrap_or_default(),
            routes: Vec::new(),
            examination: Examination::default(),
        });
    }
    Some(programmes)
}

fn read_eligibility(shelf: &Shelf<'_>, programmes: &mut [Programme], printed: &mut Vec<Printed>) {
    let Some(mut chapter) = Chapter::of(shelf, "eligibility", printed) else { return };
    for programme in programmes {
        let Some(mut inside) = chapter.inside(&programme.id) else { continue };
        for (route, _) in inside.table.entries() {
            programme.routes.extend(inside.clause(route).map(|clause| (route.to_owned(), clause)));
        }
    }
    chapter.finish();
}

fn read_examination(shelf: &Shelf<'_>, programmes: &mut [Programme], printed: &mut Vec<Printed>) -> Calendar {
    let mut calendar = Calendar::default();
    let Some(mut chapter) = Chapter::of(shelf, "examination", printed) else { return calendar };
    calendar.windows = chapter.clause("windows");
    calendar.forms = chapter.clause("forms");
    calendar.notice = chapter.clause("notice_to_schedule");
    for programme in programmes {
        let Some(mut inside) = chapter.inside(&programme.id) else { continue };
        programme.examination = Examination {
            exam: inside.clause("exam"),
            scale: inside.clause("scale"),
            outline: inside.clause("outline"),
            parts: inside.clause("parts"),
        };
        inside.table.finish();
    }
    chapter.finish();
    calendar
}

fn read_scheduling(shelf: &Shelf<'_>, printed: &mut Vec<Printed>) -> Scheduling {
    let Some(mut chapter) = Chapter::of(shelf, "scheduling", printed) else { return Scheduling::default() };
    let scheduling = Scheduling {
        transfer: chapter.clause("transfer"),
        reschedule: chapter.clause("reschedule"),
        apply: chapter.clause("apply"),
        book: chapter.clause("book"),
        retake: chapter.clause("retake"),
    };
    chapter.finish();
    scheduling
}

fn read_fees(shelf: &Shelf<'_>, printed: &mut Vec<Printed>) -> (Vec<FeeItem>, Option<Clause<Cheque>>) {
    let Some(mut chapter) = Chapter::of(shelf, "fees", printed) else { return (Vec::new(), None) };
    let cheque = chapter.clause("cheque");
    let mut fees = Vec::new();
    for (id, _) in chapter.table.entries() {
        if !["cheque", "principles"].contains(&id) {
            fees.extend(chapter.clause(id).map(|clause| FeeItem { id: id.to_owned(), clause }));
        }
    }
    chapter.finish();
    (fees, cheque)
}

fn read_recertification(shelf: &Shelf<'_>, printed: &mut Vec<Printed>) -> Option<Scheme> {
    let (mut hour, mut posting, mut providers, mut categories) = (None, None, None, Vec::new());
    if let Some(mut chapter) = Chapter::of(shelf, "credits", printed) {
        (hour, posting) = (chapter.clause("hour"), chapter.clause("posting"));
        if let Some(mut inside) = chapter.inside("categories") {
            for (id, _) in inside.table.entries() {
                categories.extend(inside.clause(id).map(|clause| Category { id: id.to_owned(), clause }));
            }
        }
        providers = chapter.finish().into_iter().find(|clause| clause.id == PROVIDERS);
    }
    let mut availability = None;
    if let Some(mut chapter) = Chapter::of(shelf, "credential", printed) {
        availability = chapter.clause("availability");
        chapter.finish();
    }
    let mut chapter = Chapter::of(shelf, "recertification", printed)?;
    let (id, programmes) = (chapter.table.field::<String>("scheme"), chapter.table.field::<Vec<Name>>("programmes"));
    let (cycle, required, after_end) = (chapter.must("cycle"), chapter.must("required"), chapter.must("after_end"));
    let (submission, automatic) = (chapter.clause("submission"), chapter.clause("automatic"));
    let (yearly, annual_fee) = (chapter.clause("yearly"), chapter.clause("annual_fee"));
    let (extension, reinstatement) = (chapter.clause("extension"), chapter.clause("reinstatement"));
    let (audit, review, logging) = (chapter.clause("audit"), chapter.clause("review"), chapter.clause("logging"));
    chapter.finish();
    Some(Scheme {
        id: id.unwrap_or_default(),
        programmes: programmes.unwrap_or_default(),
        cycle: cycle.unwrap_or_else(Clause::unread),
        required: required.unwrap_or_else(Clause::unread),
        submission,
        automatic,
        after_end: after_end.unwrap_or_else(Clause::unread),
        yearly,
        annual_fee,
        extension,
        reinstatement,
        audit,
        review,
        posting,
        availability,
        logging,
        providers,
        hour,
        categories,
    })
}
