//! Random maps and random damage, with other readers as judges.

use std::fmt::Write as _;

use proptest::{collection::vec, prelude::*};

use super::read;

/// A segment of a made-up map; columns are steps to the right.
#[derive(Debug, Clone)]
struct Made {
    step: u32,
    original: Option<(usize, u32, u32)>,
    name: Option<usize>,
}

fn made(sources: usize, names: usize) -> impl Strategy<Value = Made> {
    let original = proptest::option::of((0..sources, 0..100_000_u32, 0..70_000_u32));
    let name = proptest::option::of(0..names);
    (0..5000_u32, original, name).prop_map(|(step, original, name)| Made { step, original, name })
}

/// A segment near the ones before it, as most are.
fn near() -> impl Strategy<Value = Made> {
    let original = prop_oneof![
        9 => (0..3_usize, 0..90_u32, 0..80_u32).prop_map(Some),
        1 => (0..3_usize, 0..600_000_u32, 0..20_000_u32).prop_map(Some),
        1 => Just(None),
    ];
    let name = prop_oneof![2 => Just(None), 1 => (0..40_usize).prop_map(Some)];
    (0..40_u32, original, name).prop_map(|(step, original, name)| Made { step, original, name })
}

fn vlq(text: &mut String, value: i64) {
    const ALPHABET: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut rest = value.unsigned_abs() << 1 | u64::from(value < 0);
    loop {
        let digit = (rest & 31) as usize;
        rest >>= 5;
        let more = if rest > 0 { 32 } else { 0 };
        text.push(char::from(ALPHABET[digit | more]));
        if rest == 0 {
            break;
        }
    }
}

/// Writes mappings the way the standard says, apart from the reader under test.
fn encode(lines: &[Vec<Made>]) -> String {
    let mut text = String::new();
    let mut last = [0_i64; 3];
    let mut last_name = 0;
    for (index, line) in lines.iter().enumerate() {
        if index > 0 {
            text.push(';');
        }
        for (index, segment) in line.iter().enumerate() {
            if index > 0 {
                text.push(',');
            }
            vlq(&mut text, segment.step.into());
            let Some((source, line, column)) = segment.original else { continue };
            let fields = [source as i64, line.into(), column.into()];
            for (last, field) in last.iter_mut().zip(fields) {
                vlq(&mut text, field - *last);
                *last = field;
            }
            if let Some(name) = segment.name {
                vlq(&mut text, name as i64 - last_name);
                last_name = name as i64;
            }
        }
    }
    text
}

fn map_of(sources: &[String], names: usize, mappings: &str, contents: &[Option<String>]) -> String {
    let names: Vec<_> = (0..names).map(|index| format!("n{index}")).collect();
    serde_json::json!({
        "version": 3, "sources": sources, "names": names, "mappings": mappings, "sourcesContent": contents,
    })
    .to_string()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 500, failure_persistence: None, ..ProptestConfig::default() })]

    /// What a right generator writes is clean, and the `sourcemap` crate counts the same.
    #[test]
    fn good_maps_are_clean(
        lines in vec(vec(made(5, 4), 0..12), 0..12),
        contents in vec(proptest::option::of("(\\PC|[\\n\"\\\\\t\0]){0,40}"), 0..7),
        names in vec("([a-z@.-][a-z./ @-]{0,12})?", 5),
    ) {
        let mappings = encode(&lines);
        let map = map_of(&names, 4, &mappings, &contents);
        let report = read(map.as_bytes());
        prop_assert_eq!(&report.issues, &[]);
        let totals = report.summary.totals;
        let segments = || lines.iter().flatten();
        prop_assert_eq!(totals.segments, segments().count() as u64);
        prop_assert_eq!(totals.segments_with_source, segments().filter(|it| it.original.is_some()).count() as u64);
        prop_assert_eq!(totals.sources_content_count, contents.len() as u64);
        prop_assert_eq!(totals.mappings_bytes, mappings.len() as u64);
        prop_assert_eq!(report.summary.sources, names.iter().cloned().map(Some).collect::<Vec<_>>());

        let judge = sourcemap::SourceMap::from_slice(map.as_bytes()).unwrap();
        prop_assert_eq!(totals.segments, u64::from(judge.get_token_count()));
        prop_assert_eq!(totals.segments_with_name, judge.tokens().filter(|it| it.has_name()).count() as u64);
        let last = judge.tokens().map(|token| token.get_dst()).max();
        let ours = report.summary.last_position.map(|it| (it.line as u32 - 1, it.column as u32));
        prop_assert_eq!(ours, last);

        let places = judge.tokens().map(|token| token.get_dst());
        let positions = places.map(|(line, column)| mapship::Position { line: line + 1, column });
        let found = mapship::look_up(&map.as_bytes(), &positions.collect::<Vec<_>>(), 0).unwrap();
        prop_assert_eq!(found.issue, None);
        for (token, found) in judge.tokens().zip(found.found) {
            let (line, column) = token.get_dst();
            // where several stand at one place, which of them counts is not laid down
            if judge.tokens().filter(|it| it.get_dst() == (line, column)).count() > 1 {
                continue;
            }
            let original = found.original;
            prop_assert_eq!(original.is_some(), token.has_source());
            if let Some(original) = original {
                prop_assert_eq!((original.line - 1, original.column), token.get_src());
                prop_assert_eq!(Some(original.source.as_str()), token.get_source());
                prop_assert_eq!(original.name.as_deref(), token.get_name());
            }
        }
    }

    /// One damaged byte: no panic, the same through every window, and JSON is what `serde_json` takes for it.
    #[test]
    fn damage_is_seen(
        lines in vec(vec(made(2, 2), 0..4), 0..4),
        place in any::<prop::sample::Index>(),
        byte in prop_oneof![any::<u8>(), 0x80..=0xff_u8, prop::sample::select(&b"\"\\{}[]:,;u0e-. \n"[..])],
        how in 0..3_u8,
    ) {
        let mut map = String::new();
        let name = "é\\n\\u00e9\\ud83d\\ude00";
        write!(map, r#"{{"version":3,"sources":["{name}","b"],"names":["n","m"],"mappings":"{}","x":{{"y":[true,null,-1.5e3,{{}}]}},"sourcesContent":["€",null]}}"#, encode(&lines)).unwrap();
        let mut map = map.into_bytes();
        let place = place.index(map.len());
        match how {
            0 => map[place] = byte,
            1 => map.insert(place, byte),
            _ => drop(map.remove(place)),
        }
        agrees(&map);
    }

    /// Noise made of the pieces of JSON.
    #[test]
    fn noise_is_judged_as_json(pieces in vec(prop::sample::select(PIECES), 0..14)) {
        agrees(pieces.concat().as_bytes());
    }

    /// Mappings made at random: the road taken through them does not matter, and nothing panics.
    #[test]
    fn mappings_do_not_depend_on_windows(mappings in "[ABCDEFGHgh+/ABCD,,;]{0,60}(-|,|)[A-Hgh,;]{0,40}") {
        let escaped: String = mappings.bytes().map(|byte| format!("\\u{byte:04x}")).collect();
        let plain = read(super::mapping(&mappings).as_bytes());
        let escaped = read(super::mapping(&escaped).as_bytes());
        let tell = |report: &mapship::MapReport| -> Vec<_> {
            report.issues.iter().map(|it| (it.code, it.at.mapping, it.args.clone(), it.count)).collect()
        };
        prop_assert_eq!(tell(&plain), tell(&escaped));
        prop_assert_eq!(plain.summary, escaped.summary);
        if plain.issues.is_empty() {
            prop_assert!(sourcemap::SourceMap::from_slice(super::mapping(&mappings).as_bytes()).is_ok());
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 120, failure_persistence: None, ..ProptestConfig::default() })]

    /// Long mappings such as bundlers write, with up to three bytes of them damaged: whole blocks and single bytes come to
    /// the same.
    #[test]
    fn damaged_blocks_do_not_depend_on_windows(
        lines in vec(vec(near(), 0..400), 1..12),
        damage in vec((any::<prop::sample::Index>(), prop_oneof![Just(b','), Just(b';'), Just(b'B'), Just(b'g'), b'+'..=b'z']), 0..4),
    ) {
        let mut mappings = encode(&lines).into_bytes();
        for (place, byte) in damage {
            if !mappings.is_empty() {
                let place = place.index(mappings.len());
                mappings[place] = byte;
            }
        }
        let mappings = String::from_utf8(mappings).unwrap().replace('\\', "/");
        read(map_of(&["a".to_owned(), "b".to_owned(), "c".to_owned()], 40, &mappings, &[]).as_bytes());
    }
}

const PIECES: &[&str] = &[
    "{",
    "}",
    "[",
    "]",
    ",",
    ":",
    "\"a\"",
    "\"version\"",
    "\"mappings\"",
    "\"sources\"",
    "\"sections\"",
    "\"",
    "\\",
    "1",
    "-",
    "0",
    ".5",
    "e1",
    "null",
    "true",
    "false",
    "nul",
    " ",
    "\n",
    "{\"a\":",
    "[1,",
    "\"\\u00e9\"",
    "\u{e9}",
];

fn agrees(map: &[u8]) {
    let report = read(map);
    let is_text = |name: &str| {
        name.starts_with("map-json")
            || ["file-empty", "map-blank", "map-bom", "map-xssi-prefix", "map-utf8", "map-utf16"]
                .contains(&name)
    };
    let refused = report.issues.iter().any(|issue| is_text(issue.code.name()));
    if !report.issues.iter().any(|issue| issue.code.name().starts_with("map-json")) {
        let count = |code| report.issues.iter().find(|it| it.code == code).map_or(0, |it| it.count);
        let ill_formed = map.utf8_chunks().filter(|chunk| !chunk.invalid().is_empty()).count();
        assert_eq!(count(mapship::Code::MapUtf8), ill_formed as u64);
    }
    let judge = serde_json::from_slice::<serde_json::Value>(map);
    let shown = String::from_utf8_lossy(map);
    match judge {
        Ok(_) => assert!(!refused, "{:?} in {shown}", report.issues),
        Err(error) => {
            let error = error.to_string();
            // serde_json is stricter than JSON.parse in these
            let stricter = ["surrogate", "out of range", "recursion", "hex escape"];
            if !stricter.iter().any(|what| error.contains(what)) {
                assert!(refused, "{error} in {shown}");
            }
        }
    }
}
