//! [`Text`]: the minified file, of which any window can be read by line and column.

use mapship_loops::utf16_units;
use serde::Serialize;

use super::spans::Position;
use crate::error::Result;
use crate::generated_lines::{Behind, GeneratedLines, LinesAt, byte_of_unit};
use crate::marks::{Mark, Marks};
use crate::source::Source;
use crate::sourcemap::utf8::whole_characters;

/// The most UTF-16 units that are told of at once.
const MOST: u32 = 1 << 20;

/// Where the lines of a file stand, and how long they are.
#[derive(Default)]
pub(super) struct Text {
    marks: Marks<Known>,
    /// How many there are.
    pub lines: u64,
    /// The length of the longest, in UTF-16 units.
    pub longest: u64,
}

/// A place in the file.
#[derive(Debug, Clone, Copy, Default)]
struct Known {
    at: LinesAt,
    /// 0-based.
    line: u32,
    /// 0-based, in UTF-16 units.
    column: u64,
}

impl Mark for Known {}

/// A window of the minified file.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct TextWindow {
    /// The lines in it, the first and the last of which may not be whole.
    pub lines: Vec<TextLine>,
    /// Whether the file goes on behind it.
    pub more: bool,
}

/// A line, or a piece of it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct TextLine {
    /// Line, 1-based.
    pub line: u32,
    /// The column that the text begins at, 0-based, in UTF-16 units.
    pub column: u64,
    /// The text, without the line's end.
    pub text: String,
    /// Whether the line ends with it.
    pub ends: bool,
}

impl Text {
    /// Passes over a file.
    pub fn read(source: &dyn Source) -> Result<Self> {
        let mut text = Self::default();
        let mut known = Known::default();
        let mut lines = GeneratedLines::new(source);
        loop {
            known.at = lines.at();
            if text.marks.is_due(known.at.offset) {
                text.marks.set(known.at.offset, known);
            }
            let Some(run) = lines.run()? else { break };
            known.column = known.column.saturating_add(run.units);
            match lines.pass(run)? {
                Behind::Nothing => {}
                Behind::Character => known.column = known.column.saturating_add(1),
                Behind::LineEnd => {
                    text.longest = text.longest.max(known.column);
                    known.line = known.line.saturating_add(1);
                    known.column = 0;
                }
            }
        }
        text.longest = text.longest.max(known.column);
        text.lines = u64::from(known.line).saturating_add(1);
        Ok(text)
    }

    /// So many UTF-16 units from a position on, line ends not counted. A column behind its line's end is taken for that.
    pub fn window(&self, source: &dyn Source, from: Position, units: u32) -> Result<TextWindow> {
        let Some((first, offset)) = self.find(source, from)? else {
            return Ok(TextWindow::default());
        };
        let units = units.min(MOST);
        // no unit takes more than three bytes
        let bytes = source.read_up_to(offset, units as usize * 3 + 4)?;
        let goes_on = offset.saturating_add(bytes.len() as u64) < source.len();
        let bytes = if goes_on { whole_characters(&bytes) } else { &bytes };
        let mut cut = Cut { bytes, lines: GeneratedLines::new(&bytes), line: first, begin: 0 };
        let (lines, end) = cut.lines(units.into(), goes_on)?;
        Ok(TextWindow { lines, more: offset.saturating_add(end) < source.len() })
    }

    /// The byte at a position, and what line and column that is; `None` where the file has no such line.
    fn find(&self, source: &dyn Source, position: Position) -> Result<Option<(TextLine, u64)>> {
        let line = position.line.saturating_sub(1);
        let column = u64::from(position.column);
        let before = self.marks.before(|known| (known.line, known.column) <= (line, column));
        let Known { at, line: mut here, column: mut passed } =
            before.map(|(_, known)| *known).unwrap_or_default();
        let mut lines = GeneratedLines::resume(source, at);
        let found = |passed: u64, offset: u64| {
            let line =
                TextLine { line: position.line.max(1), column: passed, ..TextLine::default() };
            Ok(Some((line, offset)))
        };
        loop {
            let offset = lines.at().offset;
            let Some(run) = lines.run()? else {
                return if here == line { found(passed, offset) } else { Ok(None) };
            };
            let bytes = lines.bytes(&run);
            let end = offset.saturating_add(bytes.len() as u64);
            let wanted = column.saturating_sub(passed);
            if here == line && wanted < run.units {
                let byte = byte_of_unit(bytes, wanted);
                // not the second half of a character
                let units = utf16_units(bytes.get(..byte).unwrap_or_default());
                return found(passed.saturating_add(units), offset.saturating_add(byte as u64));
            }
            passed = passed.saturating_add(run.units);
            let is_here = here == line;
            match lines.pass(run)? {
                Behind::Nothing => {}
                Behind::Character if is_here && column <= passed => return found(passed, end),
                Behind::Character => passed = passed.saturating_add(1),
                Behind::LineEnd if is_here => return found(passed, end),
                Behind::LineEnd => (here, passed) = (here.saturating_add(1), 0),
            }
        }
    }
}

/// A piece of the file that is cut into lines.
struct Cut<'a> {
    bytes: &'a [u8],
    lines: GeneratedLines<'a>,
    line: TextLine,
    /// Where the line begins in the piece.
    begin: u64,
}

impl Cut<'_> {
    /// The lines of so many units, and how many bytes they are. `goes_on` tells whether the file does behind the piece.
    fn lines(&mut self, units: u64, goes_on: bool) -> Result<(Vec<TextLine>, u64)> {
        let (mut left, mut lines) = (units, Vec::new());
        loop {
            let start = self.lines.at().offset;
            let Some(run) = self.lines.run()? else {
                lines.push(self.take(start, !goes_on));
                return Ok((lines, start));
            };
            let bytes = self.lines.bytes(&run);
            if run.units > left {
                let end = start.saturating_add(byte_of_unit(bytes, left) as u64);
                lines.push(self.take(end, false));
                return Ok((lines, end));
            }
            left = left.saturating_sub(run.units);
            let end = start.saturating_add(bytes.len() as u64);
            match self.lines.pass(run)? {
                // a line feed that belongs to the end of the line before
                Behind::Nothing if end == self.begin => self.begin = self.lines.at().offset,
                Behind::Nothing => {}
                Behind::Character => match left.checked_sub(1) {
                    Some(rest) => left = rest,
                    None => {
                        lines.push(self.take(end, false));
                        return Ok((lines, end));
                    }
                },
                Behind::LineEnd => {
                    lines.push(self.take(end, true));
                    self.begin = self.lines.at().offset;
                    if left == 0 {
                        return Ok((lines, self.begin));
                    }
                }
            }
        }
    }

    /// The line, which goes up to a byte of the piece; then the next one begins.
    fn take(&mut self, end: u64, ends: bool) -> TextLine {
        let index = |offset: u64| usize::try_from(offset).unwrap_or(usize::MAX);
        let bytes = self.bytes.get(index(self.begin)..index(end)).unwrap_or_default();
        let next = TextLine { line: self.line.line.saturating_add(1), ..TextLine::default() };
        let line = std::mem::replace(&mut self.line, next);
        TextLine { text: String::from_utf8_lossy(bytes).into_owned(), ends, ..line }
    }
}
