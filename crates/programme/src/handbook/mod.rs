//! A handbook: what one body publishes, as dated and cited data.

pub mod body;
mod checks;
pub mod clause;
pub mod reader;

use toml::de::DeTable;

use crate::accommodation::Accommodation;
use crate::eligibility::Route;
use crate::examination::{Calendar, Examination};
use crate::fees::{Cheque, FeeItem};
use crate::problem::{Problem, did_you_mean};
use crate::recertification::{Category, Scheme};
use crate::results::Results;
use crate::scheduling::Scheduling;
use body::{Body, SourceDocument};
use clause::{Clause, Figures, Principle, Printed};
use reader::{Name, Report, SourceFile, Table};

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
    /// Release and disclosure of results.
    pub results: Results,
    /// What is owed.
    pub fees: Vec<FeeItem>,
    /// Which day of a cheque counts.
    pub cheque: Option<Clause<Cheque>>,
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

impl Handbook {
    /// Reads a handbook from its files, or names everything that is wrong in them.
    ///
    /// # Errors
    /// All problems found, in the order of files and lines.
    pub fn read(files: &[SourceFile]) -> Result<Handbook, Vec<Problem>> {
        let report = Report::default();
        let parsed: Vec<(&SourceFile, DeTable<'_>)> = files.iter().map(|f| (f, parse(f, &report))).collect();
        let shelf = Shelf { files: &parsed, report: &report };
        let handbook = read(&shelf);
        if let Some(handbook) = &handbook {
            for check in checks::CHECKS {
                check(handbook).into_iter().for_each(|problem| report.note(problem));
            }
        }
        let problems = report.into_problems();
        match handbook {
            Some(handbook) if problems.is_empty() => Ok(handbook),
            _ => Err(problems),
        }
    }

    /// The programme that bears an id.
    pub fn programme(&self, id: &str) -> Option<&Programme> {
        self.programmes.iter().find(|p| p.id == id)
    }
}

fn parse<'a>(file: &'a SourceFile, report: &Report) -> DeTable<'a> {
    let (table, errors) = DeTable::parse_recoverable(&file.text);
    for error in errors {
        let at = error.span().map_or(0, |s| s.start);
        let message = error.message().replace('\n', ", ");
        report.note(file.problem(at, format!("this is no TOML: {message}"), "mend the syntax here"));
    }
    if !FILES.contains(&file.stem()) {
        report.note(file.problem(
            0,
            format!("a handbook has no file `{}.toml`", file.stem()),
            did_you_mean(file.stem(), FILES),
        ));
    }
    table.into_inner()
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

    fn must(&self, stem: &str) -> Option<Table<'a>> {
        let table = self.table(stem);
        if table.is_none() {
            let file = self.files.first().map_or("handbook", |(f, _)| f.name.as_str());
            let folder = file.rsplit_once('/').map_or("", |(folder, _)| folder);
            let name = if folder.is_empty() { format!("{stem}.toml") } else { format!("{folder}/{stem}.toml") };
            self.report.note(Problem {
                file: name,
                line: 1,
                column: 1,
                wrong: "this file is missing".into(),
                remedy: format!("a handbook needs {stem}.toml"),
            });
        }
        table
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
                format!("`{}` has no [{key}]", self.prefix),
                format!("write [{key}] with a title and a version"),
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
    fn principles(&mut self) {
        if let Some(mut inside) = self.inside("principles") {
            for (key, _) in inside.table.entries() {
                inside.clause::<Principle>(key);
            }
        }
    }

    fn finish(mut self) {
        self.principles();
        self.table.finish();
    }
}

fn read(shelf: &Shelf<'_>) -> Option<Handbook> {
    let mut printed = Vec::new();
    let body = read_body(shelf, &mut printed);
    let sources = read_sources(shelf);
    let mut programmes = read_programmes(shelf).unwrap_or_default();
    read_eligibility(shelf, &mut programmes, &mut printed);
    let calendar = read_examination(shelf, &mut programmes, &mut printed);
    let scheduling = read_scheduling(shelf, &mut printed);
    let mut accommodation = None;
    if let Some(mut chapter) = Chapter::of(shelf, "accommodation", &mut printed) {
        accommodation = chapter.clause("request");
        chapter.finish();
    }
    let mut results = Results::default();
    if let Some(mut chapter) = Chapter::of(shelf, "results", &mut printed) {
        (results.release, results.disclosure) = (chapter.clause("release"), chapter.clause("disclosure"));
        chapter.finish();
    }
    let (fees, cheque) = read_fees(shelf, &mut printed);
    let scheme = read_recertification(shelf, &mut printed);
    if let Some(chapter) = Chapter::of(shelf, "conduct", &mut printed) {
        chapter.finish();
    }
    let sources = sources?;
    for version in printed.iter_mut().flat_map(|p| &mut p.versions) {
        let id = version.citation.split(" · ").next().unwrap_or_default();
        version.reading |= sources.iter().any(|(s, document)| s == id && document.reading == Some(true));
    }
    Some(Handbook {
        body: body?,
        sources,
        programmes,
        calendar,
        scheduling,
        accommodation,
        results,
        fees,
        cheque,
        scheme,
        printed,
    })
}

fn read_body(shelf: &Shelf<'_>, printed: &mut Vec<Printed>) -> Option<Body> {
    let mut chapter = Chapter { table: shelf.must("body")?, prefix: "body".to_owned(), printed };
    let (id, name) = (chapter.table.field::<String>("id"), chapter.table.field::<String>("name"));
    let (short, commission) =
        (chapter.table.field::<String>("short"), chapter.table.field::<Option<String>>("commission"));
    let currency = chapter.table.value("currency").and_then(|v| {
        v.parsed("a currency of three capital letters", "\"USD\"", |t| {
            (t.len() == 3 && t.bytes().all(|b| b.is_ascii_uppercase())).then(|| t.to_owned())
        })
    });
    if chapter.table.value("currency").is_none() {
        chapter.table.wrong("`currency` is missing", "write currency = \"USD\"");
    }
    let clock: Option<Clause<body::Clock>> = chapter.must("clock");
    let business = chapter.clause("business_days");
    chapter.finish();
    let clock = clock?;
    let zone = clock.versions.last()?.figures.zone.clone();
    Some(Body {
        id: id?,
        name: name?,
        short: short?,
        commission: commission?,
        currency: currency?,
        clock,
        zone,
        business,
    })
}

fn read_sources(shelf: &Shelf<'_>) -> Option<Vec<(String, SourceDocument)>> {
    let table = shelf.must("sources")?;
    let document = |(id, value): (&str, reader::Value<'_>)| {
        let document = <SourceDocument as reader::Figure>::read(value)?;
        Some((id.to_owned(), document))
    };
    Some(table.entries().into_iter().filter_map(document).collect())
}

fn read_programmes(shelf: &Shelf<'_>) -> Option<Vec<Programme>> {
    let table = shelf.must("programmes")?;
    let mut programmes = Vec::new();
    for (id, value) in table.entries() {
        let Some(table) = value.table() else { continue };
        let (name, designation) = (table.field::<String>("name"), table.field::<String>("designation"));
        table.finish();
        let (Some(name), Some(designation)) = (name, designation) else { continue };
        programmes.push(Programme {
            id: id.to_owned(),
            name,
            designation,
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
    let (mut hour, mut posting, mut categories) = (None, None, Vec::new());
    if let Some(mut chapter) = Chapter::of(shelf, "credits", printed) {
        (hour, posting) = (chapter.clause("hour"), chapter.clause("posting"));
        if let Some(mut inside) = chapter.inside("categories") {
            for (id, _) in inside.table.entries() {
                categories.extend(inside.clause(id).map(|clause| Category { id: id.to_owned(), clause }));
            }
        }
        chapter.finish();
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
        id: id?,
        programmes: programmes?,
        cycle: cycle?,
        required: required?,
        submission,
        automatic,
        after_end: after_end?,
        yearly,
        annual_fee,
        extension,
        reinstatement,
        audit,
        review,
        posting,
        availability,
        logging,
        hour,
        categories,
    })
}
