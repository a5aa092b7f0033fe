//! What an entry would change, before it is kept: two answers about one person, compared.

use jiff::Timestamp;
use jiff::civil::Date;
use programme::record::Text;
use programme::review::Case;
use programme::{Bodies, Handbook};
use serde_json::{Map, Value};
use store::entries;

use crate::act::{self, Change};
use crate::compare;
use crate::page::parts::title;
use crate::web::answer::Wrong;

/// What would change: about what, from what, to what; or why the record could not hold the entry.
pub type Changes = Result<Vec<[String; 3]>, Vec<Wrong>>;

/// Compares the answers of a day without an entry and with it.
pub fn preview(
    bodies: &Bodies,
    lines: &[String],
    change: &Change,
    field: &'static str,
    now: Timestamp,
    on: Date,
) -> Changes {
    let mut after = lines.to_vec();
    after.push(act::written(bodies, change, now));
    let (before_lines, after_lines) = (entries::numbered(lines), entries::numbered(&after));
    let before = Case::open(bodies, Text::Borrowed(&change.person), &before_lines, None);
    let then = Case::open(bodies, Text::Borrowed(&change.person), &after_lines, None);
    // Also what other entries come to that this one takes away from.
    let known = |r: &&programme::record::Refusal| !before.refused().contains(r);
    let refused: Vec<Wrong> = then
        .refused()
        .iter()
        .filter(known)
        .map(|r| (field, format!("{}.", capital(&r.wrong)), format!("{}.", capital(&r.remedy))))
        .collect();
    if !refused.is_empty() {
        return Err(refused);
    }
    let (before, then) = (before.review(on), then.review(on));
    let mut rows: Vec<[String; 3]> = Vec::new();
    for credential in &then.credentials {
        let was = before
            .credentials
            .iter()
            .find(|c| c.programme.id == credential.programme.id && c.awarded == credential.awarded);
        if was.is_none_or(|was| was.standing != credential.standing) {
            let said = |standing: programme::recertification::timeline::Standing| {
                format!(
                    "{}, {}",
                    title(standing),
                    if standing.good() { "in good standing" } else { "not in good standing" }
                )
            };
            let about = format!("What the public sees of {} from {on}", credential.programme.designation);
            let was = was.map_or("Nothing".to_owned(), |was| said(was.standing));
            rows.push([about, was, said(credential.standing)]);
        }
    }
    let said = |c: compare::Change| [format!("{:?}: {}", c.what, c.about.replace('_', " ")), c.before, c.after];
    rows.extend(compare::reviews(&before, &then).into_iter().map(said));
    Ok(rows)
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or(String::new(), |first| first.to_uppercase().chain(letters).collect())
}

/// Fields that a correction leaves alone.
const FIXED: [&str; 5] = ["id", "person", "kind", "recorded_at", "by"];

/// The fields of an entry that can be corrected: the name, and what stands there as it is written.
pub fn correctable(lines: &[String], event: &str) -> Vec<(String, String)> {
    let read = |line: &String| serde_json::from_str::<Map<String, Value>>(line).ok();
    let own = lines.iter().filter_map(read).find(|e| e.get("id").and_then(Value::as_str) == Some(event));
    let fields = own.into_iter().flatten().filter(|(name, _)| !FIXED.contains(&name.as_str()));
    fields.map(|(name, value)| (name, value.as_str().map_or_else(|| value.to_string(), str::to_owned))).collect()
}

/// The fields that were changed, as the record writes them: texts as texts, everything else as what it was.
///
/// # Errors
/// The name of a field that cannot be read, and what it must be.
pub fn corrected(
    lines: &[String],
    event: &str,
    sent: impl Fn(&str) -> Option<String>,
) -> Result<Map<String, Value>, Vec<(String, &'static str)>> {
    let (mut with, mut wrong) = (Map::new(), Vec::new());
    let read = |line: &String| serde_json::from_str::<Map<String, Value>>(line).ok();
    let own = lines.iter().filter_map(read).find(|e| e.get("id").and_then(Value::as_str) == Some(event));
    for (name, was) in own.into_iter().flatten().filter(|(name, _)| !FIXED.contains(&name.as_str())) {
        let Some(text) = sent(&name).map(|text| text.trim().to_owned()) else { continue };
        let now = match &was {
            Value::String(_) => Ok(Value::from(text)),
            _ => serde_json::from_str::<Value>(&text).map_err(|_| "Write it in the form in which it stood."),
        };
        match now {
            Ok(now) if now == was => {}
            Ok(now) if std::mem::discriminant(&now) == std::mem::discriminant(&was) => drop(with.insert(name, now)),
            Ok(_) => wrong.push((name, "Write it in the form in which it stood.")),
            Err(remedy) => wrong.push((name, remedy)),
        }
    }
    if wrong.is_empty() { Ok(with) } else { Err(wrong) }
}

/// The handbook whose body an entry of a record belongs to.
pub fn body_of<'a>(case: &Case<'a>, event: &str) -> Option<&'a Handbook> {
    let mut records = case.records();
    records.find(|(_, record)| record.facts.iter().any(|f| f.entry.id == event)).map(|(handbook, _)| handbook)
}
