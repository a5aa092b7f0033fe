//! Activities of education providers: reading their agendas, judging them by the handbook, what is printed of an approved
//! one, and who attended.

pub mod calendar;
pub mod letter;
pub mod roster;

use jiff::Timestamp;
use jiff::civil::{Date, Time};
use programme::decision::Decision;
use programme::recertification::Scheme;
use programme::recertification::agenda::{Agenda, AgendaWorth, CATEGORY, Item, Kind};
use programme::{Bodies, Handbook};
use serde::{Deserialize, Serialize};
use store::activities::Activity;

/// How times of an agenda are written.
pub const TIME: &str = "%H:%M";

/// A part of an agenda, as the store keeps it.
#[derive(Debug, Serialize, Deserialize)]
struct Part {
    day: Date,
    from: String,
    to: String,
    kind: String,
    title: String,
}

/// An agenda as the store keeps it.
pub fn written(agenda: &Agenda) -> String {
    let part = |item: &Item| Part {
        day: item.day,
        from: item.from.strftime(TIME).to_string(),
        to: item.to.strftime(TIME).to_string(),
        kind: item.kind.word().to_owned(),
        title: item.title.clone(),
    };
    let parts: Vec<Part> = agenda.items().iter().map(part).collect();
    serde_json::to_string(&parts).unwrap_or_default()
}

/// An agenda from what the store keeps; an empty one where that is none.
pub fn agenda(text: &str) -> Agenda {
    let parts: Vec<Part> = serde_json::from_str(text).unwrap_or_default();
    let item = |part: Part| {
        let (_, kind) = Kind::WORDS.iter().find(|(word, _)| *word == part.kind)?;
        let time = |text: &str| Time::strptime(TIME, text).ok();
        Some(Item { day: part.day, from: time(&part.from)?, to: time(&part.to)?, kind: *kind, title: part.title })
    };
    let items: Option<Vec<Item>> = parts.into_iter().map(item).collect();
    Agenda::of(items.unwrap_or_default()).unwrap_or_default()
}

/// The handbooks of bodies that approve activities of other providers.
pub fn approving(bodies: &Bodies) -> impl Iterator<Item = (&Handbook, &Scheme)> {
    bodies.all().filter_map(|handbook| Some((handbook, handbook.scheme.as_ref().filter(|s| takes(s))?)))
}

/// Whether a scheme takes credits from a list of approved activities.
pub fn takes(scheme: &Scheme) -> bool {
    scheme.providers.is_some() && scheme.hour.is_some() && scheme.category(CATEGORY).is_some()
}

/// An activity as the handbook judges it.
#[derive(Debug)]
pub struct Judged<'h> {
    /// The handbook.
    pub handbook: &'h Handbook,
    /// The scheme whose credits it gives.
    pub scheme: &'h Scheme,
    /// Its agenda.
    pub agenda: Agenda,
    /// What the agenda comes to; none while it is empty.
    pub worth: Option<AgendaWorth<'h>>,
    /// Whether it may be submitted, or was in time.
    pub decision: Decision<'h>,
}

/// Judges an activity: as it was submitted, or as if it were submitted now. Nothing where no handbook does.
pub fn judged<'h>(bodies: &'h Bodies, activity: &Activity, now: Timestamp) -> Option<Judged<'h>> {
    let (handbook, scheme) = approving(bodies).find(|(handbook, _)| handbook.body.id == activity.body)?;
    let waits = activity.submitted_at.filter(|_| !writable(activity));
    let on = handbook.body.zone.to_datetime(waits.unwrap_or(now)).date();
    let agenda = agenda(&activity.content.agenda);
    let decision = scheme.submit_activity(&agenda, on)?;
    let worth = agenda.worth(scheme.hour.as_ref()?);
    Some(Judged { handbook, scheme, agenda, worth, decision })
}

/// Whether its provider may still change it.
pub fn writable(activity: &Activity) -> bool {
    use store::activities::State::{Draft, Returned};
    matches!(activity.state, Draft | Returned)
}

/// What a provider may print of an approved activity; `{number}` stands for its number.
pub fn tagline(handbook: &Handbook, scheme: &Scheme, credit: &str) -> String {
    let letters = |id: &str| handbook.programme(id).map_or(id.to_owned(), |p| p.designation.clone());
    let programmes: Vec<String> = scheme.programmes.iter().map(|p| letters(&p.id)).collect();
    format!(
        "This activity has been approved by {} for {credit} continuing education credits towards the renewal of {}. \
         Approved activity {{number}}.",
        handbook.body.name,
        programmes.join(" and ")
    )
}

/// What begins the numbers of a body's activities in a year: `NAMSS-2026`.
pub fn series(handbook: &Handbook, now: Timestamp) -> String {
    let plain: String = handbook.body.id.chars().filter(char::is_ascii_alphanumeric).collect();
    format!("{}-{}", plain.to_uppercase(), handbook.body.zone.to_datetime(now).year())
}
