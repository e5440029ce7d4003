//! What every reader owes to broken files: an answer.

use mapship::{Source, inspect};
use proptest::prelude::*;

use super::fixture;

/// Files of every format, each with the name it is inspected under.
const FILES: &[&str] = &[
    "hermes/app.hbc",
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

/// Inspects, and holds every finding to its sentences.
fn answered(bytes: &[u8], name: &str) {
    let inspection = inspect(&bytes, name).unwrap();
    for issue in &inspection.issues {
        let said = [issue.message(), issue.help()];
        // a long value is cut where it is shown; otherwise an ellipsis stands for a value that is missing
        let is_cut = issue.args.iter().any(|(_, value)| value.to_string().contains('…'));
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
