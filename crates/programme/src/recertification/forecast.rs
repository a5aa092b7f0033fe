//! The forecast of a year: who is due, how far they are, when each lapses if nothing more happens, and what they still owe.
//!
//! What is due in a year is a cycle that ends in it, or else a yearly fee whose anniversary falls in it. What is found of a
//! person is kept as days, not as judgements: it holds for every day from the one on which the record was read, until the
//! record grows.

use std::collections::{BTreeMap, HashMap};

use jiff::civil::Date;

use super::cycle::{Cycle, Holding, in_year};
use super::ledger::Ledger;
use super::timeline::{Standing, Timeline};
use crate::amount::{Money, Units};
use crate::conduct;
use crate::day::{Length, Unit, next, previous};
use crate::record::event::Event;
use crate::words;

words! {
    /// How far somebody is who is due. Whoever is at several of these is at the last of them that holds.
    pub enum Progress {
        /// No credit counts yet.
        Nothing = "nothing_logged",
        /// Some credits count, and not enough.
        Some = "some_credits",
        /// The credits are there.
        Enough = "credits_enough",
        /// The fee is paid: the renewal fee, or the yearly one.
        Paid = "paid",
        /// An extension was granted.
        Extended = "extended",
        /// The renewal was submitted, and credits or fees are missing.
        Submitted = "submitted",
        /// The renewal is in and complete, and waits for its decision.
        InReview = "in_review",
        /// The cycle was renewed: by a decision, or by itself.
        Approved = "approved",
        /// Lapsed, and may be reinstated.
        Lapsed = "lapsed",
        /// Expired, revoked or surrendered.
        Gone = "gone",
    }
}

impl Progress {
    /// Whether something is still to be done about it, by whoever is due or by the body.
    pub fn is_open(self) -> bool {
        !matches!(self, Progress::Approved | Progress::Lapsed | Progress::Gone)
    }
}

/// What credits a cycle takes, and what it has.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Credits {
    /// Needed: in all, and approved.
    pub required: (Units, Units),
    /// Earned: in all, and approved.
    pub earned: (Units, Units),
    /// What is missing in single categories.
    pub categories: Vec<(String, Units)>,
    /// What is missing in years that have a number of their own which decides: first and last day, how much.
    pub years: Vec<(Date, Date, Units)>,
}

impl Credits {
    /// What is missing: in all, and of approved ones.
    pub fn missing(&self) -> (Units, Units) {
        (self.required.0.less(self.earned.0), self.required.1.less(self.earned.1))
    }

    /// Whether nothing is.
    pub fn suffice(&self) -> bool {
        self.missing() == (Units::ZERO, Units::ZERO) && self.categories.is_empty() && self.years.is_empty()
    }
}

/// What would have to be paid by who pays on a day, from that day on until the next bill.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bill {
    /// First day.
    pub from: Date,
    /// Each fee, as payments name it, with what is still to be paid of it.
    pub fees: Vec<(String, Money)>,
}

impl Bill {
    /// All of it.
    pub fn total(&self) -> Money {
        self.fees.iter().map(|(_, amount)| *amount).sum()
    }
}

/// What is due of one certificant in a year, and what becomes of it if nothing more happens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Due {
    /// The programmes that are renewed, in the order of their awards.
    pub programmes: Vec<String>,
    /// First and last day of the cycle.
    pub cycle: (Date, Date),
    /// The day: the cycle's last, or the anniversary on which the yearly fee is due.
    pub day: Date,
    /// Whether the cycle ends then; else a yearly fee is due and nothing more.
    pub ends: bool,
    /// Whether a renewal has to be submitted; else the cycle renews by itself, or only a fee is due.
    pub applies: bool,
    /// The first day on which the certificant is not in good standing, if nothing more happens.
    pub lapses: Option<Date>,
    /// The credits of the cycle.
    pub credits: Credits,
    /// The bills, earliest first: what paying comes to from when on.
    pub bills: Vec<Bill>,
    opens: Date,
    done: Option<Date>,
    paid: Option<Date>,
    submitted: Option<Date>,
    extended: Option<Date>,
    ended: Option<Date>,
    standings: Timeline,
}

impl Due {
    /// How far it is on a day.
    pub fn progress(&self, on: Date) -> Progress {
        let by = |day: Option<Date>| day.is_some_and(|day| day <= on);
        let standing = self.standings.on(on).unwrap_or(Standing::Active);
        if by(self.ended) || !standing.held() {
            Progress::Gone
        } else if by(self.done) {
            if self.ends { Progress::Approved } else { Progress::Paid }
        } else if standing == Standing::InReview {
            Progress::InReview
        } else if !standing.good() {
            Progress::Lapsed
        } else if by(self.submitted) {
            Progress::Submitted
        } else if by(self.extended) {
            Progress::Extended
        } else if by(self.paid) {
            Progress::Paid
        } else if self.credits.suffice() {
            Progress::Enough
        } else if self.credits.earned.0 > Units::ZERO {
            Progress::Some
        } else {
            Progress::Nothing
        }
    }

    /// What they pay who pay on `on`, or on the first day on which it is taken.
    pub fn bill(&self, on: Date) -> &[(String, Money)] {
        let day = on.max(self.opens);
        self.bills.iter().rev().find(|bill| bill.from <= day).map_or(&[], |bill| &bill.fees)
    }

    /// What paying comes to from `on` on: each bill with its first and last day, through the last day on which something
    /// is still taken.
    pub fn bills_from(&self, on: Date) -> Vec<(Date, Option<Date>, Money)> {
        let day = on.max(self.opens);
        let first = self.bills.iter().rposition(|bill| bill.from <= day).unwrap_or(0);
        let last = |at: usize| self.bills.get(at + 1).map(|next| previous(next.from));
        let all = self.bills.iter().enumerate().skip(first).filter(|(_, bill)| !bill.fees.is_empty());
        all.map(|(at, bill)| (bill.from.max(day), last(at), bill.total())).collect()
    }

    /// Whether nothing is left to be done by the certificant on a day.
    pub fn is_done(&self, on: Date) -> bool {
        self.done.is_some_and(|day| day <= on)
    }
}

/// Many forecasts together, as of a day.
#[derive(Debug, Clone, Default)]
pub struct Sum {
    counts: HashMap<Progress, u64>,
    /// How many lapse, by day, and what they still owe; those who have lapsed by then included.
    pub lapses: BTreeMap<Date, (u64, Money)>,
    /// What comes in if all those due pay on time: how many pay, and how much, by fee.
    pub income: BTreeMap<String, (u64, Money)>,
}

impl Sum {
    /// Adds one, as it is on a day; answers how far it is.
    pub fn add(&mut self, due: &Due, on: Date) -> Progress {
        let progress = due.progress(on);
        *self.counts.entry(progress).or_default() += 1;
        if let Some(day) = due.lapses.filter(|_| progress != Progress::Gone || due.ended.is_none()) {
            let (people, owed) = self.lapses.entry(day).or_default();
            *people += 1;
            *owed += due.bill(on).iter().map(|(_, amount)| *amount).sum::<Money>();
        }
        for (fee, amount) in due.bill(on) {
            // Most names are there already.
            if !self.income.contains_key(fee) {
                self.income.insert(fee.clone(), (0, Money::ZERO));
            }
            if let Some((people, sum)) = self.income.get_mut(fee) {
                *people += 1;
                *sum += *amount;
            }
        }
        progress
    }

    /// How many are so far.
    pub fn count(&self, progress: Progress) -> u64 {
        self.counts.get(&progress).copied().unwrap_or(0)
    }

    /// How many there are in all.
    pub fn all(&self) -> u64 {
        self.counts.values().sum()
    }
}

impl<'a> Ledger<'a> {
    /// What is due in a year, of the certification held last.
    pub fn due(&self, year: i16) -> Option<Due> {
        let (holdings, _) = self.holdings();
        holdings.iter().rev().find_map(|holding| self.due_of(holding, year))
    }

    fn due_of(&self, holding: &Holding<'a>, year: i16) -> Option<Due> {
        let anniversary = |c: &Cycle<'a>| c.dues.iter().find(|d| d.on.year() == year).map(|d| d.on);
        let ending = holding.cycles.iter().find(|c| c.to.year() == year);
        let cycle = ending.or_else(|| holding.cycles.iter().find(|c| anniversary(c).is_some()))?;
        let ends = ending.is_some();
        let day = if ends { cycle.to } else { anniversary(cycle)? };
        let settled = || cycle.dues.iter().find(|d| d.on == day).and_then(|d| d.settled);
        let done = if ends { cycle.renewed.map(|(day, _)| day) } else { settled() };
        let submission = self.scheme.submission.as_ref().and_then(|s| s.on(cycle.to)).filter(|_| ends);
        let undecided = cycle.submitted.iter().rev().find(|s| s.decided.is_none());
        let bills = if ends || done.is_none() { self.bills(holding, year, day) } else { Vec::new() };
        Some(Due {
            programmes: self.programmes(holding, day),
            cycle: (cycle.from, cycle.to),
            day,
            ends,
            applies: submission.is_some(),
            lapses: if done.is_some() { None } else { lapses(&holding.timeline, day, ends) },
            credits: self.credits_of(holding, cycle),
            bills,
            opens: match submission {
                Some(rule) => rule.opens.of(cycle.to),
                // What renews by itself costs the yearly fee of the cycle that follows.
                None if ends => next(day),
                None => day,
            },
            done,
            paid: submission.and_then(|s| self.paid_up(holding, cycle, &s.figures().fee.id)),
            submitted: undecided.filter(|_| ends).map(|s| s.fact.day),
            extended: cycle.extended.filter(|_| ends).map(|(granted, _)| granted.day),
            ended: self.ended(holding),
            standings: holding.timeline.since(cycle.from),
        })
    }

    /// The programmes whose credentials are held on a day, or by then were not yet given up.
    fn programmes(&self, holding: &Holding<'a>, day: Date) -> Vec<String> {
        let held = |by: Date| {
            let own = holding.awards.iter().filter(move |a| a.day <= day);
            own.filter(move |a| conduct::ended(&a.measures, by).is_none()).map(|a| a.programme.to_owned())
        };
        let now: Vec<String> = held(day).collect();
        if now.is_empty() { held(Date::MIN).collect() } else { now }
    }

    /// The day since which none of the credentials is held, by a measure or by being given up.
    fn ended(&self, holding: &Holding<'a>) -> Option<Date> {
        let ended: Option<Vec<Date>> = holding.awards.iter().map(|a| conduct::ended(&a.measures, Date::MAX)).collect();
        ended?.into_iter().max()
    }

    fn credits_of(&self, holding: &Holding<'a>, cycle: &Cycle<'a>) -> Credits {
        let Some(needs) = self.needs(cycle, &holding.awards, cycle.to) else { return Credits::default() };
        let worth = self.worth(cycle.days, Date::MAX);
        let of = |id: &str| worth.iter().filter(|w| w.category.id == id).map(|w| w.counted).sum::<Units>();
        let least = needs.edition.figures().categories.iter().flatten();
        let categories = least.map(|c| (c.category.id.clone(), c.least.less(of(&c.category.id))));
        let yearly = self.scheme.yearly.as_ref().and_then(|y| y.on(cycle.to)).filter(|y| y.decides);
        let years = yearly.map(|y| {
            let short = |d: super::credits::Days| (d.from, d.to, y.units.less(in_year(&worth, d)));
            self.years(cycle).into_iter().map(short).filter(|(.., short)| *short > Units::ZERO).collect()
        });
        Credits {
            required: (needs.total, needs.approved),
            earned: (worth.iter().map(|w| w.counted).sum(), worth.iter().map(|w| w.approved).sum()),
            categories: categories.filter(|(_, short)| *short > Units::ZERO).collect(),
            years: years.unwrap_or_default(),
        }
    }

    /// The day on which a renewal's fee was paid in full, if it still is.
    fn paid_up(&self, holding: &Holding<'a>, cycle: &Cycle<'a>, fee: &str) -> Option<Date> {
        let days = self.payments.iter().filter(|p| p.item == fee && p.fact.day >= cycle.pay_from).map(|p| p.fact.day);
        let still = self.paid(fee, cycle.pay_from, Date::MAX);
        let mut days = days.filter(|day| {
            let held = self.held_in(cycle, &holding.awards, *day);
            let quote = self.quote(fee, cycle.to, held, *day);
            quote.is_some_and(|q| still >= q.amount && self.paid(fee, cycle.pay_from, *day) >= q.amount)
        });
        days.next()
    }

    /// What paying comes to, from each day on which that becomes another.
    fn bills(&self, holding: &Holding<'a>, year: i16, day: Date) -> Vec<Bill> {
        let of_year = |c: &&Cycle<'a>| c.to.year() == year || c.dues.iter().any(|d| d.on.year() == year);
        let cycles: Vec<&Cycle<'a>> = holding.cycles.iter().filter(of_year).collect();
        let mut days: Vec<Date> = cycles.iter().flat_map(|c| self.turning_days(c)).chain([day, next(day)]).collect();
        days.extend(
            self.memberships
                .iter()
                .flat_map(|fact| match fact.entry.event {
                    Event::Membership { from, to, .. } => [Some(from), to.map(next)],
                    _ => [None, None],
                })
                .flatten(),
        );
        days.extend(holding.awards.iter().map(|a| a.day));
        days.retain(|d| cycles.iter().any(|c| c.from <= *d));
        days.sort_unstable();
        days.dedup();
        let mut bills: Vec<Bill> = Vec::with_capacity(days.len());
        for from in days {
            let owed = cycles.iter().flat_map(|cycle| self.owed(holding, cycle, from)).filter(|o| o.from <= from);
            let mut fees: Vec<(String, Money)> = Vec::new();
            for owed in owed {
                match fees.iter_mut().find(|(item, _)| item == owed.item) {
                    Some((_, amount)) => *amount += owed.amount,
                    None => fees.push((owed.item.to_owned(), owed.amount)),
                }
            }
            if bills.last().map_or(!fees.is_empty(), |last| last.fees != fees) {
                bills.push(Bill { from, fees });
            }
        }
        bills
    }

    /// The days on which what a cycle costs may become another.
    fn turning_days(&self, cycle: &Cycle<'a>) -> Vec<Date> {
        let mut days: Vec<Date> = cycle.dues.iter().map(|d| d.on).collect();
        days.extend(cycle.submitted.iter().map(|s| s.fact.day));
        days.extend(cycle.extended.map(|(granted, _)| granted.day));
        if let Some(rule) = self.scheme.submission.as_ref().and_then(|s| s.on(cycle.to)) {
            days.extend([rule.opens.of(cycle.to), next(rule.due.of(cycle.to))]);
        }
        days.extend(self.deadline(cycle).map(next));
        if let Some(rule) = self.scheme.reinstatement.as_ref().and_then(|r| r.on(cycle.to)) {
            days.extend([rule.opens.of(cycle.to), next(rule.until.of(cycle.to))]);
        }
        days
    }
}

/// The first day not in good standing that follows from what is due on `day`: for a cycle that ends, at any time; for a
/// yearly fee, before the next falls due.
fn lapses(timeline: &Timeline, day: Date, ends: bool) -> Option<Date> {
    let through = if ends { Date::MAX } else { previous(Length { count: 1, unit: Unit::Year }.after(day)) };
    let own = |from: Date, to: Option<Date>| from <= through && to.is_none_or(|to| to > day);
    timeline.stretches().find(|s| !s.standing.good() && own(s.from, s.to)).map(|s| s.from)
}
