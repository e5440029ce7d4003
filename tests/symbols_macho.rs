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
