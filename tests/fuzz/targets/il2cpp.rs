//! Any bytes are read as Unity's line mapping without a panic, and the window's size changes nothing.
#![no_main]

use libfuzzer_sys::fuzz_target;
use mapship::formats::il2cpp::inspect_through;

fuzz_target!(|data: &[u8]| {
    let whole = inspect_through(&data, 1 << 20).unwrap();
    for issue in &whole.issues {
        assert!(!issue.message().is_empty() && !issue.help().is_empty());
        assert!(issue.count > 0);
    }
    // the first byte chooses how small the pieces are
    let small = usize::from(data.first().copied().unwrap_or(0) % 16) + 1;
    assert_eq!(whole, inspect_through(&data, small).unwrap());
});
