//! Reading one line of a record: JSON with borrowed strings, fields asked for by name, every mistake noted.

use std::borrow::Cow;
use std::cell::{Cell, RefCell};
use std::fmt;

use jiff::Timestamp;
use jiff::civil::{Date, Time};
use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};

use crate::amount::Units;
use crate::day::When;
use crate::problem::{did_you_mean, list, nearest};

/// A JSON value that borrows from the line it was read from.
#[derive(Debug, Clone, PartialEq)]
pub enum Json<'a> {
    /// `null`.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A whole number.
    Integer(i64),
    /// Any other number.
    Float(f64),
    /// A string.
    Text(Cow<'a, str>),
    /// A list.
    List(Vec<Json<'a>>),
    /// An object, in the line's order.
    Object(Vec<Pair<'a>>),
}

/// A field of an object: its name and its value.
pub type Pair<'a> = (Cow<'a, str>, Json<'a>);

impl<'de: 'a, 'a> Deserialize<'de> for Json<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(JsonVisitor(std::marker::PhantomData))
    }
}

struct JsonVisitor<'a>(std::marker::PhantomData<&'a ()>);

impl<'de: 'a, 'a> Visitor<'de> for JsonVisitor<'a> {
    type Value = Json<'a>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }
    fn visit_unit<E>(self) -> Result<Json<'a>, E> {
        Ok(Json::Null)
    }
    fn visit_bool<E>(self, b: bool) -> Result<Json<'a>, E> {
        Ok(Json::Bool(b))
    }
    fn visit_i64<E>(self, n: i64) -> Result<Json<'a>, E> {
        Ok(Json::Integer(n))
    }
    fn visit_u64<E>(self, n: u64) -> Result<Json<'a>, E> {
        Ok(i64::try_from(n).map_or(Json::Float(n as f64), Json::Integer))
    }
    fn visit_f64<E>(self, n: f64) -> Result<Json<'a>, E> {
        Ok(Json::Float(n))
    }
    fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Json<'a>, E> {
        Ok(Json::Text(Cow::Borrowed(text)))
    }
    fn visit_str<E>(self, text: &str) -> Result<Json<'a>, E> {
        Ok(Json::Text(Cow::Owned(text.to_owned())))
    }
    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Json<'a>, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = seq.next_element()? {
            items.push(item);
        }
        Ok(Json::List(items))
    }
    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Json<'a>, A::Error> {
        let mut pairs = Vec::with_capacity(10);
        while let Some(Key(key)) = map.next_key()? {
            pairs.push((key, map.next_value()?));
        }
        Ok(Json::Object(pairs))
    }
}

/// An object's key, borrowed where it has no escapes.
struct Key<'a>(Cow<'a, str>);

impl<'de: 'a, 'a> Deserialize<'de> for Key<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match deserializer.deserialize_str(JsonVisitor(std::marker::PhantomData))? {
            Json::Text(text) => Ok(Key(text)),
            _ => Err(serde::de::Error::custom("a key must be a string")),
        }
    }
}

/// A mistake in a line: the key it concerns (for the column), what is wrong, what to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mistake<'a> {
    /// The key near which the mistake stands, as a part of the line; none for the whole line.
    pub key: Option<&'a str>,
    /// What is wrong.
    pub wrong: String,
    /// What to do.
    pub remedy: String,
}

/// The fields of an object, asked for by name.
pub struct Fields<'j, 'a> {
    pairs: &'j [Pair<'a>],
    /// What the object is, for messages.
    what: &'static str,
    /// Where it begins, if that is not where the line does.
    begins: Option<&'a str>,
    asked: Cell<u64>,
    known: RefCell<Vec<&'static str>>,
    lacking: RefCell<Vec<&'static str>>,
    mistakes: &'j RefCell<Vec<Mistake<'a>>>,
}

/// A key as a part of the line, where it is written there without escapes.
pub(super) fn as_written<'a>(key: &Cow<'a, str>) -> Option<&'a str> {
    match key {
        Cow::Borrowed(key) => Some(key),
        Cow::Owned(_) => None,
    }
}

impl<'j, 'a> Fields<'j, 'a> {
    /// The fields of an event; at most 64 are looked at, far more than any event has.
    pub fn new(pairs: &'j [Pair<'a>], mistakes: &'j RefCell<Vec<Mistake<'a>>>) -> Self {
        Fields {
            pairs,
            what: "event",
            begins: None,
            asked: Cell::new(0),
            known: RefCell::default(),
            lacking: RefCell::default(),
            mistakes,
        }
    }

    /// Notes a mistake at a key; without one, where the object begins.
    pub fn wrong<T>(&self, key: &str, wrong: impl Into<String>, remedy: impl Into<String>) -> Option<T> {
        let written = self.pairs.iter().find(|(k, _)| k == key).and_then(|(k, _)| as_written(k));
        self.wrong_at(written.or(self.begins), wrong, remedy)
    }

    fn wrong_at<T>(&self, key: Option<&'a str>, wrong: impl Into<String>, remedy: impl Into<String>) -> Option<T> {
        self.mistakes.borrow_mut().push(Mistake { key, wrong: wrong.into(), remedy: remedy.into() });
        None
    }

    fn find(&self, key: &'static str) -> Option<&'j Json<'a>> {
        let mut known = self.known.borrow_mut();
        if known.last() != Some(&key) {
            known.push(key);
        }
        let at = self.pairs.iter().position(|(k, _)| k == key)?;
        self.asked.set(self.asked.get() | 1 << (at & 63));
        match &self.pairs[at].1 {
            Json::Null => None,
            value => Some(value),
        }
    }

    fn need<T>(&self, key: &'static str, example: &str, read: impl FnOnce(&'j Json<'a>) -> Option<T>) -> Option<T> {
        match self.find(key) {
            None => {
                self.lacking.borrow_mut().push(key);
                self.wrong(key, missing(key), format!("write \"{key}\":{example}"))
            }
            Some(value) => read(value).or_else(|| {
                self.wrong(key, format!("`{key}` cannot be {}", shown(value)), format!("write \"{key}\":{example}"))
            }),
        }
    }

    /// `Some(None)` where the field is absent, `None` where it is wrong.
    fn may<T>(
        &self,
        key: &'static str,
        example: &str,
        read: impl FnOnce(&'j Json<'a>) -> Option<T>,
    ) -> Option<Option<T>> {
        match self.find(key) {
            None => Some(None),
            Some(value) => match read(value) {
                Some(read) => Some(Some(read)),
                None => self.wrong(
                    key,
                    format!("`{key}` cannot be {}", shown(value)),
                    format!("write \"{key}\":{example}, or leave it out"),
                ),
            },
        }
    }

    /// A text that is not empty.
    pub fn text(&self, key: &'static str) -> Option<Cow<'a, str>> {
        self.need(key, "\"…\"", text)
    }

    /// A text, or nothing.
    pub fn text_if_any(&self, key: &'static str) -> Option<Option<Cow<'a, str>>> {
        self.may(key, "\"…\"", text)
    }

    /// A calendar day.
    pub fn day(&self, key: &'static str) -> Option<Date> {
        self.need(key, "\"2025-12-01\"", day)
    }

    /// A calendar day, or nothing.
    pub fn day_if_any(&self, key: &'static str) -> Option<Option<Date>> {
        self.may(key, "\"2025-12-01\"", day)
    }

    /// A day, or a moment with its offset.
    pub fn when(&self, key: &'static str) -> Option<When> {
        self.need(key, WHEN, when)
    }

    /// A day or moment, or nothing.
    pub fn when_if_any(&self, key: &'static str) -> Option<Option<When>> {
        self.may(key, WHEN, when)
    }

    /// `true` or `false`.
    pub fn flag(&self, key: &'static str) -> Option<bool> {
        self.need(key, "true or false", |v| if let Json::Bool(b) = v { Some(*b) } else { None })
    }

    /// `true`, or absent for `false`.
    pub fn flag_if_any(&self, key: &'static str) -> Option<bool> {
        self.may(key, "true", |v| if let Json::Bool(b) = v { Some(*b) } else { None }).map(Option::unwrap_or_default)
    }

    /// Credits or hours: a decimal string above zero.
    pub fn units(&self, key: &'static str) -> Option<Units> {
        self.need(key, "\"1.5\": in quotes, above zero, with at most three decimals", |v| match v {
            Json::Text(t) => Units::parse(t).filter(|u| *u > Units::ZERO),
            _ => None,
        })
    }

    /// A plain number, as a whole number or a decimal string.
    pub fn number(&self, key: &'static str) -> Option<Units> {
        self.need(key, "120 or \"120.5\", not below 0", number)
    }

    /// A plain number, or nothing.
    pub fn number_if_any(&self, key: &'static str) -> Option<Option<Units>> {
        self.may(key, "120 or \"120.5\", not below 0", number)
    }

    /// A place in a list, counted from 1, or nothing.
    pub fn count_if_any(&self, key: &'static str) -> Option<Option<usize>> {
        self.may(key, "1", |v| if let Json::Integer(n @ 1..) = v { usize::try_from(*n).ok() } else { None })
    }

    /// One word of a closed list.
    pub fn word<T: Copy>(&self, key: &'static str, words: &[(&'static str, T)]) -> Option<T> {
        // What is right is read first: the words of a message are put together only where one is needed.
        if let Some(Json::Text(text)) = self.find(key)
            && let Some((_, meant)) = words.iter().find(|(w, _)| w == text)
        {
            return Some(*meant);
        }
        let known: Vec<&str> = words.iter().map(|(word, _)| *word).collect();
        let text = self.need(key, &format!("\"…\" with one of {}", list(&known)), text)?;
        let hint = did_you_mean(&text, known);
        self.wrong(key, format!("`{key}` cannot be \"{text}\""), hint)
    }

    /// A decimal string of money, with the currency where one is written beside it.
    pub fn money(&self, key: &'static str) -> Option<(crate::amount::Money, Option<Cow<'a, str>>)> {
        self.need(key, "\"225.00\": in quotes, with two decimals and no sign", |v| {
            let Json::Text(text) = v else { return None };
            let currency = |c: &str| c.len() == 3 && c.bytes().all(|b| b.is_ascii_uppercase());
            let (amount, code) = match text.split_once(' ') {
                Some((a, c)) if currency(c) => (a, Some(c)),
                Some((c, a)) if currency(c) => (a, Some(c)),
                _ => (text.as_ref(), None),
            };
            Some((crate::amount::Money::parse(amount)?, code.map(|c| Cow::Owned(c.to_owned()))))
        })
    }

    /// A list of texts.
    pub fn texts(&self, key: &'static str) -> Option<Vec<Cow<'a, str>>> {
        self.need(key, TEXTS, texts)
    }

    /// A list of texts, or nothing.
    pub fn texts_if_any(&self, key: &'static str) -> Option<Option<Vec<Cow<'a, str>>>> {
        self.may(key, TEXTS, texts)
    }

    /// A list of objects, each called `what` in messages and read by `read`; absent counts as empty.
    pub fn objects<T>(
        &self,
        key: &'static str,
        what: &'static str,
        read: impl Fn(&Fields<'j, 'a>) -> Option<T>,
    ) -> Option<Vec<T>> {
        let Some(value) = self.find(key) else { return Some(Vec::new()) };
        let Json::List(items) = value else {
            return self.wrong(key, format!("`{key}` cannot be {}", shown(value)), format!("write \"{key}\":[{{…}}]"));
        };
        let begins = self.pairs.iter().find(|(k, _)| k == key).and_then(|(k, _)| as_written(k));
        let one = |item: &'j Json<'a>| match item {
            Json::Object(pairs) => {
                let begins = pairs.first().and_then(|(k, _)| as_written(k)).or(begins);
                let fields = Fields { what, begins, ..Fields::new(pairs, self.mistakes) };
                let read = read(&fields);
                fields.finish();
                read
            }
            other => self.wrong(key, format!("`{key}` holds {}, not an object", shown(other)), "write {…} for each"),
        };
        let read: Vec<Option<T>> = items.iter().map(one).collect();
        read.into_iter().collect()
    }

    /// The pairs of an object, or nothing.
    pub fn object_if_any(&self, key: &'static str) -> Option<Option<&'j [Pair<'a>]>> {
        self.may(key, "{…}", |v| if let Json::Object(pairs) = v { Some(pairs.as_slice()) } else { None })
    }

    /// Says nothing more of the fields: what they mean is not known.
    pub fn leave(&self) {
        self.asked.set(u64::MAX);
    }

    /// Names every field that nobody asked for, and every one that stands twice.
    pub fn finish(&self) {
        let known = self.known.borrow();
        for (at, (key, _)) in self.pairs.iter().enumerate() {
            if self.pairs[..at].iter().any(|(k, _)| k == key) {
                self.wrong_at::<()>(as_written(key), format!("`{key}` stands twice"), "keep one of them");
            } else if self.asked.get() & 1 << (at & 63) == 0 {
                // A field that is missing stands here under a wrong name.
                if let Some(meant) = nearest(key, known.iter().copied()).filter(|k| self.lacking.borrow().contains(k)) {
                    let here = |m: &Mistake<'_>| m.key.map(str::as_ptr) == self.begins.map(str::as_ptr);
                    self.mistakes.borrow_mut().retain(|m| !here(m) || m.wrong != missing(meant));
                }
                let hint = did_you_mean(key, known.iter().copied());
                self.wrong_at::<()>(as_written(key), format!("`{key}` is no field of this {}", self.what), hint);
            }
        }
    }
}

fn missing(key: &str) -> String {
    format!("`{key}` is missing")
}

const TEXTS: &str = "[\"…\"]";

fn texts<'a>(value: &Json<'a>) -> Option<Vec<Cow<'a, str>>> {
    match value {
        Json::List(items) => items.iter().map(text).collect(),
        _ => None,
    }
}

const WHEN: &str = "\"2025-12-01\" or \"2025-12-01T16:59:00-05:00\"";

fn text<'a>(value: &Json<'a>) -> Option<Cow<'a, str>> {
    match value {
        Json::Text(text) if !text.trim().is_empty() => Some(text.clone()),
        _ => None,
    }
}

fn day(value: &Json<'_>) -> Option<Date> {
    match value {
        Json::Text(text) if text.len() == 10 => text.parse().ok(),
        _ => None,
    }
}

fn when(value: &Json<'_>) -> Option<When> {
    match value {
        Json::Text(text) if text.len() == 10 => text.parse().ok().map(When::Day),
        Json::Text(text) => text.parse().ok().map(When::Moment),
        _ => None,
    }
}

fn number(value: &Json<'_>) -> Option<Units> {
    match value {
        Json::Integer(n) => Units::parse(&n.to_string()),
        Json::Float(n) => Units::parse(&n.to_string()),
        Json::Text(text) => Units::parse(text),
        _ => None,
    }
}

/// A value as a message shows it, cut where it is long.
fn shown(value: &Json<'_>) -> String {
    match value {
        Json::Null => "null".to_owned(),
        Json::Bool(b) => b.to_string(),
        Json::Integer(n) => format!("the number {n}"),
        Json::Float(n) => format!("the number {n}"),
        Json::Text(text) if text.trim().is_empty() => "empty".to_owned(),
        Json::Text(text) if text.chars().count() > 40 => format!("\"{}…\"", text.chars().take(40).collect::<String>()),
        Json::Text(text) => format!("\"{text}\"{}", why_not(text)),
        Json::List(_) => "a list".to_owned(),
        Json::Object(_) => "an object".to_owned(),
    }
}

/// Of a text written like a day, a moment or an amount, why it is none.
fn why_not(text: &str) -> &'static str {
    let digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
    let like_a_day =
        |t: &&str| digits(&t[..4]) && digits(&t[5..7]) && digits(&t[8..]) && t[4..5] == *"-" && t[7..8] == *"-";
    if let Some(day) = text.get(..10).filter(|t| t.is_ascii()).filter(like_a_day) {
        let time = text[10..].trim_start_matches(['T', 't', ' ']);
        return match (day.parse::<Date>(), time.parse::<Time>()) {
            (Err(_), _) => ", no day of the calendar",
            (_, Ok(_)) => ", a moment without its offset",
            _ if time.is_empty() => "",
            _ if text.parse::<Timestamp>().is_ok() => ", a moment where a day is asked for",
            _ => ", no moment that exists",
        };
    }
    let (whole, decimals) = text.split_once('.').unwrap_or((text, ""));
    if whole.len() > 8 && digits(whole) && digits(decimals) { ", more than can be held" } else { "" }
}
