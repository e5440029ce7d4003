//! Symbol files with random bytes in them: nothing panics, no more is read than the tables, and what is made is bounded.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test may fail loudly"
)]

#[allow(dead_code, reason = "each test takes what it needs")]
mod symbols;

use std::cell::Cell;

use mapship::{DebugOnlyOptions, Packed, Piece, Result, Source, debug_only, inspect};
use proptest::prelude::*;
use symbols::bytes;

/// A file that counts what is read of it.
struct Counted<'a> {
    bytes: &'a [u8],
    read: Cell<u64>,
}

impl Source for Counted<'_> {
    fn len(&self) -> u64 {
        Source::len(&self.bytes)
    }

    fn read_at(&self, offset: u64, buffer: &mut [u8]) -> Result<()> {
        self.read.set(self.read.get() + buffer.len() as u64);
        self.bytes.read_at(offset, buffer)
    }
}

const FILES: &[&str] = &[
    "elf/x86_64.so",
    "elf/arm.so",
    "elf/ppc64.so",
    "elf/go.so",
    "elf/stripped.so",
    "elf/zlib.so",
    "pe/x64.dll",
    "pe/arm32.dll",
    "macho/fat.dwarf",
    "macho/arm64.dwarf",
];

/// Reads a file in every way there is.
fn read(file: &[u8]) {
    let inspection = inspect(&file, "x").unwrap();
    for issue in &inspection.issues {
        assert!(!issue.message().is_empty());
        // an empty file has no places
        assert!(issue.at.offset.is_some() || file.is_empty(), "{}", issue.code.name());
    }
    for slice in &inspection.slices {
        assert!(slice.offset + slice.size <= file.len() as u64);
    }
    let sections = debug_only(&file, DebugOnlyOptions::default()).unwrap().sections;
    let half: Vec<Packed> = sections
        .iter()
        .map(|section| Packed { index: section.index, length: section.length / 2 })
        .collect();
    for (keep_unwind, packed) in [(false, &[] as &[Packed]), (true, &half)] {
        let pieces = debug_only(&file, DebugOnlyOptions { keep_unwind, packed }).unwrap().pieces;
        for piece in pieces.iter().flatten() {
            match piece {
                Piece::Bytes(bytes) => assert!(bytes.len() < file.len() + (1 << 19)),
                Piece::Range { offset, length } => {
                    assert!(offset + length <= file.len() as u64);
                }
                Piece::Packed { index } => {
                    assert!(packed.iter().any(|packed| packed.index == *index));
                }
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn changed_bytes(
        file in 0..FILES.len(),
        changes in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..20),
        cut in proptest::option::of(any::<prop::sample::Index>()),
    ) {
        let mut file = bytes(FILES[file]);
        for (at, byte) in changes {
            let at = at.index(file.len());
            file[at] = byte;
        }
        if let Some(cut) = cut {
            file.truncate(cut.index(file.len()));
        }
        read(&file);
    }

    /// The tables themselves, where the numbers are that lie.
    #[test]
    fn changed_tables(
        file in 0..FILES.len(),
        at in 0_usize..400,
        from_end in any::<bool>(),
        value in prop_oneof![Just(0_u32), Just(u32::MAX), Just(1), Just(0x8000_0000), any::<u32>()],
    ) {
        let mut file = bytes(FILES[file]);
        let at = if from_end { file.len() - 4 - 4 * at.min(file.len() / 4 - 1) } else { at };
        file[at..at + 4].copy_from_slice(&value.to_le_bytes());
        read(&file);
    }
}

/// 64 MB of code between the headers and the tables cost no reading.
#[test]
fn large_files_are_read_by_their_tables() {
    const MORE: usize = 64 << 20;
    let small = bytes("elf/x86_64.so");
    let table = usize::from(u16::from_le_bytes(small[40..42].try_into().unwrap()));
    let mut large = small[..table].to_vec();
    large.resize(table + MORE, 0x90);
    large.extend(&small[table..]);
    large[40..48].copy_from_slice(&((table + MORE) as u64).to_le_bytes());
    let source = Counted { bytes: &large, read: Cell::new(0) };
    let inspection = inspect(&source, "x").unwrap();
    assert!(inspection.issues.is_empty());
    debug_only(&source, DebugOnlyOptions::default()).unwrap().pieces.unwrap();
    assert!(source.read.get() < 40_000, "{} bytes", source.read.get());
}
