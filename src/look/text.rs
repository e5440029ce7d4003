//! [`Text`]: where the lines and columns of the minified file stand in it.

use super::spans::Position;
use crate::error::Result;
use crate::generated_lines::{Behind, GeneratedLines, LinesAt, byte_of_unit};
use crate::marks::{Mark, Marks};
use crate::source::Source;
use mapship_loops::utf16_units;

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

    /// The byte in the file that a position is at, and the column that it is: that of the line's end where the line is shorter, and
    /// of a whole character. `None` where the file has no such line.
    pub fn find(&self, source: &dyn Source, position: Position) -> Result<Option<(u64, u64)>> {
        let line = position.line.saturating_sub(1);
        let column = u64::from(position.column);
        let before = self.marks.before(|known| (known.line, known.column) <= (line, column));
        let Known { at, line: mut here, column: mut passed } = before.copied().unwrap_or_default();
        let mut lines = GeneratedLines::resume(source, at);
        loop {
            let offset = lines.at().offset;
            let Some(run) = lines.run()? else {
                return Ok((here == line).then_some((offset, passed)));
            };
            let bytes = lines.bytes(&run);
            let end = offset.saturating_add(bytes.len() as u64);
            let wanted = column.saturating_sub(passed);
            if here == line && wanted < run.units {
                let byte = byte_of_unit(bytes, wanted);
                // not the second half of a character
                let units = utf16_units(bytes.get(..byte).unwrap_or_default());
                let found = (offset.saturating_add(byte as u64), passed.saturating_add(units));
                return Ok(Some(found));
            }
            passed = passed.saturating_add(run.units);
            let is_here = here == line;
            let behind = lines.pass(run)?;
            let is_found = match behind {
                Behind::Nothing => false,
                Behind::Character => column <= passed,
                Behind::LineEnd => true,
            };
            if is_here && is_found {
                return Ok(Some((end, passed)));
            }
            match behind {
                Behind::Nothing => {}
                Behind::Character => passed = passed.saturating_add(1),
                Behind::LineEnd => (here, passed) = (here.saturating_add(1), 0),
            }
        }
    }
}
