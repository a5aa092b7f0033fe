//! What a certificant may do about a renewal on a day, and how the rules judge what was asked for.

use jiff::civil::Date;

use super::credits::Days;
use super::cycle::{Cycle, Holding, in_year};
use super::ledger::{Award, Ledger};
use super::timeline::Standing;
use crate::amount::{Money, Units};
use crate::day::next;
use crate::decision::{Action, Decision, Finding, Met, Reason};
use crate::handbook::clause::Source;
use crate::record::Fact;
use crate::record::event::{Event, Outcome, Proof};

/// A holding with the cycle that matters on the day of a question.
#[derive(Debug, Clone, Copy)]
pub struct Question<'l, 'a> {
    /// The facts.
    pub ledger: &'l Ledger<'a>,
    /// The awards and their cycles.
    pub holding: &'l Holding<'a>,
    /// The cycle.
    pub cycle: &'l Cycle<'a>,
    /// The day.
    pub on: Date,
}

impl<'a> Question<'_, 'a> {
    /// Everything that may be asked for on the day.
    pub fn actions(&self) -> Vec<Decision<'a>> {
        let decide = |action| Decision::new(action).scheme(&self.ledger.scheme.id);
        let decisions = [
            self.log_credit(decide(Action::LogCredit)),
            self.submit_renewal(decide(Action::SubmitRenewal)),
            self.request_extension(decide(Action::RequestExtension)),
            self.request_reinstatement(decide(Action::RequestReinstatement)),
        ];
        decisions.into_iter().flatten().collect()
    }

    /// Where the holding stands on the day; for a certificant of several credentials, the best of what is left.
    fn standing(&self) -> Standing {
        let of = |award: &Award<'a>| self.ledger.credential(self.holding, award).on(self.on);
        let standings = self.holding.awards.iter().filter_map(of);
        standings.min_by_key(|s| (!s.good(), !s.held(), *s == Standing::Suspended)).unwrap_or(Standing::Active)
    }

    fn log_credit(&self, mut decision: Decision<'a>) -> Option<Decision<'a>> {
        let clause = self.ledger.scheme.logging.as_ref()?;
        let Some(edition) = clause.on(self.on) else {
            return Some(decision.because(Reason::unwritten(clause.unwritten(), self.on)));
        };
        let standing = self.standing();
        let ended = self.on > self.cycle.days.to;
        // A renewal that waits for its decision keeps the credential past its last day: until when, nobody knows yet.
        let last = self.cycle.last.filter(|last| self.on <= *last || !standing.held());
        decision.from = Some(self.cycle.from);
        decision.to = if ended { last } else { Some(self.cycle.days.to) };
        let (met, finding) = match standing.held() {
            true => (Met::Yes, Finding::InForce { cycle_end: self.cycle.days.to }),
            false => (Met::No, Finding::NotHeld { standing }),
        };
        decision.add(Reason::new(edition.source(), met, finding));
        Some(decision)
    }

    fn submit_renewal(&self, mut decision: Decision<'a>) -> Option<Decision<'a>> {
        let Question { ledger, cycle, on, .. } = *self;
        let Some(clause) = &ledger.scheme.submission else {
            let automatic = ledger.scheme.automatic.as_ref()?;
            let source = automatic.on(on).map_or(automatic.unwritten(), |e| e.source());
            decision.from = Some(next(cycle.to));
            return Some(decision.because(Reason::new(source, Met::No, Finding::Automatic { on: next(cycle.to) })));
        };
        let Some(rule) = clause.on(cycle.to) else {
            return Some(decision.because(Reason::unwritten(clause.unwritten(), cycle.to)));
        };
        let source = rule.source();
        if let Some(reason) = self.renewed(source) {
            decision.from = self.next_opens();
            return Some(decision.because(reason));
        }
        let deadline = ledger.deadline(cycle)?;
        let opens = rule.opens.of(cycle.to);
        match self.standing() {
            standing if !standing.held() => decision.add(Reason::new(source, Met::No, Finding::NotHeld { standing })),
            Standing::Lapsed if self.reopened() => {
                let reinstatement = ledger.scheme.reinstatement.as_ref()?.on(cycle.to)?;
                decision.add(Reason::new(reinstatement.source(), Met::Yes, Finding::Reopened));
                decision.window(
                    reinstatement.source(),
                    reinstatement.opens.of(cycle.to),
                    reinstatement.until.of(cycle.to),
                    on,
                );
            }
            _ => decision.window(source, opens, deadline, on),
        }
        if decision.to.is_none() {
            (decision.from, decision.to) = (Some(opens), Some(deadline));
        }
        // What came before the application opened was not taken.
        if let Some(pending) = cycle.submitted.iter().rev().find(|s| s.decided.is_none() && s.fact.day >= opens) {
            decision.add(
                Reason::new(source, Met::No, Finding::InReview { since: pending.fact.day }).on(&pending.fact.entry.id),
            );
        }
        let due = rule.due.of(cycle.to);
        if cycle.extended.is_none() && on > due && on <= deadline {
            decision.add(Reason::new(source, Met::Note, Finding::AfterDue { due, late_until: deadline }));
        }
        // Before it opens, the meter says what is missing.
        if on >= opens {
            decision.reasons.extend(self.credits_so_far(Met::Note));
        }
        Some(decision)
    }

    /// The reason why nothing is left to renew in this cycle, if it was renewed.
    fn renewed(&self, source: Source<'a>) -> Option<Reason<'a>> {
        let (renewed, by) = self.cycle.renewed?;
        let finding = Finding::Renewed { on: renewed, next_opens: self.next_opens().unwrap_or(next(self.cycle.to)) };
        let reason = Reason::new(source, Met::No, finding);
        Some(by.into_iter().fold(reason, |r, fact| r.on(&fact.entry.id)))
    }

    /// The day on which the next cycle's application opens.
    fn next_opens(&self) -> Option<Date> {
        let (end, _) = self.ledger.scheme.cycle_end(self.holding.awards[0].day, self.cycle.index + 1);
        Some(self.ledger.scheme.submission.as_ref()?.on(end)?.opens.of(end))
    }

    /// Whether a reinstatement was asked for and its fee paid, so that the application is open again (F12).
    fn reopened(&self) -> bool {
        let Some(request) = self.cycle.reinstatement else { return false };
        let fee = || {
            let rule = self.ledger.scheme.reinstatement.as_ref()?.on(self.cycle.to)?;
            let quote = self.ledger.quote(&rule.fee.id, self.cycle.to, 1, request.day)?;
            Some(quote.amount.less(self.ledger.paid(&rule.fee.id, self.cycle.pay_from, self.on)))
        };
        fee() == Some(Money::ZERO)
    }

    /// How the credits of the cycle stand against what it takes.
    pub fn credits_so_far(&self, met_as: Met) -> Vec<Reason<'a>> {
        let Question { ledger, cycle, holding, on } = *self;
        let Some(needs) = ledger.needs(cycle, &holding.awards, on) else { return Vec::new() };
        let worth = ledger.worth(cycle.days, Date::MAX);
        let total: Units = worth.iter().map(|w| w.counted).sum();
        let approved: Units = worth.iter().map(|w| w.approved).sum();
        let missing = (needs.total.less(total), needs.approved.less(approved));
        let mut reasons = Vec::new();
        if missing == (Units::ZERO, Units::ZERO) {
            let finding = Finding::CreditsComplete { total, of: needs.total };
            reasons.push(Reason::new(
                needs.edition.source(),
                if met_as == Met::No { Met::Yes } else { met_as },
                finding,
            ));
        } else {
            let finding = Finding::Missing {
                total: missing.0,
                approved: missing.1,
                total_of: needs.total,
                approved_of: needs.approved,
            };
            reasons.push(Reason::new(needs.edition.source(), met_as, finding));
        }
        for least in needs.edition.figures().categories.iter().flatten() {
            let earned: Units = worth.iter().filter(|w| w.category.id == least.category.id).map(|w| w.counted).sum();
            if earned < least.least {
                let finding = Finding::CategoryShort { category: &least.category.id, earned, least: least.least };
                reasons.push(Reason::new(needs.edition.source(), met_as, finding));
            }
        }
        reasons
    }

    fn request_extension(&self, mut decision: Decision<'a>) -> Option<Decision<'a>> {
        let Question { ledger, cycle, on, .. } = *self;
        let clause = ledger.scheme.extension.as_ref()?;
        let Some(rule) = clause.on(cycle.to) else {
            return Some(decision.because(Reason::unwritten(clause.unwritten(), cycle.to)));
        };
        let source = rule.source();
        if let Some(reason) = self.renewed(source) {
            return Some(decision.because(reason));
        }
        let by = rule.asked_by.of(cycle.to);
        let opens =
            ledger.scheme.submission.as_ref().and_then(|s| s.on(cycle.to)).map_or(cycle.from, |s| s.opens.of(cycle.to));
        decision.window(source, opens, by, on);
        let standing = self.standing();
        if !standing.good() {
            decision.add(Reason::new(source, Met::No, Finding::NotHeld { standing }));
        }
        if let Some((granted, through)) = cycle.extended {
            decision.add(Reason::new(source, Met::No, Finding::AlreadyExtended { through }).on(&granted.entry.id));
        } else if let Some(asked) = self.undecided(&ledger.extensions) {
            decision.add(Reason::new(source, Met::No, Finding::AlreadyRequested { on: asked.day }).on(&asked.entry.id));
        }
        if let Some(pending) = cycle.submitted.iter().find(|s| s.is_waiting()) {
            decision.add(
                Reason::new(source, Met::No, Finding::InReview { since: pending.fact.day }).on(&pending.fact.entry.id),
            );
        }
        decision.reasons.extend(self.earned_for_extension(on));
        Some(decision)
    }

    /// A request of this cycle that waits for its decision.
    fn undecided(&self, requests: &[&'a Fact<'a>]) -> Option<&'a Fact<'a>> {
        let in_cycle = |f: &&&'a Fact<'a>| f.day >= self.cycle.from && self.ledger.last_word(f).is_none();
        requests.iter().rev().find(in_cycle).copied()
    }

    /// Whether enough was earned by `day`, with certificates, for an extension (F9).
    fn earned_for_extension(&self, day: Date) -> Option<Reason<'a>> {
        let Question { ledger, cycle, holding, .. } = *self;
        let rule = ledger.scheme.extension.as_ref()?.on(cycle.to)?;
        let held = ledger.held_in(cycle, &holding.awards, day).max(1);
        let row = rule.figures().least.iter().rev().find(|r| usize::from(r.credentials) <= held)?;
        let earned = ledger.worth(Days { from: cycle.days.from, to: day.min(cycle.to) }, day);
        let total: Units = earned.iter().filter(|w| w.certificate || !rule.certificates).map(|w| w.counted).sum();
        let finding = Finding::EarnedFor { total, least: row.total };
        Some(Reason::new(rule.source(), Met::when(total >= row.total), finding))
    }

    fn request_reinstatement(&self, mut decision: Decision<'a>) -> Option<Decision<'a>> {
        let Question { ledger, cycle, on, holding } = *self;
        let clause = ledger.scheme.reinstatement.as_ref()?;
        let Some(rule) = clause.on(cycle.to) else {
            return Some(decision.because(Reason::unwritten(clause.unwritten(), cycle.to)));
        };
        let source = rule.source();
        if let Some(reason) = self.renewed(source) {
            return Some(decision.because(reason));
        }
        let lapses =
            holding.timeline.stretches().find(|s| s.from > cycle.to && s.standing == Standing::Lapsed).map(|s| s.from);
        let from = rule.opens.of(cycle.to).max(lapses.unwrap_or(Date::MIN));
        decision.window(source, from, rule.until.of(cycle.to), on);
        match self.standing() {
            Standing::Lapsed => {}
            standing if standing.good() => decision.add(Reason::new(source, Met::No, Finding::NotLapsed)),
            standing => decision.add(Reason::new(source, Met::No, Finding::NotHeld { standing })),
        }
        if let Some(asked) = self.undecided(&ledger.reinstatements) {
            decision.add(Reason::new(source, Met::No, Finding::AlreadyRequested { on: asked.day }).on(&asked.entry.id));
        }
        if self.standing() == Standing::Lapsed {
            decision.reasons.extend(self.credits_so_far(Met::Note));
        }
        Some(decision)
    }

    /// How the rules judge one request of the record, on the day it was made; payments and credits as of the question's day.
    pub fn judge(&self, request: &'a Fact<'a>) -> Option<Vec<Reason<'a>>> {
        let id = request.entry.id.as_ref();
        let mut reasons = match &request.entry.event {
            Event::RenewalSubmitted { .. } => self.judge_renewal(request)?,
            Event::ExtensionRequested { in_writing, with, .. } => self.judge_extension(request, *in_writing, *with)?,
            Event::ReinstatementRequested { .. } => self.judge_reinstatement(request)?,
            _ => return None,
        };
        for reason in &mut reasons {
            reason.facts.insert(0, id);
        }
        Some(reasons)
    }

    fn judge_renewal(&self, request: &'a Fact<'a>) -> Option<Vec<Reason<'a>>> {
        let Question { ledger, cycle, holding, on } = *self;
        let rule = ledger.scheme.submission.as_ref()?.on(cycle.to)?;
        let deadline = ledger.deadline(cycle)?;
        let opens = rule.opens.of(cycle.to);
        let reopened = cycle.reinstatement.is_some() && request.day > deadline;
        let to = if reopened { ledger.finish_by(cycle).unwrap_or(deadline) } else { deadline };
        let inside = opens <= request.day && request.day <= to;
        let mut reasons =
            vec![Reason::new(rule.source(), Met::when(inside), Finding::Open { from: opens, to, on: request.day })];
        reasons.extend(self.credits_so_far(Met::No));
        if reopened {
            reasons.extend(self.documented());
        }
        let owed = ledger.owed_on_submission(cycle, &holding.awards, request.day, on, reopened);
        if owed.is_empty() {
            let item = rule.figures().fee.id.as_str();
            reasons.push(Reason::new(rule.source(), Met::Yes, Finding::Paid { item }));
        }
        let still = |(item, amount)| Reason::new(rule.source(), Met::No, Finding::StillToPay { item, amount });
        reasons.extend(owed.into_iter().map(still));
        Some(reasons)
    }

    fn judge_extension(&self, request: &'a Fact<'a>, in_writing: bool, with: Proof) -> Option<Vec<Reason<'a>>> {
        let Question { ledger, cycle, .. } = *self;
        let rule = ledger.scheme.extension.as_ref()?.on(cycle.to)?;
        let by = rule.asked_by.of(cycle.to);
        let body = &ledger.handbook.body;
        let clock = body.clock.on(by)?;
        let in_time = !request.entry.at.is_after(by, clock.close_of_business, &body.zone);
        let mut reasons = vec![Reason::new(rule.source(), Met::when(in_time), Finding::AskedInTime { by, in_time })];
        if rule.in_writing {
            reasons.push(Reason::new(rule.source(), Met::when(in_writing), Finding::InWriting { yes: in_writing }));
        }
        if rule.certificates {
            reasons.push(Reason::new(
                rule.source(),
                Met::when(with == Proof::Certificates),
                Finding::ProofSent { with },
            ));
        }
        reasons.extend(self.earned_for_extension(request.day));
        Some(reasons)
    }

    fn judge_reinstatement(&self, request: &'a Fact<'a>) -> Option<Vec<Reason<'a>>> {
        let Question { ledger, cycle, .. } = *self;
        let rule = ledger.scheme.reinstatement.as_ref()?.on(cycle.to)?;
        let (from, to) = (rule.opens.of(cycle.to), rule.until.of(cycle.to));
        let inside = from <= request.day && request.day <= to;
        let mut reasons =
            vec![Reason::new(rule.source(), Met::when(inside), Finding::Open { from, to, on: request.day })];
        reasons.extend(self.credits_so_far(Met::No));
        reasons.extend(self.documented());
        let item = rule.figures().fee.id.as_str();
        let (met, finding) = match self.reopened() {
            true => (Met::Yes, Finding::Reopened),
            false => {
                let amount = ledger.quote(item, cycle.to, 1, request.day).map_or(Money::ZERO, |q| q.amount);
                (Met::No, Finding::StillToPay { item, amount })
            }
        };
        reasons.push(Reason::new(rule.source(), met, finding));
        Some(reasons)
    }

    /// Whether every credit that counts has its certificate (F12).
    fn documented(&self) -> Option<Reason<'a>> {
        let rule = self.ledger.scheme.reinstatement.as_ref()?.on(self.cycle.to).filter(|r| r.documented)?;
        let worth = self.ledger.worth(self.cycle.days, Date::MAX);
        let count = worth.iter().filter(|w| w.counted > Units::ZERO && !w.certificate).count();
        Some(Reason::new(rule.source(), Met::when(count == 0), Finding::Undocumented { count }))
    }

    /// Why a credential stands on the day as it does.
    pub fn because(&self, award: &Award<'a>, standing: Standing) -> Vec<Reason<'a>> {
        let Question { ledger, cycle, holding, on } = *self;
        let note = |source, finding| Reason::new(source, Met::Note, finding);
        let cycle_source = ledger.scheme.cycle.on(cycle.to).map_or(ledger.scheme.cycle.unwritten(), |e| e.source());
        let submission = ledger.scheme.submission.as_ref().and_then(|s| s.on(cycle.to));
        let after = ledger.scheme.after_end.on(cycle.to).map_or(ledger.scheme.after_end.unwritten(), |e| e.source());
        let measure = award.measures.iter().rfind(|m| m.fact.day <= on && m.measure.word() != "credential_restored");
        let mut reasons = Vec::new();
        if matches!(standing, Standing::Suspended | Standing::Revoked | Standing::Surrendered)
            && let Some(taken) = measure
        {
            let on = taken.fact.day;
            let audit = ledger.scheme.audit.as_ref().and_then(|a| a.on(on));
            let reason = match (&taken.fact.entry.event, audit) {
                (Event::AuditClosed { .. }, Some(rule)) => note(rule.source(), Finding::AuditFailed(on)),
                _ => note(after, Finding::MeasureTaken { measure: taken.measure, on }),
            };
            return vec![reason.on(&taken.fact.entry.id)];
        }
        let through = holding.timeline.stretch(on).and_then(|s| s.to);
        match standing {
            Standing::RenewalOpen => {
                reasons.extend(submission.map(|s| note(s.source(), Finding::RenewalOpen { due: s.due.of(cycle.to) })))
            }
            Standing::InReview => {
                let complete = cycle.submitted.iter().rev().find_map(|s| s.complete().map(|day| (day, s.fact)));
                reasons.extend(
                    complete.map(|(since, fact)| note(after, Finding::ReviewPending { since }).on(&fact.entry.id)),
                );
            }
            Standing::Extended => reasons.extend(cycle.extended.and_then(|(fact, through)| {
                let rule = ledger.scheme.extension.as_ref()?.on(cycle.to)?;
                Some(note(rule.source(), Finding::Extended { through }).on(&fact.entry.id))
            })),
            _ if on <= cycle.to => match cycle.dues.iter().find(|d| d.on < on && d.settled.is_none_or(|s| s > on)) {
                Some(due) if standing != Standing::Active => {
                    let rule = ledger.scheme.annual_fee.as_ref().and_then(|a| a.on(due.on));
                    reasons.extend(rule.map(|r| note(r.source(), Finding::FeeUnpaid { due: due.on })));
                }
                _ if standing != Standing::Active => reasons.extend(self.years_short()),
                _ => reasons.push(note(cycle_source, Finding::ActiveThrough { through: through.unwrap_or(cycle.to) })),
            },
            _ => {
                reasons.push(note(after, Finding::CycleEnded { end: cycle.to, standing }));
                reasons.extend(self.credits_so_far(Met::Note));
            }
        }
        reasons
    }

    /// Years of the cycle that fell short of what each takes, or of its pace (G3).
    pub fn years_short(&self) -> Vec<Reason<'a>> {
        let Some(rule) = self.ledger.scheme.yearly.as_ref().and_then(|y| y.on(self.cycle.to)) else {
            return Vec::new();
        };
        let worth = self.ledger.worth(self.cycle.days, Date::MAX);
        let past = self.ledger.years(self.cycle).into_iter().filter(|d| d.to < self.on);
        let short = past.filter_map(|Days { from, to }| {
            let earned = in_year(&worth, Days { from, to });
            let finding = match rule.decides {
                true => Finding::YearShort { from, to, earned, least: rule.units },
                false => Finding::BelowPace { from, to, earned, pace: rule.units },
            };
            (earned < rule.units)
                .then(|| Reason::new(rule.source(), if rule.decides { Met::No } else { Met::Note }, finding))
        });
        short.collect()
    }
}

impl<'a> Ledger<'a> {
    /// An audit that is open on a day.
    pub fn open_audit(&self, on: Date) -> Option<&'a Fact<'a>> {
        let last = self.audits.iter().rfind(|(f, _)| f.day <= on)?;
        last.1.is_none().then_some(last.0)
    }

    /// The timeline of one credential: the holding's, from its award, with what was done to it alone.
    pub fn credential(&self, holding: &Holding<'a>, award: &Award<'a>) -> super::timeline::Timeline {
        let mut timeline = holding.timeline.since(award.day);
        // What became of a cycle that had ended by the award concerns only who held a credential in it.
        let ended = holding.cycles.iter().filter(|c| c.to < award.day);
        for renewed in ended.filter_map(|c| c.renewed).map(|(day, _)| day).filter(|day| *day > award.day) {
            timeline.paint(award.day, Some(crate::day::previous(renewed)), Standing::Active);
        }
        crate::conduct::lay_over(&mut timeline, &award.measures);
        timeline
    }

    /// Whether a request was granted.
    pub fn approved(&self, request: &'a Fact<'a>) -> bool {
        self.last_word(request).is_some_and(|d| d.outcome == Outcome::Approved)
    }
}
