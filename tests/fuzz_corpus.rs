//! What fuzzing has found worth keeping, read once more: no panic, and the window's size changes nothing.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may fail loudly")]

use std::fs;

use mapship::{NamedMapping, ReadOptions, jvm_frames, read_map_with, retrace_through};

#[test]
fn the_corpus_of_source_maps() {
    let mut read = 0;
    for entry in fs::read_dir("tests/fuzz/corpus/source_map").unwrap() {
        let path = entry.unwrap().path();
        let bytes = fs::read(&path).unwrap();
        let source = bytes.as_slice();
        let with = |window| {
            read_map_with(
                &source,
                &ReadOptions { window, keep_sources: true, scan_sources: true, strict: false },
            )
            .unwrap()
        };
        let whole = with(1 << 20);
        for window in [1, 7] {
            assert_eq!(with(window), whole, "{} with a window of {window}", path.display());
        }
        read += 1;
    }
    assert!(read > 5, "there are {read} files");
}

/// What each target has its files begin with, and the name it inspects them under.
const SYMBOLS: &[(&str, &[u8], &str)] = &[
    ("archive", b"PK\x03\x04", "a.zip"),
    ("breakpad", b"MODULE ", "a.sym"),
    ("elf", b"\x7fELF", "x"),
    ("il2cpp", b"", "LineNumberMappings.json"),
    ("jvm_mapping", b"", "mapping.txt"),
    ("macho", b"\xca\xfe\xba\xbe", "x"),
    ("macho", b"\xcf\xfa\xed\xfe", "x"),
    ("pdb", b"Microsoft C/C++ MSF 7.00\r\n\x1aDS\0\0\0", "a.pdb"),
    ("pe", b"MZ", "x"),
    ("portable_pdb", b"BSJB", "a.pdb"),
    ("wasm_module", b"\0asm", "a.wasm"),
    ("around", b"bplist00", "main.jsbundle"),
    ("text", b"", "mapping.txt"),
    ("text", b"", "LineNumberMappings.json"),
];

#[test]
fn the_corpora_of_symbol_files() {
    for (target, magic, name) in SYMBOLS {
        let mut read = 0;
        for entry in fs::read_dir(format!("tests/fuzz/corpus/{target}")).unwrap() {
            let mut file = fs::read(entry.unwrap().path()).unwrap();
            if matches!(*target, "macho" | "pe") {
                file.splice(..0, magic.iter().copied());
            } else {
                file.iter_mut().zip(*magic).for_each(|(byte, own)| *byte = *own);
            }
            let length = file.len() as u64;
            for issue in mapship::inspect(&file.as_slice(), name).unwrap().issues {
                assert!(!issue.message().is_empty() && !issue.help().is_empty(), "{target}");
                assert!(issue.at.offset.is_none_or(|offset| offset <= length), "{issue:?}");
            }
            let _ = mapship::read_app_version(&file);
            read += 1;
        }
        assert!(read > 5, "{target} has {read} files");
    }
}

/// Each file is mapping and trace at once: in the target it is cut somewhere.
#[test]
fn the_corpus_of_retrace() {
    let mut read = 0;
    for entry in fs::read_dir("tests/fuzz/corpus/retrace").unwrap() {
        let bytes = fs::read(entry.unwrap().path()).unwrap();
        let text = String::from_utf8_lossy(&bytes);
        let lines: Vec<&str> = text.lines().collect();
        let source = text.as_bytes();
        let mapping = || Some(NamedMapping { source: &source, name: "mapping.txt" });
        let whole = retrace_through(&lines, mapping(), 1 << 20).unwrap();
        let longest = text.split('\n').map(str::len).max().unwrap_or(0);
        assert_eq!(retrace_through(&lines, mapping(), longest + 2).unwrap(), whole, "{text}");
        let frames = jvm_frames(&lines).len();
        assert!(whole.lines.len() >= frames, "{text}");
        read += 1;
    }
    assert!(read > 50, "there are {read} files");
}
