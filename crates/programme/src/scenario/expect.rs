//! One row of a scenario: what is expected on a day, held against the review of that day.

use jiff::civil::Date;

use super::Stage;
use crate::decision::{Action, ruling};
use crate::handbook::reader::Value;
use crate::record::{Line, Text};
use crate::review::{Case, Review};

/// A period as scenarios write it: `2025-08-01..2025-12-31`, open where it has no end.
fn period(from: Option<Date>, to: Option<Date>) -> String {
    let day = |day: Option<Date>| day.map_or(String::new(), |d| d.to_string());
    format!("{}..{}", day(from), day(to))
}

impl Stage<'_> {
    /// Holds every column of a row against the review of its day.
    pub(super) fn row(&mut self, lines: &[Line<'_>], row: Value<'_>) {
        let Some(table) = row.table() else { return };
        let (on, known_on) = (table.field::<Date>("on"), table.field::<Option<Date>>("known_on"));
        let (Some(on), Some(known_on)) = (on, known_on) else { return };
        let case = Case::open(self.bodies, Text::Borrowed("p"), lines, known_on);
        let review = case.review(on);
        for (key, value) in table.entries() {
            if !["on", "known_on"].contains(&key) {
                self.column(&case, &review, key, value);
            }
        }
    }

    fn column(&mut self, case: &Case<'_>, review: &Review<'_>, key: &str, value: Value<'_>) {
        let what = format!("{key} on {}", review.on);
        if let Some(inside) = value.table_if_any() {
            for (id, value) in inside.entries() {
                match of_entry(case, review, key, id) {
                    Some(found) => self.expect_text(value, &format!("{key} of {id} on {}", review.on), &found),
                    None => unknown(value, key),
                }
            }
            return;
        }
        let found = match key {
            "owes" => Some(owes(review)),
            "fees" => Some(joined(
                (review.fees.iter().chain(&review.fees_later))
                    .map(|f| format!("{} {} {}", f.item, f.amount, period(Some(f.from), f.to))),
            )),
            "cycle" => cycle(review, |c| period(Some(c.from), Some(c.to))),
            "required" => cycle(review, |c| format!("{}/{}", c.required.0, c.required.1)),
            "earned" => cycle(review, |c| format!("{}/{}", c.earned.0, c.earned.1)),
            "missing" => {
                cycle(review, |c| format!("{}/{}", c.required.0.less(c.earned.0), c.required.1.less(c.earned.1)))
            }
            "categories" => {
                cycle(review, |c| joined(c.categories.iter().map(|(id, needs, has)| format!("{id} {has}/{needs}"))))
            }
            "years" => cycle(review, |c| {
                joined(c.years.iter().map(|(days, needs, has, _)| format!("{} {has}/{needs}", days.to)))
            }),
            "renewed" => cycle(review, |c| c.renewed.map_or("no".to_owned(), |d| d.to_string())),
            "certificate_by" => cycle(review, |c| c.certificate_by.map_or("unknown".to_owned(), |d| d.to_string())),
            "warns" => cycle(review, |c| joined(c.because.iter().skip(1).map(|r| r.source.clause.to_owned()))),
            "under_audit" => Some(review.credentials.iter().any(|c| c.audit.is_some()).to_string()),
            "refused" => Some(joined(review.refused.iter().filter_map(|r| r.event.clone()))),
            "timeline" => review
                .credentials
                .last()
                .map(|c| joined(c.timeline.stretches().map(|s| format!("{} {}", s.from, s.standing.word())))),
            key => self.named(review, key),
        };
        match found {
            Some(found) => self.expect_text(value, &what, &found),
            None => unknown(value, key),
        }
    }

    /// A column named by a programme (its standing) or an action (its ruling, and its days where they are written).
    fn named(&self, review: &Review<'_>, key: &str) -> Option<String> {
        if self.handbook.programme(key).is_some() {
            let of = review.credentials.iter().rev().find(|c| c.programme.id == key);
            return Some(of.map_or("none", |c| c.standing.word()).to_owned());
        }
        let (action, programme) = key.split_once('.').map_or((key, None), |(a, p)| (a, Some(p)));
        Action::WORDS.iter().find(|(word, _)| *word == action)?;
        let mut of = review
            .actions
            .iter()
            .filter(|d| d.action.word() == action && programme.is_none_or(|p| d.programme == Some(p)));
        Some(of.next().map_or("absent".to_owned(), |d| format!("{} {}", d.ruling().word(), period(d.from, d.to))))
    }

    /// Compares with what was found; where days are found and none are expected, they do not matter.
    fn expect_text(&mut self, value: Value<'_>, what: &str, found: &str) {
        let Some(expected) = value.said() else {
            value.wrong::<()>(format!("{what} cannot be told"), "write a string");
            return;
        };
        let days_matter = expected.contains("..");
        let found = match found.split_once(' ') {
            Some((ruling, days)) if days.contains("..") && !days_matter && !days.contains(' ') => ruling,
            _ => found,
        };
        self.expect(value, what, &expected, found);
    }
}

fn unknown(value: Value<'_>, key: &str) {
    value.wrong::<()>(
        format!("nothing is called `{key}` on this day"),
        "name a programme, an action, or one of owes, fees, cycle, required, earned, missing, timeline, refused, eligible, request, credit …",
    );
}

/// A column that says something of single entries or programmes: `credit = { e4 = "2.0/2.0" }`.
fn of_entry(case: &Case<'_>, review: &Review<'_>, key: &str, id: &str) -> Option<String> {
    match key {
        "credit" => {
            let worth = review.cycles.iter().flat_map(|c| &c.credits).find(|w| w.fact.entry.id == id)?;
            Some(format!("{}/{}", worth.counted, worth.approved))
        }
        "request" => {
            review.requests.iter().find(|r| r.fact.entry.id == id).map(|r| ruling(&r.because).word().to_owned())
        }
        "instead" => {
            let request = review.requests.iter().find(|r| r.fact.entry.id == id)?;
            Some(request.instead.clone().unwrap_or_else(|| "nothing".to_owned()))
        }
        "result" => {
            let result = review.results.iter().find(|r| r.exam.entry.id == id)?;
            Some(format!(
                "{} {}",
                ruling(&result.reasons).word(),
                period(result.due.map(|d| d.0), result.due.map(|d| d.1))
            ))
        }
        "eligible" => Some(case.eligible(id, review.on)?.route().unwrap_or("no").to_owned()),
        "decision" => Some(case.eligible(id, review.on)?.decision.to_string()),
        "award_waits" => Some((!case.eligible(id, review.on)?.award_waits.is_empty()).to_string()),
        "has" => {
            let eligibility = case.eligible(id, review.on)?;
            Some(joined(eligibility.routes.iter().flat_map(|r| &r.requirements).map(|r| r.has())))
        }
        "rests_on" => {
            let decision = review.actions.iter().find(|d| d.action.word() == id)?;
            Some(decision.deciding_first().next()?.source.clause.to_owned())
        }
        "cites" => {
            Some(case.eligible(id, review.on)?.routes.first()?.requirements.first()?.reason.source.citation.to_owned())
        }
        _ => None,
    }
}

/// What is owed on the day itself.
fn owes(review: &Review<'_>) -> String {
    let due = review.fees.iter().filter(|f| f.from <= review.on && f.to.is_none_or(|to| review.on <= to));
    joined(due.map(|f| format!("{} {}", f.item, f.amount)))
}

fn cycle(review: &Review<'_>, say: impl Fn(&crate::review::CycleView<'_>) -> String) -> Option<String> {
    Some(review.cycles.last().map_or("none".to_owned(), say))
}

fn joined(parts: impl Iterator<Item = String>) -> String {
    let parts: Vec<String> = parts.collect();
    if parts.is_empty() { "nothing".to_owned() } else { parts.join(", ") }
}
