//! [`Issue`]: a finding, as data. Its sentence is made in [`Issue::message`], from the table in `codes.rs`.

use std::fmt;

use serde::{Serialize, Serializer, ser::SerializeMap};

pub use crate::codes::Code;

/// How bad a finding is. Errors make a file or an event unfit for upload; the others do not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Good to know.
    Note,
    /// The upload will work, but perhaps not as expected.
    Warning,
    /// The upload would be refused, or would never resolve a stack trace.
    Error,
}

/// One finding about a file or an event.
#[derive(Debug, Clone, PartialEq)]
pub struct Issue {
    /// What was found.
    pub code: Code,
    /// How bad it is; [`Code::severity`] unless the caller changed it.
    pub severity: Severity,
    /// Where it was found.
    pub at: At,
    /// The values that the sentence speaks of, by name.
    pub args: Vec<(&'static str, Arg)>,
    /// How often it was found; `at` is the first place. At least 1.
    pub count: u64,
}

/// Where something was found. Every member is optional.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct At {
    /// The part of the upload concerned, where the finding is about one of several files.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub part: Option<String>,
    /// The member concerned: `event.service`, `parts.source_map`, or a JSON path in the file such as `$.sources[3]`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
    /// Byte offset in the file, 0-based.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub offset: Option<u64>,
    /// Line in the file, 1-based; lines end in LF.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<u64>,
    /// Column in that line, 1-based, in bytes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub column: Option<u64>,
    /// The place in `mappings`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mapping: Option<MappingAt>,
}

/// A place in a source map's `mappings` string.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct MappingAt {
    /// Line of the generated file, 1-based as in a stack trace.
    pub generated_line: u64,
    /// Segment in that line, 0-based.
    pub segment: u64,
    /// Byte in the decoded `mappings` string, 0-based.
    pub byte: u64,
}

/// A value that a finding speaks of.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(untagged)]
pub enum Arg {
    /// A count, an index or a size.
    Number(i64),
    /// Anything else, as it stands in the input.
    Text(String),
}

impl Issue {
    /// A finding of the code's own severity, without a place.
    #[inline(never)]
    #[must_use]
    pub fn new(code: Code) -> Self {
        Self { code, severity: code.severity(), at: At::default(), args: Vec::new(), count: 1 }
    }

    /// The same, at a path such as `event.service` or `$.version`.
    #[must_use]
    pub fn at_path(mut self, path: impl Into<String>) -> Self {
        self.at.path = Some(path.into());
        self
    }

    /// The same, in a part of the upload.
    #[must_use]
    pub fn in_part(mut self, part: &str) -> Self {
        self.at.part = Some(part.to_owned());
        self
    }

    /// The same, speaking of one more value.
    #[must_use]
    pub fn with(self, name: &'static str, value: impl Into<Arg>) -> Self {
        self.with_arg(name, value.into())
    }

    // the package is weighed: what is called in a hundred places is not copied to each
    #[inline(never)]
    fn with_arg(mut self, name: &'static str, value: Arg) -> Self {
        self.args.push((name, value));
        self
    }

    /// What is wrong, in a sentence without the file's name.
    #[must_use]
    pub fn message(&self) -> String {
        self.fill(self.code.sentence())
    }

    /// What to do about it.
    #[must_use]
    pub fn help(&self) -> String {
        self.fill(self.code.remedy())
    }

    /// Puts the values into a template: `{name}` is the value, `{name:noun}` a count of nouns.
    fn fill(&self, template: &str) -> String {
        let mut text = String::with_capacity(template.len() + 32);
        let mut rest = template;
        while let Some((before, after)) = rest.split_once('{') {
            text.push_str(before);
            let Some((slot, after)) = after.split_once('}') else {
                rest = after;
                break;
            };
            let (name, noun) = slot.split_once(':').map_or((slot, None), |(n, m)| (n, Some(m)));
            match (self.arg(name), noun) {
                (Some(arg), Some(noun)) => {
                    text.push_str(&format!("{arg} {noun}"));
                    if *arg != Arg::Number(1) {
                        text.push('s');
                    }
                }
                (Some(arg), None) => text.push_str(&arg.to_string()),
                (None, _) if name == "path" => {
                    text.push_str(&printable(self.at.path.as_deref().unwrap_or("the file")));
                }
                (None, _) => text.push('…'),
            }
            rest = after;
        }
        text.push_str(rest);
        text
    }

    fn arg(&self, name: &str) -> Option<&Arg> {
        self.args.iter().find(|(key, _)| *key == name).map(|(_, value)| value)
    }
}

/// Whether nothing in the list keeps the upload from working.
#[must_use]
pub fn passes(issues: &[Issue]) -> bool {
    issues.iter().all(|issue| issue.severity < Severity::Error)
}

impl Serialize for Issue {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("code", self.code.name())?;
        map.serialize_entry("severity", &self.severity)?;
        map.serialize_entry("message", &self.message())?;
        map.serialize_entry("help", &self.help())?;
        map.serialize_entry("at", &self.at)?;
        map.serialize_entry("args", &Args(&self.args))?;
        map.serialize_entry("count", &self.count)?;
        map.end()
    }
}

struct Args<'a>(&'a [(&'static str, Arg)]);

impl Serialize for Args<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(name, value)| (name, value)))
    }
}

impl fmt::Display for Arg {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Number(number) => write!(formatter, "{number}"),
            Self::Text(text) => formatter.write_str(&printable(text)),
        }
    }
}

macro_rules! number_arg {
    ($($from:ty),*) => {$(
        impl From<$from> for Arg {
            fn from(number: $from) -> Self {
                Self::Number(i64::try_from(number).unwrap_or(i64::MAX))
            }
        }
    )*};
}
number_arg!(i64, u64, usize, i32, u32);

impl From<&str> for Arg {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Arg {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

/// The most characters of a value that a sentence shows.
const SHOWN: usize = 120;

/// A value from the input, safe to print: control characters escaped (a hostile file name must not
/// drive a terminal), long values cut.
fn printable(text: &str) -> String {
    let mut shown = String::new();
    for (index, character) in text.chars().enumerate() {
        if index == SHOWN {
            shown.push('…');
            break;
        }
        if is_hazardous(character) {
            shown.extend(character.escape_unicode());
        } else {
            shown.push(character);
        }
    }
    shown
}

/// Control characters, and those that reorder or hide text (bidirectional and zero-width marks).
fn is_hazardous(character: char) -> bool {
    character.is_control()
        || matches!(character, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentence_counts_and_escapes() {
        let issue = Issue::new(Code::EventFieldTooLong)
            .at_path("event.service")
            .with("length", 214_u64)
            .with("limit", 200_u64);
        assert_eq!(issue.message(), "event.service is 214 characters; the limit is 200");
        assert_eq!(Arg::from("a\u{1b}[31mb\u{202e}").to_string(), "a\\u{1b}[31mb\\u{202e}");
        assert_eq!(Arg::from("x".repeat(500)).to_string().chars().count(), SHOWN + 1);
    }
}
