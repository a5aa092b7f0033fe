//! Letters that staff sent to a group of those who are due in a year: who sent which, to whom and to how many. The letters
//! themselves stand in the outbox, one a person.

use jiff::Timestamp;

use crate::cells::moment;
use crate::engine::{Failure, Row, Tx};

/// A letter that was sent to a group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GroupLetter {
    /// Its id: it is sent once.
    pub id: String,
    /// The scheme by which they are due.
    pub scheme: String,
    /// The year in which.
    pub year: i64,
    /// How far they were; empty where it went to all of them.
    pub state: String,
    /// The subject, as it was typed.
    pub subject: String,
    /// To how many.
    pub people: i64,
    /// Who sent it.
    pub sent_by: String,
    /// When.
    pub sent_at: Timestamp,
}

fn letter_of(row: &Row) -> GroupLetter {
    let text = |at: usize| row.text(at).to_owned();
    GroupLetter {
        id: text(0),
        scheme: text(1),
        year: row.integer(2),
        state: text(3),
        subject: text(4),
        people: row.integer(5),
        sent_by: text(6),
        sent_at: moment(row.integer(7)),
    }
}

/// Notes that a letter is sent, in the unit that writes it to each; answers whether it was not sent before.
///
/// # Errors
/// Where the database fails.
pub fn note(tx: &mut Tx<'_>, letter: &GroupLetter) -> Result<bool, Failure> {
    let noted = tx.execute(
        "INSERT INTO group_letter (id, scheme, year, state, subject, people, sent_by, sent_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (id) DO NOTHING",
        &[
            (&letter.id).into(),
            (&letter.scheme).into(),
            letter.year.into(),
            (&letter.state).into(),
            (&letter.subject).into(),
            letter.people.into(),
            (&letter.sent_by).into(),
            letter.sent_at.as_microsecond().into(),
        ],
    )?;
    Ok(noted > 0)
}

/// Whether a letter was sent.
///
/// # Errors
/// Where the database fails.
pub fn was_sent(tx: &mut Tx<'_>, id: &str) -> Result<bool, Failure> {
    Ok(tx.one("SELECT 1 FROM group_letter WHERE id = $1", &[id.into()])?.is_some())
}

/// The letters that were sent to groups of a scheme's year, the newest first, at most `most`.
///
/// # Errors
/// Where the database fails.
pub fn of_year(tx: &mut Tx<'_>, scheme: &str, year: i64, most: i64) -> Result<Vec<GroupLetter>, Failure> {
    let rows = tx.query(
        "SELECT id, scheme, year, state, subject, people, sent_by, sent_at FROM group_letter
         WHERE scheme = $1 AND year = $2 ORDER BY sent_at DESC, id DESC LIMIT $3",
        &[scheme.into(), year.into(), most.into()],
    )?;
    Ok(rows.iter().map(letter_of).collect())
}
