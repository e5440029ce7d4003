//! A pass over a mapping, class by class: what is of no interest is passed over without a look.

use crate::error::Result;
use crate::formats::jvm_mapping::line::class_names;
use crate::formats::lines::{Lines, WINDOW};
use crate::source::Source;

/// Who takes what is read.
pub(super) trait Take {
    /// A comment above the first class, without its `#`.
    fn header(&mut self, comment: &[u8]);
    /// A class: whether its members are wanted.
    fn class(&mut self, original: &[u8], obfuscated: &[u8]) -> bool;
    /// A line of a class that is wanted: a member, or a comment with its `#`.
    fn line(&mut self, line: &[u8]);
    /// A comment at the margin that may tell a version, of a class that is not wanted; without its `#`.
    fn version(&mut self, comment: &[u8]);
    /// Whether no more is wanted.
    fn is_done(&self) -> bool;
}

/// What a comment at the margin has in it where it tells the version of what follows.
const VERSION: &[u8] = b"r8.mapping";

/// Reads a mapping through a window of so many bytes; of a longer line the rest is passed over.
pub(super) fn each_class(source: &dyn Source, window: usize, take: &mut dyn Take) -> Result<()> {
    let mut lines = Lines::new(source, 0, window);
    let (mut is_header, mut is_wanted) = (true, false);
    while let Some(line) = lines.next()? {
        let bytes = line.bytes;
        let bytes =
            bytes.strip_prefix(b"\xef\xbb\xbf").filter(|_| line.offset == 0).unwrap_or(bytes);
        match bytes.first() {
            Some(b'#') => {
                let comment = bytes.get(1..).unwrap_or_default().trim_ascii();
                if is_header {
                    take.header(comment);
                }
                if is_wanted {
                    take.line(bytes);
                } else if comment.windows(VERSION.len()).any(|part| part == VERSION) {
                    take.version(comment);
                }
            }
            Some(b' ' | b'\t') if is_wanted => take.line(bytes.trim_ascii()),
            Some(b' ' | b'\t') | None => {}
            Some(_) => {
                if let Some((original, obfuscated)) = class_names(bytes.trim_ascii_end()) {
                    if is_wanted && take.is_done() {
                        break;
                    }
                    is_header = false;
                    is_wanted = take.class(original, obfuscated);
                }
            }
        }
        if !is_wanted {
            if take.is_done() {
                break;
            }
            lines.pass_indented()?;
        }
    }
    Ok(())
}

/// How much of a mapping is in memory at once, in bytes.
pub(super) const SIZE: usize = WINDOW;
