//! Renewals by application: in time, late, sent back, refused, or never.

use jiff::civil::Date;
use programme::day::next;
use programme::recertification::Submission;

use super::career::{Cycle, Holder};
use super::chance::{minus, plus, working};
use super::credits::{Days, Goal};
use super::person::Person;
use super::story::{LAST_DAY, Ref};
use super::words;

/// How a renewal goes.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Way {
    InTime,
    Late,
    SentBack,
    Extension,
    Reinstatement,
    Refused,
    Never,
}

/// How often each way is gone, in a thousand.
const WAYS: [(Way, u32); 7] = [
    (Way::InTime, 745),
    (Way::Late, 55),
    (Way::SentBack, 25),
    (Way::Extension, 35),
    (Way::Reinstatement, 30),
    (Way::Refused, 6),
    (Way::Never, 104),
];

/// The days of a renewal.
#[derive(Clone, Copy)]
pub struct Season<'w> {
    /// The rule.
    pub rule: &'w Submission,
    /// First day on which an application is taken.
    pub opens: Date,
    /// Last day on time.
    pub due: Date,
    /// Last day at all.
    pub late: Date,
}

impl<'w> Person<'w> {
    /// Goes through a cycle that is renewed on application; the day of renewal, if it is renewed.
    pub fn renew(&mut self, holder: &Holder<'w>, cycle: &Cycle, rule: &'w Submission) -> Option<Date> {
        let opens = rule.opens.of(cycle.to).max(next(holder.entered));
        let season = Season { rule, opens, due: rule.due.of(cycle.to), late: rule.late_until.of(cycle.to) };
        if season.opens > LAST_DAY {
            // Still under way: some are ahead of the years gone by, some behind.
            let gone = super::chance::days_between(cycle.from, LAST_DAY).max(0) as u32;
            let share = self.chance.between(gone * 300 / 1100, gone * 900 / 1100);
            self.some_credits(holder, cycle, LAST_DAY, share.min(1000));
            return None;
        }
        let way = self
            .chance
            .weighted(WAYS.iter().map(|(_, weight)| *weight))
            .and_then(|at| WAYS.get(at))
            .map(|(way, _)| *way);
        match way.unwrap_or(Way::InTime) {
            Way::InTime if !cycle.in_detail() => self.in_brief(holder, cycle, &season),
            Way::InTime => self.in_time(holder, cycle, &season),
            Way::Late => self.late(holder, cycle, &season),
            Way::SentBack => self.sent_back(holder, cycle, &season),
            Way::Extension => self.by_extension(holder, cycle, &season),
            Way::Reinstatement => self.by_reinstatement(holder, cycle, &season),
            Way::Refused => self.refused(holder, cycle, &season),
            Way::Never => {
                let share = self.chance.below(800);
                self.some_credits(holder, cycle, cycle.to, share);
                None
            }
        }
    }

    /// What is left of a renewal of the paper years: that it came, and was approved.
    fn in_brief(&mut self, holder: &Holder<'w>, cycle: &Cycle, season: &Season<'w>) -> Option<Date> {
        let last = minus(season.due, 35).max(season.opens);
        let day = self.chance.day(season.opens, last);
        if self.chance.once(200) {
            self.pay_fee(holder, cycle, &season.rule.fee.id, day);
        }
        let renewal = self.submit(holder, day);
        Some(self.approve(renewal, day))
    }

    fn in_time(&mut self, holder: &Holder<'w>, cycle: &Cycle, season: &Season<'w>) -> Option<Date> {
        // Most come in the last weeks.
        let day = self.chance.day(season.opens, season.due).max(self.chance.day(season.opens, season.due));
        let credits = self.complete(holder, cycle, minus(day, 1), day);
        let renewal = self.submit(holder, day);
        self.pay_fee(holder, cycle, &season.rule.fee.id, day);
        Some(self.decide_renewal(holder, cycle, renewal, day, &credits))
    }

    pub(super) fn late(&mut self, holder: &Holder<'w>, cycle: &Cycle, season: &Season<'w>) -> Option<Date> {
        let day = self.chance.day(next(season.due).min(season.late), season.late);
        let credits = self.complete(holder, cycle, cycle.to.min(minus(day, 1)), day);
        let renewal = self.submit(holder, day);
        self.pay_fee(holder, cycle, &season.rule.fee.id, day);
        if let Some(fee) = season.rule.late_fee.as_ref() {
            self.pay_fee(holder, cycle, &fee.id, day);
        }
        Some(self.decide_renewal(holder, cycle, renewal, day, &credits))
    }

    fn sent_back(&mut self, holder: &Holder<'w>, cycle: &Cycle, season: &Season<'w>) -> Option<Date> {
        let last = minus(season.due, 45).max(season.opens);
        let day = self.chance.day(season.opens, last);
        self.some_credits(holder, cycle, minus(day, 1), 700);
        let first = self.submit(holder, day);
        self.pay_fee(holder, cycle, &season.rule.fee.id, day);
        let back = self.chance.office_day(day, 15, 28);
        let reason = self.chance.word(words::SENT_BACK);
        self.story
            .add("renewal_decided", back)
            .refers("renewal", first)
            .text("outcome", "returned")
            .text("reason", reason);
        let again = self.chance.day(next(back), season.due).max(next(back));
        let (_, to) = cycle.earning(holder, minus(again, 1));
        let goal = self.goal(holder, cycle, again);
        let rest = Goal { total: goal.total / 2, approved: goal.approved / 2 };
        self.earn(holder.scheme, Days { from: day.min(to), to, by: again }, rest);
        let renewal = self.submit(holder, again);
        Some(self.approve(renewal, again))
    }

    fn refused(&mut self, holder: &Holder<'w>, cycle: &Cycle, season: &Season<'w>) -> Option<Date> {
        let day = self.chance.day(season.opens, season.due);
        let credits = self.complete(holder, cycle, minus(day, 1), day);
        let renewal = self.submit(holder, day);
        self.pay_fee(holder, cycle, &season.rule.fee.id, day);
        let opened = self.chance.office_day(day, 3, 10);
        let closed = working(plus(opened, 35));
        self.audit(holder, opened, closed, true);
        for credit in credits {
            self.disallow(credit, closed);
        }
        let reason = self.chance.word(words::SENT_BACK);
        self.story
            .add("renewal_decided", plus(closed, 3))
            .refers("renewal", renewal)
            .text("outcome", "refused")
            .text("reason", reason);
        None
    }

    /// Earns a cycle's credits by a day, reported by another; what was logged, where that is on file.
    pub fn complete(&mut self, holder: &Holder<'w>, cycle: &Cycle, last: Date, by: Date) -> Vec<Ref> {
        if !cycle.in_detail() {
            return Vec::new();
        }
        let (from, to) = cycle.earning(holder, last);
        let goal = self.goal(holder, cycle, by);
        self.earn(holder.scheme, Days { from, to, by }, goal)
    }

    /// Submits the renewal application.
    pub fn submit(&mut self, holder: &Holder<'w>, day: Date) -> Ref {
        let (moment, note) = (self.moment(day, 120), self.note());
        self.story.add("renewal_submitted", day).text("scheme", &holder.scheme.id).moment(moment).note(note).id()
    }

    /// Pays a fee of a renewal.
    pub fn pay_fee(&mut self, holder: &Holder<'w>, cycle: &Cycle, item: &str, day: Date) {
        if let Some(amount) = self.quote(holder.house, item, cycle.to, holder.credentials(day), day) {
            self.pay_renewal(holder.house, item, amount, day, holder.entered);
        }
    }

    /// Approves a renewal after the usual time; the day.
    pub fn approve(&mut self, renewal: Ref, day: Date) -> Date {
        let decided = self.chance.office_day(day, 21, 28);
        self.story.add("renewal_decided", decided).refers("renewal", renewal).text("outcome", "approved");
        decided
    }

    /// Approves a renewal, some after an audit or with a credit struck out; the day.
    fn decide_renewal(&mut self, holder: &Holder<'w>, cycle: &Cycle, renewal: Ref, day: Date, credits: &[Ref]) -> Date {
        if let Some(credit) = self.chance.pick(credits).filter(|_| self.chance.once(30)) {
            self.disallow(credit, plus(day, 9));
            // The office asks for another in its place: an entry is seldom more than this.
            let (from, to) = cycle.earning(holder, minus(day, 1));
            let instead = Goal { total: 18_000, approved: 18_000 };
            self.earn(holder.scheme, Days { from, to, by: plus(day, 9) }, instead);
        }
        if !self.chance.once(35) {
            return self.approve(renewal, day);
        }
        let opened = self.chance.office_day(day, 4, 12);
        let closed = self.chance.office_day(opened, 20, 45);
        self.audit(holder, opened, closed, false);
        let decided = self.chance.office_day(closed, 1, 6);
        self.story.add("renewal_decided", decided).refers("renewal", renewal).text("outcome", "approved");
        decided
    }

    /// Strikes a credit out.
    pub fn disallow(&mut self, credit: Ref, day: Date) {
        let reason = self.chance.word(words::DISALLOWED);
        self.story.add("credit_disallowed", day).refers("credit", credit).text("reason", reason);
    }
}
