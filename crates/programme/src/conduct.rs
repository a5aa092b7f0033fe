//! What a body, or its holder, does to one credential: suspension, revocation, surrender, restoration.

use jiff::civil::Date;

use crate::day::{Length, previous};
use crate::decision::{Action, Decision, Finding, Met, Reason};
use crate::handbook::Handbook;
use crate::recertification::timeline::{Standing, Timeline};
use crate::record::event::{Event, Measure};
use crate::record::{Fact, by_id};
use crate::{figures, governs};

figures! {
    /// Until when a suspension or a revocation may be appealed against.
    pub struct Appeal {
        /// The time from the day of the measure.
        within: Length,
    }
}
governs!(Appeal by Day);

/// A measure taken on a credential.
#[derive(Debug, Clone, Copy)]
pub struct Taken<'a> {
    /// What was done.
    pub measure: Measure,
    /// The fact.
    pub fact: &'a Fact<'a>,
}

/// The measures taken on the credential of `programme` awarded on `awarded`, until its next award.
pub fn measures<'a>(facts: &'a [Fact<'a>], programme: &str, awarded: Date, next_award: Option<Date>) -> Vec<Taken<'a>> {
    let taken = facts.iter().filter_map(|fact| match &fact.entry.event {
        Event::Conduct { measure, programme: p, .. } if p == programme => Some(Taken { measure: *measure, fact }),
        _ => None,
    });
    taken.filter(|t| t.fact.day >= awarded && next_award.is_none_or(|n| t.fact.day < n)).collect()
}

/// The day from which a credential is no longer its holder's: revoked or surrendered and not restored by `by`.
pub fn ended(measures: &[Taken<'_>], by: Date) -> Option<Date> {
    let mut ended = None;
    for taken in measures.iter().filter(|t| t.fact.day <= by) {
        match taken.measure {
            Measure::Revoked | Measure::Surrendered => ended = ended.or(Some(taken.fact.day)),
            Measure::Restored => ended = None,
            Measure::Suspended => {}
        }
    }
    ended
}

/// Lays the measures over a timeline: a revoked or surrendered credential is that whatever else holds; a suspended one
/// is suspended, unless it has expired meanwhile.
pub fn lay_over(timeline: &mut Timeline, measures: &[Taken<'_>]) {
    for (at, taken) in measures.iter().enumerate() {
        let standing = match taken.measure {
            Measure::Suspended => Standing::Suspended,
            Measure::Revoked => Standing::Revoked,
            Measure::Surrendered => Standing::Surrendered,
            Measure::Restored => continue,
        };
        // A suspension lasts until restored; so does a revocation, and a later measure may follow a suspension.
        let lifted = measures[at + 1..].iter().find(|t| t.measure == Measure::Restored);
        let through = lifted.map(|t| previous(t.fact.day));
        if through.is_some_and(|t| t < taken.fact.day) {
            continue;
        }
        match standing {
            Standing::Suspended => timeline.paint_where(taken.fact.day, through, standing, |s| {
                !matches!(s, Standing::Expired | Standing::Revoked | Standing::Surrendered)
            }),
            _ => timeline.paint(taken.fact.day, through, standing),
        }
    }
}

/// The suspension or revocation of a programme's credential that holds: the last, where none was restored since.
pub fn in_force<'a>(facts: &'a [Fact<'a>], programme: &str) -> Option<&'a Fact<'a>> {
    let of = |fact: &&'a Fact<'a>| matches!(&fact.entry.event, Event::Conduct { programme: p, .. } if p == programme);
    let last = facts.iter().rfind(of)?;
    let measure = matches!(&last.entry.event, Event::Conduct { measure: Measure::Suspended | Measure::Revoked, .. });
    measure.then_some(last)
}

/// Whether one may appeal against the measure on a programme's credential; nothing where none holds, it was appealed
/// against, or the body has no appeals.
pub fn appeal<'a>(handbook: &'a Handbook, programme: &'a str, facts: &'a [Fact<'a>], on: Date) -> Option<Decision<'a>> {
    let measure = in_force(facts, programme)?;
    let appealed = |f: &Fact<'_>| matches!(&f.entry.event, Event::AppealFiled { of, .. } if *of == measure.entry.id);
    if facts.iter().any(appealed) {
        return None;
    }
    let mut decision = Decision::new(Action::Appeal).programme(programme);
    let reason = in_time(handbook, measure, on)?;
    if let Finding::AppealBy { taken, last, .. } = reason.finding {
        (decision.from, decision.to) = (Some(taken), Some(last));
    }
    decision.add(reason);
    Some(decision)
}

/// How the rules judge an appeal that was filed, and the programme it is about.
pub fn judge_appeal<'a>(
    handbook: &'a Handbook,
    facts: &'a [Fact<'a>],
    filed: &'a Fact<'a>,
) -> Option<(&'a str, Vec<Reason<'a>>)> {
    let Event::AppealFiled { of, .. } = &filed.entry.event else { return None };
    let measure = by_id(facts, of)?;
    let Event::Conduct { programme, .. } = &measure.entry.event else { return None };
    let reasons = in_time(handbook, measure, filed.day).into_iter().map(|r| r.on(&filed.entry.id)).collect();
    Some((programme, reasons))
}

/// Whether a day is in time for an appeal against a measure.
fn in_time<'a>(handbook: &'a Handbook, measure: &'a Fact<'a>, on: Date) -> Option<Reason<'a>> {
    let clause = handbook.appeal.as_ref()?;
    let Event::Conduct { measure: kind, .. } = &measure.entry.event else { return None };
    let Some(edition) = clause.on(measure.day) else {
        return Some(Reason::unwritten(clause.unwritten(), measure.day));
    };
    let (taken, last) = (measure.day, edition.within.after(measure.day));
    let finding = Finding::AppealBy { measure: *kind, taken, last };
    Some(Reason::new(edition.source(), Met::when(on <= last), finding).on(&measure.entry.id))
}
