//! Any bytes are read as a portable PDB without a panic.
#![no_main]

use libfuzzer_sys::fuzz_target;
use mapship::inspect;

fuzz_target!(|data: &[u8]| {
    let mut file = data.to_vec();
    for (at, byte) in b"BSJB".iter().enumerate().take(file.len()) {
        file[at] = *byte;
    }
    for issue in inspect(&file.as_slice(), "a.pdb").unwrap().issues {
        assert!(!issue.message().is_empty() && !issue.help().is_empty());
        assert!(issue.at.offset.is_none_or(|offset| offset <= file.len() as u64));
    }
});
