//! [`Text`]: where the lines and columns of the minified file stand in it.

use super::spans::Position;
use crate::error::Result;
use crate::source::Source;
use crate::sourcemap::checkpoints::Marks;
use crate::sourcemap::generated_lines::{Behind, GeneratedLines, LinesAt, byte_of_unit};
use mapship_loops::utf16_units;

/// Where the lines of a file stand, and how long they are.
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

impl Text {
    /// Nothing known of a file of so many bytes.
    pub fn new(length: u64) -> Self {
        Self { marks: Marks::new(length), lines: 0, longest: 0 }
    }

    /// Passes over a file.
    pub fn read(source: &dyn Source) -> Result<Self> {
        let mut text = Self::new(source.len());
        // there is no such position
        walk(source, Known::default(), (u32::MAX, u64::MAX), &mut |known| {
            text.longest = text.longest.max(known.column);
            text.lines = u64::from(known.line).saturating_add(1);
            if text.marks.is_due(known.at.offset) {
                text.marks.set(known.at.offset, *known);
            }
        })?;
        Ok(text)
    }

    /// The byte in the file that a position is at, and the column that it is: that of the line's end where the line is shorter, and
    /// of a whole character. `None` where the file has no such line.
    pub fn find(&self, source: &dyn Source, position: Position) -> Result<Option<(u64, u64)>> {
        let target = (position.line.saturating_sub(1), u64::from(position.column));
        let before = self.marks.before(|known| (known.line, known.column) <= target);
        walk(source, before.copied().unwrap_or_default(), target, &mut |_| {})
    }
}

/// Goes to a position, line and column both 0-based, and tells of places on the way, and where the file ends.
fn walk(
    source: &dyn Source,
    from: Known,
    (line, column): (u32, u64),
    tell: &mut dyn FnMut(&Known),
) -> Result<Option<(u64, u64)>> {
    let mut known = from;
    let mut lines = GeneratedLines::resume(source, known.at);
    loop {
        known.at = lines.at();
        tell(&known);
        let offset = known.at.offset;
        let is_here = known.line == line;
        let Some(run) = lines.run()? else {
            return Ok(is_here.then_some((offset, known.column)));
        };
        let bytes = lines.bytes(&run);
        let end = offset.saturating_add(bytes.len() as u64);
        let wanted = column.saturating_sub(known.column);
        if is_here && wanted < run.units {
            let byte = byte_of_unit(bytes, wanted);
            // not the second half of a character
            let units = utf16_units(bytes.get(..byte).unwrap_or_default());
            let found = (offset.saturating_add(byte as u64), known.column.saturating_add(units));
            return Ok(Some(found));
        }
        known.column = known.column.saturating_add(run.units);
        let behind = lines.pass(run)?;
        let is_found = match behind {
            Behind::Nothing => false,
            Behind::Character => column <= known.column,
            Behind::LineEnd => true,
        };
        if is_here && is_found {
            return Ok(Some((end, known.column)));
        }
        match behind {
            Behind::Nothing => {}
            Behind::Character => known.column = known.column.saturating_add(1),
            Behind::LineEnd => {
                // how long the line is
                tell(&known);
                known.line = known.line.saturating_add(1);
                known.column = 0;
            }
        }
    }
}
