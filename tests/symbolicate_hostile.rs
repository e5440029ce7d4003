//! Debug information that lies: reading it ends, within bounds, and never with a panic.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test may fail loudly"
)]

use std::cell::Cell;

use mapship::{CodePlace, Result, Source, Unanswered, symbolicate};
use proptest::prelude::*;

fn bytes(name: &str) -> Vec<u8> {
    std::fs::read(format!("tests/fixtures/symbols/{name}")).unwrap()
}

/// A file of which it is counted how much of it is read.
struct Counted<'a> {
    file: &'a [u8],
    read: Cell<u64>,
}

impl Source for Counted<'_> {
    fn len(&self) -> u64 {
        self.file.len() as u64
    }

    fn read_at(&self, offset: u64, buffer: &mut [u8]) -> Result<()> {
        self.read.set(self.read.get() + buffer.len() as u64);
        self.file.read_at(offset, buffer)
    }
}

/// An ELF file with debug information and 4096 bytes of code at 0x1000.
fn program(abbreviations: &[u8], info: &[u8]) -> Vec<u8> {
    let names = b"\0.text\0.debug_abbrev\0.debug_info\0.shstrtab\0";
    let name = |text: &[u8]| {
        let at = names.windows(text.len() + 1).position(|it| it.split_last().unwrap().1 == text);
        at.unwrap() as u32
    };
    let mut file = vec![0; 64];
    let place = |file: &mut Vec<u8>, bytes: &[u8]| {
        file.extend_from_slice(bytes);
        (file.len() - bytes.len()) as u64
    };
    let sections = [
        (name(b""), 0_u32, 0_u64, 0_u64, 0, 0),
        (name(b".text"), 8, 6, 0x1000, 64, 4096),
        (name(b".debug_abbrev"), 1, 0, 0, place(&mut file, abbreviations), abbreviations.len()),
        (name(b".debug_info"), 1, 0, 0, place(&mut file, info), info.len()),
        (name(b".shstrtab"), 3, 0, 0, place(&mut file, names), names.len()),
    ];
    let table = file.len() as u64;
    for (name, kind, flags, address, offset, size) in sections {
        file.extend(name.to_le_bytes());
        file.extend(kind.to_le_bytes());
        for word in [flags, address, offset, size as u64, 0, 1, 0] {
            file.extend(word.to_le_bytes());
        }
    }
    file[..7].copy_from_slice(b"\x7fELF\x02\x01\x01");
    for (at, value) in [(16, 3), (18, 62), (20, 1), (52, 64), (54, 56), (58, 64), (60, 5), (62, 4)]
    {
        file[at] = value;
    }
    file[40..48].copy_from_slice(&table.to_le_bytes());
    file
}

/// A unit of DWARF 4 with these entries.
fn unit(entries: &[u8]) -> Vec<u8> {
    let mut unit = ((entries.len() + 7) as u32).to_le_bytes().to_vec();
    unit.extend([4, 0, 0, 0, 0, 0, 8]);
    unit.extend(entries);
    unit
}

/// 1: a unit, 2: a function, 3: one that was inlined, both with children; all have a place, 2 and 3 an origin.
const ABBREVIATIONS: &[u8] = &[
    1, 0x11, 1, 0x11, 0x01, 0x12, 0x06, 0, 0, //
    2, 0x2e, 1, 0x11, 0x01, 0x12, 0x06, 0x31, 0x13, 0, 0, //
    3, 0x1d, 1, 0x11, 0x01, 0x12, 0x06, 0x31, 0x13, 0, 0, 0,
];

/// An entry of 4096 bytes of code at 0x1000.
fn entry(code: u8, origin: Option<u32>) -> Vec<u8> {
    let mut entry = vec![code];
    entry.extend(0x1000_u64.to_le_bytes());
    entry.extend(4096_u32.to_le_bytes());
    entry.extend(origin.map(u32::to_le_bytes).into_iter().flatten());
    entry
}

fn look_up(file: &[u8]) -> mapship::Answer {
    symbolicate(&file, None, &[CodePlace::Address(0x1234)]).unwrap().remove(0)
}

#[test]
fn functions_that_are_each_others_origin_have_no_name() {
    let (first, second) = (11 + 13, 11 + 13 + 17);
    let entries =
        [entry(1, None), entry(2, Some(second)), entry(3, Some(first)), vec![0, 0, 0]].concat();
    let answer = look_up(&program(ABBREVIATIONS, &unit(&entries)));
    assert_eq!(answer.reason, None);
    assert_eq!(answer.frames.len(), 2);
    assert!(answer.frames.iter().all(|frame| frame.function.is_none()));
}

/// What was inlined in a block stands no deeper than what was inlined before the block.
#[test]
fn what_was_inlined_side_by_side_is_not_nested() {
    // 4: a block, with children
    let table = [&ABBREVIATIONS[..ABBREVIATIONS.len() - 1], &[4, 0x0b, 1, 0, 0, 0]].concat();
    let inlined = entry(3, Some(24));
    let entries = [
        [entry(1, None), entry(2, Some(0)), inlined.clone()].concat(),
        [&[0, 4][..], &inlined, &[0, 0, 4, 4], &inlined, &[0, 0, 0, 4], &inlined].concat(),
        vec![0, 0, 0, 0],
    ];
    let answer = look_up(&program(&table, &unit(&entries.concat())));
    assert_eq!(answer.frames.len(), 2);
}

#[test]
fn endless_inlining_is_cut() {
    let mut entries = [entry(1, None), entry(2, Some(0))].concat();
    for _ in 0..20_000 {
        entries.extend(entry(3, Some(24)));
    }
    let answer = look_up(&program(ABBREVIATIONS, &unit(&entries)));
    assert!((2..300).contains(&answer.frames.len()), "{}", answer.frames.len());
}

#[test]
fn lying_lengths_are_damage() {
    let entries = [entry(1, None), entry(2, Some(24)), vec![0, 0]].concat();
    for length in [0xffff_ffef_u32, 0xffff_ffff, 0, 1] {
        let mut info = unit(&entries);
        info[..4].copy_from_slice(&length.to_le_bytes());
        let answer = look_up(&program(ABBREVIATIONS, &info));
        assert_eq!(answer.reason, Some(Unanswered::Damaged), "{length:x}");
    }
}

#[test]
fn sections_beyond_the_file_are_damage() {
    let entries = [entry(1, None), entry(2, Some(24)), vec![0, 0]].concat();
    let file = program(ABBREVIATIONS, &unit(&entries));
    let table = u64::from_le_bytes(file[40..48].try_into().unwrap()) as usize;
    for section in 2..4 {
        let mut file = file.clone();
        let offset = table + section * 64 + 24;
        file[offset..offset + 8].copy_from_slice(&(1_u64 << 40).to_le_bytes());
        assert!(look_up(&file).reason.is_some(), "{section}");
    }
}

/// Many units that share one table of abbreviations, which is long and read again for each.
#[test]
fn too_much_work_is_a_reason() {
    let mut abbreviations = Vec::new();
    for code in 1_u32..60_000 {
        let code = [code as u8 & 0x7f | 0x80, (code >> 7) as u8 & 0x7f | 0x80, (code >> 14) as u8];
        abbreviations.extend([&code[..], &[0x24, 0, 0, 0]].concat());
    }
    abbreviations.push(0);
    let mut info = Vec::new();
    for number in 0_u8..=255 {
        let mut one = unit(&[1, 0]);
        // each table begins elsewhere
        one[6] = 7 * (number & 1);
        info.extend(one);
    }
    let file = program(&abbreviations, &info);
    let counted = Counted { file: &file, read: Cell::new(0) };
    let answers = symbolicate(&counted, None, &[CodePlace::Address(0x1234)]).unwrap();
    assert_eq!(answers[0].reason, Some(Unanswered::Endless));
    assert!(counted.read.get() < 200_000_000, "{}", counted.read.get());
}

/// Names of files whose bytes are changed, one with each way to write debug information.
const FILES: [&str; 8] = [
    "lookups/gcc-2.so",
    "lookups/clang-5.so",
    "lookups/gcc-lto.so",
    "lookups/dwarf64.so",
    "lookups/zlib.so",
    "lookups/zstd.so",
    "elf/arm.so",
    "macho/arm64.dwarf",
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]
    #[test]
    fn changed_bytes_end_in_an_answer(
        name in prop::sample::select(&FILES[..]),
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..20),
        cut in any::<Option<prop::sample::Index>>(),
    ) {
        let mut file = bytes(name);
        for (place, byte) in changes {
            let at = place.index(file.len());
            file[at] = byte;
        }
        if let Some(cut) = cut {
            file.truncate(cut.index(file.len()));
        }
        let places: Vec<CodePlace> = (0x300..0x600).step_by(7).map(CodePlace::Address).collect();
        let counted = Counted { file: &file, read: Cell::new(0) };
        let answers = symbolicate(&counted, None, &places).unwrap();
        prop_assert_eq!(answers.len(), places.len());
        prop_assert!(counted.read.get() < 100_000_000);
    }
}
