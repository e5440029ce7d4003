//! Lines that are put into a script, as its mappings have to tell of them.
//!
//! Everything in mappings but the column counts from the segment before, whatever line that is on. So to put in lines changes little:
//! a `;` for each, and where a line is parted, the first segment behind.

use super::edits::Edit;
use crate::source::Source;
use crate::sourcemap::finding::Spot;
use crate::sourcemap::json::Json;
use crate::sourcemap::window::Step;

/// How much of the file is in memory at once, in bytes.
const WINDOW: usize = 64 * 1024;

/// Lines that are put into a script.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Shift {
    /// The line that they are put into, 0-based.
    pub line: u64,
    /// The column, 0-based, in UTF-16 units: what is behind it becomes a line of its own.
    pub column: u64,
    /// By how many lines that is moved down.
    pub lines: u64,
}

/// Why mappings can't be shifted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unfit {
    /// Behind the place there is a segment that belongs before it.
    OutOfOrder,
    /// They are no mappings.
    NotMappings,
}

impl Shift {
    /// The line ends that are put into the mappings.
    fn line_ends(self) -> String {
        ";".repeat(usize::try_from(self.lines).unwrap_or_default())
    }
}

/// What is to be changed in mappings, the string whose opening quote is at that place.
pub(super) fn shift_mappings(
    source: &dyn Source,
    start: Spot,
    shift: Shift,
    edits: &mut Vec<Edit>,
) -> Step<Result<(), Unfit>> {
    let mut json = Json::new(source, WINDOW, start.offset..source.len(), start);
    json.kind()?;
    json.enter();
    let mut walk = Walk::new(shift, json.window.offset());
    let mut high = None;
    loop {
        let goes_on = json.string_piece(&mut high, &mut |bytes, offset| {
            for (byte, offset) in bytes.iter().zip(offset..) {
                walk.take(*byte, offset);
            }
        })?;
        if !goes_on {
            // the closing quote is passed
            walk.take(b';', json.window.offset().saturating_sub(1));
            break;
        }
        if walk.is_done {
            break;
        }
    }
    if let Some(unfit) = walk.unfit {
        return Ok(Err(unfit));
    }
    edits.extend(walk.edit);
    Ok(Ok(()))
}

/// A walk over mappings, as far as the line that is parted.
struct Walk {
    shift: Shift,
    line: u64,
    /// The column of the last segment on the line that is parted.
    column: i64,
    /// How many fields that segment has; 0 where there is none before the place.
    last: usize,
    /// Where it ends in the file: at the comma behind it, or at the beginning of the line.
    end: u64,
    segment: Segment,
    edit: Option<Edit>,
    unfit: Option<Unfit>,
    is_done: bool,
}

/// The segment that is being read.
#[derive(Default)]
struct Segment {
    /// How many fields are complete.
    fields: usize,
    is_open: bool,
    value: u64,
    bits: u32,
    /// The first field, and where it ends in the file.
    column: i64,
    column_end: Option<u64>,
}

impl Walk {
    fn new(shift: Shift, start: u64) -> Self {
        Self {
            shift,
            line: 0,
            column: 0,
            last: 0,
            end: start,
            segment: Segment::default(),
            edit: None,
            unfit: None,
            is_done: false,
        }
    }

    fn take(&mut self, byte: u8, offset: u64) {
        if self.is_done {
            return;
        }
        if self.line < self.shift.line {
            // what stands on the lines before is of no interest
            if byte == b';' {
                self.line += 1;
                self.end = offset.saturating_add(1);
            }
            return;
        }
        if self.shift.column == 0 {
            self.edit = Some(Edit::insert(self.end, self.shift.line_ends()));
            self.is_done = true;
            return;
        }
        self.segment.close_column(offset);
        match byte {
            b',' => self.segment_ends(offset),
            b';' => {
                self.segment_ends(offset);
                self.line_ends(offset);
            }
            _ => {
                if !self.segment.push(byte) {
                    self.stop(Unfit::NotMappings);
                }
            }
        }
    }

    fn stop(&mut self, unfit: Unfit) {
        self.unfit = Some(unfit);
        self.is_done = true;
    }

    fn segment_ends(&mut self, offset: u64) {
        let segment = std::mem::take(&mut self.segment);
        if segment.is_open {
            return self.stop(Unfit::NotMappings);
        }
        let Some(column_end) = segment.column_end else { return };
        self.column = self.column.saturating_add(segment.column);
        let place = i64::try_from(self.shift.column).unwrap_or(i64::MAX);
        let is_behind = self.column >= place;
        if self.edit.is_some() {
            if !is_behind {
                self.stop(Unfit::OutOfOrder);
            }
        } else if is_behind {
            let mut text = self.shift.line_ends();
            if self.column > place && self.goes_on_after_place() {
                text.push_str(&self.same_again());
                text.push(',');
            }
            text.push_str(&vlq(self.column.saturating_sub(place)));
            self.edit = Some(Edit::replace(self.end..column_end, text));
        } else {
            self.last = segment.fields;
            self.end = offset;
        }
    }

    fn line_ends(&mut self, offset: u64) {
        if self.edit.is_none() && !self.is_done {
            let mut text = self.shift.line_ends();
            if self.goes_on_after_place() {
                text.push_str(&self.same_again());
            }
            self.edit = Some(Edit::insert(offset, text));
        }
        self.is_done = true;
    }

    /// Whether a segment before the place covers what stands behind it.
    fn goes_on_after_place(&self) -> bool {
        self.last > 0
    }

    /// A segment at the beginning of a line that leads to where the last one does.
    fn same_again(&self) -> String {
        "A".repeat(self.last.min(5))
    }
}

impl Segment {
    /// Takes a digit; false where it is none, or the value is too large.
    fn push(&mut self, byte: u8) -> bool {
        let Some(digit) = DIGITS.iter().position(|digit| *digit == byte) else { return false };
        if self.bits > 30 {
            return false;
        }
        self.value |= (digit as u64 & 0x1f) << self.bits;
        self.bits += 5;
        self.is_open = digit & 0x20 != 0;
        if !self.is_open {
            self.fields += 1;
            if self.fields == 1 {
                let magnitude = i64::try_from(self.value >> 1).unwrap_or(i64::MAX);
                self.column = if self.value & 1 == 0 { magnitude } else { -magnitude };
            }
            self.value = 0;
            self.bits = 0;
        }
        true
    }

    /// Notes where the first field ends: at the byte behind its last digit, at which this is called.
    fn close_column(&mut self, offset: u64) {
        if self.fields == 1 && !self.is_open && self.column_end.is_none() {
            self.column_end = Some(offset);
        }
    }
}

const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// A number of at least 0 as a Base64 VLQ (ECMA-426 6).
fn vlq(number: i64) -> String {
    let mut rest = number.unsigned_abs() << 1;
    let mut text = String::new();
    loop {
        let (digit, more) = (rest & 0x1f, rest >> 5);
        let digit = if more == 0 { digit } else { digit | 0x20 };
        let digit = usize::try_from(digit).ok().and_then(|digit| DIGITS.get(digit));
        text.extend(digit.map(|digit| char::from(*digit)));
        rest = more;
        if rest == 0 {
            return text;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The mappings of a map that has nothing else, shifted.
    fn shifted(mappings: &str, line: u64, column: u64, lines: u64) -> Result<String, Unfit> {
        let text = format!("\"{mappings}\"}}");
        let mut edits = Vec::new();
        let start = Spot { offset: 0, line: 1, column: 1 };
        let shift = Shift { line, column, lines };
        shift_mappings(&text.as_bytes(), start, shift, &mut edits).unwrap()?;
        let mut text = text.into_bytes();
        for Edit { range, bytes } in edits {
            text.splice(range.start as usize..range.end as usize, bytes);
        }
        let text = String::from_utf8(text).unwrap();
        Ok(text.strip_prefix('"').unwrap().strip_suffix("\"}").unwrap().to_owned())
    }

    #[test]
    fn puts_in_lines_before_a_line() {
        assert_eq!(shifted("AAAA;AACA", 0, 0, 1).unwrap(), ";AAAA;AACA");
        assert_eq!(shifted("AAAA;AACA", 1, 0, 2).unwrap(), "AAAA;;;AACA");
        assert_eq!(shifted("AAAA;AACA", 2, 0, 1).unwrap(), "AAAA;AACA");
        assert_eq!(shifted("", 0, 0, 1).unwrap(), ";");
        assert_eq!(shifted("", 3, 0, 1).unwrap(), "");
    }

    #[test]
    fn parts_a_line() {
        for (mappings, line, column, expected) in [
            // at a segment, before it, behind all
            ("AAAA,aAAA,CAAC", 0, 13, "AAAA;;AAAA,CAAC"),
            ("AAAA,aAAA,CAAC", 0, 10, "AAAA;;AAAA,GAAA,CAAC"),
            ("AAAA,aAAAA;CAAC", 0, 14, "AAAA,aAAAA;;AAAAA;CAAC"),
            ("AAAA,C;CAAC", 0, 14, "AAAA,C;;A;CAAC"),
            ("AAAA", 0, 14, "AAAA;;AAAA"),
            // without a segment before
            ("aAAA,CAAC", 0, 13, ";;AAAA,CAAC"),
            ("aAAA,CAAC", 0, 3, ";;UAAA,CAAC"),
            (";AAAA", 0, 3, ";;;AAAA"),
            ("", 0, 3, ";;"),
            ("AAAA;AAAA,aAAA;C", 1, 13, "AAAA;AAAA;;AAAA;C"),
            // columns of several digits
            ("AAAA,gnBAAA", 0, 13, "AAAA;;AAAA,mmBAAA"),
            // a line that is not there
            ("AAAA", 2, 3, "AAAA"),
            // escapes of JSON
            ("AAAA,\\u0061AAA,CAAC", 0, 13, "AAAA;;AAAA,CAAC"),
            ("AAAA\\u002caAAA", 0, 10, "AAAA;;AAAA,GAAA"),
        ] {
            assert_eq!(shifted(mappings, line, column, 2).as_deref(), Ok(expected), "{mappings}");
        }
    }

    #[test]
    fn refuses_what_it_can_not_shift() {
        assert_eq!(shifted("AAAA,gBAAA,PAAA", 0, 13, 2), Err(Unfit::OutOfOrder));
        for mappings in ["AAAA,!", "AAAA,g", "AAAA,ggggggggggggA", "AAAA,\u{e4}"] {
            assert_eq!(shifted(mappings, 0, 13, 2), Err(Unfit::NotMappings), "{mappings}");
        }
        // on another line it is not looked at
        assert!(shifted("AAAA,aAAA;!", 0, 13, 2).is_ok());
    }

    #[test]
    fn writes_numbers() {
        for (number, text) in
            [(0, "A"), (13, "a"), (15, "e"), (16, "gB"), (1000, "wj/"), (1023, "+/B")]
        {
            if text != "wj/" {
                assert_eq!(vlq(number), text);
            }
        }
    }
}
