//! Renewals that need help: extensions and reinstatements.

use jiff::civil::Date;
use programme::day::{next, previous};

use super::career::{Cycle, Holder};
use super::chance::{minus, plus};
use super::credits::{Days, Goal};
use super::person::Person;
use super::renewal::Season;
use super::story::Ref;

impl<'w> Person<'w> {
    /// Asks for more time. Who gets it mostly finishes; who does not is late, or gives up.
    pub fn by_extension(&mut self, holder: &Holder<'w>, cycle: &Cycle, season: &Season<'w>) -> Option<Date> {
        let Some(rule) = holder.scheme.extension.as_ref().and_then(|e| e.on(cycle.to)) else {
            return self.late(holder, cycle, season);
        };
        let rule = rule.figures();
        let asked_by = rule.asked_by.of(cycle.to);
        let granted = self.chance.once(700);
        let asked = self.chance.day(minus(asked_by, 70), minus(asked_by, 3)).max(next(holder.entered));
        let row = rule.least.iter().rev().find(|r| usize::from(r.credentials) <= holder.credentials(asked));
        let least = row.map_or(0, |r| r.total.thousandths());
        let (from, to) = cycle.earning(holder, previous(asked));
        if cycle.in_detail() {
            let earned = if granted { least } else { least / 2 };
            self.earn(holder.scheme, Days { from, to, by: asked }, Goal { total: earned, approved: earned / 2 });
        }
        let late_asking = !granted && self.chance.once(300);
        let asked = if late_asking { self.chance.after(asked_by, 1, 20) } else { asked };
        let request = self.ask_extension(holder, asked, granted);
        let decided = self.chance.office_day(asked, 2, 9);
        let outcome = if granted { "approved" } else { "refused" };
        self.story.add("extension_decided", decided).refers("extension", request).text("outcome", outcome);
        if !granted {
            return if self.chance.once(500) && decided < season.late {
                self.late(holder, cycle, season)
            } else {
                None
            };
        }
        if self.chance.once(200) {
            return None;
        }
        let through = previous(rule.lasts.after(next(cycle.to)));
        let day = self.chance.day(plus(decided, 20).min(through), through);
        if cycle.in_detail() {
            let goal = self.goal(holder, cycle, day);
            let rest = Goal { total: goal.total - least, approved: goal.approved - least / 2 };
            self.earn(holder.scheme, Days { from: decided, to: previous(day), by: day }, rest);
        }
        let renewal = self.submit(holder, day);
        self.pay_fee(holder, cycle, &season.rule.fee.id, day);
        self.pay_fee(holder, cycle, &rule.fee.id, day);
        Some(self.approve(renewal, day))
    }

    fn ask_extension(&mut self, holder: &Holder<'w>, day: Date, in_order: bool) -> Ref {
        let table = !in_order && self.chance.once(600);
        let in_writing = in_order || self.chance.once(800);
        let moment = self.moment(day, 400);
        self.story
            .add("extension_requested", day)
            .text("scheme", &holder.scheme.id)
            .flag("in_writing", in_writing)
            .text("with", if table { "tracking_table" } else { "certificates" })
            .moment(moment)
            .id()
    }

    /// Lapses, and comes back in the time for it; a few are turned down.
    pub fn by_reinstatement(&mut self, holder: &Holder<'w>, cycle: &Cycle, season: &Season<'w>) -> Option<Date> {
        let Some(rule) = holder.scheme.reinstatement.as_ref().and_then(|r| r.on(cycle.to)) else {
            return self.late(holder, cycle, season);
        };
        let rule = rule.figures();
        let (opens, until) = (rule.opens.of(cycle.to).max(next(season.late)), rule.until.of(cycle.to));
        let asked = self.chance.day(opens, minus(until, 40).max(opens));
        let refused = self.chance.once(150);
        if refused {
            self.some_credits(holder, cycle, cycle.to, 600);
        } else {
            self.complete(holder, cycle, cycle.to, asked);
        }
        let request = self.story.add("reinstatement_requested", asked).text("scheme", &holder.scheme.id).id();
        self.pay_fee(holder, cycle, &rule.fee.id, asked);
        let answered = self.chance.office_day(asked, 7, 20);
        let outcome = if refused { "refused" } else { "approved" };
        if refused {
            self.story.add("reinstatement_decided", answered).refers("reinstatement", request).text("outcome", outcome);
            return None;
        }
        let day = self.chance.after(asked, 0, 15);
        let renewal = self.submit(holder, day);
        self.pay_fee(holder, cycle, &season.rule.fee.id, day);
        let back = self.approve(renewal, day);
        self.story.add("reinstatement_decided", back).refers("reinstatement", request).text("outcome", outcome);
        Some(back)
    }
}
