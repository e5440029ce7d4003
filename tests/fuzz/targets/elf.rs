//! Any bytes are read as an ELF file, and split from their code, without a panic and without growing.
#![no_main]

use libfuzzer_sys::fuzz_target;
use mapship::{DebugOnlyOptions, Packed, Piece, debug_only, inspect};

fuzz_target!(|data: &[u8]| {
    let mut file = data.to_vec();
    for (at, byte) in b"\x7fELF".iter().enumerate().take(file.len()) {
        file[at] = *byte;
    }
    let source = file.as_slice();
    for issue in inspect(&source, "x").unwrap().issues {
        assert!(!issue.message().is_empty());
        assert!(issue.at.offset.is_none_or(|offset| offset <= file.len() as u64));
    }
    let sections = debug_only(&source, DebugOnlyOptions::default()).unwrap().sections;
    let halves: Vec<Packed> = sections
        .iter()
        .map(|section| Packed { index: section.index, length: section.length / 2 })
        .collect();
    for packed in [&[] as &[Packed], &halves] {
        let options = DebugOnlyOptions { keep_unwind: true, packed };
        let Some(pieces) = debug_only(&source, options).unwrap().pieces else {
            continue;
        };
        let mut made = Vec::new();
        for piece in pieces {
            match piece {
                Piece::Bytes(bytes) => made.extend(bytes),
                Piece::Range { offset, length } => {
                    made.extend(&file[offset as usize..(offset + length) as usize]);
                }
                Piece::Packed { index } => {
                    let section = halves.iter().find(|packed| packed.index == index).unwrap();
                    made.resize(made.len() + section.length as usize, b'x');
                }
            }
        }
        assert!(made.len() < file.len() + (1 << 19));
        inspect(&made.as_slice(), "x").unwrap();
    }
});
