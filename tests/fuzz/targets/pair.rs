//! Any bytes are read as a script, inspected and checked as a pair with any map, without a panic.
#![no_main]

use libfuzzer_sys::fuzz_target;
use mapship::{
    CheckOptions, GeneratedLines, Language, UploadFile, check, inspect, read_debug_ids, read_link,
    upload_type,
};

fuzz_target!(|data: (&[u8], &[u8])| {
    let (map, script) = data;
    for language in [Language::JavaScript, Language::Css] {
        let _ = read_link(&script, language).unwrap();
    }
    let _ = read_debug_ids(&script).unwrap();
    let _ = inspect(&map, "x").unwrap();
    let mut lines = GeneratedLines::new(&script);
    let mut units = 0;
    while let Some(length) = lines.next_length().unwrap() {
        units += length;
    }
    // a byte that begins four, and is followed by none, counts for the two units they would be
    assert!(units <= 2 * script.len() as u64);
    let files = [
        UploadFile { part: "source_map", name: "a.js.map", source: &map },
        UploadFile { part: "minified_file", name: "a.js", source: &script },
    ];
    let verdict = check(upload_type("js_sourcemap").unwrap(), None, &files, CheckOptions::default()).unwrap();
    for issue in &verdict.issues {
        assert!(!issue.message().is_empty());
    }
});
