//! [`Coverage`]: what the mappings of a map say about the generated file, line by line, in bounded memory.

use mapship_loops::LineEnd;

use super::summary::GeneratedPosition;

/// How many lines are remembered one by one; of those after them only the last position counts.
const MOST_LINES: usize = 1 << 19;

/// How many samples are kept at most: every other one goes when there are more.
const MOST_SAMPLES: usize = 256;

/// How far samples lie apart until some go, in bytes of `mappings`, …
const FIRST_STRIDE: u64 = 256;

/// … and at the beginning, where so many lie in each stretch that is as long as all before it: of a small map nearly every
/// segment is a sample, and only the first of a larger one keep its decoding from going block by block.
const EARLY: u64 = 16;

/// The least that lies between samples, in bytes of `mappings`.
const LEAST_STRIDE: u64 = 8;

/// How many lines are kept in one piece.
const PIECE: usize = 4096;

/// The first lines of a file, a great many at most. In pieces, so that what grows is never copied as a whole.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Lines(Vec<Vec<LineEnd>>);

impl Lines {
    /// A line, by its number from 0 on; `None` where it is not remembered.
    #[must_use]
    pub fn get(&self, index: usize) -> Option<LineEnd> {
        self.0.get(index / PIECE)?.get(index % PIECE).copied()
    }

    /// The lines in order.
    pub fn iter(&self) -> impl Iterator<Item = LineEnd> {
        self.0.iter().flatten().copied()
    }

    /// Adds lines, as far as there is room.
    fn extend(&mut self, mut ends: &[LineEnd]) {
        while !ends.is_empty() {
            let room = self.0.last().map_or(0, |piece| PIECE.saturating_sub(piece.len()));
            if room == 0 {
                if self.0.len() >= MOST_LINES / PIECE {
                    return;
                }
                // few maps have many lines
                let length = if self.0.is_empty() { 0 } else { PIECE };
                self.0.push(Vec::with_capacity(length));
                continue;
            }
            let (fitting, rest) = ends.split_at_checked(room).unwrap_or((ends, &[]));
            if let Some(piece) = self.0.last_mut() {
                piece.extend_from_slice(fitting);
            }
            ends = rest;
        }
    }

    /// Sets a line, with lines that are not mapped before it if there are too few.
    fn set(&mut self, index: usize, end: LineEnd) {
        if index >= MOST_LINES {
            return;
        }
        while self.len() <= index {
            self.extend(&[LineEnd::default()]);
        }
        let line = self.0.get_mut(index / PIECE).and_then(|piece| piece.get_mut(index % PIECE));
        if let Some(line) = line {
            *line = end;
        }
    }

    fn len(&self) -> usize {
        let last = self.0.last().map_or(0, Vec::len);
        self.0.len().saturating_sub(1) * PIECE + last
    }
}

/// What the mappings say about the generated file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Coverage {
    /// The lines from the first on, as far as they are remembered.
    pub lines: Lines,
    /// UTF-16 units that lie between mappings and belong to no source: before the first segment of a line, and after
    /// segments of one field. Lines without segments, and line ends, are not in it.
    pub gaps: i64,
    /// Some generated positions in the order of the mappings: evenly spread, but closer at the beginning.
    pub samples: Vec<GeneratedPosition>,
    /// From which byte of `mappings` on the next sample is taken.
    next_sample: u64,
    stride: u64,
}

impl Default for Coverage {
    fn default() -> Self {
        Self {
            lines: Lines::default(),
            gaps: 0,
            samples: Vec::new(),
            next_sample: 0,
            stride: FIRST_STRIDE,
        }
    }
}

impl Coverage {
    /// A line is at its end; `furthest` is -1 where it has no segment.
    #[inline]
    pub(super) fn end_line(&mut self, furthest: i64, mapped: bool) {
        self.lines.extend(&[LineEnd::new(furthest, mapped)]);
    }

    /// Several lines are at their end.
    pub(super) fn extend(&mut self, ends: &[LineEnd]) {
        self.lines.extend(ends);
    }

    /// From which byte of `mappings` on the next sample is taken.
    pub(super) fn next_sample(&self) -> u64 {
        self.next_sample
    }

    /// Takes a sample: the segment that ends at this byte of `mappings`. `line` is 0-based.
    pub(super) fn sample(&mut self, byte: u64, line: u64, column: i64) {
        let column = u64::try_from(column).unwrap_or_default();
        self.samples.push(GeneratedPosition { line: line.saturating_add(1), column });
        self.thin();
        let early = (byte / EARLY).max(LEAST_STRIDE);
        self.next_sample = if early < self.stride {
            byte.saturating_add(early)
        } else {
            (byte / self.stride).saturating_add(1).saturating_mul(self.stride)
        };
    }

    fn thin(&mut self) {
        while self.samples.len() > MOST_SAMPLES {
            let mut keep = false;
            self.samples.retain(|_| {
                keep = !keep;
                keep
            });
            self.stride = self.stride.saturating_mul(2);
        }
    }

    /// Adds what a section covers, which starts at an offset: line and column, both 0-based.
    pub(super) fn add(&mut self, section: &Self, (line, column): (u64, u64)) {
        let first = usize::try_from(line).unwrap_or(usize::MAX);
        for (index, end) in section.lines.iter().enumerate() {
            let Some(furthest) = end.furthest() else { continue };
            let shift = if index == 0 { column } else { 0 };
            let furthest = i64::try_from(furthest.saturating_add(shift)).unwrap_or(i64::MAX);
            self.lines.set(first.saturating_add(index), LineEnd::new(furthest, end.is_mapped()));
        }
        self.gaps = self.gaps.saturating_add(section.gaps);
        self.samples.extend(section.samples.iter().map(|sample| GeneratedPosition {
            line: sample.line.saturating_add(line),
            column: sample.column.saturating_add(if sample.line == 1 { column } else { 0 }),
        }));
        self.thin();
    }
}
