//! What a record can hold: names that exist, references to earlier entries, an order of events that can have happened.
//!
//! Everything else an event says is taken as the fact it is: whether a rule allowed it is not asked here.

use super::event::{AuditOutcome, Event, Evidence, Measure, Outcome};
use super::{Entry, Fact, Line, Record, Refusal, correction};
use crate::Bodies;
use crate::eligibility::Requirement;
use crate::examination::season_and_year;
use crate::handbook::Handbook;
use crate::problem::{did_you_mean, list};

/// Fields of work that the record's own vocabulary has, whichever handbooks are read.
const VOCABULARY: [&str; 2] = ["medical_services", "medical_office_administration"];

/// Fees that the record's own vocabulary has: a payment for one is kept even where no handbook says what it comes to.
const FEES: [&str; 7] =
    ["application", "recertification", "late", "extension", "reinstatement", "annual", "practice_exam"];

/// Why an event cannot be held: the field, what is wrong, what to do.
type Cannot = (&'static str, String, String);

/// The facts that `handbook`'s body can count, of entries already corrected; and the entries that no record can hold.
/// Entries of other bodies are left aside without a word.
pub fn admit<'a>(
    bodies: &Bodies,
    (handbook, dealt_with): (&Handbook, &[&Handbook]),
    entries: Vec<Entry<'a>>,
    lines: &[Line<'a>],
) -> (Record<'a>, Vec<Refusal>) {
    let zone = &handbook.body.zone;
    let person = entries.first().map(|e| e.person.clone()).unwrap_or_default();
    let mut facts: Vec<Fact<'a>> = Vec::with_capacity(entries.len());
    for entry in entries {
        facts.push(Fact { day: handbook.effective(&entry), received: entry.recorded_at.day(zone), entry });
    }
    // What refers to another entry follows those that refer to none, so that one day's entries may stand in any order.
    facts.sort_by_key(|fact| (fact.day, fact.entry.event.reference().is_some()));
    let mut refusals = Vec::new();
    // Facts are large: those admitted move up in their place.
    let mut admitted = 0;
    let mut ids = Ids::default();
    for at in 0..facts.len() {
        let (before, fact) = (&facts[..admitted], &facts[at]);
        let cannot = unknown_name(bodies, dealt_with, &fact.entry.event)
            .or_else(|| wrong_reference((before, &ids), fact, handbook, lines, &refusals))
            .or_else(|| impossible(before, &fact.entry.event));
        match cannot {
            Some((key, wrong, remedy)) => {
                refusals.push(correction::refuse_as_corrected(lines, &fact.entry, key, wrong, &remedy));
            }
            None => {
                ids.add(&fact.entry.id);
                facts.swap(admitted, at);
                admitted += 1;
            }
        }
    }
    facts.truncate(admitted);
    // Where one body alone is dealt with, everything is its business.
    if dealt_with.len() != 1 {
        facts.retain(|fact| concerns(bodies, handbook, dealt_with, &fact.entry.event));
    }
    (Record { person, facts }, refusals)
}

/// Whether an event is this body's business, or nobody's in particular.
fn concerns(bodies: &Bodies, handbook: &Handbook, dealt_with: &[&Handbook], event: &Event<'_>) -> bool {
    match event {
        Event::PaymentReceived { item, body: None, .. } => {
            handbook.fee(item).is_some()
                && (dealt_with.is_empty() || dealt_with.iter().any(|h| h.body.id == handbook.body.id))
        }
        _ => bodies.of_event(event).is_none_or(|of| of.body.id == handbook.body.id),
    }
}

/// A name in the event that no handbook knows.
fn unknown_name(bodies: &Bodies, dealt_with: &[&Handbook], event: &Event<'_>) -> Option<Cannot> {
    let unknown = |key, what: &str, name: &str, known: Vec<&str>| {
        Some((key, format!("there is no {what} `{name}`"), did_you_mean(name, known)))
    };
    match event {
        Event::ApplicationSubmitted { programme, .. }
        | Event::AppointmentBooked { programme, .. }
        | Event::ExamSat { programme, .. }
        | Event::CredentialAwarded { programme }
        | Event::Conduct { programme, .. }
            if bodies.of_programme(programme).is_none() =>
        {
            unknown(
                "programme",
                "programme",
                programme,
                bodies.all().flat_map(|h| &h.programmes).map(|p| p.id.as_str()).collect(),
            )
        }
        Event::CreditLogged { scheme, .. }
        | Event::RenewalSubmitted { scheme }
        | Event::AuditOpened { scheme }
        | Event::AuditClosed { scheme, .. }
        | Event::ExtensionRequested { scheme, .. }
        | Event::ReinstatementRequested { scheme }
            if bodies.of_scheme(scheme).is_none() =>
        {
            unknown(
                "scheme",
                "renewal scheme",
                scheme,
                bodies.all().filter_map(|h| h.scheme.as_ref()).map(|s| s.id.as_str()).collect(),
            )
        }
        Event::Membership { body, .. } if bodies.body(body).is_none() => {
            unknown("body", "body", body, bodies.all().map(|h| h.body.id.as_str()).collect())
        }
        Event::CreditLogged { scheme, category, .. } => {
            let scheme = bodies.of_scheme(scheme)?.scheme.as_ref()?;
            if scheme.category(category).is_some() {
                return None;
            }
            unknown(
                "category",
                "category of credit",
                category,
                scheme.categories.iter().map(|c| c.id.as_str()).collect(),
            )
        }
        Event::ApplicationSubmitted { programme, route, window, evidence } => {
            let handbook = bodies.of_programme(programme)?;
            unknown_route(handbook, programme, route.as_deref())
                .or_else(|| unknown_window(handbook, "window", window.as_deref()))
                .or_else(|| evidence.iter().find_map(|e| unknown_field(bodies, e)))
        }
        Event::AppointmentBooked { programme, window, .. } | Event::ExamSat { programme, window, .. } => {
            unknown_window(bodies.of_programme(programme)?, "window", window.as_deref())
        }
        Event::AccommodationRequested { window, .. } => unknown_window_anywhere(bodies, "window", window),
        Event::TransferRequested { to_window, .. } => unknown_window_anywhere(bodies, "to_window", to_window),
        Event::PaymentReceived { .. } => unknown_fee(bodies, dealt_with, event),
        _ => None,
    }
}

fn unknown_route(handbook: &Handbook, programme: &str, route: Option<&str>) -> Option<Cannot> {
    let (route, programme) = (route?, handbook.programme(programme)?);
    if programme.routes.iter().any(|(id, _)| id == route) {
        return None;
    }
    let known = programme.routes.iter().map(|(id, _)| id.as_str());
    Some(("route", format!("{} has no eligibility route `{route}`", programme.designation), did_you_mean(route, known)))
}

fn unknown_window(handbook: &Handbook, key: &'static str, window: Option<&str>) -> Option<Cannot> {
    let window = window?;
    if handbook.calendar.window(window).is_some() || is_earlier(handbook, window) {
        return None;
    }
    let known: Vec<String> = handbook.calendar.all().map(|w| w.id()).collect();
    let hint = if known.is_empty() {
        format!("{} tests all year: leave `{key}` out", handbook.body.short)
    } else {
        did_you_mean(window, known.iter().map(String::as_str))
    };
    Some((key, format!("there is no testing window `{window}`"), hint))
}

/// Whether a name is that of a window before the first one written down: people sat long before this handbook began.
fn is_earlier(handbook: &Handbook, window: &str) -> bool {
    let year = season_and_year(window).map(|(_, year)| year);
    let first = handbook.calendar.all().map(|w| w.opens.year()).min();
    year.zip(first).is_some_and(|(year, first)| year < first)
}

fn unknown_window_anywhere(bodies: &Bodies, key: &'static str, window: &str) -> Option<Cannot> {
    let with_windows: Vec<&Handbook> = bodies.all().filter(|h| h.calendar.windows.is_some()).collect();
    if with_windows.iter().any(|h| h.calendar.window(window).is_some()) {
        return None;
    }
    let known: Vec<String> = with_windows.iter().flat_map(|h| h.calendar.all()).map(|w| w.id()).collect();
    Some((
        key,
        format!("there is no testing window `{window}`"),
        did_you_mean(window, known.iter().map(String::as_str)),
    ))
}

fn unknown_field(bodies: &Bodies, evidence: &Evidence<'_>) -> Option<Cannot> {
    let Evidence::Employment { field, .. } = evidence else { return None };
    let requirements = || {
        bodies
            .all()
            .flat_map(|h| &h.programmes)
            .flat_map(|p| &p.routes)
            .flat_map(|(_, c)| &c.versions)
            .flat_map(|v| &v.figures.requirements)
    };
    let asked_for = |r| match r {
        &Requirement::EmployedNow { ref field }
        | &Requirement::EmployedThroughout { ref field, .. }
        | &Requirement::Experience { ref field, .. } => Some(field.as_str()),
        _ => None,
    };
    if VOCABULARY.contains(&field.as_ref()) || requirements().filter_map(asked_for).any(|known| known == field) {
        return None;
    }
    Some((
        "evidence",
        format!("no route asks for work in the field `{field}`"),
        did_you_mean(field, requirements().filter_map(asked_for)),
    ))
}

fn unknown_fee(bodies: &Bodies, dealt_with: &[&Handbook], event: &Event<'_>) -> Option<Cannot> {
    let Event::PaymentReceived { item, currency, body, .. } = event else { return None };
    if let Some(body) = body
        && bodies.body(body).is_none()
    {
        return Some((
            "body",
            format!("there is no body `{body}`"),
            did_you_mean(body, bodies.all().map(|h| h.body.id.as_str())),
        ));
    }
    let named = |h: &&Handbook| body.as_ref().is_none_or(|b| *b == h.body.id);
    let with_fee: Vec<&Handbook> = bodies.all().filter(named).filter(|h| h.fee(item).is_some()).collect();
    if with_fee.is_empty() && FEES.contains(&item.as_ref()) {
        return None;
    }
    if with_fee.is_empty() {
        let known = bodies.all().filter(named).flat_map(|h| &h.fees).map(|f| f.id.as_str());
        return Some(("item", format!("there is no fee `{item}`"), did_you_mean(item, known)));
    }
    let own: Vec<&&Handbook> = with_fee.iter().filter(|h| dealt_with.iter().any(|d| d.body.id == h.body.id)).collect();
    if own.len() > 1 {
        let ids: Vec<&str> = own.iter().map(|h| h.body.id.as_str()).collect();
        return Some((
            "item",
            format!("`{item}` is a fee of {}, and this person deals with each", list(&ids)),
            "say which with \"body\":\"…\"".to_owned(),
        ));
    }
    let taken = own.first().map_or(with_fee[0], |h| **h).body.currency.as_str();
    let wrong = currency.as_ref().filter(|c| *c != taken)?;
    Some((
        "amount",
        format!("this amount is in {wrong}, but the body's money is {taken}"),
        format!("record what was received in {taken}"),
    ))
}

/// The ids of facts, as short marks to look through before the facts themselves. Those of one record mostly differ at
/// their ends.
#[derive(Default)]
struct Ids(Vec<u64>);

impl Ids {
    fn mark(id: &str) -> u64 {
        let end = id.bytes().rev().take(7).fold(0, |mark, byte| mark << 8 | u64::from(byte));
        end << 8 | id.len() as u64 & 0xff
    }

    fn add(&mut self, id: &str) {
        self.0.push(Self::mark(id));
    }

    fn find<'r, 'a>(&self, facts: &'r [Fact<'a>], id: &str) -> Option<&'r Fact<'a>> {
        let mark = Self::mark(id);
        let alike = self.0.iter().zip(facts).filter(|(m, _)| **m == mark);
        alike.map(|(_, fact)| fact).find(|fact| fact.entry.id == id)
    }
}

/// A reference to an entry that is not there, is of another kind, or comes later.
fn wrong_reference(
    (facts, ids): (&[Fact<'_>], &Ids),
    fact: &Fact<'_>,
    handbook: &Handbook,
    lines: &[Line<'_>],
    refusals: &[Refusal],
) -> Option<Cannot> {
    if ids.find(facts, &fact.entry.id).is_some() {
        return Some((
            "id",
            format!("the id `{}` is used already", fact.entry.id),
            "give every event an id of its own".to_owned(),
        ));
    }
    let (key, id) = fact.entry.event.reference()?;
    if fact.entry.id == id {
        return Some((
            key,
            format!("`{key}` refers to its own event"),
            format!("name the {} that is meant", noun(key)),
        ));
    }
    match ids.find(facts, id) {
        None => Some(referred_to_nothing(facts, fact, (key, id), handbook, lines, refusals)),
        Some(target) if !target.entry.event.answers_to(key) => {
            Some((key, format!("`{id}` is no {}", noun(key)), known_of_kind(facts, key, id)))
        }
        Some(target) if fact.entry.at.precedes(target.entry.at, &handbook.body.zone) => Some((
            key,
            format!("this comes before `{id}`, to which it refers"),
            "correct the day of one of them".to_owned(),
        )),
        Some(_) => None,
    }
}

/// A reference to nothing that the record holds by then: to a line that was refused, or to none.
fn referred_to_nothing(
    facts: &[Fact<'_>],
    fact: &Fact<'_>,
    (key, id): (&'static str, &str),
    handbook: &Handbook,
    lines: &[Line<'_>],
    refusals: &[Refusal],
) -> Cannot {
    let Some(line) = lines.iter().find(|line| line.text_of("id").as_deref() == Some(id)) else {
        return (key, format!("this person's record has no {} `{id}`", noun(key)), known_of_kind(facts, key, id));
    };
    let number = line.number;
    let (wrong, remedy) = match Entry::read(*line) {
        Ok(entry) if !refusals.iter().any(|r| r.line == number) => {
            if !entry.event.answers_to(key) {
                (format!("`{id}` on line {number} is no {}", noun(key)), known_of_kind(facts, key, id))
            } else if handbook.effective(&entry) > fact.day {
                (format!("`{id}` on line {number} comes later than this"), "correct the day of one of them".to_owned())
            } else {
                (format!("`{id}` on line {number} is no longer on record"), "retract this entry, too".to_owned())
            }
        }
        _ => (format!("`{id}` on line {number} was refused"), format!("mend line {number} first")),
    };
    (key, wrong, remedy)
}

/// What a reference is to.
fn noun(key: &str) -> &str {
    if key == "of" { "suspension or revocation" } else { key }
}

/// What a reference could have meant.
fn known_of_kind(facts: &[Fact<'_>], key: &str, id: &str) -> String {
    let of_kind: Vec<&str> =
        facts.iter().filter(|f| f.entry.event.answers_to(key)).map(|f| f.entry.id.as_ref()).collect();
    match of_kind.is_empty() {
        true => format!("record the {} first", noun(key)),
        false => did_you_mean(id, of_kind),
    }
}

/// A decision on what was granted already: that one stands until it is corrected.
fn decided_already(facts: &[Fact<'_>], event: &Event<'_>) -> Option<Cannot> {
    let (key, id) = event.reference()?;
    let granted = |e: &Event<'_>| match e {
        Event::ApplicationDecided { outcome, .. }
        | Event::AccommodationDecided { outcome, .. }
        | Event::RenewalDecided { outcome, .. }
        | Event::ExtensionDecided { outcome, .. }
        | Event::ReinstatementDecided { outcome, .. } => *outcome == Outcome::Approved,
        _ => false,
    };
    let earlier = facts.iter().find(|f| f.entry.event.reference() == Some((key, id)) && granted(&f.entry.event))?;
    let wrong = format!("the {key} `{id}` was approved by `{}` already", earlier.entry.id);
    Some((key, wrong, format!("correct or retract `{}` if it was wrong", earlier.entry.id)))
}

/// A second appeal against one measure, or a second decision on one appeal.
fn appealed_already(facts: &[Fact<'_>], (key, id): (&'static str, &str), done: &str) -> Option<Cannot> {
    let earlier = facts.iter().find(|f| f.entry.event.reference() == Some((key, id)))?;
    let wrong = format!("`{id}` was {done} by `{}` already", earlier.entry.id);
    Some((key, wrong, format!("correct or retract `{}` if it was wrong", earlier.entry.id)))
}

/// Something that cannot happen to a record as it stands.
fn impossible(facts: &[Fact<'_>], event: &Event<'_>) -> Option<Cannot> {
    match event {
        Event::AccommodationDecided { outcome: Outcome::Refused, adjustments: Some(_), .. } => Some((
            "adjustments",
            "a request that is refused grants no adjustments".to_owned(),
            "leave `adjustments` out, or approve what is granted".to_owned(),
        )),
        Event::ApplicationDecided { .. }
        | Event::AccommodationDecided { .. }
        | Event::RenewalDecided { .. }
        | Event::ExtensionDecided { .. }
        | Event::ReinstatementDecided { .. } => decided_already(facts, event),
        Event::AppealFiled { of, .. } => appealed_already(facts, ("of", of), "appealed against"),
        Event::AppealDecided { appeal, .. } => appealed_already(facts, ("appeal", appeal), "decided"),
        Event::Conduct { measure, programme, .. } => {
            let awarded = facts
                .iter()
                .any(|f| matches!(&f.entry.event, Event::CredentialAwarded { programme: p } if p == programme));
            if !awarded {
                return Some((
                    "programme",
                    format!("`{programme}` was not awarded to this person by then"),
                    "record the award first".to_owned(),
                ));
            }
            let last = facts.iter().rev().find_map(|f| match &f.entry.event {
                Event::Conduct { measure, programme: p, .. } if p == programme => Some(*measure),
                _ => None,
            });
            let failed =
                facts.iter().any(|f| matches!(f.entry.event, Event::AuditClosed { outcome: AuditOutcome::Failed, .. }));
            let nothing = !failed && matches!(last, None | Some(Measure::Restored));
            (*measure == Measure::Restored && nothing).then(|| {
                (
                    "kind",
                    format!("`{programme}` is neither suspended nor revoked"),
                    "record what is restored first".to_owned(),
                )
            })
        }
        Event::AuditClosed { scheme, .. } => {
            let last = facts.iter().rev().find_map(|f| match &f.entry.event {
                Event::AuditOpened { scheme: s } if s == scheme => Some(true),
                Event::AuditClosed { scheme: s, .. } if s == scheme => Some(false),
                _ => None,
            });
            (last != Some(true))
                .then(|| ("scheme", format!("no audit of `{scheme}` is open"), "record audit_opened first".to_owned()))
        }
        _ => None,
    }
}
