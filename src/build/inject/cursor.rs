//! [`Cursor`]: the characters of a script, one after the other, and where each stands.

use crate::error::Result;
use crate::source::Source;

/// How much of the file is in memory at once, in bytes.
const WINDOW: usize = 16 * 1024;

/// A place between two characters of a script.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Spot {
    /// The byte in the file, 0-based.
    pub offset: u64,
    /// The line, 0-based. ECMA-262 12.3: a line ends in LF, CR, CR LF, U+2028 or U+2029.
    pub line: u64,
    /// The column in UTF-16 units, 0-based.
    pub column: u64,
}

/// A reader of characters. Bytes that are no UTF-8 are read as U+FFFD.
pub(super) struct Cursor<'s> {
    source: &'s dyn Source,
    window: Vec<u8>,
    /// Where the window begins in the file.
    start: u64,
    at: Spot,
}

impl<'s> Cursor<'s> {
    pub fn new(source: &'s dyn Source, at: Spot) -> Self {
        Self { source, window: Vec::new(), start: at.offset, at }
    }

    pub fn spot(&self) -> Spot {
        self.at
    }

    /// The next few bytes; fewer at the end of the file.
    pub fn look(&mut self, count: usize) -> Result<&[u8]> {
        let index =
            usize::try_from(self.at.offset.saturating_sub(self.start)).unwrap_or(usize::MAX);
        if self.window.len().saturating_sub(index) < count {
            self.window = self.source.read_up_to(self.at.offset, WINDOW)?;
            self.start = self.at.offset;
        }
        let index =
            usize::try_from(self.at.offset.saturating_sub(self.start)).unwrap_or(usize::MAX);
        let rest = self.window.get(index..).unwrap_or_default();
        Ok(rest.get(..count).unwrap_or(rest))
    }

    pub fn starts_with(&mut self, bytes: &[u8]) -> Result<bool> {
        Ok(self.look(bytes.len())? == bytes)
    }

    /// The next character, and how many bytes it has.
    fn next(&mut self) -> Result<Option<(char, usize)>> {
        let bytes = self.look(4)?;
        let Some(chunk) = bytes.utf8_chunks().next() else { return Ok(None) };
        Ok(Some(match chunk.valid().chars().next() {
            Some(character) => (character, character.len_utf8()),
            None => ('\u{fffd}', chunk.invalid().len().max(1)),
        }))
    }

    /// The next character.
    pub fn peek(&mut self) -> Result<Option<char>> {
        Ok(self.next()?.map(|(character, _)| character))
    }

    /// Passes a character, or CR LF, which is one end of a line.
    pub fn pass(&mut self) -> Result<Option<char>> {
        let Some((character, length)) = self.next()? else { return Ok(None) };
        let length = if self.starts_with(b"\r\n")? { 2 } else { length };
        self.at.offset = self.at.offset.saturating_add(length as u64);
        if is_line_end(character) {
            self.at.line = self.at.line.saturating_add(1);
            self.at.column = 0;
        } else {
            self.at.column = self.at.column.saturating_add(character.len_utf16() as u64);
        }
        Ok(Some(character))
    }

    /// Passes a mark of the byte order, which is no character of the script.
    pub fn pass_bom(&mut self) -> Result<()> {
        if self.at.offset == 0 && self.starts_with(b"\xef\xbb\xbf")? {
            self.at.offset = 3;
        }
        Ok(())
    }

    /// Passes the rest of the line, but not its end.
    pub fn pass_line(&mut self) -> Result<()> {
        while self.peek()?.is_some_and(|character| !is_line_end(character)) {
            self.pass()?;
        }
        Ok(())
    }
}

pub(super) fn is_line_end(character: char) -> bool {
    matches!(character, '\n' | '\r' | '\u{2028}' | '\u{2029}')
}

/// White space within a line. ECMA-262 12.2.
pub(super) fn is_space(character: char) -> bool {
    let is_white = character.is_whitespace() && character != '\u{85}';
    (is_white || character == '\u{feff}') && !is_line_end(character)
}
