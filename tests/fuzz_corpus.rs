//! What fuzzing has found worth keeping, read once more: no panic, and the window's size changes nothing.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may fail loudly")]

use std::fs;

use mapship::{ReadOptions, read_map_with};

#[test]
fn the_corpus_of_source_maps() {
    let mut read = 0;
    for entry in fs::read_dir("tests/fuzz/corpus/source_map").unwrap() {
        let path = entry.unwrap().path();
        let bytes = fs::read(&path).unwrap();
        let source = bytes.as_slice();
        let with = |window| {
            read_map_with(&source, &ReadOptions { window, keep_sources: true, scan_sources: true })
                .unwrap()
        };
        let whole = with(1 << 20);
        for window in [1, 7] {
            assert_eq!(with(window), whole, "{} with a window of {window}", path.display());
        }
        read += 1;
    }
    assert!(read > 5, "there are {read} files");
}
