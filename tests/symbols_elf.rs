//! ELF files of real tool chains (tests/fixtures/symbols/make-objects.sh), judged by what `readelf` and Datadog's client say of them.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test may fail loudly"
)]

#[allow(dead_code, reason = "each test takes what it needs")]
mod symbols;

use std::fs;

use mapship::Format;
use symbols::{FOLDER, bytes, changed, codes, cut_short, golden, inspected, value};

/// What `readelf -n` prints behind a label.
fn said<'a>(text: &'a str, label: &str) -> &'a str {
    text.lines().find_map(|line| Some(line.split_once(label)?.1.trim())).unwrap_or_default()
}

#[test]
fn ids_are_those_that_readelf_prints() {
    let mut with_id = 0;
    for entry in fs::read_dir(format!("{FOLDER}/elf")).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        let notes = golden(&format!("{name}.notes"));
        let inspection = inspected(&bytes(&format!("elf/{name}")));
        assert_eq!(inspection.format, Format::Elf);
        assert_eq!(value(&inspection, "gnu_build_id"), said(&notes, "Build ID:"), "{name}");
        let go: String = said(&notes, "description data:")
            .split_whitespace()
            .map(|byte| char::from(u8::from_str_radix(byte, 16).unwrap()))
            .collect();
        assert_eq!(value(&inspection, "go_build_id"), go, "{name}");
        with_id += usize::from(!go.is_empty() || notes.contains("Build ID:"));
    }
    assert_eq!(with_id, 12);
}

/// The hash was made by head, tail and sha256sum.
#[test]
fn identities_are_as_other_tools_have_them() {
    for (name, arch, source, has_hash) in [
        ("x86_64.so", "x86_64", "debug_info", true),
        ("aarch64.so", "aarch64", "debug_info", true),
        ("arm.so", "arm", "debug_info", true),
        ("i386.so", "386", "debug_info", true),
        ("mips.so", "mips", "debug_info", true),
        ("ppc64.so", "ppc64", "debug_info", true),
        ("symbols.so", "x86_64", "symbol_table", true),
        ("stripped.so", "x86_64", "dynamic_symbol_table", true),
        ("go.so", "x86_64", "dynamic_symbol_table", true),
        // of code that has moved elsewhere no hash is the program's
        ("split.debug", "x86_64", "debug_info", false),
        ("zlib.so", "x86_64", "debug_info", true),
        ("zlib-gnu.so", "x86_64", "debug_info", true),
    ] {
        let inspection = inspected(&bytes(&format!("elf/{name}")));
        assert_eq!(value(&inspection, "arch"), arch, "{name}");
        assert_eq!(value(&inspection, "symbol_source"), source, "{name}");
        let hash = golden(&format!("{name}.hash"));
        let hash = if has_hash { hash.trim() } else { "" };
        assert_eq!(value(&inspection, "file_hash"), hash, "{name}");
        assert_eq!(inspection.upload_type, Some("elf_symbol_file"));
    }
}

#[test]
fn what_is_wrong_or_lacking_is_said() {
    let expected: &[(&str, &[&str])] = &[
        ("x86_64.so", &[]),
        ("aarch64.so", &[]),
        ("arm.so", &[]),
        ("i386.so", &[]),
        ("split.debug", &[]),
        ("zlib.so", &[]),
        ("mips.so", &["elf-machine", "elf-big-endian"]),
        ("ppc64.so", &["elf-machine", "elf-big-endian"]),
        ("no-id.so", &["elf-no-gnu-build-id"]),
        ("symbols.so", &["elf-no-debug-info"]),
        ("stripped.so", &["elf-stripped"]),
        ("go.so", &["elf-no-gnu-build-id", "elf-stripped"]),
        ("object.o", &["elf-type!"]),
    ];
    for (name, codes_of) in expected {
        assert_eq!(codes(&inspected(&bytes(&format!("elf/{name}"))).issues), *codes_of, "{name}");
    }
}

/// Where a section's header stands in a file of 64 bits.
fn header_of(bytes: &[u8], name: &str) -> usize {
    let file = object::File::parse(bytes).unwrap();
    let index = object::Object::section_by_name(&file, name).unwrap();
    let table = u64::from_le_bytes(bytes[40..48].try_into().unwrap()) as usize;
    table + 64 * object::ObjectSection::index(&index).0
}

/// Strippers leave sections behind that have no bytes, or none in the file.
#[test]
fn what_has_no_bytes_is_not_there() {
    for (file, section, source, code) in [
        ("x86_64.so", ".debug_info", "symbol_table", "elf-no-debug-info"),
        ("symbols.so", ".symtab", "dynamic_symbol_table", "elf-stripped"),
        ("stripped.so", ".dynsym", "none", "elf-no-symbols!"),
    ] {
        let bytes = bytes(&format!("elf/{file}"));
        let header = header_of(&bytes, section);
        let mut empty = bytes.clone();
        empty[header + 32..header + 40].fill(0);
        let mut without = bytes.clone();
        without[header + 4..header + 8].copy_from_slice(&8_u32.to_le_bytes());
        for (how, changed) in [("empty", empty), ("NOBITS", without)] {
            let inspection = inspected(&changed);
            assert_eq!(value(&inspection, "symbol_source"), source, "{section} {how}");
            assert_eq!(codes(&inspection.issues), [code], "{section} {how}");
        }
        // one byte is something
        let mut byte = bytes.clone();
        byte[header + 32..header + 40].copy_from_slice(&1_u64.to_le_bytes());
        assert_ne!(value(&inspected(&byte), "symbol_source"), source, "{section}");
    }
}

#[test]
fn sections_may_touch_and_not_overlap() {
    let whole = bytes("elf/x86_64.so");
    let word = |bytes: &[u8], at: usize| u64::from_le_bytes(bytes[at..at + 8].try_into().unwrap());
    let (info, strings) = (header_of(&whole, ".debug_info"), header_of(&whole, ".debug_str"));
    for (more, expected) in [(0_u64, &[][..]), (1, &["elf-overlap"])] {
        let mut bytes = whole.clone();
        let size = bytes.len() as u64;
        // both at the end of the file, where nothing else is
        bytes.extend([0; 64]);
        for (header, offset, length) in [(info, size, 16 + more), (strings, size + 16, 16)] {
            bytes[header + 24..header + 32].copy_from_slice(&offset.to_le_bytes());
            bytes[header + 32..header + 40].copy_from_slice(&length.to_le_bytes());
        }
        assert_eq!(word(&bytes, strings + 24), size + 16);
        assert_eq!(codes(&inspected(&bytes).issues), expected, "{more}");
    }
}

#[test]
fn the_separate_debug_file_is_named() {
    let inspection = inspected(&bytes("elf/stripped.so"));
    assert_eq!(value(&inspection, "debug_link"), "split.debug");
    assert_eq!(value(&inspection, "debug_link_crc").len(), 8);
    let help = inspection.issues.first().unwrap().help();
    assert!(help.ends_with("the separate debug file, split.debug"), "{help}");
    assert_eq!(value(&inspected(&bytes("elf/zlib.so")), "compression"), "zlib");
    assert_eq!(value(&inspected(&bytes("elf/zlib-gnu.so")), "compression"), "zlib-gnu");
}

#[test]
fn lying_headers_are_errors() {
    let of = |at: usize, new: &[u8]| codes(&inspected(&changed("elf/x86_64.so", at, new)).issues);
    // class, data encoding, versions, the header's own size, those of the tables' entries
    for (at, new) in [(4, [3]), (5, [0]), (6, [2]), (20, [2]), (52, [63]), (54, [57]), (58, [63])] {
        assert_eq!(of(at, &new), ["elf-header!"], "{at}");
    }
    // where the tables are, and how many entries they have
    for (at, new) in [(39, [0x7f]), (47, [0x7f]), (57, [0xf0]), (61, [0xf0])] {
        assert_eq!(of(at, &new), ["elf-truncated!"], "{at}");
    }
    // the section of names: one that is not there
    assert_eq!(of(62, &[0xf0]), ["elf-header!"]);
    assert_eq!(of(16, &[4]), ["elf-type!"]);
    assert_eq!(of(18, &[0xfe, 0xfe]), ["elf-machine"]);
}

#[test]
fn sections_that_lie_are_found() {
    let whole = bytes("elf/x86_64.so");
    let table = usize::from(u16::from_le_bytes(whole[40..42].try_into().unwrap()));
    let header = |section: usize| table + 64 * section;
    let of = |at: usize, new: &[u8]| codes(&inspected(&changed("elf/x86_64.so", at, new)).issues);
    // section 1, the build ID: its size past the end of the file, then over its neighbour
    assert_eq!(of(header(1) + 39, &[1]), ["elf-truncated!"]);
    assert_eq!(of(header(2) + 32, &[0xff]), ["elf-overlap"]);
}

/// As after `objcopy --update-section`, which changes one place only: the section's note is now another one, at the end.
#[test]
fn build_ids_that_differ_are_an_error() {
    let mut two = bytes("elf/x86_64.so");
    let table = usize::from(u16::from_le_bytes(two[40..42].try_into().unwrap()));
    let at = two.len();
    two.extend(b"\x04\0\0\0\x08\0\0\0\x03\0\0\0GNU\0\x01\x02\x03\x04\x05\x06\x07\x08");
    two[table + 64 + 24..table + 64 + 28].copy_from_slice(&(at as u32).to_le_bytes());
    two[table + 64 + 32] = 24;
    let inspection = inspected(&two);
    assert_eq!(codes(&inspection.issues), ["elf-build-id-differs!"]);
    assert_eq!(value(&inspection, "gnu_build_id"), "0102030405060708");
    assert_eq!(inspection.issues.first().unwrap().at.offset, Some(at as u64));
}

/// More sections than the header can count: their number stands in section 0.
#[test]
fn extended_numbers_are_read_from_section_0() {
    let mut extended = bytes("elf/x86_64.so");
    let table = usize::from(u16::from_le_bytes(extended[40..42].try_into().unwrap()));
    let (count, names) = (extended[60], extended[62]);
    extended[60] = 0;
    extended[table + 32] = count;
    extended[62..64].copy_from_slice(&[0xff, 0xff]);
    extended[table + 40] = names;
    let inspection = inspected(&extended);
    assert_eq!(codes(&inspection.issues), [""; 0]);
    assert_eq!(value(&inspection, "symbol_source"), "debug_info");
}

#[test]
fn files_cut_short_are_errors() {
    // the section headers are the last thing in the file
    for name in ["x86_64.so", "arm.so", "ppc64.so", "split.debug"] {
        cut_short(&format!("elf/{name}"), 4..usize::MAX);
    }
}
