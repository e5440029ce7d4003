//! The line above the frames: which exception was thrown, and which classes its message names.

use std::ops::Range;

use super::text::{find, is_letter, is_of_name};

/// What stands before the class of an exception, wherever it stands in a line.
const WORDS: [&str; 4] = ["Caused by: ", "Suppressed: ", "Wrapped by: ", "[CIRCULAR REFERENCE: "];

/// How many colons and quotes of a line a class is looked for behind.
const LOOKED_BEHIND: usize = 16;

/// How many classes of a message are looked at.
const NAMED: usize = 64;

/// Where in a line the class of an exception stands, in bytes.
pub(super) fn thrown_in(raw: &str) -> Option<Range<usize>> {
    let behind = |word: &str| Some(find(raw, word)?.saturating_add(word.len()));
    if let Some(start) = WORDS.iter().find_map(|word| behind(word)) {
        return class_at(raw, start, true);
    }
    if let Some(start) = behind("Exception in thread \"") {
        let name = find(raw.get(start..)?, "\" ")?;
        return class_at(raw, start.saturating_add(name).saturating_add(2), true);
    }
    let indent = raw.len().saturating_sub(raw.trim_ascii_start().len());
    let marks = raw.match_indices([':', '"', ']']).take(LOOKED_BEHIND);
    let starts = marks.filter_map(|(at, _)| {
        let rest = raw.get(at.saturating_add(1)..)?;
        let text = rest.trim_ascii_start();
        (text.len() < rest.len()).then(|| raw.len().saturating_sub(text.len()))
    });
    [indent].into_iter().chain(starts).find_map(|start| class_at(raw, start, false))
}

/// The class that stands at a place, with a colon or nothing behind it. It has a package, unless that it is a class is sure.
fn class_at(raw: &str, start: usize, is_sure: bool) -> Option<Range<usize>> {
    let rest = raw.get(start..)?;
    let length = rest.find(|c: char| !is_of_name(c)).unwrap_or(rest.len());
    let (name, behind) = rest.split_at_checked(length)?;
    let is_ended = behind.trim_ascii_end().is_empty()
        || behind.starts_with(": ")
        || behind.trim_ascii_end() == ":"
        || is_sure && behind.starts_with(']');
    let is_class = is_qualified(name) || is_sure && !name.is_empty() && !name.contains('.');
    (is_ended && is_class).then(|| start..start.saturating_add(length))
}

/// Whether this is a name with a package: `a.b`.
fn is_qualified(name: &str) -> bool {
    let is_part = |part: &str| part.starts_with(is_letter);
    name.contains('.') && name.split('.').all(is_part)
}

/// A class that a message names, and perhaps a method of it: where they stand in the line, in bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Named {
    pub class: Range<usize>,
    pub method: Option<Range<usize>>,
}

/// The classes with a package that a message may name, from `start` (in bytes) on.
pub(super) fn named_in(raw: &str, start: usize) -> Vec<Named> {
    let mut named = Vec::new();
    let mut at = start;
    while let Some(rest) = raw.get(at..) {
        let Some(begin) = rest.find(is_of_name) else { break };
        let word = rest.get(begin..).unwrap_or_default();
        let length = word.find(|c: char| !is_of_name(c)).unwrap_or(word.len());
        let (word, behind) = word.split_at_checked(length).unwrap_or_default();
        let begin = at.saturating_add(begin);
        at = begin.saturating_add(length.max(1));
        // what ends a sentence is no class, nor is an address
        if !is_qualified(word) || behind.starts_with(['/', '@']) {
            continue;
        }
        let end = begin.saturating_add(length);
        let method = word.rsplit_once('.').filter(|_| behind.starts_with('('));
        named.push(match method {
            Some((class, method)) if is_qualified(class) => {
                let split = begin.saturating_add(class.len());
                let method = end.saturating_sub(method.len())..end;
                Named { class: begin..split, method: Some(method) }
            }
            _ => Named { class: begin..end, method: None },
        });
        if named.len() >= NAMED {
            break;
        }
    }
    named
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_the_exception() {
        for (line, expected) in [
            ("java.lang.IllegalStateException: no", Some("java.lang.IllegalStateException")),
            ("a.b.c", Some("a.b.c")),
            ("a.b.c:", Some("a.b.c")),
            ("Caused by: a.b: no", Some("a.b")),
            ("Caused by: a", Some("a")),
            ("    Suppressed: a.b$c: no", Some("a.b$c")),
            ("Exception in thread \"main: 1\" a.b: no", Some("a.b")),
            ("E/AndroidRuntime(12): a.b: no", Some("a.b")),
            ("03-04 10:00:00.123 12 12 E AndroidRuntime: Caused by: a.b", Some("a.b")),
            ("03-04 10:00:00.123 12 12 E AndroidRuntime: a.b: no", Some("a.b")),
            ("[CIRCULAR REFERENCE: a.b]", Some("a.b")),
            ("12:00 [main] ERROR x - oh: a.b: no", Some("a.b")),
            ("Process: com.example.app, PID: 12", None),
            ("FATAL EXCEPTION: main", None),
            ("see example.com for more", None),
            ("1.2: no", None),
            ("... 12 more", None),
            ("a: no", None),
            ("", None),
        ] {
            let found = thrown_in(line).map(|range| line.get(range).unwrap());
            assert_eq!(found, expected, "{line}");
        }
    }

    #[test]
    fn finds_the_classes_of_a_message() {
        for (message, expected) in [
            ("a.b cannot be cast to c.d$e", "a.b c.d$e"),
            ("virtual method 'void a.b.c(d.e)' on a null", "a.b+c d.e"),
            ("no, e.g. this. And x", ""),
            ("at https://x.com/a", ""),
            ("ann.b@x.com", "x.com"),
            ("a.b(1)", "a.b"),
            ("1.5 of 2.x", ""),
        ] {
            let told: Vec<String> = named_in(message, 0)
                .into_iter()
                .map(|it| {
                    let method = it.method.map(|it| format!("+{}", message.get(it).unwrap()));
                    let class = message.get(it.class).unwrap();
                    format!("{class}{}", method.unwrap_or_default())
                })
                .collect();
            assert_eq!(told.join(" "), expected, "{message}");
        }
    }
}
