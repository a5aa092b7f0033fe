//! Whether the record is as it was written: every entry's hash covers the entry before it in its body's chain, and every
//! file is what the entry that came with it says.

use std::collections::BTreeMap;

use sha2::{Digest, Sha256};

use crate::engine::{Failure, Row, Store, Tx};
use crate::entries::{Entry, entry_of, hex};
use crate::files;

/// How many entries are read at a time.
const PIECE: i64 = 10_000;

/// What a verification found.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Verified {
    /// How many entries were looked at.
    pub entries: u64,
    /// How many files were looked at.
    pub files: u64,
    /// How many files entries name that are not here, as where a record was taken in from a record file.
    pub absent: u64,
    /// The last hash of each body's chain: kept elsewhere, it proves later that the chain has only grown.
    pub heads: Vec<(String, i64, String)>,
    /// What is wrong, entry by entry.
    pub amiss: Vec<Amiss>,
}

/// Something wrong with the stored record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Amiss {
    /// The body.
    pub body: String,
    /// The place in its chain.
    pub position: i64,
    /// What is wrong.
    pub what: String,
}

/// Reads every entry of every chain, and says which are altered, missing or out of order.
///
/// # Errors
/// Where the database fails.
pub fn verify(store: &Store, mut progress: impl FnMut(u64)) -> Result<Verified, Failure> {
    store.read(|tx| {
        let mut verified = Verified::default();
        let bodies = tx.query("SELECT id, position, hash FROM body ORDER BY id", &[])?;
        for head in &bodies {
            chain(tx, head, &mut verified, &mut progress)?;
            verified.heads.push((head.text(0).to_owned(), head.integer(1), head.text(2).to_owned()));
        }
        people(tx, &mut verified)?;
        strays(tx, &mut verified)?;
        attached(tx, &mut verified)?;
        // An index that is wrong would show records that the chains do not know of.
        let broken = tx.broken(&["entry", "person", "body", "merged"])?;
        verified.amiss.extend(broken.into_iter().map(|what| Amiss { body: String::new(), position: 0, what }));
        Ok(verified)
    })
}

fn chain(tx: &mut Tx<'_>, head: &Row, verified: &mut Verified, progress: &mut impl FnMut(u64)) -> Result<(), Failure> {
    let (body, length, end) = (head.text(0), head.integer(1), head.text(2));
    let amiss = |position: i64, what: String| Amiss { body: body.to_owned(), position, what };
    let (mut at, mut before) = (0_i64, String::new());
    // From before the first place there can be, so that nothing hides there.
    let mut from = i64::MIN;
    loop {
        let rows = tx.query(
            "SELECT body, position, person, seq, id, stored_at, line, hash FROM entry
              WHERE body = $1 AND position >= $2 ORDER BY position LIMIT $3",
            &[body.into(), from.into(), PIECE.into()],
        )?;
        for entry in rows.iter().map(entry_of) {
            verified.entries += 1;
            if entry.position <= at {
                verified.amiss.push(amiss(entry.position, format!("{} stands where no entry can", named(&entry))));
                continue;
            }
            let missing = entry.position - at - 1;
            if missing > 0 {
                verified.amiss.push(amiss(at + 1, format!("{missing} missing before {}", named(&entry))));
            } else if entry.hash != entry.hash_after(&before) {
                let what = "altered, or the one before it: its hash does not follow from what is stored";
                verified.amiss.push(amiss(entry.position, format!("{} is {what}", named(&entry))));
            }
            (at, before) = (entry.position, entry.hash);
        }
        progress(verified.entries);
        let next = rows.last().and_then(|row| row.integer(1).checked_add(1));
        match next.filter(|next| rows.len() == PIECE as usize && *next > from) {
            Some(next) => from = next,
            None => break,
        }
    }
    if at < length {
        verified.amiss.push(amiss(at + 1, format!("the last {} are missing", length - at)));
    } else if at > length {
        let beyond = at.saturating_sub(length);
        verified.amiss.push(amiss(length.saturating_add(1), format!("{beyond} places stand after the chain's end")));
    } else if before != end {
        verified.amiss.push(amiss(at, "the chain does not end as its head says".to_owned()));
    }
    Ok(())
}

fn named(entry: &Entry) -> String {
    format!("`{}` of `{}`", entry.id, entry.person)
}

/// Records whose entries are not 1, 2, 3 … as many as the person has.
fn people(tx: &mut Tx<'_>, verified: &mut Verified) -> Result<(), Failure> {
    let rows = tx.query(
        "SELECT p.id, p.seq, count(e.seq), coalesce(min(e.seq), 1), coalesce(max(e.seq), 0)
           FROM person p LEFT JOIN entry e ON e.person = p.id GROUP BY p.id, p.seq
         HAVING count(e.seq) <> p.seq OR coalesce(min(e.seq), 1) <> 1 OR coalesce(max(e.seq), 0) <> p.seq",
        &[],
    )?;
    verified.amiss.extend(rows.iter().map(|row| Amiss {
        body: String::new(),
        position: 0,
        what: format!(
            "the record of `{}` has {} entries, and should have {}",
            row.text(0),
            row.integer(2),
            row.integer(1)
        ),
    }));
    Ok(())
}

/// Entries of bodies that have no chain, and of people who are not there.
fn strays(tx: &mut Tx<'_>, verified: &mut Verified) -> Result<(), Failure> {
    let rows = tx.query(
        "SELECT e.body, e.position, e.id FROM entry e
          WHERE NOT EXISTS (SELECT 1 FROM body b WHERE b.id = e.body)
             OR NOT EXISTS (SELECT 1 FROM person p WHERE p.id = e.person)",
        &[],
    )?;
    verified.amiss.extend(rows.iter().map(|row| Amiss {
        body: row.text(0).to_owned(),
        position: row.integer(1),
        what: format!("`{}` belongs to no chain or to nobody", row.text(2)),
    }));
    Ok(())
}

/// Files whose bytes are not what their hash says, or whose hash is not the one that an entry names.
fn attached(tx: &mut Tx<'_>, verified: &mut Verified) -> Result<(), Failure> {
    let amiss = |what: String| Amiss { body: String::new(), position: 0, what };
    let mut kept: BTreeMap<String, String> = BTreeMap::new();
    tx.each("SELECT id, person, sha256, bytes FROM file ORDER BY id", &[], |row| {
        verified.files += 1;
        if hex(&Sha256::digest(row.bytes(3))) != row.text(2) {
            let what = format!("the file `{}` of `{}` is not what was uploaded", row.text(0), row.text(1));
            verified.amiss.push(amiss(what));
        }
        kept.insert(row.text(0).to_owned(), row.text(2).to_owned());
        Ok(())
    })?;
    tx.each("SELECT body, position, id, line FROM entry WHERE line LIKE '%\"files\"%'", &[], |row| {
        for (id, sha256) in files::named(row.text(3)) {
            match kept.get(&id) {
                None => verified.absent += 1,
                Some(own) if *own != sha256 => verified.amiss.push(Amiss {
                    body: row.text(0).to_owned(),
                    position: row.integer(1),
                    what: format!("`{}` names the file `{id}` by another hash than it has", row.text(2)),
                }),
                Some(_) => {}
            }
        }
        Ok(())
    })
}
