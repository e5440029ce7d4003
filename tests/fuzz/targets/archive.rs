//! Any bytes are read as a zip archive without a panic; what passes holds no entry that lies outside of the file.
#![no_main]

use libfuzzer_sys::fuzz_target;
use mapship::formats::zip::{EntrySource, inspect};
use mapship::{Fits, Source, contents, passes};

fuzz_target!(|data: &[u8]| {
    let archive = inspect(&data).unwrap();
    for issue in &archive.issues {
        assert!(!issue.message().is_empty() && !issue.help().is_empty());
        assert!(issue.at.offset.is_none_or(|offset| offset <= data.len() as u64));
    }
    for entry in &archive.entries {
        assert!(entry.data + entry.compressed <= data.len() as u64);
        if let Some(file) = EntrySource::new(&data, entry) {
            file.read_up_to(0, usize::MAX).unwrap();
        }
        assert!(!(passes(&archive.issues) && entry.name.contains("..") && entry.is_unsafe()));
    }
    if let Some(contents) = contents(&data, false).unwrap() {
        let unpacked = contents.entries.iter().filter(|it| it.fits == Fits::Whole);
        for one in unpacked {
            assert!(!one.entry.is_unsafe() && one.entry.size <= 1_000_000_000);
        }
    }
});
