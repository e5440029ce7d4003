//! [`Walk`]: the generated file, cut into the stretches that its map leads to one place each.
//!
//! A segment covers what stands from its column on up to the next segment of its line, or to the end of the line. Where the file
//! itself is not at hand, nobody knows where its lines end.

use std::ops::ControlFlow;

use crate::error::Result;
use crate::finding::Issue;
use crate::source::Source;
use crate::sourcemap::generated_lines::{GeneratedLines, LinesAt};
use crate::sourcemap::outline::{Outline, Part};
use crate::sourcemap::segments::{Flow, Place, Take, each_segment, read};
use crate::sourcemap::token::{NONE, Token};

/// Where a segment leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Origin {
    /// The part of the map that it is in, by its index.
    pub part: usize,
    /// Index of the source, of all that the map has; `None` for a segment of one field.
    pub source: Option<u32>,
    /// Line in the source, 0-based.
    pub line: u32,
    /// Column in that line, 0-based, in UTF-16 units.
    pub column: u32,
    /// Index of the name in that part.
    pub name: Option<u32>,
}

/// What a stretch belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Owner {
    /// No segment stands before it in its line.
    #[default]
    Unmapped,
    /// The map is broken before it.
    Unread,
    /// This segment.
    Segment(Origin),
}

/// A stretch of a line.
#[derive(Debug, Clone, Copy)]
pub(super) struct Stretch {
    /// 0-based.
    pub line: u32,
    /// 0-based, in UTF-16 units.
    pub column: u64,
    /// The column behind its last unit; `None` where it goes on to an end of line that is not known.
    pub end: Option<u64>,
    pub owner: Owner,
}

/// How a segment stands to the file, and to the segments before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Standing {
    Good,
    /// It stands before the one before it, and covers nothing.
    Backward,
    /// It lies behind the end of its line or of the file.
    Beyond,
}

/// How far the walk has come.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Cursor {
    part: usize,
    /// 0-based.
    pub line: u32,
    /// Up to here the line is told of.
    pub column: u64,
    open: Owner,
    /// Length of the line in UTF-16 units, where the file is at hand.
    length: Option<u64>,
    /// Where the next line begins.
    next_line: LinesAt,
}

/// A place that a walk can start from.
#[derive(Debug, Clone, Copy)]
pub(super) struct Stop {
    pub cursor: Cursor,
    pub place: Place,
}

/// What is told on a walk, in the order of the generated file.
pub(super) trait Visit {
    /// A walk can start here.
    fn stop(&mut self, stop: &Stop) -> Flow;
    /// A segment.
    fn segment(&mut self, origin: &Origin, standing: Standing);
    /// A stretch, never an empty one.
    fn stretch(&mut self, stretch: &Stretch) -> Flow;
}

/// A map on its generated file.
pub(super) struct Walk<'a> {
    pub map: &'a dyn Source,
    pub outline: &'a Outline,
    pub minified: Option<&'a dyn Source>,
}

impl Walk<'_> {
    /// Walks from a stop, or from the beginning, until the visitor has had enough. Tells where the mappings end, and what ended
    /// them early.
    pub fn run(
        &self,
        from: Option<&Stop>,
        visit: &mut dyn Visit,
    ) -> Result<(Cursor, Option<Issue>)> {
        match self.walk(from, visit) {
            ControlFlow::Continue(end) => Ok(end),
            ControlFlow::Break(None) => Ok((Cursor::default(), None)),
            ControlFlow::Break(Some(error)) => Err(error),
        }
    }

    fn walk(&self, from: Option<&Stop>, visit: &mut dyn Visit) -> Flow<(Cursor, Option<Issue>)> {
        let cursor = from.map(|stop| stop.cursor).unwrap_or_default();
        let lines =
            self.minified.map(|minified| GeneratedLines::resume(minified, cursor.next_line));
        let mut way = Way { cursor, lines, past_end: false, visit };
        if from.is_none() {
            way.measure()?;
        }
        let mut from = from.map(|stop| &stop.place);
        let mut unread = None;
        let mut issue = None;
        for (index, part) in self.outline.parts.iter().enumerate().skip(cursor.part) {
            way.cursor.part = index;
            let on_part = &mut OnPart { way: &mut way, part, index };
            let ended = each_segment(self.map, part, from.take(), on_part)?;
            let is_last = index.saturating_add(1) == self.outline.parts.len();
            if !ended.is_whole || is_last && self.outline.is_cut() {
                unread = Some(part.offset.0.saturating_add(ended.line));
                issue = ended.issue;
                break;
            }
        }
        ControlFlow::Continue((way.finish(unread)?, issue))
    }
}

/// A walk on its way.
struct Way<'a> {
    cursor: Cursor,
    lines: Option<GeneratedLines<'a>>,
    /// Whether the line is none of the file's.
    past_end: bool,
    visit: &'a mut dyn Visit,
}

impl Way<'_> {
    /// Measures the line that begins, where the file is at hand.
    fn measure(&mut self) -> Flow {
        if let Some(lines) = &mut self.lines {
            let length = read(lines.next_length())?;
            self.past_end = length.is_none();
            self.cursor.length = Some(length.unwrap_or_default());
            self.cursor.next_line = lines.at();
        }
        ControlFlow::Continue(())
    }

    /// Tells of the line up to a column, and goes there.
    fn go_to(&mut self, column: u64, owner: Owner) -> Flow {
        let Cursor { line, column: from, open, length, .. } = self.cursor;
        self.cursor.column = column;
        self.cursor.open = owner;
        let end = length.map_or(column, |length| column.min(length));
        if from >= end {
            return ControlFlow::Continue(());
        }
        self.visit.stretch(&Stretch { line, column: from, end: Some(end), owner: open })
    }

    /// Tells of the rest of the line.
    fn end_line(&mut self) -> Flow {
        let Cursor { line, column, open, length, .. } = self.cursor;
        match (length, open) {
            (Some(length), _) => self.go_to(length.max(column), Owner::Unmapped),
            // whether there is anything is not known
            (None, Owner::Unmapped | Owner::Unread) => ControlFlow::Continue(()),
            (None, owner) => self.visit.stretch(&Stretch { line, column, end: None, owner }),
        }
    }

    /// Goes to the beginning of a line, past those between, which belong to nothing.
    fn go_to_line(&mut self, to: u32) -> Flow {
        self.end_line()?;
        while self.lines.is_some() && !self.past_end {
            self.start_line(self.cursor.line.saturating_add(1), Owner::Unmapped)?;
            if self.cursor.line >= to {
                return ControlFlow::Continue(());
            }
            self.end_line()?;
        }
        self.cursor.line = to;
        self.cursor.column = 0;
        self.cursor.open = Owner::Unmapped;
        ControlFlow::Continue(())
    }

    fn start_line(&mut self, line: u32, owner: Owner) -> Flow {
        self.cursor.line = line;
        self.cursor.column = 0;
        self.cursor.open = owner;
        self.measure()
    }

    fn segment(&mut self, line: u32, column: u64, origin: Origin) -> Flow {
        if (line, column) < (self.cursor.line, self.cursor.column) {
            self.visit.segment(&origin, Standing::Backward);
            return ControlFlow::Continue(());
        }
        if line > self.cursor.line {
            self.go_to_line(line)?;
        }
        let is_beyond = self.past_end || self.cursor.length.is_some_and(|length| column > length);
        self.visit.segment(&origin, if is_beyond { Standing::Beyond } else { Standing::Good });
        self.go_to(column, Owner::Segment(origin))
    }

    /// Tells of all that is left. Where the mappings were not read to their end, they were up to a line, and nothing is known of what
    /// is behind the last segment of that. Gives where they end.
    fn finish(&mut self, unread: Option<u32>) -> Flow<Cursor> {
        let mut owner = Owner::Unmapped;
        if let Some(line) = unread {
            owner = Owner::Unread;
            if line > self.cursor.line {
                self.go_to_line(line)?;
            }
            self.cursor.open = owner;
        }
        let end = self.cursor;
        self.end_line()?;
        while self.lines.is_some() && !self.past_end {
            self.start_line(self.cursor.line.saturating_add(1), owner)?;
            self.end_line()?;
        }
        ControlFlow::Continue(end)
    }
}

/// A walk through one part of a map.
struct OnPart<'a, 'w> {
    way: &'a mut Way<'w>,
    part: &'a Part,
    index: usize,
}

impl Take for OnPart<'_, '_> {
    fn place(&mut self, place: &Place) -> Flow {
        self.way.visit.stop(&Stop { cursor: self.way.cursor, place: *place })
    }

    fn segment(&mut self, token: &Token) -> Flow {
        let (first_line, first_column) = self.part.offset;
        let line = token.line.saturating_add(first_line);
        let shift = if token.line == 0 { first_column } else { 0 };
        let column = u64::from(token.column).saturating_add(shift.into());
        let has = |index: u32| (index != NONE).then_some(index);
        let origin = Origin {
            part: self.index,
            source: has(token.source).map(|index| index.saturating_add(self.part.first_source)),
            line: token.original_line,
            column: token.original_column,
            name: has(token.name),
        };
        self.way.segment(line, column, origin)
    }
}
