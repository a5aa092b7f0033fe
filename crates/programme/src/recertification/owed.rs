//! What a renewal costs: which fees fall due in a cycle, from when to when, and what of them is still owed (F6, F7, F9, F12, G2).

use jiff::civil::Date;

use super::annual::Due;
use super::cycle::{Cycle, Holding};
use super::ledger::{Award, Ledger};
use crate::amount::Money;
use crate::day::next;
use crate::decision::{Finding, Met, Reason};

/// A fee that is or will be owed.
#[derive(Debug)]
pub struct Owed<'a> {
    /// The fee, as payments name it.
    pub item: &'a str,
    /// What is still to be paid of it.
    pub amount: Money,
    /// First day on which it is owed.
    pub from: Date,
    /// Last day on which paying it serves.
    pub to: Option<Date>,
    /// Whether it falls due only if a deadline passes first.
    pub later: bool,
    /// Why.
    pub reasons: Vec<Reason<'a>>,
}

impl<'a> Ledger<'a> {
    /// What of the fees for a submission on `submitted` was still owed on `day`: the renewal fee, and the fee for being
    /// late, extended or, where it has `lapsed`, reinstated.
    pub fn owed_on_submission(
        &self,
        cycle: &Cycle<'a>,
        awards: &[Award<'a>],
        submitted: Date,
        day: Date,
        lapsed: bool,
    ) -> Vec<(&'a str, Money)> {
        let held = self.held_in(cycle, awards, submitted);
        let owed = |fee: &'a str| {
            let quote = self.quote(fee, cycle.to, held, submitted)?;
            let owed = quote.amount.less(self.paid(fee, cycle.pay_from, day));
            (owed > Money::ZERO).then_some((fee, owed))
        };
        self.fees_of_submission(cycle, awards, submitted, day, lapsed).into_iter().filter_map(owed).collect()
    }

    /// The fees that a submission takes, as matters stand on `day`.
    fn fees_of_submission(
        &self,
        cycle: &Cycle<'a>,
        awards: &[Award<'a>],
        submitted: Date,
        day: Date,
        lapsed: bool,
    ) -> Vec<&'a str> {
        let Some(submission) = self.scheme.submission.as_ref().and_then(|s| s.on(cycle.to)) else { return Vec::new() };
        let submission = submission.figures();
        let mut fees = vec![submission.fee.id.as_str()];
        if lapsed && let Some(rule) = self.scheme.reinstatement.as_ref().and_then(|r| r.on(cycle.to)) {
            fees.push(&rule.figures().fee.id);
        }
        let late = !lapsed && self.is_late(cycle, awards, submitted, day);
        if cycle.extended.is_some() && late {
            fees.extend(
                self.scheme.extension.as_ref().and_then(|e| e.on(cycle.to)).map(|e| e.figures().fee.id.as_str()),
            );
        } else if late {
            fees.extend(submission.late_fee.as_ref().map(|f| f.id.as_str()));
        }
        fees
    }

    /// Whether the submission, or by `day` its fee, came after the day on which both were due (F7, F8).
    fn is_late(&self, cycle: &Cycle<'a>, awards: &[Award<'a>], submitted: Date, day: Date) -> bool {
        let Some(submission) = self.scheme.submission.as_ref().and_then(|s| s.on(cycle.to)) else { return false };
        let (due, fee) = (submission.due.of(cycle.to), &submission.figures().fee.id);
        let paid_in_time = || {
            let quote = self.quote(fee, cycle.to, self.held_in(cycle, awards, submitted), submitted);
            quote.is_none_or(|q| self.paid(fee, cycle.pay_from, due) >= q.amount)
        };
        submitted > due || (day > due && !paid_in_time())
    }

    /// Every fee of a cycle not yet renewed that is still owed, or will be, as matters stand on `on`; earliest first;
    /// what could only have been paid before `on` is left out.
    pub fn owed(&self, holding: &Holding<'a>, cycle: &Cycle<'a>, on: Date) -> Vec<Owed<'a>> {
        let gone = holding.timeline.on(on).is_none_or(|s| !s.held()) || self.held(&holding.awards, on) == 0;
        if gone {
            return Vec::new();
        }
        let mut owed = self.dues(cycle);
        owed.extend(self.next_due(holding, cycle));
        if cycle.renewed.is_none() {
            owed.extend(self.renewal_fees(holding, cycle, on));
        }
        owed.retain(|o| o.to.is_none_or(|to| to >= on));
        owed.sort_by_key(|o| (o.from, o.to));
        owed
    }

    /// The yearly fees not yet settled.
    fn dues(&self, cycle: &Cycle<'a>) -> Vec<Owed<'a>> {
        let one = |due: &Due| {
            let clause = self.scheme.annual_fee.as_ref()?;
            let rule = clause.on(due.on)?;
            let quote = self.quote(&rule.figures().fee.id, due.on, 1, due.on)?;
            let reasons = vec![
                Reason::new(rule.source(), Met::Note, Finding::AnnualDue { due: due.on }),
                Reason::new(
                    quote.edition.source(),
                    Met::Note,
                    Finding::Rate { amount: quote.amount, credentials: 1, member: quote.member },
                ),
            ];
            let amount = due.amount.less(due.paid);
            Some(Owed { item: &rule.figures().fee.id, amount, from: due.on, to: None, later: false, reasons })
        };
        cycle.dues.iter().filter(|d| d.settled.is_none()).filter_map(one).collect()
    }

    /// The yearly fee that falls due with the next cycle, where this one is the last so far.
    fn next_due(&self, holding: &Holding<'a>, cycle: &Cycle<'a>) -> Option<Owed<'a>> {
        let on = next(cycle.to);
        let last = holding.cycles.last().is_some_and(|c| c.index == cycle.index);
        let rule = self.scheme.annual_fee.as_ref().filter(|_| last)?.on(on)?;
        let item = rule.figures().fee.id.as_str();
        let quote = self.quote(item, on, 1, on)?;
        let reasons = vec![Reason::new(rule.source(), Met::Note, Finding::AnnualDue { due: on })];
        Some(Owed { item, amount: quote.amount, from: on, to: None, later: true, reasons })
    }

    fn renewal_fees(&self, holding: &Holding<'a>, cycle: &Cycle<'a>, on: Date) -> Vec<Owed<'a>> {
        let Some(rule) = self.scheme.submission.as_ref().and_then(|s| s.on(cycle.to)) else { return Vec::new() };
        let (opens, due) = (rule.opens.of(cycle.to), rule.due.of(cycle.to));
        let submitted = cycle.submitted.iter().rev().find(|s| s.decided.is_none()).map(|s| s.fact.day);
        let deadline = self.deadline(cycle).unwrap_or(due);
        let renewal = rule.figures().fee.id.as_str();
        let mut owed = Vec::new();
        owed.extend(self.one(holding, cycle, submitted.unwrap_or(on), renewal, opens, Some(deadline), None));
        let reviewed = cycle.submitted.iter().any(|s| s.is_waiting());
        if reviewed {
            return owed;
        }
        if let Some((granted, through)) = cycle.extended {
            let fee = self.scheme.extension.as_ref().and_then(|e| e.on(cycle.to));
            let grounds = fee
                .map(|e| Reason::new(e.source(), Met::Note, Finding::ExtendsThrough { through }).on(&granted.entry.id));
            owed.extend(
                fee.and_then(|e| {
                    self.one(holding, cycle, on, &e.figures().fee.id, granted.day, Some(through), grounds)
                }),
            );
        } else if let Some(late) = rule.figures().late_fee.as_ref() {
            let on_time = submitted.is_some_and(|s| !self.is_late(cycle, &holding.awards, s, next(due)));
            let grounds = Reason::new(rule.source(), Met::Note, Finding::Late { due });
            if !on_time {
                owed.extend(self.one(holding, cycle, on, &late.id, next(due), Some(deadline), Some(grounds)));
            }
        }
        owed.extend(self.after_lapse(holding, cycle, on, renewal, next(deadline)));
        owed
    }

    /// What the way back costs after a lapse (F12).
    fn after_lapse(
        &self,
        holding: &Holding<'a>,
        cycle: &Cycle<'a>,
        on: Date,
        renewal: &'a str,
        lapses: Date,
    ) -> Vec<Owed<'a>> {
        let Some(rule) = self.scheme.reinstatement.as_ref().and_then(|r| r.on(cycle.to)) else { return Vec::new() };
        let (from, until) = (rule.opens.of(cycle.to).max(lapses), rule.until.of(cycle.to));
        let grounds = || Some(Reason::new(rule.source(), Met::Note, Finding::FinishBy { until }));
        let fees = [renewal, rule.figures().fee.id.as_str()];
        let one = |fee| self.one(holding, cycle, on, fee, from, Some(until), grounds());
        fees.into_iter().filter_map(one).map(|owed| Owed { later: on < from, ..owed }).collect()
    }

    /// One fee with what is still owed of it; nothing where it is paid, or not written down.
    #[allow(clippy::too_many_arguments)]
    fn one(
        &self,
        holding: &Holding<'a>,
        cycle: &Cycle<'a>,
        rated_on: Date,
        fee: &'a str,
        from: Date,
        to: Option<Date>,
        grounds: Option<Reason<'a>>,
    ) -> Option<Owed<'a>> {
        let held = self.held_in(cycle, &holding.awards, rated_on);
        let quote = self.quote(fee, cycle.to, held, rated_on)?;
        let amount = quote.amount.less(self.paid(fee, cycle.pay_from, Date::MAX));
        if amount == Money::ZERO {
            return None;
        }
        let finding = Finding::Rate { amount: quote.amount, credentials: held, member: quote.member };
        let mut rate = Reason::new(quote.edition.source(), Met::Note, finding);
        if quote.member == Some(true)
            && let Some(fact) = self.membership(rated_on)
        {
            rate = rate.on(&fact.entry.id);
        }
        let reasons = grounds.into_iter().chain([rate]).collect();
        Some(Owed { item: fee, amount, from, to, later: false, reasons })
    }
}
