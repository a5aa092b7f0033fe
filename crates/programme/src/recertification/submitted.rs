//! A renewal that was submitted: from when to when it was in, complete, and waited for its decision.

use jiff::civil::Date;

use super::cycle::Cycle;
use super::ledger::{Award, Ledger};
use crate::amount::Units;
use crate::day::previous;
use crate::record::Fact;
use crate::record::event::Outcome;

/// A renewal that was submitted.
#[derive(Debug, Clone)]
pub struct Submitted<'a> {
    /// The fact.
    pub fact: &'a Fact<'a>,
    /// The stretches during which it was in and complete, credits and payment received, and waited for its decision:
    /// first and last day, open where it still waits. A payment's reversal ends a stretch, another payment begins one.
    pub waits: Vec<(Date, Option<Date>)>,
    /// The last decision on it.
    pub decided: Option<(&'a Fact<'a>, Outcome)>,
}

impl Submitted<'_> {
    /// The first day on which it was in and complete, if that came in time.
    pub fn complete(&self) -> Option<Date> {
        self.waits.first().map(|(from, _)| *from)
    }

    /// Whether it waits, complete, for its decision.
    pub fn is_waiting(&self) -> bool {
        self.decided.is_none() && self.waits.last().is_some_and(|(_, through)| through.is_none())
    }
}

impl<'a> Ledger<'a> {
    /// A submission with what became of it.
    pub(super) fn submitted(&self, cycle: &Cycle<'a>, awards: &[Award<'a>], fact: &'a Fact<'a>) -> Submitted<'a> {
        let waits = self.waits(cycle, awards, fact).unwrap_or_default();
        Submitted { fact, waits, decided: self.last_word(fact).map(|d| (d.fact, d.outcome)) }
    }

    /// When a submission waited. It begins to by the deadline, or by the end of a reinstatement that was asked for
    /// (F7, F10, F11, F12); the first decision on it ends that.
    fn waits(
        &self,
        cycle: &Cycle<'a>,
        awards: &[Award<'a>],
        submitted: &'a Fact<'a>,
    ) -> Option<Vec<(Date, Option<Date>)>> {
        let opens = self.scheme.submission.as_ref()?.on(cycle.to)?.opens.of(cycle.to);
        let deadline = self.deadline(cycle)?;
        if submitted.day < opens {
            return None;
        }
        let until = cycle.reinstatement.and_then(|_| self.finish_by(cycle)).unwrap_or(deadline).max(deadline);
        // The first decision ends it; so does the one on a reinstatement.
        let reinstated = cycle.reinstatement.and_then(|r| self.decided(r).next()).map(|d| d.fact.day);
        let decided = self.decided(submitted).next().map(|d| d.fact.day);
        let decided = decided.into_iter().chain(reinstated.filter(|day| *day > submitted.day)).min();
        let mut waits = Vec::new();
        let mut since: Option<Date> = None;
        for day in self.days_of_change(submitted.day, decided) {
            let lapsed = since.unwrap_or(day) > deadline;
            let paid = self.owed_on_submission(cycle, awards, submitted.day, day, lapsed).is_empty();
            match since {
                None if day <= until
                    && paid
                    && self.suffices(cycle, awards, submitted.day, day)
                    && (!lapsed || self.documented(cycle, day)) =>
                {
                    since = Some(day);
                }
                Some(from) if !paid => {
                    waits.push((from, Some(previous(day))));
                    since = None;
                }
                _ => {}
            }
        }
        waits.extend(since.map(|from| (from, decided.map(previous))));
        Some(waits)
    }

    /// Whether every credit that counts has its certificate, where a reinstatement asks for that (F12).
    fn documented(&self, cycle: &Cycle<'a>, by: Date) -> bool {
        let rule = self.scheme.reinstatement.as_ref().and_then(|r| r.on(cycle.to));
        let asked = rule.is_some_and(|r| r.documented);
        !asked || self.worth(cycle.days, by).iter().all(|w| w.certificate || w.counted == Units::ZERO)
    }

    /// The day itself, and every later one on which a credit or payment came in or was taken back; those before `until`.
    fn days_of_change(&self, from: Date, until: Option<Date>) -> Vec<Date> {
        let received = self.credits.iter().map(|f| f.received);
        let paid = self.payments.iter().map(|p| p.fact.day);
        let reversed = self.payments.iter().filter_map(|p| p.reversed);
        let later = received.chain(paid).chain(reversed).filter(|d| *d > from);
        let mut days: Vec<Date> = later.chain([from]).filter(|d| until.is_none_or(|u| *d < u)).collect();
        days.sort_unstable();
        days.dedup();
        days
    }
}
