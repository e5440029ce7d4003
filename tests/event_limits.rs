//! Every limit of the API page, section "Body Data": one line at the limit, one past it.
//!
//! The numbers are transcribed from the page, not taken from the declarations.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::string_slice,
    reason = "a test may fail loudly"
)]

use mapship::{Event, Value};

/// An event that is valid, with the fewest fields.
fn least(upload_type: &str) -> Vec<(String, Value)> {
    let sha = "0123456789abcdef0123456789abcdef01234567";
    let fields: &[(&str, &str)] = match upload_type {
        "js_sourcemap" => &[("minified_url", "/a.js"), ("service", "s"), ("version", "1")],
        "react_native_sourcemap" => {
            &[("bundle_name", "main"), ("platform", "ios"), ("service", "s"), ("version", "1")]
        }
        "jvm_mapping_file" => &[("service", "s"), ("version", "1")],
        "ios_symbols" => &[("uuids", "u")],
        "flutter_symbol_file" => &[
            ("arch", "arm"),
            ("platform", "ios"),
            ("service", "s"),
            ("variant", "v"),
            ("version", "1"),
        ],
        "ndk_symbol_file" => &[("arch", "arm"), ("build_id", "b")],
        "il2cpp_mapping_file" => &[("build_id", "b")],
        "elf_symbol_file" => &[],
        "pe_symbol_file" => &[("arch", "x64"), ("pdb_sig", "01234567-89AB-CDEF-0123-456789ABCDEF")],
        "repository" => &[("git_commit_sha", sha), ("git_repository_url", "")],
        other => panic!("{other}"),
    };
    let mut members = vec![("type".to_owned(), Value::from(upload_type))];
    members.extend(fields.iter().map(|(name, value)| ((*name).to_owned(), Value::from(*value))));
    if upload_type == "pe_symbol_file" {
        members.push(("pdb_age".to_owned(), Value::Integer(0)));
    }
    members
}

/// The codes found when the least event gets `value` for `field` (or loses the field, for `None`).
fn codes(upload_type: &str, field: &str, value: Option<Value>) -> Vec<String> {
    let mut members = least(upload_type);
    members.retain(|(name, _)| name != field);
    members.extend(value.map(|value| (field.to_owned(), value)));
    let issues = Event::from_members(members).unwrap().validate(false);
    issues
        .iter()
        .map(|issue| format!("{} {}", issue.code.name(), issue.at.path.as_deref().unwrap_or("")))
        .collect()
}

/// Each letter is one character, three bytes and one UTF-16 unit; the second kind is four bytes and two units.
fn of_length(characters: usize) -> [Value; 3] {
    ["a", "好", "😀"].map(|letter| Value::Text(letter.repeat(characters)))
}

#[test]
fn longest_strings() {
    for (upload_type, field, limit) in [
        ("js_sourcemap", "cli_version", 50),
        ("js_sourcemap", "git_repository_url", 2048),
        ("js_sourcemap", "minified_url", 2048),
        ("js_sourcemap", "project_path", 500),
        ("js_sourcemap", "service", 200),
        ("js_sourcemap", "version", 200),
        ("react_native_sourcemap", "build_number", 200),
        ("react_native_sourcemap", "bundle_name", 200),
        ("react_native_sourcemap", "bundle_version", 200),
        ("react_native_sourcemap", "cli_version", 50),
        ("react_native_sourcemap", "project_path", 500),
        ("react_native_sourcemap", "service", 200),
        ("react_native_sourcemap", "version", 200),
        ("jvm_mapping_file", "service", 200),
        ("jvm_mapping_file", "variant", 200),
        ("jvm_mapping_file", "version", 200),
        ("flutter_symbol_file", "arch", 200),
        ("flutter_symbol_file", "cli_version", 50),
        ("flutter_symbol_file", "platform", 200),
        ("flutter_symbol_file", "service", 200),
        ("flutter_symbol_file", "variant", 200),
        ("flutter_symbol_file", "version", 200),
        ("ndk_symbol_file", "arch", 200),
        ("ndk_symbol_file", "build_id", 200),
        ("ndk_symbol_file", "filename", 500),
        ("il2cpp_mapping_file", "build_id", 200),
        ("elf_symbol_file", "arch", 200),
        ("elf_symbol_file", "cli_version", 50),
        ("elf_symbol_file", "filename", 500),
        ("elf_symbol_file", "origin", 200),
        ("elf_symbol_file", "origin_version", 200),
        ("elf_symbol_file", "symbol_source", 200),
        ("pe_symbol_file", "arch", 200),
        ("pe_symbol_file", "cli_version", 50),
        ("pe_symbol_file", "filename", 500),
        ("pe_symbol_file", "origin", 200),
        ("pe_symbol_file", "origin_version", 200),
        ("repository", "cli_version", 50),
        ("repository", "git_repository_url", 2048),
    ] {
        for value in of_length(limit) {
            assert_eq!(
                codes(upload_type, field, Some(value)),
                [""; 0],
                "{upload_type}.{field} at {limit}"
            );
        }
        for value in of_length(limit + 1) {
            let expected = [format!("event-field-too-long event.{field}")];
            assert_eq!(
                codes(upload_type, field, Some(value)),
                expected,
                "{upload_type}.{field} past {limit}"
            );
        }
    }
}

#[test]
fn strings_without_a_limit() {
    for (upload_type, field) in [
        ("react_native_sourcemap", "debug_id"),
        ("jvm_mapping_file", "build_id"),
        ("ios_symbols", "uuids"),
        ("elf_symbol_file", "go_build_id"),
    ] {
        let long = Value::Text("a".repeat(100_000));
        assert_eq!(codes(upload_type, field, Some(long)), [""; 0], "{upload_type}.{field}");
    }
}

#[test]
fn shortest_strings() {
    for (upload_type, fields) in [
        ("js_sourcemap", &["minified_url", "service", "version"][..]),
        ("react_native_sourcemap", &["bundle_name", "service", "version"]),
        ("jvm_mapping_file", &["service", "version"]),
        ("ios_symbols", &["uuids"]),
        ("flutter_symbol_file", &["arch", "platform", "service", "variant", "version"]),
        ("ndk_symbol_file", &["arch", "build_id"]),
        ("il2cpp_mapping_file", &["build_id"]),
        ("pe_symbol_file", &["arch"]),
    ] {
        for field in fields {
            assert_eq!(
                codes(upload_type, field, Some("a".into())),
                [""; 0],
                "{upload_type}.{field} of 1"
            );
            let expected = [format!("event-field-empty event.{field}")];
            assert_eq!(
                codes(upload_type, field, Some("".into())),
                expected,
                "{upload_type}.{field} of 0"
            );
        }
    }
}

#[test]
fn required_fields() {
    for (upload_type, fields) in [
        ("js_sourcemap", &["minified_url", "service", "version"][..]),
        ("react_native_sourcemap", &["bundle_name", "platform", "service", "version"]),
        ("jvm_mapping_file", &["service", "version"]),
        ("ios_symbols", &["uuids"]),
        ("flutter_symbol_file", &["arch", "platform", "service", "variant", "version"]),
        ("ndk_symbol_file", &["arch", "build_id"]),
        ("il2cpp_mapping_file", &["build_id"]),
        ("elf_symbol_file", &[]),
        ("pe_symbol_file", &["arch", "pdb_age", "pdb_sig"]),
        ("repository", &["git_commit_sha", "git_repository_url"]),
    ] {
        assert_eq!(codes(upload_type, "", None), [""; 0], "{upload_type} with the least");
        for field in fields {
            let expected = [format!("event-field-missing event.{field}")];
            assert_eq!(codes(upload_type, field, None), expected, "{upload_type} without {field}");
        }
    }
}

#[test]
fn patterns() {
    let hex = |digits: usize| {
        "0123456789abcdefABCDEF0123456789abcdef0123456789".chars().take(digits).collect::<String>()
    };
    let sha = "0123456789abcdef0123456789abcdef01234567";
    for (upload_type, field, good, bad) in [
        (
            "js_sourcemap",
            "git_commit_sha",
            vec![sha.to_owned()],
            vec![
                String::new(),
                sha[1..].to_owned(),
                format!("{sha}0"),
                sha.to_uppercase(),
                sha.replace('0', "g"),
            ],
        ),
        (
            "repository",
            "git_commit_sha",
            vec![sha.to_owned()],
            vec![String::new(), sha[1..].to_owned(), format!("{sha}0")],
        ),
        (
            "elf_symbol_file",
            "file_hash",
            vec![String::new(), hex(32)],
            vec![hex(31), hex(33), hex(31) + "g", " ".to_owned()],
        ),
        (
            "elf_symbol_file",
            "gnu_build_id",
            vec![String::new(), hex(16), hex(40)],
            vec![hex(15), hex(16) + "-"],
        ),
        (
            "pe_symbol_file",
            "pdb_sig",
            vec![
                "3E3A3E3A-1C05-4E67-B9B7-99D781E5FB5C".to_owned(),
                "3e3a3e3a-1c05-4e67-b9b7-99d781e5fb5c".to_owned(),
            ],
            vec![
                String::new(),
                "3E3A3E3A1C054E67B9B799D781E5FB5C".to_owned(),
                "{3E3A3E3A-1C05-4E67-B9B7-99D781E5FB5C}".to_owned(),
                "3E3A3E3A-1C05-4E67-B9B7-99D781E5FB5".to_owned(),
                "3E3A3E3A-1C05-4E67-B9B7-99D781E5FB5G".to_owned(),
            ],
        ),
    ] {
        for value in good {
            assert_eq!(
                codes(upload_type, field, Some(Value::Text(value.clone()))),
                [""; 0],
                "{field} {value}"
            );
        }
        for value in bad {
            let expected = [format!("event-field-pattern event.{field}")];
            assert_eq!(
                codes(upload_type, field, Some(Value::Text(value.clone()))),
                expected,
                "{field} {value}"
            );
        }
    }
    for good in [
        "redacted",
        "",
        "tUhrGOwxi48kXlLhYlY3/WlmPekR2qonrFvofssLt/8beXJbt0rDaHhn3I6x8D/IA6Zd8Qc8Rsh_bFKoPVn",
    ] {
        assert_eq!(codes("elf_symbol_file", "go_build_id", Some(good.into())), [""; 0]);
    }
}

#[test]
fn enums() {
    for good in ["android", "ios"] {
        assert_eq!(codes("react_native_sourcemap", "platform", Some(good.into())), [""; 0]);
    }
    for bad in ["", "iOS", "windows"] {
        assert_eq!(
            codes("react_native_sourcemap", "platform", Some(bad.into())),
            ["event-field-enum event.platform"],
            "{bad}"
        );
    }
}

#[test]
fn integers() {
    for good in [0, 1, i64::MAX] {
        assert_eq!(
            codes("pe_symbol_file", "pdb_age", Some(Value::Integer(good))),
            [""; 0],
            "{good}"
        );
    }
    for bad in [
        Value::Integer(-1),
        Value::Number(0.5),
        Value::Number(9_007_199_254_740_992.0),
        Value::Number(f64::NAN),
        Value::HugeInteger("9223372036854775808".to_owned()),
    ] {
        let shown = format!("{bad:?}");
        assert_eq!(
            codes("pe_symbol_file", "pdb_age", Some(bad)),
            ["event-field-range event.pdb_age"],
            "{shown}"
        );
    }
    assert_eq!(
        codes("pe_symbol_file", "pdb_age", Some("1".into())),
        ["event-field-type event.pdb_age"]
    );
}

#[test]
fn kinds() {
    for (field, value) in [
        ("service", Value::Null),
        ("service", Value::Integer(1)),
        ("service", Value::Flag(true)),
        ("service", Value::Other("an object")),
        ("overwrite", "true".into()),
        ("overwrite", Value::Integer(1)),
        ("overwrite", Value::Null),
    ] {
        let expected = [format!("event-field-type event.{field}")];
        assert_eq!(
            codes("js_sourcemap", field, Some(value.clone())),
            expected,
            "{field} {value:?}"
        );
    }
    for flag in [true, false] {
        assert_eq!(codes("js_sourcemap", "overwrite", Some(Value::Flag(flag))), [""; 0]);
    }
}

#[test]
fn every_problem_at_once_and_names_that_are_near() {
    let members =
        [("type", "js_sourcemap"), ("servcie", "x"), ("version", ""), ("git_commit_sha", "main")];
    let members =
        members.iter().map(|(name, value)| ((*name).to_owned(), Value::from(*value))).collect();
    let issues = Event::from_members(members).unwrap().validate(false);
    let messages: Vec<String> =
        issues.iter().map(|issue| format!("{} → {}", issue.message(), issue.help())).collect();
    assert_eq!(
        messages,
        [
            "service is missing: the name of the service → give service",
            "event.version is empty; at least 1 character is needed → give a value",
            "minified_url is missing: the URL of the minified file, as stack traces have it → give minified_url",
            "event.git_commit_sha is \"main\"; a commit hash of 40 lower-case hexadecimal digits is needed \
             → give the full commit hash, as git rev-parse HEAD prints it",
            "event.servcie is not a field of js_sourcemap → remove it, correct it (did you mean \"service\"?), \
             or allow unknown fields",
        ]
    );
    let wrong = Event::from_members(vec![("type".to_owned(), "js_sourcemaps".into())]).unwrap_err();
    assert!(wrong.help().contains("did you mean \"js_sourcemap\"?"), "{}", wrong.help());
}

#[test]
fn debug_id_stands_in_for_service_and_version() {
    let of = |fields: &[(&str, &str)]| {
        let members = [("type", "js_sourcemap"), ("minified_url", "/a.js")];
        let members =
            members.iter().chain(fields).map(|(n, v)| ((*n).to_owned(), Value::from(*v))).collect();
        let issues = Event::from_members(members).unwrap().validate(false);
        issues.iter().map(|issue| issue.code.name()).collect::<Vec<_>>()
    };
    assert_eq!(
        of(&[("debug_id", "b359c38b-eb4b-472d-9dcc-a48f8734dc7a")]),
        ["event-debug-id-mode"]
    );
    assert_eq!(of(&[("debug_id", "x"), ("service", "s"), ("version", "1")]), [""; 0]);
    assert_eq!(of(&[]), ["event-field-missing", "event-field-missing"]);
}
