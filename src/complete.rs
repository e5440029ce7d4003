//! The event and the file that it is about: what nobody gave is filled in, what contradicts the bytes is said.

use crate::event::{Event, Rule, Value};
use crate::inspect::{Format, Inspection};
use crate::issue::{Code, Issue};
use crate::symbols::flutter::{check_name, read_name};

/// Architectures under all the names that Datadog's clients give them: its command line's, those of its Gradle plugin
/// and of Flutter, and Android's.
const ARCHS: &[&[&str]] = &[
    &["aarch64", "arm64", "arm64-v8a"],
    &["x86_64", "x64", "amd64"],
    &["arm", "arm32", "armeabi-v7a", "armv7"],
    &["386", "x86", "i386"],
];

/// Fields of an ELF file's event that are sent empty where the file has no such value.
const EMPTY: &[&str] = &["gnu_build_id", "go_build_id", "file_hash"];

/// Fills in what the file's identity says and nobody has given. Returns where what was given is another value.
pub(crate) fn complete(event: &mut Event, file: &Inspection) -> Vec<Issue> {
    let mut issues = Vec::new();
    for (name, actual) in &file.identity {
        // the member of a React Native map that Datadog's client calls so in the event
        let is_debug_id = *name == "debugId" && event.upload_type.name == "react_native_sourcemap";
        let name = &if is_debug_id { "debug_id" } else { name };
        let Some(field) = event.upload_type.field(name) else { continue };
        let flutter = event.upload_type.name == "flutter_symbol_file" && *name == "arch";
        let actual = if flutter { flutter_arch(actual) } else { actual.as_str() };
        let Some(given) = event.get(name).map(text_of) else {
            let number = actual.parse().ok().filter(|_| field.rule == Rule::Integer);
            event.fill(name, number.map_or_else(|| Value::from(actual), Value::Integer));
            continue;
        };
        if given.is_some_and(|given| contradicts(name, &given, actual)) {
            let given = event.get(name).and_then(text_of).unwrap_or_default();
            issues.push(
                Issue::new(Code::EventContradicts)
                    .at_path(format!("event.{name}"))
                    .with("value", given)
                    .with("actual", actual),
            );
        }
    }
    if file.format == Format::Elf && event.upload_type.name == "elf_symbol_file" {
        for name in EMPTY {
            event.fill(name, Value::from(""));
        }
    }
    issues
}

/// Fills in what the name of Flutter's symbol file says and nobody has given.
pub(crate) fn complete_by_name(event: &mut Event, name: &str) -> Vec<Issue> {
    let missing = ["platform", "arch"].iter().any(|field| event.get(field).is_none());
    if event.upload_type.name != "flutter_symbol_file" || !missing {
        return Vec::new();
    }
    match read_name(name) {
        Ok(read) => {
            event.fill("platform", Value::from(read.platform.as_str()));
            event.fill("arch", Value::from(read.arch.as_str()));
            check_name(&read)
        }
        Err(issue) if event.get("platform").is_none() => vec![*issue],
        Err(_) => Vec::new(),
    }
}

/// A value that can be held against one of the file; others are the validation's to judge.
fn text_of(value: &Value) -> Option<String> {
    match value {
        Value::Text(text) => Some(text.clone()),
        Value::Integer(integer) => Some(integer.to_string()),
        _ => None,
    }
}

fn contradicts(name: &str, given: &str, actual: &str) -> bool {
    match name {
        // what the sender thinks best in it, and what the sender calls it
        "symbol_source" | "filename" => false,
        "arch" => {
            let same = |list: &&&[&str]| list.contains(&given) && list.contains(&actual);
            given != actual && !ARCHS.iter().any(|list| same(&list))
        }
        // an archive may hold some of the slices
        "uuids" => given
            .split(',')
            .any(|uuid| !actual.split(',').any(|known| known.eq_ignore_ascii_case(uuid.trim()))),
        "go_build_id" if given == "redacted" => false,
        // without the length in front, as linkers print it
        "build_id" if actual.get(2..).is_some_and(|id| id.eq_ignore_ascii_case(given)) => false,
        _ if EMPTY.contains(&name) && given.is_empty() => false,
        _ => !given.eq_ignore_ascii_case(actual),
    }
}

/// The name that Flutter's tools give an architecture.
fn flutter_arch(arch: &str) -> &str {
    match arch {
        "aarch64" => "arm64",
        "x86_64" => "x64",
        other => other,
    }
}
