//! [`Walk`]: the generated file, cut into the stretches that its map leads to one place each.
//!
//! A segment covers what stands from its column on up to the next segment of its line, or to the end of the line. Where the file
//! itself is not at hand, nobody knows where its lines end.

use std::ops::ControlFlow;

use ::sourcemap::RawToken;

use crate::error::{Error, Result};
use crate::generated_lines::{GeneratedLines, LinesAt};
use crate::issue::Issue;
use crate::source::Source;
use crate::sourcemap::outline::{Outline, Part};
use crate::sourcemap::segments::{NONE, Place, Take, each_segment};

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

/// What is told on a walk, in the order of the generated file. `Break` ends it.
pub(super) trait Visit {
    /// A walk can start here.
    fn stop(&mut self, _stop: &Stop) -> ControlFlow<()> {
        ControlFlow::Continue(())
    }
    /// A segment.
    fn segment(&mut self, _origin: &Origin, _standing: Standing) {}
    /// A stretch, never an empty one.
    fn stretch(&mut self, stretch: &Stretch) -> ControlFlow<()>;
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
        let cursor = from.map(|stop| stop.cursor).unwrap_or_default();
        let lines =
            self.minified.map(|minified| GeneratedLines::resume(minified, cursor.next_line));
        let mut way = Way { cursor, lines, past_end: false, visit, failed: None };
        if from.is_none() {
            way.cursor.length = way.measure()?;
        }
        let mut from = from.map(|stop| &stop.place);
        for (index, part) in self.outline.parts.iter().enumerate().skip(cursor.part) {
            way.cursor.part = index;
            let mut on_part = OnPart { way: &mut way, part, index, has_ended: false };
            let ended = each_segment(self.map, part, from.take(), &mut on_part)?;
            let has_ended = on_part.has_ended;
            if let Some(error) = way.failed.take() {
                return Err(error);
            }
            if has_ended {
                return Ok((way.cursor, None));
            }
            let is_last = index.saturating_add(1) == self.outline.parts.len();
            if !ended.is_whole || is_last && self.outline.is_cut() {
                let line = part.offset.0.saturating_add(ended.line);
                let end = way.finish(Some(line))?;
                return Ok((end, ended.issue.or_else(|| self.outline.issue.clone())));
            }
        }
        let end = way.finish(None)?;
        Ok((end, self.outline.issue.clone()))
    }
}

/// A walk on its way.
struct Way<'a> {
    cursor: Cursor,
    lines: Option<GeneratedLines<'a>>,
    /// Whether the line is none of the file's.
    past_end: bool,
    visit: &'a mut dyn Visit,
    failed: Option<Error>,
}

/// What became of a step: the visitor may have had enough.
type Step = Result<ControlFlow<()>>;

/// Goes on unless the visitor has had enough.
macro_rules! go {
    ($step:expr) => {
        if $step.is_break() {
            return Ok(ControlFlow::Break(()));
        }
    };
}

impl Way<'_> {
    /// The length of the next line, where the file is at hand.
    fn measure(&mut self) -> Result<Option<u64>> {
        let Some(lines) = &mut self.lines else { return Ok(None) };
        let length = lines.next_length()?;
        self.past_end = length.is_none();
        self.cursor.next_line = lines.at();
        Ok(Some(length.unwrap_or_default()))
    }

    /// Tells of the line up to a column, and goes there.
    fn go_to(&mut self, column: u64, owner: Owner) -> ControlFlow<()> {
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
    fn end_line(&mut self) -> ControlFlow<()> {
        let Cursor { line, column, open, length, .. } = self.cursor;
        match (length, open) {
            (Some(length), _) => self.go_to(length.max(column), Owner::Unmapped),
            // whether there is anything is not known
            (None, Owner::Unmapped | Owner::Unread) => ControlFlow::Continue(()),
            (None, owner) => self.visit.stretch(&Stretch { line, column, end: None, owner }),
        }
    }

    /// Goes to the beginning of a line, past those between, which belong to nothing.
    fn go_to_line(&mut self, to: u32) -> Step {
        go!(self.end_line());
        while self.lines.is_some() && !self.past_end {
            self.start_line(self.cursor.line.saturating_add(1))?;
            if self.cursor.line >= to {
                return Ok(ControlFlow::Continue(()));
            }
            go!(self.end_line());
        }
        self.cursor.line = to;
        self.cursor.column = 0;
        self.cursor.open = Owner::Unmapped;
        Ok(ControlFlow::Continue(()))
    }

    fn start_line(&mut self, line: u32) -> Result<()> {
        self.cursor.line = line;
        self.cursor.column = 0;
        self.cursor.open = Owner::Unmapped;
        self.cursor.length = self.measure()?;
        Ok(())
    }

    fn segment(&mut self, line: u32, column: u64, origin: Origin) -> Step {
        if (line, column) < (self.cursor.line, self.cursor.column) {
            self.visit.segment(&origin, Standing::Backward);
            return Ok(ControlFlow::Continue(()));
        }
        if line > self.cursor.line {
            go!(self.go_to_line(line)?);
        }
        let is_beyond = self.past_end || self.cursor.length.is_some_and(|length| column > length);
        self.visit.segment(&origin, if is_beyond { Standing::Beyond } else { Standing::Good });
        Ok(self.go_to(column, Owner::Segment(origin)))
    }

    /// Tells of all that is left. Where the mappings were not read to their end, they were up to a line, and nothing is known of what
    /// is behind the last segment of that. Gives where they end.
    fn finish(&mut self, unread: Option<u32>) -> Result<Cursor> {
        let mut owner = Owner::Unmapped;
        let mut flow = ControlFlow::Continue(());
        if let Some(line) = unread {
            owner = Owner::Unread;
            if line > self.cursor.line {
                flow = self.go_to_line(line)?;
            }
            self.cursor.open = owner;
        }
        let end = self.cursor;
        if flow.is_continue() {
            flow = self.end_line();
        }
        while flow.is_continue() && self.lines.is_some() && !self.past_end {
            self.start_line(self.cursor.line.saturating_add(1))?;
            self.cursor.open = owner;
            flow = self.end_line();
        }
        Ok(end)
    }
}

/// A walk through one part of a map.
struct OnPart<'a, 'w> {
    way: &'a mut Way<'w>,
    part: &'a Part,
    index: usize,
    /// Whether the visitor has had enough.
    has_ended: bool,
}

impl Take for OnPart<'_, '_> {
    fn place(&mut self, place: &Place) -> ControlFlow<()> {
        let flow = self.way.visit.stop(&Stop { cursor: self.way.cursor, place: *place });
        self.has_ended = flow.is_break();
        flow
    }

    fn segment(&mut self, token: &RawToken) -> ControlFlow<()> {
        let (first_line, first_column) = self.part.offset;
        let line = token.dst_line.saturating_add(first_line);
        let shift = if token.dst_line == 0 { first_column } else { 0 };
        let column = u64::from(token.dst_col).saturating_add(u64::from(shift));
        let source =
            (token.src_id != NONE).then(|| self.part.first_source.saturating_add(token.src_id));
        let name = (token.name_id != NONE).then_some(token.name_id);
        let (part, origin_line) = (self.index, token.src_line);
        let origin = Origin { part, source, line: origin_line, column: token.src_col, name };
        match self.way.segment(line, column, origin) {
            Ok(flow) => {
                self.has_ended = flow.is_break();
                flow
            }
            Err(error) => {
                self.way.failed = Some(error);
                ControlFlow::Break(())
            }
        }
    }
}
