//! Running the cycles: from the award through every renewal to where nothing more has happened.

use jiff::civil::Date;

use super::annual::{Annual, Due};
use super::credits::{Days, Worth};
use super::ledger::{Award, Decided, Ledger};
use super::submitted::Submitted;
use super::timeline::{Standing, Timeline};
use super::{FirstTogether, Required, Stage};
use crate::amount::Units;
use crate::conduct;
use crate::day::{Length, Unit, next, previous};
use crate::handbook::clause::Edition;
use crate::record::Fact;
use crate::record::event::Outcome;

/// A renewal cycle, and what happened in it.
#[derive(Debug, Clone)]
pub struct Cycle<'a> {
    /// Its number, from 0.
    pub index: u16,
    /// The day of the award from which cycles are counted.
    pub anchor: Date,
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
    /// The reinstatement as a submission of its own, where none was made after it was asked for.
    pub reinstating: Option<Submitted<'a>>,
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
                Some(last) if last.takes_in(award.programme, award.day) => {
                    last.awards.push(award.clone());
                    *last = self.run(std::mem::take(&mut last.awards), None);
                }
                last => {
                    // What is submitted from now on renews what is held now, not what was held before.
                    if let Some(last) = last {
                        *last = self.run(std::mem::take(&mut last.awards), Some(award.day));
                    }
                    holdings.push(self.run(vec![award.clone()], None));
                }
            }
        }
        (holdings, refused)
    }

    /// Runs the cycles of awards that renew together, up to the day of a later award that does not join them.
    fn run(&self, awards: Vec<Award<'a>>, until: Option<Date>) -> Holding<'a> {
        let anchor = awards[0].day;
        let mut holding = Holding { awards, cycles: Vec::new(), timeline: Timeline::new(anchor, Standing::Active) };
        let mut annual = Annual::new(self, anchor);
        let mut entered = anchor;
        let mut credits_from = anchor;
        let mut broken = false;
        let (mut from, mut index) = (anchor, 0);
        while index < MOST_CYCLES && from < Date::MAX {
            let (to, written) = self.scheme.cycle_end(anchor, index);
            if written && to >= from {
                let mut cycle = self.open(index, (from, to), credits_from, entered, &holding.awards);
                cycle.submitted.retain(|s| until.is_none_or(|until| s.fact.day < until));
                cycle.dues = annual.dues(&holding.awards, &cycle);
                cycle.renewed = self.renewed(&holding, &cycle);
                if !broken {
                    self.draw(&mut holding.timeline, &cycle, entered);
                }
                let (renewed, last, used) = (cycle.renewed, self.open_until(&cycle), self.credits_used(&cycle));
                holding.cycles.push(cycle);
                match renewed {
                    Some((day, _)) => {
                        holding.timeline.paint(day, None, Standing::Active);
                        (entered, broken) = (day, false);
                    }
                    None if self.goes_on_after(last, until) => broken = true,
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

    /// The last day on which a submission, if only an approved one, still belongs to a cycle: until the credential has
    /// expired, and the next cycle's application opens.
    fn open_until(&self, cycle: &Cycle<'a>) -> Option<Date> {
        let last = cycle.last?;
        let (end, _) = self.scheme.cycle_end(cycle.anchor, cycle.index + 1);
        let opens = self.scheme.submission.as_ref().and_then(|s| s.on(end)).map(|s| previous(s.opens.of(end)));
        Some(opens.map_or(last, |opens| opens.max(last)))
    }

    /// Whether some later submission was approved although the credential had expired: what the body decided is a fact.
    fn goes_on_after(&self, last: Option<Date>, until: Option<Date>) -> bool {
        let approved = |fact: &&'a Fact<'a>| self.last_word(fact).is_some_and(|d| d.outcome == Outcome::Approved);
        let later = |f: &&&'a Fact<'a>| last.is_some_and(|l| f.day > l) && until.is_none_or(|u| f.day < u);
        self.submissions.iter().chain(&self.reinstatements).filter(later).any(approved)
    }

    /// A cycle with what was submitted, extended and asked for in it.
    fn open(
        &self,
        index: u16,
        (from, to): (Date, Date),
        credits_from: Date,
        entered: Date,
        awards: &[Award<'a>],
    ) -> Cycle<'a> {
        let stages = self.stages(to);
        let expires = stages.last().is_some_and(|s| !s.standing.held());
        let last = stages.iter().rev().find_map(|s| s.through).filter(|_| expires).map(|mark| mark.of(to));
        let earning =
            stages.iter().filter(|s| s.earning == Some(true)).filter_map(|s| s.through).map(|m| m.of(to)).max();
        let mut cycle = Cycle {
            index,
            anchor: awards[0].day,
            from,
            to,
            days: Days { from: credits_from.max(from), to: earning.unwrap_or(to) },
            pay_from: if index == 0 { entered } else { next(entered) },
            last,
            submitted: Vec::new(),
            extended: None,
            reinstatement: None,
            reinstating: None,
            dues: Vec::new(),
            renewed: None,
        };
        // A submission after this cycle's renewal is the next one's.
        let until = self.open_until(&cycle);
        let in_cycle =
            |f: &&&'a Fact<'a>| f.day >= from && (index == 0 || f.day > entered) && until.is_none_or(|l| f.day <= l);
        cycle.extended = self.extensions.iter().filter(in_cycle).find_map(|f| self.granted(f, to));
        if let Some((_, through)) = cycle.extended {
            cycle.days.to = cycle.days.to.max(through);
        }
        cycle.reinstatement = self.reinstatements.iter().filter(in_cycle).find(|f| f.day > to).copied();
        for fact in self.submissions.iter().filter(in_cycle) {
            let submitted = self.submitted(&cycle, awards, fact);
            let approved = matches!(submitted.decided, Some((_, Outcome::Approved)));
            cycle.submitted.push(submitted);
            if approved {
                break;
            }
        }
        if let Some(asked) = cycle.reinstatement
            && !cycle.submitted.iter().any(|s| s.fact.day >= asked.day)
        {
            cycle.reinstating = Some(self.submitted(&cycle, awards, asked));
        }
        cycle
    }

    /// What becomes of a credential after a cycle that ends on `to`.
    pub(super) fn stages(&self, to: Date) -> &'a [Stage] {
        self.scheme.after_end.on(to).map_or(&[], |e| &e.figures().stages)
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

    /// The last day for finishing a reinstatement.
    pub fn finish_by(&self, cycle: &Cycle<'a>) -> Option<Date> {
        Some(self.scheme.reinstatement.as_ref()?.on(cycle.to)?.until.of(cycle.to))
    }

    /// How many of the scheme's credentials are held on a day.
    pub fn held(&self, awards: &[Award<'a>], day: Date) -> usize {
        awards.iter().filter(|a| a.day <= day && conduct::ended(&a.measures, day).is_none()).count()
    }

    /// How many of the credentials that a cycle renews are held on a day: one awarded after its end is not among them.
    pub fn held_in(&self, cycle: &Cycle<'a>, awards: &[Award<'a>], day: Date) -> usize {
        let own = awards.iter().filter(|a| a.day <= day.min(cycle.to));
        own.filter(|a| conduct::ended(&a.measures, day).is_none()).count()
    }

    /// Credits that the cycle takes of who holds what is held on `day` (F4, F5).
    pub fn needs(&self, cycle: &Cycle<'a>, awards: &[Award<'a>], day: Date) -> Option<Needs<'a>> {
        let edition = self.scheme.required.on(cycle.to)?;
        let held = self.held_in(cycle, awards, day).max(1);
        let row = edition.figures().holding.iter().rev().find(|r| usize::from(r.credentials) <= held)?;
        // A credential awarded once the last renewal was done has its first renewal together in this cycle.
        let since = cycle.from.min(cycle.pay_from);
        let joined = awards.iter().any(|a| a.day > awards[0].day && a.day <= day && a.day >= since);
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
            && yearly.is_none_or(|y| self.years(cycle).into_iter().all(|days| in_year(&worth, days) >= y.units))
    }

    /// The years of a cycle: from anniversary to anniversary of the award where the cycle goes by it, else from its own
    /// first day.
    pub fn years(&self, cycle: &Cycle<'a>) -> Vec<Days> {
        let by_award = self.scheme.cycle.on(cycle.to).is_some_and(|c| c.ends.is_none());
        let first = if by_award { cycle.anchor } else { cycle.from };
        let begins = |n: u16| Length { count: n, unit: Unit::Year }.after(first);
        let years = (0u16..1000).map(|n| Days { from: begins(n), to: previous(begins(n + 1)).min(cycle.to) });
        years.skip_while(|d| d.to < cycle.from).take_while(|d| d.from <= cycle.to && d.from <= d.to).collect()
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
        let complete = cycle.submitted.iter().filter_map(Submitted::complete).max();
        let renewed = cycle.renewed.map(|(day, _)| day);
        match complete.or(renewed) {
            Some(day) if cycle.days.to > cycle.to => day.clamp(cycle.to, cycle.days.to),
            _ => cycle.days.to.max(cycle.to),
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

    /// Whether an award on `day` joins this holding's cycle: one that has begun by then, whether the credentials were in
    /// force that day or lapsed and were reinstated later (F3). A credential lapsed and awarded anew begins afresh.
    fn takes_in(&self, programme: &str, day: Date) -> bool {
        let held = self.awards.iter().any(|a| conduct::ended(&a.measures, day).is_none());
        let anew = self.awards.iter().any(|a| a.programme == programme && conduct::ended(&a.measures, day).is_none());
        let standing = self.timeline.on(day).is_some_and(|s| s.good() || s == Standing::Lapsed);
        held && !anew && standing && self.cycles.iter().any(|c| c.from <= day && day <= c.to)
    }

    /// The cycle that something asked for on a day is about: the first that it can still renew.
    pub fn cycle_asked(&self, day: Date) -> Option<&Cycle<'a>> {
        let open = |c: &&Cycle<'a>| {
            c.from <= day && c.renewed.is_none_or(|(r, _)| day <= r) && c.last.is_none_or(|last| day <= last)
        };
        self.cycles.iter().find(open).or(self.cycle_on(day))
    }

    /// The cycle that matters on a day: the last that has begun by then.
    pub fn cycle_on(&self, day: Date) -> Option<&Cycle<'a>> {
        self.cycles.iter().rev().find(|c| c.from <= day).or(self.cycles.first())
    }
}

/// What the credits of one year add up to, of those that count in the cycle.
pub fn in_year(worth: &[Worth<'_>], days: Days) -> Units {
    worth.iter().filter(|w| days.from <= w.fact.day && w.fact.day <= days.to).map(|w| w.counted).sum()
}
