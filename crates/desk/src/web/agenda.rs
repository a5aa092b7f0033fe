//! An agenda as a form sends it: some rows, each with its own problems beside its own fields.

use jiff::civil::{Date, Time};
use programme::recertification::agenda::{Agenda, Amiss, Item, Kind};

use crate::activities::TIME;
use crate::web::answer::{Sent, value};

/// How many rows are shown at first, and added at a time.
pub(super) const ROWS: usize = 4;

/// The most rows that a form has.
pub(super) const MOST: usize = 60;

/// The longest text of a part.
const LONGEST: usize = 300;

/// What is wrong: the field, what, and what to do.
pub(super) type Wrongs = [(String, String, String)];

/// An agenda, or everything that is wrong with it.
pub(super) struct Read {
    pub agenda: Option<Agenda>,
    pub wrong: Vec<(String, String, String)>,
}

/// How many rows the form had.
pub(super) fn rows_of(sent: &Sent) -> usize {
    value(sent, "rows").parse().unwrap_or(ROWS).clamp(1, MOST)
}

/// Reads the rows that were filled in.
pub(super) fn read(sent: &Sent) -> Read {
    let mut wrong: Vec<(String, String, String)> = Vec::new();
    let mut items: Vec<(usize, Item)> = Vec::new();
    let mut above: Option<Date> = None;
    for n in 0..rows_of(sent) {
        let [day, from, to, kind, title] =
            ["day", "from", "to", "kind", "part"].map(|name| value(sent, &format!("{name}-{n}")));
        if [day, from, to, kind, title].iter().all(|cell| cell.is_empty()) {
            continue;
        }
        let mut say = |name: &str, said: &str, remedy: &str| {
            wrong.push((format!("{name}-{n}"), format!("Part {}: {said}", n + 1), remedy.to_owned()));
        };
        // Most agendas are of one day: it is written once.
        let on: Option<Date> = if day.is_empty() { above } else { day.parse().ok() };
        if on.is_none() {
            say("day", "this is no day of the calendar.", "Write it like 2026-05-04.");
        }
        above = on;
        let [begins, ends] = [("from", from), ("to", to)].map(|(name, text)| {
            let time = Time::strptime(TIME, text).ok();
            if time.is_none() {
                say(name, "this is no time of the day.", "Write it like 09:00.");
            }
            time
        });
        let of = Kind::WORDS.iter().find(|(word, _)| *word == kind).map(|(_, kind)| *kind);
        if of.is_none() {
            say("kind", "nothing is chosen.", "Say what this part is.");
        }
        if title.len() > LONGEST || (title.is_empty() && of == Some(Kind::Education)) {
            say("part", "it does not say what is taught, or in more than 300 letters.", "Name the session.");
        }
        if let (Some(day), Some(from), Some(to), Some(kind)) = (on, begins, ends, of) {
            items.push((n, Item { day, from, to, kind, title: title.to_owned() }));
        }
    }
    let (rows, items): (Vec<usize>, Vec<Item>) = items.into_iter().unzip();
    match Agenda::of(items) {
        Ok(agenda) => Read { agenda: wrong.is_empty().then_some(agenda), wrong },
        Err(amiss) => {
            wrong.extend(amiss.into_iter().map(|(at, amiss)| told(&rows, at, amiss)));
            Read { agenda: None, wrong }
        }
    }
}

/// What cannot be held, beside its row.
fn told(rows: &[usize], at: usize, amiss: Amiss) -> (String, String, String) {
    let row = |at: usize| rows.get(at).copied().unwrap_or(at);
    let n = row(at);
    match amiss {
        Amiss::Reversed => (
            format!("to-{n}"),
            format!("Part {}: it does not end after it begins.", n + 1),
            "Write a later time. A part that goes past midnight is written as two.".to_owned(),
        ),
        Amiss::Overlaps(other) => (
            format!("from-{n}"),
            format!("Part {}: it begins before part {} is over.", n + 1, row(other) + 1),
            "Write parts that follow each other. Of sessions held at once, write one.".to_owned(),
        ),
    }
}

/// An agenda as its form would send it.
pub(super) fn as_sent(agenda: &Agenda) -> Vec<(String, String)> {
    let row = |(n, item): (usize, &Item)| {
        let time = |time: Time| time.strftime(TIME).to_string();
        let cells = [
            ("day", item.day.to_string()),
            ("from", time(item.from)),
            ("to", time(item.to)),
            ("kind", item.kind.word().to_owned()),
            ("part", item.title.clone()),
        ];
        cells.map(|(name, value)| (format!("{name}-{n}"), value))
    };
    agenda.items().iter().enumerate().flat_map(row).collect()
}
