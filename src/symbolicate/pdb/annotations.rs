//! The lines of a function that was inlined: a program of small steps through its code.

/// Where an address is in it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct LineIn {
    /// Another file than that of the function, by the place of its record.
    pub file: Option<u32>,
    /// How many lines behind the function's first one.
    pub delta: i64,
}

/// The rows of such a program, and what is looked for in them.
struct Rows {
    address: u32,
    /// Where the row before begins, which goes on to the next one unless its length is told.
    open: Option<(u32, LineIn)>,
    found: Option<LineIn>,
}

impl Rows {
    /// Ends the row that is open.
    fn end(&mut self, at: u32) {
        if let Some((begin, line)) = self.open.take()
            && (begin..at).contains(&self.address)
        {
            self.found = Some(line);
        }
    }

    fn begin(&mut self, at: u32, line: LineIn) {
        self.end(at);
        self.open = Some((at, line));
    }
}

/// Where an address is, counted from the beginning of the function around it; `None` where it is no part of what was inlined.
pub(super) fn line_at(annotations: &[u8], address: u32) -> Option<LineIn> {
    let mut rest = annotations;
    let (mut at, mut line) = (0_u32, LineIn::default());
    let mut rows = Rows { address, open: None, found: None };
    while let Some(operation) = number(&mut rest) {
        // 0 fills up
        let Some(operand) = number(&mut rest).filter(|_| operation != 0) else { break };
        match operation {
            1 => at = operand,
            3 => {
                at = at.saturating_add(operand);
                rows.begin(at, line);
            }
            4 => {
                at = at.saturating_add(operand);
                rows.end(at);
            }
            5 => line.file = Some(operand),
            6 => line.delta = line.delta.saturating_add(signed(operand)),
            11 => {
                line.delta = line.delta.saturating_add(signed(operand >> 4));
                at = at.saturating_add(operand & 15);
                rows.begin(at, line);
            }
            12 => {
                let Some(step) = number(&mut rest) else { break };
                at = at.saturating_add(step);
                rows.begin(at, line);
                rows.end(at.saturating_add(operand));
            }
            // sections, kinds, columns
            2 | 7..=10 | 13 => {}
            _ => break,
        }
    }
    rows.found
}

/// A number of one, two or four bytes.
fn number(rest: &mut &[u8]) -> Option<u32> {
    let (first, after) = rest.split_first()?;
    let first = u32::from(*first);
    let (number, length) = match first {
        0..0x80 => (first, 0),
        0x80..0xc0 => (first & 0x3f, 1),
        0xc0..0xe0 => (first & 0x1f, 3),
        _ => return None,
    };
    let (more, after) = after.split_at_checked(length)?;
    *rest = after;
    Some(more.iter().fold(number, |number, byte| number << 8 | u32::from(*byte)))
}

/// A number whose lowest bit is its sign.
fn signed(number: u32) -> i64 {
    let amount = i64::from(number >> 1);
    if number & 1 == 0 { amount } else { -amount }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn follows_the_steps() {
        // 4 bytes at +2 are of line +1, then 3 of line +3 in another file, then a gap, then 5 of line +2 again
        let steps = [11, 2 << 4 | 2, 5, 0x18, 6, 4, 3, 4, 4, 3, 6, 3, 3, 0x10, 4, 5, 0, 0];
        let line = |file, delta| Some(LineIn { file, delta });
        for (address, expected) in [
            (1, None),
            (2, line(None, 1)),
            (5, line(None, 1)),
            (6, line(Some(0x18), 3)),
            (8, line(Some(0x18), 3)),
            (9, None),
            (0x19, line(Some(0x18), 2)),
            (0x1d, line(Some(0x18), 2)),
            (0x1e, None),
        ] {
            assert_eq!(line_at(&steps, address), expected, "{address}");
        }
        assert_eq!(line_at(&[12, 4, 2], 3), line(None, 0));
        assert_eq!(line_at(&[3, 0xbf], 3), None);
    }

    #[test]
    fn reads_long_numbers() {
        for (bytes, expected) in [
            (&[0x7f_u8][..], Some(0x7f)),
            (&[0x81, 2], Some(0x102)),
            (&[0xc1, 2, 3, 4], Some(0x0102_0304)),
            (&[0xe0, 0, 0, 0], None),
            (&[0xc1, 2], None),
        ] {
            let mut rest = bytes;
            assert_eq!(number(&mut rest), expected);
        }
    }
}
