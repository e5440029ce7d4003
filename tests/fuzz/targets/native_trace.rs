//! Any text is read as stack traces of native programs, without a panic and without losing its place.
#![no_main]

use libfuzzer_sys::fuzz_target;
use mapship::{KnownFile, match_files, native_frames, say};

fuzz_target!(|data: &[u8]| {
    let text = String::from_utf8_lossy(data);
    let lines: Vec<&str> = text.lines().collect();
    let frames = native_frames(&lines, &[]);
    let file = KnownFile { path: "lib/libshop.so".to_owned(), ..KnownFile::default() };
    let files = [file];
    for (frame, matched) in frames.iter().zip(match_files(&frames, &files)) {
        assert!(lines[frame.index].starts_with(&frame.before));
        let _ = frame.wanted();
        for issue in say(frame, &matched, &files, None).issues {
            assert!(!issue.message().is_empty() && !issue.help().is_empty());
        }
    }
});
