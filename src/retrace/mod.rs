//! Stack traces of the JVM and of Android's runtime, made readable by the mapping file of a shrinker: ProGuard's or R8's.
//!
//! ```text
//! lines ─> trace ─> wanted classes ─> one pass over the mapping ─> lookup ─> lines
//!          element, head               classes, entry, info, block           answer
//! ```
//!
//! The form of a mapping is that of ProGuard's manual ("ReTrace") and of R8's `doc/retrace.md`. Of a mapping only the classes of the trace
//! are kept. The files that inlined classes are from stand elsewhere in it: where there are such, a second pass looks for them.

mod answer;
mod block;
mod classes;
mod element;
mod entry;
mod files;
mod head;
mod info;
mod kind;
mod lookup;
mod names;
mod object;
mod source_file;
mod text;
mod trace;

use crate::error::Result;
use crate::finding::{Code, Issue};
use crate::source::Source;

pub use answer::JvmState;
pub use element::JvmFrame;
pub use lookup::JvmOriginal;
pub(crate) use trace::is_jvm_frame;
pub use trace::jvm_frames;

use answer::Answers;
use block::{Mapping, Wanted};
use classes::SIZE;
use files::Files;
use trace::{Line, read};

/// What became of the lines of a text.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Retraced {
    /// The frames, and what else of traces reads otherwise now, in the order of the text.
    pub lines: Vec<RetracedLine>,
    /// What is to be said of the mapping as a whole.
    pub issues: Vec<Issue>,
}

/// What became of a line.
#[derive(Debug, Clone, PartialEq)]
pub struct RetracedLine {
    /// Its index in the text, 0-based.
    pub index: usize,
    /// Whether it is readable.
    pub state: JvmState,
    /// The lines that stand in its place; none where it stays as it is, or has no place in the sources.
    pub text: Vec<String>,
    /// What it was in the sources, the innermost frame first; then other readings of it, where there are several.
    pub readings: Vec<Vec<JvmOriginal>>,
    /// Why it is not readable, or what else is to be said of it.
    pub issues: Vec<Issue>,
}

/// A mapping, and what it is called in findings.
#[derive(Clone, Copy)]
pub struct NamedMapping<'a> {
    /// The file.
    pub source: &'a dyn Source,
    /// Its name.
    pub name: &'a str,
}

/// Makes the lines of a text readable, as far as they are of traces of the JVM. Without a mapping it is told which frames need one. Memory
/// does not grow with the mapping.
///
/// # Errors
/// [`Error::Read`](crate::Error::Read) when the host cannot read the file.
pub fn retrace<S: AsRef<str>>(texts: &[S], mapping: Option<NamedMapping<'_>>) -> Result<Retraced> {
    retrace_through(texts, mapping, SIZE)
}

/// The same, through a window of so many bytes: longer lines of the mapping are not looked at.
///
/// # Errors
/// As for [`retrace`].
pub fn retrace_through<S: AsRef<str>>(
    texts: &[S],
    mapping: Option<NamedMapping<'_>>,
    window: usize,
) -> Result<Retraced> {
    let lines = read(texts);
    let known = match mapping {
        Some(it) => block::read(it.source, wanted(texts, &lines), window)?,
        None => Mapping::default(),
    };
    let mut answers = Answers::new(&known, mapping.map(|it| it.name));
    for (index, (line, text)) in lines.iter().zip(texts).enumerate() {
        answers.take(index, line, text.as_ref());
    }
    let files = Files::find(&answers.classes(), &known, mapping.map(|it| it.source))?;
    let mut issues = Vec::new();
    if let (Some(version), Some(it)) = (&known.newer, mapping) {
        let issue = Issue::new(Code::MappingNewer).with("mapping", it.name);
        issues.push(issue.with("version", version.as_str()));
    }
    Ok(Retraced { lines: answers.finish(&files), issues })
}

/// The classes and methods that the lines name.
fn wanted<S: AsRef<str>>(texts: &[S], lines: &[Line]) -> Wanted {
    let mut wanted: Vec<(&str, Option<&str>)> = Vec::new();
    for (line, text) in lines.iter().zip(texts) {
        let part = |range: &std::ops::Range<usize>| text.as_ref().get(range.clone());
        match line {
            Line::Frame(frame) => wanted.push((&frame.class, Some(&frame.method))),
            Line::Head(head) => {
                wanted.extend(part(&head.thrown).map(|class| (class, None)));
                for named in &head.named {
                    let method = named.method.as_ref().and_then(part);
                    wanted.extend(part(&named.class).map(|class| (class, method)));
                }
            }
            Line::Words => {}
        }
    }
    Wanted::new(&wanted)
}

#[cfg(test)]
mod tests;
