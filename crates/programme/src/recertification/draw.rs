//! Drawing a cycle into the timeline: what its days, its fees and its requests make of a credential's standing.

use jiff::civil::Date;

use super::Yearly;
use super::credits::Days;
use super::cycle::{Cycle, in_year};
use super::ledger::Ledger;
use super::timeline::{Standing, Timeline};
use crate::day::{next, previous};

impl<'a> Ledger<'a> {
    /// Draws a cycle that the certificant entered on `entered`.
    pub(super) fn draw(&self, timeline: &mut Timeline, cycle: &Cycle<'a>, entered: Date) {
        if let Some(submission) = self.scheme.submission.as_ref().and_then(|s| s.on(cycle.to)) {
            timeline.paint(submission.opens.of(cycle.to).max(entered), None, Standing::RenewalOpen);
        }
        self.draw_dues(timeline, cycle, entered);
        self.draw_years(timeline, cycle, entered);
        let mut from = next(cycle.to);
        for stage in self.stages(cycle.to) {
            timeline.paint(from.max(entered), None, stage.standing);
            from = stage.through.map_or(from, |mark| next(mark.of(cycle.to)));
        }
        if let Some((_, through)) = cycle.extended {
            timeline.paint(next(cycle.to).max(entered), Some(through), Standing::Extended);
        }
        Self::draw_reviews(timeline, cycle);
    }

    /// A renewal or reinstatement that is in and complete is in review until it is decided, also past the deadlines: what
    /// waits for the office has not lapsed (F11, F12).
    fn draw_reviews(timeline: &mut Timeline, cycle: &Cycle<'a>) {
        for (from, through) in cycle.submitted.iter().chain(&cycle.reinstating).flat_map(|s| &s.waits) {
            timeline.paint(*from, *through, Standing::InReview);
        }
    }

    /// What a yearly fee that is not paid does (G2).
    fn draw_dues(&self, timeline: &mut Timeline, cycle: &Cycle<'a>, entered: Date) {
        for due in &cycle.dues {
            let Some(rule) = self.scheme.annual_fee.as_ref().and_then(|a| a.on(due.on)) else { continue };
            let tolerated = rule.grace.map_or(due.on, |grace| grace.after(due.on));
            timeline.paint(next(tolerated).max(entered), due.settled.map(previous), rule.unpaid);
            if let Some((from, through)) = due.covered {
                timeline.paint_where(from, Some(through), Standing::Active, |standing| standing == rule.unpaid);
            }
        }
    }

    /// What a year that fell short does, from the day after it until what was missing has come in, and again where a
    /// credit is disallowed later.
    fn draw_years(&self, timeline: &mut Timeline, cycle: &Cycle<'a>, entered: Date) {
        let yearly = self.scheme.yearly.as_ref().and_then(|y| y.on(cycle.to)).filter(|y| y.decides);
        let Some((yearly, short)) = yearly.and_then(|y| y.short.map(|short| (y.figures(), short))) else { return };
        for days in self.years(cycle) {
            let first = next(days.to);
            let received = self.credits.iter().map(|f| f.received);
            let changes = received.chain(self.disallowed.iter().map(|(_, f)| f.day)).filter(|d| *d > first);
            let mut changes: Vec<Date> = changes.chain([first]).collect();
            changes.sort_unstable();
            changes.dedup();
            for (at, from) in changes.iter().enumerate() {
                if !self.year_suffices(cycle, days, yearly, *from) {
                    let through = changes.get(at + 1).copied().map(previous);
                    timeline.paint((*from).max(entered), through, short);
                }
            }
        }
    }

    fn year_suffices(&self, cycle: &Cycle<'a>, days: Days, yearly: &Yearly, by: Date) -> bool {
        in_year(&self.worth(cycle.days, by), days) >= yearly.units
    }
}
