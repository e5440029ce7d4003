//! What is read of packages: markers, debug IDs, lists of entries and their identities. No panic, and nothing covered by nothing.
#![no_main]

use libfuzzer_sys::fuzz_target;
use mapship::{
    KnownSymbols, Shipped, debug_id_in, dex_marker, how_to_look, inspect, judge_package, lies_of,
    may_hold_code,
};

fuzz_target!(|data: &[u8]| {
    let _ = dex_marker(data);
    if let Some(id) = debug_id_in(data) {
        assert_eq!(id.len(), 36);
    }
    let archive = [b"PK\x03\x04", data].concat();
    let symbols = inspect(&archive.as_slice(), "app.apk").unwrap();
    let mut entries: Vec<_> = symbols
        .entries
        .iter()
        .map(|entry| (entry.data, entry.compressed, entry.size, entry.compression.method() == 0))
        .collect();
    entries.sort_unstable();
    assert_eq!(lies_of(&entries).len(), entries.len());
    let text = String::from_utf8_lossy(data);
    let _ = may_hold_code(&text);
    let _ = how_to_look(&text, data);
    let ids: Vec<String> = text.split('\n').map(ToOwned::to_owned).collect();
    let shipped = Shipped { size: data.len() as u64, ids: ids.clone(), ..Shipped::default() };
    let known = KnownSymbols { ids, is_sent: true, ..KnownSymbols::default() };
    let (_, _, none) = judge_package(std::slice::from_ref(&shipped), &[], Some(50));
    assert_eq!(none.covered, 0);
    let (fates, _, all) = judge_package(&[shipped], &[known], None);
    assert!(all.covered <= all.total && fates.len() == 1);
});
