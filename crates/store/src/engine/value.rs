//! Values that both engines hold alike: whole numbers, texts, bytes, true or false.

use std::error::Error;

use postgres::types::private::BytesMut;
use postgres::types::{IsNull, ToSql, Type};

/// A value of a statement or a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// Nothing.
    Null,
    /// BIGINT.
    Integer(i64),
    /// TEXT.
    Text(String),
    /// BYTEA.
    Bytes(Vec<u8>),
    /// BOOLEAN.
    Flag(bool),
}

impl From<i64> for Value {
    fn from(n: i64) -> Value {
        Value::Integer(n)
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Value {
        Value::Text(text.to_owned())
    }
}

impl From<&String> for Value {
    fn from(text: &String) -> Value {
        Value::Text(text.clone())
    }
}

impl From<String> for Value {
    fn from(text: String) -> Value {
        Value::Text(text)
    }
}

impl From<Vec<u8>> for Value {
    fn from(bytes: Vec<u8>) -> Value {
        Value::Bytes(bytes)
    }
}

impl From<bool> for Value {
    fn from(flag: bool) -> Value {
        Value::Flag(flag)
    }
}

impl<T: Into<Value>> From<Option<T>> for Value {
    fn from(value: Option<T>) -> Value {
        value.map_or(Value::Null, Into::into)
    }
}

impl ToSql for Value {
    fn to_sql(&self, of: &Type, out: &mut BytesMut) -> Result<IsNull, Box<dyn Error + Sync + Send>> {
        match self {
            Value::Null => Ok(IsNull::Yes),
            Value::Integer(n) => n.to_sql(of, out),
            Value::Text(text) => text.to_sql(of, out),
            Value::Bytes(bytes) => bytes.to_sql(of, out),
            Value::Flag(flag) => flag.to_sql(of, out),
        }
    }

    fn accepts(_: &Type) -> bool {
        true
    }

    postgres::types::to_sql_checked!();
}

/// A row of an answer. A column is asked for by its place and kind; one of another kind reads as nothing, zero or empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row(pub Vec<Value>);

impl Row {
    /// A whole number; zero where there is none.
    pub fn integer(&self, at: usize) -> i64 {
        self.integer_if_any(at).unwrap_or_default()
    }

    /// A whole number, if there is one.
    pub fn integer_if_any(&self, at: usize) -> Option<i64> {
        match self.0.get(at) {
            Some(Value::Integer(n)) => Some(*n),
            Some(Value::Flag(flag)) => Some(i64::from(*flag)),
            _ => None,
        }
    }

    /// A text; empty where there is none.
    pub fn text(&self, at: usize) -> &str {
        self.text_if_any(at).unwrap_or_default()
    }

    /// A text, if there is one.
    pub fn text_if_any(&self, at: usize) -> Option<&str> {
        match self.0.get(at) {
            Some(Value::Text(text)) => Some(text),
            _ => None,
        }
    }

    /// Bytes; none where there are none.
    pub fn bytes(&self, at: usize) -> &[u8] {
        match self.0.get(at) {
            Some(Value::Bytes(bytes)) => bytes,
            _ => &[],
        }
    }

    /// True or false. SQLite keeps this as a number.
    pub fn flag(&self, at: usize) -> bool {
        self.integer(at) != 0
    }
}
