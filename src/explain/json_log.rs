//! Stack traces in a line of a log: in the JSON that pino, winston or AWS Lambda write, with whatever stands before it, or in a text
//! whose line ends are escaped.
//!
//! The line is not parsed as JSON: it may be cut short, one line of a longer text, or JSON within JSON. What is looked for is strings
//! that hold lines, and lists of strings.

use super::frame::{StackFrame, frame};
use crate::native_trace::is_native_frame;
use crate::retrace::is_jvm_frame;

/// How deep JSON is looked for in the strings of JSON.
const DEEPEST: u32 = 4;

/// With how many stacks one is compared, so that the same one is not given twice.
const COMPARED: usize = 8;

/// A stack trace.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Embedded {
    pub lines: Vec<String>,
    /// Whether its frames are components of React.
    pub is_components: bool,
}

/// The stack traces that a line holds, in their order.
pub(super) fn stacks_in(line: &str) -> Vec<Embedded> {
    let mut scan = Scan::default();
    // most lines have neither
    if line.contains("\\n") || line.contains('[') && line.contains('"') {
        scan.text(line, 0);
    }
    scan.stacks
}

#[derive(Default)]
struct Scan {
    stacks: Vec<Embedded>,
}

impl Scan {
    fn text(&mut self, text: &str, depth: u32) {
        let before = self.stacks.len();
        // the strings of each list that is open, and whether that is one of components
        let mut lists: Vec<(Vec<String>, bool)> = Vec::new();
        let (mut rest, mut is_components) = (text, false);
        while let Some((at, sign)) =
            rest.char_indices().find(|(_, it)| matches!(it, '"' | '[' | ']'))
        {
            rest = rest.get(at..).and_then(|rest| rest.get(1..)).unwrap_or_default();
            match sign {
                '[' => lists.push((Vec::new(), is_components)),
                ']' => self.list(lists.pop().unwrap_or_default()),
                _ => {
                    let (string, after) = decode(rest);
                    rest = after;
                    if after.trim_start().starts_with(':') {
                        is_components = string.ends_with("omponentStack");
                    } else if !self.string(&string, is_components, depth)
                        && let Some((list, _)) = lists.last_mut()
                    {
                        list.push(string);
                    }
                }
            }
        }
        while let Some(list) = lists.pop() {
            self.list(list);
        }
        if self.stacks.len() == before && text.contains("\\n") {
            self.escaped(text);
        }
    }

    /// Whether a string holds stacks.
    fn string(&mut self, string: &str, is_components: bool, depth: u32) -> bool {
        let before = self.stacks.len();
        if string.contains('\n') && string.lines().any(is_frame) {
            self.add(string.lines().map(str::to_owned).collect(), is_components);
            return true;
        }
        if depth < DEEPEST && (string.contains("\\n") || string.contains('[')) {
            self.text(string, depth.saturating_add(1));
        }
        self.stacks.len() > before
    }

    fn list(&mut self, (lines, is_components): (Vec<String>, bool)) {
        if lines.iter().any(|line| is_frame(line)) {
            self.add(lines, is_components);
        }
    }

    /// A text that is no JSON, with escaped line ends.
    fn escaped(&mut self, text: &str) {
        let lines = || text.split("\\n").map(|line| line.strip_suffix("\\r").unwrap_or(line));
        // paths of Windows have such signs in them, too
        let is_clear = |line: &str| {
            let text = line.trim_start();
            text.starts_with("at ") || text.contains('@') && text.contains("://")
        };
        if lines().skip(1).any(|line| is_clear(line) && is_frame(line)) {
            self.add(lines().map(|line| line.replace("\\t", "\t")).collect(), false);
        }
    }

    fn add(&mut self, lines: Vec<String>, is_components: bool) {
        let stack = Embedded { lines, is_components };
        let last = self.stacks.len().saturating_sub(COMPARED);
        if !self.stacks.get(last..).unwrap_or_default().contains(&stack) {
            self.stacks.push(stack);
        }
    }
}

/// Whether a line is surely a frame: not any two numbers in a text.
fn is_frame(line: &str) -> bool {
    if is_jvm_frame(line) || is_native_frame(line) {
        return true;
    }
    let is_placed = |frame: StackFrame| frame.place.is_some_and(|place| !place.url.is_empty());
    frame(line).is_some_and(|frame| line.trim_start().starts_with("at ") || is_placed(frame))
}

/// The string of JSON whose opening quote is passed, and what stands behind it. One that breaks off ends there.
fn decode(text: &str) -> (String, &str) {
    let mut string = String::new();
    let mut rest = text;
    loop {
        let length = rest.find(['"', '\\']).unwrap_or(rest.len());
        let (plain, after) = rest.split_at_checked(length).unwrap_or((rest, ""));
        string.push_str(plain);
        let mut signs = after.chars();
        match (signs.next(), signs.next()) {
            (Some('\\'), Some(escaped)) => {
                rest = signs.as_str();
                match escaped {
                    'n' => string.push('\n'),
                    'r' => string.push('\r'),
                    't' => string.push('\t'),
                    'b' => string.push('\u{8}'),
                    'f' => string.push('\u{c}'),
                    '"' | '\\' | '/' => string.push(escaped),
                    'u' => rest = unicode(rest, &mut string),
                    other => string.extend(['\\', other]),
                }
            }
            (Some('"'), _) => return (string, after.get(1..).unwrap_or_default()),
            _ => return (string, ""),
        }
    }
}

/// Reads the four digits of an escape, and those of the second half of a character where they follow.
fn unicode<'a>(text: &'a str, string: &mut String) -> &'a str {
    let unit = |text: &'a str| {
        let (digits, rest) = text.split_at_checked(4)?;
        Some((u16::from_str_radix(digits, 16).ok()?, rest))
    };
    let Some((first, rest)) = unit(text) else {
        string.push_str("\\u");
        return text;
    };
    let second = rest.strip_prefix("\\u").and_then(unit);
    let whole = second.and_then(|(second, rest)| {
        let decoded = char::decode_utf16([first, second]).next()?.ok()?;
        (decoded.len_utf16() == 2).then_some((decoded, rest))
    });
    if let Some((decoded, rest)) = whole {
        string.push(decoded);
        return rest;
    }
    string.push(char::from_u32(first.into()).unwrap_or(char::REPLACEMENT_CHARACTER));
    rest
}
