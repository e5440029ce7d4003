//! [`Finder`]: the segments that some positions of a generated file are in, found in one pass over the mappings.
//!
//! The segments of a line need not be in order, so none is taken for the last one before a position until the line has ended. Which of
//! several segments at one column counts is not laid down; it is the one that other consumers take: the first where the position is
//! that very column, the last otherwise.

use std::ops::RangeInclusive;

use crate::coverage::Position;
use crate::error::{Error, Result};
use crate::finding::Issue;
use crate::sorted_indices::order;
use crate::source::Source;
use crate::sourcemap::noted::Noted;
use crate::sourcemap::outline::{Outline, Part};
use crate::sourcemap::segments::{Ended, Flow, Place, Take, each_segment};
use crate::sourcemap::token::{NONE, Token};
use std::ops::ControlFlow;

/// The segment that a position is in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Landing {
    /// Index of the part of the map.
    pub part: usize,
    /// The segment, as the part has it.
    pub token: Token,
    /// Its column in the generated file, 0-based.
    pub column: u32,
}

/// What was found for a position.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Hit {
    /// The segment that it is in; `None` where none stands before it in its line.
    pub landing: Option<Landing>,
    /// The column nearest to it of which a segment says where it comes from, 0-based.
    pub nearest: Option<u32>,
}

/// Positions that segments are looked for, and what was found of those on the line that is being read.
pub(super) struct Finder {
    /// The positions in order, without those that are in no file: line, 0-based, column, and their index in what was given.
    wanted: Vec<(u32, u32, usize)>,
    hits: Vec<Hit>,
    /// The line being read, 0-based.
    line: u32,
    /// Which of the positions are on it.
    on_line: std::ops::Range<usize>,
    /// For each of these, what stands behind the position before it and not behind itself; then what stands behind all of them.
    slots: Vec<Slot>,
}

/// What stands between two positions of a line, the first excluded and the second included.
#[derive(Debug, Clone, Copy, Default)]
struct Slot {
    /// The first segment that stands at the second position.
    exact: Option<Landing>,
    /// The last segment of those with the greatest column.
    last: Option<Landing>,
    /// The least and the greatest column that comes from a source.
    mapped: Option<(u32, u32)>,
}

impl Finder {
    pub fn new(positions: &[Position]) -> Self {
        let key = |index: usize| positions.get(index).map(|it| (it.line, it.column));
        let order = order(positions.len(), &|one, other| key(one) < key(other));
        let wanted = order.into_iter().filter_map(|index| {
            let position = positions.get(index)?;
            Some((position.line.checked_sub(1)?, position.column, index))
        });
        Self {
            wanted: wanted.collect(),
            hits: vec![Hit::default(); positions.len()],
            line: 0,
            on_line: 0..0,
            slots: Vec::new(),
        }
    }

    /// Looks for the segments in a map, of which places were noted. What is wrong with it ends the reading, unless it stands where
    /// nothing is looked for.
    pub fn run(
        mut self,
        map: &dyn Source,
        outline: &Outline,
        noted: &Noted,
    ) -> Result<(Vec<Hit>, Option<Issue>)> {
        self.start_line(0);
        for (index, part) in outline.parts.iter().enumerate() {
            let range = part.mappings_range();
            let mut lines = self.lines_of(part).into_iter().peekable();
            while let Some(line) = lines.next() {
                let from = noted.before(line, &range);
                // up to where there is a place to jump to
                let mut until = line;
                let is_near = |next: &u64, until| {
                    noted.before(*next, &range).is_none_or(|place| place.line() <= until)
                };
                while let Some(next) = lines.next_if(|next| is_near(next, until)) {
                    until = next;
                }
                let mut on_part = OnPart { finder: &mut self, part, index, until };
                match each_segment(map, part, from.as_ref(), &mut on_part) {
                    ControlFlow::Break(Some(error)) => return Err::<_, Error>(error),
                    ControlFlow::Continue(Ended { issue: Some(issue), .. }) => {
                        self.end_line();
                        return Ok((self.hits, Some(issue)));
                    }
                    _ => {}
                }
            }
        }
        self.end_line();
        Ok((self.hits, None))
    }

    /// The lines of positions that may be a part's, 0-based and in its own numbers.
    fn lines_of(&self, part: &Part) -> Vec<u64> {
        let own = self.wanted.iter().filter_map(|(line, ..)| line.checked_sub(part.offset.0));
        let mut lines: Vec<u64> = own.map(u64::from).collect();
        lines.dedup();
        lines
    }

    fn start_line(&mut self, line: u32) {
        self.line = line;
        let start = self.wanted.partition_point(|(wanted, ..)| *wanted < line);
        let end = self.wanted.partition_point(|(wanted, ..)| *wanted <= line);
        self.on_line = start..end;
        self.slots.clear();
        if start < end {
            self.slots.resize(end.saturating_sub(start).saturating_add(1), Slot::default());
        }
    }

    /// Gives each position of the line what stands before it.
    fn end_line(&mut self) {
        let (mut last, mut below) = (None, None);
        for (at, slot) in self.slots.iter().enumerate() {
            let wanted = self.wanted.get(self.on_line.start.saturating_add(at));
            let Some((_, column, index)) = wanted.filter(|(line, ..)| *line == self.line) else {
                break;
            };
            last = slot.last.or(last);
            below = slot.mapped.map(|(_, greatest)| greatest).or(below);
            let later = self.slots.get(at.saturating_add(1)..).unwrap_or_default();
            let above = later.iter().find_map(|slot| slot.mapped).map(|(least, _)| least);
            let nearest = match (below, above) {
                (Some(below), Some(above)) if column.abs_diff(above) < column.abs_diff(below) => {
                    Some(above)
                }
                (below, above) => below.or(above),
            };
            if let Some(hit) = self.hits.get_mut(*index) {
                *hit = Hit { landing: slot.exact.or(last), nearest };
            }
        }
        self.slots.clear();
    }

    fn take(&mut self, landing: Landing, line: u32) -> Flow {
        if line != self.line {
            self.end_line();
            self.start_line(line);
        }
        let on_line = self.wanted.get(self.on_line.clone()).unwrap_or_default();
        let at = on_line.partition_point(|(_, column, _)| *column < landing.column);
        let Some(slot) = self.slots.get_mut(at) else { return ControlFlow::Continue(()) };
        if on_line.get(at).is_some_and(|(_, column, _)| *column == landing.column) {
            slot.exact = slot.exact.or(Some(landing));
        }
        if slot.last.is_none_or(|last| last.column <= landing.column) {
            slot.last = Some(landing);
        }
        if landing.token.source != NONE {
            let (least, greatest) = slot.mapped.unwrap_or((landing.column, landing.column));
            slot.mapped = Some((least.min(landing.column), greatest.max(landing.column)));
        }
        ControlFlow::Continue(())
    }

    /// Whether a position is on any of these lines, or none is behind them.
    fn wants(&self, lines: RangeInclusive<u64>) -> bool {
        let next = self.wanted.partition_point(|(line, ..)| u64::from(*line) < *lines.start());
        self.wanted.get(next).is_none_or(|(line, ..)| u64::from(*line) <= *lines.end())
    }
}

/// A finder on one part of a map.
struct OnPart<'a> {
    finder: &'a mut Finder,
    part: &'a Part,
    index: usize,
    /// The last line that is read, 0-based and in the part's own numbers.
    until: u64,
}

impl Take for OnPart<'_> {
    fn place(&mut self, _: &Place) -> Flow {
        ControlFlow::Continue(())
    }

    fn wants(&self, lines: RangeInclusive<u64>) -> bool {
        let shift = u64::from(self.part.offset.0);
        let (start, end) = lines.into_inner();
        self.finder.wants(start.saturating_add(shift)..=end.saturating_add(shift))
    }

    fn segment(&mut self, token: &Token) -> Flow {
        if u64::from(token.line) > self.until {
            return ControlFlow::Break(None);
        }
        let (first_line, first_column) = self.part.offset;
        let shift = if token.line == 0 { first_column } else { 0 };
        let column = token.column.saturating_add(shift);
        let landing = Landing { part: self.index, token: *token, column };
        self.finder.take(landing, token.line.saturating_add(first_line))
    }
}
