//! Stack traces as people paste them: Chromium, Node, Firefox and Safari write frames differently, and logs put things around
//! them.

use serde::Serialize;

/// A line of a stack trace.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct StackLine {
    /// As it was given.
    pub raw: String,
    /// What it says, if it is a frame.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub frame: Option<StackFrame>,
}

/// A frame of a stack trace.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct StackFrame {
    /// The function, as the browser names it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub function: Option<String>,
    /// Where it was; `None` for native code, code made by `eval`, and the like.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub place: Option<Place>,
}

/// A place in a script.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Place {
    /// The script's address or path; empty where only a line and a column were given.
    pub url: String,
    /// Line, 1-based.
    pub line: u32,
    /// Column, 1-based, in UTF-16 units, as all browsers write it.
    pub column: u32,
}

/// Reads a pasted stack trace, line by line. Whatever is not a frame is kept as it is.
#[must_use]
pub fn parse_stack(text: &str) -> Vec<StackLine> {
    text.lines().map(|raw| StackLine { raw: raw.to_owned(), frame: frame(raw) }).collect()
}

fn frame(raw: &str) -> Option<StackFrame> {
    let text = raw.trim();
    let text = text.strip_suffix(',').unwrap_or(text).trim_matches(['"', '\'']).trim();
    after_at(text).and_then(v8).or_else(|| gecko(text)).or_else(|| bare(text))
}

/// What follows `at`, wherever in the line that stands: logs put a time and more before it.
fn after_at(text: &str) -> Option<&str> {
    match text.strip_prefix("at ") {
        Some(rest) => Some(rest),
        None => text.split_once(" at ").map(|(_, rest)| rest).filter(|rest| has_place(rest)),
    }
}

fn has_place(text: &str) -> bool {
    let text = text.strip_suffix(')').unwrap_or(text);
    place(text).is_some_and(|place| place.url.contains(['/', '\\']))
}

/// V8: `name (url:line:column)`, or `url:line:column`.
fn v8(text: &str) -> Option<StackFrame> {
    let text = text.trim();
    let inner = text.strip_suffix(')');
    // a name may have parentheses of its own, an address too: the first pair that holds a place counts
    let named = inner.and_then(|inner| {
        inner.match_indices(" (").find_map(|(at, _)| {
            let (name, place_) = (inner.get(..at)?, inner.get(at..)?.get(2..)?);
            placeless(place_).then_some((name, None)).or_else(|| Some((name, Some(place(place_)?))))
        })
    });
    if let Some((name, place)) = named {
        return Some(StackFrame { function: Some(function(name)?.to_owned()), place });
    }
    let address = text.strip_prefix("async ").unwrap_or(text);
    if placeless(address) {
        return Some(StackFrame::default());
    }
    let place = place(address)?;
    (!place.url.contains(' ')).then_some(StackFrame { function: None, place: Some(place) })
}

fn function(name: &str) -> Option<&str> {
    let name = name.trim();
    let name = name.strip_prefix("async ").unwrap_or(name);
    (!name.is_empty()).then_some(name)
}

/// What V8 writes where there is no place in a file.
fn placeless(text: &str) -> bool {
    matches!(text, "<anonymous>" | "native" | "[native code]" | "unknown location")
        || text.starts_with("eval at ")
        || text.starts_with("index ")
        || text.starts_with("<anonymous>:")
        || text.starts_with("wasm://")
        || text.contains(":wasm-function[")
}

/// Firefox and Safari: `name@url:line:column`.
fn gecko(text: &str) -> Option<StackFrame> {
    // an address may have an @ of its own; a name has none
    let (name, address) = text.split_once('@')?;
    if name.contains(['/', ' ']) && !is_gecko_name(name) {
        return None;
    }
    let name = name.rsplit('*').next().unwrap_or(name);
    let name = Some(name).filter(|name| !name.is_empty()).map(str::to_owned);
    let made = address.contains("> eval") || address.contains("> Function");
    if made || address.starts_with("[native code]") || address.starts_with("debugger eval") {
        return Some(StackFrame { function: name, place: None });
    }
    Some(StackFrame { function: name, place: Some(place(address)?) })
}

/// Names with a space or a slash that these browsers write: `global code`, `Foo/this.bar`, `a/<`.
fn is_gecko_name(name: &str) -> bool {
    name.ends_with(" code") || !name.contains("//") && !name.contains(' ')
}

/// Nothing but a place: an address with line and column, or these alone.
fn bare(text: &str) -> Option<StackFrame> {
    if text == "[native code]" {
        return Some(StackFrame::default());
    }
    let place = place(text)?;
    let is_address = place.url.is_empty()
        || !place.url.contains(' ') && (place.url.contains('/') || place.url.contains(".js"));
    is_address.then_some(StackFrame { function: None, place: Some(place) })
}

/// `url:line:column`, or `line:column`.
fn place(text: &str) -> Option<Place> {
    let (rest, column) = text.trim().rsplit_once(':')?;
    let (url, line) = rest.rsplit_once(':').unwrap_or(("", rest));
    let number = |digits: &str| digits.parse::<u32>().ok().filter(|number| *number > 0);
    Some(Place { url: url.to_owned(), line: number(line)?, column: number(column)? })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn told(line: &str) -> String {
        match frame(line) {
            None => "-".to_owned(),
            Some(StackFrame { function, place }) => {
                let place = place.map(|it| format!("{}|{}|{}", it.url, it.line, it.column));
                format!("{} @ {}", function.unwrap_or_default(), place.unwrap_or_default())
            }
        }
    }

    #[test]
    fn reads_frames_of_every_browser() {
        for (line, expected) in [
            // Chromium and Node
            ("    at f (https://x.com/a.js:1:23)", "f @ https://x.com/a.js|1|23"),
            ("    at https://x.com:8080/a.js?v=1:1:23", " @ https://x.com:8080/a.js?v=1|1|23"),
            (
                "at async Foo.bar [as baz] (https://x.com/a.js:1:2)",
                "Foo.bar [as baz] @ https://x.com/a.js|1|2",
            ),
            ("at new Foo (file:///C:/app/a.js:10:5)", "new Foo @ file:///C:/app/a.js|10|5"),
            (
                "at Object.<anonymous> (C:\\app\\a.js:10:5)",
                "Object.<anonymous> @ C:\\app\\a.js|10|5",
            ),
            ("at f (https://x.com/a(1).js:1:2)", "f @ https://x.com/a(1).js|1|2"),
            ("at async https://x.com/a.js:1:2", " @ https://x.com/a.js|1|2"),
            ("at Array.map (<anonymous>)", "Array.map @ "),
            ("at async Promise.all (index 0)", "Promise.all @ "),
            ("at eval (eval at f (https://x.com/a.js:1:2), <anonymous>:1:1)", "eval @ "),
            ("at <anonymous>", " @ "),
            ("at wasm://wasm/0a1b:wasm-function[3]:0x1f", " @ "),
            ("at f (webpack-internal:///./src/a.js:3:4)", "f @ webpack-internal:///./src/a.js|3|4"),
            (
                "2026-01-02T03:04:05Z ERROR     at f (https://x.com/a.js:1:2)",
                "f @ https://x.com/a.js|1|2",
            ),
            // Firefox
            ("f@https://x.com/a.js:1:23", "f @ https://x.com/a.js|1|23"),
            ("@https://x.com/a.js:1:23", " @ https://x.com/a.js|1|23"),
            ("a/b/<@https://x.com/a.js:1:23", "a/b/< @ https://x.com/a.js|1|23"),
            ("async*f@https://x.com/@scope/a.js:1:23", "f @ https://x.com/@scope/a.js|1|23"),
            ("f@https://x.com/a.js line 5 > eval:1:1", "f @ "),
            ("@debugger eval code:1:1", " @ "),
            // Safari
            ("global code@https://x.com/a.js:1:23", "global code @ https://x.com/a.js|1|23"),
            ("map@[native code]", "map @ "),
            ("https://x.com/a.js:1:23", " @ https://x.com/a.js|1|23"),
            ("[native code]", " @ "),
            // alone
            ("1:23", " @ |1|23"),
            ("\"at f (https://x.com/a.js:1:2)\",", "f @ https://x.com/a.js|1|2"),
            // no frames
            ("TypeError: a is not a function", "-"),
            ("Uncaught (in promise) Error: at last: 12:30", "-"),
            ("Error: meet me at 10:30", "-"),
            ("mail ann@example.com", "-"),
            ("", "-"),
        ] {
            assert_eq!(told(line), expected, "{line}");
        }
    }

    proptest! {
        #[test]
        fn keeps_every_line(text in "([a-z@ :()/<>.*0-9]{0,30}\n){0,5}") {
            let raws: Vec<String> = parse_stack(&text).into_iter().map(|line| line.raw).collect();
            prop_assert_eq!(raws, text.lines().collect::<Vec<_>>());
        }
    }
}
