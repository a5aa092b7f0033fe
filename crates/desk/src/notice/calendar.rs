//! One's own deadlines as a calendar that any program reads (RFC 5545).

use icalendar::{Calendar, Component, Event, Property};
use jiff::Timestamp;
use jiff::civil::Date;
use programme::Handbook;
use programme::day::next;
use programme::review::Review;
use sha2::{Digest, Sha256};

use super::deadlines::{Deadline, deadlines};

/// The deadlines of a review as a calendar of all-day events, one a body and day. `stamp` is when it was drawn. An event
/// keeps its id as long as its deadline keeps its day.
pub fn calendar(review: &Review<'_>, handbooks: &[&Handbook], stamp: Timestamp) -> String {
    let mut calendar = Calendar::empty();
    for (key, value) in
        [("VERSION", "2.0"), ("PRODID", "-//Assay//Deadlines//EN"), ("CALSCALE", "GREGORIAN"), ("METHOD", "PUBLISH")]
    {
        calendar.append_property(Property::new(key, value));
    }
    calendar.name("Certification deadlines");
    for deadline in deadlines(review, handbooks) {
        calendar.push(event(review.person, &deadline, stamp));
    }
    calendar.to_string()
}

fn event(person: &str, deadline: &Deadline<'_>, stamp: Timestamp) -> Event {
    let body = &deadline.handbook.body;
    let more = match deadline.steps.len() {
        0 | 1 => String::new(),
        n => format!(" (and {} more)", n - 1),
    };
    let first = deadline.steps.first().map_or("", |s| s.what.as_str());
    let line = |s: &super::deadlines::Step<'_>| {
        let written = if s.source.citation.is_empty() { "not written down for this day" } else { s.source.citation };
        format!("{} [{} · {written}]", s.what, s.source.clause)
    };
    let lines: Vec<String> = deadline.steps.iter().map(line).collect();
    let mut event = Event::new();
    event
        .uid(&uid(person, &body.id, deadline.day))
        .add_property("DTSTAMP", stamp.strftime("%Y%m%dT%H%M%SZ").to_string())
        .summary(&format!("{}: {first}{more}", body.short))
        .description(&lines.join("\n"))
        .add_property("TRANSP", "TRANSPARENT");
    // The end of an all-day event is the day after it.
    for (key, day) in [("DTSTART", deadline.day), ("DTEND", next(deadline.day))] {
        let mut property = Property::new(key, day.strftime("%Y%m%d").to_string());
        event.append_property(property.add_parameter("VALUE", "DATE").done());
    }
    event.done()
}

/// Says nothing of whose it is to whoever sees it alone.
fn uid(person: &str, body: &str, day: Date) -> String {
    let mut hasher = Sha256::new();
    for part in [person, body, &day.to_string()] {
        hasher.update((part.len() as u64).to_be_bytes());
        hasher.update(part.as_bytes());
    }
    let digits: String = hasher.finalize().iter().take(16).map(|byte| format!("{byte:02x}")).collect();
    format!("{digits}@assay")
}
