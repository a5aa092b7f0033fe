//! What staff must look at: money that came and cannot go on the record as it was quoted, or that went back in part.

use jiff::Timestamp;
use programme::amount::Money;

use super::time;
use crate::cells::words;
use crate::engine::{Failure, Row, Tx};

words! {
    /// What is wrong with a payment.
    pub enum Kind {
        /// What it was quoted for is no longer owed so.
        NotOwed = "not_owed",
        /// Another amount or currency came than was quoted.
        OtherAmount = "other_amount",
        /// The record cannot hold the entry.
        Unfit = "unfit",
        /// It names a checkout that is not there.
        Unknown = "unknown",
        /// A part of it went back.
        PartBack = "part_back",
        /// The cardholder's bank asks for it back.
        Disputed = "disputed",
        /// The provider was asked time and again, and does not say what became of it.
        Unanswered = "unanswered",
    }
}

words! {
    /// What was decided.
    pub enum Outcome {
        /// It goes on the record as it was quoted.
        Record = "record",
        /// It is taken off the record again.
        Reverse = "reverse",
        /// The record stays as it is.
        Leave = "leave",
        /// It has come right without anybody's doing.
        Itself = "itself",
    }
}

/// Something that staff must look at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Issue {
    /// Its id.
    pub id: String,
    /// The checkout, or the notice that names none of ours.
    pub about: String,
    /// The checkout, where there is one.
    pub checkout: Option<String>,
    /// What is wrong.
    pub kind: Kind,
    /// The amount that the provider told.
    pub amount: Option<Money>,
    /// Its currency.
    pub currency: String,
    /// What the record says against it; empty where it says nothing.
    pub said: String,
    /// Since when it waits.
    pub since: Timestamp,
    /// When, by whom, how and why it was settled.
    pub settled: Option<(Timestamp, String, Option<Outcome>, String)>,
}

/// What every query for issues asks for, in the order of [`issue_of`].
macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT id, about, checkout, kind, amount, currency, said, since, settled_at, settled_by, outcome, note \
             FROM payment_issue ",
            $rest
        )
    };
}

fn issue_of(row: &Row) -> Issue {
    let text = |at| row.text(at).to_owned();
    let settled = || (time(row, 8), text(9), Outcome::named(row.text(10)), text(11));
    Issue {
        id: text(0),
        about: text(1),
        checkout: row.text_if_any(2).map(str::to_owned),
        kind: Kind::named(row.text(3)).unwrap_or(Kind::Unknown),
        amount: row.integer_if_any(4).map(Money::from_minor),
        currency: text(5),
        said: text(6),
        since: time(row, 7),
        settled: row.integer_if_any(8).map(|_| settled()),
    }
}

/// Puts something before staff, unless it is before them already or was settled by them; answers whether it was not.
///
/// # Errors
/// Where the database fails.
pub fn raise(tx: &mut Tx<'_>, issue: &Issue) -> Result<bool, Failure> {
    let rows = tx.execute(
        "INSERT INTO payment_issue (id, about, checkout, kind, amount, currency, said, since)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (about, kind) DO NOTHING",
        &[
            (&issue.id).into(),
            (&issue.about).into(),
            issue.checkout.clone().into(),
            issue.kind.word().into(),
            issue.amount.map(Money::minor).into(),
            (&issue.currency).into(),
            (&issue.said).into(),
            issue.since.as_microsecond().into(),
        ],
    )?;
    Ok(rows > 0)
}

/// What waits, the longest waiting first, after one's id; at most `most`. Ids sort by time.
///
/// # Errors
/// Where the database fails.
pub fn unsettled(tx: &mut Tx<'_>, after: &str, most: i64) -> Result<Vec<Issue>, Failure> {
    let rows =
        tx.query(select!("WHERE settled_at IS NULL AND id > $1 ORDER BY id LIMIT $2"), &[after.into(), most.into()])?;
    Ok(rows.iter().map(issue_of).collect())
}

/// How many wait, and since when the oldest does.
///
/// # Errors
/// Where the database fails.
pub fn waiting(tx: &mut Tx<'_>) -> Result<(i64, Option<Timestamp>), Failure> {
    let row = tx.one("SELECT count(*), min(since) FROM payment_issue WHERE settled_at IS NULL", &[])?;
    Ok(row.map_or((0, None), |row| (row.integer(0), row.integer_if_any(1).map(|_| time(&row, 1)))))
}

/// One by its id.
///
/// # Errors
/// Where the database fails.
pub fn issue(tx: &mut Tx<'_>, id: &str) -> Result<Option<Issue>, Failure> {
    Ok(tx.one(select!("WHERE id = $1"), &[id.into()])?.as_ref().map(issue_of))
}

/// Everything that was put before staff about a checkout, settled or not.
///
/// # Errors
/// Where the database fails.
pub fn issues(tx: &mut Tx<'_>, checkout: &str) -> Result<Vec<Issue>, Failure> {
    let rows = tx.query(select!("WHERE checkout = $1 ORDER BY id"), &[checkout.into()])?;
    Ok(rows.iter().map(issue_of).collect())
}

/// Settles one; answers whether it waited.
///
/// # Errors
/// Where the database fails.
pub fn settle(
    tx: &mut Tx<'_>,
    id: &str,
    (by, outcome, note): (&str, Outcome, &str),
    at: Timestamp,
) -> Result<bool, Failure> {
    let rows = tx.execute(
        "UPDATE payment_issue SET settled_at = $2, settled_by = $3, outcome = $4, note = $5
          WHERE id = $1 AND settled_at IS NULL",
        &[id.into(), at.as_microsecond().into(), by.into(), outcome.word().into(), note.into()],
    )?;
    Ok(rows > 0)
}
