//! Draws of who is audited: kept with all that is needed to repeat each.

use jiff::Timestamp;

use crate::cells::moment;
use crate::engine::{Failure, Row, Tx};
use crate::waiting::Queue;

/// A draw that was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draw {
    /// Its id: of the same population with the same seed the same.
    pub id: String,
    /// The body.
    pub body: String,
    /// The renewal scheme.
    pub scheme: String,
    /// When it was made.
    pub made_at: Timestamp,
    /// Who made it.
    pub made_by: String,
    /// The way in which was drawn.
    pub algorithm: String,
    /// The seed.
    pub seed: String,
    /// How many are drawn, as it was asked for: `12` or `5%`.
    pub share: String,
    /// The clause that it rests on.
    pub clause: String,
    /// The citation of the version that held.
    pub citation: String,
    /// Of how many was drawn.
    pub counted: i64,
    /// The SHA-256 of the population.
    pub hash: String,
    /// Of whom was drawn.
    pub population: Vec<String>,
    /// Who was drawn.
    pub drawn: Vec<String>,
}

macro_rules! select {
    ($population:literal, $rest:literal) => {
        concat!(
            "SELECT id, body, scheme, made_at, made_by, algorithm, seed, share, clause, citation, counted, hash, drawn, ",
            $population,
            " FROM audit_draw ",
            $rest
        )
    };
}

fn draw_of(row: &Row) -> Draw {
    let text = |at: usize| row.text(at).to_owned();
    let ids = |at: usize| row.text(at).lines().map(str::to_owned).collect();
    Draw {
        id: text(0),
        body: text(1),
        scheme: text(2),
        made_at: moment(row.integer(3)),
        made_by: text(4),
        algorithm: text(5),
        seed: text(6),
        share: text(7),
        clause: text(8),
        citation: text(9),
        counted: row.integer(10),
        hash: text(11),
        drawn: ids(12),
        population: ids(13),
    }
}

/// Holds a body's chain until the unit ends: nobody enters anything in it meanwhile.
///
/// # Errors
/// Where the database fails.
pub fn hold(tx: &mut Tx<'_>, body: &str) -> Result<(), Failure> {
    tx.query("SELECT position FROM body WHERE id = $1 {for_update}", &[body.into()]).map(drop)
}

/// Keeps a draw.
///
/// # Errors
/// [`Failure::Taken`] where it was made already; where the database fails.
pub fn keep(tx: &mut Tx<'_>, draw: &Draw) -> Result<(), Failure> {
    tx.execute(
        "INSERT INTO audit_draw (id, body, scheme, made_at, made_by, algorithm, seed, share, clause, citation, counted, hash,
                                 population, drawn)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)",
        &[
            (&draw.id).into(),
            (&draw.body).into(),
            (&draw.scheme).into(),
            draw.made_at.as_microsecond().into(),
            (&draw.made_by).into(),
            (&draw.algorithm).into(),
            (&draw.seed).into(),
            (&draw.share).into(),
            (&draw.clause).into(),
            (&draw.citation).into(),
            draw.counted.into(),
            (&draw.hash).into(),
            draw.population.join("\n").into(),
            draw.drawn.join("\n").into(),
        ],
    )?;
    Ok(())
}

/// A draw with its population.
///
/// # Errors
/// Where the database fails.
pub fn by_id(tx: &mut Tx<'_>, id: &str) -> Result<Option<Draw>, Failure> {
    Ok(tx.one(select!("population", "WHERE id = $1"), &[id.into()])?.as_ref().map(draw_of))
}

/// Draws, the newest first, without their populations, after one that was made at a time; at most `most`.
///
/// # Errors
/// Where the database fails.
pub fn list(tx: &mut Tx<'_>, after: Option<(Timestamp, &str)>, most: i64) -> Result<Vec<Draw>, Failure> {
    let (at, id) = after.map_or((i64::MAX, ""), |(at, id)| (at.as_microsecond(), id));
    let rows = tx.query(
        select!("''", "WHERE (made_at, id) < ($1, $2) ORDER BY made_at DESC, id DESC LIMIT $3"),
        &[at.into(), id.into(), most.into()],
    )?;
    Ok(rows.iter().map(draw_of).collect())
}

/// Whose requests about a scheme wait in a queue.
///
/// # Errors
/// Where the database fails.
pub fn waiting(tx: &mut Tx<'_>, queue: Queue, scheme: &str) -> Result<Vec<String>, Failure> {
    let rows = tx.query(
        "SELECT DISTINCT person FROM waiting WHERE queue = $1 AND programme = $2",
        &[queue.word().into(), scheme.into()],
    )?;
    Ok(rows.iter().map(|row| row.text(0).to_owned()).collect())
}

/// Who was ever awarded a programme's credential.
///
/// # Errors
/// Where the database fails.
pub fn awarded(tx: &mut Tx<'_>, programme: &str) -> Result<Vec<String>, Failure> {
    let rows = tx.query("SELECT DISTINCT person FROM credential WHERE programme = $1", &[programme.into()])?;
    Ok(rows.iter().map(|row| row.text(0).to_owned()).collect())
}
