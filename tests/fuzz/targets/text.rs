//! Texts that are inspected under the names of those that mapship reads, in any encoding: no panic, and places that are in the file.
#![no_main]

use libfuzzer_sys::fuzz_target;
use mapship::inspect;

/// Byte order marks, and none.
const MARKS: [&[u8]; 4] = [b"", b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff"];

fuzz_target!(|data: &[u8]| {
    for mark in MARKS {
        let file = [mark, data].concat();
        for name in ["mapping.txt", "LineNumberMappings.json", "a.sym", "a.js.map"] {
            for issue in inspect(&file.as_slice(), name).unwrap().issues {
                assert!(!issue.message().is_empty() && !issue.help().is_empty());
                assert!(issue.at.offset.is_none_or(|offset| offset <= file.len() as u64));
            }
        }
    }
});
