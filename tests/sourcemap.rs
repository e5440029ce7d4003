//! One row per rule: a map, and what is to be found in it.
#![allow(clippy::unwrap_used, reason = "a test may fail loudly")]

use mapship::read_map;

/// What is found in a map: `code path` and, in mappings, `line:segment:byte`; repeats as `×n`.
fn found(map: &str) -> Vec<String> {
    let report = read_map(&map.as_bytes()).unwrap();
    let show = |issue: &mapship::Issue| {
        let mut text = issue.code.name().to_owned();
        if let Some(path) = &issue.at.path {
            text += &format!(" {path}");
        }
        if let Some(at) = issue.at.mapping {
            text += &format!(" {}:{}:{}", at.generated_line, at.segment, at.byte);
        }
        if issue.count > 1 {
            text += &format!(" ×{}", issue.count);
        }
        text
    };
    report.issues.iter().map(show).collect()
}

/// A map with these mappings, two sources and one name.
fn with(mappings: &str) -> String {
    format!(r#"{{"version":3,"sources":["a",null],"names":["n"],"mappings":"{mappings}"}}"#)
}

#[test]
fn shape() {
    for (map, expected) in [
        (r#"{"version":3,"sources":[],"mappings":""}"#, &[][..]),
        (r#"{"version":3.0,"sources":[],"mappings":"","names":[],"x":{"y":[[]]}}"#, &[]),
        (r#"{"version":3,"sources":["a"],"sourcesContent":[null],"mappings":"\u0041AAA"}"#, &[]),
        ("", &["map-not-json"]),
        ("this is not json <html>", &["map-not-json"]),
        (r#"{"version":3,"sources":[],"mappings":""}}"#, &["map-not-json"]),
        ("[]", &["map-not-an-object"]),
        ("{}", &["map-version $.version", "map-field-type $.sources", "map-field-type $.mappings"]),
        (r#"{"version":"3","sources":[],"mappings":""}"#, &["map-version $.version"]),
        (r#"{"version":2,"sources":[],"mappings":""}"#, &["map-version $.version"]),
        (r#"{"version":3,"sources":null,"mappings":""}"#, &["map-field-type $.sources"]),
        (r#"{"version":3,"sources":["a",1],"mappings":""}"#, &["map-field-type $.sources[1]"]),
        (r#"{"version":3,"sources":[],"mappings":null}"#, &["map-field-type $.mappings"]),
        (
            r#"{"version":3,"sources":[],"mappings":"","names":[null]}"#,
            &["map-field-type $.names[0]"],
        ),
        (r#"{"version":3,"sources":[],"mappings":"","file":null}"#, &["map-field-type $.file"]),
        (
            r#"{"version":3,"sources":[],"mappings":"","sourceRoot":1}"#,
            &["map-field-type $.sourceRoot"],
        ),
        (
            r#"{"version":3,"sources":[],"mappings":"","sourcesContent":null}"#,
            &["map-field-type $.sourcesContent"],
        ),
    ] {
        assert_eq!(found(map), expected, "{map}");
    }
}

#[test]
fn mappings() {
    for (mappings, expected) in [
        ("", &[][..]),
        (";;;", &[]),
        ("AAAA", &[]),
        ("A,AAAA,AAAAA;ACAA", &[]),
        // unsorted and repeated segments are legal
        ("KAAA,DAAA,AAAA", &[]),
        // any number of digits without a payload
        ("AggggggggggggggAAA", &[]),
        // the least value: -2^31
        ("B", &["map-column-negative $.mappings 1:0:0"]),
        (",AAAA", &["map-segment-empty $.mappings 1:0:0"]),
        ("AAAA,", &["map-segment-empty $.mappings 1:1:5"]),
        ("AAAA,,AAAA", &["map-segment-empty $.mappings 1:1:5"]),
        ("AA", &["map-segment-fields $.mappings 1:0:0"]),
        ("AAA", &["map-segment-fields $.mappings 1:0:0"]),
        (";AAAAAA", &["map-segment-fields $.mappings 2:0:1"]),
        ("AAA!", &["map-vlq-digit $.mappings 1:0:0"]),
        ("AAA A", &["map-vlq-digit $.mappings 1:0:0"]),
        ("AAAg", &["map-vlq-unfinished $.mappings 1:0:0"]),
        ("ggggggE", &["map-vlq-too-large $.mappings 1:0:0"]),
        ("+/////D", &[]),
        ("A;D", &["map-column-negative $.mappings 2:0:2"]),
        ("AEAA", &["map-source-index $.mappings 1:0:0"]),
        ("ADAA", &["map-source-index $.mappings 1:0:0"]),
        ("AADA", &["map-original-negative $.mappings 1:0:0"]),
        ("AAAD", &["map-original-negative $.mappings 1:0:0"]),
        ("AAAAC", &["map-name-index $.mappings 1:0:0"]),
        // out of range, and back: the first is an error all the same
        ("AEAA,AFAA", &["map-source-index $.mappings 1:0:0"]),
        ("AEAA,AAAA,AAAA", &["map-source-index $.mappings 1:0:0 ×3"]),
    ] {
        assert_eq!(found(&with(mappings)), expected, "{mappings}");
    }
}

#[test]
fn names_are_needed_where_they_are_pointed_at() {
    let map = r#"{"version":3,"sources":["a"],"mappings":"AAAAA"}"#;
    assert_eq!(found(map), ["map-name-index $.mappings 1:0:0"]);
}

#[test]
fn index_maps() {
    let section = |line: u32, column: u32, mappings: &str| {
        let map = with(mappings);
        format!(r#"{{"offset":{{"line":{line},"column":{column}}},"map":{map}}}"#)
    };
    let index =
        |sections: &[String]| format!(r#"{{"version":3,"sections":[{}]}}"#, sections.join(","));
    for (map, expected) in [
        (index(&[]), &[][..]),
        (index(&[section(0, 0, "AAAA"), section(1, 0, "AAAA")]), &[]),
        (
            index(&[section(0, 0, "AAAA"), section(1, 0, "AEAA")]),
            &["map-source-index $.sections[1].map.mappings 1:0:0"],
        ),
        (
            index(&[section(1, 0, "AAAA"), section(0, 5, "AAAA")]),
            &["map-section-order $.sections[1].offset"],
        ),
        (
            index(&["{}".to_owned()]),
            &["map-field-type $.sections[0].offset", "map-field-type $.sections[0].map"],
        ),
        (r#"{"version":3,"sections":null}"#.to_owned(), &["map-field-type $.sections"]),
    ] {
        assert_eq!(found(&map), expected, "{map}");
    }
}

#[test]
fn the_place_of_a_syntax_error() {
    let report = read_map(&&b"{\n  \"version\": 3,\n  oops\n}"[..]).unwrap();
    let [issue] = report.issues.as_slice() else { panic!("{report:?}") };
    assert_eq!((issue.at.line, issue.at.column), (Some(3), Some(3)));
}
