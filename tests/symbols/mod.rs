//! What the tests of symbol files share: the fixtures, and how to ask for what was found.

use std::{fs, ops::Range};

use mapship::{Inspection, Issue, Severity, inspect};

pub const FOLDER: &str = "tests/fixtures/symbols";

/// A fixture, by its folder and name.
pub fn bytes(name: &str) -> Vec<u8> {
    fs::read(format!("{FOLDER}/{name}")).unwrap()
}

/// What another tool has said of a fixture.
pub fn golden(name: &str) -> String {
    fs::read_to_string(format!("{FOLDER}/golden/{name}")).unwrap()
}

pub fn inspected(bytes: &[u8]) -> Inspection {
    inspect(&bytes, "file").unwrap()
}

/// A value of the identity; empty where it is not there.
pub fn value<'a>(inspection: &'a Inspection, name: &str) -> &'a str {
    let pair = inspection.identity.iter().find(|(key, _)| *key == name);
    pair.map_or("", |(_, value)| value.as_str())
}

/// The codes of what was found, errors marked with `!`.
pub fn codes(issues: &[Issue]) -> Vec<String> {
    let code = |issue: &Issue| {
        format!("{}{}", issue.code.name(), if issue.severity == Severity::Error { "!" } else { "" })
    };
    issues.iter().map(code).collect()
}

/// Cuts a file short at each of these lengths, in bytes: every time an error must be found.
pub fn cut_short(name: &str, lengths: Range<usize>) {
    let whole = bytes(name);
    for length in lengths.start..lengths.end.min(whole.len()) {
        let inspection = inspected(whole.get(..length).unwrap());
        let errors = inspection.issues.iter().filter(|issue| issue.severity == Severity::Error);
        assert!(errors.count() > 0, "{name} cut to {length} bytes passes");
        for issue in &inspection.issues {
            assert!(!issue.message().contains('…'), "{}", issue.message());
        }
    }
}

/// The file with some bytes changed.
pub fn changed(name: &str, at: usize, new: &[u8]) -> Vec<u8> {
    let mut bytes = bytes(name);
    bytes.get_mut(at..at + new.len()).unwrap().copy_from_slice(new);
    bytes
}
