//! The last days that matter to a person, drawn from a review: what for, by which rule, and what it costs until when.

use std::collections::BTreeSet;

use jiff::civil::Date;
use programme::Handbook;
use programme::amount::Money;
use programme::day::{in_words, next};
use programme::decision::{Action, Decision, Finding, Met, Reason, Ruling, deciding_first};
use programme::handbook::clause::Source;
use programme::review::{CycleView, FeeView, Review};

use crate::page::parts::money;

/// One thing to be done by a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step<'r> {
    /// What, as an order.
    pub what: String,
    /// Whether it can be done on the day of the review; else it opens later.
    pub open: bool,
    /// How much depends on it: the least number comes first.
    pub rank: u8,
    /// The rule that sets the day.
    pub source: Source<'r>,
}

/// The last day for some things, of one body.
#[derive(Debug, Clone)]
pub struct Deadline<'r> {
    /// The body's handbook.
    pub handbook: &'r Handbook,
    /// The day.
    pub day: Date,
    /// What must be done by its end.
    pub steps: Vec<Step<'r>>,
}

/// Every deadline ahead, the day of the review included, the earliest first.
pub fn deadlines<'r>(review: &'r Review<'_>, handbooks: &[&'r Handbook]) -> Vec<Deadline<'r>> {
    let mut found: Vec<Deadline<'r>> = Vec::new();
    let mut add = |handbook: &'r Handbook, day: Date, step: Step<'r>| {
        if day < review.on {
            return;
        }
        let same = |d: &&mut Deadline<'r>| d.day == day && d.handbook.body.id == handbook.body.id;
        match found.iter_mut().find(same) {
            Some(deadline) if deadline.steps.iter().any(|s| s.what == step.what) => {}
            Some(deadline) => deadline.steps.push(step),
            None => found.push(Deadline { handbook, day, steps: vec![step] }),
        }
    };
    for &handbook in handbooks {
        for decision in review.actions.iter().filter(|d| concerns(handbook, d)) {
            if let Some((day, step)) = of_action(review, handbook, decision) {
                add(handbook, day, step);
            }
        }
        for fee in review.fees.iter().filter(|f| f.body == handbook.body.id) {
            for (day, step) in of_fee(review, handbook, fee) {
                add(handbook, day, step);
            }
        }
        for fee in review.fees_later.iter().filter(|f| f.body == handbook.body.id) {
            if let Some((day, step)) = falls_due(handbook, fee) {
                add(handbook, day, step);
            }
        }
    }
    found.iter_mut().for_each(|d| d.steps.sort_by_key(|s| s.rank));
    found.sort_by(|a, b| (a.day, &a.handbook.body.id).cmp(&(b.day, &b.handbook.body.id)));
    found
}

/// Whether a decision is one of a body's.
pub(super) fn concerns(handbook: &Handbook, decision: &Decision<'_>) -> bool {
    let scheme = handbook.scheme.as_ref().map(|s| s.id.as_str());
    decision.programme.is_some_and(|id| handbook.programme(id).is_some())
        || decision.scheme.is_some_and(|id| Some(id) == scheme)
}

/// What an action is called, as an order.
pub(super) fn order(action: Action) -> &'static str {
    match action {
        Action::Apply => "Apply for the exam",
        Action::Book => "Book your seat",
        Action::Transfer => "Move your exam to the next window",
        Action::Reschedule => "Change day, time or place of your exam",
        Action::Retake => "Sit the exam again",
        Action::RequestAccommodation => "Ask for testing accommodations",
        Action::LogCredit => "Log your credits",
        Action::AmendCredit => "Change a credit",
        Action::SubmitRenewal => "Submit your renewal",
        Action::RequestExtension => "Ask for an extension",
        Action::RequestReinstatement => "Ask for reinstatement",
        Action::Appeal => "Appeal, if you mean to",
        Action::SubmitActivity => "Submit the activity",
    }
}

fn of_action<'r>(
    review: &'r Review<'_>,
    handbook: &'r Handbook,
    decision: &'r Decision<'_>,
) -> Option<(Date, Step<'r>)> {
    let day = decision.to?;
    // What a held result lets a candidate do would tell the result.
    let held = review.results.iter().any(|r| r.released.is_none() && Some(r.programme) == decision.programme);
    let open = decision.ruling() == Ruling::Allowed;
    // Who needs accommodations knows; everybody else is not to be written to about them.
    let needless = decision.action == Action::RequestAccommodation
        || matches!(decision.action, Action::LogCredit | Action::RequestExtension)
            && !decision.scheme.is_some_and(|scheme| credits_missing(review, scheme));
    if held || needless || !(open || opens_later(decision)) {
        return None;
    }
    let designation = decision.programme.and_then(|id| handbook.programme(id)).map(|p| p.designation.as_str());
    let what = match designation {
        Some(designation) => format!("{} ({designation})", order(decision.action)),
        None => order(decision.action).to_owned(),
    };
    let rank = match decision.action {
        Action::SubmitRenewal => 0,
        Action::Book | Action::RequestReinstatement => 1,
        _ => 3,
    };
    Some((day, Step { what, open, rank, source: day_rule(decision)? }))
}

/// Whether nothing but the day stands against it, and that comes.
fn opens_later(decision: &Decision<'_>) -> bool {
    let later = |r: &Reason<'_>| matches!(r.finding, Finding::Open { from, on, .. } if on < from);
    let against = || decision.reasons.iter().filter(|r| matches!(r.met, Met::No | Met::Unknown));
    against().next().is_some() && against().all(later)
}

/// The rule that sets a decision's last day.
pub(super) fn day_rule<'r>(decision: &'r Decision<'_>) -> Option<Source<'r>> {
    let sets = |r: &&Reason<'_>| {
        matches!(
            r.finding,
            Finding::Open { .. }
                | Finding::TransferNotice { .. }
                | Finding::InForce { .. }
                | Finding::SeatsPermitting { .. }
        )
    };
    let reason = decision.reasons.iter().find(sets).or(deciding_first(&decision.reasons).next())?;
    Some(reason.source)
}

/// The cycle of a scheme that is not renewed yet.
pub(super) fn cycle<'r, 'a>(review: &'r Review<'a>, scheme: &str) -> Option<&'r CycleView<'a>> {
    review.cycles.iter().find(|c| c.scheme == scheme && c.renewed.is_none())
}

/// Whether a renewal still lacks credits.
fn credits_missing(review: &Review<'_>, scheme: &str) -> bool {
    cycle(review, scheme).is_some_and(|c| {
        c.earned.0 < c.required.0
            || c.earned.1 < c.required.1
            || c.categories.iter().any(|(_, least, earned)| earned < least)
            || c.years.iter().any(|(_, least, earned, decides)| *decides && earned < least)
    })
}

fn title<'r>(handbook: &'r Handbook, item: &'r str) -> &'r str {
    handbook.fees.iter().find(|f| f.id == item).map_or(item, |fee| &fee.clause.title)
}

/// A name as it stands inside a sentence: its first letter small, unless the word is all capitals.
fn inside(name: &str) -> String {
    let capitals = name.chars().take(2).all(|c| !c.is_lowercase());
    let mut letters = name.chars();
    match letters.next() {
        Some(first) if !capitals => first.to_lowercase().chain(letters).collect(),
        _ => name.to_owned(),
    }
}

fn of_fee<'r>(review: &Review<'_>, handbook: &'r Handbook, fee: &'r FeeView<'_>) -> Vec<(Date, Step<'r>)> {
    let name = inside(title(handbook, fee.item));
    let mut found: Vec<(Date, Step<'r>)> = falls_due(handbook, fee).into_iter().collect();
    for reason in &fee.because {
        if let Finding::Late { due } = reason.finding {
            let what = format!("Submit your renewal and pay for it without the {name}");
            found.push((due, Step { what, open: true, rank: 0, source: reason.source }));
        }
    }
    if let (Some(day), Some(reason)) = (fee.to, fee.because.first()) {
        let what = format!("Pay the {name}");
        found.push((day, Step { what, open: fee.from <= review.on, rank: 2, source: reason.source }));
    }
    found
}

/// The day on which a yearly fee falls due.
fn falls_due<'r>(handbook: &'r Handbook, fee: &'r FeeView<'_>) -> Option<(Date, Step<'r>)> {
    let due = |r: &'r Reason<'_>| match r.finding {
        Finding::AnnualDue { due } => Some((due, r.source)),
        _ => None,
    };
    let (due, source) = fee.because.iter().find_map(due)?;
    Some((due, Step { what: format!("Pay the {}", inside(title(handbook, fee.item))), open: true, rank: 2, source }))
}

/// What is owed to a body, now and after each deadline, as lines; and the rules that say so.
pub(super) fn costs<'r>(review: &'r Review<'_>, handbook: &'r Handbook) -> (Vec<String>, Vec<Source<'r>>) {
    let of = |f: &&'r FeeView<'_>| f.body == handbook.body.id;
    let fees: Vec<&'r FeeView<'_>> = review.fees.iter().chain(&review.fees_later).filter(of).collect();
    let mut days = BTreeSet::from([review.on]);
    for fee in &fees {
        days.insert(fee.from.max(review.on));
        days.extend(fee.to.filter(|to| *to >= review.on).map(next));
    }
    let days: Vec<Date> = days.into_iter().collect();
    let line = |(at, day): (usize, &Date)| {
        let owed = |f: &&&FeeView<'_>| f.from <= *day && f.to.is_none_or(|to| *day <= to);
        let owed: Vec<&&FeeView<'_>> = fees.iter().filter(owed).collect();
        let total: Money = owed.iter().map(|f| f.amount).sum();
        let mut names: Vec<(&str, usize)> = Vec::new();
        for name in owed.iter().map(|f| title(handbook, f.item)) {
            match names.iter_mut().find(|(own, _)| *own == name) {
                Some((_, times)) => *times += 1,
                None => names.push((name, 1)),
            }
        }
        let named = |(name, times): &(&str, usize)| match times {
            1 => (*name).to_owned(),
            _ => format!("{times} × {name}"),
        };
        let names: Vec<String> = names.iter().map(named).collect();
        let through = days.get(at + 1).and_then(|next| next.yesterday().ok());
        let when = match (through, *day == review.on) {
            (Some(through), true) => format!("through {}", in_words(through)),
            (Some(through), false) => format!("from {} through {}", in_words(*day), in_words(through)),
            (None, true) => "now".to_owned(),
            (None, false) => format!("from {} on", in_words(*day)),
        };
        let sum = money(total, &handbook.body.currency);
        (!owed.is_empty()).then(|| format!("- {sum} {when} ({})", names.join(", ")))
    };
    let lines = days.iter().enumerate().filter_map(line).collect();
    (lines, fees.iter().flat_map(|f| &f.because).map(|r| r.source).collect())
}
