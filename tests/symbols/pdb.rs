//! Windows PDBs, portable PDBs and Breakpad's symbol files.

use mapship::Format;

use super::{findings, fixture, inspected, told};

/// What `llvm-pdbutil dump -summary` says of a PDB, by the name of the line.
fn said<'a>(summary: &'a str, name: &str) -> &'a str {
    let line = summary.lines().find(|line| line.trim().starts_with(name)).unwrap();
    line.split_once(": ").unwrap().1.trim_matches(['{', '}'])
}

#[test]
fn llvm_pdbutil_says_the_same() {
    for (name, arch) in [("x64", "x64"), ("x86", "x86"), ("arm64", "arm64")] {
        let summary = String::from_utf8(fixture(&format!("pdb/{name}.summary.txt"))).unwrap();
        let inspection = inspected(&fixture(&format!("pdb/{name}.pdb")), "app.pdb");
        assert_eq!(inspection.format, Format::Pdb);
        assert_eq!(inspection.upload_type, Some("pe_symbol_file"));
        assert_eq!(told(&inspection, "pdb_sig"), Some(said(&summary, "GUID")));
        assert_eq!(told(&inspection, "pdb_age"), Some(said(&summary, "Age")));
        assert_eq!(told(&inspection, "arch"), Some(arch));
        assert_eq!(told(&inspection, "symbol_source"), Some("debug_info"));
        assert_eq!(findings(&inspection), [""; 0]);
    }
}

/// Made with another age in each of the two places that have one; a debugger compares with the one of the DBI stream.
#[test]
fn the_age_is_that_of_the_dbi_stream() {
    let inspection = inspected(&fixture("pdb/ages.pdb"), "ages.pdb");
    assert_eq!(told(&inspection, "pdb_sig"), Some("01234567-89AB-CDEF-0123-456789ABCDEF"));
    assert_eq!(told(&inspection, "pdb_age"), Some("7"));
    assert_eq!(findings(&inspection), ["pdb-no-symbols 0x0"]);
}

/// Tools that rewrite a PDB delete streams: they have no blocks, whatever their length seems to be.
#[test]
fn streams_that_were_deleted_have_no_blocks() {
    let mut bytes = fixture("pdb/x64.pdb");
    let whole = inspected(&bytes, "app.pdb");
    let number =
        |bytes: &[u8], at: usize| u32::from_le_bytes(bytes[at..at + 4].try_into().unwrap());
    let block = number(&bytes, 32) as usize;
    let list = number(&bytes, 52) as usize * block;
    let directory = number(&bytes, list) as usize * block;
    // how many there are stands first, then how long each is; the first is empty in what linkers write
    assert_eq!(number(&bytes, directory + 4), 0);
    let delete = |bytes: &mut [u8], index: usize| {
        bytes[directory + 4 + 4 * index..][..4].copy_from_slice(&[0xff; 4]);
    };
    delete(&mut bytes, 0);
    let deleted = inspected(&bytes, "app.pdb");
    assert_eq!(deleted.identity, whole.identity);
    assert_eq!(findings(&deleted), [""; 0]);
    // without the one that tells the GUID nothing is known
    delete(&mut bytes, 1);
    assert_eq!(findings(&inspected(&bytes, "app.pdb")), ["pdb-no-guid 0x0"]);
}

#[test]
fn broken_pdbs() {
    let whole = fixture("pdb/x64.pdb");
    let with = |at: usize, value: u32| {
        let mut bytes = whole.clone();
        bytes[at..at + 4].copy_from_slice(&value.to_le_bytes());
        bytes
    };
    for (bytes, expected) in [
        (whole[..31].to_vec(), "pdb-truncated 0x1f"),
        (whole[..55].to_vec(), "pdb-truncated 0x37"),
        (whole[..whole.len() - 1].to_vec(), "pdb-truncated 0x11fff"),
        (with(32, 4095), "pdb-damaged 0x20"),
        (with(32, 0), "pdb-damaged 0x20"),
        (with(32, 1 << 31), "pdb-damaged 0x20"),
        (with(52, 0), "pdb-damaged 0x34"),
        (with(52, 1000), "pdb-damaged 0x34"),
        (with(44, 3), "pdb-damaged 0x34"),
        (b"Microsoft C/C++ program database 2.00\r\n\x1aJG\0\0".to_vec(), "pdb-old 0x0"),
    ] {
        let inspection = inspected(&bytes, "a.pdb");
        assert_eq!(findings(&inspection).first().map(String::as_str), Some(expected));
        let shown = inspection.issues[0].message();
        assert!(!shown.contains('…'), "{shown}");
    }
}

#[test]
fn a_pdb_is_read_by_a_few_ranges() {
    let bytes = fixture("pdb/x64.pdb");
    let counting = super::Counting::new(&bytes);
    mapship::inspect(&counting, "x64.pdb").unwrap();
    // the beginning that tells the format is 4 KiB of it
    assert!(counting.read() < 8192, "{} bytes were read", counting.read());
}

/// The compiler writes the same GUID into the assembly's debug directory; `llvm-readobj` read it from there.
#[test]
fn a_portable_pdb_has_the_guid_of_its_assembly() {
    let debug = String::from_utf8(fixture("portable/ClrLoader.dll.readobj.txt")).unwrap();
    let bytes = debug.split_once("PDBGUID: (").unwrap().1.split_once(')').unwrap().0;
    let guid: Vec<&str> = bytes.split(' ').collect();
    let field = |order: &[usize]| order.iter().map(|at| guid[*at]).collect::<String>();
    let expected = [
        field(&[3, 2, 1, 0]),
        field(&[5, 4]),
        field(&[7, 6]),
        field(&[8, 9]),
        field(&[10, 11, 12, 13, 14, 15]),
    ];
    let inspection = inspected(&fixture("portable/ClrLoader.pdb"), "ClrLoader.pdb");
    assert_eq!(inspection.format, Format::PortablePdb);
    assert_eq!(inspection.upload_type, Some("dotnet_portable_pdb"));
    assert_eq!(told(&inspection, "guid"), Some(expected.join("-").as_str()));
    let stamp = debug.split_once("TimeDateStamp: ").unwrap().1.split_once("(0x").unwrap().1;
    let stamp = stamp.split_once(')').unwrap().0.to_ascii_lowercase();
    assert_eq!(told(&inspection, "stamp"), Some(stamp.as_str()));
    assert_eq!(findings(&inspection), [""; 0]);
}

#[test]
fn broken_portable_pdbs() {
    let whole = fixture("portable/ClrLoader.pdb");
    let at = whole.windows(4).position(|window| window == b"#Pdb").unwrap();
    let mut renamed = whole.clone();
    renamed[at..at + 4].copy_from_slice(b"#Pdx");
    assert_eq!(findings(&inspected(&renamed, "a.pdb")), ["pdb-no-pdb-stream 0x0"]);
    for length in [5, 15, 20, 40, 100, 200, whole.len() - 1] {
        let found = findings(&inspected(&whole[..length], "a.pdb"));
        assert!(found.iter().any(|it| it.starts_with("pdb-truncated")), "{length}: {found:?}");
    }
}

const SYM: &str = "MODULE windows x86 00112233445566778899aabbccddeeff2A app name.pdb
INFO CODE_ID 5FA4F8C61000 app.dll
FILE 0 c:\\app.c
FUNC 1000 54 0 total
";

#[test]
fn breakpad_symbols() {
    let inspection = inspected(SYM.as_bytes(), "app.sym");
    assert_eq!(inspection.upload_type, Some("pe_symbol_file"));
    let expected = [
        ("pdb_sig", "00112233-4455-6677-8899-AABBCCDDEEFF"),
        ("pdb_age", "42"),
        ("arch", "x86"),
        ("filename", "app name.pdb"),
        ("os", "windows"),
        ("symbol_source", "debug_info"),
    ];
    assert!(inspection.identity.iter().map(|(name, value)| (*name, value.as_str())).eq(expected));
    assert_eq!(findings(&inspection), [""; 0]);
}

#[test]
fn other_breakpad_symbols() {
    let id = "00112233445566778899AABBCCDDEEFF";
    for (text, expected) in [
        (SYM.replace("FILE 0 c:\\app.c\n", ""), &["breakpad-no-files 0x65"][..]),
        (SYM.replace("x86", "mips"), &["breakpad-arch 0x0"]),
        (SYM.replace("windows", "Linux"), &["breakpad-os 0x0"]),
        (SYM.replace("app name", "äpp"), &["breakpad-module 0x0"]),
        (format!("MODULE windows x86 {id}\nFILE 0 a\n"), &["breakpad-module 0x0"]),
        (format!("MODULE windows x86 {id} a.pdb\nFILE 0 a\n"), &["breakpad-module 0x0"]),
        (format!("MODULE windows x86 {id}+1 a.pdb\nFILE 0 a\n"), &["breakpad-module 0x0"]),
        (format!("MODULE windows x86 {id}123456789 a.pdb\nFILE 0 a\n"), &["breakpad-module 0x0"]),
        (
            format!("MODULE windows x86 {} a.pdb\nFILE 0 a\n", id.replace('F', "g")),
            &["breakpad-module 0x0"],
        ),
        (format!("MODULE windows x86 {id}1 a.pdb\n"), &["breakpad-empty 0x3b"]),
    ] {
        assert_eq!(findings(&inspected(text.as_bytes(), "app.sym")), expected, "{text}");
    }
}
