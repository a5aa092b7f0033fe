//! Whether a credit that the body posted and one that its holder logged may be the same activity (F17).
//!
//! Nothing is merged by itself. Where somebody says that both are the same, the one that was logged is given the activity
//! of the one that was posted, by a correction: the rule then counts one of them, and the documents of both stay.

use jiff::civil::Date;
use programme::Bodies;
use programme::amount::Units;
use programme::recertification::amending::SELF;
use programme::record::{Event, Fact, Text};
use programme::review::Case;
use serde_json::json;
use store::completions::{self, Completion};
use store::people::spelt;
use store::{Failure, Tx, courses, entries};

use crate::act::Change;

/// By how many days the two may lie apart. A setting of ours, and no rule of a handbook (docs/decisions/0022).
const DAYS: i32 = 7;

/// How much of two titles must be alike, from 0 to 1; a setting as well.
const LIKE: f64 = 0.6;

/// A credit on record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Side {
    /// The entry.
    pub event: String,
    /// What it was.
    pub title: String,
    /// The day on which it was earned.
    pub day: Date,
    /// How much of it there is.
    pub units: Units,
    /// The category.
    pub category: String,
}

/// A credit that was posted, and one that was logged, which may be the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alike {
    /// The body.
    pub body: String,
    /// What the body is called for short.
    pub short: String,
    /// What the body posted.
    pub posted: Side,
    /// What its holder logged.
    pub logged: Side,
    /// What the posted one's entry calls it.
    pub activity: String,
}

/// The pairs of a case, without a look at what was said of them.
pub fn of_case(case: &Case<'_>) -> Vec<Alike> {
    let mut found = Vec::new();
    for (handbook, record) in case.records() {
        let credits: Vec<Credit<'_>> = record.facts.iter().filter_map(credit).collect();
        let disallowed = |side: &Side| {
            let is =
                |event: &Event<'_>| matches!(event, Event::CreditDisallowed { credit, .. } if *credit == side.event);
            record.facts.iter().any(|fact| is(&fact.entry.event))
        };
        for (posted, activity) in credits.iter().filter_map(|c| Some((c, c.posted?))) {
            let logged =
                credits.iter().filter(|c| c.logged && c.scheme == posted.scheme && near(&posted.side, &c.side));
            found.extend(logged.filter(|c| !disallowed(&c.side) && !disallowed(&posted.side)).map(|logged| Alike {
                body: handbook.body.id.clone(),
                short: handbook.body.short.clone(),
                posted: posted.side.clone(),
                logged: logged.side.clone(),
                activity: activity.to_owned(),
            }));
        }
    }
    found
}

/// The pairs of somebody's record of which nobody has said that they are two activities.
///
/// # Errors
/// Where the database fails.
pub fn open(tx: &mut Tx<'_>, case: &Case<'_>) -> Result<Vec<Alike>, Failure> {
    let mut open = Vec::new();
    for pair in of_case(case) {
        if !completions::are_apart(tx, &pair.posted.event, &pair.logged.event)? {
            open.push(pair);
        }
    }
    Ok(open)
}

/// The same of a record that is not open yet.
///
/// # Errors
/// Where the database fails.
pub fn of_lines(tx: &mut Tx<'_>, bodies: &Bodies, person: &str, lines: &[String]) -> Result<Vec<Alike>, Failure> {
    let lines = entries::numbered(lines);
    open(tx, &Case::open(bodies, Text::Borrowed(person), &lines, None))
}

/// Whether somebody has logged a completion that is not posted.
///
/// # Errors
/// Where the database fails.
pub fn is_logged(tx: &mut Tx<'_>, case: &Case<'_>, one: &Completion) -> Result<bool, Failure> {
    let Some((course, day)) = courses::by_code(tx, &one.at.course)?.zip(one.at.day) else { return Ok(false) };
    let (title, units, category) = (course.title, Units::parse(&course.units).unwrap_or(Units::ZERO), course.category);
    let side = Side { event: String::new(), title, day, units, category };
    let mut facts = case.records().flat_map(|(_, record)| &record.facts).filter_map(credit);
    Ok(facts.any(|credit| near(&side, &credit.side)))
}

impl Alike {
    /// The change by which both are the same activity from now on.
    pub fn same(&self, person: &str, by: &str, seen: i64) -> Change {
        let with = json!({ "activity": self.activity });
        Change {
            person: person.to_owned(),
            body: self.body.clone(),
            seen: Some(seen),
            by: by.to_owned(),
            kind: "corrected",
            day: None,
            fields: vec![("event", self.logged.event.as_str().into()), ("with", with)],
        }
    }
}

/// A credit, and who put it on record.
struct Credit<'f> {
    side: Side,
    scheme: &'f str,
    /// The activity that the body posted.
    posted: Option<&'f str>,
    /// Whether its holder logged it, and it is not said to be an activity yet.
    logged: bool,
}

fn credit<'f>(fact: &'f Fact<'_>) -> Option<Credit<'f>> {
    let Event::CreditLogged { scheme, category, units, title, activity, .. } = &fact.entry.event else { return None };
    let own = fact.entry.by.as_deref().is_none_or(|by| by == SELF);
    let (event, title, category) = (fact.entry.id.to_string(), title.to_string(), category.to_string());
    Some(Credit {
        side: Side { event, title, day: fact.day, units: *units, category },
        scheme,
        posted: activity.as_deref().filter(|_| !own),
        logged: own && activity.is_none(),
    })
}

/// Whether two credits lie near each other: by day, by kind or amount, and by title.
fn near(one: &Side, other: &Side) -> bool {
    let apart = (one.day - other.day).get_days().abs();
    let same = one.category == other.category || one.units == other.units;
    apart <= DAYS && same && like(&one.title, &other.title)
}

/// Whether two titles are like each other: most of their letters in pairs, or all words of the shorter in the longer.
fn like(one: &str, other: &str) -> bool {
    let (one, other) = (spelt(one), spelt(other));
    let words = |text: &str| text.split(' ').map(str::to_owned).collect::<std::collections::BTreeSet<_>>();
    let (own, others) = (words(&one), words(&other));
    let within = own.len().min(others.len()) > 1 && (own.is_subset(&others) || others.is_subset(&own));
    !one.is_empty() && (within || strsim::sorensen_dice(&one, &other) >= LIKE)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn titles_are_like_each_other_where_people_mean_the_same() {
        for (one, other, is) in [
            ("Credentialing basics", "credentialing  BASICS", true),
            ("Credentialing basics", "Basics of credentialing", true),
            ("Credentialing basics", "Credentialing basics (webinar)", true),
            ("Hospital law in practice", "Hospitl law in practise", true),
            ("Conference session 7", "Conference session 8", true),
            ("Credentialing basics", "Hospital law in practice", false),
            ("Credentialing basics", "Credentialing", true),
            ("Basics", "", false),
            ("", "", false),
        ] {
            assert_eq!((like(one, other), like(other, one)), (is, is), "{one} / {other}");
        }
    }

    #[test]
    fn two_credits_lie_near_each_other_by_day_and_by_kind_or_amount() {
        let side = |category: &str, units: &str, day| Side {
            event: String::new(),
            title: "Credentialing basics".to_owned(),
            day,
            units: Units::parse(units).unwrap(),
            category: category.to_owned(),
        };
        let posted = side("sponsored", "2", date(2025, 3, 10));
        for (logged, is) in [
            (side("sponsored", "2", date(2025, 3, 10)), true),
            (side("sponsored", "3", date(2025, 3, 17)), true),
            (side("sponsored", "3", date(2025, 3, 18)), false),
            (side("sponsored", "3", date(2025, 3, 3)), true),
            (side("sponsored", "3", date(2025, 3, 2)), false),
            (side("non_approved", "2.0", date(2025, 3, 11)), true),
            (side("non_approved", "3", date(2025, 3, 11)), false),
        ] {
            assert_eq!((near(&posted, &logged), near(&logged, &posted)), (is, is), "{logged:?}");
        }
    }
}
