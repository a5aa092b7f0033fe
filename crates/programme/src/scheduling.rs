//! From an approved application to the exam: booking, moving, transferring, and sitting again (section C).

use jiff::civil::Date;

use crate::day::{Length, next};
use crate::decision::{Action, Decision, Finding, Met, Reason, Ruling, ruling};
use crate::examination::WindowDays;
use crate::handbook::body::Counted;
use crate::handbook::clause::{Clause, Principle, Source};
use crate::handbook::{Handbook, Programme};
use crate::record::event::{Event, Outcome, Sitting};
use crate::record::{Fact, by_id};
use crate::{accommodation, figures, governs};

figures! {
    /// Until when an exam may be moved to the next window (C2).
    pub struct Transfer {
        /// Business days before the exam by which notice must be given.
        business_days_before: u16,
    }
}
governs!(Transfer by Exam);

figures! {
    /// When and how often an exam may be taken again (C4, C5).
    pub struct Retake {
        /// From a failed attempt to the next; none where the window decides.
        wait: Option<Length>,
        /// Whether the window of the failed attempt is closed to the candidate.
        not_in_same_window: Option<bool>,
        /// Attempts in all; none where they are not limited.
        attempts: Option<u16>,
    }
}
governs!(Retake by Exam);

/// What a body's rules say of scheduling.
#[derive(Debug, Clone, Default)]
pub struct Scheduling {
    /// Transfers to the next window.
    pub transfer: Option<Clause<Transfer>>,
    /// Moves inside a window.
    pub reschedule: Option<Clause<Principle>>,
    /// One application at a time, and none for what is held.
    pub apply: Option<Clause<Principle>>,
    /// Who may book.
    pub book: Option<Clause<Principle>>,
    /// Sitting again.
    pub retake: Option<Clause<Retake>>,
}

/// A candidate's way through one programme, read from the facts of a day.
#[derive(Debug, Default)]
pub struct Candidacy<'a> {
    /// The latest application that no sitting has used up.
    pub application: Option<&'a Fact<'a>>,
    /// The latest decision on it.
    pub decided: Option<(&'a Fact<'a>, Outcome)>,
    /// The latest appointment that no sitting has used up.
    pub appointment: Option<&'a Fact<'a>>,
    /// The window the candidate is to sit in, after transfers.
    pub window: Option<&'a str>,
    /// Completed sittings, in order (C6: a no-show is none).
    pub attempts: Vec<&'a Fact<'a>>,
    /// The latest attempt that was failed, if none was passed since.
    pub failed: Option<&'a Fact<'a>>,
    /// The latest attempt that was passed, until the credential is awarded for it.
    pub passed: Option<&'a Fact<'a>>,
}

impl<'a> Candidacy<'a> {
    /// Reads the candidacy for `programme` out of the facts.
    pub fn of(handbook: &'a Handbook, programme: &str, facts: &'a [Fact<'a>]) -> Candidacy<'a> {
        let mut c = Candidacy::default();
        for fact in facts {
            c.add(handbook, programme, fact, facts);
        }
        c
    }

    fn add(&mut self, handbook: &'a Handbook, programme: &str, fact: &'a Fact<'a>, facts: &'a [Fact<'a>]) {
        let is = |id: &str, of: Option<&Fact<'_>>| of.is_some_and(|f| f.entry.id == id);
        match &fact.entry.event {
            Event::ApplicationSubmitted { programme: p, window, .. } if p == programme => {
                (self.application, self.decided, self.window) = (Some(fact), None, window.as_deref());
            }
            Event::ApplicationDecided { application, outcome, .. } if is(application, self.application) => {
                self.decided = Some((fact, *outcome));
            }
            Event::AppointmentBooked { programme: p, window, .. } if p == programme => {
                self.appointment = Some(fact);
                self.window = window.as_deref().or(self.window);
            }
            Event::TransferRequested { appointment, to_window } if is(appointment, self.appointment) => {
                // Asked for in time, the seat is given back and the application goes on in the later window; else it stays.
                let judged = self.appointment.and_then(|a| judge_transfer(handbook, a, fact));
                if judged.is_none_or(|reasons| ruling(&reasons) != Ruling::Refused) {
                    (self.appointment, self.window) = (None, Some(to_window.as_ref()));
                }
            }
            Event::ExamSat { programme: p, outcome, .. } if p == programme => {
                (self.application, self.appointment) = (None, None);
                if *outcome == Sitting::Completed {
                    self.attempts.push(fact);
                }
            }
            Event::ExamScored { exam, passed, .. } => {
                // A sitting that was declared void has no result.
                let own = |f: &&Fact<'_>| matches!(&f.entry.event, Event::ExamSat { programme: p, outcome: Sitting::Completed, .. } if p == programme);
                if let Some(sat) = by_id(facts, exam).filter(own) {
                    (self.passed, self.failed) = if *passed { (Some(sat), None) } else { (None, Some(sat)) };
                }
            }
            Event::CredentialAwarded { programme: p } if p == programme => self.passed = None,
            _ => {}
        }
    }

    fn approved(&self) -> Option<&'a Fact<'a>> {
        self.decided.filter(|(_, outcome)| *outcome == Outcome::Approved).map(|(fact, _)| fact)
    }
}

/// What a candidate may do about one programme on `on`. `held` is the award of a credential still in force.
pub fn actions<'a>(
    handbook: &'a Handbook,
    programme: &'a Programme,
    facts: &'a [Fact<'a>],
    held: Option<&'a Fact<'a>>,
    on: Date,
) -> Vec<Decision<'a>> {
    let candidacy = Candidacy::of(handbook, &programme.id, facts);
    let decide = |action| Decision::new(action).programme(&programme.id);
    let mut decisions = Vec::new();
    decisions.extend(apply(handbook, &candidacy, held, on, decide(Action::Apply)));
    decisions.extend(book(handbook, &candidacy, on, decide(Action::Book)));
    let window = candidacy.window.and_then(|name| handbook.calendar.window(name));
    decisions.extend(accommodation::may_ask(handbook, (programme, &candidacy), facts, window, on));
    if let Some(appointment) = candidacy.appointment {
        decisions.extend(transfer(handbook, appointment, on, None, decide(Action::Transfer)));
        decisions.extend(reschedule(handbook, appointment, on, decide(Action::Reschedule)));
    }
    if let Some(failed) = candidacy.failed.filter(|_| held.is_none()) {
        decisions.extend(retake(handbook, &candidacy, failed, on, decide(Action::Retake)));
    }
    decisions
}

fn apply<'a>(
    handbook: &'a Handbook,
    candidacy: &Candidacy<'a>,
    held: Option<&'a Fact<'a>>,
    on: Date,
    mut decision: Decision<'a>,
) -> Option<Decision<'a>> {
    let clause = handbook.scheduling.apply.as_ref()?;
    let Some(edition) = clause.on(on) else { return Some(decision.because(Reason::unwritten(clause.unwritten(), on))) };
    let source = edition.source();
    if let Some(held) = held {
        decision.add(Reason::new(source, Met::No, Finding::AlreadyHeld { since: held.day }).on(&held.entry.id));
    }
    let waiting = candidacy.application.filter(|_| !matches!(candidacy.decided, Some((_, Outcome::Refused))));
    if let Some(application) = waiting {
        decision.add(
            Reason::new(source, Met::No, Finding::AlreadyApplied { on: application.day }).on(&application.entry.id),
        );
    }
    if let Some(passed) = candidacy.passed {
        decision.add(Reason::new(source, Met::No, Finding::AlreadyPassed { on: passed.day }).on(&passed.entry.id));
    }
    if let Some(reason) = attempts_left(handbook, candidacy, on) {
        decision.add(reason);
    }
    if decision.reasons.is_empty() {
        decision.add(Reason::new(source, Met::Yes, Finding::MayApply));
    }
    Some(decision)
}

/// Whether an attempt is left (C5); `None` where attempts are not limited.
fn attempts_left<'a>(handbook: &'a Handbook, candidacy: &Candidacy<'a>, on: Date) -> Option<Reason<'a>> {
    let edition = handbook.scheduling.retake.as_ref()?.on(on)?;
    let allowed = edition.attempts?;
    let made = candidacy.attempts.len();
    if made == 0 {
        return None;
    }
    let left = made < usize::from(allowed);
    let finding = Finding::Attempts { made, allowed };
    let mut reason = Reason::new(edition.source(), Met::when(left), finding);
    reason.facts = candidacy.attempts.iter().map(|a| a.entry.id.as_ref()).collect();
    Some(reason)
}

fn book<'a>(
    handbook: &'a Handbook,
    candidacy: &Candidacy<'a>,
    on: Date,
    mut decision: Decision<'a>,
) -> Option<Decision<'a>> {
    let clause = handbook.scheduling.book.as_ref()?;
    let application = candidacy.application?;
    let Some(edition) = clause.on(on) else { return Some(decision.because(Reason::unwritten(clause.unwritten(), on))) };
    let source = edition.source();
    let approved = candidacy.approved();
    let finding = Finding::ApplicationApproved {
        decided: candidacy.decided.map(|(_, outcome)| outcome),
        submitted: application.day,
    };
    let mut reason = Reason::new(
        source,
        if candidacy.decided.is_some() { Met::when(approved.is_some()) } else { Met::Unknown },
        finding,
    );
    reason.facts.push(&application.entry.id);
    reason.facts.extend(candidacy.decided.map(|(fact, _)| fact.entry.id.as_ref()));
    decision.add(reason);
    if let Some(appointment) = candidacy.appointment {
        decision.add(
            Reason::new(source, Met::No, Finding::AlreadyBooked { on: starts(handbook, appointment) })
                .on(&appointment.entry.id),
        );
    }
    decision.from = approved.map(|a| a.day);
    if let Some(window) = candidacy.window.and_then(|w| handbook.calendar.window(w)) {
        booking_days(handbook, window, on, &mut decision);
    }
    if let Some(failed) = candidacy.failed {
        // Booking may precede the first day on which the exam may be taken again; only lost attempts forbid it.
        let same = candidacy.window.is_some_and(|w| is_in(handbook, failed, w));
        for mut reason in sit_again(handbook, candidacy, failed, on).0 {
            match reason.finding {
                Finding::Attempts { .. } => {}
                Finding::SameWindow { .. } if same => reason.met = Met::No,
                _ => reason.met = Met::Note,
            }
            decision.add(reason);
        }
    }
    Some(decision)
}

/// Whether a sitting was in a window.
fn is_in(handbook: &Handbook, sitting: &Fact<'_>, window: &str) -> bool {
    let Event::ExamSat { window: Some(sat_in), .. } = &sitting.entry.event else { return false };
    let opens = |window| handbook.calendar.window(window).map(|w| w.opens);
    opens(sat_in).is_some() && opens(sat_in) == opens(window)
}

/// Seats of a window are booked from the notice to schedule until it closes (B14).
fn booking_days<'a>(handbook: &'a Handbook, window: &'a WindowDays, on: Date, decision: &mut Decision<'a>) {
    let Some(clause) = &handbook.calendar.notice else { return };
    let Some(edition) = clause.on(window.opens) else {
        decision.add(Reason::unwritten(clause.unwritten(), window.opens));
        return;
    };
    let from = edition.before_opening.before(window.opens).max(decision.from.unwrap_or(Date::MIN));
    decision.window(edition.source(), from, window.closes, on);
}

/// The day an appointment is for.
fn starts(handbook: &Handbook, appointment: &Fact<'_>) -> Date {
    match &appointment.entry.event {
        Event::AppointmentBooked { starts, .. } => starts.day(&handbook.body.zone),
        _ => appointment.day,
    }
}

fn transfer<'a>(
    handbook: &'a Handbook,
    appointment: &'a Fact<'a>,
    on: Date,
    to_window: Option<&str>,
    mut decision: Decision<'a>,
) -> Option<Decision<'a>> {
    let clause = handbook.scheduling.transfer.as_ref()?;
    let exam = starts(handbook, appointment);
    let id = appointment.entry.id.as_ref();
    let Some(edition) = clause.on(exam) else {
        return Some(decision.because(Reason::unwritten(clause.unwritten(), exam)));
    };
    let days = edition.business_days_before;
    match handbook.body.business_days_before(exam, days) {
        Counted::Day(last, business) => {
            (decision.from, decision.to) = (Some(appointment.day), Some(last));
            let finding = Finding::TransferNotice { exam, last, business_days: days };
            decision.add(Reason::new(edition.source(), Met::when(on <= last), finding).on(id));
            decision.add(Reason::new(business.source(), Met::Note, Finding::BusinessDays));
        }
        Counted::NotWritten(clause, day) => decision.add(Reason::unwritten(clause.unwritten(), day)),
        Counted::NoRule => decision.add(Reason::unwritten(edition.source(), exam)),
    }
    if let Some(reason) = next_window(handbook, appointment, exam, to_window, edition.source()) {
        decision.add(reason);
    }
    Some(decision)
}

/// The window that follows the appointment's, and whether it is the one asked for.
fn next_window<'a>(
    handbook: &'a Handbook,
    appointment: &'a Fact<'a>,
    exam: Date,
    to_window: Option<&str>,
    otherwise: Source<'a>,
) -> Option<Reason<'a>> {
    let Event::AppointmentBooked { window, .. } = &appointment.entry.event else { return None };
    let calendar = &handbook.calendar;
    let holds = || calendar.all().find(|w| w.opens <= exam && exam <= w.closes);
    let window = window.as_deref().and_then(|w| calendar.window(w)).or_else(holds)?;
    let later = calendar.after(window);
    let clause = calendar.windows.as_ref();
    let source = clause.map_or(otherwise, |c| c.on(window.opens).map_or(c.unwritten(), |e| e.source()));
    let opens = later.map(|w| w.opens);
    let met = match (later, to_window.and_then(|w| calendar.window(w))) {
        (None, _) => Met::Unknown,
        (Some(later), Some(asked)) => Met::when(later.opens == asked.opens),
        (Some(_), None) => Met::Note,
    };
    Some(Reason::new(source, met, Finding::NextWindow { opens }))
}

/// How the rules judge a transfer that was asked for, on its own day.
pub fn judge_transfer<'a>(
    handbook: &'a Handbook,
    appointment: &'a Fact<'a>,
    request: &'a Fact<'a>,
) -> Option<Vec<Reason<'a>>> {
    let Event::TransferRequested { to_window, .. } = &request.entry.event else { return None };
    let decision = Decision::new(Action::Transfer);
    let mut reasons = transfer(handbook, appointment, request.day, Some(to_window), decision)?.reasons;
    reasons.iter_mut().for_each(|r| r.facts.push(&request.entry.id));
    Some(reasons)
}

fn reschedule<'a>(
    handbook: &'a Handbook,
    appointment: &'a Fact<'a>,
    on: Date,
    mut decision: Decision<'a>,
) -> Option<Decision<'a>> {
    let clause = handbook.scheduling.reschedule.as_ref()?;
    let exam = starts(handbook, appointment);
    let Some(edition) = clause.on(exam) else {
        return Some(decision.because(Reason::unwritten(clause.unwritten(), exam)));
    };
    (decision.from, decision.to) = (Some(appointment.day), Some(exam));
    let finding = Finding::SeatsPermitting { exam };
    decision.add(Reason::new(edition.source(), Met::when(on <= exam), finding).on(&appointment.entry.id));
    Some(decision)
}

fn retake<'a>(
    handbook: &'a Handbook,
    candidacy: &Candidacy<'a>,
    failed: &'a Fact<'a>,
    on: Date,
    mut decision: Decision<'a>,
) -> Option<Decision<'a>> {
    let (reasons, from) = sit_again(handbook, candidacy, failed, on);
    decision.from = from;
    decision.reasons = reasons;
    (!decision.reasons.is_empty()).then_some(decision)
}

/// What stood against a sitting that took place: too soon after a failed attempt, or one attempt too many (C4, C5).
pub fn judge_sitting<'a>(
    handbook: &'a Handbook,
    programme: &str,
    facts: &'a [Fact<'a>],
    sitting: &'a Fact<'a>,
) -> Vec<Reason<'a>> {
    let at = facts.iter().position(|f| f.entry.id == sitting.entry.id).unwrap_or(0);
    let before = Candidacy::of(handbook, programme, &facts[..at]);
    let mut reasons = match before.failed {
        Some(failed) => sit_again(handbook, &before, failed, sitting.day).0,
        None => attempts_left(handbook, &before, sitting.day).into_iter().collect(),
    };
    reasons.retain(|r| r.met == Met::No);
    reasons.iter_mut().for_each(|r| r.facts.push(&sitting.entry.id));
    reasons
}

/// When the exam may be taken again after a failed attempt: reasons, and the first day (C4, C5).
fn sit_again<'a>(
    handbook: &'a Handbook,
    candidacy: &Candidacy<'a>,
    failed: &'a Fact<'a>,
    on: Date,
) -> (Vec<Reason<'a>>, Option<Date>) {
    let Some(clause) = &handbook.scheduling.retake else { return (Vec::new(), None) };
    let Some(edition) = clause.on(failed.day) else {
        return (vec![Reason::unwritten(clause.unwritten(), failed.day)], None);
    };
    let id = failed.entry.id.as_ref();
    let mut reasons = Vec::new();
    let mut first = None;
    reasons.extend(attempts_left(handbook, candidacy, on));
    if let Some(wait) = edition.wait {
        let earliest = wait.after(failed.day);
        first = Some(earliest);
        let finding = Finding::RetakeWait { failed: failed.day, earliest, wait };
        reasons.push(Reason::new(edition.source(), Met::when(on >= earliest), finding).on(id));
    }
    if edition.not_in_same_window == Some(true) {
        let Event::ExamSat { window, .. } = &failed.entry.event else { return (reasons, first) };
        let window = window.as_deref().and_then(|w| handbook.calendar.window(w));
        let opens = window.and_then(|w| handbook.calendar.after(w)).map(|w| w.opens);
        let earliest = opens.or(window.map(|w| next(w.closes)));
        first = first.max(earliest);
        let met = earliest.map_or(Met::Unknown, |e| Met::when(on >= e));
        let finding = Finding::SameWindow { closes: window.map(|w| w.closes), next_opens: opens };
        reasons.push(Reason::new(edition.source(), met, finding).on(id));
    }
    (reasons, first)
}
