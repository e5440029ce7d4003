//! Small maps, and what is to be said of them.

use mapship::{Look, MapCoverage, Spans};

use super::{END, at, look};

const MAP: &[u8] = br#"{"version":3,"sourceRoot":"src","sources":["a.js","b.js",null],
    "sourcesContent":["one\ntwo",null,"x"],"names":["n","m"],"ignoreList":[1],
    "mappings":"CAAAA,ECCAC,C;;ADCA"}"#;

fn sums(coverage: &MapCoverage) -> [u64; 5] {
    let MapCoverage { units, mapped, sourceless, unmapped, unread, .. } = *coverage;
    [units, mapped, sourceless, unmapped, unread]
}

/// `line:column-end source originalLine:originalColumn name`, one for each.
fn told(spans: &Spans) -> Vec<String> {
    let tell = |span: &mapship::Span| {
        let end = span.end_column.map_or(String::new(), |end| end.to_string());
        let mut told = format!("{}:{}-{end}", span.line, span.column);
        if let Some(source) = span.source {
            let (line, column) = (span.original_line.unwrap(), span.original_column.unwrap());
            told += &format!(" {source} {line}:{column}");
        }
        if let Some(name) = &span.name {
            told += &format!(" {name}");
        }
        told
    };
    spans.spans.iter().map(tell).collect()
}

fn all(look: &Look<'_>) -> Vec<String> {
    told(&look.generated(at(1, 0), END, 100).unwrap())
}

#[test]
fn counts_what_segments_cover() {
    let look = look(MAP, Some(b"0123456789\nabc\nxy"));
    let coverage = look.coverage();
    assert_eq!(sums(coverage), [15, 5, 6, 4, 0]);
    assert_eq!((coverage.lines, coverage.longest_line, coverage.segments), (3, 10, 4));
    assert_eq!((coverage.source_count, coverage.open_ends), (3, 0));
    assert_eq!((&coverage.issue, &coverage.issue_at), (&None, &None));
    let of = |index: usize| {
        let it = &coverage.sources[index];
        (it.index, it.name.as_deref(), it.units, it.segments, it.content_bytes, it.ignored)
    };
    assert_eq!(of(0), (0, Some("src/a.js"), 4, 2, Some(8), false));
    assert_eq!(of(1), (1, Some("src/b.js"), 1, 1, None, true));
    assert_eq!(of(2), (2, None, 0, 0, Some(1), false));
    assert_eq!(all(&look), ["1:1-3 0 1:0 n", "1:3-4 1 2:0 m", "1:4-10", "3:0-2 0 3:0"]);
}

#[test]
fn without_the_file_line_ends_are_not_known() {
    let look = look(MAP, None);
    let coverage = look.coverage();
    assert!(!coverage.minified);
    assert_eq!(sums(coverage), [4, 3, 0, 1, 0]);
    assert_eq!((coverage.lines, coverage.open_ends, coverage.longest_line), (3, 2, 4));
    assert_eq!(all(&look), ["1:1-3 0 1:0 n", "1:3-4 1 2:0 m", "1:4-", "3:0- 0 3:0"]);
    assert_eq!(look.byte_of(at(1, 0)).unwrap(), None);
}

#[test]
fn windows_are_cut_at_positions_and_limits() {
    let look = look(MAP, Some(b"0123456789\nabc\nxy"));
    let window = |from, to, most| {
        let spans = look.generated(from, to, most).unwrap();
        (told(&spans), spans.more)
    };
    let one = |line: &str| vec![line.to_owned()];
    // a window that begins in a stretch begins with that
    assert_eq!(window(at(1, 2), at(1, 3), 9), (one("1:1-3 0 1:0 n"), false));
    assert_eq!(window(at(1, 3), at(1, 4), 9), (one("1:3-4 1 2:0 m"), false));
    assert_eq!(window(at(1, 9), at(3, 0), 9), (one("1:4-10"), false));
    assert_eq!(window(at(1, 10), at(3, 0), 9).0, Vec::<String>::new());
    assert_eq!(window(at(2, 0), at(9, 0), 9), (one("3:0-2 0 3:0"), false));
    assert_eq!(window(at(1, 0), END, 1), (one("1:1-3 0 1:0 n"), true));
    assert_eq!(window(at(1, 0), END, 0), (vec![], true));
    assert_eq!(window(at(4, 0), END, 9), (vec![], false));
    let spans = look.generated(at(1, 0), END, 9).unwrap();
    let names: Vec<_> = spans.sources.iter().map(|it| (it.index, it.name.as_deref())).collect();
    assert_eq!(names, [(0, Some("src/a.js")), (1, Some("src/b.js"))]);
}

#[test]
fn the_way_back_from_a_source() {
    let look = look(MAP, Some(b"0123456789\nabc\nxy"));
    let back = |source, from, to| told(&look.original(source, from, to, 9).unwrap());
    assert_eq!(back(0, at(1, 0), END), ["1:1-3 0 1:0 n", "3:0-2 0 3:0"]);
    assert_eq!(back(0, at(1, 1), END), ["3:0-2 0 3:0"]);
    assert_eq!(back(0, at(1, 0), at(3, 0)), ["1:1-3 0 1:0 n"]);
    assert_eq!(back(1, at(1, 0), END), ["1:3-4 1 2:0 m"]);
    assert_eq!(back(2, at(1, 0), END), Vec::<String>::new());
    assert_eq!(back(7, at(1, 0), END), Vec::<String>::new());
    assert!(look.original(0, at(1, 0), END, 1).unwrap().more);
}

#[test]
fn contents_by_source() {
    let look = look(MAP, None);
    let content = |index, most| {
        let content = look.content(index, most).unwrap();
        (content.name, content.text, content.is_cut)
    };
    let text = |text: &str| Some(text.to_owned());
    assert_eq!(content(0, 99), (text("src/a.js"), text("one\ntwo"), false));
    assert_eq!(content(0, 7), (text("src/a.js"), text("one\ntwo"), false));
    assert_eq!(content(0, 6), (text("src/a.js"), text("one\ntw"), true));
    assert_eq!(content(1, 99), (text("src/b.js"), None, false));
    assert_eq!(content(2, 99), (None, text("x"), false));
    assert_eq!(content(3, 99), (None, None, false));
}

#[test]
fn sections_are_one_file() {
    let map = br#"{"version":3,"sections":[
        {"offset":{"line":0,"column":0},"map":{"version":3,"sources":[],"names":[],"mappings":""}},
        {"offset":{"line":0,"column":2},"map":{"version":3,"sources":["a"],"names":["x"],"mappings":"AAAAA","sourcesContent":["A"]}},
        {"offset":{"line":0,"column":5},"map":{"mappings":"CAAAA;ACAA","names":["y"],"sources":["b","c"],"sourceRoot":"r/",
            "x_google_ignoreList":[1],"sourcesContent":["B","C"],"version":3}},
        {"offset":{"line":2,"column":0},"url":"elsewhere"},
        {"offset":{"line":3,"column":1},"map":{"version":3,"sources":["d"],"names":[],"mappings":"AAAA","sourcesContent":["D"]}}]}"#;
    let look = look(map, Some(b"0123456789\nabc\n\nabc"));
    let coverage = look.coverage();
    assert_eq!(all(&look), ["1:2-6 0 1:0 x", "1:6-10 1 1:0 y", "2:0-3 2 1:0", "4:1-3 3 1:0"]);
    assert_eq!(sums(coverage), [16, 13, 0, 3, 0]);
    let told: Vec<_> = coverage.sources.iter().map(|it| (it.index, it.units, it.ignored)).collect();
    assert_eq!(told, [(0, 4, false), (1, 4, false), (2, 3, true), (3, 2, false)]);
    for (index, text) in [(0, "A"), (1, "B"), (2, "C"), (3, "D")] {
        assert_eq!(look.content(index, 9).unwrap().text.as_deref(), Some(text));
    }
    assert_eq!(look.content(2, 9).unwrap().name.as_deref(), Some("r/c"));
}

#[test]
fn what_goes_back_or_beyond_covers_nothing() {
    // columns 0, 4, 2, 6, 30; then a line that the file has not
    let map = br#"{"version":3,"sources":["a"],"names":[],"mappings":"AAAA,IAAC,FAAC,IAAC,wBAAC;AAAA;AAAA"}"#;
    let look = look(map, Some(b"0123456789\n"));
    let coverage = look.coverage();
    assert_eq!(sums(coverage), [10, 10, 0, 0, 0]);
    assert_eq!((coverage.segments, coverage.backward, coverage.beyond), (7, 1, 2));
    assert_eq!(all(&look), ["1:0-4 0 1:0", "1:4-6 0 1:1", "1:6-10 0 1:3"]);
}

#[test]
fn a_broken_map_is_known_up_to_there() {
    let file = Some(&b"0123456789\nabc\nxy"[..]);
    for (map, code, place, expected) in [
        // a segment that is none
        (
            r#"{"version":3,"sources":["a"],"names":[],"mappings":"AAAA,EAA;AAAA"}"#,
            "map-segment-fields",
            Some((1, 0)),
            [15, 0, 0, 0, 15],
        ),
        (
            r#"{"version":3,"sources":["a"],"names":[],"mappings":"CAAA,EAAA,E!;AAAA"}"#,
            "map-vlq-digit",
            Some((1, 3)),
            [15, 2, 0, 1, 12],
        ),
        // a source that is not there
        (
            r#"{"version":3,"sources":["a"],"names":[],"mappings":"AAAA;ACAA"}"#,
            "map-source-index",
            Some((2, 0)),
            [15, 10, 0, 0, 5],
        ),
        // a text that ends early
        (
            r#"{"version":3,"sources":["a"],"names":[],"mappings":"AAAA;AAAA,C"#,
            "map-json-truncated",
            Some((2, 0)),
            [15, 10, 0, 0, 5],
        ),
        (
            r#"{"version":3,"mappings":"AAAA;AAAA","sources":["a","b"#,
            "map-json-truncated",
            None,
            [15, 13, 0, 2, 0],
        ),
        (
            r#"{"version":3,"names":[],"sources":["a"#,
            "map-json-truncated",
            Some((1, 0)),
            [15, 0, 0, 0, 15],
        ),
        (
            r#"{"sections":[{"offset":{"line":0,"column":0},"map":{"sources":["a"],"mappings":"AAAA"}},{"o"#,
            "map-json-truncated",
            Some((1, 0)),
            [15, 0, 0, 0, 15],
        ),
        ("[]", "map-not-object", Some((1, 0)), [15, 0, 0, 0, 15]),
        ("", "map-json-truncated", Some((1, 0)), [15, 0, 0, 0, 15]),
    ] {
        let look = look(map.as_bytes(), file);
        let coverage = look.coverage();
        let issue = coverage.issue.as_ref().unwrap();
        assert_eq!(issue.code.name(), code, "{map}");
        let at = coverage.issue_at.map(|at| (at.line, at.column));
        assert_eq!(at, place, "{map}");
        assert_eq!(sums(coverage), expected, "{map}");
        all(&look);
    }
}

/// Wherever an index map is cut, what leads to a source is what lies on the file: both are asked for after the map was read once.
#[test]
fn of_a_cut_map_both_ways_tell_the_same() {
    let section = |line: u32| {
        format!(
            r#"{{"map":{{"version":3,"mappings":"AAAA;EACA","names":[],"sources":["a",null]}},"offset":{{"column":3,"line":{line}}}}}"#
        )
    };
    let map = format!(r#"{{"version":3,"sections":[{},{}]}}"#, section(0), section(4));
    let mut found = 0;
    for end in 0..=map.len() {
        for file in [None, Some(&b"0123456\nabcdef\n\n\n0123456\nabcdef"[..])] {
            let look = look(&map.as_bytes()[..end], file);
            let mapped = all(&look);
            let of = |source| told(&look.original(source, at(1, 0), END, 100).unwrap());
            let back: Vec<String> = (0..4).flat_map(of).collect();
            assert_eq!(back, mapped, "cut at {end}");
            found += back.len();
        }
    }
    assert!(found > 100, "{found}");
}

#[test]
fn positions_are_found_in_the_file() {
    let file = "0123\r\nä😀b\u{2028}…x\n\nlast".as_bytes();
    let look = look(MAP, Some(file));
    let found = |line, column| {
        let (byte, column) = look.byte_of(at(line, column)).unwrap()?;
        let rest = std::str::from_utf8(&file[byte as usize..]).unwrap();
        Some((rest.chars().next(), column))
    };
    assert_eq!(found(1, 0), Some((Some('0'), 0)));
    assert_eq!(found(1, 3), Some((Some('3'), 3)));
    // behind the end of its line
    assert_eq!(found(1, 4), Some((Some('\r'), 4)));
    assert_eq!(found(1, 99), Some((Some('\r'), 4)));
    assert_eq!(found(2, 0), Some((Some('ä'), 0)));
    assert_eq!(found(2, 1), Some((Some('😀'), 1)));
    // half of a character is none
    assert_eq!(found(2, 2), Some((Some('b'), 3)));
    assert_eq!(found(2, 9), Some((Some('\u{2028}'), 4)));
    assert_eq!(found(3, 0), Some((Some('…'), 0)));
    assert_eq!(found(3, 1), Some((Some('x'), 1)));
    assert_eq!(found(4, 0), Some((Some('\n'), 0)));
    assert_eq!(found(5, 3), Some((Some('t'), 3)));
    assert_eq!(found(5, 4), Some((None, 4)));
    assert_eq!(found(6, 0), None);
    let coverage = look.coverage();
    assert_eq!((coverage.lines, coverage.longest_line, coverage.units), (5, 4, 14));
}
