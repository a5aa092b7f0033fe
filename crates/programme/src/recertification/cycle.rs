//! Running the cycles: from the award through every renewal to where nothing more has happened.

use jiff::civil::Date;

use super::credits::Days;
use super::ledger::{Award, Decided, Ledger};
use super::timeline::{Standing, Timeline};
use super::{FirstTogether, Required};
use crate::amount::{Money, Units};
use crate::conduct;
use crate::day::{Length, Unit, next, previous};
use crate::fees::payments;
use crate::handbook::clause::Edition;
use crate::record::Fact;
use crate::record::event::{Event, Outcome};

/// A renewal that was submitted.
#[derive(Debug, Clone, Copy)]
pub struct Submitted<'a> {
    /// The fact.
    pub fact: &'a Fact<'a>,
    /// The day from which it was in and complete, credits and payment received, if that came in time.
    pub complete: Option<Date>,
    /// The last decision on it.
    pub decided: Option<(&'a Fact<'a>, Outcome)>,
}

/// A yearly fee.
#[derive(Debug, Clone, Copy)]
pub struct Due {
    /// The anniversary on which it is due.
    pub on: Date,
    /// What it comes to.
    pub amount: Money,
    /// What of it is paid.
    pub paid: Money,
    /// The day on which it was paid in full.
    pub settled: Option<Date>,
}

/// A renewal cycle, and what happened in it.
#[derive(Debug, Clone)]
pub struct Cycle<'a> {
    /// Its number, from 0.
    pub index: u16,
    /// First day.
    pub from: Date,
    /// Last day.
    pub to: Date,
    /// The days whose credits count for it.
    pub days: Days,
    /// Payments count for it from this day on.
    pub pay_from: Date,
    /// The last day before the credential expires for good; none where it does not.
    pub last: Option<Date>,
    /// Renewals submitted.
    pub submitted: Vec<Submitted<'a>>,
    /// The extension granted: the decision, and the last day of it.
    pub extended: Option<(&'a Fact<'a>, Date)>,
    /// The reinstatement asked for.
    pub reinstatement: Option<&'a Fact<'a>>,
    /// Yearly fees.
    pub dues: Vec<Due>,
    /// The day of renewal, and the decision where there was one.
    pub renewed: Option<(Date, Option<&'a Fact<'a>>)>,
}

/// Certificants' cycles under one scheme: the awards that renew together, and what became of them.
#[derive(Debug, Clone)]
pub struct Holding<'a> {
    /// The awards, the first setting the cycle (F3).
    pub awards: Vec<Award<'a>>,
    /// The cycles run so far; the last is open, or was never renewed.
    pub cycles: Vec<Cycle<'a>>,
    /// The standing that cycles, fees and credits give, before measures on a single credential.
    pub timeline: Timeline,
}

/// A cycle that no award lives to see: a bound for records that make no sense.
const MOST_CYCLES: u16 = 400;

impl<'a> Ledger<'a> {
    /// The holdings, in the order of their first awards; and awards that the record cannot hold, because the credential
    /// was held already.
    pub fn holdings(&self) -> (Vec<Holding<'a>>, Vec<&'a Fact<'a>>) {
        let mut holdings: Vec<Holding<'a>> = Vec::new();
        let mut refused = Vec::new();
        for award in &self.awards {
            match holdings.last_mut() {
                Some(last) if last.holds(award.programme, award.day) => refused.push(award.fact),
                Some(last) if last.takes_in(award.day) => {
                    last.awards.push(award.clone());
                    *last = self.run(std::mem::take(&mut last.awards));
                }
                _ => holdings.push(self.run(vec![award.clone()])),
            }
        }
        (holdings, refused)
    }

    /// Runs the cycles of awards that renew together.
    fn run(&self, awards: Vec<Award<'a>>) -> Holding<'a> {
        let anchor = awards[0].day;
        let mut holding = Holding { awards, cycles: Vec::new(), timeline: Timeline::new(anchor, Standing::Active) };
        let mut annual = Annual::new(self);
        let mut entered = anchor;
        let mut credits_from = anchor;
        let mut broken = false;
        let (mut from, mut index) = (anchor, 0);
        while index < MOST_CYCLES && from < Date::MAX {
            let (to, written) = self.scheme.cycle_end(anchor, index);
            if written && to >= from {
                let mut cycle = self.open(index, from, to, credits_from, entered, &holding.awards);
                cycle.dues = annual.dues(&holding.awards, &cycle);
                cycle.renewed = self.renewed(&holding, &cycle);
                if !broken {
                    self.paint(&mut holding, &cycle, entered);
                }
                let (renewed, last, used) = (cycle.renewed, cycle.last, self.credits_used(&cycle));
                holding.cycles.push(cycle);
                match renewed {
                    Some((day, _)) => {
                        holding.timeline.paint(day, None, Standing::Active);
                        (entered, broken) = (day, false);
                    }
                    None if self.goes_on_after(last) => broken = true,
                    None => break,
                }
                credits_from = next(used);
            } else {
                credits_from = next(to);
            }
            from = next(to);
            index += 1;
        }
        holding
    }

    /// Whether some later submission was approved although the credential had expired: what the body decided is a fact.
    fn goes_on_after(&self, last: Option<Date>) -> bool {
        let approved = |fact: &&'a Fact<'a>| self.last_word(fact).is_some_and(|d| d.outcome == Outcome::Approved);
        last.is_some_and(|last| {
            self.submissions.iter().chain(&self.reinstatements).filter(|f| f.day > last).any(approved)
        })
    }

    /// A cycle with what was submitted, extended and asked for in it.
    fn open(
        &self,
        index: u16,
        from: Date,
        to: Date,
        credits_from: Date,
        entered: Date,
        awards: &[Award<'a>],
    ) -> Cycle<'a> {
        let after = self.scheme.after_end.on(to);
        let stages = after.map_or(&[][..], |e| &e.figures().stages);
        let expires = stages.last().is_some_and(|s| !s.standing.held());
        let last = stages.iter().rev().find_map(|s| s.through).filter(|_| expires).map(|mark| mark.of(to));
        let earning =
            stages.iter().filter(|s| s.earning == Some(true)).filter_map(|s| s.through).map(|m| m.of(to)).max();
        let pay_from = if index == 0 { Date::MIN } else { next(entered) };
        let mut cycle = Cycle {
            index,
            from,
            to,
            days: Days { from: credits_from.max(from), to: earning.unwrap_or(to) },
            pay_from,
            last,
            submitted: Vec::new(),
            extended: None,
            reinstatement: None,
            dues: Vec::new(),
            renewed: None,
        };
        // A submission after this cycle's renewal is the next one's.
        let in_cycle =
            |f: &&&'a Fact<'a>| f.day >= from && (index == 0 || f.day > entered) && last.is_none_or(|l| f.day <= l);
        cycle.extended = self.extensions.iter().filter(in_cycle).find_map(|f| self.granted(f, to));
        if let Some((_, through)) = cycle.extended {
            cycle.days.to = cycle.days.to.max(through);
        }
        cycle.reinstatement = self.reinstatements.iter().filter(in_cycle).find(|f| f.day > to).copied();
        for fact in self.submissions.iter().filter(in_cycle) {
            let decided = self.last_word(fact).map(|d| (d.fact, d.outcome));
            let complete = self.complete(&cycle, awards, fact);
            cycle.submitted.push(Submitted { fact, complete, decided });
            if matches!(decided, Some((_, Outcome::Approved))) {
                break;
            }
        }
        cycle
    }

    /// The extension that was granted on a request, and its last day (F9).
    fn granted(&self, request: &'a Fact<'a>, to: Date) -> Option<(&'a Fact<'a>, Date)> {
        let Decided { outcome: Outcome::Approved, fact, .. } = self.last_word(request)? else { return None };
        let lasts = self.scheme.extension.as_ref()?.on(to)?.lasts;
        Some((fact, previous(lasts.after(next(to)))))
    }

    /// The last day on which a renewal of the cycle can still come in without a lapse.
    pub fn deadline(&self, cycle: &Cycle<'a>) -> Option<Date> {
        let submission = self.scheme.submission.as_ref()?.on(cycle.to)?;
        Some(cycle.extended.map_or(submission.late_until.of(cycle.to), |(_, through)| through))
    }

    /// The first day on which a submission was in and complete, if it came in the time for it: by the deadline, or by
    /// the end of a reinstatement that was asked for (F7, F10, F11, F12).
    fn complete(&self, cycle: &Cycle<'a>, awards: &[Award<'a>], submitted: &'a Fact<'a>) -> Option<Date> {
        let submission = self.scheme.submission.as_ref()?.on(cycle.to)?;
        let deadline = self.deadline(cycle)?;
        if submitted.day < submission.opens.of(cycle.to) {
            return None;
        }
        let received = self.credits.iter().map(|f| f.received);
        let paid = self.facts.iter().filter(|f| matches!(f.entry.event, Event::PaymentReceived { .. })).map(|f| f.day);
        let mut days: Vec<Date> = received.chain(paid).filter(|d| *d > submitted.day).collect();
        days.push(submitted.day);
        days.sort_unstable();
        days.dedup();
        let until = cycle.reinstatement.and_then(|_| self.finish_by(cycle)).unwrap_or(deadline).max(deadline);
        let complete = |day: &Date| {
            self.owed_on_submission(cycle, awards, submitted.day, *day, *day > deadline) == Money::ZERO
                && self.suffices(cycle, awards, submitted.day, *day)
        };
        days.into_iter().take_while(|d| *d <= until).find(complete)
    }

    /// The last day for finishing a reinstatement.
    pub fn finish_by(&self, cycle: &Cycle<'a>) -> Option<Date> {
        Some(self.scheme.reinstatement.as_ref()?.on(cycle.to)?.until.of(cycle.to))
    }

    /// How many of the scheme's credentials are held on a day.
    pub fn held(&self, awards: &[Award<'a>], day: Date) -> usize {
        awards.iter().filter(|a| a.day <= day && conduct::ended(&a.measures, day).is_none()).count()
    }

    /// Credits that the cycle takes of who holds what is held on `day` (F4, F5).
    pub fn needs(&self, cycle: &Cycle<'a>, awards: &[Award<'a>], day: Date) -> Option<Needs<'a>> {
        let edition = self.scheme.required.on(cycle.to)?;
        let held = self.held(awards, day).max(1);
        let row = edition.figures().holding.iter().rev().find(|r| usize::from(r.credentials) <= held)?;
        let joined = awards.iter().skip(1).filter(|a| a.day <= day && a.day >= cycle.from).count() > 0;
        let (total, approved) = match &edition.figures().first_together {
            Some(FirstTogether { total, approved }) if held > 1 && joined => (*total, *approved),
            _ => (row.total, row.approved),
        };
        Some(Needs { edition, total, approved: approved.unwrap_or_default(), held })
    }

    /// Whether the credits that the body had by `received_by` suffice for the cycle.
    pub fn suffices(&self, cycle: &Cycle<'a>, awards: &[Award<'a>], day: Date, received_by: Date) -> bool {
        let Some(needs) = self.needs(cycle, awards, day) else { return true };
        let worth = self.worth(cycle.days, received_by);
        let total: Units = worth.iter().map(|w| w.counted).sum();
        let approved: Units = worth.iter().map(|w| w.approved).sum();
        let categories = needs.edition.figures().categories.as_deref().unwrap_or_default();
        let of = |id: &str| worth.iter().filter(|w| w.category.id == id).map(|w| w.counted).sum::<Units>();
        let yearly = self.scheme.yearly.as_ref().and_then(|y| y.on(cycle.to)).filter(|y| y.decides);
        total >= needs.total
            && approved >= needs.approved
            && categories.iter().all(|c| of(&c.category.id) >= c.least)
            && yearly.is_none_or(|y| {
                self.years(cycle).into_iter().all(|days| self.tally(days, received_by).total >= y.units)
            })
    }

    /// The years of a cycle.
    pub fn years(&self, cycle: &Cycle<'a>) -> Vec<Days> {
        let begins = |n: u16| Length { count: n, unit: Unit::Year }.after(cycle.from);
        let years = (0..).map(|n| Days { from: begins(n), to: previous(begins(n + 1)).min(cycle.to) });
        years.take_while(|d| d.from <= cycle.to && d.from <= d.to).take(100).collect()
    }

    /// When the cycle was renewed: by an approval, or by itself once everything was there.
    fn renewed(&self, holding: &Holding<'a>, cycle: &Cycle<'a>) -> Option<(Date, Option<&'a Fact<'a>>)> {
        let approved =
            |d: Option<&Decided<'a>>| d.filter(|d| d.outcome == Outcome::Approved).map(|d| (d.fact.day, Some(d.fact)));
        let submissions = cycle.submitted.iter().filter_map(|s| approved(self.last_word(s.fact)));
        let reinstated = cycle.reinstatement.and_then(|r| approved(self.last_word(r)));
        let decided = submissions.chain(reinstated).min_by_key(|(day, _)| *day);
        if decided.is_some() || self.scheme.submission.is_some() {
            return decided;
        }
        self.ready(holding, cycle).map(|day| (day, None))
    }

    /// The day on which a cycle that renews by itself does so: the day after its end, or when the last thing came in (G3).
    fn ready(&self, holding: &Holding<'a>, cycle: &Cycle<'a>) -> Option<Date> {
        let settled: Option<Vec<Date>> = cycle.dues.iter().map(|d| d.settled).collect();
        let first = settled?.into_iter().max().unwrap_or(cycle.to).max(next(cycle.to));
        let received = self.credits.iter().map(|f| f.received).filter(|d| *d > first);
        let mut days: Vec<Date> = received.chain([first]).collect();
        days.sort_unstable();
        let suffices = |day: &Date| self.suffices(cycle, &holding.awards, cycle.to, *day);
        days.into_iter().find(suffices).filter(|d| cycle.last.is_none_or(|last| *d <= last))
    }

    /// The last day whose credits this cycle uses up.
    fn credits_used(&self, cycle: &Cycle<'a>) -> Date {
        let complete = cycle.submitted.iter().filter_map(|s| s.complete).max();
        let renewed = cycle.renewed.map(|(day, _)| day);
        match complete.or(renewed) {
            Some(day) if cycle.days.to > cycle.to => day.clamp(cycle.to, cycle.days.to),
            _ => cycle.days.to.max(cycle.to),
        }
    }

    /// Draws a cycle that the certificant entered on `entered`.
    fn paint(&self, holding: &mut Holding<'a>, cycle: &Cycle<'a>, entered: Date) {
        let submission = self.scheme.submission.as_ref().and_then(|s| s.on(cycle.to));
        if let Some(submission) = submission {
            let opens = submission.opens.of(cycle.to).max(entered);
            holding.timeline.paint(opens, None, Standing::RenewalOpen);
        }
        self.paint_years(&mut holding.timeline, cycle);
        let stages = self.scheme.after_end.on(cycle.to).map_or(&[][..], |e| &e.figures().stages);
        let mut from = next(cycle.to);
        for stage in stages {
            holding.timeline.paint(from.max(entered), None, stage.standing);
            from = stage.through.map_or(from, |mark| next(mark.of(cycle.to)));
        }
        if let Some((_, through)) = cycle.extended {
            holding.timeline.paint(next(cycle.to).max(entered), Some(through), Standing::Extended);
        }
        for submitted in &cycle.submitted {
            let Some(complete) = submitted.complete else { continue };
            let through = self.review_ends(holding, cycle, submitted, complete);
            if self.deadline(cycle).is_none_or(|deadline| complete <= deadline) {
                holding.timeline.paint(complete, through, Standing::InReview);
            } else if let Some(until) = self.finish_by(cycle) {
                // A reinstatement that was finished in time waits as what it is: lapsed, but not expired.
                holding.timeline.paint(next(until), through, Standing::Lapsed);
            }
        }
    }

    /// The last day on which a complete renewal waits: the eve of its decision, or of its payment's reversal.
    fn review_ends(
        &self,
        holding: &Holding<'a>,
        cycle: &Cycle<'a>,
        submitted: &Submitted<'a>,
        complete: Date,
    ) -> Option<Date> {
        let decided = submitted.decided.map(|(fact, _)| fact.day);
        let lapsed = self.deadline(cycle).is_some_and(|deadline| complete > deadline);
        let reversals = self.facts.iter().filter(|f| matches!(f.entry.event, Event::PaymentReversed { .. }));
        let reversed = reversals
            .map(|f| f.day)
            .filter(|d| *d > complete)
            .find(|d| self.owed_on_submission(cycle, &holding.awards, submitted.fact.day, *d, lapsed) > Money::ZERO);
        [decided, reversed].into_iter().flatten().min().map(previous)
    }

    /// Draws what yearly fees and yearly credits left open do.
    fn paint_years(&self, timeline: &mut Timeline, cycle: &Cycle<'a>) {
        for due in &cycle.dues {
            let Some(rule) = self.scheme.annual_fee.as_ref().and_then(|a| a.on(due.on)) else { continue };
            let tolerated = rule.grace.map_or(due.on, |grace| grace.after(due.on));
            timeline.paint(next(tolerated), due.settled.map(previous), rule.unpaid);
        }
        let yearly = self.scheme.yearly.as_ref().and_then(|y| y.on(cycle.to)).filter(|y| y.decides);
        let Some((yearly, short)) = yearly.and_then(|y| y.short.map(|short| (y, short))) else { return };
        for days in self.years(cycle) {
            let enough = |day: &Date| self.tally(days, *day).total >= yearly.units;
            if enough(&days.to) {
                continue;
            }
            let mut received: Vec<Date> = self.credits.iter().map(|f| f.received).filter(|d| *d > days.to).collect();
            received.sort_unstable();
            timeline.paint(next(days.to), received.into_iter().find(enough).map(previous), short);
        }
    }
}

/// The credits that a cycle takes.
#[derive(Debug, Clone, Copy)]
pub struct Needs<'a> {
    /// The clause.
    pub edition: Edition<'a, Required>,
    /// In all.
    pub total: Units,
    /// Of these, approved.
    pub approved: Units,
    /// For so many credentials.
    pub held: usize,
}

impl<'a> Holding<'a> {
    /// Whether a credential of the programme is held on a day, if only suspended or lapsed within reach of restoration.
    fn holds(&self, programme: &str, day: Date) -> bool {
        let mut of_programme =
            self.awards.iter().filter(|a| a.programme == programme && conduct::ended(&a.measures, day).is_none());
        let standing = self.timeline.on(day);
        of_programme.next().is_some() && standing.is_some_and(|s| s.good() || s == Standing::Suspended)
    }

    /// Whether an award on `day` joins this holding's cycle: it is in force then, in a cycle that has begun (F3).
    fn takes_in(&self, day: Date) -> bool {
        let held = self.awards.iter().any(|a| conduct::ended(&a.measures, day).is_none());
        held && self.timeline.on(day).is_some_and(Standing::good)
            && self.cycles.iter().any(|c| c.from <= day && day <= c.to)
    }

    /// The cycle that matters on a day: the last that has begun by then.
    pub fn cycle_on(&self, day: Date) -> Option<&Cycle<'a>> {
        self.cycles.iter().rev().find(|c| c.from <= day).or(self.cycles.first())
    }
}

/// Hands yearly payments out to yearly dues, the oldest due first (G2).
struct Annual<'l, 'a> {
    ledger: &'l Ledger<'a>,
    /// Days and amounts not yet used.
    paid: std::collections::VecDeque<(Date, Money)>,
}

impl<'l, 'a> Annual<'l, 'a> {
    fn new(ledger: &'l Ledger<'a>) -> Annual<'l, 'a> {
        let fee = ledger.scheme.annual_fee.as_ref().and_then(|a| a.versions.first()).map(|v| v.figures.fee.id.as_str());
        let paid = fee.map(|fee| payments(ledger.facts, fee)).unwrap_or_default();
        let standing = paid.into_iter().filter(|p| p.reversed.is_none()).map(|p| (p.fact.day, p.amount)).collect();
        Annual { ledger, paid: standing }
    }

    fn dues(&mut self, awards: &[Award<'a>], cycle: &Cycle<'a>) -> Vec<Due> {
        let Some(clause) = &self.ledger.scheme.annual_fee else { return Vec::new() };
        let anchor = awards[0].day;
        let anniversaries = (0u16..1000).map(|n| (n, Length { count: n, unit: Unit::Year }.after(anchor)));
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
        let mut due = Due { on, amount, paid: Money::ZERO, settled: None };
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
        due
    }
}
