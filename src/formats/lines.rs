//! [`Lines`]: a text, line by line, in bounded memory.

use mapship_loops::at_margin;

use crate::error::Result;
use crate::source::Source;

/// How much of the file is in memory at once, in bytes. A longer line is cut off there.
pub(crate) const WINDOW: usize = 256 * 1024;

/// A line of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Line<'a> {
    /// Its bytes, without the LF, or CR LF, that ends it; the beginning of a line that is longer than the window.
    pub bytes: &'a [u8],
    /// Its number, 1-based.
    pub number: u64,
    /// Offset in the file of its first byte, 0-based.
    pub offset: u64,
    /// Whether an end of line follows; if not, the file ends here, or the line is cut off.
    pub is_ended: bool,
}

/// The lines of a text. They end in LF.
pub(crate) struct Lines<'s> {
    source: &'s dyn Source,
    size: usize,
    window: Vec<u8>,
    /// Index in the window of the next line.
    next: usize,
    /// Offset in the file of the first byte of the window.
    start: u64,
    number: u64,
}

impl<'s> Lines<'s> {
    /// The lines of a file from `offset` (0-based, in bytes) on, through a window of some bytes.
    pub fn new(source: &'s dyn Source, offset: u64, size: usize) -> Self {
        Self { source, size: size.max(2), window: Vec::new(), next: 0, start: offset, number: 0 }
    }

    /// The next line; `None` after the last. A text that ends in an LF has no empty line after it.
    pub fn next(&mut self) -> Result<Option<Line<'_>>> {
        let mut length = self.line_end(0);
        if length.is_none() {
            let searched = self.window.len().saturating_sub(self.next);
            self.refill()?;
            length = self.line_end(searched);
        }
        let offset = self.start.saturating_add(self.next as u64);
        let is_ended = length.is_some();
        let length = length.unwrap_or_else(|| self.window.len().saturating_sub(self.next));
        if length == 0 && !is_ended {
            return Ok(None);
        }
        let begin = self.next;
        let end = begin.saturating_add(length);
        self.next = end.saturating_add(usize::from(is_ended));
        self.number = self.number.saturating_add(1);
        let number = self.number;
        if !is_ended {
            self.pass_rest()?;
        }
        let bytes = self.window.get(begin..end).unwrap_or_default();
        // one that ends no line belongs to it
        let bytes = bytes.strip_suffix(b"\r").filter(|_| is_ended).unwrap_or(bytes);
        Ok(Some(Line { bytes, number, offset, is_ended }))
    }

    /// Passes the lines that are indented by a space or a tab, up to the next that is not. They are not counted.
    pub fn pass_indented(&mut self) -> Result<()> {
        if matches!(self.window.get(self.next), Some(first) if !matches!(first, b' ' | b'\t')) {
            return Ok(());
        }
        loop {
            let rest = self.window.get(self.next..).unwrap_or_default();
            // the line that begins here is indented, or is looked at below
            if let Some(at) = at_margin(rest) {
                self.next = self.next.saturating_add(at);
                return Ok(());
            }
            // the last byte may end a line: it is looked at once more, with what follows
            let kept = usize::from(!rest.is_empty());
            if kept > 0 {
                self.next = self.window.len().saturating_sub(kept);
            }
            self.refill()?;
            if self.window.len() == kept {
                self.next = kept;
                return Ok(());
            }
            if kept == 0 && !matches!(self.window.first(), Some(b' ' | b'\t')) {
                return Ok(());
            }
        }
    }

    /// The length of the next line, when its end is in the window; its first bytes are known to have none.
    fn line_end(&self, searched: usize) -> Option<usize> {
        let rest = self.window.get(self.next.saturating_add(searched)..)?;
        let end = rest.iter().position(|byte| *byte == b'\n')?;
        Some(searched.saturating_add(end))
    }

    /// Moves the begun line to the front of the window and fills the rest.
    fn refill(&mut self) -> Result<()> {
        self.window.drain(..self.next.min(self.window.len()));
        self.start = self.start.saturating_add(self.next as u64);
        self.next = 0;
        let held = self.window.len();
        let offset = self.start.saturating_add(held as u64);
        let left = usize::try_from(self.source.len().saturating_sub(offset)).unwrap_or(usize::MAX);
        self.window.resize(held.saturating_add(left.min(self.size.saturating_sub(held))), 0);
        match self.window.get_mut(held..) {
            Some(empty) if !empty.is_empty() => self.source.read_at(offset, empty),
            _ => Ok(()),
        }
    }

    /// Passes what is left of a line that is longer than the window; the window stays as it is.
    fn pass_rest(&mut self) -> Result<()> {
        let mut offset = self.start.saturating_add(self.next as u64);
        loop {
            let piece = self.source.read_up_to(offset, self.size)?;
            let end = piece.iter().position(|byte| *byte == b'\n');
            let passed = end.map_or(piece.len(), |end| end.saturating_add(1));
            offset = offset.saturating_add(passed as u64);
            if end.is_some() || piece.is_empty() {
                break;
            }
        }
        self.next = usize::try_from(offset.saturating_sub(self.start)).unwrap_or(usize::MAX);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &[u8], size: usize) -> Vec<(Vec<u8>, u64, u64, bool)> {
        let mut lines = Lines::new(&text, 0, size);
        let mut read = Vec::new();
        while let Some(line) = lines.next().unwrap() {
            read.push((line.bytes.to_vec(), line.number, line.offset, line.is_ended));
        }
        read
    }

    #[test]
    fn reads_lines_through_any_window() {
        let text = b"one\ntwo\r\n\nfour";
        for size in [5, 6, 7, 100] {
            let expected = [("one", 0, true), ("two", 4, true), ("", 9, true), ("four", 10, false)]
                .iter()
                .zip(1..)
                .map(|((text, offset, ended), number)| {
                    (text.as_bytes().to_vec(), number, *offset, *ended)
                });
            assert!(read(text, size).into_iter().eq(expected), "window of {size}");
        }
        assert_eq!(read(b"", 4), []);
        assert_eq!(read(b"\n", 4), [(Vec::new(), 1, 0, true)]);
        assert_eq!(read(b"a\r", 4), [(b"a\r".to_vec(), 1, 0, false)]);
    }

    #[test]
    fn passes_indented_lines_through_any_window() {
        let text = b"a\n b\n\tc\nd\n\n  eeeeeeeeeeeeeeeeee\nf\n g";
        for size in [2, 3, 4, 5, 8, 100] {
            let source = text.as_slice();
            let mut lines = Lines::new(&source, 0, size);
            let mut read = Vec::new();
            loop {
                lines.pass_indented().unwrap();
                let Some(line) = lines.next().unwrap() else { break };
                read.push(String::from_utf8_lossy(line.bytes).into_owned());
            }
            assert_eq!(read, ["a", "d", "", "f"], "window of {size}");
        }
        for (text, expected) in [("", None), (" a", None), (" a\n", None), ("\n", Some(0))] {
            let source = text.as_bytes();
            let mut lines = Lines::new(&source, 0, 4);
            lines.pass_indented().unwrap();
            assert_eq!(lines.next().unwrap().map(|line| line.bytes.len()), expected, "{text:?}");
        }
    }

    #[test]
    fn cuts_what_is_longer_than_the_window() {
        let lines = read(b"a\n0123456789\nb\n0123456789", 4);
        let shown: Vec<(&[u8], u64, bool)> = lines
            .iter()
            .map(|(bytes, number, _, ended)| (bytes.as_slice(), *number, *ended))
            .collect();
        assert_eq!(
            shown,
            [(&b"a"[..], 1, true), (b"0123", 2, false), (b"b", 3, true), (b"0123", 4, false)]
        );
    }
}
