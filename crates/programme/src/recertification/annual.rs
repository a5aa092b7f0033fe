//! The yearly fee: which payment settles which anniversary (G2).

use std::collections::VecDeque;

use jiff::civil::Date;

use super::cycle::Cycle;
use super::ledger::{Award, Ledger};
use crate::amount::Money;
use crate::day::{Length, Unit, previous};
use crate::fees::Payment;

/// A yearly fee.
#[derive(Debug, Clone)]
pub struct Due {
    /// The anniversary on which it is due.
    pub on: Date,
    /// What it comes to.
    pub amount: Money,
    /// What of it is paid.
    pub paid: Money,
    /// The day on which it was paid in full.
    pub settled: Option<Date>,
    /// Days during which it counted as paid, by a payment that was reversed later.
    pub covered: Option<(Date, Date)>,
}

/// Hands yearly payments out to yearly dues, the oldest due first.
pub(super) struct Annual<'l, 'a> {
    ledger: &'l Ledger<'a>,
    /// Days and amounts not yet used.
    paid: VecDeque<(Date, Money)>,
    /// Payments that were reversed: day, amount, day of reversal.
    reversed: VecDeque<(Date, Money, Date)>,
}

impl<'l, 'a> Annual<'l, 'a> {
    /// The payments since the award; what was paid for an earlier certification stays there.
    pub(super) fn new(ledger: &'l Ledger<'a>, anchor: Date) -> Annual<'l, 'a> {
        let rule = ledger.scheme.annual_fee.as_ref().and_then(|a| a.versions.first());
        let of_fee = |p: &&Payment<'_, '_>| rule.is_some_and(|v| v.figures.fee.id == p.item);
        let mut annual = Annual { ledger, paid: VecDeque::new(), reversed: VecDeque::new() };
        for payment in ledger.payments.iter().filter(of_fee).filter(|p| p.fact.day >= anchor) {
            match payment.reversed {
                Some(reversed) => annual.reversed.push_back((payment.fact.day, payment.amount, reversed)),
                None => annual.paid.push_back((payment.fact.day, payment.amount)),
            }
        }
        annual
    }

    /// The dues of a cycle, settled as far as the payments reach.
    pub(super) fn dues(&mut self, awards: &[Award<'a>], cycle: &Cycle<'a>) -> Vec<Due> {
        let Some(clause) = &self.ledger.scheme.annual_fee else { return Vec::new() };
        let anniversaries = (0u16..1000).map(|n| (n, Length { count: n, unit: Unit::Year }.after(cycle.anchor)));
        let mut dues = Vec::new();
        for (n, on) in anniversaries.skip_while(|(_, on)| *on < cycle.from).take_while(|(_, on)| *on <= cycle.to) {
            let Some(rule) = clause.on(on).filter(|rule| n >= rule.from_anniversary) else { continue };
            let held = self.ledger.held(awards, on);
            let Some(quote) = self.ledger.quote(&rule.fee.id, on, held, on) else { continue };
            dues.push(self.settle(on, quote.amount));
        }
        dues
    }

    fn settle(&mut self, on: Date, amount: Money) -> Due {
        let mut due = Due { on, amount, paid: Money::ZERO, settled: None, covered: None };
        while due.paid < amount
            && let Some((day, left)) = self.paid.front_mut()
        {
            let used = (*left).min(amount - due.paid);
            due.paid += used;
            *left = *left - used;
            if due.paid == amount {
                due.settled = Some(*day);
            }
            if *left == Money::ZERO {
                self.paid.pop_front();
            }
        }
        let bounced =
            self.reversed.front().filter(|(day, paid, _)| *paid >= amount && due.settled.is_none_or(|s| day < &s));
        if let Some((day, _, reversed)) = bounced.copied() {
            due.covered = Some((day, previous(reversed)));
            self.reversed.pop_front();
        }
        due
    }
}
