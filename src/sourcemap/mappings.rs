//! The `mappings` string: its grammar (ECMA-426 9.2.1), its VLQs (6.1) and the ranges of its indexes (9.2.1.1).

use crate::issue::{Code, Issue, MappingAt};

/// How many sources and names there are to be pointed at.
#[derive(Clone, Copy)]
pub(super) struct Limits {
    pub(super) sources: u64,
    pub(super) names: u64,
}

/// Judges a `mappings` string and counts its segments. Repeats of a finding are folded into one.
pub(super) fn check_mappings(
    mappings: &str,
    limits: Limits,
    path: &str,
    issues: &mut Vec<Issue>,
) -> u64 {
    let mut reader = Reader { limits, path, issues, folded_from: 0, fields: [0; 5] };
    reader.folded_from = reader.issues.len();
    let mut segments = 0;
    let mut byte = 0;
    for (line, text) in mappings.split(';').enumerate() {
        // only the generated column begins anew on each line
        if let Some(column) = reader.fields.first_mut() {
            *column = 0;
        }
        let mut start = byte;
        for (index, segment) in text.split(',').enumerate() {
            let at = MappingAt {
                generated_line: line as u64 + 1,
                segment: index as u64,
                byte: start as u64,
            };
            if !text.is_empty() {
                segments += 1;
                reader.segment(segment, at);
            }
            start += segment.len() + 1;
        }
        byte += text.len() + 1;
    }
    segments
}

struct Reader<'a> {
    limits: Limits,
    path: &'a str,
    issues: &'a mut Vec<Issue>,
    /// Findings from this index on are of these mappings.
    folded_from: usize,
    /// Generated column, source, original line, original column, name; each the sum of its deltas.
    fields: [i64; 5],
}

impl Reader<'_> {
    fn segment(&mut self, segment: &str, at: MappingAt) {
        if segment.is_empty() {
            return self.report(Issue::new(Code::MapSegmentEmpty), at);
        }
        let mut deltas = [0_i64; 5];
        let mut count = 0_usize;
        let mut rest = segment.as_bytes();
        while !rest.is_empty() {
            match read_vlq(rest) {
                Ok((value, left)) => {
                    if let Some(delta) = deltas.get_mut(count) {
                        *delta = value;
                    }
                    count += 1;
                    rest = left;
                }
                Err(code) => return self.report(Issue::new(code).with("segment", segment), at),
            }
        }
        if !matches!(count, 1 | 4 | 5) {
            return self.report(Issue::new(Code::MapSegmentFields).with("fields", count), at);
        }
        for (field, delta) in self.fields.iter_mut().zip(deltas) {
            *field = field.saturating_add(delta);
        }
        self.check_ranges(count, at);
    }

    fn check_ranges(&mut self, count: usize, at: MappingAt) {
        let [column, source, line, original_column, name] = self.fields;
        if column < 0 {
            self.report(Issue::new(Code::MapColumnNegative).with("column", column), at);
        }
        if count < 4 {
            return;
        }
        let outside =
            |index: i64, limit: u64| u64::try_from(index).map_or(true, |index| index >= limit);
        if outside(source, self.limits.sources) {
            let issue = Issue::new(Code::MapSourceIndex).with("index", source);
            self.report(issue.with("limit", self.limits.sources), at);
        }
        if line < 0 || original_column < 0 {
            let issue = Issue::new(Code::MapOriginalNegative).with("line", line);
            self.report(issue.with("column", original_column), at);
        }
        if count == 5 && outside(name, self.limits.names) {
            let issue = Issue::new(Code::MapNameIndex).with("index", name);
            self.report(issue.with("limit", self.limits.names), at);
        }
    }

    fn report(&mut self, issue: Issue, at: MappingAt) {
        let mut found = self.issues.iter_mut().skip(self.folded_from);
        match found.find(|known| known.code == issue.code) {
            Some(known) => known.count += 1,
            None => {
                let mut issue = issue.at_path(self.path);
                issue.at.mapping = Some(at);
                self.issues.push(issue);
            }
        }
    }
}

/// The first VLQ of a segment, and what follows it.
fn read_vlq(bytes: &[u8]) -> Result<(i64, &[u8]), Code> {
    let mut value = 0_u64;
    let mut shift = 0_u32;
    let mut rest = bytes;
    loop {
        let Some((first, left)) = rest.split_first() else { return Err(Code::MapVlqUnfinished) };
        rest = left;
        let digit = u64::from(digit(*first).ok_or(Code::MapVlqDigit)?);
        let payload = digit & 31;
        // any number of digits without a payload may follow; the limit is on the value
        if payload != 0 {
            let place = if shift < 32 { payload << shift } else { u64::MAX };
            if place > u64::from(u32::MAX) {
                return Err(Code::MapVlqTooLarge);
            }
            value |= place;
        }
        if digit & 32 == 0 {
            break;
        }
        shift = shift.saturating_add(5);
    }
    let magnitude = i64::try_from(value >> 1).unwrap_or(i64::MAX);
    let signed = match (value & 1, magnitude) {
        (0, magnitude) => magnitude,
        // "negative zero" stands for the least value
        (_, 0) => -(1 << 31),
        (_, magnitude) => -magnitude,
    };
    Ok((signed, rest))
}

/// The value of a base64 digit.
fn digit(byte: u8) -> Option<u8> {
    match byte {
        b'A'..=b'Z' => Some(byte - b'A'),
        b'a'..=b'z' => Some(byte - b'a' + 26),
        b'0'..=b'9' => Some(byte - b'0' + 52),
        b'+' => Some(62),
        b'/' => Some(63),
        _ => None,
    }
}
