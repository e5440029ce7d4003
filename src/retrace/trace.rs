//! The lines of a text that are of stack traces of the JVM.

use std::ops::Range;

use super::element::{JvmFrame, frame};
use super::head::{Named, named_in, thrown_in};
use super::text::find;

/// What a line is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Line {
    Frame(JvmFrame),
    /// The line above frames.
    Head(Head),
    /// None of a trace: it stays as it is.
    Words,
}

/// What the line above frames says: places in it, in bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Head {
    /// The class of the exception.
    pub thrown: Range<usize>,
    /// The classes that its message names.
    pub named: Vec<Named>,
}

/// Reads the lines of a text. Without a frame in it there is no trace, and so no head of one.
pub(super) fn read<S: AsRef<str>>(texts: &[S]) -> Vec<Line> {
    let lines: Vec<Line> = texts.iter().map(|text| line(text.as_ref())).collect();
    if lines.iter().any(|line| matches!(line, Line::Frame(_))) {
        return lines;
    }
    lines.into_iter().map(|_| Line::Words).collect()
}

fn line(raw: &str) -> Line {
    // several lines in one, as in JSON: they are read where they are lines
    if find(raw, "\\n").is_some() {
        return Line::Words;
    }
    if let Some(frame) = frame(raw) {
        return Line::Frame(frame);
    }
    match thrown_in(raw) {
        Some(thrown) => {
            let named = named_in(raw, thrown.end);
            Line::Head(Head { thrown, named })
        }
        None => Line::Words,
    }
}

/// The frames of the JVM in the lines of a text, each with the index of its line.
#[must_use]
pub fn jvm_frames<S: AsRef<str>>(texts: &[S]) -> Vec<(usize, JvmFrame)> {
    let frame = |(index, text): (usize, &S)| match line(text.as_ref()) {
        Line::Frame(frame) => Some((index, frame)),
        Line::Head(_) | Line::Words => None,
    };
    texts.iter().enumerate().filter_map(frame).collect()
}

/// Whether a line holds a frame of the JVM.
pub(crate) fn is_jvm_frame(line: &str) -> bool {
    frame(line).is_some()
}
