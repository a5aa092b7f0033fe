//! Writing JSON, quickly: a review is mostly text, and a body asks for hundreds of thousands of them.
//!
//! Commas are put where the byte before asks for one. Text is scanned once for what must be escaped, and copied whole
//! where nothing must.

use std::fmt::{self, Display, Write};

use jiff::civil::Date;

/// JSON as it is being written.
#[derive(Debug, Default)]
pub struct Json {
    out: Vec<u8>,
}

impl Json {
    /// JSON that goes on after what `out` holds already.
    pub fn onto(out: Vec<u8>) -> Json {
        Json { out }
    }

    /// The bytes written.
    pub fn into_bytes(self) -> Vec<u8> {
        self.out
    }

    #[inline]
    fn separate(&mut self) {
        if !matches!(self.out.last(), None | Some(b'{' | b'[' | b':' | b'\n')) {
            self.out.push(b',');
        }
    }

    /// An object, its fields written by `fields`.
    #[inline]
    pub fn object(&mut self, fields: impl FnOnce(&mut Json)) {
        self.separate();
        self.out.push(b'{');
        fields(self);
        self.out.push(b'}');
    }

    /// The list under a key, each item written by `each`.
    pub fn list<T>(&mut self, key: &str, items: impl IntoIterator<Item = T>, mut each: impl FnMut(&mut Json, T)) {
        self.key(key);
        self.items(items, &mut each);
    }

    /// A list.
    pub fn items<T>(&mut self, items: impl IntoIterator<Item = T>, mut each: impl FnMut(&mut Json, T)) {
        self.separate();
        self.out.push(b'[');
        for item in items {
            each(self, item);
        }
        self.out.push(b']');
    }

    /// A field's name; its value follows. Names are plain words.
    #[inline]
    pub fn key(&mut self, key: &str) {
        self.separate();
        self.out.push(b'"');
        self.out.extend_from_slice(key.as_bytes());
        self.out.extend_from_slice(b"\":");
    }

    /// Fields that were written before.
    pub fn fields(&mut self, written: &str) {
        self.separate();
        self.out.extend_from_slice(written.as_bytes());
    }

    /// A field that is a word of a closed list: nothing in it needs escaping.
    #[inline]
    pub fn word(&mut self, key: &str, word: &'static str) {
        self.key(key);
        self.out.push(b'"');
        self.out.extend_from_slice(word.as_bytes());
        self.out.push(b'"');
    }

    /// A field that is an amount, written as text.
    pub fn amount(&mut self, key: &str, amount: impl Display) {
        self.key(key);
        self.out.push(b'"');
        let _ = write!(Raw(&mut self.out), "{amount}");
        self.out.push(b'"');
    }

    /// A field that is text.
    #[inline]
    pub fn text(&mut self, key: &str, text: &str) {
        self.key(key);
        self.string(text);
    }

    /// A field that is text, or null.
    #[inline]
    pub fn text_or_null(&mut self, key: &str, text: Option<&str>) {
        match text {
            Some(text) => self.text(key, text),
            None => self.null(key),
        }
    }

    /// A field that is a value's text.
    #[inline]
    pub fn said(&mut self, key: &str, value: impl Display) {
        self.key(key);
        let begin = self.begin();
        // Writing to memory cannot fail.
        let _ = write!(Raw(&mut self.out), "{value}");
        self.end(begin);
    }

    /// A field that is a day.
    #[inline]
    pub fn day(&mut self, key: &str, day: Date) {
        self.key(key);
        self.date(day);
    }

    /// A field that is a day, or null.
    #[inline]
    pub fn day_or_null(&mut self, key: &str, day: Option<Date>) {
        match day {
            Some(day) => self.day(key, day),
            None => self.null(key),
        }
    }

    /// A field that is true or false.
    #[inline]
    pub fn flag(&mut self, key: &str, flag: bool) {
        self.key(key);
        self.out.extend_from_slice(if flag { b"true" } else { b"false" });
    }

    /// A field that is a whole number.
    pub fn number(&mut self, key: &str, number: usize) {
        self.key(key);
        let _ = write!(Raw(&mut self.out), "{number}");
    }

    /// A field that is null.
    #[inline]
    pub fn null(&mut self, key: &str) {
        self.key(key);
        self.out.extend_from_slice(b"null");
    }

    /// A text.
    pub fn string(&mut self, text: &str) {
        let begin = self.begin();
        self.out.extend_from_slice(text.as_bytes());
        self.end(begin);
    }

    fn begin(&mut self) -> usize {
        self.separate();
        self.out.push(b'"');
        self.out.len()
    }

    /// Ends a text that began at `begin`, escaping it where it must be.
    fn end(&mut self, begin: usize) {
        // No early way out, and bytes for answers: so the compiler looks at many bytes at once.
        let special = |b: u8| u8::from(b < 0x20) | u8::from(b == b'"') | u8::from(b == b'\\');
        if self.out[begin..].iter().fold(0, |any, b| any | special(*b)) != 0 {
            let raw = self.out.split_off(begin);
            for byte in raw {
                match byte {
                    b'"' => self.out.extend_from_slice(b"\\\""),
                    b'\\' => self.out.extend_from_slice(b"\\\\"),
                    b'\n' => self.out.extend_from_slice(b"\\n"),
                    b if b < 0x20 => drop(write!(Raw(&mut self.out), "\\u{b:04x}")),
                    b => self.out.push(b),
                }
            }
        }
        self.out.push(b'"');
    }

    fn date(&mut self, day: Date) {
        self.separate();
        self.out.push(b'"');
        if (0..=9999).contains(&day.year()) {
            let (year, month, day) = (day.year().unsigned_abs(), day.month().unsigned_abs(), day.day().unsigned_abs());
            let digit = |n: u16| b'0' + (n % 10) as u8;
            let (month, day) = (u16::from(month), u16::from(day));
            self.out.extend_from_slice(&[
                digit(year / 1000),
                digit(year / 100),
                digit(year / 10),
                digit(year),
                b'-',
                digit(month / 10),
                digit(month),
                b'-',
                digit(day / 10),
                digit(day),
            ]);
        } else {
            let _ = write!(Raw(&mut self.out), "{day}");
        }
        self.out.push(b'"');
    }
}

/// Formats straight into bytes.
struct Raw<'o>(&'o mut Vec<u8>);

impl Write for Raw<'_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        self.0.extend_from_slice(text.as_bytes());
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_reads_back_as_it_was() {
        for text in ["", "plain", "a \"b\" \\ c", "tab\tline\nbell\u{7}", "naïve — 日本"] {
            let mut json = Json::default();
            json.object(|o| {
                o.text("text", text);
                o.said("said", text);
                o.list("list", [1, 2], |o, n| o.object(|o| o.number("n", n)));
                o.null("none");
                o.day("day", Date::constant(987, 1, 2));
            });
            let read: serde_json::Value = serde_json::from_slice(&json.into_bytes()).unwrap();
            let expected = serde_json::json!({
                "text": text, "said": text, "list": [{ "n": 1 }, { "n": 2 }], "none": null, "day": "0987-01-02"
            });
            assert_eq!(read, expected);
        }
    }
}
