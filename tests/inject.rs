//! Debug IDs put into scripts and maps: random ones judged by another decoder, and that what is done once is done.
// tests say what must be by panicking
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    missing_docs
)]

use mapship::{CodeContext, EditPiece, Injection, Runtime, inject};
use proptest::{collection::vec, prelude::*};
use sourcemap::DecodedMap;

const ID: &str = "2f1d7f52-4e1b-4f7c-8c0d-2f4a5f6d8e91";

/// As Datadog's command for bundles on disk has it.
const NATIVE: Runtime = Runtime::ReactNative { first: false };

fn web() -> Runtime {
    Runtime::Web(CodeContext::default())
}

/// A file as it is to be.
fn made(pieces: Option<&Vec<EditPiece>>, file: &[u8]) -> Vec<u8> {
    let Some(pieces) = pieces else { return file.to_vec() };
    let mut made = Vec::new();
    for piece in pieces {
        match piece {
            EditPiece::Bytes(bytes) => made.extend(bytes),
            EditPiece::Range(range) => made.extend(&file[range.start as usize..range.end as usize]),
        }
    }
    made
}

fn injected(script: &[u8], map: &[u8], runtime: &Runtime) -> (Injection, Vec<u8>, Vec<u8>) {
    let injection = inject(&script, &map, runtime, None).unwrap();
    let changed = made(injection.script.as_ref(), script);
    let map = made(injection.map.as_ref(), map);
    (injection, changed, map)
}

fn text(bytes: Vec<u8>) -> String {
    String::from_utf8(bytes).unwrap()
}

/// What a script and its map become; `SNIPPET` stands for the code, `ID` for what was made of the text.
fn shown(script: &str, map: &str) -> (String, String) {
    let (injection, script, map) = injected(script.as_bytes(), map.as_bytes(), &web());
    assert_eq!(injection.issues, Vec::new());
    let id = injection.id.unwrap();
    let script = text(script);
    let start = script.find("!function(c,k)").unwrap();
    let end = start + script[start..].find("\"stackTraceLimit\");").unwrap() + 19;
    let script = format!("{}SNIPPET{}", &script[..start], &script[end..]);
    (script.replace(&id, "ID"), text(map).replace(&id, "ID"))
}

#[test]
fn writes_what_is_needed_and_no_more() {
    let link = "//# sourceMappingURL=a.js.map";
    for (script, map, new_script, new_map) in [
        (
            format!("a()\n{link}\n"),
            r#"{"version":3,"mappings":"AAAA"}"#,
            format!("SNIPPET\na()\n//# debugId=ID\n{link}\n"),
            r#"{"version":3,"mappings":";AAAA","debugId":"ID","debug_id":"ID"}"#,
        ),
        (
            format!("'use strict';a()\n{link}"),
            r#" {"debugId" : null, "mappings":"AAAA,aAAA" }"#,
            format!("'use strict';\nSNIPPET\na()\n//# debugId=ID\n{link}"),
            r#" {"debugId" : "ID", "mappings":"AAAA;;AAAA" ,"debug_id":"ID"}"#,
        ),
        // no comment beside code: nobody can tell what it would be part of
        (
            format!("a();{link}"),
            r#"{"mappings":"AAAA"}"#,
            format!("SNIPPET\na();{link}"),
            r#"{"mappings":";AAAA","debugId":"ID","debug_id":"ID"}"#,
        ),
        (
            "a()".to_owned(),
            r#"{"mappings":"AAAA"}"#,
            "SNIPPET\na()\n//# debugId=ID\n".to_owned(),
            r#"{"mappings":";AAAA","debugId":"ID","debug_id":"ID"}"#,
        ),
        // the ID that another tool gave
        (
            format!("a()\n//# debugId={ID}\n{link}"),
            r#"{"mappings":"AAAA","debugId":"2f1d7f52-4e1b-4f7c-8c0d-2f4a5f6d8e91"}"#,
            format!("SNIPPET\na()\n//# debugId=ID\n{link}"),
            r#"{"mappings":";AAAA","debugId":"ID","debug_id":"ID"}"#,
        ),
        // an index map: a section at the place, one that begins before it, one behind
        (
            "#!x\n'use strict';a()\nb()".to_owned(),
            r#"{"sections":[{"offset":{"line":1,"column":0},"map":{"mappings":"AAAA,aAAA"}},{"offset":{"column":15,"line":1},"map":{"mappings":"A"}},{"offset":{"line":2,"column":1},"map":{"mappings":"A"}}]}"#,
            "#!x\n'use strict';\nSNIPPET\na()\nb()\n//# debugId=ID\n".to_owned(),
            r#"{"sections":[{"offset":{"line":1,"column":0},"map":{"mappings":"AAAA;;AAAA"}},{"offset":{"column":2,"line":3},"map":{"mappings":"A"}},{"offset":{"line":4,"column":1},"map":{"mappings":"A"}}],"debugId":"ID","debug_id":"ID"}"#,
        ),
    ] {
        assert_eq!(shown(&script, map), (new_script, new_map.to_owned()), "{script}");
    }
}

#[test]
fn leaves_a_script_alone_that_carries_an_id() {
    let script = format!("w[s]={{ddDebugId:\"{ID}\"}};\n//# sourceMappingURL=a.js.map");
    let map = br#"{"mappings":"AAAA","debug_id":"x","debug_id":1}"#;
    let (injection, same, map) = injected(script.as_bytes(), map, &web());
    assert!(injection.is_carried);
    assert_eq!(text(same), script);
    let expected = r#"{"mappings":"AAAA","debug_id":"ID","debug_id":"ID","debugId":"ID"}"#;
    assert_eq!(text(map), expected.replace("ID", ID));
}

#[test]
fn knows_what_was_interrupted() {
    let (script, map) = (b"'use strict';a()".as_slice(), br#"{"mappings":"aAAA"}"#.as_slice());
    let (_, whole, map) = injected(script, map, &web());
    // the map was written, the script was not
    let (injection, again, same) = injected(script, &map, &web());
    assert_eq!(injection.map, None);
    assert_eq!((again, same), (whole, map));
}

#[test]
fn says_why_there_is_no_id() {
    let codes = |script: &[u8], map: &[u8]| {
        let (injection, same, same_map) = injected(script, map, &web());
        assert_eq!((same.as_slice(), same_map.as_slice(), injection.id), (script, map, None));
        injection.issues.into_iter().map(|issue| issue.code.name()).collect::<Vec<_>>()
    };
    for (script, map, code) in [
        (b"a()".as_slice(), "", "map-blank"),
        (b"a()", "[]", "map-not-object"),
        (b"a()", r#"{"mappings":"AAAA"#, "map-json-truncated"),
        (b"a()", r#"{"mappings":"AAAA"}x"#, "map-json-trailing"),
        (b"a()", r#"{"mappings":""}"#, "inject-no-mappings"),
        (b"a()", "{}", "inject-no-mappings"),
        (b"'a';b()", r#"{"mappings":"!"}"#, "inject-unfit"),
        (b"'a';b()", r#"{"sections":[{"offset":{"line":0}}]}"#, "inject-unfit"),
        (b"\xc6\x1f\xbc\x03\xc1\x03\x19\x1f", r#"{"mappings":"AAAA"}"#, "inject-bytecode"),
    ] {
        assert_eq!(codes(script, map.as_bytes()), [code], "{map}");
    }
}

#[test]
fn injects_into_bundles_of_react_native() {
    let (script, map) =
        (b"a()\n//# sourceMappingURL=m.map\n".as_slice(), br#"{"mappings":"AAAA"}"#);
    let (injection, script, map) = injected(script, map, &NATIVE);
    let id = injection.id.unwrap();
    assert_eq!(text(map.clone()), format!(r#"{{"mappings":"AAAA","debugId":"{id}"}}"#));
    let lines = text(script.clone());
    let lines: Vec<&str> = lines.lines().collect();
    assert_eq!(
        [lines[0], lines[2], lines[3]],
        ["a()", &format!("//# debugId={id}"), "//# sourceMappingURL=m.map"]
    );
    assert!(lines[1].contains(&format!("\"datadog-debug-id-{id}\"")));
    let (again, ..) = injected(&script, &map, &NATIVE);
    assert_eq!((again.is_carried, again.script, again.map), (true, None, None));
    // what Hermes makes of the bundle has the code, and no comment
    let bytecode = format!("\u{1f}\0\0datadog-debug-id-{id}_datadogDebugIds");
    let bytecode = [b"\xc6\x1f\xbc\x03\xc1\x03\x19\x1f", bytecode.as_bytes()].concat();
    let composed = br#"{"mappings":"CAAA"}"#;
    let (injection, same, map) = injected(&bytecode, composed, &NATIVE);
    assert_eq!((injection.is_carried, same), (true, bytecode));
    assert_eq!(text(map), format!(r#"{{"mappings":"CAAA","debugId":"{id}"}}"#));
    // an ID that Metro has put into the map
    let map = format!(r#"{{"mappings":"AAAA","debugId":"{ID}"}}"#);
    let (injection, ..) = injected(b"a()", map.as_bytes(), &NATIVE);
    assert_eq!((injection.id.as_deref(), injection.map), (Some(ID), None));
}

#[test]
fn comes_before_the_code_of_a_bundle_that_metro_makes() {
    let (script, map) = (b"a()\n//# sourceMappingURL=m.map".as_slice(), br#"{"mappings":"AAAA"}"#);
    let (behind, ..) = injected(script, map, &NATIVE);
    let (injection, script, map) = injected(script, map, &Runtime::ReactNative { first: true });
    let id = injection.id.unwrap();
    assert_eq!(behind.id.as_ref(), Some(&id));
    assert_eq!(text(map.clone()), format!(r#"{{"mappings":";AAAA","debugId":"{id}"}}"#));
    let lines = text(script.clone());
    let lines: Vec<&str> = lines.lines().collect();
    assert!(lines[0].contains(&format!("\"datadog-debug-id-{id}\"")));
    assert_eq!(lines[1..], ["a()", &format!("//# debugId={id}"), "//# sourceMappingURL=m.map"]);
    let (again, ..) = injected(&script, &map, &Runtime::ReactNative { first: true });
    assert_eq!((again.is_carried, again.script, again.map), (true, None, None));
}

fn vlq(text: &mut String, value: i64) {
    const ALPHABET: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut rest = value.unsigned_abs() << 1 | u64::from(value < 0);
    loop {
        let digit = (rest & 31) as usize;
        rest >>= 5;
        text.push(char::from(ALPHABET[digit | if rest > 0 { 32 } else { 0 }]));
        if rest == 0 {
            break;
        }
    }
}

/// The mappings of a script: a segment at some of its columns, each of which leads to a place of its own or to none.
fn mappings(lines: &[&str], steps: &[usize]) -> String {
    let (mut text, mut count) = (String::new(), 0_usize);
    let mut steps = steps.iter().cycle();
    for (index, line) in lines.iter().enumerate() {
        if index > 0 {
            text.push(';');
        }
        let (mut column, mut last) = (*steps.next().unwrap() / 2, None);
        while column < line.encode_utf16().count() {
            if last.is_some() {
                text.push(',');
            }
            vlq(&mut text, (column - last.unwrap_or(0)) as i64);
            text.push_str(["ACC", "", "ACC", "ACCC", "ACC", "ACCD"][count % 6]);
            count += 1;
            last = Some(column);
            column += 1 + steps.next().unwrap();
        }
    }
    text
}

/// Where every column of a script leads.
fn places(map: &[u8], lines: &[&str]) -> Vec<Option<(u32, u32, Option<String>)>> {
    let map = match sourcemap::decode_slice(map).unwrap() {
        DecodedMap::Regular(map) => map,
        DecodedMap::Index(map) => map.flatten().unwrap(),
        DecodedMap::Hermes(_) => panic!("no map of Hermes"),
    };
    let mut places = Vec::new();
    for (index, line) in lines.iter().enumerate() {
        for column in 0..line.encode_utf16().count() {
            let found = map.lookup_token(index as u32, column as u32);
            // the judge looks on the lines before, too
            let found = found.filter(|token| token.get_dst_line() == index as u32);
            places.push(found.map(|token| {
                (token.get_src_line(), token.get_src_col(), token.get_name().map(str::to_owned))
            }));
        }
    }
    places
}

const HEADS: &[&str] = &[
    "",
    "#!x\n",
    "'use strict';",
    "'use strict'\n",
    "'use strict' ;\n",
    "/*! l */'use strict';'b';",
    "// l\n\n'use client'\n ",
    "#!x\n\"use strict\";",
    "'use strict'/*\n*/",
    "\u{feff}",
    "\u{feff}'😀';",
    "'a' ; \t",
    "'a'+'b';",
];

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(600) })]

    /// Where a character of the script led, it leads still.
    #[test]
    fn every_place_stays(
        head in 0..HEADS.len(),
        body in vec("[a-z(){};= \u{e4}😀]{0,30}", 1..5),
        steps in vec(0..9_usize, 1..20),
        sections in any::<bool>(),
    ) {
        let script = format!("{}{}\n//# sourceMappingURL=a.js.map", HEADS[head], body.join("\n"));
        let plain = script.trim_start_matches('\u{feff}');
        let lines: Vec<&str> = plain.split('\n').collect();
        let members = |mappings: &str| {
            format!(r#""version":3,"sources":["a.ts"],"names":["n","o"],"mappings":"{mappings}""#)
        };
        let mappings = mappings(&lines, &steps);
        prop_assume!(!mappings.is_empty());
        let map = if sections {
            let (line, column) = (steps[0] % lines.len(), steps[steps.len() - 1]);
            let column = if line == 0 { column } else { 0 };
            // the first section covers what is before the second, which has the same mappings once more
            let first = members(&mappings);
            format!(
                r#"{{"version":3,"sections":[{{"offset":{{"line":0,"column":0}},"map":{{{first}}}}},{{"offset":{{"line":{},"column":{column}}},"map":{{{first}}}}}]}}"#,
                line + lines.len()
            )
        } else {
            format!("{{{}}}", members(&mappings))
        };
        let (injection, new, new_map) = injected(script.as_bytes(), map.as_bytes(), &web());
        prop_assert_eq!(&injection.issues, &Vec::new());
        let new = text(new);
        let plain = new.trim_start_matches('\u{feff}');
        let new_lines: Vec<&str> = plain.split('\n').collect();
        // what was put in is taken out, and what was parted is joined
        let at = new_lines.iter().position(|line| line.starts_with("!function(c,k)")).unwrap();
        let before: usize = new_lines[..at].iter().map(|line| line.encode_utf16().count()).sum();
        let mut now = places(&new_map, &new_lines);
        let length = new_lines[at].encode_utf16().count();
        prop_assert!(now[before..before + length].iter().all(Option::is_none));
        now.drain(before..before + length);
        let comment = format!("//# debugId={}", injection.id.unwrap()).len();
        let link = "//# sourceMappingURL=a.js.map".len();
        now.drain(now.len() - link - comment..now.len() - link);
        let was = places(map.as_bytes(), &lines);
        let is_code = was.len() - link;
        prop_assert_eq!(&now[..is_code], &was[..is_code]);
        // once is enough
        let (again, ..) = injected(new.as_bytes(), &new_map, &web());
        prop_assert!(again.is_carried && again.script.is_none() && again.map.is_none());
    }

    /// No text makes it panic, and the second time nothing is left to do.
    #[test]
    fn takes_any_text(script in vec(any::<u8>(), 0..60), map in "[\\[\\]{}\":,;AaCg0-9 \\\\]{0,40}", sections in any::<bool>()) {
        for map in [
            map.clone(),
            format!("{{\"mappings\":\"{map}\"}}"),
            if sections { format!("{{\"sections\":[{map}]}}") } else { format!("{{\"debugId\":{map}}}") },
        ] {
            for head in ["", "'use strict';", "#!", "/*", "'"] {
                let mut text = head.as_bytes().to_vec();
                text.extend(&script);
                for runtime in [web(), NATIVE, Runtime::ReactNative { first: true }] {
                    let (first, new, new_map) = injected(&text, map.as_bytes(), &runtime);
                    if first.id.is_some() {
                        let (again, ..) = injected(&new, &new_map, &runtime);
                        prop_assert_eq!(again.script, None);
                        prop_assert_eq!(again.map, None);
                    }
                }
            }
        }
    }
}
