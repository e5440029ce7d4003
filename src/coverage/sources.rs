//! [`Coverage`]: how much of the generated file each source makes up.

use std::ops::ControlFlow;

use super::checkpoints::Stops;
use super::walk::{Origin, Owner, Standing, Stop, Stretch, Visit};
use crate::error::Result;
use crate::finding::Issue;
use crate::source::Source;
use crate::sourcemap::GeneratedPosition;
use crate::sourcemap::outline::Outline;
use crate::sourcemap::segments::Flow;

/// How many sources are told apart.
const MOST_SOURCES: usize = 1 << 20;

/// What a source map covers of its generated file. Units are UTF-16 code units, line ends not counted.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Coverage {
    /// Whether the minified file was at hand. Otherwise nobody knows where its lines end: what stands behind the last segment of a
    /// line, and lines without segments, are in no number.
    pub minified: bool,
    /// Lines of the minified file; without it, up to the last that has a segment.
    pub lines: u64,
    /// Length of its longest line in units; without it, as far as segments go.
    pub longest_line: u64,
    /// Units of the file: the sum of `mapped`, `sourceless`, `unmapped` and `unread`.
    pub units: u64,
    /// Those led to a source.
    pub mapped: u64,
    /// Those of which a segment of one field says that they come from no source.
    pub sourceless: u64,
    /// Those before the first segment of their line, and those of lines without segments.
    pub unmapped: u64,
    /// Those behind the place where a broken map was read no further.
    pub unread: u64,
    /// Segments of the map, up to there.
    pub segments: u64,
    /// Those that stand before the one before them: they cover nothing.
    pub backward: u64,
    /// Those that lie behind the end of their line or of the file.
    pub beyond: u64,
    /// Those that go on to an end of line that is not known, and count no units.
    pub open_ends: u64,
    /// How many sources there are.
    pub source_count: u64,
    /// Those that make up most of the file, in the order of their indexes.
    pub sources: Vec<SourceCoverage>,
    /// The others together.
    pub others: Others,
    /// What is wrong with the map, where it could not be read to its end.
    pub issue: Option<Issue>,
    /// Where that is in the generated file.
    pub issue_at: Option<GeneratedPosition>,
    /// Whether it is an index map with more sections than are looked at, which is 65,536.
    pub has_more_sections: bool,
}

/// What a source makes up of the generated file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SourceCoverage {
    /// Its index, 0-based; those of an index map are counted through all sections.
    pub index: u32,
    /// As the map has it, with `sourceRoot`; cut at 4096 bytes. `None` where the map has none.
    pub name: Option<String>,
    /// Units that lead to it.
    pub units: u64,
    /// Segments that lead to it.
    pub segments: u64,
    /// Length of its content, in bytes as it stands in the map; `None` where the map has none.
    pub content_bytes: Option<u64>,
    /// Whether the map says that debuggers are to pass over it.
    pub ignored: bool,
}

/// Sources that are not told of one by one.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Others {
    /// How many.
    pub sources: u64,
    /// Units that lead to them.
    pub units: u64,
    /// Segments that lead to them.
    pub segments: u64,
}

/// What is counted of a source.
#[derive(Debug, Clone, Copy, Default)]
struct Count {
    units: u64,
    segments: u64,
    /// One more than its length, if there is one.
    content: u64,
    ignored: bool,
}

/// What is counted on a walk.
pub(super) struct Tally {
    pub coverage: Coverage,
    pub stops: Stops,
    counts: Vec<Count>,
    /// Segments that lead to a source.
    led: u64,
}

impl Tally {
    /// For a map of so many bytes.
    pub fn new(length: u64) -> Self {
        let coverage = Coverage::default();
        Self { coverage, stops: Stops::new(length), counts: Vec::new(), led: 0 }
    }

    fn count(&mut self, source: u32) -> Option<&mut Count> {
        let index = source as usize;
        if index >= self.counts.len() {
            if index >= MOST_SOURCES {
                return None;
            }
            self.counts.resize(index.saturating_add(1), Count::default());
        }
        self.counts.get_mut(index)
    }

    /// A source has a content of so many bytes.
    pub fn content(&mut self, source: u32, bytes: u64) {
        if let Some(count) = self.count(source) {
            count.content = bytes.saturating_add(1);
        }
    }

    /// Which sources are ignored.
    pub fn ignore(&mut self, map: &dyn Source, outline: &Outline) -> Result<()> {
        for part in &outline.parts {
            part.ignored(map, &mut |index| {
                if index < part.sources.count
                    && let Some(count) = self.count(part.first_source.saturating_add(index))
                {
                    count.ignored = true;
                }
            })?;
        }
        Ok(())
    }

    /// The picture of so many sources one by one, which are those that make up most of the file.
    pub fn finish(
        mut self,
        map: &dyn Source,
        outline: &Outline,
        most: usize,
    ) -> Result<(Coverage, Stops)> {
        let all = outline.source_count();
        let told_apart = (all as usize).min(MOST_SOURCES).max(self.counts.len());
        self.counts.resize(told_apart, Count::default());
        let least = self.least_of(most);
        let Self { mut coverage, stops, counts, led } = self;
        let greater = counts.iter().filter(|count| count.units > least).count();
        let mut ties = most.saturating_sub(greater);
        let mut told = Vec::new();
        for (index, count) in (0_u32..).zip(counts) {
            let is_tie = count.units == least && ties > 0;
            if is_tie || count.units > least {
                ties -= usize::from(is_tie);
                told.push((index, count));
            }
        }
        let indexes: Vec<u32> = told.iter().map(|(index, _)| *index).collect();
        let names = outline.source_names(map, &indexes)?;
        let sources = u64::from(all).saturating_sub(told.len() as u64);
        let mut others = Others { sources, units: coverage.mapped, segments: led };
        for (index, count) in told {
            let Count { units, segments, content, ignored } = count;
            others.units = others.units.saturating_sub(units);
            others.segments = others.segments.saturating_sub(segments);
            let (name, content_bytes) = (names.of(index), content.checked_sub(1));
            let told = SourceCoverage { index, name, units, segments, content_bytes, ignored };
            coverage.sources.push(told);
        }
        coverage.source_count = u64::from(all);
        coverage.others = others;
        coverage.has_more_sections = outline.has_more;
        let Coverage { mapped, sourceless, unmapped, unread, .. } = coverage;
        coverage.units =
            mapped.saturating_add(sourceless).saturating_add(unmapped).saturating_add(unread);
        Ok((coverage, stops))
    }

    /// How many units a source has at least that is among so many of the largest.
    fn least_of(&self, most: usize) -> u64 {
        let (mut least, mut bit) = (0_u64, 1 << 63);
        if self.counts.len() <= most {
            return 0;
        }
        // the greatest number that so many reach, bit by bit: sorting would weigh more than all of this
        while bit > 0 {
            let reach = self.counts.iter().filter(|count| count.units >= least | bit).count();
            if reach >= most {
                least |= bit;
            }
            bit >>= 1;
        }
        least
    }
}

impl Visit for Tally {
    fn stop(&mut self, stop: &Stop) -> Flow {
        self.stops.see(stop);
        ControlFlow::Continue(())
    }

    fn segment(&mut self, origin: &Origin, standing: Standing) {
        self.coverage.segments += 1;
        self.coverage.backward += u64::from(standing == Standing::Backward);
        self.coverage.beyond += u64::from(standing == Standing::Beyond);
        let Some(source) = origin.source else { return };
        self.led += 1;
        if let Some(count) = self.count(source) {
            count.segments += 1;
        }
    }

    fn stretch(&mut self, stretch: &Stretch) -> Flow {
        let Stretch { column, end, owner, .. } = *stretch;
        if !self.coverage.minified {
            self.coverage.longest_line = self.coverage.longest_line.max(end.unwrap_or(column));
        }
        self.coverage.open_ends += u64::from(end.is_none());
        let units = end.map_or(0, |end| end.saturating_sub(column));
        let sum = match owner {
            Owner::Unmapped => &mut self.coverage.unmapped,
            Owner::Unread => &mut self.coverage.unread,
            Owner::Segment(Origin { source: None, .. }) => &mut self.coverage.sourceless,
            Owner::Segment(Origin { source: Some(source), .. }) => {
                self.stops.lead_to(source);
                if let Some(count) = self.count(source) {
                    count.units = count.units.saturating_add(units);
                }
                &mut self.coverage.mapped
            }
        };
        *sum = sum.saturating_add(units);
        ControlFlow::Continue(())
    }
}
