//! A timeline of standings: every day from the award, without gap or overlap.

use jiff::civil::Date;

use crate::day::{next, previous};
use crate::words;

words! {
    /// Where a credential stands on a day.
    pub enum Standing {
        /// In force.
        Active = "active",
        /// In force; the renewal application is open.
        RenewalOpen = "renewal_open",
        /// In force; what was due is late.
        Late = "late",
        /// In force; the renewal is in, complete, and waits for its decision.
        InReview = "in_review",
        /// In force by extension.
        Extended = "extended",
        /// Not in force; may be reinstated.
        Lapsed = "lapsed",
        /// Gone; only a new candidacy brings it back.
        Expired = "expired",
        /// Suspended.
        Suspended = "suspended",
        /// Revoked.
        Revoked = "revoked",
        /// Given up by its holder.
        Surrendered = "surrendered",
    }
}

impl Standing {
    /// Whether the credential may be used and the public is told so.
    pub fn good(self) -> bool {
        matches!(
            self,
            Standing::Active | Standing::RenewalOpen | Standing::Late | Standing::InReview | Standing::Extended
        )
    }

    /// Whether the credential is still its holder's, if only to be reinstated or restored.
    pub fn held(self) -> bool {
        !matches!(self, Standing::Expired | Standing::Revoked | Standing::Surrendered)
    }
}

/// Standings from a first day on for ever, kept as the days on which they change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Timeline {
    /// Each change, earliest first; neighbours differ.
    changes: Vec<(Date, Standing)>,
}

/// One stretch of a timeline.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stretch {
    /// First day.
    pub from: Date,
    /// Last day; none where it runs on.
    pub to: Option<Date>,
    /// The standing.
    pub standing: Standing,
}

impl Timeline {
    /// One standing from `first` on, for ever.
    pub fn new(first: Date, standing: Standing) -> Timeline {
        let mut changes = Vec::with_capacity(8);
        changes.push((first, standing));
        Timeline { changes }
    }

    /// The first day.
    pub fn first(&self) -> Date {
        self.changes[0].0
    }

    /// The standing on a day; `None` before the first.
    pub fn on(&self, day: Date) -> Option<Standing> {
        self.changes.iter().rev().find(|(from, _)| *from <= day).map(|(_, standing)| *standing)
    }

    /// The stretch that holds a day.
    pub fn stretch(&self, day: Date) -> Option<Stretch> {
        self.stretches().find(|s| s.from <= day && s.to.is_none_or(|to| day <= to))
    }

    /// Every stretch, earliest first.
    pub fn stretches(&self) -> impl Iterator<Item = Stretch> + '_ {
        self.changes.iter().enumerate().map(|(at, (from, standing))| Stretch {
            from: *from,
            to: self.changes.get(at + 1).map(|(day, _)| previous(*day)),
            standing: *standing,
        })
    }

    /// Gives the days from `from` through `through` (for ever, where none is given) another standing.
    pub fn paint(&mut self, from: Date, through: Option<Date>, standing: Standing) {
        self.paint_where(from, through, standing, |_| true);
    }

    /// The same, on those days only whose present standing `which` accepts.
    pub fn paint_where(
        &mut self,
        from: Date,
        through: Option<Date>,
        standing: Standing,
        which: impl Fn(Standing) -> bool,
    ) {
        let from = from.max(self.first());
        if through.is_some_and(|t| t < from) {
            return;
        }
        // Past the calendar's last day nothing resumes.
        let until = through.filter(|t| *t < Date::MAX).map(next);
        self.split(from);
        if let Some(until) = until {
            self.split(until);
        }
        for (day, present) in &mut self.changes {
            if *day >= from && until.is_none_or(|u| *day < u) && which(*present) {
                *present = standing;
            }
        }
        self.changes.dedup_by(|b, a| a.1 == b.1);
    }

    /// The same timeline seen from a later first day.
    pub fn since(&self, first: Date) -> Timeline {
        let mut later = self.clone();
        if first > self.first() {
            later.split(first);
            later.changes.retain(|(day, _)| *day >= first);
        }
        later
    }

    /// Makes `day` a day of change, to the standing that holds there already.
    fn split(&mut self, day: Date) {
        let at = self.changes.partition_point(|(from, _)| *from < day);
        if at > 0 && self.changes.get(at).is_none_or(|(from, _)| *from != day) {
            self.changes.insert(at, (day, self.changes[at - 1].1));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn drawn(timeline: &Timeline) -> String {
        let said =
            |s: Stretch| format!("{}..{} {}", s.from, s.to.map_or(String::new(), |t| t.to_string()), s.standing.word());
        timeline.stretches().map(said).collect::<Vec<_>>().join("\n")
    }

    #[test]
    fn painting_leaves_neither_gap_nor_overlap() {
        let mut t = Timeline::new(date(2022, 4, 30), Standing::Active);
        t.paint(date(2025, 8, 1), None, Standing::RenewalOpen);
        t.paint(date(2025, 12, 2), None, Standing::Lapsed);
        t.paint(date(2025, 9, 1), Some(date(2026, 1, 10)), Standing::InReview);
        assert_eq!(
            drawn(&t),
            "2022-04-30..2025-07-31 active\n2025-08-01..2025-08-31 renewal_open\n\
             2025-09-01..2026-01-10 in_review\n2026-01-11.. lapsed"
        );
        t.paint(date(2025, 8, 1), None, Standing::Active);
        assert_eq!(drawn(&t), "2022-04-30.. active");
        t.paint(date(2000, 1, 1), Some(date(2022, 4, 29)), Standing::Lapsed);
        assert_eq!(drawn(&t), "2022-04-30.. active");
    }
}
