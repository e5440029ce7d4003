//! Unity's `LineNumberMappings.json`: which lines of the C++ that IL2CPP made come from which lines of C#.
//!
//! Unity documents no form; it writes `{"generated.cpp": {"Source.cs": {"generated line": source line}}}`, both lines
//! 1-based. Members whose names begin with two underscores are notes of tools that pass the file on.

use crate::error::Result;
use crate::finding::{Code, Issue};
use crate::source::Source;
use crate::sourcemap::finding::{Finding, Spot};
use crate::sourcemap::json::{Json, Kind, shown};
use crate::sourcemap::window::{Step, Stop};

use super::Symbols;

/// How much of the file is in memory at once, in bytes.
const WINDOW: usize = 256 * 1024;

/// How much of a name a path shows, in bytes.
const SHOWN: usize = 100;

/// Reads a mapping. Memory does not grow with the file.
///
/// # Errors
/// [`Error::Read`](crate::Error::Read) when the host cannot read the file.
pub fn inspect(source: &dyn Source) -> Result<Symbols> {
    inspect_through(source, WINDOW)
}

/// The same, through a window of so many bytes.
///
/// # Errors
/// As for [`inspect`].
pub fn inspect_through(source: &dyn Source, window: usize) -> Result<Symbols> {
    let start = Spot { offset: 0, line: 1, column: 1 };
    let json = Json::new(source, window, 0..source.len(), start);
    let mut reading = Reading { json, path: Vec::new(), counts: [0; 3], issues: Vec::new() };
    match reading.whole().map_err(|stop| *stop) {
        Ok(()) if reading.counts == [0; 3] && reading.issues.is_empty() => {
            reading.issues.push(Issue::new(Code::Il2cppEmpty));
        }
        Ok(()) => {}
        Err(Stop::Broken(finding)) => reading.issues.push(syntax(&finding)),
        Err(Stop::Read(error)) => return Err(error),
    }
    let names = ["generatedFiles", "sourceFiles", "lines"];
    Ok(Symbols {
        counts: names.into_iter().zip(reading.counts).collect(),
        issues: reading.issues,
        ..Symbols::default()
    })
}

/// What a value of each level must be; the last is a line.
const LEVELS: [&str; 4] = [
    "an object of generated files",
    "an object of source files",
    "an object of lines",
    "a line number",
];

struct Reading<'s> {
    json: Json<'s>,
    /// The names of the members around the next value.
    path: Vec<Vec<u8>>,
    /// How many generated files, source files in them, and lines there are.
    counts: [u64; 3],
    issues: Vec<Issue>,
}

impl Reading<'_> {
    fn whole(&mut self) -> Step<()> {
        self.value()?;
        self.json.space()?;
        let spot = self.json.window.spot();
        match shown(&self.json.window.look(4)?) {
            Some(found) => {
                let args =
                    vec![("expected", "the end of the file".into()), ("found", found.into())];
                Err(self.json.broken(Code::MapJsonSyntax, spot, args))
            }
            None => Ok(()),
        }
    }

    /// The value of the level that the path has led to. Levels are four, so recursion ends.
    fn value(&mut self) -> Step<()> {
        let level = self.path.len();
        let kind = self.json.kind()?;
        let spot = self.json.window.spot();
        if level == 3 {
            return self.line(kind, spot);
        }
        if kind != Kind::Object {
            return self.wrong(spot);
        }
        self.json.enter();
        let mut first = true;
        loop {
            self.json.space()?;
            let spot = self.json.window.spot();
            let mut name = Vec::new();
            let mut length = 0_usize;
            let is_named = self.json.name(&mut first, &mut |bytes, _| {
                let room = SHOWN.saturating_sub(name.len()).min(bytes.len());
                name.extend_from_slice(bytes.get(..room).unwrap_or_default());
                length = length.saturating_add(bytes.len());
            })?;
            if !is_named {
                return Ok(());
            }
            if level == 0 && name.starts_with(b"__") {
                self.json.skip()?;
                continue;
            }
            let is_line = name.iter().all(u8::is_ascii_digit) && (1..=10).contains(&length);
            self.path.push(name);
            if level == 2 && !is_line {
                self.add(spot, "not named for a line".to_owned(), "a line of the generated file");
            }
            if let Some(count) = self.counts.get_mut(level) {
                *count = count.saturating_add(1);
            }
            self.value()?;
            self.path.pop();
        }
    }

    fn line(&mut self, kind: Kind, spot: Spot) -> Step<()> {
        if kind != Kind::Number {
            return self.wrong(spot);
        }
        let line = self.json.number()?;
        if line.is_some_and(|line| u32::try_from(line).is_ok()) {
            return Ok(());
        }
        let actual = format!("the number {}", self.json.literal);
        self.add(spot, actual, "a line number");
        Ok(())
    }

    fn wrong(&mut self, spot: Spot) -> Step<()> {
        let expected = LEVELS.get(self.path.len()).copied().unwrap_or_default();
        let actual = self.json.skip_telling()?;
        self.add(spot, actual, expected);
        Ok(())
    }

    /// Adds a finding, or counts it where there is one that expects the same.
    fn add(&mut self, spot: Spot, actual: String, expected: &'static str) {
        let is_alike = |issue: &&mut Issue| {
            issue.args.iter().any(|(name, value)| *name == "expected" && *value == expected.into())
        };
        if let Some(known) = self.issues.iter_mut().find(is_alike) {
            known.count = known.count.saturating_add(1);
            return;
        }
        let mut path = String::from("$");
        for name in &self.path {
            path.push_str("[\"");
            path.push_str(&String::from_utf8_lossy(name));
            path.push_str("\"]");
        }
        let issue = Issue::new(Code::Il2cppShape).at_path(path);
        self.issues.push(placed(issue, spot).with("actual", actual).with("expected", expected));
    }
}

fn placed(mut issue: Issue, spot: Spot) -> Issue {
    issue.at.offset = Some(spot.offset);
    issue.at.line = Some(spot.line);
    issue.at.column = Some(spot.column);
    issue
}

/// What the reader says of any JSON text, in words for this file.
fn syntax(finding: &Finding) -> Issue {
    let code = match finding.code {
        Code::MapJsonTruncated => Code::Il2cppTruncated,
        _ => Code::Il2cppJson,
    };
    let mut issue = placed(Issue::new(code), finding.spot);
    issue.args.clone_from(&finding.args);
    match finding.code {
        Code::MapJsonControl => {
            issue.with("expected", "an escape").with("found", "a control character as it is")
        }
        Code::MapJsonEscape => {
            issue.with("expected", "an escape that JSON has").with("found", "another")
        }
        _ => issue,
    }
}
