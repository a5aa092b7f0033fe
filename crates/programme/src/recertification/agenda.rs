//! An activity's agenda, what it comes to in credit (F14), and whether it was submitted in time (F25).
//!
//! What other providers offer is called an *activity* here: a programme is an examination and its credential. All figures
//! come from the handbook's hour, by the edition of the activity's last day: that is the day on which its credit is earned.

use jiff::civil::{Date, Time};

use super::{CreditHour, Scheme};
use crate::amount::Units;
use crate::decision::{Action, Decision, Finding, Met, Reason};
use crate::finding::OfAgenda;
use crate::handbook::clause::{Clause, Edition};
use crate::words;

/// The category under which the record keeps a credit from an approved activity of another provider (F15).
pub const CATEGORY: &str = "approved";

words! {
    /// What a part of an agenda is.
    pub enum Kind {
        /// Education.
        Education = "education",
        /// Welcome, introductions, evaluation: what keeps the house.
        Housekeeping = "housekeeping",
        /// A break.
        Break = "break",
        /// A meal.
        Meal = "meal",
        /// Meeting others.
        Networking = "networking",
        /// A business or administrative meeting.
        Business = "business",
    }
}

/// A part of an agenda.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// The day.
    pub day: Date,
    /// When it begins.
    pub from: Time,
    /// When it ends, on the same day.
    pub to: Time,
    /// What it is.
    pub kind: Kind,
    /// What it is about.
    pub title: String,
}

impl Item {
    /// How long it takes.
    fn minutes(&self) -> i64 {
        let since_midnight = |time: Time| i64::from(time.hour()) * 60 + i64::from(time.minute());
        since_midnight(self.to) - since_midnight(self.from)
    }
}

/// What is wrong with a part of an agenda.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Amiss {
    /// It ends before it begins, or as it does.
    Reversed,
    /// It overlaps an earlier part, which stands at this place.
    Overlaps(usize),
}

/// An agenda whose parts can be held one after the other.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Agenda {
    items: Vec<Item>,
}

impl Agenda {
    /// An agenda of these parts, in the order in which they are held.
    ///
    /// # Errors
    /// Everything that is wrong, each with the place of the part as it was given, from 0.
    pub fn of(items: Vec<Item>) -> Result<Agenda, Vec<(usize, Amiss)>> {
        let mut amiss = Vec::new();
        for (at, item) in items.iter().enumerate() {
            if item.minutes() <= 0 {
                amiss.push((at, Amiss::Reversed));
                continue;
            }
            let meets = |other: &Item| other.day == item.day && other.from < item.to && item.from < other.to;
            let other = items[..at].iter().position(|other| other.minutes() > 0 && meets(other));
            amiss.extend(other.map(|other| (at, Amiss::Overlaps(other))));
        }
        if !amiss.is_empty() {
            return Err(amiss);
        }
        let mut items = items;
        items.sort_by_key(|item| (item.day, item.from));
        Ok(Agenda { items })
    }

    /// Its parts, in the order in which they are held.
    pub fn items(&self) -> &[Item] {
        &self.items
    }

    /// Its first and its last day; none where it has no part.
    pub fn days(&self) -> Option<(Date, Date)> {
        Some((self.items.first()?.day, self.items.last()?.day))
    }

    /// What it comes to by a handbook's hour; nothing where it has no part.
    pub fn worth<'a>(&self, hour: &'a Clause<CreditHour>) -> Option<AgendaWorth<'a>> {
        let (_, day) = self.days()?;
        let Some(edition) = hour.on(day) else {
            let unwritten = Reason::unwritten(hour.unwritten(), day);
            let parts = self.items.iter().map(|_| (Units::ZERO, unwritten.clone())).collect();
            return Some(AgendaWorth { credit: Units::ZERO, parts, reason: unwritten });
        };
        Some(self.worth_by(edition))
    }

    fn worth_by<'a>(&self, hour: Edition<'a, CreditHour>) -> AgendaWorth<'a> {
        let (whole, most) = (i64::from(hour.minutes), i64::from(hour.housekeeping_minutes));
        let education = self.total(Kind::Education);
        // In thousandths of a minute: an hour's education carries what the hour has beside it of housekeeping. The handbook's
        // own check holds that an hour has more minutes than housekeeping.
        let room = education * most * 1000 / (whole - most).max(1);
        let mut left = room;
        let mut parts = Vec::with_capacity(self.items.len());
        for item in &self.items {
            let minutes = item.minutes();
            let (counted, found) = match item.kind {
                Kind::Education => (minutes * 1000, OfAgenda::Education { minutes }),
                Kind::Housekeeping => {
                    let counted = left.min(minutes * 1000);
                    left -= counted;
                    let most = (hour.housekeeping_minutes, hour.minutes);
                    (counted, OfAgenda::Housekeeping { minutes, counted: Units::from_thousandths(counted), most })
                }
                kind => (0, OfAgenda::EarnsNothing(kind)),
            };
            let met = Met::when(counted > 0);
            let reason = Reason::new(hour.source(), met, Finding::Agenda(found));
            parts.push((Units::from_thousandths(counted), reason));
        }
        let minutes: Units = parts.iter().map(|(counted, _)| *counted).sum();
        let credit = self.credit(whole, most);
        let found = OfAgenda::ComesTo { minutes, credit };
        let met = Met::when(credit > Units::ZERO);
        AgendaWorth { credit, parts, reason: Reason::new(hour.source(), met, Finding::Agenda(found)) }
    }

    /// Credits in thousandths, rounded down once: the smaller of all that could count, and what the education carries.
    fn credit(&self, whole: i64, most: i64) -> Units {
        let (education, housekeeping) = (self.total(Kind::Education), self.total(Kind::Housekeeping));
        let taught = (whole - most).max(1);
        let parts = ((education + housekeeping) * taught).min(education * whole);
        Units::from_thousandths(parts * 1000 / (whole * taught).max(1))
    }

    fn total(&self, kind: Kind) -> i64 {
        self.items.iter().filter(|item| item.kind == kind).map(Item::minutes).sum()
    }
}

/// What an agenda comes to, and why.
#[derive(Debug, Clone)]
pub struct AgendaWorth<'a> {
    /// Credits.
    pub credit: Units,
    /// Of each part, in the agenda's order: minutes that count, and why.
    pub parts: Vec<(Units, Reason<'a>)>,
    /// What all of it comes to.
    pub reason: Reason<'a>,
}

impl Scheme {
    /// Whether an activity may be submitted on a day, and every reason; nothing where the scheme takes none of other
    /// providers. What was submitted is judged by the same, with the day on which it was.
    ///
    /// *Reading*: "before it takes place" is a day before its first day. An activity that was returned is submitted anew,
    /// and it is that day which counts: what is approved is what was submitted before it took place.
    pub fn submit_activity(&self, agenda: &Agenda, on: Date) -> Option<Decision<'_>> {
        let (providers, hour) = (self.providers.as_ref()?, self.hour.as_ref()?);
        self.category(CATEGORY)?;
        let mut decision = Decision::new(Action::SubmitActivity).scheme(&self.id);
        let Some((begins, last)) = agenda.days() else {
            let source = providers.on(on).map_or(providers.unwritten(), |edition| edition.source());
            return Some(decision.because(Reason::new(source, Met::No, Finding::Agenda(OfAgenda::Empty))));
        };
        match providers.on(last) {
            Some(edition) => {
                let found = OfAgenda::Submitted { on, begins };
                decision.to = Some(crate::day::previous(begins));
                decision.add(Reason::new(edition.source(), Met::when(on < begins), Finding::Agenda(found)));
            }
            None => decision.add(Reason::unwritten(providers.unwritten(), last)),
        }
        decision.reasons.extend(agenda.worth(hour).map(|worth| worth.reason));
        Some(decision)
    }
}
