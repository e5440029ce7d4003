//! Versions of apps, in property lists that another program (Python's `plistlib`) has written, and in what Gradle writes.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may fail loudly")]

use std::fs;

use mapship::{AppVersion, read_app_version};

fn fixture(name: &str) -> Vec<u8> {
    fs::read(format!("tests/fixtures/symbols/app/{name}")).unwrap()
}

fn app(version: &str, build: &str) -> AppVersion {
    let value = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
    AppVersion { version: value(version), build: value(build) }
}

#[test]
fn property_lists_and_gradle_metadata_are_read() {
    for (name, version, build) in [
        ("xml.plist", "1.4.2", "77"),
        ("binary.plist", "1.4.2", "77"),
        ("utf16.plist", "1.4.2-β", "77"),
        ("many.plist", "1.4.2", "77"),
        // as it lies beside the sources: the build has not yet put the values in
        ("source.plist", "", "77"),
        ("output-metadata.json", "2.0", "20"),
    ] {
        assert_eq!(read_app_version(&fixture(name)), app(version, build), "{name}");
    }
    for text in
        ["", "{}", "{\"versionName\": }", "<plist/>", "bplist00", "{\"versionCode\":\"\\u0031\"}"]
    {
        assert_eq!(read_app_version(text.as_bytes()), AppVersion::default(), "{text}");
    }
}

/// What is cut off or changed, at some hundred places, says nothing, or what still stands there.
#[test]
fn broken_files_are_no_trouble() {
    for name in ["binary.plist", "utf16.plist", "many.plist", "xml.plist", "output-metadata.json"] {
        let whole = fixture(name);
        let step = (whole.len() / 400).max(1);
        for length in (0..whole.len()).step_by(step) {
            let _ = read_app_version(&whole[..length]);
        }
        for at in (0..whole.len()).step_by(step) {
            for byte in [0, 1, 0x7f, 0x80, 0xdf, 0xff] {
                let mut changed = whole.clone();
                changed[at] = byte;
                let _ = read_app_version(&changed);
            }
        }
    }
}
