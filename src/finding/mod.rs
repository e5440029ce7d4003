//! [`Issue`]: a finding, as data. Its sentence is made in [`Issue::message`], from the rows in `codes`.

use std::fmt;

use serde::{Serialize, Serializer, ser::SerializeMap};

mod catalogue;
mod codes;
mod named;
mod text;
mod ways;

pub use catalogue::{Entry, catalogue};
pub use codes::Code;
pub use named::{exit_code, issue_named};
pub use text::printable;
pub use ways::name_way;

use text::{SHOWN, SHOWN_WORDS, fill, shown};
use ways::way_of;

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
    /// How bad it is; [`Code::severity`] unless something else is known about its consequence.
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

    /// Gives it the severity that the rule's source gives it.
    pub(crate) fn judge_strictly(&mut self) {
        self.severity = self.code.strict_severity();
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
        fill(self.code.sentence(), |slot| self.shown(slot))
    }

    /// What to do about it.
    #[must_use]
    pub fn help(&self) -> String {
        fill(self.code.remedy(), |slot| self.shown(slot))
    }

    /// The value of a slot, as a sentence shows it; `…` where there is none.
    fn shown(&self, slot: &text::Slot) -> String {
        let Some((_, value)) = self.args.iter().find(|(name, _)| *name == slot.name) else {
            if let Some(way) = slot.way() {
                return way_of(slot.name).unwrap_or(way);
            }
            let path = self.at.path.as_deref().unwrap_or("the file");
            return if slot.name == "path" { shown(path, SHOWN) } else { "…".to_owned() };
        };
        match (slot.kind, value) {
            (Some("given"), Arg::Text(name)) => way_of(name).unwrap_or_else(|| name.clone()),
            (Some("words"), Arg::Text(words)) => shown(words, SHOWN_WORDS),
            (None | Some("words"), value) => value.to_string(),
            (Some(noun), Arg::Number(1)) => format!("1 {noun}"),
            (Some(noun), value) => format!("{value} {noun}s"),
        }
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
            Self::Text(text) => formatter.write_str(&shown(text, SHOWN)),
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
