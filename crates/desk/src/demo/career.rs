//! A certificant's years: cycle after cycle, until something ends them.

use jiff::civil::Date;
use programme::Handbook;
use programme::day::next;
use programme::recertification::Scheme;
use programme::recertification::timeline::Standing;
use programme::record::Line;
use programme::review::Case;

use super::chance::{days_between, minus};
use super::person::Person;
use super::story::LAST_DAY;

/// The year from whose cycles on credits were logged one by one.
const CREDITS_ON_FILE: i16 = 2024;

/// Somebody who holds credentials that renew together.
pub struct Holder<'w> {
    /// The body.
    pub house: &'w Handbook,
    /// Its scheme.
    pub scheme: &'w Scheme,
    /// What they hold, with the days of award; the first sets the cycles.
    pub held: Vec<(&'w str, Date)>,
    /// The first award's day.
    pub anchor: Date,
    /// The day of the last renewal, or of the award.
    pub entered: Date,
}

/// One renewal cycle.
#[derive(Clone, Copy)]
pub struct Cycle {
    /// First day.
    pub from: Date,
    /// Last day.
    pub to: Date,
}

impl Holder<'_> {
    /// How many credentials are held on a day.
    pub fn credentials(&self, day: Date) -> usize {
        self.held.iter().filter(|(_, awarded)| *awarded <= day).count().max(1)
    }

    /// Whether the second credential came during a cycle.
    pub fn joined(&self, cycle: &Cycle, day: Date) -> bool {
        self.held.iter().skip(1).any(|(_, awarded)| cycle.from <= *awarded && *awarded <= day)
    }
}

impl Cycle {
    /// Whether its credits are on file one by one.
    pub fn in_detail(&self) -> bool {
        self.to.year() >= CREDITS_ON_FILE
    }

    /// The days of the cycle on which its own credits are earned: after the renewal of the one before, by `last`.
    pub fn earning(&self, holder: &Holder<'_>, last: Date) -> (Date, Date) {
        (self.from.max(next(holder.entered)), last.min(self.to))
    }
}

impl<'w> Person<'w> {
    /// Keeps a credential for as long as they do.
    pub fn certificant(&mut self, house: &'w Handbook, programme: &'w programme::handbook::Programme, awarded: Date) {
        let Some(scheme) = house.scheme.as_ref().filter(|s| s.renews(&programme.id)) else { return };
        let held = vec![(programme.id.as_str(), awarded)];
        let mut holder = Holder { house, scheme, held, anchor: awarded, entered: awarded };
        let second_in = if self.chance.once(190) { Some(self.chance.below(3) as u16) } else { None };
        let mut from = awarded;
        for index in 0..60 {
            let (to, written) = scheme.cycle_end(awarded, index);
            if from > LAST_DAY {
                return;
            }
            if written && to >= from {
                let cycle = Cycle { from, to };
                if second_in == Some(index) {
                    self.second(&mut holder, &cycle);
                }
                match self.spend(&mut holder, &cycle) {
                    Some(renewed) => holder.entered = renewed,
                    None => return self.try_again(&holder, &cycle),
                }
            }
            from = next(to);
        }
    }

    /// Goes through a cycle; the day of its renewal, if it is renewed.
    fn spend(&mut self, holder: &mut Holder<'w>, cycle: &Cycle) -> Option<Date> {
        if self.measures(holder, cycle) {
            let last = holder.entered.max(cycle.from);
            self.some_credits(holder, cycle, last, 300);
            return None;
        }
        match holder.scheme.submission.as_ref().and_then(|s| s.on(cycle.to)) {
            Some(rule) => self.renew(holder, cycle, rule.figures()),
            None => self.advance(holder, cycle),
        }
    }

    /// Goes in for another programme of the same scheme.
    fn second(&mut self, holder: &mut Holder<'w>, cycle: &Cycle) {
        let held = |id: &str| holder.held.iter().any(|(held, _)| *held == id);
        let other = holder.house.programmes.iter().find(|p| !held(&p.id) && holder.scheme.renews(&p.id));
        let last = minus(cycle.to, 500);
        let Some(other) = other.filter(|_| days_between(holder.entered, last) > 60) else { return };
        let from = self.chance.day(holder.entered.max(cycle.from), last);
        if let Some(awarded) = self.candidacy(holder.house, other, from) {
            holder.held.push((&other.id, awarded));
        }
    }

    /// After it has expired, passes the exam once more: only if the record agrees that nothing is held any longer.
    fn try_again(&mut self, holder: &Holder<'w>, cycle: &Cycle) {
        let Some(programme) = holder.held.first().and_then(|(id, _)| holder.house.programme(id)) else { return };
        if !self.chance.once(90) {
            return;
        }
        let from = self.chance.after(cycle.to, 230, 1200);
        if from > LAST_DAY || !self.has_lost(&programme.id, from) {
            return;
        }
        if let Some(awarded) = self.candidacy(holder.house, programme, from) {
            self.certificant(holder.house, programme, awarded);
        }
    }

    /// Whether, by the rules themselves, a credential is no longer held on a day nor ever after.
    fn has_lost(&self, programme: &str, day: Date) -> bool {
        let mut text = Vec::new();
        self.story.write(self.number, &mut text);
        let Ok(text) = std::str::from_utf8(&text) else { return false };
        let lines: Vec<Line<'_>> = text.lines().enumerate().map(|(at, text)| Line { number: at + 1, text }).collect();
        let case = Case::open(self.world.bodies, "".into(), &lines, None);
        let review = case.review(day);
        let gone = |s: Standing| matches!(s, Standing::Expired);
        let mut of_programme = review.credentials.iter().filter(|c| c.programme.id == programme).peekable();
        of_programme.peek().is_some()
            && of_programme.all(|c| gone(c.standing) && c.timeline.stretch(day).is_some_and(|s| s.to.is_none()))
    }
}
