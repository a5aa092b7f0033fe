//! Certificants by the words of their names: what is published of each, and the search through it.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::ops::Bound;
use std::sync::Arc;

use jiff::civil::Date;
use smallvec::SmallVec;

use crate::people::{place_words, sought, spelt, words};

/// A credential as the public may see it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Listed<'l> {
    /// The word of the name by which it was found; with the number, the place in the list.
    pub word: &'l str,
    /// The number of the certificate.
    pub number: &'l str,
    /// Whose it is.
    pub name: &'l str,
    /// Where they are, where they say so.
    pub place: &'l str,
    /// The body.
    pub body: &'l str,
    /// The programme.
    pub programme: &'l str,
    /// The day of the award.
    pub since: Date,
    /// The last day on which it is as good as on the day asked, if nothing more happens.
    pub through: Option<Date>,
    /// Whether it is in good standing on the day asked.
    pub good: bool,
    /// Whether an employer is told to ask the office all the same.
    pub asks: bool,
}

/// What is looked for.
#[derive(Debug, Clone, Default)]
pub struct Search {
    /// Beginnings of words of the name; at most three count, the longest ones.
    pub name: String,
    /// A programme; any, where it is empty.
    pub programme: String,
    /// The beginning of a place, or of what follows a comma in it; any, where it is empty.
    pub place: String,
    /// Where to go on: word and number of the last one seen.
    pub after: (String, String),
    /// How many at most.
    pub most: usize,
}

/// A credential, as it is kept beside the record.
pub(super) struct Credential<'a> {
    pub(super) number: &'a str,
    pub(super) body: &'a str,
    pub(super) programme: &'a str,
    pub(super) since: Date,
    pub(super) name: &'a str,
    pub(super) place: &'a str,
}

/// Days on which a credential is as good, or as bad: the first and the last.
#[derive(Debug, Clone, Copy)]
pub(super) struct Run {
    pub(super) from: Date,
    pub(super) to: Date,
    pub(super) good: bool,
}

/// From the award to the end of days. Most are good for a while and then no more, and lie with their credential: each
/// other place in memory is what a long walk waits for.
pub(super) type Runs = SmallVec<[Run; 2]>;

/// A credential in the list.
#[derive(Debug)]
struct Held {
    number: Arc<str>,
    name: Arc<str>,
    place: Arc<str>,
    body: Arc<str>,
    programme: Arc<str>,
    since: Date,
    runs: Runs,
    /// The first and last days on which an employer is told to ask the office: of next to nobody.
    asked: Box<[(Date, Date)]>,
    /// The words of the name, in their order.
    words: Box<[Arc<str>]>,
}

impl Held {
    /// Whether a word of the name begins so.
    fn has(&self, beginning: &str) -> bool {
        self.words.iter().any(|word| word.starts_with(beginning))
    }

    /// As it stands on a day, found by one of its words; nothing before the award.
    fn on<'l>(&'l self, day: Date, word: &'l str) -> Option<Listed<'l>> {
        let run = self.runs.iter().find(|run| run.from <= day && day <= run.to)?;
        Some(Listed {
            word,
            number: &self.number,
            name: &self.name,
            place: &self.place,
            body: &self.body,
            programme: &self.programme,
            since: self.since,
            through: (run.to < Date::MAX).then_some(run.to),
            good: run.good,
            asks: run.good && self.asked.iter().any(|(from, to)| *from <= day && day <= *to),
        })
    }
}

/// A credential in the list of a word, with what most searches pass it over by: it need not be looked at for that.
#[derive(Debug)]
struct Slot {
    held: Arc<Held>,
    place: u32,
    programme: u32,
    /// With which letters the words of the name begin: a bit for each, of 32.
    initials: u32,
    /// How many bytes this word and the one before it, among the holder's own in their order, begin with alike.
    alike: u32,
    /// The first day on which it stands.
    from: Date,
}

/// The bit of the letter with which a text begins.
fn initial(text: &str) -> u32 {
    text.chars().next().map_or(0, |letter| 1 << (u32::from(letter) % 32))
}

/// How many bytes two texts begin with alike.
fn alike(one: &str, other: &str) -> u32 {
    one.bytes().zip(other.bytes()).take_while(|(a, b)| a == b).count() as u32
}

/// Texts that many share, each with its number.
#[derive(Debug, Default)]
struct Shared(HashMap<Arc<str>, u32>);

impl Shared {
    /// One text for all who say the same.
    fn of(&mut self, text: &str) -> (Arc<str>, u32) {
        if let Some((known, number)) = self.0.get_key_value(text) {
            return (Arc::clone(known), *number);
        }
        let (new, number): (Arc<str>, u32) = (text.into(), self.0.len() as u32);
        self.0.insert(Arc::clone(&new), number);
        (new, number)
    }
}

/// Every credential that is published, by its number, by the words of its holder's name, and by place.
#[derive(Debug, Default)]
pub struct Listing {
    numbers: BTreeMap<Arc<str>, Arc<Held>>,
    /// Each list in the order of the numbers.
    words: BTreeMap<Arc<str>, Vec<Slot>>,
    /// By the words of a place: the numbers of the places that have them.
    places: BTreeMap<String, BTreeSet<u32>>,
    /// Words, bodies, programmes and places.
    texts: Shared,
}

impl Listing {
    /// How many credentials there are.
    pub fn len(&self) -> usize {
        self.numbers.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.numbers.is_empty()
    }

    /// Puts a credential in. One that never stood, or whose holder has no name, is not published.
    pub(super) fn add(&mut self, credential: &Credential<'_>, runs: Runs, asked: Box<[(Date, Date)]>) {
        let words = words(credential.name);
        if words.is_empty() || runs.is_empty() {
            return;
        }
        let (place, place_number) = self.texts.of(credential.place);
        for words in place_words(credential.place) {
            self.places.entry(words).or_default().insert(place_number);
        }
        let (programme, programme_number) = self.texts.of(credential.programme);
        let mut words: Vec<Arc<str>> = words.iter().map(|word| self.texts.of(word).0).collect();
        words.sort();
        let held = Arc::new(Held {
            number: credential.number.into(),
            name: credential.name.into(),
            place,
            body: self.texts.of(credential.body).0,
            programme,
            since: credential.since,
            runs,
            asked,
            words: words.into_boxed_slice(),
        });
        let from = held.runs.first().map_or(Date::MAX, |run| run.from);
        let initials = held.words.iter().fold(0, |initials, word| initials | initial(word));
        for (nth, word) in held.words.iter().enumerate() {
            let list = self.words.entry(Arc::clone(word)).or_default();
            let at = list.partition_point(|other| other.held.number < held.number);
            let alike = nth.checked_sub(1).map_or(0, |before| alike(&held.words[before], word));
            let (place, programme) = (place_number, programme_number);
            let slot = Slot { held: Arc::clone(&held), place, programme, initials, alike, from };
            list.insert(at, slot);
        }
        self.numbers.insert(Arc::clone(&held.number), held);
    }

    /// Takes a credential out.
    pub(super) fn remove(&mut self, number: &str) {
        let Some(held) = self.numbers.remove(number) else { return };
        for word in &held.words {
            let Some(list) = self.words.get_mut(word) else { continue };
            if let Ok(at) = list.binary_search_by(|other| (*other.held.number).cmp(number)) {
                list.remove(at);
            }
            if list.is_empty() {
                self.words.remove(word);
            }
        }
    }

    /// Certificants by name, as of a day: in the order of the words by which they are found, then of the numbers. The
    /// rarest word is the longest most likely, and the list is walked by it.
    pub fn search(&self, search: &Search, on: Date) -> Vec<Listed<'_>> {
        let mut found = Vec::new();
        let sought = sought(&search.name);
        let Some((first, others)) = sought.split_first() else { return found };
        let (first, others) = (first.as_str(), &others[..others.len().min(2)]);
        let (Some(places), Some(programme)) = (self.places_of(&search.place), self.programme_of(&search.programme))
        else {
            return found;
        };
        let initials = others.iter().fold(0, |initials, word| initials | initial(word));
        let fits = |slot: &&Slot| {
            // Nobody is found twice: the first of their words that begins so is the one.
            (slot.alike as usize) < first.len()
                && slot.initials & initials == initials
                && slot.from <= on
                && programme.is_none_or(|programme| programme == slot.programme)
                && places.as_ref().is_none_or(|places| places.contains(&slot.place))
                && others.iter().all(|other| slot.held.has(other))
        };
        let (after, number) = (search.after.0.as_str(), search.after.1.as_str());
        let (from, number) = if after < first { (first, "") } else { (after, number) };
        let walk = self.words.range::<str, _>((Bound::Included(from), Bound::Unbounded));
        for (word, list) in walk.take_while(|(word, _)| word.starts_with(first)) {
            let seen = if **word == *from { list.partition_point(|slot| *slot.held.number <= *number) } else { 0 };
            for slot in list[seen..].iter().filter(fits) {
                found.extend(slot.held.on(on, word));
                if found.len() >= search.most {
                    return found;
                }
            }
        }
        found
    }

    /// The places that begin so: `Some(None)` where any will do, nothing where there is none.
    fn places_of(&self, asked: &str) -> Option<Option<BTreeSet<u32>>> {
        if asked.trim().is_empty() {
            return Some(None);
        }
        let begins = spelt(asked);
        if begins.is_empty() {
            return None;
        }
        let walk = self.places.range::<str, _>((Bound::Included(begins.as_str()), Bound::Unbounded));
        let found: BTreeSet<u32> =
            walk.take_while(|(words, _)| words.starts_with(&begins)).flat_map(|(_, places)| places).copied().collect();
        (!found.is_empty()).then_some(Some(found))
    }

    /// A programme by its number: `Some(None)` where any will do, nothing where nobody holds it.
    fn programme_of(&self, asked: &str) -> Option<Option<u32>> {
        if asked.is_empty() { Some(None) } else { self.texts.0.get(asked).map(|number| Some(*number)) }
    }

    /// Every certificant who is published on a day, by the number of the certificate, after one of these; at most `most`.
    pub fn everybody(&self, after: &str, on: Date, most: usize) -> Vec<Listed<'_>> {
        let walk = self.numbers.range::<str, _>((Bound::Excluded(after), Bound::Unbounded));
        walk.filter_map(|(_, held)| held.on(on, held.words.first()?)).take(most).collect()
    }
}
