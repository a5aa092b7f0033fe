//! Everything in the store as one file that either engine reads: a copy to keep, and the way from one engine to the
//! other.
//!
//! JSON Lines: what it is and of which migration, then each table's rows, then how many lines there were and the
//! SHA-256 of them. A copy is read from one state of the database, while others go on writing. Sessions are not in it:
//! whoever restores a store signs in anew. Nor is from where people signed in, which is kept for a time only, nor what
//! was sent by mail to be sent back.

use std::io::{BufRead, Write};

use base64ct::{Base64, Encoding};
use serde_json::{Value as Json, json};
use sha2::{Digest, Sha256};

use crate::engine::migrate::NEWEST;
use crate::engine::{Failure, Row, Store, Tx, Value};
use crate::entries::hex;
use crate::rebuild;

/// A table: its name, how it is read, how a row is written, and what each column holds: a (n)umber, (t)ext, (f)lag or
/// (b)ytes.
type Table = (&'static str, &'static str, &'static str, &'static str);

macro_rules! table {
    ($name:literal, $columns:literal, $places:literal, $order:literal, $kinds:literal) => {
        (
            $name,
            concat!("SELECT ", $columns, " FROM ", $name, " ORDER BY ", $order),
            concat!("INSERT INTO ", $name, " (", $columns, ") VALUES (", $places, ")"),
            $kinds,
        )
    };
}

/// Every table that is kept, each after those it refers to.
const TABLES: &[Table] = &[
    table!("body", "id, position, hash", "$1, $2, $3", "id", "tnt"),
    table!("person", "id, seq, name, email, born, place", "$1, $2, $3, $4, $5, $6", "id", "tnttnt"),
    table!(
        "entry",
        "person, seq, body, position, id, stored_at, line, hash",
        "$1, $2, $3, $4, $5, $6, $7, $8",
        "person, seq",
        "tntntntt"
    ),
    table!("counter", "name, value", "$1, $2", "name", "tn"),
    table!(
        "credential",
        "number, person, award, body, programme, awarded",
        "$1, $2, $3, $4, $5, $6",
        "number",
        "tttttn"
    ),
    table!(
        "standing",
        "number, from_day, to_day, standing, good, through",
        "$1, $2, $3, $4, $5, $6",
        "number, from_day",
        "tnntfn"
    ),
    table!("listed", "word, number, place", "$1, $2, $3", "word, number", "ttt"),
    table!("place_as", "words, place", "$1, $2", "words, place", "tt"),
    table!("counted_result", "exam, person, programme, period, passed", "$1, $2, $3, $4, $5", "exam", "ttttf"),
    table!("pass_count", "programme, period, passed, failed", "$1, $2, $3, $4", "programme, period", "ttnn"),
    table!("known_as", "word, person", "$1, $2", "word, person", "tt"),
    table!("merged", "event, person, into_person, day, holds", "$1, $2, $3, $4, $5", "event", "tttnf"),
    table!("trace", "value, person", "$1, $2", "value, person", "tt"),
    table!("alike", "one, other, score", "$1, $2, $3", "one, other", "ttn"),
    table!("apart", "one, other, said_by, said_at", "$1, $2, $3, $4", "one, other", "tttn"),
    table!("waiting", "event, body, queue, person, programme, since", "$1, $2, $3, $4, $5, $6", "event", "tttttn"),
    table!(
        "seating",
        "id, body, programme, testing_window, site, starts_at, seats, taken",
        "$1, $2, $3, $4, $5, $6, $7, $8",
        "id",
        "tttttnnn"
    ),
    table!("seat", "appointment, seating, person, programme, given_back", "$1, $2, $3, $4, $5", "appointment", "ttttn"),
    table!("draft", "owner, step, answers, changed_at, ends_at", "$1, $2, $3, $4, $5", "owner, step", "tttnn"),
    table!("due", "what", "$1", "what", "t"),
    table!("setting", "name, value", "$1, $2", "name", "tt"),
    table!(
        "account",
        "id, email, password, person, name, verified_at, totp_secret, totp_proposed, totp_step, disabled, created_at",
        "$1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11",
        "id",
        "tttttnttnfn"
    ),
    table!("account_role", "account, role, given_by, given_at", "$1, $2, $3, $4", "account, role", "tttn"),
    table!("account_change", "id, at, account, what, detail, by_whom", "$1, $2, $3, $4, $5, $6", "id", "tntttt"),
    table!("last_sign_in", "account, at", "$1, $2", "account", "tn"),
    table!(
        "api_token",
        "id, hash, name, scopes, made_by, made_at, ends_at, used_at, revoked_at",
        "$1, $2, $3, $4, $5, $6, $7, $8, $9",
        "id",
        "tttttnnnn"
    ),
    table!(
        "mail",
        "id, key, person, to_address, kind, subject, body, created_at, lease_until, tries, tried_at, sent_at, answer, given_up",
        "$1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14",
        "id",
        "tttttttnnnnntn"
    ),
    table!(
        "file",
        "id, person, sha256, name, media_type, size, uploaded_at, uploaded_by, used_at, bytes",
        "$1, $2, $3, $4, $5, $6, $7, $8, $9, $10",
        "id",
        "tttttnntnb"
    ),
    table!(
        "job",
        "id, key, kind, about, created_at, lease_until, tries, tried_at, done_at, error, given_up",
        "$1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11",
        "id",
        "ttttnnnnntn"
    ),
    table!(
        "checkout",
        "id, person, body, currency, amount, quoted_on, state, session, payment, address, begun_at, ends_at, changed_at",
        "$1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13",
        "id",
        "ttttnnttttnnn"
    ),
    table!(
        "checkout_item",
        "checkout, position, item, amount, clause, citation",
        "$1, $2, $3, $4, $5, $6",
        "checkout, position",
        "tntntt"
    ),
    table!(
        "payment_notice",
        "id, checkout, payment, kind, amount, currency, dispute, at, heard_at",
        "$1, $2, $3, $4, $5, $6, $7, $8, $9",
        "id",
        "ttttnttnn"
    ),
    table!(
        "payment_issue",
        "id, about, checkout, kind, amount, currency, said, since, settled_at, settled_by, outcome, note",
        "$1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12",
        "id",
        "ttttnttnnttt"
    ),
];

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
        for (name, select, _, kinds) in TABLES {
            tx.each(select, &[], |row| {
                let columns: Vec<Json> = kinds.bytes().enumerate().map(|(at, kind)| shown(&row, at, kind)).collect();
                write(json!([name, columns]))
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
        let mut rows = 0;
        for line in from().map_err(io)?.lines() {
            if let Json::Array(row) = read(&line.map_err(io)?)? {
                put(tx, &row, older)?;
                rows += 1;
            }
        }
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

/// Puts a row where it belongs. One of an older copy may lack the columns that came last since.
fn put(tx: &mut Tx<'_>, row: &[Json], older: bool) -> Result<(), Failure> {
    let (Some(name), Some(columns)) = (row.first().and_then(Json::as_str), row.get(1).and_then(Json::as_array)) else {
        return Err(damaged("a row cannot be read"));
    };
    let table = TABLES.iter().find(|(own, ..)| *own == name);
    let (_, _, insert, kinds) = table.ok_or_else(|| damaged(&format!("there is no table `{name}`")))?;
    if kinds.len() != columns.len() && !(older && columns.len() < kinds.len()) {
        return Err(damaged(&format!("a row of `{name}` has {} columns", columns.len())));
    }
    let bytes =
        |json: &Json| Base64::decode_vec(json.as_str().unwrap_or_default()).map_err(|e| damaged(&e.to_string()));
    let value = |(json, kind): (&Json, u8)| {
        Ok(match (json, kind) {
            (Json::Null, _) => Value::Null,
            (_, b'n') => json.as_i64().map_or(Value::Null, Value::Integer),
            (_, b'f') => Value::Flag(json.as_bool() == Some(true)),
            (_, b'b') => Value::Bytes(bytes(json)?),
            (_, _) => json.as_str().map_or(Value::Null, Value::from),
        })
    };
    let missing = [Json::from("")];
    let columns = columns.iter().chain(missing.iter().cycle());
    let values: Result<Vec<Value>, Failure> = columns.zip(kinds.bytes()).map(value).collect();
    tx.execute(insert, &values?)?;
    Ok(())
}
