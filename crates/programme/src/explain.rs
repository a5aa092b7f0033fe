//! Findings in words: the one place where reasons become sentences.

use std::fmt;

use crate::amount::Units;
use crate::day::in_words;
use crate::decision::{Finding, Met, Reason};
use crate::finding::{OfAgenda, Shown};
use crate::recertification::agenda::Kind;
use crate::recertification::timeline::Standing;
use crate::record::event::{Measure, Outcome, Proof};
use jiff::civil::Date;

impl fmt::Display for Reason<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let met = self.met != Met::No;
        open(self.finding, met, f)
            .or_else(|finding| scheduling(finding, met, f))
            .or_else(|finding| results(finding, met, f))
            .or_else(|finding| counting(finding, f))
            .or_else(|finding| renewal(finding, met, f))
            .unwrap_or_else(|finding| standing(finding, f))
    }
}

/// The sentence was written, or the finding belongs to another subject.
type Said<'a> = Result<fmt::Result, Finding<'a>>;

fn open<'a>(finding: Finding<'a>, met: bool, f: &mut fmt::Formatter<'_>) -> Said<'a> {
    use Finding::*;
    Ok(match finding {
        Evidence(shown) => evidence(shown, met, f),
        Agenda(found) => agenda(found, met, f),
        NotWritten { day } => write!(
            f,
            "Nothing is written down in this handbook for {}, so this cannot be decided by it.",
            in_words(day)
        ),
        Open { from, to, on: _ } if met => write!(f, "This is open from {} through {}.", in_words(from), in_words(to)),
        Open { from, to, on } if on < from => {
            write!(f, "This opens on {} and closes after {}.", in_words(from), in_words(to))
        }
        Open { from, to, on: _ } => {
            write!(f, "This was open from {} through {}; that time is over.", in_words(from), in_words(to))
        }
        other => return Err(other),
    })
}

fn evidence(shown: Shown<'_>, met: bool, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    use Shown::*;
    match shown {
        EmployedNow { employed: true, on } => write!(f, "You work in the field on {}.", in_words(on)),
        EmployedNow { employed: false, on } => write!(f, "No employment in the field is shown for {}.", in_words(on)),
        EmployedThroughout { from, through, gap: None } => {
            write!(f, "You worked in the field without a gap from {} through {}.", in_words(from), in_words(through))
        }
        EmployedThroughout { from, through, gap: Some(gap) } => write!(
            f,
            "Employment in the field is needed for every day from {} through {}; none is shown for {}.",
            in_words(from),
            in_words(through),
            in_words(gap)
        ),
        Experience { has, years, within_years, since, full_time } => {
            let kind = if full_time { "full-time experience" } else { "experience" };
            write!(
                f,
                "Your {kind} since {} comes to {has}; the rule asks for {years} years within the past {within_years}.",
                in_words(since)
            )
        }
        NoProgramme => f.write_str("No programme of the kind this route asks for is shown."),
        NotAccredited => {
            f.write_str("Neither the programme nor the institution that houses it is shown to be accredited.")
        }
        ProgrammeHours { kind, has: Some(has), needs } => {
            write!(f, "The programme has {has} {kind} hours; at least {needs} are needed.")
        }
        ProgrammeHours { kind, has: None, needs } => {
            write!(f, "The programme's {kind} hours are not given; at least {needs} are needed.")
        }
        Graduated { on, since } if met => {
            write!(f, "You graduated on {}, no earlier than {}.", in_words(on), in_words(since))
        }
        Graduated { on, since } => {
            write!(f, "You graduated on {}; a graduation counts as recent from {} on.", in_words(on), in_words(since))
        }
        GraduationScheduled { on } => write!(
            f,
            "Graduation is scheduled for {}: you may apply and test, and the credential is awarded once it is evidenced.",
            in_words(on)
        ),
        GraduationPast { scheduled } => {
            write!(f, "Graduation was scheduled for {}; show that it took place.", in_words(scheduled))
        }
        GraduationUnknown => f.write_str("Neither a graduation nor the day it is scheduled for is given."),
        Schooling { found: Some(_) } => f.write_str("The schooling asked for is shown."),
        Schooling { found: None } => f.write_str("None of the schooling asked for is shown."),
        HoldsCredential { found: Some(_) } => f.write_str("You hold a credential that this route accepts."),
        HoldsCredential { found: None } => {
            f.write_str("No credential that this route accepts is shown as held on the day.")
        }
    }
}

fn scheduling<'a>(finding: Finding<'a>, met: bool, f: &mut fmt::Formatter<'_>) -> Said<'a> {
    use Finding::*;
    Ok(match finding {
        MayApply => f.write_str(
            "Nothing stands against an application; whether you are eligible is decided once it is submitted.",
        ),
        AlreadyHeld { since } => write!(f, "You hold this credential since {}.", in_words(since)),
        AlreadyApplied { on } => write!(f, "Your application of {} is still open.", in_words(on)),
        AlreadyPassed { on } => {
            write!(f, "You passed the exam taken on {}; the credential is being awarded.", in_words(on))
        }
        ApplicationApproved { decided: Some(Outcome::Approved), submitted } => {
            write!(f, "Your application of {} is approved.", in_words(submitted))
        }
        ApplicationApproved { decided: Some(_), submitted } => {
            write!(f, "Your application of {} was refused.", in_words(submitted))
        }
        ApplicationApproved { decided: None, submitted } => {
            write!(f, "Your application of {} waits for its decision.", in_words(submitted))
        }
        AlreadyBooked { on } => write!(f, "You have an appointment for {}; move that one instead.", in_words(on)),
        TransferNotice { exam, last, business_days } => write!(
            f,
            "Your exam is on {}. Notice of a transfer is due {business_days} business days before it, by {}.",
            in_words(exam),
            in_words(last)
        ),
        BusinessDays => f.write_str("Business days leave out the office's weekends and holidays."),
        NextWindow { opens: Some(opens) } if !met => {
            write!(f, "An exam is moved to the next window, which opens on {}, and to no other.", in_words(opens))
        }
        NextWindow { opens: Some(opens) } => write!(f, "The next testing window opens on {}.", in_words(opens)),
        NextWindow { opens: None } => f.write_str("No later testing window is written down yet."),
        SeatsPermitting { exam } => write!(
            f,
            "Until your exam on {} you may move its day, time or place inside the window, if a seat is free.",
            in_words(exam)
        ),
        Attempts { made, allowed } if met => write!(f, "You have made {made} of {allowed} attempts."),
        Attempts { made, allowed } => write!(f, "You have made {made} of {allowed} attempts; no further one is given."),
        RetakeWait { failed, earliest, wait } => write!(
            f,
            "{wait} must pass after the failed attempt of {}; the first day is {}.",
            in_words(failed),
            in_words(earliest)
        ),
        SameWindow { closes: Some(closes), next_opens: Some(opens) } => write!(
            f,
            "Nobody sits twice in one window. Yours closes on {}; the next opens on {}.",
            in_words(closes),
            in_words(opens)
        ),
        SameWindow { closes: Some(closes), next_opens: None } => write!(
            f,
            "Nobody sits twice in one window. Yours closes on {}; the next is not written down yet.",
            in_words(closes)
        ),
        SameWindow { closes: None, .. } => {
            f.write_str("Nobody sits twice in one window, and the window of the failed attempt is not on record.")
        }
        other => return Err(other),
    })
}

fn results<'a>(finding: Finding<'a>, met: bool, f: &mut fmt::Formatter<'_>) -> Said<'a> {
    use Finding::*;
    Ok(match finding {
        ReceivedInTime { received, last, window } => write!(
            f,
            "The request was received on {}; for the window that opens on {} the last day was {}.",
            in_words(received),
            in_words(window),
            in_words(last)
        ),
        Letterhead if met => f.write_str("A qualified professional's word on letterhead came with it."),
        Letterhead => f.write_str("A doctor's or other qualified professional's word on letterhead must come with it."),
        AppealBy { measure, taken: on, last } => {
            let (what, verb) = (taken(measure), if met { "may be" } else { "could be" });
            let (on, last) = (in_words(on), in_words(last));
            write!(f, "The credential was {what} on {on}; that {verb} appealed against through {last}.")
        }
        WindowUnknown => f.write_str("The testing window of this sitting is not on record."),
        ScoreAndPass { scaled, pass, passed } if met => {
            let verdict = if passed { "passed" } else { "not passed" };
            write!(f, "A scaled score of {scaled} is {verdict}; {pass} passes.")
        }
        ScoreAndPass { scaled, pass, passed } => {
            let verdict = if passed { "passed" } else { "not passed" };
            write!(f, "A scaled score of {scaled} is recorded as {verdict}, but {pass} passes.")
        }
        ResultsDue { since, from, to } => write!(
            f,
            "Results are held since {} and go out between {} and {}.",
            in_words(since),
            in_words(from),
            in_words(to)
        ),
        ReleasedBeforeClose { on, from } => write!(
            f,
            "The result was released on {}, before {}: nobody's score goes out before the window has closed for everybody.",
            in_words(on),
            in_words(from)
        ),
        Released { on, from, to, .. } if on >= from && on <= to => {
            write!(f, "The result was released on {}, inside {} to {}.", in_words(on), in_words(from), in_words(to))
        }
        Released { on, from, to, explained } => {
            let why = if explained { "the reason is noted" } else { "no reason is noted" };
            write!(
                f,
                "The result was released on {}, outside {} to {}; {why}.",
                in_words(on),
                in_words(from),
                in_words(to)
            )
        }
        other => return Err(other),
    })
}

fn agenda(found: OfAgenda, met: bool, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    use OfAgenda::*;
    match found {
        Education { minutes } => write!(f, "All {minutes} minutes of education count."),
        Housekeeping { minutes, counted, most: (most, whole) } => write!(
            f,
            "Of {minutes} minutes of housekeeping {counted} count: at most {most} in every {whole} that count may be housekeeping."
        ),
        EarnsNothing(Kind::Break) => f.write_str("Breaks earn no credit."),
        EarnsNothing(Kind::Meal) => f.write_str("Meals earn no credit."),
        EarnsNothing(Kind::Networking) => f.write_str("Networking earns no credit."),
        EarnsNothing(_) => f.write_str("Business and administrative meetings earn no credit."),
        ComesTo { minutes, credit } if met => {
            write!(f, "{minutes} minutes count, which makes {} credits.", credit.with_decimal())
        }
        ComesTo { .. } => f.write_str("Nothing on the agenda earns credit: it has no education."),
        Empty => f.write_str("There is no agenda yet: write when each part is held, and what it is."),
        Submitted { on, begins } if met => {
            write!(f, "It takes place from {} on, and is submitted before that, on {}.", in_words(begins), in_words(on))
        }
        Submitted { on, begins } => write!(
            f,
            "It takes place from {} on, and had to be submitted on an earlier day than that; this is {}.",
            in_words(begins),
            in_words(on)
        ),
    }
}

fn counting<'a>(finding: Finding<'a>, f: &mut fmt::Formatter<'_>) -> Said<'a> {
    use Finding::*;
    Ok(match finding {
        Counts { units, rate, approved } => {
            let kind = if approved { "approved " } else { "" };
            write!(f, "{units} × {rate} = {} {kind}credits.", units.times(rate))
        }
        NeverCounts => f.write_str("Activities of this category never count."),
        OutsideCycle { on, from, to } => {
            write!(f, "Earned on {}, outside the cycle's {} to {}.", in_words(on), in_words(from), in_words(to))
        }
        NotHeldYet => f.write_str("No renewal rests on this credit yet, so you may change or withdraw it."),
        HeldByRenewal(of) => write!(f, "The renewal of {} rests on this credit.", in_words(of)),
        PostedByBody => f.write_str("The body entered this credit, and mends it where it is wrong."),
        Disallowed { on } => write!(f, "Disallowed on {}.", in_words(on)),
        Duplicate => f.write_str("The same activity is counted already."),
        PerCycle { most: 1 } => {
            f.write_str("One entry of this category counts in a cycle, and one is counted already.")
        }
        PerCycle { most } => {
            write!(f, "{most} entries of this category count in a cycle, and so many are counted already.")
        }
        CappedAt { most } => write!(f, "At most {most} credits of this category count in a cycle."),
        Missing { total, approved, total_of, approved_of } => missing(f, total, approved, total_of, approved_of),
        CreditsComplete { total, of } => write!(f, "Your credits suffice: {total} of the {of} needed."),
        CategoryShort { category, earned, least } => {
            write!(f, "In the category {category} you have {earned} of at least {least} credits.")
        }
        YearShort { from, to, earned, least } => write!(
            f,
            "From {} to {} you earned {earned} of the {least} credits that each year takes.",
            in_words(from),
            in_words(to)
        ),
        BelowPace { from, to, earned, pace } => write!(
            f,
            "From {} to {} you earned {earned} credits; a pace of {pace} a year reaches the total in time.",
            in_words(from),
            in_words(to)
        ),
        Rate { amount, member: None, .. } => write!(f, "The fee is {amount}."),
        Rate { amount, credentials, member: Some(true) } => {
            write!(f, "The fee is {amount} for a member with {}.", credentials_held(credentials))
        }
        Rate { amount, credentials, member: Some(false) } => {
            write!(f, "The fee is {amount} for a non-member with {}.", credentials_held(credentials))
        }
        Late { due } => write!(f, "What comes after {} is late.", in_words(due)),
        StillToPay { item, amount } => write!(f, "{amount} is still to be paid ({item})."),
        Paid { item } => write!(f, "The fee is paid ({item})."),
        AnnualDue { due } => write!(f, "The yearly fee is due on the anniversary, {}.", in_words(due)),
        other => return Err(other),
    })
}

fn missing(
    f: &mut fmt::Formatter<'_>,
    total: Units,
    approved: Units,
    total_of: Units,
    approved_of: Units,
) -> fmt::Result {
    match (total > Units::ZERO, approved > Units::ZERO) {
        (true, true) => write!(
            f,
            "Your credits are {total} short of the {total_of} you need, and {approved} short of the {approved_of} approved ones."
        ),
        (true, false) => write!(f, "Your credits are {total} short of the {total_of} you need."),
        _ => write!(f, "Your credits are {approved} short of the {approved_of} approved ones you need."),
    }
}

fn credentials_held(n: usize) -> String {
    if n <= 1 { "one credential".to_owned() } else { format!("{n} credentials") }
}

fn renewal<'a>(finding: Finding<'a>, met: bool, f: &mut fmt::Formatter<'_>) -> Said<'a> {
    use Finding::*;
    Ok(match finding {
        AfterDue { due, late_until } => write!(
            f,
            "It was due on {}; with the late fee it is taken through {}.",
            in_words(due),
            in_words(late_until)
        ),
        InReview { since } => write!(f, "Your renewal of {} is in and waits for its decision.", in_words(since)),
        Renewed { on, next_opens } => {
            write!(f, "Renewed on {}. The next renewal opens on {}.", in_words(on), in_words(next_opens))
        }
        Automatic { on } => write!(
            f,
            "Nothing need be submitted: with credits and fees there, the next cycle begins by itself on {}.",
            in_words(on)
        ),
        NotHeld { standing } => write!(f, "The credential is {}.", adjective(standing)),
        InForce { cycle_end } => {
            write!(f, "Credits can be logged at any time of the cycle, which ends on {}.", in_words(cycle_end))
        }
        AskedInTime { by, .. } if met => write!(f, "It was asked for by close of business on {}.", in_words(by)),
        AskedInTime { by, .. } => write!(f, "It had to be asked for by close of business on {}.", in_words(by)),
        EarnedFor { total, least } => {
            write!(f, "You have {total} credits with certificates; {least} must be earned already.")
        }
        ProofSent { with: Proof::Certificates } => f.write_str("The certificates came with the request."),
        ProofSent { with: Proof::TrackingTable } => {
            f.write_str("A tracking table came with the request; the certificates themselves are needed.")
        }
        InWriting { yes: true } => f.write_str("It was asked for in writing."),
        InWriting { yes: false } => f.write_str("It must be asked for in writing."),
        AlreadyRequested { on } => write!(f, "Your request of {} waits for its decision.", in_words(on)),
        AlreadyExtended { through } => write!(f, "You have an extension through {}.", in_words(through)),
        ExtendsThrough { through } => write!(f, "An extension was granted through {}.", in_words(through)),
        NothingToRenew => f.write_str("No credential of this scheme was held on that day: there is nothing to renew."),
        NotOffered => f.write_str("This scheme does not have what was asked for."),
        NotLapsed => f.write_str("The credential has not lapsed."),
        Reopened => f.write_str("Reinstatement was asked for and its fee paid: the application is open again."),
        FinishBy { until } => write!(f, "After a lapse, the application is finished by {}.", in_words(until)),
        Undocumented { count: 0 } => f.write_str("Every credit that counts has its certificate."),
        Undocumented { count: 1 } => f.write_str("One credit that counts lacks its certificate."),
        Undocumented { count } => write!(f, "{count} credits that count lack their certificates."),
        other => return Err(other),
    })
}

fn standing(finding: Finding<'_>, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    use Finding::*;
    match finding {
        ActiveThrough { through } => {
            write!(f, "In force. If nothing more happens, this holds through {}.", in_words(through))
        }
        RenewalOpen { due } => write!(f, "The renewal application is open; it is due on {}.", in_words(due)),
        ReviewPending { since } => write!(
            f,
            "The renewal is in and complete since {}; it stays in force until it is decided.",
            in_words(since)
        ),
        Extended { through } => {
            write!(f, "Extended: in force through {} while the renewal is finished.", in_words(through))
        }
        CycleEnded { end, standing } => write!(
            f,
            "The cycle ended on {} without renewal: the credential is {}.",
            in_words(end),
            adjective(standing)
        ),
        FeeUnpaid { due } => write!(f, "The yearly fee due on {} is not paid.", in_words(due)),
        MeasureTaken { measure, on } => write!(f, "The credential was {} on {}.", taken(measure), in_words(on)),
        AuditFailed(on) => {
            write!(f, "The audit closed on {} found points claimed and not documented: decertified.", in_words(on))
        }
        AuditsDrawn(None) => f.write_str("Audits are drawn at any time of the year."),
        AuditsDrawn(Some(month)) => {
            let month = Date::new(2025, month, 1).map_or_else(|_| String::new(), |day| day.strftime("%B").to_string());
            write!(f, "Audits are drawn in {month}.")
        }
        UnderAudit { since, asks: false } => write!(f, "An audit is open since {}.", in_words(since)),
        UnderAudit { since, asks: true } => {
            write!(f, "An audit is open since {}; an employer is told to ask the office.", in_words(since))
        }
        AnsweredBetween { complete, earliest, latest } => write!(
            f,
            "Your renewal is complete since {}: an answer is to be expected between {} and {}.",
            in_words(complete),
            in_words(earliest),
            in_words(latest)
        ),
        AvailableBy { by } => write!(f, "Badge and certificate are there by {}.", in_words(by)),
        other => write!(f, "{other:?}"),
    }
}

/// A standing as it reads after "the credential is".
pub fn adjective(standing: Standing) -> &'static str {
    match standing {
        Standing::Active => "active",
        Standing::RenewalOpen => "open for renewal",
        Standing::Late => "late",
        Standing::InReview => "in review",
        Standing::Extended => "extended",
        Standing::Lapsed => "lapsed, and the designation may not be used",
        Standing::Expired => "expired",
        Standing::Suspended => "suspended",
        Standing::Revoked => "revoked",
        Standing::Surrendered => "surrendered",
    }
}

fn taken(measure: Measure) -> &'static str {
    match measure {
        Measure::Suspended => "suspended",
        Measure::Restored => "restored",
        Measure::Revoked => "revoked",
        Measure::Surrendered => "surrendered",
    }
}

/// A day, and how far it is from `on`: `1 December 2025 (in 10 days)`.
pub fn day_seen_from(day: Date, on: Date) -> String {
    let mut text = String::with_capacity("30 September 2025 (1000 days ago)".len());
    // A text takes whatever is written.
    let _ = write_day_seen_from(day, on, &mut text);
    text
}

/// Writes a day and how far it is from `on`.
///
/// # Errors
/// Where `out` cannot be written.
pub fn write_day_seen_from(day: Date, on: Date, out: &mut impl fmt::Write) -> fmt::Result {
    in_words(day).write_to(out)?;
    match on.duration_until(day).as_hours() / 24 {
        0 => out.write_str(" (today)"),
        1 => out.write_str(" (tomorrow)"),
        -1 => out.write_str(" (yesterday)"),
        d if d > 0 => write!(out, " (in {d} days)"),
        d => write!(out, " ({} days ago)", -d),
    }
}
