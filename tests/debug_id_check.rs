//! Uploads that are found by the debug ID in their minified file.
#![allow(clippy::unwrap_used, reason = "a test may fail loudly")]

use mapship::{CheckOptions, Code, Event, UploadFile, Value, check};

const ID: &str = "2f1d7f52-4e1b-4f7c-8c0d-2f4a5f6d8e91";
const MAP: &str = r#"{"version":3,"sources":["a.ts"],"sourcesContent":["call();\n"],"names":[],"mappings":"AAAA"}"#;

/// The codes of what is found, and the event's debug ID.
fn judged(
    script: &str,
    given: &[(&str, &str)],
    by_debug_id: bool,
) -> (Vec<&'static str>, Option<String>) {
    let mut members = vec![("type".to_owned(), Value::from("js_sourcemap"))];
    members.extend(given.iter().map(|(name, value)| ((*name).to_owned(), Value::from(*value))));
    let mut event = Event::from_members(members).unwrap();
    let (script, map) = (script.as_bytes(), MAP.as_bytes());
    let files = [
        UploadFile { part: "source_map", name: "app.js.map", source: &map },
        UploadFile { part: "minified_file", name: "app.js", source: &script },
    ];
    let options = CheckOptions { by_debug_id, ..CheckOptions::default() };
    let verdict = check(event.upload_type, Some(&mut event), &files, options).unwrap();
    let codes = verdict.issues.iter().map(|issue| issue.code.name()).collect();
    let id = match event.get("debug_id") {
        Some(Value::Text(id)) => Some(id.clone()),
        _ => None,
    };
    (codes, id)
}

const PLAIN: &str = "call();\n//# sourceMappingURL=app.js.map\n";

fn marked() -> String {
    format!("call();({{ddDebugId:\"{ID}\"}});\n//# sourceMappingURL=app.js.map\n")
}

#[test]
fn a_file_without_an_id_is_an_error_where_nothing_else_leads_to_it() {
    let missing = Code::DebugIdMissing.name();
    for given in [
        &[("minified_url", "app.js")][..],
        &[("minified_url", "app.js"), ("service", "s")],
        &[("minified_url", "app.js"), ("version", "1")],
    ] {
        let (codes, id) = judged(PLAIN, given, true);
        // of the fields for which the ID would have stood in, nothing is said
        assert_eq!((codes, id), (vec![missing], None), "{given:?}");
    }
}

#[test]
fn service_and_version_lead_to_a_file_without_an_id() {
    let given = [("minified_url", "/app.js"), ("service", "s"), ("version", "1")];
    assert_eq!(judged(PLAIN, &given, true), (vec![], None));
}

#[test]
fn the_id_of_the_file_is_filled_in_where_it_is_asked_for() {
    let (codes, id) = judged(&marked(), &[("minified_url", "app.js")], true);
    assert!(!codes.contains(&Code::DebugIdMissing.name()), "{codes:?}");
    assert!(!codes.contains(&Code::EventFieldMissing.name()), "{codes:?}");
    assert_eq!(id.as_deref(), Some(ID));
    let given = [("minified_url", "/app.js"), ("service", "s"), ("version", "1")];
    assert_eq!(judged(&marked(), &given, true).1.as_deref(), Some(ID));
    assert_eq!(judged(&marked(), &given, false).1, None);
}

#[test]
fn an_id_that_is_given_is_left() {
    let other = "b359c38b-eb4b-472d-9dcc-a48f8734dc7a";
    for script in [PLAIN, &marked()] {
        let (codes, id) = judged(script, &[("minified_url", "app.js"), ("debug_id", other)], true);
        assert!(!codes.contains(&Code::DebugIdMissing.name()), "{codes:?}");
        assert_eq!(id.as_deref(), Some(other));
    }
}
