//! Debug IDs are put into whatever script and map without a panic, and what is done once stays as it is.
#![no_main]

use libfuzzer_sys::fuzz_target;
use mapship::{CodeContext, EditPiece, Runtime, inject};

fn made(pieces: Option<&Vec<EditPiece>>, file: &[u8]) -> Vec<u8> {
    let Some(pieces) = pieces else { return file.to_vec() };
    let mut made = Vec::new();
    for piece in pieces {
        match piece {
            EditPiece::Bytes(bytes) => made.extend(bytes),
            EditPiece::Range(range) => made.extend(&file[range.start as usize..range.end as usize]),
        }
    }
    made
}

// the script, a NUL, the map
fuzz_target!(|data: &[u8]| {
    let at = data.iter().position(|byte| *byte == 0).unwrap_or(data.len());
    let (script, map) = (&data[..at], data.get(at + 1..).unwrap_or_default());
    for runtime in [
        Runtime::Web(CodeContext::default()),
        Runtime::ReactNative { first: false },
        Runtime::ReactNative { first: true },
    ] {
        let first = inject(&script, &map, &runtime, None).unwrap();
        if first.id.is_none() {
            assert!(first.script.is_none() && first.map.is_none() && !first.issues.is_empty());
            continue;
        }
        let script = made(first.script.as_ref(), script);
        let map = made(first.map.as_ref(), map);
        let again = inject(&script.as_slice(), &map.as_slice(), &runtime, None).unwrap();
        assert!(again.is_carried && again.id == first.id);
        assert!(again.script.is_none() && again.map.is_none());
    }
});
