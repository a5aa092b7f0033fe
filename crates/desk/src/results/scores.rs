//! Scores, loaded by candidate number: whoever loads them does not learn whose they are.

use std::sync::Arc;

use jiff::Timestamp;
use programme::amount::Units;
use programme::decision::Met;
use programme::results::judge_score;
use programme::{Bodies, Handbook};
use serde_json::Value;
use store::sittings::{self, Sitting};
use store::{Failure, Store, Tx};

use super::{Became, Doer, Taken, Unread, refused, take};
use crate::act::{self, Change};

/// The columns of a file of scores.
pub const COLUMNS: [&str; 4] = ["candidate", "raw", "scaled", "passed"];

/// Puts the scores of a file on record; the rows that do not fit are left over.
///
/// # Errors
/// Where the database fails. A file that cannot be read as a whole is said inside.
pub fn load(
    store: &Store,
    bodies: &Arc<Bodies>,
    doer: &Doer,
    of: (&str, &str),
    text: &str,
    now: Timestamp,
) -> Result<Result<Taken, Unread>, Failure> {
    take(store, ("scores", &doer.by), (text, COLUMNS), now, |cells| score(store, bodies, doer, of, cells, now))
}

fn score(
    store: &Store,
    bodies: &Arc<Bodies>,
    doer: &Doer,
    of: (&str, &str),
    cells: &[String; 4],
    now: Timestamp,
) -> Result<Became, Failure> {
    let [number, raw, scaled, passed] = cells;
    let wrong = |said: &str| Ok(Became::Wrong(said.to_owned()));
    let (Some(raw), Some(scaled)) = (Units::parse(raw), Units::parse(scaled)) else {
        return wrong("Raw or scaled score is no number. Write both like 212 or 212.5.");
    };
    let passed = match passed.to_lowercase().as_str() {
        "yes" | "true" | "1" => true,
        "no" | "false" | "0" => false,
        _ => return wrong("It is not said whether this is a pass. Write yes or no."),
    };
    let (bodies, doer, number) = (Arc::clone(bodies), doer.clone(), number.clone());
    let of = (of.0.to_owned(), of.1.to_owned());
    let done = store.write(move |tx| {
        let Some((sitting, person)) = sittings::find(tx, &number)? else {
            return Ok(Became::Wrong("No sitting has this candidate number. Compare it with the sheet.".to_owned()));
        };
        if let Some(became) = against(&bodies, &doer, (&of.0, &of.1), (&sitting, &person), (raw, scaled, passed)) {
            return Ok(became);
        }
        let fields = vec![
            ("exam", Value::from(sitting.exam.as_str())),
            ("raw", raw.to_string().into()),
            ("scaled", scaled.to_string().into()),
            ("passed", passed.into()),
        ];
        put(tx, &bodies, (&sitting, person), &doer.by, fields, now)?;
        Ok(Became::Kept)
    });
    done.or_else(|failure| refused(failure).map(Became::Wrong))
}

fn put(
    tx: &mut Tx<'_>,
    bodies: &Bodies,
    (sitting, person): (&Sitting, String),
    by: &str,
    fields: Vec<(&'static str, Value)>,
    now: Timestamp,
) -> Result<(), Failure> {
    let body = sitting.body.clone();
    let change = Change { person, body, seen: None, by: by.to_owned(), kind: "exam_scored", day: None, fields };
    act::together(tx, bodies, &[change], now).map(drop)
}

/// What stands against a score, if anything does.
fn against(
    bodies: &Bodies,
    doer: &Doer,
    of: (&str, &str),
    (sitting, person): (&Sitting, &str),
    (raw, scaled, passed): (Units, Units, bool),
) -> Option<Became> {
    let wrong = |said: String| Some(Became::Wrong(said));
    if doer.own.iter().any(|own| own == person) {
        return wrong("You cannot score this one. Somebody else has to.".to_owned());
    }
    if (sitting.programme.as_str(), sitting.window.as_str()) != of {
        return wrong(format!("This sitting belongs to {} {}. Load it there.", sitting.programme, sitting.window));
    }
    match sitting.outcome.as_str() {
        "completed" => {}
        "" => return wrong("Who sat is not recorded yet for this one. Have that recorded first.".to_owned()),
        outcome => {
            return wrong(format!("By the record this sitting was not completed ({}).", outcome.replace('_', " ")));
        }
    }
    if !sitting.score.is_empty() {
        let same = Units::parse(&sitting.raw) == Some(raw)
            && Units::parse(&sitting.scaled) == Some(scaled)
            && sitting.passed == passed;
        if same {
            return Some(Became::Already);
        }
        return wrong("Another score is on record. If that one is wrong, have it corrected there.".to_owned());
    }
    let handbook = bodies.body(&sitting.body)?;
    let said = misfits(handbook, sitting, (raw, scaled, passed));
    (!said.is_empty()).then(|| Became::Wrong(said.join(" ")))
}

/// What does not fit in a score: pass and scaled score, the scale, the number of scored questions.
pub fn misfits(handbook: &Handbook, sitting: &Sitting, (raw, scaled, passed): (Units, Units, bool)) -> Vec<String> {
    let mut said = Vec::new();
    let judged = judge_score(handbook, &sitting.programme, sitting.day, (scaled, passed));
    said.extend(judged.filter(|reason| reason.met == Met::No).map(|reason| reason.to_string()));
    let Some(programme) = handbook.programme(&sitting.programme) else { return said };
    if let Some(scale) = programme.examination.scale.as_ref().and_then(|s| s.on(sitting.day)) {
        let points = |n: u16| Units::whole(u32::from(n));
        if scale.low.is_some_and(|low| scaled < points(low)) || scale.high.is_some_and(|high| scaled > points(high)) {
            said.push(format!("The scaled score {scaled} lies outside the scale."));
        }
    }
    if let Some(exam) = programme.examination.exam.as_ref().and_then(|e| e.on(sitting.day))
        && raw > Units::whole(u32::from(exam.scored))
    {
        said.push(format!("The raw score {raw} is above the {} scored questions.", exam.scored));
    }
    said
}

/// What is unusual about a sitting that is scored, for whoever proposes its release.
pub fn unusual(handbook: &Handbook, sitting: &Sitting) -> Vec<String> {
    match (Units::parse(&sitting.raw), Units::parse(&sitting.scaled)) {
        (Some(raw), Some(scaled)) => misfits(handbook, sitting, (raw, scaled, sitting.passed)),
        _ => Vec::new(),
    }
}
