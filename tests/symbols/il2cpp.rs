//! Unity's `LineNumberMappings.json`.

use mapship::formats::il2cpp::inspect_through;
use mapship::{Format, ReadOptions, inspect_as, upload_type};

use super::{findings, inspected};

/// Written by hand: Unity runs on no test machine.
const MAPPING: &str = include_str!("../fixtures/symbols/il2cpp/LineNumberMappings.json");

#[test]
fn counts_what_is_mapped() {
    for name in ["LineNumberMappings.json", "other.json"] {
        let inspection = inspected(MAPPING.as_bytes(), name);
        assert_eq!(inspection.format, Format::Il2cppMapping);
        assert_eq!(inspection.upload_type, Some("il2cpp_mapping_file"));
        assert_eq!(inspection.counts, [("generatedFiles", 3), ("sourceFiles", 3), ("lines", 4)]);
        assert_eq!(findings(&inspection), [""; 0]);
    }
}

#[test]
fn the_window_changes_nothing() {
    let text = MAPPING.as_bytes();
    let broken = MAPPING.replace("13", "\"13\"");
    for text in [text, broken.as_bytes()] {
        let whole = inspect_through(&text, 1 << 20).unwrap();
        for window in [1, 2, 7, 64] {
            assert_eq!(inspect_through(&text, window).unwrap(), whole, "{window}");
        }
    }
}

#[test]
fn what_is_not_as_unity_writes_it() {
    let il2cpp = upload_type("il2cpp_mapping_file").unwrap();
    for (text, expected, said) in [
        ("{}", "il2cpp-empty", "it maps no line"),
        ("[]", "il2cpp-shape line 1", "$ is an array; an object of generated files is needed"),
        (
            "{\"a\":1}",
            "il2cpp-shape line 1",
            "$[\"a\"] is the number 1; an object of source files is needed",
        ),
        (
            "{\"a\":{\"b\":[]}}",
            "il2cpp-shape line 1",
            "$[\"a\"][\"b\"] is an array; an object of lines is needed",
        ),
        (
            "{\"a\":{\"b\":{\"x\":1}}}",
            "il2cpp-shape line 1",
            "$[\"a\"][\"b\"][\"x\"] is not named for a line; a line of the generated file is needed",
        ),
        (
            "{\"a\":{\"b\":{\"1\":1.5}}}",
            "il2cpp-shape line 1",
            "$[\"a\"][\"b\"][\"1\"] is the number 1.5; a line number is needed",
        ),
        (
            "{\"a\":{\"b\":{\"1\":",
            "il2cpp-truncated line 1",
            "the file ends too early: a value is expected",
        ),
        (
            "{\"a\":\n{\"b\":{\"1\":1}}} x",
            "il2cpp-json line 2",
            "this is not JSON: the end of the file is expected, not x",
        ),
        (
            "{\"a\u{1}\":1}",
            "il2cpp-json line 1",
            "this is not JSON: an escape is expected, not a control character as it is",
        ),
        (
            "{\"a\\x\":1}",
            "il2cpp-json line 1",
            "this is not JSON: an escape that JSON has is expected, not another",
        ),
        ("<html>", "il2cpp-json line 1", "this is not JSON: a value is expected, not <"),
    ] {
        let inspection =
            inspect_as(&text.as_bytes(), "mapping.json", il2cpp, &ReadOptions::default()).unwrap();
        assert_eq!(findings(&inspection), [expected], "{text}");
        assert_eq!(inspection.issues[0].message(), said);
    }
}

#[test]
fn faults_of_a_kind_are_told_once() {
    let text = "{\"a\":{\"b\":{\"1\":\"x\",\"2\":null,\"3\":true}},\"c\":1}";
    let inspection = inspected(text.as_bytes(), "LineNumberMappings.json");
    assert_eq!(findings(&inspection), ["il2cpp-shape line 1", "il2cpp-shape line 1"]);
    assert_eq!(inspection.issues[0].count, 3);
}

#[test]
fn other_json_is_left_alone() {
    let inspection = inspected(b"{\"name\":\"shop\",\"version\":\"1.2.3\"}", "package.json");
    assert_eq!((inspection.format, inspection.issues.len()), (Format::Json, 0));
}
