//! Results: held until they may be released, released inside the published days (A9, D1).

use jiff::civil::Date;

use crate::amount::Units;
use crate::day::{Length, next};
use crate::decision::{Finding, Met, Reason};
use crate::handbook::Handbook;
use crate::handbook::clause::{Clause, Edition};
use crate::record::Fact;
use crate::record::event::{Event, Sitting};
use crate::{figures, governs, scheduling, words};

words! {
    /// What must have happened before a score is released.
    pub enum HeldUntil {
        /// The testing window has closed for everybody.
        WindowCloses = "the window closes",
        /// Nothing: the score follows the sitting.
        ExamTaken = "the exam is taken",
    }
}

figures! {
    /// When results go out.
    pub struct Release {
        /// What must have happened first.
        held_until: HeldUntil,
        /// The least time from then to release.
        earliest: Length,
        /// The most time from then to release.
        latest: Length,
    }
}
governs!(Release by Exam);

figures! {
    /// What published statistics leave out (D3).
    pub struct Disclosure {
        /// Counts of people below this are suppressed.
        suppress_below: u16,
    }
}
governs!(Disclosure by Day);

/// The results of one body.
#[derive(Debug, Clone, Default)]
pub struct Results {
    /// When they are released.
    pub release: Option<Clause<Release>>,
    /// What statistics suppress.
    pub disclosure: Option<Clause<Disclosure>>,
}

/// Where the result of one sitting stands.
#[derive(Debug)]
pub struct ResultDue<'a> {
    /// The sitting.
    pub exam: &'a Fact<'a>,
    /// The programme.
    pub programme: &'a str,
    /// First and last day on which it is to be released; `None` where the window is not written down.
    pub due: Option<(Date, Date)>,
    /// The release, once it happened.
    pub released: Option<&'a Fact<'a>>,
    /// What the rules say of it.
    pub reasons: Vec<Reason<'a>>,
}

/// The results of every completed sitting among `facts`, from the one numbered `recent` on, in order.
pub fn of<'a>(handbook: &'a Handbook, facts: &'a [Fact<'a>], recent: usize) -> Vec<ResultDue<'a>> {
    facts[recent..].iter().filter_map(|fact| one(handbook, facts, fact)).collect()
}

fn one<'a>(handbook: &'a Handbook, facts: &'a [Fact<'a>], exam: &'a Fact<'a>) -> Option<ResultDue<'a>> {
    let Event::ExamSat { programme, window, outcome: Sitting::Completed, .. } = &exam.entry.event else { return None };
    let clause = handbook.results.release.as_ref().filter(|_| handbook.programme(programme).is_some())?;
    let id = exam.entry.id.as_ref();
    let released = facts.iter().find(|f| matches!(&f.entry.event, Event::ResultsReleased { exam } if exam == id));
    let mut result = ResultDue { exam, programme, due: None, released, reasons: Vec::new() };
    let Some(edition) = clause.on(exam.day) else {
        result.reasons.push(Reason::unwritten(clause.unwritten(), exam.day));
        return Some(result);
    };
    let said = released.map(|fact| (fact.day, fact.entry.note.is_some()));
    let (due, mut reason) = timing(handbook, exam, (&edition, window.as_deref()), said);
    result.due = due;
    if due.is_none() {
        result.reasons.push(reason);
        return Some(result);
    }
    result.reasons.extend(recorded_score(handbook, programme, facts, exam, released.is_some()));
    result.reasons.extend(scheduling::judge_sitting(handbook, programme, facts, exam));
    if let Some(fact) = released {
        reason = reason.on(&fact.entry.id);
    }
    result.reasons.push(reason);
    Some(result)
}

/// How the rules would judge the release of a result on a day, with or without a word on why then; nothing where the
/// body publishes no rule, or this is no completed sitting.
pub fn judge_release<'a>(handbook: &'a Handbook, exam: &'a Fact<'a>, on: Date, explained: bool) -> Option<Reason<'a>> {
    let Event::ExamSat { window, outcome: Sitting::Completed, .. } = &exam.entry.event else { return None };
    let clause = handbook.results.release.as_ref()?;
    let Some(edition) = clause.on(exam.day) else { return Some(Reason::unwritten(clause.unwritten(), exam.day)) };
    Some(timing(handbook, exam, (&edition, window.as_deref()), Some((on, explained))).1)
}

/// When a result is due, and how the day of its release fits that.
fn timing<'a>(
    handbook: &'a Handbook,
    exam: &'a Fact<'a>,
    (edition, window): (&Edition<'a, Release>, Option<&str>),
    released: Option<(Date, bool)>,
) -> (Option<(Date, Date)>, Reason<'a>) {
    let id = exam.entry.id.as_ref();
    let since = match edition.held_until {
        HeldUntil::ExamTaken => exam.day,
        HeldUntil::WindowCloses => match window.and_then(|w| handbook.calendar.window(w)) {
            Some(window) => window.closes,
            None => return (None, Reason::new(edition.source(), Met::Unknown, Finding::WindowUnknown).on(id)),
        },
    };
    let (from, to) = (edition.earliest.after(since), edition.latest.after(since));
    let (met, finding) = match released {
        None => (Met::Note, Finding::ResultsDue { since, from, to }),
        Some((on, _)) if on <= since && edition.held_until == HeldUntil::WindowCloses => {
            (Met::No, Finding::ReleasedBeforeClose { on, from: next(since) })
        }
        Some((on, explained)) => {
            let inside = from <= on && on <= to;
            (Met::when(inside || explained), Finding::Released { on, from, to, explained })
        }
    };
    (Some((from, to)), Reason::new(edition.source(), met, finding).on(id))
}

/// Whether passed or failed fits a scaled score, by the scale of the exam's day (A2); nothing where none is written.
pub fn judge_score<'a>(
    handbook: &'a Handbook,
    programme: &str,
    day: Date,
    (scaled, passed): (Units, bool),
) -> Option<Reason<'a>> {
    let scale = handbook.programme(programme)?.examination.scale.as_ref()?.on(day)?;
    let passes = scaled >= Units::whole(u32::from(scale.pass));
    let finding = Finding::ScoreAndPass { scaled, pass: scale.pass, passed };
    Some(Reason::new(scale.source(), Met::when(passes == passed), finding))
}

/// Whether what was recorded as passed or failed fits the scaled score (A2).
fn recorded_score<'a>(
    handbook: &'a Handbook,
    programme: &str,
    facts: &'a [Fact<'a>],
    exam: &'a Fact<'a>,
    released: bool,
) -> Option<Reason<'a>> {
    let scored = |f: &&Fact<'_>| matches!(&f.entry.event, Event::ExamScored { exam: of, .. } if *of == exam.entry.id);
    let fact = facts.iter().rfind(scored)?;
    let Event::ExamScored { scaled, passed, .. } = &fact.entry.event else { return None };
    let reason = judge_score(handbook, programme, exam.day, (*scaled, *passed))?;
    // A score that is held is nobody's business, unless it was recorded wrongly.
    if reason.met == Met::Yes && !released {
        return None;
    }
    Some(reason.on(&fact.entry.id))
}
