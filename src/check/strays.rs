//! [`Strays`]: how many of a map's positions lie where no token of the minified file begins.

use std::ops::ControlFlow;

use crate::error::Result;
use crate::sorted_indices::order;
use crate::source::Source;
use crate::sourcemap::generated_lines::{GeneratedLines, Landing};
use crate::sourcemap::outline::Outline;
use crate::sourcemap::segments::{Flow, Place, Take, each_segment};
use crate::sourcemap::token::Token;

/// How many positions are looked at, at most; of a map with more segments every other one, or every third, and so on.
const MOST: u64 = 1 << 16;

/// What became of the positions of a map that were looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Strays {
    /// How many there are.
    pub looked_at: u64,
    /// Those past the end of their line, or of the file.
    pub past_end: u64,
    /// Those in the middle of a word.
    pub in_words: u64,
    /// Of all positions, those right behind the one before.
    pub adjacent: u64,
}

impl Strays {
    /// Passes over the map and its file once each. `segments` is how many the map has.
    ///
    /// # Errors
    /// [`Error::Read`](crate::Error::Read) when the host cannot read a file.
    pub fn count(map: &dyn Source, minified: &dyn Source, segments: u64) -> Result<Self> {
        let (positions, adjacent) = positions(map, segments.div_ceil(MOST).max(1))?;
        let order = order(positions.len(), &|one, other| positions.get(one) < positions.get(other));
        let mut sorted = order.into_iter().filter_map(|index| positions.get(index)).peekable();
        let mut lines = GeneratedLines::new(minified);
        let (mut told, mut in_words) = (0, 0);
        let mut columns = Vec::new();
        for line in 0_u32.. {
            columns.clear();
            while let Some((_, column)) = sorted.next_if(|(of, _)| *of == line) {
                columns.push(u64::from(*column));
            }
            let mut landed = |landing| {
                told += 1;
                in_words += u64::from(landing == Landing::Word);
            };
            let Some(length) = lines.next_line(&columns, &mut landed)? else { break };
            // the place behind the last character is one to stand at
            told += columns.iter().filter(|column| **column == length).count() as u64;
        }
        let looked_at = positions.len() as u64;
        Ok(Self { looked_at, past_end: looked_at.saturating_sub(told), in_words, adjacent })
    }
}

/// The positions of every so many segments: line and column, both 0-based. And how many of all lie right behind the one before.
fn positions(map: &dyn Source, every: u64) -> Result<(Vec<(u32, u32)>, u64)> {
    let outline = Outline::read(map, &mut |_, _| {})?;
    let mut taken = Taken { every, ..Taken::default() };
    for part in &outline.parts {
        taken.offset = part.offset;
        match each_segment(map, part, None, &mut taken) {
            ControlFlow::Continue(_) | ControlFlow::Break(None) => {}
            ControlFlow::Break(Some(error)) => return Err(error),
        }
    }
    Ok((taken.positions, taken.adjacent))
}

#[derive(Default)]
struct Taken {
    positions: Vec<(u32, u32)>,
    every: u64,
    /// How many segments come before the next one that is taken.
    next: u64,
    /// Where the part begins: line and column, both 0-based.
    offset: (u32, u32),
    /// The one before: line and column.
    last: (u32, u32),
    adjacent: u64,
}

impl Take for Taken {
    fn place(&mut self, _: &Place) -> Flow {
        ControlFlow::Continue(())
    }

    fn segment(&mut self, token: &Token) -> Flow {
        let (line, column) = std::mem::replace(&mut self.last, (token.line, token.column));
        self.adjacent += u64::from((line, column.wrapping_add(1)) == self.last);
        if self.next > 0 {
            self.next -= 1;
            return ControlFlow::Continue(());
        }
        self.next = self.every.saturating_sub(1);
        let (line, column) = self.offset;
        let shift = if token.line == 0 { column } else { 0 };
        self.positions.push((token.line.saturating_add(line), token.column.saturating_add(shift)));
        ControlFlow::Continue(())
    }
}
