//! The public's register: every credential that is published, in memory, and as current as the record.
//!
//! It holds certificants and nobody else, so that no question of the public ever comes near anybody else's record. What a
//! node wrote itself is in it before anybody is answered again; what another node wrote, within [`LATEST`].

mod listing;

use std::collections::{BTreeSet, HashMap};
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError, RwLock, RwLockReadGuard, TryLockError};

use jiff::{SignedDuration, Timestamp};

use crate::engine::{Failure, Row, Store, Tx};
use crate::growth::Heads;
use crate::standings::day_of;

use listing::{Credential, Run, Runs};
pub use listing::{Listed, Listing, Search};

/// How long ago the record may have been looked at for what other nodes wrote.
pub const LATEST: SignedDuration = SignedDuration::from_secs(1);

/// How many credentials are read at once.
const TOGETHER: i64 = 10_000;

/// How far somebody's record is known: another mark, another record.
pub type Mark = (u64, u64);

/// The public's register.
#[derive(Debug)]
pub struct Register {
    listing: RwLock<Listing>,
    /// How often everybody was read; and how often somebody's record was seen to have grown since.
    grown: RwLock<(u64, HashMap<String, u64>)>,
    heads: Mutex<Option<Heads>>,
    /// How often something in the listing became another.
    edition: AtomicU64,
    /// What this node had written when the register was last brought up to date; and when that was, in microseconds.
    written: AtomicU64,
    looked: AtomicI64,
}

impl Default for Register {
    fn default() -> Register {
        Register {
            listing: RwLock::default(),
            grown: RwLock::default(),
            heads: Mutex::default(),
            edition: AtomicU64::new(0),
            written: AtomicU64::new(u64::MAX),
            looked: AtomicI64::new(i64::MIN),
        }
    }
}

impl Register {
    /// Whether what stands here may be answered: this node has written nothing since, and it was not long ago that other
    /// nodes were looked after.
    pub fn is_current(&self, store: &Store, now: Timestamp) -> bool {
        let since = now.as_microsecond().checked_sub(self.looked.load(Ordering::Acquire));
        let lately = since.is_some_and(|since| (0..LATEST.as_micros() as i64).contains(&since));
        lately && self.has_own(store)
    }

    /// Whether everything is in it that this node wrote.
    fn has_own(&self, store: &Store) -> bool {
        self.written.load(Ordering::Acquire) == store.written()
    }

    /// Brings it up to date with the record.
    ///
    /// # Errors
    /// Where the database fails; it stays as it was then.
    pub fn follow(&self, store: &Store, now: Timestamp) -> Result<(), Failure> {
        let Some(mut heads) = self.turn(store) else { return Ok(()) };
        if self.is_current(store, now) {
            return Ok(());
        }
        let written = store.written();
        store.read(|tx| {
            let there = Heads::now(tx)?;
            match heads.as_ref().map_or(Ok(None), |before| there.grown(tx, before))? {
                None => {
                    let all = everybody(tx)?;
                    self.grew(None);
                    *self.listing.write().unwrap_or_else(PoisonError::into_inner) = all;
                    self.edition.fetch_add(1, Ordering::Release);
                }
                Some(people) if people.is_empty() => {}
                Some(people) => {
                    self.grew(Some(&people));
                    self.renew(tx, &people)?;
                }
            }
            *heads = Some(there);
            Ok(())
        })?;
        self.written.store(written, Ordering::Release);
        self.looked.store(now.as_microsecond(), Ordering::Release);
        Ok(())
    }

    /// A turn to bring it up to date; nobody waits for theirs who lacks nothing that this node wrote.
    fn turn(&self, store: &Store) -> Option<MutexGuard<'_, Option<Heads>>> {
        match self.heads.try_lock() {
            Ok(heads) => Some(heads),
            Err(TryLockError::Poisoned(poisoned)) => Some(poisoned.into_inner()),
            Err(TryLockError::WouldBlock) if self.has_own(store) => None,
            Err(TryLockError::WouldBlock) => Some(self.heads.lock().unwrap_or_else(PoisonError::into_inner)),
        }
    }

    /// Reads the credentials of some people anew.
    fn renew(&self, tx: &mut Tx<'_>, people: &BTreeSet<String>) -> Result<(), Failure> {
        let mut found = Vec::new();
        for person in people {
            for row in tx.query(OF_PERSON, &[person.as_str().into()])? {
                let of = [row.text(0).into(), row.text(0).into()];
                let (runs, asked) = (tx.query(RUNS, &of)?, tx.query(ASKED, &of)?);
                found.push((row, runs, asked));
            }
        }
        let mut listing = self.listing.write().unwrap_or_else(PoisonError::into_inner);
        for (row, runs, asked) in &found {
            listing.remove(row.text(0));
            add(&mut listing, row, runs, asked);
        }
        drop(listing);
        // Whoever holds nothing leaves it as it is.
        if !found.is_empty() {
            self.edition.fetch_add(1, Ordering::Release);
        }
        Ok(())
    }

    /// The edition of the listing: what one edition answers to a question, it answers always.
    pub fn edition(&self) -> u64 {
        self.edition.load(Ordering::Acquire)
    }

    /// Marks that some people's records grew, or anybody's may have.
    fn grew(&self, people: Option<&BTreeSet<String>>) {
        let mut grown = self.grown.write().unwrap_or_else(PoisonError::into_inner);
        match people {
            Some(people) => people.iter().for_each(|person| *grown.1.entry(person.clone()).or_default() += 1),
            None => *grown = (grown.0 + 1, HashMap::new()),
        }
    }

    /// How far somebody's record is known here, certificant or not: the mark is another once the record has grown.
    pub fn mark(&self, person: &str) -> Mark {
        let grown = self.grown.read().unwrap_or_else(PoisonError::into_inner);
        (grown.0, grown.1.get(person).copied().unwrap_or(0))
    }

    /// What stands in it.
    pub fn listing(&self) -> RwLockReadGuard<'_, Listing> {
        self.listing.read().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Credentials by their numbers, and who holds them: a page of them. Each look at a person is one into their own index.
pub const EVERYBODY: &str = "SELECT c.number, c.body, c.programme, c.awarded,
       (SELECT p.name FROM person p WHERE p.id = c.person), (SELECT p.place FROM person p WHERE p.id = c.person)
  FROM credential c WHERE c.number > $1 ORDER BY c.number LIMIT $2";

/// The credentials of a person.
pub const OF_PERSON: &str = "SELECT c.number, c.body, c.programme, c.awarded, p.name, p.place
  FROM credential c JOIN person p ON p.id = c.person WHERE c.person = $1";

/// How some credentials stand from when to when, by their numbers, in the order of their days.
pub const RUNS: &str = "SELECT number, from_day, to_day, good FROM standing WHERE number >= $1 AND number <= $2
 ORDER BY number, from_day";

/// When an employer is told to ask the office, by the numbers of some credentials.
pub const ASKED: &str =
    "SELECT number, from_day, to_day FROM ask_office WHERE number >= $1 AND number <= $2 ORDER BY number, from_day";

/// Reads every credential, in pages.
fn everybody(tx: &mut Tx<'_>) -> Result<Listing, Failure> {
    let (mut listing, mut after) = (Listing::default(), String::new());
    loop {
        let rows = tx.query(EVERYBODY, &[after.as_str().into(), TOGETHER.into()])?;
        let (Some(first), Some(last)) = (rows.first(), rows.last()) else { return Ok(listing) };
        let of = [first.text(0).into(), last.text(0).into()];
        let (runs, asked) = (tx.query(RUNS, &of)?, tx.query(ASKED, &of)?);
        let (mut rest, mut rest_asked) = (runs.as_slice(), asked.as_slice());
        for row in &rows {
            // Credentials that were taken back have none.
            let own = rest.iter().take_while(|run| run.text(0) == row.text(0)).count();
            let told = rest_asked.iter().take_while(|asked| asked.text(0) == row.text(0)).count();
            add(&mut listing, row, &rest[..own], &rest_asked[..told]);
            (rest, rest_asked) = (&rest[own..], &rest_asked[told..]);
        }
        last.text(0).clone_into(&mut after);
    }
}

/// Puts a credential in as it is kept beside the record.
fn add(listing: &mut Listing, row: &Row, runs: &[Row], asked: &[Row]) {
    let mut joined = Runs::new();
    for run in runs {
        let (from, to, good) = (day_of(run.integer(1)), day_of(run.integer(2)), run.flag(3));
        match joined.last_mut() {
            Some(last) if last.good == good => last.to = to,
            _ => joined.push(Run { from, to, good }),
        }
    }
    let [number, body, programme] = [row.text(0), row.text(1), row.text(2)];
    let (since, name, place) = (day_of(row.integer(3)), row.text(4), row.text(5));
    let asked = asked.iter().map(|days| (day_of(days.integer(1)), day_of(days.integer(2)))).collect();
    listing.add(&Credential { number, body, programme, since, name, place }, joined, asked);
}
