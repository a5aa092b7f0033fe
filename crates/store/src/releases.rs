//! Results proposed for release by one person and released by another, one by one; and those that are held back.

use jiff::Timestamp;

use crate::cells::moment;
use crate::engine::{Failure, Row, Tx};

/// A proposal to release results of a window.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Proposal {
    /// Its id.
    pub id: String,
    /// The body.
    pub body: String,
    /// The programme.
    pub programme: String,
    /// The testing window, or the year where there is none.
    pub window: String,
    /// Who proposed it.
    pub proposed_by: String,
    /// When.
    pub proposed_at: Timestamp,
    /// What was checked, in words.
    pub note: String,
    /// Why on that day, where the handbook names others; empty where it does not.
    pub reason: String,
    /// Who released it.
    pub released_by: Option<String>,
    /// When the release began.
    pub released_at: Option<Timestamp>,
    /// Who withdrew it.
    pub withdrawn_by: Option<String>,
}

impl Proposal {
    /// Whether it waits for a second person.
    pub fn is_open(&self) -> bool {
        self.released_by.is_none() && self.withdrawn_by.is_none()
    }
}

/// One result of a proposal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// The sitting.
    pub exam: String,
    /// The entry of its score that was looked at.
    pub score: String,
    /// Whether it was released.
    pub done: bool,
    /// Why it was not; empty where nothing is wrong.
    pub wrong: String,
}

/// How far a release has got.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Progress {
    /// Released.
    pub done: i64,
    /// Left out, because something was wrong.
    pub left_out: i64,
    /// Still to be released.
    pub open: i64,
}

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT id, body, programme, testing_window, proposed_by, proposed_at, note, reason, released_by, released_at,
                    withdrawn_by FROM proposal ",
            $rest
        )
    };
}

fn proposal_of(row: &Row) -> Proposal {
    let text = |at: usize| row.text(at).to_owned();
    Proposal {
        id: text(0),
        body: text(1),
        programme: text(2),
        window: text(3),
        proposed_by: text(4),
        proposed_at: moment(row.integer(5)),
        note: text(6),
        reason: text(7),
        released_by: row.text_if_any(8).map(str::to_owned),
        released_at: row.integer_if_any(9).map(moment),
        withdrawn_by: row.text_if_any(10).map(str::to_owned),
    }
}

/// Proposes to release what a window has that is scored, not released and not held back, but nothing of `own`; answers
/// how many results that are.
///
/// # Errors
/// [`Failure::Taken`] where a proposal for this window waits already, [`Failure::Missing`] where nothing is to be
/// released.
pub fn propose(tx: &mut Tx<'_>, new: &Proposal) -> Result<i64, Failure> {
    // Whoever proposes at the same time waits here, and finds the other's.
    tx.execute(
        "INSERT INTO counter (name, value) VALUES ('proposal', 1) ON CONFLICT (name) DO UPDATE SET value = counter.value + 1",
        &[],
    )?;
    let of = [(&new.programme).into(), (&new.window).into()];
    let open = "SELECT 1 FROM proposal p WHERE p.programme = $1 AND p.testing_window = $2 AND p.withdrawn_at IS NULL
                  AND (p.released_at IS NULL
                       OR EXISTS (SELECT 1 FROM proposed i WHERE i.proposal = p.id AND i.done_at IS NULL AND i.wrong = ''))";
    if tx.one(open, &of)?.is_some() {
        return Err(Failure::Taken("a proposal for this window".to_owned()));
    }
    tx.execute(
        "INSERT INTO proposal (id, body, programme, testing_window, proposed_by, proposed_at, note, reason)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        &[
            (&new.id).into(),
            (&new.body).into(),
            (&new.programme).into(),
            (&new.window).into(),
            (&new.proposed_by).into(),
            new.proposed_at.as_microsecond().into(),
            (&new.note).into(),
            (&new.reason).into(),
        ],
    )?;
    let count = tx.execute(
        "INSERT INTO proposed (proposal, exam, score, wrong)
         SELECT $1, s.exam, s.score, '' FROM sitting s
          WHERE s.programme = $2 AND s.testing_window = $3 AND s.outcome = 'completed' AND s.score <> ''
            AND s.released IS NULL
            AND NOT EXISTS (SELECT 1 FROM held_back h WHERE h.exam = s.exam AND h.lifted_at IS NULL)",
        &[(&new.id).into(), (&new.programme).into(), (&new.window).into()],
    )?;
    match count {
        0 => Err(Failure::Missing("result to be released in this window".to_owned())),
        count => Ok(i64::try_from(count).unwrap_or(i64::MAX)),
    }
}

/// A proposal by id.
///
/// # Errors
/// Where the database fails.
pub fn by_id(tx: &mut Tx<'_>, id: &str) -> Result<Option<Proposal>, Failure> {
    Ok(tx.one(select!("WHERE id = $1"), &[id.into()])?.as_ref().map(proposal_of))
}

/// The proposals of a window, the newest first.
///
/// # Errors
/// Where the database fails.
pub fn of_window(tx: &mut Tx<'_>, programme: &str, window: &str) -> Result<Vec<Proposal>, Failure> {
    let rows = tx.query(
        select!("WHERE programme = $1 AND testing_window = $2 ORDER BY proposed_at DESC, id DESC LIMIT 50"),
        &[programme.into(), window.into()],
    )?;
    Ok(rows.iter().map(proposal_of).collect())
}

/// How far a proposal's release has got.
///
/// # Errors
/// Where the database fails.
pub fn progress(tx: &mut Tx<'_>, id: &str) -> Result<Progress, Failure> {
    let rows = tx.query(
        "SELECT CASE WHEN done_at IS NOT NULL THEN 'done' WHEN wrong <> '' THEN 'left_out' ELSE 'open' END, count(*)
           FROM proposed WHERE proposal = $1
          GROUP BY CASE WHEN done_at IS NOT NULL THEN 'done' WHEN wrong <> '' THEN 'left_out' ELSE 'open' END",
        &[id.into()],
    )?;
    let of = |word: &str| rows.iter().find(|row| row.text(0) == word).map_or(0, |row| row.integer(1));
    Ok(Progress { done: of("done"), left_out: of("left_out"), open: of("open") })
}

/// The results of a proposal, by the number of their sitting.
///
/// # Errors
/// Where the database fails.
pub fn items(tx: &mut Tx<'_>, id: &str) -> Result<Vec<(String, Item)>, Failure> {
    let rows = tx.query(
        "SELECT coalesce(s.number, ''), i.exam, i.score, i.done_at, i.wrong FROM proposed i
           LEFT JOIN sitting s ON s.exam = i.exam WHERE i.proposal = $1 ORDER BY 1, i.exam",
        &[id.into()],
    )?;
    let of = |row: &Row| {
        let item = Item {
            exam: row.text(1).to_owned(),
            score: row.text(2).to_owned(),
            done: row.integer_if_any(3).is_some(),
            wrong: row.text(4).to_owned(),
        };
        (row.text(0).to_owned(), item)
    };
    Ok(rows.iter().map(of).collect())
}

/// Who entered the scores of a proposal's results, and whether one of the results is `person`'s.
///
/// # Errors
/// Where the database fails.
pub fn hands(tx: &mut Tx<'_>, id: &str, person: &str) -> Result<(Vec<String>, bool), Failure> {
    let rows = tx.query(
        "SELECT DISTINCT s.scored_by, CASE WHEN s.person = $2 THEN 1 ELSE 0 END FROM proposed i
           JOIN sitting s ON s.exam = i.exam WHERE i.proposal = $1",
        &[id.into(), person.into()],
    )?;
    let own = !person.is_empty() && rows.iter().any(|row| row.integer(1) == 1);
    Ok((rows.iter().map(|row| row.text(0).to_owned()).collect(), own))
}

/// Begins a release; says whether this is who began it: nobody had, and it was not withdrawn.
///
/// # Errors
/// Where the database fails.
pub fn begin(tx: &mut Tx<'_>, id: &str, by: &str, now: Timestamp) -> Result<bool, Failure> {
    let begun = tx.execute(
        "UPDATE proposal SET released_by = $2, released_at = $3
          WHERE id = $1 AND released_at IS NULL AND withdrawn_at IS NULL",
        &[id.into(), by.into(), now.as_microsecond().into()],
    )?;
    Ok(begun > 0)
}

/// Withdraws a proposal that was not released; says whether it could be.
///
/// # Errors
/// Where the database fails.
pub fn withdraw(tx: &mut Tx<'_>, id: &str, by: &str, now: Timestamp) -> Result<bool, Failure> {
    let done = tx.execute(
        "UPDATE proposal SET withdrawn_by = $2, withdrawn_at = $3
          WHERE id = $1 AND released_at IS NULL AND withdrawn_at IS NULL",
        &[id.into(), by.into(), now.as_microsecond().into()],
    )?;
    Ok(done > 0)
}

/// Marks a result as released; says whether it was still to be. In the unit that releases it, so that nobody does twice.
///
/// # Errors
/// Where the database fails.
pub fn done(tx: &mut Tx<'_>, id: &str, exam: &str, now: Timestamp) -> Result<bool, Failure> {
    let done = tx.execute(
        "UPDATE proposed SET done_at = $3 WHERE proposal = $1 AND exam = $2 AND done_at IS NULL AND wrong = ''",
        &[id.into(), exam.into(), now.as_microsecond().into()],
    )?;
    Ok(done > 0)
}

/// Leaves a result out, and says why.
///
/// # Errors
/// Where the database fails.
pub fn leave_out(tx: &mut Tx<'_>, id: &str, exam: &str, why: &str) -> Result<(), Failure> {
    tx.execute(
        "UPDATE proposed SET wrong = $3 WHERE proposal = $1 AND exam = $2 AND done_at IS NULL",
        &[id.into(), exam.into(), why.into()],
    )?;
    Ok(())
}

/// A result that is held back: the candidate number, the sitting, and why.
pub type HeldBack = (String, String, String);

/// The results that are held back in a window, by candidate number.
///
/// # Errors
/// Where the database fails.
pub fn held_back(tx: &mut Tx<'_>, programme: &str, window: &str) -> Result<Vec<HeldBack>, Failure> {
    let rows = tx.query(
        "SELECT s.number, h.exam, h.reason FROM held_back h JOIN sitting s ON s.exam = h.exam
          WHERE s.programme = $1 AND s.testing_window = $2 AND h.lifted_at IS NULL ORDER BY s.number",
        &[programme.into(), window.into()],
    )?;
    let text = |row: &Row, at: usize| row.text(at).to_owned();
    Ok(rows.iter().map(|row| (text(row, 0), text(row, 1), text(row, 2))).collect())
}

/// Whether a result is held back.
///
/// # Errors
/// Where the database fails.
pub fn is_held_back(tx: &mut Tx<'_>, exam: &str) -> Result<bool, Failure> {
    Ok(tx.one("SELECT 1 FROM held_back WHERE exam = $1 AND lifted_at IS NULL", &[exam.into()])?.is_some())
}

/// Holds a result back; says whether it was not yet.
///
/// # Errors
/// Where the database fails.
pub fn hold_back(tx: &mut Tx<'_>, exam: &str, (by, reason): (&str, &str), now: Timestamp) -> Result<bool, Failure> {
    if is_held_back(tx, exam)? {
        return Ok(false);
    }
    tx.execute(
        "INSERT INTO held_back (exam, held_at, held_by, reason) VALUES ($1, $2, $3, $4)",
        &[exam.into(), now.as_microsecond().into(), by.into(), reason.into()],
    )?;
    Ok(true)
}

/// Lets a result go that was held back; says whether it was.
///
/// # Errors
/// Where the database fails.
pub fn let_go(tx: &mut Tx<'_>, exam: &str, by: &str, now: Timestamp) -> Result<bool, Failure> {
    let done = tx.execute(
        "UPDATE held_back SET lifted_at = $2, lifted_by = $3 WHERE exam = $1 AND lifted_at IS NULL",
        &[exam.into(), now.as_microsecond().into(), by.into()],
    )?;
    Ok(done > 0)
}
