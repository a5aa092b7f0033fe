//! Decisions: what may be done, and every reason that makes it so.
//!
//! The ruling is computed from the reasons, so that a decision cannot disagree with its own grounds. A reason rests on
//! a clause, holds the figures found, and names the facts of the record that it looked at.

use jiff::civil::Date;

use crate::amount::{Money, Units};
use crate::day::Length;
use crate::experience::Amount;
use crate::handbook::clause::Source;
use crate::recertification::timeline::Standing;
use crate::record::event::{Measure, Outcome, Proof};
use crate::words;

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
        /// Log a continuing-education credit.
        LogCredit = "log_credit",
        /// Submit the renewal application.
        SubmitRenewal = "submit_renewal",
        /// Ask for more time.
        RequestExtension = "request_extension",
        /// Ask to be reinstated after a lapse.
        RequestReinstatement = "request_reinstatement",
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
    pub facts: Vec<&'a str>,
}

impl<'a> Reason<'a> {
    /// A reason that has looked at no entry yet.
    pub fn new(source: Source<'a>, met: Met, finding: Finding<'a>) -> Reason<'a> {
        Reason { source, met, finding, facts: Vec::new() }
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

/// What a reason found: figures, not sentences. [`crate::explain`] says them in words.
#[derive(Debug, Clone, Copy, PartialEq)]
#[allow(missing_docs)] // the fields; every variant says what they are
pub enum Finding<'a> {
    // Any subject.
    /// The clause is not written down for its governing day.
    NotWritten { day: Date },
    /// Something is open from one day through another; `on` is the day asked about.
    Open { from: Date, to: Date, on: Date },

    // Eligibility.
    /// Whether an employment in the field holds on the day (B4).
    EmployedNow { employed: bool, on: Date },
    /// Whether every day from `from` through `through` was worked; the first gap, if there is one (B4).
    EmployedThroughout { from: Date, through: Date, gap: Option<Date> },
    /// How much experience lies in the look-back, and how many years are asked for (B2, B3, B4, B6).
    Experience { has: Amount, years: u16, within_years: u16, since: Date, full_time: bool },
    /// No education of the kind asked for is shown (B1).
    NoProgramme,
    /// The programme is not shown to be accredited (B1).
    NotAccredited,
    /// Hours of one kind in the programme, and how many are needed (B1).
    ProgrammeHours { kind: &'static str, has: Option<Units>, needs: u16 },
    /// The day of graduation, and the earliest that counts as recent (B1, B7).
    Graduated { on: Date, since: Date },
    /// The day for which graduation is scheduled (B7).
    GraduationScheduled { on: Date },
    /// Graduation was scheduled for a day that has passed, and is not shown (B7).
    GraduationPast { scheduled: Date },
    /// Neither a graduation nor its schedule is shown (B1).
    GraduationUnknown,
    /// The schooling found of those asked for, if any (B3).
    Schooling { found: Option<&'a str> },
    /// The credential found of those accepted, if any (B2).
    HoldsCredential { found: Option<&'a str> },

    // Scheduling.
    /// Nothing stands against an application.
    MayApply,
    /// The credential is held since a day.
    AlreadyHeld { since: Date },
    /// An application of a day is open.
    AlreadyApplied { on: Date },
    /// The exam was passed on a day, and the award is under way.
    AlreadyPassed { on: Date },
    /// Whether, and how, the application was decided.
    ApplicationApproved { decided: Option<Outcome>, submitted: Date },
    /// An appointment exists for a day.
    AlreadyBooked { on: Date },
    /// The last day for notice of a transfer, so many business days before the exam (C2).
    TransferNotice { exam: Date, last: Date, business_days: u16 },
    /// How business days are told (C2).
    BusinessDays,
    /// The opening of the window that follows (C2).
    NextWindow { opens: Option<Date> },
    /// A move inside the window is possible until the exam (C3).
    SeatsPermitting { exam: Date },
    /// Attempts made, and how many there are in all (C5).
    Attempts { made: usize, allowed: u16 },
    /// The wait after a failed attempt, and the first day after it (C5).
    RetakeWait { failed: Date, earliest: Date, wait: Length },
    /// The window of the failed attempt, and the opening of the next (C4).
    SameWindow { closes: Option<Date>, next_opens: Option<Date> },

    // Accommodations and results.
    /// When a request for accommodations was received, and the last day for it (B12).
    ReceivedInTime { received: Date, last: Date, window: Date },
    /// Whether a professional's word on letterhead came with the request (B12).
    Letterhead,
    /// The testing window of a sitting is not on record.
    WindowUnknown,
    /// A scaled score beside the passing one, and what was recorded (A2).
    ScoreAndPass { scaled: Units, pass: u16, passed: bool },
    /// Since when results are held, and between which days they go out (D1).
    ResultsDue { since: Date, from: Date, to: Date },
    /// A result released before its window had closed for everybody (A9).
    ReleasedBeforeClose { on: Date, from: Date },
    /// The day of release, the days for it, and whether a reason was noted (D1).
    Released { on: Date, from: Date, to: Date, explained: bool },

    // Credits.
    /// Units times the rate of their category (F15).
    Counts { units: Units, rate: Units, approved: bool },
    /// The category never counts (F16).
    NeverCounts,
    /// Earned outside the cycle's days (F2, F12).
    OutsideCycle { on: Date, from: Date, to: Date },
    /// Disallowed on a day.
    Disallowed { on: Date },
    /// The same activity counts already (F17).
    Duplicate,
    /// So many entries of the category count in a cycle, and as many do (F15).
    PerCycle { most: u16 },
    /// So many credits of the category count in a cycle.
    CappedAt { most: Units },
    /// Credits missing, in all and approved, of those needed (F4).
    Missing { total: Units, approved: Units, total_of: Units, approved_of: Units },
    /// Credits suffice (F4).
    CreditsComplete { total: Units, of: Units },
    /// A category falls short of its least number.
    CategoryShort { category: &'a str, earned: Units, least: Units },
    /// A year fell short of a number that decides.
    YearShort { from: Date, to: Date, earned: Units, least: Units },
    /// A year fell short of a pace that only warns (G3).
    BelowPace { from: Date, to: Date, earned: Units, pace: Units },

    // Fees.
    /// What a fee comes to, for so many credentials, and whether as a member (F6, B10).
    Rate { amount: Money, credentials: usize, member: Option<bool> },
    /// What comes after a day is late (F7).
    Late { due: Date },
    /// What is still to be paid of a fee.
    StillToPay { item: &'a str, amount: Money },
    /// A fee is paid.
    Paid { item: &'a str },
    /// A yearly fee falls due on a day (G2).
    AnnualDue { due: Date },

    // Renewal.
    /// It is after the day it was due, and late until another (F7).
    AfterDue { due: Date, late_until: Date },
    /// A renewal submitted on a day waits for its decision (F11).
    InReview { since: Date },
    /// Renewed on a day; the next renewal opens on another.
    Renewed { on: Date, next_opens: Date },
    /// The next cycle begins by itself on a day (G3).
    Automatic { on: Date },
    /// The credential is not in force, and what it is instead.
    NotHeld { standing: Standing },
    /// The credential is in force; its cycle ends on a day (F19).
    InForce { cycle_end: Date },

    // Extension.
    /// Whether an extension was asked for by close of business on a day (F9).
    AskedInTime { by: Date, in_time: bool },
    /// Credits earned with certificates, and how many an extension takes (F9).
    EarnedFor { total: Units, least: Units },
    /// What came with the request for an extension (F9).
    ProofSent { with: Proof },
    /// Whether it was asked for in writing (F9).
    InWriting { yes: bool },
    /// A request of a day waits for its decision.
    AlreadyRequested { on: Date },
    /// An extension runs through a day.
    AlreadyExtended { through: Date },
    /// An extension was granted through a day (F9).
    ExtendsThrough { through: Date },

    // Reinstatement.
    /// No credential of the scheme was held.
    NothingToRenew,
    /// The scheme has no such thing.
    NotOffered,
    /// The credential has not lapsed (F12).
    NotLapsed,
    /// Reinstatement was asked for and its fee paid (F12).
    Reopened,
    /// The last day for finishing a reinstatement (F12).
    FinishBy { until: Date },
    /// Credits that count and lack their certificates (F12).
    Undocumented { count: usize },

    // Standing.
    /// In force, and through which day if nothing more happens.
    ActiveThrough { through: Date },
    /// The renewal application is open, and when it is due (F7).
    RenewalOpen { due: Date },
    /// In review since a day (F11).
    ReviewPending { since: Date },
    /// Extended through a day (F9).
    Extended { through: Date },
    /// The cycle ended without renewal, and what the credential is now (F11).
    CycleEnded { end: Date, standing: Standing },
    /// A yearly fee due on a day is not paid (G2).
    FeeUnpaid { due: Date },
    /// A measure taken on the credential on a day.
    MeasureTaken { measure: Measure, on: Date },
    /// An audit that was failed ended the credential (G4).
    AuditFailed { on: Date },
    /// An audit is open since a day (F20).
    UnderAudit { since: Date },
    /// Badge and certificate are there by a day (E2).
    AvailableBy { by: Date },
}
