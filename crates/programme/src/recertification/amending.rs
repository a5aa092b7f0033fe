//! Changing or withdrawing a credit that one logged: until a renewal rests on it (F19, F20).

use jiff::civil::Date;

use super::cycle::Cycle;
use super::ledger::Ledger;
use crate::decision::{Action, Decision, Finding, Met, Reason};
use crate::record::Fact;
use crate::record::event::Outcome;

/// How the record names whoever enters something about themself.
pub const SELF: &str = "self";

impl<'a> Ledger<'a> {
    /// Whether a certificant may change or withdraw a credit on a day, and every reason. Nothing where the scheme has no
    /// such credit, or takes none from certificants.
    pub fn amend(&self, credit: &str, on: Date) -> Option<Decision<'a>> {
        let fact = self.credits.iter().copied().find(|f| f.entry.id == credit)?;
        let clause = self.scheme.logging.as_ref()?;
        let mut decision = Decision::new(Action::AmendCredit).scheme(&self.scheme.id);
        let Some(edition) = clause.on(on) else {
            return Some(decision.because(Reason::unwritten(clause.unwritten(), on)));
        };
        let no = |finding, by: &'a str| Reason::new(edition.source(), Met::No, finding).on(by);
        if fact.entry.by.as_deref().is_some_and(|by| by != SELF) {
            decision.add(no(Finding::PostedByBody, &fact.entry.id));
        }
        if let Some((_, by)) = self.disallowed.iter().find(|(id, _)| *id == fact.entry.id) {
            decision.add(no(Finding::Disallowed { on: by.day }, &by.entry.id));
        }
        if let Some((of, by)) = self.held_by(fact) {
            decision.add(no(Finding::HeldByRenewal(of), by.map_or(&fact.entry.id, |by| &by.entry.id)));
        }
        if decision.reasons.is_empty() {
            decision.add(Reason::new(edition.source(), Met::Yes, Finding::NotHeldYet).on(&fact.entry.id));
        }
        Some(decision)
    }

    /// The renewal that rests on a credit: the day, and its entry where it has one.
    fn held_by(&self, credit: &Fact<'a>) -> Option<(Date, Option<&'a Fact<'a>>)> {
        let own = |cycle: &Cycle<'a>| cycle.days.from <= credit.day && credit.day <= cycle.days.to;
        let holdings = self.holdings().0;
        let cycle = holdings.iter().flat_map(|h| &h.cycles).find(|cycle| own(cycle))?;
        // What was returned or refused may be put right; what was taken before the application opened holds nothing.
        let opens = self.scheme.submission.as_ref().and_then(|s| s.on(cycle.to)).map(|s| s.opens.of(cycle.to));
        let holds = |outcome: Option<Outcome>| matches!(outcome, None | Some(Outcome::Approved));
        let submitted =
            cycle.submitted.iter().chain(&cycle.reinstating).find(|s| {
                opens.is_none_or(|opens| s.fact.day >= opens) && holds(s.decided.map(|(_, outcome)| outcome))
            });
        let submitted = submitted.map(|s| (s.fact.day, Some(s.fact)));
        submitted.or(cycle.renewed)
    }
}
