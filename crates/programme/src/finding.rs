//! What reasons find: a closed list, each finding with its figures.

mod agenda;
mod eligibility;

use jiff::civil::Date;

use crate::amount::{Money, Units};
use crate::day::Length;
use crate::recertification::timeline::Standing;
use crate::record::event::{Measure, Outcome, Proof};

pub use agenda::OfAgenda;
pub use eligibility::Shown;

/// What a reason found: figures, not sentences. [`crate::explain`] says them in words.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Finding<'a> {
    /// The clause is not written down for its governing day.
    NotWritten {
        /// The governing day.
        day: Date,
    },
    /// Something is open from one day through another; `on` is the day asked about.
    Open {
        /// First day.
        from: Date,
        /// Last day.
        to: Date,
        /// The day.
        on: Date,
    },
    /// What an application's evidence shows of what a route asks for.
    Evidence(Shown<'a>),
    /// What an agenda's parts count, and whether it came in time (F14, F25).
    Agenda(OfAgenda),
    /// Nothing stands against an application.
    MayApply,
    /// The credential is held since a day.
    AlreadyHeld {
        /// First day.
        since: Date,
    },
    /// An application of a day is open.
    AlreadyApplied {
        /// The day.
        on: Date,
    },
    /// The exam was passed on a day, and the award is under way.
    AlreadyPassed {
        /// The day.
        on: Date,
    },
    /// Whether, and how, the application was decided.
    ApplicationApproved {
        /// How it was decided, if it was.
        decided: Option<Outcome>,
        /// The day on which it was submitted.
        submitted: Date,
    },
    /// An appointment exists for a day.
    AlreadyBooked {
        /// The day.
        on: Date,
    },
    /// The last day for notice of a transfer, so many business days before the exam (C2).
    TransferNotice {
        /// The day of the exam.
        exam: Date,
        /// Last day for it.
        last: Date,
        /// Business days of notice.
        business_days: u16,
    },
    /// How business days are told (C2).
    BusinessDays,
    /// The opening of the window that follows (C2).
    NextWindow {
        /// Opening of the window; none where it is not written down.
        opens: Option<Date>,
    },
    /// A move inside the window is possible until the exam (C3).
    SeatsPermitting {
        /// The day of the exam.
        exam: Date,
    },
    /// Attempts made, and how many there are in all (C5).
    Attempts {
        /// Attempts made.
        made: usize,
        /// Attempts in all.
        allowed: u16,
    },
    /// The wait after a failed attempt, and the first day after it (C5).
    RetakeWait {
        /// The day of the failed attempt.
        failed: Date,
        /// First day on which the exam may be taken again.
        earliest: Date,
        /// How long must pass.
        wait: Length,
    },
    /// The window of the failed attempt, and the opening of the next (C4).
    SameWindow {
        /// Last day of the window of the failed attempt.
        closes: Option<Date>,
        /// First day of what follows.
        next_opens: Option<Date>,
    },
    /// When a request for accommodations was received, and the last day for it (B12).
    ReceivedInTime {
        /// The day on which it was received.
        received: Date,
        /// Last day for it.
        last: Date,
        /// First day of the window.
        window: Date,
    },
    /// Whether a professional's word on letterhead came with the request (B12).
    Letterhead,
    /// The testing window of a sitting is not on record.
    WindowUnknown,
    /// A scaled score beside the passing one, and what was recorded (A2).
    ScoreAndPass {
        /// The scaled score, in scaled points.
        scaled: Units,
        /// The scaled score that passes.
        pass: u16,
        /// What was recorded.
        passed: bool,
    },
    /// Since when results are held, and between which days they go out (D1).
    ResultsDue {
        /// First day.
        since: Date,
        /// First day.
        from: Date,
        /// Last day.
        to: Date,
    },
    /// A result released before its window had closed for everybody (A9).
    ReleasedBeforeClose {
        /// The day.
        on: Date,
        /// First day.
        from: Date,
    },
    /// The day of release, the days for it, and whether a reason was noted (D1).
    Released {
        /// The day.
        on: Date,
        /// First day.
        from: Date,
        /// Last day.
        to: Date,
        /// Whether a reason was noted.
        explained: bool,
    },
    /// Units times the rate of their category (F15).
    Counts {
        /// Units of the activity.
        units: Units,
        /// Credits for one unit.
        rate: Units,
        /// Approved credits, or whether they are.
        approved: bool,
    },
    /// The category never counts (F16).
    NeverCounts,
    /// Earned outside the cycle's days (F2, F12).
    OutsideCycle {
        /// The day.
        on: Date,
        /// First day.
        from: Date,
        /// Last day.
        to: Date,
    },
    /// Disallowed on a day.
    Disallowed {
        /// The day.
        on: Date,
    },
    /// No renewal rests on the credit yet (F19).
    NotHeldYet,
    /// The renewal of this day rests on the credit (F20).
    HeldByRenewal(Date),
    /// The body posted it (F17).
    PostedByBody,
    /// The same activity counts already (F17).
    Duplicate,
    /// So many entries of the category count in a cycle, and as many do (F15).
    PerCycle {
        /// The most that counts in a cycle.
        most: u16,
    },
    /// So many credits of the category count in a cycle.
    CappedAt {
        /// The most that counts in a cycle.
        most: Units,
    },
    /// Credits missing, in all and approved, of those needed (F4).
    Missing {
        /// Credits in all.
        total: Units,
        /// Approved credits, or whether they are.
        approved: Units,
        /// Credits needed in all.
        total_of: Units,
        /// Approved credits needed.
        approved_of: Units,
    },
    /// Credits suffice (F4).
    CreditsComplete {
        /// Credits in all.
        total: Units,
        /// Credits needed.
        of: Units,
    },
    /// A category falls short of its least number.
    CategoryShort {
        /// The category.
        category: &'a str,
        /// Credits earned.
        earned: Units,
        /// The least number of credits.
        least: Units,
    },
    /// A year fell short of a number that decides.
    YearShort {
        /// First day.
        from: Date,
        /// Last day.
        to: Date,
        /// Credits earned.
        earned: Units,
        /// The least number of credits.
        least: Units,
    },
    /// A year fell short of a pace that only warns (G3).
    BelowPace {
        /// First day.
        from: Date,
        /// Last day.
        to: Date,
        /// Credits earned.
        earned: Units,
        /// Credits that keep the pace.
        pace: Units,
    },
    /// What a fee comes to, for so many credentials, and whether as a member (F6, B10).
    Rate {
        /// The amount, in the currency of the body.
        amount: Money,
        /// How many credentials are held.
        credentials: usize,
        /// Whether at the member rate; none where there is one rate.
        member: Option<bool>,
    },
    /// What comes after a day is late (F7).
    Late {
        /// The day on which it was due.
        due: Date,
    },
    /// What is still to be paid of a fee.
    StillToPay {
        /// The fee, as payments name it.
        item: &'a str,
        /// The amount, in the currency of the body.
        amount: Money,
    },
    /// A fee is paid.
    Paid {
        /// The fee, as payments name it.
        item: &'a str,
    },
    /// A yearly fee falls due on a day (G2).
    AnnualDue {
        /// The day on which it was due.
        due: Date,
    },
    /// It is after the day it was due, and late until another (F7).
    AfterDue {
        /// The day on which it was due.
        due: Date,
        /// Last day with the late fee.
        late_until: Date,
    },
    /// A renewal submitted on a day waits for its decision (F11).
    InReview {
        /// First day.
        since: Date,
    },
    /// Renewed on a day; the next renewal opens on another.
    Renewed {
        /// The day.
        on: Date,
        /// First day of what follows.
        next_opens: Date,
    },
    /// The next cycle begins by itself on a day (G3).
    Automatic {
        /// The day.
        on: Date,
    },
    /// The credential is not in force, and what it is instead.
    NotHeld {
        /// The standing.
        standing: Standing,
    },
    /// The credential is in force; its cycle ends on a day (F19).
    InForce {
        /// Last day whose credits count.
        cycle_end: Date,
    },
    /// Whether an extension was asked for by close of business on a day (F9).
    AskedInTime {
        /// Last day for it.
        by: Date,
        /// Whether it was.
        in_time: bool,
    },
    /// Credits earned with certificates, and how many an extension takes (F9).
    EarnedFor {
        /// Credits in all.
        total: Units,
        /// The least number of credits.
        least: Units,
    },
    /// What came with the request for an extension (F9).
    ProofSent {
        /// What came with it.
        with: Proof,
    },
    /// Whether it was asked for in writing (F9).
    InWriting {
        /// Whether it was.
        yes: bool,
    },
    /// A request of a day waits for its decision.
    AlreadyRequested {
        /// The day.
        on: Date,
    },
    /// An extension runs through a day.
    AlreadyExtended {
        /// Last day.
        through: Date,
    },
    /// An extension was granted through a day (F9).
    ExtendsThrough {
        /// Last day.
        through: Date,
    },
    /// No credential of the scheme was held.
    NothingToRenew,
    /// The scheme has no such thing.
    NotOffered,
    /// The credential has not lapsed (F12).
    NotLapsed,
    /// Reinstatement was asked for and its fee paid (F12).
    Reopened,
    /// The last day for finishing a reinstatement (F12).
    FinishBy {
        /// Last day.
        until: Date,
    },
    /// Credits that count and lack their certificates (F12).
    Undocumented {
        /// How many.
        count: usize,
    },
    /// In force, and through which day if nothing more happens.
    ActiveThrough {
        /// Last day.
        through: Date,
    },
    /// The renewal application is open, and when it is due (F7).
    RenewalOpen {
        /// The day on which it was due.
        due: Date,
    },
    /// In review since a day (F11).
    ReviewPending {
        /// First day.
        since: Date,
    },
    /// Extended through a day (F9).
    Extended {
        /// Last day.
        through: Date,
    },
    /// The cycle ended without renewal, and what the credential is now (F11).
    CycleEnded {
        /// Last day of the cycle.
        end: Date,
        /// The standing.
        standing: Standing,
    },
    /// A yearly fee due on a day is not paid (G2).
    FeeUnpaid {
        /// The day on which it was due.
        due: Date,
    },
    /// A measure taken on the credential on a day.
    MeasureTaken {
        /// The measure.
        measure: Measure,
        /// The day.
        on: Date,
    },
    /// Until when a measure of a day may be appealed against.
    AppealBy {
        /// The measure.
        measure: Measure,
        /// Its day.
        taken: Date,
        /// The last day.
        last: Date,
    },
    /// An audit that was failed ended the credential (G4).
    AuditFailed(Date),
    /// The month in which audits are drawn, where they have one (G4).
    AuditsDrawn(Option<i8>),
    /// An audit is open since a day (F20).
    UnderAudit {
        /// First day.
        since: Date,
        /// Whether an employer is told to ask the office.
        asks: bool,
    },
    /// When a renewal that is complete is answered (F20).
    AnsweredBetween {
        /// The day on which it was complete.
        complete: Date,
        /// The first day on which an answer is to be expected.
        earliest: Date,
        /// The last.
        latest: Date,
    },
    /// Badge and certificate are there by a day (E2).
    AvailableBy {
        /// Last day for it.
        by: Date,
    },
}
