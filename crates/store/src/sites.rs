//! Where exams are taken. A site is closed, never removed: appointments and seatings name it.

use jiff::Timestamp;

use crate::cells::moment;
use crate::engine::{Failure, Row, Tx};

/// A site.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Site {
    /// What seatings name it by; it never changes.
    pub id: String,
    /// Its name and town, as candidates find it.
    pub name: String,
    /// Its address.
    pub address: String,
    /// The zone of its clocks; empty for the body's own.
    pub zone: String,
    /// Days on which it is closed, one a line.
    pub closed_days: String,
    /// What it can do for accommodations, in words.
    pub accommodations: String,
    /// When it was closed.
    pub closed_at: Option<Timestamp>,
}

macro_rules! select {
    ($rest:literal) => {
        concat!("SELECT id, name, address, zone, closed_days, accommodations, closed_at FROM site ", $rest)
    };
}

fn site_of(row: &Row) -> Site {
    let text = |at: usize| row.text(at).to_owned();
    Site {
        id: text(0),
        name: text(1),
        address: text(2),
        zone: text(3),
        closed_days: text(4),
        accommodations: text(5),
        closed_at: row.integer_if_any(6).map(moment),
    }
}

/// Every site, by name.
///
/// # Errors
/// Where the database fails.
pub fn all(tx: &mut Tx<'_>) -> Result<Vec<Site>, Failure> {
    Ok(tx.query(select!("ORDER BY name, id"), &[])?.iter().map(site_of).collect())
}

/// A site by id.
///
/// # Errors
/// Where the database fails.
pub fn by_id(tx: &mut Tx<'_>, id: &str) -> Result<Option<Site>, Failure> {
    Ok(tx.one(select!("WHERE id = $1"), &[id.into()])?.as_ref().map(site_of))
}

/// Adds a site that is not known yet, by its name alone; says whether it was new.
///
/// # Errors
/// Where the database fails.
pub fn add(tx: &mut Tx<'_>, id: &str) -> Result<bool, Failure> {
    let new = tx.execute(
        "INSERT INTO site (id, name, address, zone, closed_days, accommodations) VALUES ($1, $1, '', '', '', '')
         ON CONFLICT (id) DO NOTHING",
        &[id.into()],
    )?;
    Ok(new > 0)
}

/// Changes what is known of a site, all but whether it is closed.
///
/// # Errors
/// [`Failure::Missing`] where there is none; where the database fails.
pub fn change(tx: &mut Tx<'_>, site: &Site) -> Result<(), Failure> {
    let changed = tx.execute(
        "UPDATE site SET name = $2, address = $3, zone = $4, closed_days = $5, accommodations = $6 WHERE id = $1",
        &[
            (&site.id).into(),
            (&site.name).into(),
            (&site.address).into(),
            (&site.zone).into(),
            (&site.closed_days).into(),
            (&site.accommodations).into(),
        ],
    )?;
    if changed == 0 { Err(Failure::Missing(format!("site `{}`", site.id))) } else { Ok(()) }
}

/// Closes a site, or opens it again.
///
/// # Errors
/// [`Failure::Taken`] where seats there are still open to come; where the database fails.
pub fn close(tx: &mut Tx<'_>, id: &str, closed: bool, now: Timestamp) -> Result<(), Failure> {
    let at = now.as_microsecond();
    let open = "SELECT 1 FROM seating WHERE site = $1 AND starts_at > $2 AND closed_at IS NULL LIMIT 1";
    if closed && tx.one(open, &[id.into(), at.into()])?.is_some() {
        return Err(Failure::Taken("seats to come at this site".to_owned()));
    }
    let at = if closed { crate::Value::Integer(at) } else { crate::Value::Null };
    tx.execute("UPDATE site SET closed_at = $2 WHERE id = $1", &[id.into(), at])?;
    Ok(())
}
