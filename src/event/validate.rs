//! An event held against the declaration of its type.

use super::{Event, Field, Provenance, Required, Rule, Value};
use crate::finding::{Code, Issue, Severity};
use crate::nearest::{nearest, suggestion};

pub(super) fn validate(event: &Event, allow_unknown: bool) -> Vec<Issue> {
    let mut issues = Vec::new();
    for field in event.upload_type.fields {
        match event.get(field.name) {
            Some(value) => issues.extend(judge(field, value)),
            None => issues.extend(judge_absence(event, field)),
        }
    }
    for (name, value) in &event.fields {
        if event.upload_type.field(name).is_none() {
            let mut issue = unknown(event, name);
            if allow_unknown && matches!(value, Value::Null | Value::Other(_)) {
                issue = wrong_kind(name, value, "a string, a number or a boolean".to_owned());
            } else if allow_unknown {
                issue.severity = Severity::Warning;
            }
            issues.push(issue);
        }
    }
    issues
}

fn judge_absence(event: &Event, field: &Field) -> Option<Issue> {
    let missing = || {
        Issue::new(Code::EventFieldMissing)
            .at_path(path(field.name))
            .with("field", field.name)
            .with("how", field.name)
            .with("about", field.about)
    };
    match field.required {
        Required::No => None,
        Required::Yes => Some(missing()),
        Required::Without(other) if event.get(other).is_none() => Some(missing()),
        // said once, at the first of the fields that it stands in for
        Required::Without(other) if stands_in_first(event, field, other) => {
            Some(Issue::new(Code::EventDebugIdMode).at_path(path(other)))
        }
        Required::Without(_) => None,
    }
}

fn stands_in_first(event: &Event, field: &Field, other: &'static str) -> bool {
    event
        .upload_type
        .fields
        .iter()
        .find(|f| f.required == Required::Without(other) && event.get(f.name).is_none())
        .is_some_and(|first| first.name == field.name)
}

fn unknown(event: &Event, name: &str) -> Issue {
    let known = event.upload_type.fields.iter().map(|field| field.name).chain(["type"]);
    Issue::new(Code::EventFieldUnknown)
        .at_path(path(name))
        .with("type", event.upload_type.name)
        .with("suggestion", suggestion(nearest(name, known)))
}

fn judge(field: &Field, value: &Value) -> Option<Issue> {
    match (field.rule, value) {
        (Rule::Text { min, max }, Value::Text(text)) => judge_length(field, text, min, max),
        (Rule::CommitSha, Value::Text(text)) => {
            let fits =
                text.len() == 40 && text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
            (!fits).then(|| {
                pattern(field, text, "give the full commit hash, as git rev-parse HEAD prints it")
            })
        }
        (Rule::HexOrEmpty { min, max }, Value::Text(text)) => {
            let length = text.chars().count();
            let fits = text.is_empty()
                || text.bytes().all(|b| b.is_ascii_hexdigit())
                    && length >= min as usize
                    && max.is_none_or(|max| length <= max as usize);
            (!fits).then(|| pattern(field, text, "give the whole value, or leave it empty"))
        }
        (Rule::Guid, Value::Text(text)) => (!is_guid(text))
            .then(|| pattern(field, text, "write it as 01234567-89AB-CDEF-0123-456789ABCDEF")),
        (Rule::OneOf(allowed), Value::Text(text)) => {
            (!allowed.contains(&text.as_str())).then(|| {
                Issue::new(Code::EventFieldEnum)
                    .at_path(path(field.name))
                    .with("value", text.as_str())
                    .with("expected", expected(field.rule))
                    .with("suggestion", suggestion(nearest(text, allowed.iter().copied())))
            })
        }
        (Rule::Integer, Value::Integer(integer)) if *integer >= 0 => None,
        (Rule::Integer, Value::Integer(integer)) => {
            Some(range(field, integer.to_string(), "give 0 or more"))
        }
        (Rule::Integer, Value::HugeInteger(digits)) => {
            Some(range(field, digits.clone(), "give a value that fits 64 bits"))
        }
        (Rule::Integer, Value::Number(number)) => {
            let remedy = if number.fract() == 0.0 && *number > 0.0 {
                "give it as a BigInt: a number past 9007199254740991 has lost digits"
            } else {
                "give a whole number"
            };
            Some(range(field, shortest(*number), remedy))
        }
        (Rule::Flag, Value::Flag(_)) => None,
        (rule, other) => Some(wrong_kind(field.name, other, expected(rule))),
    }
}

fn wrong_kind(name: &str, value: &Value, expected: String) -> Issue {
    Issue::new(Code::EventFieldType)
        .at_path(path(name))
        .with("actual", value.kind())
        .with("expected", expected)
}

fn judge_length(field: &Field, text: &str, min: u32, max: Option<u32>) -> Option<Issue> {
    let length = text.chars().count();
    let limited = |code, limit: u32| {
        let issue = Issue::new(code).at_path(path(field.name));
        issue.with("length", length).with("limit", limit)
    };
    if length < min as usize {
        return Some(limited(Code::EventFieldEmpty, min));
    }
    max.filter(|max| length > *max as usize).map(|max| limited(Code::EventFieldTooLong, max))
}

fn pattern(field: &Field, text: &str, remedy: &str) -> Issue {
    Issue::new(Code::EventFieldPattern)
        .at_path(path(field.name))
        .with("value", text)
        .with("length", text.chars().count())
        .with("expected", expected(field.rule))
        .with("remedy", remedy)
}

fn range(field: &Field, value: String, remedy: &str) -> Issue {
    Issue::new(Code::EventFieldRange)
        .at_path(path(field.name))
        .with("value", value)
        .with("expected", expected(field.rule))
        .with("remedy", remedy)
}

/// A number as JSON writes it. (The standard library's way of printing one would weigh 14 KB of wasm.)
fn shortest(number: f64) -> String {
    serde_json::Number::from_f64(number)
        .map_or_else(|| "not a number".to_owned(), |n| n.to_string())
}

fn is_guid(text: &str) -> bool {
    let groups: Vec<&str> = text.split('-').collect();
    groups.iter().map(|group| group.len()).eq([8, 4, 4, 4, 12])
        && groups.iter().all(|group| group.bytes().all(|b| b.is_ascii_hexdigit()))
}

fn path(field: &str) -> String {
    format!("event.{field}")
}

/// What a rule asks for, as a noun phrase.
fn expected(rule: Rule) -> String {
    match rule {
        Rule::Text { .. } => "a string".to_owned(),
        Rule::CommitSha => "a commit hash of 40 lower-case hexadecimal digits".to_owned(),
        Rule::HexOrEmpty { min, max } if max == Some(min) => {
            format!("{min} hexadecimal digits or an empty string")
        }
        Rule::HexOrEmpty { min, .. } => {
            format!("{min} or more hexadecimal digits or an empty string")
        }
        Rule::Guid => "a GUID".to_owned(),
        Rule::Integer => "a whole number from 0 to 9223372036854775807".to_owned(),
        Rule::Flag => "true or false".to_owned(),
        Rule::OneOf(allowed) => allowed.join(" or "),
    }
}

impl Provenance {
    /// Whether the published contract names it.
    #[must_use]
    pub fn is_documented(self) -> bool {
        self == Self::Documented
    }
}
