//! Counting credits: what each is worth in a cycle, and why.

use jiff::civil::Date;

use super::ledger::Ledger;
use super::{Category, CategoryRule};
use crate::amount::Units;
use crate::decision::{Finding, Met, Reason};
use crate::handbook::clause::Edition;
use crate::record::Fact;
use crate::record::event::Event;

/// What one credit is worth in a cycle.
#[derive(Debug)]
pub struct Worth<'a> {
    /// The credit.
    pub fact: &'a Fact<'a>,
    /// Its category.
    pub category: &'a Category,
    /// Whether its certificate is there.
    pub certificate: bool,
    /// What it counts.
    pub counted: Units,
    /// Of this, as approved credit.
    pub approved: Units,
    /// Why.
    pub finding: Finding<'a>,
    /// The category's rule on the day of the activity; none where it is not written for that day.
    pub edition: Option<Edition<'a, CategoryRule>>,
    /// The entry that disallowed it.
    pub disallowed: Option<&'a Fact<'a>>,
}

/// The days whose credits count for a cycle.
#[derive(Debug, Clone, Copy)]
pub struct Days {
    /// First day.
    pub from: Date,
    /// Last day.
    pub to: Date,
}

/// What a set of credits adds up to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Tally {
    /// All that counts.
    pub total: Units,
    /// Of this, approved.
    pub approved: Units,
}

impl<'a> Worth<'a> {
    /// The grounds of its worth.
    pub fn reasons(&self) -> Vec<Reason<'a>> {
        let source = self.edition.map_or(self.category.clause.unwritten(), |e| e.source());
        let met = if self.counted > Units::ZERO { Met::Yes } else { Met::No };
        let mut reason = Reason::new(source, met, self.finding).on(&self.fact.entry.id);
        if let Some(fact) = self.disallowed {
            reason = reason.on(&fact.entry.id);
        }
        vec![reason]
    }
}

impl<'a> Ledger<'a> {
    /// What each credit that the body had by `received_by` is worth for the days of a cycle, earliest first. A credit
    /// disallowed by then counts nothing.
    pub fn worth(&self, days: Days, received_by: Date) -> Vec<Worth<'a>> {
        let inside = self.inside(days);
        let mut worth: Vec<Worth<'a>> = Vec::with_capacity(inside.len());
        for fact in inside {
            if fact.received <= received_by
                && let Some(one) = self.worth_of(fact, days, received_by, &worth)
            {
                worth.push(one);
            }
        }
        worth
    }

    /// The credits earned on the days of a cycle.
    fn inside(&self, days: Days) -> &[&'a Fact<'a>] {
        let begin = self.credits.partition_point(|f| f.day < days.from);
        let end = self.credits.partition_point(|f| f.day <= days.to);
        &self.credits[begin.min(end)..end]
    }

    /// Whether an activity was logged on a day before a cycle's, and so counted in an earlier one.
    fn counted_earlier(&self, activity: Option<&str>, from: Date) -> bool {
        let allowed = |f: &&&'a Fact<'a>| !self.disallowed.iter().any(|(id, _)| *id == f.entry.id);
        let same = |f: &&'a Fact<'a>| match &f.entry.event {
            Event::CreditLogged { activity: Some(a), .. } => Some(a.as_ref()) == activity,
            _ => false,
        };
        activity.is_some() && self.credits.iter().take_while(|f| f.day < from).filter(allowed).any(same)
    }

    /// Credits that a cycle does not count because they were earned after its days, or, where `first`, before them.
    pub fn outside(&self, days: Days, first: bool) -> impl Iterator<Item = Worth<'a>> {
        let outside = self.credits.iter().filter(move |f| f.day > days.to || (first && f.day < days.from));
        outside.filter_map(move |fact| self.worth_of(fact, days, Date::MAX, &[]))
    }

    /// What the credits of a cycle's days add up to, of those that the body had by `received_by`.
    pub fn tally(&self, days: Days, received_by: Date) -> Tally {
        let worth = self.worth(days, received_by);
        Tally { total: worth.iter().map(|w| w.counted).sum(), approved: worth.iter().map(|w| w.approved).sum() }
    }

    fn worth_of(&self, fact: &'a Fact<'a>, days: Days, received_by: Date, before: &[Worth<'a>]) -> Option<Worth<'a>> {
        let Event::CreditLogged { category, units, certificate, activity, .. } = &fact.entry.event else { return None };
        let category = self.scheme.category(category)?;
        let edition = category.clause.on(fact.day);
        let disallowed =
            self.disallowed.iter().find(|(id, by)| *id == fact.entry.id && by.day <= received_by).map(|(_, by)| *by);
        let mut worth = Worth {
            fact,
            category,
            certificate: *certificate,
            counted: Units::ZERO,
            approved: Units::ZERO,
            finding: Finding::NotWritten { day: fact.day },
            edition,
            disallowed,
        };
        let Some(edition) = edition else { return Some(worth) };
        let counted = || before.iter().filter(|w| w.counted > Units::ZERO);
        let same = |w: &&Worth<'a>| match &w.fact.entry.event {
            Event::CreditLogged { activity: Some(a), .. } => Some(a) == activity.as_ref(),
            _ => false,
        };
        worth.finding = if fact.day < days.from || fact.day > days.to {
            Finding::OutsideCycle { on: fact.day, from: days.from, to: days.to }
        } else if let Some(by) = disallowed {
            Finding::Disallowed { on: by.day }
        } else if !edition.counts {
            Finding::NeverCounts
        } else if counted().any(|w| same(&w)) || self.counted_earlier(activity.as_deref(), days.from) {
            Finding::Duplicate
        } else {
            let of_category = || counted().filter(|w| w.category.id == category.id);
            worth.count(*units, edition, of_category().count(), of_category().map(|w| w.counted).sum())
        };
        Some(worth)
    }
}

impl<'a> Worth<'a> {
    /// Counts the credit by its category's rule, given how many entries and credits of the category counted before it.
    fn count(&mut self, units: Units, rule: Edition<'a, CategoryRule>, entries: usize, credits: Units) -> Finding<'a> {
        if let Some(most) = rule.entries_per_cycle
            && entries >= usize::from(most)
        {
            return Finding::PerCycle { most };
        }
        let rate = rule.credits_per_unit.unwrap_or_default();
        let full = units.times(rate);
        let capped = rule.credits_per_cycle.map(|most| (most, most.less(credits)));
        let approved = rule.approved == Some(true);
        self.counted = capped.map_or(full, |(_, left)| full.min(left));
        self.approved = if approved { self.counted } else { Units::ZERO };
        match capped {
            Some((most, left)) if left < full => Finding::CappedAt { most },
            _ => Finding::Counts { units, rate, approved },
        }
    }
}
