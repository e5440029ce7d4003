//! Any bytes are read as a Portable Executable without a panic.
#![no_main]

use libfuzzer_sys::fuzz_target;
use mapship::inspect;

fuzz_target!(|data: &[u8]| {
    let file = [b"MZ", data].concat();
    for issue in inspect(&file.as_slice(), "x").unwrap().issues {
        assert!(!issue.message().is_empty());
        assert!(issue.at.offset.is_none_or(|offset| offset <= file.len() as u64));
    }
});
