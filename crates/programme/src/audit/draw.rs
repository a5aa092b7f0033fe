//! The draw: who of a population is audited, by a lot that anybody can draw again with `sha256sum` and `sort`.
//!
//! `sha256-rank-1`: the population is the ids, sorted by their bytes; its hash is the SHA-256 of the ids joined by line
//! feeds. Each one's ticket is the SHA-256 of the seed, the population's hash and the id, joined by line feeds. All
//! hashes are written in lower-case hexadecimal. Those with the lowest tickets are drawn. Whoever names the seed before
//! the population is known cannot choose who is drawn, and whoever has the population and the seed can see that nobody
//! did. docs/audit-draw.md repeats one by hand.

use std::fmt::{self, Write as _};

use sha2::{Digest, Sha256};

/// The name of the way in which is drawn: another way gets another name.
pub const ALGORITHM: &str = "sha256-rank-1";

/// The most letters of a seed.
pub const LONGEST_SEED: usize = 200;

/// How many are drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Take {
    /// So many.
    Count(u32),
    /// So many hundredths of a per cent, rounded up to a whole person, and at least one.
    Share(u32),
}

impl Take {
    /// Reads `12` or `2.5%`; nothing where it is neither, or draws nobody.
    pub fn parse(text: &str) -> Option<Take> {
        let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
        let text = text.trim();
        let Some(share) = text.strip_suffix('%').map(str::trim_end) else {
            let count = digits(text).then(|| text.parse().ok())??;
            return (count > 0).then_some(Take::Count(count));
        };
        let (whole, part) = share.split_once('.').unwrap_or((share, "0"));
        if !digits(whole) || !digits(part) || part.len() > 2 {
            return None;
        }
        let (whole, part): (u32, u32) = (whole.parse().ok()?, format!("{part:0<2}").parse().ok()?);
        let hundredths = whole.checked_mul(100)?.checked_add(part)?;
        (1..=10_000).contains(&hundredths).then_some(Take::Share(hundredths))
    }

    /// How many of so many.
    pub fn of(self, population: usize) -> usize {
        match self {
            Take::Count(count) => population.min(count as usize),
            Take::Share(hundredths) => (population * hundredths as usize).div_ceil(10_000).min(population),
        }
    }
}

impl fmt::Display for Take {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Take::Count(count) => write!(f, "{count}"),
            Take::Share(hundredths) if hundredths % 100 == 0 => write!(f, "{}%", hundredths / 100),
            Take::Share(hundredths) => {
                let text = format!("{}.{:02}", hundredths / 100, hundredths % 100);
                write!(f, "{}%", text.trim_end_matches('0'))
            }
        }
    }
}

/// Those of whom is drawn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Population {
    ids: Vec<String>,
    hash: String,
}

impl Population {
    /// Of these ids, each once.
    ///
    /// # Errors
    /// An id with a line break in it: such a list could be read in two ways.
    pub fn of(mut ids: Vec<String>) -> Result<Population, String> {
        if let Some(at) = ids.iter().position(|id| id.is_empty() || id.contains(['\n', '\r'])) {
            return Err(ids.swap_remove(at));
        }
        ids.sort();
        ids.dedup();
        let hash = sha256(&ids.join("\n"));
        Ok(Population { ids, hash })
    }

    /// The ids, sorted by their bytes.
    pub fn ids(&self) -> &[String] {
        &self.ids
    }

    /// The SHA-256 of the ids joined by line feeds.
    pub fn hash(&self) -> &str {
        &self.hash
    }

    /// The ticket of one of them.
    pub fn ticket(&self, seed: &str, id: &str) -> String {
        sha256(&format!("{seed}\n{}\n{id}", self.hash))
    }

    /// Who is drawn, in the order of their tickets.
    pub fn draw(&self, seed: &str, take: Take) -> Vec<&str> {
        let mut tickets: Vec<(String, &str)> = self.ids.iter().map(|id| (self.ticket(seed, id), id.as_str())).collect();
        tickets.sort();
        tickets.into_iter().take(take.of(self.ids.len())).map(|(_, id)| id).collect()
    }
}

/// The seed as it goes into tickets: without spaces around it; nothing where it is empty, long, or breaks its line.
pub fn seed(text: &str) -> Option<&str> {
    let seed = text.trim();
    (!seed.is_empty() && seed.chars().count() <= LONGEST_SEED && !seed.contains(char::is_control)).then_some(seed)
}

/// The SHA-256 of a text, in lower-case hexadecimal.
pub fn sha256(text: &str) -> String {
    let mut hex = String::with_capacity(64);
    for byte in Sha256::digest(text.as_bytes()) {
        let _ = write!(hex, "{byte:02x}");
    }
    hex
}
