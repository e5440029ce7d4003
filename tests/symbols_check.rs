//! Events held against the symbol files that they are about.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test may fail loudly"
)]

#[allow(dead_code, reason = "each test takes what it needs")]
mod symbols;

use mapship::{CheckOptions, Event, UploadFile, Value, Verdict, check};
use symbols::{bytes, codes};

/// The verdict on an upload of one file, and its event afterwards.
fn judged(upload_type: &str, file: &str, given: &[(&str, &str)]) -> (Verdict, Event) {
    let mut members = vec![("type".to_owned(), Value::from(upload_type))];
    members.extend(given.iter().map(|(name, value)| ((*name).to_owned(), Value::from(*value))));
    let mut event = Event::from_members(members).unwrap();
    let bytes = bytes(file);
    let part = event.upload_type.parts.first().unwrap().name;
    let files = [UploadFile { part, name: file, source: &bytes.as_slice() }];
    let options = CheckOptions::default();
    (check(event.upload_type, Some(&mut event), &files, options).unwrap(), event)
}

fn of(upload_type: &str, file: &str, given: &[(&str, &str)]) -> Vec<String> {
    codes(&judged(upload_type, file, given).0.issues)
}

#[test]
fn what_nobody_gave_is_read_from_the_bytes() {
    let (verdict, event) = judged("elf_symbol_file", "elf/aarch64.so", &[]);
    assert_eq!(codes(&verdict.issues), [""; 0]);
    let id = symbols::golden("aarch64.so.notes");
    let id = id.split_once("Build ID: ").unwrap().1.trim();
    let hash = symbols::golden("aarch64.so.hash");
    let members: Vec<(&str, Value)> = event.members().collect();
    let expected = [
        ("arch", "aarch64"),
        ("gnu_build_id", id),
        ("go_build_id", ""),
        ("file_hash", hash.trim()),
        ("symbol_source", "debug_info"),
        ("filename", "aarch64.so"),
        ("type", "elf_symbol_file"),
    ];
    assert_eq!(members, expected.map(|(name, value)| (name, Value::from(value))));
    let (_, event) = judged("ios_symbols", "macho/fat.dwarf", &[]);
    let uuids = "4C4C444A-5555-3144-A152-934F8ADFB8FB,4C4C4460-5555-3144-A192-F3AF6C833E10";
    assert_eq!(event.get("uuids"), Some(&Value::from(uuids)));
}

#[test]
fn what_contradicts_the_bytes_is_an_error() {
    let elf = |name, value| of("elf_symbol_file", "elf/x86_64.so", &[(name, value)]);
    let no = [""; 0];
    assert_eq!(elf("arch", "aarch64"), ["event-contradicts!"]);
    assert_eq!(elf("gnu_build_id", "0123456789abcdef"), ["event-contradicts!"]);
    assert_eq!(elf("file_hash", "0123456789abcdef0123456789abcdef"), ["event-contradicts!"]);
    // other words for the same
    for arch in ["x86_64", "x64"] {
        assert_eq!(elf("arch", arch), no);
    }
    assert_eq!(elf("gnu_build_id", "A06EAC7DF67E26B9F7E356053994A263EB897A89"), no);
    for (name, value) in [("gnu_build_id", ""), ("file_hash", ""), ("go_build_id", "redacted")] {
        assert_eq!(elf(name, value), no);
    }
    let uuids = |value| of("ios_symbols", "macho/fat.dwarf", &[("uuids", value)]);
    assert_eq!(uuids("4C4C4460-5555-3144-A192-F3AF6C833E10"), no);
    assert_eq!(uuids("4C4C4460-5555-3144-A192-F3AF6C833E11"), ["event-contradicts!"]);
    let (verdict, _) = judged("elf_symbol_file", "elf/arm.so", &[("arch", "arm64")]);
    let message = verdict.issues.first().unwrap().message();
    assert_eq!(message, "event.arch is \"arm64\", but the file says \"arm\"");
}

/// Datadog's clients put an ID of the whole build here, never the library's own.
#[test]
fn the_build_id_of_an_ndk_library_is_not_read_from_it() {
    let missing = of("ndk_symbol_file", "elf/aarch64.so", &[]);
    assert_eq!(missing, ["event-field-missing!"]);
    for arch in ["arm64", "aarch64"] {
        let given = [("build_id", "3f2504e0-4f89-11d3-9a0c-0305e82c3301"), ("arch", arch)];
        assert_eq!(of("ndk_symbol_file", "elf/aarch64.so", &given), [""; 0]);
    }
}

/// What the sender calls a file is the sender's choice; what a file calls itself goes before its name.
#[test]
fn the_name_of_a_file_is_read_where_it_tells_something() {
    let name = |(_, event): (Verdict, Event), field| event.get(field).cloned();
    let of = |upload_type, file, given: &[_]| judged(upload_type, file, given);
    let text = |value: &str| Some(Value::from(value));
    assert_eq!(
        name(of("elf_symbol_file", "elf/arm.so", &[("filename", "a")]), "filename"),
        text("a")
    );
    assert_eq!(name(of("pe_symbol_file", "pdb/x64.pdb", &[]), "filename"), text("x64.pdb"));
    assert_eq!(name(of("pe_symbol_file", "breakpad/shop.sym", &[]), "filename"), text("shop.pdb"));
    let assembly = of("dotnet_portable_pdb", "portable/ClrLoader.pdb", &[]);
    assert_eq!(name(assembly, "assembly_name"), text("ClrLoader"));
    assert_eq!(name(of("jvm_mapping_file", "jvm/mapping.txt", &[]), "variant"), None);
    assert_eq!(name(of("ndk_symbol_file", "elf/arm.so", &[]), "filename"), None);
}

/// Where a map is meant, only a map will do.
#[test]
fn what_is_no_map_is_not_sent_as_one() {
    let given =
        [("service", "s"), ("version", "1"), ("minified_url", "/a.js"), ("platform", "ios")];
    for (upload_type, given) in [("js_sourcemap", &given[..3]), ("react_native_sourcemap", &[])] {
        let found = of(upload_type, "elf/aarch64.so", given);
        assert!(found.contains(&"file-format!".to_owned()), "{found:?}");
    }
}

#[test]
fn flutter_has_its_own_words_for_architectures() {
    let given = [("platform", "android"), ("service", "s"), ("variant", "v"), ("version", "1")];
    for (file, arch) in [("aarch64.so", "arm64"), ("arm.so", "arm"), ("x86_64.so", "x64")] {
        let (verdict, event) = judged("flutter_symbol_file", &format!("elf/{file}"), &given);
        assert_eq!(codes(&verdict.issues), [""; 0]);
        assert_eq!(event.get("arch"), Some(&Value::from(arch)));
    }
}

/// What Flutter writes for Apple's systems is Mach-O; the version ties it to its build, so it needs no UUID.
#[test]
fn flutter_takes_object_files_of_dsyms() {
    let given = [("platform", "darwin"), ("service", "s"), ("variant", "v"), ("version", "1")];
    let of =
        |file, arch| of("flutter_symbol_file", file, &[&given[..], &[("arch", arch)]].concat());
    assert_eq!(of("macho/arm64.dwarf", "arm64"), [""; 0]);
    for arch in ["x64", "x86_64", "arm64"] {
        assert_eq!(of("macho/fat.dwarf", arch), [""; 0], "{arch}");
    }
    assert_eq!(of("macho/arm64.dwarf", "x64"), ["event-contradicts!"]);
}

#[test]
fn files_of_other_formats_are_errors() {
    for upload_type in ["elf_symbol_file", "ndk_symbol_file"] {
        let found = of(upload_type, "macho/fat.dwarf", &[]);
        assert!(found.contains(&"elf-format!".to_owned()), "{found:?}");
    }
    let found = of("flutter_symbol_file", "pe/x64.dll", &[]);
    assert!(found.contains(&"file-format!".to_owned()), "{found:?}");
    let (verdict, event) = judged("pe_symbol_file", "pe/x64.dll", &[]);
    assert_eq!(codes(&verdict.issues), ["pe-not-pdb!"]);
    assert!(verdict.issues[0].message().ends_with("its symbols are in C:\\shop\\x64.pdb"));
    assert_eq!(event.get("pdb_age"), Some(&Value::Integer(1)));
}

/// The program itself, sent along for unwinding, must be the one that the PDB is of.
#[test]
fn the_program_beside_a_pdb_is_held_against_the_event() {
    let dll = bytes("pe/x64.dll");
    let members = |guid: &str| {
        vec![
            ("type".to_owned(), Value::from("pe_symbol_file")),
            ("pdb_sig".to_owned(), Value::from(guid)),
        ]
    };
    let right = "17276A53-DB1E-76BA-4C4C-44205044422E";
    for (guid, expected) in [
        (right, &[][..]),
        (&right.to_lowercase(), &[]),
        ("27276A53-DB1E-76BA-4C4C-44205044422E", &["event-contradicts!"]),
    ] {
        let id = guid.replace('-', "");
        let symbols = format!("MODULE windows x86_64 {id}1 x64.pdb\nFILE 0 shop.c\n");
        let files = [
            UploadFile { part: "pe_symbol_file", name: "x64.sym", source: &symbols.as_bytes() },
            UploadFile { part: "pe_binary_file", name: "x64.dll", source: &dll.as_slice() },
        ];
        let mut event = Event::from_members(members(guid)).unwrap();
        let options = CheckOptions::default();
        let verdict = check(event.upload_type, Some(&mut event), &files, options).unwrap();
        assert_eq!(codes(&verdict.issues), expected);
    }
}
