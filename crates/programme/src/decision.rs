//! Decisions: what may be done, and every reason that makes it so.
//!
//! The ruling is computed from the reasons, so that a decision cannot disagree with its own grounds. A reason rests on
//! a clause, holds the figures found, and names the facts of the record that it looked at.

use jiff::civil::Date;
use smallvec::SmallVec;

use crate::handbook::clause::Source;
use crate::words;

pub use crate::finding::Finding;

words! {
    /// What a person may ask to do.
    #[derive(PartialOrd, Ord)]
    pub enum Action {
        /// Apply for an examination.
        Apply = "apply",
        /// Book a seat.
        Book = "book",
        /// Move the exam to the next window.
        Transfer = "transfer",
        /// Move day, time or place inside the window.
        Reschedule = "reschedule",
        /// Sit again after failing.
        Retake = "retake",
        /// Ask for testing accommodations.
        RequestAccommodation = "request_accommodation",
        /// Log a continuing-education credit.
        LogCredit = "log_credit",
        /// Change or withdraw a credit that one logged.
        AmendCredit = "amend_credit",
        /// Submit an activity of one's own as a provider, to be approved.
        SubmitActivity = "submit_activity",
        /// Submit the renewal application.
        SubmitRenewal = "submit_renewal",
        /// Ask for more time.
        RequestExtension = "request_extension",
        /// Ask to be reinstated after a lapse.
        RequestReinstatement = "request_reinstatement",
        /// Appeal against a suspension or a revocation.
        Appeal = "appeal",
    }
}

words! {
    /// What follows from a decision's reasons.
    pub enum Ruling {
        /// Nothing stands against it.
        Allowed = "allowed",
        /// Something must be known first.
        Unsettled = "unsettled",
        /// Something stands against it.
        Refused = "refused",
    }
}

/// Whether what a reason looked for was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Met {
    /// It was not: this refuses.
    No,
    /// It cannot be told yet.
    Unknown,
    /// It was.
    Yes,
    /// Worth knowing; decides nothing.
    Note,
}

impl Met {
    /// `Yes` or `No`.
    pub fn when(met: bool) -> Met {
        if met { Met::Yes } else { Met::No }
    }
}

/// A ground of a decision.
#[derive(Debug, Clone, PartialEq)]
pub struct Reason<'a> {
    /// The clause and citation it rests on.
    pub source: Source<'a>,
    /// Whether what was looked for was found.
    pub met: Met,
    /// What was found.
    pub finding: Finding<'a>,
    /// Ids of the entries it looked at.
    pub facts: SmallVec<[&'a str; 2]>,
}

impl<'a> Reason<'a> {
    /// A reason that has looked at no entry yet.
    pub fn new(source: Source<'a>, met: Met, finding: Finding<'a>) -> Reason<'a> {
        Reason { source, met, finding, facts: SmallVec::new() }
    }

    /// A clause that is not written down for its governing day: nothing can be decided by it.
    pub fn unwritten(source: Source<'a>, day: Date) -> Reason<'a> {
        Reason::new(source, Met::Unknown, Finding::NotWritten { day })
    }

    /// Names an entry that the reason looked at.
    pub fn on(mut self, id: &'a str) -> Reason<'a> {
        self.facts.push(id);
        self
    }
}

/// What may or may not be done, from when to when, and why.
#[derive(Debug, Clone)]
pub struct Decision<'a> {
    /// What is asked.
    pub action: Action,
    /// For which programme, where it is about one.
    pub programme: Option<&'a str>,
    /// For which renewal scheme, where it is about one.
    pub scheme: Option<&'a str>,
    /// First day on which it may be done, where there is one.
    pub from: Option<Date>,
    /// Last day on which it may be done, where there is one.
    pub to: Option<Date>,
    /// Every ground, as found.
    pub reasons: Vec<Reason<'a>>,
}

impl<'a> Decision<'a> {
    /// A decision without grounds yet.
    pub fn new(action: Action) -> Decision<'a> {
        Decision { action, programme: None, scheme: None, from: None, to: None, reasons: Vec::new() }
    }

    /// About a programme.
    pub fn programme(mut self, id: &'a str) -> Decision<'a> {
        self.programme = Some(id);
        self
    }

    /// About a renewal scheme.
    pub fn scheme(mut self, id: &'a str) -> Decision<'a> {
        self.scheme = Some(id);
        self
    }

    /// Adds a ground.
    pub fn add(&mut self, reason: Reason<'a>) {
        self.reasons.push(reason);
    }

    /// With one more ground.
    pub fn because(mut self, reason: Reason<'a>) -> Decision<'a> {
        self.add(reason);
        self
    }

    /// It may be done from one day through another: sets both, and adds the ground.
    pub fn window(&mut self, source: Source<'a>, from: Date, to: Date, on: Date) {
        (self.from, self.to) = (Some(from), Some(to));
        self.add(Reason::new(source, Met::when(from <= on && on <= to), Finding::Open { from, to, on }));
    }

    /// What follows from the grounds.
    pub fn ruling(&self) -> Ruling {
        ruling(&self.reasons)
    }

    /// The grounds, the deciding one first.
    pub fn deciding_first(&self) -> impl Iterator<Item = &Reason<'a>> {
        deciding_first(&self.reasons)
    }
}

/// What follows from a list of grounds.
pub fn ruling(reasons: &[Reason<'_>]) -> Ruling {
    match reasons.iter().map(|r| r.met).min() {
        Some(Met::No) => Ruling::Refused,
        Some(Met::Unknown) => Ruling::Unsettled,
        _ => Ruling::Allowed,
    }
}

/// Grounds in the order in which they decide: what refuses, what is unknown, what is met, what is only worth knowing.
pub fn deciding_first<'r, 'a>(reasons: &'r [Reason<'a>]) -> impl Iterator<Item = &'r Reason<'a>> {
    [Met::No, Met::Unknown, Met::Yes, Met::Note]
        .into_iter()
        .flat_map(|met| reasons.iter().filter(move |r| r.met == met))
}
