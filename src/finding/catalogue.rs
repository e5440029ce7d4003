//! [`catalogue`]: what there is to find, for whoever lists it: the reference page and the rules of SARIF logs are made from it, so
//! that none of it is in the WebAssembly.

use crate::finding::text::{Slot, fill};
use crate::finding::{Code, Severity};
use crate::options::{Declaration, GROUPS, Kind};

/// A finding mapship knows. In its sentences `<name>` stands for a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The stable name, kebab-case.
    pub code: &'static str,
    /// How bad it is.
    pub severity: Severity,
    /// What is wrong.
    pub message: String,
    /// What to do about it.
    pub help: String,
    /// The clause or section the rule comes from.
    pub rule: &'static str,
}

/// Every finding mapship knows, in the order of the table.
#[must_use]
pub fn catalogue() -> Vec<Entry> {
    let entry = |code: &Code| Entry {
        code: code.name(),
        severity: code.severity(),
        message: fill(code.sentence(), named),
        help: fill(code.remedy(), named),
        rule: code.rule(),
    };
    Code::ALL.iter().map(entry).collect()
}

/// What stands for a value in a sentence that is about none.
fn named(slot: &Slot) -> String {
    match (slot.name, slot.kind) {
        // a guess, or nothing
        ("suggestion", _) => String::new(),
        ("how", _) => "it".to_owned(),
        (name, Some("option" | "part")) => {
            let way = slot.way().unwrap_or_default();
            flag_of(name).map_or(way.clone(), |flag| format!("--{flag}, or {way}"))
        }
        (name, None | Some("words" | "name")) => format!("<{}>", apart(name)),
        (name, Some(noun)) => format!("<{}> {noun}s", apart(name)),
    }
}

/// The flag of an option or of a part, whoever reads the list: it may be read on a command line.
fn flag_of(name: &str) -> Option<String> {
    if name.contains('_') {
        return Some(name.replace('_', "-"));
    }
    let options = GROUPS.iter().flat_map(|group| group.options).flat_map(|option| {
        let kinds = match &option.kind {
            Kind::AnyOf(kinds) => kinds,
            kind => std::slice::from_ref(kind),
        };
        let members = kinds.iter().flat_map(|kind| match kind {
            Kind::Object(members) => *members,
            _ => &[],
        });
        std::iter::once(option).chain(members)
    });
    options.filter(|option| option.name == name).find_map(Declaration::flag_name)
}

/// `limitLine`, `limit_line`: limit line.
fn apart(name: &str) -> String {
    let mut words = String::new();
    for character in name.chars() {
        match character {
            '_' => words.push(' '),
            upper if upper.is_ascii_uppercase() => {
                words.push(' ');
                words.push(upper.to_ascii_lowercase());
            }
            other => words.push(other),
        }
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_have_names() {
        let all = catalogue();
        let sentence = |code: Code| {
            let entry = all.iter().find(|entry| entry.code == code.name()).unwrap();
            (entry.message.as_str(), entry.help.as_str())
        };
        let (message, help) = sentence(Code::EventFieldTooLong);
        assert_eq!(message, "<path> is <length> characters; the limit is <limit>");
        assert_eq!(help, "shorten it to <limit> characters");
        assert_eq!(
            sentence(Code::EventFieldUnknown).1,
            "remove it, correct it, or allow unknown fields"
        );
        for entry in &all {
            assert!(!entry.message.contains('{') && !entry.help.contains('{'), "{}", entry.code);
        }
        assert_eq!(apart("limitLine"), "limit line");
    }
}
