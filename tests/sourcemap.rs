//! The source-map reader against ECMA-426: a table of rules, the order of keys, windows, and a foreign judge.
// tests say what must be by panicking
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    missing_docs
)]

#[path = "sourcemap/accepted.rs"]
mod accepted;
#[path = "sourcemap/random.rs"]
mod random;
#[path = "sourcemap/reading.rs"]
mod reading;
#[path = "sourcemap/rules.rs"]
mod rules;
#[path = "sourcemap/sections.rs"]
mod sections;
#[path = "sourcemap/severity.rs"]
mod severity;
#[path = "sourcemap/text.rs"]
mod text;

use mapship::{Issue, MapReport, ReadOptions, Severity, read_map_with};

/// Down to where every byte is a window of its own.
const WINDOWS: [usize; 7] = [1, 2, 3, 7, 64, 4096, 1 << 20];

/// Reads a map as strictly as the standard does, through windows of every size, which must not change anything.
fn read(map: &[u8]) -> MapReport {
    let with = |window| {
        let options = ReadOptions { window, strict: true, ..ReadOptions::default() };
        read_map_with(&map, &options).expect("readable")
    };
    let report = with(WINDOWS[0]);
    for window in &WINDOWS[1..] {
        let other = with(*window);
        assert_eq!(report, other, "window {window}: {}", String::from_utf8_lossy(map));
    }
    let is_error = |issue: &Issue| issue.severity == Severity::Error;
    assert!(report.issues.iter().all(is_error), "{}", String::from_utf8_lossy(map));
    report
}

/// A finding in one line: `code path line:column [generated line:segment:byte] xcount`.
fn tell(issue: &Issue, with_place: bool) -> String {
    let at = &issue.at;
    let mut told = issue.code.name().to_owned();
    if let Some(path) = &at.path {
        told += &format!(" {path}");
    }
    if with_place {
        told += &format!(" {}:{}", at.line.unwrap(), at.column.unwrap());
    }
    if let Some(mapping) = at.mapping {
        let (line, segment) = (mapping.generated_line, mapping.segment);
        told += &format!(" [{line}:{segment}:{}]", mapping.byte);
    }
    if issue.count != 1 {
        told += &format!(" x{}", issue.count);
    }
    told
}

/// Holds a map to its findings. One may leave out line and column, and end in ` @` and what stands at its place.
#[track_caller]
fn check(map: &[u8], expected: &[&str]) {
    let issues = read(map).issues;
    let told: Vec<_> = issues.iter().map(|issue| tell(issue, true)).collect();
    let shown = String::from_utf8_lossy(map);
    assert_eq!(told.len(), expected.len(), "{told:#?} in {shown}");
    for (issue, expected) in issues.iter().zip(expected) {
        let (finding, text) = expected.split_once(" @").unwrap_or((expected, ""));
        assert!(
            [tell(issue, true), tell(issue, false)].contains(&finding.to_owned()),
            "{told:#?} in {shown}"
        );
        for sentence in [issue.message(), issue.help()] {
            let has_gap = ["  ", " ;", " ,", "{\"", "()"].iter().any(|gap| sentence.contains(gap));
            assert!(!sentence.is_empty() && !has_gap, "{sentence}");
        }
        let (before, after) = map.split_at(usize::try_from(issue.at.offset.unwrap()).unwrap());
        assert!(after.starts_with(text.as_bytes()), "{expected} but {told:#?} in {shown}");
        let lines: Vec<_> = before.split(|byte| *byte == b'\n').collect();
        assert_eq!(issue.at.line, Some(lines.len() as u64), "{expected} in {shown}");
        assert_eq!(
            issue.at.column,
            Some(lines[lines.len() - 1].len() as u64 + 1),
            "{expected} in {shown}"
        );
    }
}

/// A map with these members besides the three it must have.
fn with(members: &str) -> String {
    format!(r#"{{"version":3,"sources":["a","b"],"names":["n"],"mappings":"AAAAA"{members}}}"#)
}

/// A map with two sources, a name and these mappings.
fn mapping(mappings: &str) -> String {
    format!(r#"{{"version":3,"sources":["a","b"],"names":["n"],"mappings":"{mappings}"}}"#)
}
