//! The straight road through `mappings`: whole segments with nothing wrong in them, which is nearly all.
//!
//! It stops before whatever is cut off by the end of the piece, unusual, or wrong; `mappings.rs` goes on
//! from there and says what it is. So this file reports nothing, and must accept nothing that that one would not.

use super::{
    mappings::{Mappings, Running},
    segment::DIGITS,
};

impl Mappings {
    /// Takes well-formed segments with their separators from the front; gives back the rest.
    /// To be called between segments only, while everything that runs on is known.
    pub(super) fn whole_segments<'b>(&mut self, bytes: &'b [u8]) -> &'b [u8] {
        let limit = |limit: Option<i64>| limit.unwrap_or(i64::MAX);
        let (sources, names) = (limit(self.limits.sources), limit(self.limits.names));
        let mut running = self.running;
        let mut counts = self.counts;
        let (mut line, mut segment) = (self.line, self.segment);
        let mut after_comma = self.after_comma;
        let mut rest = bytes;
        // the greatest column of the line; -1 before there is one
        let mut furthest = -1;
        loop {
            if let [b';', tail @ ..] = rest
                && !after_comma
            {
                rest = tail;
                line = line.wrapping_add(1);
                segment = 0;
                running.column = 0;
                continue;
            }
            let Some((fields, next, separator, tail)) = one(running, rest) else { break };
            let Running { column, source, line: original, original_column, name } = next;
            let least = column | source | original | original_column | name;
            if least < 0 || source >= sources && fields > 1 || name >= names && fields > 4 {
                break;
            }
            running = next;
            rest = tail;
            counts.segments += 1;
            furthest = furthest.max(column);
            if fields > 1 {
                counts.with_source += 1;
                counts.sources.end = counts.sources.end.max(source.wrapping_add(1));
                if fields > 4 {
                    counts.with_name += 1;
                    counts.names.end = counts.names.end.max(name.wrapping_add(1));
                }
            }
            after_comma = separator == b',';
            if after_comma {
                segment = segment.wrapping_add(1);
            } else {
                counts.reach(line, furthest);
                furthest = -1;
                line = line.wrapping_add(1);
                segment = 0;
                running.column = 0;
            }
        }
        if furthest >= 0 {
            counts.reach(line, furthest);
        }
        let passed = bytes.len().saturating_sub(rest.len()) as u64;
        self.length = self.length.wrapping_add(passed);
        (self.running, self.counts) = (running, counts);
        (self.line, self.segment, self.after_comma) = (line, segment, after_comma);
        rest
    }
}

/// A segment and its separator: number of fields, the fields as they run on, separator, what follows.
#[inline(always)]
fn one(mut running: Running, bytes: &[u8]) -> Option<(u8, Running, u8, &[u8])> {
    let (column, rest) = vlq(bytes)?;
    running.column = running.column.wrapping_add(column);
    let (&separator, tail) = rest.split_first()?;
    if is_separator(separator) {
        return Some((1, running, separator, tail));
    }
    let (source, rest) = vlq(rest)?;
    let (line, rest) = vlq(rest)?;
    let (original_column, rest) = vlq(rest)?;
    running.source = running.source.wrapping_add(source);
    running.line = running.line.wrapping_add(line);
    running.original_column = running.original_column.wrapping_add(original_column);
    let (&separator, tail) = rest.split_first()?;
    if is_separator(separator) {
        return Some((4, running, separator, tail));
    }
    let (name, rest) = vlq(rest)?;
    running.name = running.name.wrapping_add(name);
    let (&separator, tail) = rest.split_first()?;
    is_separator(separator).then_some((5, running, separator, tail))
}

#[inline(always)]
fn is_separator(byte: u8) -> bool {
    byte == b',' || byte == b';'
}

/// A VLQ of at most six digits that is not minus zero.
#[inline(always)]
fn vlq(bytes: &[u8]) -> Option<(i64, &[u8])> {
    let (first, mut rest) = next_digit(bytes)?;
    let mut value = first;
    if first >= 0x20 {
        value = first & 0x1f;
        let mut shift = 5;
        loop {
            let (digit, tail) = next_digit(rest)?;
            rest = tail;
            value |= (digit & 0x1f) << shift;
            if digit < 0x20 {
                break;
            }
            shift += 5;
            if shift > 25 {
                return None;
            }
        }
    }
    if value == 1 {
        return None;
    }
    let magnitude = i64::from(value >> 1);
    let sign = -i64::from(value & 1);
    Some(((magnitude ^ sign).wrapping_sub(sign), rest))
}

#[inline(always)]
fn next_digit(bytes: &[u8]) -> Option<(u32, &[u8])> {
    let (&byte, rest) = bytes.split_first()?;
    let digit = *DIGITS.get(usize::from(byte))?;
    (digit < 64).then_some((u32::from(digit), rest))
}
