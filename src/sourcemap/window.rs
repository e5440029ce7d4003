//! [`Window`]: the bounded piece of the file that is in memory, and where in the file it stands.

use std::{borrow::Cow, ops::Range};

use super::{finding::Finding, finding::Spot, utf8::Utf8};
use crate::{error::Error, source::Source};

/// Why reading ended before the end of the text.
#[derive(Debug)]
pub(crate) enum Stop {
    /// The host cannot read.
    Read(Error),
    /// The text is not JSON.
    Broken(Finding),
}

impl From<Error> for Box<Stop> {
    fn from(error: Error) -> Self {
        Self::new(Stop::Read(error))
    }
}

/// The result of a step of reading. Boxed: steps are many, stops are one.
pub(crate) type Step<T> = Result<T, Box<Stop>>;

/// A range of a [`Source`], read front to back through a buffer of fixed size.
pub(crate) struct Window<'s> {
    source: &'s dyn Source,
    size: usize,
    bytes: Vec<u8>,
    /// Index in `bytes` of the next byte.
    position: usize,
    /// Offset in the file of the first of `bytes`.
    start: u64,
    /// Offset in the file of the end of the range.
    end: u64,
    line: u64,
    /// Offset in the file of the first byte of the line.
    line_start: u64,
    utf8: Utf8,
    /// `utf8` as it was before the bytes now in the window, and where those begin.
    before: (Utf8, Spot),
}

impl<'s> Window<'s> {
    /// A window over a range whose first byte is at `spot`.
    pub fn new(source: &'s dyn Source, size: usize, range: Range<u64>, spot: Spot) -> Self {
        Self {
            source,
            size: size.max(1),
            bytes: Vec::new(),
            position: 0,
            start: range.start,
            end: range.end,
            line: spot.line,
            line_start: range.start.saturating_sub(spot.column.saturating_sub(1)),
            utf8: Utf8::default(),
            before: (Utf8::default(), spot),
        }
    }

    /// The bytes at hand, at least one unless the range is at its end.
    #[inline]
    pub fn rest(&mut self) -> Step<&[u8]> {
        if self.position >= self.bytes.len() {
            self.refill()?;
        }
        Ok(self.bytes.get(self.position..).unwrap_or_default())
    }

    /// The next byte.
    #[inline]
    pub fn peek(&mut self) -> Step<Option<u8>> {
        Ok(self.rest()?.first().copied())
    }

    /// Goes on by some bytes of [`Window::rest`].
    #[inline]
    pub fn advance(&mut self, bytes: usize) {
        self.position = self.position.saturating_add(bytes).min(self.bytes.len());
    }

    /// Says that the byte just passed ended a line.
    pub fn end_line(&mut self) {
        self.line = self.line.saturating_add(1);
        self.line_start = self.offset();
    }

    /// Offset in the file of the next byte.
    pub fn offset(&self) -> u64 {
        self.start.saturating_add(self.position as u64)
    }

    /// The place of the next byte.
    pub fn spot(&self) -> Spot {
        let offset = self.offset();
        let column = offset.saturating_sub(self.line_start).saturating_add(1);
        Spot { offset, line: self.line, column }
    }

    /// The next few bytes, wherever the window ends.
    pub fn look(&self, limit: usize) -> Step<Vec<u8>> {
        Ok(self.source.read_up_to(self.offset(), limit)?)
    }

    /// What is known about the encoding of the text up to and with the character at the next byte.
    pub(super) fn utf8(&self) -> Step<Utf8> {
        let (mut utf8, start) = self.before;
        utf8.check(self.bytes.get(..self.position).unwrap_or_default(), start);
        utf8.finish(self.spot());
        let next = self.look(4)?;
        if let Err(error) = std::str::from_utf8(&next)
            && error.valid_up_to() == 0
        {
            utf8.found(|| self.spot());
        }
        Ok(utf8)
    }

    /// The last few bytes that were passed, wherever the window begins.
    pub fn behind(&self, length: u64) -> Step<Cow<'_, [u8]>> {
        let here = self.position.checked_sub(usize::try_from(length).unwrap_or(usize::MAX));
        if let Some(bytes) = here.and_then(|start| self.bytes.get(start..self.position)) {
            return Ok(Cow::Borrowed(bytes));
        }
        let start = self.offset().saturating_sub(length);
        let length = usize::try_from(length).unwrap_or(usize::MAX);
        Ok(Cow::Owned(self.source.read_up_to(start, length)?))
    }

    #[cold]
    fn refill(&mut self) -> Step<()> {
        self.start = self.start.saturating_add(self.bytes.len() as u64);
        self.position = 0;
        let left = usize::try_from(self.end.saturating_sub(self.start)).unwrap_or(usize::MAX);
        self.bytes.resize(left.min(self.size), 0);
        if !self.bytes.is_empty() {
            self.source.read_at(self.start, &mut self.bytes)?;
        }
        let spot = self.spot();
        self.before = (self.utf8, spot);
        self.utf8.check(&self.bytes, spot);
        Ok(())
    }
}
