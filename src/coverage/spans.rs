//! [`Spans`]: stretches of the generated file, each with where it leads to.

use std::ops::ControlFlow;

use super::walk::{Origin, Owner, Standing, Stop, Stretch, Visit};
use crate::error::Result;
use crate::source::Source;
use crate::sourcemap::outline::Outline;
use crate::sourcemap::segments::Flow;

/// A position in a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// Line, 1-based.
    pub line: u32,
    /// Column, 0-based, in UTF-16 units.
    pub column: u32,
}

/// Some of the stretches that a map covers, in the order of the generated file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Spans {
    /// The stretches. What lies between them is not mapped.
    pub spans: Vec<Span>,
    /// The names of the sources that they lead to, each once.
    pub sources: Vec<SourceName>,
    /// Whether there are more.
    pub more: bool,
}

/// A stretch of a line of the generated file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Span {
    /// Line, 1-based.
    pub line: u32,
    /// Column, 0-based, in UTF-16 units.
    pub column: u64,
    /// The column behind its last unit; `None` where it goes on to the end of its line, and the minified file is not at hand.
    pub end_column: Option<u64>,
    /// Index of the source, 0-based, counted through all sections; `None` where the map says that it comes from none.
    pub source: Option<u32>,
    /// Line in the source, 1-based.
    pub original_line: Option<u32>,
    /// Column in that line, 0-based, in UTF-16 units.
    pub original_column: Option<u32>,
    /// The name that stood there, where the map has one.
    pub name: Option<String>,
}

/// The name of a source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceName {
    /// Its index, 0-based, counted through all sections.
    pub index: u32,
    /// As the map has it, with `sourceRoot`; `None` where the map has none.
    pub name: Option<String>,
}

/// Which stretches are wanted.
#[derive(Debug, Clone, Copy)]
pub(super) enum Wanted {
    /// Those that lie between two positions of the generated file, the second not included.
    Generated(Position, Position),
    /// Those that lead to between two positions of a source, the second not included.
    Original(u32, Position, Position),
}

/// Stretches that were found, as many as are wanted at most.
pub(super) struct Found {
    wanted: Wanted,
    most: u32,
    /// Before which byte of the map the walk ends.
    pub end: u64,
    pub more: bool,
    spans: Vec<(Stretch, Origin)>,
}

impl Found {
    pub fn new(wanted: Wanted, most: u32) -> Self {
        Self { wanted, most, end: u64::MAX, more: false, spans: Vec::new() }
    }

    /// What was found, with the names that stand there.
    pub fn finish(self, map: &dyn Source, outline: &Outline) -> Result<Spans> {
        let mut indexes = Vec::new();
        for source in self.spans.iter().filter_map(|(_, origin)| origin.source) {
            insert(&mut indexes, source);
        }
        let known = outline.source_names(map, &indexes)?;
        let sources =
            indexes.into_iter().map(|index| SourceName { index, name: known.of(index) }).collect();
        let mut spans = Vec::with_capacity(self.spans.len());
        // stretches of one part stand together
        for of_part in self.spans.chunk_by(|(_, one), (_, other)| one.part == other.part) {
            let mut indexes = Vec::new();
            for name in of_part.iter().filter_map(|(_, origin)| origin.name) {
                insert(&mut indexes, name);
            }
            let part = of_part.first().and_then(|(_, origin)| outline.parts.get(origin.part));
            let names = part.map(|part| part.names(map, &indexes)).transpose()?.unwrap_or_default();
            for (stretch, origin) in of_part {
                let source = origin.source;
                let one_based = |line: u32| line.saturating_add(1);
                spans.push(Span {
                    line: one_based(stretch.line),
                    column: stretch.column,
                    end_column: stretch.end,
                    source,
                    original_line: source.map(|_| one_based(origin.line)),
                    original_column: source.map(|_| origin.column),
                    name: origin.name.and_then(|name| names.of(name)),
                });
            }
        }
        Ok(Spans { spans, sources, more: self.more })
    }

    fn take(&mut self, stretch: &Stretch, origin: Origin) -> Flow {
        self.more = self.spans.len() >= self.most as usize;
        if self.more {
            return ControlFlow::Break(None);
        }
        self.spans.push((*stretch, origin));
        ControlFlow::Continue(())
    }
}

/// Adds an index to some in ascending order, once. They are few, and most come in order: sorting would weigh more.
fn insert(indexes: &mut Vec<u32>, index: u32) {
    if let Err(at) = indexes.binary_search(&index) {
        indexes.insert(at, index);
    }
}

impl Visit for Found {
    fn stop(&mut self, stop: &Stop) -> Flow {
        if stop.place.offset >= self.end {
            return ControlFlow::Break(None);
        }
        ControlFlow::Continue(())
    }

    fn segment(&mut self, _: &Origin, _: Standing) {}

    fn stretch(&mut self, stretch: &Stretch) -> Flow {
        let at =
            |position: &Position| (position.line.saturating_sub(1), u64::from(position.column));
        match (&self.wanted, stretch.owner) {
            (Wanted::Generated(_, to), _) if (stretch.line, stretch.column) >= at(to) => {
                ControlFlow::Break(None)
            }
            (Wanted::Generated(from, _), Owner::Segment(origin)) => {
                let end = stretch.end.unwrap_or(u64::MAX);
                if (stretch.line, end) <= at(from) {
                    return ControlFlow::Continue(());
                }
                self.take(stretch, origin)
            }
            (Wanted::Original(source, from, to), Owner::Segment(origin)) => {
                let place = (origin.line, u64::from(origin.column));
                if origin.source == Some(*source) && (at(from)..at(to)).contains(&place) {
                    return self.take(stretch, origin);
                }
                ControlFlow::Continue(())
            }
            _ => ControlFlow::Continue(()),
        }
    }
}
