//! Any bytes are spelled in the alphabet of `mappings`: whole blocks in vector lanes and single bytes come to the same.
#![no_main]

use libfuzzer_sys::fuzz_target;
use mapship::{ReadOptions, read_map_with};

const ALPHABET: &[u8] =
    b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/,;,;AAAACCCCAAEEDD,A,A,A";

fuzz_target!(|data: &[u8]| {
    let mappings: String =
        data.iter().map(|byte| char::from(ALPHABET[usize::from(*byte) % ALPHABET.len()])).collect();
    let map = format!(
        r#"{{"version":3,"sources":["a","b","c"],"names":["x","y","z"],"mappings":"{mappings}"}}"#
    );
    let map = map.as_bytes();
    let with = |window| read_map_with(&map, &ReadOptions { window, keep_sources: true, scan_sources: true, strict: false }).unwrap();
    assert_eq!(with(1 << 20), with(usize::from(data.len() as u8 % 7) + 1));
});
