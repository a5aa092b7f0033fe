//! The task list of an application or a renewal: each step, and where it stands. It follows from the record and from the
//! decisions of its day, and is never kept.

use jiff::civil::Date;

use crate::accommodation;
use crate::decision::{Action, Decision, Finding, Met, Reason, Ruling};
use crate::handbook::{Handbook, Programme};
use crate::recertification::timeline::Standing;
use crate::record::Fact;
use crate::record::event::{Event, Outcome, Sitting};
use crate::review::{Credential, CycleView, FeeView, Review};

/// A step on the way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// Evidence that a route is met.
    Evidence,
    /// Declaring that it is true.
    Attestation,
    /// Sending the application.
    Application,
    /// Accommodations, for whoever needs them.
    Accommodation,
    /// The fee.
    Fee,
    /// The body's decision.
    Decision,
    /// The Notice to Schedule.
    Notice,
    /// A seat.
    Seat,
    /// The exam.
    Exam,
    /// Its result.
    Result,
    /// The award.
    Award,
    /// Credits of a renewal.
    Credits,
    /// The name as it goes on the certificate (E1).
    Name,
    /// Sending the renewal.
    Renewal,
}

/// Where a step stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// Done, and on which day where there is one.
    Done(Option<Date>),
    /// To be done, from a day and by a day where there are such.
    ToDo {
        /// The first day, where it is still ahead.
        from: Option<Date>,
        /// The last day.
        by: Option<Date>,
    },
    /// May be done by a day, and need not.
    Optional {
        /// The last day.
        by: Option<Date>,
    },
    /// Waits for the office.
    Waits {
        /// Since when.
        since: Date,
        /// Between which days it is to be done, where that is written.
        due: Option<(Date, Date)>,
    },
    /// Comes by itself on a day.
    Comes(Date),
    /// Cannot start before another step is done.
    After(Step),
    /// Was decided against, or did not take place, on a day.
    Not(Date),
    /// Is no longer possible.
    Over,
}

/// A step with where it stands and why.
#[derive(Debug, Clone)]
pub struct Task<'a> {
    /// The step.
    pub step: Step,
    /// Where it stands.
    pub state: State,
    /// What its days rest on.
    pub reasons: Vec<Reason<'a>>,
}

/// The steps of one application or renewal, in order.
#[derive(Debug, Clone)]
pub struct Tasks<'a> {
    /// The programme, of an application.
    pub programme: Option<&'a str>,
    /// The scheme, of a renewal.
    pub scheme: Option<&'a str>,
    /// The steps.
    pub steps: Vec<Task<'a>>,
}

impl<'a> Tasks<'a> {
    fn add(&mut self, step: Step, state: State, reasons: Vec<Reason<'a>>) {
        self.steps.push(Task { step, state, reasons });
    }

    fn state(&self, step: Step) -> Option<State> {
        self.steps.iter().find(|task| task.step == step).map(|task| task.state)
    }
}

/// An application and what followed it.
struct Way<'a> {
    application: &'a Fact<'a>,
    decided: Option<(&'a Fact<'a>, Outcome)>,
    appointment: Option<&'a Fact<'a>>,
    sat: Option<(&'a Fact<'a>, Sitting)>,
}

impl<'a> Way<'a> {
    /// The latest application for a programme, unless its credential was awarded since.
    fn latest(programme: &Programme, facts: &'a [Fact<'a>]) -> Option<Way<'a>> {
        let applies = |f: &Fact<'_>| matches!(&f.entry.event, Event::ApplicationSubmitted { programme: p, .. } if *p == programme.id);
        let at = facts.iter().rposition(applies)?;
        let mut way = Way { application: &facts[at], decided: None, appointment: None, sat: None };
        for fact in &facts[at..] {
            match &fact.entry.event {
                Event::ApplicationDecided { application, outcome, .. } if *application == way.application.entry.id => {
                    way.decided = Some((fact, *outcome));
                }
                Event::AppointmentBooked { programme: p, .. } if *p == programme.id => way.appointment = Some(fact),
                Event::ExamSat { programme: p, outcome, .. } if *p == programme.id => way.sat = Some((fact, *outcome)),
                Event::CredentialAwarded { programme: p } if *p == programme.id => return None,
                _ => {}
            }
        }
        Some(way)
    }

    fn approved(&self) -> bool {
        matches!(self.decided, Some((_, Outcome::Approved)))
    }
}

/// The steps before an application is sent, of one that was begun.
pub fn begun(programme: &Programme) -> Tasks<'_> {
    let mut tasks = Tasks { programme: Some(&programme.id), scheme: None, steps: Vec::new() };
    tasks.add(Step::Evidence, State::ToDo { from: None, by: None }, Vec::new());
    tasks.add(Step::Attestation, State::After(Step::Evidence), Vec::new());
    tasks.add(Step::Application, State::After(Step::Attestation), Vec::new());
    tasks.add(Step::Decision, State::After(Step::Application), Vec::new());
    tasks
}

/// The steps of the latest application for a programme, as of the review's day; nothing where there is none, where it has
/// led to the credential, or where its result was told and another way begins.
pub fn of_application<'a>(
    handbook: &'a Handbook,
    programme: &'a Programme,
    facts: &'a [Fact<'a>],
    review: &Review<'a>,
) -> Option<Tasks<'a>> {
    let way = Way::latest(programme, facts)?;
    let act = |action| {
        let of = |d: &&Decision<'a>| d.action == action && d.programme == Some(&*programme.id);
        review.actions.iter().find(of)
    };
    let sent = Some(way.application.day);
    let mut tasks = Tasks { programme: Some(&programme.id), scheme: None, steps: Vec::new() };
    for step in [Step::Evidence, Step::Attestation, Step::Application] {
        tasks.add(step, State::Done(sent), Vec::new());
    }
    accommodation_step(&mut tasks, (handbook, facts, review.on), &way, act(Action::RequestAccommodation));
    fee_step(&mut tasks, handbook, facts, review);
    let (state, reasons) = match way.decided {
        Some((fact, Outcome::Approved)) => (State::Done(Some(fact.day)), Vec::new()),
        Some((fact, _)) => (State::Not(fact.day), Vec::new()),
        None => (State::Waits { since: way.application.day, due: None }, Vec::new()),
    };
    tasks.add(Step::Decision, state, reasons);
    if matches!(state, State::Not(_)) {
        return Some(tasks);
    }
    seat_steps(&mut tasks, handbook, &way, (act(Action::Book), act(Action::Reschedule)), review.on);
    result_steps(&mut tasks, &way, review)?;
    Some(tasks)
}

fn accommodation_step<'a>(
    tasks: &mut Tasks<'a>,
    (handbook, facts, on): (&Handbook, &'a [Fact<'a>], Date),
    way: &Way<'a>,
    may: Option<&Decision<'a>>,
) {
    let asked = accommodation::asked(facts, &way.application.entry.id).pop();
    let over = asked.is_some_and(|a| a.over(handbook, facts, on).is_some());
    let asked = asked.filter(|_| !over);
    let reasons = may.map_or_else(Vec::new, |d| d.reasons.clone());
    let outcome = |f: &Fact<'_>| f.entry.event.decides().map(|(outcome, _)| outcome);
    let state = match (asked.map(|a| (a.fact, a.decided)), may) {
        (Some((fact, None)), _) => State::Waits { since: fact.day, due: None },
        (Some((_, Some(decided))), _) if outcome(decided) == Some(Outcome::Approved) => State::Done(Some(decided.day)),
        (Some((_, Some(decided))), _) => State::Not(decided.day),
        (None, Some(may)) if may.ruling() == Ruling::Allowed => State::Optional { by: may.to },
        (None, Some(_)) => State::Over,
        (None, None) if over => State::Over,
        (None, None) => return,
    };
    tasks.add(Step::Accommodation, state, reasons);
}

/// The fee of the application: left out where the body publishes none and none was paid.
fn fee_step<'a>(tasks: &mut Tasks<'a>, handbook: &'a Handbook, facts: &'a [Fact<'a>], review: &Review<'a>) {
    let of = |f: &&FeeView<'_>| f.body == handbook.body.id && f.item == "application";
    if let Some(fee) = review.fees.iter().find(of) {
        return tasks.add(Step::Fee, State::ToDo { from: None, by: fee.to }, fee.because.clone());
    }
    let paid = |f: &&Fact<'_>| matches!(&f.entry.event, Event::PaymentReceived { item, .. } if item == "application");
    if let Some(fact) = facts.iter().rfind(paid) {
        tasks.add(Step::Fee, State::Done(Some(fact.day)), Vec::new());
    }
}

fn seat_steps<'a>(
    tasks: &mut Tasks<'a>,
    handbook: &'a Handbook,
    way: &Way<'a>,
    (book, held): (Option<&Decision<'a>>, Option<&Decision<'a>>),
    on: Date,
) {
    // Once a seat was had the decision on booking says only that there is one; then its days do not matter.
    let booked = way.appointment.filter(|_| held.is_some() || way.sat.is_some());
    let from = book.and_then(|d| d.from);
    let reasons = |decision: Option<&Decision<'a>>| decision.map_or_else(Vec::new, |d| d.reasons.clone());
    if handbook.calendar.notice.is_some() {
        let state = match (way.approved(), from) {
            (false, _) => State::After(Step::Decision),
            (true, _) if booked.is_some() || way.sat.is_some() => State::Done(None),
            (true, Some(from)) if from > on => State::Comes(from),
            (true, from) => State::Done(from),
        };
        let open = |r: &Reason<'_>| matches!(r.finding, Finding::Open { .. } | Finding::NotWritten { .. });
        tasks.add(Step::Notice, state, reasons(book).into_iter().filter(open).collect());
    }
    let seat = match (booked, book) {
        (Some(fact), _) => State::Done(Some(fact.day)),
        (None, _) if way.sat.is_some() => State::Done(None),
        (None, _) if !way.approved() => State::After(Step::Decision),
        (None, Some(book)) if book.ruling() == Ruling::Allowed => State::ToDo { from: None, by: book.to },
        (None, Some(book)) if book.from.is_some_and(|from| from > on) => State::After(Step::Notice),
        (None, Some(book)) if book.to.is_some_and(|to| to < on) => State::Over,
        (None, _) => State::ToDo { from, by: book.and_then(|d| d.to) },
    };
    tasks.add(Step::Seat, seat, reasons(book));
    let exam = match (way.sat, booked.map(|f| &f.entry.event)) {
        (Some((fact, Sitting::Completed)), _) => State::Done(Some(fact.day)),
        (Some((fact, _)), _) => State::Not(fact.day),
        (None, Some(Event::AppointmentBooked { starts, .. })) => State::Comes(starts.day(&handbook.body.zone)),
        (None, _) => State::After(Step::Seat),
    };
    tasks.add(Step::Exam, exam, Vec::new());
}

/// The result, and the award that follows one that was passed; nothing where it was told and nothing follows.
fn result_steps<'a>(tasks: &mut Tasks<'a>, way: &Way<'a>, review: &Review<'a>) -> Option<()> {
    let Some((sat, Sitting::Completed)) = way.sat else {
        if tasks.state(Step::Exam).is_some_and(|state| !matches!(state, State::Not(_))) {
            tasks.add(Step::Result, State::After(Step::Exam), Vec::new());
        }
        return Some(());
    };
    let result = review.results.iter().find(|r| r.exam.entry.id == sat.entry.id);
    let reasons = result.map_or_else(Vec::new, |r| {
        let days = |r: &&Reason<'a>| matches!(r.finding, Finding::ResultsDue { .. } | Finding::WindowUnknown);
        r.reasons.iter().filter(days).cloned().collect()
    });
    let Some(released) = result.and_then(|r| r.released) else {
        let due = result.and_then(|r| r.due);
        tasks.add(Step::Result, State::Waits { since: sat.day, due }, reasons);
        return Some(());
    };
    // Only a released result may say what follows.
    let passed = |d: &Decision<'_>| {
        d.programme == tasks.programme && d.reasons.iter().any(|r| matches!(r.finding, Finding::AlreadyPassed { .. }))
    };
    if !review.actions.iter().any(passed) {
        return None;
    }
    tasks.add(Step::Result, State::Done(Some(released.day)), reasons);
    tasks.add(Step::Award, State::Waits { since: released.day, due: None }, Vec::new());
    Some(())
}

/// The steps of the renewal that comes next under a scheme, as of the review's day; nothing where it goes by itself, or
/// its time is over.
pub fn of_renewal<'a>(handbook: &'a Handbook, review: &Review<'a>) -> Option<Tasks<'a>> {
    let scheme = handbook.scheme.as_ref()?.id.as_str();
    let cycle = review.cycles.iter().find(|c| c.scheme == scheme && c.renewed.is_none())?;
    let act = |action| review.actions.iter().find(move |d| d.action == action && d.scheme == Some(scheme));
    let submit = act(Action::SubmitRenewal)?;
    let automatic = |r: &Reason<'_>| matches!(r.finding, Finding::Automatic { .. });
    if submit.reasons.iter().any(automatic) {
        return None;
    }
    let request = review.requests.iter().rfind(|r| {
        r.kind == "renewal_submitted"
            && r.fact.day >= cycle.from
            && matches!(&r.fact.entry.event, Event::RenewalSubmitted { scheme: of } if of == scheme)
    });
    let returned =
        |f: &&'a Fact<'a>| matches!(f.entry.event.decides(), Some((Outcome::Returned | Outcome::Refused, _)));
    let sent = request.filter(|r| r.decided.filter(returned).is_none()).map(|r| r.fact);
    let way = act(Action::RequestReinstatement).filter(|d| d.ruling() == Ruling::Allowed).unwrap_or(submit);
    if sent.is_none() && way.to.is_none_or(|to| to < review.on) {
        return None;
    }
    let mut tasks = Tasks { programme: None, scheme: Some(scheme), steps: Vec::new() };
    let credits = if missing(cycle) { State::ToDo { from: None, by: way.to } } else { State::Done(None) };
    tasks.add(Step::Credits, credits, cycle.because.clone());
    // Whoever sends the renewal declares that the name is right: until then it may be looked at.
    tasks.add(Step::Name, sent.map_or(State::Optional { by: way.to }, |f| State::Done(Some(f.day))), Vec::new());
    let owed = |f: &&FeeView<'_>| f.body == handbook.body.id && f.item != "application" && f.to.is_some();
    let fees: Vec<&FeeView<'a>> = review.fees.iter().filter(owed).collect();
    let now = |f: &&&FeeView<'_>| f.from <= review.on;
    let fee = match (fees.iter().find(now), fees.first()) {
        (Some(fee), _) => State::ToDo { from: None, by: fee.to },
        (None, Some(fee)) if sent.is_none() => State::ToDo { from: Some(fee.from), by: fee.to },
        _ => State::Done(None),
    };
    let because = fees.first().map_or_else(Vec::new, |fee| fee.because.clone());
    tasks.add(Step::Fee, fee, because);
    let renewal = match sent {
        Some(fact) => State::Done(Some(fact.day)),
        None => State::ToDo { from: way.from.filter(|from| *from > review.on), by: way.to },
    };
    tasks.add(Step::Renewal, renewal, way.reasons.clone());
    let decision = match (sent, tasks.steps.iter().find(|t| matches!(t.state, State::ToDo { .. }))) {
        (Some(_), Some(lacking)) => State::After(lacking.step),
        (Some(fact), None) => {
            let answer = answer(handbook, review, fact);
            let due = answer.as_ref().map(|(_, between)| *between);
            tasks.add(
                Step::Decision,
                State::Waits { since: fact.day, due },
                answer.into_iter().map(|(r, _)| r).collect(),
            );
            return Some(tasks);
        }
        (None, _) => State::After(Step::Renewal),
    };
    tasks.add(Step::Decision, decision, Vec::new());
    Some(tasks)
}

/// Between which days a complete renewal is answered, and why (F20).
fn answer<'a>(handbook: &'a Handbook, review: &Review<'a>, sent: &Fact<'_>) -> Option<(Reason<'a>, (Date, Date))> {
    let scheme = handbook.scheme.as_ref()?;
    let rule = scheme.review.as_ref()?.on(sent.day)?;
    let own = |c: &&Credential<'_>| handbook.programme(&c.programme.id).is_some();
    let waits = |c: &Credential<'_>| c.timeline.stretch(review.on).filter(|s| s.standing == Standing::InReview);
    let complete = review.credentials.iter().filter(own).find_map(waits)?.from;
    let (earliest, latest) = (rule.earliest.after(complete), rule.latest.after(complete));
    let found = Finding::AnsweredBetween { complete, earliest, latest };
    Some((Reason::new(rule.source(), Met::Note, found), (earliest, latest)))
}

/// Whether the cycle still lacks credits.
fn missing(cycle: &CycleView<'_>) -> bool {
    cycle.earned.0 < cycle.required.0
        || cycle.earned.1 < cycle.required.1
        || cycle.categories.iter().any(|(_, least, earned)| earned < least)
}
