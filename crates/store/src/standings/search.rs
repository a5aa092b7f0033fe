//! The public's search: certificants by name, programme and place, as of any day. It looks at nobody else.

use jiff::civil::Date;

use super::{day_of, number_of};
use crate::engine::{Failure, Row, Tx, Value};
use crate::people::{beyond, sought, spelt, started};

/// A credential as the public may see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// The word of the name by which it was found; with the number, the place in the list.
    pub word: String,
    /// The number of the certificate.
    pub number: String,
    /// Whose it is.
    pub name: String,
    /// Where they are, where they say so.
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
    /// Beginnings of words of the name; at most three count, the longest ones.
    pub name: String,
    /// A programme; any, where it is empty.
    pub programme: String,
    /// The beginning of a place, or of what follows a comma in it; any, where it is empty.
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
    let words = sought(&search.name);
    let Some(first) = words.first() else { return Ok(Vec::new()) };
    let place = spelt(&search.place);
    if place.is_empty() && !search.place.trim().is_empty() {
        return Ok(Vec::new());
    }
    let word = |at: usize| words.get(at).map_or("", String::as_str);
    let after = started((&search.after.0, &search.after.1), first);
    let walk: [Value; 5] =
        [(&beyond(first)).into(), after.0.into(), after.1.into(), (&place).into(), beyond(&place).into()];
    let sql = match place.is_empty() || !is_narrow(tx, &walk)? {
        true => SEARCH,
        false => SEARCH_AT,
    };
    let mut values = walk.to_vec();
    values.extend([
        number_of(on).into(),
        first.into(),
        word(1).into(),
        beyond(word(1)).into(),
        word(2).into(),
        beyond(word(2)).into(),
        (&search.programme).into(),
        search.most.into(),
    ]);
    Ok(tx.query(sql, &values)?.iter().map(listed_of).collect())
}

/// Whether so few names that begin so are at such a place that each of them may be looked at. Otherwise they stand so
/// close in the list of names that a walk through it soon has its page full.
fn is_narrow(tx: &mut Tx<'_>, walk: &[Value]) -> Result<bool, Failure> {
    Ok(tx.one(NARROWED, walk)?.is_none_or(|row| row.integer(0) < FEW))
}

/// The places that begin so.
macro_rules! places {
    () => {
        "(SELECT DISTINCT t.place || '' AS place FROM place_as t WHERE t.words >= $4 AND t.words < $5) t"
    };
}

/// Names at places: the places that begin so, then the names that begin so at each.
macro_rules! at_places {
    () => {
        concat!(
            "FROM ",
            places!(),
            " CROSS JOIN listed l
         WHERE l.place = t.place AND (l.word, l.number) > ($2, $3) AND l.word < $1"
        )
    };
}

/// What else must hold of a name in the list; `and` is what must hold of the person.
macro_rules! fits {
    ($and:literal) => {
        concat!(
            " AND coalesce((SELECT 1 FROM listed e
                          WHERE e.number = l.number AND e.word >= $7 AND e.word < l.word LIMIT 1), 0) <> 1
           AND ($8 = '' OR (SELECT 1 FROM listed a
                             WHERE a.number = l.number AND a.word >= $8 AND a.word < $9 LIMIT 1) IS NOT NULL)
           AND ($10 = '' OR (SELECT 1 FROM listed b
                              WHERE b.number = l.number AND b.word >= $10 AND b.word < $11 LIMIT 1) IS NOT NULL)
           AND (SELECT 1 FROM credential c
                  JOIN standing s ON s.number = c.number AND s.from_day <= $6 AND s.to_day >= $6
                  JOIN person p ON p.id = c.person
                 WHERE c.number = l.number AND ($12 = '' OR c.programme = $12)",
            $and,
            " LIMIT 1) IS NOT NULL"
        )
    };
}

/// A page of names, with what is shown of each.
macro_rules! shown {
    ($($names:tt)+) => {
        concat!(
            "SELECT f.word, c.number, p.name, p.place, c.body, c.programme, c.awarded, s.through, s.good
  FROM (SELECT l.word, l.number ",
            $($names)+,
            " ORDER BY l.word, l.number LIMIT $13) f
  JOIN credential c ON c.number = f.number
  JOIN standing s ON s.number = f.number AND s.from_day <= $6 AND s.to_day >= $6
  JOIN person p ON p.id = c.person
 ORDER BY f.word, f.number"
        )
    };
}

/// How many are few.
pub const FEW: i64 = 2_000;

/// How many names begin so at places that begin so: a count in the index for each place.
pub const NARROWED: &str = concat!(
    "SELECT CAST(coalesce(sum((SELECT count(*) FROM listed l
       WHERE l.place = t.place AND (l.word, l.number) > ($2, $3) AND l.word < $1)), 0) AS BIGINT) FROM ",
    places!()
);

/// The public's search by name. Its plan is held to the indexes by a test: the list is walked in its own order, each
/// condition is a look into an index for one number (a subquery that no engine turns into a join of whole tables), and the
/// walk ends with the page.
pub const SEARCH: &str = shown!(concat!(
    "FROM listed l WHERE (l.word, l.number) > ($2, $3) AND l.word < $1",
    fits!(
        " AND ($4 = '' OR (SELECT 1 FROM place_as t
                            WHERE t.place = p.place AND t.words >= $4 AND t.words < $5 LIMIT 1) IS NOT NULL)"
    )
));

/// The same where few names that begin so are at such a place: by the index of places.
pub const SEARCH_AT: &str = shown!(concat!(at_places!(), fits!("")));

/// Everybody, by the number of the certificate: one walk through that index, and looks into others for each number.
pub const EVERYBODY: &str = "SELECT '', c.number, (SELECT p.name FROM person p WHERE p.id = c.person),
       (SELECT p.place FROM person p WHERE p.id = c.person), c.body, c.programme, c.awarded,
       (SELECT s.through FROM standing s WHERE s.number = c.number AND s.from_day <= $2 AND s.to_day >= $2 LIMIT 1),
       (SELECT s.good FROM standing s WHERE s.number = c.number AND s.from_day <= $2 AND s.to_day >= $2 LIMIT 1)
  FROM credential c
 WHERE c.number > $1
   AND (SELECT 1 FROM listed l WHERE l.number = c.number LIMIT 1) IS NOT NULL
   AND (SELECT 1 FROM standing e WHERE e.number = c.number AND e.from_day <= $2 AND e.to_day >= $2 LIMIT 1) IS NOT NULL
 ORDER BY c.number LIMIT $3";

/// Every certificant whom a search could find on a day, by the number of the certificate, after one of these; at most
/// `most`.
///
/// # Errors
/// Where the database fails.
pub fn everybody(tx: &mut Tx<'_>, after: &str, on: Date, most: i64) -> Result<Vec<Listed>, Failure> {
    let rows = tx.query(EVERYBODY, &[after.into(), number_of(on).into(), most.into()])?;
    Ok(rows.iter().map(listed_of).collect())
}

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
