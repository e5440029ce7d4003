//! ProGuard and R8 mapping files.

use mapship::formats::jvm_mapping::inspect_through;
use mapship::{Format, Severity};

use super::{findings, fixture, inspected, told};

const R8: &str = r#"# compiler: R8
# compiler_version: 8.2.47
# min_api: 21
# compiler_hash: 7a8b9c
# common_typos_disable
# {"id":"com.android.tools.r8.mapping","version":"2.2"}
# pg_map_id: 1a2b3c4
# pg_map_hash: SHA-256 1a2b3c4d
androidx.activity.R$id -> a.a:
# {"id":"sourceFile","fileName":"R.java"}
    int view_tree -> a
      # {"id":"com.android.tools.r8.residualsignature","signature":"()V"}
    1:1:void <init>():0:0 -> <init>
    1:4:void com.shop.Cart.add(int,java.lang.String[]):12:15 -> b
    1:4:void put():20 -> b
      # {"id":"com.android.tools.r8.outlineCallsite","positions":{"1":10},"outline":"Lb/c;a()V"}
    void `some test`() -> c
"#;

#[test]
fn what_proguard_wrote() {
    let inspection = inspected(&fixture("jvm/mapping.txt"), "mapping.txt");
    assert_eq!(inspection.format, Format::JvmMapping);
    assert_eq!(inspection.upload_type, Some("jvm_mapping_file"));
    // grep -c '^[^ ]' and grep -c '^ ' say the same
    assert_eq!(inspection.counts, [("classes", 2), ("members", 14)]);
    assert_eq!(findings(&inspection), [""; 0]);
}

#[test]
fn what_r8_writes() {
    let inspection = inspected(R8.as_bytes(), "mapping.txt");
    assert_eq!(told(&inspection, "compiler"), Some("R8"));
    assert_eq!(told(&inspection, "compiler_version"), Some("8.2.47"));
    assert_eq!(told(&inspection, "min_api"), Some("21"));
    assert_eq!(told(&inspection, "pg_map_id"), Some("1a2b3c4"));
    assert_eq!(told(&inspection, "pg_map_hash"), Some("SHA-256 1a2b3c4d"));
    assert_eq!(inspection.counts, [("classes", 1), ("members", 5)]);
    assert_eq!(findings(&inspection), [""; 0]);
}

#[test]
fn windows_line_ends_change_nothing() {
    let windows = R8.replace('\n', "\r\n");
    let (one, other) = (inspected(R8.as_bytes(), "a.txt"), inspected(windows.as_bytes(), "a.txt"));
    assert_eq!(
        (one.identity, one.counts, one.issues),
        (other.identity, other.counts, other.issues)
    );
}

#[test]
fn the_window_changes_nothing_unless_a_line_is_longer() {
    let text = R8.as_bytes();
    let whole = inspect_through(&text, 1 << 20).unwrap();
    for window in [100, 128, 200, 555] {
        assert_eq!(inspect_through(&text, window).unwrap(), whole, "{window}");
    }
}

#[test]
fn malformed_lines_are_told_once_a_kind_with_their_numbers() {
    let mut text = String::from("a.B -> c.d:\n    int x -> a\nwhat is this\n");
    for _ in 0..12 {
        text.push_str("    int y = b\n");
    }
    text.push_str("a.C -> c.e:\n");
    let inspection = inspected(text.as_bytes(), "mapping.txt");
    assert_eq!(findings(&inspection), ["jvm-line line 3", "jvm-line line 4"]);
    let [one, other] = inspection.issues.as_slice() else { panic!() };
    assert_eq!(
        one.message(),
        "1 line can't be read (3), the first being \"what is this\"; \"original -> obfuscated:\" is needed"
    );
    assert_eq!(other.count, 12);
    assert!(other.message().starts_with(
        "12 lines can't be read (4, 5, 6, 7, 8, 9, 10, 11, 12, 13 and more), the first being \"int y = b\";"
    ));
    assert_eq!(inspection.counts, [("classes", 2), ("members", 1)]);
}

#[test]
fn other_faults() {
    for (text, expected) in [
        (&b"a.B -> c.d:\n    int x -"[..], &["jvm-truncated line 2"][..]),
        (b"a.B -> c.d:\n    int x -> a", &["jvm-no-line-end line 2"]),
        (b"# compiler: R8\n", &["jvm-empty"]),
        (b"# compiler: R8\n    int x -> a\n", &["jvm-line line 2", "jvm-empty"]),
        (b"a.B -> a.B:\n    int x -> x\n", &["jvm-unchanged"]),
        (b"a.B -> c.d:\n    int \xff -> a\n    int \xe4 -> b\n", &["jvm-utf8 line 2"]),
        (b"# compiler: R8\n<<<<<<< HEAD\na.B -> c.d:\n", &["jvm-line line 2"]),
    ] {
        assert_eq!(findings(&inspected(text, "mapping.txt")), expected, "{}", text.escape_ascii());
    }
}

#[test]
fn what_is_not_utf8_is_placed_to_the_byte() {
    let inspection =
        inspected(b"a.B -> c.d:\n    int \xff -> a\n    int \xe4 -> b\n", "mapping.txt");
    let issue = &inspection.issues[0];
    assert_eq!((issue.at.offset, issue.at.column, issue.count), (Some(20), Some(9), 2));
    assert_eq!(issue.severity, Severity::Error);
}

/// Every piece of the fixture that a line ends is a mapping file; every other piece is found to be cut off.
#[test]
fn a_cut_is_told_wherever_it_is() {
    let text = fixture("jvm/mapping.txt");
    let first = text.iter().position(|byte| *byte == b'\n').unwrap();
    for length in first + 1..text.len() {
        let inspection = inspected(&text[..length], "mapping.txt");
        let expected = match text[length - 1] {
            b'\n' => 0,
            _ => 1,
        };
        let cut = findings(&inspection)
            .iter()
            .filter(|it| it.starts_with("jvm-truncated") || it.starts_with("jvm-no-line-end"))
            .count();
        assert_eq!(cut, expected, "cut at {length}");
    }
}
