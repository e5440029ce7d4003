//! Index maps.

use super::{check, read};

const MAP: &str = r#"{"version":3,"sources":["a"],"mappings":"AAAA"}"#;

/// An index map of these sections.
fn index(sections: &[String]) -> String {
    format!(r#"{{"version":3,"sections":[{}]}}"#, sections.join(","))
}

/// A section.
fn section(line: u32, column: u32, map: &str) -> String {
    format!(r#"{{"offset":{{"line":{line},"column":{column}}},"map":{map}}}"#)
}

fn map(mappings: &str) -> String {
    MAP.replace("AAAA", mappings)
}

#[test]
fn accepted() {
    let rows: &[&[String]] = &[
        &[],
        &[section(0, 0, MAP)],
        &[section(0, 0, MAP), section(0, 1, MAP), section(1, 0, MAP)],
        // 32: where the last mapping is, but after where its section starts
        &[section(0, 0, &map("AAAA,KAAA")), section(0, 5, MAP)],
        &[section(2, 3, &map("AAAA;KAAA")), section(3, 5, MAP)],
        // an empty section takes no place
        &[section(0, 0, &map("")), section(0, 0, MAP), section(0, 1, &map(";;")), section(0, 1, MAP)],
        &[section(0, 0, &map("KAAA,FAAA")), section(0, 5, MAP)],
        &[r#"{"map":{"sources":[],"mappings":";","version":3,"x":0},"y":[],"offset":{"column":1e0,"z":{},"line":-0}}"#.to_owned()],
        // duplicates: the last one counts
        &[format!(r#"{{"offset":7,"map":null,"offset":{{"line":-1,"line":0,"column":0}},"map":{MAP}}}"#)],
    ];
    for sections in rows {
        check(index(sections).as_bytes(), &[]);
    }
    // members that only regular maps have are unknown here
    let map = format!(
        r#"{{"sections":[{}],"version":3,"file":"x","sources":3,"names":null}}"#,
        section(0, 0, MAP)
    );
    check(map.as_bytes(), &[]);
}

#[test]
fn rules() {
    let one = |section: &str| index(&[section.to_owned()]);
    let rows: &[(String, &[&str])] = &[
        // 3, 26
        (r#"{"version":3,"sections":null}"#.into(), &["map-sections-type $.sections @null"]),
        (r#"{"version":3,"sections":{"0":1}}"#.into(), &["map-sections-type $.sections @{\"0"]),
        // 4
        (r#"{"sections":[]}"#.into(), &["map-version $.version @{"]),
        (
            r#"{"sections":[],"version":4,"file":null}"#.into(),
            &["map-version $.version @4", "map-file-type $.file @null"],
        ),
        // 27
        (
            r#"{"version":3,"sections":[1,null,[]]}"#.into(),
            &["map-section-type $.sections[0] x3 @1,"],
        ),
        // 28
        (
            one(&format!(r#"{{"map":{MAP}}}"#)),
            &["map-section-offset-type $.sections[0].offset @{\"map"],
        ),
        (
            one(&format!(r#"{{"map":{MAP},"offset":[0,0]}}"#)),
            &["map-section-offset-type $.sections[0].offset @[0"],
        ),
        // 29
        (
            one(&format!(r#"{{"offset":{{}},"map":{MAP}}}"#)),
            &[
                "map-section-offset-number $.sections[0].offset.line @{}",
                "map-section-offset-number $.sections[0].offset.column @{}",
            ],
        ),
        (
            one(&format!(r#"{{"offset":{{"line":"0","column":0.5}},"map":{MAP}}}"#)),
            &[
                "map-section-offset-number $.sections[0].offset.line @\"0\"",
                "map-section-offset-number $.sections[0].offset.column @0.5",
            ],
        ),
        // 30
        (
            one(&format!(r#"{{"offset":{{"line":-1,"column":0}},"map":{MAP}}}"#)),
            &["map-section-offset-negative $.sections[0].offset.line @-1"],
        ),
        // 31
        (
            index(&[section(1, 0, &map("")), section(0, 9, MAP)]),
            &["map-section-order $.sections[1].offset @{\"line\":0,\"column\":9"],
        ),
        (
            index(&[section(0, 0, MAP), section(0, 0, MAP)]),
            &["map-section-order $.sections[1].offset @{\"line\":0"],
        ),
        // 32
        (
            index(&[section(0, 0, &map("AAAA,KAAA")), section(0, 4, MAP)]),
            &["map-section-overlap $.sections[1].offset @{\"line\":0,\"column\":4"],
        ),
        (
            index(&[section(0, 0, &map(";;A")), section(1, 0, &map("")), section(2, 0, MAP)]),
            &["map-section-overlap $.sections[1].offset @{\"line\":1"],
        ),
        (
            index(&[section(0, 0, &map(";;A")), section(2, 0, &map("")), section(1, 9, MAP)]),
            &["map-section-order $.sections[2].offset @{\"line\":1"],
        ),
        (
            index(&[section(1, 1, &map("C")), section(1, 2, MAP), section(1, 2, MAP)]),
            &["map-section-order $.sections[2].offset @{\"line"],
        ),
        // 33
        (
            one(r#"{"offset":{"line":0,"column":0}}"#),
            &["map-section-map-type $.sections[0].map @{\"offset"],
        ),
        (
            one(r#"{"offset":{"line":0,"column":0},"map":"x"}"#),
            &["map-section-map-type $.sections[0].map @\"x"],
        ),
        (
            one(r#"{"offset":{"line":0,"column":0},"url":"x"}"#),
            &["map-section-url $.sections[0].map @{\"offset"],
        ),
        // 34
        (
            one(&section(0, 0, r#"{"version":3,"sources":[]}"#)),
            &["map-mappings-type $.sections[0].map.mappings @{\"version"],
        ),
        (
            one(&section(0, 0, &map("ggggggE"))),
            &["map-vlq-overflow $.sections[0].map.mappings [1:0:0]"],
        ),
        (
            index(&[section(0, 0, &map("ACAA")), section(0, 1, &map("ACAA,AAAA"))]),
            &["map-source-index $.sections[0].map.mappings [1:0:1] x3"],
        ),
        (
            one(&section(0, 0, &MAP.replace("\"a\"", "1,\"http://\""))),
            &[
                "map-source-type $.sections[0].map.sources[0] @1,",
                "map-source-url $.sections[0].map.sources[1] @\"http",
            ],
        ),
        (
            one(&section(0, 0, "{}")),
            &[
                "map-version $.sections[0].map.version @{}",
                "map-sources-type $.sections[0].map.sources @{}",
                "map-mappings-type $.sections[0].map.mappings @{}",
            ],
        ),
        // 35
        (
            one(&section(0, 0, r#"{"version":3,"sections":[[1]]}"#)),
            &["map-section-nested $.sections[0].map.sections @[[1"],
        ),
        // 36
        (
            r#"{"version":3,"mappings":"-","sections":[]}"#.into(),
            &["map-mappings-beside-sections $.mappings @\"-"],
        ),
        // a bad offset does not make the next one wrong
        (
            index(&[section(9, 0, MAP).replace('9', "-9"), section(0, 0, MAP)]),
            &["map-section-offset-negative $.sections[0].offset.line @-9"],
        ),
    ];
    for (map, expected) in rows {
        check(map.as_bytes(), expected);
    }
}

/// A section may begin where the last segment of the one before it stands, and where an empty one begins.
#[test]
fn sections_may_touch() {
    for sections in [
        [section(0, 0, &map("AAAA,KAAA")), section(0, 5, MAP)],
        [section(0, 0, &map(";;KAAA")), section(2, 5, MAP)],
        [section(3, 2, &map("KAAA")), section(3, 7, MAP)],
        [section(0, 0, &map("")), section(0, 0, MAP)],
    ] {
        check(index(&sections).as_bytes(), &[]);
    }
    for sections in [
        [section(0, 0, &map("AAAA,KAAA")), section(0, 4, MAP)],
        [section(0, 0, &map(";;KAAA")), section(2, 4, MAP)],
        [section(3, 2, &map("KAAA")), section(3, 6, MAP)],
    ] {
        let report = read(index(&sections).as_bytes());
        let codes: Vec<_> = report.issues.iter().map(|issue| issue.code.name()).collect();
        assert_eq!(codes, ["map-section-overlap"]);
    }
}

#[test]
fn breaks_off() {
    let whole = index(&[section(0, 0, &map("ACAA")), section(0, 0, &map("AA,ACAA"))]);
    for length in 1..whole.len() {
        let cut = whole.get(..length).unwrap();
        let report = read(cut.as_bytes());
        let codes: Vec<_> = report.issues.iter().map(|issue| issue.code.name()).collect();
        assert!(codes.contains(&"map-json-truncated"), "{cut}");
        let missing = report.issues.iter().filter(|issue| issue.message().contains("is missing"));
        assert_eq!(missing.count(), 0, "{cut}: what is missing may still come");
    }
    check(
        &whole.as_bytes()[..whole.len() - 1],
        &[
            "map-source-index $.sections[0].map.mappings [1:0:1]",
            "map-section-order $.sections[1].offset @{\"line",
            "map-segment-fields $.sections[1].map.mappings [1:0:0]",
            "map-json-truncated",
        ],
    );
}

#[test]
fn summary_adds_up() {
    let text = index(&[section(0, 0, &map("AAAA;KAAA")), section(4, 2, &map("AAAA,CAAA"))]);
    let summary = read(text.as_bytes()).summary;
    assert_eq!(summary.kind, mapship::MapKind::Index);
    assert_eq!(summary.section_count, 2);
    assert_eq!(summary.totals.segments, 4);
    assert_eq!(summary.totals.generated_lines, 5);
    assert_eq!(summary.sources, [Some("a".to_owned()), Some("a".to_owned())]);
    let last = summary.last_position.unwrap();
    assert_eq!((last.line, last.column), (5, 3));
}
