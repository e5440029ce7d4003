//! Any bytes are read as a map without a panic, and the window's size changes no finding.
#![no_main]

use libfuzzer_sys::fuzz_target;
use mapship::{ReadOptions, read_map_with};

fuzz_target!(|data: &[u8]| {
    let with = |window| read_map_with(&data, &ReadOptions { window, keep_sources: true, scan_sources: true, strict: false }).unwrap();
    let whole = with(1 << 20);
    for issue in &whole.issues {
        assert!(!issue.message().is_empty() && !issue.help().is_empty());
        assert!(issue.count > 0);
    }
    // the first byte chooses how small the pieces are
    let small = usize::from(data.first().copied().unwrap_or(0) % 16) + 1;
    assert_eq!(whole, with(small));
});
