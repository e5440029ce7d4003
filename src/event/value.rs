//! [`Value`]: a field's value as the caller gave it, before anything is known to be right about it.

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

    /// The value in JSON. What JSON can't say (NaN, a function) becomes null; validation has refused it before.
    #[must_use]
    pub fn to_json(&self) -> serde_json::Value {
        match self {
            Self::Null | Self::Other(_) => serde_json::Value::Null,
            Self::Flag(flag) => (*flag).into(),
            Self::Integer(integer) => (*integer).into(),
            Self::HugeInteger(digits) => digits.as_str().into(),
            Self::Number(number) => (*number).into(),
            Self::Text(text) => text.as_str().into(),
        }
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}
