//! Approved activities as a calendar that any program reads (RFC 5545).

use icalendar::{Calendar, Component, Event, EventLike, Property};
use jiff::Timestamp;
use programme::day::next;
use store::activities::Activity;

/// Activities as all-day events, from their first day to their last. `stamp` is when it was drawn; each leads to its page
/// at `address`.
pub fn calendar(activities: &[Activity], address: &str, stamp: Timestamp) -> String {
    let mut calendar = Calendar::empty();
    for (key, value) in
        [("VERSION", "2.0"), ("PRODID", "-//Assay//Activities//EN"), ("CALSCALE", "GREGORIAN"), ("METHOD", "PUBLISH")]
    {
        calendar.append_property(Property::new(key, value));
    }
    calendar.name("Approved activities");
    for activity in activities {
        calendar.extend(event(activity, address, stamp));
    }
    calendar.to_string()
}

fn event(activity: &Activity, address: &str, stamp: Timestamp) -> Option<Event> {
    let (number, (first, last)) = (activity.number.as_deref()?, activity.content.days?);
    let where_held = if activity.content.online { "Online" } else { activity.content.place.as_str() };
    let said = format!(
        "{}\n{} credits. {}. Approved activity {number}.",
        activity.content.about, activity.credit, activity.provider_name
    );
    let mut event = Event::new();
    event
        .uid(&format!("{number}@assay"))
        .add_property("DTSTAMP", stamp.strftime("%Y%m%dT%H%M%SZ").to_string())
        .summary(&activity.content.title)
        .description(said.trim())
        .location(where_held)
        .url(&format!("{address}/{number}"))
        .add_property("TRANSP", "TRANSPARENT");
    // The end of an all-day event is the day after it.
    for (key, day) in [("DTSTART", first), ("DTEND", next(last))] {
        let mut property = Property::new(key, day.strftime("%Y%m%d").to_string());
        event.append_property(property.add_parameter("VALUE", "DATE").done());
    }
    Some(event.done())
}
