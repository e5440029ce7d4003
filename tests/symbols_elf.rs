//! ELF files of real tool chains (tests/fixtures/symbols/make.sh), judged by what `readelf` and Datadog's client say of them.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may fail loudly")]

use std::fs;

use mapship::{Format, Inspection, inspect};

const FOLDER: &str = "tests/fixtures/symbols";

fn bytes(name: &str) -> Vec<u8> {
    fs::read(format!("{FOLDER}/elf/{name}")).unwrap()
}

fn inspected(bytes: &[u8]) -> Inspection {
    inspect(&bytes, "library.so").unwrap()
}

fn value<'a>(inspection: &'a Inspection, name: &str) -> &'a str {
    let pair = inspection.identity.iter().find(|(key, _)| *key == name);
    pair.map_or("", |(_, value)| value.as_str())
}

/// The codes of what was found, errors marked with `!`.
fn codes(inspection: &Inspection) -> Vec<String> {
    let code = |issue: &mapship::Issue| {
        let mark = if issue.severity == mapship::Severity::Error { "!" } else { "" };
        format!("{}{mark}", issue.code.name())
    };
    inspection.issues.iter().map(code).collect()
}

/// What `readelf -n` prints behind a label.
fn golden<'a>(text: &'a str, label: &str) -> &'a str {
    text.lines().find_map(|line| Some(line.split_once(label)?.1.trim())).unwrap_or_default()
}

#[test]
fn ids_are_those_that_readelf_prints() {
    let mut with_id = 0;
    for entry in fs::read_dir(format!("{FOLDER}/elf")).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        let notes = fs::read_to_string(format!("{FOLDER}/golden/{name}.notes")).unwrap();
        let inspection = inspected(&bytes(&name));
        assert_eq!(inspection.format, Format::Elf);
        assert_eq!(value(&inspection, "gnuBuildId"), golden(&notes, "Build ID:"), "{name}");
        let go: String = golden(&notes, "description data:")
            .split_whitespace()
            .map(|byte| char::from(u8::from_str_radix(byte, 16).unwrap()))
            .collect();
        assert_eq!(value(&inspection, "goBuildId"), go, "{name}");
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
        let inspection = inspected(&bytes(name));
        assert_eq!(value(&inspection, "arch"), arch, "{name}");
        assert_eq!(value(&inspection, "symbolSource"), source, "{name}");
        let hash = fs::read_to_string(format!("{FOLDER}/golden/{name}.hash")).unwrap();
        let hash = if has_hash { hash.trim() } else { "" };
        assert_eq!(value(&inspection, "fileHash"), hash, "{name}");
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
        assert_eq!(codes(&inspected(&bytes(name))), *codes_of, "{name}");
    }
}

#[test]
fn the_separate_debug_file_is_named() {
    let inspection = inspected(&bytes("stripped.so"));
    assert_eq!(value(&inspection, "debugLink"), "split.debug");
    assert_eq!(value(&inspection, "debugLinkCrc").len(), 8);
    let help = inspection.issues.first().unwrap().help();
    assert!(help.ends_with("the separate debug file, split.debug"), "{help}");
    assert_eq!(value(&inspected(&bytes("zlib.so")), "compression"), "zlib");
    assert_eq!(value(&inspected(&bytes("zlib-gnu.so")), "compression"), "zlib-gnu");
}
