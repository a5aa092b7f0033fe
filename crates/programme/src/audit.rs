//! Audits: who may meet one (F9, F20, G4), when they are drawn, and what each looks at. [`draw`] says who is drawn.

pub mod draw;

use jiff::civil::Date;

use crate::amount::Units;
use crate::day::previous;
use crate::decision::{Finding, Met, Reason};
use crate::handbook::Handbook;
use crate::recertification::credits::{Days, Worth};
use crate::recertification::cycle::{Cycle, Holding};
use crate::recertification::ledger::Ledger;
use crate::recertification::timeline::Standing;
use crate::recertification::{Scheme, Whom};
use crate::record::event::Event;
use crate::record::{Fact, Record};

/// An audit, and the cycle whose credits it looks at.
#[derive(Debug)]
pub struct Audited<'a> {
    /// The scheme.
    pub scheme: &'a Scheme,
    /// First day of the cycle.
    pub from: Date,
    /// Last day of the cycle.
    pub to: Date,
    /// Credits that it takes; none where that is not written down.
    pub required: Option<Units>,
    /// Its credits that count.
    pub credits: Vec<Worth<'a>>,
    /// Whether each of them has its certificate, by the rule on audits.
    pub because: Vec<Reason<'a>>,
    /// The standing after the audit is failed; none where the decision on the renewal says what follows.
    pub failed: Option<Standing>,
}

impl Audited<'_> {
    /// What the credits that have their certificates add up to.
    pub fn documented(&self) -> Units {
        self.credits.iter().filter(|worth| worth.certificate).map(|worth| worth.counted).sum()
    }
}

/// What stands for and against a draw on a day: audits may have a month of their own (G4), and the handbook must say
/// whom they meet. Nothing, where the body has no audits.
pub fn may_draw(handbook: &Handbook, on: Date) -> Vec<Reason<'_>> {
    let Some(clause) = handbook.scheme.as_ref().and_then(|s| s.audit.as_ref()) else { return Vec::new() };
    let Some(rule) = clause.on(on).filter(|rule| rule.whom.is_some()) else {
        return vec![Reason::unwritten(clause.unwritten(), on)];
    };
    let month = rule.drawn_in.map(|month| month.0);
    let met = Met::when(month.is_none_or(|month| month == on.month()));
    vec![Reason::new(rule.source(), met, Finding::AuditsDrawn(month))]
}

/// Whether somebody is among those of whom is drawn on a day: whom the handbook names, who holds a credential, and was
/// not audited for the same thing.
pub fn may_meet(handbook: &Handbook, record: &Record<'_>, on: Date) -> bool {
    let Some(scheme) = &handbook.scheme else { return false };
    let Some(whom) = scheme.audit.as_ref().and_then(|a| a.on(on)).and_then(|rule| rule.whom) else { return false };
    let ledger = Ledger::new(handbook, scheme, record.until(on));
    let (holdings, _) = ledger.holdings();
    let Some(holding) = holdings.last() else { return false };
    let held = holding.awards.iter().filter_map(|a| ledger.credential(holding, a).on(on)).any(Standing::held);
    let Some((_, since)) = met(holding, whom, on).filter(|_| held) else { return false };
    ledger.open_audit(on).is_none() && !ledger.audits.iter().any(|(f, closed)| closed.is_none() && f.day >= since)
}

/// What an audit that was opened looks at.
pub fn audited<'a>(handbook: &'a Handbook, facts: &'a [Fact<'a>], audit: &'a Fact<'a>) -> Option<Audited<'a>> {
    let scheme = handbook.scheme.as_ref()?;
    if !matches!(&audit.entry.event, Event::AuditOpened { scheme: own } if *own == scheme.id) {
        return None;
    }
    let rule = scheme.audit.as_ref()?.on(audit.day)?;
    let ledger = Ledger::new(handbook, scheme, facts);
    let (holdings, _) = ledger.holdings();
    let holding = holdings.iter().rev().find(|h| h.awards[0].day <= audit.day)?;
    let on_its_day = rule.whom.and_then(|whom| met(holding, whom, audit.day)).map(|(cycle, _)| cycle);
    // An audit of somebody whom no draw meets looks at the cycle of its day.
    let cycle = on_its_day.or_else(|| holding.cycle_on(audit.day))?;
    let mut credits = ledger.worth(cycle.days, Date::MAX);
    credits.retain(|worth| worth.counted > Units::ZERO);
    let count = credits.iter().filter(|worth| !worth.certificate).count();
    let mut reason =
        Reason::new(rule.source(), Met::when(count == 0), Finding::Undocumented { count }).on(&audit.entry.id);
    for worth in credits.iter().filter(|worth| !worth.certificate) {
        reason = reason.on(&worth.fact.entry.id);
    }
    let (from, to) = (cycle.days.from, cycle.to);
    let required = ledger.needs(cycle, &holding.awards, audit.day).map(|needs| needs.total);
    Some(Audited { scheme, from, to, required, credits, because: vec![reason], failed: rule.failed })
}

/// The days on which an employer is told to ask the office, of a body that says so (F20): while an audit is open.
pub fn ask_office(handbook: &Handbook, facts: &[Fact<'_>]) -> Vec<Days> {
    if !facts.iter().any(|f| matches!(f.entry.event, Event::AuditOpened { .. })) {
        return Vec::new();
    }
    let Some(scheme) = &handbook.scheme else { return Vec::new() };
    let mut asked: Vec<Days> = Vec::new();
    for (fact, closed) in &Ledger::new(handbook, scheme, facts).audits {
        match asked.last_mut().filter(|days| days.to == Date::MAX) {
            Some(open) if closed.is_some() => open.to = previous(fact.day),
            None if closed.is_none() && asks(scheme, fact.day) => asked.push(Days { from: fact.day, to: Date::MAX }),
            _ => {}
        }
    }
    asked.retain(|days| days.from <= days.to);
    asked
}

/// Whether an employer is told to ask the office while an audit of a day is open.
pub fn asks(scheme: &Scheme, on: Date) -> bool {
    scheme.audit.as_ref().and_then(|a| a.on(on)).is_some_and(|rule| rule.ask_office == Some(true))
}

/// The audit that is open on a day.
pub fn open<'a>(handbook: &'a Handbook, facts: &'a [Fact<'a>], on: Date) -> Option<&'a Fact<'a>> {
    Ledger::new(handbook, handbook.scheme.as_ref()?, facts).open_audit(on)
}

/// The cycle that an audit on a day looks at, and since when it could: the day of whatever makes its holder be met.
fn met<'h, 'a>(holding: &'h Holding<'a>, whom: Whom, on: Date) -> Option<(&'h Cycle<'a>, Date)> {
    let cycles = || holding.cycles.iter().rev();
    match whom {
        Whom::InReview => cycles().find_map(|cycle| {
            let waits = |(from, through): &&(Date, Option<Date>)| *from <= on && through.is_none_or(|t| on <= t);
            let submitted = cycle.submitted.iter().rev().find(|s| s.waits.iter().any(|w| waits(&w)))?;
            Some((cycle, submitted.fact.day))
        }),
        Whom::NewCycle => cycles().find_map(|cycle| {
            let (renewed, _) = cycle.renewed?;
            (renewed.year() + 1 == on.year()).then_some((cycle, renewed))
        }),
        Whom::Holders => holding.cycle_on(on).map(|cycle| (cycle, cycle.from)),
    }
}
