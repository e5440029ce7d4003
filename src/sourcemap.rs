//! A source map, read and judged by ECMA-426.
//!
//! This reader takes the whole file into memory and knows the rules that matter most: the shape of the JSON, the
//! grammar of `mappings`, and the ranges of its indexes.

mod mappings;

use serde::Serialize;
use serde_json::{Map, Value};

use crate::error::Result;
use crate::issue::{Code, Issue};
use crate::source::Source;
use mappings::{Limits, check_mappings};

/// What there is to say about a source map.
#[derive(Debug, Clone, PartialEq)]
pub struct MapReport {
    /// Its counts and names.
    pub summary: MapSummary,
    /// What was found.
    pub issues: Vec<Issue>,
}

/// The counts and names of a source map.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct MapSummary {
    /// The generated file's name, where the map gives one. ECMA-426 9.1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
    /// `debugId`, or `debug_id`, where the map has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub debug_id: Option<String>,
    /// Whether it has `sections`, or else `mappings`.
    pub has_mappings: bool,
    /// The sources' names, of all sections one after the other.
    pub sources: Vec<Option<String>>,
    /// How many names there are.
    pub names: u64,
    /// How many segments the mappings have.
    pub segments: u64,
}

impl MapSummary {
    /// Whether it has what makes JSON a source map: mappings, or sections of some.
    #[must_use]
    pub fn looks_like_a_map(&self) -> bool {
        self.has_mappings
    }
}

/// Reads a source map and judges it.
///
/// # Errors
/// [`Error::Read`](crate::Error::Read) when the host cannot read the file.
pub fn read_map(source: &dyn Source) -> Result<MapReport> {
    let mut report = MapReport { summary: MapSummary::default(), issues: Vec::new() };
    let text = source.read_up_to(0, usize::MAX)?;
    match serde_json::from_slice::<Value>(&text) {
        Ok(Value::Object(map)) => report.read_object(&map),
        Ok(other) => {
            report.issues.push(Issue::new(Code::MapNotAnObject).with("actual", kind(&other)));
        }
        Err(error) => {
            let mut issue = Issue::new(Code::MapNotJson).with("reason", reason(&error));
            issue.at.line = Some(error.line() as u64);
            issue.at.column = Some(error.column() as u64);
            report.issues.push(issue);
        }
    }
    Ok(report)
}

/// What the parser says, without the place, which stands in the finding.
fn reason(error: &serde_json::Error) -> String {
    let text = error.to_string();
    text.split(" at line ").next().unwrap_or(&text).to_owned()
}

impl MapReport {
    fn read_object(&mut self, map: &Map<String, Value>) {
        let text = |name: &str| map.get(name).and_then(Value::as_str).map(str::to_owned);
        self.summary.file = text("file");
        self.summary.debug_id = text("debugId").or_else(|| text("debug_id"));
        match map.get("sections") {
            None => self.read_map(map, "$"),
            Some(sections) => {
                self.summary.has_mappings = true;
                self.check_version(map, "$");
                match sections.as_array() {
                    Some(sections) => self.read_sections(sections),
                    None => self.wrong_kind("$.sections", Some(sections), "a list"),
                }
            }
        }
    }

    /// ECMA-426 10.1.
    fn read_sections(&mut self, sections: &[Value]) {
        let mut last = None;
        for (index, section) in sections.iter().enumerate() {
            let at = format!("$.sections[{index}]");
            let offset = |name: &str| {
                section.get("offset").and_then(|offset| offset.get(name)).and_then(Value::as_u64)
            };
            match offset("line").zip(offset("column")) {
                None => self.wrong_kind(
                    &format!("{at}.offset"),
                    section.get("offset"),
                    "{ line, column } of whole numbers",
                ),
                Some(offset) => {
                    if last.is_some_and(|last| offset <= last) {
                        self.issues.push(
                            Issue::new(Code::MapSectionOrder).at_path(format!("{at}.offset")),
                        );
                    }
                    last = Some(offset);
                }
            }
            let map_at = format!("{at}.map");
            match section.get("map").and_then(Value::as_object) {
                Some(map) => self.read_map(map, &map_at),
                None => self.wrong_kind(&map_at, section.get("map"), "a source map"),
            }
        }
    }

    /// ECMA-426 9.1.2.
    fn read_map(&mut self, map: &Map<String, Value>, at: &str) {
        self.check_version(map, at);
        for name in ["file", "sourceRoot"] {
            if let Some(value) = map.get(name).filter(|value| !value.is_string()) {
                self.wrong_kind(&format!("{at}.{name}"), Some(value), "a string");
            }
        }
        let sources = self.list(map, at, "sources", true, true);
        self.list(map, at, "sourcesContent", false, true);
        let names = self.list(map, at, "names", false, false).map_or(0, |names| names.len() as u64);
        let known = sources.map_or(0, |sources| sources.len() as u64);
        for source in sources.into_iter().flatten() {
            self.summary.sources.push(source.as_str().map(str::to_owned));
        }
        self.summary.names += names;
        let path = format!("{at}.mappings");
        match map.get("mappings") {
            Some(Value::String(mappings)) => {
                self.summary.has_mappings = true;
                let limits = Limits { sources: known, names };
                self.summary.segments += check_mappings(mappings, limits, &path, &mut self.issues);
            }
            other => self.wrong_kind(&path, other, "a string"),
        }
    }

    fn check_version(&mut self, map: &Map<String, Value>, at: &str) {
        let version = map.get("version");
        if version.and_then(Value::as_f64) != Some(3.0) {
            let actual = version.map_or_else(|| "missing".to_owned(), Value::to_string);
            self.issues.push(
                Issue::new(Code::MapVersion)
                    .at_path(format!("{at}.version"))
                    .with("actual", actual),
            );
        }
    }

    /// A list of strings; `None` when it is not there or not a list.
    fn list<'a>(
        &mut self,
        map: &'a Map<String, Value>,
        at: &str,
        name: &str,
        needed: bool,
        null: bool,
    ) -> Option<&'a Vec<Value>> {
        let path = format!("{at}.{name}");
        let value = map.get(name);
        let list = value.and_then(Value::as_array);
        if list.is_none() && (needed || value.is_some()) {
            self.wrong_kind(&path, value, "a list");
        }
        for (index, item) in list.into_iter().flatten().enumerate() {
            if !(item.is_string() || null && item.is_null()) {
                let expected = if null { "a string or null" } else { "a string" };
                self.wrong_kind(&format!("{path}[{index}]"), Some(item), expected);
            }
        }
        list
    }

    fn wrong_kind(&mut self, path: &str, actual: Option<&Value>, expected: &'static str) {
        let actual = actual.map_or("missing", kind);
        let issue = Issue::new(Code::MapFieldType).at_path(path);
        self.issues.push(issue.with("actual", actual).with("expected", expected));
    }
}

fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Number(_) => "a number",
        Value::String(_) => "a string",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}
