//! [`Bits`]: bits read from the end of some bytes to their beginning. RFC 8878, 4.1.

/// Bits, read backwards.
pub(super) struct Bits<'a> {
    bytes: &'a [u8],
    /// How many are left; below 0 where more were read than there are: those are 0.
    pub left: isize,
}

impl<'a> Bits<'a> {
    /// Those of bytes; the highest bit that is set ends them. `None` where the last byte has none.
    pub fn new(bytes: &'a [u8]) -> Option<Self> {
        let last = bytes.last().filter(|last| **last != 0)?;
        let left = isize::try_from(bytes.len()).ok()?.checked_mul(8)?;
        Some(Self { bytes, left: left - 1 - last.leading_zeros() as isize })
    }

    /// The next bits, at most 32 of them, which are read again.
    pub fn peek(&self, count: u8) -> u32 {
        let start = self.left - isize::from(count);
        let (from, missing) = (start.max(0) as usize, start.min(0).unsigned_abs());
        let rest = self.bytes.get(from / 8..).unwrap_or_default();
        let word = match rest.first_chunk::<8>() {
            Some(word) => u64::from_le_bytes(*word),
            None => rest.iter().rev().fold(0, |word, byte| word << 8 | u64::from(*byte)),
        };
        let has = usize::from(count).saturating_sub(missing);
        let bits = word >> (from % 8) & ((1 << has) - 1);
        if missing < 32 { (bits << missing) as u32 } else { 0 }
    }

    /// The next bits.
    pub fn read(&mut self, count: u8) -> u32 {
        let bits = self.peek(count);
        self.left -= isize::from(count);
        bits
    }
}
