//! One row per rule that a regular map can break, with the number it has in the list of rules.

use super::{check, mapping, read, with};
use mapship::Code;

#[test]
fn members() {
    let rows: &[(&str, &[&str])] = &[
        // 4: version
        (r#"{"sources":[],"mappings":""}"#, &["map-version $.version @{"]),
        (r#"{"version":"3","sources":[],"mappings":""}"#, &["map-version $.version @\"3\""]),
        (r#"{"version":2,"sources":[],"mappings":""}"#, &["map-version $.version @2"]),
        (r#"{"version":4,"sources":[],"mappings":""}"#, &["map-version $.version @4"]),
        (r#"{"version":3.5,"sources":[],"mappings":""}"#, &["map-version $.version @3.5"]),
        (r#"{"version":-3,"sources":[],"mappings":""}"#, &["map-version $.version @-3"]),
        (r#"{"version":[3],"sources":[],"mappings":""}"#, &["map-version $.version @[3]"]),
        (r#"{"version":null,"sources":[],"mappings":""}"#, &["map-version $.version @null"]),
        // 5: mappings
        (r#"{"version":3,"sources":[]}"#, &["map-mappings-type $.mappings @{"]),
        (r#"{"version":3,"sources":[],"mappings":null}"#, &["map-mappings-type $.mappings @null"]),
        (r#"{"version":3,"sources":[],"mappings":[]}"#, &["map-mappings-type $.mappings @[]"]),
        (
            r#"{"version":3,"sources":[],"mappings":{"a":[1]}}"#,
            &["map-mappings-type $.mappings @{\"a"],
        ),
        // 6: sources
        (r#"{"version":3,"mappings":""}"#, &["map-sources-type $.sources @{"]),
        (r#"{"version":3,"sources":null,"mappings":""}"#, &["map-sources-type $.sources @null"]),
        (r#"{"version":3,"sources":"a","mappings":""}"#, &["map-sources-type $.sources @\"a\""]),
        (r#"{"version":3,"sources":{},"mappings":""}"#, &["map-sources-type $.sources @{}"]),
        (
            r#"{"version":3,"sources":null,"mappings":"AAAA"}"#,
            &["map-sources-type $.sources @null"],
        ),
        // 7: an item of sources
        (
            r#"{"version":3,"sources":["a",1,null,{}],"mappings":""}"#,
            &["map-source-type $.sources[1] x2 @1,"],
        ),
        // 14: whatever else there is
        (
            r"{}",
            &[
                "map-version $.version @{",
                "map-sources-type $.sources @{",
                "map-mappings-type $.mappings @{",
            ],
        ),
    ];
    for (map, expected) in rows {
        check(map.as_bytes(), expected);
    }
}

#[test]
fn optional_members() {
    let rows: &[(&str, &[&str])] = &[
        // 8: file and sourceRoot
        (r#","file":null"#, &["map-file-type $.file @null"]),
        (r#","file":3"#, &["map-file-type $.file @3"]),
        (r#","sourceRoot":null"#, &["map-source-root-type $.sourceRoot @null"]),
        (r#","sourceRoot":["x"]"#, &["map-source-root-type $.sourceRoot @[\"x"]),
        // 9: sourcesContent
        (r#","sourcesContent":null"#, &["map-sources-content-type $.sourcesContent @null"]),
        (r#","sourcesContent":"""#, &["map-sources-content-type $.sourcesContent @\"\""]),
        (r#","sourcesContent":["",2]"#, &["map-source-content-type $.sourcesContent[1] @2]"]),
        // 11: ignoreList
        (r#","ignoreList":null"#, &["map-ignore-list-type $.ignoreList @null"]),
        (r#","ignoreList":0"#, &["map-ignore-list-type $.ignoreList @0"]),
        (
            r#","ignoreList":[0,"0",0.5,-1,1e400,null]"#,
            &["map-ignore-index-type $.ignoreList[1] x5 @\"0\""],
        ),
        // 12: an index in ignoreList
        (r#","ignoreList":[1,2,0,3e0]"#, &["map-ignore-index $.ignoreList[1] x2 @2,"]),
        (r#","ignoreList":[1e300]"#, &["map-ignore-index $.ignoreList[0] @1e300"]),
    ];
    for (members, expected) in rows {
        check(with(members).as_bytes(), expected);
    }
    // 10: names
    let rows: &[(&str, &[&str])] = &[
        ("null", &["map-names-type $.names @null"]),
        (r#""n""#, &["map-names-type $.names @\"n\""]),
        (r#"["n",null,1]"#, &["map-name-type $.names[1] x2 @null"]),
    ];
    for (names, expected) in rows {
        let map = format!(r#"{{"version":3,"sources":[],"names":{names},"mappings":""}}"#);
        check(map.as_bytes(), expected);
    }
}

#[test]
fn source_urls() {
    // 13
    let map = |members: &str| format!(r#"{{"version":3,{members},"mappings":""}}"#);
    let rows: &[(&str, &[&str])] = &[
        (r#""sources":["http://[x","b"]"#, &["map-source-url $.sources[0] @\"http://["]),
        (
            "\"sources\":[\"a\",null,\n \"https://a b/\",\"http://\"]",
            &["map-source-url $.sources[2] x2 @\"https"],
        ),
        (r#""sources":["x"],"sourceRoot":"http://a b""#, &["map-source-url $.sources[0] @\"x"]),
        (r#""sourceRoot":"http://a b/","sources":["x"]"#, &["map-source-url $.sources[0] @\"x"]),
        (r#""sources":["//[x"],"sourceRoot":"""#, &["map-source-url $.sources[0] @\"//["]),
        (r#""sources":["http://[x"],"sourceRoot":"/""#, &[]),
    ];
    for (members, expected) in rows {
        check(map(members).as_bytes(), expected);
    }
}

#[test]
fn vlqs_and_grammar() {
    let rows: &[(&str, &[&str])] = &[
        // 15: digits
        ("AA-A", &["map-vlq-digit $.mappings [1:0:2]"]),
        ("AAAA,A=,AAAA;A A", &["map-vlq-digit $.mappings [1:1:6] x2"]),
        ("é", &["map-vlq-digit $.mappings [1:0:0]"]),
        ("AAAA;A:A\\u0000", &["map-vlq-digit $.mappings [2:0:6]"]),
        ("AAAg", &["map-vlq-unfinished $.mappings [1:0:3]"]),
        ("AAAg,AAAA", &["map-vlq-unfinished $.mappings [1:0:3]"]),
        ("A,Agg;A", &["map-vlq-unfinished $.mappings [1:1:3]"]),
        ("g", &["map-vlq-unfinished $.mappings [1:0:0]"]),
        ("AAAAAg", &["map-vlq-unfinished $.mappings [1:0:5]"]),
        // 16: 32 bits
        ("ggggggE", &["map-vlq-overflow $.mappings [1:0:0]"]),
        ("AggggggggB", &["map-vlq-overflow $.mappings [1:0:1]"]),
        // 18: commas
        (",AAAA", &["map-segment-empty $.mappings [1:0:0]"]),
        ("AAAA,", &["map-segment-empty $.mappings [1:1:5]"]),
        ("AAAA,,AAAA", &["map-segment-empty $.mappings [1:1:5]"]),
        ("AAAA,;AAAA", &["map-segment-empty $.mappings [1:1:5]"]),
        ("AAAA;,AAAA", &["map-segment-empty $.mappings [2:0:5]"]),
        (",", &["map-segment-empty $.mappings [1:0:0] x2"]),
        // 19: number of fields
        ("AA", &["map-segment-fields $.mappings [1:0:0]"]),
        ("AAA,AA", &["map-segment-fields $.mappings [1:0:0] x2"]),
        ("AAAAAA", &["map-segment-fields $.mappings [1:0:0]"]),
        ("A;AAAAAAAAAA", &["map-segment-fields $.mappings [2:0:2]"]),
        // what runs on over a malformed segment is not guessed at
        (
            "AA,AZAA,AAAD;D",
            &["map-segment-fields $.mappings [1:0:0]", "map-generated-column $.mappings [2:0:13]"],
        ),
    ];
    for (mappings, expected) in rows {
        check(mapping(mappings).as_bytes(), expected);
    }
}

#[test]
fn ranges() {
    let rows: &[(&str, &[&str])] = &[
        // 17: minus zero is -2^31
        ("B", &["map-generated-column $.mappings [1:0:0]"]),
        ("hA", &["map-generated-column $.mappings [1:0:0]"]),
        // 21: generated column
        ("D", &["map-generated-column $.mappings [1:0:0]"]),
        ("C,F,C", &["map-generated-column $.mappings [1:1:2]"]),
        ("C;C,F;F", &["map-generated-column $.mappings [2:1:4] x2"]),
        // 22: source index, original line and column, though they recover
        ("AEAA", &["map-source-index $.mappings [1:0:1]"]),
        ("AADA", &["map-original-line $.mappings [1:0:2]"]),
        ("AAAD,AAAC", &["map-original-column $.mappings [1:0:3]"]),
        ("ADAA,ACAA", &["map-source-index $.mappings [1:0:1]"]),
        ("ACAA,ACAA,AAAA,ADAA", &["map-source-index $.mappings [1:1:6] x2"]),
        ("AAAB", &["map-original-column $.mappings [1:0:3]"]),
        // 23: name index
        ("AAAAC", &["map-name-index $.mappings [1:0:4]"]),
        ("AAAAA,AAAAD,AAAAC", &["map-name-index $.mappings [1:1:10]"]),
        ("AAAAC,AAAA,A", &["map-name-index $.mappings [1:0:4]"]),
    ];
    for (mappings, expected) in rows {
        check(mapping(mappings).as_bytes(), expected);
    }
    let map = r#"{"version":3,"sources":["a"],"mappings":"AAAA,AAAAA"}"#;
    check(map.as_bytes(), &["map-name-index $.mappings [1:1:9]"]);
}

#[test]
fn repeats_are_one_issue() {
    let segments = ["AAAA"; 10_000].join(",");
    let map = format!(r#"{{"version":3,"mappings":"AEAA,{segments}","sources":["a"]}}"#);
    let report = read(map.as_bytes());
    assert_eq!(report.issues.len(), 1);
    let issue = &report.issues[0];
    assert_eq!(issue.count, 10_001);
    assert_eq!(issue.message(), "source index 2 is out of range; the map has 1 source");
    assert!(issue.help().starts_with("sources and mappings do not belong together"));
}

#[test]
fn sentences_have_their_values() {
    let rows = [
        (
            r#"{"version":"3","sources":[],"mappings":""}"#,
            r#"$.version is the text "3"; the number 3 is needed"#,
        ),
        (
            r#"{"version":2.50,"sources":[],"mappings":""}"#,
            "$.version is the number 2.50; the number 3 is needed",
        ),
        (
            r#"{"version":3,"sources":[],"mappings":""#,
            "the file ends too early: a closing double quote is expected",
        ),
        (
            r#"{"version":3,"sources":[],}"#,
            "this is not JSON: a member name in double quotes is expected, not }",
        ),
        (
            r#"{"version":3,"sources":[],"mappings":"AA"}"#,
            "$.mappings has a segment of 2 fields; 1, 4 or 5 are needed",
        ),
        (
            r#"{"version":3,"sources":["http://"],"mappings":""}"#,
            "$.sources[0] makes the URL \"http://\", sourceRoot included, which does not parse",
        ),
    ];
    for (map, sentence) in rows {
        assert_eq!(read(map.as_bytes()).issues[0].message(), sentence);
    }
}

#[test]
fn every_code_is_tested() {
    let tests = [
        include_str!("rules.rs"),
        include_str!("sections.rs"),
        include_str!("text.rs"),
        include_str!("reading.rs"),
    ];
    // what is said of maps that are cleared away is tested with that
    let of_clearing = ["map-changed", "map-deployed", "map-not-removed"];
    let of_maps = Code::ALL.iter().filter(|code| code.name().starts_with("map-"));
    for code in of_maps.filter(|code| !of_clearing.contains(&code.name())) {
        let name = format!("\"{} ", code.name());
        assert!(tests.iter().any(|test| test.contains(&name)), "{}", code.name());
        let rule = code.rule();
        let tells =
            ["throws", "optional error", "mapship", "RFC"].iter().any(|it| rule.contains(it));
        assert!(tells, "{rule}");
    }
}
