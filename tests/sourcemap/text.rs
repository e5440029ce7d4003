//! The text itself: JSON as `JSON.parse` has it, and UTF-8.

use super::{check, read, tell};

const GOOD: &str = r#"{"version":3,"sources":["a"],"mappings":"AAAA"}"#;

#[test]
fn around_the_text() {
    check(b"", &["file-empty 1:1"]);
    check(b" \n\t\r\n", &["map-blank 3:1"]);
    check(format!("\u{feff}{GOOD}").as_bytes(), &["map-bom 1:1"]);
    check(format!(")]}}'\n{GOOD}").as_bytes(), &["map-xssi-prefix 1:1"]);
    check(format!(")]}}',x\n\n{GOOD}").as_bytes(), &["map-xssi-prefix 1:1"]);
    check(b")]}'", &["map-xssi-prefix 1:1", "map-blank 1:5"]);
    check(format!("{GOOD}\n x").as_bytes(), &["map-json-trailing 2:2"]);
    check(format!("{GOOD}{GOOD}").as_bytes(), &["map-json-trailing 1:48"]);
    check(format!("{GOOD}\0").as_bytes(), &["map-json-trailing 1:48"]);
    check(b"\xff\xfe{\0}\0", &["map-utf16 1:1"]);
    check(b"\xfe\xff\0{\0}", &["map-utf16 1:1"]);
}

#[test]
fn another_value() {
    // 2
    for (text, actual) in [
        ("[]", "an array"),
        (r#"[{"version":3}]"#, "an array"),
        ("null", "null"),
        ("3", "the number 3"),
        (r#""{}""#, r#"the text "{}""#),
        ("true", "true"),
    ] {
        let report = read(text.as_bytes());
        check(text.as_bytes(), &["map-not-object $ 1:1"]);
        let sentence = format!("the file is {actual}; a source map is an object");
        assert_eq!(report.issues[0].message(), sentence);
    }
}

#[test]
fn broken_json() {
    let rows: &[(&[u8], &str)] = &[
        (b"{", "map-json-truncated 1:2"),
        (b"{\n\"a\"", "map-json-truncated 2:4"),
        (b"{\"a\":", "map-json-truncated 1:6"),
        (b"{\"a\":1", "map-json-truncated 1:7"),
        (b"{\"a\":[1", "map-json-truncated 1:8"),
        (b"{\"a\":tru", "map-json-truncated 1:9"),
        (b"{\"a\":-", "map-json-truncated 1:7"),
        (b"{\"a\":1e", "map-json-truncated 1:8"),
        (b"{\"a\":\"\\u00", "map-json-truncated 1:11"),
        (b"{\"a\":\"\\", "map-json-truncated 1:8"),
        (b"\xef\xbb", "map-json-syntax 1:1"),
        (b"<!doctype html>", "map-json-syntax 1:1"),
        (b"{a:1}", "map-json-syntax 1:2"),
        (b"{'a':1}", "map-json-syntax 1:2"),
        (b"{,}", "map-json-syntax 1:2"),
        (b"{\"a\":1,}", "map-json-syntax 1:8"),
        (b"{\"a\" 1}", "map-json-syntax 1:6"),
        (b"{\"a\":1 \"b\":2}", "map-json-syntax 1:8"),
        (b"{\"a\":}", "map-json-syntax 1:6"),
        (b"{\"a\":[1,]}", "map-json-syntax 1:9"),
        (b"{\"a\":[1 2]}", "map-json-syntax 1:9"),
        (b"{\"a\":[}]}", "map-json-syntax 1:7"),
        (b"{\"a\":[1}]", "map-json-syntax 1:8"),
        (b"{\"a\":01}", "map-json-syntax 1:7"),
        (b"{\"a\":1.}", "map-json-syntax 1:8"),
        (b"{\"a\":.5}", "map-json-syntax 1:6"),
        (b"{\"a\":+1}", "map-json-syntax 1:6"),
        (b"{\"a\":1e+}", "map-json-syntax 1:9"),
        (b"{\"a\":NaN}", "map-json-syntax 1:6"),
        (b"{\"a\":nulL}", "map-json-syntax 1:6"),
        (b"{\"a\":True}", "map-json-syntax 1:6"),
        (b"{\"a\":undefined}", "map-json-syntax 1:6"),
        (b"{/*x*/}", "map-json-syntax 1:2"),
        (b"{\"a\":\xc2\xa01}", "map-json-syntax 1:6"),
        (b"{\"a\":\"\n\"}", "map-json-control 1:7"),
        (b"{\"a\":\"x\0\"}", "map-json-control 1:8"),
        (b"{\"a\x1f\":1}", "map-json-control 1:4"),
        (b"{\"a\":\"\\x41\"}", "map-json-escape 1:7"),
        (b"{\"a\":\"\\u00g0\"}", "map-json-escape 1:7"),
        (b"{\"a\":\"\\'\"}", "map-json-escape 1:7"),
        (b"{\"a\":\"\\U0041\"}", "map-json-escape 1:7"),
    ];
    for (text, expected) in rows {
        let found: Vec<_> = read(text).issues.iter().map(|issue| tell(issue, true)).collect();
        let json: Vec<_> = found.iter().filter(|found| !found.starts_with("map-utf8")).collect();
        assert_eq!(json, [expected], "{}", String::from_utf8_lossy(text));
    }
}

#[test]
fn what_was_certain_before_a_break_is_kept() {
    check(
        br#"{"version":2,"sources":["a",1],"names":[],"mappings":"AEAA,AAAAA,AA","file":null,"#,
        &[
            "map-version $.version 1:12",
            "map-source-type $.sources[1] 1:29",
            "map-source-index $.mappings [1:0:1] x2",
            "map-name-index $.mappings [1:1:9]",
            "map-segment-fields $.mappings [1:2:11]",
            "map-file-type $.file 1:77",
            "map-json-truncated 1:82",
        ],
    );
    // sources and names may still have come
    check(br#"{"mappings":"AEAAC,AA"#, &["map-json-truncated 1:22"]);
    check(
        br#"{"version":1,"sources":[2,"a"#,
        &[
            "map-version $.version 1:12",
            "map-source-type $.sources[0] 1:25",
            "map-json-truncated 1:29",
        ],
    );
    check(
        br#"{"mappings":"AEAA,A-A,AA"#,
        &["map-vlq-digit $.mappings [1:1:6]", "map-json-truncated 1:25"],
    );
}

#[test]
fn utf8() {
    let in_content = |bytes: &[u8]| {
        let head = br#"{"version":3,"sources":[],"mappings":"","sourcesContent":[""#;
        [head, bytes, b"\"]}"].concat()
    };
    for good in ["é", "€", "😀", "\u{10ffff}", "\u{7f}", "aé€😀".repeat(50).as_str()] {
        check(&in_content(good.as_bytes()), &[]);
    }
    for (bad, count) in [
        (&b"\xff"[..], 1),
        (b"\x80", 1),
        (b"\xc3", 1),
        (b"\xc0\x80", 2),
        (b"\xe2\x82", 1),
        (b"\xed\xa0\x80", 3),
        (b"\xf0\x9f\x98", 1),
        (b"\xf0\x80\x80\x80", 4),
        (b"\xf4\x90\x80\x80", 4),
        (b"\xe2\x82\xe2\x82\xac\xff", 2),
        (b"\xf0\x9f\xf0\x9f\x98\x80", 1),
    ] {
        let map = in_content(bad);
        let lossy = String::from_utf8_lossy(&map).matches('\u{fffd}').count();
        assert_eq!(lossy, count, "as a decoder replaces it");
        let times = if count == 1 { String::new() } else { format!(" x{count}") };
        check(&map, &[&format!("map-utf8 1:60{times}")]);
    }
    check(b"{\"a\":1,\n \"b\":\"\xe2\x82", &["map-utf8 2:7", "map-json-truncated 2:9"]);
    check(b"{\"b\":\"\xe2\x82\n\"}\xff", &["map-utf8 1:7", "map-json-control 1:9"]);
    check(b"{\"b\":\"\\\xff\xff\"}\xff", &["map-json-escape 1:7", "map-utf8 1:8"]);
    check(b"{\"b\":\xff\xff}", &["map-utf8 1:6", "map-json-syntax 1:6"]);
    check(b"{\"b\":\xc3\xa9}", &["map-json-syntax 1:6"]);
}
