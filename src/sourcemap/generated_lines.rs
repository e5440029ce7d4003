//! The lines of a generated file, measured: how long each is in the unit that a source map counts columns in, and what
//! stands at some of its columns.

use std::ops::Range;

use mapship_loops::{line, utf16_units};

use crate::error::Result;
use crate::source::Source;

/// How much of the file is in memory at once, in bytes.
const WINDOW: usize = 128 * 1024;

/// The lines of a script, one after the other. ECMA-262 12.3: a line ends in LF, CR, CR LF, U+2028 or U+2029.
///
/// Memory does not grow with the file.
pub struct GeneratedLines<'a> {
    source: &'a dyn Source,
    window: Vec<u8>,
    /// Next byte in the window.
    next: usize,
    /// Where the window after this one begins, in bytes from the start of the file.
    offset: u64,
    /// Whether the last line was given; a file that ends in a line end has an empty last line.
    done: bool,
    /// Whether a CR came last: an LF that follows is part of the same end.
    after_cr: bool,
    /// Whether a line end was seen that some tools do not count: CR alone, U+2028 or U+2029.
    unusual: bool,
    /// The byte before the next one of the same line; 0 at its beginning.
    previous: u8,
}

/// Where the lines of a file may be read on: between two runs.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct LinesAt {
    /// Byte in the file, 0-based.
    pub offset: u64,
    after_cr: bool,
    done: bool,
}

/// A stretch of a line, whole in the window.
pub(crate) struct Run {
    /// Its bytes, in the window.
    bytes: Range<usize>,
    /// Its length in UTF-16 units.
    pub units: u64,
    /// The byte behind it, which may end the line.
    end: Option<u8>,
}

/// What stands behind a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Behind {
    /// The line goes on.
    Nothing,
    /// One character of three bytes, which is one unit.
    Character,
    /// The line's end.
    LineEnd,
}

/// What stands at a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Landing {
    /// The middle of a word: of an identifier, a keyword, a number, or a word of a text or a comment.
    Word,
    /// Anything else: the first character of a word, punctuation, the end of the line, a character that is not ASCII.
    Other,
}

impl<'a> GeneratedLines<'a> {
    /// The lines of a file.
    #[must_use]
    pub fn new(source: &'a dyn Source) -> Self {
        Self {
            source,
            window: Vec::new(),
            next: 0,
            offset: 0,
            done: false,
            after_cr: false,
            unusual: false,
            previous: 0,
        }
    }

    /// The lines from a place on that was told by [`GeneratedLines::at`].
    pub(crate) fn resume(source: &'a dyn Source, at: LinesAt) -> Self {
        let LinesAt { offset, after_cr, done } = at;
        Self { offset, after_cr, done, ..Self::new(source) }
    }

    /// Where the next run begins.
    pub(crate) fn at(&self) -> LinesAt {
        let offset = self.offset.saturating_sub(self.window.len().saturating_sub(self.next) as u64);
        LinesAt { offset, after_cr: self.after_cr, done: self.done }
    }

    /// The length of the next line in UTF-16 code units, without its end; `None` after the last.
    ///
    /// # Errors
    /// [`Error::Read`](crate::Error::Read) when the host cannot read the file.
    pub fn next_length(&mut self) -> Result<Option<u64>> {
        self.next_line(&[], &mut |_| {})
    }

    /// The same, telling what stands at some of the line's columns, which are to be in ascending order. Columns past the end
    /// of the line are not told of.
    ///
    /// # Errors
    /// [`Error::Read`](crate::Error::Read) when the host cannot read the file.
    pub fn next_line(
        &mut self,
        columns: &[u64],
        tell: &mut dyn FnMut(Landing),
    ) -> Result<Option<u64>> {
        if self.done {
            return Ok(None);
        }
        let mut units = 0_u64;
        let mut columns = columns;
        self.previous = 0;
        loop {
            let previous = self.previous;
            let Some(run) = self.run()? else { return Ok(Some(units)) };
            let bytes = self.bytes(&run);
            let last = bytes.last().copied();
            let mut place = Place::default();
            while let [column, later @ ..] = columns
                && *column < units + run.units
            {
                place = place.go_on(bytes, run.units, column.saturating_sub(units));
                let at = place.byte;
                let before = at.checked_sub(1).and_then(|at| bytes.get(at)).copied();
                let pair = [Some(before.unwrap_or(previous)), bytes.get(at).copied()];
                let is_word = pair.into_iter().flatten().all(is_word);
                tell(if is_word { Landing::Word } else { Landing::Other });
                columns = later;
            }
            units += run.units;
            self.previous = last.unwrap_or(previous);
            match self.pass(run)? {
                Behind::Nothing => {}
                Behind::LineEnd => return Ok(Some(units)),
                Behind::Character => {
                    while let [column, later @ ..] = columns
                        && *column <= units
                    {
                        tell(Landing::Other);
                        columns = later;
                    }
                    units += 1;
                    self.previous = 0xe2;
                }
            }
        }
    }

    /// The next run of the line, which may be empty; `None` at the end of the file, which ends the last line.
    pub(crate) fn run(&mut self) -> Result<Option<Run>> {
        let Some(rest) = self.fill()? else {
            self.done = true;
            return Ok(None);
        };
        let (length, units) = line(rest);
        let end = rest.get(length).copied();
        Ok(Some(Run { bytes: self.next..self.next + length, units, end }))
    }

    /// The bytes of a run that is not passed yet.
    pub(crate) fn bytes(&self, run: &Run) -> &[u8] {
        self.window.get(run.bytes.clone()).unwrap_or_default()
    }

    /// Passes a run, and what stands behind it.
    pub(crate) fn pass(&mut self, run: Run) -> Result<Behind> {
        if !run.bytes.is_empty() {
            self.after_cr = false;
        }
        self.next = run.bytes.end;
        match run.end {
            None => {}
            Some(b'\n') => {
                self.next += 1;
                if !std::mem::take(&mut self.after_cr) {
                    return Ok(Behind::LineEnd);
                }
            }
            Some(b'\r') => {
                self.next += 1;
                self.after_cr = true;
                self.unusual |= self.peek()? != Some(b'\n');
                return Ok(Behind::LineEnd);
            }
            Some(_) => {
                self.after_cr = false;
                if self.separator()? {
                    self.unusual = true;
                    return Ok(Behind::LineEnd);
                }
                // the other two bytes count nothing
                self.next += 1;
                return Ok(Behind::Character);
            }
        }
        Ok(Behind::Nothing)
    }

    /// Whether a line end was seen, so far, that some tools do not count.
    #[must_use]
    pub fn is_unusual(&self) -> bool {
        self.unusual
    }

    /// What is left of the window, after reading the next one where nothing is; `None` at the end of the file.
    fn fill(&mut self) -> Result<Option<&[u8]>> {
        if self.next >= self.window.len() {
            self.window = self.source.read_up_to(self.offset, WINDOW)?;
            self.offset += self.window.len() as u64;
            self.next = 0;
        }
        Ok(self.window.get(self.next..).filter(|rest| !rest.is_empty()))
    }

    fn peek(&mut self) -> Result<Option<u8>> {
        Ok(self.fill()?.and_then(<[u8]>::first).copied())
    }

    /// Whether U+2028 or U+2029 comes next (E2 80 A8, E2 80 A9); then it is passed.
    fn separator(&mut self) -> Result<bool> {
        let ends = |three: &[u8]| matches!(three, [0xe2, 0x80, 0xa8 | 0xa9]);
        let ends = if let Some(three) = self.window.get(self.next..self.next + 3) {
            ends(three)
        } else {
            let at = self.offset - (self.window.len() - self.next) as u64;
            ends(&self.source.read_up_to(at, 3)?)
        };
        if !ends {
            return Ok(false);
        }
        for _ in 0..3 {
            self.fill()?;
            self.next += 1;
        }
        Ok(true)
    }
}

/// The byte before which there are so many UTF-16 code units.
pub(crate) fn byte_of_unit(bytes: &[u8], units: u64) -> usize {
    Place::default().go_on(bytes, u64::MAX, units).byte
}

/// A place in a run: where the search for the next column begins, so that no byte is gone over twice.
#[derive(Debug, Clone, Copy, Default)]
struct Place {
    /// Byte in the run, 0-based.
    byte: usize,
    /// UTF-16 code units before it.
    unit: u64,
}

impl Place {
    /// The first character at or behind a unit of the run, which is not before this place. A run that has as many units as
    /// bytes is ASCII.
    fn go_on(self, bytes: &[u8], units_of_run: u64, unit: u64) -> Self {
        if units_of_run == bytes.len() as u64 {
            return Self { byte: usize::try_from(unit).unwrap_or(usize::MAX), unit };
        }
        let mut place = self;
        for piece in bytes.get(place.byte..).unwrap_or_default().chunks(64) {
            let units = utf16_units(piece);
            if place.unit + units > unit {
                break;
            }
            place.unit += units;
            place.byte += piece.len();
        }
        for byte in bytes.get(place.byte..).unwrap_or_default() {
            // the first byte of a character holds all of its units
            if place.unit >= unit && byte & 0xc0 != 0x80 {
                break;
            }
            place.unit += utf16_units(&[*byte]);
            place.byte += 1;
        }
        place
    }
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'$')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lengths(text: &str) -> Vec<u64> {
        let bytes = text.as_bytes();
        let mut lines = GeneratedLines::new(&bytes);
        std::iter::from_fn(|| lines.next_length().unwrap()).collect()
    }

    #[test]
    fn measures_lines_in_utf16() {
        for (text, expected) in [
            ("", &[0][..]),
            ("abc", &[3]),
            ("abc\n", &[3, 0]),
            ("a\nbc\r\nd\re", &[1, 2, 1, 1]),
            ("a\r\r\n\n", &[1, 0, 0, 0]),
            ("ä好😀", &[4]),
            ("a\u{2028}bb\u{2029}ccc", &[1, 2, 3]),
            ("€\u{2027}…", &[3]),
        ] {
            assert_eq!(lengths(text), expected, "{text:?}");
        }
    }

    #[test]
    fn tells_what_stands_at_a_column() {
        let landings = |text: &str, columns: &[u64]| {
            let bytes = text.as_bytes();
            let mut told = String::new();
            let mut lines = GeneratedLines::new(&bytes);
            let landed =
                |told: &mut String, it| told.push(if it == Landing::Word { 'w' } else { '.' });
            while lines.next_line(columns, &mut |it| landed(&mut told, it)).unwrap().is_some() {
                told.push('|');
            }
            told
        };
        let all: Vec<u64> = (0..12).collect();
        assert_eq!(landings("var a_=f(1)\n\nx$y", &all), ".ww..w.....||.ww|");
        // a character of two units: its second half is nowhere
        assert_eq!(landings("a😀bc", &all), "....w|");
        assert_eq!(landings("…ab€cd", &all), "..w..w|");
        assert_eq!(landings("ab", &[1, 1, 2, 7]), "ww|");
        let long = format!("{}ab", "é".repeat(1000));
        assert_eq!(landings(&long, &[999, 1000, 1001]), "..w|");
        for short in 0..3 {
            let text = format!("{}abc", " ".repeat(WINDOW - short));
            let first = (WINDOW - short) as u64;
            assert_eq!(landings(&text, &[first, first + 1, first + 2]), ".ww|");
        }
    }

    #[test]
    fn window_ends_change_nothing() {
        for end in ["\r\n", "\u{2028}", "😀\n", "€\n", "\r"] {
            for short in 0..6 {
                let first = WINDOW - short;
                let text = format!("{}{end}x", "a".repeat(first));
                let units = first as u64 + end.trim_end().encode_utf16().count() as u64;
                let expected = if end == "\u{2028}" { first as u64 } else { units };
                assert_eq!(lengths(&text), [expected, 1], "{end:?} {short}");
            }
        }
    }
}
