//! Eligibility: which route, if any, an application's evidence meets (section B).

use jiff::civil::Date;

use crate::amount::Units;
use crate::day::{Length, Unit, previous};
use crate::decision::{Finding, Met, Reason};
use crate::experience::{Experience, Work};
use crate::finding::Shown;
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
    /// What is asked for; none where nothing is written down for the day.
    requirement: Option<&'a Requirement>,
    /// The day of application.
    day: Date,
}

impl RequirementStands<'_> {
    /// What is asked for, in words.
    pub fn needs(&self) -> String {
        let day = self.day;
        let years_back = |years: u16| Length { count: years, unit: Unit::Year }.before(day);
        match self.requirement {
            None => "nothing is written down for that day".to_owned(),
            Some(Requirement::EmployedNow { field }) => format!("employed in {} on {day}", field.replace('_', " ")),
            Some(Requirement::EmployedThroughout { length, .. }) => {
                format!("employed from {} through {}", length.before(day), previous(day))
            }
            Some(Requirement::Experience { years, within_years, full_time, .. }) => {
                let kind = if *full_time { " full-time" } else { "" };
                format!("{years} years{kind} since {}", years_back(*within_years))
            }
            Some(Requirement::Graduation { didactic_hours, externship_hours, within_years, .. }) => format!(
                "an accredited programme of {didactic_hours} didactic and {externship_hours} externship hours, \
                 graduated since {} or scheduled",
                years_back(*within_years)
            ),
            Some(Requirement::Schooling { awards: any } | Requirement::Holds { designations: any }) => any.join(" or "),
        }
    }

    /// What the evidence comes to, in words.
    pub fn has(&self) -> String {
        let Finding::Evidence(shown) = self.reason.finding else { return String::new() };
        match shown {
            Shown::EmployedNow { employed: true, .. } => "employed".to_owned(),
            Shown::EmployedNow { employed: false, .. } => "not employed".to_owned(),
            Shown::EmployedThroughout { from, gap: None, .. } => format!("no gap since {from}"),
            Shown::EmployedThroughout { gap: Some(gap), .. } => format!("not employed on {gap}"),
            Shown::Experience { has, .. } => has.to_string(),
            Shown::NoProgramme => "no such programme".to_owned(),
            Shown::NotAccredited => "not accredited".to_owned(),
            Shown::ProgrammeHours { kind, has: Some(has), .. } => format!("{has} {kind} hours"),
            Shown::ProgrammeHours { kind, has: None, .. } => format!("{kind} hours not given"),
            Shown::Graduated { on, .. } => format!("graduated {on}"),
            Shown::GraduationScheduled { on } => format!("scheduled for {on}"),
            Shown::GraduationPast { scheduled } => format!("was scheduled for {scheduled}"),
            Shown::GraduationUnknown => "graduation not given".to_owned(),
            Shown::Schooling { found } | Shown::HoldsCredential { found } => found.unwrap_or("none of them").to_owned(),
        }
    }
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

/// Whether an event is an application whose evidence tells of a graduation still to come (B7).
pub fn awaits_graduation(event: &Event<'_>) -> bool {
    let Event::ApplicationSubmitted { evidence, .. } = event else { return false };
    evidence
        .iter()
        .any(|e| matches!(e, Evidence::Education { scheduled, graduated, .. } if scheduled.or(*graduated).is_some()))
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
        let waits = met
            .requirements
            .iter()
            .filter(|r| matches!(r.reason.finding, Finding::Evidence(Shown::GraduationScheduled { .. })));
        eligibility.award_waits = waits.map(|r| r.reason.clone()).collect();
    }
    eligibility
}

fn route_stands<'a>(id: &'a str, clause: &'a Clause<Route>, evidence: &[Exhibit<'a>], day: Date) -> RouteStands<'a> {
    let requirements = match clause.on(day) {
        Some(edition) => {
            let one = |r: &'a Requirement| requirement_stands(r, edition, evidence, day);
            edition.figures().requirements.iter().map(one).collect()
        }
        None => {
            vec![RequirementStands { reason: Reason::unwritten(clause.unwritten(), day), requirement: None, day }]
        }
    };
    RouteStands { route: id, requirements }
}

fn requirement_stands<'a>(
    requirement: &'a Requirement,
    edition: Edition<'a, Route>,
    evidence: &[Exhibit<'a>],
    day: Date,
) -> RequirementStands<'a> {
    let (met, shown, facts) = match requirement {
        Requirement::EmployedNow { field } => employed_now(field, evidence, day),
        Requirement::EmployedThroughout { field, length } => employed_throughout(field, *length, evidence, day),
        Requirement::Experience { field, years, within_years, full_time } => {
            experienced(field, (*years, *within_years), *full_time, evidence, day)
        }
        Requirement::Graduation { award, didactic_hours, externship_hours, within_years } => {
            graduated(award, (*didactic_hours, *externship_hours), *within_years, evidence, day)
        }
        Requirement::Schooling { awards } => {
            let found = evidence.iter().find_map(|(id, e)| match e {
                Evidence::Education { award, .. } if awards.iter().any(|a| a == award) => Some((*id, award.as_ref())),
                _ => None,
            });
            found_one(found, |found| Shown::Schooling { found })
        }
        Requirement::Holds { designations } => {
            let found = evidence.iter().find_map(|(id, e)| match e {
                Evidence::Credential { designation, from, to } => {
                    let held = *from <= day && to.is_none_or(|to| day <= to);
                    (held && designations.iter().any(|d| d == designation)).then_some((*id, designation.as_ref()))
                }
                _ => None,
            });
            found_one(found, |found| Shown::HoldsCredential { found })
        }
    };
    let mut reason = Reason::new(edition.source(), met, Finding::Evidence(shown));
    reason.facts = facts.into();
    RequirementStands { reason, requirement: Some(requirement), day }
}

type Found<'a> = (Met, Shown<'a>, Vec<&'a str>);

/// A requirement that any one of a list satisfies.
fn found_one<'a>(found: Option<(&'a str, &'a str)>, shown: impl Fn(Option<&'a str>) -> Shown<'a>) -> Found<'a> {
    (Met::when(found.is_some()), shown(found.map(|f| f.1)), found.map(|f| f.0).into_iter().collect())
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
    let shown = Shown::EmployedNow { employed: found.is_some(), on: day };
    (Met::when(found.is_some()), shown, found.into_iter().collect())
}

fn employed_throughout<'a>(field: &'a str, length: Length, evidence: &[Exhibit<'a>], day: Date) -> Found<'a> {
    let (work, ids) = work_in(field, evidence, day);
    let from = length.before(day);
    let gap = Experience::of(&work, from, day, false).first_gap(from, previous(day));
    (Met::when(gap.is_none()), Shown::EmployedThroughout { from, through: previous(day), gap }, ids)
}

fn experienced<'a>(
    field: &'a str,
    (years, within_years): (u16, u16),
    full_time: bool,
    evidence: &[Exhibit<'a>],
    day: Date,
) -> Found<'a> {
    let (work, ids) = work_in(field, evidence, day);
    let since = Length { count: within_years, unit: Unit::Year }.before(day);
    let experience = Experience::of(&work, since, day, full_time);
    let shown = Shown::Experience { has: experience.length(), years, within_years, since, full_time };
    (Met::when(experience.is_at_least_years(years)), shown, ids)
}

fn graduated<'a>(
    award: &'a str,
    hours: (u16, u16),
    within_years: u16,
    evidence: &[Exhibit<'a>],
    day: Date,
) -> Found<'a> {
    let since = Length { count: within_years, unit: Unit::Year }.before(day);
    let judged = evidence.iter().filter_map(|(id, e)| {
        let (met, shown) = graduation_stands(award, e, hours, since, day)?;
        Some((met, shown, *id))
    });
    // The evidence that comes nearest decides.
    match judged.min_by_key(|(met, ..)| *met != Met::Yes) {
        Some((met, shown, id)) => (met, shown, vec![id]),
        None => (Met::No, Shown::NoProgramme, Vec::new()),
    }
}

/// How one piece of evidence stands as a graduation from the programme asked for; `None` where it is something else.
fn graduation_stands<'a>(
    award: &str,
    evidence: &Evidence<'_>,
    (didactic, externship): (u16, u16),
    since: Date,
    day: Date,
) -> Option<(Met, Shown<'a>)> {
    let Evidence::Education { award: of, accredited, didactic_hours, externship_hours, graduated, scheduled } =
        evidence
    else {
        return None;
    };
    if of != award {
        return None;
    }
    if !accredited {
        return Some((Met::No, Shown::NotAccredited));
    }
    for (has, needs, kind) in [(*didactic_hours, didactic, "didactic"), (*externship_hours, externship, "externship")] {
        let met = match has {
            None => Met::Unknown,
            Some(has) if has < Units::whole(u32::from(needs)) => Met::No,
            Some(_) => continue,
        };
        return Some((met, Shown::ProgrammeHours { kind, has, needs }));
    }
    // A graduation that lies ahead is a scheduled one, whichever field it was written in.
    Some(match (graduated.filter(|g| *g <= day), scheduled.or(*graduated)) {
        (Some(on), _) => (Met::when(on >= since), Shown::Graduated { on, since }),
        (None, Some(on)) if on >= day => (Met::Yes, Shown::GraduationScheduled { on }),
        (None, Some(on)) => (Met::Unknown, Shown::GraduationPast { scheduled: on }),
        (None, None) => (Met::Unknown, Shown::GraduationUnknown),
    })
}
