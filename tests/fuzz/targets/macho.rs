//! Any bytes are read as a Mach-O file, and its slices lie inside of it.
#![no_main]

use libfuzzer_sys::fuzz_target;
use mapship::inspect;

fuzz_target!(|data: &[u8]| {
    for magic in [b"\xca\xfe\xba\xbe", b"\xca\xfe\xba\xbf", b"\xcf\xfa\xed\xfe", b"\xfe\xed\xfa\xce"] {
        let file = [magic, data].concat();
        let inspection = inspect(&file.as_slice(), "x").unwrap();
        for slice in &inspection.slices {
            assert!(slice.offset + slice.size <= file.len() as u64);
        }
        for issue in &inspection.issues {
            assert!(!issue.message().is_empty());
        assert!(issue.at.offset.is_none_or(|offset| offset <= file.len() as u64));
        }
    }
});
