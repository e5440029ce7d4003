//! Uploads of these files, judged: what is filled in from the bytes, what contradicts them, what is of another format.

use mapship::{CheckOptions, Event, UploadFile, Value, Verdict, check};

use super::fixture;

/// The verdict on an upload of one file, and its event afterwards.
fn judged(upload_type: &str, name: &str, bytes: &[u8], given: &[(&str, &str)]) -> (Verdict, Event) {
    let mut members = vec![("type".to_owned(), Value::from(upload_type))];
    members.extend(given.iter().map(|(name, value)| ((*name).to_owned(), Value::from(*value))));
    let mut event = Event::from_members(members).unwrap();
    let part = event.upload_type.parts[0].name;
    let files = [UploadFile { part, name, source: &bytes }];
    (check(event.upload_type, Some(&mut event), &files, CheckOptions::default()).unwrap(), event)
}

fn codes(upload_type: &str, name: &str, bytes: &[u8], given: &[(&str, &str)]) -> Vec<&'static str> {
    judged(upload_type, name, bytes, given).0.issues.iter().map(|issue| issue.code.name()).collect()
}

const PDB: &str = "pe_symbol_file";

#[test]
fn the_event_is_filled_in() {
    let none = [""; 0];
    let (verdict, event) = judged(PDB, "app.pdb", &fixture("pdb/ages.pdb"), &[]);
    assert_eq!(event.get("pdb_sig"), Some(&Value::from("01234567-89AB-CDEF-0123-456789ABCDEF")));
    assert_eq!(event.get("pdb_age"), Some(&Value::Integer(7)));
    assert_eq!(event.get("arch"), Some(&Value::from("x64")));
    let found: Vec<&str> = verdict.issues.iter().map(|issue| issue.code.name()).collect();
    assert_eq!(found, ["pdb-no-symbols"]);
    assert_eq!(codes(PDB, "app.pdb", &fixture("pdb/x64.pdb"), &[]), none);

    let wasm = fixture("wasm/app.wasm");
    let (verdict, event) = judged("wasm_symbol_file", "app.wasm", &wasm, &[]);
    assert_eq!(verdict.issues, []);
    let Some(Value::Text(id)) = event.get("build_id") else { panic!() };
    let linked = id.strip_prefix("14").unwrap();
    assert_eq!(linked.len(), 40);
    // as wasm-ld and llvm-readobj have it
    assert_eq!(codes("wasm_symbol_file", "app.wasm", &wasm, &[("build_id", linked)]), none);
}

#[test]
fn what_contradicts_the_bytes_is_an_error() {
    let pdb = fixture("pdb/x64.pdb");
    let contradicts = ["event-contradicts"];
    let guid = "01234567-89AB-CDEF-0123-456789ABCDEF";
    assert_eq!(codes(PDB, "app.pdb", &pdb, &[("pdb_sig", guid)]), contradicts);
    assert_eq!(codes(PDB, "app.pdb", &pdb, &[("arch", "x86")]), contradicts);
    assert_eq!(codes(PDB, "app.pdb", &pdb, &[("arch", "x86_64")]), [""; 0]);
    let wasm = fixture("wasm/app.wasm");
    assert_eq!(codes("wasm_symbol_file", "app.wasm", &wasm, &[("build_id", "1234")]), contradicts);
}

#[test]
fn what_is_of_another_format_is_said() {
    let service = &[("service", "shop"), ("version", "1.2.3"), ("build_id", "1")];
    let pdb = fixture("pdb/x64.pdb");
    for (upload_type, given) in [
        ("jvm_mapping_file", &service[..]),
        ("il2cpp_mapping_file", &service[2..]),
        ("wasm_symbol_file", &[("build_id", "1")]),
        ("dotnet_portable_pdb", &[("debug_id", "1")]),
        ("ios_symbols", &[("uuids", "1")]),
    ] {
        assert_eq!(codes(upload_type, "file", &pdb, given), ["file-format"], "{upload_type}");
    }
    let portable = fixture("portable/ClrLoader.pdb");
    assert!(codes(PDB, "a.pdb", &portable, &[]).contains(&"file-format"));
    // what is only text is read as what it was said to be
    let html = b"<html>\n</html>\n";
    assert_eq!(codes("jvm_mapping_file", "mapping.txt", html, service), ["jvm-line", "jvm-empty"]);
    assert_eq!(codes("il2cpp_mapping_file", "a.json", html, &service[2..]), ["il2cpp-json"]);
    assert_eq!(codes("jvm_mapping_file", "mapping.txt", b"", service), ["file-empty"]);
}

#[test]
fn an_archive_without_a_dsym_is_said() {
    let uuids = &[("uuids", "1")];
    assert_eq!(codes("ios_symbols", "a.zip", &fixture("zip/comment.zip"), uuids), ["zip-no-dsym"]);
    assert_eq!(codes("ios_symbols", "a.zip", &fixture("zip/info-zip.zip"), uuids), [""; 0]);
    assert_eq!(codes("ios_symbols", "a.zip", &fixture("zip/slip.zip"), uuids), ["zip-slip"]);
}

#[test]
fn the_uuids_are_those_of_the_archive() {
    let (bytes, uuids) = super::archive::dsyms();
    let (verdict, event) = judged("ios_symbols", "a.zip", &bytes, &[]);
    assert_eq!(verdict.issues, []);
    assert_eq!(event.get("uuids"), Some(&Value::from(uuids.join(",").as_str())));
    assert_eq!(codes("ios_symbols", "a.zip", &bytes, &[("uuids", &uuids[1])]), [""; 0]);
    let other = "00112233-4455-6677-8899-AABBCCDDEEFF";
    assert_eq!(codes("ios_symbols", "a.zip", &bytes, &[("uuids", other)]), ["event-contradicts"]);
}

#[test]
fn mappings_pass() {
    let given = &[("service", "shop"), ("version", "1.2.3"), ("build_id", "1")];
    let jvm = fixture("jvm/mapping.txt");
    assert_eq!(codes("jvm_mapping_file", "mapping.txt", &jvm, given), [""; 0]);
    let il2cpp = fixture("il2cpp/LineNumberMappings.json");
    assert_eq!(codes("il2cpp_mapping_file", "any.json", &il2cpp, &given[2..]), [""; 0]);
}

#[test]
fn flutter_tells_platform_and_architecture_by_the_name() {
    let elf = fixture("elf/aarch64.so");
    let flutter = |name, given: &[(&str, &str)]| {
        let given: Vec<(&str, &str)> =
            [("variant", "release"), ("service", "shop"), ("version", "1.2.3")]
                .iter()
                .chain(given)
                .copied()
                .collect();
        let (verdict, event) = judged("flutter_symbol_file", name, &elf, &given);
        let codes: Vec<&str> = verdict.issues.iter().map(|issue| issue.code.name()).collect();
        let text = |field| match event.get(field) {
            Some(Value::Text(text)) => text.clone(),
            _ => String::new(),
        };
        (codes.join(" "), text("platform"), text("arch"))
    };
    let told = |codes: &str, platform: &str, arch: &str| {
        (codes.to_owned(), platform.to_owned(), arch.to_owned())
    };
    assert_eq!(flutter("out/app.android-arm64.symbols", &[]), told("", "android", "arm64"));
    assert_eq!(
        flutter("app.android-x64.symbols", &[]),
        told("event-contradicts", "android", "x64")
    );
    assert_eq!(flutter("app.symbols", &[("platform", "ios")]), told("", "ios", "arm64"));
    let (codes, ..) = flutter("app.symbols", &[]);
    assert_eq!(codes, "event-field-missing flutter-name");
    assert_eq!(
        flutter("app.andriod-arm64.symbols", &[]),
        told("flutter-platform", "andriod", "arm64")
    );
}
