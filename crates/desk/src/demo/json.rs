//! Writing JSON fields straight into bytes: a million people are a few gigabytes, and most of them are dates.

use jiff::civil::Date;
use programme::amount::Money;

/// Writes `,"key":`.
pub fn key(out: &mut Vec<u8>, key: &str) {
    out.extend_from_slice(b",\"");
    out.extend_from_slice(key.as_bytes());
    out.extend_from_slice(b"\":");
}

/// Writes a field of text.
pub fn text(out: &mut Vec<u8>, name: &str, value: &str) {
    key(out, name);
    string(out, value);
}

/// Writes a field of any value that prints without quotes and backslashes.
pub fn said(out: &mut Vec<u8>, name: &str, value: impl std::fmt::Display) {
    key(out, name);
    out.push(b'"');
    write(out, value);
    out.push(b'"');
}

/// Writes a field of a day.
pub fn day(out: &mut Vec<u8>, name: &str, value: Date) {
    key(out, name);
    out.push(b'"');
    date(out, value);
    out.push(b'"');
}

/// Writes a field of a day, where there is one.
pub fn day_if_any(out: &mut Vec<u8>, name: &str, value: Option<Date>) {
    if let Some(value) = value {
        day(out, name, value);
    }
}

/// Writes a field that is true or false.
pub fn flag(out: &mut Vec<u8>, name: &str, value: bool) {
    key(out, name);
    out.extend_from_slice(if value { b"true" } else { b"false" });
}

/// Writes a field of a whole number.
pub fn number(out: &mut Vec<u8>, name: &str, value: u32) {
    key(out, name);
    write(out, value);
}

/// Writes a field of money.
pub fn money(out: &mut Vec<u8>, name: &str, value: Money) {
    said(out, name, value);
}

/// Writes an object of the fields that `fields` writes, which are at least one.
pub fn object(out: &mut Vec<u8>, fields: impl FnOnce(&mut Vec<u8>)) {
    let begin = out.len();
    fields(out);
    // Every field begins with a comma; the first one's place is the brace's.
    match out.get_mut(begin) {
        Some(comma) => *comma = b'{',
        None => out.push(b'{'),
    }
    out.push(b'}');
}

/// Writes a quoted string.
pub fn string(out: &mut Vec<u8>, value: &str) {
    // Writing to memory cannot fail.
    let _ = serde_json::to_writer(out, value);
}

/// Writes a day as `2025-12-01`.
pub fn date(out: &mut Vec<u8>, day: Date) {
    let year = day.year().unsigned_abs();
    two(out, (year / 100) as u8);
    two(out, (year % 100) as u8);
    out.push(b'-');
    two(out, day.month().unsigned_abs());
    out.push(b'-');
    two(out, day.day().unsigned_abs());
}

/// Writes two digits.
pub fn two(out: &mut Vec<u8>, n: u8) {
    out.extend_from_slice(&[b'0' + n / 10 % 10, b'0' + n % 10]);
}

/// Writes what prints as plain characters.
pub fn write(out: &mut Vec<u8>, value: impl std::fmt::Display) {
    use std::io::Write;
    let _ = write!(out, "{value}");
}
