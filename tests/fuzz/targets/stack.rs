//! Any text is read as a stack trace: each line is kept, and frames have places that there are, without a panic.
#![no_main]

use libfuzzer_sys::fuzz_target;
use mapship::{ServedFile, locate, parse_stack};

fuzz_target!(|text: &str| {
    let lines = parse_stack(text);
    assert!(lines.len() <= text.len() + 1);
    for line in &lines {
        assert!(text.contains(&line.raw));
        let Some(place) = line.frame.as_ref().and_then(|frame| frame.place.as_ref()) else { continue };
        assert!(place.line > 0 && place.column != Some(0), "{line:?}");
        let url = &place.url;
        let files = [
            ServedFile { path: "a.js".to_owned(), url: Some("https://a/b/a.js".to_owned()) },
            ServedFile { path: url.clone(), url: None },
        ];
        if let Ok(index) = locate(url, &files) {
            assert!(index < files.len());
        }
    }
});
