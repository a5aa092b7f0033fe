//! Results: held until they may be released, released inside the published days (A9, D1).

use jiff::civil::Date;

use crate::amount::Units;
use crate::day::{Length, next};
use crate::decision::{Finding, Met, Reason};
use crate::handbook::Handbook;
use crate::handbook::clause::Clause;
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
    let since = match edition.held_until {
        HeldUntil::ExamTaken => exam.day,
        HeldUntil::WindowCloses => match window.as_deref().and_then(|w| handbook.calendar.window(w)) {
            Some(window) => window.closes,
            None => {
                result.reasons.push(Reason::new(edition.source(), Met::Unknown, Finding::WindowUnknown).on(id));
                return Some(result);
            }
        },
    };
    let (from, to) = (edition.earliest.after(since), edition.latest.after(since));
    result.due = Some((from, to));
    let (met, finding) = match released {
        None => (Met::Note, Finding::ResultsDue { since, from, to }),
        Some(fact) if fact.day <= since && edition.held_until == HeldUntil::WindowCloses => {
            (Met::No, Finding::ReleasedBeforeClose { on: fact.day, from: next(since) })
        }
        Some(fact) => {
            let inside = from <= fact.day && fact.day <= to;
            (
                Met::when(inside || fact.entry.note.is_some()),
                Finding::Released { on: fact.day, from, to, explained: fact.entry.note.is_some() },
            )
        }
    };
    result.reasons.extend(score_fits(handbook, programme, facts, exam, released.is_some()));
    result.reasons.extend(scheduling::judge_sitting(handbook, programme, facts, exam));
    let mut reason = Reason::new(edition.source(), met, finding).on(id);
    if let Some(fact) = released {
        reason = reason.on(&fact.entry.id);
    }
    result.reasons.push(reason);
    Some(result)
}

/// Whether what was recorded as passed or failed fits the scaled score (A2).
fn score_fits<'a>(
    handbook: &'a Handbook,
    programme: &str,
    facts: &'a [Fact<'a>],
    exam: &'a Fact<'a>,
    released: bool,
) -> Option<Reason<'a>> {
    let scale = handbook.programme(programme)?.examination.scale.as_ref()?.on(exam.day)?;
    let scored = |f: &&Fact<'_>| matches!(&f.entry.event, Event::ExamScored { exam: of, .. } if *of == exam.entry.id);
    let fact = facts.iter().rfind(scored)?;
    let Event::ExamScored { scaled, passed, .. } = &fact.entry.event else { return None };
    let passes = *scaled >= Units::whole(u32::from(scale.pass));
    // A score that is held is nobody's business, unless it was recorded wrongly.
    if passes == *passed && !released {
        return None;
    }
    let finding = Finding::ScoreAndPass { scaled: *scaled, pass: scale.pass, passed: *passed };
    Some(Reason::new(scale.source(), Met::when(passes == *passed), finding).on(&fact.entry.id))
}
