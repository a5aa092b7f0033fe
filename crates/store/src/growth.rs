//! How far the record has grown since somebody looked: what follows from it elsewhere is worked out anew for those alone
//! whose record is another.

use std::collections::{BTreeMap, BTreeSet};

use crate::engine::{Failure, Tx};
use crate::merging;

/// After so many new entries, everybody is read anew rather than one after the other.
const MANY: i64 = 2_000;

/// The name under which it is counted how often everything was worked out anew.
pub(crate) const REBUILT: &str = "rebuilt";

/// Where each body's chain ended when it was looked at; and how often what follows from the record was worked out anew.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Heads(BTreeMap<String, i64>);

/// Where the chains end: one row a body.
pub const HEADS: &str = "SELECT id, position FROM body";

/// Whom a body's new entries are about.
pub const NEW: &str = "SELECT DISTINCT person FROM entry WHERE body = $1 AND position > $2 AND position <= $3";

impl Heads {
    /// Where they end now.
    ///
    /// # Errors
    /// Where the database fails.
    pub fn now(tx: &mut Tx<'_>) -> Result<Heads, Failure> {
        let mut heads: BTreeMap<String, i64> =
            tx.query(HEADS, &[])?.iter().map(|row| (row.text(0).to_owned(), row.integer(1))).collect();
        let rebuilt = tx.one("SELECT value FROM counter WHERE name = $1", &[REBUILT.into()])?;
        // No body has this name.
        heads.insert(String::new(), rebuilt.map_or(0, |row| row.integer(0)));
        Ok(Heads(heads))
    }

    /// Everybody whose record grew since `before`, and whoever is one person with them; nothing where everybody is to be
    /// read.
    ///
    /// # Errors
    /// Where the database fails.
    pub fn grown(&self, tx: &mut Tx<'_>, before: &Heads) -> Result<Option<BTreeSet<String>>, Failure> {
        let (Heads(now), Heads(before)) = (self, before);
        let was = |body: &str| before.get(body).copied().unwrap_or(0);
        let all_anew =
            was("") != now.get("").copied().unwrap_or(0) || before.keys().any(|body| !now.contains_key(body));
        let back = now.iter().any(|(body, position)| *position < was(body));
        let new: i64 = now.iter().map(|(body, position)| position - was(body)).sum();
        if all_anew || back || new > MANY {
            return Ok(None);
        }
        let mut people = BTreeSet::new();
        for (body, position) in now.iter().filter(|(body, position)| **position > was(body)) {
            let rows = tx.query(NEW, &[body.into(), was(body).into(), (*position).into()])?;
            people.extend(rows.iter().map(|row| row.text(0).to_owned()));
        }
        let people: Vec<String> = people.into_iter().collect();
        merging::household(tx, &people).map(Some)
    }
}
