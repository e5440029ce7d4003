//! [`Segments`]: the segments of a map one after the other, from any place on that was remembered.

use std::ops::ControlFlow;

use ::sourcemap::RawToken;
use mapship_loops::Running;

use super::{
    finding::Path,
    json::Json,
    mappings::{Limits, Mappings},
    outline::{Part, Text},
    string::High,
    window::{Step, Stop},
};
use crate::{
    error::{Error, Result},
    issue::Issue,
    source::Source,
};

/// How much of the file is in memory, in bytes.
const WINDOW: usize = 64 * 1024;

/// How many bytes of mappings are decoded at a time at most, unless a segment is longer.
const PIECE: usize = 4096;

/// The index of a source or a name that a segment does not have.
pub(crate) use super::collected::NONE;

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
    /// The next segment; positions are 0-based, and those of the part itself.
    fn segment(&mut self, token: &RawToken) -> Flow;
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
        mappings.tokens = Some(Vec::new());
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
                    let (piece, after) = rest.split_at_checked(piece(rest)).unwrap_or((rest, &[]));
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

/// How much of some mappings is to be decoded next: up to the end of a segment.
fn piece(bytes: &[u8]) -> usize {
    let most = bytes.get(..PIECE).unwrap_or(bytes);
    match most.iter().rposition(|byte| matches!(byte, b',' | b';')) {
        Some(last) if most.len() < bytes.len() => last.saturating_add(1),
        _ => most.len(),
    }
}

fn feed(mappings: &mut Mappings, bytes: &[u8], offset: u64, take: &mut dyn Take) -> Flow {
    if mappings.is_between_segments() {
        let Mappings { running, line, segment, length, after_comma, .. } = *mappings;
        take.place(&Place { offset, running, line, segment, length, after_comma })?;
    }
    mappings.feed(bytes, offset);
    hand_on(mappings, take)
}

fn hand_on(mappings: &mut Mappings, take: &mut dyn Take) -> Flow {
    let Some(tokens) = &mut mappings.tokens else { return ControlFlow::Continue(()) };
    for token in &*tokens {
        take.segment(token)?;
    }
    tokens.clear();
    ControlFlow::Continue(())
}
