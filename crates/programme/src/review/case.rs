//! One person's record, opened: read, corrected, admitted by each body concerned, ready to be asked.

use jiff::civil::Date;

use super::{CycleView, Review, held_already, view};
use crate::Bodies;
use crate::decision::Decision;
use crate::eligibility::{self, Eligibility};
use crate::handbook::Handbook;
use crate::recertification::forecast::Due;
use crate::recertification::ledger::{Award, Ledger};
use crate::recertification::requests::Question;
use crate::recertification::timeline::Timeline;
use crate::record::merging::{self, Merge, Merges};
use crate::record::{Entry, Event, Fact, Line, Record, Refusal, Text, admit, correction};

/// One person's record, as each body concerned knows it.
#[derive(Debug)]
pub struct Case<'a> {
    /// The person; where somebody was asked about who was merged into another, that other.
    pub person: Text<'a>,
    /// Whoever was asked about instead.
    pub asked: Option<Text<'a>>,
    /// The records merged into this one.
    pub merged: Vec<Merge<'a>>,
    records: Vec<(&'a Handbook, Record<'a>)>,
    refused: Vec<Refusal>,
}

impl<'a> Case<'a> {
    /// Reads the lines of one person, in the file's order, as far as they were known on `known_on` (by default,
    /// entirely). Lines that no record can hold are refused by name; the rest is kept. Where records were merged, the
    /// lines are those of everybody whom a merge names, and the case is that of whoever is one with the person by then.
    pub fn open(bodies: &'a Bodies, person: Text<'a>, lines: &[Line<'a>], known_on: Option<Date>) -> Case<'a> {
        let mut refused = Vec::new();
        let mut entries: Vec<Entry<'a>> = Vec::with_capacity(lines.len());
        for line in lines {
            match Entry::read(*line) {
                Ok(entry) => entries.push(entry),
                Err(found) => refused.extend(found),
            }
        }
        if merging::any(&entries) {
            return Self::of_several(bodies, person, lines, known_on, entries, refused);
        }
        if entries.iter().any(|e| e.person != person) {
            refused.extend(entries.iter().filter(|e| e.person != person).map(of_another));
            entries.retain(|e| e.person == person);
        }
        Self::of_entries(bodies, person, lines, known_on, entries, refused)
    }

    /// Of entries among which records are merged, the case of one person.
    fn of_several(
        bodies: &'a Bodies,
        asked: Text<'a>,
        lines: &[Line<'a>],
        known_on: Option<Date>,
        mut entries: Vec<Entry<'a>>,
        mut refused: Vec<Refusal>,
    ) -> Case<'a> {
        let merges = Merges::of(bodies, lines, &entries, known_on);
        let person: Text<'a> = match merges.of_merged(&asked) {
            Some(_) => Text::Owned(merges.survivor(&asked).to_owned()),
            None => asked.clone(),
        };
        let own = |somebody: &str| merges.survivor(somebody) == person;
        // Whoever is named by no merge has no business here; whoever is another person by then has lines of their own.
        let stranger = |e: &&Entry<'a>| !own(&e.person) && !merging::names(&entries, &e.person);
        refused.extend(entries.iter().filter(stranger).map(of_another));
        let lines: Vec<Line<'a>> =
            lines.iter().copied().filter(|line| line.text_of("person").is_none_or(|p| own(&p))).collect();
        refused.extend(merges.refused.iter().cloned());
        refused.retain(|r| lines.iter().any(|line| line.number == r.line));
        let spoilt = |e: &Entry<'a>| {
            matches!(e.event, Event::PersonMerged { .. }) && merges.refused.iter().any(|r| r.line == e.line)
        };
        entries.retain(|e| own(&e.person) && !spoilt(e));
        let mut case = Self::of_entries(bodies, person, &lines, known_on, entries, refused);
        case.merged = merges.under(&case.person).cloned().collect();
        case.asked = (asked != case.person).then_some(asked);
        case
    }

    fn of_entries(
        bodies: &'a Bodies,
        person: Text<'a>,
        lines: &[Line<'a>],
        known_on: Option<Date>,
        mut entries: Vec<Entry<'a>>,
        mut refused: Vec<Refusal>,
    ) -> Case<'a> {
        let concerned = bodies.concerned(&entries, known_on);
        let every: Vec<&'a Handbook> = if concerned.is_empty() { bodies.all().collect() } else { concerned.clone() };
        let mut records = Vec::with_capacity(every.len());
        for (at, handbook) in every.iter().copied().enumerate() {
            let own = if at + 1 == every.len() { std::mem::take(&mut entries) } else { entries.clone() };
            let later = not_yet_known(&own, known_on, handbook);
            let (mut known, wrong) = correction::known(lines, own, known_on, &handbook.body.zone);
            // What refers to something the body had not learned of by then is left aside with it.
            if !later.is_empty() {
                known.retain(|e| e.event.reference().is_none_or(|(_, id)| !later.iter().any(|l| l == id)));
            }
            let (record, cannot) = admit::admit(bodies, (handbook, &concerned), known, lines);
            refused.extend(wrong.into_iter().chain(cannot));
            records.push((handbook, record));
        }
        refused.sort_by_key(|r| (r.line, r.column));
        refused.dedup();
        Case { person, asked: None, merged: Vec::new(), records, refused }
    }

    /// With lines that were refused before they could be read.
    pub fn refusing(mut self, refused: &[Refusal]) -> Case<'a> {
        self.refused.extend_from_slice(refused);
        self.refused.sort_by_key(|r| (r.line, r.column));
        self
    }

    /// The bodies concerned, with what each knows.
    pub fn records(&self) -> impl Iterator<Item = (&'a Handbook, &Record<'a>)> {
        self.records.iter().map(|(h, r)| (*h, r))
    }

    /// What was not taken into the record.
    pub fn refused(&self) -> &[Refusal] {
        &self.refused
    }

    /// Everything that the record cannot hold: what was refused, and awards of what was held already.
    pub fn amiss(&self) -> Vec<Refusal> {
        let mut amiss = self.refused.clone();
        for (handbook, record) in &self.records {
            let Some(scheme) = &handbook.scheme else { continue };
            let ledger = Ledger::new(handbook, scheme, &record.facts);
            amiss.extend(ledger.holdings().1.into_iter().map(held_already));
        }
        amiss
    }

    /// Where somebody was asked about who was merged into another: the merge by which they were.
    pub fn instead(&self) -> Option<&Merge<'a>> {
        let asked = self.asked.as_ref()?;
        self.merged.iter().find(|merge| merge.merged == *asked)
    }

    /// The registration that says who the person is: the last on their own record, or else on one merged into it.
    pub fn registration(&self) -> Option<&Entry<'a>> {
        let entries = self.records.iter().flat_map(|(_, record)| &record.facts).map(|fact| &fact.entry);
        let registered = entries.filter(|e| matches!(e.event, Event::PersonRegistered { .. }));
        registered.max_by_key(|e| (e.person == self.person, e.line))
    }

    /// Reviews the person as of a day. Standings look at everything known; credits, fees and actions at what had taken
    /// effect by that day.
    pub fn review(&self, on: Date) -> Review<'_> {
        let mut review = Review {
            person: &self.person,
            merged: &self.merged,
            on,
            credentials: Vec::new(),
            cycles: Vec::new(),
            fees: Vec::new(),
            fees_later: Vec::new(),
            actions: Vec::new(),
            requests: Vec::new(),
            results: Vec::new(),
            payments: Vec::new(),
            refused: self.refused.clone(),
        };
        for (handbook, record) in &self.records {
            review.add_body(handbook, record, on);
        }
        review.refused.sort_by_key(|r| (r.line, r.column));
        review
    }

    /// Every cycle that had begun by a day, the latest first, each with its credits. Where a review tells of the cycle that
    /// matters, this is for whoever looks back; what lies in no cycle stands with the nearest.
    pub fn cycles(&self, on: Date) -> Vec<CycleView<'_>> {
        let mut cycles: Vec<CycleView<'_>> = Vec::new();
        for (handbook, record) in &self.records {
            let handbook: &Handbook = handbook;
            let Some(scheme) = &handbook.scheme else { continue };
            let ledger = Ledger::new(handbook, scheme, record.until(on));
            let holdings = ledger.holdings().0;
            let all = holdings.iter().rev().flat_map(|h| h.cycles.iter().rev().map(move |c| (h, c)));
            for (at, (holding, cycle)) in all.filter(|(_, cycle)| cycle.from <= on).enumerate() {
                let Some(mut seen) = view(&Question { ledger: &ledger, holding, cycle, on }) else { continue };
                seen.credits.retain(|worth| at == 0 || worth.fact.day <= cycle.days.to);
                cycles.push(seen);
            }
        }
        cycles
    }

    /// Whether the person may change or withdraw a credit of theirs, as of a day; nothing where there is none such.
    pub fn amend(&self, credit: &str, on: Date) -> Option<(&'a Handbook, Decision<'_>)> {
        self.records.iter().find_map(|(handbook, record)| {
            let handbook: &'a Handbook = handbook;
            let ledger = Ledger::new(handbook, handbook.scheme.as_ref()?, &record.facts);
            Some((handbook, ledger.amend(credit, on)?))
        })
    }

    /// Every award of every body concerned, with the timeline of its credential: what a search as of any day looks into.
    pub fn timelines(&self) -> Vec<(&Handbook, &Fact<'_>, Timeline)> {
        let mut timelines = Vec::new();
        for (handbook, record) in &self.records {
            let handbook: &Handbook = handbook;
            let Some(scheme) = &handbook.scheme else { continue };
            let ledger = Ledger::new(handbook, scheme, &record.facts);
            for holding in ledger.holdings().0 {
                let of = |award: &Award<'_>| ledger.credential(&holding, award);
                timelines.extend(holding.awards.iter().map(|award| (handbook, award.fact, of(award))));
            }
        }
        timelines
    }

    /// What is due under a scheme in a year, and what becomes of it if nothing more happens.
    pub fn due(&self, scheme: &str, year: i16) -> Option<Due> {
        let own = |handbook: &'a Handbook| handbook.scheme.as_ref().filter(|s| s.id == scheme);
        let (handbook, scheme, record) = self.records.iter().find_map(|(h, r)| Some((*h, own(h)?, r)))?;
        Ledger::new(handbook, scheme, &record.facts).due(year)
    }

    /// Whether the person may sit a programme's exam, as of a day.
    pub fn eligible(&self, programme: &str, on: Date) -> Option<Eligibility<'_>> {
        let (handbook, record) = self.records.iter().find(|(h, _)| h.programme(programme).is_some())?;
        Some(eligibility::judge(handbook.programme(programme)?, &record.facts, on))
    }
}

/// The ids of entries that the body had not learned of by a day.
fn not_yet_known<'a>(entries: &[Entry<'a>], known_on: Option<Date>, handbook: &Handbook) -> Vec<Text<'a>> {
    let Some(day) = known_on else { return Vec::new() };
    let later = entries.iter().filter(|e| e.recorded_at.day(&handbook.body.zone) > day);
    later.map(|e| e.id.clone()).collect()
}

/// A line of another person's among these: nothing is counted for somebody whom it is not about.
fn of_another(entry: &Entry<'_>) -> Refusal {
    Refusal {
        line: entry.line,
        column: 1,
        event: Some(entry.id.to_string()),
        wrong: format!("this line is about `{}`, not about the person reviewed", entry.person),
        remedy: "review each person's lines by themselves".to_owned(),
    }
}
