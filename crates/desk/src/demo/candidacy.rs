//! From the first application to the award, or to giving up.

use jiff::civil::Date;
use programme::Handbook;
use programme::day::next;
use programme::eligibility::Route;
use programme::handbook::Programme;

use super::chance::{minus, working};
use super::person::{Person, on_file};
use super::story::{LAST_DAY, Ref};
use super::{figures, json, words};

/// Somebody's candidacy for a programme.
#[derive(Clone, Copy)]
pub struct Candidacy<'w> {
    /// The body.
    pub house: &'w Handbook,
    /// The programme.
    pub programme: &'w Programme,
    /// How many attempts were made before.
    pub attempts: u32,
}

/// What came of an application.
pub enum Came {
    /// The exam was passed; the credential is awarded on that day.
    Passed(Date),
    /// Nothing yet: another application may follow from that day on.
    Again(Date),
    /// An attempt was failed; another may follow from that day on.
    Failed(Date),
    /// Nothing, and nothing follows.
    Nothing,
}

/// An application that was made.
pub struct Applied {
    /// The application.
    pub application: Ref,
    /// The day before which nothing is awarded, where graduation lies ahead.
    pub ahead: Option<Date>,
    /// The day of the decision; none where it was refused or given up.
    pub approved: Option<Date>,
}

impl<'w> Person<'w> {
    /// Goes in for a programme from a day on; the day of the award, if it comes to that.
    pub fn candidacy(&mut self, house: &'w Handbook, programme: &'w Programme, from: Date) -> Option<Date> {
        let mut candidacy = Candidacy { house, programme, attempts: 0 };
        if !on_file(from) {
            return Some(self.as_on_paper(&candidacy, from));
        }
        let mut day = from;
        for _ in 0..8 {
            let (next, persists) = match self.apply_and_sit(&candidacy, day) {
                Came::Passed(day) => {
                    self.story.add("credential_awarded", day).text("programme", &programme.id);
                    return Some(day).filter(|d| *d <= LAST_DAY);
                }
                Came::Again(next) => (next, 600),
                Came::Failed(next) => {
                    candidacy.attempts += 1;
                    (next, 550)
                }
                Came::Nothing => return None,
            };
            if next > LAST_DAY || !self.chance.once(persists) || self.used_up(&candidacy, next) {
                return None;
            }
            day = next;
        }
        None
    }

    /// Whether the attempts that the body allows are used up.
    fn used_up(&self, candidacy: &Candidacy<'_>, day: Date) -> bool {
        let rule = candidacy.house.scheduling.retake.as_ref().and_then(|r| figures(r, day));
        rule.and_then(|r| r.attempts).is_some_and(|most| candidacy.attempts >= u32::from(most))
    }

    /// What the paper files kept of an early candidacy: the award, and the exam where it was found.
    fn as_on_paper(&mut self, candidacy: &Candidacy<'_>, from: Date) -> Date {
        let awarded = working(self.chance.after(from, 0, 60));
        let id = candidacy.programme.id.as_str();
        if self.chance.once(250) {
            let sat = minus(awarded, 45).max(from);
            let exam = self
                .story
                .add("exam_sat", sat)
                .text("programme", id)
                .text("outcome", "completed")
                .by(Some("import"))
                .id();
            self.score(candidacy, exam, sat, awarded.min(sat.max(minus(awarded, 5))), true);
        }
        self.story.add("credential_awarded", awarded).text("programme", id).by(Some("import"));
        awarded
    }

    /// Submits an application, and has it decided.
    pub fn apply(&mut self, candidacy: &Candidacy<'w>, day: Date, window: Option<&str>, opens: Date) -> Applied {
        let Candidacy { house, programme, attempts } = *candidacy;
        // Those who sit again were found eligible before.
        let weak = attempts == 0 && self.chance.once(75);
        let routes: Vec<(&str, &Route)> =
            programme.routes.iter().filter_map(|(id, clause)| Some((id.as_str(), figures(clause, day)?))).collect();
        // The same route each time: who has the schooling once has it again.
        let route = routes.get(self.number as usize % routes.len().max(1)).copied();
        let mut fields = Vec::with_capacity(400);
        json::text(&mut fields, "programme", &programme.id);
        if let Some(window) = window {
            json::text(&mut fields, "window", window);
        }
        let mut ahead = None;
        if let Some((id, route)) = route {
            if self.chance.once(800) {
                json::text(&mut fields, "route", id);
            }
            ahead = self.evidence(route, day, weak, &mut fields);
        }
        let (moment, note) = (self.moment(day, 120), self.note());
        let writing = self.story.add("application_submitted", day);
        let application = writing.fields(|out| out.extend_from_slice(&fields)).moment(moment).note(note).id();
        if let Some(fee) = self.quote(house, "application", day, 1, day) {
            self.pay(house, "application", fee, day);
        }
        // Decided before seats are given out; all-year exams are decided within days.
        let latest = minus(opens, 12);
        let decided = self.chance.office_day(day, 3, 20).min(working(latest.max(next(day))));
        let approved = self.decide(application, decided, weak);
        Applied { application, ahead, approved }
    }

    fn decide(&mut self, application: Ref, day: Date, weak: bool) -> Option<Date> {
        let withdrawn = !weak && self.chance.once(12);
        let reason = match weak {
            true => Some(self.chance.word(words::NOT_ELIGIBLE)),
            false => withdrawn.then_some("withdrawn by the candidate"),
        };
        let outcome = if weak || withdrawn { "refused" } else { "approved" };
        self.story
            .add("application_decided", day)
            .refers("application", application)
            .text("outcome", outcome)
            .text_if_any("reason", reason);
        (!weak && !withdrawn).then_some(day)
    }
}
