//! React Native's bundles.

use mapship::Format;

use super::{findings, fixture, inspected, told};

#[test]
fn a_plain_bundle_is_a_script() {
    for name in ["main.jsbundle", "index.android.bundle"] {
        assert_eq!(inspected(b"var __BUNDLE_START_TIME__=1;", name).format, Format::JavaScript);
    }
}

#[test]
fn a_ram_bundle_is_known() {
    let inspection = inspected(b"\xe5\xd1\x0b\xfb\x03\0\0\0\x10\0\0\0", "main.jsbundle");
    assert_eq!(inspection.format, Format::RamBundle);
}

/// Hermes' own dump says version and hash, and the hash is what `sha1sum` says of the script.
#[test]
fn hermes_says_the_same() {
    let dump = String::from_utf8(fixture("hermes/app.hbc.txt")).unwrap();
    let said = |name: &str| {
        let line = dump.lines().find_map(|line| line.trim().strip_prefix(name)).unwrap();
        line.trim().to_owned()
    };
    let bytes = fixture("hermes/app.hbc");
    let inspection = inspected(&bytes, "main.jsbundle");
    assert_eq!(inspection.format, Format::HermesBytecode);
    assert_eq!(
        told(&inspection, "bytecode_version"),
        Some(said("Bytecode version number:").as_str())
    );
    assert_eq!(told(&inspection, "source_hash"), Some(said("Source hash:").as_str()));
    assert_eq!(findings(&inspection), [""; 0]);
    for length in [8, 35, bytes.len() - 1] {
        assert_eq!(
            findings(&inspected(&bytes[..length], "main.jsbundle")),
            [format!("hermes-truncated {length:#x}")]
        );
    }
}
