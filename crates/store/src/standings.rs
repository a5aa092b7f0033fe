//! Timelines of standings, kept beside the record in the unit that changes it, so that a search as of any day is one
//! look into an index. They follow from the record: rebuilding them gives the same rows.

use std::collections::BTreeSet;

use jiff::civil::Date;
use jiff::{Unit, civil};
use programme::handbook::Handbook;
use programme::recertification::timeline::Timeline;
use programme::record::Event;
use programme::review::Case;

use crate::engine::{Failure, Row, Tx, Value};
use crate::people::{beyond, started, words};

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

/// A credential as the public may see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// The word of the name by which it was found; with the number, the place in the list.
    pub word: String,
    /// The number of the certificate.
    pub number: String,
    /// Whose it is.
    pub name: String,
    /// Where they work, where they say so.
    pub place: String,
    /// The body.
    pub body: String,
    /// The programme.
    pub programme: String,
    /// The day of the award.
    pub since: Date,
    /// The last day on which it is as good as on the day asked, if nothing more happens.
    pub through: Option<Date>,
    /// Whether it is in good standing on the day asked.
    pub good: bool,
}

/// What is looked for.
#[derive(Debug, Clone, Default)]
pub struct Search {
    /// Beginnings of words of the name; at most three count.
    pub name: String,
    /// A programme; any, where it is empty.
    pub programme: String,
    /// The beginning of a place; any, where it is empty.
    pub place: String,
    /// Where to go on: word and number of the last one seen.
    pub after: (String, String),
    /// How many at most.
    pub most: i64,
}

/// Certificants by name, as of a day.
///
/// # Errors
/// Where the database fails.
pub fn search(tx: &mut Tx<'_>, search: &Search, on: Date) -> Result<Vec<Listed>, Failure> {
    let words = words(&search.name);
    let Some(first) = words.first() else { return Ok(Vec::new()) };
    let word = |at: usize| words.get(at).map_or("", String::as_str);
    let after = started((&search.after.0, &search.after.1), first);
    let rows = tx.query(
        SEARCH,
        &[
            first.into(),
            beyond(first).into(),
            after.0.into(),
            after.1.into(),
            number_of(on).into(),
            word(1).into(),
            beyond(word(1)).into(),
            word(2).into(),
            beyond(word(2)).into(),
            (&search.programme).into(),
            search.place.to_lowercase().into(),
            search.most.into(),
        ],
    )?;
    Ok(rows.iter().map(listed_of).collect())
}

/// The public's search. Its plan is held to the indexes by a test: the list is walked in its own order, each condition is
/// a look into an index for one number (a subquery that no engine turns into a join of whole tables), and the walk ends
/// with the page.
pub const SEARCH: &str = "SELECT f.word, c.number, p.name, p.place, c.body, c.programme, c.awarded, s.through, s.good
  FROM (SELECT l.word, l.number FROM listed l
         WHERE (l.word, l.number) > ($3, $4) AND l.word < $2
           AND coalesce((SELECT 1 FROM listed e
                          WHERE e.number = l.number AND e.word >= $1 AND e.word < l.word LIMIT 1), 0) <> 1
           AND ($6 = '' OR (SELECT 1 FROM listed a
                             WHERE a.number = l.number AND a.word >= $6 AND a.word < $7 LIMIT 1) IS NOT NULL)
           AND ($8 = '' OR (SELECT 1 FROM listed b
                             WHERE b.number = l.number AND b.word >= $8 AND b.word < $9 LIMIT 1) IS NOT NULL)
           AND (SELECT 1 FROM credential c
                  JOIN standing s ON s.number = c.number AND s.from_day <= $5 AND s.to_day >= $5
                  JOIN person p ON p.id = c.person
                 WHERE c.number = l.number AND ($10 = '' OR c.programme = $10)
                   AND ($11 = '' OR substr(lower(p.place), 1, length($11)) = $11) LIMIT 1) IS NOT NULL
         ORDER BY l.word, l.number LIMIT $12) f
  JOIN credential c ON c.number = f.number
  JOIN standing s ON s.number = f.number AND s.from_day <= $5 AND s.to_day >= $5
  JOIN person p ON p.id = c.person
 ORDER BY f.word, f.number";

fn listed_of(row: &Row) -> Listed {
    let through = day_of(row.integer(7));
    Listed {
        word: row.text(0).to_owned(),
        number: row.text(1).to_owned(),
        name: row.text(2).to_owned(),
        place: row.text(3).to_owned(),
        body: row.text(4).to_owned(),
        programme: row.text(5).to_owned(),
        since: day_of(row.integer(6)),
        through: (through < Date::MAX).then_some(through),
        good: row.flag(8),
    }
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

/// One stretch of a timeline as it is kept: first and last day, standing, whether it is good, and through when it stays
/// as good or bad.
type Stretch = (i64, i64, &'static str, bool, i64);

fn stretches(timeline: &Timeline) -> Vec<Stretch> {
    let last = number_of(Date::MAX);
    let mut stretches: Vec<Stretch> = timeline
        .stretches()
        .map(|s| {
            let to = s.to.map_or(last, number_of);
            (number_of(s.from), to, s.standing.word(), s.standing.good(), to)
        })
        .collect();
    for at in (1..stretches.len()).rev() {
        if stretches[at - 1].3 == stretches[at].3 {
            stretches[at - 1].4 = stretches[at].4;
        }
    }
    stretches
}

/// Takes away the timelines of some people's credentials, to be kept anew; answers each award with the number of its
/// certificate, which it keeps.
pub(crate) fn clear(tx: &mut Tx<'_>, people: &BTreeSet<String>) -> Result<Vec<(String, String)>, Failure> {
    let mut known = Vec::new();
    for person in people {
        let rows = tx.query("SELECT award, number FROM credential WHERE person = $1", &[person.into()])?;
        for row in &rows {
            tx.execute("DELETE FROM standing WHERE number = $1", &[row.text(1).into()])?;
            tx.execute("DELETE FROM listed WHERE number = $1", &[row.text(1).into()])?;
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
    let name = tx.one("SELECT name FROM person WHERE id = $1", std::slice::from_ref(&person))?;
    let words = words(name.as_ref().map_or("", |row| row.text(0)));
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
        for (from, to, standing, good, through) in stretches(&timeline) {
            tx.execute(
                "INSERT INTO standing (number, from_day, to_day, standing, good, through) VALUES ($1, $2, $3, $4, $5, $6)",
                &[(&number).into(), from.into(), to.into(), standing.into(), good.into(), through.into()],
            )?;
        }
        for word in &words {
            tx.execute("INSERT INTO listed (word, number) VALUES ($1, $2)", &[word.into(), (&number).into()])?;
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
