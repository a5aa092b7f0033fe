//! The transcript: every cycle and every credit of somebody's, what each counts, and the rules it rests on.

use jiff::civil::Date;
use programme::Handbook;
use programme::amount::Units;
use programme::day::in_words;
use programme::decision::Reason;
use programme::recertification::credits::Worth;
use programme::record::Event;
use programme::review::{Case, CycleView};
use serde_json::{Value, json};

use super::{Paper, date, rules};
use crate::page::parts;

const TEMPLATE: &str = include_str!("../../assets/printed/transcript.typ");

/// The transcript of a person with a body, as of a day; nothing where no cycle of theirs has begun there.
pub fn transcript(case: &Case<'_>, handbook: &Handbook, name: &str, on: Date) -> Option<Paper> {
    let scheme = handbook.scheme.as_ref()?;
    let cycles: Vec<CycleView<'_>> = case.cycles(on).into_iter().filter(|c| c.scheme == scheme.id).collect();
    let review = case.review(on);
    if cycles.is_empty() {
        return None;
    }
    let grounds: Vec<Reason<'_>> = cycles
        .iter()
        .flat_map(|c| c.because.iter().cloned().chain(c.credits.iter().flat_map(Worth::reasons)))
        .collect();
    let held = review.credentials.iter().filter(|c| handbook.programme(&c.programme.id).is_some());
    let mut facts: Vec<[String; 2]> = held
        .map(|c| {
            let standing = parts::title(c.standing).to_lowercase();
            [c.programme.designation.clone(), format!("awarded {}, {standing}", in_words(c.awarded))]
        })
        .collect();
    facts.push(["As of".to_owned(), in_words(on).to_string()]);
    let values = json!({
        "title": "Transcript of continuing education",
        "body": handbook.body.name,
        "foot": format!("{name}, as of {}", in_words(on)),
        "date": date(on),
        "name": name,
        "facts": facts,
        "cycles": cycles.iter().map(cycle).collect::<Vec<_>>(),
        "rules": rules(handbook, &grounds),
    });
    let ident = format!("transcript|{}|{}|{on}", handbook.body.id, case.person);
    Some(Paper { template: TEMPLATE, values, ident })
}

fn cycle(cycle: &CycleView<'_>) -> Value {
    let sum = |(total, approved): (Units, Units)| match cycle.required.1 > Units::ZERO {
        true => format!("{}, of which {} approved", total.with_decimal(), approved.with_decimal()),
        false => total.with_decimal().to_string(),
    };
    let state = match cycle.renewed {
        Some(day) => format!("renewed on {}", in_words(day)),
        None => "not renewed by this day".to_owned(),
    };
    json!({
        "days": format!("{} to {}", in_words(cycle.from), in_words(cycle.to)),
        "facts": [["Required", sum(cycle.required)], ["Earned", sum(cycle.earned)], ["State", state]],
        "credits": cycle.credits.iter().filter_map(credit).collect::<Vec<_>>(),
    })
}

fn credit(worth: &Worth<'_>) -> Option<Value> {
    let Event::CreditLogged { title, place, .. } = &worth.fact.entry.event else { return None };
    // What counts in full says nothing more; what does not says why.
    let why = worth.reasons().first().filter(|_| worth.counted == Units::ZERO).map(ToString::to_string);
    Some(json!({
        "day": in_words(worth.fact.day).to_string(),
        "title": title,
        "kind": worth.category.clause.title,
        "place": place.as_deref().unwrap_or_default(),
        "counted": worth.counted.with_decimal().to_string(),
        "approved": worth.approved.with_decimal().to_string(),
        "document": if worth.certificate { "yes" } else { "none" },
        "why": why.unwrap_or_default(),
    }))
}
