//! Severities where nobody asked for those of the standard: what consumers pass over, and still resolve, is a warning.
//! `tests/js/consumers.test.js` has real consumers read such maps.

use mapship::{ReadOptions, Severity, passes, read_map, read_map_with};

const WARNINGS: &[(&str, &str)] = &[
    (r#""version":"3","sources":["a"],"mappings":"AAAA""#, "map-version"),
    (r#""version":3,"sources":["a",1],"mappings":"AAAA""#, "map-source-type"),
    (r#""version":3,"file":null,"sources":["a"],"mappings":"AAAA""#, "map-file-type"),
    (r#""version":3,"file":3,"sources":["a"],"mappings":"AAAA""#, "map-file-type"),
    (r#""version":3,"sourceRoot":null,"sources":["a"],"mappings":"AAAA""#, "map-source-root-type"),
    (
        r#""version":3,"sources":["a"],"sourcesContent":null,"mappings":"AAAA""#,
        "map-sources-content-type",
    ),
    (
        r#""version":3,"sources":["a"],"sourcesContent":[2],"mappings":"AAAA""#,
        "map-source-content-type",
    ),
    (r#""version":3,"sources":["a"],"names":[null],"mappings":"AAAAA""#, "map-name-type"),
    (r#""version":3,"sources":["a"],"ignoreList":null,"mappings":"AAAA""#, "map-ignore-list-type"),
    (
        r#""version":3,"sources":["a"],"ignoreList":["0"],"mappings":"AAAA""#,
        "map-ignore-index-type",
    ),
    (r#""version":3,"sources":["a"],"ignoreList":[1],"mappings":"AAAA""#, "map-ignore-index"),
    (
        r#""version":3,"sections":[{"offset":{"line":0,"column":0},"map":{"version":3,"sections":[]}}]"#,
        "map-section-nested",
    ),
    (r#""version":3,"mappings":"","sections":[]"#, "map-mappings-beside-sections"),
];

const ERRORS: &[&str] = &[
    r#""sources":["a"],"mappings":"AAAA""#,
    r#""version":2,"sources":["a"],"mappings":"AAAA""#,
    r#""version":3,"sources":["a"],"mappings":null"#,
    r#""version":3,"sources":null,"mappings":"AAAA""#,
    r#""version":3,"sources":["http://["],"mappings":"AAAA""#,
    r#""version":3,"sourceRoot":3,"sources":["a"],"mappings":"AAAA""#,
    r#""version":3,"sources":["a"],"names":null,"mappings":"AAAA""#,
    r#""version":3,"sources":["a"],"mappings":"AAAA,,CAAA""#,
    r#""version":3,"sources":["a"],"mappings":"AA""#,
    r#""version":3,"sources":["a"],"mappings":"A.AA""#,
    r#""version":3,"sources":["a"],"mappings":"ACAA""#,
    r#""version":3,"sections":[null]"#,
    r#""version":3,"sections":[{"offset":{"line":0,"column":0},"url":"a.map"}]"#,
];

fn strictly() -> ReadOptions {
    ReadOptions { strict: true, ..ReadOptions::default() }
}

#[test]
fn what_consumers_pass_over_is_a_warning() {
    for (members, code) in WARNINGS {
        let map = format!("{{{members}}}");
        let tell = |options: &ReadOptions| {
            let issues = read_map_with(&map.as_bytes(), options).unwrap().issues;
            issues.iter().map(|issue| (issue.code.name(), issue.severity)).collect::<Vec<_>>()
        };
        assert_eq!(tell(&ReadOptions::default()), [(*code, Severity::Warning)], "{map}");
        assert_eq!(tell(&strictly()), [(*code, Severity::Error)], "{map}");
    }
}

#[test]
fn what_they_stumble_over_is_an_error() {
    for members in ERRORS {
        let map = format!("{{{members}}}");
        assert!(!passes(&read_map(&map.as_bytes()).unwrap().issues), "{map}");
    }
}

#[test]
fn a_map_that_passes_is_held_against_its_file() {
    for (members, is_whole) in [
        (r#""version":3,"sources":["a"],"sourcesContent":null,"mappings":"AAAA""#, true),
        (r#""version":3,"sources":["a"],"mappings":"AAAA,,CAAA""#, false),
        (
            r#""version":3,"sections":[{"offset":{"line":0,"column":0},"map":{"version":3,"sections":[]}}]"#,
            false,
        ),
    ] {
        let map = format!("{{{members}}}");
        for options in [ReadOptions::default(), strictly()] {
            let summary = read_map_with(&map.as_bytes(), &options).unwrap().summary;
            assert_eq!(summary.is_whole, is_whole, "{map}");
        }
    }
}
