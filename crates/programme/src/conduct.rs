//! What a body, or its holder, does to one credential: suspension, revocation, surrender, restoration.

use jiff::civil::Date;

use crate::day::previous;
use crate::recertification::timeline::{Standing, Timeline};
use crate::record::Fact;
use crate::record::event::{Event, Measure};

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
