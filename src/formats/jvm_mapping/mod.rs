//! ProGuard and R8 mapping files: what the header says, what is mapped, which lines no retrace can read.
//!
//! The form is that of ProGuard's manual ("ReTrace") and of R8's `doc/retrace.md`: lines at the margin name a class,
//! indented lines a member of it, lines that start with `#` are comments, of which those before the first class are the header.

pub(crate) mod line;

use crate::error::Result;
use crate::finding::{Arg, Code, Issue};
use crate::source::Source;

use super::Symbols;
use super::lines::{Line, Lines, WINDOW};
use line::{Content, content};

/// What the comments of a header may tell; each is `# name: value`.
const HEADER: &[&str] = &["compiler", "compiler_version", "min_api", "pg_map_id", "pg_map_hash"];

/// How many numbers of malformed lines a finding lists.
const LISTED: u64 = 10;

/// How much of a malformed line a finding shows, in bytes.
const SHOWN: usize = 200;

/// Reads a mapping file. Memory does not grow with the file.
///
/// # Errors
/// [`Error::Read`](crate::Error::Read) when the host cannot read the file.
pub fn inspect(source: &dyn Source) -> Result<Symbols> {
    inspect_through(source, WINDOW)
}

/// The same, through a window of so many bytes: longer lines are not looked at.
///
/// # Errors
/// As for [`inspect`].
pub fn inspect_through(source: &dyn Source, window: usize) -> Result<Symbols> {
    let mut lines = Lines::new(source, 0, window);
    let mut reading = Reading::default();
    while let Some(line) = lines.next()? {
        reading.line(&line, source.len());
    }
    Ok(reading.finish())
}

#[derive(Default)]
struct Reading {
    identity: Vec<(&'static str, String)>,
    classes: u64,
    members: u64,
    /// Whether any class or member has another name than before.
    is_renamed: bool,
    malformed: Vec<Malformed>,
    utf8: Option<Issue>,
    end: Option<Issue>,
}

/// Lines that are malformed in one way.
struct Malformed {
    expected: &'static str,
    first: Issue,
    /// The numbers of the first of them.
    lines: String,
    /// The first of them.
    text: String,
}

impl Reading {
    fn line(&mut self, line: &Line<'_>, length: u64) {
        self.check_utf8(line);
        let content = content(line.bytes, self.classes > 0);
        let is_last = line.offset.saturating_add(line.bytes.len() as u64) >= length;
        match content {
            Content::Class { is_renamed } => {
                self.classes = self.classes.saturating_add(1);
                self.is_renamed |= is_renamed;
            }
            Content::Member { is_renamed } => {
                self.members = self.members.saturating_add(1);
                self.is_renamed |= is_renamed;
            }
            Content::Comment(name, value) if self.classes == 0 => self.header(name, value),
            Content::Comment(..) | Content::Blank => {}
            Content::Malformed(expected) if line.is_ended || !is_last => {
                self.malformed(line, expected);
            }
            // said by the finding about the end
            Content::Malformed(_) => {}
        }
        if !line.is_ended && is_last {
            let code = match content {
                Content::Malformed(_) => Code::JvmTruncated,
                _ => Code::JvmNoLineEnd,
            };
            self.end = Some(at(code, line));
        }
    }

    fn header(&mut self, name: &[u8], value: &[u8]) {
        let known = HEADER.iter().find(|known| known.as_bytes() == name);
        if let Some(name) = known.filter(|name| self.identity.iter().all(|(told, _)| told != *name))
        {
            self.identity.push((name, String::from_utf8_lossy(value).into_owned()));
        }
    }

    fn malformed(&mut self, line: &Line<'_>, expected: &'static str) {
        if let Some(known) = self.malformed.iter_mut().find(|known| known.expected == expected) {
            known.first.count = known.first.count.saturating_add(1);
            if known.first.count <= LISTED {
                known.lines.push_str(", ");
                known.lines.push_str(&line.number.to_string());
            }
            return;
        }
        let text = line.bytes.get(..SHOWN).unwrap_or(line.bytes);
        self.malformed.push(Malformed {
            expected,
            first: at(Code::JvmLine, line).with("expected", expected),
            lines: line.number.to_string(),
            text: String::from_utf8_lossy(text.trim_ascii()).into_owned(),
        });
    }

    fn check_utf8(&mut self, line: &Line<'_>) {
        let Err(error) = simdutf8::compat::from_utf8(line.bytes) else { return };
        // a line cut off by the window may end amid a character
        if error.error_len().is_none() && !line.is_ended {
            return;
        }
        match &mut self.utf8 {
            Some(issue) => issue.count = issue.count.saturating_add(1),
            None => {
                let mut issue = at(Code::JvmUtf8, line);
                let column = error.valid_up_to() as u64;
                issue.at.offset = Some(line.offset.saturating_add(column));
                issue.at.column = Some(column.saturating_add(1));
                self.utf8 = Some(issue);
            }
        }
    }

    fn finish(self) -> Symbols {
        let mut issues: Vec<Issue> = Vec::new();
        // a file that is none at all may hold anything, a key say: nothing of it is repeated
        let is_mapping = self.classes > 0;
        for Malformed { mut first, mut lines, text, .. } in self.malformed {
            if first.count > LISTED {
                lines.push_str(" and more");
            }
            let count = first.count;
            first.args.push(("count", Arg::from(count)));
            first.args.push(("lines", Arg::from(lines)));
            let shown = if is_mapping {
                [", the first being \"", &text, "\""].concat()
            } else {
                String::new()
            };
            first.args.push(("first", Arg::from(shown)));
            issues.push(first);
        }
        if let Some(mut issue) = self.utf8 {
            let count = issue.count;
            issue.args.push(("count", Arg::from(count)));
            issues.push(issue);
        }
        if self.classes == 0 {
            issues.push(Issue::new(Code::JvmEmpty));
        } else if !self.is_renamed {
            issues.push(Issue::new(Code::JvmUnchanged));
        }
        issues.extend(self.end);
        Symbols {
            identity: self.identity,
            counts: vec![("classes", self.classes), ("members", self.members)],
            issues,
            ..Symbols::default()
        }
    }
}

fn at(code: Code, line: &Line<'_>) -> Issue {
    let mut issue = Issue::new(code).with("line", line.number);
    issue.at.offset = Some(line.offset);
    issue.at.line = Some(line.number);
    issue.at.column = Some(1);
    issue
}
