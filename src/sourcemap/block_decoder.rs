//! The straight roads through `mappings`: whole segments with nothing wrong in them, block by block (`mapship_loops`) or one by
//! one.
//!
//! They stop before whatever is cut off by the end of the piece, unusual, or wrong; `mappings.rs` goes on
//! from there and says what it is. So this file reports nothing, and must accept nothing that that one would not.

use mapship_loops::{BLOCK, Block, Running, Start, Walked, one};

use super::mappings::Mappings;

/// How many bytes are worth a block.
const LEAST: usize = 48;

impl Mappings {
    /// Takes well-formed segments with their separators from the front; gives back the rest.
    /// To be called between segments only, while everything that runs on is known.
    pub(super) fn whole_segments<'b>(&mut self, bytes: &'b [u8]) -> &'b [u8] {
        let begin = self.length;
        // the segment that is a sample is taken on the other road
        let now = before(bytes, self.coverage.next_sample().saturating_sub(begin));
        let rest = |all: &'b [u8], length: u64| -> &'b [u8] {
            let passed = usize::try_from(length.wrapping_sub(begin)).unwrap_or(usize::MAX);
            all.get(passed..).unwrap_or_default()
        };
        if now.len() >= LEAST && self.length >= self.slow_until {
            let mut block = self.block.take().unwrap_or_default();
            while let piece @ [_, ..] = before(rest(now, self.length), BLOCK as u64)
                && piece.len() >= LEAST
            {
                let taken = self.take_block(piece, &mut block);
                if !taken.is_some_and(|taken| taken.whole && taken.bytes > 0) {
                    // where one segment is wrong, others are
                    self.slow_until = self.length.saturating_add(BLOCK as u64);
                    break;
                }
            }
            self.block = Some(block);
        }
        let slow = match self.slow_until.saturating_sub(self.length) {
            0 => u64::MAX,
            left => left,
        };
        self.one_by_one(before(rest(now, self.length), slow));
        rest(bytes, self.length)
    }

    /// The same, segment by segment, each of which is collected where they are wanted.
    pub(super) fn one_by_one<'b>(&mut self, bytes: &'b [u8]) -> &'b [u8] {
        let limit = |limit: Option<i64>| limit.unwrap_or(i64::MAX);
        let (sources, names) = (limit(self.limits.sources), limit(self.limits.names));
        let mut rest = bytes;
        loop {
            if let [b';', tail @ ..] = rest
                && !self.after_comma
            {
                rest = tail;
                self.end_line();
                continue;
            }
            let Some((fields, next, separator, tail)) = one(self.running, rest) else { break };
            let Running { column, source, line: original, original_column, name } = next;
            let least = column | source | original | original_column | name;
            if least < 0 || source >= sources && fields > 1 || name >= names && fields > 4 {
                break;
            }
            rest = tail;
            self.counts.segments += 1;
            self.reach(column.wrapping_sub(self.running.column), column, fields > 1);
            self.running = next;
            if fields > 1 {
                self.counts.with_source += 1;
                self.counts.sources.add(source);
                if fields > 4 {
                    self.counts.with_name += 1;
                    self.counts.names.add(name);
                }
            }
            self.collect(fields);
            self.after_comma = separator == b',';
            if self.after_comma {
                self.segment = self.segment.wrapping_add(1);
            } else {
                self.end_line();
            }
        }
        let passed = bytes.len().saturating_sub(rest.len()) as u64;
        self.length = self.length.wrapping_add(passed);
        rest
    }
}

impl Mappings {
    /// Takes well-formed segments from the front of a block; none if any is out of its range.
    fn take_block(&mut self, bytes: &[u8], block: &mut Block) -> Option<Walked> {
        let Self { running, after_comma, furthest, mapped, .. } = *self;
        let walked = block.walk(bytes, &Start { running, after_comma, furthest, mapped })?;
        let Walked { segments, with_source, with_name, greatest_source, greatest_name, .. } =
            walked;
        let exceeds =
            |greatest: i64, limit: Option<i64>| limit.is_some_and(|limit| greatest >= limit);
        if with_source > 0 && exceeds(greatest_source, self.limits.sources)
            || with_name > 0 && exceeds(greatest_name, self.limits.names)
        {
            return None;
        }
        self.counts.segments += segments;
        if with_source > 0 {
            self.counts.with_source += with_source;
            self.counts.sources.add(greatest_source);
        }
        if with_name > 0 {
            self.counts.with_name += with_name;
            self.counts.names.add(greatest_name);
        }
        let lines = block.lines(walked.lines);
        let last = lines.iter().rposition(|end| end.furthest().is_some());
        let furthest = last.and_then(|last| lines.get(last)?.furthest());
        if let (Some(last), Some(furthest)) = (last, furthest) {
            let line = self.line.wrapping_add(last as u64);
            self.counts.last = Some((line, i64::try_from(furthest).unwrap_or(i64::MAX)));
        }
        self.coverage.extend(lines);
        self.coverage.gaps = self.coverage.gaps.saturating_add(walked.gaps);
        Start {
            running: self.running,
            after_comma: self.after_comma,
            furthest: self.furthest,
            mapped: self.mapped,
        } = walked.end;
        self.line = self.line.wrapping_add(lines.len() as u64);
        self.segment = match lines {
            [] => self.segment.wrapping_add(walked.in_line),
            _ => walked.in_line,
        };
        self.length = self.length.wrapping_add(walked.bytes as u64);
        Some(walked)
    }
}

/// The first bytes, as many as there are at most.
fn before(bytes: &[u8], most: u64) -> &[u8] {
    let most = usize::try_from(most).unwrap_or(usize::MAX);
    bytes.get(..most).unwrap_or(bytes)
}
