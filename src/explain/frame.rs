//! One line of a stack trace: Chromium, Node, Firefox, Safari and Datadog write frames differently, and logs put things around
//! them.

use serde::Serialize;

/// A frame of a stack trace.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct StackFrame {
    /// The function, as the browser names it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub function: Option<String>,
    /// Where it was; `None` for native code, code made by `eval`, and the like.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub place: Option<Place>,
    /// Whether an `await` or a callback led here: this frame does not stand at a call of the one before it.
    #[serde(rename = "isAsync", skip_serializing_if = "std::ops::Not::not")]
    pub is_async: bool,
    /// Whether a stack begins here: the frame before it belongs to another one, and was not called from here.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub starts: bool,
    /// What stands before the frame in its line: its indentation, or the words of a log or a message.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub before: String,
}

/// A place in a script.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Place {
    /// The script's address or path; empty where only a line and a column were given.
    pub url: String,
    /// Line, 1-based.
    pub line: u32,
    /// Column, 1-based, in UTF-16 units, as all browsers write it; some consoles write none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub column: Option<u32>,
}

/// The frame that a line is; it does not know yet whether a stack begins with it.
pub(super) fn frame(raw: &str) -> Option<StackFrame> {
    let text = raw.trim();
    // Node writes texts of several lines as a sum: 'Error: no\n' +
    let text = text.strip_suffix('+').unwrap_or(text).trim_end();
    let text = text.strip_suffix(',').unwrap_or(text).trim_matches(['"', '\'']).trim();
    let text = text.strip_suffix("\\n").unwrap_or(text);
    // Node goes on so where an error has members of its own
    let text = text.strip_suffix(" {").unwrap_or(text);
    let indent = raw.get(..raw.len().saturating_sub(raw.trim_start().len())).unwrap_or_default();
    // an error's message may have the place, and a log what it puts before every line
    let with = |before: &str| {
        let before = before.to_owned();
        move |frame| StackFrame { before, ..frame }
    };
    if let Some(rest) = text.strip_prefix("at ")
        && let Some(frame) = v8(rest)
    {
        return Some(frame).map(with(indent));
    }
    let in_words = text.split_once(" at ").filter(|(_, rest)| has_place(rest));
    if let Some(frame) = in_words.and_then(|(_, rest)| v8(rest)) {
        let words = raw.split_once(" at ").map_or(indent, |(words, _)| words);
        return Some(frame).map(with(&[words, " "].concat()));
    }
    let plain = row(text).or_else(|| gecko(text)).or_else(|| bare(text));
    plain.map(with(indent)).or_else(|| {
        let (words, frame) = at_end(raw)?;
        let is_named = frame.function.is_some() || words.trim().starts_with('<');
        let words = [words.trim_end(), " "].concat();
        Some(frame).map(with(if is_named { indent } else { &words }))
    })
}

/// Whether the place in a line is one that a message speaks of, rather than a frame: `Caused by: Error: no file at /srv/a.js:1:2`.
pub(super) fn is_in_words(raw: &str) -> bool {
    let text = raw.trim();
    let is_message =
        |words: &str| ["Error:", "Exception:", "aused by"].iter().any(|it| words.contains(it));
    match text.split_once(" at ") {
        _ if text.starts_with("at ") => false,
        Some((words, _)) => is_message(words),
        None => !raw.starts_with(' ') && text.contains(' ') && is_message(text),
    }
}

fn has_place(text: &str) -> bool {
    let text = text.strip_suffix(')').unwrap_or(text);
    place(text).is_some_and(|place| place.url.contains(['/', '\\']))
}

/// V8: `name (url:line:column)`, or `url:line:column`.
fn v8(text: &str) -> Option<StackFrame> {
    let text = text.trim();
    let (is_async, text) = match text.strip_prefix("async ") {
        Some(rest) => (true, rest),
        None => (false, text),
    };
    let inner = text.strip_suffix(')');
    // a name may have parentheses of its own, an address too: the first pair that holds a place counts
    let named = inner.and_then(|inner| {
        inner.match_indices(" (").find_map(|(at, _)| {
            let (name, place_) = (inner.get(..at)?, inner.get(at..)?.get(2..)?);
            placeless(place_).then_some((name, None)).or_else(|| Some((name, Some(place(place_)?))))
        })
    });
    if let Some((name, place)) = named.filter(|_| !is_path(text)) {
        let function = Some(name.trim().to_owned()).filter(|name| !name.is_empty());
        return Some(StackFrame {
            function: Some(function?),
            place,
            is_async,
            ..StackFrame::default()
        });
    }
    if placeless(text) {
        return Some(StackFrame { is_async, ..StackFrame::default() });
    }
    let place = place(text)?;
    let is_one = is_path(&place.url) || !place.url.contains(' ');
    is_one.then_some(StackFrame { place: Some(place), is_async, ..StackFrame::default() })
}

/// A path of Windows, which may have spaces and parentheses in it: `C:\Program Files (x86)\…`.
fn is_path(text: &str) -> bool {
    matches!(text.as_bytes(), [drive, b':', b'\\' | b'/', ..] if drive.is_ascii_alphabetic())
}

/// What V8 writes where there is no place in a file of the user's.
fn placeless(text: &str) -> bool {
    const STARTS: [&str; 9] = [
        "[eval]",
        "eval at ",
        "index ",
        "<anonymous>:",
        "wasm://",
        "node:",
        "internal/",
        "native ",
        "[wasm ",
    ];
    matches!(text, "<anonymous>" | "native" | "[native code]" | "unknown location" | "eval code")
        || STARTS.iter().any(|start| text.starts_with(start))
        || text.contains(":wasm-function[")
}

/// Datadog: `at name @ url:line:column`. The console of Chromium has it without `at`.
fn row(text: &str) -> Option<StackFrame> {
    let (name, address) = text.split_once(" @ ")?;
    let name = name.strip_prefix("at ").unwrap_or(name).trim();
    let function = (!matches!(name, "<anonymous>" | "(anonymous)" | "?")).then(|| name.to_owned());
    if placeless(address) {
        return Some(StackFrame { function, ..StackFrame::default() });
    }
    let place = place(address).filter(|place| is_address(&place.url))?;
    Some(StackFrame { function, place: Some(place), ..StackFrame::default() })
}

/// Firefox and Safari: `name@url:line:column`, with what led there before a `*`.
fn gecko(text: &str) -> Option<StackFrame> {
    // an address may have an @ of its own; a name has none
    let (name, address) = text.split_once('@')?;
    let (cause, name) = name.rsplit_once('*').unwrap_or(("", name));
    let (is_async, name) = match name.strip_prefix("async ") {
        Some(rest) => (true, rest),
        None => (!cause.is_empty(), name),
    };
    if name.contains(['/', ' ']) && !is_gecko_name(name) {
        return None;
    }
    let name = Some(name).filter(|name| !name.is_empty()).map(str::to_owned);
    let made = address.contains("> eval") || address.contains("> Function");
    if made || placeless(address) || address.starts_with("debugger eval") {
        return Some(StackFrame { function: name, is_async, ..StackFrame::default() });
    }
    let place = place(address)?;
    let is_one = place.column.is_some() || is_address(&place.url);
    is_one.then_some(StackFrame {
        function: name,
        place: Some(place),
        is_async,
        ..StackFrame::default()
    })
}

/// Names with a space or a slash that these browsers write: `global code`, `Foo/this.bar`, `a/<`.
fn is_gecko_name(name: &str) -> bool {
    name.ends_with(" code") || !name.contains("//") && !name.contains(' ')
}

/// Nothing but a place: an address with line and column, or these alone.
fn bare(text: &str) -> Option<StackFrame> {
    if matches!(text, "[native code]" | "eval code") {
        return Some(StackFrame::default());
    }
    let place = place(text)?;
    // an address with a line alone stands at the head of what Node prints, above the trace
    let is_place = place.column.is_some() && (place.url.is_empty() || is_address(&place.url));
    is_place.then_some(StackFrame { place: Some(place), ..StackFrame::default() })
}

/// A place behind words: Firefox's console has `name url:line:column`, and some messages end in one.
fn at_end(raw: &str) -> Option<(&str, StackFrame)> {
    let (words, address) = raw.trim_end().rsplit_once(' ')?;
    let place = place(address.trim_matches(['(', ')']))?;
    let name = words.trim();
    let function = (words.starts_with(' ') && !name.contains([' ', '<'])).then(|| name.to_owned());
    let is_place = place.column.is_some() && place.url.contains("://");
    let frame = StackFrame { function, place: Some(place), ..StackFrame::default() };
    is_place.then_some((words, frame))
}

fn is_address(url: &str) -> bool {
    !url.contains(' ') && (url.contains('/') || url.contains(".js"))
}

/// `url:line:column`, `line:column`, or `url:line`.
fn place(text: &str) -> Option<Place> {
    // Hermes counts bytes of its bytecode from 0 on
    let (text, first) = match text.trim().strip_prefix("address at ") {
        Some(rest) => (rest, 0),
        None => (text.trim(), 1),
    };
    let (rest, last) = text.rsplit_once(':')?;
    // a number too large for any file lies past its end
    let number = |digits: &str| {
        let plain = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
        plain.then(|| digits.parse::<u32>().unwrap_or(u32::MAX))
    };
    let last = number(last)?;
    let (url, line) = rest.rsplit_once(':').unwrap_or(("", rest));
    let (url, line, column) = match number(line) {
        Some(line) => (url, line, Some(last).filter(|last| *last >= first)?),
        None if is_address(rest) => {
            let line = Some(last).filter(|last| *last > 0)?;
            return Some(Place { url: rest.to_owned(), line, column: None });
        }
        None => return None,
    };
    let column = Some(column.saturating_add(1 - first));
    (line > 0).then(|| Place { url: url.to_owned(), line, column })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(line: &str) -> String {
        match frame(line) {
            None => "-".to_owned(),
            Some(StackFrame { function, place, is_async, .. }) => {
                let place = place.map(|it| {
                    let column = it.column.map(|column| format!("|{column}")).unwrap_or_default();
                    format!("{}|{}{column}", it.url, it.line)
                });
                let mark = if is_async { "~" } else { "" };
                format!("{mark}{} @ {}", function.unwrap_or_default(), place.unwrap_or_default())
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
                "~Foo.bar [as baz] @ https://x.com/a.js|1|2",
            ),
            ("at new Foo (file:///C:/app/a.js:10:5)", "new Foo @ file:///C:/app/a.js|10|5"),
            (
                "at Object.<anonymous> (C:\\app\\a.js:10:5)",
                "Object.<anonymous> @ C:\\app\\a.js|10|5",
            ),
            ("at f (https://x.com/a(1).js:1:2)", "f @ https://x.com/a(1).js|1|2"),
            ("at async https://x.com/a.js:1:2", "~ @ https://x.com/a.js|1|2"),
            ("at Array.map (<anonymous>)", "Array.map @ "),
            ("at async Promise.all (index 0)", "~Promise.all @ "),
            ("at eval (eval at f (https://x.com/a.js:1:2), <anonymous>:1:1)", "eval @ "),
            ("at <anonymous>", " @ "),
            ("at [eval]:1:30", " @ "),
            ("at [eval]-wrapper:6:24", " @ "),
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
            ("async*f@https://x.com/@scope/a.js:1:23", "~f @ https://x.com/@scope/a.js|1|23"),
            ("f@https://x.com/a.js line 5 > eval:1:1", "f @ "),
            ("@debugger eval code:1:1", " @ "),
            // Safari
            ("global code@https://x.com/a.js:1:23", "global code @ https://x.com/a.js|1|23"),
            ("map@[native code]", "map @ "),
            ("https://x.com/a.js:1:23", " @ https://x.com/a.js|1|23"),
            ("[native code]", " @ "),
            // what is behind a place, or in its stead
            ("at Object.<anonymous> (/srv/a.js:3:9) {", "Object.<anonymous> @ /srv/a.js|3|9"),
            ("at C:\\Program Files (x86)\\a.js:1:2", " @ C:\\Program Files (x86)\\a.js|1|2"),
            ("at f (C:\\Program Files (x86)\\a.js:1:2)", "f @ C:\\Program Files (x86)\\a.js|1|2"),
            ("at f (https://x.com/a.js:10)", "f @ https://x.com/a.js|10"),
            ("at Module._compile (node:internal/modules/cjs/loader:1554:14)", "Module._compile @ "),
            ("at node:internal/main/run_main_module:28:49", " @ "),
            ("at f (https://x.com/a.js:99999999999:1)", "f @ https://x.com/a.js|4294967295|1"),
            // Hermes, whose columns begin at 0
            ("at f (address at index.android.bundle:1:0)", "f @ index.android.bundle|1|1"),
            // Datadog, and Chromium's console
            ("  at e @ https://x.com/a.js:1:2", "e @ https://x.com/a.js|1|2"),
            ("  at <anonymous> @ https://x.com/a.js:1:2", " @ https://x.com/a.js|1|2"),
            ("  at Array.map @ <anonymous>", "Array.map @ "),
            ("(anonymous) @ app.js:1", " @ app.js|1"),
            // more of Firefox and Safari
            ("setTimeout handler*e@https://x.com/a.js:1:2", "~e @ https://x.com/a.js|1|2"),
            ("promise callback*@https://x.com/a.js:1:2", "~ @ https://x.com/a.js|1|2"),
            ("f@https://x.com/a.wasm:wasm-function[2]:0x66", "f @ "),
            ("<?>.wasm-function[12]@[wasm code]", "<?>.wasm-function[12] @ "),
            ("e@https://x.com/a.js:10", "e @ https://x.com/a.js|10"),
            ("eval code", " @ "),
            ("    pay https://x.com/a.js:1:2", "pay @ https://x.com/a.js|1|2"),
            ("    <anonymous> https://x.com/a.js:1:2", " @ https://x.com/a.js|1|2"),
            // a text that Node shows in several lines
            ("    '    at f (/srv/a.js:1:2)\\n' +", "f @ /srv/a.js|1|2"),
            ("    '    at f (/srv/a.js:1:2)'", "f @ /srv/a.js|1|2"),
            ("Uncaught TypeError: no (https://x.com/a.js:1:2)", " @ https://x.com/a.js|1|2"),
            // alone
            ("1:23", " @ |1|23"),
            ("\"at f (https://x.com/a.js:1:2)\",", "f @ https://x.com/a.js|1|2"),
            // lines and columns begin at 1: what has others is no place
            ("at f (https://x.com/a.js:0:5)", "-"),
            ("at https://x.com/a.js:0:5", "-"),
            ("at f (https://x.com/a.js:3:0)", "-"),
            ("at f (address at index.android.bundle:0:7)", "-"),
            ("f@https://x.com/a.js:0:1", "-"),
            ("f@https://x.com/a.js:1:0", "-"),
            ("https://x.com/a.js:0:1", "-"),
            ("(anonymous) @ app.js:0", "-"),
            ("0:1", "-"),
            ("1:0", "-"),
            // no frames
            ("TypeError: a is not a function", "-"),
            ("Uncaught (in promise) Error: at last: 12:30", "-"),
            ("Error: meet me at 10:30", "-"),
            ("mail ann@example.com", "-"),
            ("write to ann@example.com, or call 12:30", "-"),
            ("/srv/app/dist/a.js:10", "-"),
            ("12:34:56", "-"),
            ("2026-03-04T12:34:56", "-"),
            ("Error: found at noon (see a:1:2)", "-"),
            ("at home, all is well", "-"),
            ("see https://user@x.com/a", "-"),
            ("", "-"),
        ] {
            assert_eq!(told(line), expected, "{line}");
        }
    }

    #[test]
    fn knows_what_stands_before_a_frame() {
        for (line, before) in [
            ("at f (https://x.com/a.js:1:2)", ""),
            ("\t  at async f (https://x.com/a.js:1:2)", "\t  "),
            ("        at f (/srv/a.js:1:2) {", "        "),
            ("  at e @ https://x.com/a.js:1:2", "  "),
            ("f@https://x.com/a.js:1:2", ""),
            ("    pay https://x.com/a.js:1:2", "    "),
            ("09:00 ERROR     at f (/x/a.js:1:2)", "09:00 ERROR     "),
            ("Caused by: Error: no file at /srv/b.js:1:2", "Caused by: Error: no file "),
            ("Uncaught TypeError: no (https://x.com/a.js:1:2)", "Uncaught TypeError: no "),
            ("    '    at f (/srv/a.js:1:2)\\n' +", "    "),
        ] {
            assert_eq!(frame(line).unwrap().before, before, "{line}");
        }
    }
}
