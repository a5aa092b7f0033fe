//! Eligibility: which route, if any, an application's evidence meets (section B).

use jiff::civil::Date;

use crate::amount::Units;
use crate::day::{Length, Unit, previous};
use crate::decision::{Finding, Met, Reason};
use crate::experience::{Experience, Work};
use crate::handbook::Programme;
use crate::handbook::clause::{Clause, Edition, Figures, GovernedBy};
use crate::handbook::reader::{Figure, Table, Value};
use crate::record::Fact;
use crate::record::event::{Event, Evidence};

/// One thing that a route asks for. A closed list: a handbook picks, it does not compute.
#[derive(Debug, Clone)]
pub enum Requirement {
    /// In work in the field on the day of application (B4).
    EmployedNow {
        /// The field of work.
        field: String,
    },
    /// In work in the field without a gap for so long before the application (B4).
    EmployedThroughout {
        /// The field of work.
        field: String,
        /// How long.
        length: Length,
    },
    /// So much experience within so long before the application (B2, B3, B4, B6).
    Experience {
        /// The field of work.
        field: String,
        /// Whole years of experience needed.
        years: u16,
        /// Years that the look-back reaches.
        within_years: u16,
        /// Whether part-time counts by its share of full time only.
        full_time: bool,
    },
    /// Recent or scheduled graduation from an accredited programme of enough hours (B1, B7).
    Graduation {
        /// What is awarded.
        award: String,
        /// Least hours of instruction.
        didactic_hours: u16,
        /// Least hours of externship.
        externship_hours: u16,
        /// How many years back still counts as recent.
        within_years: u16,
    },
    /// Schooling of one of the kinds named (B3).
    Schooling {
        /// The awards any of which will do.
        awards: Vec<String>,
    },
    /// Another body's credential, held on the day of application (B2).
    Holds {
        /// The designations any of which will do.
        designations: Vec<String>,
    },
}

/// The kinds of requirement, as a handbook writes them.
const KINDS: [&str; 6] = ["employed_now", "employed_throughout", "experience", "graduation", "schooling", "holds"];

impl Figure for Requirement {
    const EXAMPLE: &'static str = "{ kind = \"experience\", field = …, years = 3, within_years = 5 }";

    fn read(value: Value<'_>) -> Option<Self> {
        let table = value.table()?;
        let kind = table.value("kind");
        let kinds: Vec<(&str, &str)> = KINDS.iter().map(|k| (*k, *k)).collect();
        let Some(kind) = kind else { return Figure::missing(&table, "kind") };
        let read = match kind.word(&kinds)? {
            "employed_now" => table.field("field").map(|field| Requirement::EmployedNow { field }),
            "employed_throughout" => {
                let (field, length) = (table.field("field"), table.field("length"));
                field.zip(length).map(|(field, length)| Requirement::EmployedThroughout { field, length })
            }
            "experience" => experience(&table),
            "graduation" => graduation(&table),
            "schooling" => table.field("awards").map(|awards| Requirement::Schooling { awards }),
            _ => table.field("designations").map(|designations| Requirement::Holds { designations }),
        };
        table.finish();
        read
    }
}

fn experience(table: &Table<'_>) -> Option<Requirement> {
    let (field, years) = (table.field("field"), table.field("years"));
    let (within_years, full_time) = (table.field("within_years"), table.field::<Option<bool>>("full_time"));
    Some(Requirement::Experience {
        field: field?,
        years: years?,
        within_years: within_years?,
        full_time: full_time?.unwrap_or_default(),
    })
}

fn graduation(table: &Table<'_>) -> Option<Requirement> {
    let (award, within_years) = (table.field("award"), table.field("within_years"));
    let (didactic_hours, externship_hours) = (table.field("didactic_hours"), table.field("externship_hours"));
    Some(Requirement::Graduation {
        award: award?,
        didactic_hours: didactic_hours?,
        externship_hours: externship_hours?,
        within_years: within_years?,
    })
}

/// One way to become eligible: everything it asks for must be met.
#[derive(Debug, Clone)]
pub struct Route {
    /// What it asks for.
    pub requirements: Vec<Requirement>,
}

impl Figures for Route {
    const GOVERNED_BY: &'static [GovernedBy] = &[GovernedBy::Application];
    fn figures(table: &Table<'_>) -> Option<Self> {
        Some(Route { requirements: table.field("requirements")? })
    }
}

/// How one requirement stands.
#[derive(Debug)]
pub struct RequirementStands<'a> {
    /// Why it is met or not; the reason's own word says which.
    pub reason: Reason<'a>,
    /// What the evidence comes to.
    pub has: String,
    /// What is asked for.
    pub needs: String,
}

/// How one route stands.
#[derive(Debug)]
pub struct RouteStands<'a> {
    /// The route's id in the record: `experience`.
    pub route: &'a str,
    /// Each requirement, in the handbook's order.
    pub requirements: Vec<RequirementStands<'a>>,
}

impl RouteStands<'_> {
    /// Whether everything asked for is met.
    pub fn met(&self) -> bool {
        !self.requirements.is_empty() && self.requirements.iter().all(|r| r.reason.met == Met::Yes)
    }
}

/// Whether somebody may sit a programme's exam, and by which route.
#[derive(Debug)]
pub struct Eligibility<'a> {
    /// Whether a submitted application is judged; a self-check is no decision (B5).
    pub decision: bool,
    /// The day of application, or the day of the self-check.
    pub day: Date,
    /// Every route, in the handbook's order, the one applied for first.
    pub routes: Vec<RouteStands<'a>>,
    /// Why the credential would have to wait although the exam may be sat (B7); empty where it need not.
    pub award_waits: Vec<Reason<'a>>,
}

impl<'a> Eligibility<'a> {
    /// Whether some route is met.
    pub fn eligible(&self) -> bool {
        self.route().is_some()
    }

    /// The first route that is met.
    pub fn route(&self) -> Option<&'a str> {
        self.routes.iter().find(|r| r.met()).map(|r| r.route)
    }
}

/// Judges the latest application for a programme submitted by `day`; without one, all evidence on record, as a
/// self-check on `day`.
pub fn judge<'a>(programme: &'a Programme, facts: &'a [Fact<'a>], day: Date) -> Eligibility<'a> {
    let of_programme = |fact: &&Fact<'a>| match &fact.entry.event {
        Event::ApplicationSubmitted { programme: p, .. } => *p == programme.id && fact.day <= day,
        _ => false,
    };
    match facts.iter().rfind(of_programme) {
        Some(application) => judge_application(programme, application),
        None => {
            let all = facts.iter().filter_map(|f| match &f.entry.event {
                Event::ApplicationSubmitted { evidence, .. } => Some((f.entry.id.as_ref(), evidence)),
                _ => None,
            });
            let evidence: Vec<Exhibit<'a>> = all.flat_map(|(id, list)| list.iter().map(move |e| (id, e))).collect();
            stands(programme, &evidence, day, None, false)
        }
    }
}

/// Judges one submitted application on its day.
pub fn judge_application<'a>(programme: &'a Programme, application: &'a Fact<'a>) -> Eligibility<'a> {
    let Event::ApplicationSubmitted { route, evidence, .. } = &application.entry.event else {
        return stands(programme, &[], application.day, None, false);
    };
    let id = application.entry.id.as_ref();
    let evidence: Vec<Exhibit<'a>> = evidence.iter().map(|e| (id, e)).collect();
    stands(programme, &evidence, application.day, route.as_deref(), true)
}

/// Evidence with the id of the application that brings it.
type Exhibit<'a> = (&'a str, &'a Evidence<'a>);

fn stands<'a>(
    programme: &'a Programme,
    evidence: &[Exhibit<'a>],
    day: Date,
    applied_by: Option<&str>,
    decision: bool,
) -> Eligibility<'a> {
    let mut routes: Vec<RouteStands<'a>> =
        programme.routes.iter().map(|(id, clause)| route_stands(id, clause, evidence, day)).collect();
    routes.sort_by_key(|r| applied_by != Some(r.route));
    let mut eligibility = Eligibility { decision, day, routes, award_waits: Vec::new() };
    if let Some(met) = eligibility.routes.iter().find(|r| r.met()) {
        let waits = met.requirements.iter().filter(|r| matches!(r.reason.finding, Finding::GraduationScheduled { .. }));
        eligibility.award_waits = waits.map(|r| r.reason.clone()).collect();
    }
    eligibility
}

fn route_stands<'a>(id: &'a str, clause: &'a Clause<Route>, evidence: &[Exhibit<'a>], day: Date) -> RouteStands<'a> {
    let requirements = match clause.on(day) {
        Some(edition) => {
            edition.figures().requirements.iter().map(|r| requirement_stands(r, edition, evidence, day)).collect()
        }
        None => vec![RequirementStands {
            reason: Reason::unwritten(clause.unwritten(), day),
            has: String::new(),
            needs: String::new(),
        }],
    };
    RouteStands { route: id, requirements }
}

fn requirement_stands<'a>(
    requirement: &'a Requirement,
    edition: Edition<'a, Route>,
    evidence: &[Exhibit<'a>],
    day: Date,
) -> RequirementStands<'a> {
    let (met, finding, has, needs, facts) = match requirement {
        Requirement::EmployedNow { field } => employed_now(field, evidence, day),
        Requirement::EmployedThroughout { field, length } => employed_throughout(field, *length, evidence, day),
        Requirement::Experience { field, years, within_years, full_time } => {
            experienced(field, *years, *within_years, *full_time, evidence, day)
        }
        Requirement::Graduation { award, didactic_hours, externship_hours, within_years } => {
            graduated(award, *didactic_hours, *externship_hours, *within_years, evidence, day)
        }
        Requirement::Schooling { awards } => {
            let found = evidence
                .iter()
                .find(|(_, e)| matches!(e, Evidence::Education { award, .. } if awards.iter().any(|a| a == award)));
            one_of(
                awards,
                found.map(|(id, e)| (*id, if let Evidence::Education { award, .. } = e { award.as_ref() } else { "" })),
                Finding::Schooling { found: found.is_some() },
            )
        }
        Requirement::Holds { designations } => {
            let holds = |e: &Evidence<'_>| match e {
                Evidence::Credential { designation, from, to } => {
                    designations.iter().any(|d| d == designation) && *from <= day && to.is_none_or(|to| day <= to)
                }
                _ => false,
            };
            let found = evidence.iter().find(|(_, e)| holds(e));
            one_of(
                designations,
                found.map(|(id, e)| {
                    (*id, if let Evidence::Credential { designation, .. } = e { designation.as_ref() } else { "" })
                }),
                Finding::HoldsCredential { found: found.is_some() },
            )
        }
    };
    let mut reason = Reason::new(edition.source(), met, finding);
    reason.facts = facts;
    RequirementStands { reason, has, needs }
}

type Found<'a> = (Met, Finding<'a>, String, String, Vec<&'a str>);

/// A requirement that any one of a list satisfies.
fn one_of<'a>(any: &[String], found: Option<(&'a str, &str)>, finding: Finding<'a>) -> Found<'a> {
    let has = found.map_or("none of them".to_owned(), |(_, what)| what.to_owned());
    (Met::when(found.is_some()), finding, has, any.join(" or "), found.map(|(id, _)| id).into_iter().collect())
}

/// The employments in a field, and the ids of the applications that name them.
fn work_in<'a>(field: &str, evidence: &[Exhibit<'a>], day: Date) -> (Vec<Work>, Vec<&'a str>) {
    let mut ids: Vec<&'a str> = Vec::new();
    let mut work = Vec::new();
    for (id, item) in evidence {
        let Evidence::Employment { field: of, from, to, share, .. } = item else { continue };
        if of != field {
            continue;
        }
        // A current employment counts through the day before the application.
        work.push(Work { from: *from, through: to.unwrap_or(previous(day)), share: *share });
        if !ids.contains(id) {
            ids.push(id);
        }
    }
    (work, ids)
}

fn employed_now<'a>(field: &'a str, evidence: &[Exhibit<'a>], day: Date) -> Found<'a> {
    let works_on = |e: &Evidence<'_>| match e {
        Evidence::Employment { field: of, from, to, .. } => {
            of == field && *from <= day && to.is_none_or(|to| to >= day)
        }
        _ => false,
    };
    let found = evidence.iter().find(|(_, e)| works_on(e)).map(|(id, _)| *id);
    let has = if found.is_some() { "employed" } else { "not employed" };
    (
        Met::when(found.is_some()),
        Finding::EmployedNow { employed: found.is_some(), on: day },
        has.to_owned(),
        format!("employed in {} on {day}", words_of(field)),
        found.into_iter().collect(),
    )
}

fn employed_throughout<'a>(field: &'a str, length: Length, evidence: &[Exhibit<'a>], day: Date) -> Found<'a> {
    let (work, ids) = work_in(field, evidence, day);
    let from = length.before(day);
    let gap = Experience::of(&work, from, day, false).first_gap(from, previous(day));
    let has = gap.map_or(format!("no gap since {from}"), |gap| format!("not employed on {gap}"));
    let needs = format!("employed from {from} through {}", previous(day));
    (Met::when(gap.is_none()), Finding::EmployedThroughout { from, through: previous(day), gap }, has, needs, ids)
}

fn experienced<'a>(
    field: &'a str,
    years: u16,
    within_years: u16,
    full_time: bool,
    evidence: &[Exhibit<'a>],
    day: Date,
) -> Found<'a> {
    let (work, ids) = work_in(field, evidence, day);
    let since = Length { count: within_years, unit: Unit::Year }.before(day);
    let experience = Experience::of(&work, since, day, full_time);
    let met = experience.is_at_least_years(years);
    let finding = Finding::Experience { has: experience.length(), years, within_years, since, full_time };
    let kind = if full_time { " full-time" } else { "" };
    (Met::when(met), finding, experience.length().to_string(), format!("{years} years{kind} since {since}"), ids)
}

fn graduated<'a>(
    award: &'a str,
    didactic: u16,
    externship: u16,
    within_years: u16,
    evidence: &[Exhibit<'a>],
    day: Date,
) -> Found<'a> {
    let since = Length { count: within_years, unit: Unit::Year }.before(day);
    let needs = format!(
        "an accredited programme of {didactic} didactic and {externship} externship hours, graduated since {since} or scheduled"
    );
    let judged = evidence.iter().filter_map(|(id, e)| match e {
        Evidence::Education { award: of, accredited, didactic_hours, externship_hours, graduated, scheduled }
            if of == award =>
        {
            let (met, finding, has) = graduation_stands(
                *accredited,
                (*didactic_hours, didactic),
                (*externship_hours, externship),
                *graduated,
                *scheduled,
                since,
                day,
            );
            Some((met, finding, has, *id))
        }
        _ => None,
    });
    // The evidence that comes nearest decides.
    match judged.min_by_key(|(met, ..)| *met != Met::Yes) {
        Some((met, finding, has, id)) => (met, finding, has, needs, vec![id]),
        None => (Met::No, Finding::NoProgramme, "no such programme".to_owned(), needs, Vec::new()),
    }
}

#[allow(clippy::too_many_arguments)]
fn graduation_stands<'a>(
    accredited: bool,
    (has_didactic, didactic): (Option<Units>, u16),
    (has_externship, externship): (Option<Units>, u16),
    graduated: Option<Date>,
    scheduled: Option<Date>,
    since: Date,
    day: Date,
) -> (Met, Finding<'a>, String) {
    if !accredited {
        return (Met::No, Finding::NotAccredited, "not accredited".to_owned());
    }
    for (has, needs, kind) in [(has_didactic, didactic, "didactic"), (has_externship, externship, "externship")] {
        let (met, text) = match has {
            None => (Met::Unknown, format!("{kind} hours not given")),
            Some(has) if has < Units::whole(u32::from(needs)) => (Met::No, format!("{has} {kind} hours")),
            Some(_) => continue,
        };
        return (met, Finding::ProgrammeHours { kind, has, needs }, text);
    }
    // A graduation that lies ahead is a scheduled one, whichever field it was written in.
    match (graduated.filter(|g| *g <= day), scheduled.or(graduated)) {
        (Some(on), _) if on >= since => (Met::Yes, Finding::Graduated { on, since }, format!("graduated {on}")),
        (None, Some(on)) if on >= day => (Met::Yes, Finding::GraduationScheduled { on }, format!("scheduled for {on}")),
        (Some(on), _) => (Met::No, Finding::Graduated { on, since }, format!("graduated {on}")),
        (None, Some(on)) => {
            (Met::Unknown, Finding::GraduationPast { scheduled: on }, format!("was scheduled for {on}"))
        }
        (None, None) => (Met::Unknown, Finding::GraduationUnknown, "graduation not given".to_owned()),
    }
}

/// `medical services` for `medical_services`.
fn words_of(id: &str) -> String {
    id.replace('_', " ")
}
