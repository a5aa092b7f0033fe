//! An approved activity that a certificant logs: picked from the list, and held against what was approved (F15, F17, F18).

use std::collections::{BTreeMap, HashMap};

use jiff::civil::Date;
use programme::Handbook;
use programme::amount::Units;
use programme::decision::Action;
use programme::recertification::Scheme;
use programme::recertification::agenda::CATEGORY;
use programme::record::{Entry, Event};
use store::activities::{Activity, State, by_number, roster};
use store::{Failure, Tx, entries, merging};

use crate::activities::takes;
use crate::page::matter::Listed;
use crate::web::answer::{Wrong, amiss};
use crate::web::credit::Made;
use crate::web::house::House;

/// The field of the number.
pub(super) const ACTIVITY: &str = "activity";

/// What was picked to be logged, if anything was.
#[derive(Default)]
pub(super) struct Picked {
    number: String,
    listed: Option<Activity>,
    /// What the form begins with, where an activity was picked and nothing sent yet.
    begins: Option<HashMap<String, String>>,
}

impl Picked {
    /// What the answers name; before there are any, what the address does.
    pub fn of(
        house: &House,
        action: Action,
        sent: Option<&HashMap<String, String>>,
        asked: &str,
    ) -> Result<Picked, Failure> {
        if action != Action::LogCredit {
            return Ok(Picked::default());
        }
        let number = sent.map_or(asked, |sent| sent.get(ACTIVITY).map_or("", String::as_str)).trim().to_owned();
        let listed = if number.is_empty() { None } else { house.store.read(|tx| by_number(tx, &number))? };
        let begins = match (sent, &listed) {
            (None, _) if number.is_empty() => None,
            (None, Some(activity)) if activity.state == State::Approved => Some(form_of(activity)),
            (None, _) => Some(HashMap::from([(ACTIVITY.to_owned(), number.clone())])),
            (Some(_), _) => None,
        };
        Ok(Picked { number, listed, begins })
    }

    /// The answers: those sent, or what the form begins with.
    pub fn answers<'s>(&'s self, sent: Option<&'s HashMap<String, String>>) -> Option<&'s HashMap<String, String>> {
        sent.or(self.begins.as_ref())
    }

    /// What stands against logging it so. Before anything was sent, only whether it is on the list.
    pub fn wrong<'v>(
        &self,
        (handbook, scheme): (&Handbook, &Scheme),
        value: impl Fn(&str) -> &'v str,
        posted: bool,
    ) -> Vec<Wrong> {
        if !posted && self.number.is_empty() {
            return Vec::new();
        }
        let listed = self.listed.as_ref().filter(|a| a.state == State::Approved && a.body == handbook.body.id);
        let mut wrong: Vec<Wrong> = Vec::new();
        match listed {
            Some(activity) if posted => wrong.extend(unlike(activity, scheme, &value)),
            Some(_) => {}
            None if !self.number.is_empty() => {
                let said = "This number is not on the list of approved activities.";
                wrong.push(amiss(ACTIVITY, said, "Pick it from the list, or leave it out and choose another kind."));
            }
            None if value("category") == CATEGORY && takes(scheme) => {
                let said = "Approved programmes of other providers are picked from the list.";
                wrong.push(amiss(ACTIVITY, said, "Pick it there, or choose another kind of credit."));
            }
            None => {}
        }
        wrong
    }

    /// Puts its number on the entry, as the list writes it.
    pub fn put(&self, made: &mut Made) {
        let number = self.listed.as_ref().and_then(|activity| activity.number.clone());
        made.2.extend(number.map(|number| (ACTIVITY, number.into())));
    }
}

/// What the list says of an activity, as the form would send it.
fn form_of(activity: &Activity) -> HashMap<String, String> {
    let day = activity.content.days.map_or_else(String::new, |(_, last)| last.to_string());
    let number = activity.number.clone().unwrap_or_default();
    let answers = [
        (ACTIVITY, number),
        ("title", activity.content.title.clone()),
        ("category", CATEGORY.to_owned()),
        ("earned", day),
        ("units", activity.credit.clone()),
        // Of one held online the list does not know the place: it is where one attended from (F18).
        ("place", activity.content.place.clone()),
    ];
    answers.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}

/// In what the answers differ from what was approved.
fn unlike<'v>(activity: &Activity, scheme: &Scheme, value: &impl Fn(&str) -> &'v str) -> Vec<Wrong> {
    let mut wrong: Vec<Wrong> = Vec::new();
    if value("category") != CATEGORY {
        let named = scheme.category(CATEGORY).map_or(CATEGORY, |category| &category.clause.title);
        let said = "An approved activity is logged as what it was approved as.";
        wrong.push(amiss("category", said, format!("Choose “{named}”, or leave the activity's number out.")));
    }
    let most = Units::parse(&activity.credit).unwrap_or_default();
    if Units::parse(value("units")).is_some_and(|units| units > most) {
        let said = format!("It was approved for {most}.");
        wrong.push(amiss("units", said, format!("Write {most}, or less where you did not attend all of it.")));
    }
    let earned: Option<Date> = value("earned").parse().ok();
    if let (Some(earned), Some((first, last))) = (earned, activity.content.days)
        && !(first..=last).contains(&earned)
    {
        let said = format!("It took place from {first} to {last}.");
        wrong.push(amiss("earned", said, "Write the last of its days that you attended."));
    }
    if activity.content.online && value("place").is_empty() {
        let said = "It was held online, so its place is where you were.";
        wrong.push(amiss("place", said, "Write the city and state from which you attended."));
    }
    wrong
}

/// What stands against changing a credit so, where an approved activity is concerned: the one it was logged for, or one that
/// it would have to be picked for.
pub(super) fn amended<'v>(
    house: &House,
    scheme: &Scheme,
    event: &Event<'_>,
    value: impl Fn(&str) -> &'v str,
) -> Result<Vec<Wrong>, Failure> {
    let Event::CreditLogged { activity, category: was, .. } = event else { return Ok(Vec::new()) };
    let listed = match activity {
        Some(number) => house.store.read(|tx| by_number(tx, number))?,
        None => None,
    };
    Ok(match listed {
        Some(activity) => unlike(&activity, scheme, &value),
        None if activity.is_none() && value("category") == CATEGORY && *was != CATEGORY && takes(scheme) => {
            let said = "Approved programmes of other providers are picked from the list.";
            vec![amiss("category", said, "Withdraw this credit, and log the activity from the list.")]
        }
        None => Vec::new(),
    })
}

/// The approved activities that a record's credits name, and whether each one's roster names this person, for whoever
/// reviews them.
pub(super) fn listed(tx: &mut Tx<'_>, lines: &[String], person: &str) -> Result<BTreeMap<String, Listed>, Failure> {
    let mut found: BTreeMap<String, Listed> = BTreeMap::new();
    for entry in entries::numbered(lines).into_iter().filter_map(|line| Entry::read(line).ok()) {
        let Event::CreditLogged { activity: Some(number), .. } = &entry.event else { continue };
        if let Some(activity) = by_number(tx, number)? {
            let listed = Listed { provider: activity.provider_name, credit: activity.credit, attended: None };
            found.insert(number.to_string(), listed);
        }
    }
    if !found.is_empty() {
        let people = merging::under(tx, person)?;
        for (number, attendee) in roster::naming(tx, &people)? {
            if let Some(listed) = found.get_mut(&number) {
                listed.attended = Some(attendee.credit);
            }
        }
    }
    Ok(found)
}
