//! Any bytes are looked into for addresses, as an ELF file and as a Mach-O one, without a panic and without end.
#![no_main]

use libfuzzer_sys::fuzz_target;
use mapship::{CodePlace, symbolicate};

fuzz_target!(|data: &[u8]| {
    let mut file = data.to_vec();
    let magic: &[u8] = if file.get(4) == Some(&0x0c) { b"\xcf\xfa\xed\xfe" } else { b"\x7fELF" };
    for (at, byte) in magic.iter().enumerate().take(file.len()) {
        file[at] = *byte;
    }
    let addresses = (0x200_u64..0x800).step_by(23).map(CodePlace::Address);
    let places: Vec<CodePlace> = addresses.chain([CodePlace::Offset(0x300)]).collect();
    let answers = symbolicate(&file.as_slice(), None, &places).unwrap();
    assert_eq!(answers.len(), places.len());
    assert!(answers.iter().all(|answer| answer.reason.is_some() || !answer.frames.is_empty()));
});
