//! Yearly fees, and cycles that renew by themselves once credits and fees are there.

use jiff::civil::Date;
use programme::amount::Money;
use programme::day::{Length, Unit, next};
use programme::recertification::AnnualFee;

use super::career::{Cycle, Holder};
use super::chance::{minus, plus};
use super::credits::{Days, units_for};
use super::json;
use super::person::{Person, on_file};
use super::story::LAST_DAY;

/// How somebody goes through a cycle that renews by itself.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Habit {
    Steady,
    /// Pays a fee long after it was due.
    PaysLate,
    /// Reports the last credits only after the cycle.
    ReportsLate,
    /// Stops paying and reporting.
    Stops,
}

impl<'w> Person<'w> {
    /// Goes through a cycle that needs no application; the day of the next one's beginning, if it begins.
    pub fn advance(&mut self, holder: &Holder<'w>, cycle: &Cycle) -> Option<Date> {
        let habit = match self.chance.below(100) {
            0..=74 => Habit::Steady,
            75..=82 => Habit::PaysLate,
            83..=87 => Habit::ReportsLate,
            _ => Habit::Stops,
        };
        self.pay_dues(holder, cycle, habit);
        let (from, to) = cycle.earning(holder, cycle.to);
        let goal = self.goal(holder, cycle, cycle.to);
        match habit {
            _ if !cycle.in_detail() => self.points_from_paper(holder, cycle, goal.total, habit != Habit::Stops),
            Habit::Stops => self.some_credits(holder, cycle, self.middle(cycle), 400),
            Habit::ReportsLate => {
                // Earned in time, known to the body only in the next cycle.
                let late = self.chance.after(cycle.to, 15, 100);
                self.earn(holder.scheme, Days { from, to, by: late }, goal);
                self.late_points(holder, cycle, late);
            }
            _ => drop(self.earn(holder.scheme, Days { from, to, by: to }, goal)),
        }
        if habit == Habit::Stops {
            return None;
        }
        let failed = self.january_audit(holder, cycle);
        if failed { None } else { Some(next(cycle.to)) }
    }

    /// Pays the yearly fees that fall due in a cycle.
    fn pay_dues(&mut self, holder: &Holder<'w>, cycle: &Cycle, habit: Habit) {
        let Some(clause) = &holder.scheme.annual_fee else { return };
        let mut dues: Vec<(Date, Money, &'w AnnualFee)> = Vec::new();
        for n in 0..200 {
            let on = Length { count: n, unit: Unit::Year }.after(holder.anchor);
            if on > cycle.to {
                break;
            }
            let rule = clause.on(on).map(|r| r.figures()).filter(|r| on >= cycle.from && n >= r.from_anniversary);
            let amount = |r: &AnnualFee| self.quote(holder.house, &r.fee.id, on, holder.credentials(on), on);
            dues.extend(rule.and_then(|r| Some((on, amount(r)?, r))));
        }
        if habit == Habit::Stops {
            let kept = self.chance.below(2) as usize;
            dues.truncate(kept);
        }
        // Paying all of a cycle's years at once was usual on paper, and is still taken.
        let at_once = habit != Habit::Stops && (!on_file(cycle.to) || self.chance.once(350));
        if let Some((on, _, rule)) = dues.first().filter(|_| at_once) {
            let sum = dues.iter().map(|(_, amount, _)| *amount).sum();
            let day = self.chance.day(minus(*on, 30).max(next(cycle.from.min(minus(*on, 31)))), *on);
            self.pay(holder.house, &rule.fee.id, sum, day);
            return;
        }
        let late_one =
            if habit == Habit::PaysLate { self.chance.below(dues.len() as u32) as usize } else { usize::MAX };
        for (at, (on, amount, rule)) in dues.into_iter().enumerate() {
            let day = if at == late_one { self.chance.after(on, 10, 200) } else { self.chance.day(minus(on, 30), on) };
            self.pay(holder.house, &rule.fee.id, amount, day);
        }
    }

    /// One entry for the points of a cycle that was kept on paper.
    fn points_from_paper(&mut self, holder: &Holder<'w>, cycle: &Cycle, total: i64, complete: bool) {
        let day = minus(cycle.to, self.chance.between(20, 200)).max(cycle.from);
        let counts = |c: &&programme::recertification::Category| {
            c.clause.on(day).is_some_and(|r| r.counts && r.credits_per_unit.is_some() && r.credits_per_cycle.is_none())
        };
        let Some(category) = holder.scheme.categories.iter().find(counts).filter(|_| total > 0 && complete) else {
            return;
        };
        let rate = category.clause.on(day).and_then(|r| r.credits_per_unit).map_or(1000, |r| r.thousandths().max(1));
        self.story
            .add("credit_logged", day)
            .text("scheme", &holder.scheme.id)
            .text("category", &category.id)
            .said("units", units_for(total, rate))
            .text("title", "Points of the whole cycle")
            .flag("certificate", false)
            .note(Some("entered from the paper file"))
            .by(Some("import"));
    }

    /// The last points of a cycle, earned in time and reported late.
    fn late_points(&mut self, holder: &Holder<'w>, cycle: &Cycle, late: Date) {
        let Some(category) = holder.scheme.categories.iter().find(|c| c.clause.on(cycle.to).is_some_and(|r| r.counts))
        else {
            return;
        };
        let day = minus(cycle.to, 20).max(cycle.from);
        self.story
            .add("credit_logged", day)
            .text("scheme", &holder.scheme.id)
            .text("category", &category.id)
            .said("units", 2)
            .text("title", "Evening seminar")
            .fields(|out| json::flag(out, "certificate", true))
            .recorded(Some(late))
            .note(Some("reported after the cycle"));
    }

    /// The audit that some meet in the January after they entered a new cycle; whether it was failed.
    fn january_audit(&mut self, holder: &Holder<'w>, cycle: &Cycle) -> bool {
        let rule = holder.scheme.audit.as_ref().and_then(|a| a.on(cycle.to));
        let Some(month) = rule.and_then(|r| r.drawn_in).filter(|_| on_file(cycle.to) && self.chance.once(70)) else {
            return false;
        };
        let year = next(cycle.to).year().saturating_add(1);
        let Ok(drawn) = Date::new(year, month.0, 9) else { return false };
        if drawn > LAST_DAY {
            return false;
        }
        let opened = self.chance.after(drawn, 0, 15);
        let failed = self.chance.once(100);
        self.audit(holder, opened, plus(opened, 45), failed);
        failed
    }

    /// Opens and closes an audit.
    pub fn audit(&mut self, holder: &Holder<'w>, opened: Date, closed: Date, failed: bool) {
        let scheme = holder.scheme.id.as_str();
        self.story.add("audit_opened", opened).text("scheme", scheme);
        let outcome = if failed { "failed" } else { "passed" };
        self.story.add("audit_closed", closed).text("scheme", scheme).text("outcome", outcome);
    }

    fn middle(&self, cycle: &Cycle) -> Date {
        plus(cycle.from, 500).min(cycle.to)
    }
}
