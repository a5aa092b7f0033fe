//! Timelines of standings, kept beside the record in the unit that changes it, so that nobody's standing on any day is more
//! than a look into an index. They follow from the record: rebuilding them gives the same rows.

use std::collections::BTreeSet;

use jiff::civil::Date;
use jiff::{Unit, civil};
use programme::audit;
use programme::handbook::Handbook;
use programme::record::Event;
use programme::review::Case;

use crate::engine::{Failure, Tx, Value};

const FIRST: Date = civil::date(1970, 1, 1);

/// A day as the store keeps it: counted from 1970-01-01.
pub fn number_of(day: Date) -> i64 {
    FIRST.until((Unit::Day, day)).map_or(0, |span| i64::from(span.get_days()))
}

/// The day that a number means.
pub fn day_of(number: i64) -> Date {
    let span = jiff::Span::new().try_days(number);
    span.map_or(Date::MAX, |span| FIRST.saturating_add(span))
}

/// The standings of a person's credentials on a day: programme and the standing's word.
///
/// # Errors
/// Where the database fails.
pub fn of_person(tx: &mut Tx<'_>, person: &str, on: Date) -> Result<Vec<(String, String)>, Failure> {
    let rows = tx.query(
        "SELECT c.programme, s.standing FROM credential c
           JOIN standing s ON s.number = c.number AND s.from_day <= $2 AND s.to_day >= $2
          WHERE c.person = $1 ORDER BY c.awarded, c.programme",
        &[person.into(), number_of(on).into()],
    )?;
    Ok(rows.iter().map(|row| (row.text(0).to_owned(), row.text(1).to_owned())).collect())
}

/// Whose certificate bears a number.
///
/// # Errors
/// Where the database fails.
pub fn holder(tx: &mut Tx<'_>, number: &str) -> Result<Option<String>, Failure> {
    let row = tx.one("SELECT person FROM credential WHERE number = $1", &[number.trim().into()])?;
    Ok(row.map(|row| row.text(0).to_owned()))
}

/// Somebody whose credential of a programme stands so on a day: the first by the number of the certificate.
///
/// # Errors
/// Where the database fails.
pub fn somebody(tx: &mut Tx<'_>, programme: &str, standing: &str, on: Date) -> Result<Option<String>, Failure> {
    let row = tx.one(
        "SELECT c.person FROM credential c JOIN standing s ON s.number = c.number
          WHERE c.programme = $1 AND s.standing = $2 AND s.from_day <= $3 AND s.to_day >= $3 ORDER BY c.number LIMIT 1",
        &[programme.into(), standing.into(), number_of(on).into()],
    )?;
    Ok(row.map(|row| row.text(0).to_owned()))
}

/// Who was ever awarded a programme's credential, and when: a row an award.
///
/// # Errors
/// Where the database fails.
pub fn awards(tx: &mut Tx<'_>, programme: &str) -> Result<Vec<(String, Date)>, Failure> {
    let rows = tx.query("SELECT person, awarded FROM credential WHERE programme = $1", &[programme.into()])?;
    Ok(rows.iter().map(|row| (row.text(0).to_owned(), day_of(row.integer(1)))).collect())
}

/// Takes away the timelines of some people's credentials, to be kept anew; answers each award with the number of its
/// certificate, which it keeps.
pub(crate) fn clear(tx: &mut Tx<'_>, people: &BTreeSet<String>) -> Result<Vec<(String, String)>, Failure> {
    let mut known = Vec::new();
    for person in people {
        let rows = tx.query("SELECT award, number FROM credential WHERE person = $1", &[person.into()])?;
        for row in &rows {
            tx.execute("DELETE FROM standing WHERE number = $1", &[row.text(1).into()])?;
            tx.execute("DELETE FROM ask_office WHERE number = $1", &[row.text(1).into()])?;
            known.push((row.text(0).to_owned(), row.text(1).to_owned()));
        }
    }
    Ok(known)
}

/// Keeps the timelines of a person's credentials.
pub(crate) fn keep(tx: &mut Tx<'_>, case: &Case<'_>, known: &[(String, String)]) -> Result<(), Failure> {
    let person = Value::from(&*case.person);
    let timelines = case.timelines();
    if timelines.is_empty() {
        return Ok(());
    }
    for (handbook, award, timeline) in timelines {
        let Event::CredentialAwarded { programme } = &award.entry.event else { continue };
        let number = match known.iter().find(|(own, _)| *own == award.entry.id) {
            Some((_, number)) => number.clone(),
            None => new_number(tx, handbook, programme)?,
        };
        tx.execute(
            "INSERT INTO credential (number, person, award, body, programme, awarded) VALUES ($1, $2, $3, $4, $5, $6)
             ON CONFLICT (number) DO UPDATE SET person = excluded.person, programme = excluded.programme,
                 awarded = excluded.awarded",
            &[
                (&number).into(),
                person.clone(),
                award.entry.id.as_ref().into(),
                (&handbook.body.id).into(),
                programme.as_ref().into(),
                number_of(award.day).into(),
            ],
        )?;
        let record = case.records().find(|(own, _)| own.body.id == handbook.body.id).map(|(_, record)| record);
        // Before the award there is nothing to ask about.
        for days in record.map_or_else(Vec::new, |record| audit::ask_office(handbook, &record.facts)) {
            if days.to >= award.day {
                tx.execute(
                    "INSERT INTO ask_office (number, from_day, to_day) VALUES ($1, $2, $3)",
                    &[(&number).into(), number_of(days.from).into(), number_of(days.to).into()],
                )?;
            }
        }
        for stretch in timeline.stretches() {
            tx.execute(
                "INSERT INTO standing (number, from_day, to_day, standing, good) VALUES ($1, $2, $3, $4, $5)",
                &[
                    (&number).into(),
                    number_of(stretch.from).into(),
                    number_of(stretch.to.unwrap_or(Date::MAX)).into(),
                    stretch.standing.word().into(),
                    stretch.standing.good().into(),
                ],
            )?;
        }
    }
    Ok(())
}

/// The next number of certificates with a programme's designation. Numbers are never used twice, whatever becomes of an award.
fn new_number(tx: &mut Tx<'_>, handbook: &Handbook, programme: &str) -> Result<String, Failure> {
    let designation = handbook.programme(programme).map_or(programme, |p| p.designation.as_str());
    let plain: String = designation.chars().filter(char::is_ascii_alphanumeric).collect();
    // Programmes whose designations look alike count together: a number is one certificate's.
    let row = tx.one(
        "INSERT INTO counter (name, value) VALUES ($1, 1) ON CONFLICT (name) DO UPDATE SET value = counter.value + 1
         RETURNING value",
        &[format!("certificate {plain}").into()],
    )?;
    Ok(format!("{plain}-{:06}", row.map_or(0, |row| row.integer(0))))
}
