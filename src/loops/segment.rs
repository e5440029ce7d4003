//! Segments one by one, and what runs on from one to the next (ECMA-426 9.2).

/// The five fields of a segment as they run on (ECMA-426 9.2.1.1).
#[derive(Debug, Clone, Copy, Default)]
pub struct Running {
    /// Generated column.
    pub column: i64,
    /// Source index.
    pub source: i64,
    /// Original line, 0-based.
    pub line: i64,
    /// Original column.
    pub original_column: i64,
    /// Name index.
    pub name: i64,
}

/// The value of a Base64 digit, by byte; 64 for any other byte.
const DIGITS: [u8; 256] = {
    let mut table = [64; 256];
    let alphabet = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut rest: &[u8] = alphabet;
    let mut value = 0;
    while let [letter, tail @ ..] = rest {
        let (_, from) = table.split_at_mut(*letter as usize);
        if let [slot, ..] = from {
            *slot = value;
        }
        rest = tail;
        value += 1;
    }
    table
};

/// The value of a Base64 digit.
#[inline]
#[must_use]
pub fn digit(byte: u8) -> Option<u8> {
    DIGITS.get(usize::from(byte)).copied().filter(|value| *value < 64)
}

/// A segment and its separator: number of fields, the fields as they run on, separator, what follows.
#[inline(never)]
#[must_use]
pub fn one(mut running: Running, bytes: &[u8]) -> Option<(u8, Running, u8, &[u8])> {
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
