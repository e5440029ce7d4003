//! Mach-O files of real tool chains (tests/fixtures/symbols/make-objects.sh), judged by what `dwarfdump --uuid` says of them.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test may fail loudly"
)]

#[allow(dead_code, reason = "each test takes what it needs")]
mod symbols;

use mapship::{Format, Severity};
use symbols::{bytes, changed, codes, cut_short, golden, inspected, value};

#[test]
fn uuids_are_those_that_dwarfdump_prints() {
    for name in ["arm64.dwarf", "x86_64.dwarf", "fat.dwarf", "arm64.dylib"] {
        let inspection = inspected(&bytes(&format!("macho/{name}")));
        assert_eq!(inspection.format, Format::MachO);
        let lines: Vec<String> = inspection
            .slices
            .iter()
            .map(|slice| {
                let uuid = slice.uuid.as_deref().unwrap();
                format!("UUID: {uuid} ({}) macho/{name}", slice.arch)
            })
            .collect();
        let golden = golden(&format!("{name}.uuid"));
        assert_eq!(lines, golden.lines().collect::<Vec<_>>());
    }
}

#[test]
fn slices_are_files_of_their_own() {
    let fat = bytes("macho/fat.dwarf");
    let inspection = inspected(&fat);
    assert_eq!(inspection.slices.len(), 2);
    assert_eq!(value(&inspection, "arch"), "x86_64,arm64");
    for slice in &inspection.slices {
        let (start, end) = (slice.offset as usize, (slice.offset + slice.size) as usize);
        let thin = bytes(&format!("macho/{}.dwarf", slice.arch));
        assert_eq!(fat.get(start..end).unwrap(), thin);
        assert_eq!((slice.kind, slice.dwarf), ("dsym", true));
    }
    assert_eq!(codes(&inspection.issues), [""; 0]);
}

/// No tool at hand writes `FAT_MAGIC_64`; its header is the other one's with wider fields.
#[test]
fn wide_fat_headers_are_read() {
    let fat = bytes("macho/fat.dwarf");
    let narrow = inspected(&fat);
    let mut wide = b"\xca\xfe\xba\xbf\0\0\0\x02".to_vec();
    for slice in &narrow.slices {
        wide.extend([0; 8]);
        wide.extend(slice.offset.to_be_bytes());
        wide.extend(slice.size.to_be_bytes());
        wide.extend([0; 8]);
    }
    wide.extend(fat.get(wide.len()..).unwrap());
    let wide = inspected(&wide);
    assert_eq!(wide.slices, narrow.slices);
    assert_eq!(codes(&wide.issues), [""; 0]);
}

/// A fat file of two slices at these offsets, as no tool of Apple packs them.
fn packed(first: usize, second: usize, whole: usize) -> Vec<u8> {
    let thin = [bytes("macho/x86_64.dwarf"), bytes("macho/arm64.dwarf")];
    let mut fat = b"\xca\xfe\xba\xbe\0\0\0\x02".to_vec();
    for (slice, at) in thin.iter().zip([first, second]) {
        fat.extend([0; 8]);
        fat.extend((at as u32).to_be_bytes());
        fat.extend((slice.len() as u32).to_be_bytes());
        fat.extend([0; 4]);
    }
    fat.resize(whole, 0);
    for (slice, at) in thin.iter().zip([first, second]) {
        fat[at..at + slice.len()].copy_from_slice(slice);
    }
    fat
}

#[test]
fn slices_may_touch_and_not_overlap() {
    let (first, second) = (bytes("macho/x86_64.dwarf").len(), bytes("macho/arm64.dwarf").len());
    let table = 8 + 2 * 20;
    let whole = table + first + second;
    for fat in [packed(table, table + first, whole), packed(table + second, table, whole)] {
        let inspection = inspected(&fat);
        assert_eq!(codes(&inspection.issues), [""; 0]);
        assert_eq!(value(&inspection, "arch"), "x86_64,arm64");
    }
    // by one byte: over each other either way, and over the table
    for fat in [
        packed(table, table + first - 1, whole),
        packed(table + second - 1, table, whole),
        packed(table - 1, table + first, whole),
    ] {
        let found = codes(&inspected(&fat).issues);
        assert!(found.contains(&"macho-slice-overlap!".to_owned()), "{found:?}");
    }
    // and past the end
    let mut fat = packed(table, table + first, whole);
    fat.pop();
    assert_eq!(codes(&inspected(&fat).issues), ["macho-truncated!"]);
}

/// The name and the segment of the section with debug information.
const DEBUG_INFO: &[u8] = b"__debug_info\0\0\0\0__DWARF\0";

#[test]
fn debug_information_without_bytes_is_none() {
    for (name, code) in
        [("arm64.dwarf", "macho-dsym-empty!"), ("x86_64.dwarf", "macho-dsym-empty!")]
    {
        let mut bytes = bytes(&format!("macho/{name}"));
        let at = bytes.windows(DEBUG_INFO.len()).position(|it| it == DEBUG_INFO).unwrap();
        // names of 16 bytes each and the address come first
        bytes[at + 40..at + 48].copy_from_slice(&1_u64.to_le_bytes());
        assert_eq!(codes(&inspected(&bytes).issues), [""; 0], "{name}");
        bytes[at + 40] = 0;
        let inspection = inspected(&bytes);
        assert!(inspection.slices.iter().all(|slice| !slice.dwarf), "{name}");
        assert_eq!(codes(&inspection.issues), [code], "{name}");
        bytes[at + 40] = 1;
        // a section of that name elsewhere is another
        bytes[at + 16 + 2] = b'd';
        assert_eq!(codes(&inspected(&bytes).issues), [code], "{name}");
    }
}

#[test]
fn what_is_wrong_or_lacking_is_said() {
    let of = |bytes: Vec<u8>| codes(&inspected(&bytes).issues);
    assert_eq!(of(bytes("macho/arm64.dwarf")), [""; 0]);
    assert_eq!(of(bytes("macho/arm64.dylib")), ["macho-no-dwarf!"]);
    // the second slice begins where the first does
    let first = bytes("macho/fat.dwarf").get(16..20).unwrap().to_vec();
    assert_eq!(of(changed("macho/fat.dwarf", 36, &first)), ["macho-slice-overlap!"]);
    // a slice that is the fat file itself
    assert_eq!(of(changed("macho/fat.dwarf", 16, &[0; 4])), ["macho-slice-overlap!"]);
    assert_eq!(of(changed("macho/fat.dwarf", 20, &[0xff; 4])), ["macho-truncated!"]);
    assert_eq!(of(changed("macho/fat.dwarf", 7, &[0])), ["macho-slice-count!"]);
    // a third one, all zeros
    assert_eq!(of(changed("macho/fat.dwarf", 7, &[3])), ["macho-magic!"]);
}

#[test]
fn lying_load_commands_are_errors() {
    let of = |bytes: Vec<u8>| codes(&inspected(&bytes).issues);
    // no size, one that is not padded, one past the end, more commands than there are
    for (at, new) in [(36, [0; 4]), (36, [9, 0, 0, 0]), (36, [0xff; 4]), (16, [0xff, 0, 0, 0])] {
        assert_eq!(of(changed("macho/arm64.dwarf", at, &new)), ["macho-commands!"]);
    }
    assert_eq!(of(changed("macho/arm64.dwarf", 20, &[0xff; 4])), ["macho-truncated!"]);
    assert_eq!(of(changed("macho/arm64.dwarf", 4, &[99, 0, 0, 0])), ["macho-cpu"]);
    let broken = inspected(&changed("macho/arm64.dwarf", 36, &[0; 4]));
    let issue = broken.issues.first().unwrap();
    assert_eq!((issue.at.offset, issue.severity), (Some(32), Severity::Error));
}

#[test]
fn files_cut_short_are_errors() {
    cut_short("macho/arm64.dwarf", 4..32 + 400);
    // below 8 bytes it might as well be Java
    cut_short("macho/fat.dwarf", 8..4096 + 400);
}
