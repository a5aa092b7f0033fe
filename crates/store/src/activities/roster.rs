//! Who attended an activity, as its provider says. Rows are only added: a later one of the same person's stands in place of
//! an earlier one.

use std::collections::HashMap;

use jiff::Timestamp;

use crate::cells::moment;
use crate::engine::{Failure, Row, Tx};

/// A row of a roster.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Attendee {
    /// The name.
    pub name: String,
    /// The e-mail address, as it is compared; may be empty.
    pub email: String,
    /// The certificate's number; may be empty.
    pub certificate: String,
    /// Credits earned.
    pub credit: String,
    /// Whom it matched; empty for nobody. No provider is shown this.
    pub person: String,
    /// Who brought it.
    pub came_by: String,
    /// When.
    pub came_at: Timestamp,
}

impl Attendee {
    /// By what the provider names an attendee.
    fn named_by(&self) -> (String, String) {
        (self.email.clone(), self.certificate.clone())
    }
}

fn attendee_of(row: &Row) -> Attendee {
    let text = |at: usize| row.text(at).to_owned();
    Attendee {
        name: text(0),
        email: text(1),
        certificate: text(2),
        credit: text(3),
        person: text(4),
        came_by: text(5),
        came_at: moment(row.integer(6)),
    }
}

/// The roster of an activity as it stands, in the order in which attendees were first named.
///
/// # Errors
/// Where the database fails.
pub fn of(tx: &mut Tx<'_>, activity: &str) -> Result<Vec<Attendee>, Failure> {
    let rows = tx.query(
        "SELECT name, email, certificate, credit, person, came_by, came_at FROM activity_roster
          WHERE activity = $1 ORDER BY nth",
        &[activity.into()],
    )?;
    let mut roster: Vec<Attendee> = Vec::with_capacity(rows.len());
    let mut places: HashMap<(String, String), usize> = HashMap::new();
    for row in rows.iter().map(attendee_of) {
        let at = *places.entry(row.named_by()).or_insert(roster.len());
        match roster.get_mut(at) {
            Some(earlier) => *earlier = row,
            None => roster.push(row),
        }
    }
    Ok(roster)
}

/// Adds rows to a roster; one that says what stands there already changes nothing. Answers which rows are new.
///
/// # Errors
/// Where the database fails.
pub fn add(tx: &mut Tx<'_>, activity: &str, rows: &[Attendee]) -> Result<Vec<bool>, Failure> {
    // Whoever adds to the same roster at once waits here.
    tx.one("SELECT id FROM activity WHERE id = $1 {for_update}", &[activity.into()])?;
    let roster = of(tx, activity)?.into_iter();
    let mut known: HashMap<(String, String), Attendee> = roster.map(|row| (row.named_by(), row)).collect();
    let last = "SELECT max(nth) FROM activity_roster WHERE activity = $1";
    let mut nth = tx.one(last, &[activity.into()])?.map_or(0, |row| row.integer(0));
    let mut new = Vec::with_capacity(rows.len());
    for row in rows {
        let same = known.get(&row.named_by()).is_some_and(|own| own.credit == row.credit && own.name == row.name);
        new.push(!same);
        if same {
            continue;
        }
        nth += 1;
        tx.execute(
            "INSERT INTO activity_roster (activity, nth, name, email, certificate, credit, person, came_by, came_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
            &[
                activity.into(),
                nth.into(),
                (&row.name).into(),
                (&row.email).into(),
                (&row.certificate).into(),
                (&row.credit).into(),
                (&row.person).into(),
                (&row.came_by).into(),
                row.came_at.as_microsecond().into(),
            ],
        )?;
        known.insert(row.named_by(), row.clone());
    }
    Ok(new)
}

/// What the rosters say of somebody: the number of each activity, and the row.
///
/// # Errors
/// Where the database fails.
pub fn naming(tx: &mut Tx<'_>, people: &[String]) -> Result<Vec<(String, Attendee)>, Failure> {
    let mut found = Vec::new();
    for person in people {
        let rows = tx.query(
            "SELECT r.name, r.email, r.certificate, r.credit, r.person, r.came_by, r.came_at, a.number
               FROM activity_roster r JOIN activity a ON a.id = r.activity
              WHERE r.person = $1 ORDER BY r.came_at, r.nth",
            &[person.into()],
        )?;
        found.extend(rows.iter().map(|row| (row.text(7).to_owned(), attendee_of(row))));
    }
    Ok(found)
}
