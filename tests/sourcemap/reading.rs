//! How the file is read: the order of keys, duplicates, what is counted, and what is asked of the source.

use std::cell::Cell;

use super::{check, read};
use mapship::{Error, ReadOptions, Result, Source, read_map, read_map_with};

/// All orders of some things.
fn permutations<T: Clone>(items: &[T]) -> Vec<Vec<T>> {
    if items.is_empty() {
        return vec![Vec::new()];
    }
    let mut orders = Vec::new();
    for index in 0..items.len() {
        let mut rest = items.to_vec();
        let first = rest.remove(index);
        for mut order in permutations(&rest) {
            order.insert(0, first.clone());
            orders.push(order);
        }
    }
    orders
}

fn codes(map: &str) -> Vec<String> {
    let mut codes: Vec<_> =
        read_map_with(&map.as_bytes(), &ReadOptions { window: 5, ..ReadOptions::default() })
            .unwrap()
            .issues
            .iter()
            .map(|issue| format!("{} x{}", issue.code.name(), issue.count))
            .collect();
    codes.sort();
    codes
}

#[test]
fn keys_in_any_order() {
    let members = [
        r#""version":4"#,
        r#""sources":["a","http://[","b"]"#,
        r#""names":["n",null]"#,
        r#""mappings":"AAAAA,AGAAE,AAAD""#,
        r#""ignoreList":[3,1]"#,
        r#""sourceRoot":"""#,
        r#""sourcesContent":[0]"#,
    ];
    for order in permutations(&members) {
        let map = format!("{{{}}}", order.join(","));
        assert_eq!(
            codes(&map),
            [
                "map-ignore-index x1",
                "map-name-index x1",
                "map-name-type x1",
                "map-original-column x1",
                "map-source-content-type x1",
                "map-source-index x2",
                "map-source-url x1",
                "map-version x1",
            ],
            "{map}"
        );
    }
}

#[test]
fn the_last_duplicate_counts() {
    // member, a good value, a bad one, what is wrong with that
    let members = [
        ("version", "3", "2", "map-version x1"),
        ("file", r#""f""#, "null", "map-file-type x1"),
        ("sourceRoot", r#""r""#, "7", "map-source-root-type x1"),
        ("sources", r#"["a","b"]"#, r#"["a"]"#, "map-source-index x1"),
        ("sourcesContent", "[]", "[1,2]", "map-source-content-type x2"),
        ("names", r#"["n"]"#, "[]", "map-name-index x1"),
        ("ignoreList", "[1]", "[2]", "map-ignore-index x1"),
        ("mappings", r#""ACAAA""#, r#""ACAAA,A-""#, "map-vlq-digit x1"),
    ];
    let all: Vec<_> =
        members.iter().map(|(name, good, ..)| format!(r#""{name}":{good}"#)).collect();
    for (index, (name, good, bad, code)) in members.into_iter().enumerate() {
        for place in 0..=all.len() {
            let mut list = all.clone();
            list.insert(place, format!(r#""{name}":{bad}"#));
            let map = format!("{{{}}}", list.join(","));
            let overruled = place <= index;
            // an index is beyond one source when there is but one
            let mut expected = if overruled { vec![] } else { vec![code.to_owned()] };
            if name == "sources" && !overruled {
                expected.insert(0, "map-ignore-index x1".to_owned());
            }
            assert_eq!(codes(&map), expected, "{map}");
        }
        let escaped = format!(
            "{{{},\"\\u{:04x}{}\":{good}}}",
            all.join(","),
            name.as_bytes()[0],
            name.get(1..).unwrap()
        );
        assert_eq!(codes(&escaped), Vec::<String>::new(), "{escaped}");
    }
}

#[test]
fn the_last_sections_count() {
    let good =
        r#"[{"offset":{"line":0,"column":0},"map":{"version":3,"sources":[],"mappings":""}}]"#;
    check(format!(r#"{{"version":3,"sections":[1],"sections":{good}}}"#).as_bytes(), &[]);
    check(
        format!(r#"{{"version":3,"sections":{good},"sections":[1]}}"#).as_bytes(),
        &["map-section-type $.sections[0] @1]"],
    );
    // embedded maps have duplicates and orders too
    for (members, expected) in [
        (r#""mappings":"ACAA","sources":["a","b"],"version":3"#, &[][..]),
        (
            r#""mappings":"ACAA","sources":["a"],"version":3"#,
            &["map-source-index $.sections[0].map.mappings [1:0:1]"],
        ),
        (r#""mappings":"-","sources":["a"],"mappings":"AAAA","version":2,"version":3"#, &[]),
    ] {
        let map = format!(
            r#"{{"version":3,"sections":[{{"offset":{{"line":0,"column":0}},"map":{{{members}}}}}]}}"#
        );
        check(map.as_bytes(), expected);
    }
}

#[test]
fn summary_counts() {
    let map = r#"{"version":3,"file":"f.js","sourceRoot":"r","sources":["é",null,"\ud83d\ude00\ud800"],
        "sourcesContent":["a\nb",null,"","\u0041"],"names":["x","y"],"ignoreList":[1],
        "mappings":"AAAA,CAAAA;;KACA,F,UAAAC;","debugId":"d","debug_id":"e"}"#;
    let summary = read(map.as_bytes()).summary;
    assert_eq!(summary.version, Some(3));
    assert_eq!(summary.file.as_deref(), Some("f.js"));
    assert_eq!(summary.source_root.as_deref(), Some("r"));
    assert_eq!(summary.debug_id.as_deref(), Some("d"));
    assert_eq!(summary.debug_id_snake.as_deref(), Some("e"));
    assert_eq!(summary.sources, [Some("é".into()), None, Some("😀\u{fffd}".into())]);
    let totals = summary.totals;
    assert_eq!((totals.source_count, totals.name_count, totals.ignore_list_count), (3, 2, 1));
    assert_eq!((totals.sources_content_count, totals.sources_content_nulls), (4, 1));
    assert_eq!(totals.sources_content_bytes, 4 + 6);
    assert_eq!((totals.mappings_bytes, totals.generated_lines), (25, 4));
    assert_eq!(
        (totals.segments, totals.segments_with_source, totals.segments_with_name),
        (5, 4, 2)
    );
    let last = summary.last_position.unwrap();
    assert_eq!((last.line, last.column), (3, 13));
    let json = serde_json::to_value(read(map.as_bytes()).summary).unwrap();
    assert_eq!(json["kind"], "regular");
    assert_eq!(json["sourcesContentBytes"], 10);
    assert_eq!(json["lastPosition"]["line"], 3);
    assert_eq!(json["debug_id"], "e");
}

#[test]
fn sources_are_left_out_on_request() {
    let map: &[u8] = br#"{"version":3,"sources":["a"],"mappings":""}"#;
    let report =
        read_map_with(&map, &ReadOptions { keep_sources: false, ..ReadOptions::default() })
            .unwrap();
    assert_eq!(report.summary.sources, []);
    assert_eq!(report.summary.totals.source_count, 1);
}

/// A source that counts what is asked of it, and may fail.
struct Counting<'b> {
    bytes: &'b [u8],
    asked: Cell<u64>,
    largest: Cell<usize>,
    fails_at: u64,
}

impl Source for Counting<'_> {
    fn len(&self) -> u64 {
        self.bytes.len() as u64
    }

    fn read_at(&self, offset: u64, buffer: &mut [u8]) -> Result<()> {
        if offset + buffer.len() as u64 > self.fails_at {
            let reason = "pulled out".to_owned();
            return Err(Error::Read { offset, length: buffer.len(), reason });
        }
        self.asked.set(self.asked.get() + buffer.len() as u64);
        self.largest.set(self.largest.get().max(buffer.len()));
        self.bytes.read_at(offset, buffer)
    }
}

#[test]
fn one_pass_through_the_window() {
    let content = "x\\n".repeat(100_000);
    let segments = ["AAAA"; 50_000].join(",");
    let map = format!(
        r#"{{"version":3,"mappings":"{segments}","sources":["a"],"sourcesContent":["{content}"]}}"#
    );
    let source = |fails_at| Counting {
        bytes: map.as_bytes(),
        asked: Cell::new(0),
        largest: Cell::new(0),
        fails_at,
    };
    let whole = source(u64::MAX);
    let report =
        read_map_with(&whole, &ReadOptions { window: 4096, ..ReadOptions::default() }).unwrap();
    assert_eq!(report.issues, []);
    // a few bytes are looked at twice: the first four, and what may follow the last
    assert!(whole.asked.get() <= map.len() as u64 + 16);
    assert_eq!(whole.largest.get(), 4096);
    assert!(matches!(read_map(&source(1000)), Err(Error::Read { .. })));
}

#[test]
fn findings_are_in_the_order_of_the_file() {
    check(
        br#"{"mappings":"AA","version":0,"sources":[1],"file":null}"#,
        &[
            "map-segment-fields $.mappings [1:0:0]",
            "map-version $.version @0",
            "map-source-type $.sources[0] @1",
            "map-file-type $.file @null",
        ],
    );
}

/// What is wrong in the middle of a long string, and made good right after, is seen all the same: whole blocks are read at
/// once there.
#[test]
fn a_block_hides_nothing() {
    use mapship::Code;

    let good = "EACAA,".repeat(200);
    for (bad, code) in [
        ("AAAA;DAAA;", Code::MapGeneratedColumn),
        ("AAAA;DAAA,EAAA;", Code::MapGeneratedColumn),
        ("ADAA,ACAA,", Code::MapSourceIndex),
        ("AEAA,AFAA,", Code::MapSourceIndex),
        ("AAxvBA,AAwvBA,", Code::MapOriginalLine),
        ("AAAD,AAAC,", Code::MapOriginalColumn),
        ("AAAAD,AAAAC,", Code::MapNameIndex),
        ("AAAAG,AAAAH,", Code::MapNameIndex),
        ("AABA,", Code::MapOriginalLine),
        ("AAhAA,", Code::MapOriginalLine),
        ("AAAAB,", Code::MapNameIndex),
        ("B,", Code::MapGeneratedColumn),
        ("A,,A,", Code::MapSegmentEmpty),
        ("A,;A,", Code::MapSegmentEmpty),
        ("AA,", Code::MapSegmentFields),
        ("AAA,", Code::MapSegmentFields),
        ("AAAAAA,", Code::MapSegmentFields),
        ("AAAAAAAAAAAAAA,", Code::MapSegmentFields),
        ("AAAg,", Code::MapVlqUnfinished),
        ("g,", Code::MapVlqUnfinished),
        ("g;", Code::MapVlqUnfinished),
        ("AAA=,", Code::MapVlqDigit),
        ("AAA-AAA,", Code::MapVlqDigit),
        ("AAAggggggE,", Code::MapVlqOverflow),
    ] {
        // each of them at many places of a block
        for before in [0, 1, 5, 6, 7, 60, 64, 340, 341, 342] {
            let lead = "EAAA,".repeat(before);
            let mappings = format!("{lead}{bad}{}A", good.replace('C', "A"));
            let map = format!(
                r#"{{"version":3,"sources":["a","b"],"names":["x","y","z"],"mappings":"{mappings}"}}"#
            );
            let report = super::read(map.as_bytes());
            assert_eq!(report.issues.len(), 1, "{before} {bad}: {:?}", report.issues);
            assert_eq!(report.issues[0].code, code, "{before} {bad}");
        }
    }
}

/// What should not be in a map is looked for on demand only, across escapes and windows.
#[test]
fn leaks_are_told_when_asked_for() {
    use mapship::{ReadOptions, read_map_with};

    let long = "x".repeat(70_000);
    let key = format!("AKIA{}", "A1".repeat(8));
    let content = format!(r"{long}\n// \/home\/ann/app/\nconst k = '{key}';{long}");
    let map = format!(
        r#"{{"version":3,"sources":["a","b"],"mappings":"AAAA","sourcesContent":["","{content}"]}}"#
    );
    let map = map.as_bytes();
    let with = |window, scan_sources| {
        let options = ReadOptions { window, scan_sources, ..ReadOptions::default() };
        let told = read_map_with(&map, &options).unwrap().issues;
        told.iter()
            .map(|issue| format!("{} {}", issue.code.name(), issue.message()))
            .collect::<Vec<_>>()
    };
    assert_eq!(with(1 << 20, false), [""; 0]);
    for window in [1, 7, 4096, 1 << 20] {
        assert_eq!(
            with(window, true),
            [
                "map-home-path $.sourcesContent[1] reveals the home folder /home/ann",
                "map-secret $.sourcesContent[1] holds what looks like an AWS access key",
            ],
        );
    }
}

/// A text that names a map of its own was generated; the place of its end in the window does not matter.
#[test]
fn generated_sources_are_counted() {
    let map = br#"{"version":3,"sources":["a","b","c"],"mappings":"","sourcesContent":["x()\n//# sourceMappingURL=a.js.map\n","sourceMappingURL=x",null]}"#;
    assert_eq!(super::read(map).summary.totals.sources_generated, 1);
}
