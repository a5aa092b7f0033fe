//! Who people are, as their records say: for looking them up.

use jiff::civil::Date;
use programme::record::Event;
use programme::review::Case;

use crate::engine::{Failure, Row, Tx, Value};
use crate::standings::{day_of, number_of};

/// A person as found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// The id.
    pub id: String,
    /// The name last registered.
    pub name: String,
    /// The e-mail address last registered.
    pub email: String,
    /// The day of birth.
    pub born: Option<Date>,
    /// How many entries the record has.
    pub entries: i64,
}

fn person_of(row: &Row) -> Person {
    Person {
        id: row.text(0).to_owned(),
        name: row.text(1).to_owned(),
        email: row.text(2).to_owned(),
        born: row.integer_if_any(3).map(day_of),
        entries: row.integer(4),
    }
}

/// Words by which a name is found: without case, accents or signs.
pub fn words(name: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    for word in name.split(|c: char| !c.is_alphanumeric() && !is_accent(c)) {
        let lower = word.chars().flat_map(char::to_lowercase);
        let word: String = lower.filter(|c| !is_accent(*c)).map(unaccented).collect();
        if !word.is_empty() && !words.contains(&word) {
            words.push(word);
        }
    }
    words
}

/// An accent that stands behind its letter, as some keyboards and files write it.
fn is_accent(c: char) -> bool {
    ('\u{300}'..='\u{36f}').contains(&c)
}

/// The plain letter of one with an accent, of those that Western names use.
fn unaccented(letter: char) -> char {
    match letter {
        'à'..='å' | 'ā' | 'ă' | 'ą' => 'a',
        'ç' | 'ć' | 'č' | 'ĉ' | 'ċ' => 'c',
        'ď' | 'đ' => 'd',
        'è'..='ë' | 'ē' | 'ė' | 'ę' | 'ě' => 'e',
        'ğ' | 'ĝ' | 'ġ' | 'ģ' => 'g',
        'ĥ' | 'ħ' => 'h',
        'ì'..='ï' | 'ī' | 'į' | 'ı' => 'i',
        'ĵ' => 'j',
        'ķ' => 'k',
        'ł' | 'ĺ' | 'ľ' | 'ļ' => 'l',
        'ñ' | 'ń' | 'ň' | 'ņ' => 'n',
        'ò'..='ö' | 'ø' | 'ō' | 'ő' => 'o',
        'ř' | 'ŕ' => 'r',
        'ś' | 'š' | 'ş' | 'ș' | 'ŝ' => 's',
        'ť' | 'ţ' | 'ț' => 't',
        'ù'..='ü' | 'ū' | 'ů' | 'ű' => 'u',
        'ŵ' => 'w',
        'ý' | 'ÿ' | 'ŷ' => 'y',
        'ź' | 'ż' | 'ž' => 'z',
        other => other,
    }
}

/// Keeps who the person of a case is.
pub(crate) fn keep(tx: &mut Tx<'_>, case: &Case<'_>) -> Result<(), Failure> {
    let registered = case.records().flat_map(|(_, record)| &record.facts).filter_map(|fact| match &fact.entry.event {
        Event::PersonRegistered { name, email, born } => Some((fact.entry.line, name, email, born)),
        _ => None,
    });
    // PostgreSQL's texts hold every character but U+0000. Whose registration was retracted has no name any more.
    let kept = |text: &str| text.replace('\0', "");
    let last = registered.max_by_key(|(line, ..)| *line);
    let (name, email, born) =
        last.map_or_else(Default::default, |(_, name, email, born)| (kept(name), kept(email), *born));
    let id = Value::from(&*case.person);
    let before = tx.one("SELECT name FROM person WHERE id = $1", std::slice::from_ref(&id))?;
    let same = before.is_some_and(|row| row.text(0) == name);
    tx.execute(
        "UPDATE person SET name = $2, email = $3, born = $4 WHERE id = $1",
        &[id.clone(), (&name).into(), email.into(), born.map(number_of).into()],
    )?;
    if same {
        return Ok(());
    }
    tx.execute("DELETE FROM known_as WHERE person = $1", std::slice::from_ref(&id))?;
    for word in words(&name) {
        tx.execute("INSERT INTO known_as (word, person) VALUES ($1, $2)", &[word.into(), id.clone()])?;
    }
    Ok(())
}

/// A person by id.
///
/// # Errors
/// Where the database fails.
pub fn by_id(tx: &mut Tx<'_>, id: &str) -> Result<Option<Person>, Failure> {
    let row = tx.one("SELECT id, name, email, born, seq FROM person WHERE id = $1", &[id.into()])?;
    Ok(row.as_ref().map(person_of))
}

/// Whether there is anybody.
///
/// # Errors
/// Where the database fails.
pub fn any(tx: &mut Tx<'_>) -> Result<bool, Failure> {
    Ok(tx.one("SELECT 1 FROM person LIMIT 1", &[])?.is_some())
}

/// People with an e-mail address, as last registered.
///
/// # Errors
/// Where the database fails.
pub fn by_email(tx: &mut Tx<'_>, email: &str) -> Result<Vec<Person>, Failure> {
    let rows = tx.query(
        "SELECT id, name, email, born, seq FROM person WHERE email = $1 AND email <> '' ORDER BY id LIMIT 25",
        &[email.trim().into()],
    )?;
    Ok(rows.iter().map(person_of).collect())
}

/// People whose names have words that begin with each of the words of `name` (at most three count), by the first of these, after `after` (a
/// pair of word and id, as answered with the last page); at most `most`.
///
/// # Errors
/// Where the database fails.
pub fn by_name(tx: &mut Tx<'_>, name: &str, after: (&str, &str), most: i64) -> Result<Vec<(String, Person)>, Failure> {
    let words = words(name);
    let Some(first) = words.first() else { return Ok(Vec::new()) };
    let word = |at: usize| words.get(at).map_or("", String::as_str);
    let after = started(after, first);
    let rows = tx.query(
        BY_NAME,
        &[
            first.into(),
            beyond(first).into(),
            after.0.into(),
            after.1.into(),
            word(1).into(),
            beyond(word(1)).into(),
            word(2).into(),
            beyond(word(2)).into(),
            most.into(),
        ],
    )?;
    Ok(rows.iter().map(|row| (row.text(5).to_owned(), person_of(row))).collect())
}

/// The search by name. Its plan is held to the indexes by a test, as the public's is.
pub const BY_NAME: &str = "SELECT p.id, p.name, p.email, p.born, p.seq, f.word
  FROM (SELECT k.word, k.person FROM known_as k
         WHERE (k.word, k.person) > ($3, $4) AND k.word < $2
           AND coalesce((SELECT 1 FROM known_as e
                          WHERE e.person = k.person AND e.word >= $1 AND e.word < k.word LIMIT 1), 0) <> 1
           AND ($5 = '' OR (SELECT 1 FROM known_as a
                             WHERE a.person = k.person AND a.word >= $5 AND a.word < $6 LIMIT 1) IS NOT NULL)
           AND ($7 = '' OR (SELECT 1 FROM known_as b
                             WHERE b.person = k.person AND b.word >= $7 AND b.word < $8 LIMIT 1) IS NOT NULL)
         ORDER BY k.word, k.person LIMIT $9) f
  JOIN person p ON p.id = f.person
 ORDER BY f.word, f.person";

/// Where a walk through words that begin with `first` starts or goes on. One bound is better than two: PostgreSQL would
/// walk from the lower.
pub(crate) fn started<'t>(after: (&'t str, &'t str), first: &'t str) -> (&'t str, &'t str) {
    if after.0 < first { (first, "") } else { after }
}

/// A text that sorts, byte by byte, after every one that begins with `prefix`, and before whatever does not.
pub(crate) fn beyond(prefix: &str) -> String {
    format!("{prefix}\u{10ffff}")
}
