//! Any bytes are read as a ProGuard/R8 mapping without a panic, and the window's size changes nothing.
#![no_main]

use libfuzzer_sys::fuzz_target;
use mapship::formats::jvm_mapping::inspect_through;

fuzz_target!(|data: &[u8]| {
    let whole = inspect_through(&data, 1 << 20).unwrap();
    for issue in &whole.issues {
        assert!(!issue.message().is_empty() && !issue.help().is_empty());
        assert!(issue.count > 0);
    }
    // a line that is longer than the window is cut there
    let longest = data.split(|byte| *byte == b'\n').map(<[u8]>::len).max().unwrap_or(0);
    assert_eq!(whole, inspect_through(&data, longest + 2).unwrap());
});
