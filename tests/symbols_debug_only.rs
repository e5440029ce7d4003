//! ELF files without their code, judged by another reader of ELF (the `object` crate), and held against what objcopy makes
//! where that is at hand.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test may fail loudly"
)]

#[allow(dead_code, reason = "each test takes what it needs")]
mod symbols;

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;

use flate2::{Compression, write::ZlibEncoder};
use mapship::{DebugOnlyOptions, DebugSection, Packed, Piece, debug_only};
use object::{CompressionFormat, Object, ObjectSection, ObjectSymbol, SectionKind};
use symbols::{bytes, codes, inspected, value};

fn made(whole: &[u8], options: DebugOnlyOptions<'_>) -> Option<Vec<u8>> {
    joined(whole, options, &BTreeMap::new())
}

fn sections(whole: &[u8]) -> Vec<DebugSection> {
    debug_only(&whole, DebugOnlyOptions::default()).unwrap().sections
}

/// The same with every section of debug information compressed.
fn made_packed(whole: &[u8]) -> Option<Vec<u8>> {
    let mut contents = BTreeMap::new();
    for section in sections(whole) {
        let start = section.offset as usize;
        let mut encoder = ZlibEncoder::new(Vec::new(), Compression::new(6));
        encoder.write_all(&whole[start..start + section.length as usize]).unwrap();
        contents.insert(section.index, encoder.finish().unwrap());
    }
    let packed: Vec<Packed> = contents
        .iter()
        .map(|(&index, bytes)| Packed { index, length: bytes.len() as u64 })
        .collect();
    joined(whole, DebugOnlyOptions { packed: &packed, ..DebugOnlyOptions::default() }, &contents)
}

fn joined(
    whole: &[u8],
    options: DebugOnlyOptions<'_>,
    packed: &BTreeMap<usize, Vec<u8>>,
) -> Option<Vec<u8>> {
    let mut made = Vec::new();
    for piece in debug_only(&whole, options).unwrap().pieces? {
        match piece {
            Piece::Bytes(bytes) => made.extend(bytes),
            Piece::Range { offset, length } => {
                made.extend(&whole[offset as usize..(offset + length) as usize]);
            }
            Piece::Packed { index } => made.extend(&packed[&index]),
        }
    }
    Some(made)
}

const LINKED: &[&str] = &["x86_64.so", "aarch64.so", "arm.so", "i386.so", "mips.so", "ppc64.so"];

#[test]
fn everything_but_code_is_as_it_was() {
    for name in LINKED.iter().chain(&["zlib.so", "zlib-gnu.so", "no-id.so", "symbols.so"]) {
        let whole = bytes(&format!("elf/{name}"));
        let small = made(&whole, DebugOnlyOptions::default()).unwrap();
        assert!(small.len() < whole.len(), "{name}");
        let before = object::File::parse(whole.as_slice()).unwrap();
        let after = object::File::parse(small.as_slice()).unwrap();
        assert_eq!(after.build_id().unwrap(), before.build_id().unwrap(), "{name}");
        assert_eq!(after.architecture(), before.architecture());
        let mut emptied = 0;
        for (old, new) in before.sections().zip(after.sections()) {
            let place = (old.name().unwrap(), old.address(), old.size());
            assert_eq!((new.name().unwrap(), new.address(), new.size()), place);
            let is_kept = old.address() == 0 || old.kind() == SectionKind::Note;
            if is_kept {
                assert_eq!(new.data().unwrap(), old.data().unwrap(), "{name} {place:?}");
            } else {
                assert_eq!(new.file_range(), None, "{name} {place:?}");
                emptied += 1;
            }
        }
        assert_eq!(before.sections().count(), after.sections().count());
        assert!(emptied > 5);
        let symbols = |file: &object::File<'_>| {
            let symbol = |symbol: object::Symbol<'_, '_>| {
                (symbol.name_bytes().unwrap().to_vec(), symbol.address(), symbol.section_index())
            };
            file.symbols().map(symbol).collect::<Vec<_>>()
        };
        assert_eq!(symbols(&before), symbols(&after));
    }
}

#[test]
fn identities_stay_and_nothing_is_found_wanting() {
    for name in LINKED {
        let whole = bytes(&format!("elf/{name}"));
        let before = inspected(&whole);
        let small = made(&whole, DebugOnlyOptions::default()).unwrap();
        let after = inspected(&small);
        for member in ["gnu_build_id", "arch", "symbol_source"] {
            assert_eq!(value(&after, member), value(&before, member), "{name}");
        }
        assert_eq!(codes(&after.issues), codes(&before.issues));
        // nothing is left to take away
        assert_eq!(made(&small, DebugOnlyOptions::default()), None);
    }
}

#[test]
fn unwind_tables_stay_where_they_are_asked_for() {
    let whole = bytes("elf/x86_64.so");
    let small = made(&whole, DebugOnlyOptions { keep_unwind: true, packed: &[] }).unwrap();
    let data = |bytes: &[u8]| {
        let file = object::File::parse(bytes).unwrap();
        file.section_by_name(".eh_frame").unwrap().data().unwrap().to_vec()
    };
    assert!(!data(&whole).is_empty());
    assert_eq!(data(&small), data(&whole));
}

/// Of a stripped library the names of dynamic symbols are all there is to send.
#[test]
fn dynamic_symbols_stay_where_there_are_no_others() {
    let whole = bytes("elf/stripped.so");
    let small = made(&whole, DebugOnlyOptions::default()).unwrap();
    let names = |bytes: &[u8]| -> BTreeSet<Vec<u8>> {
        let file = object::File::parse(bytes).unwrap();
        file.dynamic_symbols().map(|symbol| symbol.name_bytes().unwrap().to_vec()).collect()
    };
    assert!(names(&whole).contains(b"total".as_slice()));
    assert_eq!(names(&small), names(&whole));
    assert_eq!(value(&inspected(&small), "symbol_source"), "dynamic_symbol_table");
}

#[test]
fn what_can_not_be_taken_apart_is_left_whole() {
    let whole = bytes("elf/x86_64.so");
    let options = DebugOnlyOptions::default();
    assert_eq!(made(&bytes("elf/split.debug"), options), None);
    assert_eq!(made(&whole[..whole.len() - 1], options), None);
    // two sections over each other: ranges that could be copied for ever
    let table = usize::from(u16::from_le_bytes(whole[40..42].try_into().unwrap()));
    let mut twice = whole.clone();
    twice[table + 2 * 64 + 32] = 0xff;
    assert_eq!(made(&twice, options), None);
}

/// All but code is there, and what is compressed says what it was.
#[test]
fn debug_information_is_compressed_and_unpacks_to_what_it_was() {
    let mut shorter = 0;
    for name in LINKED.iter().chain(&["split.debug", "zlib.so", "symbols.so"]) {
        let whole = bytes(&format!("elf/{name}"));
        let packed = made_packed(&whole);
        if sections(&whole).is_empty() {
            assert_eq!(packed, made(&whole, DebugOnlyOptions::default()), "{name}");
            continue;
        }
        let Some(packed) = packed else {
            // so small that nothing of it becomes shorter
            assert_eq!(*name, "split.debug");
            continue;
        };
        let plain = made(&whole, DebugOnlyOptions::default()).unwrap_or_else(|| whole.clone());
        assert!(packed.len() <= plain.len(), "{name}: {} of {}", packed.len(), plain.len());
        let before = object::File::parse(plain.as_slice()).unwrap();
        let after = object::File::parse(packed.as_slice()).unwrap();
        for (old, new) in before.sections().zip(after.sections()) {
            assert_eq!(new.name(), old.name(), "{name}");
            assert_eq!(new.uncompressed_data(), old.uncompressed_data(), "{name} {:?}", new.name());
            let (range, own) = (new.compressed_file_range().unwrap(), new.compressed_data());
            if range.format == CompressionFormat::Zlib && !name.starts_with("zlib") {
                assert!(own.unwrap().data.len() < old.data().unwrap().len());
                assert_eq!(new.align(), if after.is_64() { 8 } else { 4 }, "{name}");
                assert_eq!(range.offset % 4, 0, "{name}");
                shorter += 1;
            }
        }
        assert_eq!(before.sections().count(), after.sections().count());
        let (old, new) = (inspected(&plain), inspected(&packed));
        for member in ["gnu_build_id", "arch", "symbol_source"] {
            assert_eq!(value(&new, member), value(&old, member), "{name}");
        }
        assert_eq!(codes(&new.issues), codes(&old.issues), "{name}");
        assert!(made_packed(&packed).is_none(), "nothing is left to compress");
    }
    assert!(shorter > 10);
}

/// Compressed twice, nobody could read it.
#[test]
fn what_is_compressed_already_is_not_compressed_again() {
    for name in ["zlib.so", "zlib-gnu.so"] {
        let whole = bytes(&format!("elf/{name}"));
        let file = object::File::parse(whole.as_slice()).unwrap();
        let compressed: Vec<usize> = file
            .sections()
            .filter(|it| it.compressed_file_range().unwrap().format != CompressionFormat::None)
            .map(|section| section.index().0)
            .collect();
        assert!(!compressed.is_empty(), "{name}");
        let told: Vec<usize> = sections(&whole).iter().map(|section| section.index).collect();
        let plain = made(&whole, DebugOnlyOptions::default());
        for index in compressed {
            assert!(!told.contains(&index), "{name} {index}");
            let packed = [Packed { index, length: 1 }];
            let options = DebugOnlyOptions { packed: &packed, ..DebugOnlyOptions::default() };
            assert_eq!(made(&whole, options), plain, "{name} {index}");
        }
    }
}

/// What does not become shorter, is no debug information, or is nothing at all stays as it is.
#[test]
fn sections_are_compressed_only_where_that_is_of_use() {
    let whole = bytes("elf/x86_64.so");
    let plain = made(&whole, DebugOnlyOptions::default());
    let sections = sections(&whole);
    let text =
        object::File::parse(whole.as_slice()).unwrap().section_by_name(".text").unwrap().index();
    for (index, length) in
        [(sections[0].index, sections[0].length - 24), (text.0, 1), (usize::MAX, 1), (0, u64::MAX)]
    {
        let packed = [Packed { index, length }];
        let options = DebugOnlyOptions { packed: &packed, ..DebugOnlyOptions::default() };
        assert_eq!(made(&whole, options), plain, "{index} {length}");
    }
}

/// The output of a tool; `None` where it is not on this machine, which in CI it has to be.
#[cfg(target_os = "linux")]
fn run(program: &str, args: &[&str]) -> Option<String> {
    let output = std::process::Command::new(program).args(args).output();
    let is_in_ci = std::env::var("CI").is_ok_and(|ci| !["", "0", "false"].contains(&&*ci));
    assert!(output.is_ok() || !is_in_ci, "there is no {program}: install it where CI runs");
    let output = output.ok()?;
    assert!(output.status.success(), "{program}: {}", String::from_utf8_lossy(&output.stderr));
    Some(String::from_utf8(output.stdout).unwrap())
}

/// This test itself, with all its debug information: its size is within 3 % of objcopy's, and over a thousand
/// addresses lead to the same functions, files and lines.
#[test]
#[cfg(target_os = "linux")]
fn it_is_read_as_what_objcopy_makes() {
    use std::fs;

    let program = std::env::current_exe().unwrap();
    let folder = std::env::temp_dir().join(format!("mapship-debug-only-{}", std::process::id()));
    fs::create_dir_all(&folder).unwrap();
    let path = |name: &str| folder.join(name).to_str().unwrap().to_owned();
    let (theirs, ours) = (path("theirs"), path("ours"));
    let whole = fs::read(&program).unwrap();
    let plain = made(&whole, DebugOnlyOptions::default());
    let ways =
        [("--only-keep-debug", plain), ("--compress-debug-sections=zlib", made_packed(&whole))];
    for (flag, made) in ways {
        if run("objcopy", &["--only-keep-debug", flag, program.to_str().unwrap(), &theirs])
            .is_none()
        {
            // nothing to compare with on this machine
            break;
        }
        fs::write(&ours, made.unwrap()).unwrap();
        assert_same_to_tools(&whole, &theirs, &ours);
    }
    fs::remove_dir_all(&folder).unwrap();
}

#[cfg(target_os = "linux")]
fn assert_same_to_tools(whole: &[u8], theirs: &str, ours: &str) {
    use std::fs;

    let size = |path: &str| fs::metadata(path).unwrap().len() as f64;
    let ratio = size(ours) / size(theirs);
    assert!((0.97..=1.03).contains(&ratio), "{ratio}");
    for what in ["-nW", "-sW"] {
        let print = |path: &str| run("readelf", &[what, path]).unwrap().replace(path, "");
        assert!(print(theirs) == print(ours), "readelf {what} differs");
    }
    let file = object::File::parse(whole).unwrap();
    let text = file.section_by_name(".text").unwrap();
    let step = text.size() / 1500;
    let addresses: Vec<String> =
        (0..1500).map(|nth| format!("{:#x}", text.address() + nth * step)).collect();
    for tool in ["addr2line", "llvm-addr2line"] {
        let look_up = |path: &str| {
            let mut args = vec!["-f", "-i", "-e", path];
            args.extend(addresses.iter().map(String::as_str));
            run(tool, &args)
        };
        let Some(expected) = look_up(theirs) else { continue };
        assert!(expected.lines().filter(|line| line.contains(".rs:")).count() > 1000, "{tool}");
        assert!(look_up(ours).unwrap() == expected, "{tool} differs");
    }
}
