//! What few may read: which accommodations somebody needs and why, with the documents that came with their request. One
//! rule for records, matters, letters and files (docs/decisions/0014).

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use crate::account::{Right, Viewer};

/// Whether somebody reads, of others, what is asked for as accommodations, and why.
pub fn reads(viewer: &Viewer) -> bool {
    viewer.may(Right::DecideAccommodations)
}

/// Whether somebody reads an entry of somebody else's whole, its files included; `few` are the entries of that record
/// that few may read.
pub fn reads_entry(viewer: &Viewer, few: &BTreeSet<String>, entry: &str) -> bool {
    if few.contains(entry) { reads(viewer) } else { viewer.may(Right::SeePeople) }
}

/// The entries of a record that few may read: requests for accommodations, decisions on them, and whatever corrects
/// either, whenever it came: a correction says what it corrects.
pub fn of_few(events: &[Map<String, Value>]) -> BTreeSet<String> {
    let text = |event: &Map<String, Value>, key: &str| event.get(key).and_then(Value::as_str).map(str::to_owned);
    let of_kind = |e: &&Map<String, Value>| text(e, "kind").is_some_and(|kind| kind.starts_with("accommodation_"));
    let mut few: BTreeSet<String> = events.iter().filter(of_kind).filter_map(|e| text(e, "id")).collect();
    loop {
        let corrects = |e: &&Map<String, Value>| text(e, "event").is_some_and(|event| few.contains(&event));
        let all: BTreeSet<String> = events.iter().filter(corrects).filter_map(|e| text(e, "id")).collect();
        if all.is_subset(&few) {
            return few;
        }
        few.extend(all);
    }
}

/// The entries of a record whose details somebody may not read.
pub fn closed_to(viewer: &Viewer, events: &[Map<String, Value>]) -> BTreeSet<String> {
    if reads(viewer) { BTreeSet::new() } else { of_few(events) }
}

/// An event as it is written; an empty one where it is none.
pub fn event_of(line: &str) -> Map<String, Value> {
    serde_json::from_str(line).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_its_decision_and_every_correction_of_them_are_read_by_few() {
        let events = [
            r#"{"id":"retracted","kind":"corrected","event":"mended","retracted":true,"note":"was right"}"#,
            r#"{"id":"applied","kind":"application_submitted"}"#,
            r#"{"id":"asked","kind":"accommodation_requested","application":"applied"}"#,
            r#"{"id":"decided","kind":"accommodation_decided","accommodation":"asked"}"#,
            r#"{"id":"mended","kind":"corrected","event":"asked","with":{"adjustments":["breaks"]}}"#,
            r#"{"id":"moved","kind":"corrected","event":"applied","with":{"at":"2025-01-01"}}"#,
            "no event",
        ];
        let few = of_few(&events.map(event_of));
        assert_eq!(few.iter().map(String::as_str).collect::<Vec<_>>(), ["asked", "decided", "mended", "retracted"]);
    }
}
