//! Mending a record by further entries: corrections and retractions.

use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::json::{Json, Pair, as_written};
use super::{Entry, Event, Line, Refusal, key_in, offset, pairs};

/// Fields that make an entry the entry it is; a correction leaves them alone.
const FIXED: [&str; 5] = ["id", "person", "kind", "recorded_at", "merged"];

/// The entries known on a day (all, where none is given) with their corrections applied: what was retracted is gone,
/// what was corrected reads as it should have. `lines` and `entries` belong to one person, in the file's order.
/// A correction may itself be retracted. One that cannot be applied is refused and changes nothing.
pub fn known<'a>(
    lines: &[Line<'a>],
    entries: Vec<Entry<'a>>,
    known_on: Option<Date>,
    zone: &TimeZone,
) -> (Vec<Entry<'a>>, Vec<Refusal>) {
    if known_on.is_none() && !entries.iter().any(|e| matches!(e.event, Event::Corrected { .. })) {
        return (entries, Vec::new());
    }
    let known: Vec<&Entry<'a>> =
        entries.iter().filter(|e| known_on.is_none_or(|day| e.recorded_at.day(zone) <= day)).collect();
    let mut refusals = Vec::new();
    let mut corrections: Vec<(&Entry<'a>, &str, bool)> = Vec::new();
    for (at, entry) in known.iter().enumerate() {
        let Event::Corrected { event, retracted } = &entry.event else { continue };
        match target_of(entry, event, *retracted, &known[..at], lines) {
            Ok(()) => corrections.push((entry, event, *retracted)),
            Err((wrong, remedy)) => refusals.push(refuse(lines, entry, "event", wrong, remedy)),
        }
    }
    let live = live(&corrections);
    let mut kept = Vec::with_capacity(known.len());
    for entry in known.into_iter().filter(|e| !matches!(e.event, Event::Corrected { .. })) {
        let of_entry = || live.iter().filter(|(_, target, _)| *target == entry.id);
        if of_entry().any(|(_, _, retracted)| *retracted) {
            continue;
        }
        let mut mended = entry.clone();
        let mut fields = None;
        for (correction, ..) in of_entry() {
            match apply(lines, entry, correction, fields.clone()) {
                Ok((entry, merged)) => (mended, fields) = (entry, Some(merged)),
                Err(found) => refusals.extend(found),
            }
        }
        kept.push(mended);
    }
    (kept, refusals)
}

/// Whether a correction refers to an earlier entry that it may mend.
fn target_of(
    entry: &Entry<'_>,
    event: &str,
    retracted: bool,
    earlier: &[&Entry<'_>],
    lines: &[Line<'_>],
) -> Result<(), (String, &'static str)> {
    if entry.id == event {
        return Err(("a correction cannot refer to itself".to_owned(), "name the entry that was wrong"));
    }
    let refused = |line: &&Line<'_>| line.text_of("id").as_deref() == Some(event) && Entry::read(**line).is_err();
    match earlier.iter().find(|e| e.id == event) {
        None if lines.iter().any(|line| refused(&line)) => {
            Err((format!("`{event}` was refused, so there is nothing to correct"), "mend its line, and drop this one"))
        }
        None => Err((
            format!("no earlier entry of this person is called `{event}`"),
            "name an earlier entry by its id, and write the correction after it",
        )),
        Some(target) if matches!(target.event, Event::Corrected { .. }) && !retracted => Err((
            format!("`{event}` is itself a correction"),
            "retract it, and correct the entry that it was meant for",
        )),
        Some(_) => Ok(()),
    }
}

/// The corrections that no later one retracts, in order.
fn live<'c, 'a>(corrections: &[(&'c Entry<'a>, &'c str, bool)]) -> Vec<(&'c Entry<'a>, &'c str, bool)> {
    let mut live: Vec<(&Entry<'a>, &str, bool)> = Vec::new();
    for correction in corrections.iter().rev() {
        if !live.iter().any(|(_, target, retracted)| *retracted && *target == correction.0.id) {
            live.push(*correction);
        }
    }
    live.reverse();
    live
}

type Merged<'a> = Vec<Pair<'a>>;

/// The entry with the fields that the correction gives it, on top of those that earlier corrections gave.
fn apply<'a>(
    lines: &[Line<'a>],
    entry: &Entry<'a>,
    correction: &Entry<'a>,
    fields: Option<Merged<'a>>,
) -> Result<(Entry<'a>, Merged<'a>), Vec<Refusal>> {
    let line = |entry: &Entry<'a>| lines.iter().copied().find(|l| l.number == entry.line);
    let (Some(line), Some(own)) = (line(entry), line(correction)) else { return Err(Vec::new()) };
    let mut merged = match fields {
        Some(fields) => fields,
        None => pairs(line)?,
    };
    let changes = changes(own)?;
    let refuse = |at: Option<&str>, wrong: String, remedy: &str| {
        // The mistake is the correction's, wherever the field it spoils stands.
        let at = at.filter(|key| offset(own, key).is_some()).or(key_in(own, "with"));
        Refusal::near(own, Some(&correction.id), at, wrong, remedy)
    };
    for (key, value) in changes.unwrap_or_default() {
        if FIXED.contains(&key.as_ref()) {
            let wrong = format!("a correction cannot change `{key}`");
            return Err(vec![refuse(as_written(&key), wrong, "retract the entry and write a new one")]);
        }
        match merged.iter_mut().find(|(k, _)| *k == key) {
            Some(pair) => *pair = (key, value),
            None => merged.push((key, value)),
        }
    }
    match Entry::from_pairs(line, &merged) {
        Ok(entry) => Ok((entry, merged)),
        Err((_, found)) => Err(found.into_iter().map(|m| refuse(m.key, m.wrong, &m.remedy)).collect()),
    }
}

/// A refusal of an entry as corrected: at the field of the correction that gave it, or at its own.
pub(super) fn refuse_as_corrected(
    lines: &[Line<'_>],
    entry: &Entry<'_>,
    key: &str,
    wrong: String,
    remedy: &str,
) -> Refusal {
    let given =
        lines.iter().rev().filter(|line| line.text_of("event").as_deref() == Some(&entry.id)).find_map(|line| {
            let changes = changes(*line).ok()??;
            let at = changes.iter().find(|(k, _)| k == key).and_then(|(k, _)| as_written(k))?;
            Some((*line, at))
        });
    match given {
        Some((line, at)) => Refusal::near(line, Some(&entry.id), Some(at), wrong, remedy),
        None => refuse(lines, entry, key, wrong, remedy),
    }
}

/// The fields that a correction gives.
fn changes(correction: Line<'_>) -> Result<Option<Merged<'_>>, Vec<Refusal>> {
    Ok(pairs(correction)?.into_iter().find_map(|(key, value)| match value {
        Json::Object(changes) if key == "with" => Some(changes),
        _ => None,
    }))
}

fn refuse(lines: &[Line<'_>], entry: &Entry<'_>, key: &str, wrong: String, remedy: &str) -> Refusal {
    let line = lines.iter().copied().find(|l| l.number == entry.line).unwrap_or(Line { number: entry.line, text: "" });
    Refusal::at(line, Some(&entry.id), key, wrong, remedy)
}
