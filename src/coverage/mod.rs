//! [`Look`]: a picture of what a source map covers: how much of the generated file each source makes up, and which stretches of
//! it lead where.
//!
//! Neither the map nor the file is held. Each question reads what it needs of them, from the nearest of a thousand remembered
//! places on.
//!
//! ```text
//! Outline (where the members stand) ─> Walk (stretches of the file) ─> Coverage, Spans
//! ```
//!
//! The picture of a broken map goes up to the first thing that is wrong with it; what it is stands in [`Coverage::issue`].

mod checkpoints;
mod sources;
mod spans;
mod text;
mod walk;

pub use sources::{Coverage, Others, SourceCoverage};
pub use spans::{Position, SourceName, Span, Spans};

use crate::error::Result;
use crate::source::Source;
use crate::sourcemap::GeneratedPosition;
use crate::sourcemap::outline::Outline;
use checkpoints::Stops;
use sources::Tally;
use spans::{Found, Wanted};
use text::Text;
use walk::{Stop, Walk};

/// How many stretches are given at once at most.
const MOST_SPANS: u32 = 20_000;

/// How much of a content is given at most, in bytes.
const MOST_CONTENT: u32 = 64 << 20;

/// A map that was looked at once, and can be asked about. It keeps a few hundred kilobytes, and 32 bytes for each source.
pub struct Look<'a> {
    map: Box<dyn Source + 'a>,
    minified: Option<Box<dyn Source + 'a>>,
    outline: Outline,
    stops: Stops,
    text: Text,
    coverage: Coverage,
}

/// The content of a source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceContent {
    /// The source's index.
    pub index: u32,
    /// Its name, as in [`SourceCoverage::name`].
    pub name: Option<String>,
    /// The text; `None` where the map has none.
    pub text: Option<String>,
    /// Whether that is only its beginning.
    pub is_cut: bool,
}

impl<'a> Look<'a> {
    /// Passes over a map, and its minified file where that is given. So many sources are told of one by one.
    ///
    /// # Errors
    /// [`Error::Read`](crate::Error::Read) when the host cannot read a file. Of a broken map there is a picture up to where it is broken.
    pub fn new(
        map: Box<dyn Source + 'a>,
        minified: Option<Box<dyn Source + 'a>>,
        most_sources: u32,
    ) -> Result<Self> {
        let mut tally = Tally::new(map.len());
        let outline = Outline::read(&*map, &mut |index, bytes| tally.content(index, bytes))?;
        tally.ignore(&*map, &outline)?;
        let text = match &minified {
            Some(minified) => Text::read(&**minified)?,
            None => Text::new(0),
        };
        tally.coverage.minified = minified.is_some();
        let walk = Walk { map: &*map, outline: &outline, minified: minified.as_deref() };
        let (end, wrong) = walk.run(None, &mut tally)?;
        // the outline keeps it: what is asked later ends where this walk did
        let issue = wrong.or_else(|| outline.issue.clone());
        let (mut coverage, stops) = tally.finish(&*map, &outline, most_sources as usize)?;
        let line = u64::from(end.line).saturating_add(1);
        if issue.is_some() && coverage.unread > 0 {
            coverage.issue_at = Some(GeneratedPosition { line, column: end.column });
        }
        coverage.issue = issue;
        if coverage.minified {
            coverage.lines = text.lines;
            coverage.longest_line = text.longest;
        } else if coverage.segments > 0 {
            coverage.lines = line;
        }
        Ok(Self { map, minified, outline, stops, text, coverage })
    }

    /// How much of the generated file each source makes up.
    #[must_use]
    pub fn coverage(&self) -> &Coverage {
        &self.coverage
    }

    /// The stretches of the generated file from one position to another, which is not included; so many at most, and no more than
    /// 20,000. The first begins before the first position where that lies in it.
    ///
    /// # Errors
    /// [`Error::Read`](crate::Error::Read) when the host cannot read a file.
    pub fn generated(&self, from: Position, to: Position, most: u32) -> Result<Spans> {
        let stop = self.stops.before(from.line.saturating_sub(1), from.column.into());
        self.find(Wanted::Generated(from, to), vec![(stop, u64::MAX)], most)
    }

    /// The stretches of the generated file that lead to between two positions of a source, the second not included; so many at
    /// most, and no more than 20,000.
    ///
    /// # Errors
    /// [`Error::Read`](crate::Error::Read) when the host cannot read a file.
    pub fn original(&self, source: u32, from: Position, to: Position, most: u32) -> Result<Spans> {
        self.find(Wanted::Original(source, from, to), self.stops.leading_to(source), most)
    }

    /// What is wanted, in some stretches of the map: where each starts, and before which byte it ends.
    fn find(
        &self,
        wanted: Wanted,
        stretches: Vec<(Option<&Stop>, u64)>,
        most: u32,
    ) -> Result<Spans> {
        let minified = self.minified.as_deref();
        let walk = Walk { map: &*self.map, outline: &self.outline, minified };
        let mut found = Found::new(wanted, most.min(MOST_SPANS));
        for (stop, end) in stretches {
            if found.more {
                break;
            }
            found.end = end;
            walk.run(stop, &mut found)?;
        }
        found.finish(&*self.map, &self.outline)
    }

    /// The content of a source, by its index: at most so many bytes of it, and no more than 64 MiB. Of a source that is not there,
    /// nothing.
    ///
    /// # Errors
    /// [`Error::Read`](crate::Error::Read) when the host cannot read the map.
    pub fn content(&self, index: u32, most: u32) -> Result<SourceContent> {
        let names = self.outline.source_names(&*self.map, &[index])?;
        let part = self.outline.part_of(index);
        let own = index.saturating_sub(part.map_or(0, |part| part.first_source));
        let most = most.min(MOST_CONTENT) as usize;
        let content = part.map(|part| part.content(&*self.map, own, most)).transpose()?.flatten();
        let (text, is_cut) = content.map_or((None, false), |(text, is_cut)| (Some(text), is_cut));
        Ok(SourceContent { index, name: names.of(index), text, is_cut })
    }

    /// The byte in the minified file that a position is at, 0-based, and the column that it is: that of the line's end where the
    /// line is shorter, and of a whole character. `None` where there is no such line, or the file is not at hand.
    ///
    /// # Errors
    /// [`Error::Read`](crate::Error::Read) when the host cannot read the file.
    pub fn byte_of(&self, position: Position) -> Result<Option<(u64, u64)>> {
        match &self.minified {
            Some(minified) => self.text.find(&**minified, position),
            None => Ok(None),
        }
    }
}
