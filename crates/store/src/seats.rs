//! Seats at sites and times, never sold twice: the counting is the engine's, in the unit that books.

use std::collections::BTreeSet;

use jiff::Timestamp;
use programme::record::merging::Merges;

use crate::cells::moment;
use crate::engine::{Failure, Row, Tx};
use crate::merging;

/// A site at a time, with so many seats.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seating {
    /// The id.
    pub id: String,
    /// The body.
    pub body: String,
    /// The programme.
    pub programme: String,
    /// The testing window; empty where the body tests all year.
    pub window: String,
    /// Where.
    pub site: String,
    /// When it begins.
    pub starts_at: Timestamp,
    /// How many seats there are.
    pub seats: i64,
    /// How many of them are taken.
    pub taken: i64,
}

fn seating_of(row: &Row) -> Seating {
    Seating {
        id: row.text(0).to_owned(),
        body: row.text(1).to_owned(),
        programme: row.text(2).to_owned(),
        window: row.text(3).to_owned(),
        site: row.text(4).to_owned(),
        starts_at: moment(row.integer(5)),
        seats: row.integer(6),
        taken: row.integer(7),
    }
}

/// Opens a seating.
///
/// # Errors
/// [`Failure::Taken`] where its id is used already; where the database fails.
pub fn open(tx: &mut Tx<'_>, seating: &Seating) -> Result<(), Failure> {
    tx.execute(
        "INSERT INTO seating (id, body, programme, testing_window, site, starts_at, seats, taken)
         VALUES ($1, $2, $3, $4, $5, $6, $7, 0)",
        &[
            (&seating.id).into(),
            (&seating.body).into(),
            (&seating.programme).into(),
            (&seating.window).into(),
            (&seating.site).into(),
            seating.starts_at.as_microsecond().into(),
            seating.seats.into(),
        ],
    )?;
    Ok(())
}

/// The seatings of a programme from a moment on, in order; of every programme, where none is named; at most `most`.
///
/// # Errors
/// Where the database fails.
pub fn from(tx: &mut Tx<'_>, programme: &str, from: Timestamp, most: i64) -> Result<Vec<Seating>, Failure> {
    let rows = tx.query(
        "SELECT id, body, programme, testing_window, coalesce((SELECT t.name FROM site t WHERE t.id = seating.site), site),
                starts_at, seats, taken FROM seating
          WHERE ($1 = '' OR programme = $1) AND starts_at >= $2 AND closed_at IS NULL ORDER BY starts_at, site, id LIMIT $3",
        &[programme.into(), from.as_microsecond().into(), most.into()],
    )?;
    Ok(rows.iter().map(seating_of).collect())
}

/// A seating by id.
///
/// # Errors
/// Where the database fails.
pub fn by_id(tx: &mut Tx<'_>, id: &str) -> Result<Option<Seating>, Failure> {
    let row = tx.one(
        "SELECT id, body, programme, testing_window, coalesce((SELECT t.name FROM site t WHERE t.id = seating.site), site),
                starts_at, seats, taken FROM seating WHERE id = $1",
        &[id.into()],
    )?;
    Ok(row.as_ref().map(seating_of))
}

/// Takes a seat for the entry that books it. Whoever holds one of the programme's already must give that back first.
///
/// # Errors
/// [`Failure::Taken`] where no seat is left, or the person holds one; [`Failure::Missing`] where there is no such seating.
pub fn take(tx: &mut Tx<'_>, seating: &str, person: &str, appointment: &str) -> Result<(), Failure> {
    let programme = by_id(tx, seating)?.ok_or_else(|| Failure::Missing(format!("seating `{seating}`")))?.programme;
    let left = tx.execute(
        "UPDATE seating SET taken = taken + 1 WHERE id = $1 AND taken < seats AND closed_at IS NULL",
        &[seating.into()],
    )?;
    if left == 0 {
        return Err(Failure::Taken("the last seat at that time".to_owned()));
    }
    let held = |failure| match failure {
        Failure::Taken(_) => Failure::Taken("a seat of this person's".to_owned()),
        other => other,
    };
    tx.execute(
        "INSERT INTO seat (appointment, seating, person, programme) VALUES ($1, $2, $3, $4)",
        &[appointment.into(), seating.into(), person.into(), programme.into()],
    )
    .map_err(held)?;
    Ok(())
}

/// The seat that a person holds for a programme: the entry that booked it, and the seating.
///
/// # Errors
/// Where the database fails.
pub fn held(tx: &mut Tx<'_>, person: &str, programme: &str) -> Result<Option<(String, Seating)>, Failure> {
    let row = tx.one(
        "SELECT appointment, seating FROM seat WHERE person = $1 AND programme = $2 AND given_back IS NULL AND used IS NULL",
        &[person.into(), programme.into()],
    )?;
    let Some(row) = row else { return Ok(None) };
    Ok(by_id(tx, row.text(1))?.map(|seating| (row.text(0).to_owned(), seating)))
}

/// Gives a seat back; says whether it was still held.
///
/// # Errors
/// Where the database fails.
pub fn give_back(tx: &mut Tx<'_>, appointment: &str, now: Timestamp) -> Result<bool, Failure> {
    let row = tx.one(
        "UPDATE seat SET given_back = $2 WHERE appointment = $1 AND given_back IS NULL AND used IS NULL RETURNING seating",
        &[appointment.into(), now.as_microsecond().into()],
    )?;
    let Some(row) = row else { return Ok(false) };
    tx.execute("UPDATE seating SET taken = taken - 1 WHERE id = $1", &[row.text(0).into()])?;
    Ok(true)
}

/// The seats that some people hold: the entry that booked each, its programme, and the person under whom that entry stands.
fn held_by(tx: &mut Tx<'_>, people: &BTreeSet<String>) -> Result<Vec<(String, String, String)>, Failure> {
    let mut held = Vec::new();
    for person in people {
        let rows = tx.query(
            "SELECT s.appointment, s.programme, e.person FROM seat s JOIN entry e ON e.id = s.appointment
              WHERE s.person = $1 AND s.given_back IS NULL AND s.used IS NULL ORDER BY s.appointment",
            &[person.into()],
        )?;
        held.extend(rows.iter().map(|r| (r.text(0).to_owned(), r.text(1).to_owned(), r.text(2).to_owned())));
    }
    Ok(held)
}

/// Whether somebody would hold two seats for one exam, once some people's records are merged: what to say of it.
pub(crate) fn held_twice(
    tx: &mut Tx<'_>,
    people: &BTreeSet<String>,
    merges: &Merges<'_>,
) -> Result<Option<String>, Failure> {
    let mut seen = BTreeSet::new();
    for (_, programme, person) in held_by(tx, people)? {
        if !seen.insert((merges.survivor(&person).to_owned(), programme.clone())) {
            return Ok(Some(format!("each of the two records holds a seat for `{programme}`")));
        }
    }
    Ok(None)
}

/// Keeps whose seats are some people's: merged with somebody else, or two people again.
pub(crate) fn keep(tx: &mut Tx<'_>, people: &BTreeSet<String>) -> Result<(), Failure> {
    for (appointment, _, person) in held_by(tx, people)? {
        let survivor = merging::survivor(tx, &person)?;
        tx.execute("UPDATE seat SET person = $2 WHERE appointment = $1", &[appointment.into(), survivor.into()])?;
    }
    Ok(())
}

/// Marks a seat as used up by the entry that says who sat; says whether it was held. The count stays: the day is past.
///
/// # Errors
/// Where the database fails.
pub fn use_up(tx: &mut Tx<'_>, appointment: &str, exam: &str) -> Result<bool, Failure> {
    let used = tx.execute(
        "UPDATE seat SET used = $2 WHERE appointment = $1 AND given_back IS NULL AND used IS NULL",
        &[appointment.into(), exam.into()],
    )?;
    Ok(used > 0)
}

/// Somebody on the roster of a seating.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rostered {
    /// The entry that booked the seat.
    pub appointment: String,
    /// Whose seat it is.
    pub person: String,
    /// Their name.
    pub name: String,
    /// The candidate number.
    pub number: String,
    /// How the sitting ended; empty until it is recorded.
    pub outcome: String,
}

/// Who holds a seat of a seating, or has used it, by name.
///
/// # Errors
/// Where the database fails.
pub fn roster(tx: &mut Tx<'_>, seating: &str) -> Result<Vec<Rostered>, Failure> {
    let rows = tx.query(
        "SELECT t.appointment, t.person, p.name, coalesce(s.number, ''), coalesce(s.outcome, '') FROM seat t
           JOIN person p ON p.id = t.person LEFT JOIN sitting s ON s.key = t.appointment
          WHERE t.seating = $1 AND t.given_back IS NULL ORDER BY p.name, t.appointment",
        &[seating.into()],
    )?;
    let of = |row: &Row| Rostered {
        appointment: row.text(0).to_owned(),
        person: row.text(1).to_owned(),
        name: row.text(2).to_owned(),
        number: row.text(3).to_owned(),
        outcome: row.text(4).to_owned(),
    };
    Ok(rows.iter().map(of).collect())
}

/// The seatings at a site between two moments, in order, those closed left out; anywhere, where no site is named.
///
/// # Errors
/// Where the database fails.
pub fn between(tx: &mut Tx<'_>, site: &str, from: Timestamp, to: Timestamp) -> Result<Vec<Seating>, Failure> {
    let rows = tx.query(
        "SELECT id, body, programme, testing_window, coalesce((SELECT t.name FROM site t WHERE t.id = seating.site), site),
                starts_at, seats, taken FROM seating
          WHERE ($1 = '' OR site = $1) AND starts_at >= $2 AND starts_at < $3 AND closed_at IS NULL
          ORDER BY starts_at, site, id LIMIT 1000",
        &[site.into(), from.as_microsecond().into(), to.as_microsecond().into()],
    )?;
    Ok(rows.iter().map(seating_of).collect())
}

/// Seatings that have begun and have seats whose outcome is not recorded, the oldest first, each with how many.
///
/// # Errors
/// Where the database fails.
pub fn unanswered(tx: &mut Tx<'_>, now: Timestamp) -> Result<Vec<(Seating, i64)>, Failure> {
    let rows = tx.query(
        "SELECT g.id, g.body, g.programme, g.testing_window, g.site, g.starts_at, g.seats, g.taken, count(*)
           FROM seating g JOIN seat t ON t.seating = g.id AND t.given_back IS NULL AND t.used IS NULL
          WHERE g.starts_at <= $1
          GROUP BY g.id, g.body, g.programme, g.testing_window, g.site, g.starts_at, g.seats, g.taken
          ORDER BY g.starts_at, g.id LIMIT 200",
        &[now.as_microsecond().into()],
    )?;
    Ok(rows.iter().map(|row| (seating_of(row), row.integer(8))).collect())
}

/// The seating of an appointment's seat, while that is held or was used.
///
/// # Errors
/// Where the database fails.
pub fn of_appointment(tx: &mut Tx<'_>, appointment: &str) -> Result<Option<Seating>, Failure> {
    let row =
        tx.one("SELECT seating FROM seat WHERE appointment = $1 AND given_back IS NULL", &[appointment.into()])?;
    row.map_or(Ok(None), |row| by_id(tx, row.text(0)))
}

/// Gives a seating another number of seats.
///
/// # Errors
/// [`Failure::Taken`] where more are taken than that; where the database fails.
pub fn resize(tx: &mut Tx<'_>, id: &str, seats: i64) -> Result<(), Failure> {
    let changed =
        tx.execute("UPDATE seating SET seats = $2 WHERE id = $1 AND taken <= $2", &[id.into(), seats.into()])?;
    if changed == 0 { Err(Failure::Taken("more seats than that".to_owned())) } else { Ok(()) }
}

/// Closes a seating that nobody holds a seat of.
///
/// # Errors
/// [`Failure::Taken`] where somebody does: they are moved first; where the database fails.
pub fn close(tx: &mut Tx<'_>, id: &str, now: Timestamp) -> Result<(), Failure> {
    let closed = tx.execute(
        "UPDATE seating SET closed_at = $2 WHERE id = $1 AND taken = 0 AND closed_at IS NULL",
        &[id.into(), now.as_microsecond().into()],
    )?;
    if closed == 0 { Err(Failure::Taken("seats that people hold".to_owned())) } else { Ok(()) }
}
