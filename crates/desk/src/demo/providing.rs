//! A provider of a demonstration, with activities that stand in different places.

use jiff::civil::{Date, Time, time};
use jiff::{SignedDuration, Span, Timestamp};
use programme::Bodies;
use programme::amount::Units;
use programme::recertification::agenda::{Agenda, Item, Kind};
use store::activities::{self as kept, Content, Verdict, providers};
use store::{Failure as Stored, Store, Tx, accounts};

use crate::activities::{approving, series, tagline, written};
use crate::failure::Failure;

/// Their address before the @, which the accounts are made by, and their organisation.
pub(super) const PROVIDER: (&str, &str) = ("provider", "Harbor Learning Cooperative");

/// How far an activity has got.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Got {
    Written,
    Submitted,
    Approved,
}

/// What they offer: its name, whether online, how many days from now it takes place, and how far it has got.
const OFFERED: [(&str, bool, i64, Got); 4] = [
    ("Primary source verification in practice", false, -20, Got::Approved),
    ("Telehealth privileging, an online afternoon", true, 45, Got::Approved),
    ("Peer review and fair hearing", false, 70, Got::Submitted),
    ("Onboarding across several facilities", true, 120, Got::Written),
];

/// Makes what they offer, where a body approves such things.
pub(super) fn make(store: &Store, bodies: &Bodies, address: &str, now: Timestamp) -> Result<(), Failure> {
    let Some((handbook, scheme)) = approving(bodies).next() else { return Ok(()) };
    let today = handbook.body.zone.to_datetime(now).date();
    let (body, address) = (handbook.body.id.clone(), address.to_owned());
    let mut planned = Vec::new();
    for (nth, (title, online, in_days, got)) in (0..).zip(OFFERED) {
        let day = today.saturating_add(Span::new().days(in_days));
        let agenda = agenda(day);
        let credit =
            scheme.hour.as_ref().and_then(|hour| agenda.worth(hour)).map_or(Units::ZERO, |w| w.credit).to_string();
        // Each on a day of its own, and decided weeks before the first takes place.
        let written_at = now - SignedDuration::from_hours(24 * (60 - nth));
        let verdict = Verdict::Approved {
            tagline: tagline(handbook, scheme, &credit),
            credit,
            series: series(handbook, written_at),
            reason: String::new(),
        };
        let content = Content {
            title: title.to_owned(),
            about: "For everybody who works with applications for medical staff membership.".to_owned(),
            place: if online { String::new() } else { "Portland, ME".to_owned() },
            online,
            days: agenda.days(),
            agenda: written(&agenda),
        };
        planned.push((content, got, verdict, written_at));
    }
    Ok(store.write(move |tx| {
        let missing = || Stored::Missing("account of the demonstration's provider".to_owned());
        let account = accounts::by_email(tx, &address)?.ok_or_else(missing)?.id;
        let provider = providers::make(tx, &account, PROVIDER.1, now)?;
        planned.iter().try_for_each(|one| offer(tx, (&body, &provider, &address), one))
    })?)
}

fn offer(
    tx: &mut Tx<'_>,
    (body, provider, by): (&str, &str, &str),
    (content, got, verdict, at): &(Content, Got, Verdict, Timestamp),
) -> Result<(), Stored> {
    let later = |hours| *at + SignedDuration::from_hours(hours);
    let id = kept::add(tx, (body, provider), content.clone(), by, *at)?;
    if *got != Got::Written {
        kept::submit(tx, (&id, 1), by, later(2))?;
    }
    if *got == Got::Approved {
        kept::decide(tx, (&id, 2), verdict, "reviewer@demo.example", later(100))?;
    }
    Ok(())
}

/// A morning with a break, and an afternoon after a meal.
fn agenda(day: Date) -> Agenda {
    let item = |from: Time, to: Time, kind, title: &str| Item { day, from, to, kind, title: title.to_owned() };
    let at = |hour, minute| time(hour, minute, 0, 0);
    Agenda::of(vec![
        item(at(9, 0), at(9, 15), Kind::Housekeeping, "Welcome"),
        item(at(9, 15), at(10, 30), Kind::Education, "What the standards ask for"),
        item(at(10, 30), at(10, 45), Kind::Break, ""),
        item(at(10, 45), at(12, 0), Kind::Education, "Cases from practice"),
        item(at(12, 0), at(13, 0), Kind::Meal, ""),
        item(at(13, 0), at(14, 45), Kind::Education, "Working through files together"),
        item(at(14, 45), at(15, 0), Kind::Housekeeping, "Evaluation"),
    ])
    .unwrap_or_default()
}
