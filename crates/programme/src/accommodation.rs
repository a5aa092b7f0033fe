//! Testing accommodations: what may be asked for, documented and in time; how a request is judged, and what was granted
//! (B12).

use jiff::civil::Date;

use crate::amount::Units;
use crate::day::Length;
use crate::decision::{Action, Decision, Finding, Met, Reason};
use crate::examination::WindowDays;
use crate::handbook::{Handbook, Programme};
use crate::record::Fact;
use crate::record::event::{Event, Outcome, Text};
use crate::scheduling::Candidacy;
use crate::{figures, governs};

figures! {
    /// How accommodations are asked for.
    pub struct Accommodation {
        /// How long before the window opens the request must have been received.
        before_opening: Length,
        /// Whether a professional's word on letterhead must come with it.
        letterhead: bool,
    }
}
governs!(Accommodation by Exam);

figures! {
    /// One change to how an exam is given.
    pub struct Adjustment {
        /// As the record names it; more time says how much of it: `extra_time:1.5`.
        id: String,
        /// What it is called.
        title: String,
    }
}

figures! {
    /// What may be asked for. The record takes other words, too: this is what a form offers.
    pub struct Adjustments {
        /// In the order in which they are offered.
        known: Vec<Adjustment>,
    }
}
governs!(Adjustments by Exam);

/// How the rules judge a request for accommodations.
#[derive(Debug)]
pub struct Judged<'a> {
    /// The window asked for.
    pub window: &'a WindowDays,
    /// Why it is or is not in order.
    pub reasons: Vec<Reason<'a>>,
    /// The window offered instead, where the request came too late for the one asked for.
    pub instead: Option<&'a WindowDays>,
}

/// Judges a request; `None` where the fact is none, or the body has no rule or window for it.
pub fn judge<'a>(handbook: &'a Handbook, fact: &'a Fact<'a>) -> Option<Judged<'a>> {
    let Event::AccommodationRequested { window, letterhead, .. } = &fact.entry.event else { return None };
    let window = handbook.calendar.window(window)?;
    let clause = handbook.accommodation.as_ref()?;
    let id = fact.entry.id.as_ref();
    let Some(edition) = clause.on(window.opens) else {
        return Some(Judged {
            window,
            reasons: vec![Reason::unwritten(clause.unwritten(), window.opens)],
            instead: None,
        });
    };
    let last = edition.before_opening.before(window.opens);
    let received: Date = fact.received;
    let in_time = received <= last;
    let timely = Finding::ReceivedInTime { received, last, window: window.opens };
    let mut reasons = vec![Reason::new(edition.source(), Met::when(in_time), timely).on(id)];
    if edition.letterhead {
        reasons.push(Reason::new(edition.source(), Met::when(*letterhead), Finding::Letterhead).on(id));
    }
    let instead = if in_time { None } else { handbook.calendar.after(window) };
    Some(Judged { window, reasons, instead })
}

/// A request for accommodations and what became of it.
#[derive(Debug, Clone, Copy)]
pub struct Asked<'a> {
    /// The request.
    pub fact: &'a Fact<'a>,
    /// The window it is for, as the request names it.
    pub window: &'a str,
    /// What was asked for.
    pub adjustments: &'a [Text<'a>],
    /// The latest decision on it.
    pub decided: Option<&'a Fact<'a>>,
}

impl<'a> Asked<'a> {
    /// What was granted: nothing where it was refused, or is not decided.
    pub fn granted(&self) -> &'a [Text<'a>] {
        match self.decided.map(|fact| &fact.entry.event) {
            Some(Event::AccommodationDecided { outcome: Outcome::Approved, adjustments, .. }) => {
                adjustments.as_deref().unwrap_or(self.adjustments)
            }
            _ => &[],
        }
    }
}

/// A request for accommodations and what became of it; `None` where the fact is none.
pub fn of<'a>(facts: &'a [Fact<'a>], fact: &'a Fact<'a>) -> Option<Asked<'a>> {
    let Event::AccommodationRequested { window, adjustments, .. } = &fact.entry.event else { return None };
    let decides = |f: &&Fact<'_>| f.entry.event.reference() == Some(("accommodation", &*fact.entry.id));
    Some(Asked { fact, window, adjustments, decided: facts.iter().rfind(decides) })
}

/// The requests for accommodations that came with an application, in order.
pub fn asked<'a>(facts: &'a [Fact<'a>], application: &str) -> Vec<Asked<'a>> {
    let own = |fact: &&Fact<'_>| fact.entry.event.reference() == Some(("application", application));
    facts.iter().filter(own).filter_map(|fact| of(facts, fact)).collect()
}

/// The sitting by which an application was used up, if it was: whoever sits again applies again.
pub fn sat<'a>(facts: &'a [Fact<'a>], application: &str) -> Option<&'a Fact<'a>> {
    let at = facts.iter().position(|f| f.entry.id == application)?;
    let Event::ApplicationSubmitted { programme: own, .. } = &facts[at].entry.event else { return None };
    facts[at..].iter().find(|f| matches!(&f.entry.event, Event::ExamSat { programme, .. } if programme == own))
}

impl Asked<'_> {
    /// Since when nothing can come of the request any more, where it is not decided by a day: the exam it was for was sat,
    /// or its window has closed.
    pub fn over(&self, handbook: &Handbook, facts: &[Fact<'_>], on: Date) -> Option<Date> {
        let application = self.fact.entry.event.reference().map_or("", |(_, id)| id);
        let closed = handbook.calendar.window(self.window).and_then(|w| w.closes.tomorrow().ok());
        let over = closed.into_iter().chain(sat(facts, application).map(|f| f.day)).min();
        over.filter(|day| self.decided.is_none() && *day <= on)
    }

    /// Whether it waits for its decision on a day.
    pub fn waits(&self, handbook: &Handbook, facts: &[Fact<'_>], on: Date) -> bool {
        self.decided.is_none() && self.over(handbook, facts, on).is_none()
    }
}

/// What was granted to an application for a window, by the latest request that was.
pub fn granted<'a>(
    handbook: &Handbook,
    facts: &'a [Fact<'a>],
    application: &str,
    window: &WindowDays,
) -> &'a [Text<'a>] {
    let of_window = |a: &&Asked<'_>| handbook.calendar.window(a.window).is_some_and(|w| w.opens == window.opens);
    let asked = asked(facts, application);
    asked.iter().rev().filter(of_window).map(Asked::granted).find(|granted| !granted.is_empty()).unwrap_or(&[])
}

/// How many times the usual time an adjustment gives, where it gives more of it.
pub fn times(adjustment: &str) -> Option<Units> {
    Units::parse(adjustment.strip_prefix("extra_time:")?)
}

/// How many minutes an exam takes with what was granted, where more time is among it: begun minutes count.
pub fn minutes(usual: u16, granted: &[Text<'_>]) -> Option<u32> {
    let times = granted.iter().filter_map(|id| times(id)).max()?;
    let thousandths = i64::from(usual).checked_mul(times.thousandths())?;
    u32::try_from((thousandths + 999) / 1000).ok()
}

/// The window for which accommodations can still be asked for on a day: the one given, or the first after it.
pub fn still_open<'a>(handbook: &'a Handbook, window: &'a WindowDays, on: Date) -> Option<&'a WindowDays> {
    let clause = handbook.accommodation.as_ref()?;
    let open = |w: &WindowDays| clause.on(w.opens).is_none_or(|e| on <= e.before_opening.before(w.opens));
    let mut next = Some(window);
    while let Some(window) = next.filter(|w| !open(w)) {
        next = handbook.calendar.after(window);
    }
    next
}

/// Whether a candidate may ask for accommodations for a window; `None` where there is no application that they could go
/// with. Without a window, the first for which it is not too late.
pub fn may_ask<'a>(
    handbook: &'a Handbook,
    (programme, candidacy): (&'a Programme, &Candidacy<'a>),
    facts: &'a [Fact<'a>],
    window: Option<&'a WindowDays>,
    on: Date,
) -> Option<Decision<'a>> {
    let clause = handbook.accommodation.as_ref()?;
    let application = candidacy.application?;
    if matches!(candidacy.decided, Some((_, Outcome::Refused))) {
        return None;
    }
    let first = || still_open(handbook, handbook.calendar.all().find(|w| w.opens > on)?, on);
    let window = window.or_else(first)?;
    let mut decision = Decision::new(Action::RequestAccommodation).programme(&programme.id);
    let Some(edition) = clause.on(window.opens) else {
        return Some(decision.because(Reason::unwritten(clause.unwritten(), window.opens)));
    };
    decision.window(edition.source(), application.day, edition.before_opening.before(window.opens), on);
    let asked = asked(facts, &application.entry.id).into_iter();
    let waits = asked.rev().find(|a| a.waits(handbook, facts, on));
    if let Some(waits) = waits {
        let finding = Finding::AlreadyRequested { on: waits.fact.day };
        decision.add(Reason::new(edition.source(), Met::No, finding).on(&waits.fact.entry.id));
    }
    Some(decision)
}
