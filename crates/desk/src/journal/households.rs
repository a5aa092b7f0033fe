//! People whose records are read together, since a line of the file merges them.
//!
//! Merges are rare: the survey looks for their kind through a whole block at once, and reads a line only where it may
//! stand there. A file without any costs no more than that.

use memchr::{memchr, memmem, memrchr};
use programme::record::{Entry, Event, Line};
use rustc_hash::FxHashMap;

use super::hash;

/// Two people whom a line merges, each by the hash of their id.
pub(super) type Link = (u64, u64);

/// Who is read together with whom: those whom merges name together, whether or not they still hold.
#[derive(Debug, Default)]
pub(super) struct Households {
    /// By a person's place: which household.
    of: FxHashMap<u32, u32>,
    /// The places of everybody in each, in order.
    all: Vec<Vec<u32>>,
}

impl Households {
    /// Everybody who is read together with the person at a place; nobody, where no line merges them.
    pub(super) fn with(&self, at: usize) -> Option<&[u32]> {
        if self.of.is_empty() {
            return None;
        }
        self.of.get(&(at as u32)).map(|household| self.all[*household as usize].as_slice())
    }

    /// The households that merges make, of people given by the hashes of their ids, in the file's order.
    pub(super) fn of(merges: &[Link], people: impl Iterator<Item = u64>) -> Households {
        let mut named: FxHashMap<u64, Option<u32>> =
            merges.iter().flat_map(|(a, b)| [(*a, None), (*b, None)]).collect();
        for (at, person) in people.enumerate() {
            if let Some(place) = named.get_mut(&person) {
                *place = Some(at as u32);
            }
        }
        let mut households = Households::default();
        for (into, merged) in merges {
            // Whoever has no line in the file is nobody; the merge is refused when it is read.
            let (Some(Some(into)), Some(Some(merged))) = (named.get(into), named.get(merged)) else { continue };
            let (one, other) = (households.home(*into), households.home(*merged));
            if one != other {
                let moved = std::mem::take(&mut households.all[other as usize]);
                households.of.extend(moved.iter().map(|place| (*place, one)));
                households.all[one as usize].extend(moved);
            }
        }
        households.all.iter_mut().for_each(|all| all.sort_unstable());
        households
    }

    fn home(&mut self, place: u32) -> u32 {
        *self.of.entry(place).or_insert_with(|| {
            self.all.push(vec![place]);
            self.all.len() as u32 - 1
        })
    }
}

/// The merges that stand in a block of lines.
pub(super) fn links(text: &[u8]) -> Vec<Link> {
    let mut links = Vec::new();
    let mut after = 0;
    let written = memmem::find_iter(text, b"person_merged");
    // A word may be written with its letters escaped, which nobody does, but JSON allows.
    let escaped = memmem::find_iter(text, b"\\u00").filter(|at| matches!(text.get(at + 4), Some(b'5'..=b'7')));
    let mut places: Vec<usize> = written.chain(escaped).collect();
    places.sort_unstable();
    for at in places {
        if at < after {
            continue;
        }
        let start = memrchr(b'\n', &text[..at]).map_or(0, |end| end + 1);
        after = memchr(b'\n', &text[at..]).map_or(text.len(), |end| at + end);
        let Ok(line) = std::str::from_utf8(&text[start..after]) else { continue };
        if let Ok(Entry { person, event: Event::PersonMerged { merged, .. }, .. }) =
            Entry::read(Line { number: 0, text: line })
        {
            links.push((hash(person.as_bytes()), hash(merged.as_bytes())));
        }
    }
    links
}
