//! Stack traces as people paste them: several of them in one text, in a log, or in the JSON of one.

use serde::Serialize;

use super::frame::{StackFrame, frame, is_in_words};
use super::json_log::stacks_in;
use crate::native_trace::crash_of_json;

/// A line of a stack trace.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct StackLine {
    /// As it was given.
    pub raw: String,
    /// What it says, if it is a frame.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub frame: Option<StackFrame>,
}

/// Reads a pasted stack trace, line by line. Whatever is not a frame is kept as it is; behind a line of JSON that holds stack traces
/// come the lines of these.
#[must_use]
pub fn parse_stack(text: &str) -> Vec<StackLine> {
    let mut reader = Reader::default();
    for raw in text.lines() {
        let stacks = stacks_in(raw);
        if stacks.is_empty() {
            reader.line(raw);
            continue;
        }
        for (index, stack) in stacks.iter().enumerate() {
            reader.words(if index == 0 { raw } else { "" }, index == 0);
            reader.is_components = stack.is_components;
            stack.lines.iter().for_each(|line| reader.line(line));
        }
        reader.words("", false);
        reader.is_components = false;
    }
    // Apple's reports are JSON, whatever lines that has
    for line in crash_of_json(text) {
        reader.words(&line, true);
    }
    reader.lines
}

/// The lines that were read, and how the next one stands to them.
#[derive(Default)]
struct Reader {
    lines: Vec<StackLine>,
    /// Whether the next frame, if it comes at once, has called the last one.
    goes_on: bool,
    /// Whether frames are components of React, each in the one below it: none has called another.
    is_components: bool,
}

impl Reader {
    fn line(&mut self, raw: &str) {
        let Some(mut frame) = frame(raw) else { return self.words(raw, true) };
        let is_in_words = is_in_words(raw);
        frame.starts = !self.goes_on || is_in_words;
        self.goes_on = !self.is_components && !is_in_words;
        self.lines.push(StackLine { raw: raw.to_owned(), frame: Some(frame) });
    }

    /// What is no frame ends a stack.
    fn words(&mut self, raw: &str, is_kept: bool) {
        self.goes_on = false;
        let text = raw.trim();
        // a list of components goes on behind an empty line, and behind one without a place: `at div`
        if !text.is_empty() && !text.starts_with("at ") {
            self.is_components = COMPONENTS.iter().any(|words| text.contains(words));
        }
        if is_kept {
            self.lines.push(StackLine { raw: raw.to_owned(), frame: None });
        }
    }
}

/// What stands above a list of React's components.
const COMPONENTS: [&str; 4] =
    ["The above error occurred in", "omponent stack", "omponent Stack", "omponentStack"];

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The functions of the frames, with a bar before each that begins a stack.
    fn told(text: &str) -> String {
        let frames = parse_stack(text).into_iter().filter_map(|line| line.frame);
        let told = frames.map(|frame| {
            let bar = if frame.starts { "|" } else { "" };
            format!("{bar}{}", frame.function.unwrap_or_default())
        });
        told.collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn tells_stacks_apart() {
        for (text, expected) in [
            ("Error: x\n  at f (/a.js:1:2)\n  at g (/a.js:1:3)", "|f g"),
            (
                "Error: x\n  at f (/a.js:1:2)\n  at g (/a.js:1:3)\nCaused by: Error: y\n  at h (/a.js:1:2)\n  at f (/a.js:1:3)",
                "|f g |h f",
            ),
            (
                "Error: x\n  at f (/a.js:1:2) {\n  [cause]: Error: y\n      at h (/a.js:1:2)\n      at i (/a.js:1:4) {\n    code: 1\n  }\n}",
                "|f |h i",
            ),
            (
                "AggregateError\n  at f (/a.js:1:2) {\n  [errors]: [\n    Error: y\n        at h (/a.js:1:2)\n    Error: z\n        at i (/a.js:1:4)\n  ]",
                "|f |h |i",
            ),
            // Firefox and Safari have no line of words above a stack
            ("f@https://a/a.js:1:2\ng@https://a/a.js:1:2\n\nh@https://a/a.js:1:2", "|f g |h"),
            ("Error: x\r\n  at f (/a.js:1:2)\r\n  at g (/a.js:1:3)\r\n", "|f g"),
            ("  at f (/a.js:1:2)\n    ... 3 more\n  at g (/a.js:1:2)", "|f |g"),
            (
                "  at f (/a.js:1:2)\n  at Array.map (<anonymous>)\n  at g (/a.js:1:2)",
                "|f Array.map g",
            ),
            // a place in words
            (
                "  at f (/a.js:1:2)\nCaused by: Error: no file at /srv/b.js:1:2\n  at g (/a.js:1:2)",
                "|f | |g",
            ),
            (
                "  at f (/a.js:1:2)\nUncaught TypeError: no (https://x.com/a.js:1:2)\n  at g (/a.js:1:2)",
                "|f | |g",
            ),
            ("09:00 ERROR     at f (/x/a.js:1:2)\n09:00 ERROR     at g (/x/a.js:1:2)", "|f g"),
            // no component has called the one above it
            (
                "TypeError: x\n    at f (/a.js:1:2)\n    at g (/a.js:1:2)\n\nThe above error occurred in the <Row> component:\n\n    at Row (/a.js:1:2)\n    at div\n    at Table (/a.js:1:2)\n    at App (/a.js:1:2)\n\nConsider adding an error boundary\nError: y\n    at h (/a.js:1:2)\n    at i (/a.js:1:2)",
                "|f g |Row |Table |App |h i",
            ),
        ] {
            assert_eq!(told(text), expected, "{text}");
        }
    }

    #[test]
    fn reads_stacks_in_json() {
        let lambda = r#"{"errorType":"TypeError","stack":["TypeError: no","    at f (/var/task/a.js:1:2)","    at g (/var/task/a.js:1:3)","    at node:internal/main:1:2"],"tags":["at noon"]}"#;
        let pino = r#"{"level":50,"err":{"message":"no","stack":"TypeError: no\n    at f (/srv/a.js:1:2)\n    at g (/srv/a.js:1:3)"}}"#;
        for (text, lines, expected) in [
            (lambda.to_owned(), 5, "|f g "),
            (pino.to_owned(), 4, "|f g"),
            (format!("{pino}\n{lambda}\n{pino}"), 13, "|f g |f g  |f g"),
            (format!("2026-01-02T03:04:05.678Z\t6f9a\tERROR\tUnhandled\t{lambda}"), 5, "|f g "),
            // frames of the JVM, which are read elsewhere
            (r#"{"level":"ERROR","stack_trace":"a.b: no\n\tat a.b.c(SourceFile:1)\n\tat d.e(:3)\n"}"#.to_owned(), 4, ""),
            // cut short, as logs do
            (pino.get(..110).unwrap().to_owned(), 4, "|f g"),
            (lambda.get(..110).unwrap().to_owned(), 4, "|f"),
            // JSON in JSON
            (serde_json::json!({ "log": pino, "stream": "stderr" }).to_string(), 4, "|f g"),
            (serde_json::json!({ "log": serde_json::json!({ "log": pino }).to_string() }).to_string(), 4, "|f g"),
            // the same one twice
            (r#"{"message":"E: x\n  at f (/a.js:1:2)","stack":"E: x\n  at f (/a.js:1:2)"}"#.to_owned(), 3, "|f"),
            (r#"{"stack":"E: x\r\n  at \u0066\u00e9 (/a.js:1:2)\r\n","other":"E: y\n  at g (/a.js:1:2)"}"#.to_owned(), 5, "|fé |g"),
            // one line of a text of several
            ("  \"stack\": \"E: x\\n    at f (/a.js:1:2)\\n    at g (/a.js:1:2)\",".to_owned(), 4, "|f g"),
            (r"E: x\n    at f (/a.js:1:2)\n    at g (/a.js:1:2)\n".to_owned(), 5, "|f g"),
            (r"f@https://a/a.js:1:2\ng@https://a/a.js:1:2".to_owned(), 3, "|f g"),
            (r#"{"componentStack":"\n    at Row (https://a/a.js:1:2)\n    at App (https://a/a.js:1:2)"}"#.to_owned(), 4, "|Row |App"),
            // none of these is one
            (r#"{"message":"two\nlines at 10:30","list":["a","b at c"]}"#.to_owned(), 1, ""),
            (r"    at f (C:\new\net\a.js:1:2)".to_owned(), 1, "|f"),
            (r#"    at Object.f [as "b"] (/a.js:1:2)"#.to_owned(), 1, r#"|Object.f [as "b"]"#),
        ] {
            assert_eq!(told(&text), expected, "{text}");
            let read = parse_stack(&text);
            assert_eq!(read.len(), lines, "{text}\n{read:?}");
        }
    }

    proptest! {
        #[test]
        fn loses_no_line(parts in prop::collection::vec(prop_oneof![
            prop::sample::select(vec![
                "at ", " (", ")", "@", "https://x.com/a.js", ":1", ":99999999999", "eval at ", " line 3 > eval", "\n",
                " @ ", "async ", "address at ", "<anonymous>", "node:", "C:\\", "*", " {", "\u{fe0f}",
                "\\n", "\\n    at ", "\"", "{\"stack\":\"", "[\"", "\",\"", "\"]", "}", "\\\"", "\\\\n", "\\u00e9", "\\ud83d", "\\u",
                "Caused by: ",
            ]).prop_map(str::to_owned),
            ".{0,6}",
        ], 0..24)) {
            let text = parts.concat();
            let mut read = parse_stack(&text).into_iter();
            // all that was given is there, in its order
            for given in text.lines() {
                prop_assert!(read.any(|line| line.raw == given), "{:?}", given);
            }
        }

        #[test]
        fn reads_what_json_writes(
            words in "[^\\n\\r]{0,20}",
            names in prop::collection::vec("[a-z\u{e4}\u{1f600}]{1,6}", 1..6),
            depth in 0..3_usize,
            is_list in any::<bool>(),
        ) {
            let mut lines = vec![format!("Error: {}", words.replace(" at ", " "))];
            lines.extend(names.iter().map(|name| format!("    at {name} (/srv/a.js:1:2)")));
            let mut value = match is_list {
                true => serde_json::json!({ "level": 50, "stack": lines }),
                false => serde_json::json!({ "level": 50, "stack": lines.join("\n") }),
            };
            for _ in 0..depth {
                value = serde_json::json!({ "log": value.to_string() });
            }
            let read = parse_stack(&value.to_string());
            let raws: Vec<_> = read.iter().skip(1).map(|line| line.raw.clone()).collect();
            prop_assert_eq!(raws, lines);
            let frames = read.iter().filter_map(|line| line.frame.as_ref());
            let read: Vec<_> = frames.filter_map(|frame| frame.function.clone()).collect();
            prop_assert!(read.ends_with(&names));
        }
    }
}
