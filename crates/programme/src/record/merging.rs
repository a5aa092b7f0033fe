//! Several records of one person: which people are one, as far as was known on a day.
//!
//! Nothing moves: each entry stays on the record it was written on. A merge says that another record is of the same
//! person, and a retraction of it that it is not; both count from the day on which they were recorded.

use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::{Entry, Event, Line, Refusal, Text};
use crate::Bodies;

/// A record merged into another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Merge<'a> {
    /// The person under whom the record stands.
    pub merged: Text<'a>,
    /// The person into whom they were merged.
    pub into: Text<'a>,
    /// The day on which that was recorded.
    pub day: Date,
    /// The entry that says so.
    pub event: Text<'a>,
    /// Whether it holds: nothing has taken it back.
    pub holds: bool,
}

/// The merges of some people's records.
#[derive(Debug, Clone, Default)]
pub struct Merges<'a> {
    /// Every merge that was taken up, in the order of the lines, those taken back included.
    pub all: Vec<Merge<'a>>,
    /// Those that cannot be, each with its line.
    pub refused: Vec<Refusal>,
    /// Everybody whom a line would make one, whether or not it can.
    named: Vec<(Text<'a>, Text<'a>)>,
}

/// Whether any of these entries merges two records: almost none do, and then nothing is to be done.
pub fn any(entries: &[Entry<'_>]) -> bool {
    entries.iter().any(|entry| matches!(entry.event, Event::PersonMerged { .. }))
}

/// Whether a person is named by an entry that merges two records, or would.
pub fn names(entries: &[Entry<'_>], person: &str) -> bool {
    entries.iter().any(
        |entry| matches!(&entry.event, Event::PersonMerged { merged, .. } if entry.person == person || merged == person),
    )
}

impl<'a> Merges<'a> {
    /// The merges that some lines tell of, as far as they were known on a day.
    pub fn read(bodies: &Bodies, lines: &[Line<'a>], known_on: Option<Date>) -> Merges<'a> {
        let entries: Vec<Entry<'a>> = lines.iter().filter_map(|line| Entry::read(*line).ok()).collect();
        if any(&entries) { Merges::of(bodies, lines, &entries, known_on) } else { Merges::default() }
    }

    /// The merges of entries read from `lines`, in their order.
    pub fn of(bodies: &Bodies, lines: &[Line<'a>], entries: &[Entry<'a>], known_on: Option<Date>) -> Merges<'a> {
        let concerned = bodies.concerned(entries, None);
        let zone = concerned.first().copied().or(bodies.all().next()).map_or(TimeZone::UTC, |h| h.body.zone.clone());
        let mut merges = Merges::default();
        // Which merge a retraction took back, so that the retraction may itself be taken back.
        let mut taken_back: Vec<(&Text<'a>, usize)> = Vec::new();
        for entry in entries {
            let day = entry.recorded_at.day(&zone);
            if known_on.is_some_and(|known| day > known) {
                continue;
            }
            if let Event::PersonMerged { merged, .. } = &entry.event {
                merges.named.push((entry.person.clone(), merged.clone()));
            }
            match &entry.event {
                Event::PersonMerged { merged, .. } => match merges.cannot(entries, &entry.person, merged) {
                    Some((wrong, remedy)) => merges.refuse(lines, entry, "merged", wrong, remedy),
                    None => merges.all.push(Merge {
                        merged: merged.clone(),
                        into: entry.person.clone(),
                        day,
                        event: entry.id.clone(),
                        holds: true,
                    }),
                },
                Event::Corrected { event, retracted: true } => {
                    if let Some(at) = merges.all.iter().position(|m| m.event == *event && m.holds) {
                        if merges.survivor(&entry.person) == merges.survivor(&merges.all[at].into) {
                            merges.all[at].holds = false;
                            taken_back.push((&entry.id, at));
                        }
                    } else if let Some((_, at)) = taken_back.iter().find(|(id, _)| *id == event).copied() {
                        let Merge { into, merged, .. } = merges.all[at].clone();
                        match merges.cannot(entries, &into, &merged) {
                            Some((wrong, remedy)) => merges.refuse(lines, entry, "event", wrong, remedy),
                            None => merges.all[at].holds = true,
                        }
                    }
                }
                _ => {}
            }
        }
        merges
    }

    /// The person whose record somebody's is: the survivor, or they themself.
    pub fn survivor<'s>(&'s self, person: &'s str) -> &'s str {
        let mut at = person;
        // Merges that hold make no circle: the one that would close it is refused.
        while let Some(merge) = self.of_merged(at) {
            at = &merge.into;
        }
        at
    }

    /// The merge by which somebody was merged into another, where it holds.
    pub fn of_merged(&self, person: &str) -> Option<&Merge<'a>> {
        self.all.iter().find(|m| m.holds && m.merged == person)
    }

    /// The merges that hold of everybody who is one with a survivor.
    pub fn under(&self, survivor: &str) -> impl Iterator<Item = &Merge<'a>> {
        self.all.iter().filter(move |m| m.holds && self.survivor(&m.into) == survivor)
    }

    /// Everybody whom merges name together with a person, those taken back or refused included; the person first.
    pub fn together<'s>(&'s self, person: &'s str) -> Vec<&'s str> {
        let mut found = vec![person];
        let mut at = 0;
        while let Some(one) = found.get(at).copied() {
            for (into, merged) in self.named.iter().filter(|(into, merged)| into == one || merged == one) {
                let new: Vec<&str> = [&**into, &**merged].into_iter().filter(|named| !found.contains(named)).collect();
                found.extend(new);
            }
            at += 1;
        }
        found
    }

    /// Why a record cannot be merged into another.
    fn cannot(&self, entries: &[Entry<'a>], into: &str, merged: &str) -> Option<(String, String)> {
        if into == merged {
            return Some((
                format!("`{merged}` cannot be merged into themself"),
                "name the other record of the same person".to_owned(),
            ));
        }
        if !entries.iter().any(|e| e.person == merged) {
            return Some((
                format!("nobody on record is called `{merged}`"),
                "name a person by the id under which entries stand".to_owned(),
            ));
        }
        let (survivor, by) = (self.survivor(into), self.of_merged(merged));
        match by {
            Some(by) if by.into == into => Some((
                format!("`{merged}` was merged into `{into}` by `{}` already", by.event),
                "drop this line: they are one person".to_owned(),
            )),
            Some(by) => Some((
                format!("`{merged}` was merged into `{}` by `{}` already", by.into, by.event),
                format!("retract `{}` if that was wrong, or merge `{}` instead", by.event, self.survivor(merged)),
            )),
            None if survivor == merged => Some((
                format!(
                    "`{into}` counts as `{merged}` already, so merging `{merged}` into `{into}` would go in a circle"
                ),
                "drop this line: they are one person; or retract the earlier merge first".to_owned(),
            )),
            None => None,
        }
    }

    fn refuse(&mut self, lines: &[Line<'_>], entry: &Entry<'_>, key: &str, wrong: String, remedy: String) {
        let line = lines.iter().find(|l| l.number == entry.line).copied();
        let line = line.unwrap_or(Line { number: entry.line, text: "" });
        self.refused.push(Refusal::at(line, Some(&entry.id), key, wrong, remedy));
    }
}
