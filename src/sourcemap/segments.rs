//! [`Segments`]: the segments of a map one after the other, from any place on that was remembered.

use std::ops::{ControlFlow, RangeInclusive};

use mapship_loops::Running;

use super::{
    finding::Path,
    json::Json,
    mappings::{Limits, Mappings},
    outline::{Part, Text},
    string::High,
    token::Token,
    window::{Step, Stop},
};
use crate::{
    error::{Error, Result},
    finding::Issue,
    source::Source,
};

/// How much of the file is in memory, in bytes.
const WINDOW: usize = 64 * 1024;

/// How many bytes of mappings are decoded at a time at most, unless a segment is longer.
const PIECE: usize = 4096;

/// A place between two segments, from which on they can be read.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Place {
    /// Byte in the file, 0-based.
    pub offset: u64,
    running: Running,
    line: u64,
    segment: u64,
    length: u64,
    after_comma: bool,
}

impl Place {
    /// Where some mappings are, which is at this byte of the file and between two segments.
    pub(super) fn of(mappings: &Mappings, offset: u64) -> Self {
        let Mappings { running, line, segment, length, after_comma, .. } = *mappings;
        Self { offset, running, line, segment, length, after_comma }
    }

    /// Whether all segments of a line stand behind it.
    pub(super) fn precedes(&self, line: u64) -> bool {
        self.line < line || self.line == line && self.segment == 0 && !self.after_comma
    }

    /// The line that it is in, 0-based.
    pub fn line(&self) -> u64 {
        self.line
    }
}

/// Whether to go on: `Break(None)` where there is enough, `Break(Some(error))` where the host cannot read.
pub(crate) type Flow<T = ()> = ControlFlow<Option<Error>, T>;

/// The value, or a break.
pub(crate) fn read<T>(result: Result<T>) -> Flow<T> {
    match result {
        Ok(value) => ControlFlow::Continue(value),
        Err(error) => ControlFlow::Break(Some(error)),
    }
}

/// What takes the segments.
pub(crate) trait Take {
    /// Reading may be taken up again here. Told every few kilobytes, before the segments that follow.
    fn place(&mut self, place: &Place) -> Flow;
    /// Whether segments of any of these lines, the last one included, are wanted: 0-based, and those of the part itself. Others are
    /// passed over several times as fast.
    fn wants(&self, _lines: RangeInclusive<u64>) -> bool {
        true
    }
    /// The next segment; positions are 0-based, and those of the part itself.
    fn segment(&mut self, token: &Token) -> Flow;
}

/// The mappings of a part on their way.
struct Segments<'s> {
    json: Json<'s>,
    high: Option<High>,
    mappings: Mappings,
}

/// How the reading of a part came to its end.
#[derive(Debug, Default)]
pub(crate) struct Ended {
    /// The line it came to, 0-based.
    pub line: u32,
    /// Whether all mappings were read. Otherwise nothing is known of what comes after.
    pub is_whole: bool,
    /// What is wrong with them.
    pub issue: Option<Issue>,
}

/// Hands on the segments of a part, from its beginning or a place on, until one is wrong.
pub(crate) fn each_segment(
    source: &dyn Source,
    part: &Part,
    from: Option<&Place>,
    take: &mut dyn Take,
) -> Flow<Ended> {
    let Some(text) = part.mappings else {
        return ControlFlow::Continue(Ended { is_whole: part.complete, ..Ended::default() });
    };
    let mut segments = Segments::new(source, part, text, from);
    let mut flow = ControlFlow::Continue(());
    let is_read = match segments.read(take, &mut flow).map_err(|stop| *stop) {
        Err(Stop::Read(error)) => return ControlFlow::Break(Some(error)),
        // the text breaks off here, which the outline has told
        Err(Stop::Broken(_)) => false,
        Ok(()) => true,
    };
    flow?;
    let Mappings { line, findings, .. } = segments.mappings;
    let issue = findings.into_issues().into_iter().next();
    let place = issue.as_ref().and_then(|issue| issue.at.mapping);
    let line = place.map_or(line, |place| place.generated_line.saturating_sub(1));
    let line = u32::try_from(line).unwrap_or(u32::MAX);
    ControlFlow::Continue(Ended { line, is_whole: is_read && issue.is_none(), issue })
}

impl<'s> Segments<'s> {
    fn new(source: &'s dyn Source, part: &Part, text: Text, from: Option<&Place>) -> Self {
        let path = Path::member(part.scope, "mappings");
        let count = |count: u32| part.complete.then_some(i64::from(count));
        let limits = Limits { sources: count(part.sources.count), names: count(part.names.count) };
        let mut mappings = Mappings::new(path, text.start, limits);
        // behind the quote
        let mut offset = text.start.offset.saturating_add(1);
        if let Some(place) = from {
            offset = place.offset;
            mappings.running = place.running;
            mappings.line = place.line;
            mappings.segment = place.segment;
            mappings.length = place.length;
            mappings.after_comma = place.after_comma;
        }
        let end = text.end.unwrap_or_else(|| source.len());
        let json = Json::new(source, WINDOW, offset..end, text.start.on_same_line(offset));
        Self { json, high: None, mappings }
    }

    fn read(&mut self, take: &mut dyn Take, flow: &mut Flow) -> Step<()> {
        let Self { json, high, mappings } = self;
        loop {
            let goes_on = json.string_piece(high, &mut |bytes, offset| {
                let (mut rest, mut offset) = (bytes, offset);
                while !rest.is_empty() && flow.is_continue() && mappings.findings.is_empty() {
                    // of what is not wanted as much as there is: decoding is fastest so
                    let all = up_to_separator(rest, rest.len());
                    let is_wanted = wants(mappings, all, take);
                    let piece = if is_wanted { up_to_separator(rest, PIECE) } else { all };
                    let after = rest.get(piece.len()..).unwrap_or_default();
                    mappings.collects = is_wanted && wants(mappings, piece, take);
                    *flow = feed(mappings, piece, offset, take);
                    offset = offset.saturating_add(piece.len() as u64);
                    rest = after;
                }
            })?;
            // what is wrong makes what follows unknown
            if flow.is_break() || !mappings.findings.is_empty() {
                return Ok(());
            }
            if !goes_on {
                break;
            }
        }
        mappings.finish(json.window.offset().saturating_sub(1));
        *flow = hand_on(mappings, take);
        Ok(())
    }
}

/// The beginning of some mappings up to the end of a segment, so long at most unless a segment is longer.
pub(super) fn up_to_separator(bytes: &[u8], most: usize) -> &[u8] {
    let most = bytes.get(..most).unwrap_or(bytes);
    let last = most.iter().rposition(|byte| matches!(byte, b',' | b';'));
    let end = last.map_or(most.len(), |last| last.saturating_add(1));
    most.get(..end).unwrap_or(most)
}

/// Whether segments of some mappings' lines are wanted.
fn wants(mappings: &Mappings, bytes: &[u8], take: &dyn Take) -> bool {
    let lines = bytes.iter().filter(|byte| **byte == b';').count() as u64;
    take.wants(mappings.line..=mappings.line.saturating_add(lines))
}

fn feed(mappings: &mut Mappings, bytes: &[u8], offset: u64, take: &mut dyn Take) -> Flow {
    if mappings.is_between_segments() {
        take.place(&Place::of(mappings, offset))?;
    }
    mappings.feed(bytes, offset);
    hand_on(mappings, take)
}

fn hand_on(mappings: &mut Mappings, take: &mut dyn Take) -> Flow {
    for token in &mappings.tokens {
        take.segment(token)?;
    }
    mappings.tokens.clear();
    ControlFlow::Continue(())
}
