//! What applications bring: whatever the route asks for, or a little less.

use jiff::civil::Date;
use programme::day::{Length, Unit};
use programme::eligibility::{Requirement, Route};

use super::chance::{minus, plus};
use super::person::Person;
use super::{json, words};

/// Work in one field that a route asks for: since when at the latest.
struct Work<'r> {
    field: &'r str,
    since: Date,
}

/// Another credential that no handbook need know.
const OTHERS: [&str; 3] = ["CPhT", "LPN", "CPC"];

impl Person<'_> {
    /// Writes the evidence of an application on `day`. Weak evidence falls short of each requirement. Gives the day
    /// before which the credential is not awarded, where graduation lies ahead.
    pub fn evidence(&mut self, route: &Route, day: Date, weak: bool, out: &mut Vec<u8>) -> Option<Date> {
        let mut work: Vec<Work<'_>> = Vec::new();
        let mut ahead = None;
        json::key(out, "evidence");
        let begin = out.len();
        for requirement in &route.requirements {
            let begins = |years: u16| Length { count: years, unit: Unit::Year }.before(day);
            match requirement {
                Requirement::EmployedNow { field } => need(&mut work, field, begins(1)),
                Requirement::EmployedThroughout { field, length } => need(&mut work, field, length.before(day)),
                Requirement::Experience { field, years, .. } => need(&mut work, field, begins(*years)),
                Requirement::Graduation { award, didactic_hours, externship_hours, within_years } => {
                    ahead = self.graduation(award, (*didactic_hours, *externship_hours, *within_years), day, weak, out);
                }
                Requirement::Schooling { awards } => self.schooling(awards, weak, out),
                Requirement::Holds { designations } => self.other_credential(designations, day, weak, out),
            }
        }
        for work in work {
            self.work(&work, day, weak, out);
        }
        if self.chance.once(60) {
            item(out, "education", |out| {
                json::text(out, "award", "bachelor of health administration");
                json::flag(out, "accredited", true);
            });
        }
        match out.get_mut(begin) {
            Some(comma) => *comma = b'[',
            None => out.push(b'['),
        }
        out.push(b']');
        ahead
    }

    fn work(&mut self, work: &Work<'_>, day: Date, weak: bool, out: &mut Vec<u8>) {
        let margin = self.chance.between(20, 2400);
        let enough = self.working_since.filter(|d| *d <= work.since).unwrap_or(minus(work.since, margin));
        let from = if weak { plus(work.since, 60 + margin / 8).min(minus(day, 40)) } else { enough };
        self.working_since = Some(from);
        let role = self.chance.word(words::ROLES);
        let current = if self.chance.once(200) {
            // Two posts, one after the other, count as one.
            let change = self.chance.day(plus(from, 20), minus(day, 20)).max(plus(from, 1));
            let before = self.chance.word(words::ROLES);
            employment(out, before, work.field, from, Some(minus(change, 1)), None);
            change
        } else {
            from
        };
        employment(out, role, work.field, current, None, None);
        if self.chance.once(50) {
            let begun = self.chance.day(current, minus(day, 10)).max(current);
            let share = self.chance.word(&["0.2", "0.25", "0.5", "0.6"]);
            employment(out, "Committee Recorder", work.field, begun, None, Some(share));
        }
    }

    fn graduation(
        &mut self,
        award: &str,
        hours: (u16, u16, u16),
        day: Date,
        weak: bool,
        out: &mut Vec<u8>,
    ) -> Option<Date> {
        let (didactic, externship, within) = hours;
        let scheduled = if self.chance.once(80) { Some(self.chance.after(day, 20, 90)) } else { None };
        let back = self.chance.between(10, u32::from(within).saturating_mul(360).max(11));
        let short = if weak { self.chance.between(20, 90) } else { 0 };
        let more = if weak { 0 } else { self.chance.below(8) * 10 };
        item(out, "education", |out| {
            json::text(out, "award", award);
            json::flag(out, "accredited", true);
            json::number(out, "didactic_hours", (u32::from(didactic) + more).saturating_sub(short));
            json::number(out, "externship_hours", u32::from(externship) + more);
            match scheduled {
                Some(scheduled) => json::day(out, "scheduled", scheduled),
                None => json::day(out, "graduated", minus(day, back)),
            }
        });
        scheduled
    }

    fn schooling(&mut self, awards: &[String], weak: bool, out: &mut Vec<u8>) {
        let at = self.chance.below(awards.len() as u32) as usize;
        let award = if weak { "certificate of attendance" } else { awards.get(at).map_or("none", String::as_str) };
        item(out, "education", |out| {
            json::text(out, "award", award);
            json::flag(out, "accredited", true);
        });
    }

    fn other_credential(&mut self, designations: &[String], day: Date, weak: bool, out: &mut Vec<u8>) {
        let at = self.chance.below(designations.len() as u32) as usize;
        let other = self.chance.word(&OTHERS);
        let designation = if weak { other } else { designations.get(at).map_or(other, String::as_str) };
        let from = minus(day, self.chance.between(400, 4000));
        item(out, "credential", |out| {
            json::text(out, "designation", designation);
            json::day(out, "from", from);
        });
    }
}

/// Notes that a field is asked for, since the earlier of the days asked for.
fn need<'r>(work: &mut Vec<Work<'r>>, field: &'r str, since: Date) {
    match work.iter_mut().find(|w| w.field == field) {
        Some(work) => work.since = work.since.min(since),
        None => work.push(Work { field, since }),
    }
}

fn employment(out: &mut Vec<u8>, role: &str, field: &str, from: Date, to: Option<Date>, share: Option<&str>) {
    item(out, "employment", |out| {
        json::text(out, "role", role);
        json::text(out, "field", field);
        json::day(out, "from", from);
        json::day_if_any(out, "to", to);
        if let Some(share) = share {
            json::text(out, "share", share);
        }
    });
}

/// Writes `,{"type":…,…}`.
fn item(out: &mut Vec<u8>, kind: &str, fields: impl FnOnce(&mut Vec<u8>)) {
    out.push(b',');
    json::object(out, |out| {
        json::text(out, "type", kind);
        fields(out);
    });
}
