//! Testing accommodations: documented, and asked for in time (B12).

use jiff::civil::Date;

use crate::day::Length;
use crate::decision::{Finding, Met, Reason};
use crate::examination::WindowDays;
use crate::handbook::Handbook;
use crate::record::Fact;
use crate::record::event::Event;
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
