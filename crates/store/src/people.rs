//! Who people are, as their records say: for looking them up.

use std::collections::BTreeSet;

use jiff::civil::Date;
use programme::record::{Entry, Event};
use programme::review::Case;

use crate::engine::{Failure, Row, Tx, Value};
use crate::standings::{day_of, number_of};
use crate::{duplicates, merging};

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
    /// Town and state, where they say so.
    pub place: String,
}

fn person_of(row: &Row) -> Person {
    Person {
        id: row.text(0).to_owned(),
        name: row.text(1).to_owned(),
        email: row.text(2).to_owned(),
        born: row.integer_if_any(3).map(day_of),
        entries: row.integer(4),
        place: row.text(5).to_owned(),
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

/// Words by which somebody is looked for, the longest first: it is the rarest most likely, and the list is walked by it.
pub(crate) fn sought(name: &str) -> Vec<String> {
    let mut words = words(name);
    words.sort_by_key(|word| std::cmp::Reverse(word.len()));
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

/// Words by which a place is found: the whole of it, and each part that follows a comma, as a state does.
pub fn place_words(place: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for (at, _) in place.match_indices(',').map(|(at, sign)| (at + sign.len(), sign)).chain([(0, "")]) {
        let words = spelt(&place[at..]);
        if !words.is_empty() && !found.contains(&words) {
            found.push(words);
        }
    }
    found
}

/// A text without case, accents or signs, its words in their order.
pub fn spelt(text: &str) -> String {
    let parts = text.split(|c: char| !c.is_alphanumeric() && !is_accent(c));
    parts.flat_map(words).collect::<Vec<_>>().join(" ")
}

/// Takes away the words by which some people are found, to be kept anew.
pub(crate) fn clear(tx: &mut Tx<'_>, people: &BTreeSet<String>) -> Result<(), Failure> {
    for person in people {
        tx.execute("DELETE FROM known_as WHERE person = $1", &[person.into()])?;
    }
    Ok(())
}

/// Keeps who the person of a case is, and by which words they are found: those of every name that they were registered by,
/// on each record that is theirs.
pub(crate) fn keep(tx: &mut Tx<'_>, case: &Case<'_>, cleared: bool) -> Result<(), Failure> {
    let mut found: BTreeSet<String> = BTreeSet::new();
    for merge in &case.merged {
        let own = |entry: &&Entry<'_>| entry.person == merge.merged;
        let last = registrations(case).filter(own).max_by_key(|entry| entry.line);
        named(tx, &merge.merged, last)?;
    }
    let id = Value::from(&*case.person);
    let before = tx.one("SELECT name FROM person WHERE id = $1", std::slice::from_ref(&id))?;
    let name = named(tx, &case.person, case.registration())?;
    let names = registrations(case).filter_map(|entry| match &entry.event {
        Event::PersonRegistered { name, .. } => Some(kept(name)),
        _ => None,
    });
    let names: BTreeSet<String> = names.collect();
    if !cleared && names.len() < 2 && before.is_some_and(|row| row.text(0) == name) {
        return Ok(());
    }
    tx.execute("DELETE FROM known_as WHERE person = $1", std::slice::from_ref(&id))?;
    found.extend(names.iter().flat_map(|name| words(name)));
    for word in found {
        tx.execute("INSERT INTO known_as (word, person) VALUES ($1, $2)", &[word.into(), id.clone()])?;
    }
    Ok(())
}

/// Every registration of a case.
pub(crate) fn registrations<'c, 'a>(case: &'c Case<'a>) -> impl Iterator<Item = &'c Entry<'a>> {
    let entries = case.records().flat_map(|(_, record)| &record.facts).map(|fact| &fact.entry);
    entries.filter(|entry| matches!(entry.event, Event::PersonRegistered { .. }))
}

/// A text as it can be kept: PostgreSQL's hold every character but U+0000.
fn kept(text: &str) -> String {
    text.replace('\0', "")
}

/// Keeps who somebody is by a registration; answers the name. Whose registration was retracted has none any more.
fn named(tx: &mut Tx<'_>, person: &str, registration: Option<&Entry<'_>>) -> Result<String, Failure> {
    let (name, email, born, place) = match registration.map(|entry| &entry.event) {
        Some(Event::PersonRegistered { name, email, born, place }) => {
            (kept(name), kept(email), *born, kept(place.as_deref().unwrap_or_default()))
        }
        _ => Default::default(),
    };
    tx.execute(
        "UPDATE person SET name = $2, email = $3, born = $4, place = $5 WHERE id = $1",
        &[person.into(), (&name).into(), email.into(), born.map(number_of).into(), place.trim().into()],
    )?;
    Ok(name)
}

/// A person by id, as their own record says. Where it was merged with others, the entries of all are counted.
///
/// # Errors
/// Where the database fails.
pub fn by_id(tx: &mut Tx<'_>, id: &str) -> Result<Option<Person>, Failure> {
    let row = tx.one("SELECT id, name, email, born, seq, place FROM person WHERE id = $1", &[id.into()])?;
    let Some(mut person) = row.as_ref().map(person_of) else { return Ok(None) };
    for other in merging::household(tx, &[id])?.iter().filter(|other| *other != id) {
        let row = tx.one("SELECT seq FROM person WHERE id = $1", &[other.into()])?;
        person.entries += row.map_or(0, |row| row.integer(0));
    }
    Ok(Some(person))
}

/// The person as whom somebody counts: they themself, or whoever they were merged into.
///
/// # Errors
/// Where the database fails.
pub fn counting_as(tx: &mut Tx<'_>, id: &str) -> Result<Option<Person>, Failure> {
    let survivor = merging::survivor(tx, id)?;
    by_id(tx, &survivor)
}

/// Whether there is anybody.
///
/// # Errors
/// Where the database fails.
pub fn any(tx: &mut Tx<'_>) -> Result<bool, Failure> {
    Ok(tx.one("SELECT 1 FROM person LIMIT 1", &[])?.is_some())
}

/// People with an e-mail address, now or once; of whoever was merged into another, that other.
///
/// # Errors
/// Where the database fails.
pub fn by_email(tx: &mut Tx<'_>, email: &str) -> Result<Vec<Person>, Failure> {
    let mut rows = tx
        .query("SELECT id FROM person WHERE email = $1 AND email <> '' ORDER BY id LIMIT 25", &[email.trim().into()])?;
    rows.extend(tx.query(
        "SELECT person FROM trace WHERE value = $1 ORDER BY person LIMIT 25",
        &[duplicates::of_address(email).into()],
    )?);
    let mut found: Vec<Person> = Vec::new();
    for row in &rows {
        let survivor = merging::survivor(tx, row.text(0))?;
        if !found.iter().any(|person| person.id == survivor) {
            found.extend(by_id(tx, &survivor)?);
        }
    }
    Ok(found)
}

/// People whose names have words that begin with each of the words of `name` (at most three count), by the longest of these, after `after` (a
/// pair of word and id, as answered with the last page); at most `most`.
///
/// # Errors
/// Where the database fails.
pub fn by_name(tx: &mut Tx<'_>, name: &str, after: (&str, &str), most: i64) -> Result<Vec<(String, Person)>, Failure> {
    let words = sought(name);
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
    Ok(rows.iter().map(|row| (row.text(6).to_owned(), person_of(row))).collect())
}

/// The search by name. Its plan is held to the indexes by a test, as the public's is.
pub const BY_NAME: &str = "SELECT f.person, (SELECT p.name FROM person p WHERE p.id = f.person),
       (SELECT p.email FROM person p WHERE p.id = f.person), (SELECT p.born FROM person p WHERE p.id = f.person),
       (SELECT p.seq FROM person p WHERE p.id = f.person), (SELECT p.place FROM person p WHERE p.id = f.person), f.word
  FROM (SELECT k.word, k.person FROM known_as k
         WHERE (k.word, k.person) > ($3, $4) AND k.word < $2
           AND coalesce((SELECT 1 FROM known_as e
                          WHERE e.person = k.person AND e.word >= $1 AND e.word < k.word LIMIT 1), 0) <> 1
           AND ($5 = '' OR (SELECT 1 FROM known_as a
                             WHERE a.person = k.person AND a.word >= $5 AND a.word < $6 LIMIT 1) IS NOT NULL)
           AND ($7 = '' OR (SELECT 1 FROM known_as b
                             WHERE b.person = k.person AND b.word >= $7 AND b.word < $8 LIMIT 1) IS NOT NULL)
         ORDER BY k.word, k.person LIMIT $9) f
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
