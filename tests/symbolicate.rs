//! Addresses looked up in files of real compilers, each address of code, judged by what `llvm-symbolizer` says of it
//! (tests/fixtures/symbols/make-lines.py).
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test may fail loudly"
)]

#[path = "symbolicate/hostile.rs"]
mod hostile;

use std::fs;

use mapship::{Answer, CodePlace, SourceFrame, Unanswered, symbolicate};

const FOLDER: &str = "tests/fixtures/symbols";

fn bytes(name: &str) -> Vec<u8> {
    fs::read(format!("{FOLDER}/{name}")).unwrap()
}

/// The answers for some addresses of a file.
fn looked_up(name: &str, addresses: &[u64]) -> Vec<Answer> {
    of_slice(name, None, addresses)
}

fn of_slice(name: &str, uuid: Option<&str>, addresses: &[u64]) -> Vec<Answer> {
    let places: Vec<CodePlace> = addresses.iter().map(|it| CodePlace::Address(*it)).collect();
    symbolicate(&bytes(name).as_slice(), uuid, &places).unwrap()
}

/// A frame as the golden files have it.
fn shown(frame: &SourceFrame) -> String {
    let function = frame.function.as_deref().unwrap_or("-");
    let file = frame.file.as_deref().unwrap_or("-");
    let (line, column) = (frame.line.unwrap_or_default(), frame.column.unwrap_or_default());
    format!("{function} {file}:{line}:{column}")
}

/// Each address of a golden file, and what is told of it.
fn golden(name: &str) -> Vec<(u64, String)> {
    let text = fs::read_to_string(format!("{FOLDER}/golden/{}.lines", name.replace('/', "-")));
    let mut all = Vec::new();
    for line in text.unwrap().lines() {
        let mut words = line.splitn(3, ' ');
        let mut number = || u64::from_str_radix(words.next().unwrap(), 16).unwrap();
        let (first, last) = (number(), number());
        let told = words.next().unwrap();
        all.extend((first..=last).map(|address| (address, told.to_owned())));
    }
    all
}

#[test]
fn every_address_is_where_llvm_says() {
    let (mut files, mut compared) = (0, 0);
    for entry in fs::read_dir(format!("{FOLDER}/golden")).unwrap() {
        let file = entry.unwrap().file_name().into_string().unwrap();
        let Some(name) = file.strip_suffix(".lines") else { continue };
        let name = name.replacen('-', "/", 1);
        let golden = golden(&name);
        let addresses: Vec<u64> = golden.iter().map(|(address, _)| *address).collect();
        assert!(!addresses.is_empty(), "{name}");
        for ((address, told), answer) in golden.iter().zip(looked_up(&name, &addresses)) {
            let own: Vec<String> = answer.frames.iter().map(shown).collect();
            let own = if own.is_empty() { "- -:0:0".to_owned() } else { own.join(" | ") };
            // DWARF 2 has no function of two ranges: GCC makes a second one of the other, and LLVM asks the symbol table
            let own = match own.strip_prefix("__second_sect_of_") {
                Some(rest) if name == "lookups/gcc-2.so" => rest.replacen(' ', ".cold ", 1),
                _ => own,
            };
            assert_eq!(&own, told, "{name} {address:x}");
            compared += 1;
        }
        files += 1;
    }
    assert_eq!(files, 30);
    assert!(compared > 6000, "{compared}");
}

#[test]
fn what_was_inlined_is_marked() {
    let answers = looked_up("lookups/clang-5.so", &[0x433, 0x3f0]);
    let marks: Vec<bool> = answers[0].frames.iter().map(|frame| frame.is_inlined).collect();
    assert_eq!(marks, [true, true, true, true, false]);
    assert!(answers.iter().all(|answer| answer.reason.is_none()));
    assert!(!answers[1].frames[0].is_inlined);
}

#[test]
fn compressed_sections_tell_the_same() {
    for (packed, plain) in
        [("elf/zlib-gnu.so", "elf/x86_64.so"), ("lookups/zlib.so", "lookups/clang-5.so")]
    {
        let addresses: Vec<u64> = golden(plain).into_iter().map(|(address, _)| address).collect();
        assert_eq!(looked_up(packed, &addresses), looked_up(plain, &addresses), "{packed}");
    }
}

#[test]
fn slices_are_told_apart_by_their_uuid() {
    let (arm, intel) = (golden("macho/arm64.dwarf"), golden("macho/x86_64.dwarf"));
    for (name, golden) in [("arm64.dwarf", arm), ("x86_64.dwarf", intel)] {
        let uuid = fs::read_to_string(format!("{FOLDER}/golden/{name}.uuid")).unwrap();
        let uuid = uuid.split_whitespace().nth(1).unwrap();
        let addresses: Vec<u64> = golden.iter().map(|(address, _)| *address).collect();
        let whole = of_slice("macho/fat.dwarf", Some(uuid), &addresses);
        assert_eq!(whole, looked_up(&format!("macho/{name}"), &addresses));
        assert!(whole[0].is_whole());
    }
    let other = "00000000-0000-0000-0000-000000000000";
    let answers = of_slice("macho/fat.dwarf", Some(other), &[0x330]);
    assert_eq!(answers[0].reason, Some(Unanswered::NoSlice));
}

#[test]
fn offsets_count_from_where_the_image_begins() {
    for (name, address, offset) in
        [("elf/x86_64.so", 0x13ae, 0x13ae), ("macho/arm64.dwarf", 0x348, 0x348)]
    {
        let places = [CodePlace::Address(address), CodePlace::Offset(offset)];
        let answers = symbolicate(&bytes(name).as_slice(), None, &places).unwrap();
        assert_eq!(answers[0], answers[1]);
        assert_eq!(answers[0].frames.len(), 2, "{name}");
    }
}

const TOTAL: &str = "shop::total(shop::Basket<int, 4>&, int)";

#[test]
fn what_is_not_found_has_a_reason() {
    let split = |file: &str| Unanswered::Split { file: file.to_owned() };
    for (name, address, reason, function) in [
        ("elf/symbols.so", 0x13ae, Unanswered::NoDebugInfo, Some("price")),
        ("elf/stripped.so", 0x13ae, Unanswered::NoDebugInfo, Some("price")),
        ("macho/arm64.dylib", 0x348, Unanswered::NoDebugInfo, Some("price")),
        ("lookups/zstd.so", 0x3f0, Unanswered::Compressed, Some(TOTAL)),
        ("elf/x86_64.so", 0x10, Unanswered::Outside, None),
        ("elf/x86_64.so", u64::MAX, Unanswered::Outside, None),
        ("elf/x86_64.so", 0x1400, Unanswered::NotCovered, None),
        ("supplements/split-4.so", 0x13c0, split("split.dwo"), Some("price")),
        ("supplements/split-5.so", 0x13c0, split("split.dwo"), Some("price")),
        ("pdb/x64.pdb", 0x1000, Unanswered::OtherFormat, None),
    ] {
        let answer = &looked_up(name, &[address])[0];
        assert_eq!(answer.reason, Some(reason), "{name}");
        let found = answer.frames.first();
        assert_eq!(found.and_then(|frame| frame.function.as_deref()), function, "{name}");
        assert_eq!(found.is_some_and(|it| it.is_nearest_symbol), function.is_some(), "{name}");
    }
    // the line is in the program all the same
    let answer = &looked_up("supplements/split-5.so", &[0x13c0])[0];
    assert_eq!(shown(&answer.frames[0]), "price ./shop.c:3:68");
}
