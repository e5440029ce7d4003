//! The event and the file that it is about: what nobody gave is filled in, what contradicts the bytes is said.

use crate::event::{Event, Value};
use crate::finding::{Code, Issue};
use crate::inspect::Inspection;
use crate::types::{Comparison, Field, Rule, Said, UploadType};

/// Architectures under all the names that Datadog's clients give them: its command line's, those of its Gradle plugin
/// and of Flutter, and Android's.
const ARCHS: &[&[&str]] = &[
    &["aarch64", "arm64", "arm64-v8a"],
    &["x86_64", "x64", "amd64"],
    &["arm", "arm32", "armeabi-v7a", "armv7"],
    &["386", "x86", "i386"],
];

/// Fills in what the file's identity says and nobody has given. Returns where what was given is another value.
pub(crate) fn complete(event: &mut Event, file: &Inspection) -> Vec<Issue> {
    let upload_type = event.upload_type;
    let mut issues = Vec::new();
    for (field, actual) in told(upload_type, file) {
        let Some(given) = event.get(field.name).map(text_of) else {
            let number = actual.parse().ok().filter(|_| field.rule == Rule::Integer);
            event.fill(field.name, number.map_or_else(|| Value::from(actual), Value::Integer));
            continue;
        };
        if let Some(given) = given.filter(|given| contradicts(field, given, actual)) {
            issues.push(
                Issue::new(Code::EventContradicts)
                    .at_path(format!("event.{}", field.name))
                    .with("value", given)
                    .with("actual", actual),
            );
        }
    }
    if upload_type.formats.contains(&file.format) {
        for field in upload_type.fields.iter().filter(|field| field.blank) {
            event.fill(field.name, Value::from(""));
        }
    }
    issues
}

/// Fills in what the name of the file says and nobody has given. What is for the sender to choose, the file itself says better.
pub(crate) fn complete_by_name(event: &mut Event, name: &str, file: &Inspection) -> Vec<Issue> {
    let mut issues = Vec::new();
    for says in event.upload_type.name_says {
        let is_open = |event: &Event, field: &str| {
            event.get(field).is_none()
                && !told(event.upload_type, file)
                    .any(|(it, _)| it.name == field && it.comparison == Comparison::Free)
        };
        if !says.fields.iter().any(|field| is_open(event, field)) {
            continue;
        }
        let Said { values, issues: found } = (says.read)(name);
        // a name that says nothing is no fault where the first is known
        if !values.is_empty() || says.fields.first().is_some_and(|field| is_open(event, field)) {
            issues.extend(found);
        }
        for (field, value) in values {
            if is_open(event, field) {
                event.fill(field, Value::from(value.as_str()));
            }
        }
    }
    issues
}

/// The fields of a type that a file tells, with their values in the words of the type.
fn told<'a>(
    upload_type: &'static UploadType,
    file: &'a Inspection,
) -> impl Iterator<Item = (&'static Field, &'a str)> {
    file.identity.iter().filter_map(|(member, actual)| {
        let is_told = |field: &&Field| field.member.unwrap_or(field.name) == *member;
        let field = upload_type.fields.iter().find(is_told)?;
        let own = field.words.iter().find(|(theirs, _)| theirs == actual);
        Some((field, own.map_or(actual.as_str(), |(_, own)| own)))
    })
}

/// A value that can be held against one of the file; others are the validation's to judge.
fn text_of(value: &Value) -> Option<String> {
    match value {
        Value::Text(text) => Some(text.clone()),
        Value::Integer(integer) => Some(integer.to_string()),
        _ => None,
    }
}

fn contradicts(field: &Field, given: &str, actual: &str) -> bool {
    if field.blank && given.is_empty() {
        return false;
    }
    let is_same = given.eq_ignore_ascii_case(actual);
    match field.comparison {
        Comparison::Free => false,
        Comparison::Same => !is_same,
        Comparison::Processor => {
            let same = |actual: &str| {
                given == actual
                    || ARCHS.iter().any(|list| list.contains(&given) && list.contains(&actual))
            };
            // a Mach-O file may be for several
            !actual.split(',').any(same)
        }
        Comparison::SomeOf => given
            .split(',')
            .any(|one| !actual.split(',').any(|known| known.eq_ignore_ascii_case(one.trim()))),
        Comparison::SameOr(word) => given != word && !is_same,
        Comparison::WithoutLength => {
            let is_bare = actual.get(2..).is_some_and(|id| id.eq_ignore_ascii_case(given));
            !is_same && !is_bare
        }
    }
}
