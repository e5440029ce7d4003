//! Files whose debug information, or a part of it, is elsewhere than Datadog looks (tests/fixtures/symbols/make-supplements.sh): what is
//! said of them is true, and tells what to do.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test may fail loudly"
)]

#[allow(dead_code, reason = "each test takes what it needs")]
mod symbols;

use mapship::{Inspection, Issue};
use symbols::{bytes, changed, codes, inspected, value};

fn supplement(name: &str) -> Inspection {
    inspected(&bytes(&format!("supplements/{name}")))
}

/// The only finding, after it was seen that it is of that code.
fn only<'a>(inspection: &'a Inspection, code: &str) -> &'a Issue {
    assert_eq!(codes(&inspection.issues), [code]);
    &inspection.issues[0]
}

#[test]
fn debug_information_that_is_elsewhere() {
    let expected: &[(&str, &[&str])] = &[
        ("split-4.so", &["dwarf-split"]),
        ("split-5.so", &["dwarf-split"]),
        ("split-4.wasm", &["dwarf-split"]),
        ("split-5.wasm", &["dwarf-split"]),
        ("split-wasm.dwo", &["wasm-split-part!"]),
        ("one.debug", &["elf-dwz"]),
        ("one-5.debug", &["elf-dwz"]),
        ("mini.so", &["elf-stripped"]),
        ("short-id.so", &["elf-build-id-short"]),
        ("short-id.debug", &["elf-build-id-short", "elf-no-identity!"]),
        ("mingw.exe", &["pe-dwarf!"]),
        ("mingw-id.exe", &["pe-dwarf!"]),
        ("mingw-id.debug", &["pe-dwarf!"]),
        ("mingw-stripped.exe", &["pe-no-debug!"]),
        ("gnu-ld.pdb", &["pdb-no-lines"]),
        ("no-lines.pdb", &["pdb-no-lines"]),
        ("fastlink.pdb", &["pdb-fastlink"]),
        ("hidden.dwarf", &["macho-hidden"]),
    ];
    for (name, codes_of) in expected {
        let inspection = supplement(name);
        assert_eq!(codes(&inspection.issues), *codes_of, "{name}");
        for issue in &inspection.issues {
            assert!(!issue.message().contains('…') && !issue.help().contains('…'), "{name}");
        }
    }
}

#[test]
fn a_file_that_completes_others_is_said_to_be_one() {
    for (name, kind, remedy) in [
        ("split-4.dwo", "-gsplit-dwarf", "compile without -gsplit-dwarf"),
        ("split-5.dwo", "-gsplit-dwarf", "compile without -gsplit-dwarf"),
        ("common.dwz", "dwz moved", "before dwz -m"),
        ("common-5.dwz", "dwz moved", "before dwz -m"),
    ] {
        let inspection = supplement(name);
        let issue = only(&inspection, "elf-type!");
        assert!(issue.message().contains(kind), "{name}: {}", issue.message());
        assert!(issue.help().contains(remedy), "{name}: {}", issue.help());
    }
    // an object file is still one
    let object = inspected(&bytes("elf/object.o"));
    assert!(only(&object, "elf-type!").message().contains("not yet linked"));
}

#[test]
fn the_file_that_dwz_made_is_named() {
    for (name, common) in [("one.debug", "common.dwz"), ("one-5.debug", "common.sup")] {
        let inspection = supplement(name);
        assert!(only(&inspection, "elf-dwz").message().contains(&format!("to {common},")));
        assert_eq!(value(&inspection, "symbol_source"), "debug_info");
    }
}

#[test]
fn minidebuginfo_is_not_called_dynamic_symbols_alone() {
    let mini = supplement("mini.so");
    assert!(only(&mini, "elf-stripped").message().contains(".gnu_debugdata"));
    let stripped = inspected(&bytes("elf/stripped.so"));
    assert!(!only(&stripped, "elf-stripped").message().contains(".gnu_debugdata"));
}

/// The API takes 16 digits or more, so it is left out of the event, and the file is told by its hash.
#[test]
fn a_short_build_id_is_not_sent() {
    let library = supplement("short-id.so");
    assert_eq!(value(&library, "gnu_build_id"), "");
    assert_eq!(value(&library, "file_hash").len(), 32);
    let issue = only(&library, "elf-build-id-short");
    assert!(issue.message().contains("12345678 has 4 bytes"), "{}", issue.message());
    assert!(issue.help().contains("-Wl,--build-id (20 bytes)"), "{}", issue.help());
}

#[test]
fn pdbs_without_lines_have_the_names_of_functions() {
    for name in ["gnu-ld.pdb", "no-lines.pdb", "fastlink.pdb"] {
        assert_eq!(value(&supplement(name), "symbol_source"), "symbol_table", "{name}");
    }
    // a module that has some, of the old kind and of the present one
    let find = |bytes: &[u8], what: &[u8]| {
        bytes.windows(what.len()).position(|window| window == what).unwrap()
    };
    let whole = bytes("supplements/no-lines.pdb");
    let module = find(&whole, b"C:\\shop\\shop.obj\0C:") - 64;
    for at in [40, 44] {
        let with = inspected(&changed("supplements/no-lines.pdb", module + at, &[16]));
        assert_eq!(codes(&with.issues), [""; 0]);
        assert_eq!(value(&with, "symbol_source"), "debug_info");
    }
}

/// The GUID is kept, as the .sym file that is made of it has it; there is no PDB to be named.
#[test]
fn a_record_without_a_name_names_no_pdb() {
    let inspection = supplement("mingw-id.exe");
    assert_eq!(value(&inspection, "pdb_sig").len(), 36);
    assert!(inspection.identity.iter().all(|(name, _)| *name != "pdb_path"));
}

/// Go's linker compresses DWARF, and names its sections so.
#[test]
fn compressed_dwarf_is_dwarf() {
    for (file, name, zipped, code) in [
        ("supplements/mingw.exe", &b".debug_info\0"[..], &b".zdebug_info\0"[..], "pe-dwarf!"),
        ("supplements/hidden.dwarf", b"__debug_info\0", b"__zdebug_info\0", "macho-hidden"),
    ] {
        let whole = bytes(file);
        let at = whole.windows(name.len()).position(|window| window == name).unwrap();
        only(&inspected(&changed(file, at, zipped)), code);
    }
}

#[test]
fn a_portable_pdb_in_its_assembly_is_said() {
    // the type of the only entry of the debug directory, CodeView's
    let whole = bytes("pe/x64.dll");
    let record = whole.windows(4).position(|window| window == b"RSDS").unwrap();
    let raw = (record as u32).to_le_bytes();
    let at = whole.windows(4).position(|window| window == raw).unwrap() - 12;
    assert_eq!(whole[at], 2);
    let inspection = inspected(&changed("pe/x64.dll", at, &[17]));
    assert!(only(&inspection, "pe-embedded!").help().contains("DebugType portable"));
}

#[test]
fn machines_have_names() {
    let whole = bytes("pe/x64.dll");
    let machine = whole.windows(4).position(|window| window == b"PE\0\0").unwrap() + 4;
    let pdb = bytes("pdb/x64.pdb");
    // the DBI stream's header: signature and version, then at 58 the machine
    let dbi = pdb.windows(8).position(|it| it == b"\xff\xff\xff\xff\x77\x09\x31\x01").unwrap();
    for (number, name, is_sent) in [
        (0xa641_u16, "arm64ec", false),
        (0xa64e, "arm64x", false),
        (0xaa64, "arm64", true),
        (0x1c0, "arm32", true),
        (0x1c4, "arm32", true),
        (0x14c, "x86", true),
        (0x200, "ia64", false),
        (0x5064, "riscv64", false),
        (0x6264, "loongarch64", false),
    ] {
        for (file, at) in [("pe/x64.dll", machine), ("pdb/x64.pdb", dbi + 58)] {
            let inspection = inspected(&changed(file, at, &number.to_le_bytes()));
            assert_eq!(value(&inspection, "arch"), name, "{file}");
            if is_sent {
                assert_eq!(codes(&inspection.issues), [""; 0], "{file} {name}");
            } else {
                let said = only(&inspection, "pe-machine").message();
                assert!(said.contains(&format!("the machine {name};")), "{said}");
            }
        }
    }
}

#[test]
fn supplements_cut_short_are_read_without_a_panic() {
    for name in
        ["split-4.so", "split-4.wasm", "one-5.debug", "mingw-id.exe", "gnu-ld.pdb", "hidden.dwarf"]
    {
        let whole = bytes(&format!("supplements/{name}"));
        for length in (0..whole.len()).step_by(7) {
            inspected(&whole[..length]);
        }
    }
}
