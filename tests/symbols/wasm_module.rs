//! WebAssembly modules.

use mapship::Format;

use super::{findings, fixture, inspected, told};

/// A section as `llvm-readobj --sections` tells it: its type, its name, its length in bytes.
struct Said {
    kind: String,
    name: String,
    size: u64,
}

fn said(name: &str) -> Vec<Said> {
    let text = String::from_utf8(fixture(&format!("wasm/{name}.sections.txt"))).unwrap();
    let after = |section: &str, name: &str| {
        let line =
            section.lines().find_map(|line| line.trim().strip_prefix(name).map(str::to_owned));
        line.unwrap_or_default()
    };
    let sections = text.split("Section {").skip(1);
    sections
        .map(|section| Said {
            kind: after(section, "Type: ").split(' ').next().unwrap().to_owned(),
            name: after(section, "Name: "),
            size: after(section, "Size: ").parse().unwrap(),
        })
        .collect()
}

#[test]
fn llvm_readobj_says_the_same() {
    for name in ["app", "no-id", "stripped", "external"] {
        let said = said(name);
        let sum =
            |wanted: fn(&&Said) -> bool| said.iter().filter(wanted).map(|it| it.size).sum::<u64>();
        let inspection = inspected(&fixture(&format!("wasm/{name}.wasm")), "app.wasm");
        assert_eq!(inspection.format, Format::Wasm);
        let expected = [
            ("sections", said.len() as u64),
            ("codeBytes", sum(|it| it.kind == "CODE")),
            ("debugBytes", sum(|it| it.name.starts_with(".debug_"))),
        ];
        assert_eq!(inspection.counts, expected, "{name}");
        let has_id = said.iter().any(|it| it.name == "build_id");
        assert_eq!(told(&inspection, "build_id").is_some(), has_id, "{name}");
    }
}

/// `wasm-ld --build-id=sha1` writes 20 bytes and their count; Datadog's client sends all 21.
#[test]
fn the_build_id_is_the_whole_section() {
    let inspection = inspected(&fixture("wasm/app.wasm"), "app.wasm");
    let whole = told(&inspection, "build_id").unwrap();
    let linked = told(&inspection, "linker_build_id").unwrap();
    assert_eq!((whole.len(), linked.len()), (42, 40));
    assert_eq!(whole, format!("14{linked}"));
    let bytes = fixture("wasm/app.wasm");
    let digits: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    assert!(digits.contains(&format!("6275696c645f6964{whole}")), "build_id stands before it");
}

#[test]
fn what_modules_lack() {
    for (name, expected) in [
        ("app", &[][..]),
        ("no-id", &["wasm-no-build-id 0x0"]),
        ("stripped", &["wasm-no-debug 0x0"]),
        ("external", &["wasm-external 0x0"]),
    ] {
        let inspection = inspected(&fixture(&format!("wasm/{name}.wasm")), "app.wasm");
        assert_eq!(findings(&inspection), expected, "{name}");
    }
    let inspection = inspected(&fixture("wasm/external.wasm"), "app.wasm");
    assert_eq!(told(&inspection, "external_debug_info"), Some("app.debug.wasm"));
    assert_eq!(told(&inspection, "sourceMappingURL"), Some("app.wasm.map"));
    assert_eq!(inspection.issues[0].message(), "its DWARF is elsewhere: in app.debug.wasm");
}

#[test]
fn broken_modules() {
    let module = |rest: &[u8]| [b"\0asm\x01\0\0\0", rest].concat();
    for (bytes, expected) in [
        (b"\0asm\x01\0".to_vec(), "wasm-truncated 0x6"),
        (b"\0asm\x02\0\0\0".to_vec(), "wasm-version 0x4"),
        (b"\0asm\x0d\0\x01\0".to_vec(), "wasm-component 0x4"),
        (module(&[14, 0]), "wasm-section 0x8"),
        (module(&[1]), "wasm-truncated 0x9"),
        (module(&[1, 0x80]), "wasm-truncated 0xa"),
        (module(&[1, 5, 0]), "wasm-truncated 0xb"),
        (module(&[1, 0xff, 0xff, 0xff, 0xff, 0xff, 0, 0]), "wasm-section 0x9"),
        (module(&[0, 1, 9, 0, 0]), "wasm-section 0xa"),
        (module(&[0, 0, 1, 0]), "wasm-section 0xa"),
    ] {
        let found = findings(&inspected(&bytes, "a.wasm"));
        assert_eq!(found.first().map(String::as_str), Some(expected), "{bytes:?}");
    }
}

/// 4 MB of code, of which a page or two are read.
#[test]
fn a_large_module_is_read_by_its_headers() {
    let mut bytes = b"\0asm\x01\0\0\0\x0a".to_vec();
    bytes.extend([0x80, 0x92, 0xf4, 0x01]);
    bytes.resize(bytes.len() + 4_000_000, 0);
    bytes.extend(b"\0\x0a\x08build_id\xab");
    let counting = super::Counting::new(&bytes);
    let inspection = mapship::inspect(&counting, "large.wasm").unwrap();
    assert_eq!(told(&inspection, "build_id"), Some("ab"));
    assert_eq!(inspection.counts[1], ("codeBytes", 4_000_000));
    assert!(counting.read() < 16384, "{} bytes were read", counting.read());
}
