//! What waits for a decision of the body's: kept beside the record, in the unit that changes it.

use std::collections::BTreeSet;

use jiff::civil::Date;
use programme::accommodation;
use programme::handbook::Handbook;
use programme::record::event::Outcome;
use programme::record::{Event, Fact, by_id};
use programme::review::Case;

use crate::cells::words;
use crate::engine::{Failure, Row, Tx, Value};
use crate::standings::{day_of, number_of};

words! {
    /// A queue of staff's, in the order in which they see them.
    pub enum Queue {
        /// Applications for an exam.
        Applications = "applications",
        /// Accommodations asked for.
        Accommodations = "accommodations",
        /// Renewals submitted.
        Renewals = "renewals",
        /// Audits that are open.
        Audits = "audits",
        /// Extensions asked for.
        Extensions = "extensions",
        /// Reinstatements asked for.
        Reinstatements = "reinstatements",
        /// Scores whose result is not released.
        Results = "results",
        /// Passed and released, and not awarded.
        Awards = "awards",
        /// Appeals against suspension and revocation.
        Appeals = "appeals",
    }
}

/// Something that waits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waiting {
    /// The id of the request.
    pub event: String,
    /// The body that it waits for.
    pub body: String,
    /// Whose it is.
    pub person: String,
    /// Their name.
    pub name: String,
    /// The programme or renewal scheme.
    pub programme: String,
    /// Since when it waits.
    pub since: Date,
}

/// How long each queue is on a day, and since when its oldest waits.
///
/// # Errors
/// Where the database fails.
pub fn lengths(tx: &mut Tx<'_>, on: Date) -> Result<Vec<(Queue, i64, Option<Date>)>, Failure> {
    let rows = tx.query(
        "SELECT queue, count(*), min(since) FROM waiting WHERE last_day IS NULL OR last_day >= $1 GROUP BY queue",
        &[number_of(on).into()],
    )?;
    let of = |queue: Queue| {
        let row = rows.iter().find(|row| row.text(0) == queue.word());
        (queue, row.map_or(0, |r| r.integer(1)), row.and_then(|r| r.integer_if_any(2)).map(day_of))
    };
    Ok(Queue::ALL.iter().copied().map(of).collect())
}

/// What waits in a queue on a day, the oldest first, after a day and event; at most `most`.
///
/// # Errors
/// Where the database fails.
pub fn of_queue(
    tx: &mut Tx<'_>,
    (queue, on): (Queue, Date),
    after: (Option<Date>, &str),
    most: i64,
) -> Result<Vec<Waiting>, Failure> {
    let rows = tx.query(
        "SELECT w.event, w.body, w.person, p.name, w.programme, w.since FROM waiting w JOIN person p ON p.id = w.person
          WHERE w.queue = $1 AND (w.since, w.event) > ($2, $3) AND (w.last_day IS NULL OR w.last_day >= $4)
          ORDER BY w.since, w.event LIMIT $5",
        &[
            queue.word().into(),
            after.0.map_or(i64::MIN, number_of).into(),
            after.1.into(),
            number_of(on).into(),
            most.into(),
        ],
    )?;
    Ok(rows.iter().map(waiting_of).collect())
}

/// What comes after a request in its queue, or at its beginning where nothing does; and the request's place in the queue,
/// from 1, and how many wait there on a day. Nothing, where it does not wait then.
///
/// # Errors
/// Where the database fails.
pub fn beside(tx: &mut Tx<'_>, event: &str, on: Date) -> Result<Option<(Option<Waiting>, i64, i64)>, Failure> {
    let row = tx.one(
        "SELECT queue, since FROM waiting WHERE event = $1 AND (last_day IS NULL OR last_day >= $2)",
        &[event.into(), number_of(on).into()],
    )?;
    let Some((queue, since)) = row.and_then(|row| Some((Queue::named(row.text(0))?, row.integer(1)))) else {
        return Ok(None);
    };
    let counted = tx.one(
        "SELECT count(*), count(CASE WHEN since < $2 OR (since = $2 AND event <= $3) THEN 1 END) FROM waiting
          WHERE queue = $1 AND (last_day IS NULL OR last_day >= $4)",
        &[queue.word().into(), since.into(), event.into(), number_of(on).into()],
    )?;
    let (all, place) = counted.map_or((0, 0), |row| (row.integer(0), row.integer(1)));
    let mut next = of_queue(tx, (queue, on), (Some(day_of(since)), event), 1)?;
    if next.is_empty() {
        next = of_queue(tx, (queue, on), (None, ""), 1)?;
    }
    Ok(Some((next.into_iter().find(|w| w.event != event), place, all)))
}

/// The body for which a request waits, or did until its last day.
///
/// # Errors
/// Where the database fails.
pub fn body_of(tx: &mut Tx<'_>, event: &str) -> Result<Option<String>, Failure> {
    let row = tx.one("SELECT body FROM waiting WHERE event = $1", &[event.into()])?;
    Ok(row.map(|row| row.text(0).to_owned()))
}

/// Whether a request waits.
///
/// # Errors
/// Where the database fails.
pub fn waits(tx: &mut Tx<'_>, event: &str) -> Result<bool, Failure> {
    Ok(tx.one("SELECT 1 FROM waiting WHERE event = $1", &[event.into()])?.is_some())
}

fn waiting_of(row: &Row) -> Waiting {
    Waiting {
        event: row.text(0).to_owned(),
        body: row.text(1).to_owned(),
        person: row.text(2).to_owned(),
        name: row.text(3).to_owned(),
        programme: row.text(4).to_owned(),
        since: day_of(row.integer(5)),
    }
}

/// The last day on which a fact waits, where that is known ahead: what is asked for a window is over with it.
fn last_day(handbook: &Handbook, fact: &Fact<'_>) -> Option<Date> {
    match &fact.entry.event {
        Event::AccommodationRequested { window, .. } => Some(handbook.calendar.window(window)?.closes),
        _ => None,
    }
}

/// The queue in which a fact waits, and the programme or scheme it is about.
fn queue_of<'f>(facts: &'f [Fact<'_>], fact: &'f Fact<'_>) -> Option<(Queue, &'f str)> {
    let answered = |kind: &str| facts.iter().any(|f| f.entry.event.reference() == Some((kind, &*fact.entry.id)));
    let (queue, about, done) = match &fact.entry.event {
        Event::ApplicationSubmitted { programme, .. } => (Queue::Applications, programme, decided(facts, fact)),
        Event::AccommodationRequested { application, .. } => {
            let Event::ApplicationSubmitted { programme, .. } = &by_id(facts, application)?.entry.event else {
                return None;
            };
            let over = refused(facts, application) || accommodation::sat(facts, application).is_some();
            (Queue::Accommodations, programme, answered("accommodation") || over)
        }
        Event::RenewalSubmitted { scheme } => (Queue::Renewals, scheme, answered("renewal")),
        Event::ExtensionRequested { scheme, .. } => (Queue::Extensions, scheme, answered("extension")),
        Event::ReinstatementRequested { scheme } => (Queue::Reinstatements, scheme, answered("reinstatement")),
        Event::AuditOpened { scheme } => (Queue::Audits, scheme, closed(facts, fact, scheme)),
        Event::ExamSat { programme, .. } if released(facts, fact) => {
            (Queue::Awards, programme, !passed(facts, fact) || awarded(facts, fact, programme))
        }
        Event::ExamSat { programme, .. } => {
            (Queue::Results, programme, !scored(facts, fact) || awarded(facts, fact, programme))
        }
        // An appeal is about what the measure is about; where the measure is not this body's, neither is the appeal.
        Event::AppealFiled { of, .. } => match by_id(facts, of).map(|measure| &measure.entry.event) {
            Some(Event::Conduct { programme, .. }) => (Queue::Appeals, programme, answered("appeal")),
            _ => return None,
        },
        _ => return None,
    };
    (!done).then_some((queue, about.as_ref()))
}

fn decided(facts: &[Fact<'_>], fact: &Fact<'_>) -> bool {
    facts.iter().any(
        |f| matches!(&f.entry.event, Event::ApplicationDecided { application, .. } if *application == fact.entry.id),
    )
}

/// Whether an application was refused: what was asked for beside it is nobody's to decide then.
fn refused(facts: &[Fact<'_>], application: &str) -> bool {
    let refuses = |e: &Event<'_>| matches!(e, Event::ApplicationDecided { outcome: Outcome::Refused, .. });
    let last = facts.iter().rfind(|f| f.entry.event.reference() == Some(("application", application)) && decides(f));
    last.is_some_and(|f| refuses(&f.entry.event))
}

fn decides(fact: &Fact<'_>) -> bool {
    fact.entry.event.decides().is_some()
}

fn closed(facts: &[Fact<'_>], fact: &Fact<'_>, of: &str) -> bool {
    let later = facts.iter().skip_while(|f| f.entry.id != fact.entry.id);
    later.into_iter().any(|f| matches!(&f.entry.event, Event::AuditClosed { scheme, .. } if scheme == of))
}

fn scored(facts: &[Fact<'_>], fact: &Fact<'_>) -> bool {
    facts.iter().any(|f| matches!(&f.entry.event, Event::ExamScored { exam, .. } if *exam == fact.entry.id))
}

/// Whether the last score of a sitting is a pass.
fn passed(facts: &[Fact<'_>], fact: &Fact<'_>) -> bool {
    let scores = facts.iter().rev().filter_map(|f| match &f.entry.event {
        Event::ExamScored { exam, passed, .. } if *exam == fact.entry.id => Some(*passed),
        _ => None,
    });
    scores.into_iter().next() == Some(true)
}

fn released(facts: &[Fact<'_>], fact: &Fact<'_>) -> bool {
    facts.iter().any(|f| matches!(&f.entry.event, Event::ResultsReleased { exam } if *exam == fact.entry.id))
}

/// Whether the credential was awarded since: the result was told with it.
fn awarded(facts: &[Fact<'_>], fact: &Fact<'_>, of: &str) -> bool {
    let since = facts.iter().filter(|f| f.day >= fact.day);
    since.into_iter().any(|f| matches!(&f.entry.event, Event::CredentialAwarded { programme } if programme == of))
}

/// Takes away what waits of some people's, to be kept anew.
pub(crate) fn clear(tx: &mut Tx<'_>, people: &BTreeSet<String>) -> Result<(), Failure> {
    for person in people {
        tx.execute("DELETE FROM waiting WHERE person = $1", &[person.into()])?;
    }
    Ok(())
}

/// Keeps what waits of a person's.
pub(crate) fn keep(tx: &mut Tx<'_>, case: &Case<'_>) -> Result<(), Failure> {
    let person = Value::from(&*case.person);
    for (handbook, record) in case.records() {
        for fact in &record.facts {
            let Some((queue, about)) = queue_of(&record.facts, fact) else { continue };
            tx.execute(
                "INSERT INTO waiting (event, body, queue, person, programme, since, last_day)
                 VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (event) DO NOTHING",
                &[
                    fact.entry.id.as_ref().into(),
                    (&handbook.body.id).into(),
                    queue.word().into(),
                    person.clone(),
                    about.into(),
                    number_of(fact.day).into(),
                    last_day(handbook, fact).map(number_of).into(),
                ],
            )?;
        }
    }
    Ok(())
}
