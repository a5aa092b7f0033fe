//! Everything in the store as one file that either engine reads: a copy to keep, and the way from one engine to the
//! other.
//!
//! JSON Lines: what it is and of which migration, then each table's rows, then how many lines there were and the
//! SHA-256 of them. A copy is read from one state of the database, while others go on writing. Sessions are not in it:
//! whoever restores a store signs in anew. Nor is from where people signed in, which is kept for a time only, nor what
//! was sent by mail to be sent back.

use std::io::{BufRead, Write};
use std::sync::LazyLock;

use base64ct::{Base64, Encoding};
use serde_json::{Value as Json, json};
use sha2::{Digest, Sha256};

use crate::engine::migrate::NEWEST;
use crate::engine::{Failure, Row, Store, Tx, Value};
use crate::entries::hex;
use crate::rebuild;

/// A table: its name, its columns, and by which of them it is read. A column holds text, unless a letter behind it says
/// that it holds a (n)umber, a (f)lag or (b)ytes. New columns come last: a copy of an older program lacks them.
type Table = (&'static str, &'static str, &'static str);

/// Every table that is kept, each after those it refers to.
const TABLES: &[Table] = &[
    ("body", "id, position:n, hash", "id"),
    ("person", "id, seq:n, name, email, born:n, place", "id"),
    ("entry", "person, seq:n, body, position:n, id, stored_at:n, line, hash", "person, seq"),
    ("counter", "name, value:n", "name"),
    ("credential", "number, person, award, body, programme, awarded:n", "number"),
    ("standing", "number, from_day:n, to_day:n, standing, good:f", "number, from_day"),
    ("ask_office", "number, from_day:n, to_day:n", "number, from_day"),
    ("counted_result", "exam, person, programme, period, passed:f", "exam"),
    ("pass_count", "programme, period, passed:n, failed:n", "programme, period"),
    ("known_as", "word, person", "word, person"),
    ("merged", "event, person, into_person, day:n, holds:f", "event"),
    ("trace", "value, person", "value, person"),
    ("alike", "one, other, score:n", "one, other"),
    ("apart", "one, other, said_by, said_at:n", "one, other"),
    ("waiting", "event, body, queue, person, programme, since:n, last_day:n", "event"),
    ("site", "id, name, address, zone, closed_days, accommodations, closed_at:n", "id"),
    ("seating", "id, body, programme, testing_window, site, starts_at:n, seats:n, taken:n, closed_at:n", "id"),
    ("seat", "appointment, seating, person, programme, given_back:n, used", "appointment"),
    ("candidacy", "event, state, person, programme, testing_window", "event, state"),
    (
        "sitting",
        "number, key, exam, person, body, programme, testing_window, day:n, outcome, form, score, scored_by, raw, scaled, passed:f, released:n",
        "number",
    ),
    (
        "proposal",
        "id, body, programme, testing_window, proposed_by, proposed_at:n, note, reason, released_by, released_at:n, withdrawn_by, withdrawn_at:n",
        "id",
    ),
    ("proposed", "proposal, exam, score, done_at:n, wrong", "proposal, exam"),
    ("held_back", "exam, held_at:n, held_by, reason, lifted_at:n, lifted_by", "exam, held_at"),
    ("left_over", "id, what, came_by, came_at:n, line:n, row_text, wrong, dealt_by, dealt_at:n, note", "id"),
    (
        "course",
        "key, code, body, title, category, units, kind, evaluated_by:n, from_day:n, to_day:n, iri, changed_by, changed_at:n",
        "key",
    ),
    (
        "completion",
        "id, source, told_id, hash, told_course, told_day, email, told_person, certificate, name, came_by, came_at:n, line:n, state, wrong, course, person, day:n, event, dealt_by, dealt_at:n, note",
        "id",
    ),
    ("two_activities", "posted, logged, said_by, said_at:n", "posted, logged"),
    (
        "audit_draw",
        "id, body, scheme, made_at:n, made_by, algorithm, seed, share, clause, citation, counted:n, hash, population, drawn",
        "id",
    ),
    ("draft", "owner, step, answers, changed_at:n, ends_at:n", "owner, step"),
    ("draft_file", "owner, step, field, file", "owner, step, field, file"),
    ("due", "what", "what"),
    ("setting", "name, value", "name"),
    (
        "account",
        "id, email, password, person, name, verified_at:n, totp_secret, totp_proposed, totp_step:n, disabled:f, created_at:n",
        "id",
    ),
    ("account_role", "account, role, given_by, given_at:n", "account, role"),
    ("provider", "id, name, folded, made_at:n", "id"),
    ("provider_account", "account, provider, joined_at:n", "account"),
    (
        "activity",
        "id, number, body, provider, state, title, about, place, online:f, agenda, first_day:n, last_day:n, submitted_at:n, credit, tagline, reason, changes:n",
        "id",
    ),
    ("activity_change", "activity, nth:n, at:n, by_whom, state, reason, content", "activity, nth"),
    (
        "activity_roster",
        "activity, nth:n, name, email, certificate, credit, person, came_by, came_at:n",
        "activity, nth",
    ),
    ("account_change", "id, at:n, account, what, detail, by_whom", "id"),
    ("last_sign_in", "account, at:n", "account"),
    ("api_token", "id, hash, name, scopes, made_by, made_at:n, ends_at:n, used_at:n, revoked_at:n", "id"),
    (
        "mail",
        "id, key, person, to_address, kind, subject, body, created_at:n, lease_until:n, tries:n, tried_at:n, sent_at:n, answer, given_up:n",
        "id",
    ),
    ("group_letter", "id, scheme, year:n, state, subject, people:n, sent_by, sent_at:n", "id"),
    ("file", "id, person, sha256, name, media_type, size:n, uploaded_at:n, uploaded_by, used_at:n, bytes:b", "id"),
    (
        "job",
        "id, key, kind, about, created_at:n, lease_until:n, tries:n, tried_at:n, done_at:n, error, given_up:n",
        "id",
    ),
    (
        "checkout",
        "id, person, body, currency, amount:n, quoted_on:n, state, session, payment, address, begun_at:n, ends_at:n, changed_at:n",
        "id",
    ),
    ("checkout_item", "checkout, position:n, item, amount:n, clause, citation", "checkout, position"),
    ("payment_notice", "id, checkout, payment, kind, amount:n, currency, dispute, at:n, heard_at:n", "id"),
    (
        "payment_issue",
        "id, about, checkout, kind, amount:n, currency, said, since:n, settled_at:n, settled_by, outcome, note",
        "id",
    ),
];

/// Tables that older copies have and nobody needs any more: the public's search was one into these.
const GONE: [&str; 2] = ["listed", "place_as"];

/// Tables of whose rows older copies have more columns, and how many of them are kept: the last ones are gone.
const SHED: [(&str, usize); 1] = [("standing", 5)];

/// The columns of a table, and what each holds.
fn columns((_, columns, _): &Table) -> Vec<(&'static str, u8)> {
    let column = |column: &'static str| match column.split_once(':') {
        Some((name, kind)) => (name, kind.bytes().next().unwrap_or(b't')),
        None => (column, b't'),
    };
    columns.split(", ").map(column).collect()
}

/// The statements of a table, made from its names once.
struct Statements {
    table: &'static Table,
    columns: Vec<(&'static str, u8)>,
    /// Reads it.
    select: String,
    /// Writes a row of the first column, of the first two, and so on to all.
    one: Vec<String>,
    /// Writes many whole rows.
    many: String,
}

static STATEMENTS: LazyLock<Vec<Statements>> = LazyLock::new(|| {
    let statements = |table: &'static Table| {
        let columns = columns(table);
        let names: Vec<&str> = columns.iter().map(|(name, _)| *name).collect();
        Statements {
            table,
            select: format!("SELECT {} FROM {} ORDER BY {}", names.join(", "), table.0, table.2),
            one: (1..=columns.len()).map(|width| insert(table, width, 1)).collect(),
            many: insert(table, columns.len(), TOGETHER),
            columns,
        }
    };
    TABLES.iter().map(statements).collect()
});

/// The statement that writes so many rows of the first so many columns.
fn insert(table: &Table, width: usize, rows: usize) -> String {
    let names: Vec<&str> = columns(table).iter().take(width).map(|(name, _)| *name).collect();
    let row = |nth: usize| {
        let places: Vec<String> = (1..=width).map(|at| format!("${}", nth * width + at)).collect();
        format!("({})", places.join(", "))
    };
    let rows: Vec<String> = (0..rows).map(row).collect();
    format!("INSERT INTO {} ({}) VALUES {}", table.0, names.join(", "), rows.join(", "))
}

/// What the first line says.
const WHAT: &str = "assay backup";

fn io(failure: std::io::Error) -> Failure {
    Failure::Engine(failure.to_string())
}

/// Writes a copy; answers how many rows it has.
///
/// # Errors
/// Where the database or `out` fails.
pub fn backup(store: &Store, out: &mut impl Write) -> Result<u64, Failure> {
    let mut hasher = Sha256::new();
    let mut lines = 0u64;
    store.read(|tx| {
        let mut write = |line: Json| {
            let text = format!("{line}\n");
            hasher.update(text.as_bytes());
            lines += 1;
            out.write_all(text.as_bytes()).map_err(io)
        };
        write(json!({ "what": WHAT, "migration": NEWEST }))?;
        for Statements { table, columns, select, .. } in STATEMENTS.iter() {
            tx.each(select, &[], |row| {
                let row: Vec<Json> = columns.iter().enumerate().map(|(at, (_, kind))| shown(&row, at, *kind)).collect();
                write(json!([table.0, row]))
            })?;
        }
        Ok(())
    })?;
    let end = json!({ "lines": lines, "sha256": hex(&hasher.finalize()) });
    out.write_all(format!("{end}\n").as_bytes()).map_err(io)?;
    out.flush().map_err(io)?;
    Ok(lines - 1)
}

fn shown(row: &Row, at: usize, kind: u8) -> Json {
    match kind {
        b'n' => row.integer_if_any(at).map_or(Json::Null, Json::from),
        b'f' => Json::from(row.flag(at)),
        b'b' => Json::from(Base64::encode_string(row.bytes(at))),
        _ => row.text_if_any(at).map_or(Json::Null, Json::from),
    }
}

/// Puts a copy into an empty store: all of it, or nothing. The whole file is read and checked before anything is
/// written. Answers how many rows it has.
///
/// # Errors
/// Where the store is not empty, the copy is damaged or of a newer program, or the database fails.
pub fn restore(
    store: &Store,
    from: impl Fn() -> std::io::Result<Box<dyn BufRead>> + Send + 'static,
) -> Result<u64, Failure> {
    let older = checked(from().map_err(io)?)? < NEWEST;
    store.write(move |tx| {
        if tx.one("SELECT 1 FROM person LIMIT 1", &[])?.is_some()
            || tx.one("SELECT 1 FROM account LIMIT 1", &[])?.is_some()
        {
            return Err(Failure::Taken("this store is not empty, and a copy is put into an empty one only".to_owned()));
        }
        let (mut rows, mut unwritten) = (0, Unwritten::default());
        for line in from().map_err(io)?.lines() {
            if let Json::Array(row) = read(&line.map_err(io)?)? {
                unwritten.take(tx, &row, older)?;
                rows += 1;
            }
        }
        unwritten.write(tx)?;
        // What follows from the record and was not kept then is worked out by whoever serves it.
        if older {
            rebuild::set_due(tx)?;
        }
        Ok(rows)
    })
}

fn read(line: &str) -> Result<Json, Failure> {
    serde_json::from_str(line).map_err(|e| damaged(&e.to_string()))
}

fn damaged(what: &str) -> Failure {
    Failure::Missing(format!("whole copy in this file: {what}"))
}

/// Reads a copy through: what it is, that every line is there, and that no bit was changed. Answers the number of the
/// newest migration then.
fn checked(from: impl BufRead) -> Result<i64, Failure> {
    let mut hasher = Sha256::new();
    let (mut lines, mut last, mut migration): (u64, Option<String>, i64) = (0, None, i64::MAX);
    for line in from.lines() {
        let line = line.map_err(io)?;
        if last.is_none() {
            let head = read(&line)?;
            if head.get("what").and_then(Json::as_str) != Some(WHAT) {
                return Err(damaged("it is no backup of Assay's"));
            }
            migration = head.get("migration").and_then(Json::as_i64).unwrap_or(i64::MAX);
            if migration > NEWEST {
                return Err(Failure::Newer { found: migration, known: NEWEST });
            }
        }
        // The last line covers those before it.
        if let Some(before) = last.replace(line) {
            hasher.update(before.as_bytes());
            hasher.update(b"\n");
            lines += 1;
        }
    }
    let end = read(&last.unwrap_or_default())?;
    if end.get("lines").and_then(Json::as_u64) != Some(lines) {
        return Err(damaged("it ends too early"));
    }
    match end.get("sha256").and_then(Json::as_str) == Some(&hex(&hasher.finalize())) {
        true => Ok(migration),
        false => Err(damaged("it was changed since it was written")),
    }
}

/// How many rows are written by one statement: a server is asked so many times less.
const TOGETHER: usize = 64;

/// Rows of one table that are yet to be written.
#[derive(Default)]
struct Unwritten {
    of: Option<&'static Statements>,
    /// How many columns each has: one of an older copy may lack those that came last since.
    width: usize,
    values: Vec<Value>,
}

impl Unwritten {
    /// Takes one row more, writing those before it where they are of another kind, or enough.
    fn take(&mut self, tx: &mut Tx<'_>, row: &[Json], older: bool) -> Result<(), Failure> {
        let (Some(name), Some(row)) = (row.first().and_then(Json::as_str), row.get(1).and_then(Json::as_array)) else {
            return Err(damaged("a row cannot be read"));
        };
        if older && GONE.contains(&name) {
            return Ok(());
        }
        let kept = SHED.iter().find(|(table, kept)| older && *table == name && row.len() > *kept);
        let row = kept.map_or(&row[..], |(_, kept)| &row[..*kept]);
        let of = STATEMENTS.iter().find(|of| of.table.0 == name);
        let of = of.ok_or_else(|| damaged(&format!("there is no table `{name}`")))?;
        if row.len() != of.columns.len() && !(older && (1..of.columns.len()).contains(&row.len())) {
            return Err(damaged(&format!("a row of `{name}` has {} columns", row.len())));
        }
        let same = self.of.is_some_and(|own| own.table.0 == name) && self.width == row.len();
        if !same || self.values.len() == TOGETHER * self.width {
            self.write(tx)?;
            (self.of, self.width) = (Some(of), row.len());
        }
        for (json, (_, kind)) in row.iter().zip(&of.columns) {
            self.values.push(held(json, *kind)?);
        }
        Ok(())
    }

    fn write(&mut self, tx: &mut Tx<'_>) -> Result<(), Failure> {
        let Some(of) = self.of else { return Ok(()) };
        if self.values.len() == TOGETHER * of.columns.len() && self.width == of.columns.len() {
            tx.execute(&of.many, &self.values)?;
        } else {
            let one = &of.one[self.width - 1];
            self.values.chunks(self.width).try_for_each(|row| tx.execute(one, row).map(drop))?;
        }
        self.values.clear();
        Ok(())
    }
}

fn held(json: &Json, kind: u8) -> Result<Value, Failure> {
    Ok(match (json, kind) {
        (Json::Null, _) => Value::Null,
        (_, b'n') => json.as_i64().map_or(Value::Null, Value::Integer),
        (_, b'f') => Value::Flag(json.as_bool() == Some(true)),
        (_, b'b') => {
            let bytes = Base64::decode_vec(json.as_str().unwrap_or_default());
            Value::Bytes(bytes.map_err(|e| damaged(&e.to_string()))?)
        }
        (_, _) => json.as_str().map_or(Value::Null, Value::from),
    })
}
