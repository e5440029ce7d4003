//! What is made of each line of a trace, in their order: what stands above a frame has a say in it.

use std::ops::Range;

use crate::finding::{Code, Issue};

use super::RetracedLine;
use super::block::{Block, Mapping};
use super::element::JvmFrame;
use super::files::Files;
use super::kind::{is_of_file, is_of_platform, is_short_class, is_short_method};
use super::lookup::{Above, Found, JvmOriginal, Lines, look_up};
use super::source_file::source_file;
use super::trace::{Head, Line};

/// How many bytes of an ID have to be the same: R8 writes the whole of it, or its beginning.
const ID: usize = 7;

/// How many other readings a finding names.
const NAMED: usize = 4;

/// Whether a line is readable.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum JvmState {
    /// A frame that is readable now.
    Resolved,
    /// A frame that was readable already.
    Readable,
    /// A frame that the sources do not have.
    Removed,
    /// A frame that is not readable, or not all of it.
    Unreadable,
    /// No frame: the class of an exception has its name again.
    Words,
}

/// The lines that are done, and what is known from above the next one.
pub(super) struct Answers<'a> {
    mapping: &'a Mapping,
    /// What the mapping is called; `None` where there is none.
    name: Option<&'a str>,
    lines: Vec<(RetracedLine, Option<&'a JvmFrame>)>,
    /// The exception, as it was in the sources, until the next frame.
    thrown: Option<String>,
    /// The outline that the last frame was one of: class, method, line.
    outline: Option<(&'a str, &'a str, u32)>,
}

impl<'a> Answers<'a> {
    pub fn new(mapping: &'a Mapping, name: Option<&'a str>) -> Self {
        Self { mapping, name, lines: Vec::new(), thrown: None, outline: None }
    }

    pub fn take(&mut self, index: usize, line: &'a Line, raw: &str) {
        match line {
            Line::Words => {}
            Line::Head(head) => self.head(index, head, raw),
            Line::Frame(frame) => {
                let thrown = self.thrown.take();
                let outline = self.outline.take();
                let line = self.frame(index, frame, Above { thrown: thrown.as_deref(), outline });
                self.lines.push((line, Some(frame)));
            }
        }
    }

    fn head(&mut self, index: usize, head: &Head, raw: &str) {
        self.outline = None;
        let mut changed: Vec<(Range<usize>, String)> = Vec::new();
        let thrown = raw.get(head.thrown.clone()).unwrap_or_default();
        let block = self.mapping.block(thrown);
        let original = block.map_or(thrown, |block| &block.original);
        changed.push((head.thrown.clone(), original.to_owned()));
        self.thrown = Some(original.to_owned());
        for named in &head.named {
            let text = |range: &Range<usize>| raw.get(range.clone()).unwrap_or_default();
            let Some(block) = self.mapping.block(text(&named.class)) else { continue };
            changed.push((named.class.clone(), block.original.clone()));
            let Some(range) = &named.method else { continue };
            if let Found::Readings(readings, _) =
                look_up(block, text(range), None, Above::default())
                && let [reading] = readings.as_slice()
                && let Some(outermost) = reading.last()
            {
                changed.push((range.clone(), outermost.method.clone()));
            }
        }
        let mut text = String::new();
        let mut at = 0;
        for (range, original) in changed {
            text.push_str(raw.get(at..range.start).unwrap_or_default());
            text.push_str(&original);
            at = range.end;
        }
        text.push_str(raw.get(at..).unwrap_or_default());
        if text != raw {
            let state = JvmState::Words;
            let (readings, issues) = (Vec::new(), Vec::new());
            self.lines
                .push((RetracedLine { index, state, text: vec![text], readings, issues }, None));
        }
    }

    fn frame(&mut self, index: usize, frame: &'a JvmFrame, above: Above<'_>) -> RetracedLine {
        let answer = |state, issues| RetracedLine {
            index,
            state,
            text: Vec::new(),
            readings: Vec::new(),
            issues,
        };
        if let Some(issue) = self.other_mapping(frame) {
            return answer(JvmState::Unreadable, vec![issue]);
        }
        let Some(block) = self.mapping.block(&frame.class) else {
            return match self.unknown_class(frame) {
                None => answer(JvmState::Readable, Vec::new()),
                Some(issue) => answer(JvmState::Unreadable, vec![issue]),
            };
        };
        let missing = |code: Code| {
            let issue = Issue::new(code).with("class", block.original.as_str());
            let issue = issue.with("mapping", self.name.unwrap_or_default());
            issue.with("method", frame.method.as_str())
        };
        match look_up(block, &frame.method, frame.line, above) {
            Found::Outline => {
                self.outline = frame.line.map(|line| (&*frame.class, &*frame.method, line));
                answer(JvmState::Removed, vec![Issue::new(Code::FrameSynthesized)])
            }
            Found::NoMethod | Found::NoLine if block.is_cut => {
                let issues = vec![missing(Code::FrameLineNotMappedMany)];
                answer(JvmState::Unreadable, issues)
            }
            Found::NoMethod => {
                // a method that keeps its name, and has no lines, need not be there
                let is_kept = !is_short_method(&frame.method);
                let line = answer(JvmState::Resolved, Vec::new());
                let line = RetracedLine { readings: vec![vec![as_it_is(block, frame)]], ..line };
                if is_kept {
                    return line;
                }
                let issues = vec![missing(Code::FrameMethodNotMapped)];
                RetracedLine { state: JvmState::Unreadable, issues, ..line }
            }
            Found::NoLine => {
                let line = frame.line.unwrap_or_default();
                let issues = vec![missing(Code::FrameLineNotMapped).with("line", line)];
                let readings = vec![vec![as_it_is(block, frame)]];
                RetracedLine { readings, ..answer(JvmState::Unreadable, issues) }
            }
            Found::Readings(readings, lines) => {
                let mut issues = Vec::new();
                if readings.iter().all(Vec::is_empty) {
                    let issues = vec![Issue::new(Code::FrameSynthesized)];
                    return answer(JvmState::Removed, issues);
                }
                if lines == Lines::Missing {
                    issues.push(Issue::new(Code::FrameNoLine));
                }
                RetracedLine { readings, ..answer(JvmState::Resolved, issues) }
            }
        }
    }

    /// That a frame is of another mapping, by the ID that it has.
    fn other_mapping(&self, frame: &JvmFrame) -> Option<Issue> {
        let traced = frame.map_id()?;
        let name = self.name?;
        let ids = &self.mapping.ids;
        let told = ids.iter().max_by_key(|id| id.len())?;
        if ids.iter().any(|id| is_same(traced, id)) {
            return None;
        }
        let issue = Issue::new(Code::FrameOtherMapping).with("mapping", name);
        Some(issue.with("traced", traced).with("id", told.as_str()))
    }

    /// Why a class that the mapping does not have is not readable; `None` where it is.
    fn unknown_class(&self, frame: &JvmFrame) -> Option<Issue> {
        let is_short = is_short_class(&frame.class) && !is_of_file(&frame.class, &frame.file);
        if is_of_platform(&frame.class) || !is_short && !frame.is_shrunk() {
            return None;
        }
        Some(match self.name {
            None => Issue::new(Code::FrameNoMapping).with("class", frame.class.as_str()),
            Some(name) => Issue::new(Code::FrameClassNotMapped)
                .with("class", frame.class.as_str())
                .with("mapping", name),
        })
    }

    /// The classes of the originals, by their names in the sources.
    pub fn classes(&self) -> Vec<&str> {
        let frames = self.lines.iter().flat_map(|(line, _)| line.readings.iter().flatten());
        frames.map(|frame| frame.class.as_str()).collect()
    }

    /// The lines, with files and texts.
    pub fn finish(self, files: &Files) -> Vec<RetracedLine> {
        let done = self.lines.into_iter().map(|(mut line, frame)| {
            let Some(frame) = frame else { return line };
            for original in line.readings.iter_mut().flatten() {
                original.file = match files.of(&original.class) {
                    Some(file) => file.to_owned(),
                    None => source_file(&original.class, &frame.file),
                };
            }
            let text = |it: &JvmOriginal| frame.with(&it.class, &it.method, &it.file, it.line);
            let first = line.readings.first().map(Vec::as_slice).unwrap_or_default();
            line.text = first.iter().map(text).collect();
            if line.readings.len() > 1 {
                line.issues.push(other_readings(&line.readings));
            }
            line
        });
        done.collect()
    }
}

/// A frame of which the class alone is known.
fn as_it_is(block: &Block, frame: &JvmFrame) -> JvmOriginal {
    JvmOriginal {
        class: block.original.clone(),
        method: frame.method.clone(),
        file: String::new(),
        line: frame.line,
    }
}

/// Whether two IDs are one, of which either may be cut short.
fn is_same(one: &str, other: &str) -> bool {
    let length = one.len().min(other.len());
    let start = |id: &str| id.get(..length).map(str::to_ascii_lowercase);
    one.eq_ignore_ascii_case(other) || length >= ID && start(one) == start(other)
}

/// That a frame may be read in several ways.
fn other_readings(readings: &[Vec<JvmOriginal>]) -> Issue {
    let told = |reading: &Vec<JvmOriginal>| {
        let Some(frame) = reading.first() else { return "nothing of the sources".to_owned() };
        let line = frame.line.map(|line| format!(":{line}")).unwrap_or_default();
        format!("{}.{} ({}{line})", frame.class, frame.method, frame.file)
    };
    let others: Vec<String> = readings.iter().skip(1).take(NAMED).map(told).collect();
    let more = readings.len().saturating_sub(1).saturating_sub(others.len());
    let more = if more > 0 { format!(" and {more} more") } else { String::new() };
    let issue = Issue::new(Code::FrameReadings);
    issue.with("others", [&others.join(", "), more.as_str()].concat())
}
