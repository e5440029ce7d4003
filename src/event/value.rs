//! [`Value`]: a field's value as the caller gave it, before anything is known to be right about it.

use serde::{Serialize, Serializer};

/// A value of an event's field.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// An explicit null. (A field that is not there at all is not in the event.)
    Null,
    /// A boolean.
    Flag(bool),
    /// An integer that every digit is known of.
    Integer(i64),
    /// A whole number outside of int64, in decimal digits.
    HugeInteger(String),
    /// Any other number: a fraction, or one past 2^53 - 1, where a number has lost digits.
    Number(f64),
    /// A string.
    Text(String),
    /// Something an event's field can't be: "a list", "an object", …
    Other(&'static str),
}

impl Value {
    /// What it is, as a noun with its article.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Flag(_) => "a boolean",
            Self::Integer(_) | Self::HugeInteger(_) | Self::Number(_) => "a number",
            Self::Text(_) => "a string",
            Self::Other(kind) => kind,
        }
    }
}

/// What JSON can't say (NaN, a function) becomes null; validation has refused it before.
impl Serialize for Value {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Null | Self::Other(_) => serializer.serialize_unit(),
            Self::Flag(flag) => serializer.serialize_bool(*flag),
            Self::Integer(integer) => serializer.serialize_i64(*integer),
            Self::Number(number) => serializer.serialize_f64(*number),
            Self::HugeInteger(text) | Self::Text(text) => serializer.serialize_str(text),
        }
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}
