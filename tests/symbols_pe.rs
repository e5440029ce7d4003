//! Portable Executables of a real tool chain (tests/fixtures/symbols/make-objects.sh), judged by what `llvm-readobj` says of them.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test may fail loudly"
)]

#[allow(dead_code, reason = "each test takes what it needs")]
mod symbols;

use mapship::Format;
use symbols::{bytes, changed, codes, cut_short, golden, inspected, value};

/// A value that `llvm-readobj` prints behind a label.
fn said<'a>(text: &'a str, label: &str) -> &'a str {
    text.lines().find_map(|line| line.trim().strip_prefix(label)).unwrap().trim()
}

/// The raw bytes of a GUID, as Microsoft's tools write them: the first three fields reversed.
fn guid(raw: &str) -> String {
    let bytes: Vec<&str> = raw.trim_matches(['(', ')']).split(' ').collect();
    let groups = [[3, 2, 1, 0].as_slice(), &[5, 4], &[7, 6], &[8, 9], &[10, 11, 12, 13, 14, 15]];
    let group = |order: &&[usize]| order.iter().map(|at| bytes[*at]).collect::<String>();
    groups.iter().map(group).collect::<Vec<_>>().join("-")
}

#[test]
fn guids_are_those_that_readobj_prints() {
    for (name, arch) in
        [("x64.dll", "x64"), ("arm64.dll", "arm64"), ("x86.dll", "x86"), ("arm32.dll", "arm32")]
    {
        let golden = golden(&format!("{name}.debug"));
        let inspection = inspected(&bytes(&format!("pe/{name}")));
        assert_eq!(inspection.format, Format::Pe);
        assert_eq!(codes(&inspection.issues), [""; 0], "{name}");
        assert_eq!(value(&inspection, "arch"), arch);
        assert_eq!(value(&inspection, "pdb_sig"), guid(said(&golden, "PDBGUID:")));
        assert_eq!(value(&inspection, "pdb_age"), said(&golden, "PDBAge:"));
        assert_eq!(value(&inspection, "pdb_path"), said(&golden, "PDBFileName:"));
    }
}

#[test]
fn what_is_wrong_or_lacking_is_said() {
    let of = |bytes: Vec<u8>| codes(&inspected(&bytes).issues);
    let whole = bytes("pe/x64.dll");
    let find =
        |bytes: &[u8]| whole.windows(bytes.len()).position(|window| window == bytes).unwrap();
    let (signature, record) = (find(b"PE\0\0"), find(b"RSDS"));
    assert_eq!(of(bytes("pe/no-debug.dll")), ["pe-no-debug!"]);
    assert_eq!(of(changed("pe/x64.dll", signature, b"NE")), ["pe-signature!"]);
    assert_eq!(of(changed("pe/x64.dll", signature + 4, b"\x52\x02")), ["pe-machine"]);
    assert_eq!(of(changed("pe/x64.dll", signature + 24, b"\x07\x01")), ["pe-optional-header!"]);
    assert_eq!(of(changed("pe/x64.dll", record, b"NB10")), ["pe-nb10!"]);
    assert_eq!(of(changed("pe/x64.dll", record, b"NB09")), ["pe-codeview!"]);
    // the DOS header points past the end; more sections than the file has room for
    assert_eq!(of(changed("pe/x64.dll", 60, &[0xff; 4])), ["pe-truncated!"]);
    assert_eq!(of(changed("pe/x64.dll", signature + 6, &[0xff; 2])), ["pe-truncated!"]);
    // fewer directories than lead to the debug directory
    assert_eq!(of(changed("pe/x64.dll", signature + 24 + 108, &[6])), ["pe-no-debug!"]);
    let found = inspected(&changed("pe/x64.dll", record, b"NB10"));
    assert_eq!(found.issues.first().unwrap().at.offset, Some(record as u64));
}

#[test]
fn files_cut_short_are_errors() {
    // up to the CodeView record, the last thing that is read
    let whole = bytes("pe/x64.dll");
    let record = whole.windows(4).position(|window| window == b"RSDS").unwrap();
    cut_short("pe/x64.dll", 4..record + 24);
}
