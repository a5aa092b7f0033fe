//! Certificants by the words of their names: what is published of each, and the search through it.

use std::collections::{BTreeMap, HashSet};
use std::ops::Bound;
use std::sync::Arc;

use jiff::civil::Date;

use crate::people::{place_words, sought, spelt, words};

/// A credential as the public may see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// The word of the name by which it was found; with the number, the place in the list.
    pub word: Arc<str>,
    /// The number of the certificate.
    pub number: Arc<str>,
    /// Whose it is.
    pub name: Arc<str>,
    /// Where they are, where they say so.
    pub place: Arc<str>,
    /// The body.
    pub body: Arc<str>,
    /// The programme.
    pub programme: Arc<str>,
    /// The day of the award.
    pub since: Date,
    /// The last day on which it is as good as on the day asked, if nothing more happens.
    pub through: Option<Date>,
    /// Whether it is in good standing on the day asked.
    pub good: bool,
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

/// A credential in the list.
#[derive(Debug)]
struct Held {
    number: Arc<str>,
    name: Arc<str>,
    place: Arc<str>,
    body: Arc<str>,
    programme: Arc<str>,
    since: Date,
    runs: Box<[Run]>,
    /// The words of the name, in their order.
    words: Box<[Arc<str>]>,
}

impl Held {
    /// Whether a word of the name begins so.
    fn has(&self, beginning: &str) -> bool {
        self.words.iter().any(|word| word.starts_with(beginning))
    }

    /// As it stands on a day, found by one of its words; nothing before the award.
    fn on(&self, day: Date, word: &Arc<str>) -> Option<Listed> {
        let run = self.runs.iter().find(|run| run.from <= day && day <= run.to)?;
        Some(Listed {
            word: Arc::clone(word),
            number: Arc::clone(&self.number),
            name: Arc::clone(&self.name),
            place: Arc::clone(&self.place),
            body: Arc::clone(&self.body),
            programme: Arc::clone(&self.programme),
            since: self.since,
            through: (run.to < Date::MAX).then_some(run.to),
            good: run.good,
        })
    }
}

/// Every credential that is published, by its number, by the words of its holder's name, and by place.
#[derive(Debug, Default)]
pub struct Listing {
    numbers: BTreeMap<Arc<str>, Arc<Held>>,
    /// Each list in the order of the numbers.
    words: BTreeMap<Arc<str>, Vec<Arc<Held>>>,
    /// By the words of a place: the places that have them.
    places: BTreeMap<String, HashSet<Arc<str>>>,
    /// Texts that many credentials share.
    texts: HashSet<Arc<str>>,
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

    /// One text for all who say the same.
    fn shared(&mut self, text: &str) -> Arc<str> {
        if let Some(known) = self.texts.get(text) {
            return Arc::clone(known);
        }
        let new: Arc<str> = text.into();
        self.texts.insert(Arc::clone(&new));
        new
    }

    /// Puts a credential in. One that never stood, or whose holder has no name, is not published.
    pub(super) fn add(&mut self, credential: &Credential<'_>, runs: Vec<Run>) {
        let words = words(credential.name);
        if words.is_empty() || runs.is_empty() {
            return;
        }
        let place = self.shared(credential.place);
        for words in place_words(credential.place) {
            self.places.entry(words).or_default().insert(Arc::clone(&place));
        }
        let mut words: Vec<Arc<str>> = words.iter().map(|word| self.shared(word)).collect();
        words.sort();
        let held = Arc::new(Held {
            number: credential.number.into(),
            name: credential.name.into(),
            place,
            body: self.shared(credential.body),
            programme: self.shared(credential.programme),
            since: credential.since,
            runs: runs.into_boxed_slice(),
            words: words.into_boxed_slice(),
        });
        for word in &held.words {
            let list = self.words.entry(Arc::clone(word)).or_default();
            let at = list.partition_point(|other| other.number < held.number);
            list.insert(at, Arc::clone(&held));
        }
        self.numbers.insert(Arc::clone(&held.number), held);
    }

    /// Takes a credential out.
    pub(super) fn remove(&mut self, number: &str) {
        let Some(held) = self.numbers.remove(number) else { return };
        for word in &held.words {
            let Some(list) = self.words.get_mut(word) else { continue };
            if let Ok(at) = list.binary_search_by(|other| (*other.number).cmp(number)) {
                list.remove(at);
            }
            if list.is_empty() {
                self.words.remove(word);
            }
        }
    }

    /// Certificants by name, as of a day: in the order of the words by which they are found, then of the numbers. The
    /// rarest word is the longest most likely, and the list is walked by it.
    pub fn search(&self, search: &Search, on: Date) -> Vec<Listed> {
        let mut found = Vec::new();
        let sought = sought(&search.name);
        let Some((first, others)) = sought.split_first() else { return found };
        let others = &others[..others.len().min(2)];
        let Some(places) = self.places_of(&search.place) else { return found };
        let (after, number) = (search.after.0.as_str(), search.after.1.as_str());
        let (from, number) = if after < first.as_str() { (first.as_str(), "") } else { (after, number) };
        let walk = self.words.range::<str, _>((Bound::Included(from), Bound::Unbounded));
        for (word, list) in walk.take_while(|(word, _)| word.starts_with(first.as_str())) {
            // Nobody is found twice: the first of their words that begins so is the one.
            let fits = |held: &&Arc<Held>| {
                held.words.iter().find(|own| own.starts_with(first.as_str())).is_some_and(|own| own == word)
                    && others.iter().all(|other| held.has(other))
                    && (search.programme.is_empty() || *held.programme == *search.programme)
                    && places.as_ref().is_none_or(|places| places.contains(&held.place))
            };
            let seen = if **word == *from { list.partition_point(|held| *held.number <= *number) } else { 0 };
            for held in list[seen..].iter().filter(fits) {
                found.extend(held.on(on, word));
                if found.len() >= search.most {
                    return found;
                }
            }
        }
        found
    }

    /// The places that begin so: `Some(None)` where any will do, nothing where there is none.
    fn places_of(&self, asked: &str) -> Option<Option<HashSet<&Arc<str>>>> {
        if asked.trim().is_empty() {
            return Some(None);
        }
        let begins = spelt(asked);
        if begins.is_empty() {
            return None;
        }
        let walk = self.places.range::<str, _>((Bound::Included(begins.as_str()), Bound::Unbounded));
        let found: HashSet<&Arc<str>> =
            walk.take_while(|(words, _)| words.starts_with(&begins)).flat_map(|(_, places)| places).collect();
        (!found.is_empty()).then_some(Some(found))
    }

    /// Every certificant who is published on a day, by the number of the certificate, after one of these; at most `most`.
    pub fn everybody(&self, after: &str, on: Date, most: usize) -> Vec<Listed> {
        let walk = self.numbers.range::<str, _>((Bound::Excluded(after), Bound::Unbounded));
        walk.filter_map(|(_, held)| held.on(on, held.words.first()?)).take(most).collect()
    }
}
