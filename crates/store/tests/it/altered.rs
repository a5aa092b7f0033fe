//! Thousands of alterations drawn by lot, on a small record in SQLite, where a field may hold anything: all are found.

use std::fs;

use rusqlite::types::Value;
use rusqlite::{Connection, params, params_from_iter};
use store::engine::Place;
use store::entries::Entry;
use store::verify::verify;
use store::{Failure, Store};

use crate::chance::{Chance, rounds};
use crate::engines::{Door, Ground, rows};
use crate::verifying::{LENGTH, PUT_BACK, entry, opened, small};

/// Fields of an entry.
const FIELDS: [&str; 8] = ["body", "position", "person", "seq", "id", "stored_at", "line", "hash"];

/// A place in a chain.
type At = (&'static str, i64);

/// Alters something by lot.
struct Vandal<'v> {
    chance: Chance,
    database: &'v Connection,
    /// Every entry as it was, by place.
    entries: &'v [(At, Entry)],
}

type Done = Result<Vec<At>, rusqlite::Error>;

impl Vandal<'_> {
    /// Alters something; answers which entries are concerned. None are where it is something else.
    fn alter(&mut self) -> Done {
        match self.chance.of(0..12) {
            0..4 => self.field(),
            4 => self.exchange(),
            5 => self.delete(),
            6 => self.head(),
            7 => self.person(),
            8 => self.stray(),
            9 => self.forge(),
            10 => self.retype(),
            _ => self.shift(),
        }
    }

    fn place(&mut self) -> At {
        self.chance.one(self.entries).0
    }

    fn value(&self, at: At, field: &str) -> Value {
        let sql = format!("SELECT {field} FROM entry WHERE body = ? AND position = ?");
        self.database.query_row(&sql, params![at.0, at.1], |row| row.get(0)).unwrap()
    }

    fn set(&self, at: At, field: &str, value: &Value) -> Result<usize, rusqlite::Error> {
        // Whatever bytes there are, they are kept as a text.
        let text = if matches!(value, Value::Blob(_)) { "CAST(? AS TEXT)" } else { "?" };
        let sql = format!("UPDATE entry SET {field} = {text} WHERE body = ? AND position = ?");
        self.database.execute(&sql, params![value, at.0, at.1])
    }

    /// Another value in place of one: a bit or byte of it, or something else altogether.
    fn other(&mut self, value: Value, field: &str) -> Value {
        match value {
            Value::Integer(n) => Value::Integer(match self.chance.of(0..4) {
                0 => n ^ (1 << self.chance.of(0..63)),
                1 => n.wrapping_add(self.chance.of(0..5) as i64 - 2),
                2 => self.chance.number() as i64,
                _ => [i64::MIN, -1, 0, i64::MAX][self.chance.of(0..4)],
            }),
            Value::Text(text) => {
                let mut bytes = text.into_bytes();
                let at = self.chance.of(0..bytes.len());
                match self.chance.of(0..6) {
                    0..3 => bytes[at] ^= 1 << self.chance.of(0..8),
                    3 => drop(bytes.remove(at)),
                    4 => bytes.insert(at, self.chance.number() as u8),
                    _ => {
                        let place = self.place();
                        return self.value(place, field);
                    }
                }
                Value::Blob(bytes)
            }
            other => other,
        }
    }

    fn field(&mut self) -> Done {
        let (at, field) = (self.place(), *self.chance.one(&FIELDS));
        let value = self.value(at, field);
        let other = self.other(value, field);
        self.set(at, field, &other)?;
        Ok(vec![at])
    }

    /// Two entries exchange a field.
    fn exchange(&mut self) -> Done {
        let (one, two, field) = (self.place(), self.place(), *self.chance.one(&FIELDS));
        let (first, second) = (self.value(one, field), self.value(two, field));
        let aside = if matches!(first, Value::Integer(_)) { Value::Integer(-1) } else { Value::Text(String::new()) };
        if ["body", "position"].contains(&field) {
            return Ok(Vec::new());
        }
        self.set(one, field, &aside)?;
        self.set(two, field, &first)?;
        self.set(one, field, &second)?;
        Ok(vec![one, two])
    }

    /// Entries of a chain go: one, or several in a row.
    fn delete(&mut self) -> Done {
        let (body, from) = self.place();
        let to = from + self.chance.of(0..4) as i64;
        self.database
            .execute("DELETE FROM entry WHERE body = ? AND position BETWEEN ? AND ?", params![body, from, to])?;
        Ok((from..=to).map(|position| (body, position)).collect())
    }

    /// A head is altered.
    fn head(&mut self) -> Done {
        let body = ["amt", "namss"][self.chance.of(0..2)];
        let field = ["id", "position", "hash"][self.chance.of(0..3)];
        let read = |row: &rusqlite::Row<'_>| row.get(0);
        let sql = format!("SELECT {field} FROM body WHERE id = ?");
        let value = match self.database.query_row(&sql, [body], read)? {
            Value::Integer(n) => self.other(Value::Integer(n), field),
            Value::Text(text) => Value::Text(text.to_uppercase()),
            other => other,
        };
        match self.chance.of(0..8) {
            0 => self.database.execute("DELETE FROM body WHERE id = ?", [body])?,
            _ => self.database.execute(&format!("UPDATE body SET {field} = ? WHERE id = ?"), params![value, body])?,
        };
        Ok(Vec::new())
    }

    /// Somebody has another number of entries, another id, or is gone.
    fn person(&mut self) -> Done {
        let at = self.place();
        let person = self.value(at, "person");
        match self.chance.of(0..3) {
            0 => self.database.execute("DELETE FROM person WHERE id = ?", [person])?,
            1 => self.database.execute("UPDATE person SET id = id || 'x' WHERE id = ?", [person])?,
            _ => {
                let seq = self.other(Value::Integer(10), "seq");
                self.database.execute("UPDATE person SET seq = ? WHERE id = ?", params![seq, person])?
            }
        };
        Ok(Vec::new())
    }

    /// An entry out of nothing, with more or less of what would have to fit.
    fn stray(&mut self) -> Done {
        let (model, body) = (self.place(), ["amt", "namss"][self.chance.of(0..2)]);
        let position = [LENGTH + 1, 0, -3, LENGTH + 9, i64::MAX, i64::MIN][self.chance.of(0..6)];
        let ghost = self.chance.of(0..2) == 0;
        let whose = if ghost { Value::Text("ghost".to_owned()) } else { self.value(model, "person") };
        let seq = if ghost { 1 } else { 11 };
        self.database.execute(
            "INSERT INTO entry (body, position, person, seq, id, stored_at, line, hash)
             SELECT ?, ?, ?, ?, 'stray', stored_at, line, hash FROM entry WHERE body = ? AND position = ?",
            params![body, position, whose, seq, model.0, model.1],
        )?;
        if self.chance.of(0..2) == 0 {
            self.database.execute(
                "INSERT INTO person (id, seq, name, email) VALUES (?, ?, '', '') ON CONFLICT (id) DO UPDATE SET seq = ?",
                params![whose, seq, seq],
            )?;
        }
        if self.chance.of(0..2) == 0 {
            let hash = self.value(model, "hash");
            self.database
                .execute("UPDATE body SET position = ?, hash = ? WHERE id = ?", params![position, hash, body])?;
        }
        // One far away is named where the chain stops.
        Ok(vec![(body, position.min(LENGTH + 1))])
    }

    /// A field, and the hashes of that entry and of some that follow, so that they fit.
    fn forge(&mut self) -> Done {
        let at = self.place();
        let of =
            |position: i64| self.entries.iter().find(|(place, _)| *place == (at.0, position)).map(|(_, entry)| entry);
        let mut before = of(at.1 - 1).map_or(String::new(), |entry| entry.hash.clone());
        let upto = at.1 + self.chance.of(0..6) as i64;
        let word = self.chance.number() % 1_000;
        for position in at.1..=upto {
            let Some(mut entry) = of(position).cloned() else { break };
            if position == at.1 {
                entry.line = format!("{} {word}", entry.line);
            }
            before = entry.hash_after(&before);
            self.database.execute(
                "UPDATE entry SET line = ?, hash = ? WHERE body = ? AND position = ?",
                params![entry.line, before, at.0, position],
            )?;
        }
        Ok((at.1..=upto).map(|position| (at.0, position)).collect())
    }

    /// A field is kept as something else than it was: bytes, a fraction, another kind of number.
    fn retype(&mut self) -> Done {
        let (at, field) = (self.place(), *self.chance.one(&FIELDS));
        let how = ["CAST({} AS BLOB)", "{} || ''", "{} + 0.5", "x'00'", "'x' || {}"][self.chance.of(0..5)];
        let sql = format!("UPDATE entry SET {field} = {} WHERE body = ? AND position = ?", how.replace("{}", field));
        self.database.execute(&sql, params![at.0, at.1])?;
        Ok(vec![at])
    }

    /// One goes, and those after it move up; with the head or without.
    fn shift(&mut self) -> Done {
        let (body, from) = self.place();
        self.database.execute("DELETE FROM entry WHERE body = ? AND position = ?", params![body, from])?;
        for position in from + 1..=LENGTH {
            let sql = "UPDATE entry SET position = position - 1 WHERE body = ? AND position = ?";
            self.database.execute(sql, params![body, position])?;
        }
        if self.chance.of(0..2) == 0 {
            self.database.execute("UPDATE body SET position = position - 1 WHERE id = ?", [body])?;
        }
        Ok(vec![(body, from)])
    }
}

/// Whether what is kept differs from what was, byte for byte and kind for kind.
fn differs(database: &Connection) -> bool {
    let differs = |table: &str, fields: &[&str]| {
        let fields: Vec<String> = fields.iter().map(|f| format!("typeof({f}), CAST({f} AS BLOB)")).collect();
        let (fields, kept) = (fields.join(", "), format!("kept_{table}"));
        let sql = format!(
            "SELECT (SELECT count(*) FROM {table}) <> (SELECT count(*) FROM {kept})
                 OR EXISTS (SELECT {fields} FROM {table} EXCEPT SELECT {fields} FROM {kept})"
        );
        database.query_row(&sql, params_from_iter::<[i64; 0]>([]), |row| row.get::<_, bool>(0)).unwrap()
    };
    differs("entry", &FIELDS) || differs("body", &["id", "position", "hash"]) || differs("person", &["id", "seq"])
}

#[test]
fn whatever_is_altered_is_found() {
    let ground = Ground::sqlite();
    let (store, door) = opened(&ground);
    let Door::Sqlite(database) = &door else { panic!("no SQLite") };
    database.execute_batch("PRAGMA wal_autocheckpoint = 0").unwrap();
    let places = ["amt", "namss"].into_iter().flat_map(|body| (1..=LENGTH).map(move |position| (body, position)));
    let entries: Vec<(At, Entry)> = places.map(|at| (at, entry(&store, at.0, at.1))).collect();
    let wanted = rounds(1_000, 10_000);
    let (mut found, mut drawn) = (0, 0);
    while found < wanted {
        drawn += 1;
        let mut vandal = Vandal { chance: Chance::new(drawn), database, entries: &entries };
        database.execute_batch("BEGIN").unwrap();
        let Ok(touched) = vandal.alter() else {
            // The database itself would not have it.
            database.execute_batch("ROLLBACK").unwrap();
            continue;
        };
        database.execute_batch("COMMIT").unwrap();
        if differs(database) {
            found += 1;
            let amiss = verify(&store, |_| {}).unwrap().amiss;
            let near =
                |(body, position): &At| amiss.iter().any(|a| a.body == *body && a.position.abs_diff(*position) <= 1);
            assert!(!amiss.is_empty(), "draw {drawn} is not found: {touched:?}");
            assert!(
                touched.is_empty() || touched.iter().any(near),
                "draw {drawn} at {touched:?} is found as {amiss:#?}"
            );
            database.execute_batch(PUT_BACK).unwrap();
        }
        if drawn % 200 == 0 {
            assert_eq!(verify(&store, |_| {}).unwrap().amiss, [], "draw {drawn} was not put back");
            database.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(())).unwrap();
        }
    }
    println!("{found} alterations found of {drawn} drawn; the others the database refused, or they changed nothing");
}

/// People's records, as they are asked for.
fn records(store: &Store, people: &[String]) -> Result<Vec<Vec<Entry>>, Failure> {
    store.read(|tx| people.iter().map(|person| store::entries::of_person(tx, person)).collect())
}

#[test]
fn whatever_the_disk_forgets_is_found() {
    let ground = Ground::sqlite();
    let store = ground.open();
    small(&store);
    let people: Vec<String> = rows(&store, "SELECT id FROM person").iter().map(|row| row.text(0).to_owned()).collect();
    let before = records(&store, &people).unwrap();
    drop(store);
    let Place::File(path) = &ground.place else { panic!("no SQLite") };
    let whole = fs::read(path).unwrap();
    // Much of the file is empty yet.
    let written: Vec<usize> = (0..whole.len()).filter(|at| whole[*at] != 0).collect();
    let (mut found, mut failed, mut elsewhere) = (0, 0, 0);
    for drawn in 0..rounds(200, 5_000) {
        let mut chance = Chance::new(drawn as u64);
        let mut flipped = whole.clone();
        let at = *chance.one(&written);
        flipped[at] ^= 1 << chance.of(0..8);
        for ending in ["-wal", "-shm"] {
            let _ = fs::remove_file(format!("{}{ending}", path.display()));
        }
        fs::write(path, &flipped).unwrap();
        let judged = Store::open(ground.place.clone()).and_then(|store| {
            let amiss = verify(&store, |_| {})?.amiss;
            Ok((amiss, records(&store, &people)))
        });
        match judged {
            Err(_) => failed += 1,
            Ok((amiss, _)) if !amiss.is_empty() => found += 1,
            Ok((_, records)) => {
                assert_eq!(records.as_ref(), Ok(&before), "bit flip {drawn} at byte {at} is not found");
                elsewhere += 1;
            }
        }
    }
    println!("bit flips in the file: {found} found amiss, {failed} stopped the engine, {elsewhere} elsewhere");
}
