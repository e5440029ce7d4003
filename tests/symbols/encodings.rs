//! Texts in other encodings than the tools write: what PowerShell and editors of Windows make of them.

use mapship::{Format, Inspection, ReadOptions, Severity, TYPES, inspect_as};

use super::{findings, fixture, inspected, told};

fn marked(bytes: &[u8]) -> Vec<u8> {
    [b"\xef\xbb\xbf", bytes].concat()
}

fn utf16(bytes: &[u8], big: bool, mark: bool) -> Vec<u8> {
    let text = std::str::from_utf8(bytes).unwrap();
    let units = mark.then_some(0xfeff).into_iter().chain(text.encode_utf16());
    units.flat_map(|unit| if big { unit.to_be_bytes() } else { unit.to_le_bytes() }).collect()
}

fn texts() -> Vec<(&'static str, Vec<u8>, Format, &'static str)> {
    vec![
        ("mapping.txt", fixture("jvm/mapping.txt"), Format::JvmMapping, "jvm_mapping_file"),
        (
            "LineNumberMappings.json",
            fixture("il2cpp/LineNumberMappings.json"),
            Format::Il2cppMapping,
            "il2cpp_mapping_file",
        ),
        ("shop.sym", fixture("breakpad/shop.sym"), Format::Breakpad, "pe_symbol_file"),
    ]
}

/// Everything that does not change with the encoding.
fn content(inspection: &Inspection) -> (Format, Option<&'static str>, String) {
    let Inspection { format, upload_type, identity, counts, .. } = inspection;
    (*format, *upload_type, format!("{identity:?} {counts:?}"))
}

#[test]
fn a_byte_order_mark_is_said_and_passed_over() {
    for (name, bytes, format, upload_type) in texts() {
        let plain = inspected(&bytes, name);
        assert_eq!((plain.format, plain.upload_type), (format, Some(upload_type)));
        assert_eq!(findings(&plain), [""; 0], "{name}");
        let with = inspected(&marked(&bytes), name);
        assert_eq!(content(&with), content(&plain), "{name}");
        assert_eq!(findings(&with), ["text-bom 0x0"], "{name}");
        let issue = &with.issues[0];
        // R8 takes it for space
        let is_read = format == Format::JvmMapping;
        assert_eq!(issue.severity == Severity::Warning, is_read, "{name}");
        assert!(!issue.message().contains('…') && issue.help().contains("utf8NoBOM"));
    }
    // JSON that only its content tells
    let json = fixture("il2cpp/LineNumberMappings.json");
    assert_eq!(inspected(&marked(&json), "lines.json").format, Format::Il2cppMapping);
}

#[test]
fn utf_16_is_an_error_that_tells_what_wrote_it() {
    for (name, bytes, format, upload_type) in texts() {
        for (big, mark) in [(false, true), (true, true), (false, false), (true, false)] {
            let bytes = utf16(&bytes, big, mark);
            let found = inspected(&bytes, name);
            assert_eq!((found.format, found.upload_type), (format, Some(upload_type)), "{name}");
            assert_eq!(findings(&found), ["text-utf16 0x0"], "{name}");
            assert_eq!(found.issues[0].severity, Severity::Error);
            assert!(found.issues[0].help().contains("PowerShell's > writes UTF-16"));
        }
    }
    // JSON of which nothing more can be told
    let json = utf16(b"{\"some\": \"thing\"}", false, true);
    let found = inspected(&json, "some.json");
    assert_eq!((found.format, found.upload_type), (Format::Json, None));
    assert_eq!(findings(&found), ["text-utf16 0x0"]);
}

#[test]
fn a_file_that_is_said_to_be_of_a_type_is_no_other_case() {
    let options = ReadOptions::default();
    for (name, bytes, format, upload_type) in texts() {
        for (bytes, code) in
            [(marked(&bytes), "text-bom 0x0"), (utf16(&bytes, false, true), "text-utf16 0x0")]
        {
            let upload_type = TYPES.iter().find(|known| known.name == upload_type).unwrap();
            let found = inspect_as(&bytes.as_slice(), name, upload_type, &options).unwrap();
            assert_eq!((found.format, findings(&found)), (format, vec![code.to_owned()]), "{name}");
        }
    }
}

/// The places of what is found are those of the file, its mark included.
#[test]
fn places_count_the_mark() {
    let broken = b"a.b -> c:\nthis is no line\n";
    let place = |bytes: &[u8]| {
        let found = inspected(bytes, "mapping.txt");
        let issue = found.issues.iter().find(|issue| issue.code.name() == "jvm-line").unwrap();
        issue.at.offset.unwrap()
    };
    assert_eq!(place(&marked(broken)), place(broken) + 3);
    let json = marked(b"{\"a.cpp\": [1]}");
    let found = inspected(&json, "LineNumberMappings.json");
    let at = &found.issues[1].at;
    assert_eq!((at.line, at.column, at.offset), (Some(1), Some(14), Some(13)), "{found:?}");
}

/// The readers of source maps say it themselves.
#[test]
fn source_maps_stay_theirs() {
    let map = br#"{"version":3,"sources":["a.js"],"mappings":"AACA"}"#;
    for name in ["a.js.map", "a.json"] {
        let found = inspected(&marked(map), name);
        assert_eq!(found.format, Format::SourceMap, "{name}");
        assert_eq!(found.issues[0].code.name(), "map-bom", "{name}");
    }
    let found = inspected(&utf16(map, false, true), "a.js.map");
    assert_eq!((found.format, found.issues[0].code.name()), (Format::SourceMap, "map-utf16"));
    assert_eq!(told(&inspected(map, "a.js.map"), "file"), None);
}
