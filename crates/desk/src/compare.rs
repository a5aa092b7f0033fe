//! What a changed handbook would change: for the rules, clause by clause, and for one person, answer by answer.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use programme::decision::Reason;
use programme::handbook::Handbook;
use programme::handbook::clause::{Printed, PrintedVersion};
use programme::review::{self, Review};
use serde::Serialize;

use crate::paper::handbook::plain;

/// A clause that is not the same in both handbooks.
#[derive(Debug, Serialize)]
pub struct ClauseChange {
    /// Its id.
    pub clause: String,
    /// What each handbook says, a line for each figure of each version; nothing where it lacks the clause.
    pub before: Vec<String>,
    /// See `before`.
    pub after: Vec<String>,
}

/// The clauses that differ between two handbooks of a body, words aside.
pub fn clauses(old: Option<&Handbook>, new: Option<&Handbook>) -> Vec<ClauseChange> {
    let read = |handbook: Option<&Handbook>| -> BTreeMap<String, Vec<String>> {
        let printed = handbook.into_iter().flat_map(|h| &h.printed);
        printed.map(|p| (p.clause.clone(), versions(p))).collect()
    };
    let (mut before, after) = (read(old), read(new));
    let mut changes = Vec::new();
    for (clause, after) in after {
        let before = before.remove(&clause).unwrap_or_default();
        if before != after {
            changes.push(ClauseChange { clause, before, after });
        }
    }
    changes.extend(before.into_iter().map(|(clause, before)| ClauseChange { clause, before, after: Vec::new() }));
    changes
}

/// A line for each figure of each version.
fn versions(printed: &Printed) -> Vec<String> {
    let figures = |v: &PrintedVersion| {
        let from = v.from;
        let said: Vec<String> = v.figures.iter().map(|(k, f)| format!("from {from} · {k}: {}", plain(f))).collect();
        if said.is_empty() { vec![format!("from {from}")] } else { said }
    };
    printed.versions.iter().flat_map(figures).collect()
}

/// What about a person would change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Subject {
    /// Where a credential stands on the day.
    Standing,
    /// What is owed.
    Fees,
    /// On which days something ends, opens or is due.
    Deadlines,
    /// What may be done on the day.
    Actions,
    /// What credits are needed, or counted.
    Credits,
}

/// One answer that would change.
#[derive(Debug, Serialize)]
pub struct Change {
    /// Its subject.
    pub what: Subject,
    /// The programme, fee, action or scheme concerned.
    pub about: String,
    /// The answer now.
    pub before: String,
    /// The answer under the changed handbook.
    pub after: String,
    /// The reasons of the new answer, or of the old one where there is none any more, as JSON.
    pub because: serde_json::Value,
}

/// What one review answers: for each subject and what it is about, the answer and its reasons.
type Answers = BTreeMap<(Subject, String), (String, serde_json::Value)>;

/// Everything that differs between two reviews of a person on the same day.
pub fn reviews(old: &Review<'_>, new: &Review<'_>) -> Vec<Change> {
    let (mut before, after) = (answers(old), answers(new));
    let mut changes = Vec::new();
    for ((what, about), (answer, because)) in after {
        let was = before.remove(&(what, about.clone())).map_or(NOTHING.to_owned(), |(answer, _)| answer);
        if was != answer {
            changes.push(Change { what, about, before: was, after: answer, because });
        }
    }
    for ((what, about), (answer, because)) in before {
        changes.push(Change { what, about, before: answer, after: NOTHING.to_owned(), because });
    }
    changes.sort_by(|a, b| (a.what, &a.about).cmp(&(b.what, &b.about)));
    changes
}

const NOTHING: &str = "nothing";

/// One answer about two records: of each by itself, and of both as one person's.
#[derive(Debug, PartialEq, Eq)]
pub struct Together {
    /// Its subject.
    pub what: Subject,
    /// The programme, fee, action or scheme concerned.
    pub about: String,
    /// The answer of the one record.
    pub one: String,
    /// The answer of the other.
    pub other: String,
    /// The answer of both as one.
    pub together: String,
}

/// Everything that two records answer otherwise as one person's than either does by itself.
pub fn together(one: &Review<'_>, other: &Review<'_>, both: &Review<'_>) -> Vec<Together> {
    let (one, other, both) = (answers(one), answers(other), answers(both));
    let keys: BTreeSet<&(Subject, String)> = one.keys().chain(other.keys()).chain(both.keys()).collect();
    let said = |answers: &Answers, key| answers.get(key).map_or(NOTHING, |(answer, _)| answer.as_str()).to_owned();
    keys.into_iter()
        .map(|key| Together {
            what: key.0,
            about: key.1.clone(),
            one: said(&one, key),
            other: said(&other, key),
            together: said(&both, key),
        })
        .filter(|row| row.together != row.one || (row.other != NOTHING && row.together != row.other))
        .collect()
}

fn answers(review: &Review<'_>) -> Answers {
    let mut answers = Answers::new();
    let mut put = |what, about: String, answer: String, reasons: &[Reason<'_>]| {
        let because = serde_json::from_str(&review::reasons(reasons)).unwrap_or_default();
        answers.insert((what, about), (answer, because));
    };
    for credential in &review.credentials {
        let about = format!("{} of {}", credential.programme.id, credential.awarded);
        put(Subject::Standing, about.clone(), credential.standing.word().to_owned(), &credential.because);
        let later = credential.timeline.stretches().filter(|s| s.from > review.on);
        let later: Vec<String> = later.map(|s| format!("{} from {}", s.standing.word(), s.from)).collect();
        put(Subject::Deadlines, about, later.join(", "), &credential.because);
    }
    for cycle in &review.cycles {
        put(Subject::Deadlines, cycle.scheme.to_owned(), format!("cycle ends {}", cycle.to), &cycle.because);
        let credits =
            format!("{} of {}, approved {} of {}", cycle.earned.0, cycle.required.0, cycle.earned.1, cycle.required.1);
        put(Subject::Credits, cycle.scheme.to_owned(), credits, &cycle.because);
    }
    for fee in review.fees.iter().chain(&review.fees_later) {
        let about = format!("{} from {}", fee.item, fee.from);
        put(Subject::Fees, about, format!("{} {}", fee.amount, days(Some(fee.from), fee.to)), &fee.because);
    }
    for action in &review.actions {
        let about = format!("{} {}", action.action.word(), action.programme.or(action.scheme).unwrap_or_default());
        put(Subject::Actions, about.clone(), action.ruling().word().to_owned(), &action.reasons);
        put(Subject::Deadlines, about, days(action.from, action.to), &action.reasons);
    }
    answers
}

fn days(from: Option<Date>, to: Option<Date>) -> String {
    match (from, to) {
        (Some(from), Some(to)) => format!("from {from} through {to}"),
        (Some(from), None) => format!("from {from}"),
        (None, Some(to)) => format!("through {to}"),
        (None, None) => "at any time".to_owned(),
    }
}
