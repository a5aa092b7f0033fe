//! One made-up person: who they are, and which bodies they turn to.

use jiff::civil::Date;
use programme::Handbook;
use programme::fees::Fee;

use super::chance::{Chance, days_between, minus};
use super::story::{LAST_DAY, Moment, Ref, Story};
use super::{World, json, words};

/// The year in which the bodies' files became electronic: before it only what matters was kept.
const ELECTRONIC: i16 = 2015;

/// A person while their record is being made up.
pub struct Person<'w> {
    /// The world they live in.
    pub world: &'w World<'w>,
    /// What happens to them.
    pub chance: Chance,
    /// What has happened.
    pub story: Story,
    /// Their number, from 1.
    pub number: u64,
    /// Whether they deal with more than one body, so that a payment must say with which.
    pub several: bool,
    /// Where they live.
    pub home: &'static str,
    /// When they began to work in their field, once some application has said so.
    pub working_since: Option<Date>,
    memberships: Vec<(&'w str, Date, Option<Date>)>,
}

/// Whether single steps are on file for a day.
pub fn on_file(day: Date) -> bool {
    day.year() >= ELECTRONIC
}

impl<'w> Person<'w> {
    /// Somebody to whom nothing has happened yet.
    pub fn new(world: &'w World<'w>, mut chance: Chance, number: u64) -> Person<'w> {
        let home = chance.word(words::PLACES);
        Person {
            world,
            chance,
            story: Story::default(),
            number,
            several: false,
            home,
            working_since: None,
            memberships: Vec::new(),
        }
    }

    /// Lives their life.
    pub fn live(&mut self) {
        let houses = &self.world.houses;
        let Some(at) = self.chance.weighted(houses.iter().map(|h| h.programmes.len() as u32)) else {
            self.register(LAST_DAY);
            return;
        };
        let house = houses[at];
        let begins = self.begins(house);
        self.several = houses.len() > 1 && self.chance.once(30);
        let registered = self.register(begins);
        if self.chance.once(25) {
            return;
        }
        self.deal_with(house, begins);
        if self.several {
            let other = houses[(at + 1) % houses.len()];
            let first = begins.max(first_day(other));
            let later = self.chance.after(first, 300, 3000);
            self.deal_with(other, later);
        }
        self.mend_registration(registered, begins);
    }

    /// The day on which they turn to a body: bodies grow, so that recent years see more of them.
    fn begins(&mut self, house: &Handbook) -> Date {
        let first = first_day(house);
        let last = minus(LAST_DAY, 20);
        let draws = if self.chance.once(750) { 3 } else { 2 };
        (0..draws).map(|_| self.chance.day(first, last)).max().unwrap_or(last)
    }

    fn deal_with(&mut self, house: &'w Handbook, from: Date) {
        self.join(house, from);
        let programmes = house.programmes.iter().enumerate();
        // Most begin with the first programme that a body lists.
        let weights = programmes.map(|(at, _)| if at == 0 { 3 } else { 1 });
        let Some(programme) = self.chance.weighted(weights).and_then(|at| house.programmes.get(at)) else { return };
        if let Some(awarded) = self.candidacy(house, programme, from) {
            self.certificant(house, programme, awarded);
        }
    }

    fn register(&mut self, day: Date) -> Ref {
        let first = self.chance.word(words::FIRST);
        let last = self.chance.word(words::LAST);
        let initial = char::from(b'A' + self.chance.below(26) as u8);
        let domain = self.chance.word(words::DOMAINS);
        let born = if self.chance.once(650) {
            let age = self.chance.between(24 * 365, 52 * 365);
            Some(minus(day, age))
        } else {
            None
        };
        let paper = !on_file(day);
        let moment = self.moment(day, 150);
        let number = self.number;
        // One in ten says nothing of where they are.
        let place = (!number.is_multiple_of(10)).then_some(self.home);
        self.story
            .add("person_registered", day)
            .said("name", format_args!("{first} {initial}. {last}"))
            .said("email", format_args!("{}.{}{number}@{domain}", plain(first), plain(last)))
            .day_if_any("born", born)
            .text_if_any("place", place)
            .moment(moment)
            .note(paper.then_some("entered from the paper file"))
            .by(paper.then_some("import"))
            .id()
    }

    /// People marry, and change their address.
    fn mend_registration(&mut self, registered: Ref, begins: Date) {
        if self.chance.once(25) {
            let day = self.chance.day(begins, LAST_DAY);
            let (first, last) = (self.chance.word(words::FIRST), self.chance.word(words::LAST));
            let address = self.chance.once(600);
            let number = self.number;
            let field = |out: &mut Vec<u8>| match address {
                true => json::said(out, "email", format_args!("{}{number}@new.example.org", plain(last))),
                false => json::said(out, "name", format_args!("{first} {last}")),
            };
            self.corrected(registered, day, field);
        }
    }

    /// Corrects an earlier event.
    pub fn corrected(&mut self, event: Ref, day: Date, field: impl FnOnce(&mut Vec<u8>)) -> Ref {
        let write = |out: &mut Vec<u8>| {
            json::key(out, "with");
            json::object(out, field);
        };
        self.story.add("corrected", day).refers("event", event).fields(write).by(Some("office")).id()
    }

    /// Takes an earlier event back.
    pub fn retracted(&mut self, event: Ref, day: Date, note: &'static str) -> Ref {
        self.story.add("corrected", day).refers("event", event).flag("retracted", true).note(Some(note)).id()
    }

    /// Becomes a member, where members pay less.
    fn join(&mut self, house: &'w Handbook, day: Date) {
        let graded = |fee: &Fee| matches!(fee, Fee::Graded(_));
        let pays = house.fees.iter().flat_map(|f| &f.clause.versions).any(|v| graded(&v.figures));
        if !pays || !self.chance.once(550) {
            return;
        }
        let from = self.chance.after(day, 0, 500);
        let to = if self.chance.once(350) { Some(self.chance.after(from, 364, 2900)) } else { None };
        let known = to.filter(|_| self.chance.once(500));
        let body = house.body.id.as_str();
        let write = |out: &mut Vec<u8>| {
            json::text(out, "body", body);
            json::day(out, "from", from);
            json::day_if_any(out, "to", known);
        };
        let joined = self.story.add("membership", from).fields(write).id();
        if let Some(to) = to.filter(|_| known.is_none()) {
            // Membership that nobody knew would end: its end is added when it is known.
            self.corrected(joined, to, |out| json::day(out, "to", to));
        }
        self.memberships.push((body, from, to));
    }

    /// Whether they are a member of a body on a day.
    pub fn is_member(&self, body: &str, day: Date) -> bool {
        self.memberships.iter().any(|(of, from, to)| *of == body && *from <= day && to.is_none_or(|to| day <= to))
    }

    /// A time of day, so many times in a thousand; in office hours, so that it is the same day in every zone of theirs.
    pub fn moment(&mut self, day: Date, in_thousand: u32) -> Option<Moment> {
        if !self.chance.once(in_thousand) {
            return None;
        }
        let summer = (4..=10).contains(&day.month());
        let zone = self.chance.pick(&[-300, -300, -360, -480])?;
        let minute = self.chance.between(8 * 60, 16 * 60 + 59) as u16;
        Some(Moment { minute, offset: if summer { zone + 60 } else { zone } })
    }

    /// A note, now and then.
    pub fn note(&mut self) -> Option<&'static str> {
        if self.chance.once(15) { Some(self.chance.word(words::NOTES)) } else { None }
    }
}

/// The first day of which anything is known of a body.
fn first_day(house: &Handbook) -> Date {
    let written = house.scheme.as_ref().and_then(|s| s.cycle.versions.first()).map(|v| v.from);
    let first = written.unwrap_or(Date::constant(ELECTRONIC, 1, 1));
    // Its founders were not certified on its first day.
    if days_between(first, LAST_DAY) > 400 { super::chance::plus(first, 60) } else { first }
}

/// A name as mail addresses have it.
fn plain(name: &str) -> String {
    let letter = |c: char| match c {
        'é' | 'è' | 'ë' => 'e',
        'í' => 'i',
        'á' => 'a',
        'ú' => 'u',
        'ñ' => 'n',
        c => c.to_ascii_lowercase(),
    };
    name.chars().filter(|c| c.is_alphabetic()).map(letter).collect()
}
