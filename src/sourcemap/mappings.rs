//! [`Mappings`]: the decoder and judge of a `mappings` string, fed piece by piece.
//!
//! It is the one place that knows what is wrong with a segment. `block_decoder.rs` takes over where nothing is.

use mapship_loops::{Block, Running, digit};

use super::{
    coverage::Coverage,
    finding::{Args, Findings, Path, Spot},
    segment::Segment,
    token::{NONE, Token},
};
use crate::finding::{Code, MappingAt};

/// How many sources and names there are; `None` while that is not known, so that it can't be judged.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Limits {
    pub sources: Option<i64>,
    pub names: Option<i64>,
}

/// The least and the greatest index seen: enough to know whether all lie in a range found out later.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Extent {
    pub least: i64,
    /// One more than the greatest.
    pub end: i64,
}

impl Extent {
    /// Takes in one more index.
    #[inline]
    pub fn add(&mut self, index: i64) {
        self.least = self.least.min(index);
        self.end = self.end.max(index.wrapping_add(1));
    }

    /// Whether an index lies outside of `0..limit`.
    pub fn exceeds(&self, limit: Option<i64>) -> bool {
        limit.is_some_and(|limit| self.least < 0 || self.end > limit)
    }
}

/// What was counted.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Counts {
    /// Well-formed segments.
    pub segments: u64,
    /// Those of 4 or 5 fields.
    pub with_source: u64,
    /// Those of 5 fields.
    pub with_name: u64,
    /// Source indexes.
    pub sources: Extent,
    /// Name indexes.
    pub names: Extent,
    /// The greatest generated position: line and column, both 0-based.
    pub last: Option<(u64, i64)>,
}

/// A `mappings` string on its way.
#[derive(Debug)]
pub(super) struct Mappings {
    path: Path,
    start: Spot,
    pub limits: Limits,
    pub running: Running,
    /// Line of the generated file, 0-based.
    pub line: u64,
    /// Segment in that line, 0-based.
    pub segment: u64,
    /// Length of what was fed, in decoded bytes.
    pub length: u64,
    /// Whether a comma came last.
    pub after_comma: bool,
    pub counts: Counts,
    /// What the lines that are passed say about the generated file.
    pub coverage: Coverage,
    /// The greatest generated column of the line; -1 before there is one.
    pub furthest: i64,
    /// Whether the last segment of the line names a source.
    pub mapped: bool,
    /// Room for `block.rs`, once it is needed.
    pub block: Option<Box<Block>>,
    /// Up to which length of what is fed segments are taken one by one.
    pub slow_until: u64,
    /// Whether segments are collected.
    pub collects: bool,
    /// Those that were collected.
    pub tokens: Vec<Token>,
    current: Segment,
    /// A malformed segment came before: what runs on over lines is not known any more.
    lost: bool,
    /// A malformed segment came before in this line: neither is the generated column.
    lost_column: bool,
    pub findings: Findings,
}

impl Mappings {
    /// A decoder for the string that starts at a place.
    pub fn new(path: Path, start: Spot, limits: Limits) -> Self {
        Self {
            path,
            start,
            limits,
            running: Running::default(),
            line: 0,
            segment: 0,
            length: 0,
            after_comma: false,
            counts: Counts::default(),
            coverage: Coverage::default(),
            furthest: -1,
            mapped: false,
            block: None,
            slow_until: 0,
            collects: false,
            tokens: Vec::new(),
            current: Segment::default(),
            lost: false,
            lost_column: false,
            findings: Findings::default(),
        }
    }

    /// Takes the next piece of the decoded string, whose bytes are in the file from `offset` on.
    pub fn feed(&mut self, bytes: &[u8], offset: u64) {
        let mut rest = bytes;
        while !rest.is_empty() {
            let straight = self.current.is_empty() && !self.lost && !self.lost_column;
            if straight {
                rest = match self.collects {
                    false => self.whole_segments(rest),
                    true => self.one_by_one(rest),
                };
            }
            let passed = (bytes.len() - rest.len()) as u64;
            rest = self.one_segment(rest, offset.wrapping_add(passed));
        }
    }

    /// Whether nothing of a segment was fed that has not ended.
    pub fn is_between_segments(&self) -> bool {
        self.current.is_empty()
    }

    /// The string is at its end, which is at `offset` in the file.
    pub fn finish(&mut self, offset: u64) {
        self.end_segment(offset, None);
        if self.length > 0 {
            self.close_line();
        }
    }

    /// The line is at its end.
    pub fn end_line(&mut self) {
        self.close_line();
        self.line = self.line.wrapping_add(1);
        self.segment = 0;
        self.running.column = 0;
    }

    fn close_line(&mut self) {
        self.coverage.end_line(self.furthest, self.mapped);
        if self.furthest >= 0 {
            self.counts.last = Some((self.line, self.furthest));
        }
        (self.furthest, self.mapped) = (-1, false);
    }

    /// Takes in a generated position: how far it is from the one before it in the line, or from the line's beginning.
    #[inline]
    pub fn reach(&mut self, space: i64, column: i64, mapped: bool) {
        if !self.mapped {
            self.coverage.gaps = self.coverage.gaps.saturating_add(space);
        }
        self.mapped = mapped;
        self.furthest = self.furthest.max(column);
    }

    /// How many generated lines the string speaks of.
    pub fn lines(&self) -> u64 {
        if self.length == 0 { 0 } else { self.line.saturating_add(1) }
    }

    /// Takes bytes up to and with the next separator, if there is one.
    fn one_segment<'b>(&mut self, bytes: &'b [u8], offset: u64) -> &'b [u8] {
        let mut rest = bytes;
        let mut offset = offset;
        while let Some((&byte, tail)) = rest.split_first() {
            rest = tail;
            match byte {
                b',' | b';' => {
                    self.end_segment(offset, Some(byte));
                    self.length = self.length.wrapping_add(1);
                    break;
                }
                _ => self.inside(byte, offset),
            }
            self.length = self.length.wrapping_add(1);
            offset = offset.wrapping_add(1);
        }
        rest
    }

    fn inside(&mut self, byte: u8, offset: u64) {
        let place = (self.length, offset);
        self.current.begin();
        if self.current.broken {
            return;
        }
        let Some(digit) = digit(byte) else {
            self.current.broken = true;
            return self.found(Code::MapVlqDigit, place, || {
                let value = if byte.is_ascii_graphic() {
                    char::from(byte).to_string()
                } else {
                    format!("byte 0x{byte:02X}")
                };
                vec![("value", value.into())]
            });
        };
        if !self.current.push(digit, place) {
            self.current.broken = true;
            let place = self.current.place(self.current.fields);
            self.found(Code::MapVlqOverflow, place, Vec::new);
        }
    }

    fn end_segment(&mut self, offset: u64, separator: Option<u8>) {
        let here = (self.length, offset);
        let segment = std::mem::take(&mut self.current);
        if segment.is_empty() {
            // a line may be empty, but a comma stands between two segments
            if separator == Some(b',') || self.after_comma {
                self.found(Code::MapSegmentEmpty, here, Vec::new);
            }
        } else if segment.broken {
            self.lose();
        } else if segment.open {
            self.found(Code::MapVlqUnfinished, segment.place(segment.fields), Vec::new);
            self.lose();
        } else if !matches!(segment.fields, 1 | 4 | 5) {
            self.found(Code::MapSegmentFields, segment.place(0), || {
                vec![("fields", (segment.fields as u64).into())]
            });
            self.lose();
        } else {
            self.apply(&segment);
        }
        self.after_comma = separator == Some(b',');
        match separator {
            Some(b',') => self.segment = self.segment.wrapping_add(1),
            Some(_) => {
                self.end_line();
                self.lost_column = false;
            }
            None => {}
        }
    }

    fn lose(&mut self) {
        self.lost = true;
        self.lost_column = true;
    }

    /// Adds a well-formed segment to what runs on. Sums may leave 32 bits: the standard sets them no limit.
    fn apply(&mut self, segment: &Segment) {
        let [column, source, line, original_column, name] = segment.values;
        self.counts.segments += 1;
        self.running.column = self.running.column.wrapping_add(column);
        if !self.lost_column {
            let value = self.running.column;
            if value < 0 {
                self.negative(Code::MapGeneratedColumn, segment.place(0), value);
            } else {
                self.reach(column, value, segment.fields > 1);
                if !self.lost && self.length >= self.coverage.next_sample() {
                    self.coverage.sample(self.length, self.line, value);
                }
            }
        }
        if segment.fields < 4 {
            return self.collect(1);
        }
        self.counts.with_source += 1;
        self.running.source = self.running.source.wrapping_add(source);
        self.running.line = self.running.line.wrapping_add(line);
        self.running.original_column = self.running.original_column.wrapping_add(original_column);
        if !self.lost {
            let Running { source, line, original_column, .. } = self.running;
            self.counts.sources.add(source);
            self.index(Code::MapSourceIndex, segment.place(1), source, self.limits.sources);
            if line < 0 {
                self.negative(Code::MapOriginalLine, segment.place(2), line);
            }
            if original_column < 0 {
                self.negative(Code::MapOriginalColumn, segment.place(3), original_column);
            }
        }
        if segment.fields < 5 {
            return self.collect(4);
        }
        self.counts.with_name += 1;
        self.running.name = self.running.name.wrapping_add(name);
        if !self.lost {
            let name = self.running.name;
            self.counts.names.add(name);
            self.index(Code::MapNameIndex, segment.place(4), name, self.limits.names);
        }
        self.collect(5);
    }

    /// Keeps the segment of so many fields that was just added up, where segments are collected: none after a finding. So all
    /// numbers fit.
    pub fn collect(&mut self, fields: u8) {
        let Running { column, source, line, original_column, name } = self.running;
        if !self.collects || !self.findings.is_empty() {
            return;
        }
        let generated_line = u32::try_from(self.line).unwrap_or(u32::MAX);
        let number = |value: i64| u32::try_from(value).unwrap_or(u32::MAX);
        let has = |least: u8, value: i64| if fields >= least { number(value) } else { NONE };
        self.tokens.push(Token {
            line: generated_line,
            column: number(column),
            source: has(4, source),
            original_line: has(4, line),
            original_column: has(4, original_column),
            name: has(5, name),
        });
    }

    fn negative(&mut self, code: Code, place: (u64, u64), value: i64) {
        self.found(code, place, || vec![("value", value.into())]);
    }

    fn index(&mut self, code: Code, place: (u64, u64), value: i64, limit: Option<i64>) {
        if let Some(limit) = limit
            && !(0..limit).contains(&value)
        {
            self.found(code, place, || vec![("value", value.into()), ("limit", limit.into())]);
        }
    }

    /// Adds a finding; the place is a byte of the decoded string and its offset in the file.
    fn found(&mut self, code: Code, place: (u64, u64), args: impl FnOnce() -> Args) {
        let (byte, offset) = place;
        let generated_line = self.line.saturating_add(1);
        let at = MappingAt { generated_line, segment: self.segment, byte };
        let spot = self.start.on_same_line(offset);
        self.findings.add_mapping(code, self.path, spot, Some(at), args);
    }
}
