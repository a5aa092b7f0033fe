//! Moves every number and every date of every handbook by one unit, up and down, one at a time. Each nudge must keep the
//! handbook from loading or make a scenario fail; the few that cannot matter are listed with the reason.

use std::fs;
use std::ops::Range;
use std::path::Path;

use jiff::civil::Date;
use programme::handbook::reader::SourceFile;
use rayon::prelude::*;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::volume::{self, Volume};

/// Keys whose values are words, not figures.
const WORDS: &[&str] = &[
    "title",
    "text",
    "cite",
    "reading",
    "rules",
    "name",
    "id",
    "short",
    "commission",
    "currency",
    "designation",
    "publisher",
    "edition",
    "zone",
    "supersedes",
    "kind",
    "field",
    "award",
    "awards",
    "designations",
    "scheme",
    "programmes",
    "fee",
    "late_fee",
    "category",
    "governed_by",
    "season",
    "serves",
    "standing",
    "unpaid",
    "short_year",
    "counts",
    "whom",
];

/// How many nudges may be listed as such that cannot matter.
const MOST_EXCEPTIONS: usize = 10;

/// One figure moved by one unit.
struct Nudge {
    /// Where: `namss/recertification.toml submission.version.1.due`.
    at: String,
    /// The text that takes the place of `span`.
    becomes: String,
    /// The bytes replaced.
    span: Range<usize>,
    /// Which file of the handbook.
    file: usize,
}

/// Nudges the handbooks named, or all.
pub fn run(root: &Path, only: &[&str]) -> Result<String, String> {
    let exceptions = exceptions(root)?;
    let (mut nudged, mut excused, mut survivors) = (0, 0, Vec::new());
    for volume in volume::all(root)?.iter().filter(|v| only.is_empty() || only.contains(&v.name.as_str())) {
        match Volume::play(&volume.files, &volume.scenarios) {
            Some((_, played)) if played.failures.is_empty() => {}
            Some((_, played)) => {
                return Err(format!(
                    "{}: scenarios fail before anything is nudged:\n{}",
                    volume.name, played.failures[0]
                ));
            }
            None => return Err(format!("{} does not load", volume.name)),
        }
        let nudges: Vec<Nudge> =
            volume.files.iter().enumerate().flat_map(|(at, file)| nudges(&volume.name, at, file)).collect();
        nudged += nudges.len();
        eprintln!("{}: {} nudges against {} scenario files", volume.name, nudges.len(), volume.scenarios.len());
        let unnoticed: Vec<&Nudge> = nudges.par_iter().filter(|nudge| !noticed(volume, nudge)).collect();
        for nudge in unnoticed {
            let named = format!("{} → {}", nudge.at, nudge.becomes);
            if exceptions.contains(&nudge.at) { excused += 1 } else { survivors.push(named) }
        }
    }
    if survivors.is_empty() {
        Ok(format!("{nudged} nudges: every one noticed, but {excused} that cannot matter"))
    } else {
        Err(format!("{} of {nudged} nudges went unnoticed:\n{}", survivors.len(), survivors.join("\n")))
    }
}

/// Figures whose nudges cannot matter, from `xtask/cannot-matter.toml`: at most ten, each with its reason.
fn exceptions(root: &Path) -> Result<Vec<String>, String> {
    let text = fs::read_to_string(root.join("xtask/cannot-matter.toml"))
        .map_err(|e| format!("xtask/cannot-matter.toml: {e}"))?;
    let table = DeTable::parse(&text).map_err(|e| e.to_string())?.into_inner();
    let listed: Vec<String> = table.iter().map(|(k, _)| k.get_ref().to_string()).collect();
    if listed.len() > MOST_EXCEPTIONS {
        return Err(format!(
            "{} figures are listed as such that cannot matter; {MOST_EXCEPTIONS} may be",
            listed.len()
        ));
    }
    Ok(listed)
}

fn noticed(volume: &Volume, nudge: &Nudge) -> bool {
    let mut files = volume.files.clone();
    files[nudge.file].text.replace_range(nudge.span.clone(), &nudge.becomes);
    Volume::play(&files, &volume.scenarios).is_none_or(|(_, played)| !played.failures.is_empty())
}

fn nudges(volume: &str, at: usize, file: &SourceFile) -> Vec<Nudge> {
    if file.stem() == "sources" {
        return Vec::new();
    }
    let Ok(table) = DeTable::parse(&file.text) else { return Vec::new() };
    let mut found = Vec::new();
    in_table(&file.text, &format!("{volume}/{}.toml ", file.stem()), table.get_ref(), &mut |path, span, becomes| {
        found.push(Nudge { at: path.to_owned(), becomes, span, file: at });
    });
    found
}

type Take<'t> = dyn FnMut(&str, Range<usize>, String) + 't;

fn in_table(text: &str, path: &str, table: &DeTable<'_>, take: &mut Take<'_>) {
    for (key, value) in table.iter().filter(|(k, _)| !WORDS.contains(&k.get_ref().as_ref())) {
        let dot = if path.ends_with(' ') { "" } else { "." };
        in_value(text, &format!("{path}{dot}{}", key.get_ref()), value, take);
    }
}

fn in_value(text: &str, path: &str, value: &Spanned<DeValue<'_>>, take: &mut Take<'_>) {
    let span = value.span();
    match value.get_ref() {
        DeValue::Table(table) => in_table(text, path, table, take),
        DeValue::Array(items) => {
            for (at, item) in items.iter().enumerate() {
                in_value(text, &format!("{path}.{at}"), item, take);
            }
        }
        DeValue::Integer(n) => {
            let Ok(n) = n.as_str().parse::<i64>() else { return };
            take(path, span.clone(), (n + 1).to_string());
            take(path, span, (n - 1).to_string());
        }
        DeValue::Datetime(_) => {
            let Ok(day) = text[span.clone()].parse::<Date>() else { return };
            for moved in [day.tomorrow(), day.yesterday()].into_iter().flatten() {
                take(path, span.clone(), moved.to_string());
            }
        }
        DeValue::String(said) if said.bytes().any(|b| b.is_ascii_digit()) => {
            for moved in moved(said) {
                take(path, span.clone(), format!("\"{moved}\""));
            }
        }
        _ => {}
    }
}

/// A figure written as text, moved up and down: an amount by one, a time by a minute, a day of the year by a day.
fn moved(said: &str) -> Vec<String> {
    if let Some((hours, minutes)) = said.split_once(':')
        && let (Ok(h), Ok(m)) = (hours.parse::<i32>(), minutes.parse::<i32>())
    {
        return [h * 60 + m + 1, h * 60 + m - 1].map(|t| format!("{:02}:{:02}", t / 60, t % 60)).to_vec();
    }
    if let Some(days) = moved_day(said) {
        return days;
    }
    let digits = |c: char| !c.is_ascii_digit();
    let begin = said.find(|c: char| c.is_ascii_digit()).unwrap_or(0);
    let end = said[begin..].find(digits).map_or(said.len(), |e| begin + e);
    let Ok(n) = said[begin..end].parse::<i64>() else { return Vec::new() };
    [n + 1, n - 1].into_iter().filter(|n| *n >= 0).map(|n| format!("{}{n}{}", &said[..begin], &said[end..])).collect()
}

/// `Dec 1` as `Dec 2` and `Nov 30`, whatever stands after it kept.
fn moved_day(said: &str) -> Option<Vec<String>> {
    let mut words = said.splitn(3, ' ');
    let (month, day, rest) = (words.next()?, words.next()?, words.next());
    let day = Date::strptime("%b %d %Y", format!("{month} {day} 2023")).ok()?;
    let rest = rest.map_or(String::new(), |r| format!(" {r}"));
    let written = |d: Date| format!("{}{rest}", d.strftime("%b %-d"));
    Some([day.tomorrow(), day.yesterday()].into_iter().flatten().map(written).collect())
}
