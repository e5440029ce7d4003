//! What every reader owes to broken files: an answer.

use mapship::{Source, inspect};
use proptest::prelude::*;

use super::fixture;

/// Files of every format, each with the name it is inspected under.
const FILES: &[&str] = &[
    "hermes/app.hbc",
    "breakpad/shop.sym",
    "il2cpp/LineNumberMappings.json",
    "jvm/mapping.txt",
    "pdb/x64.pdb",
    "portable/ClrLoader.pdb",
    "wasm/app.wasm",
    "wasm/external.wasm",
    "zip/encrypted.zip",
    "zip/info-zip.zip",
    "zip/zip64.zip",
];

/// How much of a value a sentence shows, in characters.
const SHOWN: usize = 120;

/// Inspects, and holds every finding to its sentences.
fn answered(bytes: &[u8], name: &str) {
    let inspection = inspect(&bytes, name).unwrap();
    for issue in &inspection.issues {
        let said = [issue.message(), issue.help()];
        // a long value is cut where it is shown; otherwise an ellipsis stands for a value that is missing
        let is_cut = issue.args.iter().any(|(_, value)| value.to_string().contains('…'))
            || issue.at.path.as_ref().is_some_and(|path| path.chars().count() > SHOWN);
        let is_full = is_cut || said.iter().all(|text| !text.contains('…'));
        assert!(is_full && said.iter().all(|text| !text.is_empty()), "{said:?}");
        assert!(issue.at.offset.is_none_or(|offset| offset <= bytes.len() as u64), "{issue:?}");
        assert!(issue.count > 0);
    }
}

/// Every length of a small file, and of a large one those around the powers of two and a sample of the rest.
fn lengths(length: usize) -> impl Iterator<Item = usize> {
    let step = (length / 2000).max(1);
    (0..length.min(2048)).chain((2048..length).step_by(step))
}

#[test]
fn files_cut_off_anywhere_are_answered() {
    for name in FILES {
        let bytes = fixture(name);
        for length in lengths(bytes.len()) {
            answered(&bytes[..length], name);
        }
    }
}

/// Formats whose headers tell how long they are, each with the length in bytes from which its bytes tell what it is.
const BINARY: &[(&str, usize)] = &[
    ("elf/x86_64.so", 4),
    ("elf/arm.so", 4),
    ("elf/ppc64.so", 4),
    ("hermes/app.hbc", 8),
    ("macho/arm64.dwarf", 4),
    ("macho/fat.dwarf", 8),
    ("pdb/x64.pdb", 16),
    ("pe/x64.dll", 2),
    ("portable/ClrLoader.pdb", 4),
    ("wasm/app.wasm", 4),
    ("zip/info-zip.zip", 4),
    ("zip/zip64.zip", 4),
];

/// How many bytes at the beginning hold all headers of a format, which lead to what is read; 2048 where nothing else is known.
fn headers(name: &str, bytes: &[u8]) -> usize {
    let after = |mark: &[u8]| {
        bytes.windows(mark.len()).position(|window| window == mark).unwrap() + mark.len()
    };
    match name {
        // up to the CodeView record, the last thing that is read
        "pe/x64.dll" => after(b"RSDS") + 20,
        // header and load commands; what follows is not read
        "macho/arm64.dwarf" => 32 + 400,
        "macho/fat.dwarf" => 4096 + 32 + 400,
        _ => 2048,
    }
}

#[test]
fn files_cut_off_in_their_headers_are_errors() {
    for (name, from) in BINARY {
        let bytes = fixture(name);
        for length in (*from..headers(name, &bytes)).take_while(|length| *length < bytes.len()) {
            let inspection = inspect(&&bytes[..length], name).unwrap();
            let is_refused =
                inspection.issues.iter().any(|issue| issue.severity == mapship::Severity::Error);
            assert!(is_refused, "{name} of {length} bytes passes: {:?}", inspection.issues);
        }
    }
}

#[test]
fn files_of_no_bytes_are_said() {
    for name in FILES.iter().chain(BINARY.iter().map(|(name, _)| name)) {
        let inspection = inspect(&&b""[..], name).unwrap();
        let codes: Vec<_> = inspection.issues.iter().map(|issue| issue.code.name()).collect();
        assert_eq!(codes, ["file-empty"], "{name}");
    }
}

/// Each format under another's magic number: what follows can't be what its headers say.
#[test]
fn wrong_magic_is_answered() {
    let magics: [&[u8]; 11] = [
        b"\x7fELF\x02\x01\x01",
        b"\x7fELF\x01\x02\x01",
        b"MZ",
        b"Microsoft C/C++ MSF 7.00\r\n\x1aDS\0\0\0",
        b"BSJB",
        b"\xcf\xfa\xed\xfe",
        b"\xca\xfe\xba\xbe\0\0\0\x02",
        b"\0asm\x01\0\0\0",
        b"PK\x03\x04",
        b"\xc6\x1f\xbc\x03\xc1\x03\x19\x1f",
        b"MODULE windows x86 ",
    ];
    for name in FILES.iter().chain(BINARY.iter().map(|(name, _)| name)) {
        let bytes = fixture(name);
        for magic in magics.iter().filter(|magic| !bytes.starts_with(&magic[..2])) {
            let rest = bytes.get(<[u8]>::len(magic)..).unwrap_or_default();
            let file = [magic, rest].concat();
            answered(&file, "file");
            let issues = inspect(&file.as_slice(), "file").unwrap().issues;
            // of Hermes' bundles, which are never sent, a length is all that is held against the file
            let is_hermes = magic.starts_with(b"\xc6\x1f\xbc\x03");
            assert!(is_hermes || !issues.is_empty(), "{name} under {magic:?} passes");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn files_with_changed_bytes_are_answered(
        file in 0..FILES.len(),
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>(), any::<bool>()), 1..12),
    ) {
        let name = FILES[file];
        let mut bytes = fixture(name);
        for (index, byte, near_start) in changes {
            // headers are where it matters
            let range = if near_start { bytes.len().min(256) } else { bytes.len() };
            bytes[index.index(range)] = byte;
        }
        answered(&bytes, name);
    }
}

/// A source that fails: what it says comes through.
struct Failing;

impl Source for Failing {
    fn len(&self) -> u64 {
        100
    }

    fn read_at(&self, offset: u64, buffer: &mut [u8]) -> mapship::Result<()> {
        Err(mapship::Error::Read { offset, length: buffer.len(), reason: "gone".to_owned() })
    }
}

#[test]
fn a_host_that_cannot_read_is_an_error() {
    assert!(inspect(&Failing, "mapping.txt").unwrap_err().to_string().contains("gone"));
}
